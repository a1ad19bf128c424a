"""The roadmap: everything that is computed from the initiative's answers and the records, made once for all documents."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from . import analyses, blockers, house, imports, text
from . import baseline as approved_plan
from .baseline import Baseline, Forecast, Point
from .blockers import Blocker
from .calibration import Calibration, calibrate
from .checkpoints import Checkpoint, inherited, phase, states, waiting
from .continuing import Previous, identified_packages, read_previous, records_due
from .effort import Effort, buffered, hours, parse_buffer, parse_time, total
from .elsewhere import Elsewhere, is_elsewhere
from .elsewhere import read as read_elsewhere
from .graph import dependents
from .house import NONE, House
from .placeholders import PLACEHOLDERS
from .priority import Priority, priorities
from .problems import Problem, problems, sharing_numbers
from .records import (
    LEVELS,
    LISTS,
    Analysis,
    Package,
    as_date,
    canonical,
    is_analysis,
    is_package,
    read_analysis,
    read_package,
    record_number,
    sort_key,
)
from .schedule import (
    Timeline,
    attention,
    critical_path,
    implementation_order,
    on_lower_estimates,
    slack,
    startable,
    timeline,
    work_sequence,
)
from .words import say
from .workdays import Calendar
from .workflow import CHECKPOINTS


@dataclass(frozen=True)
class Total:
    """The sum of packages: their agentic range and their review, in minutes; and how many are not in it, for want of an estimate."""

    agentic: Effort
    review: int
    unestimated: int = 0

    @property
    def everything(self) -> Effort:
        """Agentic time and review together."""
        return self.agentic.plus(self.review)


def _total(times: Sequence[tuple[Effort, int]], unestimated: int = 0) -> Total:
    return Total(total(agentic for agentic, _ in times), sum(review for _, review in times), unestimated)


def _unestimated(packages: Iterable[Package]) -> int:
    """How many of the packages take a time that nobody has estimated, measured or said."""
    return sum(not package.is_estimated and not package.expected[0].high for package in packages)


def estimate_of(packages: Sequence[Package]) -> Total:
    """The total of the packages as they are estimated, whatever is done of them."""
    return _total([(package.effort, package.review) for package in packages], sum(not one.is_estimated for one in packages))


def buffer_of(packages: Sequence[Package], buffer: int) -> Total:
    """What a buffer of so many per cent adds to what is left of the packages, in the timeline."""
    pairs = [(package.left, buffered(*package.left, buffer)) for package in packages]
    return _total([(Effort(more.low - left.low, more.high - left.high), most - least) for (left, least), (more, most) in pairs])


def left_of(packages: Sequence[Package]) -> Total:
    """The total of what is left to do of the packages."""
    return _total([package.left for package in packages], _unestimated(package for package in packages if package.is_open))


@dataclass(frozen=True)
class External:
    """An outside thing that the initiative waits for.

    Attributes:
        blocker: what it is, by when, and whether it is open.
        entry: the answer that names it.
        phases: the numbers of the packages that wait for it; empty where all of them do.
        in_plans: whether plans name it too: then the boxes there say whether it is open, and it has none of its own.
    """

    blocker: Blocker
    entry: str
    phases: tuple[int, ...]
    in_plans: bool


@dataclass(frozen=True)
class Progress:
    """How far the initiative is, in estimated minutes: the middle of each range, plus review.

    Attributes:
        done: of complete packages all, of those under way the part that is done.
        put_aside: of packages that were put aside since the roadmap was approved.
        scope: of all packages that count, and of those put aside since.
    """

    done: float
    put_aside: float
    scope: float
    is_complete: bool

    @property
    def percent(self) -> int:
        """What is done of the scope, in whole percent; 100 only when all is done."""
        if not self.scope:
            return 0
        return min(int(100 * self.done / self.scope + 1e-9), 100 if self.is_complete else 99)

    @property
    def percent_aside(self) -> int:
        """What was put aside of the scope, in whole percent."""
        return int(100 * self.put_aside / self.scope + 1e-9) if self.scope else 0


@dataclass(frozen=True)
class Roadmap:
    """What the documents and `roadmap.json` show. All lists of packages are in their order of number, unless said.

    Attributes of what is still to come: `planned_analyses` are the types that the initiative asks for; `coming_analyses` and
    the numbers of `coming_packages` are the documents that its next confirmations bring. `summed_up_by_hand` are, for
    START-HERE.md and README.md, the answers in whose place they hold a person's own text. `imported` is what is kept of an import.
    """

    title: str
    date: datetime.date
    location: str
    continuing: bool
    previous: str
    previous_session: Previous | None
    checkpoints: tuple[Checkpoint, ...]
    scope: tuple[Package, ...]
    planned_analyses: tuple[str, ...]
    coming_analyses: tuple[Analysis, ...]
    coming_packages: tuple[int, ...]
    overview: str
    rationale: str
    impact_overall: str
    overall_criteria: tuple[str, ...]
    external: tuple[External, ...]
    packages: tuple[Package, ...]
    answered: Mapping[str, Package]
    by_hand: Mapping[str, Sequence[str]]
    analyses: tuple[Analysis, ...]
    priority: Mapping[str, Priority]
    order: tuple[str, ...]
    critical_path: tuple[str, ...]
    critical_path_on_lower: tuple[str, ...]
    slack: Mapping[str, tuple[int, int]]
    calendar: Calendar
    capacities: tuple[int, int]
    buffer: int
    timeline: Timeline
    forecast: Forecast | None
    baseline: Baseline | None
    calibration: Calibration | None
    problems: tuple[Problem, ...]
    sharing_numbers: Mapping[int, Sequence[str]]
    unfilled: Collection[str] = ()
    missing: Collection[str] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unlinked: tuple[str, ...] = ()
    met: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tasks_done: Mapping[str, Sequence[str]] = field(default_factory=dict)
    resolved: Mapping[str, Sequence[str]] = field(default_factory=dict)
    external_by_hand: tuple[str, ...] = ()
    summed_up_by_hand: Mapping[str, Sequence[str]] = field(default_factory=dict)
    house: House = NONE
    imported: Mapping[str, Any] = field(default_factory=dict)

    def resolved_by_hand(self, package: Package) -> Sequence[str]:
        """The outside things of the package whose boxes a person ticked in its plan."""
        return self.resolved.get(package.slug, ())

    @property
    def start(self) -> datetime.date:
        """The first day of week 1."""
        return self.calendar.start

    @property
    def updated(self) -> datetime.date:
        """The plan's day: that of the last change of an answer."""
        return self.calendar.today

    @cached_property
    def phase(self) -> int:
        """The phase of the workflow, 1 to 7, by the checkpoints that were ever confirmed."""
        return phase(checkpoint.name for checkpoint in self.checkpoints if checkpoint.state != "open")

    @property
    def identified(self) -> tuple[Package, ...]:
        """The packages that the scope names, until they have plans."""
        return self.scope if self.phase < 4 and not self.packages else ()

    @property
    def is_single(self) -> bool:
        """Whether this is about one work package, so that nothing is coordinated (workflow, "Overview")."""
        return len(self.packages or self.scope) == 1 and (self.phase > 4 or len(self.scope) == 1)

    @property
    def waiting(self) -> Checkpoint | None:
        """The checkpoint to confirm next; None where all are confirmed."""
        return waiting(self.checkpoints)

    @property
    def shows_order(self) -> bool:
        """Whether the plans were confirmed, so that the documents show an order (docs/architecture.md, "Checkpoints")."""
        return self.phase > 4

    @property
    def shows_timeline(self) -> bool:
        """Whether the priorities were confirmed, so that the documents show a timeline (docs/architecture.md, "Checkpoints")."""
        return self.phase > 5

    @property
    def may_start(self) -> bool:
        """Whether a further package may be started: every checkpoint is confirmed, and none is reopened."""
        return self.waiting is None

    @cached_property
    def by_slug(self) -> Mapping[str, Package]:
        """The packages by slug."""
        return {package.slug: package for package in self.packages}

    @cached_property
    def _done(self) -> frozenset[str]:
        return frozenset(slug for slug, package in self.by_slug.items() if package.status == "complete")

    @cached_property
    def critical(self) -> frozenset[str]:
        """The packages on the critical path, where the documents show a timeline."""
        return frozenset(self.critical_path if self.shows_timeline else ())

    @cached_property
    def needed_by(self) -> Mapping[str, Sequence[str]]:
        """For each package, the slugs of those that depend on it directly."""
        return dependents({package.slug: package.depends_on for package in self.packages})

    @cached_property
    def counted(self) -> tuple[Package, ...]:
        """The packages that count: all but deferred and dropped ones."""
        return tuple(package for package in self.packages if package.counts)

    @cached_property
    def following(self) -> Mapping[str, str]:
        """For each open package but the last, the one after it in the order of implementation."""
        return dict(itertools.pairwise(self.order))

    @cached_property
    def complete(self) -> tuple[Package, ...]:
        """The complete packages."""
        return tuple(package for package in self.packages if package.status == "complete")

    @cached_property
    def open(self) -> tuple[Package, ...]:
        """The open packages, in the order of implementation."""
        return tuple(self.by_slug[slug] for slug in self.order)

    @cached_property
    def under_way(self) -> tuple[str, ...]:
        """The slugs of the packages that are under way: in progress first, then partial, each in the order of implementation."""
        return tuple(package.slug for package in sorted((one for one in self.open if one.under_way), key=attention))

    @cached_property
    def ready(self) -> tuple[str, ...]:
        """The slugs of the packages that can be started, in the order of implementation; none while a checkpoint is open."""
        if not self.may_start:
            return ()
        return tuple(startable(self.open, self._done))

    @property
    def next(self) -> str | None:
        """The slug of the package to go on with, the first that is under way, or to start, the first that is ready."""
        return next(iter((*(self.under_way if self.phase == 7 else ()), *self.ready)), None)

    @cached_property
    def total(self) -> Total:
        """What all packages that count take: measured, spent and left; before there are plans, of those that the scope names."""
        if not self.packages:
            return estimate_of(self.identified)
        return _total([package.expected for package in self.counted], _unestimated(self.counted))

    @cached_property
    def estimated(self) -> Total:
        """What all packages that count were estimated at."""
        return estimate_of(self.counted if self.packages else self.identified)

    @cached_property
    def remaining(self) -> Total:
        """What is left of the open packages; before there are plans, of those that the scope names."""
        return left_of(self.open) if self.packages else estimate_of(self.identified)

    @cached_property
    def buffer_adds(self) -> Total:
        """What the buffer adds to what is left, in the timeline; it is in no other sum."""
        return buffer_of(self.open if self.packages else self.identified, self.buffer)

    @cached_property
    def progress(self) -> Progress:
        """How far the initiative is (docs/roadmap-json.md, "Progress")."""
        held = self.baseline.held if self.baseline else lambda _: False
        aside = sum(_weight(package) for package in self.packages if not package.counts and held(package))
        done = sum(_weight(package) * _part_done(package) for package in self.counted)
        scope = sum(_weight(package) for package in self.counted) + aside
        return Progress(done, aside, scope, is_complete=bool(self.counted) and not self.order and not aside)

    @cached_property
    def burn_up(self) -> list[Point]:
        """The hours of each week: approved, done and forecast."""
        return approved_plan.burn_up(self.baseline, self.timeline, self.calendar, self.packages)

    @cached_property
    def reasons(self) -> list[str]:
        """Why the forecast is another than what was approved, in words."""
        if not self.baseline or not self.forecast:
            return []
        late = approved_plan.behind(self.burn_up, self.calendar, self.baseline.buffer)
        found = approved_plan.reasons(
            self.baseline, self.forecast, self.packages, self.capacities, self.updated, late, self.buffer
        )
        if not found and self.order and approved_plan.weeks_later(self.baseline, self.forecast) > 0:
            # Of an approval from before there were baselines no more is known.
            left = self.remaining.agentic.high + self.remaining.review
            found = [say("{hours}h are left on {day}", hours=hours(left), day=self.updated.isoformat())]
        return found

    def stands(self, package: Package) -> str:
        """The package's priority: `high`, `medium` or `low`."""
        return self.priority[package.slug].stands

    def state(self, package: Package) -> str:
        """The package's status; for `ready` whether it can be started: `planned` while a checkpoint waits, `waiting`, or `ready`."""
        if package.status != "ready":
            return package.status
        if not self.may_start:
            return "planned"
        return "waiting" if self.waits(package) else "ready"

    def waits_for(self, package: Package) -> list[str]:
        """The dependencies of the package that are not complete, as slugs or unknown names."""
        return [need for need in package.depends_on if need not in self._done]

    def waits(self, package: Package) -> bool:
        """Whether a dependency of the package is not complete, or something from outside is not there."""
        return bool(self.waits_for(package) or package.waits_outside)

    def totals_by_priority(self) -> dict[str, Total]:
        """What is left of the open packages of each priority that has any."""
        groups = {level: [package for package in self.open if self.stands(package) == level] for level in LEVELS}
        return {level: left_of(members) for level, members in groups.items() if members}


