"""Charts for a page: the dependency graph, the timeline and the burn-up as places and words, for a template to draw.

Each takes plain values, so that a page may draw packages, or whole initiatives. All lengths are pixels.
"""

from __future__ import annotations

import datetime
import itertools
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import text
from .baseline import Point
from .effort import hours
from .layout import Edge, Size, layered
from .layout import Point as Place
from .words import SpokenList, say
from .workdays import Calendar

#: The box of the dependency graph, and the room between boxes.
BOX = Size(width=196, height=66, across=56, down=20)

#: The room round a drawing.
MARGIN = 12

#: A character with what is drawn on or joined to it: marks, a variant, a tone of skin, a flag's other half.
_CLUSTER = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|.)(?:[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]|\u200d.)*", re.DOTALL
)

#: A day of each month, as the head of a column says it.
_DAYS = SpokenList(
    *("{day} Jan", "{day} Feb", "{day} Mar", "{day} Apr", "{day} May", "{day} Jun"),
    *("{day} Jul", "{day} Aug", "{day} Sep", "{day} Oct", "{day} Nov", "{day} Dec"),
)


def width_of(words: str, size: float) -> float:
    """How wide the words are at most, drawn without serifs at this size: an upper bound over the usual fonts."""
    return sum(map(_wide, words)) * size


def _wide(sign: str) -> float:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(sign) in "WF" or ord(sign) > 0x1F000:
        return 1.4 if ord(sign) > 0x1F000 else 1.05
    if sign in "ijlI.,:;'|!()[] ":
        return 0.4
    if sign in "mwMW@%…—":
        return 1.05
    if not sign.isascii() and not sign.isalpha():
        return 1
    return 0.76 if sign.isupper() else 0.67


def fitted(words: str, width: float, size: float) -> str:
    """The words on one line that is no wider than `width`, cut between characters, with an ellipsis where they are."""
    return (wrapped(words, width, size, 1) or [""])[0]


def wrapped(words: str, width: float, size: float, most: int) -> list[str]:
    """The words on at most so many lines, each no wider than `width`: broken at blanks, long words and the last line cut."""
    rest = text.one_line(words)
    lines: list[str] = []
    while rest and len(lines) < most:
        if width_of(rest, size) <= width:
            return [*lines, rest]
        if len(lines) == most - 1:
            return [*lines, _start_of(rest, width - width_of("…", size), size).rstrip() + "…"]
        head = _start_of(rest, width, size)
        blank = len(head) if rest[len(head) :].startswith(" ") else head.rfind(" ")
        line = head[:blank] if blank > 0 else head
        lines.append(line)
        rest = rest[len(line) :].lstrip()
    return lines


def _start_of(words: str, width: float, size: float) -> str:
    """As many whole characters as fit; one, at least."""
    found = ""
    for cluster in _CLUSTER.findall(words):
        if found and width_of(found + cluster, size) > width:
            break
        found += cluster
    return found


@dataclass(frozen=True)
class Node:
    """What a box of the graph shows: `tone` is a state's name, `words` say what stands below the title."""

    name: str
    number: str
    title: str
    tone: str
    words: str
    needs: Sequence[str]
    critical: bool = False


@dataclass(frozen=True)
class Box:
    """A box of the graph: its corner, and its title on lines that fit."""

    node: Node
    x: int
    y: int
    lines: Sequence[str]
    words: str


@dataclass(frozen=True)
class Arrow:
    """An arrow of the graph: its path and its head, in the words of SVG; `back` closes a cycle."""

    path: str
    head: str
    critical: bool
    back: bool


@dataclass(frozen=True)
class GraphChart:
    """The dependency graph: `alone` are those that no arrow touches, and that are not drawn."""

    width: int
    height: int
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    alone: Sequence[Node]
    summary: str

    @property
    def has_back(self) -> bool:
        """Whether an arrow closes a cycle."""
        return any(arrow.back for arrow in self.arrows)

    @property
    def has_critical(self) -> bool:
        """Whether a box is on the critical path."""
        return any(box.node.critical for box in self.boxes)


