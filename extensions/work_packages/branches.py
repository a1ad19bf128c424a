"""The planning folder on two branches: what git was merging when it stopped."""

from __future__ import annotations

import functools
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import folder as planning_folder
from . import unfinished

#: What git keeps of a command that stopped, by its name, with the command that goes on after it, and the one that gives up.
_STOPPED = {
    "MERGE_HEAD": ("merge", "git commit --no-edit", "git merge --abort"),
    "CHERRY_PICK_HEAD": ("cherry-pick", "git cherry-pick --continue", "git cherry-pick --abort"),
    "REBASE_HEAD": ("rebase", "git rebase --continue", "git rebase --abort"),
    "REVERT_HEAD": ("revert", "git revert --continue", "git revert --abort"),
}


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


@functools.cache
def stopped(folder: Path) -> Stopped | None:
    """What git was merging in the folder's repository when it stopped; None where nothing did. It is looked up once."""
    for name, (what, go_on, give_up) in _STOPPED.items():
        other = _text(folder, "rev-parse", "--verify", "--quiet", name)
        # After a rebase has gone on, its last commit is still known by its name.
        if other and (name != "REBASE_HEAD" or _rebasing(folder)):
            return _between(folder, what, go_on, give_up, *_range(folder, name, other))
    if _is_popping(folder):
        return _between(folder, "stash pop", "git stash drop", "git reset --merge", "stash^", "stash")
    return None


def _between(folder: Path, what: str, go_on: str, give_up: str, base: str, theirs: str) -> Stopped:
    common, mine, others = (_files(folder, commit) for commit in (base, "HEAD", theirs))
    if what == "stash pop":
        # The files that git did not know are kept in a commit of their own.
        others |= _files(folder, _text(folder, "rev-parse", "--verify", "--quiet", "stash^3"))
    return Stopped(what, go_on, give_up, common, mine, others, _changed(folder, common, mine, others))


def _is_popping(folder: Path) -> bool:
    """Whether the unmerged files below the folder are those of the last stash: git keeps no other note of it."""
    listed = filter(None, _text(folder, "ls-files", "--unmerged", "-z", "--", ".").split("\0"))
    theirs = (entry.split("\t", 1) for entry in listed)
    return any(
        facts.split()[2] == "3" and facts.split()[1] == _text(folder, "rev-parse", "--verify", "--quiet", f"stash:./{name}")
        for facts, name in theirs
    )


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
    """The files that are neither as on one of the sides, nor as git merged them, nor marked as a conflict."""
    found = []
    for name in sorted({name for side in sides for name in side}):
        path = folder / name
        now = planning_folder.with_plain_ends(path.read_bytes()) if path.is_file() else None
        versions = [planning_folder.with_plain_ends(side[name]) if name in side else None for side in sides]
        if now in versions or now is None or planning_folder.has_markers(now.decode(errors="replace").splitlines()):
            continue
        if now != _merged_by_git(folder, *(version or b"" for version in versions)):
            found.append(name)
    return tuple(found)


def _merged_by_git(folder: Path, base: bytes, ours: bytes, theirs: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        paths = [Path(scratch) / name for name in ("ours", "base", "theirs")]
        for path, content in zip(paths, (ours, base, theirs), strict=True):
            path.write_bytes(content)
        return _git(folder, "merge-file", "-p", *map(str, paths))


def _text(folder: Path, *arguments: str) -> str:
    return _git(folder, *arguments).decode("utf-8", errors="replace").strip()


def _git(folder: Path, *arguments: str) -> bytes:
    result = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    return result.stdout if result.returncode == 0 else b""
