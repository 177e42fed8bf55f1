"""Charts of rectification: states by unit, the burn-down, the timetable of open tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from ui import numbers, theme
from ui.charts import figure, months_short
from ui.charts_groups import State
from ui.text import rectification as words

LATE_COLOUR = "#B42318"
# From not begun to done; the overdue ones first, since they are what a meeting asks for.
LOOKS = (("▲", LATE_COLOUR), ("○", "#C77D2A"), ("◐", "#3A74A6"), ("◑", "#2A9D8F"),
         ("✓", "#6B8F7B"), ("→", "#66717F"))  # fmt: skip
STATES = tuple(State(name, *look) for name, look in zip(words.STATES, LOOKS, strict=True))


def burn_down(months: pd.DataFrame) -> go.Figure:
    """Open tasks at each month's end, of them overdue; handed out and done as bars.
    months: period, open_tasks, overdue, assigned, done."""
    periods = months["period"].tolist()
    bars = [
        month_bars(periods, months[column], name, colour)
        for column, name, colour in (
            ("assigned", words.ASSIGNED, "#C9D3DD"),
            ("done", words.DONE, "#7FB59B"),
        )
    ]
    lines = [
        month_line(periods, months["open_tasks"], words.OPEN_AT_END, theme.BLUE),
        month_line(periods, months["overdue"], words.PAST_AT_END, LATE_COLOUR),
    ]
    layout = theme.layout(
        330,
        barmode="group",
        xaxis=theme.axis(
            type="category", tickvals=periods, ticktext=months_short(months.set_index("period"))
        ),
        yaxis=theme.axis(range=[0, float(months["open_tasks"].max() or 1) * 1.18]),
        hovermode="x unified",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )
    return figure(bars + lines, layout)


def month_bars(periods: list[str], values: pd.Series, name: str, colour: str) -> dict:
    return {
        "type": "bar",
        "x": periods,
        "y": [int(v) for v in values],
        "name": name,
        "marker": {"color": colour},
        "hovertemplate": f"{name} %{{y}}{words.UNIT}<extra></extra>",
    }


def month_line(periods: list[str], values: pd.Series, name: str, colour: str) -> dict:
    last = [None] * (len(values) - 1) + [numbers.count(values.iloc[-1])]
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": periods,
        "y": [int(v) for v in values],
        "name": name,
        "text": last,
        "textposition": "top center",
        "textfont": {"size": 14, "color": theme.PAGE_INK},
        "line": {"width": 2.6, "color": colour},
        "marker": {"size": 7},
        "hovertemplate": f"{name} %{{y}}{words.UNIT}<extra></extra>",
    }


def gantt(tasks: pd.DataFrame) -> go.Figure:
    """One bar per open task from hand-out to deadline; extension and overdue time set apart.
    tasks: task_no, facility_name, assigned_date, due_date, deadline_date, shown_until, as_of…"""
    labels = one_each(f"{row.facility_name} {row.task_no}" for row in tasks.itertuples())
    due = tasks[["due_date", "deadline_date"]].min(axis=1)
    pieces = (
        (words.PLANNED, tasks["assigned_date"], due, theme.BLUE),
        (words.EXTENSION, due, tasks["deadline_date"], "#8FB6D6"),
        (words.LATE, tasks["deadline_date"], late_until(tasks), LATE_COLOUR),
    )
    told = [hover(row) for row in tasks.itertuples()]
    traces = [span(labels, *piece, told) for piece in pieces]
    as_of = tasks["as_of"].iloc[0]
    layout = theme.layout(
        84 + 27 * len(tasks),
        barmode="overlay",
        xaxis=theme.axis(type="date", side="top", tickformat=words.MONTH_TICK, dtick="M1"),
        yaxis=theme.axis(autorange="reversed", ticksuffix="  ", type="category"),
        legend={"orientation": "h", "y": 0, "yanchor": "top", "x": 0, "traceorder": "normal"},
        shapes=[today_line(as_of)],
        annotations=[today_word(as_of)],
    )
    return figure(traces, layout)


def one_each(labels: Iterable[str]) -> list[str]:
    """Labels that are each there once: tasks of one number would share a line."""
    seen: Counter[str] = Counter()
    found = []
    for label in labels:
        seen[label] += 1
        found.append(label if seen[label] == 1 else f"{label}（{seen[label]}）")
    return found


def late_until(tasks: pd.DataFrame) -> pd.Series:
    return tasks["as_of"].where(tasks["is_overdue"].astype(bool), tasks["deadline_date"])


def span(labels: list[str], name: str, start, end, colour: str, told: list[str]) -> dict:
    """Date bars: the length in milliseconds on a date base, as plotly wants it."""
    lengths = (pd.to_datetime(end) - pd.to_datetime(start)).dt.total_seconds() * 1000
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": labels,
        "base": [str(day)[:10] for day in start],
        "x": [max(float(length), 0) for length in lengths],
        "width": 0.62,
        "marker": {"color": colour},
        "customdata": told,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def hover(row) -> str:
    late = words.GANTT_LATE.format(days=row.days_overdue, workdays=row.workdays_overdue)
    return words.GANTT_HOVER.format(
        no=row.task_no,
        name=row.facility_name,
        issue=row.issue,
        unit=row.responsible_unit,
        status=row.status,
        deadline=numbers.day(row.deadline_date),
        late=late if row.is_overdue else "",
    )


def today_line(as_of) -> dict:
    day = str(as_of)[:10]
    return {
        "type": "line", "x0": day, "x1": day, "y0": 0, "y1": 1, "yref": "paper",
        "line": {"color": theme.GREY, "width": 1.4, "dash": "dot"},
    }  # fmt: skip


def today_word(as_of) -> dict:
    return {
        "x": str(as_of)[:10], "y": 0, "yref": "paper", "yanchor": "top", "text": words.TODAY,
        "showarrow": False, "font": {"size": 12, "color": theme.GREY},
    }  # fmt: skip
