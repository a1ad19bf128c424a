"""Diagrams: the dependency graph and the timeline in Mermaid, and the graph in box-drawing signs for terminals."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import text
from .baseline import Point
from .effort import estimate_text, hours
from .graph import dependents
from .priority import LABEL
from .records import LEVELS, Package, nn
from .schedule import Slot
from .words import Spoken, in_force, say

#: Longest title in a diagram, in characters.
LABEL_LENGTH = 40

#: What Mermaid would read as syntax, in its own entity codes. The sign of the codes themselves comes first.
_ENTITIES = {sign: f"#{ord(sign)};" for sign in '#"<>&`\\$%:;,|{}[]()~^=-'}

_STYLES = """\
    classDef high fill:#fde3e1,stroke:#c62828,color:#1f1f1f
    classDef medium fill:#ffeed6,stroke:#d9730d,color:#1f1f1f
    classDef low fill:#fff8cf,stroke:#b59b00,color:#1f1f1f
    classDef done fill:#e2f3e5,stroke:#2e7d32,color:#1f1f1f
    classDef aside fill:#eeeeee,stroke:#8c8c8c,color:#5c5c5c,stroke-dasharray:4 3
    classDef critical stroke-width:4px"""


#: What stands for the priority of a package that is put aside.
ASIDE = Spoken({"deferred": "Deferred", "dropped": "Dropped"})

#: Room for the sections' names, in pixels.
_ROOM = 110


def label(title: str, longest: int = LABEL_LENGTH) -> str:
    """A title for a Mermaid diagram: short, on one line, with every sign that is syntax as an entity code."""
    line = text.one_line(title)
    short = line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
    return "".join(_ENTITIES.get(sign, sign) for sign in short)


def flowchart(packages: Sequence[Package], priority: Mapping[str, str], critical_path: Sequence[str]) -> str:
    """The dependency graph as a Mermaid flowchart, dependencies to the left of what needs them.

    Priority by colour and by label, complete packages ticked, deferred and dropped ones dashed, the critical path thick; those
    of other initiatives dashed, with the initiative's title.
    """
    numbers = {package.slug: nn(package.number) for package in packages}
    critical, steps = set(critical_path), set(itertools.pairwise(critical_path))
    lines = ["flowchart LR"]
    for package in packages:
        tick = "✅ " if in_force().emoji and package.status == "complete" else ""
        kind = "done" if package.status == "complete" else priority[package.slug] if package.counts else "aside"
        second = LABEL[priority[package.slug]] if package.counts else label(ASIDE[package.status])
        lines.append(
            f'    {_node(package)}["{tick}{nn(package.number)} {label(package.title)}<br/>{second} · {estimate_text(package.effort)}"]'
        )
        lines.append(f"    class {_node(package)} {kind}")
        if package.slug in critical:
            lines.append(f"    class {_node(package)} critical")
    others = {one.name: one for package in packages for one in package.elsewhere}
    places = {name: f"other{place}" for place, name in enumerate(others, 1)}
    for name, one in others.items():
        tick, kind = ("✅ " if in_force().emoji else "", "done") if one.is_complete else ("", "aside")
        first = f"{nn(one.number)} {label(one.title)}" if one.title else label(name.rpartition("/")[2])
        lines.append(f'    {places[name]}["{tick}{first}<br/>{label(one.initiative or one.folder)}"]')
        lines.append(f"    class {places[name]} {kind}")
    for package in packages:
        lines += [f"    {places[one.name]} --> {_node(package)}" for one in package.elsewhere]
        for need in package.depends_on:
            if need in numbers:
                arrow = "==>" if (need, package.slug) in steps else "-->"
                lines.append(f"    {_id(need, numbers)} {arrow} {_node(package)}")
    return "\n".join([*lines, _STYLES])


def gantt(
    packages: Sequence[Package],
    order: Sequence[str],
    priority: Mapping[str, str],
    critical_path: Sequence[str],
    slots: Mapping[str, Slot],
    today: datetime.date | None,
) -> str:
    """The timeline as a Mermaid gantt; empty where nothing has a day.

    Complete packages first, from the day of their start to that of their completion; then a section for each priority, with
    active and critical marks. Where a package begins on the day on which what it needs is finished, they share that day. A
    line stands at `today`, where it is given.
    """
    by_slug = {package.slug: package for package in packages}
    critical = set(critical_path)
    bars: list[str] = []
    drawn = moments(packages, slots)
    complete = [by_slug[slug] for slug in drawn if slug not in slots]

    def bar(package: Package, marks: Sequence[str]) -> str:
        begin, end = drawn[package.slug]
        words = ", ".join([*marks, _node(package), _moment(begin), _until(begin, end)])
        return f"    {nn(package.number)} {label(package.title)} :{words}"

    if complete:
        bars.append(f"    section {label(say('✅ Complete'))}")
    bars += [bar(package, ["done"]) for package in complete]
    for level in LEVELS:
        members = [by_slug[slug] for slug in order if priority[slug] == level]
        if members:
            bars.append(f"    section {LABEL[level]}")
        for package in members:
            marks = ["crit"] if package.slug in critical else []
            marks += ["active"] if package.under_way else []
            bars.append(bar(package, marks))
    if not bars:
        return ""
    return _chart(bars, [moment for pair in drawn.values() for moment in pair], today, label(say("Day of this plan")), _ROOM)


def _chart(bars: Sequence[str], ends: Sequence[datetime.datetime], today: datetime.date | None, day: str, room: int) -> str:
    """A gantt of these bars, which begin and end at these moments, with a line at `today` that is called `day`."""
    line = [f"    {day} :vert, today, {_moment(_within(today))}, 0d"] if today else []
    ends = [*ends, *([_within(today)] if today else [])]
    axis = _axis((max(ends) - min(ends)).total_seconds() / 86400)
    head = f"%%{{init: {{'gantt': {{'leftPadding': {room}}}}}}}%%"
    return "\n".join([head, "gantt", f"    dateFormat {_DATES}", *axis, "    todayMarker off", *line, *bars])


@dataclass(frozen=True)
class GanttBar:
    """A bar of a gantt: its id in Mermaid, its label, made by `label`, its marks, and its first and last day."""

    name: str
    label: str
    marks: Sequence[str]
    first: datetime.date
    last: datetime.date


def bars_chart(sections: Sequence[tuple[str, Sequence[GanttBar]]], day: datetime.date | None, room: int) -> str:
    """A Mermaid gantt of several plans.

    Args:
        sections: for each its name, made by `label`, and its bars, from top to bottom.
        day: the day of the plans; None for no line.
        room: the room for the sections' names, in pixels.
    """
    bars: list[str] = []
    ends: list[datetime.datetime] = []
    for name, members in sections:
        bars.append(f"    section {name}")
        for bar in members:
            begin, end = _within(bar.first), _within(bar.last, 1)
            ends += [begin, end]
            bars.append(f"    {bar.label} :{', '.join([*bar.marks, bar.name, _moment(begin), _until(begin, end)])}")
    return _chart(bars, ends, day, label(say("Day of these plans")), room)


#: How a gantt's bars name their begin and end, in Mermaid's signs.
_DATES = "YYYY-MM-DD HH:mm"

#: The ticks of a gantt's axis: up to how many days which interval, and how its labels look. Each day, week or month is named
#: once, and there are no more labels than fit beside each other.
_TICKS: tuple[tuple[int, str, str], ...] = (
    (15, "1day", "%d %b"),
    (7 * 15, "1week", "%d %b"),
    (14 * 15, "2week", "%d %b"),
    (30 * 12, "1month", "%b %Y"),
    (91 * 12, "3month", "%b %Y"),
    (365 * 15, "12month", "%Y"),
)


def _axis(days: float) -> list[str]:
    """The lines that set the axis of a gantt of so many days. Beyond years Mermaid chooses the ticks."""
    interval, form = next(((interval, form) for most, interval, form in _TICKS if days <= most), ("", "%Y"))
    ticks = [f"    tickInterval {interval}"] if interval else []
    return [f"    axisFormat {say(form)}", *ticks, *(["    weekday monday"] if "week" in interval else [])]


def moments(packages: Sequence[Package], slots: Mapping[str, Slot]) -> dict[str, tuple[datetime.datetime, datetime.datetime]]:
    """When the bar of each package begins and ends: of complete ones by the day of their start, then of open ones as placed.

    Where a package begins on the day on which what it needs is finished, they share that day. What was completed on no
    recorded day, or is put aside, has no bar.

    Args:
        packages: all packages.
        slots: the days of the open ones, in the sequence in which the timeline placed them.
    """
    by_slug = {package.slug: package for package in packages}
    shared = _shared_days(by_slug, slots)
    complete = sorted(
        (span for span in map(_as_completed, packages) if span), key=lambda span: (span.first, span.package.number)
    )
    planned = [_Span(by_slug[slug], slot.first_day, slot.last_day) for slug, slot in slots.items()]
    return {
        span.package.slug: (
            _within(span.first, *shared.begins.get(span.package.slug, (0, 1))),
            _within(span.last, *shared.ends.get(span.package.slug, (1, 1))),
        )
        for span in (*complete, *planned)
    }


@dataclass(frozen=True)
class _Span:
    """The days that a package's bar covers, both included."""

    package: Package
    first: datetime.date
    last: datetime.date


