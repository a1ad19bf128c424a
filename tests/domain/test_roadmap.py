"""Priority, order, critical path and timeline, by small examples worked out by hand."""

from __future__ import annotations

import datetime
from typing import Any

from work_packages.planning.criteria import is_vague
from work_packages.planning.diagrams import label
from work_packages.planning.effort import Effort
from work_packages.planning.export import export
from work_packages.planning.priority import priorities
from work_packages.planning.records import Package
from work_packages.planning.roadmap import compute
from work_packages.planning.schedule import critical_path, implementation_order, timeline
from work_packages.planning.views import phases, view
from work_packages.planning.workdays import Calendar


def package(number: int, slug: str, *needs: str, **answers: Any) -> Package:
    return Package(number=number, slug=slug, title=slug.title(), depends_on=needs, **answers)


def stands(*packages: Package) -> dict[str, str]:
    return {slug: chosen.stands for slug, chosen in priorities(packages).items()}


def order(*packages: Package) -> list[str]:
    return implementation_order(packages, stands(*packages))


def test_points() -> None:
    assert stands(package(3, "a", value="high")) == {"a": "high"}
    assert stands(package(3, "a")) == {"a": "medium"}
    assert stands(package(3, "a", value="low")) == {"a": "low"}
    assert stands(package(3, "a", value="low", risk="high")) == {"a": "medium"}
    assert stands(package(3, "a", risk="high", effort=Effort(60, 120))) == {"a": "high"}
    assert stands(package(3, "a", risk="high"), package(4, "b", "a"), package(5, "c", "a"))["a"] == "high"


def test_a_package_is_proposed_no_lower_than_what_depends_on_it() -> None:
    chosen = priorities([package(3, "a", value="low"), package(4, "b", "a", value="low"), package(5, "c", "b", value="high")])
    assert [chosen[slug].stands for slug in "abc"] == ["high", "high", "high"]
    assert chosen["b"].rationale == "Low value; unblocks 05; no lower than 05"


def test_a_persons_priority_stands_and_pulls_what_it_needs() -> None:
    chosen = priorities(
        [
            package(3, "a", value="low"),
            package(4, "b", "a", priority="high", priority_reason="The board wants it"),
            package(5, "c", value="high", priority="low"),
        ]
    )
    assert [chosen[slug].stands for slug in "abc"] == ["high", "high", "low"]
    assert [chosen[slug].proposed for slug in "abc"] == ["high", "medium", "high"]
    assert chosen["b"].rationale == "The board wants it"
    assert chosen["c"].rationale == "Set by hand"


def test_what_is_dropped_pulls_nothing_up() -> None:
    assert stands(package(3, "a", value="low"), package(4, "b", "a", value="high", status="dropped"))["a"] == "low"


def test_order_is_by_priority_then_by_what_waits_then_by_number() -> None:
    assert order(package(3, "a"), package(4, "b", value="high"), package(5, "c")) == ["b", "a", "c"]
    assert order(package(3, "a"), package(4, "b"), package(5, "c", "b")) == ["b", "a", "c"]
    assert order(package(3, "a", "b"), package(4, "b")) == ["b", "a"]
    assert order(package(3, "a", status="complete"), package(4, "b", "a"), package(5, "c", status="deferred")) == ["b"]


def test_order_holds_every_package_of_a_cycle() -> None:
    assert sorted(order(package(3, "a", "b"), package(4, "b", "a"), package(5, "c", "a"))) == ["a", "b", "c"]


def test_critical_path_is_the_longest_open_chain() -> None:
    packages = [
        package(3, "a", effort=Effort(60, 120)),
        package(4, "b", "a", effort=Effort(60, 600)),
        package(5, "c", "a", effort=Effort(60, 300), review=60),
        package(6, "d", "c", effort=Effort(60, 300), review=180),
    ]
    assert critical_path(packages, order(*packages)) == ["a", "c", "d"]
    assert critical_path([], []) == []


def test_timeline_fills_weeks_within_both_capacities() -> None:
    packages = [package(3, "a", effort=Effort(240, 480), review=120), package(4, "b", "a", effort=Effort(120, 240), review=60)]
    day = datetime.date(2025, 11, 24)
    weeks = timeline(packages, order(*packages), Calendar(day, day), agentic_per_week=360, review_per_week=60).weeks
    assert [(week.number, week.starts.isoformat(), week.packages, week.agentic, week.review) for week in weeks] == [
        (1, "2025-11-24", ["a"], Effort(180, 360), 0),
        (2, "2025-12-01", ["a"], Effort(60, 120), 60),
        # b starts in the week in which a is finished: reviewed in week 3.
        (3, "2025-12-08", ["a", "b"], Effort(120, 240), 60),
        (4, "2025-12-15", ["b"], Effort(0, 0), 60),
    ]


