"""How old the known looks is told by the rows to rank, and the calendar is only its upper bound."""

import numpy as np
import pytest

from models import dating

YEAR = 365.0


def drifting(start, years, rows=4000, seed=0):
    """Three columns: one that moves by a unit a year, a season, noise."""
    rng = np.random.default_rng(seed)
    day = np.sort(rng.uniform(start * YEAR, (start + years) * YEAR, rows))
    year = day / YEAR
    moved, season = rng.normal(year), np.sin(2 * np.pi * year) + rng.normal(0, 0.3, rows)
    return np.column_stack([moved, season, rng.normal(size=rows)]), day


@pytest.mark.parametrize("stated", [0.0, 200.0, 5 * YEAR])
def test_rows_that_continue_the_past_look_no_older_than_a_stretch_whatever_the_calendar(stated):
    past, days = drifting(0, 4)
    rows, _ = drifting(4, 0.3, 500, seed=1)
    assert dating.looks_old(past, days, rows, stated) <= min(stated, YEAR / 2)


def test_rows_that_moved_away_look_old():
    past, days = drifting(0, 4)
    rows, _ = drifting(9, 0.3, 500, seed=1)
    assert 2 * YEAR < dating.looks_old(past, days, rows, 5 * YEAR) <= 5 * YEAR
    assert dating.looks_old(past, days, rows * [1, 9, 9], 5 * YEAR) == 5 * YEAR


def test_few_rows_or_columns_cannot_contradict_the_calendar():
    past, days = drifting(0, 4)
    assert dating.looks_old(past, days, past[:20], 900) == 900
    assert dating.looks_old(past[:, :0], days, past[:500, :0], 900) == 900
    assert dating.looks_old(past, np.zeros(len(past)), past[:500], 900) == 900


def test_unknown_values_count_as_unlike_known_ones_only():
    known, unknown = np.arange(200.0), np.full(200, np.nan)
    assert dating.distance(known, unknown) == 1
    assert dating.distance(unknown, unknown) == dating.distance(known, known) == 0
