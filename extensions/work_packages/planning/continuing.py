"""Continuing earlier work: what a previous planning session left, taken over into the next one.

The data of the previous folder is read once and kept as the answer `continued`: a mapping with `folder`, and, where the
folder was made by this template, `title` and `records`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import text
from .calibration import Calibration, calibrate, scaled
from .effort import Effort, effort_text, hours
from .records import (
    PACKAGE_DEFAULTS,
    Package,
    Record,
    compact,
    first_records,
    identified_entries,
    is_package,
    read_package,
    references,
    resolve,
    slug_for,
    sort_key,
)

#: Statuses of packages that the next session may take over.
UNFINISHED = ("ready", "in-progress", "partial", "deferred")

#: Answers of a package that belong to the session in which it stood.
_OF_ITS_SESSION = ("part", "record_schema", "number", "added", "status", "actual", "actual_review", "completed", "unreadable")


@dataclass(frozen=True)
class Previous:
    """The planning session that is continued; `packages` are empty where its folder was not made by this template."""

    folder: str
    title: str
    packages: tuple[Package, ...]

    def of(self, *statuses: str) -> tuple[Package, ...]:
        """Its packages in one of these statuses."""
        return tuple(package for package in self.packages if package.status in statuses)

    @cached_property
    def calibration(self) -> Calibration | None:
        """Its measured against its estimated hours; None where none were measured."""
        return calibrate(self.packages)

    @cached_property
    def completed(self) -> int:
        """How much of what it planned is complete, in whole percent of packages; dropped ones do not count."""
        planned = [package for package in self.packages if package.status != "dropped"]
        return 100 * len(self.of("complete")) // len(planned) if planned else 0


def read_previous(continued: Any) -> Previous | None:
    """The session in the answer `continued`; None where nothing is continued."""
    if not isinstance(continued, Mapping) or not continued.get("folder"):
        return None
    records = [record for record in continued.get("records") or () if isinstance(record, Mapping) and is_package(record)]
    packages = tuple(read_package(record) for record in sorted(records, key=sort_key))
    folder = str(continued["folder"])
    return Previous(folder, text.one_line(continued.get("title")) or folder, packages)


def snapshot_previous(folder: str, title: str, records: Sequence[Mapping[str, Any]]) -> Record:
    """The answer `continued` for a folder of this template."""
    packages = sorted((record for record in records if is_package(record)), key=sort_key)
    return {"folder": folder, "title": text.one_line(title), "records": [compact(record, packages) for record in packages]}


def unfinished(continued: Any) -> list[Record]:
    """The entries that the next session may take over, with all their answers and recalibrated estimates."""
    previous = read_previous(continued)
    if previous is None:
        return []
    records = (
        {str(record["slug"]): record for record in continued["records"] if is_package(record)} if previous.packages else {}
    )
    return [
        {
            **{name: value for name, value in records[package.slug].items() if name in _CARRIED},
            **_recalibrated(package, previous),
        }
        for package in previous.of(*UNFINISHED)
    ]


_CARRIED = tuple(name for name in PACKAGE_DEFAULTS if name not in _OF_ITS_SESSION)


def _recalibrated(package: Package, previous: Previous) -> Record:
    """Its estimate by the measured ratio of the previous session, with a finding that says so; empty where nothing changes."""
    effort, review = recalibrated(package, previous)
    if (effort, review) == (package.effort, package.review):
        return {}
    was = f"{effort_text(package.effort)} agentic and {hours(package.review)}h review"
    finding = f"The estimate was {was} in {previous.folder}; it is scaled by what was measured there"
    return {"effort": effort_text(effort), "review": f"{hours(review)}h", "insights": [*package.insights, finding]}


def recalibrated(package: Package, previous: Previous) -> tuple[Effort, int]:
    """The package's effort and review, in minutes, times the ratios measured in the previous session."""
    measured = previous.calibration
    if measured is None:
        return package.effort, package.review
    effort = Effort(*(max(30, scaled(minutes, measured.ratio)) for minutes in (package.effort.low, package.effort.high)))
    return effort, scaled(package.review, measured.review_ratio or 1.0)


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
        {**entry, "depends_on": [name for name in references(entry.get("depends_on")) if resolve(name, known)]}
        if carried and entry.get("depends_on")
        else entry
        for entry, carried in zip(entries, taken, strict=True)
    ]


def identified_packages(answers: Mapping[str, Any]) -> dict[str, Package]:
    """The packages that an initiative's scope names, as they would be planned now, by a name that no order changes."""
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

    Analyses come with the confirmed folder, packages with the confirmed analysis (workflow, phases 3 and 4). Later, an
    update that adds to `analyses` or `identified` adds the documents. What a person deleted since is not made again.

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
        asked = text.items((before or {}).get("analyses")) if "folder" in passed_before else []
        kinds = [kind for kind in text.items(answers.get("analyses")) if kind not in (*there, *asked)]
    if "analysis" in passed:
        names = {str(record[name]) for record in known if is_package(record) for name in ("slug", "title")}
        if before is not None and "analysis" in passed_before:
            names |= set(identified_packages(before))
        listed = identified_with_answers(answers.get("identified"), answers.get("continued"))
        entries = [entry for entry in listed if _name(entry) not in names]
    return [*map(dict, known), *first_records(kinds, entries, day, known)]
