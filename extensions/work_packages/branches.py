"""The planning folder on two branches: what git was merging when it stopped, or has merged with the answers of one side.

Git keeps a note of most commands that stop. Of `git merge --squash` it keeps the message; of `git cherry-pick -n` and others
nothing but the index, where each file that it could not merge has its three contents: by these the commits are found.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from . import git, planning_folder, unfinished
from .planning import text
from .planning.merging import merge_texts
from .planning_folder import ANSWERS

#: What git keeps of a command that stopped, by its name, with the command that goes on after it, and the one that gives up.
_STOPPED = {
    "MERGE_HEAD": ("merge", "git commit --no-edit", "git merge --abort"),
    "CHERRY_PICK_HEAD": ("cherry-pick", "git cherry-pick --continue", "git cherry-pick --abort"),
    "REBASE_HEAD": ("rebase", "git rebase --continue", "git rebase --abort"),
    "REVERT_HEAD": ("revert", "git revert --continue", "git revert --abort"),
}

#: How the lines begin that git puts around what it could not merge.
_MARKS = (b"<<<<<<< ", b"=======", b"||||||| ", b">>>>>>> ")

#: How git's message begins for a squash, and how it names each commit that went into it, the last one first.
_SQUASHED = re.compile(r"Squashed commit of the following:\n\ncommit ([0-9a-f]{40,64})$", re.MULTILINE)

#: Most commits that are looked at to find the two sides by their files.
_MOST = 100

#: The planning folder's files by their names below it.
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Crossing:
    """Two commits that both sides started from, after merges in both directions: what they are once they are merged.

    Attributes:
        base: what the two started from.
        ours: the planning folder of the one.
        theirs: the planning folder of the other.
    """

    base: Start
    ours: Start
    theirs: Start


#: What two sides started from.
Start = Files | Crossing


_F = TypeVar("_F", bound=Callable[..., Any])

#: What forgets what was found out of git; see `forget`.
_FORGET: list[Callable[[], None]] = []


def _remembered(function: _F) -> _F:
    """The function, which looks each thing up once until `forget`."""
    found = functools.cache(function)
    _FORGET.append(found.cache_clear)
    return cast(_F, found)


def forget() -> None:
    """Look everything up anew: a command begins, and git may have gone on since the last one of this process."""
    for one in _FORGET:
        one()


@dataclass(frozen=True)
class Stopped:
    """A merge, rebase, cherry-pick or revert that stopped, and the planning folder's files on both sides.

    Attributes:
        what: the name of git's command.
        go_on: the command that goes on with it.
        give_up: the command that takes it back.
        base: the files that both sides started from.
        ours: the files of the branch that is checked out.
        theirs: the files of the commit that is merged into it.
        changed: the files that a person has changed since it stopped.
        moved_to: the planning folder's path from the root of the repository, where one side renamed it, and it is not this one.
        left: where files are left under a name that the planning folder had, by its path from the root of the repository: those
            that are no files of the plan.
    """

    what: str
    go_on: str
    give_up: str
    base: Start
    ours: Files
    theirs: Files
    changed: tuple[str, ...]
    moved_to: str = ""
    left: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Merge:
    """What git merges: the commits that both sides started from, and those of the two sides.

    `by_index` says that the index holds more than our commit and the merge: something was staged before it.
    """

    what: str
    go_on: str
    give_up: str
    bases: tuple[str, ...]
    ours: str
    theirs: str
    by_index: bool = False


def stopped(folder: Path) -> Stopped | None:
    """What git was merging in the folder's repository when it stopped; None where nothing did."""
    merge = _under_way(folder) or _ended(folder)
    if merge is None:
        return _rebuilt(folder) if _conflicts(folder) else None
    places = _places(folder, (*merge.bases, merge.ours, merge.theirs))
    base = _start(folder, merge.bases, places)
    ours, theirs = (_files(folder, commit, places[commit]) for commit in (merge.ours, merge.theirs))
    if merge.what == "stash pop":
        # The files that git did not know are kept in a commit of their own.
        theirs |= _files(folder, _id(folder, "stash^3"), places[merge.theirs])
    if merge.by_index and isinstance(base, dict):
        ours = _before(folder, base, ours, theirs)
    # A side that renamed the folder has said how it is called; where both did, ours has.
    started = {places[commit] for commit in merge.bases}
    named = places[merge.ours] if places[merge.ours] not in started else places[merge.theirs]
    own = _prefix(folder)
    moved = named if named not in ("", own) and _answers_there(folder, named) else ""
    names = {place: _names(folder, place) for place in sorted({*places.values()}) if place not in ("", own)}
    left = {place: tuple(filter(_is_other, there)) for place, there in names.items() if there}
    changed = _changed(folder, base, ours, theirs)
    return Stopped(merge.what, merge.go_on, merge.give_up, base, ours, theirs, changed, moved, left)


