"""What is measured, how it is judged and where the lines run: indicators, levels, floors, calendar.

Typed from data/catalog/{indicators,levels,floors,calendar}.yml; contradictions are collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from models import normalise
from models.catalog.conditions import Condition, read_condition
from models.catalog.files import read_yaml

STANDINGS = ("法定", "参考口径", "待核")
DIRECTIONS = ("higher", "lower")
KEY_RULE_KINDS = ("statutory", "level", "nature")


@dataclass(frozen=True)
class Dimension:
    code: str
    name: str
    weight: float


@dataclass(frozen=True)
class Reason:
    """A sentence used from `at_least` upwards (None: always)."""

    text: str
    at_least: float | None = None


@dataclass(frozen=True)
class Indicator:
    code: str
    name: str
    dimension: str
    direction: str
    method: str
    params: Mapping[str, Any]
    unit: str
    weight: float
    validity: int
    columns: tuple[str, ...]
    standing: str
    basis: str
    source: str
    reasons: tuple[Reason, ...]
    smoke: str | None = None
    applies_to: tuple[str, ...] = ()
    rises_with: tuple[str, ...] = ()
    falls_with: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether its SQL gives words (categories, yes/no) instead of numbers."""
        return self.method in normalise.TEXT_METHODS


@dataclass(frozen=True)
class Level:
    name: str
    at_least: float
    meaning: str
    action: str
    verify_workdays: int


@dataclass(frozen=True)
class Floor:
    code: str
    name: str
    level: str
    is_statutory: bool
    basis: str
    standing: str
    source: str
    evidence: str
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every test of it."""
        return tuple(x for one in self.all + self.any + self.unless for x in one.leaves)

    @property
    def said(self) -> tuple[Condition, ...]:
        """The tests whose facts speak for it."""
        return tuple(x for one in self.all + self.any for x in one.said)

    @property
    def columns(self) -> frozenset[str]:
        """Observed columns it looks at."""
        return frozenset().union(*(one.columns for one in self.all + self.any + self.unless))


@dataclass(frozen=True)
class KeyRule:
    code: str
    name: str
    when: str
    levels: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    def holds(self, level: str, is_statutory: bool, nature: str | None) -> bool:
        natures = set((nature or "").split("、"))
        return {
            "statutory": is_statutory,
            "level": level in self.levels,
            "nature": not natures.isdisjoint(self.values),
        }[self.when]


@dataclass(frozen=True)
class Pending:
    """A legal line that only unconfirmed facts meet: its name, the level it lifts to, the reason
    and, by what waits for an answer (heading, option, range), the words that ask."""

    name: str
    level: str
    reason: str
    heading: str
    option: str
    range: str


@dataclass(frozen=True)
class Levels:
    """The colours, highest first, the word for too little knowledge, and the written rules."""

    colours: tuple[Level, ...]
    unknown_name: str
    unknown_action: str
    unknown_rank_with: str
    coverage_below_pct: float
    lacks_money: str
    lacks_people: str
    waiting: str
    rank_rule: str
    reason_joiner: str
    reason_floor: str
    reason_more: str
    reason_coverage: str
    reason_none: str
    reason_top: int
    basis: str
    standing: str
    source: str
    pending: Pending
    key_rules: tuple[KeyRule, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every level name in the order in which they are shown."""
        names = [level.name for level in self.colours]
        names.insert(names.index(self.unknown_rank_with) + 1, self.unknown_name)
        return tuple(names)

    @property
    def places(self) -> dict[str, int]:
        """Level name → its place in the ranking; what is not known stands with a colour."""
        places = {level.name: place for place, level in enumerate(self.colours)}
        return {**places, self.unknown_name: places[self.unknown_rank_with]}

    def severity(self, name: str) -> int:
        """Place among the colours: 0 is the lowest colour."""
        return len(self.colours) - 1 - [level.name for level in self.colours].index(name)


