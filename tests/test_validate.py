"""Rows that wait, rows that pass with a flag, and the law of counting."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.books import stage_rows

HEADING = [
    "单位名称",
    "村（社区）",
    "排查日期",
    "排查人",
    "涉及人数",
    "其中老年人",
    "涉及金额（万元）",
]
GOOD = ["甲养老院", "曙光村", "2026-09-01", "张某", 50, 40, 12.5]


def with_cell(column, value, name="乙养老院"):
    row = [name, *GOOD[1:]]
    row[HEADING.index(column)] = value
    return row


@pytest.mark.parametrize(
    ("column", "value", "code", "cell"),
    [
        ("排查日期", "13月2日", "bad_date", "C3"),
        ("排查人", "", "missing_required", "D3"),
        ("排查人", "/", "missing_required", "D3"),
        ("村（社区）", "红岩村", "unknown_village", "B3"),
        ("涉及人数", -3, "negative_number", "E3"),
        ("其中老年人", 60, "cross_field", "F3"),
    ],
)
def test_an_error_makes_the_row_wait_and_names_its_cell(tmp_path, column, value, code, cell):
    result = stage_rows(tmp_path, [HEADING, GOOD, with_cell(column, value)])
    assert (result.sheet["accepted"], result.sheet["rejected"]) == (1, 1)
    found = result.problem(code)
    assert (found["severity"], found["cell"], found["row"]) == ("error", cell, 3)
    assert column.split("（")[0] in found["message"] or found["column"] in found["message"]
    assert [r["source_row"] for r in result.table("rejected")] == [3]


@pytest.mark.parametrize("value", ["很多", "#N/A"])
def test_an_optional_cell_that_is_no_number_passes_as_unknown(tmp_path, value):
    result = stage_rows(tmp_path, [HEADING, with_cell("涉及人数", value)])
    row = result.rows("screening")[0]
    assert (row["people_involved"], row["elderly_involved"]) == (None, 40)
    assert [p["severity"] for p in result.staged.problems if p["cell"] == "E2"] == ["warning"]


def test_every_error_of_a_row_and_of_a_sheet_is_told(tmp_path):
    rows = [[f"{i}号院", "红岩村", "13月2日", "", -1, 2, 3] for i in range(150)]
    result = stage_rows(tmp_path, [HEADING, *rows])
    assert result.sheet["rejected"] == 150
    assert len([p for p in result.staged.problems if p["severity"] == "error"]) == 600


def test_a_required_column_that_is_absent_is_told_on_every_row(tmp_path):
    result = stage_rows(tmp_path, [HEADING[:3] + HEADING[4:], GOOD[:3] + GOOD[4:]])
    assert result.problem("missing_required")["cell"] == "A2"


def test_the_same_row_twice_counts_once(tmp_path):
    rows = [["序号", *HEADING], [1, *GOOD], [2, *GOOD], [3, *with_cell("涉及人数", 51)]]
    result = stage_rows(tmp_path, rows)
    assert result.sheet["skipped_reasons"] == {"duplicate_row": 1}
    assert [r["source_row"] for r in result.rows("screening")] == [2, 4]


def test_a_due_date_before_the_assignment_and_a_self_verified_task_wait(tmp_path):
    heading = [
        "编号",
        "单位名称",
        "存在问题",
        "责任单位",
        "责任人",
        "整改措施",
        "交办日期",
        "整改时限",
        "复查人",
    ]
    rows = [
        ["Z1", "甲院", "无证", "民政办", "张某", "停业", "2026-08-20", "2026-08-10", ""],
        ["Z2", "甲院", "无证", "民政办", "张某", "停业", "2026-08-20", "2026-08-30", "张某"],
        ["Z3", "甲院", "无证", "民政办", "张某", "停业", "2026-08-20", "2026-08-30", "李某"],
    ]
    result = stage_rows(tmp_path, [heading, *rows])
    found = [(p["code"], p["cell"]) for p in result.staged.problems if p["severity"] == "error"]
    assert found == [("cross_field", "H2"), ("cross_field", "I3")]
    assert [r["task_no"] for r in result.rows("rectification")] == ["Z3"]


def test_a_unit_without_any_report_is_skipped_and_a_zero_report_is_not(tmp_path):
    rows = [
        ["2026年9月工作进展报送表"],
        ["报送单位", "报送日期", "是否零报告", "排查家数", "线索数"],
        ["曙光村", "2026-09-20", "是", 3, "无"],
        ["柏杨村", "", "", "", ""],
        ["派出所", "/", "/", "/", "/"],
    ]
    result = stage_rows(tmp_path, rows)
    assert result.sheet["skipped_reasons"] == {"not_reported": 2}
    row = result.rows("submission")[0]
    assert (row["unit"], row["period"], row["is_zero_report"], row["lead_count"]) == (
        "曙光村",
        "2026-09",
        "yes",
        0,
    )


def test_the_reporters_columns_are_dropped_and_their_values_stand_nowhere(tmp_path):
    rows = [
        ["线索编号", "接收日期", "线索来源", "举报人", "", "线索内容"],
        ["", "", "", "姓名", "联系电话", ""],
        ["L1", "2026-09-01", "群众举报", "王小五", "13911112222", "会员卡不能退"],
        ["L2", "13月1日", "群众举报", "王小五", "13911112222", "会员卡不能退"],
    ]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"]
    result = stage_rows(tmp_path, rows, merges=merges)
    told = [p for p in result.staged.problems if p["code"] == "reporter_dropped"]
    assert len(told) == 2 and all("举报人" in p["message"] for p in told)
    everything = str([result.table(p.stem) for p in sorted(result.folder.glob("*.parquet"))])
    everything += str(result.staged.problems) + (result.folder / "sheets.json").read_text("utf-8")
    assert "王小五" not in everything and "13911112222" not in everything


def test_personal_ids_are_masked_in_every_stored_text(tmp_path):
    id_number = "500225194803120001"
    heading = [*HEADING, "备注", "身份证"]
    rows = [[*GOOD, f"领队{id_number}", id_number]]
    rows += [[*with_cell("排查日期", id_number), f"见{id_number}", 1]]
    result = stage_rows(tmp_path, [heading, *rows])
    everything = str([result.table(p.stem) for p in sorted(result.folder.glob("*.parquet"))])
    assert id_number not in everything + str(result.staged.problems)
    assert result.codes().count("personal_id") >= 2


WORDS = "合计 小计 张某 曙光村 2026-09-01 13月2日 同上 示例 约30人 填表人：张某 备注：略 √ #N/A"
CELLS = st.sampled_from(["", "/", "无", *WORDS.split(), "红岩村", "甲养老院", 5, -1, 0.5, 46_000])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), max_size=8))
def test_whatever_stands_below_a_heading_every_row_is_counted_once(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("law")
    result = stage_rows(folder, [["标题"], HEADING, *rows, GOOD])
    for entry in result.staged.sheets:
        parts = entry["accepted"] + entry["rejected"] + entry["skipped"]
        assert entry["rows_seen"] == parts
        assert sum(entry["skipped_reasons"].values()) == entry["skipped"]
    seen = sum(e["rows_seen"] for e in result.staged.sheets if e["form"])
    assert seen == len(rows) + 1
