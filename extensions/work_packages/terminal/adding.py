"""The commands that add a part: an initiative, a work package, an analysis; and the one that confirms checkpoints.

Each takes the answers of its part as options, made of the names in `planning/answers.py`.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from .. import planning_folder, plans
from ..planning import analyses, imports, records, text
from ..planning import answers as rules
from ..planning.records import nn
from ..planning.workflow import CHECKPOINTS
from ..speaking import spoken
from .assigning import LISTS
from .carrying import How, Plan, carry_out, commit, copier, copy_words, explain, plan_at_hand, read_plan, tell, writing
from .options import WithExamples, nearest
from .state import Refused, State
from .writing import any_answer, known_answers, pairs

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

#: What help says of each answer. docs/answers.md says more.
WORDS = {
    "initiative": "Title; names the planning folder.",
    "date": "Day of planning; today.",
    "planning_root": "Where planning folders are kept in the repository.",
    "kind": "new, continuing or imported.",
    "previous": "The planning folder that this one continues; what is imported.",
    "previous_completed": "What was completed there.",
    "previous_partial": "What was left half-way there.",
    "overview": "What the planning session covers.",
    "rationale": "Why its work packages belong together.",
    "impact_overall": "Which impact all of it is expected to have.",
    "identified": "The work packages, by their titles.",
    "analyses": "The analysis documents, by their types.",
    "start": "Day on which week 1 of the timeline starts.",
    "agentic_hours_per_week": "Hours that agents work in a week.",
    "review_hours_per_week": "Hours that people review in a week.",
    "buffer": "Per cent added to open work, for unknowns.",
    "overall_criteria": "What must hold for the whole.",
    "external_dependencies": "What outside must be there first.",
    "external_unblocked": "What of that is there by now.",
    "updated": "The plan's day.",
    "confirm": f"What is confirmed now, of {text.join(CHECKPOINTS)}.",
    "confirmed_on": "Day of the confirmation; today.",
    "confirmed_by": "Who confirms; git's user.",
    "restore": "Documents that are to be whole again.",
    "import_reading": "Of Spec Kit: what a work package is, features or stories.",
    "import_only": "The tag, milestone, feature or change that is imported.",
    "import_statuses": "Statuses by another planner's words, Blocked=deferred.",
    "import_estimates": "true to take hours from Task Master's complexity.",
    "analysis_type": "Its type, or a name of your own.",
    "analysis_title": "Title; from the type.",
    "analysis_purpose": "Purpose; from the type.",
    "analysis_number": "Number of the document; the lowest free one.",
    "title": "Name.",
    "slug": "Short name in file names; from the title.",
    "number": "Number of the document; the next.",
    "added": "Day at the head of the document; today.",
    "summary": "What it covers.",
    "why": "Why it is needed.",
    "impact": "Which impact is expected.",
    "insights": "Findings from the analyses.",
    "value": "high, medium or low.",
    "risk": "Technical risk: high, medium or low.",
    "effort": "Agentic hours, a range such as 4-6h.",
    "review": "Hours of human review, such as 1h.",
    "depends_on": "The work packages that must be complete first.",
    "blocked_by": "Outside things that must be there first.",
    "unblocked": "What of them is there by now.",
    "in_scope": "What belongs to it.",
    "out_of_scope": "What does not.",
    "success_criteria": "Measurable outcomes.",
    "task_list": "3 to 6 tasks.",
    "priority": "high, medium or low; proposed.",
    "priority_reason": "Why, in a few words.",
    "rank": "Place among those of the same priority.",
    "owner": "Who owns it.",
    "due": "Day by which it is due.",
    "status": "Where it stands; ready.",
    "started": "Day on which work began.",
    "done": "What is done.",
    "remains": "What remains; the reason of one that is put aside.",
    "pr": "Pull requests.",
    "adr": "Decision record.",
    "actual": "Agentic hours that it took.",
    "actual_review": "Hours of review that it took.",
    "remaining": "Agentic hours that are left, a range.",
    "completed": "Day on which work ended.",
    "testing": "true for a testing document.",
    "fields": "Values of the house's own fields, such as {ticket: ABC-1}.",
}


def option_of(name: str) -> str:
    """The option for an answer."""
    return f"--{name.replace('_', '-')}"


def answers_of(part: str, *positional: str) -> Callable[[_Decorated], _Decorated]:
    """The answers of the part as options, but for those that the command takes as arguments."""

    def decorate(function: _Decorated) -> _Decorated:
        function = any_answer(function)
        words = "Answers in a YAML file; what is given here counts more."
        file = click.Path(exists=True, dir_okay=False)
        function = click.option("--data-file", "data_file", type=file, metavar="FILE", help=words)(function)
        for name in reversed([name for name in rules.NAMES[part] if name not in positional]):
            many = name in LISTS[part]
            words = f"{WORDS[name]}{' May be repeated.' if many else ''}"
            option = click.option(option_of(name), f"given_{name}", multiple=many, metavar="VALUE", help=words)
            function = option(function)
        return function

    return decorate


def answers_given(part: str, options: Mapping[str, Any], file: bool = True) -> dict[str, Any]:
    """The answers that the options give: of the data file, `-d` and the answer's own option the last one counts.

    Raises:
        Refused: when the data file cannot be read.
        UsageError: when an answer is none of the part.
    """
    found: dict[str, Any] = {}
    if file and options["data_file"]:
        try:
            found |= planning_folder.load(Path(options["data_file"]))
        except (OSError, planning_folder.UnreadableFile) as error:
            raise Refused(f"{options['data_file']} {error}.") from error
    changes = pairs(options["data"])
    if wrong := [one.name for one in changes if one.sign != "="]:
        raise click.UsageError(f"{wrong[0]}: there is nothing yet to add to. Give -d {wrong[0]}=VALUE.")
    known_answers(changes, part)
    found |= {one.name: one.value for one in changes}
    for name in rules.NAMES[part]:
        value = options.get(f"given_{name}")
        if isinstance(value, tuple) and value:
            # One is text as it is typed; several are a list.
            found[name] = value[0] if len(value) == 1 else [entry for one in value for entry in _entries(name, one)]
        elif value is not None and not isinstance(value, tuple):
            found[name] = value
    return found


def _entries(name: str, value: str) -> list[str]:
    return records.references(value) if name == "depends_on" else text.items(value)


@click.command(
    cls=WithExamples,
    examples=(
        "roadmap new",
        "roadmap new 'Integrated Roadmap' --identified 'Search; Login' --confirm scope",
        "roadmap new --data-file plan.yml",
    ),
)
@click.argument("title", required=False)
@click.option("--template", "template", metavar="ADDRESS", help="Where the template is, instead of where this command is from.")
@answers_of("initiative", "initiative")
@writing
@click.pass_context
def new(ctx: click.Context, /, title: str | None, template: str | None, how: How, **options: Any) -> None:
    """Start an initiative called TITLE in this repository: its planning folder, and the documents of what is identified.

    At a terminal everything is asked that is not given, unless the scope is confirmed at once: --confirm scope. Elsewhere it must be.
    """
    state = ctx.ensure_object(State)
    given = answers_given("initiative", options, file=False)
    if title is not None:
        given["initiative"] = title
    begin(state, given, template, options["data_file"], how)


def begin(state: State, given: Mapping[str, Any], template: str | None, data_file: str | None, how: How) -> None:
    """Start an initiative with Copier, and say what there is now.

    Args:
        state: the command.
        given: the answers that are given.
        template: where the template is; None for where this command is from.
        data_file: a YAML file with more answers; None for none.
        how: how to go about it.

    Raises:
        Refused: where nobody knows where the template is.
        Exit: with Copier's code, where it refused.
    """
    from ..direct import typed

    words, address = copy_words(template)
    if data_file:
        words += ["--data-file", str(Path(data_file).resolve())]
    words += [word for name, value in given.items() for word in ("-d", f"{name}={typed(value)}")]
    place = root_of(state)
    if how.explain:
        explain(state, place, [["copier", *words, address, "."]], How(explain=True))
        return
    before = plans.everywhere(place)
    # Who confirms the scope of a plan that has a title has said what there is to say; lines that are pasted behind are commands.
    complete = "confirm" in given and ("initiative" in given or "--data-file" in words)
    if code := copier(state, [*words, address, "."], place, asks=state.at_terminal and not complete):
        raise click.exceptions.Exit(code)
    for folder in plans.everywhere(place) - before:
        state.take(folder)
        plan = read_plan(state, folder)
        done = f"Started {plan.roadmap.title} in {state.shown(folder)}."
        tell(state, None, plan.roadmap, done, briefly=not state.quiet or state.at_terminal)
        if how.commit:
            commit(state, plan)
        elif folder not in plans.below(place):
            state.note(f"Commit it, so that it is found from elsewhere: roadmap commit -C {shlex.quote(state.shown(folder))}")


def root_of(state: State) -> Path:
    """Where an initiative starts: the folder that `-C` names, else the root of the repository, else here."""
    from .. import template

    if state.place is not None:
        place = Path.cwd() / state.place
        if not place.is_dir():
            raise Refused(f"{text.quoted(state.place)} is no folder. Give the root of a repository.")
        return place
    return template.top(Path.cwd()) or Path.cwd()


@click.command(
    cls=WithExamples,
    examples=(
        "roadmap add",
        "roadmap add Search --effort 4-6h --depends-on 03,04 --value high",
        "roadmap add Search --task-list 'Write the index' --task-list 'Write the page'",
    ),
)
@click.argument("title", required=False)
@answers_of("work-package", "title")
@writing
@click.pass_context
def add(ctx: click.Context, /, title: str | None, how: How, **options: Any) -> None:
    """Add a work package called TITLE to the plan. At a terminal, without TITLE, everything is asked that is not given."""
    _add(ctx, "work-package", "title", title, how, options)


@click.command(
    cls=WithExamples,
    examples=("roadmap analysis", "roadmap analysis risk", "roadmap analysis security --analysis-purpose 'Before the audit'"),
)
@click.argument("type", required=False)
@answers_of("analysis", "analysis_type")
@writing
@click.pass_context
def analysis(ctx: click.Context, /, type: str | None, how: How, **options: Any) -> None:
    """Add an analysis document of TYPE, one of the workflow's or a name of your own. At a terminal, without TYPE, it is asked."""
    _add(ctx, "analysis", "analysis_type", type, how, options)


