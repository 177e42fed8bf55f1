"""Portrait: why one subject has its level, what is being done, and where every value stands."""

import streamlit as st

from pipelines.queries import asked
from pipelines.queries import facility as ask
from pipelines.settings import home
from ui import (
    duty_parts,
    held_parts,
    help,
    line_parts,
    link_parts,
    nothing,
    override_parts,
    parts,
    profile_parts,
    question_parts,
    whatif_parts,
)
from ui.context import Context
from ui.profile_parts import Subject
from ui.story import profile as story
from ui.text import profile as text
from ui.text import whatif as whatif_text

VIEWS = {
    text.TAB_WHY: profile_parts.draw_why,
    text.TAB_COURSE: profile_parts.draw_course,
    text.TAB_WORK: profile_parts.draw_work,
    text.TAB_LINKS: link_parts.draw_links,
    text.TAB_CELLS: profile_parts.draw_cells,
    text.TAB_ASK: profile_parts.draw_questions,
    whatif_text.TAB: whatif_parts.draw_whatif,
    whatif_text.TAB_OVERRIDE: override_parts.draw_override,
}


def render(ctx: Context) -> None:
    facility_id = choose(ctx)
    if not facility_id:
        return
    where = (ctx.build, ctx.filters.period, ctx.person, facility_id)
    facts = ask.profile(*where)
    if not facts:
        return parts.empty(text.NOT_FOUND, text.NOT_FOUND_CURE)
    points = story.points_in_words(ask.contributions(*where))
    tasks = ask.tasks(*where)
    draw_top(facts, points, tasks, where)
    asking = asked.of_subject(home(), *where)
    question_parts.draw(ctx, asking, "subject", facility=facility_id)
    one = Subject(ctx, facility_id, facts, points, tasks)
    line_parts.draw_owed(one)
    duty_parts.draw(one)
    line_parts.draw(one)
    held_parts.draw(one)
    tabs = st.tabs(list(VIEWS), key="view", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, VIEWS.values(), strict=True):
        if tab.open:
            with tab:
                draw(one)
    help.show("profile")


def choose(ctx: Context) -> str | None:
    """The subject of the address, else the most urgent one; the box changes the address."""
    options = ask.choices(ctx.build, ctx.filters, ctx.person)
    wanted = st.query_params.get("facility")
    if options.empty and not wanted:
        nothing.show(ctx)
        return None
    shown = {row.facility_id: story.option(row) for row in options.itertuples()}
    ids = list(shown)
    if wanted and wanted not in shown:
        outside = ask.choices(ctx.build, ctx.filters.__class__(ctx.filters.period), ctx.person)
        shown |= {r.facility_id: story.option(r) for r in outside.itertuples()}
        ids = [*([wanted] if wanted in shown else []), *ids]
    key = f"subject-{wanted or ''}-{ctx.build.stem}"  # a new build may say another level
    return st.selectbox(
        text.CHOOSE,
        ids,
        index=ids.index(wanted) if wanted in ids else 0,
        format_func=shown.get,
        key=key,
        on_change=lambda: st.query_params.update(facility=st.session_state[key]),
    )


def draw_top(facts: dict, points, tasks, where: tuple) -> None:
    known = story.known_numbers(ask.observations(*where))
    parts.answer(story.sentence(facts, ask.floors(*where)))
    st.markdown(story.why(facts))
    history = ask.history(*where)
    parts.figures(story.key_figures(facts, history, known, tasks, points), key="profile")
