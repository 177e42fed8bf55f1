"""Rectification: how far every unit and village has come, what is overdue, how long it takes."""

import streamlit as st

from ledger.cases import RECTIFICATION
from pipelines.queries import rectification as ask
from ui import charts_groups, charts_rectification, help, nothing, parts, tables, workplace
from ui.context import Context
from ui.picking import pick
from ui.story import rectification as story
from ui.text import rectification as text

GANTT_ROWS = 18


def render(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    totals = ask.totals(*where)
    if not totals["tasks"]:
        if not workplace.has_cases(ctx, RECTIFICATION):
            nothing.show(ctx, text.EMPTY, text.EMPTY_CURE)
        return workplace.draw(ctx, RECTIFICATION, None)
    months = ask.burn_down(*where)
    parts.answer(story.sentence(ctx, totals))
    figures = story.key_figures(totals, months)
    workplace.draw(ctx, RECTIFICATION, lambda: draw_analysis(ctx, figures, months))
    help.show("rectification")


def draw_analysis(ctx: Context, figures, months) -> None:
    parts.figures(figures, key="rectification")
    chosen = st.segmented_control(
        text.BY,
        [text.BY_UNIT, text.BY_VILLAGE],
        default=text.BY_UNIT,
        required=True,
        key="by",
        bind="query-params",
        label_visibility="collapsed",
    )
    by_village = chosen == text.BY_VILLAGE
    left, right = st.columns(2, gap="small")
    with left:
        draw_states(ctx, by_village)
    with right:
        draw_burn_down(ctx, months)
    draw_gantt(ctx)
    draw_units(ctx, by_village)
    draw_tasks(ctx)


def draw_states(ctx: Context, by_village: bool) -> None:
    kind = {"village": by_village, "overdue_word": text.OVERDUE_STATE}
    rows = ask.states(ctx.build, ctx.filters, ctx.person, **kind)
    figure = charts_groups.split_bars(
        rows, "grouped", "state", "tasks", charts_rectification.STATES, unit=text.UNIT
    )
    title = text.STATES_VILLAGE if by_village else text.STATES_UNIT
    parts.chart(ctx, title, figure, text.UNIT, key="states", alt=text.STATES_ALT)


def draw_burn_down(ctx: Context, months) -> None:
    parts.chart(
        ctx,
        text.BURN,
        charts_rectification.burn_down(months),
        text.UNIT,
        key="burn-down",
        alt=text.BURN_ALT,
        note=text.BURN_NOTE,
    )


def draw_gantt(ctx: Context) -> None:
    rows = ask.timeline(ctx.build, ctx.filters, ctx.person)
    if rows.empty:
        return
    shown = rows.head(GANTT_ROWS)
    parts.chart(
        ctx,
        text.GANTT,
        charts_rectification.gantt(shown),
        text.GANTT_UNIT,
        key="gantt",
        alt=text.GANTT_ALT,
        note=text.GANTT_NOTE.format(total=len(rows), shown=len(shown)),
    )


def draw_units(ctx: Context, by_village: bool) -> None:
    rows = ask.by_unit(ctx.build, ctx.filters, ctx.person, village=by_village)
    named = text.COLUMNS | {"grouped": text.BY_VILLAGE if by_village else text.BY_UNIT}
    title = text.UNIT_TABLE
    tables.table(ctx, rows, "units", title=title, columns=story.UNIT_COLUMNS, headings=named)


def draw_tasks(ctx: Context) -> None:
    picked = pick(
        ctx,
        ask.tasks(ctx.build, ctx.filters, ctx.person),
        "tasks",
        title=text.TABLE,
        columns=story.COLUMNS,
        headings=text.COLUMNS,
        hint=f"{text.HINT} · {text.ONE_CLOCK}",
    )
    if picked:
        workplace.draw_detail(ctx, RECTIFICATION, picked, story.detail(picked))