def _weight(package: Package) -> float:
    return package.effort.middle + package.review


def _part_done(package: Package) -> float:
    """The part of the package that is done, from 0 to 1: spent by expected hours, where it is under way."""
    if package.status == "complete":
        return 1
    agentic, review = package.expected
    everything = agentic.middle + review
    return sum(package.spent) / everything if package.under_way and everything else 0


def compute(answers: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> Roadmap:
    """The roadmap of an initiative.

    Args:
        answers: the initiative's answers, by the names of docs/answers.md, with `unfilled`: the files that still
            hold placeholder text, and `observed`: what else the files on disk say, by the names that `observing` gives.
            Without `checkpoints` they are those of an initiative from before there were any.
        records: the snapshot of the records of all documents, in any order.
    """
    rules = house.of(answers)
    with house.speaking(rules):
        return replace(_compute(answers, records), house=rules)


def _compute(answers: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> Roadmap:
    ordered = sorted(records, key=sort_key)
    stored = answers.get("checkpoints")
    confirmations = inherited(answers, ordered) if stored is None else stored
    answered = [read_package(record) for record in ordered if is_package(record)]
    scope = identified_packages(answers)
    checkpoints = states(confirmations, answers, ordered, answered, scope)
    passed = [checkpoint.name for checkpoint in checkpoints if checkpoint.state != "open"]
    reached = phase(passed)
    coming = [] if reached > 3 else records_due(answers, answers, ordered, CHECKPOINTS, passed, "")[len(ordered) :]
    # What is written in phase 6 is not left out before; and nobody has to write the plan of what an import calls finished.
    settled = imports.settled(answers.get("continued"))
    finished = {
        package.file
        for package in answered
        if imports.kept(answers.get("continued")) and (not package.is_open or package.slug in settled)
    }
    early = ("START-HERE.md", "README.md") if reached < 6 else ()
    unfilled = dict.fromkeys(name for name in text.items(answers.get("unfilled")) if name not in (*early, *finished))
    observed = answers.get("observed") or {}
    missing = dict.fromkeys(text.items(observed.get("missing")))
    external = _external(answers, observed, answered)
    others = read_elsewhere(observed.get("elsewhere"))
    packages = [_as_it_stands(package, observed, external, others) for package in answered]
    priority = priorities(packages)
    order = implementation_order(packages, {slug: chosen.stands for slug, chosen in priority.items()})
    calendar = Calendar(as_date(answers["start"]), as_date(answers["updated"]))
    capacities = parse_time(answers["agentic_hours_per_week"]), parse_time(answers["review_hours_per_week"])
    buffer = parse_buffer(answers.get("buffer"))
    sequence = work_sequence(packages, order)
    lower = on_lower_estimates(packages)
    weeks = timeline(packages, sequence, calendar, *capacities, buffer)
    upper_slack, lower_slack = slack(packages, order, upper=True), slack(packages, order, upper=False)
    built = Roadmap(
        title=text.one_line(answers["initiative"]),
        date=as_date(answers["date"]),
        calendar=calendar,
        capacities=capacities,
        buffer=buffer,
        location=text.one_line(answers.get("location")) or f"{as_date(answers['date'])}-{text.slugify(answers['initiative'])}",
        continuing=canonical("kind", answers.get("kind")) == "continuing",
        previous=text.one_line(answers.get("previous")),
        previous_session=read_previous(
            answers.get("continued"), answers.get("previous_completed"), answers.get("previous_partial")
        ),
        checkpoints=checkpoints,
        scope=tuple(scope.values()),
        planned_analyses=tuple(analyses.kinds_of(answers.get("analyses"))),
        coming_analyses=tuple(read_analysis(record) for record in coming if is_analysis(record)),
        coming_packages=tuple(record_number(record) for record in coming if is_package(record)),
        overview=text.clean(answers.get("overview")),
        rationale=text.clean(answers.get("rationale")),
        impact_overall=text.clean(answers.get("impact_overall")),
        overall_criteria=tuple(text.items(answers.get("overall_criteria"))),
        external=external,
        packages=tuple(packages),
        answered={package.slug: package for package in answered},
        by_hand={slug: tuple(said) for slug, said in (observed.get("written") or {}).items()},
        analyses=tuple(read_analysis(record) for record in ordered if is_analysis(record)),
        priority=priority,
        order=tuple(order),
        critical_path=tuple(critical_path(packages, order)),
        critical_path_on_lower=tuple(critical_path(lower, order)),
        slack={slug: (min(lower_slack[slug], upper_slack[slug]), max(lower_slack[slug], upper_slack[slug])) for slug in order},
        timeline=weeks,
        forecast=approved_plan.forecast(weeks, timeline(lower, sequence, calendar, *capacities, buffer), calendar, packages),
        baseline=approved_plan.read(confirmations.get("roadmap")),
        calibration=calibrate(packages),
        problems=(),
        sharing_numbers=sharing_numbers(ordered),
        unfilled=unfilled,
        missing=missing,
        renamed=observed.get("renamed") or {},
        headings=observed.get("headings") or {},
        unlinked=tuple(text.items(observed.get("unlinked"))),
        met=observed.get("met") or {},
        tasks_done=observed.get("done") or {},
        resolved=observed.get("resolved") or {},
        external_by_hand=tuple(text.items(observed.get("external"))),
        summed_up_by_hand=observed.get("by_hand") or {},
        imported=imports.kept(answers.get("continued")),
    )
    # A document that was adopted under a name of its own was never called otherwise.
    adopted = observed.get("adopted") or {}
    renamed = {name: other for name, other in built.renamed.items() if name not in adopted}
    found = problems(
        ordered,
        packages,
        priority,
        weeks if built.shows_timeline else None,
        unfilled,
        missing,
        reached,
        renamed,
        settled,
    )
    return replace(built, problems=tuple(found))


def _external(answers: Mapping[str, Any], observed: Mapping[str, Any], packages: Sequence[Package]) -> tuple[External, ...]:
    """The initiative's outside dependencies: each waited for by the phases that it names, else by the plans that name it, else by all."""
    entries = text.items(answers.get("external_dependencies"))
    resolved = [*text.items(answers.get("external_unblocked")), *text.items(observed.get("external"))]
    found = []
    named: dict[str, dict[int, int]] = {}
    for place, package in enumerate(packages if entries else ()):
        for one in package.blocked_by:
            for name in (one, blockers.name_of(one)):
                named.setdefault(name.casefold(), {})[place] = package.number
    for entry, blocker in zip(entries, blockers.read(entries, resolved), strict=True):
        naming = tuple(named.get(blockers.name_of(entry).casefold(), {}).values())
        phases = naming or tuple(sorted(blockers.named_phases(entry)))
        found.append(External(blocker, entry, phases, bool(naming)))
    return tuple(found)


def _as_it_stands(
    package: Package, observed: Mapping[str, Any], external: Sequence[External], elsewhere: Mapping[str, Elsewhere]
) -> Package:
    """The package with what people wrote and ticked in its plan, and with what it waits for: the outside things of the
    initiative, and packages of others.
    """
    written = (observed.get("written") or {}).get(package.slug) or {}
    said: dict[str, Any] = {
        name: tuple(text.items(written[name])) if name in LISTS else text.clean(written[name])
        for name in PLACEHOLDERS["plan"]
        if written.get(name)
    }
    others = tuple(
        one.blocker
        for one in external
        if not one.in_plans and (not one.phases or package.number in one.phases) and package.status == "ready"
    )
    if ticked := tuple((observed.get("resolved") or {}).get(package.slug) or ()):
        resolved = (*package.unblocked, *ticked)
        said |= {"unblocked": resolved, "blockers": blockers.read(package.blocked_by, resolved)}
    if others:
        said["blockers"] = (*said.get("blockers", package.blockers), *others)
    if needs := [need for need in package.depends_on if is_elsewhere(need)]:
        said["depends_on"] = tuple(need for need in package.depends_on if need not in needs)
        said["elsewhere"] = tuple(elsewhere.get(need) or Elsewhere(need) for need in needs)
        if package.is_open:
            waited = tuple(one.blocker for one in said["elsewhere"])
            said["blockers"] = (*said.get("blockers", package.blockers), *waited)
    return replace(package, **said) if said else package
