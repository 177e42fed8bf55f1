"""Inventory: every monitored subject of the month, and the key ledger drawn from it."""

import streamlit as st

from pipelines.queries import inventory as ask
from pipelines.queries import tuning as ask_tuning
from ui import charts_groups, filters, help, nothing, parts, standing_parts, tables
from ui.context import Context
from ui.story import inventory as story
from ui.text import inventory as text


def render(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    totals = ask.totals(*where)
    if not totals["facilities"]:
        return nothing.show(ctx)
    villages, key = ask.by_group(*where, village=True), ask.key_totals(*where)
    parts.answer(story.sentence(ctx, villages, totals, key))
    parts.figures(story.key_figures(totals, key), key="inventory")
    whole, chosen = st.tabs(
        [text.TAB_ALL, text.TAB_KEY], key="list", on_change="rerun", bind="query-params"
    )
    if chosen.open:
        with chosen:
            draw_key(ctx)
    else:
        with whole:
            draw_all(ctx, villages)
    help.show("inventory")


def draw_all(ctx: Context, villages) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    rows = story.with_waiting(story.with_ranges(story.with_interval(ask.inventory(*where))))
    rows = standing_parts.choose(rows, ask_tuning.standing(*where))
    tables.table(
        ctx,
        rows,
        "inventory",
        title=text.TABLE,
        columns=[name for name in story.COLUMNS if name in rows],
        headings=text.COLUMNS,
        rows=7,
        opens="profile",
        lines=4,
    )
    left, right = st.columns(2, gap="small")
    with left:
        group_chart(ctx, villages, text.BY_VILLAGE, text.NO_VILLAGE, pick_village)
    with right:
        sectors = ask.by_group(ctx.build, ctx.filters, ctx.person, village=False)
        group_chart(ctx, sectors, text.BY_SECTOR, text.NO_SECTOR, filters.pick_sector)


def group_chart(ctx: Context, rows, title: str, blank: str, choose) -> None:
    figure = charts_groups.split_bars(
        rows, "grouped", "level", "facilities", charts_groups.LEVEL_STATES, blank=blank
    )
    parts.chart(
        ctx,
        title,
        figure,
        text.UNIT,
        key=title,
        alt=text.BY_ALT.format(what=title),
        note=parts.text.CLICK_HINT,
        on_click=lambda picked: choose([name for name in picked if name != blank]),
    )


def pick_village(picked: list) -> None:
    filters.set_village(picked[0] if picked else None)


def draw_key(ctx: Context) -> None:
    rows = ask.key_ledger(ctx.build, ctx.filters, ctx.person)
    if rows.empty:
        return parts.empty(text.KEY_EMPTY, text.KEY_EMPTY_CURE)
    st.caption(text.KEY_RULE)
    tables.table(
        ctx,
        rows,
        "key",
        title=text.KEY_TABLE,
        columns=story.KEY_COLUMNS,
        headings=text.COLUMNS,
        rows=15,
        opens="profile",
    )
