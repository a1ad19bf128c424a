"""Order of implementation, critical path and timeline (docs/roadmap-json.md, "How It Is Computed")."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .effort import Effort, buffered
from .graph import dependents, reach_counts, sorted_by_need
from .lifecycle import UNDER_WAY
from .priority import RANK
from .records import LARGEST_NUMBER, Package
from .workdays import PER_WEEK, Calendar, plus_days


def open_needs(packages: Sequence[Package]) -> dict[str, list[str]]:
    """The graph of the open packages: each one's dependencies that are open too."""
    open_slugs = {package.slug for package in packages if package.is_open}
    return {
        package.slug: [need for need in package.depends_on if need in open_slugs] for package in packages if package.is_open
    }


def implementation_order(packages: Sequence[Package], priority: Mapping[str, str]) -> list[str]:
    """The open packages in the order in which to implement them.

    Again and again, of those whose open dependencies are all placed: the highest priority, then the lowest rank that a
    person gave, then the one that most packages depend on, directly or not, then the lowest number. A cycle is entered at
    the package that comes first by the same rule.
    """
    needs = open_needs(packages)
    weight = reach_counts(needs, sorted_by_need(needs))
    return _placed_by(
        needs,
        {
            package.slug: (
                RANK[priority[package.slug]],
                package.rank or LARGEST_NUMBER + 1,
                -weight[package.slug],
                package.number,
            )
            for package in packages
            if package.slug in needs
        },
    )


def work_sequence(packages: Sequence[Package], order: Sequence[str]) -> list[str]:
    """The open packages in the sequence in which the timeline takes them.

    Again and again, of those whose open dependencies are all placed: first those that wait for nothing, or for something
    that has a day; of these what is in progress, then what is partial, then what is ready; each by the order.
    """
    by_slug = {package.slug: package for package in packages}
    place = {slug: number for number, slug in enumerate(order)}
    return _placed_by(
        open_needs(packages),
        {slug: (waits_without_a_day(by_slug[slug], by_slug), attention(by_slug[slug]), place[slug]) for slug in order},
    )


def attention(package: Package) -> int:
    """How soon an open package wants attention, the lower the sooner: in progress, then partial, then ready."""
    return UNDER_WAY.index(package.status) if package.under_way else len(UNDER_WAY)


def startable(packages: Sequence[Package], complete: frozenset[str]) -> list[str]:
    """Those of the packages that are ready, need only what is `complete`, and wait for nothing from outside; as they stand."""
    return [
        package.slug
        for package in packages
        if package.status == "ready" and complete.issuperset(package.depends_on) and not package.waits_outside
    ]


def waits_without_a_day(package: Package, by_slug: Mapping[str, Package]) -> bool:
    """Whether the package waits for something that nobody has promised for a day, or for a package that nobody works on."""
    unmet = any(need not in by_slug or not by_slug[need].counts for need in package.depends_on)
    return unmet or any(blocker.by is None for blocker in package.waits_outside)


