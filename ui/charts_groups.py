"""Charts of groups split by state: villages, sectors or units, one bar each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from ui import numbers, text, theme
from ui.charts import ROW_HEIGHT, figure


@dataclass(frozen=True)
class State:
    """How a state is drawn: its mark beside the word, its colour."""

    name: str
    mark: str
    colour: str

    @property
    def label(self) -> str:
        return f"{self.mark} {self.name}".strip()


LEVEL_STATES = tuple(State(look.name, look.mark, look.colour) for look in theme.LEVELS.values())


def split_bars(
    rows: pd.DataFrame,
    group: str,
    state: str,
    value: str,
    states: Sequence[State],
    *,
    unit: str = text.HOUSEHOLDS,
    blank: str = text.UNKNOWN,
    height: int | None = None,
    ids: Mapping[str, str] | None = None,
) -> go.Figure:
    """A stacked bar per group, the largest on top. rows: <group>, <state>, <value>. ids gives
    what a click on a group's bar hands over (the group's name when None)."""
    table = pivot(rows.assign(**{group: rows[group].replace("", None).fillna(blank)}),
                  group, state, value)  # fmt: skip
    traces = [piece(table, s, unit, ids or {}) for s in states if s.name in table]
    layout = theme.layout(
        height or 64 + ROW_HEIGHT * max(len(table), 2),
        barmode="stack",
        xaxis=theme.axis(visible=False),
        yaxis=theme.axis(autorange="reversed", ticksuffix="  ", type="category"),
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    return figure(traces, layout | {"uniformtext": {"minsize": 10, "mode": "show"}})


def pivot(rows: pd.DataFrame, group: str, state: str, value: str) -> pd.DataFrame:
    """Groups in rows (largest first), states in columns."""
    table = rows.pivot_table(index=group, columns=state, values=value, aggfunc="sum", fill_value=0)
    order = table.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return table.loc[order]


def piece(table: pd.DataFrame, state: State, unit: str, ids: Mapping[str, str]) -> dict:
    values = [int(v) for v in table[state.name]]
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(table.index),
        "x": values,
        "name": state.label,
        "text": [numbers.count(v) if v else "" for v in values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": theme.ink_on(state.colour), "size": 13},
        "marker": {"color": state.colour},
        "customdata": [ids.get(name, name) for name in table.index],
        "hovertemplate": f"%{{y}} {state.label} %{{x}}{unit}<extra></extra>",
    }


def heat(
    table: pd.DataFrame,
    shown: pd.DataFrame,
    hover: str,
    *,
    row_height: int = 34,
    top: int = 40,
) -> go.Figure:
    """Numbers as shaded cells with the number written in. NaN stays empty: unknown is not zero."""
    peak = float(table.max().max() or 1)
    cells = {
        "type": "heatmap",
        "x": list(table.columns),
        "y": list(table.index),
        "z": [[None if numbers.is_unknown(v) else float(v) for v in row] for row in table.values],
        "text": shown.values.tolist(),
        "texttemplate": "%{text}",
        "textfont": {"size": 13, "color": theme.PAGE_INK},
        "zmin": 0,
        "zmax": peak,
        "colorscale": [[i / (len(theme.RAMP) - 1), c] for i, c in enumerate(theme.RAMP)],
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hovertemplate": hover + "<extra></extra>",
    }
    layout = theme.layout(
        top + 24 + row_height * max(len(table), 1),
        xaxis=theme.axis(side="top", showgrid=False, type="category"),
        yaxis=theme.axis(autorange="reversed", showgrid=False, ticksuffix="  ", type="category"),
    )
    return figure([cells], layout)
