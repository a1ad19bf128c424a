"""A person at a terminal with the guided menu: a whole initiative by it alone, the way back, refusals, and other versions."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import pexpect
import yaml
from wcwidth import wcswidth

from ..support import ROOT, Folder, git, planned
from ..test_roadmap import agree

ENTER, DOWN = "\r", "\x1b[B"
CLEAR, INTERRUPT = "\x15", "\x03"

#: The menu's question while it is open; once answered, it is shown without its last words.
MENU = "What now? |(arrows, Enter)"
COLOUR = r"(?:\x1b\[[0-9;]*m)*"

EXAMPLES = ROOT / "examples"


class Menu:
    """`roadmap` in a terminal of 80 columns, of the package in a checkout of the template."""

    def __init__(self, cwd: Path, template: Path, *words: str, **environment: str) -> None:
        known = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
        own = {
            "PYTHONPATH": str(template / "extensions"),
            # A checkout with compiled files in it would be one with changes.
            "PYTHONPYCACHEPREFIX": str(template.parent / "compiled"),
            "TERM": "xterm",
            "PROMPT_TOOLKIT_NO_CPR": "1",
        }
        self.child: Any = pexpect.spawn(
            sys.executable,
            ["-m", "work_packages.terminal", *words],
            cwd=str(cwd),
            encoding="utf-8",
            dimensions=(200, 80),
            timeout=30,
            env={**known, **own, **environment},
        )
        self.child.delaybeforesend = 0
        self.raw = ""

    def __enter__(self) -> Menu:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind:
            print(without_codes(self.raw), file=sys.stderr)
        self.child.close(force=True)

    def _until(self, words: str) -> str:
        """Wait for the words, whatever their colours; what was shown before them."""
        self.child.expect(COLOUR.join(map(re.escape, words.split("|"))))
        self.raw += str(self.child.before) + str(self.child.after)
        return without_codes(str(self.child.before))

    def answer(self, question: str, keys: str = ENTER) -> str:
        """Wait for the words of a question, then type; what was shown before it.

        What was answered is shown once more: a question that comes again is waited for behind what is said in between.
        """
        shown = self._until(question)
        # The words come before the prompt listens.
        time.sleep(0.1)
        self.child.send(keys)
        return shown

    def choose(self, step: str) -> str:
        """Choose a step of the menu by its words; what was shown before the menu."""
        shown = self._until(MENU)
        listed = [line for line in self._until(step).splitlines() if line.strip(" »")]
        time.sleep(0.1)
        self.child.send(DOWN * len(listed) + ENTER)
        return shown

    def end(self, keys: str = "") -> int:
        if keys:
            self.answer(MENU, keys)
        self.child.expect(pexpect.EOF)
        self.raw += str(self.child.before)
        self.child.close()
        assert "Traceback" not in self.raw
        return int(self.child.exitstatus)


def without_codes(said: str) -> str:
    return re.sub("\x1b\\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", said).replace("\r\n", "\n")


def test_from_an_empty_repository_to_a_complete_initiative(repo: Path, template: Path) -> None:
    with Menu(repo, template) as menu:
        assert "There is no plan here yet." in menu.choose("Start a plan")
        menu.answer("What is the initiative called?", "Sample" + ENTER)
        menu.answer("Which work packages have you identified?", "Search" + ENTER)
        menu.answer("Why do these work packages belong together?")
        menu.answer("More now?")
        menu.answer("Checkpoint scope: Proceed with multi-work-package planning?", "y")
        shown = menu.choose("Confirm the planning folder (checkpoint folder)")
        assert "Created:\n\n- [ ] START-HERE.md (skeleton)\n" in shown
        assert "Decide       Checkpoint folder: Proceed with analysis phase?\n" in shown
        menu.answer("Proceed with analysis phase?", "y")
        assert "✓ Written\n  Confirmed: folder (on 2026-01-15 by Kim)\n" in menu.choose("Confirm the analysis")
        menu.answer("Does this analysis look correct?", "y")
        menu.choose("Estimate 03 Search")
        # What is wrong is said at the question, and asked again with what was typed.
        menu.answer("How many agentic hours does it take?", "many" + ENTER)
        menu.answer('"many" is not a number of hours', "")
        menu.answer("How many agentic hours does it take?", CLEAR + "4-6h" + ENTER)
        assert "  03 Search: estimated at 4-6h agentic + 1h review\n" in menu.choose("Add a work package")
        menu.answer("What is the work package called?", "search" + ENTER)
        menu.answer('"search" is the slug of a work package that exists already.', "")
        menu.answer("What is the work package called?", CLEAR + "Caching {{ x }}" + ENTER)
        menu.answer("What does it cover?")
        menu.answer("How many agentic hours", "2h" + ENTER)
        menu.answer("Which work packages must be complete first?", " " + ENTER)
        menu.answer("How much value does it bring?", DOWN + ENTER)
        menu.answer("How high is the technical risk?", DOWN * 3 + ENTER)
        menu.answer("Which tasks does it consist of?", "One; and a half" + ENTER)
        menu.answer("Number 2 (Enter for no more)")
        shown = menu.answer("Write it?")
        assert "Priority     HIGH: High value; quick win\nTimeline     week 1, 2026-01-16\n" in shown
        assert "  04 Caching {{ x }}: new, 2h agentic + 1h review, depends on 03\n" in shown
        menu.answer("Add another?", "n")
        for subject, question in (
            ("the work package plans", "Ready to prioritize?"),
            ("the priority order", "Adjust priorities as needed."),
            ("the roadmap", "Ready to begin implementation"),
        ):
            menu.choose(f"Confirm {subject}")
            menu.answer(question, "")
            menu.answer("(y/N)", "y")
        menu.choose("Start a work package")
        menu.answer("Which work package?")
        assert "  03 Search: in progress\n" in menu.choose("Complete a work package")
        menu.answer("Which work package?")
        menu.answer("What was delivered?", "All of it" + ENTER)
        menu.answer("Which pull requests?", "PR #1" + ENTER)
        menu.answer("How many agentic hours did it take?", "5h" + ENTER)
        menu.answer("How many hours of review")
        assert "  03 Search: complete (PR #1, 5h of 4-6h)\n" in menu.choose("Complete a work package")
        menu.answer("Which work package?")
        for question in ("What was delivered?", "Which pull requests?", "How many agentic hours", "How many hours of review"):
            menu.answer(question)
        assert "Every work package is complete." in menu.choose("Commit the planning folder")
        menu.answer("Plan Sample")
        menu.choose("Quit")
        assert menu.end() == 0
    folder = planned(repo, template)
    plan = agree(folder)
    assert [(one["slug"], one["status"], one["depends_on"]) for one in plan["packages"]] == [
        ("search", "complete", []),
        ("caching-x", "complete", ["search"]),
    ]
    assert list(plan["checkpoints"].values()) == ["confirmed"] * 6
    record = yaml.safe_load(folder.read(".planning/04-caching-x.yml"))
    assert (record["task_list"], record["value"], record["risk"]) == (["One; and a half"], "high", "low")
    assert (folder.status(), git(repo, "log", "--format=%s").splitlines()) == ("", ["Plan Sample"])


def test_the_way_back_writes_nothing(repo: Path, template: Path) -> None:
    with Menu(repo, template) as menu:
        menu.choose("Start a plan")
        menu.answer("What is the initiative called?", INTERRUPT)
        assert "There is no plan here yet." in menu.answer(MENU, INTERRUPT)
        assert menu.end() == 130
    assert [path.name for path in repo.iterdir()] == [".git"]


def test_ctrl_c_leads_back_to_the_menu_and_then_out(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    before = folder.tree()
    with Menu(folder.path, folder.template) as menu:
        menu.choose("Check that every document")
        assert "Every document says what the records say.\n" in menu.choose("Add a work package")
        menu.answer("What is the work package called?", "Three" + ENTER)
        menu.answer("What does it cover?", INTERRUPT)
        assert "Left. Ctrl-C once more ends the menu.\n" in menu.choose("Drop a work package")
        menu.answer("Which work package?")
        menu.answer("Why is it dropped?", ENTER)
        menu.answer("Say why: the documents show it.", "")
        menu.answer("Why is it dropped?", INTERRUPT)
        menu.choose("Change a work package")
        menu.answer("Which work package?")
        menu.answer("What changes?", " " + ENTER)
        menu.answer("How many agentic hours", CLEAR + "40h" + ENTER)
        assert "New problem: too large (03)" in menu.answer("Write it?", DOWN * 2 + ENTER)
        assert menu.end(INTERRUPT) == 130
    assert folder.tree() == before


def test_a_refusal_is_shown_as_it_is_and_asked_again(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", {"title": "Two", "depends_on": ["One"]}])
    with Menu(folder.path, folder.template, "--no-color") as menu:
        menu.choose("Change a work package")
        menu.answer("Which work package?")
        # Dependencies are the fourth.
        menu.answer("What changes?", DOWN * 3 + " " + ENTER)
        menu.answer("Which work packages must be complete first?", " " + ENTER)
        menu.answer("closes a cycle: one needs two needs one. Leave out one of these", "")
        menu.answer("Which work packages must be complete first?", " " + ENTER)
        assert "Nothing changes.\n" in menu.answer(MENU, INTERRUPT)
        assert menu.end() == 130
    assert folder.status() == ""
    assert not re.search("\x1b\\[[0-9;]*3[0-9]m", menu.raw), "no colours"


def test_a_plan_of_another_version_is_changed_by_copier(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    # The command is of this checkout, the plan of the template's.
    with Menu(folder.path, ROOT) as menu:
        menu.choose("Start a work package")
        menu.answer("Which work package?")
        shown = menu.choose("Quit")
        assert "✅ Changed 03 One (🚧 In Progress): 03-one-plan.md." in shown
        assert "✓ Written\n  03 One: in progress, finish week 1 → 8\n" in shown
        assert menu.end() == 0
    assert agree(folder)["packages"][0]["status"] == "in-progress"


def test_of_several_open_plans_one_is_chosen_and_all_of_it_fits(repo: Path, template: Path) -> None:
    for example in ("integrated-roadmap", "phases/5-priorities", "weeks-in/8-weeks"):
        (source,) = {path.parent for path in (EXAMPLES / example).rglob(".copier-answers.yml")}
        shutil.copytree(source, repo / "plans" / example.replace("/", "-"))
    with Menu(repo, template) as menu:
        menu.answer("Which plan?", DOWN + ENTER)
        menu.choose("Show what depends on what")
        menu.choose("List the work packages")
        menu.choose("Check that every document")
        # The example is of an earlier version than the command.
        assert "The plan is of another version than this command" in menu.choose("Write the plan as one page")
        menu.answer("Open it in the browser?")
        assert menu.end(INTERRUPT) == 130
    assert len(list(repo.glob("plans/*/roadmap.html"))) == 1
    # Where the cursor is moved, what follows stands elsewhere.
    lines = re.split("\n|\r", without_codes(re.sub("\x1b\\[(?:[0-9]+[A-D]|[JK]|[?]7[hl])", "\n", menu.raw)))
    assert max(wcswidth(line) for line in lines) <= 80
    assert "Steady Checkout" not in menu.raw, "of which everything is complete"
    assert "\x1b[33m" in menu.raw, "in colour"
