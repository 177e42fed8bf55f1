"""Files that want to harm or that are not what they say (stack.md: hostile xlsx)."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.books import write_book

SHEET = "xl/worksheets/sheet1.xml"
HEAD = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
    '2006/main"><sheetData>'
)
FOOT = "</sheetData></worksheet>"


def _clone(path: Path, part: str, content: str | Callable) -> Path:
    """A good workbook with one part replaced."""
    base = write_book(path.with_name("base.xlsx"), {"Sheet1": [["单位名称"], ["甲院"]]})
    with (
        zipfile.ZipFile(base) as good,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bad,
    ):
        for name in good.namelist():
            if name != part:
                bad.writestr(name, good.read(name))
            elif callable(content):
                with bad.open(name, "w", force_zip64=True) as opened:
                    content(opened)
            else:
                bad.writestr(name, content)
    base.unlink()
    return path


def one_giant_cell(path: Path) -> Path:
    """300 KB that unpack to 300 MB in one cell (2 GB behave the same, only slower to write)."""

    def write(opened) -> None:
        opened.write(f'{HEAD}<row r="1"><c r="A1" t="inlineStr"><is><t>'.encode())
        for _ in range(300):
            opened.write(b"A" * (1 << 20))
        opened.write(f"</t></is></c></row>{FOOT}".encode())

    return _clone(path, SHEET, write)


def many_tiny_rows(path: Path) -> Path:
    """4 million rows in a quarter of a megabyte."""

    def write(opened) -> None:
        opened.write(HEAD.encode())
        for _ in range(100):
            opened.write(b"<row><c><v>1</v></c></row>" * 40_000)
        opened.write(FOOT.encode())

    return _clone(path, SHEET, write)


def sparse_giant(path: Path) -> Path:
    """4 KB whose two cells span the largest sheet there is."""
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    )
    return _clone(path, SHEET, f"{HEAD}{rows}{FOOT}")


def external_entity(path: Path) -> Path:
    body = HEAD.replace("?>", '?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>', 1)
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>v:&x;</t></is></c></row>'
    return _clone(path, SHEET, body + cell + FOOT)


def billion_laughs(path: Path) -> Path:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 9))
    body = HEAD.replace("?>", f'?><!DOCTYPE r [<!ENTITY l0 "lolololol">{entities}]>', 1)
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l8;</t></is></c></row>'
    return _clone(path, SHEET, body + cell + FOOT)


def entity_in_shared_strings(path: Path) -> Path:
    body = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x "y">]><sst><si><t>&x;</t></si></sst>'
    return _clone(path, "xl/sharedStrings.xml", body)


def truncated(path: Path) -> Path:
    good = write_book(path.with_name("base.xlsx"), {"Sheet1": [["单位名称"]] * 500}).read_bytes()
    path.write_bytes(good[: len(good) * 2 // 3])
    path.with_name("base.xlsx").unlink()
    return path


def html_called_xls(path: Path) -> Path:
    path = path.with_suffix(".xls")
    path.write_text("<html><table><tr><td>单位名称</td></tr></table></html>", encoding="utf-8")
    return path


def encrypted(path: Path) -> Path:
    """A compound file with an EncryptedPackage stream, as Excel writes password-protected books."""
    path.write_bytes(_compound(["EncryptionInfo", "EncryptedPackage"]))
    return path


def xls_without_workbook(path: Path) -> Path:
    path = path.with_suffix(".xls")
    path.write_bytes(_compound(["WordDocument"]))
    return path


def _compound(streams: list[str]) -> bytes:
    """The smallest compound file with these (empty) streams: header, table, directory."""
    end, free, table_mark = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIII", 0, 1, 1, 0, 4096) + struct.pack("<IIII", end, 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    table = struct.pack("<II", table_mark, end) + struct.pack("<I", free) * 126
    entries = b""
    for number, name in enumerate(["Root Entry", *streams]):
        raw = name.encode("utf-16-le")
        entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, 5 if not number else 2, 1)
        entry += struct.pack("<III", free, free, 1 if not number else free) + b"\0" * 36
        entries += entry + struct.pack("<IQ", end, 0)
    return header + table + entries.ljust(512, b"\0")


FILES = {
    one_giant_cell: "bomb",
    many_tiny_rows: "bomb",
    sparse_giant: "sparse",
    external_entity: "entities",
    billion_laughs: "entities",
    entity_in_shared_strings: "entities",
    truncated: "damaged",
    html_called_xls: "html",
    encrypted: "encrypted",
    xls_without_workbook: "damaged",
}
