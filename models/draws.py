"""Random weights: around a set (Dirichlet) or uniform over everything the bounds allow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.ties import first_largest
from models.weights import Bounds

# Share of candidates that must be accepted before rejection is worth its time.
LEAST_ACCEPTANCE = 0.02
PILOT = 2_000
# Sweeps of pairwise moves after which a chain has forgotten its start (tests/test_draws.py).
SWEEPS = 60

Candidates = Callable[[np.random.Generator, int], np.ndarray]


def dirichlet_around(
    weights: np.ndarray,
    concentration: float,
    draws: int,
    rng: np.random.Generator,
    bounds: Bounds | None = None,
) -> np.ndarray:
    """Weights (draws, m) with mean `weights` and variance w (1 - w) / (concentration + 1).

    A weight of 0 stays 0. With bounds, draws outside are drawn again; raises ValueError when
    fewer than 2 % would fall inside.
    """
    weights = np.asarray(weights, float)
    used = weights > 0

    def candidates(rng: np.random.Generator, count: int) -> np.ndarray:
        out = np.zeros((count, len(weights)))
        out[:, used] = rng.dirichlet(weights[used] / weights.sum() * concentration, count)
        return out

    if bounds is None:
        return candidates(rng, draws)
    if _acceptance(candidates, bounds, rng) < LEAST_ACCEPTANCE:
        raise ValueError("the bounds are too tight for this concentration")
    return _accepted(candidates, bounds, draws, rng)


def uniform_within(bounds: Bounds, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Weights (draws, m), uniform over all that lie within the bounds and add up to 1.

    Exact by rejection, from whichever of two proposals fits the bounds; where both would waste
    more than 98 % of the candidates, by independent chains of pairwise moves.
    """
    for candidates in (_shifted_simplex(bounds), _box_slice(bounds)):
        if _acceptance(candidates, bounds, rng) >= LEAST_ACCEPTANCE:
            return _accepted(candidates, bounds, draws, rng)
    return _pairwise_chains(bounds, draws, rng)


def _shifted_simplex(bounds: Bounds) -> Candidates:
    """Uniform above the lower bounds; right when the upper ones hardly bind."""
    size, slack = len(bounds.low), max(1.0 - bounds.low.sum(), 0.0)
    return lambda rng, count: bounds.low + slack * rng.dirichlet(np.ones(size), count)


def _box_slice(bounds: Bounds) -> Candidates:
    """Uniform in the box of all but the widest weight, which takes what is left."""
    rest = first_largest(bounds.high - bounds.low)

    def candidates(rng: np.random.Generator, count: int) -> np.ndarray:
        out = bounds.low + (bounds.high - bounds.low) * rng.random((count, len(bounds.low)))
        out[:, rest] = 0.0
        out[:, rest] = 1.0 - out.sum(axis=1)
        return out

    return candidates


def _inside(weights: np.ndarray, bounds: Bounds) -> np.ndarray:
    tolerance = 1e-12
    above = (weights >= bounds.low - tolerance).all(axis=1)
    return above & (weights <= bounds.high + tolerance).all(axis=1)


def _acceptance(candidates: Candidates, bounds: Bounds, rng: np.random.Generator) -> float:
    return float(_inside(candidates(rng, PILOT), bounds).mean())


def _accepted(candidates: Candidates, bounds: Bounds, draws: int, rng) -> np.ndarray:
    kept, count = [], 0
    while count < draws:
        batch = candidates(rng, 2 * draws)
        batch = batch[_inside(batch, bounds)]
        kept.append(batch)
        count += len(batch)
    return np.clip(np.concatenate(kept)[:draws], bounds.low, bounds.high)


def _pairwise_chains(bounds: Bounds, draws: int, rng: np.random.Generator) -> np.ndarray:
    """One chain per draw: two weights at a time share their sum anew, uniformly.

    Each move draws from the exact conditional distribution, so the uniform distribution is
    kept (Gibbs sampling); one draw is taken per chain, so draws are independent.
    """
    from models.weights import nearest_within

    size = len(bounds.low)
    start = nearest_within((bounds.low + bounds.high) / 2, bounds)
    weights = np.tile(start, (draws, 1))
    for _ in range(SWEEPS):
        order = rng.permutation(size)
        left, right = order[: size // 2], order[size // 2 : 2 * (size // 2)]
        whole = weights[:, left] + weights[:, right]
        low = np.maximum(bounds.low[left], whole - bounds.high[right])
        high = np.minimum(bounds.high[left], whole - bounds.low[right])
        weights[:, left] = low + np.maximum(high - low, 0.0) * rng.random(low.shape)
        weights[:, right] = whole - weights[:, left]
    return weights
