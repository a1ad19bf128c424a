"""The documents of a plan, as a pure function of its answers and records: no Copier, no clock, nothing read but the templates.

`template/` shows what is rendered: a file ends in `.jinja` where it holds expressions, and a name such as
`{% yield plan from roadmap.packages %}{{ plan.file }}{% endyield %}.jinja` is a file for each package, as Copier has it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, FileSystemBytecodeCache, StrictUndefined
from jinja2.bccache import Bucket

from . import cache
from .planning import export, findings, house, roadmap, text, views
from .planning.words import Words, in_force, say, small, translated
from .sources import SOURCES

_SUFFIX = ".jinja"

#: Where coding agents look for skills, below a repository's root.
SKILLS = (".agents/skills", ".claude/skills")

#: A file's name that stands for several files: the name of each, what they come of, and how each is called.
_EACH = re.compile(r"\{% yield (?P<name>\w+) from (?P<source>[\w.]+) %\}(?P<file>.+)\{% endyield %\}")


def documents(answers: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Every file that the template and people write together, and `roadmap.json`, by its name below the planning folder.

    Args:
        answers: the initiative's answers, with `unfilled` and `observed`, as its answers file holds them.
        records: the snapshot of the records.
    """
    return rendered(roadmap.compute(answers, records))


def rendered(plan: roadmap.Roadmap) -> dict[str, bytes]:
    """The documents of a roadmap; see `documents`."""
    with house.speaking(plan.house):
        values = {"roadmap": views.view(plan), "roadmap_json": roadmap_json(plan)}
        return {name: content.encode() for name, content in _rendered("initiative", values)}


def for_agents(source: str) -> dict[str, bytes]:
    """What coding agents read at a repository's root, by name below it: the skill, and the section of AGENTS.md.

    Args:
        source: the template's address.
    """
    skill = {path.removeprefix("skills/"): content for path, content in SOURCES.items() if path.startswith("skills/")}
    files = {f"{place}/{name}": content for place in SKILLS for name, content in skill.items()}
    address = text.inline(source) if "`" in source else f"`{text.one_line(source)}`"
    return {name: said.encode() for name, said in {**files, **dict(_rendered("agents", {"source": address}))}.items()}


def for_portfolio(answers: Mapping[str, Any]) -> dict[str, bytes]:
    """The documents of a portfolio, by their names beside the planning folders.

    Args:
        answers: its answers, as its answers file holds them, with the snapshots of its initiatives.
    """
    # Plans do without it.
    from .planning import portfolio

    with house.speaking(house.of(answers)):
        values = {"portfolio": portfolio.view(portfolio.of_answers(answers))}
        return {name: content.encode() for name, content in _rendered("portfolio", values)}


def roadmap_json(plan: roadmap.Roadmap) -> str:
    """The content of `roadmap.json`."""
    return json.dumps(export.export(plan), indent=2, ensure_ascii=False) + "\n"


def checkpoint_texts(plan: roadmap.Roadmap, names: Sequence[str], analyses: Mapping[str, str]) -> list[tuple[str, str]]:
    """The text of each checkpoint as the workflow shows it, filled in, and its question.

    Args:
        plan: the roadmap.
        names: the checkpoints.
        analyses: the analysis documents as people left them, by the names that the template gave them; the summary of the
            checkpoint `analysis` quotes them.
    """
    with house.speaking(plan.house):
        return _checkpoint_texts(plan, names, analyses)


def _checkpoint_texts(plan: roadmap.Roadmap, names: Sequence[str], analyses: Mapping[str, str]) -> list[tuple[str, str]]:
    view = views.view(plan) if names else {}
    said = _findings(plan, view, analyses) if "analysis" in names else findings.Findings()
    macros: Any = environment().get_template("includes/checkpoints.jinja").make_module({"findings": said}) if names else None
    reopened = ""
    for one in plan.checkpoints:
        if one.changes:
            head = say("🔁 Checkpoint {name} is reopened; since it was confirmed:", name=one.name)
            reopened += "\n".join([head, *(f"- {change}" for change in one.changes), "", ""])
    return [(reopened + str(getattr(macros, name)(view)).strip(), str(macros.question(view, name)).strip()) for name in names]


