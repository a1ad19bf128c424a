"""Lists and choices are taken however they are spelled, by every way in which an answer is given, and stored in one form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from .support import Folder, run_copier
from .test_prompts import ENTER, Terminal
from .test_roadmap import agree


def answers(folder: Folder) -> dict[str, Any]:
    stored: dict[str, Any] = folder.answers
    return stored


def record(folder: Folder, name: str) -> dict[str, Any]:
    stored: dict[str, Any] = yaml.safe_load(folder.read(f".planning/{name}.yml"))
    return stored


@pytest.mark.parametrize(
    "words", ["[context, risk]", "context; Risk", " Context\nrisk\n", "- context\n- RISK", "risk;context;;"]
)
def test_analyses_in_every_spelling(repo: Path, template: Path, words: str) -> None:
    given = ("-d", "initiative=Mine", "-d", "date=2025-11-23", "-d", "confirm=Scope;\nFolder", "-d", f"analyses={words}")
    run_copier("copy", "--trust", *given, template, ".", cwd=repo)
    folder = Folder(repo / ".engineering/artifacts/planning/2025-11-23-mine", template)
    assert sorted(answers(folder)["analyses"]) == ["context", "risk"]
    assert sum(name.endswith("-ANALYSIS.md") for name in folder.files()) == 2
    assert list(answers(folder)["checkpoints"]) == ["scope", "folder"]


def test_one_analysis_by_its_name_alone(start: Callable[..., Folder]) -> None:
    folder = start(analyses="context", confirm="scope; Folder")
    assert answers(folder)["analyses"] == ["context"]
    folder.update("analyses=Context\nTechnical debt")
    assert answers(folder)["analyses"] == ["context", "technical-debt"]
    folder.copy("part=analysis", "analysis_type= Risk ")
    assert record(folder, "03-risk-analysis")["analysis_type"] == "risk"


@pytest.mark.parametrize("words", ["['A', '`b`: c']", "A; `b`: c", "A\n`b`: c", "- A\n- `b`: c"])
def test_lists_of_a_package_in_every_spelling(start: Callable[..., Folder], words: str) -> None:
    folder = start(identified=["One", "Two"])
    lists = ("insights", "blocked_by", "in_scope", "out_of_scope", "success_criteria", "task_list", "pr")
    folder.add("title=Three", *(f"{name}={words}" for name in lists), "depends_on=One\n04", "unblocked=A\n`b`: c")
    stored = record(folder, "05-three")
    assert {name: stored[name] for name in lists} == {name: ["A", "`b`: c"] for name in lists}
    assert (stored["depends_on"], stored["unblocked"]) == (["one", "two"], ["A", "`b`: c"])


def test_lists_of_an_initiative_in_lines(start: Callable[..., Folder]) -> None:
    folder = start(
        identified="One\nTwo; Three", confirm=["scope"], overall_criteria="A\nB", external_dependencies="Key\nLock\n"
    )
    stored = answers(folder)
    assert (stored["identified"], stored["overall_criteria"]) == (["One", "Two", "Three"], ["A", "B"])
    assert stored["external_dependencies"] == ["Key", "Lock"]
    folder.update("external_unblocked=Key\nLock")
    assert answers(folder)["external_unblocked"] == ["Key", "Lock"]
    folder.commit()
    for name in ("README.md", "START-HERE.md"):
        (folder.path / name).unlink()
    folder.commit()
    folder.update("restore=README.md\nSTART-HERE.md")
    assert {"README.md", "START-HERE.md"} <= set(folder.files())


def test_choices_in_capitals_and_with_blanks(start: Callable[..., Folder]) -> None:
    one = {"title": "One", "priority": "Medium", "value": " HIGH", "status": "Ready"}
    folder = start(kind="New", identified=[one, {"title": "Two", "status": "In Progress", "risk": "Low"}])
    assert answers(folder)["kind"] == "new"
    assert answers(folder)["identified"][0]["priority"] == "medium"
    stored = record(folder, "03-one")
    assert (stored["priority"], stored["value"], stored["status"]) == ("medium", "high", "ready")
    assert record(folder, "04-two")["started"]
    folder.change("03-one", "status= In-Progress", "priority=MEDIUM", "value=high ")
    stored = record(folder, "03-one")
    assert [stored[name] for name in ("status", "priority", "value")] == ["in-progress", "medium", "high"]
    assert stored["started"] == "2026-01-15"
    folder.commit()
    folder.change("04-two", "priority=High", "risk=low ", "value=Medium")
    assert [record(folder, "04-two")[name] for name in ("priority", "risk", "value")] == ["high", "low", "medium"]
    folder.commit()
    wrong = folder.change("04-two", "status=Reddy", ok=False)
    assert '"Reddy" is not one of the choices. Did you mean ready?' in wrong.message


def test_continuing_in_capitals(start: Callable[..., Folder]) -> None:
    previous = start(identified=["One"])
    given = ("-d", "initiative=Next", "-d", "kind= Continuing", "-d", "date=2026-01-15", "-d", "confirm=SCOPE")
    run_copier("copy", "--trust", *given, previous.template, ".", cwd=previous.path.parents[3])
    stored = answers(Folder(previous.path.parent / "2026-01-15-next", previous.template))
    assert (stored["kind"], stored["previous"], stored["identified"]) == ("continuing", "2025-11-23-sample", ["One"])
    assert stored["analyses"] == ["completion", "context"]


def test_a_record_edited_by_hand_in_capitals(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    folder.replace(".planning/03-one.yml", "priority: ''", "priority: High")
    folder.replace(".planning/03-one.yml", "status: ready", "# since today\nstatus: In-Progress")
    folder.commit()
    folder.update()
    plan = agree(folder)
    assert (plan["packages"][0]["status"], plan["packages"][0]["priority"]) == ("in-progress", "high")
    folder.commit()
    # Neither answer changes by another one's change; both are stored in their one form then.
    folder.change("03-one", "owner=Kim")
    stored = record(folder, "03-one")
    assert (stored["priority"], stored["status"], stored["started"], stored["owner"]) == ("high", "in-progress", "", "Kim")
    assert "# since today" in folder.read(".planning/03-one.yml")
    # A prompt shows the stored choice as chosen.
    folder.replace(".planning/03-one.yml", "priority: high", "priority: HIGH")
    folder.commit()
    with Terminal(folder.path, "update", "--trust", "-a", ".planning/03-one.yml") as terminal:
        terminal.answer("What do you want to change?", "\x1b[B" * 5 + " " + ENTER)
        terminal.answer("Which priority?")
        terminal.answer("Why that priority?", "So" + ENTER)
        assert "as stored" not in terminal.end()
    assert (record(folder, "03-one")["priority"], record(folder, "03-one")["priority_reason"]) == ("high", "So")


@pytest.mark.parametrize(
    "name", ["more=yes", "corrections=title=X", "change=[title]", "confirm_open=true", "analyses_chosen=[risk]"]
)
def test_what_belongs_to_a_prompt_is_no_answer(start: Callable[..., Folder], name: str) -> None:
    folder = start(identified=["One"])
    before = folder.tree()
    for result in (
        folder.copy("part=work-package", "title=Two", name, ok=False),
        folder.change("03-one", name, ok=False),
        folder.update(name, ok=False),
        run_copier("copy", "--trust", "-d", "initiative=X", "-d", name, folder.template, "..", cwd=folder.path, ok=False),
    ):
        assert result.code == 1 and "there is no answer of this name" in result.message
    assert folder.tree() == before


def test_what_belongs_to_a_prompt_is_never_stored(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"], confirm=["scope"])
    folder.append(".copier-answers.yml", "confirm_open: true\n")
    folder.commit()
    result = folder.update(ok=False)
    assert result.code == 1 and "confirm_open: is what a person says in one command" in result.message
    with Terminal(folder.path, "update", "--trust") as terminal:
        assert "🎤" not in terminal.end(ok=False)
    assert folder.status() == ""