def _placed_by(needs: Mapping[str, Sequence[str]], rank: Mapping[str, tuple[int, ...]]) -> list[str]:
    """The names in the order of their rank, each after those that it needs; a cycle is entered at its first by rank."""
    turned = dependents(needs)
    missing = {slug: len(set(wanted)) for slug, wanted in needs.items()}
    key = {slug: (rank[slug], slug) for slug in needs}
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
    """The chain of open packages with the largest sum of upper effort and review that are left, first package first.

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
        agentic, review = by_slug[slug].left
        length[slug] = agentic.high + review + (length[best] if best else 0)
        before[slug] = best
    last = max(order, key=lambda slug: (length[slug], -place[slug]), default=None)
    path: list[str] = []
    while last:
        path.append(last)
        last = before[last]
    return path[::-1]


def slack(packages: Sequence[Package], order: Sequence[str], upper: bool) -> dict[str, int]:
    """How many minutes each open package can slip before the last one finishes later, by the dependencies alone.

    The critical path method with what is left of effort and review as duration, on the upper or the lower estimates.
    Capacities do not count.
    """
    by_slug = {package.slug: package for package in packages}
    place = {slug: index for index, slug in enumerate(order)}
    needs = {slug: [need for need in wanted if place[need] < place[slug]] for slug, wanted in open_needs(packages).items()}
    turned = dependents(needs)
    length = {}
    for slug in order:
        agentic, review = by_slug[slug].left
        length[slug] = (agentic.high if upper else agentic.low) + review
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
    """One week of the timeline; times are minutes.

    Attributes:
        number: its number; 0 holds what was completed before week 1, or on no recorded day.
        starts: its first day.
        ends: its last day.
        completed: the packages that were completed in it, in the order of their days.
        taken: the agentic time that these took: as measured, else as estimated.
        taken_review: the review that these took.
        packages: the open packages that are planned for it, in the sequence of the timeline.
        agentic: the agentic time that is planned.
        review: the review that is planned.
    """

    number: int
    starts: datetime.date
    ends: datetime.date
    completed: list[str] = field(default_factory=list)
    taken: Effort = Effort()
    taken_review: int = 0
    packages: list[str] = field(default_factory=list)
    agentic: Effort = Effort()
    review: int = 0


@dataclass(frozen=True)
class Slot:
    """When one package is worked on and reviewed: its first and last week and day."""

    first_week: int
    last_week: int
    first_day: datetime.date
    last_day: datetime.date


@dataclass(frozen=True)
class Timeline:
    """The weeks with what each holds, without those that hold nothing; the slot of each open package; the plan's day."""

    weeks: list[Week]
    slots: dict[str, Slot]
    today: datetime.date

    @property
    def finish(self) -> int | None:
        """The week in which the last open package is finished; None where none is open."""
        return max((slot.last_week for slot in self.slots.values()), default=None)


class _Capacity:
    """Free minutes of each place, a working day or a week counted from week 1 on; full places are skipped in near constant time.

    Args:
        regular: the minutes of the places of a week, in turn: of five days, or of the week as a whole.
        running: the minutes of the places that the running week has left, by place.
    """

    def __init__(self, regular: Sequence[int], running: Mapping[int, int]) -> None:
        self._regular = regular
        self._running = running
        self._used: dict[int, int] = {}
        self._next: dict[int, int] = {place: place + 1 for place, minutes in running.items() if not minutes}

    def _open(self, place: int) -> int:
        path = []
        while place in self._next:
            path.append(place)
            place = self._next[place]
        for passed in path:
            self._next[passed] = place
        return place

    def take(self, minutes: int, place: int) -> Iterator[tuple[int, int]]:
        """Take the minutes from `place` on, place by place; what each gave, as (place, minutes)."""
        while minutes:
            place = self._open(place)
            free = self._running.get(place, self._regular[place % len(self._regular)]) - self._used.get(place, 0)
            given = min(minutes, free)
            minutes -= given
            self._used[place] = self._used.get(place, 0) + given
            if given == free:
                self._next[place] = place + 1
            yield place, given


def hours_left(calendar: Calendar, per_week: int, completed: int) -> int:
    """The minutes that the running week has left: the share of its days that are left, and no more than nobody has used.

    In half hours, so that plans are no finer than estimates; all of it where week 1 is still to come.
    """
    share = per_week * calendar.days_left // PER_WEEK
    if calendar.days_left < PER_WEEK:
        share = share // 30 * 30
    return min(share, max(0, per_week - completed))


