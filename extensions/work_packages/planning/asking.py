"""Asking: which questions a person is asked at a terminal, and what they say there of questions themselves.

A new document is asked for what it needs first; the rest comes after a yes to "More now?". What exists is asked for what a
person chooses to change. Corrections are answers given once more, as `NAME=VALUE; NAME=VALUE`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from . import text
from .answers import TRANSIENT

#: What is asked of a new document before "More now?", by part; of an analysis everything is.
FIRST: dict[str, tuple[str, ...]] = {
    "initiative": ("initiative", "kind", "previous", "identified", "rationale"),
    "work-package": ("title", "summary", "effort", "depends_on", "slug"),
    "analysis": ("analysis_type", "analysis_title", "analysis_purpose"),
}

#: The answers to "More now?", by what a person reads.
MORE = {
    "No": "no",
    "Yes": "yes",
    "Correct something above": "correct",
    "Correct something above, then more": "correct-more",
}

#: What "More now?" names, by part.
MORE_WORDS = {
    "initiative": "days, what it covers, impact, analyses, hours a week, buffer, criteria, waits",
    "work-package": "why, impact, findings, value, risk, review, scope, criteria, tasks, owner, due",
}

#: What can be changed at a prompt, by part: what a person reads, and the questions that it brings.
CHANGES: dict[str, dict[str, tuple[str, ...]]] = {
    "initiative": {
        "Title": ("initiative",),
        "Work packages that are identified": ("identified",),
        "What it covers": ("overview",),
        "Why the work packages belong together": ("rationale",),
        "Overall impact": ("impact_overall",),
        "Analysis documents": ("analyses",),
        "Start of the timeline": ("start",),
        "Hours a week": ("agentic_hours_per_week", "review_hours_per_week"),
        "Buffer for unknowns": ("buffer",),
        "Overall success criteria": ("overall_criteria",),
        "What is needed from outside": ("external_dependencies",),
    },
    "work-package": {
        "Status, with what is done, pull requests and hours": (
            *("status", "done", "remains", "pr", "adr", "actual", "actual_review", "remaining"),
        ),
        "Effort": ("effort",),
        "Review": ("review",),
        "Dependencies": ("depends_on",),
        "What it waits for outside": ("blocked_by", "unblocked"),
        "Priority": ("priority", "priority_reason"),
        "Value and risk": ("value", "risk"),
        "Title": ("title",),
        "Summary": ("summary",),
        "Why it is needed": ("why",),
        "Expected impact": ("impact",),
        "Findings of the analyses": ("insights",),
        "Scope": ("in_scope", "out_of_scope"),
        "Success criteria": ("success_criteria",),
        "Tasks": ("task_list",),
        "Owner": ("owner",),
        "Due day": ("due",),
    },
    "analysis": {"Title": ("analysis_title",), "Purpose": ("analysis_purpose",)},
}

#: Where an entry of corrections begins: with a name and `=`, at the start of the text, of a line, or behind a semicolon.
_ENTRY = re.compile(r"(?:^|[;\n])\s*([A-Za-z_]+)[ \t]*=")


def changes_offered(part: str) -> dict[str, str]:
    """The choices of "What do you want to change?", by what a person reads: each is named by its first question."""
    return {words: names[0] for words, names in CHANGES.get(part, {}).items()}


def changed_names(part: str, chosen: Collection[str]) -> tuple[str, ...]:
    """The questions that the chosen changes bring."""
    return tuple(name for names in CHANGES.get(part, {}).values() if names[0] in chosen for name in names)


def rest(part: str) -> tuple[str, ...]:
    """The questions of a new document that wait for a yes to "More now?"."""
    return tuple(
        name
        for names in CHANGES.get(part, {}).values()
        for name in names
        if name not in FIRST[part] and name != "unblocked" and names[0] != "status"
    )


def corrections(value: Any) -> dict[str, str]:
    """The corrected answers in a text such as `title=Search; effort=4-6h`; of a name that stands twice the last one.

    What stands before the first name is left out: `corrections_problem` says so.
    """
    typed = text.clean(value)
    found = list(_ENTRY.finditer(typed))
    ends = [*(one.start() for one in found[1:]), len(typed)]
    said = {one[1].lower(): typed[one.end() : end].strip() for one, end in zip(found, ends, strict=False)}
    # Who names a previous session continues it; who starts something new has none.
    if said.get("previous"):
        return {"kind": "continuing", **said}
    return {**said, "previous": ""} if text.one_line(said.get("kind")).lower() == "new" else said


def corrections_problem(value: Any, part: str) -> str:
    """What is wrong with the form of corrections; empty when nothing is. What is wrong with the answers, their rules say."""
    typed = text.clean(value)
    first = _ENTRY.search(typed)
    if not typed:
        return ""
    if first is None or typed[: first.start()].strip(" ;\n"):
        known = text.join(FIRST[part], "or")
        return f"{text.quoted(typed)} does not start with NAME=VALUE. Give one or more, separated by semicolons; names are {known}."
    wrong = [name for name in corrections(typed) if name in TRANSIENT and not name.startswith("import_")]
    return f"{text.join(wrong)}: this is no answer to correct. Leave it out." if wrong else ""


def more_question(part: str) -> str:
    """The words of "More now?"."""
    return f"More now? (Enter for no: all of it can be given or written later)\n  {MORE_WORDS.get(part, '')}"
