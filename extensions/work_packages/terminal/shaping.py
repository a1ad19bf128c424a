"""The commands that restructure a plan: `split`, `merge`, `move`, `renumber` and `rename`; each all or nothing.

They change a plan of the installed version alone: no other has the code for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from ..planning.records import Package, nn
from ..planning.roadmap import Roadmap
from ..speaking import spoken
from .carrying import How, Plan, carry_out, commit, explain, plan_at_hand, refused, tell, working, writing
from .options import PackageName, WithExamples, package_of
from .state import Refused, State, print_json

if TYPE_CHECKING:
    from ..planning.restructuring import Split
    from ..reshaping import Shape

_COPIERS_OPTION = re.compile(r"(?<![\w-])-d (slug|title)=")


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
@writing
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
    how: How,
) -> None:
    """Make a new work package of a part of PACKAGE. Tasks, criteria and scope that it takes go with their ticks and with what is
    written at them; everything else that people wrote stays. What is not said is asked at a terminal. Confirmed checkpoints
    that this changes are reopened.
    """
    from ..planning.restructuring import Impossible, Split, chosen

    state = ctx.ensure_object(State)
    plan = _plan(state)
    own = package_of(state, package)
    positions = {"task_list": (tasks, "tasks"), "success_criteria": (criteria, "criteria"), "in_scope": (scope, "scope")}
    try:
        taken = {name: chosen(getattr(own, name), said, what) for name, (said, what) in positions.items() if said.strip()}
    except Impossible as error:
        raise Refused(str(error)) from error
    needing = tuple(package_of(state, one).slug for one in dependents)
    wish = Split(own.slug, title, new_slug, taken, {}, effort, left, review, where, needing)
    if state.at_terminal and not how.explain and not (title.strip() and (taken or effort.strip())):
        wish = _asked(state, own, wish)
    if not wish.title.strip():
        raise Refused("The new work package has no title yet. Give it with --title TITLE.")
    if how.explain:
        _explain_not(state, "split", "makes two work packages of one")
        return
    from .. import reshaping

    def done(after: Roadmap) -> str:
        return f"{_name(own)} is split; {_name(_newest(after))} is new."

    _reshape(state, plan, reshaping.split(wish), done, how)


def _newest(plan: Roadmap) -> Package:
    return max(plan.packages, key=lambda one: one.number)


@click.command(cls=WithExamples, examples=("roadmap merge 05 06", "roadmap merge caching resilience --json"))
@click.argument("package", type=PackageName())
@click.argument("other", type=PackageName())
@writing
@click.pass_context
def merge(ctx: click.Context, package: str, other: str, how: How) -> None:
    """Merge OTHER into PACKAGE. Lists are united, texts joined, hours added up; what depended on OTHER depends on PACKAGE. What
    people wrote in OTHER's plan is carried over word for word, ticks included; its record and its plan go, and links to it
    lead to PACKAGE. Both need the same status. Confirmed checkpoints that this changes are reopened.
    """
    state = ctx.ensure_object(State)
    plan = _plan(state)
    own, gone = package_of(state, package), package_of(state, other)
    if how.explain:
        _explain_not(state, "merge", "makes one work package of two")
        return
    from .. import reshaping

    shape = reshaping.merged(own.slug, gone.slug)
    _reshape(state, plan, shape, lambda _: f"{_name(gone)} is merged into {_name(own)}.", how)


@click.command(
    cls=WithExamples,
    examples=("roadmap move 05 --after 06", "roadmap move 05 --before caching", "roadmap move 05 --first"),
)
@click.argument("package", type=PackageName())
@click.option("--after", type=PackageName(), metavar="PACKAGE", help="Right behind this one.")
@click.option("--before", type=PackageName(), metavar="PACKAGE", help="Right before this one.")
@click.option("--first", is_flag=True, help="Before all others of the same priority.")
@writing
@click.pass_context
def move(ctx: click.Context, package: str, after: str | None, before: str | None, first: bool, how: How) -> None:
    """Move PACKAGE in the order of implementation, inside its priority: by ranks, as few as it takes. What needs it comes along
    where it must. Confirmed checkpoints that this changes are reopened.
    """
    from ..direct import Asked
    from ..planning.restructuring import Impossible, Place, moved

    state = ctx.ensure_object(State)
    if (after is not None) + (before is not None) + first != 1:
        raise Refused("Say where to, in one way: --after PACKAGE, --before PACKAGE, or --first.")
    plan = _plan(state)
    own = package_of(state, package)
    other = package_of(state, after or before or "") if not first else None
    where = "first" if first else "before" if before is not None else "after"
    said = f"right {where} {_name(other)}" if other else "first of its priority"
    try:
        ranks = moved(plan.roadmap, own.slug, Place(where, other.slug if other else ""))
    except Impossible as error:
        _refuse(str(error))
    if not ranks:
        _nothing(state, f"{_name(own)} comes {said} already; nothing was written.")
        return
    files = {one.slug: one.record for one in plan.roadmap.packages}
    steps = [Asked(plan.folder, {"rank": rank}, files[slug]) for slug, rank in ranks.items()]
    carry_out(state, plan, steps, f"{_name(own)} comes {said} now.", how)


@click.command(cls=WithExamples, examples=("roadmap renumber 05", "roadmap renumber caching 12"))
@click.argument("package", type=PackageName())
@click.argument("number", required=False, default="", metavar="[NN]")
@writing
@click.pass_context
def renumber(ctx: click.Context, package: str, number: str, how: How) -> None:
    """Give PACKAGE the number NN, or the next that is free: its plan and its record get other names, and every link leads to
    them. Confirmed checkpoints that show the number are reopened.
    """
    state = ctx.ensure_object(State)
    plan = _plan(state)
    own = package_of(state, package)
    if how.explain:
        from ..direct import Asked

        if number.strip():
            state.note("Copier gives the next number that is free; one of your choice only `roadmap renumber` gives.")
        explain(state, plan.folder, [Asked(plan.folder, {"renumber": own.slug}, part="repair").words(plan.address)], how)
        return
    from .. import reshaping

    def done(after: Roadmap) -> str:
        return f"{_name(own)} has the number {nn(after.by_slug[own.slug].number)} now."

    _reshape(state, plan, reshaping.renumbered(own.slug, number), done, how)


@click.command(cls=WithExamples, examples=('roadmap rename 05 "Response Cache"', 'roadmap rename caching "Response Cache"'))
@click.argument("package", type=PackageName())
@click.argument("title")
@writing
@click.pass_context
def rename(ctx: click.Context, package: str, title: str, how: How) -> None:
    """Give PACKAGE another TITLE, in every document. Its slug, and so its files, keep their names; a heading that a person worded
    anew stays. The confirmed checkpoints that show the title are reopened.
    """
    state = ctx.ensure_object(State)
    from ..direct import Asked

    plan = _plan(state)
    own = package_of(state, package)
    steps = [Asked(plan.folder, {"title": title}, own.record)]
    carry_out(state, plan, steps, lambda after: f"{_name(own)} is called {after.roadmap.by_slug[own.slug].title} now.", how)


# What they share.


def _name(package: Package) -> str:
    return f"{nn(package.number)} {package.title}"


def _refuse(message: str) -> NoReturn:
    raise refused(_COPIERS_OPTION.sub(r"--\1 ", spoken(message)))


def _plan(state: State) -> Plan:
    """The plan at hand, which is of the installed version.

    Raises:
        Refused: when there is none, or when it cannot be read.
        Exit: when it is of another version, once that is said.
    """
    plan = plan_at_hand(state)
    if not plan.is_of_installed_version:
        _refuse(
            f"This plan is of version {plan.answers.get('_commit')} of the template, and the installed one is another: only a plan of the "
            "installed version can be restructured; nothing was written. Bring it there first: roadmap upgrade"
        )
    return plan


def _nothing(state: State, words: str) -> None:
    """Say that there is nothing to do."""
    if state.json:
        from ..planning.differences import as_json, differences

        print_json(as_json(differences(state.plan, state.plan)))
    elif not state.quiet:
        state.say(state.screen.paragraph(words))


def _explain_not(state: State, command: str, what: str) -> None:
    """Say that Copier cannot do the same."""
    state.say(state.screen.paragraph(f"No copier command {what}: only `roadmap {command}` does, with all files at once."))


def _reshape(state: State, plan: Plan, shape: Shape, done: Callable[[Roadmap], str], how: How) -> None:
    """Carry a command out, say what changed, and commit where that is wanted.

    Raises:
        Exit: where it cannot be, once that is said; nothing was written then, or the message says what.
    """
    from .. import reshaping, unfinished
    from ..planning.restructuring import Impossible
    from ..refusals import Refusal

    try:
        with working(state, "Writing"):
            there, roadmap = reshaping.write(plan.folder, shape)
    except (Impossible, Refusal) as error:
        _refuse(str(error))
    except KeyboardInterrupt:
        if unfinished.is_there(plan.folder):
            # What is half written is finished: the folder is never left in between.
            unfinished.finish(plan.folder)
        raise
    after = Plan(plan.folder, there, roadmap)
    state.keep(plan.folder, roadmap)
    tell(state, plan.roadmap, roadmap, done(roadmap))
    if how.commit:
        commit(state, after)


def _asked(state: State, own: Package, wish: Split) -> Split:
    """What is split off, with what the person at the terminal says of it."""
    from dataclasses import replace

    from ..planning import answers as rules
    from .prompts import Prompts

    prompts = Prompts(state.screen)
    if not wish.title.strip():
        title = prompts.text("Title of the new work package", check=lambda said: rules.problem("title", said))
        wish = replace(wish, title=title)
    if not wish.taken:
        taken = {}
        for name, words in (("task_list", "Tasks"), ("success_criteria", "Success criteria"), ("in_scope", "Scope")):
            if entries := getattr(own, name):
                listed = {str(place): entry for place, entry in enumerate(entries)}
                taken[name] = [entries[int(key)] for key in prompts.choose_several(f"{words} that it takes", listed)]
        wish = replace(wish, taken={name: entries for name, entries in taken.items() if entries})
    if not wish.effort.strip() and own.is_estimated:
        from ..planning.effort import effort_text

        words = f"Its effort, of {effort_text(own.effort)}"
        wish = replace(wish, effort=prompts.text(words, check=lambda said: rules.problem("effort", said)))
    needing = state.plan.needed_by[own.slug]
    if needing and not wish.dependents:
        named = {slug: _name(state.plan.by_slug[slug]) for slug in needing}
        chosen = prompts.choose_several(f"What needs the new one instead of {nn(own.number)}", named)
        wish = replace(wish, dependents=tuple(chosen))
    return wish
