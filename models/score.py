"""Weighted risk score: risks in, points and totals out. No input or output.

A risk matrix has one row per subject and one column per indicator, 0 to 100. What is unknown of a
subject stands in it as models/unknowns.py has it; NaN is left where no book of the town asks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

POINT_DECIMALS = 12  # together they keep |sum(points) - score| under 1e-9 and hide the last bits,
SCORE_DECIMALS = 9  # in which processors differ, from exports that must agree byte for byte

BLOCK_ROWS = 4_096  # 26 columns of float64 stay inside a core's cache (benchmarks/score.py)


@dataclass(frozen=True)
class Scored:
    """Results of one scoring; N subjects, K indicators, all in points of 0 to 100."""

    points: np.ndarray  # N × K; each row sums to its score
    weights: np.ndarray  # N × K, effective: each row sums to 1 over what is asked for, else 0
    score: np.ndarray  # N; 0 where nothing is asked for
    low: np.ndarray  # N; every unknown at 0
    high: np.ndarray  # N; every unknown at 100
    coverage_pct: np.ndarray  # N; known share of the weight


def score(risks: np.ndarray, weights: np.ndarray, known: np.ndarray | None = None) -> Scored:
    """Weighted mean over the indicators asked for (docs/decisions.md).

    risks: N × K in 0..100, NaN = nobody is asked. weights: K, above 0, any sum. known: N × K, false
    where a risk is assumed (default: all that is a number is known). Rows are worked off in blocks
    that stay in a core's cache, each by itself, so no result depends on its neighbours.
    """
    full = np.asarray(weights, dtype=float) / np.sum(weights)
    known = ~np.isnan(risks) if known is None else known
    cells, rows = np.shape(risks), len(risks)
    found = Scored(np.empty(cells), np.empty(cells), *(np.empty(rows) for _ in range(4)))
    for start in range(0, rows, BLOCK_ROWS):
        _score_rows(found, slice(start, start + BLOCK_ROWS), risks, full, known)
    return found


def _score_rows(found: Scored, block: slice, risks, full: np.ndarray, known) -> None:
    """Fills one block of rows of every result."""
    part, points, weights = risks[block], found.points[block], found.weights[block]
    effective_weights(~np.isnan(part), full, weights)
    np.multiply(weights, np.fmax(part, 0.0), out=points)
    np.round(points, POINT_DECIMALS, out=points)
    np.round(points.sum(axis=1), SCORE_DECIMALS, out=found.score[block])
    sure = weights * known[block]
    low, coverage = (sure * np.fmax(part, 0.0)).sum(axis=1), sure.sum(axis=1)
    np.round(low, SCORE_DECIMALS, out=found.low[block])
    high = np.minimum(low + 100 * (weights.sum(axis=1) - coverage), 100)
    np.round(high, SCORE_DECIMALS, out=found.high[block])
    np.round(100 * coverage, SCORE_DECIMALS, out=found.coverage_pct[block])


def effective_weights(asked: np.ndarray, weights: np.ndarray, out: np.ndarray) -> None:
    """Writes the weights shared out again over what is asked for (they sum to 1, or 0)."""
    np.multiply(asked, weights, out=out)
    total = out.sum(axis=1)
    out /= np.where(total > 0, total, 1.0)[:, None]


def floor_level(severities: np.ndarray) -> np.ndarray:
    """Highest severity per row of an N × F matrix of floors hit (-1 = not hit); -1 where none."""
    if severities.shape[1] == 0:
        return np.full(len(severities), -1)
    return severities.max(axis=1)


def levels(scores: np.ndarray, lines: list[float]) -> np.ndarray:
    """Severity of each score: 0 below the second-lowest line, up by one with every line reached.

    lines: the levels' lower bounds, highest first, the last being 0.
    """
    rising = np.asarray(lines[::-1], dtype=float)
    return np.searchsorted(rising, scores, side="right") - 1
