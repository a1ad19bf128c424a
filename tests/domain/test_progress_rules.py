"""The rules for answers about work under way: days, hours left, ranks, outside things, and earlier sessions."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from work_packages.planning.answers import given_problems, package_problems, problem, progress_problems, unblocked_problem
from work_packages.planning.records import read_package

TODAY = "2025-12-03"


def wrong(given: dict[str, Any], **before: Any) -> list[str]:
    return progress_problems(given, before, TODAY)


# Days and hours of one package.


@pytest.mark.parametrize(
    ("given", "before"),
    [
        ({}, {}),
        ({"title": "A"}, {"status": "complete", "completed": "2099-01-01", "started": "2099-01-02"}),
        ({"status": "in-progress", "started": "2025-12-01"}, {}),
        ({"started": "2025-12-01"}, {"status": "partial"}),
        ({"status": "complete", "completed": "2025-12-02"}, {"status": "in-progress", "started": "2025-12-02"}),
        ({"status": "complete", "started": "2025-12-01", "completed": "2025-12-02"}, {}),
        ({"completed": "2025-12-02"}, {"status": "complete", "completed": "2025-12-01"}),
        # Where it is tomorrow already.
        ({"status": "complete", "completed": "2025-12-04", "started": "2025-12-04"}, {}),
        # Taken up again: the completion document stays, and so does its day.
        ({"completed": "2025-12-02"}, {"status": "in-progress", "completed": "2025-12-01"}),
        ({"completed": "", "started": "", "remaining": ""}, {"status": "ready"}),
        ({"remaining": "2h"}, {"status": "in-progress"}),
        ({"remaining": "0h", "status": "partial"}, {"status": "ready"}),
        ({"started": datetime.date(2025, 12, 1)}, {"status": "in-progress"}),
        ({"started": "2025-11-30"}, {"status": "deferred"}),
    ],
)
def test_right(given: dict[str, Any], before: dict[str, Any]) -> None:
    assert wrong(given, **before) == []


@pytest.mark.parametrize(
    ("given", "before"),
    [
        ({"completed": "2025-12-01"}, {}),
        ({"completed": "2025-12-01"}, {"status": "in-progress"}),
        ({"completed": "2025-12-01", "status": "partial"}, {"status": ""}),
    ],
)
def test_a_day_of_completion_of_what_is_not_complete(given: dict[str, Any], before: dict[str, Any]) -> None:
    assert wrong(given, **before) == [
        "completed: the work package is not complete. Give the day together with -d status=complete."
    ]


@pytest.mark.parametrize("before", [{}, {"status": "ready"}, {"status": None}])
def test_a_start_of_what_is_not_started(before: dict[str, Any]) -> None:
    assert wrong({"started": "2025-12-01"}, **before) == [
        "started: the work package is not started. Give the day together with -d status=in-progress."
    ]
    assert wrong({"started": "2025-12-01", "status": "ready"}, status="in-progress") != []


@pytest.mark.parametrize("status", ["ready", "complete", "deferred", "dropped"])
def test_what_remains_of_what_is_not_under_way(status: str) -> None:
    words = (
        "remaining: says what is left of work under way. "
        "Give it together with -d status=in-progress or status=partial, or change effort."
    )
    assert wrong({"remaining": "2h"}, status=status) == [words]
    assert wrong({"remaining": "2h", "status": status}, status="in-progress", remains="Half of it") == [words]


@pytest.mark.parametrize("status", ["deferred", "dropped"])
def test_putting_aside_needs_a_reason(status: str) -> None:
    missing = [f"remains: is missing. Say why the work package is {status}: -d remains=REASON."]
    assert wrong({"status": status}, status="ready") == missing
    assert wrong({"status": status, "remains": " "}, status="ready", remains="Half of it") == missing
    assert wrong({"status": status, "remains": "Nobody asked"}, status="ready") == []
    assert wrong({"status": status}, status="partial", remains="Half of it") == []
    assert wrong({"title": "Another"}, status=status) == []


def test_days_that_are_still_to_come() -> None:
    assert wrong({"status": "complete", "started": "2025-12-05", "completed": "2025-12-06"}) == [
        'started: "2025-12-05" is still to come: today is 2025-12-03. Give the day on which it happened.',
        'completed: "2025-12-06" is still to come: today is 2025-12-03. Give the day on which it happened.',
    ]


def test_several_problems_are_all_said() -> None:
    found = wrong({"started": "2025-12-09", "completed": "2025-12-01", "remaining": "1h"}, status="ready")
    assert [one.partition(":")[0] for one in found] == ["completed", "started", "remaining", "started"]


@pytest.mark.parametrize(
    ("given", "before", "words"),
    [
        (
            {"status": "complete", "started": "2025-12-02", "completed": "2025-12-01"},
            {},
            "started: work that started on 2025-12-02 cannot be complete on 2025-12-01. Give the right days.",
        ),
        (
            {"status": "complete", "completed": "2025-12-01"},
            {"status": "in-progress", "started": "2025-12-02"},
            "completed: work that started on 2025-12-02 cannot be complete on 2025-12-01. Give the right days.",
        ),
        (
            {"status": "complete", "started": "2025-12-04"},
            {},
            "started: work that started on 2025-12-04 cannot be complete on 2025-12-03. Give the right days.",
        ),
        (
            {"completed": "2025-11-30"},
            {"status": "complete", "started": "2025-12-01", "completed": "2025-12-02"},
            "completed: work that started on 2025-12-01 cannot be complete on 2025-11-30. Give the right days.",
        ),
    ],
)
def test_work_ends_after_it_begins(given: dict[str, Any], before: dict[str, Any], words: str) -> None:
    assert wrong(given, **before) == [words]


def test_a_start_after_the_day_on_which_it_was_completed() -> None:
    before = {"status": "complete", "started": "2025-11-18", "completed": "2025-11-20"}
    assert wrong({"started": "2025-11-19"}, **before) == []
    assert wrong({"started": "2025-11-25"}, **before) == [
        "started: work that started on 2025-11-25 cannot be complete on 2025-11-20. Give the right days."
    ]


# What is left, and ranks.


@pytest.mark.parametrize("value", ["", " ", None, "2-3h", "2h", 2, 0, "0h", "0-1h", "1.5", "0.5 to 1 hours"])
def test_right_remaining(value: Any) -> None:
    assert problem("remaining", value) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("soon", "is not a number of hours, nor a range of them"),
        ("3-2h", "has its larger bound first"),
        ("-1h", "is not a number of hours, nor a range of them"),
        ("1001h", "is more than 1000 hours"),
        ("1-2-3h", "is not a number of hours, nor a range of them"),
    ],
)
def test_wrong_remaining(value: str, words: str) -> None:
    assert problem("remaining", value) == f'"{value}" {words}. Give the agentic hours that are left as 2-3h or 2h.'


@pytest.mark.parametrize("value", ["", None, " ", 1, "1", " 7 ", "0042", 9999])
def test_right_rank(value: Any) -> None:
    assert problem("rank", value) == ""


@pytest.mark.parametrize("value", [0, "0", -1, "1.5", 10000, "first", True, "1 2", ["1"], "²"])
def test_wrong_rank(value: Any) -> None:
    assert problem("rank", value) == (
        f'"{value}" is not a rank. Give a whole number from 1 to 9999, the lowest first; leave it empty for none.'
    )


@pytest.mark.parametrize("value", ["٣", "３", "०१"])
def test_a_rank_that_the_record_cannot_hold_is_wrong(value: str) -> None:
    read = read_package({"part": "work-package", "number": 3, "slug": "a", "rank": value})
    assert (read.faults == ()) == (problem("rank", value) == "")


# Outside things.


@pytest.mark.parametrize("name", ["blocked_by", "external_dependencies"])
def test_days_of_outside_things(name: str) -> None:
    right: tuple[Any, ...] = (
        None,
        "",
        [],
        "Cache server",
        "Cache server (by 2025-12-05); Licence",
        ["A (by 2025-12-05)"],
        "Cache (by soon)",
    )
    assert [value for value in right if problem(name, value)] == []
    assert problem(name, "Cache server (by 2025-02-30); Licence") == (
        '"2025-02-30" is not a date. Give it as YYYY-MM-DD, for example 2025-11-23.'
    )
    assert problem(name, ["A (by 2025-12-05)", "B (by 2025-13-01)", "C (by 1899-12-31)"]) == (
        '"2025-13-01" is not a date. Give it as YYYY-MM-DD, for example 2025-11-23. '
        '"1899-12-31" is too far away. Give a day from 1900 to 2999.'
    )


WAITED = ["Cache server (by 2025-12-05)", "Licence"]


@pytest.mark.parametrize(
    "given", [None, "", [], "cache  SERVER", "Cache server (by 2025-12-05); Licence", ["LICENCE"], "[Licence, Cache server]"]
)
def test_right_unblocked(given: Any) -> None:
    assert unblocked_problem(given, WAITED) == ""
    assert unblocked_problem(given, "; ".join(WAITED)) == ""


def test_wrong_unblocked() -> None:
    assert unblocked_problem("Licences", WAITED) == (
        '"Licences" is nothing that is waited for. Did you mean Licence? Waited for are Cache server and Licence.'
    )
    assert unblocked_problem(["Licence", "3"], WAITED) == (
        '"3" is nothing that is waited for. Waited for are Cache server and Licence.'
    )
    assert unblocked_problem("A; B", []) == (
        '"A" is nothing that is waited for. It waits for nothing from outside. '
        '"B" is nothing that is waited for. It waits for nothing from outside.'
    )
    assert unblocked_problem("A", None) == '"A" is nothing that is waited for. It waits for nothing from outside.'


def test_unblocked_is_looked_at_beside_what_is_waited_for() -> None:
    known = [{"slug": "a", "number": 3, "title": "A", "depends_on": [], "blocked_by": WAITED}]
    assert package_problems({"unblocked": "Licence"}, known, "a") == []
    assert package_problems({"unblocked": "Licence", "blocked_by": "Key"}, known, "a") == [
        'unblocked: "Licence" is nothing that is waited for. Waited for are Key.'
    ]
    assert package_problems({"title": "B", "unblocked": "Key", "blocked_by": "Key (by 2025-12-05)"}, known) == []
    assert package_problems({"title": "B", "unblocked": "Licence"}, known) == [
        'unblocked: "Licence" is nothing that is waited for. It waits for nothing from outside.'
    ]


# Earlier sessions.


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        "2025-11-23-first-roadmap",
        "docs/plans/2025",
        "docs/plans/2025/",
        "plans",
        "./plans",
        ".engineering/artifacts/planning/2025-11-23-first-roadmap",
        "Pläne/设计 2025",
        "a..b/c",
    ],
)
def test_right_previous(value: Any) -> None:
    assert problem("previous", value) == ""


@pytest.mark.parametrize(
    "value", ["..", "../plans", "docs/../../plans", "/etc", "~/plans", "~", "C:/plans", "c:plans", "a\\..\\b", "//host/share"]
)
def test_previous_stays_inside(value: str) -> None:
    assert problem("previous", value) == (
        f'"{value}" is not a folder inside the repository. '
        "Give a relative path such as docs/plans/2025, or a planning folder's name."
    )


@pytest.mark.parametrize(
    "value", ["https://example.com/plans", "docs\\plans", "plans?", "a|b", 'a"b', "<a>", "docs/.git/x", "con", "a./b"]
)
def test_previous_is_a_folder_of_every_system(value: str) -> None:
    assert problem("previous", value) != ""


@pytest.mark.parametrize("name", ["previous_completed", "previous_partial"])
def test_what_an_earlier_session_did(name: str) -> None:
    right: tuple[Any, ...] = (
        None,
        "",
        [],
        "Login (PR #12): what it does; Search",
        ["Login", {"title": "Search", "pr": "PR #1", "adr": "ADR 7", "notes": "n", "done": "d", "remains": "r"}],
        {"title": "Search"},
        [None, "Login"],
    )
    assert [value for value in right if problem(name, value)] == []
    assert problem(name, 5) == '"5" is not a list. Give titles, or mappings of title, pr, adr, notes, done and remains.'
    assert problem(name, True) == '"True" is not a list. Give titles, or mappings of title, pr, adr, notes, done and remains.'
    assert problem(name, ["Login", {"title": "Search", "effort": "4h", "status": "done"}]) == (
        'entry 2 has "effort" and "status", and may have title, pr, adr, notes, done and remains.'
    )
    assert problem(name, [{"done": "All"}]) == "entry 1 has no title. Give each a title."
    assert problem(name, {"title": " "}) == "entry 1 has no title. Give each a title."


def test_these_are_answers_of_their_parts() -> None:
    given = {"remaining": "soon", "rank": 0, "blocked_by": "A (by 2025-02-30)", "owner": ["Kim"]}
    assert [one.partition(":")[0] for one in given_problems(given, "work-package")] == list(given)
    given = {"previous": "..", "previous_completed": 5, "previous_partial": 5, "external_dependencies": "A (by 2025-02-30)"}
    assert [one.partition(":")[0] for one in given_problems(given, "initiative")] == list(given)
