"""How sure a list is: levels, places and duels under random weights, methods and unknown values.

One draw = one set of weights, one method and one guess for every unknown value; each draw is
ranked by the rule of the list (statutory first, then level with its floor, then score, then the
order in which the rows are given). Scores are compared in steps of 0.001 points, so that neither
rounding nor the machine decides a place or a level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.draws import dirichlet_around, uniform_within
from models.mcdm import METHODS, Method
from models.placing import Case, cuts, keys_of, orders, published, ranks_of, steps_below
from models.threads import one_blas_thread
from models.weights import Bounds, bounds_around

# Cells per block of draws: its keys, scores and ranks stay inside a core's cache (measured).
BLOCK_CELLS = 200_000
# A judgement is called stable from this probability on: our convention, no published source.
STABLE_AT = 0.9
# How far agreed weights may move by default (30 %): our convention, no published source.
DEFAULT_SHARE = 0.3
UNKNOWN = ("assumed", "uniform", "empirical")
RANK_QUANTILES = (0.05, 0.5, 0.95)
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Doubt:
    """What is not certain, and how it is drawn.

    bounds: weights uniform within them; concentration: weights Dirichlet around the set (inside
    the bounds, if any); neither: uniform within 30 % of each weight. methods: shared equally.
    unknown: assumed (as in the list), uniform (0-100) or empirical (from known values of the same
    indicator), each unknown value drawn on its own.
    """

    bounds: Bounds | None = None
    concentration: float | None = None
    methods: tuple[str, ...] = ("additive",)
    unknown: str = "assumed"
    draws: int = 10_000
    seed: int = 0
    top_k: int = 10

    def __post_init__(self):
        if self.unknown not in UNKNOWN:
            raise ValueError(f"unknown is one of {UNKNOWN}")
        if not self.methods or set(self.methods) - set(METHODS):
            raise ValueError(f"methods are some of {sorted(METHODS)}")
        if self.draws < len(self.methods):
            raise ValueError("at least one draw per method")

    @property
    def is_guessed(self) -> bool:
        return self.unknown != "assumed"

    def weights(self, base: np.ndarray) -> np.ndarray:
        """Weights (draws, m) as float32; the same seed gives the same bytes."""
        rng = np.random.default_rng([self.seed, 1])
        if self.concentration is not None:
            drawn = dirichlet_around(base, self.concentration, self.draws, rng, self.bounds)
        else:
            bounds = self.bounds or bounds_around(base, DEFAULT_SHARE)
            drawn = uniform_within(bounds, self.draws, rng)
        return drawn.astype(np.float32)


@dataclass(frozen=True)
class Certainty:
    """Arrays by row of the case; probabilities are shares of draws, ranks start at 1.

    p_level is about colours only: of a row too little known to show one (base_level = number of
    levels) it tells what the known or guessed values would make of it. Monte Carlo error:
    error_95 for every probability, rank_error_95 for the three rank columns.
    """

    p_level: np.ndarray
    p_top: np.ndarray
    rank_low: np.ndarray
    rank_median: np.ndarray
    rank_high: np.ndarray
    rank_error_95: np.ndarray
    base_rank: np.ndarray
    base_level: np.ndarray
    draws: int
    top_k: int
    stable_at: float = field(default=STABLE_AT)

    @property
    def p_base_level(self) -> np.ndarray:
        """How often the published level holds; NaN where none is shown."""
        without = np.column_stack([self.p_level, np.full(len(self.p_level), np.nan)])
        return without[np.arange(len(without)), self.base_level]

    @property
    def is_stable(self) -> np.ndarray:
        """The published level holds in at least `stable_at` of the draws; never where none is."""
        return self.p_base_level >= self.stable_at

    @property
    def is_top_stable(self) -> np.ndarray:
        """Being in or out of the first k hardly depends on the draws."""
        return (self.p_top >= self.stable_at) | (self.p_top <= 1 - self.stable_at)

    @property
    def error_95(self) -> float:
        """Half width of the widest 95 % interval any probability here can have."""
        return Z_95 * np.sqrt(0.25 / self.draws)

    def frame(self, ids: Sequence, level_names: Sequence[str]):
        """One row per subject, in the order of the case; `p_<level>` for each level.

        level_names: highest first, then the word for too little knowledge.
        """
        import pandas as pd

        shares = zip(level_names, self.p_level.T, strict=False)
        levels = {f"p_{name}": share for name, share in shares}
        plain = {
            "rank": self.base_rank,
            "level": [level_names[i] for i in self.base_level],
            "p_top": self.p_top,
            "rank_low": self.rank_low,
            "rank_median": self.rank_median,
            "rank_high": self.rank_high,
            "rank_error_95": self.rank_error_95,
            "p_level_kept": self.p_base_level,
            "is_stable": self.is_stable,
            "is_top_stable": self.is_top_stable,
        }
        return pd.DataFrame({"facility_id": list(ids), **plain, **levels})


@one_blas_thread
def certainty(case: Case, doubt: Doubt | None = None) -> Certainty:
    """P(level), P(in the first k), 5-95 % rank and what holds of the published list."""
    doubt = doubt or Doubt()
    rows, top_k = len(case.risk), min(doubt.top_k, len(case.risk))
    at_least = np.zeros((len(case.limits) - 1, rows), np.int64)
    in_top = np.zeros(rows, np.int64)
    ranks = np.empty((rows, doubt.draws), np.uint16 if rows < 1 << 16 else np.uint32)
    for start, steps in _score_blocks(case, doubt):
        at_least += _reached(case, steps)
        order = orders(case, steps, doubt.is_guessed)
        in_top += np.bincount(order[:, :top_k].ravel(), minlength=rows)
        ranks[:, start : start + len(steps)] = ranks_of(order, ranks.dtype).T
    ranks.sort(axis=1)
    low, middle, high = (ranks[:, _position(q, doubt.draws)] + 1 for q in RANK_QUANTILES)
    base_rank, base_level = published(case)
    p_level = _level_shares(case, at_least / doubt.draws)
    p_top = in_top / doubt.draws
    places = (low, middle, high, _rank_error(ranks))
    return Certainty(p_level, p_top, *places, base_rank, base_level, doubt.draws, doubt.top_k)


@one_blas_thread
def duels(case: Case, chosen: Sequence[int], doubt: Doubt | None = None) -> np.ndarray:
    """(k, k): how often the row stands before the column, for some chosen rows; diagonal 0."""
    few, doubt = case.rows(chosen), doubt or Doubt()
    wins = np.zeros((len(chosen), len(chosen)), np.int64)
    for _, steps in _score_blocks(few, doubt):
        keys = keys_of(few, steps, doubt.is_guessed)
        for i in range(len(chosen)):
            wins[i] += np.count_nonzero(keys[:, i : i + 1] < keys, axis=0)
    return wins / doubt.draws


def wilson_95(probability: np.ndarray, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval of a probability estimated from `draws`: Wilson (1927), JASA 22."""
    p, z2 = np.asarray(probability, float), Z_95**2
    centre = (p + z2 / (2 * draws)) / (1 + z2 / draws)
    half = Z_95 * np.sqrt(p * (1 - p) / draws + z2 / (4 * draws**2)) / (1 + z2 / draws)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


