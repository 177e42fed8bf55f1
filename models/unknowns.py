"""What an unknown fact counts as: no safer than three quarters of its kind (docs/decisions.md)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

QUANTILE = 0.75  # laws of truth, 7: "never safer than three quarters of its kind"
FEWEST = 8  # known of one kind, below which the whole town stands for it: 参考口径
TOWN = ""  # the kind that stands for every other

Typical = Mapping[str, np.ndarray]  # kind → K risks; NaN: no book of the town asks for it


def typical(risks: np.ndarray, kinds: np.ndarray, applies: np.ndarray) -> dict[str, np.ndarray]:
    """Per kind the upper quartile of the known risks or their mean, whichever is worse, of one
    month's subjects: of facts that are rare (a sign of distress, a promise) three quarters show
    nothing, and only the mean says that silence is not proof.

    risks: N × K in 0..100, NaN = unknown; kinds: N words; applies: N × K. A kind of which fewer
    than FEWEST are known takes the whole town's.
    """
    asked = np.where(applies, risks, np.nan)
    whole = no_safer(asked, fewest=1)
    found = {TOWN: whole}
    for kind in np.unique(kinds.astype(str)):
        own = no_safer(asked[kinds == kind], FEWEST)
        found[kind] = np.where(np.isnan(own), whole, own)
    return found


def no_safer(values: np.ndarray, fewest: int) -> np.ndarray:
    """The worse of upper quartile and mean per column of N × K values; NaN where fewer than
    `fewest` are known. The quartile is an observed value, never one between two: the smallest that
    at least three quarters do not exceed."""
    known = (~np.isnan(values)).sum(axis=0)
    if not len(values):
        return np.full(values.shape[1], np.nan)
    place = np.maximum(np.ceil(QUANTILE * known).astype(int) - 1, 0)
    quartile = np.sort(values, axis=0)[place, np.arange(values.shape[1])]  # NaN last
    mean = np.nansum(values, axis=0) / np.maximum(known, 1)
    return np.where(known >= fewest, np.maximum(quartile, mean), np.nan)


def filled(risks: np.ndarray, kinds: np.ndarray, of_kind: Typical) -> np.ndarray:
    """The risks with every unknown one as typical of its kind; NaN stays where nobody is asked."""
    rows = [of_kind.get(kind, of_kind[TOWN]) for kind in kinds.astype(str)]
    usual = np.array(rows, float).reshape(risks.shape)
    return np.where(np.isnan(risks), usual, risks)
