"""Layered layout of a graph of dependencies: what is needed stands to the left of what needs it.

The usual method in three steps: layers by the longest path, an order within each layer by the barycentre of the neighbours,
and heights as close to those of the neighbours as that order allows.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .graph import Graph, dependents, sorted_by_need

Point = tuple[int, int]

#: How often the order within the layers, and then the heights, are improved from left to right and back.
_SWEEPS, _SETTLINGS = 12, 8

#: The height that a line takes where it passes a layer, in pixels.
_LINE = 10

#: The room between two arrows that end at one box, and how far from its middle they go at most, in pixels.
_PORT, _MOST_PORT = 11, 0.36

#: The room below the boxes for arrows that go back, in pixels.
_BELOW = 48


@dataclass(frozen=True)
class Size:
    """Sizes of a drawing in pixels: of a box, and the room between boxes of neighbouring layers and of one layer."""

    width: int
    height: int
    across: int
    down: int


@dataclass(frozen=True)
class Edge:
    """An arrow from what is needed (`source`) to what needs it (`target`).

    Attributes:
        source: the name that is needed.
        target: the name that needs it.
        points: from the right side of the source, past the layers between, two points for each, to the left side of the
            target; of one that goes back, the middle of the lower side of both.
        back: whether it closes a cycle, so that it cannot point to the right.
    """

    source: str
    target: str
    points: tuple[Point, ...]
    back: bool = False


@dataclass(frozen=True)
class Layout:
    """The upper left corner of each box, the arrows, and the size of the whole, in pixels."""

    boxes: Mapping[str, Point]
    edges: tuple[Edge, ...]
    width: int
    height: int


class _Node(NamedTuple):
    """What stands in a layer: a box, or the line that comes from a box and passes the layer."""

    name: str
    layer: int
    is_box: bool


def layers(needs: Graph) -> dict[str, int]:
    """The layer of each name, from 0: one more than the highest of what it needs; of what needs nothing, just before the first that needs it.

    Needs that are not in the graph do not count, nor do those that close a cycle.
    """
    forward = _forward(needs)
    found: dict[str, int] = {}
    for name in sorted_by_need(needs):
        found[name] = max((found[need] + 1 for need in forward[name]), default=0)
    needed_by = dependents(forward)
    # Long arrows from the left side to the right one would say no more, and cross much.
    return {
        name: found[name] if forward[name] else min((found[later] - 1 for later in needed_by[name]), default=0)
        for name in needs
    }


def layered(needs: Graph, size: Size) -> Layout:
    """The graph as boxes in layers, with arrows that pass no box. The same graph has the same layout.

    Arrows from one box go together as far as they pass the same layers.

    Args:
        needs: for each name the names that it needs, in the order in which equals stand below each other.
        size: of the boxes, and the room between them.
    """
    level, forward = layers(needs), _forward(needs)
    rows, before = _rows(level, forward)
    after = _turned(before)
    _sort(rows, before, after)
    middles = _settle_all(rows, before, after, size)
    top = min((middle - _tall(node, size) / 2 for node, middle in middles.items()), default=0)
    at = {node: round(middle - top) for node, middle in middles.items()}
    step = size.width + size.across
    boxes = {name: (level[name] * step, at[_Node(name, level[name], True)] - size.height // 2) for name in needs}
    edges = [
        *_forward_edges(forward, level, boxes, at, size),
        *_back_edges(needs, forward, boxes, size),
    ]
    bottom = max((y + _tall(node, size) // 2 for node, y in at.items()), default=0)
    return Layout(
        boxes,
        tuple(edges),
        max((x + size.width for x, _ in boxes.values()), default=0),
        bottom + (_BELOW if any(edge.back for edge in edges) else 0),
    )


def _forward(needs: Graph) -> dict[str, list[str]]:
    """The needs of each name that are in the graph, each once, without those that close a cycle."""
    place = {name: number for number, name in enumerate(sorted_by_need(needs))}
    return {
        name: [need for need in dict.fromkeys(wanted) if need in place and place[need] < place[name]]
        for name, wanted in needs.items()
    }


def _rows(level: Mapping[str, int], forward: Graph) -> tuple[list[list[_Node]], dict[_Node, list[_Node]]]:
    """The nodes of each layer, and for each node those of the layer before that it is joined to."""
    rows: list[list[_Node]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    before: dict[_Node, list[_Node]] = {}

    def add(node: _Node, joined: list[_Node]) -> None:
        rows[node.layer].append(node)
        before[node] = joined

    for name, layer in level.items():
        add(_Node(name, layer, True), [])
    for name, wanted in forward.items():
        for need in wanted:
            last = _Node(need, level[need], True)
            for passed in range(level[need] + 1, level[name]):
                node = _Node(need, passed, False)
                if node not in before:
                    add(node, [last])
                last = node
            before[_Node(name, level[name], True)].append(last)
    return rows, before


def _turned(before: Mapping[_Node, Sequence[_Node]]) -> dict[_Node, list[_Node]]:
    after: dict[_Node, list[_Node]] = {node: [] for node in before}
    for node, joined in before.items():
        for one in joined:
            after[one].append(node)
    return after


def _sort(rows: list[list[_Node]], before: Mapping[_Node, Sequence[_Node]], after: Mapping[_Node, Sequence[_Node]]) -> None:
    """Sort each layer by the barycentre of its neighbours, from left to right and back; the order with the fewest crossings stays."""
    best, fewest = [list(row) for row in rows], _crossings(rows, before)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        if sweep % 2 == 0:
            for left, row in itertools.pairwise(rows):
                _sort_row(row, left, before)
        else:
            for row, right in reversed(list(itertools.pairwise(rows))):
                _sort_row(row, right, after)
        crossings = _crossings(rows, before)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    rows[:] = best


def _sort_row(row: list[_Node], beside: Sequence[_Node], joined: Mapping[_Node, Sequence[_Node]]) -> None:
    """Sort a layer by the middle place of what each node is joined to beside it; a node that is joined to nothing keeps its place."""
    place = {node: number for number, node in enumerate(beside)}
    own = {node: number for number, node in enumerate(row)}
    row.sort(key=lambda node: _mean([place[one] for one in joined[node]], own[node]))


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(rows: Sequence[Sequence[_Node]], before: Mapping[_Node, Sequence[_Node]]) -> int:
    """How many pairs of lines between neighbouring layers cross."""
    found = 0
    for left, row in itertools.pairwise(rows):
        place = {node: number for number, node in enumerate(left)}
        passed: list[int] = []
        for node in row:
            ends = [place[one] for one in before[node]]
            found += sum(len(passed) - bisect.bisect_right(passed, end) for end in ends)
            for end in ends:
                bisect.insort(passed, end)
    return found


def _tall(node: _Node, size: Size) -> int:
    return size.height if node.is_box else _LINE


def _settle_all(
    rows: Sequence[Sequence[_Node]],
    before: Mapping[_Node, Sequence[_Node]],
    after: Mapping[_Node, Sequence[_Node]],
    size: Size,
) -> dict[_Node, float]:
    """The height of the middle of each node, near the middles of its neighbours."""
    middles: dict[_Node, float] = {}
    for row in rows:
        middles.update(_settle(row, [0.0] * len(row), size))
    for _ in range(_SETTLINGS):
        for joined, sequence in ((before, rows), (after, rows[::-1])):
            for row in sequence:
                wanted = [_mean([middles[one] for one in joined[node]], middles[node]) for node in row]
                middles.update(_settle(row, wanted, size))
    return middles


def _settle(row: Sequence[_Node], wanted: Sequence[float], size: Size) -> dict[_Node, float]:
    """The middles of a layer's nodes as near to the wanted ones as can be, in their order and without touching.

    The least squares under the order: neighbours that would overlap are pooled, and share the mean of what they want.
    """
    offsets: list[float] = []
    for index, node in enumerate(row):
        room = (_tall(row[index - 1], size) + _tall(node, size)) / 2 + size.down if index else 0
        offsets.append((offsets[-1] if offsets else 0.0) + room)
    pools: list[tuple[float, int]] = []
    for goal, offset in zip(wanted, offsets, strict=True):
        total, members = goal - offset, 1
        while pools and pools[-1][0] / pools[-1][1] > total / members:
            earlier, count = pools.pop()
            total, members = total + earlier, members + count
        pools.append((total, members))
    placed = [total / members for total, members in pools for _ in range(members)]
    return {node: base + offset for node, base, offset in zip(row, placed, offsets, strict=True)}


def _forward_edges(
    forward: Graph, level: Mapping[str, int], boxes: Mapping[str, Point], at: Mapping[_Node, int], size: Size
) -> Iterator[Edge]:
    step = size.width + size.across
    for name, wanted in forward.items():
        ways = {}
        for need in wanted:
            way = [(boxes[need][0] + size.width, boxes[need][1] + size.height // 2)]
            for layer in range(level[need] + 1, level[name]):
                y = at[_Node(need, layer, False)]
                way += [(layer * step, y), (layer * step + size.width, y)]
            ways[need] = way
        x, y = boxes[name]
        for place, need in enumerate(sorted(wanted, key=lambda need: ways[need][-1][1])):
            gap = min(_PORT, 2 * _MOST_PORT * size.height / len(wanted))
            port = y + size.height // 2 + round((place - (len(wanted) - 1) / 2) * gap)
            yield Edge(need, name, (*ways[need], (x, port)))


def _back_edges(needs: Graph, forward: Graph, boxes: Mapping[str, Point], size: Size) -> Iterator[Edge]:
    for name, wanted in needs.items():
        for need in dict.fromkeys(wanted):
            if need in boxes and need not in forward[name]:
                ends = [(boxes[one][0] + size.width // 2, boxes[one][1] + size.height) for one in (need, name)]
                yield Edge(need, name, tuple(ends), back=True)
