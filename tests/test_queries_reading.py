"""What the reading screens ask of a build: three subjects in two villages, worked by hand."""

from datetime import date

import pytest

from models.catalog.scoring import load_scoring
from pipelines.queries import catalogue, overview, projection, riskmap, scope, sectors
from pipelines.queries.scope import Filters, Person
from pipelines.settings import CATALOG, Home
from tests.staging import build_rows

AS_OF = date(2026, 11, 23)
SHUGUANG, DONGFENG = "500111119200", "500111119001"
ANYONE = Person(role="分析员")
CLERK = Person(name="填报员甲", role="填报员", villages=(SHUGUANG,))
CLERK_OF_CIVIL_AFFAIRS = Person(name="填报员乙", role="填报员", departments=("民政",))
FREE = Filters()


def subject(name: str, village: str, sector: str, department: str) -> dict:
    return {"facility_name": name, "facility_type": "养老机构", "village": village,
            "sector": sector, "department": department,
            "registration_status": "已登记已备案"}  # fmt: skip


def visit(name: str, village: str, on: date, people, amount) -> dict:
    return {"facility_name": name, "village": village, "screened_date": on, "screener": "张某",
            "people_involved": people, "amount_involved_wan": amount}  # fmt: skip


def task(no: str, name: str, due: date, status: str) -> dict:
    return {"task_no": no, "facility_name": name, "village": "曙光村", "issue": "资金未存管",
            "responsible_unit": "民政办", "responsible_person": "李某某", "measures": "开立专户",
            "assigned_date": date(2026, 9, 1), "due_date": due, "status": status}  # fmt: skip


