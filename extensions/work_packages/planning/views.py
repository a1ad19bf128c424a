"""What the documents show: the roadmap in the words, links and figures of the workflow's documents."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from . import house, text
from .analyses import own_sections, sections_of
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
from .lifecycle import CODES, STATES
from .placeholders import PLACEHOLDERS
from .priority import LABEL, LEVEL, SIGN
from .records import Analysis, Package, nn
from .roadmap import External, Roadmap, Total, estimate_of, left_of
from .schedule import Week, attention
from .words import Spoken, SpokenList, in_force, say, small
from .workflow import CHECKPOINTS, PHASES, QUESTIONS, RULES, TIME_BOXES

View = dict[str, Any]

#: Emoji and word of each state of a package (`Roadmap.state`), as tables show it, and the word that a document's head shows.
STATUS = Spoken(
    {
        "planned": ("📋 Planned", "Planned"),
        "waiting": ("⏳ Waiting", "Waiting"),
        "ready": ("📋 Ready", "Ready for Implementation"),
        "in-progress": ("🚧 In Progress", "In Progress"),
        "partial": ("⚠️ Partial", "Partially Complete"),
        "complete": ("✅ Complete", "Complete"),
        "deferred": ("⏸️ Deferred", "Deferred"),
        "dropped": ("❌ Dropped", "Dropped"),
    }
)

#: The same, inside a sentence.
STATUS_WORDS = STATES

#: The months, as a head names them.
MONTHS = SpokenList(
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

#: The most packages that README.md names as next; its priority order has them all.
MOST_UPCOMING = 5

#: The most weeks that a chart shows: of more nobody can read a bar, and Mermaid draws no text without end.
MOST_WEEKS = 104

#: The overall success criteria of the workflow's START-HERE.md, where the initiative names none.
OVERALL_CRITERIA = SpokenList(
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
        "month": f"{MONTHS[roadmap.date.month - 1]} {roadmap.date.year}",
        "updated": roadmap.updated.isoformat(),
        "status": _initiative_status(roadmap),
        "location": roadmap.location,
        "phase": roadmap.phase,
        "rules": list(RULES),
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
            say("What belongs in {file}? It still holds placeholder text", file=analysis.file)
            for analysis in roadmap.analyses
            if analysis.file in roadmap.unfilled
        ],
        "rationale": roadmap.rationale,
        "in_start": _summary(roadmap, "START-HERE.md"),
        "in_readme": _summary(roadmap, "README.md"),
        "core": {name: _core_document(roadmap, file) for name, file in (("start", "START-HERE.md"), ("readme", "README.md"))},
        "write": {name: dict(lines) for name, lines in PLACEHOLDERS.items()},
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
        "burn_up_lines": say("green bars are done, ")
        + (say("the grey line was approved, ") if any(point.approved is not None for point in roadmap.burn_up) else "")
        + say("the orange line is the forecast on the upper estimates"),
        "burn_up": burn_up(roadmap.burn_up)
        if roadmap.phase == 7 and roadmap.packages and len(roadmap.burn_up) <= MOST_WEEKS
        else "",
        "critical_path": [views[package.slug] for package in path],
        "critical_path_on_lower": [views[slug] for slug in roadmap.critical_path_on_lower]
        if path and roadmap.critical_path_on_lower != roadmap.critical_path
        else [],
        "critical_effort": say(
            "{everything} total {everything2} left",
            everything=span(left_of(path).everything),
            everything2=unit(left_of(path).everything),
        ),
        "total": _total_text(roadmap.total),
        "estimated": _total_text(roadmap.estimated) if roadmap.estimated != roadmap.total else "",
        "remaining": _total_text(roadmap.remaining) if roadmap.remaining != roadmap.total else "",
        "by_priority": [
            {
                "label": LABEL[level],
                "effort": say(
                    "{with_review} left{without}",
                    with_review=with_review(total.agentic, total.review),
                    without=without(total.unestimated),
                ),
            }
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
        "own_sections": _own_sections(roadmap),
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
_UNCONFIRMED = Spoken({"open": ", to Be Confirmed", "reopened": ", to Be Confirmed Again", "confirmed": ""})


def _kinds(documents: Sequence[View]) -> list[View]:
    """The documents of the work packages by their kinds: plans, and those about finished work."""
    words = {
        "plan": say("The work package plans"),
        "completion": say("What was delivered"),
        "testing": say("How it was tested"),
    }
    found = [{"words": said, "documents": [one for one in documents if one["kind"] == kind]} for kind, said in words.items()]
    return [kind for kind in found if kind["documents"]]


_PROPOSED = Spoken({"value": "value", "risk": "risk"})


def _proposed(roadmap: Roadmap) -> str:
    """What is proposed of the open packages because nobody has said it: `value and risk of Phase 3, risk of Phase 4`."""
    by_names: dict[tuple[str, ...], list[int]] = {}
    for package in roadmap.open:
        if names := tuple(name for name in package.by_default if name in ("value", "risk")):
            by_names.setdefault(names, []).append(package.number)
    found = [
        say("medium {names} of {phases}", names=text.join(_PROPOSED[name] for name in names), phases=phases(numbers))
        for names, numbers in by_names.items()
    ]
    return "; ".join(found)


def _stands(roadmap: Roadmap) -> dict[str, str]:
    return {slug: chosen.stands for slug, chosen in roadmap.priority.items()}


def _total_text(total: Total) -> str:
    return total_text(total.agentic, total.review, total.unestimated)


def _by(week: int, day: datetime.date) -> str:
    return say("week {week} (by {day})", week=week, day=day.isoformat())


def _finish(roadmap: Roadmap) -> str:
    """When the last open package is finished, on the lower and on the upper estimates; empty where none is open."""
    now = roadmap.forecast
    if now is None or not roadmap.order:
        return ""
    upper, lower = _by(now.week, now.by), _by(now.week_on_lower, now.by_on_lower)
    finish = (
        upper if upper == lower else say("{lower} on the lower estimates, {upper} on the upper ones", lower=lower, upper=upper)
    )
    unpromised = dict.fromkeys(one.what for package in roadmap.open for one in package.waits_outside if one.by is None)
    if unestimated := sum(not package.is_estimated and not package.under_way for package in roadmap.open):
        finish += say(", without {count} not estimated", count=unestimated)
    return (
        say(
            "{finish}, if by then {unpromised} {words} there",
            finish=finish,
            unpromised=text.join(unpromised),
            words="is" if len(unpromised) == 1 else "are",
        )
        if unpromised
        else finish
    )


def _slip_view(roadmap: Roadmap) -> View | None:
    """Where the forecast stands against what was approved; None before anything is approved."""
    approved, now = roadmap.baseline, roadmap.forecast
    if approved is None or now is None or roadmap.phase < 7:
        return None
    later = weeks_later(approved, now)
    direction = say("later") if later > 0 else say("earlier")
    weeks = say("one week") if abs(later) == 1 else say("{later} weeks", later=abs(later))
    difference = f"{weeks} {direction}" if later else say("as approved")
    why = f": {'; '.join(roadmap.reasons)}" if roadmap.reasons else ""
    total = Total(approved.agentic, approved.review)
    week = roadmap.calendar.week_of
    first = (
        say(" (at first: week {week}, by {first})", week=week(approved.first), first=approved.first.isoformat())
        if approved.first
        else ""
    )
    state = say("Now: week {week}, by {by}", week=now.week, by=now.by.isoformat())
    if not roadmap.order:
        state = say(
            "Finished: week {week}{more}", week=now.week, more=say(", on {day}", day=now.day.isoformat()) if now.day else ""
        )
    measured = say(", measured hours included") if roadmap.total != roadmap.estimated else ""
    return {
        "state": say("week {week}{more}", week=now.week, more=say(", on {day}", day=now.day.isoformat()) if now.day else ""),
        "difference": difference,
        "words": say(
            "Approved: week {week}, by {by}{first}. {state}, {difference}{why}.",
            week=week(approved.by),
            by=approved.by.isoformat(),
            first=first,
            state=state,
            difference=difference,
            why=why,
        ),
        "total": say(
            "Approved: {everything} total {everything2}. Now: {everything3} total {everything4}{measured}.",
            everything=span(total.everything),
            everything2=unit(total.everything),
            everything3=span(roadmap.total.everything),
            everything4=unit(roadmap.total.everything),
            measured=measured,
        ),
    }


def _calendar_words(roadmap: Roadmap) -> str:
    """How the timeline is laid out: from when, with how many hours, and as of which day."""
    agentic, review = (hours(minutes) for minutes in roadmap.capacities)
    words = say(
        "Weeks are counted from {start}; each has {agentic}h agentic and {review}h review.",
        start=roadmap.start.isoformat(),
        agentic=agentic,
        review=review,
    )
    if not roadmap.order:
        return words
    if roadmap.updated <= roadmap.start:
        return say("{words} Planned on the upper estimates{with_buffer}.", words=words, with_buffer=_with_buffer(roadmap))
    return say(
        "{words} Open work is laid out from {updated} on, the day of this plan, on the upper estimates{with_buffer}.",
        words=words,
        updated=roadmap.updated.isoformat(),
        with_buffer=_with_buffer(roadmap),
    )


def _with_buffer(roadmap: Roadmap) -> str:
    """What follows where the hours of the timeline are named; empty without a buffer."""
    return say(", with a buffer of {buffer}% on open work", buffer=roadmap.buffer) if roadmap.buffer else ""


def _buffer_words(roadmap: Roadmap) -> str:
    """What the buffer is, and what it adds; empty where it adds nothing."""
    adds = roadmap.buffer_adds.everything
    return (
        say("{buffer}% on open work: {adds} hours, in the timeline only", buffer=roadmap.buffer, adds=span(adds))
        if adds.high
        else ""
    )


def _legend(roadmap: Roadmap) -> str:
    """What the signs in the timeline's table mean; empty where there are none."""
    weeks = _weeks(roadmap) if roadmap.shows_timeline else []
    signs = [
        (say("👉 the running week"), any(week["running"] for week in weeks)),
        (say("✅ complete"), any(week["completed"] for week in weeks)),
        (say("⏳ waits for something from outside"), any(week["waits"] for week in weeks)),
    ]
    return ", ".join(words for words, there in signs if there and words)


