"""Repair: a planning folder that two branches changed, made whole.

The records of both sides are merged answer by answer. Then the documents of each side, and those that both started from,
are brought to the merged records; what is left between the three is what people wrote, and that is merged line by line.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import folder as planning_folder
from . import git, refreshing, template
from .branches import Crossing, Start, Stopped
from .folder import ANSWERS, ATTRIBUTES, RECORDS
from .planning import records
from .planning.combining import Clash, combine_answers, combine_records, without_clashes
from .planning.merging import BRANCHES, OURS, THEIRS, merge_documents, merge_texts
from .record_files import record_text, with_words_of
from .refreshing import Order
from .run import version_of
from .unfinished import Change


@dataclass(frozen=True)
class Repaired:
    """The files of the repaired folder that change, and the initiative's answers that both sides changed."""

    changes: dict[str, Change]
    clashes: list[Clash]


@dataclass(frozen=True)
class _Side:
    """One side's planning folder, in a place of its own."""

    path: Path
    files: Mapping[str, bytes]

    @property
    def answers(self) -> dict[str, Any]:
        return planning_folder.initiative_answers(self.path / ANSWERS) or {}

    @property
    def records(self) -> list[records.Record]:
        known = planning_folder.read_records(self.path, self.answers.get("documents") or ())
        return [record for record in known if records.record_file(record)]

    @property
    def unreadable(self) -> dict[str, bytes]:
        """Its files among the records that cannot be read as such."""
        names = {name for name in self.files if name.startswith(f"{RECORDS}/") and name.endswith(".yml")}
        readable = {_name(record) for record in self.records if "unreadable" not in record}
        return {name: self.files[name] for name in names - readable}


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


def repair(folder: Path, checkout: Path, stopped: Stopped) -> Repaired:
    """Merge the planning folder of both sides.

    Raises:
        RefreshFailed: when Copier could not render the documents.
        OSError: when a file cannot be read or written.
    """
    start = planning_folder.contents(folder)
    with tempfile.TemporaryDirectory(prefix="work-packages-", ignore_cleanup_errors=True) as scratch:
        root = Path(scratch).resolve()
        ours, theirs = (
            _laid_out(root / name / folder.name, files) for name, files in (("ours", stopped.ours), ("theirs", stopped.theirs))
        )
        base = _started(root / "base", folder.name, stopped.base)
        combined = combine_records(base.records, ours.records, theirs.records)
        answers, clashes = combine_answers(base.answers, ours.answers, theirs.answers, _names(ours, theirs))
        said = {name: ours.answers.get(name, default) for name, default in (("unfilled", []), ("observed", {}))}
        top = template.top(folder)
        if top is not None and folder != top:
            said["location"] = git.as_text(folder.relative_to(top).as_posix())
        rendered = refreshing.render_stored(
            root / "rendered" / folder.name, checkout, {**answers, **said, "documents": combined.records}
        )
        files = {_id(record): records.document_file(record) for record in combined.records}

        def brought(side: _Side) -> dict[str, bytes]:
            old = root / "old" / side.path.parent.relative_to(root) / folder.name
            return _brought_to(side, files, rendered, old, checkout)

        texts = (base.texts(brought), brought(ours), brought(theirs))
        merged = root / "merged" / folder.name
        _laid_out(merged, {**dict(_merged(*texts)), ANSWERS: rendered[ANSWERS]})
        origin = version_of(answers)
        marked = dict(_write_records(merged, combined.records, combined.clashes, (base, ours, theirs), origin))
        for name, content in (theirs.unreadable | ours.unreadable).items():
            (merged / name).write_bytes(content)
        order = Order(checkout, str(answers.get("_src_path")))
        for name, change in refreshing.update(merged, order).changes.items():
            planning_folder.write(merged / name, change.after or b"")
        for name, content in marked.items():
            planning_folder.write(merged / name, content)
        clashes = [clash for clash in clashes if clash.name not in ("_commit", "_src_path", "location", "continued")]
        known = {name for side in (ours, theirs) for name in side.files if planning_folder.is_document(name)}
        known |= {_name(record) for side in (ours, theirs) for record in side.records}
        return Repaired(dict(_changes(start, merged, known, stopped.ours)), clashes)


