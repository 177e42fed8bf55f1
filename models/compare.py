"""Two lists side by side: who moves, who changes level, and how alike the lists are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

KEPT = ("facility_name", "village", "sector")


@dataclass(frozen=True)
class Comparison:
    """`moves` has one row per subject of either list; agreement counts the subjects of both."""

    moves: pd.DataFrame
    kendall_tau: float
    top_k_overlap: float
    top_k: int
    level_names: tuple[str, ...]


def compare(
    before: pd.DataFrame, after: pd.DataFrame, level_names: Sequence[str], top_k: int = 10
) -> Comparison:
    """Lists need facility_id, score, rank, level; names, village and sector are kept if given.

    moves: rank_before/after, rank_change (> 0 = more urgent now), level_before/after,
    level_change (> 0 = higher level now), score_before/after; blank on the side that lacks the
    subject. level_names: highest first. top_k_overlap: shared share of the two first k.
    """
    moves = _joined(before, after)
    place = {name: -i for i, name in enumerate(level_names)}
    moves["rank_change"] = moves["rank_before"] - moves["rank_after"]
    was, is_now = (moves[f"level_{side}"].map(place).astype(float) for side in ("before", "after"))
    moves["level_change"] = is_now - was
    moves["score_change"] = moves["score_after"] - moves["score_before"]
    both = moves.dropna(subset=["rank_before", "rank_after"])
    k = min(top_k, len(before), len(after))
    return Comparison(
        moves.sort_values(["rank_after", "rank_before"], ignore_index=True),
        kendall(both["rank_before"].to_numpy(), both["rank_after"].to_numpy()),
        _overlap(moves, k),
        k,
        tuple(level_names),
    )


def kendall(before: np.ndarray, after: np.ndarray) -> float:
    """Kendall's tau-b; 1 = same order, -1 = reversed; fewer than two subjects have none (NaN).

    Source: Kendall (1945), Biometrika 33, 239-251.
    """
    from scipy.stats import kendalltau

    return float(kendalltau(before, after).statistic) if len(before) > 1 else float("nan")


def crossings(comparison: Comparison, levels: Sequence[str]) -> pd.DataFrame:
    """Who enters (`direction` in) or leaves (out) each of these levels, e.g. red and orange.

    One row per subject and level crossed; a subject that goes from red to orange leaves one and
    enters the other. A subject missing on one side enters or leaves like any other.
    """
    parts = []
    for level in levels:
        was = comparison.moves["level_before"] == level
        is_now = comparison.moves["level_after"] == level
        for direction, crossed in (("in", ~was & is_now), ("out", was & ~is_now)):
            parts.append(comparison.moves[crossed].assign(crossed=level, direction=direction))
    return pd.concat(parts, ignore_index=True)


def crossing_counts(comparison: Comparison, levels: Sequence[str], by: str) -> pd.DataFrame:
    """One row per `by` (village or sector) and level: before, after, entered, left.

    after = before + entered - left, always.
    """
    crossed = crossings(comparison, levels)
    entered = crossed[crossed["direction"] == "in"].groupby([by, "crossed"]).size()
    left = crossed[crossed["direction"] == "out"].groupby([by, "crossed"]).size()
    groups = pd.MultiIndex.from_product(
        [sorted(comparison.moves[by].dropna().unique()), list(levels)], names=[by, "level"]
    )
    sides = {
        side: comparison.moves.groupby([by, f"level_{side}"]).size() for side in ("before", "after")
    }
    counts = {**sides, "entered": entered, "left": left}
    columns = {name: found.reindex(groups, fill_value=0) for name, found in counts.items()}
    return pd.DataFrame(columns, index=groups).reset_index()


def slope_frame(comparison: Comparison, most: int | None = None) -> pd.DataFrame:
    """For a slope graph: two rows per subject (side before / after), the first `most` of either.

    direction: rises (more urgent), falls, stays.
    """
    moves = comparison.moves.dropna(subset=["rank_before", "rank_after"])
    if most is not None:
        moves = moves[(moves["rank_before"] <= most) | (moves["rank_after"] <= most)]
    direction = np.select(
        [moves["rank_change"] > 0, moves["rank_change"] < 0], ["rises", "falls"], "stays"
    )
    kept = [name for name in ("facility_id", *KEPT) if name in moves]
    sides = [
        moves[kept].assign(
            side=side,
            rank=moves[f"rank_{side}"].astype(int),
            level=moves[f"level_{side}"],
            score=moves[f"score_{side}"],
            direction=direction,
        )
        for side in ("before", "after")
    ]
    return pd.concat(sides, ignore_index=True)


def _joined(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    kept = [name for name in KEPT if name in before and name in after]
    sides = [
        frame.set_index("facility_id")[["rank", "level", "score"]].add_suffix(f"_{side}")
        for frame, side in ((before, "before"), (after, "after"))
    ]
    moves = sides[0].join(sides[1], how="outer")
    names = pd.concat([after, before]).drop_duplicates("facility_id").set_index("facility_id")
    return moves.join(names[kept]).reset_index()


def _overlap(moves: pd.DataFrame, k: int) -> float:
    if k == 0:
        return float("nan")
    return float(((moves["rank_before"] <= k) & (moves["rank_after"] <= k)).sum() / k)
