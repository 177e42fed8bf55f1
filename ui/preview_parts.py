"""The preview of an import: what would change, what each heading was taken for, corrections."""

from __future__ import annotations

import streamlit as st

from ledger.events import Ledger
from ledger.synonyms import SYNONYM, fold_synonyms
from ledger.wordings import WORDING, Wording, fold_wordings
from models.catalog.corrections import JOIN, WHOLE, Correction
from pipelines.guesses import HEADING, Question
from pipelines.mapping import choices
from pipelines.queries import knowledge
from pipelines.settings import home
from ui import importing_work as work
from ui import parts, tables
from ui.context import Context
from ui.story import preview as story
from ui.text import asked as asked_text
from ui.text import preview as text

PENDING, WRONG = "import-corrections", "import-wrong"


def pending() -> list[Correction | Wording]:
    """What was said of headings and words, under trial and not yet in the ledger."""
    return list(st.session_state.get(PENDING, ()))


def forget() -> None:
    st.session_state.pop(PENDING, None)
    st.session_state.pop(WRONG, None)


def wrong() -> tuple[str, str] | None:
    """Form and heading of a guess that a person turned down."""
    return st.session_state.get(WRONG)


def draw_asked(found: dict) -> bool:
    """请确认, before anything is stored: one question per heading and book. True: look again."""
    asked = [(one, entry["file"]) for entry in found["files"] for one in entry.get("questions", ())]
    if not asked:
        return False
    is_answered = False
    with parts.card(asked_text.TITLE, asked_text.NOTE):
        for number, (one, file) in enumerate(asked):
            is_answered = ask_one(one, file, number) or is_answered
    return is_answered


def ask_one(one: dict, file: str, number: int) -> bool:
    """A question with 是 and 否; whether it was answered 是."""
    question = Question(**work.question_of(one))
    with st.container(horizontal=True, vertical_alignment="center", key=f"asked-{number}"):
        st.markdown(story.asked_line(one, file))
        is_agreed = st.button(asked_text.YES, key=f"asked-yes-{number}", type="primary")
        if st.button(asked_text.NO, key=f"asked-no-{number}"):
            st.session_state[WRONG] = (question.form, question.wording)
    if is_agreed:
        remember(question.answer)
    elif wrong() == (question.form, question.wording):
        st.caption(asked_text.TURNED_DOWN if question.kind == HEADING else asked_text.OPTION_WRONG)
    return is_agreed


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
            text.WHICH,
            list(options),
            index=story.place_of(rows, wrong()),
            format_func=options.get,
            key="-".join(map(str, ("heading", len(pending()), *(wrong() or ())))),
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


def remember(said: Correction | Wording) -> None:
    """The last word about a heading counts."""
    others = [p for p in pending() if type(p) is not type(said) or not p.answers(said)]
    st.session_state[PENDING] = [*others, said]
    st.session_state.pop(WRONG, None)


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
    ledger = Ledger(home().ledger_url)
    wordings = fold_wordings(ledger.events(WORDING))
    known = fold_synonyms(ledger.events(SYNONYM)) | wordings
    if not known or not ctx.person.may("correct_heading"):
        return
    with (
        parts.card(text.SYNONYMS, text.SYNONYMS_NOTE),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        shown = {name: story.synonym_line(one) for name, one in known.items()}
        name = st.selectbox(text.WHICH_SYNONYM, list(shown), format_func=shown.get, key="synonym")
        if st.button(text.WITHDRAW, key="withdraw-synonym"):
            with st.spinner(asked_text.BUILDING):
                if name in wordings:
                    work.withdraw_wording(wordings[name], ctx.person)
                else:
                    work.withdraw_correction(known[name].correction, ctx.person)
            st.rerun()
