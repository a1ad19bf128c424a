"""Functions of the domain, timed in a process that has started: `python -m benchmarks.inside` prints them as JSON.

The modules of the template are found on PYTHONPATH: a process of its own measures the commit that is measured, and leaves the
memory of the process that measures the commands small.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from . import plans
from .results import InsideRow

#: Beside the sizes that are asked for: those of what beads publishes, `ready` over 10,000 and a check for cycles of 5,000.
LARGE = (5_000, 10_000)

#: Called at least so often, and for at least so many seconds where that is soon done.
_TIMES, _SECONDS = 3, 0.5

#: The rows, in the order of the page.
ORDER, READY_ONES, NEXT = "order", "ready", "next"
CYCLE_CHECK, TIMELINE = "cycle check", "timeline"
TOGETHER = "order, ready, next and timeline"
COMPUTED = "all that is computed"
DOCUMENTS = "documents()"


def timed(work: str, packages: int, function: Callable[[], object]) -> InsideRow:
    """Call the function again and again; the first call, and each later one, in milliseconds."""
    took: list[float] = []
    end = time.perf_counter() + _SECONDS
    while len(took) <= _TIMES or (time.perf_counter() < end and len(took) < 100):
        before = time.perf_counter()
        function()
        took.append(round(1000 * (time.perf_counter() - before), 3))
    return {"work": work, "packages": packages, "first": took[0], "later": took[1:]}


@dataclass(frozen=True)
class Domain:
    """The functions of the domain that are timed, on one plan of so many packages."""

    packages: int

    def rows(self, leave_out: Container[str] = ()) -> list[InsideRow]:
        """The rows of this plan, but its documents and what is left out."""
        from work_packages.planning.graph import cycles
        from work_packages.planning.priority import priorities
        from work_packages.planning.roadmap import compute
        from work_packages.planning.schedule import implementation_order, timeline, work_sequence
        from work_packages.planning.workdays import Calendar

        answers, records = self.answers(), self.records()
        plan = compute(answers, records)
        packages = plan.packages
        assert plan.ready and plan.next, "a plan in which nothing can be started measures nothing"
        needs = {package.slug: package.depends_on for package in packages}
        levels = {slug: one.stands for slug, one in plan.priority.items()}
        calendar = Calendar(plan.start, plan.updated)

        def order() -> list[str]:
            return implementation_order(packages, levels)

        def weeks(placed: Sequence[str]) -> object:
            return timeline(packages, work_sequence(packages, placed), calendar, *plan.capacities, plan.buffer)

        def together() -> object:
            chosen = priorities(packages)
            placed = implementation_order(packages, {slug: one.stands for slug, one in chosen.items()})
            # A roadmap that was replaced has worked out nothing yet.
            again = replace(plan, priority=chosen, order=tuple(placed))
            return again.ready, again.next, weeks(placed)

        works: Mapping[str, Callable[[], object]] = {
            ORDER: order,
            READY_ONES: lambda: replace(plan).ready,
            NEXT: lambda: replace(plan).next,
            CYCLE_CHECK: lambda: cycles(needs),
            TIMELINE: lambda: weeks(plan.order),
            TOGETHER: together,
            COMPUTED: lambda: compute(answers, records),
        }
        return [timed(work, self.packages, function) for work, function in works.items() if work not in leave_out]

    def answers(self) -> dict[str, Any]:
        """The initiative's answers; from before there were checkpoints, all of it counts as confirmed."""
        data = plans.data_file(self.packages)
        left_out = ("confirm", "confirmed_by", "identified")
        return {name: value for name, value in data.items() if name not in left_out} | {"updated": "2025-11-24"}

    def records(self) -> list[dict[str, Any]]:
        """The records of the plan's packages."""
        return [
            {"part": "work-package", "number": number, "slug": plans.slug(number), **plans.package(number)}
            for number in plans.numbers(self.packages)
        ]


def document_rows(files: Mapping[int, Path]) -> list[InsideRow]:
    """`documents()` of stored plans, by the number of their packages; none where this version has no such function."""
    try:
        module = importlib.import_module("work_packages.documents")
        unpacked = importlib.import_module("work_packages.planning_folder").unpacked
    except ModuleNotFoundError:
        return []
    rows = []
    for packages, file in files.items():
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        answers = unpacked(yaml.load(file.read_text(encoding="utf-8"), loader))
        rows.append(timed(DOCUMENTS, packages, partial(module.documents, answers, answers["documents"])))
    return rows


def main() -> None:
    """Print the rows of the sizes that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", help="how many packages")
    parser.add_argument("--plan", action="append", default=[], metavar="PACKAGES=FILE", help="a stored .copier-answers.yml")
    parser.add_argument("--large", action="store_true", help="5,000 and 10,000 packages as well")
    options = parser.parse_args()
    # The documents first: their first call is the one of a process that has done nothing yet.
    rows = document_rows({int(size): Path(file) for size, _, file in (pair.partition("=") for pair in options.plan)})
    for size in options.sizes:
        rows += Domain(size).rows()
    for size in LARGE if options.large else ():
        # To compute all of it so often would take minutes, and says nothing of the graph.
        rows += Domain(size).rows(leave_out={COMPUTED})
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
