"""What carries each line of the workflow: `make coverage-page` writes docs/workflow-coverage.md from tests/workflow/coverage.yml.

The data file lists every rule, element and advice of the workflow by its section and lines; tests/test_workflow_coverage.py holds
it against the documents of examples/, the questions, the tests and the problem codes.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "workflow"
DATA, PAGE = FIXTURES / "coverage.yml", ROOT / "docs" / "workflow-coverage.md"

#: What an item of the workflow can be.
KINDS = (
    *("rule", "purpose", "phase", "step", "checkpoint", "question", "factor", "advice"),
    *("heading", "sentence", "field", "table", "list", "emoji", "naming", "example", "history"),
)

#: What can carry an item, in the order of the page.
CARRIERS = ("document", "message", "question", "problem", "test")

#: Where the words are that the commands print: as they stand in the code or in a template.
SPOKEN = ("extensions/work_packages/**/*.py", "includes/**/*.jinja", "questions/*.yml", "template/**/*.jinja")

#: The folders of examples/, longest first, by what they show.
SHOWN = {
    "phases/2-folder": "Planning Folder Setup",
    "phases/3-analysis": "Analysis",
    "phases/4-packages": "Work Package Planning",
    "phases/5-priorities": "Prioritization",
    "phases/6-roadmap": "Finalize Roadmap",
    "integrated-roadmap": "Implementation",
    "weeks-in/2-weeks": "two weeks in",
    "weeks-in/5-weeks": "five weeks in",
    "weeks-in/8-weeks": "eight weeks in",
    "continuing/2025-11-23-integrated-roadmap": "half-finished",
    "continuing/2026-01-20-second-roadmap": "continuing",
}

#: The data file, read: `workflow` with its number of lines, `fixtures`, `nothing` and `sections`.
Coverage = Mapping[str, Any]


def load() -> dict[str, Any]:
    """The data file as it is."""
    data: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return data


def items(coverage: Coverage) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Every item with its section, in the order of the workflow."""
    for section in coverage["sections"]:
        for item in section.get("items") or ():
            yield section, item


def listed(value: object) -> list[Any]:
    """What is given once or as a list, as a list."""
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def lines_of(value: object) -> list[int]:
    """The lines that `12`, `12-15` or a list of these names, the last ones included."""
    found: list[int] = []
    for one in listed(value):
        first, _, last = str(one).partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


# What there is to carry an item ------------------------------------------------------------------------------------------


@cache
def tests() -> frozenset[str]:
    """The id of each test function: its file and its name, as the files say them; nothing is run."""
    found = set()
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(f"{path.relative_to(ROOT).as_posix()}::{node.name}")
    return frozenset(found)


