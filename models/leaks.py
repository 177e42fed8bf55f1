"""Columns that were only known afterwards, found by what they contain and never by their names.

The signs, judged on the training period alone:
* `decides`: alone it tells the outcome (cross-fitted AUC of 0.98 or more);
* `settles`: some of its values settle the outcome while the values beside them tell nothing;
* `partly`, `together`: it decides in a part of the rows, or with another column (suspicion.py);
* `echo`: the next record of the same subject carries this value in a column of its own ("last
  time") and it does not persist, so it belongs to the visit, not to what was known before it;
* `follows`: it and a column already found determine one another;
* `later`: a date after the record's own date.
What the rows do not allow to be tested is told as well (`untested`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from models import suspicion
from models.columns import Roles
from models.features import days_of

DECIDES_AUC = 0.98  # honest measurements of a tumour alone reach 0.975 (Wisconsin breast cancer)
SETTLED = 0.02  # a common value whose outcome rate is under a fiftieth of everyone's
FEWEST_SEEN = 20
FEWEST_EXPECTED = 50  # rows that should have ended otherwise before a value counts as settling
PERSISTS = 0.6  # rank correlation with the next record: a state of the place, not a finding
ECHO_AGREEMENT = 0.95
MOST_ROWS = 50_000
FEW_LEVELS = 60


@dataclass(frozen=True)
class Leak:
    """A column known only afterwards: the sign and its evidence."""

    column: str
    sign: str
    evidence: dict


@dataclass(frozen=True)
class Untested:
    """A test that these rows do not allow: a code, and what it lacked."""

    code: str
    evidence: dict


def find_leaks(train: pd.DataFrame, outcomes: np.ndarray, roles: Roles) -> list[Leak]:
    """Every leaking column, in the order found; `train` in order of date."""
    return examine(train, outcomes, roles)[0]


def examine(
    train: pd.DataFrame, outcomes: np.ndarray, roles: Roles
) -> tuple[list[Leak], list[Untested]]:
    """Every leaking column, and every test that could not be made."""
    columns = [*roles.numbers, *roles.words, *roles.moments]
    columns = [name for name in columns if name != roles.subject]
    found = {leak.column: leak for leak in _deciding(train, outcomes, columns)}
    for leak in (*_echoes(train, roles), *_later(train, roles)):
        found.setdefault(leak.column, leak)
    hidden, untested = _hidden(train, outcomes, roles, [n for n in columns if n not in found])
    found |= {leak.column: leak for leak in hidden}
    direct = [leak.column for leak in found.values() if leak.sign not in ("partly", "together")]
    return [*found.values(), *_followers(train, columns, direct, list(found))], untested


def _hidden(train, outcomes, roles: Roles, columns) -> tuple[list[Leak], list[Untested]]:
    """Leaks in part of the rows and in pairs of columns, among those not found yet."""
    few = {"positives": int(outcomes.sum()), "rows": len(outcomes)}
    if not suspicion.is_enough(outcomes):
        return [], [Untested("few_rows", few)]
    sample = suspicion.draw(train, outcomes, roles, columns)
    places = {name: suspicion.partly_deciding(sample, name) for name in columns}
    found = [Leak(name, "partly", place) for name, place in places.items() if place]
    pairs, left = suspicion.deciding_together(sample, [n for n in columns if not places[n]])
    for one, other, auc in pairs:
        found += [Leak(a, "together", {"with": b, "auc": auc}) for a, b in _both(one, other)]
    untested = [Untested("pairs", {"count": left})] if left else []
    if roles.subject is None or len(_visits_in_turn(train[roles.subject])[0]) < FEWEST_SEEN:
        untested.append(Untested("no_repeats", {}))
    sparse = [name for name in columns if _is_sparse(sample.codes[name], sample.outcomes)]
    if sparse:
        untested.append(Untested("sparse", {"columns": sparse}))
    return list({leak.column: leak for leak in reversed(found)}.values())[::-1], untested


def _both(one: str, other: str) -> tuple[tuple[str, str], ...]:
    return (one, other), (other, one)


def _is_sparse(codes: np.ndarray, outcomes: np.ndarray) -> bool:
    """Whether the column is known in too few rows of either outcome to be judged."""
    hits = outcomes[codes > 0]
    return len(hits) < len(codes) and min(hits.sum(), len(hits) - hits.sum()) < FEWEST_SEEN


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
    """Values that (almost) settle the outcome, where chance would not. Of an ordered column only
    if the values beside them are like everyone: what is honest gets there by degrees."""
    is_word = pd.api.types.is_string_dtype(values)
    if is_word or values.nunique() <= FEW_LEVELS:
        codes, names = pd.factorize(values, sort=True)
        if not 1 < len(names) + (codes < 0).any() <= FEW_LEVELS:
            return None
    else:
        codes, names = _binned(values, 20) - 1, None
    for verdict in (1, 0):
        found = _settling(codes, outcomes == verdict, is_word)
        if found is not None:
            inside = np.isin(codes, found)
            return {
                "value": _name_of(values, names, inside, found),
                "rows": int(inside.sum()),
                "positives": int(outcomes[inside].sum()),
            }
    return None


def _settling(codes: np.ndarray, hit: np.ndarray, is_word: bool) -> list[int] | None:
    """The codes (-1 unknown) whose rows all have this outcome, together beyond chance."""
    rows = np.bincount(codes + 1)
    missed = np.bincount(codes + 1, ~hit, len(rows))
    usual = 1 - hit.mean()
    pure = (rows > 0) & (missed < SETTLED * rows * usual)
    if not pure.any() or pure[rows > 0].all():
        return None
    if not is_word:
        pure &= ~_by_degrees(rows, missed, pure, usual)
    inside = np.flatnonzero(pure)
    enough = rows[inside].sum() * min(usual, 1 - usual) >= FEWEST_EXPECTED or (
        usual > 0.5 and rows[inside].sum() >= FEWEST_EXPECTED
    )
    is_common = rows[inside].sum() >= 0.05 * len(codes) or usual > 0.5
    return list(inside - 1) if len(inside) and enough and is_common else None


def _by_degrees(rows, missed, pure, usual: float) -> np.ndarray:
    """Pure codes in an unbroken row of them that ends at one more than half as settled."""
    gradual = np.zeros(len(rows), bool)
    present = [at for at in range(1, len(rows)) if rows[at]]
    rate = {at: missed[at] / rows[at] for at in present}
    for line in (present, present[::-1]):
        for before, at in pairwise(line):
            near = gradual[before] if pure[before] else rate[before] < 0.5 * usual
            gradual[at] |= pure[at] and near
    return gradual


def _name_of(values: pd.Series, names, inside: np.ndarray, found: list[int]) -> str:
    if found == [-1]:
        return "空白"
    if names is not None and len(found) == 1:
        return str(names[found[0]])
    known = values[inside].dropna()
    return f"{known.min()}～{known.max()}"


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
            if other == name or _agreement(now, echoed, telling) < ECHO_AGREEMENT:
                continue
            if _persistence(now, then) < PERSISTS:
                yield Leak(name, "echo", {"in": other, "pairs": int(telling.sum())})
            break


def _persistence(now: np.ndarray, then: np.ndarray) -> float:
    """Rank correlation of a value with the subject's next one."""
    known = ~np.isnan(now) & ~np.isnan(then)
    if known.sum() < FEWEST_SEEN:
        return 0.0
    ranks = rankdata(now[known]), rankdata(then[known])
    return float(np.corrcoef(*ranks)[0, 1]) if min(map(np.ptp, ranks)) else 0.0


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


def _followers(train: pd.DataFrame, columns, direct: list[str], found: list[str]) -> list[Leak]:
    """Columns that a found one decides without exception, or that decide it, and so on in the
    same direction: what two columns have in common with a third need not be the same."""
    sample = train.iloc[:: max(len(train) // MOST_ROWS, 1)]
    codes = {name: _few_codes(sample[name]) for name in columns}
    codes = {name: levels for name, levels in codes.items() if levels is not None}
    leaks = {}
    for is_coarser in (True, False):
        reached = [name for name in direct if name in codes]
        for source in reached:  # grows while we walk
            for name, levels in codes.items():
                pair = (codes[source], levels) if is_coarser else (levels, codes[source])
                if name not in found and name not in reached and _decides(*pair):
                    reached.append(name)
                    leaks.setdefault(name, Leak(name, "follows", {"of": source}))
    return list(leaks.values())


def _few_codes(values: pd.Series) -> np.ndarray | None:
    codes = pd.factorize(values.astype("string").fillna("?"))[0]
    if codes.max(initial=0) >= FEW_LEVELS or codes.max(initial=0) == 0:
        return None
    rare = len(codes) - np.bincount(codes).max()
    return codes if rare >= FEWEST_SEEN else None


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
