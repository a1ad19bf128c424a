"""All or nothing: the files of a command are written together, and what a crash interrupts is finished by the next command.

The new content of every file is first written into one journal, in one step. Until that stands, the folder is as before;
from then on it can be finished at any time. The journal goes when all files are written.
"""

from __future__ import annotations

import contextlib
import errno
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import planning_folder
from .planning.merging import merge_documents, merge_texts
from .planning_folder import ANSWERS, ATTRIBUTES, RECORDS

#: The journal, below the planning folder.
JOURNAL = planning_folder.JOURNAL

#: What a journal may name: files right in the planning folder and its records, nothing elsewhere.
NAMES = re.compile(rf"[^/\\]+\.md|{re.escape(RECORDS)}/[^/\\]+\.(?:yml|json)|{re.escape(ANSWERS)}|{re.escape(ATTRIBUTES)}")


@dataclass(frozen=True)
class Place:
    """Where a journal is and what it may name, by their names below a folder.

    Attributes:
        journal: the journal.
        names: the files that it may name.
        last: the file that is written last.
    """

    journal: str
    names: re.Pattern[str]
    last: str


#: A planning folder's.
PLAN = Place(JOURNAL, NAMES, ANSWERS)


class UnreadableJournal(Exception):
    """A journal that this template did not write; the message says why."""


@dataclass(frozen=True)
class Change:
    """A file's content before a command and after it; None where there is no file."""

    before: bytes | None
    after: bytes | None


def is_there(folder: Path, place: Place = PLAN) -> bool:
    """Whether a command in the folder was interrupted while it wrote."""
    return (folder / place.journal).is_file()


def tidy(folder: Path, place: Place = PLAN) -> None:
    """Remove what a command left that was interrupted before it changed anything."""
    with contextlib.suppress(OSError):
        planning_folder.part_of(folder / place.journal).unlink(missing_ok=True)


def write_all(folder: Path, changes: Mapping[str, Change], place: Place = PLAN) -> None:
    """Write every file, the answers file last.

    Args:
        folder: the folder.
        changes: the changes, by the file's name below the folder.
        place: where the journal is.

    Raises:
        OSError: when a file cannot be written. As long as there is no journal, nothing was.
    """
    if not changes:
        return
    for name in changes:
        path = folder / name
        if path.exists() and not path.stat().st_mode & 0o222:
            raise PermissionError(errno.EACCES, "The file is read-only", str(path))
    files = {name: {"before": _text(change.before), "after": _text(change.after)} for name, change in changes.items()}
    planning_folder.write(folder / place.journal, json.dumps({"files": files}, indent=1).encode())
    finish(folder, place)


def finish(folder: Path, place: Place = PLAN) -> list[str]:
    """Write what the journal still holds; the names of the files that were written.

    A document or record that a person has changed since keeps that change: the journal's is merged into it.

    Raises:
        OSError: when a file cannot be written.
        UnreadableJournal: when the journal is none that this template wrote.
    """
    written = []
    for name, change in sorted(_read(folder, place).items(), key=lambda entry: (entry[0] == place.last, entry[0])):
        path = folder / name
        now = path.read_bytes() if path.exists() else None
        if change.after is None:
            if now == change.before:
                path.unlink(missing_ok=True)
        elif now != change.after and (now is not None or change.before is None):
            content = change.after
            if now not in (change.before, None) and (
                name.endswith(".md") or name == ATTRIBUTES or planning_folder.is_record(name)
            ):
                texts = map(planning_folder.with_plain_ends, (change.before or b"", now, change.after))
                merged = merge_documents(*texts).content if name.endswith(".md") else merge_texts(*texts)
                content = planning_folder.with_ends_of(now, merged)
            planning_folder.write(path, content)
            written.append(name)
    (folder / place.journal).unlink()
    return written


def drop(folder: Path) -> None:
    """Take back what an interrupted command wrote into a planning folder that it was to make, as far as nobody changed it.

    Raises:
        OSError: when a file cannot be deleted.
        UnreadableJournal: when the journal is none that this template wrote.
    """
    for name, change in _read(folder, PLAN).items():
        path = folder / name
        if not path.exists() or path.read_bytes() != change.after:
            continue
        if change.before is None:
            path.unlink()
        else:
            planning_folder.write(path, change.before)
    (folder / JOURNAL).unlink()


def _read(folder: Path, place: Place) -> dict[str, Change]:
    try:
        files: dict[str, dict[str, Any]] = json.loads((folder / place.journal).read_bytes())["files"]
        found = {name: Change(_bytes(entry["before"]), _bytes(entry["after"])) for name, entry in files.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableJournal("is no journal of this template") from error
    if not all(place.names.fullmatch(name) and (folder / name).resolve().is_relative_to(folder.resolve()) for name in found):
        raise UnreadableJournal("names files that are none of the template's")
    return found


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", errors="surrogateescape")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", errors="surrogateescape")
