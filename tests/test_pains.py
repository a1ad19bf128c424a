"""The pains of other planners' users, replayed: each test is named after what they suffered (shared words: the issue numbers)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from .support import CHECKPOINTS, Folder, git, pairs, planned, run_copier
from .test_branches import THREE, branch, repair, stops
from .test_documents import check
from .test_roadmap import agree


def test_rerun_resets_the_plan(start: Callable[..., Folder]) -> None:
    """A second run of the command that made the plan put the template back in its place: spec-kit 1391."""
    folder = start(identified=["One"])
    root = Path(git(folder.path, "rev-parse", "--show-toplevel").strip())
    folder.replace("03-one-plan.md", "_Write why it is needed._\n", "It is needed, and here is why.\n")
    folder.commit()
    folder.update()
    folder.commit()
    before = folder.tree()
    assert "It is needed, and here is why.\n" in folder.read("03-one-plan.md")
    for options in ((), ("--force",), ("--overwrite", "--defaults")):
        data = root.parent / "answers.yml"
        result = run_copier("copy", "--trust", *options, "--data-file", data, folder.template, ".", cwd=root, ok=False)
        assert result.code == 1 and "already; nothing was written" in result.output
        assert folder.tree() == before
    folder.update()
    assert folder.tree() == before


def test_progress_says_3_of_3_when_2_of_3_are_complete(start: Callable[..., Folder]) -> None:
    """A summary that counted what was planned, not what was done: gsd-core 537."""
    folder = start(identified=["One", "Two", "Three"])
    for record in ("03-one", "04-two"):
        folder.change(record, "status=complete", "actual=3h")
        folder.commit()
    assert sum(one["status"] == "complete" for one in agree(folder)["packages"]) == 2
    assert "**Achievement:** ~66% of the planned work completed" in folder.read("START-HERE.md")
    for name in ("START-HERE.md", "README.md"):
        assert "3/3" not in folder.read(name) and "100%" not in folder.read(name)
    folder.change("04-two", "status=in-progress")
    # One of three in full, and of the second the 3 hours that are spent of 3, 2 and 1 hour of review: (6 + 3) / 18.
    assert "**Achievement:** ~50% of the planned work completed" in folder.read("START-HERE.md")
    assert sum(one["status"] == "complete" for one in agree(folder)["packages"]) == 1


def test_a_rerun_wipes_statuses(start: Callable[..., Folder]) -> None:
    """Planning again set every status back, or lost whole entries: BMAD-METHOD 2527, 2553."""
    folder = start(identified=["One", "Two", "Three", "Four"])
    wanted = {"one": "complete", "two": "partial", "three": "deferred", "four": "in-progress"}
    for number, (slug, status) in enumerate(wanted.items(), 3):
        folder.change(f"{number:02d}-{slug}", f"status={status}", "remains=Half of it")
        folder.commit()
    folder.add("title=Five")
    folder.commit()
    folder.update("identified=[One, Two, Three, Four, Six]", "agentic_hours_per_week=5", "initiative=Again")
    assert {one["slug"]: one["status"] for one in agree(folder)["packages"]} == {**wanted, "five": "ready", "six": "ready"}


def test_two_branches_one_number(start: Callable[..., Folder]) -> None:
    """Ids that collide across branches: Backlog.md 632, 783, 818."""

    def mine(folder: Folder) -> None:
        folder.add("title=Alpha")

    def others(folder: Folder) -> None:
        folder.add("title=Beta", "testing=true")
        folder.append("03-one-plan.md", "See [Beta](06-beta-plan.md#scope), not x06-beta-plan.md.\n")
        folder.append("06-beta-plan.md", "Mine.\n")
        (folder.path / ".planning/06-beta.yml").write_text(
            "# Why: see above\n" + folder.read(".planning/06-beta.yml"), encoding="utf-8"
        )

    folder = start(identified=THREE)
    branch(folder, mine=mine, others=others)
    stops(folder, "merge", "theirs")
    output = repair(folder).output
    assert "alpha and beta have the same number, 06. Give one of them another, with part=repair and renumber=beta." in output
    folder.commit()
    assert "✅ Renumbered: 07 Beta (📋 Planned): 07-beta-plan.md. Every link follows." in repair(folder, "renumber=beta").output
    assert [one for one in folder.files() if "alpha" in one or "beta" in one.lower()] == [
        ".planning/06-alpha.yml", ".planning/07-beta.yml", "06-alpha-plan.md", "07-beta-plan.md", "BETA-TESTING.md",
    ]  # fmt: skip
    assert folder.read("07-beta-plan.md").endswith("Mine.\n")
    assert folder.read("03-one-plan.md").endswith("See [Beta](07-beta-plan.md#scope), not x06-beta-plan.md.\n")
    assert folder.read(".planning/07-beta.yml").startswith("# Why: see above\n")
    assert not [one for one in agree(folder)["problems"] if one["code"] == "duplicate-number"]
    check(folder)
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_upgrade_clobbers_edits(template: Path, tmp_path: Path) -> None:
    """A new version of the templates replaced what people had made of the old: spec-kit 387, 408, 557, 1541."""
    source = tmp_path / "template"
    shutil.copytree(template, source, ignore=shutil.ignore_patterns(".git"))
    git(source, "init", "--quiet")
    git(source, "add", ".")
    git(source, "commit", "--quiet", "--message", "One")
    git(source, "tag", "v1.0.0")
    repo = tmp_path / "repo"
    repo.mkdir()
    git(repo, "init", "--quiet")
    given = (
        "initiative=X",
        "identified=[{title: One, effort: 4-6h}, {title: Two, effort: 4-6h}]",
        f"confirm=[{', '.join(CHECKPOINTS)}]",
    )
    run_copier("copy", "--trust", *pairs(given), source, ".", cwd=repo)
    folder = planned(repo, source)
    folder.replace("03-one-plan.md", "## Overview\n", "## Overview\n\nMine, below a heading that gets a new name.\n")
    folder.replace("README.md", "- [x] Priorities assigned (HIGH/MEDIUM/LOW)\n", "")
    folder.append("_work-package.md", "\nMine, at the end.\n")
    folder.commit()

    (plans,) = (path for path in source.rglob("*plan.file*"))
    text = plans.read_text(encoding="utf-8")
    assert text.count("## Overview\n") == 1
    plans.write_text(
        text.replace("## Overview\n", "## What It Is About\n\nA line that is new in version 2.\n"), encoding="utf-8"
    )
    git(source, "commit", "--quiet", "--all", "--message", "Two")
    git(source, "tag", "v2.0.0")
    folder.update()
    plan = folder.read("03-one-plan.md")
    assert re.search(
        r"## What It Is About\n\nA line that is new in version 2.\n\nMine, below a heading that gets a new name.\n", plan
    )
    assert "A line that is new in version 2.\n" in folder.read("04-two-plan.md")
    assert folder.read("_work-package.md").endswith("\nMine, at the end.\n")
    assert "Priorities assigned" not in folder.read("README.md")
    assert not [name for name in folder.files() if "<<<<<<<" in folder.read(name)]
