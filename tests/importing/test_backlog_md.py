"""Backlog.md: a folder that its own commands made, and what they do not make."""

from __future__ import annotations

import pytest
from work_packages.importing import Imported, LeftOut, NotImportable, Progress, Question, imported, recognised
from work_packages.planning.answers import identified_problems

from .reading import fixture

EVERYTHING = Imported(
    peer="backlog_md",
    initiative='Shop "Nord" <v2>',
    identified=[
        {
            "title": "Set up the database",
            "added": "2026-11-28",
            "summary": "Every service needs one place for its data.",
            "why": "Today each keeps files of its own.",
            "success_criteria": ["Migrations run in under 30 seconds", "A backup is restored once a week", "Docs are updated"],
            "task_list": ["Choose an engine", "Write migrations"],
            "priority": "high",
            "owner": "kim",
            "due": "2027-01-15",
        },
        {
            "title": 'Überschrift: "Quotes" <tags> | pipes {{ 7*7 }}',
            "added": "2026-11-28",
            "summary": "Odd signs in a title.",
            "insights": ["Reference: https://example.org/issue/7", "Document: docs/titles.md"],
            "success_criteria": ["The title is shown as typed"],
            "priority": "low",
            "depends_on": ["set-up-the-database"],
        },
        {
            "title": "Login with passkeys",
            "added": "2026-11-28",
            "summary": "People sign in without a password.",
            "insights": ["not numbered", "Chosen: WebAuthn. Tried on two phones."],
            "task_list": ["Register a key", "Recover a lost key"],
            "priority": "medium",
            "depends_on": ["set-up-the-database", "uberschrift-quotes-tags-pipes-7-7"],
        },
        {
            "title": "Choose the hosting",
            "added": "2026-11-28",
            "summary": "Two offers were compared.",
            "priority": "high",
            "owner": "lee, kim",
        },
        {
            "title": "Set up the database",
            "slug": "task-5",
            "added": "2026-11-28",
            "summary": "For the second shop.",
            "depends_on": ["choose-the-hosting"],
        },
    ],
    statuses={
        "set-up-the-database": Progress("in-progress"),
        "login-with-passkeys": Progress("in-progress"),
        "choose-the-hosting": Progress(
            status="complete", completed="2026-11-28", done="Rented in Falkenstein, see PR #12.", pr=("PR #12",)
        ),
    },
    left_out=(
        LeftOut("archive folder", "holds what was put away", files=("backlog/archive/tasks/task-6 - Say-what-a-cart-is.md",)),
        LeftOut("drafts folder", "holds what is not planned", files=("backlog/drafts/draft-1 - An-idea.md",)),
        LeftOut(
            "milestones",
            "one initiative holds all tasks; import a milestone alone with `import_only`",
            files=("backlog/tasks/task-1 - Set-up-the-database.md",),
            values=("Release 1: Login | Cart",),
        ),
        LeftOut(
            "labels",
            "a work package has none",
            files=(
                "backlog/tasks/task-1 - Set-up-the-database.md",
                "backlog/tasks/task-2 - Überschrift-Quotes-tags-pipes-7-7.md",
            ),
            values=("infra", "db", "ui"),
        ),
        LeftOut(
            "status of subtasks",
            "a box is ticked in the plan, by hand",
            files=("backlog/tasks/task-3.1 - Register-a-key.md", "backlog/tasks/task-3.2 - Recover-a-lost-key.md"),
        ),
        LeftOut(
            "dependencies between subtasks",
            "tasks of one package have an order alone",
            files=("backlog/tasks/task-3.2 - Recover-a-lost-key.md",),
        ),
    ),
    questions=(
        Question(
            "statuses",
            'Which status is "Blocked"? It has no counterpart here.',
            choices=("ready", "in-progress", "partial", "complete", "deferred", "dropped"),
            taken="ready",
            value="Blocked",
        ),
    ),
)


def task(number: str, title: str, more: str = "", body: str = "") -> bytes:
    return f"---\nid: {number}\ntitle: {title}\nstatus: To Do\n{more}---\n{body}".encode()


def test_everything() -> None:
    files = fixture("backlog_md")
    assert recognised(files) == "backlog_md"
    assert imported(files, "backlog_md") == EVERYTHING
    assert identified_problems(EVERYTHING.identified) == []


def test_an_explained_status_is_asked_no_more() -> None:
    found = imported(fixture("backlog_md"), "backlog_md", statuses={"blocked": "Deferred"})
    assert found.statuses["uberschrift-quotes-tags-pipes-7-7"] == Progress("deferred", remains='"Blocked" in Backlog.md')
    assert found.questions == ()


def test_one_milestone_alone() -> None:
    found = imported(fixture("backlog_md"), "backlog_md", only="release 1: login | cart")
    assert found.initiative == "Release 1: Login | Cart"
    assert [entry["title"] for entry in found.identified] == ["Set up the database"]
    with pytest.raises(
        NotImportable, match=r'only: "m-9" is no milestone of these tasks. There are Release 1: Login \| Cart\.'
    ):
        imported(fixture("backlog_md"), "backlog_md", only="m-9")


def test_several_milestones_are_asked_about() -> None:
    files = {
        "tasks/task-1 - A.md": task("TASK-1", "A", "milestone: m-1\n"),
        "tasks/task-2 - B.md": task("TASK-2", "B", "milestone: Later\n"),
        "milestones/m-1 - now.md": b"---\nid: m-1\ntitle: Now\n---\n",
    }
    assert imported(files, "backlog_md").questions == (
        Question("only", "The tasks belong to several milestones. Is one of them this initiative?", ("Now", "Later"), ""),
    )


