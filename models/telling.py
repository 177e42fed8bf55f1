"""The one unknown fact whose knowledge would narrow a place's range of ranks most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

GROUPS = 5  # a number is told apart into so many equal parts, a word by itself
LOW, HIGH = 0.05, 0.95
# Less than this share of the ranks' variance explained is chance, not knowledge: 参考口径.
LEAST_SHARE = 0.05


@dataclass(frozen=True)
class Telling:
    """Per row: the fact's name (None: nothing unknown that matters), and how many places wide its
    range would be on the average once that fact is known."""

    facts: Sequence[str | None]
    width: np.ndarray

    def columns(self) -> dict:
        return {"telling_fact": list(self.facts), "telling_width": self.width}


def telling(worlds, picks: np.ndarray, ranks: np.ndarray) -> Telling:
    """picks, ranks (n, draws): which world a row took in each draw and its place (from 0)."""
    rows = len(ranks)
    names: list[str | None] = [None] * rows
    width = np.full(rows, np.nan)
    unknown = ~worlds.known.known
    in_words = np.isin(worlds.known.names, list(worlds.known.words))
    for row in np.flatnonzero(unknown.any(axis=1)):
        facts = np.flatnonzero(unknown[row])
        groups = _groups(worlds.facts[row][:, facts], in_words[facts])
        best = _best(groups, picks[row], ranks[row])
        if best is not None:
            names[row] = worlds.known.names[facts[best]]
            width[row] = _width(groups[:, best][picks[row]], ranks[row])
    return Telling(names, width)


def _groups(values: np.ndarray, in_words: np.ndarray) -> np.ndarray:
    """Group (M, U) of each drawn value: a word by itself, numbers in GROUPS of about equal size;
    what stays open is a group, too."""
    place = (np.arange(1, GROUPS) * len(values)) // GROUPS
    found = np.zeros(values.shape, np.intp)
    for cut in np.sort(values, axis=0)[place]:
        found += values > cut
    found[np.isnan(values)] = GROUPS
    words = np.where(np.isnan(values), -1, values)[:, in_words].astype(np.intp)
    found[:, in_words] = words + 1
    return found


def _best(groups: np.ndarray, picks: np.ndarray, ranks: np.ndarray) -> int | None:
    """The column that explains most of the variance of the ranks; None where none does."""
    count = np.bincount(picks, minlength=len(groups))
    total = np.bincount(picks, ranks, minlength=len(groups))
    mean, best, found = ranks.mean(), LEAST_SHARE * ranks.var() * len(ranks), None
    for column in range(groups.shape[1]):
        size = np.bincount(groups[:, column], count)
        inside = np.bincount(groups[:, column], total) / np.maximum(size, 1)
        between = round(float((size * (inside - mean) ** 2).sum()), 6)
        if between > best:
            best, found = between, column
    return found


def _width(groups: np.ndarray, ranks: np.ndarray) -> float:
    """Places between the 5 % and 95 % quantile inside each group, averaged over the draws."""
    order = np.lexsort((ranks, groups))
    size = np.bincount(groups)
    start = np.cumsum(size) - size
    low, high = (
        ranks[order[np.minimum(start + (q * size).astype(int), len(ranks) - 1)]].astype(float)
        for q in (LOW, HIGH)
    )
    return float(((high - low + 1) * size).sum() / len(ranks))
