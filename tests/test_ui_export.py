"""Exported workbooks: everything in, nothing alive."""

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui import export

HEADINGS = {"facility_name": "单位名称", "amount_involved_wan": "涉及金额（万元）"}


def opened(frame: pd.DataFrame):
    book = export.workbook(frame, HEADINGS, "总清单　导出")
    return openpyxl.load_workbook(io.BytesIO(book)).active


def test_every_row_stands_under_chinese_headings_and_a_note():
    rows = pd.DataFrame({"facility_name": ["甲", "乙"], "amount_involved_wan": [12.5, None]})
    values = list(opened(rows).values)
    assert values == [
        ("总清单　导出", None),
        ("单位名称", "涉及金额（万元）"),
        ("甲", 12.5),
        ("乙", None),
    ]


@pytest.mark.parametrize("danger", ["=1+1", "+86", "-3", "@SUM(A1)", "\tx", '=HYPERLINK("x")'])
def test_words_that_look_like_a_formula_stay_words(danger):
    cell = opened(pd.DataFrame({"facility_name": [danger]}))["A3"]
    assert (cell.data_type, cell.value) == ("s", danger)
    assert cell.quotePrefix


def test_dates_numbers_and_flags_keep_their_kind():
    frame = pd.DataFrame(
        {"a": [pd.Timestamp("2026-11-03"), pd.NaT], "b": [3, 4], "c": [True, False],
         "d": [date(2026, 1, 2), None]}
    )  # fmt: skip
    sheet = opened(frame)
    assert sheet["A3"].value.date() == date(2026, 11, 3)
    assert sheet["A4"].value is None
    assert sheet["B3"].value == 3
    assert [sheet["C3"].value, sheet["C4"].value] == ["是", "否"]
    assert sheet["D3"].value.date() == date(2026, 1, 2)


def test_an_empty_table_still_has_its_headings():
    assert list(opened(pd.DataFrame({"facility_name": []})).values)[1] == ("单位名称",)


@given(st.lists(st.text(alphabet="甲乙=+-@1 a\n'\"", min_size=1, max_size=8), max_size=12))
@settings(max_examples=40, deadline=None)
def test_what_goes_in_comes_out_row_by_row(words):
    sheet = opened(pd.DataFrame({"facility_name": pd.Series(words, dtype="object")}))
    assert [row[0] for row in list(sheet.values)[2:]] == words
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