def _spent_words(roadmap: Roadmap) -> str:
    """The hours that are spent on work under way, which stand in no week yet; empty where none are."""
    parts = [
        say("{words} on Phase {number}", words=words, number=package.number)
        for package in roadmap.packages
        if (words := spent_words(package))
    ]
    return text.join(parts)


def _progress_view(roadmap: Roadmap) -> View:
    made = roadmap.progress
    full, aside = made.percent // 5, made.percent_aside // 5
    done, everything, aside_hours = (hours(round(minutes / 30) * 30) for minutes in (made.done, made.scope, made.put_aside))
    scope = say("{done}h of {everything}h", done=done, everything=everything)
    less = (
        say(
            "; {aside_hours}h of it were put aside since the roadmap was approved, which is less scope and no progress",
            aside_hours=aside_hours,
        )
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
            "actual": say("{hours}h agentic", hours=hours(package.actual or 0))
            + (say(" + {hours}h review", hours=hours(package.actual_review)) if package.actual_review is not None else ""),
            "ratio": f"{ratio_of(package):.2f}",
        }
        for package in measured.measured
    ]
    return {
        "rows": rows,
        "count": text.count(len(rows), "complete work package"),
        "ratio": f"{measured.ratio:.2f}",
        "review": say(" Review took {review_ratio} times its estimates.", review_ratio=f"{measured.review_ratio:.2f}")
        if measured.review_ratio is not None
        else "",
        "spread": say(", from {lowest} to {highest}", lowest=f"{measured.lowest:.2f}", highest=f"{measured.highest:.2f}")
        if several
        else "",
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
        return str(QUESTIONS[name])
    return say(
        "{count} identified. {questions}", count=text.count(len(roadmap.scope), "work package"), questions=QUESTIONS[name]
    )


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
    decisions = [say("confirm {subjects}", subjects=SUBJECTS[roadmap.waiting.name])] if roadmap.waiting else []
    if roadmap.problems:
        decisions.append(say("{count} under Needs Attention", count=text.count(len(roadmap.problems), "point")))
    return {
        "phase": say(
            "{phases} ({time_boxes}), {confirmed} of {checkpoints} checkpoints confirmed",
            phases=PHASES[roadmap.phase - 1],
            time_boxes=TIME_BOXES[roadmap.phase - 1],
            confirmed=confirmed,
            checkpoints=len(CHECKPOINTS),
        )
        if roadmap.phase < 7
        else "",
        "finish": finish,
        "slip": slip["difference"] if finish and slip else "",
        "decisions": text.join(decisions) or say("nothing"),
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
        "under_way": [{**_reference(roadmap, package), "words": going_words(package, roadmap)} for package in go_on],
        "start": _reference(roadmap, ready[0]) if ready else None,
        "why": f"{LABEL[roadmap.stands(ready[0])]}: {roadmap.priority[ready[0].slug].rationale}" if ready else "",
        "package": _reference(roadmap, first[0]) if first else None,
        "waiting": [
            {"label": phases(numbers), "waits": say("waits") if len(numbers) == 1 else say("wait"), "for": words}
            for words, numbers in waiting.items()
        ],
    }


def going_words(package: Package, roadmap: Roadmap) -> str:
    """What is said of a package under way where it is named: its status, and what it waits for from outside."""
    waits = text.join(blocker.words for blocker in package.waits_outside)
    return status_word(package, roadmap) + (say(", waits for {waits}", waits=waits) if waits else "")


def _waits_words(roadmap: Roadmap, package: Package) -> str:
    """What a package waits for, in words: packages with their status, and outside things."""
    needs = [
        say(
            "Phase {number} ({status_words})",
            number=roadmap.by_slug[need].number,
            status_words=state_word(roadmap, roadmap.by_slug[need]),
        )
        if need in roadmap.by_slug
        else say("{need} (unknown)", need=need)
        for need in roadmap.waits_for(package)
    ]
    return text.join([*needs, *(blocker.words for blocker in package.waits_outside)])


def nothing_open(roadmap: Roadmap) -> str:
    """What stands where open packages would be listed, when there is none."""
    if not roadmap.packages:
        return say("No work packages yet.")
    if not roadmap.counted:
        return say("Every work package is deferred or dropped.")
    done, aside = len(roadmap.complete), len(roadmap.packages) - len(roadmap.counted)
    if not aside:
        return say("Every work package is complete.")
    return say(
        "{count} {are} complete, and {aside} {are2} put aside.",
        count=text.count(done, "work package"),
        are=_are(done),
        aside=aside,
        are2=_are(aside),
    )


def _are(number: int) -> str:
    return say("is") if number == 1 else say("are")


def _initiative_status(roadmap: Roadmap) -> View:
    """The initiative's status as the heads of START-HERE.md and README.md, and the foot of START-HERE.md, say it."""
    statuses = {package.status for package in roadmap.counted}
    if roadmap.phase < 6:
        word = say("In Planning ({phases})", phases=PHASES[roadmap.phase - 1])
    elif not statuses:
        word = say("Put Aside")
    elif statuses == {"ready"}:
        word = say("Ready for Review")
        if roadmap.may_start:
            word = say("Ready for Implementation") if roadmap.ready else say("Waiting (nothing can start yet)")
    elif statuses == {"complete"}:
        aside = len(roadmap.packages) - len(roadmap.counted)
        word = say("Complete ({count} put aside)", count=text.count(aside, "work package")) if aside else say("Complete")
    else:
        word = say("In Progress")
    return {"head": word, "closing": word[0] + small(word[1:])}


#: Emoji and word of each state of a checkpoint, and of a line of the checklist.
STATE = Spoken({"open": "🛑 Open", "confirmed": "✅ Confirmed", "reopened": "🔁 Reopened", "later": "⏳ To Come"})


def _checkpoint_view(checkpoint: Checkpoint, roadmap: Roadmap) -> View:
    place = CHECKPOINTS.index(checkpoint.name) + 1
    state = "later" if checkpoint.state == "open" and checkpoint != roadmap.waiting else checkpoint.state
    by = say(" by {by}", by=checkpoint.by) if checkpoint.by else ""
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
        else say("_The analysis documents come in Analysis, once the planning folder is confirmed._"),
        "plans": "" if roadmap.phase > 3 else say("_The plans come in Work Package Planning, once the analysis is confirmed._"),
        "order": ""
        if roadmap.shows_order
        else say("_The priority order comes in Prioritization, once the work package plans are confirmed._"),
        "timeline": ""
        if roadmap.shows_timeline
        else say("_The timeline comes in Finalize Roadmap, once the priority order is confirmed._"),
        "start": "" if roadmap.phase == 7 else say("Implementation starts once the roadmap is confirmed. Then:"),
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
            f"{number} {_are(number)} {words}"
            for number, words in (
                (len(complete), say("complete")),
                (len(partial), say("partially complete")),
                (len(not_started) - aside, say("not started")),
                (aside, say("put aside")),
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
        taken = say("; it took {taken}, estimated were {estimated}", taken=_taken(package), estimated=estimated)
    elif spent_words(package):
        taken = say(
            "; {spent_words} were spent on it, estimated were {estimated}",
            spent_words=spent_words(package),
            estimated=estimated,
        )
    if package.status == "complete" and (unmet := previous.unmet(package)):
        taken += say("; not ticked in its plan: {unmet}", unmet="; ".join(unmet))
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
        return f"{CODES[package.status]}{(': ' + package.remains if package.remains else say(', no reason was recorded'))}"
    if package.remains:
        return say("not begun: {remains}", remains=package.remains)
    titles = {other.slug: other.title for other in previous.packages if other.status != "complete"}
    waited = [
        *(titles[need] for need in package.depends_on if need in titles),
        *(blocker.words for blocker in package.waits_outside),
    ]
    return (
        say("not begun: it waited for {waited}", waited=text.join(waited))
        if waited
        else say("not begun: its turn had not come")
    )


def _taken(package: Package) -> str:
    """The measured hours in words; empty where none were."""
    return " + ".join(
        say(kind, hours=hours(minutes))
        for minutes, kind in ((package.actual, "{hours}h agentic"), (package.actual_review, "{hours}h review"))
        if minutes is not None
    )


def _measured_words(previous: Previous) -> str:
    measured = previous.calibration
    if measured is None:
        return ""
    review = (
        say(", review {review_ratio} times its own", review_ratio=f"{measured.review_ratio:.2f}")
        if measured.review_ratio is not None
        else ""
    )
    count = text.count(len(measured.measured), "complete work package")
    return say(
        "Agentic work took {ratio} times the middle of its estimates{review}, measured on {count}.",
        ratio=f"{measured.ratio:.2f}",
        review=review,
        count=count,
    )


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
            words = say("left out of this roadmap")
        else:
            words = say("taken over; its estimate of {was} ", was=was) + (
                say("becomes {now}", now=now) if now != was else say("stands")
            )
            if now != was and previous.calibration and package.remaining is None:
                words += say(", by what was measured")
            if spent_words(package):
                words += say("; {spent_words} were spent on it", spent_words=spent_words(package))
        rows.append({"title": package.title, "words": words})
    rows += [
        {
            "title": package.title,
            "words": say("complete, and not ticked in its plan: {unmet}", unmet="; ".join(previous.unmet(package))),
        }
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
        "closing_status": say("Ready for implementation") if roadmap.state(package) == "ready" else document,
        "is_ready": package.status == "ready",
        "was_completed": package.was_completed,
        "completion": _completion_view(roadmap, package) if package.was_completed else None,
        "testing": package.testing,
        "testing_file": package.testing_file,
        "completion_file": package.completion_file,
        "counted": package.counts,
        "priority": LABEL[chosen.stands],
        "priority_emoji": f"{sign} " if (sign := SIGN[chosen.stands]) else "",
        "priority_word": LEVEL[chosen.stands],
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
        "fields": _fields(roadmap, package),
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
                    [say("Depends on {named}", named=text.join(_named(roadmap, need) for need in package.depends_on))]
                    if package.depends_on
                    else []
                ),
                *(
                    [say("Waits for {words}", words=text.join(one.words for one in package.waits_outside))]
                    if package.waits_outside
                    else []
                ),
            ]
        )
        or say("None"),
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
        "label": say("{initiative}, Phase {number}", initiative=text.inline(one.initiative), number=one.number),
        "title": one.title,
        "file": one.name,
        "href": href,
    }


