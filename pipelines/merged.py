"""Amounts and counts that stand once for several subjects: a merged cell counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from models.catalog.forms import Form
from pipelines.reading.grid import Sheet

if TYPE_CHECKING:
    from pipelines.validate import Judged

COUNTED = frozenset({"count", "number", "money_wan", "money_yuan"})  # a rate holds for every row
Spans = tuple[tuple[int, int], ...]  # [first, behind the last) in rows of the body


def merged_spans(sheet: Sheet, first: int, last: int) -> dict[int, Spans]:
    """For each column the body rows that a merged cell covers, two or more at a time."""
    found: dict[int, Spans] = {}
    for top, left, bottom, _ in sheet.merges:
        start, stop = max(top, first) - first, min(bottom + 1, last) - first
        if stop - start >= 2:
            found[left] = (*found.get(left, ()), (start, stop))
    return found


def count_once(
    form: Form, columns: Mapping[str, Judged], is_data: np.ndarray, tell: Callable
) -> None:
    """Tell every merged amount or count over rows of different subjects; leave it in the first."""
    for judged in columns.values():
        if judged.column.type in COUNTED and judged.item.merged:
            for rows in _shared(form, columns, judged, is_data):
                _leave_in_first(judged, rows, tell)


def _shared(
    form: Form, columns: Mapping[str, Judged], judged: Judged, is_data: np.ndarray
) -> Iterator[np.ndarray]:
    for start, stop in judged.item.merged:
        rows = start + np.flatnonzero(is_data[start:stop])
        subjects = {_subject(form, columns, int(i)) for i in rows}
        if len(subjects) > 1 and judged.at(rows[0]) is not None:
            yield rows


def _subject(form: Form, columns: Mapping[str, Judged], i: int) -> tuple:
    """What the row speaks of; a row that does not say speaks of something of its own."""
    said = tuple(columns[name].at(i) if name in columns else None for name in form.subject)
    return said if any(v is not None for v in said) else (i,)


def _leave_in_first(judged: Judged, rows: np.ndarray, tell: Callable) -> None:
    written = judged.item.values[judged.codes[rows[0]]]
    for i in rows.tolist():
        tell("merged_number", judged, i, words={"count": len(rows)})
    judged.add(None, rows[1:], written)
