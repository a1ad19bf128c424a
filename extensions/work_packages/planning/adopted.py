"""Adopted documents: those that a person wrote before the template knew them, and that it keeps current without owning them.

Of an adopted document the template's are the blocks that say what it wrote, whatever their form. They are brought up to date
where they stand. All other lines are the person's: they stay, in their order, and are never in conflict with anything. No line
goes but in the sections that the template inserted: what stands elsewhere was there before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .formatting import Block, blocks, lines_of
from .matching import matches, opcodes

#: From this share of equal signs on, a block is taken for an earlier one that says something else now.
_ALIKE = 0.5

#: A row that divides the head of a table from its body says nothing by itself.
_RULER = re.compile(r"[:\s|-]+")
_PHASE = re.compile(r"\]\(([^)\s]+)\)|\bPhase (\d+)\b")
_BOX = re.compile(r"^(\s*(?:[-*+]|[0-9]+[.)])\s+)\[[ xX]\]")
_ORDERED = re.compile(r"^(\s*)([0-9]{1,8})([.)]\s)")
_BULLET = re.compile(r"^(\s*)([-*+]|[0-9]+[.)])(\s+)")


@dataclass(frozen=True)
class Unit:
    """A block, or all blocks of a fence, and the lines that it takes.

    Attributes:
        key: by what units are compared: what they say, whatever their form, with empty boxes.
        start: its first line, counted from 0.
        end: the line after its last.
        kind: the kind of its first block.
        level: the level of a heading; 0 for any other block.
    """

    key: tuple[str, str]
    start: int
    end: int
    kind: str
    level: int = 0


def units(lines: Sequence[str]) -> list[Unit]:
    """The units of a document: every line that is not blank belongs to one."""
    found: list[Unit] = []
    fenced: list[Block] = []
    for block in blocks(lines):
        if block.kind == "code":
            fenced.append(block)
            if len(fenced) > 1 and block.says.strip() in ("```", "~~~"):
                found.append(_fence(lines, fenced))
                fenced = []
            continue
        if fenced:
            found.append(_fence(lines, fenced))
            fenced = []
        kind, says = block.unticked
        found.append(Unit((kind, says), block.start, block.end, kind, block.level))
    if fenced:
        found.append(_fence(lines, fenced))
    return found


def _fence(lines: Sequence[str], fenced: Sequence[Block]) -> Unit:
    start, end = fenced[0].start, fenced[-1].end
    return Unit(("code", "".join(line.rstrip() + "\n" for line in lines[start:end])), start, end, "code")


def kept(base: bytes, ours: bytes) -> list[tuple[int, int]]:
    """The units of the adopted document that are the template's: the place of each in `ours`, and in `base`."""
    return list(_kept(units(lines_of(base)), units(lines_of(ours))))