def estimate(package: Package) -> str:
    """The package's estimate, `X-Yh agentic + Zh review`, and whether its review is only proposed; or that there is none."""
    if not package.is_estimated:
        return say(NOT_ESTIMATED)
    return with_review(package.effort, package.review) + (say(" by default") if "review" in package.by_default else "")


def _fields(roadmap: Roadmap, package: Package) -> list[View]:
    """The house's own fields that the package has a value of, in the order of the house."""
    return [
        {"title": one.title, "words": package.fields[one.name]}
        for one in roadmap.house.fields.values()
        if package.fields.get(one.name)
    ]


def _own_sections(roadmap: Roadmap) -> dict[str, list[View]]:
    """The sections that the house adds to plans, by the workflow's heading behind whose section they stand."""
    found: dict[str, list[View]] = {heading: [] for heading in house.PLAN_SECTIONS}
    for one in roadmap.house.sections:
        found[one.after].append({"heading": one.heading, "placeholder": f"_{one.placeholder}_"})
    return found


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
        return say("{met} of {success_criteria} criteria ticked", met=len(met), success_criteria=len(package.success_criteria))
    return ""


def _in_plan(roadmap: Roadmap, package: Package) -> View:
    """What the plan shows of the answers that a person may also write in it; nothing where a person wrote it there."""
    answered = roadmap.answered[package.slug]
    by_hand = roadmap.by_hand.get(package.slug, ())
    return {
        name: list(value) if isinstance(value := "" if name in by_hand else getattr(answered, name), tuple) else value
        for name in PLACEHOLDERS["plan"]
    }


