"""One subject's score and level from its facts, floors included, for a what-if."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from models import floors, normalise
from models.catalog.scoring import Floor, Indicator, Scoring
from models.measures import Facts
from models.score import floor_level, levels, score


@dataclass(frozen=True)
class Rescorer:
    """Call it with facts ("indicator.<code>", "column.<name>"); gives (score, level).

    applies: indicators that concern the subject (others add no risk); assumed: what an unknown
    indicator counts as (one without: nobody is asked); weights: effective weight by indicator
    (default: the catalogue's); lacking: something without which no place is called green.
    """

    scoring: Scoring
    applies: Mapping[str, bool] = field(default_factory=dict)
    assumed: Mapping[str, float] = field(default_factory=dict)
    lacking: bool = False
    weights: Mapping[str, float] | None = None

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
        severity = [
            self.scoring.levels.severity(floor.level) if self.is_met(floor, facts) else -1
            for floor in self.scoring.floors
        ]
        return int(floor_level(np.array([severity]))[0]) if severity else -1

    def is_met(self, floor: Floor, facts: Facts) -> bool:
        known = {c.indicator: self._known("indicator", c.indicator, facts)
                 for c in floor.conditions if c.indicator}  # fmt: skip
        known |= {name: self._known("column", name, facts) for name in floor.columns}
        return bool(floors.hits(floor, known)[0])

    @cached_property
    def _words(self) -> frozenset[str]:
        """Subjects whose values are words: they are compared with words."""
        tests = [c for floor in self.scoring.floors for c in floor.conditions]
        return frozenset(c.subject for c in tests if c.operator in ("is", "any_of"))

    def _known(self, kind: str, name: str, facts: Facts) -> floors.Known:
        value = facts.get(f"{kind}.{name}")
        if isinstance(value, str) or (value is None and name in self._words):
            return floors.Known(np.array([value], dtype=object))
        return floors.Known(np.array([np.nan if value is None else value], dtype=float))


def what_if(
    scoring: Scoring,
    indicators: pd.DataFrame,
    observations: pd.DataFrame,
    contributions: pd.DataFrame,
    lacking: bool = False,
    weights: Mapping[str, float] | None = None,
) -> tuple[dict[str, Any], Rescorer]:
    """One subject's facts in a month and the scoring that reproduces its score and level.

    indicators, observations, contributions: its rows of mart_indicator, mart_observation and
    mart_contribution_month in that month.
    """
    guessed = contributions[~contributions["is_known"].astype(bool)].dropna(subset=["risk_0_100"])
    rescore = Rescorer(
        scoring,
        applies=dict(
            zip(indicators["indicator"], indicators["is_applicable"].astype(bool), strict=True)
        ),
        assumed=dict(zip(guessed["indicator"], guessed["risk_0_100"].astype(float), strict=True)),
        lacking=lacking,
        weights=weights,
    )
    return facts_of(indicators, observations), rescore


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
