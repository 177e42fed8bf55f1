"""Charts: a frame in, a figure out. Order comes from the data, colours from ui/theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go

from ui import numbers, text, theme

ROW_HEIGHT = 30


def figure(traces: list[dict], layout: dict) -> go.Figure:
    """Not validated by plotly: that costs ten times the rest of a chart. The tests validate every
    chart of every screen instead (tests/test_pages.py)."""
    return go.Figure(traces, layout, _validate=False)


def level_columns(counts: pd.DataFrame, height: int = 260) -> go.Figure:
    """A bar per level, highest first, all five always there. counts: level, facilities."""
    by_level = counts.groupby("level")["facilities"].sum().reindex(theme.LEVEL_ORDER).fillna(0)
    looks = [theme.LEVELS[name] for name in theme.LEVEL_ORDER]
    rows = pd.DataFrame({"level": [f"{look.label}" for look in looks], "n": by_level.tolist()})
    return bars(
        rows.assign(id=list(theme.LEVEL_ORDER)),
        "level",
        "n",
        lambda n: numbers.count(n, text.HOUSEHOLDS),
        colours=[look.colour for look in looks],
        ids="id",
        height=height,
    )


def level_months(counts: pd.DataFrame, height: int = 260) -> go.Figure:
    """Stacked columns per month. counts: period, level, facilities."""
    table = counts.pivot_table(
        index="period", columns="level", values="facilities", aggfunc="sum", fill_value=0
    )
    traces = [
        level_column(theme.LEVELS[name], table.index, table[name])
        for name in theme.LEVEL_ORDER
        if name in table
    ]
    months = theme.axis(type="category", tickvals=list(table.index), ticktext=months_short(table))
    layout = theme.layout(
        height, barmode="stack", xaxis=months, yaxis=theme.axis(rangemode="tozero")
    )
    return figure(traces, layout | {"legend": theme.layout(0)["legend"] | {"traceorder": "normal"}})


def level_column(look: theme.LevelLook, months, values) -> dict:
    return {
        "type": "bar",
        "x": list(months),
        "y": [int(v) for v in values],
        "name": look.label,
        "marker": {"color": look.colour},
        "hovertemplate": f"%{{x}} {look.label} %{{y}}{text.HOUSEHOLDS}<extra></extra>",
    }


def months_short(table: pd.DataFrame) -> list[str]:
    """2025-12, 2026-01 … → the year is named where it begins."""
    shown, last_year = [], None
    for code in table.index:
        year, month = code.split("-")
        month_word = text.MONTH_SHORT.format(month=int(month))
        shown.append(month_word if year == last_year else f"{month_word}<br>{year}")
        last_year = year
    return shown


def bars(
    rows: pd.DataFrame,
    label: str,
    value: str,
    shown: Callable[[float], str],
    *,
    colours: Sequence[str] | None = None,
    ids: str | None = None,
    height: int | None = None,
) -> go.Figure:
    """Horizontal bars, first row on top, each with its number in words at the end."""
    values = rows[value].fillna(0)
    trace = {
        "type": "bar",
        "orientation": "h",
        "y": rows[label].tolist(),
        "x": values.tolist(),
        "text": [shown(v) for v in rows[value]],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"size": 13},
        "customdata": rows[ids or label].tolist(),
        "marker": {"color": list(colours) if colours is not None else theme.BLUE},
        "hovertemplate": "%{y}　%{text}<extra></extra>",
    }
    reach = float(values.max() or 1) * 1.28
    layout = theme.layout(
        height or 40 + ROW_HEIGHT * max(len(rows), 2),
        xaxis=theme.axis(visible=False, range=[0, reach]),
        yaxis=theme.axis(autorange="reversed", ticksuffix="  "),
        showlegend=False,
    )
    return figure([trace], layout)


def lines(
    rows: pd.DataFrame, series: str, value: str, shown: Callable[[float], str], height: int = 300
) -> go.Figure:
    """One line per series over the months. rows: period, <series>, <value>."""
    table = rows.pivot_table(index="period", columns=series, values=value, aggfunc="sum")
    order = table.iloc[-1].sort_values(ascending=False).index
    traces = [one_line(name, n, table.index, table[name], shown) for n, name in enumerate(order)]
    months = theme.axis(type="category", tickvals=list(table.index), ticktext=months_short(table))
    layout = theme.layout(height, xaxis=months, yaxis=theme.axis(rangemode="tozero"), hovermode="x")
    return figure(traces, layout)


def one_line(name: str, number: int, months, values, shown: Callable[[float], str]) -> dict:
    """Mark and dash tell the lines apart where colours cannot: in greyscale, where they meet."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": list(months),
        "y": [None if numbers.is_unknown(v) else float(v) for v in values],
        "customdata": [shown(v) for v in values],
        "line": {"width": 2.4, "dash": theme.DASHES[number % len(theme.DASHES)]},
        "marker": {"size": 9, "symbol": theme.SYMBOLS[number % len(theme.SYMBOLS)]},
        "hovertemplate": "%{fullData.name} %{customdata}<extra></extra>",
    }
