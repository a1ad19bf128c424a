"""Where the template may come from: every later command works from the planning folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from .support import CHECKPOINTS, Folder, git, run_copier


def start(source: str, repo: Path, *options: str) -> Folder:
    run_copier(
        "copy",
        "--trust",
        *options,
        "-d",
        "initiative=Sample",
        "-d",
        "date=2026-01-02",
        "-d",
        "identified=[{title: One, effort: 4-6h}]",
        "-d",
        f"confirm=[{', '.join(CHECKPOINTS)}]",
        source,
        ".",
        cwd=repo,
    )
    folder = Folder(repo / ".engineering/artifacts/planning/2026-01-02-sample", Path())
    folder.commit()
    return folder


def go_on(folder: Folder) -> None:
    """Add with the recorded source, change a record, update: with the version that the initiative was made with."""
    source = folder.answers["_src_path"]
    current = "--vcs-ref=:current:"
    run_copier("copy", "--trust", current, "-d", "part=work-package", "-d", "title=Two", source, ".", cwd=folder.path)
    folder.commit()
    run_copier(
        "update",
        "--trust",
        current,
        "-a",
        ".planning/04-two.yml",
        "-d",
        "status=deferred",
        "-d",
        "remains=Later",
        cwd=folder.path,
    )
    assert "| [04-two-plan.md](04-two-plan.md) | Phase 4: Two | ⏸️ Deferred |" in folder.read("README.md")


@pytest.fixture
def untagged(template: Path, tmp_path: Path) -> Path:
    """The template's repository without a release, as during development."""
    path = tmp_path / "work-packages"
    shutil.copytree(template, path)
    git(path, "tag", "--delete", "99.99.99")
    return path


def test_absolute_path(template: Path, repo: Path) -> None:
    folder = start(str(template), repo)
    assert folder.answers["_commit"] == "99.99.99"
    go_on(folder)


def test_relative_path_is_recorded_so_that_it_is_found_from_everywhere(template: Path, repo: Path, tmp_path: Path) -> None:
    shutil.copytree(template, tmp_path / "near")
    folder = start("../near", repo)
    assert folder.answers["_src_path"] == (tmp_path / "near").as_posix()
    assert yaml.safe_load(folder.read(".planning/03-one.yml"))["_src_path"] == (tmp_path / "near").as_posix()
    go_on(folder)


def test_git_url(template: Path, repo: Path) -> None:
    url = f"git+file://{template}"
    folder = start(url, repo)
    assert folder.answers["_src_path"] == url
    go_on(folder)


def test_tag(untagged: Path, repo: Path) -> None:
    git(untagged, "tag", "v1.0.0")
    (untagged / "includes/note.txt").write_text("later\n", encoding="utf-8")
    git(untagged, "add", ".")
    git(untagged, "commit", "--quiet", "--message", "Later")
    git(untagged, "tag", "v2.0.0")
    folder = start(str(untagged), repo, "--vcs-ref=v1.0.0")
    assert folder.answers["_commit"] == "v1.0.0"
    go_on(folder)
    assert folder.answers["_commit"] == "v1.0.0"


def test_checkout_without_a_tag(untagged: Path, repo: Path) -> None:
    go_on(start(str(untagged), repo))


def test_checkout_with_uncommitted_changes(untagged: Path, repo: Path) -> None:
    commit = git(untagged, "describe", "--always").strip()
    plan = next(untagged.glob("template/initiative/*plan.file*"))
    plan.write_text(plan.read_text(encoding="utf-8").replace("## Overview", "## Overview of This Draft"), encoding="utf-8")
    folder = start(str(untagged), repo)
    assert "## Overview of This Draft" in folder.read("03-one-plan.md")
    for name in (".copier-answers.yml", ".planning/03-one.yml"):
        assert yaml.safe_load(folder.read(name))["_commit"] == commit, "a commit that exists in the template's repository"
    # Without a revision, Copier takes the draft again; the documents that are there follow it.
    run_copier("copy", "--trust", "-d", "part=work-package", "-d", "title=Draft Two", untagged, ".", cwd=folder.path)
    assert "## Overview of This Draft" in folder.read("04-draft-two-plan.md")
    assert "## Overview of This Draft" in folder.read("03-one-plan.md")
    folder.commit()
    run_copier("update", "--trust", "-a", ".planning/03-one.yml", "-d", "why=Because.", cwd=folder.path)
    assert "## Overview of This Draft" in folder.read("03-one-plan.md")
    folder.commit()
    run_copier("update", "--trust", "--vcs-ref=:current:", cwd=folder.path)
    assert "<<<<<<<" not in folder.read("03-one-plan.md")


def test_newer_release_reaches_plans_under_way(untagged: Path, repo: Path) -> None:
    git(untagged, "tag", "v1.0.0")
    folder = start(str(untagged), repo)
    folder.replace("03-one-plan.md", "_Write why it is needed._", "Because.")
    folder.commit()
    plan = next(untagged.glob("template/initiative/*plan.file*"))
    plan.write_text(plan.read_text(encoding="utf-8").replace("## Success Criteria", "## Measures of Success"), encoding="utf-8")
    git(untagged, "commit", "--quiet", "--all", "--message", "Rename a heading")
    git(untagged, "tag", "v1.1.0")
    # A record of the newer release in a folder of the older one: the documents keep their version.
    run_copier("copy", "--trust", "-d", "part=work-package", "-d", "title=Two", untagged, ".", cwd=folder.path)
    assert "## Success Criteria" in folder.read("04-two-plan.md")
    folder.commit()
    run_copier("update", "--trust", cwd=folder.path)
    for name in ("03-one-plan.md", "04-two-plan.md"):
        assert "## Measures of Success" in folder.read(name) and "## Success Criteria" not in folder.read(name)
    assert "Because." in folder.read("03-one-plan.md")
    assert folder.answers["_commit"] == "v1.1.0"
