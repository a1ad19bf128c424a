"""Exporting: the plan for other programs, as GitHub issues and as a table (docs/importing.md, "Back to GitHub", "CSV"). Pure."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from csv import writer
from typing import Any

from .planning import text
from .planning.effort import hours, with_review
from .planning.graph import sorted_by_need
from .planning.records import Package
from .planning.roadmap import Roadmap

#: Most characters of a title and of a text that GitHub takes.
_TITLE, _BODY = 256, 65_000

#: A name that GitHub could have given to somebody; any other owner is named in the text.
_LOGIN = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}")

#: Signs with which a spreadsheet takes a cell for a formula, at its beginning.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

#: The columns of the table. Times are hours.
COLUMNS = (
    *("number", "slug", "title", "status", "state", "priority", "rank", "owner", "due", "depends_on", "blocked_by"),
    *("effort_low", "effort_high", "review", "remaining_low", "remaining_high", "actual", "actual_review"),
    *("started", "completed", "summary", "success_criteria", "pr"),
)


def is_export(content: bytes) -> bool:
    """Whether a file of this content was made here: issues with the names that only these have, or a table with these columns."""
    try:
        said = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if said.startswith(f"{COLUMNS[0]},{COLUMNS[1]},"):
        return said.splitlines()[0].split(",") == list(COLUMNS)
    try:
        issues = json.loads(said)
    except (ValueError, RecursionError):
        return False
    return isinstance(issues, list) and all(isinstance(one, dict) and {"slug", "depends_on"} <= {*one} for one in issues)


def _packages(roadmap: Roadmap) -> Sequence[Package]:
    """The packages; before there are plans, those that the scope names."""
    return roadmap.packages or roadmap.identified


def _priority(roadmap: Roadmap, package: Package) -> str:
    return roadmap.stands(package) if package.slug in roadmap.priority else package.priority


def github_issues(roadmap: Roadmap) -> str:
    """The packages as a JSON list of issues, in the form that `gh issue list --json` prints; each after those that it needs.

    Beside GitHub's own names an issue has `slug`, and `depends_on` with the slugs that it needs. In its text they stand as
    `Depends on [slug]`, for which the loop in docs/importing.md puts the number, once GitHub has given one.
    """
    packages = {package.slug: package for package in _packages(roadmap)}
    order = sorted_by_need({slug: [need for need in one.depends_on if need in packages] for slug, one in packages.items()})
    issues = [_issue(roadmap, packages[slug], packages) for slug in order]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(roadmap: Roadmap, package: Package, packages: dict[str, Package]) -> dict[str, Any]:
    closed = package.status in ("complete", "dropped")
    level = _priority(roadmap, package)
    labels = [f"priority: {level}"] if level else []
    if package.status not in ("ready", "complete"):
        labels.append(f"status: {package.status}")
    return {
        "number": package.number,
        "slug": package.slug,
        "title": _cut(package.title, _TITLE),
        "body": _cut(_body(roadmap, package, packages), _BODY),
        "labels": [{"name": label} for label in labels],
        "state": "CLOSED" if closed else "OPEN",
        "stateReason": {"complete": "COMPLETED", "dropped": "NOT_PLANNED"}.get(package.status, ""),
        "milestone": {"title": _cut(roadmap.title, _TITLE)},
        "assignees": [{"login": login} for login in _logins(package.owner)],
        "createdAt": f"{package.added}T00:00:00Z" if package.added else None,
        "closedAt": f"{package.completed}T00:00:00Z" if closed and package.completed else None,
        "depends_on": [need for need in package.depends_on if need in packages],
    }


def _cut(said: str, most: int) -> str:
    return said if len(said) <= most else said[: most - 1] + "…"


def _logins(owner: str) -> list[str]:
    """The owners as GitHub's names; none where one of them cannot be such a name."""
    names = [name.strip().removeprefix("@") for name in re.split("[,;]", owner)]
    return names if all(_LOGIN.fullmatch(name) for name in names) else []


def _body(roadmap: Roadmap, package: Package, packages: dict[str, Package]) -> str:
    met, done = roadmap.met.get(package.slug, ()), roadmap.tasks_done.get(package.slug, ())
    about = []
    if package.owner and not _logins(package.owner):
        about.append(f"- Owner: {text.item(package.owner)}")
    if package.due:
        about.append(f"- Due: {package.due}")
    if package.is_estimated:
        about.append(f"- Effort: {with_review(package.effort, package.review)}")
    if package.remains:
        about.append(f"- Remains: {text.item(package.remains)}")
    about += [f"- {text.item(entry)}" for entry in package.pr]
    needs = [f"Depends on [{need}]: {text.item(packages[need].title)}" for need in package.depends_on if need in packages]
    needs += [f"Waits for {text.item(blocker.words)}" for blocker in package.waits_outside]
    parts = [
        text.prose(package.summary),
        _section("Why", text.prose(package.why)),
        _section("Success Criteria", _boxes(package.success_criteria, met)),
        _section("Tasks", _boxes(package.task_list, done)),
        _section("Dependencies", "\n\n".join(needs)),
        _section("Plan", "\n".join(about)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _boxes(lines: Sequence[str], ticked: Sequence[str]) -> str:
    return "\n".join(f"- [{'x' if line in ticked else ' '}] {text.item(line)}" for line in lines)


def csv(roadmap: Roadmap) -> str:
    """The packages as a table after RFC 4180, one row each, by number, below a row with the names of `COLUMNS`.

    Each cell is one line. A text that begins with a sign of a formula (`=`, `+`, `-`, `@`) gets an apostrophe before it, so
    that no spreadsheet runs what somebody typed.
    """
    table = io.StringIO()
    rows = writer(table, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for package in _packages(roadmap):
        rows.writerow(_row(roadmap, package))
    return table.getvalue()


def _row(roadmap: Roadmap, package: Package) -> list[str]:
    known = package.is_estimated
    left = package.left[0] if known or package.remaining is not None else None
    texts = {
        "slug": package.slug,
        "title": package.title,
        "owner": package.owner,
        "depends_on": "; ".join(package.depends_on),
        "blocked_by": "; ".join(blocker.words for blocker in package.waits_outside),
        "summary": package.summary,
        "success_criteria": "; ".join(package.success_criteria),
        "pr": "; ".join(package.pr),
    }
    others = {
        "number": str(package.number),
        "status": package.status,
        "state": roadmap.state(package),
        "priority": _priority(roadmap, package),
        "rank": "" if package.rank is None else str(package.rank),
        "due": package.due,
        "effort_low": hours(package.effort.low) if known else "",
        "effort_high": hours(package.effort.high) if known else "",
        "review": hours(package.review) if known else "",
        "remaining_low": hours(left.low) if left else "",
        "remaining_high": hours(left.high) if left else "",
        "actual": "" if package.actual is None else hours(package.actual),
        "actual_review": "" if package.actual_review is None else hours(package.actual_review),
        "started": package.started,
        "completed": package.completed,
    }
    cells = {**others, **{name: _safe(said) for name, said in texts.items()}}
    return [cells[name] for name in COLUMNS]


def _safe(said: str) -> str:
    """A cell's text on one line, which no spreadsheet takes for a formula."""
    line = text.one_line(said)
    return f"'{line}" if line.startswith(_FORMULA) else line
