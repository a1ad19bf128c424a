"""Problems in the records that do not stop a rendering: they are shown, so that somebody puts them right."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from . import text
from .answers import cycle_text
from .blockers import Blocker
from .checkpoints import UPDATE
from .criteria import is_vague
from .effort import effort_text, hours
from .graph import cycles
from .lifecycle import CODES, STATES
from .priority import LEVEL, RANK, Priority
from .records import UNSTARTED, Package, is_package, nn, record_id, record_number
from .schedule import Timeline
from .words import say

Problem = dict[str, Any]

#: A right-sized package: 2 to 8 agentic hours, in minutes, and 3 to 6 tasks (workflow, "Sizing Features").
LARGEST, SMALLEST = 480, 120
TASKS = range(3, 7)


def sharing_numbers(records: Sequence[Mapping[str, Any]]) -> dict[int, list[str]]:
    """The numbers that several documents have, each with the names of these."""
    numbers: dict[int, list[str]] = {}
    for record in records:
        if record_number(record):
            numbers.setdefault(record_number(record), []).append(record_id(record))
    return {number: names for number, names in numbers.items() if len(names) > 1}


def problems(
    records: Sequence[Mapping[str, Any]],
    packages: Sequence[Package],
    priority: Mapping[str, Priority],
    timeline: Timeline | None = None,
    unfilled: Collection[str] = (),
    missing: Collection[str] = (),
    phase: int = 7,
    renamed: Mapping[str, str] | None = None,
    settled: Collection[str] = (),
) -> list[Problem]:
    """Every problem with its code (docs/roadmap-json.md, "Problems"), its message and the slugs that it concerns.

    Args:
        records: the snapshot, by number.
        packages: its packages, with what people wrote and ticked in their plans.
        priority: each package's priority, by slug.
        timeline: when they are forecast; None as long as no timeline is shown.
        unfilled: the files that still hold placeholder text.
        missing: the documents that a person deleted.
        phase: the phase of the workflow, 1 to 7; before 7 no package may be started.
        renamed: the names that people gave to documents, by their own.
        settled: the slugs of ready packages that an import's planner calls complete or put aside: their plans are not judged.
    """
    by_slug = {package.slug: package for package in packages}
    found: list[Problem] = []

    def add(code: str, message: str, *slugs: str) -> None:
        found.append({"code": code, "message": message, "packages": list(slugs)})

    for record in records:
        if "unreadable" in record:
            kept = say("; its last answers are shown") if is_package(record) or "analysis_type" in record else ""
            slugs = [str(record["slug"])] if "slug" in record else []
            add(
                "unreadable-record",
                say(
                    "The record {record}{kept}. Put it right, or take it back from git.", record=record["unreadable"], kept=kept
                ),
                *slugs,
            )
    for package in packages:
        for fault in package.faults:
            add(
                "unreadable-record",
                say("Phase {number}: {fault}; its default is used. Put its record right.", number=package.number, fault=fault),
                package.slug,
            )
    for cycle in cycles({package.slug: [need for need in package.depends_on if need in by_slug] for package in packages}):
        add(
            "cycle",
            say(
                "These work packages wait for each other: {cycle_text}. Take one of the dependencies out.",
                cycle_text=cycle_text(cycle),
            ),
            *cycle,
        )
    for package in packages:
        for need in package.depends_on:
            if need not in by_slug:
                add(
                    "unknown-dependency",
                    say(
                        "Phase {number} depends on {need}, which is no work package here.",
                        number=package.number,
                        need=text.quoted(need),
                    ),
                    package.slug,
                )
            elif package.is_open and not by_slug[need].counts:
                add(
                    "unmet-dependency",
                    say(
                        "Phase {number} waits for Phase {other}, which is {status}. Take the dependency out, or take that package up again.",
                        number=package.number,
                        other=by_slug[need].number,
                        status=CODES[by_slug[need].status],
                    ),
                    package.slug,
                    need,
                )
        if package.status in ("in-progress", "partial"):
            for need in package.depends_on:
                if need in by_slug and by_slug[need].is_open:
                    add(
                        "unmet-dependency",
                        say(
                            "Phase {number} is under way, and Phase {other}, on which it depends, is not complete.",
                            number=package.number,
                            other=by_slug[need].number,
                        ),
                        package.slug,
                        need,
                    )
    for number, names in sharing_numbers(records).items():
        slugs = [name for name in names if name in by_slug]
        add(
            "duplicate-number",
            say(
                "{names} have the same number, {number}. Give one of them another, with part=repair and renumber={last}.",
                names=text.join(names),
                number=nn(number),
                last=names[-1],
            ),
            *slugs,
        )

    if phase < 7:
        for package in packages:
            if package.status not in UNSTARTED:
                add(
                    "not-confirmed",
                    say(
                        "Phase {number} is {status}, and the roadmap is not confirmed. Confirm it first, or set the status to ready.",
                        number=package.number,
                        status=CODES[package.status],
                    ),
                    package.slug,
                )

    planned = [package for package in packages if package.is_open]
    having = Counter(package.number for package in packages)
    for code, concerns, message in _KINDS:
        concerned = [package for package in planned if concerns(package) and not _is_settled(package, settled)]
        if concerned:
            named = text.join(
                say("Phase {number}", number=package.number)
                + (f" {package.slug}" if having[package.number] > 1 else "")
                + _measure(code, package)
                for package in concerned
            )
            add(
                code,
                say(message.replace("{s}", "" if len(concerned) > 1 else "s"), phases=named, change=_change(concerned[0])),
                *(package.slug for package in concerned),
            )
    if alike := _alike([package for package in planned if not _is_settled(package, settled)]):
        add(
            "same-estimates",
            say(
                "{phases} all have the same estimate, {effort_text}. Estimate each by its own tasks, testing included: {change} effort=HOURS",
                phases=text.join(say("Phase {number}", number=package.number) for package in alike),
                effort_text=effort_text(alike[0].effort),
                change=_change(alike[0]),
            ),
            *(package.slug for package in alike),
        )
    for package in planned:
        for need in package.depends_on:
            if need in by_slug and by_slug[need].is_open and RANK[priority[need].stands] > RANK[priority[package.slug].stands]:
                add(
                    "priority-inversion",
                    say(
                        "Phase {number} is {stands}, and Phase {other}, which is {other_stands}, waits for it. Raise the one or lower the other.",
                        number=by_slug[need].number,
                        stands=LEVEL[priority[need].stands],
                        other=package.number,
                        other_stands=LEVEL[priority[package.slug].stands],
                    ),
                    need,
                )
    waiting: dict[Blocker, list[Package]] = {}
    for package in planned:
        for blocker in package.waits_outside:
            if blocker.elsewhere:
                # Said below, with how it stands there.
                continue
            waiting.setdefault(blocker, []).append(package)
    for blocker, concerned in waiting.items():
        named = text.join(say("Phase {number}", number=package.number) for package in concerned)
        where = (
            say("the plan")
            if any(blocker in package.blockers[: len(package.blocked_by)] for package in concerned)
            else "START-HERE.md"
        )
        late = say(" It was promised for that day.") if blocker.by and timeline and blocker.by < timeline.today else ""
        add(
            "blocked",
            say(
                "{phases} wait for {what}.{late} Tick its box in {where} once it is there."
                if len(concerned) > 1
                else "{phases} waits for {what}.{late} Tick its box in {where} once it is there.",
                phases=named,
                what=blocker.words,
                late=late,
                where=where,
            ),
            *(package.slug for package in concerned),
        )
    for package in planned:
        for one in package.elsewhere:
            if one.missing:
                add(
                    "unknown-dependency",
                    say(
                        "Phase {number} depends on {need}, which is no work package of another initiative now. Take the dependency out, or name the one that is meant.",
                        number=package.number,
                        need=text.quoted(one.name),
                    ),
                    package.slug,
                )
            elif one.cycle:
                add(
                    "cycle",
                    say(
                        "These work packages wait for each other: {cycle_text}. Take one of the dependencies out.",
                        cycle_text=cycle_text(one.cycle),
                    ),
                    package.slug,
                )
            elif one.is_aside:
                add(
                    "unmet-dependency",
                    say(
                        "Phase {number} waits for {what}, which is {status}. Take the dependency out, or take that package up again.",
                        number=package.number,
                        what=one.words,
                        status=CODES.get(one.state, one.state),
                    ),
                    package.slug,
                )
            elif not one.is_complete:
                forecast = say(", and is forecast for {day}", day=one.finish.isoformat()) if one.finish else ""
                how = say(", which is {state} there", state=STATES.get(one.state, one.state)) + forecast if one.state else ""
                add(
                    "blocked",
                    say("Phase {number} waits for {what}{how}.", number=package.number, what=one.words, how=how),
                    package.slug,
                )
    for package in planned:
        slot = timeline.slots.get(package.slug) if timeline else None
        if slot and package.due and datetime.date.fromisoformat(package.due) < slot.last_day:
            add(
                "late",
                say(
                    "Phase {number} is due on {due}, and its forecast is {last_day}. Move it forward, cut its scope, or agree on another day.",
                    number=package.number,
                    due=package.due,
                    last_day=slot.last_day.isoformat(),
                ),
                package.slug,
            )
        if package.is_overrun:
            add(
                "overrun",
                say(
                    "Phase {number} has taken {hours}h of {effort_text}, and is not complete. Say in remaining what is left.",
                    number=package.number,
                    hours=hours(package.actual or 0),
                    effort_text=effort_text(package.effort),
                ),
                package.slug,
            )
    if missing:
        slugs = [package.slug for package in packages if package.file in missing]
        add(
            "missing-document",
            say(
                "{names} was deleted, and stays so. To have it back, give its name to the command that updates this plan, as -d restore=NAME, or take it from git; to be rid of what it describes, delete its record in .planning/ as well."
                if len(missing) == 1
                else "{names} were deleted, and stay so. To have it back, give its name to the command that updates this plan, as -d restore=NAME, or take it from git; to be rid of what it describes, delete its record in .planning/ as well.",
                names=text.join(missing),
            ),
            *slugs,
        )
    for name, other in sorted((renamed or {}).items()):
        add(
            "renamed-document",
            say(
                "{name} is called {other} here, and is kept up to date there. Its record goes by the old name: git mv {other} {name} gives it back.",
                name=name,
                other=other,
            ),
            *(package.slug for package in packages if package.file == name),
        )
    if unfilled:
        slugs = [package.slug for package in packages if package.file in unfilled or package.testing_file in unfilled]
        add(
            "unfilled",
            say(
                "Placeholder text is left in {unfilled}. Write what its lines in italics ask for.", unfilled=text.join(unfilled)
            ),
            *slugs,
        )
    return found


def _is_settled(package: Package, settled: Collection[str]) -> bool:
    return package.status == "ready" and package.slug in settled


_KINDS: tuple[tuple[str, Callable[[Package], bool], str], ...] = (
    (
        "not-estimated",
        lambda package: not package.is_estimated and package.remaining is None,
        "{phases} need{s} an estimate. Give the agentic hours in effort, and those of human review in review.",
    ),
    (
        "too-large",
        lambda package: package.effort.high > LARGEST,
        "{phases} take{s} more than 8 agentic hours, too much for one session. Split into several phases, each of which becomes "
        "a work package.",
    ),
    (
        "too-small",
        lambda package: package.is_estimated and package.effort.high < SMALLEST,
        "{phases} take{s} less than 2 agentic hours. Combine related small items; such a one may not need full planning.",
    ),
    (
        "no-review",
        lambda package: package.is_estimated and not package.review,
        "{phases} plan{s} no human review (0h). Estimate it beside the agentic hours: {change} review=HOURS",
    ),
    (
        "tasks",
        lambda package: len(package.task_list) not in TASKS,
        "{phases} should have 3 to 6 concrete tasks. Name them: {change} task_list='TASK; TASK; TASK'",
    ),
    (
        "no-criteria",
        lambda package: not package.success_criteria,
        "{phases} need{s} measurable outcomes. Name them in success_criteria.",
    ),
    (
        "vague-criteria",
        lambda package: any(is_vague(criterion) for criterion in package.success_criteria),
        "{phases} name{s} a success criterion that is no measurable outcome. Say how much, by which figure, or what is seen "
        "when (in the plan, if it was written there): {change} success_criteria='OUTCOME; OUTCOME'",
    ),
)

#: From how many estimated packages on it says something that all are estimated alike.
_SEVERAL = 3


def _alike(packages: Sequence[Package]) -> list[Package]:
    """The estimated ones of these packages, where there are several and all have the same range; else none."""
    estimated = [package for package in packages if package.is_estimated]
    return estimated if len(estimated) >= _SEVERAL and len({package.effort for package in estimated}) == 1 else []


def _change(package: Package) -> str:
    """The command that changes the package, up to the name of the answer."""
    return f"{UPDATE} -a {package.record} -d"


def _measure(code: str, package: Package) -> str:
    """The figure that makes it a problem, in brackets."""
    if code in ("too-large", "too-small"):
        return f" ({hours(package.effort.high)}h)"
    if code == "tasks":
        return f" ({(text.count(len(package.task_list), 'task') if package.task_list else say('no tasks'))})"
    if code == "vague-criteria":
        return f" ({text.quoted(next(criterion for criterion in package.success_criteria if is_vague(criterion)))})"
    return ""
