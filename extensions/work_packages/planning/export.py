"""`roadmap.json`: the roadmap for programs (docs/roadmap-json.md). Times are hours."""

from __future__ import annotations

from typing import Any

from . import house
from .baseline import weeks_later
from .blockers import Blocker
from .checklist import checklist
from .effort import Effort, number
from .elsewhere import Elsewhere
from .records import Analysis, Package
from .roadmap import Roadmap, Total

#: The form of the file; a field that changes its meaning raises it.
SCHEMA = 1


def export(roadmap: Roadmap) -> dict[str, Any]:
    """The content of `roadmap.json`, described in docs/roadmap-json.md; its free texts are in the words of the plan's house."""
    with house.speaking(roadmap.house):
        return _exported(roadmap)


def _exported(roadmap: Roadmap) -> dict[str, Any]:
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
        "identified": [{"title": package.title, **_estimate(package)} for package in roadmap.identified],
        "analyses": [_analysis(roadmap, analysis) for analysis in roadmap.analyses],
        "packages": [_package(roadmap, package) for package in roadmap.packages],
        "order": list(roadmap.order) if roadmap.shows_order else [],
        "next": roadmap.next,
        "under_way": list(roadmap.under_way),
        "ready": list(roadmap.ready),
        "critical_path": list(roadmap.critical_path) if roadmap.shows_timeline else [],
        "totals": {
            **_total(roadmap.total),
            "not_estimated": roadmap.total.unestimated,
            "estimated": _total(roadmap.estimated),
            "remaining": _total(roadmap.remaining),
        },
        "start": roadmap.start.isoformat(),
        "updated": roadmap.updated.isoformat(),
        "hours_per_week": {"agentic": number(roadmap.capacities[0]), "review": number(roadmap.capacities[1])},
        "buffer": {"percent": roadmap.buffer, **_total(roadmap.buffer_adds)},
        "timeline": [
            {
                "week": week.number,
                "starts": week.starts.isoformat() if week.number else None,
                "ends": week.ends.isoformat() if week.number else None,
                "completed": week.completed,
                "taken": {"agentic": _range(week.taken), "review": number(week.taken_review)},
                "packages": week.packages,
                "agentic": number(week.agentic.high),
                "review": number(week.review),
            }
            for week in roadmap.timeline.weeks
        ]
        if roadmap.shows_timeline
        else [],
        "progress": {
            "percent": roadmap.progress.percent,
            "done": number(round(roadmap.progress.done)),
            "put_aside": number(round(roadmap.progress.put_aside)),
            "scope": number(round(roadmap.progress.scope)),
        },
        "baseline": _baseline(roadmap),
        "forecast": _forecast(roadmap),
        "burn_up": [
            {
                "week": point.week,
                **{
                    name: None if minutes is None else number(minutes)
                    for name, minutes in (("approved", point.approved), ("done", point.done), ("forecast", point.forecast))
                },
            }
            for point in roadmap.burn_up
        ]
        if roadmap.phase == 7
        else [],
        "external_dependencies": [
            {"entry": one.entry, **_blocker(one.blocker), "phases": list(one.phases)} for one in roadmap.external
        ],
        "problems": [dict(problem) for problem in roadmap.problems],
        "checklist": [{"line": line.words, "state": line.state, "reason": line.reason} for line in checklist(roadmap)],
    }


def _baseline(roadmap: Roadmap) -> dict[str, Any] | None:
    """What was approved at the checkpoint `roadmap`; null before that."""
    kept = roadmap.baseline
    if kept is None or roadmap.phase < 7:
        return None
    return {
        "week": max(0, roadmap.calendar.week_of(kept.by)),
        "by": kept.by.isoformat(),
        **_total(Total(kept.agentic, kept.review)),
    }


def _forecast(roadmap: Roadmap) -> dict[str, Any] | None:
    """When the last package is finished; null where no timeline is shown, or nothing is planned or completed."""
    now = roadmap.forecast
    if now is None or not roadmap.shows_timeline:
        return None
    measured = roadmap.calibration
    approved = roadmap.baseline if roadmap.phase == 7 else None
    return {
        "week": now.week,
        "by": now.by.isoformat(),
        "day": now.day.isoformat() if now.day else None,
        "week_on_lower": now.week_on_lower,
        "by_on_lower": now.by_on_lower.isoformat(),
        "weeks_later": weeks_later(approved, now) if approved else None,
        "reasons": list(roadmap.reasons) if approved else [],
        "ratio": round(measured.ratio, 2) if measured else None,
        "remaining_by_ratio": _total(Total(measured.forecast, measured.forecast_review))
        if measured and roadmap.order
        else None,
    }


