"""Differences: what changed between two states of one plan, as values.

Packages are the same by their slug, analyses by their type. What a person said comes before what follows from it: an
estimate before the week that it moves. `difference_words` says them to people.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from .blockers import Blocker
from .checkpoints import Checkpoint
from .effort import Effort, number
from .records import Package
from .roadmap import External, Roadmap, Total
from .schedule import Slot
from .workdays import Calendar

#: The form of `as_json`; a field that changes its meaning raises it.
SCHEMA = 1


@dataclass(frozen=True)
class Standing:
    """One package in one state of the plan.

    Attributes:
        package: the package, with what people wrote and ticked in its plan.
        planned: whether it has a plan; what the scope names has none yet, and no number.
        priority: the priority that stands; empty before it has a plan.
        rationale: why, in words.
        weeks: the weeks in which it starts and is finished; None where no timeline is shown, or it is not open.
        late: whether its forecast is after the day on which it is due.
        met: its success criteria whose boxes are ticked.
        tasks_done: its tasks whose boxes are ticked.
    """

    package: Package
    planned: bool
    priority: str = ""
    rationale: str = ""
    weeks: tuple[int, int] | None = None
    late: bool = False
    met: tuple[str, ...] = ()
    tasks_done: tuple[str, ...] = ()

    @property
    def number(self) -> int | None:
        """The number of its plan; None before there is one."""
        return self.package.number if self.planned else None

    @property
    def effort(self) -> Effort | None:
        """Its agentic estimate; None where nobody has given one."""
        return self.package.effort if self.package.is_estimated else None

    @property
    def review(self) -> int | None:
        """Its estimated review in minutes; None where nothing is estimated."""
        return self.package.review if self.package.is_estimated or self.package.review else None

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """The outside things that its own plan names."""
        return self.package.blockers[: len(self.package.blocked_by)]

    def said(self, name: str) -> str:
        """The answer `value` or `risk`; empty where it is only proposed."""
        return "" if name in self.package.by_default else str(getattr(self.package, name))


def needs_of(package: Package) -> tuple[str, ...]:
    """All that the package depends on: packages here by their slugs, and those of other initiatives."""
    return (*package.depends_on, *(one.name for one in package.elsewhere))


@dataclass(frozen=True)
class AnalysisStanding:
    """One analysis: its `state` is `asked` (its document is still to come), `to write`, `written` or `deleted`."""

    kind: str
    number: int | None
    title: str
    purpose: str
    state: str


@dataclass(frozen=True)
class Finish:
    """When the last package is finished, on the upper estimates: the week, its last day, and the day, where that is known."""

    week: int
    by: datetime.date
    day: datetime.date | None

    @property
    def on(self) -> datetime.date:
        """The day; the last one of the week, where no day is known."""
        return self.day or self.by


@dataclass(frozen=True)
class Concern:
    """One thing that a problem is about: a package by its slug, else a file, else what the message says."""

    code: str
    about: str
    message: str = field(default="", compare=False)


@dataclass(frozen=True)
class Plan:
    """One state of the plan as a whole; times are minutes. Order, finish and what can start are empty until they are shown."""

    title: str
    start: datetime.date
    hours_per_week: tuple[int, int]
    buffer: int
    previous: str
    checkpoints: tuple[Checkpoint, ...]
    analyses: tuple[AnalysisStanding, ...]
    external: tuple[Blocker, ...]
    overview: str
    rationale: str
    impact_overall: str
    overall_criteria: tuple[str, ...]
    updated: datetime.date
    order: tuple[str, ...]
    finish: Finish | None
    total: Total
    remaining: Total
    progress: int
    next: str | None
    ready: tuple[str, ...]
    problems: tuple[Concern, ...]


@dataclass(frozen=True)
class PackageDifference:
    """What changed of one package: one that is new has no `before`, one that is gone no `after`.

    `changed` are the names of what differs, of `PACKAGE_FIELDS` and in their order; empty for one that is new or gone.
    """

    slug: str
    before: Standing | None
    after: Standing | None
    changed: tuple[str, ...] = ()

    @property
    def now(self) -> Standing:
        """The package as it is; as it was, where it is gone."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def is_caused(self) -> bool:
        """Whether somebody changed the package itself, so that the difference does not only follow from others."""
        return not self.changed or any(name not in CONSEQUENCES for name in self.changed)


