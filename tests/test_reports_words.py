"""The words of documents stand beside the screens' own: they may not drift apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import numbers
from reports.words import book, word
from reports.workbook import COLUMNS
from ui import text, theme


def test_units_read_as_on_the_screens():
    pairs = {"unknown": text.UNKNOWN, "same": text.SAME, "yi_yuan": text.YI_YUAN,
             "wan_yuan": text.WAN_YUAN, "yuan": text.YUAN, "people": text.PEOPLE,
             "period": text.PERIOD, "date": text.DATE}  # fmt: skip
    assert {name: word(f"units.{name}") for name in pairs} == pairs


def test_levels_look_as_on_the_screens():
    screens = {
        name: {"mark": look.mark, "colour": look.colour, "ink": look.on_colour}
        for name, look in theme.LEVELS.items()
    }
    assert word("levels") == screens


def test_every_column_of_the_workbook_has_a_heading_and_a_kind_that_can_be_written():
    columns = book("columns")
    named = {name for some in COLUMNS.values() for name in some}
    assert named - set(columns) == set()
    assert {one["kind"] for one in columns.values()} <= set(numbers.CELLS)


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (None, "count", "未知"),
        (None, "wan", "未知"),
        (None, "days", "—"),
        (None, "text", "—"),
        (float("nan"), "date", "—"),
        (0, "count", "0"),
        (1204, "count", "1,204"),
        (1818.8, "wan", "1,818.8"),
        (-2.5, "delta", "−2.5"),
        (0, "delta", "持平"),
        ("红", "level", "● 红"),
        (True, "flag", "是"),
    ],
)
def test_a_cell_says_unknown_and_zero_differently(value, kind, said):
    assert numbers.cell(value, kind) == said


def test_halves_go_up_whatever_the_last_binary_digit_says():
    assert numbers.money(6070.5) == numbers.money(6070.500000000001) == "6,071万元"
    assert numbers.count(2.5) == "3" and numbers.count(-2.5) == "-3"


@settings(max_examples=60)
@given(st.floats(min_value=0, max_value=1e7), st.floats(min_value=0, max_value=1e7))
def test_more_money_is_never_said_as_less(one, other):
    def wan(said: str) -> float:
        scale = 10_000 if said.endswith("亿元") else 1 if said.endswith("万元") else 0.0001
        return float(said.rstrip("亿万元").replace(",", "")) * scale

    low, high = sorted((one, other))
    assert wan(numbers.money(low)) <= wan(numbers.money(high)) + 1e-9
