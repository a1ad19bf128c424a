"""The command `roadmap`: its commands by name, its options, and how it ends."""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import click

from .options import WithExamples, common, nearest
from .state import INTERRUPTED, UNUSABLE, Refused


@dataclass(frozen=True)
class Entry:
    """A command: the module beside this one that has it, its name there, and what the list of commands says of it."""

    module: str
    name: str
    words: str


#: The commands in the order in which help lists them. The module of one is loaded when it is called.
COMMANDS = {
    "status": Entry("reading", "status", "How things stand: progress, finish, what is next, what needs a decision"),
    "next": Entry("reading", "next_step", "What to do now: what to go on with, start or confirm"),
    "ready": Entry("reading", "ready", "The work packages that can be started now"),
    "show": Entry("reading", "show", "Everything of one work package"),
    "list": Entry("reading", "list_packages", "The work packages, all or some"),
    "graph": Entry("reading", "graph", "What depends on what"),
    "timeline": Entry("reading", "timeline", "Weeks, hours, what is done in them and what is planned"),
    "diff": Entry("comparing", "diff", "What changed in the plan since a commit, in words"),
    "start": Entry("writing", "start", "Say that work on a work package begins"),
    "done": Entry("writing", "done", "Say that work packages are complete"),
    "partial": Entry("writing", "partial", "Say that one is left half-way"),
    "defer": Entry("writing", "defer", "Put one off"),
    "drop": Entry("writing", "drop", "Give one up"),
    "set": Entry("writing", "set_answers", "Change any answer, of a work package or of the plan"),
    "new": Entry("adding", "new", "Start an initiative"),
    "adopt": Entry("adopting", "adopt", "Bring a planning folder that was written by hand under the template"),
    "import": Entry("exchanging", "import_plan", "Start an initiative from another planner's folder"),
    "add": Entry("adding", "add", "Add a work package"),
    "analysis": Entry("adding", "analysis", "Add an analysis"),
    "confirm": Entry("adding", "confirm", "Confirm checkpoints"),
    "update": Entry("keeping", "update", "Bring every document up to date"),
    "upgrade": Entry("keeping", "upgrade", "Bring the plan to the newest version of the template"),
    "repair": Entry("keeping", "repair", "Merge the plan after git has stopped; renumber"),
    "commit": Entry("keeping", "commit_plan", "Commit the planning folder, with what changed as message"),
    "what-if": Entry("what_if", "what_if", "What a change would do to the plan, without making it"),
    "check": Entry("checking", "check", "Whether every document says what the records say"),
    "portfolio": Entry("glancing", "portfolio", "All initiatives at a glance, and what they share"),
    "export": Entry("exchanging", "export", "The plan as GitHub issues, or as a table"),
    "page": Entry("paging", "page", "The roadmap as one page for a browser, roadmap.html"),
    "split": Entry("shaping", "split", "Make a new work package of a part of one"),
    "merge": Entry("shaping", "merge", "Make one work package of two"),
    "move": Entry("shaping", "move", "Give a work package another place in the order"),
    "renumber": Entry("shaping", "renumber", "Give a work package another number"),
    "rename": Entry("shaping", "rename", "Give a work package another title"),
}


class Commands(WithExamples, click.Group):
    """The commands, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the list."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        found: click.Command = getattr(importlib.import_module(f".{entry.module}", __package__), entry.name)
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names.

        Raises:
            UsageError: when it names none, with the nearest ones.
        """
        if not args[0].startswith("-") and args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise click.UsageError(f"There is no command {args[0]!r}. {nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.words) for name, entry in COMMANDS.items()])


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"roadmap {version()}")
        ctx.exit()


def version() -> str:
    """The version of this package, installed or in a checkout."""
    import re
    from importlib import metadata

    from ..sources import SUITE

    with contextlib.suppress(OSError):
        found = re.search(r'(?m)^version = "(.+)"$', (SUITE / "pyproject.toml").read_text(encoding="utf-8"))
        if found:
            return found[1]
    try:
        return metadata.version("copier-work-packages")
    except metadata.PackageNotFoundError:
        return "(unknown)"


@click.group(
    cls=Commands,
    invoke_without_command=True,
    examples=(
        "roadmap",
        "roadmap --all",
        "roadmap next",
        "roadmap show 05",
        "roadmap -C second-roadmap list --status in-progress",
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Without a command: at a terminal a guided menu, elsewhere how things stand. Exit codes: 0; 1 where a change is"
    " refused, or where --exit-code was given and something needs attention; 2 for what cannot be read or understood; 130 after"
    " Ctrl-C.",
)
@common
@click.option("--all", "all_plans", is_flag=True, help="All initiatives at a glance: the same as `roadmap portfolio`.")
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
@click.pass_context
def roadmap(ctx: click.Context, all_plans: bool) -> None:
    """The plan at hand: a planning folder of the Work Packages Workflow.

    It is found from any folder of the repository: the one you are in, the only one, else the newest that is still open.
    """
    if all_plans:
        if ctx.invoked_subcommand is not None:
            raise click.UsageError(
                f"--all before a command stands alone. For all plans: roadmap {ctx.invoked_subcommand} --all, where it has that."
            )
        from .glancing import glance

        glance(ctx)
    elif ctx.invoked_subcommand is None:
        from .menu import without_a_command

        without_a_command(ctx)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command, and end with its exit code."""
    # The process ends soon: looking for what is no longer needed takes longer than it is worth.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign shows a question mark.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = roadmap.main(arguments, prog_name="roadmap", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        words = error.ctx.command_path if error.ctx else "roadmap"
        _complain(f"{error.format_message()}\nSee `{words} --help`.")
        code = UNUSABLE
    except click.ClickException as error:
        _complain(error.format_message())
        code = UNUSABLE
    except Refused as error:
        _complain(str(error))
        code = error.code
    except (click.Abort, KeyboardInterrupt, EOFError):
        code = INTERRUPTED
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        _complain(f"{name}{error.strerror or error}")
        code = UNUSABLE
    finally:
        gc.enable()
    sys.exit(code if isinstance(code, int) else 0)


def _complain(message: str) -> None:
    from ..speaking import spoken

    click.echo(f"roadmap: {spoken(message)}", err=True)
