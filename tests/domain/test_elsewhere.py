"""Packages of other initiatives: how they are named, what is kept of them, and the cycles through them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from work_packages.planning.blockers import Blocker
from work_packages.planning.elsewhere import Beside, Elsewhere, is_elsewhere, observed, read

SEARCH: dict[str, Any] = {
    "initiative": "Search | `x`",
    "packages": [
        {"number": 3, "slug": "index", "title": "Index", "state": "ready", "last": "2026-01-14", "file": "03-index-plan.md"},
        {
            "number": 4,
            "slug": "ranking",
            "title": "Ranking",
            "state": "waiting",
            "needs": ["index", "2026-01-05-checkout/retries"],
        },
        {"number": 5, "slug": "done", "title": "Done", "state": "complete", "last": "2026-01-09"},
    ],
}
OTHERS = {"2026-01-12-search": SEARCH, "2026-01-14-portal": None, "2025-01-01-search": {"initiative": "Old", "packages": []}}


@pytest.fixture
def beside() -> Beside:
    return Beside("2026-01-05-checkout", list(OTHERS), OTHERS.get)


@pytest.mark.parametrize(
    ("reference", "stored"),
    [
        ("2026-01-12-search/index", "2026-01-12-search/index"),
        ("2026-01-12-search/3", "2026-01-12-search/index"),
        ("2026-01-12-SEARCH/03-index-plan.md", "2026-01-12-search/index"),
        ("2026-01-12-search / Ranking", "2026-01-12-search/ranking"),
        ("checkout/03", "03"),
        ("2026-01-05-checkout/retries", "retries"),
        ("search/index", "search/index"),
        ("2026-01-12-search/", "2026-01-12-search/"),
        ("/index", "/index"),
    ],
)
def test_stored_form(beside: Beside, reference: str, stored: str) -> None:
    assert beside.stored_form(reference) == stored


def test_problems(beside: Beside) -> None:
    assert beside.problem("2026-01-12-search/index") == ""
    assert beside.problem("search/index") == (
        '"search/index": "search" is no planning folder beside this one. Did you mean 2025-01-01-search? There are: '
        "2026-01-12-search, 2026-01-14-portal, 2025-01-01-search."
    ), "two folders are called so"
    assert (
        beside.problem("2026-01-14-portal/login")
        == '"2026-01-14-portal/login": 2026-01-14-portal cannot be read now. Put it right first.'
    )
    assert beside.problem("2026-01-12-search/") == (
        '"2026-01-12-search/": "" is no work package of 2026-01-12-search. Known: 03 index, 04 ranking, 05 done.'
    )


def test_what_is_kept() -> None:
    records: list[dict[str, Any]] = [
        {"part": "work-package", "slug": "a", "depends_on": ["b", "2026-01-12-search/index", "2026-01-12-search/gone"]},
        {"part": "work-package", "slug": "b", "depends_on": ["2026-01-12-search/done", "2026-01-14-portal/x"]},
        {"part": "analysis", "analysis_type": "context"},
    ]
    assert observed(records, {}, OTHERS, "2026-01-05-checkout") == {
        "2026-01-12-search/index": {
            "initiative": "Search | `x`",
            "number": 3,
            "title": "Index",
            "file": "03-index-plan.md",
            "state": "ready",
            "finish": "2026-01-14",
        },
        "2026-01-12-search/gone": {"missing": True},
        "2026-01-12-search/done": {"initiative": "Search | `x`", "number": 5, "title": "Done", "state": "complete"},
        "2026-01-14-portal/x": {"missing": True},
    }
    before = {"2026-01-12-search/index": {"state": "ready"}, "2026-01-12-search/left": {"state": "ready"}}
    assert observed(records[:1], before, None, "") == {
        "2026-01-12-search/index": {"state": "ready"},
        "2026-01-12-search/gone": {},
    }


def test_what_is_waited_for() -> None:
    found = read(
        {
            "x/a": {"initiative": "X", "number": 3, "title": "A", "state": "in-progress", "finish": "2026-01-14"},
            "x/b": {"initiative": "X", "number": 4, "title": "B", "state": "complete"},
            "x/c": {"missing": True},
            "x/d": {"number": "many"},
            "x/e": [],
        }
    )
    assert {name: one.blocker for name, one in found.items()} == {
        "x/a": Blocker("03 A of X", datetime.date(2026, 1, 14), True, "x/a"),
        "x/b": Blocker("04 B of X", None, False, "x/b"),
        "x/c": Blocker("x/c", None, True, "x/c"),
        "x/d": Blocker("x/d", None, True, "x/d"),
        "x/e": Blocker("x/e", None, True, "x/e"),
    }
    assert found["x/d"] == Elsewhere("x/d") and read("text") == {}


def test_cycles(beside: Beside) -> None:
    needs = {"retries": ["cache"], "cache": [], "trace": []}
    assert beside.cycle("cache", "2026-01-12-search/ranking", needs) == ["2026-01-12-search/ranking", "retries", "cache"]
    assert beside.cycle("trace", "2026-01-12-search/ranking", needs) == []
    assert beside.cycle("retries", "2026-01-12-search/index", needs) == []


@pytest.mark.parametrize(
    ("need", "elsewhere"),
    [("a/b", True), ("2026-01-12-x y/b-c", True), ("b", False), ("a/B c", False), ("a/b/c", False), ("CI/CD", False)],
)
def test_only_a_folder_and_a_slug_are_elsewhere(need: str, elsewhere: bool) -> None:
    assert is_elsewhere(need) == elsewhere
