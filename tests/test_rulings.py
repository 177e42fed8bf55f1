"""Builds follow what people decided: weights by month, levels set by hand, both re-derivable."""

from datetime import date, datetime

import numpy as np
import pytest

from ledger.events import Ledger
from ledger.overrides import Proposal, approve_override, propose_override
from ledger.weights import approve_weights, draft_weights, record_trial
from models.catalog import load_catalog
from models.fitting import fitted
from models.score import score
from models.weights import WeightSet, from_payload, with_changes
from pipelines.rulings import Rulings, catalogue_set, read_rulings
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import Build
from tests.ledger_people import ANALYST, LEADER
from tests.staging import build_rows

NOVEMBER, DECEMBER = date(2026, 11, 23), date(2026, 12, 20)
AT = datetime(2026, 11, 23, 9, 0)
COLOURS = ("红", "橙", "黄", "绿")
SUBJECT = {
    "village": "曙光村",
    "facility_type": "养老机构",
    "registration_status": "已登记已备案",
    "sector": "养老服务",
}
VISIT = {
    "village": "曙光村",
    "screener": "张某",
    "business_modes": "无",
    "people_involved": 20,
    "elderly_involved": 10,
    "local_people": 20,
    "amount_involved_wan": 8.0,
    "unpaid_wan": 0.0,
    "prepaid_service_wan": 8.0,
    "deposit_wan": 0.0,
    "membership_wan": 0.0,
    "prepay_months_max": 1.0,
    "deposit_multiple_max": 1.0,
    "promised_return_pct": 0.0,
    "in_custody": "yes",
    "public_promotion": "no",
    "complaints": 0,
    "petition_batches": 0,
    "petition_people": 0,
    "media_mentions": 0,
    "media_level": "无",
    "lawsuits": 0,
    "distress_signs": "无",
}


def rows(**changes):
    """甲 as usual, 乙 with 140 people; visited every month so that nothing grows stale."""
    visits = [
        {**VISIT, "facility_name": name, "screened_date": date(2026, month, 10), **more}
        for month in (9, 10, 11, 12)
        for name, more in (("甲养老院", changes), ("乙养老院", {"people_involved": 140}))
    ]
    names = [{"facility_name": name, **SUBJECT} for name in ("甲养老院", "乙养老院")]
    return {"facility": names, "screening": visits}


@pytest.fixture(scope="module")
def scoring():
    return load_catalog(CATALOG).scoring


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "ledger.sqlite")


@pytest.fixture
def built(tmp_path, ledger, scoring):
    def build(as_of, **changes):
        rulings = read_rulings(ledger.events(), scoring, as_of)
        return Build(build_rows(Home(tmp_path), as_of, rows(**changes), rulings=rulings))

    return build


def approve(ledger, scoring, period="2026-12", **dimensions):
    """The catalogue's weights with some dimensions changed, in force from a month."""
    weights = with_changes(catalogue_set(scoring), "新方案", dimensions=dimensions)
    number = draft_weights(ledger, weights, "理由", ANALYST, AT).subject_id
    seq = record_trial(ledger, number, "risk-1", "2026-11", {}, ANALYST, AT, 1).seq
    approve_weights(ledger, number, period, "", LEADER, AT, seq)
    return weights


def scores(build, period):
    sql = "select facility_name, score, rank from mart_score_month where period = $p order by rank"
    return build.rows(sql, {"p": period})


def test_a_new_version_changes_its_months_and_no_earlier_one(built, ledger, scoring):
    before = built(DECEMBER)
    approve(ledger, scoring, "2026-12", crowd=9.0)
    after = built(DECEMBER)
    assert scores(after, "2026-10") == scores(before, "2026-10")
    assert scores(after, "2026-11") == scores(before, "2026-11")
    assert scores(after, "2026-12") != scores(before, "2026-12")


def test_a_build_before_the_month_of_effect_is_as_if_nothing_had_been_decided(
    built, ledger, scoring
):
    before = built(NOVEMBER)
    approve(ledger, scoring, "2026-12", crowd=9.0)
    after = built(NOVEMBER)
    everything = "select * from mart_score_month order by all"
    assert after.rows(everything) == before.rows(everything)


def test_the_build_says_which_version_weighed_each_month(built, ledger, scoring):
    weights = approve(ledger, scoring, "2026-12", crowd=9.0)
    sql = """select period, version, version_name, round(sum(weight), 9) from mart_weight
             where period >= '2026-11' group by all order by period"""
    build = built(DECEMBER)
    assert build.rows(sql) == [
        ("2026-11", None, None, 1.0),
        ("2026-12", "QZ-2026-0001", "新方案", 1.0),
    ]
    stored = dict(build.rows("select indicator, weight from mart_weight where period = '2026-12'"))
    assert stored == from_payload(weights.payload()).effective()


def test_the_change_since_last_month_names_the_weights_as_its_cause(built, ledger, scoring):
    approve(ledger, scoring, "2026-12", crowd=9.0)
    sql = "select delta_weights, delta_peers from mart_score_change where period = $p"
    build = built(DECEMBER)
    assert all(weights != 0 for weights, _ in build.rows(sql, {"p": "2026-12"}))
    assert all(weights == 0 for weights, _ in build.rows(sql, {"p": "2026-11"}))


