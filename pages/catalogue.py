"""指标说明: every indicator, red line and level with its weight, basis and standing."""

from pathlib import Path

import streamlit as st

from pipelines.queries import catalogue as ask
from ui import charts, numbers, parts, tables
from ui import text as common
from ui.context import Context
from ui.story import catalogue as story
from ui.text import catalogue as text

HELP = Path(__file__).resolve().parent.parent / "docs" / "help" / "scoring.md"


def render(ctx: Context) -> None:
    rules = ask.scoring()
    indicators, floors = ask.indicators(rules), ask.floors(rules)
    parts.answer(story.sentence(indicators, floors))
    st.caption(text.STANDING_HELP)
    names = (text.TAB_INDICATORS, text.TAB_FLOORS, text.TAB_LEVELS, text.TAB_HELP)
    bodies = (
        lambda: draw_indicators(ctx, rules, indicators),
        lambda: draw_floors(ctx, floors),
        lambda: draw_levels(ctx, rules),
        lambda: st.markdown(HELP.read_text("utf-8")),
    )
    for tab, body in zip(st.tabs(names, on_change="rerun", key="tab"), bodies, strict=True):
        if tab.open:
            with tab:
                body()


def draw_indicators(ctx: Context, rules, indicators) -> None:
    known = ask.known_share(ctx.build, ctx.filters, ctx.person) if ctx.build else None
    rows = story.in_words(indicators, known)
    left, right = st.columns([1, 2], gap="small")
    with left:
        parts.chart(
            ctx,
            text.DIMENSIONS,
            charts.bars(story.by_dimension(indicators), "dimension", "share", numbers.percent),
            common.PERCENT,
            key="dimension-weights",
            alt=text.DIMENSIONS_ALT,
        )
    with right, st.container(border=True, height="stretch"):
        wanted = st.pills(text.STANDING, story.standings(), selection_mode="multi", key="standing")
        st.caption(text.WEIGHTS_NOTE.format(note=rules.weights_note))
        st.caption(text.RANK_RULE.format(rule=rules.levels.rank_rule))
    if wanted:
        rows = rows[rows["standing"].isin(wanted)]
    columns = story.INDICATOR_COLUMNS + (["known_pct"] if ctx.build else [])
    tables.table(
        ctx,
        rows,
        "indicators",
        title=text.INDICATORS,
        columns=columns,
        headings=text.COLUMNS | {"name": common.COLUMNS["name"]},
        rows=12,
        lines=3,
    )


def draw_floors(ctx: Context, floors) -> None:
    tables.table(
        ctx,
        floors,
        "floors",
        title=text.FLOORS,
        columns=story.FLOOR_COLUMNS,
        headings=text.COLUMNS,
        rows=20,
        lines=3,
    )


def draw_levels(ctx: Context, rules) -> None:
    levels = rules.levels
    headings = text.COLUMNS | {"level": common.COLUMNS["level"]}
    tables.table(ctx, ask.levels(rules), "levels", title=text.LEVELS, headings=headings, lines=3)
    st.caption(
        text.LEVELS_NOTE.format(
            basis=levels.basis,
            coverage=numbers.trimmed(levels.coverage_below_pct, 0),
            unknown=levels.unknown_name,
            action=levels.unknown_action,
        )
    )