def test_phases() -> None:
    assert phases([3]) == "Phase 3"
    assert phases([4, 3]) == "Phases 3-4"
    assert phases([3, 5, 6]) == "Phases 3, 5 and 6"


ANSWERS = {
    "initiative": "X",
    "date": "2025-11-23",
    "updated": "2025-11-23",
    "start": "2025-11-24",
    "agentic_hours_per_week": "20",
    "review_hours_per_week": "8",
}


def record(number: int, slug: str, **answers: Any) -> dict[str, Any]:
    return {"part": "work-package", "number": number, "slug": slug, "title": slug.title(), **answers}


def test_progress_and_totals_leave_out_what_is_put_aside() -> None:
    built = compute(
        ANSWERS,
        [
            record(3, "a", effort="2h", review="1h", status="complete"),
            record(4, "b", effort="4-8h", review="0h"),
            record(5, "c", effort="100h", review="9h", status="deferred"),
        ],
    )
    assert view(built)["total"] == "6-10 hours agentic + 1 hour review = **7-11 total hours**"
    assert view(built)["remaining"] == "4-8 hours agentic + 0 hours review = **4-8 total hours**"
    assert built.progress.percent == 33
    assert built.order == ("b",)
    assert view(built)["status"]["head"] == "In Progress"


def test_the_roadmap_does_not_depend_on_the_order_of_the_records() -> None:
    records = [
        record(3, "a"),
        record(4, "b", depends_on=["a"]),
        record(5, "c", value="high"),
        {"part": "analysis", "analysis_number": 1, "analysis_type": "risk"},
    ]
    assert export(compute(ANSWERS, records)) == export(compute(ANSWERS, records[::-1]))


def codes(*records: dict[str, Any], unfilled: list[str] | None = None) -> list[tuple[str, list[str]]]:
    built = compute({**ANSWERS, "unfilled": unfilled or []}, list(records))
    return [(problem["code"], problem["packages"]) for problem in built.problems]


FINE: dict[str, Any] = {"success_criteria": ["95 of 100 requests"], "task_list": ["One", "Two", "Three"], "effort": "2-8h"}


def test_problems_are_told_and_never_raised() -> None:
    assert codes(
        record(3, "a", **FINE, depends_on=["b"]),
        record(4, "b", **{**FINE, "effort": "lots"}, depends_on=["a", "gone"]),
        record(4, "c", **FINE, status="resting"),
        {"part": "unreadable", "unreadable": "09-x.yml is not valid YAML"},
    ) == [
        ("unreadable-record", []),
        ("unreadable-record", ["b"]),
        ("unreadable-record", ["c"]),
        ("cycle", ["a", "b"]),
        ("unknown-dependency", ["b"]),
        ("duplicate-number", ["b", "c"]),
        ("not-estimated", ["b"]),
    ]


def test_sizes() -> None:
    assert codes(record(3, "a", **FINE)) == []
    assert codes(record(3, "a", **{**FINE, "effort": "2-8.5h"})) == [("too-large", ["a"])]
    assert codes(record(3, "a", **{**FINE, "effort": "1-1.5h"}), record(4, "b", **{**FINE, "effort": "1h"})) == [
        ("too-small", ["a", "b"])
    ]
    assert codes(record(3, "a", **{**FINE, "task_list": ["One", "Two"]})) == [("tasks", ["a"])]
    assert codes(record(3, "a", **{**FINE, "task_list": ["x"] * 7})) == [("tasks", ["a"])]
    assert codes(record(3, "a", **{**FINE, "success_criteria": []})) == [("no-criteria", ["a"])]
    assert codes(record(3, "a", **{**FINE, "effort": "20h", "success_criteria": []}, status="complete")) == [], (
        "what is done is not resized"
    )
    assert codes(record(3, "a", **FINE), unfilled=["README.md", "03-a-plan.md"]) == [("unfilled", ["a"])]


