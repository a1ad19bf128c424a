"""A sample of every two answers together, by whole commands: each succeeds, or refuses with a message and writes nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from .domain.test_pairs import pairs
from .support import Folder, git, run_copier

#: Each command with the part whose answers it takes, and what it is given beside them.
COMMANDS = {
    "add": ("work-package", ("copy", "--trust"), {"part": "work-package", "title": "New"}),
    "add an analysis": ("analysis", ("copy", "--trust"), {"part": "analysis", "analysis_type": "risk"}),
    "change": ("work-package", ("update", "--trust", "-a", ".planning/03-one.yml"), {}),
    "update": ("initiative", ("update", "--trust"), {}),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_sample_of_every_two_answers(start: Callable[..., Folder], command: str, tmp_path: Path) -> None:
    folder = start(identified=[{"title": "One", "status": "in-progress"}, "Two"], external_dependencies=["Keys"])
    part, words, given = COMMANDS[command]
    drawn = random.Random(command)
    for one, other in drawn.sample(pairs(part), 3):
        data = tmp_path / "data.yml"
        data.write_text(yaml.safe_dump({**given, **dict((one, other))}), encoding="utf-8")
        where = (folder.template, ".") if words[0] == "copy" else ()
        # `run_copier` itself turns down a traceback.
        result = run_copier(*words, "--data-file", data, *where, cwd=folder.path, ok=False)
        told = (command, one, other, result.output)
        if result.code:
            assert result.code == 1 and "nothing was written" in result.message, told
            assert folder.status() == "", told
        git(folder.path, "reset", "--quiet", "--hard")
        git(folder.path, "clean", "-fdq", ".")
