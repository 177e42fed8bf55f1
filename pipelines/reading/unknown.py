"""What is kept of a sheet that is no form: the row of its headings and the forms it comes near."""

from __future__ import annotations

import re

from models.catalog.forms import Column, Form
from pipelines.reading.grid import Sheet
from pipelines.reading.headings import Headings
from pipelines.reading.headrows import heading_paths
from pipelines.reading.lexicon import mask_ids
from pipelines.reading.tables import DEEPEST_HEADING

LONGEST_HEADING = 24
WIDE = 0.7  # of the widest row near the top: the first row as wide as that holds the headings
_FIGURE = re.compile(r"^[\d.,%/-]+$|\d{5}|\d{4}[-./年]\d{1,2}[-./月]\d|[:：].")

HeadingRow = tuple[int, list[str]]  # Excel row, its words


def nearest_forms(sheet: Sheet, headings: Headings) -> list[tuple[Form, list[Column]]]:
    """The two forms whose headings the sheet comes closest to, with the headings it lacks."""
    best: dict[str, tuple[float, list[Column]]] = {}
    for row in range(min(sheet.n_rows, 20)):
        paths = heading_paths(sheet, row, row + 1)
        for form in headings.forms.forms:
            seen = headings.recognise(form, {i: p for i, p in paths.items() if len(p[-1]) <= 24})
            if form.code not in best or seen.score > best[form.code][0]:
                best[form.code] = (seen.score, seen.missing)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    return [(headings.forms.form(code), missing) for code, (_, missing) in ranked[:2]]


def heading_row(sheet: Sheet, row: int) -> HeadingRow:
    """The Excel row and its words, personal numbers masked."""
    return row + 1, [mask_ids("".join(str(v).split())) for v in sheet.row(row) if v != ""]


def heading_of_unknown(sheet: Sheet, headings: Headings) -> list[HeadingRow]:
    """The row that people may give a form to, or none. Rows below it may hold people's names:
    nothing of them is kept."""
    near = range(min(sheet.n_rows, DEEPEST_HEADING + 5))
    widths = {row: len({str(v) for v in sheet.row(row) if v != ""}) for row in near}
    least = max(2, WIDE * max(widths.values(), default=0))
    wide = [row for row, width in widths.items() if width >= least]
    found = next((row for row in wide if _is_heading(sheet, headings, row)), None)
    return [] if found is None else [heading_row(sheet, found)]


def _is_heading(sheet: Sheet, headings: Headings, row: int) -> bool:
    words = [v for v in sheet.row(row) if v != ""]
    if not all(isinstance(w, str) and len(w) <= LONGEST_HEADING for w in words):
        return False
    if any(_FIGURE.search("".join(w.split())) for w in words):
        return False
    return not _recurs(sheet, row) and any(_names_something(headings, w) for w in words)


def _recurs(sheet: Sheet, row: int) -> bool:
    """Values come again below, headings do not (or all of them do, on the next page)."""
    counts = [
        int((column.codes == column.codes[row]).sum())
        for column in sheet.columns
        if column.codes[row] != 0
    ]
    return min(counts) == 1 < max(counts)


def _names_something(headings: Headings, word: str) -> bool:
    text = "".join(word.split())
    return headings.is_known(text) or any(text.endswith(ends) for ends, _ in headings.endings)
