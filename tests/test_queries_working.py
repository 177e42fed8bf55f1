"""What the working screens ask of a build: five tasks, four leads, two subjects, worked by hand."""

from datetime import date

import pandas as pd
import pytest

from pipelines.queries import (
    facility,
    imports,
    inventory,
    knowledge,
    leads,
    monthly,
    origin,
    quality,
    rectification,
)
from pipelines.queries.scope import Filters, Person
from pipelines.settings import Home
from tests.staging import build_rows

AS_OF = date(2026, 11, 23)
SHUGUANG, DONGFENG = "500111119200", "500111119001"
ANYONE = Person(role="分析员")
CLERK = Person(name="填报员甲", role="填报员", villages=(SHUGUANG,))
PROJECTOR = Person(name="大屏", role="投屏")
FREE = Filters()


def day(text: str) -> date:
    return date.fromisoformat(text)


def facility_row(name: str, village: str, department: str, **more) -> dict:
    return {"facility_name": name, "facility_type": "养老机构",
            "registration_status": "已登记已备案", "sector": "养老服务",
            "village": village, "department": department, "phone": None,
            "beds_registered": None, "affiliated_to": None} | more  # fmt: skip


def visit(name: str, village: str, on: str, people: int, **more) -> dict:
    return {"facility_name": name, "village": village, "screened_date": day(on), "screener": "张某",
            "people_involved": people, "amount_involved_wan": None} | more  # fmt: skip


def lead(no: str, on: str, name: str, village: str, status: str, **more) -> dict:
    return {"lead_no": no, "received_date": day(on), "source": "群众举报", "facility_name": name,
            "village": village, "description": "反映收取预付费", "status": status,
            "nature": "未认定", "verify_due_date": None, "closed_date": None} | more  # fmt: skip


def task(no: str, name: str, village: str, unit: str, on: str, due: str, status: str, **more):
    return {"task_no": no, "facility_name": name, "village": village, "issue": "资金未存管",
            "responsible_unit": unit, "responsible_person": "李某", "measures": "开立专户",
            "assigned_date": day(on), "due_date": day(due), "status": status,
            "completed_date": None, "verified_date": None,
            "extended_to_date": None} | more  # fmt: skip


