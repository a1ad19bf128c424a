"""`page`: the roadmap as one page for a browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import click

from .. import git, planning_folder
from ..page import MARK, PAGE
from ..page import page as page_text
from .options import WithExamples, common
from .state import Refused, State

#: How much of a file is read to know a page that was made here.
_HEAD = 4096


@click.command(
    cls=WithExamples, examples=("roadmap page --open", "roadmap page -o site/roadmap.html", "roadmap page -o - | wc -c")
)
@click.option("--open", "open_", is_flag=True, help="Open it in the default browser.")
@click.option(
    "-o", "--output", metavar="FILE", help=f"Where to write it, instead of {PAGE} in the planning folder; - to print it."
)
@common
@click.pass_context
def page(ctx: click.Context, open_: bool, output: str | None) -> None:
    """The roadmap as one page, roadmap.html: progress, board, graph, timeline and packages. It holds no script, and loads
    nothing. Prints its path.

    It shows the plan as it is now; no other command brings it up to date. Put a line `roadmap.html` into .gitignore, unless you
    commit it: `copier update` wants everything committed.
    """
    state = ctx.ensure_object(State)
    deliver(state, output, state.folder / PAGE, lambda between: page_text(state.plan, between), open_=open_)


def deliver(state: State, output: str | None, usual: Path, text: Callable[[str], str], *, open_: bool) -> None:
    """Write a page, or print it, and open it where that is wanted.

    Args:
        state: the command.
        output: where a person wants it: a file or folder, or `-` for the output; None for the usual file.
        usual: the file in which it usually is, in the folder that it is about.
        text: the page, by the way from where it lies to that folder, as a URL.
        open_: whether the browser shows it.

    Raises:
        UsageError: where what is only printed is to be opened.
        Refused: where its folder is not there, or another file is in its place.
    """
    if output == "-":
        if open_:
            raise click.UsageError("--open needs a file, and -o - writes none. Leave one of them out.")
        click.echo(text(""), nl=False)
        return
    path = written(state, output, usual, text)
    if open_:
        open_in_browser(state, path)


def written(state: State, output: str | None, usual: Path, text: Callable[[str], str]) -> Path:
    """Write a page, and say where; the file. See `deliver`.

    Raises:
        Refused: where its folder is not there, or another file is in its place.
    """
    path = _path(state, output, usual)
    _refuse_others(state, path)
    content = text(_between(path, usual.parent)).encode()
    if not path.is_file() or path.read_bytes() != content:
        planning_folder.write(path, content)
    state.say([state.shown(path)])
    if git.output(path.parent, "ls-files", "--others", "--exclude-standard", "--", path.name):
        state.note(f"Git does not know this file: add {path.name} to .gitignore, or commit it.")
    return path


def open_in_browser(state: State, path: Path) -> None:
    """Open the page in the default browser."""
    import webbrowser

    if not webbrowser.open(path.resolve().as_uri()):
        state.note("There is no browser to open it in.")


def _path(state: State, output: str | None, usual: Path) -> Path:
    """The file to write.

    Raises:
        Refused: where its folder is not there.
    """
    if output is None:
        return usual
    path = Path(output)
    if path.is_dir():
        path = path / usual.name
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {state.shown(path.parent)}. Make it, or give another file.")
    return path


def _refuse_others(state: State, path: Path) -> None:
    """Refuse to write over what is no page of this command.

    Raises:
        Refused: where there is such a file.
    """
    if not path.exists():
        return
    head = b""
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(_HEAD)
    if MARK.encode() not in head:
        raise Refused(
            f"{state.shown(path)} is there, and is no page of a roadmap. Give another file with -o, or move that one."
        )


def _between(path: Path, folder: Path) -> str:
    """The planning folder from where the page lies, as a URL; empty where it lies in it."""
    here = path.parent.resolve()
    if here == folder.resolve():
        return ""
    try:
        return quote(Path(os.path.relpath(folder.resolve(), here)).as_posix()) + "/"
    except ValueError:
        # Another drive.
        return folder.resolve().as_uri() + "/"
