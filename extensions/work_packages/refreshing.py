"""Refresh: render every document in a scratch folder, and bring what changed into the planning folder (docs/architecture.md, "Refresh").

Copier renders twice: what the stored answers made, and what the answers make now. The difference is merged into what people
have, line by line, and written in one piece. So this works in a folder with uncommitted changes and in one that is in no
repository, and no command leaves a half of it.
"""

from __future__ import annotations

import contextlib
import contextvars
import os
import re
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from copier import run_copy
from copier.errors import CopierError, UserMessageError
from plumbum import local

from . import commands, template
from . import folder as planning_folder
from .folder import ANSWERS, ATTRIBUTES, RECORDS
from .planning import migrating, text
from .planning.merging import merge_documents, merge_texts, restored
from .planning.renaming import holding, renamed_documents, renamed_headings
from .unfinished import Change

#: Git for the scratch renders listens to no setting of the user's: no hooks, signing, line-end rules or ignored files.
_PLAIN_GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TEMPLATE_DIR": ""}
_FROM_OUTSIDE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")


class RefreshFailed(Exception):
    """The documents could not be brought up to date; the message says why and what to do."""


@dataclass(frozen=True)
class Order:
    """What a command makes of a planning folder.

    Attributes:
        checkout: the template's checkout that Copier made for the running command.
        source: the template's address, as the answers file is to remember it.
        answers: the initiative's new answers; None where a record is added or changed, and the initiative keeps its version.
        records: the records that the command writes, their texts by their file names.
        renamed: files that get another name, by their old name below the planning folder.
        restore: documents in which everything that a person deleted is to stand again.
    """

    checkout: Path
    source: str
    answers: Mapping[str, Any] | None = None
    records: Mapping[str, bytes] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    restore: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refreshed:
    """The files that change; what was found of the documents, beside what the template wrote; and what was known of it before.

    Found are, as `observed` keeps them: `renamed` documents by their own names, and by document the sections and blocks that
    are `cut`, and the `headings` that a person worded anew.
    """

    changes: dict[str, Change]
    found: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Any] = field(default_factory=dict)


def create(folder: Path, order: Order) -> dict[str, Change]:
    """The files of a new planning folder.

    Raises:
        RefreshFailed: when Copier could not render them.
        OSError: when a file cannot be read or written.
    """
    with _scratch(folder) as (_, new):
        new.mkdir(parents=True)
        _render(new, order.checkout, template.head(order.checkout), {**(order.answers or {}), "refreshing": str(new)})
        _set_source(new, order)
        changes = {}
        for path in sorted(new.rglob("*")):
            name = path.relative_to(new).as_posix()
            if path.is_file():
                there, content = _content(folder / name), path.read_bytes()
                if there is not None and name == ATTRIBUTES:
                    content = merge_texts(b"", there, content)
                if there != content:
                    changes[name] = Change(there, content)
        return changes


def update(folder: Path, order: Order) -> Refreshed:
    """The files of the planning folder that change, once every document is up to date with the answers and records.

    Raises:
        RefreshFailed: when Copier could not render them.
        OSError: when a file cannot be read or written.
    """
    stored = planning_folder.initiative_answers(folder / ANSWERS)
    if stored is None:
        raise RefreshFailed(f"{folder / ANSWERS} cannot be read as an initiative's answers.")
    with _scratch(folder) as (old, new):
        start = _copy_documents(folder, new)
        rename(new, order.renamed)
        for name, content in order.records.items():
            (new / RECORDS / name).write_bytes(content)
        # The version that stored them knows its answers by the names of its time.
        commit, before = str(stored.get("_commit")), _data(planning_folder.load(folder / ANSWERS))
        _render(old, order.checkout, commit, before)
        rename(old, order.renamed)
        written = {path.name: path.read_bytes() for path in planning_folder.documents(old)}
        ours = {path.name: path.read_bytes() for path in planning_folder.documents(new)}
        known = stored.get("observed") or {}
        moved = _renamed(written, ours)
        headings = _headings(written, ours, known.get("headings") or {})
        for name, content in _restored(order.restore, written, ours, headings).items():
            ours[name] = content
            (new / name).write_bytes(content)
        whole = _found(written, ours, moved, headings)
        revision = template.head(order.checkout)
        if order.answers is None:
            revision = template.draft_commit(order.checkout) or commit
        if template.renders_in_scratch(order.checkout, revision):
            given = {**migrating.moved(planning_folder.load(folder / ANSWERS)), **(order.answers or {})}
            _render(new, order.checkout, revision, {**given, "found": whole, "refreshing": str(new)})
        else:
            # The first release cannot: it gets the records as it gets stored answers.
            found = planning_folder.read_records(new, stored["documents"])
            _render(new, order.checkout, revision, {**before, "documents": found})
        _set_source(new, order)
        gone = {name: Change(start[name], None) for name in order.renamed if name in start}
        changes = {moved.get(name, name): change for name, change in _changes(start, new, written, ours, whole)}
        return Refreshed({**changes, **gone}, whole, known)


