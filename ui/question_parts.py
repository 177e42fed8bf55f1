"""请确认: one question per guessed heading and book, answered with 是 or 否."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pipelines.guesses import HEADING, Question
from pipelines.mapping import choices
from pipelines.queries import asked as ask
from pipelines.queries import knowledge
from pipelines.queries.asked import Asked
from ui import importing_work as work
from ui import parts, tables
from ui.context import Context
from ui.story import importing as story
from ui.text import asked as text
from ui.text import preview as preview_text

ANSWERED, WRONG = "question-answered", "question-wrong"


def draw(ctx: Context, found: Sequence[Asked], key: str, **stay: str) -> None:
    """The open questions of an import, a subject or the town; nothing where there are none.
    `stay`: what the address says after an answer, so that a new order shows no other subject."""
    said = st.session_state.pop(ANSWERED, None)
    if said:
        st.success(said, icon=":material/check:")
    if not found:
        return
    with parts.card(text.TITLE, text.NOTE):
        for number, one in enumerate(found):
            if draw_one(ctx, one, f"{key}-{number}"):
                st.query_params.update(stay)
                agree(ctx, one)


def draw_one(ctx: Context, one: Asked, key: str) -> bool:
    """One question with its answers, for those who may give them; whether it was answered 是."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"question-{key}"):
        st.markdown(line(one))
        if not ask.may_answer(ctx.person, one):
            st.caption(text.ONLY_UPLOADER.format(uploader=parts.escape(one.uploader)))
            return False
        is_agreed = st.button(text.YES, key=f"yes-{key}", type="primary")
        if st.button(text.NO, key=f"no-{key}"):
            st.session_state[WRONG] = one
    if st.session_state.get(WRONG) == one:
        offer_right_column(ctx, one.question, key)
    return is_agreed


def line(one: Asked) -> str:
    cells = text.CELLS.format(n=one.question.cells) if one.question.kind != HEADING else ""
    message = parts.escape(one.question.sentence(knowledge.question_texts()))
    return text.SOURCE.format(message=message, cells=cells, file=parts.escape(one.file))


def agree(ctx: Context, one: Asked) -> None:
    with st.spinner(text.BUILDING):
        result = work.confirm([one], ctx.person)
    st.session_state[ANSWERED] = text.CONFIRMED.format(build=story.build_words(result))
    st.rerun()


def offer_right_column(ctx: Context, question: Question, key: str) -> None:
    """After 否: the column that the heading means instead, for those who may say it."""
    if question.kind != HEADING:
        st.caption(text.OPTION_WRONG)
        return
    if not ctx.person.may("correct_heading"):
        st.caption(text.ASK_ANALYST)
        return
    meanings = {**choices()[question.form], "": preview_text.IGNORE}
    meanings.pop(question.column)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        meant = st.selectbox(
            text.WHICH.format(wording=question.wording),
            list(meanings),
            index=None,
            format_func=meanings.get,
            placeholder=text.PICK,
            key=f"right-{key}",
        )
        if st.button(text.CORRECT, key=f"correct-{key}", disabled=meant is None):
            work.correct(question, meant, ctx.person)
            st.session_state.pop(WRONG)
            st.session_state[ANSWERED] = text.CORRECTED
            st.rerun()


def draw_pending(ctx: Context, rows) -> None:
    """The short list of 总览: who may have reached a legal line, and what to confirm."""
    if rows.empty:
        return
    name = knowledge.scoring().levels.pending.name
    short = rows["evidence"].str.replace(f"{name}：", "", regex=False)
    tables.table(
        ctx,
        rows.assign(evidence=short),
        "pending",
        title=text.PENDING,
        columns=text.PENDING_COLUMNS,
        headings=text.COLUMNS,
        config={"evidence": st.column_config.TextColumn(text.COLUMNS["evidence"], width=560)},
        rows=4,
        lines=3,
        opens="profile",
    )
    st.caption(text.PENDING_NOTE)
