"""A planning folder that was written by hand comes under the template, and keeps every line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from .support import Result, git, run_copier

BY_HAND = Path(__file__).parent / "adopting"

CLOSE, LOOSE, MINIMAL = "2025-11-23-integrated-roadmap", "2026-01-05-checkout-speedup", "2026-01-10-suche"
FOLDERS = {CLOSE: BY_HAND / "close" / CLOSE, LOOSE: BY_HAND / "loose" / LOOSE, MINIMAL: BY_HAND / "minimal" / MINIMAL}

UPDATE = ("update", "--trust", "--vcs-ref=:current:")

#: Lines that later commands write anew in their place, by folder and file: the facts that they state have changed.
REWRITTEN: dict[str, dict[str, dict[str, str]]] = {CLOSE: {}, LOOSE: {}, MINIMAL: {}}


@pytest.fixture
def by_hand(tmp_path: Path) -> Callable[[str], Path]:
    """A folder that was written by hand, committed where planning folders are kept in a repository."""

    def copied(name: str) -> Path:
        repo = tmp_path / "repo"
        folder = repo / ".engineering/artifacts/planning" / name
        shutil.copytree(FOLDERS[name], folder)
        git(repo, "init", "--quiet")
        git(repo, "add", ".")
        git(repo, "commit", "--quiet", "--message", "By hand")
        return folder

    return copied


def adopt(folder: Path, template: Path, *words: str, ok: bool = True) -> Result:
    return run_copier("copy", "--trust", "-d", "part=adopt", *words, template, ".", cwd=folder, ok=ok)


def missing(folder: Path, name: str, rewritten: Mapping[str, Mapping[str, str]] | None = None) -> list[str]:
    """The lines of the folder as it was written that no longer stand in their order, each with its file."""
    found = []
    for path in sorted(FOLDERS[name].glob("*.md")):
        new = (rewritten or {}).get(path.name) or {}
        now = (folder / path.name).read_text(encoding="utf-8").splitlines()
        place = 0
        for line in path.read_text(encoding="utf-8").splitlines():
            allowed = {line, new.get(line, line)}
            at = next((at for at in range(place, len(now)) if now[at] in allowed), None)
            if at is None:
                found.append(f"{path.name}: {line}")
            else:
                place = at + 1
    return found
