"""A change of score is split into causes that sum to it exactly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.change import CAUSES, split


def test_each_step_is_what_it_adds():
    parts = split(
        np.array([10.0]),
        {"data": np.array([16.0]), "peers": np.array([15.0]), "weights": np.array([20.0])},
    )
    assert {name: part[0] for name, part in parts.items()} == {
        **{"delta": 10, "data": 6, "peers": -1, "weights": 5, "catalogue": 0}
    }


def test_a_new_subject_has_no_change():
    parts = split(np.array([np.nan]), {"data": np.array([16.0])})
    assert all(np.isnan(part[0]) for part in parts.values())


SCORES = st.floats(0, 100)


@given(SCORES, st.fixed_dictionaries({cause: SCORES for cause in CAUSES}))
def test_the_parts_sum_to_the_change(before, after):
    steps = {cause: np.array([value]) for cause, value in after.items()}
    parts = split(np.array([before]), steps)
    assert abs(parts["delta"][0] - sum(parts[cause][0] for cause in CAUSES)) < 2e-9
    assert abs(parts["delta"][0] - (after["catalogue"] - before)) < 1e-9