def _analysis(roadmap: Roadmap, analysis: Analysis) -> dict[str, Any]:
    return {
        "number": analysis.number,
        "type": analysis.kind,
        "title": analysis.title,
        "purpose": analysis.purpose,
        "file": analysis.file,
        "record": analysis.record,
        "written": analysis.file not in (*roadmap.unfilled, *roadmap.missing),
    }


def _package(roadmap: Roadmap, package: Package) -> dict[str, Any]:
    state = roadmap.state(package)
    slot = roadmap.timeline.slots.get(package.slug) if roadmap.shows_timeline else None
    chosen = roadmap.priority[package.slug]
    left, left_review = package.left
    met, done = roadmap.met.get(package.slug, ()), roadmap.tasks_done.get(package.slug, ())
    low, high = roadmap.slack.get(package.slug, (0, 0))
    return {
        "number": package.number,
        "slug": package.slug,
        "title": package.title,
        "file": package.file,
        "record": package.record,
        "status": package.status,
        **({"own_status": package.own_status} if package.own_status else {}),
        "state": state,
        "priority": chosen.stands,
        "proposed_priority": chosen.proposed,
        "rationale": chosen.rationale,
        "rank": package.rank,
        "owner": package.owner or None,
        "due": package.due or None,
        **_estimate(package),
        "by_default": list(package.by_default),
        "started": package.started or None,
        "completed": package.completed or None,
        "actual": _number_or_none(package.actual),
        "actual_review": _number_or_none(package.actual_review),
        "remaining": {"agentic": _range(left), "review": number(left_review)},
        "depends_on": [*package.depends_on, *(one.name for one in package.elsewhere)],
        **({"elsewhere": [_elsewhere(one) for one in package.elsewhere]} if package.elsewhere else {}),
        "enables": list(roadmap.needed_by[package.slug]),
        "blocked_by": [_blocker(blocker) for blocker in package.blockers[: len(package.blocked_by)]],
        "ready": state == "ready",
        "critical": package.slug in roadmap.critical,
        "slack": [number(low), number(high)] if roadmap.shows_timeline and package.is_open else None,
        "week": slot.first_week if slot else None,
        "first_day": slot.first_day.isoformat() if slot else None,
        "last_day": slot.last_day.isoformat() if slot else None,
        "criteria": [{"words": one, "met": one in met} for one in package.success_criteria],
        "tasks": [{"words": one, "done": one in done} for one in package.task_list],
        "done": package.done,
        "remains": package.remains,
        "pr": list(package.pr),
        "adr": package.adr,
        **({"fields": dict(package.fields)} if package.fields else {}),
    }


def _estimate(package: Package) -> dict[str, Any]:
    """The package's estimate; null where there is none."""
    if not package.is_estimated:
        return {"effort": None, "review": None}
    return {"effort": _range(package.effort), "review": number(package.review)}


def _number_or_none(minutes: int | None) -> int | float | None:
    return None if minutes is None else number(minutes)


def _blocker(blocker: Blocker) -> dict[str, Any]:
    return {"what": blocker.what, "by": blocker.by.isoformat() if blocker.by else None, "open": blocker.open}


def _elsewhere(one: Elsewhere) -> dict[str, Any]:
    """A package of another initiative, as it was when a command last looked there; null where that is not known."""
    return {
        "name": one.name,
        "initiative": one.initiative or None,
        "number": one.number or None,
        "title": one.title or None,
        "state": one.state or None,
        "last_day": one.finish.isoformat() if one.finish else None,
        "open": not one.is_complete,
    }


def _range(effort: Effort) -> list[int | float]:
    return [number(effort.low), number(effort.high)]


def _total(total: Total) -> dict[str, Any]:
    return {"agentic": _range(total.agentic), "review": number(total.review), "all": _range(total.everything)}
