"""Matters in a whole town: a home from before they had ids, clashes decided and taken back."""

from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ledger.cases import LEAD, RECTIFICATION
from ledger.matters import DIFFERENT, MATTER, SAME, Decision, pair_id
from pipelines import acting
from pipelines.importing import import_paths
from pipelines.keeping import restore
from pipelines.queries import casebook as books
from pipelines.queries import matters as ask
from pipelines.queries.scope import Filters, Person
from pipelines.run import build
from pipelines.settings import Home
from pipelines.telling import NOT_ALLOWED, decide_matter, reverse_matter
from pipelines.warehouse import newest_build, open_build
from tests.books import write_book
from ui.story import matters as story

OLD = Path(__file__).parent / "golden" / "home-before-matters.zip"  # invented data (演示数据)
AT = datetime(2026, 9, 21, 9, 0)
DAY = date(2026, 9, 21)
WHO = {"actor": "张某", "role": "分析员", "at": AT}
ANALYST = Person(name="张某", role="分析员")
CLERK = Person(name="李四", role="填报员", villages=("500111119200",))
HEADS = ["线索编号", "接收日期", "线索来源", "单位名称", "所在村（社区）", "线索内容"]
TASKS = ["整改编号", "单位名称", "所在村（社区）", "存在问题", "整改责任单位", "责任人", "整改措施",
         "交办日期", "整改时限"]  # fmt: skip


def lead(number, name, village="曙光村", day="2026-09-01", text="高息揽储"):
    return [number, day, "群众举报", name, village, text]


def task(number, name, issue, due="2026-09-30"):
    return [number, name, "曙光村", issue, "曙光村", "李四", "退还", "2026-09-01", due]


class Town:
    def __init__(self, folder: Path):
        self.folder, self.home = folder, Home(folder / "home").prepare()

    def takes(self, name, **sheets):
        path = write_book(self.folder / f"{name}.xlsx", sheets)
        return import_paths([path], self.home, **WHO)["files"][0]

    def made(self):
        build(self.home, DAY)
        return newest_build(self.home)

    def rows(self, sql):
        return open_build(self.made()).rows(sql)


@pytest.fixture
def town(tmp_path):
    return Town(tmp_path)


# ---------------------------------------------------------------- a home of the version before


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    town = Town(tmp_path_factory.mktemp("old"))
    restore(OLD, town.home, force=True)
    registered = lead("XS-2026-0001", "福寿公司", "龙塘村", "2026-09-19")
    town.takes("龙塘村", 线索台账=[HEADS, lead("1", "福寿公司", "龙塘村"), registered])
    town.made()
    return town


def book_of(town, person=ANALYST):
    return books.casebook(newest_build(town.home), town.home, person)


@pytest.mark.parametrize(
    ("kind", "number", "note"),
    [(LEAD, "1", "已约谈"), (LEAD, "2", "已看现场"), (RECTIFICATION, "ZG-1", "已到场")],
)
def test_cases_and_links_from_before_find_their_matter(old, kind, number, note):
    case = book_of(old).find(kind, number)
    assert case.number == number and case.seq > 0
    said = [event.payload["fields"].get("note") for event in books.history(old.home, case)]
    assert f"演示：{note}" in said


def test_a_step_goes_on_in_the_history_it_began_and_the_matter_stays_one(old):
    case = book_of(old).find(LEAD, "1")
    assert case.fields["facility_name"] == "康乐养老院"
    desk = acting.Desk(newest_build(old.home), old.home, ANALYST, AT)
    taken = acting.take(desk, (LEAD, case.case_id), "noted", {"note": "又去过"}, case.seq)
    assert taken.problems == () and taken.case.case_id == case.case_id
    again = book_of(old).find(LEAD, "1")
    assert [event.action for event in books.history(old.home, again)][:2] == ["noted", "noted"]
    found = open_build(old.made()).rows(
        "select facility_name, village from mart_lead where lead_no = '1' order by village"
    )
    assert found == [("康乐养老院", "曙光村"), ("福寿公司", "龙塘村")]


def test_a_lead_registered_on_screen_and_its_workbook_row_are_one_matter(old):
    sql = "select facility_name, versions from mart_lead where lead_no = 'XS-2026-0001'"
    assert open_build(newest_build(old.home)).rows(sql) == [("福寿公司", 1)]


# ---------------------------------------------------------------- a clash


@pytest.fixture
def clash(town):
    town.takes("曙光村", 线索台账=[HEADS, lead("1", "甲养老院")])
    town.takes("龙塘村", 线索台账=[HEADS, lead("1", "甲养老苑", "龙塘村")])
    town.made()
    return town


def questions(town, person=ANALYST):
    return ask.open_clashes(newest_build(town.home), town.home, Filters(), person)


def decide(town, decision, person=ANALYST):
    one = questions(town).iloc[0]
    said = Decision(one["kind"], (one["other_id"], one["matter_id"]), decision)
    problem = decide_matter(newest_build(town.home), town.home, person, said, AT)
    return problem, said.id


LEADS = "select count(*) from mart_lead"