def _own_status(package: Package, roadmap: Roadmap) -> house.Status | None:
    """The house's own status that the package has; None for one of the workflow's."""
    return roadmap.house.statuses.get(package.own_status)


def state_word(roadmap: Roadmap, package: Package) -> str:
    """The package's state inside a sentence, by the house's own name where it has one."""
    own = _own_status(package, roadmap)
    return text.inline(own.title) if own else str(STATUS_WORDS[roadmap.state(package)])


def status_word(package: Package, roadmap: Roadmap) -> str:
    """The package's status inside a sentence: the house's own name of it, or the workflow's word."""
    own = _own_status(package, roadmap)
    return text.inline(own.title) if own else str(STATUS_WORDS[package.status])


def status_of(roadmap: Roadmap, package: Package) -> tuple[str, str]:
    """The package's state as tables and as its document's head show it; the head says what it waits for."""
    state = roadmap.state(package)
    label, document = STATUS[state]
    if own := _own_status(package, roadmap):
        title = text.inline(own.title)
        sign = own.emoji or STATUS.messages[package.status][0].partition(" ")[0]
        label, document = f"{sign} {title}" if in_force().emoji else title, own.title
    if state == "waiting":
        document += say(" for {waited_for}", waited_for=_waited_for(roadmap, package))
    elif state == "planned" and roadmap.phase == 7 and roadmap.waiting:
        document += say(" (checkpoint {name} is to be confirmed again)", name=roadmap.waiting.name)
    return label, document


