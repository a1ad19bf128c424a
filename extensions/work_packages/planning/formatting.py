"""Formatting: what a Markdown document says, apart from how a formatter writes it.

Formatters align tables, wrap paragraphs, and take other signs for bullets, emphasis, rules and escapes. A document that
differs from what the template wrote in nothing else is taken for what the template wrote, and keeps its own form.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .matching import matches, opcodes

_FENCE = re.compile(r"\s*(`{3,}|~{3,})([^`]*)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*")
_ENTRY = re.compile(r"(\s*)([-*+]|[0-9]{1,9}[.)])(?:\s+(.*)|\s*)")
_BOX = re.compile(r"(?<=[-*+.)])(\s+)\[([ xX])\](?=\s|$)")
_QUOTE = re.compile(r"\s*>\s?(.*)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(?<!\w)[*_]+(?=\S)|(?<=\S)[*_]+(?!\w)")


@dataclass(frozen=True)
class Block:
    """What formatters keep together: a heading, a rule, a row of a table, an entry of a list, a line of code, or a paragraph.

    Attributes:
        kind: `heading`, `rule`, `row`, `entry`, `code`, `quote` or `text`.
        says: what it says, whatever its form; equal for blocks that differ in their form alone.
        start: its first line, counted from 0.
        end: the line after its last.
        level: the level of a heading, 1 to 6; else 0.
    """

    kind: str
    says: str
    start: int
    end: int
    level: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """By what blocks are compared."""
        return self.kind, self.says

    @property
    def unticked(self) -> tuple[str, str]:
        """The same, with an empty box where it has one."""
        return self.kind, _BOX.sub(r"\1[ ]", self.says, count=1) if self.kind == "entry" else self.says


#: The line below the head of a table.
RULER = re.compile(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*")


def blocks(lines: Sequence[str]) -> list[Block]:
    """The blocks of a document's lines, in order; every line that is not blank belongs to one."""
    found: list[Block] = []
    fence = ""
    paragraph: tuple[str, int, list[str], str] | None = None
    indents: list[int] = []

    def close(end: int) -> None:
        nonlocal paragraph
        if paragraph is not None:
            kind, start, words, before = paragraph
            found.append(Block(kind, before + meaning(" ".join(words)), start, end))
            paragraph = None

    for place, line in enumerate(lines):
        stripped = line.strip()
        sign = stripped[:1]
        match = _FENCE.fullmatch(line.rstrip()) if sign in ("`", "~") else None
        if fence:
            found.append(Block("code", line.rstrip(), place, place + 1))
            if match and match[1].startswith(fence) and not match[2].strip():
                fence = ""
        elif match:
            close(place)
            fence = match[1]
            found.append(Block("code", f"``` {match[2].strip()}", place, place + 1))
        elif not stripped:
            close(place)
        elif sign == "#" and (match := _HEADING.fullmatch(line.rstrip())):
            close(place)
            indents = []
            found.append(Block("heading", f"{match[1]} {meaning(match[2] or '')}", place, place + 1, len(match[1])))
        elif sign in "-*_" and _RULE.fullmatch(line.rstrip()):
            close(place)
            found.append(Block("rule", "", place, place + 1))
        elif sign == "|":
            close(place)
            found.append(Block("row", _row(stripped), place, place + 1))
        elif (sign in "-*+" or sign.isdigit()) and (match := _ENTRY.fullmatch(line.rstrip())):
            close(place)
            indent = len(match[1].expandtabs(4))
            while indents and indents[-1] > indent:
                indents.pop()
            if not indents or indents[-1] < indent:
                indents.append(indent)
            bullet = "-" if match[2] in "-*+" else "1."
            words = re.sub(r"^\[X\](?=\s|$)", "[x]", match[3] or "")
            paragraph = ("entry", place, [words], f"{len(indents)} {bullet} ")
        elif sign == ">" and (match := _QUOTE.fullmatch(line.rstrip())):
            if paragraph is None or paragraph[0] != "quote":
                close(place)
                paragraph = ("quote", place, [], "")
            paragraph[2].append(match[1])
        else:
            if line[:1] not in (" ", "\t") and paragraph is None:
                indents = []
            if paragraph is None:
                paragraph = ("text", place, [], "")
            paragraph[2].append(stripped.removesuffix("\\"))
    close(len(lines))
    return found


def lines_of(content: bytes) -> list[str]:
    """The lines of a text, each with a line end; other signs that end a line somewhere are part of one."""
    text = content.decode("utf-8", errors="surrogateescape")
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")] if text else []


def meaning(words: str) -> str:
    """The words on one line, without what formatters change: escapes, the signs of emphasis, and space."""
    plain = html.unescape(_ESCAPED.sub(r"\1", words.replace("  \n", " ")) if "\\" in words else words)
    if "*" in plain:
        plain = _EMPHASIS.sub(lambda match: "_" * len(match[0]), plain)
    return " ".join(plain.split())


