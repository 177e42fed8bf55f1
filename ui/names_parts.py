"""名称核对: the queue of uncertain names, evidence side by side, decisions and their reversal."""

from __future__ import annotations

import streamlit as st

from ledger.identities import DIFFERENT, LATER, NEW, SAME, Asked, Decision
from pipelines.identifying import decide_name, facts_to_choose, reverse_name, villages
from pipelines.queries import names as ask
from pipelines.settings import home, now
from ui import importing_work as work
from ui import numbers, parts, tables
from ui.context import Context
from ui.picking import pick
from ui.story import names as story
from ui.story.importing import build_words
from ui.text import names as text
from ui.text import quality as quality_text

TOLD = "names-told"


def draw(ctx: Context) -> None:
    draw_pending(ctx)
    rows = ask.open_names(ctx.build, home(), ctx.filters, ctx.person)
    if rows.empty:
        parts.all_well(text.TITLE, quality_text.NO_REVIEW)
    else:
        draw_queue(ctx, rows)
    draw_decided(ctx)


def draw_pending(ctx: Context) -> None:
    """What came of the last step, and the way to let decisions count."""
    if told := st.session_state.pop(TOLD, None):
        st.markdown(told)
    n = ask.waiting_for_a_build(ctx.build, home())
    if not n:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(text.PENDING.format(n=n))
        if st.button(text.REBUILD, type="primary", icon=":material/refresh:", key="names-rebuild"):
            with st.spinner(text.BUILDING):
                st.session_state[TOLD] = build_words(work.rebuild())
            st.rerun()


def draw_queue(ctx: Context, rows) -> None:
    picked = pick(
        ctx,
        story.queue(rows),
        "names",
        title=text.TITLE,
        columns=story.QUEUE_COLUMNS,
        headings=text.COLUMNS,
        hint=text.HINT,
    )
    if picked:
        draw_evidence(ctx, picked)


def draw_evidence(ctx: Context, picked: dict) -> None:
    proposal = picked["proposal_facility_id"]
    has_one = isinstance(proposal, str)
    subject = ask.subject(ctx.build, proposal, ctx.person) if has_one else {}
    with parts.card(text.EVIDENCE, story.method(picked)):
        left, right = st.columns(2, gap="small")
        left.markdown(f"**{text.ASKED_SIDE}**")
        left.markdown("  \n".join(story.asked_lines(picked, subject)))
        right.markdown(f"**{text.SUBJECT_SIDE}**")
        lines = story.subject_lines(picked, subject) if subject else [text.NO_PROPOSAL]
        right.markdown("  \n".join(lines))
        if ctx.person.may("match"):
            offer_decisions(ctx, picked, proposal if subject else None)


def offer_decisions(ctx: Context, picked: dict, proposal: str | None) -> None:
    with st.container(horizontal=True):
        if proposal and st.button(text.SAME, type="primary", key="names-same"):
            decide(ctx, picked, SAME, proposal)
        apart = text.DIFFERENT if proposal else text.NOBODY
        if st.button(apart, key="names-different"):
            decide(ctx, picked, DIFFERENT, proposal)
        if st.button(text.LATER, key="names-later"):
            decide(ctx, picked, LATER, None)
    with st.expander(text.OTHER):
        offer_other(ctx, picked)
    with st.expander(text.NEW):
        offer_new(ctx, picked)


def offer_other(ctx: Context, picked: dict) -> None:
    options = story.subject_options(ask.subjects(ctx.build))
    chosen = st.selectbox(
        text.CHOOSE, list(options), index=None, format_func=options.get, key="names-other"
    )
    if st.button(text.JOIN, key="names-join", disabled=chosen is None):
        decide(ctx, picked, SAME, chosen)


def offer_new(ctx: Context, picked: dict) -> None:
    """A new subject needs what every monitored subject has."""
    st.caption(text.NEW_NOTE)
    with st.form("names-new", border=False):
        facts = {
            name: st.selectbox(text.LABELS[name], values, index=None)
            for name, values in facts_to_choose().items()
        }
        if numbers.is_unknown(picked["village_code"]):
            known = villages()
            facts["village_code"] = st.selectbox(
                text.LABELS["village"], list(known), index=None, format_func=known.get
            )
        if st.form_submit_button(text.MAKE_NEW, key="names-make-new"):
            decide(ctx, picked, NEW, None, facts)


def decide(
    ctx: Context, picked: dict, decision: str, subject: str | None, facts: dict | None = None
) -> None:
    """Record it with the evidence that was on screen, and show the next name."""
    asked = Asked(
        *(None if numbers.is_unknown(picked[name]) else picked[name]
          for name in ("name", "credit_code", "village_code"))
    )  # fmt: skip
    seen = {"method": picked["method"], "similarity": float(picked["similarity"])}
    if isinstance(picked["proposal_facility_id"], str):
        seen |= {name: picked[name] for name in ("proposal_facility_id", "proposal_name")}
    said = Decision(asked, decision, subject, facts or {}, seen)
    problem = decide_name(ctx.build, home(), ctx.person, said, now())
    if problem:
        st.error(text.PROBLEMS[problem])
        return
    st.session_state[TOLD] = text.DECIDED_NOW
    st.rerun()


def draw_decided(ctx: Context) -> None:
    """Decisions in force, and the way to take one back."""
    known = ask.decisions(home())
    if not known or not ctx.person.sees_all:
        return
    subjects = story.subject_options(ask.subjects(ctx.build))
    shown = story.decided(known, subjects, villages())
    tables.table(
        ctx,
        shown,
        "names-decided",
        title=text.DECIDED,
        columns=story.DECIDED_COLUMNS,
        headings=text.COLUMNS,
        rows=8,
    )
    if not ctx.person.may("match"):
        return
    options = story.decision_options(known, subjects)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(text.WHICH, list(options), format_func=options.get, key="names-known")
        if st.button(text.REVERSE, icon=":material/undo:", key="names-reverse"):
            problem = reverse_name(home(), ctx.person, name, now())
            st.session_state[TOLD] = text.PROBLEMS[problem] if problem else text.DECIDED_NOW
            st.rerun()
