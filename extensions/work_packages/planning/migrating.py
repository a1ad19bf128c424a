"""Migrating: answers that an earlier release of the template stored under other names (docs/architecture.md, "Renamed Questions")."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

#: Questions that were renamed since: the name that a release stored, and the name now.
RENAMED: dict[str, str] = {}


def moved(stored: Mapping[str, Any], names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The answers that are stored under an old name only, by their new names."""
    pairs = RENAMED if names is None else names
    return {new: stored[old] for old, new in pairs.items() if old in stored and new not in stored}


def known_to(names: Collection[str], answers: Mapping[str, Any], pairs: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The answers by the names that an older version of the template knows them by; `names` are all that it knows.

    What it does not know at all keeps its name.
    """
    old = {new: old for old, new in (RENAMED if pairs is None else pairs).items()}
    return {old[name] if name not in names and old.get(name) in names else name: value for name, value in answers.items()}


def renamed(stored: Mapping[str, Any], names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The stored answers by the names of this version; one under its new name stands before one under its old."""
    pairs = RENAMED if names is None else names
    return {**{name: value for name, value in stored.items() if name not in pairs}, **moved(stored, pairs)}
