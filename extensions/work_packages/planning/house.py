"""House rules: what a house adds to the workflow for all of its plans, as data in one file, `house.yml` (docs/house-rules.md).

Defaults of answers, analysis types, sections of plans, fields of packages, statuses, words, and whether emoji are shown. There is no
code in it: what it says is text, and is made safe like text that people type. The rules in force are those of one render.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import yaml

from . import text, words
from .fields import FIELDS, STATUSES
from .words import Words

#: What a house may say, in the order in which it is stored.
PARTS = ("planning_root", "language", "emoji", "defaults", "analyses", "sections", "fields", "statuses", "words")

#: Answers that have no default: they are each document's own, or say what has happened.
_NO_DEFAULT = frozenset(
    (
        *("initiative", "date", "planning_root", "kind", "previous", "previous_completed", "previous_partial", "identified"),
        *("start", "external_unblocked", "updated", "confirm", "confirmed_on", "confirmed_by", "restore"),
        *("number", "slug", "title", "added", "depends_on", "unblocked", "priority_reason", "rank", "due", "status", "started"),
        *("done", "remains", "pr", "adr", "actual", "actual_review", "remaining", "completed", "fields"),
    )
)

#: The headings of a plan behind which a section of a house may stand.
PLAN_SECTIONS = ("Overview", "Context from Analysis", "Scope", "Dependencies", "Success Criteria", "Implementation")

#: Answers that may have a default, with their part.
_KNOWN = {
    one.name: part
    for part in ("initiative", "work-package")
    for one in FIELDS[part]
    if one.given and one.name not in _NO_DEFAULT
}

#: What a field may hold.
FIELD_TYPES = ("text", "number", "day", "flag")

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_LONGEST, _MOST = 400, 60

#: Signs that a house's words hold no more often than the message: they are Markdown's and HTML's own.
_SIGNS = "<>|`[]\\#"


@dataclass(frozen=True)
class Kind:
    """An analysis type of a house: its title and purpose, and its sections as pairs of heading and placeholder."""

    title: str
    purpose: str
    sections: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """A section of every plan: its heading, the heading behind whose section it stands, and its placeholder."""

    heading: str
    after: str
    placeholder: str


@dataclass(frozen=True)
class ExtraField:
    """An answer of packages: its name, what documents call it, what it holds, and what it is one of; empty for anything."""

    name: str
    title: str
    type: str = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """A status of a house: its name, the workflow's status that it counts as, what documents call it, and its emoji."""

    name: str
    stands_for: str
    title: str
    emoji: str = ""


@dataclass(frozen=True, eq=False)
class House:
    """What a house says; see docs/house-rules.md. By its `key` it is told from others; it is empty for none."""

    planning_root: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    analyses: Mapping[str, Kind] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    fields: Mapping[str, ExtraField] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)
    words: Words = words.PLAIN
    language: str = ""
    key: str = ""

    def default(self, part: str, name: str) -> Any:
        """The default of an answer of that part, in its stored form; None where the house has none."""
        return self.defaults.get(name) if any(one.name == name for one in FIELDS[part]) else None

    def of_part(self, part: str) -> dict[str, Any]:
        """The defaults of a part's answers."""
        names = {one.name for one in FIELDS[part]}
        return {name: value for name, value in self.defaults.items() if name in names}


#: What holds where there is no house.yml.
NONE = House()

_IN_FORCE: ContextVar[House] = ContextVar("house", default=NONE)


def in_force() -> House:
    """The house whose rules hold now."""
    return _IN_FORCE.get()


@contextmanager
def ruled(house: House) -> Iterator[None]:
    """Let the rules of this house hold for as long as the block lasts; what is said, is said in the workflow's words."""
    token = _IN_FORCE.set(house)
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


@contextmanager
def speaking(house: House) -> Iterator[None]:
    """Let the rules of this house hold, and say everything in its words, for as long as the block lasts."""
    with ruled(house), words.spoken(house.words):
        yield


def of_file(content: bytes, check: Callable[[str, str, Any], str]) -> House:
    """The house that a house.yml says, as far as it can be read; see `parse`."""
    return read(parse(content, check).stored)


def of(answers: Mapping[str, Any]) -> House:
    """The house by which an initiative's answers were rendered, as they hold it."""
    return read(answers.get("house"))


def read(stored: Any) -> House:
    """The house that a stored value says; none where it says nothing, or cannot be read."""
    if not isinstance(stored, Mapping) or not stored:
        return NONE
    # Who only reads a plan without such rules does without it.
    import json

    return _read(json.dumps(stored, sort_keys=False, default=str))


