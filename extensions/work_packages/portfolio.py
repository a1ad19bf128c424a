"""The portfolio (`part=portfolio`): every initiative at a glance, in the folder that holds the planning folders.

What it shows is computed from a snapshot of the initiatives, which its answers file keeps: by that the document is known that
it made, whatever has become of the initiatives since. A command in an initiative brings the portfolio above it up to date.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from . import (
    beside,
    documents,
    earlier,
    git,
    installed,
    journalled,
    locking,
    messages,
    planning_folder,
    plans,
    template,
    unfinished,
)
from .planning import answers as rules
from .planning import house, text
from .planning import portfolio as glance
from .planning.fields import FIELDS, PLANNING_ROOT
from .planning.merging import merge_documents
from .planning.renaming import renamed_headings
from .planning_folder import ANSWERS, PORTFOLIO, with_ends_of, with_plain_ends
from .refusals import Refusal
from .rewording import WORDING, with_lines
from .run import Run
from .unfinished import Change
from .versions import Template

#: The document.
README = "README.md"

#: The journal of a command, and what it may name.
_PLACE = unfinished.Place(".portfolio-unfinished.json", re.compile(rf"{re.escape(README)}|{re.escape(PORTFOLIO)}"), PORTFOLIO)

#: The answers that a person gives.
_GIVEN = tuple(one.name for one in FIELDS["portfolio"])

#: What is raised where something is no snapshot, or no `roadmap.json`.
_MISREAD = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)

_HEAD = """\
# The portfolio of the planning folders here, kept by Copier. Bring it up to date, in this folder, with:
#   copier update --trust --vcs-ref=:current: -a .portfolio.yml
# `initiatives` is a snapshot of them, and is never edited by hand.
"""


def check(run: Run) -> None:
    """Check what the command was given, and where it is to write; finish what an interrupted one has left.

    Raises:
        Refusal: with what is wrong and its remedy.
    """
    if run.replay:
        return
    if problems := rules.unfit_problems(run.given):
        raise Refusal(rules.refusal(problems))
    if run.answers_file not in (PurePath(ANSWERS), PurePath(PORTFOLIO)):
        raise Refusal(
            rules.refusal([f"part: a portfolio has an answers file of its own. Leave out -a, or give it: -a {PORTFOLIO}"])
        )
    if not run.under_git:
        raise Refusal(messages.not_under_git(run.checkout))
    root = run.destination
    if wrong := _misplaced(root):
        raise Refusal(wrong)
    if problems := rules.given_problems(run.given, "portfolio"):
        raise Refusal(rules.refusal(problems, "a portfolio"))
    _check_files(root)
    _wording(root)
    if not run.pretend:
        locking.hold(root, run.command())
        _finish(root)


def _misplaced(root: Path) -> str:
    """Why no portfolio can be in this folder; empty where it can."""
    place = root.resolve()
    if plans.is_plan(root):
        return (
            f"{place} is a planning folder, and a portfolio stands in the folder that holds several; nothing was written.\n"
            f"Run the command there:\n  cd {shlex.quote(messages.short(place.parent))}"
        )
    below = root / PLANNING_ROOT
    if not beside.planning_folders(root) and beside.planning_folders(below):
        return (
            f"{place} holds no planning folder itself, and a portfolio stands beside them; nothing was written.\n"
            f"Run the command there:\n  cd {shlex.quote(messages.short(below.resolve()))}"
        )
    return ""


def _check_files(root: Path) -> None:
    """Refuse files that cannot be written into.

    Raises:
        Refusal: with what is wrong with them.
    """
    if links := [name for name in (README, PORTFOLIO) if (root / name).is_symlink()]:
        raise Refusal(
            f"{text.join(links)} in {messages.short(root.resolve())} leads elsewhere by a symbolic link; nothing was written.\n"
            "Put a file in its place, and run the command again."
        )
    if folders := [name for name in (README, PORTFOLIO) if (root / name).is_dir()]:
        raise Refusal(
            f"{text.join(folders)} in {messages.short(root.resolve())} is a folder; nothing was written. Move it away."
        )
    there = {name: (root / name).read_bytes() for name in (README, PORTFOLIO) if (root / name).is_file()}
    if faults := planning_folder.not_utf8(there):
        raise Refusal(messages.not_utf8(faults))
    if marked := planning_folder.marked(there):
        raise Refusal(
            f"{text.join(marked)} in {messages.short(root.resolve())} {'holds' if len(marked) == 1 else 'hold'} conflict markers "
            "from an earlier command or merge; nothing was written.\nKeep one side, and bring it up to date:\n"
            f"  git checkout --ours {' '.join(marked)}   # while git merges; else edit it: keep what is right, delete the markers\n"
            "  git add . && git commit -m 'Resolve the portfolio'\n"
            f"  {UPDATE}"
        )


#: The command that brings a portfolio up to date.
UPDATE = f"copier update --trust --vcs-ref=:current: -a {PORTFOLIO}"


def _finish(root: Path) -> None:
    """Finish what an interrupted command has left, once the folder is locked.

    Raises:
        Refusal: where that is not possible.
    """
    unfinished.tidy(root, _PLACE)
    journalled.finish(root, _PLACE, _not_written)


def begin_writing(run: Run, *, updating: bool) -> None:
    """Keep other commands out, and refuse a copy over what an update is for.

    Raises:
        Refusal: when the answers file is there, and this is no update.
    """
    locking.hold(run.root, run.command())
    if not updating and (run.destination / PORTFOLIO).exists():
        raise Refusal(
            f"There is a portfolio already ({PORTFOLIO}), and a copy would replace it; nothing was written.\n"
            f"An update keeps what people wrote:\n  {UPDATE}"
        )


def carry_out(run: Run, *, updating: bool) -> dict[str, Change]:
    """Make the portfolio, or bring it up to date; the files that changed.

    Raises:
        Refusal: where that is not possible, or leaves conflicts to a person, with the reason and the remedy.
    """
    given = {name: text.one_line(run.given[name]) for name in _GIVEN if name in run.given}
    root = run.destination
    changes = changed(root, run.template, given, updating=updating, overwrite=run.overwrite).changes
    journalled.write(root, changes, _PLACE, _not_written)
    if not run.quiet:
        print("\n".join(messages.changed(root, changes)), file=sys.stderr)
    if files := journalled.marked(changes):
        raise Refusal(messages.conflicts(files, before=False))
    return changes


def _not_written(error: OSError, *, begun: bool) -> str:
    name = f" {error.filename}" if error.filename else ""
    first = f"The portfolio could not be written:{name}: {error.strerror}."
    if begun:
        return f"{first}\nA part of it is, and nothing is lost. Put that right; then {UPDATE} finishes the rest."
    return f"{first}\nNothing was changed. Put that right, and run the command again."


@dataclass(frozen=True)
class Made:
    """The files that change, by their names, and the answers before and after."""

    changes: dict[str, Change]
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def changed(root: Path, running: Template, given: Mapping[str, Any], *, updating: bool, overwrite: bool = False) -> Made:
    """What changes once the portfolio is up to date; nothing is written.

    Args:
        root: the folder that holds the planning folders.
        running: the template that runs.
        given: the answers that are given.
        updating: whether this brings up to date what is there.
        overwrite: whether a new portfolio may replace a README.md of others.

    Raises:
        Refusal: where a file is in the way, or cannot be read.
    """
    stored = stored_answers(root) if updating else {}
    known = {one.get("folder"): one for one in stored.get("initiatives") or ()}
    kept = {name: stored[name] for name in _GIVEN if name in stored}
    said = {name: value for name, value in {**kept, **given}.items() if text.one_line(value)}
    # Only where a person asks for it, the address changes; the installed version has no other name than that of the portfolio.
    kept_origin = ("_src_path", "_commit") if running.checkout is None else ("_src_path",)
    origin = {**running.origin, **{name: stored[name] for name in kept_origin if stored.get(name)}}
    wording = _wording(root)
    answers: dict[str, Any] = {**origin, "part": "portfolio", **said, **({"house": wording} if wording else {})}
    initiatives = [beside.snapshot_of(folder, known.get(git.as_text(folder.name))) for folder in beside.planning_folders(root)]
    there = (root / README).read_bytes() if (root / README).is_file() else None
    ours = None if there is None else with_plain_ends(there)
    same = all(stored.get(name) == value for name, value in {**answers, "initiatives": initiatives}.items())
    if same and set(stored) <= {*answers, "initiatives", "headings"} and not running.is_draft:
        return Made({}, stored, stored)
    theirs = documents.for_portfolio({**answers, "initiatives": initiatives})[README]
    content: bytes | None = theirs
    if updating:
        base = _base(running, stored)
        headings = renamed_headings(base, ours, (stored.get("headings") or {}).get(README) or {}) if ours is not None else {}
        if headings:
            answers["headings"] = {README: headings}
        # A document that a person deleted stays deleted.
        if ours is None:
            content = None
        elif (before_words := stored.get("house") or {}) == wording:
            content = merge_documents(base, ours, theirs, headings=headings or None).content
        else:
            # Brought up to date in the words in which it stands, then said in those of now: no line of a person's is a conflict.
            same_words = documents.for_portfolio({**answers, "initiatives": initiatives, "house": before_words})[README]
            merged = merge_documents(base, ours, same_words, headings=headings or None).content
            content = with_lines(same_words, theirs, merged)
            answers.pop("headings", None)
            if headings := renamed_headings(theirs, content, {}):
                answers["headings"] = {README: headings}
    elif ours is not None and ours != theirs and not overwrite:
        raise Refusal(
            f"{messages.short(root.resolve())} has a {README} of its own where the portfolio's would be; nothing was written.\n"
            "Move it away and run the command again; what you wrote can then go below the last line of the new one. Or give "
            "--overwrite to replace it."
        )
    changes: dict[str, Change] = {}
    if content is not None:
        content = with_ends_of(there or b"", content)
        if content != there:
            changes[README] = Change(there, content)
    now = _answers_text(answers, initiatives)
    before = (root / PORTFOLIO).read_bytes() if (root / PORTFOLIO).is_file() else None
    if before is None or planning_folder.parsed(before) != planning_folder.parsed(now):
        changes[PORTFOLIO] = Change(before, now)
    return Made(changes, stored, {**answers, "initiatives": initiatives})


def _wording(root: Path) -> dict[str, Any]:
    """The words of the house for the portfolio in the folder, and whether emoji are shown, in their stored form.

    Raises:
        Refusal: where house.yml does not say what it could, with every problem.
    """
    place = planning_folder.house_file(root / PORTFOLIO)
    if place is None:
        return {}
    read = house.parse(place.read_bytes(), rules.problem_of)
    if read.problems:
        raise Refusal(messages.wrong_house(read.problems))
    return {name: read.stored[name] for name in WORDING if name in read.stored}


def _base(running: Template, stored: Mapping[str, Any]) -> bytes:
    """What the version that wrote the document made of its answers."""
    try:
        version = _version(running, str(stored.get("_commit")))
        if not hasattr(version, "for_portfolio"):
            raise earlier.NotRendered(
                f"The template had no portfolio in version {stored.get('_commit')}, of which this one is."
            )
        found: bytes = version.for_portfolio(stored)[README]
        return found
    except earlier.NotRendered as error:
        raise Refusal(f"{PORTFOLIO}: {error}\nNothing was written. Put that right, and run the command again.") from error


def _version(running: Template, version: str) -> Any:
    if running.checkout is None and installed.installed().is_version(version):
        # The same commit by another name.
        return documents
    return running.at(version)


def stored_answers(root: Path) -> dict[str, Any]:
    """The answers of the portfolio in the folder.

    Raises:
        Refusal: where they cannot be read as such.
    """
    try:
        stored = planning_folder.load(root / PORTFOLIO)
    except (OSError, planning_folder.UnreadableFile) as error:
        raise Refusal(_damaged(str(error.strerror) if isinstance(error, OSError) else str(error))) from error
    if stored.get("part") != "portfolio":
        raise Refusal(_damaged("does not say `part: portfolio`"))
    if problems := [f"{name}: {wrong}" for name in _GIVEN if name in stored and (wrong := rules.problem(name, stored[name]))]:
        raise Refusal(_damaged("holds what is no answer: " + " ".join(problems).rstrip(".")))
    try:
        stored = planning_folder.unpacked(stored)
        if "house" in stored and house.stored_problem(stored["house"], rules.problem_of):
            raise ValueError
        stored["initiatives"] = glance.unpacked(stored.get("initiatives"))
        glance.of_answers(stored)
        headings = stored.get("headings") or {}
        if not all(isinstance(one, dict) and all(map(str.strip, [*one, *one.values()])) for one in headings.values()):
            raise ValueError
    except _MISREAD as error:
        raise Refusal(_damaged("holds no snapshot of initiatives and words that can be read")) from error
    return stored


def _damaged(reason: str) -> str:
    return f"{PORTFOLIO} {reason}; nothing was written.\nPut it right, or take it back from git: git checkout -- {PORTFOLIO}"


def _answers_text(answers: Mapping[str, Any], initiatives: list[glance.Snapshot]) -> bytes:
    """The content of the answers file: each initiative on a line, as JSON in a text, as a plan's answers keep what grows."""
    plain = planning_folder.dump({name: value for name, value in answers.items() if name != "house"})
    words = planning_folder.packed("house", answers["house"]) if "house" in answers else ""
    return f"{_HEAD}{plain}{words}{planning_folder.packed('initiatives', initiatives)}".encode()


