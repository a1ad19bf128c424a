"""Combining: the answers of two branches, merged from those that they had in common, answer by answer.

Git merges lines; what a plan is made of are answers. An answer that one branch changed is that branch's, lists are merged
entry by entry, and only an answer that both branches changed to something else is a clash.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .house import base_status
from .lifecycle import UNDER_WAY
from .merging import merge
from .records import (
    ANALYSIS_DEFAULTS,
    PACKAGE_DEFAULTS,
    Record,
    is_package,
    record_file,
    snapshot,
)


@dataclass(frozen=True)
class Clash:
    """An answer that both branches changed. `record` is the record's file name; empty for an answer of the initiative."""

    record: str
    name: str
    ours: Any
    theirs: Any


#: Stands for what two sides said differently, in what later ones started from.
NEITHER = "(two answers)"


@dataclass(frozen=True)
class Combined:
    """The records of both branches as one snapshot, in which a clash is ours, and the clashes."""

    records: list[Record]
    clashes: list[Clash]


def combine_records(
    base: Sequence[Mapping[str, Any]], ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]
) -> Combined:
    """Merge the snapshots of two branches by record.

    A package is known by its slug, whatever its number. What one branch deleted and the other left alone is deleted; what
    one deleted and the other changed stays.
    """
    sides = [{_key(record): record for record in side} for side in (base, ours, theirs)]
    found: list[Record] = []
    clashes: list[Clash] = []
    for key in dict.fromkeys(key for side in sides for key in side):
        common, mine, other = (side.get(key) for side in sides)
        if mine is None or other is None:
            kept = mine or other
            if kept is not None and (common is None or _full(kept) != _full(common)):
                found.append(dict(kept))
            continue
        names = list(_full(mine))
        merged, wrong = combine_answers(_full(common or {"part": mine.get("part")}), _full(mine), _full(other), names)
        if (
            base_status(merged.get("status")) not in UNDER_WAY
            and all(one.name != "status" for one in wrong)
            and "remaining" in merged
        ):
            # Of what is not under way nothing is left to be said.
            merged["remaining"] = ""
            wrong = [one for one in wrong if one.name != "remaining"]
        found.append(merged)
        clashes += [Clash(record_file(merged), one.name, one.ours, one.theirs) for one in wrong]
    return Combined(snapshot(found), clashes)


def combine_answers(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any], names: Sequence[str]
) -> tuple[Record, list[Clash]]:
    """Merge the named answers of two branches; a clash is ours."""
    merged: Record = {}
    clashes: list[Clash] = []
    for name in names:
        values = (base.get(name), ours.get(name), theirs.get(name))
        merged[name], clash = _LATEST[name](*values) if name in _LATEST else combine(*values)
        if clash:
            clashes.append(Clash("", name, values[1], values[2]))
    return merged, clashes


def without_clashes(found: Mapping[str, Any], clashes: Sequence[Clash]) -> Record:
    """The answers in which one that clashes is neither side's, so that whoever chose one of them has changed it."""
    return {**found, **{clash.name: [] if isinstance(found.get(clash.name), list) else NEITHER for clash in clashes}}


def combine(base: Any, ours: Any, theirs: Any) -> tuple[Any, bool]:
    """The answer of two branches, and whether both changed it to something else; it is ours then."""
    if theirs in (ours, base):
        return ours, False
    if ours == base:
        return theirs, False
    if isinstance(ours, list) and isinstance(theirs, list):
        merged = merge(*(_lines(side) for side in (base or [], ours, theirs)))
        if not merged.conflicts:
            return [json.loads(line) for line in dict.fromkeys(merged.lines)], False
    return ours, True


def _lines(entries: Sequence[Any]) -> list[str]:
    return [json.dumps(entry, sort_keys=True) + "\n" for entry in entries]


def _latest(base: Any, ours: Any, theirs: Any) -> tuple[Any, bool]:
    """The later of two days, or the higher of two versions; what only one side changed is that side's."""
    chosen, clash = combine(base, ours, theirs)
    if not clash:
        return chosen, False
    return (theirs if ours in (None, "") or (theirs not in (None, "") and theirs > ours) else ours), False


def _earliest(base: Any, ours: Any, theirs: Any) -> tuple[Any, bool]:
    """The earlier of two days; what only one side changed is that side's."""
    chosen, clash = combine(base, ours, theirs)
    return min(filter(None, (ours, theirs)), default="") if clash else chosen, False


def _confirmations(base: Any, ours: Any, theirs: Any) -> tuple[Any, bool]:
    """Each checkpoint's confirmation; of two, the later. Whether it still holds is computed from what was approved."""
    sides = [side if isinstance(side, Mapping) else {} for side in (base, ours, theirs)]
    found = {}
    for name in dict.fromkeys([*sides[1], *sides[2]]):
        common, mine, other = (side.get(name) for side in sides)
        chosen, clash = combine(common, mine, other)
        found[name] = max(mine, other, key=lambda one: str(one.get("date"))) if clash and mine and other else chosen
    return {name: one for name, one in found.items() if one is not None}, False


_LATEST = {
    "updated": _latest,
    "completed": _latest,
    "started": _earliest,
    "record_schema": _latest,
    "checkpoints": _confirmations,
}


def _key(record: Mapping[str, Any]) -> str:
    return str(record.get("slug")) if is_package(record) else record_file(record)


def _full(record: Mapping[str, Any]) -> Record:
    """The record with every answer, and without what says only how it was read."""
    defaults = PACKAGE_DEFAULTS if is_package(record) else ANALYSIS_DEFAULTS
    return {name: record.get(name, default) for name, default in defaults.items()}
