"""`diff`: what changed in the plan between two states of git; and how differences are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from .. import plans
from ..planning import difference_words, text
from ..planning.differences import Differences, PackageDifference, as_json, differences
from ..planning.records import nn
from ..planning.roadmap import Roadmap
from ..planning_folder import ANSWERS
from .options import WithExamples, common
from .screen import Screen, Styled
from .state import ATTENTION, Refused, State, print_json

if TYPE_CHECKING:
    from ..history import Repository

as_json_option = click.option(
    "--json", "json_", is_flag=True, help="Print JSON, for programs (docs/plan-differences.schema.json)."
)
as_markdown_option = click.option("--markdown", is_flag=True, help="Print Markdown, for the text of a pull request.")
exit_code_option = click.option("--exit-code", is_flag=True, help="Exit with 1 where something changed.")


@dataclass(frozen=True)
class Told:
    """A state of the plan that is compared: the roadmap, None where there was none; and its name in words."""

    plan: Roadmap | None
    name: str


@click.command(
    cls=WithExamples,
    examples=("roadmap diff", "roadmap diff HEAD~5", "roadmap diff main... --markdown", "roadmap diff v1.0 v1.1 --json"),
)
@click.argument("refs", metavar="[REF [REF]]", nargs=-1)
@exit_code_option
@as_markdown_option
@as_json_option
@common
@click.pass_context
def diff(ctx: click.Context, refs: Sequence[str], exit_code: bool, markdown: bool, json_: bool) -> None:
    """What changed in the plan since a commit, in words: of each work package, and what follows for the whole.

    REF is a commit, branch or tag, as git takes it; without one the last commit. It is compared with the planning folder as it
    is, or with a second REF. A...B compares B with the commit at which it parted from A; A... the planning folder as it is.
    With --quiet nothing is said where nothing changed.
    """
    state = ctx.ensure_object(State)
    before, after = _states(state, _named(refs))
    assert after.plan is not None
    found = differences(before.plan, after.plan)
    title = [f"Changes from {before.name} to {after.name}"] if before.plan else [f"Not in {before.name}: all of it is new"]
    tell(state, found, as_json_=json_, markdown=markdown, title=title)
    ctx.exit(ATTENTION if exit_code and found else 0)


@dataclass(frozen=True)
class _Refs:
    """What is compared: `before` and `after`, which is empty for the planning folder as it is; from where they `parted`."""

    before: str = "HEAD"
    after: str = ""
    parted: bool = False


def _named(refs: Sequence[str]) -> _Refs:
    """What the words compare.

    Raises:
        UsageError: when they are too many.
    """
    if len(refs) > 2 or (len(refs) == 2 and any(".." in ref for ref in refs)):
        raise click.UsageError(f"{' '.join(refs)!r} names more than two states. Give one REF, two, or A...B.")
    if len(refs) == 2 and refs[1]:
        return _Refs(refs[0], refs[1])
    said = refs[0] if refs else "HEAD"
    dots = "..." if "..." in said else ".."
    before, found, after = said.partition(dots)
    return _Refs(before or ("HEAD" if found else ""), after, parted=found == "...")


def _states(state: State, refs: _Refs) -> tuple[Told, Told]:
    """Both states of the plan.

    Raises:
        Refused: when git does not have them, or one of them cannot be read.
    """
    from ..history import NoHistory, repository_of

    try:
        repository = repository_of(state.folder)
        now = state.plan if not refs.after else None
        known = _answers(state)
        taken = lambda: repository.others  # noqa: E731
        if now is not None:
            after = Told(now, "the planning folder as it is")
        else:
            commit = repository.commit(refs.after)
            there = repository.at(commit, known, taken)
            if there is None:
                raise Refused(f"The plan is not in {refs.after}. Give a commit that holds it, or leave this one out.")
            place, files = there
            after = Told(_plan(files, refs.after, place), refs.after)
            known = files.answers or known
            repository = replace(repository, place=place)
            taken = lambda: repository.places(commit) - {place}  # noqa: E731
        return _earlier(state, repository, refs, known, taken), after
    except NoHistory as error:
        raise Refused(str(error)) from error


def _earlier(state: State, repository: Repository, refs: _Refs, known: dict[str, Any], taken: Any) -> Told:
    from ..history import NoHistory

    name = refs.before
    try:
        commit = repository.commit(name)
    except NoHistory:
        if name == "HEAD" and not refs.after and not refs.parted:
            return Told(None, "any commit yet")
        raise
    if refs.parted:
        commit = repository.merge_base(name, refs.after or "HEAD")
        name = f"{commit[:7]} (where it parted from {name})"
    found = repository.at(commit, known, taken)
    if found is None:
        return Told(None, name)
    place, files = found
    return Told(_plan(files, name, place), name)


def _plan(files: Any, ref: str, place: str) -> Roadmap:
    try:
        return plans.plan_of(files, f"{ref}:{place}/{ANSWERS}" if place else f"{ref}:{ANSWERS}")
    except plans.UnreadablePlan as error:
        raise Refused(str(error)) from error


def _answers(state: State) -> dict[str, Any]:
    """The initiative's answers as they are; where they cannot be read, none: an earlier plan of this path is found anyway."""
    from .. import planning_folder

    return planning_folder.initiative_answers(state.folder / ANSWERS) or {}


def tell(
    state: State,
    found: Differences,
    *,
    as_json_: bool = False,
    markdown: bool = False,
    title: Sequence[str] = (),
    end: Sequence[str] = (),
) -> None:
    """Print the differences: in words, as Markdown, or as JSON.

    Args:
        state: the command.
        found: the differences.
        as_json_: print JSON.
        markdown: print Markdown.
        title: what stands above the words; left out with --quiet.
        end: what stands below them.
    """
    if as_json_:
        print_json(as_json(found))
        return
    if markdown:
        click.echo(difference_words.in_markdown(found), nl=False)
        return
    screen = state.screen
    lines = [] if state.quiet else [line for words in title for line in screen.paragraph(Styled(words, "dim"))]
    said = in_lines(screen, found)
    if not said and not state.quiet:
        said = [difference_words.NO_CHANGE]
    state.say([*lines, *said, *(line for words in end for line in screen.paragraph(words))])


def in_lines(screen: Screen, found: Differences) -> list[str]:
    """What changed in words, wrapped, with what each line is about in a style; none where nothing changed."""
    styles = {_begins(one): _style(one, found) for one in found.packages}
    lines: list[str] = []
    for said in difference_words.in_words(found):
        begins = next((begins for begins in styles if said.startswith(begins)), "")
        end = said.find(": ", len(begins))
        name = said[:end] if end > 0 else ""
        wrapped = screen.paragraph(said, rest="    ")
        # One that is longer than a line stays plain.
        if name and wrapped[0].startswith(f"{name}:"):
            wrapped[0] = screen.painted(f"{name}:", styles.get(begins, "cyan")) + wrapped[0][len(name) + 1 :]
        lines += wrapped
    return lines


def _begins(one: PackageDifference) -> str:
    """How the line of a package begins: with its number, or the title that it has before it has a number."""
    return f"{nn(one.now.number)} " if one.now.number is not None else f"{text.one_line(one.now.package.title)}: "[:40]


def _style(one: PackageDifference, found: Differences) -> str:
    if one.after is None:
        return "bold red"
    return "bold green" if one.before is None and found.before else "bold"
