"""What the documents show: the roadmap in the words, links and figures of the workflow's documents."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from . import text
from .calibration import ratio_of
from .diagrams import boxes, flowchart, gantt
from .effort import Effort, effort_text, hours, span, total_text, with_review
from .placeholders import PLACEHOLDERS
from .priority import LABEL
from .records import Analysis, Package, nn
from .roadmap import Roadmap, Total, total_of
from .schedule import Week

View = dict[str, Any]

#: Emoji and word of each status, as tables show it, and the word that a document's head shows.
STATUS = {
    "ready": ("📋 Ready", "Ready for Implementation"),
    "in-progress": ("🚧 In Progress", "In Progress"),
    "partial": ("⚠️ Partial", "Partially Complete"),
    "complete": ("✅ Complete", "Complete"),
    "deferred": ("⏸️ Deferred", "Deferred"),
    "dropped": ("❌ Dropped", "Dropped"),
}

#: The same, inside a sentence.
STATUS_WORDS = {name: word.partition(" ")[2].lower() for name, (word, _) in STATUS.items()}

#: The overall success criteria of the workflow's START-HERE.md, where the initiative names none.
OVERALL_CRITERIA = (
    "All planned features implemented",
    "Test coverage maintained/improved",
    "Performance targets met",
    "Documentation complete",
)


def view(roadmap: Roadmap) -> View:
    """The roadmap as plain JSON: the templates only walk through it. Free text is as people typed it; templates escape it."""
    views = {package.slug: _package_view(roadmap, package) for package in roadmap.packages}
    since = roadmap.previous or roadmap.date.isoformat()
    path = [roadmap.by_slug[slug] for slug in roadmap.critical_path]
    return {
        "title": roadmap.title,
        "date": roadmap.date.isoformat(),
        "month": f"{calendar.month_name[roadmap.date.month]} {roadmap.date.year}",
        "updated": roadmap.updated.isoformat(),
        "status": _initiative_status(roadmap),
        "previous": roadmap.previous,
        "overview": roadmap.overview,
        "rationale": roadmap.rationale,
        "write": PLACEHOLDERS,
        "since": since,
        "nothing_open": _nothing_open(roadmap),
        "sources": _sources(roadmap),
        "problems": list(roadmap.problems),
        "documents": _documents(roadmap),
        "analyses": [_analysis_view(analysis, roadmap.date.isoformat()) for analysis in roadmap.analyses],
        "packages": list(views.values()),
        "order": [views[slug] for slug in roadmap.order],
        "next_step": _next_step(roadmap),
        "complete": [views[package.slug] for package in roadmap.complete],
        "partial": [views[package.slug] for package in roadmap.packages if package.status == "partial"],
        "aside": [views[package.slug] for package in roadmap.packages if not package.counts],
        "upcoming": [views[package.slug] for package in roadmap.packages if package.is_open],
        "plan_patterns": _patterns(roadmap.packages),
        "timeline": [_week_view(week, roadmap.by_slug) for week in roadmap.timeline.weeks],
        "finish": _finish(roadmap),
        "critical_path": [views[package.slug] for package in path],
        "critical_path_on_lower": [views[slug] for slug in roadmap.critical_path_on_lower]
        if roadmap.critical_path_on_lower != roadmap.critical_path
        else [],
        "critical_effort": span(total_of(path).everything),
        "total": _total_text(roadmap.total),
        "remaining": _total_text(roadmap.remaining) if len(roadmap.order) < len(roadmap.counted) else "",
        "by_priority": [
            {"label": LABEL[level], "effort": with_review(total.agentic, total.review)}
            for level, total in roadmap.totals_by_priority().items()
        ],
        "progress": roadmap.progress,
        "bar": "█" * (roadmap.progress // 5) + "░" * (20 - roadmap.progress // 5),
        "calibration": _calibration_view(roadmap),
        "flowchart": flowchart(roadmap.packages, _stands(roadmap), roadmap.critical_path)
        if any(p.depends_on for p in roadmap.packages)
        else "",
        "boxes": boxes(roadmap.packages),
        "gantt": gantt(
            roadmap.packages, roadmap.order, _stands(roadmap), roadmap.critical_path, roadmap.timeline.slots, roadmap.start
        )
        if roadmap.order
        else "",
        "overall_criteria": list(roadmap.overall_criteria or OVERALL_CRITERIA),
        "external": _external(roadmap.external_dependencies, roadmap.packages),
        "internal": [one for one in views.values() if one["requires"]],
    }


def _stands(roadmap: Roadmap) -> dict[str, str]:
    return {slug: chosen.stands for slug, chosen in roadmap.priority.items()}


def _total_text(total: Total) -> str:
    return total_text(total.agentic, total.review)


def _finish(roadmap: Roadmap) -> str:
    """When the last open package is finished, on the lower and on the upper estimates; empty where none is open."""
    weeks = roadmap.timeline.weeks
    if not weeks:
        return ""

    def by(number: int) -> str:
        last = roadmap.start + datetime.timedelta(days=7 * number - 1)
        return f"week {number} (by {last.isoformat()})"

    upper, lower = weeks[-1].number, roadmap.weeks_on_lower
    return by(upper) if upper == lower else f"{by(lower)} on the lower estimates, {by(upper)} on the upper ones"


def _calibration_view(roadmap: Roadmap) -> View | None:
    measured = roadmap.calibration
    if measured is None:
        return None
    several = len(measured.measured) > 1
    rows = [
        {
            **_reference(package),
            "estimated": with_review(package.effort, package.review),
            "actual": f"{hours(package.actual or 0)}h agentic"
            + (f" + {hours(package.actual_review)}h review" if package.actual_review is not None else ""),
            "ratio": f"{ratio_of(package):.2f}",
        }
        for package in measured.measured
    ]
    return {
        "rows": rows,
        "count": text.count(len(rows), "complete work package"),
        "ratio": f"{measured.ratio:.2f}",
        "spread": f", from {measured.lowest:.2f} to {measured.highest:.2f}" if several else "",
        "forecast": total_text(measured.forecast, measured.forecast_review) if roadmap.order else "",
    }


def _next_step(roadmap: Roadmap) -> View:
    """What to do next: the package to start and why, what is waited for, or that all is complete."""
    if not roadmap.order:
        return {"kind": "complete" if roadmap.counted else "empty", "package": None}
    if roadmap.next:
        package = roadmap.by_slug[roadmap.next]
        return {
            "kind": "start",
            "package": _reference(package),
            "why": f"{LABEL[roadmap.stands(package)]}: {roadmap.priority[package.slug].rationale}",
        }
    under_way = [package for package in roadmap.open if package.status != "ready"]
    waiting = [
        {
            "label": f"Phase {package.number}",
            "for": text.join(
                f"Phase {roadmap.by_slug[need].number} ({STATUS_WORDS[roadmap.by_slug[need].status]})"
                if need in roadmap.by_slug
                else f"{need} (unknown)"
                for need in roadmap.waits_for(package)
            ),
        }
        for package in roadmap.open
        if package.status == "ready"
    ]
    if under_way:
        return {
            "kind": "continue",
            "package": _reference(under_way[0]),
            "words": STATUS_WORDS[under_way[0].status],
            "waiting": waiting,
        }
    return {"kind": "wait", "package": None, "waiting": waiting}


def _nothing_open(roadmap: Roadmap) -> str:
    """What stands where open packages would be listed, when there is none."""
    if not roadmap.packages:
        return "No work packages yet."
    return "Every work package is complete." if roadmap.counted else "Every work package is deferred or dropped."


def _initiative_status(roadmap: Roadmap) -> View:
    """The initiative's status as the heads of START-HERE.md and README.md, and the foot of START-HERE.md, say it."""
    statuses = {package.status for package in roadmap.counted}
    if statuses == {"ready"}:
        return {"start": "Ready for Review", "readme": "Ready for Implementation", "closing": "Ready for implementation"}
    if statuses:
        word = "Complete" if statuses == {"complete"} else "In Progress"
    else:
        word = "Put Aside" if roadmap.packages else "In Planning"
    return {"start": word, "readme": word, "closing": word.capitalize()}


