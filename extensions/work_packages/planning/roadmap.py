"""The roadmap: everything that the documents show, computed once from the initiative's answers and the records.

The result is plain JSON: the templates only walk through it. Free text in it is as people typed it; templates escape it.
"""

from __future__ import annotations

import calendar
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from . import text
from .effort import effort_text, hours, parse_time, total, total_text, with_review
from .graph import dependents
from .priority import LABEL, Priority, priorities
from .problems import problems
from .records import Analysis, Package, as_date, is_analysis, is_package, nn, read_analysis, read_package, sort_key
from .schedule import Week, implementation_order, timeline

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

#: The overall success criteria of the workflow's START-HERE.md, where the initiative names none.
OVERALL_CRITERIA = (
    "All planned features implemented",
    "Test coverage maintained/improved",
    "Performance targets met",
    "Documentation complete",
)


def build(answers: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> View:
    """The roadmap of an initiative.

    Args:
        answers: the initiative's answers, by the names of design.md, "Interface".
        records: the snapshot of the records of all documents, in any order.
    """
    ordered = sorted(records, key=sort_key)
    packages = [read_package(record) for record in ordered if is_package(record)]
    analyses = [read_analysis(record) for record in ordered if is_analysis(record)]
    by_slug = {package.slug: package for package in packages}
    priority = priorities(packages)
    order = implementation_order(packages, {slug: chosen.stands for slug, chosen in priority.items()})
    date = as_date(answers["date"])
    weeks = timeline(
        packages,
        order,
        as_date(answers["start"]),
        parse_time(answers["agentic_hours_per_week"]),
        parse_time(answers["review_hours_per_week"]),
    )
    views = {view["slug"]: view for view in _package_views(packages, priority, order)}
    counted = [package for package in packages if package.counts]
    complete = [package for package in packages if package.status == "complete"]
    remaining = [by_slug[slug] for slug in order]
    previous = text.one_line(answers.get("previous"))
    return {
        "title": text.one_line(answers["initiative"]),
        "date": date.isoformat(),
        "month": f"{calendar.month_name[date.month]} {date.year}",
        "updated": as_date(answers["updated"]).isoformat(),
        "status": _initiative_status(counted),
        "previous": previous,
        "overview": text.clean(answers.get("overview")),
        "rationale": text.clean(answers.get("rationale")),
        "since": previous or date.isoformat(),
        "since_label": previous or f"since {date.isoformat()}",
        "sources": _sources(analyses, packages, previous),
        "problems": problems(ordered),
        "documents": _documents(analyses, packages),
        "analyses": [_analysis_view(analysis, date.isoformat()) for analysis in analyses],
        "packages": [views[package.slug] for package in packages],
        "order": [views[slug] for slug in order],
        "next": next((views[slug] for slug in order if views[slug]["ready"]), None),
        "complete": [views[package.slug] for package in complete],
        "partial": [views[package.slug] for package in packages if package.status == "partial"],
        "upcoming": [views[package.slug] for package in packages if package.is_open],
        "plan_patterns": _patterns(packages),
        "timeline": [_week_view(week, by_slug) for week in weeks],
        "total": _total(counted),
        "remaining": _total(remaining) if len(remaining) < len(counted) else "",
        "counted": len(counted),
        "progress": _percent(complete, counted),
        "overall_criteria": text.items(answers.get("overall_criteria")) or list(OVERALL_CRITERIA),
        "external": _external(text.items(answers.get("external_dependencies")), packages),
        "internal": [view for view in views.values() if view["requires"]],
    }


def _total(packages: Sequence[Package]) -> str:
    return total_text(total(package.effort for package in packages), sum(package.review for package in packages))


def _percent(complete: Sequence[Package], counted: Sequence[Package]) -> int:
    """Progress in whole percent, by estimated hours: the middle of each range, plus review."""
    everything = sum(_weight(package) for package in counted)
    return 100 * sum(_weight(package) for package in complete) // everything if everything else 0


def _weight(package: Package) -> int:
    return package.effort.low + package.effort.high + 2 * package.review


def _initiative_status(counted: Sequence[Package]) -> View:
    statuses = {package.status for package in counted}
    if not statuses:
        return {"start": "In Planning", "readme": "In Planning", "closing": "In planning", "complete": False}
    if statuses == {"complete"}:
        return {"start": "Complete", "readme": "Complete", "closing": "Complete", "complete": True}
    if statuses == {"ready"}:
        return {
            "start": "Ready for Review",
            "readme": "Ready for Implementation",
            "closing": "Ready for implementation",
            "complete": False,
        }
    return {"start": "In Progress", "readme": "In Progress", "closing": "In progress", "complete": False}


def _package_views(packages: Sequence[Package], priority: Mapping[str, Priority], order: Sequence[str]) -> list[View]:
    by_slug = {package.slug: package for package in packages}
    needed_by = dependents({package.slug: package.depends_on for package in packages})
    following: dict[str, str] = dict(itertools.pairwise(order))
    views = []
    for package in packages:
        chosen = priority[package.slug]
        after = following.get(package.slug) if package.is_open else next(iter(order), None)
        label, document = STATUS[package.status]
        views.append(
            {
                **_reference(package),
                "record": f".planning/{nn(package.number)}-{package.slug}.yml",
                "date": package.added,
                "status": label,
                "document_status": document,
                "closing_status": document if package.status != "ready" else "Ready for implementation",
                "is_ready": package.status == "ready",
                "counted": package.counts,
                "ready": package.status == "ready"
                and all(need in by_slug and by_slug[need].status == "complete" for need in package.depends_on),
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
                    _reference(by_slug[need])
                    if need in by_slug
                    else {"slug": need, "label": "", "title": need, "file": "", "is_complete": False}
                    for need in package.depends_on
                ],
                "needs_words": text.join(
                    f"Phase {by_slug[need].number}" if need in by_slug else need for need in package.depends_on
                ),
                "status_notes": _status_notes(package),
                "enables": [_reference(by_slug[slug]) for slug in needed_by[package.slug]],
                "next": _reference(by_slug[after]) if after else None,
                "references": text.join(part for part in (package.pr, package.adr) if part),
                **{
                    name: list(value) if isinstance(value := getattr(package, name), tuple) else value
                    for name in (
                        *("summary", "why", "impact", "insights", "blocked_by", "in_scope", "out_of_scope"),
                        *("success_criteria", "task_list", "done", "remains", "pr", "adr"),
                    )
                },
            }
        )
    return views


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


def _sources(analyses: Sequence[Analysis], packages: Sequence[Package], previous: str) -> list[View]:
    """What the planning session integrates (workflow, START-HERE.md, Executive Summary)."""
    sources: list[View] = [{"title": analysis.title, "file": analysis.file, "words": analysis.purpose} for analysis in analyses]
    if previous:
        sources.append({"title": "Remaining work", "file": "", "words": f"from {previous}"})
    if packages:
        basis = " based on the analyses above" if analyses else ""
        sources.append(
            {
                "title": text.count(len(packages), "work package"),
                "file": "",
                "words": f"{basis}, listed below under This Roadmap".strip(", "),
            }
        )
    return sources


def _documents(analyses: Sequence[Analysis], packages: Sequence[Package]) -> list[View]:
    """The documents between START-HERE.md and the end of the index, by number."""
    listed = [
        (analysis.number, {"file": analysis.file, "label": "", "words": analysis.purpose, "status": "✅"})
        for analysis in analyses
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
        for package in packages
    ]
    return [view for _, view in sorted(listed, key=lambda entry: (entry[0], entry[1]["file"]))]


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
        "starts": week.starts.isoformat(),
        "effort": with_review(week.agentic, week.review),
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
