"""Passages: what people wrote in one plan and what goes with an entry of a list into another; texts in, texts out.

An entry of a list goes with its tick, with the evidence on its line, and with what is indented below it. What else people wrote
in a plan that is no longer there is carried over word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import text
from .formatting import Block, blocks, lines_of, meaning
from .matching import matches
from .merging import as_the_template_has_it
from .placeholders import PLACEHOLDERS
from .reading import SECTIONS, is_notes_line
from .renaming import with_headings
from .words import say

#: The lists whose entries have a box.
BOXED = ("success_criteria", "task_list")

_ENTRY = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])?\s*(?:\[([ xX])\](?=\s|$))?\s*(.*)")


@dataclass(frozen=True)
class Passage:
    """An entry of a list as it stands in a plan.

    Attributes:
        words: the entry itself, on one line, without what is indented below it.
        lines: its lines as they are written, those below it included, each with its end.
        ticked: whether its box is ticked.
    """

    words: str
    lines: tuple[str, ...]
    ticked: bool = False

    def written(self, boxed: bool) -> list[str]:
        """Its lines as an entry of the template's own lists, with a box or without."""
        match = _ENTRY.fullmatch(self.lines[0].rstrip("\n"))
        words = match[2] if match else self.words
        box = f"[{'x' if self.ticked else ' '}] " if boxed else ""
        return [f"- {box}{words}\n", *self.lines[1:]]

    def says_more_than(self, entry: str) -> bool:
        """Whether a person ticked it, or wrote more than the entry."""
        return self.ticked or len(self.lines) > 1 or meaning(self.words) not in _names(entry)


def bare(entry: str, boxed: bool) -> str:
    """The line that the template writes for an entry."""
    return f"- {'[ ] ' if boxed else ''}{text.item(entry)}\n"


def _names(entry: str) -> set[str]:
    return {meaning(text.one_line(text.item(entry))), meaning(text.one_line(entry))}


def _section(lines: Sequence[str], headings: Mapping[str, str], name: str) -> tuple[list[Block], int, int]:
    """The blocks of a document, and which of them stand in the section of a list: from one up to another, both from 0."""
    heading, level = say(SECTIONS[name][0]), SECTIONS[name][1]
    found = blocks(with_headings(lines, headings)[0])
    # Two headings may say the same: the template's own has its level.
    places = [at for at, one in enumerate(found) if one.level and _says(one, heading)]
    start = next((at for at in places if found[at].level == level), places[0] if places else None)
    if start is None:
        return found, 0, 0
    ends = (at for at in range(start + 1, len(found)) if found[at].kind == "rule" or 0 < found[at].level <= found[start].level)
    return found, start + 1, next(ends, len(found))


def _says(block: Block, heading: str) -> bool:
    return block.says.lstrip("# ").strip("*_ ").casefold() == heading.casefold()


def _places(lines: Sequence[str], headings: Mapping[str, str], name: str, entries: Iterable[str]) -> dict[str, tuple[int, int]]:
    """The lines of each entry of a list that stands in the document: from one up to another, both from 0."""
    named = {entry: _names(entry) for entry in entries}
    found, start, end = _section(lines, headings, name)
    places: dict[str, tuple[int, int]] = {}
    for at in range(start, end):
        block = found[at]
        if block.kind not in ("entry", "text") or lines[block.start][:1] in (" ", "\t"):
            continue
        said = meaning(_words(lines[block.start : block.end]))
        fitting = {
            entry: max(len(one) for one in names) for entry, names in named.items() if any(_is_of(said, one) for one in names)
        }
        best = max(fitting, key=lambda entry: fitting[entry], default=None)
        if best is None or best in places:
            continue
        last = at
        while last + 1 < end and block.kind == "entry" and lines[found[last + 1].start][:1] in (" ", "\t"):
            last += 1
        places[best] = block.start, found[last].end
    return places


def _words(lines: Sequence[str]) -> str:
    joined = " ".join(line.strip() for line in lines)
    match = _ENTRY.fullmatch(joined)
    return text.one_line(match[2] if match else joined)


def _is_of(said: str, entry: str) -> bool:
    """Whether the words of a list are an entry's: evidence may follow them, or what stands below the entry them."""
    if not said or not entry:
        return False
    if said.startswith(entry):
        return not (said[len(entry) :][:1].isalnum() and entry[-1:].isalnum())
    return entry.startswith((f"{said} (", f"{said} ")) if said.endswith(":") else entry.startswith(f"{said} (")


def entries_in(document: str, headings: Mapping[str, str], name: str, entries: Sequence[str]) -> dict[str, Passage]:
    """The entries of a list that stand in a plan, as they stand there.

    Args:
        document: the plan.
        headings: those that a person worded anew, by the template's words.
        name: the list, by the answer's name.
        entries: the entries that it may hold; the best one counts for each.
    """
    lines = _lines(document)
    found = {}
    for entry, (start, end) in _places(lines, headings, name, entries).items():
        block_end = next((at for at in range(start + 1, end) if _begins(lines[at])), end)
        match = _ENTRY.fullmatch(lines[start].rstrip("\n"))
        ticked = bool(match and (match[1] or " ") in "xX")
        found[entry] = Passage(_words(lines[start:block_end]), tuple(lines[start:end]), ticked)
    return found


def _begins(line: str) -> bool:
    """Whether a line below an entry is no part of its own words."""
    return not line.strip() or bool(re.match(r"\s*(?:[-*+]|[0-9]{1,9}[.)])\s|\s*(?:```|~~~)", line))


