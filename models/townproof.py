"""The proof of learning in a town: figures of every order on the judged months, and by group."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from models import evaluate, gate

UNKNOWN_GROUP = "?"
DAYS_PER_MONTH = 365.25 / 12
ORDERS = ("model", "weighted", "single", "random")


def evaluation(later, capacity, horizon, rules, seed) -> dict:
    """Figures of the model and the weighted ranking on the judged months, each [value, low, high];
    reliability of the stated chances; the same by group where there are enough rows."""
    if later.empty:
        return {}
    orders = {name: _order_figures(later, name, capacity, horizon, seed) for name in ORDERS}
    return {
        "orders": orders,
        "brier": evaluate.brier(later["confirmed"], later["model"]),
        "reliability": evaluate.reliability(later["confirmed"], later["model"]).to_dict("records"),
        "groups": group_figures(later, capacity, rules, seed),
        "periods": sorted(later["period"].astype(str).unique()),
    }


_FIGURES = (
    "average_precision",
    "precision_at_capacity",
    "recall_at_capacity",
    "days_earlier",
    "found_later_share",
)


def _order_figures(later, name, capacity, horizon, seed, draws: int = 300) -> dict:
    chosen = gate.visited(later, name, capacity, seed)
    hit = later["confirmed"].to_numpy(float)
    gained = days_gained(later, name, capacity, horizon, seed)
    order = evaluate.order_rows(hit, later[name], seed=seed)

    def figures(weights):
        hits = weights * hit
        return [
            evaluate.average_precision(order, weights[order.index]),
            _ratio((hits * chosen).sum(), (weights * chosen).sum()),
            _ratio((hits * chosen).sum(), hits.sum()),
            _ratio((hits * gained).sum(), hits.sum()),
            _ratio((hits * (gained < 0)).sum(), hits.sum()),
        ]

    counts = evaluate.group_draws(later["facility_id"], draws, seed)
    low, high = evaluate.interval(np.array([figures(weights) for weights in counts]))
    values = zip(_FIGURES, figures(np.ones(len(later))), low, high, strict=True)
    return {figure: [float(v) for v in triple] for figure, *triple in values}


def days_gained(later, name, capacity, horizon, seed) -> np.ndarray:
    """Days between the visit the order would have led to (`capacity` visits a month, the list
    starting over after the horizon) and the confirmation as it was; negative = later. A facility
    the order does not reach within the horizon counts as found one month after it."""
    gained = np.zeros(len(later))
    scores, wait = later[name].to_numpy(float), later["wait"].to_numpy(float)
    for rows in later.reset_index(drop=True).groupby("period", sort=True).indices.values():
        place = np.empty(len(rows))
        place[evaluate.visiting_order(scores[rows], seed)] = np.arange(len(rows))
        visit = np.minimum(place // max(capacity, 1) + 1, horizon + 1)
        actual = np.minimum(wait[rows], horizon + 1)
        gained[rows] = (actual - visit) * DAYS_PER_MONTH
    return gained


def group_figures(later: pd.DataFrame, capacity: int, rules: Mapping, seed: int) -> list[dict]:
    """Per village, ownership and size band: rows, positives, stated chance against what came true
    and recall within capacity with 95 % interval; only the counts where they are too few."""
    least = rules["groups"]
    later = later.reset_index(drop=True).assign(chosen=gate.visited(later, "model", capacity, seed))
    bands = {"village": later["village"], "ownership": later["ownership"]}
    bands["size"] = size_band(later["size"], rules["groups"]["size_limits"])
    found = []
    for kind, names in bands.items():
        for name, rows in later.groupby(filled(names), sort=True, observed=True):
            row = {"kind": kind, "group": str(name), "rows": len(rows)}
            row["positives"] = int(rows["confirmed"].sum())
            row["is_enough"] = (
                len(rows) >= least["least_rows"] and row["positives"] >= least["least_positives"]
            )
            found.append(row | (_group_row(rows, seed) if row["is_enough"] else {}))
    return found


def size_band(sizes: pd.Series, limits) -> pd.Series:
    """`<10`, `10-49`, … by the limits of learning.yml, in this order; unknown sizes are nan."""
    edges = [-np.inf, *limits, np.inf]
    inner = [f"{a}-{b - 1}" for a, b in pairwise(limits)]
    labels = [f"<{limits[0]}", *inner, f"≥{limits[-1]}"]
    return pd.cut(sizes.astype(float), edges, right=False, labels=labels)


def filled(names: pd.Series) -> pd.Series:
    """Names of groups with UNKNOWN_GROUP for none; ordered ones keep their order, it comes last."""
    if isinstance(names.dtype, pd.CategoricalDtype):
        return names.cat.add_categories([UNKNOWN_GROUP]).fillna(UNKNOWN_GROUP)
    return names.fillna(UNKNOWN_GROUP).astype(str)


def _group_row(rows: pd.DataFrame, seed: int, draws: int = 200) -> dict:
    hit = rows["confirmed"].to_numpy(float)
    chosen, stated = rows["chosen"].to_numpy(float), rows["model"].to_numpy(float)

    def figures(weights):
        return [
            _ratio((weights * hit * chosen).sum(), (weights * hit).sum()),
            _ratio((weights * (stated - hit)).sum(), weights.sum()),
        ]

    drawn = [figures(weights) for weights in evaluate.group_draws(rows["facility_id"], draws, seed)]
    low, high = evaluate.interval(np.array(drawn))
    values = zip(("recall", "overstated"), figures(np.ones(len(rows))), low, high, strict=True)
    return {name: [float(v) for v in triple] for name, *triple in values}


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else np.nan
