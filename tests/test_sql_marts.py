"""The marts, from three rows each: what counts once, what wins, what stays unknown."""

from datetime import date

import pytest

from pipelines.settings import Home
from pipelines.warehouse import Build
from tests.staging import build_rows

AS_OF = date(2026, 11, 23)
CODE = "52500111NLB1BBCH0D"


@pytest.fixture
def built(tmp_path):
    """Build from sets of rows, each one import, in order; ask the build with `.rows(sql)`."""
    opened = []

    def build(*batches, as_of=AS_OF) -> Build:
        opened.append(Build(build_rows(Home(tmp_path), as_of, *batches)))
        return opened[-1]

    yield build
    for one in opened:
        one.close()


def facility(name="甲养老院", village="曙光村", **facts):
    return {
        "facility_name": name,
        "village": village,
        "facility_type": "养老机构",
        "registration_status": "已登记已备案",
        "sector": "养老服务",
        **facts,
    }


def visit(day, name="甲养老院", village="曙光村", **facts):
    return {
        "facility_name": name,
        "village": village,
        "screened_date": day,
        "screener": "张某",
        **facts,
    }


def task(number="ZG-1", **facts):
    return {
        "task_no": number,
        "facility_name": "甲养老院",
        "issue": "x",
        "responsible_unit": "民政办",
        "responsible_person": "李某",
        "measures": "y",
        "assigned_date": date(2026, 11, 2),
        "due_date": date(2026, 11, 12),
        "status": "整改中",
        **facts,
    }


NOV_5, NOV_9, OCT_6 = date(2026, 11, 5), date(2026, 11, 9), date(2026, 10, 6)


# ---------------------------------------------------------------- subjects


def test_the_newest_workbook_that_has_a_column_wins_blanks_included(built):
    build = built(
        {"facility": [facility(residents=30, beds_registered=50, phone="19900000001")]},
        {"facility": [facility(residents=None, beds_registered=60)]},
    )
    assert build.rows("select residents, beds_registered, phone from mart_facility") == [
        (None, 60, "19900000001")
    ]


def test_the_credit_code_is_never_blanked(built):
    build = built(
        {"facility": [facility(credit_code=CODE)]}, {"facility": [facility(credit_code=None)]}
    )
    assert build.rows("select credit_code from mart_facility") == [(CODE,)]


def test_a_company_points_to_the_institution_behind_it_by_name_or_code(built):
    build = built(
        {
            "facility": [
                facility(credit_code=CODE),
                facility("乙公司", affiliated_to="甲养老院"),
                facility("丙公司", affiliated_to=CODE),
                facility("丁公司", affiliated_to="没听说过的院"),
            ]
        }
    )
    found = build.rows(
        "select f.facility_name, a.facility_name from mart_facility f "
        "left join mart_facility a on a.facility_id = f.affiliated_facility_id order by 1"
    )
    assert found == [
        *[("丁公司", None), ("丙公司", "甲养老院"), ("乙公司", "甲养老院"), ("甲养老院", None)]
    ]
    assert build.rows("select count(*) from mart_relation where kind = 'affiliated'") == [(4,)]


def test_an_unknown_name_never_makes_a_subject_and_waits_for_a_person(built):
    build = built(
        {
            "facility": [facility()],
            "screening": [visit(NOV_5), visit(NOV_5, name="完全没有的店")],
        }
    )
    assert build.rows("select count(*) from mart_facility") == [(1,)]
    assert build.rows(
        "select facility_name, facility_id is null from mart_screening order by 1"
    ) == [("完全没有的店", True), ("甲养老院", False)]
    assert build.rows("select form, name, kind, village, row from mart_review") == [
        ("screening", "完全没有的店", "unknown", "曙光村", 3)
    ]


def test_two_subjects_that_share_a_phone_are_related(built):
    build = built(
        {
            "facility": [
                facility(phone="19900000001", legal_person="张某"),
                facility("乙店", phone="19900000001", legal_person="张某"),
                facility("丙店", phone="19900000002", legal_person="张某"),
            ]
        }
    )
    kinds = build.rows("select distinct kind, evidence from mart_relation")
    assert kinds == [("phone", "19900000001")]  # 张某 says nothing about who it is


# ---------------------------------------------------------------- visits and observations


def test_a_visit_counts_once_and_its_older_version_stays_readable(built):
    build = built(
        {"facility": [facility()], "screening": [visit(NOV_5, people_involved=30, complaints=2)]},
        {"screening": [visit(NOV_5, people_involved=35)]},
    )
    current = "select people_involved, complaints, source_file from mart_screening"
    assert build.rows(current) == [(35, 2, "book-2.xlsx")]
    versions = (
        "select people_involved, is_current from mart_screening_version order by people_involved"
    )
    assert build.rows(versions) == [(30, False), (35, True)]