def _started(path: Path, name: str, start: Start) -> _Started:
    """What both sides started from. Of several commits it is what they are once they are merged, as git does it.

    An answer, or a line, that these said differently is neither's: whoever has since chosen one of them has changed it.
    """
    if not isinstance(start, Crossing):
        side = _laid_out(path / name, start)
        return _Started(side.answers, side.records, lambda brought: brought(side))
    base, ours, theirs = (
        _started(path / which, name, one)
        for which, one in (("base", start.base), ("ours", start.ours), ("theirs", start.theirs))
    )
    found = combine_records(base.records, ours.records, theirs.records)
    answers, clashes = combine_answers(base.answers, ours.answers, theirs.answers, _names(ours, theirs))
    known = [
        without_clashes(one, [clash for clash in found.clashes if clash.record == records.record_file(one)])
        for one in found.records
    ]
    return _Started(
        without_clashes(answers, clashes),
        known,
        lambda brought: dict(_merged(base.texts(brought), ours.texts(brought), theirs.texts(brought))),
    )


def _names(ours: _Side | _Started, theirs: _Side | _Started) -> list[str]:
    """The initiative's answers that are merged as such; the others come of the records and documents."""
    return [name for name in (ours.answers | theirs.answers) if name not in ("documents", "unfilled", "observed")]


def _laid_out(path: Path, files: Mapping[str, bytes]) -> _Side:
    (path / RECORDS).mkdir(parents=True)
    plain = {name: planning_folder.with_plain_ends(content) for name, content in files.items()}
    for name, content in plain.items():
        (path / name).write_bytes(content)
    return _Side(path, plain)


def _brought_to(
    side: _Side, files: Mapping[str, str], rendered: Mapping[str, bytes], old: Path, checkout: Path
) -> dict[str, bytes]:
    """The side's documents, with the lines of the template as they are rendered now; without those that it deleted.

    `files` names the document of each record as it is called now: one side may have renumbered it.
    """
    names = {records.document_file(record): files[_id(record)] for record in side.records if _id(record) in files}
    renamed = {name: new for name, new in names.items() if name != new}
    written = {}
    if side.answers:
        refreshing.render_stored(old, checkout, planning_folder.load(side.path / ANSWERS))
        refreshing.rename(old, renamed)
        written = planning_folder.contents(old)
    refreshing.rename(side.path, renamed)
    there = planning_folder.contents(side.path)
    found = {}
    for name in {*rendered, *there}:
        if not planning_folder.is_document(name):
            continue
        if name in there:
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


def _write_records(
    merged: Path,
    found: list[records.Record],
    clashes: list[Clash],
    sides: tuple[_Started, _Side, _Side],
    origin: Mapping[str, str],
) -> Iterator[tuple[str, bytes]]:
    """Write the merged records, each clash as it is on our side; the texts of those with a clash, with both marked."""
    base, ours, theirs = ({_id(record): record for record in side.records} for side in sides)
    for record in found:
        name = _name(record)
        texts = []
        for side, known in ((sides[1], ours), (sides[2], theirs)):
            there = known.get(_id(record))
            if there and "unreadable" not in there:
                path = side.path / _name(there)
                stored = planning_folder.load(path)
                texts.append(with_words_of(path.read_bytes(), stored, record_text(record, origin)))
        clean = record_text(record, origin)
        for text in texts:
            clean = merge_texts(record_text(record, origin), clean, text)
        planning_folder.write(merged / name, clean)
        wrong = [clash for clash in clashes if clash.record == records.record_file(record)]
        if wrong:
            mine, other = ({**record, **{clash.name: getattr(clash, side) for clash in wrong}} for side in ("ours", "theirs"))
            common = {**record, **{clash.name: base.get(_id(record), {}).get(clash.name) for clash in wrong}}
            both = merge_texts(*(record_text(one, origin) for one in (common, mine, other)), marks=BRANCHES)
            yield name, merge_texts(record_text(record, origin), clean, both, theirs_stand=True)


def _name(record: Mapping[str, Any]) -> str:
    """The record's file name below the planning folder."""
    return f"{RECORDS}/{records.record_file(record)}"


def _id(record: Mapping[str, Any]) -> str:
    return str(record.get("slug") or records.record_file(record))


def _changes(
    start: Mapping[str, bytes], merged: Path, known: set[str], ours: Mapping[str, bytes]
) -> Iterator[tuple[str, Change]]:
    """The merged files that differ from those at the start; of the `known` ones, those that are gone are deleted."""
    made = {path.relative_to(merged).as_posix(): path.read_bytes() for path in merged.rglob("*") if path.is_file()}
    for name in sorted({*made, *known}):
        there = start.get(name)
        content = made.get(name)
        if content is not None:
            content = planning_folder.with_ends_of(ours.get(name, b""), content)
        if content != there:
            yield name, Change(there, content)
