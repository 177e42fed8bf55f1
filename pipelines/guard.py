"""Looks at a file before any reader does: what it really is, and whether it is safe to open."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

MAX_FILE = 512 << 20
MAX_UNPACKED = 700 << 20
MAX_RATIO = 250  # honest sheets pack 10 to 60 times
RATIO_FROM = 24 << 20
MAX_ENTRIES = 4000
MAX_CELLS = 30_000_000  # rows × columns a reader would lay out
SPARSE_FROM = 2_000_000
SPARSE_SHARE = 0.05
MAX_LINE = 1 << 20  # bytes of a CSV line: a longer one asks a reader for millions of columns
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_OFFICE = ("word/", "ppt/", "visio/")
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv"})

_ROW = re.compile(rb'<row [^>]*?\br="(\d{1,9})"')
_PREFIXED_ROW = re.compile(rb'<\w+:row\b[^>]*?\br="(\d{1,9})"')
_WIDE = re.compile(rb' r="([A-Z]{2,3})\d')
_VALUE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,9})"[^>/]*>(?=<(?:\w+:)?(?:v|is|f)\b)')
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Unreadable(Exception):
    """The file cannot be imported; `reason` is a key of problems.yml `unreadable`."""

    def __init__(self, reason: str, **words: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words


@dataclass(frozen=True)
class Inspected:
    """A file that may be read, and how: xlsx, xls or csv."""

    path: Path
    kind: str


def inspect(path: Path, name: str | None = None) -> Inspected:
    """What kind of table the file is. Raises Unreadable with the reason otherwise."""
    suffix = Path(name or path.name).suffix.lower()
    if not path.is_file():
        raise Unreadable("missing")
    size = path.stat().st_size
    if suffix not in SUFFIXES:
        raise Unreadable("wrong_type")
    if size == 0:
        raise Unreadable("empty")
    if size > MAX_FILE:
        raise Unreadable("too_big", limit=MAX_FILE >> 20)
    with path.open("rb") as opened:
        head = opened.read(4096)
    return Inspected(path, _kind(path, suffix, head))


def inspect_kind(path: Path) -> str:
    """xlsx, xls or csv of a file that passed the guard when it was imported."""
    with path.open("rb") as opened:
        head = opened.read(8)
    return "xlsx" if head.startswith(b"PK") else "xls" if head.startswith(OLE) else "csv"


def _kind(path: Path, suffix: str, head: bytes) -> str:
    if head.startswith(b"PK"):
        if suffix == ".csv":
            raise Unreadable("not_workbook", suffix=suffix)
        check_package(path)
        return "xlsx"
    if head.startswith(OLE):
        if suffix == ".csv":
            raise Unreadable("not_workbook", suffix=suffix)
        return _ole_kind(path)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style")):
        raise Unreadable("html", suffix=suffix)
    if suffix != ".csv":
        raise Unreadable("not_workbook", suffix=suffix)
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_wide and _NOT_TEXT.search(head):
        raise Unreadable("not_workbook", suffix=suffix)
    _check_lines(path)
    return "csv"


def _check_lines(path: Path) -> None:
    """Refuse a CSV with a line that no table has, before a reader takes it apart."""
    length = 0
    with path.open("rb") as raw:
        while piece := raw.read(MAX_LINE):
            first, last = piece.find(b"\n"), piece.rfind(b"\n")
            if first < 0 and (first := piece.find(b"\r")) >= 0:
                last = piece.rfind(b"\r")
            if length + (len(piece) if first < 0 else first) > MAX_LINE:
                raise Unreadable("long_line", limit=MAX_LINE >> 20)
            length = length + len(piece) if first < 0 else len(piece) - last - 1


def _ole_kind(path: Path) -> str:
    from pipelines.reading.biff import Damaged, Encrypted, check_xls

    try:
        check_xls(path)
    except Encrypted as locked:
        raise Unreadable("encrypted") from locked
    except Damaged as broken:
        raise Unreadable("damaged") from broken
    return "xls"


def check_package(path: Path) -> None:
    """Refuse damaged packages, bombs, entities, odd paths and sparse giants."""
    try:
        with zipfile.ZipFile(path) as package:
            _check_sizes(package)
            names = set(package.namelist())
            if "xl/workbook.xml" not in names:
                is_other = any(n.startswith(OTHER_OFFICE) for n in names)
                is_package = "[Content_Types].xml" in names and not is_other
                raise Unreadable("damaged" if is_package else "wrong_type")
            for info in package.infolist():
                _check_part(package, info)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as broken:
        raise Unreadable("damaged") from broken
    except RuntimeError as locked:  # a zip with a password
        raise Unreadable("encrypted") from locked


def _check_sizes(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    unpacked = sum(e.file_size for e in entries)
    packed = sum(e.compress_size for e in entries) or 1
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED:
        raise Unreadable("bomb")
    if unpacked > RATIO_FROM and unpacked / packed > MAX_RATIO:
        raise Unreadable("bomb")
    if any(e.filename.startswith("/") or ".." in Path(e.filename).parts for e in entries):
        raise Unreadable("bad_path")


def _check_part(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Read one part to its end once: its checksum, its declarations, the reach of a sheet."""
    is_xml = info.filename.endswith((".xml", ".rels", ".vml"))
    is_sheet = "worksheets/" in info.filename and info.filename.endswith(".xml")
    reach = _Reach() if is_sheet else None
    for number, piece in enumerate(_pieces(package, info)):
        if is_xml and number == 0 and _declares(piece[:8192]):
            raise Unreadable("entities")
        if reach:
            reach.look(piece)
    if reach and reach.is_suspicious():
        reach.measure(_pieces(package, info))


def _pieces(package: zipfile.ZipFile, info: zipfile.ZipInfo):
    """The part in pieces that overlap a little, so that no tag is cut in two unseen."""
    seen, tail = 0, b""
    with package.open(info) as part:
        while piece := part.read(1 << 20):
            seen += len(piece)
            if seen > info.file_size + 1024:
                raise Unreadable("bomb")
            yield tail + piece
            tail = piece[-256:]


def _declares(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "ignore").encode()
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


class _Reach:
    """How far a sheet reaches, against how many cells hold something.

    A reader lays out rows × columns; a 4 KB file with one cell at XFD1048576 asks for 512 GB.
    """

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

    def measure(self, pieces) -> None:
        """Count exactly: only cells that hold something, as a reader does."""
        self.rows = self.columns = 0
        for xml in pieces:
            for letters, row in _VALUE.findall(xml):
                self.rows = max(self.rows, int(row))
                self.columns = max(self.columns, _number(letters))
        if self.is_suspicious():
            raise Unreadable("sparse", rows=self.rows, columns=self.columns)


def _number(letters: bytes) -> int:
    number = 0
    for byte in letters:
        number = number * 26 + byte - 64
    return number
