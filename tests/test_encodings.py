"""Other encodings: of the system, which changes nothing; of a file, which is refused by name before anything is done with it."""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .support import CHECKPOINTS, EXAMPLE, Folder, Result, git, pairs, planned, run_copier
from .test_branches import branch, repair, stops
from .test_prompts import Terminal
from .test_roadmap import agree

LATIN = "## Notes\n\nGrößer, says Zoë.\n".encode("latin-1")


def in_ascii(*words: object, cwd: Path, name: str = "") -> Result:
    """Run the command in a process of its own, on a system that knows ASCII alone."""
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment = {**os.environ, **plain, **({"GIT_AUTHOR_NAME": name} if name else {})}
    command = [sys.executable, "-m", "copier", *(str(word) for word in words)]
    result = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, check=False)
    output = (result.stdout + result.stderr).decode("utf-8", errors="replace")
    assert "Traceback" not in output, output
    return Result(result.returncode, output)


@pytest.mark.parametrize("set_in", ["the environment", "git"])
def test_a_system_without_utf8(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_in: str) -> None:
    repo = tmp_path / "Grüße 日本"
    repo.mkdir()
    git(repo, "init", "--quiet")
    git(repo, "config", "user.name", "Jürgen 日本")
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.delenv(name)
    who = "Jürgen 日本" if set_in == "the environment" else ""
    given = (
        "initiative=Größe",
        "date=2026-01-02",
        "planning_root=Pläne",
        "identified=[{title: One, effort: 4-6h}, {title: Zwölf, effort: 4-6h, depends_on: One}]",
    )
    confirm = f"confirm=[{', '.join(CHECKPOINTS)}]"
    result = in_ascii("copy", "--trust", *pairs((*given, confirm)), template, ".", cwd=repo, name=who)
    assert result.code == 0, result.output
    folder = Folder(repo / "Pläne/2026-01-02-groe", template)
    answers = folder.answers
    assert (answers["initiative"], answers["location"]) == ("Größe", "Pläne/2026-01-02-groe")
    assert {one["by"] for one in answers["checkpoints"].values()} == {"Jürgen 日本"}
    (folder.path / "Notizen-日本.md").write_text("# Größe\n", encoding="utf-8")
    folder.commit()
    result = in_ascii("copy", "--trust", "-d", "part=work-package", "-d", "title=Drei – ß", template, ".", cwd=folder.path)
    assert result.code == 0, result.output
    assert [one["title"] for one in agree(folder)["packages"]] == ["One", "Zwölf", "Drei – ß"]
    # What it made is what any other system makes.
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_a_terminal_that_shows_no_emoji(template: Path, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("LC_ALL", "C"), ("PYTHONUTF8", "0"), ("PYTHONCOERCECLOCALE", "0")):
        monkeypatch.setenv(name, value)
    given = (
        "initiative=Größe",
        "identified=[{title: One, effort: 4-6h}]",
        "kind=new",
        "overview=X",
        "rationale=X",
        "analyses=[context]",
        "date=2026-01-02",
    )
    hours = ("start=2026-01-02", "agentic_hours_per_week=8", "review_hours_per_week=8", "buffer=0", "impact_overall=X")
    rest = ("overall_criteria=X", "external_dependencies=X")
    with Terminal(repo, "copy", "--trust", *pairs((*given, *hours, *rest)), template, ".") as terminal:
        terminal.answer("Checkpoint scope: Proceed with multi-work-package planning?", "y")
        output = terminal.end()
    assert "Traceback" not in output and "Planning folder created" in output
    folder = planned(repo, template)
    folder.commit()
    with Terminal(folder.path, "update", "--trust") as terminal:
        terminal.answer("Checkpoint folder: ", "y")
        output = terminal.end()
    assert "Traceback" not in output and "Confirmed: folder" in output
    assert "initiative: Größe\n" in folder.read(".copier-answers.yml")


