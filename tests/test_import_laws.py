"""Laws of importing, over all seven forms at once: what is counted, put right, repeated, undone."""

import random
from datetime import date, datetime

import openpyxl
import pyarrow.parquet as pq
import pytest

from ledger.events import Ledger
from ledger.imports import live_imports
from pipelines.importing import import_paths, redo, undo
from pipelines.returns import NothingToReturn, make_return
from pipelines.run import build
from pipelines.settings import Home
from pipelines.warehouse import newest_build, open_build
from tests.books import forms, write_book

WHO = {"actor": "张某", "role": "分析员", "at": datetime(2026, 11, 23, 8, 0)}
AS_OF = date(2026, 11, 23)
MARTS = ("facility", "screening", "lead", "rectification", "publicity", "submission", "population")
HEADINGS = {
    "facility": ["单位名称", "机构类型", "登记状态", "行业领域", "所在村（社区）"],
    "screening": ["单位名称", "所在村（社区）", "排查日期", "排查人", "涉及人数", "未兑付（万元）"],
    "lead": ["线索编号", "接收日期", "线索来源", "单位名称", "所在村（社区）", "线索内容"],
    "rectification": ["整改编号", "单位名称", "所在村（社区）", "存在问题", "整改责任单位",
                      "责任人", "整改措施", "交办日期", "整改时限"],
    "publicity": ["活动日期", "所在村（社区）", "宣传形式", "场次", "参与人次"],
    "submission": ["报送单位", "月份", "报送日期", "报送人", "排查家数"],
    "population": ["所在村（社区）", "统计日期", "常住人口", "60岁及以上"],
}  # fmt: skip
SPOILED = {"facility": "登记状态", "screening": "排查日期", "lead": "接收日期",
           "rectification": "整改时限", "publicity": "活动日期", "submission": "报送日期",
           "population": "统计日期"}  # fmt: skip


def rows_of(village: str, mark: str) -> dict[str, list[list]]:
    """Two rows of each form of a village."""
    names = [f"{mark}养老院", f"{mark}健康体验馆"]
    kinds = ["养老机构", "健康产品经营单位"]
    found = {form: [] for form in MARTS}
    for n, (name, kind) in enumerate(zip(names, kinds, strict=True), start=1):
        day = f"2026-10-0{n}"
        found["facility"].append([name, kind, "已登记已备案", "养老服务", village])
        found["screening"].append([name, village, day, "张某", 10 * n, 3 * n])
        found["lead"].append([f"{mark}-{n}", day, "信访", name, village, "不退预付款"])
        task = [f"{mark}{n}", name, village, "超收押金", "民政办", "李某", "退还", day]
        found["rectification"].append([*task, f"2026-10-2{n}"])
        found["publicity"].append([day, village, "院户会", n, 20 * n])
        found["submission"].append([village, f"2026-0{7 + n}", f"2026-0{7 + n}-20", "王某", n])
        found["population"].append([village, f"2026-0{n}-01", 2000 + n, 500 + n])
    return found


def written(path, rows: dict[str, list[list]], title: str = ""):
    names = {form.code: form.name for form in forms().forms}
    top = [[title]] if title else []
    sheets = {names[form]: [*top, HEADINGS[form], *body] for form, body in rows.items()}
    return write_book(path, sheets)


def imported(home, path) -> dict:
    (entry,) = import_paths([path], home, **WHO)["files"]
    for sheet in entry["sheets"]:
        assert sheet["rows_seen"] == sheet["accepted"] + sheet["rejected"] + sheet["skipped"]
    return entry


def figures(home) -> tuple[bytes, list[int]]:
    """The ranking to the byte, as it is stored, and how many rows each mart has."""
    build(home, AS_OF)
    made = open_build(newest_build(home))
    ranking = [made.rows(f"select * from {table}") for table in ("mart_score", "mart_contribution")]
    counts = [made.rows(f"select count(*) from mart_{form}")[0][0] for form in MARTS]
    return repr(ranking).encode(), counts