@lru_cache(maxsize=16)
def _read(stored: str) -> House:
    import json

    said = json.loads(stored)
    analyses = {
        name: Kind(
            one.get("title") or "",
            one.get("purpose") or "",
            tuple((entry["heading"], entry["placeholder"]) for entry in one.get("sections") or ()),
        )
        for name, one in (said.get("analyses") or {}).items()
    }
    return House(
        planning_root=said.get("planning_root") or "",
        defaults=said.get("defaults") or {},
        analyses=analyses,
        sections=tuple(Section(one["heading"], one["after"], one["placeholder"]) for one in said.get("sections") or ()),
        fields={
            name: ExtraField(name, one["title"], one.get("type", "text"), tuple(one.get("choices") or ()))
            for name, one in (said.get("fields") or {}).items()
        },
        statuses={
            name: Status(name, one["is"], one["title"], one.get("emoji", ""))
            for name, one in (said.get("statuses") or {}).items()
        },
        words=Words(said.get("words") or {}, said.get("emoji", True))
        if said.get("words") or said.get("emoji") is False
        else words.PLAIN,
        language=said.get("language") or "",
        key=hashlib.sha256(stored.encode()).hexdigest()[:16],
    )


def key() -> str:
    """By what is told what was made by these rules and in these words from what was made by others."""
    return _IN_FORCE.get().key + words.in_force().key


def base_status(status: Any) -> Any:
    """The workflow's status that a status counts as: a house's own one's, or the very same."""
    own = in_force().statuses.get(status) if isinstance(status, str) else None
    return own.stands_for if own else status


# The file


@dataclass(frozen=True)
class Found:
    """What was read of a house.yml: the value to be stored, and every problem, each with its line, value and remedy."""

    stored: dict[str, Any]
    problems: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def parse(content: bytes, check: Callable[[str, str, Any], str]) -> Found:
    """Read a house.yml.

    Args:
        content: the file.
        check: what is wrong with an answer of a part, by the rules for answers; empty when nothing is.
    """
    try:
        source = content.decode("utf-8-sig")
        said = text.from_yaml(source)
    except UnicodeDecodeError:
        return Found({}, ("it is not saved as UTF-8. Save it so.",))
    except ValueError as error:
        return Found({}, (f"it {error}. Put the YAML right.",))
    if said is None:
        return Found({})
    if not isinstance(said, dict):
        return Found({}, (f"it is no mapping. Give one of {text.join(PARTS)}.",))
    reading = _Reading(source, check)
    stored = reading.house(said)
    return Found(stored, tuple(words_of_it for _, words_of_it in sorted(reading.problems, key=lambda one: one[0])))


def stored_problem(value: Any, check: Callable[[str, str, Any], str]) -> str:
    """What is wrong with a house as an answers file holds it, edited by hand perhaps; empty when nothing is."""
    import json

    if not isinstance(value, Mapping):
        return "is no mapping."
    try:
        house = _read(json.dumps(value, default=str))
        whole = all(not words_problem(message, said) for message, said in house.words.said.items())
        whole &= not house.language or bool(_LANGUAGE.fullmatch(house.language))
        whole &= all(one.stands_for in STATUSES for one in house.statuses.values())
        whole &= all(name in _KNOWN and not check(_KNOWN[name], name, one) for name, one in house.defaults.items())
    except (KeyError, TypeError, ValueError, AttributeError):
        whole = False
    return "" if whole else "is not what the template stores."


def _lines(source: str) -> dict[tuple[Any, ...], int]:
    """The line of each value, by the keys and positions that lead to it."""
    found: dict[tuple[Any, ...], int] = {}
    root = yaml.compose(source, Loader=text.LOADER)
    waiting: list[tuple[tuple[Any, ...], Any]] = [((), root)] if root else []
    while waiting:
        path, node = waiting.pop()
        found.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                below = (*path, str(key.value))
                found[below] = key.start_mark.line + 1
                waiting.append((below, value))
        elif isinstance(node, yaml.SequenceNode):
            waiting += [((*path, place), value) for place, value in enumerate(node.value)]
    return found


