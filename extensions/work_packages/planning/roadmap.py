"""The roadmap: everything that is computed from the initiative's answers and the records, made once for all documents."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import text
from .calibration import Calibration, calibrate
from .checkpoints import Checkpoint, inherited, phase, states, waiting
from .continuing import Previous, identified_packages, read_previous
from .effort import Effort, parse_time, total
from .graph import dependents
from .priority import Priority, priorities
from .problems import Problem, problems
from .records import LEVELS, Analysis, Package, as_date, is_analysis, is_package, read_analysis, read_package, sort_key
from .schedule import Timeline, critical_path, implementation_order, on_lower_estimates, slack, timeline


@dataclass(frozen=True)
class Total:
    """The sum of packages: their agentic range and their review, in minutes."""

    agentic: Effort
    review: int

    @property
    def everything(self) -> Effort:
        """Agentic time and review together."""
        return self.agentic.plus(self.review)


def total_of(packages: Sequence[Package]) -> Total:
    """The total of the packages."""
    return Total(total(package.effort for package in packages), sum(package.review for package in packages))


@dataclass(frozen=True)
class Roadmap:
    """What the documents and `roadmap.json` show. All lists of packages are in their order of number, unless said."""

    title: str
    date: datetime.date
    updated: datetime.date
    start: datetime.date
    location: str
    continuing: bool
    previous: str
    previous_session: Previous | None
    checkpoints: tuple[Checkpoint, ...]
    scope: tuple[Package, ...]
    planned_analyses: tuple[str, ...]
    overview: str
    rationale: str
    overall_criteria: tuple[str, ...]
    external_dependencies: tuple[str, ...]
    packages: tuple[Package, ...]
    analyses: tuple[Analysis, ...]
    priority: Mapping[str, Priority]
    order: tuple[str, ...]
    critical_path: tuple[str, ...]
    critical_path_on_lower: tuple[str, ...]
    slack: Mapping[str, tuple[int, int]]
    timeline: Timeline
    weeks_on_lower: int
    calibration: Calibration | None
    problems: tuple[Problem, ...]
    unfilled: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unlinked: tuple[str, ...] = ()
    met: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def phase(self) -> int:
        """The phase of the workflow, 1 to 7, by the checkpoints that were ever confirmed."""
        return phase(checkpoint.name for checkpoint in self.checkpoints if checkpoint.state != "open")

    @property
    def identified(self) -> tuple[Package, ...]:
        """The packages that the scope names, until they have plans."""
        return self.scope if self.phase < 4 else ()

    @property
    def waiting(self) -> Checkpoint | None:
        """The checkpoint to confirm next; None where all are confirmed."""
        return waiting(self.checkpoints)

    @property
    def shows_order(self) -> bool:
        """Whether the plans were confirmed, so that the documents show an order (design, "Checkpoints")."""
        return self.phase > 4

    @property
    def shows_timeline(self) -> bool:
        """Whether the priorities were confirmed, so that the documents show a timeline (design, "Checkpoints")."""
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
    def ready(self) -> tuple[str, ...]:
        """The slugs of the packages that can be started, in the order of implementation; none while a checkpoint is open."""
        if not self.may_start:
            return ()
        return tuple(package.slug for package in self.open if package.status == "ready" and not self.waits_for(package))

    @property
    def next(self) -> str | None:
        """The slug of the package to start next: the first of the order that is ready."""
        return next(iter(self.ready), None)

    @cached_property
    def total(self) -> Total:
        """The total of all packages that count; before there are plans, of those that the scope names."""
        return total_of(self.counted if self.packages else self.identified)

    @cached_property
    def remaining(self) -> Total:
        """The total of the open packages; before there are plans, of those that the scope names."""
        return total_of(self.open if self.packages else self.identified)

    @cached_property
    def progress(self) -> int:
        """Progress in whole percent, by estimated hours: the middle of each range, plus review; 100 only when all is done."""
        everything = sum(_weight(package) for package in self.counted)
        return 100 * sum(_weight(package) for package in self.complete) // everything if everything else 0

    def stands(self, package: Package) -> str:
        """The package's priority: `high`, `medium` or `low`."""
        return self.priority[package.slug].stands

    def waits_for(self, package: Package) -> list[str]:
        """The dependencies of the package that are not complete, as slugs or unknown names."""
        return [need for need in package.depends_on if need not in self.by_slug or self.by_slug[need].status != "complete"]

    def totals_by_priority(self) -> dict[str, Total]:
        """The total of the open packages of each priority that has any."""
        groups = {level: [package for package in self.open if self.stands(package) == level] for level in LEVELS}
        return {level: total_of(members) for level, members in groups.items() if members}


