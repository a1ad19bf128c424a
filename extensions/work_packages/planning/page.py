"""The roadmap as one page for a browser: what it shows, in words, links and places; the template draws it.

The pieces (tiles, board, charts, table) are made by functions of plain values, so that another page can show several roadmaps.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import text
from .baseline import weeks_later
from .charts import BurnUpChart, GanttChart, GraphChart, Node, Row, burn_up_chart, gantt_chart, graph_chart
from .diagrams import moments
from .effort import effort_text, hours
from .records import LEVELS, Package, nn
from .roadmap import Roadmap
from .views import MOST_WEEKS, STATUS, nothing_open, view
from .words import Spoken, in_force, say, without_emoji
from .workflow import PHASES


class _States(Mapping[str, str]):
    """The words of states without their emoji, said when they are looked up."""

    def __getitem__(self, name: str) -> str:
        return without_emoji(STATUS[name][0])

    def __iter__(self) -> Iterator[str]:
        return iter(STATUS)

    def __len__(self) -> int:
        return len(STATUS)


#: The states of packages with the words that head their columns, in the order of the board.
STATES = _States()

#: Priorities as they are called.
PRIORITIES = Spoken({"high": "High", "medium": "Medium", "low": "Low"})

#: The columns that the table of packages may have, with their headings.
_COLUMNS = Spoken(
    {
        "priority": "Priority",
        "effort": "Effort",
        "needs": "Depends on",
        "week": "Week",
        "owner": "Owner",
        "due": "Due",
    }
)

#: The columns that the board has even if they are empty, once packages may be started.
_ALWAYS = ("ready", "in-progress", "complete")

#: The longest words of a tile's figure and of its notes, in characters: a title or a reason may be of any length.
_LONGEST_VALUE, _LONGEST_NOTE = 80, 180

#: The most points that are shown at once; the others can be unfolded. The most packages that one of them names.
_MOST_POINTS, _MOST_NAMED = 6, 6


@dataclass(frozen=True)
class Said:
    """Words, and where they lead to: a file beside the page or a place on it; empty where to nowhere."""

    words: str
    href: str = ""


@dataclass(frozen=True)
class Tile:
    """One figure at a glance.

    Attributes:
        name: what it is.
        value: the figure, or the words, that are read first.
        notes: what is to be said beside it.
        badge: how it stands, in a few words; empty for none.
        tone: `good`, `bad` or empty: how it stands.
        percent: what a bar shows as done, in per cent; None for no bar.
        aside: what the bar shows as put aside, in per cent.
    """

    name: str
    value: Said
    notes: Sequence[Said] = ()
    badge: str = ""
    tone: str = ""
    percent: int | None = None
    aside: int = 0


@dataclass(frozen=True)
class Card:
    """A package on the board."""

    number: str
    title: Said
    priority: str
    effort: str
    owner: str = ""
    due: str = ""
    late: bool = False
    critical: bool = False
    note: str = ""


@dataclass(frozen=True)
class Column:
    """A column of the board: the name of a state, its heading and its cards."""

    state: str
    label: str
    cards: Sequence[Card]


@dataclass(frozen=True)
class Entry:
    """A package in the table; `anchor` is its place on the page."""

    anchor: str
    card: Card
    state: str
    label: str
    priority: str
    needs: Sequence[Said]
    week: str


@dataclass(frozen=True)
class Point:
    """What needs attention: the words, and the packages that it concerns, with how many more there are of these."""

    words: str
    packages: Sequence[Said]
    more: int = 0


@dataclass(frozen=True)
class Decision:
    """A checkpoint that is to be confirmed: what is asked, what has changed since it was, and the command."""

    name: str
    question: str
    changes: Sequence[str]
    command: str


@dataclass(frozen=True)
class Page:
    """All that the page shows of one roadmap. A chart is None where there is none, and `later` says why."""

    title: str
    status: str
    phase: str
    day: str
    start: Said
    readme: Said
    overview: str
    tiles: Sequence[Tile]
    board: Sequence[Column]
    graph: GraphChart | None
    graph_words: Sequence[tuple[Said, Sequence[Said]]]
    gantt: GanttChart | None
    burn_up: BurnUpChart | None
    entries: Sequence[Entry]
    columns: Sequence[tuple[str, str]]
    empty: str
    decision: Decision | None
    points: Sequence[Point]
    more_points: Sequence[Point]
    later: Mapping[str, str]


def page_of(roadmap: Roadmap) -> Page:
    """What the page shows of the roadmap.

    What the documents do not show before a checkpoint, the page does not either: no priority and order before `packages`, no
    timeline before `priorities`, no burn-up before `roadmap` is confirmed (docs/architecture.md, "Checkpoints").
    """
    shown = view(roadmap)
    views: dict[str, Any] = {one["slug"]: one for one in shown["packages"]}
    anchors = {package.slug: f"package-{place}" for place, package in enumerate(roadmap.packages, 1)}
    cards = {package.slug: _card(roadmap, package, views[package.slug]) for package in roadmap.packages}
    decision = _decision(shown["waiting"]) if shown["waiting"] and _waits_for_a_person(roadmap) else None
    points = [
        point(str(one["message"]), [_named(roadmap, slug, views) for slug in one["packages"] if slug in views])
        for one in roadmap.problems
    ]
    return Page(
        title=roadmap.title,
        status=str(shown["status"]["head"]),
        phase=say("Phase {phase} of {phases}: {name}", phase=roadmap.phase, phases=len(PHASES), name=PHASES[roadmap.phase - 1]),
        day=roadmap.updated.isoformat(),
        start=Said("START-HERE.md", shown["core"]["start"]["href"]),
        readme=Said("README.md", shown["core"]["readme"]["href"]),
        overview=text.one_line(roadmap.overview),
        tiles=[
            _progress_of(roadmap),
            _finish_of(roadmap, shown),
            decisions_tile(decision.name if decision else "", len(points)),
            _next_of(shown, views),
        ],
        board=_board_of(roadmap, cards),
        graph=_graph_of(roadmap),
        graph_words=_graph_words(roadmap, views),
        gantt=_gantt_of(roadmap),
        burn_up=burn_up_chart(roadmap.burn_up, roadmap.calendar.running_week)
        if roadmap.phase == 7 and roadmap.packages and len(roadmap.burn_up) <= MOST_WEEKS
        else None,
        entries=[_entry(roadmap, package, cards[package.slug], anchors, views) for package in roadmap.packages],
        columns=[
            (name, str(words))
            for name, words in _COLUMNS.items()
            if (name != "priority" or roadmap.shows_order) and (name != "week" or roadmap.shows_timeline)
        ],
        empty=nothing_open(roadmap) if not roadmap.packages else "",
        decision=decision,
        points=points[:_MOST_POINTS] if len(points) > _MOST_POINTS + 1 else points,
        more_points=points[_MOST_POINTS:] if len(points) > _MOST_POINTS + 1 else [],
        later=_later(roadmap),
    )


def _waits_for_a_person(roadmap: Roadmap) -> bool:
    """Whether a checkpoint is to be confirmed: while there is work, or before the roadmap was ever confirmed."""
    return roadmap.waiting is not None and (roadmap.phase < 7 or bool(roadmap.order))


def _later(roadmap: Roadmap) -> dict[str, str]:
    """Why a chart is not there, by its name."""
    no_packages = "" if roadmap.packages else say("There are no work packages yet.")
    return {
        "graph": no_packages
        or (
            say("The dependency graph comes in Prioritization, once the work package plans are confirmed.")
            if not roadmap.shows_order
            else say("No work package depends on another one.")
        ),
        "gantt": no_packages
        or (
            say("The timeline comes in Finalize Roadmap, once the priority order is confirmed.")
            if not roadmap.shows_timeline
            else say("Nothing has a day.")
        ),
        "burn_up": no_packages
        or (
            say("The burn-up comes in Implementation, once the roadmap is confirmed.")
            if roadmap.phase < 7
            else say(
                "It is drawn for up to {most} weeks; this roadmap has {count}.", most=MOST_WEEKS, count=len(roadmap.burn_up)
            )
        ),
    }


def tile(
    name: str, value: Said, notes: Sequence[Said], badge: str = "", tone: str = "", percent: int | None = None, aside: int = 0
) -> Tile:
    """A tile whose words are no longer than it has room for."""
    return Tile(
        name,
        Said(_cut(value.words, _LONGEST_VALUE), value.href),
        [Said(_cut(note.words, _LONGEST_NOTE), note.href) for note in notes],
        badge,
        tone,
        percent,
        aside,
    )


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def point(words: str, packages: Sequence[Said]) -> Point:
    """What needs attention, with the first of the packages that it concerns."""
    shown = packages if len(packages) <= _MOST_NAMED + 1 else packages[:_MOST_NAMED]
    return Point(words, shown, len(packages) - len(shown))


def progress_tile(
    percent: int, aside: int, notes: Sequence[str], complete: int, counted: int, noun: str = "work package"
) -> Tile:
    """How far it is: per cent of the estimated hours, and how many are complete of those that count."""
    said = [*notes, say("{complete} of {packages} complete", complete=complete, packages=text.count(counted, noun))]
    return tile(say("Progress"), Said(f"{percent}%"), [Said(note) for note in said], percent=percent, aside=aside)


def finish_tile(value: str, notes: Sequence[str], later: int | None) -> Tile:
    """When it is finished, and how many weeks later than approved, below zero for earlier; None where nothing is approved."""
    badge, tone = "", ""
    if later is not None:
        weeks = text.count(abs(later), "week")
        badge = (
            say("{weeks} later", weeks=weeks)
            if later > 0
            else say("{weeks} earlier", weeks=weeks)
            if later < 0
            else say("As approved")
        )
        tone = "bad" if later > 0 else "good"
    return tile(say("Finish"), Said(value), [Said(note) for note in notes if note], badge, tone)


def decisions_tile(checkpoint: str, points: int) -> Tile:
    """What a person has to decide: the checkpoint to confirm, empty for none, and how many points need attention."""
    notes = [Said(checkpoint, "#attention")] if checkpoint else []
    if points:
        notes.append(Said(say("{points} to look at", points=text.count(points, "point")), "#attention"))
    if not notes:
        calm = say("No checkpoint is to be confirmed, and no problem is known.")
        return tile(say("Needs a Decision"), Said(say("Nothing")), [Said(calm)])
    return tile(say("Needs a Decision"), Said(str(bool(checkpoint) + points), "#attention"), notes, tone="bad")


def next_tile(value: Said, notes: Sequence[Said]) -> Tile:
    """What to do next."""
    return tile(say("Next"), value, notes)


def _progress_of(roadmap: Roadmap) -> Tile:
    made = roadmap.progress
    if not roadmap.packages:
        identified = len(roadmap.identified)
        words = (
            say("{packages} identified", packages=text.count(identified, "work package"))
            if identified
            else nothing_open(roadmap)
        )
        return tile(say("Progress"), Said("0%"), [Said(words)], percent=0)
    done, scope, aside = (hours(round(minutes / 30) * 30) for minutes in (made.done, made.scope, made.put_aside))
    notes = [say("{done}h of {scope}h, by estimate", done=done, scope=scope)] if made.scope else []
    notes += [say("{aside}h put aside since the roadmap was approved", aside=aside)] if made.put_aside else []
    return progress_tile(made.percent, made.percent_aside, notes, len(roadmap.complete), len(roadmap.counted))


def _finish_of(roadmap: Roadmap, shown: Mapping[str, Any]) -> Tile:
    now = roadmap.forecast
    if now is None or not roadmap.shows_timeline or not roadmap.packages:
        return finish_tile(say("Not planned"), [_later(roadmap)["gantt"]], None)
    later = weeks_later(roadmap.baseline, now) if roadmap.baseline and roadmap.phase == 7 else None
    if not roadmap.order:
        finished = say("Finished on {day}", day=now.day.isoformat()) if now.day else say("Finished")
        return finish_tile(say("Week {week}", week=now.week), [finished], later)
    by = say("by {day}", day=now.by.isoformat())
    finish = str(shown["finish"]).replace(say("week {week} (by {day})", week=now.week, day=now.by.isoformat()), by)
    notes = [finish[:1].upper() + finish[1:]]
    if later and roadmap.baseline:
        why = f": {'; '.join(roadmap.reasons)}" if roadmap.reasons else ""
        notes.append(say("Approved was {day}", day=roadmap.baseline.by.isoformat()) + why)
    return finish_tile(say("Week {week}", week=now.week), notes, later)


def _next_of(shown: Mapping[str, Any], views: Mapping[str, Any]) -> Tile:
    step = shown["next_step"]

    def named(reference: Mapping[str, Any]) -> Said:
        return Said(f"{reference['number']} {reference['title']}", views[reference["slug"]]["href"])

    if step["kind"] == "confirm":
        waiting = shown["waiting"]
        return next_tile(Said(say("Confirm {subject}", subject=waiting["subject"]), "#attention"), [Said(waiting["question"])])
    if step["kind"] == "work":
        going = step["under_way"]
        notes = [Said(_begun(text.one_line(going[0]["words"])))] if going else [Said(step["why"])]
        notes += [Said(say("Go on with {package}", package=one.words), one.href) for one in map(named, going[1:4])]
        if going and step["start"]:
            other = named(step["start"])
            notes.append(Said(say("Or start {package}", package=other.words), other.href))
        return next_tile(named(step["package"]), notes)
    if step["kind"] == "wait":
        waits = [
            say("{label} {waits} for {what}", label=one["label"], waits=one["waits"], what=one["for"])
            for one in step["waiting"][:3]
        ]
        return next_tile(Said(say("Wait")), [Said(one) for one in waits])
    return next_tile(Said(say("Nothing")), [Said(shown["nothing_open"])])


def _begun(words: str) -> str:
    """The words as the begin of a line; other words than the workflow's keep their capitals."""
    return words[:1].upper() + words[1:] if in_force().said else words.capitalize()


