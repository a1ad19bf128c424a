"""A planning folder at a commit of its repository, read out of git in a few processes, whatever its name was there."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from . import branches, git, planning_folder, unfinished
from .planning import text
from .planning_folder import ANSWERS, JOURNAL, Folder


class NoHistory(Exception):
    """What is asked of git and is not there; the message says what, and what to do."""


@dataclass(frozen=True)
class Repository:
    """The repository that a planning folder is in.

    Attributes:
        folder: the planning folder.
        place: its path from the root of the repository, as git has it; empty where it is that root.
    """

    folder: Path
    place: str

    def commit(self, ref: str) -> str:
        """The commit that a name stands for: a branch, a tag, a commit, or an expression such as `main~3`.

        Raises:
            NoHistory: when git knows none by that name.
        """
        found = git.text(self.folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        if found:
            return found
        if ref == "HEAD":
            raise NoHistory("There is no commit in this repository yet.")
        message = f"{text.quoted(ref)} is no commit, branch or tag of this repository."
        names = git.text(self.folder, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
        import difflib

        near = difflib.get_close_matches(ref[:100], names.splitlines(), n=2, cutoff=0.6)
        raise NoHistory(f"{message} Did you mean {text.join(near, 'or')}?" if near else message)

    def merge_base(self, one: str, other: str) -> str:
        """The commit at which two branches parted.

        Raises:
            NoHistory: when git does not know one of them, or they have nothing in common.
        """
        found = git.text(self.folder, "merge-base", self.commit(one), self.commit(other))
        if not found:
            raise NoHistory(f"{text.quoted(one)} and {text.quoted(other)} have no commit in common.")
        return found

    def at(
        self, commit: str, there: Mapping[str, Any], taken: Callable[[], Collection[str]] = tuple
    ) -> tuple[str, Folder] | None:
        """The planning folder in the commit, with its path there; None where it was not there.

        Where there is no plan at its path, it is the one with the same title or day, both before one of them.

        Args:
            commit: the commit.
            there: the initiative's answers now, by which it is known under another path.
            taken: the paths of other plans, which are none that this one had earlier; asked for where that matters.
        """
        files = _listed(self.folder, commit, self.place)
        contents = self._read(files, self.place)
        if (found := Folder(contents)).answers is not None:
            return self.place, found
        # Its answers may be there and be damaged: then that is said, and no other plan is taken for it.
        if ANSWERS in contents:
            return self.place, found
        everything = _listed(self.folder, commit, "")
        answers = {_parent(path): content for path, content in everything.items() if path.rpartition("/")[2] == ANSWERS}
        texts = git.blobs(self.folder, answers.values())
        others = taken()
        plans = {
            place: stored
            for place, content in answers.items()
            if place not in others and (stored := Folder({ANSWERS: texts.get(content, b"")}).answers) is not None
        }
        likeness = {place: branches.alike(stored, there) for place, stored in plans.items()}
        best = max(likeness, key=lambda place: likeness[place], default=None)
        if best is None or not likeness[best]:
            return None
        below = {path: content for path, content in everything.items() if not best or path.startswith(f"{best}/")}
        return best, Folder(self._read(below, best))

    def places(self, commit: str) -> set[str]:
        """The paths of all planning folders in the commit, whether they can be read or not."""
        return {_parent(path) for path in _listed(self.folder, commit, "") if path.rpartition("/")[2] == ANSWERS}

    @cached_property
    def others(self) -> set[str]:
        """The paths of the other planning folders that are there now."""
        top = Path(git.path(self.folder, "rev-parse", "--show-toplevel"))
        listed = git.text(self.folder, "ls-files", "-z", "--full-name", "--", f":(top,glob)**/{ANSWERS}").split("\0")
        places = {_parent(path) for path in listed if path}
        return {place for place in places if place != self.place and (top / git.as_path(place) / ANSWERS).is_file()}

    def _read(self, files: Mapping[str, str], place: str) -> dict[str, bytes]:
        named = dict(_own(files, place))
        contents = git.blobs(self.folder, named.values())
        return {name: contents[content] for name, content in named.items() if content in contents}


def repository_of(folder: Path) -> Repository:
    """The repository that the planning folder is in.

    Raises:
        NoHistory: when it is in none.
    """
    printed = git.output(folder, "rev-parse", "--show-prefix").decode("utf-8", errors="surrogateescape")
    # It prints an empty line in the root of a repository, and nothing outside of one.
    if not printed:
        raise NoHistory(f"{folder} is in no git repository, or git is not installed: there is nothing to compare with.")
    return Repository(folder, printed.rstrip("\r\n").rstrip("/"))


def _listed(folder: Path, commit: str, place: str) -> dict[str, str]:
    """The files below the path in the commit, by their paths from the root, with their contents' ids; no links, no modules."""
    words = ("ls-tree", "-r", "-z", "--full-tree", commit, *(["--", f"{place}/"] if place else []))
    entries = (entry.split("\t", 1) for entry in git.text(folder, *words).split("\0") if entry)
    return {path: facts.split()[2] for facts, path in entries if facts.startswith("100")}


def _own(files: Mapping[str, str], place: str) -> Iterator[tuple[str, str]]:
    """Of the files those of the planning folder at the path, by their names below it."""
    for path, content in files.items():
        name = os.fsdecode(path.removeprefix(f"{place}/" if place else "").encode("utf-8", errors="surrogateescape"))
        if name != JOURNAL and (unfinished.NAMES.fullmatch(name) or planning_folder.is_document(name)):
            yield name, content


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