def test_any_past_score_comes_out_again_to_the_bit_from_the_build_alone(built, ledger, scoring):
    approve(ledger, scoring, "2026-12", crowd=9.0)
    build = built(DECEMBER)
    codes = [one.code for one in scoring.indicators]
    for period in ("2026-10", "2026-11", "2026-12"):
        asked = {"p": period}
        cells = build.frame(
            "select facility_id, indicator::varchar as indicator, risk_0_100 "
            "from mart_contribution_month where period = $p", asked
        )  # fmt: skip
        risks = cells.pivot(index="facility_id", columns="indicator", values="risk_0_100")[codes]
        weights = dict(
            build.rows("select indicator, weight from mart_weight where period = $p", asked)
        )
        again = score(risks.to_numpy(float), np.array([weights[code] for code in codes]))
        stored = build.frame(
            "select facility_id, score from mart_score_month where period = $p", asked
        ).set_index("facility_id")["score"]
        assert again.score.tolist() == stored[risks.index].tolist()


def test_input_hash_knows_the_rulings(built, ledger, scoring):
    first = built(DECEMBER).rows("select input_hash from run_info")
    approve(ledger, scoring, "2026-12", crowd=9.0)
    assert built(DECEMBER).rows("select input_hash from run_info") != first


# ---------------------------------------------------------------- levels set by people


def facility(build, name):
    (found,) = build.rows(
        "select facility_id from mart_facility where facility_name = $n", {"n": name}
    )
    return found[0]


def override(ledger, facility_id, level="橙", at=AT, expires=date(2026, 12, 31), **more):
    asked = Proposal(
        facility_id, "甲养老院", "绿", level, "负责人失联", "派出所通报", expires, **more
    )
    event = propose_override(ledger, asked, COLOURS, ANALYST, at)
    approve_override(ledger, event.subject_id, "", LEADER, at, event.seq)


LEVELS = """
select period, level, level_by_rule, level_computed, rank, reason from mart_score_month
where facility_name = '甲养老院' and period >= '2026-10' order by period
"""


def test_an_override_shows_beside_the_level_by_rule_and_moves_the_rank(built, ledger):
    override(ledger, facility(built(NOVEMBER), "甲养老院"))
    october, november = built(NOVEMBER).rows(LEVELS)
    assert october[1:5] == ("绿", "绿", "绿", 2)
    assert november[1:5] == ("橙", "绿", "绿", 1)
    assert november[5].startswith("人工调整为橙（按规则为绿，有效期至2026-12-31）：负责人失联；")


def test_an_override_ends_by_itself(built, ledger):
    override(ledger, facility(built(NOVEMBER), "甲养老院"), expires=date(2026, 12, 10))
    *_, november, december = built(DECEMBER).rows(LEVELS)
    assert (november[1], december[1]) == ("橙", "绿")


def test_the_build_keeps_reason_evidence_and_both_people(built, ledger):
    override(ledger, facility(built(NOVEMBER), "甲养老院"))
    sql = "select * exclude (facility_id) from mart_override"
    assert built(NOVEMBER).rows(sql) == [
        ("2026-11", "TZ-2026-0001", "绿", "橙", "负责人失联", "派出所通报", "张三", "王镇长",
         date(2026, 11, 23), date(2026, 12, 31))
    ]  # fmt: skip


def test_a_red_line_crossed_later_wins_over_an_override_downward(built, ledger):
    """Approved at a time without a red line; the new visit promises 12 % a year."""
    override(ledger, facility(built(NOVEMBER), "甲养老院"), level="黄")
    (*_, now) = built(NOVEMBER, promised_return_pct=12.0, business_modes="养老理财").rows(LEVELS)
    assert now[2] == now[1] != "黄"
    assert COLOURS.index(now[1]) < COLOURS.index("黄")


def test_without_any_ruling_a_build_has_an_empty_override_table(built):
    assert built(NOVEMBER).rows("select count(*) from mart_override") == [(0,)]


# ---------------------------------------------------------------- a catalogue that has moved on


def a_set(dimensions, indicators, parents):
    return WeightSet("", dimensions, indicators, parents)


def test_a_set_that_fits_the_catalogue_comes_back_as_it_is():
    own = a_set({"d": 1.0}, {"a": 1.0, "b": 1.0}, {"a": "d", "b": "d"})
    decided = a_set({"d": 1.0}, {"a": 3.0, "b": 1.0}, {"a": "d", "b": "d"})
    assert fitted(decided, own) is decided


def test_a_new_indicator_weighs_as_in_the_catalogue_beside_those_both_know():
    """Both know a and b: decided 6 + 2, the catalogue says 1 + 1; so its c of 2 counts 8."""
    own = a_set({"d": 1.0}, {"a": 1.0, "b": 1.0, "c": 2.0}, dict.fromkeys("abc", "d"))
    decided = a_set({"d": 1.0}, {"a": 6.0, "b": 2.0}, dict.fromkeys("ab", "d"))
    assert fitted(decided, own).indicators == {"a": 6.0, "b": 2.0, "c": 8.0}


def test_what_the_catalogue_dropped_keeps_no_share():
    own = a_set({"d": 1.0}, {"a": 1.0}, {"a": "d"})
    decided = a_set(
        {"d": 2.0, "e": 2.0}, {"a": 1.0, "x": 1.0, "y": 1.0}, {"a": "d", "x": "d", "y": "e"}
    )
    assert fitted(decided, own).effective() == {"a": 1.0}


def test_a_new_dimension_gets_its_share_of_the_catalogue():
    own = a_set({"d": 1.0, "n": 1.0}, {"a": 1.0, "z": 1.0}, {"a": "d", "z": "n"})
    decided = a_set({"d": 5.0}, {"a": 4.0}, {"a": "d"})
    assert fitted(decided, own).effective() == {"a": 0.5, "z": 0.5}


def test_no_rulings_means_the_catalogues_weights_everywhere(scoring):
    empty = read_rulings([], scoring, NOVEMBER)
    assert empty == Rulings()
    assert catalogue_set(scoring).effective() == pytest.approx(scoring.weights())