def _package_view(roadmap: Roadmap, package: Package) -> View:
    chosen = roadmap.priority[package.slug]
    after = roadmap.following.get(package.slug) if package.is_open else next(iter(roadmap.order), None)
    label, document = STATUS[package.status]
    return {
        **_reference(package),
        "date": package.added,
        "status": label,
        "document_status": document,
        "closing_status": document if package.status != "ready" else "Ready for implementation",
        "is_ready": package.status == "ready",
        "counted": package.counts,
        "priority": LABEL[chosen.stands],
        "priority_emoji": LABEL[chosen.stands].split()[0],
        "priority_word": chosen.stands.upper(),
        "rationale": chosen.rationale,
        "effort": effort_text(package.effort),
        "risk": package.risk,
        "effort_review": with_review(package.effort, package.review),
        "brief": brief(package),
        "outcome": package.success_criteria[0] if package.success_criteria else "",
        "requires": [
            _reference(roadmap.by_slug[need])
            if need in roadmap.by_slug
            else {"slug": need, "label": "", "title": need, "file": "", "is_complete": False}
            for need in package.depends_on
        ],
        "needs_words": text.join(
            f"Phase {roadmap.by_slug[need].number}" if need in roadmap.by_slug else need for need in package.depends_on
        ),
        "dependency_words": f"Depends on {text.join(_number_of(roadmap, need) for need in package.depends_on)}"
        if package.depends_on
        else "None",
        "schedule": _schedule(roadmap, package),
        "status_notes": _status_notes(package),
        "reason": package.remains or package.priority_reason,
        "enables": [_reference(roadmap.by_slug[slug]) for slug in roadmap.needed_by[package.slug]],
        "next": _reference(roadmap.by_slug[after]) if after else None,
        "references": text.join(part for part in (package.pr, package.adr) if part),
        **{
            name: list(value) if isinstance(value := getattr(package, name), tuple) else value
            for name in (
                *("summary", "why", "impact", "insights", "blocked_by", "in_scope", "out_of_scope"),
                *("success_criteria", "task_list", "done", "remains"),
            )
        },
    }


