"""The planning folder on two branches: what git was merging when it stopped."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import unfinished
from .folder import ANSWERS

#: What git keeps of a command that stopped, by its name, with the command that goes on after it, and the one that gives up.
_STOPPED = {
    "MERGE_HEAD": ("merge", "git commit --no-edit", "git merge --abort"),
    "CHERRY_PICK_HEAD": ("cherry-pick", "git cherry-pick --continue", "git cherry-pick --abort"),
    "REBASE_HEAD": ("rebase", "git rebase --continue", "git rebase --abort"),
    "REVERT_HEAD": ("revert", "git revert --continue", "git revert --abort"),
}


#: How the lines begin that git puts around what it could not merge.
_MARKS = (b"<<<<<<< ", b"=======", b"||||||| ", b">>>>>>> ")


@dataclass(frozen=True)
class Stopped:
    """A merge, rebase, cherry-pick or revert that stopped, and the planning folder's files on both sides.

    Attributes:
        what: the name of git's command.
        go_on: the command that goes on with it.
        give_up: the command that takes it back.
        base: the files that both sides started from, by their names below the planning folder.
        ours: the files of the branch that is checked out.
        theirs: the files of the commit that is merged into it.
        changed: the files that a person has changed since it stopped.
    """

    what: str
    go_on: str
    give_up: str
    base: Mapping[str, bytes]
    ours: Mapping[str, bytes]
    theirs: Mapping[str, bytes]
    changed: tuple[str, ...]


def stopped(folder: Path) -> Stopped | None:
    """What git was merging in the folder's repository when it stopped; None where nothing did."""
    for name, (what, go_on, give_up) in _STOPPED.items():
        other = _text(folder, "rev-parse", "--verify", "--quiet", name)
        # After a rebase has gone on, its last commit is still known by its name.
        if other and (name != "REBASE_HEAD" or _rebasing(folder)):
            return _between(folder, what, go_on, give_up, *_range(folder, name, other))
    if half_merged(folder):
        common = _text(folder, "merge-base", "HEAD^1", "HEAD^2")
        mine, theirs = _files(folder, "HEAD^1"), _files(folder, "HEAD^2")
        sides = (_files(folder, common), mine, theirs)
        return Stopped("merge", "git commit --amend --no-edit", "git reset --hard HEAD^1", *sides, _changed(folder, *sides))
    if _is_popping(folder):
        return _between(folder, "stash pop", "git stash drop", "git reset --merge", "stash^", "stash")
    return None


def _between(folder: Path, what: str, go_on: str, give_up: str, base: str, theirs: str) -> Stopped:
    common, mine, others = (_files(folder, commit) for commit in (base, "HEAD", theirs))
    if what == "stash pop":
        # The files that git did not know are kept in a commit of their own.
        others |= _files(folder, _text(folder, "rev-parse", "--verify", "--quiet", "stash^3"))
    return Stopped(what, go_on, give_up, common, mine, others, _changed(folder, common, mine, others))


def half_merged(folder: Path) -> bool:
    """Whether the last commit merges two branches that both changed the plan, and has the answers of one of them."""
    commits = {name: _text(folder, "rev-parse", "--verify", "--quiet", name) for name in ("HEAD^1", "HEAD^2")}
    if not all(commits.values()):
        return False
    common = _text(folder, "merge-base", *commits.values())
    answers = [
        _text(folder, "rev-parse", "--verify", "--quiet", f"{commit}:./{ANSWERS}") for commit in ("HEAD", *commits, common)
    ]
    merged, mine, other, base = answers
    return len({mine, other, base}) == 3 and merged in (mine, other)


def _is_popping(folder: Path) -> bool:
    """Whether the unmerged files below the folder are those of the last stash: git keeps no other note of it."""
    listed = filter(None, _text(folder, "ls-files", "--unmerged", "-z", "--", ".").split("\0"))
    theirs = (entry.split("\t", 1) for entry in listed)
    return any(
        facts.split()[2] == "3" and facts.split()[1] == _text(folder, "rev-parse", "--verify", "--quiet", f"stash:./{name}")
        for facts, name in theirs
    )


def merging(folder: Path) -> str:
    """The name of git's command that stopped with the planning folder's files unmerged; empty where none did."""
    if not _text(folder, "ls-files", "--unmerged", "--", "."):
        return ""
    names = (what for name, (what, *_) in _STOPPED.items() if _text(folder, "rev-parse", "--verify", "--quiet", name))
    return next(names, "merge")


def _rebasing(folder: Path) -> bool:
    paths = (_text(folder, "rev-parse", "--git-path", name) for name in ("rebase-merge", "rebase-apply"))
    return any((folder / path).is_dir() for path in paths if path)


def _range(folder: Path, name: str, other: str) -> tuple[str, str]:
    """The commits between which the change lies that is merged."""
    if name == "MERGE_HEAD":
        return _text(folder, "merge-base", "HEAD", other), other
    return (other, f"{other}^") if name == "REVERT_HEAD" else (f"{other}^", other)


def _files(folder: Path, commit: str) -> dict[str, bytes]:
    """The planning folder's own files in the commit; none where it has none."""
    listed = _git(folder, "ls-tree", "-r", "-z", commit, "--", ".").decode("utf-8", errors="surrogateescape") if commit else ""
    found = {}
    for entry in filter(None, listed.split("\0")):
        facts, name = entry.split("\t", 1)
        mode, _, blob = facts.split()
        if unfinished.NAMES.fullmatch(name) and mode.startswith("100"):
            found[name] = _git(folder, "cat-file", "blob", blob)
    return found


def _changed(folder: Path, *sides: Mapping[str, bytes]) -> tuple[str, ...]:
    """The files with a line that no side has: git merged none such, so a person has written it since."""
    known = {line.rstrip() for side in sides for content in side.values() for line in content.split(b"\n")}
    found = []
    for name in sorted({name for side in sides for name in side}):
        path = folder / name
        lines = path.read_bytes().split(b"\n") if path.is_file() else []
        if any(line.rstrip() not in known and not line.startswith(_MARKS) for line in lines):
            found.append(name)
    return tuple(found)


def _text(folder: Path, *arguments: str) -> str:
    return _git(folder, *arguments).decode("utf-8", errors="replace").strip()


def _git(folder: Path, *arguments: str) -> bytes:
    result = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    return result.stdout if result.returncode == 0 else b""
