"""Work grows about as the plan does: counted in calls, which are the same on every machine, not in seconds."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import pytest
from work_packages.planning import records
from work_packages.planning.answers import identified_problems
from work_packages.planning.checkpoints import confirm
from work_packages.planning.export import export
from work_packages.planning.merging import merge_documents
from work_packages.planning.records import Record, snapshot, unstarted
from work_packages.planning.roadmap import Roadmap, compute
from work_packages.planning.views import view
from work_packages.planning.workflow import CHECKPOINTS

#: Two plans, one of which is four times the other: linear work is four times as much, quadratic work sixteen times.
SMALL, LARGE, MOST = 100, 400, 4.5


@cache
def plan(count: int) -> tuple[dict[str, Any], list[Record]]:
    """A confirmed plan under way, in which each package has up to three dependencies and something is wrong with many."""
    chance = random.Random(count)
    records = [
        {
            "part": "work-package",
            "number": index + 3,
            "slug": f"package-{index}",
            "title": f"Package {index}",
            "effort": f"{chance.randint(1, 4)}-{chance.randint(5, 9)}h",
            "review": "1h",
            "depends_on": sorted({f"package-{chance.randrange(index)}" for _ in range(index and chance.randrange(4))}),
            "blocked_by": ["Server", f"Team {index} (by 2026-03-01)"] if index % 5 == 0 else [],
            "success_criteria": ["Works well", f"{index} of {index} checks pass"],
            **({"status": "complete", "completed": "2025-11-20", "actual": "3h"} if index < count // 3 else {}),
        }
        for index in range(count)
    ]
    answers: dict[str, Any] = {
        "initiative": "Growth",
        "date": "2025-11-02",
        "start": "2025-11-03",
        "updated": "2025-11-24",
        "agentic_hours_per_week": "40h",
        "review_hours_per_week": "12h",
        "external_dependencies": ["Server", "Data centre before Phase 5"],
        "identified": [{"title": f"Idea {index}", "depends_on": f"Idea {index - 1}"} for index in range(1, count)],
        "unfilled": [f"{index + 3:02d}-package-{index}-plan.md" for index in range(count)],
    }
    kept = snapshot(records)
    return {**answers, "checkpoints": confirm(CHECKPOINTS, {}, answers, [*map(unstarted, kept)], "2025-11-03", "Ada")}, kept


def roadmap(count: int) -> Roadmap:
    return compute(*plan(count))


def document(count: int) -> bytes:
    rows = [f"| Phase {index} | Package {index} | 4-6h | Ready |" for index in range(count)]
    sections = [f"### Phase {index}\n\n- [ ] One\n- [ ] Two\n\nText of *phase* {index}.\n\n---\n" for index in range(count)]
    head = ["# Plan", "", "| Phase | Title | Effort | Status |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, "", "## Phases", "", *sections]).encode()


def merged(count: int) -> bytes:
    """One row changed by the template; by a person one line added, one changed, one deleted, and two rows swapped."""
    base = document(count)
    theirs = base.replace(b"| Phase 7 | Package 7 | 4-6h | Ready |", b"| Phase 7 | Package 7 | 4-6h | Complete |")
    lines = base.decode().split("\n")
    lines[9], lines[10] = lines[10], lines[9]
    middle = lines.index(f"### Phase {count // 2}")
    lines[middle + 5] += " Mine."
    lines.insert(middle + 6, "A line of mine.")
    del lines[middle + 3]
    return merge_documents(base, "\n".join(lines).encode(), theirs).content


def calls(work: Callable[[], object]) -> int:
    """How often a function is called, or goes on after a `yield`, while the work is done."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def fresh(made: Any) -> Any:
    """The same, and nothing of the records in it is known from before."""
    for kept in (records._normal_content, records._package_of_content):
        kept.cache_clear()
    return made


@pytest.mark.parametrize(
    ("prepared", "work"),
    [
        (plan, lambda made: snapshot(made[1])),
        (plan, lambda made: compute(*made)),
        (roadmap, view),
        (roadmap, export),
        (lambda count: count, merged),
        (lambda count: plan(count)[0]["identified"], identified_problems),
    ],
    ids=["snapshot", "roadmap", "view", "export", "merge", "identified"],
)
def test_work_grows_as_the_plan_does(prepared: Callable[[int], Any], work: Callable[[Any], object]) -> None:
    work(prepared(SMALL))
    small, large = (calls(partial(work, fresh(prepared(count)))) for count in (SMALL, LARGE))
    assert large / small < MOST, f"{small} calls for {SMALL} packages, {large} for {LARGE}"