@dataclass(frozen=True)
class Differences:
    """What changed between two states of one plan; false where nothing did.

    Attributes:
        before: the plan before; None for a new one.
        after: the plan now.
        packages: the packages that differ, by number.
        changed: the names of what differs of the whole, of `PLAN_FIELDS` and in their order; empty for a new plan.
        names: how each package of either state is named in words: by its number, with its slug where another has the same;
            by its title, where it has no plan yet.
    """

    before: Plan | None
    after: Plan
    packages: tuple[PackageDifference, ...] = ()
    changed: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __bool__(self) -> bool:
        return self.before is None or bool(self.packages or self.changed)

    @cached_property
    def new(self) -> tuple[PackageDifference, ...]:
        """The packages that were not there before."""
        return tuple(one for one in self.packages if one.before is None)

    @cached_property
    def gone(self) -> tuple[PackageDifference, ...]:
        """The packages that are there no longer."""
        return tuple(one for one in self.packages if one.after is None)

    @cached_property
    def _checkpoints(self) -> list[tuple[Checkpoint | None, Checkpoint]]:
        before = {one.name: one for one in self.before.checkpoints} if self.before else {}
        pairs = [(before.get(one.name), one) for one in self.after.checkpoints]
        return [(was, now) for was, now in pairs if was is None or _confirmation(was) != _confirmation(now)]

    @cached_property
    def confirmed(self) -> tuple[Checkpoint, ...]:
        """The checkpoints that somebody confirmed, for the first time or again."""
        return tuple(now for was, now in self._checkpoints if now.state == "confirmed" and not self._stands_again(was, now))

    @cached_property
    def standing_again(self) -> tuple[Checkpoint, ...]:
        """The checkpoints that were reopened, and are confirmed as before since the change was taken back."""
        return tuple(now for was, now in self._checkpoints if now.state == "confirmed" and self._stands_again(was, now))

    @cached_property
    def reopened(self) -> tuple[Checkpoint, ...]:
        """The checkpoints that are reopened, and were not."""
        return tuple(
            now for was, now in self._checkpoints if now.state == "reopened" and (was is None or was.state != "reopened")
        )

    def _stands_again(self, was: Checkpoint | None, now: Checkpoint) -> bool:
        # The same day and name are those of before, or of who confirmed again on that day: then nothing else was changed.
        same = was is not None and was.state == "reopened" and (was.date, was.by) == (now.date, now.by)
        return same and (
            any(one.is_caused for one in self.packages)
            or any(name not in (*PLAN_CONSEQUENCES, "checkpoints", "updated") for name in self.changed)
        )

    @cached_property
    def new_problems(self) -> tuple[Concern, ...]:
        """What is a problem, and was none."""
        known = set(self.before.problems) if self.before else set()
        return tuple(one for one in self.after.problems if one not in known)

    @cached_property
    def solved_problems(self) -> tuple[Concern, ...]:
        """What was a problem, and is none."""
        left = set(self.after.problems)
        return tuple(one for one in (self.before.problems if self.before else ()) if one not in left)


def _confirmation(checkpoint: Checkpoint) -> tuple[str, str, str]:
    return checkpoint.state, checkpoint.date, checkpoint.by


def differences(before: Roadmap | None, after: Roadmap) -> Differences:
    """What changed between two states of one plan. Weeks of both are counted from the start as it is after.

    Args:
        before: the earlier state; None where the plan is new.
        after: the later state.
    """
    was = _standings(before, after.calendar) if before else {}
    now = _standings(after, after.calendar)
    found = []
    for slug in [*now, *(slug for slug in was if slug not in now)]:
        then, here = was.get(slug), now.get(slug)
        changed: tuple[str, ...] = ()
        if then and here:
            changed = tuple(name for name, (read, _) in PACKAGE_FIELDS.items() if read(then) != read(here))
            if not changed:
                continue
        found.append(PackageDifference(slug, then, here, changed))
    found.sort(key=lambda one: (one.now.package.number, one.slug))
    earlier = _plan(before, after.calendar) if before else None
    later = _plan(after, after.calendar)
    different = tuple(name for name, (key, _) in PLAN_FIELDS.items() if earlier and key(earlier) != key(later))
    if earlier and _relative_order(earlier, later) == _relative_order(later, earlier):
        different = tuple(name for name in different if name != "order")
    return Differences(earlier, later, tuple(found), different, _names({**was, **now}))


