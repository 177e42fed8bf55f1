"""Statutory lines a subject met: on record until two people settle them, or confirm a mistake."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from ledger import settlements as book
from ledger.proposals import PROPOSED
from ledger.settlements import Asked, Settlement
from pipelines.queries import decisions, facility
from pipelines.settings import now
from ui import acting, parts
from ui.context import Context
from ui.override_parts import finish
from ui.profile_parts import Subject
from ui.story import lines as story
from ui.story.profile import known_numbers
from ui.text import lines as text


def draw(one: Subject) -> None:
    """Nothing for a place that never met a line."""
    acting.say_again()
    found = facility.lines(*one.where)
    known = decisions.settlements(one.facility_id)
    if found.empty and not known:
        return
    standing, settled = story.apart(found.rename(columns={"name": "name_text"}))
    with parts.card(text.CARD):
        for row in standing.itertuples():
            st.markdown(story.line(row))
            st.caption(story.note(row))
        if len(settled):
            draw_settled(settled)
        draw_matter(one, standing, known)
        draw_corrections(one)
        st.caption(text.HOW)


def draw_settled(settled: pd.DataFrame) -> None:
    with st.expander(text.MORE.format(n=len(settled)), icon=":material/task_alt:"):
        for row in settled.itertuples():
            st.markdown(story.line(row))
            st.caption(f"{story.note(row)}　{story.ended(row)}")


def draw_matter(one: Subject, standing: pd.DataFrame, known: list[Settlement]) -> None:
    """What was settled, what waits, and the form to say that the matter is settled."""
    for settlement in known:
        if settlement.state == book.APPROVED:
            st.markdown(story.told(text.SETTLED, settlement))
    waiting = next((s for s in known if s.state == PROPOSED), None)
    if waiting:
        return draw_waiting(one, waiting, standing)
    if standing.empty or not one.ctx.is_open:
        return
    if standing["is_now"].astype(bool).any():
        return st.caption(text.STILL)
    if one.ctx.person.may("propose_settlement"):
        draw_form(one, standing)


def draw_form(one: Subject, standing: pd.DataFrame) -> None:
    with st.popover(text.SETTLE, icon=":material/task_alt:"), st.form("settle", border=False):
        reason = st.text_area(text.REASON, placeholder=text.REASON_HELP, height=80)
        evidence = st.text_input(text.EVIDENCE, placeholder=text.EVIDENCE_HELP)
        owed = residue(one)
        if owed:
            st.caption(owed)
        sent = st.form_submit_button(text.SEND, icon=":material/send:")
    if sent:
        lines = [f"{row.name_text}：{row.figures}" for row in standing.itertuples()]
        name = one.facts["facility_name"]
        asked = Asked(one.facility_id, name, lines, still_met(one), owed, reason, evidence)
        finish(
            lambda: book.propose_settlement(decisions.ledger(), asked, one.ctx.person, now()),
            text.SENT,
        )


def residue(one: Subject, template: str = text.OWED_LABEL) -> str:
    """What is still owed to people, by the newest figures."""
    unpaid = known_numbers(facility.observations(*one.where)).get("unpaid_wan")
    return story.owed(unpaid, template)


def draw_owed(one: Subject) -> None:
    """Closing a task or settling a line pays nobody back: what is still owed stays in sight."""
    is_over = one.tasks["is_finished"].fillna(False).astype(bool).any() or any(
        known.state == book.APPROVED for known in decisions.settlements(one.facility_id)
    )
    if is_over and (said := residue(one, text.OWED)):
        st.warning(said, icon=":material/payments:")


def draw_owed_of(ctx: Context, facility_id: str) -> None:
    """The same on the page of a task that is closed."""
    found = facility.observations(ctx.build, None, ctx.person, facility_id)
    if said := story.owed(known_numbers(found).get("unpaid_wan"), text.OWED):
        st.warning(said, icon=":material/payments:")


def still_met(one: Subject) -> list[str]:
    """Names of the lines that the newest facts meet."""
    found = facility.lines(*one.where)
    return found.loc[found["is_now"].astype(bool), "name"].tolist()


def draw_waiting(one: Subject, waiting: Settlement, standing: pd.DataFrame) -> None:
    person = one.ctx.person
    with st.container(border=True, key="settlement-waiting"):
        st.markdown(story.told(text.WAITING, waiting))
        if not person.may("agree_settlement"):
            return st.caption(text.NOT_YOUR_ROLE)
        if waiting.proposed_by == person.name and not person.is_local:
            st.caption(text.NOT_YOURS)
        else:
            verifier = ask_verifier(person, "settle")
            draw_agreement(one, waiting, verifier)
        if st.button(text.WITHDRAW, icon=":material/undo:", key="settlement-withdraw"):
            step(one, waiting, book.withdraw_settlement, text.WITHDRAWN)


def ask_verifier(person, key: str) -> str:
    """Without accounts the second person's name is written down (decision 16)."""
    return st.text_input(text.VERIFIER, key=f"verifier-{key}") if person.is_local else ""


def draw_agreement(one: Subject, waiting: Settlement, verifier: str) -> None:
    if st.button(text.AGREE, type="primary", icon=":material/verified:", key="settlement-agree"):
        finish(
            lambda: book.agree_settlement(
                decisions.ledger(), waiting.number, still_met(one), one.ctx.person, now(),
                waiting.seq, verifier,
            ),
            text.AGREED,
            is_built=True,
        )  # fmt: skip
    with st.popover(text.RETURN, icon=":material/reply:"):
        why = st.text_input(text.NOTE_WHY, key="settlement-why")
        if st.button(text.RETURN, key="settlement-return"):
            step(one, waiting, book.return_settlement, text.RETURNED, why)


def step(one: Subject, waiting: Settlement, act: Callable, said: str, *note: str) -> None:
    finish(
        lambda: act(decisions.ledger(), waiting.number, *note, one.ctx.person, now(), waiting.seq),
        said,
    )


def draw_corrections(one: Subject) -> None:
    """A mistyped figure that was corrected: one click of a second person."""
    waiting = facility.corrections(*one.where)
    if waiting.empty or not one.ctx.is_open:
        return
    person = one.ctx.person
    importers = sorted(set("、".join(waiting["corrected_by"].dropna()).split("、")) - {""})
    with st.container(border=True, key="corrections"):
        for _, rows in waiting.groupby(["batch_id", "source_sheet", "source_row"], sort=False):
            st.markdown(story.correction(rows))
        if not person.may("agree_settlement"):
            return st.caption(text.NOT_YOUR_ROLE)
        if person.name in importers and not person.is_local:
            return st.caption(text.NOT_YOUR_CORRECTION)
        verifier = ask_verifier(person, "correction")
        if st.button(text.CONFIRM, type="primary", icon=":material/verified:", key="confirm-fix"):
            confirm(one, waiting, importers, verifier)


def confirm(one: Subject, waiting: pd.DataFrame, importers: list[str], verifier: str) -> None:
    sources = waiting[["batch_id", "source_sheet", "source_row"]].drop_duplicates()
    statements = [(batch, sheet, int(row)) for batch, sheet, row in sources.to_numpy()]
    name = one.facts["facility_name"]
    lines = [f"{name}：{figures}" for figures in dict.fromkeys(waiting["figures"])]
    finish(
        lambda: book.confirm_correction(
            decisions.ledger(), one.facility_id, statements, lines, importers, one.ctx.person,
            now(), verifier,
        ),
        text.CONFIRMED,
        is_built=True,
    )  # fmt: skip
