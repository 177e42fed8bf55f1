"""AHP against Saaty's published tables, by hand for two and three names, and against pymcdm."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.ahp import RANDOM_INDEX, ahp, ahp_set, pairwise_matrix, upper_triangle


def table(text):
    rows = [[float(Fraction(cell)) for cell in row.split()] for row in text.strip().splitlines()]
    return np.array(rows)


DRINKS = """
1   9 5   2   1   1   1/2
1/9 1 1/3 1/9 1/9 1/9 1/9
1/5 3 1   1/3 1/4 1/3 1/9
1/2 9 3   1   1/2 1   1/3
1   9 4   2   1   2   1/2
1   9 3   1   1/2 1   1/3
2   9 9   3   2   3   1
"""
HOUSE = """
1   5   3   7 6   6   1/3 1/4
1/5 1   1/3 5 3   3   1/5 1/7
1/3 3   1   6 3   4   6   1/5
1/7 1/5 1/6 1 1/3 1/4 1/7 1/8
1/6 1/3 1/3 3 1   1/2 1/5 1/6
1/6 1/3 1/4 4 2   1   1/5 1/6
3   5   1/6 7 5   5   1   1/2
4   7   5   8 6   6   2   1
"""
HOUSE_NAMES = ("size", "transport", "neighbours", "age", "yard", "modern", "condition", "finance")


def test_the_drinks_of_saaty_2008():
    """Saaty (2008), Decision making with the analytic hierarchy process, Int. J. Services
    Sciences 1(1): priorities .177 .019 .042 .116 .190 .129 .327, consistency ratio .022."""
    result = ahp(table(DRINKS))
    published = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert result.weights == pytest.approx(published, abs=6e-4)
    assert result.consistency_ratio == pytest.approx(0.022, abs=5e-4)
    assert result.is_consistent


def test_the_house_of_saaty_1990():
    """Saaty (1990), How to make a decision: the AHP, European Journal of Operational Research 48:
    priorities .173 .054 .188 .018 .031 .036 .167 .333, lambda 9.669, CI .238, CR .169."""
    result = ahp(table(HOUSE), HOUSE_NAMES)
    published = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert result.weights == pytest.approx(published, abs=6e-4)
    assert result.lambda_max == pytest.approx(9.669, abs=5e-4)
    assert result.consistency_index == pytest.approx(0.238, abs=5e-4)
    assert result.consistency_ratio == pytest.approx(0.169, abs=5e-4)
    assert not result.is_consistent


def test_the_worst_judgement_about_the_house_is_neighbourhood_against_condition():
    """Saaty (2003), European Journal of Operational Research 145, 85-91, finds the same pair."""
    worst = ahp(table(HOUSE), HOUSE_NAMES).worst
    assert (worst.first, worst.second, worst.judged) == ("neighbours", "condition", 6)
    # .1881 / .1668 = 1.128 is what the weights imply; 6 / 1.128 = 5.32 times off
    assert worst.implied == pytest.approx(1.128, abs=2e-3)
    assert worst.factor == pytest.approx(5.32, abs=5e-3)
    assert worst.triad[0::2] == ("neighbours", "condition")
    assert worst.triad[1] in HOUSE_NAMES


def test_mending_the_worst_judgement_makes_the_house_more_consistent():
    mended = table(HOUSE)
    mended[2, 6], mended[6, 2] = 1 / 2, 2
    assert ahp(mended).consistency_ratio < ahp(table(HOUSE)).consistency_ratio


def test_two_names_are_always_consistent():
    result = ahp(upper_triangle([3], 2), ("people", "exposure"))
    assert result.weights == pytest.approx([0.75, 0.25])
    assert result.consistency_ratio == 0
    assert result.worst is None


def test_consistent_judgements_give_their_own_ratios_and_no_worst_pair():
    result = ahp(upper_triangle([2, 6, 3], 3))
    assert result.weights == pytest.approx([0.6, 0.3, 0.1])
    assert result.geometric == pytest.approx([0.6, 0.3, 0.1])
    assert result.consistency_ratio == pytest.approx(0, abs=1e-12)
    assert result.worst is None


def test_a_circle_of_three_has_this_lambda_by_hand():
    # a > b by 2, b > c by 2, c > a by 2: all weights 1/3, lambda = 1 + 2 + 1/2
    result = ahp(upper_triangle([2, 1 / 2, 2], 3))
    assert result.weights == pytest.approx([1 / 3] * 3)
    assert result.lambda_max == pytest.approx(3.5)
    assert result.consistency_ratio == pytest.approx(0.25 / 0.58)


@pytest.mark.parametrize("seed", range(6))
def test_weights_and_index_agree_with_pymcdm(seed):
    """pymcdm divides by another table of random indices (Tummala & Ling 1998), so the
    consistency index itself is compared."""
    from pymcdm.weights.subjective import AHP

    rng = np.random.default_rng(seed)
    size = int(rng.integers(3, 9))
    scale = np.r_[np.arange(1, 10), 1 / np.arange(2, 10)]
    matrix = upper_triangle(rng.choice(scale, size * (size - 1) // 2), size)
    peer = AHP(matrix=matrix)
    result = ahp(matrix)
    assert result.weights == pytest.approx(peer(), abs=1e-9)
    index = peer.get_cr() * AHP.RI_M[size - 1]
    assert result.consistency_index == pytest.approx(index, abs=1e-9)


def test_judgements_by_name_fill_both_triangles_in_either_order():
    names = ("a", "b", "c")
    matrix = pairwise_matrix({("a", "b"): 2, ("c", "a"): 1 / 6, ("b", "c"): 3}, names)
    assert matrix == pytest.approx(upper_triangle([2, 6, 3], 3))


def test_every_wrong_judgement_is_named_at_once():
    with pytest.raises(ValueError) as refusal:
        pairwise_matrix({("a", "b"): 12, ("a", "x"): 2, ("a", "c"): 2, ("c", "a"): 2}, "abc")
    message = str(refusal.value)
    for part in ("a/b=12", "a/x=2", "c/a=2", "a/b not judged", "b/c not judged"):
        assert part in message


@pytest.mark.parametrize(
    "matrix",
    [[[1, 2]], [[1, 2], [2, 1]], [[1, -1], [-1, 1]], np.ones((16, 16)), [[2, 1], [1, 2]]],
)
def test_what_is_no_reciprocal_matrix_is_refused(matrix):
    with pytest.raises(ValueError):
        ahp(matrix)


def test_a_wrong_number_of_judgements_or_names_is_refused():
    with pytest.raises(ValueError, match="3 judgements"):
        upper_triangle([1, 2], 3)
    with pytest.raises(ValueError, match="one name"):
        ahp(np.ones((2, 2)), ("only",))


def test_the_random_index_grows_with_the_size_except_at_twelve_as_printed():
    assert RANDOM_INDEX[2:6] == (0.58, 0.90, 1.12, 1.24)
    assert len(RANDOM_INDEX) == 15


def test_judgements_on_two_levels_make_one_weight_set():
    parents = {"people": "scale", "elderly": "scale", "unpaid": "exposure"}
    made, results = ahp_set(
        "by pairs", upper_triangle([3], 2), {"scale": upper_triangle([4], 2)}, parents
    )
    # scale .75: people .8 and elderly .2 of it; exposure .25
    assert made.effective() == pytest.approx({"people": 0.6, "elderly": 0.15, "unpaid": 0.25})
    assert made.method == "ahp"
    assert set(results) == {"", "scale", "exposure"}


@given(st.lists(st.floats(0.12, 8.9), min_size=10, max_size=10))
@settings(max_examples=60, deadline=None)
def test_weights_are_positive_add_up_and_are_never_better_than_consistent(values):
    result = ahp(upper_triangle(values, 5))
    for weights in (result.weights, result.geometric):
        assert (weights > 0).all()
        assert weights.sum() == pytest.approx(1)
    assert result.lambda_max >= 5 - 1e-9
    assert result.consistency_ratio >= 0


@given(st.lists(st.floats(0.2, 5), min_size=4, max_size=4))
@settings(max_examples=40, deadline=None)
def test_ratios_of_true_weights_are_recovered(true):
    true = np.array(true) / sum(true)
    assert ahp(true[:, None] / true[None, :]).weights == pytest.approx(true)
