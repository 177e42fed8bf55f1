"""编号核对: two matters with one number side by side, one matter or two, and taking it back."""

from __future__ import annotations

import streamlit as st

from ledger.matters import DIFFERENT, SAME, Decision
from pipelines.queries import matters as ask
from pipelines.settings import home, now
from pipelines.telling import decide_all, reverse_matter
from ui import importing_work as work
from ui import parts, tables
from ui.context import Context
from ui.picking import pick
from ui.story import matters as story
from ui.story.importing import build_words
from ui.text import matters as text

TOLD = "matters-told"


def draw(ctx: Context) -> None:
    draw_pending(ctx)
    rows = ask.open_clashes(ctx.build, home(), ctx.filters, ctx.person)
    if rows.empty:
        parts.all_well(text.TITLE, text.NONE)
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
        if st.button(text.REBUILD, type="primary", icon=":material/refresh:", key="clash-rebuild"):
            with st.spinner(text.BUILDING):
                st.session_state[TOLD] = build_words(work.rebuild())
            st.rerun()


def draw_queue(ctx: Context, rows) -> None:
    st.caption(text.NOTE)
    picked = pick(
        ctx,
        story.queue(rows),
        "clashes",
        title=text.TITLE,
        columns=story.QUEUE_COLUMNS,
        headings=text.COLUMNS,
        hint=text.HINT,
    )
    if picked:
        draw_sides(ctx, picked)
    elif ctx.person.may("match"):
        offer_apart(ctx, story.apart(rows))


def draw_sides(ctx: Context, picked: dict) -> None:
    where = (ctx.build, picked["kind"])
    older, newer = (ask.side(*where, picked[n], ctx.person) for n in ("other_id", "matter_id"))
    if not (older and newer):
        return st.error(text.PROBLEMS["gone"])
    note = text.LIKENESS.format(likeness=f"{picked['likeness']:.2f}")
    with parts.card(text.EVIDENCE, note):
        left, right = st.columns(2, gap="small")
        left.markdown(f"**{text.OLDER}**")
        left.markdown("  \n".join(story.lines(older, newer)))
        right.markdown(f"**{text.NEWER}**")
        right.markdown("  \n".join(story.lines(newer, older)))
        if ctx.person.may("match"):
            with st.container(horizontal=True):
                if st.button(text.SAME, type="primary", key="clash-same"):
                    decide(ctx, [picked], SAME)
                if st.button(text.DIFFERENT, key="clash-different"):
                    decide(ctx, [picked], DIFFERENT)
    return None


def offer_apart(ctx: Context, rows) -> None:
    """Villages that each number from 1: one answer for all of them."""
    if len(rows) < 2:
        return
    label = text.APART.format(n=len(rows))
    if st.button(label, help=text.APART_HELP, key="clash-apart"):
        decide(ctx, rows.to_dict("records"), DIFFERENT)


def decide(ctx: Context, rows: list[dict], decision: str) -> None:
    said = [Decision(one["kind"], (one["other_id"], one["matter_id"]), decision) for one in rows]
    problem = decide_all(ctx.build, home(), ctx.person, said, now())
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
    tables.table(
        ctx,
        story.decided(known),
        "clash-decided",
        title=text.DECIDED,
        columns=story.DECIDED_COLUMNS,
        headings=text.COLUMNS,
        rows=8,
    )
    if not ctx.person.may("match"):
        return
    options = story.decision_options(known)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pair = st.selectbox(text.WHICH, list(options), format_func=options.get, key="clash-known")
        if st.button(text.REVERSE, icon=":material/undo:", key="clash-reverse"):
            problem = reverse_matter(home(), ctx.person, pair, now())
            st.session_state[TOLD] = text.PROBLEMS[problem] if problem else text.DECIDED_NOW
            st.rerun()
