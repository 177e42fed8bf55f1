"""Small workbooks for tests of the import, and what comes back from staging them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from models.catalog.forms import Forms, load_forms
from pipelines.guard import inspect
from pipelines.settings import CATALOG
from pipelines.worker import Staged, stage_file

TODAY = date(2026, 11, 23)
Rows = Sequence[Sequence[Any]]


@cache
def forms() -> Forms:
    loaded, contradictions = load_forms(CATALOG)
    assert contradictions == []
    return loaded


def write_book(
    path: Path,
    sheets: Mapping[str, Rows],
    *,
    merges: Mapping[str, Sequence[str]] = {},
    percents: Mapping[str, Sequence[str]] = {},
    hidden_rows: Mapping[str, Sequence[int]] = {},
    hidden_sheets: Sequence[str] = (),
    date_1904: bool = False,
) -> Path:
    """An .xlsx of these sheets; merges and percents by address (A1:C1, D7), rows from 1."""
    book = xlsxwriter.Workbook(path, {"date_1904": date_1904, "strings_to_numbers": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    percent = book.add_format({"num_format": "0.0%"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                _write(sheet, i, j, value, day)
        for span in merges.get(name, ()):
            first = span.split(":")[0]
            i, j = xlsxwriter.utility.xl_cell_to_rowcol(first)
            sheet.merge_range(span, rows[i][j] if j < len(rows[i]) else "")
        for address in percents.get(name, ()):
            i, j = xlsxwriter.utility.xl_cell_to_rowcol(address)
            sheet.write_number(i, j, rows[i][j], percent)
        for number in hidden_rows.get(name, ()):
            sheet.set_row(number - 1, None, None, {"hidden": True})
        if name in hidden_sheets:
            sheet.hide()
    book.close()
    return path


def _write(sheet, i: int, j: int, value: Any, day) -> None:
    if isinstance(value, (datetime, date)):
        sheet.write_datetime(i, j, value, day)
    elif isinstance(value, bool):
        sheet.write_boolean(i, j, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(i, j, value)
    elif isinstance(value, str) and value.startswith("="):
        sheet.write_formula(i, j, value, None, 276)
    elif value not in (None, ""):
        sheet.write_string(i, j, value)


def write_xls(path: Path, rows: Rows) -> Path:
    """An old binary workbook of one sheet."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            sheet.write(i, j, value)
    book.save(str(path))
    return path


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8", newline: str = "\r\n") -> Path:
    with path.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened, lineterminator=newline).writerows(rows)
    return path


class Result:
    """What a staged file holds."""

    def __init__(self, staged: Staged, folder: Path) -> None:
        self.staged, self.folder = staged, folder

    @property
    def sheet(self) -> dict[str, Any]:
        assert len(self.staged.sheets) == 1, [s["sheet"] for s in self.staged.sheets]
        return self.staged.sheets[0]

    def rows(self, form: str) -> list[dict[str, Any]]:
        path = self.folder / f"{form}.parquet"
        return pq.read_table(path).to_pylist() if path.is_file() else []

    def table(self, name: str) -> list[dict[str, Any]]:
        return pq.read_table(self.folder / f"{name}.parquet").to_pylist()

    def codes(self, row: int | None = None) -> list[str]:
        """Codes of the problems of a row (or of all), in order."""
        return [p["code"] for p in self.staged.problems if row is None or p["row"] == row]

    def problem(self, code: str) -> dict[str, Any]:
        found = [p for p in self.staged.problems if p["code"] == code]
        assert len(found) == 1, found
        return found[0]


def stage(path: Path, name: str | None = None, today: date = TODAY) -> Result:
    """Stage a file in this process."""
    inspected = inspect(path, name)
    folder = path.parent / f"staged-{len(list(path.parent.iterdir()))}"
    staged = stage_file(path, inspected.kind, name or path.name, today, folder, forms())
    return Result(staged, folder)


def stage_rows(tmp_path: Path, rows: Rows, name: str = "表.xlsx", sheet: str = "Sheet1", **facts):
    """Stage a workbook of one sheet."""
    path = write_book(tmp_path / name, {sheet: rows}, **{k: {sheet: v} for k, v in facts.items()})
    return stage(path)