# --- scores of the draws ---------------------------------------------------------------------


def _score_blocks(case: Case, doubt: Doubt) -> Iterator[tuple[int, np.ndarray]]:
    """(first draw, steps below 100 points (d, n)) for all draws, block by block."""
    weights = doubt.weights(case.weights)
    guess = _Guess(case, doubt)
    risk = np.where(case.known, case.risk, np.nan) if doubt.is_guessed else case.risk
    block = max(BLOCK_CELLS // max(len(case.risk), 1), 1)
    shares = np.linspace(0, doubt.draws, len(doubt.methods) + 1).astype(int)
    for name, first, last in zip(doubt.methods, shares, shares[1:], strict=False):
        terms = METHODS[name].terms(risk)
        for start in range(first, last, block):
            drawn = weights[start : min(start + block, last)]
            upper, lower = terms.sums(drawn)
            guess.add(METHODS[name], drawn, upper, lower)
            yield start, steps_below(METHODS[name].finish(upper, lower))


class _Guess:
    """Adds guessed values of unknown cells to the sums of a block of draws."""

    def __init__(self, case: Case, doubt: Doubt):
        guessed = np.isfinite(case.risk) & ~case.known
        self.unknown = [np.flatnonzero(rows) for rows in guessed.T] if doubt.is_guessed else []
        pairs = zip(case.risk.T, case.known.T, strict=True)
        self.known = [column[known] for column, known in pairs]
        self.empirical = doubt.unknown == "empirical"
        self.rng = np.random.default_rng([doubt.seed, 2])

    def add(self, method: Method, weights: np.ndarray, upper: np.ndarray, lower: np.ndarray):
        powered = weights**method.power
        for column, rows in enumerate(self.unknown):
            if len(rows):
                values = self._values(column, (len(weights), len(rows)))
                upper[:, rows] += powered[:, column, None] * method.upper(values)
                weight = powered[:, column, None]
                lower[:, rows] += weight * method.lower(values) if method.lower else weight

    def _values(self, column: int, shape: tuple[int, int]) -> np.ndarray:
        known = self.known[column]
        if self.empirical and len(known):
            return known[self.rng.integers(0, len(known), shape)]
        return self.rng.random(shape, dtype=np.float32) * np.float32(100)


# --- levels -----------------------------------------------------------------------------------


def _reached(case: Case, steps: np.ndarray) -> np.ndarray:
    """(levels - 1, n): in how many draws the score alone reached each level or a higher one."""
    return np.array([np.count_nonzero(steps <= cut, axis=0) for cut in cuts(case)])


def _level_shares(case: Case, at_least: np.ndarray) -> np.ndarray:
    """(n, levels): floors lift what the scores alone reached, then shares by difference."""
    lifted = np.where(case.floors[None, :] <= np.arange(len(at_least))[:, None], 1.0, at_least)
    whole = np.vstack([np.zeros(lifted.shape[1]), lifted, np.ones(lifted.shape[1])])
    return np.diff(whole, axis=0).T


def _position(quantile: float, draws: int) -> int:
    """Index of the empirical quantile (inverse of the distribution function)."""
    return min(max(int(np.ceil(quantile * draws)) - 1, 0), draws - 1)


def _rank_error(ranks: np.ndarray) -> np.ndarray:
    """Half width (n,) of the widest 95 % interval of the three rank quantiles, from sorted ranks.

    Distribution-free, from order statistics: David & Nagaraja (2003), Order Statistics, 7.1.
    """
    draws = ranks.shape[1]
    widths = []
    for quantile in RANK_QUANTILES:
        half = Z_95 * np.sqrt(quantile * (1 - quantile) / draws)
        first, last = (_position(quantile + side * half, draws) for side in (-1, 1))
        widths.append((ranks[:, last].astype(float) - ranks[:, first]) / 2)
    return np.max(widths, axis=0)
