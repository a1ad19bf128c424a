"""Renaming: documents that a person gave another name, and headings that a person worded anew or translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .formatting import Block, blocks, lines_of
from .matching import matches, ratio

#: From this share of equal lines on, a file is taken for the document that it was: git takes half.
_ALIKE = 0.6


def renamed_documents(missing: Mapping[str, bytes], others: Mapping[str, bytes]) -> dict[str, str]:
    """The new name of each missing document that stands in the folder under another one.

    Args:
        missing: the documents that are not there, as the template wrote them, by their names.
        others: the files that are none of the template's, by their names.
    """
    found: dict[str, str] = {}
    for name, written in missing.items():
        lines = lines_of(written)
        alike = {other: ratio(lines, lines_of(content)) for other, content in others.items() if other not in found.values()}
        best = max(alike, key=lambda other: alike[other], default="")
        if best and alike[best] >= _ALIKE:
            found[name] = best
    return found


def renamed_headings(base: bytes, ours: bytes, known: Mapping[str, str]) -> dict[str, str]:
    """The headings of a document that a person worded anew: by the template's words, the person's.

    A heading counts as worded anew where it stands in the place of the template's, and something of what stood below it is
    still there: else the section was deleted, and another one written.

    Args:
        base: the document as the template wrote it.
        ours: the document as it is now.
        known: those that were found before; they stay as long as both hold.
    """
    there, here = blocks(lines_of(base)), blocks(lines_of(ours))
    before, now = _headings(there), _headings(here)
    found = {old: new for old, new in known.items() if old in before and old not in now and new in now}
    places = {
        start + offset: first + offset
        for start, first, length in matches([one.unticked for one in there], [one.unticked for one in here])
        for offset in range(length)
    }
    for place, block in enumerate(there):
        words = block.says.lstrip("# ")
        if not block.level or words in found or words in now:
            continue
        kept = [places[at] for at in _section(there, place) if at in places]
        above = max((places[at] for at in range(place) if at in places), default=-1)
        between = [
            one.says.lstrip("# ")
            for one in here[above + 1 : min(kept, default=0)]
            if one.level == block.level and one.says.lstrip("# ") not in before
        ]
        if len(between) == 1:
            found[words] = between[0]
    return found


def _headings(found: Sequence[Block]) -> set[str]:
    return {block.says.lstrip("# ") for block in found if block.level}


def _section(found: Sequence[Block], place: int) -> range:
    """The places of the blocks below a heading, up to the next heading or rule."""
    end = place + 1
    while end < len(found) and not found[end].level and found[end].kind != "rule":
        end += 1
    return range(place + 1, end)


def headings_of(lines: Sequence[str]) -> set[str]:
    """What the headings of a document say."""
    return _headings(blocks(lines))


def holding(heading: str, others: Mapping[str, bytes]) -> list[str]:
    """The names of the files that have the heading."""
    return sorted(name for name, content in others.items() if heading in _headings(blocks(lines_of(content))))


def with_headings(lines: Sequence[str], names: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """The lines with the template's headings in the place of those that a person worded anew; and these by the template's words.

    Args:
        lines: a document's lines, each with its end.
        names: by the template's words, the person's; see `renamed_headings`.
    """
    result, own = list(lines), {}
    old = {new: was for was, new in names.items()}
    for block in blocks(lines) if names else ():
        words = block.says.lstrip("# ")
        if block.level and words in old:
            own[f"{'#' * block.level} {old[words]}"] = lines[block.start]
            result[block.start] = f"{'#' * block.level} {old[words]}\n"
    return result, own


def with_own_headings(lines: Sequence[str], own: Mapping[str, str]) -> list[str]:
    """The lines with a person's headings where `with_headings` put the template's."""
    result = list(lines)
    for block in blocks(lines) if own else ():
        if block.level and block.says in own:
            result[block.start] = own[block.says]
    return result
