"""Probabilities of levels, places and duels against closed forms, and the rule of the list."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from models.donors import TOWNS, Facts
from models.placing import Case, published
from models.uncertainty import Doubt, certainty, duels, wilson_95
from models.weights import Bounds
from models.worlds import Worlds

NAN = np.nan
LIMITS = (60, 40, 20, 0)
DRAWS = 40_000
# four standard errors of the least certain probability
CLOSE = 4 * np.sqrt(0.25 / DRAWS)
ANY_WEIGHTS = {2: Bounds(np.zeros(2), np.ones(2)), 3: Bounds(np.zeros(3), np.ones(3))}


def fixed(weights):
    return Bounds(np.array(weights), np.array(weights))


def case(risk, weights=None, **more):
    """A case; what is NaN is unknown and assumed at 30."""
    risk = np.array(risk, float)
    known = np.isfinite(risk)
    equal = np.full(risk.shape[1], 1 / risk.shape[1])
    chosen = equal if weights is None else np.array(weights)
    return Case(np.where(known, risk, 30), chosen, LIMITS, known=known, **more)


# --- closed forms ----------------------------------------------------------------------------


def test_two_criteria_with_any_weights():
    # first: 20 + 60w against second: 60 - 10w -> first wins for w > 4/7, reaches 60 for w >= 2/3
    two = case([[80, 20], [50, 60]])
    doubt = Doubt(bounds=ANY_WEIGHTS[2], draws=DRAWS, top_k=1)
    sure = certainty(two, doubt)
    assert sure.p_level[0, 0] == pytest.approx(1 / 3, abs=CLOSE)
    assert sure.p_top[0] == pytest.approx(3 / 7, abs=CLOSE)
    assert duels(two, [0, 1], doubt)[0, 1] == pytest.approx(3 / 7, abs=CLOSE)
    # the second lies between 50 and 60: orange but for the single weight w = 0
    assert sure.p_level[1] == pytest.approx([0, 1, 0, 0], abs=CLOSE)


def test_two_criteria_within_agreed_bounds():
    # w in [.45, .65]: first wins above 4/7 -> (.65 - .5714) / .2
    doubt = Doubt(bounds=Bounds(np.array([0.45, 0.3]), np.array([0.65, 0.6])), draws=DRAWS, top_k=1)
    sure = certainty(case([[80, 20], [50, 60]]), doubt)
    assert sure.p_top[0] == pytest.approx((0.65 - 4 / 7) / 0.2, abs=CLOSE)


def test_two_criteria_with_weights_around_a_set_follow_a_beta_distribution():
    doubt = Doubt(concentration=20, draws=DRAWS, top_k=1)
    sure = certainty(case([[80, 20], [50, 60]], [0.6, 0.4]), doubt)
    assert sure.p_top[0] == pytest.approx(stats.beta(12, 8).sf(4 / 7), abs=CLOSE)
    assert sure.p_level[0, 0] == pytest.approx(stats.beta(12, 8).sf(2 / 3), abs=CLOSE)


def test_three_criteria_with_any_weights():
    # difference (30, -10, -20): the part of the triangle where it is positive has the share
    # 30^2 / ((30 + 10) (30 + 20)) = .45
    sure = certainty(
        case([[80, 40, 30], [50, 50, 50]]),
        Doubt(bounds=ANY_WEIGHTS[3], draws=DRAWS, top_k=1),
    )
    assert sure.p_top[0] == pytest.approx(0.45, abs=CLOSE)


def test_a_level_of_three_criteria_with_any_weights():
    # 60 is reached where (20, -10, -40) . w >= 0: 20^2 / (30 * 60)
    sure = certainty(case([[80, 50, 20]]), Doubt(bounds=ANY_WEIGHTS[3], draws=DRAWS))
    assert sure.p_level[0, 0] == pytest.approx(400 / 1800, abs=CLOSE)


def drawn(*rows, known=None, floors=3, statutory=False):
    """Worlds whose risks are these: per row M draws of K risks; one fact per risk."""
    risk = np.array(rows, np.float32)
    size = risk.shape[:2]
    names = tuple(f"fact{n}" for n in range(risk.shape[2]))
    stated = risk[:, 0, :] if known is None else np.array(known, float)
    facts = Facts(names, stated, {}, np.full(len(risk), ""), np.ones(len(names), bool))
    lifted = np.broadcast_to(np.asarray(floors, np.uint8), size)
    first = np.broadcast_to(np.asarray(statutory, bool), size)
    return Worlds(risk, lifted, first, risk.astype(float), facts)


def evenly(fixed_risk, draws=TOWNS * 100):
    """One row: a known risk beside one that may be anything from 0 to 100."""
    at = (np.random.default_rng(4).permutation(draws) + 0.5) * 100 / draws
    return np.column_stack([np.full(draws, fixed_risk), at])


def test_an_unknown_fact_may_be_whatever_was_drawn_for_it():
    # .5 * 70 + .5 * u >= 60 <=> u >= 50; >= 40 <=> u >= 10; never below 35
    one = case([[70, NAN]], worlds=drawn(evenly(70)))
    doubt = Doubt(bounds=fixed([0.5, 0.5]), unknown="drawn", draws=DRAWS)
    assert certainty(one, doubt).p_level[0] == pytest.approx([0.5, 0.4, 0.1, 0], abs=CLOSE)


@pytest.mark.parametrize("method", ["geometric", "topsis"])
def test_a_drawn_fact_enters_every_method_as_a_known_one_would(method):
    from models.mcdm import aggregate

    limit, weights = 50.0, np.array([0.3, 0.7])
    risk = evenly(70)
    exact = aggregate(method, risk, weights)
    one = Case(np.array([[70, 50]]), weights, (limit, 0), worlds=drawn(risk, floors=1))
    doubt = Doubt(bounds=fixed(weights), methods=(method,), unknown="drawn", draws=DRAWS)
    assert certainty(one, doubt).p_level[0, 0] == pytest.approx((exact >= limit).mean(), abs=CLOSE)


def test_law_10_drawn_facts_move_red_lines_as_well_as_scores():
    # in a quarter of the draws the first row's fact crosses a line: red and statutory
    risk = np.zeros((2, TOWNS * 4, 2), np.float32)
    risk[1] = 30
    lifted, first = np.full((2, TOWNS * 4), 3), np.zeros((2, TOWNS * 4), bool)
    lifted[0, ::4], first[0, ::4] = 0, True
    two = case([[0, 0], [30, 30]], worlds=drawn(*risk, floors=lifted, statutory=first))
    sure = certainty(two, Doubt(unknown="drawn", draws=DRAWS, top_k=1))
    assert sure.p_level[0] == pytest.approx([0.25, 0, 0, 0.75], abs=CLOSE)
    assert sure.p_statutory == pytest.approx([0.25, 0], abs=CLOSE)
    assert sure.p_top[0] == pytest.approx(0.25, abs=CLOSE)
    assert (sure.rank_low[0], sure.rank_high[0]) == (1, 2)


def test_law_10_the_fact_that_would_narrow_the_range_most_is_named():
    # five places; the last one's first fact decides between first and last, its second hardly
    rng = np.random.default_rng(3)
    draws = TOWNS * 20
    whole = np.full((5, draws, 2), 50, np.float32) + np.arange(5, dtype=np.float32)[:, None, None]
    whole[4, :, 0] = rng.choice([0, 100], draws)
    whole[4, :, 1] = rng.choice([51, 53], draws)
    known = np.full((5, 2), 1.0)
    known[4] = NAN
    some = case(whole.mean(axis=1), worlds=drawn(*whole, known=known))
    sure = certainty(some, Doubt(bounds=fixed([0.5, 0.5]), unknown="drawn", draws=4_000))
    assert (sure.rank_low[4], sure.rank_high[4]) == (1, 5)
    assert sure.telling.facts == [None] * 4 + ["fact0"]
    assert sure.telling.width[4] == 1


def test_methods_share_the_draws_equally():
    # additive 50.5 (not red), geometric 91 (red), distance to the ends 50 (not red)
    doubt = Doubt(
        bounds=fixed([0.5, 0.5]), methods=("additive", "geometric", "topsis"), draws=3_000
    )
    assert certainty(case([[100, 1]]), doubt).p_level[0, 0] == pytest.approx(1 / 3)


def test_assumed_values_change_nothing_when_the_rest_is_fixed():
    sure = certainty(case([[70, NAN], [10, 10]]), Doubt(bounds=fixed([0.5, 0.5]), draws=100))
    assert list(sure.p_level[0]) == [0, 1, 0, 0]  # 70 and what is assumed: 50
    assert (sure.rank_low[0], sure.rank_high[0]) == (1, 1)


def test_what_nobody_is_asked_is_left_out_and_never_guessed():
    one = Case(np.array([[70, NAN], [10, NAN]]), np.ones(2), LIMITS)
    nobody = drawn(*np.full((2, TOWNS, 2), [70, NAN]))
    nobody.risk[1, :, 0] = 10
    one = replace(one, worlds=nobody)
    for unknown in ("assumed", "drawn"):
        sure = certainty(one, Doubt(bounds=fixed([0.5, 0.5]), unknown=unknown, draws=50))
        assert sure.p_level[0, 0] == 1 and sure.p_level[1, 3] == 1


# --- the rule of the list --------------------------------------------------------------------


def test_a_floor_is_a_lower_limit_of_the_level():
    sure = certainty(case([[10, 10], [90, 90]], floors=np.array([1, 3])), Doubt(draws=50, top_k=1))
    assert list(sure.p_level[0]) == [0, 1, 0, 0]
    assert list(sure.p_level[1]) == [1, 0, 0, 0]


def test_level_comes_before_score_and_statutory_before_level():
    # scores 30, 50, 10, 5; floors: the third is red by floor; the fourth is statutory
    risk = [[30], [50], [10], [5]]
    floors = np.array([3, 3, 0, 3])
    first = np.array([False, False, False, True])
    rank, level = published(case(risk, floors=floors, statutory=first))
    assert list(rank) == [4, 3, 2, 1]
    assert list(level) == [2, 1, 0, 3]
    sure = certainty(case(risk, floors=floors, statutory=first), Doubt(draws=20, top_k=2))
    assert list(sure.p_top) == [0, 0, 1, 1]
    assert list(sure.base_rank) == [4, 3, 2, 1]


def test_equal_rows_keep_the_order_they_are_given_in():
    sure = certainty(case([[50, 70]] * 3), Doubt(draws=200, top_k=1))
    assert list(sure.rank_low) == list(sure.rank_high) == [1, 2, 3]
    assert list(sure.p_top) == [1, 0, 0]


def test_a_score_on_the_limit_has_reached_the_level_in_every_draw():
    sure = certainty(case([[60] * 7]), Doubt(draws=500))
    assert sure.p_level[0, 0] == 1


def test_nothing_known_stands_where_it_is_assumed_to():
    rank, level = published(case([[NAN, NAN], [10, 10], [50, 10]]))
    assert list(rank) == [1, 3, 2]
    assert list(level) == [2, 3, 2]


def test_stable_and_disputed_are_told_apart():
    # the first is red whatever the weights, the second in one draw of three
    sure = certainty(case([[90, 80], [80, 20]]), Doubt(bounds=ANY_WEIGHTS[2], draws=DRAWS, top_k=1))
    assert list(sure.is_stable) == [True, False]
    assert list(sure.is_top_stable) == [True, True]


def test_the_frame_has_one_row_per_subject_and_one_column_per_level():
    frame = certainty(case([[90, 80], [10, 20]]), Doubt(draws=100)).frame(["a", "b"], "ABCD")
    assert list(frame["facility_id"]) == ["a", "b"]
    assert list(frame["level"]) == ["A", "D"]
    assert list(frame["p_A"]) == [1, 0]
    assert frame["p_level_kept"].tolist() == [1, 1]


def test_places_agree_with_a_plain_computation():
    some = case(np.random.default_rng(8).uniform(0, 100, (40, 6)))
    doubt = Doubt(draws=999, top_k=5)
    scores = doubt.weights(some.weights) @ some.risk.T
    ranks = stats.rankdata(-scores, method="ordinal", axis=1)
    sure = certainty(some, doubt)
    assert sure.p_top == pytest.approx((ranks <= 5).mean(axis=0), abs=0.004)
    middle = np.quantile(ranks, 0.5, axis=0, method="inverted_cdf")
    assert np.abs(sure.rank_median - middle).max() <= 1


# --- honesty of the estimate -----------------------------------------------------------------


def test_the_stated_error_covers_the_closed_form_in_about_95_percent_of_runs():
    inside = 0
    for seed in range(400):
        doubt = Doubt(bounds=ANY_WEIGHTS[2], draws=400, seed=seed, top_k=1)
        sure = certainty(case([[80, 20], [50, 60]]), doubt)
        low, high = wilson_95(sure.p_top[0], 400)
        inside += low <= 3 / 7 <= high
    # 380 expected, standard deviation 4.4
    assert 362 <= inside <= 393


def test_the_widest_error_of_ten_thousand_draws_is_about_one_percent():
    sure = certainty(case([[80, 20]]), Doubt(draws=10_000))
    assert sure.error_95 == pytest.approx(1.96 * 0.005, abs=1e-6)


def test_places_that_never_change_have_no_error_and_restless_ones_have_less_with_more_draws():
    still = certainty(case([[90, 80], [10, 20]]), Doubt(draws=100))
    assert list(still.rank_error_95) == [0, 0]
    restless = case(np.random.default_rng(3).uniform(45, 55, (80, 6)))
    few, many = (certainty(restless, Doubt(draws=draws)).rank_error_95 for draws in (100, 10_000))
    # ten times as exact with a hundred times as many draws
    assert 5 < few.mean() / many.mean() < 15


def test_wilson_by_hand():
    # p = .5, n = 4: centre .5, half 1.96 sqrt(.0625 + 3.8415 / 64) / (1 + .9604)
    low, high = wilson_95(0.5, 4)
    half = 1.959964 * np.sqrt(0.0625 + 3.841459 / 64) / 1.960365
    assert (low, high) == (pytest.approx(0.5 - half, abs=1e-5), pytest.approx(0.5 + half, abs=1e-5))
    assert wilson_95(0.0, 100)[0] == pytest.approx(0, abs=1e-15)
    assert wilson_95(1.0, 100)[1] == pytest.approx(1)


def bytes_of(seed):
    rng = np.random.default_rng(5)
    risk = rng.uniform(0, 100, (60, 8))
    risk[rng.random(risk.shape) < 0.2] = NAN
    whole = np.repeat(np.nan_to_num(risk, nan=50)[:, None], TOWNS, axis=1)
    doubt = Doubt(methods=("additive", "topsis"), unknown="drawn", draws=3_000, seed=seed)
    return (
        certainty(case(risk, worlds=drawn(*whole)), doubt)
        .frame(range(60), "ABCD")
        .to_csv()
        .encode()
    )


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    assert bytes_of(1) == bytes_of(1)
    assert bytes_of(1) != bytes_of(2)


def test_the_size_of_the_blocks_does_not_change_the_result(monkeypatch):
    import models.uncertainty as module

    some = case(np.random.default_rng(0).uniform(0, 100, (30, 5)))
    whole = certainty(some, Doubt(draws=1_000)).frame(range(30), "ABCD")
    monkeypatch.setattr(module, "BLOCK_CELLS", 70)
    assert certainty(some, Doubt(draws=1_000)).frame(range(30), "ABCD").equals(whole)


@given(
    risk=arrays(float, (6, 3), elements=st.floats(0, 100) | st.just(NAN)),
    floors=arrays(int, 6, elements=st.integers(0, 3)),
    first=arrays(bool, 6),
    unknown=st.sampled_from(["assumed", "drawn"]),
)
@settings(max_examples=40, deadline=None)
def test_shares_add_up_places_are_ordered_and_floors_hold(risk, floors, first, unknown):
    worlds = drawn(
        *np.repeat(risk[:, None], TOWNS, axis=1),
        floors=floors[:, None],
        statutory=first[:, None],
    )
    some = case(risk, floors=floors, statutory=first, worlds=worlds)
    sure = certainty(some, Doubt(draws=60, top_k=2, unknown=unknown))
    assert sure.p_level.sum(axis=1) == pytest.approx(np.ones(6))
    assert (sure.p_level >= 0).all()
    assert sure.p_top.sum() == pytest.approx(2)
    assert (sure.rank_low <= sure.rank_median).all()
    assert (sure.rank_median <= sure.rank_high).all()
    assert sorted(sure.base_rank) == [1, 2, 3, 4, 5, 6]
    for row, floor in enumerate(floors):
        assert sure.p_level[row, floor + 1 :] == pytest.approx(np.zeros(3 - floor))


@given(risk=arrays(float, (5, 3), elements=st.floats(0, 100)))
@settings(max_examples=30, deadline=None)
def test_of_two_rows_one_stands_before_the_other_in_every_draw(risk):
    wins = duels(case(risk), [0, 1, 2, 3, 4], Doubt(draws=50))
    off = ~np.eye(5, dtype=bool)
    assert (wins + wins.T)[off] == pytest.approx(np.ones(20))
    assert (np.diag(wins) == 0).all()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Doubt(unknown="zero"),
        lambda: Doubt(methods=("magic",)),
        lambda: Doubt(methods=()),
        lambda: Doubt(draws=0),
        lambda: Case(np.ones((2, 3)), np.ones(2), LIMITS),
        lambda: Case(np.ones((2, 3)), np.zeros(3), LIMITS),
        lambda: Case(np.ones((2, 3)), np.ones(3), (0, 20, 40)),
    ],
)
def test_questions_without_sense_are_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
