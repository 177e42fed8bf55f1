"""A scheme that reports itself clean stays on record until two people settle it; a mistyped figure
goes when a second person says so."""

from datetime import date, datetime, timedelta

import pytest

from pipelines.importing import import_paths
from pipelines.run import build
from pipelines.settings import Home
from pipelines.warehouse import Build, newest_build
from tests.books import write_book
from tests.e2e.people import People, add_people
from tests.e2e.serving import serving
from ui.text import lines as words

TODAY = date.today()
FIRST, LATER = TODAY - timedelta(days=60), TODAY - timedelta(days=20)
SCHEME, TYPO, HOME = "演示福寿公司", "演示晚晴养老院", "演示常青养老院"
REGISTER = ["单位名称", "机构类型", "登记状态", "行业领域", "所在村（社区）"]
VISIT = [
    "单位名称",
    "所在村（社区）",
    "排查日期",
    "排查人",
    "涉及人数",
    "涉及金额（万元）",
    "异常迹象",
]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("settling")
    home = Home(folder / "home").prepare()
    houses = [
        [name, "养老机构", "已登记已备案", "养老服务", "曙光村"] for name in (SCHEME, TYPO, HOME)
    ]
    first = [
        [SCHEME, "曙光村", f"{FIRST}", "李某", 400, 3000, "无"],
        [TYPO, "曙光村", f"{LATER}", "李某", 20, 1200, "无"],
        [HOME, "曙光村", f"{LATER}", "李某", 20, 5, "无"],
    ]
    takes(home, "李四", write_book(folder / "登记.xlsx", {"单位": [REGISTER, *houses]}))
    takes(home, "李四", write_book(folder / "首次.xlsx", {"排查": [VISIT, *first]}))
    clean = [[SCHEME, "曙光村", f"{LATER}", "李某", 10, 2, "无"]]
    takes(home, "李四", write_book(folder / "自报.xlsx", {"排查": [VISIT, *clean]}))
    right = [[TYPO, "曙光村", f"{LATER}", "李某", 20, 12, "无"]]
    takes(home, "张三", write_book(folder / "更正.xlsx", {"排查": [VISIT, *right]}))
    add_people(home.ledger_url)
    build(home, TODAY)
    return home


def takes(home, actor, path):
    at = datetime.combine(TODAY - timedelta(days=1), datetime.min.time())
    import_paths([path], home, actor=actor, role="填报员", at=at)


@pytest.fixture
def people(desk, town):
    with serving(town.root) as url:
        desk.clear(1366, 900)
        yield People(desk, url)
        assert desk.outside == []


def facility(town, name) -> str:
    sql = "select facility_id from mart_score where facility_name = $name"
    return Build(newest_build(town)).rows(sql, {"name": name})[0][0]


def standing(town, name):
    sql = """select is_statutory, statutory_now,
        (select string_agg(distinct state, ' ') from mart_line l
            where l.facility_id = s.facility_id),
        facility_id in (select facility_id from mart_key_ledger), rank
        from mart_score s where facility_name = $name"""
    return Build(newest_build(town)).rows(sql, {"name": name})[0]


def test_law_08_a_scheme_that_reports_itself_clean_is_settled_by_two_people(people, town):
    assert standing(town, SCHEME) == (True, False, "曾达到", True, 1)
    analyst, where = people("张三"), {"facility": facility(town, SCHEME)}
    told = analyst.open("profile", **where).words()
    assert "曾达到" in told and "涉及金额 3,000 万元" in told and words.AGREE not in told
    analyst.press(words.SETTLE)
    analyst.page.get_by_label(words.REASON).fill("已查清并全部退还")
    analyst.press(words.SEND)
    assert "请填写“依据材料”" in analyst.page.inner_text("body")  # no settling without evidence
    if not analyst.page.get_by_label(words.EVIDENCE).is_visible():
        analyst.press(words.SETTLE)
    analyst.page.get_by_label(words.EVIDENCE).fill("退款凭证清单（11月20日）")
    analyst.press(words.SEND)
    assert words.NOT_YOURS in analyst.sees("待复核").words()
    assert analyst.page.get_by_role("button", name=words.AGREE).count() == 0
    assert standing(town, SCHEME)[0]

    second = people("赵六")
    assert "退款凭证清单" in second.open("profile", **where).words()
    second.press(words.AGREE)
    second.sees(words.AGREED)
    assert standing(town, SCHEME)[:3] == (False, False, "已了结")
    assert "赵六复核" in second.words()


def test_law_08_a_mistyped_amount_is_gone_after_its_correction_is_confirmed(people, town):
    assert standing(town, TYPO)[:3] == (True, False, "曾达到，更正待确认")
    importer, where = people("张三"), {"facility": facility(town, TYPO)}
    assert words.NOT_YOUR_CORRECTION in importer.open("profile", **where).words()
    second = people("赵六")
    assert "1,200 万元" in second.open("profile", **where).words()
    second.press(words.CONFIRM)
    second.sees(words.CONFIRMED)
    assert standing(town, TYPO)[:3] == (False, False, None)
    assert "1,200" not in second.open("profile", **where).words()
