"""Layouts whose meaning lies in what stands around the table, each as small as it can be."""

from datetime import date

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
