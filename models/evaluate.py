"""How good an order of visits is: figures of rank and calibration with bootstrap intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

METRICS = (
    "auc",
    "average_precision",
    "precision_at_10pct",
    "days_earlier",
    "found_later_share",
    "first_half_share",
)
INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Order:
    """Rows from the highest score to the lowest; `starts` marks where a new score begins."""

    index: np.ndarray
    labels: np.ndarray
    starts: np.ndarray
    days_gained: np.ndarray | None


def visiting_order(scores, seed: int = 0) -> np.ndarray:
    """Row positions, most urgent first. Equal scores stand in a seeded random order, because
    file order is often date order and would favour whoever keeps it."""
    shuffled = np.random.default_rng(seed).permutation(len(scores))
    return shuffled[np.argsort(-np.asarray(scores, float)[shuffled], kind="stable")]


def order_rows(labels, scores, days=None, seed: int = 0) -> Order:
    """The order of the scores, with the days each row gains when the period's own dates are dealt
    out in that order (the city of Chicago's simulation for its food inspections)."""
    index = visiting_order(scores, seed)
    ranked = np.asarray(scores, float)[index]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    gained = None
    if days is not None:
        days = np.asarray(days, float)
        gained = days[index] - np.sort(days)
    return Order(index, np.asarray(labels, float)[index], starts, gained)


def auc(order: Order, weights: np.ndarray | None = None) -> float:
    """Chance that a positive stands above a negative, ties counted half."""
    positive, negative = _by_score(order, weights)
    below = negative.sum() - np.cumsum(negative)
    pairs = positive.sum() * negative.sum()
    return float((positive * (below + negative / 2)).sum() / pairs) if pairs else np.nan


def average_precision(order: Order, weights: np.ndarray | None = None) -> float:
    """Sum over scores of the gain in recall times the precision there (no interpolation)."""
    positive, negative = _by_score(order, weights)
    if not positive.sum():
        return np.nan
    seen = np.cumsum(positive + negative)
    precision = np.divide(np.cumsum(positive), seen, out=np.zeros_like(seen), where=seen > 0)
    return float((positive / positive.sum() * precision).sum())


def found_at(order: Order, visits: float, weights: np.ndarray | None = None) -> float:
    """Positives among the first `visits` rows of the order."""
    weights = _ones(order, weights)
    before = np.cumsum(weights) - weights
    return float((np.clip(visits - before, 0, weights) * order.labels).sum())


def precision_at(order: Order, visits: float, weights: np.ndarray | None = None) -> float:
    """Share of positives among the first `visits` rows; nan when there are no visits."""
    return found_at(order, visits, weights) / visits if visits else np.nan


def recall_at(order: Order, visits: float, weights: np.ndarray | None = None) -> float:
    """Share of all positives met within the first `visits` rows."""
    total = (_ones(order, weights) * order.labels).sum()
    return found_at(order, visits, weights) / total if total else np.nan


def share_of_rows(order: Order, share: float, weights: np.ndarray | None = None) -> float:
    """How many rows a share is: rounded down, at least one."""
    return max(float(np.floor(share * _ones(order, weights).sum() + 1e-9)), 1.0)


def days_earlier(order: Order, weights: np.ndarray | None = None) -> float:
    """Mean over positives of (actual date - dealt date), in days; negative when found later."""
    return _mean_over_positives(order, order.days_gained, weights)


def found_later_share(order: Order, weights: np.ndarray | None = None) -> float:
    """Share of positives that are dealt a later date than they had."""
    later = None if order.days_gained is None else (order.days_gained < 0).astype(float)
    return _mean_over_positives(order, later, weights)


def figures(order: Order, weights: np.ndarray | None = None) -> np.ndarray:
    """The METRICS of one order, in their order."""
    tenth = share_of_rows(order, 0.1, weights)
    half = share_of_rows(order, 0.5, weights)
    return np.array(
        [
            auc(order, weights),
            average_precision(order, weights),
            precision_at(order, tenth, weights),
            days_earlier(order, weights),
            found_later_share(order, weights),
            recall_at(order, half, weights),
        ]
    )


def report(
    labels, scores, days=None, draws: int = 500, seed: int = 0
) -> dict[str, list[float | None]]:
    """Each of METRICS as [value, low, high]: 95 % percentile bootstrap over rows. The dealt dates
    belong to the one simulation that was run; the bootstrap says how far its mean is chance."""
    order = order_rows(labels, scores, days, seed)
    rows = len(order.labels)
    samples = [figures(order, counts) for counts in _row_draws(rows, draws, seed)]
    low, high = interval(np.array(samples).reshape(-1, len(METRICS)))
    values = zip(METRICS, figures(order), low, high, strict=True)
    return {name: [_plain(value) for value in triple] for name, *triple in values}


def random_report(
    labels, days=None, draws: int = 500, seed: int = 0
) -> dict[str, list[float | None]]:
    """METRICS of random orders as [mean, low, high] over `draws` of them: what luck gives."""
    rng = np.random.default_rng(seed)
    orders = (order_rows(labels, rng.random(len(labels)), days, seed) for _ in range(draws))
    samples = np.array([figures(order) for order in orders])
    low, high = interval(samples)
    values = zip(METRICS, samples.mean(axis=0), low, high, strict=True)
    return {name: [_plain(value) for value in triple] for name, *triple in values}


def interval(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 2.5 % and 97.5 % quantiles per column, undefined draws left out."""
    if not len(samples):
        nothing = np.full(samples.shape[1], np.nan)
        return nothing, nothing
    with np.errstate(all="ignore"):
        blank = np.isnan(samples).all(axis=0)
        low, high = np.nanquantile(np.where(blank, 0.0, samples), INTERVAL, axis=0)
    return np.where(blank, np.nan, low), np.where(blank, np.nan, high)


def draws_for(rows: int) -> int:
    """Bootstrap draws that keep the run short: 500 up to 20,000 rows, never under 100."""
    return int(np.clip(10_000_000 // max(rows, 1), 100, 500))


def group_draws(groups, draws: int, seed: int) -> np.ndarray:
    """draws x rows: how often each row counts when whole groups (facilities) are drawn."""
    codes, names = pd.factorize(np.asarray(groups))
    return np.array([counts[codes] for counts in _row_draws(len(names), draws, seed)])


def brier(labels, chances) -> float:
    """Mean squared distance between stated chance and outcome (Brier 1950)."""
    return float(np.mean((np.asarray(chances, float) - np.asarray(labels, float)) ** 2))


def reliability(labels, chances, bins: int = 5) -> pd.DataFrame:
    """One row per fifth of the stated chances: rows, mean chance stated, share that came true."""
    table = pd.DataFrame({"stated": np.asarray(chances, float), "came_true": np.asarray(labels)})
    fifth = pd.qcut(table["stated"].rank(method="first"), min(bins, len(table)), labels=False)
    grouped = table.groupby(fifth)
    return pd.DataFrame(
        {
            "rows": grouped.size(),
            "stated_mean": grouped["stated"].mean(),
            "came_true_share": grouped["came_true"].mean(),
        }
    ).reset_index(drop=True)


def _by_score(order: Order, weights) -> tuple[np.ndarray, np.ndarray]:
    weights = _ones(order, weights)
    positive = np.add.reduceat(weights * order.labels, order.starts)
    negative = np.add.reduceat(weights * (1 - order.labels), order.starts)
    return positive, negative


def _mean_over_positives(order: Order, values: np.ndarray | None, weights) -> float:
    hits = _ones(order, weights) * order.labels
    if values is None or not hits.sum():
        return np.nan
    return float((hits * values).sum() / hits.sum())


def _ones(order: Order, weights) -> np.ndarray:
    return np.ones(len(order.labels)) if weights is None else weights


def _row_draws(rows: int, draws: int, seed: int):
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        yield np.bincount(rng.integers(0, rows, rows), minlength=rows).astype(float)


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