def _number_of(roadmap: Roadmap, slug: str) -> str:
    return nn(roadmap.by_slug[slug].number) if slug in roadmap.by_slug else slug


def _schedule(roadmap: Roadmap, package: Package) -> list[str]:
    """When an open package is planned, and how far it can slip; nothing for others."""
    slot = roadmap.timeline.slots.get(package.slug)
    if not slot:
        return []
    first, last = (
        roadmap.start + datetime.timedelta(weeks=slot.first_week - 1),
        roadmap.start + datetime.timedelta(days=7 * slot.last_week - 1),
    )
    weeks = f"week {slot.first_week}" if slot.first_week == slot.last_week else f"weeks {slot.first_week} to {slot.last_week}"
    low, high = roadmap.slack[package.slug]
    if package.slug in roadmap.critical_path:
        slip = "On the critical path: if this takes longer, so does the roadmap"
    elif not high:
        slip = "Slack: none, it is as long as the critical path"
    else:
        slip = f"Slack: {span(Effort(low, high))}h before it delays the roadmap, by its dependencies"
    return [f"Planned for {weeks}, {first.isoformat()} to {last.isoformat()}", slip]


def _status_notes(package: Package) -> list[View]:
    """What a plan says of its progress, beyond the status."""
    taken = [
        f"{hours(minutes)}h {kind}"
        for minutes, kind in ((package.actual, "agentic"), (package.actual_review, "review"))
        if minutes is not None
    ]
    notes = (
        ("Done", package.done),
        ("Remains", package.remains),
        ("PR", package.pr),
        ("ADR", package.adr),
        ("Actual effort", " + ".join(taken)),
    )
    return [{"name": name, "words": words} for name, words in notes if words]


