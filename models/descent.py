"""Red and orange fall at most one step a month, and only after two clean visits.

Severities count from 0, the lowest colour. Green and yellow follow the facts; a rise is never held.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

HELD_FROM = 2  # orange
DAYS_APART = 30


class Visit(NamedTuple):
    """day: a number that counts days; is_clean: money, people, distress known, no floor of
    orange or red met; screener None: nobody is named."""

    day: int
    screener: str | None
    is_clean: bool
    is_confirmed: bool = False  # by the office


def may_fall(visits: Iterable[Visit]) -> bool:
    """Whether two clean visits far enough apart, by different people or the later one
    confirmed by the office, are the latest word."""
    clean: list[Visit] = []
    for visit in sorted(visits, key=lambda one: one.day):
        clean = [*clean, visit] if visit.is_clean else []
    return any(
        last.day - first.day >= DAYS_APART and is_second_word(first, last)
        for number, last in enumerate(clean)
        for first in clean[:number]
    )


def is_second_word(first: Visit, last: Visit) -> bool:
    """Whether somebody else stands for the later visit."""
    return last.is_confirmed or (bool(last.screener) and last.screener != first.screener)


def held(
    own: Sequence[int],
    peaks: Sequence[int],
    falls: Sequence[bool],
    decided: Sequence[int | None],
) -> np.ndarray:
    """The severity shown in each month, oldest first.

    own: what the facts at the month's end say; peaks: the highest floor met by a visit in it;
    falls: whether it may fall (may_fall on what was visited by then); decided: set by people.
    """
    shown, before = [], -1
    for facts, peak, falling, decision in zip(own, peaks, falls, decided, strict=True):
        if decision is not None:
            before = max(decision, -1)
            shown.append(facts)  # the decision itself is shown by overriding.py
            continue
        before = lowered(max(before, peak), facts, falling)
        shown.append(before)
    return np.array(shown, dtype=int)


def lowered(before: int, facts: int, falling: bool) -> int:
    """One month's severity after the one before (or the peak within the month)."""
    if facts >= before or before < HELD_FROM:
        return facts
    return max(before - 1, facts) if falling else before
