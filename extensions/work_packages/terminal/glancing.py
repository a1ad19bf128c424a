"""`portfolio`, and `roadmap --all`: every initiative of the repository at a glance, as the files are now."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from .. import git, planning_folder, plans
from ..planning import export, house, text
from ..planning import portfolio as domain
from ..planning.effort import number, parse_time
from ..planning_folder import PORTFOLIO
from ..refusals import Refusal
from .options import WithExamples, common
from .screen import Piece, Styled
from .state import ATTENTION, Refused, State, print_json

#: The form of the answer in JSON.
SCHEMA = 1


def _keep_json(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(State).json = True


@click.command(
    cls=WithExamples,
    examples=(
        "roadmap portfolio",
        "roadmap portfolio --open",
        "roadmap portfolio --update",
        "roadmap portfolio --update --agentic-hours 40",
    ),
)
@click.option("--open", "open_", is_flag=True, help="Write the page portfolio.html, and open it in the default browser.")
@click.option("--page", is_flag=True, help="Write the page portfolio.html beside the planning folders.")
@click.option("-o", "--output", metavar="FILE", help="Where to write the page; - to print it.")
@click.option("--update", is_flag=True, help="Make the portfolio beside the planning folders, or bring it up to date.")
@click.option("--agentic-hours", metavar="HOURS", help="What the team has in a week; with --update.")
@click.option("--review-hours", metavar="HOURS", help="The same for review.")
@click.option("--explain", is_flag=True, help="With --update: only print the `copier` command that does the same.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where something needs attention.")
@click.option("--json", is_flag=True, expose_value=False, callback=_keep_json, help="Print JSON, for programs.")
@common
@click.pass_context
def portfolio(
    ctx: click.Context,
    open_: bool,
    page: bool,
    output: str | None,
    update: bool,
    agentic_hours: str | None,
    review_hours: str | None,
    explain: bool,
    exit_code: bool,
) -> None:
    """All initiatives at a glance: phase, progress, finish, what is next, what is late or blocked, the weeks that several claim,
    and what they need of each other. As the files are now; `roadmap --all` does the same.

    --update writes the portfolio beside the planning folders: README.md, kept up to date by every command in one of them. The
    page shows the same in a browser. With --quiet one line for each initiative.
    """
    state = ctx.ensure_object(State)
    given = {
        name: value
        for name, value in (
            ("team_agentic_hours_per_week", agentic_hours),
            ("team_review_hours_per_week", review_hours),
        )
        if value is not None
    }
    if (given or explain) and not update:
        raise click.UsageError(f"{'--explain' if explain else 'Hours of the team'} goes with --update. Add it.")
    if update and (page or open_ or output):
        raise click.UsageError("--update writes README.md, and no page. Give --page in a command of its own.")
    if update:
        ctx.exit(_update(state, given, explain))
    if page or open_ or output:
        _page(state, output, open_)
        return
    glance(ctx, exit_code)


def glance(ctx: click.Context, exit_code: bool = False) -> None:
    """Print all initiatives at a glance.

    Raises:
        Refused: where there is no plan.
    """
    state = ctx.ensure_object(State)
    _, found, places = _portfolio(state)
    if state.json:
        print_json(_answer(found, places))
    else:
        state.say(_brief(found) if state.quiet else _lines(state, found))
    ctx.exit(ATTENTION if exit_code and domain.view(found)["attention"] else 0)


def _folders(state: State) -> list[Path]:
    """The planning folders of the repository, or below the place that `-C` names."""
    here = Path.cwd()
    place = (here / state.place if state.place is not None else here).resolve()
    if not place.is_dir():
        return state.folders
    own = plans.around(place)
    found = plans.below(place if own is None else own.parent)
    if state.place is not None and own is None:
        found = [folder for folder in found if place in folder.parents] or found
    if not found:
        raise Refused("There is no plan here. To start one, run `roadmap new` in the root of a repository.")
    return found


def _portfolio(state: State) -> tuple[Path, domain.Portfolio, Mapping[str, Path]]:
    """Where the portfolio is, or would be; it, as the files are now; and the planning folders by the names that it has."""
    folders = _folders(state)
    several = Counter(folder.name for folder in folders)
    places = {
        git.as_text(folder.name if several[folder.name] == 1 else f"{folder.parent.name}/{folder.name}"): folder
        for folder in folders
    }
    root = _root(folders)
    hours: dict[str, int] = {}
    if (root / PORTFOLIO).is_file():
        stored: Mapping[str, Any] = {}
        try:
            stored = planning_folder.load(root / PORTFOLIO)
            hours = {
                name: parse_time(stored[f"team_{name}_hours_per_week"])
                for name in ("agentic", "review")
                if text.one_line(stored.get(f"team_{name}_hours_per_week"))
            }
        except (OSError, ValueError, planning_folder.UnreadableFile):
            state.note(f"{state.shown(root / PORTFOLIO)} cannot be read: the hours that the team has are not known.")
    return root, domain.read([_snapshot(name, folder) for name, folder in places.items()], **hours), places


def _root(folders: Sequence[Path]) -> Path:
    """The folder that holds the planning folders: that of a portfolio, else that of most of them."""
    parents = Counter(folder.parent for folder in folders)
    with_one = [parent for parent in parents if (parent / PORTFOLIO).is_file()]
    return with_one[0] if with_one else parents.most_common(1)[0][0]


def _snapshot(name: str, folder: Path) -> domain.Snapshot:
    try:
        plan = plans.read_plan(folder)
    except plans.UnreadablePlan as error:
        return domain.unreadable(name, text.one_line(str(error).replace(str(folder), name)), None)
    files = {git.as_text(path.name) for path in folder.glob("*.md")}
    return domain.snapshot(name, export.export(plan), files)


def _brief(found: domain.Portfolio) -> list[str]:
    return [
        f"{one.title}: {f'{one.percent}%, {domain.phase_words(one)}' if one.is_known else 'cannot be read'}"
        for one in found.initiatives
    ]


def _lines(state: State, found: domain.Portfolio) -> list[str]:
    screen, shown = state.screen, domain.view(found)
    lines = [screen.line(Styled("Portfolio", "bold"), f"  {shown['count']}"), ""]
    rows: list[list[Piece]] = []
    for one, row in zip(found.initiatives, shown["rows"], strict=True):
        phase = domain.phase_words(one).partition(",")[0].removeprefix("✅ ") if one.is_known else "cannot be read"
        rows.append(
            [
                Styled(one.title, "dim" if one.is_complete else "bold"),
                Styled(phase, "yellow" if one.checkpoint and not one.is_complete else ""),
                f"{one.percent}%" if one.is_known else "",
                Styled(row["later"], "red" if (one.later or 0) > 0 else ""),
                row["finish"].removeprefix("by "),
                Styled(row["late"], "red"),
                Styled(row["blocked"], "yellow"),
            ]
        )
    lines += screen.table(rows, ("Initiative", "Phase", "Done", "Approved", "Finish", "Late", "Blocked"), 0)
    if shown["next"]:
        lines += ["", screen.painted("Next", "bold")]
    for entry in shown["next"]:
        words = text.join(
            [*([entry["confirm"]] if entry["confirm"] else []), *(_package(one) for one in entry["packages"])], "or"
        )
        lines += screen.paragraph(f"{entry['title']}: {words or 'nothing can start yet'}", "  ", "    ")
    if shown["attention"]:
        lines += ["", screen.painted("Attention", "bold")]
    for group in shown["attention"]:
        lines += screen.paragraph(
            Styled(group["initiative"]["title"] if group["initiative"] else "Several initiatives", "yellow"), "  "
        )
        lines += [line for point in group["points"] for line in screen.paragraph(point, "  - ", "    ")]
    if shown["weeks"]:
        said = "" if found.said else ", the most that one of them plans with"
        lines += ["", screen.painted("Weeks that several claim", "bold")]
        lines += screen.paragraph(f"The team has {shown['capacity']['words']} a week{said}.", "  ")
        for week in shown["weeks"]:
            claims = text.join(f"{claim['title']} {claim['words']}" for claim in week["claims"])
            over = found.is_overbooked(next(one for one in found.weeks if one.monday.isoformat() == week["monday"]))
            words = f"{week['monday']}: {week['agentic']}, review {week['review']}: {claims}".replace(" ⚠️", " (!)")
            lines += screen.paragraph(Styled(words, "yellow" if over else ""), "  ", "    ")
    for person in shown["people"]:
        work = text.join(f"{one['title']} ({one['initiative']})" for one in person["work"])
        lines += screen.paragraph(f"{person['name']} {person['weeks']}, {person['hours']}: {work}", "  ", "    ")
    if shown["needs"]:
        lines += ["", screen.painted("What they need of each other", "bold")]
    for need in shown["needs"]:
        words = f"{need['package']['title']} ({need['initiative']['title']}) needs {need['need']['title']}: {need['words']}"
        lines += screen.paragraph(words, "  ", "    ")
    return lines


def _package(one: Mapping[str, str]) -> str:
    return f"{one['title']} ({one['state']})" if one["state"] != "ready" else one["title"]


def _answer(found: domain.Portfolio, places: Mapping[str, Path]) -> dict[str, Any]:
    """The portfolio for programs. Times are hours; packages are named by their slugs."""

    def of(one: domain.Initiative) -> dict[str, Any]:
        path = places[one.folder]
        shown = Path(os.path.relpath(path)).as_posix()
        if not one.is_known:
            return {"folder": one.folder, "path": shown, "unreadable": one.unreadable}
        return {
            "folder": one.folder,
            "path": shown,
            "initiative": one.title,
            "updated": one.updated.isoformat() if one.updated else None,
            "phase": one.phase,
            "checkpoint": one.checkpoint or None,
            "complete": one.is_complete,
            "percent": one.percent,
            "packages": len(one.counted),
            "packages_complete": sum(package.state == "complete" for package in one.packages),
            "remaining": {"agentic": [number(one.left[0]), number(one.left[1])], "review": number(one.left[2])},
            "under_way": list(one.under_way),
            "ready": list(one.ready),
            "finish": one.finish.isoformat() if one.finish else None,
            "weeks_later": one.later,
            "late": [package.slug for package in one.concerned("late") if package.is_open],
            "blocked": [package.slug for package in domain.blocked_packages(one)],
        }

    shown = domain.view(found)
    return {
        "schema": SCHEMA,
        "command": "portfolio",
        "updated": found.day.isoformat() if found.day else None,
        "hours_per_week": {"agentic": number(found.capacity[0]), "review": number(found.capacity[1])},
        "initiatives": [of(one) for one in found.initiatives],
        "weeks": [
            {
                "starts": week.monday.isoformat(),
                "agentic": number(week.agentic),
                "review": number(week.review),
                "overbooked": found.is_overbooked(week),
                "claims": [
                    {"folder": folder, "agentic": number(agentic), "review": number(review)}
                    for folder, (agentic, review) in week.claims.items()
                ],
            }
            for week in found.shared
        ],
        "people": [
            {
                "name": person.name,
                "starts": person.monday.isoformat(),
                "packages": [f"{one.folder}/{package.slug}" for one, package, _ in person.work],
                "agentic": number(sum(minutes for _, _, minutes in person.work)),
            }
            for person in found.people
        ],
        "dependencies": [
            {"package": f"{one.folder}/{package.slug}", "needs": need, "state": other.state if other else None}
            for one, package, need in found.needs
            for _, other in [found.work(need)]
        ],
        "attention": [
            {"initiative": group["initiative"]["title"] if group["initiative"] else None, "points": group["points"]}
            for group in shown["attention"]
        ],
    }


def _rules(root: Path) -> house.House:
    """The house in whose words the portfolio is: as it was last made, else as house.yml says now."""
    from ..planning import answers

    with contextlib.suppress(OSError, planning_folder.UnreadableFile):
        return house.of(planning_folder.unpacked(planning_folder.load(root / PORTFOLIO)))
    place = planning_folder.house_file(root / PORTFOLIO)
    return house.of_file(place.read_bytes(), answers.problem_of) if place else house.NONE


def _page(state: State, output: str | None, open_: bool) -> None:
    from ..page import PORTFOLIO_PAGE, portfolio_page
    from .paging import deliver

    root, found, _ = _portfolio(state)
    usual = root / PORTFOLIO_PAGE
    deliver(state, output, usual, lambda between: portfolio_page(found, between, _rules(root)), open_=open_)


def _update(state: State, given: Mapping[str, str], explain: bool) -> int:
    """Make the portfolio, or bring it up to date; the exit code."""
    from ..installed import installed
    from . import carrying

    root = _root(_folders(state))
    pairs = [word for name, value in given.items() for word in ("-d", f"{name}={value}")]
    if (root / PORTFOLIO).is_file():
        words = ["update", "--trust", "--vcs-ref=:current:", "-a", PORTFOLIO, *pairs]
    else:
        alone = f"copier copy --trust -d part=portfolio URL . in {state.shown(root)}"
        words, address = carrying.copy_words(remedy=f"With Copier alone, where URL is its address: {alone}")
        words += ["-d", "part=portfolio", *pairs, address, "."]
    if explain:
        carrying.explain(state, root, [["copier", *words]], carrying.How(explain=True))
        return 0
    if words[0] == "copy":
        return carrying.copier(state, words, root)
    from .. import messages, portfolio

    try:
        if not installed().is_version(str(portfolio.stored_answers(root).get("_commit"))):
            return carrying.copier(state, words, root)
        changes = portfolio.update_directly(root, given)
    except Refusal as refusal:
        raise carrying.refused(str(refusal)) from refusal
    if state.json:
        print_json(sorted(changes))
        return 0
    where = state.shown(root)
    state.say([f"The portfolio{'' if where == '.' else f' in {where}'} is up to date{'' if changes else ': nothing changed'}."])
    for line in messages.changed(root, changes):
        state.note(line)
    return 0
