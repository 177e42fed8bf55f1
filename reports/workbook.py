"""The report as an Excel workbook: summary, native charts, every ledger and every source."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import xlsxwriter

from reports import numbers, public
from reports.cells import SAFE, fitting, is_risky, wide
from reports.document import Chart, Document, Paragraph
from reports.facts import Facts
from reports.sources import all_rows
from reports.words import column, say, word

TYPES = {"bar": "bar", "stacked": "bar", "columns": "column", "lines": "line"}
STACKED = ("stacked", "columns")
COLUMNS = {
    "inventory": ["rank", "level", "facility_name", "village", "sector", "facility_type",
                  "registration_status", "department", "score", "score_low", "score_high",
                  "coverage_pct", "delta", "previous_level", "people_involved",
                  "elderly_involved", "amount_involved_wan", "unpaid_wan", "is_statutory",
                  "is_key", "reason", "screened_date"],
    "key": ["rank", "level", "facility_name", "village", "sector", "people_involved",
            "amount_involved_wan", "reasons", "responsible_unit", "responsible_person",
            "measures", "deadline_date", "next_step"],
    "tasks": ["task_no", "facility_name", "village", "issue", "severity", "responsible_unit",
              "responsible_person", "measures", "assigned_date", "due_date", "extended_to_date",
              "deadline_date", "status", "is_overdue", "days_overdue", "workdays_overdue",
              "completed_date", "verified_date", "verifier", "verify_result", "source_file",
              "source_sheet", "source_row"],
    "leads": ["lead_no", "received_date", "source", "facility_name", "village", "sector",
              "business_modes", "description", "people_involved", "amount_involved_wan",
              "handling_unit", "handler", "verify_due_date", "status", "step", "days_late",
              "nature", "action", "transferred_to", "transferred_date", "closed_date",
              "source_file", "source_sheet", "source_row"],
    "reports": ["unit", "status", "due_date", "submitted_date", "days_late", "submitter",
                "screened_count", "lead_count", "progress", "remarks", "source_file",
                "source_sheet", "source_row"],
    "activities": ["activity_date", "unit", "channel", "sessions", "participants",
                   "elderly_participants", "materials", "cases_publicised", "remarks",
                   "source_file", "source_sheet", "source_row"],
    "sources": ["figure", "subject", "value", "source_file", "source_sheet", "source_row", "cell"],
}  # fmt: skip
LINE = 15  # points a line of text takes
WIDEST, HIDDEN = 42, "_data"  # the hidden sheet holds what the native charts draw


def render(document: Document, facts: Facts) -> bytes:
    """The .xlsx of a document; ledgers come from the facts, row by row."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, SAFE)
    book.set_properties({"title": document.title, "author": document.office})
    sheet = Sheets(book, document)
    sheet.summary()
    for code, frame in ledgers(document, facts).items():
        sheet.ledger(code, frame)
    sheet.notes(facts)
    sheet.ledger("sources", all_rows(document.figures))
    book.close()
    return out.getvalue()


def ledgers(document: Document, facts: Facts) -> dict[str, pd.DataFrame]:
    frames = {
        "inventory": facts.inventory,
        "key": facts.key,
        "tasks": facts.tasks,
        "leads": facts.leads,
        "reports": facts.reports,
        "activities": facts.activities,
    }
    if not document.is_public:
        return frames
    names = public.known_names(facts)
    return {code: public.hidden_frame(frame, names) for code, frame in frames.items()}


