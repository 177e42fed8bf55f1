"""The weights on the sliders: steps, gestures, undo, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.weights import WeightSet
from ui import tuning_state as state

PARENTS = {"a": "x", "b": "x", "c": "y"}
START = WeightSet("", {"x": 1.0, "y": 3.0}, {"a": 1.0, "b": 1.0, "c": 5.0}, PARENTS)


@pytest.fixture(autouse=True)
def session(monkeypatch):
    known = {}
    monkeypatch.setattr(state.st, "session_state", known)
    return known


def moved(number, gesture, **dimensions):
    now = state.working(START)
    return {
        "dimensions": {**now.dimensions, **dimensions},
        "indicators": dict(now.indicators),
        "gesture": gesture,
        "number": number,
    }


def take(number, gesture, **dimensions):
    state.take(moved(number, gesture, **dimensions), state.working(START))


def test_sliders_start_on_a_scale_of_a_hundred():
    shown = state.working(START)
    assert shown.dimensions == {"x": 25.0, "y": 75.0}
    assert shown.indicators == {"a": 50.0, "b": 50.0, "c": 100.0}
    assert shown.effective() == pytest.approx(START.effective())


def test_a_drag_is_one_step_however_many_values_it_passes():
    for number, value in enumerate((30.0, 40.0, 50.0), start=1):
        take(number, gesture=1, x=value)
    assert state.working(START).dimensions["x"] == 50.0
    state.undo()
    assert state.working(START).dimensions["x"] == 25.0
    assert not state.can_undo()


def test_two_drags_are_two_steps():
    take(1, gesture=1, x=40.0)
    take(2, gesture=2, x=60.0)
    state.undo()
    assert state.working(START).dimensions["x"] == 40.0
    state.undo()
    assert state.working(START).dimensions["x"] == 25.0


def test_a_drag_after_an_undo_is_a_step_of_its_own():
    take(1, gesture=1, x=40.0)
    state.undo()
    take(2, gesture=1, x=50.0)
    state.undo()
    assert state.working(START).dimensions["x"] == 25.0


def test_weights_that_are_all_zero_change_nothing_but_are_answered():
    take(1, gesture=1, x=0.0, y=0.0)
    assert state.working(START).dimensions == {"x": 25.0, "y": 75.0}
    assert state.heard() == 1


def test_undo_with_nothing_to_undo_is_harmless():
    state.undo()
    assert state.working(START).dimensions == {"x": 25.0, "y": 75.0}


def test_weights_for_another_catalogue_are_dropped(session):
    take(1, gesture=1, x=40.0)
    other = WeightSet("", {"z": 1.0}, {"q": 1.0}, {"q": "z"})
    assert state.working(other).dimensions == {"z": 100.0}


def test_steps_do_not_grow_without_end(session):
    for number in range(2 * state.MOST_STEPS):
        take(number + 1, gesture=number + 1, x=float(number % 90 + 1))
    assert len(session[state.STEPS]) == state.MOST_STEPS


POSITIVE = st.floats(0.01, 1e6)


@settings(max_examples=60, deadline=None)
@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, POSITIVE)
def test_the_scale_changes_no_effective_weight(x, y, a, b, c):
    weights = WeightSet("", {"x": x, "y": y}, {"a": a, "b": b, "c": c}, PARENTS)
    shown = state.on_scale(weights).effective()
    assert shown == pytest.approx(weights.effective())
