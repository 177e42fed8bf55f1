"""The rule of the list on whole numbers, and the way from a build's tables to a case."""

from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.catalog import load_catalog
from models.mcdm import additive
from models.placing import Case, case_of, listed, published, rankings, reweighted
from models.uncertainty import Doubt, certainty
from pipelines.warehouse import open_build

LIMITS = (60, 40, 20, 0)


CATALOG = Path(__file__).resolve().parent.parent / "data" / "catalog"
RULES = load_catalog(CATALOG).scoring.levels
EVERY = ["红", "橙", "黄", "绿", "信息不足"]


def test_a_build_becomes_a_case_in_the_order_of_its_ranks():
    scores = pd.DataFrame(
        [("x", 2, False, 90.0, None), ("y", 1, True, 90.0, "涉及人数未报")],
        columns=["facility_id", "rank", "is_statutory", "coverage_pct", "lacks"],
    )
    contributions = pd.DataFrame(
        [
            ("x", "i", 80.0, True),
            ("x", "j", 40.0, True),
            ("y", "i", 10.0, True),
            ("y", "j", 75.0, False),  # assumed
        ],
        columns=["facility_id", "indicator", "risk_0_100", "is_known"],
    )
    floors = pd.DataFrame({"facility_id": ["y", "y"], "level": ["橙", "红"]})
    made, ids = case_of(scores, contributions, floors, {"j": 0.25, "i": 0.75}, RULES)
    assert ids == ["y", "x"]
    assert made.risk.tolist() == [[75, 10], [40, 80]]
    assert made.known.tolist() == [[False, True], [True, True]]
    assert list(made.floors) == [0, 3]
    assert list(made.statutory) == [True, False]
    assert (list(made.thin), made.thin_with) == ([True, False], 2)
    rank, level = published(made)
    assert list(rank) == [1, 2]
    assert list(level) == [0, 0]


def test_too_little_known_stands_between_yellow_and_green_unless_score_or_floor_lifts_it():
    # yellow 30, green 10; thin: 90, 5 with the floor orange, 5
    risk, floors = [[30], [10], [90], [5], [5]], np.array([3, 3, 3, 1, 3])
    thin = np.array([False, False, True, True, True])
    case = Case(np.array(risk), np.ones(1), LIMITS, floors, thin=thin, thin_with=2)
    rank, level = published(case)
    assert list(rank) == [3, 5, 1, 2, 4]
    assert list(level) == [2, 3, 0, 1, 4]
    drawn = certainty(case, Doubt(draws=50))
    assert list(drawn.rank_median) == [3, 5, 1, 2, 4]
    assert list(drawn.is_stable) == [True, True, True, True, False]
    assert drawn.frame("abcde", EVERY)["level"].tolist() == ["黄", "绿", "红", "橙", "信息不足"]
    guessed = certainty(case, Doubt(draws=50, unknown="uniform"))
    assert list(guessed.rank_median) == [3, 4, 1, 2, 5]


def test_the_invented_town_is_placed_as_its_build_placed_it(sample_build):
    build = open_build(sample_build)
    scores = build.frame("select * from mart_score order by rank")
    contributions = build.frame("select * from mart_contribution")
    floors = build.frame("select * from mart_floor where period = (select period from run_info)")
    weights = load_catalog(CATALOG).scoring.weights()
    case, ids = case_of(scores, contributions, floors, weights, RULES)
    rank, level = published(case)
    assert ids == scores["facility_id"].tolist()
    assert list(rank) == list(range(1, len(ids) + 1))
    assert [EVERY[i] for i in level] == scores["level"].tolist()


def test_other_weights_make_another_list_and_leave_what_is_thin():
    # equal weights: 60 against 50 and 35; 3 : 1 makes it 45 against 55 and 52.5
    risk, thin = np.array([[90, 30], [40, 60], [0, 70.0]]), np.array([False, False, True])
    case = Case(risk, np.ones(2), LIMITS, thin=thin, thin_with=2)
    first = listed(reweighted(case, {"a": 1, "b": 1}), ["x", "y", "z"], EVERY)
    assert first[["facility_id", "score", "level"]].to_numpy().tolist() == [
        ["x", 60, "红"],
        ["y", 50, "橙"],
        ["z", 35, "黄"],
    ]
    tilted = listed(reweighted(case, {"a": 1, "b": 3}), ["x", "y", "z"], EVERY)
    assert tilted[["facility_id", "score", "level"]].to_numpy().tolist() == [
        ["y", 55, "橙"],
        ["z", 52.5, "橙"],
        ["x", 45, "橙"],
    ]
    alone = listed(reweighted(case, {"a": 1, "b": 0}), ["x", "y", "z"], EVERY)
    assert alone["level"].tolist() == ["红", "橙", "信息不足"]


def test_a_list_may_be_made_by_another_method():
    case = Case(np.array([[100.0, 1], [52, 52]]), np.ones(2), LIMITS)
    assert listed(case, "ab", EVERY)["facility_id"].tolist() == ["b", "a"]
    assert listed(case, "ab", EVERY, "geometric")["facility_id"].tolist() == ["a", "b"]


def plain_order(case):
    """The same rule in plain Python."""
    scores = np.nan_to_num(additive(case.risk.astype(float), case.weights))
    level = [
        min(sum(score < limit - 0.0005 for limit in LIMITS[:-1]), floor)
        for score, floor in zip(scores, case.floors, strict=True)
    ]
    steps = np.rint((np.float32(100) - scores) * 1000)
    return sorted(range(len(scores)), key=lambda i: (not case.statutory[i], level[i], steps[i], i))


@given(
    risk=arrays(float, (8, 3), elements=st.integers(0, 10).map(lambda i: i * 10.0)),
    floors=arrays(int, 8, elements=st.integers(0, 3)),
    first=arrays(bool, 8),
)
@settings(max_examples=60, deadline=None)
def test_keys_sort_like_the_rule_in_plain_words(risk, floors, first):
    case = Case(risk, np.array([0.5, 0.25, 0.25]), LIMITS, floors, first)
    rank, _ = published(case)
    assert list(np.argsort(rank)) == plain_order(case)


@given(arrays(float, (9, 4), elements=st.floats(0, 100)))
@settings(max_examples=40, deadline=None)
def test_every_row_of_weights_gives_a_whole_ranking(risk):
    draws = np.random.default_rng(0).dirichlet(np.ones(4), 5)
    ranks, levels = rankings(Case(risk, np.ones(4), LIMITS), draws)
    assert (np.sort(ranks, axis=1) == np.arange(1, 10)).all()
    assert levels.max() <= 3
