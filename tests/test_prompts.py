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

from .support import Folder, run_copier

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

    def end(self, *, ok: bool = True) -> str:
        self.child.expect(pexpect.EOF)
        self.seen += self.child.before
        self.child.close()
        assert (self.child.exitstatus == 0) == ok, self.seen
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen)


def test_the_whole_path_from_an_empty_repository(repo: Path, template: Path) -> None:
    with Terminal(repo, "copy", "--trust", template, ".") as terminal:
        terminal.answer("What is the initiative called?", "!!!" + ENTER)
        terminal.answer("has no letter or digit", CLEAR + "Integrated Roadmap" + ENTER)
        terminal.answer("On which day is it planned?", CLEAR + "tomorrow" + ENTER)
        terminal.answer("is not a date", CLEAR + "2025-11-23" + ENTER)
        terminal.answer("continue earlier work?")
        terminal.answer("What does this planning session cover?", "Speed: more of it; and {{ calm }}" + ENTER)
        terminal.answer("Why do these work packages belong together?", "One path" + ENTER)
        terminal.answer("Which overall impact do you expect", "Speed" + ENTER)
        terminal.answer("Which work packages have you identified?", "Same; same" + ENTER)
        terminal.answer("is the slug of an earlier entry", CLEAR + "Observability; Result Types: part 1" + ENTER)
        terminal.answer("Which analysis documents do you need?", " " + ENTER)
        terminal.answer("On which day does week 1")
        terminal.answer("How many hours a week do agents", CLEAR + "0" + ENTER)
        terminal.answer("is not a number of hours a week", CLEAR + "12" + ENTER)
        terminal.answer("How many hours a week do people review?")
        terminal.answer("What must hold")
        terminal.answer("What outside this initiative", "A server" + ENTER)
        terminal.answer("Checkpoint scope: Proceed with multi-work-package planning?", "y")
        output = terminal.end()
    assert "I've identified **2 work packages** for this initiative:" in output and "- One path" in output
    assert output.count("## 📋 Scope Assessment") == 1
    assert "✅ Planning folder created" in output
    folder = Folder(repo / ".engineering/artifacts/planning/2025-11-23-integrated-roadmap", template)
    assert folder.files() == [
        ".copier-answers.yml",
        ".gitattributes",
        ".planning/roadmap.json",
        "README.md",
        "START-HERE.md",
        "_work-package.md",
    ]
    assert "Speed: more of it; and {{ calm }}" in folder.read("START-HERE.md")
    answers = yaml.safe_load(folder.read(".copier-answers.yml"))
    assert answers["identified"] == ["Observability", "Result Types: part 1"]
    assert answers["external_dependencies"] == ["A server"]
    assert answers["agentic_hours_per_week"] == "12"
    assert "confirm" not in answers
    folder.commit()

    # Enter alone confirms nothing, and changes nothing.
    with Terminal(folder.path, "update", "--trust") as terminal:
        terminal.answer("Checkpoint folder: Proceed with analysis phase?")
        assert "🛑 Checkpoint folder is open." in terminal.end()
    assert folder.status() == ""

    for name, question, title in (
        ("folder", "Proceed with analysis phase?", "Planning Folder Created"),
        ("analysis", "Does this analysis look correct? Any additional context needed?", "Analysis Summary"),
        ("packages", "Ready to prioritize?", "Work Package Plans Created"),
        ("priorities", "Adjust priorities as needed. Confirm when ready to finalize.", "Proposed Priority Order"),
        ("roadmap", "Ready to begin implementation with Phase 3?", "Roadmap Complete"),
    ):
        if name == "packages":
            # What nobody has estimated is said above the question, and a yes is not taken.
            with Terminal(folder.path, "update", "--trust") as terminal:
                terminal.answer("Checkpoint packages: Ready to prioritize?", "y")
                output = terminal.end(ok=False)
            assert "Phase 3 and Phase 4 need an estimate." in output.split("Checkpoint packages")[0]
            assert 'nobody has estimated "Observability" and "Result Types: part 1"' in output
            assert folder.status() == ""
            for record in ("03-observability", "04-result-types-part-1"):
                folder.change(record, "effort=4-6h")
                folder.commit()
            folder.replace("03-observability-plan.md", "_Write why it is needed._", "Nobody sees what is slow.")
            folder.commit()
        with Terminal(folder.path, "update", "--trust") as terminal:
            terminal.answer(f"Checkpoint {name}: {question}", "y")
            output = terminal.end()
        assert title in output and f"✅ Confirmed: {name} (on 2026-01-15 by Kim)." in output
        folder.commit()
    assert [name for name in folder.files() if re.match(r"\d", name)] == [
        "01-COMPLETION-ANALYSIS.md",
        "02-CONTEXT-ANALYSIS.md",
        "03-observability-plan.md",
        "04-result-types-part-1-plan.md",
    ]
    assert "**Status:** Ready for Implementation" in folder.read("START-HERE.md")
    folder.change("03-observability", "status=in-progress")
    folder.commit()

    # What was approved changes: the question comes again, with what changed.
    folder.change("04-result-types-part-1", "effort=7-8h")
    folder.commit()
    with Terminal(folder.path, "update", "--trust") as terminal:
        terminal.answer("Checkpoint packages: Ready to prioritize?", "y")
        output = terminal.end()
    assert "🔁 Checkpoint packages is reopened; since it was confirmed:" in output
    assert "- effort of 04 was 4-6h, is 7-8h" in output


