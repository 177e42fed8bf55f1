"""Looks at a file before any reader does: what it really is, and whether it is safe to open."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from pipelines.reading.package import workbook_parts
from pipelines.reading.reach import Reach, blank_texts, without_blanks
from pipelines.reading.texts import utf16_of

MAX_FILE = 512 << 20
MAX_UNPACKED = 700 << 20
MAX_RATIO = 250  # honest sheets pack 10 to 60 times
RATIO_FROM = 24 << 20
MAX_ENTRIES = 4000
MAX_LINE = 1 << 20  # bytes of a CSV line: a longer one asks a reader for millions of columns
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_OFFICE = ("word/", "ppt/", "visio/")
UNKNOWN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ParseError)
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv"})

_BOF_SIZES = (b"\x04\x00", b"\x06\x00", b"\x08\x00", b"\x10\x00")
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")  # \x1a ended a text under DOS


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
    if reason := _other_table(head):
        raise Unreadable(reason, suffix=suffix)
    if suffix != ".csv":
        is_text = not _NOT_TEXT.search(head) and re.search(rb"[\t,;]", head)
        raise Unreadable("text_table" if is_text else "not_workbook", suffix=suffix)
    if not utf16_of(head) and _NOT_TEXT.search(head):
        raise Unreadable("nul" if is_text_with_nul(head) else "not_workbook", suffix=suffix)
    _check_lines(path, may_hold_nul=utf16_of(head) is not None)
    return "csv"


def _other_table(head: bytes) -> str | None:
    """A table that Excel opens and that is neither a workbook of today nor a CSV."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
        return "xml2003"
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style")):
        return "html"
    if text.startswith((b"mime-version:", b"content-type: multipart/related")):
        return "mht"
    if head[:1] == b"\x09" and head[1:2] in b"\x00\x02\x04\x08" and head[2:4] in _BOF_SIZES:
        return "old_excel"
    return None


def is_text_with_nul(head: bytes) -> bool:
    """Text in which a program left zero bytes."""
    return (
        b"\0" in head
        and head.count(b"\0") < len(head) // 10
        and not _NOT_TEXT.search(head.replace(b"\0", b""))
    )


def _check_lines(path: Path, *, may_hold_nul: bool) -> None:
    """Refuse a CSV with a line or a character that no table has, before a reader takes it apart."""
    length = 0
    with path.open("rb") as raw:
        while piece := raw.read(MAX_LINE):
            if not may_hold_nul and b"\0" in piece:
                raise Unreadable("nul")
            first, last = piece.find(b"\n"), piece.rfind(b"\n")
            if first < 0 and (first := piece.find(b"\r")) >= 0:
                last = piece.rfind(b"\r")
            if length + (len(piece) if first < 0 else first) > MAX_LINE:
                raise Unreadable("long_line", limit=MAX_LINE >> 20)
            length = length + len(piece) if first < 0 else len(piece) - last - 1


def _ole_kind(path: Path) -> str:
    from pipelines.reading.biff import Damaged, Encrypted, TooOld, check_xls

    try:
        check_xls(path)
    except TooOld as old:
        raise Unreadable("old_excel") from old
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
            for info in package.infolist():
                _check_part(package, info)
            if not workbook_parts(package)[0]:
                raise Unreadable(_packed_kind(set(package.namelist())))
    except DefusedXmlException as declared:
        raise Unreadable("entities") from declared
    except UNKNOWN as broken:
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
    names = [e.filename.replace("\\", "/") for e in entries]
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Unreadable("bad_path")


def _packed_kind(names: set[str]) -> str:
    """Why a package is no workbook that can be read."""
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if any(name.endswith("workbook.bin") for name in names):
        return "xlsb"
    is_other = any(n.startswith(OTHER_OFFICE) for n in names)
    return "damaged" if "[Content_Types].xml" in names and not is_other else "wrong_type"


def _check_part(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Read one part to its end once: its checksum, its declarations, the reach of a sheet."""
    is_xml = info.filename.lower().endswith((".xml", ".rels", ".vml"))
    reach = None
    for number, piece in enumerate(_pieces(package, info)):
        if number == 0 and is_xml:
            if _declares(piece[:8192]):
                raise Unreadable("entities")
            is_sheet = "worksheets" in info.filename or b"sheetData" in piece
            reach = Reach() if is_sheet else None
        if reach:
            reach.look(piece)
    if reach and reach.is_suspicious():
        _measure(package, info, reach)


def _measure(package: zipfile.ZipFile, info: zipfile.ZipInfo, reach: Reach) -> None:
    """Count exactly; where cells lie too far apart, once more without those of white space."""
    reach.measure(_pieces(package, info))
    if reach.is_suspicious():
        names = {name.replace("\\", "/").lower(): name for name in package.namelist()}
        strings = names.get("xl/sharedstrings.xml")
        blanks = blank_texts(package.read(strings)) if strings else frozenset()
        reach.measure(without_blanks(piece, blanks) for piece in _pieces(package, info))
    if reach.is_suspicious():
        raise Unreadable("sparse", rows=reach.rows, columns=reach.columns)


def _pieces(package: zipfile.ZipFile, info: zipfile.ZipInfo):
    """The part in pieces that overlap a little, so that no tag is cut in two unseen."""
    seen, tail, encoding = 0, b"", None
    with package.open(info) as part:
        while piece := part.read(1 << 20):
            if not seen and piece[:2] in (b"\xff\xfe", b"\xfe\xff"):
                encoding = "utf-16-le" if piece[0] == 0xFF else "utf-16-be"
            seen += len(piece)
            if seen > info.file_size + 1024:
                raise Unreadable("bomb")
            if encoding:
                piece = piece.decode(encoding, "ignore").encode()
            yield tail + piece
            tail = piece[-256:]


def _declares(head: bytes) -> bool:
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head
