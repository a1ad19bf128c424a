"""What a plan keeps of an import, as `imported` in the answer `continued`: whose it was, and what it said of each package.

All packages of an import are ready at first. How far each is with its planner is pending until the checkpoint `roadmap` is
confirmed, because before that nothing is started (docs/importing.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import text
from .lifecycle import advance
from .records import OPEN, STATUSES, Record, canonical, is_package, normalise

#: What `kind` is of an initiative that was imported.
IMPORTED = "imported"

#: The answers that say how another planner's folder is read, by the argument of `importing.imported` that each is.
HOW = {
    "reading": "import_reading",
    "only": "import_only",
    "statuses": "import_statuses",
    "estimates": "import_estimates",
}

#: All answers that an import goes by.
NAMES = ("kind", "previous", *HOW.values())


def is_import(answers: Mapping[str, Any]) -> bool:
    """Whether the answers are those of an initiative that is imported."""
    return bool(canonical("kind", answers.get("kind")) == IMPORTED)


def kept(continued: Any) -> Mapping[str, Any]:
    """What the answer `continued` keeps of an import; empty of a plan that was not imported."""
    found = continued.get("imported") if isinstance(continued, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def pending(continued: Any) -> dict[str, Mapping[str, Any]]:
    """The answers that packages get once the checkpoint `roadmap` is confirmed, by slug."""
    return {str(slug): said for slug, said in (kept(continued).get("statuses") or {}).items()}


def settled(continued: Any) -> frozenset[str]:
    """The slugs of the packages that their planner calls complete or put aside: nobody has to estimate these."""
    return frozenset(slug for slug, said in pending(continued).items() if said.get("status") not in OPEN)


def advanced(record: Mapping[str, Any], said: Mapping[str, Any], day: str) -> Record:
    """The package's record with what its planner says of it; what a person has given since stands.

    Args:
        record: the record of a package.
        said: the answers of `pending` for it.
        day: the day on which the checkpoint is confirmed, YYYY-MM-DD.
    """
    if not said or not is_package(record) or (record.get("status") or "ready") != "ready":
        return dict(record)
    new = {name: value for name, value in said.items() if name == "status" or not record.get(name)}
    if text.one_line(new.get("completed")) > day:
        # A planner's clock may run ahead of the plan's; nothing is complete tomorrow.
        new["completed"] = day
    return normalise(advance(record, {**record, **new}, new, day))


def given(continued: Any) -> dict[str, Any]:
    """The answer `continued` once what was pending is given: it is given once."""
    whole = dict(continued) if isinstance(continued, Mapping) else {}
    if not pending(whole):
        return whole
    return {**whole, "imported": {name: value for name, value in kept(whole).items() if name != "statuses"}}


def problem(continued: Mapping[str, Any]) -> str:
    """What is wrong with what is kept of an import, edited by hand perhaps; empty when nothing is."""
    if "imported" not in continued:
        return ""
    said = kept(continued)
    statuses = said.get("statuses") or {}
    whole = (
        isinstance(continued["imported"], Mapping)
        and isinstance(statuses, Mapping)
        and all(isinstance(one, Mapping) and one.get("status") in STATUSES for one in statuses.values())
        and not any(isinstance(said.get(name), (list, dict)) for name in ("planner", "path"))
        and all(isinstance(said.get(name) or [], list) for name in ("decided", "left_out"))
    )
    return "" if whole else "is not what the template stores."
