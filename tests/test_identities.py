"""Who is who: decided by a person, applied by the build, reversed without a trace in it."""

import shutil
from copy import copy
from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events import Event, Ledger, StaleState
from ledger.identities import (
    DIFFERENT,
    IDENTITY,
    LATER,
    NEW,
    REVERSED,
    SAME,
    Asked,
    Decision,
    decide,
    fold_identities,
    last_seq,
    name_id,
    reverse,
)
from pipelines.importing import import_paths
from pipelines.run import build
from pipelines.settings import Home
from pipelines.warehouse import newest_build, open_build
from tests.books import TODAY, write_book

AT = datetime(2026, 11, 23, 9, 0)
WHO = {"actor": "张某", "role": "分析员", "at": AT}
SHUGUANG = "500111119200"
REGISTER = ["单位名称", "机构类型", "登记状态", "行业领域", "所在村（社区）"]
VISIT = ["单位名称", "所在村（社区）", "排查日期", "排查人", "涉及人数"]
LEAD = ["线索编号", "接收日期", "线索来源", "单位名称", "所在村（社区）", "线索内容"]
FACTS = {"facility_type": "其他", "registration_status": "未登记实际运营", "sector": "养老产品"}


class Town:
    """One registered place, a visit and a lead under a name close to it, one under an unknown."""

    def __init__(self, folder):
        self.home = Home(folder / "home").prepare()
        sheets = {
            "单位基础信息表": [REGISTER,
                        ["康宁养老院", "养老机构", "已登记已备案", "养老服务", "曙光村"]],
            "风险排查表": [VISIT, ["康宁养老苑", "曙光村", "2026-11-05", "李某", 12],
                       ["夕阳红体验馆", "曙光村", "2026-11-06", "李某", 30]],
            "线索台账": [LEAD,
                     ["XS-1", "2026-11-07", "群众举报", "康宁养老苑", "曙光村", "高息揽储"]],
        }  # fmt: skip
        path = write_book(folder / "全部.xlsx", sheets)
        import_paths([path], self.home, **WHO)
        self.ledger = Ledger(self.home.ledger_url)
        self.made()

    def copied(self, folder):
        """The same town in another folder, which spares a test the import and the build."""
        twin = copy(self)
        twin.home = Home(folder / "home")
        shutil.copytree(self.home.root, twin.home.root)
        twin.ledger = Ledger(twin.home.ledger_url)
        return twin

    def made(self):
        build(self.home, TODAY)
        return self

    def rows(self, sql):
        return open_build(newest_build(self.home)).frame(sql, {}).astype(object).to_numpy().tolist()

    def subject(self, name="康宁养老院"):
        return dict(self.rows("select facility_name, facility_id from mart_facility"))[name]

    def asked(self):
        return sorted(map(tuple, self.rows("select form, name from mart_review")))

    def decide(self, name, decision, facility_id=None, **more):
        asked = Asked(name, None, SHUGUANG)
        said = Decision(asked, decision, facility_id, **more)
        decide(self.ledger, said, **WHO, seen_seq=last_seq(self.ledger, said.id))
        return said.id

    def content(self):
        """Everything in the build but its own name and hash, as text."""
        con = open_build(newest_build(self.home))
        tables = con.frame("select table_name from information_schema.tables order by 1", {})
        return {
            name: con.frame("select * from " + name + " order by all", {}).to_csv(index=False)
            for name in tables["table_name"]
            if name != "run_info"
        } | {"inputs": self.rows("select input_hash from run_info")}


@pytest.fixture(scope="module")
def first_town(tmp_path_factory):
    return Town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def town(first_town, tmp_path):
    return first_town.copied(tmp_path)


@pytest.fixture
def own_town(tmp_path):
    """Built where it stands, for whoever compares whole builds: they name their staged folders."""
    return Town(tmp_path)


def test_uncertain_names_are_asked_for_in_every_form(town):
    assert town.asked() == [
        ("lead", "康宁养老苑"),
        ("screening", "夕阳红体验馆"),
        ("screening", "康宁养老苑"),
    ]


def test_same_joins_every_row_of_the_name_and_is_not_asked_again(town):
    one = town.subject()
    town.decide("康宁养老苑", SAME, one)
    town.made()
    assert town.rows("select facility_id, people_involved from mart_screening order by 2")[0] == [
        one,
        12,
    ]
    assert town.rows("select facility_id from mart_lead") == [[one]]
    assert town.asked() == [("screening", "夕阳红体验馆")]


def test_different_stays_nobody_s_and_is_not_asked_again_unless_another_comes_near(town, tmp_path):
    town.decide("康宁养老苑", DIFFERENT, town.subject())
    town.made()
    assert town.rows("select count(facility_id) from mart_lead") == [[0]]
    assert town.asked() == [("screening", "夕阳红体验馆")]
    nearer = ["康宁养老菀", "养老机构", "已登记已备案", "养老服务", "曙光村"]
    path = write_book(tmp_path / "新登记.xlsx", {"单位基础信息表": [REGISTER, nearer]})
    import_paths([path], town.home, **WHO)
    town.made()
    proposals = dict(town.rows("select name, proposal_name from mart_review"))
    assert proposals.get("康宁养老苑") in (None, "康宁养老菀")


