"""Which rows below a heading are data, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from models.catalog.wording import bare
from pipelines.reading.grid import Sheet
from pipelines.reading.lexicon import Lexicon, text_of
from pipelines.reading.places import Gazetteer, Place
from pipelines.reading.tables import LONG_SHEET, Table

IDENTITY = frozenset({"facility_name", "unit", "lead_no", "task_no", "village"})
TOP_ROWS = 3  # where 栏次, hints and examples stand
LEADING_COLUMNS = 5


@dataclass
class Rows:
    """`reason[i]` is '' for a data row, else a key of problems.yml `skipped`."""

    reason: np.ndarray
    sections: list[tuple[int, Place]] = field(default_factory=list)  # body row → village it names
    footers: list[str] = field(default_factory=list)


def classify(table: Table, lexicon: Lexicon, places: Gazetteer) -> Rows:
    """Judge every body row of a table."""
    size = table.last - table.first
    rows = Rows(np.full(size, "", dtype=object))
    mapped = _mapped(table)
    known = _count(table, mapped, lambda v: not (isinstance(v, str) and lexicon.is_unknown(v)))
    filled = _filled(table, range(table.left, table.right + 1))
    quiet = _filled(table, mapped) + _count(table, _ignored(table), _is_numbering)
    rows.reason[(filled == 0) | ((known == 0) & (filled <= quiet))] = "blank"
    for i in _candidates(table, lexicon, filled, rows.reason):
        rows.reason[i] = _reason(table, lexicon, places, int(i), rows)
    rows.reason[(rows.reason == "") & (known == 0)] = "blank"
    return rows


def _mapped(table: Table) -> list[int]:
    matrix = [i for m in table.matrices for i, _ in m.options]
    return [m.index for m in table.matches] + matrix


def _ignored(table: Table) -> list[int]:
    return [i for i, why in table.dropped.items() if why == "ignored"]


def _is_numbering(value: object) -> bool:
    """A 序号 alone does not make a row."""
    return not isinstance(value, str) or _is_number(value)


def _is_figure(value: object) -> bool:
    return _is_number(value) if isinstance(value, str) else isinstance(value, (int, float))


def _count(table: Table, columns, counts) -> np.ndarray:
    """How many cells of each body row, in these columns, satisfy the question."""
    total = np.zeros(table.last - table.first, np.int32)
    for j in columns:
        if j >= table.sheet.n_columns:
            continue
        column = table.sheet.columns[j]
        flags = np.array([code != 0 and counts(v) for code, v in enumerate(column.values)])
        total += flags[column.codes[table.first : table.last]]
    return total


def _filled(table: Table, columns) -> np.ndarray:
    total = np.zeros(table.last - table.first, np.int32)
    for j in columns:
        if j < table.sheet.n_columns:
            total += table.sheet.columns[j].codes[table.first : table.last] != 0
    return total


def _candidates(table: Table, lexicon: Lexicon, filled, reason) -> np.ndarray:
    """Rows worth a closer look: few cells, the first rows, and rows with telling words."""
    look = (filled <= 2) | (np.arange(len(filled)) < TOP_ROWS)
    names = [m.index for m in table.matches if m.column.name in IDENTITY]
    first = min(table.paths, default=0)
    leading = range(table.left, min(first + LEADING_COLUMNS, table.right + 1))
    words = frozenset(bare(path[-1]) for path in table.paths.values())
    is_long = table.last - table.first > LONG_SHEET
    near = _incomplete(table, filled) if is_long else np.ones(len(filled), bool)
    for j in {*leading, *names}:
        column = table.sheet.columns[j]
        codes = column.codes[table.first : table.last]
        flags = np.array([isinstance(v, str) and v in words for v in column.values])
        for code in np.unique(codes[near]).tolist():
            flags[code] |= _is_telling(column.values[code], lexicon, words)
        look |= flags[codes]
    if is_long:
        look[-TOP_ROWS * 5 :] = True
    return np.flatnonzero(look & (reason == ""))


def _incomplete(table: Table, filled: np.ndarray) -> np.ndarray:
    """Rows of a long sheet that lack something a data row has: only they can be totals or notes."""
    near = filled <= 0.75 * np.median(filled)
    for match in table.matches:
        if match.column.required:
            near |= table.sheet.columns[match.index].codes[table.first : table.last] == 0
    return near


def _is_telling(value: object, lexicon: Lexicon, heading_words: frozenset[str]) -> bool:
    if not isinstance(value, str) or not value:
        return False
    if len(value) <= 20 and (value in heading_words or bare(value) in heading_words):
        return True
    return lexicon.telling.search("".join(value.split())) is not None and (
        lexicon.is_total(value)
        or lexicon.is_sum_up(value)
        or lexicon.is_sample(value)
        or lexicon.is_footer(value)
        or lexicon.is_section(value)
        or lexicon.is_stamp(value)
    )


def _reason(table: Table, lexicon: Lexicon, places: Gazetteer, i: int, rows: Rows) -> str:
    row = table.first + i
    cells = {
        j: v
        for j in range(table.left, table.right + 1)
        if (v := table.sheet.at(row, j)) != "" and not _is_merged_copy(table.sheet, row, j)
    }
    texts = [v for v in cells.values() if isinstance(v, str) and not _is_number(v)]
    first = texts[0] if texts else ""
    if i < TOP_ROWS and _is_column_numbers(cells, lexicon, len(table.paths)):
        return "colnum"
    if any(lexicon.is_sample(t) for t in texts[:2]):
        return "sample"
    if first and _is_total(table, cells, first, lexicon):
        return "total"
    if len(cells) >= 3 and _repeats_heading(table, cells):
        return "heading"
    if i < TOP_ROWS and _is_hints(table, cells, lexicon):
        return "hint"
    if first and _is_footer(table, cells, first, lexicon):
        rows.footers.append("  ".join(texts))
        return "footer"
    if len(set(map(str, cells.values()))) == 1:
        return _lonely(table, lexicon, places, i, cells, first, rows)
    return ""


def _is_total(table: Table, cells: dict[int, object], first: str, lexicon: Lexicon) -> bool:
    """A total by its label; 共12人 in a column of numbers is a number, and a row that names more
    than the sum (a place, a day) is no total for beginning with 以上共3家."""
    numbers = {m.index for m in table.matches if m.column.is_number}
    aside = {m.index for m in table.matches if m.column.name == "remarks"} - {min(cells)}
    words = [v for j, v in cells.items() if j not in numbers | aside and not _is_figure(v)]
    if lexicon.is_total(first) and (first in words or not any(map(str.isdigit, first))):
        return True
    said = [w for w in words if not (isinstance(w, str) and lexicon.is_unknown(w))]
    return len(said) == 1 and isinstance(said[0], str) and lexicon.is_sum_up(said[0])


def _is_merged_copy(sheet: Sheet, row: int, column: int) -> bool:
    return any(
        t < row <= b and left == column and right > left for t, left, b, right in sheet.merges
    )


def _is_number(text: str) -> bool:
    return text.strip().replace(".", "", 1).isdigit()


def _is_column_numbers(cells: dict[int, object], lexicon: Lexicon, width: int) -> bool:
    numbers = [lexicon.column_number(text_of(v)) for v in cells.values()]
    if len(numbers) < min(3, width) or any(n is None for n in numbers):
        return False
    counted = [n for n in numbers if n > 0]
    steps = {b - a for a, b in pairwise(counted)}
    return len(counted) >= 2 and steps == {1}


def _repeats_heading(table: Table, cells: dict[int, object]) -> bool:
    same = sum(
        j in table.paths and bare(str(v)) in {bare(p) for p in table.paths[j]}
        for j, v in cells.items()
    )
    return same >= 3 and same >= 0.7 * len(cells)


def _is_hints(table: Table, cells: dict[int, object], lexicon: Lexicon) -> bool:
    if len(cells) < 2 or not all(isinstance(v, str) for v in cells.values()):
        return False
    return sum(lexicon.is_hint(v) for v in cells.values()) >= max(2, 0.5 * len(cells))


def _is_footer(table: Table, cells: dict[int, object], first: str, lexicon: Lexicon) -> bool:
    few = len(cells) <= max(3, 0.34 * len(table.paths))
    if few and lexicon.is_footer(first):
        return True
    if few and any(isinstance(v, str) and lexicon.is_stamp(v) for v in cells.values()):
        return True
    return len(cells) >= 2 and all(
        isinstance(v, str) and lexicon.is_footer(v) for v in cells.values()
    )


def _lonely(table: Table, lexicon, places, i: int, cells, first: str, rows: Rows) -> str:
    """A row with one word only: a small heading, a village for the rows below, or a remark."""
    row, column = table.first + i, next(iter(cells))
    wide = any(
        t == row and left <= column <= right and right - left >= 2
        for t, left, _, right in table.sheet.merges
    )
    own = next((m.column for m in table.matches if m.index == column), None)
    village = places.only_village(first) if first else None
    if (
        village
        and (wide or own is None or own.type not in ("village", "unit"))
        and len(first) <= 20
    ):
        rows.sections.append((i, village))
        return "section"
    if wide or (first and lexicon.is_section(first)):
        return "section"
    if own is None or own.name not in IDENTITY:
        rows.footers.append(first)
        return "footer"
    return "footer" if len(first) > 30 else ""