ROWS = {
    "facility": [
        subject("甲养老院", "曙光村", "养老服务", "民政"),
        subject("乙商行", "曙光村", "养老产品", "市场监管"),
        subject("丙公司", "东风街社区", "养老项目", "市场监管"),
    ],
    "screening": [
        visit("甲养老院", "曙光村", date(2026, 10, 8), 10, 5.0),
        visit("甲养老院", "曙光村", date(2026, 11, 8), 20, 12.5),
        visit("乙商行", "曙光村", date(2026, 11, 9), 8, None),
        visit("丙公司", "东风街社区", date(2026, 11, 10), 600, 900.0),
    ],
    "rectification": [
        task("ZG1", "甲养老院", date(2026, 10, 1), "整改中"),
        task("ZG2", "甲养老院", date(2026, 12, 1), "整改中"),
        task("ZG3", "甲养老院", date(2026, 10, 1), "已销号"),
    ],
    "submission": [
        {"unit": "曙光村", "period": "2026-11", "submitted_date": date(2026, 11, 20),
         "is_zero_report": "no", "progress": "完成排查"},
    ],
    "population": [
        {"village": "曙光村", "as_of_date": date(2026, 6, 1), "residents": 2000,
         "elderly_60": 400},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return build_rows(Home(tmp_path_factory.mktemp("reading")), AS_OF, ROWS)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    return build_rows(Home(tmp_path_factory.mktemp("reading-nothing")), AS_OF)


def names(frame) -> list[str]:
    return frame["facility_name"].tolist()


def village(frame, code: str) -> dict:
    return frame.set_index("village_code").loc[code].to_dict()


def test_a_month_adds_people_and_money_of_the_subjects_that_state_them(town):
    now = overview.months(town, FREE, ANYONE).query("period == '2026-11'")
    assert now["facilities"].sum() == 3
    assert now["people_involved"].sum() == 20 + 8 + 600
    assert now["amount_involved_wan"].sum() == 12.5 + 900


def test_an_earlier_month_keeps_the_figures_known_then(town):
    rows = overview.months(town, Filters(period="2026-10"), ANYONE)
    assert rows["period"].max() == "2026-10"
    october = rows.query("period == '2026-10'")
    assert october["people_involved"].sum() == 10


def test_the_largest_sum_over_the_legal_line_stands_first_with_its_reason(town):
    top = overview.top(town, FREE, ANYONE)
    assert names(top)[0] == "丙公司"
    assert top.iloc[0]["level"] == "红"
    assert top.iloc[0]["is_statutory"]
    assert "600 人" in top.iloc[0]["reason"]


def test_few_limits_the_list_and_keeps_the_order(town):
    assert (
        names(overview.top(town, FREE, ANYONE, few=2))
        == names(overview.top(town, FREE, ANYONE))[:2]
    )


def test_overdue_counts_the_open_task_past_its_date_and_no_other(town):
    assert overview.overdue(town, FREE, ANYONE)["task_no"].tolist() == ["ZG1"]
    assert overview.overdue(town, FREE, ANYONE)["days_overdue"].tolist() == [53]


def test_a_unit_that_reported_is_not_asked_again(town):
    owing = overview.unreported(town, FREE, ANYONE)["unit"].tolist()
    assert "曙光村" not in owing
    assert "东风街社区" in owing
    reported = overview.reported(town, FREE, ANYONE)
    assert reported["reported"] == 1
    assert reported["reported"] + len(owing) == reported["expected"]
    assert reported["is_past_due"]


def test_a_village_without_a_subject_stays_on_the_map_with_zero(town):
    rows = riskmap.villages(town, FREE, ANYONE)
    assert len(rows) == 8
    empty = rows[~rows["village_code"].isin([SHUGUANG, DONGFENG])]
    assert empty["facilities"].tolist() == [0] * 6
    assert empty["people_involved"].tolist() == [0] * 6


def test_a_rate_is_per_thousand_elderly_and_unknown_without_a_population(town):
    rows = riskmap.villages(town, FREE, ANYONE)
    assert village(rows, SHUGUANG)["per_1000_people"] == 1000 * 28 / 400
    assert village(rows, SHUGUANG)["per_1000_amount_wan"] == 1000 * 12.5 / 400
    dongfeng = village(rows, DONGFENG)["per_1000_people"]
    assert dongfeng != dongfeng  # unknown, not zero


def test_the_map_keeps_every_village_when_one_is_chosen_but_the_rows_do_not(town):
    chosen = Filters(villages=(SHUGUANG,))
    assert len(riskmap.villages(town, chosen, ANYONE)) == 8
    assert set(riskmap.subjects(town, chosen, ANYONE)["village"]) == {"曙光村"}


def test_levels_on_the_map_add_up_to_the_subjects(town):
    rows = riskmap.villages(town, FREE, ANYONE)
    levels = rows[["red", "orange", "yellow", "green", "unrated"]].sum(axis=1)
    assert levels.tolist() == rows["facilities"].tolist()


def test_the_matrix_has_a_cell_for_each_village_and_sector_that_meet(town):
    cells = sectors.matrix(town, FREE, ANYONE)
    assert {(c.village, c.sector, c.facilities) for c in cells.itertuples()} == {
        ("曙光村", "养老服务", 1),
        ("曙光村", "养老产品", 1),
        ("东风街社区", "养老项目", 1),
    }


def test_a_sector_without_a_stated_amount_is_unknown_and_comes_last(town):
    rows = sectors.by_sector(town, FREE, ANYONE)
    assert rows["sector"].tolist() == ["养老项目", "养老服务", "养老产品"]
    last = rows.iloc[-1]
    assert last["amount_involved_wan"] != last["amount_involved_wan"]
    assert (last["with_amount"], last["with_people"]) == (0, 1)


def test_sector_and_level_filters_narrow_every_question(town):
    chosen = Filters(sectors=("养老项目",), levels=("红",))
    assert names(riskmap.subjects(town, chosen, ANYONE)) == ["丙公司"]
    assert sectors.by_sector(town, chosen, ANYONE)["sector"].tolist() == ["养老项目"]


def test_a_clerk_sees_the_own_village_whatever_the_address_asks_for(town):
    asked = Filters(villages=(DONGFENG,))
    assert riskmap.subjects(town, asked, CLERK).empty
    assert riskmap.villages(town, asked, CLERK)["village"].tolist() == ["曙光村"]
    assert set(names(riskmap.subjects(town, FREE, CLERK))) == {"甲养老院", "乙商行"}
    assert overview.unreported(town, FREE, CLERK).empty


def test_a_department_s_clerk_sees_the_department_s_subjects(town):
    assert names(riskmap.subjects(town, FREE, CLERK_OF_CIVIL_AFFAIRS)) == ["甲养老院"]


def test_a_clerk_without_any_place_sees_nothing(town):
    nobody = Person(name="填报员丙", role="填报员")
    assert riskmap.subjects(town, FREE, nobody).empty
    assert riskmap.villages(town, FREE, nobody).empty


def test_names_are_hidden_before_an_audience_and_from_roles_that_need_none(town):
    on_the_wall = scope.for_the_wall(ANYONE)
    assert overview.overdue(town, FREE, on_the_wall)["responsible_person"].tolist() == ["李＊＊"]
    admin = Person(role="管理员")
    assert overview.overdue(town, FREE, admin)["responsible_person"].tolist() == ["李＊＊"]
    assert overview.overdue(town, FREE, ANYONE)["responsible_person"].tolist() == ["李某某"]


def test_a_mask_keeps_three_figures_of_a_phone_and_one_letter_of_a_name():
    assert scope.mask("19900001234") == "199" + "＊" * 8
    assert scope.mask("张") == "张＊"


def test_the_projected_tasks_are_those_of_the_other_screens(town):
    tasks = projection.tasks(town, FREE, ANYONE).set_index("status")
    assert tasks["tasks"].to_dict() == {"已销号": 1, "整改中": 2}
    assert tasks["overdue"].sum() == len(overview.overdue(town, FREE, ANYONE))


def test_only_the_subject_over_a_legal_line_is_put_to_the_meeting(town):
    assert names(projection.statutory(town, FREE, ANYONE)) == ["丙公司"]


def test_an_empty_build_answers_every_question_with_no_rows(nothing):
    assert overview.months(nothing, FREE, ANYONE).empty
    assert overview.top(nothing, FREE, ANYONE).empty
    assert overview.overdue(nothing, FREE, ANYONE).empty
    assert projection.tasks(nothing, FREE, ANYONE).empty
    assert sectors.by_sector(nothing, FREE, ANYONE).empty
    assert riskmap.villages(nothing, FREE, ANYONE)["facilities"].sum() == 0


def test_an_answer_handed_out_twice_cannot_be_spoilt_by_its_reader(town):
    first = overview.top(town, FREE, ANYONE)
    first.loc[:, "facility_name"] = "改"
    assert names(overview.top(town, FREE, ANYONE))[0] == "丙公司"


def test_weights_of_the_catalogue_on_screen_add_up_to_one_hundred():
    rules, problems = load_scoring(CATALOG)
    assert problems == []
    rows = catalogue.indicators(rules)
    assert rows["weight_pct"].sum() == pytest.approx(100, abs=0.2)
    assert rows["basis"].str.len().min() > 0
    assert set(rows["standing"]) <= {"法定", "参考口径", "待核"}


def test_how_far_an_indicator_is_known_is_a_share_of_the_subjects(town):
    known = catalogue.known_share(town, FREE, ANYONE).set_index("indicator")["known_pct"]
    assert known["people_involved"] == 100
    assert known["amount_involved"] == pytest.approx(100 * 2 / 3)
