"""Every answer, in one table: the part that it belongs to, its form, and its default (docs/answers.md).

What else is said of an answer by its form stands where it is needed: how it is read (`records.py`), what is wrong with it
(`answers.py`), how two branches' are merged (`combining.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LEVELS = ("high", "medium", "low")
STATUSES = ("ready", "in-progress", "partial", "complete", "deferred", "dropped")

#: What a work package is of an imported Spec Kit folder: each feature, or each user story of one.
READINGS = ("features", "stories")

#: Where planning folders are kept, below a repository's root (workflow, "Location Pattern").
PLANNING_ROOT = ".engineering/artifacts/planning"


@dataclass(frozen=True)
class Field:
    """One answer.

    Attributes:
        name: its name.
        form: `line` or `block` of text, `list`, `names` of packages, `effort`, `hours`, `left`, `day`, `choice`, `number`,
            `flag`; `own` where the answer is like no other.
        default: what it is where nobody gives it, in its stored form.
        choices: the words of a choice.
        given: whether a person gives it; else the template keeps it.
        stored: whether it is stored; else it counts for one command.
    """

    name: str
    form: str
    default: Any = ""
    choices: tuple[str, ...] = ()
    given: bool = True
    stored: bool = True


#: The answers of each part, in the order in which they are written.
FIELDS: dict[str, tuple[Field, ...]] = {
    "initiative": (
        Field("initiative", "own"),
        Field("date", "own"),
        Field("planning_root", "own", PLANNING_ROOT),
        Field("kind", "choice", "new", ("new", "continuing", "imported")),
        Field("previous", "own"),
        Field("previous_completed", "own", []),
        Field("previous_partial", "own", []),
        Field("overview", "block"),
        Field("rationale", "block"),
        Field("impact_overall", "block"),
        Field("identified", "own", []),
        Field("analyses", "own", []),
        Field("start", "own"),
        Field("agentic_hours_per_week", "own", "20"),
        Field("review_hours_per_week", "own", "8"),
        Field("buffer", "own", "0"),
        Field("overall_criteria", "list", []),
        Field("external_dependencies", "list", []),
        Field("external_unblocked", "list", []),
        Field("updated", "own"),
        # What a person confirms now is stored as `checkpoints`; documents are made whole again once.
        Field("confirm", "own", stored=False),
        Field("confirmed_on", "own", stored=False),
        Field("confirmed_by", "line", stored=False),
        Field("restore", "own", stored=False),
        # How another planner's folder is read. What comes of it is stored as `continued`.
        Field("import_reading", "choice", "", READINGS, stored=False),
        Field("import_only", "line", stored=False),
        Field("import_statuses", "own", stored=False),
        Field("import_estimates", "flag", False, stored=False),
        Field("location", "own", given=False),
        Field("continued", "own", {}, given=False),
        Field("checkpoints", "own", {}, given=False),
    ),
    "analysis": (
        Field("analysis_number", "number", 0),
        Field("analysis_type", "own"),
        Field("analysis_title", "line"),
        Field("analysis_purpose", "line"),
        Field("added", "day"),
    ),
    "work-package": (
        Field("number", "number", 0),
        Field("slug", "own"),
        Field("title", "line"),
        Field("added", "day"),
        Field("summary", "block"),
        Field("why", "block"),
        Field("impact", "block"),
        Field("insights", "list", []),
        Field("value", "choice", "", LEVELS),
        Field("risk", "choice", "", LEVELS),
        Field("effort", "effort"),
        Field("review", "hours"),
        Field("depends_on", "names", []),
        Field("blocked_by", "list", []),
        Field("unblocked", "list", []),
        Field("in_scope", "list", []),
        Field("out_of_scope", "list", []),
        Field("success_criteria", "list", []),
        Field("task_list", "list", []),
        Field("priority", "choice", "", LEVELS),
        Field("priority_reason", "line"),
        Field("rank", "own"),
        Field("owner", "line"),
        Field("due", "day"),
        Field("status", "choice", "ready", STATUSES),
        Field("started", "day"),
        Field("done", "block"),
        Field("remains", "block"),
        Field("pr", "list", []),
        Field("adr", "line"),
        Field("actual", "hours"),
        Field("actual_review", "hours"),
        Field("remaining", "left"),
        Field("completed", "day"),
        Field("history", "list", [], given=False),
        Field("testing", "flag", False),
        # A value for each of a house's own fields; it stands in a record only where there is one.
        Field("fields", "own", {}),
    ),
    "repair": (Field("renumber", "own", stored=False),),
    "check": (),
    "agents": (),
    "portfolio": (Field("team_agentic_hours_per_week", "own"), Field("team_review_hours_per_week", "own")),
    # What a planning folder that was written by hand says is read; these say what of it is otherwise.
    "adopt": (
        Field("understood", "flag", stored=False),
        Field("packages", "own", stored=False),
        Field("initiative", "own", stored=False),
        Field("date", "own", stored=False),
        Field("overview", "block", stored=False),
        Field("start", "own", stored=False),
        Field("agentic_hours_per_week", "own", stored=False),
        Field("review_hours_per_week", "own", stored=False),
        Field("buffer", "own", stored=False),
        Field("confirmed_on", "own", stored=False),
        Field("confirmed_by", "line", stored=False),
    ),
}


def names(part: str, *forms: str) -> Iterator[str]:
    """The names of a part's answers that are of one of these forms."""
    return (field.name for field in FIELDS[part] if field.form in forms)
