"""A whole table as an Excel file: no formula can come alive, nothing is cut off."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd

from reports.cells import SAFE, fitting, is_risky, wide
from ui import text

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60
HEAD = 1  # the row of the headings; the note stands above


def workbook(
    frame: pd.DataFrame, headings: dict[str, str], note: str, is_sample: bool = False
) -> bytes:
    """The frame under a note row and Chinese headings; dates as dates, unknown cells blank."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, SAFE)
    sheet = book.add_worksheet(text.EXPORT_SHEET)
    looks = formats(book)
    note = f"{text.SAMPLE_MARK}　{note}" if is_sample else note
    sheet.write_string(0, 0, note, looks["warn" if is_sample else "note"])
    for column, name in enumerate(frame.columns):
        sheet.write_string(HEAD, column, headings.get(name, name), looks["head"])
        for row, value in enumerate(frame[name], start=HEAD + 1):
            write(sheet, row, column, value, looks)
        sheet.set_column(column, column, width(headings.get(name, name), frame[name]))
    sheet.freeze_panes(HEAD + 1, 1)
    if len(frame):
        sheet.autofilter(HEAD, 0, len(frame) + HEAD, len(frame.columns) - 1)
    set_print(sheet, is_sample)
    book.close()
    return out.getvalue()


def set_print(sheet, is_sample: bool) -> None:
    """A4 lying, as wide as the page, headings and page numbers on every page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEAD)
    sheet.set_footer("&C&P / &N")
    if is_sample:
        sheet.set_header(f"&R&KC00000{text.SAMPLE_MARK}")


def formats(book) -> dict:
    plain = {"valign": "top", "text_wrap": True}
    return {
        "note": book.add_format({"font_color": "#5B6875"}),
        "warn": book.add_format({"font_color": "#C00000"}),
        "head": book.add_format(
            {"bold": True, "bg_color": "#DCE8F2", "border": 1, "align": "center"}
        ),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
        "quoted": book.add_format({"quote_prefix": True, **plain}),
        "plain": book.add_format(plain),
        "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "broken": book.add_format({"num_format": "#,##0.0#", "valign": "top"}),
    }


def write(sheet, row: int, column: int, value, looks: dict) -> None:
    if pd.isna(value):  # None, NaN, NaT and NA of a nullable whole number
        return
    if pd.api.types.is_bool(value):
        sheet.write_string(row, column, text.YES if value else text.NO, looks["plain"])
    elif isinstance(value, (pd.Timestamp, date)):
        has_hour = isinstance(value, pd.Timestamp) and value != value.normalize()
        sheet.write_datetime(row, column, value, looks["moment" if has_hour else "day"])
    elif isinstance(value, (int, float)) or hasattr(value, "dtype"):
        number = float(value)
        sheet.write_number(row, column, number, looks["whole" if number % 1 == 0 else "broken"])
    else:
        words = fitting(str(value))
        look = "quoted" if is_risky(words) else "plain"
        sheet.write_string(row, column, words, looks[look])


def width(heading: str, values: pd.Series) -> int:
    """Characters a column needs; a Chinese one takes two."""
    longest = max((wide(str(v)) for v in values.head(200)), default=0)
    return min(max(longest, wide(heading) + 2) + 2, WIDEST)
