"""Each rule for answers: its message says the value and the remedy."""

from __future__ import annotations

from typing import Any

import pytest
from work_packages.planning import answers

KNOWN: list[dict[str, Any]] = [
    {"slug": "observability", "number": 3, "title": "Observability", "depends_on": []},
    {"slug": "result-types", "number": 4, "title": "Result Types", "depends_on": ["observability"]},
]

WRONG = {
    "effort": (["title=New", "effort=six hours"], ['effort: "six hours" is not a number of hours', "4-6h"]),
    "effort, reversed": (["title=New", "effort=6-4h"], ['effort: "6-4h" has its larger bound first']),
    "effort, none": (["title=New", "effort=0h"], ['effort: "0h" is no time at all']),
    "review": (["title=New", "review=soon"], ['review: "soon" is not a number of hours', "0.5h"]),
    "status": (["title=New", "status=finished"], ['status: "finished" is not one of the choices', "in-progress"]),
    "status, near": (["title=New", "status=in-progres"], ["Did you mean in-progress?"]),
    "value": (["title=New", "value=huge"], ['value: "huge"', "high, medium or low"]),
    "priority": (["title=New", "priority=urgent"], ['priority: "urgent"', "high, medium or low"]),
    "testing": (["title=New", "testing=perhaps"], ['testing: "perhaps" is neither yes nor no']),
    "added": (["title=New", "added=yesterday"], ['added: "yesterday" is not a date', "YYYY-MM-DD"]),
    "self-dependency": (["title=New", "depends_on=new"], ['depends_on: "new" is the work package itself']),
    "empty title": (["title="], ["title: is empty"]),
    "blank title": (["title=  "], ["title: is empty"]),
    "unsluggable title": (["title=!!! 🚀"], ['title: "!!! 🚀" has no letter or digit']),
    "slug, bad": (["title=New", "slug=../../etc"], ['slug: "../../etc" is not a slug. Did you mean etc?']),
    "number, bad": (["title=New", "number=four"], ['number: "four" is not a document number']),
    "unknown answer": (["title=New", "efort=4h"], ["efort: there is no answer of this name. Did you mean effort?"]),
    "answer of another part": (["title=New", "rationale=Because"], ["rationale: this is an answer of part=initiative"]),
    "analysis type": (
        ["part=analysis", "analysis_type=gut/feeling"],
        ['analysis_type: "gut/feeling"', "it makes a file's name"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_work_package(name: str) -> None:
    pairs, expected = WRONG[name]
    given = dict(pair.split("=", 1) for pair in pairs)
    part = given.get("part", "work-package")
    found = answers.given_problems(given, part)
    if part == "work-package":
        found += answers.package_problems(given, KNOWN)
    message = answers.refusal(found)
    for words in expected:
        assert words in message, message


WRONG_IDENTIFIED: dict[str, tuple[Any, list[str]]] = {
    "identified, unknown": (
        [{"title": "Alpha"}, {"title": "B", "depends_on": ["Alpa"]}],
        ['identified, entry 2 (B): depends_on: "Alpa" is not a work package here. Did you mean alpha?'],
    ),
    "identified, itself": ([{"title": "Alpha", "depends_on": "alpha"}], ['"alpha" is the work package itself']),
    "identified, twice": (["Same", "same"], ['entry 2 (same): slug: "same" is the slug of an earlier entry']),
    "numbers": ([{"title": "A", "number": 3}, {"title": "B", "number": "3"}], ["number: 3 is the number of an earlier entry"]),
}


@pytest.mark.parametrize("name", WRONG_IDENTIFIED)
def test_wrong_identified(name: str) -> None:
    identified, expected = WRONG_IDENTIFIED[name]
    message = answers.refusal(answers.identified_problems(identified, ["context"]))
    for words in expected:
        assert words in message, message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "a | b {{ c }} `d` [e] 设计 🚀"),
        ("title", "设计"),
        ("effort", "4-6h"),
        ("effort", 4),
        ("review", "0h"),
        ("actual", ""),
        ("number", "03"),
        ("number", 7),
        ("slug", ""),
        ("slug", "a-1"),
        ("testing", "no"),
        ("testing", True),
        ("priority", ""),
        ("date", "2025-11-23"),
        ("analyses", []),
        ("analyses", "[context, risk]"),
        ("analyses", "context; Performance Budget"),
        ("analyses", None),
        ("analyses", ["riks analysis", "Technical Debt"]),
        ("analysis_type", "Security"),
        ("analysis_type", "Éclairage 2"),
        ("planning_root", "docs/plans"),
        ("previous", ""),
        ("agentic_hours_per_week", "7.5"),
        ("identified", "One; Two"),
    ],
)
def test_right_answers(name: str, value: object) -> None:
    assert answers.problem(name, value) == ""


@pytest.mark.parametrize("value", ["..", "/etc", "a/../../b", "~/x", "C:/x", "a:b", "", "a\\..\\b"])
def test_planning_root_stays_inside(value: str) -> None:
    assert answers.problem("planning_root", value)


def test_an_old_cycle_is_not_blamed_on_a_new_answer() -> None:
    looped = [
        {"slug": "a", "number": 3, "title": "A", "depends_on": ["b"]},
        {"slug": "b", "number": 4, "title": "B", "depends_on": ["a"]},
    ]
    assert answers.dependency_problem("a", "c", looped) == ""
    assert "closes a cycle: c needs d needs c" in answers.dependency_problem(
        "d",
        "c",
        [
            *looped,
            {"slug": "d", "number": 5, "title": "D", "depends_on": ["c"]},
            {"slug": "c", "number": 6, "title": "C", "depends_on": []},
        ],
    )


def test_every_known_name_belongs_to_one_part() -> None:
    # An adoption takes answers of the initiative that it makes.
    shared = {"added"}
    names = [name for part in answers.PARTS if part != "adopt" for name in answers.NAMES[part] if name not in shared]
    assert len(names) == len(set(names))