def half_merged(folder: Path) -> bool:
    """Whether the last commit merges two branches that both changed the plan, and has the answers of one of them."""
    return _ended(folder) is not None


def merging(folder: Path) -> str:
    """The name of git's command that stopped with the planning folder's files unmerged; empty where none did."""
    names = {path for path, _ in _entries(folder, "--unmerged")}
    if not names:
        return ""
    own = _prefix(folder)
    if not any(_is_below(name, own) for name in names):
        # Those of the folder under another name are, where one side renamed it.
        if not any(name.rpartition("/")[2] == ANSWERS or unfinished.NAMES.fullmatch(name.rpartition("/")[2]) for name in names):
            return ""
        merge = _under_way(folder)
        places = _places(folder, (*merge.bases, merge.ours, merge.theirs)).values() if merge else ()
        if not any(_is_below(name, place) for name in names for place in places if place):
            return ""
    found = _under_way(folder)
    return found.what if found else "merge"


@_remembered
def _under_way(folder: Path) -> _Merge | None:
    """What git was merging when it stopped, as long as nothing of it is committed."""
    for name, (what, go_on, give_up) in _STOPPED.items():
        other = _id(folder, name)
        # After a rebase has gone on, its last commit is still known by its name.
        if other and (name != "REBASE_HEAD" or _rebasing(folder)):
            return _Merge(what, go_on, give_up, *_range(folder, name, other))
    if _is_popping(folder):
        return _Merge("stash pop", "git stash drop", "git reset --merge", ("stash^",), "HEAD", "stash")
    if (other := _squashed(folder)) and (_conflicts(folder) or _are_three(folder, other)):
        bases = _bases(folder, "HEAD", other)
        return _Merge("merge --squash", "git commit --no-edit", "git reset --merge", bases, "HEAD", other)
    if (_entries(folder, "--unmerged") or _is_staged(folder)) and (sides := _by_stages(folder, "HEAD")):
        what, base, other = sides
        return _Merge(what, "git commit", "git reset --merge", (base,), "HEAD", other, by_index=True)
    return None


@_remembered
def _ended(folder: Path) -> _Merge | None:
    """What the last commit merged, where both sides had changed the plan and it has the answers of one of them."""
    mine = _id(folder, "HEAD^1")
    if not mine:
        return None
    bases: tuple[str, ...]
    what = "merge"
    if other := _id(folder, "HEAD^2") or _squash_in(folder, git.text(folder, "log", "-1", "--format=%B")):
        bases = _bases(folder, mine, other)
    elif _one_sided(folder, "HEAD^1:", "HEAD:") and (sides := _by_stages(folder, mine)):
        what, base, other = sides
        bases = (base,)
    else:
        return None
    places = _places(folder, ("HEAD", *bases, mine, other))
    merged, ours, theirs, *common = (_answers(folder, commit, places[commit]) for commit in ("HEAD", mine, other, *bases))
    if ours == theirs or ours in common or theirs in common or merged not in (ours, theirs):
        return None
    return _Merge(what, "git commit --amend --no-edit", "git reset --hard HEAD^1", bases, mine, other)


def _range(folder: Path, name: str, other: str) -> tuple[tuple[str, ...], str, str]:
    """The commits between which the change lies that is merged: what it started from, ours, and what it came to."""
    if name == "MERGE_HEAD":
        return _bases(folder, "HEAD", other), "HEAD", other
    return ((other,), "HEAD", f"{other}^") if name == "REVERT_HEAD" else ((f"{other}^",), "HEAD", other)


def _bases(folder: Path, *commits: str) -> tuple[str, ...]:
    """The newest commits that the first one and one of the others have in common; several after merges in both directions."""
    return tuple(git.text(folder, "merge-base", "--all", *commits).split()) or ("",)


def _start(folder: Path, bases: tuple[str, ...], places: dict[str, str]) -> Start:
    """What two sides started from: the files of the commit that they have in common, or of several, which are merged first."""
    known = _places(folder, bases) if any(base not in places for base in bases) else places
    merged: Start = _files(folder, bases[0], known[bases[0]])
    for number, base in enumerate(bases[1:], 1):
        common = _start(folder, _bases(folder, base, *bases[:number]), {})
        merged = Crossing(common, merged, _files(folder, base, known[base]))
    return merged


# What git says of itself


