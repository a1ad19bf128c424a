"""Outside blockers: what must be there from outside before work can start, and by which day it is promised.

An entry is a text such as `Cache server (by 2025-12-05)`. It is open until its box is ticked or somebody says that it is
resolved (workflow, "Requires (Blockers)" and "External Dependencies").
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from . import house, text
from .words import say

_DAY = "{what} (by {day})"
_PHASES = re.compile(r"\bphases?\s+([0-9]+(?:\s*(?:,?\s*(?:and|or|&)|,|to|-|–)\s*(?:phases?\s+)?[0-9]+)*)", re.IGNORECASE)


@dataclass(frozen=True)
class Blocker:
    """One outside thing: what it is, the day by which it is promised (None where none is given), and whether it is open.

    Of a package of another initiative, `elsewhere` is its name.
    """

    what: str
    by: datetime.date | None = None
    open: bool = True
    elsewhere: str = ""

    @property
    def entry(self) -> str:
        """The entry as an answer holds it: with its day, where it has one."""
        return f"{self.what} (by {self.by.isoformat()})" if self.by else self.what

    @property
    def words(self) -> str:
        """The same as documents show it."""
        return say(_DAY, what=self.what, day=self.by.isoformat()) if self.by else self.what


def _by() -> re.Pattern[str]:
    """What an entry says of its day: `(by 2025-12-05)`, or the same in the house's words."""
    said = house.in_force().words.of(_DAY)
    return _pattern(said.partition("(")[2].partition("{day}")[0].strip() if "({day})" not in said else "by")


@lru_cache(maxsize=8)
def _pattern(word: str) -> re.Pattern[str]:
    names = "|".join(map(re.escape, dict.fromkeys(("by", word or "by"))))
    return re.compile(rf"\s*\((?:{names})\s+([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\)", re.IGNORECASE)


def day_of(entry: str) -> str:
    """The day that an entry gives, as typed; empty where it gives none."""
    found = _by().search(entry)
    return found[1] if found else ""


#: What an entry says of the phases that it is needed for, at its end.
_BEFORE = re.compile(
    r",?\s+(?:must be (?:resolved|there)\s+|needed\s+)?(?:before|for)\s+phases?\s+[0-9][0-9\s,&–-]*(?:(?:and|or|to)\s+[0-9]+)*\.?$",
    re.IGNORECASE,
)


def name_of(entry: str) -> str:
    """The entry without its day and the phases that need it: the name by which an answer speaks of it."""
    return _BEFORE.sub("", _by().sub("", text.one_line(entry))).strip() or text.one_line(entry)


def read(entries: Iterable[str], resolved: Collection[str] = ()) -> tuple[Blocker, ...]:
    """The blockers of these entries; those that `resolved` names, with their day or without, are not open.

    A day that is no day of the calendar is part of the name.
    """
    named = {text.one_line(one).casefold() for one in resolved}
    found = []
    for entry in entries:
        name, by = name_of(entry), None
        try:
            by = datetime.date.fromisoformat(day_of(entry)) if day_of(entry) else None
        except ValueError:
            name = text.one_line(entry)
        is_open = not named & {text.one_line(entry).casefold(), name_of(entry).casefold()}
        found.append(Blocker(name, by, is_open))
    return tuple(found)


def named_phases(entry: str) -> set[int]:
    """The phases that an entry names: `before Phase 5`, `Phases 5-7 and 9`; empty where it names none."""
    found: set[int] = set()
    for match in _PHASES.finditer(entry):
        numbers = [int(number) for number in re.findall(r"\b[0-9]{1,4}\b", match[1])]
        found.update(numbers)
        for one, other in re.findall(r"(?i)\b([0-9]{1,4})\s*(?:to|-|–)\s*(?:phases?\s+)?([0-9]{1,4})\b", match[1]):
            found.update(range(int(one), int(other) + 1))
    return found


def resolve(named: str, entries: Iterable[str]) -> str | None:
    """The entry that somebody names, with its day or without; None where there is none."""
    wanted = text.one_line(named).casefold()
    return next((entry for entry in entries if wanted in (text.one_line(entry).casefold(), name_of(entry).casefold())), None)
