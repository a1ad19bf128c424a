from __future__ import annotations

from work_packages.planning.migrating import moved, renamed

NAMES = {"reason": "rationale", "hours": "effort"}


def test_an_answer_moves_to_its_new_name() -> None:
    assert renamed({"reason": "Because", "title": "A"}, NAMES) == {"title": "A", "rationale": "Because"}
    assert moved({"reason": "Because", "title": "A"}, NAMES) == {"rationale": "Because"}


def test_the_new_name_stands_before_the_old() -> None:
    assert renamed({"reason": "old", "rationale": "new"}, NAMES) == {"rationale": "new"}
    assert moved({"reason": "old", "rationale": "new"}, NAMES) == {}


def test_nothing_else_moves() -> None:
    assert renamed({"title": "A", "rationale": ""}, NAMES) == {"title": "A", "rationale": ""}
