"""What the writing commands share: a change is carried out, or explained; then it is said what changed, and committed.

A plan of the installed version is changed in this process (`direct.py`), to the same bytes as by Copier; one of another version
by Copier itself, which is run as it would be by hand.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .. import planning_folder, plans
from ..planning import records
from ..planning.roadmap import Roadmap
from ..planning_folder import ANSWERS, Folder
from ..speaking import SPEAKER, spoken
from .options import common
from .state import ATTENTION, Refused, State, print_json

if TYPE_CHECKING:
    from ..direct import Asked
    from ..planning.differences import Differences

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])

#: After how many seconds a person is told that it goes on.
_PATIENCE = 1.0


@dataclass(frozen=True)
class How:
    """How a writing command is to go about it: `explain` what it would run, and `commit` what it wrote."""

    explain: bool = False
    commit: bool = False


def writing(function: _Decorated) -> _Decorated:
    """The options of every command that writes; the command is called with them as `how`."""
    import functools

    @functools.wraps(function)
    def called(*arguments: Any, explain_: bool, commit_: bool, **options: Any) -> Any:
        return function(*arguments, how=How(explain_, commit_), **options)

    decorated: Any = called
    for option in (
        click.option("--json", is_flag=True, expose_value=False, callback=_keep_json, help="Print what changed as JSON."),
        click.option(
            "--commit", "commit_", is_flag=True, help="Commit the planning folder then, with what changed as message."
        ),
        click.option("--explain", "explain_", is_flag=True, help="Print the copier commands that do the same; do nothing."),
    ):
        decorated = option(decorated)
    found: _Decorated = common(decorated)
    return found


def _keep_json(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(State).json = True


@dataclass(frozen=True)
class Plan:
    """A planning folder as it is before a command: where it is, its files, and the plan that they make."""

    folder: Path
    there: Folder
    roadmap: Roadmap

    @property
    def answers(self) -> Mapping[str, Any]:
        """The initiative's answers."""
        return self.there.answers or {}

    @property
    def address(self) -> str:
        """Where the template is, as the plan remembers it."""
        return str(self.answers.get("_src_path"))

    @property
    def is_of_installed_version(self) -> bool:
        """Whether the installed template is of the plan's version, so that Copier is not needed."""
        from .. import installed

        return installed.installed().is_version(str(self.answers.get("_commit")))


def plan_at_hand(state: State) -> Plan:
    """The plan at hand, to be changed.

    Raises:
        Refused: when there is none, or when it cannot be read.
    """
    return read_plan(state, state.folder)


def read_plan(state: State, folder: Path) -> Plan:
    """The plan in the folder as it is.

    Raises:
        Refused: when it cannot be read.
    """
    there = planning_folder.read(folder)
    try:
        found = Plan(folder, there, plans.plan_of(there, state.shown(folder / ANSWERS)))
    except plans.UnreadablePlan as error:
        raise Refused(str(error)) from error
    state.keep(folder, found.roadmap)
    return found


def carry_out(state: State, plan: Plan, steps: Sequence[Asked], done: str | Callable[[Plan], str], how: How) -> None:
    """Carry out what is asked, all of it or nothing; then say what changed, and commit where that is wanted.

    Args:
        state: the command.
        plan: the plan that is changed.
        steps: what Copier would be asked, in order.
        done: what was done, in a sentence; of what is only known then, how it is said of the plan as it is now.
        how: how to go about it.

    Raises:
        Refused: where it cannot be, with the reason and the remedy.
        Exit: with the code of a command that was refused, once its message is printed.
    """
    if how.explain:
        explain(state, plan.folder, [asked.words(plan.address) for asked in steps], how)
        return
    after, notes = change(state, plan, steps)
    tell(state, plan.roadmap, after.roadmap, done if isinstance(done, str) else done(after))
    for note in notes:
        state.note(note)
    if how.commit:
        commit(state, after)


