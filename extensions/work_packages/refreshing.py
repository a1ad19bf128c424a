"""Refresh: re-render every document from the records, by Copier's own update in a scratch repository (design, "Refresh").

The planning folder is copied into a scratch git repository and committed there; Copier updates the initiative in it, merging
what people wrote three ways; what changed is brought back file by file. This works in a folder with uncommitted changes,
and in one that is in no repository at all.
"""

from __future__ import annotations

import contextlib
import contextvars
import os
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from copier import run_update
from copier.errors import CopierError, UserMessageError
from plumbum import local

from . import folder as planning_folder
from . import template
from .folder import ANSWERS, RECORDS

#: Git in the scratch repository listens to no setting of the user's: no hooks, signing, line-end rules or ignored files.
_PLAIN_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TEMPLATE_DIR": "",
    "GIT_AUTHOR_NAME": "Copier",
    "GIT_AUTHOR_EMAIL": "copier@localhost",
    "GIT_COMMITTER_NAME": "Copier",
    "GIT_COMMITTER_EMAIL": "copier@localhost",
}
_FROM_OUTSIDE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")


class RefreshFailed(Exception):
    """The documents could not be brought up to date; the message says why and what to do."""


@contextlib.contextmanager
def _plain_git() -> Iterator[None]:
    """Git, and Copier's own git, in an environment that listens to no setting of the user's."""
    before = {name: os.environ.pop(name) for name in _FROM_OUTSIDE if name in os.environ}
    kept = {name: os.environ.get(name) for name in _PLAIN_GIT}
    os.environ.update(_PLAIN_GIT)
    try:
        # Copier's library keeps an environment of its own, as it was when it was imported.
        with local.env():
            for name in _FROM_OUTSIDE:
                local.env.pop(name, "")
            local.env.update(_PLAIN_GIT)
            yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        os.environ.update(before)


def refresh(folder: Path, checkout: Path) -> list[tuple[str, str]]:
    """Bring every document of the planning folder up to date with its records; what was done, as (verb, file name).

    Args:
        folder: the planning folder.
        checkout: the template's checkout that Copier made for the running command.

    Raises:
        RefreshFailed: when Copier could not update the scratch copy.
        OSError: when a file cannot be read or written.
    """
    answers = planning_folder.initiative_answers(folder / ANSWERS)
    if answers is None:
        raise RefreshFailed(f"{folder / ANSWERS} cannot be read as an initiative's answers.")
    with _plain_git(), tempfile.TemporaryDirectory(prefix="work-packages-", ignore_cleanup_errors=True) as scratch:
        # The folder keeps its dated name: the documents may speak of it.
        copy = Path(scratch).resolve() / "repository" / folder.name
        _copy_documents(folder, copy)
        source = str(answers.get("_src_path"))
        (copy / ANSWERS).write_text(_with_source(copy / ANSWERS, source, str(checkout)), encoding="utf-8")
        _commit(copy.parent)
        _update(copy, template.draft_commit(checkout) or str(answers.get("_commit")))
        (copy / ANSWERS).write_text(_with_source(copy / ANSWERS, str(checkout), source), encoding="utf-8")
        return _bring_back(copy, folder)


def _copy_documents(folder: Path, copy: Path) -> None:
    (copy / RECORDS).mkdir(parents=True)
    for path in [folder / ANSWERS, *folder.glob("*.md"), *(folder / RECORDS).glob("*")]:
        if path.is_file():
            # Line ends of another system would differ from the template's on every line.
            (copy / path.relative_to(folder)).write_bytes(planning_folder.with_plain_ends(path.read_bytes()))


def _with_source(path: Path, old: str, new: str) -> str:
    """The answers file's text with another template source, by its one line, so that every other byte stays."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    old_line, new_line = (planning_folder.dump({"_src_path": source}) for source in (old, new))
    if old_line not in lines:
        raise RefreshFailed(f"{path.name} has no line `{old_line.strip()}`: it was edited by hand. Put that line back.")
    return "".join(new_line if line == old_line else line for line in lines)


def _commit(repository: Path) -> None:
    for arguments in (
        ("init", "--quiet"),
        ("config", "core.autocrlf", "false"),
        ("config", "core.quotepath", "false"),
        ("add", "--all", "--force"),
        ("commit", "--quiet", "--allow-empty", "--message", "Planning folder as it was"),
    ):
        subprocess.run(["git", *arguments], cwd=repository, check=True, capture_output=True)


def _update(copy: Path, revision: str) -> None:
    options: dict[str, Any] = {"defaults": True, "overwrite": True, "unsafe": True, "quiet": True}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # In a context of its own: this is an update, whatever the command is that runs it.
            contextvars.Context().run(run_update, copy, data={"refreshing": True}, vcs_ref=revision, **options)
    except UserMessageError as error:
        raise RefreshFailed(error.message) from error
    except (CopierError, ValueError, subprocess.SubprocessError) as error:
        raise RefreshFailed(f"Copier could not update the documents: {error}") from error


def _bring_back(copy: Path, folder: Path) -> list[tuple[str, str]]:
    changes = []
    # The answers file comes last: until its snapshot is there, the next update starts from the old one and finishes the work.
    for path in [*sorted(copy.glob("*.md")), *sorted((copy / RECORDS).glob("*.json")), copy / ANSWERS]:
        target = folder / path.relative_to(copy)
        content = planning_folder.with_ends_of(target.read_bytes() if target.exists() else b"", path.read_bytes())
        if not target.exists():
            verb = "create"
        elif target.read_bytes() != content:
            verb = "update"
        else:
            continue
        planning_folder.write(target, content)
        if path.name != ANSWERS:
            changes.append((verb, target.relative_to(folder).as_posix()))
    return changes
