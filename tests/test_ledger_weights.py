"""Weight versions: who may do what, what a month is under, and what can never happen."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events import Ledger, StaleState
from ledger.steps import Refused
from ledger.weights import (
    approve_weights,
    cancel_weights,
    draft_weights,
    effective,
    effective_among,
    fold_weights,
    record_trial,
    return_weights,
    weights_by_period,
    withdraw_weights,
)
from models.weights import WeightSet
from tests.ledger_people import ADMIN, ANALYST, CLERK, LEADER, LOCAL, SCREEN

AT = datetime(2026, 11, 23, 9, 0)
IMPACT = {"level_changes": 2}
PARENTS = {"people": "crowd", "amount": "exposure"}


def some_set(name="突出敞口", crowd=1.0, exposure=3.0):
    return WeightSet(
        name, {"crowd": crowd, "exposure": exposure}, {"people": 1.0, "amount": 1.0}, PARENTS
    )


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


def drafted(ledger, person=ANALYST, at=AT, weights=None):
    number = draft_weights(ledger, weights or some_set(), "会议纪要第3号", person, at).subject_id
    return version(ledger, number)


def tried(ledger, **more):
    one = drafted(ledger, **more)
    record_trial(ledger, one.number, "risk-1", "2026-11", IMPACT, ANALYST, AT, one.seq)
    return version(ledger, one.number)


def approved(ledger, period="2026-12", at=AT, **more):
    one = tried(ledger, **more)
    approve_weights(ledger, one.number, period, "同意", LEADER, at, one.seq)
    return version(ledger, one.number)


def version(ledger, number):
    return fold_weights(ledger.events())[number]


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def test_a_version_takes_effect_from_its_month_and_not_before(ledger):
    one = approved(ledger, "2026-12")
    events = ledger.events()
    assert effective(events, "2026-11") is None
    assert effective(events, "2026-12").number == one.number == "QZ-2026-0001"
    assert effective(events, "2027-03").weights.effective() == {"people": 0.25, "amount": 0.75}


def test_a_later_version_replaces_an_earlier_one_from_its_own_month_on(ledger):
    first, second = approved(ledger, "2026-12"), approved(ledger, "2027-02")
    months = ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03"]
    found = weights_by_period(ledger.events(), months)
    assert {month: one.number for month, one in found.items()} == {
        "2026-12": first.number,
        "2027-01": first.number,
        "2027-02": second.number,
        "2027-03": second.number,
    }


def test_of_two_for_the_same_month_the_later_approval_counts(ledger):
    approved(ledger, "2026-12", at=datetime(2026, 11, 23, 10, 0))
    later = approved(ledger, "2026-12", at=datetime(2026, 11, 23, 11, 0))
    assert effective(ledger.events(), "2026-12").number == later.number


def test_nobody_approves_an_own_draft_not_even_the_single_local_person(ledger):
    one = drafted(ledger, person=LOCAL)
    record_trial(ledger, one.number, "risk-1", "2026-11", IMPACT, LOCAL, AT, one.seq)
    one = version(ledger, one.number)
    with pytest.raises(Refused) as refused:
        approve_weights(ledger, one.number, "2026-12", "", LOCAL, AT, one.seq)
    assert codes(refused) == ["same_person"]
    assert "第二人" in str(refused.value)


def test_a_draft_without_a_dry_run_cannot_be_approved(ledger):
    one = drafted(ledger)
    with pytest.raises(Refused) as refused:
        approve_weights(ledger, one.number, "2026-12", "", LEADER, AT, one.seq)
    assert codes(refused) == ["not_tried"]


@pytest.mark.parametrize("period", ["2026-11", "2026-10", "2025-12"])
def test_a_month_that_has_begun_keeps_its_weights(ledger, period):
    one = tried(ledger)
    with pytest.raises(Refused) as refused:
        approve_weights(ledger, one.number, period, "", LEADER, AT, one.seq)
    assert codes(refused) == ["not_later"]


@pytest.mark.parametrize("period", ["", "2026-13", "12月", "2026-12-01"])
def test_the_month_of_effect_must_be_a_month(ledger, period):
    one = tried(ledger)
    with pytest.raises(Refused) as refused:
        approve_weights(ledger, one.number, period, "", LEADER, AT, one.seq)
    assert codes(refused) == ["bad_month"]


@pytest.mark.parametrize("person", [CLERK, ADMIN, SCREEN, LEADER], ids=lambda p: p.role)
def test_only_an_analyst_drafts(ledger, person):
    with pytest.raises(Refused) as refused:
        draft_weights(ledger, some_set(), "理由", person, AT)
    assert codes(refused) == ["wrong_role"]


@pytest.mark.parametrize("person", [CLERK, ADMIN, SCREEN], ids=lambda p: p.role)
def test_only_a_leader_approves(ledger, person):
    one = tried(ledger)
    with pytest.raises(Refused) as refused:
        approve_weights(ledger, one.number, "2026-12", "", person, AT, one.seq)
    assert codes(refused) == ["wrong_role"]


def test_everything_missing_or_contradictory_is_said_at_once(ledger):
    empty = WeightSet(" ", {"crowd": 0.0, "exposure": 0.0}, {"people": 1, "amount": 1}, PARENTS)
    with pytest.raises(Refused) as refused:
        draft_weights(ledger, empty, "", CLERK, AT)
    assert codes(refused) == ["wrong_role", "missing", "missing", "bad_weights"]
    assert "所有维度的权重都是 0" in str(refused.value)


def test_who_has_not_seen_the_last_step_is_told_and_nothing_is_written(ledger):
    one = tried(ledger)
    return_weights(ledger, one.number, "再议", LEADER, AT, one.seq)
    with pytest.raises(StaleState), pytest.MonkeyPatch.context() as patch:
        patch.setattr("ledger.weights._known", lambda *_: one)  # what the other still has on screen
        approve_weights(ledger, one.number, "2026-12", "", LEADER, AT, one.seq)
    assert version(ledger, one.number).state == "returned"


def test_a_returned_version_is_out_of_the_way(ledger):
    one = tried(ledger)
    return_weights(ledger, one.number, "依据不足", LEADER, AT, one.seq)
    back = version(ledger, one.number)
    assert (back.state, back.note, back.decided_by) == ("returned", "依据不足", "王镇长")
    for step in (
        lambda: approve_weights(ledger, one.number, "2026-12", "", LEADER, AT, back.seq),
        lambda: withdraw_weights(ledger, one.number, ANALYST, AT, back.seq),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert codes(refused) == ["wrong_state"]


def test_returning_needs_a_reason(ledger):
    one = drafted(ledger)
    with pytest.raises(Refused) as refused:
        return_weights(ledger, one.number, " ", LEADER, AT, one.seq)
    assert codes(refused) == ["missing"]


def test_a_draft_can_be_taken_back(ledger):
    one = drafted(ledger)
    withdraw_weights(ledger, one.number, ANALYST, AT, one.seq)
    assert version(ledger, one.number).state == "withdrawn"


def test_an_approved_version_can_be_cancelled_only_before_its_month_begins(ledger):
    one = approved(ledger, "2026-12")
    with pytest.raises(Refused) as refused:
        late = datetime(2026, 12, 1, 8, 0)
        cancel_weights(ledger, one.number, "情况变了", LEADER, late, one.seq)
    assert codes(refused) == ["in_effect"]
    cancel_weights(ledger, one.number, "情况变了", LEADER, AT, one.seq)
    assert effective(ledger.events(), "2026-12") is None


def test_a_dry_run_is_kept_with_the_weights_it_was_made_for(ledger):
    one = tried(ledger)
    assert one.trial["impact"] == IMPACT
    assert one.trial["fingerprint"] == one.weights.fingerprint()


def test_numbers_run_through_the_year(ledger):
    names = [drafted(ledger).number for _ in range(2)]
    names.append(drafted(ledger, at=datetime(2027, 1, 4, 9, 0)).number)
    assert names == ["QZ-2026-0001", "QZ-2026-0002", "QZ-2027-0001"]


def test_identity_numbers_in_a_reason_are_masked(ledger):
    said = "群众 13812345678 反映"
    number = draft_weights(ledger, some_set(), said, ANALYST, AT).subject_id
    assert version(ledger, number).reason == "群众 138******78 反映"


def test_an_unknown_number_is_refused_by_name(ledger):
    with pytest.raises(Refused, match="QZ-2026-0009"):
        approve_weights(ledger, "QZ-2026-0009", "2026-12", "", LEADER, AT, 0)


def test_the_stored_set_is_the_drafted_one_to_the_bit(ledger):
    exact = some_set(crowd=0.1 + 0.2, exposure=1 / 3)
    one = drafted(ledger, weights=exact)
    assert one.weights == exact
    (event,) = ledger.events()
    assert event.payload["fingerprint"] == one.weights.fingerprint()


MONTHS = [f"2027-{month:02d}" for month in range(1, 13)]
PLANS = st.lists(st.tuples(st.sampled_from(MONTHS), st.integers(0, 5), st.booleans()), max_size=8)


@settings(max_examples=60, deadline=None)
@given(PLANS)
def test_each_month_has_the_newest_version_that_started_by_then(plans):
    """Against the plainest reading: sort what is approved by start and approval, take the last."""
    from ledger.weights import WeightVersion

    versions = [
        WeightVersion(
            number=str(number), state="approved" if counts else "cancelled", weights=some_set(),
            reason="", drafted_by="", drafted_at="", trial=None, tried_at="", decided_by="",
            decided_at=f"2026-12-0{day + 1}", note="", effective_from=start, seq=number,
        )
        for number, (start, day, counts) in enumerate(plans)
    ]  # fmt: skip
    order = sorted(
        (v for v in versions if v.state == "approved"),
        key=lambda v: (v.effective_from, v.decided_at, v.seq),
    )
    for month in MONTHS:
        due = [v for v in order if v.effective_from <= month]
        assert effective_among(versions, month) == (due[-1] if due else None)