def _as_completed(package: Package) -> _Span | None:
    """From the day on which a complete package was started to that of its completion; None where that was not recorded."""
    if package.status != "complete" or not package.completed:
        return None
    last = datetime.date.fromisoformat(package.completed)
    return _Span(package, min(datetime.date.fromisoformat(package.started or package.completed), last), last)


@dataclass
class _Shared:
    """Which part of a day a bar begins or ends with, as (numerator, denominator), where that is not the whole day."""

    begins: dict[str, tuple[int, int]]
    ends: dict[str, tuple[int, int]]


def _shared_days(packages: Mapping[str, Package], slots: Mapping[str, Slot]) -> _Shared:
    """How open packages share a day with what they need, where that is finished on it.

    The timeline says the day, and no hour: on such a day packages that wait for each other come one after the other, in
    equal parts of it. What was completed is drawn as it was, but for the end of its last day, where an open one follows.

    Args:
        packages: all packages, by slug.
        slots: the days of the open ones, in the sequence in which the timeline placed them.
    """
    last_day = {slug: span.last for slug, package in packages.items() if (span := _as_completed(package))}
    turn: dict[tuple[datetime.date, str], int] = {}
    most: dict[datetime.date, int] = {}
    followed: set[str] = set()
    for slug, slot in slots.items():
        day = slot.first_day
        needs = [need for need in packages[slug].depends_on if last_day.get(need) == day]
        turn[day, slug] = max((turn.get((day, need), 0) + 1 for need in needs), default=0)
        most[day] = max(most.get(day, 0), turn[day, slug])
        followed.update(needs)
        # A cycle is entered somewhere: only what is placed before counts as finished.
        last_day[slug] = slot.last_day
    return _Shared(
        begins={slug: (place, most[day] + 1) for (day, slug), place in turn.items() if place},
        ends={slug: (turn.get((last_day[slug], slug), 0) + 1, most[last_day[slug]] + 1) for slug in followed},
    )


