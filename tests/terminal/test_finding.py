"""Which plan a command is about, and that what is read are the files as they are now."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from work_packages import plans

from ..support import ROOT, git
from .calling import roadmap, shown

EXAMPLES = ROOT / "examples"
PLANNING = ".engineering/artifacts/planning"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    path = tmp_path / "repo"
    path.mkdir()
    git(path, "init", "--quiet")
    return path


def put(repo: Path, example: str, place: str) -> Path:
    """A copy of an example's planning folder at this place of the repository."""
    folder = repo / place
    shutil.copytree(EXAMPLES / example, folder)
    return folder


def title(*words: str, cwd: Path) -> str:
    return shown(*words, "status", cwd=cwd).splitlines()[0]


def test_the_only_plan_of_a_repository_is_found_from_everywhere(repo: Path) -> None:
    folder = put(repo, "integrated-roadmap", f"{PLANNING}/2025-11-23-integrated-roadmap")
    (repo / "src/deep").mkdir(parents=True)
    for place in (repo, repo / "src/deep", repo / PLANNING, folder, folder / ".planning"):
        assert title(cwd=place) == "Integrated Roadmap"
    assert shown("show", "-q", "05", cwd=repo / "src") == (
        f"../{PLANNING}/2025-11-23-integrated-roadmap/05-caching-strategy-plan.md\n"
    )


def test_a_plan_at_another_place_is_found_whether_git_knows_it_or_not(repo: Path) -> None:
    put(repo, "integrated-roadmap", "docs/plans/2025-11-23-integrated-roadmap")
    assert title(cwd=repo) == "Integrated Roadmap"
    git(repo, "add", ".")
    assert title(cwd=repo) == "Integrated Roadmap"


def test_what_git_ignores_is_no_plan(repo: Path) -> None:
    put(repo, "integrated-roadmap", "build/2025-11-23-integrated-roadmap")
    (repo / ".gitignore").write_text("build/\n", encoding="utf-8")
    assert roadmap("status", cwd=repo).code == 2


def test_of_several_it_is_the_newest_that_is_open(repo: Path) -> None:
    put(repo, "integrated-roadmap", f"{PLANNING}/2025-11-23-integrated-roadmap")
    put(repo, "weeks-in/8-weeks", f"{PLANNING}/2025-11-24-steady-checkout")
    assert title(cwd=repo) == "Integrated Roadmap", "the newer one is complete"
    put(repo, "continuing/2026-01-20-second-roadmap", f"{PLANNING}/2026-01-20-second-roadmap")
    assert title(cwd=repo) == "Second Roadmap"
    assert title(cwd=repo / PLANNING / "2025-11-24-steady-checkout") == "Steady Checkout", "in a planning folder that one"


def test_of_several_of_one_day_it_is_the_one_that_was_changed_last(repo: Path) -> None:
    places = ("a", "c", "b", "complete")
    for seconds, name in enumerate(places):
        example = "weeks-in/8-weeks" if name == "complete" else "integrated-roadmap"
        answers = put(repo, example, f"{PLANNING}/2025-11-23-{name}") / ".copier-answers.yml"
        os.utime(answers, (1768435200 + seconds, 1768435200 + seconds))
    put(repo, "integrated-roadmap", f"{PLANNING}/2025-11-22-older")
    for name, seconds in (("b", 0), ("a", 10), ("c", 20)):
        answers = repo / PLANNING / f"2025-11-23-{name}" / ".copier-answers.yml"
        if seconds:
            os.utime(answers, (1768435200 + seconds, 1768435200 + seconds))
        result = roadmap("status", cwd=repo)
        assert f"Folder       {PLANNING}/2025-11-23-{name}\n" in result.out and result.code == 0
        assert result.err == f"2025-11-23-{name}: the newest open one of 5 plans here. For another, give -C NAME.\n"
        assert roadmap("status", "-q", cwd=repo).err == ""


def test_those_below_the_place_come_first(repo: Path) -> None:
    put(repo, "continuing/2026-01-20-second-roadmap", "one/2026-01-20-second-roadmap")
    put(repo, "integrated-roadmap", "two/2025-11-23-integrated-roadmap")
    git(repo, "add", ".")
    assert title(cwd=repo) == "Second Roadmap"
    assert title(cwd=repo / "two") == "Integrated Roadmap"