def graph_chart(nodes: Sequence[Node], critical_path: Sequence[str], noun: str = "work package") -> GraphChart | None:
    """The graph of what needs what; None where nothing needs anything.

    Args:
        nodes: in the order in which equals stand below each other; needs that are none of them are left out.
        critical_path: the names of the chain whose arrows are drawn thick, in its order.
        noun: what one of them is called.
    """
    names = {node.name for node in nodes}
    needs = {node.name: [need for need in dict.fromkeys(node.needs) if need in names] for node in nodes}
    joined = {name for name, wanted in needs.items() if wanted} | {need for wanted in needs.values() for need in wanted}
    if not joined:
        return None
    made = layered({name: wanted for name, wanted in needs.items() if name in joined}, BOX)
    steps = set(itertools.pairwise(critical_path))
    boxes = []
    for node in nodes:
        if node.name in joined:
            x, y = made.boxes[node.name]
            lines = wrapped(f"{node.number} {node.title}", BOX.width - 24, 13, 2)
            boxes.append(Box(node, x + MARGIN, y + MARGIN, lines, fitted(node.words, BOX.width - 44, 11)))
    # What is drawn last lies on top.
    edges = sorted(made.edges, key=lambda edge: (edge.source, edge.target) in steps)
    arrows = [_arrow(edge, (edge.source, edge.target) in steps) for edge in edges]
    count = text.count(len(made.edges), "dependency", "dependencies")
    return GraphChart(
        made.width + 2 * MARGIN,
        made.height + 2 * MARGIN,
        boxes,
        arrows,
        [node for node in nodes if node.name not in joined],
        say(
            "{boxes} and {arrows}, from left to right: each arrow leads to what waits.",
            boxes=text.count(len(boxes), noun),
            arrows=count,
        ),
    )


def _arrow(edge: Edge, critical: bool) -> Arrow:
    points = [(x + MARGIN, y + MARGIN) for x, y in edge.points]
    (x, y), (end, height) = points[0], points[-1]
    if edge.back:
        # One that needs itself leaves and comes back beside its middle.
        left, right = (x - 14, end + 14) if x == end else (x, end)
        path = f"M{left} {y}C{left} {y + 44} {right} {height + 44} {right} {height + 7}"
        return Arrow(path, f"M{right} {height}l-4 8h8z", critical, True)
    tip = end - 7
    path = f"M{x} {y}" + "".join(_curve(points, tip))
    return Arrow(path, f"M{end} {height}l-8 -4.5v9z", critical, False)


def _curve(points: Sequence[Place], tip: int) -> Iterator[str]:
    """The way past the layers: a bow between two of them, a level line through each."""
    for place, ((x, y), (left, top)) in enumerate(itertools.pairwise(points)):
        if place % 2:
            yield f"H{left}"
        else:
            to = tip if place == len(points) - 2 else left
            middle = (x + to) // 2
            yield f"C{middle} {y} {middle} {top} {to} {top}"


@dataclass(frozen=True)
class Row:
    """A row of the timeline: a bar from `begin` to `end`, with the day on which it is due.

    `tone` is a state's name, and `state` that state in words.
    """

    number: str
    title: str
    tone: str
    state: str
    begin: datetime.datetime
    end: datetime.datetime
    critical: bool = False
    due: datetime.date | None = None


@dataclass(frozen=True)
class Tick:
    """A column of the timeline: one or several weeks."""

    x: float
    width: float
    label: str
    day: str
    running: bool


@dataclass(frozen=True)
class Bar:
    """A bar of the timeline in its row, which begins at `y`; `days` are its first and last day."""

    row: Row
    label: str
    y: int
    x: float
    width: float
    first: str
    last: str
    due_x: float | None
    late: bool


@dataclass(frozen=True)
class Line:
    """An upright line at a day, with its words at `y`: to the right of it, or where the drawing ends, to the left."""

    x: float
    y: int
    words: str
    at_end: bool


@dataclass(frozen=True)
class GanttChart:
    """The timeline: names on `label_width`, then the days on `width`; the bars stand between `head` and `foot`."""

    label_width: int
    width: int
    height: int
    head: int
    foot: int
    row_height: int
    ticks: Sequence[Tick]
    bars: Sequence[Bar]
    today: Line | None
    approved: Line | None
    summary: str

    def shows(self, *tones: str) -> bool:
        """Whether a bar has one of the tones."""
        return any(bar.row.tone in tones for bar in self.bars)

    @property
    def has_critical(self) -> bool:
        """Whether a bar is on the critical path."""
        return any(bar.row.critical for bar in self.bars)

    @property
    def has_due(self) -> bool:
        """Whether a day is marked on which something is due."""
        return any(bar.due_x is not None for bar in self.bars)


_LABELS, _ROW, _HEAD, _FOOT = 226, 30, 46, 18

#: The width of a day: as wide as fills a page, between these; and the widest chart that there is.
_FILLED, _NARROWEST, _WIDEST, _MOST_WIDE = 800.0, 3.0, 26.0, 12_000.0