def _named(roadmap: Roadmap, slug: str) -> str:
    """A package by its number and title; one that is not here, by its name."""
    return f"{nn(roadmap.by_slug[slug].number)} {roadmap.by_slug[slug].title}" if slug in roadmap.by_slug else slug


def _schedule(roadmap: Roadmap, package: Package) -> list[str]:
    """When an open package is planned, and how far it can slip; nothing for others."""
    slot = roadmap.timeline.slots.get(package.slug)
    if not slot or not roadmap.shows_timeline:
        return []
    weeks = (
        say("week {first_week}", first_week=slot.first_week)
        if slot.first_week == slot.last_week
        else say("weeks {first_week} to {last_week}", first_week=slot.first_week, last_week=slot.last_week)
    )
    days = slot.first_day.isoformat()
    if slot.last_day != slot.first_day:
        days += say(" to {last_day}", last_day=slot.last_day.isoformat())
    low, high = roadmap.slack[package.slug]
    if package.slug in roadmap.critical:
        slip = say("On the critical path: if this takes longer, so does the roadmap")
    elif not high:
        slip = say("Slack: none, it is as long as the critical path")
    else:
        slip = say("Slack: {effort}h before it delays the roadmap, by its dependencies", effort=span(Effort(low, high)))
    waits = [
        say("Waits for {words}", words=words) for words in [text.join(one.words for one in package.waits_outside)] if words
    ]
    return [f"{(say('Goes on in') if package.under_way else say('Planned for'))} {weeks}, {days}", *waits, slip]


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
        "met": say(
            "{value} of {success_criteria}",
            value=len([one for one in package.success_criteria if one in met]),
            success_criteria=len(package.success_criteria),
        ),
        "all_met": all(one in met for one in package.success_criteria),
        "open_tasks": [task for task in package.task_list if task not in done],
        "estimated": estimate(package),
        "actual": _taken(package),
        "ratio": ratio,
        "remained": list(package.history),
        "history": [
            *([say("Started on {started}", started=package.started)] if package.started else []),
            *package.history,
            *([say("Completed on {words}", words=words)] if (words := _completed_words(package) or package.completed) else []),
        ],
        "unblocks": [{**_reference(roadmap, other), "words": _unblocked_words(roadmap, other)} for other in unblocked],
    }


