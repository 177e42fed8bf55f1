"""Level floors: which published conditions and legal lines a subject meets, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

import numpy as np

from models.catalog.conditions import Condition, Reference
from models.catalog.scoring import Floor, Scoring
from models.explain import fill, number_text


@dataclass(frozen=True)
class Known:
    """One observed column or indicator over N rows: numbers (NaN = unknown) or words (None), and
    the age in days of each observation. Of a range `values` has the upper end, `low`
    the lower."""

    values: np.ndarray
    age_days: np.ndarray | None = None
    low: np.ndarray | None = None

    def at(self, row: int) -> Known:
        """The one row of it."""
        return Known(self.values[[row]], low=None if self.low is None else self.low[[row]])


RISING = ("at_least", "above")
Facts = Mapping[str, Known]

TESTS: dict[str, Callable[[np.ndarray, object], np.ndarray]] = {
    "at_least": lambda values, line: values >= line,
    "at_most": lambda values, line: values <= line,
    "above": lambda values, line: values > line,
    "is": lambda values, word: values == word,
    "any_of": lambda values, words: np.array(
        [one is not None and not set(words).isdisjoint(str(one).split("、")) for one in values],
        dtype=bool,
    ),
}


def holds(condition: Condition, facts: Facts) -> np.ndarray:
    """Per row whether the condition is known to hold; the unknown satisfies no test."""
    if condition.parts:
        return _grouped(condition, np.array([holds(one, facts) for one in condition.parts]))
    known = facts[condition.subject]
    if condition.operator == "known":
        return is_known(known.values) == condition.value
    is_rising = condition.operator in RISING and known.low is not None
    values, line = known.low if is_rising else known.values, condition.value
    if isinstance(line, Reference):
        line = line.times * sum(facts[name].values for name in line.columns)
    with np.errstate(invalid="ignore"):
        return np.asarray(TESTS[condition.operator](values, line), dtype=bool)


def _grouped(condition: Condition, parts: np.ndarray) -> np.ndarray:
    """P × N tests as one of their group."""
    return {
        "any": lambda: parts.any(axis=0),
        "all": lambda: parts.all(axis=0),
        "none": lambda: ~parts.any(axis=0),
        "at_least_of": lambda: parts.sum(axis=0) >= condition.value,
    }[condition.operator]()


def is_known(values: np.ndarray) -> np.ndarray:
    if values.dtype == object:
        return np.array([one is not None for one in values], dtype=bool)
    return ~np.isnan(values)


def hits(floor: Floor, facts: Facts) -> np.ndarray:
    """Per row whether the floor applies: all of `all`, one of `any`, and not all of `unless`."""
    rows = len(next(iter(facts.values())).values)
    met = np.ones(rows, dtype=bool)
    for condition in floor.all:
        met &= holds(condition, facts)
    if floor.any:
        met &= np.any([holds(one, facts) for one in floor.any], axis=0)
    if floor.unless:
        met &= ~np.all([holds(one, facts) for one in floor.unless], axis=0)
    return met


def lifts(scoring: Scoring) -> np.ndarray:
    """How high each floor lifts: 0 is the lowest colour."""
    return np.array([scoring.levels.severity(floor.level) for floor in scoring.floors], dtype=int)


def contained(floors: Sequence[Floor]) -> dict[str, frozenset[str]]:
    """Rule → the lesser rules that always hold with it: lower lines on the same facts."""
    return {
        one.code: frozenset(o.code for o in floors if o.code != one.code and implies(one, o))
        for one in floors
    }


def implies(one: Floor, other: Floor) -> bool:
    """Whether `other` holds wherever `one` does, whatever the facts."""
    if other.any or other.unless not in ((), one.unless):
        return False
    return all(any(is_stricter(mine, theirs) for mine in one.all) for theirs in other.all)


def is_stricter(mine: Condition, theirs: Condition) -> bool:
    """Whether every value that meets `mine` meets `theirs`, too."""
    if mine.parts or theirs.parts or isinstance(mine.value, Reference):
        return mine == theirs
    if mine.subject != theirs.subject or mine.operator != theirs.operator:
        return False
    if mine.operator in ("at_least", "above"):
        return mine.value >= theirs.value
    if mine.operator == "any_of":
        return set(mine.value) <= set(theirs.value)
    return mine.value == theirs.value


def evidence(floor: Floor, facts: Facts, row: int) -> str:
    """The floor's sentence with this row's values; of several words, those that met a condition."""
    shown = {c.subject: _shown(facts[c.subject], row) for c in floor.conditions}
    for condition in floor.said:
        if condition.operator == "any_of" and isinstance(shown[condition.subject], str):
            both = common(shown[condition.subject], condition.value)
            shown[condition.subject] = both or shown[condition.subject]
    if "{met}" in floor.evidence:
        mine = {name: facts[name].at(row) for name in {*shown, *floor.columns}}
        told = [text for one in floor.all + floor.any for text in _said(one, mine)]
        shown["met"] = "、".join(fill(text, shown) for text in dict.fromkeys(told))
    return fill(floor.evidence, shown)


def _said(condition: Condition, facts: Facts) -> list[str]:
    """What those of its tests say that hold for the one row of these facts."""
    if condition.operator == "none" or not holds(condition, facts)[0]:
        return []
    if condition.say:
        return [condition.say]
    return [text for part in condition.parts for text in _said(part, facts)]


def speaks_of(floor: Floor) -> frozenset[str]:
    """The facts that its sentence names."""
    names = {name for _, name, _, _ in Formatter().parse(floor.evidence) if name}
    plain = {one.subject for one in floor.all if not one.parts}
    return frozenset(
        names | plain | ({one.subject for one in floor.said} if "met" in names else set())
    )


def _shown(known: Known, row: int) -> object:
    """A row's value; of a range both ends."""
    value = known.values[row]
    if known.low is None or not known.low[row] < value:
        return value
    return f"{number_text(known.low[row])}–{number_text(value)}"


def common(words: str, wanted: tuple[str, ...]) -> str:
    """Those of several words (joined by 、) that are wanted."""
    return "、".join(word for word in words.split("、") if word in wanted)
