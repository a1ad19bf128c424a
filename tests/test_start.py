"""Starting an initiative: where it goes, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .support import EXAMPLE, Folder, git, pairs, run_copier, stored_answers, tree

FOREIGN = "_commit: v1.2.3\n_src_path: gh:somebody/else\ninitiative: Not ours\ndate: '1999-01-01'\nkind: library\noverview: Foreign words\n"


def test_planning_folder_itself_as_destination(template: Path, repo: Path, example: Folder) -> None:
    folder = repo / ".engineering/artifacts/planning/2025-11-23-integrated-roadmap"
    folder.mkdir(parents=True)
    run_copier("copy", "--trust", "--data-file", EXAMPLE, template, ".", cwd=folder)
    assert tree(folder) == example.tree()


def test_planning_folder_that_does_not_exist_yet_as_destination(template: Path, repo: Path, example: Folder) -> None:
    run_copier("copy", "--trust", "--data-file", EXAMPLE, template, "plans/2025-11-23-integrated-roadmap", cwd=repo)
    made = Folder(repo / "plans/2025-11-23-integrated-roadmap", template)
    assert made.files() == example.files()
    assert made.read("START-HERE.md") == example.read("START-HERE.md")
    assert "- [ ] ⚠️ Folder placed in `.engineering/artifacts/planning/` - it is in plans/\n" in made.read("README.md")
    assert "location: plans/2025-11-23-integrated-roadmap\n" in made.read(".copier-answers.yml")


def test_answers_file_of_another_template_is_neither_read_nor_written(template: Path, repo: Path) -> None:
    (repo / ".copier-answers.yml").write_text(FOREIGN, encoding="utf-8")
    (repo / "code.py").write_text("pass\n", encoding="utf-8")
    run_copier("copy", "--trust", *pairs(("initiative=Ours", "date=2026-01-02", "confirm=scope")), template, ".", cwd=repo)
    folder = repo / ".engineering/artifacts/planning/2026-01-02-ours"
    answers = stored_answers(folder)
    assert (answers["kind"], answers["overview"]) == ("new", "")
    assert (repo / ".copier-answers.yml").read_text(encoding="utf-8") == FOREIGN
    assert (repo / "code.py").read_text(encoding="utf-8") == "pass\n"


def test_foreign_answers_are_no_default_even_where_they_are_the_same(template: Path, repo: Path) -> None:
    (repo / ".copier-answers.yml").write_text(FOREIGN, encoding="utf-8")
    result = run_copier("copy", "--trust", "--defaults", template, ".", cwd=repo, ok=False)
    assert result.code == 1
    assert "initiative: is missing" in result.output
    run_copier("copy", "--trust", *pairs(("initiative=Not ours", "date=1999-01-01", "confirm=scope")), template, ".", cwd=repo)
    assert (repo / ".engineering/artifacts/planning/1999-01-01-not-ours/START-HERE.md").exists()


def test_dates_and_numbers_of_yaml_are_taken(start: Callable[..., Folder]) -> None:
    import datetime

    folder = start(
        date=datetime.date(2025, 12, 1),
        start=datetime.date(2025, 12, 8),
        agentic_hours_per_week=5,
        identified=[{"title": "One", "effort": 4, "review": 0.5, "number": 7}],
    )
    assert folder.path.name == "2025-12-01-sample"
    assert "Weeks are counted from 2025-12-08; each has 5h agentic" in folder.read("START-HERE.md")
    assert "**Estimated Effort:** 4h agentic + 0.5h review" in folder.read("07-one-plan.md")


def test_initiative_without_packages_has_no_empty_table(start: Callable[..., Folder]) -> None:
    folder = start(analyses=[])
    for name in ("START-HERE.md", "README.md"):
        lines = folder.read(name).splitlines()
        for number, line in enumerate(lines):
            if line.startswith("|--"):
                assert lines[number + 1].startswith("| "), f"{name}: the table at line {number} has no row"
    assert folder.files() == [
        ".copier-answers.yml",
        ".gitattributes",
        ".planning/roadmap.json",
        "AGENTS.md",
        "README.md",
        "START-HERE.md",
        "_work-package.md",
    ]


def test_titles_alone_make_plans(start: Callable[..., Folder]) -> None:
    folder = start(identified="Log everything; Cache, and expire", confirm=["scope", "folder", "analysis"])
    assert [name for name in folder.files() if name.endswith("-plan.md")] == [
        "03-log-everything-plan.md",
        "04-cache-and-expire-plan.md",
    ]


@pytest.mark.parametrize("answer", ["[{title: One, effort: 2-3h}, Two]", "- title: One\n  effort: 2-3h\n- Two"])
def test_whole_packages_on_the_command_line(template: Path, repo: Path, answer: str) -> None:
    run_copier(
        "copy",
        "--trust",
        "-d",
        "initiative=Sample",
        "-d",
        "date=2026-01-02",
        "-d",
        f"identified={answer}",
        "-d",
        "confirm=[scope, folder, analysis]",
        template,
        ".",
        cwd=repo,
    )
    folder = Folder(repo / ".engineering/artifacts/planning/2026-01-02-sample", template)
    assert "**Estimated Effort:** 2-3h agentic + 1h review" in folder.read("03-one-plan.md")
    folder.commit()
    folder.update()
    assert folder.status() == ""


def test_all_seven_analyses(start: Callable[..., Folder]) -> None:
    folder = start(
        analyses=["completion", "context", "concept-lexicon", "requirements", "technical-debt", "dependency", "risk"],
        identified=["One"],
    )
    assert [name for name in folder.files() if name.endswith("ANALYSIS.md")] == [
        "01-COMPLETION-ANALYSIS.md",
        "02-CONTEXT-ANALYSIS.md",
        "03-CONCEPT-LEXICON-ANALYSIS.md",
        "04-REQUIREMENTS-ANALYSIS.md",
        "05-TECHNICAL-DEBT-ANALYSIS.md",
        "06-DEPENDENCY-ANALYSIS.md",
        "07-RISK-ANALYSIS.md",
    ]
    assert "08-one-plan.md" in folder.files()
    bodies = {
        tuple(line for line in folder.read(name).splitlines() if line.startswith("##"))
        for name in folder.files()
        if name.endswith("ANALYSIS.md")
    }
    assert len(bodies) == 7, "two types have the same structure"


def test_continuing_links_the_previous_folder(start: Callable[..., Folder], template: Path, repo: Path) -> None:
    previous = start()
    run_copier(
        "copy",
        "--trust",
        "-d",
        "initiative=Follow On",
        "-d",
        "date=2026-02-01",
        "-d",
        "kind=continuing",
        "-d",
        f"previous={previous.path.name}",
        "-d",
        "confirm=[scope, folder]",
        template,
        ".",
        cwd=repo,
    )
    folder = Folder(repo / ".engineering/artifacts/planning/2026-02-01-follow-on", template)
    link = f"**Previous Planning:** [{previous.path.name}](../{previous.path.name}/START-HERE.md)"
    assert link in folder.read("START-HERE.md") and link in folder.read("README.md")
    assert {"01-COMPLETION-ANALYSIS.md", "02-CONTEXT-ANALYSIS.md"} <= set(folder.files())


def test_destination_without_git_works_and_says_how_to_go_on(template: Path, tmp_path: Path) -> None:
    given = ("initiative=Sample", "date=2026-01-02", "confirm=[scope, folder, analysis]")
    result = run_copier("copy", "--trust", *pairs(given), template, ".", cwd=tmp_path)
    assert "  git init " in result.output
    folder = Folder(tmp_path / ".engineering/artifacts/planning/2026-01-02-sample", template)
    folder.add("title=One")
    assert "One" in folder.read("START-HERE.md")


def test_skip_nothing_of_others(template: Path, repo: Path) -> None:
    """A folder of the same name with somebody's files in it: they stay, and the command does not overwrite them."""
    folder = repo / ".engineering/artifacts/planning/2026-01-02-sample"
    folder.mkdir(parents=True)
    (folder / "START-HERE.md").write_text("Mine.\n", encoding="utf-8")
    (folder / "notes.txt").write_text("Mine too.\n", encoding="utf-8")
    result = run_copier(
        "copy", "--trust", *pairs(("initiative=Sample", "date=2026-01-02", "confirm=scope")), template, ".", cwd=repo, ok=False
    )
    assert result.code == 1
    assert (folder / "START-HERE.md").read_text(encoding="utf-8") == "Mine.\n"
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "Mine too.\n"
    git(repo, "status")
