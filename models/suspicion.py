"""Leaks that hide in part of the rows, or in two columns at once.

A column that decides the outcome only where it is filled, only in one kind of record or only in
one stretch of time is not told by its strength over all rows; of two columns that decide the
outcome together each may look like noise. What is honest is strong everywhere and gradually so:
therefore both tests ask for a jump, not for strength. Cases and controls are drawn evenly, which
changes no AUC.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.columns import Roles
from models.evaluate import auc, order_rows
from models.features import days_of

MOST_OF_A_CLASS = 3_000  # rows of either outcome that are looked at
FEWEST_OF_A_CLASS = 30
BINS = 12
MOST_GROUPS = 12  # kinds of record, stretches of time
MOST_PAIRS = 5_000
MOST_PAIRS_LOOKED_AT_CLOSELY = 30
DECIDED_PARTLY, DECIDED_TOGETHER = 0.99, 0.98
SCREENED = 0.88  # coarse bins blur a pair that decides
JUMP = 0.12  # what is left undecided, as a share of what was undecided without the jump


@dataclass(frozen=True)
class Sample:
    """Rows drawn evenly from both outcomes: codes per column (0 = unknown), and two halves that
    share no subject where subjects are known."""

    frame: pd.DataFrame
    days: pd.Series
    outcomes: np.ndarray
    is_first: np.ndarray
    codes: dict[str, np.ndarray]
    groups: dict[str, np.ndarray]  # ways to part the rows: column or "" for time → group numbers


def draw(train: pd.DataFrame, outcomes: np.ndarray, roles: Roles, columns: list[str]) -> Sample:
    rows = np.sort(np.concatenate([_evenly(np.flatnonzero(outcomes == y)) for y in (0, 1)]))
    frame, hits = train.iloc[rows].reset_index(drop=True), outcomes[rows]
    codes = {name: coarse(frame[name]) for name in columns}
    few = [name for name in columns if name in roles.words or frame[name].nunique() <= MOST_GROUPS]
    groups = {name: _largest(frame[name]) for name in few}
    groups[""] = _stretches(frame[roles.date])
    return Sample(frame, frame[roles.date], hits, _halves(frame, hits, roles), codes, groups)


def is_enough(outcomes: np.ndarray) -> bool:
    """Whether there are rows enough of either outcome to tell a rule from an accident."""
    return min(outcomes.sum(), (1 - outcomes).sum()) >= 2 * FEWEST_OF_A_CLASS


def partly_deciding(sample: Sample, name: str) -> dict | None:
    """Where the column decides the outcome though it does not elsewhere: {where, value, rows,
    auc}; `where` is "known", "time" or a column. None when nowhere, and when it decides in every
    part of a column: then both decide together."""
    known = sample.codes[name] > 0
    if known.mean() < 0.95 and _strength(sample, name, known) >= DECIDED_PARTLY:
        return _place(sample, name, "known", known)
    for other, numbers in sample.groups.items():
        parts = [numbers == number for number in range(numbers.max() + 1)] if other != name else []
        found = [(_strength(sample, name, inside), inside) for inside in parts]
        judged = [strength for strength, _ in found if strength]
        if not judged or (other and min(judged) >= DECIDED_PARTLY):
            continue
        strength, inside = max(found, key=lambda one: one[0])
        rest = max(_strength(sample, name, ~inside), 0.5)
        if strength >= DECIDED_PARTLY and 1 - strength <= JUMP * (1 - rest):
            return _place(sample, name, other or "time", inside)
    return None


def deciding_together(sample: Sample, columns: list[str]) -> tuple[list[tuple], int]:
    """Pairs of columns (one, other, AUC) that decide the outcome together and not alone, and how
    many pairs were left untested."""
    alone = {name: _strength(sample, name) for name in columns}
    pairs = [(a, b) for at, a in enumerate(columns) for b in columns[at + 1 :]]
    screened = []
    for one, other in pairs[:MOST_PAIRS]:
        joint = sample.codes[one] * (sample.codes[other].max() + 1) + sample.codes[other]
        strength = cell_auc(joint, sample.outcomes, sample.is_first)
        undecided = 1 - max(alone[one], alone[other])
        if strength >= SCREENED and 1 - strength <= 0.5 * undecided:
            screened.append((round(strength, 6), one, other, undecided))
    found = []
    closely = sorted(screened, key=lambda s: (-s[0], s[1:3]))[:MOST_PAIRS_LOOKED_AT_CLOSELY]
    for _, one, other, undecided in closely:
        strength = _fitted_auc(sample, one, other)
        if strength >= DECIDED_TOGETHER and 1 - strength <= JUMP * undecided:
            found.append((one, other, round(strength, 3)))
    return found, max(len(pairs) - MOST_PAIRS, 0)


def cell_auc(cells: np.ndarray, outcomes: np.ndarray, is_first: np.ndarray) -> float:
    """AUC of the rate per cell, learned on either half and judged on the other; at least 0.5."""
    size = int(cells.max(initial=0)) + 1
    judged = []
    for learned in (is_first, ~is_first):
        rows = np.bincount(cells[learned], minlength=size)
        hits = np.bincount(cells[learned], outcomes[learned], size)
        rate = (hits + 2 * outcomes.mean()) / (rows + 2)
        positive = np.bincount(cells[~learned], outcomes[~learned], size)
        negative = np.bincount(cells[~learned], 1 - outcomes[~learned], size)
        judged.append(_auc_of_cells(np.round(rate, 9), positive, negative))
    return max(float(np.mean(judged)), 0.5)


def coarse(values: pd.Series) -> np.ndarray:
    """Codes from 1 by value when there are few, else by twelfths; 0 = unknown; of words the
    commonest keep a code of their own."""
    if pd.api.types.is_string_dtype(values) or values.nunique() <= BINS:
        return _largest(values) + 1
    if pd.api.types.is_datetime64_any_dtype(values):
        values = pd.Series(days_of(values))
    ranks = values.rank(method="average")
    return pd.qcut(ranks, BINS, labels=False, duplicates="drop").fillna(-1).to_numpy(int) + 1


def _strength(sample: Sample, name: str, inside: np.ndarray | None = None) -> float:
    """AUC of the column alone, within some rows; 0 where they are too few of either outcome."""
    inside = np.ones(len(sample.outcomes), bool) if inside is None else inside
    hits = sample.outcomes[inside]
    if min(hits.sum(), len(hits) - hits.sum()) < FEWEST_OF_A_CLASS:
        return 0.0
    return cell_auc(sample.codes[name][inside], hits, sample.is_first[inside])


def _fitted_auc(sample: Sample, one: str, other: str) -> float:
    """AUC of a small forest on both columns and their difference, cross-fitted."""
    from sklearn.ensemble import RandomForestClassifier

    pair = np.column_stack([_as_numbers(sample.frame[name]) for name in (one, other)])
    x = np.column_stack([pair, pair[:, 0] - pair[:, 1]])
    judged = []
    for learned in (sample.is_first, ~sample.is_first):
        forest = RandomForestClassifier(20, min_samples_leaf=3, max_features=None, random_state=0)
        forest.fit(x[learned], sample.outcomes[learned])
        chance = np.round(forest.predict_proba(x[~learned])[:, 1], 6)
        judged.append(auc(order_rows(sample.outcomes[~learned], chance)))
    return float(np.mean(judged))


def _as_numbers(values: pd.Series) -> np.ndarray:
    if pd.api.types.is_datetime64_any_dtype(values):
        values = pd.Series(days_of(values))
    elif pd.api.types.is_string_dtype(values):
        values = pd.Series(pd.factorize(values, sort=True)[0].astype(float))
    numbers = values.to_numpy(float)
    known = numbers[~np.isnan(numbers)]
    return np.where(np.isnan(numbers), (known.min() if len(known) else 0.0) - 1, numbers)


def _auc_of_cells(rate, positive, negative) -> float:
    level = np.unique(rate, return_inverse=True)[1]
    up, down = np.bincount(level, positive), np.bincount(level, negative)
    below = np.cumsum(down) - down
    pairs = up.sum() * down.sum()
    return float((up * (below + down / 2)).sum() / pairs) if pairs else 0.5


def _evenly(rows: np.ndarray) -> np.ndarray:
    """At most MOST_OF_A_CLASS of the rows, spread over all of them."""
    if len(rows) <= MOST_OF_A_CLASS:
        return rows
    return rows[np.linspace(0, len(rows) - 1, MOST_OF_A_CLASS).astype(int)]


def _halves(frame: pd.DataFrame, hits: np.ndarray, roles: Roles) -> np.ndarray:
    """One half of the rows; a subject is never in both, or telling who it is would pass for
    telling how it ended."""
    if roles.subject is not None:
        who = frame[roles.subject]
        codes = pd.factorize(who)[0]
        return np.where(codes >= 0, codes, np.arange(len(codes))) % 2 == 0
    turn = np.empty(len(hits), int)
    for outcome in (0, 1):
        rows = hits == outcome
        turn[rows] = np.arange(rows.sum())
    return turn % 2 == 0


def _largest(values: pd.Series) -> np.ndarray:
    """Numbers of the commonest values from 0, all others together last; -1 = unknown."""
    codes, names = pd.factorize(values, sort=True)
    if len(names) <= MOST_GROUPS:
        return codes
    common = np.argsort(-np.bincount(codes[codes >= 0]), kind="stable")[:MOST_GROUPS]
    number = np.full(len(names), MOST_GROUPS)
    number[common] = np.arange(MOST_GROUPS)
    return np.where(codes >= 0, number[codes], -1)


def _stretches(dates: pd.Series) -> np.ndarray:
    """Tenths of the period, each with as many rows."""
    return np.arange(len(dates)) * 10 // max(len(dates), 1)


def _between(days: pd.Series) -> str:
    return f"{days.min():%Y-%m-%d}～{days.max():%Y-%m-%d}"


def _place(sample: Sample, name: str, where: str, inside: np.ndarray) -> dict:
    """The evidence: in which part of the rows, how many of them were looked at, how surely."""
    value = ""
    if where == "time":
        value = _between(sample.days[inside])
    elif where != "known":
        value = str(sample.frame[where][inside].iloc[0])
    strength = round(_strength(sample, name, inside), 3)
    return {"where": where, "value": value, "rows": int(inside.sum()), "auc": strength}
