"""A second calculation of the roadmap, written from the rules of docs/roadmap-json.md alone, day by day and slowly.

It shares no code with the template: what both get wrong, two people got wrong.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

import yaml

from .support import Folder

OPEN = ("ready", "in-progress", "partial")
UNDER_WAY = ("in-progress", "partial")
ASIDE = ("deferred", "dropped")
LEVELS = ("high", "medium", "low")
LOWER, UPPER = 0, 1
DAY = timedelta(days=1)

#: Minutes by the lower and by the upper estimates.
Range = tuple[int, int]


def minutes(text: object) -> int:
    """One time: `4h`, `1.5h`."""
    return round(60 * float(str(text).strip().removesuffix("h")))


def span(text: object) -> Range:
    """A range: `4-6h`, `4h`."""
    bounds = [minutes(bound) for bound in str(text).strip().removesuffix("h").split("-")]
    return bounds[0], bounds[-1]


def middle(bounds: Range) -> Fraction:
    return Fraction(sum(bounds), 2)


def plus(one: Range, other: Range) -> Range:
    return one[0] + other[0], one[1] + other[1]


def seconds(day: str) -> int:
    """A day as SOURCE_DATE_EPOCH has it."""
    return (date.fromisoformat(day) - date(1970, 1, 1)).days * 86400


def day_of(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def entries(answer: object) -> list[str]:
    """A list, or text whose items are separated by semicolons."""
    if isinstance(answer, list):
        return [str(entry) for entry in answer]
    return [entry.strip() for entry in str(answer or "").split(";") if entry.strip()]


@dataclass(frozen=True)
class Outside:
    """Something from outside: `Cache server (by 2025-12-10)`, `Licence before Phase 5`."""

    entry: str
    open: bool

    @property
    def by(self) -> date | None:
        found = re.search(r"\(by (\d{4}-\d\d-\d\d)\)", self.entry)
        return date.fromisoformat(found[1]) if found else None

    @property
    def phases(self) -> list[int]:
        found = re.search(r"before Phases? ([\d, and]+)", self.entry)
        return [int(number) for number in re.findall(r"\d+", found[1])] if found else []

    @property
    def what(self) -> str:
        return name_of(self.entry)

    def shown(self) -> dict[str, Any]:
        return {"what": self.what, "by": str(self.by) if self.by else None, "open": self.open}


def name_of(entry: str) -> str:
    """What it is, without its day and the phases that wait for it."""
    bare = re.sub(r"\(by \d{4}-\d\d-\d\d\)|,? ?before Phases? [\d, and]+", "", entry)
    return " ".join(bare.split()).strip(" ,;")


def boxes(text: str, heading: str) -> dict[str, bool]:
    """The boxes below a heading, by their words, and whether each is ticked."""
    below = text.split(f"\n{heading}\n", 1)[-1] if f"\n{heading}\n" in text else ""
    part = re.split(r"\n#{1,4} |\n---\n", below)[0]
    return {words: box == "x" for box, words in re.findall(r"(?m)^- \[([ x])\] (.*)$", part)}


@dataclass
class Package:
    """What the record and the plan of a package say."""

    number: int
    slug: str
    status: str
    value: str
    risk: str
    own_priority: str
    rank: int | None
    due: date | None
    effort: Range
    review: int
    needs: list[str]
    blockers: list[Outside]
    completed: date | None
    actual: int | None
    actual_review: int | None
    remaining: Range | None

    @property
    def counts(self) -> bool:
        return self.status not in ASIDE

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def under_way(self) -> bool:
        return self.status in UNDER_WAY

    @property
    def taken(self) -> Range:
        assert self.status == "complete"
        return self.effort if self.actual is None else (self.actual, self.actual)

    @property
    def taken_review(self) -> int:
        return self.review if self.actual_review is None else self.actual_review

    @property
    def spent(self) -> int:
        return (self.actual or 0) if self.under_way else 0

    @property
    def spent_review(self) -> int:
        return (self.actual_review or 0) if self.under_way else 0

    @property
    def left(self) -> Range:
        if self.under_way and self.remaining is not None:
            return self.remaining
        return max(0, self.effort[0] - self.spent), max(0, self.effort[1] - self.spent)

    @property
    def left_review(self) -> int:
        return max(0, self.review - self.spent_review)

    @property
    def weight(self) -> Fraction:
        """What it counts for in the progress."""
        return middle(self.effort) + self.review


@dataclass
class Totals:
    agentic: Range = (0, 0)
    review: int = 0

    def add(self, agentic: Range, review: int) -> None:
        self.agentic, self.review = plus(self.agentic, agentic), self.review + review

    def shown(self) -> dict[str, Any]:
        return {
            "agentic": list(self.agentic),
            "review": self.review,
            "all": [bound + self.review for bound in self.agentic],
        }


@dataclass
class Placed:
    """Where a package lies: the minutes of work by day, of review by day."""

    begin: date
    work: dict[date, int] = field(default_factory=dict)
    review: dict[date, int] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        return sorted({*self.work, *self.review}) or [self.begin]


@dataclass
class Approved:
    """What stood when the checkpoint `roadmap` was confirmed."""

    week: int
    by: date
    totals: dict[str, Any]
    #: The hours of each week, by its first day: the weeks have other numbers once `start` is another.
    hours: dict[date, int]
    counted: set[str]


class Plan:
    """The roadmap of a planning folder, from its answers, its records and the boxes of its documents."""

    def __init__(self, folder: Folder, waiting: bool) -> None:
        #: While a checkpoint waits, nothing is started.
        self.waiting = waiting
        answers = folder.answers
        self.start = date.fromisoformat(str(answers["start"]))
        self.updated = date.fromisoformat(str(answers["updated"]))
        self.hours = minutes(answers["agentic_hours_per_week"])
        self.review_hours = minutes(answers["review_hours_per_week"])
        self.buffer = int(str(answers.get("buffer") or 0).strip(" %"))
        self.packages: dict[str, Package] = {}
        for path in sorted((folder.path / ".planning").glob("*.yml")):
            record = yaml.safe_load(path.read_text(encoding="utf-8"))
            if record["part"] == "work-package":
                package = _package(folder, record)
                self.packages[package.slug] = package
        named = [name_of(entry) for entry in entries(answers.get("external_unblocked"))]
        ticked = boxes(folder.read("START-HERE.md"), "### External Dependencies")
        self.external = []
        for entry in entries(answers.get("external_dependencies")):
            owners = [thing for each in self.all() for thing in each.blockers if thing.what.lower() == name_of(entry).lower()]
            stands = name_of(entry) not in named and not _ticked(ticked, entry)
            self.external.append(Outside(entry, any(thing.open for thing in owners) if owners else stands))

    def all(self) -> list[Package]:
        return sorted(self.packages.values(), key=lambda package: package.number)

    def open(self) -> list[Package]:
        return [package for package in self.all() if package.open]

    def complete(self) -> list[Package]:
        return [package for package in self.all() if package.status == "complete"]

    def open_needs(self, package: Package) -> list[Package]:
        return [self.packages[need] for need in package.needs if need in self.packages and self.packages[need].open]

    # Priority and order.

    def proposed(self) -> dict[str, str]:
        counted = [package for package in self.all() if package.counts]
        found = {}
        for package in self.all():
            dependents = [other for other in counted if package.slug in other.needs]
            points = {"high": 4, "medium": 2, "low": 1}[package.value]
            points += package.risk == "high"
            points += package.effort[1] <= 120
            points += len(dependents) >= 2
            found[package.slug] = "high" if points >= 4 else "medium" if points >= 2 else "low"
        for _ in counted:
            for package in self.all():
                for other in counted:
                    stands = other.own_priority or found[other.slug]
                    if package.slug in other.needs and LEVELS.index(stands) < LEVELS.index(found[package.slug]):
                        found[package.slug] = stands
        return found

    def priorities(self) -> dict[str, str]:
        proposed = self.proposed()
        return {package.slug: package.own_priority or proposed[package.slug] for package in self.all()}

    def above(self, slug: str) -> set[str]:
        """The open packages that depend on it, directly or not."""
        found: set[str] = set()
        for other in self.open():
            if slug in other.needs:
                found |= {other.slug} | self.above(other.slug)
        return found

    @cached_property
    def order(self) -> list[Package]:
        priority = self.priorities()
        placed: list[Package] = []
        while len(placed) < len(self.open()):
            free = [each for each in self.open() if each not in placed and all(n in placed for n in self.open_needs(each))]
            placed.append(
                min(
                    free,
                    key=lambda each: (
                        LEVELS.index(priority[each.slug]),
                        each.rank is None,
                        each.rank or 0,
                        -len(self.above(each.slug)),
                        each.number,
                    ),
                )
            )
        return placed

    def attention(self) -> list[Package]:
        return [package for status in ("in-progress", "partial", "ready") for package in self.order if package.status == status]

    def waits_for(self, package: Package) -> list[Outside]:
        """What is open from outside, and this package needs it."""
        things = [thing for thing in package.blockers if thing.open]
        for thing in self.external:
            named = any(other.what.lower() == thing.what.lower() for each in self.all() for other in each.blockers)
            meant = not thing.phases or package.number in thing.phases
            if thing.open and meant and not named and not package.under_way:
                things.append(thing)
        return things

    def can_start(self, package: Package) -> bool:
        complete = all(need in self.packages and self.packages[need].status == "complete" for need in package.needs)
        return package.status == "ready" and complete and not self.waits_for(package)

    # Hours.

    def totals(self) -> tuple[Totals, Totals, Totals]:
        """In all, as estimated, and what remains."""
        everything, estimated, remaining = Totals(), Totals(), Totals()
        for package in self.all():
            if not package.counts:
                continue
            estimated.add(package.effort, package.review)
            if package.open:
                remaining.add(package.left, package.left_review)
                everything.add((package.spent, package.spent), package.spent_review)
                everything.add(package.left, package.left_review)
            else:
                everything.add(package.taken, package.taken_review)
        return everything, estimated, remaining

    def buffered(self, left: int) -> int:
        """The minutes that the timeline lays out for what is left."""
        return left * (100 + self.buffer) // 100

    def buffer_adds(self) -> Totals:
        """What the buffer adds, over all open packages."""
        added = Totals()
        for package in self.open():
            low, high = (self.buffered(bound) - bound for bound in package.left)
            added.add((low, high), self.buffered(package.left_review) - package.left_review)
        return added

    # Timeline.

    def week_of(self, day: date) -> int:
        """The week of a day, counted from `start`; 0 before it."""
        return max(0, (day - self.start).days // 7 + 1)

    def first_of(self, week: int) -> date:
        return self.start + (week - 1) * 7 * DAY

    def last_of(self, week: int) -> date:
        return self.first_of(week) + 6 * DAY

    def working_days(self, week: int) -> list[date]:
        days = [self.first_of(week) + number * DAY for number in range(7)]
        return [day for day in days if day.weekday() < 5]

    def completed_in(self, week: int) -> list[Package]:
        return [each for each in self.complete() if (self.week_of(each.completed) if each.completed else 0) == week]

    def days_left(self, week: int) -> list[date]:
        """The working days of a week that are still to come, `updated` included."""
        return [day for day in self.working_days(week) if day >= self.updated]

    def offered(self, week: int, hours: int, taken: int) -> int:
        """What a week has, of which so much was taken by what was completed in it."""
        if week != self.week_of(self.updated):
            return hours
        days = len(self.days_left(week))
        offer = hours * days // 5
        if days < 5:
            offer = offer // 30 * 30
        return max(0, min(offer, hours - taken))

    def work_of_day(self, day: date, bound: int) -> int:
        week = self.week_of(day)
        days = self.days_left(week)
        if day not in days:
            return 0
        offer = self.offered(week, self.hours, sum(package.taken[bound] for package in self.completed_in(week)))
        number = days.index(day) + 1
        return offer * number // len(days) - offer * (number - 1) // len(days)

    def review_of_week(self, week: int) -> int:
        return self.offered(week, self.review_hours, sum(package.taken_review for package in self.completed_in(week)))

    def waits_without_day(self, package: Package) -> bool:
        lost = any(need not in self.packages or self.packages[need].status in ASIDE for need in package.needs)
        return lost or any(thing.by is None for thing in self.waits_for(package))

    def placed(self, bound: int) -> dict[str, Placed]:
        """Place the open packages one after the other, day by day."""
        found: dict[str, Placed] = {}
        used: dict[date, int] = defaultdict(int)
        reviewed: dict[int, int] = defaultdict(int)
        attention = self.attention()
        while len(found) < len(attention):
            free = [
                package
                for package in attention
                if package.slug not in found and all(need.slug in found for need in self.open_needs(package))
            ]
            package = min(free, key=lambda each: (self.waits_without_day(each), attention.index(each)))
            begin = max(self.start, self.updated)
            for need in self.open_needs(package):
                begin = max(begin, found[need.slug].days[-1])
            for thing in self.waits_for(package):
                if thing.by:
                    begin = max(begin, thing.by + DAY)
            while begin.weekday() > 4:
                begin += DAY
            place = found[package.slug] = Placed(begin)

            left, day, last = self.buffered(package.left[bound]), begin, begin
            while left:
                take = min(left, self.work_of_day(day, bound) - used[day])
                if take:
                    place.work[day] = take
                    used[day] += take
                    left -= take
                    last = day
                day += DAY

            review, week = self.buffered(package.left_review), self.week_of(last)
            while review:
                take = min(review, self.review_of_week(week) - reviewed[week])
                if take:
                    place.review[last if week == self.week_of(last) else self.working_days(week)[0]] = take
                    reviewed[week] += take
                    review -= take
                week += 1
        return found

    @cached_property
    def upper(self) -> dict[str, Placed]:
        return self.placed(UPPER)

    @cached_property
    def lower(self) -> dict[str, Placed]:
        return self.placed(LOWER)

    def timeline(self) -> list[dict[str, Any]]:
        placed = self.upper
        planned = [self.week_of(day) for place in placed.values() for day in place.days]
        done = [week for week in range(self.week_of(self.updated) + 1) if self.completed_in(week)]
        weeks = []
        for week in sorted({*planned, *done}):
            taken = Totals()
            for package in self.completed_in(week):
                taken.add(package.taken, package.taken_review)
            weeks.append(
                {
                    "week": week,
                    "starts": str(self.first_of(week)) if week else None,
                    "ends": str(self.last_of(week)) if week else None,
                    "completed": {package.slug for package in self.completed_in(week)},
                    "taken": {"agentic": list(taken.agentic), "review": taken.review},
                    "packages": {slug for slug, place in placed.items() if week in map(self.week_of, place.days)},
                    "agentic": self.planned(placed, week, "work"),
                    "review": self.planned(placed, week, "review"),
                }
            )
        return weeks

    def planned(self, placed: dict[str, Placed], week: int, kind: str) -> int:
        return sum(
            amount for place in placed.values() for day, amount in getattr(place, kind).items() if self.week_of(day) == week
        )

    def finish(self, bound: int) -> date:
        days = [place.days[-1] for place in (self.upper if bound == UPPER else self.lower).values()]
        return max([*days, *(package.completed for package in self.complete() if package.completed)])

    # Critical path.

    def duration(self, package: Package, bound: int) -> int:
        return package.left[bound] + package.left_review

    def ends(self, bound: int) -> dict[str, int]:
        """The earliest end of each open package, where nothing but dependencies holds it."""
        found: dict[str, int] = {}
        for package in self.order:
            begin = max([found[need.slug] for need in self.open_needs(package)], default=0)
            found[package.slug] = begin + self.duration(package, bound)
        return found

    def slack(self, bound: int) -> dict[str, int]:
        ends = self.ends(bound)
        latest: dict[str, int] = {}
        for package in reversed(self.order):
            after = [other for other in self.open() if package.slug in other.needs]
            latest[package.slug] = min(
                [latest[other.slug] - self.duration(other, bound) for other in after], default=max(ends.values())
            )
        return {slug: latest[slug] - ends[slug] for slug in ends}

    # Progress, and what was approved.

    def progress(self, approved: Approved | None) -> dict[str, Any]:
        done = scope = aside = Fraction(0)
        for package in self.all():
            if package.counts:
                scope += package.weight
            elif approved and package.slug in approved.counted:
                scope += package.weight
                aside += package.weight
            if package.status == "complete":
                done += package.weight
            elif package.under_way:
                spent = package.spent + package.spent_review
                in_all = spent + middle(package.left) + package.left_review
                done += package.weight * spent / in_all if in_all else 0
        return {"percent": int(100 * done / scope) if scope else 0, "done": done, "put_aside": aside, "scope": scope}

    def done_up_to(self, week: int) -> int:
        """What was taken up to the end of a week, and in the running one what is spent on work under way."""
        hours = sum(
            package.taken[UPPER] + package.taken_review for each in range(week + 1) for package in self.completed_in(each)
        )
        if week == self.week_of(self.updated):
            hours += sum(package.spent + package.spent_review for package in self.all())
        return hours

    def burn_up(self, approved: Approved) -> list[dict[str, Any]]:
        running = self.week_of(self.updated)
        weeks = []
        placed = self.upper
        forecast = self.done_up_to(running)
        for week in range(1, max(running, self.week_of(approved.by), self.week_of(self.finish(UPPER))) + 1):
            if week >= running:
                forecast += self.planned(placed, week, "work") + self.planned(placed, week, "review")
            weeks.append(
                {
                    "week": week,
                    "approved": sum(hours for day, hours in approved.hours.items() if day <= self.last_of(week)),
                    "done": self.done_up_to(week) if week <= running else None,
                    "forecast": forecast if week >= running else None,
                }
            )
        return weeks

    def approve(self, before: Approved | None) -> Approved:
        """What a confirmation of `roadmap` on this day approves; what was ever approved, and is put aside now, stays in scope."""
        placed = self.upper
        hours: dict[date, int] = {}
        for row in self.timeline():
            week = row["week"]
            taken = sum(package.taken[UPPER] + package.taken_review for package in self.completed_in(week))
            hours[self.first_of(week)] = taken + self.planned(placed, week, "work") + self.planned(placed, week, "review")
        running = self.first_of(self.week_of(self.updated))
        if spent := sum(package.spent + package.spent_review for package in self.all() if package.under_way):
            hours[running] = hours.get(running, 0) + spent
        by = self.last_of(self.week_of(self.finish(UPPER)))
        held = before.counted if before else set()
        counted = {package.slug for package in self.all() if package.counts or package.slug in held}
        return Approved(self.week_of(by), by, self.totals()[0].shown(), hours, counted)

    def ratios(self) -> tuple[Fraction | None, Fraction]:
        """Measured hours by the middle of the estimates: agentic, and review."""
        measured = [package for package in self.complete() if package.actual is not None]
        estimated = sum((middle(package.effort) for package in measured), Fraction(0))
        reviewed = [package for package in self.complete() if package.actual_review is not None]
        looked = sum(package.review for package in reviewed)
        return (
            sum(package.actual or 0 for package in measured) / estimated if estimated else None,
            Fraction(sum(package.actual_review or 0 for package in reviewed), looked) if looked else Fraction(1),
        )

    def left_by_ratio(self, ratio: Fraction, review_ratio: Fraction) -> tuple[Fraction, Fraction, Fraction]:
        """What is left if the rest takes its estimates as the measured packages took theirs."""
        low = high = review = Fraction(0)
        for package in self.open():
            if package.under_way and package.remaining is not None:
                low, high = low + package.remaining[0], high + package.remaining[1]
            else:
                low += max(Fraction(0), package.effort[0] * ratio - package.spent)
                high += max(Fraction(0), package.effort[1] * ratio - package.spent)
            review += max(Fraction(0), package.review * review_ratio - package.spent_review)
        return low, high, review

    def blocked(self) -> list[str]:
        return sorted(package.slug for package in self.open() if self.waits_for(package))

    def late(self) -> list[str]:
        placed = self.upper
        return sorted(package.slug for package in self.open() if package.due and placed[package.slug].days[-1] > package.due)

    def overrun(self) -> list[str]:
        return sorted(
            package.slug
            for package in self.open()
            if package.under_way and package.remaining is None and package.spent >= package.effort[1]
        )


def _package(folder: Folder, record: dict[str, Any]) -> Package:
    slug, number = str(record["slug"]), int(record["number"])
    named = [name_of(entry) for entry in entries(record.get("unblocked"))]
    ticked = boxes(folder.read(f"{number:02d}-{slug}-plan.md"), "### Requires (Blockers)")

    def given(name: str) -> Any:
        return record.get(name) if record.get(name) not in ("", None) else None

    return Package(
        number=number,
        slug=slug,
        status=str(record["status"]),
        value=str(record["value"] or "medium"),
        risk=str(record["risk"] or "medium"),
        own_priority=str(record.get("priority") or ""),
        rank=int(given("rank")) if given("rank") is not None else None,
        due=day_of(given("due")),
        effort=span(record["effort"]),
        review=minutes(record["review"]),
        needs=entries(record.get("depends_on")),
        blockers=[
            Outside(entry, name_of(entry) not in named and not _ticked(ticked, entry))
            for entry in entries(record.get("blocked_by"))
        ],
        completed=day_of(given("completed")),
        actual=minutes(given("actual")) if given("actual") is not None else None,
        actual_review=minutes(given("actual_review")) if given("actual_review") is not None else None,
        remaining=span(given("remaining")) if given("remaining") is not None else None,
    )


def _ticked(found: dict[str, bool], entry: str) -> bool:
    return any(box and words.startswith(entry) for words, box in found.items())


def in_minutes(value: Any) -> Any:
    """Hours of roadmap.json as minutes, in whatever they stand."""
    if isinstance(value, dict):
        return {name: in_minutes(each) for name, each in value.items()}
    if isinstance(value, list):
        return [in_minutes(each) for each in value]
    return round(60 * value) if isinstance(value, int | float) else value


@dataclass
class Comparison:
    """What differs between roadmap.json and this calculation."""

    data: dict[str, Any]
    plan: Plan
    wrong: list[str] = field(default_factory=list)

    def same(self, name: str, theirs: object, ours: object) -> None:
        if theirs != ours:
            self.wrong.append(f"{name}:\n    roadmap.json {theirs}\n    by the rules {ours}")

    def near(self, name: str, theirs: float, ours: Fraction, within: Fraction) -> None:
        if abs(Fraction(theirs) - ours) > within:
            self.wrong.append(f"{name}:\n    roadmap.json {theirs}\n    by the rules {float(ours):.3f}")

    def what_is_next(self) -> None:
        plan = self.plan
        attention = plan.attention()
        under_way = [package.slug for package in attention if package.under_way]
        ready = [] if plan.waiting else [package.slug for package in attention if plan.can_start(package)]
        self.same("start", self.data["start"], str(plan.start))
        self.same("updated", self.data["updated"], str(plan.updated))
        self.same("order", self.data["order"], [package.slug for package in plan.order])
        self.same("under_way", self.data["under_way"], under_way)
        self.same("ready", self.data["ready"], ready)
        self.same("next", self.data["next"], next(iter(under_way + ready), None))

    def totals(self) -> None:
        everything, estimated, remaining = self.plan.totals()
        theirs = in_minutes(self.data["totals"])
        self.same("totals", {name: theirs[name] for name in ("agentic", "review", "all")}, everything.shown())
        self.same("totals.estimated", theirs["estimated"], estimated.shown())
        self.same("totals.remaining", theirs["remaining"], remaining.shown())
        theirs = self.data["buffer"]
        self.same("buffer.percent", theirs["percent"], self.plan.buffer)
        found = in_minutes({name: theirs[name] for name in ("agentic", "review", "all")})
        self.same("buffer", found, self.plan.buffer_adds().shown())

    def timeline(self) -> None:
        theirs = {week["week"]: week for week in self.data["timeline"]}
        ours = {week["week"]: week for week in self.plan.timeline()}
        self.same("weeks of the timeline", list(theirs), list(ours))
        for number in sorted(theirs.keys() & ours.keys()):
            for name, value in ours[number].items():
                found = theirs[number][name]
                if name in ("taken", "agentic", "review"):
                    found = in_minutes(found)
                self.same(f"week {number}, {name}", set(found) if isinstance(value, set) else found, value)

    def packages(self) -> None:
        plan = self.plan
        proposed, priority = plan.proposed(), plan.priorities()
        upper, slack = plan.upper, (plan.slack(LOWER), plan.slack(UPPER))
        self.same("packages", [each["slug"] for each in self.data["packages"]], [each.slug for each in plan.all()])
        for theirs in self.data["packages"]:
            name = theirs["slug"]
            package, place = plan.packages[name], upper.get(name)
            left = {"agentic": list(package.left), "review": package.left_review}
            ours: dict[str, Any] = {
                "status": package.status,
                "proposed_priority": proposed[name],
                "priority": priority[name],
                "ready": plan.can_start(package) and not plan.waiting,
                "week": plan.week_of(place.days[0]) if place else None,
                "first_day": str(place.days[0]) if place else None,
                "last_day": str(place.days[-1]) if place else None,
                "critical": name in self.data["critical_path"],
                "blocked_by": [each.shown() for each in package.blockers],
                "completed": str(package.completed) if package.completed else None,
            }
            for part, value in ours.items():
                self.same(f"{name}, {part}", theirs[part], value)
            self.same(f"{name}, slack", in_minutes(theirs["slack"]), sorted(each[name] for each in slack) if place else None)
            if package.open:
                self.same(f"{name}, remaining", in_minutes(theirs["remaining"]), left)

    def outside(self) -> None:
        for found, thing in zip(self.data["external_dependencies"], self.plan.external, strict=True):
            self.same("entry", found["entry"], thing.entry)
            self.same(f"{thing.entry}, by", found["by"], str(thing.by) if thing.by else None)
            self.same(f"{thing.entry}, open", found["open"], thing.open)
            self.same(f"{thing.entry}, phases", found["phases"], thing.phases)

    def critical_path(self) -> None:
        path, packages = self.data["critical_path"], self.plan.packages
        length = sum(self.plan.duration(packages[slug], UPPER) for slug in path)
        self.same("length of the critical path", length, max(self.plan.ends(UPPER).values(), default=0))
        for one, other in itertools.pairwise(path):
            self.same(f"critical path, {other} needs {one}", one in packages[other].needs, True)

    def progress(self, approved: Approved | None) -> None:
        progress = self.plan.progress(approved)
        self.same("progress.percent", self.data["progress"]["percent"], progress["percent"])
        for part in ("done", "put_aside", "scope"):
            self.near(f"progress.{part}", self.data["progress"][part], progress[part] / 60, Fraction(1, 100))

    def forecast(self) -> None:
        plan, forecast = self.plan, self.data["forecast"]
        self.same("forecast.week", forecast["week"], plan.week_of(plan.finish(UPPER)))
        self.same("forecast.by", forecast["by"], str(plan.last_of(plan.week_of(plan.finish(UPPER)))))
        self.same("forecast.day", forecast["day"], str(plan.finish(UPPER)))
        self.same("forecast.week_on_lower", forecast["week_on_lower"], plan.week_of(plan.finish(LOWER)))
        self.same("forecast.by_on_lower", forecast["by_on_lower"], str(plan.last_of(plan.week_of(plan.finish(LOWER)))))
        ratio, review_ratio = plan.ratios()
        if ratio is None:
            self.same("forecast.ratio", forecast["ratio"], None)
            self.same("forecast.remaining_by_ratio", forecast["remaining_by_ratio"], None)
            return
        self.near("forecast.ratio", forecast["ratio"], ratio, Fraction(1, 200))
        if by_ratio := forecast["remaining_by_ratio"]:
            low, high, review = plan.left_by_ratio(ratio, review_ratio)
            # It is shown in half hours.
            for part, found, hours in (
                ("low", by_ratio["agentic"][0], low),
                ("high", by_ratio["agentic"][1], high),
                ("review", by_ratio["review"], review),
            ):
                self.near(f"forecast.remaining_by_ratio, {part}", found, hours / 60, Fraction(1, 4))

    def against(self, approved: Approved) -> None:
        plan, baseline = self.plan, self.data["baseline"]
        self.same("baseline.week", baseline["week"], plan.week_of(approved.by))
        self.same("baseline.by", baseline["by"], str(approved.by))
        self.same("baseline, total", {name: in_minutes(baseline[name]) for name in approved.totals}, approved.totals)
        later = plan.week_of(plan.finish(UPPER)) - plan.week_of(approved.by)
        self.same("forecast.weeks_later", self.data["forecast"]["weeks_later"], later)
        theirs, ours = in_minutes([{**row, "week": 0} for row in self.data["burn_up"]]), plan.burn_up(approved)
        self.same("burn_up, weeks", [row["week"] for row in self.data["burn_up"]], [row["week"] for row in ours])
        for found, row in zip(theirs, ours, strict=False):
            for part in ("approved", "done", "forecast"):
                self.same(f"burn_up, week {row['week']}, {part}", found[part], row[part])

    def problems(self) -> None:
        for code, slugs in (("late", self.plan.late()), ("overrun", self.plan.overrun()), ("blocked", self.plan.blocked())):
            named = {slug for each in self.data["problems"] if each["code"] == code for slug in each["packages"]}
            self.same(f"problem {code}", sorted(named), slugs)


def check(folder: Folder, approved: Approved | None) -> Plan:
    """Hold roadmap.json against this calculation, field by field; `approved` is what `Plan.approve` gave at the confirmation."""
    data: dict[str, Any] = json.loads(folder.read(".planning/roadmap.json"))
    plan = Plan(folder, waiting=any(state != "confirmed" for state in data["checkpoints"].values()))
    comparison = Comparison(data, plan)
    comparison.what_is_next()
    comparison.totals()
    comparison.timeline()
    comparison.packages()
    comparison.outside()
    comparison.critical_path()
    comparison.progress(approved)
    comparison.forecast()
    if approved:
        comparison.against(approved)
    comparison.problems()
    assert not comparison.wrong, f"on {plan.updated}:\n" + "\n".join(comparison.wrong)
    return plan
