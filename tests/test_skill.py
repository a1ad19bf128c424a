"""The skill for agents, `skills/work-packages`: of the open form, and followed to the letter it makes a complete initiative."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from work_packages.planning import answers as rules
from work_packages.terminal.main import COMMANDS

from .support import CHECKPOINTS, ROOT, Folder, git
from .test_documents import links

SKILL = ROOT / "skills" / "work-packages"

#: What an agent fills in for the words in capitals. FOLDER and NN-NAME it reads from the plan.
FILLED = {
    "PERSON": "Kim",
    "REASON": "Readers find nothing today.",
    "EXCLUDED": "Search in other languages",
    "PR": "PR #42",
    "HOURS": "4h",
}

_BLOCK = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")
_CAPITALS = re.compile(r"NN-NAME|\b[A-Z]{2,}\b")


def text() -> str:
    return (SKILL / "SKILL.md").read_text(encoding="utf-8")


def test_form() -> None:
    head, body = text().removeprefix("---\n").split("\n---\n", 1)
    known = yaml.safe_load(head)
    assert list(known) == ["name", "description", "license", "compatibility"]
    assert known["name"] == SKILL.name and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", known["name"])
    assert 0 < len(known["description"]) <= 1024 and 0 < len(known["compatibility"]) <= 500
    assert body.startswith("\n# Work Packages\n") and len(text().splitlines()) < 150
    assert sorted(path.relative_to(SKILL).as_posix() for path in SKILL.rglob("*") if path.is_file()) == [
        "SKILL.md",
        "references/answers.md",
        "references/plan-that-exists.md",
        "references/roadmap.md",
    ]


def test_links_stay_inside() -> None:
    for path in SKILL.rglob("*.md"):
        for link in links(path.read_text(encoding="utf-8")):
            there = (path.parent / unquote(link)).resolve()
            assert there.is_file() and there.is_relative_to(SKILL), link


def test_a_person_is_asked_before_each_confirmation() -> None:
    said = text()
    confirmed = re.findall(r"-d confirm=(\w+)", said)
    assert confirmed == list(CHECKPOINTS)
    place = 0
    for name in CHECKPOINTS:
        asked = said.index(f"🛑 **Checkpoint {name}.**", place)
        place = said.index(f"-d confirm={name} -d confirmed_by=PERSON", asked)
        assert "After a yes:" in said[asked:place]


def test_references_name_what_there_is() -> None:
    known = {*(name for names in rules.NAMES.values() for name in names)}
    rows = re.findall(r"(?m)^\| (`.+?) \|", (SKILL / "references/answers.md").read_text(encoding="utf-8"))
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named <= known
    # What an initiative cannot do without is told.
    assert named >= {
        "initiative",
        "identified",
        "analyses",
        "confirm",
        "title",
        "effort",
        "review",
        "depends_on",
        "status",
        "pr",
    }
    for path in SKILL.rglob("*.md"):
        for command in re.findall(r"copier (?:copy|update) [^`\n]+", path.read_text(encoding="utf-8")):
            given = [pair.split("=")[0] for pair in re.findall(r"-d '?(\w+=)", command)]
            assert {*given} <= {*known, "part", "NAME"}, command


@pytest.mark.skipif("done" not in COMMANDS or "check" not in COMMANDS, reason="the commands that write are of another branch")
def test_references_name_commands_that_there_are() -> None:
    said = (SKILL / "references/roadmap.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`roadmap ([a-z][a-z-]*)", said))
    assert named <= set(COMMANDS) and len(named) > 12


@dataclass
class Agent:
    """Who follows the skill: runs its blocks in one shell, and fills in what stands in capitals."""

    here: Path
    template: Path
    repo: Path

    def runs(self, block: str, code: int = 0, filled: Mapping[str, str] | None = None) -> str:
        """Run a block as it stands; the folder that it changes to is where the next one runs."""
        names = {"TEMPLATE": str(self.template), **FILLED, **(filled or {})}
        commands = "\n".join(self._filled(line, names) for line in block.splitlines())
        script = f"set -e\n{commands}\npwd > {shlex.quote(str(self.repo.parent / 'pwd'))}\n"
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.here, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        assert done.returncode == code and "Traceback" not in done.stderr, done.stdout + done.stderr
        if not code:
            self.here = Path((self.repo.parent / "pwd").read_text(encoding="utf-8").strip())
        return done.stdout + done.stderr

    @staticmethod
    def _filled(line: str, names: dict[str, str]) -> str:
        """The line with its words in capitals filled in; in an argument of `-d` what needs quotes gets them."""
        return _CAPITALS.sub(lambda found: names[found[0]] if '"' in line else shlex.quote(names[found[0]]), line)

    @property
    def plan(self) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.here / ".planning/roadmap.json").read_text(encoding="utf-8"))
        return found

    @property
    def confirmed(self) -> list[str]:
        states = self.plan["checkpoints"]
        assert isinstance(states, dict)
        return [name for name, state in states.items() if state == "confirmed"]

    def packages(self) -> dict[str, str]:
        """The name of each package's record by its slug."""
        found = self.plan["packages"]
        assert isinstance(found, list)
        return {one["slug"]: f"{one['number']:02}-{one['slug']}" for one in found}


