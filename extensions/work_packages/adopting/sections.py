"""Sections: what is added to an adopted document so that it is live, where it has no counterpart at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..planning.adopted import section_of
from . import words
from .reading import README, START, is_own
from .statements import CORE, PLAN, prose, statements

#: The headings of the sections that may be inserted, by what they are called.
HEADINGS = {
    "At a Glance": "### At a Glance",
    "Needs Attention": "## ⚠️ Needs Attention",
    "Timeline": "## 📅 Timeline",
    "Priority Order": "## 🎯 Priority Order",
}
_RULE = re.compile(r" {0,3}(?:-{3,}|\*{3,}|_{3,})\s*")
_LIKE_PRIORITY = re.compile(r"priorit|\border\b|reihenfolge|sequence", re.IGNORECASE)
_LIKE_TIMELINE = re.compile(r"timeline|schedule|zeitplan|milestone|meilenstein|\bweeks?\b|\bwochen?\b", re.IGNORECASE)


def with_sections(name: str, lines: Sequence[str], written: Sequence[str]) -> tuple[list[str], list[str]]:
    """The document with the sections that make it live, and what they are called.

    Every line that is there stays, in its order.

    Args:
        name: the document, as the template calls it.
        lines: its lines.
        written: what the template writes for it.
    """
    result = [line if line.endswith("\n") else f"{line}\n" for line in lines]
    keys = [words.key(line.text.lstrip("# ")) for line in prose(result) if line.level]
    added: list[str] = []
    if name == START:
        if "at a glance" not in keys and (section := _section(written, HEADINGS["At a Glance"])):
            at = _end_of_first_section(result)
            result[at:at] = (
                ["\n", *section] if at and result[at - 1].strip() else [*section, *(["\n"] if at < len(result) else [])]
            )
            added.append("At a Glance")
        if with_attention(result, written):
            added.append("Needs Attention")
        says_weeks = any(
            re.match(r"\s*(?:\||[-*+])[\s*]*(?:week|woche)\s*\d", line.text, re.IGNORECASE) for line in prose(result)
        )
        if not any(_LIKE_TIMELINE.search(key) for key in keys) and not says_weeks:
            added += _appended(result, _section(written, HEADINGS["Timeline"]), "Timeline")
    elif name == README:
        has_order = any(one.about == "priority" and one.form == "row" for one in statements(result, CORE))
        if not has_order and not any(_LIKE_PRIORITY.search(key) for key in keys):
            added += _appended(result, _section(written, HEADINGS["Priority Order"]), "Priority Order")
    elif name.endswith("-plan.md") and not any(one.about == "status" and is_own(one) for one in statements(result, PLAN)):
        status = next((line for line in written if line.startswith("- **Status:**")), "")
        title = next((line.place for line in prose(result) if line.level == 1), None)
        if status and title is not None:
            result[title + 1 : title + 1] = ["\n", status]
            added.append("the status")
    return (result, added) if added else (list(lines), [])


def with_attention(lines: list[str], written: Sequence[str]) -> bool:
    """Put the section of what needs attention behind At a Glance, which counts its points; whether there is such a place.

    Args:
        lines: the lines of START-HERE.md, which are changed.
        written: what the template writes.
    """
    section = _section(written, HEADINGS["Needs Attention"])
    start = next(
        (line.place for line in prose(lines) if line.level == 3 and words.key(line.text.lstrip("# ")) == "at a glance"), None
    )
    if not section or start is None or any(line.rstrip() == HEADINGS["Needs Attention"] for line in lines):
        return False
    ends = (line.place for line in prose(lines) if line.place > start and (line.level or _RULE.fullmatch(line.text.rstrip())))
    end = next(ends, len(lines))
    while not lines[end - 1].strip():
        end -= 1
    lines[end:end] = ["\n", *section]
    return True


def _section(written: Sequence[str], heading: str) -> list[str]:
    """A section of what the template writes, without the rule behind it."""
    found = section_of(written, heading)
    return list(written[slice(*found)]) if found else []


def _end_of_first_section(lines: Sequence[str]) -> int:
    """The line behind the first section, before the heading or the rule that ends it, and the empty lines above these."""
    headings = [line.place for line in prose(lines) if line.level == 2]
    if not headings:
        return len(lines)
    listed = [line for line in prose(lines) if line.place > headings[0]]
    end = next((line.place for line in listed if line.level in (1, 2) or _RULE.fullmatch(line.text.rstrip())), len(lines))
    while end < len(lines) and end > headings[0] + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _appended(lines: list[str], section: Sequence[str], name: str) -> list[str]:
    """Put a section at the end of the lines, behind a rule; its name, where there is one."""
    if not section:
        return []
    while lines and not lines[-1].strip():
        lines.pop()
    ruled = bool(lines) and bool(_RULE.fullmatch(lines[-1].rstrip()))
    lines += [*([] if ruled else ["\n", "---\n"]), "\n", *section]
    return [name]
