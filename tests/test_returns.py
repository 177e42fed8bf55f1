"""退回件 and templates: waiting rows go back, corrections replay, nothing is counted twice."""

import random
from datetime import date, datetime

import openpyxl
import pyarrow.parquet as pq
import pytest

from ledger.events import Ledger
from ledger.imports import live_imports
from pipelines.importing import import_paths
from pipelines.returns import NothingToReturn, make_return
from pipelines.settings import Home
from pipelines.templates import LAST_ROWS, NoTemplate, make_templates, wish_of
from tests.books import forms, stage, write_book, write_csv, write_xls

WHO = {"actor": "张某", "role": "分析员", "at": datetime(2026, 11, 23, 8, 0)}
TITLE = ["曙光村2026年9月风险排查表（单位：元）"]
HEADING = [
    "机构名称",
    "走访时间",
    "走访人",
    "参与人数",
    "老年人数",
    "涉及资金",
    "是否存管",
    "风险等级",
]
CLEAN = [
    ["甲养老院", "9月1日", "张某", "约50人", 40, 500_000, "是", "黄"],
    ["乙养老院", "9月2日", "张某", 30, 20, "12.5万", "否", "橙"],
    ["丙养老院", "9月3日", "李某", 20, 10, 80_000, "√", "绿"],
    ["丁养老院", "9月4日", "李某", 9, 9, "无", "×", "绿"],
]
# row of CLEAN → (column, wrong value): what the clerk got wrong first
MISTAKES = {1: (1, "9月31日"), 2: (2, ""), 3: (4, 99)}


def spoiled():
    rows = [list(row) for row in CLEAN]
    for row, (column, wrong) in MISTAKES.items():
        rows[row][column] = wrong
    return rows


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def imported(home, path):
    return import_paths([path], home, **WHO)["files"][0]


def accepted(home):
    """The accepted rows of all live imports, without where they came from."""
    rows = []
    for one in live_imports(Ledger(home.ledger_url).events()):
        path = home.staged / one.folder / "screening.parquet"
        for row in pq.read_table(path).to_pylist():
            rows.append({k: v for k, v in row.items() if not k.startswith(("source_", "block"))})
    return sorted(rows, key=lambda row: row["facility_name"])


def correct(path, names):
    """Cure the rows of these facilities in a 退回件 as a clerk would, cell by cell."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = [cell.value for cell in sheet[3]]
    canonical = ["单位名称", "排查日期", "排查人", "涉及人数", "其中老年人"]
    for row in sheet.iter_rows(min_row=4):
        number = next(
            (i for i, r in enumerate(CLEAN) if r[0] == row[heads.index("单位名称")].value), None
        )
        if number is not None and CLEAN[number][0] in names:
            column, _ = MISTAKES[number]
            row[heads.index(canonical[column])].value = CLEAN[number][column]
    book.save(path)


def test_a_return_holds_the_waiting_rows_with_colour_comment_and_dropdown(home, tmp_path):
    batch = imported(home, write_book(tmp_path / "表.xlsx", {"9月": [TITLE, HEADING, *spoiled()]}))
    path = tmp_path / "退回.xlsx"
    assert make_return(home, batch["batch"], path) == 3
    sheet = openpyxl.load_workbook(path).active
    heads = [cell.value for cell in sheet[3]]
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == [
        "乙养老院",
        "丙养老院",
        "丁养老院",
    ]
    assert "涉及金额（元）" in heads and heads[-1] == "退回编号"
    wrong = sheet.cell(4, heads.index("排查日期") + 1)
    assert wrong.fill.fgColor.rgb == "FFFFC7CE" and "9月31日" in wrong.comment.text
    right = sheet.cell(4, heads.index("涉及人数") + 1)
    assert right.comment is None and not right.protection.locked
    lists = {
        str(r.sqref): r.formula1 for r in sheet.data_validations.dataValidation if r.type == "list"
    }
    assert any("红,橙,黄,绿" in formula for formula in lists.values())
    assert sheet.protection.sheet and sheet.cell(3, 1).protection.locked


def test_a_corrected_return_answers_exactly_its_waiting_rows(home, tmp_path):
    batch = imported(home, write_book(tmp_path / "表.xlsx", {"9月": [TITLE, HEADING, *spoiled()]}))
    path = tmp_path / "退回.xlsx"
    make_return(home, batch["batch"], path)
    correct(path, {"乙养老院"})
    again = imported(home, path)
    assert (again["sheets"][0]["accepted"], again["sheets"][0]["rejected"]) == (1, 2)
    one = live_imports(Ledger(home.ledger_url).events())[-1]
    answers = pq.read_table(home.staged / one.folder / "replays.parquet").to_pylist()
    found = [(a["of_batch"], a["of_sheet"], a["of_row"]) for a in answers]
    assert found == [("B0001", "9月", 4), ("B0001", "9月", 5), ("B0001", "9月", 6)]


@pytest.mark.parametrize("seed", range(3))
def test_partial_corrections_in_any_order_end_like_a_clean_first_load(tmp_path, seed):
    clean = Home(tmp_path / "clean")
    imported(clean, write_book(tmp_path / "净.xlsx", {"9月": [TITLE, HEADING, *CLEAN]}))
    home, rng = Home(tmp_path / "home"), random.Random(seed)
    entry = imported(home, write_book(tmp_path / "表.xlsx", {"9月": [TITLE, HEADING, *spoiled()]}))
    waiting = [CLEAN[i][0] for i in MISTAKES]
    rng.shuffle(waiting)
    while waiting:
        step = rng.randint(1, len(waiting))
        path = tmp_path / f"退回{len(waiting)}.xlsx"
        assert make_return(home, entry["batch"], path) == len(waiting)
        correct(path, set(waiting[:step]))
        entry, waiting = imported(home, path), waiting[step:]
    assert accepted(home) == accepted(clean)
    with pytest.raises(NothingToReturn):
        make_return(home, entry["batch"], tmp_path / "nichts.xlsx")


def test_no_return_without_a_batch(home, tmp_path):
    home.prepare()
    with pytest.raises(NothingToReturn):
        make_return(home, "B0001", tmp_path / "退回.xlsx")


def test_every_blank_template_is_recognised_as_its_form_and_holds_no_row(tmp_path):
    wish = wish_of(forms(), None, None, None)
    for form, path in zip(wish.forms, make_templates(wish, tmp_path, forms()), strict=True):
        result = stage(path)
        shown = [s for s in result.staged.sheets if s["form"]]
        assert [(s["form"], s["rows_seen"]) for s in shown] == [(form.code, 0)]
        assert "heading_guessed" not in result.codes()


CODE = "52500111Q722WJ3A8Q"
TYPED = {"date": "2026-09-05", "period": "2026-09", "village": "曙光村", "unit": "曙光村",
         "yesno": "是", "code": CODE, "count": 5, "months": 6, "multiple": 2, "percent": 3.5,
         "money_wan": 12.5, "money_yuan": 1200}  # fmt: skip


def typed(column):
    """What a clerk types into a column, as the dropdown or the hint asks for it."""
    if column.type in ("enum", "multi"):
        return column.options.values[0]
    return TYPED.get(column.type, f"填写{column.heading[:4]}")


@pytest.mark.parametrize("form", [f.code for f in forms().forms])
def test_a_template_filled_in_comes_back_without_a_single_remark(tmp_path, form):
    wish = wish_of(forms(), form, None, None)
    (path,) = make_templates(wish, tmp_path, forms())
    columns = forms().form(form).columns
    book = openpyxl.load_workbook(path)
    for at, column in enumerate(columns, start=1):
        book.worksheets[0].cell(4, at).value = typed(column)
    book.save(path)
    found = stage(path)
    assert [p["code"] for p in found.staged.problems] == []
    (row,) = found.rows(form)
    assert [c.name for c in columns if row[c.name] is None] == []


@pytest.mark.parametrize("form", [f.code for f in forms().forms])
def test_a_prefilled_template_comes_back_without_a_remark_and_with_every_old_value(
    sample_home, tmp_path, form
):
    """龙塘村's own workbook; what must be said anew is typed into the marked cells."""
    wish = wish_of(forms(), form, "龙塘村", date(2026, 11, 1))
    (path,) = make_templates(wish, tmp_path, forms(), sample_home)
    book = openpyxl.load_workbook(path)
    sheet, columns = book.worksheets[0], forms().form(form).columns
    before = [[c.value for c in row] for row in sheet.iter_rows(min_row=4) if row[0].value]
    for row in sheet.iter_rows(min_row=4, max_row=3 + len(before)):
        for cell, column in zip(row, columns, strict=True):
            if cell.comment:
                cell.value = typed(column)
    book.save(path)
    found = stage(path)
    assert [(p["code"], p["cell"]) for p in found.staged.problems] == []
    assert sum(s["accepted"] for s in found.staged.sheets) == len(before)
    assert (form in LAST_ROWS) == bool(before)


