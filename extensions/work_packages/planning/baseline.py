"""Baseline and slip: what was approved at the checkpoint `roadmap`, where the forecast stands against it, and why.

The baseline is kept with the confirmation. It is what the timeline and the totals said on that day, so that a plan that
goes as approved never slips.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import blockers, text
from .effort import Effort, effort_text, estimate_text, hours, number, parse_buffer, total
from .lifecycle import CODES
from .records import Package, as_date, nn
from .schedule import Timeline
from .words import say
from .workdays import Calendar


@dataclass(frozen=True)
class Baseline:
    """What was approved; times are minutes.

    Attributes:
        week: the week in which the last package is finished, on the upper estimates.
        by: the last day of that week.
        agentic: agentic time of all packages that count.
        review: their review.
        weeks: the minutes of each week, agentic on the upper estimates and review, by the week's first day.
        packages: each package that counted, by slug, as it was approved; None where that was not kept.
        put_aside: packages that an earlier baseline held, and that were put aside by then.
        capacities: agentic and review minutes of a week; None where they were not kept.
        first: the last day of the week of the finish that was approved at first, where this is a later approval.
        buffer: what the weeks held beyond the estimates of open work, in per cent.
    """

    week: int
    by: datetime.date
    agentic: Effort
    review: int
    weeks: Mapping[datetime.date, int] = field(default_factory=dict)
    packages: Mapping[str, Approved] | None = None
    put_aside: tuple[str, ...] = ()
    capacities: tuple[int, int] | None = None
    first: datetime.date | None = None
    buffer: int = 0

    def held(self, package: Package) -> bool:
        """Whether the package was part of what was ever approved; false where that is not known."""
        return package.slug in self.put_aside or (self.packages is not None and package.slug in self.packages)


@dataclass(frozen=True)
class Approved:
    """A package as it was approved; times are minutes.

    Attributes:
        effort: its estimate.
        review: its estimated review.
        expected: the agentic time that it was to take in all, by its upper estimate.
        expected_review: the review that it was to take in all.
        waits: what it waited for from outside.
    """

    effort: Effort
    review: int
    expected: int
    expected_review: int
    waits: tuple[str, ...] = ()


def make(
    packages: tuple[Package, ...],
    timeline: Timeline,
    calendar: Calendar,
    capacities: tuple[int, int],
    before: Baseline | None = None,
    buffer: int = 0,
) -> dict[str, Any]:
    """The baseline as the confirmation keeps it, in plain values; times are hours.

    Args:
        packages: all packages.
        timeline: their timeline.
        calendar: its weeks, and the day of the confirmation.
        capacities: agentic and review minutes of a week.
        before: the baseline so far; None where this is the first.
        buffer: what the timeline adds to open work, in per cent.
    """
    counted = [package for package in packages if package.counts]
    last = max((week.number for week in timeline.weeks), default=0)
    weeks = {
        week.starts.isoformat(): week.taken.high + week.taken_review + week.agentic.high + week.review
        for week in timeline.weeks
    }
    running = calendar.first_day(max(1, calendar.running_week)).isoformat()
    if spent := sum(sum(package.spent) for package in counted if package.under_way):
        weeks[running] = weeks.get(running, 0) + spent
    aside = [package.slug for package in packages if before and not package.counts and before.held(package)]
    return {
        "week": last,
        "by": calendar.last_day(last).isoformat(),
        "agentic": _range(total(package.expected[0] for package in counted)),
        "review": number(sum(package.expected[1] for package in counted)),
        "capacities": [number(minutes) for minutes in capacities],
        "weeks": {day: number(minutes) for day, minutes in sorted(weeks.items())},
        "packages": {
            package.slug: {
                "effort": _range(package.effort),
                "review": number(package.review),
                "expected": number(package.expected[0].high),
                "expected_review": number(package.expected[1]),
                "waits": [blocker.entry for blocker in package.waits_outside],
            }
            for package in counted
        },
        "put_aside": aside,
        "first": (before.first or before.by).isoformat() if before else "",
        **({"buffer": buffer} if buffer else {}),
    }


def _range(effort: Effort) -> list[int | float]:
    return [number(effort.low), number(effort.high)]


def read(confirmation: Any) -> Baseline | None:
    """The baseline that a confirmation of `roadmap` keeps; None where there is none, or where it cannot be read.

    A confirmation from before there were baselines keeps the number of weeks and the totals.
    """
    if not isinstance(confirmation, Mapping):
        return None
    approved = confirmation.get("approved")
    kept = confirmation.get("baseline")
    try:
        if isinstance(kept, Mapping):
            agentic, capacities = _minutes(kept["agentic"]), _minutes(kept["capacities"])
            return Baseline(
                int(kept["week"]),
                as_date(kept["by"]),
                _effort(agentic),
                _minutes([kept["review"]])[0],
                {as_date(day): _minutes([spent])[0] for day, spent in dict(kept["weeks"]).items()},
                {
                    str(slug): Approved(
                        _effort(_minutes(one["effort"])),
                        _minutes([one["review"]])[0],
                        _minutes([one["expected"]])[0],
                        _minutes([one["expected_review"]])[0],
                        tuple(text.items(one["waits"])),
                    )
                    for slug, one in dict(kept["packages"]).items()
                },
                tuple(text.items(kept.get("put_aside"))),
                (capacities[0], capacities[1]),
                as_date(kept["first"]) if kept.get("first") else None,
                parse_buffer(kept.get("buffer")),
            )
        if isinstance(approved, Mapping) and "weeks" in approved:
            start = as_date(approved["start"])
            week = int(approved["weeks"])
            return Baseline(
                week,
                Calendar(start, start).last_day(week),
                _of_old(approved["agentic"]),
                _of_old(approved["review"]).high,
            )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError):
        pass
    return None


def _minutes(kept: Any) -> list[int]:
    minutes = [round(60 * float(one)) for one in kept]
    if not isinstance(kept, list) or min(minutes, default=0) < 0:
        raise ValueError("are no hours")
    return minutes


def _effort(minutes: Sequence[int]) -> Effort:
    if minutes[0] > minutes[1]:
        raise ValueError("has its larger bound first")
    return Effort(minutes[0], minutes[1])


def _of_old(value: Any) -> Effort:
    """A total as it was approved before there were baselines: `10-14.5h`, of any size."""
    found = re.fullmatch(r"([0-9.]+)(?:-([0-9.]+))?h", text.one_line(value))
    if not found:
        raise ValueError("is no range of hours")
    return _effort(_minutes([found[1], found[2] or found[1]]))


@dataclass(frozen=True)
class Forecast:
    """When the last package is finished, as it looks on the plan's day, on the upper and on the lower estimates.

    Attributes:
        week: the week of the last package, on the upper estimates; of what is complete, where nothing is open.
        by: the last day of that week.
        week_on_lower: the week on the lower estimates.
        by_on_lower: the last day of that week.
        day: the day itself on which the last package is finished, or was completed; None where that was not recorded.
    """

    week: int
    by: datetime.date
    week_on_lower: int
    by_on_lower: datetime.date
    day: datetime.date | None


def forecast(timeline: Timeline, lower: Timeline, calendar: Calendar, packages: Sequence[Package]) -> Forecast | None:
    """The forecast by the timelines on the upper and the lower estimates; None where nothing is planned or completed."""
    if not timeline.weeks:
        return None
    weeks = [max(week.number for week in one.weeks) for one in (timeline, lower)]
    days = [slot.last_day for slot in timeline.slots.values()]
    days += [
        datetime.date.fromisoformat(package.completed)
        for package in packages
        if package.status == "complete" and package.completed
    ]
    return Forecast(weeks[0], calendar.last_day(weeks[0]), weeks[1], calendar.last_day(weeks[1]), max(days, default=None))


def weeks_later(baseline: Baseline, now: Forecast) -> int:
    """How many weeks later than approved the last package is finished; below zero where it is earlier."""
    return round((now.by - baseline.by).days / 7)


def reasons(
    baseline: Baseline,
    now: Forecast,
    packages: tuple[Package, ...],
    capacities: tuple[int, int],
    today: datetime.date,
    behind: str,
    buffer: int = 0,
) -> list[str]:
    """Why the forecast is later or earlier than what was approved, each in a few words; empty where it is neither.

    Args:
        baseline: what was approved.
        now: the forecast.
        packages: all packages, as they are now.
        capacities: agentic and review minutes of a week, as they are now.
        today: the plan's day.
        behind: what was done by now and what was planned to be, in words; empty where as much was done.
        buffer: what the timeline adds to open work now, in per cent.
    """
    later = weeks_later(baseline, now)
    if not later:
        return []
    wanted = 1 if later > 0 else -1
    said = (words for package in packages for sign, words in _of_package(baseline, package, today) if sign == wanted)
    found = list(dict.fromkeys(said))
    pairs = zip(capacities, baseline.capacities or capacities, strict=True)
    if baseline.capacities and any(is_now < was if later > 0 else is_now > was for is_now, was in pairs):
        before, after = (
            f" {say('and')} ".join(f"{hours(minutes)}h" for minutes in one) for one in (baseline.capacities, capacities)
        )
        found.append(say("a week has {after} for agents and reviewers, approved were {before}", after=after, before=before))
    if (buffer - baseline.buffer) * wanted > 0:
        found.append(
            say("the buffer on open work is {buffer}%, approved was {buffer2}%", buffer=buffer, buffer2=baseline.buffer)
        )
    if behind and later > 0:
        found.append(behind)
    return found


def _of_package(baseline: Baseline, package: Package, today: datetime.date) -> list[tuple[int, str]]:
    """What the package does to the finish: 1 for later, -1 for earlier, and why."""
    was = (baseline.packages or {}).get(package.slug)
    if was and not package.counts:
        return [
            (
                -1,
                say(
                    "{number} is {status} ({effort_text} less)",
                    number=nn(package.number),
                    status=CODES[package.status],
                    effort_text=effort_text(was.effort),
                ),
            )
        ]
    if was is None and baseline.packages is not None:
        if not package.counts:
            return []
        words = say("is taken up again") if package.slug in baseline.put_aside else say("is new")
        return [(1, f"{nn(package.number)} {words} ({estimate_text(package.effort)})"), *_waits(package, (), today)]
    return [*(_hours(was, package) if was else []), *_waits(package, was.waits if was else (), today)]


def _hours(was: Approved, package: Package) -> Iterator[tuple[int, str]]:
    """Why the package takes more or less than was approved: its measured hours, else its estimate."""
    name, estimate = nn(package.number), estimate_text(package.effort)
    expected, review = package.expected
    complete = package.status == "complete"
    if more := expected.high - was.expected:
        sign = 1 if more > 0 else -1
        raised = package.effort.high - was.effort.high
        if raised * sign > 0 and not (complete and package.actual is not None):
            yield (
                sign,
                say(
                    "{name} is estimated at {estimate}, approved were {effort_text}",
                    name=name,
                    estimate=estimate,
                    effort_text=effort_text(was.effort),
                ),
            )
        elif package.actual is not None or package.remaining is not None:
            yield (
                sign,
                say(
                    "{name} took {effort_text} of {estimate}" if complete else "{name} takes {effort_text} of {estimate}",
                    name=name,
                    effort_text=effort_text(expected),
                    estimate=estimate,
                ),
            )
    if more := review - was.expected_review:
        sign = 1 if more > 0 else -1
        raised = package.review - was.review
        if raised * sign > 0 and not (complete and package.actual_review is not None):
            yield (
                sign,
                say(
                    "review of {name} is estimated at {hours}h, approved were {hours2}h",
                    name=name,
                    hours=hours(package.review),
                    hours2=hours(was.review),
                ),
            )
        elif package.actual_review is not None:
            yield (
                sign,
                say(
                    "review of {name} took {hours}h of {hours2}h"
                    if complete
                    else "review of {name} takes {hours}h of {hours2}h",
                    name=name,
                    hours=hours(review),
                    hours2=hours(package.review),
                ),
            )


def _waits(package: Package, before: Sequence[str], today: datetime.date) -> Iterator[tuple[int, str]]:
    """What the package waits for from outside that was not there, or promised for an earlier day, when it was approved."""
    if not package.is_open:
        return
    promised = {blocker.what: blocker.by for blocker in blockers.read(before)}
    waits = []
    for blocker in package.waits_outside:
        day = promised.get(blocker.what)
        moved = blocker.what not in promised or (day is not None and (blocker.by is None or blocker.by > day))
        if moved or (blocker.by is not None and blocker.by < today):
            waits.append(blocker.words)
    if waits:
        yield 1, say("{number} waits for {waits}", number=nn(package.number), waits=text.join(waits))
    for blocker in package.blockers:
        if not blocker.open and blocker.what in promised:
            yield -1, say("{what} is there", what=blocker.what)


@dataclass(frozen=True)
class Point:
    """One week of the burn-up: minutes of agentic work and review up to its end; None where there is no figure."""

    week: int
    approved: int | None
    done: int | None
    forecast: int | None


def burn_up(baseline: Baseline | None, timeline: Timeline, calendar: Calendar, packages: tuple[Package, ...]) -> list[Point]:
    """The burn-up from week 1 to the last week that is approved or planned, on the upper estimates.

    Done is what complete packages took, by the week of their completion, and, in the running week, what is spent on work
    under way. The forecast goes on from there with what is planned.
    """
    by_week = {week.number: week for week in timeline.weeks}
    approved = {calendar.week_of(day): minutes for day, minutes in baseline.weeks.items()} if baseline else {}
    running = max(1, calendar.running_week)
    last = (
        max([1, running, *by_week, *approved])
        if any(package.is_open for package in packages)
        else max([1, *by_week, *approved])
    )
    spent = sum(sum(package.spent) for package in packages if package.under_way)
    points = []
    done = planned = 0
    before = sum(minutes for week, minutes in approved.items() if week < 1)
    if 0 in by_week:
        done += by_week[0].taken.high + by_week[0].taken_review
    for number_of_week in range(1, last + 1):
        week = by_week.get(number_of_week)
        if week:
            done += week.taken.high + week.taken_review
            planned += week.agentic.high + week.review
        before += approved.get(number_of_week, 0)
        if number_of_week == running:
            done += spent
        points.append(
            Point(
                number_of_week,
                before if approved else None,
                done if number_of_week <= running else None,
                done + planned if number_of_week >= running else None,
            )
        )
    return points


def behind(points: list[Point], calendar: Calendar, buffer: int = 0) -> str:
    """What was done by the end of the last week against what was approved, in words; empty where it is as much.

    Who needed none of the buffer, in per cent, that was approved with it, is not behind.
    """
    past = [point for point in points if point.week < calendar.running_week]
    if (
        not past
        or past[-1].approved is None
        or past[-1].done is None
        or past[-1].done * (100 + buffer) // 100 >= past[-1].approved
    ):
        return ""
    return say(
        "by the end of week {week} packages of {hours}h were complete, approved were {hours2}h{more}",
        week=past[-1].week,
        hours=hours(past[-1].done),
        hours2=hours(past[-1].approved),
        more=say(" with a buffer of {buffer}%", buffer=buffer) if buffer else "",
    )
