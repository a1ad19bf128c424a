"""What changed in the plan, in words: short lines, the text of a pull request, and the message of a commit.

Causes come first: what somebody changed of the whole, then each package with what follows for it. Then what moves with
them, and last what follows for the whole.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from . import text
from .blockers import Blocker
from .checkpoints import SUBJECTS
from .differences import (
    PLAN_CONSEQUENCES,
    PLAN_TEXTS,
    TEXTS,
    AnalysisStanding,
    Concern,
    Differences,
    Finish,
    PackageDifference,
    Plan,
    Standing,
    needs_of,
)
from .effort import NOT_ESTIMATED, effort_text, hours, span, unit, with_review, without
from .records import Package, nn
from .views import STATUS_WORDS

#: What is said where nothing changed.
NO_CHANGE = "No change of the plan."

#: The longest subject of a commit, in characters, and the longest line of its body where no word is longer.
SUBJECT_LENGTH = 72

#: The longest free text in a line, in characters.
_CLIP = 80

#: The most packages that a line names; of more it says how many.
_MOST = 10


@dataclass(frozen=True)
class _Voice:
    """How free text is put into a line: names such as titles, and prose such as reasons."""

    name: Callable[[str], str]
    prose: Callable[[str], str]
    request: Callable[[str], str]


def _clipped(said: str, length: int = _CLIP) -> str:
    said = text.one_line(said)
    return said if len(said) <= length else f"{said[: length - 1].rstrip()}…"


def _request(entry: str) -> str:
    """A pull request by its name, without its address."""
    return _clipped(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text.linked(entry)))


_PLAIN = _Voice(_clipped, _clipped, _request)
_MARKDOWN = _Voice(
    lambda said: text.inline(_clipped(said)),
    lambda said: text.cell(_clipped(said)),
    lambda entry: text.cell(text.linked(entry)),
)


def _quoted(said: str, voice: _Voice) -> str:
    return f'"{voice.name(said)}"'


@dataclass(frozen=True)
class _Line:
    """What is said of one package: its name, what somebody changed, and what follows from it."""

    name: str
    causes: tuple[str, ...]
    consequences: tuple[str, ...]


def in_words(found: Differences) -> list[str]:
    """What changed, in short lines of plain text; none where nothing did."""
    return [
        *_of_the_whole(found, _PLAIN),
        *(f"{line.name}: {', '.join((*line.causes, *line.consequences))}" for line in _packages(found, _PLAIN)),
        *_together(found),
        *_what_follows(found, _PLAIN),
    ]


def in_markdown(found: Differences) -> str:
    """What changed, as Markdown for a pull request's text; `NO_CHANGE` where nothing did."""
    if not found:
        return f"{NO_CHANGE}\n"
    lines = ["### Changes of the Plan", ""]
    whole = [f"- {line}" for line in _of_the_whole(found, _MARKDOWN)]
    packages = list(_packages(found, _MARKDOWN))
    follows = [f"- {line}" for line in (*_together(found), *_what_follows(found, _MARKDOWN))]
    lines += [*whole, ""] if whole else []
    if packages:
        lines += ["| Work Package | What Changed | What Follows |", "|--------------|--------------|--------------|"]
        lines += [
            f"| {line.name} | {', '.join(line.causes) or '-'} | {', '.join(line.consequences) or '-'} |" for line in packages
        ]
        lines += [""]
    lines += [*follows, ""] if follows else []
    return "\n".join(lines)


