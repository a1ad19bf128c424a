"""Repair: a planning folder that two branches changed, made whole.

The records of both sides are merged answer by answer. Then the documents of each side, and those that both started from,
are brought to the merged records; what is left between the three is what people wrote, and that is merged line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import git, planning_folder, refreshing, template
from .branches import Crossing, Start, Stopped
from .planning import answers as rules
from .planning import house, records
from .planning.adopted import patched
from .planning.combining import Clash, combine_answers, combine_records, without_clashes
from .planning.merging import BRANCHES, OURS, THEIRS, merge_documents, merge_texts
from .planning_folder import ANSWERS, ATTRIBUTES, HOUSE, RECORDS, Folder, is_document
from .record_files import record_text, with_words_of
from .refreshing import Order
from .run import version_of
from .unfinished import Change
from .versions import Template

#: A planning folder's files by their names below it.
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Repaired:
    """The files of the repaired folder that change, and the initiative's answers that both sides changed."""

    changes: dict[str, Change]
    clashes: list[Clash]


class _Side(Folder):
    """One side's planning folder, with the line ends that the template writes."""

    @classmethod
    def of(cls, files: Files) -> _Side:
        return cls({name: planning_folder.with_plain_ends(content) for name, content in files.items()})

    @property
    def said(self) -> dict[str, Any]:
        """The initiative's answers; none where they cannot be read."""
        return self.answers or {}

    @property
    def known(self) -> list[records.Record]:
        """The snapshot of its records, without what could never be read."""
        return [record for record in self.records if records.record_file(record)]

    @property
    def unreadable(self) -> dict[str, bytes]:
        """Its files among the records that cannot be read as such."""
        readable = {_name(record) for record in self.known if "unreadable" not in record}
        return {name: self.files[name] for name in self.files if planning_folder.is_record(name) and name not in readable}


@dataclass(frozen=True)
class _Started:
    """What both sides started from: one side's planning folder, or what became of several.

    Attributes:
        answers: the initiative's answers.
        records: the snapshot of the records.
        texts: the documents, from each of the sides that it is made of brought to the merged records.
    """

    answers: dict[str, Any]
    records: list[records.Record]
    texts: Callable[[Callable[[_Side], dict[str, bytes]]], dict[str, bytes]]


def repair(folder: Path, running: Template, stopped: Stopped, day: str) -> Repaired:
    """Merge the planning folder of both sides.

    Args:
        folder: the planning folder.
        running: the template that runs.
        stopped: what git was merging.
        day: the day of the command, YYYY-MM-DD.

    Raises:
        earlier.NotRendered: when the version that a side is of cannot make its documents.
        OSError: when a file cannot be read.
    """
    start = planning_folder.read(folder).files
    ours, theirs = _Side.of(stopped.ours), _Side.of(stopped.theirs)
    base = _started(stopped.base)
    combined = combine_records(base.records, ours.known, theirs.known)
    answers, clashes = combine_answers(base.answers, ours.said, theirs.said, _names(ours.said, theirs.said))
    said = {name: ours.said.get(name, default) for name, default in (("unfilled", []), ("observed", {}))}
    top = template.top(folder)
    if top is not None and folder != top:
        said["location"] = git.as_text(folder.relative_to(top).as_posix())
    answers = {**answers, **said, "part": "initiative", "documents": combined.records}
    if now := house.parse(start.get(HOUSE, b""), rules.problem_of).stored:
        # The file was merged by git: what it says now counts, whatever each side had stored of it.
        answers["house"] = now
    rendered = running.at(str(answers.get("_commit"))).made(answers)
    files = {_id(record): records.document_file(record) for record in combined.records}

    def brought(side: _Side) -> dict[str, bytes]:
        return _brought_to(side, files, rendered, running)

    texts = (base.texts(brought), brought(ours), brought(theirs))
    origin = version_of(answers)
    written, marked = _written_records(combined.records, combined.clashes, (base, ours, theirs), origin)
    answers_file = {ANSWERS: planning_folder.dump(answers).encode()}
    rules_file = {HOUSE: start[HOUSE]} if HOUSE in start else {}
    merged = {**rules_file, **dict(_merged(*texts)), **answers_file, **written, **theirs.unreadable, **ours.unreadable}
    changed = refreshing.update(Folder(merged), Order(running, day)).changes
    merged |= {name: change.after or b"" for name, change in changed.items()}
    merged |= marked
    clashes = [clash for clash in clashes if clash.name not in ("_commit", "_src_path", "location", "continued")]
    known = {name for side in (ours, theirs) for name in side.files if is_document(name)}
    known |= {_name(record) for side in (ours, theirs) for record in side.known}
    return Repaired(dict(_changes(start, merged, known, stopped.ours)), clashes)


