"""`roadmap.json`: the roadmap for programs (design, "Interface"). Times are hours."""

from __future__ import annotations

from typing import Any

from .effort import Effort, number
from .roadmap import Roadmap, Total

#: The form of the file; a field that changes its meaning raises it.
SCHEMA = 1

#: The checkpoints of the workflow, in their order.
CHECKPOINTS = ("scope", "folder", "analysis", "packages", "priorities", "roadmap")


def export(roadmap: Roadmap) -> dict[str, Any]:
    """The content of `roadmap.json`, described in docs/roadmap-json.md."""
    return {
        "schema": SCHEMA,
        "initiative": roadmap.title,
        "date": roadmap.date.isoformat(),
        "phase": phase(roadmap),
        "checkpoints": dict.fromkeys(CHECKPOINTS, "open"),
        "packages": [_package(roadmap, index) for index in range(len(roadmap.packages))],
        "order": list(roadmap.order),
        "next": roadmap.next,
        "ready": list(roadmap.ready),
        "critical_path": list(roadmap.critical_path),
        "totals": {**_total(roadmap.total), "remaining": _total(roadmap.remaining)},
        "timeline": [
            {
                "week": week.number,
                "packages": week.packages,
                "agentic": number(week.agentic.high),
                "review": number(week.review),
            }
            for week in roadmap.timeline.weeks
        ],
        "problems": [dict(problem) for problem in roadmap.problems],
    }


def phase(roadmap: Roadmap) -> int:
    """The phase of the workflow that the initiative is in, 2 to 7, by what there is."""
    if any(package.status not in ("ready", "deferred", "dropped") for package in roadmap.packages):
        return 7
    if roadmap.packages:
        return 6
    return 3 if roadmap.analyses else 2


def _package(roadmap: Roadmap, index: int) -> dict[str, Any]:
    package = roadmap.packages[index]
    slot = roadmap.timeline.slots.get(package.slug)
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
        "critical": package.slug in roadmap.critical_path,
        "week": slot.first_week if slot else None,
    }


def _range(effort: Effort) -> list[int | float]:
    return [number(effort.low), number(effort.high)]


def _total(total: Total) -> dict[str, Any]:
    return {"agentic": _range(total.agentic), "review": number(total.review), "all": _range(total.everything)}