def _of_the_whole(found: Differences, voice: _Voice) -> list[str]:
    """What somebody changed of the initiative itself."""
    was, now = found.before, found.after
    if was is None:
        lines = [f"New plan: {voice.name(now.title)}"]
    else:
        lines = [f"Title: {voice.name(was.title)} → {voice.name(now.title)}"] if "title" in found.changed else []
    lines += _checkpoint_lines(found, voice)
    if was is None:
        return [*lines, *(line for one in now.analyses for line in _analysis_lines(None, one, voice))]
    if "previous" in found.changed:
        lines.append(f"Continues: {voice.name(was.previous) or 'nothing'} → {voice.name(now.previous) or 'nothing'}")
    if _only_the_day(found):
        lines.append(f"Day of the plan: {was.updated.isoformat()} → {now.updated.isoformat()}")
    if "start" in found.changed:
        lines.append(f"Start of week 1: {was.start.isoformat()} → {now.start.isoformat()}")
    if "hours_per_week" in found.changed:
        lines.append(f"Hours per week: {_per_week(was)} → {_per_week(now)}")
    if "buffer" in found.changed:
        lines.append(f"Buffer on open work: {was.buffer}% → {now.buffer}%")
    if texts := _texts(PLAN_TEXTS, found.changed, was, now):
        lines.append(texts[0].upper() + texts[1:])
    if "external_dependencies" in found.changed:
        told = {one.what for package in found.packages for one in _blockers_told(package)}
        before, after = ([one for one in state.external if one.what not in told] for state in (was, now))
        lines += [said[0].upper() + said[1:] for said in [", ".join(_waiting(before, after, voice))] if said]
    known, there = ({one.kind: one for one in state.analyses} for state in (was, now))
    for kind in [*there, *(kind for kind in known if kind not in there)]:
        lines += _analysis_lines(known.get(kind), there.get(kind), voice)
    return lines


def _only_the_day(found: Differences) -> bool:
    """Whether nothing was changed but the plan's day, from which open work is laid out."""
    caused = any(one.is_caused for one in found.packages)
    return "updated" in found.changed and not caused and set(found.changed) <= {"updated", *PLAN_CONSEQUENCES}


def _blockers_told(one: PackageDifference) -> tuple[Blocker, ...]:
    """The outside things of which the line of the package says what changed."""
    if one.before and one.after and "blocked_by" not in one.changed:
        return ()
    return tuple(blocker for side in (one.before, one.after) if side for blocker in side.blockers)


def _checkpoint_lines(found: Differences, voice: _Voice) -> list[str]:
    lines = []
    by: dict[tuple[str, str], list[str]] = {}
    for one in found.confirmed:
        by.setdefault((one.date, one.by), []).append(one.name)
    for (date, name), names in by.items():
        lines.append(f"Confirmed: {text.join(names)} (on {date}{f' by {voice.name(name)}' if name else ''})")
    if found.standing_again:
        lines.append(f"As approved again: {text.join(one.name for one in found.standing_again)}")
    told = {one.name for one in (*found.confirmed, *found.standing_again, *found.reopened)}
    states = {one.name: one for one in found.before.checkpoints} if found.before else {}
    for one in found.after.checkpoints:
        then = states.get(one.name)
        if then and one.name not in told and (then.state, then.date, then.by) != (one.state, one.date, one.by):
            lines.append(f"Checkpoint {one.name}: {then.state} → {one.state}")
    return lines


def _analysis_lines(was: AnalysisStanding | None, now: AnalysisStanding | None, voice: _Voice) -> list[str]:
    one = now or was
    if one is None or was == now:
        return []
    name = f"{nn(one.number)} {voice.name(one.title)}" if one.number is not None else voice.name(one.title)
    if now is None:
        return [f"{name}: gone"]
    if was is None:
        return [f"{name}: {'asked for' if now.state == 'asked' else f'new, {now.state}'}"]
    said = []
    if was.title != now.title:
        said.append(f"renamed from {_quoted(was.title, voice)}")
    if was.number is None and now.number is not None:
        said.append(f"new, {now.state}")
    else:
        said += [f"number {was.number} → {now.number}"] if was.number != now.number else []
        said += [now.state] if was.state != now.state else []
    said += ["purpose reworded"] if was.purpose != now.purpose else []
    return [f"{name}: {', '.join(said)}"]


def _per_week(plan: Plan) -> str:
    agentic, review = plan.hours_per_week
    return f"{hours(agentic)}h agentic + {hours(review)}h review"


def _turned(name: str, before: Any, after: Any) -> str:
    """`owner Ada`, `owner Ada → Bo`, or `no owner (was Bo)`."""
    if before in (None, ""):
        return f"{name} {after}"
    return f"no {name[0].lower()}{name[1:]} (was {before})" if after in (None, "") else f"{name} {before} → {after}"


def _texts(names: dict[str, str], changed: Sequence[str], was: Any, now: Any) -> str:
    """Which texts were written, worded anew or taken out: `scope and tasks written, summary reworded`."""
    groups: dict[str, list[str]] = {}
    for name in (one for one in names if one in changed):
        verb = "written" if not getattr(was, name) else "reworded" if getattr(now, name) else "taken out"
        groups.setdefault(verb, []).append(names[name])
    return ", ".join(f"{text.join(said)} {verb}" for verb, said in groups.items())


