"""Layouts whose meaning lies in what stands around the table, each as small as it can be."""

from datetime import date

import pytest

from tests.books import stage_rows


def read(result, form, *columns):
    return [tuple(row[c] for c in columns) for row in result.rows(form)]


def test_the_unit_line_of_a_card_is_no_unit_s_name(tmp_path):
    rows = [
        ["养老领域风险排查登记卡（单位：元）"],
        ["被查单位名称：", "甲养老院"],
        ["所在村（社区）：", "东风街社区"],
        ["排查时间：", "2026年9月8日"],
        ["排查人签名：", "李某"],
        ["涉及资金：", "924000"],
        ["被查单位负责人（签字）：", ""],
    ]
    result = stage_rows(tmp_path, rows)
    columns = ("facility_name", "screened_date", "screener", "amount_involved_wan")
    assert read(result, "screening", *columns) == [("甲养老院", date(2026, 9, 8), "李某", 92.4)]


def test_two_groups_of_options_may_both_offer_none(tmp_path):
    rows = [
        ["单位名称", "村", "排查日期", "排查人", "经营模式（打√）", "", "异常迹象（打√）", "", ""],
        ["", "", "", "", "会员制", "无", "停业", "失联", "无"],
        ["甲养老院", "曙光村", "2026-09-01", "张某", "√", "", "", "", "√"],
        ["乙养老院", "曙光村", "2026-09-01", "张某", "", "√", "√", "√", ""],
    ]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:I1"]
    result = stage_rows(tmp_path, rows, merges=merges)
    assert read(result, "screening", "business_modes", "distress_signs") == [
        ("会员制", "无"),
        ("无", "停业、失联"),
    ]


def test_this_month_may_be_called_this_month_s_figure(tmp_path):
    rows = [
        ["曙光村2026年9月排查表（单位：万元）"],
        ["单位名称", "排查日期", "排查人", "涉及金额", ""],
        ["", "", "", "上月数", "本月数"],
        ["甲养老院", "2026-09-01", "张某", 10, 12],
        ["平均", "", "", 10, 12],
    ]
    result = stage_rows(tmp_path, rows, merges=["A2:A3", "B2:B3", "C2:C3", "D2:E2"])
    assert read(result, "screening", "amount_involved_wan") == [(12.0,)]
    assert result.sheet["skipped_reasons"] == {"total": 1}


LAID_ACROSS = [
    ["新水村2026年9月养老场所排查"],
    ["项目", "甲养老院", "乙服务社", "丙养老点"],
    ["排查日期", "9月5日", "9月5日", "9月6日"],
    ["排查人", "陈某", "陈某", "王某"],
    ["涉及人数", 420, 12, 6],
    ["涉及金额（万元）", 2100, 0.36, 0],
]


@pytest.mark.parametrize("corner", ["项目", "单位名称"])
def test_a_table_laid_across_gives_every_subject(tmp_path, corner):
    rows = [LAID_ACROSS[0], [corner, *LAID_ACROSS[1][1:]], *LAID_ACROSS[2:]]
    result = stage_rows(tmp_path, rows)
    assert read(result, "screening", "facility_name", "screener", "people_involved", "block") == [
        ("甲养老院", "陈某", 420, 1),
        ("乙服务社", "陈某", 12, 2),
        ("丙养老点", "王某", 6, 3),
    ]


def test_hints_beside_a_card_are_no_further_subject(tmp_path):
    rows = [
        ["养老领域风险排查登记卡（单位：元）"],
        ["单位名称", "甲养老院", "（与执照一致）"],
        ["所在村", "东风街社区", ""],
        ["排查日期", "2026-09-08", "年-月-日"],
        ["排查人", "李某", ""],
        ["投诉举报", 3, ""],
    ]
    result = stage_rows(tmp_path, rows)
    assert read(result, "screening", "facility_name", "complaints") == [("甲养老院", 3)]


def test_a_group_and_its_column_may_share_the_meaning(tmp_path):
    rows = [
        ["填报单位：柏杨村  2026年9月（以元为单位）"],
        ["排查情况", "", "", "涉众情况", "", "涉资情况", ""],
        ["场所名称", "日期", "排查人员", "总人数", "老年人", "总额", "未兑付"],
        ["甲保健品店", "9.6", "王某", 130, 120, "385,000", 12000],
    ]
    result = stage_rows(tmp_path, rows, merges=["A2:C2", "D2:E2", "F2:G2"])
    columns = ("people_involved", "elderly_involved", "amount_involved_wan", "unpaid_wan")
    assert read(result, "screening", *columns) == [(130, 120, 38.5, 1.2)]


def test_a_first_row_of_listed_options_is_no_third_row_of_headings(tmp_path):
    rows = [
        ["举办性质", "行业领域", "单位名称", "村", "机构信息", "", "登记状态"],
        ["", "", "", "", "机构类型", "成立日期", ""],
        ["公建民营", "老年用品", "甲院", "石桥", "医养结合", "2019年9月1日", "已登记未备案"],
    ]
    result = stage_rows(tmp_path, rows)
    assert result.sheet["header_row"] == 2
    assert read(result, "facility", "ownership", "sector") == [("公建民营", "养老产品")]