@pytest.mark.parametrize(("decision", "matters"), [(SAME, 1), (DIFFERENT, 2)])
def test_a_clash_is_decided_and_taken_back(clash, decision, matters):
    assert clash.rows(LEADS) == [(2,)]
    problem, pair = decide(clash, decision)
    assert problem is None and questions(clash).empty
    assert ask.waiting_for_a_build(newest_build(clash.home), clash.home) == 1
    assert clash.rows(LEADS) == [(matters,)]
    assert questions(clash).empty
    assert ask.waiting_for_a_build(newest_build(clash.home), clash.home) == 0
    assert reverse_matter(clash.home, ANALYST, pair, AT) is None
    assert clash.rows(LEADS) == [(2,)] and len(questions(clash)) == 1


def test_two_histories_that_turn_out_to_be_one_matter_are_read_as_one(clash):
    desk = acting.Desk(newest_build(clash.home), clash.home, ANALYST, AT)
    for case in desk.book().of(LEAD):
        acting.take(desk, (LEAD, case.case_id), "noted", {"note": case.fields["village"]}, 0)
    decide(clash, SAME)
    clash.made()
    (case,) = book_of(clash).of(LEAD)
    notes = {e.payload["fields"].get("note") for e in books.history(clash.home, case)}
    assert {"曙光村", "龙塘村"} <= notes
    desk = acting.Desk(newest_build(clash.home), clash.home, ANALYST, AT)
    taken = acting.take(desk, (LEAD, case.case_id), "noted", {"note": "合并后"}, case.seq)
    assert taken.problems == () and len(book_of(clash).of(LEAD)) == 1


def test_only_who_may_match_decides_and_a_clerk_sees_no_other_village_s_matter(clash):
    assert decide(clash, SAME, CLERK)[0] == NOT_ALLOWED
    assert questions(clash, CLERK).empty
    one = questions(clash).iloc[0]
    sides = [
        ask.side(newest_build(clash.home), LEAD, one[n], CLERK) for n in ("matter_id", "other_id")
    ]
    assert sorted(map(bool, sides)) == [False, True]


def test_both_sides_say_where_they_agree_and_differ(clash):
    one = questions(clash).iloc[0]
    older, newer = (ask.side(newest_build(clash.home), LEAD, one[n], ANALYST)
                    for n in ("other_id", "matter_id"))  # fmt: skip
    lines = story.lines(newer, older)
    assert any(":orange[≠]" in line and "甲养老苑" in line for line in lines)
    assert any(":green[=]" in line and "高息揽储" in line for line in lines)
    assert any("龙塘村.xlsx" in line for line in lines)


def test_a_clerk_s_book_is_not_refused_for_another_village_s_number(clash):
    from pipelines.differences import touched_villages

    folder = sorted(clash.home.staged.iterdir())
    spoken = [touched_villages(one, newest_build(clash.home)) for one in folder]
    assert sorted(list(one.values()) for one in spoken) == [["曙光村"], ["龙塘村"]]


def test_the_screen_shows_both_matters_and_the_ways_to_decide(clash, monkeypatch):
    monkeypatch.setenv("RISK_HOME", str(clash.home.root))
    from ui.text import matters as text
    from ui.text import quality

    def page():
        from pages import quality as screen
        from pipelines.queries.scope import Filters, Person
        from pipelines.settings import home
        from pipelines.warehouse import newest_build
        from ui.context import Context

        screen.render(Context(newest_build(home()), Filters(), Person(is_local=True)))

    at = AppTest.from_function(page, default_timeout=60)
    at.query_params["part"] = quality.TAB_CLASH
    at.run()
    assert not at.exception
    assert any(text.NOTE in one.value for one in at.caption)
    assert any("编号相同、待核对" in one.value for one in at.markdown)


# ---------------------------------------------------------------- law 5 through import and build

MONTHS = (
    {"线索台账": [HEADS, lead("1", "甲养老院"), lead("1", "乙公司"), lead("2", None)],
     "整改台账": [TASKS, task("1", "甲养老院", "押金超标"), task("1", "甲养老院", "夸大宣传")]},
    {"线索台账": [HEADS, lead("1", "丙店", "龙塘村"), lead("2", None, "龙塘村")],
     "整改台账": [TASKS, task("1", "丙店", "押金超标")]},
    {"线索台账": [HEADS, lead("1", "甲养老院", text="查实")],
     "整改台账": [TASKS, task("1", "甲养老院", "夸大宣传", "2026-10-31")]},
)  # fmt: skip
COUNT = "select (select count(*) from mart_lead), (select count(*) from mart_rectification)"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_law_05_books_of_two_villages_and_months_lose_no_matter_in_any_order(town, order):
    known = (0, 0)
    for number in order:
        town.takes(f"书{number}", **MONTHS[number])
        ((leads, tasks),) = town.rows(COUNT)
        assert leads >= known[0] and tasks >= known[1]
        known = (leads, tasks)
    assert known == (5, 3)


def test_a_pair_has_one_id_whichever_side_is_named_first():
    assert pair_id(LEAD, "b", "a") == pair_id(LEAD, "a", "b")
    assert MATTER == "matter"
