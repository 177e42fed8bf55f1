"""The weighted score: worked numbers, exact sums, honest bounds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.score import BLOCK_ROWS, Scored, floor_level, levels, score

UNKNOWN = np.nan


def test_points_are_weight_times_risk():
    got = score(np.array([[100.0, 50.0, 0.0]]), np.array([1, 2, 1]))
    assert got.points.tolist() == [[25, 25, 0]]
    assert got.score.tolist() == [50]
    assert got.coverage_pct.tolist() == [100]


ONE_OF_THREE_ASSUMED = np.array([[True, False, True]])


def test_an_assumed_risk_counts_with_its_full_weight_and_is_not_known():
    # weights 1 : 2 : 1, the 2 assumed at 60 → 25 + 30
    got = score(np.array([[100.0, 60.0, 0.0]]), np.array([1, 2, 1]), ONE_OF_THREE_ASSUMED)
    assert got.points.tolist() == [[25, 30, 0]]
    assert got.weights.tolist() == [[0.25, 0.5, 0.25]]
    assert got.score.tolist() == [55]
    assert got.coverage_pct.tolist() == [50]


def test_what_is_assumed_widens_the_bounds_with_its_full_weight():
    # known part 1/4 × 100 = 25; the assumed half is worth 0 to 50
    got = score(np.array([[100.0, 60.0, 0.0]]), np.array([1, 2, 1]), ONE_OF_THREE_ASSUMED)
    assert (got.low.tolist(), got.high.tolist()) == ([25], [75])


def test_the_weight_of_what_nobody_is_asked_is_shared_out_over_the_rest():
    got = score(np.array([[100.0, UNKNOWN, 0.0]]), np.array([1, 2, 1]))
    assert got.weights.tolist() == [[0.5, 0, 0.5]]
    assert (got.score.tolist(), got.low.tolist(), got.high.tolist()) == ([50], [50], [50])
    assert got.coverage_pct.tolist() == [100]


def test_nothing_known_is_as_assumed_and_anything_possible():
    got = score(np.array([[40.0, 60.0]]), np.array([1, 1]), np.array([[False, False]]))
    assert (got.score[0], got.low[0], got.high[0], got.coverage_pct[0]) == (50, 0, 100, 0)


def test_levels_begin_exactly_at_their_lines():
    assert levels(np.array([0, 19.9, 20, 40, 59.99, 60, 100]), [60, 40, 20, 0]).tolist() == [
        *(0, 0, 1, 2, 2, 3, 3)
    ]


def test_the_highest_floor_hit_counts():
    assert floor_level(np.array([[-1, -1], [1, 3], [2, -1]])).tolist() == [-1, 3, 2]


def test_without_floors_nothing_is_lifted():
    assert floor_level(np.empty((2, 0))).tolist() == [-1, -1]


@st.composite
def risks_and_weights(draw):
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 8))
    risk = st.one_of(st.none(), st.floats(0, 100))
    matrix = draw(st.lists(risk, min_size=rows * columns, max_size=rows * columns))
    weights = draw(st.lists(st.floats(0.01, 100), min_size=columns, max_size=columns))
    cells = [UNKNOWN if one is None else one for one in matrix]
    return np.array(cells, dtype=float).reshape(rows, columns), np.array(weights)


@given(risks_and_weights())
@settings(max_examples=200)
def test_points_sum_to_the_score_and_bounds_enclose_it(given_):
    risks, weights = given_
    got = score(risks, weights)
    assert np.abs(got.points.sum(axis=1) - got.score).max() < 1e-9
    known = got.coverage_pct > 0
    assert (got.low[known] <= got.score[known] + 1e-6).all()
    assert (got.score[known] <= got.high[known] + 1e-6).all()
    assert np.allclose(got.weights.sum(axis=1)[known], 1)


@given(risks_and_weights())
@settings(max_examples=100)
def test_a_higher_risk_never_lowers_the_score(given_):
    risks, weights = given_
    raised = np.where(np.isnan(risks), risks, np.minimum(risks + 10, 100))
    assert (score(raised, weights).score >= score(risks, weights).score - 1e-9).all()


@given(risks_and_weights(), st.floats(0.1, 50))
@settings(max_examples=50)
def test_only_the_proportions_of_the_weights_matter(given_, factor):
    risks, weights = given_
    once, scaled = score(risks, weights), score(risks, weights * factor)
    assert np.allclose(once.score, scaled.score, atol=1e-8)


@given(risks_and_weights())
@settings(max_examples=50)
def test_a_subjects_score_does_not_depend_on_who_stands_beside_it(case):
    risks, weights = case
    together = score(np.tile(risks, (BLOCK_ROWS // len(risks) + 1, 1)), weights)
    alone = score(risks[-1:], weights)
    for name in Scored.__dataclass_fields__:
        assert np.array_equal(getattr(together, name)[-1:], getattr(alone, name)), name