def test_where_all_are_complete_it_is_the_newest(repo: Path) -> None:
    put(repo, "weeks-in/8-weeks", f"{PLANNING}/2025-11-24-steady-checkout")
    older = put(repo, "weeks-in/8-weeks", f"{PLANNING}/2025-01-02-older")
    answers = older / ".copier-answers.yml"
    answers.write_text(
        answers.read_text(encoding="utf-8").replace("initiative: Steady Checkout", "initiative: Older"), encoding="utf-8"
    )
    assert title(cwd=repo) == "Steady Checkout"


def test_one_is_chosen_by_path_or_by_name(repo: Path) -> None:
    put(repo, "integrated-roadmap", f"{PLANNING}/2025-11-23-integrated-roadmap")
    put(repo, "weeks-in/8-weeks", f"{PLANNING}/2025-11-24-steady-checkout")
    for name in (f"{PLANNING}/2025-11-24-steady-checkout", "2025-11-24-steady-checkout", "steady", "STEADY"):
        assert title("-C", name, cwd=repo) == "Steady Checkout"
    assert shown("status", "--plan", "steady", cwd=repo).startswith("Steady Checkout\n"), "before the command or behind it"
    result = roadmap("-C", "stedy", "status", cwd=repo)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        'roadmap: "stedy" is neither a folder nor the name of a plan here. There are:\n'
        "  2025-11-24-steady-checkout\n"
        "  2025-11-23-integrated-roadmap\n"
    )


def test_at_a_terminal_it_is_said_which_of_several_it_is(repo: Path) -> None:
    put(repo, "integrated-roadmap", f"{PLANNING}/2025-11-23-integrated-roadmap")
    put(repo, "continuing/2026-01-20-second-roadmap", f"{PLANNING}/2026-01-20-second-roadmap")
    put(repo, "weeks-in/8-weeks", f"{PLANNING}/2025-11-24-steady-checkout")
    result = roadmap("status", cwd=repo, terminal=True)
    assert result.err == "2026-01-20-second-roadmap: the newest open one of 3 plans here. For another,\ngive -C NAME.\n"
    assert roadmap("status", "-q", cwd=repo, terminal=True).err == ""


def test_no_plan_is_one_message_with_the_remedy(repo: Path, tmp_path: Path) -> None:
    expected = "roadmap: There is no plan here. To start one, run `roadmap new` in the root of a repository.\n"
    for place in (repo, tmp_path):
        for command in ("status", "next", "ready", "list", "graph", "timeline"):
            result = roadmap(command, cwd=place)
            assert (result.code, result.out, result.err) == (2, "", expected)
    result = roadmap("show", "05", "-C", ".", cwd=repo)
    assert (result.code, result.err) == (2, expected.replace("plan here", 'plan in "."'))
    # What is for all plans has nothing to do in a repository that has none yet: so CI can be set up first.
    for words in (("check", "--all"), ("update", "--all"), ("upgrade", "--all"), ("repair", "--all"), ("commit", "--all")):
        result = roadmap(*words, cwd=repo)
        assert (result.code, result.out, result.err) == (0, "", "There is no plan in this repository yet.\n")
        assert roadmap(*words, "-q", cwd=repo).err == ""
        assert roadmap(*words, cwd=tmp_path).err == expected
        assert roadmap(*words, "-C", ".", cwd=repo).code == 2
    assert json.loads(roadmap("check", "--all", "--json", cwd=repo).out)["plans"] == []
    assert json.loads(roadmap("update", "--all", "--json", cwd=repo).out) == []
    # Another template's answers are no plan.
    (repo / ".copier-answers.yml").write_text("part: other\n_src_path: elsewhere\n", encoding="utf-8")
    assert roadmap("status", cwd=repo).err == expected


