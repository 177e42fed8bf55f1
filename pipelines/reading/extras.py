"""What the cell values of an .xlsx do not tell: number formats, hidden rows, errors, 1904 dates.

The sheet's own XML is scanned as bytes, only for the things a workbook really has.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring

from pipelines.reading.formats import BUILT_IN, Format, parse_format
from pipelines.reading.grid import Cell, column_number
from pipelines.reading.package import usual_cells

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_FORMULA = rb"(?:<f\b[^>]*?(?:/>|>[^<]*</f>))"
_ERROR = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>' + _FORMULA + rb"?<v>([^<]*)</v>"
)
_EMPTY_FORMULA = re.compile(
    rb'<c\b([^>]*?)\br="([A-Z]{1,3})(\d+)"([^>]*)>' + _FORMULA + rb"(<v></v>|<v\s*/>)?</"
)


@dataclass
class Extras:
    """Facts about one sheet; cells are (row, column) from 0."""

    formats: dict[Cell, Format] = field(default_factory=dict)  # that show another thing than stored
    errors: dict[Cell, str] = field(default_factory=dict)
    empty_formulas: set[Cell] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    has_results: bool = False  # some formula has one (asked of an .xls alone)


@dataclass
class BookExtras:
    """Facts about a workbook, by sheet name."""

    is_1904: bool = False
    sheets: dict[str, Extras] = field(default_factory=dict)


def xlsx_extras(package: zipfile.ZipFile, sheets: Mapping[str, bytes]) -> BookExtras:
    """Read the facts of the worksheets, whose XML is given by name."""
    root = fromstring(package.read("xl/workbook.xml"))
    formats = style_formats(package)
    book = BookExtras(_is_1904(root))
    for name, xml in sheets.items():
        book.sheets[name] = _sheet_extras(usual_cells(xml), formats)
    return book


def _is_1904(root: ElementTree.Element) -> bool:
    found = next((e for e in root if e.tag.endswith("}workbookPr")), None)
    return found is not None and found.get("date1904") in ("1", "true")


def sheet_parts(
    package: zipfile.ZipFile, root: ElementTree.Element | None = None
) -> dict[str, str]:
    """Worksheet name → part of the package."""
    if root is None:
        root = fromstring(package.read("xl/workbook.xml"))
    names = set(package.namelist())
    relations = fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    parts = {}
    for sheet in root.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        target = targets.get(sheet.get(_REL) or sheet.get(_STRICT_REL) or "", "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names and "worksheets" in part:
            parts[sheet.get("name", "")] = part
    return parts


def style_formats(package: zipfile.ZipFile) -> dict[int, Format]:
    """Style of a cell → its number format, where a cell may show another thing than is stored."""
    if "xl/styles.xml" not in package.namelist():
        return {}
    root = fromstring(package.read("xl/styles.xml"))
    codes = dict(BUILT_IN)
    for one in (e for e in root.iter() if e.tag.endswith("}numFmt")):
        codes[int(one.get("numFmtId", "0"))] = one.get("formatCode", "")
    styles = next((e for e in root if e.tag.endswith("}cellXfs")), ())
    used = [int(xf.get("numFmtId", "0")) for xf in styles]
    return telling({i: codes[number] for i, number in enumerate(used) if number in codes})


def telling(codes: Mapping[int, str]) -> dict[int, Format]:
    """Style → format, without those that never show another thing than is stored."""
    read = {code: parse_format(code) for code in set(codes.values())}
    return {i: f for i, code in codes.items() if not (f := read[code]).is_silent}


def _sheet_extras(xml: bytes, formats: Mapping[int, Format]) -> Extras:
    extras = Extras()
    if b'hidden="' in xml:
        extras.hidden_rows = {int(n) - 1 for n in _HIDDEN_ROW.findall(xml)}
    if b't="e"' in xml:
        extras.errors = {_cell(c, r): v.decode() for c, r, v in _ERROR.findall(xml)}
    if b"<f" in xml:
        extras.empty_formulas = set(_formulas_without_value(xml))
    used = {s: f for s, f in formats.items() if f's="{s}"'.encode() in xml}
    for s, letters, row in _styled(xml, used):
        extras.formats[_cell(letters, row)] = used[int(s)]
    return extras


def _formulas_without_value(xml: bytes) -> Iterator[Cell]:
    """Formulas whose result was never stored; a stored text of no length is a result."""
    for before, letters, row, after, value in _EMPTY_FORMULA.findall(xml):
        if not (value and b't="str"' in before + after):
            yield _cell(letters, row)


def _styled(xml: bytes, formats: Mapping[int, Format]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """(style, letters, row) of every cell with a value that its format may show as another."""
    shapes: dict[bytes, list[str]] = {}
    for style, one in formats.items():
        shapes.setdefault(_values_shown_as_another(one), []).append(str(style))
    for value, styles in shapes.items():
        shape = rb'<c r="([A-Z]{1,3})(\d+)"[^>]*?\bs="(%b)"[^>/]*>%b' % (
            "|".join(styles).encode(),
            value,
        )
        yield from ((s, letters, row) for letters, row, s in re.findall(shape, xml))


def _values_shown_as_another(shown_by: Format) -> bytes:
    """The stored values that matter: under 0.00 only 9.1, shown 9.10; under 000 only 5 and 50."""
    if not shown_by.is_plain:
        return b""
    if shown_by.width > 1:
        return rb"<v>\d{1,8}(?:\.\d+)?</v>"
    return rb"<v>\d{1,4}\.\d{1,%d}</v>" % (shown_by.pads - 1)


def _cell(letters: bytes, row: bytes) -> Cell:
    return int(row) - 1, column_number(letters.decode())
