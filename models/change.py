"""Why a score moved since last month: one cause after the other is put in and read off."""

from __future__ import annotations

import numpy as np

from models.score import SCORE_DECIMALS

CAUSES = ("data", "peers", "weights", "catalogue")


def split(before: np.ndarray, steps: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Parts per cause that sum exactly to the change; of a new subject nothing is known.

    before: last month's scores. steps: the score after each cause, in the order of CAUSES, every
    one on top of those before; a missing cause changed nothing. Order matters where causes
    interact: what data and peers do together counts as peers.
    """
    parts, last = {}, before
    for cause in CAUSES:
        now = steps.get(cause, last)
        parts[cause] = np.where(np.isnan(before), np.nan, np.round(now - last, SCORE_DECIMALS))
        last = now
    delta = np.round(last - before, SCORE_DECIMALS)
    others = sum(parts[cause] for cause in CAUSES[1:])
    return {"delta": delta, **parts, "data": np.round(delta - others, SCORE_DECIMALS)}
