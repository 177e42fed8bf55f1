"""What the cell values of an .xlsx do not tell: percent formats, hidden rows, errors, 1904 dates.

The sheet's own XML is scanned as bytes, only for the things a workbook really has.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring

from pipelines.reading.grid import Cell, column_number

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_BUILT_IN_PERCENT = {"9", "10"}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>'
    rb"(?:<f\b[^>]*?(?:/>|>[^<]*</f>))?<v>([^<]*)</v>"
)
_EMPTY_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*><f\b[^>]*?(?:/>|>[^<]*</f>)(?:<v></v>|<v\s*/>)?</'
)


@dataclass
class Extras:
    """Facts about one sheet; cells are (row, column) from 0."""

    percents: set[Cell] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)
    empty_formulas: set[Cell] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)


@dataclass
class BookExtras:
    """Facts about a workbook, by sheet name."""

    is_1904: bool = False
    sheets: dict[str, Extras] = field(default_factory=dict)


def xlsx_extras(path) -> BookExtras:
    """Read the facts of every worksheet of an .xlsx or .xlsm."""
    book = BookExtras()
    with zipfile.ZipFile(path) as package:
        root = fromstring(package.read("xl/workbook.xml"))
        book.is_1904 = _is_1904(root)
        percents = _percent_styles(package)
        for name, part in sheet_parts(package, root).items():
            book.sheets[name] = _sheet_extras(package.read(part), percents)
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


def _percent_styles(package: zipfile.ZipFile) -> list[str]:
    """Numbers of the cell styles that show a value as a percentage."""
    if "xl/styles.xml" not in package.namelist():
        return []
    root = fromstring(package.read("xl/styles.xml"))
    percent = set(_BUILT_IN_PERCENT)
    for fmt in (e for e in root.iter() if e.tag.endswith("}numFmt")):
        if "%" in _QUOTED.sub("", fmt.get("formatCode", "")):
            percent.add(fmt.get("numFmtId", ""))
    styles = next((e for e in root if e.tag.endswith("}cellXfs")), ())
    return [str(i) for i, xf in enumerate(styles) if xf.get("numFmtId") in percent]


def _sheet_extras(xml: bytes, percent_styles: list[str]) -> Extras:
    extras = Extras()
    if b'hidden="' in xml:
        extras.hidden_rows = {int(n) - 1 for n in _HIDDEN_ROW.findall(xml)}
    if b't="e"' in xml:
        extras.errors = {_cell(c, r): v.decode() for c, r, v in _ERROR.findall(xml)}
    if b"<f" in xml:
        extras.empty_formulas = {_cell(c, r) for c, r in _EMPTY_FORMULA.findall(xml)}
    used = [s for s in percent_styles if f's="{s}"'.encode() in xml]
    if used:
        ids = "|".join(used).encode()
        shapes = (
            rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(?:' + ids + rb')"[ />]',
            rb'<c s="(?:' + ids + rb')" r="([A-Z]{1,3})(\d{1,7})"[ />]',
        )
        extras.percents = {_cell(c, r) for s in shapes for c, r in re.findall(s, xml)}
    return extras


def _cell(letters: bytes, row: bytes) -> Cell:
    return int(row) - 1, column_number(letters.decode())