def test_an_observation_names_the_cell_it_was_read_from(built):
    build = built(
        {"facility": [facility()], "screening": [visit(NOV_5, people_involved=30, complaints=2)]},
        {"screening": [visit(NOV_5, people_involved=35)]},
    )
    found = build.rows(
        'select "column", value_num, source_file, cell from mart_observation '
        "where period = '2026-11' and \"column\" in ('people_involved', 'complaints') order by 1"
    )
    # the first workbook has complaints in its sixth column, the second does not have it
    assert found == [
        ("complaints", 2.0, "book-1.xlsx", "F2"),
        ("people_involved", 35.0, "book-2.xlsx", "E2"),
    ]


def test_an_unknown_figure_leaves_the_last_known_one_standing(built):
    build = built(
        {
            "facility": [facility()],
            "screening": [
                visit(OCT_6, people_involved=30),
                visit(NOV_5, people_involved=None, complaints=1),
            ],
        }
    )
    found = build.rows(
        "select period, value_num, observed_date from mart_observation "
        "where \"column\" = 'people_involved' order by period"
    )
    assert found == [("2026-10", 30.0, OCT_6), ("2026-11", 30.0, OCT_6)]


def test_visits_after_the_day_of_the_build_are_not_seen(built):
    build = built(
        {
            "facility": [facility()],
            "screening": [visit(OCT_6, people_involved=30), visit(NOV_9, people_involved=99)],
        },
        as_of=date(2026, 11, 8),
    )
    assert build.rows(
        "select max(value_num) from mart_observation where \"column\" = 'people_involved'"
    ) == [(30.0,)]


def test_a_register_holds_from_its_month_on_and_the_first_one_backwards_too(built):
    august = {"facility": [facility(registration_status="未登记实际运营")]}
    october = {"facility": [facility(registration_status="已登记已备案")]}
    build = built(
        {**august, "facts": {"period": "2026-08"}},
        {**october, "facts": {"period": "2026-10"}},
        {"screening": [visit(date(2026, 7, 1))]},
    )
    found = build.rows(
        "select period, value_text from mart_observation "
        "where \"column\" = 'registration_status' and period between '2026-07' and '2026-11' "
        "order by period"
    )
    assert [text for _, text in found] == ["未登记实际运营"] * 3 + ["已登记已备案"] * 2


# ---------------------------------------------------------------- leads, tasks, reports


def test_a_lead_is_its_number_and_the_newest_statement_per_column_stands(built):
    first = {
        "lead_no": "X-1",
        "received_date": NOV_5,
        "source": "信访",
        "description": "d",
        "status": "待核查",
        "handler": "王某",
    }
    second = {key: first[key] for key in ("lead_no", "received_date", "source", "description")}
    build = built({"lead": [first]}, {"lead": [{**second, "status": "已办结"}]})
    assert build.rows("select lead_no, status, handler, versions from mart_lead") == [
        ("X-1", "已办结", "王某", 2)
    ]


OVERDUE = [
    # 12 November is past by 11 calendar days: 13, 16–20 and 23 November are worked
    ({}, (True, 11, 7)),
    ({"extended_to_date": date(2026, 11, 30)}, (False, 0, 0)),
    ({"due_date": AS_OF}, (False, 0, 0)),
    ({"status": "待复查"}, (False, 0, 0)),
    ({"status": "已销号"}, (False, 0, 0)),
    ({"status": "整改中", "completed_date": NOV_9, "verify_result": "不通过"}, (True, 11, 7)),
]


def test_a_task_is_overdue_the_day_after_its_deadline_while_it_runs(built):
    tasks = [task(f"ZG-{number}", **facts) for number, (facts, _) in enumerate(OVERDUE)]
    build = built({"facility": [facility()], "rectification": tasks})
    sql = (
        "select is_overdue, days_overdue, workdays_overdue from mart_rectification order by task_no"
    )
    assert build.rows(sql) == [expected for _, expected in OVERDUE]


def test_days_to_close_run_from_the_assignment_to_the_check(built):
    closed = task(status="已销号", completed_date=NOV_9, verified_date=date(2026, 11, 12))
    build = built({"facility": [facility()], "rectification": [closed]})
    assert build.rows("select deadline_date, is_closed, days_to_close from mart_rectification") == [
        (date(2026, 11, 12), True, 10)
    ]


def test_two_meetings_on_one_day_are_two_and_the_same_workbook_again_adds_none(built):
    meeting = {"activity_date": NOV_5, "village": "曙光村", "channel": "坝坝会", "participants": 20}
    twice = {"publicity": [meeting, {**meeting, "participants": 30}]}
    build = built(twice, {"publicity": [{**meeting, "participants": 25}]})
    assert build.rows("select occurrence, participants from mart_publicity order by 1") == [
        (1, 25),
        (2, 30),
    ]


def report(unit, period, day, zero="no"):
    return {
        "unit": unit,
        "period": period,
        "submitted_date": day,
        "is_zero_report": zero,
        "submitter": "张某",
    }


