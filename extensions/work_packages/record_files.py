"""Records as text: a head that says how to change them, the template's version, and the answers; comments of people stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import folder as planning_folder
from . import messages
from .folder import RECORDS
from .planning import records
from .planning.merging import merge_texts

_ORIGIN = ("_commit", "_src_path")


def record_text(record: Mapping[str, Any], origin: Mapping[str, Any]) -> bytes:
    """A record's file, made with the version of the template that `origin` names."""
    head = messages.record_head(f"{RECORDS}/{records.record_file(record)}")
    said = {name: origin.get(name) for name in _ORIGIN}
    return (head + planning_folder.dump({**said, **records.normalise(record)})).encode()


def with_words_of(there: bytes, before: Mapping[str, Any], text: bytes) -> bytes:
    """The record's new text, with what a person wrote between the lines of the file that is `there`.

    Args:
        there: the file's text.
        before: the answers in it.
        text: its new text.
    """
    written = record_text(before, before)
    merged = merge_texts(written, planning_folder.with_plain_ends(there), text, theirs_stand=True)
    return merged if planning_folder.holds(merged, text) else text
