"""Workbooks for clerks: protected headings, dropdowns, hints, coloured cells with comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from models.catalog.forms import Column, Forms

LONGEST_INLINE_LIST = 250  # Excel allows 255 characters in a list typed into the rule
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
COLOURS = {"error": "#FFC7CE", "warning": "#FFEB9C"}
WIDTHS = {"text": 24, "name": 24, "multi": 22, "code": 22, "code_text": 15, "date": 13,
          "village": 13, "unit": 13, "enum": 13, "phone": 14, "person": 11}  # fmt: skip
WORDS = ("text", "name", "multi")  # from the left; everything shorter stands in the middle
NARROW, REFERENCE_WIDTH, PROSE_WIDTH = 10, 16, 40
SHEET_WIDTH = 190  # characters that a landscape A4 page shows at a size people can read
LINE, ROW = 15, 21  # points
FONT = {"font_name": "宋体", "font_size": 11}
EARLIEST = date(1949, 10, 1)


@dataclass(frozen=True)
class Head:
    """A heading of the page: its words and the column it stands for (None: not to be filled in, a
    reference or, `is_prose`, a sentence)."""

    words: str
    column: Column | None = None
    is_prose: bool = False

    @property
    def kind(self) -> str:
        return self.column.type if self.column else ("text" if self.is_prose else "")

    @property
    def width(self) -> int:
        if self.column is None:
            return PROSE_WIDTH if self.is_prose else REFERENCE_WIDTH
        return WIDTHS.get(self.kind, NARROW)


@dataclass
class Remark:
    """What is wrong with a cell and how to cure it."""

    severity: str
    text: str
    short: str = ""  # for the rows after the first that has the same text


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


def lines_of(text: object, width: int) -> int:
    """How many lines a text fills in a column of this width; a Chinese character counts two."""
    parts = str(text if text is not None else "").split("\n")
    return sum(max(1, ceil(sum(2 if ord(c) > 255 else 1 for c in p) / width)) for p in parts)


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, forms: Forms) -> None:
        self.book, self.forms = book, forms
        self.lists: dict[tuple[str, ...], str] = {}
        wrapped = {**FONT, "text_wrap": True, "valign": "vcenter"}
        self.title = book.add_format({**wrapped, "bold": True, "font_size": 16, "align": "left"})
        self.note = book.add_format({**wrapped, "font_color": "#404040"})
        heading = {**wrapped, "bold": True, "border": 1, "align": "center"}
        self.required = book.add_format({**heading, "bg_color": "#9DB7DD"})
        self.heading = book.add_format({**heading, "bg_color": "#E3EAF5"})
        self.formats: dict[tuple[str, str], Any] = {}

    def cell_format(self, severity: str, kind: str) -> Any:
        key = (severity, kind)
        if key not in self.formats:
            look: dict[str, Any] = {**FONT, "border": 1, "text_wrap": True, "valign": "vcenter"}
            look["align"] = "left" if kind in WORDS else "center"
            look["locked"] = severity == "fixed"
            if severity in COLOURS:
                look["bg_color"] = COLOURS[severity]
            if severity == "fixed":
                look["font_color"] = "#7F7F7F"
            look["num_format"] = "yyyy-mm-dd" if kind == "date" else "General"
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def page(self, page: Page, name: str) -> None:
        sheet = self.book.add_worksheet(name)
        widths = [head.width for head in page.heads]
        self._top(sheet, page, widths)
        top = len(page.titles)
        count = len(page.rows) + page.blank_rows
        for i in range(count):
            row = page.rows[i] if i < len(page.rows) else [None] * len(page.heads)
            for j, head in enumerate(page.heads):
                self._cell(sheet, (top + 1 + i, j), row[j], head, page.remarks.get((i, j), []))
            lines = max(map(lines_of, row, widths))
            sheet.set_row(top + 1 + i, max(ROW, LINE * lines))
        for j, head in enumerate(page.heads):
            if head.column and count:
                self._rule(sheet, (top + 1, j, top + count, j), head.column)
        sheet.freeze_panes(top + 1, 1)
        _set_up_print(sheet, top, sum(widths))
        sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True})

    def _top(self, sheet, page: Page, widths: list[int]) -> None:
        """Titles over the whole width, then the headings; required ones are darker."""
        first = [n for n in accumulate(widths) if n <= SHEET_WIDTH]  # what the first page shows
        for i, text in enumerate(page.titles):
            look = self.note if i else self.title
            sheet.merge_range(i, 0, i, max(len(first) - 1, 1), text, look)
            sheet.set_row(i, LINE * lines_of(text, first[-1]) + (2 if i else 12))
        top = len(page.titles)
        for j, (head, width) in enumerate(zip(page.heads, widths, strict=True)):
            is_needed = head.column is not None and head.column.required
            sheet.write_string(top, j, head.words, self.required if is_needed else self.heading)
            sheet.set_column(j, j, width)
        tallest = max(lines_of(h.words, w - 1) for h, w in zip(page.heads, widths, strict=True))
        sheet.set_row(top, max(ROW, LINE * tallest + 4))

    def _cell(self, sheet, place: tuple[int, int], value: Any, head: Head, remarks: list[Remark]):
        worst = "fixed" if head.column is None else ""
        for remark in remarks:
            worst = "error" if "error" in (worst, remark.severity) else "warning"
        kind = "date" if isinstance(value, (date, datetime)) else head.kind
        look = self.cell_format(worst, kind)
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
            size = {"x_scale": 2.2, "y_scale": max(0.5, 0.28 * (1 + lines_of(text, 38)))}
            sheet.write_comment(*place, text, {**size, **FONT, "font_size": 10, "author": ""})

    def _rule(self, sheet, span: tuple[int, int, int, int], column: Column) -> None:
        """The hint of a column; a list to pick from; a question where a word stands for a date or
        a number. Nothing is forbidden: what a clerk insists on comes back with its reason."""
        words = self._hint(column)[:255]
        title = column.heading[:32]
        hint = {"input_title": title, "input_message": words, "error_title": title,
                "error_message": words, "error_type": "warning"}  # fmt: skip
        sheet.data_validation(*span, {**self._allowed(span, column), **hint})

    def _allowed(self, span: tuple[int, int, int, int], column: Column) -> dict[str, Any]:
        options = self._options(column)
        if options:  # of several choices each is offered, and more than one may be typed
            is_open = column.type == "multi"
            return {"validate": "list", "source": self._source(options), "show_error": not is_open}
        if column.type == "date":
            return {"validate": "date", "criteria": ">=", "value": EARLIEST}
        if column.is_number:
            cell = xl_rowcol_to_cell(*span[:2])
            words = self.forms.texts["paper"]["no_number"].split("、")
            said = ",".join(f'{cell}="{word}"' for word in words)
            return {"validate": "custom", "value": f"=OR(ISNUMBER({cell}),{said})"}
        return {"validate": "any"}

    def _options(self, column: Column) -> list[str]:
        if column.type in ("enum", "multi"):
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


def _set_up_print(sheet, top: int, width: int) -> None:
    """Landscape A4, as many pages wide as the columns need to stay readable."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(ceil(width / SHEET_WIDTH), 0)
    sheet.repeat_rows(top)
    sheet.repeat_columns(0)
    sheet.set_footer("&C&A　&P / &N")
