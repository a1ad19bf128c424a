"""Many commands in one process, as programs run them: each looks for itself, and lets go of the folder at its end."""

from __future__ import annotations

import contextlib
import fcntl
import gc
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from copier import VcsRef, run_copy, run_update
from copier._main import Worker
from copier.errors import UserMessageError

from .support import Folder, git, run_copier

OPTIONS: dict[str, Any] = {"unsafe": True, "defaults": True}


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def is_free(folder: Path) -> bool:
    """Whether another process could lock the folder now."""
    code = "import fcntl, os, sys; fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    return subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, check=False).returncode == 0


def test_the_folder_is_free_after_each_command(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    handle = os.open(folder.path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert not is_free(folder.path)
    os.close(handle)
    for number, quiet in enumerate((False, True)):
        data = {"part": "work-package", "title": f"Next {number}"}
        run_copy(str(folder.template), folder.path, data=data, quiet=quiet, **OPTIONS)
        assert is_free(folder.path), "after a copy"
        folder.commit()
        run_update(folder.path, data={"overview": f"It is {number}."}, quiet=quiet, overwrite=True, **OPTIONS)
        assert is_free(folder.path), "after an update"
        folder.commit()
        record = ".planning/03-one.yml"
        run_update(folder.path, answers_file=record, data={"why": f"{number}"}, quiet=quiet, overwrite=True, **OPTIONS)
        assert is_free(folder.path), "after a change"
        folder.commit()
    run_update(folder.path, data={"overview": "Another."}, pretend=True, overwrite=True, **OPTIONS)
    assert is_free(folder.path), "after --pretend"


def test_the_folder_is_free_after_a_command_that_failed(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    for data in ({"part": "work-package"}, {"part": "work-package", "title": "One"}, {"part": "repair"}):
        with pytest.raises(UserMessageError) as refused:
            run_copy(str(folder.template), folder.path, data=data, quiet=True, **OPTIONS)
        # A program may keep the failure: the folder is free all the same.
        assert is_free(folder.path), refused.value.message
    folder.append("03-one-plan.md", "<<<<<<< before updating\n=======\n>>>>>>> after updating\n")
    folder.commit()
    with pytest.raises(UserMessageError):
        run_update(folder.path, quiet=True, overwrite=True, **OPTIONS)
    assert is_free(folder.path)


def test_the_folder_is_free_after_copier_itself_failed(start: Callable[..., Folder], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = start(identified=["One"])

    def fail(_self: Worker) -> None:
        raise OSError("The disk is gone")

    monkeypatch.setattr(Worker, "_render_template", fail)
    with contextlib.suppress(OSError):
        run_copy(str(folder.template), folder.path, data={"part": "work-package", "title": "Two"}, quiet=True, **OPTIONS)
    gc.collect()
    assert is_free(folder.path)


def test_each_command_looks_for_itself_whether_a_merge_has_stopped(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    for branch, answer in (("other", "Theirs."), ("-", "Ours.")):
        if branch == "other":
            git(folder.path, "checkout", "--quiet", "-b", "other")
        else:
            git(folder.path, "checkout", "--quiet", "-")
        folder.add(f"title={answer}")
        folder.commit()
    assert subprocess.run(["git", "merge", "--quiet", "other"], cwd=folder.path, capture_output=True, check=False).returncode
    repair: dict[str, Any] = {"data": {"part": "repair"}, "vcs_ref": VcsRef.CURRENT, "quiet": True, **OPTIONS}
    with contextlib.suppress(UserMessageError):
        run_copy(str(folder.template), folder.path, **repair)
    folder.commit()
    before = folder.tree()
    with pytest.raises(UserMessageError, match="there is nothing to repair"):
        run_copy(str(folder.template), folder.path, **repair)
    assert folder.tree() == before


def test_each_command_warns_anew(start: Callable[..., Folder], capsys: pytest.CaptureFixture[str]) -> None:
    folder = start(identified=["One"])
    git(folder.path, "checkout", "--quiet", "-b", "other")
    folder.change("03-one", "why=Theirs.")
    folder.commit()
    git(folder.path, "checkout", "--quiet", "-")
    folder.change("03-one", "impact=Ours.")
    folder.commit()
    git(folder.path, "merge", "--quiet", "--strategy=ours", "--message", "Merged by hand", "other")
    for number in range(2):
        data = {"part": "work-package", "title": f"Next {number}"}
        run_copy(str(folder.template), folder.path, data=data, **OPTIONS)
        assert capsys.readouterr().err.count("The last commit merges two branches") == 1


def test_commands_from_a_program_and_from_the_command_line_take_turns(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    run_copy(str(folder.template), folder.path, data={"part": "work-package", "title": "Two"}, quiet=True, **OPTIONS)
    run_copier("copy", "--trust", "-d", "part=work-package", "-d", "title=Three", folder.template, ".", cwd=folder.path)
    assert "04-two-plan.md" in folder.files() and "05-three-plan.md" in folder.files()
