"""Charts of reports and publicity: the matrix of who reported, channels, gaps, months."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from ui import numbers, theme
from ui.charts import figure, months_short
from ui.text import monthly as words

# Told apart by mark and word; the two bad ones are the only strong colours.
COLOURS = ("#CFE6DA", "#DDE9F4", "#F2C48D", "#B42318", "#EEF1F4")
TEXT_COLOURS = (theme.INK, theme.INK, theme.INK, "#FFFFFF", "#5B6875")


def matrix(rows: pd.DataFrame) -> go.Figure:
    """unit × period with the status written in every cell.
    rows: unit, period, status, submitted_date, days_late."""
    units, periods = list(dict.fromkeys(rows["unit"])), sorted(set(rows["period"]))
    states = rows.pivot(index="unit", columns="period", values="status").loc[units, periods]
    told = rows.assign(told=[hover(row) for row in rows.itertuples()])
    hovers = told.pivot(index="unit", columns="period", values="told").loc[units, periods]
    place = {state: number for number, state in enumerate(words.STATES)}
    steps = len(words.STATES)
    cells = {
        "type": "heatmap",
        "x": periods,
        "y": units,
        "z": [[place.get(state) for state in row] for row in states.values],
        "zmin": -0.5,
        "zmax": steps - 0.5,
        "colorscale": banded(COLOURS),
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "customdata": hovers.values.tolist(),
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    layout = theme.layout(
        62 + 34 * len(units),
        margin={"l": 8, "r": 8, "t": 46, "b": 8},  # a low chart is not widened for two-line months
        xaxis=theme.axis(
            side="top",
            type="category",
            tickvals=periods,
            ticktext=months_short(pd.DataFrame(index=periods)),
            showgrid=False,
        ),
        yaxis=theme.axis(autorange="reversed", type="category", ticksuffix="  ", showgrid=False),
        annotations=[cell_word(unit, p, states.loc[unit, p]) for unit in units for p in periods],
    )
    return figure([cells], layout)


def banded(colours: tuple[str, ...]) -> list:
    """A colour scale of equal steps without blending."""
    n = len(colours)
    return [[edge / n, c] for i, c in enumerate(colours) for edge in (i, i + 1)]


def cell_word(unit: str, period: str, state) -> dict:
    number = words.STATES.index(state) if state in words.STATES else len(words.STATES) - 1
    return {
        "x": period, "y": unit, "text": f"{words.STATE_MARKS[number]} {words.STATES[number]}",
        "showarrow": False, "font": {"size": 12, "color": TEXT_COLOURS[number]},
    }  # fmt: skip


def hover(row) -> str:
    handed = not pd.isna(row.submitted_date)
    late = words.DAYS_LATE.format(n=row.days_late) if row.days_late else ""
    return words.MATRIX_HOVER.format(
        unit=row.unit,
        period=numbers.period(row.period),
        status=row.status,
        submitted=words.SUBMITTED.format(date=numbers.day(row.submitted_date)) if handed else "",
        late=late,
    )


def gap_bars(gaps: pd.DataFrame) -> go.Figure:
    """High-risk subjects to the left, sessions to the right, one row per village.
    gaps: village, high_risk, sessions, is_gap."""
    marked = zip(gaps["village"], gaps["is_gap"], strict=True)
    names = [words.GAP_MARK.format(name=name) if gap else name for name, gap in marked]
    left = side(names, gaps["high_risk"], words.HIGH_RISK, "#B42318", "x")
    right = side(names, gaps["sessions"], words.RECENT_SESSIONS, theme.BLUE, "x2")
    reach = [float(gaps[c].max() or 1) * 1.3 for c in ("high_risk", "sessions")]
    layout = theme.layout(
        76 + 32 * max(len(gaps), 2),
        xaxis=theme.axis(visible=False, range=[reach[0], 0], domain=[0, 0.36]),
        xaxis2=theme.axis(visible=False, range=[0, reach[1]], domain=[0.40, 1]),
        yaxis=theme.axis(autorange="reversed", type="category", side="left", ticksuffix="  "),
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    return figure([left, right], layout)


def side(names: list[str], values: pd.Series, label: str, colour: str, axis: str) -> dict:
    return {
        "type": "bar",
        "orientation": "h",
        "name": label,
        "y": names,
        "x": [float(v) for v in values],
        "xaxis": axis,
        "text": [numbers.count(v) for v in values],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 13},
        "marker": {"color": colour},
        "hovertemplate": f"%{{y}} {label} %{{x:.0f}}<extra></extra>",
    }


def months(rows: pd.DataFrame) -> go.Figure:
    """Sessions as columns, participants as a line on its own scale.
    rows: period, sessions, participants."""
    periods = rows["period"].tolist()
    bars = {
        "type": "bar",
        "name": words.SESSION_UNIT,
        "x": periods,
        "y": [float(v) for v in rows["sessions"]],
        "marker": {"color": "#9DC1DF"},
        "hovertemplate": f"%{{x}} %{{y:.0f}}{words.SESSION_UNIT}<extra></extra>",
    }
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": words.PERSON_TIMES,
        "x": periods,
        "y": [None if numbers.is_unknown(v) else float(v) for v in rows["participants"]],
        "yaxis": "y2",
        "line": {"width": 2.4, "color": "#C77D2A"},
        "marker": {"size": 7},
        "hovertemplate": f"%{{x}} %{{y:,.0f}}{words.PERSON_TIMES}<extra></extra>",
    }
    layout = theme.layout(
        300,
        xaxis=theme.axis(
            type="category",
            tickvals=periods,
            ticktext=months_short(rows.set_index("period")),
            tickangle=0,
        ),
        yaxis=theme.axis(words.SESSION_UNIT, rangemode="tozero"),
        yaxis2=theme.axis(
            words.PERSON_TIMES,
            rangemode="tozero",
            overlaying="y",
            side="right",
            showgrid=False,
            nticks=5,
        ),
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    return figure([bars, line], layout)


def channels(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """unit × channel of sessions (most used channel first) and the same in words."""
    table = rows.pivot_table(index="unit", columns="channel", values="sessions", aggfunc="sum")
    table = table.loc[list(dict.fromkeys(rows["unit"]))]
    table = table[table.sum().sort_values(ascending=False, kind="stable").index]
    return table, table.map(lambda n: "" if numbers.is_unknown(n) else numbers.count(n))
