"""Aggregation: from risks 0-100 and weights to a score 0-100, additive, geometric or by distance.

Every method takes `risk` (n, m) with NaN for unknown and `weights` (m,); unknown indicators are
left out and the known weights scaled to 1 (docs/decisions.md, 1); a row without any known,
weighted indicator scores NaN. A higher score is more urgent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# Rows per block: 26 columns of float64 stay inside a core's cache (measured, benchmarks/score.py).
BLOCK_ROWS = 16_384
# Added to every safety before the product, so that one indicator at 100 does not decide alone.
SHIFT = 1.0


def additive(risk: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean of the risks: what is bad in one place may be made up in another."""
    return _in_blocks(Terms.additive, risk, weights)


def geometric(risk: np.ndarray, weights: np.ndarray, shift: float = SHIFT) -> np.ndarray:
    """100 - weighted geometric mean of the safeties (100 - risk): great risks are not made up for.

    The geometric mean is taken of what is good, as in the Human Development Index, because the
    mean of the risks themselves would let one harmless indicator pull a dangerous place down.
    """
    return _in_blocks(lambda r: Terms.geometric(r, shift), risk, weights)


def topsis(risk: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """100 x relative closeness to the worst point (all 100), away from the best (all 0).

    Fixed reference points instead of the observed ones: a score does not change when another
    facility comes or goes. Source: Hwang & Yoon (1981); see `topsis_classic` for the original.
    """
    return _in_blocks(Terms.topsis, risk, weights)


METHODS: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "additive": additive,
    "geometric": geometric,
    "topsis": topsis,
}


def aggregate(method: str, risk: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Scores (n,) by the method of this name; an unknown name raises KeyError."""
    return METHODS[method](risk, weights)


def topsis_classic(matrix: np.ndarray, weights: np.ndarray, scaling: str = "vector") -> np.ndarray:
    """Closeness 0-1 of each row to the best observed point; every column counts upward.

    `scaling` is vector (the original), minmax or none. Unknown values are not defined here.
    Source: Hwang & Yoon (1981), Multiple Attribute Decision Making, ch. 3.
    """
    matrix = np.asarray(matrix, float)
    if not np.isfinite(matrix).all():
        raise ValueError("classic TOPSIS is not defined for unknown values")
    scaled = _SCALINGS[scaling](matrix) * weights
    to_best = np.sqrt(((scaled - scaled.max(axis=0)) ** 2).sum(axis=1))
    to_worst = np.sqrt(((scaled - scaled.min(axis=0)) ** 2).sum(axis=1))
    whole = to_best + to_worst
    return np.divide(to_worst, whole, out=np.zeros_like(whole), where=whole > 0)


def _vector(matrix: np.ndarray) -> np.ndarray:
    length = np.sqrt((matrix**2).sum(axis=0))
    return matrix / np.where(length > 0, length, 1.0)


def _minmax(matrix: np.ndarray) -> np.ndarray:
    low, span = matrix.min(axis=0), np.ptp(matrix, axis=0)
    return (matrix - low) / np.where(span > 0, span, 1.0)


_SCALINGS = {"vector": _vector, "minmax": _minmax, "none": lambda matrix: matrix}


@dataclass(frozen=True)
class Terms:
    """What a method needs of the risks so that scoring is one or two matrix products.

    upper and lower are (n, m); score = finish(upper @ g(w), lower @ g(w)) with g(w) = w ** power.
    For the means `lower` is the mask of known values, so the division scales known weights to 1.
    """

    upper: np.ndarray
    lower: np.ndarray
    power: int
    finish: Callable[[np.ndarray, np.ndarray], np.ndarray]

    @classmethod
    def additive(cls, risk: np.ndarray) -> Terms:
        known = np.isfinite(risk)
        return cls(np.where(known, risk, 0.0), known, 1, _ratio)

    @classmethod
    def geometric(cls, risk: np.ndarray, shift: float = SHIFT) -> Terms:
        known = np.isfinite(risk)
        safety = np.where(known, 100.0 - risk, 1.0 - shift) + shift
        with np.errstate(divide="ignore"):
            logs = np.maximum(np.log(safety), -1e30)
        return cls(logs.astype(risk.dtype), known, 1, lambda a, b: _unlog(_ratio(a, b), shift))

    @classmethod
    def topsis(cls, risk: np.ndarray) -> Terms:
        known = np.isfinite(risk)
        from_best = np.where(known, risk, 0.0)
        to_worst = np.where(known, 100.0 - risk, 0.0).astype(risk.dtype)
        return cls(from_best**2, to_worst**2, 2, _closeness)

    def scores(self, weights: np.ndarray) -> np.ndarray:
        """Scores of weights (m,) as (n,), or of many draws (d, m) as (d, n)."""
        powered = weights**self.power
        lower = self.lower.astype(powered.dtype, copy=False)
        return self.finish(powered @ self.upper.T, powered @ lower.T)


TERMS: dict[str, Callable[[np.ndarray], Terms]] = {
    "additive": Terms.additive,
    "geometric": Terms.geometric,
    "topsis": Terms.topsis,
}


def _ratio(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(lower > 0, upper / lower, np.nan).astype(upper.dtype)


def _unlog(mean_log: np.ndarray, shift: float) -> np.ndarray:
    return 100.0 + shift - np.exp(mean_log)


def _closeness(from_best: np.ndarray, to_worst: np.ndarray) -> np.ndarray:
    near, far = np.sqrt(np.maximum(from_best, 0)), np.sqrt(np.maximum(to_worst, 0))
    return 100.0 * _ratio(near, near + far)


def _in_blocks(terms: Callable[[np.ndarray], Terms], risk, weights) -> np.ndarray:
    risk = np.asarray(risk)
    risk = risk if risk.dtype in (np.float32, np.float64) else risk.astype(float)
    weights = np.asarray(weights, risk.dtype)
    if risk.ndim != 2 or weights.shape != (risk.shape[1],):
        raise ValueError("risk is (n, m) and weights (m,)")
    scores = np.empty(len(risk), risk.dtype)
    for start in range(0, len(risk), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        scores[block] = terms(risk[block]).scores(weights)
    return scores