def _add(ctx: click.Context, part: str, name: str, value: str | None, how: How, options: Mapping[str, Any]) -> None:
    from ..direct import Asked

    state = ctx.ensure_object(State)
    given = answers_given(part, options)
    if value is not None:
        given[name] = value
    plan = plan_at_hand(state)
    asked = Asked(plan.folder, given, part=part)
    if name in given or how.explain:
        carry_out(state, plan, [asked], lambda after: _added(plan, after), how)
        return
    if not state.at_terminal:
        missing = {"title": "TITLE", "analysis_type": f"TYPE, such as {text.join(analyses.KINDS, 'or')}"}[name]
        raise click.UsageError(f"Nobody is there to be asked: give {missing}.", ctx)
    if code := copier(state, asked.words(plan.address)[1:], plan.folder, asks=True):
        raise click.exceptions.Exit(code)
    if how.commit:
        commit(state, read_plan(state, plan.folder))


def _added(before: Plan, after: Plan) -> str:
    """What was added, in a sentence."""
    known = {records.record_file(one) for one in before.there.records}
    new = [one for one in after.there.records if records.record_file(one) not in known]
    names = [
        f"{nn(records.record_number(one))} {records.read_package(one).title if records.is_package(one) else records.read_analysis(one).title}"
        for one in new
    ]
    return f"Added {text.join(names)}."


