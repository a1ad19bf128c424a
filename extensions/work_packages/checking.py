"""Checking: whether every document says what the records say, and who may write the line where one does not.

Nothing is written or read here. Like an update, it tells the template's lines from those of people by what the stored
answers made: a text in the place of a placeholder, a ticked box, an added line, another form of the same words, and a part
that was deleted as a whole are nobody's fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from . import planning_folder
from .planning import parts, text
from .planning.adopted import patched
from .planning.changes import changes, insertions
from .planning.formatting import cells, lines_of
from .planning.merging import MIDDLE, OURS, THEIRS, as_the_template_has_it, merge_documents
from .planning.placeholders import asks, holds_placeholder
from .planning.renaming import headings_of, renamed_documents, renamed_headings, with_headings

#: The kinds of faults: what a command would bring up to date, what a person wrote over, what a merge left, what is not there.
STALE, CHANGED_BY_HAND, CONFLICT, MISSING = KINDS = ("stale", "changed-by-hand", "conflict", "missing")

_EMPTY_BOX = re.compile(r"^(\s*(?:[-*+]|[0-9]+[.)])\s+)\[ \]")

#: Of lines that are longer, in characters, a message shows what differs, and so many characters before it.
_LONG, _BEFORE = 80, 20

#: Documents that people write: of these the template only keeps the head up to date, above the first section.
_WRITTEN_BY_PEOPLE = re.compile(r".*-(?:ANALYSIS|TESTING)\.md")


@dataclass(frozen=True, order=True)
class Fault:
    """One place where a document does not say what the records say.

    Attributes:
        file: the document, by its name below the planning folder, as it is called there.
        line: the line, counted from 1; where something was taken out, the one that stands in its place; 1 for a whole file.
        kind: one of `KINDS`.
        words: what is wrong, in words.
    """

    file: str
    line: int
    kind: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.kind}: {self.words}"


def faults(
    stored: Mapping[str, bytes],
    current: Mapping[str, bytes],
    disk: Mapping[str, bytes],
    headings: Mapping[str, Mapping[str, str]] | None = None,
    adopted: Mapping[str, str] | None = None,
    inserted: Mapping[str, Sequence[str]] | None = None,
) -> list[Fault]:
    """Every fault of the documents, by file and line; none where each says what the records say.

    Args:
        stored: what the stored answers made, by names below the planning folder: Markdown and computed files, no records.
        current: what the answers and records make now; equal to `stored` where nothing changed since.
        disk: what is there; of records only their conflict markers are looked at.
        headings: those that people are known to have worded anew, by document (`observed`).
        adopted: the documents that people wrote before the template knew them, with their names there (`observed`): of these
            only what the template's own lines say by now is looked at.
        inserted: by document the headings of the sections that the template inserted in adopted ones.
    """
    adopted = {name: name if name in disk else file for name, file in (adopted or {}).items()}
    known_names = {name: file for name, file in adopted.items() if name != file and file in disk and name in current}
    others = {name: content for name, content in disk.items() if name not in known_names.values()}
    renamed = {**_renamed({n: c for n, c in stored.items() if n not in known_names}, current, others), **known_names}
    own = {other: name for name, other in renamed.items()}
    found: list[Fault] = []
    for name in sorted({*stored, *current, *(own.get(name, name) for name in disk)}):
        file = renamed.get(name, name)
        there = disk.get(file)
        if there is None:
            found += _absent(name, name in stored) if name in current else []
            continue
        there = planning_folder.with_plain_ends(there)
        if marked := list(_marked(file, there)):
            found += marked
        elif there == current.get(name):
            continue
        elif name not in current:
            if name in stored and not _is_record(name):
                found.append(Fault(file, 1, STALE, "has no record any more"))
        elif name not in stored:
            found.append(Fault(file, 1, STALE, "was not written from the records yet"))
        elif name in adopted and name.endswith(".md"):
            found += _of_adopted(file, stored[name], current[name], there, (inserted or {}).get(name) or ())
        elif name.endswith(".md"):
            known = (headings or {}).get(name) or {}
            found += _of_document(
                file, stored[name], current[name], there, known, _WRITTEN_BY_PEOPLE.fullmatch(name) is not None
            )
        elif name == planning_folder.ATTRIBUTES:
            found += _of_document(file, stored[name], current[name], there, {}, False)
        elif not _is_record(name):
            found += _of_computed(file, stored[name], current[name], there)
    return sorted(found)


def _is_record(name: str) -> bool:
    return planning_folder.is_record(name)


def _renamed(stored: Mapping[str, bytes], current: Mapping[str, bytes], disk: Mapping[str, bytes]) -> dict[str, str]:
    """The documents that a person gave another name, with that name."""
    missing = {name: stored[name] for name in stored if name in current and name not in disk and name.endswith(".md")}
    others = {
        name: content
        for name, content in disk.items()
        if planning_folder.is_document(name) and name.endswith(".md") and name not in stored and name not in current
    }
    return renamed_documents(missing, others) if missing and others else {}


def _absent(name: str, was_written: bool) -> Iterator[Fault]:
    if _is_record(name):
        return
    words = f"was deleted; restore={name} in an update writes it again" if was_written else "is new, and not written yet"
    yield Fault(name, 1, MISSING, words)


def _marked(file: str, content: bytes) -> Iterator[Fault]:
    """The conflicts of a file, each by the line of its first marker."""
    lines = content.decode("utf-8", errors="replace").split("\n")
    if not planning_folder.has_markers(lines):
        return
    begun = [number for number, line in enumerate(lines, 1) if line.startswith("<<<<<<< ")]
    ended = [number for number, line in enumerate(lines, 1) if line.startswith(">>>>>>> ")]
    for number in begun:
        end = next((last for last in ended if last > number), None)
        if end is not None:
            yield Fault(file, number, CONFLICT, f"two texts up to line {end}; keep what is right, and take the markers out")


def _of_computed(file: str, stored: bytes, current: bytes, there: bytes) -> list[Fault]:
    """The fault of a file that no person writes in, such as roadmap.json: at the first line that is another."""
    if planning_folder.says_the_same(file, there, current):
        return []
    if planning_folder.says_the_same(file, there, stored):
        return [Fault(file, _first_difference(there, current), STALE, "the records say something else by now")]
    return [Fault(file, _first_difference(there, stored), CHANGED_BY_HAND, "every line of this file is computed")]


def _first_difference(there: bytes, other: bytes) -> int:
    mine, theirs = lines_of(there), lines_of(other)
    same = next((place for place, pair in enumerate(zip(mine, theirs, strict=False)) if pair[0] != pair[1]), None)
    place = min(len(mine), len(theirs)) if same is None else same
    return max(1, min(place + 1, len(mine)))


def _of_document(
    file: str, stored: bytes, current: bytes, there: bytes, known: Mapping[str, str], is_written_by_people: bool
) -> list[Fault]:
    names = renamed_headings(stored, there, known)
    by_hand = list(_by_hand(file, stored, current, there, names, is_written_by_people))
    told = {fault.line for fault in by_hand}
    return [*by_hand, *_stale(file, stored, current, there, names, told)]


def _of_adopted(file: str, stored: bytes, current: bytes, there: bytes, inserted: Sequence[str]) -> Iterator[Fault]:
    """What an update would change of an adopted document: the lines that are the template's, by what they say."""
    mine, new = lines_of(there), lines_of(patched(stored, there, current, inserted))
    yield from _differences(file, mine, new, set())


