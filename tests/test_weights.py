"""Weight sets, weights from data, combinations, bounds; by hand or from the literature."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import weights as w

PARENTS = {"people": "scale", "elderly": "scale", "unpaid": "exposure"}


def three(dimensions=None, indicators=None):
    return w.WeightSet(
        "t",
        dimensions or {"scale": 1, "exposure": 3},
        indicators or {"people": 3, "elderly": 1, "unpaid": 5},
        PARENTS,
    )


def problem_codes(weight_set):
    return [(p.code, p.name) for p in w.weight_problems(weight_set)]


# --- sets ------------------------------------------------------------------------------------


def test_an_indicator_weighs_its_dimensions_share_times_its_share_inside():
    # scale 1/4: people 3/4 of it, elderly 1/4 of it; exposure 3/4: unpaid is all of it
    assert three().effective() == {"people": 3 / 16, "elderly": 1 / 16, "unpaid": 3 / 4}


def test_a_flat_list_of_weights_keeps_its_proportions():
    flat = {"people": 2, "elderly": 1, "unpaid": 1}
    assert w.set_from_flat("f", flat, PARENTS).effective() == pytest.approx(
        {"people": 0.5, "elderly": 0.25, "unpaid": 0.25}
    )


def test_equal_weights_may_be_equal_by_dimension_or_by_indicator():
    by_dimension = w.equal_set("e", PARENTS).effective()
    by_indicator = w.equal_set("e", PARENTS, by_dimension=False).effective()
    assert by_dimension == {"people": 0.25, "elderly": 0.25, "unpaid": 0.5}
    assert by_indicator == pytest.approx({"people": 1 / 3, "elderly": 1 / 3, "unpaid": 1 / 3})


def test_a_dimension_weighted_zero_gives_its_indicators_nothing():
    effective = three(dimensions={"scale": 0, "exposure": 2}).effective()
    assert effective == {"people": 0, "elderly": 0, "unpaid": 1}


def test_every_contradiction_is_told_at_once():
    wrong = three(
        dimensions={"scale": 1, "noise": 1}, indicators={"people": -1, "elderly": float("nan")}
    )
    assert problem_codes(wrong) == [
        ("indicator_without_weight", "unpaid"),
        ("dimension_without_weight", "exposure"),
        ("unknown_dimension", "noise"),
        ("bad_indicator_weight", "elderly"),
        ("bad_indicator_weight", "people"),
    ]
    with pytest.raises(w.WeightError) as refusal:
        wrong.effective()
    assert len(refusal.value.problems) == 5


@pytest.mark.parametrize(
    "dimensions, indicators, code",
    [
        ({"scale": 0, "exposure": 0}, None, "no_weight_at_all"),
        (None, {"people": 0, "elderly": 0, "unpaid": 1}, "weighted_dimension_is_empty"),
    ],
)
def test_weights_that_add_up_to_nothing_are_refused(dimensions, indicators, code):
    assert [c for c, _ in problem_codes(three(dimensions, indicators))] == [code]


def test_moving_a_slider_makes_a_new_set_and_leaves_the_old_one():
    old = three()
    new = w.with_changes(old, "n", dimensions={"exposure": 1})
    assert new.effective()["unpaid"] == 0.5
    assert old.effective()["unpaid"] == 0.75


def test_a_set_survives_the_trip_through_an_event_and_keeps_its_fingerprint():
    again = w.from_payload(three().payload())
    assert again == three()
    assert again.fingerprint() == three().fingerprint()


def test_the_fingerprint_follows_the_weights_and_not_the_name_or_the_scale():
    renamed = w.WeightSet("other", {"scale": 2, "exposure": 6}, three().indicators, PARENTS)
    assert renamed.fingerprint() == three().fingerprint()
    moved = w.with_changes(three(), "t", indicators={"people": 4})
    assert moved.fingerprint() != three().fingerprint()


@given(st.lists(st.floats(0.01, 100), min_size=3, max_size=3), st.floats(0.01, 100))
@settings(max_examples=50, deadline=None)
def test_effective_weights_add_up_to_one(inside, scale):
    codes = dict(zip(PARENTS, inside, strict=True))
    effective = three({"scale": scale, "exposure": 1}, codes).effective()
    assert sum(effective.values()) == pytest.approx(1, abs=1e-12)


# --- from the data ---------------------------------------------------------------------------


def test_entropy_of_two_rows_by_hand():
    # column 1: shares 1/5, 4/5 -> H = .7219 bits; column 2: 1/9, 8/9 -> H = .5033 bits
    assert w.entropy_weights([[1, 2], [4, 16]]) == pytest.approx([0.358889, 0.641111], abs=1e-6)


def test_entropy_of_xu_2004():
    """Xu (2004), European Journal of Operational Research 156(2), 530-532."""
    matrix = [[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]]
    assert np.round(w.entropy_weights(matrix), 4) == pytest.approx([0.4630, 0.3992, 0.1378, 0])


def test_entropy_of_zavadskas_and_podvezko_2016():
    """Zavadskas & Podvezko (2016), Int. J. Information Technology & Decision Making 15(2)."""
    matrix = [[3.0, 100, 10, 7], [2.5, 80, 8, 5], [1.8, 50, 20, 11], [2.2, 70, 12, 9]]
    published = [0.1146, 0.1981, 0.4185, 0.2689]
    assert np.round(w.entropy_weights(matrix), 4) == pytest.approx(published)


def test_critic_of_diakoulaki_1995():
    """Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22(7), 763-770;
    the weights are those scikit-criteria's own test holds against the paper's table."""
    profitability = [61, 20.7, 16.3, 9, 5.4, 4, -6.1, -34.6]
    share = [1.08, 0.26, 1.98, 3.29, 2.77, 4.12, 3.52, 3.31]
    productivity = [4.33, 4.34, 2.53, 1.65, 2.33, 1.21, 2.10, 0.98]
    matrix = np.column_stack([profitability, share, productivity])
    published = [0.20222554, 0.48090173, 0.31687273]
    assert w.critic_weights(matrix) == pytest.approx(published, abs=1e-8)


def test_critic_of_tus_and_aytac_adali_2019():
    """Tus & Aytac Adali (2019), Opsearch 56(2), 528-538, doi 10.1007/s12597-019-00371-6."""
    matrix = [
        [5000, 3, 3, 4, 3, 2],
        [680, 5, 3, 2, 2, 1],
        [2000, 3, 2, 3, 4, 3],
        [600, 4, 3, 1, 2, 2],
        [800, 2, 4, 3, 3, 4],
    ]
    published = [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]
    assert np.round(w.critic_weights(matrix), 3) == pytest.approx(published)


@pytest.mark.parametrize("seed", range(5))
def test_entropy_and_critic_agree_with_pymcdm_and_scikit_criteria(seed):
    from pymcdm.weights import critic_weights, entropy_weights
    from skcriteria.preprocessing import weighters

    matrix = np.random.default_rng(seed).uniform(1, 100, (40, 12))
    assert w.entropy_weights(matrix) == pytest.approx(entropy_weights(matrix), abs=1e-9)
    assert w.entropy_weights(matrix) == pytest.approx(weighters.entropy_weights(matrix), abs=1e-9)
    assert w.critic_weights(matrix) == pytest.approx(critic_weights(matrix), abs=1e-9)
    peer = weighters.critic_weights(matrix, objectives=np.ones(12))
    assert w.critic_weights(matrix) == pytest.approx(peer, abs=1e-9)


def test_a_column_of_zeros_or_without_spread_weighs_nothing():
    matrix = np.array([[0, 50, 10], [0, 50, 90], [0, 50, 30.0]])
    assert list(w.entropy_weights(matrix)[:2]) == [0, pytest.approx(0, abs=1e-12)]
    assert list(w.critic_weights(matrix)) == [0, 0, 1]


def test_an_unknown_value_is_left_out_and_not_read_as_zero():
    known = np.array([[1, 2, 9], [4, 16, 1], [3, 5, 4.0]])
    with_gap = np.vstack([known, [np.nan, 7, 2]])
    only_first = w.entropy_weights(np.column_stack([with_gap[:, 0], with_gap[:, 1]]))
    column = known[:, 0] / 8
    divergence = 1 + (column * np.log(column)).sum() / np.log(3)
    other = with_gap[:, 1] / 30
    other_divergence = 1 + (other * np.log(other)).sum() / np.log(4)
    assert only_first[0] == pytest.approx(divergence / (divergence + other_divergence))


def test_critic_with_a_gap_correlates_the_rows_known_in_both_columns():
    matrix = np.array([[0, 0, 5], [50, 100, 1], [100, 40, 3], [np.nan, 70, 2.0]])
    first, second = w.critic_weights(matrix)[:2]
    assert np.isfinite(w.critic_weights(matrix)).all()
    assert first > 0
    assert second > 0


def test_columns_that_say_the_same_are_weighed_by_their_spread_alone():
    assert w.critic_weights([[0, 0], [5, 50], [10, 100.0]]) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("make", [w.entropy_weights, w.critic_weights])
def test_data_without_any_spread_give_no_weights(make):
    with pytest.raises(w.NoInformation):
        make(np.full((4, 3), 50.0))


def test_entropy_refuses_negative_values():
    with pytest.raises(ValueError, match=">= 0"):
        w.entropy_weights([[1, -1], [2, 3]])


# --- combinations ----------------------------------------------------------------------------


def test_a_linear_mix_is_the_mean_by_shares():
    assert w.combine_linear([[0.6, 0.4], [0.2, 0.8]], [1, 3]) == pytest.approx([0.3, 0.7])


def test_a_multiplicative_mix_is_the_scaled_product():
    # .6*.2 = .12, .4*.8 = .32, sum .44
    mixed = w.combine_multiplicative([[0.6, 0.4], [0.2, 0.8]])
    assert mixed == pytest.approx([0.12 / 0.44, 0.32 / 0.44])


def test_the_game_mix_of_two_sets_solves_its_two_equations():
    # a.a = .52, a.b = .44, b.b = .68: .52x + .44y = .52 and .44x + .68y = .68
    # -> x = (.52*.68 - .44*.68)/.16 = .34, y = (.52*.68 - .44*.52)/.16 = .78; shares 34:78
    mixed, shares = w.combine_game([[0.6, 0.4], [0.2, 0.8]])
    assert shares == pytest.approx([34 / 112, 78 / 112])
    assert mixed == pytest.approx(
        [34 / 112 * 0.6 + 78 / 112 * 0.2, 34 / 112 * 0.4 + 78 / 112 * 0.8]
    )


def test_equal_sets_combine_to_themselves():
    same = [[0.5, 0.3, 0.2]] * 2
    assert w.combine_game(same)[0] == pytest.approx(same[0])
    assert w.combine_linear(same, [1, 1]) == pytest.approx(same[0])


@given(st.lists(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_game_mix_never_gives_a_set_a_negative_share(sets):
    mixed, shares = w.combine_game(sets)
    assert (shares >= 0).all()
    assert mixed.sum() == pytest.approx(1)


@pytest.mark.parametrize("shares", [[1], [-1, 2], [0, 0]])
def test_shares_that_say_nothing_are_refused(shares):
    with pytest.raises(ValueError, match="share"):
        w.combine_linear([[0.6, 0.4], [0.2, 0.8]], shares)


# --- bounds ----------------------------------------------------------------------------------


def test_bounds_around_a_set_move_each_weight_by_its_share():
    bounds = w.bounds_around(np.array([0.2, 0.8]), 0.5)
    assert list(bounds.low) == [0.1, 0.4]
    assert list(bounds.high) == pytest.approx([0.3, 1.0])


@pytest.mark.parametrize(
    "low, high",
    [([0.6, 0.6], [1, 1]), ([0, 0], [0.4, 0.4]), ([0.5, 0], [0.4, 1]), ([-0.1, 0], [1, 1])],
)
def test_bounds_that_no_weights_can_meet_are_refused(low, high):
    with pytest.raises(ValueError, match=r"bounds|add up"):
        w.Bounds(np.array(low), np.array(high))


def test_the_nearest_weights_within_bounds_by_hand():
    # (.7, .2, .1) with at most .5 each: .2 too much, shared by the two others
    bounds = w.Bounds(np.zeros(3), np.full(3, 0.5))
    assert w.nearest_within(np.array([0.7, 0.2, 0.1]), bounds) == pytest.approx([0.5, 0.3, 0.2])


@given(st.lists(st.floats(0.01, 1), min_size=5, max_size=5), st.floats(0.05, 0.9))
@settings(max_examples=60, deadline=None)
def test_the_nearest_weights_are_inside_and_add_up(raw, share):
    base = np.array(raw[::-1]) / sum(raw)
    bounds = w.bounds_around(np.array(raw) / sum(raw), share)
    found = w.nearest_within(base, bounds)
    assert bounds.contain(found)
    assert found.sum() == pytest.approx(1)
