"""Changes in words: what `add`, `set`, `done` and the others ask of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from work_packages import planning_folder, plans
from work_packages.direct import Asked
from work_packages.terminal.changes import NotUnderstood, asked_for, steps

from ..support import PUBLISHED

FOLDER = Path("/nowhere")


def asked(words: list[str]) -> list[Asked]:
    there = planning_folder.read(PUBLISHED)
    return asked_for(words, plans.read_plan(PUBLISHED), there, FOLDER)


def record(name: str, **answers: Any) -> Asked:
    return Asked(FOLDER, answers, f".planning/{name}.yml")


CACHING, RESILIENCE = "05-caching-strategy", "06-resilience-patterns"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("add|Rate Limiting|effort=4-6h", [Asked(FOLDER, {"title": "Rate Limiting", "effort": "4-6h"}, part="work-package")]),
        ("add|Rate|Limiting", [Asked(FOLDER, {"title": "Rate Limiting"}, part="work-package")]),
        ("add|Use x=5 there", [Asked(FOLDER, {"title": "Use x=5 there"}, part="work-package")]),
        ("set|05|effort=8-12h|owner=Ada Byron", [record(CACHING, effort="8-12h", owner="Ada Byron")]),
        ("set|caching|priority-reason=a=b; c|due=", [record(CACHING, priority_reason="a=b; c", due="")]),
        ("set|5|resilience|05|owner=Ada", [record(CACHING, owner="Ada"), record(RESILIENCE, owner="Ada")]),
        ("set|start=2026-02-01|buffer=20", [Asked(FOLDER, {"start": "2026-02-01", "buffer": "20"})]),
        ("done|05|06|pr=22", [record(CACHING, status="complete", pr="22"), record(RESILIENCE, status="complete", pr="22")]),
        ("start|05", [record(CACHING, status="in-progress")]),
        ("partial|05|--why|half of it", [record(CACHING, status="partial", remains="half of it")]),
        ("defer|05|--why=later", [record(CACHING, status="deferred", remains="later")]),
        ("drop|--why|a=b|05", [record(CACHING, status="dropped", remains="a=b")]),
        ("set|06|depends_on+=5", [record(RESILIENCE, depends_on=["observability", "result-types", "caching-strategy"])]),
        ("set|06|depends-on-=Observability", [record(RESILIENCE, depends_on=["result-types"])]),
        ("set|06|depends_on-=3|depends_on-=4|depends_on+=3", [record(RESILIENCE, depends_on=["observability"])]),
        ("set|06|depends_on+=3, 4", [record(RESILIENCE, depends_on=["observability", "result-types"])]),
        ("set|05|pr+=#7; #8|pr-=#7", [record(CACHING, pr=["#8"])]),
        ("set|05|pr=#1|pr+=#2", [record(CACHING, pr=["#1", "#2"])]),
        # What no answer is, the command itself refuses.
        ("set|05|bogus=1", [record(CACHING, bogus="1")]),
        ("set|05|bogus+=1", [record(CACHING, bogus=["1"])]),
    ],
)
def test_what_is_asked(words: str, expected: list[Asked]) -> None:
    assert asked(words.split("|")) == expected


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("sett|05|effort=1h", '"sett" is no change. Did you mean set?'),
        ("`rm`", '"`rm`" is no change. Begin with add, set, start, done, partial, defer or drop.'),
        ("add", "add: what is its title? Give it first: add TITLE effort=4-6h."),
        ("add|effort=4h", "add: what is its title? Give it first: add TITLE effort=4-6h."),
        ("set|05", "set: nothing is changed. Give answers as NAME=VALUE, for example effort=8-12h."),
        ("done", "done: which work package? Name it by number, slug or a part of its title."),
        ("drop|05|--why", "--why: what is it? Give it as --why TEXT."),
        ("set|05|--yes|effort=1h", '"--yes" is no option of a change. Give --why or --and, and answers as NAME=VALUE.'),
        ("set|05|effort+=1h", "effort: is no list. Give the whole answer: effort=1h."),
        ("set|05|pr-=#7", 'pr: does not hold "#7". It is empty.'),
        ("set|06|depends_on-=05", 'depends_on: does not hold "caching-strategy". It holds observability and result-types.'),
        ("set|cachng|effort=1h", 'There is no work package "cachng". Did you mean 05 Caching Strategy?'),
    ],
)
def test_what_is_not_understood_is_one_message(words: str, message: str) -> None:
    with pytest.raises(NotUnderstood) as error:
        asked(words.split("|"))
    assert str(error.value) == message


def test_changes_of_one_line_are_separated() -> None:
    assert steps(["done", "03", "then", "add", "And then", "--and", "set", "05", "a=then"]) == [
        ["done", "03"],
        ["add", "And then"],
        ["set", "05", "a=then"],
    ]
    for words in ([], ["then"], ["done", "03", "then"], ["done", "03", "then", "--and", "done", "04"]):
        with pytest.raises(NotUnderstood, match="separate them by `then`"):
            steps(words)
