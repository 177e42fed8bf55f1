"""Administration: accounts, working calendar and reminders, for the town's own administrator."""

import streamlit as st

from ui import account_parts, calendar_parts, help, notice_parts, parts
from ui.context import Context
from ui.story import administration as story
from ui.text import administration as text

VIEWS = {
    text.TAB_PEOPLE: account_parts.draw,
    text.TAB_CALENDAR: calendar_parts.draw,
    text.TAB_NOTICES: notice_parts.draw,
}


def render(ctx: Context) -> None:
    if not ctx.person.may("accounts"):
        return parts.empty(text.NOT_ALLOWED)
    parts.answer(story.sentence())
    tabs = st.tabs(list(VIEWS), key="house", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, VIEWS.values(), strict=True):
        if tab.open:
            with tab:
                draw(ctx)
    help.show("administration")
