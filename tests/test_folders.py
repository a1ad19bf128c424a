"""Odd repositories and systems: nothing of it reaches the documents, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .support import CHECKPOINTS, Folder, git, pairs, run_copier, tree
from .test_roadmap import agree

GIVEN = (
    "initiative=Odd",
    "date=2026-01-02",
    "identified=[{title: One, effort: 4-6h}, {title: Two, effort: 4-6h, depends_on: One}]",
    f"confirm=[{', '.join(CHECKPOINTS)}]",
)


def work(folder: Folder) -> None:
    """Write, change, add and update, as in any other folder."""
    folder.append("README.md", "Mine, at the end.\n")
    folder.commit()
    folder.change("03-one", "status=complete")
    folder.commit()
    folder.add("title=Three", "depends_on=One")
    folder.commit()
    folder.update()
    assert folder.status() == "", "no change, no difference"
    assert folder.read("README.md").endswith("Mine, at the end.\n")
    assert agree(folder)["phase"] == 7
    assert "<<<<<<<" not in folder.read("README.md") + folder.read("START-HERE.md") + folder.read("03-one-plan.md")


@pytest.fixture
def begin(template: Path, tmp_path: Path) -> Callable[..., Folder]:
    """Start the initiative in a repository of this name, with these settings of git: `begin("a b", "core.autocrlf=true")`."""

    def begin_there(name: str, *settings: str) -> Folder:
        repo = tmp_path / name
        repo.mkdir(parents=True)
        git(repo, "init", "--quiet")
        for setting in settings:
            git(repo, "config", *setting.split("=", 1))
        run_copier("copy", "--trust", *pairs(GIVEN), template, ".", cwd=repo)
        return Folder(repo / ".engineering/artifacts/planning/2026-01-02-odd", template)

    return begin_there


def test_spaces_quotes_and_other_scripts(begin: Callable[..., Folder]) -> None:
    folder = begin('it\'s a "test"/ü 日本 {{ x }}')
    folder.commit()
    work(folder)


def test_very_long_paths(begin: Callable[..., Folder]) -> None:
    folder = begin("/".join([str(number) * 200 for number in range(10)] * 2)[:3600].rstrip("/"))
    assert len(str(folder.path)) > 3600
    folder.commit()
    folder.change("03-one", "title=" + "Long " * 60)
    folder.commit()
    folder.add("title=" + "W" * 300)
    folder.commit()
    folder.update()
    assert folder.status() == ""
    assert {package["slug"] for package in agree(folder)["packages"]} >= {"one", "two"}


def test_line_ends_of_windows(begin: Callable[..., Folder]) -> None:
    folder = begin("windows", "core.autocrlf=true", "core.safecrlf=false")
    folder.commit()
    for path in folder.path.glob("*.md"):
        path.unlink()
    git(folder.path, "checkout", "--quiet", ".")
    assert b"\r\n" in (folder.path / "README.md").read_bytes()
    work(folder)
    for name in ("START-HERE.md", "03-one-plan.md"):
        content = (folder.path / name).read_bytes()
        assert content.count(b"\r\n") == content.count(b"\n") > 0


def test_line_ends_of_a_windows_editor(begin: Callable[..., Folder]) -> None:
    folder = begin("editor", "core.autocrlf=false")
    for name in ("README.md", "03-one-plan.md"):
        (folder.path / name).write_bytes((folder.path / name).read_bytes().replace(b"\n", b"\r\n"))
    folder.commit()
    folder.change("03-one", "status=in-progress")
    assert (
        "<<<<<<<" not in folder.read("README.md")
        and b"**Status:** In Progress\r\n" in (folder.path / "03-one-plan.md").read_bytes()
    )
    folder.commit()
    folder.update("initiative=Other")
    assert "<<<<<<<" not in folder.read("README.md") and b"# Other\r\n" in (folder.path / "README.md").read_bytes()


def test_signing_hooks_and_no_identity(begin: Callable[..., Folder], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = begin("strict", "commit.gpgsign=true", "user.signingkey=none", "user.useConfigOnly=true")
    root = folder.path.parents[3]
    hook = root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    git(root, "add", "--all")
    git(root, "-c", "commit.gpgsign=false", "commit", "--quiet", "--no-verify", "--message", "Work")
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    folder.change("03-one", "status=complete")
    assert "ONE-COMPLETE.md" in folder.files()
    folder.add("title=Three")
    assert agree(folder)["reopened"]["packages"] == ["05 is new"]


def test_worktree_and_submodule(begin: Callable[..., Folder], tmp_path: Path) -> None:
    folder = begin("main")
    folder.commit()
    git(folder.path, "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "tree"))
    inside = folder.path.relative_to(tmp_path / "main")
    work(Folder(tmp_path / "tree" / inside, folder.template))
    (tmp_path / "outer").mkdir()
    git(tmp_path / "outer", "init", "--quiet")
    git(tmp_path / "outer", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path / "main"), "sub")
    folder = Folder(tmp_path / "outer/sub" / inside, folder.template)
    folder.change("03-one", "status=complete")
    assert "ONE-COMPLETE.md" in folder.files()


def test_repository_whose_root_is_the_planning_folder(template: Path, tmp_path: Path) -> None:
    repo = tmp_path / "2026-01-02-odd"
    repo.mkdir()
    git(repo, "init", "--quiet")
    run_copier("copy", "--trust", *pairs(GIVEN), template, ".", cwd=repo)
    folder = Folder(repo, template)
    folder.commit()
    work(folder)
    # A clone of another name is the same folder.
    git(tmp_path, "clone", "--quiet", str(repo), "clone")
    folder = Folder(tmp_path / "clone", template)
    folder.update()
    assert folder.status() == ""


def test_no_repository_at_all(template: Path, tmp_path: Path) -> None:
    run_copier("copy", "--trust", *pairs(GIVEN), template, ".", cwd=tmp_path)
    folder = Folder(tmp_path / ".engineering/artifacts/planning/2026-01-02-odd", template)
    folder.append("README.md", "Mine, at the end.\n")
    folder.add("title=Three", "depends_on=One")
    assert folder.read("README.md").endswith("Mine, at the end.\n") and agree(folder)["reopened"]["packages"] == ["05 is new"]


def test_folder_that_git_ignores(begin: Callable[..., Folder]) -> None:
    folder = begin("ignored")
    (folder.path.parents[3] / ".gitignore").write_text(".engineering/\n", encoding="utf-8")
    folder.append("README.md", "Mine, at the end.\n")
    folder.add("title=Three")
    assert folder.read("README.md").endswith("Mine, at the end.\n") and "05-three-plan.md" in folder.files()


def test_files_of_others_where_an_initiative_starts(template: Path, tmp_path: Path) -> None:
    repo = tmp_path / "2026-01-02-mine"
    repo.mkdir()
    git(repo, "init", "--quiet")
    (repo / "README.md").write_text("# Mine\n", encoding="utf-8")
    (repo / ".gitattributes").write_text("*.bin binary\n", encoding="utf-8")
    words = ("copy", "--trust", *pairs(GIVEN), template, ".")
    result = run_copier(*words, cwd=repo, ok=False)
    assert result.code == 1 and "has files of its own where the initiative's would be; nothing was written." in result.output
    assert sorted(tree(repo)) == [".gitattributes", "README.md"]
    (repo / "README.md").unlink()
    run_copier(*words, cwd=repo)
    lines = (repo / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert "*.bin binary" in lines and ".planning/roadmap.json -merge" in lines
    folder = Folder(repo, template)
    folder.commit()
    folder.update()
    assert folder.status() == ""