def _id(folder: Path, name: str) -> str:
    return git.text(folder, "rev-parse", "--verify", "--quiet", name)


@_remembered
def _prefix(folder: Path) -> str:
    """The folder's path from the root of its repository; empty for that itself."""
    return git.text(folder, "rev-parse", "--show-prefix").rstrip("/")


def _rebasing(folder: Path) -> bool:
    paths = (git.path(folder, "rev-parse", "--git-path", name) for name in ("rebase-merge", "rebase-apply"))
    return any((folder / path).is_dir() for path in paths if path)


def _is_popping(folder: Path) -> bool:
    """Whether the unmerged files below the folder are those of the last stash: git keeps no other note of it."""
    entries = _entries(folder, "--unmerged")
    own = _prefix(folder)
    return any(
        stages.get("3") and stages["3"] == _id(folder, f"stash:{path}") for path, stages in entries if _is_below(path, own)
    )


def _squashed(folder: Path) -> str:
    """The commit that `git merge --squash` merges, by the message that it keeps for the commit; empty where it does not."""
    path = git.path(folder, "rev-parse", "--git-path", "SQUASH_MSG")
    try:
        message = (folder / path).read_text(encoding="utf-8", errors="replace") if path else ""
    except OSError:
        return ""
    return _squash_in(folder, message)


def _squash_in(folder: Path, message: str) -> str:
    found = _SQUASHED.search(message)
    return _id(folder, f"{found[1]}^{{commit}}") if found else ""


def _are_three(folder: Path, other: str) -> bool:
    """Whether the initiative's answers differ between both sides and what these started from."""
    bases = _bases(folder, "HEAD", other)
    places = _places(folder, (*bases, "HEAD", other))
    mine, theirs, *common = (_answers(folder, commit, places[commit]) for commit in ("HEAD", other, *bases))
    return mine != theirs and mine not in common and theirs not in common


def _entries(folder: Path, which: str) -> list[tuple[str, dict[str, str]]]:
    """The files of the whole repository that are unmerged, or were: the contents of each by its stage, 1 to 3."""
    found: dict[str, dict[str, str]] = {}
    for entry in filter(None, git.text(folder, "ls-files", which, "-z", "--full-name", "--", ":/").split("\0")):
        facts, path = entry.split("\t", 1)
        _, blob, stage = facts.split()
        found.setdefault(path, {})[stage] = blob
    return list(found.items())


@_remembered
def _conflicts(folder: Path) -> dict[str, dict[str, str]]:
    """The planning folder's files that git could not merge, those that were resolved since too, with their three contents."""
    entries = [*_entries(folder, "--resolve-undo"), *_entries(folder, "--unmerged")]
    own = _prefix(folder)
    return {path: stages for path, stages in entries if _is_below(path, own)}


def _one_sided(folder: Path, ours: str, now: str) -> bool:
    """Whether both sides had changed the initiative's answers, by what git could not merge, and one side's stand `now`.

    Both are as `git rev-parse` takes a place for files: `HEAD:`, or `:` for the index.
    """
    own = _prefix(folder)
    name = f"{own}/{ANSWERS}" if own else ANSWERS
    stages = _conflicts(folder).get(name, {})
    return (
        len(set(stages.values())) == 3
        and _id(folder, f"{ours}{name}") == stages["2"]
        and _id(folder, f"{now}{name}") in (stages["2"], stages["3"])
    )


def _is_staged(folder: Path) -> bool:
    """Whether the plan's files are resolved, by hand, with the initiative's answers of one side, and wait for a commit."""
    return _one_sided(folder, "HEAD:", ":") and bool(git.output(folder, "diff", "--cached", "--name-only", "--", "."))


def _is_below(path: str, place: str) -> bool:
    return not place or path.startswith(f"{place}/")


# The two sides by their files


def _by_stages(folder: Path, ours: str) -> tuple[str, str, str] | None:
    """The command that left these contents in the index, and its two commits: what it started from, and what it came to."""
    conflicts = _conflicts(folder)
    mine, *wanted = ({stages[stage] for stages in conflicts.values() if stage in stages} for stage in "213")
    if not wanted[1] or (ours != "HEAD" and not mine <= _blobs(folder, ours)):
        return None
    # The answers change with every command: they tell commits apart best.
    path = min((path for path, stages in conflicts.items() if "3" in stages), key=lambda one: not one.endswith(ANSWERS))
    found = []
    for commit in _commits_with(folder, path, conflicts[path]["3"]):
        parents = git.text(folder, "rev-parse", f"{commit}^@").split()
        tips = git.text(folder, "for-each-ref", "--format=%(objectname)", f"--contains={commit}").split()
        pairs = [("cherry-pick -n", parent, commit) for parent in parents]
        pairs += [("revert -n", commit, parent) for parent in parents]
        pairs += [("merge --squash", _bases(folder, ours, tip)[0], tip) for tip in dict.fromkeys([*tips, commit])]
        found += [
            pair
            for pair in pairs
            if all(pair[1:]) and all(have <= _blobs(folder, one) for have, one in zip(wanted, pair[1:], strict=True))
        ]
    return min(found, key=lambda pair: _unlike(folder, ours, *pair[1:]), default=None)


