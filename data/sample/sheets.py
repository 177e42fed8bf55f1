"""A sheet of cells and how it becomes a workbook or a CSV, byte for byte the same each time."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import xlsxwriter

# Text stays text: a cell that starts with = or looks like a link is never made live.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines above, headings as paths, body rows of cells, lines below."""

    name: str
    title: str
    lines: list[str]
    headings: list[tuple[str, ...]]
    body: list[list]
    below: list[str] = field(default_factory=list)
    shift: int = 0

    @property
    def depth(self) -> int:
        return max(len(path) for path in self.headings)


def write_workbook(path: Path, sheets: list[Sheet], as_of: date) -> Path:
    """An .xlsx with the sheets; created on as_of, so that the same input gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        created = datetime(as_of.year, as_of.month, as_of.day)
        book.set_properties({"created": created, "comments": sheets[0].below[-1]})
        formats = _formats(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    return path


def write_csv(path: Path, sheet: Sheet) -> Path:
    """A CSV as an older office suite saves it: GB18030, CRLF, the title on top."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [[sheet.title], ["".join(p) for p in sheet.headings], *sheet.body]
    with path.open("w", encoding="gb18030", newline="") as handle:
        csv.writer(handle).writerows([*rows, *([line] for line in sheet.below)])
    return path


def _formats(book) -> dict:
    border = {"border": 1, "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": book.add_format({**border, "bold": True, "align": "center", "text_wrap": True}),
        "cell": book.add_format(border),
        "date": book.add_format({**border, "num_format": "yyyy-mm-dd"}),
    }


def _write_sheet(page, sheet: Sheet, formats: dict) -> None:
    first, last = sheet.shift, sheet.shift + len(sheet.headings) - 1
    page.merge_range(0, first, 0, last, sheet.title, formats["title"])
    for place, line in enumerate(sheet.lines):
        page.write_string(1, first + place * (len(sheet.headings) * 2 // 3), line)
    top = 2 if sheet.lines else 1
    _write_headings(page, sheet, top, formats["head"])
    for offset, row in enumerate(sheet.body):
        _write_row(page, top + sheet.depth + offset, first, row, formats)
    for offset, line in enumerate(sheet.below):
        page.write_string(top + sheet.depth + len(sheet.body) + offset, first, line)
    page.freeze_panes(top + sheet.depth, 0)


def _write_row(page, row: int, first: int, cells: list, formats: dict) -> None:
    for column, value in enumerate(cells, first):
        if isinstance(value, date):
            page.write_datetime(row, column, value, formats["date"])
        else:
            page.write(row, column, value, formats["cell"])


def _write_headings(page, sheet: Sheet, top: int, style) -> None:
    """Merged headings: a leaf reaches down to the last heading row, a group across its leaves."""
    bottom = top + sheet.depth - 1
    for level in range(sheet.depth):
        reach = enumerate(sheet.headings)
        for prefix, run in groupby(reach, key=lambda item, at=level: item[1][: at + 1]):
            columns = [sheet.shift + number for number, _ in run]
            if len(prefix) == level + 1:
                is_leaf = any(path == prefix for path in sheet.headings)
                down = bottom if is_leaf else top + level
                _write_merged(page, top + level, columns, down, prefix[-1], style)


def _write_merged(page, row: int, columns: list[int], down: int, text: str, style) -> None:
    if down == row and len(columns) == 1:
        page.write_string(row, columns[0], text, style)
    else:
        page.merge_range(row, columns[0], down, columns[-1], text, style)