def _decision(waiting: Mapping[str, Any]) -> Decision:
    return Decision(
        say("Confirm {subject}", subject=waiting["subject"]),
        str(waiting["question"]),
        list(waiting["changes"]),
        str(waiting["command"]),
    )


def _named(roadmap: Roadmap, slug: str, views: Mapping[str, Any]) -> Said:
    package = roadmap.by_slug[slug]
    return Said(f"{nn(package.number)} {package.title}", views[slug]["href"])


def _card(roadmap: Roadmap, package: Package, shown: Mapping[str, Any]) -> Card:
    slot = roadmap.timeline.slots.get(package.slug) if roadmap.shows_timeline else None
    last = slot.last_day.isoformat() if slot else package.completed if package.status == "complete" else ""
    note = say("Waits for {what}", what=shown["waits"]) if shown["waits"] else ""
    if not package.counts:
        note = package.remains
    elif package.under_way and shown["left"]:
        note = say("Left: {left}", left=shown["left"])
    elif package.status == "complete" and package.completed:
        note = say("Completed {day}", day=package.completed)
    return Card(
        number=nn(package.number),
        title=Said(package.title, shown["href"]),
        priority=_priority(roadmap, package) if roadmap.shows_order and package.is_open else "",
        effort=effort_words(package),
        owner=package.owner,
        due=package.due,
        late=bool(package.due and last > package.due),
        critical=roadmap.shows_timeline and package.slug in roadmap.critical_path,
        note=note,
    )