def _packages(found: Differences, voice: _Voice) -> Iterable[_Line]:
    """The packages that somebody changed, by number; then those for which more follows than another week."""
    said = [(one, _line(one, found, voice)) for one in found.packages if not _told_together(one)]
    moved = [one for group in _moves(found).values() for one in group]
    single = [(one, _line(one, found, voice)) for one in moved if len(moved) == 1]
    caused = [line for one, line in said if one.is_caused]
    return [*caused, *(line for one, line in [*said, *single] if not one.is_caused)]


def _line(one: PackageDifference, found: Differences, voice: _Voice) -> _Line:
    title = voice.name(one.now.package.title)
    name = title if one.now.number is None else f"{nn(one.now.number)} {title}"
    if one.after is None:
        return _Line(name, ("gone",), ())
    if one.before is None:
        return _Line(name, tuple(_new(one.after, found, voice)), tuple(_consequences(one, voice)))
    return _Line(name, tuple(_causes(one.before, one.after, one.changed, found, voice)), tuple(_consequences(one, voice)))


def _new(now: Standing, found: Differences, voice: _Voice) -> list[str]:
    package = now.package
    said = ["new" if now.planned else "identified"]
    if package.status != "ready":
        said.append(_status(None, package, voice))
    said.append(NOT_ESTIMATED if now.effort is None else with_review(package.effort, package.review))
    if needs_of(package):
        said.append(f"depends on {_named(needs_of(package), found, voice)}")
    said += _waiting((), [one for one in now.blockers if one.open], voice)
    said += [f"owner {voice.name(package.owner)}"] if package.owner else []
    said += [f"due {package.due}"] if package.due else []
    return said


def _named(slugs: Iterable[str], found: Differences, voice: _Voice) -> str:
    return text.join(voice.name(found.names[slug]) if slug in found.names else _quoted(slug, voice) for slug in slugs)


def _causes(was: Standing, now: Standing, changed: Sequence[str], found: Differences, voice: _Voice) -> list[str]:
    """What somebody changed of a package."""
    before, after = was.package, now.package
    said = []
    if "title" in changed:
        said.append(f"renamed from {_quoted(before.title, voice)}")
    if "number" in changed and was.planned and now.planned:
        said.append(f"number {nn(before.number)} → {nn(after.number)}")
    if "status" in changed:
        said.append(_status(before, after, voice))
    else:
        said += _work(before, after, changed, voice)
    said += _estimate(was, now, changed)
    said += [_turned(name, was.said(name), now.said(name)) for name in ("value", "risk") if name in changed]
    if "priority" in changed and "own_priority" in changed:
        said.append(_priority(was, now, voice))
    elif "own_priority" in changed:
        said.append(_turned("own priority", before.priority.upper(), after.priority.upper()))
    said += [_turned("rank", before.rank, after.rank)] if "rank" in changed else []
    said += [_turned("owner", voice.name(before.owner), voice.name(after.owner))] if "owner" in changed else []
    said += [_turned("due", before.due, after.due)] if "due" in changed else []
    if added := [need for need in needs_of(after) if need not in needs_of(before)]:
        said.append(f"depends on {_named(added, found, voice)}")
    if removed := [need for need in needs_of(before) if need not in needs_of(after)]:
        said.append(f"no longer depends on {_named(removed, found, voice)}")
    if "depends_on" in changed and not added and not removed:
        said.append("dependencies in another order")
    said += _waiting(was.blockers, now.blockers, voice) if "blocked_by" in changed else []
    for field, entries, words in (("met", "success_criteria", "criteria met"), ("tasks_done", "task_list", "tasks done")):
        if field in changed:
            then, here = len(getattr(was, field)), len(getattr(now, field))
            said.append(f"{words} {f'{then} → ' if then != here else ''}{here} of {len(getattr(after, entries))}")
    # Of a new status its bracket, or its documents, say what is done and what remains.
    told = {"done", "remains"} if "status" in changed else set()
    told |= {"priority_reason"} if {"priority", "own_priority"} <= set(changed) else set()
    texts = [name for name in changed if name not in told]
    said += [words] if (words := _texts(TEXTS, texts, before, after)) else []
    said += [_turned("ADR", voice.prose(before.adr), voice.prose(after.adr))] if "adr" in changed else []
    said += ["testing document" if after.testing else "no testing document"] if "testing" in changed else []
    said += [_turned("added", before.added, after.added)] if "added" in changed and was.planned else []
    return said