def _standings(roadmap: Roadmap, calendar: Calendar) -> dict[str, Standing]:
    late = {slug for problem in roadmap.problems if problem["code"] == "late" for slug in problem["packages"]}
    found = {package.slug: Standing(package, planned=False) for package in roadmap.identified}
    for package in roadmap.packages:
        slug = package.slug
        slot = roadmap.timeline.slots.get(slug) if roadmap.shows_timeline else None
        chosen = roadmap.priority[slug]
        found[slug] = Standing(
            package,
            planned=True,
            priority=chosen.stands,
            rationale=chosen.rationale,
            weeks=_weeks(slot, roadmap.calendar, calendar) if slot else None,
            late=slug in late,
            met=tuple(one for one in package.success_criteria if one in roadmap.met.get(slug, ())),
            tasks_done=tuple(one for one in package.task_list if one in roadmap.tasks_done.get(slug, ())),
        )
    return found


def _weeks(slot: Slot, own: Calendar, calendar: Calendar) -> tuple[int, int]:
    if own.start == calendar.start:
        return slot.first_week, slot.last_week
    return calendar.week_of(slot.first_day), calendar.week_of(slot.last_day)


def _plan(roadmap: Roadmap, calendar: Calendar) -> Plan:
    return Plan(
        title=roadmap.title,
        start=roadmap.start,
        hours_per_week=roadmap.capacities,
        buffer=roadmap.buffer,
        previous=roadmap.previous,
        checkpoints=roadmap.checkpoints,
        analyses=_analyses(roadmap),
        external=tuple(_external(roadmap, one) for one in roadmap.external),
        overview=roadmap.overview,
        rationale=roadmap.rationale,
        impact_overall=roadmap.impact_overall,
        overall_criteria=roadmap.overall_criteria,
        updated=roadmap.updated,
        order=roadmap.order if roadmap.shows_order else (),
        finish=_finish(roadmap, calendar),
        total=roadmap.total,
        remaining=roadmap.remaining,
        progress=roadmap.progress.percent,
        next=roadmap.next,
        ready=roadmap.ready,
        problems=tuple(_concerns(roadmap)),
    )


def _finish(roadmap: Roadmap, calendar: Calendar) -> Finish | None:
    now = roadmap.forecast
    if now is None or not roadmap.shows_timeline:
        return None
    week = now.week if roadmap.start == calendar.start else calendar.week_of(now.day or now.by)
    return Finish(week, now.by, now.day)


def _external(roadmap: Roadmap, one: External) -> Blocker:
    """An outside thing of the initiative; where plans name it too, the boxes there say whether it is open."""
    if not one.in_plans:
        return one.blocker
    named = [blocker for package in roadmap.packages for blocker in package.blockers if blocker.what == one.blocker.what]
    return replace(one.blocker, open=any(blocker.open for blocker in named))


def _analyses(roadmap: Roadmap) -> tuple[AnalysisStanding, ...]:
    found = {one.kind: AnalysisStanding(one.kind, None, one.title, one.purpose, "asked") for one in roadmap.coming_analyses}
    for one in roadmap.analyses:
        state = "deleted" if one.file in roadmap.missing else "to write" if one.file in roadmap.unfilled else "written"
        found[one.kind] = AnalysisStanding(one.kind, one.number, one.title, one.purpose, state)
    return tuple(found.values())


