"""Sorting: rows of tables and sections that a person put in another order, so that each is updated where it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .formatting import blocks, cells, meaning
from .parts import Part, parts

_LINK = re.compile(r"\]\(([^)#\s]+)")
_PHASE = re.compile(r"Phase [0-9]+")


@dataclass(frozen=True)
class Table:
    """A table: the heading above it, its head, the place of its first row, and its rows as they are written."""

    heading: str
    head: str
    start: int
    rows: tuple[str, ...]


@dataclass(frozen=True)
class RowOrder:
    """The order that a person gave the rows of a table, by what the cells of one column are about."""

    head: str
    column: int
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """A section that a person moved: its name and level, and what stands behind it there, by the heading, or above it."""

    name: str
    level: int
    below: str
    above: str


@dataclass(frozen=True)
class Orders:
    """What a person moved in a document."""

    rows: tuple[RowOrder, ...] = ()
    moves: tuple[Move, ...] = ()


def tables(lines: Sequence[str]) -> list[Table]:
    """The tables of a document; their heads are no rows."""
    found: list[Table] = []
    heading = ""
    above: list[str] = []
    ruled = False
    for block in blocks(lines):
        if block.kind == "heading":
            heading = block.says
        if block.kind != "row":
            above = []
        elif above and re.fullmatch(r"[-:| ]+", block.says):
            found.append(Table(heading, above[-1], block.end, ()))
            above, ruled = [], True
            continue
        elif ruled and found and found[-1].start + len(found[-1].rows) == block.start:
            table = found[-1]
            found[-1] = Table(table.heading, table.head, table.start, (*table.rows, lines[block.start]))
        else:
            above = [block.says]
    return found


def about(row: str, column: int) -> str:
    """What a row is about by one of its cells: the document that the cell links to, else its package, else its words."""
    found = cells(row)
    cell = found[column] if column < len(found) else ""
    link, phase = _LINK.search(cell), _PHASE.search(cell)
    return link[1] if link else phase[0] if phase else re.sub(r"^\W+", "", meaning(cell))


def _about(table: Table, column: int) -> list[str]:
    """What each row is about by that column; nothing where one says nothing, or says the same as another."""
    found = [about(row, column) for row in table.rows]
    return found if all(found) and len(set(found)) == len(found) else []


def in_order(base: Sequence[str], ours: Sequence[str]) -> tuple[list[str], Orders]:
    """The document `ours` with the template's sections, and rows of tables, in the template's order; and how they stood."""
    lines, moves = _sections_in_order(base, ours)
    found: list[RowOrder] = []
    known = tables(base)
    for table in tables(lines):
        same = [one for one in known if (one.heading, one.head) == (table.heading, table.head)]
        if len(same) != 1:
            continue
        columns = range(max((len(cells(row)) for row in same[0].rows), default=0))
        pairs = ((one, _about(same[0], one), _about(table, one)) for one in columns)
        column, template, mine = next((pair for pair in pairs if pair[1] and pair[2]), (0, [], []))
        both = {*mine} & {*template}
        there, wanted = ([row for row in rows if row in both] for rows in (mine, template))
        if there != wanted:
            found.append(RowOrder(table.head, column, tuple(mine)))
            line_of = dict(zip(mine, table.rows, strict=True))
            following = iter(wanted)
            rows = [line_of[next(following) if row in both else row] for row in mine]
            lines[table.start : table.start + len(rows)] = rows
    return lines, Orders(tuple(found), tuple(moves))


def as_sorted(lines: Sequence[str], orders: Orders) -> list[str]:
    """The merged lines in the orders that a person gave them; a new row stays behind the one it stands behind."""
    result = list(lines)
    for order in orders.rows:
        for table in tables(result):
            now = _about(table, order.column)
            if table.head == order.head and set(order.rows) & set(now):
                line_of = dict(zip(now, table.rows, strict=True))
                rows = [row for row in order.rows if row in line_of]
                for place, row in enumerate(now):
                    if row not in rows:
                        rows.insert(rows.index(now[place - 1]) + 1 if place else 0, row)
                result[table.start : table.start + len(rows)] = [line_of[row] for row in rows]
                break
    for move in reversed(orders.moves):
        result = _moved(result, move)
    return result


def _sections_in_order(base: Sequence[str], ours: Sequence[str]) -> tuple[list[str], list[Move]]:
    lines = list(ours)
    moves: list[Move] = []
    there, here = parts(base), parts(lines)
    for level in range(1, 7):
        known = _once(there, level)
        order = [name for name in _once(here, level) if name in known]
        place_of = {name: place for place, name in enumerate(known)}
        places = [place_of[name] for name in order]
        if places == sorted(places):
            continue
        for name in (order[place] for place in sorted(set(range(len(order))) - _rising(places))):
            section = _once(here, level)[name]
            text, rest = lines[section.start : section.end], [*lines[: section.start], *lines[section.end :]]
            at = _home(base, known[name], rest)
            if at is not None:
                moves.append(Move(name, level, _heading_at(lines, section.end), _line_above(lines, section.start)))
                lines = [*rest[:at], *text, *rest[at:]]
                here = parts(lines)
    return lines, moves


def _once(found: Sequence[Part], level: int) -> dict[str, Part]:
    """The sections of a level by their names, in order, without names that stand there twice."""
    times = Counter(part.name for part in found if part.level == level)
    return {part.name: part for part in found if part.level == level and times[part.name] == 1}


def _rising(places: Sequence[int]) -> set[int]:
    """The positions of a longest rising run among the numbers: of what can stay where it is."""
    runs: list[tuple[int, list[int]]] = [(0, [])]
    for position, place in enumerate(places):
        length, before = max(run for run in runs if not run[1] or places[run[1][-1]] < place)
        runs.append((length + 1, [*before, position]))
    return set(max(runs)[1])


def _home(base: Sequence[str], section: Part, lines: Sequence[str]) -> int | None:
    """Where the section stands in the template's order: before the heading that follows it there, or behind the section above."""
    below = _heading_at(base, section.end)
    if below:
        return _heading_place(lines, below)
    above = next((one for one in parts(base) if one.level == section.level and one.end == section.start), None)
    here = [one for one in parts(lines) if above and (one.name, one.level) == (above.name, above.level)]
    return here[0].end if len(here) == 1 else None


def _moved(lines: list[str], move: Move) -> list[str]:
    """The lines with the section moved to where a person had it, where that place can still be told."""
    section = _once(parts(lines), move.level).get(move.name)
    if section is None:
        return lines
    text, rest = lines[section.start : section.end], [*lines[: section.start], *lines[section.end :]]
    at = _heading_place(rest, move.below) if move.below else None
    if at is None and rest.count(move.above) == 1:
        at = rest.index(move.above) + 1
        while at < len(rest) and not rest[at].strip():
            at += 1
    return lines if at is None else [*rest[:at], *text, *rest[at:]]


def _heading_at(lines: Sequence[str], place: int) -> str:
    """The heading in a place, by what it says; empty where there is none."""
    return next((block.says for block in blocks(lines) if block.kind == "heading" and block.start == place), "")


def _heading_place(lines: Sequence[str], says: str) -> int | None:
    """The place of the heading that says this, where there is one."""
    found = [block.start for block in blocks(lines) if block.kind == "heading" and block.says == says]
    return found[0] if len(found) == 1 else None


def _line_above(lines: Sequence[str], place: int) -> str:
    return next((line for line in reversed(lines[:place]) if line.strip() and line.strip() != "---"), "")
