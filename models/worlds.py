"""Possible towns: every unknown fact drawn, and the risks and red lines that follow from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models import derived, floors, normalise
from models.catalog.scoring import Indicator, Scoring
from models.donors import TOWNS, Bases, Facts, completed

ROWS = 60_000  # subjects × draws of facts: what keeps a town's answer under a second
FEWEST, MOST = 60, 400  # draws of facts per subject


@dataclass(frozen=True)
class Worlds:
    """N subjects × M draws of their facts (models/donors.py: TOWNS weighings, one after the other).

    risk: N × M × K, NaN = unknown still; floors: N × M places among the colours (the last one: no
    floor); statutory: N × M; facts: N × M × F as they were drawn, with what was known of them.
    """

    risk: np.ndarray
    floors: np.ndarray
    statutory: np.ndarray
    facts: np.ndarray
    known: Facts

    @property
    def draws(self) -> int:
        return self.risk.shape[1]

    def picks(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """(count, N): which draw of its facts each subject takes, all of one weighing of donors."""
        each = self.draws // TOWNS
        town = rng.integers(0, TOWNS, (count, 1), dtype=np.uint16)
        return town * each + rng.integers(0, each, (count, len(self.risk)), dtype=np.uint16)

    def rows(self, chosen: np.ndarray) -> Worlds:
        names = ("risk", "floors", "statutory", "facts")
        known = replace(
            self.known, values=self.known.values[chosen], kinds=self.known.kinds[chosen]
        )
        return replace(self, known=known, **{name: getattr(self, name)[chosen] for name in names})

    @cached_property
    def varies(self) -> np.ndarray:
        """N × K: risks that are not the same in every draw."""
        with np.errstate(invalid="ignore"):
            apart = self.risk.max(axis=1) > self.risk.min(axis=1)
        return apart | np.isnan(self.risk).any(axis=1)


def fact_names(scoring: Scoring) -> tuple[str, ...]:
    """Everything indicators and red lines look at, in the catalogue's order."""
    names = [name for one in scoring.indicators for name in derived.facts_of(one)]
    lines = sorted(frozenset().union(*(floor.columns for floor in scoring.floors)))
    return tuple(dict.fromkeys([*names, *lines]))


def draw_worlds(
    facts: Facts, applies: np.ndarray, scoring: Scoring, bases: Bases, seed: int = 0
) -> Worlds:
    """As many draws of the unknown facts as time allows, and what follows from each."""
    rows = len(facts.values)
    draws = int(np.clip(ROWS // max(rows, 1), FEWEST, MOST)) // TOWNS * TOWNS
    whole = completed(facts, bases, draws, seed)
    flat = table_of(facts, whole.reshape(rows * draws, -1), scoring, draws)
    risk = risks(flat, scoring.indicators, np.repeat(applies, draws, axis=0))
    lifted, statutory = lines_met(flat, scoring)
    shape = (rows, draws)
    return Worlds(
        risk.reshape(*shape, -1), lifted.reshape(shape), statutory.reshape(shape), whole, facts
    )


def table_of(facts: Facts, values: np.ndarray, scoring: Scoring, draws: int = 1) -> Table:
    """Subjects × draws as rows; what was stated as a range keeps its lower end, a drawn fact has
    but one value."""
    low = {}
    for name, ends in facts.low.items():
        number = facts.names.index(name)
        stated = ~np.isnan(facts.values[:, number])
        whole = np.where(np.repeat(stated, draws), np.repeat(ends, draws), values[:, number])
        low[name] = whole
    return Table(facts.names, values, facts.words, scoring.words, low)


@dataclass(frozen=True)
class Table:
    """Rows × facts, words as places in `words`; listed: the word lists of indicators.yml; low: the
    lower ends of facts that may be ranges."""

    names: tuple[str, ...]
    values: np.ndarray
    words: Mapping[str, np.ndarray]
    listed: Mapping[str, Sequence[str]]
    low: Mapping[str, np.ndarray]

    def places(self, name: str) -> np.ndarray:
        column = self.values[:, self.names.index(name)]
        return np.where(np.isnan(column), -1, column).astype(np.intp)

    def column(self, name: str) -> np.ndarray:
        """Numbers, or words spelled out."""
        if name in self.words:
            return self.words[name][self.places(name)]
        return self.values[:, self.names.index(name)]

    def fact(self, name: str) -> floors.Known:
        if name not in self.names:
            return floors.Known(np.full(len(self.values), np.nan))
        if name in self.words:
            return floors.Known(self.places(name), words=self.words[name])
        return floors.Known(self.column(name), low=self.low.get(name))

    def indicator(self, one: Indicator) -> floors.Known:
        """Its value; of a single fact in words, worked out once per word."""
        names = derived.facts_of(one)
        if len(names) > 1:
            columns = {name: self.column(name) for name in names}
            return floors.Known(derived.value_of(one, columns, self.listed))
        (name,) = names
        if name not in self.words:
            return floors.Known(derived.value_of(one, {name: self.column(name)}, self.listed))
        found = derived.value_of(one, {name: self.words[name]}, self.listed)
        if found.dtype == object:
            return floors.Known(self.places(name), words=found)
        return floors.Known(found[self.places(name)])


def risks(table: Table, indicators: Sequence[Indicator], applies: np.ndarray) -> np.ndarray:
    """Rows × K risks, NaN where unknown; what does not apply is no risk."""
    found = np.empty((len(table.values), len(indicators)), np.float32)
    for number, one in enumerate(indicators):
        value = table.indicator(one)
        if value.words is None:
            found[:, number] = normalise.risk(one.method, value.values, one.params)
        else:
            found[:, number] = normalise.risk(one.method, value.words, one.params)[value.values]
    return np.where(applies, found, np.float32(0))


def lines_met(table: Table, scoring: Scoring) -> tuple[np.ndarray, np.ndarray]:
    """Per row the place of the level the floors lift to (the last one: none) and whether a
    statutory line is met."""
    facts = {name: table.fact(name) for name in _columns(scoring)}
    facts |= {code: table.indicator(scoring.by_code[code]) for code in _codes(scoring)}
    place = {level.name: number for number, level in enumerate(scoring.levels.colours)}
    lifted = np.full(len(table.values), len(place) - 1, np.uint8)
    statutory = np.zeros(len(table.values), dtype=bool)
    for floor in scoring.floors:
        hit = floors.hits(floor, facts)
        lifted[hit] = np.minimum(lifted[hit], place[floor.level])
        if floor.is_statutory:
            statutory |= hit
    return lifted, statutory


def lines_now(facts: Facts, scoring: Scoring) -> np.ndarray:
    """Whether each subject's known facts meet a statutory line."""
    return lines_met(table_of(facts, facts.values, scoring), scoring)[1]


def _columns(scoring: Scoring) -> frozenset[str]:
    return frozenset().union(*(floor.columns for floor in scoring.floors))


def _codes(scoring: Scoring) -> frozenset[str]:
    tests = (test for floor in scoring.floors for test in floor.conditions)
    return frozenset(test.indicator for test in tests if test.indicator)
