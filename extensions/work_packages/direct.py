"""A command without Copier: the same checks, the same files, byte for byte, for a plan of the installed version.

What Copier would be asked is one value, `Asked`; the command that says the same to Copier is made from it. A plan of another
version is changed by that command.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from . import checks, commands, journalled, locking, making, messages, planning_folder, template
from .clock import today
from .planning import answers as rules
from .planning import house, records
from .planning_folder import ANSWERS, Folder
from .refusals import Refusal
from .run import Answers, Run
from .unfinished import Change
from .versions import Template


@dataclass(frozen=True)
class Asked:
    """What a command asks of a planning folder, as Copier would be asked.

    Attributes:
        folder: the planning folder.
        answers: the answers that are given, by their names; text as it is typed, lists as lists.
        record: the record that is changed, by its name below the folder; empty for the initiative and for what is new.
        part: the part that is new, such as `work-package`; empty where something that exists is changed.
    """

    folder: Path
    answers: Mapping[str, Any] = field(default_factory=dict)
    record: str = ""
    part: str = ""

    def words(self, address: str) -> list[str]:
        """The command that asks Copier the same, to be run in the planning folder.

        Args:
            address: where the template is, as the plan remembers it.
        """
        given = {"part": self.part, **self.answers} if self.part else self.answers
        pairs = [word for name, value in given.items() for word in ("-d", f"{name}={typed(value)}")]
        head = ["copier", "copy" if self.part else "update", "--trust", "--vcs-ref=:current:"]
        return [*head, *(["-a", self.record] if self.record else []), *pairs, *([address, "."] if self.part else [])]

    def command(self, address: str) -> str:
        """The same as one line for a shell."""
        return shlex.join(self.words(address))


def typed(value: Any) -> str:
    """An answer as it is typed behind `-d`: lists in YAML's flow style, so that no entry is split."""
    if isinstance(value, str):
        return value
    return planning_folder.dump_line({"x": value})[4:-1]


def run_of(asked: Asked, *, there: Folder | None = None, token: object = None) -> Run:
    """The run of the command, in a plan of the running version.

    Args:
        asked: the command.
        there: the planning folder as it is to be taken to be; nothing is written then. None for as it is.
        token: what lives as long as the command; None for one of its own. Runs of one command have the same.
    """
    stored = (there or planning_folder.read(asked.folder)).answers or {}
    version, source = str(stored.get("_commit")), str(stored.get("_src_path"))
    token = token or _Command()
    run = Run(
        destination=asked.folder,
        answers_file=PurePath(asked.record or ANSWERS),
        typed={**({"part": asked.part} if asked.part else {}), **asked.answers},
        find_template=lambda: Template(None, version, source),
        checkout=asked.folder,
        command=lambda: token,
        overwrite=not asked.part,
        quiet=True,
        pretend=there is not None,
    )
    if there is not None:
        vars(run)["folder"] = there
    return run


class _Command:
    """What lives as long as a command."""


def write(asked: Asked) -> commands.Done:
    """Carry the command out, in a plan of the running version.

    Raises:
        Refusal: where it cannot be, with every problem and its remedy; nothing was written then, or the message says what.
    """
    run = run_of(asked)
    try:
        with house.ruled(run.house):
            checks.check_given(run)
            answers = _answers(run)
            confirmed = _confirmed(run, answers)
            commands.begin_writing(run, answers, updating=not asked.part)
            return commands.carry_out(run, answers, (), confirmed)
    finally:
        locking.release(run.root)


def would_be(asked: Asked, there: Folder) -> Folder:
    """The planning folder as the command would leave it; nothing is written.

    Args:
        asked: the command.
        there: the folder as it is, or as an earlier command would leave it.

    Raises:
        Refusal: where the command would be refused.
    """
    run = run_of(asked, there=there)
    try:
        return changed_by(there, _made(run))
    finally:
        locking.release(run.root)


def write_all(steps: Sequence[Asked]) -> commands.Done:
    """Carry several commands out, in one plan of the running version: all of them, or none.

    Each is checked against what those before it make, and then all is written at once, to the same bytes as one by one.

    Args:
        steps: the commands, at least one, in their order.

    Raises:
        Refusal: where one of them cannot be carried out; nothing was written then, or the message says what.
    """
    if len(steps) == 1:
        return write(steps[0])
    token, folder = _Command(), steps[0].folder
    try:
        # The first one finishes what an interrupted command has left.
        first = run_of(steps[0], token=token)
        with house.ruled(first.house):
            checks.check_given(first)
        there = after = planning_folder.read(folder)
        done: list[making.Made] = []
        for asked in steps:
            done.append(_made(run_of(asked, there=after, token=token)))
            after = changed_by(after, done[-1])
            if files := planning_folder.conflicted(folder, after.files):
                raise Refusal(messages.would_conflict(files))
        names = sorted({*there.files, *after.files})
        changes = {name: Change(there.files.get(name), after.files.get(name)) for name in names}
        changes = {name: change for name, change in changes.items() if change.before != change.after}
        journalled.write(folder, changes)
        made = making.Made(changes, found=done[-1].found, known=done[0].known)
        version, source = str((there.answers or {}).get("_commit")), str((there.answers or {}).get("_src_path"))
        return commands.written(Template(None, version, source), folder.resolve(), made, token)
    finally:
        locking.release(folder)


def _made(run: Run) -> making.Made:
    """What the command makes, once it is checked; nothing is written."""
    with house.ruled(run.house):
        checks.check_given(run)
        answers = _answers(run)
        return commands.made(run, answers, (), _confirmed(run, answers))


def changed_by(there: Folder, made: making.Made) -> Folder:
    """The planning folder with what a command has made of it."""
    written = {name: change.after for name, change in made.changes.items() if change.after is not None}
    return there.without([name for name in made.changes if name not in written]).with_files(written)


def _confirmed(run: Run, answers: Answers) -> list[str]:
    if run.part != "initiative":
        return []
    return commands.confirmed_now(run, answers, run.given.get("confirm"), (), False)


def _answers(run: Run) -> dict[str, Any]:
    """All answers as they count for the command: what is stored, what is given, and the defaults of the questions."""
    given = run.given
    if run.part == "work-package" and run.record is None:
        number = given.get("number") or records.next_number(run.records)
        named = {"number": int(str(number)), "slug": records.slug_for(given, int(str(number))), "added": today()}
        return {
            **records.PACKAGE_DEFAULTS,
            **run.house.of_part("work-package"),
            **named,
            **given,
            "number": int(str(number)),
            "part": run.part,
        }
    if run.part == "analysis" and run.record is None:
        number = given.get("analysis_number") or records.next_analysis_number(run.records)
        own = {"analysis_number": int(str(number)), "part": run.part}
        return {**records.ANALYSIS_DEFAULTS, "added": today(), **given, **own}
    if run.record is not None:
        defaults = records.PACKAGE_DEFAULTS if run.part == "work-package" else records.ANALYSIS_DEFAULTS
        return {**defaults, **run.record, **given, "part": run.part}
    stored = {name: value for name, value in (run.stored or {}).items() if name in rules.STORED}
    # The confirmation is of today, and of git's user.
    who = {"confirmed_on": today(), "confirmed_by": template.user_name(run.destination)}
    answers = {**stored, **who, **given, "part": run.part}
    if "updated" not in given:
        answers.pop("updated", None)
    return answers
