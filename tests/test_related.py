"""Related subjects are judged together for the legal lines, and a person can say they are none."""

import random
from datetime import date, datetime

import pytest

from ledger.events import Ledger
from ledger.groups import dissolve, fold_groups, restore
from ledger.steps import Refused
from models.groups import connected, group_id
from pipelines.rulings import Rulings
from pipelines.settings import Home
from pipelines.warehouse import Build
from tests.ledger_people import ANALYST, CLERK
from tests.staging import build_rows
from tests.test_assess import AS_OF, NOV, register, visit

OPERATOR = "重庆邻里康养有限公司"
SHOP = {"registration_status": "未登记实际运营", "ownership": "民办", "beds_registered": None}
MEMBERS = ("甲点", "乙点", "丙点")
SAID = """
select f.facility_name, s.level, s.is_statutory, s.reason
from mart_score s join mart_facility f using (facility_id)
"""
MET = """
select f.facility_name, l.rule, l.evidence
from mart_floor l join mart_facility f using (facility_id)
where l.period = $period and l.rule like 'group\\_%' escape '\\' and l.rule <> 'group_petition'
"""


@pytest.fixture
def town(tmp_path):
    """Builds of one home: places as (register facts, visit facts) by name."""
    numbers = iter(range(100))

    def build(places, said=(), extra=()):
        rows = {
            "facility": [register(name, **{**SHOP, **facts}) for name, (facts, _) in places.items()]
            + list(extra),
            "screening": [
                visit(name, **{"membership_wan": 5.0, **facts})
                for name, (_, facts) in places.items()
            ],
        }
        home = Home(tmp_path / str(next(numbers)))
        return Build(build_rows(home, AS_OF, rows, rulings=Rulings(dissolutions=tuple(said))))

    return build


def split(tie, amount=40.0, **facts):
    return {name: (dict(tie), {"amount_involved_wan": amount, **facts}) for name in MEMBERS}


def statutory(build):
    return {name for name, _, is_met, _ in build.rows(SAID) if is_met}


def met(build, period="2026-11"):
    return {(name, rule): said for name, rule, said in build.rows(MET, {"period": period})}


@pytest.mark.parametrize(
    "tie",
    [
        {"affiliated_to": OPERATOR},
        {"legal_person": "陈大明"},
        {"phone": "19900000001"},
    ],
)
def test_a_scheme_split_in_three_meets_the_line_it_would_meet_in_one(town, tie):
    build = town(split(tie))
    assert statutory(build) == set(MEMBERS)
    said = met(build)["甲点", "group_filing_amount"]
    assert "合计涉及金额 120 万元，达到立案标准 100 万元" in said
    assert "乙点" in said and "丙点" in said and "甲点" not in said
    assert all("合计涉及金额 120 万元" in reason for _, _, _, reason in build.rows(SAID))
    assert {level for _, level, _, _ in build.rows(SAID)} == {"橙"}


def test_subjects_without_a_tie_stand_alone(town):
    assert statutory(town(split({"affiliated_to": None}))) == set()


def test_the_institution_named_by_its_companies_is_one_of_them(town):
    places = split({"affiliated_to": "丙点"})
    places["丙点"] = ({}, places["丙点"][1])
    assert statutory(town(places)) == set(MEMBERS)


@pytest.mark.parametrize("by", ["曙光村村委会", "东风街社区居民委员会", "曙光村村民委员会"])
def test_points_run_by_a_village_committee_are_no_group(town, by):
    assert statutory(town(split({"affiliated_to": by}))) == set()


@pytest.mark.parametrize("ownership", ["公办", "公建民营"])
def test_public_places_are_no_group(town, ownership):
    tie = {"affiliated_to": OPERATOR, "ownership": ownership}
    assert statutory(town(split(tie))) == set()


def test_a_phone_that_a_committees_point_has_too_ties_nobody(town):
    point = register("曙光村互助点", phone="19900000001", affiliated_to="曙光村村委会")
    assert statutory(town(split({"phone": "19900000001"}), extra=[point])) == set()


@pytest.mark.parametrize("tie", [{"phone": "19900000001"}, {"legal_person": "陈大明"}])
def test_a_contact_shared_by_four_ties_nobody(town, tie):
    assert statutory(town(split(tie), extra=[register("丁点", **tie)])) == set()


def test_an_operator_of_four_ties_all_four(town):
    places = split({"affiliated_to": OPERATOR}, 30.0)
    places["丁点"] = ({"affiliated_to": OPERATOR}, {"amount_involved_wan": 30.0})
    assert statutory(town(places)) == {*MEMBERS, "丁点"}


def test_lawful_fees_are_not_summed_and_their_home_is_not_told(town):
    home = {"registration_status": "已登记已备案", "beds_registered": 50}
    fees = {"amount_involved_wan": 90.0, "prepaid_service_wan": 90.0, "membership_wan": 0.0}
    tie = {"affiliated_to": OPERATOR}
    places = {
        "甲点": (tie, {"amount_involved_wan": 40.0}),
        "乙点": (tie, {"amount_involved_wan": 40.0}),
        "养老院": ({**tie, **home}, fees),
    }
    assert statutory(town(places)) == set()
    places["丙点"] = (tie, {"amount_involved_wan": 40.0})
    build = town(places)
    assert statutory(build) == set(MEMBERS)
    assert "120 万元" in met(build)["甲点", "group_filing_amount"]


