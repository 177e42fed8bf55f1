"""The weights on the sliders: one value in the session, with the steps that led to it."""

from __future__ import annotations

import streamlit as st

from models.weights import WeightSet, from_payload, weight_problems

WORKING, STEPS = "tuning-working", "tuning-steps"
GESTURE, HEARD = "tuning-gesture", "tuning-heard"
MOST_STEPS = 30
SCALE = 100.0


def working(start: WeightSet) -> WeightSet:
    """The weights as the sliders stand; `start` as long as nobody has moved one. A set for other
    indicators (the catalogue has changed) is dropped."""
    stored = st.session_state.get(WORKING)
    if stored is None:
        return on_scale(start)
    weights = from_payload(stored)
    return weights if weights.parents == start.parents else on_scale(start)


def put(weights: WeightSet, before: WeightSet, gesture: int | None = None) -> None:
    """Set the sliders; `before` can be gone back to. Weights that cannot be used change nothing.

    gesture: number of one drag of a slider, which is one step however many values it passes.
    """
    if weight_problems(weights):
        return
    if gesture is None or gesture != st.session_state.get(GESTURE):
        steps = [*st.session_state.get(STEPS, ()), before.payload()]
        st.session_state[STEPS] = steps[-MOST_STEPS:]
    st.session_state[GESTURE] = gesture
    st.session_state[WORKING] = weights.payload()


def take(moved: dict, before: WeightSet) -> None:
    """The sliders as a person has just moved them (see weightpanel.py)."""
    st.session_state[HEARD] = int(moved["number"])
    names = {"dimensions": before.dimensions, "indicators": before.indicators}
    given = {kind: {n: float(moved[kind][n]) for n in known} for kind, known in names.items()}
    put(WeightSet("", parents=before.parents, **given), before, int(moved["gesture"]))


def heard() -> int:
    """Number of the last move that was taken."""
    return st.session_state.get(HEARD, 0)


def undo() -> None:
    steps = st.session_state.get(STEPS) or []
    if steps:
        st.session_state[WORKING], st.session_state[GESTURE] = steps[-1], None
        st.session_state[STEPS] = steps[:-1]


def can_undo() -> bool:
    return bool(st.session_state.get(STEPS))


def on_scale(weights: WeightSet) -> WeightSet:
    """The same effective weights with dimensions summing to 100, and indicators inside each."""
    return WeightSet(
        weights.name,
        scaled(weights.dimensions),
        {
            code: share
            for dimension in weights.dimensions
            for code, share in scaled(inside(weights, dimension)).items()
        },
        dict(weights.parents),
        weights.method,
        weights.basis,
        dict(weights.details),
    )


def inside(weights: WeightSet, dimension: str) -> dict[str, float]:
    """Weights of the indicators of one dimension."""
    return {c: weights.indicators[c] for c, d in weights.parents.items() if d == dimension}


def scaled(values: dict[str, float]) -> dict[str, float]:
    total = sum(values.values())
    return {name: value / total * SCALE if total else 0.0 for name, value in values.items()}
