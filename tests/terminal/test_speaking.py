"""What `roadmap` says names its own commands: who has no `copier` can follow every remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from work_packages.plans import read_plan
from work_packages.speaking import SPEAKER, said, spoken

from ..support import ROOT
from .calling import shown

UPDATE = "copier update --trust --vcs-ref=:current:"
COPY = "copier copy --trust --vcs-ref=:current: -d part"
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").rglob(".copier-answers.yml"))


@pytest.mark.parametrize(
    ("message", "instead"),
    [
        (f"To bring it up to date: {UPDATE}", "To bring it up to date: roadmap update"),
        ("Bring it to this version first: copier update --trust.", "Bring it to this version first: roadmap upgrade."),
        (f"Confirm it:\n  {UPDATE} -d confirm=scope", "Confirm it:\n  roadmap confirm scope"),
        (f"Again: {UPDATE} -d confirm=packages. Then more.", "Again: roadmap confirm packages. Then more."),
        (f"To have it back: {UPDATE} -d restore=README.md", "To have it back: roadmap update --restore README.md"),
        (
            f"Name them: {UPDATE} -a .planning/04-results-page.yml -d task_list='TASK; TASK; TASK'",
            "Name them: roadmap set 04 task_list='TASK; TASK; TASK'",
        ),
        (f"{UPDATE} -a .planning/112-x.yml -d effort=1.5h -d review=2h.", "roadmap set 112 effort=1.5h review=2h."),
        (f"{UPDATE} -a .planning/05-x.yml -d status=in-progress", "roadmap start 05"),
        (
            f"{UPDATE} -a .planning/05-x.yml -d status=complete -d pr=PR_NUMBER -d actual=HOURS -d actual_review=HOURS -d done=WHAT",
            "roadmap done 05 --pr PR_NUMBER --hours HOURS --review HOURS --did WHAT",
        ),
        (f"{UPDATE} -d 'rationale=it'\"'\"'s one'", "roadmap set 'rationale=it'\"'\"'s one'"),
        (f"{UPDATE} -a .portfolio.yml", "roadmap portfolio --update"),
        (f"Or add an analysis:\n  {COPY}=analysis 'git@host:a b' .", "Or add an analysis:\n  roadmap analysis TYPE"),
        (f"Add one:\n  {COPY}=work-package /a/b .", "Add one:\n  roadmap add TITLE"),
        (
            f"Another number, after a commit:\n  {COPY}=repair -d renumber=x ../t .",
            "Another number:\n  roadmap repair --renumber x",
        ),
        ("Confirm in order: -d confirm=folder is next.", "Confirm in order: roadmap confirm folder is next."),
        ("Run the same command with -d confirm=scope (in a file).", "Run the same command with -d confirm=scope (in a file)."),
        ("And run the same command\nwith --data-file plan.yml:\n\nx: y", "And run\nroadmap new --data-file plan.yml:\n\nx: y"),
        # There is no other command for these.
        (
            f"Where the template has moved: {COPY}=repair NEW_ADDRESS .",
            f"Where the template has moved: {COPY}=repair NEW_ADDRESS .",
        ),
        ("copier update --trust -a .engineering/x.yml", "copier update --trust -a .engineering/x.yml"),
        ("A copier of words, and -dash", "A copier of words, and -dash"),
    ],
)
def test_a_command_of_copier_is_one_of_roadmap(message: str, instead: str) -> None:
    assert spoken(message) == instead
    assert said(message, {SPEAKER: "roadmap"}) == instead
    assert said(message, {}) == message


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_no_answer_about_an_example_names_copier(folder: Path) -> None:
    commands = [[name] for name in ("status", "next", "ready", "list", "graph", "timeline")]
    commands += [["show", package.slug] for package in read_plan(folder).packages]
    for words in commands:
        assert "copier" not in shown(*words, cwd=folder), words