def without(
    document: str, headings: Mapping[str, str], name: str, taken: Sequence[str], entries: Sequence[str], *, by_hand: bool
) -> str:
    """A plan without what a person wrote at some entries of a list, which go elsewhere.

    Of the template's own list the bare entries stay: an update takes them out. Of a list by hand nothing of them stays, and
    where that was all of it, its line asks again.
    """
    lines = _lines(document)
    places = _places(lines, headings, name, entries)
    gone = sorted((places[entry], entry) for entry in taken if entry in places)
    for (start, end), entry in reversed(gone):
        lines[start:end] = [] if by_hand else [bare(entry, name in BOXED)]
    if by_hand and gone and not [entry for entry in places if entry not in taken]:
        at = gone[0][0][0]
        lines[at:at] = [f"{PLACEHOLDERS['plan'][name]}\n"]
    return "".join(lines)


def with_entries(document: str, headings: Mapping[str, str], name: str, passages: Mapping[str, Passage]) -> str:
    """A plan in which entries of a list stand as people wrote and ticked them elsewhere, in the place of the template's lines."""
    lines = _lines(document)
    places = _places(lines, headings, name, list(passages))
    for (start, end), entry in sorted(((place, entry) for entry, place in places.items()), reverse=True):
        if passages[entry].says_more_than(entry):
            lines[start:end] = passages[entry].written(name in BOXED)
    return "".join(lines)


def with_added(
    document: str, headings: Mapping[str, str], name: str, added: Sequence[Sequence[str]], entries: Sequence[str]
) -> str:
    """A plan with more lines at the end of a list that a person wrote; as it is, where no such list is found.

    Args:
        document: the plan.
        headings: those that a person worded anew.
        name: the list, by the answer's name.
        added: the lines of each new entry.
        entries: the entries that the list holds.
    """
    lines = _lines(document)
    places = _places(lines, headings, name, entries)
    if not places:
        return document
    at = max(end for _, end in places.values())
    lines[at:at] = [line for one in added for line in one]
    return "".join(lines)


def own_lines(base: str, document: str, headings: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """What people wrote in a document, as runs of lines that stand together, each with the heading that it stands under.

    A heading that a person worded anew is a run of its own, without lines.

    Args:
        base: what the template wrote.
        document: the document as it is.
        headings: those that a person worded anew.
    """
    there = _lines(base)
    mine, anew = with_headings(_lines(document), headings)
    lines = as_the_template_has_it(there, mine)[0].lines
    written = {first + offset for _, first, length in matches(there, lines) for offset in range(length)}
    above = {}
    for block in blocks(lines):
        if block.level > 1 or block.says in anew:
            above[block.start] = anew.get(block.says, block.says).lstrip("# ").strip()
    worded = {line.lstrip("# ").strip() for line in anew.values()}
    found: list[tuple[str, list[str]]] = []
    heading, open_run = "", False
    for place, line in enumerate(lines):
        if place in written:
            heading = above.get(place, heading)
            if place in above and above[place] in worded:
                found.append((heading, []))
                open_run = False
            if is_notes_line().match(line):
                heading = say("Notes")
            open_run = open_run and not line.strip()
            if open_run:
                found[-1][1].append(line)
        elif open_run or line.strip():
            if not open_run:
                found.append((heading, []))
            found[-1][1].append(line)
            open_run = True
    return [(name, _trimmed(run)) for name, run in found]


def _trimmed(lines: Sequence[str]) -> list[str]:
    """The lines without empty ones at either end."""
    kept = [place for place, line in enumerate(lines) if line.strip()]
    return list(lines[kept[0] : kept[-1] + 1]) if kept else []


def left_out(runs: Sequence[tuple[str, list[str]]], document: str) -> list[tuple[str, list[str]]]:
    """What of those runs of lines does not stand in a document yet: entries with what is below them, and other runs as a whole."""
    there = {line.rstrip() for line in document.splitlines()}
    headings = {line.lstrip("# ") for line in there if line.startswith("#")}
    found = []
    for heading, run in runs:
        kept: list[str] = []
        below = False
        for line in run:
            known = line.rstrip() in there
            if re.match(r"[-*+] \[[ xX]\] ", line):
                below = known
            elif line[:1] not in (" ", "\t") and line.strip():
                below = False
            if not (below and known):
                kept.append(line)
        kept = _trimmed(kept)
        if any(line.rstrip() not in there for line in kept) or not (run or heading in headings):
            found.append((heading, kept))
    return found


def with_carried(document: str, heading: str, runs: Sequence[tuple[str, list[str]]]) -> str:
    """A document with runs of lines at its end, below a heading of their own; as it is, where there are none."""
    if not runs:
        return document
    lines = [f"## {heading}\n", "\n"]
    last = ""
    for name, run in runs:
        if name and name != last:
            lines += [f"**{name}**\n", "\n"]
        last = name
        lines += [*run, "\n"] if run else []
    return f"{document.rstrip()}\n\n{''.join(lines).rstrip()}\n"


def with_name(document: str, old: str, new: str) -> str:
    """A text in which every link to a file leads to another one, and every mention of it names that one."""
    return re.sub(rf"(?<![\w.-]){re.escape(old)}(?![\w-])", lambda _: new, document)


def _lines(document: str) -> list[str]:
    return lines_of(document.encode("utf-8", errors="surrogateescape"))