def _status(before: Package | None, after: Package, voice: _Voice) -> str:
    """The new status, with what comes with it: pull request and hours, or the reason."""
    word = STATUS_WORDS[after.status]
    if before and (
        before.status == "complete" or (not before.counts and after.is_open) or (before.under_way and after.status == "ready")
    ):
        word = f"no longer {STATUS_WORDS[before.status]}, {word}"
    said = [voice.request(entry) for entry in after.pr] if after.counts else []
    if after.status == "complete" or after.under_way:
        said += _taken(after)
    elif after.remains and not after.counts:
        said.append(voice.prose(after.remains))
    return f"{word} ({', '.join(said)})" if said else word


def _taken(package: Package) -> list[str]:
    """What was measured, of what was estimated: `5h of 4-6h`; and what somebody says is left."""
    said = []
    if package.actual is not None:
        said.append(f"{hours(package.actual)}h{f' of {effort_text(package.effort)}' if package.is_estimated else ''}")
    if package.actual_review is not None:
        said.append(f"review {hours(package.actual_review)}h{f' of {hours(package.review)}h' if package.is_estimated else ''}")
    if package.under_way and package.remaining is not None:
        said.append(f"{effort_text(package.remaining)} left")
    return said


def _work(before: Package, after: Package, changed: Sequence[str], voice: _Voice) -> list[str]:
    """What is new of work whose status is the same."""
    said = []
    requests = [voice.request(entry) for entry in after.pr if entry not in before.pr]
    requests += [f"no longer {voice.request(entry)}" for entry in before.pr if entry not in after.pr]
    if "pr" in changed:
        said.append(", ".join(requests) or "pull requests in another order")
    if "actual" in changed:
        of = f" of {effort_text(after.effort)}" if after.is_estimated else ""
        verb = "took" if after.status == "complete" else "spent"
        said.append("no measured hours" if after.actual is None else f"{verb} {hours(after.actual)}h{of}")
    if "actual_review" in changed:
        of = f" of {hours(after.review)}h" if after.is_estimated else ""
        review = after.actual_review
        said.append("no measured review" if review is None else f"review took {hours(review)}h{of}")
    if "remaining" in changed:
        said.append("no hours left given" if after.remaining is None else f"{effort_text(after.remaining)} left")
    said += [_turned(name, getattr(before, name), getattr(after, name)) for name in ("started", "completed") if name in changed]
    return said


def _estimate(was: Standing, now: Standing, changed: Sequence[str]) -> list[str]:
    if was.effort is None and now.effort is not None:
        return [f"estimated at {with_review(now.effort, now.package.review)}"]
    if was.effort is not None and now.effort is None:
        return [f"no longer estimated (was {with_review(was.effort, was.package.review)})"]
    said = []
    if was.effort and now.effort and "effort" in changed:
        said.append(f"effort {effort_text(was.effort)} → {effort_text(now.effort)}")
    if "review" in changed:
        said.append(_turned("review", *(None if one.review is None else f"{hours(one.review)}h" for one in (was, now))))
    return said


def _waiting(before: Sequence[Blocker], after: Sequence[Blocker], voice: _Voice) -> list[str]:
    """What is newly waited for from outside, what is there, and what is promised for another day."""
    said = []
    known = {one.what: one for one in before}
    here = {one.what: one for one in after}
    for what, one in here.items():
        was, name = known.get(what), voice.prose(what)
        if was == one:
            continue
        promised = f" (by {one.by.isoformat()})" if one.by else ""
        if was and was.open and one.open and was.by and one.by:
            said.append(f"{name} is promised for {was.by.isoformat()} → {one.by.isoformat()}")
        elif one.open:
            said.append(f"waits for {name}{promised}")
        else:
            said.append(f"{name} is there")
    said += [f"no longer waits for {voice.prose(what)}" for what in known if what not in here]
    return said or (["outside dependencies in another order"] if list(before) != list(after) else [])


def _priority(was: Standing, now: Standing, voice: _Voice) -> str:
    """The new priority, with why it is that, unless a person set it without a word."""
    reason = now.package.priority_reason
    why = now.rationale if not now.package.priority or reason != was.package.priority_reason else ""
    words = _turned("priority", was.priority.upper(), now.priority.upper())
    return f"{words} ({voice.prose(why if reason else why[0].lower() + why[1:])})" if why else words


