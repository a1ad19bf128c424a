from __future__ import annotations

import datetime
from typing import Any

import pytest
from work_packages.planning import records


def test_numbers() -> None:
    assert records.next_number([]) == 3
    assert records.next_number([{"part": "analysis", "analysis_number": 7}]) == 8
    assert records.next_analysis_number([]) == 1
    assert (
        records.next_analysis_number([{"part": "analysis", "analysis_number": 1}, {"part": "work-package", "number": 3}]) == 2
    )
    assert records.next_analysis_number([{"part": "work-package", "number": number} for number in (1, 2, 3)]) == 4


def test_first_records_are_numbered_and_know_each_other() -> None:
    made = records.first_records(
        ["completion", "risk", "risk"],
        ["Alpha", {"title": "Beta", "depends_on": "3"}, {"title": "Gamma", "number": 4}],
        "2025-01-01",
    )
    assert [records.record_file(record) for record in made] == [
        "01-completion-analysis.yml",
        "02-risk-analysis.yml",
        "03-alpha.yml",
        "05-beta.yml",
        "04-gamma.yml",
    ]
    assert made[3]["depends_on"] == ["alpha"]
    assert {record["added"] for record in made} == {"2025-01-01"}


def test_normalise_is_stable() -> None:
    given: dict[str, Any] = {
        "part": "work-package",
        "number": 3,
        "slug": "a",
        "title": " A\nb ",
        "effort": "4 - 6",
        "review": 1,
        "in_scope": "x; y",
        "testing": "yes",
        "summary": "One.\r\n\r\nTwo.",
        "depends_on": "04, 04, gone",
    }
    others = [{"slug": "other", "number": 4, "title": "Other"}]
    once = records.normalise(given, others)
    assert (once["title"], once["effort"], once["review"], once["in_scope"]) == ("A b", "4-6h", "1h", ["x", "y"])
    assert (once["testing"], once["summary"], once["depends_on"]) == (True, "One.\n\nTwo.", ["other", "gone"])
    assert records.normalise(once, others) == once
    assert records.compact(records.compact(once)) == records.compact(once)


def test_what_cannot_be_read_stays_and_is_a_fault() -> None:
    broken = records.normalise(
        {"part": "work-package", "number": 3, "slug": "a", "title": "A", "effort": "lots", "status": "resting"}
    )
    assert (broken["effort"], broken["status"]) == ("lots", "resting")
    package = records.read_package(broken)
    assert (package.is_estimated, package.status) == (False, "ready")
    assert len(package.faults) == 2


def test_answers_of_a_newer_version_are_left_out_of_the_snapshot() -> None:
    assert "mood" not in records.compact(
        {"part": "work-package", "number": 3, "slug": "a", "title": "A", "record_schema": 2, "mood": "good"}
    )


@pytest.mark.parametrize(
    ("answer", "entries"),
    [
        (None, []),
        ("", []),
        ("One; Two: the sequel", [{"title": "One"}, {"title": "Two: the sequel"}]),
        ("[{title: One, effort: 2h}, Two]", [{"title": "One", "effort": "2h"}, {"title": "Two"}]),
        ([None, "One"], [{"title": "One"}]),
        ({"title": "One"}, [{"title": "One"}]),
    ],
)
def test_identified_entries(answer: Any, entries: list[dict[str, str]]) -> None:
    assert records.identified_entries(answer) == entries
    assert records.identified_entries(records.identified_form(answer)) == entries


def test_resolve_by_slug_number_and_title() -> None:
    known = [{"slug": "result-types", "number": 4, "title": "Result Types"}, {"slug": "5", "number": 9, "title": "Odd"}]
    assert [
        records.resolve(name, known)
        for name in (
            "result-types",
            "Result-Types",
            "04-result-types-plan.md",
            "Phase 4",
            "04",
            "4",
            "RESULT types",
            "5",
            "9",
            "none",
        )
    ] == [
        "result-types",
        "result-types",
        "result-types",
        "result-types",
        "result-types",
        "result-types",
        "result-types",
        "5",
        "5",
        None,
    ]


def test_dates() -> None:
    assert records.as_date("2025-11-23") == records.as_date(datetime.date(2025, 11, 23))
    for wrong in (datetime.datetime(2025, 11, 23, 5), "2025-13-01", "23.11.2025", "", None):
        with pytest.raises(ValueError, match=r"does not match|month must be"):
            records.as_date(wrong)
