"""Reshaping: the files of a planning folder once a work package is split, merged, or numbered anew.

All of it is in memory: files in, files out. The folder is first brought up to date with what people wrote since the last command,
so that everything that they wrote and ticked is known; then records and passages are put where they go, and every document is
brought up to date with the records, twice: what a document under a new name says is known to the others only then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from . import (
    beside,
    checks,
    direct,
    interface,
    journalled,
    locking,
    messages,
    planning_folder,
    portfolio,
    record_files,
    refreshing,
)
from .clock import today
from .planning import formatting, house, passages, reading, records, restructuring, roadmap, text
from .planning.passages import Passage
from .planning.records import Record
from .planning.restructuring import Impossible, Split
from .planning.roadmap import Roadmap
from .planning.words import say
from .planning_folder import RECORDS, Folder, with_ends_of, with_plain_ends
from .refreshing import Order
from .refusals import Refusal
from .run import version_of
from .state import Said
from .unfinished import Change
from .versions import Template

#: Answers of the initiative that documents show, and in which people may name a document.
_TEXTS = ("overview", "rationale", "impact_overall", "overall_criteria", "external_dependencies", "external_unblocked")

#: After so many updates nothing is left that one document says of another.
_ROUNDS = 3


@dataclass(frozen=True)
class Workspace:
    """A planning folder in memory, in which every document is up to date, and what is needed to keep it so.

    Attributes:
        folder: its files.
        template: the template, of the version that the plan is of.
        day: today, YYYY-MM-DD.
    """

    folder: Folder
    template: Template
    day: str

    @property
    def answers(self) -> Mapping[str, Any]:
        """The initiative's answers, as they are stored."""
        return self.folder.answers or {}

    @property
    def records(self) -> list[Record]:
        """The snapshot of the records."""
        found: list[Record] = self.answers["documents"]
        return found

    @property
    def plan(self) -> Roadmap:
        """The plan that they make."""
        return roadmap.compute(self.answers, self.records)

    def updated(self, **order: Any) -> Workspace:
        """The same once a command with these orders has brought every document up to date."""
        refreshed = refreshing.update(self.folder, Order(self.template, self.day, **order))
        written = {name: change.after for name, change in refreshed.changes.items() if change.after is not None}
        gone = [name for name in refreshed.changes if name not in written]
        return replace(self, folder=self.folder.without(gone).with_files(written))

    def settled(self) -> Workspace:
        """The same with every document up to date with what the others say."""
        found = self
        for _ in range(_ROUNDS):
            before, found = found, found.updated()
            if found.folder == before.folder:
                break
        return found

    def with_text(self, name: str, document: str) -> Workspace:
        """The same with this text in a document, in the form of its line ends."""
        there = self.folder.files[name]
        content = with_ends_of(there, document.encode("utf-8", errors="surrogateescape"))
        return replace(self, folder=self.folder.with_files({name: content}))

    def without(self, *names: str) -> Workspace:
        """The same without these files."""
        return replace(self, folder=self.folder.without(names))

    def text_of(self, name: str) -> str:
        """The text of a document."""
        return with_plain_ends(self.folder.files[name]).decode("utf-8", errors="surrogateescape")

    def file_of(self, name: str) -> str:
        """The name under which a document lies there; empty where a person deleted it."""
        file = self.plan.renamed.get(name, name)
        return file if file in self.folder.files else ""

    def headings_of(self, name: str) -> Mapping[str, str]:
        """The headings of a document that a person worded anew."""
        found: Mapping[str, str] = self.plan.headings.get(name) or {}
        return found

    def record_of(self, slug: str) -> Record:
        """The record of a package with every answer."""
        return records.normalise(next(one for one in self.records if one.get("slug") == slug))

    def contents(self, changed: Mapping[str, Record]) -> dict[str, bytes]:
        """The files of new and changed records by their names, with what a person wrote between the lines of those there."""
        found = {}
        files = {str(one["slug"]): f"{RECORDS}/{records.record_file(one)}" for one in self.records if records.is_package(one)}
        for slug, record in changed.items():
            content = record_files.record_text(record, version_of(self.answers))
            there = files.get(slug)
            if there is not None:
                before = self.folder.record(there)
                content = record_files.with_words_of(self.folder.files[there], before, content)
            found[records.record_file(record)] = content
        return found


#: What a command makes of a planning folder that is up to date.
Shape = Callable[[Workspace], Workspace]


def renumbered(slug: str, number: str = "") -> Shape:
    """Give a package another number: its document, its record and every link to it.

    Raises:
        Impossible: when it is called, where the number cannot be had.
    """

    def shape(there: Workspace) -> Workspace:
        before = there.record_of(slug)
        after = restructuring.renumbered(before, there.records, number)
        names = {
            f"{RECORDS}/{records.record_file(before)}": f"{RECORDS}/{records.record_file(after)}",
            records.document_file(before): records.document_file(after),
        }
        old, new = records.document_file(before), records.document_file(after)
        if in_the_way := [name for name in names.values() if name in there.folder.files]:
            raise Impossible(
                f"{text.join(in_the_way)} is there already, and would be lost. Give that file another name, or another number."
            )
        said, changed = _naming(there, old, new, {slug: after})
        return there.updated(records=there.contents(changed), renamed=names, said=said)

    return shape


