"""The commands that change what the plan holds: the status of work packages, and any answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from ..planning import answers as rules
from ..planning import house, records, text
from ..planning.naming import NotNamed, named
from ..planning.records import nn
from ..planning_folder import HOUSE, RECORDS
from .assigning import Assignment, NotAssigned, assignment, steps
from .carrying import How, Plan, carry_out, plan_at_hand, writing
from .options import PackageName, WithExamples, nearest
from .state import Refused, State

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

#: The word for the whole, where a package could be named.
WHOLE = "plan"

#: The parts in the words of messages.
PARTS = {"initiative": "the plan", "work-package": "a work package", "analysis": "an analysis"}


@dataclass(frozen=True)
class Target:
    """What is changed: its part, its record below the planning folder, its answers as they are, and its name in words."""

    part: str
    record: str
    stored: Mapping[str, Any]
    name: str


def target_of(plan: Plan, words: str) -> Target:
    """The work package or analysis that the words name, by number, slug or a part of its title.

    Raises:
        Refused: when they name none, or several.
    """
    analyses = {
        records.record_id(one): one for one in plan.there.records if records.is_analysis(one) and "unreadable" not in one
    }
    wanted = text.one_line(words).lower()
    for name, record in analyses.items():
        number = records.record_number(record)
        if wanted in (name, f"{nn(number)}-{name}", str(number), nn(number), records.document_file(record).lower()):
            return Target("analysis", f"{RECORDS}/{records.record_file(record)}", record, records.document_file(record))
    try:
        package = named(words, plan.roadmap.packages)
    except NotNamed as error:
        raise Refused(str(error)) from error
    if package.record not in plan.there.files:
        raise Refused(f"{package.record} is missing: take it back from git.")
    stored = plan.there.record(package.record)
    return Target("work-package", package.record, stored, f"{nn(package.number)} {package.title}")


def targets_of(plan: Plan, names: Sequence[str]) -> list[Target]:
    """What the names stand for, each once."""
    return list({found.record: found for found in (target_of(plan, name) for name in names)}.values())


def whole(plan: Plan) -> Target:
    """The initiative itself."""
    return Target("initiative", "", plan.answers, plan.roadmap.title)


def known_answers(changes: Sequence[Assignment], part: str) -> None:
    """Check that the part has these answers.

    Raises:
        UsageError: when it has not, with what could be meant.
    """
    for one in changes:
        if one.name in rules.NAMES[part]:
            continue
        owner = next((other for other in PARTS if one.name in rules.NAMES[other]), "")
        if owner == "initiative":
            raise click.UsageError(f"{one.name} is an answer of {PARTS[owner]}: roadmap set {one.name}=VALUE")
        if owner:
            raise click.UsageError(f"{one.name} is an answer of {PARTS[owner]}: roadmap set NUMBER {one.name}=VALUE")
        raise click.UsageError(f"{PARTS[part].capitalize()} has no answer {one.name!r}. {nearest(one.name, rules.NAMES[part])}")


def change(state: State, plan: Plan, targets: Sequence[Target], changes: Sequence[Assignment], done: str, how: How) -> None:
    """Change the answers of everything that is named, of all or of nothing.

    Raises:
        UsageError, Refused, Exit: where that cannot be, with the reason and the remedy.
    """
    from ..direct import Asked

    asked = []
    for target in targets:
        changes = with_own_fields(changes, target.part, plan)
        known_answers(changes, target.part)
        try:
            given = steps(changes, target.part, target.stored, _packages(plan, target))
        except NotAssigned as error:
            raise Refused(f"{target.name}: {error}" if len(targets) > 1 else str(error)) from error
        asked += [Asked(plan.folder, answers, record=target.record) for answers in given]
    names = text.join(target.name for target in targets)
    carry_out(state, plan, asked, f"{done} {names}.", how)


def with_own_fields(changes: Sequence[Assignment], part: str, plan: Plan) -> Sequence[Assignment]:
    """The same changes with the house's own fields, each named like an answer, as one answer `fields`.

    Raises:
        UsageError: when an answer is named that is none, with the field or answer that could be meant.
    """
    unknown = [one for one in changes if not any(one.name in names for names in rules.NAMES.values())]
    if part != "work-package" or not unknown:
        return changes
    own = house.of_file(plan.there.files.get(HOUSE, b""), rules.problem_of).fields
    for one in unknown:
        if one.name not in own:
            names = (*rules.NAMES[part], *own)
            raise click.UsageError(f"{PARTS[part].capitalize()} has no answer {one.name!r}. {nearest(one.name, names)}")
        if one.sign != "=":
            raise click.UsageError(f"{one.name} is no list: give it with {one.name}=VALUE.")
    said = {one.name: one.value for one in unknown}
    return [*(one for one in changes if one not in unknown), Assignment("fields", "=", said)]


def _packages(plan: Plan, target: Target) -> list[Mapping[str, Any]]:
    return [one for one in plan.there.records if records.is_package(one)] if target.part == "work-package" else []


def pairs(given: Sequence[str]) -> list[Assignment]:
    """The answers that are given with `-d NAME=VALUE`.

    Raises:
        UsageError: when one is no such pair.
    """
    found = []
    for word in given:
        one = assignment(word)
        if one is None:
            raise click.UsageError(f"{word!r} is no answer. Give it as -d NAME=VALUE.")
        found.append(one)
    return found


any_answer = click.option(
    "-d", "--data", "data", multiple=True, metavar="NAME=VALUE", help="Any other answer (docs/answers.md)."
)

_packages_argument = click.argument("packages", type=PackageName(), nargs=-1, required=True)

#: The options of the commands that change a status: the answer of each, whether it is added to, and what help says of it.
_OPTIONS: dict[str, tuple[str, str, str]] = {
    "--pr": ("pr", "+=", "A pull request, its number or address, beside those that are there."),
    "--adr": ("adr", "=", "The decision record."),
    "--hours": ("actual", "=", "Agentic hours that it took, or so far."),
    "--review": ("actual_review", "=", "Hours of human review that it took, or so far."),
    "--did": ("done", "=", "What is done."),
    "--remains": ("remains", "=", "What remains."),
    "--left": ("remaining", "=", "Agentic hours that are left, such as 2-3h."),
    "--why": ("remains", "=", "The reason."),
    "--owner": ("owner", "=", "Who does it."),
    "--started": ("started", "=", "The day on which work began; today."),
    "--completed": ("completed", "=", "The day on which work ended; today."),
}


def _takes(*names: str) -> Callable[[_Decorated], _Decorated]:
    def decorate(function: _Decorated) -> _Decorated:
        for name in reversed(names):
            answer, sign, words = _OPTIONS[name]
            option = click.option(name, f"given_{name[2:]}", metavar=answer.upper(), multiple=sign == "+=", help=words)
            function = option(function)
        return any_answer(function)

    return decorate


def _moved(ctx: click.Context, packages: Sequence[str], status: str, done: str, how: How, options: Mapping[str, Any]) -> None:
    """Give the packages a status, and the answers that come with it."""
    state = ctx.ensure_object(State)
    changes = [Assignment("status", "=", status)]
    for name, (answer, sign, _) in _OPTIONS.items():
        value = options.get(f"given_{name[2:]}")
        changes += [
            Assignment(answer, sign, one) for one in (value if isinstance(value, tuple) else [value]) if one is not None
        ]
    changes += pairs(options["data"])
    plan = plan_at_hand(state)
    targets = targets_of(plan, packages)
    if wrong := [target.name for target in targets if target.part != "work-package"]:
        raise Refused(f"{text.join(wrong)} has no status: it is an analysis. Name a work package.")
    change(state, plan, targets, changes, done, how)


@click.command(cls=WithExamples, examples=("roadmap start 05", "roadmap start 05 06 --owner Ada"))
@_packages_argument
@_takes("--owner", "--started")
@writing
@click.pass_context
def start(ctx: click.Context, /, packages: Sequence[str], how: How, **options: Any) -> None:
    """Say that work on PACKAGES begins."""
    _moved(ctx, packages, "in-progress", "Started", how, options)


@click.command(
    cls=WithExamples, examples=("roadmap done 05 --pr 22 --hours 9 --review 1 --did 'Redis, with tests'", "roadmap done 05 06")
)
@_packages_argument
@_takes("--pr", "--adr", "--hours", "--review", "--did", "--completed")
@writing
@click.pass_context
def done(ctx: click.Context, /, packages: Sequence[str], how: How, **options: Any) -> None:
    """Say that PACKAGES are complete."""
    _moved(ctx, packages, "complete", "Completed", how, options)


@click.command(
    cls=WithExamples, examples=("roadmap partial 05 --did 'The index' --remains 'The page' --left 2-3h", "roadmap partial 05")
)
@_packages_argument
@_takes("--did", "--remains", "--left", "--pr", "--adr", "--hours", "--review")
@writing
@click.pass_context
def partial(ctx: click.Context, /, packages: Sequence[str], how: How, **options: Any) -> None:
    """Say that PACKAGES are left half-way: what is done, and what remains."""
    _moved(ctx, packages, "partial", "Left half-way", how, options)


@click.command(cls=WithExamples, examples=("roadmap defer 05 --why 'After the launch'",))
@_packages_argument
@_takes("--why")
@writing
@click.pass_context
def defer(ctx: click.Context, /, packages: Sequence[str], how: How, **options: Any) -> None:
    """Put PACKAGES off, for a reason. They count no more until they are taken up again."""
    _moved(ctx, packages, "deferred", "Deferred", how, options)


@click.command(cls=WithExamples, examples=("roadmap drop 05 --why 'The new server does it'",))
@_packages_argument
@_takes("--why")
@writing
@click.pass_context
def drop(ctx: click.Context, /, packages: Sequence[str], how: How, **options: Any) -> None:
    """Give PACKAGES up, for a reason. What is written of them stays."""
    _moved(ctx, packages, "dropped", "Dropped", how, options)


class Change(PackageName):
    """A work package or a changed answer; completed by numbers, slugs and the names of answers."""

    name = "change"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """The packages and answers that begin so."""
        from click.shell_completion import CompletionItem

        names = (
            f"{name}=" for name in (*rules.NAMES["work-package"], *rules.NAMES["initiative"]) if name.startswith(incomplete)
        )
        return [*super().shell_complete(ctx, param, incomplete), *map(CompletionItem, dict.fromkeys(names))]


@click.command(
    "set",
    cls=WithExamples,
    examples=(
        "roadmap set 05 effort=8-12h owner=Ada",
        "roadmap set 05 task_list+='Write the page' depends_on-=03",
        "roadmap set 05 06 due=2026-03-01",
        "roadmap set buffer=20",
    ),
)
@click.argument("words", metavar="[PACKAGE]... NAME=VALUE...", type=Change(), nargs=-1)
@click.option("-d", "--data", "data", multiple=True, metavar="NAME=VALUE", help="The same as NAME=VALUE, as Copier takes it.")
@writing
@click.pass_context
def set_answers(ctx: click.Context, words: Sequence[str], data: Sequence[str], how: How) -> None:
    """Change answers of the packages or analyses that are named; of the plan itself where none is, or `plan` alone.

    NAME=VALUE gives an answer, and an empty value clears it; NAME+=VALUE adds entries to a list, NAME-=VALUE takes out those that
    VALUE names, in full or by a part. The names are those of docs/answers.md. What has `=` in its title is named by its number.
    """
    state = ctx.ensure_object(State)
    found = [(word, assignment(word)) for word in words]
    changes = [*(one for _, one in found if one is not None), *pairs(data)]
    names = [word for word, one in found if one is None]
    if not changes:
        raise click.UsageError("Nothing to change. Give NAME=VALUE, such as effort=4-6h.", ctx)
    plan = plan_at_hand(state)
    targets = [whole(plan)] if names in ([], [WHOLE]) else targets_of(plan, names)
    try:
        change(state, plan, targets, changes, "Changed", how)
    except click.UsageError as error:
        error.ctx = error.ctx or ctx
        raise
