"""A level set by people beside the level by rule: a view of 单位画像."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import streamlit as st

from ledger import overrides as book
from ledger.governance import load_governance
from ledger.overrides import Override, Proposal
from pipelines.queries import decisions, facility, knowledge
from pipelines.settings import now
from ui import acting, importing_work, tables
from ui.profile_parts import Subject
from ui.story import override as story
from ui.story import whatif
from ui.text import whatif as text


def draw_override(one: Subject) -> None:
    """What is in force, what waits, what was; and the form to ask for another level."""
    acting.say_again()
    known = decisions.overrides(one.facility_id)
    in_force = next((o for o in known if o.is_in_force(now().date())), None)
    waiting = next((o for o in known if o.state == book.PROPOSED), None)
    if in_force:
        draw_in_force(one, in_force)
    elif not waiting:
        st.markdown(text.NO_OVERRIDE)
    if waiting:
        draw_waiting(one, waiting)
    if not in_force and not waiting:
        draw_form(one)
    draw_history(one, known)


def draw_in_force(one: Subject, override: Override) -> None:
    with st.container(border=True, key="override-now"):
        st.markdown(story.in_force(override))
        if one.ctx.person.may("approve_override"):
            with st.popover(text.END, icon=":material/stop_circle:"):
                ask_why(one, override, book.end_override, text.END, text.ENDED, is_built=True)


def draw_waiting(one: Subject, override: Override) -> None:
    person = one.ctx.person
    with st.container(border=True, key="override-waiting"):
        st.markdown(story.waiting(override))
        with st.container(horizontal=True):
            if person.is_local:
                st.caption(text.SINGLE_PERSON)
            elif not person.may("approve_override"):
                st.caption(text.NEEDS_LEADER)
            elif override.proposed_by == person.name:
                st.caption(text.NOT_YOURS)
            else:
                draw_approval(one, override)
            if person.may("propose_override"):
                draw_withdrawal(one, override)


def draw_approval(one: Subject, override: Override) -> None:
    if st.button(text.APPROVE, type="primary", icon=":material/verified:", key="override-approve"):
        finish(
            lambda: book.approve_override(
                decisions.ledger(), override.number, "", one.ctx.person, now(), override.seq
            ),
            text.APPROVED,
            is_built=True,
        )
    with st.popover(text.RETURN, icon=":material/reply:"):
        ask_why(one, override, book.return_override, text.RETURN, text.RETURNED)


def draw_withdrawal(one: Subject, override: Override) -> None:
    if st.button(text.WITHDRAW, icon=":material/undo:", key="override-withdraw"):
        finish(
            lambda: book.withdraw_override(
                decisions.ledger(), override.number, one.ctx.person, now(), override.seq
            ),
            text.WITHDRAWN,
        )


def ask_why(
    one: Subject, override: Override, step: Callable, label: str, said: str, is_built: bool = False
) -> None:
    why = st.text_input(text.NOTE_WHY, key=f"override-why-{step.__name__}")
    if st.button(label, key=f"override-{step.__name__}"):
        finish(
            lambda: step(
                decisions.ledger(), override.number, why, one.ctx.person, now(), override.seq
            ),
            said,
            is_built,
        )


def finish(step: Callable[[], object], said: str, is_built: bool = False) -> None:
    """Take the step; what changes a level is built at once, so that every screen shows it."""
    if acting.take(step, said) and is_built:
        with st.spinner(text.REBUILD):
            answer = importing_work.rebuild()
        if "refused" in answer:
            acting.say(("warning", text.REFUSED.format(why=answer["refused"])))
    st.rerun()


# ---------------------------------------------------------------- asking for another level


def draw_form(one: Subject) -> None:
    """Only for the newest month: a past list is not set again."""
    if not one.ctx.person.may("propose_override"):
        return
    if not one.ctx.is_open:
        return st.caption(text.NOT_NEWEST)
    rules, today = load_governance(), now().date()
    latest = today + timedelta(days=rules.override_longest_days)
    with st.form("override", border=True):
        st.markdown(f"**{text.ASK}**")
        st.caption(text.ASK_NOTE.format(days=rules.override_longest_days))
        left, right = st.columns(2, gap="small")
        choices = [name for name in whatif.colours() if name != one.facts["level_by_rule"]]
        with left:
            level = st.selectbox(
                text.LEVEL, choices, None, story.label, placeholder=text.LEVEL_PLACEHOLDER
            )
        with right:
            expires = st.date_input(text.EXPIRES, today + timedelta(31), today, latest)
        reason = st.text_area(text.REASON, placeholder=text.REASON_PLACEHOLDER, height=80)
        evidence = st.text_input(text.EVIDENCE, placeholder=text.EVIDENCE_PLACEHOLDER)
        sent = st.form_submit_button(text.SEND, icon=":material/send:")
    if sent:
        propose(one, level, reason, evidence, expires)


def propose(one: Subject, level: str, reason: str, evidence: str, expires) -> None:
    asked = Proposal(
        one.facility_id,
        one.facts["facility_name"],
        one.facts["level_by_rule"],
        level,
        reason,
        evidence,
        expires,
        highest_floor(one),
    )
    finish(
        lambda: book.propose_override(
            decisions.ledger(), asked, whatif.colours(), one.ctx.person, now()
        ),
        text.SENT,
    )


def highest_floor(one: Subject) -> tuple[str, str] | None:
    """(name, level) of the highest red line the subject meets this month."""
    met = facility.floors(*one.where)
    order = whatif.colours()
    found = sorted(zip(met["rule"], met["level"], strict=True), key=lambda f: order.index(f[1]))
    if not found:
        return None
    rule, level = found[0]
    return knowledge.floor_names().get(rule, rule), level


def draw_history(one: Subject, known: list[Override]) -> None:
    if known:
        tables.table(
            one.ctx,
            pd.DataFrame(story.rows(known)),
            f"overrides-{one.facility_id}",
            title=text.HISTORY,
            columns=story.COLUMNS,
            headings=text.COLUMNS,
            rows=6,
        )
