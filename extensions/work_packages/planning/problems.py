"""Problems in the records that do not stop a rendering: they are shown, so that somebody puts them right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from . import text
from .answers import cycle_text
from .graph import cycles
from .records import is_package, nn, read_package, record_number

Problem = dict[str, Any]


def problems(records: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Every problem, each with its code (design, "The rules of the roadmap"), its message and the slugs it concerns."""
    packages = [read_package(record) for record in records if is_package(record)]
    known = {package.slug for package in packages}
    found: list[Problem] = []

    def add(code: str, message: str, *slugs: str) -> None:
        found.append({"code": code, "message": message, "packages": list(slugs)})

    for record in records:
        if "unreadable" in record:
            kept = "; its last readable answers are shown" if is_package(record) or "analysis_type" in record else ""
            add(
                "unreadable-record",
                f"The record {record['unreadable']}{kept}. Put it right, or take it back from git.",
                *filter(None, [record.get("slug")]),
            )
    for package in packages:
        for fault in package.faults:
            add(
                "unreadable-record",
                f"Phase {package.number}: {fault}; its default is used. Put its record right.",
                package.slug,
            )
        for need in package.depends_on:
            if need not in known:
                add(
                    "unknown-dependency",
                    f"Phase {package.number} depends on {text.quoted(need)}, which is no work package here.",
                    package.slug,
                )
    for cycle in cycles({package.slug: [need for need in package.depends_on if need in known] for package in packages}):
        add("cycle", f"These work packages wait for each other: {cycle_text(cycle)}. Take one of the dependencies out.", *cycle)
    numbers: dict[int, list[str]] = {}
    for record in records:
        if record_number(record):
            numbers.setdefault(record_number(record), []).append(str(record.get("slug") or record.get("analysis_type")))
    for number, names in numbers.items():
        if len(names) > 1:
            add("duplicate-number", f"{text.join(names)} have the same number, {nn(number)}.", *names)
    return found