def _concerns(roadmap: Roadmap) -> list[Concern]:
    """What each problem is about, thing by thing: so a problem that concerns one package more is new for that one alone."""
    found: dict[Concern, None] = {}
    plans = {package.file: package.slug for package in roadmap.packages}
    # What was never shown, or is said of the analysis itself, is left out.
    analysed = {analysis.file for analysis in roadmap.analyses}
    files: dict[str, Sequence[str]] = {
        "unfilled": [name for name in roadmap.unfilled if name not in analysed],
        "missing-document": [name for name in roadmap.missing if name not in analysed],
        "renamed-document": sorted(roadmap.renamed),
    }
    for problem in roadmap.problems:
        code, message = str(problem["code"]), str(problem["message"])
        about = problem["packages"][: 1 if code == "unmet-dependency" else None] or [message]
        if code in files:
            about = [plans.get(name, name) for name in files[code]]
        found |= {Concern(code, str(one), message): None for one in about}
    return list(found)


def _relative_order(one: Plan, other: Plan) -> list[str]:
    return [slug for slug in one.order if slug in other.order]


def _names(standings: Mapping[str, Standing]) -> dict[str, str]:
    numbers = [one.number for one in standings.values() if one.number is not None]
    return {
        slug: one.package.title
        if one.number is None
        else f"{one.number:02d}"
        if numbers.count(one.number) == 1
        else f"{one.number:02d} {slug}"
        for slug, one in standings.items()
    }


#: Answers of a package that are prose or lists, with what each is called in a sentence.
TEXTS = {
    "summary": "summary",
    "why": "why it is needed",
    "impact": "impact",
    "insights": "findings",
    "in_scope": "scope",
    "out_of_scope": "what is out of scope",
    "success_criteria": "success criteria",
    "task_list": "tasks",
    "priority_reason": "reason of the priority",
    "done": "what is done",
    "remains": "what remains",
}

#: The same of the initiative.
PLAN_TEXTS = {
    "overview": "overview",
    "rationale": "rationale",
    "impact_overall": "impact",
    "overall_criteria": "overall success criteria",
}


def _hours(minutes: int | None) -> int | float | None:
    return None if minutes is None else number(minutes)


def _range(effort: Effort | None) -> list[int | float] | None:
    return None if effort is None else [number(effort.low), number(effort.high)]


def _total(total: Total) -> dict[str, Any]:
    return {
        "agentic": _range(total.agentic),
        "review": number(total.review),
        "all": _range(total.everything),
        "not_estimated": total.unestimated,
    }


def _blocker(blocker: Blocker) -> dict[str, Any]:
    return {"what": blocker.what, "by": blocker.by.isoformat() if blocker.by else None, "open": blocker.open}


def _or_null(value: Any) -> Any:
    return value or None


def _same(value: Any) -> Any:
    return value


#: Each thing that may differ, by its name: what is compared, and how that is written for programs.
_Fields = dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]]


def _answer(name: str, show: Callable[[Any], Any]) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    return lambda standing: getattr(standing.package, name), show


def _words(said: Any) -> Any:
    """A text, null where it is empty, or a list of them."""
    return list(said) if isinstance(said, tuple) else said or None


def _text_of_plan(name: str) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    return lambda plan: getattr(plan, name), _words


PACKAGE_FIELDS: _Fields = {
    "planned": (lambda one: one.planned, _same),
    "number": (lambda one: one.number, _same),
    "title": _answer("title", _same),
    "status": _answer("status", _same),
    "pr": _answer("pr", list),
    "actual": _answer("actual", _hours),
    "actual_review": _answer("actual_review", _hours),
    "remaining": _answer("remaining", _range),
    "started": _answer("started", _or_null),
    "completed": _answer("completed", _or_null),
    "effort": (lambda one: one.effort, _range),
    "review": (lambda one: one.review, _hours),
    "value": (lambda one: one.said("value"), _or_null),
    "risk": (lambda one: one.said("risk"), _or_null),
    "own_priority": _answer("priority", _or_null),
    "rank": _answer("rank", _same),
    "owner": _answer("owner", _or_null),
    "due": _answer("due", _or_null),
    "depends_on": (lambda one: needs_of(one.package), list),
    "blocked_by": (lambda one: one.blockers, lambda found: [_blocker(one) for one in found]),
    "met": (lambda one: one.met, list),
    "tasks_done": (lambda one: one.tasks_done, list),
    **{name: _answer(name, _words) for name in TEXTS},
    "adr": _answer("adr", _or_null),
    "testing": _answer("testing", _same),
    "added": _answer("added", _or_null),
    "priority": (lambda one: one.priority, _or_null),
    "weeks": (lambda one: one.weeks, lambda weeks: list(weeks) if weeks else None),
    "late": (lambda one: one.late, _same),
}

