"""Order of implementation, critical path and timeline (design, "The rules of the roadmap")."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .effort import Effort
from .graph import dependents, reach_counts, sorted_by_need
from .priority import RANK
from .records import Package


def open_needs(packages: Sequence[Package]) -> dict[str, list[str]]:
    """The graph of the open packages: each one's dependencies that are open too."""
    open_slugs = {package.slug for package in packages if package.is_open}
    return {
        package.slug: [need for need in package.depends_on if need in open_slugs] for package in packages if package.is_open
    }


def implementation_order(packages: Sequence[Package], priority: Mapping[str, str]) -> list[str]:
    """The open packages in the order in which to implement them.

    Again and again, of those whose open dependencies are all placed: the highest priority, then the one that most packages
    depend on, directly or not, then the lowest number. A cycle is entered at the package that comes first by the same rule.
    """
    needs = open_needs(packages)
    by_slug = {package.slug: package for package in packages}
    weight = reach_counts(needs, sorted_by_need(needs))
    turned = dependents(needs)
    missing = {slug: len(set(wanted)) for slug, wanted in needs.items()}
    key = {slug: (RANK[priority[slug]], -weight[slug], by_slug[slug].number, slug) for slug in needs}
    free = [key[slug] for slug in needs if not missing[slug]]
    heapq.heapify(free)
    stuck = sorted(key.values(), reverse=True)
    placed: set[str] = set()
    order: list[str] = []
    while len(order) < len(needs):
        while not free:
            candidate = stuck.pop()
            if candidate[-1] not in placed:
                free.append(candidate)
        slug = heapq.heappop(free)[-1]
        if slug in placed:
            continue
        placed.add(slug)
        order.append(slug)
        for dependent in dict.fromkeys(turned[slug]):
            missing[dependent] -= 1
            if not missing[dependent] and dependent not in placed:
                heapq.heappush(free, key[dependent])
    return order


def critical_path(packages: Sequence[Package], order: Sequence[str]) -> list[str]:
    """The chain of open packages with the largest sum of upper effort and review, first package first.

    Of equal chains, the one whose packages come first in the order.
    """
    by_slug = {package.slug: package for package in packages}
    needs = open_needs(packages)
    place = {slug: index for index, slug in enumerate(order)}
    length: dict[str, int] = {}
    before: dict[str, str | None] = {}
    for slug in order:
        earlier = [need for need in needs[slug] if place[need] < place[slug]]
        best = max(earlier, key=lambda need: (length[need], -place[need]), default=None)
        package = by_slug[slug]
        length[slug] = package.effort.high + package.review + (length[best] if best else 0)
        before[slug] = best
    last = max(order, key=lambda slug: (length[slug], -place[slug]), default=None)
    path: list[str] = []
    while last:
        path.append(last)
        last = before[last]
    return path[::-1]


@dataclass
class Week:
    """One week of the timeline; times are minutes."""

    number: int
    starts: datetime.date
    packages: list[str] = field(default_factory=list)
    agentic: Effort = Effort()
    review: int = 0


class _Capacity:
    """Free minutes in each week, filled from a given week on; full weeks are skipped in near constant time."""

    def __init__(self, per_week: int) -> None:
        self.per_week = per_week
        self._free: dict[int, int] = {}
        self._next: dict[int, int] = {}

    def _open(self, week: int) -> int:
        path = []
        while week in self._next:
            path.append(week)
            week = self._next[week]
        for passed in path:
            self._next[passed] = week
        return week

    def take(self, minutes: int, week: int) -> list[tuple[int, int]]:
        """Take the minutes from `week` on; what each week gave, as (week, minutes)."""
        taken = []
        while minutes:
            week = self._open(week)
            given = min(minutes, self._free.get(week, self.per_week))
            taken.append((week, given))
            minutes -= given
            self._free[week] = self._free.get(week, self.per_week) - given
            if not self._free[week]:
                self._next[week] = week + 1
        return taken


def _lower_share(effort: Effort, done: int) -> int:
    """How much of the lower estimate is done when `done` minutes of the upper one are, down to the half hour."""
    return effort.low if done == effort.high else effort.low * done // effort.high // 30 * 30


def timeline(
    packages: Sequence[Package], order: Sequence[str], start: datetime.date, agentic_per_week: int, review_per_week: int
) -> list[Week]:
    """The weeks from `start` on, with what each holds; capacities are minutes a week, above zero.

    Packages in order, on the upper estimates; a package starts in the week in which what it needs is finished, is reviewed
    after its work, and may span weeks. The lower bound of a week's agentic time is each package's lower estimate in the
    same shares, in half hours, so that the weeks add up to both totals.
    """
    by_slug = {package.slug: package for package in packages}
    needs = open_needs(packages)
    work, review = _Capacity(agentic_per_week), _Capacity(review_per_week)
    finished: dict[str, int] = {}
    agentic: dict[int, Effort] = {}
    reviewed: dict[int, int] = {}
    names: dict[int, dict[str, None]] = {}
    for slug in order:
        package = by_slug[slug]
        week = max((finished[need] for need in needs[slug] if need in finished), default=0)
        done = low = 0
        for worked, minutes in work.take(package.effort.high, week):
            week = worked
            done += minutes
            share = _lower_share(package.effort, done) - low
            low += share
            agentic[week] = agentic.get(week, Effort()) + Effort(share, minutes)
            names.setdefault(week, {})[slug] = None
        for looked_at, minutes in review.take(package.review, week):
            week = looked_at
            reviewed[week] = reviewed.get(week, 0) + minutes
            names.setdefault(week, {})[slug] = None
        finished[slug] = week
    return [
        Week(
            number=week + 1,
            starts=start + datetime.timedelta(weeks=week),
            packages=list(names[week]),
            agentic=agentic.get(week, Effort()),
            review=reviewed.get(week, 0),
        )
        for week in sorted(names)
    ]