def _kept(there: Sequence[Unit], here: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for start, first, length in matches([one.key for one in there], [one.key for one in here]):
        for place, at in ((first + offset, start + offset) for offset in range(length)):
            is_ruler = there[at].kind == "row" and _RULER.fullmatch(there[at].key[1])
            if there[at].kind != "rule" and (not is_ruler or (place - 1, at - 1) in found):
                found.add((place, at))
                yield place, at


def in_sections(lines: Sequence[str], headings: Collection[str]) -> set[int]:
    """The places of the units that lie in a section with one of these headings, up to the rule that ends it."""
    found: set[int] = set()
    level = 0
    for place, unit in enumerate(units(lines)):
        if unit.level and (not level or unit.level <= level):
            level = unit.level if lines[unit.start].strip() in headings else 0
        elif unit.kind == "rule":
            level = 0
        if level:
            found.add(place)
    return found


def section_of(lines: Sequence[str], heading: str) -> tuple[int, int] | None:
    """The lines of a section, from its heading up to the next one of its level or the rule that ends it; None where it is not there."""
    found = units(lines)
    start = next((place for place, unit in enumerate(found) if unit.level and lines[unit.start].strip() == heading), None)
    if start is None:
        return None
    end = start + 1
    while end < len(found) and found[end].kind != "rule" and not 0 < found[end].level <= found[start].level:
        end += 1
    return found[start].start, found[end - 1].end


def _replace_whole(old: list[str], mine: list[str], new: Sequence[str], heading: str) -> None:
    """Bring an inserted section in which nobody wrote to what the template writes now: in `mine`, and in `old` as well."""
    before, here, now = (section_of(lines, heading) for lines in (old, mine, new))
    if before is None or here is None:
        return
    same = [one.key for one in units(old[slice(*before)])] == [one.key for one in units(mine[slice(*here)])]
    if not same:
        return
    written = list(new[slice(*now)]) if now else []
    if old[slice(*before)] == written:
        return
    end = here[1]
    while not written and end < len(mine) and not mine[end].strip():
        end += 1
    mine[here[0] : end] = written
    old[slice(*before)] = written


def patched(base: bytes, ours: bytes, theirs: bytes, inserted: Collection[str] = ()) -> bytes:
    """The adopted document with its own blocks of the template brought up to date.

    Args:
        base: what the template wrote before.
        ours: what the document is now.
        theirs: what the template writes now.
        inserted: the headings of the sections that the template inserted.
    """
    if base == theirs:
        return ours
    old, mine, new = lines_of(base), lines_of(ours), lines_of(theirs)
    for heading in inserted:
        _replace_whole(old, mine, new, heading)
    there, here, now = units(old), units(mine), units(new)
    place_of = {at: place for place, at in _kept(there, here)}
    inner = in_sections(mine, inserted)
    replaced: dict[int, Sequence[Unit]] = {}
    after: dict[int, list[Unit]] = {}
    before: dict[int, list[Unit]] = {}
    apart: set[int] = set()
    base_of: dict[int, int] = {}
    below_row: dict[int, list[Unit]] = {}
    for tag, start, end, first, last in opcodes([_exactly(old, one) for one in there], [_exactly(new, one) for one in now]):
        if tag == "equal":
            base_of |= {first + offset: start + offset for offset in range(end - start)}
            continue
        pairs = dict(_pairs(old, there, range(start, end), new, now, range(first, last)))
        for at in range(start, end):
            replaced[at] = [now[pairs[at]]] if at in pairs else []
        known = {to: at for at, to in pairs.items()}
        base_of |= known
        for to in range(first, last):
            if to in known:
                continue
            # What is new goes beside what it stands beside, where that is the template's here too.
            above = known.get(to - 1, start - 1 if to == first else None)
            below = known.get(to + 1, end if to == last - 1 else None)
            previous = next((at for at, news in after.items() if news and news[-1] == now[to - 1]), None)
            above = previous if above is None else above
            if above is not None and above in place_of and _goes_with(there[above], now, to, to - 1):
                after.setdefault(above, []).append(now[to])
            elif (
                above is not None
                and place_of.get(above) in inner
                and place_of.get(below if below is not None else above) in inner
            ):
                after.setdefault(above, []).append(now[to])
                apart.add(to)
            elif below is not None and below in place_of and _goes_with(there[below], now, to, to + 1):
                before.setdefault(below, []).append(now[to])
            elif (last_row := _end_of_table(now, to, base_of, place_of, here)) is not None:
                below_row.setdefault(last_row, []).append(now[to])
    at_place = {place: at for at, place in place_of.items()}
    result: list[str] = []
    pending: list[str] = []
    end = 0
    for place, unit in enumerate(here):
        gap = mine[end : unit.start]
        written = mine[unit.start : unit.end]
        of = at_place.get(place)
        end = unit.end
        if of is None:
            result += [*(gap or pending), *written]
            pending = []
            for one in below_row.get(place, ()):
                result += new[one.start : one.end]
            continue
        if place in inner and of in replaced and not replaced[of]:
            pending = pending or gap
            written = []
        else:
            result += gap or pending
            pending = []
        for one in before.get(of, ()):
            result += new[one.start : one.end]
        if of not in replaced or not (replaced[of] or place in inner):
            result += written
        else:
            for one in replaced[of]:
                result += new[one.start : one.end] if place in inner else _in_form(new[one.start : one.end], written)
        for one in below_row.get(place, ()):
            result += new[one.start : one.end]
        for one in after.get(of, ()):
            result += [*(["\n"] if now.index(one) in apart else []), *_numbered(new[one.start : one.end], result)]
    result += mine[end:]
    content = "".join(result).encode("utf-8", errors="surrogateescape")
    return content[:-1] if ours and not ours.endswith(b"\n") and content.endswith(b"\n") else content


def _end_of_table(
    now: Sequence[Unit], place: int, base_of: Mapping[int, int], place_of: Mapping[int, int], here: Sequence[Unit]
) -> int | None:
    """Where a new row goes in a table that has the template's head: the place of the last row there; None for no such table."""
    head = place
    while head and now[head - 1].kind == "row" and now[head - 1].end == now[head].start:
        head -= 1
    at = base_of.get(head)
    if now[place].kind != "row" or head == place or at is None or at not in place_of:
        return None
    last = place_of[at]
    while last + 1 < len(here) and here[last + 1].kind == "row" and here[last + 1].start == here[last].end:
        last += 1
    return last


def _exactly(lines: Sequence[str], unit: Unit) -> tuple[str, ...]:
    return tuple(lines[unit.start : unit.end])


def _pairs(
    old: Sequence[str], there: Sequence[Unit], before: range, new: Sequence[str], now: Sequence[Unit], after: range
) -> Iterator[tuple[int, int]]:
    """The units that say something else now, each with what it was: those alike, in their order."""
    if len(before) == len(after) and all(there[at].kind == now[to].kind for at, to in zip(before, after, strict=True)):
        yield from zip(before, after, strict=True)
        return
    begin = after.start
    for at in before:
        one = "".join(_exactly(old, there[at]))
        for to in range(begin, after.stop):
            if there[at].kind != now[to].kind or there[at].level != now[to].level:
                continue
            other = "".join(_exactly(new, now[to]))
            named, renamed = _PHASE.search(one), _PHASE.search(other)
            if named and renamed and there[at].kind in ("row", "entry"):
                same = named[0] == renamed[0]
            else:
                same = SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
            if same:
                yield at, to
                begin = to + 1
                break


def _goes_with(beside: Unit, now: Sequence[Unit], place: int, other: int) -> bool:
    """Whether a new unit belongs to the list or table of the one that it stands beside: a section of its own does not."""
    unit = now[place]
    if unit.kind not in ("row", "entry") or beside.kind != unit.kind or not 0 <= other < len(now):
        return False
    first, second = sorted((unit, now[other]), key=lambda one: one.start)
    return first.end == second.start or unit.kind == "entry"


def _numbered(lines: Sequence[str], above: Sequence[str]) -> list[str]:
    """The lines of a new entry, with the number that follows that of the entry above at its indent."""
    match = _ORDERED.match(lines[0])
    before = next(
        (found for line in reversed(above) if (found := _ORDERED.match(line)) and match and found[1] == match[1]), None
    )
    if not match or not before:
        return list(lines)
    return [_ORDERED.sub(f"{match[1]}{int(before[2]) + 1}{match[3]}", lines[0], count=1), *lines[1:]]


def _in_form(lines: Sequence[str], written: Sequence[str]) -> list[str]:
    """The new lines of a unit with the bullet, the number and the tick that the old ones had there."""
    result = list(lines)
    tick = _BOX.match(written[0])
    if tick and "x" in written[0][tick.end() - 3 : tick.end()].lower() and _BOX.match(result[0]):
        result[0] = _BOX.sub(lambda match: f"{match[1]}[x]", result[0], count=1)
    mine, theirs = _BULLET.match(written[0]), _BULLET.match(result[0])
    if mine and theirs and mine[2] != theirs[2] and mine[2][0].isdigit() == theirs[2][0].isdigit():
        result[0] = _BULLET.sub(lambda match: f"{match[1]}{mine[2]}{match[3]}", result[0], count=1)
    return result
