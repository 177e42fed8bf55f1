"""Tables side by side, merged numbers and total rows: every figure counts once, none is lost."""

import random
from datetime import date

import pytest

from tests.books import stage_rows

TITLE = ["季家镇2026年9月风险排查表（单位：万元）"]
HEADING = ["单位名称", "村", "排查日期", "排查人", "涉及人数", "涉及金额"]
HOUSES = [
    [f"{n}养老院", "曙光村", f"2026-09-{day:02}", "张某", 10 * day, day]
    for day, n in enumerate("甲乙丙丁戊己", start=1)
]


def visits(result):
    rows = result.rows("screening")
    return [(r["facility_name"], r["people_involved"], r["amount_involved_wan"]) for r in rows]


def expected(*houses):
    return [(h[0], h[4], float(h[5])) for h in houses]


def side_by_side(groups, gap, heading=HEADING):
    """Rows of a sheet that holds the table once for each group of houses."""
    blank, height = [""] * gap, max(map(len, groups))
    rows = []
    for line in [[heading] * len(groups), *zip(*(padded(g, height) for g in groups), strict=True)]:
        row = [cell for part in line for cell in (*part, *blank)]
        rows.append(row[: len(row) - gap] if gap else row)
    return rows


def padded(group, height):
    return [*group, *[[""] * len(HEADING)] * (height - len(group))]


@pytest.mark.parametrize("gap", [0, 1, 2])
@pytest.mark.parametrize("sizes", [(2, 2), (3, 1), (2, 2, 2), (1, 2, 3)])
def test_the_same_headings_once_more_begin_another_table(tmp_path, gap, sizes):
    houses = iter(HOUSES)
    groups = [[next(houses) for _ in range(n)] for n in sizes]
    result = stage_rows(tmp_path, [TITLE, *side_by_side(groups, gap)])
    assert [(s["block"], s["accepted"], s["rejected"]) for s in result.staged.sheets] == [
        (number, n, 0) for number, n in enumerate(sizes, start=1)
    ]
    assert visits(result) == expected(*(h for g in groups for h in g))


def test_numbered_tables_and_a_remark_of_the_last_one_belong_to_their_tables(tmp_path):
    rows = [TITLE, ["序号", *HEADING, "序号", *HEADING, "备注"]]
    rows += [[1, *HOUSES[0], 2, *HOUSES[1], "已谈话"], [3, *HOUSES[2], 4, *HOUSES[3], ""]]
    result = stage_rows(tmp_path, rows)
    assert sorted(visits(result)) == sorted(expected(*HOUSES[:4]))
    assert [r["remarks"] for r in result.rows("screening")] == [None, None, "已谈话", None]


def test_one_number_column_may_serve_both_tables(tmp_path):
    rows = [TITLE, ["序号", *HEADING, *HEADING], [1, *HOUSES[0], *HOUSES[1]]]
    assert visits(stage_rows(tmp_path, rows)) == expected(*HOUSES[:2])


def test_other_words_for_the_same_headings_repeat_the_table_too(tmp_path):
    other = ["机构名称", "所在村", "走访时间", "走访人", "参与人数", "涉案金额"]
    rows = [TITLE, [*HEADING, *other], [*HOUSES[0], *HOUSES[1]]]
    assert visits(stage_rows(tmp_path, rows)) == expected(*HOUSES[:2])


def test_each_table_beside_another_has_its_own_title(tmp_path):
    short = [h[:1] + h[2:] for h in HOUSES]
    heading = HEADING[:1] + HEADING[2:]
    titles = ["曙光村2026年9月排查", "", "", "", "", "柏杨村2026年9月排查"]
    result = stage_rows(tmp_path, [titles, heading * 2, short[0] + short[1]])
    assert [r["village"] for r in result.rows("screening")] == ["曙光村", "柏杨村"]


