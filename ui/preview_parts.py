"""The preview of an import: what would change, what each heading was taken for, corrections."""

from __future__ import annotations

import streamlit as st

from ledger.events import Ledger
from ledger.synonyms import SYNONYM, fold_synonyms
from models.catalog.corrections import JOIN, WHOLE, Correction
from pipelines.mapping import choices
from pipelines.queries import knowledge
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


def draw_difference(ctx: Context, rows) -> None:
    """New, changed and missed rows; every changed cell with its old value."""
    st.caption(text.DIFFERENCE_NOTE)
    if rows.empty:
        st.markdown(text.NO_DIFFERENCE)
    else:
        table(ctx, rows, "difference", text.DIFFERENCE, story.DIFFERENCE_COLUMNS)


def table(ctx: Context, frame, key: str, title: str, columns: list[str]) -> None:
    tables.table(ctx, frame, key, title=title, columns=columns, headings=text.COLUMNS, rows=10)


def draw_headings(ctx: Context, found: dict) -> bool:
    """What each heading and sheet was taken for, and ways to correct it; whether to look again."""
    rows, sheets = story.heading_rows(found), story.form_rows(found)
    may = ctx.person.may("correct_heading")
    is_asked, top = offer_drop(), st.container()
    if len(rows) and may:
        st.caption(text.HEADINGS_NOTE)
        is_asked = offer_correction(rows) or is_asked
    if len(rows):
        table(ctx, rows, "headings", text.HEADINGS, story.HEADING_COLUMNS)
    if sheets and may:  # in front only while a sheet waits for somebody to say what it is
        with top if sheets[0]["form"] is None else st.container():
            is_asked = offer_form(sheets) or is_asked
    return is_asked


def offer_form(sheets: list[dict]) -> bool:
    """Which form a sheet is, by the row that holds its headings; whether a person said so."""
    with (
        parts.card(text.FORMS, text.FORMS_NOTE),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        number = st.selectbox(
            text.WHICH_SHEET,
            range(len(sheets)),
            format_func=lambda n: story.form_option(sheets[n]),
            key=f"form-of-{len(pending())}",
        )
        rows = sheets[number]["heading_rows"]
        row = st.selectbox(
            text.WHICH_ROW,
            range(len(rows)),
            format_func=lambda n: story.row_option(rows[n]),
            key=f"form-row-{len(pending())}-{number}",
        )
        names = knowledge.form_names()
        form = st.selectbox(
            text.IS_FORM, list(names), index=None, format_func=names.get, key="form-is"
        )
        is_asked = st.button(
            text.TAKE, icon=":material/table_view:", key="give-form", disabled=form is None
        )
    if is_asked:
        remember(Correction(form, JOIN.join(rows[row][1]), WHOLE))
    return is_asked


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
            text.MEANS,
            list(meanings),
            index=None,  # nobody's first guess: a slip would make an amount of a name
            format_func=meanings.get,
            placeholder=text.PICK_MEANING,
            key=f"means-{chosen['form']}-{len(pending())}",
        )
        is_asked = st.button(
            text.CORRECT, icon=":material/spellcheck:", key="correct", disabled=meant is None
        )
    if is_asked:
        remember(Correction(chosen["form"], chosen["heading"], meant))
    return is_asked


def remember(correction: Correction) -> None:
    """The last word about a heading counts."""
    others = [p for p in pending() if not p.answers(correction)]
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
