"""Every two answers together, each with good and bad values: the checks always end, with problems that name their answer."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from work_packages.planning import answers as rules
from work_packages.planning import checkpoints, records, text

#: Good and bad values, for any answer.
ANY: tuple[Any, ...] = ("", None, "soon", "2026-01-10", "3", True, ["One", 4], {"x": ["y"]})

#: Some of each answer's own, good ones first.
OWN: dict[str, tuple[Any, ...]] = {
    "title": ("One", "!!!"),
    "slug": ("one", "../.."),
    "number": (3, 99999, -1),
    "analysis_number": (1, "one"),
    "analysis_type": ("risk", "gut"),
    "status": ("in-progress", "complete", "done"),
    "effort": ("4-6h", "9-2h"),
    "review": ("1h", "none"),
    "remaining": ("2-3h", "0h"),
    "actual": ("5h", "-5h"),
    "actual_review": ("1h", "x"),
    "depends_on": ("one", "two, three", ["nothing"]),
    "blocked_by": ("Keys (by 2026-02-30)", "Keys (by 2026-02-03)", [["x"]]),
    "unblocked": ("Keys", "Nothing"),
    "external_unblocked": ("Keys", ["Keys", "Nothing"]),
    "external_dependencies": ("Keys", "Keys (by 2026-02-30)"),
    "started": ("2026-01-14", "9999-99-99"),
    "completed": ("2026-01-15", "2025-01-01"),
    "updated": ("2026-01-15", "0001-01-01"),
    "identified": (
        "One; Two",
        [{"title": "One", "depends_on": "One"}],
        [{"slug": "one"}],
        [{"title": ["x"], "number": "x"}],
        [1],
    ),
    "analyses": ("[risk]", ["risk", "gut"], "[risk"),
    "confirm": ("scope", "[scope, folder]", ["roadmap"], "all"),
    "kind": ("new", "old"),
    "testing": ("true", "perhaps"),
    "rank": (1, "first"),
    "priority": ("high", "urgent"),
    "renumber": ("one", "none"),
    "agentic_hours_per_week": ("20", "400"),
    "buffer": (20, "201%"),
}

PACKAGES: list[dict[str, Any]] = [
    {"part": "work-package", "slug": "two", "number": 4, "title": "Two", "depends_on": ["three"], "completed": "2026-01-12"},
    {"part": "work-package", "slug": "three", "number": 5, "title": "Three", "depends_on": [], "blocked_by": ["Keys"]},
]


def problems(part: str, given: dict[str, Any], before: dict[str, Any]) -> list[str]:
    """What a command of the part finds wrong, in the order in which it looks."""
    if found := rules.unfit_problems(given):
        return found
    found = rules.given_problems(given, part, changing=bool(before))
    if part == "work-package":
        own = str(before.get("slug", ""))
        known = [*PACKAGES, before] if before else PACKAGES
        found += rules.package_problems(given, known, own)
        if not found:
            after = checkpoints.states({}, {}, records.snapshot([*PACKAGES, {**before, "number": 3, "slug": "one", **given}]))
            checkpoints.start_problem(str(given.get("status", "ready")), str(before.get("status") or ""), after, after)
            found += rules.progress_problems(given, before, "2026-01-15")
        if "testing" in given:
            wrong = rules.testing_problem(given["testing"], before.get("testing"))
            found += [f"testing: {wrong}"] if wrong else []
        if "number" in given:
            wrong = rules.number_problem("number", given["number"], {3: "03-one.yml"})
            found += [f"number: {wrong}"] if wrong else []
    elif part == "initiative":
        found += rules.identified_problems(
            given.get("identified"), text.items(given.get("analyses")), PACKAGES if before else ()
        )
        if "updated" in given and not rules.problem("updated", given["updated"]):
            found += rules.day_problems(given["updated"], PACKAGES)
        wrong = rules.unblocked_problem(given.get("external_unblocked"), given.get("external_dependencies"))
        found += [f"external_unblocked: {wrong}"] if wrong else []
        names = [] if rules.problem("confirm", given.get("confirm")) else checkpoints.given_names(given.get("confirm"))
        if names and not rules.given_problems(given, part, changing=True):
            wrong = checkpoints.order_problem(names, checkpoints.states({}, given, PACKAGES))
            found += [f"confirm: {wrong}"] if wrong else []
    elif part == "repair":
        wrong = rules.renumber_problem(given.get("renumber"), PACKAGES)
        found += [f"renumber: {wrong}"] if wrong else []
    return found


def pairs(part: str) -> list[tuple[tuple[str, Any], tuple[str, Any]]]:
    names = [*rules.NAMES[part], "part", "bogus", *rules.OWN[:2]]
    values = {name: (*OWN.get(name, ()), *ANY) for name in names}
    return [
        ((one, first), (other, second))
        for one, other in itertools.combinations(names, 2)
        # Of two answers' values, a part: each value of each meets some of the other's.
        for place, (first, second) in enumerate(itertools.product(values[one], values[other]))
        if place % 3 == 0
    ]


@pytest.mark.parametrize("part", rules.PARTS)
def test_every_two_answers(part: str) -> None:
    own = {"part": "work-package", "slug": "one", "number": 3, "title": "One", "status": "partial", "testing": True}
    known = {*itertools.chain(*rules.NAMES.values()), "part", "bogus", *rules.OWN}
    count = 0
    for one, other in pairs(part):
        for before in ({}, own):
            given = dict((one, other))
            try:
                found = problems(part, given, before)
            except Exception as error:
                raise AssertionError(f"{given} ends in {error!r}") from error
            assert all(
                isinstance(wrong, str) and wrong.split(":")[0].split(",")[0].split(" (")[0] in known for wrong in found
            ), (
                given,
                found,
            )
            # The one message for all of them, which is never empty.
            assert not found or "nothing was written" in rules.refusal(found)
            count += 1
    assert count > 20
