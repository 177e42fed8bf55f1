"""必须上报 duties: first on 总览 and in 我的待办; seen and reported on 单位画像."""

from __future__ import annotations

import streamlit as st

from ledger import duties as book
from ledger.duties import Duty, Letter
from pipelines.queries import decisions
from pipelines.queries import duties as ask
from pipelines.settings import now
from pipelines.workcalendar import calendar_of_build
from ui import acting, parts, tables
from ui.context import Context
from ui.override_parts import finish
from ui.profile_parts import Subject
from ui.story import duties as story
from ui.text import duties as text


def draw_first(ctx: Context, key: str = "duties") -> None:
    """Those not reported, unseen ones first; a duty is of today, so past months show none."""
    if ctx.is_open:
        draw_list(ctx, key)


def draw_list(ctx: Context, key: str) -> None:
    found = ask.duties(ctx.build, ctx.filters, ctx.person)
    if found.empty:
        return
    with st.container(border=True):
        st.markdown(story.first(list(found["duty"])))
        tables.table(
            ctx,
            story.rows(found),
            key,
            title=text.TITLE.format(n=len(found)),
            columns=story.COLUMNS,
            headings=text.COLUMNS,
            rows=4,
            opens="profile",
        )
        st.caption(text.NOTE.format(**story.rules()))


def draw(one: Subject) -> None:
    """Nothing for a place without a line on record."""
    if one.ctx.is_locked:
        return
    known = ask.of_subject(one.ctx.build, one.ctx.person, one.facility_id)
    if known is None:
        return
    acting.say_again()
    with parts.card(text.CARD):
        draw_state(one, known)
        if known.is_reported or not one.ctx.is_open:
            return
        if not one.ctx.person.may("answer_duty"):
            return st.caption(text.NOT_YOUR_ROLE)
        with st.container(horizontal=True):
            if not known.is_seen:
                draw_seen(one, known)
            draw_report(one, known)


def draw_state(one: Subject, known: Duty) -> None:
    st.markdown(story.due(known))
    if known.overdue:
        st.error(text.OVERDUE.format(n=known.overdue), icon=":material/alarm:")
    workdays = calendar_of_build(one.ctx.build)
    for word in known.words:
        st.markdown(story.word(word, known, workdays))
    if not known.is_seen:
        st.markdown(text.AGAIN if known.words else text.NOBODY)


def draw_seen(one: Subject, known: Duty) -> None:
    """One click; without accounts the name is written down (decision 16)."""
    person = one.ctx.person
    who = st.text_input(text.WHO, key="duty-who") if person.is_local else ""
    if st.button(text.SEE, type="primary", icon=":material/visibility:", key="duty-seen"):
        finish(lambda: book.mark_seen(decisions.ledger(), known, person, now(), who), text.SEE_SAID)


def draw_report(one: Subject, known: Duty) -> None:
    person = one.ctx.person
    with st.popover(text.REPORT, icon=":material/send:"), st.form("duty-report", border=False):
        to = st.text_input(text.TO, story.rules()["to"])
        day = st.date_input(text.ON, now().date(), max_value=now().date())
        number = st.text_input(text.LETTER)
        who = st.text_input(text.WHO) if person.is_local else ""
        sent = st.form_submit_button(text.SEND, icon=":material/check:")
    if sent:
        letter = Letter(to, day, number)
        finish(
            lambda: book.mark_reported(decisions.ledger(), known, letter, person, now(), who),
            text.REPORT_SAID,
        )
