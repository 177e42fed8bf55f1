"""How fast what was known of a place stops being true, read off the past itself.

A ranking may be wanted years after the last known outcome, longer than the past reaches back: then
no training row can be given knowledge as old as that. Training rows get the oldest that leaves most
of them some; how much an effect is worth when it is older still is extrapolated from how its worth
fell over the ages that can be observed. The worth of an effect of some age is the slope of later
outcomes on it. If the rate of loss is only known to be about `rate`, the expected share left after
`age` days is 1 / (1 + rate * age) (exponential loss with an exponentially distributed rate), which
never reaches nothing.
"""

from __future__ import annotations

import numpy as np

from models.steady import Seen, steady_effects

MOST_OF_THE_PAST = 3  # a training row is given knowledge at most a third of the past old
AGES = (0.0, 0.15, 0.3, 0.45)  # shares of the past at which the worth of an effect is measured
JUDGED = 0.3  # on the newest rows of the past
PRIOR_YEARS = 8.0  # mean life of an effect where the past tells nothing (ours)
PRIOR_WEIGHT = 1.0
LEAST_TRUST = 0.3  # what is known fades, but not to nothing (ours)
DAYS = 365.25


def trained_gap(gap: float, span: float) -> float:
    """The age of knowledge that training rows are given for a ranking `gap` days later."""
    return min(gap, span / MOST_OF_THE_PAST)


def trust_in_place(gap: float, span: float) -> float:
    """How much to bet on places being what they were. What has lasted for `span` lasts another
    `gap` with a chance p of span / (span + gap) (Laplace's rule, no change seen); a bet that loses
    when it fails what it wins when it holds is worth 2p - 1. Never under LEAST_TRUST."""
    if not span:
        return LEAST_TRUST
    return max(2 * span / (span + max(gap, 0.0)) - 1, LEAST_TRUST)


def share_left(key: np.ndarray, day: np.ndarray, outcome: np.ndarray, older: float) -> float:
    """What an effect of this key is worth when it is `older` days older than those learned from,
    as a share; 1 when it is no older."""
    if older <= 0:
        return 1.0
    return 1 / (1 + loss_per_day(key, day, outcome) * older)


def loss_per_day(key: np.ndarray, day: np.ndarray, outcome: np.ndarray) -> float:
    """Rate at which effects of this key lose their worth: a straight line through the logarithms
    of the slopes at several ages, weighted by how surely each is known, with a mild prior."""
    span = float(np.ptp(day)) if len(day) else 0.0
    prior = 1 / (PRIOR_YEARS * DAYS)
    if not span:
        return prior
    start = day.max() - JUDGED * span
    rows = np.flatnonzero((day >= start) & (key >= 0))
    found = [_worth(key, day, outcome, rows, start - share * span) for share in AGES]
    known = np.array([(AGES[i] * span, *f) for i, f in enumerate(found) if f]).reshape(-1, 3)
    ages, worth, weight = known.T
    if len(ages) < 2:
        return prior
    middle = np.average(ages, weights=weight)
    information = (weight * (ages - middle) ** 2).sum()
    slope = -(weight * (ages - middle) * np.log(worth)).sum()
    strength = PRIOR_WEIGHT / prior**2
    return float(max((slope + strength * prior) / (information + strength), 0.0))


def _worth(key, day, outcome, rows, moment: float) -> tuple[float, float] | None:
    """Slope of outcomes on the effects known at `moment`, and the weight of its logarithm (one
    over its variance); nothing where there is no effect. At least a twentieth of full worth."""
    effects = steady_effects(key[rows], np.full(len(rows), moment), Seen(key, day, outcome))
    usual = outcome[rows].mean()
    power = (effects**2).sum() * usual * (1 - usual)
    if power < 1e-9:
        return None
    effects = effects - effects.mean()
    slope = max(float(effects @ (outcome[rows] - usual)) / power, 0.05)
    return slope, slope**2 * power
