"""Ties decided by rule: what differs only in the last bits is equal, on every processor."""

from __future__ import annotations

import numpy as np

SAME_TO = 9  # decimal places; rounding errors of our sums and products lie some six below


def settled(values) -> np.ndarray:
    """The values without their last bits, so that they compare and sort the same everywhere."""
    return np.round(np.asarray(values, float), SAME_TO) + 0.0  # no -0.0


def first_largest(values) -> int:
    """Position of the largest value; of equal ones the first."""
    return int(np.argmax(settled(values)))