def test_followed_to_the_letter_it_makes_a_complete_initiative(template: Path, repo: Path) -> None:
    agent = Agent(repo, template, repo)
    blocks = [(kind, content) for kind, content in _BLOCK.findall(text())]
    assert [kind for kind, _ in blocks] == ["yaml", *["sh"] * 11]
    (_, plan), *rest = blocks
    scope, start, folder, written, analysis, package, packages, priorities, roadmap, begin, complete = (sh for _, sh in rest)

    (repo / "plan.yml").write_text(plan, encoding="utf-8")
    shown = agent.runs(scope, code=1)
    assert "**2 work packages** are identified for this initiative:" in shown and "nothing was written" in shown
    assert sorted(path.name for path in repo.iterdir()) == [".git", "plan.yml"]

    agent.runs(start, filled={"FOLDER": "2026-01-15-faster-search"})
    assert agent.confirmed == ["scope"] and agent.here.name == "2026-01-15-faster-search"
    assert sorted(path.name for path in repo.iterdir()) == [".engineering", ".git"]
    agent.runs(folder)
    assert agent.confirmed == ["scope", "folder"]

    document = agent.here / "01-CONTEXT-ANALYSIS.md"
    before = document.read_text(encoding="utf-8")
    document.write_text(re.sub(r"(?m)^_[A-Z].*_$", "The index is rebuilt at night.", before), encoding="utf-8")
    assert document.read_text(encoding="utf-8") != before
    shown = agent.runs(written)
    assert "The index is rebuilt at night." in shown
    agent.runs(analysis)
    assert list(agent.packages().values()) == ["03-search-index", "04-results-page"]

    for name in agent.packages().values():
        agent.runs(package, filled={"NN-NAME": name})
    agent.runs(packages)
    agent.runs(priorities)
    shown = agent.runs(roadmap)
    assert agent.confirmed == list(CHECKPOINTS) and "👉 Start 03 Search Index." in shown

    order = []
    while (slug := agent.plan["next"]) is not None:
        assert isinstance(slug, str)
        order.append(slug)
        name = agent.packages()[slug]
        agent.runs(begin, filled={"NN-NAME": name})
        path = agent.here / f"{name}-plan.md"
        path.write_text(path.read_text(encoding="utf-8").replace("- [ ]", "- [x]"), encoding="utf-8")
        agent.runs(complete, filled={"NN-NAME": name})
    assert order == ["search-index", "results-page"]

    assert [path.name for path in sorted(agent.here.glob("*.md"))] == [
        "01-CONTEXT-ANALYSIS.md",
        "03-search-index-plan.md",
        "04-results-page-plan.md",
        "AGENTS.md",
        "README.md",
        "RESULTS-PAGE-COMPLETE.md",
        "SEARCH-INDEX-COMPLETE.md",
        "START-HERE.md",
        "_work-package.md",
    ]
    packages_now = agent.plan["packages"]
    assert isinstance(packages_now, list)
    assert [(one["slug"], one["status"], one["pr"]) for one in packages_now] == [
        ("search-index", "complete", ["PR #42"]),
        ("results-page", "complete", ["PR #42"]),
    ]
    assert git(repo, "status", "--porcelain") == ""
    folder_now = Folder(agent.here, template)
    folder_now.update()
    assert folder_now.status() == ""
