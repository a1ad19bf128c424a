"""What later versions of this template call of this one, in an upgrade or where they add to a plan of this version.

The names here, their arguments and what they give stay as they are; the rest of the package may change with each version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import documents as rendering
from .documents import documents
from .planning import migrating
from .planning_folder import Folder, unpacked
from .state import Said, files_of, following


def made(answers: Mapping[str, Any]) -> dict[str, bytes]:
    """The documents that an initiative's answers make, as its answers file holds them, by their names below the planning folder."""
    stored = unpacked(migrating.renamed(answers))
    return documents(stored, stored.get("documents") or ())


def for_agents(source: str) -> dict[str, bytes]:
    """What coding agents read at a repository's root, by name below it; of AGENTS.md the section that is this template's.

    Args:
        source: the template's address, as `_src_path`.
    """
    return rendering.for_agents(source)


def for_portfolio(answers: Mapping[str, Any]) -> dict[str, bytes]:
    """The documents that a portfolio's answers make, as its answers file holds them, by their names beside the planning folders.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: where they hold no snapshots of initiatives.
    """
    return rendering.for_portfolio(unpacked(answers))


def remade(
    files: Mapping[str, bytes],
    faults: Mapping[str, str],
    *,
    answers: Mapping[str, Any],
    confirmed: tuple[str, ...],
    on: str,
    by: str,
    whole: Mapping[str, Any],
    day: str,
    origin: Mapping[str, str],
) -> dict[str, bytes]:
    """The documents, the answers file and the new records of the state that follows from a planning folder and a command.

    Args:
        files: the planning folder's own files, by their names below it; none for a new one.
        faults: why others among its records cannot be read.
        answers: the answers that the command gives the initiative.
        confirmed: the checkpoints that a person confirms.
        on: the day of the confirmation, YYYY-MM-DD.
        by: who confirms.
        whole: what a person made of the documents as a whole (`observing.FOUND`).
        day: the day of the command, YYYY-MM-DD.
        origin: the template's version and address, as `_commit` and `_src_path`.

    Raises:
        Refusal: when what is confirmed cannot be.
    """
    state = following(Folder(files, faults), Said(answers, confirmed, on, by), day, whole)
    return {**documents(state.answers, state.records), **files_of(state, origin, {*files, *faults})}
