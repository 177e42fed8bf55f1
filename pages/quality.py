"""Data quality: how well forms are filled in, what waits for correction, what to ask of whom."""

import streamlit as st

from pipelines.queries import matters, names
from pipelines.queries import quality as ask
from pipelines.settings import home
from ui import help, matters_parts, names_parts, nothing, parts, quality_parts
from ui.context import Context
from ui.story import quality as story
from ui.text import asked as asked_text
from ui.text import quality as text

VIEWS = {
    text.TAB_PROBLEMS: quality_parts.draw_problems,
    text.TAB_WAITING: quality_parts.draw_waiting,
    asked_text.TAB: quality_parts.draw_asked,
    text.TAB_REVIEW: names_parts.draw,
    text.TAB_CLASH: matters_parts.draw,
    text.TAB_COVERAGE: quality_parts.draw_coverage,
    text.TAB_LEAGUE: quality_parts.draw_league,
    text.TAB_EXTRA: quality_parts.draw_extra,
}


def render(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    totals, coverage = ask.totals(*where), ask.coverage(*where)
    if not totals.get("rows_seen") or totals["rows_seen"] != totals["rows_seen"]:
        return nothing.show(ctx, text.EMPTY, text.EMPTY_CURE)
    reviews = len(names.open_names(ctx.build, home(), ctx.filters, ctx.person))
    clashes = len(matters.open_clashes(ctx.build, home(), ctx.filters, ctx.person))
    unknown = ask.unknown(*where)
    parts.answer(story.sentence(totals, coverage, reviews, clashes))
    parts.figures(story.key_figures(totals, coverage, reviews, unknown), key="quality")
    tabs = st.tabs(list(VIEWS), key="part", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, VIEWS.values(), strict=True):
        if tab.open:
            with tab:
                draw(ctx)
    help.show("quality")