def _stale(file: str, stored: bytes, current: bytes, there: bytes, names: Mapping[str, str], told: set[int]) -> Iterator[Fault]:
    """What an update would change: each place by its line, but those that a person wrote over, where it would ask."""
    if stored == current:
        return
    mine = lines_of(there)
    merged = _without_marks(lines_of(merge_documents(stored, there, current, headings=names).content))
    yield from _differences(file, mine, merged, told)


def _differences(file: str, mine: Sequence[str], merged: Sequence[str], told: set[int]) -> Iterator[Fault]:
    for change in changes(mine, merged):
        before = [line for line in mine[change.start : change.end] if line.strip()]
        after = [line for line in change.lines if line.strip()]
        line = max(1, min(change.start + 1, len(mine)))
        if (not before and not after) or told & set(range(line, max(line, change.end) + 1)):
            continue
        if not before:
            words = f"lacks {_quoted(after)}"
        elif not after:
            words = f"{_quoted(before)} is said no longer"
        else:
            was, now = _apart(before, after)
            words = f"{was} is {now} by now"
        yield Fault(file, line, STALE, words)


def _without_marks(lines: Sequence[str]) -> list[str]:
    """The merged lines with the template's text alone, where it would mark a conflict."""
    result: list[str] = []
    side = ""
    for line in lines:
        if (side, line) in (("", OURS), (OURS, MIDDLE), (MIDDLE, THEIRS)):
            side = "" if line == THEIRS else line
        elif side != OURS:
            result.append(line)
    return result