def _findings(plan: roadmap.Roadmap, view: views.View, texts: Mapping[str, str]) -> findings.Findings:
    """What people wrote in the analysis documents, beside what the template writes there."""
    draw = environment().get_template("includes/macros.jinja").module
    written = {
        analysis["file"]: environment()
        .get_template(f"includes/analyses/{analysis['sections']}.md.jinja")
        .render(roadmap=view, analysis=analysis, draw=draw)
        for analysis in view["analyses"]
    }
    return findings.findings(texts, written, plan.headings)


def environment(*, html: bool = False) -> Environment:
    """Jinja as the templates need it, with the filters by which text that people typed is made safe; in `html` all of it is.

    The templates say everything in the words in force.
    """
    return _environment(html, in_force())


class _Compiled(FileSystemBytecodeCache):
    """What Jinja has compiled, in a folder; what cannot be kept there is compiled anew by the next command."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


@functools.lru_cache(maxsize=8)
def _environment(html: bool, said: Words) -> Environment:
    content = hashlib.sha256("".join(SOURCES.values()).encode() + Path(str(text.__file__)).read_bytes()).hexdigest()[:16]
    compiled = cache.kept("html" if html else "templates", content + said.key, lambda _: None)
    made = Environment(
        loader=DictLoader(SOURCES if said.are_plain else _Worded(said)),
        bytecode_cache=_Compiled(str(compiled)) if compiled else None,
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters.update(FILTERS)
    return made


class _Worded(Mapping[str, str]):
    """The templates in other words, each once it is needed."""

    def __init__(self, said: Words) -> None:
        self.said = said
        self._known: dict[str, str] = {}

    def __getitem__(self, path: str) -> str:
        if path not in self._known:
            self._known[path] = worded(path, self.said.of)
        return self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(SOURCES)

    def __len__(self) -> int:
        return len(SOURCES)


#: The templates that say something to people.
_SAYING = (".md", ".md.jinja", ".html.jinja", "macros.jinja", "checkpoints.jinja")


def worded(path: str, say_it: Callable[[str], str]) -> str:
    """A template by its path, with each message that it says given by `say_it`; what is for programs stays as it is."""
    names = path.endswith(_SAYING) or (path.startswith("template/initiative/{%") and path.endswith(_SUFFIX))
    if not names or path.startswith(("skills/", "template/agents/")):
        return SOURCES[path]
    return translated(SOURCES[path], say_it, html=".html" in path)


#: What the templates call on text that people typed, and on numbers.
FILTERS = {
    "inline": text.inline,
    "item": text.item,
    "cell": text.cell,
    "prose": text.prose,
    "counted": text.count,
    "small": small,
}


@dataclass(frozen=True)
class _File:
    """A file of a template: its name, of which there may be one for each of several things, and where its content is."""

    name: str
    path: str
    each: re.Match[str] | None
    is_template: bool


@functools.cache
def _files(part: str) -> tuple[_File, ...]:
    root = f"template/{part}/"
    names = {path: path.removeprefix(root).removesuffix(_SUFFIX) for path in SOURCES if path.startswith(root)}
    return tuple(_File(name, path, _EACH.search(name), path.endswith(_SUFFIX)) for path, name in names.items())


@functools.cache
def _compiled(expression: str) -> Callable[[Mapping[str, Any]], Any]:
    """An expression of a file's name, with or without its braces."""
    return environment().compile_expression(expression.strip("{} "))


def _rendered(part: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    jinja = environment()
    for file in _files(part):
        if not file.is_template:
            yield file.name, worded(file.path, in_force().of)
        elif file.each is None:
            yield file.name, jinja.get_template(file.path).render(values)
        else:
            things, called = _compiled(file.each["source"]), _compiled(file.each["file"])
            for one in things(values) or ():
                own = {**values, file.each["name"]: one}
                name = file.name.replace(file.each[0], called(own))
                yield name, jinja.get_template(file.path).render(own)