def _consequences(one: PackageDifference, voice: _Voice) -> list[str]:
    """What follows for a package: its priority by those of others, its weeks, and whether it is late."""
    was, now = one.before, one.after
    if now is None:
        return []
    said = []
    if was and was.priority and "priority" in one.changed and "own_priority" not in one.changed:
        said.append(_priority(was, now, voice))
    if now.weeks and (was is None or "weeks" in one.changed):
        first, last = now.weeks
        if was is None or was.weeks is None:
            said.append(f"planned for week {first}" if first == last else f"planned for weeks {first}-{last}")
        elif was.weeks[1] != last:
            said.append(f"finish {_week(was.weeks[1])} → {last}")
        else:
            said.append(f"start {_week(was.weeks[0])} → {first}")
    if now.late and not (was and was.late):
        said.append("late" if "due" in one.changed or was is None else f"late (due {now.package.due})")
    elif was and was.late and not now.late and now.package.is_open:
        said.append("no longer late")
    return said


def _week(week: int) -> str:
    return f"week {week}" if week > 0 else "before week 1"


#: What comes with a plan of what was only identified, and needs no line of its own.
_WITH_A_PLAN = {"planned", "number", "added", "priority", "weeks"}


def _told_together(one: PackageDifference) -> bool:
    """Whether nothing is to be said of the package but that it has a plan now, or other weeks: one line says it of several."""
    if "planned" in one.changed:
        return set(one.changed) <= _WITH_A_PLAN
    return one.changed == ("weeks",)


#: By how many weeks packages are finished, or else begin, later: below zero for earlier.
_Move = tuple[str, int]


def _moves(found: Differences) -> dict[_Move, list[PackageDifference]]:
    """The packages that moved in time alone, by how far; those that were not in the timeline, or are no longer, left out."""
    groups: dict[_Move, list[PackageDifference]] = {}
    for one in found.packages:
        was, now = (side.weeks if side and _told_together(one) else None for side in (one.before, one.after))
        if was and now:
            start, finish = now[0] - was[0], now[1] - was[1]
            groups.setdefault(("finish", finish) if finish else ("start", start), []).append(one)
    return groups


def _together(found: Differences) -> list[str]:
    """Packages of which the same is to be said in one line: that they have plans now, or moved."""
    lines = []
    planned = [one.slug for one in found.packages if "planned" in one.changed and one.now.planned]
    if planned:
        lines.append(f"{_listed(planned, found)} {'has a plan' if len(planned) == 1 else 'have plans'} now")
    pairs = [(one.slug, one.before, one.after) for one in found.packages if _told_together(one)]
    scheduled = [slug for slug, was, now in pairs if was and now and now.weeks and not was.weeks]
    gone = [slug for slug, was, now in pairs if was and now and was.weeks and not now.weeks]
    if scheduled:
        lines.append(f"{_listed(scheduled, found)} {'has its week' if len(scheduled) == 1 else 'have their weeks'} now")
    if gone:
        lines.append(f"{_listed(gone, found)} {'has' if len(gone) == 1 else 'have'} no week any more")
    moves = sorted(_moves(found).items(), key=lambda group: (group[0][0], -group[0][1]))
    if sum(len(moved) for _, moved in moves) > 1:
        lines.append("; ".join(_moved(end, weeks, [one.slug for one in moved], found) for (end, weeks), moved in moves))
    return lines


def _moved(end: str, weeks: int, slugs: Sequence[str], found: Differences) -> str:
    """`06, 07 and 08 finish one week later`."""
    verb = end if len(slugs) > 1 else "finishes" if end == "finish" else "starts"
    much = "one week" if abs(weeks) == 1 else f"{abs(weeks)} weeks"
    return f"{_listed(slugs, found)} {verb} {much} {'later' if weeks > 0 else 'earlier'}"


def _listed(slugs: Sequence[str], found: Differences) -> str:
    if len(slugs) > _MOST:
        return f"{len(slugs)} work packages"
    return text.join(found.names[slug] for slug in slugs)


#: Problems that the lines of packages or of the whole say already.
_TOLD = ("late", "blocked", "not-estimated")

