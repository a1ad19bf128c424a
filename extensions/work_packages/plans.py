"""The plan at hand: where the planning folders of a repository are, and what the files of one say now."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from . import observing, planning_folder
from .planning import answers as rules
from .planning import roadmap
from .planning.fields import PLANNING_ROOT
from .planning.roadmap import Roadmap
from .planning_folder import ANSWERS, ROADMAP, Folder

#: How deep below a folder that is in no repository planning folders are looked for, and where none are kept.
_DEEPEST = 5
_NO_PLANS = frozenset(("node_modules", "vendor", "venv", "build", "dist", "target", "site-packages", "__pycache__"))

#: What the head of an initiative's answers file says. By it a file is known without reading all of it.
_MARK = re.compile(rb"(?m)^part: *['\"]?initiative\b")
_SAID = re.compile(rb"(?m)^date: *['\"]?([0-9]{4}-[0-9]{2}-[0-9]{2})")
_HEAD = 64 * 1024

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnreadablePlan(Exception):
    """A planning folder whose answers cannot be read; the message says which file, and why."""


def read_plan(folder: Path) -> Roadmap:
    """The roadmap by the answers, the records and the documents that lie in the planning folder now.

    Raises:
        UnreadablePlan: when the initiative's answers cannot be read.
    """
    try:
        from . import beside

        there = beside.with_others(folder, planning_folder.read(folder))
    except OSError as error:
        raise UnreadablePlan(f"{error.filename} cannot be read: {error.strerror}.") from error
    return plan_of(there, str(folder / ANSWERS))


def plan_of(there: Folder, name: str, day: str = "") -> Roadmap:
    """The roadmap by the answers, the records and the documents of a planning folder as it was read, wherever that was.

    Args:
        there: the planning folder.
        name: how messages name its answers file.
        day: the day from which open work is laid out, YYYY-MM-DD; empty for the plan's own, that of its last change.

    Raises:
        UnreadablePlan: when the initiative's answers cannot be read.
    """
    stored = there.answers
    if stored is None:
        raise UnreadablePlan(why_unreadable(there, name))
    try:
        seen = observing.observed(there.texts, stored, there.records, observing.found_whole(stored), there.others)
        answers: dict[str, Any] = {**stored, "observed": seen}
        answers |= {"updated": day} if day else {}
        answers["unfilled"] = observing.unfilled(there.texts, stored, answers, there.records)
        return roadmap.compute(answers, there.records)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        # Answers are checked when they are given: these were changed in the file.
        if wrong := wrong_answers(stored):
            lines = [f"{name} cannot be read; put it right, or take it back from git:", *wrong]
            raise UnreadablePlan("\n  ".join(lines)) from error
        raise


#: The answers without which there is no plan.
_NEEDED = ("date", "start", "updated", "agentic_hours_per_week", "review_hours_per_week")


def wrong_answers(stored: Mapping[str, Any]) -> list[str]:
    """Every problem of the stored answers."""
    missing = [name for name in _NEEDED if name not in stored]
    return [f"{name}: is missing." for name in missing] + rules.stored_problems(stored)


def why_unreadable(there: Folder, name: str) -> str:
    """Why a planning folder's answers cannot be read, and what to do; `name` is how its answers file is named."""
    content = there.files.get(ANSWERS)
    if content is None:
        return f"{name} cannot be read: there is no such file."
    if wrong := planning_folder.encoding_fault(content):
        return f"{name} {wrong}. Save it as UTF-8."
    if planning_folder.has_markers(content.decode("utf-8").splitlines()):
        return (
            f"{name} holds conflict markers. Run `git checkout --ours {ANSWERS}` there, then `copier copy` with `part=repair`."
        )
    try:
        planning_folder.parsed(content)
    except planning_folder.UnreadableFile as error:
        return f"{name} {error}. Take the file back from git, or put it right."
    return f"{name} holds no answers of an initiative."


def is_open(plan: Roadmap) -> bool:
    """Whether something is left to do: the plan is still being made, or a work package is open."""
    return bool(plan.order) or not plan.packages


def around(place: Path) -> Path | None:
    """The planning folder that the place is, or is in; None where it is in none."""
    for folder in (place, *place.parents):
        if is_plan(folder):
            return folder
        if (folder / ".git").exists():
            break
    return None


def below(place: Path) -> list[Path]:
    """The planning folders of the repository that the place is in, newest first by their dates.

    Those that git knows, wherever they are; below the usual planning root those that it does not know yet; and any other
    only where there is none of these, or where the place is a folder of the repository that has none below it. Outside of a
    repository, those below the place.
    """
    top = _top(place)
    if top is None:
        found = {folder for folder in _walked(place, _DEEPEST) if is_plan(folder)}
    else:
        named = _in_git(top, "--cached") | {path.parent for path in (top / PLANNING_ROOT).glob(f"*/{ANSWERS}")}
        found = {folder for folder in named if is_plan(folder)}
        if not found:
            found = _unknown_to_git(top)
        elif place != top and not any(place in folder.parents for folder in found):
            found |= _unknown_to_git(place)
    return sorted(found, key=lambda folder: (day_of(folder), str(folder)), reverse=True)


def everywhere(place: Path) -> set[Path]:
    """The planning folders of the repository, those that git does not know yet too: of a large one that takes a while."""
    top = _top(place)
    return {*below(place), *(_unknown_to_git(top) if top else ())}


def _top(place: Path) -> Path | None:
    return next((folder for folder in (place, *place.parents) if (folder / ".git").exists()), None)


def _unknown_to_git(place: Path) -> set[Path]:
    return {folder for folder in _in_git(place, "--others", "--exclude-standard") if is_plan(folder)}


def last_change(folder: Path) -> float:
    """When a file of the plan's answers last changed on this disk, in seconds: after a clone that says nothing."""
    try:
        return (folder / ANSWERS).stat().st_mtime
    except OSError:
        return 0.0


def day_of(folder: Path) -> str:
    """The day of planning, as the folder's name or the head of its answers has it; empty where neither says so."""
    if named := _DATE.match(folder.name):
        return named[0]
    with (folder / ANSWERS).open("rb") as file:
        said = _SAID.search(file.read(_HEAD))
    return said[1].decode() if said else ""


def _in_git(place: Path, *which: str) -> set[Path]:
    """The folders of the repository, at the place or below it, that hold an answers file, of those that git lists."""
    # In a planning folder nobody is asked.
    from . import git

    listed = git.output(place, "ls-files", "-z", *which, "--", f":(glob)**/{ANSWERS}")
    return {(place / os.fsdecode(name)).parent for name in listed.split(b"\0") if name}


def _walked(place: Path, depth: int) -> Iterator[Path]:
    """The place and the folders below it that may hold plans; symbolic links are not followed."""
    yield place
    if not depth:
        return
    try:
        with os.scandir(place) as entries:
            inner = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return
    for entry in inner:
        hidden = entry.name.startswith(".") and entry.name != PLANNING_ROOT.partition("/")[0]
        if not hidden and entry.name not in _NO_PLANS:
            yield from _walked(Path(entry.path), depth - 1)


def is_plan(folder: Path) -> bool:
    """Whether the folder holds an initiative, readable or not."""
    try:
        with (folder / ANSWERS).open("rb") as file:
            # One that is damaged is a plan too: reading it says what is wrong.
            return bool(_MARK.search(file.read(_HEAD))) or (folder / ROADMAP).is_file()
    except OSError:
        return False
