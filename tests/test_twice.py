"""Rows of one workbook under one key: told, kept or made to wait, never lost."""

from datetime import datetime

import pytest

from pipelines.importing import import_paths
from pipelines.settings import Home
from tests.books import write_book

WHO = {"actor": "张某", "role": "分析员", "at": datetime(2026, 9, 21, 9, 0)}
VISIT = ["单位名称", "所在村（社区）", "排查日期", "排查人", "涉及人数", "涉及金额（万元）", "备注"]
LEAD = ["线索编号", "接收日期", "线索来源", "单位名称", "所在村（社区）", "线索内容"]
TASK = ["整改编号", "单位名称", "所在村（社区）", "存在问题", "整改责任单位", "责任人", "整改措施",
        "交办日期", "整改时限"]  # fmt: skip


def visit(name, people, money, remark=None, village="曙光村", day="2026-09-05"):
    return [name, village, day, "张某", people, money, remark]


def lead(number, name, text="高息揽储", village="曙光村"):
    return [number, "2026-09-01", "群众举报", name, village, text]


@pytest.fixture
def told(tmp_path):
    """(accepted, rejected, skipped) of each sheet, and (code, cell) of what is said of keys."""

    def told(sheets, **more):
        path = write_book(tmp_path / "演示数据.xlsx", sheets, **more)
        home = Home(tmp_path / "home").prepare()
        entries = import_paths([path], home, **WHO)["files"][0]["sheets"]
        counts = [(one["accepted"], one["rejected"], one["skipped"]) for one in entries]
        problems = [one for entry in entries for one in entry["problems"]]
        wanted = ("number_twice", "subject_twice", "subject_restated")
        return counts, [(p["code"], p["cell"]) for p in problems if p["code"] in wanted]

    return told


def test_a_number_with_another_subject_or_another_problem_is_told_and_both_stay(told):
    rows = [
        lead("1", "甲养老院"),
        lead("1", "乙公司"),
        lead("2", "丙店"),
        lead("2", "丙店", "会销"),
    ]
    counts, said = told({"线索台账": [LEAD, *rows]})
    assert counts == [(4, 0, 0)]
    assert said == [("number_twice", "A3"), ("number_twice", "A5")]


def test_under_a_merged_number_the_writer_said_it_himself(told):
    def task(number, issue):
        return [number, "甲养老院", "曙光村", issue, "曙光村", "李四", "退还", "2026-09-01",
                "2026-09-30"]  # fmt: skip

    rows = [TASK, task("1", "一"), task(None, "二"), task(None, "三")]
    counts, said = told({"整改台账": rows}, merges={"整改台账": ["A2:A4"]})
    assert (counts, said) == ([(3, 0, 0)], [])


def test_two_accounts_of_one_visit_wait_and_name_both_cells(told):
    rows = [visit("甲养老院", 30, 12.5), visit("甲养老院", 10, 4), visit("乙公司", 5, 1)]
    counts, said = told({"风险排查表": [VISIT, *rows]})
    assert counts == [(1, 2, 0)]
    assert said == [("subject_twice", "A2"), ("subject_twice", "A3")]


def test_the_same_figures_are_one_row_however_they_are_written(told):
    rows = [visit("甲养老院", 30, 12.5), visit("甲 养老院", "30人", "12.5万")]
    assert told({"风险排查表": [VISIT, *rows]}) == ([(1, 0, 1)], [])


def test_another_village_or_another_day_is_another_visit(told):
    rows = [visit("甲养老院", 30, 12.5), visit("甲养老院", 10, 4, village="龙塘村"),
            visit("甲养老院", 20, 8, day="2026-09-06")]  # fmt: skip
    assert told({"风险排查表": [VISIT, *rows]}) == ([(3, 0, 0)], [])


def test_a_remark_that_only_one_row_has_is_not_lost(told):
    rows = [visit("甲养老院", 30, 12.5), visit("甲养老院", 30, 12.5, "已约谈")]
    assert told({"风险排查表": [VISIT, *rows]}) == ([(2, 0, 0)], [])


def test_of_two_sheets_the_later_one_is_the_newer_statement_and_says_so(told):
    first, second = [VISIT, visit("甲养老院", 30, 12.5)], [VISIT, visit("甲养老院", 10, 4)]
    counts, said = told({"上旬风险排查表": first, "下旬风险排查表": second})
    assert counts == [(1, 0, 0), (1, 0, 0)] and said == [("subject_restated", "A2")]
