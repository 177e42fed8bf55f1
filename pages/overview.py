"""总览: how much, where first, what is overdue, who has not reported."""

import streamlit as st

from pipelines.queries import asked
from pipelines.queries import overview as ask
from ui import charts, duty_parts, help, nothing, parts, question_parts, ranked, tables
from ui.context import Context
from ui.story import overview as story
from ui.text import overview as text


def render(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    months = ask.months(*where)
    now = story.this_month(months, ctx)
    if now.empty:
        return nothing.show(ctx)
    top, overdue, missing = ask.top(*where), ask.overdue(*where), ask.unreported(*where)
    reported = ask.reported(*where)
    parts.answer(story.sentence(ctx, now, top, overdue, missing, reported))
    duty_parts.draw_first(ctx)
    figures = story.key_figures(months, overdue, missing, reported, ask.courses(*where))
    parts.figures(figures, key="overview")
    question_parts.draw_pending(ctx, asked.pending(*where))
    draw_levels(ctx, now, months)
    ranked.ranked(ctx, top, "top", title=text.TOP)
    left, right = st.columns([2, 1], gap="small")
    with left, st.container(border=True, height="stretch"):
        draw_overdue(ctx, overdue)
    with right, st.container(border=True, height="stretch"):
        draw_unreported(ctx, missing, reported)
    help.show("overview")


def draw_levels(ctx: Context, now, months) -> None:
    left, right = st.columns([2, 3], gap="small")
    unit = text.UNIT_HOUSEHOLDS
    with left:
        parts.chart(
            ctx, text.LEVELS, charts.level_columns(now), unit, key="levels", alt=text.LEVELS_ALT
        )
    with right:
        months_chart = charts.level_months(months)
        parts.chart(ctx, text.MONTHS, months_chart, unit, key="months", alt=text.MONTHS_ALT)


def draw_overdue(ctx: Context, overdue) -> None:
    if overdue.empty:
        return parts.all_well(text.OVERDUE_TABLE, text.NO_OVERDUE)
    tables.table(
        ctx,
        overdue,
        "overdue",
        title=text.OVERDUE_TABLE,
        columns=story.OVERDUE_COLUMNS,
        rows=6,
        opens="profile",
    )


def draw_unreported(ctx: Context, missing, reported: dict) -> None:
    if missing.empty:
        words = text.NO_UNREPORTED if reported.get("expected") else text.NO_SUBMISSIONS
        return parts.all_well(text.UNREPORTED_TABLE, words)
    columns = ["unit", "due_date", "status"]
    tables.table(ctx, missing, "missing", title=text.UNREPORTED_TABLE, columns=columns, rows=6)
