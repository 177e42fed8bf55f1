"""必须上报 duties on 总览, in 我的待办 and on 单位画像; they end with the line."""

from datetime import date, datetime

import pytest

from ledger.duties import fold_duties, mark_seen
from ledger.settlements import Asked, agree_settlement, confirm_correction, propose_settlement
from models.catalog import load_catalog
from pipelines.queries import decisions
from pipelines.queries import duties as ask
from pipelines.queries.scope import Filters, Person
from pipelines.rulings import read_rulings
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import Build
from tests import test_pages, test_pages_working
from tests.ledger_people import CHECKER
from tests.staging import build_rows, stage
from tests.test_law_08 import MET, first, visit
from tests.test_line_screen import portrait
from tests.test_pages_tuning import press, said
from tests.test_pages_working import words
from ui.text import case as case_words
from ui.text import duties as text

LEADER, ANALYST = Person(name="王镇长", role="领导"), Person(name="张三", role="分析员")
KNOWN = "2026-11-13T08:00:00"  # a Friday: due on Wednesday the 18th, three working days late
AS_OF = date(2026, 11, 23)


def book(*visits):
    return first(*visits, facts={"imported_at": KNOWN})


TWO = book(
    visit("甲养老院", date(2026, 10, 5), **MET),
    visit("乙养老院", date(2026, 10, 5), amount_involved_wan=1200.0),
)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return build_rows(Home(tmp_path_factory.mktemp("town")), AS_OF, TWO)


def waiting(build, person=ANALYST):
    found = ask.duties(build, Filters(), person)
    return dict(zip(found["facility_name"], found["duty"], strict=True))


def test_the_day_the_town_first_knew_is_the_day_of_the_import(town):
    duty = waiting(town)["甲养老院"]
    assert (duty.known_on, duty.due) == (date(2026, 11, 13), date(2026, 11, 18))
    assert duty.overdue == 3 and not duty.is_seen


def test_unseen_duties_stand_first_on_the_overview_and_in_the_to_do_list(town):
    seen = waiting(town)["甲养老院"]
    mark_seen(decisions.ledger(), seen, LEADER, datetime(2026, 11, 16, 9, 0))
    assert list(waiting(town)) == ["乙养老院", "甲养老院"]
    for at in (
        test_pages.draw("overview", town, person=LEADER),
        test_pages_working.draw("leads", town, person=LEADER, work=case_words.TAB_MINE),
    ):
        assert text.UNSEEN.format(n=1) in words(at)
        assert text.LATE.format(n=2, days=3) in words(at)
        shown = at.dataframe[0].value
        assert shown["facility_name"].tolist() == ["乙养老院", "甲养老院"]


def test_a_duty_is_seen_and_reported_on_the_portrait(town):
    at = portrait(town, "甲养老院", LEADER)
    assert text.NOBODY in words(at) and "3 个工作日" in at.error[0].value
    assert text.SEE_SAID in said(press(at, text.SEE))
    at = portrait(town, "甲养老院", ANALYST)
    assert "王镇长" in words(at) and text.SEE not in [one.label for one in at.button]
    (number,) = [one for one in at.text_input if one.label == text.LETTER]
    number.set_value("某府〔2026〕1号")
    assert text.REPORT_SAID in said(press(at, text.SEND))
    assert list(waiting(town)) == ["乙养老院"]
    shown = words(portrait(town, "甲养老院", LEADER))
    assert "某府〔2026〕1号" in shown and "个工作日。" in shown
    assert [word.action for word in fold_duties(decisions.ledger().events())] == [
        "seen",
        "reported",
    ]


def test_a_village_sees_only_its_own_and_answers_nothing(town):
    ((home,),) = Build(town).rows("select distinct village_code from mart_score")
    own = Person(name="李四", role="填报员", villages=(home,))
    other = Person(name="李四", role="填报员", villages=("500111119999",))
    assert len(waiting(town, own)) == 2 and not waiting(town, other)
    assert not waiting(town, Person(name="大屏", role="投屏"))
    at = portrait(town, "甲养老院", own)
    assert text.NOT_YOUR_ROLE in words(at)
    assert text.SEE not in [one.label for one in at.button]


def rebuilt(tmp_path, ledger, *batches):
    scoring = load_catalog(CATALOG).scoring
    rulings = read_rulings(ledger.events(), scoring, AS_OF)
    return build_rows(Home(tmp_path), AS_OF, *batches, rulings=rulings)


def test_a_settled_line_closes_its_duty(tmp_path):
    clean = visit("甲养老院", date(2026, 11, 10))
    books = (book(visit("甲养老院", date(2026, 10, 5), **MET), clean),)
    ledger = decisions.ledger()
    build = rebuilt(tmp_path, ledger, *books)
    (duty,) = waiting(build).values()
    asked = Asked(duty.facility_id, "甲养老院", ["涉及金额"], [], "", "已退还", "结案通知")
    at = datetime(2026, 11, 23, 12, 0)
    event = propose_settlement(ledger, asked, ANALYST, at)
    assert len(waiting(rebuilt(tmp_path, ledger, *books))) == 1
    agree_settlement(ledger, event.subject_id, [], CHECKER, at, event.seq)
    assert not waiting(rebuilt(tmp_path, ledger, *books))


def test_a_confirmed_correction_removes_the_duty(tmp_path):
    day = date(2026, 10, 5)
    wrong = book(visit("甲养老院", day, amount_involved_wan=1200.0))
    right = {"screening": [visit("甲养老院", day, amount_involved_wan=12.0)]}
    ledger = decisions.ledger()
    build = rebuilt(tmp_path, ledger, wrong, right)
    (duty,) = waiting(build).values()
    sql = "select distinct batch_id, source_sheet, source_row from mart_correction"
    mistakes = Build(build).rows(sql)
    at = datetime(2026, 11, 23, 12, 0)
    confirm_correction(ledger, duty.facility_id, mistakes, ["x"], ["tester"], CHECKER, at)
    assert not waiting(rebuilt(tmp_path, ledger, wrong, right))


def test_an_undone_import_removes_the_duty(tmp_path):
    catalog = load_catalog(CATALOG)
    quiet = first(visit("甲养老院", date(2026, 9, 5)))
    bad = {"screening": [visit("甲养老院", date(2026, 10, 5), **MET)]}
    for is_live, open_duties in ((True, 1), (False, 0)):
        home = Home(tmp_path / str(is_live))
        batch = stage(home, 2, bad, catalog, is_live=is_live)
        build = build_rows(home, AS_OF, stage(home, 1, quiet, catalog), batch)
        assert len(waiting(build)) == open_duties
