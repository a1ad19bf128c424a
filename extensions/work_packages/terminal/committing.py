"""`commit`: the planning folder alone, with a message that says what changed in the plan."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from .. import git, plans
from ..planning import difference_words
from ..planning.differences import differences
from ..planning.roadmap import Roadmap
from ..planning_folder import ANSWERS, ATTRIBUTES, RECORDS, portfolio_files
from .state import ATTENTION, Refused


def add(folder: Path) -> list[str]:
    """The words behind `git` that stage the planning folder."""
    return ["add", "--all", "--", *_paths(folder)]


def commit(folder: Path) -> list[str]:
    """The words behind `git` that commit the planning folder alone, with a message on the standard input.

    What else is staged stays staged: `--only` commits what it names as it is in the folder.
    """
    return ["commit", "--quiet", "--only", "--file=-", "--", *_paths(folder)]


def _paths(folder: Path) -> list[str]:
    """What of the repository is the planning folder's, as git is told it there."""
    if not (folder / ".git").exists():
        return [".", *portfolio_files(folder)]
    # It is the root of the repository, with whatever else lies there. Documents that are gone are meant as well.
    return [":(glob)*.md", *(name for name in (ANSWERS, ATTRIBUTES, RECORDS) if (folder / name).exists())]


def message(folder: Path, plan: Roadmap) -> str:
    """The message of a commit of the planning folder: what changed since the last one.

    Raises:
        Refused: when the folder is in no repository, or its last commit cannot be read.
    """
    from ..history import NoHistory, repository_of

    try:
        repository = repository_of(folder)
    except NoHistory as error:
        raise Refused(f"{folder} is in no git repository, or git is not installed: there is nothing to commit to.") from error
    before = None
    if git.text(folder, "rev-parse", "--verify", "--quiet", "HEAD"):
        from .. import planning_folder

        found = repository.at("HEAD", planning_folder.initiative_answers(folder / ANSWERS) or {}, lambda: repository.others)
        if found:
            try:
                before = plans.plan_of(found[1], f"HEAD:{found[0]}/{ANSWERS}")
            except plans.UnreadablePlan as error:
                raise Refused(str(error)) from error
    change = differences(before, plan)
    subject, body = difference_words.subject(change), difference_words.body(change)
    return f"{subject}\n\n{body}" if body else f"{subject}\n"


def has_changes(folder: Path) -> bool:
    """Whether the planning folder differs from the last commit."""
    return git.text(folder, "status", "--porcelain", "--untracked-files=all", "--", *_paths(folder)) != ""


def carry_out(folder: Path, said: str) -> None:
    """Commit the planning folder, by the user's own git: with their hooks, signature and name.

    Raises:
        Refused: when git does not; it has said why.
    """
    for words, given in ((add(folder), None), (commit(folder), said.encode())):
        try:
            # What git and hooks print is beside the answer of the command.
            ended = subprocess.run(["git", *words], cwd=folder, input=given, stdout=2, check=False)
        except OSError as error:
            raise Refused(f"Git cannot be run: {error.strerror or error}. The files are written, and not committed.") from error
        if ended.returncode:
            raise Refused(f"`git {words[0]}` failed; the files are as they were written, and not committed.", ATTENTION)


def subject_of(said: str) -> str:
    """The first line of a message."""
    return said.partition("\n")[0]


def shown(folder: Path) -> Sequence[Sequence[str]]:
    """The commands, as a person would run them in the planning folder."""
    return [["git", *add(folder)], ["git", "commit", "--only", "-m", "MESSAGE", "--", *_paths(folder)]]
