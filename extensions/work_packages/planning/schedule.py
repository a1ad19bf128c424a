"""Order of implementation, critical path and timeline (design, "The rules of the roadmap")."""

from __future__ import annotations

import datetime
import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

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


def slack(packages: Sequence[Package], order: Sequence[str], upper: bool) -> dict[str, int]:
    """How many minutes each open package can slip before the last one finishes later, by the dependencies alone.

    The critical path method with effort and review as duration, on the upper or the lower estimates. Capacities do not count.
    """
    by_slug = {package.slug: package for package in packages}
    place = {slug: index for index, slug in enumerate(order)}
    needs = {slug: [need for need in wanted if place[need] < place[slug]] for slug, wanted in open_needs(packages).items()}
    turned = dependents(needs)
    length = {slug: (by_slug[slug].effort.high if upper else by_slug[slug].effort.low) + by_slug[slug].review for slug in order}
    finish: dict[str, int] = {}
    for slug in order:
        finish[slug] = length[slug] + max((finish[need] for need in needs[slug]), default=0)
    end = max(finish.values(), default=0)
    latest: dict[str, int] = {}
    for slug in reversed(order):
        latest[slug] = min((latest[later] - length[later] for later in turned[slug]), default=end)
    return {slug: latest[slug] - finish[slug] for slug in order}


@dataclass
class Week:
    """One week of the timeline; times are minutes."""

    number: int
    starts: datetime.date
    packages: list[str] = field(default_factory=list)
    agentic: Effort = Effort()
    review: int = 0

    @property
    def ends(self) -> datetime.date:
        """The last day of the week."""
        return self.starts + datetime.timedelta(days=6)


@dataclass(frozen=True)
class Slot:
    """When one package is worked on and reviewed: its first and last week, and its days, counted from the start."""

    first_week: int
    last_week: int
    first_day: int
    days: int


@dataclass(frozen=True)
class Timeline:
    """The weeks with what each holds, and the slot of each package."""

    weeks: list[Week]
    slots: dict[str, Slot]


class _Capacity:
    """Free minutes in each week, filled from a given week on; full weeks are skipped in near constant time."""

    def __init__(self, per_week: int) -> None:
        self.per_week = per_week
        self._used: dict[int, int] = {}
        self._next: dict[int, int] = {}

    def _open(self, week: int) -> int:
        path = []
        while week in self._next:
            path.append(week)
            week = self._next[week]
        for passed in path:
            self._next[passed] = week
        return week

    def day(self, week: int) -> float:
        """How far the week is filled, in working days from the start of the timeline; a week has five."""
        return 7 * week + 5 * self._used.get(week, 0) / self.per_week

    def next_day(self, week: int) -> float:
        """The day on which the next minute from `week` on is taken."""
        return self.day(self._open(week))

    def take(self, minutes: int, week: int) -> Iterator[tuple[int, int]]:
        """Take the minutes from `week` on, week by week; what each gave, as (week, minutes)."""
        while minutes:
            week = self._open(week)
            given = min(minutes, self.per_week - self._used.get(week, 0))
            minutes -= given
            self._used[week] = self._used.get(week, 0) + given
            if self._used[week] == self.per_week:
                self._next[week] = week + 1
            yield week, given


def _lower_share(effort: Effort, done: int, minutes: int, before: int) -> int:
    """How much of the lower estimate is done when `done` minutes of the upper one are, the last `minutes` of them just now.

    In proportion, down to the half hour, as far as no share, this one or a later one, exceeds that of the upper estimate.
    """
    in_proportion = effort.low * done // effort.high // 30 * 30
    return min(max(in_proportion, effort.low - (effort.high - done)), before + minutes)


def timeline(
    packages: Sequence[Package], order: Sequence[str], start: datetime.date, agentic_per_week: int, review_per_week: int
) -> Timeline:
    """The weeks from `start` on; capacities are minutes a week, above zero.

    Packages in order, on the upper estimates; a package starts in the week in which what it needs is finished, is reviewed
    after its work, and may span weeks. The lower bound of a week's agentic time is each package's lower estimate in the
    same shares, in half hours, so that the weeks add up to both totals.
    """
    by_slug = {package.slug: package for package in packages}
    needs = open_needs(packages)
    work, review = _Capacity(agentic_per_week), _Capacity(review_per_week)
    weeks: dict[int, Week] = {}
    names: dict[int, dict[str, None]] = {}
    slots: dict[str, Slot] = {}

    def at(number: int, slug: str) -> Week:
        names.setdefault(number, {})[slug] = None
        return weeks.setdefault(number, Week(number + 1, start + datetime.timedelta(weeks=number)))

    for slug in order:
        package = by_slug[slug]
        week = max((slots[need].last_week - 1 for need in needs[slug] if need in slots), default=0)
        first_day = work.next_day(week)
        first_week = int(first_day // 7)
        done = low = 0
        for worked, minutes in work.take(package.effort.high, week):
            week = worked
            done += minutes
            share = _lower_share(package.effort, done, minutes, low) - low
            low += share
            at(week, slug).agentic += Effort(share, minutes)
        last_day = work.day(week)
        for looked_at, minutes in review.take(package.review, week):
            week = looked_at
            at(week, slug).review += minutes
            last_day = max(last_day, review.day(week))
        slots[slug] = Slot(first_week + 1, week + 1, int(first_day), max(1, math.ceil(last_day) - int(first_day)))
    for number, week_of in weeks.items():
        week_of.packages = list(names[number])
    return Timeline([weeks[number] for number in sorted(weeks)], slots)


def on_lower_estimates(packages: Sequence[Package]) -> list[Package]:
    """The packages as if each took its lower estimate."""
    return [replace(package, effort=Effort(package.effort.low, package.effort.low)) for package in packages]
