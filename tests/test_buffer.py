"""The buffer for unknowns: added to open work in the timeline, named wherever the timeline is, and in no estimate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from . import second_calculation
from .support import CHECKPOINTS, Folder, fresh_render, git, on, run_copier
from .test_roadmap import agree
from .test_weeks import documents_agree

#: 4 and 2 hours a week: 48 minutes of work a day.
HOURS = {"start": "2025-11-24", "agentic_hours_per_week": 4, "review_hours_per_week": 2}
PACKAGES = [
    {"title": "One", "effort": "4-6h", "review": "1h", "due": "2025-12-03"},
    {"title": "Two", "effort": "2-3h", "review": "0.5h", "depends_on": "One"},
    {"title": "Three", "effort": "5-7h", "review": "2h", "status": "deferred", "remains": "Not now"},
]


def test_by_hand(start: Callable[..., Folder]) -> None:
    with on("2025-11-24"):
        plain = start(**HOURS, identified=PACKAGES)
    before = agree(plain)
    assert before["buffer"] == {"percent": 0, "agentic": [0, 0], "review": 0, "all": [0, 0]}
    with on("2025-11-24"):
        plain.update("buffer=50%")
        plain.confirm_again()
    approved = second_calculation.Plan(plain, waiting=False).approve(None)
    second_calculation.check(plain, approved)
    data = agree(plain)
    documents_agree(plain, data)
    assert plain.answers["buffer"] == "50"
    # Half of 4-6 and 2-3 hours, and of 1 and 0.5: what was put aside gets none.
    assert data["buffer"] == {"percent": 50, "agentic": [3, 4.5], "review": 0.75, "all": [3.75, 5.25]}
    # 9 hours instead of 6, at 4 a week; then 4.5 instead of 3, so that it is finished in the middle of week 4.
    assert [(week["agentic"], week["packages"]) for week in data["timeline"]] == [
        (4, ["one"]),
        (4, ["one"]),
        (4, ["one", "two"]),
        (1.5, ["two"]),
    ]
    assert [week["review"] for week in data["timeline"]] == [0, 0, 1.5, 0.75]
    assert [week["agentic"] for week in before["timeline"]] == [4, 4, 1]
    assert (before["forecast"]["by"], data["forecast"]["by"]) == ("2025-12-14", "2025-12-21")
    # Estimates, totals, critical path and slack are of the estimates.
    for name in ("totals", "critical_path", "order", "progress"):
        assert data[name] == before[name]
    one, other = (next(each for each in found["packages"] if each["slug"] == "one") for found in (before, data))
    assert {name for name in one if one[name] != other[name]} == {"last_day"}
    assert [each["code"] for each in data["problems"] if each["code"] == "late"] == ["late"]
    text = plain.read("START-HERE.md")
    assert "Planned on the upper estimates, with a buffer of 50% on open work.\n" in text
    assert (
        "\n**Total:** 6-9 hours agentic + 1.5 hours review = **7.5-10.5 total hours**\n\n**Buffer:** 50% on open work: 3.75-5.25 hours, in the timeline only\n"
        in text
    )
    assert "03 One :crit, p03_one, 2025-11-24 00:00, 2025-12-09 12:00\n" in text
    assert "Planned for weeks 1 to 3, 2025-11-24 to 2025-12-09" in plain.read("03-one-plan.md")


def test_approving_it(start: Callable[..., Folder]) -> None:
    folder = start(**HOURS, identified=PACKAGES[:2])
    quiet = folder.update()
    assert "Buffer" not in quiet.message and folder.status() == ""
    result = folder.update("buffer=20")
    assert json.loads(folder.read(".planning/roadmap.json"))["reopened"] == {"roadmap": ["buffer on open work was 0%, is 20%"]}
    assert "**Buffer:** 20% on open work: 1.5-2.1 hours, in the timeline only" in result.message
    agree(folder)
    folder.confirm_again()
    data = agree(folder)
    folder.update("buffer=20 %")
    assert folder.status() == ""
    folder.update("buffer=")
    assert json.loads(folder.read(".planning/roadmap.json"))["reopened"] == {"roadmap": ["buffer on open work was 20%, is 0%"]}
    folder.commit()
    folder.update("buffer=200")
    later = agree(folder)
    assert later["forecast"]["weeks_later"] > 0
    assert later["forecast"]["reasons"] == ["the buffer on open work is 200%, approved was 20%"]
    assert later["baseline"] == data["baseline"]


def test_work_as_it_goes(start: Callable[..., Folder]) -> None:
    """Who takes what was estimated needs none of the buffer, and is finished before the day that was approved."""
    with on("2025-11-24"):
        folder = start(**HOURS, identified=PACKAGES, buffer=100)
    approved = second_calculation.Plan(folder, waiting=False).approve(None)
    for day, changes in (
        ("2025-11-24", ("status=in-progress",)),
        ("2025-11-28", ("status=partial", "actual=3h", "remaining=2h")),
        ("2025-12-01", ("actual=4h", "remaining=1-1.5h", "actual_review=0.5h")),
        ("2025-12-02", ("status=complete", "actual=6h", "actual_review=1h")),
    ):
        with on(day):
            folder.change("03-one", *changes)
        second_calculation.check(folder, approved)
        documents_agree(folder, agree(folder))
        folder.commit()
    data = agree(folder)
    assert data["buffer"]["all"] == [2.5, 3.5] and data["forecast"]["weeks_later"] < 0
    assert (
        "which leave 2-3 hours agentic + 0.5 hours review = **2.5-3.5 total hours**, with a buffer of 100% on open work.\n"
        in (folder.read("START-HERE.md"))
    )
    with on("2025-12-03"):
        folder.change("04-two", "status=complete", "actual=2h", "actual_review=0.5h")
    assert agree(folder)["buffer"] == {"percent": 100, "agentic": [0, 0], "review": 0, "all": [0, 0]}
    assert "uffer" not in folder.read("START-HERE.md") + folder.read("README.md")


def test_what_is_late_for_another_reason_is_not_behind_by_its_buffer(start: Callable[..., Folder]) -> None:
    with on("2025-11-24"):
        folder = start(**HOURS, identified=PACKAGES[:2], buffer=50)
    with on("2025-12-05"):
        folder.change("03-one", "status=complete", "actual=6h", "actual_review=1h")
    folder.commit()
    with on("2025-12-08"):
        folder.change("04-two", "blocked_by=Keys (by 2026-01-12)")
    data = agree(folder)
    assert data["forecast"]["weeks_later"] > 0
    assert data["forecast"]["reasons"] == ["04 waits for Keys (by 2026-01-12)"]


@pytest.mark.parametrize("value", ["-1", "201", "20.5", "a fifth", "20%%", "1e2", "٢٠", "true", "[20]"])
def test_no_buffer(example: Folder, value: str) -> None:
    before = example.tree()
    result = example.update(f"buffer={value}", ok=False)
    assert result.code == 1 and "nothing was written" in result.message
    assert result.message.count("is not a whole number of per cent from 0 to 200. Give one such as 20; 0 for none.") == 1
    assert f'buffer: "{value}"' in result.message and example.tree() == before


def test_before_there_are_plans(start: Callable[..., Folder]) -> None:
    folder = start(confirm=["scope"], identified=PACKAGES[:2], buffer=10)
    data = agree(folder)
    assert data["buffer"]["all"] == [0.75, 1.05] and data["timeline"] == []


def test_a_follow_on_inherits_it(start: Callable[..., Folder], template: Path) -> None:
    folder = start(identified=PACKAGES[:2], buffer=30)
    root = Path(git(folder.path, "rev-parse", "--show-toplevel").strip())
    given = ("initiative=Next", "date=2026-01-20", "kind=continuing", f"confirm=[{', '.join(CHECKPOINTS)}]")
    run_copier("copy", "--trust", *(word for pair in given for word in ("-d", pair)), template, root, cwd=root)
    following = Folder(root / ".engineering/artifacts/planning/2026-01-20-next", template)
    assert following.answers["buffer"] == "30"
    assert agree(following)["buffer"]["percent"] == 30


def test_a_plan_from_before_it(start: Callable[..., Folder]) -> None:
    """An initiative that has never heard of a buffer has none, on no other day, and every confirmation stands."""
    folder = start(identified=PACKAGES[:2])
    text = folder.read(".copier-answers.yml")
    old = "".join(line for line in text.splitlines(keepends=True) if not line.strip().startswith(("buffer:", '"buffer":')))
    assert text.count("\n") - old.count("\n") == 2
    (folder.path / ".copier-answers.yml").write_text(old, encoding="utf-8")
    folder.commit()
    before = folder.tree()
    with on("2026-03-01"):
        folder.update()
    after = folder.tree()
    assert {name for name in after if after[name] != before[name]} == {".copier-answers.yml"}
    assert "\nbuffer: '0'\n" in folder.read(".copier-answers.yml")
    assert agree(folder)["reopened"] == {}
    assert fresh_render(folder)["START-HERE.md"] == folder.read("START-HERE.md")
