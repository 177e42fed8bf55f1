"""Download panels: the report of the chosen month, the supervision note of a task.

The file is made when the button is pressed, and taking it out is written to the ledger first.
"""

from __future__ import annotations

import streamlit as st

from ledger.audit import export
from pipelines.queries import knowledge
from pipelines.queries.decisions import ledger
from pipelines.queries.scope import newest_period
from pipelines.settings import now
from reports.command import make_report
from reports.supervision import supervision_note
from ui import numbers, parts
from ui.context import Context
from ui.text import documents as text

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "html": "text/html",
}


def report_downloads(ctx: Context) -> None:
    """Choose report and format, press, get the file. Nothing for a role that may not export."""
    if not ctx.person.may("export"):
        return
    period = ctx.filters.period or newest_period(ctx.build)
    with parts.card(text.TITLE, text.NOTE.format(period=numbers.period(period))):
        left, middle, right = st.columns([2, 3, 3], vertical_alignment="bottom")
        kind = left.selectbox(
            text.KIND, list(text.KINDS), format_func=text.KINDS.get, key="report-kind"
        )
        style = middle.segmented_control(
            text.FORMAT,
            list(text.FORMATS),
            format_func=text.FORMATS.get,
            default="docx",
            required=True,
            key="report-format",
        )
        is_public = right.checkbox(text.PUBLIC, key="report-public")
        st.download_button(
            text.DOWNLOAD.format(kind=text.KINDS[kind], format=text.FORMATS[style]),
            data=lambda: made(ctx, period, kind, style, is_public),
            file_name=file_name(period, kind, style, is_public),
            mime=MIME[style],
            type="primary",
            on_click="ignore",
            key="report-download",
        )


def made(ctx: Context, period: str, kind: str, style: str, is_public: bool) -> bytes:
    """The report's bytes, its export on record; the code it prints includes that record."""
    about = {"period": period, "format": style, "public": is_public}
    export(ledger(), ctx.person, f"report-{kind}", 1, about, now())
    return make_report(
        ctx.build,
        period,
        style,
        ctx.person,
        code=ledger().code(),
        kind=kind,
        is_public=is_public,
    )


def file_name(period: str, kind: str, style: str, is_public: bool) -> str:
    return text.FILE.format(
        town=knowledge.region().name,
        period=numbers.period(period),
        kind=text.KINDS[kind],
        public=text.PUBLIC_MARK if is_public else "",
        format=style,
    )


def note_downloads(ctx: Context, task: dict) -> None:
    """The printable supervision note of one task, as Word and as PDF."""
    if not ctx.person.may("export"):
        return
    for column, style in zip(st.columns(2), ("docx", "pdf"), strict=True):
        column.download_button(
            text.NOTE_DOWNLOAD.format(format=text.FORMATS[style]),
            data=lambda style=style: note(ctx, task, style),
            file_name=text.NOTE_FILE.format(task_no=task["task_no"], format=style),
            mime=MIME[style],
            on_click="ignore",
            key=f"note-{style}-{task['matter_id']}",
        )


def note(ctx: Context, task: dict, style: str) -> bytes:
    about = {name: task[name] for name in ("task_no", "matter_id")}
    export(ledger(), ctx.person, "supervision-note", 1, about, now())
    code = ledger().code()
    return supervision_note(ctx.build, task["matter_id"], ctx.person, style=style, code=code)