def change(state: State, plan: Plan, steps: Sequence[Asked]) -> tuple[Plan, list[str]]:
    """Write what is asked, all of it or nothing.

    Returns:
        The plan as it is now, and what is worth a look.

    Raises:
        Exit, Refused: as `carry_out`.
    """
    if plan.is_of_installed_version:
        return _directly(state, plan, steps)
    if len(steps) > 1:
        raise Refused(
            f"This plan is of another version of the template ({plan.answers.get('_commit')}) than the installed one: Copier changes "
            "it, one change at a time; nothing was written.\nRun them one by one, and commit in between; or bring the plan to the "
            "newest version first: roadmap upgrade",
            ATTENTION,
        )
    (asked,) = steps
    if code := copier(state, asked.words(plan.address)[1:], plan.folder):
        raise click.exceptions.Exit(code)
    return read_plan(state, plan.folder), []


def _directly(state: State, plan: Plan, steps: Sequence[Asked]) -> tuple[Plan, list[str]]:
    from .. import direct, messages, unfinished
    from ..refusals import Refusal

    try:
        with working(state, "Writing"):
            done = direct.write_all(steps)
    except Refusal as error:
        raise refused(str(error)) from error
    except KeyboardInterrupt:
        if unfinished.is_there(plan.folder):
            # What is half written is finished: the folder is never left in between.
            unfinished.finish(plan.folder)
        raise
    assert done.plan is not None, "what was written is a plan"
    after = Plan(plan.folder, done.now, done.plan)
    state.keep(plan.folder, done.plan)
    notes: list[str] = []
    for asked in steps:
        own = done.now.record(asked.record) if asked.record in done.now.files else {}
        if records.is_package(own):
            notes += messages.change_notes(own, plan.there.record(asked.record), asked.answers, done.plan)
        elif not asked.record and not asked.part:
            notes += messages.summary_notes(asked.answers, done.plan)
    return after, list(dict.fromkeys([*notes, *messages.found(done.made.found, done.made.known), *done.waiting]))


def refused(message: str) -> click.exceptions.Exit:
    """The end of a command that was refused, once its message is printed as it is."""
    click.echo(spoken(message), err=True)
    return click.exceptions.Exit(ATTENTION)


def explain(state: State, folder: Path, commands: Sequence[Sequence[str]], how: How) -> None:
    """Print commands that do the same, to be pasted here."""
    from . import committing

    lines = [shlex.join(words) for words in commands]
    if how.commit:
        lines += [shlex.join(words) for words in committing.shown(folder)]
    if folder.resolve() != Path.cwd().resolve():
        lines.insert(0, f"cd {shlex.quote(state.shown(folder))}")
    state.say(lines)


def copy_words(template: str | None = None, remedy: str = "Give its address: --template ADDRESS.") -> tuple[list[str], str]:
    """The words behind `copier` for a copy of the template that this command is from, at its version, and its address.

    Args:
        template: another address, which is then at its newest version; None for this one's.
        remedy: what to do where nobody knows where the template is, in a sentence.

    Raises:
        Refused: where nobody knows it.
    """
    from ..installed import installed

    found = installed()
    address = template or found.address
    if not address:
        raise Refused(f"Where the template is, this installation does not say. {remedy}")
    version = [f"--vcs-ref={found.revision}"] if not template and found.revision else []
    return ["copy", "--trust", *version], address


def copier(state: State, words: Sequence[str], folder: Path, *, asks: bool = False) -> int:
    """Run Copier in the folder, as by hand; its exit code. What it says is passed on; with --quiet only where it fails.

    Args:
        state: the command.
        words: the words behind `copier`.
        folder: where it is run.
        asks: whether it may ask the person at the terminal.
    """
    if state.quiet and not asks:
        code, said = captured(words, folder)
        if code:
            click.echo(said, err=True, nl=False)
        return code
    if wrong := _uncommitted(words, folder):
        raise Refused(wrong, ATTENTION)
    sys.stdout.flush()
    # The answer of this command is what changed; what Copier says stands beside it.
    return _ended(_started(words, folder, None if asks else subprocess.DEVNULL, 2 if state.json else None))[0]


