"""The commands that exchange plans with other planners: `import` starts an initiative from one, `export` gives this one away."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import exporting, planning_folder
from ..planning import records, text
from ..planning.views import STATUS_WORDS
from .adding import answers_given, answers_of, begin, root_of
from .carrying import How, writing
from .options import WithExamples, Word, common
from .state import Refused, State, print_json

if TYPE_CHECKING:
    from ..incoming import Import

#: What the plan is exported as, by the word for it.
FORMATS = {"github": exporting.github_issues, "csv": exporting.csv}


@click.command(
    "import",
    cls=WithExamples,
    examples=(
        "roadmap import backlog --dry-run",
        "roadmap import backlog --import-statuses 'Blocked=deferred' --confirm scope",
        "roadmap import issues.json --initiative 'Shop' --confirm scope",
    ),
)
@click.argument("path")
@click.option("--dry-run", is_flag=True, help="Show what would come, what is asked and what is left out; write nothing.")
@click.option("--template", "template", metavar="ADDRESS", help="Where the template is, instead of where this command is from.")
@answers_of("initiative", "kind", "previous")
@writing
@click.pass_context
def import_plan(ctx: click.Context, /, path: str, dry_run: bool, template: str | None, how: How, **options: Any) -> None:
    """Start an initiative from another planner's folder or file, PATH: of Backlog.md, Task Master, OpenSpec or Spec Kit, or issues
    as `gh issue list --json` prints them. Nothing there is changed.

    Every task becomes a work package; how far it is there is given once checkpoint roadmap is confirmed. At a terminal it is
    asked what the folder does not say. Elsewhere the scope must be confirmed: --confirm scope.
    """
    state = ctx.ensure_object(State)
    given = answers_given("initiative", options, file=False)
    place = root_of(state)
    if dry_run:
        _preview(state, _found(path, {**_filed(options["data_file"]), **given}, place), given)
        return
    begin(state, {"kind": "imported", "previous": _from(place, path), **given}, template, options["data_file"], how)


def _from(place: Path, path: str) -> str:
    """The path as it is given in the folder where Copier runs; absolute where it lies outside of that."""
    there = Path(os.path.normpath(Path.cwd() / Path(path).expanduser()))
    return there.relative_to(place).as_posix() if there.is_relative_to(place) else str(there)


def _filed(data_file: str | None) -> Mapping[str, Any]:
    """The answers in the data file.

    Raises:
        Refused: when it cannot be read.
    """
    if data_file is None:
        return {}
    try:
        return planning_folder.load(Path(data_file))
    except (OSError, planning_folder.UnreadableFile) as error:
        raise Refused(f"{data_file} {error}.") from error


def _found(path: str, given: Mapping[str, Any], place: Path) -> Import:
    """What is at the path.

    Raises:
        Refused: where that cannot be imported.
    """
    from .. import incoming

    try:
        return incoming.read(path, given, place)
    except incoming.NotImportable as error:
        name, wrong = incoming.fault(error)
        raise Refused(wrong if name == "previous" else f"{name}: {wrong}") from error


def _preview(state: State, found: Import, given: Mapping[str, Any]) -> None:
    """Show what an import would bring."""
    title = text.one_line(given.get("initiative")) or found.found.initiative
    statuses = found.found.statuses
    packages = [
        (records.slug_for(entry, 0), str(entry["title"]), entry) for entry in records.identified_entries(found.found.identified)
    ]
    left_out = [one.words for one in found.found.left_out]
    if state.json:
        listed = [
            {
                "slug": slug,
                "title": one,
                "status": statuses[slug].status if slug in statuses else "ready",
                "depends_on": list(entry.get("depends_on") or ()),
            }
            for slug, one, entry in packages
        ]
        said = {"command": "import", "planner": found.planner, "path": found.place, "initiative": title, "packages": listed}
        print_json({**said, "decided": found.decided, "left_out": left_out})
        return
    screen = state.screen
    place = "this repository" if found.place == "." else found.place
    lines = screen.paragraph(f"{title}: {text.count(len(packages), 'work package')} from {found.planner} ({place}).")
    rows = [
        [
            str(number),
            one,
            STATUS_WORDS[statuses[slug].status] if slug in statuses else "ready",
            str(entry.get("priority") or ""),
        ]
        for number, (slug, one, entry) in enumerate(packages, 1)
    ]
    lines += ["", *screen.table(rows, ["#", "Title", "Status There", "Priority"], flexible=1)]
    lines += _listed(state, "Decided for want of an answer:", found.decided)
    lines += _listed(state, "Left out:", left_out)
    state.say([*lines, "", "Nothing was written."])


def _listed(state: State, head: str, entries: Sequence[str]) -> list[str]:
    found = [line for entry in entries for line in state.screen.paragraph(entry, "  - ", "    ")]
    return ["", head, *found] if found else []


@click.command(
    cls=WithExamples,
    examples=("roadmap export github -o issues.json", "roadmap export csv > roadmap.csv", "roadmap export csv -C second"),
)
@click.argument("format", type=Word("format", list(FORMATS)))
@click.option("-o", "--output", metavar="FILE", help="Where to write it; without it, it is printed.")
@common
@click.pass_context
def export(ctx: click.Context, format: str, output: str | None) -> None:
    """The plan as it is now, in another FORMAT: `github`, a JSON list of issues in the form of `gh issue list --json`, or `csv`, a
    table with a row for each work package.
    """
    state = ctx.ensure_object(State)
    content = FORMATS[format](state.plan).encode()
    if output is None or output == "-":
        _print(content)
        return
    path = Path(output)
    if path.is_dir() or not path.parent.is_dir():
        raise Refused(f"{text.quoted(output)} is no file in a folder that is there. Give another one with -o.")
    if path.exists() and not exporting.is_export(path.read_bytes()):
        raise Refused(
            f"{state.shown(path)} is there, and is no export of a roadmap. Give another file with -o, or move that one."
        )
    planning_folder.write(path, content)
    state.say([state.shown(path)])


def _print(content: bytes) -> None:
    """Print the content as it is: UTF-8, with the line ends that it has."""
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        click.echo(content.decode(), nl=False)
        return
    sys.stdout.flush()
    stream.write(content)
    stream.flush()
