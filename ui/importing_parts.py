"""The pieces of 数据导入: upload and preview, what came of it, history with undo, invented data."""

from __future__ import annotations

import time

import pandas as pd
import streamlit as st

from pipelines.queries import asked as asking
from pipelines.queries import imports as ask
from pipelines.settings import home
from ui import importing_work as work
from ui import links, parts, preview_parts, question_parts, tables
from ui import text as shared
from ui.context import Context
from ui.picking import pick
from ui.story import importing as story
from ui.story import preview as preview_story
from ui.text import importing as text
from ui.text import preview as preview_text

TYPES = ["xlsx", "xlsm", "xls", "et", "csv"]
PREVIEW, RESULT, ROUND = "import-preview", "import-result", "import-round"


def draw_upload(ctx: Context) -> None:
    """Step one: choose files and see what they would do. Step two: commit."""
    with parts.card(text.UPLOAD, upload_note(ctx)):
        files = st.file_uploader(
            text.CHOOSE,
            type=TYPES,
            accept_multiple_files=True,
            key=f"upload-{st.session_state.get(ROUND, 0)}",
            label_visibility="collapsed",
            on_change=forget_preview,
        )
        if files and PREVIEW in st.session_state:
            draw_preview(ctx, files, st.session_state[PREVIEW])
        elif files:
            offer_look(ctx, files)


def offer_look(ctx: Context, files: list) -> None:
    if st.button(text.START, type="primary", icon=":material/search:", key="look"):
        st.session_state.pop(RESULT, None)
        carry_out(work.look_at, files, ctx, text.READING, into=PREVIEW)
        st.rerun()


def upload_note(ctx: Context) -> str:
    if ctx.person.sees_all or ctx.person.is_local:
        return text.UPLOAD_NOTE
    units = shared.FILTER_JOIN.join(sorted(ask.own_units(ctx.build, ctx.person) or ()))
    return f"{text.UPLOAD_NOTE} · {text.SCOPE_NOTE.format(units=units or text.NOT_STATED)}"


def forget_preview() -> None:
    st.session_state.pop(PREVIEW, None)
    preview_parts.forget()


def carry_out(what, files: list, ctx: Context, label: str, into: str) -> None:
    """Run a piece of work under a progress bar that names the file in hand, and remember its
    answer. Stopping takes effect at the next progress message, which comes every second: it ends
    this run before anything counts. Once the events are written (no name) nothing may interrupt
    the build."""
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, label)
        st.button(text.STOP, on_click=start_over, key="stop", help=text.STOP_HELP)

    started: dict[int, float] = {}

    def tell(number: int, total: int, name: str) -> None:
        if name:
            seconds = time.monotonic() - started.setdefault(number, time.monotonic())
            words = story.reading(number, total, name, seconds)
            bar.progress(number / max(total, 1), words)

    st.session_state[into] = what(files, ctx.person, tell, preview_parts.pending())
    place.empty()


def draw_preview(ctx: Context, files: list, found: dict) -> None:
    st.markdown(f"**{text.PREVIEW}**")
    st.markdown(story.preview_sentence(found))
    lines = [*preview_story.difference_lines(found), *preview_story.open_lines(found)]
    if lines:
        st.markdown("  \n".join(lines))
    draw_files(found, is_preview=True)
    if preview_parts.draw_asked(found):
        look_again(ctx, files)
    offer_commit(ctx, files, found)
    draw_details(ctx, files, found)


def look_again(ctx: Context, files: list) -> None:
    carry_out(work.look_at, files, ctx, text.READING, into=PREVIEW)
    st.rerun()


