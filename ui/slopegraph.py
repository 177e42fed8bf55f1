"""Two lists as a slope graph that redraws as fast as a slider moves (plotly takes 0.2 s a time)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import streamlit as st

from ui import links, numbers, parts, theme
from ui.charts_tuning import short
from ui.context import Context
from ui.text import tuning as text

HERE = Path(__file__).parent
SIDES = ("before", "after")
# Lines that matter are drawn last, above the others.
ORDER = {"stays": 0, "falls": 1, "rises": 2}


@cache
def mount():
    """The component, declared once per process."""
    html, css, script = (
        (HERE / f"slopegraph.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
    )
    return st.components.v2.component("slope_graph", html=html, css=css, js=script)


def slope(ctx: Context, frame: pd.DataFrame, most: int, key: str, *, alt: str) -> None:
    """frame: models.compare.slope_frame; a place beyond `most` stands below the others. A click
    on a name opens the portrait."""
    with st.container(border=True, gap="xsmall", key=f"chart-{key}"):
        title = text.SLOPE.format(n=most)
        parts.chart_heading(ctx, title, text.SLOPE_UNIT, text.SLOPE_NOTE)
        data = {
            "rows": rows(frame, most),
            "before": text.BEFORE,
            "after": text.AFTER,
            "legend": legend(frame),
            "alt": alt,
        }
        picked = mount()(key=key, data=data, on_picked_change=lambda: None).picked
    if picked:
        links.go("profile", facility=picked)


def legend(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """What the lines that are there mean."""
    meanings = {"rises": text.RISES, "falls": text.FALLS, "stays": text.STAYS}
    there = set(frame["direction"])
    return [(code, words) for code, words in meanings.items() if code in there]


def rows(frame: pd.DataFrame, most: int) -> list[dict]:
    """One entry per subject with both its ends, unmoved ones first."""
    found: dict[str, dict] = {}
    for one in with_slots(frame, most).to_dict("records"):
        entry = found.setdefault(one["facility_id"], as_row(one))
        entry[one["side"]] = as_end(one)
    return sorted(found.values(), key=lambda row: ORDER[row["direction"]])


def with_slots(frame: pd.DataFrame, most: int) -> pd.DataFrame:
    """Adds `slot`: the place as long as it is within `most`, then one below the other."""
    beyond = frame["rank"] > most
    order = frame.loc[beyond].groupby("side")["rank"].rank(method="first")
    return frame.assign(slot=frame["rank"].astype(float).where(~beyond, most + order))


def as_row(one: dict) -> dict:
    name = one["facility_name"]
    return {
        "id": one["facility_id"],
        "name": short(name),
        "full": name,
        "direction": one["direction"],
    }


def as_end(one: dict) -> dict:
    look = theme.look(one["level"])
    return {
        "rank": int(one["rank"]),
        "slot": int(one["slot"]),
        "mark": look.mark,
        "colour": look.colour,
        "level": look.label,
        "score": numbers.score(one["score"]),
    }
