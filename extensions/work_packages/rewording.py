"""Rewording: a planning folder as it would be if its documents had always been in the words that the house has now.

A change of words touches every line of the template's, and none of its meaning. So before anything is merged, the template's lines
in people's documents are replaced by the same lines in the new words: what people wrote stands where it stood, and is no conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .documents import documents
from .planning import answers as rules
from .planning import house
from .planning.formatting import lines_of
from .planning.matching import matches
from .planning_folder import ANSWERS, HOUSE, Folder, dump, is_document

#: What of a house changes words alone.
WORDING = ("language", "emoji", "words")


def reworded(folder: Folder) -> Folder:
    """The folder in the words that its house.yml has now; the very same, where these are the ones that it was rendered in.

    Args:
        folder: the planning folder of a plan of the running version, its files with plain ends of lines.
    """
    stored = folder.answers
    read = house.parse(folder.files.get(HOUSE, b""), rules.problem_of)
    if stored is None or read.problems:
        return folder
    before: Mapping[str, Any] = stored.get("house") or {}
    if all(before.get(name) == read.stored.get(name) for name in WORDING):
        return folder
    kept = {name: value for name, value in before.items() if name not in WORDING}
    wording = {name: read.stored[name] for name in WORDING if name in read.stored}
    answers = {**stored, "house": {name: {**kept, **wording}[name] for name in house.PARTS if name in {**kept, **wording}}}
    records = stored.get("documents") or ()
    old, new = documents(stored, records), documents(answers, records)
    renamed = (stored.get("observed") or {}).get("renamed") or {}
    files = dict(folder.files)
    for name in filter(is_document, old):
        there = renamed.get(name, name)
        if there in files and name in new:
            files[there] = with_lines(old[name], new[name], files[there])
    return Folder({**files, ANSWERS: dump(answers).encode()}, folder.faults)


def with_lines(old: bytes, new: bytes, there: bytes) -> bytes:
    """A document in which each line that the template wrote is the same line in the new words."""
    before, after, lines = lines_of(old), lines_of(new), lines_of(there)
    if len(before) != len(after):
        return there
    for first, place, length in matches(before, lines):
        lines[place : place + length] = after[first : first + length]
    return "".join(lines).encode("utf-8", errors="surrogateescape")
