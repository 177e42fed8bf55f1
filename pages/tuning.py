"""Weights: what other weights would do to the list, how sure it is, and how a change is decided."""

import streamlit as st

from pipelines.queries import decisions
from pipelines.queries import tuning as ask
from ui import certainty_parts, governing_parts, help, nothing, parts, tuning_parts
from ui.context import Context
from ui.story import tuning as story
from ui.text import tuning as text

VIEWS = {
    text.TAB_TUNE: tuning_parts.draw_tune,
    text.TAB_AHP: tuning_parts.draw_ahp,
    text.TAB_SURE: certainty_parts.draw_sure,
    text.TAB_DRIVERS: certainty_parts.draw_drivers,
    text.TAB_GOVERN: governing_parts.draw_govern,
}


def render(ctx: Context) -> None:
    base = ask.base(ctx.build, ctx.filters, ctx.person)
    if ask.is_of_another_catalogue(ctx.build, ctx.filters, ctx.person):
        return nothing.show(ctx, text.OTHER_CATALOGUE, text.OTHER_CATALOGUE_CURE)
    if base is None:
        return nothing.show(ctx, text.EMPTY_MONTH, text.EMPTY_MONTH_CURE)
    doubts = ask.Doubts()
    found = ask.certainty(base, base.weights, doubts)
    waiting = len(story.pending(decisions.weight_versions()))
    parts.answer(story.answer(base, found, waiting, doubts.share))
    tabs = st.tabs(list(VIEWS), key="view", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, VIEWS.values(), strict=True):
        if tab.open:
            with tab:
                draw(ctx, base)
    help.show("tuning")
