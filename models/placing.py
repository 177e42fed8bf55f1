"""The rule of the list for many rankings at once: statutory, level with its floor, score, order.

Scores are compared in whole steps of 0.001 points, so that neither rounding nor the machine
decides a place or a level; rows that agree in everything keep the order they are given in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from models.mcdm import METHODS, aggregate

if TYPE_CHECKING:
    import pandas as pd

    from models.catalog.scoring import Levels

STEPS_PER_POINT = 1000
INDEX_BITS = 20
SCORE_BITS = 17
# Added to the group of every other row: more than twice the number of levels.
NOT_STATUTORY = 16


@dataclass(frozen=True)
class Case:
    """The list in question: rows in the order that breaks ties, columns are indicators.

    risk (n, m) 0-100, NaN where nobody is asked; weights (m,); limits: the least score of each
    level, highest level first, the last one 0; floors (n,): index of the level a row may not fall
    below (0 = highest; the last index = no floor); statutory (n,): rows that always come first;
    thin (n,): rows known too little to be of the lowest level: instead they stand with the level
    of index `thin_with`; known (n, m): false where a risk is assumed (default: all are known).
    """

    risk: np.ndarray
    weights: np.ndarray
    limits: tuple[float, ...]
    floors: np.ndarray | None = None
    statutory: np.ndarray | None = None
    thin: np.ndarray | None = None
    thin_with: int = 0
    known: np.ndarray | None = None

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
        nobody = np.zeros(len(risk), bool)
        first = nobody if self.statutory is None else np.asarray(self.statutory, bool)
        thin = nobody if self.thin is None else np.asarray(self.thin, bool)
        object.__setattr__(self, "risk", risk)
        object.__setattr__(self, "weights", weights / weights.sum())
        object.__setattr__(self, "floors", np.clip(floors, 0, last).astype(np.uint8))
        object.__setattr__(self, "statutory", first)
        object.__setattr__(self, "thin", thin)
        known = np.isfinite(risk) if self.known is None else np.asarray(self.known, bool)
        object.__setattr__(self, "known", known & np.isfinite(risk))

    def rows(self, chosen: Sequence[int]) -> Case:
        pick = np.asarray(chosen)
        names = ("risk", "floors", "statutory", "thin", "known")
        return replace(self, **{name: getattr(self, name)[pick] for name in names})

    def without_colour(self, level: np.ndarray) -> np.ndarray:
        """Where a level index (..., n) would be the lowest and too little is known for it."""
        return self.thin & (level == len(self.limits) - 1)


def case_of(
    scores: pd.DataFrame,
    contributions: pd.DataFrame,
    floors: pd.DataFrame,
    weights: Mapping[str, float],
    rules: Levels,
) -> tuple[Case, list[str]]:
    """The case of one month's list and its facility_ids, in the order of the published rank.

    scores: mart_score (facility_id, rank, is_statutory, coverage_pct, lacks); contributions:
    mart_contribution (facility_id, indicator, risk_0_100, is_known); floors: mart_floor
    (facility_id, level) of that month; weights: effective weight by indicator.
    """
    listed = scores.sort_values("rank")
    ids = listed["facility_id"].tolist()
    cells = contributions.pivot(index="facility_id", columns="indicator")
    shaped = {
        name: cells[name].reindex(index=ids, columns=list(weights)).to_numpy()
        for name in ("risk_0_100", "is_known")
    }
    names = [level.name for level in rules.colours]
    place = {name: i for i, name in enumerate(names)}
    lowest = floors.assign(place=floors["level"].map(place)).groupby("facility_id")["place"].min()
    is_thin = listed["coverage_pct"] < rules.coverage_below_pct
    case = Case(
        shaped["risk_0_100"].astype(float),
        np.array(list(weights.values())),
        tuple(level.at_least for level in rules.colours),
        lowest.reindex(ids).fillna(len(names) - 1).to_numpy(int),
        listed["is_statutory"].to_numpy(bool),
        (is_thin | listed["lacks"].notna()).to_numpy(bool),
        place[rules.unknown_rank_with],
        shaped["is_known"].astype(bool),
    )
    return case, ids


def reweighted(case: Case, weights: Mapping[str, float]) -> Case:
    """The case under other weights (in the order of its columns)."""
    return replace(case, weights=np.array(list(weights.values()), float))


def listed(
    case: Case, ids: Sequence[str], level_names: Sequence[str], method: str = "additive"
) -> pd.DataFrame:
    """facility_id, score, rank, level under the weights of the case, most urgent first.

    level_names: highest first, then the word for too little knowledge.
    """
    import pandas as pd

    rank, level = published(case, method)
    frame = pd.DataFrame(
        {
            "facility_id": list(ids),
            "score": np.nan_to_num(aggregate(method, case.risk.astype(float), case.weights)),
            "rank": rank,
            "level": [level_names[i] for i in level],
        }
    )
    return frame.sort_values("rank", ignore_index=True)


def published(case: Case, method: str = "additive") -> tuple[np.ndarray, np.ndarray]:
    """Rank (n,) and level index (n,) of the list as it stands: unknown left out.

    A row that shows no colour has the index after the last level.
    """
    steps = steps_below(aggregate(method, case.risk.astype(float), case.weights))[None, :]
    level = levels(case, steps)[0]
    level = np.where(case.without_colour(level), len(case.limits), level)
    return ranks_of(orders(case, steps), np.int64)[0] + 1, level


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


def keys_of(case: Case, steps: np.ndarray, is_guessed: bool = False) -> np.ndarray:
    """One whole number per row and draw whose order is the rule of the list; smallest first. With
    every unknown value guessed nothing is without colour."""
    keys = steps.astype(np.uint64) << np.uint64(INDEX_BITS)
    keys |= np.arange(steps.shape[1], dtype=np.uint64)
    last = len(case.limits) - 1
    if case.statutory.any() or case.thin.any() or (case.floors < last).any():
        level = levels(case, steps)
        group = level
        if not is_guessed:
            group[case.without_colour(level)] = case.thin_with
        group += np.where(case.statutory, 0, NOT_STATUTORY).astype(np.uint8)
        keys |= group.astype(np.uint64) << np.uint64(INDEX_BITS + SCORE_BITS)
    return keys


def orders(case: Case, steps: np.ndarray, is_guessed: bool = False) -> np.ndarray:
    """Row numbers (d, n) from the first to the last place."""
    keys = keys_of(case, steps, is_guessed)
    keys.sort(axis=1)
    return (keys & np.uint64((1 << INDEX_BITS) - 1)).astype(np.intp)


def ranks_of(order: np.ndarray, dtype) -> np.ndarray:
    """Places (d, n) from 0, by row number."""
    ranks = np.empty(order.shape, dtype)
    places = np.broadcast_to(np.arange(order.shape[1], dtype=dtype), order.shape)
    np.put_along_axis(ranks, order, places, axis=1)
    return ranks
