"""A person at a terminal: each question is asked once, wrong answers are turned down at the question itself."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import pexpect
import yaml

from .support import Folder

ENTER = "\r"
CLEAR = "\x15"  # Ctrl-U: empty the line, with the default that stands in it


class Terminal:
    """A terminal of 160 columns in which one command runs."""

    def __init__(self, cwd: Path, *arguments: object) -> None:
        self.child: Any = pexpect.spawn(
            "copier",
            [str(argument) for argument in arguments],
            cwd=str(cwd),
            encoding="utf-8",
            dimensions=(50, 160),
            timeout=30,
            env={**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        )
        self.seen = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.child.close(force=True)

    def answer(self, question: str, keys: str = ENTER) -> None:
        """Wait for the words of a question or of a complaint, then type."""
        self.child.expect_exact(question)
        self.seen += self.child.before + question
        # The words come before the prompt listens: give it the time that a person needs anyway.
        time.sleep(0.15)
        self.child.send(keys)

    def end(self) -> str:
        self.child.expect(pexpect.EOF)
        self.seen += self.child.before
        self.child.close()
        assert self.child.exitstatus == 0, self.seen
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen)


def test_start_an_initiative(repo: Path, template: Path) -> None:
    with Terminal(repo, "copy", "--trust", template, ".") as terminal:
        terminal.answer("What is the initiative called?", "!!!" + ENTER)
        terminal.answer("has no letter or digit", CLEAR + "Integrated Roadmap" + ENTER)
        terminal.answer("On which day is it planned?", CLEAR + "tomorrow" + ENTER)
        terminal.answer("is not a date", CLEAR + "2025-11-23" + ENTER)
        terminal.answer("continue earlier work?")
        terminal.answer("What does this planning session cover?", "Speed: more of it; and {{ calm }}" + ENTER)
        terminal.answer("Why do these work packages belong together?")
        terminal.answer("Which work packages have you identified?", "Same; same" + ENTER)
        terminal.answer("is the slug of an earlier entry", CLEAR + "Observability; Result Types: part 1" + ENTER)
        terminal.answer("Which analysis documents do you need?", " " + ENTER)
        terminal.answer("On which day does week 1")
        terminal.answer("How many hours a week do agents", CLEAR + "0" + ENTER)
        terminal.answer("is not a number of hours a week", CLEAR + "12" + ENTER)
        terminal.answer("How many hours a week do people review?")
        terminal.answer("What must hold")
        terminal.answer("What outside this initiative", "A server" + ENTER)
        output = terminal.end()
    assert "✅ Planning folder created" in output
    folder = Folder(repo / ".engineering/artifacts/planning/2025-11-23-integrated-roadmap", template)
    assert [name for name in folder.files() if re.match(r"\d", name)] == [
        "01-COMPLETION-ANALYSIS.md",
        "02-CONTEXT-ANALYSIS.md",
        "03-observability-plan.md",
        "04-result-types-part-1-plan.md",
    ]
    assert "Speed: more of it; and {{ calm }}" in folder.read("START-HERE.md")
    answers = yaml.safe_load(folder.read(".copier-answers.yml"))
    assert answers["identified"] == ["Observability", "Result Types: part 1"]
    assert answers["external_dependencies"] == ["A server"]
    assert answers["agentic_hours_per_week"] == "12"


def test_add_a_package(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    with Terminal(folder.path, "copy", "--trust", folder.template, ".") as terminal:
        terminal.answer("What do you want to add?")
        terminal.answer("What is the work package called?", "One" + ENTER)
        terminal.answer("exists already", CLEAR + "Two" + ENTER)
        terminal.answer("What does it cover?", "All of two." + ENTER)
        terminal.answer("Why is it needed?")
        terminal.answer("Which impact do you expect?")
        terminal.answer("Which findings of the analyses")
        terminal.answer("How much value")
        terminal.answer("How high is the technical risk?")
        terminal.answer("How many agentic hours", CLEAR + "long" + ENTER)
        terminal.answer("is not a number of hours", CLEAR + "2-3h" + ENTER)
        terminal.answer("How many hours of human review?")
        terminal.answer("So far: 03 one", "three" + ENTER)
        terminal.answer("is not a work package here", CLEAR + "03" + ENTER)
        terminal.answer("What outside the initiative")
        terminal.answer("What is in scope?", "`/metrics`: the endpoint; A dashboard" + ENTER)
        terminal.answer("What is out of scope?")
        terminal.answer("Which measurable outcomes")
        terminal.answer("Which tasks")
        terminal.answer("Which priority?")
        output = terminal.end()
    assert "✅ Added 04 Two (📋 Ready): 04-two-plan.md." in output
    assert "Which short name" not in output and "How far is it?" not in output
    plan = folder.read("04-two-plan.md")
    assert "All of two." in plan and "- `/metrics`: the endpoint\n- A dashboard\n" in plan
    assert "must be complete" in plan
    record = yaml.safe_load(folder.read(".planning/04-two.yml"))
    assert (record["effort"], record["depends_on"], record["priority"]) == ("2-3h", ["one"], "")


def test_change_a_package_by_its_questions(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", "in_scope": ["A, with care", "B: carefully"]}])
    with Terminal(folder.path, "update", "--trust", "-a", ".planning/03-one.yml") as terminal:
        terminal.answer("What is the work package called?", CLEAR + "One, better" + ENTER)
        terminal.answer("What does it cover?")
        terminal.answer("Why is it needed?")
        terminal.answer("Which impact do you expect?")
        terminal.answer("Which findings of the analyses")
        terminal.answer("How much value")
        terminal.answer("How high is the technical risk?")
        terminal.answer("How many agentic hours")
        terminal.answer("How many hours of human review?")
        terminal.answer("Which work packages must be complete first?")
        terminal.answer("What outside the initiative")
        terminal.answer("What is in scope?")
        terminal.answer("What is out of scope?")
        terminal.answer("Which measurable outcomes")
        terminal.answer("Which tasks")
        terminal.answer("Which priority?", "\x1b[B" + ENTER)
        terminal.answer("Why that priority?", "We said so" + ENTER)
        terminal.answer("How far is it?", "\x1b[B\x1b[B\x1b[B" + ENTER)
        terminal.answer("Which pull request", "PR #7" + ENTER)
        terminal.answer("Which decision record")
        terminal.answer("How many agentic hours did it take?", "5h" + ENTER)
        terminal.answer("How many hours of review did it take?")
        output = terminal.end()
    assert "✅ Changed 03 One, better (✅ Complete): 03-one-plan.md." in output
    assert folder.read("03-one-plan.md").startswith(
        "# Phase 3: One, better\n\n**Date:** 2025-11-23\n**Priority:** HIGH (We said so)\n**Status:** Complete\n"
    )
    assert yaml.safe_load(folder.read(".planning/03-one.yml"))["in_scope"] == ["A, with care", "B: carefully"]


def test_answers_given_with_an_update_are_the_only_ones(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    with Terminal(folder.path, "update", "--trust", "-a", ".planning/03-one.yml", "-d", "status=in-progress") as terminal:
        assert "🎤" not in terminal.end()
    folder.commit()
    with Terminal(folder.path, "update", "--trust") as terminal:
        assert "🎤" not in terminal.end()
    assert folder.status() == ""


def test_title_in_another_script(start: Callable[..., Folder]) -> None:
    folder = start()
    folder.add("title=可观测性")
    assert folder.read("03-package-3-plan.md").startswith("# Phase 3: 可观测性\n")
    folder.add("title=缓存", "slug=caching")
    assert folder.read("04-caching-plan.md").startswith("# Phase 4: 缓存\n")


def test_interrupt_writes_nothing(repo: Path, template: Path) -> None:
    with Terminal(repo, "copy", "--trust", template, ".") as terminal:
        terminal.answer("What is the initiative called?", "X" + ENTER)
        terminal.answer("On which day is it planned?", "\x03")
        terminal.child.expect_exact("Execution stopped by user")
        terminal.child.expect(pexpect.EOF)
    assert [path.name for path in repo.iterdir()] == [".git"]
