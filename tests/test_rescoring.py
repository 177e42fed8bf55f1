"""A what-if starts from the build's own score and level, subject by subject."""

from pathlib import Path

import pytest

from models.catalog import load_catalog
from models.counterfactual import cheapest_plans
from models.measures import load_measures
from models.rescoring import what_if
from pipelines.warehouse import open_build

CATALOG = Path(__file__).resolve().parent.parent / "data" / "catalog"
RED = frozenset({"红"})
SCORES = "select * from mart_score order by rank"
MARTS = ("mart_indicator", "mart_observation", "mart_contribution", "mart_floor")


@pytest.fixture(scope="module")
def town(sample_build):
    """The list, and each subject's own rows of the marts a what-if starts from."""
    build = open_build(sample_build)
    [(period,)] = build.rows("select period from run_info")
    marts = [build.frame(f"select * from {name}") for name in MARTS]
    now = [one[one["period"] == period] if "period" in one else one for one in marts]
    return build.frame(SCORES), [dict(list(one.groupby("facility_id"))) for one in now]


def started(town, one):
    """A subject's facts and the build's way to score them."""
    indicators, observations, contributions, floors = (
        mart.get(one.facility_id, next(iter(mart.values())).iloc[:0]) for mart in town[1]
    )
    scoring, lacks = load_catalog(CATALOG).scoring, isinstance(one.lacks, str)
    return what_if(scoring, indicators, observations, contributions, lacks, floors=floors)


def test_without_any_measure_every_subject_scores_as_in_the_build(town):
    differ = []
    for one in town[0].itertuples():
        facts, rescore = started(town, one)
        score, level = rescore(facts)
        if abs(score - one.score) > 1e-6 or level != one.level_by_facts:
            differ.append((one.facility_name, score, one.score, level, one.level_by_facts))
    assert differ == []


def test_every_plan_for_a_red_subject_of_the_town_leaves_red_when_scored_again(town):
    measures = load_measures(CATALOG / "measures.yml").measures
    red = [one for one in town[0].itertuples() if one.level_by_facts == "红"]
    assert red
    for one in red:
        facts, rescore = started(town, one)
        answer = cheapest_plans(facts, measures, rescore, RED)
        assert answer.now[1] == "红"
        assert answer.is_feasible == (answer.best[1] != "红")
        for plan in answer.plans:
            after = facts
            for measure in plan.measures:
                after = measure.apply(after)
            assert rescore(after)[1] != "红"
