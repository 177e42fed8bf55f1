"""The gate: a learned order counts only once it has beaten the weighted ranking on later data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.evaluate import group_draws, visiting_order


@dataclass(frozen=True)
class Gate:
    """Whether the model may influence priority, the reason in words, the figures behind it.

    figures: periods, capacity, positives, precision_model, precision_weighted, difference,
    difference_low, difference_high (shares of the visits made; None where nothing was judged).
    """

    is_on: bool
    code: str
    reason: str
    figures: dict


def decide(
    later: pd.DataFrame, capacity: int, rules: Mapping, draws: int = 1000, seed: int = 0
) -> Gate:
    """Judge a model on later months. `later` has one row per month and facility: period,
    facility_id, confirmed (0/1), model, weighted (two scores, higher = visit first), none of them
    used to fit or choose the model. `rules` is the `gate` part of learning.yml.

    On only if the lower bound of precision at capacity, model minus weighted ranking, is above
    zero: a percentile bootstrap that draws whole facilities, both orders in the same draw.
    """
    figures = compare_orders(later, capacity, rules["confidence"], draws, seed)
    code = _verdict(figures, rules)
    return Gate(code == "on", code, sentence(code, figures, rules), figures)


def compare_orders(
    later: pd.DataFrame, capacity: int, confidence: float, draws: int, seed: int
) -> dict:
    """Hits per visit of both orders over all months, and the interval of their difference."""
    figures = {
        "periods": sorted(later["period"].astype(str).unique()) if len(later) else [],
        "capacity": int(capacity),
        "positives": cases(later),
    }
    if not len(later):
        return figures | dict.fromkeys(_MEASURES)
    hit = later["confirmed"].to_numpy(float)
    model = visited(later, "model", capacity, seed)
    weighted = visited(later, "weighted", capacity, seed)
    counts = group_draws(later["facility_id"], draws, seed)
    drawn = _precision(counts, model, hit) - _precision(counts, weighted, hit)
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(drawn, [tail, 1 - tail])
    everyone = np.ones((1, len(later)))
    ours = float(_precision(everyone, model, hit)[0])
    theirs = float(_precision(everyone, weighted, hit)[0])
    values = (ours, theirs, ours - theirs, float(low), float(high))
    return figures | dict(zip(_MEASURES, values, strict=True))


def cases(later: pd.DataFrame) -> int:
    """Confirmations that the judged months looked ahead to; one that several months saw coming
    (`wait` months later) counts once."""
    hits = later[later["confirmed"].astype(float) > 0]
    if "wait" not in hits:
        return len(hits)
    years = hits["period"].astype(str).str.split("-", expand=True).astype(int)
    month = years[0] * 12 + years[1] + hits["wait"].astype(int) if len(hits) else hits["wait"]
    return len(set(zip(hits["facility_id"], month, strict=True)))


def visited(later: pd.DataFrame, score: str, capacity: int, seed: int) -> np.ndarray:
    """1 for the `capacity` most urgent facilities of each month, else 0."""
    chosen = np.zeros(len(later))
    scores = later[score].to_numpy(float)
    for rows in later.reset_index(drop=True).groupby("period", sort=True).indices.values():
        chosen[rows[visiting_order(scores[rows], seed)[:capacity]]] = 1.0
    return chosen


def sentence(code: str, figures: Mapping, rules: Mapping) -> str:
    """The Chinese reason of a verdict, filled with its figures."""
    months = figures["periods"]
    values = {key: value for key, value in figures.items() if key != "periods"}
    for name in _MEASURES:
        values[name] = "—" if values[name] is None else f"{100 * values[name]:.1f}"
    return rules["reasons"][code].format(
        **values,
        first=months[0] if months else "—",
        last=months[-1] if months else "—",
        count=len(months),
        least_positives=rules["least_positives"],
        least_periods=rules["least_periods"],
        confidence=f"{100 * rules['confidence']:g}",
    )


_MEASURES = (
    "precision_model",
    "precision_weighted",
    "difference",
    "difference_low",
    "difference_high",
)


def _verdict(figures: Mapping, rules: Mapping) -> str:
    if len(figures["periods"]) < rules["least_periods"]:
        return "few_periods"
    if figures["positives"] < rules["least_positives"]:
        return "few_positives"
    if figures["difference_low"] > 0:
        return "on"
    return "not_proved" if figures["difference"] > 0 else "not_better"


def _precision(counts: np.ndarray, chosen: np.ndarray, hit: np.ndarray) -> np.ndarray:
    visits = counts @ chosen
    return np.divide(
        counts @ (chosen * hit), visits, out=np.full(len(counts), np.nan), where=visits > 0
    )
