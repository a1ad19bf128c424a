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
from .test_roadmap import agree

ENTER = "\r"
DOWN = "\x1b[B"
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


def test_four_packages_in_under_40_prompts(repo: Path, template: Path) -> None:
    prompts = 0

    def at(cwd: Path, *words: object, answers: dict[str, str]) -> str:
        nonlocal prompts
        prompts += len(answers)
        with Terminal(cwd, *words) as terminal:
            for question, keys in answers.items():
                terminal.answer(question, keys)
            return terminal.end()

    output = at(
        repo,
        *("copy", "--trust", template, "."),
        answers={
            "What is the initiative called?": "Integrated Roadmap" + ENTER,
            "Which work packages have you identified?": "Observability; Result Types: part 1" + ENTER,
            "Why do these work packages belong together?": "One path" + ENTER,
            "More now?": ENTER,
            "Checkpoint scope: Proceed with multi-work-package planning?": "y",
        },
    )
    assert "**2 work packages** are identified for this initiative:" in output and "- One path" in output
    assert output.count("## 📋 Scope Assessment") == 1 and "✅ Planning folder created" in output
    folder = Folder(repo / ".engineering/artifacts/planning/2026-01-15-integrated-roadmap", template)
    folder.commit()
    update = ("update", "--trust")
    for name in ("folder", "analysis"):
        output = at(folder.path, *update, answers={f"Checkpoint {name}: ": "y"})
        assert f"✅ Confirmed: {name} (on 2026-01-15 by Kim)." in output
        folder.commit()
    effort = {"What do you want to change?": DOWN + " " + ENTER, "How many agentic hours": "4-6h" + ENTER}
    at(folder.path, *update, "-a", ".planning/03-observability.yml", answers=effort)
    folder.commit()
    both = effort | {"What do you want to change?": f"{DOWN} {DOWN}{DOWN} {ENTER}", "complete first?": "3" + ENTER}
    at(folder.path, *update, "-a", ".planning/04-result-types-part-1.yml", answers=both)
    for title, needs in (("Caching", "result-types-part-1; 3"), ("Search", "")):
        package = {
            "What is the work package called?": title + ENTER,
            "What does it cover?": f"All of {title}." + ENTER,
            "How many agentic hours": "2-3h" + ENTER,
            "Which work packages must be complete first?": needs + ENTER,
            "More now?": ENTER,
        }
        at(folder.path, "copy", "--trust", "-d", "part=work-package", template, ".", answers=package)
    for name, title in (("packages", "Created"), ("priorities", "Proposed Priority Order"), ("roadmap", "Roadmap")):
        folder.commit()
        output = at(folder.path, *update, answers={f"Checkpoint {name}: ": "y"})
        assert title in output and f"✅ Confirmed: {name}" in output
        # Nobody has said a priority: what is proposed is said to be so where it is decided.
        assert (
            name != "priorities"
            or "Medium value by default" in output.split("Checkpoint priorities")[0].partition("Priority Order")[2]
        )
    assert prompts < 40, prompts
    plan = agree(folder)
    assert [(one["slug"], one["depends_on"]) for one in plan["packages"]] == [
        ("observability", []),
        ("result-types-part-1", ["observability"]),
        ("caching", ["result-types-part-1", "observability"]),
        ("search", []),
    ]
    assert list(plan["checkpoints"].values()) == ["confirmed"] * 6
    assert "**Status:** Ready for Implementation" in folder.read("START-HERE.md")


