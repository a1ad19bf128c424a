"""Checkpoints, the follow-on's packages, and the checklist, on plain values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work_packages.planning.checkpoints import (
    confirm,
    given_names,
    inherited,
    order_problem,
    phase,
    start_problem,
    states,
    waiting,
)
from work_packages.planning.continuing import (
    Named,
    identified_with_answers,
    read_previous,
    records_due,
    snapshot_previous,
    unfinished,
)
from work_packages.planning.workflow import CHECKPOINTS

ANSWERS: dict[str, Any] = {
    "initiative": "X",
    "date": "2025-11-23",
    "start": "2025-11-24",
    "agentic_hours_per_week": "20",
    "review_hours_per_week": "8",
    "identified": ["One"],
    "analyses": ["context"],
}


def record(number: int, slug: str, **answers: Any) -> dict[str, Any]:
    return {"part": "work-package", "number": number, "slug": slug, "title": slug.title(), **answers}


RECORDS = [
    {"part": "analysis", "analysis_number": 1, "analysis_type": "context"},
    record(3, "one", effort="4-6h"),
    record(4, "two", depends_on=["one"], effort="2h"),
]


def confirmed(*names: str, records: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return confirm(names, {}, ANSWERS, RECORDS if records is None else records, "2025-11-24", "Kim")


def test_everything_is_open_at_first() -> None:
    found = states({}, ANSWERS, [])
    assert [checkpoint.state for checkpoint in found] == ["open"] * 6
    assert waiting(found) == found[0]


def test_phase_is_that_of_the_first_checkpoint_never_confirmed() -> None:
    assert [phase(CHECKPOINTS[:count]) for count in range(7)] == [1, 2, 3, 4, 5, 6, 7]


def test_what_was_approved_stays_confirmed() -> None:
    found = states(confirmed(*CHECKPOINTS), ANSWERS, RECORDS)
    assert {checkpoint.state for checkpoint in found} == {"confirmed"} and waiting(found) is None
    assert {(checkpoint.date, checkpoint.by) for checkpoint in found} == {("2025-11-24", "Kim")}


def test_confirming_again_replaces_only_that_one() -> None:
    before = confirmed(*CHECKPOINTS)
    after = confirm(["packages"], before, ANSWERS, RECORDS[:2], "2025-12-01", "Lee")
    assert list(after) == list(CHECKPOINTS)
    assert after["packages"]["by"] == "Lee" and after["scope"] == before["scope"]


@given(
    status=st.sampled_from(("ready", "in-progress", "partial", "complete", "deferred", "dropped")),
    words=st.text(max_size=20),
)
def test_progress_and_prose_reopen_nothing(status: str, words: str) -> None:
    stored = confirmed(*CHECKPOINTS)
    names = ("summary", "why", "impact", "done", "remains", "pr", "adr", "priority_reason")
    moved = [
        {**one, "status": status, "actual": "9h", "completed": "2026-01-01", "insights": [words], **dict.fromkeys(names, words)}
        if "slug" in one
        else one
        for one in RECORDS
    ]
    answers = {**ANSWERS, "overview": words, "rationale": words, "updated": "2026-01-01"}
    assert {checkpoint.state for checkpoint in states(stored, answers, moved)} == {"confirmed"}


def changes(name: str, records: list[dict[str, Any]], **answers: Any) -> list[str]:
    found = states(confirmed(*CHECKPOINTS), {**ANSWERS, **answers}, records)
    return list(next(checkpoint for checkpoint in found if checkpoint.name == name).changes)


def test_changes_in_words() -> None:
    longer = [*RECORDS[:1], {**RECORDS[1], "effort": "8-12h"}, RECORDS[2], record(7, "seven", effort="4-6h")]
    assert changes("packages", longer) == ["effort of 03 was 4-6h, is 8-12h", "07 is new"]
    assert changes("packages", RECORDS[:2]) == ["04 is gone"]
    assert changes("priorities", longer) == ["07 is new"]
    assert changes("roadmap", longer) == [
        "total effort was 6-8h, is 14-20h",
        "total review was 2h, is 3h",
    ]
    assert changes("analysis", RECORDS[1:]) == ["01-CONTEXT-ANALYSIS.md is gone"]
    assert changes("folder", RECORDS, analyses=["context", "risk"]) == ['analyses: "risk" is new']
    assert changes("scope", RECORDS, identified=["One", "Two"]) == ['"Two" is new']
    assert changes("scope", RECORDS, identified=[{"title": "One", "effort": "9h"}]) == [
        'effort of "One" was not estimated, is 9h',
        'review of "One" was not estimated, is 1h',
    ]
    assert changes("roadmap", RECORDS, start="2025-12-01") == ["start of week 1 was 2025-11-24, is 2025-12-01"]


FULL = [
    record(3, "one", effort="4-6h", success_criteria=["1 of 1"], in_scope=["This"]),
    record(4, "two", effort="2-3h", depends_on=["one"]),
    record(5, "three", effort="2-3h", value="low"),
]

#: A change of one record, and what each checkpoint that it reopens says. Those that are not named stay confirmed.
REOPENING: dict[str, tuple[str, dict[str, Any], dict[str, list[str]]]] = {
    "dependencies": ("three", {"depends_on": ["two"]}, {"packages": ["dependencies of 05 were none, are 04"]}),
    "outside dependencies": ("one", {"blocked_by": ["Server"]}, {"packages": ['outside dependencies of 03: "Server" is new']}),
    "criteria": (
        "one",
        {"success_criteria": ["2 of 2"]},
        {"packages": ['success criteria of 03: "2 of 2" is new, "1 of 1" is gone']},
    ),
    "scope": ("one", {"in_scope": ["This", "That"]}, {"packages": ['scope of 03: "That" is new']}),
    "out of scope": ("one", {"out_of_scope": ["That"]}, {"packages": ['what is out of scope of 03: "That" is new']}),
    "title": ("one", {"title": "Uno"}, {}),
    "review": (
        "one",
        {"review": "2h"},
        {"packages": ["review of 03 was 1h, is 2h"], "roadmap": ["total review was 3h, is 4h"]},
    ),
    "priority": (
        "three",
        {"priority": "high"},
        {"priorities": ["priority of 05 was LOW, is HIGH", "order was 03, 04, 05, is 05, 03, 04"]},
    ),
    "value": (
        "three",
        {"value": "high"},
        {"priorities": ["priority of 05 was LOW, is HIGH", "order was 03, 04, 05, is 05, 03, 04"]},
    ),
    "tasks": ("one", {"task_list": ["A"]}, {}),
    "testing": ("one", {"testing": True}, {}),
}


@pytest.mark.parametrize("name", REOPENING)
def test_what_each_change_reopens(name: str) -> None:
    slug, change, expected = REOPENING[name]
    stored = confirmed(*CHECKPOINTS, records=FULL)
    changed = [{**one, **change} if one["slug"] == slug else one for one in FULL]
    found = {checkpoint.name: list(checkpoint.changes) for checkpoint in states(stored, ANSWERS, changed) if checkpoint.changes}
    assert found == expected


@pytest.mark.parametrize(
    ("answer", "value", "expected"),
    [
        (
            "agentic_hours_per_week",
            "3",
            ["agentic hours per week was 20h, is 3h"],
        ),
        ("review_hours_per_week", 4, ["review hours per week was 8h, is 4h"]),
        ("buffer", "20%", ["buffer on open work was 0%, is 20%"]),
        ("overall_criteria", "All is well", ['overall success criteria: "All is well" is new']),
        ("external_dependencies", ["Server"], ['external dependencies: "Server" is new']),
    ],
)
def test_what_each_answer_reopens(answer: str, value: Any, expected: list[str]) -> None:
    assert changes("roadmap", RECORDS, **{answer: value}) == expected


def test_a_new_number_alone_reopens_nothing() -> None:
    assert changes("packages", [RECORDS[0], RECORDS[1], {**RECORDS[2], "number": 9}]) == []


def test_what_cannot_be_read_is_a_change_and_no_crash() -> None:
    stored = {**confirmed(*CHECKPOINTS), "packages": {"date": None, "approved": "all"}, "roadmap": "yes"}
    found = {checkpoint.name: checkpoint for checkpoint in states(stored, ANSWERS, RECORDS)}
    assert found["packages"].state == "reopened" and found["roadmap"].state == "open"


def test_inherited_goes_as_far_as_the_initiative() -> None:
    assert list(inherited(ANSWERS, RECORDS)) == list(CHECKPOINTS)
    assert list(inherited(ANSWERS, RECORDS[:1])) == ["scope", "folder"]
    assert list(inherited(ANSWERS, [])) == ["scope"]


@pytest.mark.parametrize(
    ("names", "stored", "expected"),
    [
        (["scope"], (), ""),
        (list(CHECKPOINTS), (), ""),
        (["folder"], (), '"folder" comes after "scope", which is not confirmed'),
        (["folder", "scope"], (), '"folder" comes after "scope"'),
        (["scope"], ("scope",), '"scope" is confirmed already, on 2025-11-24 by Kim. Next is -d confirm=folder.'),
        (["roadmap"], CHECKPOINTS, "So are all others: leave the answer out."),
        (["folder", "folder"], ("scope",), "stands in the list twice"),
    ],
)
def test_order_of_confirmations(names: list[str], stored: tuple[str, ...], expected: str) -> None:
    found = order_problem(names, states(confirmed(*stored), ANSWERS, RECORDS))
    assert expected in found and bool(found) == bool(expected)


def test_names_as_typed() -> None:
    assert (
        given_names("scope, folder")
        == given_names("[scope, folder]")
        == given_names(["scope", "folder"])
        == ["scope", "folder"]
    )


def test_who_may_start() -> None:
    done = states(confirmed(*CHECKPOINTS), ANSWERS, RECORDS)
    early = states(confirmed(*CHECKPOINTS[:5]), ANSWERS, RECORDS)
    reopened = states(confirmed(*CHECKPOINTS), ANSWERS, RECORDS[:2])
    assert start_problem("in-progress", "ready", done) == ""
    assert "checkpoint roadmap is not confirmed" in start_problem("complete", "ready", early)
    assert start_problem("deferred", "ready", early) == ""
    assert "checkpoint packages is reopened (04 is gone)" in start_problem("in-progress", "ready", reopened)
    assert "the other answers change what was approved (04 is gone)" in start_problem("in-progress", "ready", reopened, done)
    assert start_problem("complete", "in-progress", reopened) == ""
    assert "is not confirmed" in start_problem("complete", "in-progress", early), "a status set by hand opens no door"


PREVIOUS = snapshot_previous(
    "2025-01-01-first",
    {"initiative": "First", "agentic_hours_per_week": "20", "external_dependencies": ["Keys", "A contract before Phase 5"]},
    [
        record(3, "done", status="complete", effort="4h", actual="6h", review="1h", actual_review="2h"),
        record(
            4,
            "half",
            status="partial",
            effort="3-4h",
            review="1h",
            depends_on=["done"],
            remains="The rest",
            task_list=["A", "B"],
        ),
        record(5, "later", status="deferred", effort="2h", review="0.5h", depends_on=["half", "4"]),
        record(6, "never", status="dropped"),
    ],
    {"external": ["Keys"], "met": {"done": ["It works"]}},
)


def test_unfinished_packages_have_all_their_answers_and_new_estimates() -> None:
    half, later = unfinished(PREVIOUS)
    assert (half["title"], half["effort"], half["review"], half["remains"], half["task_list"]) == (
        "Half",
        "4.5-6h",
        "2h",
        "The rest",
        ["A", "B"],
    )
    assert "The estimate was 3-4h agentic and 1h review in 2025-01-01-first" in half["insights"][0]
    assert not {"status", "number", "actual", "added"} & set(half) | {"status", "number"} & set(later)


def test_what_is_left_of_a_package_and_of_the_session_is_taken_over() -> None:
    made = snapshot_previous(
        "2025-01-01-first",
        {"initiative": "First"},
        [
            record(
                3,
                "half",
                status="partial",
                effort="6-8h",
                review="2h",
                actual="5h",
                actual_review="0.5h",
                blocked_by=["Keys", "A contract (by 2025-02-01)"],
                success_criteria=["One", "Two"],
            ),
            record(4, "said", status="in-progress", effort="6-8h", actual="5h", remaining="2-3h"),
        ],
        {"resolved": {"half": ["Keys"]}, "met": {"half": ["One"]}, "written": {"half": {"summary": "By hand.", "why": ""}}},
    )
    half, said = unfinished(made)
    assert (half["effort"], half["review"], half["blocked_by"]) == ("1-3h", "1.5h", ["A contract (by 2025-02-01)"])
    assert half["summary"] == "By hand."
    assert half["insights"] == [
        "The estimate was 6-8h agentic and 2h review in 2025-01-01-first; 5h agentic and 0.5h review were spent",
        "Met in 2025-01-01-first already: One",
    ]
    assert said["effort"] == "2-3h"
    assert said["insights"] == [
        "The estimate was 6-8h agentic and 1h review in 2025-01-01-first; 5h agentic were spent and 2-3h were said to remain"
    ]
    assert not {"started", "remaining", "unblocked", "history", "rank"} & set(half)
    assert (PREVIOUS["external"], PREVIOUS["met"], PREVIOUS["agentic_hours_per_week"]) == (
        ["A contract"],
        {"done": ["It works"]},
        "20",
    )


def test_a_session_without_records_is_what_a_person_says_of_it() -> None:
    completed = ["Login (PR #12, ADR 3): with passkeys", {"title": "Search", "pr": ["PR #1", "PR #2"], "notes": "fast"}]
    session = read_previous({"folder": "old", "link": ""}, completed, "Export: the format -> the button; Import")
    assert session and session.is_known and session.completed == 50 and session.link == ""
    assert session.completed_by_hand == (
        Named("Login", ("PR #12", "ADR 3"), "with passkeys", "with passkeys", ""),
        Named("Search", ("PR #1", "PR #2"), "fast"),
    )
    assert session.partial_by_hand == (Named("Export", (), "", "the format", "the button"), Named("Import"))


def test_without_measurements_estimates_stand() -> None:
    plain = snapshot_previous("2025-01-01-first", {"initiative": "First"}, [record(3, "one", effort="3-4h")], {})
    (entry,) = unfinished(plain)
    assert entry["effort"] == "3-4h" and "insights" not in entry


def test_an_entry_is_completed_by_its_name_and_what_it_says_stands() -> None:
    entries = identified_with_answers(["later", {"title": "Half", "effort": "1h"}, "New"], PREVIOUS)
    assert [entry["title"] for entry in entries] == ["Later", "Half", "New"]
    assert entries[0]["depends_on"] == ["half"]
    assert entries[1]["effort"] == "1h" and entries[1]["remains"] == "The rest" and entries[1]["depends_on"] == []
    (alone,) = identified_with_answers(["Later"], PREVIOUS)
    assert alone["depends_on"] == [], "what it needed stays behind"


def test_previous_session() -> None:
    session = read_previous(PREVIOUS)
    assert session and session.completed == 33
    assert [package.slug for package in session.of("partial", "deferred")] == ["half", "later"]
    assert read_previous({}) is None and read_previous("x") is None
    foreign = read_previous({"folder": "2025-01-01-by-hand"})
    assert foreign and foreign.packages == () and foreign.calibration is None and foreign.completed == 0
    assert unfinished({"folder": "2025-01-01-by-hand"}) == []


def due(passed: tuple[str, ...], before: tuple[str, ...], known: list[dict[str, Any]], **answers: Any) -> list[str]:
    made = records_due({**ANSWERS, **answers}, ANSWERS if known or before else None, known, passed, before, "2025-11-24")
    return [str(one.get("slug") or one.get("analysis_type")) for one in made]


def test_records_come_with_their_checkpoints() -> None:
    assert due(("scope",), (), []) == []
    assert due(("scope", "folder"), ("scope",), []) == ["context"]
    assert due(CHECKPOINTS[:3], CHECKPOINTS[:2], RECORDS[:1]) == ["context", "one"]
    assert due(CHECKPOINTS[:3], (), []) == ["context", "one"]
    # Later only what is named in addition: what a person deleted is not made again.
    assert due(CHECKPOINTS[:3], CHECKPOINTS[:3], []) == []
    assert due(CHECKPOINTS[:3], CHECKPOINTS[:3], RECORDS[:2], identified=["One", "Two", "New"]) == [
        "context",
        "one",
        "two",
        "new",
    ]
    assert due(CHECKPOINTS[:3], CHECKPOINTS[:3], RECORDS[:1], analyses=["context", "risk"]) == ["context", "risk"]


def test_titles_in_another_script_are_known_again() -> None:
    known = [record(3, "package-3", title="可观测性")]
    assert due(CHECKPOINTS[:3], CHECKPOINTS[:3], known, identified=["缓存", "可观测性"]) == ["package-3", "package-4"]
