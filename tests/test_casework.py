"""Workbooks and people in one build: what stands in the marts once somebody took a step."""

from datetime import date, datetime

import pytest

from ledger.cases import LEAD, RECTIFICATION
from ledger.keyledger import assign_key, decide_key
from pipelines.casework import Handling, packed, unpacked
from tests.casework_town import AT, HOME, LEAD_ROW, OTHER, TASK, Town, imported
from tests.ledger_people import ANALYST, CHECKER, CLERK, LEADER, open_task


@pytest.fixture
def town(tmp_path):
    return Town(tmp_path / "home")


STATE = "select status, is_closed, is_overdue, days_overdue from mart_rectification order by 4"


def test_a_step_taken_in_the_app_moves_the_task_of_the_workbook(town):
    town.takes(facility=[HOME], rectification=[TASK, OTHER])
    done = {"completed_date": "2026-09-09", "outcome": "已退"}
    town.acts(RECTIFICATION, "ZG-1", "finished", CLERK, imported(TASK), **done)
    assert town.rows(STATE) == [("待复查", False, False, 0), ("整改中", False, True, 2)]


def test_a_task_born_in_the_app_stands_in_the_mart_without_a_workbook_row(town):
    town.takes(facility=[HOME])
    open_task(town.ledger, due="2026-09-21")
    found = town.rows(
        "select task_no, status, facility_id, days_overdue, source_file, versions "
        "from mart_rectification"
    )
    assert found == [("ZG-1", "待整改", None, 2, None, 0)]


def test_a_granted_extension_and_a_pause_move_the_deadline_of_the_mart(town):
    town.takes(facility=[HOME], rectification=[TASK])
    asked = {"extension_to_date": "2026-09-21", "extension_reason": "等款"}
    town.acts(RECTIFICATION, "ZG-1", "extension_requested", CLERK, imported(TASK), **asked)
    town.acts(RECTIFICATION, "ZG-1", "extension_granted", LEADER, reason="同意")
    clock = (
        "select deadline_date, is_overdue, days_overdue, workdays_overdue from mart_rectification"
    )
    # 2026-09-21 is a Monday, the build's day the Wednesday after it.
    assert town.rows(clock) == [(date(2026, 9, 21), True, 2, 2)]
    town.acts(RECTIFICATION, "ZG-1", "paused", LEADER, reason="等鉴定", at=datetime(2026, 9, 21, 9))
    assert town.rows(clock)[0][1] is False


def test_a_lead_extended_in_the_app_is_not_late_by_the_day_of_the_workbook(town):
    town.takes(facility=[HOME], lead=[LEAD_ROW])
    late = "select is_overdue, days_overdue, deadline_date from mart_lead"
    assert town.rows(late) == [(True, 9, date(2026, 9, 14))]
    asked = {"extension_to_date": "2026-09-30", "extension_reason": "等回函"}
    town.acts(LEAD, "XS-1", "extension_requested", CLERK, imported(LEAD_ROW), **asked)
    town.acts(LEAD, "XS-1", "extension_granted", LEADER, reason="同意")
    assert town.rows(late) == [(False, 0, date(2026, 9, 30))]


def test_news_against_a_decision_is_a_conflict_and_the_decision_stands(town):
    town.takes(facility=[HOME], rectification=[TASK])
    done = {"completed_date": "2026-09-09", "outcome": "已退"}
    town.acts(RECTIFICATION, "ZG-1", "finished", CLERK, imported(TASK), **done)
    town.takes(rectification=[TASK | {"status": "待整改", "measures": "全部退还"}])
    sql = "select split_part(case_id, '~', 1), field, decided, imported, decided_by, batch_id "
    sql += "from mart_conflict"
    assert town.rows(sql) == [("ZG-1", "status", "待复查", "待整改", "李四", "B002")]
    assert town.rows("select status, measures, source_file from mart_rectification") == [
        ("待复查", "全部退还", "book-2.xlsx")
    ]


