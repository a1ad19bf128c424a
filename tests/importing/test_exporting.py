"""The plan as GitHub issues and as a table, and the way there and back."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work_packages import exporting
from work_packages.importing import LABELS, Imported, imported
from work_packages.planning.records import STATUSES, first_records, identified_entries
from work_packages.planning.roadmap import Roadmap, compute

from .reading import fixture

ROOT = Path(__file__).parents[2]

ANSWERS: dict[str, Any] = {
    "initiative": 'Shop | "Nord"',
    "date": "2026-11-02",
    "updated": "2026-11-20",
    "start": "2026-11-02",
    "agentic_hours_per_week": "20",
    "review_hours_per_week": "8",
}

PACKAGES: list[dict[str, Any]] = [
    {
        "number": 3,
        "slug": "login",
        "title": '=Login, "with" passkeys',
        "added": "2026-11-02",
        "summary": "People sign in.\n\n# No heading",
        "why": "Passwords are lost.",
        "success_criteria": ["Under 2 s", "Works <b>offline</b>"],
        "task_list": ["Register", "Sign in"],
        "depends_on": ["database"],
        "blocked_by": ["A contract (by 2027-01-15)"],
        "owner": "Kim Lee",
        "due": "2027-01-15",
        "priority": "high",
        "effort": "4-6h",
        "review": "1h",
    },
    {
        "number": 4,
        "slug": "database",
        "title": "Database",
        "owner": "@kim, lee",
        "status": "complete",
        "completed": "2026-11-20",
        "effort": "2h",
        "review": "0.5h",
        "actual": "3h",
        "pr": ["PR #12"],
    },
    {"number": 5, "slug": "import", "title": "Import", "status": "dropped", "remains": "Nobody asked"},
    {"number": 6, "slug": "cart", "title": "-1 cart", "status": "partial", "remaining": "2h", "depends_on": ["login"]},
]


def planned(packages: list[dict[str, Any]], **answers: Any) -> Roadmap:
    return compute({**ANSWERS, **answers}, [{"part": "work-package", **one} for one in packages])


def test_github_issues() -> None:
    plan = planned(PACKAGES, observed={"met": {"login": ["Under 2 s"]}, "done": {"login": ["Register"]}})
    milestone = {"title": 'Shop | "Nord"'}
    assert json.loads(exporting.github_issues(plan)) == [
        {
            "number": 4,
            "slug": "database",
            "title": "Database",
            "body": "## Plan\n\n- Effort: 2h agentic + 0.5h review\n- PR #12\n",
            "labels": [{"name": "priority: high"}],
            "state": "CLOSED",
            "stateReason": "COMPLETED",
            "milestone": milestone,
            "assignees": [{"login": "kim"}, {"login": "lee"}],
            "createdAt": None,
            "closedAt": "2026-11-20T00:00:00Z",
            "depends_on": [],
        },
        {
            "number": 3,
            "slug": "login",
            "title": '=Login, "with" passkeys',
            "body": """People sign in.

\\# No heading

## Why

Passwords are lost.

## Success Criteria

- [x] Under 2 s
- [ ] Works \\<b>offline\\</b>

## Tasks

- [x] Register
- [ ] Sign in

## Dependencies

Depends on [database]: Database

Waits for A contract (by 2027-01-15)

## Plan

