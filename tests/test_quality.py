"""Quality of a hand-made town: late, blank, wrong, put right, waiting, copied, empty reports."""

from datetime import date, datetime

import openpyxl
import pytest

from pipelines.importing import import_paths
from pipelines.queries import quality as ask
from pipelines.queries.scope import Filters, Person
from pipelines.returns import make_return
from pipelines.run import build
from pipelines.settings import Home
from pipelines.warehouse import newest_build, open_build
from tests.books import write_book
from ui.story import quality as story

WHO = {"actor": "张某", "role": "分析员", "at": datetime(2026, 11, 23, 8, 0)}
REGISTER = [
    ["单位名称", "机构类型", "登记状态", "行业领域", "所在村（社区）"],
    *([name, "养老机构", "已登记已备案", "养老服务", "曙光村"] for name in ("甲院", "乙院")),
]
HEADING = ["单位名称", "所在村（社区）", "排查日期", "排查人", "涉及人数", "其中老年人", "微信群"]
OCTOBER = [
    HEADING,
    ["甲院", "曙光村", "2026-10-05", "张某", 30, 20, "有"],
    ["乙院", "曙光村", "2026-10-06", "张某", 8, 8, ""],
]
NOVEMBER = [  # the same figures again, and two wrong cells in two rows more
    HEADING,
    ["甲院", "曙光村", "2026-11-05", "张某", 30, 20, ""],
    ["乙院", "曙光村", "2026-11-06", "张某", 8, 8, ""],
    ["丙院", "曙光村", "13月2日", "张某", 5, 9, ""],
    ["丁院", "曙光村", "2026-11-07", "", 5, 1, ""],
]
REPORTS = [
    ["报送单位", "月份", "报送日期", "报送人", "是否零报告", "排查家数"],
    ["曙光村", "2026-10", "2026-10-25", "张某", "否", 2],  # three days after the 22nd
    ["龙塘村", "2026-10", "2026-10-20", "", "是", ""],  # nothing to report, but who says so?
    ["新水村", "2026-10", "2026-10-20", "李某", "是", ""],
]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quality")
    home = Home(folder / "home")
    books = {"名册": REGISTER, "曙光村10月": OCTOBER, "曙光村11月": NOVEMBER, "报送": REPORTS}
    paths = [write_book(folder / f"{name}.xlsx", {"表": rows}) for name, rows in books.items()]
    batches = [one["batch"] for one in import_paths(paths, home, **WHO)["files"]]
    build(home, date(2026, 11, 23))
    return home, batches[2], newest_build(home)


def league(made):
    rows = ask.league(made, Filters(), Person(is_local=True))
    return {(row.unit, row.form, row.period): row for row in rows.itertuples()}


def test_late_waiting_wrong_copied_and_empty_reports_stand_with_the_unit_and_month(town):
    found = league(town[2])
    visits = found["曙光村", "screening", "2026-11"]
    assert (visits.rows, visits.error_pct, visits.waiting, visits.cells_corrected) == (2, 50, 2, 0)
    assert visits.error_change == 50 and found["曙光村", "screening", "2026-10"].error_pct == 0
    assert visits.identical_to_last_month
    reports = {unit: row for (unit, form, _), row in found.items() if form == "submission"}
    assert {unit: bool(row.is_late) for unit, row in reports.items()} == {
        "曙光村": True, "龙塘村": False, "新水村": False}  # fmt: skip
    assert {unit: bool(row.zero_report_incomplete) for unit, row in reports.items()} == {
        "曙光村": False, "龙塘村": True, "新水村": False}  # fmt: skip


def test_what_to_ask_of_whom_is_one_line(town):
    rows = story.league(ask.league(town[2], Filters(), Person(is_local=True)))
    asked = {(r.unit, r.form, r.period): r.to_do for r in rows.itertuples()}
    assert asked["龙塘村", "submission", "2026-10"].startswith("零报告补报送日期、报送人")
    assert asked["曙光村", "submission", "2026-10"].startswith("按时报送")
    assert asked["曙光村", "screening", "2026-11"].startswith("改正 2 行、核实是否照抄上月")


def test_a_column_that_no_form_has_is_listed_with_its_place(town):
    rows = ask.extra_columns(town[2], Filters(), Person(is_local=True))
    assert rows[["heading", "unit", "form", "files", "cell"]].values.tolist() == [
        ["微信群", "曙光村", "screening", 2, "G1"]
    ]


def test_cells_put_right_are_counted_and_wait_no_longer(town, tmp_path):
    home, batch, _ = town
    path = tmp_path / "退回.xlsx"
    make_return(home, batch, path)
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book.active[3]]
    for row in book.active.iter_rows(min_row=4):
        if row[0].value == "丙院":  # two cells of this row were wrong
            row[heads.index("排查日期")].value = "2026-11-08"
            row[heads.index("其中老年人")].value = 4
    book.save(path)
    import_paths([path], home, **WHO)
    build(home, date(2026, 11, 23))
    visits = league(newest_build(home))["曙光村", "screening", "2026-11"]
    assert (visits.waiting, visits.cells_corrected) == (1, 2)
    waiting = open_build(newest_build(home)).rows('select "row" from mart_quarantine')
    assert len(waiting) == 1
