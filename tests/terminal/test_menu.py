"""The guided menu at a terminal: what it offers in each state, and a whole initiative by it alone."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import pexpect
import pytest
import yaml
from wcwidth import wcswidth

from ..support import ROOT, Folder, git, planned
from ..test_roadmap import agree

ENTER, DOWN, UP = "\r", "\x1b[B", "\x1b[A"
CLEAR, INTERRUPT = "\x15", "\x03"

#: The last line of a question before it listens, as far as a person reads it.
MENU = "What now?"


class Menu:
    """`roadmap` in a terminal of 80 columns, of the package in a checkout of the template."""

    def __init__(self, cwd: Path, template: Path, *words: str, **environment: str) -> None:
        known = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
        own = {
            "PYTHONPATH": str(template / "extensions"),
            # A checkout with compiled files in it would be one with changes.
            "PYTHONDONTWRITEBYTECODE": "1",
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
        self.raw = ""

    def __enter__(self) -> Menu:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind:
            print(self.raw + str(self.child.before), file=sys.stderr)
        self.child.close(force=True)

    def answer(self, question: str, keys: str = ENTER) -> str:
        """Wait for the words of a question, then type; what was shown before it."""
        self.child.expect_exact(question)
        shown = str(self.child.before)
        self.raw += shown + question
        # The words come before the prompt listens.
        time.sleep(0.1)
        self.child.send(keys)
        return without_codes(shown)

    def choose(self, words: str) -> str:
        """Choose a step of the menu by its words; what was shown before it."""
        shown = self.answer(MENU, "")
        self.child.expect_exact(words)
        self.raw += str(self.child.before) + words
        listed = [line.strip(" »") for line in without_codes(self.child.before + words).splitlines() if line.strip()]
        self.child.send(DOWN * (len(listed) - 2 if listed[0].startswith("(") else len(listed) - 1) + ENTER)
        return shown

    def end(self) -> int:
        self.child.expect(pexpect.EOF)
        self.raw += str(self.child.before)
        self.child.close()
        return int(self.child.exitstatus)


def without_codes(said: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", said).replace("\r\n", "\n").replace("\r", "")


def test_from_an_empty_repository_to_a_complete_initiative(repo: Path, template: Path) -> None:
    with Menu(repo, template) as menu:
        menu.choose("Start a plan")
        menu.answer("What is the initiative called?", "Sample" + ENTER)
        menu.answer("Which work packages have you identified?", "Search" + ENTER)
        menu.answer("Why do these work packages belong together?")
        menu.answer("More now?")
        menu.answer("Checkpoint scope: Proceed with multi-work-package planning?", "y")
        shown = menu.choose("Confirm the planning folder")
        print(shown)
        menu.answer("Proceed with analysis phase?", "y")
        shown = menu.choose("Confirm the analysis")
        print(shown)
        menu.answer("Does this analysis look correct?", "y")
        print(menu.choose("Estimate 03 Search"))
        menu.answer("How many agentic hours does it take?", "many" + ENTER)
        print(menu.answer("How many agentic hours does it take?", CLEAR + "4-6h" + ENTER))
        print(menu.choose("Add a work package"))
        menu.answer("What is the work package called?", "Search" + ENTER)
        print(menu.answer("What is the work package called?", CLEAR + "Caching" + ENTER))
        menu.answer("What does it cover?")
        menu.answer("How many agentic hours", "2h" + ENTER)
        menu.answer("Which work packages must be complete first?", " " + ENTER)
        menu.answer("How much value", ENTER)
        menu.answer("How high is", ENTER)
        menu.answer("Which tasks", "One; and a half" + ENTER)
        menu.answer("Number 2", "")
        menu.answer("no more)")
        print(menu.answer("Write it?"))
        menu.answer("Add another?", "n")
        for words, question in (
            ("Confirm the work package plans", "Ready to prioritize?"),
            ("Confirm the priority order", "Adjust priorities as needed."),
            ("Confirm the roadmap", "Ready to begin implementation"),
        ):
            print(menu.choose(words))
            menu.answer(question, "y")
        print(menu.choose("Start a work package"))
        menu.answer("Which work package?")
        print(menu.choose("Complete a work package"))
        menu.answer("Which work package?")
        menu.answer("What was delivered?", "All of it" + ENTER)
        menu.answer("Which pull requests?", "PR #1" + ENTER)
        menu.answer("How many agentic hours did it take?", "5h" + ENTER)
        menu.answer("How many hours of review")
        print(menu.choose("Complete a work package"))
        menu.answer("Which work package?")
        for question in ("What was delivered?", "Which pull requests?", "How many agentic hours", "How many hours of review"):
            menu.answer(question)
        print(menu.choose("Commit the planning folder"))
        menu.answer("Message")
        print(menu.choose("Quit"))
        assert menu.end() == 0
    assert 0
