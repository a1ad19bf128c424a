"""Estimates that nobody gave, and answers that are proposed: shown as that, counted as that, and not approved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from .support import Folder, pairs, planned, run_copier
from .test_documents import check
from .test_roadmap import agree

BARE = {"effort": None, "review": None}
SOME = [
    {"title": "One", "effort": "4-6h", "review": "2h", "value": "high", "risk": "low"},
    {"title": "Two", "effort": "8-12h", "review": None},
    {"title": "Three", **BARE, "depends_on": "One"},
    {"title": "Four", **BARE},
]
EARLY = ["scope", "folder", "analysis"]


def test_an_estimate_that_nobody_gave(start: Callable[..., Folder]) -> None:
    folder = start(identified=SOME, confirm=EARLY)
    data = agree(folder)
    estimates = [(one["effort"], one["review"], one["by_default"]) for one in data["packages"]]
    assert estimates == [
        ([4, 6], 2, []),
        ([8, 12], 1, ["value", "risk", "review"]),
        (None, None, ["value", "risk"]),
        (None, None, ["value", "risk"]),
    ]
    assert data["totals"]["not_estimated"] == 2
    assert "**Total:** 12-18 hours agentic + 3 hours review = **15-21 total hours**, 2 not estimated\n" in folder.read(
        "README.md"
    )
    assert "**Estimated Effort:** not estimated\n" in folder.read("05-three-plan.md")
    assert "**Estimated Effort:** 8-12h agentic + 1h review by default\n" in folder.read("04-two-plan.md")
    assert "Phase 5 and Phase 6 need an estimate." in folder.read("README.md")
    assert "- [ ] ⚠️ Time estimates realistic (agentic + review) - Phase 5 and Phase 6 need an estimate." in folder.read(
        "README.md"
    )
    check(folder)
    before = folder.tree()
    refused = folder.update("confirm=packages", ok=False)
    assert refused.code == 1 and folder.tree() == before
    assert 'confirm: "packages" confirms estimates, and nobody has estimated "Three" and "Four".' in refused.message
    assert "-a .planning/05-three.yml -d effort=HOURS -d review=HOURS" in refused.message
    result = folder.change("05-three", "effort=2-3h", "review=0.5h")
    assert "-a .planning/06-four.yml -d effort=HOURS -d review=HOURS\n" in result.output, "what is to be estimated next"
    folder.commit()
    folder.change("06-four", "status=dropped", "remains=Nobody asked for it")
    folder.commit()
    folder.confirm("packages", "priorities", "roadmap")
    data = agree(folder)
    assert data["totals"]["not_estimated"] == 0 and data["order"] == ["one", "two", "three"]


def test_plans_are_not_made_and_approved_in_one_breath(template: Path, repo: Path) -> None:
    given = ("initiative=Sample", "date=2025-11-23", "identified=[One, {title: Two, effort: 4h}]")
    every = "confirm=[scope, folder, analysis, packages, priorities, roadmap]"
    result = run_copier("copy", "--trust", *pairs((*given, every)), template, ".", cwd=repo, ok=False)
    assert result.code == 1 and 'nobody has estimated "One".' in result.message
    assert not list(repo.glob(".engineering/**/*"))
    result = run_copier("copy", "--trust", *pairs((*given, "confirm=scope")), template, ".", cwd=repo)
    assert "**Estimated total effort:** 4 hours agentic + 1 hour review, 1 not estimated" in result.output


def test_scope_of_titles_alone(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", **BARE}, {"title": "Two", **BARE}], confirm=["scope"])
    assert "**Total:** not estimated (2 work packages)\n" in folder.read("START-HERE.md")
    check(folder)


def test_what_is_not_estimated_later_reopens_the_plans(start: Callable[..., Folder]) -> None:
    """Added to an approved roadmap: it has its place in the timeline, takes no hours there, and cannot be approved."""
    folder = start(identified=[{"title": "One", "value": "high"}])
    folder.copy("part=work-package", "title=Later", "depends_on=One")
    data = agree(folder)
    assert data["reopened"].keys() >= {"packages"} and data["order"] == ["one", "later"]
    assert "Phase 4 (not estimated)" in folder.read("START-HERE.md")
    assert "without 1 not estimated" in folder.read("START-HERE.md")
    assert sum(week["agentic"] for week in data["timeline"]) == 6
    (later,) = [one for one in data["packages"] if one["slug"] == "later"]
    assert later["rationale"] == "Medium value by default", "it is no quick win"
    check(folder)
    folder.commit()
    assert "nobody has estimated" in folder.update("confirm=packages", ok=False).message
    folder.change("04-later", "effort=1-2h")
    folder.confirm_again()
    agree(folder)


def test_proposed_values_are_said_to_be_so(start: Callable[..., Folder]) -> None:
    folder = start(identified=[*SOME[:2], {"title": "Three", "value": "low"}], confirm=EARLY)
    result = folder.update("confirm=packages")
    assert (
        "**Proposed by default:** medium value and risk of Phase 4; medium risk of Phase 5. Nobody has said otherwise."
        in result.output
    )
    assert "Medium value by default" in folder.read("README.md")
    folder.commit()
    folder.change("04-two", "value=medium", "risk=low")
    assert "by default" not in folder.read("README.md").replace("1h review by default", "")
    stored = yaml.safe_load(folder.read(".planning/04-two.yml"))
    assert (stored["value"], stored["review"]) == ("medium", "")


@pytest.mark.parametrize("names", [["scope"], ["folder", "analysis"], ["packages", "priorities", "roadmap"]])
def test_each_confirmed_text_is_shown(template: Path, repo: Path, names: list[str]) -> None:
    texts = {
        "scope": "## 📋 Scope Assessment",
        "folder": "## 📁 Planning Folder Created",
        "analysis": "## 📊 Analysis Summary",
        "packages": "## 📋 Work Package Plans Created",
        "priorities": "## 🎯 Proposed Priority Order",
        "roadmap": "## ✅ Roadmap Complete",
    }
    every = list(texts)
    before = every[: every.index(names[0])]
    given = ["initiative=Sample", "date=2025-11-23", "identified=[{title: One, effort: 4h, review: 1h}]"]
    first = before or names
    result = run_copier("copy", "--trust", *pairs((*given, f"confirm=[{', '.join(first)}]")), template, ".", cwd=repo)
    if before:
        folder = planned(repo, template)
        folder.commit()
        result = folder.update(f"confirm=[{', '.join(names)}]")
    shown = [name for name, head in texts.items() if head in result.output]
    waiting = every[every.index(names[-1]) + 1 : every.index(names[-1]) + 2]
    assert shown == [*names, *waiting]


def test_the_text_of_packages_is_as_fresh_as_the_files(start: Callable[..., Folder]) -> None:
    folder = start(identified=SOME[:1], confirm=EARLY)
    plan = folder.read("03-one-plan.md")
    assert "03-one-plan.md" in str(json.loads(folder.read(".planning/roadmap.json"))["problems"])
    (folder.path / "03-one-plan.md").write_text(
        "\n".join("- 10 of 10" if line.startswith("_") and line.endswith("_") else line for line in plan.splitlines()) + "\n",
        encoding="utf-8",
    )
    folder.commit()
    result = folder.update()
    text = result.output.split("## 📋 Work Package Plans Created")[1].split("---\n")[0]
    assert "**Before you confirm:**" in text and "03-one-plan.md" not in text
