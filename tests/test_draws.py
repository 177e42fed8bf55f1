"""Random weights have the distribution they promise: exact for two and three criteria."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models import draws as d
from models.weights import Bounds, bounds_around

# chance that a fixed seed fails although the distribution is right
FALSE_ALARM = 0.001
WHOLE = Bounds(np.zeros(3), np.ones(3))


def rng(seed=0):
    return np.random.default_rng(seed)


def p_of_fit(sample, distribution):
    return stats.kstest(sample, distribution.cdf).pvalue


def test_two_weights_within_bounds_are_uniform_on_their_common_stretch():
    # w1 in [.2, .6] and w2 in [.5, .9] leave w1 in [.2, .5]
    found = d.uniform_within(Bounds(np.array([0.2, 0.5]), np.array([0.6, 0.9])), 5_000, rng())
    assert p_of_fit(found[:, 0], stats.uniform(0.2, 0.3)) > FALSE_ALARM


def test_three_free_weights_have_beta_1_2_margins():
    found = d.uniform_within(WHOLE, 5_000, rng())
    assert p_of_fit(found[:, 1], stats.beta(1, 2)) > FALSE_ALARM


def test_the_chains_reach_the_same_margins_as_the_exact_draws():
    assert p_of_fit(d._pairwise_chains(WHOLE, 5_000, rng(3))[:, 2], stats.beta(1, 2)) > FALSE_ALARM


def test_chains_and_rejection_agree_on_twelve_bounded_weights():
    bounds = bounds_around(np.arange(1, 13) / 78, 0.4)
    exact = d._accepted(d._box_slice(bounds), bounds, 20_000, rng(1))
    chain = d._pairwise_chains(bounds, 20_000, rng(2))
    spread = bounds.high - bounds.low
    assert (np.abs(exact.mean(axis=0) - chain.mean(axis=0)) / spread).max() < 0.012
    assert (exact.std(axis=0) / chain.std(axis=0)).max() < 1.05


def test_bounds_where_rejection_is_hopeless_fall_back_on_chains():
    # 20 weights, almost all of the simplex forbidden: each at most .06 with sum 1
    tight = Bounds(np.zeros(20), np.full(20, 0.0525))
    found = d.uniform_within(tight, 500, rng())
    assert found.sum(axis=1) == pytest.approx(np.ones(500))
    assert all(tight.contain(weights, 1e-9) for weights in found)
    assert found.std(axis=0).min() > 0


def test_dirichlet_has_the_stated_mean_and_variance_and_keeps_zeros():
    base = np.array([0.5, 0.3, 0.2, 0.0])
    found = d.dirichlet_around(base, 49, 40_000, rng())
    assert found.mean(axis=0) == pytest.approx(base, abs=0.002)
    assert found.var(axis=0) == pytest.approx(base * (1 - base) / 50, rel=0.05)
    assert (found[:, 3] == 0).all()


def test_dirichlet_inside_bounds_never_leaves_them():
    base = np.array([0.5, 0.3, 0.2])
    bounds = bounds_around(base, 0.1)
    found = d.dirichlet_around(base, 100, 1_000, rng(), bounds)
    assert all(bounds.contain(weights) for weights in found)


def test_a_cloud_that_never_meets_its_bounds_is_refused():
    with pytest.raises(ValueError, match="too tight"):
        bounds = Bounds(np.array([0.9, 0, 0]), np.array([1, 0.1, 0.1]))
        d.dirichlet_around(np.array([0.2, 0.4, 0.4]), 1_000, 100, rng(), bounds)


@given(
    st.lists(st.floats(0.02, 1), min_size=2, max_size=9),
    st.floats(0.05, 1.0),
    st.integers(0, 5),
)
@settings(max_examples=50, deadline=None)
def test_every_draw_adds_up_and_keeps_within_its_bounds(raw, share, seed):
    bounds = bounds_around(np.array(raw) / sum(raw), share)
    found = d.uniform_within(bounds, 50, rng(seed))
    assert found.shape == (50, len(raw))
    assert found.sum(axis=1) == pytest.approx(np.ones(50), abs=1e-9)
    assert (found >= bounds.low - 1e-9).all()
    assert (found <= bounds.high + 1e-9).all()
