"""The printable 督办单 for one rectification task, as Word or PDF."""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document as open_word
from docx.shared import Mm, Pt

from pipelines.queries import knowledge, rectification, scope
from pipelines.queries.scope import Filters, Person
from reports import numbers, word_file
from reports.document import Document
from reports.pdf_file import typeset
from reports.words import say, word

FIELDS = (
    ("facility", "facility_name", "text"),
    ("village", "village", "text"),
    ("issue", "issue", "text"),
    ("severity", "severity", "text"),
    ("measures", "measures", "text"),
    ("person", "responsible_person", "text"),
    ("assigned", "assigned_date", "date"),
    ("deadline", "deadline_date", "date"),
    ("extended", "extended_to_date", "date"),
    ("status", "status", "text"),
)


class UnknownTask(LookupError):
    """No such task, or outside what the person may see."""


def supervision_note(
    build: Path, matter: str, person: Person, *, style: str = "docx", code: str = ""
) -> bytes:
    """The note as .docx or .pdf. code: the ledger's short code for the footer. Raises UnknownTask.

    Tasks of every month are found; overdue days are mart_rectification's own.
    """
    task = find_task(build, matter, person)
    note = note_data(build, task, code)
    return typeset("supervision.typ", note) if style == "pdf" else as_word(note)


def find_task(build: Path, matter: str, person: Person) -> dict:
    """The task of a matter_id, or of a number that only one task has."""
    tasks = rectification.tasks(build, Filters(), person)
    found = tasks[tasks["matter_id"] == matter]
    if found.empty:
        found = tasks[tasks["task_no"] == matter]
    if len(found) != 1:
        code = "supervision.many_tasks" if len(found) else "supervision.no_task"
        raise UnknownTask(say(code, task_no=matter))
    return found.iloc[0].to_dict()


def note_data(build: Path, task: dict, code: str) -> dict:
    """Every word of the note."""
    run = scope.run_info(build)
    town = knowledge.region().name
    as_of = numbers.day(run["as_of"])
    return {
        "banner": word("supervision.banner"),
        "title": say("supervision.title", facility=task["facility_name"]),
        "number": say("supervision.number", task_no=task["task_no"]),
        "office": say("frame.office", town=town),
        "day": as_of,
        "to": say("supervision.to", unit=numbers.cell(task["responsible_unit"], "text")),
        "body": body(task),
        "fields": fields(task),
        "demands_title": word("supervision.demands"),
        "demands": word("supervision.demand"),
        "receipt": word("supervision.receipt"),
        "receipt_rows": word("supervision.receipt_rows"),
        "sample": word("frame.sample") if run["is_sample"] else None,
        "footer": say(
            "frame.footer",
            as_of=say("frame.footer_as_of", as_of=as_of),
            build=run["build"],
            code=code or word("units.none"),
        ),
    }


def body(task: dict) -> str:
    if task["is_overdue"]:
        late = say(
            "supervision.overdue",
            days=numbers.count(task["days_overdue"], word("units.days")),
            workdays=numbers.count(task["workdays_overdue"]),
        )
    elif not task["is_done"] and task["days_left"] >= 0:
        left = numbers.count(task["days_left"], word("units.days"))
        late = say("supervision.due", days=left)
    else:
        late = ""
    return say(
        "supervision.body",
        assigned=numbers.day(task["assigned_date"]),
        deadline=numbers.day(task["deadline_date"]),
        status=task["status"],
        overdue=late,
    )


def fields(task: dict) -> list[list[str]]:
    """Label and value of every known field, and the workbook row it all stands in."""
    known = [
        [word(f"supervision.{label}"), numbers.cell(task[column], kind)]
        for label, column, kind in FIELDS
        if not numbers.is_unknown(task[column])
    ]
    source = say(
        "supervision.source_row",
        file=task["source_file"],
        sheet=task["source_sheet"],
        row=int(task["source_row"]),
    )
    return [*known, [word("supervision.source"), source]]


def as_word(note: dict) -> bytes:
    page = open_word()
    word_file.set_page(page)
    word_file.set_styles(page)
    one_page(page)
    shell = Document(note["title"], "", note["banner"], note["office"], note["day"],
                     note["footer"], (), is_sample=note["sample"] is not None)  # fmt: skip
    word_file.head(page, shell)
    page.add_paragraph(note["number"])
    page.add_paragraph(note["to"])
    page.add_paragraph(note["body"]).paragraph_format.first_line_indent = Pt(24)
    form(page, note["fields"])
    page.add_paragraph(note["demands_title"])
    for number, demand in enumerate(note["demands"], 1):
        page.add_paragraph(f"{number}. {demand}").paragraph_format.first_line_indent = Pt(24)
    word_file.sign(page, shell)
    word_file.caption(page, note["receipt"])
    form(page, [[label, ""] for label in note["receipt_rows"]])
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def one_page(page) -> None:
    """Smaller letters and margins than a report's: note and receipt share one sheet."""
    sheet, normal = page.sections[0], page.styles["Normal"]
    sheet.top_margin, sheet.bottom_margin = Mm(24), Mm(22)
    sheet.header_distance, sheet.footer_distance = Mm(12), Mm(8)
    normal.font.size, normal.paragraph_format.line_spacing = Pt(12), Pt(19)


def form(page, rows: list[list[str]]) -> None:
    """Label beside value, without a heading row."""
    grid = page.add_table(rows=len(rows), cols=2)
    grid.style, grid.autofit = "Table Grid", False
    word_file.set_padding(grid)
    grid.columns[0].width, grid.columns[1].width = Mm(36), Mm(120)
    for row, (label, value) in zip(grid.rows, rows, strict=True):
        word_file.whole_row(row)
        row.cells[0].width, row.cells[1].width = Mm(36), Mm(120)
        word_file.shade(row.cells[0], "E8EEF4")
        for cell, text in zip(row.cells, (label, value), strict=True):
            cell.paragraphs[0].paragraph_format.line_spacing = 1.1
            word_file.add_run(cell.paragraphs[0], text, word_file.FANG, Pt(12))
