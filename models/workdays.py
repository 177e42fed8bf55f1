"""Working days with 调休: the administrator's table, the published calendar, else Mon–Fri."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

# 元旦, 劳动节, 国庆节: what 全国年节及纪念日放假办法 (2024 修订) art. 2 fixes by the solar date.
FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))


@dataclass(frozen=True)
class Workdays:
    """Counts working days. A day listed by the administrator always wins; then the published
    calendar (State Council notices, through chinesecalendar); a year it lacks falls back to
    Monday to Friday, which `unknown_years` lets a screen say."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        if day in self.workdays:
            return True
        if day in self.holidays:
            return False
        return _published(day)

    def count(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when end is earlier."""
        return -between(self, end, start) if end < start else between(self, start, end)

    def add(self, start: date, number: int) -> date:
        """The day that is `number` working days after `start` (before it when negative)."""
        step = timedelta(1 if number >= 0 else -1)
        day, left = start, abs(number)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def unknown_years(self, start: date, end: date) -> list[int]:
        """Years between the two days whose holidays neither the library nor a person has told."""
        years = range(start.year, end.year + 1)
        return [year for year in years if not (knows(year) or self.tells(year))]

    def tells(self, year: int) -> bool:
        """Whether the list holds the year's fixed holidays, as far as they rob a working day: one
        listed day alone says nothing about the rest of a year."""
        fixed = (date(year, month, day) for month, day in FIXED_HOLIDAYS)
        return all(day in self.holidays for day in fixed if day.weekday() < 5)


@lru_cache(maxsize=50_000)  # thousands of matters ask for the same few hundred pairs of days
def between(calendar: Workdays, start: date, end: date) -> int:
    return sum(calendar.is_workday(day) for day in days(start + timedelta(1), end))


def days(start: date, end: date) -> Iterator[date]:
    for number in range((end - start).days + 1):
        yield start + timedelta(number)


@lru_cache(maxsize=20_000)  # the library looks every day up in its own lists
def _published(day: date) -> bool:
    if not knows(day.year):
        return day.weekday() < 5
    from chinese_calendar import is_workday

    return is_workday(day)


@cache
def knows(year: int) -> bool:
    """Whether the published calendar covers the year."""
    from chinese_calendar import is_workday

    try:
        is_workday(date(year, 7, 1))
    except NotImplementedError:
        return False
    return True


def published_years() -> tuple[int, int]:
    """First and last year that the published calendar covers."""
    from chinese_calendar import constants

    days = [*constants.holidays, *constants.workdays]
    return min(days).year, max(days).year
