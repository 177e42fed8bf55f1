"""Numbers as people say them."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui import numbers


@pytest.mark.parametrize(
    ("wan", "said"),
    [
        (12345, "1.23亿元"),
        (12000, "1.2亿元"),
        (10000, "1亿元"),
        (9999.4, "9,999万元"),
        (356.4, "356万元"),
        (2160.8, "2,161万元"),
        (12.5, "12.5万元"),
        (90.0, "90万元"),
        (0.32, "3,200元"),
        (0, "0万元"),
        (None, "未知"),
        (float("nan"), "未知"),
    ],
)
def test_money_is_said_in_the_unit_a_person_would_use(wan, said):
    assert numbers.money(wan) == said


@pytest.mark.parametrize(
    ("value", "said"), [(1204, "1,204人"), (0, "0人"), (None, "未知"), (pd.NA, "未知")]
)
def test_people_are_counted_with_separators_and_unknown_is_a_word(value, said):
    assert numbers.people(value) == said


@pytest.mark.parametrize(("value", "said"), [(37.5, "37.5%"), (40.0, "40%"), (None, "未知")])
def test_a_share_drops_a_needless_decimal(value, said):
    assert numbers.percent(value) == said


@pytest.mark.parametrize(
    ("change", "shown", "said"),
    [(3, "3家", "+3家"), (-3, "-3家", "−3家"), (0, "0家", "持平"), (None, "", "未知")],
)
def test_a_change_says_its_direction(change, shown, said):
    assert numbers.signed(change, shown) == said


def test_dates_and_months_are_said_in_chinese():
    assert numbers.period("2026-09") == "2026年9月"
    assert numbers.day(date(2026, 11, 3)) == "2026年11月3日"
    assert numbers.day(pd.Timestamp("2026-11-03")) == "2026年11月3日"
    assert numbers.day(pd.NaT) == "未知"


def read_back(said: str) -> float:
    """万元 of what numbers.money said."""
    for unit, factor in (("亿元", 10000), ("万元", 1), ("元", 0.0001)):
        if said.endswith(unit):
            return float(said.removesuffix(unit).replace(",", "")) * factor
    raise AssertionError(said)


@given(st.floats(min_value=0.01, max_value=900_000, allow_nan=False))
@settings(max_examples=200, deadline=None)
def test_money_as_said_is_never_off_by_more_than_one_in_twenty(wan):
    assert read_back(numbers.money(wan)) == pytest.approx(wan, rel=0.05)