def captured(words: Sequence[str], folder: Path) -> tuple[int, str]:
    """Run Copier in the folder without a person; its exit code, and all that it says."""
    if wrong := _uncommitted(words, folder):
        return ATTENTION, f"{wrong}\n"
    code, said = _ended(_started(words, folder, subprocess.DEVNULL, subprocess.PIPE))
    return code, said.decode("utf-8", errors="replace")


def _uncommitted(words: Sequence[str], folder: Path) -> str:
    """Why Copier would not update: something is not committed, anywhere in the repository; empty where all is."""
    from .. import git

    if words[0] != "update" or not git.output(folder, "status", "--porcelain").strip():
        return ""
    return (
        "Copier carries this out, and wants everything in the repository committed first; nothing was written.\n"
        "The planning folder: roadmap commit. The rest: git status names it."
    )


def _started(words: Sequence[str], folder: Path, given: Any, printed: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "copier", *words],
        cwd=folder,
        stdin=given,
        stdout=printed,
        stderr=subprocess.STDOUT if printed == subprocess.PIPE else None,
        env={**os.environ, SPEAKER: "roadmap", **({"PYTHONIOENCODING": "utf-8"} if printed == subprocess.PIPE else {})},
    )


def _ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    try:
        said = process.communicate()[0]
    except KeyboardInterrupt:
        # The terminal has told Copier too: it ends by itself, and leaves nothing half done.
        process.wait()
        raise
    return process.returncode, said or b""


@contextlib.contextmanager
def working(state: State, words: str) -> Iterator[None]:
    """Tell a person at a terminal that it goes on, where it takes longer than a second."""
    if state.quiet or not state.errors_at_terminal:
        yield
        return
    import threading

    shown = threading.Event()

    def show() -> None:
        shown.set()
        click.echo(f"\r{words}…", err=True, nl=False)

    timer = threading.Timer(_PATIENCE, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if shown.is_set():
            click.echo(f"\r{' ' * (len(words) + 1)}\r", err=True, nl=False)


def tell(state: State, before: Roadmap | None, after: Roadmap, done: str, *, briefly: bool = False) -> None:
    """Say what was done, what changed with it, what needs a decision, and what is next.

    Args:
        state: the command.
        before: the plan before; None for a new one.
        after: the plan now.
        done: what was done, in a sentence.
        briefly: whether Copier has said already what changed.
    """
    if state.quiet and not state.json:
        return
    from ..planning.differences import as_json, differences
    from .comparing import in_lines

    found: Differences = differences(before, after)
    if state.json:
        print_json(as_json(found))
        return
    screen = state.screen
    state.say([*screen.paragraph(done), *([] if briefly else in_lines(screen, found)), *_what_now(state, after)])


def _what_now(state: State, plan: Roadmap) -> list[str]:
    """What needs a decision, and what is next."""
    from ..planning import text
    from .screen import Styled
    from .showing import Sight, next_words

    screen = state.screen
    sight = Sight(plan, screen, state.shown(state.folder), state.document, state.today)
    lines = []
    if waiting := sight.view["waiting"]:
        words = f"Checkpoint {waiting['name']}: {waiting['question']} (roadmap confirm {waiting['name']})"
        lines += screen.field("Decide", Styled(words, "yellow"))
    if plan.problems:
        counted = text.count(len(plan.problems), "point")
        lines += screen.field("Attention", Styled(f"{counted}: see roadmap status", "yellow"))
    return [*lines, *screen.field("Next", Styled(next_words(sight), "bold"))]


def commit(state: State, plan: Plan) -> None:
    """Commit the planning folder alone, with a message that says what changed since its last commit.

    Raises:
        Refused: when git does not commit; the written files stay.
    """
    from . import committing

    said = committing.message(plan.folder, plan.roadmap)
    if not committing.has_changes(plan.folder):
        state.note("Nothing to commit: the planning folder is as in the last commit.")
        return
    committing.carry_out(plan.folder, said)
    if not state.json and not state.quiet:
        state.say(state.screen.paragraph(f"Committed: {committing.subject_of(said)}"))
