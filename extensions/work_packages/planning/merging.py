"""Three-way merge of a document: what a person wrote, and what the template writes now, from what it wrote before.

Git calls it a conflict when two changes touch. Here only changes of the same line are one: a line that a person inserted
stands, whatever happens to the lines next to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Any

from . import formatting, parts, renaming, sorting
from .changes import Change, changes, insertions
from .formatting import lines_of
from .matching import opcodes

#: The marks around both texts of a conflict, as Copier writes them, and those of two branches.
OURS, MIDDLE, THEIRS = "<<<<<<< before updating\n", "=======\n", ">>>>>>> after updating\n"
BRANCHES = ("<<<<<<< ours\n", ">>>>>>> theirs\n")


@dataclass(frozen=True)
class Merged:
    """The merged lines, with the number of conflicts that are marked in them."""

    lines: list[str]
    conflicts: int


@dataclass(frozen=True)
class Document:
    """A merged document: its `content`, and the texts and headings of which `merge_documents` made it."""

    content: bytes
    base: bytes
    ours: bytes
    theirs: bytes
    headings: Mapping[str, str] | None = None

    @cached_property
    def deleted(self) -> tuple[str, ...]:
        """The names of the parts that a person deleted, which stay so."""
        new = lines_of(self.theirs)
        mine, _ = _with_headings(lines_of(self.ours), new, self.headings)
        return _compared(lines_of(self.base), mine, new)[2].names


def merge_documents(
    base: bytes,
    ours: bytes,
    theirs: bytes,
    *,
    marks: tuple[str, str] = (OURS, THEIRS),
    headings: Mapping[str, str] | None = None,
) -> Document:
    """Merge the texts of a Markdown document by what their lines say.

    Lines that a formatter wrote in another form are the template's, and keep that form as long as they say the same; rows
    and sections that a person moved are updated where they stand; and what a person deleted as a whole stays deleted.
    `headings` are those that a person worded anew, by the template's words; see `renaming`.
    """
    content = _merged(base, ours, theirs, marks, headings)
    return Document(content, base, ours, theirs, headings)


def _merged(base: bytes, ours: bytes, theirs: bytes, marks: tuple[str, str], headings: Mapping[str, str] | None) -> bytes:
    if base == theirs:
        return ours
    if base == ours and not headings and ours.endswith(b"\n") and theirs.endswith(b"\n"):
        return theirs
    old, new = lines_of(base), lines_of(theirs)
    mine, own = _with_headings(lines_of(ours), new, headings)
    plain, orders, cut = _compared(old, mine, new)
    merged = _merge_entries(cut.base, plain.lines, cut.theirs, False, marks)
    lines = renaming.with_own_headings(sorting.as_sorted(formatting.formed(plain, merged), orders), own)
    known = set(old)
    written = Counter(line for line in plain.lines if line not in known)
    if written - Counter(merged) or Counter(own.values()) - Counter(lines):
        # Whatever was found of its form, order and parts: no line of a person's is lost for it.
        lines = _merge_entries(old, lines_of(ours), new, False, marks)
    return _joined(lines, lines_of(ours), open_ended=bool(ours) and not ours.endswith(b"\n"))


def _with_headings(ours: list[str], theirs: list[str], headings: Mapping[str, str] | None) -> tuple[list[str], dict[str, str]]:
    """The lines with the template's headings; one that the template no longer has is no name for another one."""
    there = renaming.headings_of(theirs) if headings else ()
    return renaming.with_headings(ours, {one: said for one, said in (headings or {}).items() if one in there})


def _compared(base: list[str], mine: list[str], theirs: list[str]) -> tuple[formatting.Plain, sorting.Orders, parts.Cut]:
    """What a person made of the template's lines: of their form, their order and their parts."""
    if base == mine or insertions(base, mine):
        # All that the template wrote stands as it was written: nothing has another form or place, and nothing is gone.
        return formatting.Plain(mine, ()), sorting.Orders(), parts.Cut(base, theirs, ())
    plain, orders = as_the_template_has_it(base, mine)
    return plain, orders, parts.without_deleted(base, plain.lines, theirs)


def restored(base: bytes, ours: bytes, headings: Mapping[str, str] | None = None) -> bytes:
    """The document `ours` with the sections and blocks that a person deleted, as the template wrote them in `base`."""
    old = lines_of(base)
    mine, own = renaming.with_headings(lines_of(ours), headings or {})
    plain, orders = as_the_template_has_it(old, mine)
    kept = parts.without(old, parts.deleted(old, plain.lines))
    merged = formatting.formed(plain, merge(kept, plain.lines, old).lines)
    return _joined(list(_apart(renaming.with_own_headings(sorting.as_sorted(merged, orders), own), mine)))


def _apart(lines: Sequence[str], mine: Collection[str]) -> Iterator[str]:
    """The lines, with an empty one above each heading that is put back below a person's own line."""
    above = "\n"
    for line in lines:
        if line.startswith("##") and line not in mine and above.strip():
            yield "\n"
        yield line
        above = line


