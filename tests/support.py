"""What the tests share: the `copier` command line, git, and a planning folder to work in."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import _main, _template
from copier.__main__ import CopierApp  # type: ignore[attr-defined]
from plumbum import local
from work_packages import installed, planning_folder
from work_packages.documents import documents
from work_packages.installed import Installed

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "integrated-roadmap.yml"
PUBLISHED = ROOT / "examples" / "integrated-roadmap"

CHECKPOINTS = ("scope", "folder", "analysis", "packages", "priorities", "roadmap")

#: The day on which the tests run, 2026-01-15, in seconds.
DAY = 1768435200


def seconds_of(day: str) -> str:
    """Noon of a day, as SOURCE_DATE_EPOCH takes it."""
    return str(int(datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()))


@contextlib.contextmanager
def on(day: str) -> Iterator[None]:
    """Commands run on this day, YYYY-MM-DD."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", seconds_of(day))
        yield


@dataclass
class Result:
    code: int
    output: str

    @property
    def message(self) -> str:
        """The output without colours and the lines of Copier's own."""
        own = ("No git tags found", "Copying from template", "Keeping template", "Updating to template")
        return "\n".join(line for line in self.output.splitlines() if line.strip() and not line.startswith(own))


def run_copier(*arguments: object, cwd: Path | None = None, ok: bool = True, first: Callable[[], None] | None = None) -> Result:
    """Run the command line without a terminal, as an agent does; `first` is called in its process before it starts.

    The command runs in a fork of the test's process, which has Copier imported: that takes half the time of a new one. The
    tests of prompts and of pasted commands start new processes.
    """
    words = [str(argument) for argument in arguments]
    code, output = _forked(words, cwd or Path.cwd(), first)
    assert "Traceback" not in output, output
    if ok:
        assert code == 0, output
    return Result(code, output)


def _forked(words: list[str], cwd: Path, first: Callable[[], None] | None) -> tuple[int, str]:
    with tempfile.TemporaryFile() as file:
        sys.stdout.flush()
        sys.stderr.flush()
        with warnings.catch_warnings():
            # The test runner has threads of its own; the child starts none and ends without returning to them.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if not child:
            if first:
                first()
            os._exit(_run_in_child(words, cwd, file.fileno()))
        _, status = os.waitpid(child, 0)
        file.seek(0)
        return os.waitstatus_to_exitcode(status), file.read().decode("utf-8", errors="replace")


# Copier parses the template's questions anew a dozen times in each command; libyaml does the same in a tenth of the time.
yaml.FullLoader = getattr(yaml, "CFullLoader", yaml.FullLoader)  # type: ignore[misc]
yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # type: ignore[misc]


