"""Task Master: a file that its own commands made, and what they do not make."""

from __future__ import annotations

import json
from typing import Any

import pytest
from work_packages.importing import Imported, LeftOut, NotImportable, Progress, Question, imported, recognised
from work_packages.planning.answers import identified_problems

from .reading import fixture

THE_CURRENT_TAG = Imported(
    peer="task_master",
    initiative="Tasks",
    identified=[
        {
            "title": "Set up the database",
            "summary": "One place for all data.",
            "insights": ["Postgres. One schema for each service."],
            "priority": "high",
        },
        {
            "title": 'Überschrift: "Quotes" <tags> | pipes {{ 7*7 }}',
            "summary": "Odd signs in a title.",
            "priority": "low",
            "depends_on": ["set-up-the-database"],
        },
        {
            "title": "Login with passkeys",
            "summary": "People sign in without a password.",
            "task_list": ["Register a key", "Recover a lost key"],
            "priority": "medium",
            "depends_on": ["set-up-the-database", "uberschrift-quotes-tags-pipes-7-7"],
        },
        {"title": "Choose the hosting", "summary": "Two offers were compared.", "priority": "high"},
        {
            "title": "Pay by invoice",
            "summary": "Wanted by one customer.",
            "priority": "medium",
            "depends_on": ["login-with-passkeys"],
        },
        {"title": "Import old orders", "summary": "No customer asked for it.", "priority": "medium"},
    ],
    statuses={
        "set-up-the-database": Progress("in-progress"),
        "login-with-passkeys": Progress("in-progress"),
        "choose-the-hosting": Progress(status="complete", completed="2026-11-28"),
        "import-old-orders": Progress(status="dropped", remains='"cancelled" in Task Master'),
    },
    left_out=(
        LeftOut(
            "tags",
            "one initiative holds one tag; import the others one by one with `import_only`",
            files=(".taskmaster/tasks/tasks.json",),
            values=("release-2",),
        ),
        LeftOut(
            "complexity", "is no estimate; it proposes one with `import_estimates`", files=(".taskmaster/tasks/tasks.json",)
        ),
        LeftOut("status of subtasks", "a box is ticked in the plan, by hand", files=(".taskmaster/tasks/tasks.json",)),
        LeftOut("text of subtasks", "a list of tasks holds their titles", files=(".taskmaster/tasks/tasks.json",)),
        LeftOut(
            "dependencies between subtasks", "tasks of one package have an order alone", files=(".taskmaster/tasks/tasks.json",)
        ),
    ),
    questions=(
        Question(
            "only",
            "There are tasks under several tags, and each tag is an initiative. Which one is this?",
            choices=("master", "release-2"),
            taken="master",
        ),
        Question(
            "statuses",
            'Which status is "blocked"? It has no counterpart here.',
            choices=("ready", "in-progress", "partial", "complete", "deferred", "dropped"),
            taken="ready",
            value="blocked",
        ),
    ),
)


def tasks(*entries: Any) -> dict[str, bytes]:
    return {"tasks.json": json.dumps({"tasks": entries}).encode()}


def test_the_current_tag() -> None:
    files = fixture("task_master")
    assert recognised(files) == "task_master"
    assert imported(files, "task_master") == THE_CURRENT_TAG
    assert identified_problems(THE_CURRENT_TAG.identified) == []


def test_another_tag() -> None:
    found = imported(fixture("task_master"), "task_master", only="release-2")
    assert found == Imported(
        peer="task_master",
        initiative="release-2",
        identified=[{"title": "Second shop", "summary": "Same code, other goods.", "priority": "medium"}],
        overview="After the first release",
        left_out=(
            LeftOut(
                "tags",
                "one initiative holds one tag; import the others one by one with `import_only`",
                files=(".taskmaster/tasks/tasks.json",),
                values=("master",),
            ),
        ),
    )
    with pytest.raises(NotImportable, match=r'only: "release-3" is no tag of .* There are master and release-2.'):
        imported(fixture("task_master"), "task_master", only="release-3")


def test_complexity_proposes_hours_only_where_somebody_asks() -> None:
    asked = imported(fixture("task_master"), "task_master", estimates=True)
    assert [entry.get("effort") for entry in asked.identified] == [None, "2-3h", "6-8h", None, None, None]
    assert [one.words for one in asked.left_out if one.what == "complexity"] == [
        "complexity (task 5): is above 8: split the task before it is estimated; in .taskmaster/tasks/tasks.json"
    ]
    assert all("effort" not in entry for entry in THE_CURRENT_TAG.identified)


def test_a_file_from_before_there_were_tags() -> None:
    files = tasks(
        {"id": 1, "title": "A", "status": "review", "dependencies": [2, "3.2", 1, 7]},
        {
            "id": "2",
            "title": "A",
            "details": "- One\n- Two\n\nThree",
            "testStrategy": "Answers in 2 seconds",
            "priority": "critical",
        },
        {
            "id": 3,
            "title": "B",
            "assignee": "@kim",
            "priority": "whenever",
            "subtasks": [{"id": 1, "dependencies": ["2.1", 2]}],
        },
    )
    found = imported(files, "task_master")
    assert found == Imported(
        peer="task_master",
        initiative="Tasks",
        identified=[
            {"title": "A", "depends_on": ["t2", "b"]},
            {
                "title": "A",
                "slug": "t2",
                "insights": ["One", "Two", "Three"],
                "success_criteria": ["Answers in 2 seconds"],
                "priority": "high",
            },
            {"title": "B", "owner": "kim", "depends_on": ["t2"]},
        ],
        statuses={"a": Progress("in-progress")},
        left_out=(
            LeftOut("dependencies between subtasks", "tasks of one package have an order alone", ("tasks.json",)),
            LeftOut("priority", "is none of high, medium and low", ("tasks.json",), ("whenever",)),
            LeftOut("dependency of A", "names the task itself", ("tasks.json",), ("1",)),
            LeftOut("dependency of A", "names a task that is not imported", ("tasks.json",), ("7",)),
        ),
    )
    assert identified_problems(found.identified) == []


WRONG: dict[str, tuple[Any, str]] = {
    "no object": ([1], "tasks.json: the content is a list, where an object with names belongs."),
    "no tasks": ({"a": 1}, "tasks.json: holds no tasks: there is neither a list of tasks nor a tag that has one."),
    "nothing": ({"tasks": []}, "tasks.json: holds nothing that could be a work package."),
    "a task": ({"tasks": ["x"]}, "tasks.json: master, task 1 is text, where an object with names belongs."),
    "a title": ({"tasks": [{"title": ["x"]}]}, "tasks.json: master, task 1, title is a list, where text belongs."),
    "dependencies": (
        {"tasks": [{"title": "x", "dependencies": {"1": 2}}]},
        "tasks.json: master, task 1, dependencies is an object, where a list belongs.",
    ),
    "subtasks": (
        {"tasks": [{"title": "x", "subtasks": 3}]},
        "tasks.json: master, task 1, subtasks is a number, where a list belongs.",
    ),
    "a status": (
        {"tasks": [{"title": "x", "status": True}]},
        "tasks.json: master, task 1, status is true or false, where text belongs.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_types(name: str) -> None:
    content, message = WRONG[name]
    with pytest.raises(NotImportable) as refused:
        imported({"tasks.json": json.dumps(content).encode()}, "task_master")
    assert str(refused.value) == message
