"""The commands that read: what they print for the published examples, word by word, and for programs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from work_packages.planning.export import export
from work_packages.plans import read_plan

from ..support import ROOT, seconds_of
from .calling import roadmap, shown, widest

EXAMPLES = ROOT / "examples"
GOLDEN = Path(__file__).parent / "golden"

#: The plans of which each command's output is published, each with the day on which it is read, and a package to show.
PLANS = {
    "integrated-roadmap": ("2025-11-23", "05"),
    "phases/2-folder": ("2025-11-23", ""),
    "phases/4-packages": ("2025-11-23", "resilience"),
    "phases/6-roadmap": ("2025-11-23", "observability"),
    "weeks-in/2-weeks": ("2025-12-05", "response-cache"),
    "weeks-in/5-weeks": ("2025-12-23", "06"),
    "weeks-in/8-weeks": ("2026-01-20", "12"),
    "continuing/2026-01-20-second-roadmap": ("2026-01-20", "4"),
}

COMMANDS = ("status", "next", "ready", "list", "graph", "timeline")

ALL = sorted(path.parent.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob(".copier-answers.yml"))


def commands(package: str) -> list[list[str]]:
    return [[name] for name in COMMANDS] + ([["show", package]] if package else [])


@pytest.mark.parametrize("name", PLANS)
def test_what_is_printed_is_what_is_published(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    day, package = PLANS[name]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds_of(day))
    made = "\n".join(f"$ roadmap {' '.join(words)}\n{shown(*words, cwd=EXAMPLES / name)}" for words in commands(package))
    assert widest(made) <= 80
    assert not [line for line in made.splitlines() if line != line.rstrip()]
    published = GOLDEN / f"{name.replace('/', '-')}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        published.write_text(made, encoding="utf-8")
    assert made == published.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_what_is_read_is_what_the_last_command_wrote(name: str) -> None:
    """Nobody has changed a file of an example since: what its files say is what `roadmap.json` says."""
    folder = EXAMPLES / name
    written = json.loads((folder / ".planning/roadmap.json").read_text(encoding="utf-8"))
    assert export(read_plan(folder)) == written


def schema() -> jsonschema.Draft202012Validator:
    files = {name: json.loads((ROOT / "docs" / name).read_text(encoding="utf-8")) for name in SCHEMAS}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(content)) for name, content in files.items()
    )
    jsonschema.Draft202012Validator.check_schema(files["roadmap-command.schema.json"])
    return jsonschema.Draft202012Validator(files["roadmap-command.schema.json"], registry=registry)


SCHEMAS = ("roadmap-command.schema.json", "roadmap.schema.json")


@pytest.mark.parametrize("name", PLANS)
def test_for_programs_it_is_what_the_schema_describes(name: str) -> None:
    validator = schema()
    written = json.loads((EXAMPLES / name / ".planning/roadmap.json").read_text(encoding="utf-8"))
    packages = {one["slug"]: one for one in written["packages"]}
    for words in commands(PLANS[name][1]):
        answer = json.loads(shown(*words, "--json", cwd=EXAMPLES / name))
        validator.validate(answer)
        assert (answer["command"], answer["folder"], answer["initiative"]) == (words[0], ".", written["initiative"])
        listed = answer.get("packages", [answer["package"]] if answer.get("package") else [])
        assert listed == [packages[one["slug"]] for one in listed], "packages are those of roadmap.json"
    answer = json.loads(shown("list", "--json", cwd=EXAMPLES / name))
    assert [one["slug"] for one in answer["packages"]] == list(packages)
    answer = json.loads(shown("ready", "--json", cwd=EXAMPLES / name))
    assert [one["slug"] for one in answer["packages"]] == written["ready"]


def test_the_schema_turns_down_what_it_does_not_describe() -> None:
    validator = schema()
    answer = json.loads(shown("next", "--json", cwd=EXAMPLES / "integrated-roadmap"))
    validator.validate(answer)
    for wrong in ({**answer, "more": 1}, {**answer, "step": "rest"}, {**answer, "command": "list"}, {**answer, "package": 5}):
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(wrong)


def test_show_says_for_programs_what_it_needs_and_where_its_plan_is() -> None:
    answer = json.loads(shown("-C", "integrated-roadmap", "show", "7", "--json", cwd=EXAMPLES))
    assert answer["folder"] == "integrated-roadmap"
    assert answer["path"] == "integrated-roadmap/07-database-optimization-plan.md"
    assert answer["requires"] == [
        {"slug": "observability", "number": 3, "title": "Observability", "status": "ready", "state": "ready"},
        {"slug": "caching-strategy", "number": 5, "title": "Caching Strategy", "status": "ready", "state": "ready"},
    ]
    assert answer["required_by"] == []
    assert [one["code"] for one in answer["problems"]] == ["unfilled"]


WEEKS = EXAMPLES / "weeks-in/2-weeks"


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ("", "03 04 05 06 07 08 09 10 11 12"),
        ("--status complete", "03 09"),
        ("--status complete --status in-progress", "03 08 09 10"),
        ("--status ready", "04 05 06 07 11 12"),
        ("--state ready", "06 11 12"),
        ("--state Waiting", "04 05 07"),
        ("--state in_progress", "08 10"),
        ("--priority high", "03 05 09"),
        ("--priority high --state waiting", "05"),
        ("--owner Kim", "08 09"),
        ("--owner kim --status complete", "09"),
        ("--owner Kim --owner ADA", "03 08 09"),
        ("--blocked", "04 05"),
        ("--blocked --priority low", ""),
        ("--late", ""),
    ],
)
def test_list_by_filters(filters: str, numbers: str) -> None:
    assert shown("list", "-q", *filters.split(), cwd=WEEKS).split() == numbers.split()


def test_list_of_those_that_nobody_owns() -> None:
    assert shown("list", "-q", "--owner", "", "--status", "complete", cwd=WEEKS) == ""
    assert shown("list", "-q", "--owner", "", "--status", "in-progress", cwd=WEEKS) == "10\n"


def test_list_says_that_none_fits_and_who_owns_something() -> None:
    result = roadmap("list", "--owner", "Adda", cwd=WEEKS)
    assert (result.code, result.out) == (0, "No work package fits.\n")
    assert result.err == "Nobody called 'Adda' owns a work package. Did you mean Ada?\n"
    assert roadmap("list", "--owner", "Adda", "--quiet", cwd=WEEKS) == type(result)(0, "", "")


def test_quiet_is_the_bare_answer() -> None:
    folder = EXAMPLES / "integrated-roadmap"
    assert shown("next", "--quiet", cwd=folder) == "05\n"
    assert shown("ready", "-q", cwd=folder) == "05\n03\n04\n"
    assert shown("show", "-q", "5", cwd=folder) == "05-caching-strategy-plan.md\n"
    assert shown("-q", "status", cwd=folder) == (
        "Integrated Roadmap: 0%. Start 05 Caching Strategy (HIGH: Performance critical)\n"
    )
    assert shown("graph", "-q", cwd=folder).splitlines()[-2:] == ["05 Caching Strategy · ready · critical", "└─► (07)"]
    assert shown("timeline", "-q", cwd=folder).splitlines()[-1].split() == (
        ["•", "08", "API", "Design", "Patterns", "2025-12-17", "to", "2025-12-19"]
    )


def test_exit_code_where_it_is_asked_for() -> None:
    ready, planned, complete = EXAMPLES / "integrated-roadmap", EXAMPLES / "phases/4-packages", EXAMPLES / "weeks-in/8-weeks"
    for words, folder, code in (
        (("next",), planned, 0),
        (("next", "--exit-code"), ready, 0),
        (("next", "--exit-code"), planned, 1),
        (("next", "--exit-code"), complete, 1),
        (("ready", "--exit-code"), ready, 0),
        (("ready", "--exit-code"), planned, 1),
        (("list", "--exit-code", "--status", "dropped"), ready, 1),
        (("list", "--exit-code"), ready, 0),
        (("status", "--exit-code"), planned, 1),
        (("status", "--exit-code"), ready, 1),
        (("status",), planned, 0),
    ):
        result = roadmap(*words, cwd=folder)
        assert (result.code, result.err) == (code, ""), words


def test_without_a_command_it_is_status() -> None:
    folder = EXAMPLES / "integrated-roadmap"
    assert shown(cwd=folder) == shown("status", cwd=folder)


def test_today_is_marked_in_the_timeline_and_the_plans_day_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds_of("2025-12-09"))
    lines = shown("timeline", cwd=EXAMPLES / "integrated-roadmap").splitlines()
    assert [line for line in lines if "today" in line] == ["► Week 3      2025-12-08 to 2025-12-14 today"]
    assert lines[-1] == "Today is 2025-12-09; the plan is of 2025-11-23, the day of its last change."
    answer = json.loads(shown("timeline", "--json", cwd=EXAMPLES / "integrated-roadmap"))
    assert (answer["today"], answer["week"]) == ("2025-12-09", 3)
