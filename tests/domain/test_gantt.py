"""The gantt: a bar for each package, in days that agree with the timeline, and an axis that names each day once."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from work_packages.planning.diagrams import gantt
from work_packages.planning.priority import priorities
from work_packages.planning.records import Package
from work_packages.planning.schedule import Timeline, implementation_order, open_needs

from .test_schedule import MONDAY, WEDNESDAY, cases, package, plan

DAY = datetime.timedelta(days=1)


@dataclass
class Bar:
    begin: datetime.datetime
    end: datetime.datetime


def source(made: Timeline, *packages: Package, today: datetime.date | None = None) -> str:
    stands = {slug: chosen.stands for slug, chosen in priorities(packages).items()}
    return gantt(packages, implementation_order(packages, stands), stands, (), made.slots, today)


def bars(text: str) -> dict[str, Bar]:
    """The bars by the slug of their package."""
    found = {}
    for slug, begin, end in re.findall(r"(?m)^    \d+ .* :(?:\w+, )*p\d+_(\w+), (\S+ \S+), (\S+(?: \S+)?)$", text):
        first = datetime.datetime.fromisoformat(begin)
        last = first + int(end[:-1]) * DAY if end.endswith("d") else datetime.datetime.fromisoformat(end)
        found[slug] = Bar(first, last)
    return found


def axis(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if re.match(r"\s+(axisFormat|tickInterval|weekday) ", line)]


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"2025-{text}")


def test_whole_days() -> None:
    packages = (package(3, "a", low=4), package(4, "b", "a", low=8))
    text = source(plan(*packages), *packages)
    assert bars(text) == {"a": Bar(at("11-24 00:00"), at("11-25 00:00")), "b": Bar(at("11-25 00:00"), at("11-27 00:00"))}
    assert "    03 A :p03_a, 2025-11-24 00:00, 1d\n" in text


def test_what_waits_for_each_other_on_one_day_comes_one_after_the_other() -> None:
    packages = (package(3, "a", low=1), package(4, "b", "a", low=1), package(5, "c", "b", low=6), package(6, "d", low=1))
    assert bars(source(plan(*packages), *packages)) == {
        "a": Bar(at("11-24 00:00"), at("11-24 08:00")),
        "b": Bar(at("11-24 08:00"), at("11-24 16:00")),
        "c": Bar(at("11-24 16:00"), at("11-26 00:00")),
        "d": Bar(at("11-26 00:00"), at("11-27 00:00")),
    }


def test_what_was_completed_is_drawn_as_it_was() -> None:
    packages = (
        package(3, "a", status="complete", started="2025-11-18", completed="2025-11-21"),
        package(4, "b", "a", status="complete", started="2025-11-20", completed="2025-11-26"),
        package(5, "c", "b", low=1),
        package(6, "d", "a", low=1),
    )
    text = source(plan(*packages, today=WEDNESDAY), *packages, today=WEDNESDAY)
    assert bars(text) == {
        "a": Bar(at("11-18 00:00"), at("11-22 00:00")),
        "b": Bar(at("11-20 00:00"), at("11-26 12:00")),
        "c": Bar(at("11-26 12:00"), at("11-27 00:00")),
        "d": Bar(at("11-26 00:00"), at("11-27 00:00")),
    }
    assert "Day of this plan :vert, today, 2025-11-26 00:00, 0d" in text


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (1, ["axisFormat %d %b", "tickInterval 1day"]),
        (40, ["axisFormat %d %b", "tickInterval 1day"]),
        (48, ["axisFormat %d %b", "tickInterval 1week", "weekday monday"]),
        (20 * 14, ["axisFormat %d %b", "tickInterval 1week", "weekday monday"]),
        (20 * 17, ["axisFormat %d %b", "tickInterval 2week", "weekday monday"]),
        (20 * 40, ["axisFormat %b %Y", "tickInterval 1month"]),
        (20 * 60, ["axisFormat %b %Y", "tickInterval 3month"]),
        (20 * 52 * 4, ["axisFormat %Y", "tickInterval 12month"]),
        (20 * 52 * 20, ["axisFormat %Y"]),
    ],
)
def test_the_ticks_fit_the_length(hours: int, expected: list[str]) -> None:
    one = package(3, "a", low=hours)
    assert axis(source(plan(one), one)) == expected


def test_the_end_of_the_calendar_is_no_crash() -> None:
    packages = [package(3 + number, f"s{number}", low=1000) for number in range(240)]
    assert len(bars(source(plan(*packages, agentic=30), *packages))) == 240


def test_nothing_has_a_day() -> None:
    one = package(3, "a", status="deferred")
    assert source(plan(one), one, today=MONDAY) == ""


@settings(deadline=None)
@given(cases())
def test_no_bar_begins_before_what_it_needs_has_ended(
    case: tuple[list[Package], datetime.date, datetime.date, int, int],
) -> None:
    packages, start, today, agentic, review = case
    made = plan(*packages, start=start, today=today, agentic=agentic, review=review)
    drawn = bars(source(made, *packages))
    opened = {one.slug: one for one in packages if one.is_open}
    assert {*opened} <= {*drawn}
    for slug, slot in made.slots.items():
        bar = drawn[slug]
        assert bar.begin < bar.end
        # It touches the days that the documents name, and no others.
        assert bar.begin.date() == slot.first_day and (bar.end - DAY / 1440).date() == slot.last_day
        assert all(bar.begin >= drawn[need].end for need in open_needs(packages)[slug])
        done = [drawn[one.slug] for one in packages if one.slug in opened[slug].depends_on and one.status == "complete"]
        assert all(bar.begin >= other.end for other in done)
