"""What changed between two states of a plan, by small plans: values, words, Markdown, JSON and commit messages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from work_packages.planning.checkpoints import confirm
from work_packages.planning.difference_words import body, in_markdown, in_words, subject
from work_packages.planning.differences import Differences, as_json, differences
from work_packages.planning.records import PACKAGE_DEFAULTS, STATUSES
from work_packages.planning.roadmap import compute
from work_packages.planning.workflow import CHECKPOINTS

from .. import generated
from ..support import ROOT
from .test_hostile import SIGNS

SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/plan-differences.schema.json").read_text(encoding="utf-8")))
PARSER = MarkdownIt("gfm-like", {"linkify": False})

Record = dict[str, Any]

ANSWERS: dict[str, Any] = {
    "initiative": "Roadmap",
    "date": "2025-11-23",
    "updated": "2025-11-24",
    "start": "2025-11-24",
    "agentic_hours_per_week": "10",
    "review_hours_per_week": "8",
    "analyses": ["context"],
}

CONTEXT = {"part": "analysis", "analysis_number": 1, "analysis_type": "context"}
FINE: dict[str, Any] = {"success_criteria": ["95 of 100 requests"], "task_list": ["One", "Two", "Three"]}


def record(number: int, title: str, **answers: Any) -> Record:
    slug = title.lower().replace(" ", "-")
    return {"part": "work-package", "number": number, "slug": slug, "title": title, "effort": "4-6h", **FINE, **answers}


#: 3 and 5 can start; 6, 7 and 8 follow 5.
PLAN = [
    CONTEXT,
    record(3, "Observability", effort="4-5h", value="high"),
    record(5, "Caching", effort="4-6h", value="high"),
    record(6, "Resilience", effort="6-8h", depends_on=["caching"]),
    record(7, "Database Optimization", effort="6-7h", depends_on=["caching"]),
    record(8, "API Design", effort="5h", value="low", depends_on=["resilience"]),
]


def confirmed(
    records: Sequence[Mapping[str, Any]],
    answers: Mapping[str, Any] = ANSWERS,
    names: Sequence[str] = CHECKPOINTS,
    by: str = "Kim",
) -> dict[str, Any]:
    """The answers with these checkpoints confirmed, of the plan as it is."""
    return {**answers, "checkpoints": confirm(names, {}, answers, records, "2025-11-23", by)}


def changed(slug: str, records: Sequence[Record] = PLAN, **answers: Any) -> list[Record]:
    assert any(one.get("slug") == slug for one in records)
    return [{**one, **answers} if one.get("slug") == slug else one for one in records]


def between(
    records: Sequence[Record],
    answers: Mapping[str, Any] | None = None,
    *,
    before: Sequence[Record] = PLAN,
    was: Mapping[str, Any] | None = None,
) -> Differences:
    """What changed from the plan, confirmed, to these records; where no answers are given, confirmed as they are by then."""
    now = confirmed(records) if answers is None else answers
    found = differences(compute(confirmed(before) if was is None else was, before), compute(now, records))
    SCHEMA.validate(as_json(found))
    return found


def words(records: Sequence[Record], answers: Mapping[str, Any] | None = None, **options: Any) -> list[str]:
    return in_words(between(records, answers, **options))


def test_nothing_changed() -> None:
    found = between(PLAN)
    assert not found
    assert (found.packages, found.changed) == ((), ())
    assert in_words(found) == []
    assert in_markdown(found) == "No change of the plan.\n"
    assert subject(found) == "Update Roadmap"
    assert body(found) == ""
    assert as_json(found) == {
        "schema": 1,
        "initiative": "Roadmap",
        "changed": False,
        "plan": {"before": {}, "after": {}},
        "confirmed": [],
        "reopened": [],
        "packages": [],
        "problems": {"new": [], "solved": []},
    }


def test_an_estimate_and_what_moves_with_it() -> None:
    found = between(changed("caching", effort="8-12h"))
    assert in_words(found) == [
        "05 Caching: effort 4-6h → 8-12h, finish week 1 → 2",
        "06 and 07 finish one week later; 03 and 08 start one week later",
        "Finish: 2025-12-15 → 2025-12-18, week 4",
        "Hours: 30-36h → 34-42h total",
        "New problem: too large (05)",
    ]
    assert subject(found) == "Estimate 05 Caching at 8-12h"
    assert body(found) == (
        "- 05 Caching: effort 4-6h → 8-12h, finish week 1 → 2\n"
        "- 06 and 07 finish one week later; 03 and 08 start one week later\n"
        "- Finish: 2025-12-15 → 2025-12-18, week 4\n"
        "- Hours: 30-36h → 34-42h total\n"
        "- New problem: too large (05)\n"
    )
    assert in_markdown(found) == (
        "### Changes of the Plan\n"
        "\n"
        "| Work Package | What Changed | What Follows |\n"
        "|--------------|--------------|--------------|\n"
        "| 05 Caching | effort 4-6h → 8-12h | finish week 1 → 2 |\n"
        "\n"
        "- 06 and 07 finish one week later; 03 and 08 start one week later\n"
        "- Finish: 2025-12-15 → 2025-12-18, week 4\n"
        "- Hours: 30-36h → 34-42h total\n"
        "- New problem: too large (05)\n"
    )


def test_json_holds_what_differs_and_nothing_else() -> None:
    told = as_json(between(changed("caching", effort="8-12h")))
    message = (
        "Phase 5 (12h) takes more than 8 agentic hours, too much for one session. Split into several phases, each of which becomes a "
        "work package."
    )
    assert told["packages"][1] == {
        "slug": "caching",
        "number": 5,
        "title": "Caching",
        "change": "changed",
        "before": {"effort": [4, 6], "weeks": [1, 1]},
        "after": {"effort": [8, 12], "weeks": [1, 2]},
    }
    assert [one["slug"] for one in told["packages"]] == [
        "observability",
        "caching",
        "resilience",
        "database-optimization",
        "api-design",
    ]
    assert told["plan"] == {
        "before": {
            "finish": {"week": 4, "by": "2025-12-21", "day": "2025-12-15"},
            "total": {"agentic": [25, 31], "review": 5, "all": [30, 36], "not_estimated": 0},
            "remaining": {"agentic": [25, 31], "review": 5, "all": [30, 36], "not_estimated": 0},
            "problems": [],
        },
        "after": {
            "finish": {"week": 4, "by": "2025-12-21", "day": "2025-12-18"},
            "total": {"agentic": [29, 37], "review": 5, "all": [34, 42], "not_estimated": 0},
            "remaining": {"agentic": [29, 37], "review": 5, "all": [34, 42], "not_estimated": 0},
            "problems": [{"code": "too-large", "about": "caching"}],
        },
    }
    assert told["problems"] == {"new": [{"code": "too-large", "about": "caching", "message": message}], "solved": []}


def test_what_reopens_is_told_and_confirming_it_again() -> None:
    bigger = changed("caching", effort="5-8h")
    approved_before = confirmed(PLAN)
    found = between(bigger, approved_before)
    assert in_words(found) == [
        "05 Caching: effort 4-6h → 5-8h",
        "06 finishes one week later; 07 starts one week later",
        "To be confirmed again, before more is started: packages and roadmap",
        "Finish: 2025-12-15 → 2025-12-16, week 4",
        "Hours: 30-36h → 31-38h total",
    ]
    assert as_json(found)["reopened"] == [
        {"checkpoint": "packages", "changes": ["effort of 05 was 4-6h, is 5-8h"]},
        {"checkpoint": "roadmap", "changes": ["total effort was 25-31h, is 26-33h"]},
    ]
    # On the same day and by the same person: nothing else was changed, so it was confirmed and not taken back.
    again = between(bigger, confirmed(bigger), before=bigger, was=approved_before)
    assert in_words(again) == [
        "Confirmed: packages and roadmap (on 2025-11-23 by Kim)",
        "Next: none → 05",
        "Can be started now: 05 and 03",
    ]
    assert subject(again) == "Confirm the work package plans and the roadmap"
    assert as_json(again)["confirmed"] == [
        {"checkpoint": "packages", "date": "2025-11-23", "by": "Kim"},
        {"checkpoint": "roadmap", "date": "2025-11-23", "by": "Kim"},
    ]
    back = between(PLAN, approved_before, before=bigger, was=approved_before)
    assert in_words(back)[:2] == ["As approved again: packages and roadmap", "05 Caching: effort 5-8h → 4-6h"]
    assert (subject(back), back.confirmed) == ("Estimate 05 Caching at 4-6h", ())


def test_progress() -> None:
    done = changed(
        "observability", status="complete", pr=["https://x.example/o/r/pull/22"], actual="5h", started="2025-11-24", done="All"
    )
    found = between(changed("observability", done, completed="2025-11-24"), confirmed(PLAN))
    assert in_words(found) == [
        "03 Observability: complete (PR #22, 5h of 4-5h)",
        "05 Caching: finish week 1 → 2",
        "Hours: 30-36h → 31-36h total, 30-36h → 25-30h left",
        "Progress: 0% → 16%",
    ]
    assert subject(found) == "Complete 03 Observability"
    assert "| 03 Observability | complete ([PR #22](https://x.example/o/r/pull/22), 5h of 4-5h) | - |" in in_markdown(found)
    assert subject(between(changed("caching", done, effort="8-12h"))) == "Complete 03 Observability; 05 takes 8-12h"


HALF = changed("caching", status="partial", actual="3h", remaining="2-3h", started="2025-11-24")
COMPLETE = changed("caching", status="complete", pr=["PR #7"], started="2025-11-24", completed="2025-11-24")
DEFERRED = changed("caching", status="deferred", remains="Nobody asked for it")


@pytest.mark.parametrize(
    ("before", "after", "line", "commit"),
    [
        (PLAN, changed("caching", status="in-progress"), "05 Caching: in progress", "Start 05 Caching"),
        (PLAN, HALF, "05 Caching: partial (3h of 4-6h, 2-3h left)", "Leave 05 Caching half-way"),
        (HALF, COMPLETE, "05 Caching: complete (PR #7)", "Complete 05 Caching"),
        (
            HALF,
            PLAN,
            "05 Caching: no longer partial, ready",
            "Set 05 Caching back to ready",
        ),
        (
            COMPLETE,
            HALF,
            "05 Caching: no longer complete, partial (3h of 4-6h, 2-3h left), planned for week 1",
            "Reopen 05 Caching",
        ),
        (PLAN, DEFERRED, "05 Caching: deferred (Nobody asked for it)", "Defer 05 Caching"),
        (
            DEFERRED,
            PLAN,
            "05 Caching: no longer deferred, ready, planned for week 1",
            "Take up 05 Caching again",
        ),
        (DEFERRED, changed("caching", status="dropped", remains="No"), "05 Caching: dropped (No)", "Drop 05 Caching"),
        (
            COMPLETE,
            changed("caching", COMPLETE, actual="7h"),
            "05 Caching: took 7h of 4-6h",
            "Update 05 Caching: took 7h of 4-6h",
        ),
        (HALF, changed("caching", HALF, actual="4h"), "05 Caching: spent 4h of 4-6h", "Update 05 Caching: spent 4h of 4-6h"),
        (HALF, changed("caching", HALF, remaining="1h"), "05 Caching: 1h left", "Update 05 Caching: 1h left"),
        (
            COMPLETE,
            changed("caching", COMPLETE, pr=["PR #7", "PR #8"], completed="2025-11-25"),
            "05 Caching: PR #8, completed 2025-11-24 → 2025-11-25",
            "Update 05 Caching",
        ),
        (
            PLAN,
            changed("caching", owner="Ada", due="2025-11-24"),
            "05 Caching: owner Ada, due 2025-11-24, late",
            "Update 05 Caching",
        ),
        (
            changed("caching", owner="Ada", due="2025-11-24"),
            changed("caching", owner="Bo"),
            "05 Caching: owner Ada → Bo, no due (was 2025-11-24), no longer late",
            "Update 05 Caching",
        ),
        (PLAN, changed("caching", title="Cache"), '05 Cache: renamed from "Caching"', "Rename 05 to Cache"),
        (PLAN, changed("caching", number=9), "09 Caching: number 05 → 09", "Renumber 05 to 09"),
        (PLAN, changed("caching", review="2h"), "05 Caching: review 1h → 2h", "Estimate the review of 05 Caching at 2h"),
        (
            PLAN,
            changed("caching", value="medium", risk="high", rank="2"),
            "05 Caching: value high → medium, risk high, rank 2",
            "Update 05 Caching",
        ),
        (
            PLAN,
            changed("caching", summary="A", in_scope=["x"], task_list=["One", "2", "3"], success_criteria=[]),
            "05 Caching: summary and scope written, success criteria taken out, tasks reworded",
            "Update 05 Caching",
        ),
        (
            PLAN,
            changed("caching", blocked_by=["Cache server (by 2025-12-05)", "A contract"]),
            "05 Caching: waits for Cache server (by 2025-12-05), waits for A contract, finish week 1 → 3",
            "Update 05 Caching",
        ),
        (
            changed("caching", blocked_by=["Cache server (by 2025-12-05)", "A contract"]),
            changed("caching", blocked_by=["Cache server (by 2025-12-09)"], unblocked=[]),
            "05 Caching: Cache server is promised for 2025-12-05 → 2025-12-09, no longer waits for A contract",
            "Update 05 Caching",
        ),
        (
            changed("caching", blocked_by=["Cache server (by 2025-12-05)"]),
            changed("caching", blocked_by=["Cache server (by 2025-12-05)"], unblocked=["Cache server"]),
            "05 Caching: Cache server is there, finish week 3 → 1",
            "Update 05 Caching: Cache server is there",
        ),
        (
            PLAN,
            changed("caching", depends_on=["observability", "gone"]),
            '05 Caching: depends on 03 and "gone", finish week 1 → 2',
            'Update 05 Caching: depends on 03 and "gone"',
        ),
        (
            PLAN,
            changed("resilience", depends_on=[]),
            "06 Resilience: no longer depends on 05",
            "Update 06 Resilience: no longer depends on 05",
        ),
        (
            PLAN,
            changed("api-design", effort=""),
            "08 API Design: no longer estimated (was 5h agentic + 1h review), finish week 4 → 2",
            "Take back the estimate of 08 API Design",
        ),
        (
            changed("api-design", effort=""),
            PLAN,
            "08 API Design: estimated at 5h agentic + 1h review, finish week 2 → 4",
            "Estimate 08 API Design at 5h",
        ),
    ],
)
def test_one_line_of_a_package(before: list[Record], after: list[Record], line: str, commit: str) -> None:
    found = between(after, before=before)
    assert line in in_words(found)
    assert sum(one.startswith(f"{line[:2]} ") for one in in_words(found)) == 1, "one line to a package"
    assert subject(found) == commit


OTHER: dict[str, Any] = {
    **dict.fromkeys(("title", "summary", "why", "impact", "priority_reason", "done", "remains", "adr", "owner"), "Other"),
    **{
        name: ["Other"]
        for name in ("insights", "blocked_by", "in_scope", "out_of_scope", "success_criteria", "task_list", "pr")
    },
    **dict.fromkeys(("added", "started", "completed", "due"), "2025-11-20"),
    **{"number": 9, "value": "low", "risk": "high", "effort": "3h", "review": "3h", "depends_on": ["observability"]},
    **{"priority": "low", "rank": "2", "status": "partial", "actual": "1h", "actual_review": "1h", "remaining": "1h"},
    "testing": True,
}


def test_each_answer_of_a_package_makes_a_difference() -> None:
    # Of the others, one names the package, one what it waits for no longer, and one is written with the status.
    assert set(PACKAGE_DEFAULTS) - set(OTHER) == {"part", "record_schema", "slug", "unblocked", "history"}
    for name, value in OTHER.items():
        found = between(changed("caching", **{name: value}))
        line = next((line for line in in_words(found) if line.startswith(("05 ", "09 "))), "")
        assert line, name
        check(found)


def test_a_priority_that_follows_from_another_says_why() -> None:
    found = between(changed("api-design", priority="high", priority_reason="The board wants it"))
    assert in_words(found) == [
        "08 API Design: priority LOW → HIGH (The board wants it), finish week 4 → 3",
        "06 Resilience: priority MEDIUM → HIGH (medium value by default; unblocks 08; no lower than 08), start week 2 → 1",
        "07 finishes one week later; 03 starts one week later",
        "Order: 03, 06, 07, 08 → 06, 03, 08, 07",
    ]
    assert subject(found) == "Update 08 API Design: priority LOW → HIGH (The board wants it)"


def test_packages_that_come_and_go() -> None:
    found = between([*PLAN, record(9, "Search", depends_on=["caching"], owner="Ada"), record(5, "Caching Two", effort="")])
    assert in_words(found) == [
        "05 Caching Two: new, not estimated, planned for week 1",
        "09 Search: new, 4-6h agentic + 1h review, depends on 05 caching, owner Ada, planned for weeks 3-4",
        "08 API Design: start week 3 → 4",
        "Finish: 2025-12-15 → 2025-12-18, week 4",
        "Hours: 30-36h → 35-43h total, 1 not estimated (was 0)",
        "Can be started now: 05 caching-two",
        "New problems: duplicate number (05 caching and 05 caching-two)",
    ]
    assert subject(found) == "Add 05 Caching Two and 09 Search"
    gone = between([one for one in PLAN if one.get("slug") != "caching"])
    assert in_words(gone) == [
        "05 Caching: gone",
        "03 finishes one week earlier; 08 finishes 2 weeks earlier; 06 starts one week earlier",
        "Finish: week 4 → 3, 2025-12-15 → 2025-12-10",
        "Hours: 30-36h → 25-29h total",
        "Next: 05 → 03",
        "New problems: unknown dependency (06 and 07)",
    ]
    assert subject(gone) == "Remove 05 Caching"


def test_ticks() -> None:
    ticked = {**confirmed(PLAN), "observed": {"met": {"caching": ["95 of 100 requests"]}, "done": {"caching": ["One", "Two"]}}}
    found = between(PLAN, ticked)
    assert in_words(found) == ["05 Caching: criteria met 0 → 1 of 1, tasks done 0 → 2 of 3"]
    assert as_json(found)["packages"][0]["after"] == {"met": ["95 of 100 requests"], "tasks_done": ["One", "Two"]}


def test_the_whole() -> None:
    found = between(PLAN, confirmed(PLAN, {**ANSWERS, "agentic_hours_per_week": "20", "buffer": "20"}))
    assert in_words(found) == [
        "Hours per week: 10h agentic + 8h review → 20h agentic + 8h review",
        "Buffer on open work: 0% → 20%",
        "03 and 07 finish one week earlier; 08 finishes 2 weeks earlier; 06 starts one week earlier",
        "Finish: week 4 → 2, 2025-12-15 → 2025-12-05",
    ]
    assert subject(found) == "Plan with 20h agentic + 8h review a week; set the buffer to 20%"
    titled = between(PLAN, confirmed(PLAN, {**ANSWERS, "initiative": "Other", "overview": "X"}))
    assert in_words(titled) == ["Title: Roadmap → Other", "Overview written"]
    assert subject(titled) == "Rename the plan to Other; write the overview"


def test_weeks_are_counted_from_the_new_start() -> None:
    # What was finished in week 4 from 2025-11-24 would be finished in week 3 from 2025-12-01.
    assert words(PLAN, confirmed(PLAN, {**ANSWERS, "start": "2025-12-01"})) == [
        "Start of week 1: 2025-11-24 → 2025-12-01",
        "03, 05, 06, 07 and 08 finish one week later",
        "Finish: week 3 → 4, 2025-12-15 → 2025-12-22",
    ]


def test_a_day_that_passes_is_the_cause_where_nothing_else_is() -> None:
    found = between(PLAN, {**confirmed(PLAN), "updated": "2025-12-03"})
    assert in_words(found) == [
        "Day of the plan: 2025-11-24 → 2025-12-03",
        "06 finishes 2 weeks later; 03, 05, 07 and 08 finish one week later",
        "Finish: week 4 → 5, 2025-12-15 → 2025-12-24",
    ]
    assert subject(found) == "Lay the plan out as of 2025-12-03"
    more = words(changed("caching", owner="Ada"), {**confirmed(PLAN), "updated": "2025-11-28"})
    assert (more[0], more[-1]) == ("05 Caching: owner Ada, finish week 1 → 2", "Day of the plan: 2025-11-24 → 2025-11-28")


def test_outside_things_of_the_initiative() -> None:
    waiting = {**ANSWERS, "external_dependencies": ["A contract (by 2025-12-05)"]}
    there = {**waiting, "external_unblocked": ["A contract"]}
    assert words(PLAN, confirmed(PLAN, waiting))[:2] == [
        "Waits for A contract (by 2025-12-05)",
        "03, 05, 06, 07 and 08 finish 2 weeks later",
    ]
    assert words(PLAN, confirmed(PLAN, there), was=confirmed(PLAN, waiting)) == [
        "A contract is there",
        "03, 05, 06, 07 and 08 finish 2 weeks earlier",
        "Finish: week 6 → 4, 2025-12-29 → 2025-12-15",
        "Next: none → 05",
        "Can be started now: 05 and 03",
    ]


def test_analyses() -> None:
    risk = {"part": "analysis", "analysis_number": 2, "analysis_type": "risk"}
    to_write = {**confirmed(PLAN), "unfilled": ["01-CONTEXT-ANALYSIS.md"]}
    found = between([*PLAN, risk], confirmed([*PLAN, risk]), was=to_write)
    assert in_words(found) == ["01 Context Analysis: written", "02 Risk Analysis: new, written"]
    assert subject(found) == "Write 01 Context Analysis; add 02 Risk Analysis"
    assert words(PLAN, to_write) == ["01 Context Analysis: to write"]


@pytest.mark.parametrize(
    ("name", "commit", "lines"),
    [
        ("scope", "Confirm the scope", []),
        ("folder", "Confirm the planning folder", []),
        ("analysis", "Confirm the analysis", []),
        ("packages", "Confirm the work package plans", []),
        (
            "priorities",
            "Confirm the priority order",
            ["03, 05, 06, 07 and 08 have their weeks now", "Finish: week 4, on 2025-12-15"],
        ),
        ("roadmap", "Confirm the roadmap", ["Next: none → 05", "Can be started now: 05 and 03"]),
    ],
)
def test_confirmations(name: str, commit: str, lines: list[str]) -> None:
    place = CHECKPOINTS.index(name)
    records = PLAN if place > 2 else []
    answers = {**ANSWERS, "analyses": []}
    was, now = (confirmed(records, answers, CHECKPOINTS[:end]) for end in (place, place + 1))
    found = between(records, now, before=records, was=was)
    assert in_words(found) == [f"Confirmed: {name} (on 2025-11-23 by Kim)", *lines]
    assert subject(found) == commit


def test_what_is_identified_gets_its_plan() -> None:
    answers = {**ANSWERS, "identified": ["Caching", {"title": "Search", "effort": "2-3h"}]}
    scope, folder = (confirmed([], answers, CHECKPOINTS[:end]) for end in (1, 2))
    found = between([], scope, before=[], was=confirmed([], {**ANSWERS, "identified": ["Caching"]}, ["scope"]))
    assert in_words(found) == ["Search: identified, 2-3h agentic + 1h review", "Hours: 0h → 3-4h total"]
    assert subject(found) == "Identify Search"
    bare: Record = {"success_criteria": [], "task_list": []}
    plans = [CONTEXT, record(3, "Caching", **{**bare, "effort": ""}), record(4, "Search", **{**bare, "effort": "2-3h"})]
    planned = between(plans, confirmed(plans, answers, CHECKPOINTS[:3]), before=[CONTEXT], was=folder)
    assert in_words(planned) == [
        "Confirmed: analysis (on 2025-11-23 by Kim)",
        "03 and 04 have plans now",
        "New problems: not 3 to 6 tasks (03 and 04), no criteria (03 and 04)",
    ]
    assert subject(planned) == "Confirm the analysis"


def test_a_new_plan() -> None:
    found = differences(None, compute(confirmed(PLAN), PLAN))
    SCHEMA.validate(as_json(found))
    assert in_words(found) == [
        "New plan: Roadmap",
        "Confirmed: scope, folder, analysis, packages, priorities and roadmap (on 2025-11-23 by Kim)",
        "01 Context Analysis: new, written",
        "03 Observability: new, 4-5h agentic + 1h review, planned for weeks 1-2",
        "05 Caching: new, 4-6h agentic + 1h review, planned for week 1",
        "06 Resilience: new, 6-8h agentic + 1h review, depends on 05, planned for week 2",
        "07 Database Optimization: new, 6-7h agentic + 1h review, depends on 05, planned for weeks 2-3",
        "08 API Design: new, 5h agentic + 1h review, depends on 06, planned for weeks 3-4",
        "Finish: week 4, on 2025-12-15",
        "Hours: 30-36 total hours",
    ]
    assert subject(found) == "Plan Roadmap"
    assert as_json(found)["plan"]["before"] is None


def test_before_there_is_an_order_only_what_was_said_is_told() -> None:
    early = confirmed(PLAN, names=CHECKPOINTS[:3])
    assert words(changed("caching", effort="8-12h"), early, was=early) == [
        "05 Caching: effort 4-6h → 8-12h",
        "Hours: 30-36h → 34-42h total",
        "New problem: too large (05)",
    ]


def forty_packages() -> list[Record]:
    return [{"part": "work-package", **one} for one in generated.packages()]


def test_subjects_of_many_changes() -> None:
    assert subject(between([{**one, "owner": "Ada"} for one in PLAN])) == "Update 03, 05, 06, 07 and 08"
    assert subject(between([{**one, "effort": "1-2h"} for one in PLAN])) == "Update 5 work packages"
    mixed = changed("caching", changed("observability", status="complete"), status="in-progress", effort="7h")
    assert subject(between([*mixed, record(9, "Search")])) == "Complete 03 Observability; start 05; add 09"
    forty = forty_packages()
    done = [{**one, "status": "complete"} if one["status"] == "ready" else one for one in forty]
    assert (
        subject(differences(compute(generated.ANSWERS, forty), compute(generated.ANSWERS, done))) == "Update 32 work packages"
    )


HOSTILE = "a | b\n# `c` {{ d }} {0} <script> [x](javascript:1)\x1b[31m\u202e 漢字 🎉 " + "w" * 300


def test_hostile_titles_stay_one_line() -> None:
    for now in (
        [*PLAN, {**record(9, "Search"), "title": HOSTILE}],
        changed("caching", title=HOSTILE),
        changed("caching", owner=HOSTILE),
        changed("caching", status="deferred", remains=HOSTILE),
        changed("caching", blocked_by=[HOSTILE], depends_on=[HOSTILE], pr=[HOSTILE], status="complete", title=HOSTILE),
    ):
        check(between(now, {**confirmed(now), "initiative": HOSTILE}))
    added = between([*PLAN, {**record(9, "Search"), "title": HOSTILE}])
    assert subject(added) == "Add 09 a | b # `c` {{ d }} {0} <script> [x](ja…"


def check(found: Differences) -> None:
    """What holds for all differences."""
    SCHEMA.validate(json.loads(json.dumps(as_json(found))))
    lines, said = in_words(found), subject(found)
    assert bool(lines) == bool(found)
    for one in (*lines, said):
        assert one == one.strip() and one
        assert one.isprintable(), one
    assert len(said) <= 72
    assert body(found).count("\n- ") + bool(lines) == len(lines)
    shown = in_markdown(found)
    tokens = PARSER.parse(shown)
    assert not any(token.type == "html_block" for token in tokens)
    assert not any(child.type == "html_inline" for token in tokens for child in token.children or ())
    rows = [line for line in shown.splitlines() if line.startswith("| ")]
    assert sum(token.type == "td_open" for token in tokens) == 3 * max(0, len(rows) - 1)


LEVEL = st.sampled_from(["", "high", "medium", "low"])


@st.composite
def plans(draw: st.DrawFn) -> tuple[dict[str, Any], list[Record]]:
    """A plan in any phase, of up to six of the same packages, with cycles, unknown dependencies and what nobody estimated."""
    records: list[Record] = draw(st.sampled_from([[], [CONTEXT]])).copy()
    for place in draw(st.lists(st.integers(0, 5), max_size=6, unique=True)):
        records.append(
            {
                "part": "work-package",
                "number": draw(st.sampled_from([place + 3, 7])),
                "slug": f"s{place}",
                "title": draw(st.one_of(st.just(f"T{place}"), SIGNS)),
                "effort": draw(st.sampled_from(["", "1h", "4-6h", "30-40h", "lots"])),
                "review": draw(st.sampled_from(["", "0h", "2h"])),
                "value": draw(LEVEL),
                "risk": draw(LEVEL),
                "priority": draw(LEVEL),
                "status": draw(st.sampled_from([*STATUSES, "ready"])),
                "depends_on": draw(
                    st.lists(st.sampled_from([*(f"s{one}" for one in range(6)), "gone"]), max_size=2, unique=True)
                ),
                "blocked_by": draw(st.lists(st.sampled_from(["A", "B (by 2025-12-05)", "C | c"]), max_size=2, unique=True)),
                "unblocked": draw(st.sampled_from([[], ["A"]])),
                "actual": draw(st.sampled_from(["", "5h"])),
                "remaining": draw(st.sampled_from(["", "0-1h"])),
                "due": draw(st.sampled_from(["", "2025-11-25"])),
                "owner": draw(st.sampled_from(["", "Ada", "<b>"])),
                "pr": draw(st.sampled_from([[], ["PR #1"], ["https://x.example/pull/3"]])),
                "remains": draw(st.sampled_from(["", "No | `no`"])),
                "task_list": draw(st.sampled_from([[], ["One", "Two", "Three"]])),
                "added": draw(st.sampled_from(["", "2025-11-20"])),
            }
        )
    answers = {
        **ANSWERS,
        "initiative": draw(st.sampled_from(["Roadmap", "Other | `x`"])),
        "start": draw(st.sampled_from(["2025-11-24", "2025-12-08"])),
        "updated": draw(st.sampled_from(["2025-11-24", "2025-12-03"])),
        "buffer": draw(st.sampled_from(["0", "50"])),
        "identified": draw(st.lists(st.sampled_from(["S0", "S1", "漢字"]), max_size=3, unique=True)),
        "external_dependencies": draw(st.sampled_from([[], ["A", "D (by 2025-12-10) before Phase 4"]])),
        "unfilled": draw(st.sampled_from([[], ["01-CONTEXT-ANALYSIS.md", "03-s0-plan.md", "README.md"]])),
        "observed": draw(st.sampled_from([{}, {"done": {"s0": ["One"]}, "missing": ["04-s1-plan.md"]}])),
    }
    kept = confirmed(records, answers, CHECKPOINTS[: draw(st.integers(0, 6))])["checkpoints"]
    if draw(st.booleans()):
        kept = {name: {**one, "approved": {}} for name, one in kept.items()}
    return {**answers, "checkpoints": kept}, records


@given(plans(), plans())
def test_any_two_states(one: tuple[dict[str, Any], list[Record]], other: tuple[dict[str, Any], list[Record]]) -> None:
    was, now = compute(*one), compute(*other)
    same = differences(now, compute(*other))
    assert not same
    assert (same.packages, same.changed, in_words(same)) == ((), (), [])
    check(differences(was, now))
    check(differences(None, now))
    assert [in_words(differences(was, now)), subject(differences(was, now))] == [
        in_words(differences(compute(*one), compute(*other))),
        subject(differences(compute(*one), compute(*other))),
    ]


@settings(max_examples=15)
@given(st.data())
def test_generated_plans(data: st.DataObject) -> None:
    records = forty_packages()
    before = compute(generated.ANSWERS, records)
    assert not differences(before, compute(generated.ANSWERS, forty_packages()))
    chosen = data.draw(st.lists(st.integers(0, len(records) - 1), min_size=1, max_size=6, unique=True))
    for place in chosen:
        records[place] |= {
            "title": "Another",
            "status": data.draw(st.sampled_from(STATUSES)),
            "effort": data.draw(st.sampled_from(["", "1h", "9-20h"])),
        }
    found = differences(before, compute(generated.ANSWERS, records))
    assert found
    check(found)
