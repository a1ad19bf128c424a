"""Current: an adopted document, brought up to date with the plan without a change of what a person wrote.

Its blocks that say what the template wrote are the template's. Beside them, lines of a person's that state a status, a priority
or an effort are kept current in their own words, as long as they say what the plan says: the fact alone is written anew.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..planning.adopted import kept, patched, units
from ..planning.effort import effort_text, hours, parse_effort, parse_time
from ..planning.formatting import lines_of
from ..planning.records import is_package, read_package
from . import words
from .reading import README, START, Referents, is_own
from .sections import with_attention
from .statements import CORE, PLAN, Statement, statements

#: The heading that comes and goes with what it lists.
ATTENTION = b"\n## \xe2\x9a\xa0\xef\xb8\x8f Needs Attention\n"

#: The facts that are kept current, in hours alone where it is a time.
_KEPT = ("status", "priority", "effort", "box")

#: Facts that lines of people state as well, and that stay as they are.
_LEFT = ("depends_on", "owner", "due", "total", "updated", "week")
_OF_ALL = ("total", "updated", "week")
_CALLED = {"depends_on": "dependencies", "updated": "day", "week": "timeline"}


def current(
    name: str,
    base: bytes,
    ours: bytes,
    theirs: bytes,
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    adopted: Mapping[str, str],
    inserted: Sequence[str] = (),
) -> bytes:
    """The adopted document as it is to be now.

    Args:
        name: its name, as the template calls it.
        base: what the template wrote before.
        ours: what it is.
        theirs: what the template writes now.
        before: the records of which `base` was made.
        after: those of which `theirs` is made.
        adopted: the adopted documents, with the names that they have in the folder.
        inserted: the headings of the sections that the template inserted in this one.
    """
    content = patched(base, ours, theirs, inserted)
    if inserted and name == START and ATTENTION not in base and ATTENTION in theirs:
        with_section = lines_of(content)
        if with_attention(with_section, lines_of(theirs)):
            content = "".join(with_section).encode("utf-8", errors="surrogateescape")
    if list(before) == list(after):
        return content
    lines = lines_of(content)
    facts = [one for one in _facts(name, lines, theirs, before, adopted) if one.is_kept]
    now = {str(one["slug"]): one for one in after if is_package(one)}
    known = _words_of(facts)
    # From the end of each line on, so that no place moves before its turn.
    for fact in sorted(facts, key=lambda one: (one.statement.place, one.statement.start + one.found.start), reverse=True):
        value = _overall(after) if fact.slug == "" else _values(now[fact.slug]).get(fact.about) if fact.slug in now else None
        if value and value != fact.value:
            lines[fact.statement.place] = _with(lines[fact.statement.place], fact, value, known)
    result = "".join(lines).encode("utf-8", errors="surrogateescape")
    return result[:-1] if content and not content.endswith(b"\n") and result.endswith(b"\n") else result


def not_kept(
    name: str, content: bytes, theirs: bytes, snapshot: Sequence[Mapping[str, Any]], adopted: Mapping[str, str]
) -> list[tuple[int, str, str]]:
    """The lines of an adopted document that state facts which no command will keep current: each from 1, with what it states.

    Args:
        name: the document, as the template calls it.
        content: what it is.
        theirs: what the template writes.
        snapshot: the records.
        adopted: the adopted documents, with the names that they have in the folder.
    """
    lines = lines_of(content)
    left: dict[int, list[str]] = {}
    for fact in _facts(name, lines, theirs, snapshot, adopted):
        if not fact.is_kept and fact.about != "box":
            left.setdefault(fact.statement.place, []).append(fact.about)
    mine = {place for unit in _own_units(content, theirs) for place in range(unit.start, unit.end)}
    packages = [read_package(one) for one in snapshot if is_package(one)]
    is_plan = any(one.file == name for one in packages)
    referents = Referents([(one.number, one.title, (one.file, adopted.get(one.file, one.file))) for one in packages])
    for one in statements(lines, PLAN if is_plan else CORE) if is_plan or name in (START, README) else ():
        of_one = is_own(one) if is_plan else one.about in _OF_ALL or referents.one(one.of) is not None
        if one.about in _LEFT and one.place in mine and of_one and not words.is_nothing(one.words):
            left.setdefault(one.place, []).append(one.about)
    return [
        (place + 1, ", ".join(_CALLED.get(about, about) for about in dict.fromkeys(left[place])), lines[place].strip())
        for place in sorted(left)
    ]


@dataclass(frozen=True)
class _Fact:
    """A fact that a line of a person's states: of which package (empty for the whole), its value, and whether it is kept."""

    statement: Statement
    slug: str
    about: str
    value: str
    found: words.Found
    is_kept: bool


def _own_units(content: bytes, theirs: bytes) -> Iterator[Any]:
    mine = {place for place, _ in kept(theirs, content)}
    for place, unit in enumerate(units(lines_of(content))):
        if place not in mine:
            yield unit


