"""Reading: what people wrote in a Markdown document, by its headings: paragraphs, entries of lists, and ticked boxes.

A plan asks for text in lines of italics. What stands in the place of such a line counts like the answer of that name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from . import text
from .placeholders import holds, holds_placeholder

_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)])\s+(?:\[([ xX])\](?:\s+|$))?(.*)")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*")

#: The heading under which each list of a plan stands, and, behind a word of its own, the tasks.
_SECTIONS = {
    "insights": "Context from Analysis",
    "in_scope": "In Scope",
    "out_of_scope": "Out of Scope",
    "success_criteria": "Success Criteria",
    "task_list": "Implementation",
}
_OVERVIEW = ("summary", "why", "impact")


@dataclass(frozen=True)
class Entry:
    """One entry of a list, on one line with all that is indented below it, and whether its box is ticked."""

    words: str
    ticked: bool = False


def section(document: str, heading: str) -> str | None:
    """What stands under a heading, up to the next one or the rule that ends the section; None where there is no such heading."""
    found: list[str] | None = None
    fenced = False
    for line in _without_comments(document).splitlines():
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if not fenced and (match := _HEADING.fullmatch(line)):
            if found is not None:
                break
            if match[2].strip("*_ ").casefold() == heading.casefold():
                found = []
            continue
        if found is not None and not fenced and _RULE.fullmatch(line) and any(one.strip() for one in found):
            break
        if found is not None:
            found.append(line)
    return None if found is None else "\n".join(found)


def _without_comments(document: str) -> str:
    return re.sub(r"(?s)<!--.*?-->", "", document)


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
    open_paragraph = fenced = False
    for line in body.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if fenced or line.lstrip().startswith(("#", "|", "<")) or _RULE.fullmatch(line):
            depth, open_paragraph = None, False
            continue
        if not line.strip():
            open_paragraph = False
            continue
        match = _ITEM.fullmatch(line.expandtabs(4).rstrip())
        if match:
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
        return "" if words.endswith(":") else words
    return f"{words} {inner}" if words.endswith(":") else f"{words} ({inner})"


def ticked(criteria: Sequence[str], found: Sequence[Entry]) -> list[str]:
    """Those of the texts whose boxes are ticked. Evidence may follow on the line: of several that it begins with, the longest counts."""
    names = {one: (one, text.one_line(text.item(one))) for one in criteria}
    met = {
        max((one for one in criteria if entry.words.startswith(names[one])), key=len, default="") for entry in found if entry.ticked
    }
    return [one for one in criteria if one in met]


def boxes(document: str) -> list[Entry]:
    """Every entry of the document that has a box, by itself: none has those below it."""
    found = []
    for block in blocks(_without_comments(document)):
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
    plain = text.one_line(document)
    gone = [name for name, line in asked.items() if not holds(plain, line)]
    found: dict[str, str | list[str]] = {}
    for name in gone:
        if name in _SECTIONS:
            body = section(document, _SECTIONS[name]) or ""
            if name == "task_list":
                body = _tasks(body)
            if name == "insights":
                body = re.sub(r"(?m)^Background: .*\n?", "", body)
            found[name] = [entry.words for entry in entries(body, lambda line: any(holds(text.one_line(line), one) for one in asked.values()))]
    if any(name in _OVERVIEW for name in gone):
        said = _overview(blocks(section(document, "Overview") or ""), rendered)
        found |= {name: said.get(name, "") for name in _OVERVIEW if name in gone}
    return found


def _tasks(body: str) -> str:
    """What stands under the word that introduces the tasks, up to the sentence that follows them."""
    after = re.split(r"(?m)^\s*\**Tasks:?\**:?\s*$", body, maxsplit=1)
    return re.split(r"(?m)^The workflow will guide you through", after[-1])[0] if len(after) > 1 else ""


def _overview(there: list[list[str]], rendered: Mapping[str, str]) -> dict[str, str]:
    """The paragraphs of the overview by the answer whose place they stand in.

    Those that the template wrote are known by their words; what stands between two of them belongs to the ones that are
    missing there, one block to each in their order, and the rest to the last.
    """
    said = {name: [text.one_line(" ".join(block)) for block in blocks(words)] for name, words in rendered.items()}
    lines = [text.one_line(" ".join(block)) for block in there]
    found: dict[str, str] = {}
    missing: list[str] = []
    place = 0

    def give(upto: int) -> None:
        left = there[place:upto]
        for number, name in enumerate(missing):
            mine = left[number:] if number == len(missing) - 1 else left[number : number + 1]
            found[name] = "\n\n".join(_unwrapped(block) for block in mine)

    for name in _OVERVIEW:
        wanted = said.get(name, [])
        at = next((start for start in range(place, len(lines)) if wanted and lines[start : start + len(wanted)] == wanted), None)
        if at is None:
            missing.append(name)
            continue
        give(at)
        missing, place = [], at + len(wanted)
    give(len(there))
    return found


def _unwrapped(block: Sequence[str]) -> str:
    if any(_ITEM.fullmatch(line) for line in block):
        return "\n".join(line.rstrip() for line in block)
    return text.one_line(" ".join(block))
