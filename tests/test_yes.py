"""A person's yes: `confirm`, given to a command or typed at its prompt. Nothing else confirms, and no check is talked out of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from .support import Folder, planned, run_copier
from .test_prompts import ENTER, Terminal


def confirmed(folder: Folder) -> list[str]:
    return list(json.loads(folder.read(".planning/roadmap.json"))["confirmed"])


@pytest.mark.parametrize("line", ["confirm: true", "confirm: [scope, folder]", "confirm: folder", "confirmed_by: Eve"])
@pytest.mark.parametrize("options", [(), ("--defaults",), ("--skip-answered",), ("--defaults", "--quiet", "--skip-tasks")])
def test_a_line_in_the_answers_file_is_nobodys_yes(start: Callable[..., Folder], line: str, options: tuple[str, ...]) -> None:
    folder = start(confirm=["scope"])
    folder.append(".copier-answers.yml", f"{line}\n")
    folder.commit()
    result = run_copier("update", "--trust", *options, cwd=folder.path, ok=False)
    assert result.code == 1
    assert "is never stored. Take the line out." in result.message and "nothing was written" in result.message
    assert folder.status() == "" and confirmed(folder) == ["scope"]


@pytest.mark.parametrize("command", [("update", "--defaults"), ("update", "--skip-answered"), ("update", "--skip-tasks")])
def test_no_option_of_copiers_confirms(start: Callable[..., Folder], command: tuple[str, ...]) -> None:
    folder = start(confirm=["scope"])

    def loud() -> None:
        os.environ.update({"CONFIRM": "folder", "COPIER_CONFIRM": "folder", "COPIER_DATA": "confirm=folder"})

    run_copier(*command, "--trust", cwd=folder.path, first=loud)
    assert folder.status() == "" and confirmed(folder) == ["scope"]


@pytest.mark.parametrize("options", [(), ("--force",), ("--defaults", "--overwrite", "--skip-tasks"), ("-d", "confirm=folder")])
def test_recopy_confirms_nothing(start: Callable[..., Folder], options: tuple[str, ...]) -> None:
    folder = start(confirm=["scope"])
    result = run_copier("recopy", "--trust", *options, cwd=folder.path, ok=False)
    assert result.code == 1 and "nothing was written" in result.message
    assert folder.status() == "" and confirmed(folder) == ["scope"]


@pytest.mark.parametrize(
    "default",
    ["confirmed: [scope, folder]", "checkpoints: {scope: {}, folder: {}}", "given: seen", "folder: ../..", "documents: []"],
)
def test_defaults_of_copiers_settings_replace_nothing_that_is_computed(
    start: Callable[..., Folder], default: str, tmp_path: Path
) -> None:
    folder = start(confirm=["scope"])
    settings = tmp_path / "settings.yml"
    settings.write_text(f"defaults:\n  {default}\n", encoding="utf-8")
    for command in (("update", "--trust"), ("copy", "--trust", "-d", "part=analysis", folder.template, ".")):
        result = run_copier(
            *command, cwd=folder.path, ok=False, first=lambda: os.environ.update(COPIER_SETTINGS_PATH=str(settings))
        )
        name = default.partition(":")[0]
        assert result.code == 1 and f"Copier's settings hold a default for {name}" in result.message
    assert folder.status() == "" and confirmed(folder) == ["scope"]


def test_another_templates_answers_confirm_nothing(repo: Path, template: Path) -> None:
    lines = ("_src_path: gh:other/template", "confirm: [scope]", "confirmed_by: Eve", "checkpoints: {scope: {by: Eve}}")
    foreign = "\n".join((*lines, "location: Berlin", "documents: [{part: work-package}]\n"))
    (repo / ".copier-answers.yml").write_text(foreign, encoding="utf-8")
    start = ("copy", "--trust", "-d", "initiative=Mine", "-d", "date=2025-11-23")
    for options in ((), ("--defaults",), ("--force",)):
        result = run_copier(*start, *options, template, ".", cwd=repo, ok=False)
        assert result.code == 1 and "Checkpoint scope is not confirmed; nothing was written." in result.message
    assert sorted(path.name for path in repo.iterdir()) == [".copier-answers.yml", ".git"]
    run_copier(*start, "-d", "confirm=scope", template, ".", cwd=repo)
    folder = planned(repo, template)
    answers = folder.answers
    assert answers["checkpoints"]["scope"]["by"] == "Kim" and answers["documents"] == []
    assert answers["location"] == ".engineering/artifacts/planning/2025-11-23-mine"


def test_at_a_terminal_only_what_is_typed_confirms(start: Callable[..., Folder], tmp_path: Path) -> None:
    folder = start(confirm=["scope"])
    folder.append(".copier-answers.yml", "confirm: true\n")
    folder.commit()
    for options in ((), ("--skip-answered",)):
        with Terminal(folder.path, "update", "--trust", *options) as terminal:
            terminal.child.expect_exact("is never stored")
            terminal.child.expect(pexpect.EOF)
    assert folder.status() == "" and confirmed(folder) == ["scope"]
    text = folder.read(".copier-answers.yml").replace("confirm: true\n", "")
    (folder.path / ".copier-answers.yml").write_text(text, encoding="utf-8")
    folder.commit()
    settings = tmp_path / "settings.yml"
    settings.write_text("defaults: {confirm: true}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPIER_SETTINGS_PATH", str(settings))
        with Terminal(folder.path, "update", "--trust") as terminal:
            terminal.child.expect_exact("not by a default")
            terminal.child.expect(pexpect.EOF)
    assert folder.status() == ""
    with Terminal(folder.path, "update", "--trust", "--skip-answered") as terminal:
        terminal.answer("Checkpoint folder: Proceed with analysis phase?")
        terminal.answer("What do you want to change?")
        terminal.end()
    assert folder.status() == ""
    with Terminal(folder.path, "update", "--trust", "--skip-answered") as terminal:
        terminal.answer("Checkpoint folder: Proceed with analysis phase?", "y")
        terminal.end()
    assert confirmed(folder) == ["scope", "folder"]


def test_at_a_terminal_another_templates_yes_is_not_the_default(repo: Path, template: Path) -> None:
    (repo / ".copier-answers.yml").write_text("_src_path: gh:other/template\nconfirm: true\n", encoding="utf-8")
    answers = {"initiative": "Mine", "kind": "new", "identified": "One", "analyses": "[risk]", "overview": "", "rationale": ""}
    answers |= {
        "impact_overall": "",
        "buffer": "0",
        "agentic_hours_per_week": "20",
        "review_hours_per_week": "8",
        "overall_criteria": "",
        "date": "2025-11-23",
    }
    answers |= {"external_dependencies": "", "start": "2025-11-23"}
    given = [word for name, value in answers.items() for word in ("-d", f"{name}={value}")]
    with Terminal(repo, "copy", "--trust", *given, template, ".") as terminal:
        terminal.answer("Checkpoint scope: Proceed with multi-work-package planning?", ENTER)
        terminal.child.expect_exact("Checkpoint scope is not confirmed; nothing was written.")
        terminal.child.expect(pexpect.EOF)
    assert sorted(path.name for path in repo.iterdir()) == [".copier-answers.yml", ".git"]


# Nobody talks the checks out of what they check.


@pytest.mark.parametrize(
    "data",
    [
        ("given=seen", 'confirmed=["folder"]'),
        ("given=seen", "agentic_hours_per_week=none"),
        ('confirmed=["folder"]',),
        ("refreshing=HERE", "bogus=1"),
        ("refreshing=HERE", 'confirmed=["folder"]'),
        ('roadmap={"order": []}',),
    ],
)
@pytest.mark.parametrize("options", [(), ("--defaults", "--quiet")])
def test_what_the_template_computes_is_no_answer(
    start: Callable[..., Folder], data: tuple[str, ...], options: tuple[str, ...]
) -> None:
    folder = start(confirm=["scope"])
    given = [word for pair in data for word in ("-d", pair.replace("HERE", str(folder.path)))]
    result = run_copier("update", "--trust", *options, *given, cwd=folder.path, ok=False)
    assert result.code == 1 and f"{data[0].partition('=')[0]}: there is no answer of this name" in result.message
    assert folder.status() == "" and confirmed(folder) == ["scope"]


def test_a_plans_own_files_are_no_data_files(start: Callable[..., Folder], tmp_path: Path) -> None:
    folder = start(identified=["One"])
    folder.append("START-HERE.md", "Mine.\n")
    folder.commit()
    before = folder.tree()
    loud = ("--trust", "--defaults", "--quiet")
    for name, text in {"answers.yml": ".copier-answers.yml", "record.yml": ".planning/03-one.yml"}.items():
        (tmp_path / name).write_text(folder.read(text), encoding="utf-8")
        for destination in (folder.path, tmp_path / "new"):
            arguments = ("copy", *loud, "--overwrite", "--data-file", tmp_path / name, folder.template, destination)
            assert run_copier(*arguments, cwd=folder.path, ok=False).code == 1
            assert not (tmp_path / "new").exists()
        for record in ((), ("-a", ".planning/03-one.yml")):
            result = run_copier("update", *loud, *record, "--data-file", tmp_path / name, cwd=folder.path, ok=False)
            assert result.code == 1 and "nothing was written" in result.message
    assert folder.tree() == before