def test_the_unknown_adds_nothing_and_hides_nothing(town):
    places = split({"affiliated_to": OPERATOR}, 60.0)
    places["丙点"] = ({"affiliated_to": OPERATOR}, {"amount_involved_wan": None})
    assert "120 万元" in met(town(places))["丙点", "group_filing_amount"]


def test_a_month_before_the_money_came_reads_what_was_known_then(town):
    early = split({"affiliated_to": OPERATOR}, 10.0, screened_date=date(2026, 10, 6))
    build = town(early)
    assert met(build, "2026-10") == {} == met(build)


def test_one_vanished_manager_speaks_for_the_whole_scheme(town):
    places = split({"affiliated_to": OPERATOR}, 4.0)
    places["甲点"][1]["distress_signs"] = "失联"
    build = town(places)
    assert ("丙点", "group_vanished") in met(build)
    assert statutory(build) == set(MEMBERS)


# ---------------------------------------------------------------- a person's word


@pytest.fixture
def ledger(tmp_path):
    return Ledger(Home(tmp_path / "book").prepare().ledger_url)


def members_of(build):
    return [one for (one,) in build.rows("select distinct facility_id from mart_group")]


def test_a_dissolved_group_is_judged_apart_and_together_again_when_taken_back(town, ledger):
    places = split({"affiliated_to": OPERATOR})
    members = members_of(town(places))
    dissolve(ledger, members, "只是同名，已查工商登记", ANALYST, datetime(2026, 11, 10, 9, 0))
    build = town(places, fold_groups(ledger.events()))
    assert statutory(build) == set()
    assert build.rows("select distinct is_dissolved from mart_group where period = '2026-11'") == [
        (True,)
    ]
    restore(ledger, group_id(members), "登记有误", ANALYST, datetime(2026, 11, 11, 9, 0))
    assert statutory(town(places, fold_groups(ledger.events()))) == set(MEMBERS)


def test_who_joins_a_dissolved_group_makes_a_new_one(town, ledger):
    places = split({"affiliated_to": OPERATOR})
    at = datetime(2026, 11, 10, 9, 0)
    dissolve(ledger, members_of(town(places)), "各自独立经营", ANALYST, at)
    places["丁点"] = ({"affiliated_to": OPERATOR}, {"amount_involved_wan": 1.0})
    assert statutory(town(places, fold_groups(ledger.events()))) == {*MEMBERS, "丁点"}


def test_dissolving_needs_a_reason_and_the_right_role(ledger):
    at = datetime(2026, 11, 10, 9, 0)
    with pytest.raises(Refused):
        dissolve(ledger, ["F-1", "F-2"], "  ", ANALYST, at)
    with pytest.raises(Refused):
        dissolve(ledger, ["F-1", "F-2"], "理由", CLERK, at)
    assert ledger.events() == []


# ---------------------------------------------------------------- generated splits

SIGNS, MEDIA = ("无", "无", "失联", "群体聚集"), ("无", "无", "重大")
MODES = ("无", "投资入股", "会员制")


def whole(r):
    return {
        "amount_involved_wan": float(r.choice([9, 12, 55, 101, 130, 520, 5100])),
        "people_involved": r.choice([20, 151, 160, 520]),
        "unpaid_wan": float(r.choice([0, 26, 51, 260])),
        "promised_return_pct": r.choice([0.0, 0.0, 8.0]),
        "business_modes": r.choice(MODES),
        "public_promotion": r.choice(["no", "yes"]),
        "distress_signs": r.choice(SIGNS),
        "media_level": r.choice(MEDIA),
        "day": NOV,
    }


def parts(r, facts, k):
    """The same place as k places: what can be counted is shared out, every word falls to one."""
    found = [dict(facts) for _ in range(k)]
    for name in ("amount_involved_wan", "people_involved", "unpaid_wan"):
        left = facts[name]
        for one in found[:-1]:
            one[name] = round(left * r.random(), 1) if name.endswith("wan") else int(left / k)
            left = round(left - one[name], 1)
        found[-1][name] = left
    for name, none in (
        ("promised_return_pct", 0.0),
        ("business_modes", "无"),
        ("public_promotion", "no"),
        ("distress_signs", "无"),
        ("media_level", "无"),
    ):
        holder = r.randrange(k)
        for number, one in enumerate(found):
            one[name] = facts[name] if number == holder else none
    return found


def test_law_06_splitting_a_place_into_places_of_one_operator_escapes_no_line(town):
    r, places, splits = random.Random(20261129), {}, {}
    for number in range(60):
        facts, k = whole(r), r.randrange(2, 6)
        places[f"整体{number}号店"] = ({}, facts)
        splits[number] = [f"分拆{number}号第{part}店" for part in range(k)]
        for name, one in zip(splits[number], parts(r, facts, k), strict=True):
            places[name] = ({"affiliated_to": f"运营{number}有限公司"}, one)
    worst = """
        select f.facility_name, min(array_position(['红', '橙'], l.level))
        from mart_floor l join mart_facility f using (facility_id)
        where l.period = '2026-11' and l.is_statutory group by 1
    """
    lines = dict(town(places).rows(worst))
    meeting = [number for number in splits if f"整体{number}号店" in lines]
    assert len(meeting) > 30
    escaped = [
        (name, places[name][1])
        for number in meeting
        for name in splits[number]
        if lines.get(name, 9) > lines[f"整体{number}号店"]
    ]
    assert escaped == []


def test_connected_joins_through_others_and_leaves_the_single_out():
    ties = [("F-1", "a"), ("F-2", "a"), ("F-2", "b"), ("F-3", "b"), ("F-4", "c")]
    assert connected(ties) == [("F-1", "F-2", "F-3")]
