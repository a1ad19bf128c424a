"""What holds for every roadmap, on random ones."""

from __future__ import annotations

import datetime
import itertools
import json
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from work_packages.planning.diagrams import boxes
from work_packages.planning.effort import Effort
from work_packages.planning.export import export
from work_packages.planning.graph import cycles
from work_packages.planning.priority import RANK, priorities
from work_packages.planning.records import STATUSES, Package, normalise
from work_packages.planning.roadmap import compute
from work_packages.planning.schedule import critical_path, implementation_order, open_needs, slack, timeline, work_sequence
from work_packages.planning.views import view
from work_packages.planning.workdays import Calendar

from ..drawing import edges_of

LEVEL = st.sampled_from(["high", "medium", "low"])


@st.composite
def roadmaps(draw: st.DrawFn, most: int = 12, cyclic: bool = False) -> list[Package]:
    count = draw(st.integers(0, most))
    made = []
    for index in range(count):
        others = [other for other in range(count) if other != index] if cyclic else list(range(index))
        needs = draw(st.lists(st.sampled_from(others), max_size=4, unique=True)) if others else []
        low = draw(st.integers(1, 40)) * 15
        made.append(
            Package(
                number=index + 3,
                slug=f"s{index}",
                title=f"T{index}",
                value=draw(LEVEL),
                risk=draw(LEVEL),
                effort=Effort(low, low + draw(st.integers(0, 20)) * 15),
                review=draw(st.integers(0, 10)) * 15,
                depends_on=tuple(f"s{need}" for need in needs),
                priority=draw(st.sampled_from(["", "", "high", "medium", "low"])),
                status=draw(st.sampled_from([*STATUSES, "ready", "ready"])),
            )
        )
    # Names and numbers say nothing of the order of dependencies.
    names = draw(st.permutations(range(count)))
    number = {f"s{index}": names[index] for index in range(count)}
    return sorted(
        (
            Package(
                **{
                    **package.__dict__,
                    "number": number[package.slug] + 3,
                    "slug": f"s{number[package.slug]}",
                    "depends_on": tuple(f"s{number[need]}" for need in package.depends_on),
                }
            )
            for package in made
        ),
        key=lambda package: package.number,
    )


def order_of(packages: Sequence[Package]) -> list[str]:
    return implementation_order(packages, {slug: chosen.stands for slug, chosen in priorities(packages).items()})


@given(roadmaps())
def test_order_respects_dependencies(packages: list[Package]) -> None:
    order = order_of(packages)
    needs = open_needs(packages)
    assert sorted(order) == sorted(needs)
    assert all(order.index(need) < order.index(slug) for slug, wanted in needs.items() for need in wanted)


@given(roadmaps(cyclic=True))
def test_cycles_lose_no_package_and_stop_nothing(packages: list[Package]) -> None:
    order = order_of(packages)
    assert sorted(order) == sorted(package.slug for package in packages if package.is_open)
    assert set(critical_path(packages, order)) <= set(order)
    sequence = work_sequence(packages, order)
    assert sorted(sequence) == sorted(order)
    timeline(packages, sequence, Calendar(datetime.date(2025, 11, 24), datetime.date(2025, 12, 3)), 600, 240)
    slack(packages, order, upper=True)
    needs = {package.slug: package.depends_on for package in packages}
    for cycle in cycles(needs):
        assert all(following in needs[slug] for slug, following in itertools.pairwise([*cycle, cycle[0]]))


@given(roadmaps())
def test_nothing_is_proposed_lower_than_what_depends_on_it(packages: list[Package]) -> None:
    chosen = priorities(packages)
    for package in packages:
        for need in package.depends_on:
            if package.counts:
                assert RANK[chosen[need].proposed] <= RANK[chosen[package.slug].stands]