- Owner: Kim Lee
- Due: 2027-01-15
- Effort: 4-6h agentic + 1h review
""",
            "labels": [{"name": "priority: high"}],
            "state": "OPEN",
            "stateReason": "",
            "milestone": milestone,
            "assignees": [],
            "createdAt": "2026-11-02T00:00:00Z",
            "closedAt": None,
            "depends_on": ["database"],
        },
        {
            "number": 5,
            "slug": "import",
            "title": "Import",
            "body": "## Plan\n\n- Remains: Nobody asked\n",
            "labels": [{"name": "priority: medium"}, {"name": "status: dropped"}],
            "state": "CLOSED",
            "stateReason": "NOT_PLANNED",
            "milestone": milestone,
            "assignees": [],
            "createdAt": None,
            "closedAt": None,
            "depends_on": [],
        },
        {
            "number": 6,
            "slug": "cart",
            "title": "-1 cart",
            "body": '## Dependencies\n\nDepends on [login]: =Login, "with" passkeys\n',
            "labels": [{"name": "priority: medium"}, {"name": "status: partial"}],
            "state": "OPEN",
            "stateReason": "",
            "milestone": milestone,
            "assignees": [],
            "createdAt": None,
            "closedAt": None,
            "depends_on": ["login"],
        },
    ]


def test_csv() -> None:
    assert exporting.csv(planned(PACKAGES)) == (
        "number,slug,title,status,state,priority,rank,owner,due,depends_on,blocked_by,effort_low,effort_high,review,"
        "remaining_low,remaining_high,actual,actual_review,started,completed,summary,success_criteria,pr\r\n"
        '3,login,"\'=Login, ""with"" passkeys",ready,waiting,high,,Kim Lee,2027-01-15,database,A contract (by 2027-01-15),4,6,1,'
        "4,6,,,,,People sign in. # No heading,Under 2 s; Works <b>offline</b>,\r\n"
        '4,database,Database,complete,complete,high,,"\'@kim, lee",,,,2,2,0.5,0,0,3,,,2026-11-20,,,PR #12\r\n'
        "5,import,Import,dropped,dropped,medium,,,,,,,,,,,,,,,,,\r\n"
        "6,cart,'-1 cart,partial,partial,medium,,,,login,,,,,2,2,,,,,,,\r\n"
    )


def test_before_there_are_plans_the_scope_is_exported() -> None:
    plan = planned([], checkpoints={}, identified=[{"title": "A"}, {"title": "B", "priority": "low", "depends_on": ["a"]}])
    issues = json.loads(exporting.github_issues(plan))
    assert [(one["title"], one["labels"], one["depends_on"]) for one in issues] == [
        ("A", [], []),
        ("B", [{"name": "priority: low"}], ["a"]),
    ]
    assert [row[:6] for row in csv.reader(exporting.csv(plan).splitlines())][1:] == [
        ["3", "a", "A", "ready", "planned", ""],
        ["4", "b", "B", "ready", "planned", "low"],
    ]


def test_what_github_does_not_take_is_cut() -> None:
    plan = planned([{"number": 3, "slug": "a", "title": "é" * 300, "summary": "x" * 70_000}])
    (issue,) = json.loads(exporting.github_issues(plan))
    assert issue["title"] == "é" * 255 + "…"
    assert issue["body"] == "x" * 64_999 + "…"


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_no_cell_is_a_formula(typed: list[str]) -> None:
    packages = [
        {"number": number, "slug": f"s{number}", "title": f"{said} a", "owner": said, "summary": said, "pr": [said]}
        for number, said in enumerate(typed, 3)
    ]
    content = exporting.csv(planned(packages))
    rows = list(csv.reader(content.split("\r\n")[:-1], strict=True))
    assert {len(row) for row in rows} == {len(exporting.COLUMNS)}
    assert len(rows) == len(packages) + 1
    assert not [cell for row in rows for cell in row if re.match("[=+@\t\r-]", cell)]


def as_planned(found: Imported) -> Roadmap:
    """The plan of an import, once the roadmap is confirmed and every status is given."""
    records = [
        {**record, **(found.statuses[record["slug"]].answers if record["slug"] in found.statuses else {})}
        for record in first_records((), found.identified, "2026-11-02")
    ]
    return compute({**ANSWERS, **found.answers}, records)


def said(found: Imported) -> dict[str, tuple[str, list[str], str]]:
    """Title, dependencies and status of each package, by its slug."""
    records = first_records((), found.identified, "2026-11-02")
    return {
        record["slug"]: (
            record["title"],
            record["depends_on"],
            found.statuses[record["slug"]].status if record["slug"] in found.statuses else "ready",
        )
        for record in records
    }


@pytest.mark.parametrize("peer", LABELS)
def test_there_and_back(peer: str) -> None:
    first = imported(fixture(peer), peer, **({"reading": "stories"} if peer == "spec_kit" else {}))  # type: ignore[arg-type]
    second = imported({"issues.json": exporting.github_issues(as_planned(first)).encode()}, "github_issues")
    assert second.initiative == first.initiative
    assert said(second) == said(first)
    assert [one.words for one in second.left_out if "dependency" in one.words] == []


TITLES = st.text(min_size=1, max_size=40).filter(lambda title: any(sign.isalnum() for sign in title))


@given(
    st.lists(st.tuples(TITLES, st.sampled_from(STATUSES), st.sets(st.integers(0, 5), max_size=3)), min_size=1, max_size=6),
)
@settings(max_examples=150)
def test_any_plan_there_and_back(drawn: list[tuple[str, str, set[int]]]) -> None:
    packages = [
        {
            "number": place + 3,
            "slug": f"s{place}",
            "title": title,
            "status": status,
            "remains": "No time",
            "depends_on": [f"s{need}" for need in sorted(needs) if need < place],
        }
        for place, (title, status, needs) in enumerate(drawn)
    ]
    plan = planned(packages)
    found = imported({"issues.json": exporting.github_issues(plan).encode()}, "github_issues")
    assert said(found) == {package.slug: (package.title, list(package.depends_on), package.status) for package in plan.packages}
    assert len(identified_entries(found.identified)) == len(packages)


FAKE_GH = """#!/usr/bin/env bash
if [ "$1 $2" = "issue create" ]; then
  count=$(( $(cat count 2> /dev/null || echo 40) + 1 ))
  echo "$count" > count
  echo "https://github.com/nord/shop/issues/$count"
