"""Visits: which subjects to see with the days there are, a part of them by lot."""

import streamlit as st

from pipelines.queries import visits as ask
from ui import help, nothing, parts, visits_parts
from ui.context import Context
from ui.story import visits as story
from ui.text import visits as text


def render(ctx: Context) -> None:
    where = (ctx.build, ctx.filters, ctx.person)
    subjects = ask.subjects(*where)
    if subjects.empty:
        return nothing.show(ctx)
    top = st.container()
    wishes = visits_parts.choose(sorted(subjects["village"].unique()))
    model = ask.model_in_force(ctx.build)
    may = ask.candidates(subjects, wishes, model)
    total, first = float(may["exposure"].sum()), int(may["tier"].notna().sum())
    plan = ask.plan(*where, wishes)
    if plan is None:
        return parts.empty(text.NOBODY, text.NOBODY_CURE)
    with top:
        parts.answer(story.answer(plan, wishes, total))
    if not plan.visits.empty:
        visits_parts.draw(ctx, plan, wishes, total, first)
    st.caption(text.MODEL_ON if model else text.MODEL_OFF)
    st.caption(text.NOTE.format(seed=ask.seed_of(*where)))
    help.show("visits")
