"""Parts of a document: its sections, and the blocks of lines below their headings; and which of them a person deleted.

What a person deleted as a whole stays deleted, whatever the template writes there later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .changes import changes
from .formatting import RULER, Block, blocks
from .matching import opcodes
from .placeholders import holds_placeholder

_TICKED = re.compile(r"^(\s*(?:[-*+]|[0-9]+[.)])\s+)\[[xX]\]")

#: From this share of equal signs on, a line is taken for another one that was edited.
_ALIKE = 0.6

_KINDS = {
    "row": "the table",
    "entry": "the list",
    "code": "the block of code",
    "quote": "the quotation",
    "text": "the paragraph",
}


@dataclass(frozen=True)
class Part:
    """A section with its heading, or a block of lines without an empty one between them.

    Attributes:
        name: what it is called in a message: `section Timeline`, `the table below Timeline`.
        start: its first line, counted from 0.
        end: the line after its last, and after the empty lines and the rule that end it.
        lines: the places of its own lines that say something.
        level: the level of a section's heading; 0 for a block of lines.
        kind: the kind of a block's first line; see `formatting.Block`.
        below: the place of the section's heading, or of the nearest one above the block; -1 where there is none.
    """

    name: str
    start: int
    end: int
    lines: tuple[int, ...]
    level: int
    kind: str
    below: int


@dataclass(frozen=True)
class Cut:
    """What remains of a merge's texts without the parts that a person deleted, and the names of these."""

    base: list[str]
    theirs: list[str]
    names: tuple[str, ...]


def parts(lines: Sequence[str]) -> list[Part]:
    """The parts of a document: each section, then the blocks of lines in their order."""
    found = blocks(lines)
    headings = [place for place, block in enumerate(found) if block.kind == "heading"]
    return [*(_section(lines, found, place) for place in headings), *_lumps(lines, found)]


def _section(lines: Sequence[str], found: Sequence[Block], place: int) -> Part:
    """The section of a heading: up to the next of its level, or to the rule behind which no deeper one follows."""
    head = found[place]
    end = next((at for at in range(place + 1, len(found)) if 0 < found[at].level <= head.level), len(found))
    last = max((at for at in range(place, end) if found[at].level), default=place)
    ruled = next((at for at in range(last + 1, end) if found[at].kind == "rule"), None)
    inner = found[place : end if ruled is None else ruled]
    stop = (found[end].start if end < len(found) else len(lines)) if ruled is None else found[ruled].end
    if ruled is not None and ruled + 1 < len(found):
        stop = found[ruled + 1].start
    said = tuple(at for block in inner if block.kind != "rule" for at in range(block.start, block.end))
    return Part(f"section {_words(head)}", head.start, stop, said, head.level, "heading", head.start)


def _lumps(lines: Sequence[str], found: Sequence[Block]) -> list[Part]:
    groups: list[tuple[list[Block], Block | None]] = []
    heading: Block | None = None
    for block in found:
        if block.kind in ("heading", "rule"):
            heading = block if block.kind == "heading" else heading
            groups.append(([], heading))
        elif groups and groups[-1][0] and groups[-1][0][-1].end == block.start:
            groups[-1][0].append(block)
        else:
            groups.append(([block], heading))
    lumps = []
    for group, head in groups:
        if group:
            start, end = group[0].start, group[-1].end
            stop = end
            while stop < len(lines) and not lines[stop].strip():
                stop += 1
            where = f" below {_words(head)}" if head else ""
            name = f"{_KINDS[group[0].kind]}{where}"
            lumps.append(Part(name, start, stop, tuple(range(start, end)), 0, group[0].kind, head.start if head else -1))
    return lumps


def _words(heading: Block) -> str:
    return f'"{heading.says.lstrip("# ")}"'


