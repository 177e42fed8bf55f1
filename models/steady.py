"""Since when has a place been what it is, and how much do places differ?

Who looks after a place changes, often everywhere on one day; records from before then mislead.
So at each knowledge date the past is cut where the outcomes themselves say that the differences
between places changed, and a place's records from before a cut count by the chance that this
place stayed as it was. How far few records are believed is read off the past, too.

Both questions have answers in closed form. For changes, hits of a key are taken as Poisson around
`expected` (what everyone's rate would have given) times a gamma-distributed factor of the key, so
that a change of the common level alone is none; for the effects, as beta-binomial, whose strength
(how many records weigh as much as "like everyone") explains the past best (empirical Bayes; Efron
and Morris 1975). Where the outcome is the commoner case, its absence is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, gammaln

from models.ties import first_largest

STRENGTHS = (3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)  # records
CHANGE_STRENGTHS = (1.5, 5.0, 15.0)  # expected hits
SHARES_UNCHANGED = np.array([0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
EVIDENCE_FOR_A_CHANGE = 5.0  # log Bayes factor beyond the number of days it could have been
SHORTEST_STEP_DAYS = 7.0
MOST_STEPS, FEWEST_STEPS = 150, 12
MOST_CELLS = 10_000  # steps x keys
MOST_KEYS_FOLLOWED = 1_000
FEWEST_RECORDS = 10


@dataclass(frozen=True)
class Seen:
    """Earlier records of one key: its code (-1 unknown), day, outcome, and how strongly a short
    record is pulled towards "like everyone" where that is not learned."""

    key: np.ndarray
    day: np.ndarray
    outcome: np.ndarray
    shrink: float = 0.0

    def known_in_order(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        rows = np.flatnonzero(self.key >= 0)
        rows = rows[np.argsort(self.day[rows], kind="stable")]
        return self.key[rows], self.day[rows], self.outcome[rows].astype(float)


@dataclass(frozen=True)
class Tally:
    """Records and hits per key; cumulative over steps (steps + 1, keys) or of one stretch."""

    records: np.ndarray
    hits: np.ndarray

    def between(self, start, end) -> Tally:
        return Tally(self.records[end] - self.records[start], self.hits[end] - self.hits[start])

    def expected(self) -> np.ndarray:
        """Hits if every key were like everyone in this stretch."""
        rate = self.hits.sum(axis=-1) / np.maximum(self.records.sum(axis=-1), 1e-9)
        return np.asarray(rate)[..., None] * self.records


def steady_effects(
    rows_key: np.ndarray, known_at: np.ndarray, seen: Seen, may_change: bool = True
) -> np.ndarray:
    """Log odds of the outcome for each row's key beyond everyone's (0: like everyone, or unknown),
    from records dated strictly before `known_at` (days)."""
    key, day, hit = seen.known_in_order()
    size = int(max(rows_key.max(initial=-1), key.max(initial=-1))) + 1
    effects = np.zeros(len(rows_key))
    for moment in np.unique(known_at):
        until = int(np.searchsorted(day, moment, side="left"))
        if until < FEWEST_RECORDS:
            continue
        is_common = hit[:until].mean() > 0.5
        counted = 1 - hit[:until] if is_common else hit[:until]
        follows = may_change and size <= MOST_KEYS_FOLLOWED
        tally = _tally(key[:until], moment - day[:until], counted, size, follows)
        by_key = (-1 if is_common else 1) * _effects(*still_valid(tally))
        rows = np.flatnonzero((known_at == moment) & (rows_key >= 0))
        effects[rows] = by_key[rows_key[rows]]
    return effects


def still_valid(tally: Tally) -> np.ndarray:
    """Records, expected and actual hits per key (3, keys), those from before a change counted as
    far as the key is likely to have stayed the same."""
    starts = change_points(tally)
    valid = np.zeros((3, tally.hits.shape[1]))
    for start, end in zip(starts, [*starts[1:], len(tally.hits) - 1], strict=True):
        stretch = tally.between(start, end)
        fresh = np.array([stretch.records, stretch.expected(), stretch.hits])
        if start:
            valid = valid * _chance_unchanged(valid[1:], fresh[1:])
        valid = valid + fresh
    return valid


def change_points(tally: Tally) -> list[int]:
    """Steps at which the differences between keys changed, the first always 0: the strongest cut
    of the whole, then of what follows it, as long as the evidence outweighs the choice of a day."""
    end, starts = len(tally.hits) - 1, [0]
    while True:
        cuts = np.arange(starts[-1] + 2, end - 1)
        if not len(cuts):
            return starts
        before, after = tally.between(starts[-1], cuts), tally.between(cuts, end)
        sides = (before.expected(), before.hits), (after.expected(), after.hits)
        gain = np.max([_mixture(_gain(*sides, s)).max(axis=0) for s in CHANGE_STRENGTHS], axis=0)
        if gain.max() < EVIDENCE_FOR_A_CHANGE + np.log(len(cuts)):
            return starts
        starts.append(int(cuts[first_largest(gain)]))


def _tally(key, age, hit, size: int, follows: bool) -> Tally:
    """Counts per step and key, cumulative; one step for everything unless changes are followed.
    Steps count back from the knowledge date, so that the newest is whole."""
    most = int(np.clip(MOST_CELLS // max(size, 1), FEWEST_STEPS, MOST_STEPS))
    length = max(SHORTEST_STEP_DAYS, age.max() / most) if follows else np.inf
    back = np.ceil(age / length).astype(int) - 1 if follows else np.zeros(len(age), int)
    steps = int(back.max()) + 1
    cell, shape = (steps - 1 - back) * size + key, (steps, size)
    counts = (np.bincount(cell, w, steps * size).reshape(shape) for w in (None, hit))
    return Tally(*(np.vstack([np.zeros(size), c.cumsum(axis=0)]) for c in counts))


def _effects(records: np.ndarray, expected: np.ndarray, hits: np.ndarray) -> np.ndarray:
    usual = np.clip(expected / np.maximum(records, 1e-9), 1e-4, 1 - 1e-4)
    alike = (hits * np.log(usual) + (records - hits) * np.log1p(-usual)).sum()
    gains = [_differing(records, hits, usual, strength) - alike for strength in STRENGTHS]
    if max(gains) <= 0:
        return np.zeros(len(hits))
    strength = STRENGTHS[first_largest(gains)]
    chance = (hits + strength * usual) / (records + strength)
    return np.log(chance / (1 - chance)) - np.log(usual / (1 - usual))


def _differing(records, hits, usual, strength: float) -> float:
    """Log marginal likelihood of the hits when keys differ with this strength."""
    alpha, beta = strength * usual, strength * (1 - usual)
    return float((betaln(alpha + hits, beta + records - hits) - betaln(alpha, beta)).sum())


def _chance_unchanged(before, after) -> np.ndarray:
    gains = [_gain(before, after, strength) for strength in CHANGE_STRENGTHS]
    gain = gains[first_largest([_mixture(one).max() for one in gains])]
    share = SHARES_UNCHANGED[first_largest(_mixture(gain))]
    return share / (share + (1 - share) * np.exp(gain))


def _gain(before, after, strength: float) -> np.ndarray:
    """Log Bayes factor per key of "changed" over "as before"."""
    both = before[0] + after[0], before[1] + after[1]
    apart = _evidence(*before, strength) + _evidence(*after, strength)
    return np.clip(apart - _evidence(*both, strength), -50, 50)


def _mixture(gain: np.ndarray) -> np.ndarray:
    """Evidence that some keys changed, for each share that did not (shares, ...)."""
    odds = np.exp(gain)
    return np.array([np.log(s + (1 - s) * odds).sum(axis=-1) for s in SHARES_UNCHANGED])


def _evidence(expected: np.ndarray, hits: np.ndarray, strength: float) -> np.ndarray:
    """Log marginal likelihood per key, less what all strengths share."""
    prior = strength * np.log(strength) - gammaln(strength)
    return gammaln(strength + hits) + prior - (strength + hits) * np.log(strength + expected)
