"""Working days with 调休; the 2026 National Day notice worked by hand."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.workdays import Workdays, days, knows

PLAIN = Workdays()
# State Council, 2026: 1 to 7 October off; 20 September (Sunday) and 10 October (Saturday) worked


def test_national_day_is_off_and_the_moved_weekends_are_worked():
    assert not any(PLAIN.is_workday(day) for day in days(date(2026, 10, 1), date(2026, 10, 7)))
    assert PLAIN.is_workday(date(2026, 9, 20))
    assert PLAIN.is_workday(date(2026, 10, 10))
    assert not PLAIN.is_workday(date(2026, 10, 11))


def test_five_working_days_across_national_day():
    # after 29 September: 30 Sep, 8, 9, 10 (moved Saturday), 12 October
    assert PLAIN.add(date(2026, 9, 29), 5) == date(2026, 10, 12)
    assert PLAIN.count(date(2026, 9, 29), date(2026, 10, 12)) == 5


def test_adding_nothing_stays_and_going_back_counts_too():
    assert PLAIN.add(date(2026, 10, 3), 0) == date(2026, 10, 3)
    assert PLAIN.add(date(2026, 10, 12), -5) == date(2026, 9, 29)
    assert PLAIN.count(date(2026, 10, 12), date(2026, 9, 29)) == -5


def test_a_year_the_calendar_lacks_falls_back_to_monday_to_friday_and_says_so():
    assert not knows(2031)
    assert PLAIN.is_workday(date(2031, 1, 1))  # a Wednesday; nobody has published 2031
    assert not PLAIN.is_workday(date(2031, 1, 4))
    assert PLAIN.unknown_years(date(2026, 1, 1), date(2031, 2, 1)) == [2027, 2028, 2029, 2030, 2031]


def test_what_the_administrator_lists_always_wins():
    edited = Workdays(
        holidays=frozenset({date(2031, 1, 1)}), workdays=frozenset({date(2026, 10, 1)})
    )
    assert not edited.is_workday(date(2031, 1, 1))
    assert edited.is_workday(date(2026, 10, 1))


def test_one_listed_day_does_not_make_a_year_known_but_its_fixed_holidays_do():
    year = (date(2031, 1, 1), date(2031, 12, 31))
    told = {date(2031, *day) for day in [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]}
    assert Workdays(holidays=frozenset({date(2031, 1, 1)})).unknown_years(*year) == [2031]
    assert Workdays(holidays=frozenset(told)).unknown_years(*year) == []
    in_the_week = {day for day in told if day.weekday() < 5}  # a Saturday need not be listed
    assert Workdays(holidays=frozenset(in_the_week)).unknown_years(*year) == []
    assert Workdays(workdays=frozenset(told)).unknown_years(*year) == [2031]


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(DAYS, st.integers(0, 60))
@settings(max_examples=60)
def test_counting_and_adding_undo_each_other(start, number):
    end = PLAIN.add(start, number)
    assert PLAIN.count(start, end) == number


@given(DAYS, st.integers(0, 90), st.integers(0, 90))
@settings(max_examples=60)
def test_counts_of_neighbouring_spans_add_up(start, first, second):
    middle = start + timedelta(first)
    end = middle + timedelta(second)
    whole = PLAIN.count(start, end)
    assert PLAIN.count(start, middle) + PLAIN.count(middle, end) == whole
