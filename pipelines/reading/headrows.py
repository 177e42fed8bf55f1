"""The rows of a heading: how far up and down they reach, and the words above each column."""

from __future__ import annotations

from models.catalog.wording import bare
from pipelines.reading.grid import Sheet
from pipelines.reading.headings import Headings, Path

TALLEST_HEADING = 4


def heading_top(sheet: Sheet, headings: Headings, row: int, start: int) -> int:
    """Rows above that belong to the heading: reached by a merge, or grouping columns below."""
    top = row
    for _ in range(TALLEST_HEADING - 1):
        above = top - 1
        if above < start:
            break
        reaching = any(t <= above < b and b >= top for t, _, b, _ in sheet.merges)
        width = max((right for *_, right in sheet.merges), default=0) + 1
        groups = [
            (left, right)
            for t, left, b, right in sheet.merges
            if t <= above <= b and right > left and right - left + 1 < max(width - 1, 3)
        ]
        values = {str(v) for v in sheet.row(above) if v != ""}
        beside = len(values) >= 2 and _completes(sheet, headings, above, top)
        if not reaching and not beside and not (groups and len(values) >= 2):
            break
        if any(len(v) > 24 or ":" in v or "：" in v for v in values):
            break
        top = above
    return top


def _completes(sheet: Sheet, headings: Headings, above: int, row: int) -> bool:
    """Whether the row above names columns that the heading row leaves blank."""
    return any(
        isinstance(word, str) and word and sheet.at(row, j) == "" and headings.is_known(word)
        for j, word in enumerate(sheet.row(above))
    )


def heading_end(sheet: Sheet, headings: Headings, top: int, row: int) -> int:
    """The first body row below a heading that starts at `top` and includes `row`."""
    end = row + 1
    while end < min(sheet.n_rows, top + TALLEST_HEADING):
        reached = any(
            t < end <= b and t >= top for t, left, b, _ in sheet.merges if _is_text(sheet, t, left)
        )
        if not reached and not _continues(sheet, headings, top, end):
            break
        end += 1
    return end


def _is_text(sheet: Sheet, row: int, column: int) -> bool:
    value = sheet.at(row, column)
    return isinstance(value, str) and value != ""


def _continues(sheet: Sheet, headings: Headings, top: int, row: int) -> bool:
    """Whether `row` holds sub-headings of the row above it."""
    cells = {j: v for j, v in enumerate(sheet.row(row)) if v != ""}
    if not cells or not all(isinstance(v, str) and len(v) <= 30 for v in cells.values()):
        return False
    fresh = {j: v for j, v in cells.items() if v != sheet.at(row - 1, j)}
    if not fresh or sum(_is_answer(sheet, headings, top, row, j) for j in fresh) >= 2:
        return False
    groups = _groups(sheet, row - 1)
    under = sum(any(a <= j <= b for a, b in groups) for j in fresh)
    known = sum(_is_sub_heading(headings, v) for v in fresh.values())
    if under == len(fresh) and len(fresh) >= 2 and _fills_a_group(fresh, groups):
        return known >= 0.34 * len(fresh) or known >= 2
    return known >= 2 and known >= 0.6 * len(fresh) and _is_under_blank(sheet, row, fresh)


def _is_answer(sheet: Sheet, headings: Headings, top: int, row: int, column: int) -> bool:
    """Whether a cell that names no column stands right under one that does and groups nothing."""
    above = next((r for r in range(row - 1, top - 1, -1) if sheet.at(r, column) != ""), None)
    if above is None or sheet.at(above, column + 1) == "":
        return False
    return headings.is_naming(str(sheet.at(above, column))) and not headings.is_naming(
        str(sheet.at(row, column))
    )


def _is_sub_heading(headings: Headings, text: str) -> bool:
    word = bare(text)
    tenses = ("previous", "current", "cumulative", "change")
    return headings.is_known(text) or any(word in headings.lexicon.listed(t) for t in tenses)


def _fills_a_group(fresh: dict[int, str], groups: list[tuple[int, int]]) -> bool:
    return any(sum(a <= j <= b for j in fresh) >= 2 for a, b in groups)


def _is_under_blank(sheet: Sheet, row: int, fresh: dict[int, str]) -> bool:
    """Sub-headings without merges stand under blanks or under the word of their group."""
    above = [sheet.at(row - 1, j) for j in fresh]
    return above.count("") >= 1 and sum(v != "" for v in sheet.row(row - 1)) >= 2


def _groups(sheet: Sheet, row: int) -> list[tuple[int, int]]:
    """Column spans of the group headings of a row: merged, or followed by blanks."""
    spans = [(left, right) for t, left, b, right in sheet.merges if t <= row <= b and right > left]
    covered = {j for a, b in spans for j in range(a, b + 1)}
    cells = sheet.row(row)
    j = 0
    while j < len(cells):
        stop = j + 1
        if cells[j] != "" and j not in covered:
            while stop < len(cells) and cells[stop] == "" and stop not in covered:
                stop += 1
            if stop - j >= 2:
                spans.append((j, stop - 1))
        j = stop
    return spans


def heading_paths(sheet: Sheet, top: int, first: int) -> dict[int, Path]:
    """For each column the words above it, from the widest group to its own heading."""
    layers = [_layer(sheet, row, first) for row in range(top, first)]
    paths: dict[int, Path] = {}
    for j in range(sheet.n_columns):
        parts: list[str] = []
        for layer in layers:
            text = layer.get(j, "")
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        if parts:
            paths[j] = tuple(parts)
    return paths


def _layer(sheet: Sheet, row: int, first: int) -> dict[int, str]:
    """The words of one heading row, spread over merges and over blanks under which words stand."""
    texts = {j: _words(v) for j, v in enumerate(sheet.row(row)) if v != ""}
    merged = [m for m in sheet.merges if m[0] <= row <= m[2] and m[3] > m[1]]
    for top, left, _, right in merged:
        word = _words(sheet.at(top, left))
        for j in range(left, min(right, sheet.n_columns - 1) + 1):
            if word and not texts.get(j):
                texts[j] = word
    if row + 1 < first:
        own = dict(texts)
        covered = {j for _, a, _, b in merged for j in range(a, b + 1)}
        for a, b in _groups(sheet, row):
            for j in range(a + 1, b + 1):
                below = sheet.at(row + 1, j)
                if j not in covered and below != "" and own.get(a):
                    texts.setdefault(j, own[a])
    return texts


def _words(value: object) -> str:
    return "".join(str(value).split())