def cells(row: str) -> list[str]:
    """The cells of a table's row, trimmed."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))]


def _row(row: str) -> str:
    ruled = [re.sub("-+", "-", cell) if re.fullmatch(":?-+:?", cell) else meaning(cell) for cell in cells(row)]
    return " | ".join(ruled)


@dataclass(frozen=True)
class Form:
    """The form in which a document has some of the lines that the template wrote.

    `lines[start:end]` of the plain document stood there as `written`; where `end` is `start`, between the two lines beside.
    """

    start: int
    end: int
    written: tuple[str, ...]


@dataclass(frozen=True)
class Plain:
    """A document as the template would have written it, with the forms in which it stood there."""

    lines: list[str]
    forms: tuple[Form, ...]


def plain(base: Sequence[str], ours: Sequence[str]) -> Plain:
    """The document `ours`, with the template's own lines wherever it differs from them in its form alone.

    Args:
        base: what the template wrote, each line with its end.
        ours: the document as it is now.
    """
    if list(base) == list(ours):
        return Plain(list(ours), ())
    there, here = blocks(base), blocks(ours)
    found = dict(_pairs(there, here))
    # The line below a table's head is alike in all tables of as many columns: it belongs to the same table as the head.
    pairs = {at: to for at, to in found.items() if not RULER.fullmatch(ours[here[at].start]) or found.get(at - 1) == to - 1}
    same_lines = _same_lines(base, ours, there, here, pairs)
    lines: list[str] = []
    forms: list[Form] = []

    def put(template: Sequence[str], written: Sequence[str]) -> None:
        if list(template) != list(written):
            forms.append(Form(len(lines), len(lines) + len(template), tuple(written)))
        lines.extend(template)

    end = 0
    before: int | None = -1
    for place, block in enumerate(here):
        other = pairs.get(place)
        gap = ours[end : block.start]
        if other is not None and before is not None and other == before + 1:
            put(base[there[other - 1].end if other else 0 : there[other].start], gap)
        else:
            lines.extend(gap)
        written = ours[block.start : block.end]
        if other is not None and there[other].key == block.key:
            put(base[there[other].start : there[other].end], written)
        elif other is not None and there[other].unticked == block.unticked:
            put(_with_box(base[there[other].start : there[other].end], block), written)
        else:
            for at, line in enumerate(written, block.start):
                put([same_lines.get(at, line)], [line])
        end, before = block.end, other
    gap = ours[end:]
    if before == len(there) - 1:
        put(base[there[-1].end :] if there else base, gap)
    else:
        lines.extend(gap)
    return Plain(lines, tuple(forms))


def _pairs(there: Sequence[Block], here: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The places of blocks that belong together, `here` and `there`: equal ones, and those that replaced one another."""
    for tag, start, end, first, last in opcodes([block.key for block in there], [block.key for block in here]):
        if tag == "equal" or (tag == "replace" and end - start == last - first):
            yield from zip(range(first, last), range(start, end), strict=True)
        elif tag == "replace":
            # Some are new or gone; of the others, a ticked box is still the same entry.
            known = {block.unticked: place for place, block in enumerate(there[start:end], start) if block.kind == "entry"}
            at = start - 1
            for place in range(first, last):
                other = known.get(here[place].unticked)
                if here[place].kind == "entry" and other is not None and other > at:
                    at = other
                    yield place, other


def _with_box(lines: Sequence[str], block: Block) -> list[str]:
    found = _BOX.search(block.says)
    return [_BOX.sub(rf"\1[{found[2] if found else ' '}]", lines[0], count=1), *lines[1:]]


def _line_says(line: str) -> str:
    match = _ENTRY.fullmatch(line.rstrip())
    return f"{'-' if match[2] in '-*+' else '1.'} {meaning(match[3] or '')}" if match else meaning(line)


def _same_lines(
    base: Sequence[str], ours: Sequence[str], there: Sequence[Block], here: Sequence[Block], pairs: Mapping[int, int]
) -> dict[int, str]:
    """The template's lines that say the same as one of a paragraph that says more or less, by the place of that one."""
    equal = {place for place, other in pairs.items() if here[place].key == there[other].key}
    known = {pairs[place] for place in equal}
    texts = ("text", "quote", "entry")
    left = [
        at for place, one in enumerate(there) if one.kind in texts and place not in known for at in range(one.start, one.end)
    ]
    mine = [
        at for place, one in enumerate(here) if one.kind in texts and place not in equal for at in range(one.start, one.end)
    ]
    found: dict[int, str] = {}
    for start, first, length in matches([_line_says(base[at]) for at in left], [_line_says(ours[at]) for at in mine]):
        found |= {mine[first + offset]: base[left[start + offset]] for offset in range(length)}
    return found


def formed(document: Plain, result: Sequence[str]) -> list[str]:
    """The merged lines, with those that are as the plain document had them in the form in which they stood there."""
    if not document.forms:
        return list(result)
    place_of: dict[int, int] = {-1: -1, len(document.lines): len(result)}
    for start, first, length in matches(document.lines, result):
        place_of |= {start + offset: first + offset for offset in range(length)}
    lines = list(result)
    for form in reversed(document.forms):
        # Between two lines stands nothing: both must be there, side by side.
        inner = form.start < form.end
        places = [place_of.get(place) for place in range(form.start - (not inner), form.end + (not inner))]
        at = places[0]
        if at is None or places != list(range(at, at + len(places))):
            continue
        if inner:
            lines[at : at + len(places)] = form.written
        else:
            lines[at + 1 : at + 1] = form.written
    return lines
