"""The commands that restructure a plan: `split`, `merge`, `move`, `renumber` and `rename`; each all or nothing.

They change a plan of the installed version alone: no other has the code for it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from .. import planning_folder, plans
from ..planning.records import Package, nn
from ..planning.roadmap import Roadmap
from .options import PackageName, WithExamples, common, package_of
from .state import ATTENTION, Refused, State

if TYPE_CHECKING:
    from ..direct import Asked
    from ..planning.restructuring import Split
    from ..reshaping import Shape

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

_COPIERS_OPTION = re.compile(r"(?<![\w-])-d (slug|title)=")


def _keep_json(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(State).json = True


def _shaping(function: _Decorated) -> _Decorated:
    """The options of every command that restructures."""
    for option in (
        click.option("--json", is_flag=True, expose_value=False, callback=_keep_json, help="Print what changed as JSON."),
        click.option("--explain", is_flag=True, help="Print the copier commands that do the same; do nothing."),
    ):
        function = option(function)
    return common(function)


# The commands.


@click.command(
    cls=WithExamples,
    examples=(
        'roadmap split 05 --title "Cache Warming" --tasks 3,4 --effort 2-3h',
        'roadmap split 05 --title "Eviction" --criteria 2 --scope 2-3 --effort 2h',
        'roadmap split 05 --title "Storage" --tasks 1 --effort 2h --before --for 07',
    ),
)
@click.argument("package", type=PackageName())
@click.option("--title", default="", metavar="TITLE", help="The new work package's title.")
@click.option("--slug", "new_slug", default="", metavar="SLUG", help="Its slug; without, that of its title.")
@click.option("--tasks", default="", metavar="3,4", help="The tasks that it takes, by their positions.")
@click.option("--criteria", default="", metavar="2", help="The success criteria that it takes.")
@click.option("--scope", default="", metavar="2-3", help="What it takes of the scope.")
@click.option("--effort", default="", metavar="2-3h", help="Its estimate, which is taken from the other's.")
@click.option("--left", default="", metavar="2-3h", help="The estimate that stays; without, what is left.")
@click.option("--review", default="", metavar="1h", help="Its review, taken from the other's; without, 1h more.")
@click.option("--after", "where", flag_value="after", default=True, help="It depends on the other: the default.")
@click.option("--before", "where", flag_value="before", help="The other depends on it.")
@click.option("--beside", "where", flag_value="beside", help="Neither; it needs what the other needs.")
@click.option(
    *("--for", "dependents"),
    type=PackageName(),
    multiple=True,
    metavar="PACKAGE",
    help="A work package that needs the new one instead of the other; may be repeated.",
)
@_shaping
@click.pass_context
def split(
    ctx: click.Context,
    package: str,
    title: str,
    new_slug: str,
    tasks: str,
    criteria: str,
    scope: str,
    effort: str,
    left: str,
    review: str,
    where: str,
    dependents: Sequence[str],
    explain: bool,
) -> None:
    """Make a new work package of a part of PACKAGE. Tasks, criteria and scope that it takes go with their ticks and with what is
    written at them; everything else that people wrote stays. What is not said is asked at a terminal. Confirmed checkpoints
    that this changes are reopened.
    """
    from ..planning.restructuring import Impossible, Split, chosen

    state = ctx.ensure_object(State)
    own = package_of(state, package)
    positions = {"task_list": (tasks, "tasks"), "success_criteria": (criteria, "criteria"), "in_scope": (scope, "scope")}
    try:
        taken = {name: chosen(getattr(own, name), said, what) for name, (said, what) in positions.items() if said.strip()}
    except Impossible as error:
        raise Refused(str(error)) from error
    needing = tuple(package_of(state, one).slug for one in dependents)
    wish = Split(own.slug, title, new_slug, taken, {}, effort, left, review, where, needing)
    if state.at_terminal and not explain and not (title.strip() and (taken or effort.strip())):
        wish = _asked(state, own, wish)
    if not wish.title.strip():
        raise Refused("The new work package has no title yet. Give it with --title TITLE.")
    if explain:
        _explain_not(state, "split", "makes two work packages of one")
        return
    from .. import reshaping

    _reshape(state, reshaping.split(wish), lambda plan: f"{_name(own)} is split; {_name(_newest(plan))} is new.")


def _newest(plan: Roadmap) -> Package:
    return max(plan.packages, key=lambda one: one.number)


@click.command(cls=WithExamples, examples=("roadmap merge 05 06", "roadmap merge caching resilience --json"))
@click.argument("package", type=PackageName())
@click.argument("other", type=PackageName())
@_shaping
@click.pass_context
def merge(ctx: click.Context, package: str, other: str, explain: bool) -> None:
    """Merge OTHER into PACKAGE. Lists are united, texts joined, hours added up; what depended on OTHER depends on PACKAGE. What
    people wrote in OTHER's plan is carried over word for word, ticks included; its record and its plan go, and links to it
    lead to PACKAGE. Both need the same status. Confirmed checkpoints that this changes are reopened.
    """
    state = ctx.ensure_object(State)
    own, gone = package_of(state, package), package_of(state, other)
    if explain:
        _explain_not(state, "merge", "makes one work package of two")
        return
    from .. import reshaping

    _reshape(state, reshaping.merged(own.slug, gone.slug), lambda _: f"{_name(gone)} is merged into {_name(own)}.")


@click.command(
    cls=WithExamples,
    examples=("roadmap move 05 --after 06", "roadmap move 05 --before caching", "roadmap move 05 --first"),
)
@click.argument("package", type=PackageName())
@click.option("--after", type=PackageName(), metavar="PACKAGE", help="Right behind this one.")
@click.option("--before", type=PackageName(), metavar="PACKAGE", help="Right before this one.")
@click.option("--first", is_flag=True, help="Before all others of the same priority.")
@_shaping
@click.pass_context
def move(ctx: click.Context, package: str, after: str | None, before: str | None, first: bool, explain: bool) -> None:
    """Move PACKAGE in the order of implementation, inside its priority: by ranks, as few as it takes. What needs it comes along
    where it must. Confirmed checkpoints that this changes are reopened.
    """
    from ..planning.restructuring import Impossible, Place, moved

    state = ctx.ensure_object(State)
    if (after is not None) + (before is not None) + first != 1:
        raise Refused("Say where to, in one way: --after PACKAGE, --before PACKAGE, or --first.")
    own = package_of(state, package)
    other = package_of(state, after or before or "") if not first else None
    where = "first" if first else "before" if before is not None else "after"
    place = Place(where, other.slug if other else "")
    said = f"right {where} {_name(other)}" if other else "first of its priority"
    try:
        ranks = moved(state.plan, own.slug, place)
    except Impossible as error:
        _refuse(str(error))
    if not ranks:
        _nothing(state, f"{_name(own)} comes {said} already; nothing was written.")
        return
    if explain:
        from ..direct import Asked

        files = {one.slug: one.record for one in state.plan.packages}
        _explain(state, [Asked(state.folder, {"rank": rank}, files[slug]) for slug, rank in ranks.items()])
        return
    from .. import reshaping

    _reshape(state, reshaping.moved(own.slug, place), lambda _: f"{_name(own)} comes {said} now.")


@click.command(cls=WithExamples, examples=("roadmap renumber 05", "roadmap renumber caching 12"))
@click.argument("package", type=PackageName())
@click.argument("number", required=False, default="", metavar="[NN]")
@_shaping
@click.pass_context
def renumber(ctx: click.Context, package: str, number: str, explain: bool) -> None:
    """Give PACKAGE the number NN, or the next that is free: its plan and its record get other names, and every link leads to
    them. Confirmed checkpoints that show the number are reopened.
    """
    state = ctx.ensure_object(State)
    own = package_of(state, package)
    if explain:
        from ..direct import Asked

        asked = Asked(state.folder, {"renumber": own.slug}, part="repair")
        if number.strip():
            state.note("Copier gives the next number that is free; one of your choice only `roadmap renumber` gives.")
        _explain(state, [asked])
        return
    from .. import reshaping

    def done(plan: Roadmap) -> str:
        return f"{_name(own)} has the number {nn(plan.by_slug[own.slug].number)} now."

    _reshape(state, reshaping.renumbered(own.slug, number), done)


@click.command(cls=WithExamples, examples=('roadmap rename 05 "Response Cache"', 'roadmap rename caching "Response Cache"'))
@click.argument("package", type=PackageName())
@click.argument("title")
@_shaping
@click.pass_context
def rename(ctx: click.Context, package: str, title: str, explain: bool) -> None:
    """Give PACKAGE another TITLE, in every document. Its slug, and so its files, keep their names; a heading that a person worded
    anew stays. The confirmed checkpoints that show the title are reopened.
    """
    state = ctx.ensure_object(State)
    own = package_of(state, package)
    from ..direct import Asked

    asked = Asked(state.folder, {"title": title}, own.record)
    if explain:
        _explain(state, [asked])
        return
    from .. import direct

    _carry_out(state, lambda _: direct.write(asked), lambda plan: f"{_name(own)} is called {plan.by_slug[own.slug].title} now.")


# What they share.


def _name(package: Package) -> str:
    return f"{nn(package.number)} {package.title}"


def _refuse(message: str) -> NoReturn:
    raise Refused(_COPIERS_OPTION.sub(r"--\1 ", message), ATTENTION)


def _nothing(state: State, words: str) -> None:
    """Say that there is nothing to do."""
    if state.json:
        from ..planning.differences import as_json, differences

        _print_json(as_json(differences(state.plan, state.plan)))
    elif not state.quiet:
        state.say(state.screen.paragraph(words))


def _explain(state: State, asked: Sequence[Asked]) -> None:
    """Print the commands that do the same, to be pasted here."""
    answers = planning_folder.read(state.folder).answers or {}
    lines = [one.command(str(answers.get("_src_path"))) for one in asked]
    if state.folder.resolve() != Path.cwd().resolve():
        lines.insert(0, f"cd {shlex.quote(state.shown(state.folder))}")
    state.say(lines)


def _explain_not(state: State, command: str, what: str) -> None:
    """Say that Copier cannot do the same."""
    state.say(state.screen.paragraph(f"No copier command {what}: only `roadmap {command}` does, with all files at once."))


def _reshape(state: State, shape: Shape, done: Callable[[Roadmap], str]) -> None:
    from .. import reshaping

    _carry_out(state, lambda folder: reshaping.write(folder, shape), done)


def _carry_out(state: State, write: Callable[[Path], object], done: Callable[[Roadmap], str]) -> None:
    """Carry a command out, and say what was done, what changed with it, what needs a decision, and what is next.

    Raises:
        Refused: where it cannot be; nothing was written then, or the message says what.
    """
    from .. import installed
    from ..planning.restructuring import Impossible
    from ..refusals import Refusal

    before = state.plan
    stored = planning_folder.read(state.folder).answers or {}
    if not installed.installed().is_version(str(stored.get("_commit"))):
        _refuse(
            f"This plan is of version {stored.get('_commit')} of the template, and the installed one is another: only a plan of the "
            "installed version can be restructured; nothing was written. Bring it there first: roadmap upgrade"
        )
    try:
        write(state.folder)
    except (Impossible, Refusal) as error:
        _refuse(str(error))
    except KeyboardInterrupt:
        from .. import unfinished

        if unfinished.is_there(state.folder):
            # What is half written is finished: the folder is never left in between.
            unfinished.finish(state.folder)
        raise
    _tell(state, before, plans.read_plan(state.folder), done)


def _tell(state: State, before: Roadmap, after: Roadmap, done: Callable[[Roadmap], str]) -> None:
    if state.quiet and not state.json:
        return
    from ..planning.difference_words import in_words
    from ..planning.differences import as_json, differences
    from .screen import Styled
    from .showing import Sight, next_words

    found = differences(before, after)
    if state.json:
        _print_json(as_json(found))
        return
    screen = state.screen
    lines = screen.paragraph(done(after))
    for line in in_words(found):
        lines += screen.paragraph(line, "  ")
    sight = Sight(after, screen, state.shown(state.folder), state.document, state.today)
    if waiting := sight.view["waiting"]:
        words = f"Checkpoint {waiting['name']}: {waiting['question']} (roadmap confirm {waiting['name']})"
        lines += screen.field("Decide", Styled(words, "yellow"))
    state.say([*lines, *screen.field("Next", Styled(next_words(sight), "bold"))])


def _print_json(answer: Any) -> None:
    import json
    import sys

    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(answer, indent=2, ensure_ascii=not utf8))


def _asked(state: State, own: Package, wish: Split) -> Split:
    """What is split off, with what the person at the terminal says of it.

    Raises:
        Abort: when the person goes back.
    """
    from dataclasses import replace

    import questionary

    from ..planning import answers as rules

    def ask(question: Any) -> Any:
        said = question.unsafe_ask()
        if said is None:
            raise click.Abort
        return said

    def checked(name: str) -> Callable[[str], bool | str]:
        return lambda said: rules.problem(name, said) or True

    if not wish.title.strip():
        wish = replace(wish, title=ask(questionary.text("Title of the new work package", validate=checked("title"))))
    if not wish.taken:
        lists = (("task_list", "Tasks"), ("success_criteria", "Success criteria"), ("in_scope", "Scope"))
        taken = {
            name: ask(questionary.checkbox(f"{words} that it takes", choices=_choices(getattr(own, name))))
            for name, words in lists
            if getattr(own, name)
        }
        wish = replace(wish, taken={name: entries for name, entries in taken.items() if entries})
    if not wish.effort.strip() and own.is_estimated:
        from ..planning.effort import effort_text

        words = f"Its effort, of {effort_text(own.effort)}"
        wish = replace(wish, effort=ask(questionary.text(words, validate=checked("effort"))))
    needing = state.plan.needed_by[own.slug]
    if needing and not wish.dependents:
        named = [questionary.Choice(_name(state.plan.by_slug[slug]), slug) for slug in needing]
        chosen = ask(questionary.checkbox(f"What needs the new one instead of {_name(own)}", choices=named))
        wish = replace(wish, dependents=tuple(chosen))
    return wish


def _choices(entries: Sequence[str]) -> list[Any]:
    import questionary

    return [questionary.Choice(entry, entry) for entry in entries]
