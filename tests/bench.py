"""How long 10,000 work packages with 30,000 dependencies take: `make bench`. A measurement, not a test."""

from __future__ import annotations

import datetime
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "extensions"))

from work_packages.planning.effort import Effort
from work_packages.planning.graph import cycles
from work_packages.planning.priority import priorities
from work_packages.planning.records import Package
from work_packages.planning.schedule import critical_path, implementation_order, slack, timeline, work_sequence
from work_packages.planning.workdays import Calendar

PACKAGES, DEPENDENCIES = 10_000, 30_000

T = TypeVar("T")


def made() -> list[Package]:
    chance = random.Random(1)
    needs: list[set[str]] = [set() for _ in range(PACKAGES)]
    count = 0
    while count < DEPENDENCIES:
        index = chance.randrange(1, PACKAGES)
        need = f"s{chance.randrange(index)}"
        count += need not in needs[index]
        needs[index].add(need)
    return [
        Package(
            number=index + 3,
            slug=f"s{index}",
            title=f"Package {index}",
            value=chance.choice(("high", "medium", "low")),
            effort=Effort(120, 60 * chance.randint(2, 8)),
            depends_on=tuple(sorted(needs[index])),
        )
        for index in range(PACKAGES)
    ]


def timed(name: str, work: Callable[[], T]) -> T:
    before = time.perf_counter()
    result = work()
    print(f"{name:<16}{1000 * (time.perf_counter() - before):>8.0f} ms")
    return result


def main() -> None:
    packages = made()
    before = time.perf_counter()
    timed("cycles", lambda: cycles({package.slug: package.depends_on for package in packages}))
    chosen = timed("priorities", lambda: priorities(packages))
    order = timed("order", lambda: implementation_order(packages, {slug: one.stands for slug, one in chosen.items()}))
    timed("critical path", lambda: critical_path(packages, order))
    timed("slack", lambda: slack(packages, order, upper=True))
    sequence = timed("sequence", lambda: work_sequence(packages, order))
    day = datetime.date(2025, 11, 24)
    timed("timeline", lambda: timeline(packages, sequence, Calendar(day, day), 1200, 480))
    print(f"{'together':<16}{1000 * (time.perf_counter() - before):>8.0f} ms")


if __name__ == "__main__":
    main()
