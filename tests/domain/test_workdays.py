"""Weeks from any weekday, and the working days that each of them has."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work_packages.planning.workdays import PER_WEEK, Calendar, plus_days

MONDAY = datetime.date(2025, 11, 24)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2999, 12, 31))


def november(day: int) -> datetime.date:
    return datetime.date(2025, 11, day)


def december(day: int) -> datetime.date:
    return datetime.date(2025, 12, day)


def test_weeks_from_a_monday() -> None:
    calendar = Calendar(MONDAY, MONDAY)
    assert [calendar.week_of(november(day)) for day in (16, 17, 23, 24, 30)] == [-1, 0, 0, 1, 1]
    assert [calendar.week_of(december(day)) for day in (1, 7, 8)] == [2, 2, 3]
    assert (calendar.first_day(1), calendar.last_day(1)) == (november(24), november(30))
    assert (calendar.first_day(2), calendar.last_day(2)) == (december(1), december(7))
    assert (calendar.first_day(0), calendar.last_day(0)) == (november(17), november(23))
    assert [calendar.working_day(place) for place in range(7)] == [*map(november, range(24, 29)), december(1), december(2)]
    assert [calendar.place_of(november(day)) for day in (1, 24, 25, 28, 29, 30)] == [0, 0, 1, 4, 5, 5]
    assert calendar.place_of(december(1)) == 5


def test_weeks_from_a_thursday() -> None:
    calendar = Calendar(november(27), november(27))
    # Thursday, Friday; Monday to Wednesday; week 2 begins on the next Thursday.
    assert [calendar.working_day(place) for place in range(6)] == [november(27), november(28), *map(december, (1, 2, 3, 4))]
    assert [calendar.place_of(november(day)) for day in (26, 27, 28, 29, 30)] == [0, 0, 1, 2, 2]
    assert [calendar.place_of(december(day)) for day in (1, 3, 4)] == [2, 4, 5]
    assert calendar.last_day(1) == december(3)


@pytest.mark.parametrize("start", [november(29), november(30)])
def test_weeks_from_a_weekend(start: datetime.date) -> None:
    calendar = Calendar(start, start)
    assert [calendar.working_day(place) for place in (0, 4, 5)] == [december(1), december(5), december(8)]
    assert calendar.place_of(start) == 0
    assert (calendar.from_now, calendar.days_left) == (0, 5)


@pytest.mark.parametrize(
    ("today", "week", "place", "left"),
    [
        (november(1), -3, 0, 5),
        (november(23), 0, 0, 5),
        (november(24), 1, 0, 5),
        (november(26), 1, 2, 3),
        (november(28), 1, 4, 1),
        (november(29), 1, 5, 0),
        (november(30), 1, 5, 0),
        (december(1), 2, 5, 5),
        (december(3), 2, 7, 3),
    ],
)
def test_from_today_on(today: datetime.date, week: int, place: int, left: int) -> None:
    calendar = Calendar(MONDAY, today)
    assert (calendar.running_week, calendar.from_now, calendar.days_left) == (week, place, left)


def test_days_left_of_a_week_from_a_thursday() -> None:
    left = [Calendar(november(27), november(27) + datetime.timedelta(days)).days_left for days in range(8)]
    assert left == [5, 4, 3, 3, 3, 2, 1, 5]


def test_the_calendar_has_an_end() -> None:
    last = datetime.date.max
    assert plus_days(last, 1) == plus_days(MONDAY, 10**9) == plus_days(MONDAY, 10**12) == last
    assert plus_days(MONDAY, -1) == november(23)
    calendar = Calendar(last, last)
    assert (calendar.first_day(2), calendar.last_day(1), calendar.working_day(10**7)) == (last, last, last)


@settings(deadline=None)
@given(DAYS, st.integers(-50, 500))
def test_every_week_has_five_working_days(start: datetime.date, week: int) -> None:
    calendar = Calendar(start, start)
    days = [calendar.first_day(week) + datetime.timedelta(days) for days in range(7)]
    assert days[-1] == calendar.last_day(week)
    assert [calendar.week_of(day) for day in days] == [week] * 7
    working = [day for day in days if day.weekday() < 5]
    assert len(working) == PER_WEEK
    if week > 0:
        assert [calendar.working_day(PER_WEEK * (week - 1) + place) for place in range(PER_WEEK)] == working


@settings(deadline=None)
@given(DAYS, st.integers(0, 5000))
def test_place_and_working_day_are_inverse(start: datetime.date, place: int) -> None:
    calendar = Calendar(start, start)
    day = calendar.working_day(place)
    assert day.weekday() < 5
    assert calendar.place_of(day) == place
    assert calendar.week_of(day) == place // PER_WEEK + 1
    assert calendar.working_day(place + 1) > day


@settings(deadline=None)
@given(DAYS, DAYS)
def test_the_place_of_a_day_is_of_the_first_working_day_from_it_on(start: datetime.date, today: datetime.date) -> None:
    calendar = Calendar(start, today)
    first = max(start, today)
    while first.weekday() >= 5:
        first += datetime.timedelta(1)
    assert calendar.working_day(calendar.from_now) == first
    assert calendar.place_of(today) == calendar.from_now
    week = [calendar.first_day(max(1, calendar.running_week)) + datetime.timedelta(days) for days in range(7)]
    assert calendar.days_left == sum(day >= today and day.weekday() < 5 for day in week)
