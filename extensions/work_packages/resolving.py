"""Conflicts after an update: Copier merges as git does, to which changes that touch are a conflict; most of them are none.

Copier leaves the three texts of each file that it could not merge in git's index. From these the file is merged again.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import folder as planning_folder
from .planning.merging import merge

#: The stages of an unmerged file as Copier writes them: the last render, the file before the update, the new render.
_BASE, _OURS, _THEIRS = "1", "2", "3"


@dataclass(frozen=True)
class _Blob:
    mode: str
    name: str


def resolve(root: Path) -> None:
    """Merge every unmerged file of the planning folder again; those without a conflict are no longer unmerged.

    Raises:
        OSError: when a file cannot be written.
    """
    for name, stages in _unmerged(root).items():
        if _OURS not in stages or _THEIRS not in stages:
            continue
        texts = {stage: _lines(root, blob) for stage, blob in stages.items()}
        if name.endswith(".json"):
            # All of it is computed: the new text is the right one.
            lines, conflicts = texts[_THEIRS], 0
        else:
            merged = merge(texts.get(_BASE, []), texts[_OURS], texts[_THEIRS])
            lines, conflicts = merged.lines, merged.conflicts
        content = "".join(lines).encode("utf-8", errors="surrogateescape")
        before = _git(root, "cat-file", "blob", stages[_OURS].name)
        planning_folder.write(root / name, planning_folder.with_ends_of(before, content))
        if not conflicts:
            _mark_as_merged(root, name, stages[_OURS])


def restore_line_ends(root: Path) -> None:
    """Give the files that Copier wrote anew the line ends that they had; those with no other change are as before then.

    Raises:
        OSError: when a file cannot be written.
    """
    written = _git(root, "diff-files", "--name-only", "--relative", "-z", "--", ".").decode().split("\0")
    there = [name for name in written if name and (root / name).is_file()]
    if not there:
        return
    stored = {}
    for entry in filter(None, _git(root, "ls-files", "--stage", "-z", "--", *there).decode().split("\0")):
        facts, name = entry.split("\t", 1)
        stored[name] = facts.split()[1]
    for name in there:
        content = (root / name).read_bytes()
        before = _git(root, "cat-file", "blob", stored[name])
        planning_folder.write_changed(root / name, planning_folder.with_ends_of(before, content))
    # Where git itself turns line ends around, it knows best how the file looked.
    same = [name for name in there if _git(root, "hash-object", "--", name).decode().strip() == stored[name]]
    if same:
        _git(root, "checkout-index", "--force", "--index", "-z", "--stdin", given="\0".join([*same, ""]).encode())


def _unmerged(root: Path) -> dict[str, dict[str, _Blob]]:
    """The unmerged files below the folder, each with its texts by stage; none outside of git."""
    listed = _git(root, "ls-files", "--unmerged", "-z", "--", ".").decode()
    found: dict[str, dict[str, _Blob]] = {}
    for entry in filter(None, listed.split("\0")):
        facts, name = entry.split("\t", 1)
        mode, blob, stage = facts.split()
        found.setdefault(name, {})[stage] = _Blob(mode, blob)
    return found


def _lines(root: Path, blob: _Blob) -> list[str]:
    content = planning_folder.with_plain_ends(_git(root, "cat-file", "blob", blob.name))
    return content.decode("utf-8", errors="surrogateescape").splitlines(keepends=True)


def _mark_as_merged(root: Path, name: str, blob: _Blob) -> None:
    # As after any update: git's index holds the file as it was committed, and the working tree the new one.
    prefix = _git(root, "rev-parse", "--show-prefix").decode().strip()
    entry = f"0 {'0' * len(blob.name)}\t{prefix}{name}\0{blob.mode} {blob.name} 0\t{prefix}{name}\0"
    _git(root, "update-index", "-z", "--index-info", given=entry.encode())


def _git(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    result = subprocess.run(["git", *arguments], cwd=folder, input=given, capture_output=True, check=False)
    return result.stdout if result.returncode == 0 else b""
