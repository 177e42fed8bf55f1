"""Weighted risk score: risks in, points and totals out. No input or output.

A risk matrix has one row per subject and one column per indicator, 0 to 100, NaN where unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

POINT_DECIMALS = 12  # together they keep |sum(points) - score| under 1e-9 and hide the last bits,
SCORE_DECIMALS = 9  # in which processors differ, from exports that must agree byte for byte


@dataclass(frozen=True)
class Scored:
    """Results of one scoring; N subjects, K indicators, all in points of 0 to 100."""

    points: np.ndarray  # N × K, 0 where unknown; each row sums to its score
    weights: np.ndarray  # N × K, effective: each row sums to 1 over the known, 0 where unknown
    score: np.ndarray  # N; 0 where nothing is known
    low: np.ndarray  # N; every unknown at 0, with the full weights
    high: np.ndarray  # N; every unknown at 100
    coverage_pct: np.ndarray  # N; known share of the weight


def effective_weights(known: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weights shared out again over what is known of each subject (rows sum to 1, or 0)."""
    kept = known * weights
    total = kept.sum(axis=1, keepdims=True)
    return np.divide(kept, total, out=np.zeros_like(kept), where=total > 0)


def score(risks: np.ndarray, weights: np.ndarray) -> Scored:
    """Weighted mean over the known indicators (docs/decisions.md 1).

    risks: N × K in 0..100, NaN = unknown. weights: K, above 0, any sum.
    """
    full = np.asarray(weights, dtype=float) / np.sum(weights)
    known = ~np.isnan(risks)
    filled = np.where(known, risks, 0.0)
    effective = effective_weights(known, full)
    points = np.round(effective * filled, POINT_DECIMALS)
    coverage = known @ full
    low = filled @ full
    return Scored(
        points=points,
        weights=effective,
        score=np.round(points.sum(axis=1), SCORE_DECIMALS),
        low=np.round(low, SCORE_DECIMALS),
        high=np.round(np.minimum(low + 100 * (1 - coverage), 100), SCORE_DECIMALS),
        coverage_pct=np.round(100 * coverage, SCORE_DECIMALS),
    )


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
