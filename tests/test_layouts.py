"""Sheets of every layout a clerk may choose, each as small as it can be."""

from datetime import date

import pytest

from tests.books import stage, stage_rows, write_book, write_csv

HEADING = ["单位名称", "排查日期", "排查人", "涉及人数", "涉及金额"]
VISIT = ["甲养老院", "2026-09-01", "张某", 5, 3]
OTHER = ["乙养老院", "2026-09-02", "李某", 6, 4]
TITLE = ["曙光村2026年9月风险排查表（单位：万元）"]


def counts(entry):
    return entry["accepted"], entry["rejected"], entry["skipped"]


def values(result, form, *columns):
    return [tuple(row[c] for c in columns) for row in result.rows(form)]


def test_titles_totals_and_footers_are_skipped_with_their_reasons(tmp_path):
    rows = [TITLE, HEADING, VISIT, ["小 计", "", "", 5, 3], [], OTHER]
    rows += [["合计", "", "", 11, 7], ["填表人：张某", "", "审核人：李某"], ["注：本表每月报送。"]]
    result = stage_rows(tmp_path, rows)
    assert counts(result.sheet) == (2, 0, 5)
    assert result.sheet["skipped_reasons"] == {"blank": 1, "footer": 2, "total": 2}
    assert [r["source_row"] for r in result.rows("screening")] == [3, 6]


def test_column_numbers_examples_and_numbered_blanks_are_skipped(tmp_path):
    rows = [
        TITLE,
        ["序号", *HEADING],
        ["栏次", 1, 2, 3, 4, 5],
        ["例", "示例养老院", "2026-09-01", "张三", 1, 1],
    ]
    rows += [[1, *VISIT], [2], [3, "/", "/", "/", "/", "/"]]
    result = stage_rows(tmp_path, rows)
    assert counts(result.sheet) == (1, 0, 4)
    assert result.sheet["skipped_reasons"] == {"blank": 2, "colnum": 1, "sample": 1}


def test_headings_of_two_merged_rows_keep_group_and_own_words(tmp_path):
    rows = [
        ["石桥村养老机构基础信息表"],
        ["单位名称", "负责人", "", "床位情况", "", "机构类型", "登记状态", "行业领域"],
        ["", "姓名", "联系电话", "备案数", "入住数"],
        ["甲养老院", "张某", "13800000000", 20, 15, "敬老院", "已备案", "养老服务"],
    ]
    merges = ["A1:H1", "A2:A3", "B2:C2", "D2:E2", "F2:F3", "G2:G3", "H2:H3"]
    result = stage_rows(tmp_path, rows, merges=merges)
    assert result.sheet["header_row"] == 3
    read = values(result, "facility", "legal_person", "phone", "beds_registered", "residents")
    assert read == [("张某", "13800000000", 20, 15)]


def test_the_same_headings_without_merges(tmp_path):
    rows = [
        ["单位名称", "负责人", "", "床位情况", "", "机构类型", "登记状态", "行业领域", "村"],
        ["", "姓名", "联系电话", "备案数", "入住数", "", "", "", ""],
        ["甲养老院", "张某", "13800000000", 20, 15, "敬老院", "已备案", "养老服务", "石桥"],
    ]
    result = stage(write_csv(tmp_path / "表.csv", rows))
    assert (result.sheet["header_row"], counts(result.sheet)) == (2, (1, 0, 0))
    assert values(result, "facility", "legal_person", "beds_registered") == [("张某", 20)]


def test_this_month_counts_where_last_month_stands_beside_it(tmp_path):
    rows = [
        TITLE,
        ["单位名称", "排查日期", "排查人", "涉及金额", "", "涉及人数", ""],
        ["", "", "", "上月", "本月", "上月", "本月"],
        ["甲养老院", "2026-09-01", "张某", 10, 12, 30, 40],
    ]
    result = stage_rows(tmp_path, rows, merges=["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"])
    assert values(result, "screening", "amount_involved_wan", "people_involved") == [(12.0, 40)]
    assert result.codes().count("previous_period_column") == 2


def test_ditto_marks_and_merged_cells_repeat_the_value_above(tmp_path):
    rows = [
        TITLE,
        HEADING,
        VISIT,
        ["乙养老院", "同上", "〃", 6, 4],
        ["", "2026-09-09", "李某", 7, 5],
    ]
    result = stage_rows(tmp_path, rows, merges=["A4:A5"])
    read = values(result, "screening", "facility_name", "screened_date", "screener")
    assert read[1:] == [
        ("乙养老院", date(2026, 9, 1), "张某"),
        ("乙养老院", date(2026, 9, 9), "李某"),
    ]


def test_ditto_below_a_subtotal_means_the_last_data_row(tmp_path):
    rows = [TITLE, HEADING, VISIT, ["小计", "", "", 5, 3], ["乙养老院", "同上", "同上", 6, 4]]
    result = stage_rows(tmp_path, rows)
    assert values(result, "screening", "screener")[1] == ("张某",)


