"""`NAME=VALUE`, `NAME+=VALUE` and `NAME-=VALUE`: answers as people change them, made of what is stored.

Copier takes whole answers; an entry that is added or taken out makes one of those that are there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..planning import fields, records, text

#: The answers that are lists, by part: of these entries are added and taken out.
LISTS = {
    part: tuple(one.name for one in answers if one.given and one.stored and isinstance(one.default, list))
    for part, answers in fields.FIELDS.items()
}

#: What is given of these is there beside what was: taking out an entry is taking all back, and giving the others again.
_ADDING = ("unblocked", "external_unblocked")

_FORM = re.compile(r"([A-Za-z][A-Za-z_-]*?)\s*(\+=|-=|=)(.*)", re.DOTALL)


class NotAssigned(Exception):
    """An answer that cannot be changed in this way; the message says why."""


@dataclass(frozen=True)
class Assignment:
    """A changed answer: its name, `=`, `+=` or `-=`, and the value, text as it was typed."""

    name: str
    sign: str
    value: Any


def assignment(word: str) -> Assignment | None:
    """The changed answer that a word of a command says; None where it says none. Hyphens in the name may stand for `_`."""
    found = _FORM.fullmatch(word)
    return Assignment(found[1].lower().replace("-", "_"), found[2], found[3]) if found else None


def steps(
    changes: Sequence[Assignment], part: str, stored: Mapping[str, Any], packages: Iterable[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """The answers that Copier would be given: of one command, or of two where one cannot say it.

    Args:
        changes: what is changed, in order.
        part: the part that the answers are of.
        stored: its answers as they are.
        packages: the plan's packages, by which dependencies are named.

    Raises:
        NotAssigned: when an entry is added to what is no list, or one is taken out that is not there.
    """
    given: dict[str, Any] = {}
    again: dict[str, Any] = {}
    known = list(packages)
    for change in changes:
        name = change.name
        if change.sign == "=":
            given[name] = change.value
            again.pop(name, None)
            continue
        if name not in LISTS[part]:
            raise NotAssigned(
                f"{name} is no list: give it with {name}=VALUE. Lists are {text.join(LISTS[part]) or 'none here'}."
            )

        def entries(value: Any, name: str = name) -> list[Any]:
            return _entries(name, value, part, known)

        there = entries(again.get(name, given.get(name, stored.get(name))))
        if change.sign == "+=":
            kept = [*there, *(one for one in entries(change.value) if one not in there)]
        else:
            kept = _without(name, there, entries(change.value))
        given[name] = kept
        if name in _ADDING and change.sign == "-=":
            given[name], again[name] = "", kept
    return [one for one in (given, {name: kept for name, kept in again.items() if kept}) if one]


def _entries(name: str, value: Any, part: str, packages: Sequence[Mapping[str, Any]]) -> list[Any]:
    """A list answer's entries in their stored form."""
    if part == "work-package":
        entries = records.normalise({"part": part, name: value}, packages)[name]
    else:
        from ..state import stored_form

        entries = stored_form(name, value)
    return list(entries)


def _label(entry: Any) -> str:
    return text.one_line(entry.get("title") if isinstance(entry, Mapping) else entry)


def _without(name: str, there: Sequence[Any], wanted: Sequence[Any]) -> list[Any]:
    """The entries without those that are named: by what they say, or by a part of it that one alone has.

    Raises:
        NotAssigned: when one is named that is not there, or a part that several have.
    """
    kept = list(there)
    for one in wanted:
        said = _label(one).casefold()
        same: Callable[[Any], bool] = lambda entry, said=said: _label(entry).casefold() == said  # type: ignore[misc]  # noqa: E731
        found = [entry for entry in kept if same(entry)] or [entry for entry in kept if said in _label(entry).casefold()]
        if len(found) == 1 or (found and all(same(entry) for entry in found)):
            kept = [entry for entry in kept if entry not in found]
            continue
        listed = "".join(f"\n  {_label(entry)}" for entry in found or there)
        if found:
            raise NotAssigned(f"{name}: {text.quoted(_label(one))} stands in {len(found)} entries; give more of one:{listed}")
        more = f" There are:{listed}" if there else " It is empty."
        raise NotAssigned(f"{name}: {text.quoted(_label(one))} is none of its entries.{more}")
    return kept
