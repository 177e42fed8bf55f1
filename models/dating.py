"""How old what is known looks, told by the rows to rank and not by the calendar alone.

Over the past the columns of a record drift: histories fill up, equipment ages, districts change.
How far the newest stretch has moved away from older ones says how far rows of some age apart are;
rows that have not moved further than that are, for all anybody can see, no further away. Only the
record's own values are looked at, never an outcome; dates turned into days before the record are
left out, because they repeat the calendar.
"""

from __future__ import annotations

import numpy as np

STRETCHES = 8
FEWEST_ROWS = 100  # fewer differ by chance more than by age
TOLERANCE = 1.1  # rows a tenth further away than a stretch of the past count as like it (ours)


def looks_old(past: np.ndarray, days: np.ndarray, rows: np.ndarray, gap: float) -> float:
    """The gap that the values of `rows` bear out, at most the stated one, in days; the stated one
    where they have moved further than anything in the past or cannot tell."""
    span = float(np.ptp(days)) if len(days) else 0.0
    if not span or not past.shape[1] or len(rows) < FEWEST_ROWS:
        return gap
    turn = np.minimum((days.max() - days) * STRETCHES // span, STRETCHES - 1).astype(int)
    stretches = [past[turn == at] for at in range(STRETCHES)]
    if min(map(len, stretches)) < FEWEST_ROWS:
        return gap
    newest = evenly(stretches[0], len(rows))
    moved = nearest(newest, stretches[1:])
    far = nearest(rows, stretches)[0] / TOLERANCE
    if far >= moved[-1]:
        return gap
    return float(min(gap, np.interp(far, moved, np.arange(len(moved)) * span / STRETCHES)))


def nearest(rows: np.ndarray, stretches: list[np.ndarray]) -> np.ndarray:
    """Mean over the columns of the distance to the most similar stretch, among all of them, all
    but the first, and so on (seasons come back, so the nearest counts, not the latest)."""
    apart = np.array([[distance(a, b) for a, b in zip(rows.T, one.T, strict=True)]
                      for one in stretches])  # fmt: skip
    return np.minimum.accumulate(apart[::-1], axis=0)[::-1].mean(axis=1)


def distance(these: np.ndarray, those: np.ndarray) -> float:
    """The widest gap between the two cumulative shares (Kolmogorov and Smirnov)."""
    a, b = np.sort(these[~np.isnan(these)]), np.sort(those[~np.isnan(those)])
    if not len(a) or not len(b):
        return float(len(a) != len(b))
    both = np.concatenate([a, b])
    below = [np.searchsorted(one, both, "right") / len(one) for one in (a, b)]
    return float(np.round(np.abs(below[0] - below[1]).max(), 9))


def evenly(rows: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the rows, spread over all of them."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(int)]
