"""`what-if`: what a change would do to the plan, without making it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ..support import ROOT, Folder, on, tree
from .calling import roadmap, shown, widest

EXAMPLE = ROOT / "examples/weeks-in/2-weeks"
DAY = "2025-12-05"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "plan")
    return tmp_path / "plan"


def test_what_a_longer_estimate_would_do(plan: Path) -> None:
    before = tree(plan)
    with on(DAY):
        out = shown("what-if", "set", "05", "effort=16-20h", cwd=plan)
    assert out.splitlines()[:2] == [
        "What if: set 05 effort=16-20h. Nothing is written.",
        "05 Response Cache: effort 6-8h → 16-20h",
    ]
    assert "Finish: week 5 → 6, 2025-12-24 → 2025-12-29" in out
    assert widest(out) <= 80
    assert tree(plan) == before


def test_a_finish_that_stays_is_told(plan: Path) -> None:
    with on(DAY):
        assert shown("what-if", "set", "05", "owner=Ada", cwd=plan) == (
            "What if: set 05 owner=Ada. Nothing is written.\n05 Response Cache: owner Ada\nFinish stays 2025-12-24, week 5\n"
        )
        assert shown("what-if", "-q", "set", "05", "owner=Ada", cwd=plan) == "05 Response Cache: owner Ada\n"
        same = roadmap("what-if", "set", "03", "owner=Ada", "--exit-code", cwd=plan)
        assert (same.code, same.lines[1]) == (0, "No change of the plan.")
        assert roadmap("what-if", "set", "05", "owner=Ada", "--exit-code", cwd=plan).code == 1


def test_the_days_that_have_passed_are_no_part_of_it(plan: Path) -> None:
    with on("2026-03-02"):
        out = shown("what-if", "set", "05", "owner=Ada", cwd=plan).splitlines()
    assert out[1] == "05 Response Cache: owner Ada"
    assert out[2].startswith("Finish stays 2026-")
    assert out[3:] == ["Both as of 2026-03-02; the plan itself is of 2025-12-05."]


def test_each_change_is_made_in_the_plan_that_the_ones_before_it_leave(plan: Path) -> None:
    words = ["add", "Rate Limiting", "effort=4-6h", "then", "set", "rate limiting", "owner=Ada", "--and"]
    words += ["set", "12", "depends_on+=13", "then", "drop", "11", "--why", "no need"]
    before = tree(plan)
    with on(DAY):
        out = shown("what-if", *words, cwd=plan)
    assert out.splitlines()[:6] == [
        "What if: add 'Rate Limiting' effort=4-6h; set 'rate limiting' owner=Ada; set 12",
        "depends_on+=13; drop 11 --why 'no need'. Nothing is written.",
        "11 Handbook: dropped (no need)",
        "12 Nightly Reports: depends on 13, start week 4 → 5",
        "13 Rate Limiting: new, 4-6h agentic + 1h review, owner Ada, planned for",
        "    weeks 3-4",
    ]
    assert tree(plan) == before


def test_it_is_what_the_copier_command_then_does(example: Folder) -> None:
    folder = example.path
    with on("2025-11-23"):
        would_be = json.loads(shown("what-if", "set", "05", "effort=8-12h", "owner=Ada", "--json", cwd=folder))
        assert example.status() == ""
        example.change("05-caching-strategy", "effort=8-12h", "owner=Ada")
        assert json.loads(shown("diff", "--json", cwd=folder)) == would_be
        example.commit()
        would_be = json.loads(shown("what-if", "set", "agentic_hours_per_week=30", "--json", cwd=folder))
        example.update("agentic_hours_per_week=30")
        assert json.loads(shown("diff", "--json", cwd=folder)) == would_be
        example.commit()
        would_be = json.loads(shown("what-if", "drop", "07", "--why", "`x` | {{ 7 }}", "--json", cwd=folder))
        example.change("07-database-optimization", "status=dropped", "remains=`x` | {{ 7 }}")
        assert json.loads(shown("diff", "--json", cwd=folder)) == would_be


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["drop", "06"],
            "The answers for 06-retries.yml hold a problem; nothing was written.\n"
            "  - remains: is missing. Say why the work package is dropped: remains=REASON.",
        ),
        (
            ["set", "05", "owner=Ada", "then", "set", "06", "efort=4h"],
            "Change 2, set 06 efort=4h: The answers for 06-retries.yml hold a problem; nothing was written.\n"
            "  - efort: there is no answer of this name. Did you mean effort?",
        ),
        (["st", "05", "owner=Ada"], '"st" is no change. Did you mean set?'),
        (
            ["then"],
            "One of the changes has no words. Begin each with add, set, start, done, partial, defer or drop, and separate them by "
            "`then`.",
        ),
    ],
)
def test_what_would_be_refused_is_one_message(plan: Path, words: list[str], message: str) -> None:
    before = tree(plan)
    with on(DAY):
        result = roadmap("what-if", *words, cwd=plan)
    assert (result.code, result.out, result.err) == (2, "", f"roadmap: {message}\n")
    assert tree(plan) == before
