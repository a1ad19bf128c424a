"""Three initiatives that share a team, and a portfolio of them: what the tests of several initiatives share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from .support import CHECKPOINTS, Folder, Result, git, pairs, run_copier

ANSWERS = ".portfolio.yml"
PLANNING = ".engineering/artifacts/planning"

#: The three initiatives of the example, which share a team.
INITIATIVES: tuple[dict[str, Any], ...] = (
    {
        "initiative": "Steady Checkout",
        "date": "2026-01-05",
        "overview": "Checkout answers in a second, and says so when it cannot.",
        "analyses": [],
        "agentic_hours_per_week": "20",
        "review_hours_per_week": "6",
        "confirm": list(CHECKPOINTS),
        "identified": [
            {"title": "Request Tracing", "effort": "4-6h", "review": "1h", "owner": "Ada", "value": "high"},
            {
                "title": "Response Cache",
                "effort": "6-8h",
                "review": "2h",
                "depends_on": ["Request Tracing"],
                "due": "2026-01-13",
            },
            {"title": "Retries", "effort": "4-6h", "review": "1h", "owner": "Kim", "blocked_by": ["Sandbox (by 2026-01-21)"]},
        ],
    },
    {
        "initiative": "Search That Finds",
        "date": "2026-01-12",
        "overview": "Customers find what is in stock.",
        "analyses": [],
        "agentic_hours_per_week": "16",
        "review_hours_per_week": "6",
        "confirm": list(CHECKPOINTS),
        "identified": [
            {"title": "Index", "effort": "6-8h", "review": "1h", "owner": "Ada", "value": "high"},
            {
                "title": "Ranking",
                "effort": "4-8h",
                "review": "1h",
                "depends_on": ["Index", "steady-checkout/03"],
                "owner": "Kim",
            },
            {"title": "Synonyms", "effort": "3-4h", "review": "1h", "value": "low"},
        ],
    },
    {
        "initiative": "Partner Portal",
        "date": "2026-01-14",
        "overview": "Partners see their orders.",
        "analyses": ["context"],
        "confirm": ["scope", "folder"],
        "identified": [
            {"title": "Login", "effort": "4-6h", "review": "1h"},
            {"title": "Orders", "effort": "6-8h", "review": "1h"},
        ],
    },
)


def begin(repo: Path, template: Path, answers: Mapping[str, Any]) -> None:
    data = repo.parent / "answers.yml"
    data.write_text(yaml.safe_dump(dict(answers), allow_unicode=True), encoding="utf-8")
    run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=repo)


def copy(team: Path, template: Path, *options: str, ok: bool = True) -> Result:
    return run_copier("copy", "--trust", "-d", "part=portfolio", *options, template, ".", cwd=team, ok=ok)


def update(team: Path, *data: str, ok: bool = True) -> Result:
    return run_copier("update", "--trust", "-a", ANSWERS, *pairs(data), cwd=team, ok=ok)


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Work")


def own(team: Path) -> dict[str, str]:
    """The portfolio's own files."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(team.iterdir()) if path.is_file()}


def rows(team: Path) -> list[str]:
    """The rows of the initiatives, without the cells behind the progress."""
    found = (team / "README.md").read_text(encoding="utf-8").partition("## 📋 Initiatives")[2].partition("---\n\n")[0]
    return [" | ".join(line.split(" | ")[:3]).removeprefix("| ") for line in found.splitlines() if line.startswith("| [")]


CHECKOUT = "2026-01-05-steady-checkout"
SEARCH = "2026-01-12-search-that-finds"
PORTAL = "2026-01-14-partner-portal"


def plan(team: Path, name: str, template: Path) -> Folder:
    return Folder(team / name, template)
