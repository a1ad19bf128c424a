"""Naming a work package: which one a person means by a number, a slug, or a part of its title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import text
from .records import Package, nn, resolve


class NotNamed(Exception):
    """The words name no work package, or several; the message says which they could be."""


def named(words: str, packages: Sequence[Package]) -> Package:
    """The work package that the words name.

    By number (`5`, `05`, `phase 5`), slug, file name or title; else by a part of one title or slug alone.

    Raises:
        NotNamed: when none is named, or several are.
    """
    wanted = text.one_line(words)
    if not packages:
        raise NotNamed(f"There is no work package {text.quoted(words)}: this plan has none yet.")
    # Two branches may have given one number twice.
    digits = re.fullmatch(r"(?i)(?:phase )?([0-9]{1,9})", wanted)
    numbered = [one for one in packages if digits and one.number == int(digits[1])]
    if len(numbered) > 1:
        raise NotNamed(_several(words, numbered))
    slug = resolve(wanted, [{"slug": one.slug, "number": one.number, "title": one.title} for one in packages])
    if slug is not None:
        alike = [one for one in packages if one.title.casefold() == wanted.casefold()]
        if len(alike) > 1:
            raise NotNamed(_several(words, alike))
        return next(one for one in packages if one.slug == slug)
    part = wanted.casefold()
    found = [one for one in packages if part and (part in one.title.casefold() or part in one.slug)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotNamed(_several(words, found))
    raise NotNamed(f"There is no work package {text.quoted(words)}. {_hint(part, packages)}")


def listed(package: Package) -> str:
    """A package where it is one of several to choose from: its number, slug and title."""
    return f"{nn(package.number)} {package.title} ({package.slug})"


def _several(words: str, packages: Sequence[Package]) -> str:
    return "\n".join([f"{text.quoted(words)} names {len(packages)} work packages; give the slug of one:", *_lines(packages)])


def _lines(packages: Sequence[Package], most: int = 10) -> list[str]:
    more = len(packages) - most
    return [f"  {listed(one)}" for one in packages[:most]] + ([f"  and {more} more"] if more > 0 else [])


def _hint(part: str, packages: Sequence[Package]) -> str:
    if part.isdecimal():
        near = []
    else:
        import difflib

        words: dict[str, Package] = {}
        for package in packages:
            for word in (package.slug, package.title.casefold(), *package.slug.split("-"), *package.title.casefold().split()):
                words.setdefault(word, package)
        matches = difflib.get_close_matches(part[:100], words, n=3, cutoff=0.6)
        near = list(dict.fromkeys(words[word].slug for word in matches))
    meant = [package for package in packages if package.slug in near]
    if meant:
        return f"Did you mean {text.join((f'{nn(one.number)} {one.title}' for one in meant), 'or')}?"
    if len(packages) <= 10:
        return "\n".join(["This plan has:", *_lines(packages)])
    return f"This plan has {nn(packages[0].number)} to {nn(packages[-1].number)}; `roadmap list` names them."
