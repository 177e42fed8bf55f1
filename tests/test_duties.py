"""Each new 必须上报 is a duty: seen, reported, in time; it ends with the line."""

from datetime import date, datetime

import pytest

from ledger.duties import Letter, Line, duty, fold_duties, mark_reported, mark_seen
from ledger.events import Ledger, StaleState
from models.workdays import Workdays
from tests.ledger_people import ANALYST, CLERK, LEADER, LOCAL, SCREEN
from tests.test_settlements import refusals

KNOWN = datetime(2026, 11, 16, 8, 0)  # a Monday
AT = datetime(2026, 11, 18, 9, 0)
AMOUNT, PEOPLE = Line("amount", "涉及金额", KNOWN), Line("people", "涉及人数", KNOWN)
LETTER = Letter("区处非办", date(2026, 11, 18), "某府〔2026〕1号")


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


def standing(ledger, *lines, day=date(2026, 11, 18)):
    return duty("F-1", lines or (AMOUNT,), fold_duties(ledger.events()), day, Workdays())


def test_a_new_line_is_unseen_and_due_three_working_days_after_it_was_known(ledger):
    found = standing(ledger)
    assert (found.is_seen, found.is_reported, found.overdue) == (False, False, 0)
    assert (found.known_on, found.due) == (date(2026, 11, 16), date(2026, 11, 19))


@pytest.mark.parametrize(("day", "late"), [(19, 0), (20, 1), (22, 1), (23, 2)])
def test_an_overdue_duty_counts_working_days(ledger, day, late):
    assert standing(ledger, day=date(2026, 11, day)).overdue == late


def test_seeing_does_not_report_and_a_report_ends_the_delay(ledger):
    mark_seen(ledger, standing(ledger), LEADER, AT)
    seen = standing(ledger, day=date(2026, 11, 20))
    assert (seen.is_seen, seen.is_reported, seen.overdue) == (True, False, 1)
    mark_reported(ledger, seen, LETTER, ANALYST, AT)
    done = standing(ledger, day=date(2026, 12, 20))
    assert (done.is_seen, done.is_reported, done.overdue) == (True, True, 0)
    assert [word.who for word in done.words] == ["王镇长", "张三"]
    assert (done.words[-1].to, done.words[-1].letter) == (LETTER.to, LETTER.number)


@pytest.mark.parametrize("new", [PEOPLE, AMOUNT._replace(known_at=datetime(2026, 11, 23, 8, 0))])
def test_another_line_or_the_same_met_anew_is_a_new_duty(ledger, new):
    mark_reported(ledger, standing(ledger), LETTER, ANALYST, AT)
    found = standing(ledger, *{AMOUNT.rule: AMOUNT, new.rule: new}.values())
    assert (found.is_seen, found.is_reported) == (False, False)
    assert found.known_on == new.known_at.date()


@pytest.mark.parametrize("person", [CLERK, SCREEN])
def test_only_the_leader_and_the_analyst_answer(ledger, person):
    known = standing(ledger)
    assert refusals(lambda: mark_seen(ledger, known, person, AT)) == ["wrong_role"]
    assert refusals(lambda: mark_reported(ledger, known, LETTER, person, AT)) == ["wrong_role"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": " "}, "missing"),
        ({"number": ""}, "missing"),
        ({"day": None}, "missing"),
        ({"day": date(2026, 11, 19)}, "in_future"),
    ],
)
def test_a_report_says_to_whom_when_and_under_which_number(ledger, changes, code):
    letter = LETTER._replace(**changes)
    step = lambda: mark_reported(ledger, standing(ledger), letter, ANALYST, AT)  # noqa: E731
    assert refusals(step) == [code]


def test_the_single_person_writes_down_who_has_seen(ledger):
    known = standing(ledger)
    assert refusals(lambda: mark_seen(ledger, known, LOCAL, AT, " ")) == ["missing"]
    mark_seen(ledger, known, LOCAL, AT, "王镇长")
    assert standing(ledger).words[0].who == "王镇长"


def test_two_who_act_at_once_learn_of_each_other(ledger):
    known = standing(ledger)
    mark_seen(ledger, known, LEADER, AT)
    with pytest.raises(StaleState):
        mark_seen(ledger, known, ANALYST, AT)
