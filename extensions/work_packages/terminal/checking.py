"""`check`: whether every document says what the records say."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from .. import planning_folder, plans
from ..checking import CHANGED_BY_HAND, CONFLICT, MISSING, STALE, Fault
from ..planning import text
from ..planning_folder import JOURNAL
from ..speaking import spoken
from ..verifying import Verdict, verdict
from .answering import SCHEMA
from .options import WithExamples, common
from .screen import Styled
from .state import ATTENTION, UNUSABLE, State, print_json

#: How each kind of fault is shown.
_STYLE = {STALE: "yellow", CHANGED_BY_HAND: "magenta", CONFLICT: "bold red", MISSING: "red"}


@dataclass(frozen=True)
class Checked:
    """A planning folder, and what was found in it."""

    folder: Path
    verdict: Verdict


@click.command(cls=WithExamples, examples=("roadmap check", "roadmap check --all --quiet", "roadmap check --json"))
@click.option("--all", "all_", is_flag=True, help="Check all plans of the repository.")
@click.option("--json", "json_", is_flag=True, help="Print JSON, for programs (docs/roadmap-command.md).")
@common
@click.pass_context
def check(ctx: click.Context, all_: bool, json_: bool) -> None:
    """Whether every document says what the records say. Nothing is written, and changes need not be committed.

    Each place that does not is a line, FILE:LINE: KIND: words. KIND is stale for what the next update writes, changed-by-hand
    for a line of the template that somebody wrote over, conflict for what a merge left, missing for a document that is not
    there. Text in the place of a placeholder, ticks and lines of your own are no faults. With --quiet these lines alone.

    Exit codes: 0 for none, and with --all in a repository without a plan; 1 for some; 2 for what cannot be read.
    """
    state = ctx.ensure_object(State)
    found = [checked(state, folder) for folder in _folders(state, all_)]
    if json_:
        _print_json(state, found)
    else:
        tell(state, found)
    unreadable = any(one.verdict.unreadable for one in found)
    ctx.exit(UNUSABLE if unreadable else ATTENTION if any(one.verdict.faults for one in found) else 0)


def tell(state: State, found: Sequence[Checked]) -> None:
    """Say what was found, each place on a line, and what to do about it."""
    state.say([line for one in found for line in _fault_lines(state, one)])
    for one in found:
        for message in one.verdict.unreadable:
            click.echo(f"roadmap: {spoken(message)}", err=True)
    if not state.quiet:
        state.say(_summary(state, found))


def _folders(state: State, all_: bool) -> list[Path]:
    if not all_:
        return [state.folder]
    around = state.every
    return list(dict.fromkeys([*plans.below(around[0]), *around])) if around else []


def checked(state: State, folder: Path) -> Checked:
    """What is wrong with the plan in the folder, by its own version of the template."""
    from ..earlier import NotRendered

    if (folder / JOURNAL).is_file():
        state.note("A command was interrupted while it wrote; the next one that changes something finishes it.")
    try:
        there = planning_folder.read(folder)
        found = verdict(there, _template(folder, there), state.today)
    except OSError as error:
        return Checked(folder, Verdict(unreadable=(f"{error.filename} cannot be read: {error.strerror}.",)))
    except NotRendered as error:
        return Checked(folder, Verdict(unreadable=(f"{folder.name}: {error}",)))
    located = tuple(f"{state.shown(folder)}/{message}" for message in found.unreadable)
    return Checked(folder, Verdict(found.faults, located))


def _template(folder: Path, there: planning_folder.Folder) -> Any:
    """The template by which the plan is checked: of its own version.

    Raises:
        NotRendered: where that is neither the installed one nor in the checkout that runs.
    """
    from .. import installed, template
    from ..earlier import NotRendered
    from ..sources import SUITE
    from ..versions import Template

    stored = there.answers or {}
    version, source = str(stored.get("_commit") or ""), str(stored.get("_src_path") or "")
    if not stored or installed.installed().is_version(version):
        return Template(None, version, source)
    if (SUITE / ".git").exists() and version and template.holds(SUITE, version):
        return Template(SUITE, "", str(SUITE))
    raise NotRendered(
        f"the plan is of version {version or '(none)'} of the template, which is not the installed one. Check it by Copier, in "
        f"that folder: copier copy --trust --vcs-ref=:current: -d part=check {shlex.quote(source)} ."
    )


def _fault_lines(state: State, checked: Checked) -> list[str]:
    screen = state.screen
    return [
        f"{screen.painted(_place(state, checked, fault), 'bold')}: {screen.painted(fault.kind, _STYLE[fault.kind])}: {fault.words}"
        for fault in checked.verdict.faults
    ]


def _place(state: State, checked: Checked, fault: Fault) -> str:
    return f"{state.shown(checked.folder / fault.file)}:{fault.line}"


def _summary(state: State, found: Sequence[Checked]) -> list[str]:
    """How many faults there are, and what to do about them."""
    screen = state.screen
    faults = [fault for one in found for fault in one.verdict.faults]
    if not faults:
        good = [one for one in found if not one.verdict.unreadable]
        if not good:
            return []
        subject = "Every document says" if len(found) == 1 else f"In {text.count(len(good), 'plan')} every document says"
        return screen.paragraph(Styled(f"{subject} what the records say.", "green"))
    kinds = Counter(fault.kind for fault in faults)
    counted = ", ".join(f"{kinds[kind]} {kind}" for kind in _STYLE if kinds[kind])
    files = len({(one.folder, fault.file) for one in found for fault in one.verdict.faults})
    lines = [
        "",
        *screen.paragraph(Styled(f"{text.count(len(faults), 'place')} in {text.count(files, 'file')}: {counted}.", "bold")),
    ]
    if kinds[STALE]:
        lines += screen.paragraph("Stale lines are brought up to date by `roadmap update`.")
    if kinds[CHANGED_BY_HAND]:
        lines += screen.paragraph(
            "What was changed by hand: take it back, or say it with an answer, which every document follows."
        )
    if kinds[CONFLICT]:
        lines += screen.paragraph("What a merge left: `roadmap repair` while it stands still, else by hand.")
    return lines


def _print_json(state: State, found: Sequence[Checked]) -> None:

    answer = {
        "schema": SCHEMA,
        "command": "check",
        "plans": [
            {
                "folder": state.shown(one.folder),
                "faults": [
                    {"file": fault.file, "line": fault.line, "kind": fault.kind, "words": fault.words}
                    for fault in one.verdict.faults
                ],
                "unreadable": list(one.verdict.unreadable),
            }
            for one in found
        ],
    }
    print_json(answer)
