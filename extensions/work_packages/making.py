"""Making: the files that a command writes, for a new initiative, a change of its answers, a record, or a repair."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from . import beside, checks, planning_folder, record_files, refreshing, unfinished
from .clock import today
from .planning import answers as rules
from .planning import imports, records, text
from .planning_folder import ATTRIBUTES, RECORDS
from .refreshing import Order
from .run import Answers, Run, identified_of, location_of, record_of, version_of, with_stored
from .state import Said
from .unfinished import Change

if TYPE_CHECKING:
    from .planning.combining import Clash


class InTheWay(Exception):
    """A new initiative's folder has other files of its documents' names."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"in the way: {text.join(names)}")
        self.names = names


@dataclass(frozen=True)
class Made:
    """The files that change, by their names below the planning folder; what a repair leaves to people to decide; and what
    was found of the documents and known of it before, as `refreshing.Refreshed` has it. `notes` are what else is worth a look.
    """

    changes: dict[str, Change]
    clashes: tuple[Clash, ...] = ()
    found: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def make(run: Run, answers: Answers, changed: Sequence[str], confirmed: Sequence[str], folder: Path) -> Made:
    """What the command makes of the planning folder.

    Args:
        run: the command.
        answers: all answers as they count for it.
        changed: the answers of the initiative that were given at a prompt.
        confirmed: the checkpoints that a person confirms.
        folder: the planning folder.

    Raises:
        InTheWay: when a new initiative would replace files of others.
        refreshing.RefreshFailed: when there is nothing to restore.
        earlier.NotRendered: when the version that the plan is of cannot make its documents.
        refusals.Refusal: when what is confirmed cannot be.
        unfinished.UnreadableJournal: when an interrupted command left a journal that cannot be read.
        OSError: when a file cannot be read.
    """
    part = answers.get("part", run.part)
    if part == "adopt":
        from . import adoption

        adopted = adoption.make(run, answers)
        return Made(adopted.changes, notes=adopted.notes)
    if run.stored is None:
        return Made(_created(run, answers, confirmed, folder))
    merging = run.merging if part == "repair" else None
    if merging is not None:
        # Few commands repair, and what they need takes a while to load.
        from . import repairing

        repaired = repairing.repair(folder, run.template, merging, today())
        return Made(repaired.changes, tuple(repaired.clashes))
    now = run.folder if run.pretend else planning_folder.read(folder)
    if now == run.folder:
        # As it was when the command began: what was read of it is not read again.
        now = run.folder
    more = _record_now(run, answers) if part in ("analysis", "work-package") else {}
    now = beside.with_others(folder, now, more.values())
    order = Order(run.template, today())
    if part == "repair" and not text.one_line(run.given.get("renumber")):
        order = Order(run.template, today(), source=run.moved_to, records=_records_brought(run, {"_src_path": run.moved_to}))
    elif part == "repair":
        order = _renumbered(run, order)
    elif part == "initiative":
        said = Said(_answers_now(run, answers, changed, folder), tuple(confirmed), *_confirmation(answers))
        restore = tuple(text.items(run.given.get("restore")))
        pending = imports.pending(said.answers["continued"]) if "roadmap" in confirmed else {}
        brought = _records_brought(run, run.template.origin, pending, said.on or today())
        order = Order(run.template, today(), said, records=brought, restore=restore)
    else:
        order = Order(run.template, today(), records=more)
    refreshed = refreshing.update(now, order)
    return Made(refreshed.changes, found=refreshed.found, known=refreshed.known)


def _created(run: Run, answers: Answers, confirmed: Sequence[str], folder: Path) -> dict[str, Change]:
    if unfinished.is_there(folder):
        unfinished.drop(folder)
    said = Said(_answers_now(run, answers, (), folder), tuple(confirmed), *_confirmation(answers))
    now = beside.with_others(folder, planning_folder.read(folder), [json.dumps(said.answers, default=str).encode()])
    changes = refreshing.create(now, Order(run.template, today(), said))
    there = [name for name, change in changes.items() if change.before is not None and name != ATTRIBUTES]
    if there and not run.overwrite:
        raise InTheWay(there)
    return changes


