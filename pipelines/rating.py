"""What every subject scores in every month: risks, dimensions, and why a score changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import duckdb
import numpy as np
import pandas as pd

from models import change, unknowns
from models.catalog.scoring import Scoring
from models.score import Scored, score
from pipelines import scores
from pipelines.panel import Panel, read_panel, risk_matrix, typical_by_month

WeightSets = Mapping[str, Mapping[str, float]]  # month → indicator → effective weight


@dataclass(frozen=True)
class Rating:
    """M rows of month and subject, K indicators."""

    panel: Panel
    scoring: Scoring
    weights: Mapping[str, np.ndarray]  # month → K
    risks: np.ndarray  # M × K, NaN where unknown
    typical: Mapping[str, unknowns.Typical]  # month → what an unknown fact counts as
    whole: np.ndarray  # M × K, the unknown taken as typical; NaN where nobody is asked
    scored: Scored

    @property
    def known(self) -> np.ndarray:
        return ~np.isnan(self.risks)


def rate(draft: duckdb.DuckDBPyConnection, scoring: Scoring, weight_sets: WeightSets) -> Rating:
    panel = read_panel(draft, scoring)
    weights = weights_of(panel, scoring, weight_sets)
    risks = risk_matrix(panel)
    typical = typical_by_month(panel, risks)
    whole = assumed(panel, risks, typical)
    scored = score_by_month(panel, whole, ~np.isnan(risks), weights)
    return Rating(panel, scoring, weights, risks, typical, whole, scored)


def weights_of(panel: Panel, scoring: Scoring, sets: WeightSets) -> dict[str, np.ndarray]:
    """Per month the weight of each indicator, in the catalogue's order.

    Raises KeyError when a set lacks an indicator: a forgotten one must not silently weigh nothing.
    """
    default = scoring.weights()
    chosen = {period: sets.get(period, default) for period in panel.periods}
    return {
        period: np.array([one_set[indicator.code] for indicator in panel.indicators], dtype=float)
        for period, one_set in chosen.items()
    }


def score_by_month(
    panel: Panel, whole: np.ndarray, known: np.ndarray, weights: Mapping[str, np.ndarray]
) -> Scored:
    """All months scored, each with its own weights, put together in the panel's order."""
    parts = [
        score(whole[here], weights[period], known[here]) for period, here in panel.places.items()
    ]
    parts = parts or [score(whole, np.ones(whole.shape[1]))]
    names = Scored.__dataclass_fields__
    return Scored(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in names})


def assumed(panel: Panel, risks: np.ndarray, typical: Mapping[str, unknowns.Typical]) -> np.ndarray:
    """M × K risks, what is unknown in a month taken as typical of its kind in it."""
    whole = np.full_like(risks, np.nan)
    for period, here in panel.places.items():
        whole[here] = unknowns.filled(risks[here], panel.kinds[here], typical[period])
    return whole


# ---------------------------------------------------------------- dimensions, changes


def dimensions(found: Rating) -> pd.DataFrame:
    parts = [dimension(found, one.code) for one in found.scoring.dimensions]
    return pd.concat(parts).sort_values(["period", "facility_id"], kind="stable")


def dimension(found: Rating, code: str) -> pd.DataFrame:
    """One dimension's points, own risk (weighted mean) and known share per row."""
    inside = np.array([one.dimension == code for one in found.panel.indicators])
    points = found.scored.points[:, inside].sum(axis=1)
    weights = found.scored.weights[:, inside]
    share = weights.sum(axis=1)
    known = (weights * found.known[:, inside]).sum(axis=1)
    risk, covered = (
        np.divide(part, share, out=np.full(len(points), empty), where=share > 0)
        for part, empty in ((points, np.nan), (known, 0.0))
    )
    return found.panel.rows[["period", "facility_id"]].assign(
        dimension=code,
        points=points,
        risk_0_100=np.round(risk, 9),
        coverage_pct=np.round(100 * covered, 9),
    )


def changes(
    found: Rating, results: pd.DataFrame, listed: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Every row against the same subject a month before, as it stood (listed: as earlier lists had
    it); nothing before the first month."""
    first = [results.iloc[here][["period", "facility_id"]] for here in first_place(found.panel)]
    stood = {
        period: listed.get(period, results.iloc[here])
        for period, here in found.panel.places.items()
    }
    later = [
        month_change(found, results, stood[before], before, now)
        for before, now in pairwise(found.panel.periods)
    ]
    return (
        pd.concat([*first, *later]).reindex(columns=scores.CHANGE_NAMES)
        if first
        else (pd.DataFrame(columns=scores.CHANGE_NAMES))
    )


def first_place(panel: Panel) -> list[np.ndarray]:
    return list(panel.places.values())[:1]


def month_change(
    found: Rating, results: pd.DataFrame, stood: pd.DataFrame, before: str, now: str
) -> pd.DataFrame:
    """The change of every subject of `now` against how it stood, unknown for one that is new.
    Catalogue changes move both months of a build alike, so their part here is nothing."""
    here = found.panel.places[now]
    known, kinds = found.known[here], found.panel.kinds[here]
    as_before = unknowns.filled(found.risks[here], kinds, found.typical[before])
    steps = {
        "data": score(as_before, found.weights[before], known).score,
        "peers": score(found.whole[here], found.weights[before], known).score,
        "weights": found.scored.score[here],
    }
    subjects = results["facility_id"].to_numpy()[here]
    previous = stood.set_index("facility_id").reindex(subjects)
    parts = change.split(previous["score"].to_numpy(dtype=float), steps)
    return pd.DataFrame(
        {
            "period": now,
            "facility_id": subjects,
            "previous_score": previous["score"].to_numpy(),
            "delta": parts.pop("delta"),
            **{f"delta_{cause}": part for cause, part in parts.items()},
            "previous_rank": previous["rank"].to_numpy(),
            "previous_level": previous["level"].to_numpy(),
        }
    )
