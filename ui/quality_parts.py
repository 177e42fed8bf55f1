"""Views of 数据质量: problems, waiting rows, what is missing, how units fill in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pipelines.grouping import grouped
from pipelines.queries import asked as asking
from pipelines.queries import quality as ask
from pipelines.settings import home
from ui import charts, charts_groups, charts_leads, numbers, parts, question_parts, tables
from ui.charts_groups import State
from ui.context import Context
from ui.picking import pick
from ui.story import quality as story
from ui.text import asked as asked_text
from ui.text import quality as text

PROBLEM_STATES = (
    State(text.SEVERITY["error"], text.SEVERITY_MARKS["error"], "#B42318"),
    State(text.SEVERITY["warning"], text.SEVERITY_MARKS["warning"], "#C77D2A"),
)
MONTH_NAMES = {"errors": text.SEVERITY["error"], "warnings": text.SEVERITY["warning"]}
TOP_UNKNOWN = 12


def where(ctx: Context) -> tuple:
    return ctx.build, ctx.filters, ctx.person


def table(ctx: Context, frame: pd.DataFrame, key: str, title: str, columns, **more) -> None:
    tables.table(ctx, frame, key, title=title, columns=columns, headings=text.COLUMNS, **more)


def draw_problems(ctx: Context) -> None:
    problems = ask.problems(*where(ctx))
    if problems.empty:
        return parts.all_well(text.PROBLEMS, text.NO_PROBLEMS)
    left, right = st.columns(2, gap="small")
    with left:
        draw_units(ctx)
    with right:
        months = ask.by_month(*where(ctx))
        colours = [state.colour for state in PROBLEM_STATES]
        figure = charts_leads.in_and_out(months, MONTH_NAMES, colours)
        parts.chart(
            ctx,
            text.BY_MONTH,
            figure,
            text.PLACES,
            key="problem-months",
            alt=text.BY_MONTH_ALT,
            note=text.NO_MONTH,
        )
    codes = story.codes_in_words(ask.by_code(*where(ctx)))
    table(ctx, codes, "codes", text.CODES, story.CODE_COLUMNS, rows=8)
    lines = grouped(story.named(problems))
    table(ctx, lines, "problems", text.PROBLEMS, story.PROBLEM_COLUMNS, rows=14)


def draw_units(ctx: Context) -> None:
    rows = story.unit_states(ask.by_unit(*where(ctx)))
    figure = charts_groups.split_bars(
        rows, "unit", "state", "problems", PROBLEM_STATES, unit=text.PLACES, blank=text.NO_UNIT
    )
    parts.chart(ctx, text.BY_UNIT, figure, text.PLACES, key="problem-units", alt=text.BY_UNIT_ALT)


def draw_waiting(ctx: Context) -> None:
    rows = ask.waiting(*where(ctx))
    if rows.empty:
        return parts.all_well(text.WAITING_TABLE, text.NO_WAITING)
    picked = pick(
        ctx,
        story.named(rows),
        "waiting",
        title=text.WAITING_TABLE,
        columns=story.WAITING_COLUMNS,
        headings=text.COLUMNS,
        hint=f"{text.WAITING_HINT} · {text.WAITING_CURE}",
    )
    if picked:
        with parts.card(text.WAITING_CELLS, parts.escape(picked["why"] or "")):
            found = story.cells(picked)
            config = tables.column_config(found, text.COLUMNS)
            st.dataframe(found, hide_index=True, column_config=config)


def draw_asked(ctx: Context) -> None:
    """What was read by a guess, all books the person may see."""
    found = asking.open_questions(home(), ctx.build, ctx.person)
    if not found:
        parts.all_well(asked_text.TITLE, asked_text.NONE)
    question_parts.draw(ctx, found, "town")


def draw_coverage(ctx: Context) -> None:
    unknown = ask.unknown(*where(ctx))
    if unknown.empty:
        return parts.all_well(text.UNKNOWN, text.NO_UNKNOWN)
    shown = story.indicators_in_words(unknown.head(TOP_UNKNOWN))
    parts.chart(
        ctx,
        text.UNKNOWN,
        charts.bars(shown, "indicator_name", "unknown", numbers.count),
        text.UNKNOWN_UNIT,
        key="unknown",
        alt=text.UNKNOWN_ALT,
    )
    st.caption(text.ASK_NOTE)
    asks = story.asks_in_words(ask.to_ask(*where(ctx)))
    table(ctx, asks, "asks", text.TO_ASK, story.ASK_COLUMNS, rows=14, opens="profile")


def draw_league(ctx: Context) -> None:
    rows = ask.league(*where(ctx))
    if rows.empty:
        return parts.empty(text.NO_LEAGUE)
    st.caption(text.LEAGUE_NOTE)
    table(ctx, story.league(rows), "league", text.LEAGUE_TABLE, story.LEAGUE_COLUMNS, rows=16)


def draw_extra(ctx: Context) -> None:
    rows = ask.extra_columns(*where(ctx))
    if rows.empty:
        return parts.all_well(text.EXTRA_TABLE, text.NO_EXTRA)
    st.caption(text.EXTRA_NOTE)
    table(ctx, story.named(rows), "extra", text.EXTRA_TABLE, story.EXTRA_COLUMNS, rows=14)
