"""The invented town: deterministic, consistent, every state present, three schemes that grow."""

import json
import random
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import duckdb
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sample.activity import period, units
from data.sample.mess import SPOILED_COUNTS, chinese_numeral, spoiled_rows, written
from data.sample.subjects import check_character, credit_code, villages
from data.sample.town import make_town
from data.sample.workbooks import write_workbooks
from tests.conftest import SAMPLE_AS_OF as AS_OF

FORMS = {
    "facility",
    "screening",
    "lead",
    "rectification",
    "publicity",
    "submission",
    "population",
}
STRANGERS = {
    "石桥夕映书画收藏社",
    "季家知秋护理院",
    "花桥助邻服务社",
    "重庆逐暖文旅康养有限责任公司",
}


@pytest.fixture(scope="module")
def town():
    return make_town(AS_OF)


@pytest.fixture(scope="module")
def books(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    return folder, write_workbooks(town, folder)


def is_at_most(part, whole):
    return part is None or part <= whole


def visits_of(town, name):
    rows = [row for row in town.rows["screening"] if row["facility_name"] == name]
    return sorted(rows, key=lambda row: row["screened_date"])


def test_the_same_seed_and_day_give_the_same_town(town):
    assert make_town(AS_OF) == town


def test_another_seed_gives_another_town(town):
    assert make_town(AS_OF, seed=7).rows != town.rows


def test_the_same_town_gives_the_same_bytes(town, books, tmp_path):
    folder, files = books
    again = write_workbooks(town, tmp_path)
    assert [f.relative_to(tmp_path) for f in again] == [f.relative_to(folder) for f in files]
    assert [f.read_bytes() for f in again] == [f.read_bytes() for f in files]


def test_the_town_has_seven_forms_and_the_promised_numbers(town):
    assert set(town.rows) == FORMS
    assert len(town.rows["facility"]) == 45
    assert len(town.rows["lead"]) == 60
    assert len(town.rows["rectification"]) == 70
    assert len(town.rows["population"]) == 2 * 8


def test_every_row_of_a_form_has_the_same_columns(town):
    for form, rows in town.rows.items():
        assert len({tuple(row) for row in rows}) == 1, form


def test_all_eight_villages_have_subjects_visits_and_population(town):
    for form in ("facility", "screening", "population"):
        assert {row["village"] for row in town.rows[form]} == set(villages()), form


def test_screening_covers_the_twelve_months_up_to_the_current_one(town):
    months = sorted({period(row["screened_date"]) for row in town.rows["screening"]})
    assert (months[0], months[-1], len(months)) == ("2025-12", "2026-11", 12)


def test_a_subject_is_visited_at_most_once_a_month_and_mostly_every_month(town):
    visits = Counter(
        (row["facility_name"], period(row["screened_date"])) for row in town.rows["screening"]
    )
    assert max(visits.values()) == 1
    assert 0.85 < len(visits) / (45 * 12) < 0.97


def test_names_refer_to_subjects_except_the_four_strangers(town):
    known = {row["facility_name"] for row in town.rows["facility"]}
    named = {
        row["facility_name"]
        for form in ("screening", "lead", "rectification")
        for row in town.rows[form]
        if row["facility_name"]
    }
    assert named - known == STRANGERS


def test_a_company_names_the_institution_behind_it(town):
    known = {row["facility_name"] for row in town.rows["facility"]}
    behind = {row["affiliated_to"] for row in town.rows["facility"]} - {None}
    assert len(behind) == 6
    assert behind <= known


def test_the_check_character_is_the_one_of_the_published_example():
    """91350100M000100Y43 is the example that explanations of GB 32100-2015 calculate."""
    assert check_character("91350100M000100Y4") == "3"


def test_codes_are_valid_except_one_and_unregistered_subjects_have_none(town):
    wrong = []
    for row in town.rows["facility"]:
        code = row["credit_code"]
        if row["registration_status"] == "未登记实际运营":
            assert code is None
        elif code and check_character(code[:17]) != code[17]:
            wrong.append(row["facility_name"])
    assert wrong == ["新水泉禾健康生活馆"]


@given(st.integers(0, 99_999_999))
@settings(max_examples=50, deadline=None)
def test_every_number_makes_a_code_of_eighteen_allowed_characters(number):
    code = credit_code("91", number)
    assert len(code) == 18
    assert set(code) <= set("0123456789ABCDEFGHJKLMNPQRTUWXY")


@pytest.mark.parametrize(
    "form, column, values",
    [
        ("lead", "status", "待核查 核查中 已核实 不属实 已上报 已移送 已办结"),
        ("lead", "nature", "未认定 一般隐患 涉嫌非法集资 涉嫌诈骗 其他违法"),
        (
            "lead",
            "source",
            "网格排查 群众举报 行业检查 部门移送 平台预警 信访 舆情 银行 上级交办",
        ),
        ("rectification", "status", "待整改 整改中 待复查 已销号 已移送"),
        ("rectification", "severity", "一般 较重 严重"),
        (
            "publicity",
            "channel",
            "村民群 院户会 坝坝会 乡音小喇叭 小手牵大手 集中宣传日 入户走访 横幅海报 短信 LED屏 "
            "讲座培训 新媒体",
        ),
        ("screening", "level_reported", "红 橙 黄 绿"),
    ],
)
def test_every_state_of_a_closed_list_occurs(town, form, column, values):
    assert {row[column] for row in town.rows[form]} == set(values.split())


def test_tasks_are_overdue_extended_failed_and_closed_late(town):
    tasks = town.rows["rectification"]
    is_open = [t for t in tasks if t["status"] in ("待整改", "整改中", "待复查")]
    deadline = {t["task_no"]: t["extended_to_date"] or t["due_date"] for t in tasks}
    assert sum(deadline[t["task_no"]] < AS_OF for t in is_open) >= 8
    assert sum(deadline[t["task_no"]] >= AS_OF for t in is_open) >= 8
    assert sum(t["extended_to_date"] is not None for t in tasks) >= 5
    assert sum(t["verify_result"] == "不通过" for t in is_open) == 3
    assert any(t["completed_date"] and t["completed_date"] > t["due_date"] for t in tasks)


def test_units_report_on_time_late_with_zero_and_not_at_all(town):
    rows = town.rows["submission"]
    days_late = [(r["submitted_date"] - date.fromisoformat(r["period"] + "-22")).days for r in rows]
    assert sum(late <= 0 for late in days_late) > 100
    assert 5 <= sum(late > 0 for late in days_late) <= 30
    assert len(rows) < len(units()) * 12
    zero = [r for r in rows if r["is_zero_report"] == "yes"]
    assert zero and all("检查人" in r["progress"] and r["lead_count"] == 0 for r in zero)
    assert 0 < sum(r["period"] == "2026-11" for r in rows) < len(units())


def test_the_report_of_a_village_counts_its_own_visits(town):
    for row in town.rows["submission"]:
        if row["unit"] in villages():
            visits = [
                v
                for v in town.rows["screening"]
                if v["village"] == row["unit"] and period(v["screened_date"]) == row["period"]
            ]
            assert row["screened_count"] == len(visits)


@given(
    as_of=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    seed=st.integers(0, 10_000),
    months=st.integers(1, 14),
)
@settings(max_examples=15, deadline=None)
def test_no_row_contradicts_itself_whatever_the_seed_and_day(as_of, seed, months):
    rows = make_town(as_of, seed=seed, months=months).rows
    for row in rows["screening"]:
        assert is_at_most(row["elderly_involved"], row["people_involved"])
        assert is_at_most(row["local_people"], row["people_involved"])
        assert is_at_most(row["unpaid_wan"], row["amount_involved_wan"])
        assert row["screened_date"] <= as_of
    for row in rows["rectification"]:
        assert row["assigned_date"] <= row["due_date"]
        assert row["assigned_date"] <= as_of
        assert row["verifier"] is None or row["verifier"] != row["responsible_person"]
        assert row["completed_date"] is None or row["completed_date"] <= as_of
    for row in rows["lead"]:
        assert row["received_date"] <= as_of
        assert row["closed_date"] is None or row["received_date"] <= row["closed_date"] <= as_of
    assert all(row["submitted_date"] <= as_of for row in rows["submission"])
    assert all(row["activity_date"] <= as_of for row in rows["publicity"])
    keys = [(r["village"], r["activity_date"], r["channel"]) for r in rows["publicity"]]
    assert len(keys) == len(set(keys))


def test_the_schemes_are_told_with_their_subjects_and_first_month(town):
    told = {s.key: (s.subjects[0], s.first_month) for s in town.schemes}
    assert told == {
        "members": ("季家霞映颐年苑", "2025-12"),
        "beds": ("龙塘樟岭长者公寓", "2026-03"),
        "travel": ("花桥逐暖候鸟旅居服务站", "2026-04"),
    }


def test_schemes_grow_every_month_until_the_last(town):
    for scheme in town.schemes:
        visits = visits_of(town, scheme.subjects[0])
        assert period(visits[0]["screened_date"]) == scheme.first_month
        assert period(visits[-1]["screened_date"]) == "2026-11"
        for column in ("people_involved", "amount_involved_wan"):
            path = [row[column] for row in visits]
            assert all(a < b for a, b in pairwise(path)), scheme.key


def test_members_end_at_four_times_the_beds_with_money_not_paid_back(town):
    facility = next(r for r in town.rows["facility"] if r["facility_name"] == "季家霞映颐年苑")
    last = visits_of(town, "季家霞映颐年苑")[-1]
    assert (facility["beds_registered"], last["people_involved"]) == (96, 418)
    # (418 members - 71 residents) x 5.1 wan = 1769.7; with 21.4 and 27.7 held besides, 1818.8
    assert last["membership_wan"] == pytest.approx(1769.7)
    assert last["amount_involved_wan"] == pytest.approx(1818.8)
    assert last["unpaid_wan"] == 263.5


def test_the_bed_scheme_crosses_the_filing_lines_of_100_wan_and_150_people(town):
    visits = visits_of(town, "龙塘樟岭长者公寓")
    assert visits[0]["people_involved"] == 4
    assert visits[0]["amount_involved_wan"] == 24.0
    assert visits[-1]["people_involved"] == 236
    assert visits[-1]["amount_involved_wan"] == 1416.0
    assert {v["promised_return_pct"] for v in visits} == {10.0, 11.0, 12.0}
    assert {v["in_custody"] for v in visits} == {"no"}


def test_the_travel_scheme_is_unregistered_with_petitions_and_media(town):
    name = "花桥逐暖候鸟旅居服务站"
    facility = next(r for r in town.rows["facility"] if r["facility_name"] == name)
    last = visits_of(town, name)[-1]
    assert facility["registration_status"] == "未登记实际运营"
    assert last["petition_people"] > 5
    assert last["media_mentions"] > 0
    assert any(r["affiliated_to"] == name for r in town.rows["facility"])


def test_nobody_else_comes_near_a_legal_line(town):
    schemes = {name for scheme in town.schemes for name in scheme.subjects}
    for row in town.rows["screening"]:
        if row["facility_name"] not in schemes:
            assert (row["people_involved"] or 0) < 150
            assert (row["amount_involved_wan"] or 0) < 100
            assert not row["unpaid_wan"]


def test_five_thousand_subjects_have_five_thousand_names():
    rows = make_town(AS_OF, subjects=5000).rows
    assert len({row["facility_name"] for row in rows["facility"]}) == 5000
    assert len(rows["screening"]) > 50_000


def test_about_two_or_three_rows_in_a_hundred_are_spoiled_never_a_scheme(town):
    spoiled = spoiled_rows(town)
    rejected = [key for key, kind in spoiled.items() if kind != "personal_id"]
    assert 0.02 <= len(rejected) / sum(map(len, town.rows.values())) <= 0.03
    assert Counter(form for form, _ in spoiled) == {
        form: sum(kinds.values()) for form, kinds in SPOILED_COUNTS.items()
    }
    schemes = {name for scheme in town.schemes for name in scheme.subjects}
    hit = {town.rows[form][i].get("facility_name") for form, i in spoiled}
    assert hit.isdisjoint(schemes)


def test_there_are_fifty_to_seventy_files_and_each_says_it_is_invented(books):
    _, files = books
    assert 50 <= len(files) <= 70
    for file in files:
        if file.suffix == ".csv":
            texts = file.read_bytes().decode("gb18030").splitlines()
        else:
            book = openpyxl.load_workbook(file)
            texts = [str(c.value) for page in book for row in page for c in row if c.value]
        assert any("演示数据" in text for text in texts), file.name


@pytest.mark.parametrize(
    "count, words",
    [(8, "八"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_numerals_are_written_as_people_say_them(count, words):
    assert chinese_numeral(count) == words


@given(
    st.sampled_from(["people_involved", "unpaid_wan", "in_custody", "remarks", "screened_date"]),
    st.integers(0, 10_000),
)
@settings(max_examples=60, deadline=None)
def test_unknown_is_never_written_as_none(column, seed):
    assert written(column, None, random.Random(seed)) in ("", "/", "—", "不详", "不清楚")


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_an_amount_in_a_yuan_sheet_is_ten_thousand_times_the_wan(seed):
    cell = written("deposit_wan", 3.2, random.Random(seed), money="yuan")
    assert cell in (32_000, "3.2万", "32,000元")


def test_open_tasks_and_leads_are_recent(town):
    for lead in town.rows["lead"]:
        if lead["status"] in ("待核查", "核查中"):
            assert AS_OF - lead["received_date"] <= timedelta(days=60)


KEYS = {
    "facility": ("facility_name",),
    "screening": ("facility_name", "screened_date"),
    "lead": ("lead_no",),
    "rectification": ("task_no",),
    "publicity": ("village", "activity_date", "channel"),
    "submission": ("unit", "period"),
    "population": ("village", "as_of_date"),
}


def staged_rows(home, form, columns):
    """All staged rows of a form, as plain dicts of the canonical columns."""
    files = [str(path) for path in sorted(home.staged.glob(f"*/{form}.parquet"))]
    names = ", ".join(f'"{column}"' for column in columns)
    found = duckdb.read_parquet(files, union_by_name=True).project(names)
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def by_key(form, rows):
    found = {tuple(row[k] for k in KEYS[form]): rounded(row) for row in rows}
    assert len(found) == len(rows)
    return found


def rounded(row):
    return {k: round(v, 6) if isinstance(v, float) else v for k, v in row.items()}


@pytest.mark.parametrize("form", sorted(KEYS))
def test_the_workbooks_come_back_through_the_import_value_by_value(town, sample_home, form):
    """All rows but the spoiled ones, exactly; of the one with an ID number all but the remark."""
    spoiled = {i: kind for (of, i), kind in spoiled_rows(town).items() if of == form}
    kept = [
        row | {"remarks": "masked"} if spoiled.get(i) == "personal_id" else row
        for i, row in enumerate(town.rows[form])
        if spoiled.get(i) in (None, "personal_id")
    ]
    found = staged_rows(sample_home, form, list(town.rows[form][0]))
    for row in found:
        if "身份证" in str(row.get("remarks")):
            assert "0312001" not in row["remarks"]
            row["remarks"] = "masked"
    assert by_key(form, found) == by_key(form, kept)


def test_every_spoiled_row_waits_in_quarantine_and_no_other(town, sample_home):
    rejected = [
        json.loads(path.read_text("utf-8")) for path in sample_home.staged.glob("*/sheets.json")
    ]
    waiting = sum(sheet["rejected"] for sheets in rejected for sheet in sheets)
    assert waiting == sum(kind != "personal_id" for kind in spoiled_rows(town).values())