def _unblocked_words(roadmap: Roadmap, package: Package) -> str:
    if package.status != "ready":
        return status_word(package, roadmap)
    needs = _waited_for(roadmap, package)
    return say("still waits for {needs}", needs=needs) if needs else say("has all that it depends on")


def _waited_for(roadmap: Roadmap, package: Package) -> str:
    """What a package waits for: phases that are not complete, and outside things; empty where it waits for nothing."""
    needs = [
        say("Phase {number}", number=roadmap.by_slug[need].number) if need in roadmap.by_slug else need
        for need in roadmap.waits_for(package)
    ]
    return text.join([*needs, *(blocker.words for blocker in package.waits_outside)])


def _status_notes(roadmap: Roadmap, package: Package) -> list[View]:
    """What a plan says of its progress, beyond the status."""
    slot = roadmap.timeline.slots.get(package.slug)
    notes = (
        (say("Started"), package.started if package.status != "ready" else ""),
        (say("Completed"), _completed_words(package)),
        (say("Done"), package.done),
        (say("Remains") if package.counts else say("Reason"), package.remains),
        (say("PR"), text.join(map(text.linked, package.pr))),
        (say("ADR"), text.linked(package.adr)),
        (say("Actual effort") if package.status == "complete" else say("Spent so far"), _taken(package)),
        (say("Left"), _left_words(package)),
        (
            say("Forecast"),
            say("finished on {last_day}", last_day=slot.last_day.isoformat())
            if slot and package.under_way and not package.is_overrun and roadmap.phase == 7
            else "",
        ),
    )
    return [{"name": name, "words": words} for name, words in notes if words]


def _completed_words(package: Package) -> str:
    if package.status != "complete":
        return ""
    late = package.due and package.completed > package.due
    return (
        say("{completed}, after the day on which it was due, {due}", completed=package.completed, due=package.due)
        if late
        else package.completed
    )


