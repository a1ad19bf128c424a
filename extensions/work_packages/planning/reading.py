"""Reading: what people wrote in a Markdown document, by its headings: paragraphs, entries of lists, and ticked boxes.

A plan asks for text in lines of italics. What stands in the place of such a line counts like the answer of that name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import text
from .formatting import cells
from .placeholders import holds, holds_placeholder
from .words import say

_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)])(?:\s+|$)(?:\[([ xX])\](?:\s+|$))?(.*)")
_NUMBERED = re.compile(r"\s*(?!0*1[.)])\d+[.)]\s")
#: What opens or closes a block of code: no line with code in it, such as ```x```.
_FENCE = re.compile(r"\s*(`{3,}|~{3,})([^`]*)")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*")
#: A row of a table, or HTML that ends a paragraph; not a word such as `<200`.
_MARKUP = re.compile(
    r"\s*(?:\|.*\|\s*$|</?(?:details|summary|div|p|table|tr|td|th|ul|ol|li|h[1-6]|pre|hr|br)\b|<[!?])", re.IGNORECASE
)
_TAG = re.compile(r"\s*</?[a-zA-Z]")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*")

#: What the line says below which people write notes of their own.
NOTES = "Your own notes go below this line. Every update keeps them."


def is_notes_line() -> re.Pattern[str]:
    """The line below which people write notes of their own, in the words in force and in those of the workflow."""
    lines = dict.fromkeys(("Your own notes go below this line", say(NOTES).rstrip(".")))
    return re.compile(rf"<!--\s*(?:{'|'.join(map(re.escape, lines))}).*?-->", re.DOTALL)


#: The heading under which each list of a plan stands, and, behind a word of its own, the tasks.
SECTIONS = {
    "insights": ("Context from Analysis", 2),
    "in_scope": ("In Scope", 3),
    "out_of_scope": ("Out of Scope", 3),
    "success_criteria": ("Success Criteria", 2),
    "task_list": ("Implementation", 2),
}
_OVERVIEW = ("summary", "why", "impact")

#: The line of START-HERE.md's summary behind which the template lists what the session integrates.
_INTEGRATES = "This planning session integrates:"


@dataclass(frozen=True)
class Entry:
    """One entry of a list, on one line with all that is indented below it, and whether its box is ticked."""

    words: str
    ticked: bool = False


def section(document: str, heading: str, wanted: int = 0) -> str | None:
    """What stands under a heading, up to the next one or the rule that ends the section; None where there is no such heading.

    Args:
        document: the document.
        heading: the heading's words.
        wanted: its level, 1 to 6; a heading of another level counts where there is none of this one. 0 for any.
    """
    if wanted and not any(
        (match := _HEADING.fullmatch(line)) and len(match[1]) == wanted and _is_heading(match, heading)
        for line, code in _lines(_without_comments(document))
        if not code
    ):
        wanted = 0
    found: list[str] | None = None
    level = 0
    for line, code in _lines(_without_comments(document)):
        if not code and (match := _HEADING.fullmatch(line)):
            if found is None:
                if _is_heading(match, heading) and len(match[1]) == (wanted or len(match[1])):
                    found, level = [], len(match[1])
                continue
            if len(match[1]) <= level:
                break
        if found is not None and not code and _RULE.fullmatch(line):
            break
        if found is not None:
            found.append(line)
    return None if found is None else "\n".join(found)


def outline(document: str) -> list[tuple[tuple[str, ...], str]]:
    """Each section of a document: its heading behind those above it, and what stands below it up to the next heading.

    The title is none, and has no section; nor have notes at the end, below the line that says so, a heading above that line.
    """
    found: list[tuple[tuple[str, ...], list[str]]] = []
    for place, part in enumerate(is_notes_line().split(document)):
        path: list[tuple[int, str]] = []
        below: list[str] = []
        for line, code in _lines(_without_comments(part)):
            match = None if code else _HEADING.fullmatch(line)
            if not match:
                below.append(line)
                continue
            level, words, below = len(match[1]), match[2].strip("*_ "), []
            path = [*((above, name) for above, name in path if above < level), (level, words)]
            if not place and level == 1 and not found and len(path) == 1:
                path = []
            elif words:
                found.append((tuple(name for _, name in path), below))
    return [(path, "\n".join(lines)) for path, lines in found]


@dataclass(frozen=True)
class Table:
    """A table: its header's cells, and those of each row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def pieces(body: str) -> list[str | Table]:
    """A section's tables, and what stands between them, in their order."""
    found: list[str | Table] = []
    between: list[str] = []
    rows: list[str] = []

    def close() -> None:
        if len(rows) > 1 and re.fullmatch(r"[|:\s-]*-[|:\s-]*", rows[1]):
            found.extend(["\n".join(between), Table(_cells(rows[0]), tuple(map(_cells, rows[2:])))])
            between.clear()
        else:
            between.extend(rows)
        rows.clear()

    for line, code in _lines(body):
        if not code and line.lstrip().startswith("|"):
            rows.append(line)
        else:
            close()
            between.append(line)
    close()
    return [*found, "\n".join(between)]


