"""The calendar of a plan: weeks counted from its start, Monday to Friday worked, and the hours that are left from a day on.

Nothing here reads a clock: "today" is an answer, the plan's day (`updated`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

#: Working days of a week, Monday to Friday. Any seven days in a row hold each of them once.
PER_WEEK = 5


def plus_days(day: datetime.date, days: int) -> datetime.date:
    """The day so many days later; the last day of the calendar, where it would be after that."""
    try:
        return day + datetime.timedelta(days=days)
    except OverflowError:
        return datetime.date.max


@dataclass(frozen=True)
class Calendar:
    """Weeks of seven days from `start` on, week 1 first; `today` is the plan's day."""

    start: datetime.date
    today: datetime.date

    def week_of(self, day: datetime.date) -> int:
        """The number of the week that holds the day; zero or less before week 1."""
        return (day - self.start).days // 7 + 1

    def first_day(self, week: int) -> datetime.date:
        """The first day of the week."""
        return plus_days(self.start, 7 * (week - 1))

    def last_day(self, week: int) -> datetime.date:
        """The last day of the week."""
        return plus_days(self.start, 7 * week - 1)

    @property
    def running_week(self) -> int:
        """The week of the plan's day."""
        return self.week_of(self.today)

    @cached_property
    def _offsets(self) -> list[int]:
        return [offset for offset in range(7) if (self.start.weekday() + offset) % 7 < PER_WEEK]

    def working_day(self, place: int) -> datetime.date:
        """The working day at this place, counted from 0 at the first one of week 1."""
        return plus_days(self.start, 7 * (place // PER_WEEK) + self._offsets[place % PER_WEEK])

    def place_of(self, day: datetime.date) -> int:
        """The place of the first working day on or after the day; 0 for a day before week 1."""
        weeks, days = divmod(max(0, (day - self.start).days), 7)
        return PER_WEEK * weeks + sum(offset < days for offset in self._offsets)

    @cached_property
    def from_now(self) -> int:
        """The place of the first working day from which open work is laid out: from the later of `start` and `today` on."""
        return self.place_of(self.today)

    @property
    def days_left(self) -> int:
        """How many working days the running week has left, the plan's day included; 5 where week 1 is still to come."""
        if self.today < self.start:
            return PER_WEEK
        return max(0, PER_WEEK * self.running_week - self.from_now)
