"""The commands that keep plans up to date: with their records, with the template, after merges, and in git."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from .. import plans
from ..planning import text
from .carrying import (
    How,
    Plan,
    captured,
    carry_out,
    change,
    commit,
    copier,
    explain,
    plan_at_hand,
    read_plan,
    tell,
    working,
    writing,
)
from .options import WithExamples, common
from .state import Refused, State, print_json

_all = click.option("--all", "all_", is_flag=True, help="Of every plan of the repository, with one line for each.")

#: What a command does to one plan: Copier's words for it.
_Words = Callable[[Plan], Sequence[str]]


@click.command(cls=WithExamples, examples=("roadmap update", "roadmap update --restore README.md", "roadmap update --all"))
@click.option(
    "--restore", "restored", multiple=True, metavar="FILE", help="A document in which what was deleted is to stand again."
)
@_all
@writing
@click.pass_context
def update(ctx: click.Context, restored: Sequence[str], all_: bool, how: How) -> None:
    """Bring every document in line with the records, and with what people wrote, at the version that the plan is of."""
    from ..direct import Asked

    state = ctx.ensure_object(State)
    given = {"restore": list(restored)} if restored else {}
    if not all_:
        plan = plan_at_hand(state)
        carry_out(state, plan, [Asked(plan.folder, given)], f"{plan.roadmap.title} is up to date.", how)
        return

    def one(plan: Plan) -> tuple[int, str]:
        if not plan.is_of_installed_version:
            return captured(Asked(plan.folder, given).words(plan.address)[1:], plan.folder)
        return _said(lambda: change(state, plan, [Asked(plan.folder, given)]))

    _over_all(ctx, state, lambda plan: Asked(plan.folder, given).words(plan.address), one, how)


@click.command(cls=WithExamples, examples=("roadmap upgrade", "roadmap upgrade --to v2.0.0", "roadmap upgrade --all --commit"))
@click.option("--to", "version", metavar="VERSION", help="A version of the template, instead of the newest.")
@_all
@writing
@click.pass_context
def upgrade(ctx: click.Context, version: str | None, all_: bool, how: How) -> None:
    """Bring the plan to the newest version of the template, with Copier. The planning folder must be committed."""
    state = ctx.ensure_object(State)
    words = ["copier", "update", "--trust", *([f"--vcs-ref={version}"] if version else [])]
    _by_copier(ctx, state, lambda _: words, lambda plan: f"{plan.roadmap.title} is of the newest version.", all_, how)


@click.command(cls=WithExamples, examples=("roadmap repair", "roadmap repair --renumber search", "roadmap repair --all"))
@click.option("--renumber", metavar="SLUG", help="The work package, or TYPE-analysis, that gets the next free number.")
@_all
@writing
@click.pass_context
def repair(ctx: click.Context, renumber: str | None, all_: bool, how: How) -> None:
    """Merge the plan of two branches, after git has stopped in a merge, rebase or cherry-pick. With --all only where it has."""
    from ..direct import Asked

    state = ctx.ensure_object(State)
    if all_ and renumber:
        raise click.UsageError("--renumber is for one plan. Leave --all out.", ctx)
    given = {"renumber": renumber} if renumber else {}
    words: _Words = lambda plan: Asked(plan.folder, given, part="repair").words(plan.address)  # noqa: E731

    def skipped(plan: Plan) -> str:
        from .. import branches

        branches.forget()
        return "" if branches.stopped(plan.folder.resolve()) else "nothing to repair"

    _by_copier(ctx, state, words, lambda plan: f"{plan.roadmap.title} is repaired.", all_, how, skipped)


@click.command("commit", cls=WithExamples, examples=("roadmap commit", "roadmap commit --all"))
@click.option("--all", "all_", is_flag=True, help="Every plan of the repository, each in a commit of its own.")
@common
@click.pass_context
def commit_plan(ctx: click.Context, all_: bool) -> None:
    """Commit the planning folder, and nothing else, with a message that says what changed in the plan since the last commit.

    What is staged elsewhere stays staged. Hooks, signature and name are those of your git.
    """
    state = ctx.ensure_object(State)
    if not all_:
        commit(state, plan_at_hand(state))
        return
    for folder in _folders(state):
        commit(state, read_plan(state, folder))


def _by_copier(
    ctx: click.Context,
    state: State,
    words: _Words,
    done: Callable[[Plan], str],
    all_: bool,
    how: How,
    skipped: Callable[[Plan], str] = lambda _: "",
) -> None:
    """Run Copier in the plan at hand, or in all of them; then say what changed, and commit where that is wanted."""
    if all_:
        _over_all(ctx, state, words, lambda plan: captured(words(plan)[1:], plan.folder), how, skipped)
        return
    plan = plan_at_hand(state)
    if how.explain:
        explain(state, plan.folder, [words(plan)], how)
        return
    if code := copier(state, words(plan)[1:], plan.folder):
        raise click.exceptions.Exit(code)
    after = read_plan(state, plan.folder)
    tell(state, plan.roadmap, after.roadmap, done(after))
    if how.commit:
        commit(state, after)


def _folders(state: State) -> list[Path]:
    """Every planning folder of the repository, by name; none where it has no plan yet.

    Raises:
        Refused: when there is none outside of a repository.
    """
    if not state.every:
        return []
    first = state.folders[0]
    top = next((folder for folder in first.parents if (folder / ".git").exists()), first.parent)
    return sorted(plans.below(top)) or [first]


def _said(function: Callable[[], Any]) -> tuple[int, str]:
    """The code and the message of what is done in this process, as of Copier."""
    import contextlib
    import io

    kept = io.StringIO()
    try:
        with contextlib.redirect_stderr(kept):
            function()
    except click.exceptions.Exit as end:
        return end.exit_code, kept.getvalue()
    except Refused as error:
        return error.code, f"{error}\n"
    return 0, kept.getvalue()


def _over_all(
    ctx: click.Context,
    state: State,
    words: _Words,
    one: Callable[[Plan], tuple[int, str]],
    how: How,
    skipped: Callable[[Plan], str] = lambda _: "",
) -> None:
    """Do one thing to every plan of the repository, with one line for each; the exit code is that of the worst."""
    from ..planning.differences import as_json, differences

    worst, answers = 0, []
    folders = _folders(state)
    for place, folder in enumerate(folders, 1):
        said, found, code, full = "", None, 0, ""
        try:
            plan = read_plan(state, folder)
            if how.explain:
                explain(state, folder, [words(plan)], how)
                continue
            said = skipped(plan)
            if not said:
                with working(state, f"{place} of {len(folders)}: {folder.name}"):
                    code, full = one(plan)
                after = read_plan(state, folder)
                found = differences(plan.roadmap, after.roadmap)
                changed = sum(after.there.files.get(name) != content for name, content in plan.there.files.items())
                changed += sum(name not in plan.there.files for name in after.there.files)
                said = f"{text.count(changed, 'file')} changed" if changed else "up to date"
                if not code and how.commit:
                    commit(state, after)
        except Refused as error:
            code, full = error.code, f"{error}\n"
        if code:
            said = next((line for line in full.splitlines() if line.strip()), f"failed with {code}")
        worst = max(worst, code)
        shown = state.shown(folder)
        answers.append({"folder": shown, "code": code, "message": said, "differences": as_json(found) if found else None})
        if not state.json and (code or not state.quiet):
            state.say([f"{shown}: {said}"])
        if code and not state.json and len(full.strip().splitlines()) > 1:
            click.echo(full, err=True, nl=False)
    if state.json and not how.explain:
        print_json(answers)
    ctx.exit(min(worst, 125) if worst else 0)
