"""Weights to drag: dimensions and, folded below each, its indicators; the list follows the hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st

from models.weights import WeightSet
from pipelines.queries import knowledge
from ui.text import tuning as text

HERE = Path(__file__).parent
KEY = "weight-panel"


@cache
def mount():
    """The component, declared once per process."""
    html, css, script = (
        (HERE / f"weightpanel.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
    )
    return st.components.v2.component("weight_panel", html=html, css=css, js=script)


def panel(weights: WeightSet, base: WeightSet, heard: int, on_moved: Callable[[], None]) -> None:
    """Draw the sliders. `base`: the shares that a change is shown against; `heard`: the number of
    the last move that was taken. on_moved may ask `moved()` for what was sent."""
    data = {"dimensions": lines(weights, base), "heard": heard, "fold": text.FOLD}
    mount()(key=KEY, data=data, on_moved_change=on_moved)


def moved() -> dict | None:
    """dimensions, indicators, gesture, number of the latest move; None when there is none."""
    return getattr(st.session_state.get(KEY), "moved", None)


def lines(weights: WeightSet, base: WeightSet) -> list[dict]:
    """code, name, value, base share of every dimension, with its indicators inside."""
    names = knowledge.dimension_names()
    called = dict(knowledge.indicators()[["indicator", "indicator_name"]].itertuples(index=False))
    usual = base.effective()
    inside = {d: [c for c in called if weights.parents[c] == d] for d in names}
    return [
        {
            "code": code,
            "name": name,
            "value": weights.dimensions[code],
            "base": sum(usual[c] for c in inside[code]),
            "indicators": [
                {"code": c, "name": called[c], "value": weights.indicators[c], "base": usual[c]}
                for c in inside[code]
            ],
        }
        for code, name in names.items()
        if inside[code]
    ]
