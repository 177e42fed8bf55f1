"""Workbooks for clerks: protected headings, dropdowns, hints, coloured cells with comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from models.catalog.forms import Column, Forms

LONGEST_INLINE_LIST = 250  # Excel allows 255 characters in a list typed into the rule
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
COLOURS = {"error": "#FFC7CE", "warning": "#FFEB9C"}
WIDTHS = {"text": 28, "name": 26, "multi": 24, "code": 22, "date": 13, "village": 14, "unit": 14}


@dataclass(frozen=True)
class Head:
    """A heading of the page: its words and the column it stands for (None: a mere reference)."""

    words: str
    column: Column | None = None


@dataclass
class Remark:
    """What is wrong with a cell and how to cure it."""

    severity: str
    text: str


@dataclass
class Page:
    """One sheet: titles, headings, rows of raw values, remarks by (row, column) of the body."""

    name: str
    titles: list[str]
    heads: list[Head]
    rows: list[list[Any]] = field(default_factory=list)
    remarks: Mapping[tuple[int, int], list[Remark]] = field(default_factory=dict)
    blank_rows: int = 0


def write_pages(path: Path, pages: Sequence[Page], forms: Forms) -> Path:
    """Write the workbook. Long option lists go to a sheet of their own that stays out of sight."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        writer = _Writer(book, forms)
        used: set[str] = set()
        for page in pages:
            writer.page(page, _sheet_name(page.name, used))
        writer.finish()
    return path


def _sheet_name(name: str, used: set[str]) -> str:
    """A name Excel accepts, once."""
    clean = "".join("_" if c in r"[]:*?/\'" else c for c in name)[:28] or "Sheet"
    number, unique = 1, clean
    while unique in used:
        number += 1
        unique = f"{clean}{number}"
    used.add(unique)
    return unique


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, forms: Forms) -> None:
        self.book, self.forms = book, forms
        self.lists: dict[tuple[str, ...], str] = {}
        self.title = book.add_format({"bold": True, "font_size": 14, "align": "left"})
        self.note = book.add_format({"font_color": "#595959"})
        heading = {"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True}
        self.heading = book.add_format({**heading, "align": "center", "valign": "vcenter"})
        self.formats: dict[tuple[str, bool], Any] = {}

    def cell_format(self, severity: str, is_date: bool) -> Any:
        key = (severity, is_date)
        if key not in self.formats:
            look: dict[str, Any] = {"border": 1, "locked": severity == "fixed"}
            if severity in COLOURS:
                look["bg_color"] = COLOURS[severity]
            if severity == "fixed":
                look["font_color"] = "#7F7F7F"
            look["num_format"] = "yyyy-mm-dd" if is_date else "General"
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def page(self, page: Page, name: str) -> None:
        sheet = self.book.add_worksheet(name)
        for i, text in enumerate(page.titles):
            sheet.write_string(i, 0, text, self.title if i == 0 else self.note)
        top = len(page.titles)
        for j, head in enumerate(page.heads):
            sheet.write_string(top, j, head.words, self.heading)
            sheet.set_column(j, j, WIDTHS.get(head.column.type, 12) if head.column else 16)
        count = len(page.rows) + page.blank_rows
        for i in range(count):
            row = page.rows[i] if i < len(page.rows) else [None] * len(page.heads)
            for j, head in enumerate(page.heads):
                self._cell(sheet, (top + 1 + i, j), row[j], head, page.remarks.get((i, j), []))
        for j, head in enumerate(page.heads):
            if head.column and count:
                self._rule(sheet, (top + 1, j, top + count, j), head.column)
        sheet.freeze_panes(top + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True})

    def _cell(self, sheet, place: tuple[int, int], value: Any, head: Head, remarks: list[Remark]):
        worst = "fixed" if head.column is None else ""
        for remark in remarks:
            worst = "error" if "error" in (worst, remark.severity) else "warning"
        is_date = isinstance(value, (date, datetime)) or bool(
            head.column and head.column.type == "date"
        )
        look = self.cell_format(worst, is_date)
        if isinstance(value, bool) or value in (None, ""):
            sheet.write_blank(*place, None, look)
        elif isinstance(value, (date, datetime)):
            sheet.write_datetime(*place, value, look)
        elif isinstance(value, (int, float)):
            sheet.write_number(*place, value, look)
        else:
            sheet.write_string(*place, str(value), look)
        if remarks:
            text = "\n".join(remark.text for remark in remarks)
            sheet.write_comment(*place, text, {"x_scale": 2.2, "y_scale": 1.4, "author": ""})

    def _rule(self, sheet, span: tuple[int, int, int, int], column: Column) -> None:
        hint = {"input_title": column.heading[:32], "input_message": self._hint(column)[:255]}
        options = self._options(column)
        if options:
            rule = {"validate": "list", "source": self._source(options), "error_type": "warning"}
            sheet.data_validation(*span, {**rule, **hint})
        else:
            sheet.data_validation(*span, {"validate": "any", **hint})

    def _options(self, column: Column) -> list[str]:
        if column.type == "enum":
            return list(column.options.values)
        if column.type == "yesno":
            return self.forms.texts["paper"]["yes_no"].split("、")
        if column.type in ("village", "unit"):
            villages = [v.name for v in self.forms.region.villages]
            departments = [d.name for d in self.forms.region.departments]
            return villages + (departments if column.type == "unit" else [])
        return []

    def _hint(self, column: Column) -> str:
        texts = self.forms.texts["paper"]
        words = texts.get(f"hint_{column.type}", texts["hint_text"])
        needed = texts["required"] if column.required else texts["optional"]
        options = "、".join(column.options.values) if column.type == "multi" else ""
        return f"{needed}{words.format(options=options)}"

    def _source(self, options: list[str]) -> list[str] | str:
        if len(",".join(options)) <= LONGEST_INLINE_LIST:
            return options
        key = tuple(options)
        if key not in self.lists:
            letter = chr(65 + len(self.lists))
            self.lists[key] = f"=_options!${letter}$1:${letter}${len(options)}"
        return self.lists[key]

    def finish(self) -> None:
        if not self.lists:
            return
        sheet = self.book.add_worksheet("_options")
        for j, options in enumerate(self.lists):
            sheet.write_column(0, j, options)
        sheet.very_hidden()
