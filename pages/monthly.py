"""Monthly reports and publicity: who reported by the 22nd, and does publicity reach the risk."""

from functools import partial

import streamlit as st

from pipelines.queries import monthly as ask
from pipelines.queries import reporting, scope
from ui import (
    bridge_parts,
    charts_groups,
    charts_monthly,
    closing_parts,
    help,
    parts,
    report_parts,
    tables,
)
from ui.context import Context
from ui.story import monthly as story
from ui.text import monthly as text


def render(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    totals = ask.totals(*where)
    if scope.is_blank(ctx.build):
        return parts.no_build()
    if not totals["units"]:
        return parts.empty(text.EMPTY, text.EMPTY_CURE)
    publicity, gaps, months = ask.publicity_totals(*where), ask.gaps(*where), ask.by_month(*where)
    parts.answer(story.sentence(ctx, totals, publicity, gaps))
    parts.figures(story.key_figures(totals, publicity, gaps, months), key="monthly")
    late = reporting.visits(*where)["is_late_entry"].fillna(False).sum()
    if late:
        st.caption(text.LATE_ENTRY.format(n=int(late)))
    views = {
        text.TAB_REPORTS: partial(draw_reports, ctx),
        text.TAB_PUBLICITY: partial(draw_publicity, ctx, gaps, months),
        text.TAB_BRIDGE: partial(bridge_parts.draw, ctx),
    }
    tabs = st.tabs(list(views), key="part", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab:
                draw()
    report_parts.report_downloads(ctx)
    closing_parts.draw(ctx)
    help.show("monthly")


def draw_reports(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    rows, month = ask.matrix(*where), ask.month(*where)
    parts.chart(
        ctx,
        text.MATRIX,
        charts_monthly.matrix(rows),
        text.MATRIX_UNIT,
        key="matrix",
        alt=text.MATRIX_ALT,
        note=text.MATRIX_NOTE.format(day=month["due_date"].iloc[0].day),
    )
    show(ctx, month, "month", text.MONTH_TABLE.format(period=story.period(ctx)),
         story.MONTH_COLUMNS)  # fmt: skip
    title = text.RECORD_TABLE.format(n=rows["period"].nunique())
    show(ctx, ask.record(*where), "record", title, story.RECORD_COLUMNS)


def show(ctx: Context, rows, key: str, title: str, columns: list[str]) -> None:
    shown = story.kinds_in_words(rows) if "unit_kind" in rows else rows
    tables.table(ctx, shown, key, title=title, columns=columns, headings=text.COLUMNS, rows=15)


def draw_publicity(ctx: Context, gaps, months) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    channels = ask.by_channel(*where)
    if channels.empty:
        return parts.empty(text.NO_ACTIVITIES, text.NO_ACTIVITIES_CURE)
    left, right = st.columns(2, gap="small")
    with left:
        parts.chart(
            ctx,
            text.GAP_CHART,
            charts_monthly.gap_bars(gaps),
            text.SESSION_UNIT,
            key="gaps",
            alt=text.GAP_ALT,
            note=text.GAP_NOTE,
        )
    with right:
        parts.chart(
            ctx,
            text.BY_MONTH,
            charts_monthly.months(months),
            text.SESSIONS_AND_PEOPLE,
            key="months",
            alt=text.BY_MONTH_ALT,
        )
    table, shown = charts_monthly.channels(channels)
    parts.chart(
        ctx,
        text.CHANNELS,
        charts_groups.heat(table, shown, text.CHANNELS_HOVER),
        text.SESSION_UNIT,
        key="channels",
        alt=text.CHANNELS_ALT,
        note=text.CHANNELS_NOTE.format(n=len(months)),
    )
    show(ctx, story.gap_rows(gaps), "gap-table", text.GAP_TABLE, story.GAP_COLUMNS)
    show(ctx, ask.activities(*where), "activities", text.ACTIVITY_TABLE, story.ACTIVITY_COLUMNS)