def as_the_template_has_it(base: list[str], ours: list[str]) -> tuple[formatting.Plain, sorting.Orders]:
    """A document with the rows and sections that a person moved, and the lines that a formatter wrote, as the template has them."""
    lines, orders = sorting.in_order(base, ours)
    return formatting.plain(base, lines), orders


def _joined(lines: Sequence[str], ours: Sequence[str] = (), open_ended: bool = False) -> bytes:
    """The text of the lines; without its last line end where that of `ours` has none, and its last line is still the last."""
    content = "".join(lines).encode("utf-8", errors="surrogateescape")
    return content[:-1] if open_ended and lines[-1:] == ours[-1:] else content


def merge_texts(
    base: bytes | None, ours: bytes, theirs: bytes, *, theirs_stand: bool = False, marks: tuple[str, str] = (OURS, THEIRS)
) -> bytes:
    """Merge the texts of a document, as `merge` does its lines.

    Without a base each difference is a conflict, but where theirs only says what is to be written. A text without a line end
    at its end keeps it so, as long as its last line stays the last.
    """
    mine, other = lines_of(ours), lines_of(theirs)
    if base is None:
        merged = _side_by_side(mine, other, marks)
    else:
        merged = _merge_entries(lines_of(base), mine, other, theirs_stand, marks)
    return _joined(merged, mine, open_ended=bool(ours) and not ours.endswith(b"\n"))


def _side_by_side(mine: list[str], other: list[str], marks: tuple[str, str]) -> list[str]:
    lines: list[str] = []
    for tag, start, end, first, last in opcodes(mine, other):
        if tag == "replace" and not all(_PLACEHOLDER.fullmatch(line) for line in other[first:last]):
            lines += _marked(mine[start:end], other[first:last], marks)
        else:
            lines += mine[start:end] or other[first:last]
    return lines


#: An entry of a list, and what a document asks a person to write; see `placeholders`.
_ENTRY = re.compile(r"(?:[-*+]|[0-9]+[.)])\s+(?:\[[ xX]\]\s+)?(.+)")
_PLACEHOLDER = re.compile(r"\s*|_[^_].*_\n")


def _merge_entries(base: list[str], mine: list[str], other: list[str], theirs_stand: bool, marks: tuple[str, str]) -> list[str]:
    """Merge the lines; what a person wrote below an entry of a list goes where the entry goes."""
    options: dict[str, Any] = {"theirs_stand": theirs_stand, "marks": marks}
    plain = merge(base, mine, other, **options).lines
    if base == other:
        return plain
    notes, rest = _notes(base, mine, _entries(other))
    lines = merge(base, rest, other, **options).lines if notes else plain
    places = _entries(lines)
    if any(places.get(key) is None for key, _, _ in notes):
        return plain
    # From the end on, so that no place moves before its turn.
    for key, offset, note in sorted(notes, key=lambda one: (places[one[0]] or 0, one[1]), reverse=True):
        start = (places[key] or 0) + 1
        end = start
        while end < len(lines) and end - start < offset and lines[end][:1] in (" ", "\t"):
            end += 1
        lines[end:end] = note
    return lines


def _notes(
    base: Sequence[str], mine: Sequence[str], known: Mapping[tuple[str, str], int | None]
) -> tuple[list[tuple[tuple[str, str], int, tuple[str, ...]]], list[str]]:
    """What a person wrote below entries that are `known` on the other side, and their lines without it.

    Each note is the entry, the number of the entry's own lines above the note, and the lines of the note.
    """
    entries = {place: key for key, place in _entries(base).items() if place is not None}
    notes = []
    kept: list[Change] = []
    for change in changes(base, mine):
        above = change.start - 1
        while above >= 0 and base[above][:1] in (" ", "\t"):
            above -= 1
        indented = all(line[:1] in (" ", "\t") and line.strip() for line in change.lines)
        key = entries.get(above)
        if change.start == change.end and indented and key is not None and known.get(key) is not None:
            notes.append((key, change.start - above - 1, change.lines))
        else:
            kept.append(change)
    return notes, _applied(base, 0, len(base), kept)


def _entries(lines: Sequence[str]) -> dict[tuple[str, str], int | None]:
    """The place of each entry of a list by the heading above and what it is about; None for one that stands there twice."""
    found: dict[tuple[str, str], int | None] = {}
    heading = ""
    for place, line in enumerate(lines):
        if line.startswith("#"):
            heading = line
        elif entry := _ENTRY.fullmatch(line.rstrip()):
            phase = re.search(r"Phase [0-9]+", entry[1])
            key = heading, phase[0] if phase else entry[1]
            found[key] = None if key in found else place
    return found


