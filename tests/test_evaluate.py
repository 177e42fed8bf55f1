"""Ranking figures worked by hand, against scikit-learn, and as properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import evaluate
from models.evaluate import order_rows

TRUTH = [1, 0, 1, 0]
SCORES = [0.9, 0.8, 0.7, 0.1]  # positives stand 1st and 3rd


def test_auc_counts_the_pairs_in_the_right_order():
    # pairs: (1st, 2nd) right, (1st, 4th) right, (3rd, 2nd) wrong, (3rd, 4th) right
    assert evaluate.auc(order_rows(TRUTH, SCORES)) == 3 / 4


def test_a_tie_is_half_a_pair():
    assert evaluate.auc(order_rows([1, 0], [0.5, 0.5])) == 0.5


def test_average_precision_adds_precision_at_each_positive():
    assert evaluate.average_precision(order_rows(TRUTH, SCORES)) == pytest.approx((1 + 2 / 3) / 2)


def test_precision_and_recall_within_three_visits():
    order = order_rows(TRUTH, SCORES)
    assert evaluate.precision_at(order, 3) == pytest.approx(2 / 3)
    assert evaluate.recall_at(order, 1) == 0.5


def test_a_tenth_of_1665_rows_is_166_and_a_tenth_of_three_is_one():
    order = order_rows([1, 0, 0], [3, 2, 1])
    assert evaluate.share_of_rows(order, 0.1) == 1
    assert evaluate.share_of_rows(order_rows(np.ones(1665), np.arange(1665)), 0.1) == 166


def test_days_earlier_deals_the_periods_own_dates_in_order_of_score():
    # rows seen on days 0, 10, 20; the positive of day 20 has the top score and is dealt day 0,
    # the positive of day 0 has the lowest and is dealt day 20
    order = order_rows([1, 0, 1], [0.1, 0.5, 0.9], days=[0, 10, 20])
    assert evaluate.days_earlier(order) == (20 - 20) / 2
    assert evaluate.found_later_share(order) == 0.5


def test_the_order_as_it_was_gains_nothing():
    order = order_rows([0, 1, 1], [3, 2, 1], days=[5, 6, 9])
    assert evaluate.days_earlier(order) == 0
    assert evaluate.found_later_share(order) == 0


def test_equal_scores_do_not_keep_the_order_of_the_file():
    rows = evaluate.visiting_order(np.zeros(100), seed=1)
    assert sorted(rows) == list(range(100))
    assert list(rows) != list(range(100))


def test_a_random_order_is_worth_half_with_luck_on_both_sides():
    found = evaluate.random_report([1] * 20 + [0] * 80, days=range(100), draws=300)
    value, low, high = found["auc"]
    assert value == pytest.approx(0.5, abs=0.02)
    assert low < 0.42 and high > 0.58


def test_a_report_has_every_figure_with_its_interval_and_repeats_itself():
    first = evaluate.report(TRUTH * 20, SCORES * 20, list(range(80)), draws=50, seed=3)
    assert tuple(first) == evaluate.METRICS
    assert all(low <= value <= high for value, low, high in first.values())
    assert first == evaluate.report(TRUTH * 20, SCORES * 20, list(range(80)), draws=50, seed=3)


def test_figures_without_dates_are_unknown_rather_than_zero():
    assert evaluate.report(TRUTH, SCORES, draws=10)["days_earlier"] == [None, None, None]


def test_brier_is_the_mean_squared_miss():
    assert evaluate.brier([1, 0], [0.8, 0.4]) == pytest.approx((0.04 + 0.16) / 2)


def test_reliability_sets_stated_chances_beside_what_came_true():
    table = evaluate.reliability([0, 0, 1, 1], [0.1, 0.2, 0.6, 0.8], bins=2)
    assert table["stated_mean"].tolist() == pytest.approx([0.15, 0.7])
    assert table["came_true_share"].tolist() == [0, 1]


def test_whole_facilities_are_drawn_together():
    counts = evaluate.group_draws(["a", "b", "a", "c"], draws=20, seed=0)
    assert (counts[:, 0] == counts[:, 2]).all()
    assert (counts[:, [0, 1, 3]].sum(axis=1) == 3).all()


labelled = st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=4, max_size=40).filter(
    lambda rows: 0 < sum(hit for hit, _ in rows) < len(rows)
)


@given(labelled)
@settings(max_examples=60, deadline=None)
def test_auc_and_average_precision_agree_with_scikit_learn(rows):
    from sklearn.metrics import average_precision_score, roc_auc_score

    hits, scores = np.array([h for h, _ in rows], int), np.array([s for _, s in rows], float)
    order = order_rows(hits, scores)
    assert evaluate.auc(order) == pytest.approx(roc_auc_score(hits, scores))
    assert evaluate.average_precision(order) == pytest.approx(average_precision_score(hits, scores))


@given(labelled, st.integers(0, 2**16))
@settings(max_examples=60, deadline=None)
def test_counting_a_row_twice_equals_having_it_twice(rows, seed):
    hits, scores = np.array([h for h, _ in rows], float), np.array([s for _, s in rows], float)
    counts = np.random.default_rng(seed).integers(0, 3, len(rows))
    if not 0 < counts @ hits < counts.sum():
        counts = counts + 1
    order = order_rows(hits, scores)
    twice = order_rows(np.repeat(hits, counts), np.repeat(scores, counts))
    weights = counts[order.index].astype(float)
    assert evaluate.auc(order, weights) == pytest.approx(evaluate.auc(twice))
    assert evaluate.average_precision(order, weights) == pytest.approx(
        evaluate.average_precision(twice)
    )


@given(labelled)
@settings(max_examples=40, deadline=None)
def test_dealing_dates_moves_nobody_on_the_whole(rows):
    days = np.arange(len(rows)) * 3.0
    order = order_rows([h for h, _ in rows], [s for _, s in rows], days)
    assert order.days_gained.sum() == pytest.approx(0)
