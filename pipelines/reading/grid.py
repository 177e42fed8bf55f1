"""A sheet as columns of distinct values and codes: what is read once is never read twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

Cell = tuple[int, int]  # row and column, from 0


@dataclass
class Codes:
    """A column: `values[codes[row]]` is the cell. Code 0 is always the blank."""

    values: list[Any]
    codes: np.ndarray

    def at(self, row: int) -> Any:
        return self.values[self.codes[row]]


def encode(cells: Sequence[Any]) -> Codes:
    """Distinct values in order of appearance; blanks and white space are code 0."""
    if bool in set(map(type, cells)):  # 1 and True are equal as keys but not as cells
        cells = [str(c).upper() if isinstance(c, bool) else c for c in cells]
    known: dict[Any, Any] = {"": 0, **dict.fromkeys(cells)}
    for code, value in enumerate(known):
        known[value] = code
    codes = np.fromiter(map(known.__getitem__, cells), np.int32, len(cells))
    return _blanked(list(known), codes)


def _blanked(values: list[Any], codes: np.ndarray) -> Codes:
    blank = [v is None or (isinstance(v, str) and not v.strip()) for v in values]
    if sum(blank) > 1:
        is_blank = np.array(blank)
        codes = np.where(is_blank[codes], 0, codes).astype(np.int32)
    return Codes(values, codes)


def encoded(column: pa.ChunkedArray) -> Codes:
    """A dictionary column of Arrow (one dictionary for all its chunks) as distinct values and
    codes."""
    values = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    codes = [np.asarray(chunk.indices) for chunk in column.chunks]
    return _blanked(["", *values], np.concatenate(codes).astype(np.int32) + 1)


def relabelled(column: Codes, marks: Sequence[str], read: Callable[[str], str]) -> Codes:
    """The column with every text read once more, where one of `marks` stands among the texts
    (joined and led by zero bytes)."""
    joined = "\0".join(["", *column.values])
    if not any(mark in joined for mark in marks):
        return column
    return _blanked([read(value) for value in column.values], column.codes)


class Encoder:
    """Encodes a table that arrives in pieces, row lists of any length."""

    def __init__(self) -> None:
        self.known: list[dict[str, int]] = []
        self.pieces: list[list[np.ndarray]] = []
        self.rows = 0

    def add(self, rows: list[list[str]]) -> None:
        width = max(map(len, rows), default=0)
        ragged = any(len(row) != width for row in rows)
        if ragged:
            rows = [row + [""] * (width - len(row)) for row in rows]
        while len(self.known) < width:
            self.known.append({"": 0})
            self.pieces.append([np.zeros(self.rows, np.int32)] if self.rows else [])
        for j, cells in enumerate(zip(*rows, strict=True)):
            known = self.known[j]
            fresh = [value for value in dict.fromkeys(cells) if value not in known]
            known.update(zip(fresh, range(len(known), len(known) + len(fresh)), strict=True))
            self.pieces[j].append(np.fromiter(map(known.__getitem__, cells), np.int32, len(rows)))
        for pieces in self.pieces[width:]:
            pieces.append(np.zeros(len(rows), np.int32))
        self.rows += len(rows)

    def columns(self) -> list[Codes]:
        return [
            _blanked(list(known), np.concatenate(pieces) if pieces else np.zeros(0, np.int32))
            for known, pieces in zip(self.known, self.pieces, strict=True)
        ]


@dataclass
class Sheet:
    """One sheet. Rows and columns count from 0; `merges` are (top, left, bottom, right)."""

    name: str
    columns: list[Codes]
    n_rows: int
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    empty_formulas: frozenset[Cell] = frozenset()
    is_visible: bool = True
    is_1904: bool = False

    @property
    def n_columns(self) -> int:
        return len(self.columns)

    def at(self, row: int, column: int) -> Any:
        if not (0 <= row < self.n_rows and 0 <= column < self.n_columns):
            return ""
        value = self.columns[column].at(row)
        return "" if self.columns[column].codes[row] == 0 else value

    def row(self, row: int) -> list[Any]:
        return [self.at(row, j) for j in range(self.n_columns)]

    def filled(self, top: int = 0, bottom: int | None = None) -> np.ndarray:
        """How many cells of each row are not blank."""
        stop = self.n_rows if bottom is None else bottom
        counts = np.zeros(max(stop - top, 0), np.int32)
        for column in self.columns:
            counts += column.codes[top:stop] != 0
        return counts

    def texts(self) -> Iterator[str]:
        """Every distinct text, and every number long enough to be an identity number."""
        for column in self.columns:
            for value in column.values:
                if isinstance(value, str):
                    yield value
                elif isinstance(value, (int, float)) and value >= 1e17:
                    yield str(int(value))


def sheet_of(name: str, rows: Iterable[Sequence[Any]], **facts: Any) -> Sheet:
    """A sheet from rows of equal length."""
    rows = list(rows)
    columns = [encode(cells) for cells in zip(*rows, strict=True)] if rows else []
    sheet = Sheet(name, columns, len(rows), **facts)
    fill_down(sheet)
    return sheet


def fill_down(sheet: Sheet) -> None:
    """A merged cell holds for every row of the merge (in its first column)."""
    for top, left, bottom, _ in sheet.merges:
        if bottom > top and left < sheet.n_columns and top < sheet.n_rows:
            codes = sheet.columns[left].codes
            codes[top : bottom + 1] = codes[top]


def address(row: int, column: int) -> str:
    """C7 for row 6, column 2."""
    return f"{letter(column)}{row + 1}"


def letter(column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(letters: str) -> int:
    number = 0
    for char in letters:
        number = number * 26 + ord(char) - 64
    return number - 1