#: What a problem is called, where it is not called by its code.
_PROBLEMS = {"tasks": "not 3 to 6 tasks", "unfilled": "placeholder text left", "missing-document": "document deleted"}


def _what_follows(found: Differences, voice: _Voice) -> list[str]:
    """What follows for the whole from what somebody changed; last the plan's day, from which open work is laid out."""
    was, now = found.before, found.after
    lines = []
    if was and "order" in found.changed:
        lines.append(_order(was, now, found))
    if found.reopened:
        lines.append(f"To be confirmed again, before more is started: {text.join(one.name for one in found.reopened)}")
    if was is None or "finish" in found.changed:
        lines += _finish(was.finish if was else None, now.finish)
    if was is None:
        lines.append(f"Hours: {span(now.total.everything)} total {unit(now.total.everything)}{without(now.total.unestimated)}")
    elif "total" in found.changed or "remaining" in found.changed:
        lines.append(_hours(was, now))
    if was and "progress" in found.changed:
        lines.append(f"Progress: {was.progress}% → {now.progress}%")
    # While a checkpoint is reopened nothing can be started: that is said already.
    if was and "next" in found.changed and not (found.reopened and now.next is None):
        named = [_next(one.next, found, voice) for one in (was, now)]
        lines.append(f"Next: {named[0]} → {named[1]}")
    if was and "ready" in found.changed and not found.reopened:
        begun = {one.slug for one in found.packages if one.after is None or "status" in one.changed}
        opened = [slug for slug in now.ready if slug not in was.ready]
        closed = [slug for slug in was.ready if slug not in now.ready and slug not in begun]
        lines += [f"Can be started now: {_listed(opened, found)}"] if opened else []
        lines += [f"Can no longer be started: {_listed(closed, found)}"] if closed else []
    lines += _problems("New problem", _worth_telling(found.new_problems, found, new=True), found, voice)
    lines += _problems("Solved problem", _worth_telling(found.solved_problems, found, new=False), found, voice)
    if was and "updated" in found.changed and not _only_the_day(found):
        lines.append(f"Day of the plan: {was.updated.isoformat()} → {now.updated.isoformat()}")
    return lines


def _order(was: Plan, now: Plan, found: Differences) -> str:
    before, after = ([slug for slug in one.order if slug in other.order] for one, other in ((was, now), (now, was)))
    while before and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    if len(before) > _MOST:
        return f"Order: {len(before)} work packages change places"
    return f"Order: {', '.join(found.names[slug] for slug in before)} → {', '.join(found.names[slug] for slug in after)}"


def _finish(was: Finish | None, now: Finish | None) -> list[str]:
    if now is None:
        return [f"Finish: not known (was week {was.week}, on {was.on.isoformat()})"] if was else []
    if was is None:
        return [f"Finish: week {now.week}, on {now.on.isoformat()}"]
    if was.week == now.week:
        return [f"Finish: {was.on.isoformat()} → {now.on.isoformat()}, week {now.week}"]
    return [f"Finish: {_week(was.week)} → {now.week}, {was.on.isoformat()} → {now.on.isoformat()}"]


def _hours(was: Plan, now: Plan) -> str:
    """The hours in all, and those that are left, where they are others."""
    said = []
    before, after = was.total.everything, now.total.everything
    left, still = was.remaining.everything, now.remaining.everything
    if before != after:
        said.append(f"{effort_text(before)} → {effort_text(after)} total")
    if left != still and (left, still) != (before, after):
        said.append(f"{effort_text(left)} → {effort_text(still)} left")
    if was.total.unestimated != now.total.unestimated:
        said.append(f"{now.total.unestimated} {NOT_ESTIMATED} (was {was.total.unestimated})")
    if not said:
        # The same hours in all, shared another way by agents and reviewers.
        shares = [with_review(one.agentic, one.review) for one in (was.remaining, now.remaining)]
        said.append(f"{shares[0]} → {shares[1]} left")
    return f"Hours: {', '.join(said)}"


def _next(slug: str | None, found: Differences, voice: _Voice) -> str:
    return voice.name(found.names[slug]) if slug else "none"


