"""Facts nobody stated, drawn from other places of the town: hot deck with donors of the same kind.

For every draw each place gets an order of donors (an exponential race, likelier donors first); it
takes every unknown fact from the first donor in that order who knows it, so that facts which hang
together come from one place. Sizes are taken in proportion (data/catalog/drawing.yml).
Andridge & Little (2010), A review of hot deck imputation, Int. Stat. Rev. 78.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.stats import rankdata

# All 参考口径, chosen by `bench uncertainty`.
TOWN_COUNTS_AS = 8.0  # donors of one's own kind that the whole town's weigh as much as
SHARPNESS = 0.5  # how much likelier a donor is who agrees in a known fact
SILENCE = 4.0  # and who leaves as much open: silence is a fact, too
FEWEST = 3  # donors with whom a proportion is taken
USUAL_GAPS = 0.25  # of the visit's facts ordered by their gaps: what is left out by chance alone
MOST_DONORS = 300
TOWNS = 20  # weighings of the donors; a town's draw takes all its places from one of them

Base = tuple[str, ...]  # facts added up; one that starts with "-" is taken away
Bases = Mapping[str, Sequence[Base]]


@dataclass(frozen=True)
class Facts:
    """One month's subjects as they are known.

    values: N × F numbers, NaN = unknown; a word is its place in `words` of its fact (which end with
    None, so that -1 reads unknown). kinds: N words.
    """

    names: tuple[str, ...]
    values: np.ndarray
    words: Mapping[str, np.ndarray]
    kinds: np.ndarray
    visited: np.ndarray  # F: facts that a visit asks for
    low: Mapping[str, np.ndarray] = field(default_factory=dict)  # fact → N: lower ends of ranges

    @property
    def known(self) -> np.ndarray:
        return ~np.isnan(self.values)

    def without(self, hidden: np.ndarray) -> Facts:
        """The same subjects, these cells unknown."""
        return replace(self, values=np.where(hidden, np.nan, self.values))


def coded(columns: Mapping[str, np.ndarray], kinds: np.ndarray, visited=()) -> Facts:
    """Facts from arrays of numbers (NaN) or words (None)."""
    words, values = {}, []
    for name, column in columns.items():
        if column.dtype == object:
            listed = sorted({one for one in column if one is not None})
            place = {word: float(number) for number, word in enumerate(listed)}
            words[name] = np.array([*listed, None], dtype=object)
            column = np.array([place.get(one, np.nan) for one in column], dtype=float)
        values.append(column)
    whole = np.column_stack(values) if values else np.empty((len(kinds), 0))
    return Facts(tuple(columns), whole, words, kinds, np.isin(list(columns), list(visited)))


def completed(facts: Facts, bases: Bases, draws: int, seed: int = 0) -> np.ndarray:
    """(N, draws, F): the known facts in every draw, the unknown ones drawn; NaN where no place of
    the town knows a fact. draws: a multiple of TOWNS; those of one weighing stand together."""
    rng = np.random.default_rng([seed, 3])
    deck = _Deck.of(facts, bases, draws, rng)
    whole = np.repeat(facts.values[:, None, :], draws, axis=1)
    for row in np.flatnonzero(~facts.known.all(axis=1)):
        deck.fill(row, whole[row], rng)
    return whole


@dataclass(frozen=True)
class _Deck:
    """The donors, who is likely for whom, and what grows with what."""

    facts: Facts
    donors: np.ndarray  # D rows of the facts
    weights: np.ndarray  # N × D
    weighing: np.ndarray  # draws × D
    order: tuple[int, ...]
    bases: Mapping[int, tuple[np.ndarray, ...]]  # fact → signs over F, one per base
    whole_numbers: np.ndarray  # F
    stays_open: Mapping[str, np.ndarray]  # kind → TOWNS × F

    @classmethod
    def of(cls, facts: Facts, bases: Bases, draws: int, rng: np.random.Generator) -> _Deck:
        rows = np.arange(len(facts.values))
        donors = np.sort(rng.permutation(rows)[:MOST_DONORS])
        first = [facts.names.index(name) for name in bases if name in facts.names]
        order = (*first, *(f for f in range(len(facts.names)) if f not in first))
        signs = {f: tuple(_signs(facts, bases[facts.names[f]])) for f in first}
        with np.errstate(invalid="ignore"):
            is_whole = ~(np.abs(facts.values - np.rint(facts.values)) > 0).any(axis=0)
        weights = np.exp(likeness(facts, donors)).astype(np.float32)
        weights[donors, np.arange(len(donors))] = 1e-12  # nobody is one's own donor
        weighing = rng.standard_exponential((TOWNS, len(donors)), dtype=np.float32)
        weighing = np.repeat(weighing, draws // TOWNS, axis=0) + np.float32(1e-6)
        open_ = stays_open(facts, rng)
        return cls(facts, donors, weights, weighing, order, signs, is_whole, open_)

    def fill(self, row: int, here: np.ndarray, rng: np.random.Generator) -> None:
        """Fills one subject's (draws, F) in place."""
        race = rng.standard_exponential((len(here), len(self.donors)), dtype=np.float32)
        race /= self.weights[row] * self.weighing
        known = self.facts.known[self.donors]
        is_open = self.stays_open[str(self.facts.kinds[row])]
        is_open = np.repeat(is_open, len(here) // TOWNS, axis=0)
        for fact in self.order:
            if np.isnan(self.facts.values[row, fact]):
                left = rng.random(len(here)) >= is_open[:, fact]
                self._fill_fact(fact, here, race, known, left)

    def _fill_fact(self, fact: int, here: np.ndarray, race: np.ndarray, known, left) -> None:
        values = self.facts.values[self.donors]
        for signs in self.bases.get(fact, ()):
            mine, theirs = _sum(here, signs), _sum(values, signs)
            may, left_now = known[:, fact] & (theirs > 0), left & (mine > 0)
            if may.sum() >= FEWEST and left_now.any():
                picked = _first(race[left_now], may)
                scaled = values[picked, fact] * (mine[left_now] / theirs[picked])
                here[left_now, fact] = np.rint(scaled) if self.whole_numbers[fact] else scaled
                left &= ~left_now
        if left.any() and known[:, fact].any():
            here[left, fact] = values[_first(race[left], known[:, fact]), fact]


def _signs(facts: Facts, bases: Sequence[Base]) -> Iterator[np.ndarray]:
    for base in bases:
        signs = np.zeros(len(facts.names))
        for name in base:
            if name.lstrip("-") in facts.names:
                signs[facts.names.index(name.lstrip("-"))] = -1.0 if name.startswith("-") else 1.0
        yield signs


def _sum(values: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """The base of each row; NaN where a part of it is unknown."""
    parts = np.flatnonzero(signs)
    return values[..., parts] @ signs[parts]


def _first(race: np.ndarray, may: np.ndarray) -> np.ndarray:
    """Per draw the first donor of those who may."""
    places = np.flatnonzero(may)
    return places[race[:, places].argmin(axis=1)]


def stays_open(facts: Facts, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Kind → (TOWNS, F): how likely an unknown fact has no answer, however often one visits.

    Of a kind's gaps in a fact (m) as many are by chance as a fact of a visit usually has (u):
    m = a + (1 - a) u, and the share of a in m is looked for; m as uncertain as its count makes it.
    """
    gaps = ~facts.known
    town = gaps.mean(axis=0)
    usual = float(np.quantile(town[facts.visited], USUAL_GAPS)) if facts.visited.any() else 0.0
    errors = rng.standard_normal((TOWNS, len(town)))
    found = {}
    for kind in np.unique(facts.kinds):
        here = facts.kinds == kind
        count = here.sum() + TOWN_COUNTS_AS
        share = (gaps[here].sum(axis=0) + TOWN_COUNTS_AS * town) / count
        share = np.clip(share + errors * np.sqrt(share * (1 - share) / len(gaps)), 1e-9, 1)
        never = np.clip((share - usual) / max(1 - usual, 1e-9), 0, 1)
        found[str(kind)] = np.clip(never / share, 0, 1)
    return found


# ---------------------------------------------------------------- who is likely for whom


def likeness(facts: Facts, donors: np.ndarray) -> np.ndarray:
    """N × D logarithms: one's own kind first, and the likelier the closer the known facts are."""
    total = _of_kind(facts.kinds, donors)
    silent = (~facts.known).mean(axis=1)
    total -= SILENCE * np.abs(silent[:, None] - silent[None, donors])
    places = positions(facts)
    for fact, name in enumerate(facts.names):
        mine, theirs = places[:, fact, None], places[None, donors, fact]
        apart = (mine != theirs).astype(float) if name in facts.words else np.abs(mine - theirs)
        apart[np.isnan(mine + theirs)] = np.nan
        total += _agreement(apart)
    return total - total.max(axis=1, keepdims=True)


def _of_kind(kinds: np.ndarray, donors: np.ndarray) -> np.ndarray:
    same = kinds[:, None] == kinds[None, donors]
    others = (~same).sum(axis=1, keepdims=True)
    share = np.minimum(TOWN_COUNTS_AS / np.maximum(others, 1), 1.0)
    return np.log(np.where(same, 1.0, share))


def _agreement(apart: np.ndarray) -> np.ndarray:
    """Of a donor who does not know the fact: as of those who do, on the average."""
    close = np.exp(-SHARPNESS * apart)
    known = ~np.isnan(apart)
    count = known.sum(axis=1, keepdims=True)
    mean = np.where(known, close, 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1)
    usual = np.where(count > 0, np.maximum(mean, 1e-9), 1.0)
    return np.log(np.where(known, np.maximum(close, 1e-9), usual))


def positions(facts: Facts) -> np.ndarray:
    """Numbers as places among the town's known ones, 0 to 1; words as they are coded."""
    found = rankdata(facts.values, axis=0, nan_policy="omit")
    found = found / np.maximum(facts.known.sum(axis=0), 1)
    for fact, name in enumerate(facts.names):
        if name in facts.words:
            found[:, fact] = facts.values[:, fact]
    return found