def test_ticked_option_columns_become_one_value(tmp_path):
    rows = [
        ["单位名称", "村", "排查日期", "排查人", "经营模式（打√）", "", "", "是否存管", ""],
        ["", "", "", "", "会员制", "预付卡", "旅居候鸟", "是", "否"],
        ["甲养老院", "曙光村", "2026-09-01", "张某", "√", "", "✓", "", "√"],
        ["乙养老院", "曙光村", "2026-09-01", "张某", "", "", "", "√", ""],
    ]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1", "H1:I1"]
    result = stage_rows(tmp_path, rows, merges=merges)
    read = values(result, "screening", "business_modes", "in_custody")
    assert read == [("会员制、旅居候鸟", "no"), (None, "yes")]


def test_two_tables_on_a_sheet_are_two_blocks(tmp_path):
    rows = [["龙塘村2026年9月排查及宣传"], ["一、风险排查"], HEADING, VISIT, [], ["二、宣传活动"]]
    rows += [["活动日期", "宣传形式", "场次", "参与人次"], ["9月12日", "院户会", 2, 70]]
    result = stage_rows(tmp_path, rows)
    found = [(s["block"], s["form"], s["unit"], *counts(s)) for s in result.staged.sheets]
    assert found == [(1, "screening", "龙塘村", 1, 0, 0), (2, "publicity", "龙塘村", 1, 0, 0)]
    assert values(result, "publicity", "activity_date", "block") == [(date(2026, 9, 12), 2)]


def test_two_tables_side_by_side_are_two_blocks(tmp_path):
    rows = [
        ["龙塘村2026年9月排查", "", "", "", "", "", "龙塘村9月宣传"],
        [*HEADING, "", "活动日期", "宣传形式", "场次", "参与人次"],
        [*VISIT, "", "2026-09-03", "坝坝会", 1, 30],
        OTHER,
    ]
    result = stage_rows(tmp_path, rows)
    assert [(s["form"], s["rows_seen"]) for s in result.staged.sheets] == [
        ("screening", 2),
        ("publicity", 1),
    ]


def test_a_heading_repeated_by_a_page_break_is_no_data(tmp_path):
    result = stage_rows(tmp_path, [TITLE, HEADING, VISIT, HEADING, OTHER])
    assert result.sheet["skipped_reasons"] == {"heading": 1}
    assert counts(result.sheet) == (2, 0, 1)


def test_small_headings_inside_a_table_name_the_village_of_the_rows_below(tmp_path):
    rows = [["季家镇2026年9月风险排查表"], HEADING, ["曙光村"], VISIT, ["柏杨村"], OTHER]
    result = stage_rows(tmp_path, rows, merges=["A3:E3", "A5:E5"])
    assert values(result, "screening", "village") == [("曙光村",), ("柏杨村",)]
    assert result.sheet["skipped_reasons"] == {"section": 2}


CARDS = {
    "label left": [
        ["登记卡"],
        ["单位名称", "甲养老院", "所在村", "龙塘"],
        ["排查日期", "2026.9.8", "排查人", "周某"],
        ["涉及人数", "95人", "风险等级", "橙"],
    ],
    "label above": [
        ["登记卡"],
        ["单位名称", "所在村", "排查日期"],
        ["甲养老院", "龙塘", "2026.9.8"],
        ["排查人", "涉及人数", "风险等级"],
        ["周某", "95", "橙色"],
    ],
    "label inside": [
        ["登记卡"],
        ["单位名称：甲养老院", "所在村：龙塘"],
        ["排查日期：2026.9.8  排查人：周某"],
        ["涉及人数：95", "风险等级：橙"],
    ],
}


@pytest.mark.parametrize("rows", CARDS.values(), ids=CARDS)
def test_a_card_is_one_row(tmp_path, rows):
    result = stage_rows(tmp_path, rows)
    assert counts(result.sheet) == (1, 0, 0)
    read = values(
        result, "screening", "facility_name", "village", "people_involved", "level_reported"
    )
    assert read == [("甲养老院", "龙塘村", 95, "橙")]


def test_what_the_table_lacks_comes_from_title_sheet_or_file_and_is_told(tmp_path):
    rows = [
        ["风险排查表"],
        ["排查日期：2026年9月8日  排查人：周某"],
        ["单位名称", "涉及金额"],
        ["甲养老院", 500],
        ["乙养老院", 600],
    ]
    path = write_book(tmp_path / "排查表（金额单位：元）.xlsx", {"花桥村": rows})
    result = stage(path)
    read = values(
        result, "screening", "village", "screened_date", "screener", "amount_involved_wan"
    )
    assert read[0] == ("花桥村", date(2026, 9, 8), "周某", 0.05)
    assert len(read) == 2
    told = {"village_from_context", "value_from_context", "unit_from_context"}
    assert told <= set(result.codes())