def _cells(row: str) -> tuple[str, ...]:
    return tuple(text.one_line(cell.replace("\\|", "|")) for cell in cells(row))


def _is_heading(match: re.Match[str], words: str) -> bool:
    return match[2].strip("*_ ").casefold() == words.casefold()


def _lines(body: str) -> Iterator[tuple[str, bool]]:
    """The lines, each with whether it is code, or opens or closes a block of it."""
    fence = ""
    for line in body.splitlines():
        match = _FENCE.fullmatch(line)
        if not fence and match:
            fence = match[1]
            yield line, True
        elif fence:
            yield line, True
            if match and match[1].startswith(fence) and not match[2].strip():
                fence = ""
        else:
            yield line, False


def _without_comments(document: str) -> str:
    # By hand: a pattern looks for the end of each comment anew, up to the end of the document, where none has one.
    kept, at = [], 0
    while (start := document.find("<!--", at)) >= 0 and (end := document.find("-->", start + 4)) >= 0:
        kept.append(document[at:start])
        at = end + 3
    return "".join([*kept, document[at:]])


def blocks(body: str) -> list[list[str]]:
    """The blocks of lines between empty lines."""
    found: list[list[str]] = [[]]
    for line in body.splitlines():
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def entries(body: str, is_placeholder: Callable[[str], bool] = holds_placeholder) -> list[Entry]:
    """The entries of the lists in a section, and its paragraphs, each as one entry.

    Entries below an entry belong to it, as do the lines that go on with it. Tables, code, headings, rules, placeholders
    and lines that introduce a list are none.
    """
    found: list[tuple[list[str], bool, list[str]]] = []
    depth: int | None = None
    numbered = False
    open_paragraph = False
    for line, code in _lines(body):
        if code:
            continue
        if (
            _HEADING.fullmatch(line)
            or _RULE.fullmatch(line)
            or _MARKUP.match(line)
            or (not open_paragraph and _TAG.match(line))
        ):
            depth, open_paragraph = None, False
            continue
        if not line.strip():
            open_paragraph = False
            continue
        match = _ITEM.fullmatch(line.expandtabs(4).rstrip())
        # In a paragraph a number other than 1 begins no list: it ends a sentence, or goes on with a list.
        sentence = open_paragraph and depth is not None and _NUMBERED.match(line) and line[:1] == " " and not numbered
        if match and not sentence:
            numbered = match[0].lstrip()[:1].isdigit()
            indent = len(match[1])
            if depth is not None and indent > depth and found:
                found[-1][2].append(match[3])
            else:
                depth = indent
                found.append(([match[3]], (match[2] or " ") in "xX", []))
            open_paragraph = True
        elif open_paragraph and found:
            (found[-1][2] if found[-1][2] else found[-1][0]).append(line.strip())
            if found[-1][2]:
                found[-1][2][-2:] = [" ".join(found[-1][2][-2:])]
        elif depth is not None and line[:1] in (" ", "\t") and found:
            found[-1][2].append(line.strip())
            open_paragraph = True
        else:
            depth, open_paragraph = None, True
            found.append(([line.strip()], False, []))
    whole = [(" ".join(lines), ticked, below) for lines, ticked, below in found]
    return [
        Entry(words, ticked)
        for line, ticked, below in whole
        if not is_placeholder(line) and (words := _with_those_below(text.one_line(line), below))
    ]


def _with_those_below(words: str, below: Sequence[str]) -> str:
    inner = "; ".join(one for one in map(text.one_line, below) if one)
    if not inner:
        return "" if words.rstrip("*_").endswith(":") else words
    if not words:
        return inner
    return f"{words} {inner}" if words.rstrip("*_").endswith(":") else f"{words} ({inner})"


def ticked(criteria: Sequence[str], found: Sequence[Entry]) -> list[str]:
    """Those of the texts whose boxes are ticked. Evidence may follow on the line: of several that it begins with, the longest counts."""
    names = {one: (one, text.one_line(text.item(one))) for one in criteria}
    met = {
        max((one for one in criteria if any(_is_of(entry.words, name) for name in names[one])), key=len, default="")
        for entry in found
        if entry.ticked
    }
    return [one for one in criteria if one in met]


def _is_of(words: str, criterion: str) -> bool:
    """Whether the words of a box are the criterion's: evidence may follow them, or what stands below the entry them."""
    if not words or words == criterion:
        return bool(words)
    if words.startswith(criterion):
        return not (words[len(criterion)].isalnum() and criterion[-1:].isalnum())
    return criterion.startswith(words + " (") or (words.rstrip("*_").endswith(":") and criterion.startswith(words + " "))