def test_tables_below_tables_side_by_side_end_both(tmp_path):
    rows = [TITLE, *side_by_side([HOUSES[:2], HOUSES[2:4]], 1), []]
    rows += [["二、宣传活动"], ["活动日期", "宣传形式", "场次"], ["2026-09-03", "坝坝会", 1]]
    result = stage_rows(tmp_path, rows)
    found = [(s["form"], s["rows_seen"], s["accepted"]) for s in result.staged.sheets]
    assert [f[0] for f in found] == ["screening", "screening", "publicity"]
    assert [f[2] for f in found[:2]] == [2, 2]
    assert sorted(visits(result)) == sorted(expected(*HOUSES[:4]))


def test_a_page_break_between_tables_side_by_side_goes_on_with_both(tmp_path):
    page = side_by_side([HOUSES[:1], HOUSES[1:2]], 0)
    more = side_by_side([HOUSES[2:3], HOUSES[3:4]], 0)
    result = stage_rows(tmp_path, [TITLE, *page, *more])
    assert sorted(visits(result)) == sorted(expected(*HOUSES[:4]))
    assert [s["skipped_reasons"] for s in result.staged.sheets] == [{"heading": 1}] * 2


def test_doubled_headings_that_make_no_second_table_stay_in_the_one(tmp_path):
    rows = [TITLE, [*HEADING, "备注", "备注", "联系电话", "备注"], [*HOUSES[0], "a", "b", "1", "c"]]
    result = stage_rows(tmp_path, rows)
    assert (len(result.staged.sheets), visits(result)) == (1, expected(HOUSES[0]))


def test_months_side_by_side_under_one_name_stay_one_table(tmp_path):
    rows = [["曙光村2026年9月风险排查表"]]
    rows += [["单位名称", "排查日期", "排查人", "涉及人数", "", "涉及金额", ""]]
    rows += [
        ["", "", "", "上月", "本月", "上月", "本月"],
        ["甲养老院", "9月2日", "张某", 1, 2, 3, 4],
    ]
    result = stage_rows(tmp_path, rows, merges=["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"])
    assert visits(result) == [("甲养老院", 2, 4.0)]


# merged numbers


def test_a_merged_amount_over_several_houses_is_told_on_each_and_counts_in_the_first(tmp_path):
    rows = [TITLE, HEADING, *[[*h[:5], 36.5] for h in HOUSES[:3]]]
    result = stage_rows(tmp_path, rows, merges=["F3:F5"])
    assert [v[2] for v in visits(result)] == [36.5, None, None]
    told = [(p["row"], p["cell"]) for p in result.staged.problems if p["code"] == "merged_number"]
    assert told == [(3, "F3"), (4, "F4"), (5, "F5")]


def test_a_merged_count_is_counted_once_as_well(tmp_path):
    rows = [TITLE, HEADING, *HOUSES[:2]]
    result = stage_rows(tmp_path, rows, merges=["E3:E4"])
    assert [v[1] for v in visits(result)] == [10, None]


def test_a_merged_amount_over_two_visits_of_one_house_holds_for_both(tmp_path):
    rows = [TITLE, HEADING, HOUSES[0], ["甲养老院", "曙光村", "2026-09-20", "李某", 10, 1]]
    result = stage_rows(tmp_path, rows, merges=["A3:A4", "F3:F4"])
    assert [v[2] for v in visits(result)] == [1.0, 1.0]
    assert "merged_number" not in result.codes()


def test_merged_names_days_and_villages_hold_for_every_row(tmp_path):
    rows = [TITLE, HEADING, *[[*h[:2], "2026-09-01", "张某", *h[4:]] for h in HOUSES[:2]]]
    result = stage_rows(tmp_path, rows, merges=["B3:B4", "C3:C4", "D3:D4"])
    read = [(r["village"], r["screened_date"], r["screener"]) for r in result.rows("screening")]
    assert read == [("曙光村", date(2026, 9, 1), "张某")] * 2
    assert "merged_number" not in result.codes()