def test_the_heading_may_start_low_and_anywhere(tmp_path):
    rows = [[""] * 6 for _ in range(9)]
    rows += [["", "", *TITLE], ["", "", *HEADING], ["", "", *VISIT]]
    result = stage_rows(tmp_path, rows)
    assert (result.sheet["header_row"], counts(result.sheet)) == (11, (1, 0, 0))


def test_percent_formats_formulas_and_1904_dates(tmp_path):
    rows = [
        TITLE,
        [*HEADING, "承诺年化回报"],
        ["甲养老院", date(2026, 9, 1), "张某", 5, "=1+1", 0.12],
    ]
    path = write_book(
        tmp_path / "表.xlsx", {"Sheet1": rows}, percents={"Sheet1": ["F3"]}, date_1904=True
    )
    result = stage(path)
    read = values(
        result, "screening", "screened_date", "amount_involved_wan", "promised_return_pct"
    )
    assert read == [(date(2026, 9, 1), 276.0, 12.0)]


def test_an_xls_tells_formats_hidden_rows_merges_and_1904_too(tmp_path):
    import xlwt

    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("9月", cell_overwrite_ok=True)
    for i, row in enumerate([TITLE, [*HEADING, "承诺年化回报"], VISIT[:1], ["", "", "李某", 6, 4]]):
        for j, value in enumerate(row):
            sheet.write(i, j, value)
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    for i, share in ((2, 0.12), (3, 0.08)):
        sheet.write(i, 1, date(2026, 9, i), day) if i == 2 else sheet.write(i, 1, "9月3日")
        sheet.write(i, 5, share, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(2, 2, "张某")
    book.add_sheet("藏").visibility = 1
    sheet.row(3).hidden = True
    sheet.merge(2, 3, 0, 0)
    book.save(str(tmp_path / "表.et"))
    result = stage(tmp_path / "表.et")
    read = values(result, "screening", "facility_name", "screened_date", "promised_return_pct")
    assert read == [("甲养老院", date(2026, 9, 2), 12.0), ("甲养老院", date(2026, 9, 3), 8.0)]
    assert {"hidden_row", "hidden_sheet"} <= set(result.codes())


def test_hidden_rows_are_data_and_hidden_sheets_are_not(tmp_path):
    path = write_book(
        tmp_path / "表.xlsx",
        {"可见": [TITLE, HEADING, VISIT, OTHER], "藏": [TITLE, HEADING, VISIT]},
        hidden_rows={"可见": [4]},
        hidden_sheets=["藏"],
    )
    result = stage(path)
    assert [(s["sheet"], s["accepted"]) for s in result.staged.sheets] == [("可见", 2), ("藏", 0)]
    assert result.problem("hidden_row")["row"] == 4
    assert result.problem("hidden_sheet")["severity"] == "info"


def test_unknown_columns_are_kept_raw_and_named(tmp_path):
    result = stage_rows(tmp_path, [TITLE, [*HEADING, "天气"], [*VISIT, "晴"]])
    assert result.problem("unknown_column")["cell"] == "F2"
    kept = result.table("extra")
    assert [(r["heading"], r["letter"], r["source_row"], r["value"]) for r in kept] == [
        ("天气", "F", 3, "晴")
    ]


def test_a_heading_nobody_listed_is_known_by_its_values_and_told_as_guessed(tmp_path):
    rows = [TITLE, ["查看的地方", "排查日期", "排查人", "涉及人数"]]
    rows += [[f"{n}养老院", "2026-09-01", "张某", 5] for n in "甲乙丙"]
    result = stage_rows(tmp_path, rows)
    assert values(result, "screening", "facility_name")[0] == ("甲养老院",)
    assert result.problem("heading_guessed")["cell"] == "A2"


def test_a_sheet_of_no_known_form_is_told_with_the_nearest_forms(tmp_path):
    result = stage_rows(tmp_path, [["出差报销"], ["姓名", "金额", "票据"], ["张某", 1, 2]])
    entry = result.sheet
    assert (entry["form"], counts(entry)) == (None, (0, 0, 3))
    assert entry["skipped_reasons"] == {"unknown_form": 3}
    assert entry["message"].count("《") == 2 and "缺少" in entry["message"]


def test_csv_rows_are_records_whatever_the_line_breaks(tmp_path):
    rows = [TITLE, HEADING, ["甲\n养老院", "2026-09-01", "张某", "5", "3"], OTHER]
    result = stage(write_csv(tmp_path / "表.csv", rows, "gb18030"))
    assert [r["source_row"] for r in result.rows("screening")] == [3, 4]
    assert values(result, "screening", "facility_name")[0] == ("甲养老院",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_encodings(tmp_path, encoding):
    result = stage(write_csv(tmp_path / "表.csv", [TITLE, HEADING, VISIT], encoding))
    assert counts(result.sheet) == (1, 0, 0)


def test_a_page_without_any_heading_row_is_not_taken_for_a_table(tmp_path):
    rows = [["一、本表由各村每月20日前填报。"], ["二、涉及金额以元为单位，不清楚的填“/”。"]]
    assert stage_rows(tmp_path, rows).sheet["form"] is None