def _commits_with(folder: Path, path: str, blob: str) -> list[str]:
    """The commits, of any branch, that brought the file's content or took it away, the newest first."""
    also = [name for name in ("FETCH_HEAD",) if _id(folder, name)]
    words = ("--all", "--reflog", *also, "-m", f"--max-count={_MOST}", "--format=%H", f"--find-object={blob}")
    return list(dict.fromkeys(git.text(folder, "log", *words, "--", f":(top,glob)**/{path.rpartition('/')[2]}").split()))


@_remembered
def _blobs(folder: Path, commit: str) -> frozenset[str]:
    """The contents of all files in the commit."""
    listed = git.text(folder, "ls-tree", "-r", "-z", "--full-tree", commit).split("\0")
    return frozenset(entry.split("\t", 1)[0].split()[2] for entry in listed if entry)


def _unlike(folder: Path, ours: str, base: str, theirs: str) -> int:
    """How many files, of those that git could merge, are not what it makes of these two commits and ours."""
    places = _places(folder, (base, ours, theirs))
    common, mine, other = (_files(folder, commit, places[commit]) for commit in (base, ours, theirs))
    now = _index(folder)
    return sum(
        now[name] != (other.get(name) if mine.get(name) == common.get(name) else mine.get(name))
        for name in now
        if common.get(name) in (mine.get(name), other.get(name))
    )


@_remembered
def _index(folder: Path) -> dict[str, bytes]:
    """The planning folder's own files in the index, of those that are not unmerged."""
    return dict(_read(folder, git.output(folder, "ls-files", "--stage", "-z", "--full-name"), _prefix(folder), stage=b"0"))


def _before(folder: Path, base: Files, head: Files, theirs: Files) -> dict[str, bytes]:
    """Our side, where something was staged before git merged into the index: our commit, and what only that can explain."""
    now, conflicts = _index(folder), _conflicts(folder)
    own = _prefix(folder)
    found = dict(head)
    for path, stages in conflicts.items():
        name = os.fsdecode(path.removeprefix(f"{own}/" if own else "").encode("utf-8", errors="surrogateescape"))
        if "2" in stages and unfinished.NAMES.fullmatch(name):
            found[name] = git.output(folder, "cat-file", "blob", stages["2"])
    for name, content in now.items():
        common, mine, other = base.get(name), head.get(name), theirs.get(name)
        if content == other or (content == mine and name in found):
            continue
        if common is None or other is None or common == other:
            found[name] = content
        elif mine is None or merge_texts(common, mine, other) != content:
            without = merge_texts(other, content, common)
            found[name] = content if planning_folder.has_markers(_lines(without)) else without
    return found


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", errors="surrogateescape").split("\n")


def _rebuilt(folder: Path) -> Stopped | None:
    """Both sides, where no commit has theirs, as after `git checkout --merge`: what is unmerged by its contents, the rest as it is."""
    places = _places(folder, ("HEAD",))
    ours = _files(folder, "HEAD", places["HEAD"])
    entries = dict(_entries(folder, "--unmerged"))
    own = _prefix(folder)
    base, theirs = dict(ours), dict(planning_folder.read(folder).files)
    for path, stages in entries.items():
        name = os.fsdecode(path.removeprefix(f"{own}/" if own else "").encode("utf-8", errors="surrogateescape"))
        if not _is_below(path, own) or not unfinished.NAMES.fullmatch(name):
            continue
        for stage, side in (("1", base), ("3", theirs)):
            side.pop(name, None)
            if stage in stages:
                side[name] = git.output(folder, "cat-file", "blob", stages[stage])
    if not any(_is_below(path, own) for path in entries):
        return None
    return Stopped("merge", "git commit", "git reset --merge", base, ours, theirs, _changed(folder, base, ours, theirs))


# The planning folder in a commit


