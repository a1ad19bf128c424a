"""Writing through the journal (`unfinished.py`), for commands: what cannot be written, or finished, is a refusal with its remedy."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from . import messages, planning_folder, unfinished
from .refusals import Refusal
from .unfinished import PLAN, Change, Place


class NotWritten(Protocol):
    """What says that something could not be written."""

    def __call__(self, error: OSError, *, begun: bool) -> str:
        """The message with its remedy; `begun`, where a part of it was written."""


def write(folder: Path, changes: Mapping[str, Change], place: Place = PLAN, refusal: NotWritten = messages.not_written) -> None:
    """Write every file, or none.

    Raises:
        Refusal: where that is not possible.
    """
    try:
        unfinished.write_all(folder.resolve(), changes, place)
    except OSError as error:
        raise Refusal(refusal(error, begun=unfinished.is_there(folder, place))) from error


def finish(folder: Path, place: Place = PLAN, refusal: NotWritten = messages.not_written) -> None:
    """Finish what an interrupted command has left in a folder that is locked, and say so; nothing, where none was.

    Raises:
        Refusal: where that is not possible.
    """
    if not unfinished.is_there(folder, place):
        return
    try:
        print(messages.finished(unfinished.finish(folder, place)), file=sys.stderr)
    except unfinished.UnreadableJournal as error:
        raise Refusal(messages.unreadable_journal(place.journal, str(error))) from error
    except OSError as error:
        raise Refusal(refusal(error, begun=True)) from error


def marked(changes: Mapping[str, Change]) -> list[str]:
    """The names of the files that hold conflict markers after the changes."""
    return planning_folder.marked({name: change.after for name, change in changes.items() if change.after is not None})
