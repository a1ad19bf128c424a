"""Refresh: bring every document of a planning folder up to date (docs/architecture.md, "Refresh").

What the stored answers made and what the answers make now are both computed; their difference is merged into what people
have, line by line. So this works in a folder with uncommitted changes and in one that is in no repository, and no command
leaves a half of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from .planning import text
from .planning.formatting import lines_of
from .planning.merging import merge_documents, merge_texts, restored
from .planning.renaming import headings_of, holding, renamed_documents, renamed_headings
from .planning_folder import (
    ANSWERS,
    ATTRIBUTES,
    HOUSE,
    LOOKED,
    NOTES,
    RECORDS,
    Folder,
    is_document,
    parsed,
    says_the_same,
    unpacked,
    with_ends_of,
    with_plain_ends,
)
from .rewording import reworded
from .state import Said
from .unfinished import Change
from .versions import RUNNING, Template, Version


class RefreshFailed(Exception):
    """The documents could not be brought up to date; the message says why and what to do."""


@dataclass(frozen=True)
class Order:
    """What a command makes of a planning folder.

    Attributes:
        template: the template that runs.
        day: the day of the command, YYYY-MM-DD.
        said: what it says of the initiative; None where a record is added or changed, and the initiative keeps its version.
        source: the address of the template that the answers are to remember; empty for the stored one.
        records: the records that the command writes, their texts by their file names.
        renamed: files that get another name, by their old name below the planning folder.
        restore: documents in which everything that a person deleted is to stand again.
    """

    template: Template
    day: str
    said: Said | None = None
    source: str = ""
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


def create(there: Folder, order: Order) -> dict[str, Change]:
    """The files of a new planning folder.

    Args:
        there: what is in its place already.
        order: what the command makes.

    Raises:
        Refusal: when what is confirmed cannot be.
    """
    seen = {name: content for name, content in there.files.items() if name in (HOUSE, LOOKED)}
    made = _remade(RUNNING, Folder(seen), order, {}, order.template.origin)
    if ATTRIBUTES in there.files:
        made[ATTRIBUTES] = merge_texts(b"", there.files[ATTRIBUTES], made[ATTRIBUTES])
    return {
        name: Change(there.files.get(name), content)
        for name, content in sorted(made.items())
        if there.files.get(name) != content
    }


def update(folder: Folder, order: Order) -> Refreshed:
    """The files of the planning folder that change, once every document is up to date with the answers and records.

    Raises:
        RefreshFailed: when there is nothing to restore.
        Refusal: when what is confirmed cannot be.
        earlier.NotRendered: when the version that the plan is of cannot make its documents.
    """
    stored = folder.answers
    if stored is None:
        raise RefreshFailed(f"{ANSWERS} cannot be read as an initiative's answers.")
    # Line ends of another system would differ from the template's on every line.
    there = replace(folder, files={name: with_plain_ends(content) for name, content in folder.files.items()})
    version = str(stored.get("_commit"))
    maker = order.template.at(version)
    if maker is RUNNING:
        there = reworded(there)
    # The version that stored the answers knows them by the names of its time.
    written = _documents(rename(maker.made(there.record(ANSWERS)), order.renamed))
    records = {f"{RECORDS}/{name}": content for name, content in order.records.items()}
    now = replace(there, files=rename(there.files, order.renamed)).with_files(records)
    ours = _documents(now.files)
    known = stored.get("observed") or {}
    adopted = {
        order.renamed.get(name, name): order.renamed.get(file, file) for name, file in (known.get("adopted") or {}).items()
    }
    moved = _renamed(written, ours, adopted)
    adopted = {name: moved.get(name, name) for name in adopted}
    headings = _headings(written, ours, known.get("headings") or {}, adopted)
    put_back = _restored(order.restore, written, ours, headings)
    ours |= put_back
    inserted = {name: said for name, said in (known.get("inserted") or {}).items() if name in adopted}
    whole = {**_found(written, ours, moved, headings, adopted), **({"inserted": inserted} if inserted else {})}
    now = now.with_files(put_back)
    if order.said is not None or order.template.is_draft:
        # An added or changed record leaves the initiative its version; uncommitted changes of the template are of none.
        maker, version = RUNNING, order.template.commit
    origin = {"_commit": version, "_src_path": order.source or str(stored.get("_src_path"))}
    made = {**now.files, **_remade(maker, now, order, whole, origin)}
    gone = {name: Change(folder.files[name], None) for name in order.renamed if name in folder.files}
    for name in sorted(adopted.keys() & ours.keys() & written.keys()):
        # What a person wrote stays theirs; the facts that it states are kept current.
        made[name] = _current(name, written[name], ours[name], made.get(name), stored, made[ANSWERS], whole)
    changes = {moved.get(name, name): change for name, change in _changes(folder.files, made, written, ours, whole)}
    return Refreshed({**changes, **gone}, whole, known)


def _remade(
    maker: Version, folder: Folder, order: Order, whole: Mapping[str, Any], origin: Mapping[str, str]
) -> dict[str, bytes]:
    said = order.said or Said()
    return maker.remade(
        folder.files,
        folder.faults,
        answers=said.answers,
        confirmed=said.confirmed,
        on=said.on,
        by=said.by,
        whole=whole,
        day=order.day,
        origin=origin,
    )


def _documents(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if is_document(name)}


def _current(
    name: str,
    base: bytes,
    ours: bytes,
    theirs: bytes | None,
    before: Mapping[str, Any],
    answers: bytes,
    whole: Mapping[str, Any],
) -> bytes:
    """An adopted document as it is to be now; as it is, where the template writes no such document any more."""
    # A plan that was not adopted does without it.
    from .adopting.current import current

    now = unpacked(parsed(answers))
    snapshots = [one.get("documents") or () for one in (before, now)]
    if theirs is None:
        return ours
    inserted = (whole.get("inserted") or {}).get(name) or ()
    return current(name, base, ours, theirs, snapshots[0], snapshots[1], whole["adopted"], inserted)


def _renamed(written: Mapping[str, bytes], ours: dict[str, bytes], adopted: Mapping[str, str]) -> dict[str, str]:
    """The documents that a person renamed, by their own names; from here on `ours` has them by these.

    Those that were adopted under another name have that one, as long as it is there.
    """
    known = {name: file for name, file in adopted.items() if file != name and name not in ours and file in ours}
    for name, file in known.items():
        ours[name] = ours.pop(file)
    missing = {name: content for name, content in written.items() if name not in ours and name != ATTRIBUTES}
    others = {name: content for name, content in ours.items() if name not in written and name != ATTRIBUTES}
    found = renamed_documents(missing, others)
    for name, other in found.items():
        ours[name] = ours.pop(other)
    return {**known, **found}


def _headings(
    written: Mapping[str, bytes],
    ours: Mapping[str, bytes],
    known: Mapping[str, Mapping[str, str]],
    adopted: Mapping[str, str],
) -> dict[str, dict[str, str]]:
    """By document the headings that a person worded anew; of adopted ones those that were known when they were adopted."""
    names = _changed(written, ours)
    found = {name: renamed_headings(written[name], ours[name], known.get(name) or {}) for name in names if name not in adopted}
    for name in sorted(adopted.keys() & known.keys() & ours.keys()):
        there = headings_of(lines_of(ours[name]))
        found[name] = {one: other for one, other in known[name].items() if other in there and one not in there}
    return {name: said for name, said in found.items() if said}


def _changed(written: Mapping[str, bytes], ours: Mapping[str, bytes]) -> list[str]:
    """The documents in which a person has changed something."""
    return [name for name in ours if name in written and name != ATTRIBUTES and ours[name] != written[name]]


def _found(
    written: Mapping[str, bytes],
    ours: Mapping[str, bytes],
    moved: Mapping[str, str],
    headings: Mapping[str, Mapping[str, str]],
    adopted: Mapping[str, str],
) -> dict[str, Mapping[str, Any]]:
    """What a person made of the documents as a whole, as `observed` keeps it; see `Refreshed`."""
    others = {name: content for name, content in ours.items() if name not in written}
    names = [name for name in _changed(written, ours) if name not in adopted]
    cut = {name: _cut(written[name], ours[name], headings.get(name) or {}, others) for name in names}
    cut = {name: parts for name, parts in cut.items() if parts}
    found: dict[str, Mapping[str, Any]] = {"renamed": moved, "headings": headings, "cut": cut, "adopted": adopted}
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


def rename(files: Mapping[str, bytes], names: Mapping[str, str]) -> dict[str, bytes]:
    """The files with some under other names, which every document that names them names them by."""
    found = {names.get(name, name): content for name, content in files.items()}
    for old, new in names.items():
        named = re.compile(rf"(?<![\w.-]){re.escape(PurePath(old).name)}(?![\w-])".encode())
        for name in filter(is_document, found):
            found[name] = named.sub(PurePath(new).name.encode(), found[name])
    return found


def _changes(
    start: Mapping[str, bytes],
    made: Mapping[str, bytes],
    written: Mapping[str, bytes],
    ours: Mapping[str, bytes],
    whole: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, Change]]:
    moved, headings = whole.get("renamed") or {}, whole.get("headings") or {}
    adopted = whole.get("adopted") or {}
    for name, content in sorted(made.items(), key=lambda entry: (not is_document(entry[0]), entry[0])):
        if name in moved.values():
            # The document of this name is looked at by its own.
            continue
        there = start.get(moved.get(name, name))
        if name in written or name in ours:
            if name not in ours:
                # A document that a person deleted stays deleted.
                continue
            if name not in adopted or name not in written:
                # Git's attributes of others and ours are lines that stand beside each other.
                content = _merged(name, written.get(name), ours[name], content, headings.get(name))
        if there is not None and says_the_same(name, there, content):
            # A formatter's JSON and YAML stay as they are, as long as they say the same.
            continue
        content = with_ends_of(there or b"", content)
        if there is None or with_plain_ends(content) != with_plain_ends(there):
            yield name, Change(there, content)


def _merged(name: str, base: bytes | None, ours: bytes, theirs: bytes, headings: Mapping[str, str] | None) -> bytes:
    if name == NOTES and base is None:
        # A person's own, from before the template wrote any.
        return ours
    if name == ATTRIBUTES or base is None:
        return merge_texts(b"" if base is None and name == ATTRIBUTES else base, ours, theirs)
    return merge_documents(base, ours, theirs, headings=headings).content
