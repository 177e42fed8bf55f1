"""The copy of a workbook that may be kept: personal ID numbers and reporters' cells removed.

A reporter's identity is never stored (Regulation 737, Art. 16) and ID numbers are masked before
anything is stored (forms.md §2). Layout, formats and every other cell stay as they came; an .xls
becomes an .xlsx of its values.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from pipelines.reading.extras import sheet_parts
from pipelines.reading.files import read_sheets
from pipelines.reading.grid import Cell, column_number
from pipelines.reading.lexicon import PERSONAL_ID, has_id, mask_ids, text_of
from pipelines.reading.package import opened, usual_cells, usual_package
from pipelines.reading.texts import csv_dialect

Cells = Mapping[str, set[Cell]]  # sheet → cells that must go, rows and columns from 0

_ELEMENT = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.S)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_STYLE = re.compile(rb'\bs="\d+"')
_SHARED = re.compile(rb'<c\b[^>]*\bt="s"[^>]*>\s*<v>(\d+)</v>')
_NUMBER = re.compile(rb"<c\b([^>]*)><v>([1-8]\d{17}|[1-8]\.\d{5,16}E\+17)</v></c>")
_ITEM = re.compile(r"<si\b[^>]*?(?:/>|>.*?</si>)", re.S)
_TEXT = re.compile(r"<t\b[^>]*?>(.*?)</t>", re.S)
_ASCII_ID = re.compile(PERSONAL_ID.pattern.encode())


def holds_ids(path: Path, kind: str) -> bool:
    """Whether a personal ID number stands anywhere in the file."""
    if kind == "xlsx":
        with zipfile.ZipFile(opened(usual_package(path))) as package:
            return _parts_hold_id(package, package.namelist())
    return any(has_id(text) for sheet in read_sheets(path, kind) for text in sheet.texts())


def holds_ids_beside_cells(path: Path, kind: str, hidden: Collection[str]) -> bool:
    """Whether one stands where no reader of cells looks: comments, properties, hidden sheets."""
    if kind != "xlsx":
        return False
    with zipfile.ZipFile(opened(usual_package(path))) as package:
        parts = sheet_parts(package)
        read = {part for name, part in parts.items() if name not in hidden}
        read |= set() if hidden else {"xl/sharedStrings.xml"}
        return _parts_hold_id(package, [n for n in package.namelist() if n not in read])


def _parts_hold_id(package: zipfile.ZipFile, names: Iterable[str]) -> bool:
    listed = [n for n in names if n.endswith((".xml", ".vml"))]
    return any(_part_holds_id(package.read(name), name) for name in listed)


def _part_holds_id(xml: bytes, name: str) -> bool:
    if name == "xl/sharedStrings.xml":
        text = xml.decode("utf-8", "ignore")
        return has_id(text) or any(has_id(_plain(item)) for item in _ITEM.findall(text))
    if _ASCII_ID.search(xml):
        return True
    return any(has_id(_digits(number)) for _, number in _NUMBER.findall(xml))


def write_redacted(path: Path, kind: str, cells: Cells, copy: Path) -> None:
    """Write the copy that may be kept."""
    if kind == "csv":
        _redact_csv(path, cells, copy)
    elif kind == "xlsx":
        _redact_package(path, cells, copy)
    if kind == "xls" or holds_ids(copy, kind):
        _write_values(path, kind, cells, copy)


# ---------------------------------------------------------------- CSV


def _redact_csv(path: Path, cells: Cells, copy: Path) -> None:
    gone = set().union(*cells.values()) if cells else set()
    encoding, delimiter, newline = csv_dialect(path)
    with (
        path.open(encoding=encoding, newline="") as source,
        copy.open("w", encoding=encoding, newline="") as target,
    ):
        writer = csv.writer(target, delimiter=delimiter, lineterminator=newline)
        for row, record in enumerate(csv.reader(source, delimiter=delimiter)):
            writer.writerow(
                "" if (row, column) in gone else mask_ids(text)
                for column, text in enumerate(record)
            )


# ---------------------------------------------------------------- XLSX


def _redact_package(path: Path, cells: Cells, copy: Path) -> None:
    with zipfile.ZipFile(opened(usual_package(path))) as source:
        sheets = {part: cells.get(name, set()) for name, part in sheet_parts(source).items()}
        freed: set[int] = set()
        written = {}
        for name in source.namelist():
            content = source.read(name)
            if name in sheets:
                content = _redact_sheet(usual_cells(content), sheets[name], freed)
            elif name.endswith((".xml", ".vml")) and name != "xl/sharedStrings.xml":
                content = _mask_bytes(content)
            written[name] = content
        used = {int(n) for part in sheets for n in _SHARED.findall(written[part])}
        if "xl/sharedStrings.xml" in written:
            strings = written["xl/sharedStrings.xml"]
            written["xl/sharedStrings.xml"] = _redact_strings(strings, freed - used)
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                target.writestr(info.filename, written[info.filename])


def _redact_sheet(xml: bytes, gone: set[Cell], freed: set[int]) -> bytes:
    """Cells removed, their strings noted in `freed`; ID numbers held as numbers turned to text."""

    def empty(found: re.Match[bytes]) -> bytes:
        place = _REFERENCE.search(found[1])
        if not place or (int(place[2]) - 1, column_number(place[1].decode())) not in gone:
            return found[0]
        if b't="s"' in found[1]:
            freed.update(int(n) for n in re.findall(rb"<v>(\d+)</v>", found[2] or b""))
        style = _STYLE.search(found[1])
        return b"<c " + place[0] + (b" " + style[0] if style else b"") + b"/>"

    xml = _ELEMENT.sub(empty, xml) if gone else xml
    return _mask_bytes(_NUMBER.sub(_mask_number, xml))


def _mask_number(found: re.Match[bytes]) -> bytes:
    digits = _digits(found[2])
    if not has_id(digits):
        return found[0]
    kept = re.sub(rb'\bt="\w+"', b"", found[1])
    return b"<c" + kept + b' t="str"><v>' + mask_ids(digits).encode() + b"</v></c>"


def _digits(number: bytes) -> str:
    return number.decode() if number.isdigit() else str(int(float(number)))


def _mask_bytes(xml: bytes) -> bytes:
    return _ASCII_ID.sub(rb"\1************", xml)


def _redact_strings(xml: bytes, freed: set[int]) -> bytes:
    number = -1

    def clean(found: re.Match[str]) -> str:
        nonlocal number
        number += 1
        if number in freed:
            return "<si><t></t></si>"
        text = _plain(found[0])
        if not has_id(text):
            return found[0]
        return f'<si><t xml:space="preserve">{mask_ids(text)}</t></si>'

    return _ITEM.sub(clean, xml.decode("utf-8")).encode("utf-8")


def _plain(item: str) -> str:
    """The text of a shared string, its runs joined (entities stay as they are)."""
    return "".join(_TEXT.findall(item))


# ---------------------------------------------------------------- values only


def _write_values(path: Path, kind: str, cells: Cells, copy: Path) -> None:
    """An .xlsx (or .csv) of the values alone, where the file itself cannot be edited."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(copy), options)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in read_sheets(path, kind):
        page = book.add_worksheet(sheet.name[:31])
        gone = cells.get(sheet.name, set())
        if not sheet.is_visible:
            page.hide()
        for row in range(sheet.n_rows):
            for column, value in enumerate(sheet.row(row)):
                if value != "" and (row, column) not in gone:
                    _write_value(page, row, column, value, day)
    book.close()


def _write_value(page, row: int, column: int, value: Any, day) -> None:
    if isinstance(value, str) or has_id(text_of(value)):
        page.write_string(row, column, mask_ids(text_of(value)))
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value)
    elif hasattr(value, "year"):
        page.write_datetime(row, column, value, day)
    else:
        page.write_string(row, column, escape(str(value)))
