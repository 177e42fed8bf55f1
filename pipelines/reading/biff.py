"""What an .xls or BIFF .et tells besides its values: number formats, hidden rows, errors, 1904.

Reads the compound file and the workbook stream directly ([MS-CFB], [MS-XLS]); values themselves
come from calamine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipelines.reading.extras import BookExtras, Extras, telling
from pipelines.reading.formats import BUILT_IN, Format
from pipelines.reading.grid import Cell

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
BOF, EOF, BOUNDSHEET, FILEPASS, DATEMODE = 0x809, 0x0A, 0x85, 0x2F, 0x22
BIFF8 = b"\x00\x06"
RECALCID = 0x1C1  # a program that calculates has saved the book
FORMAT, XF, ROW = 0x41E, 0xE0, 0x208
NUMBER, RK, MULRK, FORMULA, BOOLERR = 0x203, 0x27E, 0xBD, 0x06, 0x205
ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


class Encrypted(ValueError):
    """The workbook asks for a password."""


class TooOld(ValueError):
    """The workbook is of Excel 5.0, 95 or older (BIFF5): its texts are in no known code page."""


class Damaged(ValueError):
    """The compound file or its workbook stream is not whole."""


def check_xls(path: Path) -> None:
    """Raises Encrypted, TooOld or Damaged when the file cannot be read as a BIFF8 workbook."""
    stream = workbook_stream(path.read_bytes())
    for code, data in _records(stream):
        if code == BOF and data[:2] < BIFF8:
            raise TooOld(path.name)
        if code == FILEPASS:
            raise Encrypted(path.name)
        if code == EOF:
            return
    raise Damaged(path.name)


def xls_extras(path: Path) -> BookExtras:
    """Read the facts of every worksheet of a BIFF workbook."""
    stream = workbook_stream(path.read_bytes())
    book, is_calculated = BookExtras(), False
    formats = dict(BUILT_IN)
    styles: list[int] = []
    places: list[tuple[str, int]] = []
    for code, data in _records(stream):
        if code == DATEMODE:
            book.is_1904 = data[:2] == b"\x01\x00"
        elif code == FORMAT:
            formats[struct.unpack_from("<H", data)[0]] = _string(data, 2, wide_length=True)
        elif code == XF:
            styles.append(struct.unpack_from("<H", data, 2)[0])
        elif code == BOUNDSHEET:
            places.append((_string(data, 6, wide_length=False), struct.unpack_from("<I", data)[0]))
        elif code == RECALCID:
            is_calculated = True
        elif code == EOF:
            break
    told = telling({i: formats[f] for i, f in enumerate(styles) if f in formats})
    for name, start in places:
        book.sheets[name] = _sheet_extras(stream, start, told)
    if is_calculated or any(facts.has_results for facts in book.sheets.values()):
        for facts in book.sheets.values():  # a result of no length is a result
            facts.empty_formulas.clear()
    return book


def _sheet_extras(stream: bytes, start: int, formats: Mapping[int, Format]) -> Extras:
    extras = Extras()
    for code, data in _records(stream, start):
        if code == EOF:
            break
        if code == ROW and len(data) >= 16 and data[12] & 0x20:
            extras.hidden_rows.add(struct.unpack_from("<H", data)[0])
        elif code in (NUMBER, RK, FORMULA) and len(data) >= 6:
            row, column, style = struct.unpack_from("<HHH", data)
            if style in formats:
                extras.formats[row, column] = formats[style]
            if code == FORMULA:
                _take_result((row, column), data[6:14], extras)
        elif code == MULRK:
            row, first = struct.unpack_from("<HH", data)
            for i in range((len(data) - 6) // 6):
                style = struct.unpack_from("<H", data, 4 + 6 * i)[0]
                if style in formats:
                    extras.formats[row, first + i] = formats[style]
        elif code == BOOLERR and len(data) >= 8 and data[7]:
            row, column = struct.unpack_from("<HH", data)
            extras.errors[row, column] = ERRORS.get(data[6], "#N/A")
    return extras


def _take_result(cell: Cell, result: bytes, extras: Extras) -> None:
    """An error, or a text of no length: what a writer that cannot calculate leaves, too."""
    is_number = result[6:] != b"\xff\xff"
    if not is_number and result[0] == 2:
        extras.errors[cell] = ERRORS.get(result[2], "#N/A")
    if not is_number and result[0] == 3:
        extras.empty_formulas.add(cell)
    else:
        extras.has_results = True


def _string(data: bytes, at: int, *, wide_length: bool) -> str:
    """A BIFF8 unicode string: length, flags, characters of one or two bytes."""
    size = 2 if wide_length else 1
    length = int.from_bytes(data[at : at + size], "little")
    flags = data[at + size] if len(data) > at + size else 0
    start = at + size + 1
    if flags & 1:
        return data[start : start + 2 * length].decode("utf-16-le", "replace")
    return data[start : start + length].decode("latin-1")


def _records(stream: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    while start + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, start)
        yield code, stream[start + 4 : start + 4 + size]
        start += 4 + size


# ---------------------------------------------------------------- the compound file


def workbook_stream(raw: bytes) -> bytes:
    """The Workbook (or Book) stream. Raises Encrypted for a packed .xlsx, Damaged otherwise."""
    try:
        return _workbook_stream(raw)
    except (struct.error, IndexError, RecursionError) as broken:
        raise Damaged("compound file") from broken


def _workbook_stream(raw: bytes) -> bytes:
    if raw[:8] != OLE or len(raw) < 1024:
        raise Damaged("no compound file")
    sector = 1 << struct.unpack_from("<H", raw, 30)[0]
    if sector not in (512, 4096):
        raise Damaged("sector size")
    table = _allocation(raw, sector)
    directory = _chain(raw, sector, table, struct.unpack_from("<I", raw, 48)[0])
    entries = [_entry(directory[i : i + 128]) for i in range(0, len(directory) - 127, 128)]
    named = {entry[0]: entry for entry in entries}
    if "EncryptedPackage" in named:
        raise Encrypted("package")
    found = named.get("Workbook") or named.get("Book")  # one for Excel 97, one for Excel 95
    if found is None:
        raise Damaged("no workbook stream")
    _, start, size = found
    if size < struct.unpack_from("<I", raw, 56)[0]:
        return _small_stream(raw, sector, table, entries, start, size)
    data = _chain(raw, sector, table, start)
    if len(data) < size:
        raise Damaged("truncated")
    return data[:size]


def _entry(data: bytes) -> tuple[str, int, int]:
    length = struct.unpack_from("<H", data, 64)[0]
    name = data[: max(length - 2, 0)].decode("utf-16-le", "replace")
    return name, struct.unpack_from("<I", data, 116)[0], struct.unpack_from("<I", data, 120)[0]


def _allocation(raw: bytes, sector: int) -> list[int]:
    """The file allocation table, with the sectors that hold it."""
    holders = [n for n in struct.unpack_from("<109I", raw, 76) if n < END]
    following, count = struct.unpack_from("<II", raw, 68)
    for _ in range(min(count, 10_000)):
        if following >= END:
            break
        numbers = struct.unpack_from(f"<{sector // 4}I", raw, (following + 1) * sector)
        holders += [n for n in numbers[:-1] if n < END]
        following = numbers[-1]
    table: list[int] = []
    for holder in holders:
        table += struct.unpack_from(f"<{sector // 4}I", raw, (holder + 1) * sector)
    return table


def _chain(raw: bytes, sector: int, table: list[int], start: int) -> bytes:
    parts, seen = [], 0
    while start < END:
        if start >= len(table) or seen > len(table):
            raise Damaged("sector chain")
        part = raw[(start + 1) * sector : (start + 2) * sector]
        if not part:
            raise Damaged("truncated")
        parts.append(part)
        start, seen = table[start], seen + 1
    return b"".join(parts)


def _small_stream(raw, sector, table, entries, start: int, size: int) -> bytes:
    """A stream below the cutoff lives in the root entry's stream, in small sectors."""
    root = _chain(raw, sector, table, entries[0][1])
    small = 1 << struct.unpack_from("<H", raw, 32)[0]
    packed = _chain(raw, sector, table, struct.unpack_from("<I", raw, 60)[0])
    links = struct.unpack(f"<{len(packed) // 4}I", packed[: len(packed) // 4 * 4])
    data = b""
    while start < END and len(data) < size:
        data += root[start * small : (start + 1) * small]
        start = links[start]
    if len(data) < size:
        raise Damaged("truncated")
    return data[:size]
