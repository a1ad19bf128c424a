"""Changes: what makes one sequence of lines of another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .matching import opcodes


@dataclass(frozen=True)
class Change:
    """A change of the base lines `start` up to `end`, both counted from 0, to `lines`."""

    start: int
    end: int
    lines: tuple[str, ...]


def changes(base: Sequence[str], other: Sequence[str]) -> list[Change]:
    """The changes that make `other` of `base`, in order; a block of as many lines as before is one change for each line."""
    found: list[Change] = []
    codes = [code for code in opcodes(base, other) if code[0] != "equal"]
    if any(tag != "insert" for tag, *_ in codes):
        # Among lines that are alike, the longest match may take an insertion for more than that.
        codes = insertions(base, other) or codes
    limits = [start for _, start, *_ in codes[1:]] + [len(base)]
    for (_, start, end, first, last), limit in zip(codes, limits, strict=False):
        if end - start == last - first:
            found += [Change(start + place, start + place + 1, (other[first + place],)) for place in range(end - start)]
        elif start == end:
            found.append(_slid(Change(start, end, tuple(other[first:last])), base, found[-1].end if found else 0, limit))
        else:
            found.append(Change(start, end, tuple(other[first:last])))
    return found


def insertions(base: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """The insertions that make `other` of `base`, as opcodes; none where more than insertions is needed."""
    found: list[tuple[str, int, int, int, int]] = []
    first = 0
    for place in range(len(base) + 1):
        last = first
        while last < len(other) and (place == len(base) or other[last] != base[place]):
            last += 1
        if place < len(base) and last == len(other):
            return []
        if last > first:
            found.append(("insert", place, place, first, last))
        first = last + 1
    return found


def _slid(insertion: Change, base: Sequence[str], top: int, bottom: int) -> Change:
    """The insertion at the first of the places where it makes the same text, a section's at the last.

    So two insertions in one place are known as such, and what was written at the end of a section stays above a new one.
    """
    place, lines = insertion.start, list(insertion.lines)
    if any(line.startswith("#") for line in lines):
        while place < bottom and lines[0] == base[place]:
            lines.append(lines.pop(0))
            place += 1
    else:
        while place > top and lines[-1] == base[place - 1]:
            lines.insert(0, lines.pop())
            place -= 1
    return Change(place, place, tuple(lines))