def test_criteria_need_a_measure() -> None:
    for vague in ("The code is cleaner", "Pages load faster", "Works well", "A user-friendly form", "Scalable, robust etc."):
        assert is_vague(vague), vague
    for measurable in (
        "Pages load 2 times faster",
        "No call without a time limit",
        "Every endpoint is documented",
        "p95 under 200 ms",
    ):
        assert not is_vague(measurable), measurable
    assert codes(record(3, "a", **{**FINE, "success_criteria": ["100% typed", "Easy to use"]})) == [("vague-criteria", ["a"])]


def test_priority_inversion_names_both() -> None:
    built = compute(ANSWERS, [record(3, "a", **FINE, priority="low"), record(4, "b", **FINE, value="high", depends_on=["a"])])
    assert [(problem["code"], problem["packages"]) for problem in built.problems] == [("priority-inversion", ["a"])]
    assert (
        built.problems[0]["message"]
        == "Phase 3 is LOW, and Phase 4, which is HIGH, waits for it. Raise the one or lower the other."
    )


def test_messages_about_several_packages() -> None:
    built = compute(ANSWERS, [record(3, "a", **{**FINE, "effort": "9h"}), record(4, "b", **{**FINE, "effort": "8-10h"})])
    assert built.problems[0]["message"] == (
        "Phase 3 (9h) and Phase 4 (10h) take more than 8 agentic hours, too much for one session. Split into several phases, each "
        "of which becomes a work package."
    )


def test_a_review_of_no_time() -> None:
    built = compute(ANSWERS, [record(3, "a", **FINE, review="0h"), record(4, "b", **FINE), record(5, "c", review="0h")])
    (found,) = [one for one in built.problems if one["code"] == "no-review"]
    assert found["packages"] == ["a"]
    assert found["message"] == (
        "Phase 3 plans no human review (0h). Estimate it beside the agentic hours: "
        "copier update --trust --vcs-ref=:current: -a .planning/03-a.yml -d review=HOURS"
    )
    assert codes(record(3, "a", **{**FINE, "review": "0h"}, status="complete")) == []


def test_estimates_that_are_all_alike() -> None:
    def alike(*efforts: str, **answers: Any) -> list[dict[str, Any]]:
        given = [record(3 + place, f"s{place}", **{**FINE, "effort": effort}) for place, effort in enumerate(efforts)]
        built = compute(ANSWERS, [*given[:-1], {**given[-1], **answers}])
        return [one for one in built.problems if one["code"] == "same-estimates"]

    assert alike("4h", "4h") == [], "two say nothing"
    assert alike("4h", "4h", "4-5h") == []
    assert alike("4-6h", "4-6h", "4-6h", status="complete") == [], "two are open"
    assert alike("4-6h", "4-6h", "4-6h", "") != [], "what is not estimated has another problem"
    (found,) = alike("4-6h", "4-6h", "4-6h")
    assert found["packages"] == ["s0", "s1", "s2"]
    assert found["message"] == (
        "Phase 3, Phase 4 and Phase 5 all have the same estimate, 4-6h. Estimate each by its own tasks, testing included: "
        "copier update --trust --vcs-ref=:current: -a .planning/03-s0.yml -d effort=HOURS"
    )


def test_calibration() -> None:
    done = {**FINE, "status": "complete"}
    built = compute(
        ANSWERS,
        [
            record(3, "a", **{**done, "effort": "4-6h"}, review="1h", actual="10h", actual_review="3h"),
            record(4, "b", **{**done, "effort": "5h"}, review="2h", actual="5h"),
            record(5, "c", **{**done, "effort": "5h"}),
            record(6, "d", **{**FINE, "effort": "4-8h"}, review="2h"),
        ],
    )
    measured = built.calibration
    assert measured
    # 15 hours where 10 were estimated; single ratios 2 and 1; review 3 hours where 1 was estimated.
    assert (measured.ratio, measured.lowest, measured.highest, measured.review_ratio) == (1.5, 1.0, 2.0, 3.0)
    assert (measured.forecast, measured.forecast_review) == (Effort(360, 720), 360)
    shown = view(built)["calibration"]
    assert (shown["count"], shown["spread"], shown["forecast"]) == (
        "2 complete work packages",
        ", from 1.00 to 2.00",
        "6-12 hours agentic + 6 hours review = **12-18 total hours**",
    )
    assert compute(ANSWERS, [record(3, "a", **done)]).calibration is None


def test_mermaid_labels_hold_no_syntax() -> None:
    assert label('a "b" <c> `d` #1 [x] %% ; :') == "a #34;b#34; #60;c#62; #96;d#96; #35;1 #91;x#93; #37;#37; #59; #58;"
    assert label("x" * 300) == "x" * 39 + "…"