def deleted(base: Sequence[str], ours: Sequence[str]) -> list[Part]:
    """The parts of `base` of which nothing is left in `ours`; of a section none that lies in it.

    A block counts only where nothing was written in its place: that would be a change of it. Nor is a section deleted of which
    a line was only edited, or ticked.
    """
    gone: set[int] = set()
    replaced: set[int] = set()
    for change in changes([_unticked(line) for line in base], [_unticked(line) for line in ours]):
        gone |= set(range(change.start, change.end))
        if any(line.strip() for line in change.lines):
            replaced |= set(range(change.start, change.end))
            gone -= {place for place in range(change.start, change.end) if _is_edited(base[place], change.lines)}
    found: list[Part] = []
    for part in parts(base):
        said = [place for place in part.lines if not RULER.fullmatch(base[place])]
        whole = said and gone.issuperset(said) and (part.level or not replaced.intersection(said))
        if whole and not any(one.level and one.start <= part.start and part.end <= one.end for one in found):
            found.append(part)
    return found


def _unticked(line: str) -> str:
    return _TICKED.sub(r"\1[ ]", line, count=1)


def _is_edited(line: str, written: Sequence[str]) -> bool:
    """Whether one of the written lines is the line with a few other words, and no heading."""
    return not line.startswith("#") and any(
        SequenceMatcher(None, line, one, autojunk=False).ratio() >= _ALIKE for one in written if len(one.strip()) > 3
    )


def without_deleted(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Cut:
    """The texts of a merge without the parts that a person deleted, so that no change of these brings them back.

    A placeholder that was deleted makes room for the answer, once it is given.

    Args:
        base: what the template wrote before.
        ours: what the document is now.
        theirs: what the template writes now.
    """
    found = deleted(base, ours)
    if not found:
        return Cut(list(base), list(theirs), ())
    mine, other = parts(base), parts(theirs)
    place_of = _places(base, theirs)
    cut_base: list[Part] = []
    cut_theirs: list[Part] = []
    names: list[str] = []
    for part in found:
        same = _section_of(part, other, place_of) if part.level else _lump_of(part, mine, other, place_of)
        if not part.level and all(holds_placeholder(base[place]) for place in part.lines):
            if same and [theirs[place] for place in same.lines] != [base[place] for place in part.lines]:
                cut_base.append(part)
            continue
        names.append(part.name)
        if same:
            cut_base.append(part)
            cut_theirs.append(same)
    return Cut(without(base, cut_base), without(theirs, cut_theirs), tuple(dict.fromkeys(names)))


def _places(base: Sequence[str], theirs: Sequence[str]) -> dict[int, int]:
    """The place in `theirs` of each line of `base` that is there, or has another in its place."""
    found: dict[int, int] = {}
    for tag, start, end, first, last in opcodes(base, theirs):
        if tag == "equal" or end - start == last - first:
            found |= {start + offset: first + offset for offset in range(end - start)}
    return found


def _section_of(part: Part, other: Sequence[Part], place_of: dict[int, int]) -> Part | None:
    """The same section of the other text, by its place or by its name."""
    sections = [one for one in other if one.level == part.level]
    at = place_of.get(part.start)
    here = next((one for one in sections if one.start == at), None)
    named = [one for one in sections if one.name == part.name]
    return here or (named[0] if len(named) == 1 else None)


def _lump_of(part: Part, mine: Sequence[Part], other: Sequence[Part], place_of: dict[int, int]) -> Part | None:
    """The same block of the other text: of its section's blocks the one in the same place, else the only one of its kind."""
    head = place_of.get(part.below, -1 if part.below == -1 else None)
    before = [one for one in mine if not one.level and one.below == part.below]
    after = [one for one in other if not one.level and one.below == head]
    if [one.kind for one in before] == [one.kind for one in after]:
        return after[before.index(part)]
    same = [one for one in after if one.kind == part.kind]
    return same[0] if len(same) == 1 and sum(one.kind == part.kind for one in before) == 1 else None


def without(lines: Sequence[str], cut: Sequence[Part]) -> list[str]:
    """The lines without those of the parts."""
    gone = {place for part in cut for place in range(part.start, part.end)}
    return [line for place, line in enumerate(lines) if place not in gone]
