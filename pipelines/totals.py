"""Total rows that nobody labelled: nothing but numbers, each the sum of the rows it closes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from pipelines.merged import COUNTED

if TYPE_CHECKING:
    from pipelines.extract import Field
    from pipelines.validate import Judged

LEAST_ROWS = 2  # a sum of one row cannot be told from the row itself
TOLERANCE = 0.006  # sums shown with two decimals


def unlabelled_totals(
    columns: Mapping[str, Judged], extra: list[Field], status: np.ndarray
) -> list[int]:
    """Body rows that are such totals. A row that names anything (a place, a day, a person) never
    is one; where other rows follow without a break, two sums must agree."""
    is_data = status == ""
    rows = _rows_of_numbers(columns, extra, is_data)
    sums = {name: _single(j) for name, j in columns.items() if j.column.type in COUNTED}
    found: list[int] = []
    for i in rows:
        is_open = is_data.copy()
        is_open[[*found, i]] = False
        least = 2 if i + 1 < len(is_data) and is_open[i + 1] else 1
        if any(_is_sum(sums, i, scope, least) for scope in _scopes(i, is_open)):
            found.append(i)
    return found


def _rows_of_numbers(columns: Mapping[str, Judged], extra: list[Field], is_data) -> list[int]:
    """Data rows whose cells are numbers or blank."""
    alone = is_data.copy()
    for judged in columns.values():
        if not alone.any():
            return []
        if judged.item.constant is None:
            alone &= ~judged.failed() if judged.column.is_number else judged.codes == 0
    for item in extra:
        plain = np.array([not isinstance(v, str) or not v.strip() for v in item.values])
        alone &= plain[item.codes]
    if alone[is_data].all():  # village and day stand in the title: such rows are the data
        return []
    return np.flatnonzero(alone).tolist()


def _single(judged: Judged) -> np.ndarray:
    """The column's numbers, a merged one counted once."""
    numbers = judged.numbers()
    for start, stop in judged.item.merged:
        numbers[start + 1 : stop] = np.nan
    return numbers


def _scopes(i: int, is_open: np.ndarray) -> Iterator[np.ndarray]:
    """The rows a total in row i may close: its own group, everything above, everything below."""
    above = np.flatnonzero(is_open[:i])
    if not len(above):
        yield i + 1 + np.flatnonzero(is_open[i + 1 :])
        return
    yield above
    breaks = np.flatnonzero(~is_open[:i])
    yield above[above > (breaks[-1] if len(breaks) else -1)]


def _is_sum(sums: Mapping[str, np.ndarray], i: int, rows: np.ndarray, least: int) -> bool:
    """Whether every number of row i is the sum of these rows, `least` of them not zero."""
    said = [numbers for numbers in sums.values() if not np.isnan(numbers[i])]
    if len(rows) < LEAST_ROWS or sum(numbers[i] > 0 for numbers in said) < least:
        return False
    return all(abs(np.nansum(numbers[rows]) - numbers[i]) <= TOLERANCE for numbers in said)