def split(wish: Split) -> Shape:
    """Make a new package of a part of one.

    Raises:
        Impossible: when it is called, where it cannot be split so.
    """

    def shape(there: Workspace) -> Workspace:
        plan = there.plan
        package = plan.by_slug[wish.slug]
        by_hand = plan.by_hand.get(wish.slug, ())
        taken: dict[str, dict[str, Passage]] = {}
        words: dict[str, str] = {}
        after, file = there, there.file_of(package.file)
        for name, entries in wish.taken.items():
            if not file:
                break
            document, headings, all_entries = after.text_of(file), there.headings_of(package.file), getattr(package, name)
            found = passages.entries_in(document, headings, name, all_entries)
            taken[name] = {entry: found[entry] for entry in entries if entry in found}
            lost = [entry for entry in entries if entry not in found]
            if name in by_hand:
                if lost:
                    raise Impossible(
                        f"{file}: the entry {text.quoted(lost[0])} is not found there. Write it as an entry of a list."
                    )
                # What is indented below an entry goes with it, and is no part of its words.
                words |= {entry: found[entry].words for entry in entries}
            document = passages.without(document, headings, name, entries, all_entries, by_hand=name in by_hand)
            after = after.with_text(file, document)
        slug, changed = restructuring.split(plan, there.records, replace(wish, words=words, day=there.day))
        after = after.updated(records=there.contents(changed))
        new = after.plan.by_slug[slug].file
        for name, found in taken.items():
            stands = {words.get(entry, entry): passage for entry, passage in found.items()}
            after = after.with_text(new, passages.with_entries(after.text_of(new), {}, name, stands))
        return after

    return shape


def merged(into: str, other: str) -> Shape:
    """Merge a package into another: its record and its plan go, and what people wrote there goes into the other plan.

    Raises:
        Impossible: when it is called, where they cannot be merged.
    """

    def shape(there: Workspace) -> Workspace:
        plan = there.plan
        changed = restructuring.merged(plan, there.records, into, other)
        one, two = plan.by_slug[into], plan.by_slug[other]
        kept, gone = there.file_of(one.file), there.file_of(two.file)
        if gone and not kept:
            raise Impossible(
                f"{one.file} was deleted, so that nothing of {gone} has a place there. Have it made again first: roadmap set "
                f"restore={one.file}"
            )
        source = _Source.of(there, two.slug, gone)
        after = there
        for name, entries in restructuring.to_add(plan, into, other).items() if kept else ():
            # A list that a person wrote is theirs: what is added to it stands there as if they had.
            lines = [source.lines_of(name, entry) for entry in entries]
            document = passages.with_added(after.text_of(kept), there.headings_of(one.file), name, lines, getattr(one, name))
            after = after.with_text(kept, document)
        said, naming = _naming(there, two.file, one.file, changed, without=other)
        contents = there.contents(naming)
        comments = record_files.own_comments(there.folder.files[two.record], there.folder.record(two.record))
        contents[records.record_file(naming[into])] += comments
        after = after.without(two.record, *filter(None, [gone]))
        after = after.updated(records=contents, said=said)
        after = _with_passages(after, source, one.slug, kept) if gone else after
        return _linked(after, {two.file, gone} - {""}, kept or one.file)

    return shape


@dataclass(frozen=True)
class _Source:
    """A plan that goes into another: its entries as people wrote and ticked them, and what else they wrote in it.

    Attributes:
        title: the heading under which what is carried over stands.
        entries: by list and entry, the entry as it stands there.
        runs: what people wrote, with the headings above.
        shown: what the answers say that the plan shows, as runs of lines.
    """

    title: str
    entries: Mapping[str, Mapping[str, Passage]] = field(default_factory=dict)
    runs: Sequence[tuple[str, list[str]]] = ()
    shown: Sequence[tuple[str, list[str]]] = ()

    @classmethod
    def of(cls, there: Workspace, slug: str, file: str) -> _Source:
        """What a package's plan holds, which lies there under this name; empty where it was deleted."""
        package = there.plan.by_slug[slug]
        title = f"{text.inline(package.title)} (merged from {records.nn(package.number)})"
        lists = {name: getattr(package, name) for name in restructuring.LISTS}
        shown = [
            (say(reading.SECTIONS[name][0]), [passages.bare(entry, name in passages.BOXED)])
            for name in lists
            for entry in lists[name]
        ]
        for name in ("summary", "why", "impact"):
            if said := getattr(package, name):
                shown.append(("Overview", [f"{line}\n" for line in text.prose(said).split("\n")]))
        if not file:
            return cls(title, {}, (), shown)
        document, headings = there.text_of(file), there.headings_of(package.file)
        base = interface.made(there.answers)[package.file].decode()
        entries = {name: passages.entries_in(document, headings, name, said) for name, said in lists.items()}
        others = [name for name in (package.completion_file, package.testing_file) if name in there.folder.files]
        links = [("", [f"- [{name}]({name})\n" for name in others])] if others else []
        return cls(title, entries, [*links, *passages.own_lines(base, document, headings)], shown)

    def lines_of(self, name: str, entry: str) -> list[str]:
        """An entry as a line of a list, with what stands below it."""
        found = self.entries.get(name, {}).get(entry)
        boxed = name in passages.BOXED
        return found.written(boxed) if found else [passages.bare(entry, boxed)]


