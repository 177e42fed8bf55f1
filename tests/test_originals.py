"""From an address back to the text that stands in the stored workbook."""

from datetime import date

import pytest
import xlsxwriter

from pipelines.originals import cell_texts, place_of


@pytest.mark.parametrize(
    ("cell", "place"),
    [("A1", (0, 0)), ("C7", (6, 2)), ("Z2", (1, 25)), ("AA10", (9, 26)), ("x", None), ("", None)],
)
def test_an_address_counts_from_zero(cell, place):
    assert place_of(cell) == place


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "stored-without-extension"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("九月")
        sheet.write_row("A1", ["单位", "金额", "日期", "备注"])
        sheet.write_row("A2", ["甲养老院", 12.0])
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_datetime("C2", date(2026, 9, 5), day)
        sheet.write("D2", "身份证500225195001011234，约12.5万")
    return path


def test_cells_read_as_people_see_them_and_personal_numbers_stay_masked(workbook):
    texts = cell_texts(workbook, "九月", ["A2", "B2", "C2", "D2"])
    assert texts["A2"] == "甲养老院"
    assert texts["B2"] == "12"
    assert texts["C2"] == "2026-09-05"
    assert "195001011234" not in texts["D2"] and texts["D2"].endswith("约12.5万")


def test_a_cell_outside_and_a_sheet_that_is_not_there_give_nothing(workbook):
    assert cell_texts(workbook, "九月", ["Z99", "B3"]) == {}
    assert cell_texts(workbook, "十月", ["A1"]) == {}


def test_a_csv_is_addressed_by_record(tmp_path):
    path = tmp_path / "raw"
    path.write_text('单位,备注\n甲,"一行\n两行"\n乙,无\n', "gb18030")
    assert cell_texts(path, "线索", ["A3", "B2"]) == {"A3": "乙", "B2": "一行\n两行"}
