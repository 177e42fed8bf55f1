"""Columns that were only known afterwards, found by what they contain and never by their names.

Four signs, judged on the training period alone:
* `decides`: alone it tells the outcome (cross-fitted AUC of 0.98 or more), or one of its common
  values settles it;
* `echo`: the next record of the same subject carries this value in a column of its own
  ("last time"), so the value itself belongs to the visit, not to what was known before it;
* `follows`: it and a column already found determine one another;
* `later`: a date after the record's own date.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.columns import Roles
from models.features import days_of

DECIDES_AUC = 0.98  # honest measurements of a tumour alone reach 0.975 (Wisconsin breast cancer)
SETTLED = 0.02  # a common value whose outcome rate is under a fiftieth of everyone's
FEWEST_SEEN = 20
ECHO_AGREEMENT = 0.95
MOST_ROWS = 50_000
FEW_LEVELS = 60


@dataclass(frozen=True)
class Leak:
    """A column known only afterwards: the sign and its evidence."""

    column: str
    sign: str
    evidence: dict


def find_leaks(train: pd.DataFrame, outcomes: np.ndarray, roles: Roles) -> list[Leak]:
    """Every leaking column, in the order found; `train` in order of date."""
    columns = [*roles.numbers, *roles.words, *roles.moments]
    columns = [name for name in columns if name != roles.subject]
    found = {leak.column: leak for leak in _deciding(train, outcomes, columns)}
    for leak in (*_echoes(train, roles), *_later(train, roles)):
        found.setdefault(leak.column, leak)
    return [*found.values(), *_followers(train, columns, list(found))]


def lone_auc(values: pd.Series, outcomes: np.ndarray, bins: int = 20) -> float:
    """AUC of one column alone: rates per value (or per twentieth) learned on every other row and
    judged on the rest, so that many values cannot shine by chance. Never under 0.5."""
    codes = _binned(values, bins)
    even = np.arange(len(codes)) % 2 == 0
    judged = [_rate_auc(codes, outcomes, half) for half in (even, ~even)]
    return max(float(np.mean(judged)), 0.5)


def _deciding(train, outcomes, columns):
    step = max(len(train) // MOST_ROWS, 1)
    sample, hits = train.iloc[::step], outcomes[::step]
    for name in columns:
        strength = lone_auc(sample[name], hits)
        settled = _settled_value(sample[name], hits)
        if strength >= DECIDES_AUC:
            yield Leak(name, "decides", {"auc": round(strength, 3)})
        elif settled is not None:
            yield Leak(name, "settles", settled)


def _settled_value(values: pd.Series, outcomes: np.ndarray) -> dict | None:
    """A common value that (almost) settles the outcome, where chance would not."""
    codes, names = pd.factorize(values.astype("string").fillna("?"))
    if not 1 < len(names) <= FEW_LEVELS:
        return None
    rows, hits = np.bincount(codes), np.bincount(codes, outcomes)
    base = outcomes.mean()
    expected = np.minimum(rows * base, rows * (1 - base))
    ratio = np.minimum(hits / (rows * base), (rows - hits) / (rows * (1 - base)))
    common = (rows >= 0.05 * len(codes)) & (expected >= 50) & (ratio < SETTLED)
    if not common.any():
        return None
    at = int(np.argmax(common))
    return {"value": str(names[at]), "rows": int(rows[at]), "positives": int(hits[at])}


def _echoes(train: pd.DataFrame, roles: Roles):
    """Columns that come back as another column of the subject's next record."""
    if roles.subject is None:
        return
    before, after = _visits_in_turn(train[roles.subject])
    columns = list(roles.numbers)
    values = {name: pd.to_numeric(train[name]).to_numpy(float) for name in columns}
    for name in columns:
        now, then = values[name][before], values[name][after]
        telling = _unusual(now)
        if telling.sum() < FEWEST_SEEN or _agreement(now, then, telling) > ECHO_AGREEMENT - 0.05:
            continue
        for other in columns:
            echoed = values[other][after]
            if other != name and _agreement(now, echoed, telling) >= ECHO_AGREEMENT:
                yield Leak(name, "echo", {"in": other, "pairs": int(telling.sum())})
                break


