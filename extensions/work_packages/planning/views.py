"""What the documents show: the roadmap in the words, links and figures of the workflow's documents."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from . import text
from .analyses import sections_of
from .baseline import weeks_later
from .blockers import Blocker, named_phases
from .calibration import ratio_of
from .checklist import checklist
from .checkpoints import SUBJECTS, UPDATE, Checkpoint
from .continuing import Named, Previous, recalibrated, spent_words
from .diagrams import boxes, burn_up, flowchart, gantt
from .effort import (
    NOT_ESTIMATED,
    Effort,
    effort_text,
    estimate_text,
    hours,
    span,
    sum_text,
    total_text,
    unit,
    with_review,
    without,
)
from .elsewhere import Elsewhere
from .placeholders import PLACEHOLDERS
from .priority import LABEL
from .records import Analysis, Package, nn
from .roadmap import External, Roadmap, Total, estimate_of, left_of
from .schedule import Week, attention
from .workflow import CHECKPOINTS, PHASES, QUESTIONS, RULES, TIME_BOXES

View = dict[str, Any]

#: Emoji and word of each state of a package (`Roadmap.state`), as tables show it, and the word that a document's head shows.
STATUS = {
    "planned": ("📋 Planned", "Planned"),
    "waiting": ("⏳ Waiting", "Waiting"),
    "ready": ("📋 Ready", "Ready for Implementation"),
    "in-progress": ("🚧 In Progress", "In Progress"),
    "partial": ("⚠️ Partial", "Partially Complete"),
    "complete": ("✅ Complete", "Complete"),
    "deferred": ("⏸️ Deferred", "Deferred"),
    "dropped": ("❌ Dropped", "Dropped"),
}

#: The same, inside a sentence.
STATUS_WORDS = {name: word.partition(" ")[2].lower() for name, (word, _) in STATUS.items()}

#: The most packages that README.md names as next; its priority order has them all.
MOST_UPCOMING = 5

#: The most weeks that a chart shows: of more nobody can read a bar, and Mermaid draws no text without end.
MOST_WEEKS = 104

#: The overall success criteria of the workflow's START-HERE.md, where the initiative names none.
OVERALL_CRITERIA = (
    "All planned features implemented",
    "Test coverage maintained/improved",
    "Performance targets met",
    "Documentation complete",
)


def view(roadmap: Roadmap) -> View:
    """The roadmap as plain JSON: the templates only walk through it. Free text is as people typed it; templates escape it.

    Beside each `file` stands its `href`: the name by which it can be linked to, empty where it is not there.
    """
    views = {package.slug: _package_view(roadmap, package) for package in roadmap.packages}
    since = roadmap.previous or roadmap.date.isoformat()
    path = [roadmap.by_slug[slug] for slug in roadmap.critical_path] if roadmap.shows_timeline else []
    order = roadmap.order if roadmap.shows_order else ()
    session = _session_view(roadmap.previous_session, roadmap)
    upcoming = [views[package.slug] for package in _upcoming(roadmap)]
    slip, finish = _slip_view(roadmap), _finish(roadmap) if roadmap.shows_timeline else ""
    shown = len(upcoming) if len(upcoming) <= MOST_UPCOMING + 1 else MOST_UPCOMING
    return {
        "title": roadmap.title,
        "date": roadmap.date.isoformat(),
        "month": f"{calendar.month_name[roadmap.date.month]} {roadmap.date.year}",
        "updated": roadmap.updated.isoformat(),
        "status": _initiative_status(roadmap),
        "location": roadmap.location,
        "phase": roadmap.phase,
        "rules": RULES,
        "single": roadmap.is_single,
        "checkpoints": [_checkpoint_view(checkpoint, roadmap) for checkpoint in roadmap.checkpoints],
        "waiting": _checkpoint_view(roadmap.waiting, roadmap) if roadmap.waiting else None,
        "reopened": [_checkpoint_view(one, roadmap) for one in roadmap.checkpoints if one.state == "reopened"],
        "checklist": _checklist_view(roadmap),
        "later": _later(roadmap),
        "identified": [_identified_view(package) for package in roadmap.identified],
        "scope": [_identified_view(package) for package in roadmap.scope],
        "scope_total": _scope_total(roadmap),
        "planned_analyses": [
            {**_linked(roadmap, analysis.file), "title": analysis.title, "words": analysis.purpose}
            for analysis in roadmap.coming_analyses
        ],
        "previous": roadmap.previous,
        "previous_link": roadmap.previous_session.link if roadmap.previous_session else "",
        "session": session,
        "carried": (carried := _carried(roadmap)),
        "carried_words": [f"{entry['title']}: {entry['words']}" for entry in carried],
        "summarised": any(analysis.kind == "completion" for analysis in roadmap.analyses),
        "insights": list(dict.fromkeys(f"{one} ({package.title})" for package in roadmap.scope for one in package.insights)),
        "unwritten": [
            f"What belongs in {analysis.file}? It still holds placeholder text"
            for analysis in roadmap.analyses
            if analysis.file in roadmap.unfilled
        ],
        "rationale": roadmap.rationale,
        "in_start": _summary(roadmap, "START-HERE.md"),
        "in_readme": _summary(roadmap, "README.md"),
        "core": {name: _core_document(roadmap, file) for name, file in (("start", "START-HERE.md"), ("readme", "README.md"))},
        "write": PLACEHOLDERS,
        "since": since,
        "nothing_open": nothing_open(roadmap),
        "sources": _sources(roadmap),
        "problems": list(roadmap.problems),
        "before_prioritizing": [str(one["message"]) for one in roadmap.problems if one["code"] in _PLAN_PROBLEMS],
        "proposed": _proposed(roadmap),
        "documents": (documents := _documents(roadmap)),
        "imports": [_import_view(roadmap)] if roadmap.imported else [],
        "kinds": _kinds(documents),
        "unconfirmed": _UNCONFIRMED[roadmap.checkpoints[-1].state],
        "analyses": [_analysis_view(roadmap, analysis) for analysis in roadmap.analyses],
        "packages": list(views.values()),
        "completions": [one for one in views.values() if one["was_completed"]],
        "testings": [one for one in views.values() if one["testing"]],
        "order": [views[slug] for slug in order],
        "first": next((views[package.slug] for package in sorted(roadmap.open, key=roadmap.waits)), None),
        "next_step": _next_step(roadmap),
        "glance": _glance(roadmap, slip, finish),
        "complete": [views[package.slug] for package in roadmap.complete],
        "done_rows": [
            *(session or {"complete": []})["complete"],
            *(views[package.slug] for package in roadmap.complete),
        ],
        "in_progress": [
            {
                **views[package.slug],
                "started": package.started,
                "spent": spent_words(package),
                "left": _left_short(package),
            }
            for package in roadmap.packages
            if package.status == "in-progress"
        ],
        "partial_rows": [
            *(session or {"still_partial": []})["still_partial"],
            *(views[package.slug] for package in roadmap.packages if package.status == "partial"),
        ],
        "aside": [views[package.slug] for package in roadmap.packages if not package.counts],
        "upcoming": upcoming[:shown],
        "further": len(upcoming) - shown,
        "listed": [views[package.slug] for package in roadmap.packages if package.status != "complete"],
        "plan_patterns": _patterns(roadmap.packages),
        "timeline": _weeks(roadmap) if roadmap.shows_timeline else [],
        "calendar": _calendar_words(roadmap),
        "buffer": _buffer_words(roadmap),
        "buffer_percent": f"{roadmap.buffer}%",
        "with_buffer": _with_buffer(roadmap),
        "legend": _legend(roadmap),
        "spent": _spent_words(roadmap),
        "finish": finish,
        "slip": slip,
        "burn_up_lines": "green bars are done, "
        + ("the grey line was approved, " if any(point.approved is not None for point in roadmap.burn_up) else "")
        + "the orange line is the forecast on the upper estimates",
        "burn_up": burn_up(roadmap.burn_up)
        if roadmap.phase == 7 and roadmap.packages and len(roadmap.burn_up) <= MOST_WEEKS
        else "",
        "critical_path": [views[package.slug] for package in path],
        "critical_path_on_lower": [views[slug] for slug in roadmap.critical_path_on_lower]
        if path and roadmap.critical_path_on_lower != roadmap.critical_path
        else [],
        "critical_effort": f"{span(left_of(path).everything)} total {unit(left_of(path).everything)} left",
        "total": _total_text(roadmap.total),
        "estimated": _total_text(roadmap.estimated) if roadmap.estimated != roadmap.total else "",
        "remaining": _total_text(roadmap.remaining) if roadmap.remaining != roadmap.total else "",
        "by_priority": [
            {"label": LABEL[level], "effort": f"{with_review(total.agentic, total.review)} left{without(total.unestimated)}"}
            for level, total in roadmap.totals_by_priority().items()
        ]
        if roadmap.shows_order
        else [],
        "progress": _progress_view(roadmap),
        "calibration": _calibration_view(roadmap),
        "flowchart": flowchart(roadmap.packages, _stands(roadmap), roadmap.critical_path if roadmap.shows_timeline else ())
        if roadmap.shows_order and any(p.depends_on or p.elsewhere for p in roadmap.packages)
        else "",
        "boxes": boxes(roadmap.packages),
        "gantt": gantt(
            roadmap.packages,
            roadmap.order,
            _stands(roadmap),
            roadmap.critical_path,
            roadmap.timeline.slots,
            roadmap.updated if roadmap.phase == 7 else None,
        )
        if roadmap.shows_timeline
        else "",
        "overall_criteria": list(roadmap.overall_criteria or OVERALL_CRITERIA),
        "external": _external(roadmap),
        "has_people": any(package.owner or package.due for package in roadmap.open),
        "elsewhere": any(package.elsewhere for package in roadmap.packages),
        "internal": [one for one in views.values() if one["requires"]],
    }


#: The document that says what an import held.
IMPORTED = "IMPORTED.md"

#: The problems of plans that are looked at before they are prioritized (workflow, 4.2 and "Package Sizing").
_PLAN_PROBLEMS = (
    "not-estimated",
    *("too-large", "too-small", "no-review", "same-estimates", "tasks", "no-criteria"),
    *("vague-criteria", "unfilled"),
)


#: What follows "Roadmap Complete" where nobody has confirmed it.
_UNCONFIRMED = {"open": ", to Be Confirmed", "reopened": ", to Be Confirmed Again", "confirmed": ""}


def _kinds(documents: Sequence[View]) -> list[View]:
    """The documents of the work packages by their kinds: plans, and those about finished work."""
    words = {"plan": "The work package plans", "completion": "What was delivered", "testing": "How it was tested"}
    found = [{"words": said, "documents": [one for one in documents if one["kind"] == kind]} for kind, said in words.items()]
    return [kind for kind in found if kind["documents"]]


def _proposed(roadmap: Roadmap) -> str:
    """What is proposed of the open packages because nobody has said it: `value and risk of Phase 3, risk of Phase 4`."""
    by_names: dict[tuple[str, ...], list[int]] = {}
    for package in roadmap.open:
        if names := tuple(name for name in package.by_default if name in ("value", "risk")):
            by_names.setdefault(names, []).append(package.number)
    found = [f"medium {text.join(names)} of {phases(numbers)}" for names, numbers in by_names.items()]
    return "; ".join(found)


def _stands(roadmap: Roadmap) -> dict[str, str]:
    return {slug: chosen.stands for slug, chosen in roadmap.priority.items()}


def _total_text(total: Total) -> str:
    return total_text(total.agentic, total.review, total.unestimated)


def _by(week: int, day: datetime.date) -> str:
    return f"week {week} (by {day.isoformat()})"


def _finish(roadmap: Roadmap) -> str:
    """When the last open package is finished, on the lower and on the upper estimates; empty where none is open."""
    now = roadmap.forecast
    if now is None or not roadmap.order:
        return ""
    upper, lower = _by(now.week, now.by), _by(now.week_on_lower, now.by_on_lower)
    finish = upper if upper == lower else f"{lower} on the lower estimates, {upper} on the upper ones"
    unpromised = dict.fromkeys(one.what for package in roadmap.open for one in package.waits_outside if one.by is None)
    if unestimated := sum(not package.is_estimated and not package.under_way for package in roadmap.open):
        finish += f", without {unestimated} {NOT_ESTIMATED}"
    return (
        f"{finish}, if by then {text.join(unpromised)} {'is' if len(unpromised) == 1 else 'are'} there"
        if unpromised
        else finish
    )


def _slip_view(roadmap: Roadmap) -> View | None:
    """Where the forecast stands against what was approved; None before anything is approved."""
    approved, now = roadmap.baseline, roadmap.forecast
    if approved is None or now is None or roadmap.phase < 7:
        return None
    later = weeks_later(approved, now)
    direction = "later" if later > 0 else "earlier"
    weeks = "one week" if abs(later) == 1 else f"{abs(later)} weeks"
    difference = f"{weeks} {direction}" if later else "as approved"
    why = f": {'; '.join(roadmap.reasons)}" if roadmap.reasons else ""
    total = Total(approved.agentic, approved.review)
    week = roadmap.calendar.week_of
    first = f" (at first: week {week(approved.first)}, by {approved.first.isoformat()})" if approved.first else ""
    state = f"Now: week {now.week}, by {now.by.isoformat()}"
    if not roadmap.order:
        state = f"Finished: week {now.week}{f', on {now.day.isoformat()}' if now.day else ''}"
    measured = ", measured hours included" if roadmap.total != roadmap.estimated else ""
    return {
        "state": f"week {now.week}{f', on {now.day.isoformat()}' if now.day else ''}",
        "difference": difference,
        "words": f"Approved: week {week(approved.by)}, by {approved.by.isoformat()}{first}. {state}, {difference}{why}.",
        "total": f"Approved: {span(total.everything)} total {unit(total.everything)}. "
        f"Now: {span(roadmap.total.everything)} total {unit(roadmap.total.everything)}{measured}.",
    }


def _calendar_words(roadmap: Roadmap) -> str:
    """How the timeline is laid out: from when, with how many hours, and as of which day."""
    agentic, review = (hours(minutes) for minutes in roadmap.capacities)
    words = f"Weeks are counted from {roadmap.start.isoformat()}; each has {agentic}h agentic and {review}h review."
    if not roadmap.order:
        return words
    if roadmap.updated <= roadmap.start:
        return f"{words} Planned on the upper estimates{_with_buffer(roadmap)}."
    return f"{words} Open work is laid out from {roadmap.updated.isoformat()} on, the day of this plan, on the upper estimates{_with_buffer(roadmap)}."


def _with_buffer(roadmap: Roadmap) -> str:
    """What follows where the hours of the timeline are named; empty without a buffer."""
    return f", with a buffer of {roadmap.buffer}% on open work" if roadmap.buffer else ""


def _buffer_words(roadmap: Roadmap) -> str:
    """What the buffer is, and what it adds; empty where it adds nothing."""
    adds = roadmap.buffer_adds.everything
    return f"{roadmap.buffer}% on open work: {span(adds)} hours, in the timeline only" if adds.high else ""


def _legend(roadmap: Roadmap) -> str:
    """What the signs in the timeline's table mean; empty where there are none."""
    weeks = _weeks(roadmap) if roadmap.shows_timeline else []
    signs = [
        ("👉 the running week", any(week["running"] for week in weeks)),
        ("✅ complete", any("✅" in week["features"] for week in weeks)),
        ("⏳ waits for something from outside", any("⏳" in week["features"] for week in weeks)),
    ]
    return ", ".join(words for words, there in signs if there)


