"""Verifying a planning folder as it is: whether every document says what the records say. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from . import checking, observing, planning_folder, plans
from .checking import CONFLICT, MISSING, Fault
from .planning import records
from .planning_folder import ANSWERS, ATTRIBUTES, RECORDS, ROADMAP, Folder
from .versions import Template


@dataclass(frozen=True)
class Verdict:
    """What was found: every fault, by file and line; and what cannot be read, each in a sentence that begins with its file."""

    faults: tuple[Fault, ...] = ()
    unreadable: tuple[str, ...] = ()


def verdict(there: Folder, template: Template, day: str) -> Verdict:
    """What is wrong with a planning folder.

    Stale is what an update without answers would write. It gives the plan a new day only where something changed, so that a
    plan which is merely old is not stale.

    Args:
        there: the planning folder.
        template: the template, which has the version that the plan is of.
        day: today, YYYY-MM-DD.

    Raises:
        earlier.NotRendered: where the template does not have that version.
    """
    if wrong := planning_folder.not_utf8(there.files):
        return Verdict(unreadable=tuple(f"{name} {why}. Save it as UTF-8." for name, why in wrong.items()))
    stored = there.answers
    if stored is None:
        return Verdict(unreadable=(plans.why_unreadable(there, ANSWERS),))
    if problems := plans.wrong_answers(stored):
        return Verdict(unreadable=tuple(f"{ANSWERS} cannot be read: {problem}" for problem in problems))
    maker = template.at(str(stored.get("_commit")))
    written = maker.made(there.record(ANSWERS))
    plain = {name: planning_folder.with_plain_ends(content) for name, content in there.files.items()}
    known: dict[str, Any] = stored.get("observed") or {}
    origin = {name: str(stored.get(name)) for name in ("_commit", "_src_path")}
    made = maker.remade(
        plain,
        there.faults,
        answers={},
        confirmed=(),
        on="",
        by="",
        whole=observing.found_whole(stored),
        day=day,
        origin=origin,
    )
    current = {name: content for name, content in made.items() if name != ANSWERS and not planning_folder.is_record(name)}
    # An early version leaves out what stays as it is.
    current.setdefault(ROADMAP, plain.get(ROADMAP, written[ROADMAP]))
    found = [
        fault
        for fault in checking.faults(
            written, current, replace(there, files=plain).files, *map(known.get, ("headings", "adopted", "inserted"))
        )
        # Git's attributes say nothing of the plan: who takes the file out may have them elsewhere.
        if (fault.file, fault.kind) != (ATTRIBUTES, MISSING)
    ]
    conflicts = {fault.file for fault in found if fault.kind == CONFLICT}
    lost, unreadable = _records(there, conflicts)
    return Verdict(tuple(sorted([*found, *lost])), tuple(unreadable))


def _records(there: Folder, conflicts: set[str]) -> tuple[list[Fault], list[str]]:
    """The records that are gone, and those that cannot be read beside the ones in conflict."""
    names = [name for name in (*there.files, *there.faults) if planning_folder.is_record(name)]
    lost: list[Fault] = []
    unreadable: list[str] = []
    for record, why in _unreadable(there):
        name = next((name for name in names if why.startswith(f"{PurePath(name).name} ")), "")
        if not name:
            file = f"{RECORDS}/{records.record_file(record)}"
            lost.append(Fault(file, 1, MISSING, f"the record of {records.document_file(record)} is not there"))
        elif name not in conflicts:
            unreadable.append(f"{RECORDS}/{why.rstrip('.')}.")
    return lost, unreadable


def _unreadable(there: Folder) -> Iterator[tuple[records.Record, str]]:
    return ((one, str(one["unreadable"])) for one in there.records if "unreadable" in one)