@cache
def questions() -> frozenset[str]:
    """The name of each answer that the template takes."""
    found: set[str] = set()
    for path in (ROOT / "questions").glob("*.yml"):
        found |= set(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    return frozenset(found)


@cache
def problem_codes() -> frozenset[str]:
    """The codes of problems that the schema of roadmap.json allows and the code gives."""
    schema = json.loads((ROOT / "docs" / "roadmap.schema.json").read_text(encoding="utf-8"))
    allowed = schema["properties"]["problems"]["items"]["properties"]["code"]["enum"]
    source = (ROOT / "extensions/work_packages/planning/problems.py").read_text(encoding="utf-8")
    return frozenset(code for code in allowed if f'"{code}"' in source)


@cache
def spoken() -> str:
    """All source in which words stand that the commands print or write."""
    paths = [path for pattern in SPOKEN for path in sorted(ROOT.glob(pattern)) if path.is_file()]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@cache
def example(name: str) -> str:
    """A document of examples/; empty where there is none."""
    path = ROOT / "examples" / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@cache
def fixture(name: str) -> tuple[str, ...]:
    """The lines of a fixture: a part of the workflow, word for word."""
    return tuple((FIXTURES / name).read_text(encoding="utf-8").splitlines())


# What is wrong with it ---------------------------------------------------------------------------------------------------


def uncarried(item: Mapping[str, Any]) -> list[str]:
    """Which of the things that an item names are not there, each in a sentence."""
    found = []
    for one in listed(item.get("document")):
        text = example(one["in"])
        if not text:
            found.append(f"examples/{one['in']} is not there")
        elif "text" in one and one["text"] not in text:
            found.append(f"examples/{one['in']} does not say {one['text']!r}")
        elif "pattern" in one and not re.search(one["pattern"], text, re.MULTILINE):
            found.append(f"examples/{one['in']} holds nothing like {one['pattern']!r}")
    found += [f"no command says {one!r}" for one in listed(item.get("message")) if one not in spoken()]
    known: tuple[tuple[str, Callable[[], frozenset[str]]], ...] = (
        ("question", questions),
        ("problem", problem_codes),
        ("test", tests),
    )
    for carrier, names in known:
        found += [f"there is no {carrier} {one}" for one in listed(item.get(carrier)) if one not in names()]
    return found


def faults(coverage: Coverage) -> list[str]:
    """All that is wrong with the data file, each fault in a sentence; what is pending need not be carried yet."""
    found = [*_form_faults(coverage), *_line_faults(coverage), *_quote_faults(coverage)]
    for _, item in items(coverage):
        if not item.get("pending"):
            found += [f"{item['id']}: {fault}" for fault in uncarried(item)]
    return found


def _form_faults(coverage: Coverage) -> Iterator[str]:
    """Ids that are not unique, kinds that there are not, items that nothing carries, entries that say nothing."""
    seen: set[str] = set()
    known = {"id", "lines", "kind", "words", "note", "pending", *CARRIERS}
    for _, item in items(coverage):
        if item["id"] in seen:
            yield f"{item['id']} stands twice"
        seen.add(item["id"])
        if item["kind"] not in KINDS:
            yield f"{item['id']}: {item['kind']} is no kind"
        if not any(listed(item.get(carrier)) for carrier in CARRIERS):
            yield f"{item['id']}: nothing carries it"
        yield from (f"{item['id']}: {name} is not known" for name in item if name not in known)
        for one in listed(item.get("document")):
            if set(one) not in ({"in", "text"}, {"in", "pattern"}):
                yield f"{item['id']}: a document has `in`, and `text` or `pattern`"


def _line_faults(coverage: Coverage) -> Iterator[str]:
    """Sections that do not follow each other, are empty or leave lines out; items outside of their sections."""
    following = 1
    for section in coverage["sections"]:
        lines = lines_of(section["lines"])
        if lines[0] != following:
            yield f"{section['section']}: line {following} is where it should start"
        following = lines[-1] + 1
        if not section.get("items"):
            yield f"{section['section']}: no item"
        for item in section.get("items") or ():
            if not set(lines_of(item["lines"])) <= set(lines):
                yield f"{item['id']}: lines {item['lines']} are not of {section['section']}"
    if following != coverage["workflow"]["lines"] + 1:
        yield f"line {following} and what follows is of no section"
    said = {line for _, item in items(coverage) for line in lines_of(item["lines"])}
    nothing = set(lines_of(coverage["nothing"].split()))
    yield from (f"line {line} has no item" for line in range(1, following) if line not in said | nothing)
    yield from (f"line {line} has an item, and stands under nothing" for line in sorted(said & nothing))


def _quote_faults(coverage: Coverage) -> Iterator[str]:
    """Words that are not those of the workflow in their lines, as far as the fixtures hold these."""
    held = {
        lines_of(lines)[0] + place: line
        for name, lines in coverage["fixtures"].items()
        for place, line in enumerate(fixture(name))
    }
    for name, lines in coverage["fixtures"].items():
        if len(fixture(name)) != len(lines_of(lines)):
            yield f"{name} has not as many lines as {lines}"
    for _, item in items(coverage):
        lines = lines_of(item["lines"])
        if all(line in held for line in lines):
            there = " ".join(" ".join(held[line] for line in lines).split())
            for part in str(item["words"]).split(" ... "):
                if part not in there:
                    yield f"{item['id']}: {part!r} is not in lines {item['lines']}"


# The page ----------------------------------------------------------------------------------------------------------------


def page(coverage: Coverage) -> str:
    """The page: for each section of the workflow a table of its items, and of what carries each."""
    everything = [item for _, item in items(coverage)]
    to_come = [item for item in everything if item.get("pending")]
    lines = [
        "# What Carries the Workflow",
        "",
        "Every rule, element and advice of the Work Packages Workflow, version "
        f"{coverage['workflow']['version']}, with the document, message, question, problem code or test that carries it: "
        f"{len(everything)} items in {len(coverage['sections'])} sections. Documents are those of [examples/](../examples/README.md); "
        "behind each stands the phase in which it says so.",
        "",
        "This page is written from [coverage.yml](../tests/workflow/coverage.yml) by `make coverage-page`. The tests look up each entry: "
        "documents hold the words, questions, codes and tests are there, and no line of the workflow is left out.",
    ]
    if to_come:
        lines += ["", f"{len(to_come)} are still to come; they are marked ⏳."]
    for section in coverage["sections"]:
        title = "#" * min(section["level"] + 1, 6) + " " + section["section"]
        lines += ["", title, "", f"Lines {section['lines']} of the workflow.", ""]
        lines += ["| Lines | The Workflow Says | Kind | Carried by |", "|-------|-------------------|------|------------|"]
        lines += [_row(item) for item in section["items"]]
    return "\n".join(lines) + "\n"


def _row(item: Mapping[str, Any]) -> str:
    words = [*_documents(item), *(word for carrier in CARRIERS[1:] for word in _words(carrier, listed(item.get(carrier))))]
    carried = "; ".join(words) + (f". {_plain(item['note'])}" if item.get("note") else "")
    lines = ", ".join(str(one) for one in listed(item["lines"]))
    return f"| {lines} | {_code(item['words'])} | {item['kind']} | {'⏳ ' if item.get('pending') else ''}{carried} |"


def _documents(item: Mapping[str, Any]) -> Iterator[str]:
    """Each document once, with the phase that its folder shows, and what it says where that is in other words."""
    said: dict[str, list[str]] = {}
    for one in listed(item.get("document")):
        texts = said.setdefault(one["in"], [])
        if "text" in one and one["text"].strip(" -|") not in item["words"] and item["words"] not in one["text"]:
            texts.append(_code(one["text"]))
    for name, texts in said.items():
        folder = next((folder for folder in SHOWN if name.startswith(f"{folder}/")), "")
        place = name[len(folder) + 1 :] if folder else name
        shown = f" ({SHOWN[folder]})" if folder else ""
        yield f"[{place.replace('_', chr(92) + '_')}](../examples/{name}){shown}{': ' if texts else ''}{', '.join(texts)}"


def _words(carrier: str, entries: Iterable[Any]) -> Iterator[str]:
    """What the page says of each entry, with a link to where it is described."""
    for one in entries:
        if carrier == "message":
            yield f"message {_code(one)}"
        elif carrier == "question":
            yield f"answer [{_code(one)}](answers.md)"
        elif carrier == "problem":
            yield f"problem [{_code(one)}](roadmap-json.md#problems)"
        else:
            path, _, name = str(one).partition("::")
            yield f"test [{_code(name)}](../{path})"


def _code(words: object) -> str:
    """Words as code in the cell of a table."""
    text = str(words).strip().replace("\n", " ⏎ ").replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _plain(words: object) -> str:
    return str(words).strip().replace("|", "\\|")


def pending(coverage: Coverage) -> dict[str, list[str]]:
    """Each item that is still to come, by its id, with what it misses; nothing where it is carried by now."""
    return {item["id"]: uncarried(item) for _, item in items(coverage) if item.get("pending")}


def settled(text: str, ids: Iterable[str]) -> str:
    """The data file with these items no longer pending."""
    for name in ids:
        text = re.sub(rf"(- id: {re.escape(name)}\n(?:(?! *- id: ).*\n)*?) +pending: true\n", r"\1", text)
    return text


def main(arguments: list[str]) -> int:
    """Write the page. With `--pending`, say what each pending item misses; with `--settle`, end that of those that miss nothing."""
    if arguments == ["--pending"]:
        for name, missing in pending(load()).items():
            print(f"{name}: {'; '.join(missing) or 'is carried by now'}")
        return 0
    if arguments == ["--settle"]:
        carried = [name for name, missing in pending(load()).items() if not missing]
        DATA.write_text(settled(DATA.read_text(encoding="utf-8"), carried), encoding="utf-8")
        print(f"No longer pending: {', '.join(carried) or 'none'}")
    coverage = load()
    PAGE.write_text(page(coverage), encoding="utf-8")
    print(f"Written: {PAGE.relative_to(ROOT)}")
    found = faults(coverage)
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
