"""README.md: what a visitor reads in two minutes, and its first commands, pasted at a terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from work_packages.planning.fields import PLANNING_ROOT

from .playing import Shell, block, page
from .support import Folder, git

README = page("README.md")

#: How many words are read in two minutes, at 240 a minute.
TWO_MINUTES = 480


def test_it_is_read_in_two_minutes() -> None:
    told = README.partition("\n## More\n")[0]
    prose = re.sub(r"(?ms)^```.*?^```$|^\|[^\n]*$", "", told)
    words = re.sub(r"\]\([^)]*\)", "]", prose).split()
    assert 200 < len(words) <= TWO_MINUTES


@pytest.mark.parametrize("others", [(), ("Across", "Zoo")])
def test_the_first_commands_pasted_at_a_terminal(template: Path, repo: Path, tmp_path: Path, others: tuple[str, ...]) -> None:
    shell = Shell(template, tmp_path / "home")
    for title in others:
        shell.run(f"roadmap new {title} --identified 'C; D' --confirm scope --commit", repo)
    shown = shell.paste(block(README, "roadmap new "), repo)
    folder = Folder(repo / PLANNING_ROOT / "2026-01-15-better-search", template)
    plan = json.loads(folder.read(".planning/roadmap.json"))
    assert [(one["slug"], one["status"], one["depends_on"]) for one in plan["packages"]] == [
        ("index", "complete", []),
        ("results-page", "ready", ["index"]),
        ("suggestions", "ready", ["index"]),
    ]
    assert set(plan["checkpoints"].values()) == {"confirmed"} and plan["next"] == "results-page"
    (index, page_, _) = plan["packages"]
    assert (index["pr"], index["actual"], page_["effort"]) == (["PR #22"], 5, [3, 4])
    assert shown.count("Progress     ") == 1, "the last command is the status"
    assert all(name.startswith("?? ") for name in git(repo, "status", "--porcelain").splitlines()), "nobody else's plan"
