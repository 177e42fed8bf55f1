"""Aggregation: from risks 0-100 and weights to a score 0-100, additive, geometric or by distance.

Every method takes `risk` (n, m) with NaN for unknown and `weights` (m,); unknown indicators are
left out and the known weights scaled to 1 (docs/decisions.md, 1); a row without any known,
weighted indicator scores NaN. A higher score is more urgent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.threads import one_blas_thread

# Rows per block: 26 columns of float64 stay inside a core's cache (benchmarks/score.py).
BLOCK_ROWS = 8_192
# Added to every safety before the product, so that one indicator at 100 does not decide alone.
SHIFT = 1.0

Values = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Method:
    """A score as one or two matrix products: finish(upper(risk) @ g, lower(risk) @ g).

    g = weights ** power; upper and lower are taken of each known risk, and are 0 where unknown.
    lower None stands for 1: the division by the known weight then scales the known weights to 1.
    """

    upper: Values
    lower: Values | None
    power: int
    finish: Callable[[np.ndarray, np.ndarray], np.ndarray]

    def terms(self, risk: np.ndarray) -> Terms:
        """The two matrices (n, m) of these risks, ready for any number of weights."""
        known = np.isfinite(risk)
        if known.all():
            return Terms(self, self.upper(risk), self.lower and self.lower(risk))
        filled = np.where(known, risk, risk.dtype.type(0))
        lower = self.lower(filled) * known if self.lower else known.astype(risk.dtype)
        return Terms(self, self.upper(filled) * known, lower)


@dataclass(frozen=True)
class Terms:
    """A method with its risks prepared."""

    method: Method
    upper: np.ndarray
    lower: np.ndarray | None

    def sums(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        powered = weights**self.method.power
        if self.lower is None:
            return powered @ self.upper.T, powered.sum(axis=-1, keepdims=True)
        return powered @ self.upper.T, powered @ self.lower.T

    def scores(self, weights: np.ndarray) -> np.ndarray:
        """Scores of weights (m,) as (n,), or of many draws (d, m) as (d, n)."""
        return self.method.finish(*self.sums(weights))


def geometric_method(shift: float) -> Method:
    """The weighted geometric mean of the safeties (100 - risk + shift), turned back into a risk."""

    def logs(risk: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore"):
            return np.maximum(np.log((100 + shift) - risk), -1e30)

    def finish(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
        return 100.0 + shift - np.exp(_ratio(upper, lower))

    return Method(logs, None, 1, finish)


def _ratio(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(lower > 0, upper / lower, upper.dtype.type(np.nan))


def _closeness(from_best: np.ndarray, to_worst: np.ndarray) -> np.ndarray:
    near, far = np.sqrt(np.maximum(from_best, 0)), np.sqrt(np.maximum(to_worst, 0))
    return 100 * _ratio(near, near + far)


METHODS: dict[str, Method] = {
    "additive": Method(lambda risk: risk, None, 1, _ratio),
    "geometric": geometric_method(SHIFT),
    "topsis": Method(np.square, lambda risk: np.square(100 - risk), 2, _closeness),
}


@one_blas_thread
def aggregate(method: str, risk: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Scores (n,) by the method of this name; an unknown name raises KeyError."""
    return _in_blocks(METHODS[method], risk, weights)


def additive(risk: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean of the risks: what is bad in one place may be made up in another."""
    return aggregate("additive", risk, weights)


@one_blas_thread
def geometric(risk: np.ndarray, weights: np.ndarray, shift: float = SHIFT) -> np.ndarray:
    """100 - weighted geometric mean of the safeties (100 - risk): great risks are not made up for.

    The geometric mean is taken of what is good, as in the Human Development Index, because the
    mean of the risks themselves would let one harmless indicator pull a dangerous place down.
    """
    return _in_blocks(geometric_method(shift), risk, weights)


def topsis(risk: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """100 x relative closeness to the worst point (all 100), away from the best (all 0).

    Fixed reference points instead of the observed ones: a score does not change when another
    facility comes or goes. Source: Hwang & Yoon (1981); see `topsis_classic` for the original.
    """
    return aggregate("topsis", risk, weights)


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


_SCALINGS = {"vector": _vector, "minmax": _minmax, "none": np.positive}


def _in_blocks(method: Method, risk: np.ndarray, weights: np.ndarray) -> np.ndarray:
    risk = np.asarray(risk)
    risk = risk if risk.dtype in (np.float32, np.float64) else risk.astype(float)
    weights = np.asarray(weights, risk.dtype)
    if risk.ndim != 2 or weights.shape != (risk.shape[1],):
        raise ValueError("risk is (n, m) and weights (m,)")
    scores = np.empty(len(risk), risk.dtype)
    for start in range(0, len(risk), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        scores[block] = method.terms(risk[block]).scores(weights)
    return scores