def test_no_plan_is_confirmed_that_nobody_has_estimated(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", "effort": None}, "Two"], confirm=["scope", "folder", "analysis"])
    with Terminal(folder.path, "update", "--trust") as terminal:
        terminal.answer("Checkpoint packages: Ready to prioritize?", "y")
        output = terminal.end(ok=False)
    assert "Phase 3 needs an estimate." in output.split("Checkpoint packages")[0]
    assert 'nobody has estimated "One"' in output
    assert folder.status() == ""


def test_what_was_approved_changes_and_the_question_comes_again(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    folder.change("04-two", "effort=7-8h")
    folder.commit()
    with Terminal(folder.path, "update", "--trust") as terminal:
        terminal.answer("Checkpoint packages: Ready to prioritize?", "y")
        output = terminal.end()
    assert "🔁 Checkpoint packages is reopened; since it was confirmed:" in output
    assert "- effort of 04 was 4-6h, is 7-8h" in output


def test_wrong_answers_are_turned_down_and_no_to_the_scope_gives_the_others_back(repo: Path, template: Path) -> None:
    with Terminal(repo, "copy", "--trust", "-d", "analyses=[risk]", template, ".") as terminal:
        for question, keys in (
            # What stands there in grey is an example, and no answer.
            ("What is the initiative called?", ENTER),
            ("is empty", "Mine" + ENTER),
            ("Which work packages have you identified?", "Same; same" + ENTER),
            # Pasted lines are entries.
            ("is the slug of an earlier entry", CLEAR + "\x1b[200~One\nTwo, too\x1b[201~" + ENTER),
            ("Why do these work packages belong together?", ENTER),
            ("More now?", DOWN + ENTER),
            ("On which day is it planned?", CLEAR + "tomorrow" + ENTER),
            ("is not a date", CLEAR + "2025-11-23" + ENTER),
            ("What does this planning session cover?", "Speed: more of it; and {{ calm }}" + ENTER),
            ("Which overall impact do you expect", ENTER),
            ("On which day does week 1", ENTER),
            ("How many hours a week do agents", CLEAR + "0" + ENTER),
            ("is not a number of hours a week", CLEAR + "12" + ENTER),
            ("How many hours a week do people review?", ENTER),
            ("How many per cent", ENTER),
            ("Test coverage maintained/improved; Performance targets met; Documentation complete", ENTER),
            ("What outside this initiative", "A server" + ENTER),
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
    folder = Folder(repo / ".engineering/artifacts/planning/2025-11-23-mine", template)
    answers = folder.answers
    assert (answers["identified"], answers["analyses"], answers["overall_criteria"]) == (["One", "Two, too"], ["risk"], [])
    assert (answers["external_dependencies"], answers["agentic_hours_per_week"]) == (["A server"], "12")
    assert "Speed: more of it; and {{ calm }}" in folder.read("START-HERE.md")


def test_a_way_back(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    with Terminal(folder.path, "copy", "--trust", "-d", "part=work-package", folder.template, ".") as terminal:
        terminal.answer("What is the work package called?", "Tow" + ENTER)
        terminal.answer("What does it cover?", "Search; and more" + ENTER)
        terminal.answer("How many agentic hours", "4-6h" + ENTER)
        terminal.answer("Which work packages must be complete first?")
        terminal.answer("More now?", DOWN * 3 + ENTER)
        terminal.answer("Above are title, summary, effort and depends_on", "it is Two" + ENTER)
        terminal.answer("does not start with NAME=VALUE", CLEAR + "title=Two; depends_on=three" + ENTER)
        terminal.answer("Known: 03 one.", CLEAR + "title=One" + ENTER)
        terminal.answer(
            " Give another title, or another slug",
            CLEAR + "title=Two; Depends_on = 1; priority=High; in_scope=A; effrot=c" + ENTER,
        )
        terminal.answer("his name. Did you mean", CLEAR + "title=Two; depends_on=03; priority=High; in_scope=A; B" + ENTER)
        terminal.answer("Why is it needed?", "Because" + ENTER)
        for question in ("Which impact", "Which findings", "How much value", "How high", "human review?", "What outside"):
            terminal.answer(question)
        # What was corrected is not asked again.
        for question in ("What is out of scope?", "Which measurable outcomes", "Which tasks", "Why that priority?"):
            terminal.answer(question)
        for question in ("Who owns it?", "By which day is it due?"):
            terminal.answer(question)
        output = terminal.end()
    assert "What is in scope?" not in output and "Which priority?" not in output
    record = yaml.safe_load(folder.read(".planning/04-two.yml"))
    assert (record["title"], record["slug"], record["depends_on"], record["priority"]) == ("Two", "two", ["one"], "high")
    assert (record["in_scope"], record["summary"], record["why"]) == (["A", "B"], "Search; and more", "Because")
    assert not {"more", "corrections", "change"} & set(record)


def test_the_start_of_another_initiative_is_corrected(start: Callable[..., Folder]) -> None:
    previous = start(identified=[{"title": "One", "status": "complete"}, "Two"])
    repo = previous.path.parents[3]
    with Terminal(repo, "copy", "--trust", previous.template, ".") as terminal:
        terminal.answer("What is the initiative called?", "Nxet" + ENTER)
        terminal.answer("continue earlier work?")
        terminal.answer("Which work packages have you identified?", "Two" + ENTER)
        terminal.answer("Why do these work packages belong together?")
        terminal.answer("More now?", DOWN * 2 + ENTER)
        terminal.answer("initiative, kind, previous", "initiative=Next; previous=2025-11-32-sample" + ENTER)
        terminal.answer("there is no folder", CLEAR + "initiative=Next; previous=2025-11-23-sample" + ENTER)
        terminal.answer("Checkpoint scope", "y")
        terminal.end()
    folder = Folder(previous.path.parent / "2026-01-15-next", previous.template)
    answers = folder.answers
    assert (answers["initiative"], answers["kind"], answers["continued"]["title"]) == ("Next", "continuing", "Sample")
    assert answers["analyses"] == ["completion", "context"]
    assert not {"more", "corrections", "change", "confirm_open", "analyses_chosen"} & set(answers)


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
    given |= {"overall_criteria": "", "external_dependencies": "", "buffer": "0", "confirm": "[scope, folder]"}
    data = [word for name, value in given.items() for word in ("-d", f"{name}={value}")]
    with Terminal(repo, "copy", "--trust", *data, template, ".") as terminal:
        terminal.answer("More now?", DOWN + ENTER)
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
    head = "# API Contract Analysis\n\n- **Date:** 2026-01-15\n- **Purpose:** To keep clients working\n"
    assert folder.read("04-API-CONTRACT-ANALYSIS.md").startswith(head)
    folder.commit()
    # Its type stays: a change asks for the title and the purpose.
    with Terminal(folder.path, "update", "--trust", "-a", ".planning/04-api-contract-analysis.yml") as terminal:
        terminal.answer("What do you want to change?", " " + ENTER)
        terminal.answer("What is the document called?", CLEAR + "Contract" + ENTER)
        assert "Which analysis?" not in terminal.end()
    assert folder.read("04-API-CONTRACT-ANALYSIS.md").startswith("# Contract\n")


def test_continue_the_newest_folder(start: Callable[..., Folder]) -> None:
    previous = start(identified=[{"title": "One", "status": "complete"}, {"title": "Two", "effort": "2-3h"}])
    repo = previous.path.parents[3]
    (previous.path.parent / "2024-01-01-older").mkdir()
    with Terminal(
        repo, "copy", "--trust", "-d", "initiative=Next", "-d", "date=2026-01-20", previous.template, "."
    ) as terminal:
        terminal.answer("continue earlier work?", DOWN + ENTER)
        terminal.answer("2024-01-01-older")
        terminal.answer("Which work packages have you identified?")
        terminal.answer("Why do these work packages belong together?")
        terminal.answer("More now?")
        terminal.answer("Checkpoint scope", "y")
        output = terminal.end()
    assert "2025-11-23-sample - 1 of 2 work packages complete" in output
    folder = Folder(previous.path.parent / "2026-01-20-next", previous.template)
    answers = folder.answers
    assert (answers["previous"], answers["identified"]) == ("2025-11-23-sample", ["Two"])
    assert "First estimate: 2-3h agentic + 1h review" in folder.read("START-HERE.md")


def test_add_a_package(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    with Terminal(folder.path, "copy", "--trust", folder.template, ".") as terminal:
        terminal.answer("What do you want to add?")
        terminal.answer("What is the work package called?", ENTER)
        terminal.answer("is empty", "One" + ENTER)
        terminal.answer("exists already", CLEAR + "Two" + ENTER)
        terminal.answer("What does it cover?", "All of two." + ENTER)
        terminal.answer("How many agentic hours", CLEAR + "long" + ENTER)
        terminal.answer("is not a number of hours", CLEAR + "2-3h" + ENTER)
        terminal.answer("So far: 03 one", "three" + ENTER)
        terminal.answer("is not a work package here", CLEAR + "03" + ENTER)
        terminal.answer("More now?", DOWN + ENTER)
        terminal.answer("Why is it needed?")
        terminal.answer("Which impact do you expect?")
        terminal.answer("Which findings of the analyses")
        terminal.answer("How much value")
        terminal.answer("How high is the technical risk?")
        terminal.answer("How many hours of human review?")
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
    assert "✅ Added 04 Two (" in output
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
        terminal.answer("What do you want to change?", f" {DOWN * 5} {DOWN * 2} {DOWN * 5} {ENTER}")
        terminal.answer("What is the work package called?", CLEAR + "One, better" + ENTER)
        terminal.answer("What is in scope?")
        terminal.answer("What is out of scope?")
        terminal.answer("Which priority?", DOWN + ENTER)
        terminal.answer("Why that priority?", "We said so" + ENTER)
        terminal.answer("How far is it?", DOWN * 2 + ENTER)
        terminal.answer("What is done so far, or was delivered?")
        terminal.answer("Which pull request", "PR #7" + ENTER)
        terminal.answer("Which decision record")
        terminal.answer("How many agentic hours did it take?", "5h" + ENTER)
        terminal.answer("How many hours of review did it take?")
        output = terminal.end()
    assert "✅ Changed 03 One, better (✅ Complete): 03-one-plan.md." in output
    plan = folder.read("03-one-plan.md")
    assert plan.startswith("# Phase 3: One, better\n") and "HIGH (We said so)" in plan and "Complete" in plan
    record = yaml.safe_load(folder.read(".planning/03-one.yml"))
    assert record["in_scope"] == ["A, with care", "B: carefully"] and record["actual"] == "5h"
    folder.commit()
    # Enter alone chooses nothing, and changes nothing.
    with Terminal(folder.path, "update", "--trust", "-a", ".planning/03-one.yml") as terminal:
        terminal.answer("What do you want to change?")
        assert terminal.end().count("🎤") <= 2
    assert folder.status() == ""


def test_half_way_by_its_questions(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", "status": "in-progress", "blocked_by": "Keys; A contract"}])
    with Terminal(folder.path, "update", "--trust", "-a", ".planning/03-one.yml") as terminal:
        terminal.answer("What do you want to change?", f" {DOWN * 4} {ENTER}")
        terminal.answer("What outside the initiative")
        terminal.answer("Which of these are there by now?", "Keys" + ENTER)
        terminal.answer("How far is it?", DOWN + ENTER)
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
        terminal.answer("What do you want to change?", " " + ENTER)
        terminal.child.expect_exact("How far is it?")
        terminal.child.expect_exact("dropped")
        assert "deferred" in terminal.child.before and "in-progress" not in terminal.child.before


def test_change_the_initiative_by_its_questions(start: Callable[..., Folder]) -> None:
    folder = start(
        identified=[{"title": "One", "effort": None, "review": None}],
        overall_criteria=["Fast; and small", "B"],
        confirm=["scope"],
    )
    with Terminal(folder.path, "update", "--trust") as terminal:
        # A no to the open checkpoint is a way to change something first.
        terminal.answer("Checkpoint folder: Proceed with analysis phase?", "n")
        terminal.answer("What do you want to change?", f"{DOWN} {DOWN * 4} {DOWN * 2} {DOWN * 2} {ENTER}")
        terminal.answer("Which work packages have you identified?", "; One" + ENTER)
        terminal.answer("is the slug of an earlier entry", CLEAR + "One; Two" + ENTER)
        terminal.answer("Which analysis documents do you need?", DOWN * 6 + " " + ENTER)
        terminal.answer("How many hours a week do agents", CLEAR + "30" + ENTER)
        terminal.answer("How many hours a week do people review?")
        terminal.answer("What must hold")
        output = terminal.end()
    assert "Which day does week 1" not in output
    answers = folder.answers
    assert (answers["identified"][1], answers["analyses"]) == ("Two", ["context", "risk"])
    assert (answers["agentic_hours_per_week"], answers["overall_criteria"]) == ("30", ["Fast; and small", "B"])
    assert list(answers["checkpoints"]) == ["scope"]


def test_answers_given_with_an_update_are_the_only_ones(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    with Terminal(folder.path, "update", "--trust", "-a", ".planning/03-one.yml", "-d", "status=in-progress") as terminal:
        assert "🎤" not in terminal.end()
    folder.commit()
    with Terminal(folder.path, "update", "--trust") as terminal:
        terminal.answer("What do you want to change?")
        terminal.end()
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
        terminal.answer("Which work packages have you identified?", "\x03")
        terminal.child.expect_exact("Execution stopped by user")
        terminal.child.expect(pexpect.EOF)
    assert [path.name for path in repo.iterdir()] == [".git"]