@click.command(
    cls=WithExamples,
    examples=("roadmap confirm", "roadmap confirm packages priorities roadmap", "roadmap confirm analysis --confirmed-by Ada"),
)
@click.argument("names", nargs=-1)
@answers_of("initiative", "confirm", *imports.HOW.values())
@writing
@click.pass_context
def confirm(ctx: click.Context, /, names: Sequence[str], how: How, **options: Any) -> None:
    """Confirm checkpoints: what a person has looked at and said yes to. NAMES are scope, folder, analysis, packages, priorities
    and roadmap, in this order. At a terminal, without NAMES, the open one is shown, and a yes is asked for.
    """
    from ..direct import Asked

    state = ctx.ensure_object(State)
    given = answers_given("initiative", options)
    wanted = [name.strip().lower() for word in names for name in word.split(",") if name.strip()]
    for name in wanted:
        if name not in CHECKPOINTS:
            raise click.UsageError(f"{name!r} is no checkpoint. {nearest(name, CHECKPOINTS)}", ctx)
    plan = plan_at_hand(state)
    if not wanted and "confirm" not in given:
        wanted = [_shown(ctx, state, plan)]
    given = {**given, "confirm": wanted} if wanted else given
    done = f"Confirmed {text.join(wanted) or text.one_line(given['confirm'])}."
    carry_out(state, plan, [Asked(plan.folder, given)], done, how)


def _shown(ctx: click.Context, state: State, plan: Plan) -> str:
    """The open checkpoint, once the person at the terminal has seen it and said yes.

    Raises:
        UsageError: when nobody is there.
        Refused: when none is open.
        Abort: when the person says no.
    """
    from .. import documents, observing

    waiting = plan.roadmap.waiting
    if waiting is None:
        raise Refused("Every checkpoint is confirmed.")
    if not state.at_terminal:
        raise click.UsageError(f"Name what is confirmed; the checkpoint that is open is {waiting.name}.", ctx)
    texts = observing.analysis_texts(plan.there.texts, plan.roadmap)
    ((said, question),) = documents.checkpoint_texts(plan.roadmap, [waiting.name], texts)
    click.echo(f"{spoken(said)}\n")
    click.confirm(question, abort=True)
    return waiting.name
