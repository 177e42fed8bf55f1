"""Weighted risk score: risks in, points and totals out. No input or output.

A risk matrix has one row per subject and one column per indicator, 0 to 100, NaN where unknown.
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

    points: np.ndarray  # N × K, 0 where unknown; each row sums to its score
    weights: np.ndarray  # N × K, effective: each row sums to 1 over the known, 0 where unknown
    score: np.ndarray  # N; 0 where nothing is known
    low: np.ndarray  # N; every unknown at 0, with the full weights
    high: np.ndarray  # N; every unknown at 100
    coverage_pct: np.ndarray  # N; known share of the weight


def score(risks: np.ndarray, weights: np.ndarray) -> Scored:
    """Weighted mean over the known indicators (docs/decisions.md 1).

    risks: N × K in 0..100, NaN = unknown. weights: K, above 0, any sum. Rows are worked off in
    blocks that stay in a core's cache, each by itself, so no result depends on its neighbours.
    """
    full = np.asarray(weights, dtype=float) / np.sum(weights)
    cells, rows = np.shape(risks), len(risks)
    found = Scored(np.empty(cells), np.empty(cells), *(np.empty(rows) for _ in range(4)))
    for start in range(0, rows, BLOCK_ROWS):
        _score_rows(found, slice(start, start + BLOCK_ROWS), risks, full)
    return found


def _score_rows(found: Scored, block: slice, risks: np.ndarray, full: np.ndarray) -> None:
    """Fills one block of rows of every result."""
    part, points = risks[block], found.points[block]
    filled = np.fmax(part, 0.0)  # unknown counts as 0 where it is not left out
    coverage = effective_weights(~np.isnan(part), full, found.weights[block])
    low = (filled * full).sum(axis=1)
    np.multiply(found.weights[block], filled, out=points)
    np.round(points, POINT_DECIMALS, out=points)
    np.round(points.sum(axis=1), SCORE_DECIMALS, out=found.score[block])
    np.round(low, SCORE_DECIMALS, out=found.low[block])
    high = np.minimum(low + 100 * (1 - coverage), 100)
    np.round(high, SCORE_DECIMALS, out=found.high[block])
    np.round(100 * coverage, SCORE_DECIMALS, out=found.coverage_pct[block])


def effective_weights(known: np.ndarray, weights: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Writes the weights shared out again over what is known of each row (they sum to 1, or 0);
    returns how much of the weight is known."""
    np.multiply(known, weights, out=out)
    total = out.sum(axis=1)
    out /= np.where(total > 0, total, 1.0)[:, None]
    return total


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
