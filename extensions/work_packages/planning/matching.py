"""Matching: what two sequences of lines have in common."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence

#: A run that both sequences have: where it starts in the one, where in the other, and its length.
Run = tuple[int, int, int]


def matches(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[Run]:
    """The runs that both sequences have: the longest, the first of several, then the same before it and behind it.

    These are the blocks of `difflib.SequenceMatcher` without its heuristic, but for the empty one at their end. That one
    looks at each pair of equal lines, of which a plan of 1,000 packages has millions: empty lines alone are thousands. Here
    the time grows about as the number of lines, as long as most lines are no more than once in the other sequence.
    """
    found: list[Run] = []
    pairs = _Pairs(one, other)
    waiting = [(0, len(one), 0, len(other), pairs.runs)]
    while waiting:
        start, end, first, last, runs = waiting.pop()
        if not (run := pairs.longest(start, end, first, last, runs))[2]:
            continue
        found.append(run)
        at, place, length = run
        for low, high, below, above in ((start, at, first, place), (at + length, end, place + length, last)):
            if low < high and below < above:
                inner = [held for held in runs if held[0] < high and low < held[0] + held[2]]
                waiting.append((low, high, below, above, inner))
    return _joined(sorted(found))


def _joined(found: Sequence[Run]) -> list[Run]:
    """The runs, each with what follows it directly in both sequences."""
    joined: list[Run] = []
    for start, first, length in found:
        if joined and (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]) == (start, first):
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + length)
        else:
            joined.append((start, first, length))
    return joined


class _Pairs:
    """The pairs of equal lines of two sequences.

    Attributes:
        runs: the runs that hold a line that is in the other sequence once, none of which can be extended.
    """

    def __init__(self, one: Sequence[Hashable], other: Sequence[Hashable]) -> None:
        self._one = one
        self._places: dict[Hashable, list[int]] = {}
        for place, line in enumerate(other):
            self._places.setdefault(line, []).append(place)
        self.runs: list[Run] = []
        #: The stretches of `one` whose lines are in the other sequence several times.
        self._gaps: list[tuple[int, int]] = []
        ends: dict[int, int] = {}
        for at, line in enumerate(one):
            places = self._places.get(line, ())
            if len(places) > 1:
                begin = self._gaps.pop()[0] if self._gaps and self._gaps[-1][1] == at else at
                self._gaps.append((begin, at + 1))
            elif places and ends.get(places[0] - at, 0) <= at:
                run = _extended(one, other, at, places[0])
                ends[run[1] - run[0]] = run[0] + run[2]
                self.runs.append(run)
        self._widest = max((end - begin for begin, end in self._gaps), default=0)

    def longest(self, start: int, end: int, first: int, last: int, runs: Sequence[Run]) -> Run:
        """The longest run of `one[start:end]` and `other[first:last]`, the first of several; `runs` are those that may be it."""
        best = (start, first, 0)
        for at, place, length in runs:
            cut = max(start - at, first - place, 0)
            kept = min(end - at, last - place, length) - cut
            if kept > best[2] or (kept == best[2] > 0 and (at + cut, place + cut) < best[:2]):
                best = (at + cut, place + cut, kept)
        if self._widest >= max(1, best[2]):
            for run in self._in_gaps(start, end, first, last, best[2]):
                if run[2] > best[2] or (run[2] == best[2] and run[:2] < best[:2]):
                    best = run
        return best

    def _in_gaps(self, start: int, end: int, first: int, last: int, least: int) -> Iterator[Run]:
        """The runs in the stretches of at least so many lines that are in the other sequence several times."""
        place = max(0, bisect_left(self._gaps, (start, start)) - 1)
        while place < len(self._gaps) and self._gaps[place][0] < end:
            low, high = max(start, self._gaps[place][0]), min(end, self._gaps[place][1])
            place += 1
            if high - low < max(1, least):
                continue
            lengths: dict[int, int] = {}
            for at in range(low, high):
                places = self._places[self._one[at]]
                found = places[bisect_left(places, first) : bisect_left(places, last)]
                lengths = {there: lengths.get(there - 1, 0) + 1 for there in found}
                for there, length in lengths.items():
                    if length >= least:
                        yield at - length + 1, there - length + 1, length


def _extended(one: Sequence[Hashable], other: Sequence[Hashable], at: int, place: int) -> Run:
    """The longest run around a pair of equal lines."""
    start, first, end, last = at, place, at + 1, place + 1
    while start and first and one[start - 1] == other[first - 1]:
        start, first = start - 1, first - 1
    while end < len(one) and last < len(other) and one[end] == other[last]:
        end, last = end + 1, last + 1
    return start, first, end - start


def opcodes(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[tuple[str, int, int, int, int]]:
    """What makes the other sequence of the one, as `difflib` says it: `equal`, `replace`, `delete` and `insert`."""
    found: list[tuple[str, int, int, int, int]] = []
    at = place = 0
    for start, first, length in [*matches(one, other), (len(one), len(other), 0)]:
        if at < start or place < first:
            tag = "insert" if at == start else "delete" if place == first else "replace"
            found.append((tag, at, start, place, first))
        at, place = start + length, first + length
        if length:
            found.append(("equal", start, at, first, place))
    return found


def ratio(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """The share of lines that both sequences have, from 0 to 1."""
    lines = len(one) + len(other)
    return 2 * sum(length for *_, length in matches(one, other)) / lines if lines else 1.0
