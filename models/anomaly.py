"""Unlike the others: an anomaly ranking for when there are no outcomes to learn from (参考)."""

from __future__ import annotations

import numpy as np
import pandas as pd

TREES = 200
FEWEST_ROWS = 8


def rank_anomalies(values: pd.DataFrame, reasons: int = 3, seed: int = 0) -> pd.DataFrame:
    """One row per row of `values` (numbers, unknown = nan): anomaly (isolation forest score, 0 to
    1, Liu, Ting and Zhou 2008), rank (1 = least like the others, ties by position) and reasons: a
    list of (column, share of the score it explains, "high"/"low"). Unknown values stand at the
    median, so that a blank is never what makes a subject strange. Under FEWEST_ROWS rows or with
    nothing that varies: no ranking, an empty frame."""
    usable = values.loc[:, values.nunique() > 1]
    if len(usable) < FEWEST_ROWS or usable.empty:
        return pd.DataFrame(columns=["anomaly", "rank", "reasons"], index=values.index[:0])
    middle = usable.median()
    filled = usable.fillna(middle).to_numpy(float)
    forest = _forest(filled, seed)
    scores = -forest.score_samples(filled)
    order = np.argsort(-scores, kind="stable")
    rank = np.empty(len(scores), int)
    rank[order] = np.arange(1, len(scores) + 1)
    told = _reasons(forest, filled, middle.to_numpy(float), list(usable.columns), scores, reasons)
    return pd.DataFrame({"anomaly": scores, "rank": rank, "reasons": told}, index=values.index)


def _forest(filled: np.ndarray, seed: int):
    from sklearn.ensemble import IsolationForest

    return IsolationForest(n_estimators=TREES, random_state=seed, n_jobs=1).fit(filled)


def _reasons(forest, filled, middle, names, scores, most: int) -> list[list[tuple]]:
    """How much less strange each row would be with one column at its median, largest first."""
    drops = np.empty(filled.shape)
    for at in range(filled.shape[1]):
        ordinary = filled.copy()
        ordinary[:, at] = middle[at]
        drops[:, at] = scores + forest.score_samples(ordinary)
    told = []
    for row, drop in enumerate(drops):
        largest = [at for at in np.argsort(-drop, kind="stable")[:most] if drop[at] > 1e-9]
        total = drop[drop > 0].sum()
        told.append(
            [
                (names[at], float(drop[at] / total), _side(filled[row, at], middle[at]))
                for at in largest
            ]
        )
    return told


def _side(value: float, middle: float) -> str:
    return "high" if value > middle else "low"
