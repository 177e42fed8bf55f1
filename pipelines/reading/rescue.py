"""Headings nobody listed: a column may still be known by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from models.catalog.corrections import heading_key
from models.catalog.forms import Column
from models.catalog.wording import bare
from models.matching import credit_code_ok
from pipelines.reading.dates import Years, parse_date
from pipelines.reading.headings import WEAK, Match
from pipelines.reading.lexicon import Lexicon
from pipelines.reading.places import Gazetteer
from pipelines.reading.tables import Table

ENOUGH = 0.6  # share of filled cells that must speak for a column
SAMPLE = 400


def rescue(table: Table, lexicon: Lexicon, places: Gazetteer) -> None:
    """Give unmatched columns of the form the unknown headings whose values fit them alone.

    Every rescued heading is told as guessed (`heading_guessed`). Free text is never guessed.
    """
    said = table.form.corrected
    unknown = [
        i
        for i, why in table.dropped.items()
        if why == "unknown" and heading_key(table.heading(i)) not in said
    ]
    samples = {i: _sample(table, i, lexicon) for i in unknown}
    matched = {m.column.name for m in table.matches} | {m.column.name for m in table.matrices}
    for column in table.form.columns:
        if column.name in matched:
            continue
        fits = _fitting(column, lexicon, places)
        if fits is None:
            continue
        found = [i for i in unknown if i in table.dropped and _share(samples[i], fits) >= ENOUGH]
        if len(found) == 1:
            table.matches.append(Match(found[0], column, WEAK, True, "values"))
            del table.dropped[found[0]]
    table.matches.sort(key=lambda m: m.index)


def _sample(table: Table, index: int, lexicon: Lexicon) -> list[object]:
    """The first known values of a column's body."""
    column = table.sheet.columns[index]
    stop = table.last if table.last >= 0 else table.sheet.n_rows
    codes = column.codes[table.first : stop][:SAMPLE]
    values = [column.values[c] for c in codes.tolist() if c]
    return [v for v in values if not (isinstance(v, str) and lexicon.is_unknown(v))]


def _share(sample: list[object], fits: Callable[[object], bool]) -> float:
    return float(np.mean([fits(v) for v in sample])) if sample else 0.0


def _fitting(column: Column, lexicon: Lexicon, places: Gazetteer) -> Callable | None:
    """The test for values of a column, None where values alone cannot tell."""
    if column.type in ("village", "unit"):
        return lambda v: isinstance(v, str) and places.find(v, column.type == "unit") is not None
    if column.type == "code":
        return lambda v: credit_code_ok(bare(str(v)))
    if column.type == "date" and column.required:
        return lambda v: _is_day(v)
    if column.type == "name" and column.required:
        ending = re.compile("|".join(map(re.escape, lexicon.words["organisations"])) + "$")
        return lambda v: isinstance(v, str) and len(bare(v)) >= 4 and bool(ending.search(bare(v)))
    if column.type in ("enum", "multi") and len(column.options.values) > 2:
        return lambda v: isinstance(v, str) and column.options.exact.get(bare(v)) is not None
    return None


def _is_day(value: object) -> bool:
    if isinstance(value, (int, float)) and not 20_000 <= value < 73_050:
        return False
    found = parse_date(value, Years())
    return found is not None and found.day is not None and not found.part_missing
