"""Fixtures: the template as users get it, and planning folders driven by the `copier` command line."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import run_copy, run_update
from hypothesis import settings

from . import initiatives
from .support import CHECKPOINTS, DAY, EXAMPLE, Folder, cloned_once, git, on, planned, run_copier, without_copiers_merge

# How long an example takes says more of the machine than of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

PARTS = ["copier.yml", "questions", "extensions", "includes", "skills", "template"]


@pytest.fixture(scope="session")
def copier_template_paths() -> list[str]:
    """What pytest-copier copies into the template's repository; it commits and tags it 99.99.99."""
    return PARTS


@pytest.fixture(scope="session", autouse=True)
def environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same day everywhere, and the `copier` of this Python first."""
    os.environ["SOURCE_DATE_EPOCH"] = str(DAY)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    os.environ["COPIER_CACHE_DIR"] = str(tmp_path_factory.mktemp("copier-cache"))
    os.environ.pop("CI", None)
    os.environ.update(
        {
            f"GIT_{who}_{what}": word
            for who in ("AUTHOR", "COMMITTER")
            for what, word in (("NAME", "Kim"), ("EMAIL", "kim@example.invalid"))
        }
    )


@pytest.fixture(scope="session")
def template(copier_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    # What Python left in the sources of the tests is no part of the template.
    git(copier_template, "rm", "-r", "-q", "--ignore-unmatch", "*.pyc")
    git(copier_template, "commit", "--quiet", "--amend", "--allow-empty", "--no-edit")
    git(copier_template, "tag", "--force", "99.99.99")
    # A run of each kind in this process: the forks of `run_copier` then find templates and questions compiled.
    data = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    first = tmp_path_factory.mktemp("first")
    git(first, "init", "--quiet")
    options: dict[str, Any] = {"defaults": True, "unsafe": True, "quiet": True}
    run_copy(str(copier_template), first, data=data, **options)
    folder = planned(first, copier_template)
    run_copy(str(copier_template), folder.path, data={"part": "work-package", "title": "One", "effort": "1h"}, **options)
    run_copy(str(copier_template), folder.path, data={"part": "analysis", "analysis_type": "context"}, **options)
    folder.commit()
    with cloned_once(copier_template):
        with without_copiers_merge():
            run_update(folder.path, answers_file=".planning/03-observability.yml", overwrite=True, **options)
            run_update(folder.path, overwrite=True, **options)
        yield copier_template


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """An empty git repository."""
    path = tmp_path / "repo"
    path.mkdir()
    git(path, "init", "--quiet")
    return path


@pytest.fixture(scope="session")
def _example(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "repo"
    path.mkdir()
    git(path, "init", "--quiet")
    run_copier("copy", "--trust", "--data-file", EXAMPLE, template, path)
    git(path, "add", ".")
    git(path, "commit", "--quiet", "--message", "Plan")
    return path


@pytest.fixture
def example(_example: Path, template: Path, tmp_path: Path) -> Folder:
    """The example's planning folder, committed in a repository of its own."""
    shutil.copytree(_example, tmp_path / "example", symlinks=True)
    return planned(tmp_path / "example", template)


def estimated(identified: object) -> object:
    """The packages of an `identified` answer, each with an estimate where it says nothing of one."""
    if not isinstance(identified, list):
        return identified
    entries = [dict(entry) if isinstance(entry, dict) else {"title": entry} for entry in identified]
    given = [{"effort": "4-6h", "review": "1h", **entry} for entry in entries]
    return [{name: value for name, value in entry.items() if value is not None} for entry in given]


@pytest.fixture(scope="session")
def starts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the repositories of started initiatives are kept."""
    return tmp_path_factory.mktemp("starts")


@pytest.fixture
def start(repo: Path, template: Path, starts: Path) -> Callable[..., Folder]:
    """Start an initiative in the empty repository, and commit it: `start(identified=[...])`.

    It is confirmed as far as it goes: all of it where it has packages, else up to the analysis. Packages are estimated; give
    `effort` as None for one that is not.
    """

    def start_initiative(**answers: object) -> Folder:
        data = repo.parent / "answers.yml"
        confirm = list(CHECKPOINTS if answers.get("identified") else CHECKPOINTS[:3])
        if "previous" not in answers:
            # What an unfinished package takes is known from its session.
            answers = {**answers, "identified": estimated(answers.get("identified"))}
        given = {"initiative": "Sample", "date": "2025-11-23", "analyses": ["context"], "confirm": confirm, **answers}
        data.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
        # The same answers, on the same day and in the same surroundings, make the same folder: one that was made is copied.
        untouched = [path.name for path in repo.iterdir()] == [".git"] and not list((repo / ".git/refs/heads").iterdir())
        around = [os.environ.get(name, "") for name in ("SOURCE_DATE_EPOCH", "GIT_AUTHOR_NAME", "COPIER_SETTINGS_PATH")]
        key = b"".join([data.read_bytes(), (repo / ".git/config").read_bytes(), *map(str.encode, around)])
        made = starts / hashlib.sha256(key).hexdigest()
        if untouched and made.is_dir():
            shutil.rmtree(repo)
            shutil.copytree(made, repo, symlinks=True)
            return planned(repo, template)
        run_copier("copy", "--trust", "--data-file", data, template, repo)
        folder = planned(repo, template)
        folder.commit()
        if untouched:
            shutil.copytree(repo, made, symlinks=True)
        return folder

    return start_initiative


#: Modules in which every update goes the whole way; test_prompts and others do by running processes of their own.
WHOLE_WAY = ("test_check_part", "test_edits", "test_example", "test_histories", "test_story", "test_upgrades", "test_yes")


@pytest.fixture(autouse=True)
def quick_updates(request: pytest.FixtureRequest) -> Iterator[None]:
    """Updates without the two renders of which this template takes nothing."""
    with contextlib.nullcontext() if request.module.__name__.endswith(WHOLE_WAY) else without_copiers_merge():
        yield


@pytest.fixture(scope="session")
def _team(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    repo = tmp_path_factory.mktemp("team") / "repo"
    repo.mkdir()
    git(repo, "init", "--quiet")
    for answers in initiatives.INITIATIVES:
        with on(answers["date"]):
            initiatives.begin(repo, template, answers)
    initiatives.commit(repo)
    return repo


@pytest.fixture
def team(_team: Path, tmp_path: Path) -> Path:
    """The folder that holds the planning folders of three initiatives, committed."""
    shutil.copytree(_team, tmp_path / "repo", symlinks=True)
    return tmp_path / "repo" / initiatives.PLANNING


@pytest.fixture
def glance(team: Path, template: Path) -> Path:
    """The same with a portfolio, committed."""
    initiatives.copy(team, template)
    initiatives.commit(team)
    return team