def _priority(roadmap: Roadmap, package: Package) -> str:
    stands = roadmap.stands(package)
    return stands if stands in LEVELS and package.counts else ""


def effort_words(package: Package) -> str:
    """The package's estimate in short, `4-6h + 1h review`; or that there is none."""
    if not package.is_estimated:
        return say("not estimated")
    return say("{effort} + {review}h review", effort=effort_text(package.effort), review=hours(package.review))


def board(columns: Mapping[str, Sequence[Card]], labels: Mapping[str, str], always: Sequence[str] = ()) -> list[Column]:
    """The columns of a board, in the order of the labels: those with cards, and those that are always there."""
    return [
        Column(state, label, columns.get(state, ())) for state, label in labels.items() if columns.get(state) or state in always
    ]


def _board_of(roadmap: Roadmap, cards: Mapping[str, Card]) -> list[Column]:
    if not roadmap.packages:
        found = [
            Card("", Said(package.title), "", effort_words(package), package.owner, package.due)
            for package in roadmap.identified
        ]
        return board({"planned": found}, {"planned": say("Identified")})
    place = {slug: number for number, slug in enumerate(roadmap.order if roadmap.shows_order else ())}
    columns: dict[str, list[Card]] = {}
    for package in sorted(roadmap.packages, key=lambda one: (place.get(one.slug, -1), one.number)):
        columns.setdefault(roadmap.state(package), []).append(cards[package.slug])
    return board(columns, STATES, _ALWAYS if roadmap.phase == 7 else ())


