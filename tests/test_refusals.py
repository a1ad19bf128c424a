"""Bad input: one clear message with every problem, its value and the remedy; exit 1; nothing written."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from .support import Folder, git, pairs, run_copier, tree, without_copiers_merge

#: Given answers, and what the message must say of each. What one answer alone can have wrong is in domain/test_answers.py.
WRONG_PACKAGES = {
    "unknown dependency": (
        ["title=New", "depends_on=observabilty, 42"],
        [
            '"observabilty" is not a work package here. Did you mean observability?',
            '"42" is not',
            "03 observability, 04 result-types",
        ],
    ),
    "missing title": ([], ["title: is missing", "-d title=TITLE"]),
    "slug that exists": (
        ["title=Observability"],
        ['"observability" is the slug of a work package that exists already', "slug=NAME"],
    ),
    "number taken": (["title=New", "number=4"], ["number: 04 is the number of 04-result-types.yml"]),
    "part": (["part=feature"], ['part: "feature" is not one of the choices', "initiative, analysis, work-package, repair"]),
    "analysis type missing": (["part=analysis"], ["analysis_type: is missing", "completion, context"]),
    "all at once": (
        ["title=", "effort=six", "status=done", "depends_on=nothing", "colour=red"],
        ["5 problems", "title:", "effort:", "status:", "depends_on:", "colour:"],
    ),
}


@pytest.mark.parametrize("name", WRONG_PACKAGES)
def test_wrong_work_package(example: Folder, name: str) -> None:
    given, expected = WRONG_PACKAGES[name]
    before = example.tree()
    result = example.copy(*given, ok=False)
    assert result.code == 1
    assert "nothing was written" in result.message
    for words in expected:
        assert words in result.message, result.message
    assert example.tree() == before


WRONG_CHANGES = {
    "part": (["part=analysis"], ['part: "analysis" cannot replace work-package']),
    "stored by the template": (["record_schema=99"], ["record_schema: there is no answer of this name"]),
    "answer of the initiative": (["overview=X"], ["this is an answer of part=initiative", "leave out -a"]),
    "cycle": (["depends_on=06"], ["closes a cycle: observability needs resilience-patterns needs observability"]),
    "itself": (["depends_on=observability"], ['"observability" is the work package itself']),
    "slug": (["slug=other"], ["a work package's slug stays what it is"]),
    "unknown answer": (["stauts=complete", "depends_on=03"], ["Did you mean status?", '"03" is the work package itself']),
}


@pytest.mark.parametrize("name", WRONG_CHANGES)
def test_wrong_change(example: Folder, name: str) -> None:
    given, expected = WRONG_CHANGES[name]
    before = example.tree()
    result = example.change("03-observability", *given, ok=False)
    assert result.code == 1
    for words in expected:
        assert words in result.message, result.message
    assert example.tree() == before


WRONG_INITIATIVES = {
    "every answer": (
        {
            "initiative": "***",
            "date": "23.11.2025",
            "kind": "old",
            "analyses": ["context", "riks"],
            "agentic_hours_per_week": 0,
            "planning_root": "../outside",
            "previous": "../../x",
            "identified": [{"title": "A", "effort": "much"}, {"titel": "B"}],
        },
        [
            "The answers for a new initiative hold 10 problems; nothing was written.",
            'initiative: "***" has no letter or digit',
            'date: "23.11.2025" is not a date',
            'kind: "old" is not one of the choices. Choose new, continuing or imported.',
            'analyses: "riks" is no type of the workflow. Did you mean risk? For an analysis of your own of that name, give "riks analysis".',
            'agentic_hours_per_week: "0" is not a number of hours a week',
            'planning_root: "../outside" is not a folder inside the repository',
            'previous: "../../x" is not a folder inside the repository',
            'identified, entry 1 (A): effort: "much" is not a number of hours',
            "identified, entry 2 (no title): title: is missing",
            "identified, entry 2 (no title): titel: there is no answer of this name. Did you mean title?",
        ],
    ),
    "missing": ({}, ["initiative: is missing"]),
    "previous": (
        {"initiative": "X", "previous": "2020-01-01-gone"},
        ["previous: there is no folder", "leave the answer out"],
    ),
    "cycle": (
        {"initiative": "X", "identified": [{"title": "A", "depends_on": "B"}, {"title": "B", "depends_on": ["A"]}]},
        ["form a cycle: a needs b needs a"],
    ),
    "outside": (
        {"part": "work-package", "title": "A"},
        ["is none (it has no initiative's .copier-answers.yml)", "part=initiative"],
    ),
}


@pytest.mark.parametrize("name", WRONG_INITIATIVES)
def test_wrong_initiative(template: Path, repo: Path, name: str) -> None:
    given, expected = WRONG_INITIATIVES[name]
    data = repo.parent / "answers.yml"
    data.write_text(yaml.safe_dump(given), encoding="utf-8")
    result = run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=repo, ok=False)
    assert result.code == 1
    assert "nothing was written" in result.message
    for words in expected:
        assert words in result.message, result.message
    assert tree(repo) == {}


WRONG_UPDATES = {
    "at the start only": (["planning_root=plans"], ["planning_root: this counts only when", "git mv"]),
    "identified": (
        ["identified=[Observability, {title: New, number: 4, depends_on: nothing}]"],
        ["identified, entry 1 (New): number: 4 is the number of a document there is too"],
    ),
    "answer of a package": (
        ["status=complete"],
        ["status: this is an answer of part=work-package", "-a .planning/NN-NAME.yml"],
    ),
    "stored by the template": (["documents=[]"], ["documents: there is no answer of this name"]),
}


@pytest.mark.parametrize("name", WRONG_UPDATES)
def test_wrong_update_of_the_initiative(example: Folder, name: str) -> None:
    given, expected = WRONG_UPDATES[name]
    before = example.tree()
    result = example.update(*given, ok=False)
    assert result.code == 1
    for words in expected:
        assert words in result.message, result.message
    assert example.tree() == before


def test_wrong_answers_for_an_analysis(example: Folder) -> None:
    result = run_copier(
        "update",
        "--trust",
        "-a",
        ".planning/01-completion-analysis.yml",
        "-d",
        "analysis_type=risk",
        cwd=example.path,
        ok=False,
    )
    assert result.code == 1 and 'analysis_type: "risk" cannot replace completion' in result.message
    result = example.copy("part=analysis", "analysis_type=completion", ok=False)
    assert result.code == 1 and "there is 01-COMPLETION-ANALYSIS.md already" in result.message


def test_strange_yaml_in_a_data_file(template: Path, repo: Path) -> None:
    data = repo.parent / "answers.yml"
    for text, words in {
        "initiative: X\nanalyses: 5\n": 'analyses: "5" is not a list. Give one such as completion; context, or [] for none.',
        "initiative: X\nanalyses: {risk: high}\n": "is not a list",
        "initiative: X\nidentified: 5\n": 'identified: "5" is not a list',
        "initiative: X\nagentic_hours_per_week:\n": "agentic_hours_per_week: is empty",
        "initiative: [X]\n": "initiative: is not a title",
        "initiative: X\ndate: 2026-05-05T10:00:00\n": "is not a date",
        "initiative:\nkind:\n": "initiative: is empty",
    }.items():
        data.write_text(text, encoding="utf-8")
        result = run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=repo, ok=False)
        assert result.code == 1 and words in result.message, result.message
        assert tree(repo) == {}
    data.write_text(
        "initiative: X\ndate: 2026-01-01\nconfirm: scope\nidentified:\noverview:\noverall_criteria: [true, [a, b], 7]\n",
        encoding="utf-8",
    )
    run_copier("copy", "--trust", "--data-file", data, template, ".", cwd=repo)
    text = (repo / ".engineering/artifacts/planning/2026-01-01-x/START-HERE.md").read_text(encoding="utf-8")
    assert "- [ ] true\n- [ ] a, b\n- [ ] 7\n" in text


def test_package_outside_names_the_planning_folders_there_are(example: Folder) -> None:
    root = Path(git(example.path, "rev-parse", "--show-toplevel").strip())
    result = run_copier("copy", "--trust", *pairs(("part=work-package", "title=A")), example.template, ".", cwd=root, ok=False)
    assert result.code == 1
    assert "  cd .engineering/artifacts/planning/2025-11-23-integrated-roadmap" in result.output


@pytest.mark.parametrize("options", [(), ("--overwrite",), ("--force",)])
def test_initiative_inside_a_planning_folder(example: Folder, options: tuple[str, ...]) -> None:
    before = example.tree()
    result = run_copier(
        "copy",
        "--trust",
        *options,
        "-d",
        "part=initiative",
        "-d",
        "initiative=X",
        example.template,
        ".",
        cwd=example.path,
        ok=False,
    )
    assert result.code == 1
    assert "nothing was written" in result.output
    assert example.tree() == before


@pytest.mark.parametrize("options", [("copy", "--trust", "--force"), ("recopy", "--trust", "--force")])
def test_nothing_overwrites_a_planning_folder(example: Folder, options: tuple[str, ...]) -> None:
    example.replace("README.md", "## 📋 Overview\n", "## 📋 Overview\n\nMy words.\n")
    before = example.tree()
    source = (example.template,) if options[0] == "copy" else ()
    result = run_copier(*options, *source, ".", cwd=example.path, ok=False)
    assert result.code == 1
    assert example.tree() == before


def test_the_same_initiative_twice(example: Folder) -> None:
    root = Path(git(example.path, "rev-parse", "--show-toplevel").strip())
    before = example.tree()
    result = run_copier(
        "copy",
        "--trust",
        "--overwrite",
        *pairs(("initiative=Integrated Roadmap", "date=2025-11-23")),
        example.template,
        ".",
        cwd=root,
        ok=False,
    )
    assert result.code == 1
    assert "already; nothing was written" in result.output
    assert example.tree() == before


def test_template_that_is_not_under_git(template: Path, repo: Path, tmp_path: Path) -> None:
    import shutil

    plain = tmp_path / "plain"
    shutil.copytree(template, plain, ignore=shutil.ignore_patterns(".git"))
    result = run_copier("copy", "--trust", "-d", "initiative=X", plain, ".", cwd=repo, ok=False)
    assert result.code == 1
    assert f"The template at {plain} is not under git; nothing was written." in result.output
    assert tree(repo) == {}


def test_answers_file_of_another_name(template: Path, repo: Path) -> None:
    (repo / "README.md").write_text("Mine.\n", encoding="utf-8")
    given = pairs(("initiative=X", "confirm=scope"))
    result = run_copier("copy", "--trust", "--force", "-a", "foo.yml", *given, template, ".", cwd=repo, ok=False)
    assert result.code == 1 and "-a foo.yml: an initiative's answers file is .copier-answers.yml" in result.output
    assert tree(repo) == {"README.md": b"Mine.\n"}


@pytest.mark.parametrize("name", ["README.md", ".planning/03-observability.yml", ".planning/roadmap.json"])
def test_symbolic_links_are_not_followed(example: Folder, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes((example.path / name).read_bytes())
    (example.path / name).unlink()
    (example.path / name).symlink_to(outside)
    example.commit()
    before = outside.read_bytes()
    for result in (
        example.change("03-observability", "status=in-progress", ok=False),
        example.update("overview=X", ok=False),
        example.add("title=X", ok=False),
    ):
        assert result.code == 1 and "Symbolic links stand where a planning folder has its own files" in result.message
        assert f"  {name}\n" in result.output
    assert example.status() == "" and outside.read_bytes() == before


def test_planning_root_that_leads_outside(template: Path, repo: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (repo / ".engineering").symlink_to(tmp_path / "elsewhere")
    given = pairs(("initiative=X", "confirm=scope"))
    result = run_copier("copy", "--trust", *given, template, ".", cwd=repo, ok=False)
    assert result.code == 1 and "by a symbolic link, outside of the repository; nothing was written." in result.output
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_leftover_conflict_markers_stop_the_next_command(example: Folder) -> None:
    example.append("START-HERE.md", "<<<<<<< before updating\nmine\n=======\ntheirs\n>>>>>>> after updating\n")
    before = example.tree()
    result = example.add("title=New", ok=False)
    assert result.code == 1
    assert "conflict markers from an earlier command" in result.output and "START-HERE.md" in result.output
    assert example.tree() == before


def test_skipped_tasks_write_nothing_and_say_so(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One"])
    before = folder.tree()
    data = ("part=work-package", "title=Two")
    result = run_copier("copy", "--trust", "--skip-tasks", *pairs(data), folder.template, ".", cwd=folder.path, ok=False)
    assert result.code == 1 and "--skip-tasks leaves out the step that writes the documents" in result.message
    assert folder.tree() == before
    run_copier("update", "--trust", "--skip-tasks", "-d", "overview=Another.", cwd=folder.path)
    assert "Another." in folder.read("START-HERE.md")


def test_a_default_of_copiers_settings_is_nobodys_yes(start: Callable[..., Folder], tmp_path: Path) -> None:
    folder = start(confirm=["scope"])
    settings = tmp_path / "settings.yml"
    settings.write_text("defaults:\n  confirm: [scope, folder]\n  confirmed_by: Sam\n", encoding="utf-8")
    before = folder.tree()
    run_copier("update", "--trust", cwd=folder.path, first=lambda: os.environ.update(COPIER_SETTINGS_PATH=str(settings)))
    assert folder.tree() == before
    run_copier(
        *("update", "--trust", "-d", "confirm=folder"),
        cwd=folder.path,
        first=lambda: os.environ.update(COPIER_SETTINGS_PATH=str(settings)),
    )
    assert json.loads(folder.read(".planning/roadmap.json"))["confirmed"]["folder"]["by"] == "Sam"


DAMAGES: dict[str, Callable[[str], str]] = {
    "no slug": lambda text: text.replace("slug: one\n", ""),
    "another slug": lambda text: text.replace("slug: one\n", "slug: two\n"),
    "no number": lambda text: text.replace("number: 3\n", "number: three\n"),
    "no part": lambda text: text.replace("part: work-package\n", "").replace("record_schema: 1\n", ""),
    "another part": lambda text: text.replace("part: work-package\n", "part: analysis\n"),
    "a schema of text": lambda text: text.replace("record_schema: 1\n", "record_schema: '1'\n").replace("slug: one\n", ""),
    "a list for text": lambda text: text.replace("title: One\n", "title: [One]\n"),
    "no day": lambda text: text.replace("started: ''\n", "started: soon\n"),
    "nothing but its version": lambda text: "".join(line for line in text.splitlines(True) if line.startswith("_")),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("replayed", [True, False])
def test_a_damaged_record_is_refused_before_all_else(start: Callable[..., Folder], damage: str, replayed: bool) -> None:
    folder = start(identified=["One", "Two"])
    record = folder.path / ".planning/03-one.yml"
    damaged = DAMAGES[damage](record.read_text(encoding="utf-8"))
    assert damaged != record.read_text(encoding="utf-8")
    record.write_text(damaged, encoding="utf-8")
    folder.commit()
    before = folder.tree()
    with contextlib.nullcontext() if replayed else without_copiers_merge():
        for data in ((), ("status=in-progress",), ("part=work-package", "slug=one", "number=3", "title=Mine")):
            result = folder.change("03-one", *data, ok=False)
            assert result.code == 1 and "The record 03-one.yml" in result.message and "nothing was written" in result.message
    assert folder.tree() == before
    # Everything else goes on, and reports it.
    folder.update("overview=Another.")
    assert "03-one.yml" in folder.read("README.md")


@pytest.mark.parametrize("line", ["part: initiative\n", "initiative: Sample\n"])
def test_damaged_answers_of_the_initiative_are_refused_before_all_else(start: Callable[..., Folder], line: str) -> None:
    folder = start(identified=["One"])
    text = folder.read(".copier-answers.yml")
    assert line in text
    (folder.path / ".copier-answers.yml").write_text(text.replace(line, ""), encoding="utf-8")
    folder.commit()
    before = folder.tree()
    results = [folder.update(ok=False), folder.update("overview=X", ok=False), folder.add("title=Two", ok=False)]
    results += [folder.change("03-one", "why=X", ok=False), folder.copy("initiative=X", "confirm=scope", ok=False)]
    results += [folder.copy("part=repair", "renumber=one", ok=False)]
    for result in results:
        assert result.code == 1
        assert "The initiative's answers file, .copier-answers.yml, holds what cannot be read" in result.message
        assert "part, initiative: " in result.message
    assert folder.tree() == before
