"""Branches: what two of them made of a plan is merged by one command, after git has stopped; two numbers that met are parted."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from .support import Folder, Result, fresh_render, git
from .test_documents import check
from .test_roadmap import agree

THREE = [
    {"title": "One", "why": "Because", "success_criteria": ["1 of 1 passes"]},
    {"title": "Two", "depends_on": "One"},
    {"title": "Three"},
]
#: How the branch `theirs` comes into the branch `ours`, or the other way round, and how it goes on.
WAYS = {
    "merge": "commit --no-edit",
    "merge --squash": "commit --no-edit",
    "rebase": "rebase --continue",
    "cherry-pick": "cherry-pick --continue",
    "cherry-pick -n": "commit",
}


def ours(folder: Folder) -> None:
    (folder.path / ".planning/mine.json").write_text("{}\n", encoding="utf-8")
    (folder.path / "notes.md").write_text("# Mine\n", encoding="utf-8")
    record = folder.read(".planning/05-three.yml")
    (folder.path / ".planning/05-three.yml").write_text(record.replace("title: Three", "title: [Three"), encoding="utf-8")
    folder.replace("README.md", "## 📋 Overview\n", "## 📋 Overview\n\nOurs, on top.\n")
    folder.append("03-one-plan.md", "Ours, at the end.\n")
    folder.commit()
    folder.change("03-one", "status=complete", "actual=3h", "insights=[Found by us]")
    folder.commit()
    folder.add("title=Alpha", "depends_on=One")


def theirs(folder: Folder) -> None:
    folder.replace("START-HERE.md", "## 🎯 Executive Summary\n", "## 🎯 Executive Summary\n\nTheirs, on top.\n")
    folder.append("03-one-plan.md", "Theirs, at the end.\n")
    folder.commit()
    folder.change("03-one", "effort=2-3h", "insights=[Found by them]")
    folder.commit()
    folder.update("agentic_hours_per_week=10")
    folder.commit()
    folder.add("title=Beta", "depends_on=Two", "number=7")


def branch(folder: Folder, *, mine: Callable[[Folder], object] = ours, others: Callable[[Folder], object] = theirs) -> None:
    """Let two branches of one commit each go their own ways; the first is checked out then."""
    start = git(folder.path, "rev-parse", "HEAD").strip()
    for name, work in (("theirs", others), ("ours", mine)):
        git(folder.path, "checkout", "--quiet", "-b", name, start)
        work(folder)
        folder.commit()
        git(folder.path, "reset", "--quiet", "--soft", start)
        git(folder.path, "commit", "--quiet", "--message", name)


def stops(folder: Folder, *arguments: str) -> None:
    result = subprocess.run(["git", *arguments], cwd=folder.path, capture_output=True, check=False)
    assert result.returncode == 1, result.stderr


def repair(folder: Folder, *data: str, ok: bool = True) -> Result:
    return folder.copy("part=repair", *data, ok=ok)


@pytest.mark.parametrize("way", WAYS)
def test_one_command_after_git_has_stopped(start: Callable[..., Folder], way: str) -> None:
    folder = start(identified=THREE)
    branch(folder)
    stops(folder, *way.split(), "theirs")
    output = repair(folder).output
    assert "✅ Both branches are merged: 5 work packages, 1 analysis. Every document is up to date." in output
    assert f"  git add . && git {WAYS[way]}\n" in output
    git(folder.path, "add", ".")
    git(folder.path, "-c", "core.editor=true", *WAYS[way].split())
    assert folder.status() == ""

    # What is no plan of ours stays as it is, a record with a mistake in it, too.
    assert (folder.read(".planning/mine.json"), folder.read("notes.md")) == ("{}\n", "# Mine\n")
    assert "title: [Three\n" in folder.read(".planning/05-three.yml")
    folder.replace(".planning/05-three.yml", "[Three", "Three")
    folder.commit()
    folder.update()
    folder.commit()
    data = agree(folder)
    assert [(one["number"], one["slug"], one["status"]) for one in data["packages"]] == [
        (3, "one", "complete"), (4, "two", "ready"), (5, "three", "ready"), (6, "alpha", "ready"), (7, "beta", "ready"),
    ]  # fmt: skip
    record = yaml.safe_load(folder.read(".planning/03-one.yml"))
    assert (record["effort"], record["actual"]) == ("2-3h", "3h")
    assert sorted(record["insights"]) == ["Found by them", "Found by us"]
    assert folder.answers["agentic_hours_per_week"] == "10"
    # Each document is what the answers make of it, and the words of both.
    rendered = fresh_render(folder)
    words = {
        "README.md": ["Ours, on top."],
        "START-HERE.md": ["Theirs, on top."],
        "03-one-plan.md": ["Ours, at the end.", "Theirs, at the end."],
    }
    for name, text in rendered.items():
        if name.endswith(".md"):
            lines = folder.read(name).split("\n")
            assert [line for line in lines if line and line not in words.get(name, ())] == list(
                filter(None, text.split("\n"))
            ), name
            assert all(lines.count(line) == 1 for line in words.get(name, ())), name
    check(folder)
    folder.update()
    assert folder.status() == "", "no change, no difference"


def test_what_truly_clashes_is_left_to_people(start: Callable[..., Folder]) -> None:
    folder = start(identified=THREE)
    folder.replace("README.md", "## 📋 Overview\n", "## 📋 Overview\n\nAn overview.\n")
    folder.commit()

    def edit(words: str) -> Callable[[Folder], None]:
        def work(folder: Folder) -> None:
            folder.replace("README.md", "An overview.\n", f"{words} overview.\n")
            folder.commit()
            folder.change(
                "03-one", f"why={words} reason", *(["summary=Ours alone"] if words == "Our" else ["impact=Theirs alone"])
            )
            folder.commit()
            folder.update(f"agentic_hours_per_week={5 + len(words)}")

        return work

    branch(folder, mine=edit("Our"), others=edit("Their"))
    stops(folder, "merge", "theirs")
    result = repair(folder, ok=False)
    assert result.code == 1
    assert "  agentic_hours_per_week: 8, and theirs 10\n" in result.output
    assert "copier update --trust --vcs-ref=:current: -d agentic_hours_per_week=10\n" in result.output
    assert "  README.md\n  .planning/03-one.yml\n" in result.output
    assert "<<<<<<< ours\nOur overview.\n=======\nTheir overview.\n>>>>>>> theirs\n" in folder.read("README.md")
    assert "<<<<<<< ours\nwhy: Our reason\n=======\nwhy: Their reason\n>>>>>>> theirs\n" in folder.read(".planning/03-one.yml")
    assert "Our reason" in folder.read("03-one-plan.md") and "Their reason" not in folder.read("03-one-plan.md")
    agree(folder)

    git(folder.path, "add", ".")
    again = folder.add("title=X", ok=False)
    assert again.code == 1 and "conflict markers from an earlier command" in again.output
    folder.replace(".planning/03-one.yml", "<<<<<<< ours\nwhy: Our reason\n=======\n", "")
    folder.replace(".planning/03-one.yml", ">>>>>>> theirs\n", "")
    folder.replace(
        "README.md", "<<<<<<< ours\nOur overview.\n=======\nTheir overview.\n>>>>>>> theirs\n", "Our common overview.\n"
    )
    folder.commit()
    folder.update()
    plan = folder.read("03-one-plan.md")
    assert "Their reason" in plan and "Ours alone" in plan and "Theirs alone" in plan and "Our reason" not in plan
    assert "Our common overview.\n" in folder.read("README.md")
    agree(folder)


def test_one_renumbers_what_the_other_writes_in(start: Callable[..., Folder]) -> None:
    def others(folder: Folder) -> None:
        folder.append("04-two-plan.md", "Theirs, see 04-two-plan.md.\n")
        folder.commit()
        folder.change("04-two", "effort=7-8h")

    folder = start(identified=THREE)
    branch(folder, mine=lambda one: repair(one, "renumber=two"), others=others)
    stops(folder, "merge", "theirs")
    repair(folder)
    assert not [name for name in folder.files() if name.startswith(("04-", ".planning/04-"))]
    assert folder.read("06-two-plan.md").endswith("Theirs, see 06-two-plan.md.\n")
    assert "effort: 7-8h\n" in folder.read(".planning/06-two.yml")
    agree(folder)


def test_a_merge_that_was_ended_without_the_repair(start: Callable[..., Folder]) -> None:
    folder = start(identified=THREE)
    branch(folder)
    stops(folder, "merge", "theirs")
    result = folder.add("title=X", ok=False)
    assert result.code == 1 and "A git merge has stopped here, with files of this planning folder unmerged" in result.output
    git(folder.path, "checkout", "--ours", ".")
    folder.commit()
    output = folder.update(ok=False).output
    assert (
        "⚠️ The last commit merges two branches that both changed this plan" in output
        and f"-d part=repair {folder.template} ." in output
    )
    git(folder.path, "checkout", "--force", "HEAD", "--", ".")
    assert "  git add . && git commit --amend --no-edit\n" in repair(folder).output
    data = agree(folder)
    assert [one["slug"] for one in data["packages"]] == ["one", "two", "three", "alpha", "beta"]
    assert "Theirs, on top.\n" in folder.read("START-HERE.md") and "Ours, on top.\n" in folder.read("README.md")


def test_branches_that_were_merged_into_each_other(start: Callable[..., Folder]) -> None:
    """They started from two commits, and each takes back what it had brought: by one of the two, half of that is lost."""
    folder = start(identified=THREE)
    edits: tuple[tuple[str, str, str, Callable[[str], Result], str, str], ...] = (
        ("theirs", "START-HERE.md", "Of theirs.\n", lambda value: folder.update(f"agentic_hours_per_week={value}"), "10", "20"),
        ("ours", "README.md", "Of ours.\n", lambda value: folder.change("04-two", f"effort={value}"), "7-8h", "4-6h"),
    )
    root = git(folder.path, "rev-parse", "HEAD").strip()
    for name, file, line, change, value, _ in edits:
        git(folder.path, "checkout", "--quiet", "-b", name, root)
        folder.append(file, line)
        folder.commit()
        folder.update(f"rationale={name} says so")
        folder.commit()
        change(value)
        folder.commit()
    tips = {name: git(folder.path, "rev-parse", name).strip() for name in ("ours", "theirs")}
    for name, other in (("ours", tips["theirs"]), ("theirs", tips["ours"])):
        git(folder.path, "checkout", "--quiet", name)
        stops(folder, "merge", other)
        assert "  rationale: " in repair(folder, ok=False).output
        folder.commit()
        assert "Of ours.\n" in folder.read("README.md") and "Of theirs.\n" in folder.read("START-HERE.md")
    for name, file, line, change, _, value in edits:
        git(folder.path, "checkout", "--quiet", name)
        folder.replace(file, line, "")
        folder.commit()
        change(value)
        folder.commit()
    assert len(git(folder.path, "merge-base", "--all", "ours", "theirs").split()) == 2
    stops(folder, "merge", "theirs")
    # What each has said since they met is a clash; all else has one answer.
    result = repair(folder, ok=False)
    assert "  rationale: ours says so, and theirs theirs says so\n" in result.output
    assert "agentic_hours_per_week" not in result.output and "conflict markers" not in result.output
    answers = folder.answers
    assert answers["agentic_hours_per_week"] == "20" and "effort: 4-6h\n" in folder.read(".planning/04-two.yml")
    assert "Of ours.\n" not in folder.read("README.md") and "Of theirs.\n" not in folder.read("START-HERE.md")
    agree(folder)
    folder.commit()
    folder.update()
    assert folder.status() == ""


@pytest.mark.parametrize(
    ("mover", "seen"),
    [
        ("ours", True),
        ("theirs", False),
        pytest.param("ours", False, marks=pytest.mark.long),
        pytest.param("theirs", True, marks=pytest.mark.long),
    ],
)
def test_one_renames_the_folder_that_the_other_writes_in(start: Callable[..., Folder], mover: str, seen: bool) -> None:
    """Git sees the rename, and merges what it can into the new folder; or it does not, and leaves files in both."""
    folder = start(identified=THREE)
    image = folder.path / "images/sketch.svg"
    image.parent.mkdir()
    image.write_text("<svg/>\n", encoding="utf-8")
    folder.commit()
    old = folder.path
    new = Folder(old.parent / "2025-11-23-renamed", folder.template)

    def moves(folder: Folder) -> None:
        work = ours if mover == "ours" else theirs
        git(folder.path.parent, "mv", old.name, new.path.name)
        new.commit()
        work(new)
        new.commit()

    root = git(old, "rev-parse", "HEAD").strip()
    for name in ("theirs", "ours"):
        git(repo := old.parents[3], "checkout", "--quiet", "-b", name, root)
        if name == mover:
            moves(folder)
        else:
            image.with_name("later.svg").write_text("<svg></svg>\n", encoding="utf-8")
            (ours if name == "ours" else theirs)(folder)
        git(repo, "add", "--all", ".")
        git(repo, "commit", "--quiet", "--allow-empty", "--message", name)
    # The newer strategy of some versions of git looks for renames whatever it is told.
    stops(Folder(repo, folder.template), "merge", *([] if seen else ["-s", "recursive", "-Xno-renames"]), "theirs")

    if mover == "theirs" and seen:
        # Git read no attributes where the folder was not yet, and merged the answers by lines: see docs/troubleshooting.md.
        assert "<<<<<<<" in new.read(".copier-answers.yml")
        git(new.path, "checkout", "--quiet", "--ours", ".copier-answers.yml")
    assert "A git merge has stopped here" in new.add("title=X", ok=False).message
    if (old / ".copier-answers.yml").exists():
        result = repair(folder, ok=False)
        assert "renamed this planning folder to ../2025-11-23-renamed; nothing was written" in result.message
    output = repair(new).output
    assert "✅ Both branches are merged: 5 work packages, 1 analysis." in output
    next_ = output.partition("Next:\n")[2].partition("\n\n")[0].replace("\n  ", "\n").strip()
    subprocess.run(["sh", "-ec", next_], cwd=new.path, check=True, capture_output=True)
    assert git(repo, "status", "--porcelain") == ""
    assert not folder.files() and all((new.path / f"images/{name}.svg").exists() for name in ("sketch", "later"))
    new.replace(".planning/05-three.yml", "[Three", "Three")
    new.commit()
    new.update()
    new.commit()
    assert [one["slug"] for one in agree(new)["packages"]] == ["one", "two", "three", "alpha", "beta"]
    assert "location: .engineering/artifacts/planning/2025-11-23-renamed\n" in new.read(".copier-answers.yml")
    for file, words in (
        ("README.md", "Ours, on top.\n"),
        ("START-HERE.md", "Theirs, on top.\n"),
        ("03-one-plan.md", "Ours, at the end.\n"),
        ("03-one-plan.md", "Theirs, at the end.\n"),
        ("notes.md", "# Mine\n"),
        (".planning/mine.json", "{}\n"),
    ):
        assert new.read(file).count(words) == 1, (file, words)
    check(new)


def test_a_squash_that_was_ended_without_the_repair(start: Callable[..., Folder]) -> None:
    folder = start(identified=THREE)
    branch(folder)
    for way, message in (("merge --squash", "--no-edit"), ("cherry-pick -n", "--message=Picked")):
        git(folder.path, "checkout", "--quiet", "--force", "-B", way.split()[0], "ours")
        stops(folder, *way.split(), "theirs")
        assert f"A git {way} has stopped here, with files" in folder.add("title=X", ok=False).message
        git(folder.path, "checkout", "--ours", ".")
        git(folder.path, "add", ".")
        # Before the commit and after it.
        before = git(folder.path, "stash", "create").strip()
        assert "✅ Both branches are merged: 5 work packages" in repair(folder).output, way
        wanted = folder.tree()
        assert [one["slug"] for one in agree(folder)["packages"]] == ["one", "two", "three", "alpha", "beta"]
        git(folder.path, "checkout", "--quiet", before, "--", ".")
        git(folder.path, "clean", "--quiet", "--force", ".")
        git(folder.path, "commit", "--quiet", message)
        assert "⚠️ The last commit merges two branches that both changed this plan" in folder.update(ok=False).output, way
        git(folder.path, "checkout", "--force", "HEAD", "--", ".")
        assert "  git add . && git commit --amend --no-edit\n" in repair(folder).output
        assert folder.tree() == wanted, way


def test_what_was_picked_on_top_of_what_was_staged(start: Callable[..., Folder]) -> None:
    """Two commits picked into the index: the first went in, the second stopped."""
    folder = start(identified=THREE)

    branch(folder, others=lambda one: one.append("README.md", "Theirs, first.\n"))
    git(folder.path, "checkout", "--quiet", "theirs")
    theirs(folder)
    folder.commit()
    git(folder.path, "reset", "--quiet", "--soft", "theirs~4")
    git(folder.path, "commit", "--quiet", "--message", "Second")
    git(folder.path, "checkout", "--quiet", "ours")
    stops(folder, "cherry-pick", "-n", "theirs~1", "theirs")
    assert "5 work packages" in repair(folder).output
    for name, words in (
        ("README.md", ["Ours, on top.", "Theirs, first."]),
        ("START-HERE.md", ["Theirs, on top."]),
        ("03-one-plan.md", ["Ours, at the end.", "Theirs, at the end."]),
    ):
        lines = folder.read(name).split("\n")
        assert [lines.count(line) for line in words] == [1] * len(words), name
    assert [one["slug"] for one in agree(folder)["packages"]] == ["one", "two", "three", "alpha", "beta"]


def test_a_change_that_is_taken_back_without_a_commit(start: Callable[..., Folder]) -> None:
    folder = start(identified=THREE)
    folder.append("START-HERE.md", "Taken back.\n")
    folder.commit()
    folder.change("04-two", "effort=7-8h")
    folder.commit()
    git(folder.path, "reset", "--quiet", "--soft", "HEAD~2")
    git(folder.path, "commit", "--quiet", "--message", "Wrong")
    folder.append("START-HERE.md", "Stays.\n")
    folder.commit()
    folder.change("03-one", "effort=1-2h")
    folder.commit()
    stops(folder, "revert", "-n", "HEAD~2")
    repair(folder)
    data = agree(folder)
    assert [one["effort"] for one in data["packages"]] == [[1, 2], [4, 6], [4, 6]]
    assert folder.read("START-HERE.md").endswith("Stays.\n") and "Taken back" not in folder.read("START-HERE.md")


def test_uncommitted_changes_taken_to_another_branch(start: Callable[..., Folder]) -> None:
    """Git keeps their side in no commit."""
    folder = start(identified=THREE)
    branch(folder, others=lambda one: one.change("04-two", "impact=Theirs alone"))
    git(folder.path, "checkout", "--quiet", "theirs")
    folder.change("04-two", "effort=1-2h")
    folder.append("START-HERE.md", "Mine, not committed.\n")
    git(folder.path, "checkout", "--quiet", "--merge", "ours")
    assert "✅ Both branches are merged: 4 work packages" in repair(folder).output
    assert folder.read("START-HERE.md").count("Mine, not committed.\n") == 1
    assert folder.read("README.md").count("Ours, on top.\n") == 1
    assert "effort: 1-2h\n" in folder.read(".planning/04-two.yml") and "06-alpha-plan.md" in folder.files()
    agree(folder)


def test_words_that_were_stashed(start: Callable[..., Folder]) -> None:
    folder = start(identified=THREE)
    ours(folder)
    git(folder.path, "stash", "--quiet", "--include-untracked")
    theirs(folder)
    folder.commit()
    stops(folder, "stash", "pop")
    assert "  git add . && git stash drop\n" in repair(folder).output
    assert [one["slug"] for one in agree(folder)["packages"]] == ["one", "two", "three", "alpha", "beta"]
    for name, words in (
        ("README.md", "Ours, on top."),
        ("START-HERE.md", "Theirs, on top."),
        ("03-one-plan.md", "Ours, at the end."),
    ):
        assert folder.read(name).split("\n").count(words) == 1


def test_nothing_to_repair(example: Folder) -> None:
    before = example.tree()
    for given, words in {
        (): "No git merge, rebase or cherry-pick has stopped here",
        ("renumber=observabilty",): '"observabilty" is no document here. Did you mean observability?',
        ("renumber=observability", "title=X"): "title: this is an answer of part=work-package",
    }.items():
        result = repair(example, *given, ok=False)
        assert result.code == 1 and words in result.message and "nothing was written" in result.message
    assert example.tree() == before


def test_a_merge_that_a_person_has_begun_is_hers(start: Callable[..., Folder]) -> None:
    folder = start(identified=THREE)
    branch(folder, mine=lambda one: one.update("overview=Ours"), others=lambda one: one.update("overview=Theirs"))
    stops(folder, "merge", "theirs")
    folder.append("START-HERE.md", "Hers, after git had stopped; the conflicts above are still there.\n")
    path = folder.path / "README.md"
    path.write_text(path.read_text(encoding="utf-8").split("<<<<<<<")[0] + "Both of us.\n", encoding="utf-8")
    before = folder.tree()
    result = repair(folder, ok=False)
    assert result.code == 1 and "  README.md\n  START-HERE.md\n" in result.output and "git merge --abort" in result.output
    assert "has stopped here; nothing was written" in repair(folder, "renumber=one", ok=False).message
    assert folder.tree() == before


def test_repair_outside_of_a_planning_folder(repo: Path, template: Path) -> None:
    result = Folder(repo, template).copy("part=repair", ok=False)
    assert result.code == 1 and "part=repair repairs a planning folder, and" in result.output
