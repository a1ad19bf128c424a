"""`roadmap import` and `export`: the same bytes as Copier's, a preview that writes nothing, files that are never written over."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from work_packages import exporting, importing, plans

from ..importing.reading import FIXTURES
from ..support import PUBLISHED, Folder, git, planned, run_copier, tree, use_installed
from .calling import roadmap, shown

Start = Callable[..., Folder]


@pytest.fixture(autouse=True)
def of_this_version(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plans of the tests are of the installed version."""
    use_installed(template, monkeypatch)


@pytest.fixture
def project(repo: Path) -> Path:
    """A committed project of Backlog.md."""
    shutil.copytree(FIXTURES / "backlog_md", repo, dirs_exist_ok=True)
    git(repo, "add", ".")
    git(repo, "commit", "--quiet", "--message", "Project")
    return repo


def test_the_same_bytes_as_copier(project: Path, template: Path, tmp_path: Path) -> None:
    shutil.copytree(project, tmp_path / "other" / "repo", symlinks=True)
    other = tmp_path / "other" / "repo"
    words = ("--import-statuses", "Blocked=deferred", "--initiative", "Shop", "--confirm", "scope")
    out = shown("import", "backlog", *words, "-q", cwd=project)
    assert out == ""
    given = ("kind=imported", "previous=backlog", "import_statuses=Blocked=deferred", "initiative=Shop", "confirm=scope")
    pairs = [word for pair in given for word in ("-d", pair)]
    run_copier("copy", "--trust", "--defaults", *pairs, template, ".", cwd=other)

    assert tree(project) == tree(other)
    first, second = planned(project, template), planned(other, template)
    for folder in (first, second):
        folder.commit()
        folder.confirm("folder", "analysis")
        for record in ("03-set-up-the-database", "05-login-with-passkeys", "07-task-5"):
            folder.change(record, "effort=2-3h", "review=1h")
            folder.commit()
    shown("confirm", "packages", "priorities", "roadmap", "-q", cwd=first.path)
    second.update("confirm=[packages, priorities, roadmap]")
    assert first.tree() == second.tree()
    assert {package.slug: package.status for package in plans.read_plan(first.path).packages} == {
        "set-up-the-database": "in-progress",
        "uberschrift-quotes-tags-pipes-7-7": "deferred",
        "login-with-passkeys": "in-progress",
        "choose-the-hosting": "complete",
        "task-5": "ready",
    }


def test_from_a_folder_below_and_explained(project: Path, template: Path) -> None:
    (project / "docs").mkdir()
    out = shown("import", "../backlog", "--confirm", "scope", "--explain", cwd=project / "docs")

    place, command = out.splitlines()
    assert place == "cd .."
    words = [word for word in shlex.split(command) if not word.startswith("--vcs-ref=")]
    assert words == [
        *("copier", "copy", "--trust"),
        *("-d", "kind=imported", "-d", "previous=backlog", "-d", "confirm=scope", str(template), "."),
    ]


PREVIEW = """\
Shop "Nord" <v2>: 5 work packages from Backlog.md (backlog).

#  Title                                           Status There  Priority
1  Set up the database                             in progress   high
2  Überschrift: "Quotes" <tags> | pipes {{ 7*7 }}  ready         low
3  Login with passkeys                             in progress   medium
4  Choose the hosting                              complete      high
5  Set up the database                             ready

Decided for want of an answer:
  - Which status is "Blocked"? It has no counterpart here. Taken: ready. Another
    answer: import_statuses='Blocked=STATUS'

Left out:
  - archive folder: holds what was put away; in archive/tasks/task-6 -
    Say-what-a-cart-is.md
"""


def test_a_preview_writes_nothing(project: Path) -> None:
    before = tree(project)
    out = shown("import", "backlog", "--dry-run", cwd=project)

    assert out.startswith(PREVIEW) and out.endswith("\n\nNothing was written.\n")
    told = json.loads(shown("import", "backlog", "--dry-run", "--json", "--import-statuses", "Blocked=dropped", cwd=project))
    assert [one["status"] for one in told["packages"]] == ["in-progress", "dropped", "in-progress", "complete", "ready"]
    assert (told["planner"], told["path"], told["decided"], len(told["left_out"])) == ("Backlog.md", "backlog", [], 6)
    assert tree(project) == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nowhere",), '"nowhere" is not there. Give the folder or file of a planner, from where you are or absolute.'),
        (
            ("backlog", "--import-only", "Nine"),
            'import_only: "Nine" is no milestone of these tasks. There are Release 1: Login | Cart.',
        ),
        (
            ("backlog", "--import-statuses", "x"),
            'import_statuses: "x" is no WORD=STATUS. Give one such as Blocked=deferred; several are separated by semicolons.',
        ),
    ],
)
def test_bad_input(words: tuple[str, ...], message: str, project: Path) -> None:
    result = roadmap("import", *words, "--dry-run", cwd=project)

    assert (result.code, result.out, result.err) == (2, "", f"roadmap: {message}\n")


@pytest.mark.parametrize(("word", "made"), [("github", exporting.github_issues), ("csv", exporting.csv)])
def test_export(word: str, made: Callable[..., str], tmp_path: Path) -> None:
    expected = made(plans.read_plan(PUBLISHED))
    assert shown("export", word, cwd=PUBLISHED) == expected
    file = tmp_path / "export"
    for _ in range(2):
        assert shown("export", word, "-o", str(file), cwd=PUBLISHED).strip().endswith("export")
        assert file.read_bytes() == expected.encode()


def test_what_is_exported_can_be_imported(repo: Path, template: Path) -> None:
    (repo / "issues.json").write_text(shown("export", "github", cwd=PUBLISHED), encoding="utf-8")
    git(repo, "add", ".")
    shown("import", "issues.json", "--confirm", "scope", "-q", cwd=repo)

    before, after = plans.read_plan(PUBLISHED).packages, plans.read_plan(planned(repo, template).path).packages
    assert sorted(one.title for one in after) == sorted(one.title for one in before)
    assert {one.slug: sorted(one.depends_on) for one in after} == {one.slug: sorted(one.depends_on) for one in before}


def test_no_other_file_is_written_over(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("number,slug\n1,mine\n", encoding="utf-8")
    result = roadmap("export", "csv", "-o", str(file), cwd=PUBLISHED)

    assert (
        result.code == 2
        and "is there, and is no export of a roadmap. Give another file with -o, or move that one." in result.err
    )
    assert file.read_text(encoding="utf-8") == "number,slug\n1,mine\n"
    nowhere = roadmap("export", "csv", "-o", str(tmp_path / "no" / "x.csv"), cwd=PUBLISHED)
    assert nowhere.code == 2 and "is no file in a folder that is there. Give another one with -o." in nowhere.err
    unknown = roadmap("export", "xml", cwd=PUBLISHED)
    assert unknown.code == 2 and "'xml' is no format. There are github, csv." in unknown.err


def test_readings_are_those_of_the_answer() -> None:
    assert importing.READINGS == ("features", "stories")
