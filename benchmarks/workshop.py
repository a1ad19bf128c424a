"""Where commands are measured: a clone of the template, plans and floors of any size, and fresh copies of them to work on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

from . import plans
from .floor import make_floor
from .measuring import Sample, measure

#: What Copier needs of the template. Its checkouts take in the tests and examples beside that, in every command five times.
PARTS = ("copier.yml", "questions", "extensions", "includes", "skills", "template")

#: Where a plan stands in its repository.
PLANNING = Path(".engineering/artifacts/planning")

#: The day of the commands, 2025-11-24, in seconds.
DAY = 1763985600

#: Variables of the caller's by which a command would be another one.
_FOREIGN = ("GIT_", "COPIER_", "PYTHON")

UPDATE = ("copier", "update", "--trust", "--vcs-ref=:current:")


def environment(scratch: Path) -> dict[str, str]:
    """What the measured commands find around them: this Python's `copier` first, one day, one git user, no settings of people's."""
    settings, config = scratch / "copier-settings.yml", scratch / "gitconfig"
    settings.write_text("{}\n", encoding="utf-8")
    config.touch()
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)},
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(scratch),
        "SOURCE_DATE_EPOCH": str(DAY),
        "COPIER_SETTINGS_PATH": str(settings),
        "COPIER_CACHE_DIR": str(scratch / "copier-cache"),
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Kim",
        "GIT_AUTHOR_EMAIL": "kim@example.invalid",
        "GIT_COMMITTER_NAME": "Kim",
        "GIT_COMMITTER_EMAIL": "kim@example.invalid",
    }


@dataclass
class Workshop:
    """One run's workplace.

    Attributes:
        scratch: a folder that is there, empty, and goes with the run.
        source: the repository of the template.
        commit: which of its commits is measured.
    """

    scratch: Path
    source: Path
    commit: str = "HEAD"
    _plans: dict[int, Path] = field(default_factory=dict)
    _floors: dict[int, Path] = field(default_factory=dict)
    _floored: dict[int, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environment = environment(self.scratch)
        self._measured_in = self.environment

    @contextmanager
    def first_on_path(self, folder: Path) -> Iterator[None]:
        """What is measured meanwhile finds the programs of the folder first."""
        self._measured_in = {**self.environment, "PATH": os.pathsep.join([str(folder), self.environment["PATH"]])}
        try:
            yield
        finally:
            self._measured_in = self.environment

    @cached_property
    def template(self) -> Path:
        """What Copier needs of the template at its commit, in a repository of its own: what is not committed is not measured."""
        path, packed = self.scratch / "template", self.scratch / "template.tar"
        path.mkdir()
        there = self.git(self.source, "ls-tree", "--name-only", self.commit).splitlines()
        self.git(self.source, "archive", f"--output={packed}", self.commit, "--", *(part for part in PARTS if part in there))
        shutil.unpack_archive(packed, path)
        self.git(path, "init", "--quiet")
        self.commit_all(path)
        self.git(path, "tag", "v1.0.0")
        return path

    def git(self, folder: Path, *arguments: str) -> str:
        """Run git, unmeasured; what it prints."""
        command = ["git", *arguments]
        return subprocess.run(
            command, cwd=folder, env=self.environment, check=True, stdout=subprocess.PIPE, encoding="utf-8"
        ).stdout

    def plan(self, packages: int) -> Path:
        """A committed repository with a plan of so many packages; made once."""
        if packages not in self._plans:
            repository = self.empty()
            measure(self.start_command(packages), repository, self.environment)
            self.commit_all(repository)
            self._plans[packages] = repository
        return self._plans[packages]

    def planning_folder(self, repository: Path) -> Path:
        """The one planning folder of a repository."""
        (folder,) = (repository / PLANNING).iterdir()
        return folder

    def floor(self, packages: int) -> Path:
        """The static template of the files of `plan`; made once."""
        if packages not in self._floors:
            template = self.scratch / f"floor-{packages}"
            make_floor(self.planning_folder(self.plan(packages)), template, self.environment)
            self._floors[packages] = template
        return self._floors[packages]

    def floored(self, packages: int) -> Path:
        """A committed repository into which the floor was copied, at v1 and in the place of the plan; made once."""
        if packages not in self._floored:
            repository = self.empty()
            measure(self.floor_command(packages, repository), repository, self.environment)
            self.commit_all(repository)
            self._floored[packages] = repository
        return self._floored[packages]

    def empty(self) -> Path:
        """An empty git repository, which the caller may keep."""
        path = Path(tempfile.mkdtemp(dir=self.scratch))
        self.git(path, "init", "--quiet")
        return path

    def start_command(self, packages: int) -> list[str | Path]:
        """Start an initiative of so many packages by one data file, in the root of a repository."""
        data = self.scratch / f"plan-{packages}.yml"
        if not data.exists():
            data.write_text(yaml.safe_dump(plans.data_file(packages), sort_keys=False), encoding="utf-8")
        return ["copier", "copy", "--trust", "--vcs-ref=HEAD", "--data-file", data, self.template, "."]

    def add_command(self, packages: int) -> list[str | Path]:
        """Add one more package, by answers on the command line, in the planning folder."""
        answers = plans.package(plans.FIRST + packages)
        given = [f"{name}={yaml.safe_dump(value, default_flow_style=True, width=9999)}" for name, value in answers.items()]
        words = [word for pair in given for word in ("-d", pair.removesuffix("\n").removesuffix("\n..."))]
        return ["copier", "copy", "--trust", "--vcs-ref=:current:", "-d", "part=work-package", *words, self.template, "."]

    def floor_command(self, packages: int, repository: Path) -> list[str | Path]:
        """Copy the floor, at v1, to where the plan would be."""
        place = repository / PLANNING / "plan"
        return ["copier", "copy", "--trust", "--defaults", "--vcs-ref=v1", self.floor(packages), place]

    # Each of these measures one command in a copy that nothing has worked on.

    def start(self, packages: int) -> Sample:
        """Start an initiative by one data file."""
        return self.in_empty(self.start_command(packages))

    def add(self, packages: int) -> Sample:
        """Add a package to a plan of so many: a record, a plan, and every document that shows it."""
        return self.in_plan(self.add_command(packages), packages)

    def change(self, packages: int) -> Sample:
        """Change one answer of a record: the estimate of the first package."""
        record = f".planning/{plans.FIRST:02}-{plans.slug(plans.FIRST)}.yml"
        return self.in_plan([*UPDATE, "-a", record, "-d", "effort=6-8h"], packages)

    def update(self, packages: int) -> Sample:
        """Update with nothing changed."""
        return self.in_plan([*UPDATE], packages)

    def floor_copy(self, packages: int) -> Sample:
        """Copy the floor into an empty repository."""
        self.floor(packages)
        repository = self.empty()
        return self._run_and_remove(self.floor_command(packages, repository), repository, repository)

    def floor_change(self, packages: int) -> Sample:
        """Update the floor from v1 to v2, which differs by one line."""
        return self._measured(["copier", "update", "--trust", "--defaults", "--vcs-ref=v2"], self.floored(packages))

    def floor_update(self, packages: int) -> Sample:
        """Update the floor with nothing changed."""
        return self._measured([*UPDATE, "--defaults"], self.floored(packages))

    def in_plan(self, command: Sequence[str | Path], packages: int) -> Sample:
        """Any command, in the planning folder of a plan of so many packages."""
        return self._measured(command, self.plan(packages))

    def in_empty(self, command: Sequence[str | Path]) -> Sample:
        """Any command, in the root of an empty repository."""
        return self._measured(command, None)

    def commit_all(self, repository: Path) -> None:
        """Commit all that stands in a repository, unmeasured."""
        self.git(repository, "add", "--all", ".")
        self.git(repository, "commit", "--quiet", "--message", "Plan")

    def copied(self, repository: Path) -> Path:
        """A copy of a repository, as git finds it after a first look."""
        path = Path(tempfile.mkdtemp(dir=self.scratch))
        shutil.copytree(repository, path, symlinks=True, dirs_exist_ok=True)
        self.git(path, "status", "--porcelain")
        return path

    def _measured(self, command: Sequence[str | Path], repository: Path | None) -> Sample:
        copy = self.empty() if repository is None else self.copied(repository)
        return self._run_and_remove(command, copy if repository is None else self.planning_folder(copy), copy)

    def _run_and_remove(self, command: Sequence[str | Path], folder: Path, repository: Path) -> Sample:
        try:
            return measure(command, folder, self._measured_in)
        finally:
            shutil.rmtree(repository)


#: A command of the workshop that takes the number of packages.
Work = Callable[[Workshop, int], Sample]

#: The commands whose growth is measured, by what the page calls them.
WORKS: Mapping[str, Work] = {
    "start by one data file": Workshop.start,
    "add a package": Workshop.add,
    "change an answer": Workshop.change,
    "update with nothing changed": Workshop.update,
    "floor: copy": Workshop.floor_copy,
    "floor: update": Workshop.floor_change,
}
