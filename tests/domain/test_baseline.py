"""What was approved, where the forecast stands against it, and why."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from work_packages.planning.baseline import (
    Baseline,
    Forecast,
    Point,
    behind,
    burn_up,
    forecast,
    make,
    read,
    reasons,
    weeks_later,
)
from work_packages.planning.blockers import Blocker
from work_packages.planning.effort import Effort, total
from work_packages.planning.records import Package
from work_packages.planning.schedule import Timeline, implementation_order, on_lower_estimates, timeline, work_sequence
from work_packages.planning.workdays import Calendar

MONDAY = datetime.date(2025, 11, 24)
HOURS = (1200, 480)


def december(day: int) -> datetime.date:
    return datetime.date(2025, 12, day)


def package(number: int, slug: str, *needs: str, **answers: Any) -> Package:
    """A package of 4-6 agentic hours and 1 of review, if nothing else is said."""
    return Package(number=number, slug=slug, title=slug.title(), depends_on=needs, **answers)


def planned(packages: tuple[Package, ...], today: datetime.date = MONDAY) -> tuple[Timeline, Calendar]:
    calendar = Calendar(MONDAY, today)
    order = implementation_order(packages, {one.slug: "medium" for one in packages})
    return timeline(packages, work_sequence(packages, order), calendar, *HOURS), calendar


def made(packages: tuple[Package, ...], today: datetime.date = MONDAY) -> dict[str, Any]:
    return make(packages, *planned(packages, today), HOURS)


TWO = (package(3, "a"), package(4, "b", "a", effort=Effort(840, 930), review=150))
#: a takes 6 hours and is reviewed in 1; b takes 14 hours of week 1 and 1.5 of week 2, where it is reviewed in 2.5.
STORED = {
    "week": 2,
    "by": "2025-12-07",
    "agentic": [18, 21.5],
    "review": 3.5,
    "capacities": [20, 8],
    "weeks": {"2025-11-24": 21, "2025-12-01": 4},
    "packages": {"a": [4, 6, 1], "b": [14, 15.5, 2.5]},
}
APPROVED = Baseline(
    2,
    december(7),
    Effort(1080, 1290),
    210,
    {MONDAY: 1260, december(1): 240},
    {"a": (Effort(240, 360), 60), "b": (Effort(840, 930), 150)},
    HOURS,
)


def test_make() -> None:
    assert made(TWO) == STORED


def test_read() -> None:
    confirmation = {"date": "2025-11-24", "by": "Kim", "approved": {"start": "2025-11-24"}, "baseline": STORED}
    assert read(confirmation) == APPROVED
    assert read(yaml.safe_load(yaml.safe_dump(confirmation))) == APPROVED
    assert read(json.loads(json.dumps(confirmation))) == APPROVED
    # YAML that a person formatted holds days, not text.
    assert read({"baseline": {**STORED, "by": december(7), "weeks": {MONDAY: 21, december(1): "4"}}}) == APPROVED


def test_what_is_no_package_of_it_is_not_held() -> None:
    assert APPROVED.held(TWO[0])
    assert not APPROVED.held(package(5, "c"))
    assert not Baseline(1, MONDAY, Effort(), 0).held(TWO[0])


def test_make_of_work_under_way() -> None:
    packages = (
        package(3, "a", status="complete", completed="2025-11-25", actual=300, review=60),
        package(4, "b", status="in-progress", actual=90, actual_review=30, remaining=Effort(60, 120), review=90),
    )
    # On the Wednesday b has 2 hours and 1 of review left.
    assert made(packages, datetime.date(2025, 11, 26)) == {
        "week": 1,
        "by": "2025-11-30",
        "agentic": [7.5, 8.5],
        "review": 2.5,
        "capacities": [20, 8],
        "weeks": {"2025-11-24": 9},
        "packages": {"a": [4, 6, 1], "b": [4, 6, 1.5]},
    }


def test_make_of_nothing() -> None:
    stored = made(())
    assert stored["weeks"] == stored["packages"] == {}
    assert read({"baseline": stored}) == Baseline(0, datetime.date(2025, 11, 23), Effort(), 0, {}, {}, HOURS)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 2000)), max_size=6))
def test_every_baseline_is_read_back_to_the_minute(estimates: list[tuple[int, int, int]]) -> None:
    packages = tuple(
        package(number, f"s{number}", effort=Effort(min(one, other), max(one, other)), review=review)
        for number, (one, other, review) in enumerate(estimates, 3)
    )
    weeks, calendar = planned(packages)
    found = read({"baseline": json.loads(json.dumps(make(packages, weeks, calendar, HOURS)))})
    assert found is not None
    assert (found.agentic, found.review) == (total(one.effort for one in packages), sum(one.review for one in packages))
    assert found.packages == {one.slug: (one.effort, one.review) for one in packages}
    assert found.weeks == {week.starts: week.agentic.high + week.review for week in weeks.weeks}
    assert (found.week, found.capacities) == (weeks.finish or 0, HOURS)
    assert weeks_later(found, Forecast(found.week, calendar.last_day(found.week), 0, MONDAY)) == 0


@pytest.mark.parametrize("confirmation", [None, "", [], 7, {}, {"date": "2025-11-24"}, {"baseline": None}, {"approved": None}])
def test_there_is_no_baseline(confirmation: Any) -> None:
    assert read(confirmation) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, None) for name in STORED),
        *((name, "soon") for name in STORED),
        *((name, []) for name in STORED if name not in ("weeks", "packages")),
        *((name, {}) for name in STORED if name not in ("weeks", "packages")),
        *((name, 3) for name in ("by", "agentic", "capacities", "weeks", "packages")),
        *((name, [float("nan"), float("inf")]) for name in ("agentic", "review", "capacities")),
        ("week", float("inf")),
        ("week", "9" * 5000),
        ("by", "2025-02-30"),
        ("agentic", [4]),
        ("agentic", [10**400, 10**400]),
        ("agentic", [[4], [6]]),
        ("agentic", "46"),
        ("agentic", [6, 4]),
        ("agentic", [-6, -4]),
        ("review", -1),
        ("capacities", "99"),
        ("capacities", [20]),
        ("weeks", {"week 1": 4}),
        ("weeks", {"2025-11-24": None}),
        ("weeks", {"2025-11-24": -4}),
        ("weeks", [1]),
        ("packages", {"a": 4}),
        ("packages", {"a": [4, 6]}),
        ("packages", {"a": "461"}),
        ("packages", {"a": [6, 4, 1]}),
        ("packages", ["a"]),
    ],
)
def test_a_damaged_baseline_is_none(name: str, value: Any) -> None:
    assert read({"baseline": {**STORED, name: value}}) is None


@pytest.mark.parametrize("name", STORED)
def test_a_baseline_with_a_part_missing_is_none(name: str) -> None:
    assert read({"baseline": {key: value for key, value in STORED.items() if key != name}}) is None


OLD = {"start": "2025-11-24", "weeks": 3, "agentic": "10-14.5h", "review": "3h", "agentic_hours_per_week": "20h"}


def test_a_confirmation_from_before_there_were_baselines() -> None:
    assert read({"approved": OLD}) == Baseline(3, december(14), Effort(600, 870), 180)
    assert read({"approved": {**OLD, "weeks": "3", "start": MONDAY}}) == read({"approved": OLD})
    assert read({"approved": {**OLD, "agentic": "0h", "weeks": 0}}) == Baseline(0, datetime.date(2025, 11, 23), Effort(), 180)


def test_an_old_confirmation_of_a_large_plan() -> None:
    assert read({"approved": {**OLD, "weeks": 60, "agentic": "800-1200h", "review": "1001h"}}) == Baseline(
        60, datetime.date(2027, 1, 17), Effort(48000, 72000), 60060
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weeks", None),
        ("weeks", "many"),
        ("start", "soon"),
        ("start", None),
        ("agentic", "lots"),
        ("review", []),
        ("agentic", 10**400),
    ],
)
def test_a_damaged_old_confirmation_is_none(name: str, value: Any) -> None:
    assert read({"approved": {**OLD, name: value}}) is None
    assert read({"approved": {key: other for key, other in OLD.items() if key != name}}) is None


# Forecast.


def test_forecast() -> None:
    weeks, calendar = planned(TWO)
    lower, _ = planned(tuple(on_lower_estimates(TWO)))
    # On the lower estimates it is 18 hours, all of it in week 1.
    assert forecast(weeks, lower, calendar) == Forecast(2, december(7), 1, datetime.date(2025, 11, 30))
    done = (package(3, "a", status="complete", completed="2025-12-02"),)
    weeks, calendar = planned(done, december(20))
    assert forecast(weeks, weeks, calendar) == Forecast(2, december(7), 2, december(7))
    nothing, calendar = planned(())
    assert forecast(nothing, nothing, calendar) is None


@pytest.mark.parametrize(
    ("by", "later"),
    [
        ("2025-12-07", 0),
        ("2025-12-14", 1),
        ("2026-01-04", 4),
        ("2025-11-30", -1),
        ("2025-12-10", 0),
        ("2025-12-11", 1),
        ("2025-12-04", 0),
    ],
)
def test_weeks_later(by: str, later: int) -> None:
    assert weeks_later(APPROVED, Forecast(9, datetime.date.fromisoformat(by), 9, MONDAY)) == later


# Reasons.

LATER, EARLIER, SAME = (Forecast(2, day, 2, day) for day in (december(14), datetime.date(2025, 11, 30), december(7)))
A, B = TWO


def why(now: Forecast, *packages: Package, capacities: tuple[int, int] = HOURS, late: str = "") -> list[str]:
    return reasons(APPROVED, now, packages, capacities, late)


def changed(one: Package, **answers: Any) -> Package:
    return Package(**{**one.__dict__, **answers})


def test_as_approved_there_is_no_reason() -> None:
    assert why(SAME, A, B) == why(LATER, A, B) == why(EARLIER, A, B) == []
    assert why(SAME, A, changed(B, effort=Effort(1200, 1800)), package(5, "c"), capacities=(60, 60), late="behind") == []


@pytest.mark.parametrize(
    ("now", "package", "words"),
    [
        (LATER, package(5, "c", effort=Effort(120, 150)), "05 is new (2-2.5h)"),
        (LATER, changed(A, effort=Effort(360, 480)), "03 is estimated at 6-8h, approved were 4-6h"),
        (EARLIER, changed(A, effort=Effort(60, 120)), "03 is estimated at 1-2h, approved were 4-6h"),
        (EARLIER, changed(A, status="deferred"), "03 is deferred (4-6h less)"),
        (EARLIER, changed(A, status="dropped"), "03 is dropped (4-6h less)"),
        (LATER, changed(A, status="complete", actual=450), "03 took 7.5h of 4-6h"),
        (EARLIER, changed(A, status="complete", actual=30), "03 took 0.5h of 4-6h"),
        (LATER, changed(A, status="in-progress", actual=300, remaining=Effort(60, 120)), "03 takes 6-7h of 4-6h"),
        (LATER, changed(A, status="partial", actual=420), "03 takes 7h of 4-6h"),
        (
            LATER,
            changed(A, blockers=(Blocker("Server", december(9)), Blocker("Licence"), Blocker("There", None, False))),
            "03 waits for Server (by 2025-12-09) and Licence",
        ),
    ],
)
def test_what_a_package_does_to_the_finish(now: Forecast, package: Package, words: str) -> None:
    assert why(now, package) == [words]
    assert why(EARLIER if now is LATER else LATER, package) == []


@pytest.mark.parametrize(
    "package",
    [
        changed(A, status="complete", actual=300),
        changed(A, status="complete"),
        changed(A, status="in-progress", actual=60),
        changed(A, status="in-progress", actual=60, remaining=Effort(60, 300)),
        package(5, "c", status="deferred"),
    ],
)
def test_what_goes_as_approved_is_no_reason(package: Package) -> None:
    assert why(LATER, package) == why(EARLIER, package) == []


def test_what_counts_is_the_upper_estimate_by_which_the_finish_is_forecast() -> None:
    tighter = changed(A, effort=Effort(270, 300))
    assert why(EARLIER, tighter) == ["03 is estimated at 4.5-5h, approved were 4-6h"]
    assert why(LATER, tighter) == []
    wider = changed(A, effort=Effort(180, 480))
    assert why(LATER, wider) == ["03 is estimated at 3-8h, approved were 4-6h"]
    assert why(EARLIER, wider) == []


def test_another_review_is_a_reason_too() -> None:
    (words,) = why(LATER, changed(A, review=1200))
    assert "03" in words and "20h" in words and "1h" in words
    (words,) = why(LATER, changed(A, status="complete", actual=300, actual_review=1200))
    assert "03" in words and "20h" in words and "1h" in words


def test_other_weekly_hours() -> None:
    assert why(LATER, capacities=(600, 480)) == ["a week has 10h and 8h for agents and reviewers, approved were 20h and 8h"]
    assert why(EARLIER, capacities=(600, 480)) == []
    assert why(EARLIER, capacities=(1200, 510)) == [
        "a week has 20h and 8.5h for agents and reviewers, approved were 20h and 8h"
    ]
    assert why(LATER, capacities=(1200, 510)) == []


def test_weekly_hours_of_which_the_one_is_more_and_the_other_less() -> None:
    words = ["a week has 10h and 20h for agents and reviewers, approved were 20h and 8h"]
    assert why(LATER, capacities=(600, 1200)) == words
    assert why(EARLIER, capacities=(600, 1200)) == words


def test_what_is_behind_comes_last() -> None:
    assert why(LATER, package(5, "c"), capacities=(600, 480), late="less was done") == [
        "05 is new (4-6h)",
        "a week has 10h and 8h for agents and reviewers, approved were 20h and 8h",
        "less was done",
    ]
    assert why(EARLIER, late="less was done") == []


def test_reasons_of_an_old_baseline_are_what_it_can_know() -> None:
    old = Baseline(2, december(7), Effort(1080, 1290), 210)
    packages = (package(5, "c"), changed(A, status="complete", actual=450), changed(B, status="dropped"))
    assert reasons(old, LATER, packages, (60, 60), "") == ["03 took 7.5h of 4-6h"]


# Burn-up.


def test_burn_up() -> None:
    approved = Baseline(2, december(7), Effort(), 0, {MONDAY: 600, december(1): 300})
    packages = (
        package(3, "a", status="complete", completed="2025-11-26", actual=500, actual_review=60),
        package(4, "b", status="in-progress", actual=120, remaining=Effort(60, 180), review=60),
    )
    weeks, calendar = planned(packages, december(3))
    points = burn_up(approved, weeks, calendar, packages)
    assert points == [Point(1, 600, 560, None), Point(2, 900, 560 + 120, 680 + 180 + 60)]
    assert behind(points, calendar) == "by the end of week 1 9.33h were done of 10h"
    assert [(point.approved, point.forecast) for point in burn_up(None, weeks, calendar, packages)] == [
        (None, None),
        (None, 920),
    ]
    assert behind(burn_up(None, weeks, calendar, packages), calendar) == ""


def test_burn_up_as_approved() -> None:
    weeks, calendar = planned(TWO)
    points = burn_up(APPROVED, weeks, calendar, TWO)
    assert points == [Point(1, 1260, 0, 1260), Point(2, 1500, None, 1500)]
    assert behind(points, calendar) == ""
    weeks, calendar = planned(TWO, datetime.date(2025, 11, 3))
    assert burn_up(APPROVED, weeks, calendar, TWO) == points


def test_burn_up_of_weeks_in_which_nothing_happened() -> None:
    weeks, calendar = planned(TWO, december(8))
    points = burn_up(APPROVED, weeks, calendar, TWO)
    assert points == [
        Point(1, 1260, 0, None),
        Point(2, 1500, 0, None),
        Point(3, 1500, 0, 1260),
        Point(4, 1500, None, 1500),
    ]
    assert behind(points, calendar) == "by the end of week 2 0h were done of 25h"


def test_burn_up_counts_what_was_before_week_1() -> None:
    approved = Baseline(1, MONDAY, Effort(), 0, {datetime.date(2025, 11, 17): 120, MONDAY: 60})
    packages = (package(3, "a", status="complete", actual=200, review=0), package(4, "b", effort=Effort(60, 60), review=0))
    weeks, calendar = planned(packages)
    assert burn_up(approved, weeks, calendar, packages) == [Point(1, 180, 200, 260)]


def test_burn_up_once_all_is_done_ends_with_the_last_week() -> None:
    done = tuple(changed(one, status="complete", completed="2025-11-28", review=60) for one in TWO)
    weeks, calendar = planned(done, december(30))
    points = burn_up(APPROVED, weeks, calendar, done)
    assert points == [Point(1, 1260, 1410, None), Point(2, 1500, 1410, None)]
    assert behind(points, calendar) == "by the end of week 2 23.5h were done of 25h"
    assert burn_up(None, planned(())[0], calendar, ()) == [Point(1, None, 0, None)]
