"""A sheet is a form only with its identifying columns; of any other nothing is kept."""

import json

import pytest

from tests.books import forms, stage, stage_rows, write_book
from tests.foreign_books import KINDS, book

PER_TEST = 50
PERSONAL = ("赵一", "孙二", "李三")


def kept(result):
    """Everything the staged folder holds of cells."""
    names = ("extra", "rejected", "skipped", "replays", "blocks")
    rows = [row for name in names for row in result.table(name)]
    return rows + [row for form in forms().forms for row in result.rows(form.code)]


@pytest.mark.parametrize("start", range(0, 400, PER_TEST))
def test_books_of_other_offices_are_no_form_whatever_words_they_use(tmp_path, start):
    for seed in range(start, start + PER_TEST):
        kind, rows = book(seed)
        result = stage(write_book(tmp_path / f"{seed}.xlsx", {"Sheet1": rows}))
        entry = result.sheet
        assert entry["form"] is None, (seed, kind, rows[:3])
        assert entry["rows_seen"] == entry["skipped"] == len(rows)
        assert kept(result) == []
        headings = [row[1] for row in entry["heading_rows"]]
        assert headings in ([], [next(list(map(str, r)) for r in rows if len(r) > 2)])


def test_every_kind_of_foreign_book_is_drawn():
    assert {book(seed)[0] for seed in range(400)} == set(KINDS)


def test_of_a_foreign_sheet_no_name_is_kept_even_where_rows_look_like_headings(tmp_path):
    rows = [["姓名", "性别", "班级"], *([name, "男", "一班"] for name in PERSONAL)]
    result = stage_rows(tmp_path, rows)
    said = json.dumps([result.staged.sheets, result.staged.problems], ensure_ascii=False)
    assert result.sheet["heading_rows"] == [(1, ["姓名", "性别", "班级"])]
    assert not [name for name in PERSONAL if name in said]


def test_a_list_without_headings_leaves_nothing(tmp_path):
    result = stage_rows(tmp_path, [[name, "汉族", "男"] for name in PERSONAL])
    assert (result.sheet["form"], result.sheet["heading_rows"]) == (None, [])


LEAST = {  # the fewest headings that make each form; village and month in the title where allowed
    "facility": ["单位名称", "机构类型", "登记状态"],
    "screening": ["单位名称", "排查日期", "排查人"],
    "lead": ["线索编号", "接收日期", "线索来源"],
    "rectification": ["单位名称", "存在问题", "整改措施"],
    "publicity": ["活动日期", "宣传形式", "场次"],
    "submission": ["报送单位", "报送日期", "排查家数"],
    "population": ["60岁以上", "常住人口", "65岁以上"],
}
VALUES = {
    "facility": ["甲养老院", "养老机构", "已登记已备案"],
    "screening": ["甲养老院", "2026-09-01", "张某"],
    "lead": ["XS-1", "2026-09-01", "信访"],
    "rectification": ["甲养老院", "未存管", "签协议"],
    "publicity": ["2026-09-01", "坝坝会", 3],
    "submission": ["曙光村", "2026-09-20", 4],
    "population": [300, 1200, 200],
}


@pytest.mark.parametrize("form", LEAST)
def test_the_identifying_columns_are_enough(tmp_path, form):
    result = stage_rows(tmp_path, [["曙光村2026年9月"], LEAST[form], VALUES[form]])
    assert result.sheet["form"] == form


@pytest.mark.parametrize(
    "form, left_out",
    [("facility", 0), ("screening", 0), ("rectification", 0), ("publicity", 1), ("submission", 0)],
)
def test_without_its_name_unit_or_channel_a_form_is_none(tmp_path, form, left_out):
    rows = [["曙光村2026年9月"], LEAST[form], VALUES[form]]
    cut = [rows[0], *(row[:left_out] + row[left_out + 1 :] for row in rows[1:])]
    assert stage_rows(tmp_path, cut).sheet["form"] is None


def test_village_and_month_may_stand_in_sheet_or_file_name(tmp_path):
    rows = [LEAST["population"], VALUES["population"]]
    result = stage_rows(tmp_path, rows, name="曙光村2026年9月.xlsx")
    assert result.sheet["form"] == "population"


def test_a_guessed_name_counts_as_there(tmp_path):
    rows = [["9月"], ["查看的地方", "排查日期", "排查人"]]
    rows += [[f"{n}养老院", "2026-09-01", "张某"] for n in "甲乙丙"]
    assert stage_rows(tmp_path, rows).sheet["form"] == "screening"


def test_a_foreign_table_below_a_form_is_told_counted_and_not_kept(tmp_path):
    rows = [["曙光村2026年9月风险排查表"], LEAST["screening"], VALUES["screening"], []]
    rows += [["三、联系表"], ["法定代表人", "联系电话", "统一社会信用代码", "地址"]]
    rows += [["赵一", "13800001111", "", "某路1号"]]
    result = stage_rows(tmp_path, rows)
    found = [(s["form"], s["rows_seen"], s["skipped"]) for s in result.staged.sheets]
    assert found == [("screening", 1, 0), (None, 1, 1)]
    told = result.problem("unknown_table")
    assert (told["severity"], told["row"], told["cell"]) == ("warning", 6, "A6")
    assert "赵一" not in str(kept(result))
