"""Hand-written folders that are meant to do harm: each is read in little time, and makes a plan that can be used."""

from __future__ import annotations

import time

import pytest
from work_packages.adopting import words
from work_packages.adopting.reading import understood
from work_packages.planning import reading

LINES = {
    "an entry far to the right": " " * 600 + "- a",
    "spaces inside": "a" + " " * 16000 + "x",
    "a heading of spaces": "## " + " " * 4000 + "x",
    "links without an end": "[x](" * 4000,
    "underscores": "_" * 16000,
    "one long word": "a" * 20000,
    "many days": "**Due:** " + "2026-" * 4000,
    "many hours": "**Effort:** " + "1 " * 4000,
    "comments without an end": "<!--" * 4000,
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_no_line_takes_long_to_read(line: str) -> None:
    texts = {
        "README.md": f"# R\n\n{line}\n\n## Priority Order\n\n1. {line}\n\n| Package | Effort |\n|--|--|\n| {line} | {line} |\n",
        "03-a-plan.md": f"# A\n\nStatus: done\n\n{line}\n\n## Enables\n\n- {line}\n{line}\n\n## Scope\n\n{line}\n",
    }
    began = time.process_time()
    found = understood(texts, "x")
    assert [(one["slug"], one["status"]) for one in found.packages] == [("a", "complete")]
    assert time.process_time() - began < 5


def test_comments_are_taken_out_and_those_without_an_end_stay() -> None:
    assert reading._without_comments("a<!-- b\n -->c<!---->d<!-- e --> f <!-- g") == "acd f <!-- g"


def test_a_day_that_no_answer_may_be_is_none() -> None:
    days = ["0001-01-01", "1899-12-31", "1900-01-01", "2999-12-31", "3000-01-01", "9999-12-31"]
    assert [words.day(day) for day in days] == ["", "", "1900-01-01", "2999-12-31", "", ""]
    found = understood({"README.md": "# R\n\n**Created:** 9999-12-31\n", "03-a-plan.md": "# A\n"}, "0001-01-01-x")
    assert ("date" in found.initiative, found.unclear) == (False, ('README.md:3: date "9999-12-31"',))


def test_what_stands_far_behind_in_a_line_is_taken_whole() -> None:
    said = "word " * 1000 + "end"
    found = understood(
        {"README.md": f"# R\n\n{said}\n\n## Success Criteria\n\n- {said}\n", "03-a-plan.md": f"# A\n\n{said}\n"}, "x"
    )
    assert (found.initiative["overview"], found.initiative["overall_criteria"]) == (said, [said])
    assert found.packages[0]["summary"] == said