@pytest.mark.parametrize("folder", ["", "backlog/", ".backlog/", "planning/to do/"])
def test_the_folder_may_have_any_name(folder: str) -> None:
    files = {
        f"{folder}tasks/task-1 - A.md": task("TASK-1", "A"),
        "backlog.config.yml": b'project_name: "Elsewhere"\nstatuses: ["To Do", "Done"]\ndefinition_of_done: ["Docs, too", "Tests"]\n',
        "README.md": b"# Elsewhere",
    }
    assert recognised(files) == "backlog_md"
    assert imported(files, "backlog_md") == Imported(
        peer="backlog_md", initiative="Elsewhere", identified=["A"], overall_criteria=("Docs, too", "Tests")
    )


def test_ids_are_compared_without_zeros_and_capitals() -> None:
    files = {
        "tasks/task-001 - A.md": task("TASK-001", "A", "dependencies: [task-2, '3']\n"),
        "tasks/task-002 - B.md": task("TASK-002", "B"),
        "tasks/task-003 - C.md": task("TASK-003", "C"),
    }
    assert imported(files, "backlog_md").identified == [{"title": "A", "depends_on": ["b", "c"]}, "B", "C"]


def test_dependencies_that_cannot_stand() -> None:
    files = {
        "tasks/task-1 - A.md": task("TASK-1", "A", "dependencies: [TASK-1, TASK-9, TASK-2]\n"),
        "tasks/task-2 - B.md": task("TASK-2", "B", "dependencies: [TASK-3]\n"),
        "tasks/task-3 - C.md": task("TASK-3", "C", "dependencies: [TASK-1]\n"),
    }
    found = imported(files, "backlog_md")
    assert found.identified == [{"title": "A", "depends_on": ["b"]}, {"title": "B", "depends_on": ["c"]}, "C"]
    assert [one.words for one in found.left_out] == [
        "dependency of A (task-1): names the task itself; in tasks/task-1 - A.md",
        "dependency of A (task-9): names a task that is not imported; in tasks/task-1 - A.md",
        "dependency of C (task-1): closes a cycle: task-1 needs task-2 needs task-3 needs task-1; in tasks/task-3 - C.md",
    ]


def test_a_subtask_brings_its_dependencies_to_its_package() -> None:
    files = {
        "tasks/task-1 - A.md": task("TASK-1", "A"),
        "tasks/task-1.1 - B.md": task("TASK-1.1", "B", "parent_task_id: TASK-1\ndependencies: [TASK-2]\n"),
        "tasks/task-1.1.1 - C.md": task("TASK-1.1.1", "C", "parent_task_id: TASK-1.1\n"),
        "tasks/task-2 - D.md": task("TASK-2", "D"),
        "tasks/task-3.1 - E.md": task("TASK-3.1", "E", "parent_task_id: TASK-3\ndependencies: [TASK-1.1]\n"),
    }
    assert imported(files, "backlog_md").identified == [
        {"title": "A", "task_list": ["B", "C"], "depends_on": ["d"]},
        "D",
        {"title": "E", "depends_on": ["a"]},
    ]


def test_the_same_id_twice() -> None:
    files = {"tasks/task-1 - A.md": task("TASK-1", "A"), "tasks/task-1 - B.md": task("TASK-1", "B")}
    found = imported(files, "backlog_md")
    assert found.identified == ["A", "B"]
    assert [one.words for one in found.left_out] == [
        "id (task-1): is that of an earlier task too, which dependencies mean; in tasks/task-1 - B.md"
    ]


def test_a_task_without_fences() -> None:
    body = """
## Description

What it is.

## Acceptance Criteria
- [x] It works in 2 seconds

## Implementation Notes

Done by hand.
"""
    files = {"tasks/task-1 - A.md": task("TASK-1", "A", body=body)}
    assert imported(files, "backlog_md").identified == [
        {
            "title": "A",
            "summary": "What it is.",
            "insights": ["Done by hand."],
            "success_criteria": ["It works in 2 seconds"],
        }
    ]


def test_headings_inside_a_fence_are_text() -> None:
    body = (
        "<!-- SECTION:DESCRIPTION:BEGIN -->\nOne.\n\n## Implementation Plan\n\n1. No plan\n<!-- SECTION:DESCRIPTION:END -->\n"
    )
    (entry,) = imported({"tasks/task-1 - A.md": task("TASK-1", "A", body=body)}, "backlog_md").identified
    assert (entry["summary"], entry["why"]) == ("One.", "## Implementation Plan\n\n1. No plan")


@pytest.mark.parametrize("title", ["yes", "12:30", "3.10", "null", "2026-01-01", "1e3"])
def test_titles_are_text_whatever_yaml_makes_of_them(title: str) -> None:
    assert imported({"tasks/task-1 - A.md": task("TASK-1", title)}, "backlog_md").identified == [title]


def test_titles_without_latin_letters() -> None:
    files = {
        "tasks/task-1 - A.md": task("TASK-1", "设计"),
        "tasks/task-2 - B.md": task("TASK-2", "'🚀'", "dependencies: [TASK-1]\n"),
    }
    found = imported(files, "backlog_md")
    assert found.identified == [{"title": "设计", "slug": "task-1"}, {"title": "task-2 🚀", "depends_on": ["task-1"]}]
    assert identified_problems(found.identified) == []