def update_directly(root: Path, given: Mapping[str, Any]) -> dict[str, Change]:
    """Bring a portfolio of the installed version up to date without Copier, to the same bytes; the files that changed.

    Raises:
        Refusal: where that is not possible, or leaves conflicts to a person, with the reason and the remedy.
    """
    if problems := rules.given_problems(given, "portfolio"):
        raise Refusal(rules.refusal(problems, "a portfolio"))
    command = _Command()
    try:
        locking.hold(root, command)
        _finish(root)
        _check_files(root)
        stored = stored_answers(root)
        running = Template(None, str(stored.get("_commit")), str(stored.get("_src_path")))
        said = {name: text.one_line(value) for name, value in given.items()}
        changes = changed(root, running, said, updating=True).changes
        journalled.write(root, changes, _PLACE, _not_written)
    finally:
        locking.release(root)
    if files := journalled.marked(changes):
        raise Refusal(messages.conflicts(files, before=False))
    return changes


class _Command:
    """What lives as long as a command."""


def report(run: Run, changes: Mapping[str, Change]) -> str:
    """What a command made of the portfolio, and the next commands."""
    root = run.destination
    named = messages.short(root.resolve())
    answers = stored_answers(root)
    found = glance.view(glance.of_answers(answers))
    gone = f"\n{README} was deleted here, and stays so: the portfolio shows nothing." if not (root / README).exists() else ""
    head = (
        f"✅ The portfolio in {named} is up to date"
        if PORTFOLIO not in changes or changes[PORTFOLIO].before
        else (f"✅ The portfolio is {messages.short((root / README).resolve())}")
    )
    attention = "".join(
        f"\n  {text.one_line(group['initiative']['title']) if group['initiative'] else 'Several initiatives'}:"
        + "".join(f"\n  - {text.one_line(point)}" for point in group["points"])
        for group in found["attention"]
    )
    lines = [f"\n{head}{'' if changes else ': nothing changed'}. Initiatives: {found['count']}.{gone}"]
    if attention:
        lines.append(f"Needs attention:{attention}")
    if changes and template.has_changes(root):
        lines.append("Next:\n  git add . && git commit -m 'Bring the portfolio up to date'")
    lines.append(
        f"Every command in one of the planning folders brings it up to date. To do it here, after a commit:\n  {UPDATE}"
    )
    return "\n\n".join(lines)


