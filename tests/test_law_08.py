"""Law 8: a statutory line that was met stays on record until two people end it."""

from datetime import date, datetime
from itertools import product

import pytest

from ledger.events import Ledger
from ledger.settlements import Asked, agree_settlement, confirm_correction, propose_settlement
from ledger.visits import confirm_visit
from models.catalog import load_catalog
from pipelines.queries.imports import lines_of_undo
from pipelines.rulings import read_rulings
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import Build
from tests.ledger_people import ANALYST, CHECKER
from tests.staging import build_rows
from tests.test_assess import QUIET, register

AS_OF = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 12, 0)
MET = {"amount_involved_wan": 3000.0, "people_involved": 400}
# Ways to meet a line, and ways to report clean afterwards.
CROSSED = (
    MET,
    {"unpaid_wan": 60.0, "amount_involved_wan": 90.0},
    {"people_involved": 160},
    {"distress_signs": "失联", "amount_involved_wan": 12.0},
    {"business_modes": "会员制", "promised_return_pct": 8.0},
)
LATER = ([date(2026, 9, 20)], [date(2026, 10, 6)], [date(2026, 10, 6), date(2026, 11, 10)])


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


@pytest.fixture
def built(tmp_path, ledger):
    scoring = load_catalog(CATALOG).scoring

    def build(*batches, as_of=AS_OF):
        rulings = read_rulings(ledger.events(), scoring, as_of)
        return Build(build_rows(Home(tmp_path), as_of, *batches, rulings=rulings))

    return build


def visit(name, day, **facts):
    return {**QUIET, "facility_name": name, "screened_date": day, **facts}


def first(*visits, **more):
    names = list(dict.fromkeys(one["facility_name"] for one in visits))
    return {"facility": [register(name) for name in names], "screening": list(visits), **more}


def standing(build, name="甲养老院"):
    sql = """select is_statutory, statutory_now, statutory_since from mart_score
        where facility_name = $name"""
    return build.rows(sql, {"name": name})[0]


def states(build):
    return {state for (state,) in build.rows("select state from mart_line")}


def test_law_08_no_self_report_takes_a_met_line_away(built):
    cases = list(product(CROSSED, LATER))
    names = [f"{number}号养老院" for number in range(len(cases))]
    visits = []
    for name, (facts, days) in zip(names, cases, strict=True):
        visits.append(visit(name, date(2026, 9, 5), **facts))
        visits += [visit(name, day) for day in days]
    build = built(first(*visits, visit("丙养老院", date(2026, 9, 5))))
    for name in names:
        assert standing(build, name) == (True, False, date(2026, 9, 5)), name
    assert standing(build, "丙养老院") == (False, False, None)
    kept = {one for (one,) in build.rows("select facility_id from mart_key_ledger")}
    assert len(kept) == len(names)


def test_law_08_met_now_ranks_before_remembered_before_all_others(built):
    build = built(
        first(
            visit("甲养老院", date(2026, 9, 5), **MET),
            visit("甲养老院", date(2026, 10, 5)),
            visit("乙养老院", date(2026, 9, 5), people_involved=150),
            visit("丙养老院", date(2026, 9, 5), people_involved=140, lawsuits=5, complaints=9),
        )
    )
    names = [name for (name,) in build.rows("select facility_name from mart_score order by rank")]
    assert names == ["乙养老院", "甲养老院", "丙养老院"]
    assert states(build) == {"达到", "曾达到"}


def test_law_08_a_lead_once_found_to_be_fundraising_stays_on_record(built):
    lead = {
        "lead_no": "XS-1", "received_date": date(2026, 9, 3), "source": "信访", "village": "曙光村",
        "facility_name": "甲养老院", "description": "集资", "status": "已核实",
    }  # fmt: skip
    build = built(
        first(visit("甲养老院", date(2026, 9, 5)), lead=[{**lead, "nature": "涉嫌非法集资"}]),
        {"lead": [{**lead, "nature": "一般隐患"}]},
    )
    assert standing(build) == (True, False, date(2026, 9, 3))


def settle(ledger, build):
    ((facility,),) = build.rows("select facility_id from mart_score where is_statutory")
    asked = Asked(facility, "甲养老院", ["x"], [], "", "已退还", "结案通知")
    event = propose_settlement(ledger, asked, ANALYST, AT)
    return lambda: agree_settlement(ledger, event.subject_id, [], CHECKER, AT, event.seq)


def test_law_08_settling_takes_two_people_and_a_new_statement_begins_anew(built, ledger):
    old = first(visit("甲养老院", date(2026, 9, 5), **MET), visit("甲养老院", date(2026, 10, 5)))
    agree = settle(ledger, built(old))
    assert standing(built(old))[0]
    agree()
    build = built(old)
    assert standing(build) == (False, False, None)
    assert states(build) == {"已了结"}
    october = "select is_statutory from mart_score_month where period = '2026-10'"
    assert build.rows(october) == [(True,)]
    again = {
        "screening": [visit("甲养老院", date(2026, 11, 24), people_involved=170)],
        "facts": {"imported_at": "2026-11-25T08:00:00"},
    }
    later = built(old, again, as_of=date(2026, 11, 26))
    assert standing(later) == (True, True, date(2026, 11, 24))


