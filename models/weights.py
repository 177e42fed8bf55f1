"""Weight sets: who decided them, what they add up to, how judgement or data may derive them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

SUM_TOLERANCE = 1e-9


@dataclass(frozen=True)
class WeightProblem:
    """One contradiction in a weight set; `code` is translated at the edge."""

    code: str
    name: str
    value: float | str | None = None


class WeightError(ValueError):
    """A weight set that cannot be used; `problems` holds every contradiction, not the first."""

    def __init__(self, problems: Sequence[WeightProblem]):
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.code}: {p.name} ({p.value})" for p in self.problems))


@dataclass(frozen=True)
class WeightSet:
    """Weights of dimensions, and of indicators inside their dimension, on any positive scale."""

    name: str
    dimensions: Mapping[str, float]
    indicators: Mapping[str, float]
    parents: Mapping[str, str]
    method: str = "expert"
    basis: str = ""
    details: Mapping[str, object] = field(default_factory=dict)

    def effective(self) -> dict[str, float]:
        """Weight of each indicator in the whole score; adds up to 1."""
        return effective_weights(self)

    def payload(self) -> dict:
        """Plain values for an event or a file; `from_payload` reads them back."""
        return json.loads(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True))

    def fingerprint(self) -> str:
        """Hash of everything that can change a score: the effective weights, not the name."""
        exact = {code: weight.hex() for code, weight in sorted(self.effective().items())}
        return hashlib.sha256(json.dumps(exact).encode()).hexdigest()[:16]


def from_payload(payload: Mapping) -> WeightSet:
    return WeightSet(**payload)


# --- making sets -----------------------------------------------------------------------------


def set_from_flat(
    name: str, flat: Mapping[str, float], parents: Mapping[str, str], **more
) -> WeightSet:
    """A set whose effective weights are `flat` (any positive scale), grouped by dimension."""
    totals: dict[str, float] = dict.fromkeys(parents.values(), 0.0)
    for code, weight in flat.items():
        if code in parents:
            totals[parents[code]] += weight
    return checked(WeightSet(name, totals, dict(flat), dict(parents), **more))


def equal_set(name: str, parents: Mapping[str, str], by_dimension: bool = True) -> WeightSet:
    """Every dimension the same and every indicator in it the same, or every indicator the same."""
    if not by_dimension:
        return set_from_flat(name, dict.fromkeys(parents, 1.0), parents, method="equal")
    dimensions = dict.fromkeys(parents.values(), 1.0)
    return WeightSet(name, dimensions, dict.fromkeys(parents, 1.0), dict(parents), method="equal")


def with_changes(
    weights: WeightSet,
    name: str,
    dimensions: Mapping[str, float] | None = None,
    indicators: Mapping[str, float] | None = None,
) -> WeightSet:
    """A copy with some sliders moved; raises WeightError when the result cannot be used."""
    return checked(
        WeightSet(
            name,
            {**weights.dimensions, **(dimensions or {})},
            {**weights.indicators, **(indicators or {})},
            weights.parents,
            method="expert",
            basis=weights.basis,
        )
    )


# --- effective weights and checks ------------------------------------------------------------


def effective_weights(weights: WeightSet) -> dict[str, float]:
    """Dimension share x share inside the dimension; a dimension weighted 0 gives its own none."""
    checked(weights)
    inside = _sum_by_parent(weights)
    whole = sum(weights.dimensions.values())
    raw = {
        code: weights.dimensions[parent] / whole * weights.indicators[code] / inside[parent]
        if inside[parent]
        else 0.0
        for code, parent in weights.parents.items()
    }
    total = sum(raw.values())
    return {code: weight / total for code, weight in raw.items()}


def checked(weights: WeightSet) -> WeightSet:
    """The same set, or a WeightError that lists everything wrong with it."""
    problems = weight_problems(weights)
    if problems:
        raise WeightError(problems)
    return weights


def weight_problems(weights: WeightSet) -> list[WeightProblem]:
    """Every contradiction: names without weight, weights without name, bad numbers, empty sums."""
    known_dimensions = set(weights.parents.values())
    problems = _name_problems("indicator", set(weights.parents), set(weights.indicators))
    problems += _name_problems("dimension", known_dimensions, set(weights.dimensions))
    problems += _number_problems("indicator", weights.indicators)
    problems += _number_problems("dimension", weights.dimensions)
    return problems or _sum_problems(weights)


def _name_problems(kind: str, expected: set[str], given: set[str]) -> list[WeightProblem]:
    missing = [WeightProblem(f"{kind}_without_weight", n) for n in sorted(expected - given)]
    return missing + [WeightProblem(f"unknown_{kind}", n) for n in sorted(given - expected)]


def _number_problems(kind: str, weights: Mapping[str, float]) -> list[WeightProblem]:
    return [
        WeightProblem(f"bad_{kind}_weight", name, repr(value))
        for name, value in sorted(weights.items())
        if not np.isfinite(value) or value < 0
    ]


def _sum_problems(weights: WeightSet) -> list[WeightProblem]:
    if not any(weights.dimensions.values()):
        return [WeightProblem("no_weight_at_all", weights.name)]
    inside = _sum_by_parent(weights)
    return [
        WeightProblem("weighted_dimension_is_empty", dimension, weight)
        for dimension, weight in weights.dimensions.items()
        if weight > 0 and not inside[dimension]
    ]


def _sum_by_parent(weights: WeightSet) -> dict[str, float]:
    inside = dict.fromkeys(weights.parents.values(), 0.0)
    for code, parent in weights.parents.items():
        inside[parent] += weights.indicators[code]
    return inside


# --- weights from the data -------------------------------------------------------------------


class NoInformation(ValueError):
    """No column varies, so the data cannot say which indicator should weigh more."""


def entropy_weights(matrix: np.ndarray) -> np.ndarray:
    """Weights (m,) of a non-negative matrix (n, m): the less even a column, the more it weighs.

    Shannon entropy with base n; NaN is left out and the column's own n is used; 0 log 0 = 0.
    A column of zeros or of one known row carries no information and weighs 0.
    Source: Hwang & Yoon (1981), Multiple Attribute Decision Making, ch. 3; Zeleny (1974).
    """
    matrix = np.asarray(matrix, float)
    if np.nanmin(matrix, initial=0.0) < 0:
        raise ValueError("entropy weights need values >= 0")
    known = np.isfinite(matrix)
    count, total = known.sum(axis=0), np.where(known, matrix, 0.0).sum(axis=0)
    usable = (count > 1) & (total > 0)
    share = np.where(known, matrix, 0.0) / np.where(total > 0, total, 1.0)
    logs = np.log(share, where=share > 0, out=np.zeros_like(share))
    entropy = -(share * logs).sum(axis=0) / np.log(np.where(usable, count, 2))
    return _share(np.where(usable, np.maximum(1.0 - entropy, 0.0), 0.0))


def critic_weights(matrix: np.ndarray) -> np.ndarray:
    """Weights (m,) of a matrix (n, m): columns that vary and contradict the others weigh more.

    Each column is scaled to its own range; the standard deviation is multiplied by the summed
    1 - Pearson correlation. NaN is left out (correlations over rows known in both columns;
    a pair with fewer than two such rows or without spread counts as uncorrelated).
    A constant column weighs 0; where no two columns differ at all, the spread alone decides.
    Source: Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22(7).
    """
    matrix = np.asarray(matrix, float)
    low, span = _column_range(matrix)
    scaled = (matrix - low) / np.where(span > 0, span, 1.0)
    varies = span > 0
    spread = np.zeros(matrix.shape[1])
    spread[varies] = np.nanstd(scaled[:, varies], axis=0)
    conflict = np.maximum((1.0 - _correlations(scaled))[:, varies].sum(axis=1), 0.0)
    if conflict[varies].sum() < SUM_TOLERANCE:
        return _share(spread)
    return _share(np.where(varies, spread * conflict, 0.0))


def _column_range(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    known = np.isfinite(matrix)
    low = np.where(known, matrix, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, matrix, -np.inf).max(axis=0, initial=-np.inf)
    span = np.where(np.isfinite(low), high - np.where(np.isfinite(low), low, 0.0), 0.0)
    return np.where(np.isfinite(low), low, 0.0), span


def _correlations(matrix: np.ndarray) -> np.ndarray:
    """Pearson correlations (m, m) over rows known in both columns; unknowable pairs are 0."""
    import pandas as pd

    r = np.array(pd.DataFrame(matrix).corr(min_periods=2), copy=True)
    r[~np.isfinite(r)] = 0.0
    np.fill_diagonal(r, 1.0)
    return np.clip(r, -1.0, 1.0)


def _share(raw: np.ndarray) -> np.ndarray:
    total = raw.sum()
    if not total > 0:
        raise NoInformation("no column varies: the data carry no weights")
    return raw / total


# --- combinations ----------------------------------------------------------------------------


def combine_linear(sets: Sequence[np.ndarray], shares: Sequence[float]) -> np.ndarray:
    """Shares of each set (any positive scale) times its weights."""
    shares = np.asarray(shares, float)
    if len(shares) != len(sets) or (shares < 0).any() or not shares.sum() > 0:
        raise ValueError("one share >= 0 per set, not all zero")
    return (shares / shares.sum()) @ _normalised(sets)


def combine_multiplicative(sets: Sequence[np.ndarray]) -> np.ndarray:
    """Products of the weights, scaled to 1: a criterion must matter in every set to matter.

    Source: Hwang & Yoon (1981), ch. 3 (entropy weights with prior subjective weights).
    """
    return _share(_normalised(sets).prod(axis=0))


def combine_game(sets: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Weights (m,) and the share of each set (k,): the compromise nearest to all sets at once.

    Solves sum_k a_k w_j.w_k = w_j.w_j for every set j and scales a to 1; a set that would enter
    with a negative share is left out (non-negative least squares).
    Source: Lai et al. (2015), Natural Hazards 77, 1243-1259 (game-theoretic combination).
    """
    from scipy.optimize import nnls

    stacked = _normalised(sets)
    gram = stacked @ stacked.T
    shares = nnls(gram, np.diag(gram))[0]
    shares = shares / shares.sum()
    return shares @ stacked, shares


