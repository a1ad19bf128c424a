"""Crashes: wherever a command is killed, the folder is as before or as after, or the next command completes it."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .support import CHECKPOINTS, Folder, git, pairs, planned, run_copier, tree

JOURNAL = ".planning/.unfinished.json"
PART = ".planning/..unfinished.json.tmp"

COMMANDS: dict[str, Callable[[Path, Callable[[], None] | None], None]] = {
    "change": lambda path, first: update(path, first, "-a", ".planning/03-one.yml", "-d", "status=complete", "-d", "pr=PR 1"),
    "update": lambda path, first: update(path, first, "-d", "initiative=Renamed", "-d", "identified=[One, Two, New]"),
    "add": lambda path, first: add(path, first, "part=work-package", "title=New", "depends_on=One"),
    "renumber": lambda path, first: add(path, first, "part=repair", "renumber=one"),
}


def update(path: Path, first: Callable[[], None] | None, *words: str) -> None:
    run_copier("update", "--trust", *words, cwd=path, first=first)


def add(path: Path, first: Callable[[], None] | None, *given: str) -> None:
    source = git(path, "config", "test.template").strip()
    run_copier("copy", "--trust", *pairs(given), source, ".", cwd=path, first=first)


def states(repo: Path, to: Path, run: Callable[[Callable[[], None]], None]) -> list[Path]:
    """The repository as it is right before each step that the command takes in it: what a kill would leave there."""
    to.mkdir()

    def watch() -> None:
        busy = False

        def step(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal busy
            path, mode = arguments[0] if arguments else "", arguments[1] if len(arguments) > 1 else ""
            writes = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate") or (
                event == "open" and isinstance(mode, str) and any(sign in mode for sign in "wxa+")
            )
            if busy or not writes or not str(path).startswith(f"{repo}{os.sep}") or "/.git/" in str(path):
                return
            busy = True
            shutil.copytree(repo, to / f"{len(list(to.iterdir())):03d}", symlinks=True)
            busy = False

        sys.addaudithook(step)

    run(watch)
    return sorted(to.iterdir())


@pytest.mark.parametrize(
    "name", ["change", "update", *(pytest.param(name, marks=pytest.mark.long) for name in ("add", "renumber"))]
)
def test_killed_anywhere(start: Callable[..., Folder], tmp_path: Path, name: str) -> None:
    folder = start(identified=["One", {"title": "Two", "depends_on": "One"}])
    git(folder.path, "config", "test.template", str(folder.template))
    folder.append("README.md", "Mine.\n")
    folder.append("03-one-plan.md", "Mine, too.\n")
    folder.commit()
    repo = Path(git(folder.path, "rev-parse", "--show-toplevel").strip())
    inside = folder.path.relative_to(repo)
    before = tree(folder.path)
    found = states(repo, tmp_path / "states", lambda watch: COMMANDS[name](folder.path, watch))
    after = tree(folder.path)
    assert after != before and JOURNAL not in after

    begun = []
    for state in found:
        left = tree(state / inside)
        if JOURNAL not in left:
            left.pop(PART, None)
            # The journal is the first thing that is written, and the last that goes.
            assert left in (before, after), f"{state.name} is neither as before nor as after"
        else:
            begun.append(state)
            for file, content in left.items():
                assert file == JOURNAL or file.endswith(".tmp") or content in (before.get(file), after.get(file)), (
                    f"half of {file}"
                )
    assert len(begun) > 5 and len(found) > len(begun)

    # The next command completes it: after the first step, after the last, and somewhere between.
    for state in {begun[0], begun[len(begun) // 2], begun[-1]}:
        path = state / inside
        git(path, "add", "--all", ".")
        git(path, "commit", "--quiet", "--message", "What was left")
        result = run_copier("update", "--trust", cwd=path)
        assert "Finished what an interrupted command had begun" in result.output
        assert tree(path) == after


def test_killed_while_it_starts_an_initiative(repo: Path, template: Path, tmp_path: Path) -> None:
    given = (
        "initiative=X",
        "date=2026-01-02",
        "identified=[{title: One, effort: 4-6h}]",
        f"confirm=[{', '.join(CHECKPOINTS)}]",
    )

    def copy(where: Path, first: Callable[[], None] | None = None) -> None:
        run_copier("copy", "--trust", *pairs(given), template, ".", cwd=where, first=first)

    found = states(repo, tmp_path / "states", lambda watch: copy(repo, watch))
    whole = tree(repo)
    assert len(found) > 10
    for state in {found[0], found[3], found[len(found) // 2], found[-1]}:
        copied = tree(state)
        if not any(name.endswith(".copier-answers.yml") for name in copied):
            copy(state)
        else:
            git(state, "add", "--all", ".")
            git(state, "commit", "--quiet", "--message", "What was left")
            run_copier("update", "--trust", cwd=planned(state, template).path)
        assert tree(state) == whole, state.name


def full_after(writes: int) -> Callable[[], None]:
    """A disk that is full after so many files."""

    def first() -> None:
        left = [writes]

        def fsync(_: int) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")

        os.fsync = fsync  # type: ignore[assignment]

    return first


def test_full_disk(example: Folder) -> None:
    before = example.tree()
    words = ("update", "--trust", "-a", ".planning/03-observability.yml", "-d", "status=complete")
    result = run_copier(*words, cwd=example.path, ok=False, first=full_after(0))
    assert result.code == 1 and ".planning/.unfinished.json: No space left on device." in result.output
    assert "Nothing was changed. Put that right, and run the command again." in result.output
    assert example.tree() == before
    result = run_copier(*words, cwd=example.path, ok=False, first=full_after(3))
    assert result.code == 1 and "No space left on device.\nSome are, and nothing is lost." in result.output
    example.commit()
    assert "Finished what an interrupted command had begun: " in example.update().output
    assert "**Status:** Complete" in example.read("03-observability-plan.md")
    example.commit()
    example.update()
    assert example.status() == ""


def test_full_disk_for_a_new_initiative(repo: Path, template: Path) -> None:
    words = ("copy", "--trust", *pairs(("initiative=X", "confirm=scope")), template, ".")
    result = run_copier(*words, cwd=repo, ok=False, first=full_after(0))
    assert result.code == 1 and "No space left on device.\nNothing was changed." in result.output
    assert tree(repo) == {}


def test_read_only_file(example: Folder) -> None:
    (example.path / "README.md").chmod(0o444)
    before = example.tree()
    for result in (example.change("03-observability", "status=in-progress", ok=False), example.update("overview=X", ok=False)):
        assert result.code == 1 and "README.md: The file is read-only.\nNothing was changed." in result.output
    assert example.tree() == before


def test_a_journal_that_was_tampered_with_writes_nowhere(example: Folder) -> None:
    for text in (
        '{"files": {"../../evil.md": {"before": null, "after": "x"}}}',
        "{",
        '{"files": []}',
        '{"files": {".git/x.md": 1}}',
    ):
        (example.path / JOURNAL).write_text(text, encoding="utf-8")
        example.commit()
        before = tree(example.path.parents[3])
        result = example.update(ok=False)
        assert result.code == 1 and ".planning/.unfinished.json " in result.output and "nothing was written" in result.output
        assert tree(example.path.parents[3]) == before


def test_a_person_may_write_before_the_next_command_finishes(example: Folder) -> None:
    words = ("update", "--trust", "-d", "initiative=Renamed")
    assert run_copier(*words, cwd=example.path, ok=False, first=full_after(2)).code == 1
    example.append("README.md", "Mine, meanwhile.\n")
    example.append("START-HERE.md", "Mine, meanwhile.\n")
    (example.path / "_work-package.md").unlink()
    example.commit()
    example.update()
    for name in ("README.md", "START-HERE.md"):
        assert example.read(name).endswith("Mine, meanwhile.\n") and "Renamed" in example.read(name)
    assert not (example.path / "_work-package.md").exists()


def test_what_is_written_while_a_command_runs_stays(example: Folder) -> None:
    plan, record = example.path / "04-result-types-plan.md", example.path / ".planning/04-result-types.yml"

    def write() -> None:
        for path in (example.path / "README.md", plan, record):
            path.write_text(path.read_text(encoding="utf-8") + "# Mine, meanwhile\n", encoding="utf-8")

    def first() -> None:
        waiting = [write]

        def step(event: str, arguments: tuple[object, ...]) -> None:
            # When the journal is written, everything was read.
            if (
                event == "open"
                and waiting
                and ".unfinished.json" in str(arguments[0])
                and "w" in str(arguments[1] or "").replace("x", "w")
            ):
                waiting.pop()()

        sys.addaudithook(step)

    words = ("update", "--trust", "-a", ".planning/03-observability.yml", "-d", "status=complete")
    run_copier(*words, cwd=example.path, first=first)
    for path in (example.path / "README.md", plan, record):
        assert path.read_text(encoding="utf-8").endswith("# Mine, meanwhile\n"), path.name
    assert "**Status:** Complete" in example.read("03-observability-plan.md")
    example.commit()
    example.update()
    assert example.status() == ""


def test_a_record_edited_before_the_next_command_finishes(example: Folder) -> None:
    words = ("update", "--trust", "-a", ".planning/03-observability.yml", "-d", "effort=5-6h")
    assert run_copier(*words, cwd=example.path, ok=False, first=full_after(1)).code == 1
    path = example.path / ".planning/03-observability.yml"
    path.write_text("# Mine\n" + path.read_text(encoding="utf-8").replace("adr: ''", "adr: ADR 9"), encoding="utf-8")
    example.commit()
    example.update()
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Mine\n") and "adr: ADR 9\n" in text and "effort: 5-6h\n" in text