def draw_details(ctx: Context, files: list, found: dict) -> None:
    """Problems, differences, headings and sheets, each behind its tab."""
    problems, rows = story.problems(found), preview_story.difference_rows(found)
    open_ones = preview_story.open_lines(found)
    titles = [
        text.TAB.format(name=text.PROBLEMS, n=len(problems)),
        text.TAB.format(name=preview_text.DIFFERENCE, n=len(rows)),
        preview_text.HEADINGS,
        text.TAB.format(name=text.SHEETS, n=len(story.sheets(found))),
    ]
    is_heading = open_ones or preview_parts.pending() or preview_parts.wrong()
    first = titles[2] if is_heading else titles[0]
    said = len(preview_parts.pending()), preview_parts.wrong()
    tabs = st.tabs(titles, default=first, key=f"details-{said}")
    with tabs[0]:
        draw_problems(ctx, problems, "preview")
    with tabs[1]:
        preview_parts.draw_difference(ctx, rows)
    with tabs[3]:
        table(ctx, story.sheets(found), "preview-sheets", text.SHEETS, story.SHEET_COLUMNS)
    with tabs[2]:
        place = st.container()  # progress stands where the person just pressed, not below the fold
        if preview_parts.draw_headings(ctx, found):
            with place:
                look_again(ctx, files)


def offer_commit(ctx: Context, files: list, found: dict) -> None:
    useful = [one["status"] in work.STORED for one in found["files"]]
    if any(useful):
        st.caption(text.NEXT)
    with st.container(horizontal=True):
        if st.button(
            text.COMMIT,
            type="primary",
            icon=":material/check:",
            key="commit",
            disabled=not any(useful),
        ):
            carry_out(work.commit, files, ctx, text.BUILDING, into=RESULT)
            start_over()
            st.rerun()
        st.button(text.CANCEL, on_click=start_over, key="cancel")


def start_over() -> None:
    """An empty uploader and no preview."""
    forget_preview()
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def draw_result(ctx: Context) -> None:
    """What the last import did, until it is put away."""
    result = st.session_state.get(RESULT)
    if not result:
        return
    with parts.card(text.RESULT):
        if "message" in result:  # a withdrawal
            st.markdown(result["message"])
        else:
            st.markdown(story.result_sentence(result))
            draw_answer(ctx, result, "result")
        with st.container(horizontal=True):
            st.button(text.CLOSE, on_click=lambda: st.session_state.pop(RESULT), key="close")
            links.link("quality", text.TO_QUALITY)


def draw_answer(ctx: Context, answer: dict, key: str) -> None:
    """Per file its fate, per sheet its recognition, and every problem."""
    draw_files(answer, is_preview=False)
    table(ctx, story.sheets(answer), f"{key}-sheets", text.SHEETS, story.SHEET_COLUMNS)
    draw_problems(ctx, story.problems(answer), key)


def draw_files(answer: dict, *, is_preview: bool) -> None:
    lines = [story.file_line(entry, is_preview=is_preview) for entry in answer["files"]]
    st.markdown("  \n".join(lines))


def draw_problems(ctx: Context, found: pd.DataFrame, key: str) -> None:
    if found.empty:
        st.caption(text.NO_PROBLEMS)
    table(ctx, found, f"{key}-problems", text.PROBLEMS, story.PROBLEM_COLUMNS)


def table(ctx: Context, frame: pd.DataFrame, key: str, title: str, columns: list[str]) -> None:
    if frame.empty:
        return
    tables.table(ctx, frame, key, title=title, columns=columns, headings=text.COLUMNS, rows=10)


def draw_history(ctx: Context) -> None:
    rows = ask.history(home(), ctx.build, ctx.person)
    if rows.empty:
        return
    picked = pick(
        ctx,
        story.history(rows),
        "history",
        title=text.HISTORY,
        columns=story.HISTORY_COLUMNS,
        headings=text.COLUMNS,
        hint=text.HISTORY_HINT,
    )
    if picked:
        draw_batch(ctx, picked)


def draw_batch(ctx: Context, batch: dict) -> None:
    """One import: what was recognised, its problems, and the way to take it back."""
    line = {"file": parts.escape(batch["file"]), "actor": parts.escape(batch["actor"])}
    with parts.card(text.DETAIL.format(at=story.moment(batch["imported_at"]), **line)):
        offer_switch(ctx, batch)
        if ctx.build:
            asked = asking.of_import(home(), ctx.build, ctx.person, batch["batch_id"])
            question_parts.draw(ctx, asked, f"batch-{batch['batch_id']}")
        sheets = ask.sheets(home(), batch["folder"])
        if len(sheets):
            shown = story.in_words(sheets.assign(file=batch["file"]))
            table(ctx, shown, "batch-sheets", text.SHEETS, story.SHEET_COLUMNS)
        found = ask.problems(home(), batch["batch_id"])
        if len(found):
            shown = story.problems_in_words(found.assign(file=batch["file"]))
            table(ctx, shown, "batch-problems", text.PROBLEMS, story.PROBLEM_COLUMNS)


