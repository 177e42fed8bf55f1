"""Statutory lines on 单位画像: settled by two people, corrections confirmed in one click."""

from datetime import date

import pytest

from ledger.settlements import fold_corrections, fold_settlements
from pipelines.queries import decisions
from pipelines.queries.scope import Person
from pipelines.settings import Home
from pipelines.warehouse import Build
from tests.staging import build_rows
from tests.test_law_08 import MET, first, visit
from tests.test_pages_tuning import press, said
from tests.test_pages_working import draw, words
from ui.text import lines as text
from ui.text import whatif as whatif_words

ANALYST, OTHER = Person(name="张三", role="分析员"), Person(name="赵六", role="分析员")
IMPORTER = Person(name="tester", role="分析员")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    books = (
        first(
            visit("甲养老院", date(2026, 9, 5), **MET),
            visit("甲养老院", date(2026, 10, 5), unpaid_wan=40.0),
            visit("乙养老院", date(2026, 9, 5), amount_involved_wan=1200.0),
        ),
        {"screening": [visit("乙养老院", date(2026, 9, 5), amount_involved_wan=12.0)]},
    )
    return build_rows(Home(tmp_path_factory.mktemp("town")), date(2026, 11, 23), *books)


@pytest.fixture
def rebuilt(monkeypatch):
    built = []
    monkeypatch.setattr("ui.importing_work.rebuild", lambda: built.append(1) or {"build": "x"})
    return built


def portrait(town, name, person, **query):
    sql = "select facility_id from mart_score where facility_name = $name"
    ((one,),) = Build(town).rows(sql, {"name": name})
    return draw("profile", town, person=person, facility=one, **query)


def test_a_remembered_line_is_settled_by_one_and_agreed_by_another(town, rebuilt):
    at = portrait(town, "甲养老院", ANALYST)
    assert "曾达到" in words(at) and "3,000 万元" in words(at)
    at.text_area[0].set_value("资金已退还")
    (line,) = [one for one in at.text_input if one.label == text.EVIDENCE]
    line.set_value("退款清单")
    assert text.SENT in said(press(at, text.SEND))
    at = portrait(town, "甲养老院", ANALYST)
    assert text.NOT_YOURS in words(at)
    assert text.AGREE not in [one.label for one in at.button]
    at = press(portrait(town, "甲养老院", OTHER), text.AGREE)
    assert text.AGREED in said(at) and rebuilt == [1]
    (found,) = fold_settlements(decisions.ledger().events()).values()
    assert (found.verifier, found.owed) == ("赵六", text.OWED_LABEL.format(amount="40万元"))


def test_a_mistyped_figure_is_confirmed_in_one_click_by_somebody_else(town, rebuilt):
    at = portrait(town, "乙养老院", IMPORTER)
    assert text.NOT_YOUR_CORRECTION in words(at)
    at = press(portrait(town, "乙养老院", OTHER), text.CONFIRM)
    assert text.CONFIRMED in said(at) and rebuilt == [1]
    assert len(fold_corrections(decisions.ledger().events())) == 1


def test_the_ways_down_say_that_no_measure_takes_a_met_line_away(town):
    at = portrait(town, "甲养老院", ANALYST, view=whatif_words.TAB)
    assert text.MEASURES in [one.value for one in at.info] or "已是最低等级" in words(at)
