"""Continuing earlier work: what a previous planning session left, taken over into the next one.

The data of the previous folder is read once and kept as the answer `continued`: a mapping with `folder` and `link`, and,
where the folder was made by this template, what `snapshot_previous` gives.
"""

from __future__ import annotations

import functools
import marshal
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import analyses, blockers, house, text
from .calibration import Calibration, calibrate, scaled
from .effort import Effort, effort_text, estimate_text, hours
from .elsewhere import is_elsewhere
from .records import (
    PACKAGE_DEFAULTS,
    Package,
    Record,
    compact,
    content_of,
    first_records,
    identified_entries,
    is_package,
    read_package,
    references,
    resolve,
    slug_for,
    sort_key,
)
from .words import say

#: Statuses of packages that the next session may take over.
UNFINISHED = ("ready", "in-progress", "partial", "deferred")

#: Answers of a package that belong to the session in which it stood.
_OF_ITS_SESSION = (
    *("part", "record_schema", "number", "added", "status", "started", "actual", "actual_review", "remaining", "completed"),
    *("unblocked", "rank", "history", "unreadable"),
)


@dataclass(frozen=True)
class Named:
    """Something that a previous session without records completed, or left half-way, as a person names it."""

    title: str
    references: tuple[str, ...] = ()
    notes: str = ""
    done: str = ""
    remains: str = ""


