"""How sure a list is: levels, places and duels under random weights, methods and unknown facts.

One draw = one set of weights, one method and one drawn town (models/worlds.py: every unknown fact
taken from a donor, risks and red lines worked out anew); each draw is ranked by the rule of the
list (statutory first, then level with its floor, then score, then the order in which the rows are
given). Scores are compared in steps of 0.001 points, so that neither
rounding nor the machine decides a place or a level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.draws import dirichlet_around, uniform_within
from models.mcdm import METHODS, Method
from models.placing import (
    Case,
    Lines,
    keys_of,
    levels,
    orders,
    published,
    ranks_of,
    steps_below,
)
from models.telling import Telling, telling
from models.threads import one_blas_thread
from models.weights import Bounds, bounds_around

# Cells per block of draws: its keys, scores and ranks stay inside a core's cache (measured).
BLOCK_CELLS = 200_000
# A judgement is called stable from this probability on: our convention, no published source.
STABLE_AT = 0.9
# How far agreed weights may move by default (30 %): our convention, no published source.
DEFAULT_SHARE = 0.3
UNKNOWN = ("assumed", "drawn")
RANK_QUANTILES = (0.05, 0.5, 0.95)
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Doubt:
    """What is not certain, and how it is drawn.

    bounds: weights uniform within them; concentration: weights Dirichlet around the set (inside
    the bounds, if any); neither: uniform within 30 % of each weight. methods: shared equally.
    unknown: assumed (as in the list) or drawn (the case's worlds).
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

    def worlds(self, case: Case):
        """The drawn facts to use, None where the list's own assumptions stand."""
        return case.worlds if self.unknown == "drawn" else None

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
    levels) it tells what the known or drawn facts would make of it. Monte Carlo error: error_95 for
    every probability, rank_error_95 for the three rank columns. telling: which unknown fact would
    narrow a row's range most; None where nothing is drawn.
    """

    p_level: np.ndarray
    p_statutory: np.ndarray
    p_top: np.ndarray
    rank_low: np.ndarray
    rank_median: np.ndarray
    rank_high: np.ndarray
    rank_error_95: np.ndarray
    base_rank: np.ndarray
    base_level: np.ndarray
    draws: int
    top_k: int
    telling: Telling | None = None
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
            "p_statutory": self.p_statutory,
            "p_top": self.p_top,
            "rank_low": self.rank_low,
            "rank_median": self.rank_median,
            "rank_high": self.rank_high,
            "rank_error_95": self.rank_error_95,
            "p_level_kept": self.p_base_level,
            "is_stable": self.is_stable,
            "is_top_stable": self.is_top_stable,
        }
        told = self.telling.columns() if self.telling else {}
        return pd.DataFrame({"facility_id": list(ids), **plain, **told, **levels})


@one_blas_thread
def certainty(case: Case, doubt: Doubt | None = None) -> Certainty:
    """P(level), P(statutory), P(in the first k), 5-95 % rank, what holds of the published list."""
    doubt = doubt or Doubt()
    rows, colours = len(case.risk), len(case.limits)
    top_k, worlds = min(doubt.top_k, rows), doubt.worlds(case)
    in_level = np.zeros((colours, rows), np.int64)
    statutory, in_top = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    ranks = np.empty((rows, doubt.draws), np.uint16 if rows < 1 << 16 else np.uint32)
    picks = np.empty(ranks.shape if worlds else (rows, 0), np.uint16)
    for block in _score_blocks(case, doubt):
        level = levels(case, block.steps, block.lines)
        in_level += np.array([np.count_nonzero(level == one, axis=0) for one in range(colours)])
        statutory += block.lines.statutory.sum(axis=0) if worlds else case.statutory * len(level)
        order = orders(case, block.steps, block.lines)
        in_top += np.bincount(order[:, :top_k].ravel(), minlength=rows)
        here = slice(block.start, block.start + len(level))
        ranks[:, here] = ranks_of(order, ranks.dtype).T
        if worlds:
            picks[:, here] = block.picks.T
    told = telling(worlds, picks, ranks) if worlds else None
    ranks.sort(axis=1)
    low, middle, high = (ranks[:, _position(q, doubt.draws)] + 1 for q in RANK_QUANTILES)
    base_rank, base_level = published(case)
    shares = (in_level.T / doubt.draws, statutory / doubt.draws, in_top / doubt.draws)
    places = (low, middle, high, _rank_error(ranks))
    return Certainty(*shares, *places, base_rank, base_level, doubt.draws, doubt.top_k, told)


@one_blas_thread
def duels(case: Case, chosen: Sequence[int], doubt: Doubt | None = None) -> np.ndarray:
    """(k, k): how often the row stands before the column, for some chosen rows; diagonal 0."""
    few, doubt = case.rows(chosen), doubt or Doubt()
    wins = np.zeros((len(chosen), len(chosen)), np.int64)
    for block in _score_blocks(few, doubt):
        keys = keys_of(few, block.steps, block.lines)
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


@dataclass(frozen=True)
class _Block:
    """Some draws: steps below 100 points (d, n), and of drawn facts their red lines and which of
    the worlds each row took (d, n)."""

    start: int
    steps: np.ndarray
    lines: Lines | None = None
    picks: np.ndarray | None = None


def _score_blocks(case: Case, doubt: Doubt) -> Iterator[_Block]:
    """All draws, block by block."""
    weights, worlds = doubt.weights(case.weights), doubt.worlds(case)
    drawn = _Drawn(case, worlds, doubt.seed) if worlds else None
    risk = np.where(drawn.varies, np.nan, case.risk) if drawn else case.risk
    block = max(BLOCK_CELLS // max(len(case.risk), 1), 1)
    shares = np.linspace(0, doubt.draws, len(doubt.methods) + 1).astype(int)
    for name, first, last in zip(doubt.methods, shares, shares[1:], strict=False):
        method, terms = METHODS[name], METHODS[name].terms(risk)
        for start in range(first, last, block):
            some = weights[start : min(start + block, last)]
            upper, lower = terms.sums(some)
            if not drawn:
                yield _Block(start, steps_below(method.finish(upper, lower)))
                continue
            picks = drawn.picks(len(some))
            upper, lower = drawn.added(method, some, upper, lower, picks)
            steps = steps_below(method.finish(upper, lower))
            yield _Block(start, steps, drawn.lines(picks), picks)


class _Drawn:
    """Adds the risks of drawn facts to the sums of a block of draws."""

    def __init__(self, case: Case, worlds, seed: int):
        self.varies = worlds.varies & np.isfinite(case.risk)
        usual = np.broadcast_to(case.risk[:, None, :], worlds.risk.shape)
        filled = np.where(np.isnan(worlds.risk), usual, worlds.risk)
        self.columns = [
            (number, np.flatnonzero(self.varies[:, number]))
            for number in np.flatnonzero(self.varies.any(axis=0))
        ]
        self.values = {number: filled[:, :, number].ravel() for number, _ in self.columns}
        self.worlds, self.rng = worlds, np.random.default_rng([seed, 2])
        self.first = np.arange(len(case.risk)) * worlds.draws

    def picks(self, count: int) -> np.ndarray:
        """Which world each row takes in each draw."""
        return self.worlds.picks(count, self.rng)

    def lines(self, picks: np.ndarray) -> Lines:
        at = picks + self.first
        return Lines(self.worlds.floors.ravel()[at], self.worlds.statutory.ravel()[at])

    def added(self, method: Method, weights: np.ndarray, upper, lower, picks: np.ndarray):
        """The two sums with the varying risks; lower is then known row by row."""
        powered, at = weights**method.power, picks + self.first
        if method.lower is None:  # where one sum of weights stands for all rows
            lower = np.repeat(lower, len(self.first), axis=1) if lower.shape[1] == 1 else lower
        for column, rows in self.columns:
            values = self.values[column][at[:, rows]]
            weight = powered[:, column, None]
            upper[:, rows] += weight * method.upper(values)
            lower[:, rows] += weight * method.lower(values) if method.lower else weight
        return upper, lower


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
