"""The texts of checkpoints on a terminal: the Markdown that the template writes there, without its signs, as wide as the screen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from ..planning.formatting import cells
from .screen import Screen, Styled, width_of

_FENCE = re.compile(r"\s*```")
_RULE = re.compile(r"\|[\s:|-]+\|?")
_HEAD = re.compile(r"#{1,6}\s+(.*)")
_ENTRY = re.compile(r"(\s*(?:[-*+]|[0-9]+[.)])\s+(?:\[[ xX]\]\s+)?|>\s*)(.*)")
_EMPHASIS = re.compile(r"(?<!\\)(\*\*|`)(.+?)(?<!\\)\1")
_LINK = re.compile(r"(?<!\\)\[([^\]]+)\]\([^)\s]+\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain(words: str) -> str:
    """A line of Markdown as it is read: no signs of emphasis, links by their names, escaped signs as they were typed."""
    words = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", words))
    return html.unescape(_ESCAPED.sub(r"\1", words))


def lines_of(said: str, screen: Screen) -> list[str]:
    """The text in lines for the screen: headings bold, tables in columns, paragraphs and lists wrapped, diagrams cut."""
    return list(_shown(said.split("\n"), screen))


def _shown(source: Sequence[str], screen: Screen) -> Iterator[str]:
    place, fenced = 0, False
    while place < len(source):
        line = source[place]
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            yield screen.line(line)
        elif line.startswith("|"):
            end = next((at for at in range(place, len(source)) if not source[at].startswith("|")), len(source))
            yield from _table(source[place:end], screen)
            place = end
            continue
        elif head := _HEAD.fullmatch(line):
            yield from screen.paragraph(Styled(plain(head[1]), "bold"))
        elif entry := _ENTRY.fullmatch(line):
            yield from screen.paragraph(plain(entry[2]), entry[1])
        else:
            yield from screen.paragraph(plain(line))
        place += 1


def _table(source: Sequence[str], screen: Screen) -> Iterator[str]:
    """The rows in columns; the widest column is the one that is cut."""
    rows = [[plain(cell) for cell in cells(row)] for row in source if not _RULE.fullmatch(row)]
    heads = rows[0]
    whole = [(row + [""] * len(heads))[: len(heads)] for row in rows[1:]]
    widest = max(range(len(heads)), key=lambda at: max((width_of(row[at]) for row in whole), default=0))
    yield from screen.table(whole, heads, widest)
