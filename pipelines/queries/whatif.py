"""怎样降级: the cheapest measures that would take one subject to a lower level, by exact search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.counterfactual import Answer, cheapest_plans
from models.measures import Measures, load_measures
from models.rescoring import Rescorer, what_if
from pipelines.queries import facility, knowledge
from pipelines.queries.asking import ask
from pipelines.queries.scope import Person
from pipelines.settings import CATALOG

INDICATORS = """
select indicator, value, value_text, is_applicable
from mart_indicator where period = $period and facility_id = $facility_id
"""
OBSERVATIONS = """
select "column", value_num, value_text
from mart_observation where period = $period and facility_id = $facility_id
"""
CONTRIBUTIONS = """
select indicator::varchar as indicator, risk_0_100, is_known
from mart_contribution_month where period = $period and facility_id = $facility_id
"""
LACKS = """
select lacks from mart_score_month where period = $period and facility_id = $facility_id
"""
FLOORS = """
select rule, is_pending from mart_floor where period = $period and facility_id = $facility_id
"""
WEIGHTS = "select indicator, weight from mart_weight where period = $period"


@dataclass(frozen=True)
class WhatIf:
    """The answer of the search, and the red lines that hold now and after every useful measure."""

    answer: Answer
    floors_now: tuple[str, ...]
    floors_after: tuple[str, ...]


@lru_cache(maxsize=2)
def measures(folder: Path = CATALOG) -> Measures:
    """What can be done, checked against the catalogue. Raises MeasuresError when it contradicts."""
    columns = {name for form in knowledge.forms().values() for name in form["columns"]}
    codes = [one.code for one in knowledge.scoring().indicators]
    return load_measures(folder / "measures.yml", codes, columns)


def ways_down(
    build: Path, period: str, person: Person, facility_id: str, leave: tuple[str, ...]
) -> WhatIf | None:
    """How the subject would leave these levels; None when this person may not see it.

    The levels are those by rule: a level set by people is theirs to end.
    """
    if not facility.profile(build, period, person, facility_id):
        return None
    return _ways_down(str(build), period, facility_id, leave)


@lru_cache(maxsize=256)
def _ways_down(build: str, period: str, facility_id: str, leave: tuple[str, ...]) -> WhatIf:
    facts, rescore = rescorer(Path(build), period, facility_id)
    found = cheapest_plans(facts, measures().measures, rescore, frozenset(leave))
    after = facts
    for measure in found.useful:
        after = measure.apply(after)
    return WhatIf(found, floors_met(rescore, facts), floors_met(rescore, after))


def rescorer(build: Path, period: str, facility_id: str) -> tuple[dict[str, Any], Rescorer]:
    """The subject's facts in a month and the build's own way to score them."""
    mine = {"period": period, "facility_id": facility_id}
    weights = ask(build, WEIGHTS, period=period)
    return what_if(
        knowledge.scoring(),
        ask(build, INDICATORS, **mine),
        ask(build, OBSERVATIONS, **mine),
        ask(build, CONTRIBUTIONS, **mine),
        bool(ask(build, LACKS, **mine)["lacks"].notna().any()),
        dict(zip(weights["indicator"], weights["weight"], strict=True)),
        ask(build, FLOORS, **mine),
        measures().past,
    )


def floors_met(rescore: Rescorer, facts: dict[str, Any]) -> tuple[str, ...]:
    """Codes of the red lines that these facts meet."""
    return tuple(one.code for one in rescore.scoring.floors if rescore.is_met(one, facts))
