"""Charts of the learned order: figures with their intervals, stated against true chances."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ui import theme
from ui.charts import figure
from ui.text import validation as words


def intervals(rows: pd.DataFrame, unit: str) -> go.Figure:
    """A dot per order with its interval, the first one marked. rows: order, value, low, high."""
    rows = rows.fillna(0.0)
    colours = [theme.BLUE, *[theme.GREY] * (len(rows) - 1)]
    trace = {
        "type": "scatter",
        "mode": "markers+text",
        "y": rows["order"].tolist(),
        "x": rows["value"].tolist(),
        "text": [f"{value:.1f}{unit}".replace("-", "−") for value in rows["value"]],
        "textposition": "top center",
        "textfont": {"size": 13, "color": theme.PAGE_INK},
        "marker": {"size": 13, "color": colours},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": (rows["high"] - rows["value"]).tolist(),
            "arrayminus": (rows["value"] - rows["low"]).tolist(),
            "color": theme.GREY,
            "thickness": 2,
            "width": 6,
        },
        "hovertemplate": "%{y}　%{text}<extra></extra>",
    }
    layout = theme.layout(
        70 + 52 * len(rows),
        xaxis=theme.axis(ticksuffix=unit, zeroline=True),
        yaxis=theme.axis(range=[len(rows) - 0.5, -0.75], ticksuffix="  ", type="category"),
        showlegend=False,
    )
    return figure([trace], layout)


def reliability(rows: pd.DataFrame, height: int = 300) -> go.Figure:
    """What came true against what was said, with the line of a perfect forecast.
    rows: stated, came_true (percent), rows."""
    reach = max(float(rows[["stated", "came_true"]].max().max()) * 1.1, 10.0)
    ideal = {
        "type": "scatter",
        "mode": "lines",
        "name": words.IDEAL,
        "x": [0, reach],
        "y": [0, reach],
        "line": {"color": theme.GREY, "dash": "dot", "width": 1.6},
        "hoverinfo": "skip",
    }
    groups = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": words.CAME_TRUE,
        "x": rows["stated"].tolist(),
        "y": rows["came_true"].tolist(),
        "customdata": rows["rows"].tolist(),
        "line": {"color": theme.BLUE, "width": 2.4},
        "marker": {"size": 10},
        "hovertemplate": f"{words.STATED} %{{x:.1f}}%<br>{words.CAME_TRUE} %{{y:.1f}}%"
        "（n=%{customdata}）<extra></extra>",
    }
    layout = theme.layout(
        height,
        xaxis=theme.axis(words.STATED, ticksuffix="%", range=[0, reach]),
        yaxis=theme.axis(words.CAME_TRUE, ticksuffix="%", range=[0, reach]),
    )
    return figure([ideal, groups], layout)
