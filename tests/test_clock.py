"""The one clock, worked by hand across the National Day of 2026, and properties over many days."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from models.clock import read, read_frame, with_pauses
from models.workdays import Workdays

CALENDAR = Workdays()


def day(text):
    return date.fromisoformat(text)


def late(deadline, as_of, **more):
    clock = read(day(deadline), day(as_of), CALENDAR, **more)
    return clock.is_overdue, clock.days_overdue, clock.workdays_overdue


def test_the_day_of_the_deadline_itself_is_not_overdue():
    assert late("2026-09-10", "2026-09-10") == (False, 0, 0)
    assert late("2026-09-10", "2026-09-11") == (True, 1, 1)  # a Friday


def test_overdue_counts_calendar_days_and_working_days_across_national_day():
    """State Council calendar for 2026: off 1 to 7 October; worked 20 September and 10 October
    (Sunday, Saturday). From Wednesday 30 September to Monday 12 October: 12 days; working days are
    8, 9, 10 and 12 October."""
    assert late("2026-09-30", "2026-10-07") == (True, 7, 0)
    assert late("2026-09-30", "2026-10-12") == (True, 12, 4)


def test_a_deadline_across_national_day_says_how_many_working_days_are_left():
    clock = read(day("2026-10-10"), day("2026-09-29"), CALENDAR)
    assert (clock.days_left, clock.workdays_left) == (11, 4)  # 30 Sep, 8, 9 and 10 October


def test_a_matter_that_waits_for_its_check_is_not_overdue():
    assert late("2026-09-10", "2026-09-30", is_running=False) == (False, 0, 0)


def test_without_a_deadline_nothing_is_overdue():
    clock = read(None, day("2026-09-10"), CALENDAR)
    assert (clock.deadline, clock.is_overdue, clock.days_left) == (None, False, None)


def test_a_pause_moves_the_deadline_by_the_working_days_it_took():
    """Paused Monday 7 to Friday 11 September, running again on the 11th: four working days lost;
    the deadline moves from Thursday 10 to Wednesday 16 September."""
    pause = (day("2026-09-07"), day("2026-09-11"))
    assert with_pauses(day("2026-09-10"), [pause], CALENDAR) == day("2026-09-16")
    assert late("2026-09-10", "2026-09-16", pauses=[pause]) == (False, 0, 0)
    assert late("2026-09-10", "2026-09-17", pauses=[pause]) == (True, 1, 1)


def test_a_second_pause_counts_when_it_begins_before_the_moved_deadline():
    pauses = [(day("2026-09-15"), day("2026-09-16")), (day("2026-09-07"), day("2026-09-11"))]
    assert with_pauses(day("2026-09-10"), pauses, CALENDAR) == day("2026-09-17")


def test_a_pause_after_the_deadline_excuses_nothing_but_stops_the_count():
    assert late("2026-09-10", "2026-09-30", paused_since=day("2026-09-15")) == (True, 5, 3)
    clock = read(day("2026-09-10"), day("2026-09-30"), CALENDAR, paused_since=day("2026-09-15"))
    assert clock.is_paused and clock.deadline == day("2026-09-10")


def test_a_matter_paused_before_its_deadline_is_not_overdue_however_long_the_pause():
    assert late("2026-09-10", "2026-12-31", paused_since=day("2026-09-10")) == (False, 0, 0)


def test_a_year_without_a_published_calendar_counts_monday_to_friday():
    clock = read(day("2028-10-02"), day("2028-10-09"), CALENDAR)  # Monday to Monday
    assert (clock.days_overdue, clock.workdays_overdue) == (7, 5)


def test_a_day_the_administrator_adds_counts():
    own = Workdays(holidays=frozenset({day("2026-09-11")}))
    assert read(day("2026-09-10"), day("2026-09-14"), own).workdays_overdue == 1


def test_a_frame_says_what_the_single_clock_says():
    rows = pd.DataFrame(
        {
            "deadline_date": [day("2026-09-30"), day("2026-09-30"), None, day("2026-10-20")],
            "is_running": [True, False, True, True],
        },
        index=[5, 6, 7, 8],
    )
    frame = read_frame(rows, day("2026-10-12"), CALENDAR)
    assert list(frame.index) == [5, 6, 7, 8]
    assert frame["is_overdue"].tolist() == [True, False, False, False]
    assert frame["days_overdue"].tolist() == [12, 0, 0, 0]
    assert frame["workdays_overdue"].tolist() == [4, 0, 0, 0]
    assert frame["days_left"].tolist() == [0, pd.NA, pd.NA, 8]
    empty = read_frame(rows.iloc[:0], day("2026-10-12"), CALENDAR)
    assert empty.empty and list(empty.columns) == list(frame.columns)


days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
spans = st.lists(st.tuples(days, st.integers(0, 40)), max_size=3)


@settings(max_examples=80, deadline=None)
@given(days, days, spans)
def test_properties_of_the_clock(deadline, as_of, lengths):
    pauses = [(start, start + timedelta(length)) for start, length in lengths]
    clock = read(deadline, as_of, CALENDAR, pauses=pauses)
    tomorrow = read(deadline, as_of + timedelta(1), CALENDAR, pauses=pauses)
    plain = read(deadline, as_of, CALENDAR)
    assert 0 <= clock.workdays_overdue <= clock.days_overdue
    assert clock.is_overdue == (clock.days_overdue > 0) == (as_of > clock.deadline)
    assert tomorrow.days_overdue - clock.days_overdue in (0, 1)
    assert clock.deadline >= deadline and clock.days_overdue <= plain.days_overdue
    assert clock.days_overdue == 0 or clock.days_left == 0


@settings(max_examples=60, deadline=None)
@given(days, st.integers(0, 60))
def test_an_extension_by_working_days_leaves_exactly_those(start, number):
    due = CALENDAR.add(start, number)
    assert CALENDAR.count(start, due) == number
    assert read(due, start, CALENDAR).workdays_left == number