def _worth_telling(concerns: Sequence[Concern], found: Differences, *, new: bool) -> list[Concern]:
    """The problems that no other line says: a new plan holds placeholders, and what is complete or gone has no problems."""
    fresh = {one.slug for one in found.packages if one.before is None or not one.before.planned}
    closed = {one.slug for one in found.packages if one.after is None or not one.after.package.is_open}
    return [
        one
        for one in concerns
        if one.code not in _TOLD
        and not (new and one.code == "unfilled" and one.about in fresh)
        and not (not new and one.about in closed)
    ]


def _problems(head: str, concerns: Sequence[Concern], found: Differences, voice: _Voice) -> list[str]:
    """The problems in one line, each with what it is about: `New problems: too large (05), cycle (06 and 07)`."""
    by_code: dict[str, list[str]] = {}
    for one in concerns:
        # What is about no package and no file is said in the first sentence of its message.
        about = found.names.get(one.about) or voice.prose(one.about.partition(". ")[0])
        by_code.setdefault(one.code, []).append(about)
    said = [f"{_PROBLEMS.get(code, code.replace('-', ' '))} ({text.join(names)})" for code, names in by_code.items()]
    return [f"{head}{'s' if len(concerns) > 1 else ''}: {', '.join(said)}"] if said else []


@dataclass(frozen=True)
class _Clause:
    """A part of a commit's subject: `first` where it begins it, `later` behind another; `{}` stands for the packages."""

    first: str
    later: str
    slugs: tuple[str, ...] = ()


#: What a commit does that gives packages a status; those that become ready again are told apart by what they were.
_VERBS = {
    "complete": "Complete {}",
    "in-progress": "Start {}",
    "partial": "Leave {} half-way",
    "deferred": "Defer {}",
    "dropped": "Drop {}",
}


def subject(found: Differences) -> str:
    """The subject of a commit: what changed, on one line of at most `SUBJECT_LENGTH` characters, the same for the same change.

    Titles are cut as far as needed; where numbers alone are too long as well, it says how many packages changed.
    """
    if found.before is None:
        return _within(f"Plan {text.one_line(found.after.title)}")
    clauses = _clauses(found)
    if not clauses:
        if "updated" in found.changed:
            return f"Lay the plan out as of {found.after.updated.isoformat()}"
        return _within(f"Update {text.one_line(found.after.title)}")
    for length in (SUBJECT_LENGTH, 40, 24, 0):
        said = "; ".join(
            (clause.first if place == 0 else clause.later).format(
                text.join(_short(slug, found, 0 if place else length) for slug in clause.slugs)
            )
            for place, clause in enumerate(clauses)
        )
        if len(said) <= SUBJECT_LENGTH:
            return said
    concerned = len(_concerned(found))
    if not concerned:
        return _within(clauses[0].first.format())
    counted = text.count(concerned, "work package")
    if found.confirmed:
        return f"Confirm {text.count(len(found.confirmed), 'checkpoint')}; update {counted}"
    return f"Update {counted}"


def _concerned(found: Differences) -> list[PackageDifference]:
    """The packages that somebody changed, without those that only have their plan now."""
    return [one for one in found.packages if one.is_caused and not _told_together(one)]


def body(found: Differences) -> str:
    """The body of a commit: the lines of `in_words` as a list, wrapped; empty where nothing changed."""
    return "".join(
        f"{textwrap.fill(line, SUBJECT_LENGTH, initial_indent='- ', subsequent_indent='  ', break_long_words=False, break_on_hyphens=False)}\n"
        for line in in_words(found)
    )


def _within(said: str) -> str:
    return _clipped(said, SUBJECT_LENGTH)


def _short(slug: str, found: Differences, length: int) -> str:
    """The package by its number, and its title as far as it goes; without one, where no length is left."""
    one = next(one.now for one in found.packages if one.slug == slug)
    title = _clipped(one.package.title, length or 24)
    if one.number is None:
        return title
    return f"{nn(one.number)} {title}" if length else found.names[slug]


def _braced(said: str) -> str:
    """Free text in a clause: braces stand for themselves."""
    return said.replace("{", "{{").replace("}", "}}")


