"""What moves the list: shares of the weights, leaving one out, and the rank-reversal check."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import sensitivity as s
from models.mcdm import aggregate, topsis_classic
from models.placing import Case
from models.weights import Bounds

LIMITS = (60, 40, 20, 0)


def case(risk, weights=None):
    risk = np.array(risk, float)
    equal = np.full(risk.shape[1], 1 / risk.shape[1])
    return Case(risk, equal if weights is None else np.array(weights), LIMITS)


def random_case(rows=40, columns=5, seed=0):
    return case(np.random.default_rng(seed).uniform(0, 100, (rows, columns)))


# --- Sobol -----------------------------------------------------------------------------------


def test_a_weight_that_cannot_change_the_order_has_no_share():
    # the third indicator is the same for everyone: its weight moves nobody
    rng = np.random.default_rng(1)
    risk = np.column_stack([rng.uniform(0, 100, (60, 2)), np.full(60, 50.0)])
    found = s.sobol_of_weights(case(risk), share=0.9, n=256)
    assert found["total"][2] == pytest.approx(0, abs=0.1)
    assert found["total"][:2].min() > 0.2


def test_two_mirrored_indicators_have_the_same_share_within_the_stated_error():
    # each row has a twin with the two risks exchanged
    half = np.random.default_rng(2).uniform(0, 100, (40, 2))
    found = s.sobol_of_weights(case(np.vstack([half, half[:, ::-1]])), share=0.5, n=1024)
    error = found["total_error_95"].sum()
    assert abs(found["total"][0] - found["total"][1]) <= error
    assert 0 < error < 0.3


def test_the_share_of_the_only_interaction_free_pair_adds_up_to_one_at_least():
    found = s.sobol_of_weights(random_case(), n=512)
    assert found["total"].sum() >= 1 - found["total_error_95"].sum()
    assert (found["first"] <= found["total"] + found["total_error_95"]).all()


def test_a_weight_that_may_not_vary_has_share_zero():
    bounds = Bounds(np.array([0.2, 0.1, 0.3]), np.array([0.2, 0.6, 0.7]))
    found = s.sobol_of_weights(random_case(columns=3), n=64, bounds=bounds)
    assert found.loc[0].tolist() == [0, 0, 0, 0]
    assert found.loc[1, "total"] > 0


def test_a_list_that_never_moves_has_no_shares_instead_of_noise():
    found = s.sobol_of_weights(case([[90, 80, 70], [10, 20, 30]]), n=64)
    assert (found == 0).all(axis=None)


def test_one_weight_alone_has_nothing_to_vary_against():
    assert (s.sobol_of_weights(case([[1], [2]]), n=64) == 0).all(axis=None)


def test_the_same_seed_gives_the_same_shares():
    first, again = (s.sobol_of_weights(random_case(), n=64, seed=3) for _ in range(2))
    assert first.equals(again)


def test_changes_in_the_first_k_count_who_enters():
    ranks = np.array([[1, 2, 3, 4], [3, 2, 1, 4], [4, 3, 2, 1]])
    assert list(s.OUTPUTS["top_k_changes"](ranks, ranks[0], 2)) == [0, 1, 2]
    assert list(s.OUTPUTS["mean_rank_shift"](ranks, ranks[0], 2)) == [0, 1, 2]


# --- leaving one out -------------------------------------------------------------------------


def test_leaving_out_the_deciding_indicator_turns_the_list_round():
    # equal weights: 45 against 40; without the first 0 against 80, without the second 90 against 0
    found = s.leave_one_out(case([[90, 0], [0, 80]]), top_k=1)
    assert found["kendall_tau"].tolist() == [-1, 1]
    assert found["mean_rank_shift"].tolist() == [1, 0]
    assert found["top_k_kept"].tolist() == [0, 1]
    # both orange; alone: green and red, red and green
    assert found["level_changes"].tolist() == [2, 2]


def test_leaving_out_all_there_is_leaves_nothing_to_say():
    found = s.leave_one_out(case([[90, 10], [0, 80]], [1, 0]))
    assert found.loc[0].isna().all()
    assert found.loc[1, "kendall_tau"] == 1


# --- rank reversal ---------------------------------------------------------------------------


def belton_gear(matrix):
    """Relative scores: each column divided by its own sum."""
    return (matrix / matrix.sum(axis=0)).mean(axis=1)


def test_relative_scores_reverse_as_belton_and_gear_showed():
    """Belton & Gear (1983), Omega 11, 228-230: adding a copy D of B puts A before B;
    here D is removed again, and B and A turn round. Before (with D) A .365 > B .289;
    after A .451 < B .470, as in the paper (three criteria of equal weight)."""
    priorities = np.array([[1, 9, 8], [9, 1, 9], [1, 1, 1], [9, 1, 9]], float)
    whole, rest = belton_gear(priorities), belton_gear(priorities[:3])
    assert np.round(whole[:2], 3) == pytest.approx([0.365, 0.289])
    assert np.round(rest[:2], 3) == pytest.approx([0.451, 0.470])
    found = s.rank_reversal(priorities, belton_gear, removed=[3])
    # of the pairs A-B, A-C, B-C only A-B turns
    assert found.loc[0].tolist() == [3, 1, True]


def test_classic_topsis_can_reverse_and_the_fixed_reference_one_cannot():
    weights = np.full(4, 0.25)
    matrix = np.random.default_rng(4).uniform(0, 100, (12, 4))
    classic = s.rank_reversal(matrix, lambda rest: topsis_classic(rest, weights))
    fixed = s.rank_reversal(matrix, lambda rest: aggregate("topsis", rest, weights))
    assert classic["reversed_pairs"].sum() > 0
    assert fixed["reversed_pairs"].sum() == 0


@pytest.mark.parametrize("method", ["additive", "geometric", "topsis"])
@given(matrix=arrays(float, (7, 3), elements=st.floats(0, 100)))
@settings(max_examples=25, deadline=None)
def test_our_methods_never_reverse_the_order_of_the_rest(method, matrix):
    weights = np.array([0.5, 0.3, 0.2])
    found = s.rank_reversal(matrix, lambda rest: aggregate(method, rest, weights))
    assert len(found) == 7
    assert found["reversed_pairs"].sum() == 0


def test_pairs_are_reversed_only_when_strict_both_times():
    assert s.reversed_pairs(np.array([1.0, 2, 3]), np.array([3.0, 2, 1])) == 3
    assert s.reversed_pairs(np.array([1.0, 1, 3]), np.array([2.0, 1, 3])) == 0
