"""Opens a workbook or a CSV, whatever its extension says, and gives its sheets."""

from __future__ import annotations

import codecs
import csv
import io
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.reading.extras import BookExtras, Extras, xlsx_extras
from pipelines.reading.grid import Encoder, Sheet, fill_down, sheet_of

CHUNK = 20_000
CSV_ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = ",\t;|，"
MAX_FIELD = 1 << 20
MAX_COLUMNS = 16_384  # as many as Excel has


class TooWide(Exception):
    """A CSV with more columns than any spreadsheet can hold."""


def read_sheets(path: Path, kind: str) -> list[Sheet]:
    """Every worksheet of the file, hidden ones too. `kind` is xlsx, xls or csv (guard.py says)."""
    if kind == "csv":
        return [read_csv(path)]
    return read_workbook(path, kind)


def read_workbook(path: Path, kind: str) -> list[Sheet]:
    """Sheets of an .xlsx, .xlsm, .xls or .et through calamine, formulas as their shown values."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    with (
        ThreadPoolExecutor(1) as beside,  # calamine lets other threads run while it parses
        path.open("rb") as opened,
        CalamineWorkbook.from_filelike(opened) as book,
    ):
        extras = beside.submit(_extras, path, kind)
        return [
            _sheet(book, entry, extras)
            for entry in book.sheets_metadata
            if entry.typ == SheetTypeEnum.WorkSheet
        ]


def _extras(path: Path, kind: str) -> BookExtras:
    if kind == "xlsx":
        return xlsx_extras(path)
    from pipelines.reading.biff import xls_extras

    return xls_extras(path)


def _sheet(book, entry, found: Future[BookExtras]) -> Sheet:
    from python_calamine import SheetVisibleEnum

    visible = entry.visible == SheetVisibleEnum.Visible
    if not visible:
        return Sheet(entry.name, [], 0, is_visible=False)
    source = book.get_sheet_by_name(entry.name)
    extras = found.result()
    facts = extras.sheets.get(entry.name, Extras())
    rows = source.to_python(skip_empty_area=False)
    _show_as_people_see(rows, facts)
    merges = [(t, left, b, r) for (t, left), (b, r) in source.merged_cell_ranges or ()]
    return sheet_of(
        entry.name,
        rows,
        merges=merges,
        hidden_rows=frozenset(facts.hidden_rows),
        empty_formulas=frozenset(facts.empty_formulas),
        is_1904=extras.is_1904,
    )


def _show_as_people_see(rows: list[list[Any]], facts: Extras) -> None:
    """0.12 in percent format is 12%; an error cell shows its error."""
    for row, column in facts.percents:
        if row < len(rows) and column < len(rows[row]):
            value = rows[row][column]
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                rows[row][column] = f"{round(value * 100, 10):g}%"
    for (row, column), error in facts.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = error


# ---------------------------------------------------------------- CSV


def read_csv(path: Path) -> Sheet:
    """The one table of a CSV; a row is a record, line breaks inside quotes included."""
    encoding, delimiter, _ = csv_dialect(path)
    with path.open("r", encoding=encoding, newline="") as text:
        encoder = Encoder()
        csv.field_size_limit(MAX_FIELD)
        records = csv.reader(text, delimiter=delimiter)
        while chunk := list(islice(records, CHUNK)):
            if max(map(len, chunk)) > MAX_COLUMNS:
                raise TooWide(path.name)
            encoder.add(chunk)
    sheet = Sheet(path.stem, encoder.columns(), encoder.rows)
    fill_down(sheet)
    return sheet


class CsvDialect(NamedTuple):
    encoding: str
    delimiter: str
    newline: str


def csv_dialect(path: Path) -> CsvDialect:
    """Encoding, separator and line ending of a CSV."""
    encoding = csv_encoding(path)
    with path.open("r", encoding=encoding, newline="") as text:
        sample = text.read(1 << 16)
    return CsvDialect(encoding, _delimiter(sample), "\r\n" if "\r\n" in sample else "\n")


def csv_encoding(path: Path) -> str:
    """utf-8-sig, utf-16, utf-8 or gb18030. Raises UnicodeError when none fits."""
    with path.open("rb") as raw:
        head = raw.read(4)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        for encoding in CSV_ENCODINGS:
            raw.seek(0)
            if _decodes(raw, encoding):
                return encoding
    raise UnicodeError(path.name)


def _decodes(raw: io.BufferedReader, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := raw.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(sample: str) -> str:
    """The separator that splits most lines of the beginning."""
    lines = [line for line in sample.splitlines()[:60] if line.strip()]
    scores = {d: sum(line.count(d) > 1 for line in lines) for d in DELIMITERS}
    best = max(DELIMITERS, key=lambda d: (scores[d], d == ","))
    return best if scores[best] else ","