def _clauses(found: Differences) -> list[_Clause]:
    """What a commit does, the most telling first."""
    clauses = []
    if names := [one.name for one in found.confirmed]:
        words = f"Confirm {text.join(SUBJECTS[name] for name in names)}"
        clauses.append(_clause(words if len(words) <= SUBJECT_LENGTH else f"Confirm {len(names)} checkpoints"))
    caused = _concerned(found)
    by_verb: dict[str, list[str]] = {}
    estimates, others = [], []
    for one in caused:
        if verb := _verb(one):
            by_verb.setdefault(verb, []).append(one.slug)
        elif {"effort", "review"} & set(one.changed):
            estimates.append(one)
        else:
            others.append(one)
    order = [*_VERBS.values(), "Add {}", "Identify {}", "Remove {}", "Take up {} again", "Set {} back to ready", "Reopen {}"]
    clauses += [_clause(verb, by_verb[verb]) for verb in order if verb in by_verb]
    clauses += [_estimated(one) for one in estimates]
    if len(others) == 1 and not clauses:
        clauses.append(_only(others[0], found))
    elif others:
        clauses.append(_clause("Update {}", [one.slug for one in others]))
    return [*clauses, *_whole_clauses(found)]


def _clause(words: str, slugs: Sequence[str] = ()) -> _Clause:
    return _Clause(words, words[0].lower() + words[1:], tuple(slugs))


def _verb(one: PackageDifference) -> str:
    """What a commit does with the package as a whole: that it comes or goes, or its status; empty for anything else."""
    if one.before is None:
        return "Add {}" if one.now.planned else "Identify {}"
    if one.after is None:
        return "Remove {}"
    if "status" not in one.changed:
        return ""
    was, status = one.before.package, one.after.package.status
    if status in _VERBS and (was.counts or status not in ("in-progress", "partial")):
        return "Reopen {}" if was.status == "complete" and one.after.package.is_open else _VERBS[status]
    if not was.counts:
        return "Take up {} again"
    return "Reopen {}" if was.status == "complete" else "Set {} back to ready"


def _estimated(one: PackageDifference) -> _Clause:
    now = one.now
    if "effort" not in one.changed:
        return _Clause(
            f"Estimate the review of {{}} at {hours(now.package.review)}h",
            f"review of {{}} takes {hours(now.package.review)}h",
            (one.slug,),
        )
    if now.effort is None:
        return _clause("Take back the estimate of {}", [one.slug])
    return _Clause(f"Estimate {{}} at {effort_text(now.effort)}", f"{{}} takes {effort_text(now.effort)}", (one.slug,))


def _only(one: PackageDifference, found: Differences) -> _Clause:
    """What changed of the only package that changed, where that is one thing and short."""
    assert one.before and one.after
    if one.changed[0] == "title":
        return _clause(f"Rename {_braced(found.names[one.slug])} to {_braced(_clipped(one.now.package.title, 48))}")
    if "number" in one.changed and one.before.planned:
        return _clause(f"Renumber {nn(one.before.package.number)} to {nn(one.after.package.number)}")
    causes = _causes(one.before, one.after, one.changed, found, _PLAIN)
    if len(causes) == 1 and len(f"Update {_short(one.slug, found, SUBJECT_LENGTH)}: {causes[0]}") <= SUBJECT_LENGTH:
        return _clause(f"Update {{}}: {_braced(causes[0])}", [one.slug])
    return _clause("Update {}", [one.slug])


def _whole_clauses(found: Differences) -> list[_Clause]:
    was, now = found.before, found.after
    assert was is not None
    said = []
    before = {one.kind: one for one in was.analyses}
    for one in now.analyses:
        then = before.get(one.kind)
        title = _clipped(one.title, 40)
        if one.number is not None and (then is None or then.number is None):
            said.append(f"Add {nn(one.number)} {title}")
        elif then and then.state != one.state and one.state == "written":
            said.append(f"Write {nn(one.number or 0)} {title}")
    if "title" in found.changed:
        said.append(f"Rename the plan to {_clipped(now.title, 48)}")
    if "start" in found.changed:
        said.append(f"Start week 1 on {now.start.isoformat()}")
    if "hours_per_week" in found.changed:
        said.append(f"Plan with {_per_week(now)} a week")
    if "buffer" in found.changed:
        said.append(f"Set the buffer to {now.buffer}%")
    if "external_dependencies" in found.changed:
        said.append("Update the external dependencies")
    if texts := [words for name, words in PLAN_TEXTS.items() if name in found.changed]:
        said.append(f"Write the {text.join(texts)}")
    if not said and {"analyses", "previous", "checkpoints"} & set(found.changed) and not found.confirmed:
        said += ["Update the analyses"] if "analyses" in found.changed else []
    return [_clause(_braced(words)) for words in said]
