"""Placeholder text: the lines in italics that say what a person is to write, and whether a document still holds one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from . import house, text
from .records import is_package
from .words import Spoken

#: For each document, the placeholder of each answer that is empty, in the order in which they stand there.
PLACEHOLDERS = Spoken(
    {
        "start": {
            "overview": "_Write what this planning session covers, in a few sentences._",
            "rationale": "_Write why these work packages are grouped together._",
            "impact_overall": "_Write the overall impact that you expect once all of this is delivered._",
        },
        "readme": {
            "overview": "_Write a paragraph that sums up this planning session: what features, why together, which impact._"
        },
        "plan": {
            "summary": "_Write what this work package covers._",
            "why": "_Write why it is needed._",
            "impact": "_Write which impact you expect._",
            "insights": "_Name the findings of the analyses that matter for this work package._",
            "in_scope": "_List the features and capabilities that this work package delivers._",
            "out_of_scope": "_List what is left to a later phase, or is no part of this initiative._",
            "success_criteria": "_List the measurable outcomes, with a performance target if there is one._",
            "task_list": "_List 3 to 6 concrete tasks, or leave them to the workflow's task breakdown._",
        },
        "testing": {
            "environment": "_Write where and with which data the tests run._",
            "cases": "_List each test with its steps and its expected result, wrong input included._",
            "results": "_List each test run with its date, its result and its evidence._",
            "defects": "_List what was found and is not fixed, and what was not tested._",
        },
    }
)


#: A placeholder anywhere in a line: a whole paragraph, what stands behind bold words, a table's cell, a part of a heading.
_PLACEHOLDER = re.compile(r"(?<![\w*_])_[^\s_](?:[^_\n|]*[^\s_])?_(?![\w*_])")


def written(document: str, answers: Mapping[str, Any]) -> set[str]:
    """The placeholder lines that the template writes into START-HERE.md, README.md or a plan, given its answers."""
    return {line for name, line in PLACEHOLDERS[document].items() if not text.items(answers.get(name))}


def written_for(record: Mapping[str, Any], body: str) -> set[str]:
    """The placeholders of a record's document: a plan's by its answers, an analysis's as its template has them.

    A plan's tasks may be left to its implementation: their line asks for them, and nothing is missing while it stands.
    """
    if is_package(record):
        own = {f"_{one.placeholder}_" for one in house.in_force().sections}
        return written("plan", record) - {PLACEHOLDERS["plan"]["task_list"]} | own
    return set(_PLACEHOLDER.findall(body))


def holds_placeholder(line: str) -> bool:
    """Whether the line is nothing but a placeholder."""
    return bool(re.fullmatch(r"\s*(?:_(?![\s_])(?:[^_]|(?<=\w)_(?=\w))*(?<!\s)_|\*[^*\s][^*]*\*)\s*", line))


def asks(line: str) -> bool:
    """Whether the line holds one of `PLACEHOLDERS`, or a cell of a table that is nothing but a placeholder."""
    if any(asked in line for lines in PLACEHOLDERS.values() for asked in lines.values()):
        return True
    return line.lstrip().startswith("|") and any(holds_placeholder(cell) for cell in line.strip().strip("|").split("|"))


def is_left(on_disk: str | None, before: Collection[str], after: Collection[str]) -> bool:
    """Whether a document holds a placeholder after the update.

    A line that the template wrote `before` and still writes stays only where nobody has replaced it; one that it starts
    to write appears.

    Args:
        on_disk: the document, all of it on one line; None where there is no such document.
        before: the placeholder lines by the stored answers; empty for a new document.
        after: the placeholder lines by the answers now.
    """
    if on_disk is None:
        return bool(after) and not before
    return any(line not in before or holds(on_disk, line) for line in after)


def holds(document: str, placeholder: str) -> bool:
    """Whether a document, all of it on one line, holds the placeholder, in the emphasis of any formatter."""
    return bool(re.search(rf"(?<![\w*_])([*_]){re.escape(placeholder[1:-1])}\1(?![\w*_])", document))