def test_branches_on_a_system_without_utf8(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Zwölf"], initiative="Größe")
    (folder.path / "Notizen-日本.md").write_text("# Größe\n", encoding="utf-8")
    folder.commit()

    def mine(folder: Folder) -> None:
        folder.append("Notizen-日本.md", "Über uns.\n")
        folder.commit()
        folder.add("title=Größer")

    def others(folder: Folder) -> None:
        folder.append("README.md", "Über sie.\n")
        folder.commit()
        folder.change("03-one", "why=Für alle")

    branch(folder, mine=mine, others=others)
    stops(folder, "merge", "theirs")
    in_ascii("copy", "--trust", "-d", "part=repair", folder.template, ".", cwd=folder.path)
    assert folder.read("Notizen-日本.md") == "# Größe\nÜber uns.\n"
    assert folder.read("README.md").count("Über sie.\n") == 1 and "Für alle\n" in folder.read("03-one-plan.md")
    # There Copier itself updates no folder that has, or is in, a name beyond ASCII.
    (folder.path / "Notizen-日本.md").unlink()
    folder.commit()
    result = in_ascii("update", "--trust", "-d", "overview=Überblick", cwd=folder.path)
    assert result.code == 0, result.output
    assert "Überblick\n" in folder.read("README.md")
    assert [one["title"] for one in agree(folder)["packages"]] == ["One", "Zwölf", "Größer"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("03-observability-plan.md", LATIN, "03-observability-plan.md holds a byte in line 3 that is no UTF-8 (0xf6)"),
        ("README.md", "# Über\n".encode("utf-16"), "README.md is saved as UTF-16"),
        ("START-HERE.md", "# Notes\n\n".encode("utf-16-le"), "START-HERE.md holds a zero byte in line 1, as UTF-16 does"),
        (".planning/04-result-types.yml", LATIN, ".planning/04-result-types.yml holds a byte in line 3"),
        (".planning/roadmap.json", "{}".encode("utf-16"), ".planning/roadmap.json is saved as UTF-16"),
        (".copier-answers.yml", None, ".copier-answers.yml is saved as UTF-16"),
    ],
)
def test_a_file_that_is_not_utf8(example: Folder, name: str, content: bytes | None, words: str) -> None:
    path = example.path / name
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16") if content is None else content)
    example.commit()
    before = example.tree()
    commands: tuple[Callable[[], Result], ...] = (
        lambda: example.add("title=X", ok=False),
        lambda: example.change("03-observability", "status=in-progress", ok=False),
        lambda: example.update("overview=X", ok=False),
        lambda: example.confirm("packages", ok=False),
        lambda: repair(example, "renumber=observability", ok=False),
    )
    for command in commands:
        result = command()
        assert result.code == 1 and f"  {words}" in result.message and "save it as UTF-8" in result.message, result.output
        assert "nothing was written" in result.message
    assert example.tree() == before


def test_a_previous_folder_that_is_not_utf8(start: Callable[..., Folder], template: Path, repo: Path) -> None:
    folder = start(identified=["One"])
    given = ("initiative=Next", "date=2026-01-02", "kind=continuing", f"previous={folder.path.name}", "confirm=scope")
    path = folder.path / "03-one-plan.md"
    text = path.read_text(encoding="utf-8")
    for content, wrong in ((text.encode("utf-16"), "is saved as UTF-16"), (text.encode() + LATIN, "that is no UTF-8 (0xf6)")):
        path.write_bytes(content)
        result = run_copier("copy", "--trust", *pairs(given), template, ".", cwd=repo, ok=False)
        assert result.code == 1 and "2025-11-23-sample/03-one-plan.md " in result.message and wrong in result.message
    assert [one.name for one in folder.path.parent.iterdir()] == [folder.path.name]


def test_a_branch_with_a_file_that_is_not_utf8(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])

    def others(folder: Folder) -> None:
        folder.change("04-two", "effort=1-2h")
        (folder.path / "03-one-plan.md").write_bytes(LATIN)

    branch(folder, mine=lambda one: one.change("03-one", "effort=1-2h"), others=others)
    stops(folder, "merge", "theirs")
    git(folder.path, "checkout", "--ours", "03-one-plan.md")
    before = folder.tree()
    result = repair(folder, ok=False)
    assert result.code == 1 and "On their branch this file is not UTF-8; nothing was written." in result.message
    assert "  03-one-plan.md holds a byte in line 3" in result.message and "git merge --abort" in result.message
    assert folder.tree() == before


def test_a_byte_order_mark_stays(template: Path, tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    repo.mkdir()
    git(repo, "init", "--quiet")
    run_copier("copy", "--trust", "--data-file", EXAMPLE, template, ".", cwd=repo)
    folder = planned(repo, template)
    names = ["README.md", "START-HERE.md", "03-observability-plan.md", ".planning/03-observability.yml", ".copier-answers.yml"]
    for name in names:
        path = folder.path / name
        path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    folder.commit()
    folder.update()
    assert folder.status() == "", "no change, no difference"
    folder.change("03-observability", "title=Watching", "why=Because.")
    folder.commit()
    folder.update("initiative=Other")
    folder.commit()
    for name in names:
        content = (folder.path / name).read_bytes()
        assert content.startswith(codecs.BOM_UTF8) and content.count(codecs.BOM_UTF8) == 1, name
    assert folder.read("README.md").startswith("\ufeff# Other\n")
    assert (
        folder.read("03-observability-plan.md").startswith("\ufeff# Work Package: Watching\n")
        or "Watching" in (folder.read("03-observability-plan.md").split("\n")[0])
    )
    agree(folder)