class _Reading:
    """One reading of a house.yml, with the problems that it meets."""

    def __init__(self, source: str, check: Callable[[str, str, Any], str]) -> None:
        self.source, self.check = source, check
        self.problems: list[tuple[int, str]] = []

    @cached_property
    def lines(self) -> Mapping[tuple[Any, ...], int]:
        """The line of each value; looked up where something is wrong."""
        return _lines(self.source)

    def wrong(self, path: Sequence[Any], words_of_it: str) -> None:
        """Note a problem of the value at this path."""
        line = next((self.lines[tuple(path[:end])] for end in range(len(path), -1, -1) if tuple(path[:end]) in self.lines), 1)
        name = ".".join(str(one) if isinstance(one, str) else f"{one + 1}" for one in path)
        self.problems.append((line, f"line {line}, {text.one_line(name)[:120]}: {words_of_it}"))

    def house(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The value to be stored."""
        for name in said:
            if name not in PARTS:
                self.wrong([str(name)], f"there is no rule of this name.{nearest(name, PARTS)} Rules are {text.join(PARTS)}.")
        found = {
            name: read_part for name in PARTS if said.get(name) is not None and (read_part := self._part(name, said[name]))
        }
        if said.get("emoji") is False:
            found["emoji"] = False
        return {name: found[name] for name in PARTS if name in found}

    def _part(self, name: str, value: Any) -> Any:
        if name == "emoji":
            if not isinstance(value, bool):
                self.wrong([name], f"{text.quoted(value)} is neither true nor false. Give one of them.")
            return None
        if name == "planning_root":
            if problem := self.check("initiative", name, value):
                self.wrong([name], problem)
            return text.one_line(value)
        if name == "language":
            # YAML takes the code of Norwegian for a word.
            said = "no" if value is False else text.one_line(value)
            if not _LANGUAGE.fullmatch(said):
                self.wrong([name], f"{text.quoted(value)} is no code of a language. Give one such as de or pt-BR.")
            return said
        if name == "sections":
            return self._sections([name], value, PLAN_SECTIONS)
        if not isinstance(value, dict):
            self.wrong([name], "is no mapping. Give names, each with what it stands for.")
            return None
        if len(value) > _MOST and name != "words":
            self.wrong([name], f"holds {len(value)} entries. Give at most {_MOST}.")
            return None
        return getattr(self, f"_{name}")(value)

    def _line(self, path: Sequence[Any], value: Any, *, needed: bool = True, most: int = _LONGEST) -> str:
        """One line of text at this path."""
        if isinstance(value, (dict, list)):
            self.wrong(path, "is a list or a mapping. Give one line of text.")
            return ""
        said = text.one_line(value)
        if needed and not said:
            self.wrong(path, "is missing. Give one line of text.")
        if len(said) > most:
            self.wrong(path, f"{text.quoted(said)} is too long. Give at most {most} characters.")
        return said

    def _entry(self, path: Sequence[Any], value: Any, known: Sequence[str]) -> Mapping[str, Any]:
        """A mapping at this path, with no other names than the known ones."""
        if not isinstance(value, dict):
            self.wrong(path, f"{text.quoted(value)} is no mapping. Give {text.join(known)}.")
            return {}
        for name in value:
            if name not in known:
                self.wrong([*path, str(name)], f"is unknown here.{nearest(name, known)} Give {text.join(known)}.")
        return value

    def _defaults(self, value: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        known = list(_KNOWN)
        for name, one in value.items():
            if name not in known:
                what = "has no default: each document has its own" if name in _NO_DEFAULT else "is no answer"
                self.wrong(
                    ["defaults", str(name)], f"{what}.{nearest(name, known)} Answers with a default are {text.join(known)}."
                )
                continue
            part = _KNOWN[name]
            problem = text.unfit(one) or self.check(part, name, one)
            if problem:
                self.wrong(["defaults", name], problem)
                continue
            is_list = next(field.form for field in FIELDS[part] if field.name == name) == "list" or name == "analyses"
            found[name] = text.items(one) if is_list else one if isinstance(one, bool) else text.clean(one)
        return found

    def _analyses(self, value: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for name, one in value.items():
            path = ["analyses", str(name)]
            if not text.is_slug(name) or str(name).endswith("analysis"):
                proposal = text.slugify(re.sub(r"[ -]*analysis$", "", str(name), flags=re.IGNORECASE))
                remedy = f" Did you mean {proposal}?" if proposal else ""
                self.wrong(path, f"is no name of a type.{remedy} Use lower-case letters, digits and hyphens.")
                continue
            entry = self._entry(path, one, ("title", "purpose", "sections"))
            sections = self._sections([*path, "sections"], entry.get("sections") or [], ())
            found[name] = {
                "title": self._line([*path, "title"], entry.get("title")),
                "purpose": self._line([*path, "purpose"], entry.get("purpose")),
                **({"sections": sections} if sections else {}),
            }
        return found

    def _sections(self, path: Sequence[Any], value: Any, after: Sequence[str]) -> list[dict[str, str]]:
        if not isinstance(value, list):
            self.wrong(path, "is no list. Give one of sections, each with a heading and a placeholder.")
            return []
        found: list[dict[str, str]] = []
        for place, one in enumerate(value[: _MOST + 1]):
            here = [*path, place]
            known = ("heading", "after", "placeholder") if after else ("heading", "placeholder")
            entry = self._entry(here, one, known)
            heading = self._line([*here, "heading"], entry.get("heading"), most=80)
            said = {"heading": heading}
            if heading and (heading in [other["heading"] for other in found] or heading in after):
                self.wrong([*here, "heading"], f"{text.quoted(heading)} is the heading of another section. Give another.")
            if after:
                said["after"] = self._line([*here, "after"], entry.get("after", after[-1]))
                if said["after"] not in after:
                    self.wrong(
                        [*here, "after"],
                        f"{text.quoted(said['after'])} is no section of a plan.{nearest(said['after'], after)} Choose "
                        f"{text.join(after, 'or')}; these are the workflow's names, whatever your words for them are.",
                    )
            said["placeholder"] = self._line([*here, "placeholder"], entry.get("placeholder")).strip("_* ")
            if re.search(r"[_*|<>`\[\]\\~&#]", said["placeholder"]):
                self.wrong(
                    [*here, "placeholder"],
                    f"{text.quoted(said['placeholder'])} holds one of _ * | < > ` [ ] ~ & # or a backslash. Leave them out.",
                )
            found.append(said)
        return found

    def _fields(self, value: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        known = [one.name for fields in FIELDS.values() for one in fields]
        for name, one in value.items():
            path = ["fields", str(name)]
            if not isinstance(name, str) or not _NAME.fullmatch(name) or len(name) > 40:
                self.wrong(path, "is no name of a field. Use small Latin letters, digits and underscores.")
                continue
            if name in known or name in ("part", "data"):
                self.wrong(path, "is the name of an answer that there is. Give another.")
                continue
            entry = self._entry(path, one, ("title", "type", "choices"))
            kind = self._line([*path, "type"], entry.get("type", "text"))
            if kind not in FIELD_TYPES:
                self.wrong(
                    [*path, "type"],
                    f"{text.quoted(kind)} is no type.{nearest(kind, FIELD_TYPES)} Choose {text.join(FIELD_TYPES, 'or')}.",
                )
            choices = entry.get("choices") or []
            if not isinstance(choices, list) or any(isinstance(choice, (dict, list)) for choice in choices):
                self.wrong([*path, "choices"], "is no list of words. Give one such as [yes, no].")
                choices = []
            found[name] = {
                "title": self._line([*path, "title"], entry.get("title"), most=80),
                **({"type": kind} if kind != "text" else {}),
                **({"choices": text.items(choices)} if choices else {}),
            }
        return found

    def _statuses(self, value: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for name, one in value.items():
            path = ["statuses", str(name)]
            if not text.is_slug(name) or name in STATUSES:
                what = "is a status of the workflow's" if name in STATUSES else "is no name of a status"
                self.wrong(path, f"{what}. Give another, of lower-case letters, digits and hyphens.")
                continue
            entry = self._entry(path, one, ("is", "title", "emoji"))
            stands_for = text.one_line(entry.get("is"))
            if stands_for not in STATUSES:
                self.wrong(
                    [*path, "is"],
                    f"{text.quoted(stands_for)} is no status of the workflow's.{nearest(stands_for, STATUSES)} Choose "
                    f"{text.join(STATUSES, 'or')}.",
                )
            emoji = self._line([*path, "emoji"], entry.get("emoji"), needed=False, most=8)
            if emoji and not words.EMOJI.fullmatch(emoji):
                self.wrong([*path, "emoji"], f"{text.quoted(emoji)} is no emoji. Give one, or leave it out.")
            found[name] = {
                "is": stands_for,
                "title": self._line([*path, "title"], entry.get("title"), most=80),
                **({"emoji": emoji} if emoji else {}),
            }
        return found

    def _words(self, value: Mapping[str, Any]) -> dict[str, str]:
        found = {}
        for message, said in value.items():
            path = ["words", str(message)]
            if isinstance(said, (dict, list)) or not isinstance(message, str):
                self.wrong(path, "is no pair of a message and its words. Give `MESSAGE: WORDS`, both as text.")
                continue
            mine = text.clean(said)
            if problem := words_problem(message, mine):
                self.wrong(path, problem)
            elif mine != message:
                found[message] = mine
        return found


def words_problem(message: str, said: str) -> str:
    """What is wrong with the words for a message; empty when nothing is.

    They hold every value that the message holds, and no sign of Markdown, HTML or a template beyond the message's own.
    """
    if not said:
        return "is empty. Give words, or leave the line out."
    if "\n" in said:
        return "has several lines. Give one."
    wanted, there = (sorted(set(words.PLACE.findall(one))) for one in (message, said))
    if missing := [name for name in wanted if name not in there]:
        return f"{text.quoted(said)} lacks {text.join(f'{{{name}}}' for name in missing)}. Say every value of the message."
    if unknown := [name for name in there if name not in wanted]:
        known = text.join(f"{{{name}}}" for name in wanted) or "none"
        return f"{text.quoted(said)} has {text.join(f'{{{name}}}' for name in unknown)}, which the message has not. Its values are {known}."
    rest, mine = (words.PLACE.sub("", one) for one in (message, said))
    if signs := [sign for sign in _SIGNS if mine.count(sign) > rest.count(sign)]:
        return f"{text.quoted(said)} has more of {' '.join(signs)} than the message. Leave them out."
    if signs := [sign for sign in "{}" if sign in mine]:
        return f"{text.quoted(said)} holds {' '.join(signs)} beside its values. Leave them out."
    if re.match(r"(?:[-+*=]|\d+[.)])\s|[-=*_]{3,}$", mine) and not re.match(r"(?:[-+*=]|\d+[.)])\s", rest):
        return f"{text.quoted(said)} begins like a list or a rule. Begin with a word."
    if rest.startswith("_") != mine.startswith("_") or rest.endswith("_") != mine.endswith("_"):
        return f"{text.quoted(said)} must stand in _ as the message does: by that a placeholder is known."
    return ""


def field_problem(house: House, value: Any) -> str:
    """What is wrong with an answer `fields`: a value for each of a house's own fields; empty when nothing is."""
    if value in (None, "", {}):
        return ""
    if not isinstance(value, Mapping):
        return f"{text.quoted(value)} is no mapping. Give one such as {{ticket: ABC-1}}."
    found = []
    for name, said in value.items():
        known = house.fields.get(name)
        if known is None:
            there = f"Fields are {text.join(house.fields)}." if house.fields else "No house.yml names a field."
            found.append(f"{text.one_line(name)}: there is no field of this name.{nearest(name, list(house.fields))} {there}")
        elif wrong := value_problem(known, said):
            found.append(f"{name}: {wrong}")
    return " ".join(found)


def value_problem(known: ExtraField, value: Any) -> str:
    """What is wrong with the value of a field; empty when nothing is."""
    if isinstance(value, (dict, list)):
        return "is a list or a mapping. Give one line of text."
    said = text.one_line(value)
    if not said:
        return ""
    if known.choices and said not in known.choices:
        return f"{text.quoted(said)} is not one of the choices.{nearest(said, known.choices)} Choose {text.join(known.choices, 'or')}."
    if known.type == "number" and not re.fullmatch(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?", said):
        return f"{text.quoted(said)} is no number. Give one such as 12 or 1.5."
    if known.type == "day" and not re.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])", said):
        return f"{text.quoted(said)} is not a date. Give it as YYYY-MM-DD, for example 2025-11-23."
    if known.type == "flag" and said.lower() not in ("true", "false", "yes", "no"):
        return f"{text.quoted(said)} is neither yes nor no. Give one of them."
    return ""


def with_fields(stored: Any, given: Any) -> dict[str, str]:
    """The fields of a package: those that were stored, with those that were given; an empty one is taken out."""
    found: dict[str, str] = {}
    for one in (stored, given):
        if isinstance(one, Mapping):
            found |= {str(name): _plain(value) for name, value in one.items()}
    return {name: value for name, value in found.items() if value}


def _plain(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else text.one_line(value)


def nearest(value: Any, known: Sequence[str]) -> str:
    """A question for the nearest of the known names, where one is near."""
    near = difflib.get_close_matches(str(value).strip().lower(), {str(one).lower(): one for one in known}, n=1, cutoff=0.6)
    by_lower = {str(one).lower(): one for one in known}
    return f" Did you mean {by_lower[near[0]]}?" if near else ""
