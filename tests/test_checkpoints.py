"""Seven phases and six checkpoints: nothing goes past one without a person's yes, and an approval holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from .support import (
    CHECKPOINTS,
    EXAMPLE,
    ROOT,
    Folder,
    Result,
    git,
    is_published,
    neutral,
    on,
    pairs,
    run_copier,
    seconds_of,
    tree,
)
from .test_documents import check as lint
from .test_roadmap import agree
from .test_story import section

#: The documents of each phase, as a reader sees them.
PHASES = ROOT / "examples" / "phases"
NAMES = ("2-folder", "3-analysis", "4-packages", "5-priorities", "6-roadmap")


def golden(folder: Folder, published: Path) -> None:
    """Every document of the folder, its answers and its records are the published ones."""
    made = {name: neutral(content) for name, content in folder.tree().items() if name.endswith((".md", ".json", ".yml"))}
    is_published(made, published)


def states(folder: Folder) -> dict[str, str]:
    found: dict[str, str] = json.loads(folder.read(".planning/roadmap.json"))["checkpoints"]
    return found


def answers_of_the_example(repo: Path, **changed: object) -> Path:
    answers = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    data = repo.parent / "answers.yml"
    kept = {name: value for name, value in {**answers, **changed}.items() if value is not None}
    data.write_text(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return data


TEXTS = {
    "folder": ("## 📁 Planning Folder Created", "- [ ] START-HERE.md (skeleton)", "**Proceed with analysis phase?**"),
    "analysis": (
        "## 📊 Analysis Summary",
        "- Two queries are 70% of the load",
        "**Does this analysis look correct? Any additional context needed?**",
    ),
    "packages": (
        "## 📋 Work Package Plans Created",
        "| 06 | Resilience Patterns | 4-6h | Depends on 03 Observability and 04 Result Types |",
        "**Ready to prioritize?**",
    ),
    "priorities": (
        "## 🎯 Proposed Priority Order",
        "| 🔴 HIGH | 05 | Caching Strategy | 6-8h | Performance critical |",
        "**Adjust priorities as needed. Confirm when ready to finalize.**",
    ),
    "roadmap": (
        "## ✅ Roadmap Complete",
        "- Week 1: Phases 3 and 5 (7-10h)",
        "**Ready to begin implementation with Phase 5?**",
    ),
}


def test_the_path_by_commands_alone(template: Path, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds_of("2025-11-23"))
    data = answers_of_the_example(repo, confirm=None, confirmed_on=None)
    refused = run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=repo, ok=False)
    assert refused.code == 1 and tree(repo) == {}
    assert "**6 work packages** are identified for this initiative:" in refused.output
    assert "2. **Result Types** - Expected failures are returned" in refused.output
    assert "**Estimated total effort:** 26-40 hours agentic + 8.5 hours review" in refused.output
    assert "run the same command with -d confirm=scope" in refused.output
    output = run_copier("copy", "--trust", "--data-file", data, "-d", "confirm=scope", template, ".", cwd=repo).output
    folder = Folder(repo / ".engineering/artifacts/planning/2025-11-23-integrated-roadmap", template)
    folder.commit()
    for place, name in enumerate(CHECKPOINTS[1:]):
        for words in (
            *TEXTS[name],
            f"🛑 Checkpoint {name} is open.",
            f"  copier update --trust --vcs-ref=:current: -d confirm={name}\n",
        ):
            assert words in output or (name, words) == ("analysis", TEXTS["analysis"][1]), output
        if name == "analysis":
            # A person writes what was found, and sees it in the summary.
            folder.replace(
                "02-CONCEPT-LEXICON-ANALYSIS.md",
                "_List what this roadmap should do: use which pattern for which feature, avoid which pattern, and why._",
                "- Two queries are 70% of the load: cache them first",
            )
            folder.commit()
            output = folder.update().output
            assert "### Implications for Planning\n\n- Two queries are 70% of the load: cache them first\n" in output
        data_now = agree(folder)
        assert data_now["phase"] == place + 2
        lint(folder)
        golden(folder, PHASES / NAMES[place])
        folder.update()
        assert folder.status() == "", "no change, no difference"
        output = folder.confirm(name).output
        assert f"✅ Confirmed: {name} (on 2025-11-23 by Kim)." in output
    assert agree(folder)["phase"] == 7 and "🛑" not in output.replace("🛑 Checkpoints", "")
    folder.change("05-caching-strategy", "status=in-progress")
    assert "**Status:** In Progress" in folder.read("README.md")


def test_one_file_with_every_confirmation_is_the_same_as_step_by_step(template: Path, repo: Path, example: Folder) -> None:
    data = answers_of_the_example(repo, confirm="scope")
    with on("2025-11-23"):
        run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=repo)
        folder = Folder(repo / ".engineering/artifacts/planning/2025-11-23-integrated-roadmap", template)
        folder.commit()
        for names in ("folder, analysis", "packages, priorities, roadmap"):
            folder.update(f"confirm=[{names}]", "confirmed_on=2025-11-23", "confirmed_by=Kim")
            folder.commit()
    made, expected = folder.tree(), example.tree()
    assert sorted(made) == sorted(expected)
    for name in expected:
        assert made[name].decode() == expected[name].decode(), name


REFUSED: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "an analysis before the folder": (
        "scope",
        ("part=analysis", "analysis_type=risk"),
        (
            "🛑 An analysis can be added once the planning folder is confirmed: checkpoint folder is open",
            "  copier update --trust --vcs-ref=:current: -d confirm=folder",
        ),
    ),
    "a package before the analysis": (
        "scope",
        ("part=work-package", "title=X"),
        (
            "🛑 A work package can be added once the analysis is confirmed: checkpoint analysis is open",
            "-d confirm=folder\n",
            "Then analysis follows.",
        ),
    ),
    "a package in progress before the roadmap": (
        "analysis",
        ("part=work-package", "title=X", "status=in-progress"),
        ('status: "in-progress" starts the work, and checkpoint packages is not confirmed', "-d confirm=packages"),
    ),
}


def test_too_early(start: Callable[..., Folder]) -> None:
    folder = start(confirm="scope", identified=["One", "Two"])
    for confirmed, given, expected in REFUSED.values():
        if confirmed not in states(folder) or states(folder)[confirmed] == "open":
            folder.confirm("folder", "analysis")
        before = folder.tree()
        result = folder.copy(*given, ok=False)
        assert result.code == 1 and "nothing was written" in result.message
        for words in expected:
            assert words in result.output, result.output
        assert folder.tree() == before and folder.status() == ""


def test_no_package_starts_before_the_roadmap_is_confirmed(start: Callable[..., Folder]) -> None:
    folder = start(confirm=list(CHECKPOINTS[:5]), identified=["One", "Two"])
    before = folder.tree()
    for status in ("in-progress", "partial", "complete"):
        result = folder.change("03-one", f"status={status}", ok=False)
        assert result.code == 1
        assert f'status: "{status}" starts the work, and checkpoint roadmap is not confirmed' in result.message
        assert folder.tree() == before
    folder.change("03-one", "status=deferred", "remains=Later")
    assert "⏸️ Deferred | Later |" in folder.read("START-HERE.md")


WRONG_CONFIRMATIONS = {
    "unknown": ("confirm=folders", '"folders" is no checkpoint. Did you mean folder?'),
    "too early": (
        "confirm=packages",
        '"packages" comes after "folder", which is not confirmed. Confirm in order: -d confirm=folder is next.',
    ),
    "out of order": ("confirm=[analysis, folder]", '"analysis" comes after "folder"'),
    "twice": ("confirm=[folder, folder]", '"folder" stands in the list twice'),
    "again": ("confirm=scope", '"scope" is confirmed already, on 2026-01-15 by Kim. Next is -d confirm=folder.'),
    "yes": ("confirm=yes", '"yes" names no checkpoint. Name what is confirmed: scope, folder,'),
    "nothing to confirm": (
        "confirm=[folder, analysis, packages]",
        '"packages" confirms the work package plans, and there is none.',
    ),
    "date": ("confirmed_on=soon", 'confirmed_on: "soon" is not a date'),
}


def test_wrong_confirmations(start: Callable[..., Folder]) -> None:
    folder = start(confirm="scope")
    before = folder.tree()
    for given, expected in WRONG_CONFIRMATIONS.values():
        result = folder.update(given, ok=False)
        assert result.code == 1 and "nothing was written" in result.message and expected in result.message, result.message
        assert folder.tree() == before and folder.status() == ""


def test_wrong_confirmations_when_starting(template: Path, repo: Path) -> None:
    for given, expected in {
        "confirm=folder": '"folder" comes after "scope"',
        "confirm=": "Checkpoint scope is not confirmed",
        "confirm=true": "names no checkpoint",
    }.items():
        result = run_copier("copy", "--trust", *pairs(("initiative=X", given)), template, ".", cwd=repo, ok=False)
        assert result.code == 1 and expected in result.output and "nothing was written" in result.output
    started = "identified=[{title: A, status: partial}]"
    result = run_copier(
        "copy", "--trust", *pairs(("initiative=X", "confirm=scope", started)), template, ".", cwd=repo, ok=False
    )
    assert result.code == 1 and 'identified (A): status: "partial" starts the work' in result.output
    assert tree(repo) == {}


def test_defaults_confirm_nothing(start: Callable[..., Folder]) -> None:
    folder = start(confirm="scope")
    run_copier("update", "--trust", "--defaults", cwd=folder.path)
    assert folder.status() == "" and states(folder)["folder"] == "open"


PACKAGES: list[dict[str, Any]] = [
    {"title": "One", "effort": "4-6h", "success_criteria": ["1 of 1"], "in_scope": ["This"]},
    {"title": "Two", "effort": "2-3h", "depends_on": "One"},
    {"title": "Three", "effort": "2-3h", "value": "low"},
]

#: A change, and what each checkpoint that it reopens says; domain/test_checkpoints.py has every kind of change.
REOPENING: dict[str, tuple[tuple[str, ...], dict[str, list[str]]]] = {
    "effort": (
        ("03-one", "effort=8-12h"),
        {
            "packages": ["effort of 03 was 4-6h, is 8-12h"],
            "roadmap": ["total effort was 8-12h, is 12-18h"],
        },
    ),
    "capacity": (
        ("", "agentic_hours_per_week=6"),
        {"roadmap": ["agentic hours per week was 20h, is 6h"]},
    ),
    "progress and prose": (
        ("03-one", "status=complete", "pr=PR #1", "adr=ADR 1", "actual=9h", "summary=Words", "why=More", "insights=This"),
        {},
    ),
}


@pytest.mark.parametrize("name", REOPENING)
def test_a_change_of_what_was_approved_reopens_it(start: Callable[..., Folder], name: str) -> None:
    (record, *given), expected = REOPENING[name]
    folder = start(identified=PACKAGES)
    result = folder.change(record, *given) if record else folder.update(*given)
    data = agree(folder)
    assert data["reopened"] == expected
    for changes in expected.values():
        for change in changes:
            assert change in folder.read("README.md") and change in folder.read("START-HERE.md")
    if not expected:
        assert "🔁" not in folder.read("README.md") + folder.read("START-HERE.md") + result.output
        return
    first = next(iter(expected))
    assert (
        f"🔁 Checkpoint {first} is reopened; since it was confirmed:\n" + "".join(f"- {one}\n" for one in expected[first])
        in result.output
    )
    assert (
        "Until it is confirmed again no further work package may be started; what is under way may be finished."
        in result.output
    )
    if name != "effort":
        return
    lint(folder)
    folder.commit()
    folder.update()
    assert folder.status() == ""
    refused = folder.change("05-three", "status=in-progress", ok=False)
    assert (
        refused.code == 1
        and f"checkpoint {first} is reopened ({'; '.join(expected[first])}). Confirm it again first" in refused.message
    )
    folder.confirm(*expected)
    assert agree(folder)["reopened"] == {} and set(states(folder).values()) == {"confirmed"}
    folder.change("05-three", "status=in-progress")


def test_what_is_under_way_may_be_finished(start: Callable[..., Folder]) -> None:
    folder = start(identified=PACKAGES)
    folder.change("03-one", "status=in-progress")
    folder.commit()
    folder.add("title=Four")
    assert agree(folder)["reopened"]["packages"] == ["06 is new"]
    assert "[Phase 3: One](03-one-plan.md) may be finished" in folder.read("README.md").split("**Next Step:**")[1]
    folder.commit()
    assert folder.change("04-two", "status=in-progress", ok=False).code == 1
    folder.change("03-one", "status=complete")
    folder.commit()
    # To take a complete package up again is no start of another one.
    folder.change("03-one", "status=in-progress")
    assert "**Status:** In Progress" in folder.read("03-one-plan.md")


def test_nothing_starts_by_the_change_that_reopens(start: Callable[..., Folder]) -> None:
    folder = start(identified=PACKAGES)
    before = folder.tree()

    def refused(result: Result, *expected: str) -> None:
        assert result.code == 1 and "nothing was written" in result.message
        for words in expected:
            assert words in result.message, result.message
        assert folder.tree() == before

    refused(folder.add("title=New", "status=in-progress", ok=False), "the other answers change what was approved (06 is new)")
    refused(
        folder.change("03-one", "status=in-progress", "effort=20h", ok=False),
        "the other answers change what was approved (effort of 03 was 4-6h, is 20h). Give those first, without the status;",
    )
    refused(folder.change("03-one", "status=complete", "priority=low", ok=False), "confirm checkpoint priorities again: ")
    refused(
        folder.update("identified=[One, {title: New, status: in-progress}]", ok=False),
        'identified (New): status: "in-progress" starts the work, and nobody has confirmed a roadmap with it.',
    )
    refused(
        folder.change("03-one", "completed=2026-01-01", ok=False), "completed: the work package is not complete. Give the day"
    )


def test_identified_and_analyses_may_grow(start: Callable[..., Folder]) -> None:
    folder = start(identified=[{"title": "One", "effort": None, "review": None}, "Two"], confirm=["scope", "folder"])
    folder.update("identified=[One, {title: Three, effort: 2h}]", "analyses=[context, risk]")
    data = agree(folder)
    assert data["reopened"] == {
        "scope": ['"Three" is new', '"Two" is gone'],
        "folder": ['analyses: "risk" is new'],
    }
    assert "02-RISK-ANALYSIS.md" in folder.files()
    folder.commit()
    folder.confirm("scope", "folder", "analysis")
    assert [name for name in folder.files() if name.endswith("-plan.md")] == ["03-one-plan.md", "04-three-plan.md"]
    # From then on, what is named in addition gets its plan at once; what a person deleted does not come again.
    for name in ("03-one-plan.md", ".planning/03-one.yml"):
        (folder.path / name).unlink()
    folder.commit()
    folder.update("identified=[One, {title: Three, effort: 2h}, {title: Four, depends_on: Three}]")
    assert [name for name in folder.files() if name.endswith("-plan.md")] == ["04-three-plan.md", "05-four-plan.md"]
    assert yaml.safe_load(folder.read(".planning/05-four.yml"))["depends_on"] == ["three"]


def test_plans_come_in_one_batch_with_every_answer(start: Callable[..., Folder]) -> None:
    folder = start(identified=PACKAGES, confirm=["scope", "folder"])
    assert not any(name.endswith("-plan.md") for name in folder.files())
    folder.confirm("analysis")
    assert "**Estimated Effort:** 4-6h agentic + 1h review" in folder.read("03-one-plan.md")
    assert "- [ ] [Phase 3: One](03-one-plan.md) must be complete" in folder.read("04-two-plan.md")
    assert "- [ ] 1 of 1\n" in folder.read("03-one-plan.md")


def test_who_and_when(start: Callable[..., Folder], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = start(confirm="scope", confirmed_on="2025-12-01", confirmed_by="Lee | Ops")
    assert "| ✅ Confirmed | 2025-12-01 by Lee \\| Ops |" in folder.read("README.md")
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    git(folder.path, "config", "user.name", "Sam")
    git(folder.path, "config", "user.email", "sam@example.invalid")
    folder.confirm("folder")
    assert json.loads(folder.read(".planning/roadmap.json"))["confirmed"] == {
        "scope": {"date": "2025-12-01", "by": "Lee | Ops"},
        "folder": {"date": "2026-01-15", "by": "Sam"},
    }
    # Another day and another user: what was confirmed stays as it was.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    git(folder.path, "config", "user.name", "Alex")
    before = json.loads(folder.read(".planning/roadmap.json"))["confirmed"]
    folder.update()
    assert folder.status() == ""
    assert json.loads(folder.read(".planning/roadmap.json"))["confirmed"] == before


def test_a_status_set_by_hand_before_the_roadmap_is_reported(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"], confirm=list(CHECKPOINTS[:4]))
    folder.replace(".planning/03-one.yml", "status: ready", "status: in-progress")
    folder.commit()
    folder.update()
    assert "- Phase 3 is in-progress, and the roadmap is not confirmed." in section(
        folder.read("README.md"), "## ⚠️ Needs Attention"
    )


def lines_of(folder: Folder) -> dict[str, tuple[str, str]]:
    data: dict[str, Any] = json.loads(folder.read(".planning/roadmap.json"))
    return {re.split(r" \(|\]", line["line"])[0]: (line["state"], line["reason"]) for line in data["checklist"]}


def test_checklist_follows_the_documents(start: Callable[..., Folder]) -> None:
    folder = start(
        confirm=["scope", "folder", "analysis"],
        identified=[
            {"title": "One", "effort": "20h", "success_criteria": ["Better"]},
            {"title": "Two", "depends_on": "One", "success_criteria": ["2 of 2"]},
        ],
    )
    lines = lines_of(folder)
    assert len(lines) == 13
    assert lines["START-HERE.md written with executive summary, priorities, and navigation"][0] == "open"
    assert lines["Time estimates realistic"] == (
        "attention",
        "Phase 3 (20h) takes more than 8 agentic hours, too much for one session. Split into several phases, each of which becomes a work package.",
    )
    assert lines["Success criteria measurable"][1].startswith(
        'Phase 3 ("Better") names a success criterion that is no measurable outcome'
    )
    assert lines["Priorities assigned"] == ("open", "they are confirmed in Prioritization")
    assert lines["Dependencies between work packages documented"] == ("done", "")
    plan = folder.read("03-one-plan.md")
    (folder.path / "03-one-plan.md").write_text(
        plan.replace("[Work Package Workflow](_work-package.md)", "workflow"), encoding="utf-8"
    )
    (folder.path / "04-two-plan.md").unlink()
    (folder.path / "01-CONTEXT-ANALYSIS.md").unlink()
    folder.commit()
    folder.update()
    lines = lines_of(folder)
    assert lines["Each plan references [Work Package Workflow"] == ("attention", "03-one-plan.md does not link to it")
    assert lines["Each work package has a plan document"] == ("attention", "04-two-plan.md was deleted")
    assert lines["Context/technical analysis"] == ("attention", "01-CONTEXT-ANALYSIS.md was deleted")
    assert "04-two-plan.md" not in folder.files(), "it stays deleted"
    assert "- 01-CONTEXT-ANALYSIS.md and 04-two-plan.md were deleted, and stay so." in folder.read("README.md")
    assert "| `04-two-plan.md` | Phase 4: Two | 🗑️ Deleted |" in folder.read("README.md")
    folder.commit()
    folder.confirm("packages", "priorities")
    folder.change("03-one", "priority=low", "success_criteria=1 of 1", "effort=2-3h")
    lines = lines_of(folder)
    assert lines["Priorities assigned"][0] == "attention" and lines["Priorities assigned"][1].startswith(
        "reopened: priority of 03"
    )
    assert lines["Success criteria measurable"] == ("done", "")
    advice = "check what no rule can: testing time is in them, unknowns have a buffer (0% now)"
    assert lines["Time estimates realistic"] == ("done", advice)


def test_completion_and_testing_documents(start: Callable[..., Folder]) -> None:
    criteria = ["1 of 1", "1 of 10", "1 of 10 twice"]
    folder = start(identified=[{**PACKAGES[0], "summary": "What it is.", "success_criteria": criteria}, *PACKAGES[1:]])
    folder.replace("03-one-plan.md", "- [ ] 1 of 1\n", "- [x] 1 of 1 (measured, see run 5)\n")
    folder.replace("03-one-plan.md", "- [ ] 1 of 10 twice\n", "- [x] 1 of 10 twice\n")
    folder.commit()
    output = folder.change(
        "03-one",
        "status=complete",
        "pr=PR #1",
        "adr=ADR 7",
        "actual=10h",
        "actual_review=2h",
        "remains=Clean up",
        "testing=true",
    ).output
    assert "create  ONE-COMPLETE.md" in output and "create  ONE-TESTING.md" in output
    done = folder.read("ONE-COMPLETE.md")
    assert done.startswith(
        "# One - Complete\n\n- **Date:** 2026-01-15\n- **Status:** Complete\n- **Plan:** [Phase 3: One](03-one-plan.md)\n- **PR/ADR:** PR #1 and ADR 7\n"
    )
    assert "2 of 3 are ticked in the plan:\n\n- [x] 1 of 1\n- [ ] 1 of 10\n- [x] 1 of 10 twice\n" in done
    assert "| 4-6h agentic + 1h review | 10h agentic + 2h review | 2.00 |" in done
    assert "- [Phase 4: Two](04-two-plan.md) (has all that it depends on)" in done
    assert section(done, "## Follow-Ups").startswith("Clean up")
    for name in ("ONE-COMPLETE.md", "ONE-TESTING.md"):
        assert f"[{name}]({name})" in folder.read("README.md") and f"[Phase 3]({name})" in folder.read("START-HERE.md")
    agree(folder)
    lint(folder)
    folder.append("ONE-COMPLETE.md", "\nMine.\n")
    folder.append("ONE-TESTING.md", "\nMine too.\n")
    folder.commit()
    folder.update()
    assert folder.status() == ""
    folder.change("03-one", "status=in-progress")
    done = folder.read("ONE-COMPLETE.md")
    assert "**Status:** Reopened: it was complete on 2026-01-15, and is in progress now\n" in done and done.endswith(
        "\nMine.\n"
    )
    assert "| Completion of Phase 3: One | 🔁 Reopened |" in folder.read("README.md")
    folder.commit()
    refused = folder.change("03-one", "testing=false", ok=False)
    assert refused.code == 1 and "testing: the testing document is there" in refused.message
    folder.change("03-one", "status=complete", "started=2026-01-10", "completed=2026-01-12")
    assert "- **Date:** 2026-01-12\n- **Status:** Complete\n" in folder.read("ONE-COMPLETE.md")
    assert folder.read("ONE-TESTING.md").endswith("\nMine too.\n")
