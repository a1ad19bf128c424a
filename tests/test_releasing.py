"""Releases: `make release` in a clone of this repository, and what the plans made from an earlier one hear of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import PARTS
from .support import CHECKPOINTS, ROOT, git, pairs, planned, run_copier
from .test_upgrades import RELEASES

OWN = [*PARTS, "Makefile", "CHANGELOG.md", "pyproject.toml", "tools", "tests/releases.txt"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of this repository as it is now, without tags, on main, with something to release."""
    path = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--no-tags", str(ROOT), str(path))
    for release, commit in RELEASES:
        known = subprocess.run(["git", "cat-file", "-e", commit], cwd=path, capture_output=True, check=False)
        if known.returncode:
            pytest.skip(f"this clone has no history: {release} is not there")
    git(path, "checkout", "--quiet", "-B", "main")
    for name in OWN:
        source, target = ROOT / name, path / name
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    changelog = path / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    changelog.write_text(re.sub(r"(## \[Unreleased\]\n)", r"\1\n### Added\n\n- A new thing.\n", text), encoding="utf-8")
    git(path, "add", "--all", ".")
    git(path, "commit", "--quiet", "--message", "As it is now")
    return path


def tag_earlier_ones(clone: Path) -> None:
    for release, commit in RELEASES:
        git(clone, "tag", "--annotate", f"v{release}", commit, "--message", f"Release {release}")


def make(clone: Path, version: str, checks: str = "true") -> tuple[int, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    result = subprocess.run(
        ["make", "release", f"VERSION={version}", f"CHECKS={checks}"], cwd=clone, env=plain, capture_output=True, check=False
    )
    output = (result.stdout + result.stderr).decode()
    assert "Traceback" not in output, output
    return result.returncode, output


def test_a_release(clone: Path, tmp_path: Path) -> None:
    tag_earlier_ones(clone)
    last = f"v{RELEASES[-1][0]}"
    repo = tmp_path / "repo"
    repo.mkdir()
    git(repo, "init", "--quiet")
    run_copier("copy", "--trust", *pairs(("initiative=Sample", "identified=One", "date=2026-01-02")), clone, ".", cwd=repo)
    folder = planned(repo, clone)
    folder.commit()
    assert f"_commit: {last}\n" in folder.read(".copier-answers.yml")
    assert "up-to-date" in run_copier("check-update", cwd=folder.path).output

    before = git(clone, "rev-parse", "HEAD").strip()
    code, output = make(clone, "77.0.0")
    assert code == 0 and "git push --follow-tags origin main" in output
    changelog = (clone / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]\n\n## [77.0.0] - 2026-01-15\n\n### Added\n\n- A new thing.\n" in changelog
    assert '\nversion = "77.0.0"\n' in (clone / "pyproject.toml").read_text(encoding="utf-8")
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "cat-file", "-t", "v77.0.0") == "tag\n"
    released = git(clone, "rev-parse", "v77.0.0^{commit}").strip()
    assert git(clone, "log", "--format=%s", f"{before}..").splitlines() == ["Upgrades are tested from 77.0.0", "Release 77.0.0"]
    assert (clone / "tests/releases.txt").read_text(encoding="utf-8").endswith(f"\n77.0.0 {released}\n")

    assert "77.0.0" in run_copier("check-update", cwd=folder.path).output
    assert run_copier("check-update", "--quiet", cwd=folder.path, ok=False).code == 2
    run_copier("update", "--trust", cwd=folder.path)
    assert "_commit: v77.0.0\n" in folder.read(".copier-answers.yml")
    folder.commit()
    assert "up-to-date" in run_copier("check-update", cwd=folder.path).output
    assert CHECKPOINTS[0] in folder.read(".copier-answers.yml")

    # The next one needs something to say, and a higher number.
    code, output = make(clone, "77.0.0")
    assert code != 0 and "77.0.0 is not newer than 77.0.0, the last release" in output
    assert 'CHANGELOG.md has nothing under "## [Unreleased]"' in output


def test_no_release(clone: Path) -> None:
    before = git(clone, "rev-parse", "HEAD")
    last, commit = RELEASES[-1]
    code, output = make(clone, "")
    assert code != 0 and '"" is no version' in output
    assert (
        f"Release {last} has no tag here. Fetch the tags: git fetch --tags; or, where it never had one: git tag -a v{last} {commit}"
        in output
    )
    tag_earlier_ones(clone)
    for version, words in (
        ("v1.0.0", '"v1.0.0" is no version. Give three numbers, such as VERSION=0.2.0'),
        ("1.0", '"1.0" is no version'),
        ("1.0.0rc1", '"1.0.0rc1" is no version'),
        ("0.0.9", f"0.0.9 is not newer than {last}, the last release"),
    ):
        code, output = make(clone, version)
        assert code != 0 and words in output, output
    code, _ = make(clone, "77.0.0", checks="false")
    assert code != 0
    (clone / "includes/note.txt").write_text("Not committed\n", encoding="utf-8")
    git(clone, "checkout", "--quiet", "-b", "other")
    code, output = make(clone, "77.0.0")
    assert code != 0 and "There are changes that are not committed" in output and "This is branch other" in output
    assert git(clone, "rev-parse", "HEAD") == before and not git(clone, "tag", "--list", "v77.0.0")
