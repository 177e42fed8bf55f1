"""Values become risks of 0 to 100; numbers worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import normalise
from models.normalise import categories, flag, goalposts, share, tiers

FILING = [[0, 0], [50, 30], [100, 60], [500, 80], [5000, 100]]
NUMBERS = st.lists(st.floats(0, 1e6), min_size=1, max_size=30).map(np.array)


def test_half_overdue_reaches_the_worst_goalpost():
    assert list(goalposts(np.array([0.0, 0.25, 0.5, 0.9]), best=0, worst=0.5)) == [0, 50, 100, 100]


def test_goalposts_may_run_downwards():
    assert list(goalposts(np.array([1.0, 0.5, 0.0]), best=1, worst=0)) == [0, 50, 100]


def test_tiers_run_straight_between_the_legal_lines():
    # 75 lies halfway between 50 (30) and 100 (60); 300 halfway between 100 (60) and 500 (80)
    values = np.array([0.0, 75.0, 100.0, 300.0, 5000.0, 90000.0])
    assert list(tiers(values, FILING)) == [0, 45, 60, 70, 100, 100]


def test_a_share_is_read_as_percent_and_clipped():
    assert list(share(np.array([0.0, 0.3, 1.4]))) == [0, 30, 100]


def test_of_several_words_the_heaviest_counts():
    scale = {"无": 0, "停业": 60, "失联": 100}
    words = np.array(["无", "停业、失联", "停业", None, "没见过"], dtype=object)
    assert list(categories(words, scale))[:3] == [0, 100, 60]
    assert np.isnan(categories(words, scale)[3:]).all()


def test_a_flag_is_risky_only_for_its_word():
    risks = flag(np.array(["yes", "no", None], dtype=object), risky="yes")
    assert list(risks[:2]) == [100, 0]
    assert np.isnan(risks[2])


def test_the_heaviest_words_are_named_alone():
    scale = {"未认定": 20, "涉嫌诈骗": 100, "涉嫌非法集资": 100}
    assert (
        normalise.heaviest_words("未认定、涉嫌非法集资、涉嫌诈骗", scale)
        == "涉嫌非法集资、涉嫌诈骗"
    )


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("tiers", {"points": FILING}),
        ("goalposts", {"best": 0, "worst": 0.5}),
        ("share", {}),
    ],
)
def test_unknown_stays_unknown(method, params):
    risks = normalise.risk(method, np.array([np.nan, 3.0]), params)
    assert np.isnan(risks[0])
    assert not np.isnan(risks[1])


@given(NUMBERS)
def test_more_is_never_less_risky(values):
    ordered = np.sort(values)
    risks = normalise.risk("tiers", ordered, {"points": FILING})
    assert (np.diff(risks) >= 0).all()
    assert risks.min() >= 0 and risks.max() <= 100


@pytest.mark.parametrize(
    ("method", "params", "direction", "sentence"),
    [
        ("magic", {}, "higher", "unknown method 'magic'"),
        ("tiers", {}, "higher", "parameter 'points' of tiers is missing"),
        ("share", {"x": 1}, "higher", "unknown parameter 'x' of share"),
        ("tiers", {"points": [[1, 0], [1, 50]]}, "higher", "the values of points do not rise"),
        (
            "tiers",
            {"points": [[0, 50], [1, 0]]},
            "higher",
            "the risks of points go against the direction 'higher'",
        ),
        ("tiers", {"points": [[0, 0], [1, 120]]}, "higher", "a risk of points is outside 0 to 100"),
        ("goalposts", {"best": 1, "worst": 1}, "higher", "best and worst are the same"),
        (
            "goalposts",
            {"best": 1, "worst": 0},
            "higher",
            "best and worst go against the direction 'higher'",
        ),
        ("categories", {"scale": {"红": 101}}, "higher", "the risk of '红' is outside 0 to 100"),
    ],
)
def test_params_that_do_not_fit_are_named(method, params, direction, sentence):
    assert normalise.wrong_params(method, params, direction) == [sentence]


def test_sound_params_raise_no_objection():
    assert normalise.wrong_params("tiers", {"points": FILING}, "higher") == []
    assert normalise.wrong_params("goalposts", {"best": 1, "worst": 0}, "lower") == []
