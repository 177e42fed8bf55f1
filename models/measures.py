"""Measures as data: what each changes, what it costs, what is history (measures.yml)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.catalog.files import read_yaml

# A subject's facts: "indicator.<code>" and "column.<name>"; None = unknown.
Facts = Mapping[str, Any]
OPERATIONS = ("set", "at_most", "at_least", "without")
# Between several words in one value, and the word for none of them (forms.md).
JOINER, NONE = "、", "无"
TESTS = ("is", "any_of", "above", "at_least", "at_most")
STANDINGS = ("法定", "参考口径", "待核")


class MeasuresError(ValueError):
    """The file contradicts itself or the catalogue; `problems` lists everything at once."""

    def __init__(self, problems: Iterable[str]):
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Effect:
    fact: str
    operation: str
    value: Any

    def after(self, now: Any) -> Any:
        """The value once the measure is done; what is unknown stays unknown."""
        if now is None:
            return None
        if self.operation == "set":
            return self.value
        if self.operation == "without":
            kept = [word for word in str(now).split(JOINER) if word not in self.value]
            return JOINER.join(kept) or NONE
        return min(now, self.value) if self.operation == "at_most" else max(now, self.value)


@dataclass(frozen=True)
class Need:
    fact: str
    test: str
    value: Any

    def holds(self, facts: Facts) -> bool:
        """Whether the fact is known and passes; the unknown satisfies nothing."""
        return passes(facts.get(self.fact), self.test, self.value)


def passes(now: Any, test: str, value: Any) -> bool:
    """One test of a fact; of several words in one value (joined by JOINER) any may match."""
    if now is None:
        return False
    if test in ("is", "any_of"):
        wanted = {value} if test == "is" else set(value)
        return bool(wanted & {now, *(str(now).split(JOINER))})
    if test == "above":
        return now > value
    return now >= value if test == "at_least" else now <= value


@dataclass(frozen=True)
class Measure:
    code: str
    name: str
    cost_person_days: float
    effects: tuple[Effect, ...]
    basis: str
    source: str
    standing: str
    depends_on: str = ""
    only_if: tuple[Need, ...] = ()

    def is_feasible(self, facts: Facts) -> bool:
        return all(need.holds(facts) for need in self.only_if)

    def apply(self, facts: Facts) -> dict[str, Any]:
        """A copy of the facts with the effects done."""
        changed = {
            effect.fact: effect.after(facts[effect.fact])
            for effect in self.effects
            if facts.get(effect.fact) is not None
        }
        return {**facts, **changed}


@dataclass(frozen=True)
class Measures:
    measures: tuple[Measure, ...]
    fixed: Mapping[str, str]
    past: Mapping[str, frozenset[str]]  # floor → facts that tell of money taken already
    cost_standing: str
    cost_note: str

    @property
    def by_code(self) -> dict[str, Measure]:
        return {measure.code: measure for measure in self.measures}


def load_measures(
    path: Path, indicators: Iterable[str] | None = None, columns: Iterable[str] | None = None
) -> Measures:
    """The measures of a file, checked; raises MeasuresError with every contradiction.

    With `indicators` and `columns` (the names of the catalogue) every fact must be one of them.
    """
    text = read_yaml(path)
    problems: list[str] = []
    measures = tuple(_measure(entry, problems) for entry in text["measures"])
    fixed = {
        fact: entry["why"]
        for entry in text["fixed"]
        for fact in _facts(entry, ("indicator", "column"))
    }
    past = {floor: facts for entry in text.get("past", ()) for floor, facts in _past(entry)}
    problems += _contradictions(measures, fixed)
    named = frozenset(fixed).union(*past.values())
    problems += _strangers(measures, named, indicators, columns)
    if problems:
        raise MeasuresError(f"{path.name}: {problem}" for problem in problems)
    return Measures(measures, fixed, past, text["cost_standing"], text["cost_note"])


def _measure(entry: Mapping[str, Any], problems: list[str]) -> Measure:
    label = entry.get("code", "?")
    effects = tuple(_effect(one, label, problems) for one in entry.get("effects", ()))
    needs = tuple(_need(one, label, problems) for one in entry.get("only_if", ()))
    return Measure(
        code=label,
        name=entry.get("name", ""),
        cost_person_days=float(entry.get("cost_person_days", 0)),
        effects=effects,
        basis=entry.get("basis", ""),
        source=entry.get("source", ""),
        standing=entry.get("standing", ""),
        depends_on=entry.get("depends_on", ""),
        only_if=needs,
    )


def _effect(entry: Mapping[str, Any], label: str, problems: list[str]) -> Effect:
    return Effect(*_statement(entry, OPERATIONS, f"an effect of '{label}'", problems))


def _need(entry: Mapping[str, Any], label: str, problems: list[str]) -> Need:
    return Need(*_statement(entry, TESTS, f"a condition of '{label}'", problems))


def _statement(entry: Mapping[str, Any], verbs: tuple[str, ...], what: str, problems: list[str]):
    facts, found = _facts(entry, ("indicator", "column")), [verb for verb in verbs if verb in entry]
    if len(facts) != 1 or len(found) != 1:
        problems.append(f"{what} needs one fact and one of {', '.join(verbs)}: {dict(entry)}")
        return "", verbs[0], None
    return facts[0], found[0], entry[found[0]]


def _facts(entry: Mapping[str, Any], kinds: tuple[str, ...]) -> list[str]:
    return [f"{kind}.{entry[kind]}" for kind in kinds if kind in entry]


def _past(entry: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    facts = [f"indicator.{name}" for name in entry.get("indicators", ())]
    facts += [f"column.{name}" for name in entry.get("columns", ())]
    return ((floor, frozenset(facts)) for floor in entry["floors"])


def _contradictions(measures: tuple[Measure, ...], fixed: Mapping[str, str]) -> list[str]:
    codes = [measure.code for measure in measures]
    problems = [
        f"'{code}' is there twice" for code in sorted({c for c in codes if codes.count(c) > 1})
    ]
    for measure in measures:
        problems += [
            f"'{measure.code}' has no {name}"
            for name in ("name", "basis", "source", "effects")
            if not getattr(measure, name)
        ]
        if measure.standing not in STANDINGS:
            problems.append(f"'{measure.code}' has the standing '{measure.standing}'")
        if not measure.cost_person_days > 0:
            problems.append(f"'{measure.code}' costs nothing")
        problems += [
            f"'{measure.code}' changes {effect.fact}, which is fixed"
            for effect in measure.effects
            if effect.fact in fixed
        ]
    return problems


def _strangers(measures, others, indicators, columns) -> list[str]:
    if indicators is None or columns is None:
        return []
    known = {f"indicator.{code}" for code in indicators} | {f"column.{name}" for name in columns}
    named = set(others)
    for measure in measures:
        named |= {effect.fact for effect in measure.effects}
        named |= {need.fact for need in measure.only_if}
    return [f"{fact} is not in the catalogue" for fact in sorted(named - known)]