def _places(folder: Path, commits: tuple[str, ...]) -> dict[str, str]:
    """The planning folder's path in each commit: this one, or that which it had there, where it was renamed since."""
    own = _prefix(folder)
    found = {commit: own for commit in commits if _answers(folder, commit, own)}
    known = [planning_folder.initiative_answers(folder / ANSWERS) or {}]
    known += [_plans(folder, commit)[own] for commit in found if len(found) < len(commits) and own in _plans(folder, commit)]
    taken = {place for commit in found if len(found) < len(commits) for place in _plans(folder, commit)}
    for commit in commits:
        if commit not in found:
            plans = {place: answers for place, answers in _plans(folder, commit).items() if place not in taken}
            likeness = {place: max(alike(answers, one) for one in known) for place, answers in plans.items()}
            best = max(likeness, key=lambda place: likeness[place], default=own)
            found[commit] = best if likeness.get(best) else own
    return found


def alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """How many of the answers by which people know an initiative are the same in both."""
    return sum(bool(one.get(name)) and one.get(name) == other.get(name) for name in ("initiative", "date"))


@_remembered
def _plans(folder: Path, commit: str) -> dict[str, dict[str, Any]]:
    """The answers of each initiative in the commit, by the path of its planning folder."""
    found = {}
    for entry in filter(None, git.text(folder, "ls-tree", "-r", "-z", "--full-tree", commit).split("\0") if commit else ()):
        facts, path = entry.split("\t", 1)
        place, _, name = path.rpartition("/")
        if name == ANSWERS:
            try:
                answers = text.from_yaml(git.output(folder, "cat-file", "blob", facts.split()[2]))
            except ValueError:
                continue
            if isinstance(answers, dict) and planning_folder.is_initiative(answers):
                found[place] = answers
    return found


def _answers(folder: Path, commit: str, place: str) -> str:
    """The content of the initiative's answers in the commit, as git names it; empty where there are none."""
    return _id(folder, f"{commit}:{place}/{ANSWERS}" if place else f"{commit}:{ANSWERS}") if commit else ""


def _answers_there(folder: Path, place: str) -> bool:
    top = Path(git.path(folder, "rev-parse", "--show-toplevel"))
    return (top / git.as_path(place) / ANSWERS).is_file()


def _names(folder: Path, place: str) -> list[str]:
    """The files at the path that git knows, by their names below it."""
    listed = git.text(folder, "ls-files", "-z", "--full-name", "--", f":(top,literal){place}").split("\0")
    return sorted({path.removeprefix(f"{place}/") for path in listed if path})


def _is_other(name: str) -> bool:
    """Whether a file below the planning folder is no part of the plan."""
    is_own = planning_folder.is_document(name) or planning_folder.is_record(name)
    return not is_own and name not in (ANSWERS, planning_folder.ROADMAP)


@_remembered
def _files_of(folder: Path, commit: str, place: str) -> dict[str, bytes]:
    words = ("ls-tree", "-r", "-z", "--full-tree", commit, *(["--", f"{place}/"] if place else []))
    return dict(_read(folder, git.output(folder, *words), place)) if commit else {}


def _files(folder: Path, commit: str, place: str) -> dict[str, bytes]:
    """The planning folder's own files in the commit; none where it has none."""
    return dict(_files_of(folder, commit, place))


def _read(folder: Path, listed: bytes, place: str, stage: bytes = b"") -> Iterator[tuple[str, bytes]]:
    """The planning folder's own files in what git has listed: `ls-tree`, or `ls-files` of the stage."""
    for entry in filter(None, listed.split(b"\0")):
        facts, path = entry.split(b"\t", 1)
        words = facts.decode().split()
        name = os.fsdecode(path.removeprefix(f"{place}/".encode("utf-8", errors="surrogateescape") if place else b""))
        if unfinished.NAMES.fullmatch(name) and words[0].startswith("100") and (not stage or facts.endswith(stage)):
            yield name, git.output(folder, "cat-file", "blob", words[1 if stage else 2])


def _changed(folder: Path, *sides: Start) -> tuple[str, ...]:
    """The files with a line that no side has: git merged none such, so a person has written it since."""
    known_files = [files for side in sides for files in _leaves(side)]
    known = {line.rstrip() for files in known_files for content in files.values() for line in content.split(b"\n")}
    found = []
    for name in sorted({name for files in known_files for name in files}):
        path = folder / name
        lines = path.read_bytes().split(b"\n") if path.is_file() else []
        if any(line.rstrip() not in known and not line.startswith(_MARKS) for line in lines):
            found.append(name)
    return tuple(found)


def _leaves(side: Start) -> list[Files]:
    if isinstance(side, Crossing):
        return [files for one in (side.base, side.ours, side.theirs) for files in _leaves(one)]
    return [side]
