"""Analytic hierarchy process: weights from pairwise judgements, and the one that fits worst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.ties import first_largest, settled
from models.weights import WeightSet, checked

# Mean consistency index of random matrices by size 1..15: Saaty (1980), The Analytic
# Hierarchy Process, McGraw-Hill.
RANDOM_INDEX = (
    0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
)  # fmt: skip
# Saaty (1980): a consistency ratio of 0.10 or less is acceptable.
ACCEPTABLE_RATIO = 0.10
# Saaty (1977): the fundamental scale ends at 9 times.
SCALE_END = 9.0


@dataclass(frozen=True)
class WorstPair:
    """The judgement that deviates most from the weights it helped to make."""

    first: str
    second: str
    judged: float
    implied: float
    factor: float
    triad: tuple[str, str, str] | None


@dataclass(frozen=True)
class AhpResult:
    """Weights by principal eigenvector and by row geometric mean, with Saaty's consistency."""

    names: tuple[str, ...]
    weights: np.ndarray
    geometric: np.ndarray
    lambda_max: float
    consistency_index: float
    consistency_ratio: float
    worst: WorstPair | None

    @property
    def is_consistent(self) -> bool:
        return self.consistency_ratio <= ACCEPTABLE_RATIO


def ahp(matrix: np.ndarray, names: Sequence[str] | None = None) -> AhpResult:
    """Weights and consistency of a reciprocal matrix (n, n), n from 1 to 15.

    Source: Saaty (1980); geometric mean: Crawford & Williams (1985), J. Math. Psychology 29.
    """
    matrix = _reciprocal(matrix)
    size = len(matrix)
    names = tuple(names or (str(i) for i in range(size)))
    if len(names) != size:
        raise ValueError("one name per row")
    weights, lambda_max = principal_eigenvector(matrix)
    index = max(lambda_max - size, 0.0) / (size - 1) if size > 1 else 0.0
    ratio = index / RANDOM_INDEX[size - 1] if size > 2 else 0.0
    worst = worst_pair(matrix, weights, names)
    return AhpResult(names, weights, geometric_mean(matrix), lambda_max, index, ratio, worst)


def pairwise_matrix(judgements: Mapping[tuple[str, str], float], names: Sequence[str]):
    """Reciprocal matrix (n, n) from judgements of the upper triangle, in either order of a pair.

    {("people", "exposure"): 3} says people matters 3 times as much. A pair not judged, judged
    twice, unknown or outside 1/9..9 raises ValueError naming all such pairs.
    """
    position = {name: i for i, name in enumerate(names)}
    matrix, given = np.eye(len(names)), set()
    wrong = []
    for (first, second), value in judgements.items():
        pair = frozenset((first, second))
        fits = 1 / SCALE_END - 1e-9 <= value <= SCALE_END + 1e-9
        if not {first, second} <= set(position) or first == second or pair in given or not fits:
            wrong.append(f"{first}/{second}={value}")
            continue
        given.add(pair)
        i, j = position[first], position[second]
        matrix[i, j], matrix[j, i] = value, 1 / value
    wrong += [f"{a}/{b} not judged" for a, b in _pairs(names) if frozenset((a, b)) not in given]
    if wrong:
        raise ValueError("pairwise judgements: " + "; ".join(wrong))
    return matrix


def upper_triangle(values: Sequence[float], size: int) -> np.ndarray:
    """Reciprocal matrix from the upper triangle read row by row (n (n - 1) / 2 values)."""
    values = np.asarray(values, float)
    if len(values) != size * (size - 1) // 2:
        raise ValueError(f"{size} names need {size * (size - 1) // 2} judgements")
    matrix = np.eye(size)
    rows, columns = np.triu_indices(size, 1)
    matrix[rows, columns] = values
    matrix[columns, rows] = 1 / values
    return _reciprocal(matrix)


def principal_eigenvector(matrix: np.ndarray) -> tuple[np.ndarray, float]:
    """The Perron vector, scaled to 1, and its eigenvalue."""
    values, vectors = np.linalg.eig(matrix)
    top = first_largest(values.real)
    vector = np.abs(vectors[:, top].real)
    return vector / vector.sum(), float(values[top].real)


def geometric_mean(matrix: np.ndarray) -> np.ndarray:
    means = np.exp(np.log(matrix).mean(axis=1))
    return means / means.sum()


def worst_pair(matrix: np.ndarray, weights: np.ndarray, names: Sequence[str]) -> WorstPair | None:
    """The judgement whose ratio to the implied weights is farthest from 1, or None if all agree.

    Source: Saaty (2003), European Journal of Operational Research 145, 85-91
    (epsilon_ij = a_ij w_j / w_i). Of judgements that fit equally badly (in a triad all three do)
    the one about the two most unlike weights is named, then the first. The triad is the one around
    that pair with the largest deviation from a_ik a_kj = a_ij, so that a person sees which three
    answers conflict.
    """
    deviation = np.abs(np.log(matrix * weights[None, :] / weights[:, None]))
    if len(matrix) < 3 or deviation.max() < 1e-9:
        return None
    upper = settled(np.triu(deviation, 1))
    unlike = np.triu(np.abs(np.log(weights[:, None] / weights[None, :])), 1)
    tied = np.where(upper == upper.max(), unlike, -1.0)
    i, j = np.unravel_index(first_largest(tied), deviation.shape)
    between = np.abs(np.log(matrix[i, :] * matrix[:, j] / matrix[i, j]))
    between[[i, j]] = -1.0
    k = first_largest(between)
    implied = float(weights[i] / weights[j])
    factor = float(np.exp(deviation[i, j]))
    triad = (names[i], names[k], names[j])
    return WorstPair(names[i], names[j], float(matrix[i, j]), implied, factor, triad)


def ahp_set(
    name: str,
    dimension_matrix: np.ndarray,
    indicator_matrices: Mapping[str, np.ndarray],
    parents: Mapping[str, str],
    basis: str = "",
) -> tuple[WeightSet, dict[str, AhpResult]]:
    """A weight set from judgements on two levels, and each matrix's result (key "" = dimensions).

    Orders: dimensions and indicators as they appear in `parents`; a dimension without a matrix
    weighs its indicators equally.
    """
    dimensions = tuple(dict.fromkeys(parents.values()))
    results = {"": ahp(dimension_matrix, dimensions)}
    inside: dict[str, float] = {}
    for dimension in dimensions:
        codes = tuple(code for code, parent in parents.items() if parent == dimension)
        matrix = indicator_matrices.get(dimension, np.ones((len(codes), len(codes))))
        results[dimension] = ahp(matrix, codes)
        inside |= dict(zip(codes, results[dimension].weights.tolist(), strict=True))
    shares = dict(zip(dimensions, results[""].weights.tolist(), strict=True))
    ratios = {key or "dimensions": r.consistency_ratio for key, r in results.items()}
    made = WeightSet(name, shares, inside, dict(parents), "ahp", basis, {"ratios": ratios})
    return checked(made), results


def _pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]


def _reciprocal(matrix: np.ndarray) -> np.ndarray:
    matrix = np.asarray(matrix, float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError("a pairwise matrix is square")
    if not 1 <= len(matrix) <= len(RANDOM_INDEX):
        raise ValueError(f"1 to {len(RANDOM_INDEX)} names can be compared")
    if not (np.isfinite(matrix) & (matrix > 0)).all():
        raise ValueError("judgements are positive numbers")
    if not np.allclose(matrix * matrix.T, 1.0, rtol=1e-6):
        raise ValueError("a pairwise matrix is reciprocal: a_ji = 1 / a_ij")
    return matrix
