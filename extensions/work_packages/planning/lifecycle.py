"""Lifecycle: what follows for a record from a change of its status (workflow, 7.1 and 7.2): days, and what is over with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from . import text
from .house import base_status
from .words import Spoken, say

#: Each state of a package inside a sentence (`Roadmap.state`).
STATES = Spoken(
    {
        **{"planned": "planned", "waiting": "waiting", "ready": "ready", "in-progress": "in progress"},
        **{"partial": "partial", "complete": "complete", "deferred": "deferred", "dropped": "dropped"},
    }
)

#: The name of each status inside a sentence.
CODES = Spoken(
    {
        **{"ready": "ready", "in-progress": "in-progress", "partial": "partial", "complete": "complete"},
        **{"deferred": "deferred", "dropped": "dropped"},
    }
)

#: Statuses of packages that somebody works on, or that were left half-way, in the order in which they want attention.
UNDER_WAY = ("in-progress", "partial")


def advance(before: Mapping[str, Any], after: Mapping[str, Any], given: Collection[str], day: str) -> dict[str, Any]:
    """The work package's record with what its new status brings.

    Work that begins is `started` on that day, work that ends is `completed` on it. What remained of a package that was left
    half-way is over once it is complete: it goes into its `history`. What a person gives in the same command stands.

    Args:
        before: the record before; empty for a new one.
        after: the record with its new answers.
        given: the names of the answers that were given.
        day: the day, YYYY-MM-DD.
    """
    record = dict(after)
    was, now = (base_status(one.get("status", "ready") or "ready") for one in (before, after))
    if was == now:
        return record

    def put(name: str, value: Any) -> None:
        if name not in given:
            record[name] = value

    if now in UNDER_WAY and not text.one_line(record.get("started")) and not text.one_line(record.get("completed")):
        put("started", day)
    if now == "ready":
        put("started", "")
    if now not in UNDER_WAY:
        put("remaining", "")
    if now == "complete":
        put("completed", day)
        remained = text.one_line(record.get("remains"))
        if remained and "remains" not in given:
            record["history"] = [
                *text.items(record.get("history")),
                say(
                    "Left half-way until {day}; what remained then, and is complete since: {remained}",
                    day=day,
                    remained=remained,
                ),
            ]
            record["remains"] = ""
    return record