def _facts(
    name: str, lines: Sequence[str], theirs: bytes, snapshot: Sequence[Mapping[str, Any]], adopted: Mapping[str, str]
) -> Iterator[_Fact]:
    """The facts that a person's own lines state, with the values that the records have."""
    packages = [(read_package(one), one) for one in snapshot if is_package(one)]
    own = next((one for package, one in packages if package.file == name), None)
    if own is None and name not in (START, README):
        return
    referents = Referents([(one.number, one.title, (one.file, adopted.get(one.file, one.file))) for one, _ in packages])
    by_number = {package.number: record for package, record in packages}
    content = "".join(lines).encode("utf-8", errors="surrogateescape")
    mine = {place for unit in _own_units(content, theirs) for place in range(unit.start, unit.end)}
    for one in statements(lines, CORE if own is None else PLAN):
        if one.place not in mine or one.about not in _KEPT:
            continue
        if one.about == "box":
            if own is not None and (fact := _box(one, referents, by_number)):
                yield fact
            continue
        if own is not None:
            if not is_own(one):
                continue
            of: Mapping[str, Any] | None = own
        else:
            number = referents.one(one.of) if one.of else None
            of = by_number[number] if number is not None else None
            if of is None and (one.about != "status" or one.form not in ("line", "below", "heading")):
                continue
        yield from _of_statement(one, of, snapshot)


def _of_statement(one: Statement, of: Mapping[str, Any] | None, snapshot: Sequence[Mapping[str, Any]]) -> Iterator[_Fact]:
    slug = "" if of is None else str(of["slug"])
    there = {"status": _overall(snapshot)} if of is None else _values(of)
    if one.about == "effort":
        effort, review = words.time(one.words)
        for about, found in (("effort", effort), ("review", review)):
            if found is not None:
                value = _normal(about, found.value)
                yield _Fact(one, slug, about, value, found, value == there.get(about) and not found.assumed)
        return
    found = words.status(one.words) if one.about == "status" else words.priority(one.words)
    if found is not None:
        yield _Fact(one, slug, one.about, found.value, found, found.value == there.get(one.about) and not _is_unlike(found))


def _is_unlike(found: words.Found) -> bool:
    """Whether the words say something that the template has no word for, such as that a package is blocked."""
    return "no counterpart" in found.assumed


def _box(one: Statement, referents: Referents, by_number: Mapping[int, Mapping[str, Any]]) -> _Fact | None:
    """A box of a plan that says that another package must be complete."""
    above = one.heading.split(" / ")
    needed = (*words.DEPENDENCIES, *words.HEADINGS["plan"]["Requires (Blockers)"])
    if not any(name in needed for name in above) or any(name in words.ENABLES for name in above):
        return None
    numbers, unknown = referents.all(one.of[0])
    if len(numbers) != 1 or unknown:
        return None
    of = by_number[numbers[0]]
    value = "complete" if one.words in "xX" else "open"
    is_complete = "complete" if _values(of)["status"] == "complete" else "open"
    return _Fact(one, str(of["slug"]), "box", value, words.Found(value, 0, 1), value == is_complete)


def _values(record: Mapping[str, Any]) -> dict[str, str]:
    status = str(record.get("status") or "ready")
    said = {name: str(record.get(name) or "") for name in ("priority", "effort", "review")}
    return {**said, "status": status, "box": "complete" if status == "complete" else "open"}


def _normal(about: str, value: str) -> str:
    with contextlib.suppress(ValueError):
        return effort_text(parse_effort(value)) if about == "effort" else f"{hours(parse_time(value))}h"
    return value


def _overall(snapshot: Sequence[Mapping[str, Any]]) -> str:
    """The status of the whole: complete with the last package, in progress from the first one on."""
    found = [str(one.get("status") or "ready") for one in snapshot if is_package(one)]
    counted = [one for one in found if one not in ("deferred", "dropped")]
    if counted and all(one == "complete" for one in counted):
        return "complete"
    return "in-progress" if any(one != "ready" for one in counted) else "ready"


def _words_of(facts: Sequence[_Fact]) -> dict[str, str]:
    """The words that a document uses for statuses: those of its first line with each."""
    found: dict[str, str] = {}
    for fact in facts:
        if fact.about == "status" and fact.slug:
            said = words.plain(fact.statement.words[fact.found.start : fact.found.end])
            if said:
                found.setdefault(fact.value, said)
    return found


def _with(line: str, fact: _Fact, value: str, known: dict[str, str]) -> str:
    """The line with another value of the fact in the place of the old one."""
    start, (begin, end) = fact.statement.start, (fact.found.start, fact.found.end)
    said = line[start:]
    if said[begin:end] != fact.statement.words[begin:end]:
        return line
    if fact.about == "box":
        new = ("x" if value == "complete" else " ") + said[1:]
    elif fact.about == "status":
        new = words.status_in_place(said, fact.found, value, known)
    elif fact.about == "priority":
        new = words.priority_in_place(said, fact.found, value)
    else:
        new = words.effort_in_place(said, fact.found, value)
    return line[:start] + new
