"""Levels set by people: reason, evidence, an end, a second person, and the red lines."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events import Ledger
from ledger.overrides import (
    Override,
    Proposal,
    approve_override,
    end_override,
    fold_overrides,
    in_force,
    propose_override,
    return_override,
    withdraw_override,
)
from ledger.steps import Refused
from tests.ledger_people import ANALYST, CHECKER, CLERK, LEADER, LOCAL

AT = datetime(2026, 11, 23, 9, 0)
COLOURS = ("红", "橙", "黄", "绿")


def asked(**more):
    usual = {
        "facility_id": "F-1",
        "facility_name": "康乐养老院",
        "level_by_rule": "黄",
        "level": "橙",
        "reason": "负责人失联，规则尚未反映",
        "evidence": "派出所情况通报（11月20日）",
        "expires": date(2026, 12, 31),
    }
    return Proposal(**{**usual, **more})


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


def proposed(ledger, person=ANALYST, at=AT, **more):
    number = propose_override(ledger, asked(**more), COLOURS, person, at).subject_id
    return known(ledger, number)


def approved(ledger, at=AT, **more):
    one = proposed(ledger, at=at, **more)
    approve_override(ledger, one.number, "", LEADER, at, one.seq)
    return known(ledger, one.number)


def known(ledger, number):
    return fold_overrides(ledger.events())[number]


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def standing(ledger, day):
    return {
        f: one.level for f, one in in_force(fold_overrides(ledger.events()).values(), day).items()
    }


def test_an_override_counts_from_approval_through_its_last_day(ledger):
    approved(ledger)
    assert standing(ledger, date(2026, 11, 22)) == {}
    assert standing(ledger, date(2026, 11, 23)) == {"F-1": "橙"}
    assert standing(ledger, date(2026, 12, 31)) == {"F-1": "橙"}
    assert standing(ledger, date(2027, 1, 1)) == {}


def test_a_proposal_alone_changes_nothing(ledger):
    proposed(ledger)
    assert standing(ledger, date(2026, 11, 30)) == {}


def test_nobody_approves_an_own_proposal_not_even_the_single_local_person(ledger):
    one = proposed(ledger, person=LOCAL)
    with pytest.raises(Refused) as refused:
        approve_override(ledger, one.number, "", LOCAL, AT, one.seq)
    assert codes(refused) == ["same_person"]


def test_a_colleague_of_the_same_rank_cannot_approve(ledger):
    one = proposed(ledger)
    with pytest.raises(Refused) as refused:
        approve_override(ledger, one.number, "", CHECKER, AT, one.seq)
    assert codes(refused) == ["wrong_role"]


def test_reason_evidence_level_and_end_are_all_asked_for_at_once(ledger):
    with pytest.raises(Refused) as refused:
        propose_override(
            ledger, asked(reason="", evidence=" ", level="紫", expires="明年"), COLOURS, CLERK, AT
        )
    assert codes(refused) == ["wrong_role", "missing", "missing", "bad_level", "bad_date"]


def test_the_same_level_is_no_override(ledger):
    with pytest.raises(Refused) as refused:
        proposed(ledger, level="黄")
    assert codes(refused) == ["same_level"]


def test_a_red_line_that_was_met_cannot_be_overridden_downward(ledger):
    floor = ("承诺还本付息", "红")
    with pytest.raises(Refused) as refused:
        proposed(ledger, level_by_rule="红", level="黄", floor=floor)
    assert codes(refused) == ["below_floor"]
    assert "承诺还本付息" in str(refused.value)


def test_down_to_the_floor_but_not_below_it(ledger):
    one = proposed(ledger, level_by_rule="红", level="橙", floor=("预收超期", "橙"))
    assert one.level == "橙"


@pytest.mark.parametrize(
    ("expires", "code"),
    [(AT.date(), "not_future"), (date(2026, 1, 1), "not_future"), (date(2027, 2, 24), "too_long")],
)
def test_an_override_ends_within_92_days(ledger, expires, code):
    with pytest.raises(Refused) as refused:
        proposed(ledger, expires=expires)
    assert codes(refused) == [code]


def test_the_92nd_day_is_still_allowed(ledger):
    assert proposed(ledger, expires=AT.date() + timedelta(92)).expires == "2027-02-23"


def test_one_subject_has_one_override_at_a_time(ledger):
    one = proposed(ledger)
    with pytest.raises(Refused) as refused:
        proposed(ledger, level="红")
    assert codes(refused) == ["pending"]
    assert one.number in str(refused.value)


def test_after_the_end_the_next_one_may_be_asked_for(ledger):
    one = approved(ledger)
    end_override(ledger, one.number, "已核实无事", LEADER, datetime(2026, 12, 1, 9), one.seq)
    again = proposed(ledger, at=datetime(2026, 12, 1, 10), expires=date(2026, 12, 31))
    assert again.number == "TZ-2026-0002"


def test_an_ended_override_still_counted_on_the_days_before(ledger):
    one = approved(ledger)
    end_override(ledger, one.number, "已核实无事", LEADER, datetime(2026, 12, 10, 9), one.seq)
    assert standing(ledger, date(2026, 12, 9)) == {"F-1": "橙"}
    assert standing(ledger, date(2026, 12, 10)) == {}


def test_a_returned_or_withdrawn_proposal_never_counts(ledger):
    one = proposed(ledger)
    return_override(ledger, one.number, "依据不足", LEADER, AT, one.seq)
    two = proposed(ledger)
    withdraw_override(ledger, two.number, ANALYST, AT, two.seq)
    assert standing(ledger, date(2026, 11, 30)) == {}
    with pytest.raises(Refused) as refused:
        approve_override(ledger, one.number, "", LEADER, AT, known(ledger, one.number).seq)
    assert codes(refused) == ["wrong_state"]


def test_an_approval_after_the_last_day_is_refused(ledger):
    one = proposed(ledger, expires=date(2026, 11, 30))
    with pytest.raises(Refused) as refused:
        approve_override(ledger, one.number, "", LEADER, datetime(2026, 12, 1, 9), one.seq)
    assert codes(refused) == ["not_future"]


DAYS = st.dates(date(2026, 11, 1), date(2027, 2, 28))


@settings(max_examples=80, deadline=None)
@given(DAYS, DAYS, st.none() | DAYS, DAYS)
def test_in_force_exactly_between_approval_and_end(start, expires, ended, day):
    one = Override(
        "TZ", "F", "甲", "ended" if ended else "approved", "黄", "红", "r", "e",
        expires.isoformat(), "a", "", "b", f"{start}T09:00:00",
        f"{ended}T09:00:00" if ended else "", "", 1,
    )  # fmt: skip
    expected = start <= day <= expires and (ended is None or day < ended)
    assert one.is_in_force(day) is expected
