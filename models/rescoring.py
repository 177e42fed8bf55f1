"""One subject's score and level from its facts, floors included, for a what-if."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from models import floors as red_lines
from models import normalise
from models.catalog.scoring import Condition, Floor, Indicator, Scoring
from models.measures import Facts
from models.score import floor_level, levels, score


@dataclass(frozen=True)
class Rescorer:
    """Call it with facts ("indicator.<code>", "column.<name>"); gives (score, level).

    applies: indicators that concern the subject (others add no risk); others: known values of
    the other subjects, for indicators judged among peers; ages: days since an observation, for
    floors that forget; weights: effective weight by indicator (default: the catalogue's).
    listed: the facts of the list itself; standing: floors the list says are met (True) or pending
    (False). A floor none of whose facts a what-if touches stands as the list says: the list knows
    which facts are confirmed.
    """

    scoring: Scoring
    applies: Mapping[str, bool] = field(default_factory=dict)
    others: Mapping[str, np.ndarray] = field(default_factory=dict)
    ages: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] | None = None
    listed: Facts | None = None
    standing: Mapping[str, bool] = field(default_factory=dict)

    def __call__(self, facts: Facts) -> tuple[float, str]:
        risks = np.array([[self.risk(one, facts) for one in self.scoring.indicators]])
        scored = score(risks, self._weights)
        level = self.level(float(scored.score[0]), float(scored.coverage_pct[0]), facts)
        return float(scored.score[0]), level

    @cached_property
    def _weights(self) -> np.ndarray:
        weights = self.weights or self.scoring.weights()
        return np.array([weights.get(one.code, 0.0) for one in self.scoring.indicators])

    def risk(self, indicator: Indicator, facts: Facts) -> float:
        """0-100, NaN when unknown, 0 when the indicator does not concern the subject."""
        code = indicator.code
        if not self.applies.get(code, True):
            return 0.0
        now = facts.get(f"indicator.{code}")
        if indicator.is_text:
            values = np.array([now], dtype=object)
            return float(normalise.risk(indicator.method, values, indicator.params)[0])
        if now is None:
            return float("nan")
        peers = np.append(self.others.get(code, np.empty(0)), float(now))
        values = np.array([now], dtype=float)
        return float(normalise.risk(indicator.method, values, indicator.params, peers)[0])

    def level(self, points: float, coverage_pct: float, facts: Facts) -> str:
        """The higher of score and floors; too little known shows no colour but that of a floor."""
        rules = self.scoring.levels
        rising = [level.name for level in rules.colours][::-1]
        lines = [level.at_least for level in rules.colours]
        own = int(levels(np.array([points]), lines)[0])
        lifted = self.lifted_to(facts)
        if coverage_pct < rules.coverage_below_pct:
            return rising[lifted] if lifted > 0 else rules.unknown_name
        return rising[max(own, lifted)]

    def lifted_to(self, facts: Facts) -> int:
        """The highest severity of a floor that is met; -1 = none."""
        severity = [self._lift(floor, facts) for floor in self.scoring.floors]
        return int(floor_level(np.array([severity]))[0]) if severity else -1

    def _lift(self, floor: Floor, facts: Facts) -> int:
        rules, state = self.scoring.levels, self.state(floor, facts)
        if state is None:
            return -1
        return rules.severity(floor.level if state else rules.pending.level)

    def is_met(self, floor: Floor, facts: Facts) -> bool:
        return self.state(floor, facts) is True

    def state(self, floor: Floor, facts: Facts) -> bool | None:
        """Met (True), pending until somebody confirms (False), or neither (None)."""
        if self.listed is not None and not self._touches(floor, facts):
            return self.standing.get(floor.code)
        return self.standing.get(floor.code, True) if self._hits(floor, facts) else None

    def _touches(self, floor: Floor, facts: Facts) -> bool:
        names = {_fact_name(condition) for condition in floor.conditions}
        return any(facts.get(name) != self.listed.get(name) for name in names)

    def _hits(self, floor: Floor, facts: Facts) -> bool:
        known = {one.subject: self._known(one, facts) for one in floor.conditions}
        return bool(red_lines.hits(floor, known)[0])

    def _known(self, condition: Condition, facts: Facts) -> red_lines.Known:
        name = _fact_name(condition)
        value, age = facts.get(name), self.ages.get(name)
        is_word = isinstance(value, str)
        values = np.array([value], dtype=object if is_word or value is None else float)
        if value is None and condition.operator in ("at_least", "at_most", "above"):
            values = np.array([np.nan])
        return red_lines.Known(values, None if age is None else np.array([age]))


def _fact_name(condition: Condition) -> str:
    return f"{'column' if condition.column else 'indicator'}.{condition.subject}"


def what_if(
    scoring: Scoring,
    facility_id: str,
    indicators: pd.DataFrame,
    observations: pd.DataFrame,
    until: date,
    weights: Mapping[str, float] | None = None,
    floors: pd.DataFrame | None = None,
) -> tuple[dict[str, Any], Rescorer]:
    """One subject's facts in a month and the scoring that reproduces its score and level.

    indicators: that month's mart_indicator of all subjects (peers count); observations: that
    month's mart_observation; until: the day the month is judged on; floors: its rows of mart_floor
    (rule, is_pending).
    """
    mine = indicators[indicators["facility_id"] == facility_id]
    seen = observations[observations["facility_id"] == facility_id]
    rest = indicators[indicators["facility_id"] != facility_id]
    judged_among_peers = [
        one.code for one in scoring.indicators if one.method in normalise.PEER_METHODS
    ]
    facts, standing = facts_of(mine, seen), {}
    if floors is not None:
        standing = dict(zip(floors["rule"], ~floors["is_pending"].astype(bool), strict=True))
    days = (pd.Timestamp(until) - pd.to_datetime(seen["observed_date"])).dt.days
    rescore = Rescorer(
        scoring,
        applies=dict(zip(mine["indicator"], mine["is_applicable"].astype(bool), strict=True)),
        others={
            code: rest.loc[rest["indicator"] == code, "value"].dropna().to_numpy(float)
            for code in judged_among_peers
        },
        ages=dict(zip("column." + seen["column"], days.astype(float), strict=True)),
        weights=weights,
        listed=None if floors is None else facts,
        standing={rule: bool(is_met) for rule, is_met in standing.items()},
    )
    return facts, rescore


def facts_of(indicators: pd.DataFrame, observations: pd.DataFrame) -> dict[str, Any]:
    """One subject's facts in one month, from rows of mart_indicator and mart_observation.

    indicators: indicator, value, value_text; observations: column, value_num, value_text.
    A word counts before a number; what is null is unknown (None).
    """
    found = {}
    for kind, frame, number in (
        ("indicator", indicators, "value"),
        ("column", observations, "value_num"),
    ):
        for name, value, text in zip(frame[kind], frame[number], frame["value_text"], strict=True):
            found[f"{kind}.{name}"] = _value(text, value)
    return found


def _value(text: Any, number: Any) -> Any:
    if isinstance(text, str) and text:
        return text
    return None if pd.isna(number) else float(number)