#: What follows from other answers, or from other packages.
CONSEQUENCES = ("priority", "weeks", "late")

PLAN_FIELDS: _Fields = {
    "title": (lambda one: one.title, _same),
    "checkpoints": (
        lambda one: [_confirmation(checkpoint) for checkpoint in one.checkpoints],
        lambda found: [state for state, _, _ in found],
    ),
    "previous": (lambda one: one.previous, _or_null),
    "start": (lambda one: one.start, datetime.date.isoformat),
    "hours_per_week": (
        lambda one: one.hours_per_week,
        lambda both: {"agentic": number(both[0]), "review": number(both[1])},
    ),
    "buffer": (lambda one: one.buffer, _same),
    **{name: _text_of_plan(name) for name in PLAN_TEXTS},
    "external_dependencies": (lambda one: one.external, lambda found: [_blocker(one) for one in found]),
    "analyses": (
        lambda one: one.analyses,
        lambda found: [
            {"type": one.kind, "number": one.number, "title": one.title, "purpose": one.purpose, "state": one.state}
            for one in found
        ],
    ),
    "updated": (lambda one: one.updated, datetime.date.isoformat),
    "order": (lambda one: one.order, list),
    "finish": (
        lambda one: one.finish,
        lambda at: at and {"week": at.week, "by": at.by.isoformat(), "day": at.day.isoformat() if at.day else None},
    ),
    "total": (lambda one: one.total, _total),
    "remaining": (lambda one: one.remaining, _total),
    "progress": (lambda one: one.progress, _same),
    "next": (lambda one: one.next, _same),
    "ready": (lambda one: frozenset(one.ready), sorted),
    "problems": (
        lambda one: frozenset(one.problems),
        lambda found: [{"code": one.code, "about": one.about} for one in sorted(found, key=lambda one: (one.code, one.about))],
    ),
}

#: What follows, of the whole, from what people changed.
PLAN_CONSEQUENCES = ("order", "finish", "total", "remaining", "progress", "next", "ready", "problems")


def as_json(found: Differences) -> dict[str, Any]:
    """The differences for programs, as docs/plan-differences.schema.json describes them; times are hours.

    Of what changed only the fields that differ are there; of what is new or gone all.
    """
    return {
        "schema": SCHEMA,
        "initiative": found.after.title,
        "changed": bool(found),
        "plan": _pair(PLAN_FIELDS, found.before, found.after, found.changed),
        "confirmed": [{"checkpoint": one.name, "date": one.date, "by": one.by} for one in found.confirmed],
        "reopened": [{"checkpoint": one.name, "changes": list(one.changes)} for one in found.reopened],
        "packages": [
            {
                "slug": one.slug,
                "number": one.now.number,
                "title": one.now.package.title,
                "change": "new" if one.before is None else "gone" if one.after is None else "changed",
                **_pair(PACKAGE_FIELDS, one.before, one.after, one.changed),
            }
            for one in found.packages
        ],
        "problems": {
            name: [{"code": one.code, "about": one.about, "message": one.message} for one in concerns]
            for name, concerns in (("new", found.new_problems), ("solved", found.solved_problems))
        },
    }


def _pair(fields: _Fields, before: Any, after: Any, changed: Sequence[str]) -> dict[str, Any]:
    """Both sides: what differs of each; all of the only one that is there."""
    names = changed if before and after else tuple(fields)
    return {
        side: {name: fields[name][1](fields[name][0](one)) for name in names} if one else None
        for side, one in (("before", before), ("after", after))
    }