@dataclass(frozen=True)
class Refreshed:
    """What became of the portfolio above an initiative in which a command changed something.

    Attributes:
        root: the portfolio's folder.
        changes: the files that changed.
        failed: why it is not up to date, and the remedy; empty where it is.
    """

    root: Path
    changes: Mapping[str, Change]
    failed: str = ""


def refresh_above(folder: Path, running: Template, command: object) -> Refreshed | None:
    """Bring the portfolio up to date that the initiative in the folder belongs to; None where there is none.

    Whatever is wrong with the portfolio, the initiative's own files stay written; what is wrong is printed, with the remedy.
    Where it would conflict with what a person wrote in it, it is left as it is: a command there shows where.

    Args:
        folder: the planning folder in which something has changed.
        running: the template that runs.
        command: an object that lives as long as the command.
    """
    root = folder.resolve().parent
    if not (root / PORTFOLIO).is_file():
        return None
    try:
        locking.hold(root, command)
        refreshed = Refreshed(root, _refreshed(root, running))
    except Refusal as refusal:
        refreshed = Refreshed(root, {}, not_refreshed(root, str(refusal)))
    except OSError as error:
        refreshed = Refreshed(root, {}, not_refreshed(root, _not_written(error, begun=False)))
    finally:
        locking.release(root)
    if refreshed.failed:
        print(refreshed.failed, file=sys.stderr)
    return refreshed