def _started(start: Start) -> _Started:
    """What both sides started from. Of several commits it is what they are once they are merged, as git does it.

    An answer, or a line, that these said differently is neither's: whoever has since chosen one of them has changed it.
    """
    if not isinstance(start, Crossing):
        side = _Side.of(start)
        return _Started(side.said, side.known, lambda brought: brought(side))
    base, ours, theirs = map(_started, (start.base, start.ours, start.theirs))
    found = combine_records(base.records, ours.records, theirs.records)
    answers, clashes = combine_answers(base.answers, ours.answers, theirs.answers, _names(ours.answers, theirs.answers))
    known = [
        without_clashes(one, [clash for clash in found.clashes if clash.record == records.record_file(one)])
        for one in found.records
    ]
    return _Started(
        without_clashes(answers, clashes),
        known,
        lambda brought: dict(_merged(base.texts(brought), ours.texts(brought), theirs.texts(brought))),
    )


def _names(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """The initiative's answers that are merged as such; the others come of the records and documents."""
    return [name for name in {**ours, **theirs} if name not in ("documents", "unfilled", "observed", "house")]


def _brought_to(side: _Side, files: Mapping[str, str], rendered: Files, running: Template) -> dict[str, bytes]:
    """The side's documents, with the lines of the template as they are rendered now; without those that it deleted.

    `files` names the document of each record as it is called now: one side may have renumbered it.
    """
    names = {records.document_file(record): files[_id(record)] for record in side.known if _id(record) in files}
    renamed = {name: new for name, new in names.items() if name != new}
    written: Files = {}
    if side.said:
        own = side.record(ANSWERS)
        written = refreshing.rename(running.at(str(own.get("_commit"))).made(own), renamed)
    there = refreshing.rename(side.files, renamed)
    found = {}
    observed = side.said.get("observed") or {}
    adopted, inserted = observed.get("adopted") or {}, observed.get("inserted") or {}
    own_names = {file: name for name, file in adopted.items()}
    for name in filter(is_document, {*rendered, *there}):
        if own_names.get(name, name) in adopted and name in there:
            own = own_names.get(name, name)
            base, now = written.get(own), rendered.get(own)
            # What a person wrote before the template knew it is in no conflict with anything.
            found[name] = (
                there[name] if base is None or now is None else patched(base, there[name], now, inserted.get(own) or ())
            )
        elif name in there:
            now = rendered.get(name, there[name])
            found[name] = _merged_text(name, written[name], there[name], now) if name in written else there[name]
        elif name not in written:
            found[name] = rendered[name]
    return found


def _merged(base: Mapping[str, bytes], ours: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name in sorted({*ours, *theirs}):
        if name in ours and name in theirs:
            yield name, _merged_text(name, base.get(name), ours[name], theirs[name], BRANCHES)
        else:
            # One side deleted it. It stays where the other one wrote in it since.
            kept = ours.get(name, theirs.get(name, b""))
            if kept != base.get(name):
                yield name, kept


def _merged_text(name: str, base: bytes | None, ours: bytes, theirs: bytes, marks: tuple[str, str] = (OURS, THEIRS)) -> bytes:
    if base is None or name == ATTRIBUTES:
        return merge_texts(base, ours, theirs, marks=marks)
    return merge_documents(base, ours, theirs, marks=marks).content


def _written_records(
    found: list[records.Record], clashes: list[Clash], sides: tuple[_Started, _Side, _Side], origin: Mapping[str, str]
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The merged records, each clash as it is on our side; and the texts of those with a clash, with both marked."""
    base = {_id(record): record for record in sides[0].records}
    ours, theirs = ({_id(record): record for record in side.known} for side in sides[1:])
    written, marked = {}, {}
    for record in found:
        name = _name(record)
        clean = record_text(record, origin)
        for side, known in ((sides[1], ours), (sides[2], theirs)):
            there = known.get(_id(record))
            if there and "unreadable" not in there:
                path = _name(there)
                text = with_words_of(side.files[path], side.record(path), record_text(record, origin))
                clean = merge_texts(record_text(record, origin), clean, text)
        written[name] = clean
        wrong = [clash for clash in clashes if clash.record == records.record_file(record)]
        if wrong:
            mine, other = ({**record, **{clash.name: getattr(clash, side) for clash in wrong}} for side in ("ours", "theirs"))
            common = {**record, **{clash.name: base.get(_id(record), {}).get(clash.name) for clash in wrong}}
            both = merge_texts(*(record_text(one, origin) for one in (common, mine, other)), marks=BRANCHES)
            marked[name] = merge_texts(record_text(record, origin), clean, both, theirs_stand=True)
    return written, marked


def _name(record: Mapping[str, Any]) -> str:
    """The record's file name below the planning folder."""
    return f"{RECORDS}/{records.record_file(record)}"


def _id(record: Mapping[str, Any]) -> str:
    return str(record.get("slug") or records.record_file(record))


def _changes(start: Files, made: Files, known: set[str], ours: Files) -> Iterator[tuple[str, Change]]:
    """The merged files that differ from those at the start; of the `known` ones, those that are gone are deleted."""
    for name in sorted({*made, *known}):
        there = start.get(name)
        content = made.get(name)
        if content is not None:
            content = planning_folder.with_ends_of(ours.get(name, b""), content)
        if content != there:
            yield name, Change(there, content)