def _renamed(written: Mapping[str, bytes], ours: dict[str, bytes]) -> dict[str, str]:
    """The documents that a person renamed, by their own names; from here on `ours` has them by these."""
    missing = {name: content for name, content in written.items() if name not in ours and name != ATTRIBUTES}
    others = {name: content for name, content in ours.items() if name not in written and name != ATTRIBUTES}
    found = renamed_documents(missing, others)
    for name, other in found.items():
        ours[name] = ours.pop(other)
    return found


def _headings(
    written: Mapping[str, bytes], ours: Mapping[str, bytes], known: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """By document the headings that a person worded anew."""
    names = [name for name in ours if name in written and name != ATTRIBUTES]
    found = {name: renamed_headings(written[name], ours[name], known.get(name) or {}) for name in names}
    return {name: said for name, said in found.items() if said}


def _found(
    written: Mapping[str, bytes],
    ours: Mapping[str, bytes],
    moved: Mapping[str, str],
    headings: Mapping[str, Mapping[str, str]],
) -> dict[str, Mapping[str, Any]]:
    """What a person made of the documents as a whole, as `observed` keeps it; see `Refreshed`."""
    others = {name: content for name, content in ours.items() if name not in written}
    names = [name for name in ours if name in written and name != ATTRIBUTES]
    cut = {name: _cut(written[name], ours[name], headings.get(name) or {}, others) for name in names}
    cut = {name: parts for name, parts in cut.items() if parts}
    found: dict[str, Mapping[str, Any]] = {"renamed": moved, "headings": headings, "cut": cut}
    return {what: by_document for what, by_document in found.items() if by_document}


def _cut(written: bytes, ours: bytes, headings: Mapping[str, str], others: Mapping[str, bytes]) -> list[str]:
    """What a person deleted of a document as a whole; of what stands in another file now, its name as well."""
    found = []
    for name in merge_documents(written, ours, written, headings=headings).deleted:
        there = holding(name.split('"')[1], others) if name.startswith("section ") else []
        found.append(f"{name}, which stands in {text.join(there)}" if there else name)
    return found


def _restored(
    names: Sequence[str],
    written: Mapping[str, bytes],
    ours: Mapping[str, bytes],
    headings: Mapping[str, Mapping[str, str]],
) -> dict[str, bytes]:
    """These documents, with all that a person deleted as the template wrote it.

    Raises:
        RefreshFailed: where there is nothing to put back.
    """
    found: dict[str, bytes] = {}
    for name in names:
        if name in ours and name in written:
            found[name] = restored(written[name], ours[name], headings.get(name))
        elif name in written:
            found[name] = written[name]
    whole = [name for name in names if found.get(name) == ours.get(name)]
    if whole:
        is_whole = f"{text.join(whole)} {'is' if len(whole) == 1 else 'are'} whole, or no document of this plan"
        known = text.join(sorted(name for name in written if name != ATTRIBUTES))
        raise RefreshFailed(f"restore: {is_whole}: there is nothing to restore. Documents of this plan are {known}.")
    return found


def render_stored(target: Path, checkout: Path, answers: Mapping[str, Any]) -> dict[str, bytes]:
    """The files that an initiative's stored answers make, by their names, rendered into the empty `target`.

    Raises:
        RefreshFailed: when Copier could not render them.
    """
    with _plain_git():
        target.parent.mkdir(parents=True, exist_ok=True)
        _render(target, checkout, str(answers.get("_commit")), _data(answers))
        _set_source(target, Order(checkout, str(answers.get("_src_path"))))
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


def _data(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stored.items() if not name.startswith("_")}


def rename(folder: Path, names: Mapping[str, str]) -> None:
    """Give files other names, and every document that names them their new ones."""
    for old, new in names.items():
        if (folder / old).exists():
            (folder / old).rename(folder / new)
        named = re.compile(rf"(?<![\w.-]){re.escape(PurePath(old).name)}(?![\w-])".encode())
        for path in planning_folder.documents(folder):
            path.write_bytes(named.sub(PurePath(new).name.encode(), path.read_bytes()))


@contextlib.contextmanager
def _scratch(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Places for the old and the new render. The folder keeps its dated name: the documents may speak of it."""
    with _plain_git(), tempfile.TemporaryDirectory(prefix="work-packages-", ignore_cleanup_errors=True) as scratch:
        root = Path(scratch).resolve()
        yield root / "old" / folder.name, root / "new" / folder.name


@contextlib.contextmanager
def _plain_git() -> Iterator[None]:
    """Git, and Copier's own git, in an environment that listens to no setting of the user's."""
    before = {name: os.environ.pop(name) for name in (*_FROM_OUTSIDE, *_PLAIN_GIT) if name in os.environ}
    os.environ.update(_PLAIN_GIT)
    try:
        # Copier's library keeps an environment of its own, as it was when it was imported.
        with local.env():
            for name in _FROM_OUTSIDE:
                local.env.pop(name, "")
            local.env.update(_PLAIN_GIT)
            yield
    finally:
        for name in _PLAIN_GIT:
            del os.environ[name]
        os.environ.update(before)


def _copy_documents(folder: Path, copy: Path) -> dict[str, bytes]:
    """Copy the planning folder's files; their contents as they are from here on: what is written meanwhile is not in them."""
    (copy / RECORDS).mkdir(parents=True)
    start = planning_folder.contents(folder)
    for name, content in start.items():
        # Line ends of another system would differ from the template's on every line.
        (copy / name).write_bytes(planning_folder.with_plain_ends(content))
    for path in (folder / RECORDS).glob("*.yml"):
        if path.exists() and not path.is_file():
            # No record, whatever it is; it is reported as that.
            (copy / path.relative_to(folder)).mkdir()
    return start


def _render(target: Path, checkout: Path, revision: str, data: Mapping[str, Any]) -> None:
    options: dict[str, Any] = {"defaults": True, "unsafe": True, "quiet": True, "skip_tasks": True, "overwrite": True}
    try:
        with warnings.catch_warnings(), commands.scratch(target):
            warnings.simplefilter("ignore")
            # In a context of its own: this is a copy, whatever the command is that runs it.
            contextvars.Context().run(run_copy, str(checkout), target, data=dict(data), vcs_ref=revision, **options)
    except UserMessageError as error:
        raise RefreshFailed(error.message) from error
    except (CopierError, ValueError) as error:
        raise RefreshFailed(f"Copier could not render the documents: {error}") from error


def _set_source(new: Path, order: Order) -> None:
    """Let the answers file and the new records remember the template's address, instead of its checkout's."""
    rendered, wanted = (planning_folder.dump({"_src_path": source}) for source in (str(order.checkout), order.source))
    for path in [new / ANSWERS, *_files_in(new / RECORDS)]:
        there = path.read_bytes().decode("utf-8", errors="surrogateescape")
        lines = (wanted if line == rendered else line for line in there.splitlines(keepends=True))
        path.write_bytes("".join(lines).encode("utf-8", errors="surrogateescape"))


def _changes(
    start: Mapping[str, bytes],
    new: Path,
    written: Mapping[str, bytes],
    ours: Mapping[str, bytes],
    whole: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, Change]]:
    moved, headings = whole.get("renamed") or {}, whole.get("headings") or {}
    for path in [*planning_folder.documents(new), *_files_in(new / RECORDS), new / ANSWERS]:
        name = path.relative_to(new).as_posix()
        if name in moved.values():
            # The document of this name is looked at by its own.
            continue
        there = start.get(moved.get(name, name))
        content = path.read_bytes()
        if name in written or name in ours:
            if name not in ours:
                # A document that a person deleted stays deleted.
                continue
            # Git's attributes of others and ours are lines that stand beside each other.
            content = _merged(name, written.get(name), ours[name], content, headings.get(name))
        if there is not None and planning_folder.says_the_same(name, there, content):
            # A formatter's JSON and YAML stay as they are, as long as they say the same.
            continue
        content = planning_folder.with_ends_of(there or b"", content)
        if there is None or planning_folder.with_plain_ends(content) != planning_folder.with_plain_ends(there):
            yield name, Change(there, content)


def _merged(name: str, base: bytes | None, ours: bytes, theirs: bytes, headings: Mapping[str, str] | None) -> bytes:
    if name == ATTRIBUTES or base is None:
        return merge_texts(b"" if base is None and name == ATTRIBUTES else base, ours, theirs)
    return merge_documents(base, ours, theirs, headings=headings).content


def _files_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*")) if path.is_file()]


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
