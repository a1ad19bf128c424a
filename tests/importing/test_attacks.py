"""Folders of planners that are meant to do harm."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from work_packages import incoming
from work_packages.planning.answers import problem


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    tasks = tmp_path / "backlog/tasks"
    tasks.mkdir(parents=True)
    (tasks / "task-1 - A.md").write_text("---\nid: task-1\ntitle: A\nstatus: To Do\n---\n", encoding="utf-8")
    os.mkfifo(tasks / "task-2 - B.md")
    with pytest.raises(incoming.NotImportable, match=r"^tasks/task-2 - B\.md: is no file\. Take it out of the folder\.$"):
        incoming.read(str(tmp_path / "backlog"), {}, tmp_path)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Blocked=deferred; blocked=ready", '"blocked" is said twice, as deferred and as ready. Leave one out.'),
        ({"On Hold": "deferred", "on-hold": "dropped"}, '"on-hold" is said twice, as deferred and as dropped. Leave one out.'),
        ("Blocked=deferred; blocked=Deferred; Other=ready", ""),
    ],
)
def test_a_status_that_is_said_twice_is_refused(given: Any, said: str) -> None:
    assert problem("import_statuses", given) == said


def test_a_link_that_leads_to_itself_stops_the_import_by_name(tmp_path: Path) -> None:
    tasks = tmp_path / "backlog/tasks"
    tasks.mkdir(parents=True)
    (tasks / "task-1 - A.md").write_text("---\nid: task-1\ntitle: A\nstatus: To Do\n---\n", encoding="utf-8")
    (tasks / "picture.png").symlink_to("picture.png")
    assert incoming.read(str(tmp_path / "backlog"), {}, tmp_path).answers["identified"] == ["A"]
    (tasks / "task-2 - B.md").symlink_to("task-2 - B.md")
    with pytest.raises(incoming.NotImportable, match=r"^tasks/task-2 - B\.md: cannot be read: "):
        incoming.read(str(tmp_path / "backlog"), {}, tmp_path)
