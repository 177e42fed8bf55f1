"""Leads: how far every lead has come, which are late, where they come from."""

import streamlit as st

from ledger.cases import LEAD
from pipelines.queries import leads as ask
from ui import charts_groups, charts_leads, filters, help, nothing, parts, tables, workplace
from ui.context import Context
from ui.picking import pick
from ui.story import leads as story
from ui.text import leads as text


def render(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    totals = ask.totals(*where)
    if not totals["leads"]:
        if not workplace.has_cases(ctx, LEAD):
            nothing.show(ctx, text.EMPTY, text.EMPTY_CURE)
        return workplace.draw(ctx, LEAD, None)
    rows, months = ask.leads(*where), ask.by_month(*where)
    parts.answer(story.sentence(ctx, totals))
    figures = story.key_figures(totals, months)
    workplace.draw(ctx, LEAD, lambda: draw_analysis(ctx, figures, rows, months))
    help.show("leads")


def draw_analysis(ctx: Context, figures, rows, months) -> None:
    parts.figures(figures, key="leads")
    draw_progress(ctx)
    draw_late(ctx, rows[rows["is_late"].fillna(False).astype(bool)])
    draw_places(ctx, months)
    draw_all(ctx, rows)


def draw_progress(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    left, right = st.columns([3, 2], gap="small")
    with left:
        parts.chart(
            ctx,
            text.FUNNEL,
            charts_leads.funnel(ask.funnel(*where)),
            text.UNIT,
            key="funnel",
            alt=text.FUNNEL_ALT,
            note=text.FUNNEL_NOTE,
        )
    with right:
        found = story.sources_long(ask.by_source(*where))
        figure = charts_groups.split_bars(
            found, "source", "state", "leads", charts_leads.DONE_STATES, unit=text.UNIT
        )
        parts.chart(ctx, text.SOURCES, figure, text.UNIT, key="sources", alt=text.SOURCES_ALT)


def draw_late(ctx: Context, late) -> None:
    if late.empty:
        return parts.all_well(text.LATE_TABLE, text.NO_LATE)
    tables.table(
        ctx,
        late,
        "late",
        title=text.LATE_TABLE,
        columns=story.LATE_COLUMNS,
        headings=text.COLUMNS,
        rows=8,
        opens="profile",
    )


def draw_places(ctx: Context, months) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        states = charts_leads.step_states(ask.step_names())
        rows = ask.by_village(ctx.build, ctx.filters, ctx.person)
        figure = charts_groups.split_bars(
            rows, "village", "step", "leads", states, unit=text.UNIT, blank=text.NO_VILLAGE
        )
        parts.chart(
            ctx,
            text.VILLAGES,
            figure,
            text.UNIT,
            key="villages",
            alt=text.VILLAGES_ALT,
            note=parts.text.CLICK_HINT,
            on_click=lambda picked: filters.set_village(picked[0] if picked else None),
        )
    with right:
        names = {"received": text.RECEIVED, "closed": text.CLOSED}
        figure = charts_leads.in_and_out(months, names)
        parts.chart(ctx, text.MONTHS, figure, text.UNIT, key="in-out", alt=text.MONTHS_ALT)


def draw_all(ctx: Context, rows) -> None:
    picked = pick(
        ctx,
        rows,
        "all-leads",
        title=text.TABLE,
        columns=story.COLUMNS,
        headings=text.COLUMNS,
        hint=f"{text.HINT} · {text.STATUTE}",
    )
    if picked:
        workplace.draw_detail(ctx, LEAD, picked, story.detail(picked))
