"""The portfolio's figures, in plain literals: weeks that several claim, people, cycles, and what stands in the timeline."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from work_packages.planning import portfolio as domain
from work_packages.planning.portfolio import Claim, Initiative, Portfolio, Work


def day(said: str) -> datetime.date:
    return datetime.date.fromisoformat(said)


def work(
    number: int, slug: str, state: str = "waiting", days: str = "", owner: str = "", left: int = 0, needs: str = ""
) -> Work:
    first, _, last = days.partition(" ")
    return Work(
        number,
        slug,
        slug.title(),
        f"{number:02d}-{slug}-plan.md",
        state,
        owner,
        day(first) if first else None,
        day(last) if last else None,
        left * 60,
        tuple(needs.split()),
    )


def initiative(folder: str, updated: str = "2026-01-05", phase: int = 7, **said: Any) -> Initiative:
    return Initiative(
        folder, folder.title(), "START-HERE.md", updated=day(updated), phase=phase, **{"capacity": (1200, 480), **said}
    )


def claims(*said: tuple[str, str, int, int]) -> tuple[Claim, ...]:
    return tuple(Claim(day(first), day(last), agentic * 60, review * 60) for first, last, agentic, review in said)


def portfolio(*found: Initiative, capacity: tuple[int, int] = (1200, 480)) -> Portfolio:
    return Portfolio(found, capacity)


def hours(made: Portfolio) -> list[tuple[str, dict[str, tuple[float, float]]]]:
    return [
        (week.monday.isoformat(), {name: (agentic / 60, review / 60) for name, (agentic, review) in week.claims.items()})
        for week in made.weeks
    ]


def test_weeks_of_each_plan_become_calendar_weeks() -> None:
    # The weeks of `b` begin on Thursdays: two days of five fall into the first calendar week.
    made = portfolio(
        initiative("a", claims=claims(("2026-01-05", "2026-01-11", 20, 5))),
        initiative("b", claims=claims(("2026-01-08", "2026-01-14", 10, 5))),
    )
    assert hours(made) == [("2026-01-05", {"a": (20, 5), "b": (4, 2)}), ("2026-01-12", {"b": (6, 3)})]
    assert [week.monday.isoformat() for week in made.shared] == ["2026-01-05"]
    assert [week.monday.isoformat() for week in made.overbooked] == ["2026-01-05"]


def test_minutes_that_cannot_be_shared_evenly_add_up() -> None:
    made = portfolio(initiative("a", claims=(Claim(day("2026-01-07"), day("2026-01-13"), 7, 1),)))
    assert [(week.agentic, week.review) for week in made.weeks] == [(4, 0), (3, 1)]


def test_a_claim_of_a_weekend_stands_in_its_week() -> None:
    made = portfolio(initiative("a", claims=claims(("2026-01-10", "2026-01-11", 2, 0))))
    assert hours(made) == [("2026-01-05", {"a": (2, 0)})]


@pytest.mark.parametrize(
    ("capacity", "overbooked"), [((1200, 480), True), ((1440, 420), False), ((1440, 419), True), ((1439, 420), True)]
)
def test_overbooked_beyond_what_the_team_has(capacity: tuple[int, int], overbooked: bool) -> None:
    made = portfolio(
        initiative("a", claims=claims(("2026-01-05", "2026-01-11", 20, 5))),
        initiative("b", claims=claims(("2026-01-05", "2026-01-11", 4, 2))),
        capacity=capacity,
    )
    assert bool(made.overbooked) == overbooked


def test_one_initiative_alone_overbooks_nothing() -> None:
    made = portfolio(initiative("a", claims=claims(("2026-01-05", "2026-01-11", 50, 5))))
    assert made.overbooked == () and made.shared == ()


def test_weeks_that_are_over_are_not_counted_and_said() -> None:
    made = portfolio(
        initiative("a", claims=claims(("2026-01-05", "2026-01-11", 20, 5), ("2026-01-12", "2026-01-18", 20, 0))),
        initiative("b", "2026-01-15", claims=claims(("2026-01-12", "2026-01-18", 4, 0))),
    )
    assert [week.monday.isoformat() for week in made.shared] == ["2026-01-12"]
    assert domain.view(made)["attention"] == [
        {
            "initiative": {"title": "A", "href": "a/START-HERE.md"},
            "points": [
                "Its day is 2026-01-05: what is planned there before 2026-01-12 is not counted here. Say there what has been done."
            ],
        },
        {
            "initiative": None,
            "points": ["In 1 week more is planned than the team has, first in that of 2026-01-12: see Capacity."],
        },
    ]


def test_who_is_planned_for_in_several_at_once() -> None:
    made = portfolio(
        initiative("a", packages=(work(3, "x", days="2026-01-05 2026-01-16", owner="Ada", left=20),)),
        initiative(
            "b",
            packages=(
                work(3, "y", days="2026-01-08 2026-01-09", owner=" ada".strip(), left=6),
                work(4, "z", days="2026-01-12 2026-01-13", owner="Kim", left=6),
                work(5, "done", "complete", "2026-01-05 2026-01-09", "Ada"),
            ),
        ),
    )
    assert [
        (one.name, one.monday.isoformat(), [(found.folder, work.slug, minutes) for found, work, minutes in one.work])
        for one in made.people
    ] == [("Ada", "2026-01-05", [("a", "x", 600), ("b", "y", 360)])]
    shown = domain.view(made)["people"]
    assert [(one["name"], one["weeks"], one["hours"], one["over"]) for one in shown] == [
        ("Ada", "in the week of 2026-01-05", "16h", False)
    ]


def test_weeks_in_a_row_are_one_entry() -> None:
    made = portfolio(
        initiative("a", packages=(work(3, "x", days="2026-01-05 2026-01-23", owner="Ada", left=45),)),
        initiative("b", packages=(work(3, "y", days="2026-01-05 2026-01-23", owner="Ada", left=30),)),
    )
    (shown,) = domain.view(made)["people"]
    assert (shown["weeks"], shown["hours"], shown["over"]) == (
        "in the weeks of 2026-01-05 to 2026-01-19",
        "up to 25h a week",
        True,
    )


def test_cycles_through_several_initiatives() -> None:
    made = portfolio(
        initiative("a", packages=(work(3, "x", needs="b/y"), work(4, "w", needs="x"))),
        initiative("b", packages=(work(3, "y", needs="z"), work(4, "z", needs="a/w"))),
    )
    assert made.cycles == [["a/w", "a/x", "b/y", "b/z"]]
    assert domain.view(made)["attention"][-1] == {
        "initiative": None,
        "points": [
            "These work packages wait for each other: a/w needs a/x needs b/y needs b/z needs a/w. Take one of the dependencies out."
        ],
    }


@pytest.mark.parametrize(
    ("states", "startable"),
    [
        (("complete", "complete"), ["x"]),
        (("ready", "complete"), []),
        (("complete", "in-progress"), []),
        (("gone", "complete"), []),
    ],
)
def test_what_may_start_now(states: tuple[str, str], startable: list[str]) -> None:
    there = () if states[0] == "gone" else (work(3, "y", states[0]),)
    a = initiative("a", packages=(work(3, "x", needs="b/y w"), work(4, "w", states[1])))
    assert [one.slug for one in portfolio(a, initiative("b", packages=there)).may_start_now(a)] == startable


def test_the_timeline_has_a_section_for_each_initiative() -> None:
    made = portfolio(
        initiative(
            "a; #b",
            packages=(
                work(4, "late", "in-progress", "2026-01-08 2026-01-09"),
                work(3, "x", "complete", "2026-01-05 2026-01-07"),
                work(5, "aside", "dropped", "2026-01-05 2026-01-06"),
            ),
            problems=(("late", "Late.", ("late",)),),
        ),
        initiative("c", packages=(work(3, "y"),)),
        initiative("d", packages=(work(3, "z", "ready", "2026-01-12 2026-01-12"),)),
    )
    assert domain.gantt(made) == (
        "%%{init: {'gantt': {'leftPadding': 190}}}%%\n"
        "gantt\n"
        "    dateFormat YYYY-MM-DD HH:mm\n"
        "    axisFormat %d %b\n"
        "    tickInterval 1day\n"
        "    todayMarker off\n"
        "    Day of these plans :vert, today, 2026-01-05 00:00, 0d\n"
        "    section A#59; #35;B\n"
        "    03 X :done, i1_03_x, 2026-01-05 00:00, 3d\n"
        "    04 Late :crit, active, i1_04_late, 2026-01-08 00:00, 2d\n"
        "    section D\n"
        "    03 Z :i3_03_z, 2026-01-12 00:00, 1d"
    )


def test_many_packages_are_one_bar_for_each_initiative() -> None:
    many = tuple(work(number, f"p{number}", "ready", "2026-01-05 2026-01-09") for number in range(3, 44))
    drawn = domain.gantt(portfolio(initiative("a", packages=many, percent=30), initiative("b", packages=many[:1])))
    assert drawn.splitlines()[-4:] == [
        "    section A",
        "    30% complete :i1, 2026-01-05 00:00, 5d",
        "    section B",
        "    0% complete :i2, 2026-01-05 00:00, 5d",
    ]


def test_a_snapshot_that_is_none_is_refused() -> None:
    for kept in ({}, {"folder": "x"}, {"folder": "x", "updated": "soon"}, {"folder": "x", "updated": "2026-01-05", "phase": 9}):
        with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
            domain.read([kept])


def test_what_the_team_has() -> None:
    known = [
        {**domain.unreadable("a", "It is gone.", None)},
        _snapshot("b", [20, 4], 7, "ready"),
        _snapshot("c", [16, 6], 3, "planned"),
        _snapshot("d", [99, 99], 7, "complete"),
    ]
    made = domain.read(known)
    assert (made.capacity, made.said) == ((1200, 360), False), "a complete one claims nothing any more"
    assert (domain.read(known, agentic=600).capacity, domain.read(known, agentic=600).said) == ((600, 360), True)
    assert domain.view(made)["count"] == "4 (1 in implementation, 1 in planning, 1 complete and 1 not known)"


def _snapshot(folder: str, capacity: list[int], phase: int, state: str) -> dict[str, Any]:
    return {
        "folder": folder,
        "initiative": folder.upper(),
        "document": "",
        "updated": "2026-01-05",
        "phase": phase,
        "checkpoint": "",
        "reopened": False,
        "percent": 0,
        "finish": "",
        "finished": "",
        "later": None,
        "hours_per_week": capacity,
        "left": [1, 2, 0.5],
        "under_way": [],
        "ready": [],
        "packages": [{"number": 3, "slug": "x", "title": "X", "state": state}],
        "weeks": [],
        "problems": [],
        "others": 0,
    }
