"""A matter with a statutory line ends by evidence and two people; a mistake by a second person."""

from datetime import datetime

import pytest

from ledger.events import Ledger
from ledger.proposals import APPROVED, PROPOSED, RETURNED, WITHDRAWN
from ledger.settlements import (
    Asked,
    agree_settlement,
    confirm_correction,
    fold_corrections,
    fold_settlements,
    propose_settlement,
    return_settlement,
    withdraw_settlement,
)
from ledger.steps import Refused
from ledger.visits import confirm_visit, fold_confirmed
from tests.ledger_people import ANALYST, CHECKER, CLERK, LEADER, LOCAL

AT = datetime(2026, 11, 23, 9, 0)
ASKED = Asked(
    "F-1", "甲养老院", ["涉及金额 3,000 万元"], [], "尚未兑付 60万元", "已退还", "结案通知"
)
STATEMENT = ("B0001", "screening", 3)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


def proposed(ledger, person=ANALYST, **changes):
    return propose_settlement(ledger, ASKED._replace(**changes), person, AT)


def of(ledger, event):
    return fold_settlements(ledger.events())[event.subject_id]


def refusals(step):
    with pytest.raises(Refused) as caught:
        step()
    return [problem.code for problem in caught.value.problems]


def test_one_settles_with_evidence_and_another_agrees(ledger):
    event = proposed(ledger)
    agree_settlement(ledger, event.subject_id, [], CHECKER, AT, event.seq)
    found = of(ledger, event)
    assert (found.state, found.proposed_by, found.verifier) == (APPROVED, "张三", "赵六")
    assert found.owed == "尚未兑付 60万元"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"evidence": " "}, "missing"),
        ({"reason": ""}, "missing"),
        ({"now_met": ["涉及金额达到立案标准"]}, "still_met"),
        ({"lines": []}, "nothing_to_settle"),
    ],
)
def test_nothing_is_settled_without_evidence_or_while_the_line_is_met(ledger, changes, code):
    assert refusals(lambda: proposed(ledger, **changes)) == [code]


def test_nobody_agrees_to_what_is_ones_own(ledger):
    event = proposed(ledger)
    own = lambda: agree_settlement(ledger, event.subject_id, [], ANALYST, AT, event.seq)  # noqa: E731
    assert refusals(own) == ["same_person"]


def test_a_line_met_again_in_between_stops_the_agreement(ledger):
    event = proposed(ledger)
    again = ["涉及金额达到立案标准"]
    late = lambda: agree_settlement(ledger, event.subject_id, again, LEADER, AT, event.seq)  # noqa: E731
    assert refusals(late) == ["still_met"]


@pytest.mark.parametrize(("verifier", "codes"), [("", 1), ("本机用户", 1), ("王镇长", 0)])
def test_the_single_person_writes_down_who_verified(ledger, verifier, codes):
    event = proposed(ledger, LOCAL)
    step = lambda: agree_settlement(ledger, event.subject_id, [], LOCAL, AT, event.seq, verifier)  # noqa: E731
    if codes:
        assert refusals(step) == ["verifier_named"]
    else:
        step()
        assert of(ledger, event).verifier == "王镇长"


def test_a_proposal_is_returned_with_a_reason_or_withdrawn(ledger):
    first = proposed(ledger)
    assert refusals(lambda: proposed(ledger)) == ["settling"]
    return_settlement(ledger, first.subject_id, "材料不全", LEADER, AT, first.seq)
    second = proposed(ledger)
    withdraw_settlement(ledger, second.subject_id, ANALYST, AT, second.seq)
    assert [of(ledger, one).state for one in (first, second)] == [RETURNED, WITHDRAWN]
    assert of(ledger, proposed(ledger)).state == PROPOSED


def test_a_clerk_neither_settles_nor_confirms(ledger):
    assert refusals(lambda: proposed(ledger, CLERK)) == ["wrong_role"]
    assert refusals(lambda: confirmed(ledger, CLERK)) == ["wrong_role"]


def confirmed(ledger, person, verifier=""):
    return confirm_correction(
        ledger, "F-1", [STATEMENT], ["1,200 万元"], ["张三"], person, AT, verifier
    )


@pytest.mark.parametrize(
    ("person", "makers", "code"),
    [
        (ANALYST, ["张三", "李四"], "not_visitor"),
        (CLERK, ["王某"], "wrong_role"),
        (LOCAL, ["王某"], "verifier_named"),
    ],
)
def test_a_visit_is_confirmed_by_the_office_and_nobody_who_made_it(ledger, person, makers, code):
    day = AT.date()
    assert refusals(lambda: confirm_visit(ledger, "F-1", day, makers, person, AT)) == [code]
    confirm_visit(ledger, "F-1", day, makers, CHECKER, AT)
    (found,) = fold_confirmed(ledger.events())
    assert (found.day, found.verifier) == ("2026-11-23", "赵六")


def test_a_correction_is_confirmed_by_somebody_who_did_not_import_it(ledger):
    assert refusals(lambda: confirmed(ledger, ANALYST)) == ["not_importer"]
    assert refusals(lambda: confirmed(ledger, LOCAL)) == ["verifier_named"]
    confirmed(ledger, CHECKER)
    (found,) = fold_corrections(ledger.events())
    assert (found.statements, found.verifier) == ((STATEMENT,), "赵六")
