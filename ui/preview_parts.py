"""The preview of an import: what would change, what each heading was taken for, corrections."""

from __future__ import annotations

import streamlit as st

from ledger.events import Ledger
from ledger.synonyms import SYNONYM, fold_synonyms
from models.catalog.corrections import Correction
from pipelines.mapping import choices
from pipelines.settings import home
from ui import importing_work as work
from ui import parts, tables
from ui.context import Context
from ui.story import preview as story
from ui.text import preview as text

PENDING = "import-corrections"


def pending() -> list[Correction]:
    """Corrections under trial, not yet in the ledger."""
    return list(st.session_state.get(PENDING, ()))


def forget() -> None:
    st.session_state.pop(PENDING, None)


def draw_difference(ctx: Context, found: dict) -> None:
    """New, changed, unchanged and missed rows; every changed cell with its old value."""
    lines = story.difference_lines(found)
    if not lines:
        return
    with parts.card(text.DIFFERENCE, text.DIFFERENCE_NOTE):
        st.markdown("  \n".join(lines))
        rows = story.difference_rows(found)
        if len(rows):
            table(ctx, rows, "difference", text.DIFFERENCE, story.DIFFERENCE_COLUMNS)


def table(ctx: Context, frame, key: str, title: str, columns: list[str]) -> None:
    tables.table(ctx, frame, key, title=title, columns=columns, headings=text.COLUMNS, rows=10)


def draw_headings(ctx: Context, found: dict) -> bool:
    """What each heading was taken for, and a way to correct it; whether to look again."""
    rows = story.heading_rows(found)
    if rows.empty:
        return False
    with parts.card(text.HEADINGS, text.HEADINGS_NOTE):
        table(ctx, rows, "headings", text.HEADINGS, story.HEADING_COLUMNS)
        return ctx.person.may("correct_heading") and offer_correction(rows)


def offer_correction(rows) -> bool:
    options = dict(enumerate(map(story.option, rows.to_dict("records"))))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # A new key after each correction: the browser would keep showing the old meaning.
        number = st.selectbox(
            text.WHICH, list(options), format_func=options.get, key=f"heading-{len(pending())}"
        )
        chosen = rows.iloc[number]
        meanings = {**choices()[chosen["form"]], "": text.IGNORE}
        meant = st.selectbox(
            text.MEANS, list(meanings), format_func=meanings.get, key=f"means-{chosen['form']}"
        )
        is_asked = st.button(text.CORRECT, icon=":material/spellcheck:", key="correct")
    if is_asked:
        remember(Correction(chosen["form"], chosen["heading"], meant))
    return is_asked or offer_drop()


def remember(correction: Correction) -> None:
    """The last word about a heading counts."""
    others = [p for p in pending() if (p.form, p.key) != (correction.form, correction.key)]
    st.session_state[PENDING] = [*others, correction]


def offer_drop() -> bool:
    if not pending():
        return False
    st.markdown(story.pending_line(pending()))
    if st.button(text.DROP, key="drop-corrections"):
        forget()
        return True
    return False


def draw_synonyms(ctx: Context) -> None:
    """What people of this town explained before, and the way to take it back."""
    events = Ledger(home().ledger_url).events(SYNONYM)
    known = fold_synonyms(events)
    if not known or not ctx.person.may("correct_heading"):
        return
    with (
        parts.card(text.SYNONYMS, text.SYNONYMS_NOTE),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        shown = {name: story.synonym_line(one) for name, one in known.items()}
        name = st.selectbox(text.WHICH_SYNONYM, list(shown), format_func=shown.get, key="synonym")
        if st.button(text.WITHDRAW, key="withdraw-synonym"):
            work.withdraw_correction(known[name].correction, ctx.person)
            st.rerun()
