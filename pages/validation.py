"""Validation: is the learned order on, against what, where it errs, where it disagrees."""

import streamlit as st

from pipelines.queries import validation as ask
from pipelines.queries.scope import Filters
from ui import help, nothing, parts, validation_parts
from ui.context import Context
from ui.story import validation as story
from ui.text import validation as text

VIEWS = {
    text.TAB_PROOF: validation_parts.draw_proof,
    text.TAB_ERRORS: validation_parts.draw_errors,
    text.TAB_APART: validation_parts.draw_apart,
    text.TAB_ANOMALY: validation_parts.draw_anomalies,
    text.TAB_CARD: validation_parts.draw_card,
}


def render(ctx: Context) -> None:
    if ask.subjects(ctx.build, Filters(), ctx.person).empty:
        return nothing.show(ctx)
    model = validation_parts.learned(ctx)
    parts.answer(story.answer(model))
    if model is None:
        validation_parts.draw_not_yet(ctx)
        validation_parts.draw_anomalies(ctx, None)
        return
    parts.figures(story.key_figures(model), key="validation")
    tabs = st.tabs(list(VIEWS), key="view", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, VIEWS.values(), strict=True):
        if tab.open:
            with tab:
                draw(ctx, model)
    validation_parts.draw_recipe(model)
    help.show("validation")
