"""The command `adopt`: a planning folder that was written by hand comes under the template, with its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click

from ..planning import text
from ..planning_folder import ANSWERS
from .carrying import How, commit, copier, copy_words, explain, read_plan, tell, writing
from .options import WithExamples
from .state import Refused, State

#: Documents that say that a folder may be one that was planned by hand.
_PLANS = ("*-plan.md", "[0-9][0-9]-*.md", "START-HERE.md")

_ASSIGNED = re.compile(r"(?P<package>[^.=\s]+)\.(?P<answer>[a-z_]+)=(?P<value>.*)", re.DOTALL)


@click.command(
    cls=WithExamples,
    examples=(
        "roadmap adopt",
        "roadmap adopt docs/plans/2025-11-23-integrated-roadmap --understood",
        "roadmap adopt --set 03.effort=4-6h --set 04.depends_on=03 --understood",
    ),
)
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--understood", is_flag=True, help="Say that all is understood right; else it is shown, and asked at a terminal.")
@click.option(
    *("--set", "corrections"),
    multiple=True,
    metavar="NAME=VALUE",
    help="What is otherwise: PACKAGE.ANSWER=VALUE, or initiative=, date=, overview=, start=; may be repeated.",
)
@click.option("--template", "template", metavar="ADDRESS", help="Where the template is, instead of where this command is from.")
@writing
@click.pass_context
def adopt(
    ctx: click.Context, folder: Path | None, understood: bool, corrections: Sequence[str], template: str | None, how: How
) -> None:
    """Bring a planning FOLDER that was written by hand under the template. Its documents are read, and what is understood is
    shown; once a person says that it is right, records are written, and every line stays where it stands.
    """
    from ..direct import typed

    state = ctx.ensure_object(State)
    place = _place(state, folder)
    words, address = copy_words(template)
    given = {"part": "adopt", **_given(corrections), **({"understood": "yes"} if understood else {})}
    words += [word for name, value in given.items() for word in ("-d", f"{name}={typed(value)}")]
    if how.explain:
        explain(state, place, [["copier", *words, address, "."]], How(explain=True))
        return
    if code := copier(state, [*words, address, "."], place, asks=state.at_terminal):
        raise click.exceptions.Exit(code)
    state.take(place)
    plan = read_plan(state, place)
    where = state.shown(place)
    done = f"Adopted {plan.roadmap.title}{'' if where == '.' else f' in {where}'}."
    tell(state, None, plan.roadmap, done, briefly=not state.quiet or state.at_terminal)
    if how.commit:
        commit(state, plan)


def _place(state: State, folder: Path | None) -> Path:
    """The folder that is adopted: the one that is named, the one that this is in, or the only one below with plans."""
    named = folder if folder is not None else Path(state.place) if state.place is not None else None
    if named is not None:
        place = Path.cwd() / named
        if not place.is_dir():
            raise Refused(f"{text.quoted(str(named))} is no folder. Give the planning folder that was written by hand.")
        return place
    here = Path.cwd()
    if is_by_hand(here):
        return here
    found = by_hand(here)
    if len(found) > 1:
        listed = "\n".join(f"  {state.shown(one)}" for one in found)
        raise Refused(f"There are {len(found)} planning folders here that are not under the template. Name one:\n{listed}")
    return found[0] if found else here


def by_hand(place: Path) -> list[Path]:
    """The planning folders below that were written by hand: where planning folders are kept, and right below."""
    from ..planning.fields import PLANNING_ROOT

    dated = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]-*"
    return [path for root in (place, place / PLANNING_ROOT) for path in sorted(root.glob(dated)) if is_by_hand(path)]


def is_by_hand(folder: Path) -> bool:
    """Whether the folder may be one that was planned by hand: it has plans, or START-HERE.md, and is not under a template."""
    return not (folder / ANSWERS).exists() and any(any(folder.glob(name)) for name in _PLANS)


def _given(corrections: Sequence[str]) -> dict[str, object]:
    """The corrections as answers: those of packages in one mapping, by package."""
    given: dict[str, object] = {}
    packages: dict[str, dict[str, str]] = {}
    for one in corrections:
        match = _ASSIGNED.fullmatch(one)
        name, sign, value = one.partition("=")
        if match:
            packages.setdefault(match["package"], {})[match["answer"]] = match["value"]
        elif sign and name.strip():
            given[name.strip()] = value
        else:
            raise click.UsageError(
                f"{one!r} is no correction. Give PACKAGE.ANSWER=VALUE, such as 03.effort=4-6h, or NAME=VALUE."
            )
    return {**given, **({"packages": packages} if packages else {})}