def _run_in_child(words: list[str], cwd: Path, output: int) -> int:
    # The child ends soon: nothing has to be collected.
    gc.disable()
    for number in (1, 2):
        os.dup2(output, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", buffering=1, closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", buffering=1, closefd=False)
    # Copier's library keeps a folder and an environment of its own, as they were when it was imported.
    local.cwd.chdir(str(cwd))
    local.env.clear()
    local.env.update(os.environ)
    sys.argv = ["copier", *words]
    try:
        CopierApp.run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def git(cwd: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=cwd, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def tree(path: Path) -> dict[str, bytes]:
    """Every file below the path but git's, by its relative name."""
    return {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file() and ".git" not in file.relative_to(path).parts
    }


def neutral(content: bytes) -> bytes:
    """A record or answers file without the template's place and version, which differ from machine to machine."""
    content = re.sub(rb"(?m)^_commit: .*$", b"_commit: 0.1.0", content)
    return re.sub(rb"(?m)^_src_path: .*$", b"_src_path: copier-work-packages", content)


def is_published(made: Mapping[str, bytes], folder: Path) -> None:
    """The files are those of the published folder, to the byte; with UPDATE_GOLDEN set they are published."""
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(folder, ignore_errors=True)
        for name, content in made.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    published = tree(folder)
    assert sorted(made) == sorted(published)
    for name, content in published.items():
        assert made[name].decode() == content.decode(), name


def two_versions(template: Path, source: Path, change: Callable[[Path], None]) -> Path:
    """A repository of the template: as it is today in v1.0.0, and as it is changed in v2.0.0."""
    shutil.copytree(template, source, ignore=shutil.ignore_patterns(".git"))
    git(source, "init", "--quiet")
    for version in ("v1.0.0", "v2.0.0"):
        git(source, "add", "--all")
        git(source, "commit", "--quiet", "--message", version)
        git(source, "tag", version)
        if version == "v1.0.0":
            change(source)
    return source


def use_installed(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed package is the template's version."""
    tags = frozenset(git(template, "tag", "--points-at", "HEAD").split())
    found = Installed(str(template), git(template, "rev-parse", "HEAD").strip(), tags)
    monkeypatch.setattr(installed, "installed", lambda: found)


def copied(folder: Folder, path: Path) -> Folder:
    """A copy of the folder, with the repository it is in."""
    repo = Path(git(folder.path, "rev-parse", "--show-toplevel").strip())
    shutil.copytree(repo, path, symlinks=True)
    return Folder(path / folder.path.relative_to(repo), folder.template)


def stored_answers(path: Path) -> dict[str, Any]:
    """The initiative's answers that are stored in a planning folder."""
    return planning_folder.unpacked(yaml.safe_load((path / ".copier-answers.yml").read_text(encoding="utf-8")))


def fresh_render(folder: Folder) -> dict[str, str]:
    """The documents and `roadmap.json` as the stored answers make them, where nobody has written anything."""
    answers = folder.answers
    return {name: content.decode() for name, content in documents(answers, answers["documents"]).items()}


@contextlib.contextmanager
def cloned_once(template: Path) -> Iterator[None]:
    """Let Copier clone this template, of which there is one version, once: half of a command's time goes into its clones.

    Every other template, and commands in processes of their own, go the whole way.
    """
    mark = Path(".git") / "copied-by-the-tests"
    real = _template.clone  # type: ignore[attr-defined]

    def clone(url: str, ref: str = "HEAD", location: str | None = None) -> str:
        if not location or not (Path(url) == template or (Path(url) / mark).exists()):
            return str(real(url, ref, location))
        shutil.copytree(master, location, dirs_exist_ok=True, copy_function=_linked)
        return location

    with tempfile.TemporaryDirectory() as kept, pytest.MonkeyPatch.context() as patch:
        master = Path(kept) / "clone"
        real(str(template), "HEAD", str(master))
        (master / mark).touch()
        patch.setattr(_template, "clone", clone)
        yield


@contextlib.contextmanager
def without_copiers_merge() -> Iterator[None]:
    """Leave out what an update of Copier's does for a merge of its own: two renders aside, of which this template takes none."""

    def apply(worker: _main.Worker) -> None:
        with dataclasses.replace(worker, quiet=True) as current:
            current.run_copy()
            worker.answers = current.answers
        with _main.Phase.use(_main.Phase.MIGRATE):  # type: ignore[attr-defined]
            worker._execute_tasks(worker.template.migration_tasks("after", worker.subproject.template))  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_main.Worker, "_apply_update", apply)
        yield


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


@dataclass
class Folder:
    """A planning folder, and what people and agents do in it."""

    path: Path
    template: Path

    def copy(self, *data: str, ok: bool = True) -> Result:
        return run_copier("copy", "--trust", *pairs(data), self.template, ".", cwd=self.path, ok=ok)

    def add(self, *data: str, ok: bool = True) -> Result:
        """Add a work package; one with a title that says nothing of an estimate gets one."""
        names = {pair.split("=")[0] for pair in data}
        estimate = [pair for pair in ("effort=4-6h", "review=1h") if "title" in names and pair.split("=")[0] not in names]
        return self.copy("part=work-package", *data, *estimate, ok=ok)

    def change(self, record: str, *data: str, ok: bool = True) -> Result:
        return run_copier("update", "--trust", "-a", f".planning/{record}.yml", *pairs(data), cwd=self.path, ok=ok)

    def update(self, *data: str, ok: bool = True) -> Result:
        return run_copier("update", "--trust", *pairs(data), cwd=self.path, ok=ok)

    def confirm(self, *names: str, ok: bool = True) -> Result:
        """Confirm checkpoints, and commit what comes of it."""
        result = self.update(f"confirm=[{', '.join(names)}]", ok=ok)
        if ok:
            self.commit()
        return result

    def confirm_again(self) -> None:
        """Commit, and confirm every checkpoint that is reopened."""
        self.commit()
        self.confirm(*json.loads(self.read(".planning/roadmap.json"))["reopened"])

    def read(self, name: str) -> str:
        return (self.path / name).read_text(encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        """Edit a document as a person does; the old text must be there, once."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        (self.path / name).write_text(text.replace(old, new), encoding="utf-8")

    @property
    def answers(self) -> dict[str, Any]:
        """The initiative's answers, as its file stores them."""
        return stored_answers(self.path)

    def append(self, name: str, text: str) -> None:
        (self.path / name).write_text(self.read(name) + text, encoding="utf-8")

    def commit(self) -> None:
        git(self.path, "add", "--all", ".")
        git(self.path, "commit", "--quiet", "--message", "Work")

    def status(self) -> str:
        return git(self.path, "status", "--porcelain", ".")

    def tree(self) -> dict[str, bytes]:
        return tree(self.path)

    def files(self) -> list[str]:
        return sorted(self.tree())


def planned(repo: Path, template: Path) -> Folder:
    """The planning folder of a repository that has one."""
    (path,) = (repo / ".engineering/artifacts/planning").iterdir()
    return Folder(path, template)


def pairs(data: tuple[str, ...]) -> list[str]:
    return [word for pair in data for word in ("-d", pair)]
