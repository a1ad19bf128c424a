"""The timeline by small examples worked out by hand (docs/roadmap-json.md, "Timeline")."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work_packages.planning.blockers import Blocker
from work_packages.planning.effort import Effort
from work_packages.planning.priority import priorities
from work_packages.planning.records import Package
from work_packages.planning.schedule import (
    Slot,
    Timeline,
    hours_left,
    implementation_order,
    on_lower_estimates,
    open_needs,
    timeline,
    work_sequence,
)
from work_packages.planning.workdays import Calendar

MONDAY = datetime.date(2025, 11, 24)
WEDNESDAY = datetime.date(2025, 11, 26)
SATURDAY = datetime.date(2025, 11, 29)
HOURS_OF_AGENTS, HOURS_OF_REVIEW = 20 * 60, 8 * 60


def package(number: int, slug: str, *needs: str, low: float = 4, high: float = 0, review: float = 0, **answers: Any) -> Package:
    """A package of these hours."""
    effort = Effort(round(60 * low), round(60 * max(low, high)))
    return Package(
        number=number, slug=slug, title=slug.title(), depends_on=needs, effort=effort, review=round(60 * review), **answers
    )


def sequence(*packages: Package) -> list[str]:
    stands = {slug: chosen.stands for slug, chosen in priorities(packages).items()}
    return work_sequence(packages, implementation_order(packages, stands))


def plan(
    *packages: Package,
    today: datetime.date = MONDAY,
    start: datetime.date = MONDAY,
    agentic: int = HOURS_OF_AGENTS,
    review: int = HOURS_OF_REVIEW,
) -> Timeline:
    return timeline(packages, sequence(*packages), Calendar(start, today), agentic, review)


def planned(made: Timeline) -> list[tuple[int, list[str], tuple[int, int], int]]:
    """Of each week: its number, the packages that are planned, the agentic minutes and the review."""
    return [(week.number, week.packages, (week.agentic.low, week.agentic.high), week.review) for week in made.weeks]


def days(made: Timeline) -> dict[str, tuple[str, str]]:
    """The first and the last day of each package, month and day."""
    return {slug: (f"{slot.first_day:%m-%d}", f"{slot.last_day:%m-%d}") for slug, slot in made.slots.items()}


def waits(*days: str | None, open: bool = True) -> tuple[Blocker, ...]:
    return tuple(Blocker(f"Thing {day}", datetime.date.fromisoformat(day) if day else None, open) for day in days)


def test_nothing_is_open() -> None:
    made = plan()
    assert (made.weeks, made.slots, made.finish, made.today) == ([], {}, None, MONDAY)
    assert plan(package(3, "a", status="deferred"), package(4, "b", status="dropped")).weeks == []


def test_each_package_begins_on_the_day_on_which_what_it_needs_is_finished() -> None:
    # 240 minutes a day: a on Monday and an eighth of Tuesday; b takes the rest of Tuesday, and Wednesday.
    made = plan(package(3, "a", low=2, high=4.5, review=1), package(4, "b", "a", low=7.5, review=2))
    assert made.slots == {
        "a": Slot(1, 1, MONDAY, datetime.date(2025, 11, 25)),
        "b": Slot(1, 1, datetime.date(2025, 11, 25), WEDNESDAY),
    }
    (week,) = made.weeks
    assert (week.starts, week.ends) == (MONDAY, datetime.date(2025, 11, 30))
    assert planned(made) == [(1, ["a", "b"], (120 + 450, 270 + 450), 180)]
    assert made.finish == 1


def test_what_needs_nothing_fills_the_days_that_are_free() -> None:
    # b waits for a, whose review ends in week 2; c takes what is free before.
    made = plan(
        package(3, "a", priority="high", review=9),
        package(4, "b", "a", priority="high"),
        package(5, "c", priority="low", low=8),
    )
    assert list(made.slots) == ["a", "b", "c"]
    assert days(made) == {"a": ("11-24", "12-01"), "b": ("12-01", "12-01"), "c": ("11-25", "11-26")}
    assert planned(made) == [(1, ["a", "c"], (720, 720), 480), (2, ["a", "b"], (240, 240), 60)]


def test_the_lower_estimate_is_spread_in_the_same_shares_in_half_hours() -> None:
    # 30 hours at 4 a day: 20 in week 1, 10 in week 2; of the lower 20 hours 13 and a third, down to the half hour.
    assert planned(plan(package(3, "a", low=20, high=30))) == [(1, ["a"], (780, 1200), 0), (2, ["a"], (420, 600), 0)]
    # No share of the lower exceeds that of the upper one.
    assert planned(plan(package(3, "a", low=29.5, high=30))) == [(1, ["a"], (1170, 1200), 0), (2, ["a"], (600, 600), 0)]
    assert planned(plan(package(3, "a", low=0.25, high=24))) == [(1, ["a"], (0, 1200), 0), (2, ["a"], (15, 240), 0)]


def test_hours_that_five_days_do_not_share_evenly() -> None:
    # 32 minutes a week: 6, 6, 7, 6 and 7 a day.
    made = plan(package(3, "a", low=0.2), package(4, "b", low=0.1), package(5, "c", low=0.5), agentic=32)
    assert days(made) == {"a": ("11-24", "11-25"), "b": ("11-26", "11-26"), "c": ("11-26", "12-03")}
    # c: 1 minute of the Wednesday, 6 and 7; then 6, 6 and 4.
    assert planned(made) == [(1, ["a", "b", "c"], (32, 32), 0), (2, ["c"], (16, 16), 0)]


# The running week.


@pytest.mark.parametrize(
    ("today", "per_week", "completed", "left"),
    [
        ("2025-11-24", 1200, 0, 1200),
        ("2025-11-24", 1001, 0, 1001),
        ("2025-11-25", 1200, 0, 960),
        ("2025-11-26", 1200, 0, 720),
        ("2025-11-26", 420, 0, 240),
        ("2025-11-28", 420, 0, 60),
        ("2025-11-28", 140, 0, 0),
        ("2025-11-29", 1200, 0, 0),
        ("2025-11-30", 1200, 0, 0),
        ("2025-12-01", 1200, 0, 1200),
        ("2025-11-26", 1200, 480, 720),
        ("2025-11-26", 1200, 615, 585),
        ("2025-11-26", 1200, 1200, 0),
        ("2025-11-26", 1200, 9000, 0),
        ("2025-11-24", 1200, 600, 600),
        ("2025-11-20", 1001, 0, 1001),
    ],
)
def test_hours_left(today: str, per_week: int, completed: int, left: int) -> None:
    assert hours_left(Calendar(MONDAY, datetime.date.fromisoformat(today)), per_week, completed) == left


def test_a_running_week_on_a_wednesday() -> None:
    # 12 hours are left, 4 a day; of the review 4.5 hours.
    made = plan(package(3, "a", low=8, high=16, review=1), package(4, "b", review=5), today=WEDNESDAY)
    assert days(made) == {"a": ("11-26", "12-01"), "b": ("12-02", "12-02")}
    assert planned(made) == [(1, ["a"], (360, 720), 0), (2, ["a", "b"], (120 + 240, 240 + 240), 360)]
    made = plan(package(3, "a", review=5), today=WEDNESDAY)
    assert (days(made), planned(made)) == ({"a": ("11-26", "12-01")}, [(1, ["a"], (240, 240), 270), (2, ["a"], (0, 0), 30)])


def test_what_the_running_week_has_left_is_in_half_hours_spread_over_its_days() -> None:
    # 7 hours a week: 4.2 are left, in half hours 4, 80 minutes a day. The Monday after has 84.
    made = plan(package(3, "a", low=2.5, high=5), package(4, "b", low=0.4), today=WEDNESDAY, agentic=420)
    assert days(made) == {"a": ("11-26", "12-01"), "b": ("12-01", "12-01")}
    assert planned(made) == [(1, ["a"], (120, 240), 0), (2, ["a", "b"], (30 + 24, 60 + 24), 0)]


def test_what_was_completed_in_the_running_week_is_off_its_hours() -> None:
    measured = package(3, "c", status="complete", completed="2025-11-25", actual=600, actual_review=300)
    # 10 hours are left, 200 minutes a day; of the review 3.
    made = plan(measured, package(4, "a", low=12, review=4), today=WEDNESDAY)
    assert days(made) == {"a": ("11-26", "12-01")}
    assert planned(made) == [(1, ["a"], (600, 600), 0), (2, ["a"], (120, 120), 240)]
    week = made.weeks[0]
    assert (week.completed, week.taken, week.taken_review) == (["c"], Effort(600, 600), 300)
    made = plan(measured, package(4, "a", low=2, review=4), today=WEDNESDAY)
    assert (days(made), planned(made)) == ({"a": ("11-26", "12-01")}, [(1, ["a"], (120, 120), 180), (2, ["a"], (0, 0), 60)])


def test_what_nobody_measured_is_off_the_running_week_by_its_upper_estimate() -> None:
    done = package(3, "c", low=1, high=15, review=8, status="complete", completed="2025-11-26")
    made = plan(done, package(4, "a", low=4, review=1), today=WEDNESDAY)
    # 5 hours are left, 100 minutes a day, and no review.
    assert days(made) == {"a": ("11-26", "12-01")}
    assert planned(made) == [(1, ["a"], (240, 240), 0), (2, ["a"], (0, 0), 60)]
    assert made.weeks[0].taken == Effort(60, 900)


def test_a_running_week_that_is_used_up() -> None:
    done = package(3, "c", status="complete", completed="2025-11-24", actual=1500, actual_review=600)
    made = plan(done, package(4, "a", low=24, review=9))
    assert days(made) == {"a": ("12-01", "12-15")}
    assert planned(made) == [
        (1, [], (0, 0), 0),
        (2, ["a"], (1200, 1200), 0),
        (3, ["a"], (240, 240), 480),
        (4, ["a"], (0, 0), 60),
    ]


@pytest.mark.parametrize("day", ["2025-11-18", "2025-12-02", ""])
def test_what_was_completed_in_other_weeks_is_not_off_the_running_one(day: str) -> None:
    done = package(3, "c", status="complete", completed=day, actual=900)
    made = plan(done, package(4, "a", low=12), today=WEDNESDAY)
    assert days(made) == {"a": ("11-26", "11-28")}


def test_completed_packages_stand_in_the_week_of_their_day() -> None:
    made = plan(
        package(3, "a", status="complete", completed="2025-12-01", actual=60),
        package(4, "b", status="complete", completed="2025-11-28", low=2, high=4, review=1),
        package(5, "c", status="complete", completed="2025-11-24", actual=30, actual_review=15),
        package(6, "d", status="complete", completed="2025-11-20", actual=90),
        package(7, "e", status="complete", low=1, high=2),
        package(8, "f", status="deferred", completed="2025-11-20"),
        today=datetime.date(2025, 12, 20),
    )
    assert [(week.number, week.completed, week.taken, week.taken_review) for week in made.weeks] == [
        (0, ["e", "d"], Effort(150, 210), 0),
        (1, ["c", "b"], Effort(150, 270), 75),
        (2, ["a"], Effort(60, 60), 0),
    ]
    assert (made.finish, made.slots) == (None, {})


def test_on_a_weekend_work_goes_on_with_the_next_week() -> None:
    made = plan(package(3, "a", low=20, review=1), today=SATURDAY)
    assert (days(made), planned(made)) == ({"a": ("12-01", "12-05")}, [(2, ["a"], (1200, 1200), 60)])


def test_before_week_1_work_begins_with_it() -> None:
    made = plan(package(3, "a", low=20), today=datetime.date(2025, 11, 12))
    assert (days(made), planned(made)) == ({"a": ("11-24", "11-28")}, [(1, ["a"], (1200, 1200), 0)])


def test_a_start_that_is_no_monday() -> None:
    thursday = datetime.date(2025, 11, 27)
    # Thursday and Friday, then Monday to Wednesday; week 2 begins on the next Thursday.
    made = plan(package(3, "a", low=24, review=9), start=thursday, today=thursday)
    assert days(made) == {"a": ("11-27", "12-11")}
    assert [(week.number, f"{week.starts:%m-%d}", f"{week.ends:%m-%d}") for week in made.weeks] == [
        (1, "11-27", "12-03"),
        (2, "12-04", "12-10"),
        (3, "12-11", "12-17"),
    ]
    assert planned(made) == [(1, ["a"], (1200, 1200), 0), (2, ["a"], (240, 240), 480), (3, ["a"], (0, 0), 60)]
    # On the Sunday three of its days are left.
    made = plan(package(3, "a", low=16), start=thursday, today=datetime.date(2025, 11, 30))
    assert (days(made), planned(made)) == (
        {"a": ("12-01", "12-04")},
        [(1, ["a"], (720, 720), 0), (2, ["a"], (240, 240), 0)],
    )


def test_a_start_on_a_saturday() -> None:
    made = plan(package(3, "a", low=24), start=SATURDAY, today=SATURDAY)
    assert (days(made), planned(made)) == (
        {"a": ("12-01", "12-08")},
        [(1, ["a"], (1200, 1200), 0), (2, ["a"], (240, 240), 0)],
    )


# Work under way.


def test_work_under_way_takes_what_is_left_of_it() -> None:
    made = plan(
        package(3, "a", low=4, high=8, review=2, status="in-progress", actual=300, actual_review=60),
        package(4, "b", low=4, high=8, review=1, status="partial", actual=60, remaining=Effort(30, 90)),
        today=WEDNESDAY,
    )
    # a: 3 of 8 hours are left, and 1 of review; b: 1.5 hours, as somebody judged it, of which one on the same day.
    assert planned(made) == [(1, ["a", "b"], (30, 180 + 90), 60 + 60)]
    assert days(made) == {"a": ("11-26", "11-26"), "b": ("11-26", "11-27")}


def test_what_has_nothing_left_stands_where_it_could_begin() -> None:
    nothing: dict[str, Any] = {"status": "in-progress", "remaining": Effort(), "actual_review": 60}
    made = plan(package(3, "a", review=1, **nothing), package(4, "b", "a"), today=WEDNESDAY)
    assert (days(made), planned(made)) == (
        {"a": ("11-26", "11-26"), "b": ("11-26", "11-26")},
        [(1, ["a", "b"], (240, 240), 0)],
    )
    made = plan(package(3, "a", review=1, **nothing), today=SATURDAY)
    assert (days(made), planned(made)) == ({"a": ("12-01", "12-01")}, [(2, ["a"], (0, 0), 0)])
    made = plan(package(3, "a", review=1, **nothing, blockers=waits("2025-12-02")), today=WEDNESDAY)
    assert days(made) == {"a": ("12-03", "12-03")}
    made = plan(package(3, "a", "b", review=1, **nothing), package(4, "b", low=8), today=WEDNESDAY)
    assert days(made) == {"a": ("11-27", "11-27"), "b": ("11-26", "11-27")}


def test_what_has_only_its_review_left() -> None:
    made = plan(package(3, "a", review=6, status="in-progress", remaining=Effort()), today=WEDNESDAY)
    assert (days(made), planned(made)) == ({"a": ("11-26", "12-01")}, [(1, ["a"], (0, 0), 270), (2, ["a"], (0, 0), 90)])
    used = package(3, "c", status="complete", completed="2025-11-25", actual_review=480)
    made = plan(used, package(4, "a", review=1, status="in-progress", remaining=Effort()), today=WEDNESDAY)
    assert days(made) == {"a": ("12-01", "12-01")}
    assert planned(made) == [(1, [], (0, 0), 0), (2, ["a"], (0, 0), 60)]


# Review.


def test_a_review_goes_on_in_the_weeks_that_have_hours_for_it() -> None:
    made = plan(
        package(3, "a", review=3),
        package(4, "b", "a", review=1),
        package(5, "c", review=0.5, priority="low"),
        review=60,
    )
    # a: an hour on the Monday of its work, and on two further Mondays; b in week 3, reviewed in week 4; c in week 5.
    assert days(made) == {"a": ("11-24", "12-08"), "b": ("12-08", "12-15"), "c": ("11-25", "12-22")}
    assert planned(made) == [
        (1, ["a", "c"], (480, 480), 60),
        (2, ["a"], (0, 0), 60),
        (3, ["a", "b"], (240, 240), 60),
        (4, ["b"], (0, 0), 60),
        (5, ["c"], (0, 0), 30),
    ]
    assert made.finish == 5


def test_a_review_is_in_the_week_of_the_last_day_of_the_work() -> None:
    made = plan(package(3, "a", low=24, review=9))
    assert days(made) == {"a": ("11-24", "12-08")}
    assert planned(made) == [(1, ["a"], (1200, 1200), 0), (2, ["a"], (240, 240), 480), (3, ["a"], (0, 0), 60)]


# Waiting for something from outside.


@pytest.mark.parametrize(
    ("promised", "begins"),
    [
        ("2025-11-26", "11-27"),
        ("2025-11-28", "12-01"),
        ("2025-11-29", "12-01"),
        ("2025-12-01", "12-02"),
        ("2025-11-24", "11-25"),
        ("2025-11-23", "11-24"),
        ("2025-10-01", "11-24"),
    ],
)
def test_work_begins_on_the_day_after_what_it_waits_for_is_promised(promised: str, begins: str) -> None:
    made = plan(package(3, "a", low=1, blockers=waits(promised)))
    assert days(made) == {"a": (begins, begins)}


def test_what_waits_takes_no_day_from_others() -> None:
    made = plan(package(3, "a", blockers=waits("2025-11-25", "2025-11-24")), package(4, "b"), package(5, "c", low=8))
    assert list(made.slots) == ["a", "b", "c"]
    assert days(made) == {"a": ("11-26", "11-26"), "b": ("11-24", "11-24"), "c": ("11-25", "11-27")}


def test_what_is_there_is_not_waited_for() -> None:
    made = plan(package(3, "a", blockers=waits("2025-12-25", None, open=False)), package(4, "b"))
    assert days(made) == {"a": ("11-24", "11-24"), "b": ("11-25", "11-25")}


def test_what_waits_without_a_day_goes_last() -> None:
    packages = [
        package(3, "a", priority="high", blockers=waits(None)),
        package(4, "b", "a", priority="high"),
        package(5, "c", priority="low"),
        package(6, "d", priority="low", blockers=waits("2025-11-24")),
    ]
    assert sequence(*packages) == ["c", "d", "a", "b"]
    made = plan(*packages)
    assert days(made) == {"c": ("11-24", "11-24"), "d": ("11-25", "11-25"), "a": ("11-26", "11-26"), "b": ("11-27", "11-27")}


@pytest.mark.parametrize("other", [(), (package(9, "z", status="deferred"),), (package(9, "z", status="dropped"),)])
def test_what_depends_on_a_package_that_nobody_works_on_goes_last(other: Sequence[Package]) -> None:
    assert sequence(package(3, "a", "z", priority="high"), package(4, "b"), *other) == ["b", "a"]


def test_what_depends_on_a_complete_package_waits_for_nothing() -> None:
    assert sequence(package(3, "a", "z", priority="high"), package(4, "b"), package(9, "z", status="complete")) == ["a", "b"]


def test_work_under_way_comes_first() -> None:
    ready = package(3, "a", priority="high")
    partial = package(4, "b", status="partial", priority="low")
    begun = package(5, "c", status="in-progress", priority="low")
    second = package(6, "d", status="in-progress", priority="medium")
    assert sequence(ready, partial, begun, second) == ["d", "c", "b", "a"]
    assert sequence(ready, package(5, "c", "a", status="in-progress"), partial) == ["b", "a", "c"]
    assert sequence(ready, package(5, "c", status="in-progress", blockers=waits(None)), partial) == ["b", "a", "c"]


def test_rank_and_number() -> None:
    assert sequence(package(3, "a"), package(4, "b", rank=2), package(5, "c", rank=1), package(6, "d")) == ["c", "b", "a", "d"]
    assert sequence(package(3, "a", rank=1), package(4, "b", priority="high")) == ["b", "a"]


def test_a_cycle_is_planned_too() -> None:
    made = plan(package(3, "a", "b"), package(4, "b", "a"))
    assert days(made) == {"a": ("11-24", "11-24"), "b": ("11-25", "11-25")}


def test_on_lower_estimates() -> None:
    packages = [package(3, "a", low=2, high=6), package(4, "b", low=1, high=2, status="partial", remaining=Effort(60, 600))]
    assert [(one.effort, one.remaining) for one in on_lower_estimates(packages)] == [
        (Effort(120, 120), None),
        (Effort(60, 60), Effort(60, 60)),
    ]


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Package], datetime.date, datetime.date, int, int]:
    start = draw(st.dates(datetime.date(2025, 11, 20), datetime.date(2025, 12, 5)))
    today = start + datetime.timedelta(draw(st.integers(-5, 20)))
    made = []
    for number in range(draw(st.integers(0, 8))):
        high = draw(st.integers(1, 60)) / 2
        day = draw(st.none() | st.dates(datetime.date(2025, 11, 20), datetime.date(2025, 12, 30)))
        made.append(
            package(
                number + 3,
                f"s{number}",
                *(f"s{need}" for need in draw(st.lists(st.integers(0, number - 1), max_size=2, unique=True)) if number),
                low=draw(st.integers(0, round(high * 2))) / 2,
                high=high,
                review=draw(st.integers(0, 12)) / 2,
                status=draw(st.sampled_from(["ready", "ready", "in-progress", "partial", "complete", "dropped"])),
                completed=draw(st.dates(start, max(start, today)).map(str)),
                blockers=(Blocker("X", day, draw(st.booleans())),) if draw(st.booleans()) else (),
            )
            if number
            else package(3, "s0", low=0, high=high)
        )
    return made, start, today, draw(st.integers(1, 40)) * 30, draw(st.integers(1, 16)) * 30


@settings(deadline=None)
@given(cases())
def test_every_timeline_keeps_the_rules(case: tuple[list[Package], datetime.date, datetime.date, int, int]) -> None:
    packages, start, today, agentic, review = case
    calendar = Calendar(start, today)
    made = plan(*packages, start=start, today=today, agentic=agentic, review=review)
    opened = {one.slug: one for one in packages if one.is_open}
    assert set(made.slots) == set(opened)
    for week in made.weeks:
        running = week.number == calendar.running_week
        taken = (week.taken.high, week.taken_review) if running else (0, 0)
        assert week.agentic.high <= (hours_left(calendar, agentic, taken[0]) if running else agentic)
        assert week.review <= (hours_left(calendar, review, taken[1]) if running else review)
        assert week.agentic.low <= week.agentic.high
        assert not week.packages or week.number >= calendar.running_week
    assert sum((week.agentic for week in made.weeks), Effort()) == sum((one.left[0] for one in opened.values()), Effort())
    assert sum(week.review for week in made.weeks) == sum(one.left[1] for one in opened.values())
    for slug, one in opened.items():
        slot = made.slots[slug]
        assert max(start, today) <= slot.first_day <= slot.last_day
        assert slot.first_day.weekday() < 5 and slot.last_day.weekday() < 5
        assert (calendar.week_of(slot.first_day), calendar.week_of(slot.last_day)) == (slot.first_week, slot.last_week)
        assert all(blocker.by is None or slot.first_day > blocker.by for blocker in one.waits_outside)
        assert all(slot.first_day >= made.slots[need].last_day for need in open_needs(packages)[slug])
