"""Changes in words: what `add`, `set`, `start`, `done`, `partial`, `defer` and `drop` ask of a plan.

    add TITLE [NAME=VALUE ...]              a new work package
    set [PACKAGE ...] NAME=VALUE ...        answers of work packages; without one those of the initiative
    done PACKAGE ... [NAME=VALUE ...]       a status, with what goes with it; so start, partial, defer, drop

A list takes `NAME+=ENTRY` and `NAME-=ENTRY` as well. `--why TEXT` is `remains=TEXT`: what is left, or why it is put aside.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..direct import Asked
from ..planning import fields, records, text
from ..planning.naming import NotNamed, named
from ..planning.records import Package
from ..planning.roadmap import Roadmap
from ..planning_folder import Folder

#: The words that give a work package a status.
STATUS_OF = {"start": "in-progress", "done": "complete", "partial": "partial", "defer": "deferred", "drop": "dropped"}

#: Every word that a change begins with.
VERBS = ("add", "set", *STATUS_OF)

#: What stands between two changes of one line.
SEPARATORS = ("then", "--and")

#: Options that stand for an answer.
_OPTIONS = {"--why": "remains"}

_PAIR = re.compile(r"([A-Za-z][\w-]*?)([+-]?)=(.*)", re.DOTALL)


class NotUnderstood(Exception):
    """Words that ask for no change; the message says why, with the word and the remedy."""


@dataclass(frozen=True)
class _Pair:
    """An answer as it is typed: its name, whether an entry is added (`+`) or taken out (`-`), and the value."""

    name: str
    sign: str
    value: str


def steps(words: Sequence[str]) -> list[list[str]]:
    """The changes of one line, each by its words; they are separated by `then` or `--and`.

    Raises:
        NotUnderstood: where there is none, or one without words.
    """
    found: list[list[str]] = [[]]
    for word in words:
        if word in SEPARATORS:
            found.append([])
        else:
            found[-1].append(word)
    if not all(found):
        where = "Nothing is asked." if len(found) == 1 else "One of the changes has no words."
        raise NotUnderstood(f"{where} Begin each with {text.join(VERBS, 'or')}, and separate them by `then`.")
    return found


def asked_for(words: Sequence[str], plan: Roadmap, there: Folder, folder: Path) -> list[Asked]:
    """What one change asks of the planning folder: a command for each work package that it names, in their order.

    Nothing is checked that the command itself checks: which answers there are, and which values they take.

    Args:
        words: the words of the change, the first one of `VERBS`.
        plan: the roadmap, by which packages are named.
        there: the planning folder as it is, or as earlier changes leave it: what its lists hold.
        folder: where the planning folder is.

    Raises:
        NotUnderstood: when the words ask for no change.
    """
    verb, *rest = words
    if verb not in VERBS:
        near = difflib.get_close_matches(verb.lower()[:100], VERBS, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]}?" if near else f"Begin with {text.join(VERBS, 'or')}."
        raise NotUnderstood(f"{text.quoted(verb)} is no change. {hint}")
    names, pairs = _parted(rest)
    if verb == "add":
        return [_added(names, pairs, folder)]
    given = [_Pair("status", "", STATUS_OF[verb])] if verb in STATUS_OF else []
    pairs = [*given, *pairs]
    if not names and verb != "set":
        raise NotUnderstood(f"{verb}: which work package? Name it by number, slug or a part of its title.")
    if not pairs:
        raise NotUnderstood("set: nothing is changed. Give answers as NAME=VALUE, for example effort=8-12h.")
    if not names:
        return [Asked(folder, _answers(pairs, "initiative", there.answers or {}, plan.packages))]
    return [
        Asked(folder, _answers(pairs, "work-package", _stored(package, there), plan.packages), package.record)
        for package in _packages(names, plan)
    ]


def _parted(words: Sequence[str]) -> tuple[list[str], list[_Pair]]:
    """The words that name something, and the answers."""
    names: list[str] = []
    pairs: list[_Pair] = []
    left = iter(words)
    for word in left:
        option, joined, value = word.partition("=")
        if option in _OPTIONS:
            said = value if joined else next(left, None)
            if said is None:
                raise NotUnderstood(f"{option}: what is it? Give it as {option} TEXT.")
            pairs.append(_Pair(_OPTIONS[option], "", said))
        elif word.startswith("--"):
            known = text.join((*_OPTIONS, *(one for one in SEPARATORS if one.startswith("--"))), "or")
            raise NotUnderstood(f"{text.quoted(word)} is no option of a change. Give {known}, and answers as NAME=VALUE.")
        elif pair := _PAIR.fullmatch(word):
            pairs.append(_Pair(pair[1].replace("-", "_"), pair[2], pair[3]))
        else:
            names.append(word)
    return names, pairs


def _added(names: Sequence[str], pairs: Sequence[_Pair], folder: Path) -> Asked:
    title = " ".join(names)
    if not title:
        raise NotUnderstood("add: what is its title? Give it first: add TITLE effort=4-6h.")
    answers = _answers([_Pair("title", "", title), *pairs], "work-package", {}, ())
    return Asked(folder, answers, part="work-package")


def _packages(names: Iterable[str], plan: Roadmap) -> list[Package]:
    try:
        found = [named(name, plan.packages) for name in names]
    except NotNamed as error:
        raise NotUnderstood(str(error)) from error
    return list({package.slug: package for package in found}.values())


def _stored(package: Package, there: Folder) -> Mapping[str, Any]:
    return next((one for one in there.records if one.get("slug") == package.slug), {})


def _answers(pairs: Iterable[_Pair], part: str, stored: Mapping[str, Any], packages: Sequence[Package]) -> dict[str, Any]:
    """The answers, text as it is typed; a list that entries are added to or taken out of, whole."""
    found: dict[str, Any] = {}
    for pair in pairs:
        if not pair.sign:
            found[pair.name] = pair.value
            continue
        form = next((one.form for one in fields.FIELDS[part] if one.name == pair.name and one.given), None)
        if form is not None and form not in ("list", "names"):
            raise NotUnderstood(f"{pair.name}: is no list. Give the whole answer: {pair.name}={pair.value}.")
        read = records.references if form == "names" else text.items
        now = list(read(found.get(pair.name, stored.get(pair.name))))
        for entry in read(pair.value):
            if form == "names":
                entry = _slug(entry, packages)
            same = _same(entry, now)
            if pair.sign == "+" and same is None:
                now.append(entry)
            elif pair.sign == "-":
                if same is None:
                    listed = f"It holds {text.join(now)}." if now else "It is empty."
                    raise NotUnderstood(f"{pair.name}: does not hold {text.quoted(entry)}. {listed}")
                now.remove(same)
        found[pair.name] = now
    return found


def _slug(reference: str, packages: Sequence[Package]) -> str:
    """The slug of the package that is named; what names none stays, and the command says so."""
    try:
        return named(reference, packages).slug
    except NotNamed:
        return reference


def _same(entry: str, entries: Sequence[str]) -> str | None:
    """The entry of a list that is meant: by all of its text, whatever its case."""
    return next((one for one in entries if one.casefold() == entry.casefold()), None)
