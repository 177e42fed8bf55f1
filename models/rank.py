"""The order of urgency: 1 is the most urgent. The rule in words is stored with the result."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd


def ranks(subjects: pd.DataFrame, places: Mapping[str, int]) -> np.ndarray:
    """Rank per row, 1..N without ties.

    subjects: facility_id, is_statutory, level, score, amount_involved_wan, people_involved (the
    last two may be unknown, which counts as none). Order: statutory first, then level, then score,
    then exposure, then people, all from high to low, then facility_id.
    """
    keys = (
        subjects["facility_id"].to_numpy(dtype=str),
        -subjects["people_involved"].fillna(0).to_numpy(dtype=float),
        -subjects["amount_involved_wan"].fillna(0).to_numpy(dtype=float),
        -subjects["score"].to_numpy(dtype=float),
        subjects["level"].map(places).to_numpy(dtype=int),
        ~subjects["is_statutory"].to_numpy(dtype=bool),
    )
    order = np.lexsort(keys)
    result = np.empty(len(order), dtype=int)
    result[order] = np.arange(1, len(order) + 1)
    return result
