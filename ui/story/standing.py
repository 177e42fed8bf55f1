"""Stable and contested levels in words, for every list and map that shows a level."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.uncertainty import DEFAULT_SHARE, STABLE_AT
from ui import numbers
from ui.text import standing as words

COLUMNS = ["standing", "rank_span"]


def with_standing(rows: pd.DataFrame, found: pd.DataFrame | None) -> pd.DataFrame:
    """Adds `standing` (稳定 · 有争议 · 未定) and `rank_span`, where the person may see them.

    found: pipelines.queries.tuning.standing.
    """
    if found is None:
        return rows
    known = found.set_index("facility_id").reindex(rows["facility_id"])
    spans = zip(known["rank_low"], known["rank_high"], strict=True)
    return rows.assign(
        standing=judgements(known).to_numpy(), rank_span=[span(low, high) for low, high in spans]
    )


def judgements(found: pd.DataFrame) -> pd.Series:
    """Per row whether the colour holds; one that shows no colour is neither."""
    chosen = np.select(
        [found["p_level_kept"].isna(), found["is_stable"].fillna(False).astype(bool)],
        [words.THIN, words.STABLE],
        words.CONTESTED,
    )
    return pd.Series(chosen, index=found.index, dtype=object)


def span(low: float, high: float) -> str | None:
    return None if numbers.is_unknown(low) else f"{int(low)}–{int(high)}"


def options(rows: pd.DataFrame) -> dict[str, str]:
    """What one can choose to see: word → word with the number of rows."""
    counts = rows["standing"].value_counts()
    there = [word for word in words.ORDER if word in counts]
    shown = {word: words.OPTION.format(word=word, n=numbers.count(counts[word])) for word in there}
    return {words.ALL: words.OPTION.format(word=words.ALL, n=numbers.count(len(rows)))} | shown


def chosen_rows(rows: pd.DataFrame, choice: str) -> pd.DataFrame:
    return rows if choice == words.ALL else rows[rows["standing"] == choice]


def with_counts(villages: pd.DataFrame, found: pd.DataFrame | None) -> pd.DataFrame:
    """Villages with `contested` and `stable`: how many subjects' colours do not hold, or do; 0
    where nobody is, as for every count of subjects."""
    if found is None:
        return villages
    counts = found.groupby(["village_code", judgements(found)]).size().unstack(fill_value=0)
    counts = counts.reindex(villages["village_code"], columns=list(words.ORDER), fill_value=0)
    return villages.assign(
        contested=counts[words.CONTESTED].to_numpy(), stable=counts[words.STABLE].to_numpy()
    )


def note() -> str:
    """What the two words mean, in figures."""
    return words.NOTE.format(
        share=numbers.percent(100 * DEFAULT_SHARE), kept=numbers.percent(100 * STABLE_AT)
    )
