"""One subject's score and level from its facts, floors included, for a what-if."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from models import floors as red_lines
from models import normalise
from models.catalog.scoring import Floor, Indicator, Scoring
from models.measures import Facts
from models.score import floor_level, levels, score


@dataclass(frozen=True)
class Rescorer:
    """Call it with facts ("indicator.<code>", "column.<name>"); gives (score, level).

    applies: indicators that concern the subject (others add no risk); assumed: what an unknown
    indicator counts as (one without: nobody is asked); weights: effective weight by indicator
    (default: the catalogue's); lacking: something without which no place is called green.
    listed: the facts of the list itself; standing: floors the list says are met (True) or pending
    (False). A floor none of whose facts a what-if touches stands as the list says: the list knows
    which facts are confirmed. A statutory line that is met stays met, whatever is done (laws of
    truth, 8); past: by floor the facts that tell of money taken already: they stay as listed.
    """

    scoring: Scoring
    applies: Mapping[str, bool] = field(default_factory=dict)
    assumed: Mapping[str, float] = field(default_factory=dict)
    lacking: bool = False
    weights: Mapping[str, float] | None = None
    listed: Facts | None = None
    standing: Mapping[str, bool] = field(default_factory=dict)
    past: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __call__(self, facts: Facts) -> tuple[float, str]:
        known = np.array([[self.risk(one, facts) for one in self.scoring.indicators]])
        usual = [self.assumed.get(one.code, np.nan) for one in self.scoring.indicators]
        risks = np.where(np.isnan(known), usual, known)
        scored = score(risks, self._weights, ~np.isnan(known))
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
        values = np.array([np.nan if now is None else now], dtype=float)
        return float(normalise.risk(indicator.method, values, indicator.params)[0])

    def level(self, points: float, coverage_pct: float, facts: Facts) -> str:
        """The higher of score and floors; green only with enough known."""
        rules = self.scoring.levels
        rising = [level.name for level in rules.colours][::-1]
        lines = [level.at_least for level in rules.colours]
        severity = max(int(levels(np.array([points]), lines)[0]), self.lifted_to(facts))
        is_thin = self.lacking or coverage_pct < rules.coverage_below_pct
        return rules.unknown_name if is_thin and severity == 0 else rising[severity]

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
        if self.listed is not None:
            kept = self.past.get(floor.code, ())
            facts = {**facts, **{name: self.listed.get(name) for name in kept}}
            is_met = floor.is_statutory and self.standing.get(floor.code) is True
            if is_met or not self._touches(floor, facts):
                return self.standing.get(floor.code)
        return self.standing.get(floor.code, True) if self._hits(floor, facts) else None

    def _touches(self, floor: Floor, facts: Facts) -> bool:
        return any(facts.get(name) != self.listed.get(name) for name in _fact_names(floor))

    def _hits(self, floor: Floor, facts: Facts) -> bool:
        known = {name.split(".")[1]: self._known(name, facts) for name in _fact_names(floor)}
        return bool(red_lines.hits(floor, known)[0])

    @cached_property
    def _words(self) -> frozenset[str]:
        """Subjects whose values are words: they are compared with words."""
        tests = [c for floor in self.scoring.floors for c in floor.conditions]
        return frozenset(c.subject for c in tests if c.operator in ("is", "any_of"))

    def _known(self, name: str, facts: Facts) -> red_lines.Known:
        value = facts.get(name)
        if isinstance(value, str) or (value is None and name.split(".")[1] in self._words):
            return red_lines.Known(np.array([value], dtype=object))
        return red_lines.Known(np.array([np.nan if value is None else value], dtype=float))


def _fact_names(floor: Floor) -> list[str]:
    """The facts a floor looks at, those it compares with included."""
    indicators = sorted({c.indicator for c in floor.conditions if c.indicator})
    return [f"indicator.{name}" for name in indicators] + [
        f"column.{name}" for name in sorted(floor.columns)
    ]


def what_if(
    scoring: Scoring,
    indicators: pd.DataFrame,
    observations: pd.DataFrame,
    contributions: pd.DataFrame,
    lacking: bool = False,
    weights: Mapping[str, float] | None = None,
    floors: pd.DataFrame | None = None,
    past: Mapping[str, frozenset[str]] | None = None,
) -> tuple[dict[str, Any], Rescorer]:
    """One subject's facts in a month and the scoring that reproduces its score and level.

    indicators, observations, contributions, floors: its rows of mart_indicator, mart_observation,
    mart_contribution_month and mart_floor (rule, is_pending) in that month; past: Measures.past.
    """
    guessed = contributions[~contributions["is_known"].astype(bool)].dropna(subset=["risk_0_100"])
    facts, standing = facts_of(indicators, observations), {}
    if floors is not None:
        standing = dict(zip(floors["rule"], ~floors["is_pending"].astype(bool), strict=True))
    rescore = Rescorer(
        scoring,
        applies=dict(
            zip(indicators["indicator"], indicators["is_applicable"].astype(bool), strict=True)
        ),
        assumed=dict(zip(guessed["indicator"], guessed["risk_0_100"].astype(float), strict=True)),
        lacking=lacking,
        weights=weights,
        listed=None if floors is None else facts,
        standing={rule: bool(is_met) for rule, is_met in standing.items()},
        past=past or {},
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