def test_nothing_typed_in_a_workbook_becomes_a_formula_or_a_link_on_its_way_back(home, tmp_path):
    evil = ['=HYPERLINK("http://x","点")', "+1+1", "@SUM(A1)", "http://x.example"]
    rows = [TITLE, HEADING, *([name, "9月31日", "张某", 1, 1, 1, "是", "黄"] for name in evil)]
    batch = imported(home, write_csv(tmp_path / "曙光村.csv", rows, "gb18030"))
    path = tmp_path / "退回.xlsx"
    assert make_return(home, batch["batch"], path) == len(evil)
    cells = [c for row in openpyxl.load_workbook(path).active.iter_rows(min_row=4) for c in row]
    assert {name: "s" for name in evil} == {c.value: c.data_type for c in cells if c.value in evil}
    assert [c.coordinate for c in cells if c.data_type == "f" or c.hyperlink] == []


@pytest.mark.parametrize("kind", ["xls", "csv"])
def test_an_old_workbook_and_a_text_file_are_returned_and_answered_too(home, tmp_path, kind):
    rows = [TITLE, HEADING, *spoiled()]
    path = tmp_path / f"曙光村.{kind}"
    (write_xls if kind == "xls" else write_csv)(path, rows)
    batch = imported(home, path)
    back = tmp_path / "退回.xlsx"
    assert make_return(home, batch["batch"], back) == 3
    correct(back, {CLEAN[i][0] for i in MISTAKES})
    assert imported(home, back)["sheets"][0]["accepted"] == 3
    assert len(accepted(home)) == 4


def test_a_village_gets_its_last_figures_and_types_only_what_is_new(sample_home, tmp_path):
    village = forms().region.villages[1].name
    wish = wish_of(forms(), "screening", village, None)
    (path,) = make_templates(wish, tmp_path, forms(), sample_home)
    sheet = openpyxl.load_workbook(path).active
    heads = [cell.value for cell in sheet[3]]
    rows = [row for row in sheet.iter_rows(min_row=4) if row[0].value]
    assert rows and all(row[heads.index("所在村（社区）")].value == village for row in rows)
    assert all(row[heads.index("排查日期")].value is None for row in rows)
    assert any(row[heads.index("涉及人数")].value is not None for row in rows)


def test_an_unknown_form_or_village_is_refused_with_the_choices():
    with pytest.raises(NoTemplate, match="screening"):
        wish_of(forms(), "budget", None, None)
    with pytest.raises(NoTemplate, match="曙光村"):
        wish_of(forms(), None, "红岩村", None)
