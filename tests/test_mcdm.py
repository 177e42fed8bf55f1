"""The three aggregations by hand, from the literature, and against pymcdm and scikit-criteria."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import mcdm

NAN = np.nan
HALF = np.array([0.5, 0.5])
ALL = sorted(mcdm.METHODS)


def as_it_is(column, cost=False):
    """pymcdm wants some normalisation; risks need none."""
    return column


def test_the_additive_score_is_the_weighted_mean():
    assert list(mcdm.additive(np.array([[100.0, 20.0]]), np.array([0.25, 0.75]))) == [40]


def test_unknown_is_left_out_and_the_known_weights_are_scaled_to_one():
    # 30 and 90 known with weights .2 and .4: (6 + 36) / .6 = 70
    risk = np.array([[30.0, NAN, 90.0]])
    assert mcdm.additive(risk, np.array([0.2, 0.4, 0.4])) == pytest.approx([70])


@pytest.mark.parametrize("method", ALL)
def test_nothing_known_is_no_score(method):
    risk = np.array([[NAN, NAN], [50.0, NAN]])
    scores = mcdm.aggregate(method, risk, HALF)
    assert np.isnan(scores[0])
    assert scores[1] == pytest.approx(50)


@pytest.mark.parametrize("method", ALL)
def test_known_values_of_no_weight_are_no_score_either(method):
    assert np.isnan(mcdm.aggregate(method, np.array([[80.0, NAN]]), np.array([0.0, 1.0]))[0])


def test_the_geometric_score_by_hand():
    # safeties 0 + 1 and 99 + 1: root of 1 * 100 = 10 -> 101 - 10 = 91, the plain mean is 50.5
    risk = np.array([[100.0, 1.0]])
    assert mcdm.geometric(risk, HALF) == pytest.approx([91])
    assert mcdm.additive(risk, HALF) == pytest.approx([50.5])


def test_without_a_shift_one_indicator_at_hundred_decides_alone():
    assert mcdm.geometric(np.array([[100.0, 0.0]]), HALF, shift=0.0) == pytest.approx([100])


def test_distance_to_the_reference_points_by_hand():
    # from best: sqrt(.25*60^2 + .25*80^2) = 50; to worst: sqrt(.25*40^2 + .25*20^2) = 22.3607
    score = 100 * 50 / (50 + np.sqrt(500))
    assert mcdm.topsis(np.array([[60.0, 80.0]]), HALF) == pytest.approx([score])


def test_topsis_of_tzeng_and_huang_2011():
    """Tzeng & Huang (2011), Multiple Attribute Decision Making, CRC Press, TOPSIS example."""
    matrix = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]
    closeness = mcdm.topsis_classic(matrix, np.array([0.3, 0.4, 0.3]))
    assert closeness == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=1e-4)


@pytest.fixture(params=range(4))
def drawn(request):
    rng = np.random.default_rng(request.param)
    return rng.uniform(1, 99, (60, 12)), rng.dirichlet(np.ones(12))


def test_additive_agrees_with_scikit_criteria_and_pymcdm(drawn):
    from pymcdm.methods import WSM
    from skcriteria.agg.simple import wsm

    risk, weights = drawn
    ours = mcdm.additive(risk, weights)
    assert ours == pytest.approx(wsm(risk, weights)[1], abs=1e-9)
    peer = WSM(normalization_function=as_it_is)(risk, weights, np.ones(12))
    assert ours == pytest.approx(peer, abs=1e-9)


def test_geometric_agrees_with_the_weighted_product_of_the_safeties(drawn):
    from pymcdm.methods import WPM
    from skcriteria.agg.simple import wpm

    risk, weights = drawn
    ours = mcdm.geometric(risk, weights)
    log10_product = wpm(101 - risk, weights)[1]
    assert ours == pytest.approx(101 - 10**log10_product, abs=1e-9)
    product = WPM(normalization_function=as_it_is)(101 - risk, weights, np.ones(12))
    assert ours == pytest.approx(101 - product, abs=1e-9)


def test_classic_topsis_agrees_with_both_libraries(drawn):
    from pymcdm.methods import TOPSIS
    from pymcdm.normalizations import vector_normalization
    from skcriteria import mkdm
    from skcriteria.agg.topsis import TOPSIS as SkTopsis
    from skcriteria.preprocessing.scalers import VectorScaler

    risk, weights = drawn
    ours = mcdm.topsis_classic(risk, weights)
    peer = TOPSIS(normalization_function=vector_normalization)(risk, weights, np.ones(12))
    assert ours == pytest.approx(peer, abs=1e-9)
    decision = VectorScaler("matrix").transform(mkdm(risk, [max] * 12, weights=weights))
    assert ours == pytest.approx(SkTopsis().evaluate(decision).e_.similarity, abs=1e-9)
    minmax = TOPSIS()(risk, weights, np.ones(12))
    assert mcdm.topsis_classic(risk, weights, "minmax") == pytest.approx(minmax, abs=1e-9)


def test_fixed_reference_topsis_is_the_classic_with_both_reference_points_added(drawn):
    risk, weights = drawn
    with_references = np.vstack([risk, np.full(12, 100.0), np.zeros(12)])
    classic = mcdm.topsis_classic(with_references, weights, "none")[:-2]
    assert mcdm.topsis(risk, weights) == pytest.approx(100 * classic, abs=1e-9)


def test_classic_topsis_refuses_unknown_values():
    with pytest.raises(ValueError, match="unknown"):
        mcdm.topsis_classic(np.array([[1, NAN], [2, 3]]), HALF)


@pytest.mark.parametrize("method", ALL)
@given(risk=arrays(float, (7, 4), elements=st.floats(0, 100) | st.just(NAN)))
@settings(max_examples=40, deadline=None)
def test_scores_stay_between_the_least_and_the_greatest_known_risk(method, risk):
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    scores = mcdm.aggregate(method, risk, weights)
    known = ~np.isnan(risk).all(axis=1)
    assert (np.isfinite(scores) == known).all()
    assert (scores[known] >= np.nanmin(risk[known], axis=1, initial=100) - 1e-6).all()
    assert (scores[known] <= np.nanmax(risk[known], axis=1, initial=0) + 1e-6).all()


@pytest.mark.parametrize("method", ALL)
@given(
    risk=arrays(float, 4, elements=st.floats(0, 100)),
    which=st.integers(0, 3),
    more=st.floats(0, 100),
)
@settings(max_examples=40, deadline=None)
def test_more_risk_in_one_indicator_never_lowers_the_score(method, risk, which, more):
    worse = risk.copy()
    worse[which] = max(worse[which], more)
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    before, after = mcdm.aggregate(method, np.array([risk, worse]), weights)
    assert after >= before - 1e-9


@pytest.mark.parametrize("method", ALL)
def test_blocks_do_not_change_the_scores(method, monkeypatch):
    risk = np.random.default_rng(0).uniform(0, 100, (50, 6))
    whole = mcdm.aggregate(method, risk, np.full(6, 1 / 6))
    monkeypatch.setattr(mcdm, "BLOCK_ROWS", 7)
    assert mcdm.aggregate(method, risk, np.full(6, 1 / 6)) == pytest.approx(whole, abs=1e-12)


@pytest.mark.parametrize("method", ALL)
def test_many_draws_of_weights_score_as_one_by_one(method):
    rng = np.random.default_rng(1)
    risk = rng.uniform(0, 100, (20, 5))
    risk[rng.random(risk.shape) < 0.2] = NAN
    draws = rng.dirichlet(np.ones(5), 8)
    many = mcdm.METHODS[method].terms(risk).scores(draws)
    single = np.array([mcdm.aggregate(method, risk, weights) for weights in draws])
    assert many == pytest.approx(single, abs=1e-9, nan_ok=True)


def test_shapes_that_do_not_fit_and_unknown_methods_are_refused():
    with pytest.raises(ValueError, match="weights"):
        mcdm.additive(np.ones((2, 3)), HALF)
    with pytest.raises(KeyError):
        mcdm.aggregate("magic", np.ones((2, 2)), HALF)