def accepted(home) -> list:
    """Every accepted row of the live imports, without where it came from."""
    found = []
    for one in live_imports(Ledger(home.ledger_url).events()):
        for form in MARTS:
            path = home.staged / one.folder / f"{form}.parquet"
            rows = pq.read_table(path).to_pylist() if path.is_file() else []
            kept = ({k: v for k, v in row.items() if not k.startswith(("source_", "block"))}
                    for row in rows)  # fmt: skip
            found += [(form, sorted(row.items(), key=str)) for row in kept]
    return sorted(found, key=str)


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    here, there = rows_of("曙光村", "甲"), rows_of("龙塘村", "乙")
    return {
        "here": written(folder / "甲.xlsx", here),
        "there": written(folder / "乙.xlsx", there),
        "again": written(folder / "又甲.xlsx", here, title="季家镇曙光村填报"),
    }


@pytest.fixture(scope="module")
def town(books, tmp_path_factory):
    """A home with one village's workbook, then a second; the figures after each."""
    home = Home(tmp_path_factory.mktemp("town"))
    imported(home, books["here"])
    first = figures(home)
    second_batch = imported(home, books["there"])["batch"]
    return home, first, second_batch, figures(home)


def test_undo_returns_to_the_ranking_before_to_the_byte_and_redo_to_the_one_after(town):
    home, first, batch, both = town
    assert first != both
    undo(home, batch, **WHO)
    assert figures(home) == first
    redo(home, batch, **WHO)
    assert figures(home) == both


def test_the_order_of_independent_workbooks_does_not_matter(town, books, tmp_path):
    home = Home(tmp_path / "other-way")
    imported(home, books["there"])
    imported(home, books["here"])
    assert figures(home) == town[3]


def test_the_same_rows_in_another_workbook_are_counted_once(town, books):
    home, _, _, both = town
    batch = imported(home, books["again"])
    assert batch["status"] == "accepted"  # other bytes: no duplicate by its hash
    assert figures(home) == both
    undo(home, batch["batch"], **WHO)


def spoiled(rows: dict[str, list[list]]) -> dict[str, list[list]]:
    """One required cell of every row made wrong."""
    places = {form: HEADINGS[form].index(SPOILED[form]) for form in rows}
    return {
        form: [[*row[: places[form]], "13月2日", *row[places[form] + 1 :]] for row in body]
        for form, body in rows.items()
    }


def correct(path, clean: dict[str, list[list]], share: float, rng: random.Random) -> int:
    """Cure some of the wrong cells of a 退回件, as a clerk would; how many were cured."""
    names = {form.name: form.code for form in forms().forms}
    book, done = openpyxl.load_workbook(path), 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=4):
            wrong = [cell for cell in row if cell.value == "13月2日"]
            if wrong and rng.random() < share:
                form = names[sheet.title]
                wrong[0].value = right_value(clean[form], HEADINGS[form].index(SPOILED[form]), row)
                done += 1
    book.save(path)
    return done


def right_value(clean: list[list], at: int, row) -> str:
    """What stands in the clean row that agrees with every other cell of this one."""
    said = {str(cell.value) for cell in row}
    (found,) = [r for r in clean if {str(v) for n, v in enumerate(r) if n != at} <= said]
    return found[at]


@pytest.mark.parametrize("seed", range(2))
def test_corrections_of_every_form_in_any_parts_end_like_a_clean_first_load(tmp_path, seed):
    rows, rng = rows_of("曙光村", "甲"), random.Random(seed)
    clean, home = Home(tmp_path / "clean"), Home(tmp_path / "home")
    imported(clean, written(tmp_path / "净.xlsx", rows))
    entry = imported(home, written(tmp_path / "错.xlsx", spoiled(rows)))
    left = sum(sheet["rejected"] for sheet in entry["sheets"])
    assert left == 14 and accepted(home) == []
    while left:
        path = tmp_path / f"退回{left}.xlsx"
        assert make_return(home, entry["batch"], path) == left
        done = correct(path, rows, 0.5 if left > 3 else 1.0, rng)
        entry, left = imported(home, path), left - done
    assert accepted(home) == accepted(clean)
    with pytest.raises(NothingToReturn):
        make_return(home, entry["batch"], tmp_path / "nichts.xlsx")
