"""What the list depends on: Sobol shares of the weights, leaving one out, removing a rival."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from models.placing import Case, published, rankings
from models.threads import one_blas_thread
from models.ties import first_largest
from models.weights import Bounds, bounds_around

# Cells of one block of rankings, as in models/uncertainty.py.
BLOCK_CELLS = 200_000
# What one ranking says in one number: (ranks (d, n), base (n,), k) -> (d,).
OUTPUTS: dict[str, Callable[[np.ndarray, np.ndarray, int], np.ndarray]] = {
    "mean_rank_shift": lambda ranks, base, k: np.abs(ranks - base).mean(axis=1),
    "top_k_changes": lambda ranks, base, k: ((ranks <= k) & (base > k)).sum(axis=1).astype(float),
}


@one_blas_thread
def sobol_of_weights(
    case: Case,
    share: float = 0.3,
    output: str = "mean_rank_shift",
    n: int = 1024,
    seed: int = 0,
    top_k: int = 10,
    bounds: Bounds | None = None,
) -> pd.DataFrame:
    """Which weight moves the list most: one row per indicator (position in the case).

    first: share of the variance of the output this weight explains alone; total: with all its
    interactions; *_error_95: half width of the bootstrap 95 % interval. Weights vary independently
    by `share` of themselves (or within `bounds`) and are scaled to 1 afterwards; a weight that
    cannot vary has 0. n is a power of 2; n (m + 2) rankings are made.
    Source: Saisana, Saltelli & Tarantola (2005), J. Royal Statistical Society A 168; SALib.
    """
    bounds = bounds or bounds_around(case.weights, share)
    free = np.flatnonzero(bounds.high > bounds.low)
    result = pd.DataFrame(
        0.0,
        index=range(len(case.weights)),
        columns=["first", "first_error_95", "total", "total_error_95"],
    )
    if len(free) < 2:
        return result
    problem = _problem(bounds, free)
    sample = _weight_sample(case.weights, problem, free, n, seed)
    values = _output_values(case, sample, OUTPUTS[output], top_k)
    if np.ptp(values) > 0:
        result.loc[free] = _analysed(problem, values, seed)
    return result


def _problem(bounds: Bounds, free: np.ndarray) -> dict:
    limits = np.column_stack([bounds.low[free], bounds.high[free]])
    return {"num_vars": len(free), "names": [str(i) for i in free], "bounds": limits.tolist()}


def _weight_sample(base, problem: dict, free: np.ndarray, n: int, seed: int) -> np.ndarray:
    from SALib.sample import sobol

    drawn = sobol.sample(problem, n, calc_second_order=False, seed=seed)
    weights = np.tile(base, (len(drawn), 1))
    weights[:, free] = drawn
    return weights / weights.sum(axis=1, keepdims=True)


def _output_values(case: Case, weights: np.ndarray, output, top_k: int) -> np.ndarray:
    base, _ = published(case)
    block = max(BLOCK_CELLS // max(len(base), 1), 1)
    parts = [
        output(rankings(case, weights[start : start + block])[0], base, top_k)
        for start in range(0, len(weights), block)
    ]
    return np.concatenate(parts)


def _analysed(problem: dict, values: np.ndarray, seed: int) -> np.ndarray:
    from SALib.analyze import sobol

    found = sobol.analyze(problem, values, calc_second_order=False, seed=seed)
    return np.column_stack([found["S1"], found["S1_conf"], found["ST"], found["ST_conf"]])


# --- leaving one indicator out ---------------------------------------------------------------


@one_blas_thread
def leave_one_out(case: Case, method: str = "additive", top_k: int = 10) -> pd.DataFrame:
    """The list without each indicator in turn: one row per indicator (position in the case).

    kendall_tau and mean_rank_shift against the list with all; top_k_kept: share of the first k
    that stays; level_changes: subjects whose level differs. An indicator that carries all the
    weight leaves nothing to rank by: its row is unknown.
    """
    from scipy.stats import kendalltau

    count = len(case.weights)
    left = np.tile(case.weights, (count, 1)) * (1 - np.eye(count))
    (base,), (base_level,) = rankings(case, case.weights[None, :], method)
    ranks, levels = rankings(case, left, method)
    k = min(top_k, len(base))
    result = pd.DataFrame(
        {
            "kendall_tau": [kendalltau(base, one).statistic for one in ranks],
            "mean_rank_shift": np.abs(ranks - base).mean(axis=1),
            "top_k_kept": ((ranks <= k) & (base <= k)).sum(axis=1) / k,
            "level_changes": (levels != base_level).sum(axis=1).astype(float),
        }
    )
    result.loc[left.sum(axis=1) <= 0] = np.nan
    return result


# --- rank reversal ---------------------------------------------------------------------------


def rank_reversal(
    matrix: np.ndarray, score_of: Callable[[np.ndarray], np.ndarray], removed=None
) -> pd.DataFrame:
    """Does the order of the rest hold when one alternative goes? One row per removal.

    reversed_pairs: pairs of the rest whose strict order turned round; first_changed: another one
    leads the rest than before. `score_of` scores any subset of the rows (n, m). A method with
    fixed goalposts cannot reverse; peer methods and classic TOPSIS can.
    Source: Wang & Triantaphyllou (2008), Omega 36, 45-63.
    """
    matrix = np.asarray(matrix, float)
    whole = np.asarray(score_of(matrix))
    rows = []
    for gone in range(len(matrix)) if removed is None else removed:
        rest = np.delete(np.arange(len(matrix)), gone)
        before, after = whole[rest], np.asarray(score_of(matrix[rest]))
        changed = bool(len(rest)) and first_largest(before) != first_largest(after)
        rows.append((gone, reversed_pairs(before, after), bool(changed)))
    return pd.DataFrame(rows, columns=["removed", "reversed_pairs", "first_changed"])


def reversed_pairs(before: np.ndarray, after: np.ndarray, tolerance: float = 1e-9) -> int:
    """Pairs ordered strictly one way before and strictly the other way after."""
    first = _signs(before, tolerance)
    return int((first * _signs(after, tolerance) < 0).sum() // 2)


def _signs(values: np.ndarray, tolerance: float) -> np.ndarray:
    gap = values[:, None] - values[None, :]
    return (gap > tolerance).astype(np.int8) - (gap < -tolerance).astype(np.int8)
