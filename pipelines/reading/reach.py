"""How far a sheet of an .xlsx reaches, against how many of its cells hold something.

A reader lays out rows × columns: a 4 KB file with one cell at XFD1048576 asks for 512 GB. A cell
that holds nothing but white space reaches nowhere: people leave one behind without seeing it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

MAX_CELLS = 30_000_000  # rows × columns a reader would lay out
SPARSE_FROM = 2_000_000
SPARSE_SHARE = 0.05
_ROW = re.compile(rb'<row [^>]*?\br=["\'](\d{1,9})["\']')
_PREFIXED_ROW = re.compile(rb'<\w+:row\b[^>]*?\br=["\'](\d{1,9})["\']')
_WIDE = re.compile(rb' r=["\']([A-Z]{2,3})\d')
_VALUE = re.compile(rb'\br=["\']([A-Z]{1,3})(\d{1,9})["\'][^>/]*>(?=<(?:\w+:)?(?:v|is|f)\b)')
_TEXT_CELL = re.compile(
    rb"<(\w+:)?c\b([^>/]*)>(?:<\1?v>([^<]*)</\1?v>|<\1?is>(.*?)</\1?is>)</\1?c>", re.S
)
_ITEM = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.S)
_TAG = re.compile(rb"<[^>]*>")
_BLANK = re.compile(rb"(?:\s|\xc2\xa0|\xe3\x80\x80|&#(?:32|160|12288|x20|xA0|x3000);)*", re.I)


class Reach:
    """Counts over the pieces of a sheet's XML."""

    def __init__(self) -> None:
        self.rows = self.columns = self.cells = 0

    def look(self, xml: bytes) -> None:
        """Count loosely: declared rows (even empty ones), widest letters, values."""
        self.cells += xml.count(b"<v>") + xml.count(b"<is>")
        rows = _PREFIXED_ROW if b":row" in xml else _ROW
        self.rows = max(self.rows, max(map(int, rows.findall(xml)), default=0))
        self.columns = max(self.columns, max(map(_number, set(_WIDE.findall(xml))), default=26))

    def is_suspicious(self) -> bool:
        area = self.rows * self.columns
        return area > MAX_CELLS or (area > SPARSE_FROM and self.cells < SPARSE_SHARE * area)

    def measure(self, pieces: Iterable[bytes]) -> None:
        """Count exactly: only cells that hold something, as a reader does."""
        self.rows = self.columns = self.cells = 0
        for xml in pieces:
            for letters, row in _VALUE.findall(xml):
                self.cells += 1
                self.rows = max(self.rows, int(row))
                self.columns = max(self.columns, _number(letters))


def is_far(xml: bytes) -> bool:
    """Whether the cells of a whole sheet lie too far apart to be laid out."""
    reach = Reach()
    rows = _PREFIXED_ROW if b":row" in xml else _ROW
    reach.rows = max(map(int, rows.findall(xml)), default=0)
    if reach.rows * 26 <= SPARSE_FROM and not _WIDE.search(xml):
        return False
    reach.look(xml)
    if reach.is_suspicious():
        reach.measure([xml])
    return reach.is_suspicious()


def blank_texts(strings: bytes) -> frozenset[bytes]:
    """Numbers of the shared strings that show nothing."""
    return frozenset(
        str(i).encode()
        for i, item in enumerate(_ITEM.findall(strings))
        if _BLANK.fullmatch(_TAG.sub(b"", item))
    )


def without_blanks(xml: bytes, blanks: Collection[bytes]) -> bytes:
    """The sheet without the cells whose text shows nothing."""

    def kept(cell: re.Match[bytes]) -> bytes:
        _, attributes, value, inline = cell.groups()
        is_shared = b't="s"' in attributes or b"t='s'" in attributes
        text = _TAG.sub(b"", inline) if value is None else value
        is_blank = value in blanks if is_shared else _BLANK.fullmatch(text) is not None
        return b"" if is_blank else cell[0]

    return _TEXT_CELL.sub(kept, xml)


def _number(letters: bytes) -> int:
    number = 0
    for byte in letters:
        number = number * 26 + byte - 64
    return number
