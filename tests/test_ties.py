"""Ties are decided by rule, not by the last bit of a processor."""

import numpy as np
import pytest

from models.ahp import ahp, upper_triangle
from models.ties import first_largest, settled

BIT = 1e-13


@pytest.mark.parametrize("noise", [(0, BIT, 2 * BIT), (2 * BIT, BIT, 0), (-BIT, 0, BIT)])
def test_of_values_equal_but_for_rounding_the_first_is_the_largest(noise):
    assert first_largest(np.array([5.0, 5.0, 5.0]) + noise) == 0
    assert len(set(settled(np.array([5.0, 5.0, 5.0]) + noise).tolist())) == 1


def test_a_real_difference_is_no_tie():
    assert first_largest([1.0, 1.0 + 1e-6]) == 1


@pytest.mark.parametrize("strength", [2, 3, 4, 5, 7, 9])
def test_in_any_triad_the_judgement_between_the_most_unlike_is_named(strength):
    """The three judgements of a triad fit equally badly; a to c carries the sense of the others."""
    result = ahp(upper_triangle([strength, 1, strength], 3), ["a", "b", "c"])
    assert (result.worst.first, result.worst.second) == ("a", "c")
    assert result.worst.triad == ("a", "b", "c")
