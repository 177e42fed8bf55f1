"""Days an administrator sets: effective in every deadline through the one calendar of a build."""

from datetime import date, datetime

import pytest

from ledger.cases import RECTIFICATION
from ledger.events import Ledger, StaleState
from ledger.steps import Refused
from ledger.workcalendar import CALENDAR, fold_days, set_days, withdraw_day
from models.workdays import Workdays
from pipelines.queries.casebook import casebook
from pipelines.queries.scope import Person
from pipelines.run import build, gather
from pipelines.warehouse import newest_build, open_build
from tests.casework_town import HOME, TASK, Town
from tests.ledger_people import ADMIN, ANALYST, CLERK, LEADER, SCREEN

AT = datetime(2026, 12, 1, 9)
SPRING = (date(2027, 2, 5), date(2027, 2, 11))  # a Friday to a Thursday


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


def days(ledger):
    return fold_days(ledger.events(CALENDAR))


def test_a_span_is_set_whole_and_the_newest_word_about_a_day_counts(ledger):
    set_days(ledger, *SPRING, False, "春节", ADMIN, AT)
    saturday = date(2027, 2, 6)
    set_days(ledger, saturday, saturday, True, "调休上班", ADMIN, AT)
    known = days(ledger)
    assert len(known) == 7 and known[saturday].is_workday
    assert known[date(2027, 2, 5)].reason == "春节"


def test_a_withdrawn_day_is_again_what_the_week_says(ledger):
    set_days(ledger, *SPRING, False, "春节", ADMIN, AT)
    withdraw_day(ledger, date(2027, 2, 5), "录错", ADMIN, AT)
    assert date(2027, 2, 5) not in days(ledger) and len(days(ledger)) == 6


@pytest.mark.parametrize("person", [ANALYST, CLERK, LEADER, SCREEN], ids=lambda p: p.role)
def test_only_an_administrator_may_set_days(ledger, person):
    with pytest.raises(Refused, match="职权"):
        set_days(ledger, *SPRING, False, "春节", person, AT)
    assert ledger.events() == []


@pytest.mark.parametrize(
    ("span", "reason", "words"),
    [
        ((SPRING[1], SPRING[0]), "春节", "不能早于"),
        ((date(2027, 1, 1), date(2027, 12, 31)), "春节", "60 天"),
        (SPRING, "  ", "理由"),
    ],
)
def test_a_slip_of_the_pen_is_refused_whole(ledger, span, reason, words):
    with pytest.raises(Refused, match=words):
        set_days(ledger, *span, False, reason, ADMIN, AT)
    assert ledger.events() == []


def test_of_two_who_set_one_day_the_second_is_told(ledger, monkeypatch):
    set_days(ledger, *SPRING, False, "春节", ADMIN, AT)
    before = days(ledger)
    set_days(ledger, *SPRING, True, "改期", ADMIN, AT)
    monkeypatch.setattr("ledger.workcalendar.fold_days", lambda events: before)
    with pytest.raises(StaleState):
        set_days(ledger, *SPRING, False, "春节", ADMIN, AT)


def late(office, as_of):
    """Working days overdue in the mart, and in the casebook that the screens read."""
    build(office.home, as_of)
    newest = newest_build(office.home)
    sql = "select workdays_overdue from mart_rectification where task_no = 'ZG-1'"
    book = casebook(newest, office.home, Person(is_local=True))
    clock = book.clock(book.find(RECTIFICATION, "ZG-1"))
    return open_build(newest).rows(sql)[0][0], clock.workdays_overdue, book.unknown_years()


def test_a_day_set_on_screen_counts_in_the_mart_and_on_the_screens_alike(tmp_path, monkeypatch):
    office = Town(tmp_path / "home")
    office.takes(facility=[HOME], rectification=[TASK | {"due_date": date(2027, 2, 4)}])
    monkeypatch.setenv("RISK_HOME", str(office.home.root))
    friday_after = date(2027, 2, 12)
    assert late(office, friday_after) == (6, 6, [2027])  # 5, 8, 9, 10, 11, 12 February
    before = gather(office.home, friday_after).hash
    set_days(office.ledger, *SPRING, False, "春节", ADMIN, AT)
    assert late(office, friday_after) == (1, 1, [2027])  # the 12th alone
    saturday = date(2027, 2, 6)
    set_days(office.ledger, saturday, saturday, True, "调休", ADMIN, AT)
    assert late(office, friday_after) == (2, 2, [2027])
    assert gather(office.home, friday_after).hash != before


def test_the_2026_national_day_is_known_without_anyone_s_help():
    calendar = Workdays()
    worked = [date(2026, 9, 20), date(2026, 10, 10)]  # 调休: a Sunday, a Saturday
    assert all(map(calendar.is_workday, worked))
    assert calendar.count(date(2026, 9, 30), date(2026, 10, 8)) == 1  # 1 to 7 October are off
