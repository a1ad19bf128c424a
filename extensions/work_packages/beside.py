"""The initiatives beside a planning folder: looked at where a package depends on one of theirs, and told where one waits."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable
from pathlib import Path

from . import git, messages, portfolio
from .planning import elsewhere, text
from .planning.records import nn
from .planning_folder import ANSWERS, LOOKED, RECORDS, ROADMAP, Folder

#: A dependency that may be one on another initiative, in an answers file or record.
_NEEDS = re.compile(rb"depends_on: *(?:\[[^\]\n]*/|[^\[\n][^\n]*/|(?:\n *- [^\n]*)*?\n *- [^\n]*/)")


def with_others(folder: Path, there: Folder, more: Iterable[bytes] = ()) -> Folder:
    """The planning folder with what is known of the initiatives beside it, where a package depends on one of theirs.

    Args:
        folder: where it is.
        there: it, as it was read.
        more: further records that a command writes.
    """
    own = [content for name, content in there.files.items() if name == ANSWERS or name.startswith(f"{RECORDS}/")]
    if not any(_NEEDS.search(content) for content in (*own, *more)):
        return there
    root = folder.resolve().parent
    found = {name: known(root / git.as_path(name)) for name in names(root)}
    said = json.dumps(found, ensure_ascii=False).encode()
    return there if there.files.get(LOOKED) == said else there.with_files({LOOKED: said})


def names(root: Path) -> list[str]:
    """The names of the planning folders in a folder."""
    return [git.as_text(path.name) for path in portfolio.planning_folders(root)]


def known(folder: Path) -> elsewhere.Known | None:
    """What is known of the initiative in the folder; None where it cannot be read."""
    found = portfolio.snapshot_of(folder)
    return None if "unreadable" in found else found


def waiting(folder: Path, before: bytes | None, after: bytes | None) -> list[str]:
    """A line for each initiative beside the folder that waited for a package that is complete now, with what to run there.

    Args:
        folder: the planning folder in which a command changed something.
        before: its `roadmap.json` before the command; None for none.
        after: the same after it.
    """
    done = _complete(after) - _complete(before)
    if not done:
        return []
    own = git.as_text(folder.resolve().name)
    lines = []
    for path in portfolio.planning_folders(folder.resolve().parent):
        wanted = {f"{own}/{slug}" for slug in done}
        try:
            content = (path / ROADMAP).read_bytes()
        except OSError:
            continue
        if path.name == folder.resolve().name or not any(name.encode() in content for name in wanted):
            continue
        found = known(path) or {}
        waits = [
            f"{nn(one['number'])} {one['title']}"
            for one in found.get("packages") or ()
            if wanted & set(one.get("needs") or ()) and one["state"] not in ("complete", "deferred", "dropped")
        ]
        if waits:
            title = text.one_line(found["initiative"])
            lines.append(
                f"{text.join(waits)} of {title} waited for this. Tell that plan: cd {shlex.quote(messages.short(path))} && "
                "copier update --trust --vcs-ref=:current:"
            )
    return lines


def _complete(roadmap: bytes | None) -> set[str]:
    try:
        found = json.loads(roadmap or b"{}")
        return {str(one["slug"]) for one in found.get("packages", ()) if one["status"] == "complete"}
    except (ValueError, TypeError, KeyError, AttributeError):
        return set()
