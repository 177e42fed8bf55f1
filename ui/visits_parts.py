"""Parts of 走访计划: what is asked for, what comes of it, the lists to take along."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from models.planning import VisitPlan
from pipelines.queries import visits as ask
from ui import charts, parts, tables, theme
from ui.context import Context
from ui.story import visits as story
from ui.text import visits as text

FORMATS = {"visit_days": "%.2f", "travel_days": "%.2f"}
COLOURS = (theme.BLUE, theme.GREY, theme.GREY)


def choose(villages: list[str]) -> ask.Wishes:
    """The wishes as the widgets stand."""
    first, second, third, fourth = st.columns(4, gap="medium")
    with first:
        days = st.number_input(text.DAYS, 0.5, 400.0, 5.0, 0.5, help=text.DAYS_HELP, format="%g",
                               key="visit-days")  # fmt: skip
    with second:
        measure = st.selectbox(
            text.MEASURE,
            list(text.MEASURES),
            format_func=text.MEASURES.get,
            help=text.MEASURE_HELP,
            key="visit-measure",
        )
    with third:
        share = st.slider(text.RANDOM, 0, 50, 10, 5, format="%d%%", help=text.RANDOM_HELP,
                          key="visit-random")  # fmt: skip
    with fourth:
        rested = st.number_input(text.RESTED, 0, 365, 0, 5, help=text.RESTED_HELP,
                                 key="visit-rested")  # fmt: skip
    visit, travel, special = choose_costs(villages)
    return ask.Wishes(days, measure, share / 100, int(rested), visit, travel, special)


def choose_costs(villages: list[str]) -> tuple[float, float, tuple[tuple[str, float], ...]]:
    """Person-days of a visit and of a trip, and the villages whose trip takes longer."""
    with st.expander(text.COSTS, icon=":material/schedule:"):
        left, right = st.columns([1, 2], gap="medium")
        with left:
            visit = st.number_input(text.VISIT_DAYS, 0.05, 1.0, ask.VISIT_DAYS, 0.05,
                                    key="visit-cost")  # fmt: skip
            travel = st.number_input(text.TRAVEL_DAYS, 0.0, 3.0, ask.TRAVEL_DAYS, 0.05,
                                     key="travel-cost")  # fmt: skip
        with right:
            st.caption(text.TRAVEL_TABLE)
            edited = st.data_editor(
                pd.DataFrame({"village": villages, "days": [None] * len(villages)}).astype(
                    {"days": float}
                ),
                hide_index=True,
                disabled=["village"],
                column_config={
                    "village": st.column_config.TextColumn(tables.text.COLUMNS["village"]),
                    "days": st.column_config.NumberColumn(
                        text.COLUMNS["travel_days"], min_value=0.0, max_value=5.0, step=0.05
                    ),
                },
                placeholder="—",
                height=180,
                key="travel-table",
            )
    known = edited.dropna(subset=["days"])
    special = tuple(zip(known["village"], known["days"].astype(float), strict=True))
    return visit, travel, special


def draw(ctx: Context, plan: VisitPlan, wishes: ask.Wishes, total: float, first: int) -> None:
    parts.figures(story.key_figures(plan, wishes, total, first), key="visits")
    named = story.headings(wishes.measure)
    looks = columns(named)
    left, right = st.columns([2, 3], gap="small")
    with left:
        draw_ways(ctx, plan, wishes)
    with right, st.container(border=True, height="stretch"):
        tables.table(
            ctx,
            story.trip_rows(plan),
            "trips",
            title=text.TRIPS,
            columns=story.TRIP_COLUMNS,
            headings=named,
            config=looks,
            rows=6,
        )
    tables.table(
        ctx,
        story.visit_rows(plan),
        "visits",
        title=text.VISITS,
        columns=story.VISIT_COLUMNS,
        headings=named,
        config=looks,
        rows=15,
        opens="profile",
    )


def columns(named: dict[str, str]) -> dict:
    """How numbers and days are shown."""
    make = st.column_config
    shown = {n: make.NumberColumn(named[n], format=f) for n, f in FORMATS.items()}
    return shown | {"last_visit": make.DateColumn(named["last_visit"], format="YYYY-MM-DD")}


def draw_ways(ctx: Context, plan: VisitPlan, wishes: ask.Wishes) -> None:
    rows = story.ways(plan)
    parts.chart(
        ctx,
        text.COMPARE,
        charts.bars(
            rows, "way", "exposure", story.SHOWN[wishes.measure], colours=COLOURS, height=190
        ),
        text.UNITS[wishes.measure],
        key="ways",
        note=text.MEASURES[wishes.measure],
        alt=text.COMPARE_ALT.format(list=story.ways_in_words(rows, wishes.measure)),
        below=text.PROVED if plan.is_proved else text.NOT_PROVED,
    )