def test_a_column_left_blank_by_a_newer_workbook_stays_blank_after_a_note(town):
    town.takes(facility=[HOME], rectification=[TASK | {"remarks": "旧"}])
    town.takes(rectification=[TASK])
    before = town.rows("select * from mart_rectification")
    town.acts(RECTIFICATION, "ZG-1", "noted", ANALYST, imported(TASK), note="去过")
    assert town.rows("select * from mart_rectification") == before


def test_what_happened_after_the_day_of_a_build_is_not_in_it(town):
    town.takes(facility=[HOME], rectification=[TASK])
    done = {"completed_date": "2026-09-09", "outcome": "已退"}
    town.acts(RECTIFICATION, "ZG-1", "finished", CLERK, imported(TASK), **done)
    assert town.rows(STATE, date(2026, 9, 9))[0][0] == "整改中"


def closed(number):
    return TASK | {"task_no": number, "status": "已销号", "completed_date": date(2026, 8, 1),
                   "assigned_date": date(2026, 7, 1), "verified_date": date(2026, 8, 3),
                   "verifier": "赵六", "verify_result": "通过"}  # fmt: skip


def test_the_month_s_sample_holds_workbook_tasks_and_what_the_look_found(town):
    town.takes(facility=[HOME], rectification=[closed("ZG-7"), closed("ZG-8")])
    found = {"looked_date": "2026-09-10", "look_outcome": "反弹", "finding": "又收押金"}
    town.acts(RECTIFICATION, "ZG-8", "looked_back", CHECKER, imported(closed("ZG-8")), **found)
    sql = "select task_no, outcome, must_reopen from mart_look_back where period = '2026-09'"
    assert town.rows(sql + " order by 1") == [("ZG-7", None, False), ("ZG-8", "反弹", True)]


SCHEDULE = {"responsible_unit": "民政办", "responsible_person": "张三", "measures": "约谈",
            "deadline_date": "2026-10-10"}  # fmt: skip


def subject(town):
    return town.rows("select facility_id from mart_facility")[0][0]


def test_a_subject_that_people_add_to_the_key_ledger_is_there_with_its_schedule(town):
    town.takes(facility=[HOME])
    known = subject(town)
    decide_key(town.ledger, known, True, "领导关注", date(2026, 12, 31), ANALYST, AT, 0, SCHEDULE)
    sql = "select reasons, responsible_person, deadline_date, number from mart_key_ledger"
    ((reasons, *rest),) = town.rows(sql)
    assert "人工列入：领导关注" in reasons and "2026-12-31" in reasons
    assert rest == ["张三", date(2026, 10, 10), "ZD-2026-0001"]
    assert town.rows("select count(*) from mart_key_ledger", date(2027, 1, 4)) == [(0,)]


def test_a_subject_that_people_take_off_is_gone_and_a_set_schedule_stands_before_a_task_s(town):
    visit = {"facility_name": HOME["facility_name"], "village": HOME["village"], "screener": "李某",
             "screened_date": date(2026, 9, 5), "promised_return_pct": 5.0}  # fmt: skip
    town.takes(facility=[HOME], screening=[visit], rectification=[TASK])
    known = subject(town)
    key = "select task_no, measures, deadline_date from mart_key_ledger"
    assert town.rows(key) == [("ZG-1", "退还", date(2026, 9, 14))]
    event = assign_key(town.ledger, known, SCHEDULE, ANALYST, AT, 0)
    assert town.rows(key) == [("ZG-1", "约谈", date(2026, 10, 10))]
    off = (known, False, "已移交县里", date(2026, 12, 31), ANALYST, AT, event.seq)
    decide_key(town.ledger, *off)
    assert town.rows(key) == []


def test_a_case_survives_being_stored_as_text(town):
    case = open_task(town.ledger)
    assert unpacked(packed(case)) == case
    assert Handling().signature() == []