ROWS = {
    "facility": [
        facility_row("甲养老院", "曙光村", "民政", phone="19900001234", beds_registered=50),
        facility_row("乙公司", "东风街社区", "市场监管", affiliated_to="甲养老院"),
    ],
    "screening": [
        visit("甲养老院", "曙光村", "2026-11-03", 20, amount_involved_wan=12.5),
        visit("乙公司", "东风街社区", "2026-11-04", 200, amount_involved_wan=300.0),
    ],
    "lead": [
        lead("XS1", "2026-09-01", "甲养老院", "曙光村", "待核查",
             verify_due_date=day("2026-09-10")),
        lead("XS2", "2026-10-01", "乙公司", "东风街社区", "核查中", nature="涉嫌非法集资",
             verify_due_date=day("2026-12-01")),
        lead("XS3", "2026-11-05", "无名小店", "曙光村", "已办结", closed_date=day("2026-11-20")),
        lead("XS4", "2026-11-10", "甲养老院", "曙光村", "不属实"),
    ],
    "rectification": [
        task("ZG1", "甲养老院", "曙光村", "民政办", "2026-09-01", "2026-10-01", "整改中"),
        task("ZG2", "乙公司", "东风街社区", "市场监管所", "2026-10-01", "2026-10-31", "整改中",
             extended_to_date=day("2026-11-30")),
        task("ZG3", "甲养老院", "曙光村", "民政办", "2026-08-01", "2026-08-31", "已销号",
             completed_date=day("2026-08-20"), verified_date=day("2026-08-25")),
        task("ZG4", "乙公司", "东风街社区", "市场监管所", "2026-08-01", "2026-08-11", "已销号",
             completed_date=day("2026-08-21"), verified_date=day("2026-08-21")),
        task("ZG5", "甲养老院", "曙光村", "民政办", "2026-10-01", "2026-10-15", "待复查",
             completed_date=day("2026-10-14")),
    ],
    "publicity": [
        {"activity_date": day("2026-11-01"), "village": "曙光村", "channel": "坝坝会",
         "sessions": 2, "participants": 50, "elderly_participants": 30, "materials": 80},
        {"activity_date": day("2026-10-01"), "village": "曙光村", "channel": "村民群",
         "sessions": None, "participants": None, "elderly_participants": None, "materials": None},
    ],
    "submission": [
        {"unit": "曙光村", "period": "2026-10", "submitted_date": day("2026-10-20"),
         "is_zero_report": "no"},
        {"unit": "东风街社区", "period": "2026-10", "submitted_date": day("2026-10-25"),
         "is_zero_report": "no"},
        {"unit": "曙光村", "period": "2026-09", "submitted_date": day("2026-09-20"),
         "is_zero_report": "yes"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    return build_rows(Home(tmp_path_factory.mktemp("working")), AS_OF, ROWS)


def facility_id(build, name: str) -> str:
    rows = facility.choices(build, FREE, ANYONE).set_index("facility_name")
    return rows.loc[name, "facility_id"]


# inventory


def test_the_inventory_lists_every_subject_and_its_sums_are_of_what_is_known(build):
    rows = inventory.inventory(build, FREE, ANYONE)
    assert sorted(rows["facility_name"]) == ["乙公司", "甲养老院"]
    totals = inventory.totals(build, FREE, ANYONE)
    assert (totals["facilities"], totals["people_involved"]) == (2, 220)
    assert totals["amount_involved_wan"] == 312.5
    assert totals["unpaid_wan"] is None or totals["unpaid_wan"] != totals["unpaid_wan"]


def test_the_groups_of_the_inventory_add_up_to_its_total(build):
    for village in (True, False):
        rows = inventory.by_group(build, FREE, ANYONE, village=village)
        assert rows["facilities"].sum() == 2
        assert rows["people_involved"].sum() == 220


def test_an_older_month_without_visits_lists_nobody(build):
    assert inventory.totals(build, Filters(period="2025-12"), ANYONE)["facilities"] == 0


def test_two_hundred_people_put_the_company_on_the_key_ledger_with_its_task(build):
    rows = inventory.key_ledger(build, FREE, ANYONE)
    assert rows["facility_name"].tolist()[0] == "乙公司"
    assert rows["responsible_unit"].tolist()[0] == "市场监管所"
    assert rows["days_left"].tolist()[0] == 7
    assert inventory.key_totals(build, FREE, ANYONE)["past_deadline"] == 1  # 甲养老院's own


# one subject


def test_the_points_of_a_subject_sum_to_its_score(build):
    where = (build, None, ANYONE, facility_id(build, "乙公司"))
    points = facility.contributions(*where)
    score = facility.profile(*where)["score"]
    assert points["points"].sum() == pytest.approx(score, abs=1e-9)
    assert facility.dimensions(*where)["points"].sum() == pytest.approx(score, abs=1e-9)


def test_a_value_leads_to_its_cell_and_to_the_whole_row(build):
    where = (build, None, ANYONE, facility_id(build, "乙公司"))
    known = facility.observations(*where).set_index("column")
    assert known.loc["people_involved", "value_num"] == 200
    assert known.loc["people_involved", "cell"] == "E3"  # fifth column, second row below row 1
    source = known.loc["people_involved"]
    row = origin.cells_of_row(build, source["batch_id"], source["source_sheet"], 3)
    assert dict(zip(row["column"], row["cell"], strict=True))["screened_date"] == "C3"


def test_related_companies_see_each_other(build):
    where = (build, None, ANYONE, facility_id(build, "甲养老院"))
    rows = facility.relations(*where)
    assert set(rows["related_name"]) == {"甲养老院", "乙公司"}
    assert set(rows["kind"]) == {"affiliated"}


def test_a_subject_shows_its_own_leads_and_tasks_overdue_first(build):
    where = (build, None, ANYONE, facility_id(build, "甲养老院"))
    assert facility.leads(*where)["lead_no"].tolist() == ["XS4", "XS1"]
    assert facility.tasks(*where)["task_no"].tolist()[0] == "ZG1"
    # with 乙公司, whose institution it is, it meets a statutory line
    assert facility.key_entry(*where)["reasons"] == "触及法定红线；等级为橙"


def test_a_phone_is_masked_on_the_projector_and_shown_to_the_analyst(build):
    whose = facility_id(build, "甲养老院")
    for person, shown in ((ANYONE, "19900001234"), (PROJECTOR, "199＊＊＊＊＊＊＊＊")):
        assert facility.profile(build, None, person, whose)["phone"] == shown


def test_evidence_of_a_shared_phone_is_masked_but_a_name_of_a_company_is_not():
    rows = pd.DataFrame({"kind": ["phone", "affiliated"], "evidence": ["19900001234", "甲养老院"]})
    hidden = facility.hide(rows, "evidence", rows["kind"].isin(["phone"]), PROJECTOR)
    assert hidden["evidence"].tolist() == ["199＊＊＊＊＊＊＊＊", "甲养老院"]


# leads


def test_a_lead_counts_for_its_step_and_all_before_it(build):
    rows = leads.funnel(build, FREE, ANYONE)
    assert rows["step"].tolist() == ["线索发现", "线索调查", "性质认定", "风险处置"]
    # XS1 stands at 1, XS2 at 3 (its nature is judged), XS3 at 4, XS4 at 3
    assert rows["reached"].tolist() == [4, 3, 3, 1]
    assert rows["open_here"].tolist() == [1, 0, 1, 0]
    assert rows["closed_here"].tolist() == [0, 0, 1, 1]


def test_a_lead_is_late_only_while_it_is_being_verified(build):
    totals = leads.totals(build, FREE, ANYONE)
    assert (totals["leads"], totals["open_leads"], totals["late"]) == (4, 2, 1)
    assert totals["longest_late"] == 74  # 10 September to 23 November
    assert (totals["grave"], totals["unknown_subject"], totals["new_leads"]) == (1, 1, 2)


def test_leads_received_after_the_chosen_month_are_left_out(build):
    rows = leads.leads(build, Filters(period="2026-09"), ANYONE)
    assert rows["lead_no"].tolist() == ["XS1"]


def test_months_count_leads_received_and_closed(build):
    rows = leads.by_month(build, FREE, ANYONE).set_index("period")
    assert rows.loc["2026-11"].tolist() == [2, 1]
    assert rows["received"].sum() == 4


def test_every_status_of_the_form_has_its_step():
    statuses = {"待核查", "核查中", "已核实", "不属实", "已上报", "已移送", "已办结"}
    assert statuses <= set(leads.lead_steps()["statuses"])
    codes = {step["code"] for step in leads.lead_steps()["steps"]}
    assert {s["step"] for s in leads.lead_steps()["statuses"].values()} <= codes


# rectification


def test_overdue_counts_the_extension_and_spares_what_waits_for_its_check(build):
    totals = rectification.totals(build, FREE, ANYONE)
    assert (totals["tasks"], totals["open_tasks"], totals["done"]) == (5, 3, 2)
    assert (totals["overdue"], totals["longest_overdue"]) == (1, 53)  # 1 October to 23 November
    assert (totals["due_soon"], totals["to_verify"], totals["extended"]) == (1, 1, 1)


def test_time_to_close_is_the_median_and_half_were_in_time(build):
    totals = rectification.totals(build, FREE, ANYONE)
    assert totals["median_days"] == 22  # 24 and 20 days
    assert totals["in_time_pct"] == 50  # ZG3 before its deadline, ZG4 ten days after
    assert totals["done_pct"] == 40


def test_the_burn_down_ends_at_the_overdue_number_of_the_mart(build):
    rows = rectification.burn_down(build, FREE, ANYONE).set_index("period")
    assert rows.loc["2026-08":, "open_tasks"].tolist() == [0, 1, 3, 3]
    assert rows.loc["2026-08":, "overdue"].tolist() == [0, 0, 1, 1]
    assert rows.loc["2026-08", ["assigned", "done"]].tolist() == [2, 2]


def test_states_of_units_add_up_and_overdue_replaces_the_status(build):
    rows = rectification.states(build, FREE, ANYONE, village=False, overdue_word="逾期")
    table = rows.pivot(index="grouped", columns="state", values="tasks").fillna(0)
    assert table.loc["民政办"].to_dict() == {"已销号": 1, "待复查": 1, "整改中": 0, "逾期": 1}
    assert rows["tasks"].sum() == 5


def test_the_timetable_shows_open_tasks_most_overdue_first(build):
    rows = rectification.timeline(build, FREE, ANYONE)
    assert rows["task_no"].tolist() == ["ZG1", "ZG5", "ZG2"]


# monthly


def test_reports_are_on_time_late_zero_or_missing(build):
    rows = monthly.matrix(build, FREE, ANYONE).set_index(["unit", "period"])["status"]
    assert rows[("曙光村", "2026-10")] == "按时"
    assert rows[("东风街社区", "2026-10")] == "逾期"
    assert rows[("曙光村", "2026-09")] == "零报告"
    assert rows[("曙光村", "2026-11")] == "未报"


def test_the_month_names_who_is_missing(build):
    totals = monthly.totals(build, Filters(period="2026-10"), ANYONE)
    assert (totals["in_time"], totals["late"]) == (1, 1)
    assert totals["missing"] == totals["units"] - 2
    assert "柏杨村" in totals["missing_units"] and "曙光村" not in totals["missing_units"]


def test_an_activity_without_sessions_counts_as_one(build):
    totals = monthly.publicity_totals(build, FREE, ANYONE)
    assert (totals["sessions"], totals["participants"], totals["sessions_month"]) == (3, 50, 2)


def test_a_village_with_an_orange_subject_and_no_publicity_is_a_gap(build):
    rows = monthly.gaps(build, FREE, ANYONE).set_index("village")
    assert rows.loc["东风街社区", ["high_risk", "sessions"]].tolist() == [1, 0]
    assert rows.loc["曙光村", "sessions"] == 3
    assert rows["is_gap"].sum() == 1 and rows.loc["东风街社区", "is_gap"]


# imports and quality


def test_an_import_tells_what_its_withdrawal_takes_away(build):
    batch = "B001"
    effect = imports.effect_of_undo(build, batch).set_index("form")
    assert effect.loc["lead", "accepted"] == 4
    assert effect["gone"].unique().tolist() == [2]


def test_an_unknown_shop_waits_for_review_and_what_is_unknown_is_counted(build):
    assert quality.review(build, FREE, ANYONE)["name"].tolist() == ["无名小店"]
    unknown = quality.unknown(build, FREE, ANYONE).set_index("indicator")
    assert unknown.loc["complaints", "unknown"] == 2
    totals = quality.totals(build, FREE, ANYONE)
    assert totals["rows_seen"] == totals["accepted"] + totals["rejected"] + totals["skipped"]


# who may see what


def test_a_village_clerk_sees_only_the_own_village_everywhere(build):
    where = (build, FREE, CLERK)
    assert inventory.inventory(*where)["village"].unique().tolist() == ["曙光村"]
    assert set(leads.leads(*where)["lead_no"]) == {"XS1", "XS3", "XS4"}
    assert set(rectification.tasks(*where)["task_no"]) == {"ZG1", "ZG3", "ZG5"}
    assert monthly.matrix(*where)["unit"].unique().tolist() == ["曙光村"]
    assert monthly.activities(*where)["unit"].unique().tolist() == ["曙光村"]
    assert quality.to_ask(*where)["village"].unique().tolist() == ["曙光村"]
    assert monthly.gaps(*where)["village"].tolist() == ["曙光村"]


def test_a_foreign_subject_in_the_address_finds_nothing_for_a_clerk(build):
    foreign = facility_id(build, "乙公司")
    assert facility.profile(build, None, CLERK, foreign) == {}
    for question in (facility.contributions, facility.observations, facility.leads, facility.tasks):
        assert question(build, None, CLERK, foreign).empty


@pytest.mark.parametrize("filters", [Filters(villages=(DONGFENG,)), Filters(sectors=("养老产品",))])
def test_filters_narrow_every_list(build, filters):
    kept = 1 if filters.villages else 0
    assert len(inventory.inventory(build, filters, ANYONE)) == kept
    assert len(leads.leads(build, filters, ANYONE)) == kept
    assert len(rectification.tasks(build, filters, ANYONE)) == 2 * kept


def test_the_catalogue_names_what_the_screens_show():
    assert knowledge.label("people_involved", "screening") == "涉及人数"
    assert knowledge.form_names()["screening"] == "风险排查表"
    assert knowledge.indicators()["weight_full"].sum() == pytest.approx(1)
    assert knowledge.level_actions()["红"]
