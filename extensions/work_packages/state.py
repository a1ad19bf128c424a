"""A state of a plan, and the one that follows from it when answers, records or documents have changed.

All of it is pure: the folder is given as it was read, and the day by who asks.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import messages, observing
from .planning import analyses, baseline, checkpoints, continuing, house, imports, records, roadmap, text
from .planning import answers as rules
from .planning.fields import FIELDS
from .planning.records import Record
from .planning.words import PLAIN, spoken
from .planning_folder import ANSWERS, HOUSE, PACKED, RECORDS, Folder, dump, packed
from .record_files import record_text
from .refusals import Refusal


@dataclass(frozen=True)
class State:
    """A state of a plan: the initiative's answers, with `unfilled` and `observed`, and the snapshot of the records."""

    answers: Mapping[str, Any]
    records: Sequence[Record]


@dataclass(frozen=True)
class Said:
    """What a command says of the initiative.

    Attributes:
        answers: the answers that it gives; of a new initiative all of them.
        confirmed: the checkpoints that a person confirms, in order.
        on: the day of the confirmation, YYYY-MM-DD.
        by: who confirms.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    confirmed: tuple[str, ...] = ()
    on: str = ""
    by: str = ""


def confirmations(stored: Mapping[str, Any] | None, snapshot: Sequence[Record]) -> dict[str, Any]:
    """The confirmations that are stored; of an initiative from before there were any, those of what it holds."""
    if stored is None:
        return {}
    kept = stored.get("checkpoints")
    return dict(kept) if isinstance(kept, dict) else checkpoints.inherited(stored, snapshot)


def following(folder: Folder, said: Said, day: str, whole: Mapping[str, Any] | None = None) -> State:
    """The state that follows: of what is stored in the folder, what its records and documents say now, and what a command says.

    Args:
        folder: the planning folder as it is; for a new initiative an empty one.
        said: what the command says.
        day: the day of the command, YYYY-MM-DD.
        whole: what the refresh found of the documents as a whole; None for what is stored of it.

    Raises:
        Refusal: when the plans are confirmed now, and there are none, or nobody has estimated one.
    """
    read = house.parse(folder.files.get(HOUSE, b""), rules.problem_of)
    # A file that cannot be read is refused before anything is made; whoever only looks sees the stored rules.
    rules_now = (folder.answers or {}).get("house") if read.problems else read.stored
    with house.speaking(house.read(rules_now)):
        return _following(folder, said, day, whole, rules_now)


def _following(folder: Folder, said: Said, day: str, whole: Mapping[str, Any] | None, rules_now: Any) -> State:
    """The same in the words of the house, whose rules are given in their stored form."""
    stored = folder.answers
    before = stored or {}
    given = {name: stored_form(name, value) for name, value in said.answers.items() if name in rules.STORED}
    kept = {name: stored_form(name, before[name]) for name in rules.STORED if name in before}
    date = given.get("date") or kept.get("date") or day
    answers = {**_defaults(date), **kept, **given}
    if rules_now:
        answers["house"] = rules_now
    confirmed_before = confirmations(stored, folder.records)
    due = continuing.records_due(
        answers,
        stored,
        folder.records,
        [*confirmed_before, *said.confirmed],
        list(confirmed_before),
        text.one_line(date if stored is None else said.on or day),
    )
    if "roadmap" in said.confirmed and (pending := imports.pending(answers.get("continued"))):
        confirmed_on = text.one_line(said.on) or day
        due = [imports.advanced(one, pending.get(str(one.get("slug"))) or {}, confirmed_on) for one in due]
        answers["continued"] = imports.given(answers["continued"])
    snapshot = records.snapshot(due)
    whole = observing.found_whole(before) if whole is None else whole
    answers["unfilled"] = observing.unfilled(folder.texts, before, answers, snapshot)
    answers["observed"] = observing.observed(folder.texts, before, snapshot, whole, folder.others)
    today = given.get("updated") or (day if stored is not None else date)
    answers["checkpoints"] = _checkpoints(stored, answers, snapshot, said, today, confirmed_before)
    if "updated" not in given:
        answers["updated"] = today if stored is None or _has_changed(before, answers, snapshot) else kept.get("updated", today)
    ordered = {name: answers[name] for name in (*rules.STORED, "unfilled", "observed", "house") if name in answers}
    return State(ordered, snapshot)


def _defaults(date: str) -> dict[str, Any]:
    """The answers of an initiative that says nothing of its own, or that is from before there were these questions."""
    return {**{field.name: field.default for field in FIELDS["initiative"] if field.stored}, "date": date, "start": date}


def _checkpoints(
    stored: Mapping[str, Any] | None,
    answers: Mapping[str, Any],
    snapshot: Sequence[Record],
    said: Said,
    today: str,
    before: Mapping[str, Any],
) -> dict[str, Any]:
    """The confirmations, with those of this command."""
    packages = (
        [records.read_package(one) for one in snapshot if records.is_package(one)] if "packages" in said.confirmed else []
    )
    if "packages" in said.confirmed and not packages:
        raise Refusal(rules.refusal([messages.no_packages_to_confirm()]))
    settled = imports.settled(answers.get("continued"))
    unestimated = [one for one in packages if one.is_open and not one.is_estimated]
    if missing := [one for one in unestimated if not (one.status == "ready" and one.slug in settled)]:
        raise Refusal(rules.refusal([messages.not_estimated(missing, new=stored is None)]))
    answers = {**answers, "checkpoints": before}
    kept = dict(before)
    if "roadmap" in kept and stored and not isinstance(stored.get("checkpoints"), dict):
        # An initiative from before there were confirmations: what it would have been at its start.
        unstarted = [records.unstarted(one) for one in snapshot]
        kept["roadmap"] = {**kept["roadmap"], "baseline": _baseline({**answers, "updated": answers["date"]}, unstarted)}
    on, by = text.one_line(said.on), text.one_line(said.by)
    approved = _baseline({**answers, "updated": today}, snapshot) if "roadmap" in said.confirmed else None
    return checkpoints.confirm(said.confirmed, kept, answers, snapshot, on, by, approved)


def _baseline(answers: Mapping[str, Any], snapshot: Sequence[Record]) -> dict[str, Any]:
    plan = roadmap.compute(answers, snapshot)
    with spoken(PLAIN):
        return baseline.make(plan.packages, plan.timeline, plan.calendar, plan.capacities, plan.baseline, plan.buffer)


def _has_changed(before: Mapping[str, Any], answers: Mapping[str, Any], snapshot: Sequence[Record]) -> bool:
    """Whether an answer, a record, or what people wrote has changed since the state that is stored."""
    seen, known = (
        {name: said for name, said in dict(one or {}).items() if said} for one in (answers["observed"], before.get("observed"))
    )
    return (
        seen != known
        or list(snapshot) != before.get("documents")
        or (answers.get("house") or {}) != (before.get("house") or {})
        or any(answers[name] != stored_form(name, before.get(name)) for name in rules.STORED if name != "updated")
    )


def stored_form(name: str, value: Any) -> Any:
    """An answer of the initiative in its stored form: text clean, lists as lists, dates and numbers as text."""
    if name == "identified":
        return records.identified_form(value)
    if name == "buffer":
        # An initiative from before there was one has none.
        return text.one_line(value).removesuffix("%").strip() or "0"
    if name in ("previous_completed", "previous_partial"):
        return continuing.named_entries(value)
    if name == "analyses":
        return analyses.names_of(value)
    if name in ("overall_criteria", "external_dependencies", "external_unblocked"):
        return text.items(value)
    if isinstance(value, (dict, list)):
        return value
    return records.canonical(name, text.clean(value)) if not isinstance(value, datetime.datetime) else value


def files_of(state: State, origin: Mapping[str, str], there: Collection[str] = ()) -> dict[str, bytes]:
    """The initiative's answers file, and the records that are not there yet, by their names below the planning folder.

    Args:
        state: the state of the plan.
        origin: the template's version and address, as `_commit` and `_src_path`.
        there: the names of the records that are there.
    """
    new = {
        f"{RECORDS}/{records.record_file(one)}": record_text(one, origin)
        for one in state.records
        if "unreadable" not in one and f"{RECORDS}/{records.record_file(one)}" not in there
    }
    values = {**state.answers, "documents": [*state.records]}
    head = dump({**origin, "part": "initiative", **{name: said for name, said in values.items() if name not in PACKED}})
    lines = [packed(name, values[name]) for name in PACKED if name in values]
    return {**new, ANSWERS: "".join([messages.ANSWERS_HEAD, head, *lines]).encode()}