def _within(day: datetime.date, numerator: int = 0, denominator: int = 1) -> datetime.datetime:
    """The moment at which this part of the day is over, to the minute; no later than the calendar goes."""
    try:
        return datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(minutes=1440 * numerator // denominator)
    except OverflowError:
        return datetime.datetime.max


def _until(begin: datetime.datetime, end: datetime.datetime) -> str:
    """Where a bar ends: how many days it has, where these are whole; else the moment."""
    days, rest = divmod(end - begin, datetime.timedelta(days=1))
    return _moment(end) if rest or begin.time() != datetime.time() else f"{days}d"


def _moment(when: datetime.datetime) -> str:
    return when.isoformat(sep=" ", timespec="minutes")


def burn_up(points: Sequence[Point]) -> str:
    """The burn-up as a Mermaid chart: what is done in bars, what was approved and what is forecast as lines."""

    def series(figures: Sequence[int | None]) -> str:
        return f"[{', '.join(hours(minutes) for minutes in figures if minutes is not None)}]"

    most = max(minutes for point in points for minutes in (point.approved or 0, point.done or 0, point.forecast or 0))
    done = [point.done if point.done is not None else 0 for point in points]
    # A line has a figure for each week: up to the plan's day the forecast is what was done.
    ahead = [point.forecast if point.forecast is not None else point.done for point in points]
    approved = [point.approved for point in points if point.approved is not None]
    week, amount = label(say("Week")), label(say("Hours"))
    palette = ["#a5d6a7", *(["#78909c"] if approved else []), "#d9730d"]
    lines = [
        f"%%{{init: {{'themeVariables': {{'xyChart': {{'plotColorPalette': '{', '.join(palette)}'}}}}}}}}%%",
        "xychart-beta",
        f'    x-axis "{week}" [{", ".join(str(point.week) for point in points)}]',
        f'    y-axis "{amount}" 0 --> {max(1, -(-most // 60))}',
        f"    bar {series(done)}",
    ]
    if approved:
        lines.append(f"    line {series([point.approved for point in points])}")
    return "\n".join([*lines, f"    line {series(ahead)}"])


def _node(package: Package) -> str:
    return f"p{nn(package.number)}_{package.slug.replace('-', '_')}"


def _id(slug: str, numbers: Mapping[str, str]) -> str:
    return f"p{numbers[slug]}_{slug.replace('-', '_')}"


def boxes(packages: Sequence[Package]) -> str:
    """The dependency graph in box-drawing signs (workflow 5.2), each dependency as one arrow to what needs it.

    A package that needs several is drawn in full at the first and stands in brackets at the others, so that no lines cross.
    """
    numbers = {package.slug: nn(package.number) for package in packages}
    needs = {package.slug: [need for need in dict.fromkeys(package.depends_on) if need in numbers] for package in packages}
    needed_by = dependents(needs)
    drawn: set[str] = set()
    roots = [package.slug for package in packages if not needs[package.slug]]
    # Where all are in cycles, none is a root: whatever is left starts a drawing of its own.
    blocks = ["\n".join(_draw(slug, needed_by, numbers, drawn)) for slug in [*roots, *numbers] if slug not in drawn]
    return "\n\n".join(blocks)


def _draw(root: str, needed_by: Mapping[str, Sequence[str]], numbers: Mapping[str, str], drawn: set[str]) -> list[str]:
    # A stack instead of recursion: chains may be long. Each entry is a package with what stands before it on its line.
    lines: list[str] = []
    stack: list[tuple[str, str, str]] = [(root, "", "")]
    while stack:
        slug, line, margin = stack.pop()
        if not slug:
            lines.append(line)
            continue
        if slug in drawn:
            lines.append(f"{line}({numbers[slug]})")
            continue
        drawn.add(slug)
        line += numbers[slug]
        children = needed_by[slug]
        if not children:
            lines.append(line)
            continue
        inner = margin + " " * (len(numbers[slug]) + 3)
        later: list[tuple[str, str, str]] = []
        for place, child in enumerate(children):
            last = place == len(children) - 1
            if place == 0:
                arrow = " ──► " if last else " ──┬──► "
                before = line + arrow
            else:
                later.append(("", inner + "│", ""))
                before = inner + ("└──► " if last else "├──► ")
            below = " " if last else "│"
            later.append(
                (child, before, margin + " " * (len(numbers[slug]) + 5) if len(children) == 1 else inner + below + "    ")
            )
        stack += reversed(later)
    return lines