def test_no_to_the_scope_writes_nothing_and_gives_the_answers_back(repo: Path, template: Path) -> None:
    with Terminal(repo, "copy", "--trust", "-d", "initiative=Mine", "-d", "analyses=[risk]", template, ".") as terminal:
        for question, keys in (
            ("On which day is it planned?", ENTER),
            ("continue earlier work?", ENTER),
            ("What does this planning session cover?", "All: of it" + ENTER),
            ("Why do these work packages belong together?", ENTER),
            ("Which overall impact do you expect", ENTER),
            ("Which work packages have you identified?", "One; Two" + ENTER),
            ("On which day does week 1", ENTER),
            ("How many hours a week do agents", ENTER),
            ("How many hours a week do people review?", ENTER),
            ("What must hold", ENTER),
            ("What outside this initiative", ENTER),
            ("Checkpoint scope: Proceed with multi-work-package planning?", "n"),
        ):
            terminal.answer(question, keys)
        terminal.child.expect(pexpect.EOF)
        output = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.child.before).replace("\r\n", "\n")
        terminal.child.close()
    assert terminal.child.exitstatus == 1
    assert "🛑 Checkpoint scope is not confirmed; nothing was written." in output
    assert [path.name for path in repo.iterdir()] == [".git"]
    # The answers come back as a data file that starts the same initiative.
    data = repo.parent / "plan.yml"
    data.write_text(output.split("with --data-file plan.yml:\n")[1] + "confirm: [scope]\n", encoding="utf-8")
    run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=repo)
    folder = Folder(repo / ".engineering/artifacts/planning/2026-01-15-mine", template)
    answers = yaml.safe_load(folder.read(".copier-answers.yml"))
    assert (answers["overview"], answers["identified"], answers["analyses"]) == ("All: of it", ["One", "Two"], ["risk"])


def test_analyses_of_a_name_of_ones_own(repo: Path, template: Path) -> None:
    given = {
        "initiative": "Mine",
        "date": "2025-11-23",
        "kind": "new",
        "identified": "One",
        "start": "2025-11-23",
        "overview": "",
    }
    given |= {"rationale": "", "impact_overall": "", "agentic_hours_per_week": "20", "review_hours_per_week": "8"}
    given |= {"overall_criteria": "", "external_dependencies": "", "confirm": "[scope, folder]"}
    data = [word for name, value in given.items() for word in ("-d", f"{name}={value}")]
    with Terminal(repo, "copy", "--trust", *data, template, ".") as terminal:
        # One up from the first is the last: a name of one's own.
        terminal.answer("Which analysis documents do you need?", "\x1b[A " + ENTER)
        terminal.answer("What are the other analyses about?", "riks" + ENTER)
        terminal.answer("Did you mean risk?", CLEAR + "Performance Budget; security" + ENTER)
        terminal.end()
    folder = Folder(repo / ".engineering/artifacts/planning/2025-11-23-mine", template)
    names = ["01-CONTEXT-ANALYSIS.md", "02-PERFORMANCE-BUDGET-ANALYSIS.md", "03-SECURITY-ANALYSIS.md"]
    assert [name for name in folder.files() if name.endswith("ANALYSIS.md")] == names
    folder.commit()
    with Terminal(folder.path, "copy", "--trust", "-d", "part=analysis", template, ".") as terminal:
        terminal.answer("Which analysis?", "\x1b[A" + ENTER)
        terminal.answer("What is it about?", "../../etc" + ENTER)
        terminal.answer("it makes a file's name", CLEAR + "security" + ENTER)
        terminal.answer("there is 03-SECURITY-ANALYSIS.md already", CLEAR + "API contract" + ENTER)
        terminal.answer("What is the document called?")
        terminal.answer("What is it for?", "To keep clients working" + ENTER)
        terminal.end()
    head = "# API Contract Analysis\n\n**Date:** 2026-01-15\n**Purpose:** To keep clients working\n"
    assert folder.read("04-API-CONTRACT-ANALYSIS.md").startswith(head)
    folder.commit()
    # Its type stays: a change asks for the title and the purpose.
    with Terminal(folder.path, "update", "--trust", "-a", ".planning/04-api-contract-analysis.yml") as terminal:
        terminal.answer("What is the document called?", CLEAR + "Contract" + ENTER)
        terminal.answer("What is it for?")
        assert "Which analysis?" not in terminal.end()
    assert folder.read("04-API-CONTRACT-ANALYSIS.md").startswith("# Contract\n")