def test_outside_of_git_those_below_are_found(tmp_path: Path) -> None:
    put(tmp_path, "integrated-roadmap", f"{PLANNING}/2025-11-23-integrated-roadmap")
    put(tmp_path, "weeks-in/8-weeks", "node_modules/package")
    assert plans.below(tmp_path) == [tmp_path / PLANNING / "2025-11-23-integrated-roadmap"]
    assert title(cwd=tmp_path) == "Integrated Roadmap"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"part: initiative\ninitiative: [\n", "is not valid YAML at line 3. Take the file back from git, or put it right."),
        (
            "part: initiative\n".encode("utf-16"),
            "is saved as UTF-16. Save it as UTF-8.",
        ),
        (
            b"part: initiative\n<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\n",
            "holds conflict markers. Run `git checkout --ours .copier-answers.yml` there, then `roadmap repair`.",
        ),
        (b"part: initiative\n", "holds no answers of an initiative."),
    ],
)
def test_answers_that_cannot_be_read_are_one_message(repo: Path, content: bytes, message: str) -> None:
    folder = put(repo, "integrated-roadmap", f"{PLANNING}/2025-11-23-integrated-roadmap")
    (folder / ".copier-answers.yml").write_bytes(content)
    result = roadmap("status", cwd=repo)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"roadmap: {folder / '.copier-answers.yml'} {message}\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "start: '2025-11-24'",
            "start: soon",
            'start: "soon" is not a date. Give it as YYYY-MM-DD, for example 2025-11-23.',
        ),
        ("\nobserved: |\n", "\nobserved: none\nelse: |\n", "observed: is not what the template stores."),
        ("\nupdated:", "\nelse:", "updated: is missing."),
    ],
)
def test_an_answer_that_was_broken_by_hand_is_named(repo: Path, old: str, new: str, message: str) -> None:
    folder = put(repo, "integrated-roadmap", f"{PLANNING}/2025-11-23-integrated-roadmap")
    answers = folder / ".copier-answers.yml"
    content = answers.read_text(encoding="utf-8")
    assert old in content
    answers.write_text(content.replace(old, new), encoding="utf-8")
    result = roadmap("status", cwd=repo)
    assert (result.code, result.out) == (2, "")
    assert result.err == f"roadmap: {answers} cannot be read; put it right, or take it back from git:\n  {message}\n"


def test_what_is_read_are_the_files_as_they_are_now(repo: Path) -> None:
    folder = put(repo, "integrated-roadmap", f"{PLANNING}/2025-11-23-integrated-roadmap")
    assert "[ ] Cache interface" in shown("show", "5", cwd=folder)

    record = folder / ".planning/05-caching-strategy.yml"
    record.write_text(
        re.sub(r"(?m)^status: ready$", "status: in-progress\nowner: Ada", record.read_text(encoding="utf-8")).replace(
            "\nowner: ''", ""
        ),
        encoding="utf-8",
    )
    plan = folder / "05-caching-strategy-plan.md"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace("- [ ] Cache interface", "- [x] Cache interface"), encoding="utf-8"
    )
    shown_now = shown("show", "5", cwd=folder)
    assert "Status       in progress\n" in shown_now and "Owner        Ada\n" in shown_now
    assert "Tasks (1 of 4 done)\n  [x] Cache interface\n" in shown_now
    assert shown("list", "-q", "--status", "in-progress", "--owner", "ada", cwd=folder) == "05\n"
    assert shown("next", "-q", cwd=folder) == "05\n" and shown("ready", "-q", cwd=folder) == "03\n04\n"

    (folder / "06-resilience-patterns-plan.md").unlink()
    assert shown("show", "6", cwd=folder).endswith("File         06-resilience-patterns-plan.md was deleted\n")
    assert "06-resilience-patterns-plan.md" in shown("status", cwd=folder)

    (folder / ".planning/07-database-optimization.yml").write_text("[", encoding="utf-8")
    result = shown("status", cwd=folder)
    assert "07-database-optimization.yml is not valid YAML" in result, "and the rest of the plan is shown"


def test_what_a_crash_left_is_told(repo: Path) -> None:
    folder = put(repo, "integrated-roadmap", f"{PLANNING}/2025-11-23-integrated-roadmap")
    (folder / ".planning/.unfinished.json").write_text("{}", encoding="utf-8")
    result = roadmap("next", "-q", cwd=repo)
    assert (result.code, result.out, result.err) == (0, "05\n", "")
    result = roadmap("ready", cwd=repo)
    assert result.code == 0
    assert result.err == "A command was interrupted while it wrote; the next one that changes something finishes it.\n"


def test_reading_writes_nothing(repo: Path) -> None:
    folder = put(repo, "weeks-in/5-weeks", f"{PLANNING}/2025-11-24-steady-checkout")
    git(repo, "add", ".")
    before = {path: path.stat().st_mtime_ns for path in sorted(repo.rglob("*"))}
    for command in ("status", "next", "ready", "list", "graph", "timeline"):
        shown(command, cwd=folder)
        shown(command, "--json", cwd=folder)
    assert {path: path.stat().st_mtime_ns for path in sorted(repo.rglob("*"))} == before


def test_git_that_is_not_there_leaves_the_usual_place(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(repo, "integrated-roadmap", f"{PLANNING}/2025-11-23-integrated-roadmap")

    def missing(*_: object, **__: object) -> subprocess.CompletedProcess[bytes]:
        raise FileNotFoundError("git")

    monkeypatch.setattr(subprocess, "run", missing)
    assert title(cwd=repo) == "Integrated Roadmap"