def _normalised(sets: Sequence[np.ndarray]) -> np.ndarray:
    stacked = np.asarray(sets, float)
    if stacked.ndim != 2 or not np.isfinite(stacked).all() or (stacked < 0).any():
        raise ValueError("weights must be finite, >= 0 and of one length")
    return stacked / stacked.sum(axis=1, keepdims=True)


# --- bounds ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bounds:
    """Agreed lowest and highest effective weight of each indicator, arrays (m,) within 0..1."""

    low: np.ndarray
    high: np.ndarray

    def __post_init__(self):
        low, high = np.asarray(self.low, float), np.asarray(self.high, float)
        if low.shape != high.shape or (low < 0).any() or (low > high).any():
            raise ValueError("bounds need 0 <= low <= high for every weight")
        if low.sum() > 1 + SUM_TOLERANCE or high.sum() < 1 - SUM_TOLERANCE:
            raise ValueError("no weights within these bounds add up to 1")
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def contain(self, weights: np.ndarray, tolerance: float = 1e-9) -> bool:
        weights = np.asarray(weights)
        return bool(
            (weights >= self.low - tolerance).all() and (weights <= self.high + tolerance).all()
        )


def bounds_around(weights: np.ndarray, share: float) -> Bounds:
    """Each weight may move by `share` of itself (0.3 = 30 %) up and down, never above 1."""
    weights = np.asarray(weights, float)
    return Bounds(weights * (1 - share), np.minimum(weights * (1 + share), 1.0))


def nearest_within(weights: np.ndarray, bounds: Bounds) -> np.ndarray:
    """The closest weights (Euclid) inside the bounds that add up to 1, by bisection."""
    weights = np.asarray(weights, float)
    lower = (bounds.low - weights).min() - 1.0
    upper = (bounds.high - weights).max() + 1.0
    for _ in range(200):
        shift = (lower + upper) / 2
        total = np.clip(weights + shift, bounds.low, bounds.high).sum()
        lower, upper = (shift, upper) if total < 1 else (lower, shift)
    return np.clip(weights + (lower + upper) / 2, bounds.low, bounds.high)
