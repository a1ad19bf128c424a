"""Records as text: a head that says how to change them, the template's version, and the answers; comments of people stay."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from . import folder as planning_folder
from . import messages
from .folder import RECORDS
from .planning import migrating, records
from .planning.merging import merge_texts

_ORIGIN = ("_commit", "_src_path")


def record_text(record: Mapping[str, Any], origin: Mapping[str, Any], names: Collection[str] = ()) -> bytes:
    """A record's file.

    Args:
        record: the record.
        origin: the version of the template that it is of, and its address.
        names: the names of all questions of that version, where it is another than this one; it may know some by old names.
    """
    answers = records.normalise(record)
    said = {name: origin.get(name) for name in _ORIGIN}
    return _text(record, {**said, **(migrating.known_to(names, answers) if names else answers)})


def with_words_of(there: bytes, before: Mapping[str, Any], text: bytes) -> bytes:
    """The record's new text, with what a person wrote between the lines of the file that is `there`.

    Args:
        there: the file's text, of this version of the template or of another.
        before: the answers in it.
        text: its new text.
    """
    known = {*_ORIGIN, *records.PACKAGE_DEFAULTS, *records.ANALYSIS_DEFAULTS, *migrating.RENAMED}
    written = _text(migrating.renamed(before), {name: value for name, value in before.items() if name in known})
    merged = merge_texts(written, planning_folder.with_plain_ends(there), text, theirs_stand=True)
    return merged if planning_folder.holds(merged, text) else text


def _text(record: Mapping[str, Any], answers: Mapping[str, Any]) -> bytes:
    return (messages.record_head(f"{RECORDS}/{records.record_file(record)}") + planning_folder.dump(answers)).encode()