def boxes(document: str) -> list[Entry]:
    """Every entry of the document that has a box, by itself: none has those below it."""
    found = []
    for block in blocks("\n".join("" if code else line for line, code in _lines(_without_comments(document)))):
        lines = [line.strip() for line in block]
        for place, line in enumerate(lines):
            match = _ITEM.fullmatch(line)
            if match and match[2]:
                rest: list[str] = []
                for following in lines[place + 1 :]:
                    if _ITEM.fullmatch(following):
                        break
                    rest.append(following)
                found.append(Entry(text.one_line(" ".join([match[3], *rest])), match[2] in "xX"))
    return found


def written_in_plan(document: str, asked: Mapping[str, str], rendered: Mapping[str, str]) -> dict[str, str | list[str]]:
    """What a person wrote in a plan in place of the lines that ask for it: by the answer's name, its text or its entries.

    A name stands in it as soon as its line is gone, with nothing where nothing took its place.

    Args:
        document: the plan as it is on the disk.
        asked: the placeholder line of each answer that the template asked for.
        rendered: what the template wrote for `summary`, `why` and `impact`, line or answer.
    """
    plain = text.one_line(_without_comments(document))
    gone = [name for name, line in asked.items() if not holds(plain, line)]
    found: dict[str, str | list[str]] = {}
    for name in gone:
        if name in SECTIONS:
            body = section(document, say(SECTIONS[name][0]), SECTIONS[name][1]) or ""
            if name == "task_list":
                body = _tasks(body)
            if name == "insights":
                body = re.sub(rf"(?m)^{re.escape(say('Background:'))} .*(?:\n(?!\s*(?:[-*+]|\d+[.)])\s).*\S.*)*\n?", "", body)
            found[name] = [
                entry.words
                for entry in entries(body, lambda line: any(holds(text.one_line(line), one) for one in asked.values()))
            ]
    if any(name in _OVERVIEW for name in gone):
        said = _overview(blocks(section(document, say("Overview"), 2) or ""), rendered, _OVERVIEW)
        found |= {name: said.get(name, "") for name in _OVERVIEW if name in gone}
    return found


def _tasks(body: str) -> str:
    """What stands under the word that introduces the tasks, up to the sentence that follows them."""
    tasks, follows = (re.escape(say(words).rstrip(":")) for words in ("Tasks:", "The workflow will guide you through:"))
    after = re.split(rf"(?m)^\s*\**{tasks}:?\**:?\s*$", body, maxsplit=1)
    return re.split(rf"(?m)^{follows}", after[-1])[0] if len(after) > 1 else ""


def replaced_in_summary(document: str, heading: str, asked: Mapping[str, str], rendered: Mapping[str, str]) -> list[str]:
    """The answers in whose place START-HERE.md or README.md holds a person's own text, where a line had asked for it.

    Args:
        document: the document as it is on the disk.
        heading: the section that sums the session up, without its emoji.
        asked: the placeholder line of each answer that the template asked for.
        rendered: what the template wrote for each answer, line or answer, in its order.
    """
    plain = text.one_line(_without_comments(document))
    gone = [name for name, line in asked.items() if not holds(plain, line)]
    if not gone:
        return []
    there = blocks(section(document, heading, 2) or "")
    end = next((place for place, block in enumerate(there) if _plain(block) == say(_INTEGRATES)), len(there))
    said = _overview(there[:end], rendered, tuple(rendered))
    return [name for name in gone if said.get(name)]


def _overview(there: list[list[str]], rendered: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """The paragraphs of an overview by the answer whose place they stand in; `names` are in the template's order.

    Those that the template wrote are known by their words; what stands between two of them belongs to the ones that are
    missing there, one block to each in their order, and the rest to the last.
    """
    said = {name: [_plain(block) for block in blocks(words)] for name, words in rendered.items()}
    lines = [_plain(block) for block in there]
    found: dict[str, str] = {}
    missing: list[str] = []
    place = 0

    def give(upto: int) -> None:
        left = there[place:upto]
        for number, name in enumerate(missing):
            mine = left[number:] if number == len(missing) - 1 else left[number : number + 1]
            found[name] = "\n\n".join(_unwrapped(block) for block in mine)

    for name in names:
        wanted = said.get(name, [])
        at = next(
            (start for start in range(place, len(lines)) if wanted and lines[start : start + len(wanted)] == wanted), None
        )
        if at is None:
            missing.append(name)
            continue
        give(at)
        missing, place = [], at + len(wanted)
    give(len(there))
    return found


def _plain(block: Sequence[str]) -> str:
    """The block on one line, without what formatters change: emphasis, and the signs of bullets."""
    return re.sub(r"[*_]+", "", text.one_line(" ".join(re.sub(r"^(\s*)[-*+](?=\s)", r"\1", line) for line in block)))


def _unwrapped(block: Sequence[str]) -> str:
    if any(_ITEM.fullmatch(line) for line in block):
        return "\n".join(line.rstrip() for line in block)
    return text.one_line(" ".join(block))