def _refreshed(root: Path, running: Template) -> dict[str, Change]:
    _finish(root)
    _check_files(root)
    _check_version(root, running)
    changes = changed(root, running, {}, updating=True).changes
    if files := journalled.marked(changes):
        raise Refusal(f"In {text.join(files)} you changed a line that is computed, and that changes now.")
    journalled.write(root, changes, _PLACE, _not_written)
    return changes


def _check_version(root: Path, running: Template) -> None:
    """Refuse to write a portfolio of a later version: it would lose what this one does not know.

    Raises:
        Refusal: where it is one.
    """
    version = str(stored_answers(root).get("_commit"))
    if version == running.commit:
        return
    if running.checkout is None and installed.installed().is_version(version):
        return
    if running.checkout is None or not template.follows(running.checkout, version):
        raise Refusal(f"It is of version {version} of the template, and the command was of version {running.commit}.")


def not_refreshed(root: Path, reason: str) -> str:
    """The note that a portfolio is not up to date: why, and the remedy. What the command was asked is done all the same."""
    first = reason.replace("; nothing was written", "").replace(" Nothing was written.", "").strip()
    return (
        f"The portfolio in {messages.short(root)} is not up to date. {first}\n"
        f"What you asked is done. To bring the portfolio up to date: cd {shlex.quote(messages.short(root))} && {UPDATE}"
    )