def test_reports_are_on_time_late_zero_missing_or_not_yet_due(built):
    build = built(
        {
            "submission": [
                report("曙光村", "2026-10", date(2026, 10, 22)),
                report("柏杨村", "2026-10", date(2026, 10, 25)),
                report("花桥村", "2026-10", date(2026, 10, 20), zero="yes"),
                report("曙光村", "2026-11", date(2026, 11, 20)),
            ]
        },
        as_of=date(2026, 11, 22),
    )
    sql = (
        "select unit, period, status, days_late from mart_submission_status "
        "where unit in ('曙光村', '柏杨村', '花桥村', '石桥村') order by period, unit"
    )
    assert build.rows(sql) == [
        ("曙光村", "2026-10", "按时", 0),
        ("柏杨村", "2026-10", "逾期", 3),
        ("石桥村", "2026-10", "未报", 31),
        ("花桥村", "2026-10", "零报告", 0),
        ("曙光村", "2026-11", "按时", 0),
        ("柏杨村", "2026-11", "未到期", 0),
        ("石桥村", "2026-11", "未到期", 0),
        ("花桥村", "2026-11", "未到期", 0),
    ]


def test_nobody_is_late_for_months_before_anyone_reported(built):
    build = built({"submission": [report("曙光村", "2026-10", date(2026, 10, 22))]})
    assert build.rows("select min(period) from mart_submission_status") == [("2026-10",)]
    assert built({}).rows("select distinct period from mart_submission_status") == [("2026-11",)]


def test_a_department_that_ever_reported_is_expected_from_then_on(built):
    build = built({"submission": [report("市场监管所", "2026-10", date(2026, 10, 22))]})
    sql = "select period, status from mart_submission_status where unit = '市场监管所' order by 1"
    assert build.rows(sql) == [("2026-10", "按时"), ("2026-11", "未报")]


def test_a_village_shows_its_newest_population_up_to_the_day_of_the_build(built):
    def count(day, people):
        return {"village": "曙光村", "as_of_date": day, "residents": people}

    build = built(
        {"population": [count(date(2026, 6, 30), 2860), count(date(2026, 12, 31), 9)]},
        {"population": [count(date(2025, 12, 31), 2700)]},
    )
    sql = "select residents, population_date from mart_village where village = '曙光村'"
    assert build.rows(sql) == [(2860, date(2026, 6, 30))]
    assert build.rows("select count(*) from mart_village") == [(8,)]
    assert build.rows("select count(*) from mart_population") == [(3,)]


def test_there_are_twelve_months_up_to_the_day_of_the_build(built):
    found = built({}, as_of=date(2026, 3, 31)).rows("select period, due_date from mart_period")
    assert len(found) == 12
    assert found[0] == ("2025-04", date(2025, 4, 22))
    assert found[-1] == ("2026-03", date(2026, 3, 22))


def test_figures_copied_from_last_month_to_the_digit_are_noticed(built):
    names = ["甲养老院", "乙养老院"]
    copied = [
        visit(day, name=name, people_involved=20, amount_involved_wan=3.5)
        for name in names
        for day in (OCT_6, NOV_5)
    ]
    build = built({"facility": [facility(name) for name in names], "screening": copied})
    assert build.rows("select * from stg_identical") == [("曙光村", "2026-11", True)]


def test_one_changed_figure_is_enough_not_to_be_a_copy(built):
    rows = [
        visit(day, name=name, people_involved=20 + (day == NOV_5 and name == "甲养老院"))
        for name in ("甲养老院", "乙养老院")
        for day in (OCT_6, NOV_5)
    ]
    build = built({"facility": [facility(), facility("乙养老院")], "screening": rows})
    assert build.rows("select is_identical from stg_identical") == [(False,)]


def test_the_matrix_counts_subjects_people_and_money_by_place_sector_and_level(built):
    build = built(
        {
            "facility": [facility(), facility("乙店", sector="养老产品")],
            "screening": [
                visit(NOV_5, people_involved=160, amount_involved_wan=120.0),
                visit(NOV_5, name="乙店", people_involved=5),
            ],
        }
    )
    found = build.rows(
        "select sector, facilities, people_involved, amount_involved_wan from mart_risk_matrix "
        "order by sector"
    )
    assert found == [("养老产品", 1, 5, None), ("养老服务", 1, 160, 120.0)]


def test_what_was_noted_before_a_code_became_known_is_still_found(built):
    before = built({"facility": [facility()]}).rows("select facility_id from mart_facility")
    after = built({"facility": [facility()]}, {"facility": [facility(credit_code=CODE)]})
    ((today,),) = after.rows("select facility_id from mart_facility")
    assert after.rows(
        "select facility_id from mart_facility_alias where alias_id = $id", {"id": before[0][0]}
    ) == [(today,)]
    assert before[0][0] != today


def test_quality_is_counted_for_the_unit_and_month_of_each_row(built):
    build = built(
        {
            "population": [
                {"village": "曙光村", "as_of_date": OCT_6, "residents": 10, "elderly_60": None},
                {"village": "柏杨村", "as_of_date": NOV_5, "residents": 10, "elderly_60": 4},
            ]
        }
    )
    sql = "select unit, form, period, rows, blank_share, error_share from mart_quality order by 1"
    assert build.rows(sql) == [
        ("曙光村", "population", "2026-10", 1, 0.75, 0),  # three of four figures are missing
        ("柏杨村", "population", "2026-11", 1, 0.5, 0),
    ]