def _visits_in_turn(subject: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Positions of consecutive records of one subject (the rows are in order of date)."""
    codes = pd.factorize(subject)[0]
    turn = np.argsort(codes, kind="stable")
    same = (codes[turn][1:] == codes[turn][:-1]) & (codes[turn][1:] >= 0)
    at = np.flatnonzero(same)[:MOST_ROWS]
    return turn[at], turn[at + 1]


def _unusual(values: np.ndarray) -> np.ndarray:
    """Known values other than the commonest: agreeing on those means something."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(len(values), bool)
    distinct, counts = np.unique(known, return_counts=True)
    return ~np.isnan(values) & (values != distinct[np.argmax(counts)])


def _agreement(these: np.ndarray, those: np.ndarray, where: np.ndarray) -> float:
    return float((these[where] == those[where]).mean())


def _later(train: pd.DataFrame, roles: Roles):
    own_day = days_of(train[roles.date])
    for name in roles.moments:
        ahead = days_of(train[name]) - own_day > 0
        if ahead.mean() > 0.01:
            yield Leak(name, "later", {"rows": int(ahead.sum())})


def _followers(train: pd.DataFrame, columns: list[str], found: list[str]) -> list[Leak]:
    """Columns tied to a found one by a rule without exception, and those tied to them."""
    sample = train.iloc[:: max(len(train) // MOST_ROWS, 1)]
    codes = {name: _few_codes(sample[name]) for name in columns}
    codes = {name: levels for name, levels in codes.items() if levels is not None}
    reached, leaks = [name for name in found if name in codes], []
    for source in reached:  # grows while we walk
        for name, levels in codes.items():
            if name not in found and name not in reached and _tied(codes[source], levels):
                reached.append(name)
                leaks.append(Leak(name, "follows", {"of": source}))
    return leaks


def _few_codes(values: pd.Series) -> np.ndarray | None:
    codes = pd.factorize(values.astype("string").fillna("?"))[0]
    if codes.max(initial=0) >= FEW_LEVELS or codes.max(initial=0) == 0:
        return None
    rare = len(codes) - np.bincount(codes).max()
    return codes if rare >= FEWEST_SEEN else None


def _tied(these: np.ndarray, those: np.ndarray) -> bool:
    return _decides(these, those) or _decides(those, these)


def _decides(cause: np.ndarray, effect: np.ndarray) -> bool:
    """Every value of `cause` comes with one single value of `effect`."""
    pairs = np.unique(cause.astype(np.int64) * FEW_LEVELS + effect)
    return len(pairs) == len(np.unique(cause))


def _binned(values: pd.Series, bins: int) -> np.ndarray:
    """Codes from 0: the values themselves when they are few, else equal-sized bins; 0 = unknown."""
    if values.nunique() > 2 * bins and not pd.api.types.is_string_dtype(values):
        if pd.api.types.is_datetime64_any_dtype(values):
            values = pd.Series(days_of(values))
        binned = pd.qcut(values.rank(method="average"), bins, labels=False, duplicates="drop")
        return binned.fillna(-1).to_numpy(int) + 1
    return pd.factorize(values)[0] + 1


def _rate_auc(codes: np.ndarray, outcomes: np.ndarray, learned: np.ndarray) -> float:
    from models.evaluate import auc, order_rows

    size = codes.max() + 1
    rows = np.bincount(codes[learned], minlength=size)
    hits = np.bincount(codes[learned], outcomes[learned], size)
    rate = (hits + outcomes.mean() * 2) / (rows + 2)
    return auc(order_rows(outcomes[~learned], rate[codes[~learned]]))