def _shares(minutes: int, days: int) -> list[int]:
    """The minutes spread evenly over the days, in whole minutes that add up."""
    return [minutes * (day + 1) // days - minutes * day // days for day in range(days)]


def _lower_share(effort: Effort, done: int, minutes: int, before: int) -> int:
    """How much of the lower estimate is done when `done` minutes of the upper one are, the last `minutes` of them just now.

    In proportion, down to the half hour, as far as no share, this one or a later one, exceeds that of the upper estimate.
    """
    in_proportion = effort.low * done // effort.high // 30 * 30
    return min(max(in_proportion, effort.low - (effort.high - done)), before + minutes)


def timeline(
    packages: Sequence[Package],
    sequence: Sequence[str],
    calendar: Calendar,
    agentic_per_week: int,
    review_per_week: int,
    buffer: int = 0,
) -> Timeline:
    """What was completed in past weeks, and what is open from the plan's day on; capacities are minutes a week, above zero.

    What is open is laid out day by day in the sequence, on what is left by the upper estimates. Each working day has a
    fifth of the week's agentic hours; of the running week, the days that are left share what it has left. A package begins
    on the day on which what it needs is finished, or after the day by which what it waits for is promised. It is reviewed
    on the day on which its work ends, as far as the week has hours for it, else on the first day of the next one that has.
    It may span weeks. The lower bound of a week's agentic time is each package's lower estimate in the same
    shares, in half hours, so that the weeks add up to both totals. A buffer for unknowns is added to what is left of each package.

    Args:
        packages: all packages.
        sequence: the open ones, as `work_sequence` has them.
        calendar: the weeks, and the plan's day.
        agentic_per_week: agentic minutes of a week.
        review_per_week: review minutes of a week.
        buffer: what is added to open work, in per cent.
    """
    by_slug = {package.slug: package for package in packages}
    needs = open_needs(packages)
    weeks = _completed(packages, calendar)
    running = weeks.get(calendar.running_week) if calendar.running_week > 0 else None
    left = hours_left(calendar, agentic_per_week, running.taken.high if running else 0)
    left_to_review = hours_left(calendar, review_per_week, running.taken_review if running else 0)
    days = calendar.days_left
    work = _Capacity(
        _shares(agentic_per_week, PER_WEEK),
        {calendar.from_now + day: share for day, share in enumerate(_shares(left, days) if days else [])},
    )
    review = _Capacity([review_per_week], {calendar.from_now // PER_WEEK: left_to_review} if days else {})
    slots: dict[str, Slot] = {}
    finished: dict[str, int] = {}

    def at(day: int, slug: str) -> Week:
        week = _week(weeks, day // PER_WEEK + 1, calendar)
        if slug not in week.packages[-1:]:
            week.packages.append(slug)
        return week

    for slug in sequence:
        package = by_slug[slug]
        promised = [blocker.by for blocker in package.waits_outside if blocker.by]
        begun = [finished[need] for need in needs[slug] if need in finished]
        day = max([calendar.from_now, *begun, *(calendar.place_of(plus_days(by, 1)) for by in promised)])
        agentic, reviewed = buffered(*package.left, buffer)
        first: int | None = None
        done = low = 0
        for worked, minutes in work.take(agentic.high, day):
            day = worked
            first = day if first is None else first
            done += minutes
            share = _lower_share(agentic, done, minutes, low) - low
            low += share
            at(day, slug).agentic += Effort(share, minutes)
        for week, minutes in review.take(reviewed, day // PER_WEEK):
            day = max(day, PER_WEEK * week)
            first = day if first is None else first
            at(day, slug).review += minutes
        first = day if first is None else first
        # What has nothing left, and is not complete, stands where it is to be closed.
        at(day, slug)
        finished[slug] = day
        slots[slug] = Slot(first // PER_WEEK + 1, day // PER_WEEK + 1, calendar.working_day(first), calendar.working_day(day))
    return Timeline([weeks[number] for number in sorted(weeks)], slots, calendar.today)


def _completed(packages: Sequence[Package], calendar: Calendar) -> dict[int, Week]:
    """The weeks in which packages were completed."""
    weeks: dict[int, Week] = {}
    for package in sorted(packages, key=lambda package: (package.completed, package.number)):
        if package.status != "complete":
            continue
        number = max(0, calendar.week_of(datetime.date.fromisoformat(package.completed))) if package.completed else 0
        week = _week(weeks, number, calendar)
        agentic, review = package.taken
        week.completed.append(package.slug)
        week.taken += agentic
        week.taken_review += review
    return weeks


def _week(weeks: dict[int, Week], number: int, calendar: Calendar) -> Week:
    """The week of this number, made where there is none yet."""
    if number not in weeks:
        weeks[number] = Week(number, calendar.first_day(number), calendar.last_day(number))
    return weeks[number]


def on_lower_estimates(packages: Sequence[Package]) -> list[Package]:
    """The packages as if each took its lower estimate."""

    def lower(effort: Effort) -> Effort:
        return Effort(effort.low, effort.low)

    return [
        replace(
            package,
            effort=lower(package.effort),
            remaining=None if package.remaining is None else lower(package.remaining),
        )
        for package in packages
    ]
