"""Statements: where a planning document states a fact, such as a status: in a labelled line, a table, or under a heading.

The same places are read when a folder is adopted, and kept current afterwards (`current.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..planning.formatting import cells
from . import words

#: How a document is read: a plan states facts of its own package, the others of packages that they name.
PLAN, CORE = "plan", "core"

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*)")
_ENTRY = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)])\s+(?:\[([ xX])\]\s+)?(.*)")
_LABELLED = re.compile(
    r"(?P<label>[\w#.&/ äöüÄÖÜß'’()-]{1,40}?)[ \t]{0,4}(?P<marks>[*_]{0,4})[ \t]{0,4}[:：]\s*(?P<rest>[*_]*)\s*(?P<words>.*)"
)
_WEEK = re.compile(r"\s*(?:weeks?|wochen?|sprints?)\s+\d+(?:\s*(?:-|–|to|bis|and|und|&)\s*\d+)?\s*", re.IGNORECASE)
_SEPARATED = re.compile(r"(?<!\s)\s+[|·•]\s+")
_RULER = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?\s*")

#: What stands further behind in a line states nothing: people write no such lines, and looking for words in them takes minutes.
LONGEST = 2000


@dataclass(frozen=True)
class Statement:
    """One place where a fact is stated.

    Attributes:
        about: what it is about: a value of `words.LABELS`, or `box` for a ticked or empty box.
        words: the words that state it, as they stand.
        place: the line, counted from 0.
        start: where in the line they begin.
        of: the words that name the package that it is of, the surest first; none for the document's own.
        heading: the headings above, joined, in lower case.
        form: `line`, `row`, `pair` (a row of two cells), `heading`, `below` (a line below such a heading) or `entry`.
        in_head: whether no section began before.
    """

    about: str
    words: str
    place: int
    start: int
    of: tuple[str, ...] = ()
    heading: str = ""
    form: str = "line"
    in_head: bool = False


@dataclass(frozen=True)
class Line:
    """A line outside of code: its place, its text up to `LONGEST`, the headings above it by level, and its own level, if it is one."""

    place: int
    text: str
    path: Mapping[int, str]
    level: int = 0

    @property
    def heading(self) -> str:
        """The headings above it, joined, in lower case."""
        return " / ".join(words.key(self.path[level]) for level in sorted(self.path) if level > 1)


def prose(lines: Sequence[str]) -> Iterator[Line]:
    """The lines of a document that are no code and no comment of HTML."""
    fence = ""
    comment = False
    path: dict[int, str] = {}
    for place, whole in enumerate(lines):
        line = whole if len(whole) <= LONGEST else whole[:LONGEST]
        if not comment and (match := _FENCE.match(line)) and (not fence or match[1].startswith(fence)):
            fence = "" if fence else match[1][:3]
            continue
        if fence:
            continue
        if comment or line.lstrip().startswith("<!--"):
            comment = "-->" not in whole
            continue
        if match := _HEADING.fullmatch(line.rstrip("\n")):
            level = len(match[1])
            path = {one: said for one, said in path.items() if one < level}
            yield Line(place, line, dict(path), level)
            path[level] = match[2].rstrip().rstrip("#").rstrip()
            continue
        yield Line(place, line, dict(path))


def statements(lines: Sequence[str], kind: str) -> list[Statement]:
    """Every statement of a document, in its order.

    Args:
        lines: its lines.
        kind: `PLAN` or `CORE`.
    """
    found: list[Statement] = []
    table: list[str] = []
    parents: list[tuple[int, str]] = []
    in_head = True
    expected: tuple[str, Line] | None = None
    listed = list(prose(lines))
    for at, line in enumerate(listed):
        said = line.text.rstrip("\n")
        if line.level:
            table, parents = [], []
            in_head = in_head and line.level == 1
            words_of = said.lstrip("# ").rstrip("# ")
            expected = None
            if line.level > 1 and (about := words.label(words_of)) in ("status", "effort", "priority", "owner", "depends_on"):
                expected = about, line
            elif line.level > 1:
                found += _labelled(line, said, len(said) - len(said.lstrip("# ")), _named(line), "heading", in_head)
            continue
        if not said.strip():
            table = []
            continue
        if said.lstrip().startswith("|"):
            following = listed[at + 1].text if at + 1 < len(listed) else ""
            if _RULER.fullmatch(said):
                continue
            if not table and _RULER.fullmatch(following.rstrip("\n")):
                table = cells(said)
                if len(table) == 2 and words.label(table[0]) and words.label(table[0]) not in ("title", "number", "week"):
                    # The head of a table of pairs says a fact itself.
                    found += _pair(line, said, _named(line), in_head)
                continue
            found += _row(line, said, table, _named(line), in_head) if table else []
            continue
        table = []
        entry = _ENTRY.fullmatch(said)
        indent = len(said) - len(said.lstrip())
        while parents and (parents[-1][0] >= indent if entry else indent == 0):
            parents.pop()
        of = _named(line)
        if parents and indent > parents[0][0]:
            of = (parents[-1][1], *of)
        if entry:
            parents.append((len(entry[1]), entry[3]))
        if expected is not None:
            about, head = expected
            expected = None
            start = len(said) - len((entry[3] if entry else said).lstrip())
            found.append(Statement(about, said[start:], line.place, start, _named(head), line.heading, "below", in_head))
            if about != "depends_on" or entry:
                continue
        if entry and entry[2] is not None:
            found.append(
                Statement("box", entry[2], line.place, said.index("[") + 1, (entry[3],), line.heading, "entry", in_head)
            )
        lead = said.lstrip(" >")
        start = len(said) - len(lead)
        if entry:
            start = len(said) - len(entry[3])
        own = kind == PLAN and (indent == 0 or in_head)
        if own or kind == CORE:
            found += _labelled(line, said, start, of, "entry" if entry and indent else "line", in_head)
        if kind == CORE and entry and indent == 0:
            found += _prioritised(line, said, start, entry[3])
        if kind == CORE and entry and not (entry[3].rstrip("*_").endswith(":")):
            found += _with_status(line, said, start, entry[3])
    return found


def _named(line: Line) -> tuple[str, ...]:
    """The headings above a line that may name a package, the nearest first."""
    return tuple(line.path[level] for level in sorted(line.path, reverse=True) if level > 1)


def _labelled(line: Line, said: str, start: int, of: tuple[str, ...], form: str, in_head: bool) -> Iterator[Statement]:
    """The labelled facts of a line: one, or several between bars or dots."""
    rest = said[start:]
    place = start
    pieces = _SEPARATED.split(rest)
    for piece in pieces:
        at = said.index(piece, place)
        place = at + len(piece)
        lead = re.match(rf"(?:[\s*_>]|{words.SIGN.pattern})*", piece)
        offset = lead.end() if lead else 0
        match = _LABELLED.fullmatch(piece[offset:])
        about = words.label(match["label"]) if match else ""
        if match and _WEEK.fullmatch(match["label"]):
            # An entry of a timeline, as its row in a table.
            about = "week"
        elif about in ("title", "number", "week"):
            about = ""
        if match and about:
            begin = at + offset + match.start("words")
            yield Statement(about, match["words"].rstrip(), line.place, begin, of, line.heading, form, in_head)


def _pair(line: Line, said: str, of: tuple[str, ...], in_head: bool) -> Iterator[Statement]:
    there = cells(said)
    about = words.label(there[0])
    if len(there) == 2 and about and about not in ("title", "number", "week"):
        yield Statement(about, there[1], line.place, _cell_start(said, 1), of, line.heading, "pair", in_head)


def _row(line: Line, said: str, head: Sequence[str], of: tuple[str, ...], in_head: bool) -> Iterator[Statement]:
    there = cells(said)
    abouts = [words.label(cell) for cell in head]
    naming = [at for at, about in enumerate(abouts) if about in ("title", "number")]
    if len(head) == 2 and not (naming and set(abouts) - {"title", "number", ""}):
        yield from _pair(line, said, of, in_head)
        return
    if not naming:
        naming = [0]
    # A title or a link is surer than a number, which may count the rows alone.
    order = sorted(naming, key=lambda at: (abouts[at] == "number", at))
    names = tuple(there[at] for at in order if at < len(there) and there[at])
    if "week" in abouts:
        # The row of a timeline is about a week: what it says of hours is of all that is done in it.
        abouts = [about if about == "week" else "" for about in abouts]
    for at, about in enumerate(abouts):
        if about and about not in ("title", "number") and at < len(there):
            yield Statement(about, there[at], line.place, _cell_start(said, at), names, line.heading, "row", in_head)
    if names:
        yield Statement("row", " | ".join(abouts), line.place, 0, names, line.heading, "row", in_head)


def _cell_start(row: str, number: int) -> int:
    """Where in a row the words of a cell begin, counted from 0."""
    body = row.index("|") + 1 if row.lstrip().startswith("|") else 0
    for match in [*re.finditer(r"(?<!\\)\|", row[body:])][:number][-1:] if number else ():
        body += match.end()
    return body + len(row[body:]) - len(row[body:].lstrip())


def _with_status(line: Line, said: str, start: int, entry: str) -> Iterator[Statement]:
    """An entry such as `03 Caching – done` or `✅ 03 Caching`: the status of the package that it names."""
    match = re.fullmatch(r"(.+?)(\s+[-–—]\s+|:\s+|\s+\()([^()–—:]+?)\)?[.*_\s]*", entry)
    found = words.status(match[3]) if match else None
    if match and found and not words.plain(match[3][found.end :]):
        yield Statement("status", match[3], line.place, start + match.start(3), (match[1],), line.heading, "entry")
        return
    sign = words.SIGN.match(entry)
    if sign and (found := words.status(sign[0])) and not words.links(entry[: sign.end()]):
        rest = re.split(r"\s+[-–—]\s+|\s+\(", entry[sign.end() :])[0]
        yield Statement("status", sign[0], line.place, start, (rest,), line.heading, "entry")


def _prioritised(line: Line, said: str, start: int, entry: str) -> Iterator[Statement]:
    """An entry such as `🔴 **HIGH:** Phase 3 - Caching`: the priority of the package that it names."""
    found = words.priority(entry)
    if found is None:
        return
    rest = re.match(r"[\s*_]*[:：]\s*[*_]*\s*(.+)", entry[found.end :])
    if rest:
        yield Statement("priority", entry[: found.end], line.place, start, (rest[1],), line.heading, "line")