def test_a_merged_total_of_participants_counts_once_over_activities(tmp_path):
    rows = [["曙光村2026年9月宣传活动"], ["活动日期", "宣传形式", "参与人次"]]
    rows += [["2026-09-01", "坝坝会", 300], ["2026-09-02", "院户会", ""]]
    result = stage_rows(tmp_path, rows, merges=["C3:C4"])
    assert [r["participants"] for r in result.rows("publicity")] == [300, None]


def test_a_merged_number_beside_a_waiting_row_is_still_in_its_quarantine(tmp_path):
    rows = [TITLE, HEADING, HOUSES[0], ["乙养老院", "曙光村", "13月2日", "张某", 20, ""]]
    result = stage_rows(tmp_path, rows, merges=["F3:F4"])
    assert '"涉及金额": "1"' in result.table("rejected")[0]["cells"]


# totals


LABELS = ["共2家", "以上合计2家", "以上共计：2家", "总共", "总共2户", "合计（2家）", "全镇共2家",
          "共有2家", "本页小计", "曙光村小计", "其中：民办", "总　计", "计", "一共二家",
          "Total"]  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("column", [0, 1])
def test_a_row_that_sums_up_is_a_total_whatever_it_is_called(tmp_path, label, column):
    total = ["", "", "", "", 30, 3]
    total[column] = label
    result = stage_rows(tmp_path, [TITLE, HEADING, *HOUSES[:2], total])
    assert result.sheet["skipped_reasons"] == {"total": 1}
    assert (result.sheet["accepted"], result.sheet["rejected"]) == (2, 0)


def test_numbers_alone_that_are_the_sums_above_are_a_total(tmp_path):
    result = stage_rows(tmp_path, [TITLE, HEADING, *HOUSES[:3], ["", "", "", "", 60, 6]])
    assert result.sheet["skipped_reasons"] == {"total": 1}
    assert visits(result) == expected(*HOUSES[:3])


def test_sums_of_groups_and_the_sum_of_all_need_no_label(tmp_path):
    rows = [TITLE, HEADING, *HOUSES[:2], ["", "", "", "", 30, 3], *HOUSES[2:4]]
    rows += [["", "", "", "", 70, 7], ["", "", "", "", 100, 10]]
    result = stage_rows(tmp_path, rows)
    assert result.sheet["skipped_reasons"] == {"total": 3}
    assert visits(result) == expected(*HOUSES[:4])


def test_a_total_counts_a_merged_amount_once(tmp_path):
    rows = [TITLE, HEADING, *[[*h[:5], 36.5] for h in HOUSES[:3]], ["", "", "", "", 60, 36.5]]
    result = stage_rows(tmp_path, rows, merges=["F3:F5"])
    assert result.sheet["skipped_reasons"] == {"total": 1}


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "", "", 31, 3],  # not the sum
        ["", "", "2026-09-09", "", 30, 3],  # a day
        ["", "曙光村", "", "", 30, 3],  # a place
        ["丁养老院", "", "", "", 30, 3],  # a name
        ["", "", "", "李某", 30, 3],  # a person
    ],
)
def test_a_row_that_says_anything_else_waits_and_is_not_skipped(tmp_path, row):
    result = stage_rows(tmp_path, [TITLE, HEADING, *HOUSES[:2], row])
    assert (result.sheet["accepted"], result.sheet["rejected"]) == (2, 1)
    assert result.sheet["skipped_reasons"] == {}


def test_numbers_in_words_are_no_totals(tmp_path):
    rows = [TITLE, ["涉及人数", *HEADING[:4]]]
    rows += [["共12人", *HOUSES[0][:4]], ["合计5人", *HOUSES[1][:4]], ["共计7", *HOUSES[2][:4]]]
    result = stage_rows(tmp_path, rows)
    assert result.sheet["skipped_reasons"] == {}
    assert result.sheet["rows_seen"] == 3


def test_a_house_whose_name_begins_like_a_total_is_a_house(tmp_path):
    names = ["共和养老院", "共3家养老院", "总计养老院", "全村养老点"]
    rows = [[n, *HOUSES[0][1:]] for n in names]
    result = stage_rows(tmp_path, [TITLE, HEADING, *rows])
    assert [v[0] for v in visits(result)] == names


