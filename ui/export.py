"""A whole table as an Excel file: no formula can come alive, nothing is cut off."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd

from ui import text

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "in_memory": True, "nan_inf_to_errors": False}  # fmt: skip
RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r")
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60


def workbook(frame: pd.DataFrame, headings: dict[str, str], note: str) -> bytes:
    """The frame under a note row and Chinese headings; dates as dates, unknown cells blank."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, SAFE)
    sheet = book.add_worksheet(text.EXPORT_SHEET)
    looks = formats(book)
    sheet.write_string(0, 0, note, looks["note"])
    for column, name in enumerate(frame.columns):
        sheet.write_string(1, column, headings.get(name, name), looks["head"])
        for row, value in enumerate(frame[name], start=2):
            write(sheet, row, column, value, looks)
        sheet.set_column(column, column, width(headings.get(name, name), frame[name]))
    sheet.freeze_panes(2, 0)
    if len(frame):
        sheet.autofilter(1, 0, len(frame) + 1, len(frame.columns) - 1)
    book.close()
    return out.getvalue()


def formats(book) -> dict:
    return {
        "note": book.add_format({"font_color": "#5B6875"}),
        "head": book.add_format({"bold": True, "bg_color": "#DCE8F2", "border": 1}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "quoted": book.add_format({"quote_prefix": True}),
        "plain": book.add_format({}),
    }


def write(sheet, row: int, column: int, value, looks: dict) -> None:
    if pd.isna(value):  # None, NaN, NaT and NA of a nullable whole number
        return
    if isinstance(value, (bool,)):
        sheet.write_string(row, column, text.YES if value else text.NO)
    elif isinstance(value, (pd.Timestamp, date)):
        sheet.write_datetime(row, column, value, looks["date"])
    elif isinstance(value, (int, float)) or hasattr(value, "dtype"):
        sheet.write_number(row, column, float(value))
    else:
        words = str(value)
        look = "quoted" if words.startswith(RISKY_STARTS) else "plain"
        sheet.write_string(row, column, words, looks[look])


def width(heading: str, values: pd.Series) -> int:
    """Characters a column needs; a Chinese one takes two."""
    longest = max((wide(str(v)) for v in values.head(200)), default=0)
    return min(max(longest, wide(heading)) + 2, WIDEST)


def wide(words: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in words)
