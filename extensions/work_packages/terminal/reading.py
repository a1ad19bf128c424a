"""The commands that read a plan. None of them writes anything, asks anything, or needs Copier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from ..planning.records import LEVELS, STATUSES, Package, nn
from ..planning.views import STATUS
from ..planning_folder import JOURNAL
from . import showing
from .answering import Answer, Answers
from .options import PackageName, WithExamples, Word, common, nearest, package_of
from .showing import Sight
from .state import ATTENTION, State, print_json

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def _reading(function: _Decorated) -> _Decorated:
    """The options of every command that reads."""
    return common(_as_json(function))


def _keep_json(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(State).json = True


def _as_json(function: _Decorated) -> _Decorated:
    words = "Print JSON, for programs (docs/roadmap-command.md)."
    option = click.option("--json", is_flag=True, expose_value=False, callback=_keep_json, help=words)
    return option(function)


_exit_code = click.option("--exit-code", is_flag=True, help="Exit with 1 where there is none.")


def sight_of(state: State) -> Sight:
    """The plan at hand, to be shown."""
    if (state.folder / JOURNAL).is_file():
        state.note("A command was interrupted while it wrote; the next one that changes something finishes it.")
    return Sight(state.plan, state.screen, state.shown(state.folder), state.document, state.today)


def _answer(state: State, sight: Sight, answer: Callable[[Answers], Answer], lines: Callable[[], Iterable[str]]) -> None:
    """Print the answer: as JSON where that was asked for, else the lines."""
    if not state.json:
        state.say(lines())
        return
    print_json(answer(Answers(sight)))


def _numbers(packages: Sequence[Package]) -> list[str]:
    return [nn(package.number) for package in packages]


@click.command(cls=WithExamples, examples=("roadmap status", "roadmap status --json", "roadmap status --quiet"))
@click.option("--exit-code", is_flag=True, help="Exit with 1 where something needs a decision.")
@_reading
@click.pass_context
def status(ctx: click.Context, exit_code: bool = False) -> None:
    """How things stand: progress, the finish against what was approved, what is under way, what is next, and what needs a
    decision: the checkpoint that is open, and every problem. With --quiet in one line.
    """
    state = ctx.ensure_object(State)
    sight = sight_of(state)
    plan = sight.plan

    def lines() -> list[str]:
        if not state.quiet:
            return showing.status(sight)
        return [f"{plan.title}: {plan.progress.percent}%. {showing.next_words(sight)}"]

    _answer(state, sight, Answers.status, lines)
    ctx.exit(ATTENTION if exit_code and (plan.waiting or plan.problems) else 0)


@click.command("next", cls=WithExamples, examples=("roadmap next", "roadmap show $(roadmap next -q)"))
@_exit_code
@_reading
@click.pass_context
def next_step(ctx: click.Context, exit_code: bool) -> None:
    """What to do now: the packages to go on with, the one to start, or the checkpoint to confirm. With --quiet the number of
    the package alone.
    """
    state = ctx.ensure_object(State)
    sight = sight_of(state)
    found = [sight.plan.by_slug[sight.plan.next]] if sight.plan.next else []
    _answer(state, sight, Answers.next_step, lambda: _numbers(found) if state.quiet else showing.next_step(sight))
    ctx.exit(ATTENTION if exit_code and not found else 0)


@click.command(cls=WithExamples, examples=("roadmap ready", "roadmap ready --quiet", "roadmap ready --json"))
@_exit_code
@_reading
@click.pass_context
def ready(ctx: click.Context, exit_code: bool) -> None:
    """The work packages that can be started now, in the order of implementation. With --quiet their numbers, one a line."""
    state = ctx.ensure_object(State)
    sight = sight_of(state)
    found = [sight.plan.by_slug[slug] for slug in sight.plan.ready]
    _answer(
        state,
        sight,
        lambda answers: answers.packages("ready", found),
        lambda: _numbers(found) if state.quiet else showing.ready(sight),
    )
    ctx.exit(ATTENTION if exit_code and not found else 0)


@click.command(cls=WithExamples, examples=("roadmap show 05", "roadmap show caching", "$EDITOR $(roadmap show 05 -q)"))
@click.argument("package", type=PackageName())
@_reading
@click.pass_context
def show(ctx: click.Context, package: str) -> None:
    """Everything of one work package: status, estimates, days, what it depends on and enables, criteria and tasks with their
    ticks, and the file to open. PACKAGE is a number, a slug or a part of the title. With --quiet the file alone.
    """
    state = ctx.ensure_object(State)
    sight = sight_of(state)
    found = package_of(state, package)
    _answer(
        state,
        sight,
        lambda answers: answers.show(found),
        lambda: [state.document(found.file)] if state.quiet else showing.package_lines(sight, found),
    )


@click.command("list", cls=WithExamples, examples=("roadmap list", "roadmap list --state ready --priority high --owner Ada"))
@click.option(
    "--status",
    "statuses",
    type=Word("status", STATUSES),
    multiple=True,
    metavar="STATUS",
    help=f"With this status: {', '.join(STATUSES)}.",
)
@click.option(
    *("--state", "states"),
    type=Word("state", tuple(STATUS)),
    multiple=True,
    metavar="STATE",
    help="In this state: as its status, but of those that are ready only what can be started is `ready`; else it is `planned`"
    " while a checkpoint waits, or `waiting`.",
)
@click.option(
    "--priority",
    "priorities",
    type=Word("priority", LEVELS),
    multiple=True,
    metavar="LEVEL",
    help=f"With this priority: {', '.join(LEVELS)}.",
)
@click.option("--owner", "owners", multiple=True, metavar="NAME", help="Owned by this person; empty for nobody.")
@click.option("--late", is_flag=True, help="Open, and forecast after the day on which they are due.")
@click.option("--blocked", is_flag=True, help="Open, and waiting for something from outside.")
@_exit_code
@_reading
@click.pass_context
def list_packages(
    ctx: click.Context,
    statuses: Sequence[str],
    states: Sequence[str],
    priorities: Sequence[str],
    owners: Sequence[str],
    late: bool,
    blocked: bool,
    exit_code: bool,
) -> None:
    """The work packages by number, those that fit every filter. A filter that is repeated takes either. With --quiet their
    numbers, one a line.
    """
    state = ctx.ensure_object(State)
    sight = sight_of(state)
    plan = sight.plan
    overdue = showing.late(plan)
    wanted = {owner.strip().casefold() for owner in owners}

    def fits(package: Package) -> bool:
        return (
            (not statuses or package.status in statuses)
            and (not states or plan.state(package) in states)
            and (not priorities or (package.counts and plan.stands(package) in priorities))
            and (not owners or package.owner.casefold() in wanted)
            and (not late or package.slug in overdue)
            and (not blocked or (package.is_open and bool(package.waits_outside)))
        )

    found = [package for package in plan.packages if fits(package)]
    _note_owners(state, owners)

    def lines() -> list[str]:
        if state.quiet:
            return _numbers(found)
        if found:
            return showing.table(sight, found)
        return ["No work package fits."] if plan.packages else showing.without_plans(sight)

    _answer(state, sight, lambda answers: answers.packages("list", found), lines)
    ctx.exit(ATTENTION if exit_code and not found else 0)


def _note_owners(state: State, owners: Sequence[str]) -> None:
    """Say of a name that owns nothing who could be meant."""
    known = {package.owner.casefold(): package.owner for package in state.plan.packages if package.owner}
    for owner in owners:
        if owner.strip() and owner.strip().casefold() not in known:
            hint = f" {nearest(owner, tuple(known.values()))}" if known else ""
            state.note(f"Nobody called {owner!r} owns a work package.{hint}")


@click.command(cls=WithExamples, examples=("roadmap graph", "roadmap graph --json"))
@_reading
@click.pass_context
def graph(ctx: click.Context) -> None:
    """What depends on what: below each work package what needs it. With --quiet the drawing alone."""
    state = ctx.ensure_object(State)
    sight = sight_of(state)
    _answer(state, sight, Answers.graph, lambda: showing.graph(sight, bare=state.quiet))


@click.command(cls=WithExamples, examples=("roadmap timeline", "roadmap timeline --json"))
@_reading
@click.pass_context
def timeline(ctx: click.Context) -> None:
    """The weeks with their days and hours, what was completed in them (✓) and what is planned for them (•), and where today
    is. With --quiet the weeks alone.
    """
    state = ctx.ensure_object(State)
    sight = sight_of(state)
    _answer(state, sight, Answers.timeline, lambda: showing.timeline(sight, bare=state.quiet))
