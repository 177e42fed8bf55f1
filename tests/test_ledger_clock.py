"""Delay for people: the ladder, what waits for whom, the calendar file."""

from datetime import date, datetime

import pytest

from ledger.clock import clock_of, ics, rung_of, todo
from ledger.events import Ledger
from models.workdays import Workdays
from tests.ledger_people import (
    ADMIN,
    ANALYST,
    CHECKER,
    CLERK,
    LEADER,
    LOCAL,
    SCREEN,
    VILLAGE,
    Someone,
    open_task,
    step,
)

CALENDAR = Workdays()


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


def rung(case, text):
    found = rung_of(case, date.fromisoformat(text), CALENDAR)
    return found and (found.code, found.since.isoformat(), found.acknowledged)


def test_a_delay_climbs_from_the_owner_to_the_deputy_to_the_head(ledger):
    """Due Thursday 10 September 2026; the ladder says 1, 4 and 8 working days. The 20th, a Sunday,
    is worked (调休), so the eighth working day is Tuesday the 22nd... counted: 11, 14, 15, 16, 17,
    18, 20, 21."""
    case = open_task(ledger, due="2026-09-10")
    assert rung(case, "2026-09-10") is None
    assert rung(case, "2026-09-11") == ("owner", "2026-09-11", False)
    assert rung(case, "2026-09-15") == ("owner", "2026-09-11", False)
    assert rung(case, "2026-09-16") == ("deputy", "2026-09-16", False)
    assert rung(case, "2026-09-20") == ("deputy", "2026-09-16", False)
    assert rung(case, "2026-09-21") == ("head", "2026-09-21", False)


def test_an_acknowledgement_holds_the_rung_for_five_working_days_then_it_climbs_on(ledger):
    case = open_task(ledger, due="2026-09-10")
    monday = datetime(2026, 9, 14, 10)
    case = step(ledger, case, "acknowledged", CLERK, at=monday, note="本周办完")
    assert rung(case, "2026-09-18") == ("owner", "2026-09-11", True)
    assert rung(case, "2026-09-20") == ("owner", "2026-09-11", True)  # the fifth: 15 to 18, 20
    assert rung(case, "2026-09-21") == ("head", "2026-09-21", False)


def test_an_acknowledgement_from_before_an_extension_does_not_count_for_the_new_delay(ledger):
    case = open_task(ledger, due="2026-09-10")
    case = step(ledger, case, "acknowledged", CLERK, at=datetime(2026, 9, 11, 9), note="知道")
    ask = {"extension_to_date": "2026-09-15", "extension_reason": "等验收"}
    case = step(ledger, case, "extension_requested", CLERK, **ask)
    case = step(ledger, case, "extension_granted", LEADER, reason="同意")
    assert rung(case, "2026-09-16") == ("owner", "2026-09-16", False)


def test_the_clock_of_a_case_knows_its_extension_its_pauses_and_its_check(ledger):
    case = open_task(ledger, due="2026-09-10")
    case = step(ledger, case, "paused", LEADER, at=datetime(2026, 9, 7, 9), reason="等检测报告")
    assert clock_of(case, date(2026, 9, 30), CALENDAR).is_paused
    case = step(ledger, case, "resumed", ANALYST, at=datetime(2026, 9, 11, 9), reason="报告已到")
    assert case.pauses == (("2026-09-07", "2026-09-11"),)
    clock = clock_of(case, date(2026, 9, 17), CALENDAR)
    assert (clock.deadline, clock.days_overdue) == (date(2026, 9, 16), 1)
    later = datetime(2026, 9, 17, 9)
    case = step(ledger, case, "started", CLERK, at=later, note="进场")
    done = {"completed_date": "2026-09-17", "outcome": "已退"}
    case = step(ledger, case, "finished", CLERK, at=later, **done)
    assert not clock_of(case, date(2026, 9, 30), CALENDAR).is_overdue


def waiting(cases, person, as_of="2026-09-10"):
    found = todo(cases, person, date.fromisoformat(as_of), CALENDAR)
    return [(entry.case.case_id, entry.why) for entry in found]


def test_every_matter_waits_for_the_person_who_can_take_the_next_step(ledger):
    running = open_task(ledger, "ZG-1", due="2026-09-20")
    late = open_task(ledger, "ZG-2", due="2026-09-02")
    asked = open_task(ledger, "ZG-3", due="2026-09-12")
    ask = {"extension_to_date": "2026-09-25", "extension_reason": "等验收"}
    asked = step(ledger, asked, "extension_requested", CLERK, **ask)
    done = step(ledger, open_task(ledger, "ZG-4"), "started", CLERK, note="进场")
    done = step(ledger, done, "finished", CLERK, completed_date="2026-09-09", outcome="已退")
    cases = [running, late, asked, done]
    assert waiting(cases, CLERK) == [("ZG-2", "own"), ("ZG-3", "own"), ("ZG-1", "own")]
    assert waiting(cases, CHECKER) == [("ZG-4", "verify")]
    assert waiting(cases, LEADER) == [("ZG-2", "climb"), ("ZG-3", "decide"), ("ZG-4", "verify")]
    assert waiting(cases, SCREEN) == waiting(cases, ADMIN) == []
    assert waiting(cases, Someone("钱七", "填报员", villages=("500111119201",))) == []


def test_who_reported_the_work_done_is_not_asked_to_verify_it(ledger):
    case = step(ledger, open_task(ledger), "started", ANALYST, note="进场")
    case = step(ledger, case, "finished", ANALYST, completed_date="2026-09-09", outcome="已退")
    assert waiting([case], ANALYST) == []
    assert waiting([case], CHECKER) == waiting([case], LOCAL) == [("ZG-1", "verify")]


def test_a_new_lead_waits_for_somebody_to_hand_it_out(ledger):
    from ledger.steps import act

    fields = {"received_date": "2026-09-09", "source": "网格排查", "description": "会销"}
    fields["village_code"] = VILLAGE
    lead = act(ledger, "lead", "XS-1", "received", fields, CLERK, datetime(2026, 9, 9, 9), 0)
    assert waiting([lead], ANALYST) == [("XS-1", "assign")]


def test_deadlines_go_out_as_a_calendar_other_programs_read(ledger):
    case = open_task(ledger, "ZG;1", due="2026-09-30", issue="超收押金，\n共12人" + "很" * 60)
    entries = todo([case], CLERK, date(2026, 9, 10), CALENDAR)
    text = ics(entries, datetime(2026, 9, 10, 9, 0))
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "DTSTART;VALUE=DATE:20260930\r\n" in text
    assert "SUMMARY:整改 ZG\\;1 康乐养老院 待整改\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert "超收押金，\\n共12人" + "很" * 60 in unfolded
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
