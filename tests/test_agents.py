"""What coding agents read: the notes in each planning folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .support import ROOT, Folder, git, pairs, planned, run_copier

NOTES = "AGENTS.md"


def test_notes_are_short_and_the_same_in_every_phase() -> None:
    texts = [
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").rglob(NOTES)) if "german" not in path.parts
    ]
    assert len(texts) == 14 and len(set(texts)) == 1
    assert len(texts[0].splitlines()) <= 15
    for name in (
        "START-HERE.md",
        ".planning/roadmap.json",
        "_work-package.md",
        "copier update --trust",
        "Only a person confirms",
    ):
        assert name in texts[0]


def test_notes_of_a_persons_own_stay(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    folder.append(NOTES, "- Run `make check` before each commit.\n")
    folder.commit()
    folder.change("03-one", "status=in-progress")
    folder.commit()
    folder.update("agentic_hours_per_week=30", "confirm=roadmap")
    assert folder.read(NOTES).endswith("with their name in `confirmed_by`.\n- Run `make check` before each commit.\n")


def test_notes_that_were_deleted_stay_away(example: Folder) -> None:
    (example.path / NOTES).unlink()
    example.commit()
    example.update("agentic_hours_per_week=30", "confirm=roadmap")
    assert not (example.path / NOTES).exists()


@pytest.mark.parametrize("own", ["", "# Ours\n\nRun `make check`.\n"])
def test_notes_come_with_an_upgrade_unless_there_are_some(template: Path, repo: Path, tmp_path: Path, own: str) -> None:
    source = tmp_path / "versions"
    shutil.copytree(template, source, ignore=shutil.ignore_patterns(".git"))
    notes = source / "template/initiative/AGENTS.md.jinja"
    text = notes.read_text(encoding="utf-8")
    notes.unlink()
    git(source, "init", "--quiet")
    for version, there in (("v1.0.0", False), ("v2.0.0", True)):
        if there:
            notes.write_text(text, encoding="utf-8")
        git(source, "add", ".")
        git(source, "commit", "--quiet", "--message", version)
        git(source, "tag", version)
    given = pairs(("initiative=X", "identified=One; Two", "confirm=scope"))
    run_copier("copy", "--trust", "--vcs-ref=v1.0.0", *given, source, ".", cwd=repo)
    folder = planned(repo, source)
    assert NOTES not in folder.files()
    if own:
        (folder.path / NOTES).write_text(own, encoding="utf-8")
    folder.commit()
    folder.update()
    assert folder.read(NOTES) == (own or text)
    folder.commit()
    folder.update("overview=More.")
    assert folder.read(NOTES) == (own or text)
