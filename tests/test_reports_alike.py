"""Five files, one report: what one says all say, and the figures are the screens' own."""

import importlib
import io
import re
import subprocess
from functools import cache
from html import unescape

import openpyxl
import pandas as pd
import pytest
from docx import Document as open_word
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation

from pipelines.queries import inventory, leads, monthly, overview, rectification
from pipelines.queries.scope import Filters, Person
from reports import bridging
from reports.command import FORMATS, NEEDS_FACTS
from reports.document import Paragraph, Table
from reports.making import gather, write_document
from ui.story import inventory as inventory_story
from ui.story import leads as leads_story
from ui.story import monthly as monthly_story
from ui.story import overview as overview_story
from ui.story import rectification as rectification_story

MONTH, ANALYST, CODE = "2026-11", Person(name="张分析", role="分析员"), "7-0a1b2c3d"
KINDS = ("monthly", "final")


@cache
def facts_of(build):
    return gather(build, MONTH, ANALYST)


@cache
def report(build, kind):
    return write_document(facts_of(build), kind, CODE)


def bare(text: str) -> str:
    """Letters and digits alone: line ends, hyphens of pages and spaces are the format's affair."""
    return re.sub(r"\s|[-\u00a0•]", "", text)


def words_of_word(data):
    opened = open_word(io.BytesIO(data))
    cells = [c.text for t in opened.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in opened.paragraphs), *cells])


def words_of_slides(data):
    found = []
    for slide in Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def words_of_workbook(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )


def words_of_pdf(data):
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True)
    lines = [one for one in done.stdout.decode().splitlines() if "数据截至" not in one]
    return "\n".join(one for one in lines if not re.fullmatch(r"— \d+ —|演示数据|\f?演示数据", one))


READERS = {
    "docx": words_of_word,
    "pptx": words_of_slides,
    "xlsx": words_of_workbook,
    "html": lambda data: unescape(re.sub(r"<[^>]+>", "\n", data.decode())),
    "pdf": words_of_pdf,
}


