"""指标说明: indicators, red lines and levels as tables, and how far each is known."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from models.catalog.scoring import Indicator, Scoring, load_scoring
from pipelines.queries.asking import ask
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, scope
from pipelines.settings import CATALOG

KNOWN = (
    """
select c.indicator, 100.0 * count(*) filter (where c.is_known) / count(*) as known_pct
from mart_contribution_month c
join mart_score_month s using (period, facility_id)
left join mart_facility f using (facility_id)
where c.period = $period and """
    + SUBJECT_SCOPE
    + " group by c.indicator"
)


@cache
def scoring(folder: Path = CATALOG) -> Scoring:
    """The catalogue as it is on disk; read once per process (a change needs a restart)."""
    return load_scoring(folder)[0]


def known_share(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """indicator, known_pct: share of the month's subjects whose value is known."""
    return ask(build, KNOWN, **scope(build, filters, person))


def indicators(rules: Scoring) -> pd.DataFrame:
    """One row per indicator: weight_pct sums to 100; params as given in the catalogue."""
    weights = rules.weights()
    names = {dimension.code: dimension.name for dimension in rules.dimensions}
    rows = [as_row(one, names[one.dimension], weights[one.code]) for one in rules.indicators]
    return pd.DataFrame(rows)


def as_row(one: Indicator, dimension: str, weight: float) -> dict:
    return {
        "dimension": dimension,
        "code": one.code,
        "name": one.name,
        "weight_pct": round(100 * weight, 2),
        "method": one.method,
        "params": dict(one.params),
        "direction": one.direction,
        "unit_of_value": one.unit,
        "validity": one.validity,
        "standing": one.standing,
        "basis": one.basis,
        "source": one.source,
        "smoke_index": one.smoke,
        "columns": list(one.columns),
    }


def floors(rules: Scoring) -> pd.DataFrame:
    """One row per red line: the level it lifts to, whether statutory, basis, standing, source."""
    return pd.DataFrame(
        [
            {
                "level": one.level,
                "name": one.name,
                "is_statutory": one.is_statutory,
                "standing": one.standing,
                "basis": one.basis,
                "source": one.source,
            }
            for one in rules.floors
        ]
    )


def levels(rules: Scoring) -> pd.DataFrame:
    """One row per colour, highest first: from which score, meaning, what to do, workdays."""
    return pd.DataFrame(
        [
            {
                "level": one.name,
                "at_least": one.at_least,
                "meaning": one.meaning,
                "action": one.action,
                "verify_workdays": one.verify_workdays,
            }
            for one in rules.levels.colours
        ]
    )
