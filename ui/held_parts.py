"""A level that is held up: why, and the office's word for the newest visit."""

from __future__ import annotations

import streamlit as st

from ledger.visits import confirm_visit
from pipelines.queries import decisions, facility
from pipelines.settings import now
from ui import numbers, parts
from ui.line_parts import ask_verifier
from ui.override_parts import finish
from ui.profile_parts import Subject
from ui.text import lines as text


def draw(one: Subject) -> None:
    """Nothing where the level is what the facts say."""
    if not one.facts["level_held"]:
        return
    with parts.card(text.HELD_CARD):
        st.markdown(parts.escape(one.facts["held_reason"]))
        visit = facility.newest_visit(*one.where)
        if visit and one.ctx.is_open and one.ctx.person.may("agree_settlement"):
            offer(one, visit)


def offer(one: Subject, visit: dict) -> None:
    """One click by somebody who neither made the visit nor brought its report."""
    day, person = visit["screened_date"], one.ctx.person
    told = {"day": numbers.day(day), "screener": parts.escape(visit["screener"] or text.NOBODY)}
    about = (one.facility_id, f"{day:%Y-%m-%d}")
    if about in {(seen.facility_id, seen.day) for seen in decisions.confirmed_visits()}:
        return st.caption(text.VISIT_CONFIRMED.format(**told))
    makers = (visit["screener"], visit["actor"])
    if person.name in makers and not person.is_local:
        return st.caption(text.NOT_YOUR_VISIT)
    verifier = ask_verifier(person, "visit")
    if st.button(
        text.CONFIRM_VISIT.format(**told), icon=":material/verified:", key="confirm-visit"
    ):
        finish(
            lambda: confirm_visit(
                decisions.ledger(), one.facility_id, day, makers, person, now(), verifier
            ),
            text.VISIT_SAID,
            is_built=True,
        )
    return None