@cache
def read(build, kind, style):
    render = importlib.import_module(FORMATS[style]).render
    more = [facts_of(build)] if style in NEEDS_FACTS else []
    return bare(READERS[style](render(report(build, kind), *more)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("style", sorted(FORMATS))
def test_every_sentence_stands_in_every_file(sample_build, kind, style):
    said = [
        one
        for section in report(sample_build, kind).sections
        for block in section.blocks
        if isinstance(block, Paragraph)
        for one in block.text.split("。")
    ]
    text = read(sample_build, kind, style)
    assert len(said) > 20
    assert [one for one in said if bare(one) not in text] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("style", sorted(set(FORMATS) - {"xlsx"}))  # it holds the ledgers instead
def test_every_cell_of_every_table_stands_in_every_file(sample_build, kind, style):
    cells = {
        cell
        for section in report(sample_build, kind).sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in (block.headings, *block.rows)
        for cell in row
    }
    text = read(sample_build, kind, style)
    assert len(cells) > 50
    assert [cell for cell in cells if bare(cell) not in text] == []


def test_the_figures_of_the_report_are_those_on_the_screens(sample_build):
    where = (sample_build, Filters(period=MONTH), ANALYST)
    months = overview.months(*where)
    reported, totals = monthly.totals(*where), inventory.totals(*where)
    screens = {
        "overview": overview_story.key_figures(
            months, overview.overdue(*where), pd.DataFrame(), {}, overview.courses(*where)
        ),
        "inventory": inventory_story.key_figures(totals, inventory.key_totals(*where)),
        "leads": leads_story.key_figures(leads.totals(*where), leads.by_month(*where)),
        "tasks": rectification_story.key_figures(
            rectification.totals(*where), rectification.burn_down(*where)
        ),
        "monthly": monthly_story.key_figures(
            reported, monthly.publicity_totals(*where), monthly.gaps(*where),
            monthly.by_month(*where),
        ),
    }  # fmt: skip
    shown = {page: [figure.value for figure in some] for page, some in screens.items()}
    told = {one.code: one.shown for one in report(sample_build, "monthly").figures}
    in_order = {
        "overview": ["facilities", "urgent", "people", "amount", "overdue"],
        "inventory": ["facilities", "key", "statutory"],
        "tasks": ["tasks"],
        "monthly": ["reported"],
    }
    for page, codes in in_order.items():
        assert [told[code] for code in codes] == shown[page][: len(codes)], page
    assert told["overdue"] == shown["tasks"][2]
    assert told["unpaid"] == shown["inventory"][4]
    assert told["sessions"] == shown["monthly"][3]
    assert told["open_leads"] in shown["leads"]


def test_every_figure_lists_as_many_rows_as_it_counts(sample_build):
    for one in report(sample_build, "monthly").figures:
        if one.code not in ("people", "amount", "unpaid", "sessions"):  # sums, not counts
            assert one.shown.startswith(f"{len(one.rows):,}"), one.name
        assert one.rows["source_row"].notna().all(), one.name


# ---------------------------------------------------------------- the bridge


def test_the_bridge_adds_up_in_every_village_and_ends_at_the_screens_figure(sample_build):
    facts = gather(sample_build, MONTH, ANALYST)
    for kind, rows in facts.bridges.items():
        assert rows["adds_up"].all(), kind
        *villages, total = rows.to_dict("records")
        assert all(
            row["opening"] + row["added"] - row["resolved"] - row["transferred"] == row["closing"]
            for row in (*villages, total)
        )
    assert facts.bridges["tasks"]["closing"].iloc[-1] == facts.task_totals["open_tasks"]
    assert facts.bridges["leads"]["added"].iloc[-1] == facts.lead_totals["new_leads"]


def test_a_month_opens_where_the_month_before_closed(sample_build):
    this, last = (gather(sample_build, month, ANALYST) for month in (MONTH, "2026-10"))
    for kind in ("leads", "tasks"):
        closed = last.bridges[kind].set_index("village")["closing"]
        opened = this.bridges[kind].set_index("village")["opening"]
        assert (opened.reindex(closed.index) == closed).all()


SEPTEMBER = pd.Timestamp("2026-09-01"), pd.Timestamp("2026-09-30")


def task(number, since, until=None, status="整改中"):
    return {"task_no": number, "matter_id": number,
            "village": "曙光村", "assigned_date": since, "done_date": until,
            "status": status, "is_done": until is not None}  # fmt: skip


def test_a_worked_bridge():
    rows = pd.DataFrame([
        task("A", "2026-08-01"),                          # open all the time
        task("B", "2026-08-05", "2026-09-10", "已销号"),   # resolved this month
        task("C", "2026-08-09", "2026-09-12", "已移送"),   # handed on this month
        task("D", "2026-09-02"),                          # new
        task("E", "2026-09-03", "2026-09-20", "已销号"),   # came and went
        task("F", "2026-07-01", "2026-08-20", "已销号"),   # over before
        task("G", "2026-09-30", "2026-10-02", "已销号"),   # still open on the last day
    ])  # fmt: skip
    table = bridging.by_village(bridging.task_matters(rows), *SEPTEMBER)
    assert table.to_dict("records") == [
        {"village": "曙光村", "opening": 3, "added": 3, "resolved": 2, "transferred": 1,
         "closing": 3, "adds_up": True},
        {"village": "合计", "opening": 3, "added": 3, "resolved": 2, "transferred": 1,
         "closing": 3, "adds_up": True},
    ]  # fmt: skip


DAYS = st.dates(pd.Timestamp("2026-07-01").date(), pd.Timestamp("2026-11-30").date())


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(DAYS, st.none() | DAYS, st.sampled_from(["已销号", "已移送"])), max_size=12)
)
def test_whatever_the_dates_the_bridge_adds_up(matters):
    rows = [task(str(n), since, until, end) for n, (since, until, end) in enumerate(matters)]
    frame = pd.DataFrame(rows, columns=list(task("", None)))
    table = bridging.by_village(bridging.task_matters(frame), *SEPTEMBER)
    assert table["adds_up"].all()
    assert (table["opening"] + table["added"] - table["resolved"] - table["transferred"]
            == table["closing"]).all()  # fmt: skip
