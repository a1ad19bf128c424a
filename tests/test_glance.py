"""What a reader sees first: how things stand, who may go on, the workflow's rules, and a plan of a single package."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from .support import CHECKPOINTS, Folder, on, pairs, run_copier
from .test_documents import check, headings
from .test_roadmap import agree

RULES = (
    "- **Agents must NOT proceed past checkpoints without user confirmation**\n"
    "- **Ask, don't assume** - Clarify scope and priorities before planning\n"
    "- **Summarize, then proceed** - Present findings before asking to continue\n"
    "- **User controls priorities** - Never assume priority order without confirmation\n"
    '- **Explicit approval** - Get clear "yes" or "proceed" before creating documents\n'
)

#: By the number of confirmed checkpoints: the phase with its time, and the question, in short.
PHASES = {
    1: ("Planning Folder Setup (5-10m)", "Planning folder created. Proceed with analysis?"),
    2: ("Analysis (20-45m)", "Analysis complete. Does this context look correct?"),
    3: ("Work Package Planning (15-30m per work package)", "Work package plans created. Ready for prioritization?"),
    4: ("Prioritization (10-15m)", "Here's the proposed priority order. Adjust as needed?"),
    5: ("Finalize Roadmap (10-15m)", "Roadmap complete. Ready to begin implementation?"),
}

BOTH = [{"title": "One", "effort": "4-6h"}, {"title": "Two", "effort": "2-3h", "depends_on": "One"}]


def glance(folder: Folder) -> list[str]:
    """The lines of "At a Glance"."""
    return re.findall(
        r"(?m)^- (.*)$", folder.read("START-HERE.md").split("### At a Glance\n")[1].split("\n```")[0].split("\n---")[0]
    )


def test_each_phase_by_its_name_with_its_time(start: Callable[..., Folder]) -> None:
    folder = start(identified=BOTH, confirm=["scope"])
    for confirmed, (phase, question) in PHASES.items():
        text, readme = folder.read("START-HERE.md"), folder.read("README.md")
        assert f"- **Phase:** {phase}, {confirmed} of 6 checkpoints confirmed\n" in text
        assert f"🛑 **{question}**\n" in text and f"🛑 **{question}**\n" in readme
        status = "Ready for Review" if confirmed == 5 else "In Planning (" + phase.partition(" (")[0] + ")"
        assert f"- **Status:** {status}\n" in text
        following = list(PHASES.values())[confirmed][0] if confirmed < 5 else "Implementation (ongoing)"
        assert f"\n{following} begins once a person confirms " in text
        assert RULES in readme
        for document in (text, readme, *(folder.read(name) for name in folder.files() if name.endswith("-plan.md"))):
            assert "workflow phase" not in document.lower()
        folder.confirm(CHECKPOINTS[confirmed])
    assert "🛑" not in folder.read("START-HERE.md")


def test_at_a_glance(start: Callable[..., Folder]) -> None:
    folder = start(identified=BOTH)
    agree(folder)
    lines = glance(folder)
    assert [line.split("**")[1] for line in lines] == [
        "Next:", "Progress:", "Finish:", "Against the approved roadmap:", "Needs a decision:",
    ]  # fmt: skip
    assert lines[1:4] == [
        "**Progress:** `░░░░░░░░░░░░░░░░░░░░` 0%",
        "**Finish:** week 1 (by 2025-11-29)",
        "**Against the approved roadmap:** as approved",
    ]
    # The diagrams come right below, before everything else.
    text = folder.read("START-HERE.md")
    assert text.index("### At a Glance") < text.index("\nflowchart LR") < text.index("\ngantt\n") < text.index("## 📊 Progress")
    folder.change("03-one", "effort=30-40h")
    lines = glance(folder)
    assert lines[0].startswith("**Next:** 👉 First confirm the work package plans again (checkpoint `packages`)")
    assert lines[-1].startswith("**Needs a decision:** confirm the work package plans and ")


@pytest.mark.parametrize(
    ("change", "state", "label", "head"),
    [
        ([], "waiting", "⏳ Waiting", "Waiting for Phase 3"),
        (["depends_on=", "blocked_by=Keys (by 2026-03-01)"], "planned", "📋 Planned", "Planned (checkpoint packages is to be confirmed again)"),
        (["status=deferred", "remains=Not now"], "deferred", "⏸️ Deferred", "Deferred"),
        (["owner=Ada"], "waiting", "⏳ Waiting", "Waiting for Phase 3"),
    ],
)  # fmt: skip
def test_what_cannot_start_is_not_called_ready(
    start: Callable[..., Folder], change: list[str], state: str, label: str, head: str
) -> None:
    folder = start(identified=BOTH)
    if change:
        folder.change("04-two", *change)
    two = next(one for one in json.loads(folder.read(".planning/roadmap.json"))["packages"] if one["slug"] == "two")
    assert (two["state"], two["ready"]) == (state, False)
    plan = folder.read("04-two-plan.md")
    assert f"- **Status:** {head}\n" in plan and "eady for" not in plan
    assert f"| [04-two-plan.md](04-two-plan.md) | Phase 4: Two | {label} |" in folder.read("README.md")


def test_what_can_start_is_ready(start: Callable[..., Folder]) -> None:
    folder = start(identified=BOTH)
    with on("2025-11-25"):
        folder.change("03-one", "status=complete", "actual=5h")
    assert "- **Status:** Ready for Implementation\n" in folder.read("04-two-plan.md")
    folder.commit()
    folder.change("04-two", "status=dropped", "remains=Nobody asked for it")
    text = folder.read("START-HERE.md")
    assert "- **Status:** Complete (1 work package put aside)\n" in text
    assert "1 work package is complete, and 1 is put aside." in text
    assert "- **Reason:** Nobody asked for it\n" in folder.read("04-two-plan.md")


def test_a_single_package_needs_no_roadmap(start: Callable[..., Folder]) -> None:
    folder = start(identified=[BOTH[0]], confirm=["scope"])
    for name in CHECKPOINTS[1:]:
        assert (
            "One work package needs no roadmap: once it is planned, the [Work Package Workflow](_work-package.md) is enough.\n"
            in folder.read("START-HERE.md")
        )
        check(folder)
        folder.confirm(name)
    agree(folder)
    check(folder)
    found = [*headings(folder.read("START-HERE.md")), *headings(folder.read("README.md"))]
    for heading in ("🔥 Priority Order", "🎯 Priority Order", "Internal Dependencies", "📊 Quick Summary"):
        assert heading not in found
    lines = len(folder.read("START-HERE.md").splitlines())
    folder.append("START-HERE.md", "\nMine.\n")
    folder.commit()
    # With a second one it is a roadmap, and what people wrote stays.
    folder.add("title=Two", "effort=2-3h", "depends_on=One")
    agree(folder)
    assert "## 🔥 Priority Order" in folder.read("START-HERE.md") and "## 📊 Quick Summary" in folder.read("README.md")
    assert folder.read("START-HERE.md").endswith("\nMine.\n")
    assert lines < 115 < len(folder.read("START-HERE.md").splitlines())


def test_the_scope_of_one_package_says_that_the_other_workflow_is_enough(template: Path, repo: Path) -> None:
    asked = ("initiative=Small", "date=2026-01-02", "identified=One")
    refused = run_copier("copy", "--trust", *pairs(asked), template, ".", cwd=repo, ok=False)
    assert refused.code == 1
    assert "for a single one, the Work Package Workflow is enough" in refused.output
    made = run_copier("copy", "--trust", *pairs((*asked, "confirm=scope")), template, ".", cwd=repo)
    assert "for a single one, the Work Package Workflow is enough" in made.output
