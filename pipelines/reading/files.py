"""Opens a workbook or a CSV, whatever its extension says, and gives its sheets."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from pipelines.reading.extras import BookExtras, Extras, sheet_parts, xlsx_extras
from pipelines.reading.grid import Codes, Encoder, Sheet, encoded, fill_down, relabelled, sheet_of
from pipelines.reading.package import Source, opened, trimmed, usual_package
from pipelines.reading.reach import is_far
from pipelines.reading.texts import MARKS, CsvDialect, csv_dialect, without_marks

CHUNK = 20_000
MAX_FIELD = 1 << 20
MAX_COLUMNS = 16_384  # as many as Excel has
LONG_CSV = 4 << 20
ARROW_BLOCK = 4 << 20  # longer than any line that the guard lets pass


class TooWide(Exception):
    """A CSV with more columns than any spreadsheet can hold."""


def read_sheets(path: Path, kind: str) -> list[Sheet]:
    """Every worksheet of the file, hidden ones too. `kind` is xlsx, xls or csv (guard.py says)."""
    if kind == "csv":
        return [read_csv(path)]
    return read_workbook(path, kind)


def read_workbook(path: Path, kind: str) -> list[Sheet]:
    """Sheets of an .xlsx, .xlsm, .xls or .et through calamine, formulas as their shown values."""
    with ThreadPoolExecutor(1) as beside:
        if kind == "xlsx":
            return _package_sheets(usual_package(path), beside)
        from pipelines.reading.biff import xls_extras

        return _sheets(path, beside.submit(xls_extras, path))


def _package_sheets(source: Source, beside: ThreadPoolExecutor) -> list[Sheet]:
    """calamine lets another thread run while it parses: that one looks for what calamine leaves."""
    with zipfile.ZipFile(opened(source)) as package:
        parts = {name: package.read(part) for name, part in sheet_parts(package).items()}
        if any(map(is_far, parts.values())):
            source = trimmed(source)
        return _sheets(source, beside.submit(xlsx_extras, package, parts))


def _sheets(source: Source, extras: Future[BookExtras]) -> list[Sheet]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    with opened(source) as file, CalamineWorkbook.from_filelike(file) as book:
        return [
            _sheet(book, entry, extras)
            for entry in book.sheets_metadata
            if entry.typ == SheetTypeEnum.WorkSheet
        ]


def _sheet(book, entry, found: Future[BookExtras]) -> Sheet:
    from python_calamine import SheetVisibleEnum

    visible = entry.visible == SheetVisibleEnum.Visible
    if not visible:
        return Sheet(entry.name, [], 0, is_visible=False)
    source = book.get_sheet_by_name(entry.name)
    extras = found.result()
    facts = extras.sheets.get(entry.name, Extras())
    rows = source.to_python(skip_empty_area=False)
    _show_as_people_see(rows, facts, extras.is_1904)
    merges = [(t, left, b, r) for (t, left), (b, r) in source.merged_cell_ranges or ()]
    return sheet_of(
        entry.name,
        rows,
        merges=merges,
        hidden_rows=frozenset(facts.hidden_rows),
        empty_formulas=frozenset(facts.empty_formulas),
        is_1904=extras.is_1904,
    )


def _show_as_people_see(rows: list[list[Any]], facts: Extras, is_1904: bool) -> None:
    """0.12 in percent format is 12%, 125000 in 0!.0,"万" is 12.5万; an error shows its error."""
    for (row, column), shown_by in facts.formats.items():
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, (date, datetime)):  # letters of a unit taken for a date's
                value = serial_of(value, is_1904)
            if isinstance(value, (int, float, str)) and not isinstance(value, bool) and value != "":
                rows[row][column] = shown_by.cell(value)
    for (row, column), error in facts.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = error


def serial_of(day: date, is_1904: bool) -> float:
    """The number that Excel stores for a day."""
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    return (moment - start).total_seconds() / 86400


# ---------------------------------------------------------------- CSV


def read_csv(path: Path, long_from: int = LONG_CSV) -> Sheet:
    """The one table of a CSV; a row is a record, line breaks inside quotes included."""
    dialect = csv_dialect(path)
    columns = _even_columns(path, dialect) if path.stat().st_size >= long_from else None
    sheet = _of_columns(path.stem, columns) if columns else _uneven_csv(path, dialect)
    sheet.columns = [relabelled(c, MARKS, without_marks) for c in sheet.columns]
    fill_down(sheet)
    return sheet


def _of_columns(name: str, columns: list[Codes]) -> Sheet:
    return Sheet(name, columns, len(columns[0].codes))


def _even_columns(path: Path, dialect: CsvDialect) -> list[Codes] | None:
    """The columns of a long CSV whose rows are all of one length, read by Arrow in a third of the
    time; None for any other, which the patient reader takes."""
    from pyarrow import ArrowInvalid, csv, dictionary, int32, string

    if not dialect.delimiter.isascii() or dialect.encoding.startswith("utf-16"):
        return None
    with path.open("r", encoding=dialect.encoding, newline="") as text:
        width = len(next(_records(text, dialect), ()))
    if not 0 < width <= MAX_COLUMNS:
        return None
    names = [str(j) for j in range(width)]
    types = dict.fromkeys(names, dictionary(int32(), string()))
    try:
        table = csv.read_csv(
            path,
            csv.ReadOptions(
                use_threads=False,
                block_size=ARROW_BLOCK,
                column_names=names,
                encoding=dialect.encoding.removesuffix("-sig"),
            ),
            csv.ParseOptions(
                delimiter=dialect.delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            csv.ConvertOptions(column_types=types, strings_can_be_null=False),
        )
    except ArrowInvalid:
        return None
    return [encoded(column) for column in table.unify_dictionaries().columns]


def _records(text: TextIO, dialect: CsvDialect) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_FIELD)
    return csv.reader(text, delimiter=dialect.delimiter)


def _uneven_csv(path: Path, dialect: CsvDialect) -> Sheet:
    with path.open("r", encoding=dialect.encoding, newline="") as text:
        encoder = Encoder()
        records = _records(text, dialect)
        while chunk := list(islice(records, CHUNK)):
            if max(map(len, chunk)) > MAX_COLUMNS:
                raise TooWide(path.name)
            encoder.add(chunk)
    return Sheet(path.stem, encoder.columns(), encoder.rows)