def _weight(package: Package) -> int:
    return package.effort.low + package.effort.high + 2 * package.review


def compute(answers: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> Roadmap:
    """The roadmap of an initiative.

    Args:
        answers: the initiative's answers, by the names of design.md, "Interface", with `unfilled`: the files that still
            hold placeholder text, and `observed`: what else the files on disk say, as `missing`: documents that a person
            deleted, `unlinked`: plans without the link to the work package workflow, and `met`: for each package that was
            completed, the success criteria ticked in its plan. Without `checkpoints` they are those of an initiative from before there were any.
        records: the snapshot of the records of all documents, in any order.
    """
    ordered = sorted(records, key=sort_key)
    stored = answers.get("checkpoints")
    checkpoints = states(inherited(answers, ordered) if stored is None else stored, answers, ordered)
    reached = phase(checkpoint.name for checkpoint in checkpoints if checkpoint.state != "open")
    # What is written in phase 6 is not left out before.
    unfilled = [
        name for name in text.items(answers.get("unfilled")) if reached >= 6 or name not in ("START-HERE.md", "README.md")
    ]
    observed = answers.get("observed") or {}
    missing = text.items(observed.get("missing"))
    packages = [read_package(record) for record in ordered if is_package(record)]
    priority = priorities(packages)
    order = implementation_order(packages, {slug: chosen.stands for slug, chosen in priority.items()})
    start = as_date(answers["start"])
    capacities = parse_time(answers["agentic_hours_per_week"]), parse_time(answers["review_hours_per_week"])
    upper, lower = slack(packages, order, upper=True), slack(packages, order, upper=False)
    return Roadmap(
        title=text.one_line(answers["initiative"]),
        date=as_date(answers["date"]),
        updated=as_date(answers["updated"]),
        start=start,
        location=text.one_line(answers.get("location")) or f"{as_date(answers['date'])}-{text.slugify(answers['initiative'])}",
        continuing=answers.get("kind") == "continuing",
        previous=text.one_line(answers.get("previous")),
        previous_session=read_previous(answers.get("continued")),
        checkpoints=checkpoints,
        scope=tuple(identified_packages(answers).values()),
        planned_analyses=tuple(text.items(answers.get("analyses"))),
        overview=text.clean(answers.get("overview")),
        rationale=text.clean(answers.get("rationale")),
        overall_criteria=tuple(text.items(answers.get("overall_criteria"))),
        external_dependencies=tuple(text.items(answers.get("external_dependencies"))),
        packages=tuple(packages),
        analyses=tuple(read_analysis(record) for record in ordered if is_analysis(record)),
        priority=priority,
        order=tuple(order),
        critical_path=tuple(critical_path(packages, order)),
        critical_path_on_lower=tuple(critical_path(on_lower_estimates(packages), order)),
        slack={slug: (min(lower[slug], upper[slug]), max(lower[slug], upper[slug])) for slug in order},
        timeline=timeline(packages, order, start, *capacities),
        weeks_on_lower=len(timeline(on_lower_estimates(packages), order, start, *capacities).weeks),
        calibration=calibrate(packages),
        problems=tuple(problems(ordered, priority, unfilled, missing, reached)),
        unfilled=tuple(unfilled),
        missing=tuple(missing),
        unlinked=tuple(text.items(observed.get("unlinked"))),
        met=observed.get("met") or {},
    )
