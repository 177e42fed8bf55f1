"""The record: who did what and when, whether the chain is whole, and which code it stands at."""

from functools import partial

import streamlit as st

from pipelines.queries import audit as ask
from pipelines.settings import home, now
from ui import help, parts, tables
from ui.context import Context
from ui.story import audit as story
from ui.text import audit as text


def render(ctx: Context) -> None:
    if not ctx.person.may("see_audit"):
        return parts.empty(text.NOT_ALLOWED)
    found = st.session_state.get("audit-check")
    head = ask.head(home())
    parts.answer(story.sentence(head, found))
    draw_check(found)
    draw_code()
    draw_record(ctx)
    help.show("audit")


def draw_check(found) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(text.CHECK, icon=":material/verified_user:", key="check"):
            with st.spinner(text.CHECKING):
                faults = ask.faults(home())
            st.session_state["audit-check"] = (now().isoformat(" "), faults)
            st.rerun()
        if found:
            st.caption(text.CHECKED_AT.format(at=found[0]))
    if found and found[1]:
        with parts.card(text.FAULTS):
            for sentence in found[1]:
                st.error(sentence)


def draw_code() -> None:
    code = st.text_input(text.CODE_LABEL, help=text.CODE_HELP, key="code", width=320).strip()
    if code:
        known = ask.knows(home(), code)
        show = st.success if known else st.error
        show((text.CODE_KNOWN if known else text.CODE_UNKNOWN).format(code=parts.escape(code)))


def draw_record(ctx: Context) -> None:
    """The newest events, of one person or about one matter; the export holds all of them."""
    with st.container(horizontal=True):
        names = ask.actors(home())
        actor = st.selectbox(text.ACTOR, [text.ALL, *names], key="actor", width=240)
        about = st.text_input(text.ABOUT, key="about", width=240).strip()
    chosen = None if actor == text.ALL else actor
    rows = story.rows(
        ask.record(home(), actor=chosen, about=about or None), ctx.person.may("see_cases")
    )
    show = partial(tables.table, title=text.TABLE, headings=text.COLUMNS, rows=18)
    show(ctx, rows, "record", columns=list(text.COLUMNS))
