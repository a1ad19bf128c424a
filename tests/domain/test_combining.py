from __future__ import annotations

from typing import Any

import pytest
from work_packages.planning.combining import Clash, combine, combine_answers, combine_records, without_clashes


def package(slug: str, number: int = 3, **answers: Any) -> dict[str, Any]:
    return {"part": "work-package", "number": number, "slug": slug, "title": slug.title(), **answers}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged", "clash"),
    [
        ("a", "a", "a", "a", False),
        ("a", "b", "a", "b", False),
        ("a", "a", "c", "c", False),
        ("a", "b", "b", "b", False),
        ("a", "b", "c", "b", True),
        (None, "b", "c", "b", True),
        ([], ["x"], ["y"], ["y", "x"], False),
        (["a"], ["a", "x"], ["a", "y"], ["a", "y", "x"], False),
        (["a", "b"], ["b"], ["a", "b", "c"], ["b", "c"], False),
        (["a", "b"], ["a", "B"], ["a", "b!"], ["a", "B"], True),
        ([], ["x"], ["x"], ["x"], False),
        ([], [{"title": "A"}], ["B"], ["B", {"title": "A"}], False),
    ],
)  # fmt: skip
def test_one_answer(base: Any, ours: Any, theirs: Any, merged: Any, clash: bool) -> None:
    assert combine(base, ours, theirs) == (merged, clash)


def test_each_branch_adds_changes_and_deletes() -> None:
    base = [package("one"), package("two", 4), package("three", 5), package("four", 6)]
    ours = [package("one", status="complete", actual="3h"), package("two", 4), package("four", 6), package("five", 7)]
    theirs = [package("one", effort="2-3h"), package("three", 5), package("four", 6, why="Because"), package("six", 7)]
    combined = combine_records(base, ours, theirs)
    assert combined.clashes == []
    assert [(one["number"], one["slug"]) for one in combined.records] == [(3, "one"), (6, "four"), (7, "five"), (7, "six")]
    one, four, *_ = combined.records
    assert (one["status"], one["actual"], one["effort"], four["why"]) == ("complete", "3h", "2-3h", "Because")


def test_what_one_deleted_and_the_other_changed_stays() -> None:
    combined = combine_records([package("one")], [], [package("one", why="Because")])
    assert [one["slug"] for one in combined.records] == ["one"]


def test_clashes_name_the_record_and_ours_stands() -> None:
    combined = combine_records([package("one", why="a")], [package("one", why="b", number=8)], [package("one", why="c")])
    assert combined.clashes == [Clash("08-one.yml", "why", "b", "c")]
    assert combined.records[0]["why"] == "b"


def test_later_days_and_confirmations_win() -> None:
    ours = {
        "updated": "2026-01-02",
        "checkpoints": {"scope": {"date": "2026-01-01"}, "folder": {"date": "2026-01-09"}},
        "start": "x",
    }
    theirs = {"updated": "2026-01-03", "checkpoints": {"scope": {"date": "2026-01-05"}}, "start": "y"}
    merged, clashes = combine_answers({"checkpoints": {"scope": {"date": "2025-01-01"}}}, ours, theirs, list(ours))
    assert merged == {
        "updated": "2026-01-03",
        "checkpoints": {"scope": {"date": "2026-01-05"}, "folder": {"date": "2026-01-09"}},
        "start": "x",
    }
    assert clashes == [Clash("", "start", "x", "y")]


def test_what_two_starts_said_differently_is_neither() -> None:
    both, clashes = combine_answers({"a": "0"}, {"a": "1", "b": "2"}, {"a": "3", "b": "2"}, ["a", "b"])
    start = without_clashes(both, clashes)
    assert start["b"] == "2"
    # Whoever has chosen one of them since has changed it: the same choice is no clash, and another is one.
    assert combine(start["a"], "1", "1") == ("1", False)
    assert combine(start["a"], "1", "3") == ("1", True)
    assert without_clashes({"a": ["x"]}, [Clash("", "a", ["x"], ["y"])]) == {"a": []}