def test_law_08_a_corrected_figure_waits_for_a_second_person_and_is_then_as_if_it_had_not_been(
    built, ledger
):
    books = (
        first(visit("甲养老院", date(2026, 9, 5), amount_involved_wan=1200.0)),
        {"screening": [visit("甲养老院", date(2026, 9, 5), amount_involved_wan=12.0,
                             prepaid_service_wan=12.0)]},
    )  # fmt: skip
    build = built(*books)
    assert standing(build) == (True, False, date(2026, 9, 5))
    assert states(build) == {"曾达到，更正待确认"}
    rows = build.rows("select facility_id, batch_id, source_sheet, source_row from mart_correction")
    statements = sorted({row[1:] for row in rows})
    confirm_correction(ledger, rows[0][0], statements, ["1200"], ["tester"], CHECKER, AT)
    build = built(*books)
    assert standing(build) == (False, False, None)
    assert build.rows("select * from mart_line") == []


def test_law_08_an_undone_import_is_as_if_it_had_not_been(built):
    wrong = {"screening": [visit("甲养老院", date(2026, 10, 5), **MET)]}
    right = first(visit("甲养老院", date(2026, 9, 5)))
    build = built(right, {**wrong})
    assert standing(build)[0]
    told = lines_of_undo(build.path, "B002")
    assert any(one.startswith("甲养老院：涉及金额 3,000 万元") for one in told)
    assert lines_of_undo(build.path, "B001") == []
    assert not standing(built(right, {**wrong, "facts": {"is_live": False}}))[0]


def test_law_08_a_correction_on_another_day_is_a_new_statement(built):
    build = built(
        first(visit("甲养老院", date(2026, 9, 5), **MET)),
        {"screening": [visit("甲养老院", date(2026, 9, 6))]},
    )
    assert states(build) == {"曾达到"}


def levels(build, name="甲养老院"):
    sql = """select level, level_held from mart_score_month
        where facility_name = $name and period >= '2026-07' order by period"""
    return build.rows(sql, {"name": name})


RED = {"distress_signs": "失联", "promised_return_pct": 8.0}


def test_law_08_red_falls_one_step_a_month_after_two_clean_visits(built):
    build = built(
        first(
            visit("甲养老院", date(2026, 7, 5), **RED),
            visit("甲养老院", date(2026, 8, 5)),
            visit("甲养老院", date(2026, 9, 10), screener="李某"),
        )
    )
    assert levels(build) == [
        ("红", False), ("红", True), ("橙", True), ("黄", True), ("绿", False)
    ]  # fmt: skip


def test_law_08_the_office_may_stand_for_a_second_screener(built, ledger):
    books = first(
        visit("甲养老院", date(2026, 7, 5), **RED),
        visit("甲养老院", date(2026, 8, 5)),
        visit("甲养老院", date(2026, 9, 10)),
    )
    build = built(books)
    assert {level for level, _ in levels(build)} == {"红"}
    ((facility,),) = build.rows("select facility_id from mart_score")
    makers = ("张某", "tester")
    confirm_visit(ledger, facility, date(2026, 9, 10), makers, CHECKER, AT)
    assert [level for level, _ in levels(built(books))] == ["红", "红", "橙", "黄", "绿"]


@pytest.mark.parametrize("sign", ["停业", "拖欠工资"])
def test_law_08_a_visit_that_shows_a_sign_or_leaves_money_open_is_not_clean(built, sign):
    spoilt = (
        {"distress_signs": sign, "people_involved": 20},
        {"amount_involved_wan": None, "prepaid_service_wan": None},
    )
    for number, facts in enumerate(spoilt):
        build = built(
            first(
                visit("甲养老院", date(2026, 7, 5), **RED),
                visit("甲养老院", date(2026, 8, 5), **facts),
                visit("甲养老院", date(2026, 9, 10), screener="李某", **facts),
            )
        )
        assert (number, levels(build)[2][0]) == (number, "红")


def test_law_08_one_clean_report_in_the_same_month_changes_nothing(built):
    build = built(
        first(
            visit("甲养老院", date(2026, 7, 5), **RED),
            visit("甲养老院", date(2026, 7, 6)),
            visit("甲养老院", date(2026, 9, 10)),
        )
    )
    assert {level for level, _ in levels(build)} == {"红"}


def test_law_08_a_rising_level_and_one_below_orange_are_not_held(built):
    build = built(
        first(
            visit("甲养老院", date(2026, 7, 5), complaints=1),
            visit("甲养老院", date(2026, 8, 5)),
            visit("甲养老院", date(2026, 9, 5), **RED),
        )
    )
    assert levels(build)[:3] == [("黄", False), ("绿", False), ("红", False)]
