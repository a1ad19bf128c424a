"""Initiatives that continue: what the last session finished, left half-way and never began comes into the next by itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from .support import CHECKPOINTS, ROOT, Folder, git, on, pairs, planned, run_copier, tree
from .test_checkpoints import golden
from .test_documents import check as lint
from .test_roadmap import agree
from .test_story import section

CONTINUING = ROOT / "examples" / "continuing"


def root_of(folder: Folder) -> Path:
    return Path(git(folder.path, "rev-parse", "--show-toplevel").strip())


def follow_on(previous: Folder, *data: str, ok: bool = True) -> Folder:
    given = ("initiative=Second Roadmap", "date=2026-01-20", "kind=continuing", *data)
    root = root_of(previous)
    result = run_copier("copy", "--trust", *pairs(given), previous.template, ".", cwd=root, ok=ok)
    assert "Traceback" not in result.output
    folder = Folder(root / ".engineering/artifacts/planning/2026-01-20-second-roadmap", previous.template)
    if ok:
        folder.commit()
    return folder


@pytest.fixture(scope="session")
def _half_finished(_example: Path, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("half") / "repo"
    shutil.copytree(_example, path, symlinks=True)
    folder = planned(path, template)
    criterion = "100% of requests carry a trace identifier\n"
    folder.replace("03-observability-plan.md", f"- [ ] {criterion}", f"- [x] {criterion}")
    folder.commit()
    done = ("status=complete", "pr=PR #42", "adr=ADR 7", "actual=6h", "actual_review=1.5h", "testing=true")
    half = (
        "status=partial",
        "actual=4h",
        "remaining=3-4h",
        "done=The type and the storage module",
        "remains=The payment module",
    )
    for day, record, *given in (
        ("2025-11-25", "03-observability", "status=in-progress"),
        ("2025-11-27", "03-observability", *done),
        ("2025-12-03", "04-result-types", *half),
        ("2025-12-04", "08-api-design-patterns", "status=deferred", "remains=Clients asked for a year of notice"),
    ):
        with on(day):
            folder.change(record, *given)
        folder.commit()
    return path


@pytest.fixture
def half_finished(_half_finished: Path, template: Path, tmp_path: Path) -> Folder:
    """The example, half-way: one package complete, one partial, one deferred, three ready."""
    shutil.copytree(_half_finished, tmp_path / "half", symlinks=True)
    return planned(tmp_path / "half", template)


def test_half_finished_session_is_taken_over(half_finished: Folder) -> None:
    golden(half_finished, CONTINUING / half_finished.path.name)
    folder = follow_on(
        half_finished, "confirm=[scope, folder, analysis, packages, priorities, roadmap]", "rationale=One request path."
    )
    golden(folder, CONTINUING / folder.path.name)
    agree(folder)
    lint(folder)
    analysis = folder.read("01-COMPLETION-ANALYSIS.md")
    assert section(analysis, "### ✅ Fully Complete") == (
        "- **Observability**: Structured logs, request traces and the four golden signals on one dashboard. (PR #42 and ADR 7); "
        "it took 6h agentic + 1.5h review, estimated were 4-6h agentic + 1h review; not ticked in its plan: "
        "The dashboard shows the four golden signals with at most 30 s delay"
    )
    assert (
        section(analysis, "### ⚠️ Partially Complete")
        == "- **Result Types**: done: The type and the storage module; remains: The payment module; "
        "4h agentic were spent on it, estimated were 5-8h agentic + 2h review"
    )
    assert section(analysis, "### ❌ Not Started") == (
        "- **Caching Strategy**: not begun: its turn had not come\n"
        "- **Resilience Patterns**: not begun: it waited for Result Types\n"
        "- **Database Optimization**: not begun: it waited for Caching Strategy\n"
        "- **API Design Patterns**: deferred: Clients asked for a year of notice"
    )
    assert section(analysis, "## Key Learnings").startswith("_List what the last session taught")
    start = folder.read("START-HERE.md")
    link = f"**Previous Planning:** [{half_finished.path.name}](../{half_finished.path.name}/START-HERE.md)"
    assert link in start and link in folder.read("README.md")
    assert "| Observability | ✅ **Complete** | PR #42 and ADR 7 |" in start
    assert "**Achievement:** ~16% of what Integrated Roadmap planned completed" in start
    assert "| Result Types | ⚠️ **Partial** | The type and the storage module | The payment module |" in start
    assert "### ✅ What Was Completed (Integrated Roadmap)\n\n- ✅ **Observability** - " in folder.read("README.md")
    # 6 hours where 5 were the middle of 4-6: 1.2 times; 1.5 of 1 hour of review.
    record = yaml.safe_load(folder.read(".planning/03-result-types.yml"))
    assert (record["effort"], record["review"], record["remains"]) == ("3-4h", "3h", "The payment module")
    assert record["task_list"] == ["Result type and helpers", "Storage module", "Payment module", "Guide for contributors"]
    assert yaml.safe_load(folder.read(".planning/05-resilience-patterns.yml"))["depends_on"] == ["result-types"]


def test_the_data_is_kept_when_the_previous_folder_changes_or_goes(half_finished: Folder) -> None:
    folder = follow_on(half_finished, "confirm=[scope, folder]")
    before = folder.read("01-COMPLETION-ANALYSIS.md")
    half_finished.change("05-caching-strategy", "status=in-progress")
    half_finished.commit()
    folder.update()
    assert folder.status() == ""
    shutil.rmtree(half_finished.path)
    folder.update()
    assert folder.read("01-COMPLETION-ANALYSIS.md") == before
    folder.confirm("analysis")
    assert "07-api-design-patterns-plan.md" in folder.files()


def test_some_of_it_with_changes(half_finished: Folder) -> None:
    wanted = "identified=[Resilience Patterns, {title: Caching Strategy, effort: 3h}, {title: Brand New, depends_on: Resilience Patterns}]"
    folder = follow_on(half_finished, wanted, "confirm=[scope, folder, analysis]")
    plans = [name for name in folder.files() if name.endswith("-plan.md")]
    assert plans == ["03-resilience-patterns-plan.md", "04-caching-strategy-plan.md", "05-brand-new-plan.md"]
    assert yaml.safe_load(folder.read(".planning/03-resilience-patterns.yml"))["depends_on"] == []
    caching = yaml.safe_load(folder.read(".planning/04-caching-strategy.yml"))
    assert (caching["effort"], caching["review"], caching["value"]) == ("3h", "3h", "high")
    assert "- **Result Types**: left out of this roadmap\n" in folder.read("01-COMPLETION-ANALYSIS.md")


def test_entries_that_are_named_in_an_update_have_their_answers_too(half_finished: Folder) -> None:
    folder = follow_on(half_finished, "confirm=[scope, folder, analysis]", "identified=Caching Strategy")
    folder.update("identified=[Caching Strategy, api-design-patterns, {title: New, depends_on: API Design Patterns}]")
    assert "04-api-design-patterns-plan.md" in folder.files()
    assert yaml.safe_load(folder.read(".planning/05-new.yml"))["depends_on"] == ["api-design-patterns"]


def test_finished_session(start: Callable[..., Folder]) -> None:
    previous = start(
        identified=[
            {"title": "One", "status": "complete", "pr": "PR #1"},
            {"title": "Two", "status": "dropped", "remains": "Nobody asked"},
        ]
    )
    folder = follow_on(previous, "identified=Three", "confirm=[scope, folder]")
    analysis = folder.read("01-COMPLETION-ANALYSIS.md")
    assert "1 is complete and 1 is put aside: ~100% of what it planned, by number." in analysis
    assert section(analysis, "### ⚠️ Partially Complete") == "Nothing was left half-way."
    assert section(analysis, "### ❌ Not Started") == "- **Two**: dropped: Nobody asked"
    lint(folder)


def test_folder_that_was_written_by_hand(template: Path, repo: Path) -> None:
    old = repo / ".engineering/artifacts/planning/2025-01-01-by-hand"
    old.mkdir(parents=True)
    (old / "START-HERE.md").write_text("# By hand\n", encoding="utf-8")
    before = tree(old)
    given = ("initiative=Next", "date=2026-01-20", "kind=continuing", "confirm=[scope, folder]")
    result = run_copier("copy", "--trust", *pairs(given), template, ".", cwd=repo)
    assert (
        "2025-01-01-by-hand has no work packages of this template. Say what it did in the answers previous_completed and "
        "previous_partial, or write it in the completion analysis." in result.output
    )
    folder = Folder(repo / ".engineering/artifacts/planning/2026-01-20-next", template)
    assert "_List each feature that is done:" in folder.read("01-COMPLETION-ANALYSIS.md")
    assert "(../2025-01-01-by-hand/START-HERE.md)" in folder.read("README.md")
    lint(folder)
    assert tree(old) == before


def test_wrong_previous_folders(start: Callable[..., Folder]) -> None:
    previous = start(identified=["One"])
    root = root_of(previous)
    before = tree(root)

    def refused(given: str) -> str:
        result = run_copier(
            "copy", "--trust", *pairs(("initiative=Next", "confirm=scope", given)), previous.template, ".", cwd=root, ok=False
        )
        assert result.code == 1 and "nothing was written" in result.message
        return result.message

    assert 'previous: there is no folder "2020-01-01-gone"' in refused("previous=2020-01-01-gone")
    assert "Found there: 2025-11-23-sample." in refused("previous=2020-01-01-gone")
    assert "is not a folder inside the repository" in refused("previous=../../etc")
    assert tree(root) == before
    (previous.path / ".copier-answers.yml").write_text("initiative: [broken\n", encoding="utf-8")
    assert "previous: 2025-11-23-sample/.copier-answers.yml is not valid YAML at line 2. Put it right" in refused(
        "previous=2025-11-23-sample"
    )


def test_previous_folder_of_another_version(half_finished: Folder) -> None:
    """Records of an older version lack answers, those of a newer one have more; a broken one keeps its last answers."""
    for name, old, new in (
        ("03-observability", "completed: '2025-11-27'\n", ""),
        ("04-result-types", "record_schema: 1\n", "record_schema: 7\nmood: sunny\n"),
    ):
        half_finished.replace(f".planning/{name}.yml", old, new)
    (half_finished.path / ".planning/05-caching-strategy.yml").write_text("title: [\n", encoding="utf-8")
    answers = half_finished.answers
    older = {name: value for name, value in answers.items() if name not in ("checkpoints", "observed", "continued", "location")}
    (half_finished.path / ".copier-answers.yml").write_text(yaml.safe_dump(older), encoding="utf-8")
    folder = follow_on(half_finished, "confirm=[scope, folder]")
    assert "**Observability**" in folder.read("01-COMPLETION-ANALYSIS.md")
    assert "- **Caching Strategy**: not begun" in folder.read("01-COMPLETION-ANALYSIS.md")


def test_previous_named_later(half_finished: Folder) -> None:
    folder = follow_on(half_finished, "previous=", "kind=new", "analyses=[completion]", "confirm=[scope, folder]")
    folder.replace(
        "01-COMPLETION-ANALYSIS.md",
        "_List what the last session taught: what went well, what took longer than planned, and why._",
        "- Caches are hard.",
    )
    folder.commit()
    folder.update("kind=continuing", f"previous={half_finished.path.name}")
    assert "- Caches are hard." in folder.read("01-COMPLETION-ANALYSIS.md") and "**Observability**" in folder.read(
        "01-COMPLETION-ANALYSIS.md"
    )
    assert agree(folder)["reopened"]["scope"] == [f"previous planning was none, is {half_finished.path.name}"]


def test_every_checkpoint_of_a_follow_on(half_finished: Folder) -> None:
    folder = follow_on(half_finished, "confirm=scope")
    for name in CHECKPOINTS[1:]:
        output = folder.confirm(name).output
        agree(folder)
        lint(folder)
        if name == "folder":
            taken = "Result Types**: taken over; its estimate of 5-8h agentic + 2h review becomes 3-4h agentic + 3h review; 4h agentic"
            assert output.count(taken) == 1
            assert output.count("Agentic work took 1.20 times the middle of its estimates") == 1