def merge(
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    *,
    theirs_stand: bool = False,
    marks: tuple[str, str] = (OURS, THEIRS),
) -> Merged:
    """Merge the lines of a document, each with its line end.

    Args:
        base: what the template wrote before.
        ours: what the document is now, with what people wrote.
        theirs: what the template writes now.
        theirs_stand: whether a line that both changed is theirs, instead of a conflict.
        marks: the lines that begin and end a conflict.
    """
    mine, other = changes(base, ours), changes(base, theirs)
    result: list[str] = []
    conflicts = 0
    place = 0
    while mine or other:
        group_mine, group_other = _next_group(mine, other)
        start = min(change.start for change in (*group_mine, *group_other))
        end = max(change.end for change in (*group_mine, *group_other))
        result += base[place:start]
        place = max(place, end)
        lines, conflict = _combine(base, start, end, group_mine, group_other, marks)
        if conflict and theirs_stand:
            lines, conflict = _applied(base, start, end, group_other), 0
        result += lines
        conflicts += conflict
    return Merged([*result, *base[place:]], conflicts)


def _next_group(mine: list[Change], other: list[Change]) -> tuple[list[Change], list[Change]]:
    """Take the first change, and every change of the other side that overlaps with it, and so on."""
    first_mine = bool(mine) and (not other or _key(mine[0]) <= _key(other[0]))
    group: tuple[list[Change], list[Change]] = ([], [])
    sides = (mine, other)
    group[0 if first_mine else 1].append(sides[0 if first_mine else 1].pop(0))
    grown = True
    while grown:
        grown = False
        for side in (0, 1):
            while sides[side] and any(_overlap(sides[side][0], change) for change in group[1 - side]):
                group[side].append(sides[side].pop(0))
                grown = True
    return group


def _key(change: Change) -> tuple[int, int]:
    return change.start, change.end


def _overlap(one: Change, other: Change) -> bool:
    """Whether two changes meet: they change the same line, or insert in the same place or within the other's lines."""
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    if one.start == one.end:
        return other.start < one.start < other.end
    if other.start == other.end:
        return one.start < other.start < one.end
    return one.start < other.end and other.start < one.end


def _combine(
    base: Sequence[str], start: int, end: int, mine: Sequence[Change], other: Sequence[Change], marks: tuple[str, str]
) -> tuple[list[str], int]:
    if not mine or not other:
        return _applied(base, start, end, mine or other), 0
    ours, theirs = _applied(base, start, end, mine), _applied(base, start, end, other)
    if ours == theirs:
        return ours, 0
    if all(change.start == change.end for change in mine):
        return _with_inserted(base, start, end, other, mine, after=True), 0
    if all(change.start == change.end for change in other):
        return _with_inserted(base, start, end, mine, other, after=False), 0
    return _marked(ours, theirs, marks), 1


def _applied(base: Sequence[str], start: int, end: int, made: Sequence[Change]) -> list[str]:
    lines: list[str] = []
    place = start
    for change in made:
        lines += [*base[place : change.start], *change.lines]
        place = change.end
    return [*lines, *base[place:end]]


def _with_inserted(
    base: Sequence[str], start: int, end: int, made: Sequence[Change], inserted: Sequence[Change], *, after: bool
) -> list[str]:
    """The changed lines with the other side's insertions: beside the lines they stood beside, as far as these are there.

    `after` puts an insertion behind what the other side inserts in the same place; but before a section that is new there,
    for it was written in the one above.
    """
    lines = _applied(base, start, end, made)
    same_length = len(lines) == end - start
    for change in reversed(inserted):
        at = change.start - start if same_length else _beside(base[start : change.start], base[change.start : end], lines)
        if at is None:
            at = _section_end(lines) if after else 0
        lines[at:at] = change.lines
    return lines


def _beside(above: Sequence[str], below: Sequence[str], lines: Sequence[str]) -> int | None:
    """The place after the nearest line `above`, or before the nearest one `below`, that is still there, once; else None."""
    for line in reversed(above):
        if line.strip() and lines.count(line) == 1:
            return lines.index(line) + 1
    for line in below:
        if line.strip() and lines.count(line) == 1:
            return lines.index(line)
    return None


def _section_end(lines: Sequence[str]) -> int:
    """The number of lines before the first heading, and before the rule and the empty lines above it."""
    end = next((place for place, line in enumerate(lines) if line.startswith("#")), len(lines))
    while 0 < end < len(lines) and lines[end - 1].strip() in ("", "---"):
        end -= 1
    return end


def _marked(ours: list[str], theirs: list[str], marks: tuple[str, str]) -> list[str]:
    """Both texts between marks; what they begin and end with alike stands outside."""
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
    rest = min(len(ours), len(theirs)) - head
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours[::-1][:rest], theirs[::-1][:rest], strict=False)))
    cut = slice(head, -tail or None)
    middle = [marks[0], *ours[cut], MIDDLE, *theirs[cut], marks[1]]
    return [*ours[:head], *middle, *(ours[len(ours) - tail :] if tail else [])]
