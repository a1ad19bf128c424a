"""`roadmap.json`: the roadmap for programs (design, "Interface"). Times are hours."""

from __future__ import annotations

from typing import Any

from .checklist import checklist
from .effort import Effort, number
from .roadmap import Roadmap, Total

#: The form of the file; a field that changes its meaning raises it.
SCHEMA = 1


def export(roadmap: Roadmap) -> dict[str, Any]:
    """The content of `roadmap.json`, described in docs/roadmap-json.md."""
    return {
        "schema": SCHEMA,
        "initiative": roadmap.title,
        "date": roadmap.date.isoformat(),
        "phase": roadmap.phase,
        "checkpoints": {checkpoint.name: checkpoint.state for checkpoint in roadmap.checkpoints},
        "checkpoint": roadmap.waiting.name if roadmap.waiting else None,
        "confirmed": {
            checkpoint.name: {"date": checkpoint.date, "by": checkpoint.by}
            for checkpoint in roadmap.checkpoints
            if checkpoint.state != "open"
        },
        "reopened": {
            checkpoint.name: list(checkpoint.changes) for checkpoint in roadmap.checkpoints if checkpoint.state == "reopened"
        },
        "identified": [
            {"title": package.title, "effort": _range(package.effort), "review": number(package.review)}
            for package in roadmap.identified
        ],
        "packages": [_package(roadmap, index) for index in range(len(roadmap.packages))],
        "order": list(roadmap.order) if roadmap.shows_order else [],
        "next": roadmap.next,
        "ready": list(roadmap.ready),
        "critical_path": list(roadmap.critical_path) if roadmap.shows_timeline else [],
        "totals": {**_total(roadmap.total), "remaining": _total(roadmap.remaining)},
        "timeline": [
            {
                "week": week.number,
                "packages": week.packages,
                "agentic": number(week.agentic.high),
                "review": number(week.review),
            }
            for week in roadmap.timeline.weeks
        ]
        if roadmap.shows_timeline
        else [],
        "problems": [dict(problem) for problem in roadmap.problems],
        "checklist": [{"line": line.words, "state": line.state, "reason": line.reason} for line in checklist(roadmap)],
    }


def _package(roadmap: Roadmap, index: int) -> dict[str, Any]:
    package = roadmap.packages[index]
    slot = roadmap.timeline.slots.get(package.slug) if roadmap.shows_timeline else None
    chosen = roadmap.priority[package.slug]
    return {
        "number": package.number,
        "slug": package.slug,
        "title": package.title,
        "file": package.file,
        "status": package.status,
        "priority": chosen.stands,
        "proposed_priority": chosen.proposed,
        "rationale": chosen.rationale,
        "effort": _range(package.effort),
        "review": number(package.review),
        "depends_on": list(package.depends_on),
        "enables": list(roadmap.needed_by[package.slug]),
        "ready": package.slug in roadmap.ready,
        "critical": roadmap.shows_timeline and package.slug in roadmap.critical_path,
        "week": slot.first_week if slot else None,
    }


def _range(effort: Effort) -> list[int | float]:
    return [number(effort.low), number(effort.high)]


def _total(total: Total) -> dict[str, Any]:
    return {"agentic": _range(total.agentic), "review": number(total.review), "all": _range(total.everything)}
