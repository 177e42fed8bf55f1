"""Exported workbooks: everything in, nothing alive."""

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from ledger.audit import AUDIT, EXPORTED
from pipelines.queries.decisions import ledger
from pipelines.queries.scope import Filters, Person
from pipelines.settings import Home
from tests.staging import build_rows
from ui import export, tables
from ui.context import Context

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


def test_a_printed_export_repeats_its_headings_and_fits_the_page():
    sheet = opened(pd.DataFrame({"facility_name": ["甲"] * 80}))
    assert sheet.print_title_rows == "$1:$2"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B3", "A2:A82")


def test_figures_are_formatted_as_people_read_them():
    frame = pd.DataFrame({"a": [1204.0, 97.692], "b": [True, None]}, dtype="object")
    frame["c"] = [pd.Timestamp("2026-11-03 14:30"), pd.Timestamp("2026-11-03")]
    sheet = opened(frame)
    assert [sheet[f"A{n}"].number_format for n in (3, 4)] == ["#,##0", "#,##0.0#"]
    assert [sheet["B3"].value, sheet["B4"].value] == ["是", None]
    assert [sheet[f"C{n}"].number_format for n in (3, 4)] == ["yyyy-mm-dd hh:mm", "yyyy-mm-dd"]


def test_invented_data_says_so_on_the_sheet_and_on_paper():
    frame = pd.DataFrame({"facility_name": ["甲"]})
    book = export.workbook(frame, HEADINGS, "总清单", is_sample=True)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet["A1"].value.startswith("演示数据") and "演示数据" in sheet.oddHeader.right.text


def test_a_cell_too_long_for_excel_says_that_it_was_cut():
    words = opened(pd.DataFrame({"facility_name": ["长" * 40_000]}))["A3"].value
    assert len(words) == 32_767 and words.endswith("余下见系统）")


# ---------------------------------------------------------------- from a table on screen


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    row = {"facility_name": "曙光安康养老院", "facility_type": "养老机构", "sector": "养老服务",
           "registration_status": "已登记已备案", "village": "曙光村"}  # fmt: skip
    home = Home(tmp_path_factory.mktemp("export") / "home")
    return build_rows(home, date(2026, 9, 23), {"facility": [row]})


def test_taking_a_table_out_is_on_record_and_its_note_says_what_it_is(build):
    ctx = Context(build, Filters(sectors=("养老服务",)), Person(name="张", role="分析员"))
    frame = pd.DataFrame({"facility_name": ["甲", "乙"]})
    book = tables.taken_out(ctx, frame, "总清单", HEADINGS)
    note = openpyxl.load_workbook(io.BytesIO(book)).active["A1"].value
    (event,) = ledger().events(subject=AUDIT)
    assert (event.action, event.subject_id, event.payload["rows"]) == (EXPORTED, "总清单", 2)
    assert "已筛选：养老服务" in note and "导出 2 行" in note and build.stem in note
    assert ledger().code() in note


def one_table(build, role):
    from pathlib import Path

    import pandas as pd

    from pipelines.queries.scope import Filters, Person
    from ui import tables
    from ui.context import Context

    ctx = Context(Path(build), Filters(), Person(role=role))
    tables.table(ctx, pd.DataFrame({"village": ["曙光村"]}), "t", title="表")


@pytest.mark.parametrize(("role", "buttons"), [("分析员", 1), ("填报员", 1), ("投屏", 0)])
def test_only_roles_that_may_export_can_take_a_table_out(build, role, buttons):
    page = AppTest.from_function(one_table, args=(str(build), role), default_timeout=60).run()
    assert not page.exception
    assert len(page.get("download_button")) == buttons


@given(st.lists(st.text(alphabet="甲乙=+-@1 a\n'\"", min_size=1, max_size=8), max_size=12))
@settings(max_examples=40, deadline=None)
def test_what_goes_in_comes_out_row_by_row(words):
    sheet = opened(pd.DataFrame({"facility_name": pd.Series(words, dtype="object")}))
    assert [row[0] for row in list(sheet.values)[2:]] == words
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
