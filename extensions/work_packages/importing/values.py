"""What an import gives: typed values, in the form in which the answers of an initiative take them (docs/importing.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..planning import text

#: Most files that a sentence names before it counts the others.
_NAMED = 3


class NotImportable(Exception):
    """A folder or file that cannot be imported. The message names the file and its fault, and what to do where that helps.

    It is the only exception that the functions of this package raise for what they are given.
    """

    def __init__(self, file: str, fault: str) -> None:
        self.file = text.one_line(file)
        self.fault = fault
        super().__init__(f"{self.file}: {fault}")


@dataclass(frozen=True)
class Progress:
    """How far a package is with its peer. It is given as answers once the checkpoint `roadmap` is confirmed.

    Attributes:
        status: one of our statuses, other than `ready`.
        completed: the day on which it was completed, YYYY-MM-DD; empty where the peer does not say it.
        done: what is done, or was delivered, in words.
        remains: why it was put aside, for one that is deferred or dropped.
        pr: pull requests.
    """

    status: str
    completed: str = ""
    done: str = ""
    remains: str = ""
    pr: tuple[str, ...] = ()

    @property
    def answers(self) -> dict[str, Any]:
        """The answers of the work package that say it (docs/answers.md), without the empty ones."""
        said = {
            "status": self.status,
            "completed": self.completed,
            "done": self.done,
            "remains": self.remains,
            "pr": list(self.pr),
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class LeftOut:
    """Something of the peer's that has no place in a plan, or could not be taken.

    Attributes:
        what: what it is: `labels`.
        reason: why it was left out, as the end of a sentence.
        files: the files in which it stands.
        values: what was left out, where that is short enough to be said.
    """

    what: str
    reason: str
    files: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All of it in one sentence: `labels (db, ui): a work package has none; in a.md and b.md`."""
        values = f" ({', '.join(self.values)})" if self.values else ""
        named = list(self.files[:_NAMED])
        if len(self.files) > _NAMED:
            named.append(f"{len(self.files) - _NAMED} more")
        return f"{self.what}{values}: {self.reason}" + (f"; in {text.join(named)}" if named else "")


@dataclass(frozen=True)
class Question:
    """Something that a person has to decide. The import goes on with what is `taken` until somebody says otherwise.

    Attributes:
        about: the argument of `imported` that answers it: `reading`, `only`, or `statuses`.
        value: the peer's word that it is about, for `statuses`; else empty.
        words: the question.
        choices: what it may be answered with.
        taken: the choice that this import was made with; empty for "all of them, in one initiative".
    """

    about: str
    words: str
    choices: tuple[str, ...]
    taken: str
    value: str = ""


@dataclass(frozen=True)
class Imported:
    """A peer's folder as the answers of an initiative.

    Attributes:
        peer: the name of the peer's module: `backlog_md`.
        initiative: the title.
        identified: the work packages, exactly as the answer `identified` takes them; all of them are ready.
        overview: the answer `overview`; empty where the peer says nothing of it.
        overall_criteria: the answer `overall_criteria`; empty for the workflow's own.
        external_dependencies: the answer `external_dependencies`.
        statuses: how far each package is that is not ready, by slug.
        left_out: what has no counterpart.
        questions: what a person has to decide.
    """

    peer: str
    initiative: str
    identified: list[Any]
    overview: str = ""
    overall_criteria: tuple[str, ...] = ()
    external_dependencies: tuple[str, ...] = ()
    statuses: Mapping[str, Progress] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def answers(self) -> dict[str, Any]:
        """The initiative's answers, by the names of docs/answers.md, without the empty ones."""
        said = {
            "initiative": self.initiative,
            "overview": self.overview,
            "identified": self.identified,
            "overall_criteria": list(self.overall_criteria),
            "external_dependencies": list(self.external_dependencies),
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class Asked:
    """What a person decided of an import: the arguments of `imported`."""

    reading: str = ""
    only: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)
    estimates: bool = False


@dataclass(frozen=True)
class Item:
    """One work package to be, with the peer's own id.

    Attributes:
        key: the peer's id, by which others name it in `needs`.
        title: its title, as the peer has it.
        file: the file in which it stands.
        answers: its further answers, without slug and dependencies.
        needs: the ids of what it depends on.
        progress: how far it is; None where it is ready.
        slug: the slug that it should have; empty for that of its title.
    """

    key: str
    title: str
    file: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    progress: Progress | None = None
    slug: str = ""


class Leftovers:
    """Collects what is left out, the same thing of several files as one."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}

    def add(self, what: str, reason: str, file: str = "", *values: str) -> None:
        """Note that something is left out of a file.

        Args:
            what: what it is.
            reason: why, as the end of a sentence.
            file: where it stands.
            values: what it says, where that is short.
        """
        files, said = self._found.setdefault((what, reason), ({}, {}))
        if file:
            files.setdefault(text.one_line(file))
        for value in values:
            if shown := text.one_line(value):
                said.setdefault(shown if len(shown) <= 80 else shown[:77] + "...")

    def listed(self) -> tuple[LeftOut, ...]:
        """All that was noted, in the order in which it was; files by name."""
        return tuple(
            LeftOut(what, reason, tuple(sorted(files)), tuple(values))
            for (what, reason), (files, values) in self._found.items()
        )