def _spent_words(roadmap: Roadmap) -> str:
    """The hours that are spent on work under way, which stand in no week yet; empty where none are."""
    parts = [f"{words} on Phase {package.number}" for package in roadmap.packages if (words := spent_words(package))]
    return text.join(parts)


def _progress_view(roadmap: Roadmap) -> View:
    made = roadmap.progress
    full, aside = made.percent // 5, made.percent_aside // 5
    done, everything, aside_hours = (hours(round(minutes / 30) * 30) for minutes in (made.done, made.scope, made.put_aside))
    scope = f"{done}h of {everything}h"
    less = (
        f"; {aside_hours}h of it were put aside since the roadmap was approved, which is less scope and no progress"
        if made.put_aside
        else ""
    )
    return {
        "percent": made.percent,
        "bar": "█" * full + "▒" * aside + "░" * (20 - full - aside),
        "aside": made.percent_aside,
        "words": f"{scope}{less}",
    }


def _calibration_view(roadmap: Roadmap) -> View | None:
    measured = roadmap.calibration
    if measured is None:
        return None
    several = len(measured.measured) > 1
    rows = [
        {
            **_reference(roadmap, package),
            "estimated": estimate(package),
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
        "review": f" Review took {measured.review_ratio:.2f} times its estimates." if measured.review_ratio is not None else "",
        "spread": f", from {measured.lowest:.2f} to {measured.highest:.2f}" if several else "",
        "forecast": total_text(measured.forecast, measured.forecast_review) if roadmap.order else "",
    }


def _upcoming(roadmap: Roadmap) -> Sequence[Package]:
    """The open packages: those under way first, then by the order of implementation; by number before there is an order."""
    if not roadmap.shows_order:
        return [package for package in roadmap.packages if package.is_open]
    return sorted(roadmap.open, key=attention)


def _short_question(name: str, roadmap: Roadmap) -> str:
    """What a checkpoint asks, in short (workflow, "Overview")."""
    if name != "scope":
        return QUESTIONS[name]
    return f"{text.count(len(roadmap.scope), 'work package')} identified. {QUESTIONS[name]}"


def _glance(roadmap: Roadmap, slip: View | None, finish: str) -> View:
    """How things stand, in a few words: phase, finish, and what needs a decision. The next step is `_next_step`.

    Args:
        roadmap: the roadmap.
        slip: where the forecast stands, as `_slip_view` says it.
        finish: when the last open package is finished, as `_finish` says it.
    """
    confirmed = sum(checkpoint.state == "confirmed" for checkpoint in roadmap.checkpoints)
    if not roadmap.order and slip:
        finish = slip["state"]
    decisions = [f"confirm {SUBJECTS[roadmap.waiting.name]}"] if roadmap.waiting else []
    if roadmap.problems:
        decisions.append(f"{text.count(len(roadmap.problems), 'point')} under Needs Attention")
    return {
        "phase": f"{PHASES[roadmap.phase - 1]} ({TIME_BOXES[roadmap.phase - 1]}), {confirmed} of {len(CHECKPOINTS)} checkpoints confirmed"
        if roadmap.phase < 7
        else "",
        "finish": finish,
        "slip": slip["difference"] if finish and slip else "",
        "decisions": text.join(decisions) or "nothing",
    }


def _next_step(roadmap: Roadmap) -> View:
    """What to do now: the checkpoint to confirm, what to go on with, what to start, what is waited for, or that all is complete.

    Attributes of the view: `kind`, one of `confirm`, `work`, `wait`, `complete` and `empty`; `under_way`, the packages to
    go on with; `start`, the package that can be started, and `why`; `waiting`, what each other one waits for, where nothing
    can be started.
    """
    go_on = [roadmap.by_slug[slug] for slug in roadmap.under_way] if roadmap.phase == 7 else []
    ready = [roadmap.by_slug[slug] for slug in roadmap.ready]
    waiting: dict[str, list[int]] = {}
    for package in roadmap.open if roadmap.may_start and not ready else ():
        if package.status == "ready":
            waiting.setdefault(_waits_words(roadmap, package), []).append(package.number)
    if not roadmap.may_start and (roadmap.phase < 7 or roadmap.order):
        kind = "confirm"
    elif not roadmap.order:
        kind = "complete" if roadmap.counted else "empty"
    else:
        kind = "work" if go_on or ready else "wait"
    first = (*go_on, *ready)
    return {
        "kind": kind,
        "under_way": [{**_reference(roadmap, package), "words": going_words(package)} for package in go_on],
        "start": _reference(roadmap, ready[0]) if ready else None,
        "why": f"{LABEL[roadmap.stands(ready[0])]}: {roadmap.priority[ready[0].slug].rationale}" if ready else "",
        "package": _reference(roadmap, first[0]) if first else None,
        "waiting": [
            {"label": phases(numbers), "waits": "waits" if len(numbers) == 1 else "wait", "for": words}
            for words, numbers in waiting.items()
        ],
    }


def going_words(package: Package) -> str:
    """What is said of a package under way where it is named: its status, and what it waits for from outside."""
    waits = text.join(blocker.words for blocker in package.waits_outside)
    return STATUS_WORDS[package.status] + (f", waits for {waits}" if waits else "")


def _waits_words(roadmap: Roadmap, package: Package) -> str:
    """What a package waits for, in words: packages with their status, and outside things."""
    needs = [
        f"Phase {roadmap.by_slug[need].number} ({STATUS_WORDS[roadmap.state(roadmap.by_slug[need])]})"
        if need in roadmap.by_slug
        else f"{need} (unknown)"
        for need in roadmap.waits_for(package)
    ]
    return text.join([*needs, *(blocker.words for blocker in package.waits_outside)])


def nothing_open(roadmap: Roadmap) -> str:
    """What stands where open packages would be listed, when there is none."""
    if not roadmap.packages:
        return "No work packages yet."
    if not roadmap.counted:
        return "Every work package is deferred or dropped."
    done, aside = len(roadmap.complete), len(roadmap.packages) - len(roadmap.counted)
    if not aside:
        return "Every work package is complete."
    return f"{text.count(done, 'work package')} {_are(done)} complete, and {aside} {_are(aside)} put aside."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _initiative_status(roadmap: Roadmap) -> View:
    """The initiative's status as the heads of START-HERE.md and README.md, and the foot of START-HERE.md, say it."""
    statuses = {package.status for package in roadmap.counted}
    if roadmap.phase < 6:
        word = f"In Planning ({PHASES[roadmap.phase - 1]})"
    elif not statuses:
        word = "Put Aside"
    elif statuses == {"ready"}:
        word = "Ready for Review"
        if roadmap.may_start:
            word = "Ready for Implementation" if roadmap.ready else "Waiting (nothing can start yet)"
    elif statuses == {"complete"}:
        aside = len(roadmap.packages) - len(roadmap.counted)
        word = f"Complete ({text.count(aside, 'work package')} put aside)" if aside else "Complete"
    else:
        word = "In Progress"
    return {"head": word, "closing": word[0] + word[1:].lower()}


#: Emoji and word of each state of a checkpoint, and of a line of the checklist.
STATE = {"open": "🛑 Open", "confirmed": "✅ Confirmed", "reopened": "🔁 Reopened", "later": "⏳ To Come"}


def _checkpoint_view(checkpoint: Checkpoint, roadmap: Roadmap) -> View:
    place = CHECKPOINTS.index(checkpoint.name) + 1
    state = "later" if checkpoint.state == "open" and checkpoint != roadmap.waiting else checkpoint.state
    by = f" by {checkpoint.by}" if checkpoint.by else ""
    return {
        "name": checkpoint.name,
        "phase": PHASES[place - 1],
        "time": TIME_BOXES[place - 1],
        "question": _short_question(checkpoint.name, roadmap),
        "subject": SUBJECTS[checkpoint.name],
        "state": STATE[state],
        "is_open": checkpoint.state == "open",
        "next_phase": PHASES[place],
        "next_time": TIME_BOXES[place],
        "when": f"{checkpoint.date}{by}",
        "changes": list(checkpoint.changes),
        "command": f"{UPDATE} -d confirm={checkpoint.name}",
    }


def _checklist_view(roadmap: Roadmap) -> list[View]:
    """The checklist by its groups, each line with its state and its reason."""
    groups: dict[str, list[View]] = {}
    for line in checklist(roadmap):
        groups.setdefault(line.group, []).append(
            {
                "words": line.words,
                "state": line.state,
                "done": line.state == "done",
                "reason": line.reason,
            }
        )
    return [{"title": title, "lines": lines} for title, lines in groups.items()]


def _later(roadmap: Roadmap) -> View:
    """What stands in the place of a section that a later phase brings; empty where it is there."""
    return {
        "analyses": ""
        if roadmap.phase > 2
        else "_The analysis documents come in Analysis, once the planning folder is confirmed._",
        "plans": "" if roadmap.phase > 3 else "_The plans come in Work Package Planning, once the analysis is confirmed._",
        "order": ""
        if roadmap.shows_order
        else "_The priority order comes in Prioritization, once the work package plans are confirmed._",
        "timeline": ""
        if roadmap.shows_timeline
        else "_The timeline comes in Finalize Roadmap, once the priority order is confirmed._",
        "start": "" if roadmap.phase == 7 else "Implementation starts once the roadmap is confirmed. Then:",
    }


def _identified_view(package: Package) -> View:
    return {
        "title": package.title,
        "brief": brief(package),
        "effort_review": estimate(package),
    }


def _scope_total(roadmap: Roadmap) -> str:
    """`X-Y hours agentic + Z hours review` (workflow, 1.2)."""
    total = estimate_of(roadmap.scope)
    return sum_text(total.agentic, total.review, total.unestimated)


def _session_view(previous: Previous | None, roadmap: Roadmap) -> View | None:
    """The previous planning session, as START-HERE.md, README.md and the completion analysis show it; None without one."""
    if previous is None:
        return None
    complete = [_previous_view(package, previous) for package in previous.of("complete")]
    partial = [_previous_view(package, previous) for package in previous.of("in-progress", "partial")]
    complete += [_named_view(one) for one in previous.completed_by_hand]
    partial += [_named_view(one) for one in previous.partial_by_hand]
    not_started = [_previous_view(package, previous) for package in previous.of("ready", "deferred", "dropped")]
    aside = len(previous.of("deferred", "dropped"))
    # What was taken over and goes on here stands in this roadmap's own tables.
    here = {package.slug for package in roadmap.packages if package.status != "ready"}
    return {
        "folder": previous.folder,
        "link": previous.link,
        "title": previous.title,
        "known": previous.is_known,
        "by_hand": not previous.packages,
        "complete": complete,
        "partial": partial,
        "still_partial": [one for one in partial if one["slug"] not in here],
        "not_started": not_started,
        "completed": previous.completed,
        "counts": text.join(
            f"{number} {'is' if number == 1 else 'are'} {words}"
            for number, words in (
                (len(complete), "complete"),
                (len(partial), "partially complete"),
                (len(not_started) - aside, "not started"),
                (aside, "put aside"),
            )
            if number
        ),
        "planned": text.count(len(complete) + len(partial) + len(not_started), "work package"),
        "measured": _measured_words(previous),
    }


def _named_view(named: Named) -> View:
    """What a person says of a session without records, in the form of `_previous_view`."""
    return {
        "slug": "",
        "title": named.title,
        "brief": named.notes,
        "note": named.notes,
        "references": text.join(text.linked(one) for one in named.references),
        "done": named.done or named.notes,
        "remains": named.remains,
        "why": "",
        "taken": "",
    }


def _previous_view(package: Package, previous: Previous) -> View:
    estimated = estimate(package)
    taken = ""
    if package.status == "complete" and _taken(package):
        taken = f"; it took {_taken(package)}, estimated were {estimated}"
    elif spent_words(package):
        taken = f"; {spent_words(package)} were spent on it, estimated were {estimated}"
    if package.status == "complete" and (unmet := previous.unmet(package)):
        taken += f"; not ticked in its plan: {'; '.join(unmet)}"
    return {
        "slug": package.slug,
        "title": package.title,
        "brief": brief(package),
        "note": brief(package),
        "references": references(package),
        "done": package.done,
        "remains": package.remains,
        "why": _why_not_started(package, previous),
        "taken": taken,
    }


def references(package: Package) -> str:
    """The pull requests and the decision record of a package, addresses as links, in Markdown; empty where there are none."""
    return text.join(text.linked(one) for one in (*package.pr, package.adr) if one)


def _why_not_started(package: Package, previous: Previous) -> str:
    """Why a package of the previous session was not begun: what a person said, else what it waited for."""
    if package.status in ("deferred", "dropped"):
        return f"{package.status}{': ' + package.remains if package.remains else ', no reason was recorded'}"
    if package.remains:
        return f"not begun: {package.remains}"
    titles = {other.slug: other.title for other in previous.packages if other.status != "complete"}
    waited = [
        *(titles[need] for need in package.depends_on if need in titles),
        *(blocker.words for blocker in package.waits_outside),
    ]
    return f"not begun: it waited for {text.join(waited)}" if waited else "not begun: its turn had not come"


def _taken(package: Package) -> str:
    """The measured hours in words; empty where none were."""
    return " + ".join(
        f"{hours(minutes)}h {kind}"
        for minutes, kind in ((package.actual, "agentic"), (package.actual_review, "review"))
        if minutes is not None
    )


def _measured_words(previous: Previous) -> str:
    measured = previous.calibration
    if measured is None:
        return ""
    review = f", review {measured.review_ratio:.2f} times its own" if measured.review_ratio is not None else ""
    count = text.count(len(measured.measured), "complete work package")
    return f"Agentic work took {measured.ratio:.2f} times the middle of its estimates{review}, measured on {count}."


def _carried(roadmap: Roadmap) -> list[View]:
    """The unfinished packages of the previous session, and what became of each: taken over with which estimate, or not."""
    previous = roadmap.previous_session
    if previous is None:
        return []
    here = {package.slug: package for package in (*roadmap.identified, *roadmap.packages)}
    rows = []
    for package in previous.of("ready", "in-progress", "partial", "deferred"):
        taken = here.get(package.slug)
        was = estimate(package)
        now = with_review(*recalibrated(package, previous))
        if taken is None:
            words = "left out of this roadmap"
        else:
            words = f"taken over; its estimate of {was} " + (f"becomes {now}" if now != was else "stands")
            if now != was and previous.calibration and package.remaining is None:
                words += ", by what was measured"
            if spent_words(package):
                words += f"; {spent_words(package)} were spent on it"
        rows.append({"title": package.title, "words": words})
    rows += [
        {"title": package.title, "words": f"complete, and not ticked in its plan: {'; '.join(previous.unmet(package))}"}
        for package in previous.of("complete")
        if previous.unmet(package)
    ]
    return rows


def _package_view(roadmap: Roadmap, package: Package) -> View:
    chosen = roadmap.priority[package.slug]
    after = roadmap.following.get(package.slug) if package.is_open else next(iter(roadmap.order), None)
    label, document = status_of(roadmap, package)
    return {
        **_reference(roadmap, package),
        "date": package.added,
        "status": label,
        "document_status": document,
        "closing_status": "Ready for implementation" if roadmap.state(package) == "ready" else document,
        "is_ready": package.status == "ready",
        "was_completed": package.was_completed,
        "completion": _completion_view(roadmap, package) if package.was_completed else None,
        "testing": package.testing,
        "testing_file": package.testing_file,
        "completion_file": package.completion_file,
        "counted": package.counts,
        "priority": LABEL[chosen.stands],
        "priority_emoji": LABEL[chosen.stands].split()[0],
        "priority_word": chosen.stands.upper(),
        "rationale": chosen.rationale,
        "effort": estimate_text(package.effort),
        "risk": package.risk,
        "effort_review": estimate(package),
        "brief": brief(package),
        "note": _note(roadmap, package),
        "outcome": package.success_criteria[0] if package.success_criteria else "",
        "outcome_met": bool(package.success_criteria and package.success_criteria[0] in roadmap.met.get(package.slug, ())),
        "ticked": _ticked_words(roadmap, package),
        "owner": package.owner,
        "due": package.due,
        "left": _left_short(package) if package.under_way and package.left != (package.effort, package.review) else "",
        "under_way": package.under_way,
        "blockers": [
            {"entry": entry, "named": not blocker.open and entry not in roadmap.resolved_by_hand(package)}
            for entry, blocker in zip(package.blocked_by, package.blockers, strict=False)
        ],
        "waits": _waits_words(roadmap, package) if package.is_open and not package.under_way else "",
        "in_plan": _in_plan(roadmap, package),
        "requires": [
            _reference(roadmap, roadmap.by_slug[need])
            if need in roadmap.by_slug
            else {"slug": need, "label": "", "title": need, **_linked(roadmap, ""), "is_complete": False}
            for need in package.depends_on
        ]
        + [_elsewhere(one) for one in package.elsewhere],
        "dependency_words": "; ".join(
            [
                *(
                    [f"Depends on {text.join(_named(roadmap, need) for need in package.depends_on)}"]
                    if package.depends_on
                    else []
                ),
                *([f"Waits for {text.join(one.words for one in package.waits_outside)}"] if package.waits_outside else []),
            ]
        )
        or "None",
        "schedule": _schedule(roadmap, package),
        "status_notes": _status_notes(roadmap, package),
        "reason": package.remains or package.priority_reason,
        "enables": [_reference(roadmap, roadmap.by_slug[slug]) for slug in roadmap.needed_by[package.slug]],
        "next": _reference(roadmap, roadmap.by_slug[after]) if after and roadmap.shows_order else None,
        "references": references(package),
        **{
            name: list(value) if isinstance(value := getattr(package, name), tuple) else value
            for name in (*("summary", "in_scope", "success_criteria", "done", "remains"),)
        },
    }


def _elsewhere(one: Elsewhere) -> View:
    """A package of another initiative as a reference; its plan lies beside this planning folder."""
    found = {"number": nn(one.number), "slug": one.name, "is_complete": one.is_complete, "file": "", "href": ""}
    if one.missing or not one.title:
        return {**found, "label": "", "title": one.name}
    href = f"../{quote(one.folder)}/{quote(one.file)}" if one.file else ""
    return {
        **found,
        "label": f"{text.inline(one.initiative)}, Phase {one.number}",
        "title": one.title,
        "file": one.name,
        "href": href,
    }


def estimate(package: Package) -> str:
    """The package's estimate, `X-Yh agentic + Zh review`, and whether its review is only proposed; or that there is none."""
    if not package.is_estimated:
        return NOT_ESTIMATED
    return with_review(package.effort, package.review) + (" by default" if "review" in package.by_default else "")


def _note(roadmap: Roadmap, package: Package) -> str:
    """What a package is about, with how many of its success criteria are ticked where some are not."""
    ticked = _ticked_words(roadmap, package) if set(package.success_criteria) - set(roadmap.met.get(package.slug, ())) else ""
    about = brief(package)
    # What follows belongs to the same sentence.
    return "; ".join(words for words in (about.removesuffix(".") if ticked else about, ticked) if words)


def _ticked_words(roadmap: Roadmap, package: Package) -> str:
    """How many of several success criteria are ticked in the plan, or of any that a complete package has left open."""
    met = [one for one in package.success_criteria if one in roadmap.met.get(package.slug, ())]
    if len(package.success_criteria) > 1 or (package.status == "complete" and len(met) < len(package.success_criteria)):
        return f"{len(met)} of {len(package.success_criteria)} criteria ticked"
    return ""


def _in_plan(roadmap: Roadmap, package: Package) -> View:
    """What the plan shows of the answers that a person may also write in it; nothing where a person wrote it there."""
    answered = roadmap.answered[package.slug]
    by_hand = roadmap.by_hand.get(package.slug, ())
    return {
        name: list(value) if isinstance(value := "" if name in by_hand else getattr(answered, name), tuple) else value
        for name in PLACEHOLDERS["plan"]
    }


def status_of(roadmap: Roadmap, package: Package) -> tuple[str, str]:
    """The package's state as tables and as its document's head show it; the head says what it waits for."""
    state = roadmap.state(package)
    label, document = STATUS[state]
    if state == "waiting":
        document += f" for {_waited_for(roadmap, package)}"
    elif state == "planned" and roadmap.phase == 7 and roadmap.waiting:
        document += f" (checkpoint {roadmap.waiting.name} is to be confirmed again)"
    return label, document


def _named(roadmap: Roadmap, slug: str) -> str:
    """A package by its number and title; one that is not here, by its name."""
    return f"{nn(roadmap.by_slug[slug].number)} {roadmap.by_slug[slug].title}" if slug in roadmap.by_slug else slug


def _schedule(roadmap: Roadmap, package: Package) -> list[str]:
    """When an open package is planned, and how far it can slip; nothing for others."""
    slot = roadmap.timeline.slots.get(package.slug)
    if not slot or not roadmap.shows_timeline:
        return []
    weeks = f"week {slot.first_week}" if slot.first_week == slot.last_week else f"weeks {slot.first_week} to {slot.last_week}"
    days = slot.first_day.isoformat()
    if slot.last_day != slot.first_day:
        days += f" to {slot.last_day.isoformat()}"
    low, high = roadmap.slack[package.slug]
    if package.slug in roadmap.critical:
        slip = "On the critical path: if this takes longer, so does the roadmap"
    elif not high:
        slip = "Slack: none, it is as long as the critical path"
    else:
        slip = f"Slack: {span(Effort(low, high))}h before it delays the roadmap, by its dependencies"
    waits = [f"Waits for {words}" for words in [text.join(one.words for one in package.waits_outside)] if words]
    return [f"{'Goes on in' if package.under_way else 'Planned for'} {weeks}, {days}", *waits, slip]


def _completion_view(roadmap: Roadmap, package: Package) -> View:
    """What a completion document says beside the package's own answers."""
    met = set(roadmap.met.get(package.slug, ()))
    unblocked = [roadmap.by_slug[slug] for slug in roadmap.needed_by[package.slug]]
    ratio = f"{ratio_of(package):.2f}" if package.actual is not None and package.is_estimated else ""
    done = roadmap.tasks_done.get(package.slug, ())
    return {
        "date": package.completed,
        "is_reopened": package.status != "complete",
        "criteria": [{"words": criterion, "met": criterion in met} for criterion in package.success_criteria],
        "met": f"{len([one for one in package.success_criteria if one in met])} of {len(package.success_criteria)}",
        "all_met": all(one in met for one in package.success_criteria),
        "open_tasks": [task for task in package.task_list if task not in done],
        "estimated": estimate(package),
        "actual": _taken(package),
        "ratio": ratio,
        "remained": list(package.history),
        "history": [
            *([f"Started on {package.started}"] if package.started else []),
            *package.history,
            *([f"Completed on {words}"] if (words := _completed_words(package) or package.completed) else []),
        ],
        "unblocks": [{**_reference(roadmap, other), "words": _unblocked_words(roadmap, other)} for other in unblocked],
    }


def _unblocked_words(roadmap: Roadmap, package: Package) -> str:
    if package.status != "ready":
        return STATUS_WORDS[package.status]
    needs = _waited_for(roadmap, package)
    return f"still waits for {needs}" if needs else "has all that it depends on"


def _waited_for(roadmap: Roadmap, package: Package) -> str:
    """What a package waits for: phases that are not complete, and outside things; empty where it waits for nothing."""
    needs = [
        f"Phase {roadmap.by_slug[need].number}" if need in roadmap.by_slug else need for need in roadmap.waits_for(package)
    ]
    return text.join([*needs, *(blocker.words for blocker in package.waits_outside)])


def _status_notes(roadmap: Roadmap, package: Package) -> list[View]:
    """What a plan says of its progress, beyond the status."""
    slot = roadmap.timeline.slots.get(package.slug)
    notes = (
        ("Started", package.started if package.status != "ready" else ""),
        ("Completed", _completed_words(package)),
        ("Done", package.done),
        ("Remains" if package.counts else "Reason", package.remains),
        ("PR", text.join(map(text.linked, package.pr))),
        ("ADR", text.linked(package.adr)),
        ("Actual effort" if package.status == "complete" else "Spent so far", _taken(package)),
        ("Left", _left_words(package)),
        (
            "Forecast",
            f"finished on {slot.last_day.isoformat()}"
            if slot and package.under_way and not package.is_overrun and roadmap.phase == 7
            else "",
        ),
    )
    return [{"name": name, "words": words} for name, words in notes if words]


def _completed_words(package: Package) -> str:
    if package.status != "complete":
        return ""
    late = package.due and package.completed > package.due
    return f"{package.completed}, after the day on which it was due, {package.due}" if late else package.completed


def _left_short(package: Package) -> str:
    """What is left of work under way, as tables and lists show it."""
    return "not known" if package.is_overrun else with_review(*package.left)


def _left_words(package: Package) -> str:
    if not package.under_way:
        return ""
    if package.is_overrun:
        return f"not known: {hours(package.actual or 0)}h are spent of {effort_text(package.effort)}. Say it in `remaining`"
    return f"{with_review(*package.left)}{_by_whom(package)}"


def _by_whom(package: Package) -> str:
    """Where the figure of what is left comes from."""
    if package.remaining is not None:
        return ", as given in `remaining`"
    return ", by the estimate" if package.actual is None else ", the estimate less what was spent"


def _sources(roadmap: Roadmap) -> list[View]:
    """What the planning session integrates (workflow, START-HERE.md, Executive Summary)."""
    sources: list[View] = [
        {"title": analysis.title, **_linked(roadmap, analysis.file), "words": analysis.purpose} for analysis in roadmap.analyses
    ]
    if roadmap.imported:
        said = _import_view(roadmap)
        sources.append({"title": "What was imported", **_linked(roadmap, IMPORTED), "words": f"from {said['planner']}"})
    if roadmap.previous:
        sources.append({"title": "Remaining work", **_linked(roadmap, ""), "words": f"from {roadmap.previous}"})
    if roadmap.identified:
        words = "listed below under This Roadmap"
        sources.append({"title": text.count(len(roadmap.identified), "work package"), **_linked(roadmap, ""), "words": words})
    if roadmap.packages:
        basis = " based on the analyses above" if roadmap.analyses else ""
        sources.append(
            {
                "title": text.count(len(roadmap.packages), "work package"),
                **_linked(roadmap, ""),
                "words": f"{basis}, listed below under This Roadmap".strip(", "),
            }
        )
    return sources


def _documents(roadmap: Roadmap) -> list[View]:
    """The documents between START-HERE.md and the end of the index: by number, then those about finished work."""
    listed = [
        (analysis.number, _document(roadmap, "analysis", analysis.file, "", analysis.purpose, "✅"))
        for analysis in roadmap.analyses
    ]
    for package in roadmap.packages:
        status = status_of(roadmap, package)[0]
        listed.append(
            (package.number, _document(roadmap, "plan", package.file, f"Phase {package.number}", package.title, status))
        )
    found = [document for _, document in sorted(listed, key=lambda entry: (entry[0], entry[1]["file"]))]
    if roadmap.imported:
        words = f"What came from {_import_view(roadmap)['planner']}, and what was left out"
        found.insert(0, _document(roadmap, "import", IMPORTED, "", words, "✅"))
    for package in roadmap.packages:
        phase = f"Phase {package.number}"
        if package.was_completed:
            status = "✅" if package.status == "complete" else "🔁 Reopened"
            found.append(
                _document(roadmap, "completion", package.completion_file, f"Completion of {phase}", package.title, status)
            )
        if package.testing:
            found.append(_document(roadmap, "testing", package.testing_file, f"Testing of {phase}", package.title, "✅"))
    return found


def _import_view(roadmap: Roadmap) -> View:
    """What is kept of an import: of which planner, from where, what is pending and decided, and what was left out."""
    said = roadmap.imported
    place = text.one_line(said.get("path"))
    pending = dict(said.get("statuses") or {})
    return {
        "file": IMPORTED,
        "planner": text.one_line(said.get("planner")),
        "place": "this repository" if place == "." else place,
        "pending": [
            {**_reference(roadmap, package), "status": STATUS_WORDS[str(pending[package.slug]["status"])]}
            for package in roadmap.packages
            if package.slug in pending and package.status == "ready"
        ],
        "decided": text.items(said.get("decided")),
        "left_out": text.items(said.get("left_out")),
    }


def _core_document(roadmap: Roadmap, name: str) -> View:
    """START-HERE.md or README.md in an index: a skeleton before its priorities and timeline are there (workflow, 305)."""
    found = _document(roadmap, "core", name, "", "", "✅")
    if roadmap.phase < 6 and name not in roadmap.missing:
        return {**found, "status": "📝 Skeleton", "mark": "📝"}
    return found


def _summary(roadmap: Roadmap, name: str) -> View:
    """What START-HERE.md or README.md says of the session: each answer, empty where a person wrote it there (workflow, 406).

    `grounds` are why it belongs together and what comes of it, for a summary of two paragraphs (workflow, 562).
    """
    by_hand = roadmap.summed_up_by_hand.get(name, ())
    said = {one: getattr(roadmap, one) for one in ("overview", "rationale", "impact_overall")}
    return {
        **{one: "" if one in by_hand else words for one, words in said.items()},
        "grounds": _one_paragraph(said["rationale"], said["impact_overall"]),
    }


def _one_paragraph(first: str, second: str) -> str:
    """Both texts in one paragraph, where each is whole sentences on one line; else one below the other."""
    both = [words for words in (first, second) if words]
    whole = all("\n" not in words for words in both) and first.endswith((".", "!", "?", "…"))
    return (" " if whole else "\n\n").join(both)


def _document(roadmap: Roadmap, kind: str, name: str, label: str, words: str, status: str) -> View:
    """One document of the index: a plan by its phase and title, an analysis by its purpose."""
    there = name not in roadmap.missing
    unwritten = name in roadmap.unfilled
    shown = "📝 To Write" if unwritten and not name.endswith("-plan.md") else status
    return {
        "kind": kind,
        **_linked(roadmap, name),
        "label": label,
        "phase": label.rpartition(" of ")[2],
        "words": words,
        "status": shown if there else "🗑️ Deleted",
        "mark": ("📝" if unwritten else "✅") if there else "🗑️",
    }


def brief(package: Package) -> str:
    """The package in one line: the first sentence of its summary; empty where there is none."""
    summary = text.one_line(package.summary)
    sentence, stop, _ = summary.partition(". ")
    return sentence + "." if stop else summary


def _linked(roadmap: Roadmap, file: str) -> View:
    """A file's name, the one that people gave it, and the one by which it can be linked to: empty where it is not there."""
    name = roadmap.renamed.get(file, file)
    return {"file": file, "name": name, "href": quote(name) if file not in roadmap.missing else ""}


def _reference(roadmap: Roadmap, package: Package) -> View:
    return {
        "number": nn(package.number),
        "label": f"Phase {package.number}",
        "slug": package.slug,
        "title": package.title,
        **_linked(roadmap, package.file),
        "is_complete": package.status == "complete",
    }


def _analysis_view(roadmap: Roadmap, analysis: Analysis) -> View:
    return {
        "number": nn(analysis.number),
        "kind": analysis.kind,
        "sections": sections_of(analysis.kind),
        "title": analysis.title,
        "purpose": analysis.purpose,
        **_linked(roadmap, analysis.file),
        "date": analysis.added or roadmap.date.isoformat(),
    }


def _weeks(roadmap: Roadmap) -> list[View]:
    """The weeks of the timeline: those with work, and between them, as one, those in which nothing was completed."""
    found: list[View] = []
    weeks = roadmap.timeline.weeks
    expected = 1
    running = roadmap.calendar.running_week
    for week in weeks:
        if week.number > expected:
            found += _idle(roadmap, expected, week.number - 1)
        found.append(_week_view(week, roadmap, week.number == running and roadmap.phase == 7))
        expected = max(expected, week.number + 1)
    return found


def _idle(roadmap: Roadmap, first: int, last: int) -> list[View]:
    """The weeks without work: those that are over, and those to come, in which everything waits."""
    running = roadmap.calendar.running_week
    over = "Nothing completed" if roadmap.phase == 7 else "Still in planning"
    parts = [(first, min(last, running), over), (max(first, running + 1), last, "Nothing planned: work waits")]
    return [
        {
            "label": f"Week {start}" if start == end else f"Weeks {start}-{end}",
            "running": start <= running <= end and roadmap.phase == 7,
            "completed": [],
            "planned": [],
            "features": words,
            "phases": words,
            "effort": "",
            "hours": "",
            "dates": f"{roadmap.calendar.first_day(start).isoformat()} to {roadmap.calendar.last_day(end).isoformat()}",
        }
        for start, end, words in parts
        if start <= end
    ]


def _week_view(week: Week, roadmap: Roadmap, running: bool) -> View:
    completed = [roadmap.by_slug[slug] for slug in week.completed]
    planned = [roadmap.by_slug[slug] for slug in week.packages]
    marks = {
        package.number: (" ⏳" if package.waits_outside else "") + ("" if package.is_estimated else f" ({NOT_ESTIMATED})")
        for package in planned
    }
    measured = [
        package.actual is not None and (package.actual_review is not None or not package.review) for package in completed
    ]
    basis = " taken" if all(measured) else " taken, in part as estimated" if any(measured) else " as estimated"
    taken = f"{with_review(week.taken, week.taken_review)}{basis}" if completed else ""
    if completed and not any(package.is_estimated or package.actual is not None for package in completed):
        # Of an import: nobody estimates what is done.
        taken = f"what is complete is {NOT_ESTIMATED}"
    to_come = with_review(week.agentic, week.review) if planned else ""
    if week.number:
        label, dates = f"Week {week.number}", f"{week.starts.isoformat()} to {week.ends.isoformat()}"
    else:
        undated = any(not package.completed for package in completed)
        label, dates = "Before", "on no recorded day" if undated else f"before {roadmap.start.isoformat()}"
    return {
        "label": label,
        "running": running,
        "completed": [package.slug for package in completed],
        "planned": [package.slug for package in planned],
        "features": " + ".join(
            [*(f"✅ Phase {package.number}" for package in completed), *(f"Phase {number}{marks[number]}" for number in marks)]
        ),
        "phases": text.join(
            [
                *([f"✅ {phases([package.number for package in completed])}"] if completed else []),
                *([phases([package.number for package in planned])] if planned else []),
            ],
            "then",
        ),
        "effort": "; ".join([*([taken] if taken else []), *([f"{to_come} to come" if taken else to_come] if to_come else [])]),
        "hours": effort_text(week.agentic + week.taken),
        "dates": dates,
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


def _external(roadmap: Roadmap) -> list[View]:
    """The outside things that are waited for: the initiative's own, each with its box, then those of plans, whose boxes are there."""
    found = [_external_view(one, roadmap) for one in roadmap.external if not one.in_plans]
    named: dict[Blocker, list[Package]] = {}
    for package in roadmap.packages:
        if package.counts:
            for blocker in package.blockers[: len(package.blocked_by)]:
                named.setdefault(blocker, []).append(package)
    for blocker, packages in named.items():
        found.append(
            {
                "boxed": False,
                "open": blocker.open,
                "name": blocker.words,
                "before": f"must be resolved before {phases([package.number for package in packages])}",
                "plans": [_reference(roadmap, package) for package in packages],
            }
        )
    return found


def _external_view(one: External, roadmap: Roadmap) -> View:
    words = "" if named_phases(one.entry) else "must be resolved before any work package starts"
    return {
        "boxed": True,
        "open": one.blocker.open,
        "named": not one.blocker.open and one.entry not in roadmap.external_by_hand,
        "name": one.entry,
        "before": words,
        "plans": [],
    }