@dataclass(frozen=True)
class Previous:
    """The planning session that is continued.

    Attributes:
        folder: its folder, as it was named.
        title: its title.
        packages: its work packages; empty where its folder was not made by this template.
        link: its first document, from the planning folder that continues it; empty where there is none.
        met: the success criteria of each package that were ticked, by slug.
        completed_by_hand: what it completed, where it has no records.
        partial_by_hand: what it left half-way, where it has no records.
    """

    folder: str
    title: str
    packages: tuple[Package, ...]
    link: str = ""
    met: Mapping[str, Sequence[str]] = field(default_factory=dict)
    completed_by_hand: tuple[Named, ...] = ()
    partial_by_hand: tuple[Named, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything is known of what it did: from its records, or because a person says so."""
        return bool(self.packages or self.completed_by_hand or self.partial_by_hand)

    def of(self, *statuses: str) -> tuple[Package, ...]:
        """Its packages in one of these statuses."""
        return tuple(package for package in self.packages if package.status in statuses)

    def unmet(self, package: Package) -> tuple[str, ...]:
        """The success criteria of one of its packages that are not ticked."""
        return tuple(one for one in package.success_criteria if one not in self.met.get(package.slug, ()))

    @cached_property
    def calibration(self) -> Calibration | None:
        """Its measured against its estimated hours; None where none were measured."""
        return calibrate(self.packages)

    @cached_property
    def completed(self) -> int:
        """How much of what it planned is complete, in whole percent by number; dropped packages do not count."""
        planned = [package for package in self.packages if package.status != "dropped"]
        complete = len(self.of("complete")) + len(self.completed_by_hand)
        everything = len(planned) + len(self.completed_by_hand) + len(self.partial_by_hand)
        return 100 * complete // everything if everything else 0


def read_previous(continued: Any, completed: Any = None, partial: Any = None) -> Previous | None:
    """The session in the answer `continued`, with what a person says of it; None where nothing is continued.

    Args:
        continued: the answer `continued`.
        completed: the answer `previous_completed`.
        partial: the answer `previous_partial`.
    """
    if not isinstance(continued, Mapping) or not continued.get("folder"):
        return None
    records = [record for record in continued.get("records") or () if isinstance(record, Mapping) and is_package(record)]
    packages = tuple(read_package(record) for record in sorted(records, key=sort_key))
    folder = str(continued["folder"])
    return Previous(
        folder,
        text.one_line(continued.get("title")) or folder,
        packages,
        text.one_line(continued.get("link", f"../{folder}/START-HERE.md")),
        {slug: text.items(said) for slug, said in dict(continued.get("met") or {}).items()},
        () if packages else tuple(map(read_named, named_entries(completed))),
        () if packages else tuple(map(read_named, named_entries(partial))),
    )


_NAMED = ("title", "pr", "adr", "notes", "done", "remains")


def named_entries(value: Any) -> list[Any]:
    """The entries of `previous_completed` or `previous_partial`: mappings, or lines of text."""
    if isinstance(value, str):
        value = text.parts(text.clean(value))
    elif isinstance(value, Mapping):
        value = [value]
    listed = value if isinstance(value, list) else []
    return [dict(entry) if isinstance(entry, Mapping) else text.one_line(entry) for entry in listed if entry]


def named_problem(value: Any) -> str:
    """What is wrong with an answer that names what an earlier session did; empty when nothing is."""
    if value is not None and not isinstance(value, (str, list, Mapping)):
        return f"{text.quoted(value)} is not a list. Give titles, or mappings of {text.join(_NAMED)}."
    for place, entry in enumerate(named_entries(value), 1):
        if isinstance(entry, dict):
            unknown = [str(name) for name in entry if name not in _NAMED]
            if unknown:
                return f"entry {place} has {text.join(map(text.quoted, unknown))}, and may have {text.join(_NAMED)}."
            if not text.one_line(entry.get("title")):
                return f"entry {place} has no title. Give each a title."
    return ""


def read_named(entry: Any) -> Named:
    """The entry: a mapping, or a line as `Login (PR #12): what it does`, `Search: what is done -> what remains`."""
    if isinstance(entry, Mapping):
        references = [*text.items(entry.get("pr")), *text.items(entry.get("adr"))]
        said = {name: text.one_line(entry.get(name)) for name in ("title", "notes", "done", "remains")}
        return Named(references=tuple(references), **said)
    head, _, notes = text.one_line(entry).partition(": ")
    found = re.fullmatch(r"(.+?)\s*\(((?:PR|MR|ADR|#|!|https?:).*)\)", head)
    title, reference = (found[1], found[2]) if found else (head, "")
    done, arrow, remains = re.sub("→", "->", notes).partition("->")
    return Named(
        title,
        tuple(one.strip() for one in re.split(r",\s*", reference) if one),
        "" if arrow else notes.strip(),
        done.strip() if arrow else notes.strip(),
        remains.strip(),
    )


def snapshot_previous(
    folder: str, answers: Mapping[str, Any], records: Sequence[Mapping[str, Any]], observed: Mapping[str, Any]
) -> Record:
    """The answer `continued` for a folder of this template: what it planned and did, with what people wrote and ticked there.

    Args:
        folder: the folder, as it was named.
        answers: the initiative's answers in it.
        records: the snapshot of its records.
        observed: what its documents on the disk say, by the names that `observing` gives.
    """
    packages = sorted((record for record in records if is_package(record)), key=sort_key)
    written, resolved = (observed.get(name) or {} for name in ("written", "resolved"))
    entries = []
    for record in packages:
        slug = str(record["slug"])
        said = {name: value for name, value in (written.get(slug) or {}).items() if value}
        there = [*text.items(record.get("unblocked")), *text.items(resolved.get(slug))]
        entries.append(compact({**record, **said, "unblocked": there}, packages))
    outside = text.items(answers.get("external_dependencies"))
    there = [*text.items(answers.get("external_unblocked")), *text.items(observed.get("external"))]
    return {
        "folder": folder,
        "title": text.one_line(answers.get("initiative")),
        "records": entries,
        "met": {slug: list(said) for slug, said in (observed.get("met") or {}).items()},
        # Without the phases that an entry names: they have other numbers in the next session.
        "external": [one.entry for one in blockers.read(outside, there) if one.open],
        **{name: text.one_line(answers.get(name)) for name in ("agentic_hours_per_week", "review_hours_per_week", "buffer")},
    }


def unfinished(continued: Any) -> list[Record]:
    """The entries that the next session may take over, with all their answers, for what is left of them."""
    previous = read_previous(continued)
    if previous is None:
        return []
    records = (
        {str(record["slug"]): record for record in continued["records"] if is_package(record)} if previous.packages else {}
    )
    return [
        {
            **{name: value for name, value in records[package.slug].items() if name in _CARRIED},
            **({"blocked_by": [one.entry for one in package.waits_outside]} if package.blocked_by else {}),
            **_recalibrated(package, previous),
        }
        for package in previous.of(*UNFINISHED)
    ]


_CARRIED = tuple(name for name in PACKAGE_DEFAULTS if name not in _OF_ITS_SESSION)


def _recalibrated(package: Package, previous: Previous) -> Record:
    """Its estimate for what is left, by the measured ratio of the previous session, with the findings that say so."""
    effort, review = recalibrated(package, previous)
    findings = [*package.insights]
    if (effort, review) != (package.effort, package.review):
        was = say(
            "{estimate_text} agentic and {hours}h review",
            estimate_text=estimate_text(package.effort),
            hours=hours(package.review),
        )
        why = [say("{spent_words} were spent", spent_words=spent_words(package))] if spent_words(package) else []
        if previous.calibration and package.remaining is None:
            why.append(say("it is scaled by what was measured there"))
        elif package.remaining is not None:
            why.append(say("{effort_text} were said to remain", effort_text=effort_text(package.remaining)))
        findings.append(
            say("The estimate was {was} in {folder}", was=was, folder=previous.folder) + (f"; {text.join(why)}" if why else "")
        )
    met = [one for one in package.success_criteria if one in previous.met.get(package.slug, ())]
    if met:
        findings.append(say("Met in {folder} already: {met}", folder=previous.folder, met="; ".join(met)))
    if findings == [*package.insights]:
        return {}
    return {"effort": effort_text(effort), "review": f"{hours(review)}h", "insights": findings}


def spent_words(package: Package) -> str:
    """The hours that are spent on a package under way, in words; empty where none are."""
    if not package.under_way:
        return ""
    agentic, review = package.spent
    words = [f"{hours(minutes)}h {kind}" for minutes, kind in ((agentic, "agentic"), (review, "review")) if minutes]
    return text.join(words)


def recalibrated(package: Package, previous: Previous) -> tuple[Effort, int]:
    """What is left of the package, effort and review in minutes, by the ratios measured in the previous session.

    What a person says remains stands as it is. At least half an hour of work is left of what is not complete.
    """
    if not package.is_estimated and package.remaining is None:
        return package.effort, package.review
    measured = previous.calibration
    ratio = measured.ratio if measured else 1.0
    review_ratio = (measured.review_ratio if measured else None) or 1.0
    spent, reviewed = package.spent
    if package.under_way and package.remaining is not None:
        effort = package.remaining
    elif measured:
        effort = Effort(*(scaled(minutes, ratio) - spent for minutes in (package.effort.low, package.effort.high)))
    else:
        effort = package.effort.less(spent)
    review = (scaled(package.review, review_ratio) if measured else package.review) - reviewed
    return Effort(max(30, effort.low), max(30, effort.high)), max(0, review)


def identified_with_answers(identified: Any, continued: Any) -> list[Record]:
    """The entries of an `identified` answer; one that names an unfinished package of the previous session has its answers.

    What the entry says itself stands. Dependencies that were taken over and are no entry here are left out: they are
    complete, or stay behind.
    """
    offered = unfinished(continued)
    named = {str(entry["slug"]): entry for entry in offered}
    titles = {text.one_line(entry.get("title")).casefold(): entry for entry in offered}
    entries: list[Record] = []
    taken: list[bool] = []
    for entry in identified_entries(identified):
        title = text.one_line(entry.get("title"))
        found = named.get(text.one_line(entry.get("slug"))) or titles.get(title.casefold()) or named.get(title)
        said = {name: value for name, value in entry.items() if not (found and name == "title" and title in named)}
        entries.append({**found, **said} if found else entry)
        taken.append(found is not None and "depends_on" not in entry)
    known = [{"slug": slug_for(entry, 0), "number": -1, "title": text.one_line(entry.get("title"))} for entry in entries]
    return [
        {
            **entry,
            "depends_on": [name for name in references(entry.get("depends_on")) if resolve(name, known) or is_elsewhere(name)],
        }
        if carried and entry.get("depends_on")
        else entry
        for entry, carried in zip(entries, taken, strict=True)
    ]


def identified_packages(answers: Mapping[str, Any]) -> dict[str, Package]:
    """The packages that an initiative's scope names, as they would be planned now, by a name that no order changes."""
    named = {name: answers.get(name) for name in ("identified", "continued")}
    content = content_of(named)
    return dict(_identified_content(content, house.key())) if content else _identified(named)


@functools.lru_cache(64)
def _identified_content(content: bytes, _rules: str) -> dict[str, Package]:
    # Every state of a plan, and each of its checkpoints, asks for the same.
    return _identified(marshal.loads(content))


def _identified(answers: Mapping[str, Any]) -> dict[str, Package]:
    entries = identified_with_answers(answers.get("identified"), answers.get("continued"))
    planned = [read_package(record) for record in first_records((), entries, "")]
    return {_name(entry): package for entry, package in zip(entries, planned, strict=True)}


def _name(entry: Mapping[str, Any]) -> str:
    # A title in another script makes no slug of its own: it gets one by its number.
    return (
        slug_for(entry, 0)
        if text.one_line(entry.get("slug")) or text.slugify(entry.get("title"))
        else text.one_line(entry.get("title"))
    )


def records_due(
    answers: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    known: Sequence[Mapping[str, Any]],
    passed: Sequence[str],
    passed_before: Sequence[str],
    day: str,
) -> list[Record]:
    """The records that an initiative is to have from now on: those it has, and the new ones of what was confirmed.

    Analyses come with the confirmed folder, packages with the confirmed analysis (workflow, phases 3 and 4), and those of an
    import with the confirmed scope. Later, an update that adds to `analyses` or `identified` adds the documents. What a person deleted since is not made again.

    Args:
        answers: the initiative's answers now.
        before: its stored answers; None for a new one.
        known: the records that it has.
        passed: the names of the checkpoints that were ever confirmed, this run included.
        passed_before: the same without this run.
        day: the day on which new ones are added, YYYY-MM-DD.
    """
    kinds: list[str] = []
    entries: list[Record] = []
    if "folder" in passed:
        there = {str(record.get("analysis_type")) for record in known}
        asked = analyses.kinds_of((before or {}).get("analyses")) if "folder" in passed_before else []
        names = analyses.names_of(answers.get("analyses"))
        kinds = [name for name in names if analyses.kind_of(name) not in (*there, *asked)]
    # What another planner has planned already is there from the start.
    imported = "scope" in passed and bool((answers.get("continued") or {}).get("imported"))
    if "analysis" in passed or imported:
        packages = {str(record[name]) for record in known if is_package(record) for name in ("slug", "title")}
        if before is not None and ("analysis" in passed_before or imported):
            packages |= set(identified_packages(before))
        listed = identified_with_answers(answers.get("identified"), answers.get("continued"))
        entries = [entry for entry in listed if _name(entry) not in packages]
    return [*map(dict, known), *first_records(kinds, entries, day, known)]
