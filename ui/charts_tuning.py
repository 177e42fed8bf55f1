"""Charts of weights: possible places, shares of levels, what drives the list, two sets."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from ui import numbers, theme
from ui.charts import ROW_HEIGHT, figure
from ui.text import tuning as words

LONGEST_NAME = 12


def short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def spans(rows: pd.DataFrame) -> go.Figure:
    """The 5–95 % range of places with the published place. rows: facility_name, level, rank,
    rank_low, rank_high, in order of rank."""
    names = labels(rows)
    looks = [theme.look(level) for level in rows["level"]]
    bar = {
        "type": "bar",
        "orientation": "h",
        "y": names,
        "x": (rows["rank_high"] - rows["rank_low"] + 0.5).tolist(),
        "base": (rows["rank_low"] - 0.25).tolist(),
        "width": 0.34,
        "marker": {"color": "rgba(58,116,166,0.42)"},
        "hovertemplate": "%{y}　%{customdata}<extra></extra>",
        "customdata": [
            f"{int(low)}–{int(high)}"
            for low, high in zip(rows["rank_low"], rows["rank_high"], strict=True)
        ],
        "showlegend": False,
    }
    layout = theme.layout(
        70 + 26 * max(len(rows), 2),
        xaxis=theme.axis(side="top", rangemode="tozero", dtick=span_step(rows)),
        yaxis=theme.axis(autorange="reversed", ticksuffix="  ", type="category"),
        legend={"orientation": "h", "y": -0.01, "yanchor": "top", "x": 0},
    )
    return figure([bar, *level_points(rows, names, looks)], layout)


def span_step(rows: pd.DataFrame) -> int:
    reach = float(rows["rank_high"].max() or 1)
    return next(step for step in (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000) if reach / step <= 16)


def level_points(rows: pd.DataFrame, names: Sequence[str], looks) -> list[dict]:
    """The published place as one trace per level, so that the legend names the levels."""
    traces = []
    for look in theme.LEVELS.values():
        here = [i for i, one in enumerate(looks) if one.name == look.name]
        if here:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": look.label,
                    "x": [int(rows["rank"].iloc[i]) for i in here],
                    "y": [names[i] for i in here],
                    "marker": {"size": 11, "color": look.colour,
                               "line": {"width": 1, "color": "#FFFFFF"}},
                    "hoverinfo": "skip",
                }
            )  # fmt: skip
    return traces


def labels(rows: pd.DataFrame) -> list[str]:
    """Names that stay apart on an axis: two subjects of one name get their place in front."""
    twice = rows["facility_name"].duplicated(keep=False)
    return [
        f"{rank}. {short(name)}" if double else short(name)
        for name, rank, double in zip(rows["facility_name"], rows["rank"], twice, strict=True)
    ]


def level_shares(rows: pd.DataFrame, level_names: Sequence[str]) -> go.Figure:
    """How likely each level is, one stacked bar per subject. rows: facility_name, p_<level>."""
    names = labels(rows)
    traces = []
    for name in level_names:
        share = (100 * rows[f"p_{name}"]).round(1)
        look = theme.look(name)
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": look.label,
                "y": names,
                "x": share.tolist(),
                "text": [f"{v:.0f}%" if v >= 8 else "" for v in share],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textfont": {"color": look.on_colour, "size": 12},
                "marker": {"color": look.colour},
                "hovertemplate": f"%{{y}}　{look.label} %{{x}}%<extra></extra>",
            }
        )
    layout = theme.layout(
        64 + ROW_HEIGHT * max(len(rows), 2),
        barmode="stack",
        xaxis=theme.axis(visible=False, range=[0, 100]),
        yaxis=theme.axis(autorange="reversed", ticksuffix="  ", type="category"),
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    return figure(traces, layout)


def sobol(rows: pd.DataFrame) -> go.Figure:
    """Total and own share of the variance with 95 % intervals. rows: indicator_name, total,
    total_error_95, first, first_error_95, heaviest first."""
    series = (
        (words.TOTAL_SHARE, "total", theme.BLUE),
        (words.FIRST_SHARE, "first", theme.TEAL),
    )
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": rows["indicator_name"].tolist(),
            "x": rows[column].clip(lower=0).tolist(),
            "error_x": {
                "type": "data",
                "array": rows[f"{column}_error_95"].tolist(),
                "thickness": 1.4,
                "width": 4,
                "color": theme.GREY,
            },
            "marker": {"color": colour},
            "hovertemplate": "%{y}　%{x:.2f} ± %{error_x.array:.2f}<extra></extra>",
        }
        for name, column, colour in series
    ]
    layout = theme.layout(
        80 + 40 * max(len(rows), 2),
        barmode="group",
        bargap=0.3,
        xaxis=theme.axis(tickformat=".0%", rangemode="tozero"),
        yaxis=theme.axis(autorange="reversed", ticksuffix="  ", type="category"),
    )
    return figure(traces, layout)


def pair_bars(rows: pd.DataFrame) -> go.Figure:
    """Two weights per indicator or dimension side by side. rows: name, now, then (percent)."""
    series = ((words.NOW_PCT, "now", theme.GREY), (words.THEN_PCT, "then", theme.BLUE))
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": rows["name"].tolist(),
            "x": rows[column].tolist(),
            "text": [numbers.percent(v) for v in rows[column]],
            "textposition": "outside",
            "cliponaxis": False,
            "marker": {"color": colour},
            "hovertemplate": f"%{{y}} {name} %{{text}}<extra></extra>",
        }
        for name, column, colour in series
    ]
    reach = float(rows[["now", "then"]].max().max() or 1) * 1.2
    layout = theme.layout(
        70 + 44 * max(len(rows), 2),
        barmode="group",
        xaxis=theme.axis(visible=False, range=[0, reach]),
        yaxis=theme.axis(autorange="reversed", ticksuffix="  ", type="category"),
    )
    return figure(traces, layout)
