"""`what-if`: what a change would do to the plan. Nothing is written."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

import click

from .. import planning_folder, plans
from ..planning.differences import Differences, Finish, differences
from ..planning_folder import ANSWERS, Folder
from .changes import NotUnderstood, asked_for, steps
from .comparing import as_json_option, as_markdown_option, exit_code_option, tell
from .options import WithExamples, common
from .state import ATTENTION, Refused, State

_COPIERS_OPTION = re.compile(r"(?<![\w-])-d (?=[a-z_]+=)")


@click.command(
    "what-if",
    cls=WithExamples,
    context_settings={"ignore_unknown_options": True},
    examples=(
        "roadmap what-if set 05 effort=8-12h",
        'roadmap what-if add "Rate Limiting" effort=4-6h depends_on=05',
        'roadmap what-if drop 06 07 --why "out of budget"',
        "roadmap what-if set agentic_hours_per_week=30 then done 03 then start 05",
    ),
)
@click.argument("words", metavar="CHANGE [then CHANGE]...", nargs=-1, required=True, type=click.UNPROCESSED)
@exit_code_option
@as_markdown_option
@as_json_option
@common
@click.pass_context
def what_if(ctx: click.Context, words: Sequence[str], exit_code: bool, markdown: bool, json_: bool) -> None:
    """What a change would do to the plan: the differences, and the new finish. Nothing is written.

    CHANGE is add TITLE NAME=VALUE..., set PACKAGE... NAME=VALUE..., or start, done, partial, defer or drop PACKAGE... with
    answers behind it; --why TEXT says why. `set` without a package changes the initiative. A list takes NAME+=ENTRY and
    NAME-=ENTRY. Several changes are separated by `then` (or --and), each made in the plan that the ones before it leave.
    """
    state = ctx.ensure_object(State)
    own = state.plan
    try:
        asked = steps(words)
    except NotUnderstood as error:
        raise Refused(str(error)) from error
    now = planning_folder.read(state.folder)
    name = str(state.folder / ANSWERS)
    after = plans.plan_of(_changed(state, asked, now), name)
    moved = after.updated != own.updated
    # What comes of the days that have passed since the last change does not come of this one.
    before = plans.plan_of(now, name, after.updated.isoformat()) if moved else own
    found = differences(before, after)
    said = "; ".join(shlex.join(step) for step in asked)
    end = [finish] if (finish := _finish(found)) else []
    if moved and found:
        end.append(f"Both as of {after.updated.isoformat()}; the plan itself is of {own.updated.isoformat()}.")
    tell(
        state,
        found,
        as_json_=json_,
        markdown=markdown,
        title=[f"What if: {said}. Nothing is written."],
        end=[] if state.quiet else end,
    )
    ctx.exit(ATTENTION if exit_code and found else 0)


def _changed(state: State, asked: Sequence[Sequence[str]], there: Folder) -> Folder:
    """The planning folder as all changes would leave it.

    Raises:
        Refused: where one of them would be refused.
    """
    from .. import direct
    from ..refusals import Refusal
    from ..speaking import spoken

    for place, step in enumerate(asked, 1):
        which = f"Change {place}, {shlex.join(step)}: " if len(asked) > 1 else ""
        plan = state.plan if place == 1 else plans.plan_of(there, str(state.folder / ANSWERS))
        try:
            for one in asked_for(step, plan, there, state.folder):
                there = direct.would_be(one, there)
        except NotUnderstood as error:
            raise Refused(f"{which}{error}") from error
        except Refusal as error:
            # An answer is given here without Copier's option.
            raise Refused(which + _COPIERS_OPTION.sub("", spoken(str(error)))) from error
    return there


def _finish(found: Differences) -> str:
    """When the last package would be finished, where that stays as it is; a change of it is among the differences."""
    if "finish" in found.changed or found.after.finish is None:
        return ""
    return f"Finish stays {_day(found.after.finish)}"


def _day(finish: Finish) -> str:
    return f"{finish.on.isoformat()}, week {finish.week}"
