"""Statuses and priorities in the peers' words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..planning import text
from ..planning.records import LEVELS, STATUSES, canonical
from .values import Asked, Leftovers, NotImportable, Progress, Question

_STATUS_WORDS: dict[str, tuple[str, ...]] = {
    "ready": ("to do", "todo", "open", "new", "ready", "pending", "planned", "not started", "backlog", "draft", "proposed"),
    "in-progress": (
        *("in progress", "inprogress", "doing", "started", "active", "wip", "in work", "ongoing", "in development"),
        *("review", "in review", "reviewing", "testing", "in testing", "qa"),
    ),
    "partial": ("partial", "partly done"),
    "complete": ("done", "complete", "completed", "closed", "finished", "resolved", "merged", "released"),
    "deferred": ("deferred", "postponed", "on hold"),
    "dropped": ("cancelled", "canceled", "dropped", "abandoned", "rejected", "won't do", "wont do", "wontfix", "not planned"),
}
_STATUS = {word: status for status, words in _STATUS_WORDS.items() for word in words}

_PRIORITY_WORDS: dict[str, tuple[str, ...]] = {
    "high": ("high", "highest", "critical", "urgent", "p0", "p1", "must", "must have"),
    "medium": ("medium", "normal", "moderate", "p2", "should", "should have"),
    "low": ("low", "lowest", "minor", "trivial", "p3", "p4", "could", "could have"),
}
_PRIORITY = {word: level for level, words in _PRIORITY_WORDS.items() for word in words}


def _key(word: str) -> str:
    return text.one_line(word).casefold().replace("_", " ").replace("-", " ")


def check_statuses(statuses: Mapping[str, str]) -> None:
    """Refuse a map of statuses that names one which there is not.

    Raises:
        NotImportable: for the first of them.
    """
    for word, status in statuses.items():
        if canonical("status", status) not in STATUSES:
            raise NotImportable(
                "statuses",
                f"{text.quoted(status)}, for {text.quoted(word)}, is no status here. Choose {text.join(STATUSES, 'or')}.",
            )


class Statuses:
    """Reads the statuses of one import, and keeps a question for each word that nobody has explained.

    Args:
        peer: the peer's name, as a person knows it.
        asked: what a person decided.
        known: the peer's own statuses, in their order: the first means that nothing is begun, the last that all is done.
    """

    def __init__(self, peer: str, asked: Asked, known: Sequence[str] = ()) -> None:
        self._peer = peer
        self._given = {_key(word): str(canonical("status", status)) for word, status in asked.statuses.items()}
        self._first, self._last = (_key(known[0]), _key(known[-1])) if len(known) > 1 else ("", "")
        self._unknown: dict[str, str] = {}

    def read(self, word: str) -> str:
        """Our status for the peer's word; `ready` for none, and for a word that nobody has explained."""
        key = _key(word)
        if key in self._given:
            return self._given[key]
        if key == self._last and key:
            return "complete"
        if not key or key == self._first:
            return "ready"
        if key in _STATUS:
            return _STATUS[key]
        self._unknown.setdefault(key, text.one_line(word))
        return "ready"

    def progress(self, word: str, status: str, completed: str = "", done: str = "", pr: Sequence[str] = ()) -> Progress | None:
        """How far a package of this status is; None for one that is ready.

        Args:
            word: the peer's word for its status.
            status: ours.
            completed: the day on which it was completed, where the peer knows it.
            done: what was delivered.
            pr: its pull requests.
        """
        if status == "ready":
            return None
        if status in ("deferred", "dropped"):
            return Progress(status, remains=f"{text.quoted(word)} in {self._peer}", done=done, pr=tuple(pr))
        return Progress(status, completed if status == "complete" else "", done, pr=tuple(pr))

    def questions(self) -> tuple[Question, ...]:
        """A question for each unknown word that was met."""
        return tuple(
            Question("statuses", f"Which status is {text.quoted(word)}? It has no counterpart here.", STATUSES, "ready", word)
            for word in self._unknown.values()
        )


def priority(word: str, file: str, left: Leftovers) -> str:
    """Our priority for the peer's word; empty for none. A word that is none is left out and noted."""
    level = _PRIORITY.get(_key(word), "")
    if not level and _key(word) not in ("", "none"):
        left.add("priority", f"is none of {text.join(LEVELS)}", file, word)
    return level


def is_priority(word: str) -> str:
    """The priority that a word means; empty where it means none."""
    return _PRIORITY.get(_key(word), "")


def is_status(word: str) -> str:
    """The status that a word means; empty where it means none."""
    return _STATUS.get(_key(word), str(canonical("status", word)) if canonical("status", word) in STATUSES else "")
