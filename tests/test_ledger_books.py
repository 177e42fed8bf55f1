"""What stands beside the cases: 回头看, the key ledger, closed months and the monthly bridge."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.cases import fold
from ledger.events import Ledger, StaleState
from ledger.keyledger import assign_key, decide_key, fold_key
from ledger.months import bridge, close_month, fold_months, following, restate_month
from ledger.rectification import look_back_sample, relapsed
from ledger.steps import Refused
from tests.ledger_people import (
    ANALYST,
    AT,
    CLERK,
    LEADER,
    SCREEN,
    closed_task,
    open_task,
    step,
)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


# ---------------------------------------------------------------- 回头看


def test_a_tenth_of_the_closed_tasks_is_drawn_at_random_and_at_least_two(ledger):
    cases = [closed_task(ledger, f"ZG-{n:02d}") for n in range(31)]
    open_task(ledger, "ZG-99")
    drawn = [look.case.case_id for look in look_back_sample(cases, "2026-10")]
    assert len(drawn) == 4  # a tenth of 31, rounded up
    assert len(look_back_sample(cases[:5], "2026-10")) == 2
    assert len(look_back_sample(cases[:1], "2026-10")) == 1
    assert look_back_sample([], "2026-10") == []
    assert look_back_sample(list(fold(ledger.events()).values()), "2026-10") == look_back_sample(
        cases, "2026-10"
    )


def test_the_draw_can_be_repeated_and_differs_from_month_to_month(ledger):
    cases = [closed_task(ledger, f"ZG-{n:02d}") for n in range(30)]

    def drawn(period, seed=""):
        return [look.case.case_id for look in look_back_sample(cases, period, seed)]

    assert drawn("2026-10") == drawn("2026-10")
    assert len({tuple(drawn(f"2026-{m}", s)) for m in (10, 11, 12) for s in "ab"}) > 3


def test_every_closed_task_has_the_same_chance(ledger):
    cases = [closed_task(ledger, f"ZG-{n:02d}") for n in range(20)]
    times = dict.fromkeys((case.case_id for case in cases), 0)
    for seed in range(1000):
        for look in look_back_sample(cases, "2026-10", str(seed)):
            times[look.case.case_id] += 1
    assert all(60 <= count <= 145 for count in times.values())  # 100 expected, sd 9.5


def test_only_tasks_closed_in_the_six_months_before_are_looked_at_again(ledger):
    closed_task(ledger, "ZG-1", verified="2026-09-10")
    cases = list(fold(ledger.events()).values())
    assert look_back_sample(cases, "2026-09") == []
    assert [look.case.case_id for look in look_back_sample(cases, "2027-03")] == ["ZG-1"]
    assert look_back_sample(cases, "2027-04") == []


def test_a_relapse_found_on_the_second_look_must_be_reopened(ledger):
    case = closed_task(ledger, "ZG-1")
    at = datetime(2026, 10, 12, 9)
    looked = {"looked_date": "2026-10-12", "look_outcome": "反弹", "finding": "又收会员费"}
    case = step(ledger, case, "looked_back", LEADER, at, **looked)
    look = look_back_sample([case], "2026-10")[0]
    assert relapsed(case) and (look.outcome, look.must_reopen) == ("反弹", True)
    again = {"responsible_unit": "曙光村", "responsible_person": "李四", "measures": "停收"}
    more = {"reason": "反弹", "due_date": "2026-11-10"}
    case = step(ledger, case, "reopened", ANALYST, at, **again, **more)
    assert case.reopened == 1 and case.is_open


# ---------------------------------------------------------------- the key ledger

SCHEDULE = {
    "responsible_unit": "民政办",
    "responsible_person": "周八",
    "measures": "约谈并清退",
    "deadline_date": date(2026, 10, 31),
}
UNTIL = date(2026, 12, 31)


def test_a_decision_puts_a_subject_on_the_key_ledger_with_its_whole_schedule(ledger):
    decide_key(ledger, "F-1", True, "集中退费风险", UNTIL, LEADER, AT, 0, SCHEDULE)
    matter = fold_key(ledger.events(), AT.date())["F-1"]
    assert (matter.is_key, matter.number, matter.decided_by) == (True, "ZD-2026-0001", "王镇长")
    assert matter.schedule["deadline_date"] == "2026-10-31"


@pytest.mark.parametrize("name", list(SCHEDULE))
def test_nothing_of_the_schedule_may_be_missing(ledger, name):
    part = {key: value for key, value in SCHEDULE.items() if key != name}
    for call in (
        lambda: decide_key(ledger, "F-1", True, "风险", UNTIL, LEADER, AT, 0, part),
        lambda: assign_key(ledger, "F-1", part, ANALYST, AT, 0),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert [p.field for p in refused.value.problems] == [name]
    assert ledger.events() == []


@pytest.mark.parametrize(
    ("person", "reason", "expires", "code"),
    [
        (CLERK, "风险", UNTIL, "wrong_role"),
        (SCREEN, "风险", UNTIL, "wrong_role"),
        (LEADER, " ", UNTIL, "missing"),
        (LEADER, "风险", date(2026, 9, 10), "expired"),
    ],
)
def test_a_decision_needs_the_right_a_reason_and_an_end(ledger, person, reason, expires, code):
    with pytest.raises(Refused) as refused:
        decide_key(ledger, "F-1", False, reason, expires, person, AT, 0)
    assert [p.code for p in refused.value.problems] == [code]


def test_an_expired_decision_binds_no_more_and_its_number_stays(ledger):
    first = decide_key(ledger, "F-1", False, "已约谈", UNTIL, LEADER, AT, 0)
    assert fold_key(ledger.events(), UNTIL)["F-1"].is_key is False
    assert fold_key(ledger.events(), date(2027, 1, 1))["F-1"].is_key is None
    decide_key(ledger, "F-2", True, "新增", UNTIL, LEADER, AT, 0, SCHEDULE)
    later = decide_key(ledger, "F-1", True, "反弹", UNTIL, LEADER, AT, first.seq, SCHEDULE)
    assign_key(ledger, "F-1", {**SCHEDULE, "measures": "移送"}, ANALYST, AT, later.seq)
    matters = fold_key(ledger.events(), AT.date())
    assert {name: m.number for name, m in matters.items()} == {
        "F-1": "ZD-2026-0002",
        "F-2": "ZD-2026-0001",
    }
    assert matters["F-1"].schedule["measures"] == "移送"


def test_of_two_who_decide_about_one_subject_the_second_is_told(ledger):
    decide_key(ledger, "F-1", False, "已约谈", UNTIL, LEADER, AT, 0)
    with pytest.raises(StaleState):
        decide_key(ledger, "F-1", True, "风险", UNTIL, ANALYST, AT, 0, SCHEDULE)


# ---------------------------------------------------------------- months

CLOSING = datetime(2026, 9, 23, 9)


def test_a_month_is_closed_after_its_report_was_due_and_only_once(ledger):
    with pytest.raises(Refused, match="报送日"):
        close_month(ledger, "2026-09", "risk-1", {}, ANALYST, datetime(2026, 9, 22, 18))
    event = close_month(ledger, "2026-09", "risk-1", {"red": 3}, ANALYST, CLOSING)
    assert event.payload["head"] == "0-00000000"
    with pytest.raises(Refused, match="月度更正"):
        close_month(ledger, "2026-09", "risk-2", {}, LEADER, CLOSING)
    with pytest.raises(Refused, match="职权"):
        close_month(ledger, "2026-10", "risk-1", {}, CLERK, datetime(2026, 10, 23))


def test_no_month_is_skipped(ledger):
    close_month(ledger, "2026-11", "risk-1", {}, ANALYST, datetime(2026, 11, 23))
    with pytest.raises(Refused, match="2026-12"):
        close_month(ledger, "2027-01", "risk-2", {}, ANALYST, datetime(2027, 1, 23))
    assert following("2026-12") == "2027-01" and following("2026-09") == "2026-10"


def test_a_restatement_stands_beside_the_report_and_says_what_changed_and_why(ledger):
    close_month(ledger, "2026-09", "risk-1", {"red": 3, "people": 120}, ANALYST, CLOSING)
    with pytest.raises(Refused, match="理由"):
        restate_month(ledger, "2026-09", "risk-2", {}, " ", LEADER, AT)
    with pytest.raises(Refused, match="尚未结账"):
        restate_month(ledger, "2026-08", "risk-2", {}, "补报", LEADER, AT)
    restate_month(ledger, "2026-09", "risk-2", {"red": 4, "people": 120}, "补报", LEADER, AT)
    month = fold_months(ledger.events())["2026-09"]
    assert (month.reported.figures["red"], month.reported.build) == (3, "risk-1")
    assert (month.current.reason, month.current.build) == ("补报", "risk-2")
    assert month.changes() == {"red": (3, 4)}


# ---------------------------------------------------------------- the bridge


def test_the_bridge_of_a_month_worked_by_hand():
    """Open A, B, C; A is resolved, B handed over, D comes, E comes and is resolved, F is reopened:
    3 + 2 + 1 - 2 - 1 = 3 (C, D, F)."""
    before = {"A": "open", "B": "open", "C": "open", "F": "resolved"}
    after = {"A": "resolved", "B": "transferred", "C": "open", "D": "open", "E": "resolved"}
    result = bridge(before, {**after, "F": "open"})
    assert result == (3, 2, 1, 2, 1, 3, 0) and result.holds


def test_a_matter_that_disappears_breaks_the_bridge():
    result = bridge({"A": "open", "B": "open"}, {"A": "open"})
    assert (result.lost, result.holds) == (1, False)


standing = st.dictionaries(
    st.sampled_from("ABCDEF"), st.sampled_from(["open", "resolved", "transferred"])
)


@settings(max_examples=100)
@given(standing, standing)
def test_the_bridge_holds_exactly_when_nothing_open_disappears(before, after):
    result = bridge(before, after)
    lost = [name for name, state in before.items() if state == "open" and name not in after]
    assert result.holds == (not lost)
    assert min(result) >= 0
