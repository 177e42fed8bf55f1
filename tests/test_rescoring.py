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
INDICATORS = "select * from mart_indicator where period = (select period from run_info)"
OBSERVATIONS = "select * from mart_observation where period = (select period from run_info)"


@pytest.fixture(scope="module")
def town(sample_build):
    build = open_build(sample_build)
    frames = [build.frame(sql) for sql in (SCORES, INDICATORS, OBSERVATIONS)]
    [(as_of,)] = build.rows("select as_of from run_info")
    return *frames, as_of


def test_without_any_measure_every_subject_scores_as_in_the_build(town):
    scores, indicators, observations, as_of = town
    scoring = load_catalog(CATALOG).scoring
    differ = []
    for one in scores.itertuples():
        facts, rescore = what_if(scoring, one.facility_id, indicators, observations, as_of)
        score, level = rescore(facts)
        if abs(score - one.score) > 1e-6 or level != one.level:
            differ.append((one.facility_name, score, one.score, level, one.level))
    assert differ == []


def test_every_plan_for_a_red_subject_of_the_town_leaves_red_when_scored_again(town):
    scores, indicators, observations, as_of = town
    scoring = load_catalog(CATALOG).scoring
    measures = load_measures(CATALOG / "measures.yml").measures
    red = scores[scores["level"] == "红"]
    assert len(red) > 0
    for facility_id in red["facility_id"]:
        facts, rescore = what_if(scoring, facility_id, indicators, observations, as_of)
        answer = cheapest_plans(facts, measures, rescore, RED)
        assert answer.now[1] == "红"
        assert answer.is_feasible == (answer.best[1] != "红")
        for plan in answer.plans:
            after = facts
            for one in plan.measures:
                after = one.apply(after)
            assert rescore(after)[1] != "红"
