"""Charts of leads: how far they came, where they come from, how many came and went."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ui import numbers, theme
from ui.charts import figure, months_short
from ui.charts_groups import State
from ui.text import leads as words

# From light to dark: the further a lead has come, the darker.
STEP_COLOURS = ("#C3DAED", "#72A3CC", "#2B6596", "#174A74")
RECEIVED_COLOUR, CLOSED_COLOUR = "#C77D2A", theme.BLUE
FEW = 6
DONE_STATES = (
    State(words.NOT_DONE, "", RECEIVED_COLOUR),
    State(words.DONE, "", CLOSED_COLOUR),
)


def step_states(names: list[str]) -> tuple[State, ...]:
    """The four steps as states of a split bar, numbered so that colour is not alone."""
    looks = zip(names, words.STEP_MARKS, STEP_COLOURS, strict=False)
    return tuple(State(*look) for look in looks)


def funnel(steps: pd.DataFrame) -> go.Figure:
    """Per step: leads standing there, leads closed there, leads that went on.
    steps: step, reached, open_here, closed_here."""
    passed = steps["reached"] - steps["open_here"] - steps["closed_here"]
    layers = (
        (words.OPEN_HERE, steps["open_here"], "#C77D2A"),
        (words.CLOSED_HERE, steps["closed_here"], theme.TEAL),
        (words.PASSED, passed, "#9DC1DF"),
    )
    traces = [layer(steps, *one) for one in layers]
    layout = theme.layout(
        66 + 58 * len(steps),
        barmode="stack",
        xaxis=theme.axis(visible=False),
        yaxis=theme.axis(autorange="reversed", ticksuffix="  ", type="category"),
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    return figure(traces, layout)


def layer(steps: pd.DataFrame, name: str, values: pd.Series, colour: str) -> dict:
    told = [
        words.FUNNEL_HOVER.format(
            step=row.step, reached=row.reached, open=row.open_here, closed=row.closed_here
        )
        for row in steps.itertuples()
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [f"{i} {step}" for i, step in enumerate(steps["step"], 1)],
        "x": [int(v) for v in values],
        "text": [numbers.count(v) if v else "" for v in values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": theme.ink_on(colour), "size": 14},
        "marker": {"color": colour},
        "customdata": told,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def in_and_out(
    months: pd.DataFrame, names: dict[str, str], colours=(RECEIVED_COLOUR, CLOSED_COLOUR)
) -> go.Figure:
    """Two columns a month side by side. months: period and the two columns that names names."""
    traces = [
        {
            "type": "bar",
            "name": names[column],
            "x": months["period"].tolist(),
            "y": [int(v) for v in months[column]],
            "marker": {"color": colour},
            "hovertemplate": f"%{{x}} {names[column]} %{{y}}<extra></extra>",
        }
        for column, colour in zip(names, colours, strict=True)
    ]
    shown = months_short(months.set_index("period"))
    layout = theme.layout(
        280,
        barmode="group",
        xaxis=theme.axis(type="category", tickvals=months["period"].tolist(), ticktext=shown),
        yaxis=theme.axis(rangemode="tozero", **whole_steps(months[list(names)])),
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    return figure(traces, layout)


def whole_steps(counts: pd.DataFrame) -> dict:
    """No half matters on the axis where there are only a few."""
    return {"dtick": 1} if counts.max().max() < FEW else {}