def _graph_of(roadmap: Roadmap) -> GraphChart | None:
    if not roadmap.shows_order:
        return None
    critical = roadmap.critical_path if roadmap.shows_timeline else ()
    nodes = []
    for package in roadmap.packages:
        state, priority = roadmap.state(package), _priority(roadmap, package)
        words = f"{STATES[state]} · {PRIORITIES[priority]}" if priority else STATES[state]
        nodes.append(
            Node(
                package.slug,
                nn(package.number),
                package.title,
                state,
                words,
                [*package.depends_on, *(one.name for one in package.elsewhere)],
                package.slug in critical,
            )
        )
    for one in {one.name: one for package in roadmap.packages for one in package.elsewhere}.values():
        state = one.state if one.state in STATES else "waiting"
        words = f"{STATES[state]} · {one.initiative or one.folder}"
        nodes.append(Node(one.name, nn(one.number) if one.number else "", one.title or one.name, state, words, ()))
    return graph_chart(nodes, critical)


def _graph_words(roadmap: Roadmap, views: Mapping[str, Any]) -> list[tuple[Said, list[Said]]]:
    """The graph in words: each package that needs others, with these; unknown names as they are."""
    return [
        (
            _named(roadmap, package.slug, views),
            [
                *(
                    _named(roadmap, need, views) if need in views else Said(say("{need} (unknown)", need=need))
                    for need in package.depends_on
                ),
                *(Said(one.words) for one in package.elsewhere),
            ],
        )
        for package in roadmap.packages
        if package.depends_on or package.elsewhere
    ]