class Sheets:
    """Writes the sheets of one workbook in one look."""

    def __init__(self, book: xlsxwriter.Workbook, document: Document) -> None:
        self.book, self.document = book, document
        self.look = looks(book)

    def open(self, code: str, wide: bool = True):
        sheet = self.book.add_worksheet(word(f"sheets.{code}"))
        sheet.hide_gridlines(2)
        sheet.set_paper(8 if wide else 9)  # A3 lying for ledgers, A4 standing for texts
        if wide:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sample = f'&C&"SimHei"&KC00000{word("frame.sample")}' if self.document.is_sample else ""
        sheet.set_header(sample)
        sheet.set_footer(f"&L&9{self.document.footer}&R&9&P / &N")
        return sheet

    def title(self, sheet, words: str, columns: int) -> int:
        """Title and note rows; the number of the next free row."""
        sheet.write_string(0, 0, words, self.look["title"])
        sheet.set_row(0, 28)
        notes = "　".join([*self.document.notes, self.document.footer])
        sheet.write_string(1, 0, notes, self.look["warn" if self.document.notes else "note"])
        return 3

    def ledger(self, code: str, frame: pd.DataFrame) -> None:
        sheet, columns = self.open(code), COLUMNS[code]
        name = word("attachments")[code]
        row = self.title(sheet, f"{name}　{self.document.short}", len(columns))
        sheet.write_string(row - 1, 0, say("frame.shown", total=len(frame)), self.look["note"])
        lines = [1] * len(frame)
        for place, name in enumerate(columns):
            taken = self.column(sheet, row, place, column(name, code), frame[name])
            lines = [max(pair) for pair in zip(lines, taken, strict=True)]
        for number, some in enumerate(lines, start=row + 1):
            sheet.set_row(number, LINE * some + 3)
        sheet.freeze_panes(row + 1, 3 if code in ("inventory", "key") else 1)
        sheet.repeat_rows(row)
        if len(frame):
            sheet.autofilter(row, 0, row + len(frame), len(columns) - 1)

    def column(self, sheet, row: int, place: int, about: dict, values: pd.Series) -> list[int]:
        """Write a column; the lines each of its cells takes."""
        sheet.write_string(row, place, about["name"], self.look["head"])
        for number, value in enumerate(values, start=row + 1):
            write(sheet, number, place, value, about["kind"], self.look)
        taken = [wide(numbers.cell(value, about["kind"])) for value in values]
        size = min(max([*taken, wide(about["name"])]) + 3, WIDEST)
        sheet.set_column(place, place, size)
        return [-(-(some + 1) // (size - 1)) for some in taken]

    def summary(self) -> None:
        """Key figures, the sentences, the charts."""
        sheet = self.open("summary", wide=False)
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 18)
        sheet.set_column(2, 6, 14)
        row = self.title(sheet, self.document.title, 7)
        heads = ("frame.figure", "frame.figure_value", "frame.figure_rows")
        for place, key in enumerate(heads if self.document.figures else ()):
            sheet.write_string(row, place, word(key), self.look["head"])
        for one in self.document.figures:
            row += 1
            sheet.write_string(row, 0, one.name, self.look["text"])
            sheet.write_string(row, 1, one.shown, self.look["strong"])
            sheet.write_number(row, 2, len(one.rows), self.look["count"])
        self.sentences(sheet, row + 2)
        self.charts()

    def sentences(self, sheet, row: int) -> None:
        for section in self.document.sections:
            sheet.write_string(row, 0, section.title, self.look["section"])
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    row += 1
                    sheet.merge_range(row, 0, row, 6, "", self.look["wrapped"])
                    sheet.write_string(row, 0, block.text, self.look["wrapped"])
                    sheet.set_row(row, 16 * (wide(block.text) // 100 + 1) + 4)
            row += 2

    def charts(self) -> None:
        """Every chart on one printed page, two abreast, over figures on a hidden sheet."""
        charts = [b for s in self.document.sections for b in s.blocks if isinstance(b, Chart)]
        if not charts:
            return
        sheet = self.open("charts")
        row = self.title(sheet, f"{word('sheets.charts')}　{self.document.short}", 2)
        data = self.book.add_worksheet(HIDDEN)
        data.hide()
        start = 0
        for number, chart in enumerate(charts):
            down, across = divmod(number, 2)
            native = self.native(data, start, chart)
            sheet.insert_chart(row + 18 * down, 12 * across, native, {"object_position": 1})
            start += len(chart.categories) + 2

    def native(self, data, start: int, chart: Chart):
        """An editable chart over figures on the hidden sheet."""
        data.write_column(start + 1, 0, chart.categories)
        kind = {"type": TYPES[chart.kind]}
        if chart.kind in STACKED:
            kind["subtype"] = "stacked"
        native, last = self.book.add_chart(kind), start + len(chart.categories)
        for place, series in enumerate(chart.series, start=1):
            data.write_string(start, place, series.name)
            for number, value in enumerate(series.values, start=start + 1):
                if value is not None:
                    data.write_number(number, place, value)
            native.add_series({
                "name": [HIDDEN, start, place], "categories": [HIDDEN, start + 1, 0, last, 0],
                "values": [HIDDEN, start + 1, place, last, place], "gap": 60,
                "fill": {"color": series.colour}, "border": {"none": True},
                "line": {"color": series.colour, "width": 2.25},
                **({"data_labels": {"value": True}} if len(chart.series) == 1 else {}),
            })  # fmt: skip
        return dressed(native, chart)

    def notes(self, facts: Facts) -> None:
        sheet = self.open("notes", wide=False)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 90)
        row = self.title(sheet, word("notes.title"), 2)
        for place, key in enumerate(("notes.items", "notes.words")):
            sheet.write_string(row, place, word(key), self.look["head"])
        values = note_values(self.document, facts)
        for item, words in word("notes.rows"):
            row += 1
            sheet.write_string(row, 0, item, self.look["text"])
            sheet.write_string(row, 1, words.format(**values), self.look["wrapped"])


def note_values(document: Document, facts: Facts) -> dict[str, str]:
    levels = facts.catalog.scoring.levels
    return {
        "period": facts.period,
        "as_of": facts.day,
        "build": facts.run["build"],
        "code": document.footer.rsplit(" ", 1)[-1],
        "catalogue": facts.run["catalogue_hash"][:12],
        "rank_rule": levels.rank_rule,
        "level_basis": levels.basis,
        "area": facts.area,
    }


def dressed(native, chart: Chart):
    """Title with unit, quiet grid, legend only where there is more than one series."""
    lying = chart.kind in ("bar", "stacked")
    unit = say("frame.chart_unit", unit=chart.unit)
    native.set_title({"name": f"{chart.title}（{unit}）", "name_font": {"size": 12}})
    native.set_legend({"none": True} if len(chart.series) == 1 else {"position": "top"})
    quiet = {"major_gridlines": {"visible": True, "line": {"color": "#E3E7EB"}}}
    plain = {"major_gridlines": {"visible": False}}
    if lying:  # the first category stands on top, the scale stays below
        native.set_x_axis({**quiet, "label_position": "high"})
        native.set_y_axis({**plain, "reverse": True})
    else:
        native.set_x_axis(plain)
        native.set_y_axis(quiet)
    native.set_size({"width": 720, "height": 330})
    return native


def looks(book) -> dict:
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    cell = {**base, "border": 1, "border_color": "#C9D3DD"}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 16}),
        "note": book.add_format({**base, "font_color": "#5B6875", "font_size": 10}),
        "warn": book.add_format({**base, "font_color": "#C00000", "font_size": 10}),
        "section": book.add_format({**base, "bold": True, "font_size": 13}),
        "head": book.add_format({**cell, "bold": True, "bg_color": "#DCE8F2", "align": "center"}),
        "text": book.add_format({**cell, "text_wrap": True}),
        "flag": book.add_format({**cell, "align": "center"}),
        "strong": book.add_format({**cell, "bold": True}),
        "quoted": book.add_format({**cell, "quote_prefix": True, "text_wrap": True}),
        "wrapped": book.add_format({**base, "text_wrap": True, "valign": "top"}),
        "count": book.add_format({**cell, "num_format": "#,##0"}),
        "wan": book.add_format({**cell, "num_format": "#,##0.0#"}),
        "score": book.add_format({**cell, "num_format": "0.0"}),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"}),
        **{name: book.add_format({**cell, "bg_color": one["colour"], "font_color": one["ink"],
                                  "align": "center"}) for name, one in word("levels").items()},
    }  # fmt: skip


FORMAT_OF_KIND = {"count": "count", "days": "count", "plain": "text", "wan": "wan",
                  "percent": "wan", "score": "score", "delta": "score"}  # fmt: skip


def write(sheet, row: int, place: int, value, kind: str, look: dict) -> None:
    """A cell of its own type; unknown stays blank, words that look like formulas stay words."""
    if numbers.is_unknown(value):
        sheet.write_blank(row, place, None, look["text"])
    elif kind == "level":
        sheet.write_string(row, place, numbers.level(value), look.get(value, look["text"]))
    elif kind == "flag":
        sheet.write_string(row, place, numbers.cell(value, kind), look["flag"])
    elif kind == "date":
        sheet.write_datetime(row, place, date.fromisoformat(str(value)[:10]), look["date"])
    elif kind in FORMAT_OF_KIND:
        name = FORMAT_OF_KIND[kind]
        whole = name == "wan" and float(value).is_integer()  # 90 and never "90."
        sheet.write_number(row, place, float(value), look["count" if whole else name])
    else:
        words = fitting(str(value))
        sheet.write_string(row, place, words, look["quoted" if is_risky(words) else "text"])
