"""Scoring speed beside maintained libraries, all in the same run: `manage.py bench score`."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

ROWS, COLUMNS = 1_000_000, 26
# The libraries are timed on fewer rows: they are linear in rows and would take half a minute.
PEER_ROWS = 100_000


def seconds(job: Callable[[], object], repeats: int = 3) -> float:
    """The shortest of several runs: the least disturbed by whatever else the machine does."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - start)
    return best


def row(name: str, value: float, unit: str, target: str = "", peer: str = "", ratio=None) -> dict:
    """One line of a table; ratio = how many times as long the peer takes."""
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "target": target,
        "peer": peer,
        "ratio": ratio,
    }


def run() -> list[dict]:
    """1,000,000 x 26 by each method, the build's own scoring, and ratios on 100,000 x 26."""
    rng = np.random.default_rng(0)
    risk = rng.uniform(0, 100, (ROWS, COLUMNS))
    weights = rng.dirichlet(np.ones(COLUMNS))
    return own_rows(risk, weights, rng) + peer_rows(risk[:PEER_ROWS], weights)


def own_rows(risk: np.ndarray, weights: np.ndarray, rng: np.random.Generator) -> list[dict]:
    from models.mcdm import METHODS, aggregate
    from models.score import score

    size = f"{ROWS:,} x {COLUMNS}"
    rows = [
        row(f"{method}, {size}", seconds(lambda m=method: aggregate(m, risk, weights)), "s", "<= 1")
        for method in METHODS
    ]
    holes = np.where(rng.random(risk.shape) < 0.2, np.nan, risk)
    known = seconds(lambda: aggregate("additive", holes, weights))
    rows.append(row(f"additive, {size}, a fifth unknown", known, "s", "<= 1"))
    whole = seconds(lambda: score(holes, weights))
    rows.append(row(f"score, points, limits and coverage, {size}", whole, "s", "<= 1"))
    return rows


def peer_rows(risk: np.ndarray, weights: np.ndarray) -> list[dict]:
    from models.mcdm import aggregate, topsis_classic
    from models.score import score

    whole = seconds(lambda: score(risk, weights), 7)
    additive = seconds(lambda: aggregate("additive", risk, weights), 7)
    classic = seconds(lambda: topsis_classic(risk, weights, "minmax"), 5)
    rows = []
    for peer, job in peers(risk, weights).items():
        theirs, size = seconds(job, 1), f"{PEER_ROWS:,} x {COLUMNS}"
        rows.append(row(f"additive, {size}", additive, "s", ">= 10 x", peer, theirs / additive))
        rows.append(row(f"with points, limits, {size}", whole, "s", "", peer, theirs / whole))
        rows.append(row(f"classic TOPSIS, {size}", classic, "s", "", peer, theirs / classic))
    return rows


def peers(risk: np.ndarray, weights: np.ndarray) -> dict[str, Callable[[], object]]:
    from pymcdm.methods import TOPSIS
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedSumModel

    upward = np.ones(len(weights))
    decision = mkdm(risk, [max] * len(weights), weights=weights)
    return {
        "pymcdm TOPSIS": lambda: TOPSIS()(risk, weights, upward),
        "scikit-criteria WSM": lambda: WeightedSumModel().evaluate(decision),
    }
