"""Incoming: the folder or file of another planner that a new initiative is made of (docs/importing.md).

It is read once, when the command names it; what it says counts like given answers, and what is given counts more. What the plan
keeps of it is made here (`kept`), and read by `planning/imports.py`. Nothing of the other planner's is changed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import git, importing, template
from .importing import Imported
from .importing import NotImportable as NotImportable
from .importing.sources import LARGEST_JSON
from .planning import answers as rules
from .planning import records, text
from .planning.imports import HOW

#: What each planner is known by.
_MARKS = {
    "backlog_md": "tasks/task-1 - Title.md, or a config.yml with default_status",
    "task_master": ".taskmaster/tasks/tasks.json",
    "openspec": "openspec/changes/NAME/proposal.md",
    "spec_kit": "specs/001-name/spec.md",
    "github_issues": "one JSON file that gh issue list --json wrote",
}


@dataclass(frozen=True)
class Import:
    """What is imported, and the place where it was found: below the repository, or its name alone."""

    found: Imported
    place: str

    @property
    def planner(self) -> str:
        """The planner's name, as people know it."""
        return importing.LABELS[self.found.peer]

    @property
    def answers(self) -> dict[str, Any]:
        """The initiative's answers that it gives."""
        return self.found.answers

    @property
    def decided(self) -> list[str]:
        """What nobody has answered, each with what was taken and the answer that says otherwise."""
        return [_decided(question) for question in self.found.questions]

    @property
    def kept(self) -> dict[str, Any]:
        """What the plan keeps of it, as `imported` in the answer `continued`."""
        said = {
            "planner": self.planner,
            "path": self.place,
            "statuses": {slug: progress.answers for slug, progress in self.found.statuses.items()},
            "decided": self.decided,
            "left_out": [one.words for one in self.found.left_out],
        }
        return {name: value for name, value in said.items() if value}


class _Files(Mapping[str, bytes]):
    """The files of a folder by their names below it, each read when it is wanted."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = paths
        self._read: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        path = self._paths[name]
        if name not in self._read:
            try:
                # A pipe would be waited for.
                if not stat.S_ISREG(path.stat().st_mode):
                    raise NotImportable(name, "is no file. Take it out of the folder.")
                with path.open("rb") as file:
                    # One byte more than may be taken is enough to see that it is too large.
                    self._read[name] = file.read(LARGEST_JSON + 1)
            except OSError as error:
                raise NotImportable(name, f"cannot be read: {error.strerror or error}.") from error
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def how(answers: Mapping[str, Any]) -> dict[str, Any]:
    """How a folder is to be read, as `importing.imported` takes it.

    Raises:
        NotImportable: when an answer is none.
    """
    for name in HOW.values():
        if wrong := rules.problem(name, answers.get(name)) if answers.get(name) not in (None, "") else "":
            raise NotImportable(name, wrong)
    return {
        "reading": text.one_line(answers.get("import_reading")).lower(),
        "only": text.one_line(answers.get("import_only")),
        "statuses": rules.import_statuses(answers.get("import_statuses")),
        "estimates": bool(answers.get("import_estimates")) and records.as_bool(answers["import_estimates"]),
    }


def read(path: str, answers: Mapping[str, Any], destination: Path) -> Import:
    """What another planner's folder or file gives.

    Args:
        path: where it is, from where the command is given; absolute, or in the home folder as `~/...`.
        answers: the answers of `HOW`.
        destination: the folder in which the initiative starts.

    Raises:
        NotImportable: when there is nothing that can be imported. The message names the file, its fault and the remedy.
    """
    try:
        place = (Path.cwd() / Path(git.as_path(path.strip())).expanduser()).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        wrong = "is not there. Give the folder or file of a planner, from where you are or absolute."
        raise NotImportable(text.quoted(path), wrong) from None
    files = _files(place)
    peer = importing.recognised(files)
    if peer is None:
        looked = "; ".join(f"{importing.LABELS[name]} ({mark})" for name, mark in _MARKS.items())
        raise NotImportable(text.quoted(path), f"is of no planner that is known. Looked for were {looked}.")
    return Import(importing.imported(files, peer, **how(answers)), _shown(place, destination))


#: Where planners keep their folders in a repository.
_USUAL = ("backlog", ".backlog", ".taskmaster", "openspec", "specs")


def lies_at(root: Path) -> str:
    """A planner's folder at the root of a repository, as it can be typed from where the command is given; empty where there is
    none, or several.

    Only the usual names are looked for: at a prompt nobody waits for a walk through the whole repository.
    """
    found = []
    for place in (root / name for name in _USUAL):
        try:
            if place.is_dir() and not place.is_symlink() and importing.recognised(_files(place)):
                found.append(place)
        except (NotImportable, OSError):
            continue
    if len(found) != 1:
        return ""
    try:
        return Path(os.path.relpath(found[0])).as_posix()
    except ValueError:
        # Another drive.
        return found[0].as_posix()


def fault(error: NotImportable) -> tuple[str, str]:
    """The answer that is to be given otherwise, and what is wrong with it."""
    name = HOW.get(error.file, error.file)
    return (name, error.fault) if name in HOW.values() else ("previous", f"{error.file} {error.fault}")


def _files(place: Path) -> _Files:
    if place.is_file():
        return _Files({git.as_text(place.name): place})
    found: dict[str, Path] = {}
    for above, folders, names in os.walk(place):
        # In the same order on every system. What git ignores for everybody is not looked into at all.
        folders[:] = sorted(name for name in folders if importing.is_read(f"{name}/x.md"))
        for name in sorted(names):
            path = Path(above) / name
            shown = git.as_text(path.relative_to(place).as_posix())
            # `realpath`, since a link that leads to itself is an error of `Path.resolve`.
            inside = not path.is_symlink() or Path(os.path.realpath(path)).is_relative_to(place.resolve())
            if importing.is_read(shown) and inside:
                found[shown] = path
    return _Files(found)


def _shown(place: Path, destination: Path) -> str:
    """The place below the repository that the initiative is in, `.` for all of it; of one outside of it the name alone, which says nothing of a machine."""
    top = template.top(destination) or destination
    if place.is_relative_to(top.resolve()):
        return text.one_line(git.as_text(place.relative_to(top.resolve()).as_posix()))
    return text.one_line(git.as_text(place.name))


def _decided(question: importing.Question) -> str:
    name = HOW[question.about]
    taken = question.taken or "all of them, in one initiative"
    value = f"{question.value}=STATUS" if question.about == "statuses" else question.about.upper()
    remedy = f"{name}='{value}'" if question.about == "statuses" else f"{name}={text.join(question.choices, 'or')}"
    return f"{question.words} Taken: {taken}. Another answer: {remedy}"