#: The least room for the label of a column.
_TICK = 56


def gantt_chart(
    rows: Sequence[Row],
    calendar: Calendar,
    today: datetime.date | None = None,
    approved: datetime.date | None = None,
    noun: str = "work package",
) -> GanttChart | None:
    """The timeline in the weeks of the calendar; None without rows.

    Args:
        rows: from top to bottom.
        calendar: numbers the weeks.
        today: where the line of the plan's day stands; None for no line.
        approved: the day by which all was to be finished, as it was approved; None for no line.
        noun: what one of the rows is called.
    """
    if not rows:
        return None
    marked = [day for day in (today, approved) if day]
    due = [row.due for row in rows if row.due]
    firsts = [row.begin.date() for row in rows] + marked + due
    lasts = [row.end for row in rows]
    first_week = calendar.week_of(min(firsts))
    last_week = max(
        [calendar.week_of((max(lasts) - datetime.timedelta(minutes=1)).date()), *map(calendar.week_of, marked + due)]
    )
    weeks = last_week - first_week + 1
    begin = (first_week - 1) * 7.0
    per_day = min(max(_FILLED / (7 * weeks), _NARROWEST), _WIDEST, _MOST_WIDE / (7 * weeks))

    def at(moment: datetime.datetime | datetime.date, days: float = 0) -> float:
        day = moment.date() if isinstance(moment, datetime.datetime) else moment
        part = (moment.hour * 60 + moment.minute) / 1440 if isinstance(moment, datetime.datetime) else 0
        return round(((day - calendar.start).days + part + days - begin) * per_day, 1)

    width = round(7 * weeks * per_day)
    bars = []
    for place, row in enumerate(rows):
        left, right = at(row.begin), at(row.end)
        last = max(row.begin, row.end - datetime.timedelta(minutes=1)).date()
        bars.append(
            Bar(
                row,
                fitted(f"{row.number} {row.title}", _LABELS - 26, 12.5),
                _HEAD + place * _ROW,
                left,
                max(4, round(right - left, 1)),
                row.begin.date().isoformat(),
                last.isoformat(),
                at(row.due, 1) if row.due else None,
                bool(row.due and last > row.due),
            )
        )

    foot = _HEAD + len(rows) * _ROW

    def line(day: datetime.date | None, words: str, days: int, place: int) -> Line | None:
        if day is None:
            return None
        x = at(day, days)
        return Line(x, foot + _FOOT * (place + 1), f"{words} {day.isoformat()}", x + width_of(f"{words} {day}", 11) > width)

    finish = max(lasts) - datetime.timedelta(minutes=1)
    return GanttChart(
        _LABELS,
        width + MARGIN,
        foot + 8 + _FOOT * len(marked),
        _HEAD,
        foot,
        _ROW,
        list(_ticks(calendar, first_week, last_week, per_day, today)),
        bars,
        line(today, say("Plan's day"), 0, 0),
        line(approved, say("Approved by"), 1, len(marked) - 1),
        say(
            "{rows} in {weeks}, from {first} to {last}.",
            rows=text.count(len(rows), noun),
            weeks=text.count(weeks, "week"),
            first=min(row.begin for row in rows).date().isoformat(),
            last=finish.date().isoformat(),
        ),
    )


def _ticks(calendar: Calendar, first: int, last: int, per_day: float, today: datetime.date | None) -> Iterator[Tick]:
    """The columns from the first to the last week, as many weeks in one as a label needs."""
    step = max(1, math.ceil(_TICK / (7 * per_day)))
    running = calendar.week_of(today) if today else None
    for week in range(first, last + 1, step):
        until = min(week + step - 1, last)
        day = calendar.first_day(week)
        width = round((until - week + 1) * 7 * per_day, 1)
        # The last one may hold fewer weeks than a label needs.
        named = width >= _TICK or week == first
        yield Tick(
            round((week - first) * 7 * per_day, 1),
            width,
            "" if not named else say("Week {week}", week=week) if 7 * per_day * step > 70 else say("W{week}", week=week),
            _DAYS[day.month - 1].format(day=day.day) + (f" {day.year}" if step > 12 else "") if named else "",
            running is not None and week <= running <= until,
        )


@dataclass(frozen=True)
class Series:
    """One line of the burn-up: its points, the way through them, and the figure at its end."""

    name: str
    path: str
    area: str
    points: Sequence[tuple[float, float]]
    last: str
    last_x: float
    last_y: float


