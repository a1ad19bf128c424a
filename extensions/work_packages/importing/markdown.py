"""Markdown as the peers write it: sections by their headings, points of lists, paragraphs. What is in a fence is not looked into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..planning import text

_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_POINT = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)])\s+(\S.*)")
_BOX = re.compile(r"\[([ xX])\]\s+(\S.*)")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")


@dataclass(frozen=True)
class Section:
    """The text below a heading; the title is empty for what stands before the first one."""

    title: str
    body: str


@dataclass(frozen=True)
class Point:
    """One entry of a list, or a paragraph, on one line; `ticked` is None where it has no box."""

    words: str
    ticked: bool | None = None
    in_list: bool = True


def without_comments(content: str) -> str:
    """The text without HTML comments; one that has no end is text."""
    kept, place = [], 0
    while (begin := content.find("<!--", place)) >= 0 and (end := content.find("-->", begin + 4)) >= 0:
        kept.append(content[place:begin])
        place = end + 3
    return "".join((*kept, content[place:]))


def _lines(content: str) -> Iterator[tuple[str, bool]]:
    """Each line, with whether it stands in a fence or is one."""
    fence = ""
    for line in content.split("\n"):
        mark = _FENCE.match(line)
        inside = bool(fence or mark)
        if mark:
            fence = "" if fence == mark[1] else fence or mark[1]
        yield line, inside


def sections(content: str, level: int) -> list[Section]:
    """The text cut at its headings of this level; a higher heading ends a section too, and begins one without a title."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line, inside in _lines(content):
        heading = None if inside else _HEADING.fullmatch(line)
        if heading and len(heading[1]) <= level:
            title = heading_text(heading[2]) if len(heading[1]) == level else ""
            found.append((title, []))
        else:
            found[-1][1].append(line)
    return [Section(title, "\n".join(lines)) for title, lines in found]


def heading_text(words: str) -> str:
    """A heading's words, without closing signs."""
    return text.one_line(re.sub(r"\s#+\s*$", "", words))


def title_of(content: str) -> str:
    """The first heading of the first level; empty where there is none."""
    for line, inside in _lines(content):
        heading = None if inside else _HEADING.fullmatch(line)
        if heading and len(heading[1]) == 1:
            return heading_text(heading[2])
    return ""


def section(content: str, level: int, *titles: str) -> str:
    """The body of the first section of this level with one of the titles, whatever their case; empty where there is none.

    What follows a title in asterisks or brackets, `Requirements *(mandatory)*`, is no part of it.
    """
    wanted = {title.casefold() for title in titles}
    for one in sections(content, level):
        if bare_title(one.title).casefold() in wanted:
            return one.body
    return ""


def bare_title(title: str) -> str:
    """The title without what follows it in brackets: `Setup (Shared Infrastructure)` is `Setup`."""
    return title.split("*(")[0].split(" (")[0].strip().rstrip(":") if not title.startswith("(") else title


def points(content: str) -> list[Point]:
    """The entries of lists, nested ones too, and the paragraphs, in their order; headings and rules are left out."""
    found: list[tuple[list[str], bool]] = []
    open_ = False
    for line, inside in _lines(content):
        point = None if inside else _POINT.fullmatch(line)
        if point:
            found.append(([point[2]], True))
            open_ = True
        elif not line.strip() or (
            not inside and (_HEADING.fullmatch(line) or re.fullmatch(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*", line))
        ):
            open_ = False
        elif open_:
            found[-1][0].append(line)
        else:
            found.append(([line], False))
            open_ = True
    return [one for lines, in_list in found if (one := _point(" ".join(lines), in_list)).words]


def _point(words: str, in_list: bool) -> Point:
    line = text.one_line(words)
    box = _BOX.fullmatch(line) if in_list else None
    return Point(box[2], box[1] != " ", in_list) if box else Point(line, None, in_list)


def listed(content: str) -> list[Point]:
    """The entries of the lists in the text."""
    return [point for point in points(content) if point.in_list]


def lines_of(content: str) -> list[str]:
    """Entries of lists and paragraphs, each on one line."""
    return [point.words for point in points(content)]


def split_first(content: str) -> tuple[str, str]:
    """The first paragraph, and the rest."""
    first, _, rest = text.clean(content).partition("\n\n")
    return first.strip(), rest.strip()
