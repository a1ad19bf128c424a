"""Effort: a range of agentic hours and a time for human review (workflow, "Time Estimates").

Times are whole minutes, so that sums are exact; people see hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from . import text
from .words import say

#: The largest time that one estimate may hold, in hours.
MOST_HOURS = 1000

#: The largest buffer for unknowns, in per cent of the hours that are left.
MOST_BUFFER = 200

#: What is said of a package of which nobody has given an estimate.
NOT_ESTIMATED = "not estimated"

_HOURS = r"([0-9]+(?:[.,][0-9]+)?)"
_RANGE = re.compile(rf"{_HOURS}\s*(?:h|hours?)?\s*(?:(?:-|–|—|to)\s*{_HOURS}\s*)?(?:h|hours?)?", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Effort:
    """A range of time in minutes, with `low` not above `high`."""

    low: int = 0
    high: int = 0

    def __add__(self, other: Effort) -> Effort:
        return Effort(self.low + other.low, self.high + other.high)

    def plus(self, minutes: int) -> Effort:
        """The range with the same minutes added to both bounds."""
        return Effort(self.low + minutes, self.high + minutes)

    def less(self, minutes: int) -> Effort:
        """The range without these minutes, no bound below zero."""
        return Effort(max(0, self.low - minutes), max(0, self.high - minutes))

    @property
    def middle(self) -> float:
        """The middle of the range, in minutes."""
        return (self.low + self.high) / 2


def parse_effort(value: object) -> Effort:
    """Read `4-6h`, `4h`, `4` or `1.5-2h` (workflow, "Time Estimates", Format).

    Raises:
        ValueError: when the text is no such range, is zero, is reversed, or exceeds `MOST_HOURS`.
    """
    effort = parse_remaining(value)
    if not effort.high:
        raise ValueError("is no time at all")
    return effort


def parse_remaining(value: object) -> Effort:
    """Read what is left of work under way: a range as `parse_effort` reads it, or zero.

    Raises:
        ValueError: when the text is no such range, is reversed, or exceeds `MOST_HOURS`.
    """
    match = _RANGE.fullmatch(" ".join(str(value).split()))
    if not match:
        raise ValueError("is not a number of hours, nor a range of them")
    low = _minutes(match[1])
    high = _minutes(match[2]) if match[2] else low
    if low > high:
        raise ValueError("has its larger bound first")
    return Effort(low, high)


def parse_time(value: object) -> int:
    """Read one time, `1h` or `1.5`, as minutes; zero is allowed.

    Raises:
        ValueError: when the text is no such time or exceeds `MOST_HOURS`.
    """
    match = _RANGE.fullmatch(" ".join(str(value).split()))
    if not match or match[2]:
        raise ValueError("is not a number of hours")
    return _minutes(match[1])


def parse_buffer(value: object) -> int:
    """Read a buffer for unknowns, `20` or `20%`, in per cent; nothing is 0 (workflow, "Time Estimates").

    Raises:
        ValueError: when the text is no whole number of per cent, or exceeds `MOST_BUFFER`.
    """
    match = re.fullmatch(r"([0-9]{1,3})\s*%?", text.one_line(value) or "0")
    if not match or int(match[1]) > MOST_BUFFER:
        raise ValueError(f"is not a whole number of per cent from 0 to {MOST_BUFFER}")
    return int(match[1])


def buffered(agentic: Effort, review: int, buffer: int) -> tuple[Effort, int]:
    """The times with a buffer of so many per cent, in whole minutes."""

    def more(minutes: int) -> int:
        return minutes * (100 + buffer) // 100

    return Effort(more(agentic.low), more(agentic.high)), more(review)


def _minutes(hours: str) -> int:
    amount = float(hours.replace(",", "."))
    if amount > MOST_HOURS:
        raise ValueError(f"is more than {MOST_HOURS} hours")
    return round(amount * 60)


def total(efforts: Iterable[Effort]) -> Effort:
    """The sum of the ranges, bound by bound."""
    return sum(efforts, Effort())


def hours(minutes: int) -> str:
    """Minutes as hours, without trailing zeros: 270 is `4.5`."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def number(minutes: int) -> int | float:
    """Minutes as a number of hours for programs, an integer where it is whole."""
    value = round(minutes / 60, 2)
    return int(value) if value == int(value) else value


def span(effort: Effort) -> str:
    """The range in hours without a unit: `4-6`, or `4` where both bounds are equal."""
    low, high = hours(effort.low), hours(effort.high)
    return low if low == high else f"{low}-{high}"


def effort_text(effort: Effort) -> str:
    """The agentic range as an answer and a table show it: `4-6h`."""
    return f"{span(effort)}h"


def estimate_text(effort: Effort) -> str:
    """A package's estimate as a table shows it: `4-6h`, or that there is none."""
    return effort_text(effort) if effort.high else say(NOT_ESTIMATED)


def with_review(effort: Effort, review: int) -> str:
    """`X-Yh agentic + Zh review` (workflow, "Time Estimates", Format)."""
    return say("{effort} agentic + {review}h review", effort=effort_text(effort), review=hours(review))


def total_text(effort: Effort, review: int, unestimated: int = 0) -> str:
    """`X-Y hours agentic + Z hours review = **A-B total hours**` (workflow, START-HERE.md, Timeline), and how many are not in it."""
    if unestimated and not effort.high:
        return sum_text(effort, review, unestimated)
    everything = effort.plus(review)
    total_hours = (
        say("{hours} total hour", hours=1) if _is_one(everything) else say("{hours} total hours", hours=span(everything))
    )
    return f"{sum_text(effort, review)} = **{total_hours}**{without(unestimated)}"


def sum_text(effort: Effort, review: int, unestimated: int = 0) -> str:
    """`X-Y hours agentic + Z hours review` (workflow, 1.2), and how many packages are not in it; that alone, where none is."""
    if unestimated and not effort.high:
        return f"{say(NOT_ESTIMATED)} ({text.count(unestimated, 'work package')})"
    agentic = say("{hours} hour agentic", hours=1) if _is_one(effort) else say("{hours} hours agentic", hours=span(effort))
    reviewed = say("{hours} hour review", hours=1) if review == 60 else say("{hours} hours review", hours=hours(review))
    return f"{agentic} + {reviewed}{without(unestimated)}"


def _is_one(effort: Effort) -> bool:
    return effort.low == effort.high == 60


def unit(effort: Effort) -> str:
    """What follows a number of hours, or a range of them: `hour` for one, else `hours`."""
    return say("hour") if _is_one(effort) else say("hours")


def without(unestimated: int) -> str:
    """What follows a sum in which these packages are not: `, 2 not estimated`; nothing where all are."""
    return say(", {count} not estimated", count=unestimated) if unestimated else ""
