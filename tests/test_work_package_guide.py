"""The commands in `_work-package.md`: they work once filled in, and say so as long as they are not."""

from __future__ import annotations

import itertools
import json
import re
import shlex
from collections.abc import Callable

import pytest

from .support import Folder, Result, run_copier

GUIDE = "_work-package.md"

#: What stands in capitals, and what a person puts in its place.
FILLED = {
    "NN-SLUG": "03-one",
    "NN, NN": "04",
    "#NUMBER": "#7",
    "ADR NUMBER": "ADR 2",
    "HOURS": "3h",
    "PERCENT": "10",
    "WHAT WAS DELIVERED": "The whole",
    "WHAT WORKS": "Half",
    "WHAT DOES NOT YET": "The rest",
    "REASON": "Not this quarter",
}

EXPECTED = [
    "status=in-progress",
    "effort=HOURS review=HOURS",
    "depends_on=NN, NN",
    "testing=true",
    "status=complete pr=PR #NUMBER adr=ADR NUMBER actual=HOURS actual_review=HOURS done=WHAT WAS DELIVERED",
    "status=partial done=WHAT WORKS remains=WHAT DOES NOT YET actual=HOURS remaining=HOURS",
    "status=deferred remains=REASON",
    "status=dropped remains=REASON",
]


def commands(folder: Folder) -> list[str]:
    """Every command of the guide, each on one line."""
    blocks = re.findall(r"(?ms)^```sh\n(.*?)^```$", folder.read(GUIDE))
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.strip()]


def run(folder: Folder, command: str, ok: bool = True) -> Result:
    program, *words = shlex.split(command)
    assert program == "copier"
    return run_copier(*words, cwd=folder.path, ok=ok)


def answers(command: str) -> str:
    """What the command answers, as `EXPECTED` has it."""
    words = shlex.split(command)
    return " ".join(word for before, word in itertools.pairwise(words) if before == "-d")


def filled(command: str) -> str:
    for words, value in FILLED.items():
        command = command.replace(words, value)
    return command


def test_each_command_stands_there(example: Folder) -> None:
    assert [answers(command) for command in commands(example)] == EXPECTED
    assert "`copier update --trust --vcs-ref=:current: -d buffer=PERCENT`" in example.read(GUIDE)
    assert re.search(r"\{\{|\{%", example.read(GUIDE)) is None


@pytest.mark.parametrize("place", range(len(EXPECTED)))
def test_pasted_as_it_stands_it_does_nothing(example: Folder, place: int) -> None:
    before = example.tree()
    result = run(example, commands(example)[place], ok=False)
    assert result.code == 1 and "NN-SLUG" in result.message, result.message
    assert example.tree() == before


def test_filled_in_they_work(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    guide = folder.read(GUIDE)
    found = {answers(command).split(" ")[0]: filled(command) for command in commands(folder)}
    for name, status, files in (
        ("status=in-progress", "in-progress", []),
        ("testing=true", "in-progress", ["ONE-TESTING.md"]),
        ("status=partial", "partial", ["ONE-TESTING.md"]),
        ("status=complete", "complete", ["ONE-COMPLETE.md", "ONE-TESTING.md"]),
    ):
        run(folder, found[name])
        data = json.loads(folder.read(".planning/roadmap.json"))
        assert data["packages"][0]["status"] == status
        assert [file for file in folder.files() if file.startswith("ONE-")] == files
        assert folder.read(GUIDE) == guide, "it is the same whatever is done"
        folder.commit()
    package = data["packages"][0]
    assert (package["pr"], package["adr"], package["actual"], package["done"]) == (["PR #7"], "ADR 2", 3, "The whole")

    for name in ("status=deferred", "status=dropped"):
        run(folder, found[name].replace("03-one", "04-two"))
        package = json.loads(folder.read(".planning/roadmap.json"))["packages"][1]
        assert (f"status={package['status']}", package["remains"]) == (name, "Not this quarter")
        folder.commit()


def test_what_changes_the_plan_says_so(start: Callable[..., Folder]) -> None:
    folder = start(identified=["One", "Two"])
    for command in commands(folder):
        if answers(command).startswith(("effort", "depends_on")):
            run(folder, filled(command))
            folder.commit()
    data = json.loads(folder.read(".planning/roadmap.json"))
    assert (data["packages"][0]["effort"], data["packages"][0]["depends_on"]) == ([3, 3], ["two"])
    assert data["reopened"]["packages"] == [
        "effort of 03 was 4-6h, is 3h",
        "review of 03 was 1h, is 3h",
        "dependencies of 03 were none, are 04",
    ]
