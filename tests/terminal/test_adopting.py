"""`roadmap adopt`: the same as Copier does, and where a hand-written folder is found."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from tests.support import git, run_copier, use_installed
from tests.test_adopting import FOLDERS, MINIMAL, missing

from .calling import roadmap


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with a planning folder that was written by hand."""
    path = tmp_path / "repo"
    shutil.copytree(FOLDERS[MINIMAL], path / ".engineering/artifacts/planning" / MINIMAL)
    git(path, "init", "--quiet")
    git(path, "add", ".")
    git(path, "commit", "--quiet", "--message", "By hand")
    return path


@pytest.fixture(autouse=True)
def as_installed(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_installed(template, monkeypatch)


def tree(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_the_same_bytes_as_by_copier(repo: Path, template: Path, tmp_path: Path) -> None:
    folder = repo / ".engineering/artifacts/planning" / MINIMAL
    words = ("adopt", "--set", "04.effort=3-4h", "--set", "initiative=Suche neu", "--understood", "-q")
    explained = roadmap(*words, "--explain", cwd=folder)
    assert explained.out.replace(git(template, "rev-parse", "HEAD").strip(), "COMMIT").replace(str(template), "TEMPLATE") == (
        "copier copy --trust --vcs-ref=COMMIT -d part=adopt -d 'initiative=Suche neu' -d 'packages={'\"'\"'04'\"'\"': {effort: 3-4h}}' "
        "-d understood=yes TEMPLATE .\n"
    )
    assert git(repo, "status", "--porcelain") == ""
    (words_of_copier,) = map(shlex.split, explained.out.splitlines())
    other = tmp_path / "other/repo"
    shutil.copytree(repo, other)
    there = other / ".engineering/artifacts/planning" / MINIMAL
    run_copier(*words_of_copier[1:], cwd=there)
    done = roadmap(*words, cwd=folder)
    assert (done.code, done.err) == (0, "")
    assert tree(folder) == tree(there)
    assert missing(folder, MINIMAL) == []


def test_the_only_hand_written_folder_is_found_and_named_where_there_is_no_plan(repo: Path) -> None:
    hint = roadmap("status", cwd=repo)
    assert hint.code == 2
    assert hint.err.endswith(f"To adopt .engineering/artifacts/planning/{MINIMAL}, which was written by hand: roadmap adopt.\n")
    shown = roadmap("adopt", "-q", cwd=repo)
    assert shown.code == 1
    assert f"Understood of {MINIMAL}:" in shown.err
    # What is printed is a command of `roadmap`, with what was given, and can be pasted anywhere.
    shown = roadmap("adopt", "--set", "04.effort=3-4h", "--set", "initiative=Suche neu", "-q", cwd=repo)
    where = repo / ".engineering/artifacts/planning" / MINIMAL
    assert "To correct it, give --set initiative=TITLE" in shown.err and "copier copy" not in shown.err
    command = f"roadmap adopt --set 'initiative=Suche neu' --set 04.effort=3-4h --understood {where}"
    assert shown.err.rstrip().endswith(command)
    assert git(repo, "status", "--porcelain") == ""


def test_a_correction_that_is_none_and_a_folder_that_is_none_are_refused(repo: Path) -> None:
    assert "'nonsense' is no correction" in roadmap("adopt", "--set", "nonsense", cwd=repo).err
    assert '"elsewhere" is no folder' in roadmap("adopt", "elsewhere", cwd=repo).err
