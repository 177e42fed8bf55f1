"""How sure the list is, and which weights it hangs on: two views of 权重调优."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pipelines.queries import scope
from pipelines.queries import tuning as ask
from ui import charts, charts_groups, charts_tuning, maps, numbers, parts, tables
from ui import tuning_state as state
from ui.context import Context
from ui.story import tuning as story
from ui.text import tuning as text

SPANS_MOST = 20
SHARES_MOST = 12
DUELS_MOST = 10
DRIVERS_MOST, DRIVERS_FEW = 12, 7
PERCENTS = ("p_level_kept", "p_red", "p_top")
SURE_NUMBERS = {
    name: st.column_config.ProgressColumn(
        text.COLUMNS[name], min_value=0, max_value=100, format="%.0f%%", width=96
    )
    for name in PERCENTS
} | {"rank_error_95": st.column_config.NumberColumn(text.COLUMNS["rank_error_95"], format="%.1f")}
DRIVER_FORMATS = {
    **dict.fromkeys(("weight_pct", "total_pct", "total_error_95_pct", "first_pct"), "%.1f%%"),
    "kendall_tau": "%.3f",
    "mean_rank_shift": "%.2f",
    "top_k_kept": "%.0f%%",
}
DRIVER_NUMBERS = {
    name: st.column_config.NumberColumn(text.COLUMNS[name], format=shown)
    for name, shown in DRIVER_FORMATS.items()
}


# ---------------------------------------------------------------- certainty


@st.fragment
def draw_sure(ctx: Context, base: ask.Base) -> None:
    """Stable and contested apart, on the list and on the map, under doubts one can choose."""
    doubts = choose_doubts()
    weights = state.working(base.weights)
    found = ask.certainty(base, weights, doubts)
    whole = ask.certainty_frame(base, found)
    frame = whole[whole["facility_id"].isin(ask.seen(ctx.build, ctx.filters, ctx.person))]
    if frame.empty:
        return parts.nothing_matches()
    st.markdown(story.sure_sentence(frame, found) + story.width_sentence(frame))
    st.caption(text.SURE_ERROR.format(error=numbers.trimmed(100 * found.error_95, 1)))
    contested = story.contested_rows(frame)
    left, right = st.columns([3, 2], gap="small")
    with left:
        draw_spans(ctx, frame)
    with right:
        draw_contested(ctx, base, contested)
        draw_sure_map(ctx, frame)
    draw_sure_lists(ctx, base, frame, contested, doubts.top_k)
    draw_duels(ctx, base, frame, weights, doubts)


def choose_doubts() -> ask.Doubts:
    first, second, third, fourth = st.columns([2, 3, 3, 2], gap="medium")
    with first:
        share = st.slider(text.SHARE, 5, 80, 30, step=5, format="±%d%%", help=text.SHARE_HELP,
                          key="doubt-share")  # fmt: skip
    with second:
        methods = st.segmented_control(
            text.DOUBT_METHODS,
            list(text.METHODS),
            selection_mode="multi",
            default=["additive"],
            format_func=text.METHODS.get,
            key="doubt-methods",
        )
    with third:
        unknown = st.selectbox(
            text.DOUBT_UNKNOWN,
            list(text.UNKNOWNS),
            format_func=text.UNKNOWNS.get,
            key="doubt-unknown",
        )
    with fourth:
        top_k = st.number_input(text.TOP, 3, 100, ask.TOP_K, key="doubt-top")
    chosen = tuple(name for name in text.METHODS if name in (methods or ()))
    return ask.Doubts(share / 100, chosen or ("additive",), unknown, int(top_k))


def draw_spans(ctx: Context, frame: pd.DataFrame) -> None:
    rows = frame.head(SPANS_MOST)
    parts.chart(
        ctx,
        text.SPANS.format(n=len(rows)),
        charts_tuning.spans(rows),
        text.SLOPE_UNIT,
        key="spans",
        alt=text.SPANS_ALT.format(list=story.spans_in_words(rows)),
        note=text.SPANS_NOTE,
    )


def draw_contested(ctx: Context, base: ask.Base, contested: pd.DataFrame) -> None:
    if contested.empty:
        with st.container(border=True):
            return parts.all_well(text.SHARES, text.NOBODY_CONTESTED)
    rows = contested.head(SHARES_MOST)
    parts.chart(
        ctx,
        text.SHARES,
        charts_tuning.level_shares(rows, base.level_names[:-1]),
        text.SHARES_UNIT,
        key="level-shares",
        alt=text.SHARES_ALT.format(list=story.name_list(rows)),
    )


def draw_sure_map(ctx: Context, frame: pd.DataFrame) -> None:
    places = scope.villages(ctx.build, ctx.person)
    counts = story.contested_by_village(frame)
    rows = places.merge(counts, on="village", how="left")
    parts.chart(
        ctx,
        text.SURE_MAP,
        maps.tile_map([story.sure_tile(row) for row in rows.to_dict("records")], 300),
        text.SURE_MAP_UNIT,
        key="sure-map",
        alt=text.SURE_MAP_ALT.format(list=story.contested_places(counts)),
        note=story.schematic(),
    )


def draw_sure_lists(ctx: Context, base, frame, contested, top_k: int) -> None:
    headings = text.COLUMNS | {"p_top": text.COLUMNS["p_top"].format(k=top_k)}
    lists = (
        ("contested", text.CONTESTED_LIST, contested, text.NOBODY_CONTESTED),
        ("stable", text.STABLE_LIST, frame[frame["is_stable"]], text.NOBODY_STABLE),
    )
    for key, title, rows, nobody in lists:
        if rows.empty:
            st.caption(nobody)
            continue
        tables.table(
            ctx,
            story.sure_in_words(rows, base.level_names[0]),
            f"sure-{key}",
            title=title,
            columns=story.SURE_COLUMNS,
            headings=headings,
            config=SURE_NUMBERS | {"p_top": top_column(headings["p_top"])},
            rows=8,
        )


def top_column(heading: str):
    return st.column_config.ProgressColumn(
        heading, min_value=0, max_value=100, format="%.0f%%", width=96
    )


def draw_duels(ctx: Context, base: ask.Base, frame, weights, doubts: ask.Doubts) -> None:
    rows = frame.head(DUELS_MOST)
    if len(rows) < 2:
        return
    place = {name: number for number, name in enumerate(base.ids)}
    chosen = tuple(place[name] for name in rows["facility_id"])
    wins = ask.duels(base.build, base.period, ask.key_of(weights), doubts, chosen)
    table, shown = story.duel_frames(rows, wins)
    parts.chart(
        ctx,
        text.DUELS.format(n=len(rows)),
        charts_groups.heat(table, shown, text.DUELS_HOVER),
        text.SHARES_UNIT,
        key="duels",
        alt=text.DUELS_ALT,
        note=text.DUELS_NOTE,
    )


# ---------------------------------------------------------------- what the list depends on


@st.fragment
def draw_drivers(ctx: Context, base: ask.Base) -> None:
    """Sobol shares with intervals, the list without each indicator, rank reversal."""
    share = st.slider(text.SHARE, 5, 80, 30, step=5, format="±%d%%", help=text.SHARE_HELP,
                      key="driver-share", width=320)  # fmt: skip
    weights = state.working(base.weights)
    with st.spinner(text.COMPUTING):
        found = ask.drivers(base, weights, share / 100)
    rows = story.drivers_in_words(found)
    st.markdown(story.drivers_sentence(rows))
    left, right = st.columns([3, 2], gap="small")
    with left:
        top = rows.head(DRIVERS_MOST)
        note = text.SOBOL_NOTE.format(n=numbers.count(int(found["n"].iloc[0])), k=len(found))
        parts.chart(
            ctx,
            text.SOBOL,
            charts_tuning.sobol(top),
            text.SOBOL_UNIT,
            key="sobol",
            alt=text.SOBOL_ALT.format(list=text.JOIN.join(top["indicator_name"])),
            note=note,
        )
    with right:
        draw_without(ctx, rows)
        draw_reversal(base, weights)
    tables.table(
        ctx,
        rows,
        "drivers",
        title=text.WITHOUT,
        columns=story.DRIVER_COLUMNS,
        headings=text.COLUMNS,
        config=DRIVER_NUMBERS,
        rows=12,
    )


def draw_without(ctx: Context, rows: pd.DataFrame) -> None:
    """The indicators without which the list would move most."""
    top = rows.sort_values("mean_rank_shift", ascending=False).head(DRIVERS_FEW)
    parts.chart(
        ctx,
        text.WITHOUT_CHART,
        charts.bars(top, "indicator_name", "mean_rank_shift", lambda v: f"{v:.2f}"),
        text.WITHOUT_UNIT,
        key="without",
        alt=text.WITHOUT_ALT.format(list=text.JOIN.join(top["indicator_name"])),
    )


def draw_reversal(base: ask.Base, weights) -> None:
    found = ask.reversals(base.build, base.period, ask.key_of(weights), "additive")
    with parts.card(text.REVERSAL):
        st.markdown(story.reversal_sentence(found))
        st.caption(text.REVERSAL_NOTE)