def _gantt_of(roadmap: Roadmap) -> GanttChart | None:
    if not roadmap.shows_timeline:
        return None
    drawn = moments(roadmap.packages, roadmap.timeline.slots)
    complete = [slug for slug in drawn if slug not in roadmap.timeline.slots]
    still_open = sorted((slug for slug in roadmap.order if slug in drawn), key=lambda slug: drawn[slug][0])
    rows = []
    for slug in (*complete, *still_open):
        package = roadmap.by_slug[slug]
        begin, end = drawn[slug]
        state = roadmap.state(package)
        rows.append(
            Row(
                nn(package.number),
                package.title,
                state,
                STATES[state],
                begin,
                end,
                slug in roadmap.critical_path,
                _day(package.due),
            )
        )
    in_work = roadmap.phase == 7
    return gantt_chart(
        rows,
        roadmap.calendar,
        roadmap.updated if in_work else None,
        roadmap.baseline.by if roadmap.baseline and in_work else None,
    )


def _day(value: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


def _entry(roadmap: Roadmap, package: Package, card: Card, anchors: Mapping[str, str], views: Mapping[str, Any]) -> Entry:
    state = roadmap.state(package)
    return Entry(
        anchors[package.slug],
        card,
        state,
        STATES[state],
        _priority(roadmap, package) if roadmap.shows_order else "",
        [
            Said(nn(roadmap.by_slug[need].number), f"#{anchors[need]}")
            if need in views
            else Said(say("{need} (unknown)", need=need))
            for need in package.depends_on
        ]
        + [Said(one.words) for one in package.elsewhere],
        _week_words(roadmap, package),
    )


def _week_words(roadmap: Roadmap, package: Package) -> str:
    """The weeks in which the package is planned, or that in which it was completed; empty where that is not known."""
    slot = roadmap.timeline.slots.get(package.slug)
    if slot:
        return str(slot.first_week) if slot.first_week == slot.last_week else f"{slot.first_week}-{slot.last_week}"
    day = _day(package.completed) if package.status == "complete" else None
    week = roadmap.calendar.week_of(day) if day else 0
    return str(week) if week > 0 else ""
