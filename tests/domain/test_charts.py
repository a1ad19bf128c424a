"""The charts of a page: titles cut by width, boxes and arrows, bars by their days, and the burn-up's lines."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work_packages.planning import text
from work_packages.planning.baseline import Point
from work_packages.planning.charts import (
    BOX,
    GanttChart,
    Node,
    Row,
    burn_up_chart,
    fitted,
    gantt_chart,
    graph_chart,
    width_of,
    wrapped,
)
from work_packages.planning.workdays import Calendar

MONDAY = datetime.date(2025, 11, 24)
CALENDAR = Calendar(MONDAY, MONDAY)


def node(name: str, *needs: str, critical: bool = False) -> Node:
    return Node(name, "03", name.title(), "ready", "Ready", needs, critical)


def row(first: int, last: int, due: int | None = None, **said: bool) -> Row:
    """A row from the first to the last day, both counted from the Monday of week 1 as 0."""

    def at(day: int) -> datetime.datetime:
        return datetime.datetime.combine(MONDAY, datetime.time()) + datetime.timedelta(days=day)

    return Row("03", "A", "ready", "Ready", at(first), at(last + 1), due=None if due is None else at(due).date(), **said)


def gantt(*rows: Row, today: int | None = None, approved: int | None = None) -> GanttChart:
    first, last = (None if day is None else MONDAY + datetime.timedelta(days=day) for day in (today, approved))
    made = gantt_chart(rows, CALENDAR, first, last)
    assert made
    return made


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("", []),
        ("Short", ["Short"]),
        ("Response cache for all", ["Response cache", "for all"]),
        ("Response cache for every single partner", ["Response cache", "for every sing…"]),
        ("x" * 40, ["x" * 14, "x" * 13 + "…"]),
        ("one\n\ntwo", ["one two"]),
        ("可观测性与日志", ["可观测性与日志"]),
    ],
)
def test_words_are_wrapped_and_cut(words: str, lines: list[str]) -> None:
    assert wrapped(words, 98, 10, 2) == lines


def test_what_belongs_together_is_not_cut_apart() -> None:
    assert fitted("👩‍💻👩‍💻👩‍💻👩‍💻", 60, 10) == "👩‍💻…"
    assert fitted("🇩🇪🇫🇷🇮🇹🇪🇸", 60, 10) == "🇩🇪…"
    assert fitted("x\u0301" * 20, 40, 10) == "x\u0301" * 4 + "…"


@given(st.text(max_size=60), st.integers(30, 200))
def test_no_line_is_too_wide(words: str, width: int) -> None:
    lines = wrapped(words, width, 12, 2)
    assert len(lines) <= 2 and all(width_of(line, 12) <= width for line in lines)
    assert text.one_line(words).replace(" ", "").startswith("".join(lines).removesuffix("…").replace(" ", ""))


def test_graph_draws_what_is_joined_and_names_what_is_not() -> None:
    made = graph_chart([node("a"), node("b", "a", "gone", "a"), node("c")], ())
    assert made
    assert [(box.node.name, box.x, box.y) for box in made.boxes] == [("a", 12, 12), ("b", 12 + BOX.width + BOX.across, 12)]
    assert [one.name for one in made.alone] == ["c"]
    assert [(arrow.path, arrow.critical, arrow.back) for arrow in made.arrows] == [
        ("M208 45C232 45 232 45 257 45", False, False)
    ]
    assert made.summary == "2 work packages and 1 dependency, from left to right: each arrow leads to what waits."
    assert (made.has_critical, made.has_back) == (False, False)
    assert graph_chart([node("a"), node("b", "gone")], ()) is None and graph_chart([], ()) is None


def test_the_critical_path_lies_on_top_of_the_graph() -> None:
    made = graph_chart([node("a", critical=True), node("b", "a", critical=True), node("c", "a")], ("a", "b"))
    assert made and made.has_critical
    assert [arrow.critical for arrow in made.arrows] == [False, True]


def test_a_package_that_needs_itself_has_a_loop() -> None:
    made = graph_chart([node("a", "a")], ())
    assert made and made.has_back
    assert [arrow.path for arrow in made.arrows] == ["M96 78C96 122 124 122 124 85"]


def test_bars_stand_at_their_days() -> None:
    made = gantt(row(0, 0), row(1, 4, due=3), row(7, 13, due=13))
    day = 26
    assert [(bar.x, bar.width, bar.first, bar.last, bar.due_x, bar.late) for bar in made.bars] == [
        (0, day, "2025-11-24", "2025-11-24", None, False),
        (day, 4 * day, "2025-11-25", "2025-11-28", 4 * day, True),
        (7 * day, 7 * day, "2025-12-01", "2025-12-07", 14 * day, False),
    ]
    assert [(tick.x, tick.width, tick.label, tick.day) for tick in made.ticks] == [
        (0, 7 * day, "Week 1", "24 Nov"),
        (7 * day, 7 * day, "Week 2", "1 Dec"),
    ]
    assert made.summary == "3 work packages in 2 weeks, from 2025-11-24 to 2025-12-07."


def test_lines_of_the_timeline_keep_their_words_inside() -> None:
    made = gantt(row(0, 6), today=2, approved=13)
    assert made.today and made.approved
    assert (made.today.x, made.today.y, made.today.words, made.today.at_end) == (52, 94, "Plan's day 2025-11-26", False)
    assert (made.approved.x, made.approved.y, made.approved.words, made.approved.at_end) == (
        *(364, 112),
        "Approved by 2025-12-07",
        True,
    )
    assert (made.foot, made.height) == (76, 120)
    assert [tick.running for tick in made.ticks] == [True, False]
    assert gantt(row(0, 0)).today is None


def test_work_before_week_1_and_after_years_is_drawn() -> None:
    before = gantt(row(-10, 0))
    assert [tick.label for tick in before.ticks] == ["Week -1", "Week 0", "Week 1"] and before.bars[0].x == 4 * 26
    long = gantt(row(0, 0), row(20 * 365, 20 * 365))
    assert long.width <= 12_100 and len(long.ticks) <= 240
    assert all(tick.width >= 56 for tick in long.ticks[:-1])
    assert gantt_chart([], CALENDAR) is None


def test_burn_up_lines() -> None:
    made = burn_up_chart([Point(1, 600, 300, None), Point(2, 1200, 900, 900), Point(3, 1800, None, 1500)], 2)
    assert made
    assert [(line.name, len(line.points), line.last, bool(line.area)) for line in made.series] == [
        ("done", 2, "15h", True),
        ("approved", 3, "30h", False),
        ("forecast", 2, "25h", False),
    ]
    assert [level.label for level in made.levels] == ["0", "5", "10", "15", "20", "25", "30"]
    heights = {line.name: [y for _, y in line.points] for line in made.series}
    assert heights["approved"] == [192.7, 109.3, 26] and heights["done"] == [234.3, 151]
    assert made.rows == [(1, "10h", "5h", ""), (2, "20h", "15h", "15h"), (3, "30h", "", "25h")]
    assert made.summary == "Hours of agentic work and review: 15h done by week 2, 25h forecast by week 3 and 30h approved."
    assert made.today_x == made.weeks[1].at


def test_burn_up_of_nothing_and_of_one_week() -> None:
    assert burn_up_chart([], 1) is None
    made = burn_up_chart([Point(1, None, 0, 60)], 1)
    assert made and [line.name for line in made.series] == ["done", "forecast"]
    finished = burn_up_chart([Point(1, 60, 60, None), Point(2, 60, 60, 60)], 2)
    assert finished and [line.name for line in finished.series] == ["done", "approved"]
    assert [level.label for level in made.levels] == ["0", "1"]


def test_figures_at_the_ends_of_lines_do_not_lie_on_each_other() -> None:
    made = burn_up_chart([Point(1, 600, 300, 300), Point(2, 1210, None, 1200)], 1)
    assert made
    ends = [line.last_y for line in made.series if line.name != "done"]
    assert abs(ends[0] - ends[1]) >= 15