def test_new_makes_a_subject_only_after_a_person_said_so_with_the_source_of_its_first_row(town):
    town.decide("夕阳红体验馆", NEW, facts=FACTS)
    town.made()
    found = town.rows(
        "select facility_type, sector, village, source_sheet, source_row, first_seen_date::varchar "
        "from mart_facility where facility_name = '夕阳红体验馆'"
    )
    assert found == [
        ["其他", "养老产品", "曙光村", "风险排查表", 3, "2026-11-01"]
    ]  # stated by a sheet of November
    one = town.subject("夕阳红体验馆")
    assert [one, 30] in town.rows("select facility_id, people_involved from mart_screening")
    assert town.rows(f"select count(*) from mart_score where facility_id = '{one}'") == [[1]]


def test_a_register_that_comes_later_speaks_for_the_new_subject(town, tmp_path):
    town.decide("夕阳红体验馆", NEW, facts=FACTS)
    row = ["夕阳红体验馆", "健康产品经营单位", "已登记未备案", "养老产品", "曙光村"]
    path = write_book(tmp_path / "补登.xlsx", {"单位基础信息表": [REGISTER, row]})
    import_paths([path], town.home, **WHO)
    town.made()
    found = "select facility_type from mart_facility where facility_name = '夕阳红体验馆'"
    assert town.rows(found) == [["健康产品经营单位"]]


def test_later_changes_nothing_in_the_build(own_town):
    before = own_town.content()
    own_town.decide("康宁养老苑", LATER)
    assert own_town.made().content() == before


@pytest.mark.parametrize("decision", [SAME, DIFFERENT, NEW])
def test_deciding_and_reversing_gives_the_previous_build_to_the_byte(own_town, decision):
    before = own_town.content()
    facts = FACTS if decision == NEW else {}
    one = own_town.decide(
        "康宁养老苑", decision, own_town.subject() if decision == SAME else None, facts=facts
    )
    assert own_town.made().content() != before
    reverse(own_town.ledger, fold_identities(own_town.ledger.events())[one], **WHO)
    assert own_town.made().content() == before


def test_a_decision_about_a_subject_that_is_gone_rests(town):
    town.decide("康宁养老苑", SAME, "F-0000000000")
    town.made()
    assert ("lead", "康宁养老苑") in town.asked()


def test_two_people_cannot_decide_one_name_without_seeing_each_other(town):
    said = Decision(Asked("康宁养老苑", None, SHUGUANG), LATER, None)
    decide(town.ledger, said, **WHO, seen_seq=0)
    with pytest.raises(StaleState):
        decide(town.ledger, said, **WHO, seen_seq=0)


def test_same_without_a_subject_and_unknown_words_are_refused(tmp_path):
    ledger = Ledger(f"sqlite:///{tmp_path / 'l.sqlite'}")
    for wrong in (Decision(Asked("甲"), SAME, None), Decision(Asked("甲"), "maybe", None)):
        with pytest.raises(ValueError, match=r"same|decision"):
            decide(ledger, wrong, **WHO, seen_seq=0)
    assert ledger.events() == []


def test_a_name_is_the_same_question_whatever_its_spaces_brackets_and_blanks():
    assert name_id("甲（店）", None, "1") == name_id(" 甲 (店)", float("nan"), "1")
    assert name_id("甲店", None, "1") != name_id("甲店", None, "2")


def event(seq, name, action):
    said = {"name": name, "facility_id": "F"}
    return Event(seq, "2026-11-23T09:00:00", "张某", "分析员", IDENTITY, name, action, said, "", "")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("甲乙"), st.sampled_from([SAME, DIFFERENT, REVERSED]))))
def test_the_last_word_on_each_name_stands(steps):
    found = fold_identities(event(i, *step) for i, step in enumerate(steps, start=1))
    last = dict(steps)
    assert {one: d.decision for one, d in found.items()} == {
        name: action for name, action in sorted(last.items()) if action != REVERSED
    }


def test_matches_without_any_decision_are_left_as_they_are(town):
    assert pd.DataFrame(town.rows("select distinct decision from stg_match"))[0].isna().all()


def test_a_decided_name_is_no_longer_warned_of_when_it_comes_again(town, tmp_path):
    def codes(row):
        path = write_book(tmp_path / f"{row[2]}.xlsx", {"风险排查表": [VISIT, row]})
        sheets = import_paths([path], town.home, **WHO)["files"][0]["sheets"]
        return [p["code"] for p in sheets[0]["problems"] if p["code"].endswith("_subject")]

    assert codes(["康宁养老苑", "曙光村", "2026-11-08", "李某", 1]) == ["near_subject"]
    town.decide("康宁养老苑", SAME, town.subject())
    assert codes(["康宁养老苑", "曙光村", "2026-11-09", "李某", 1]) == []