def offer_switch(ctx: Context, batch: dict) -> None:
    """The way to take an import back, or to bring a withdrawn one back in."""
    is_withdrawn = not batch["is_live"] and not batch["repeats"]
    if batch["repeats"]:
        st.caption(text.REPEATS_NOTE.format(batch=batch["repeats"]))
    elif is_withdrawn:
        st.caption(text.ALREADY)
    if not ctx.person.may("undo_import"):
        return
    key = f"switch-{batch['batch_id']}-{batch['is_live']}"
    if not is_withdrawn and st.button(text.UNDO, icon=":material/undo:", key=key):
        confirm_undo(ctx, batch)
    if is_withdrawn and st.button(text.REDO, icon=":material/redo:", key=key):
        switched(ctx, [batch["batch_id"]], text.REDONE, batch["file"], back_in=True)


@st.dialog(text.UNDO_TITLE, icon=":material/undo:", width="large")
def confirm_undo(ctx: Context, batch: dict) -> None:
    """Says what the withdrawal changes; the build follows at once."""
    if ctx.build:
        draw_effect(ctx, batch["batch_id"])
    st.caption(text.UNDO_WARN)
    why = ask_reason(ctx, batch["batch_id"]) if ctx.build else {}
    is_open = why.get("lines") and not why["reason"].strip()
    if st.button(text.CONFIRM, type="primary", key="confirm-undo", disabled=bool(is_open)):
        switched(ctx, [batch["batch_id"]], text.UNDONE, batch["file"], **why)


def ask_reason(ctx: Context, batch: str) -> dict:
    """What goes of the record of statutory lines, and why: law of truth 8."""
    lines = ask.lines_of_undo(ctx.build, batch)
    if not lines:
        return {}
    st.warning(text.UNDO_LINES.format(lines="；".join(map(parts.escape, lines))))
    return {"lines": lines, "reason": st.text_input(text.UNDO_REASON, key="undo-reason")}


def draw_effect(ctx: Context, batch: str) -> None:
    """The rows a withdrawal takes, the rows that wait again, and every subject it touches."""
    rows = ask.effect_of_undo(ctx.build, batch)
    for line in story.undo_lines(rows, ask.returns_of_undo(ctx.build, batch)):
        st.markdown(line)
    touched = story.touched(ask.subjects_of_undo(ctx.build, batch))
    table(ctx, touched, "undo-touched", text.UNDO_TOUCHED, story.TOUCHED_COLUMNS)


def switched(
    ctx: Context, batches: list[str], told: str, file: str = "", *, back_in: bool = False, **why
) -> None:
    """Withdraw imports (or bring them back in), build, and say what came of it."""
    with st.spinner(text.BUILDING):
        result = work.switch(batches, ctx.person, back_in=back_in, **why)
    words = told.format(file=parts.escape(file), build=story.build_words(result))
    st.session_state[RESULT] = {"message": words}
    st.rerun()


def draw_sample(ctx: Context) -> None:
    """The way out of the invented town."""
    sample = ask.sample_batches(home())
    if not sample or not ctx.person.may("undo_import"):
        return
    with parts.card(text.SAMPLE_CARD, text.SAMPLE_NOTE.format(n=len(sample))):
        if st.button(text.WITHDRAW_SAMPLE, icon=":material/science_off:", key="withdraw-sample"):
            confirm_withdrawal(ctx, sample)


@st.dialog(text.WITHDRAW_SAMPLE, icon=":material/science_off:")
def confirm_withdrawal(ctx: Context, sample: list) -> None:
    rows = sum(one.counts.get("accepted", 0) for one in sample)
    st.markdown(text.WITHDRAW_WARN.format(n=len(sample), rows=f"{rows:,}"))
    st.caption(text.UNDO_WARN)
    if st.button(text.CONFIRM, type="primary", key="confirm-sample"):
        switched(ctx, [one.batch for one in sample], text.SAMPLE_GONE)
