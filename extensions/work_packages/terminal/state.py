"""What the commands share: the options that all of them take, the planning folder, its plan, and the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from .. import plans
from ..clock import today
from ..planning import text
from ..planning.roadmap import Roadmap
from .screen import NARROWEST, WIDTH, Screen

#: Exit codes: something needs attention, where the command was asked to say so; what was asked cannot be read; Ctrl-C.
ATTENTION, UNUSABLE, INTERRUPTED = 1, 2, 130

#: The most columns that are used of a terminal: longer lines are hard to read.
_WIDEST = 120


class Refused(Exception):
    """A command that cannot do what it was asked; the message says why and what to do."""

    def __init__(self, message: str, code: int = UNUSABLE) -> None:
        super().__init__(message)
        self.code = code


class NoPlan(Refused):
    """A place without a plan."""


class State:
    """One command: its options, and what they lead to. Everything is read at most once, and only when it is asked for."""

    def __init__(self) -> None:
        self.place: str | None = None
        self.no_color = False
        self.quiet = False
        self.json = False

    @property
    def at_terminal(self) -> bool:
        """Whether somebody is there to read and to answer."""
        return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)

    @property
    def errors_at_terminal(self) -> bool:
        """Whether somebody reads what is beside the point."""
        return _is_terminal(sys.stderr)

    @cached_property
    def screen(self) -> Screen:
        """The screen: a terminal as wide as it is, and in colour; else 80 columns without."""
        if not _is_terminal(sys.stdout):
            return Screen()
        plain = self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return Screen(max(NARROWEST, min(_columns(), _WIDEST)), not plain)

    @cached_property
    def today(self) -> str:
        """Today's date."""
        return today()

    @cached_property
    def folder(self) -> Path:
        """The planning folder: the one that this is in or that `-C` names, the only one, or the newest that is open.

        Of several of one day it is the one that was changed last here, and that is said.

        Raises:
            Refused: when there is none.
        """
        found = self.folders
        if len(found) == 1:
            return found[0]
        chosen = next((folder for folder in found if self._is_open(folder)), found[0])
        # Of those of one day, it is the one that somebody works on.
        same_day = [folder for folder in found if plans.day_of(folder) == plans.day_of(chosen)]
        if len(same_day) > 1:
            chosen = max(filter(self._is_open, same_day), key=plans.last_change, default=chosen)
        if len(same_day) > 1 or _is_terminal(sys.stdout):
            self.note(f"{chosen.name}: the newest open one of {len(found)} plans here. For another, give -C NAME.")
        return chosen

    @property
    def open_folders(self) -> list[Path]:
        """Of several plans that this may be about, those in which something is left to do; of one, that one."""
        found = self.folders
        return [folder for folder in found if self._is_open(folder)] if len(found) > 1 else found

    @cached_property
    def folders(self) -> list[Path]:
        """The planning folders that this may be about, newest first; at least one.

        Raises:
            NoPlan: when there is none.
            Refused: when there is none of the name that `-C` gives.
        """
        here = Path.cwd()
        place = here / self.place if self.place is not None else here
        if not place.exists():
            return self._named(self.place or "", plans.below(here))
        place = (place if place.is_dir() else place.parent).resolve()
        own = plans.around(place)
        found = [own] if own else plans.below(place)
        found = [folder for folder in found if place in folder.parents] or found
        if not found:
            where = f"in {text.quoted(self.place)}" if self.place is not None else "here"
            hint = ""
            if place.is_dir():
                from .adopting import by_hand, is_by_hand

                written = [place] if is_by_hand(place) else by_hand(place)
                hint = f" To adopt {self.shown(written[0])}, which was written by hand: roadmap adopt." if written else ""
            raise NoPlan(f"There is no plan {where}. To start one, run `roadmap new` in the root of a repository.{hint}")
        return found

    @property
    def every(self) -> list[Path]:
        """The planning folders for a command that is for all of them: as `folders`, or none in a repository without a plan yet.

        Raises:
            Refused: when there is none outside of a repository, or none of the name that `-C` gives.
        """
        here = Path.cwd()
        try:
            return self.folders
        except NoPlan:
            if self.place is not None or not any((folder / ".git").exists() for folder in (here, *here.parents)):
                raise
            self.note("There is no plan in this repository yet.")
            return []

    def _named(self, name: str, found: Sequence[Path]) -> list[Path]:
        wanted = text.one_line(name).casefold()
        alike = [folder for folder in found if folder.name.casefold() == wanted]
        alike = alike or [folder for folder in found if wanted and wanted in folder.name.casefold()]
        if alike:
            return alike
        message = f"{text.quoted(name)} is neither a folder nor the name of a plan here."
        if found:
            raise Refused("\n".join([f"{message} There are:", *(f"  {folder.name}" for folder in found[:10])]))
        raise Refused(f"{message} There is no plan here. To start one, run `roadmap new` in the root of a repository.")

    def _is_open(self, folder: Path) -> bool:
        try:
            return plans.is_open(self.plan_of(folder))
        except plans.UnreadablePlan:
            # It is not passed over in silence: reading it says what is wrong.
            return True

    @cached_property
    def _plans(self) -> dict[Path, Roadmap]:
        return {}

    def plan_of(self, folder: Path) -> Roadmap:
        """The plan in the folder, read once.

        Raises:
            UnreadablePlan: when it cannot be read.
        """
        if folder not in self._plans:
            self._plans[folder] = plans.read_plan(folder)
        return self._plans[folder]

    def keep(self, folder: Path, plan: Roadmap) -> None:
        """Take this for the plan in the folder from here on."""
        self._plans[folder] = plan

    def take(self, folder: Path) -> None:
        """Take this for the folder of the plan at hand from here on."""
        self.folder = folder

    @property
    def plan(self) -> Roadmap:
        """The plan at hand.

        Raises:
            Refused: when there is none, or when it cannot be read.
        """
        try:
            return self.plan_of(self.folder)
        except plans.UnreadablePlan as error:
            raise Refused(str(error)) from error

    def shown(self, path: Path) -> str:
        """A path as it can be typed from here."""
        try:
            found = os.path.relpath(path)
        except ValueError:
            # Another drive.
            found = str(path)
        return Path(found).as_posix()

    def document(self, name: str) -> str:
        """The path of a document of the plan, under the name that people gave it, as it can be typed from here."""
        return self.shown(self.folder / self.plan.renamed.get(name, name))

    def say(self, lines: Iterable[str]) -> None:
        """Print the lines."""
        click.echo("".join(f"{line}\n" for line in lines), nl=False, color=self.screen.color)

    def note(self, message: str) -> None:
        """Print what is beside the point on the error stream, unless told to be quiet."""
        if not self.quiet:
            from ..speaking import spoken

            message = spoken(message)
            shown = self.screen.paragraph(message) if self.errors_at_terminal else [message]
            click.echo("\n".join(shown), err=True)


def print_json(answer: Any) -> None:
    """Print an answer to a program; signs beyond ASCII as they are where they can be shown."""
    # Who does not ask for it does without.
    import json

    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(answer, indent=2, ensure_ascii=not utf8))


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream is not None and stream.isatty())  # type: ignore[attr-defined]
    except ValueError:
        # It is closed.
        return False


def _columns() -> int:
    """How wide the terminal is, as COLUMNS or the terminal itself says."""
    # As `shutil.get_terminal_size`, which takes 5 ms to import.
    if (said := os.environ.get("COLUMNS", "")).isdecimal() and int(said[:6]):
        return int(said[:6])
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or WIDTH
    except (OSError, ValueError):
        return WIDTH
