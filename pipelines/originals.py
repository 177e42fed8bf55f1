"""What stands in the cells of a stored workbook, for a person who asks where a value came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines.reading.files import read_sheets
from pipelines.reading.lexicon import mask_ids

ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def cell_texts(path: Path, sheet: str, cells: Iterable[str]) -> dict[str, str]:
    """cell → its text (ID numbers masked, blank is ""), for the cells that the sheet has.

    The file passed the guard when it was imported; {} when the sheet is not in it.
    """
    found = next((one for one in read_sheets(path, kind_of(path)) if one.name == sheet), None)
    if found is None:  # the name of a CSV's sheet is its file's, which the store does not keep
        found = read_sheets(path, "csv")[0] if kind_of(path) == "csv" else None
    if found is None:
        return {}
    places = {cell: place for cell in cells if (place := place_of(cell))}
    return {
        cell: mask_ids(as_text(found.at(row, column)))
        for cell, (row, column) in places.items()
        if row < found.n_rows and column < found.n_columns
    }


def kind_of(path: Path) -> str:
    """xlsx, xls or csv by the first bytes; the store keeps no extension."""
    with path.open("rb") as opened:
        head = opened.read(4)
    return {ZIP: "xlsx", OLE: "xls"}.get(head, "csv")


def place_of(cell: str) -> tuple[int, int] | None:
    """C7 → (6, 2), row and column from 0."""
    parts = ADDRESS.fullmatch(cell or "")
    if not parts:
        return None
    column = 0
    for letter in parts[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(parts[2]) - 1, column - 1


def as_text(value: Any) -> str:
    """A cell as people read it: 12.0 is 12, a midnight is its day."""
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