@dataclass(frozen=True)
class Level:
    """A level line of a chart, or a mark on its axis: where, and its label."""

    at: float
    label: str


@dataclass(frozen=True)
class BurnUpChart:
    """The burn-up: hours upwards, weeks to the right; `rows` has the same in figures."""

    width: int
    height: int
    left: int
    bottom: int
    series: Sequence[Series]
    levels: Sequence[Level]
    weeks: Sequence[Level]
    today_x: float | None
    rows: Sequence[tuple[int, str, str, str]]
    summary: str


_CHART_WIDTH, _CHART_HEIGHT, _CHART_LEFT, _CHART_TOP, _CHART_BELOW, _CHART_RIGHT = 960, 320, 52, 26, 44, 56


def burn_up_chart(points: Sequence[Point], running: int) -> BurnUpChart | None:
    """The hours of each week: approved, done and forecast; None without weeks.

    Args:
        points: by week, in minutes.
        running: the week of the plan's day.
    """
    if not points:
        return None
    most = max(minutes for point in points for minutes in (point.approved or 0, point.done or 0, point.forecast or 0))
    step = _step(most / 60)
    top = max(step, math.ceil(most / 60 / step) * step)
    right, bottom = _CHART_WIDTH - _CHART_RIGHT, _CHART_HEIGHT - _CHART_BELOW
    across = (right - _CHART_LEFT) / len(points)

    def x_of(place: int) -> float:
        return round(_CHART_LEFT + across * (place + 0.5), 1)

    def y_of(minutes: float) -> float:
        return round(bottom - (bottom - _CHART_TOP) * minutes / 60 / top, 1)

    found = []
    for name in ("done", "approved", "forecast"):
        figures = [(place, getattr(point, name)) for place, point in enumerate(points)]
        known = [(place, minutes) for place, minutes in figures if minutes is not None]
        if not known or (name == "forecast" and known == [(len(points) - 1, points[-1].done)]):
            # Where nothing is left, what is forecast is what is done.
            continue
        way = [(x_of(place), y_of(minutes)) for place, minutes in known]
        path = "M" + "L".join(f"{x} {y}" for x, y in way)
        # So many points that their marks would touch are a line without marks.
        marks = way if across > 14 else way[-1:]
        area = f"{path}L{way[-1][0]} {bottom}L{way[0][0]} {bottom}z" if name == "done" and len(way) > 1 else ""
        found.append(Series(name, path, area, marks, f"{hours(known[-1][1])}h", *way[-1]))
    every = max(1, math.ceil(46 / across))
    ended = {one.name: one.last for one in found}
    words = []
    if "done" in ended:
        words.append(say("{hours} done by week {week}", hours=ended["done"], week=min(running, points[-1].week)))
    if "forecast" in ended:
        words.append(say("{hours} forecast by week {week}", hours=ended["forecast"], week=points[-1].week))
    if "approved" in ended:
        words.append(say("{hours} approved", hours=ended["approved"]))
    return BurnUpChart(
        _CHART_WIDTH,
        _CHART_HEIGHT,
        _CHART_LEFT,
        bottom,
        _apart(found),
        [Level(y_of(60 * step * place), f"{step * place:g}") for place in range(round(top / step) + 1)],
        [Level(x_of(place), str(point.week)) for place, point in enumerate(points) if place % every == 0],
        next((x_of(place) for place, point in enumerate(points) if point.week == running), None),
        [(point.week, _hours(point.approved), _hours(point.done), _hours(point.forecast)) for point in points],
        say("Hours of agentic work and review: {hours}.", hours=text.join(words)),
    )


def _hours(minutes: int | None) -> str:
    return "" if minutes is None else f"{hours(minutes)}h"


def _step(most: float) -> float:
    """The distance of level lines for figures up to `most`: 1, 2 or 5 times a power of ten, for about five lines."""
    power = 10 ** math.floor(math.log10(max(most, 1) / 5)) if most > 5 else 1
    return next(step * power for step in (1, 2, 5, 10) if step * power * 6 >= most)


def _apart(series: Sequence[Series]) -> list[Series]:
    """The lines with the figures at their ends far enough from each other to be read."""
    placed: list[Series] = []
    for one in sorted(series, key=lambda one: one.last_y):
        y = one.last_y
        for other in placed:
            if abs(other.last_x - one.last_x) < 48 and y - other.last_y < 15:
                y = other.last_y + 15
        placed.append(Series(one.name, one.path, one.area, one.points, one.last, one.last_x, y))
    return [next(one for one in placed if one.name == name.name) for name in series]