def _left_short(package: Package) -> str:
    """What is left of work under way, as tables and lists show it."""
    return say("not known") if package.is_overrun else with_review(*package.left)


def _left_words(package: Package) -> str:
    if not package.under_way:
        return ""
    if package.is_overrun:
        return say(
            "not known: {hours}h are spent of {effort_text}. Say it in `remaining`",
            hours=hours(package.actual or 0),
            effort_text=effort_text(package.effort),
        )
    return f"{with_review(*package.left)}{_by_whom(package)}"


def _by_whom(package: Package) -> str:
    """Where the figure of what is left comes from."""
    if package.remaining is not None:
        return say(", as given in `remaining`")
    return say(", by the estimate") if package.actual is None else say(", the estimate less what was spent")


def _sources(roadmap: Roadmap) -> list[View]:
    """What the planning session integrates (workflow, START-HERE.md, Executive Summary)."""
    sources: list[View] = [
        {"title": analysis.title, **_linked(roadmap, analysis.file), "words": analysis.purpose} for analysis in roadmap.analyses
    ]
    if roadmap.imported:
        said = _import_view(roadmap)
        sources.append(
            {
                "title": say("What was imported"),
                **_linked(roadmap, IMPORTED),
                "words": say("from {previous}", previous=said["planner"]),
            }
        )
    if roadmap.previous:
        sources.append(
            {"title": say("Remaining work"), **_linked(roadmap, ""), "words": say("from {previous}", previous=roadmap.previous)}
        )
    if roadmap.identified:
        words = say("listed below under This Roadmap")
        sources.append({"title": text.count(len(roadmap.identified), "work package"), **_linked(roadmap, ""), "words": words})
    if roadmap.packages:
        sources.append(
            {
                "title": text.count(len(roadmap.packages), "work package"),
                **_linked(roadmap, ""),
                "words": say("based on the analyses above, listed below under This Roadmap")
                if roadmap.analyses
                else say("listed below under This Roadmap"),
            }
        )
    return sources


def _documents(roadmap: Roadmap) -> list[View]:
    """The documents between START-HERE.md and the end of the index: by number, then those about finished work."""
    listed = [
        (analysis.number, _document(roadmap, "analysis", analysis.file, "", analysis.purpose, say("✅")))
        for analysis in roadmap.analyses
    ]
    for package in roadmap.packages:
        status = status_of(roadmap, package)[0]
        listed.append(
            (
                package.number,
                _document(roadmap, "plan", package.file, say("Phase {number}", number=package.number), package.title, status),
            )
        )
    found = [document for _, document in sorted(listed, key=lambda entry: (entry[0], entry[1]["file"]))]
    if roadmap.imported:
        words = say("What came from {planner}, and what was left out", planner=_import_view(roadmap)["planner"])
        found.insert(0, _document(roadmap, "import", IMPORTED, "", words, say("✅")))
    for package in roadmap.packages:
        phase = say("Phase {number}", number=package.number)
        if package.was_completed:
            status = say("✅") if package.status == "complete" else say("🔁 Reopened")
            found.append(
                _document(
                    roadmap,
                    "completion",
                    package.completion_file,
                    say("Completion of {phase}", phase=phase),
                    package.title,
                    status,
                    package.number,
                )
            )
        if package.testing:
            found.append(
                _document(
                    roadmap,
                    "testing",
                    package.testing_file,
                    say("Testing of {phase}", phase=phase),
                    package.title,
                    say("✅"),
                    package.number,
                )
            )
    return found


