"""What follows from a change of a package's status."""

from __future__ import annotations

from typing import Any

import pytest
from work_packages.planning.lifecycle import UNDER_WAY, advance
from work_packages.planning.records import STATUSES

DAY = "2025-12-03"


def after(before: dict[str, Any], **given: Any) -> dict[str, Any]:
    return advance(before, {**before, **given}, given, DAY)


@pytest.mark.parametrize("status", STATUSES)
def test_the_same_status_brings_nothing(status: str) -> None:
    record = {"status": status, "title": "A", "remains": "r", "remaining": "2h", "started": "", "completed": ""}
    assert after(record, status=status, title="B") == {**record, "title": "B"}
    assert after(record, title="B") == {**record, "title": "B"}


def test_no_status_is_ready() -> None:
    assert after({}, title="A") == {"title": "A"}
    assert after({"status": ""}, status="ready") == {"status": "ready"}
    assert after({"status": None}, title="A") == {"status": None, "title": "A"}


@pytest.mark.parametrize("status", UNDER_WAY)
def test_work_that_begins_is_started(status: str) -> None:
    assert after({"status": "ready"}, status=status) == {"status": status, "started": DAY}
    assert after({}, status=status) == {"status": status, "started": DAY}
    assert after({"started": ""}, status=status, started="2025-12-01") == {"status": status, "started": "2025-12-01"}
    assert after({"status": "deferred", "started": "2025-11-24"}, status=status)["started"] == "2025-11-24"
    assert after({"started": " "}, status=status)["started"] == DAY


def test_from_one_status_under_way_to_the_other() -> None:
    record = {"status": "in-progress", "started": "2025-11-24", "remaining": "2h", "remains": "The tests"}
    assert after(record, status="partial") == {**record, "status": "partial"}
    assert after({**record, "status": "partial"}, status="in-progress") == record


def test_work_that_ends_is_completed() -> None:
    assert after({"status": "in-progress", "started": "2025-11-24", "remaining": "2h"}, status="complete") == {
        "status": "complete",
        "started": "2025-11-24",
        "remaining": "",
        "completed": DAY,
    }
    assert after({"status": "ready"}, status="complete") == {"status": "complete", "remaining": "", "completed": DAY}
    assert after({}, status="complete", completed="2025-12-01")["completed"] == "2025-12-01"


def test_completed_again_is_completed_on_the_new_day() -> None:
    record = {"status": "complete", "started": "2025-11-24", "completed": "2025-11-28"}
    again = after(record, status="in-progress")
    assert again == {"status": "in-progress", "started": "2025-11-24", "completed": "2025-11-28"}
    assert after(again, status="complete") == {**record, "completed": DAY, "remaining": ""}


@pytest.mark.parametrize("was", UNDER_WAY)
def test_what_remained_is_over_once_it_is_complete(was: str) -> None:
    record = {"status": was, "remains": "The\nAPI", "history": ["Before"]}
    assert after(record, status="complete") == {
        "status": "complete",
        "remains": "",
        "history": ["Before", "Left half-way until 2025-12-03; what remained then, and is complete since: The API"],
        "remaining": "",
        "completed": DAY,
    }
    assert record == {"status": was, "remains": "The\nAPI", "history": ["Before"]}, "the record before stays as it is"
    assert after({"status": was, "remains": "A"}, status="complete")["history"] == [
        "Left half-way until 2025-12-03; what remained then, and is complete since: A"
    ]
    assert "history" not in after({"status": was, "remains": " "}, status="complete")


def test_what_remained_of_a_package_that_was_put_aside_is_over_once_it_is_complete() -> None:
    aside = after({"status": "partial", "started": "2025-11-24", "remains": "The API"}, status="deferred")
    assert aside == {"status": "deferred", "started": "2025-11-24", "remains": "The API", "remaining": ""}
    complete = after(aside, status="complete")
    assert (complete["remains"], complete.get("history")) == (
        "",
        ["Left half-way until 2025-12-03; what remained then, and is complete since: The API"],
    )


def test_a_package_that_is_ready_again_is_not_started() -> None:
    record = {"status": "in-progress", "started": "2025-11-24", "remaining": "2h", "remains": "All", "done": "Nothing"}
    assert after(record, status="ready") == {
        "status": "ready",
        "started": "",
        "remaining": "",
        "remains": "All",
        "done": "Nothing",
    }


@pytest.mark.parametrize("status", ["deferred", "dropped"])
def test_a_package_that_is_put_aside_was_started(status: str) -> None:
    record = {"status": "in-progress", "started": "2025-11-24", "remaining": "2h"}
    assert after(record, status=status) == {"status": status, "started": "2025-11-24", "remaining": ""}


def test_what_is_given_in_the_same_command_stands() -> None:
    record = {"status": "partial", "started": "2025-11-24", "remains": "The API"}
    given = {"status": "complete", "completed": "", "remaining": "1h", "remains": "The API of v2"}
    assert after(record, **given) == {**record, **given}
    assert after(record, status="ready", started="2025-12-01")["started"] == "2025-12-01"
    assert after({}, status="in-progress", started="") == {"status": "in-progress", "started": ""}
