"""Assessment of whole builds: levels, floors, unknowns, reasons, changes, the key ledger."""

from datetime import date

import pytest

from pipelines.settings import Home
from pipelines.warehouse import Build
from tests.staging import build_rows

AS_OF = date(2026, 11, 23)
JUL, OCT, NOV = date(2026, 7, 20), date(2026, 10, 6), date(2026, 11, 5)

QUIET = {
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


@pytest.fixture
def built(tmp_path):
    def build(*visits, facility=None, **forms):
        names = list(dict.fromkeys(one["facility_name"] for one in visits)) or ["甲养老院"]
        rows = {
            "facility": [register(name, **(facility or {})) for name in names],
            "screening": list(visits),
            **forms,
        }
        return Build(build_rows(Home(tmp_path), AS_OF, rows))

    return build


def register(name, **facts):
    return {
        "facility_name": name,
        "village": "曙光村",
        "facility_type": "养老机构",
        "registration_status": "已登记已备案",
        "sector": "养老服务",
        "beds_registered": 50,
        "residents": 20,
        "fixed_assets_net_wan": 300.0,
        **facts,
    }


def visit(name="甲养老院", day=NOV, **facts):
    return {"facility_name": name, "screened_date": day, **QUIET, **facts}


def score_of(build, name="甲养老院", columns="level"):
    (row,) = build.rows(f"select {columns} from mart_score where facility_name = '{name}'")
    return row if "," in columns else row[0]


def floors_of(build, name="甲养老院"):
    sql = """
        select rule from mart_floor join mart_facility using (facility_id)
        where period = '2026-11' and facility_name = $name
    """
    return {rule for (rule,) in build.rows(sql, {"name": name})}


def test_a_quiet_filed_home_is_green_and_not_statutory(built):
    build = built(visit())
    level, floor, statutory = score_of(build, columns="level, level_floor_rule, is_statutory")
    assert (level, floor, statutory) == ("绿", None, False)


NO_MONEY = dict.fromkeys(
    ("amount_involved_wan", "prepaid_service_wan", "deposit_wan", "membership_wan")
)
LIFTED = [
    ({"amount_involved_wan": 100.0, "in_custody": "no"}, "filing_amount", "橙", True),
    ({"people_involved": 150, "in_custody": "no"}, "filing_people", "橙", True),
    ({"unpaid_wan": 50.0, "amount_involved_wan": 60.0}, "filing_loss", "红", True),
    ({"amount_involved_wan": 500.0, "in_custody": "no"}, "huge_amount", "红", True),
    ({"people_involved": 500, "in_custody": "no"}, "huge_people", "红", True),
    ({"promised_return_pct": 4.0}, "promised_return", "橙", False),
    (
        {"distress_signs": "停业、失联", "amount_involved_wan": 10.0},
        "fraud_vanished",
        "红",
        True,
    ),
    ({"media_level": "重大"}, "ningxia_red_opinion", "红", False),
    ({"distress_signs": "群体聚集"}, "extreme_stability", "红", False),
    ({"lawsuits": 1, "deposit_wan": 50.0}, "ningxia_orange_sued", "橙", False),
    ({"lawsuits": 1}, "sued", "黄", False),
    ({"complaints": 1, "membership_wan": 50.0}, "ningxia_orange_complaint", "橙", False),
    ({"unpaid_wan": 250.0, "amount_involved_wan": 300.0}, "huge_loss", "红", True),
    ({"unpaid_wan": 2500.0, "amount_involved_wan": 3000.0}, "vast_loss", "红", True),
    ({"amount_involved_wan": 5000.0, "in_custody": "no"}, "vast_amount", "红", True),
    ({"people_involved": 5000, "in_custody": "no"}, "vast_people", "红", True),
    (
        {"amount_involved_wan": 50.0, "in_custody": "no", "media_level": "重大"},
        "aggravated_amount",
        "红",
        True,
    ),
    ({"unpaid_wan": 25.0, "distress_signs": "扬言极端"}, "aggravated_loss", "红", True),
    (
        {"amount_involved_wan": 100.0, "distress_signs": "失联"},
        "fraud_vanished_huge",
        "红",
        True,
    ),
    (
        {"in_custody": "no", "deposit_wan": 50.0, "people_involved": 60},
        "ningxia_orange_custody",
        "橙",
        False,
    ),
    ({"in_custody": "no", "deposit_wan": 50.0}, "custody_question", "黄", False),
    ({"distress_signs": "资不抵债", "membership_wan": 1.0}, "distress_absorbing", "红", False),
    ({"distress_signs": "失联", **NO_MONEY}, "distress", "橙", False),
    ({"distress_signs": "停业", **NO_MONEY, "people_involved": None}, "distress", "橙", False),
    (
        {"distress_signs": "失联", "promised_return_pct": 4.0, **NO_MONEY},
        "distress_absorbing",
        "红",
        False,
    ),
    ({"business_modes": "会员制", "promised_return_pct": 4.0}, "promise_absorbing", "橙", True),
    ({"business_modes": "会员制", "public_promotion": "yes"}, "absorbing_several", "橙", False),
    ({"business_modes": "会员制、养老理财"}, "absorbing_several", "橙", False),
    ({"business_modes": "会员制"}, "absorbing_mode", "黄", False),
    ({"complaints": 1, "prepay_months_max": 13.0}, "fee_questions_two", "橙", False),
    ({"promised_return_pct": None}, "promise_question", "黄", False),
    ({"distress_signs": "拖欠工资"}, "any_sign", "黄", False),
    ({"petition_people": 6}, "group_petition", "橙", False),
    ({"complaints": 2}, "complained", "黄", False),
    ({"deposit_wan": 50.0}, "ningxia_yellow_prepaid", "黄", False),
    ({"prepay_months_max": 13.0}, "prepay_too_long", "黄", False),
    ({"deposit_multiple_max": 12.5}, "deposit_too_high", "黄", False),
    (
        {"promised_return_pct": 8.0, "public_promotion": "yes", "people_involved": 150},
        "four_elements",
        "红",
        True,
    ),
]
JUST_BELOW = [
    {"amount_involved_wan": 99.99, "in_custody": "no"},
    {"people_involved": 149, "in_custody": "no"},
    {"unpaid_wan": 49.99, "amount_involved_wan": 60.0},
    {"petition_people": 5},
    {"prepay_months_max": 12.0},
    {"deposit_multiple_max": 12.0},
    {"distress_signs": "停业", "people_involved": 0, "elderly_involved": 0, "local_people": 0},
]
QUIET_FLOORS = {"any_sign"}  # a sign is never green; alone it is no breach of a line


@pytest.fixture(scope="module")
def houses(tmp_path_factory):
    """One town with a house for each line: a build of its own for each would take half a minute."""
    facts = [given for given, *_ in LIFTED] + JUST_BELOW
    names = [f"甲{n}养老院" for n in range(len(facts))]
    rows = {
        "facility": [register(name) for name in names],
        "screening": [visit(name, **given) for name, given in zip(names, facts, strict=True)],
    }
    return Build(build_rows(Home(tmp_path_factory.mktemp("houses")), AS_OF, rows))


@pytest.mark.parametrize("number", range(len(LIFTED)), ids=[rule for _, rule, *_ in LIFTED])
def test_a_published_condition_lifts_the_level_whatever_the_score(houses, number):
    _, rule, level, statutory = LIFTED[number]
    name = f"甲{number}养老院"
    assert rule in floors_of(houses, name)
    assert score_of(houses, name, "level, is_statutory") == (level, statutory)


@pytest.mark.parametrize("number", range(len(JUST_BELOW)), ids=map(str, JUST_BELOW))
def test_just_below_a_line_no_floor_applies(houses, number):
    assert floors_of(houses, f"甲{len(LIFTED) + number}养老院") <= QUIET_FLOORS


FEES = dict(amount_involved_wan=191.88, prepaid_service_wan=150.0, deposit_wan=30.0)
FEES |= dict(people_involved=160, elderly_involved=100, local_people=160)
BIG = dict(beds_registered=200, residents=160, fixed_assets_net_wan=300.0)
AMOUNT_OR_PEOPLE = {"filing_amount", "filing_people"}


@pytest.mark.parametrize(
    "questions",
    [{}, {"in_custody": None}, {"in_custody": "no"}, {"promised_return_pct": None}],
)
def test_fees_a_registered_home_can_explain_are_no_absorption(built, questions):
    build = built(visit(**(FEES | questions)), facility=BIG)
    assert not floors_of(build) & AMOUNT_OR_PEOPLE
    assert score_of(build) == "黄"


@pytest.mark.parametrize(
    "breach",
    [
        {"amount_involved_wan": 198.1},  # 1.1 × 180
        {"deposit_wan": None},
        {"people_involved": 201},
        {"people_involved": None},
        {"promised_return_pct": 3.0},
        {"membership_wan": 0.1},
        {"business_modes": "预定床位"},
        {"distress_signs": "延迟兑付"},
    ],
    ids=str,
)
def test_money_that_fees_do_not_explain_meets_the_legal_line(built, breach):
    build = built(visit(**(FEES | breach)), facility=BIG)
    assert "filing_amount" in floors_of(build)


@pytest.mark.parametrize(
    "register", [{"registration_status": "未登记实际运营"}, {"fixed_assets_net_wan": 100.0}]
)
def test_fees_beyond_the_assets_or_without_registration_are_not_explained(built, register):
    assert "filing_amount" in floors_of(built(visit(**FEES), facility=BIG | register))


def test_an_unregistered_place_is_at_least_yellow(built):
    build = built(visit(), facility={"registration_status": "未登记实际运营"})
    assert (score_of(build), floors_of(build)) == ("黄", {"unregistered"})


def test_a_lead_found_to_be_fundraising_is_statutory(built):
    lead = {
        "lead_no": "X-1",
        "received_date": OCT,
        "source": "信访",
        "facility_name": "甲养老院",
        "village": "曙光村",
        "description": "d",
        "status": "已移送",
        "nature": "涉嫌非法集资",
    }
    build = built(visit(), lead=[lead])
    assert score_of(build, columns="level, is_statutory") == ("红", True)
    ((reasons,),) = build.rows("select reasons from mart_key_ledger")
    assert reasons == "触及法定红线；等级为红；线索性质为涉嫌非法集资"


# ---------------------------------------------------------------- unknown


def sparse(**facts):
    unknown = {name: None for name in QUIET if name not in ("village", "screener")}
    return visit(**{**unknown, **facts})


def test_too_little_knowledge_is_not_green_and_says_what_to_ask_for(built):
    build = built(visit("乙养老院"), sparse(complaints=0))
    level, coverage, reason = score_of(build, columns="level, coverage_pct, reason")
    assert level == "信息不足" and coverage < 65
    assert "涉及人数未报" in reason and "请补报：" in reason


@pytest.mark.parametrize(
    ("missing", "lacks"),
    [
        ({"people_involved": None}, "涉及人数未报"),
        ({"amount_involved_wan": None, "membership_wan": None}, "涉及金额"),
    ],
)
def test_law_07_no_green_without_money_and_people_known(built, missing, lacks):
    build = built(visit("乙养老院"), visit(**missing))
    level, said, reason = score_of(build, columns="level, lacks, reason")
    assert level == "信息不足" and lacks in said and lacks in reason


def test_all_three_kinds_of_prepaid_fees_are_money_known(built):
    assert score_of(built(visit("乙养老院"), visit(amount_involved_wan=None))) == "绿"


def test_a_floor_lifts_even_what_is_hardly_known(built):
    build = built(visit("乙养老院"), sparse(unpaid_wan=80.0))
    assert score_of(build, columns="level, level_computed") == ("红", "信息不足")


def test_unknown_counts_as_its_kind_and_lies_between_the_bounds(built):
    build = built(
        *(visit(name, day=JUL) for name in ("甲养老院", "乙养老院")),  # so that growth is known
        visit(complaints=1),
        visit("乙养老院", day=date(2026, 11, 6), complaints=1),
        visit("丙养老院", day=JUL, complaints=None, media_mentions=None),
        visit("丙养老院", complaints=None, media_mentions=None),
    )
    known = score_of(build, columns="score_low, score, score_high, coverage_pct")
    partly = score_of(build, "丙养老院", "score_low, score, score_high, coverage_pct")
    assert known[0] == pytest.approx(known[1]) == pytest.approx(known[2])
    assert partly[0] < partly[1] < partly[2]
    assert partly[1] == pytest.approx(known[1])
    # complaints and media mentions weigh 3 each of 13 in a dimension of a fifth
    assert known[3] - partly[3] == pytest.approx(100 * 6 / 13 / 5)
    shown = build.rows(
        "select c.is_known, c.risk_0_100, c.points from mart_contribution c "
        "join mart_facility f using (facility_id) "
        "where c.indicator = 'complaints' and f.facility_name = '丙养老院'"
    )
    assert shown == [(False, 30.0, pytest.approx(30 * 3 / 13 / 5))]


def test_law_07_the_last_known_value_stays_however_old(built):
    build = built(visit(day=date(2026, 2, 20), complaints=3))
    found = build.rows(
        "select value from mart_indicator where indicator = 'complaints' and period = '2026-11'"
    )
    assert found == [(3.0,)]


def test_what_does_not_concern_a_shop_is_no_risk_and_not_unknown(built):
    build = built(visit(), facility={"facility_type": "健康产品经营单位", "beds_registered": None})
    found = build.rows(
        "select is_applicable, is_known, risk_0_100, value from mart_contribution "
        "where indicator in ('oversell_ratio', 'occupancy')"
    )
    assert found == [(False, True, 0.0, None)] * 2


# ---------------------------------------------------------------- reasons, changes, dimensions


def test_the_reason_names_the_lines_that_were_crossed_and_says_nothing_twice(built):
    build = built(
        visit(unpaid_wan=84.0, amount_involved_wan=1416.0, people_involved=188, in_custody="no")
    )
    parts = score_of(build, columns="reason").split("；")
    assert parts[:3] == [
        "未兑付 84 万元，达到直接经济损失立案标准 50 万元",
        "涉及金额 1,416 万元，达到数额巨大标准 500 万元",
        "涉及 188 人，达到立案标准 150 人",
    ]
    assert len(parts) == len(set(parts)) and not any("涉及金额" in one for one in parts[3:])


def test_law_11_the_reason_names_every_fact_that_decided_the_level_and_counts_the_rest(built):
    build = built(
        visit(
            amount_involved_wan=1416.0, people_involved=600, unpaid_wan=84.0, in_custody="no",
            promised_return_pct=8.0, public_promotion="yes", distress_signs="失联",
            business_modes="会员制", complaints=2, lawsuits=1, prepay_months_max=14.0,
        )
    )  # fmt: skip
    reason = score_of(build, columns="reason")
    ((met,),) = build.rows("select count(*) from mart_floor where period = '2026-11'")
    for fact in ("84 万元", "1,416 万元", "600 人", "8%", "失联", "会员制", f"等{met}条"):
        assert fact in reason, (fact, reason)


def test_law_11_every_floor_that_decides_is_told_or_counted(houses):
    for name, reason in houses.rows("select facility_name, reason from mart_score"):
        met = houses.rows(
            "select evidence from mart_floor join mart_facility using (facility_id) "
            "where period = '2026-11' and facility_name = $name",
            {"name": name},
        )
        untold = [text for (text,) in met if text not in reason]
        assert not untold or f"等{len(met)}条" in reason, (name, reason, untold)


def test_a_change_is_explained_by_data_and_peers_and_sums(built):
    jun = date(2026, 6, 1)  # so that growth is known in both months
    build = built(
        *(visit(day=day, complaints=None) for day in (jun, OCT)),
        visit(day=NOV, complaints=None, lawsuits=1),
        *(visit("乙养老院", day=day, complaints=1) for day in (jun, OCT)),
        visit("乙养老院", day=NOV, complaints=2),
    )
    rows = build.rows(
        "select f.facility_name, c.delta, c.delta_data, c.delta_peers, c.delta_weights, "
        "c.delta_catalogue from mart_score_change c join mart_facility f using (facility_id) "
        "where c.period = '2026-11' order by 1 desc"
    )
    (name, delta, data, peers, weights, catalogue), _ = rows
    assert name == "甲养老院" and weights == catalogue == 0
    # one lawsuit: 50 points × 2/21 of a fifth
    assert data == pytest.approx(50 * 2 / 21 / 5, abs=1e-6)
    # unknown complaints count as those of its kind: 60 after 30, × 3/13 of a fifth
    assert peers == pytest.approx(30 * 3 / 13 / 5, abs=1e-6)
    assert delta == pytest.approx(data + peers)


def test_a_new_subject_has_no_previous_month(built):
    build = built(visit(day=NOV))
    assert build.rows("select previous_score, delta from mart_score_change") == [(None, None)]


def test_dimensions_add_up_to_the_score(built):
    build = built(visit(complaints=3, people_involved=80, unpaid_wan=5.0))
    ((points, score),) = build.rows(
        "select sum(d.points), any_value(s.score) from mart_dimension d join mart_score_month s "
        "using (period, facility_id) where d.period = '2026-11'"
    )
    assert points == pytest.approx(score)
    assert build.rows("select count(distinct dimension) from mart_dimension") == [(5,)]


def test_the_platforms_sub_indices_are_weighted_means_of_their_risks(built):
    build = built(visit(complaints=2, promised_return_pct=8.0))
    found = dict(build.rows("select smoke, risk_0_100 from mart_smoke where period = '2026-11'"))
    # complaints 60 with weight 3 and no leads 0 with weight 2
    assert found["投诉举报"] == pytest.approx(60 * 3 / 5)
    assert found["收益率偏离"] == pytest.approx(85)
    assert len(found) == 5


def test_the_key_ledger_takes_measures_from_the_task_with_the_nearest_deadline(built):
    def task(number, due, **facts):
        return {
            "task_no": number,
            "facility_name": "甲养老院",
            "village": "曙光村",
            "issue": "x",
            "responsible_unit": "民政办",
            "responsible_person": "李某",
            "measures": f"办法{number}",
            "assigned_date": OCT,
            "due_date": due,
            "status": "整改中",
            **facts,
        }

    tasks = [
        task("1", date(2026, 12, 20)),
        task("2", date(2026, 12, 5)),
        task("3", date(2026, 11, 1), status="已销号"),
    ]
    build = built(visit(promised_return_pct=4.0), rectification=tasks)
    found = build.rows("select reasons, task_no, measures, deadline_date from mart_key_ledger")
    assert found == [("等级为橙", "2", "办法2", date(2026, 12, 5))]
    ((step,),) = build.rows("select next_step from mart_key_ledger")
    assert "警示约谈" in step


def test_a_subject_first_seen_in_november_has_no_score_in_october(built):
    build = built(visit(day=NOV))
    periods = build.rows("select period from mart_score_month")
    assert periods == [("2026-11",)]
