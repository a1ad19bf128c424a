"""What coding agents read at a repository's root (`part=agents`): a skill, and a section of AGENTS.md between two marks.

What people changed in them is merged, as in documents: with what the version that wrote them made.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path, PurePath

from . import documents, earlier, journalled, locking, messages, planning_folder, template, unfinished
from .planning import answers as rules
from .planning.merging import merge_documents, merge_texts
from .planning_folder import NOTES, with_ends_of, with_plain_ends
from .refusals import Refusal
from .run import AGENTS, Run
from .unfinished import Change

#: The journal of a command, and what it may name: Markdown anywhere in the repository, where links lead, and the answers file.
_PLACE = unfinished.Place(
    ".engineering/.work-packages-agents.json",
    re.compile(rf"(?!.*(?:^|/)\.\.?(?:/|$))[^/\\][^\\]*\.md|{re.escape(AGENTS)}"),
    AGENTS,
)

#: The marks around the section in AGENTS.md, each on a line of its own.
BEGIN, END = "<!-- work-packages: begin -->", "<!-- work-packages: end -->"

#: What stands above the section in an AGENTS.md that the template makes.
_HEAD = b"# Notes for Coding Agents\n\n"

_MARKS = re.compile(rf"(?m)^[ \t]*(?:{BEGIN}|{END})[ \t]*\r?$".encode())


def check(run: Run) -> None:
    """Check what the command was given, and where it is to write; finish what an interrupted one has left.

    Raises:
        Refusal: with what is wrong and its remedy.
    """
    if run.replay:
        return
    if problems := rules.unfit_problems(run.given):
        raise Refusal(rules.refusal(problems))
    if run.answers_file not in (PurePath(planning_folder.ANSWERS), PurePath(AGENTS)):
        raise Refusal(rules.refusal(["part: agents has an answers file of its own. Leave out -a, or give it: -a " + AGENTS]))
    if not run.under_git:
        raise Refusal(messages.not_under_git(run.checkout))
    if problems := rules.given_problems(run.given, "agents"):
        raise Refusal(rules.refusal(problems, "part=agents"))
    root, top = run.destination.resolve(), template.top(run.destination)
    if top is not None and top != root:
        raise Refusal(messages.not_at_the_root(root, top))
    if not run.pretend:
        _finish(run, root)


def _finish(run: Run, root: Path) -> None:
    if not unfinished.is_there(root, _PLACE):
        return
    # Another command may finish it while this one waits.
    locking.hold(run.root, run.command())
    journalled.finish(root, _PLACE, messages.agents_not_written)


def begin_writing(run: Run, *, updating: bool) -> None:
    """Keep other commands out, and refuse a copy over what an update is for.

    Raises:
        Refusal: when the answers file is there, and this is no update.
    """
    locking.hold(run.root, run.command())
    if not updating and (run.destination / AGENTS).exists():
        raise Refusal(messages.use_agents_update())


def carry_out(run: Run, *, updating: bool) -> dict[str, Change]:
    """Write what agents read; the files that changed.

    Raises:
        Refusal: where that is not possible, or leaves conflicts to a person, with the reason and the remedy.
    """
    root = run.destination.resolve()
    changes = made(run, root, updating=updating)
    journalled.write(root, changes, _PLACE, messages.agents_not_written)
    if not run.quiet:
        print("\n".join(messages.changed(root, changes)), file=sys.stderr)
    if files := sorted(journalled.marked(changes)):
        raise Refusal(messages.conflicts(files, before=False))
    return changes


def made(run: Run, root: Path, *, updating: bool) -> dict[str, Change]:
    """The files that change, by their names below the repository's root; nothing is written.

    Args:
        run: the command.
        root: the repository's root.
        updating: whether this brings up to date what is there.

    Raises:
        Refusal: where a file is in the way, cannot be read, or still holds conflict markers.
    """
    theirs = documents.for_agents(run.template.source)
    base = _base(run, root) if updating else {}
    real = {name: _real(root, name) for name in {**base, **theirs}}
    ours = {name: (root / place).read_bytes() for name, place in real.items() if (root / place).is_file()}
    if faults := planning_folder.not_utf8(ours):
        raise Refusal(messages.agents_not_utf8(faults))
    if files := sorted(planning_folder.marked(ours)):
        raise Refusal(messages.conflicts(files, before=True))
    section = theirs.pop(NOTES)
    found: dict[str, bytes | None] = {}
    in_the_way = []
    for name, content in theirs.items():
        there = ours.get(name)
        if there is None and (name in base or _is_gone(name, base, ours)):
            # What a person deleted stays deleted.
            continue
        if there is not None and not updating and not run.overwrite and with_plain_ends(there) != content:
            in_the_way.append(name)
        found[name] = _merged(base.get(name), there, content) if updating else content
    if in_the_way:
        raise Refusal(messages.in_the_way(root, in_the_way))
    found |= {name: None for name in base if name in ours and name not in {*theirs, NOTES} and ours[name] == base[name]}
    if not updating or (NOTES in ours and _section(ours[NOTES])):
        found[NOTES] = _with_section(ours.get(NOTES), base.get(NOTES), section)
    changes = {}
    for name, after in found.items():
        before = ours.get(name)
        if after is not None and name != NOTES:
            after = with_ends_of(before or b"", after)
        if after != before:
            changes[real[name]] = Change(before, after)
    answers = messages.AGENTS_HEAD + planning_folder.dump({**run.template.origin, "part": "agents"})
    known = (root / AGENTS).read_bytes() if (root / AGENTS).is_file() else None
    if known is None or not planning_folder.holds(known, answers.encode()):
        changes[AGENTS] = Change(known, answers.encode())
    return changes


def _base(run: Run, root: Path) -> Mapping[str, bytes]:
    """What the version that wrote the files made of them."""
    try:
        stored = planning_folder.load(root / AGENTS)
        version = run.template.at(str(stored.get("_commit")))
        return version.for_agents(str(stored.get("_src_path"))) if hasattr(version, "for_agents") else {}
    except (OSError, planning_folder.UnreadableFile, earlier.NotRendered) as error:
        raise Refusal(messages.not_refreshed(f"{AGENTS}: {error}")) from error


def _real(root: Path, name: str) -> str:
    """Where links lead with the file, below the root.

    Raises:
        Refusal: where that is outside of the repository, or in a place that is no folder.
    """
    path = (root / name).resolve()
    if not path.is_relative_to(root) or ".git" in path.relative_to(root).parts:
        raise Refusal(messages.agents_outside(name, path))
    for above in path.parents:
        if above.exists() and not above.is_dir():
            raise Refusal(messages.no_folder_for_agents(above))
    return path.relative_to(root).as_posix()


def _is_gone(name: str, base: Mapping[str, bytes], ours: Mapping[str, bytes]) -> bool:
    """Whether a person deleted the skill from the place that the file is in."""
    place = next(place for place in documents.SKILLS if name.startswith(f"{place}/"))
    before = [known for known in base if known.startswith(f"{place}/")]
    return bool(before) and not any(known in ours for known in before)


def _merged(base: bytes | None, ours: bytes | None, theirs: bytes) -> bytes:
    if ours is None:
        return theirs
    plain = with_plain_ends(ours)
    return merge_texts(None, plain, theirs) if base is None else merge_documents(base, plain, theirs).content


def _section(notes: bytes) -> tuple[int, int] | None:
    """Where the section begins and ends in AGENTS.md, its marks included; None where there is none.

    Raises:
        Refusal: where the marks are not one pair.
    """
    marks = list(_MARKS.finditer(notes))
    if not marks:
        return None
    if [mark[0].strip().decode() for mark in marks] != [BEGIN, END]:
        raise Refusal(messages.marks(BEGIN, END))
    return marks[0].start(), marks[1].end()


def _with_section(ours: bytes | None, base: bytes | None, theirs: bytes) -> bytes:
    """AGENTS.md with the section as it is now; all else in it stays, byte for byte."""
    if ours is None or not ours.strip():
        return _HEAD + theirs
    section = theirs.rstrip(b"\n")
    if place := _section(ours):
        start, end = place
        there = with_plain_ends(ours[start:end])
        if base is not None:
            section = merge_documents(base.rstrip(b"\n"), there, section).content
        return ours[:start] + _as_in(ours, section) + ours[end:]
    gap = b"" if ours.endswith((b"\n\n", b"\r\n\r\n")) else b"\n" if ours.endswith(b"\n") else b"\n\n"
    return ours + _as_in(ours, gap + section + b"\n")


def _as_in(notes: bytes, lines: bytes) -> bytes:
    """The lines with the line ends of the notes that they are a part of."""
    return lines.replace(b"\n", b"\r\n") if 2 * notes.count(b"\r\n") > notes.count(b"\n") else lines