def _sources(roadmap: Roadmap) -> list[View]:
    """What the planning session integrates (workflow, START-HERE.md, Executive Summary)."""
    sources: list[View] = [
        {"title": analysis.title, "file": analysis.file, "words": analysis.purpose} for analysis in roadmap.analyses
    ]
    if roadmap.previous:
        sources.append({"title": "Remaining work", "file": "", "words": f"from {roadmap.previous}"})
    if roadmap.packages:
        basis = " based on the analyses above" if roadmap.analyses else ""
        sources.append(
            {
                "title": text.count(len(roadmap.packages), "work package"),
                "file": "",
                "words": f"{basis}, listed below under This Roadmap".strip(", "),
            }
        )
    return sources


def _documents(roadmap: Roadmap) -> list[View]:
    """The documents between START-HERE.md and the end of the index, by number."""
    listed = [
        (
            analysis.number,
            {
                "file": analysis.file,
                "label": "",
                "words": analysis.purpose,
                "status": "📝 To Write" if analysis.file in roadmap.unfilled else "✅",
            },
        )
        for analysis in roadmap.analyses
    ]
    listed += [
        (
            package.number,
            {
                "file": package.file,
                "label": f"Phase {package.number}",
                "words": package.title,
                "status": STATUS[package.status][0],
            },
        )
        for package in roadmap.packages
    ]
    return [document for _, document in sorted(listed, key=lambda entry: (entry[0], entry[1]["file"]))]


def brief(package: Package) -> str:
    """The package in one line: the first sentence of its summary; empty where there is none."""
    summary = text.one_line(package.summary)
    sentence, stop, _ = summary.partition(". ")
    return sentence + "." if stop else summary


def _reference(package: Package) -> View:
    return {
        "number": nn(package.number),
        "label": f"Phase {package.number}",
        "slug": package.slug,
        "title": package.title,
        "file": package.file,
        "is_complete": package.status == "complete",
    }


def _analysis_view(analysis: Analysis, date: str) -> View:
    return {
        "number": nn(analysis.number),
        "kind": analysis.kind,
        "title": analysis.title,
        "purpose": analysis.purpose,
        "file": analysis.file,
        "date": analysis.added or date,
    }


def _week_view(week: Week, by_slug: Mapping[str, Package]) -> View:
    numbers = [by_slug[slug].number for slug in week.packages]
    return {
        "week": week.number,
        "features": " + ".join(f"Phase {number}" for number in numbers),
        "phases": phases(numbers),
        "dates": f"{week.starts.isoformat()} to {week.ends.isoformat()}",
        "effort": with_review(week.agentic, week.review),
        "hours": effort_text(week.agentic),
    }


def _patterns(packages: Sequence[Package]) -> str:
    """The plans as file patterns: each of a few, or the first and the last of many."""
    patterns = [f"`{nn(package.number)}-*`" for package in packages]
    return ", ".join(patterns) if len(patterns) <= 8 else f"{patterns[0]} to {patterns[-1]}"


def phases(numbers: Sequence[int]) -> str:
    """The phases as README.md's timeline names them: `Phase 3`, `Phases 3-5`, `Phases 3, 5 and 7`."""
    listed = sorted(set(numbers))
    if len(listed) == 1:
        return f"Phase {listed[0]}"
    if listed == list(range(listed[0], listed[-1] + 1)):
        return f"Phases {listed[0]}-{listed[-1]}"
    return f"Phases {text.join(str(number) for number in listed)}"


def _external(named: Sequence[str], packages: Sequence[Package]) -> list[View]:
    """The outside things that are waited for: the initiative's own, then each that blocks packages, once."""
    blocked: dict[str, list[int]] = {name: [] for name in named}
    for package in packages:
        if package.counts:
            for name in package.blocked_by:
                blocked.setdefault(name, []).append(package.number)
    return [{"name": name, "phases": phases(numbers) if numbers else ""} for name, numbers in blocked.items()]
