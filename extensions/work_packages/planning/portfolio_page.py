"""The portfolio as one page for a browser: what it shows, in words, links and places; the template draws it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import text
from .charts import GanttChart, Row, gantt_chart
from .page import STATES, Point, Said, Tile, decisions_tile, finish_tile, next_tile, point, progress_tile
from .portfolio import MOST_BARS, Initiative, Portfolio, drawn, finish_words, href, later_words, next_slugs, phase_words, view
from .records import nn
from .words import say
from .workdays import Calendar

#: The most points that are shown at once; the others can be unfolded.
_MOST_POINTS = 8


@dataclass(frozen=True)
class Line:
    """An initiative in the table."""

    name: Said
    state: str
    phase: str
    percent: int
    complete: str
    under_way: Sequence[Said]
    next: Sequence[Said]
    late: str
    blocked: str
    finish: str
    later: str


@dataclass(frozen=True)
class Page:
    """All that the page shows. `gantt` is None where nothing has a day."""

    day: str
    count: str
    left: str
    tiles: Sequence[Tile]
    points: Sequence[Point]
    more_points: Sequence[Point]
    lines: Sequence[Line]
    gantt: GanttChart | None
    capacity: Mapping[str, Any]
    weeks: Sequence[Mapping[str, Any]]
    more_weeks: int
    people: Sequence[Mapping[str, Any]]
    needs: Sequence[Mapping[str, Any]]


def page_of(portfolio: Portfolio) -> Page:
    """What the page shows of the portfolio: what its README.md shows."""
    shown = view(portfolio)
    points = [
        point(
            f"{group['initiative']['title']}: {words}" if group["initiative"] else words,
            [Said(say("Open it"), group["initiative"]["href"])] if group["initiative"] and group["initiative"]["href"] else [],
        )
        for group in shown["attention"]
        for words in group["points"]
    ]
    return Page(
        day=shown["day"],
        count=shown["count"],
        left=shown["left"],
        tiles=_tiles(portfolio, len(points)),
        points=points[:_MOST_POINTS] if len(points) > _MOST_POINTS + 1 else points,
        more_points=points[_MOST_POINTS:] if len(points) > _MOST_POINTS + 1 else [],
        lines=[_line(portfolio, one, row) for one, row in zip(portfolio.initiatives, shown["rows"], strict=True)],
        gantt=_gantt(portfolio),
        capacity=shown["capacity"],
        weeks=shown["weeks"],
        more_weeks=shown["more_weeks"],
        people=shown["people"],
        needs=shown["needs"],
    )


def _tiles(portfolio: Portfolio, points: int) -> list[Tile]:
    counted = [package for one in portfolio.initiatives for package in one.counted]
    complete = sum(package.state == "complete" for package in counted)
    percent = 100 * complete // len(counted) if counted else 0
    planned = [one for one in portfolio.initiatives if one.finish and not one.is_complete]
    last = max(planned, key=lambda one: (one.finish or datetime.date.min, one.folder), default=None)
    under_way = sum(len(one.under_way) for one in portfolio.initiatives)
    ready = [(one, slug) for one in portfolio.initiatives for slug in next_slugs(one)]
    first = ready[0] if ready else None
    return [
        progress_tile(percent, 0, [say("Of the work packages of all initiatives")], complete, len(counted)),
        finish_tile(
            say("By {day}", day=last.finish.isoformat()) if last and last.finish else say("Not planned"),
            [
                say("{initiative} is the last one", initiative=last.title)
                if last
                else say("No open initiative has a timeline yet.")
            ],
            last.later if last else None,
        ),
        decisions_tile("", points),
        next_tile(
            Said(first[0].by_slug[first[1]].name, href(first[0].folder, first[0].by_slug[first[1]].file))
            if first
            else Said(say("Nothing")),
            [
                Said(
                    say(
                        "{packages} under way, {more} more can start",
                        packages=text.count(under_way, "work package"),
                        more=len(ready) - under_way,
                    )
                )
            ],
        ),
    ]


def _line(portfolio: Portfolio, one: Initiative, row: Mapping[str, Any]) -> Line:
    def linked(slug: str) -> Said:
        package = one.by_slug[slug]
        return Said(package.name, href(one.folder, package.file))

    slugs = next_slugs(one)
    return Line(
        name=Said(one.title, href(one.folder, one.document)),
        state="complete" if one.is_complete else "in-progress" if one.phase == 7 else "planned",
        phase=phase_words(one, emoji=False) if one.is_known else say("Cannot be read"),
        percent=one.percent,
        complete=row["complete"],
        under_way=[linked(slug) for slug in slugs if slug in one.under_way],
        next=[linked(slug) for slug in slugs if slug not in one.under_way][:3],
        late=row["late"],
        blocked=row["blocked"],
        finish=finish_words(one),
        later=later_words(one),
    )


def _gantt(portfolio: Portfolio) -> GanttChart | None:
    """The timeline in calendar weeks: a row for each package, or, of more than a page holds, for each initiative."""
    each = sum(len(drawn(one)) for one in portfolio.initiatives) <= MOST_BARS
    rows = []
    for one in portfolio.initiatives:
        packages = drawn(one)
        if not packages:
            continue
        if not each:
            first, last = min(work.first for work in packages), max(work.last for work in packages)  # type: ignore[type-var]
            state = "complete" if one.is_complete else "in-progress" if one.under_way else "waiting"
            rows.append(_row("", one.title, state, first, last))
            continue
        for work in packages:
            rows.append(_row(nn(work.number), f"{work.title} · {one.title}", work.state, work.first, work.last))
    if not rows:
        return None
    begin = min(row.begin for row in rows).date()
    start = begin - datetime.timedelta(days=begin.weekday())
    return gantt_chart(rows, Calendar(start, portfolio.day or start), portfolio.day)


def _row(number: str, title: str, state: str, first: datetime.date | None, last: datetime.date | None) -> Row:
    begin = datetime.datetime.combine(first or datetime.date.min, datetime.time())
    end = datetime.datetime.combine(last or datetime.date.min, datetime.time())
    with_last = end if end.date() == datetime.date.max else end + datetime.timedelta(days=1)
    return Row(number, title, state, STATES[state], begin, with_last)