@given(roadmaps(), st.integers(1, 40), st.integers(1, 20), st.dates(datetime.date(2025, 11, 1), datetime.date(2026, 2, 1)))
def test_timeline_holds_both_capacities_and_all_work(
    packages: list[Package], agentic: int, review: int, today: datetime.date
) -> None:
    order = order_of(packages)
    calendar = Calendar(datetime.date(2025, 11, 23), today)
    made = timeline(packages, work_sequence(packages, order), calendar, agentic * 30, review * 30)
    opened = [package for package in packages if package.is_open]
    assert all(week.agentic.high <= agentic * 30 and week.review <= review * 30 for week in made.weeks)
    assert sum((week.agentic for week in made.weeks), Effort()) == sum((package.left[0] for package in opened), Effort())
    assert sum(week.review for week in made.weeks) == sum(package.left[1] for package in opened)
    assert all(slot.first_day >= max(calendar.start, today) for slot in made.slots.values())
    assert all(week.agentic.low <= week.agentic.high for week in made.weeks)
    for package in opened:
        slot = made.slots[package.slug]
        holding = [week.number for week in made.weeks if package.slug in week.packages]
        assert (min(holding), max(holding)) == (slot.first_week, slot.last_week)
        assert slot.first_day <= slot.last_day
        for need in package.depends_on:
            if need in made.slots:
                assert made.slots[need].last_day <= slot.first_day


@given(roadmaps(most=8))
def test_critical_path_is_the_longest_chain(packages: list[Package]) -> None:
    by_slug = {package.slug: package for package in packages}
    needs = open_needs(packages)

    def chains(slug: str) -> list[list[str]]:
        return [[slug]] + [[*chain, slug] for need in needs[slug] for chain in chains(need)]

    def length(chain: Sequence[str]) -> int:
        return sum(by_slug[slug].effort.high + by_slug[slug].review for slug in chain)

    path = critical_path(packages, order_of(packages))
    assert length(path) == max((length(chain) for slug in needs for chain in chains(slug)), default=0)
    assert all(one in needs[other] for one, other in itertools.pairwise(path))


@given(roadmaps(most=8), st.booleans())
def test_slack_is_what_a_package_can_slip(packages: list[Package], upper: bool) -> None:
    order = order_of(packages)
    free = slack(packages, order, upper)
    by_slug = {package.slug: package for package in packages}
    needs = open_needs(packages)

    def end(slipping: str = "", by: int = 0) -> int:
        finish: dict[str, int] = {}
        for slug in order:
            bound = by_slug[slug].effort.high if upper else by_slug[slug].effort.low
            finish[slug] = (
                bound
                + by_slug[slug].review
                + (by if slug == slipping else 0)
                + max((finish[need] for need in needs[slug]), default=0)
            )
        return max(finish.values(), default=0)

    for slug in order:
        assert free[slug] >= 0
        assert end(slug, free[slug]) == end()
        assert end(slug, free[slug] + 1) > end()


@given(roadmaps(cyclic=True))
def test_box_drawing_holds_each_dependency_once(packages: list[Package]) -> None:
    drawn = edges_of(boxes(packages)) if packages else []
    number = {package.slug: f"{package.number:02d}" for package in packages}
    assert sorted(drawn) == sorted((number[need], number[package.slug]) for package in packages for need in package.depends_on)
    shown = boxes(packages)
    assert all(name in shown for name in number.values())
    assert not any(line != line.rstrip() for line in shown.split("\n"))


@given(roadmaps(), st.randoms(use_true_random=False))
def test_roadmap_depends_on_nothing_but_the_answers(packages: list[Package], chance: object) -> None:
    import random

    assert isinstance(chance, random.Random)
    records = [
        normalise(
            {
                "part": "work-package",
                "number": package.number,
                "slug": package.slug,
                "title": package.title,
                "value": package.value,
                "risk": package.risk,
                "status": package.status,
                "priority": package.priority,
                "effort": f"{package.effort.low / 60}-{package.effort.high / 60}h",
                "review": f"{package.review / 60}h",
                "depends_on": list(package.depends_on),
            }
        )
        for package in packages
    ]
    answers = {
        "initiative": "X",
        "date": "2025-11-23",
        "updated": "2025-11-23",
        "start": "2025-11-24",
        "agentic_hours_per_week": "9",
        "review_hours_per_week": "3",
    }
    expected = compute(answers, records)
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert json.dumps(view(compute(answers, shuffled))) == json.dumps(view(expected))
    assert json.dumps(export(compute(answers, shuffled))) == json.dumps(export(expected))
    weeks = expected.timeline.weeks
    assert sum(week.agentic.high for week in weeks) == expected.remaining.agentic.high
