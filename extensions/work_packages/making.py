"""Making: the files that a command writes, for a new initiative, a change of its answers, a record, or a repair."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2.runtime import Context

from . import folder as planning_folder
from . import record_files, refreshing, repairing, unfinished
from .folder import RECORDS
from .planning import answers as rules
from .planning import asking, records, text
from .planning.combining import Clash
from .refreshing import Order
from .run import Run, origin_of, record_of, version_of, with_stored
from .unfinished import Change


class InTheWay(Exception):
    """A new initiative's folder has other files of its documents' names."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"in the way: {text.join(names)}")
        self.names = names


@dataclass(frozen=True)
class Made:
    """The files that change, by their names below the planning folder; what a repair leaves to people to decide; and what
    was found of the documents and known of it before, as `refreshing.Refreshed` has it.
    """

    changes: dict[str, Change]
    clashes: tuple[Clash, ...] = ()
    found: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)


def make(run: Run, context: Context, folder: Path) -> Made:
    """What the command makes of the planning folder.

    Raises:
        InTheWay: when a new initiative would replace files of others.
        refreshing.RefreshFailed: when Copier could not render the documents.
        unfinished.UnreadableJournal: when an interrupted command left a journal that cannot be read.
        OSError: when a file cannot be read.
    """
    checkout = run.checkout.resolve()
    if run.stored is None:
        return Made(_created(run, context, folder, checkout))
    source = str(run.stored.get("_src_path"))
    merging = run.merging if context["part"] == "repair" else None
    if merging is not None:
        repaired = repairing.repair(folder, checkout, merging)
        return Made(repaired.changes, tuple(repaired.clashes))
    if context["part"] == "repair" and not text.one_line(run.given.get("renumber")):
        origin = {**version_of(run.stored), "_src_path": run.moved_to}
        order = Order(checkout, run.moved_to, records=_records_brought(run, origin, run.older_names))
    elif context["part"] == "repair":
        order = _renumbered(run, folder, Order(checkout, source))
    elif context["part"] == "initiative":
        restore = tuple(text.items(run.given.get("restore")))
        brought = _records_brought(run, origin_of(context))
        order = Order(checkout, source, answers=_answers_now(run, context), records=brought, restore=restore)
    else:
        order = Order(checkout, source, records=_record_now(run, context))
    refreshed = refreshing.update(folder, order)
    return Made(refreshed.changes, found=refreshed.found, known=refreshed.known)


def _created(run: Run, context: Context, folder: Path, checkout: Path) -> dict[str, Change]:
    if unfinished.is_there(folder):
        unfinished.drop(folder)
    changes = refreshing.create(folder, Order(checkout, origin_of(context)["_src_path"], _answers_now(run, context)))
    there = [name for name, change in changes.items() if change.before is not None and name != planning_folder.ATTRIBUTES]
    if there and not run.overwrite:
        raise InTheWay(there)
    return changes


def _answers_now(run: Run, context: Context) -> dict[str, Any]:
    """The initiative's answers of this run, as the render of its documents takes them."""
    asked = asking.changed_names("initiative", context.get("change") or ())
    names = (
        [*run.given, *asked, "location", "continued"] if run.stored is not None else [*rules.NAMES["initiative"], *rules.STORED]
    )
    answers = {name: context[name] for name in names if name in context and name not in (*rules.TRANSIENT, "checkpoints")}
    if run.stored is not None and "external_unblocked" in run.given:
        given = run.given["external_unblocked"]
        answers["external_unblocked"] = with_stored(given, given, run.stored.get("external_unblocked"))
    if context["confirmed"]:
        answers |= {"confirm": context["confirmed"], **{name: context[name] for name in ("confirmed_on", "confirmed_by")}}
    return answers


def _record_now(run: Run, context: Context) -> dict[str, bytes]:
    """The record of this run by its file name: its answers now, and whatever a person wrote between its lines."""
    path = run.destination / context["answers_path"]
    # The initiative keeps its version, and so do its records: the next command on this one runs that version's code.
    content = record_files.record_text(record_of(context), version_of(run.stored or {}), run.older_names)
    return {path.name: content if run.record is None else record_files.with_words_of(path.read_bytes(), run.record, content)}


def _records_brought(run: Run, origin: Mapping[str, str], names: Collection[str] = ()) -> dict[str, bytes]:
    """The records of another version or address than `origin`, by their file names, as that version writes them.

    `names` are those of its questions, where it is another version than this one.
    """
    brought = {}
    # What cannot be read as a record, or is a second one of the same name, is reported and stays as it is.
    for path in (run.root / RECORDS / records.record_file(one) for one in run.records if "unreadable" not in one):
        stored = planning_folder.load(path)
        if version_of(stored) == origin:
            continue
        content = record_files.record_text(records.normalise(stored, run.packages), origin, names)
        brought[path.name] = record_files.with_words_of(path.read_bytes(), stored, content)
    return brought


def _renumbered(run: Run, folder: Path, order: Order) -> Order:
    """The same order, and a document with the next number: its record and itself by their new names."""
    named = text.one_line(run.given.get("renumber"))
    before = next(record for record in run.records if records.record_id(record) == named)
    if records.is_package(before):
        after = {**before, "number": records.next_number(run.records)}
    else:
        after = {**before, "analysis_number": records.next_analysis_number(run.records)}
    old, new = (f"{RECORDS}/{records.record_file(one)}" for one in (before, after))
    stored = planning_folder.load(folder / old)
    content = record_files.with_words_of(
        (folder / old).read_bytes(), stored, record_files.record_text(after, version_of(run.stored or {}), run.older_names)
    )
    renamed = {old: new, records.document_file(before): records.document_file(after)}
    return Order(order.checkout, order.source, records={Path(new).name: content}, renamed=renamed)