def _confirmation(answers: Answers) -> tuple[str, str]:
    """The day of a confirmation, and who confirms."""
    return text.one_line(answers.get("confirmed_on")), text.one_line(answers.get("confirmed_by"))


def _answers_now(run: Run, answers: Answers, changed: Sequence[str], folder: Path) -> dict[str, Any]:
    """The initiative's answers of this command: of a new one all, else those that were given."""
    names = [*rules.NAMES["initiative"]] if run.stored is None else [*run.given, *changed]
    said = {name: answers[name] for name in names if name in answers and name in rules.STORED}
    if not text.one_line(said.get("updated")):
        said.pop("updated", None)
    said["location"] = location_of(run, folder, str(answers.get("planning_root") or ""))
    said["continued"] = checks.continued(run, answers.get("previous"), answers)
    if "identified" in said:
        said["identified"] = identified_of(run, said["identified"])
    if run.imported is not None:
        said["previous"] = ""
    if run.stored is not None and "external_unblocked" in run.given:
        given = run.given["external_unblocked"]
        said["external_unblocked"] = with_stored(given, given, run.stored.get("external_unblocked"))
    return said


def _record_now(run: Run, answers: Answers) -> dict[str, bytes]:
    """The record of this run by its file name: its answers now, and whatever a person wrote between its lines."""
    record = record_of(run, answers)
    name = PurePath(run.answers_file).name if run.record is not None else records.record_file(record)
    # The initiative keeps its version, and so do its records: the next command on this one runs that version's code.
    content = record_files.record_text(record, version_of(run.stored or {}), run.older_names)
    if run.record is not None:
        content = record_files.with_words_of(run.folder.files[f"{RECORDS}/{name}"], run.record, content)
    return {name: content}


def _records_brought(
    run: Run, origin: Mapping[str, str], pending: Mapping[str, Mapping[str, Any]] | None = None, day: str = ""
) -> dict[str, bytes]:
    """The records of another version or address than `origin`, by their file names, as that version writes them.

    With them those of packages that get what an import said of them: `pending`, on this day.
    """
    whole = {**version_of(run.stored or {}), **origin}
    names: Collection[str] = () if whole == run.template.origin else run.older_names
    brought = {}
    # What cannot be read as a record, or is a second one of the same name, is reported and stays as it is.
    for name in (f"{RECORDS}/{records.record_file(one)}" for one in run.records if "unreadable" not in one):
        stored = run.folder.record(name)
        said = (pending or {}).get(str(stored.get("slug"))) or {}
        now = imports.advanced(stored, said, day)
        if version_of(stored) == whole and now == stored:
            continue
        content = record_files.record_text(records.normalise(now, run.packages), whole, names)
        brought[PurePath(name).name] = record_files.with_words_of(run.folder.files[name], stored, content)
    return brought


def _renumbered(run: Run, order: Order) -> Order:
    """The same order, and a document with the next number: its record and itself by their new names."""
    named = text.one_line(run.given.get("renumber"))
    before = next(record for record in run.records if records.record_id(record) == named)
    if records.is_package(before):
        after = {**before, "number": records.next_number(run.records)}
    else:
        after = {**before, "analysis_number": records.next_analysis_number(run.records)}
    old, new = (f"{RECORDS}/{records.record_file(one)}" for one in (before, after))
    text_now = record_files.record_text(after, version_of(run.stored or {}), run.older_names)
    content = record_files.with_words_of(run.folder.files[old], run.folder.record(old), text_now)
    renamed = {old: new, records.document_file(before): records.document_file(after)}
    return Order(order.template, order.day, records={PurePath(new).name: content}, renamed=renamed)
