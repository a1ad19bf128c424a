"""The initiatives beside a planning folder: looked at where a package depends on one of theirs, and told where one waits."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from . import planning_folder
from .planning import elsewhere, text
from .planning.records import nn
from .planning_folder import ANSWERS, LOOKED, RECORDS, ROADMAP, Folder

#: What is raised where something is no `roadmap.json`.
_MISREAD = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)

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
    # Few plans depend on others.
    import json

    from . import git

    root = folder.resolve().parent
    found = {name: known(root / git.as_path(name)) for name in names(root)}
    said = json.dumps(found, ensure_ascii=False).encode()
    return there if there.files.get(LOOKED) == said else there.with_files({LOOKED: said})


def names(root: Path) -> list[str]:
    """The names of the planning folders in a folder."""
    from . import git

    return [git.as_text(path.name) for path in planning_folders(root)]


def known(folder: Path) -> elsewhere.Known | None:
    """What is known of the initiative in the folder; None where it cannot be read."""
    found = snapshot_of(folder)
    return None if "unreadable" in found else found


def waiting(folder: Path, before: bytes | None, after: bytes | None) -> list[str]:
    """A line for each initiative beside the folder that waited for a package that is complete now, with what to run there.

    Args:
        folder: the planning folder in which a command changed something.
        before: its `roadmap.json` before the command; None for none.
        after: the same after it.
    """
    import shlex

    from . import git
    from .messages import short

    done = _complete(after) - _complete(before)
    if not done:
        return []
    own = git.as_text(folder.resolve().name)
    lines = []
    for path in planning_folders(folder.resolve().parent):
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
                f"{text.join(waits)} of {title} waited for this. Tell that plan: cd {shlex.quote(short(path))} && "
                "copier update --trust --vcs-ref=:current:"
            )
    return lines


def _complete(roadmap: bytes | None) -> set[str]:
    import json

    try:
        found = json.loads(roadmap or b"{}")
        return {str(one["slug"]) for one in found.get("packages", ()) if one["status"] == "complete"}
    except _MISREAD:
        return set()


def planning_folders(root: Path) -> list[Path]:
    """The planning folders in the folder, by name; one that has a second name there by a symbolic link counts once."""
    from . import plans

    if not root.is_dir():
        return []
    # `realpath`, since a link that leads to itself is an error of `Path.resolve`.
    place = Path(os.path.realpath(root))
    found = (path for path in root.iterdir() if not (path.is_symlink() and Path(os.path.realpath(path)).parent == place))
    return sorted((path for path in found if path.is_dir() and plans.is_plan(path)), key=lambda path: path.name)


def snapshot_of(folder: Path, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the portfolio keeps of the initiative in the folder: by its `roadmap.json`, which says what its documents say.

    Where that cannot be read, or is of an earlier form, it is computed anew.

    Args:
        folder: the planning folder.
        before: what was kept of it before.
    """
    # Few plans have others beside them that are looked at.
    import json

    from . import git, plans
    from .planning import export
    from .planning import portfolio as glance

    name = git.as_text(folder.name)
    try:
        files = {git.as_text(path.name) for path in folder.glob("*.md")}
        with contextlib.suppress(OSError, *_MISREAD):
            if _is_readable((folder / ANSWERS).read_bytes()):
                return glance.snapshot(name, json.loads((folder / ROADMAP).read_bytes()), files)
        plan = plans.plan_of(planning_folder.read(folder), f"{name}/{ANSWERS}")
        return glance.snapshot(name, export.export(plan), files)
    except plans.UnreadablePlan as error:
        reason = text.one_line(str(error))
    except OSError as error:
        reason = f"{name} cannot be read: {error.strerror}."
    except _MISREAD:
        reason = f"{name}/{ANSWERS} cannot be read. Take the file back from git, or put it right."
    return glance.unreadable(name, reason, before)


def _is_readable(answers: bytes) -> bool:
    """Whether an initiative's answers file is one, as far as that is seen without making its values."""
    if planning_folder.encoding_fault(answers) or text.yaml_fault(answers):
        return False
    return bool(re.search(rb"(?m)^part: *['\"]?initiative\b", answers) and re.search(rb"(?m)^initiative:", answers))