# dates in titles


@pytest.mark.parametrize("label", ["填报月份：", "统计月份", "所属期间：", ""])
def test_a_title_cell_that_holds_a_real_date_says_the_month(tmp_path, label):
    rows = [
        ["风险排查表"],
        [label, date(2026, 9, 1)],
        HEADING,
        ["甲养老院", "曙光村", "5日", "张某"],
    ]
    result = stage_rows(tmp_path, rows)
    assert result.sheet["period"] == "2026-09"
    assert [r["screened_date"] for r in result.rows("screening")] == [date(2026, 9, 5)]


def test_the_first_of_a_month_in_a_title_is_no_day_of_a_visit(tmp_path):
    heading = [h for h in HEADING if h != "排查日期"]
    rows = [["风险排查表"], ["填报月份", date(2026, 9, 1)], heading, ["甲养老院", "曙光村", "张某"]]
    result = stage_rows(tmp_path, rows)
    assert (result.sheet["accepted"], result.sheet["rejected"]) == (0, 1)


def test_a_labelled_day_in_a_title_is_the_day_even_on_the_first(tmp_path):
    heading = [h for h in HEADING if h != "排查日期"]
    rows = [
        ["风险排查表"],
        ["排查日期：", date(2026, 9, 1)],
        heading,
        ["甲养老院", "曙光村", "张某"],
    ]
    result = stage_rows(tmp_path, rows)
    assert [r["screened_date"] for r in result.rows("screening")] == [date(2026, 9, 1)]


@pytest.mark.parametrize("heading", ["填报日期：", "制表日期："])
def test_the_day_the_paper_was_filled_in_is_not_the_month(tmp_path, heading):
    rows = [["曙光村2026年8月风险排查表"], [heading, date(2026, 9, 3)], HEADING, HOUSES[0]]
    assert stage_rows(tmp_path, rows).sheet["period"] == "2026-08"


# a law


@pytest.mark.parametrize("start", range(0, 120, 20))
def test_law_05_every_row_of_every_table_is_accepted_waits_or_is_skipped(tmp_path, start):
    for seed in range(start, start + 20):
        groups, rows, merges = random_sheet(random.Random(seed))
        result = stage_rows(tmp_path, rows, name=f"{seed}.xlsx", merges=merges)
        sheets = result.staged.sheets
        for s in sheets:
            assert s["rows_seen"] == s["accepted"] + s["rejected"] + s["skipped"]
        names = [h[0] for g in groups for h in g if h[0]]
        read = [r["facility_name"] for r in result.rows("screening")]
        waiting = [w["cells"] for w in result.table("rejected")]
        assert len(read) + len(waiting) == len(names), seed
        assert all(n in read or any(n in w for w in waiting) for n in names), seed
        told = sum(p["code"] == "merged_number" for p in result.staged.problems)
        amounts = sum(r["amount_involved_wan"] or 0 for r in result.rows("screening"))
        assert told == sum(int(m[-1]) - int(m[1]) + 1 for m in merges), seed
        assert amounts <= sum(h[5] for g in groups for h in g), seed


def random_sheet(rng):
    """Groups of houses side by side with random gaps, bad cells, totals and one merged amount."""
    numbers = iter(rng.sample(range(100, 999), 30))
    sizes = [rng.randint(1, 4) for _ in range(rng.randint(1, 3))]
    groups = [
        [
            [f"养老院{next(numbers)}号院", "曙光村", rng.choice(["2026-09-03", "13月2日"]), "张某",
             rng.randint(1, 40), rng.randint(1, 90)]
            for _ in range(n)
        ]
        for n in sizes
    ]  # fmt: skip
    merges = []
    if sizes[0] >= 2 and rng.random() < 0.6:
        merges.append(f"F3:F{2 + sizes[0]}")
        groups[0] = [[*h[:5], groups[0][0][5]] for h in groups[0]]
    rows = [TITLE, *side_by_side(groups, rng.choice([0, 1, 2]))]
    return groups, rows, merges