def _by_hand(
    file: str, stored: bytes, current: bytes, there: bytes, names: Mapping[str, str], is_written_by_people: bool
) -> Iterator[Fault]:
    """The lines of the template that a person changed or took out, and that no person is asked to write."""
    old, new = lines_of(stored), lines_of(current)
    known = {one: other for one, other in names.items() if one in headings_of(new)}
    mine, _ = with_headings(lines_of(there), known)
    if old == mine or insertions(old, mine):
        return
    plain, _ = as_the_template_has_it(old, mine)
    base = parts.without_deleted(old, plain.lines, new).base
    head = next((place for place, line in enumerate(base) if line.startswith("## ")), len(base))
    place_of = _places(plain.lines, lines_of(there))
    written, expected = set(base), set(new)
    shift = 0
    for change in changes(base, plain.lines):
        at = change.start + shift
        shift += len(change.lines) - (change.end - change.start)
        end = min(change.end, head) if is_written_by_people else change.end
        gone = [line for line in base[change.start : end] if not _may_be_replaced(line, change.lines)]
        instead = [line for line in change.lines if line.strip() and line not in written]
        if not gone or (not expected & set(gone) and expected >= set(instead)):
            # What the records say by now is no fault, whoever wrote it.
            continue
        offset = next((place for place, line in enumerate(change.lines) if line in instead), 0)
        line = _line_of(at + offset, place_of, lines_of(there))
        words = f"{_quoted(gone)} was taken out"
        if instead:
            was, now = _apart(gone, instead)
            words = f"{now} stands in the place of {was}"
        yield Fault(file, line, CHANGED_BY_HAND, words)


def _may_be_replaced(line: str, by: Sequence[str]) -> bool:
    """Whether a person may write these lines in the place of the template's: a text for a placeholder, a tick in a box."""
    said = line.strip()
    if not said or said.startswith("<!--") or holds_placeholder(line) or asks(line) or line in by:
        return True
    return any(_EMPTY_BOX.sub(rf"\1[{tick}]", line) in by for tick in "xX") if _EMPTY_BOX.match(line) else False


def _places(plain: Sequence[str], there: Sequence[str]) -> dict[int, int]:
    """The place on the disk of each line of the document as the template would have written it, where the line is the same."""
    found: dict[int, int] = {}
    for start, first, length in SequenceMatcher(None, plain, there, autojunk=False).get_matching_blocks():
        found |= {start + offset: first + offset for offset in range(length)}
    return found


def _line_of(place: int, place_of: Mapping[int, int], there: Sequence[str]) -> int:
    """The number of the line on the disk: its own, else that of the one behind the nearest line above it."""
    if place in place_of:
        return place_of[place] + 1
    above = next((at for at in range(place - 1, -1, -1) if at in place_of), None)
    return max(1, min(1 if above is None else place_of[above] + 2, len(there)))


def _apart(before: Sequence[str], after: Sequence[str]) -> tuple[str, str]:
    """Both texts as messages show them: of rows the cells that differ, of long lines what follows what is alike."""
    one, other = before[0].strip(), after[0].strip()
    if len(before) == len(after) == 1 and one.startswith("|") and other.startswith("|"):
        pairs = list(zip(cells(one), cells(other), strict=False))
        if len(cells(one)) == len(cells(other)) and (differing := [pair for pair in pairs if pair[0] != pair[1]]):
            one, other = (" | ".join(side) for side in zip(*differing, strict=True))
    if max(len(one), len(other)) > _LONG:
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
        start = one.rfind(" ", 0, max(0, alike - _BEFORE)) + 1
        one, other = (f"{'...' if start else ''}{side[start:]}" for side in (one, other))
    return _quoted([one, *before[1:]]), _quoted([other, *after[1:]])


def _quoted(lines: Sequence[str]) -> str:
    more = f" and {text.count(len(lines) - 1, 'more line')}" if len(lines) > 1 else ""
    return f"{text.quoted(lines[0])}{more}"
