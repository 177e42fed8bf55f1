"""The rule of the list for many rankings at once: statutory, level with its floor, score, order.

Scores are compared in whole steps of 0.001 points, so that neither rounding nor the machine
decides a place or a level; rows that agree in everything keep the order they are given in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.mcdm import METHODS

if TYPE_CHECKING:
    import pandas as pd

STEPS_PER_POINT = 1000
INDEX_BITS = 20
SCORE_BITS = 17


@dataclass(frozen=True)
class Case:
    """The list in question: rows in the order that breaks ties, columns are indicators.

    risk (n, m) 0-100 with NaN for unknown; weights (m,); limits: the least score of each level,
    highest level first, the last one 0; floors (n,): index of the level a row may not fall
    below (0 = highest; the last index = no floor); statutory (n,): rows that always come first.
    """

    risk: np.ndarray
    weights: np.ndarray
    limits: tuple[float, ...]
    floors: np.ndarray | None = None
    statutory: np.ndarray | None = None

    def __post_init__(self):
        risk = np.asarray(self.risk, np.float32)
        weights = np.asarray(self.weights, float)
        if risk.ndim != 2 or weights.shape != (risk.shape[1],) or not weights.sum() > 0:
            raise ValueError("risk is (n, m) and weights (m,), not all zero")
        if len(risk) >= 1 << INDEX_BITS:
            raise ValueError(f"at most {(1 << INDEX_BITS) - 1} rows")
        if list(self.limits) != sorted(self.limits, reverse=True) or not 1 < len(self.limits) < 8:
            raise ValueError("two to seven limits, highest first")
        last = len(self.limits) - 1
        floors = np.full(len(risk), last) if self.floors is None else np.asarray(self.floors)
        first = np.zeros(len(risk), bool) if self.statutory is None else np.asarray(self.statutory)
        object.__setattr__(self, "risk", risk)
        object.__setattr__(self, "weights", weights / weights.sum())
        object.__setattr__(self, "floors", np.clip(floors, 0, last).astype(np.uint8))
        object.__setattr__(self, "statutory", first.astype(bool))

    def rows(self, chosen: Sequence[int]) -> Case:
        pick = np.asarray(chosen)
        return Case(
            self.risk[pick], self.weights, self.limits, self.floors[pick], self.statutory[pick]
        )


def case_of(
    scores: pd.DataFrame,
    contributions: pd.DataFrame,
    floors: pd.DataFrame,
    weights: Mapping[str, float],
    levels: Sequence[tuple[str, float]],
) -> tuple[Case, list[str]]:
    """The case of one month's list and its facility_ids, in the order of the published rank.

    scores: mart_score (facility_id, rank, is_statutory); contributions: mart_contribution
    (facility_id, indicator, risk_0_100, is_known); floors: mart_floor (facility_id, level);
    weights: effective weight by indicator; levels: (name, least score), highest first.
    The level for too little knowledge is no level here: the score alone is judged.
    """
    listed = scores.sort_values("rank")
    ids = listed["facility_id"].tolist()
    known = contributions[contributions["is_known"].astype(bool)]
    risk = known.pivot(index="facility_id", columns="indicator", values="risk_0_100")
    risk = risk.reindex(index=ids, columns=list(weights)).to_numpy(float)
    place = {name: i for i, (name, _) in enumerate(levels)}
    lowest = floors.assign(place=floors["level"].map(place)).groupby("facility_id")["place"].min()
    floor = lowest.reindex(ids).fillna(len(levels) - 1).to_numpy(int)
    limits = tuple(limit for _, limit in levels)
    statutory = listed["is_statutory"].to_numpy(bool)
    return Case(risk, np.array(list(weights.values())), limits, floor, statutory), ids


def published(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Rank (n,) and level index (n,) of the list as it stands: additive, unknown left out."""
    terms = METHODS["additive"].terms(case.risk.astype(float))
    steps = steps_below(terms.scores(case.weights))[None, :]
    order = orders(case, steps)
    return ranks_of(order, np.int64)[0] + 1, levels(case, steps)[0]


def steps_below(scores: np.ndarray) -> np.ndarray:
    """Whole steps of 0.001 below 100 points: small is urgent; no score counts as 0 points."""
    below = np.float32(100) - np.nan_to_num(scores, nan=0.0)
    return np.clip(np.rint(below * STEPS_PER_POINT), 0, 100 * STEPS_PER_POINT).astype(np.uint32)


def rankings(
    case: Case, weights: np.ndarray, method: str = "additive"
) -> tuple[np.ndarray, np.ndarray]:
    """Ranks (d, n) from 1 and level indices (d, n) under each row of weights (d, m)."""
    terms = METHODS[method].terms(case.risk)
    steps = steps_below(terms.scores(np.asarray(weights, np.float32)))
    return ranks_of(orders(case, steps), np.int32) + 1, levels(case, steps)


def cuts(case: Case) -> list[int]:
    """Steps below 100 points at which each level but the lowest begins."""
    return [int(np.rint((100 - limit) * STEPS_PER_POINT)) for limit in case.limits[:-1]]


def levels(case: Case, steps: np.ndarray) -> np.ndarray:
    """Level index (d, n) with floors applied; 0 is the highest."""
    level = np.zeros(steps.shape, np.uint8)
    for cut in cuts(case):
        level += steps > cut
    return np.minimum(level, case.floors)


def keys_of(case: Case, steps: np.ndarray) -> np.ndarray:
    """One whole number per row and draw whose order is the rule of the list; smallest first."""
    keys = steps.astype(np.uint64) << np.uint64(INDEX_BITS)
    keys |= np.arange(steps.shape[1], dtype=np.uint64)
    last = len(case.limits) - 1
    if case.statutory.any() or (case.floors < last).any():
        group = levels(case, steps).astype(np.uint64) + np.where(case.statutory, 0, 8).astype(
            np.uint64
        )
        keys |= group << np.uint64(INDEX_BITS + SCORE_BITS)
    return keys


def orders(case: Case, steps: np.ndarray) -> np.ndarray:
    """Row numbers (d, n) from the first to the last place."""
    keys = keys_of(case, steps)
    keys.sort(axis=1)
    return (keys & np.uint64((1 << INDEX_BITS) - 1)).astype(np.intp)


def ranks_of(order: np.ndarray, dtype) -> np.ndarray:
    """Places (d, n) from 0, by row number."""
    ranks = np.empty(order.shape, dtype)
    places = np.broadcast_to(np.arange(order.shape[1], dtype=dtype), order.shape)
    np.put_along_axis(ranks, order, places, axis=1)
    return ranks
