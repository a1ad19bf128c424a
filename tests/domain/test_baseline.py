"""What was approved, where the forecast stands against it, and why."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from work_packages.planning.baseline import (
    Approved,
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


def changed(one: Package, **answers: Any) -> Package:
    return Package(**{**one.__dict__, **answers})


def planned(packages: tuple[Package, ...], today: datetime.date = MONDAY) -> tuple[Timeline, Calendar]:
    calendar = Calendar(MONDAY, today)
    order = implementation_order(packages, {one.slug: "medium" for one in packages})
    return timeline(packages, work_sequence(packages, order), calendar, *HOURS), calendar


def made(packages: tuple[Package, ...], today: datetime.date = MONDAY, before: Baseline | None = None) -> dict[str, Any]:
    return make(packages, *planned(packages, today), HOURS, before)


TWO = (package(3, "a"), package(4, "b", "a", effort=Effort(840, 930), review=150))
STORED_A = {"effort": [4, 6], "review": 1, "expected": 6, "expected_review": 1, "waits": []}
#: a takes 6 hours and is reviewed in 1; b takes 14 hours of week 1 and 1.5 of week 2, where it is reviewed in 2.5.
STORED = {
    "week": 2,
    "by": "2025-12-07",
    "agentic": [18, 21.5],
    "review": 3.5,
    "capacities": [20, 8],
    "weeks": {"2025-11-24": 21, "2025-12-01": 4},
    "packages": {
        "a": STORED_A,
        "b": {"effort": [14, 15.5], "review": 2.5, "expected": 15.5, "expected_review": 2.5, "waits": []},
    },
    "put_aside": [],
    "first": "",
}
#: What only a later approval has something to say of; the others are always there.
OF_A_LATER_ONE = ("put_aside", "first")
ALWAYS = [name for name in STORED if name not in OF_A_LATER_ONE]
APPROVED = Baseline(
    2,
    december(7),
    Effort(1080, 1290),
    210,
    {MONDAY: 1260, december(1): 240},
    {"a": Approved(Effort(240, 360), 60, 360, 60), "b": Approved(Effort(840, 930), 150, 930, 150)},
    (),
    HOURS,
    None,
)


def test_make() -> None:
    assert made(TWO) == STORED


def test_make_keeps_the_packages_that_count() -> None:
    aside = (package(5, "c", status="deferred", actual=600), package(6, "d", "c", status="dropped"))
    assert made((*TWO, *aside)) == STORED


def test_read() -> None:
    confirmation = {"date": "2025-11-24", "by": "Kim", "approved": {"start": "2025-11-24"}, "baseline": STORED}
    assert read(confirmation) == APPROVED
    assert read(yaml.safe_load(yaml.safe_dump(confirmation))) == APPROVED
    assert read(json.loads(json.dumps(confirmation))) == APPROVED
    # YAML that a person formatted holds days, not text.
    assert read({"baseline": {**STORED, "by": december(7), "weeks": {MONDAY: 21, december(1): "4"}}}) == APPROVED
    assert read({"baseline": {name: STORED[name] for name in ALWAYS}}) == APPROVED


def test_what_is_no_package_of_it_is_not_held() -> None:
    assert APPROVED.held(TWO[0])
    assert not APPROVED.held(package(5, "c"))
    assert not Baseline(1, MONDAY, Effort(), 0).held(TWO[0])


def test_what_was_put_aside_by_then_is_held() -> None:
    later = replace(APPROVED, put_aside=("c",))
    assert [later.held(one) for one in (*TWO, package(5, "c"), package(6, "d"))] == [True, True, True, False]
    assert Baseline(1, MONDAY, Effort(), 0, put_aside=("a",)).held(TWO[0])


UNDER_WAY = package(4, "b", status="in-progress", actual=90, actual_review=30, remaining=Effort(60, 120), review=90)
STORED_UNDER_WAY = {"effort": [4, 6], "review": 1.5, "expected": 3.5, "expected_review": 1.5, "waits": []}


def test_make_of_work_under_way() -> None:
    packages = (package(3, "a", status="complete", completed="2025-11-25", actual=300, review=60), UNDER_WAY)
    # On the Wednesday b has taken 1.5 hours and 0.5 of review, and has 2 hours and 1 of review left.
    assert made(packages, datetime.date(2025, 11, 26)) == {
        "week": 1,
        "by": "2025-11-30",
        "agentic": [7.5, 8.5],
        "review": 2.5,
        "capacities": [20, 8],
        "weeks": {"2025-11-24": 11},
        "packages": {"a": {**STORED_A, "expected": 5}, "b": STORED_UNDER_WAY},
        "put_aside": [],
        "first": "",
    }


def test_what_is_spent_counts_in_the_running_week_even_where_nothing_is_planned_for_it() -> None:
    # On the Saturday what is left, 2 hours and 1 of review, is planned for week 2.
    saturday = datetime.date(2025, 11, 29)
    aside = package(5, "c", status="deferred", actual=600, actual_review=60)
    stored = made((UNDER_WAY, aside), saturday)
    assert stored == {
        "week": 2,
        "by": "2025-12-07",
        "agentic": [2.5, 3.5],
        "review": 1.5,
        "capacities": [20, 8],
        "weeks": {"2025-11-24": 2, "2025-12-01": 3},
        "packages": {"b": STORED_UNDER_WAY},
        "put_aside": [],
        "first": "",
    }
    # On that day as much is done and forecast as was approved.
    weeks, calendar = planned((UNDER_WAY, aside), saturday)
    assert burn_up(read({"baseline": stored}), weeks, calendar, (UNDER_WAY, aside)) == [
        Point(1, 120, 120, 120),
        Point(2, 300, None, 300),
    ]


def test_what_is_spent_before_week_1_counts_in_week_1() -> None:
    assert made((UNDER_WAY,), datetime.date(2025, 11, 10))["weeks"] == {"2025-11-24": 5}


# A later approval: a took more, b is put aside, d was never approved; c and e are new, and e is under way.
SERVER = Blocker("Server", december(4))
LATER_ON = (
    package(3, "a", status="complete", completed="2025-11-27", actual=450, actual_review=90),
    package(4, "b", "a", effort=Effort(840, 930), review=150, status="deferred"),
    package(5, "c", blockers=(SERVER, Blocker("There", None, False))),
    package(6, "d", status="deferred"),
    package(7, "e", status="partial", actual=60, remaining=Effort(60, 120)),
)
#: On the Wednesday of week 2 e has taken 1 hour, takes 2 more and is reviewed in 1. The Friday has 4 hours for c, after
#: the day of its promise; the other 2 and its review are in week 3.
STORED_LATER = {
    "week": 3,
    "by": "2025-12-14",
    "agentic": [13.5, 16.5],
    "review": 3.5,
    "capacities": [20, 8],
    "weeks": {"2025-11-24": 9, "2025-12-01": 8, "2025-12-08": 3},
    "packages": {
        "a": {**STORED_A, "expected": 7.5, "expected_review": 1.5},
        "c": {**STORED_A, "waits": ["Server (by 2025-12-04)"]},
        "e": {**STORED_A, "expected": 3},
    },
    "put_aside": ["b"],
    "first": "2025-12-07",
}
APPROVED_LATER = Baseline(
    3,
    december(14),
    Effort(810, 990),
    210,
    {MONDAY: 540, december(1): 480, december(8): 180},
    {
        "a": Approved(Effort(240, 360), 60, 450, 90),
        "c": Approved(Effort(240, 360), 60, 360, 60, ("Server (by 2025-12-04)",)),
        "e": Approved(Effort(240, 360), 60, 180, 60),
    },
    ("b",),
    HOURS,
    december(7),
)


def test_a_later_approval() -> None:
    assert made(LATER_ON, december(3), APPROVED) == STORED_LATER
    assert made(LATER_ON, december(3)) == {**STORED_LATER, "put_aside": [], "first": ""}
    assert read({"baseline": STORED_LATER}) == APPROVED_LATER
    assert read({"baseline": yaml.safe_load(yaml.safe_dump(STORED_LATER))}) == APPROVED_LATER
    assert read({"baseline": {**STORED_LATER, "first": december(7), "put_aside": "b"}}) == APPROVED_LATER


def test_every_later_approval_keeps_what_was_put_aside_and_the_first_finish() -> None:
    a, b, c, d, e = LATER_ON
    third = made((a, b, c, d, changed(e, status="dropped")), december(8), APPROVED_LATER)
    assert (list(third["packages"]), third["put_aside"], third["first"]) == (["a", "c"], ["b", "e"], "2025-12-07")
    # What is taken up again is a package like the others.
    fourth = made((a, changed(b, status="ready"), c, d, e), december(9), read({"baseline": third}))
    assert (list(fourth["packages"]), fourth["put_aside"], fourth["first"]) == (["a", "b", "c", "e"], [], "2025-12-07")


def test_an_approval_after_one_from_before_there_were_baselines() -> None:
    stored = made(LATER_ON, december(3), read({"approved": OLD}))
    assert stored == {**STORED_LATER, "put_aside": [], "first": "2025-12-14"}


def test_make_of_nothing() -> None:
    stored = made(())
    assert stored["weeks"] == stored["packages"] == {}
    assert read({"baseline": stored}) == Baseline(0, datetime.date(2025, 11, 23), Effort(), 0, {}, {}, (), HOURS)


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
    assert found.packages == {one.slug: Approved(one.effort, one.review, one.effort.high, one.review) for one in packages}
    assert (found.put_aside, found.first) == ((), None)
    assert found.weeks == {week.starts: week.agentic.high + week.review for week in weeks.weeks}
    assert (found.week, found.capacities) == (weeks.finish or 0, HOURS)
    assert weeks_later(found, Forecast(found.week, calendar.last_day(found.week), 0, MONDAY, None)) == 0


@pytest.mark.parametrize("confirmation", [None, "", [], 7, {}, {"date": "2025-11-24"}, {"baseline": None}, {"approved": None}])
def test_there_is_no_baseline(confirmation: Any) -> None:
    assert read(confirmation) is None


NO_TIMES: list[Any] = [None, "soon", [], [1], {}, -1, float("nan"), float("inf"), 10**400]
NO_EFFORTS: list[Any] = [None, "soon", "46", [], [4], {}, 4, [6, 4], [-6, -4], [[4], [6]], [float("nan"), float("inf")]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, None) for name in ALWAYS),
        *((name, "soon") for name in (*ALWAYS, "first")),
        *((name, []) for name in ALWAYS if name not in ("weeks", "packages")),
        *((name, {}) for name in ALWAYS if name not in ("weeks", "packages")),
        *((name, 3) for name in ("by", "agentic", "capacities", "weeks", "packages", "first")),
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
        ("packages", {"a": [4, 6, 1]}),
        ("packages", {"a": "461"}),
        ("packages", {"a": None}),
        ("packages", {"a": {}}),
        ("packages", ["a"]),
        *(("packages", {"a": {**STORED_A, "effort": value}}) for value in NO_EFFORTS),
        *(
            ("packages", {"a": {**STORED_A, name: value}})
            for name in ("review", "expected", "expected_review")
            for value in NO_TIMES
        ),
        *(("packages", {"a": {key: value for key, value in STORED_A.items() if key != name}}) for name in STORED_A),
        ("first", "2025-02-30"),
    ],
)
def test_a_damaged_baseline_is_none(name: str, value: Any) -> None:
    assert read({"baseline": {**STORED, name: value}}) is None


@pytest.mark.parametrize("name", ALWAYS)
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
    # On the lower estimates it is 18 hours, all of it in week 1; on the upper ones the Monday of week 2 has the last 1.5.
    assert forecast(weeks, lower, calendar, TWO) == Forecast(2, december(7), 1, datetime.date(2025, 11, 30), december(1))
    done = (package(3, "a", status="complete", completed="2025-12-02"),)
    weeks, calendar = planned(done, december(20))
    assert forecast(weeks, weeks, calendar, done) == Forecast(2, december(7), 2, december(7), december(2))
    aside = (package(3, "a", status="deferred", completed="2025-12-02"),)
    nothing, calendar = planned(aside)
    assert forecast(nothing, nothing, calendar, aside) is None
    nothing, calendar = planned(())
    assert forecast(nothing, nothing, calendar, ()) is None


def test_the_day_of_the_forecast_is_that_of_what_is_finished_last() -> None:
    sunday = datetime.date(2025, 11, 23)
    unrecorded = package(3, "a", status="complete")
    early = package(4, "b", status="complete", completed="2025-11-20")
    recorded = package(5, "c", status="complete", completed="2025-12-02")
    # 4 hours on the Thursday, 2 and the review on the Friday.
    ready = package(6, "d")
    again = package(7, "e", completed="2025-12-31", status="deferred")

    def found(*packages: Package) -> Forecast | None:
        weeks, calendar = planned(packages, december(4))
        return forecast(weeks, weeks, calendar, packages)

    assert found(unrecorded) == Forecast(0, sunday, 0, sunday, None)
    assert found(unrecorded, early) == Forecast(0, sunday, 0, sunday, datetime.date(2025, 11, 20))
    assert found(unrecorded, early, recorded, again) == Forecast(2, december(7), 2, december(7), december(2))
    assert found(unrecorded, early, recorded, ready, again) == Forecast(2, december(7), 2, december(7), december(5))


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
    assert weeks_later(APPROVED, Forecast(9, datetime.date.fromisoformat(by), 9, MONDAY, None)) == later


# Reasons.

LATER, EARLIER, SAME = (Forecast(2, day, 2, day, day) for day in (december(14), datetime.date(2025, 11, 30), december(7)))
A, B = TWO


def why(
    now: Forecast,
    *packages: Package,
    approved: Baseline = APPROVED,
    capacities: tuple[int, int] = HOURS,
    today: datetime.date = MONDAY,
    late: str = "",
) -> list[str]:
    return reasons(approved, now, packages, capacities, today, late)


def with_a(**of_a: Any) -> Baseline:
    """The baseline with a as it was approved in another way."""
    return replace(APPROVED, packages={"a": replace(Approved(Effort(240, 360), 60, 360, 60), **of_a)})


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
        # Approved was the upper estimate, by which the finish is forecast.
        (EARLIER, changed(A, status="complete", actual=300), "03 took 5h of 4-6h"),
        (LATER, changed(A, status="in-progress", actual=300, remaining=Effort(60, 120)), "03 takes 6-7h of 4-6h"),
        (LATER, changed(A, status="partial", actual=420), "03 takes 7h of 4-6h"),
        (EARLIER, changed(A, status="partial", actual=120, remaining=Effort(60, 120)), "03 takes 3-4h of 4-6h"),
        (LATER, changed(A, review=1200), "review of 03 is estimated at 20h, approved were 1h"),
        (EARLIER, changed(A, review=30), "review of 03 is estimated at 0.5h, approved were 1h"),
        (LATER, changed(A, status="complete", actual_review=1200), "review of 03 took 20h of 1h"),
        (EARLIER, changed(A, status="complete", actual_review=30), "review of 03 took 0.5h of 1h"),
        (LATER, changed(A, status="in-progress", actual_review=90), "review of 03 takes 1.5h of 1h"),
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
        changed(A, status="complete", actual=360),
        changed(A, status="complete", actual_review=60),
        changed(A, status="complete"),
        changed(A, status="in-progress", actual=60),
        changed(A, status="in-progress", actual=60, actual_review=30, remaining=Effort(60, 300)),
        changed(A, effort=Effort(60, 360)),
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


def test_review_has_reasons_of_its_own() -> None:
    took = changed(A, status="complete", actual=300, actual_review=1200)
    assert why(LATER, took) == ["review of 03 took 20h of 1h"]
    assert why(EARLIER, took) == ["03 took 5h of 4-6h"]
    more = changed(A, effort=Effort(360, 480), review=90, blockers=(Blocker("Licence"),))
    assert why(LATER, more) == [
        "03 is estimated at 6-8h, approved were 4-6h",
        "review of 03 is estimated at 1.5h, approved were 1h",
        "03 waits for Licence",
    ]
    assert why(EARLIER, more) == []


def test_what_a_package_took_counts_against_what_it_was_expected_to_take() -> None:
    # Approved when 7 hours, and 1.5 of review, were expected of the 4-6 and 1.
    approved = with_a(expected=420, expected_review=90)
    as_expected = [
        changed(A, status="in-progress", actual=300, actual_review=90, remaining=Effort(60, 120)),
        changed(A, status="complete", actual=420, actual_review=90),
    ]
    for one in as_expected:
        assert why(LATER, one, approved=approved) == why(EARLIER, one, approved=approved) == []
    more = changed(A, status="complete", actual=450, actual_review=120)
    assert why(LATER, more, approved=approved) == ["03 took 7.5h of 4-6h", "review of 03 took 2h of 1h"]
    assert why(EARLIER, more, approved=approved) == []
    less = changed(A, status="complete", actual=390, actual_review=75)
    assert why(EARLIER, less, approved=approved) == ["03 took 6.5h of 4-6h", "review of 03 took 1.25h of 1h"]
    assert why(LATER, less, approved=approved) == []


def test_what_was_complete_at_a_later_approval_is_no_reason() -> None:
    later, earlier = (Forecast(4, day, 4, day, day) for day in (december(21), december(7)))
    for now in (later, earlier):
        assert why(now, *LATER_ON, approved=APPROVED_LATER, today=december(3)) == []
    # Against the first approval it is.
    assert why(LATER, *LATER_ON, today=december(3)) == [
        "03 took 7.5h of 4-6h",
        "review of 03 took 1.5h of 1h",
        "05 is new (4-6h)",
        "05 waits for Server (by 2025-12-04)",
        "07 is new (4-6h)",
    ]
    assert why(EARLIER, *LATER_ON, today=december(3)) == ["04 is deferred (14-15.5h less)"]


@pytest.mark.parametrize(
    "package",
    [
        changed(A, effort=Effort(360, 480), status="complete", actual=360),
        changed(A, effort=Effort(360, 480), status="in-progress", actual=60, remaining=Effort(240, 300)),
        changed(A, effort=Effort(120, 240), status="complete", actual=360),
        changed(A, review=120, status="complete", actual_review=60),
        changed(A, review=30, status="partial", actual_review=60),
    ],
)
def test_another_estimate_of_what_takes_as_much_as_approved_is_no_reason(package: Package) -> None:
    assert why(LATER, package) == why(EARLIER, package) == []


@pytest.mark.parametrize(
    ("now", "package"),
    [
        (LATER, changed(A, effort=Effort(120, 240), status="complete", actual=450)),
        (EARLIER, changed(A, effort=Effort(360, 480), status="complete", actual=300)),
        (LATER, changed(A, review=30, status="complete", actual_review=90)),
        (EARLIER, changed(A, review=120, status="complete", actual_review=30)),
    ],
)
def test_a_smaller_estimate_makes_nothing_later_and_a_larger_one_nothing_earlier(now: Forecast, package: Package) -> None:
    assert [words for words in why(now, package) if "estimated" in words] == []


# Waits: approved when a waited for the server, promised for the 4th, and for the licence, promised for no day.

WAITING = with_a(waits=("Server (by 2025-12-04)", "Licence"))
WAITS = (SERVER, Blocker("Licence"))


def test_a_wait_that_was_there_at_the_approval_is_no_reason_until_its_day_is_over() -> None:
    waiting = changed(A, blockers=WAITS)
    for today in (MONDAY, december(3), december(4)):
        assert why(LATER, waiting, approved=WAITING, today=today) == []
    for one in (waiting, changed(waiting, status="in-progress"), changed(waiting, status="partial")):
        assert why(LATER, one, approved=WAITING, today=december(5)) == ["03 waits for Server (by 2025-12-04)"]
        assert why(EARLIER, one, approved=WAITING, today=december(5)) == []


@pytest.mark.parametrize(
    ("package", "earlier"),
    [
        (changed(A, blockers=(Blocker("Server", december(4), False), Blocker("Licence"))), ["Server is there"]),
        (changed(A, blockers=WAITS, status="complete"), []),
        (changed(A), []),
    ],
)
def test_what_waits_no_longer_is_a_reason_for_earlier(package: Package, earlier: list[str]) -> None:
    assert why(LATER, package, approved=WAITING, today=december(5)) == []
    assert why(EARLIER, package, approved=WAITING, today=december(5)) == earlier


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        ((*WAITS, Blocker("Data")), "03 waits for Data"),
        ((Blocker("Server", december(9)), Blocker("Licence")), "03 waits for Server (by 2025-12-09)"),
        ((Blocker("Server"), Blocker("Licence")), "03 waits for Server"),
    ],
)
def test_a_wait_of_after_the_approval_is_a_reason(waits: tuple[Blocker, ...], words: str) -> None:
    assert why(LATER, changed(A, blockers=waits), approved=WAITING) == [words]
    assert why(EARLIER, changed(A, blockers=waits), approved=WAITING) == []


def test_a_promise_for_an_earlier_day_makes_nothing_later() -> None:
    assert why(LATER, changed(A, blockers=(Blocker("Server", december(2)), Blocker("Licence"))), approved=WAITING) == []


def test_a_wait_whose_day_was_over_at_the_approval_is_a_reason_still() -> None:
    approved = with_a(waits=("Server (by 2025-11-21)",))
    waiting = changed(A, blockers=(Blocker("Server", datetime.date(2025, 11, 21)),))
    assert why(LATER, waiting, approved=approved) == ["03 waits for Server (by 2025-11-21)"]


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
    assert why(LATER, *packages, approved=old, capacities=(60, 60)) == []
    assert why(LATER, *packages, approved=old, capacities=(60, 60), late="less was done") == ["less was done"]
    assert why(EARLIER, *packages, approved=old, capacities=(60, 60), late="less was done") == []


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
    assert behind(points, calendar) == "by the end of week 1 packages of 9.33h were complete, approved were 10h"
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
    assert behind(points, calendar) == "by the end of week 2 packages of 0h were complete, approved were 25h"


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
    assert behind(points, calendar) == "by the end of week 2 packages of 23.5h were complete, approved were 25h"
    assert burn_up(None, planned(())[0], calendar, ()) == [Point(1, None, 0, None)]