def test_continue_the_newest_folder(start: Callable[..., Folder]) -> None:
    previous = start(identified=[{"title": "One", "status": "complete"}, {"title": "Two", "effort": "2-3h"}])
    repo = previous.path.parents[3]
    (previous.path.parent / "2024-01-01-older").mkdir()
    with Terminal(
        repo, "copy", "--trust", "-d", "initiative=Next", "-d", "date=2026-01-20", previous.template, "."
    ) as terminal:
        terminal.answer("continue earlier work?", "\x1b[B" + ENTER)
        terminal.answer("2024-01-01-older")
        for question in (
            "What does this planning session cover?",
            "Why do these work packages belong together?",
            "Which overall impact do you expect",
            "Which work packages have you identified?",
            "Which analysis documents do you need?",
            "On which day does week 1",
            "How many hours a week do agents",
            "How many hours a week do people review?",
            "What must hold",
            "What outside this initiative",
        ):
            terminal.answer(question)
        terminal.answer("Checkpoint scope", "y")
        output = terminal.end()
    assert "2025-11-23-sample - 1 of 2 work packages complete" in output
    folder = Folder(previous.path.parent / "2026-01-20-next", previous.template)
    answers = yaml.safe_load(folder.read(".copier-answers.yml"))
    assert (answers["previous"], answers["identified"]) == ("2025-11-23-sample", ["Two"])
    assert "First estimate: 2-3h agentic + 1h review" in folder.read("START-HERE.md")


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
        terminal.answer("Who owns it?", "Kim" + ENTER)
        terminal.answer("By which day is it due?", "soon" + ENTER)
        terminal.answer("is not a date", CLEAR + "2026-02-01" + ENTER)
        output = terminal.end()
    assert "✅ Added 04 Two (📋 Ready): 04-two-plan.md." in output
    assert "Which short name" not in output and "How far is it?" not in output
    plan = folder.read("04-two-plan.md")
    assert "All of two." in plan and "- `/metrics`: the endpoint\n- A dashboard\n" in plan
    assert "must be complete" in plan
    record = yaml.safe_load(folder.read(".planning/04-two.yml"))
    assert (record["effort"], record["depends_on"], record["priority"]) == ("2-3h", ["one"], "")
    assert (record["owner"], record["due"]) == ("Kim", "2026-02-01")


def test_change_a_package_by_its_questions(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", "in_scope": ["A, with care", "B: carefully"], "status": "in-progress"}])
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
        terminal.answer("Who owns it?")
        terminal.answer("By which day is it due?")
        terminal.answer("How far is it?", "\x1b[B\x1b[B" + ENTER)
        terminal.answer("What is done so far, or was delivered?")
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


def test_half_way_by_its_questions(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", "status": "in-progress", "blocked_by": "Keys; A contract"}])
    with Terminal(folder.path, "update", "--trust", "-a", ".planning/03-one.yml") as terminal:
        for question in (
            *("What is the work package called?", "What does it cover?", "Why is it needed?", "Which impact do you expect?"),
            *("Which findings of the analyses", "How much value", "How high is the technical risk?", "How many agentic hours"),
            *("How many hours of human review?", "Which work packages must be complete first?", "What outside the initiative"),
        ):
            terminal.answer(question)
        terminal.answer("Which of these are there by now?", "Keys" + ENTER)
        for question in (
            *("What is in scope?", "What is out of scope?", "Which measurable outcomes", "Which tasks", "Which priority?"),
            *("Who owns it?", "By which day is it due?"),
        ):
            terminal.answer(question)
        terminal.answer("How far is it?", "\x1b[B" + ENTER)
        terminal.answer("What is done so far, or was delivered?", "Half" + ENTER)
        terminal.answer("What remains to be done", "The rest" + ENTER)
        terminal.answer("Which pull requests")
        terminal.answer("Which decision record")
        terminal.answer("How many agentic hours did it take so far?", "3h" + ENTER)
        terminal.answer("How many hours of review did it take so far?")
        terminal.answer("How many agentic hours are left?", "all of them" + ENTER)
        terminal.answer("is not a number of hours", CLEAR + "2-3h" + ENTER)
        output = terminal.end()
    assert "👉 Go on with 03 One (partial, waits for A contract)." in output
    record = yaml.safe_load(folder.read(".planning/03-one.yml"))
    assert (record["status"], record["actual"], record["remaining"], record["unblocked"]) == ("partial", "3h", "2-3h", ["Keys"])
    assert "- [x] Keys\n- [ ] A contract\n" in folder.read("03-one-plan.md")


def test_no_status_is_offered_that_starts_the_work_too_early(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"], confirm=["scope", "folder", "analysis"])
    with Terminal(folder.path, "update", "--trust", "-a", ".planning/03-one.yml") as terminal:
        for question in (
            *("What is the work package called?", "What does it cover?", "Why is it needed?", "Which impact do you expect?"),
            *("Which findings of the analyses", "How much value", "How high is the technical risk?", "How many agentic hours"),
            *("How many hours of human review?", "Which work packages must be complete first?", "What outside the initiative"),
            *("What is in scope?", "What is out of scope?", "Which measurable outcomes", "Which tasks", "Which priority?"),
            *("Who owns it?", "By which day is it due?"),
        ):
            terminal.answer(question)
        terminal.child.expect_exact("How far is it?")
        terminal.child.expect_exact("dropped")
        assert "deferred" in terminal.child.before and "in-progress" not in terminal.child.before


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
