"""The template's source: how it is recorded, so that every later update finds it (docs/architecture.md, "What Copier Does")."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path

from . import git

#: Of how many checkouts it is remembered what is in them. Copier makes one for each command, in a folder of its own, and changes
#: none: what is remembered of one stays true.
_CHECKOUTS = 64

_QUESTION = re.compile(r"(?m)^([a-z_]+):")

_DRAFT = "Copier\tCopier automated commit for draft changes"


def source(url: str) -> str:
    """The template's source as an answers file records it: a local path is made absolute, a URL stays as it is."""
    path = Path(url).expanduser()
    try:
        return git.as_text(Path(os.path.normpath(path.absolute())).as_posix()) if path.exists() else git.as_text(url)
    except OSError:
        return git.as_text(url)


def is_gone(url: str) -> bool:
    """Whether the address is a path of this machine where nothing is any more. Of others nothing is known without a network."""
    path = Path(url)
    return path.is_absolute() and not path.exists()


@functools.lru_cache(maxsize=_CHECKOUTS)
def draft_commit(checkout: Path) -> str | None:
    """The commit that Copier made of a template's uncommitted changes, where the checkout holds one; else None."""
    if git.text(checkout, "log", "-1", "--format=%an%x09%s") == _DRAFT:
        return git.text(checkout, "rev-parse", "HEAD")
    return None


@functools.lru_cache(maxsize=_CHECKOUTS)
def head(checkout: Path) -> str:
    """The commit that the checkout is at."""
    return git.text(checkout, "rev-parse", "HEAD")


@functools.lru_cache(maxsize=_CHECKOUTS)
def renders_in_scratch(checkout: Path, revision: str) -> bool:
    """Whether that version of the template leaves every file to `refresh`, and renders them in a scratch folder."""
    return "untouched()" in git.text(checkout, "show", "--end-of-options", f"{revision}:copier.yml")


@functools.lru_cache(maxsize=_CHECKOUTS)
def commit(checkout: Path, described: str) -> str:
    """The commit that an answers file records: `described`, or the last real one below a commit of uncommitted changes."""
    return git.text(checkout, "describe", "--tags", "--always", "HEAD~1") if draft_commit(checkout) else described


@functools.lru_cache(maxsize=_CHECKOUTS)
def holds(checkout: Path, version: str) -> bool:
    """Whether the template that the checkout is of has that version, as an answers file names it."""
    return bool(git.text(checkout, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{version}^{{commit}}"))


@functools.lru_cache(maxsize=_CHECKOUTS)
def has(checkout: Path, version: str, file: str) -> bool:
    """Whether that version of the template has the file, by its name below its root."""
    return git.text(checkout, "cat-file", "-t", "--end-of-options", f"{version}:{file}") == "blob"


@functools.lru_cache(maxsize=_CHECKOUTS)
def follows(checkout: Path, version: str) -> bool:
    """Whether the checkout is at that version, or at a later one."""
    commit = git.text(checkout, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{version}^{{commit}}")
    return bool(commit) and git.text(checkout, "merge-base", commit, "HEAD") == commit


@functools.lru_cache(maxsize=_CHECKOUTS)
def question_names(checkout: Path, version: str) -> frozenset[str]:
    """The names of the questions that a version of the template has; none where it cannot be read."""
    files = git.text(checkout, "ls-tree", "--name-only", "--end-of-options", version, "questions/").splitlines()
    texts = (git.text(checkout, "show", "--end-of-options", f"{version}:{name}") for name in files)
    return frozenset(name for text in texts for name in _QUESTION.findall(text))


def user_name(folder: Path) -> str:
    """The name of git's user in the folder; empty where none is set."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return git.as_text(os.environ.get("GIT_AUTHOR_NAME", "")).strip() or git.text(folder, "config", "user.name")


def top(folder: Path) -> Path | None:
    """The root of the repository that the folder is in, or is to be made in; None where it is in none."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    found = git.path(folder, "rev-parse", "--show-toplevel")
    return Path(found).resolve() if found else None


def in_repository(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that exists, is in a git repository."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return git.text(folder, "rev-parse", "--is-inside-work-tree") == "true"


def has_changes(folder: Path) -> bool:
    """Whether the folder holds changes that git has not committed; true where it is in no repository."""
    return not in_repository(folder) or git.text(folder, "status", "--porcelain", "--", ".") != ""