@dataclass(frozen=True)
class Calendar:
    report_day: int
    notice: str
    reporting_departments: tuple[str, ...] = ()
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Scoring:
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    levels: Levels
    floors: tuple[Floor, ...]
    calendar: Calendar
    words: Mapping[str, tuple[str, ...]]
    smoke_indices: tuple[str, ...]
    weights_note: str

    @property
    def by_code(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    def weights(self) -> dict[str, float]:
        """Effective weight per indicator, summing to 1: dimension share × share inside it."""
        inside: dict[str, float] = {}
        for indicator in self.indicators:
            inside[indicator.dimension] = inside.get(indicator.dimension, 0) + indicator.weight
        total = sum(dim.weight for dim in self.dimensions if dim.code in inside)
        share = {dim.code: dim.weight / total for dim in self.dimensions}
        return {
            one.code: share[one.dimension] * one.weight / inside[one.dimension]
            for one in self.indicators
        }


@dataclass
class Reader:
    """Reads entries of a file, collecting what is missing or superfluous instead of stopping."""

    file: str
    problems: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        self.problems.append(f"{self.file}: {sentence}")

    def make(self, kind: type, entry: Mapping[str, Any], label: str) -> Any | None:
        fields = kind.__dataclass_fields__
        for name in sorted(set(entry) - set(fields)):
            self.say(f"{label} has an unknown key '{name}'")
        try:
            return kind(**{name: value for name, value in entry.items() if name in fields})
        except TypeError as error:
            self.say(f"{label} is incomplete ({str(error).split(') ', 1)[-1]})")
            return None

    def several(self, kind: type, entries: Iterable[Mapping[str, Any]], what: str) -> tuple:
        made = [
            self.make(kind, entry, f"{what} '{entry.get('code', entry.get('name'))}'")
            for entry in entries
        ]
        return tuple(one for one in made if one is not None)


def load_scoring(folder: Path) -> tuple[Scoring, list[str]]:
    """The scoring part of the catalogue, and every contradiction inside it as a sentence.

    Raises FileNotFoundError or yaml.YAMLError when a file cannot be read at all.
    """
    indicators_yml, levels_yml, floors_yml, calendar_yml = (
        read_yaml(folder / f"{name}.yml") for name in ("indicators", "levels", "floors", "calendar")
    )
    problems: list[str] = []
    dimensions, indicators = read_indicators(indicators_yml, problems)
    levels = read_levels(levels_yml, problems)
    scoring = Scoring(
        dimensions=dimensions,
        indicators=indicators,
        levels=levels,
        floors=read_floors(floors_yml, problems),
        calendar=read_calendar(calendar_yml, problems),
        words={name: tuple(words) for name, words in indicators_yml.get("words", {}).items()},
        smoke_indices=tuple(indicators_yml.get("smoke_indices", ())),
        weights_note=indicators_yml.get("weights_note", ""),
    )
    return scoring, problems + contradictions(scoring)


def read_indicators(
    content: Mapping[str, Any], problems: list[str]
) -> tuple[tuple[Dimension, ...], tuple[Indicator, ...]]:
    reader = Reader("indicators.yml", problems)
    dimensions = reader.several(Dimension, content["dimensions"], "dimension")
    prepared = []
    for entry in content["indicators"]:
        known = dict(entry)
        known["columns"] = tuple(entry.get("columns", ()))
        known["applies_to"] = tuple(entry.get("applies_to", ()))
        label = f"reason of '{entry.get('code')}'"
        known["reasons"] = tuple(reader.make(Reason, one, label) for one in entry["reasons"])
        prepared.append(known)
    return dimensions, reader.several(Indicator, prepared, "indicator")


def read_levels(content: Mapping[str, Any], problems: list[str]) -> Levels:
    reader = Reader("levels.yml", problems)
    unknown = content["unknown"]
    rules = [
        {**rule, "levels": tuple(rule.get("levels", ())), "values": tuple(rule.get("values", ()))}
        for rule in content.get("key_ledger", ())
    ]
    return Levels(
        colours=reader.several(Level, content["levels"], "level"),
        unknown_name=unknown["name"],
        unknown_action=unknown["action"],
        unknown_rank_with=unknown["rank_with"],
        coverage_below_pct=unknown["coverage_below_pct"],
        lacks_money=unknown["lacks_money"],
        lacks_people=unknown["lacks_people"],
        waiting=unknown["waiting"],
        pending=reader.make(Pending, content["pending"], "pending"),
        key_rules=reader.several(KeyRule, rules, "key ledger rule"),
        **{
            name: content[name]
            for name in (
                "rank_rule",
                "reason_joiner",
                "reason_floor",
                "reason_more",
                "reason_coverage",
                "reason_none",
                "reason_top",
                "basis",
                "standing",
                "source",
            )
        },
    )


def read_floors(content: Mapping[str, Any], problems: list[str]) -> tuple[Floor, ...]:
    reader = Reader("floors.yml", problems)
    prepared = []
    for entry in content["floors"]:

        def say(sentence: str, code: str = str(entry.get("code"))) -> None:
            reader.say(f"floor '{code}' {sentence}")

        conditions = {
            group: tuple(read_condition(one, say) for one in entry[group])
            for group in ("all", "any", "unless")
            if group in entry
        }
        prepared.append({**entry, **conditions})
    return reader.several(Floor, prepared, "floor")


def read_calendar(content: Mapping[str, Any], problems: list[str]) -> Calendar:
    return Calendar(
        report_day=content["report_day"],
        notice=content["notice"],
        reporting_departments=tuple(content.get("reporting_departments") or ()),
        holidays=listed_days(content.get("holidays"), problems),
        workdays=listed_days(content.get("workdays"), problems),
    )


def listed_days(entries: Iterable[Any] | None, problems: list[str]) -> frozenset[date]:
    found = set()
    for entry in entries or ():
        try:
            found.add(date.fromisoformat(str(entry)))
        except ValueError:
            problems.append(f"calendar.yml: '{entry}' is not a date (2027-01-01)")
    return frozenset(found)


# ---------------------------------------------------------------- contradictions


def contradictions(scoring: Scoring) -> list[str]:
    return [
        *repeated("dimension", [one.code for one in scoring.dimensions]),
        *repeated("indicator", [one.code for one in scoring.indicators]),
        *repeated("floor", [one.code for one in scoring.floors]),
        *repeated("level", [one.name for one in scoring.levels.colours]),
        *(problem for one in scoring.indicators for problem in wrong_indicator(one, scoring)),
        *wrong_levels(scoring.levels),
        *(problem for one in scoring.floors for problem in wrong_floor(one, scoring)),
        *wrong_calendar(scoring.calendar),
    ]


def repeated(what: str, codes: list[str]) -> list[str]:
    return [
        f"{what} '{code}' is listed twice" for code in sorted(set(codes)) if codes.count(code) > 1
    ]


def wrong_indicator(one: Indicator, scoring: Scoring) -> list[str]:
    """Every contradiction of one indicator, as sentences."""
    checks = {
        f"unknown dimension '{one.dimension}'": one.dimension
        not in {dim.code for dim in scoring.dimensions},
        f"unknown direction '{one.direction}'": one.direction not in DIRECTIONS,
        f"unknown standing '{one.standing}'": one.standing not in STANDINGS,
        f"weight {one.weight} is not above 0": not one.weight > 0,
        f"validity {one.validity} is not a number of months above 0": not one.validity > 0,
        f"unknown smoke index '{one.smoke}'": one.smoke not in (None, *scoring.smoke_indices),
        "no basis": not str(one.basis).strip(),
        "no source": not str(one.source).strip(),
        "no column": not one.columns,
        "no reason that is always usable": not one.reasons or one.reasons[0].at_least is not None,
    }
    wrong = [f"indicator '{one.code}': {text}" for text, is_wrong in checks.items() if is_wrong]
    return wrong + [
        f"indicator '{one.code}': {text}"
        for text in normalise.wrong_params(one.method, one.params, one.direction)
    ]


def wrong_levels(levels: Levels) -> list[str]:
    lines = [level.at_least for level in levels.colours]
    wrong = []
    if sorted(lines, reverse=True) != lines or len(set(lines)) != len(lines):
        wrong.append("levels.yml: the lines do not fall from the first level to the last")
    if not lines or lines[-1] != 0:
        wrong.append("levels.yml: the last level does not start at 0")
    names = [level.name for level in levels.colours]
    if levels.unknown_rank_with not in names:
        wrong.append(f"levels.yml: rank_with names no level: '{levels.unknown_rank_with}'")
    if levels.pending and levels.pending.level not in names:
        wrong.append(f"levels.yml: pending names no level: '{levels.pending.level}'")
    for rule in levels.key_rules:
        if rule.when not in KEY_RULE_KINDS:
            wrong.append(f"levels.yml: key ledger rule '{rule.code}' is of no kind: '{rule.when}'")
        for name in sorted(set(rule.levels) - set(names)):
            wrong.append(f"levels.yml: key ledger rule '{rule.code}' names no level: '{name}'")
    return wrong


def wrong_floor(floor: Floor, scoring: Scoring) -> list[str]:
    wrong = []
    if floor.level not in {level.name for level in scoring.levels.colours}:
        wrong.append(f"unknown level '{floor.level}'")
    if floor.standing not in STANDINGS:
        wrong.append(f"unknown standing '{floor.standing}'")
    if not (floor.all or floor.any):
        wrong.append("no condition")
    codes = set(scoring.by_code)
    wrong += [
        f"unknown indicator '{one.indicator}'"
        for one in floor.conditions
        if one.indicator and one.indicator not in codes
    ]
    return [f"floor '{floor.code}': {text}" for text in wrong]


def wrong_calendar(calendar: Calendar) -> list[str]:
    wrong = [
        f"calendar.yml: {day} is both a holiday and a working day"
        for day in sorted(calendar.holidays & calendar.workdays)
    ]
    if not 1 <= calendar.report_day <= 28:
        wrong.append(f"calendar.yml: report_day {calendar.report_day} is not a day of every month")
    return wrong
