"""Records as text: a head that says how to change them, the template's version, and the answers; comments of people stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from . import messages, planning_folder
from .planning import migrating, records
from .planning.merging import merge_texts
from .planning_folder import RECORDS

_ORIGIN = ("_commit", "_src_path")

#: The beginning of an answer's line, with its name quoted or not.
_KEY = re.compile(rb"""(["']?)([A-Za-z_]\w*)\1\s*:(?=\s)""")


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
    mine = planning_folder.with_plain_ends(there)
    merged = _by_answers(written, mine, text)
    if not planning_folder.holds(merged, text):
        merged = merge_texts(written, mine, text, theirs_stand=True)
    return merged if planning_folder.holds(merged, text) else text + _comments_beside(written, mine)


def own_comments(there: bytes, before: Mapping[str, Any]) -> bytes:
    """What a person wrote between the lines of a record, as lines of comments.

    Args:
        there: the file's text.
        before: the answers in it.
    """
    return _comments_beside(_text(migrating.renamed(before), before), planning_folder.with_plain_ends(there))


def _by_answers(written: bytes, there: bytes, text: bytes) -> bytes:
    """The new text, with each answer that did not change as it stands `there`, in whatever style, and all that is between."""
    base, mine, new = (_entries(one) for one in (written, there, text))
    lines = b""
    for name, entry in new.items():
        before, kept = base.get(name, _Entry()), mine.pop(name, _Entry())
        above = merge_texts(before.above, kept.above, entry.above, theirs_stand=True)
        if kept.lines and (kept.lines == entry.lines or planning_folder.holds(kept.lines, entry.lines)):
            lines += above + kept.lines
            continue
        merged = merge_texts(before.lines, kept.lines, entry.lines, theirs_stand=True)
        if not planning_folder.holds(merged, entry.lines):
            # Another style, and another value: what a person wrote between the lines goes above it.
            merged = _comments(kept.lines) + entry.lines
        lines += above + merged
    return lines + b"".join(entry.above + _comments(entry.lines) for entry in mine.values())


@dataclass
class _Entry:
    """An answer's lines in a record, and those above it that are no answer's."""

    above: bytes = b""
    lines: bytes = b""


def _entries(content: bytes) -> dict[str, _Entry]:
    """The answers in a record's text by their names; what stands below the last one has the empty name."""
    found: dict[str, _Entry] = {}
    above, name = b"", ""
    for line in content.splitlines(keepends=True):
        if match := _KEY.match(line):
            name = match[2].decode()
            found[name] = _Entry(above, line)
            above = b""
        elif name and line[:1] in (b" ", b"\t", b"-") and not line.startswith(b"---"):
            found[name].lines += above + line
            above = b""
        else:
            above += line
    return {**found, "": _Entry(above)} if above else found


def _comments(lines: bytes) -> bytes:
    """The comments among the lines of an answer, each from the beginning of its line."""
    found = (line.strip() for line in lines.splitlines())
    return b"".join(line + b"\n" for line in found if line.startswith(b"#"))


def _comments_beside(written: bytes, there: bytes) -> bytes:
    """The comments that are not the template's."""
    own = set(written.splitlines())
    return _comments(b"".join(line + b"\n" for line in there.splitlines() if line not in own))


def _text(record: Mapping[str, Any], answers: Mapping[str, Any]) -> bytes:
    return (messages.record_head(f"{RECORDS}/{records.record_file(record)}") + planning_folder.dump(answers)).encode()
