"""GitHub issues: an export in the form of its command line's, and other forms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from work_packages.importing import Imported, LeftOut, NotImportable, Progress, Question, imported, recognised
from work_packages.planning.answers import identified_problems

from .reading import fixture

EVERYTHING = Imported(
    peer="github_issues",
    initiative="Issues of shop",
    identified=[
        {
            "title": "Set up the database",
            "added": "2026-11-01",
            "summary": "One place for all data.",
            "insights": ["Imported from https://github.com/nord/shop/issues/1"],
            "owner": "kim",
            "due": "2027-01-15",
        },
        {
            "title": 'Überschrift: "Quotes" <tags> | pipes {{ 7*7 }}',
            "added": "2026-11-02",
            "insights": ["Imported from https://github.com/nord/shop/issues/2"],
            "priority": "low",
        },
        {
            "title": "Login with passkeys",
            "added": "2026-11-03",
            "summary": "People sign in without a password.",
            "why": "Passwords are lost.",
            "insights": ["Imported from https://github.com/nord/shop/issues/3"],
            "success_criteria": ["Sign-in takes under 2 seconds", "Keys are stored encrypted"],
            "task_list": ["Register a key", "Sign in"],
            "priority": "high",
            "owner": "kim, lee",
            "due": "2027-01-15",
            "depends_on": ["set-up-the-database", "uberschrift-quotes-tags-pipes-7-7"],
        },
        {
            "title": "Import old orders",
            "added": "2026-11-04",
            "summary": "No customer asked for it.",
            "insights": ["Imported from https://github.com/nord/shop/issues/5"],
        },
        {
            "title": "Recover a lost key",
            "added": "2026-11-05",
            "summary": "Recover a key by mail.",
            "insights": ["Imported from https://github.com/nord/shop/issues/9"],
            "depends_on": ["login-with-passkeys"],
        },
    ],
    statuses={
        "set-up-the-database": Progress(status="complete", completed="2026-11-20"),
        "login-with-passkeys": Progress("in-progress"),
        "import-old-orders": Progress(status="dropped", remains='"wontfix" in GitHub'),
    },
    left_out=(
        LeftOut(
            "milestones",
            "one initiative holds all issues; import a milestone alone with `import_only`",
            files=("issues.json",),
            values=("Release 1: Login | Cart",),
        ),
        LeftOut("labels", "a work package has none", files=("issues.json",), values=("ui",)),
        LeftOut("further sections of issues", "stay with their issue", files=("issues.json",), values=("Screenshots",)),
        LeftOut("ticked boxes", "a box is ticked in the plan, by hand", files=("issues.json",)),
    ),
    questions=(
        Question(
            "statuses",
            'Which status is "blocked"? It has no counterpart here.',
            choices=("ready", "in-progress", "partial", "complete", "deferred", "dropped"),
            taken="ready",
            value="blocked",
        ),
    ),
)


def issues(*entries: Any) -> dict[str, bytes]:
    return {"issues.json": json.dumps(entries).encode()}


def test_everything() -> None:
    files = fixture("github_issues")
    assert recognised(files) == "github_issues"
    assert imported(files, "github_issues") == EVERYTHING
    assert identified_problems(EVERYTHING.identified) == []


def test_one_milestone_alone() -> None:
    found = imported(fixture("github_issues"), "github_issues", only="Release 1: login | cart")
    assert found.initiative == "Release 1: Login | Cart"
    assert [entry["title"] for entry in found.identified] == ["Set up the database", "Login with passkeys"]
    with pytest.raises(
        NotImportable, match=r'only: "v2" is no milestone of these issues. There are Release 1: Login \| Cart\.'
    ):
        imported(fixture("github_issues"), "github_issues", only="v2")


def test_what_the_web_interface_calls_otherwise() -> None:
    files = issues(
        {"number": 2, "title": "A pull request", "pull_request": {"url": "x"}},
        {
            "number": 1,
            "title": "A",
            "state": "closed",
            "state_reason": "not_planned",
            "closed_at": "2026-11-20T16:30:00Z",
            "created_at": "2026-11-01T09:00:00Z",
            "html_url": "https://github.com/nord/shop/issues/1",
            "milestone": {"title": "M", "due_on": "2027-01-15T08:00:00Z"},
            "labels": ["bug"],
            "comments": 3,
        },
    )
    assert imported(files, "github_issues") == Imported(
        peer="github_issues",
        initiative="M",
        identified=[
            {
                "title": "A",
                "added": "2026-11-01",
                "insights": ["Imported from https://github.com/nord/shop/issues/1"],
                "due": "2027-01-15",
            }
        ],
        statuses={"a": Progress("dropped", remains='"closed as not planned" in GitHub')},
        left_out=(
            LeftOut("pull requests", "are no work packages", ("issues.json",)),
            LeftOut("labels", "a work package has none", ("issues.json",), ("bug",)),
        ),
    )


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ("Depends on #1", ["a"]),
        ("- **Depends on:** #1, #2 and #3", ["a", "b"]),
        ("blocked by #2: see #1", ["b"]),
        ("Requires https://github.com/nord/shop/issues/2 & #1", ["b", "a"]),
        ("> needs [b-slug]", ["b"]),
        ("It depends on #1", []),
        ("Depends on the weather, #1", []),
        ("Depends on #12345678901", []),
    ],
)
def test_lines_that_name_dependencies(line: str, needs: list[str]) -> None:
    files = issues(
        {"number": 1, "title": "A"},
        {"number": 2, "title": "B", "slug": "b-slug"},
        {"number": 3, "title": "C", "body": f"Text\n\n{line}"},
    )
    (_, _, entry) = imported(files, "github_issues").identified
    slugs = {"a": "a", "b": "b-slug"}
    assert entry.get("depends_on", []) == [slugs[need] for need in needs]


@pytest.mark.parametrize(
    ("labels", "level", "status"),
    [
        (["priority: high"], "high", None),
        (["Priority/Low", "doing"], "low", "in-progress"),
        (["P2"], "medium", None),
        (["high priority", "status: partial"], "high", "partial"),
        (["priority: someday", "on hold"], None, "deferred"),
        (["status: done"], None, "in-progress"),
    ],
)
def test_labels_that_speak_of_priority_and_status(labels: list[str], level: str | None, status: str | None) -> None:
    found = imported(
        issues({"number": 1, "title": "A", "state": "OPEN", "labels": [{"name": one} for one in labels]}), "github_issues"
    )
    (entry,) = found.identified
    assert (entry.get("priority") if isinstance(entry, dict) else None) == level
    assert (found.statuses["a"].status if found.statuses else None) == status


WRONG: dict[str, tuple[Any, str]] = {
    "no list": ({"number": 1}, "the folder: is none of GitHub's."),
    "no number": ([{"number": "x", "title": "A"}], 'issues.json: issue 1, number: "x" is no number of an issue.'),
    "a title": ([{"number": 1, "title": {}}], "issues.json: issue 1, title is an object, where text belongs."),
    "labels": (
        [{"number": 1, "title": "A", "labels": {"a": 1}}],
        "issues.json: issue 1, labels is an object, where a list belongs.",
    ),
    "a label": (
        [{"number": 1, "title": "A", "labels": [[]]}],
        "issues.json: issue 1, labels, name is a list, where text belongs.",
    ),
    "a milestone": (
        [{"number": 1, "title": "A", "milestone": [1]}],
        "issues.json: issue 1, milestone is a list, where an object with names belongs.",
    ),
    "a body": (
        [{"number": 1, "title": "A", "body": 7.5, "url": []}],
        "issues.json: issue 1, url is a list, where text belongs.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_types(name: str) -> None:
    content, message = WRONG[name]
    with pytest.raises(NotImportable) as refused:
        imported({"issues.json": json.dumps(content).encode()}, "github_issues")
    assert str(refused.value) == message