def _import_view(roadmap: Roadmap) -> View:
    """What is kept of an import: of which planner, from where, what is pending and decided, and what was left out."""
    said = roadmap.imported
    place = text.one_line(said.get("path"))
    pending = dict(said.get("statuses") or {})
    return {
        "file": IMPORTED,
        "planner": text.one_line(said.get("planner")),
        "place": say("this repository") if place == "." else place,
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
    found = _document(roadmap, "core", name, "", "", say("✅"))
    if roadmap.phase < 6 and name not in roadmap.missing:
        return {**found, "status": say("📝 Skeleton"), "mark": say("📝")}
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


def _document(roadmap: Roadmap, kind: str, name: str, label: str, words: str, status: str, number: int | None = None) -> View:
    """One document of the index: a plan by its phase and title, an analysis by its purpose."""
    there = name not in roadmap.missing
    unwritten = name in roadmap.unfilled
    shown = say("📝 To Write") if unwritten and not name.endswith("-plan.md") else status
    return {
        "kind": kind,
        **_linked(roadmap, name),
        "label": label,
        "phase": label if number is None else say("Phase {number}", number=number),
        "words": words,
        "status": shown if there else say("🗑️ Deleted"),
        "mark": (say("📝") if unwritten else say("✅")) if there else say("🗑️"),
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
        "label": say("Phase {number}", number=package.number),
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
        "own_sections": own_sections(analysis.kind),
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
    over = say("Nothing completed") if roadmap.phase == 7 else say("Still in planning")
    parts = [(first, min(last, running), over), (max(first, running + 1), last, say("Nothing planned: work waits"))]
    return [
        {
            "label": say("Week {start}", start=start) if start == end else say("Weeks {start}-{end}", start=start, end=end),
            "running": start <= running <= end and roadmap.phase == 7,
            "completed": [],
            "planned": [],
            "waits": False,
            "features": words,
            "phases": words,
            "effort": "",
            "hours": "",
            "dates": say(
                "{first} to {last}",
                first=roadmap.calendar.first_day(start).isoformat(),
                last=roadmap.calendar.last_day(end).isoformat(),
            ),
        }
        for start, end, words in parts
        if start <= end
    ]


def _week_view(week: Week, roadmap: Roadmap, running: bool) -> View:
    completed = [roadmap.by_slug[slug] for slug in week.completed]
    planned = [roadmap.by_slug[slug] for slug in week.packages]
    marks = {
        package.number: (f" {say('⏳')}" if package.waits_outside else "")
        + ("" if package.is_estimated else f" ({say(NOT_ESTIMATED)})")
        for package in planned
    }
    measured = [
        package.actual is not None and (package.actual_review is not None or not package.review) for package in completed
    ]
    basis = say(" taken") if all(measured) else say(" taken, in part as estimated") if any(measured) else say(" as estimated")
    taken = f"{with_review(week.taken, week.taken_review)}{basis}" if completed else ""
    if completed and not any(package.is_estimated or package.actual is not None for package in completed):
        # Of an import: nobody estimates what is done.
        taken = say("what is complete is not estimated")
    to_come = with_review(week.agentic, week.review) if planned else ""
    if week.number:
        label, dates = (
            say("Week {number}", number=week.number),
            say("{first} to {last}", first=week.starts.isoformat(), last=week.ends.isoformat()),
        )
    else:
        undated = any(not package.completed for package in completed)
        label, dates = (
            say("Before"),
            say("on no recorded day") if undated else say("before {start}", start=roadmap.start.isoformat()),
        )
    return {
        "label": label,
        "running": running,
        "completed": [package.slug for package in completed],
        "planned": [package.slug for package in planned],
        "waits": any(package.waits_outside for package in planned),
        "features": " + ".join(
            [
                *(say("✅ {phases}", phases=phases([package.number])) for package in completed),
                *(f"{phases([number])}{marks[number]}" for number in marks),
            ]
        ),
        "phases": text.join(
            [
                *([say("✅ {phases}", phases=phases([one.number for one in completed]))] if completed else []),
                *([phases([package.number for package in planned])] if planned else []),
            ],
            "then",
        ),
        "effort": "; ".join(
            [
                *([taken] if taken else []),
                *([say("{to_come} to come", to_come=to_come) if taken else to_come] if to_come else []),
            ]
        ),
        "hours": effort_text(week.agentic + week.taken),
        "dates": dates,
    }


def _patterns(packages: Sequence[Package]) -> str:
    """The plans as file patterns: each of a few, or the first and the last of many."""
    patterns = [f"`{nn(package.number)}-*`" for package in packages]
    return ", ".join(patterns) if len(patterns) <= 8 else say("{first} to {last}", first=patterns[0], last=patterns[-1])


def phases(numbers: Sequence[int]) -> str:
    """The phases as README.md's timeline names them: `Phase 3`, `Phases 3-5`, `Phases 3, 5 and 7`."""
    listed = sorted(set(numbers))
    if len(listed) == 1:
        return say("Phase {listed}", listed=listed[0])
    if listed == list(range(listed[0], listed[-1] + 1)):
        return say("Phases {listed}-{listed2}", listed=listed[0], listed2=listed[-1])
    return say("Phases {number}", number=text.join(str(number) for number in listed))


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
                "before": say("must be resolved before {phases}", phases=phases([package.number for package in packages])),
                "plans": [_reference(roadmap, package) for package in packages],
            }
        )
    return found


def _external_view(one: External, roadmap: Roadmap) -> View:
    words = "" if named_phases(one.entry) else say("must be resolved before any work package starts")
    return {
        "boxed": True,
        "open": one.blocker.open,
        "named": not one.blocker.open and one.entry not in roadmap.external_by_hand,
        "name": one.entry,
        "before": words,
        "plans": [],
    }