fi
printf '%s\\0' "$@" >> calls
printf '\\1' >> calls
"""


@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("jq")), reason="needs bash and jq")
def test_the_documented_loop(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    (loop,) = re.findall(r"```bash\n(set -euo pipefail\n.*?)```", guide, re.DOTALL)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gh").write_text(FAKE_GH, encoding="utf-8")
    (tmp_path / "bin" / "gh").chmod(0o755)
    (tmp_path / "issues.json").write_text(exporting.github_issues(planned(PACKAGES)), encoding="utf-8")
    path = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
    subprocess.run(["bash", "-c", loop], cwd=tmp_path, env={**os.environ, "PATH": path}, check=True)
    calls = [call.split("\0")[:-1] for call in (tmp_path / "calls").read_text(encoding="utf-8").split("\1")[:-1]]
    milestone = ["--milestone", 'Shop | "Nord"']
    # The two long texts are compared by what the loop changes in them.
    login = next(call for call in calls if call[:4] == ["issue", "create", "--title", '=Login, "with" passkeys'])
    assert "Depends on #41: Database" in login[5]
    login[5] = "..."
    assert calls == [
        ["api", "repos/{owner}/{repo}/milestones", "-f", 'title=Shop | "Nord"'],
        ["label", "create", "priority: high", "--force"],
        ["label", "create", "priority: medium", "--force"],
        ["label", "create", "status: dropped", "--force"],
        ["label", "create", "status: partial", "--force"],
        [
            *("issue", "create", "--title", "Database", "--body", "## Plan\n\n- Effort: 2h agentic + 0.5h review\n- PR #12"),
            *(*milestone, "--label", "priority: high", "--assignee", "kim", "--assignee", "lee"),
        ],
        ["issue", "close", "https://github.com/nord/shop/issues/41", "--reason", "completed"],
        ["issue", "create", "--title", '=Login, "with" passkeys', "--body", "...", *milestone, "--label", "priority: high"],
        [
            *("issue", "create", "--title", "Import", "--body", "## Plan\n\n- Remains: Nobody asked", *milestone),
            *("--label", "priority: medium", "--label", "status: dropped"),
        ],
        ["issue", "close", "https://github.com/nord/shop/issues/43", "--reason", "not planned"],
        [
            *("issue", "create", "--title", "-1 cart", "--body", '## Dependencies\n\nDepends on #42: =Login, "with" passkeys'),
            *(*milestone, "--label", "priority: medium", "--label", "status: partial"),
        ],
    ]
