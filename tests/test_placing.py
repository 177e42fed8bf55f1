"""The rule of the list on whole numbers, and the way from a build's tables to a case."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.mcdm import additive
from models.placing import Case, case_of, published, rankings

LIMITS = (60, 40, 20, 0)


def test_a_build_becomes_a_case_in_the_order_of_its_ranks():
    scores = pd.DataFrame(
        {"facility_id": ["x", "y"], "rank": [2, 1], "is_statutory": [False, True]}
    )
    contributions = pd.DataFrame(
        [
            ("x", "i", 80.0, True),
            ("x", "j", 40.0, True),
            ("y", "i", 10.0, True),
            ("y", "j", 0.0, False),
        ],
        columns=["facility_id", "indicator", "risk_0_100", "is_known"],
    )
    floors = pd.DataFrame({"facility_id": ["y", "y"], "level": ["橙", "红"]})
    levels = (("红", 60), ("橙", 40), ("黄", 20), ("绿", 0))
    made, ids = case_of(scores, contributions, floors, {"j": 0.25, "i": 0.75}, levels)
    assert ids == ["y", "x"]
    assert np.array_equal(made.risk, np.array([[np.nan, 10], [40, 80]], np.float32), equal_nan=True)
    assert list(made.floors) == [0, 3]
    assert list(made.statutory) == [True, False]
    rank, level = published(made)
    assert list(rank) == [1, 2]
    assert list(level) == [0, 0]


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