def _with_passages(after: Workspace, source: _Source, slug: str, file: str) -> Workspace:
    """The folder with all that people wrote in the plan that is gone in this one: at their entries, or at its end."""
    package = after.plan.by_slug[slug]
    headings = after.headings_of(package.file)
    document = after.text_of(file)
    own = {name: passages.entries_in(document, headings, name, getattr(package, name)) for name in source.entries}
    for name, found in source.entries.items():
        # What stood in both plans stands as it stood in this one.
        new = {
            entry: passage
            for entry, passage in found.items()
            if entry in own[name] and not own[name][entry].says_more_than(entry)
        }
        document = passages.with_entries(document, headings, name, new)
    runs = [*source.runs, *_not_shown(source.shown, document)]
    carried = passages.left_out(runs, document)
    return after.with_text(file, passages.with_carried(document, source.title, carried))


def _not_shown(shown: Sequence[tuple[str, list[str]]], document: str) -> list[tuple[str, list[str]]]:
    """What answers said that stands nowhere in a document: entries may be ticked there, and have more on their line."""
    there = formatting.meaning(document)
    return [(heading, lines) for heading, lines in shown if formatting.meaning(_said(lines)) not in there]


def _said(lines: Sequence[str]) -> str:
    return "".join(lines).removeprefix("- ").removeprefix("[ ] ").strip()


def _linked(after: Workspace, old: set[str], new: str) -> Workspace:
    """The folder with every link to documents that are gone leading to another one."""
    for name in [name for name in after.folder.files if name.endswith(".md")]:
        document = linked = after.text_of(name)
        for one in sorted(old):
            linked = passages.with_name(linked, one, new)
        if linked != document:
            after = after.with_text(name, linked)
    return after


def _naming(
    there: Workspace, old: str, new: str, changed: Mapping[str, Record], without: str = ""
) -> tuple[Said | None, dict[str, Record]]:
    """What the answers say once a document has another name: those of the initiative, and the changed records."""

    def with_new(value: Any) -> Any:
        if isinstance(value, str):
            return passages.with_name(value, old, new)
        return [with_new(one) for one in value] if isinstance(value, list) else value

    found = {}
    for record in there.records:
        if records.is_package(record) and "unreadable" not in record and record["slug"] != without:
            slug = str(record["slug"])
            before = there.record_of(slug)
            after = {name: with_new(value) for name, value in changed.get(slug, before).items()}
            if slug in changed or after != before:
                found[slug] = after
    said = {
        name: with_new(there.answers.get(name))
        for name in _TEXTS
        if with_new(there.answers.get(name)) != there.answers.get(name)
    }
    return (Said(said) if said else None), found


# What a command does with it.


def write(folder: Path, shape: Shape) -> tuple[Folder, Roadmap]:
    """Carry a command out, in a plan of the running version, all or nothing: the planning folder as it is then, and its plan.

    Raises:
        Refusal, Impossible: where it cannot be, with the reason and the remedy; nothing was written then, or the message says what.
    """
    run = direct.run_of(direct.Asked(folder))
    try:
        with house.ruled(run.house):
            checks.check_given(run)
            there = beside.with_others(folder, planning_folder.read(folder))
            made = _made(there, shape, run.template)
        after = made.folder
        names = sorted({*there.files, *after.files})
        changes = {name: Change(there.files.get(name), after.files.get(name)) for name in names}
        journalled.write(folder, {name: one for name, one in changes.items() if one.before != one.after})
        portfolio.refresh_above(folder, run.template, run.command())
        return after, made.plan
    finally:
        locking.release(run.root)


def _made(there: Folder, shape: Shape, template: Template) -> Workspace:
    begun = Workspace(there, template, today())
    try:
        current = begun.settled()
        _check(
            current.folder, "what was said since the last command changes it too: run roadmap update first, and choose there"
        )
        after = shape(current)
        _check(after.folder, "this changes it too: put your words on a line of their own, and run it again")
        return after.settled()
    except refreshing.RefreshFailed as error:
        raise Refusal(messages.not_refreshed(str(error))) from error


def _check(folder: Folder, why: str) -> None:
    """Refuse a folder in which two texts stand in one place.

    Raises:
        Impossible: where documents would hold conflict markers, with the first line of a person's in each.
    """
    found = []
    for name, content in sorted(folder.files.items()):
        lines = content.decode("utf-8", errors="replace").splitlines()
        if planning_folder.has_markers(lines):
            begins = next(place for place, line in enumerate(lines) if line.startswith("<<<<<<< "))
            own = next((line for line in lines[begins + 1 :] if line.strip() and line != "======="), "")
            found.append(f"{name}: you changed the line {text.quoted(own)}, and {why}.")
    if found:
        raise Impossible("\n".join([*found, "Nothing was written."]))
