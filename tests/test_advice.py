"""Advice where something is decided: at the prompt, in the checkpoint's text, and as problems that block nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import yaml

from .support import ROOT, Folder, pairs, run_copier
from .test_roadmap import agree

GROUPING = (
    "> **Would they benefit from coordinated planning?** Group what shares context or a technical area, builds on each other, or "
    "belongs to one initiative or quarter. Don't group what is unrelated, has other teams or owners, or a very different timeline.\n"
)
SIZING = (
    "> **Right-sized:** 2-8 agentic hours, 3-6 concrete tasks, clear success criteria, and can be implemented in one session. "
    "Split what is larger, combine what is smaller.\n>\n"
    "> **Estimates:** review stands apart, testing time is in them, unknowns get a buffer (`-d buffer=PERCENT`, now 15%), and "
    "actual hours are tracked (`actual`) to calibrate the rest.\n"
)

ALIKE = [
    {"title": "Login", "success_criteria": ["Login works"], "review": "0h"},
    {"title": "Search", "success_criteria": ["Search answers in 1 s"]},
    {"title": "Export", "success_criteria": ["Eine Datei je Kunde, und keine ist leer"]},
]


def test_grouping_where_the_scope_is_confirmed(repo: Path, template: Path) -> None:
    given = pairs(("initiative=Sample", "identified=One; Two"))
    result = run_copier("copy", "--trust", *given, template, ".", cwd=repo, ok=False)
    assert GROUPING in result.output and result.code == 1
    assert [path.name for path in repo.iterdir()] == [".git"]


def test_sizing_where_the_plans_are_confirmed(start: Callable[..., Folder]) -> None:
    folder = start(confirm=["scope", "folder", "analysis"], identified=ALIKE, buffer=15)
    assert SIZING in folder.update().output
    assert SIZING not in folder.confirm("packages").output.split("🎯 Proposed Priority Order")[-1]


def test_prompts_say_it_too() -> None:
    helps = {
        name: " ".join(question["help"].split())
        for path in (ROOT / "questions").glob("*.yml")
        for name, question in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        if "help" in question
    }
    assert "related, and gain from coordinated planning" in helps["identified"]
    assert "Shared context, one builds on the other" in helps["rationale"]
    assert "Testing included and review not" in helps["effort"] and "one session" in helps["effort"]


def test_no_prompt_is_cut_off_at_80_columns() -> None:
    """A prompt that is longer than the terminal is wide loses its end; lines that are computed are not looked at."""
    long = [
        f"{name}: {line}"
        for path in (ROOT / "questions").glob("*.yml")
        for name, question in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        if question.get("ask") is not False
        for line in question.get("help", "").splitlines()
        if "{" not in line and len(line) > 76
    ]
    assert long == []


def test_what_is_pointed_out_blocks_nothing(start: Callable[..., Folder]) -> None:
    folder = start(confirm=["scope", "folder", "analysis"], identified=ALIKE)
    messages = {one["code"]: (one["message"], one["packages"]) for one in agree(folder)["problems"]}
    command = "copier update --trust --vcs-ref=:current: -a .planning/03-login.yml -d"
    expected = {
        "no-review": (
            f"Phase 3 plans no human review (0h). Estimate it beside the agentic hours: {command} review=HOURS",
            ["login"],
        ),
        "same-estimates": (
            "Phase 3, Phase 4 and Phase 5 all have the same estimate, 4-6h. Estimate each by its own tasks, testing included: "
            f"{command} effort=HOURS",
            ["login", "search", "export"],
        ),
        "vague-criteria": (
            'Phase 3 ("Login works") names a success criterion that is no measurable outcome. Say how much, by which figure, or '
            f"what is seen when (in the plan, if it was written there): {command} success_criteria='OUTCOME; OUTCOME'",
            ["login"],
        ),
    }
    assert {code: messages[code] for code in expected} == expected
    shown = folder.update().output
    for message, _ in expected.values():
        for text in (folder.read("START-HERE.md"), folder.read("README.md"), shown):
            assert message in text
        assert f"- {message}\n" in shown.split("**Before you confirm:**")[1]
    lines = {line["line"]: line["state"] for line in json.loads(folder.read(".planning/roadmap.json"))["checklist"]}
    assert lines["Time estimates realistic (agentic + review)"] == lines["Success criteria measurable"] == "attention"
    folder.confirm("packages", "priorities", "roadmap")
    assert agree(folder)["phase"] == 7
    # What the message says helps.
    folder.change("03-login", "review=1h", "effort=3-5h", "success_criteria=9 of 10 log in at the first attempt")
    assert not {*expected} & {one["code"] for one in agree(folder)["problems"]}
