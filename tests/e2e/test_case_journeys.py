"""Four people and one matter: from the report to the reopening, in a real browser."""

from datetime import date, timedelta

import pytest

from pipelines.run import build
from pipelines.settings import Home
from tests.e2e.people import People, Worker, add_people
from tests.e2e.serving import serving
from ui.text import case as words

TODAY = date.today()
MONTH_END = TODAY.replace(day=1) - timedelta(1)  # last day of the month before


def ago(days: int) -> date:
    return MONTH_END - timedelta(days)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Address of the app on an empty state with accounts, built as of today."""
    home = Home(tmp_path_factory.mktemp("office") / "home").prepare()
    build(home, TODAY)
    add_people(home.ledger_url)
    with serving(home.root) as url:
        yield url


@pytest.fixture
def people(desk, office):
    """Signs people in, once per name, at one window."""
    desk.clear(1366, 768)
    yield People(desk, office)
    assert desk.outside == []


def opened(person: Worker, ref: str) -> Worker:
    return person.open("case", case=ref)


def test_a_matter_goes_from_a_report_to_its_reopening_through_four_hands(people):
    clerk, analyst, checker, leader = map(people, ("李四", "张三", "赵六", "王镇长"))

    clerk.open("leads", work=words.TAB_NEW["lead"])
    clerk.pick(线索来源="群众举报").write(线索内容="某理疗馆向老人许诺返利")
    clerk.press(words.SUBMIT)
    clerk.sees(words.CREATED.format(no=f"XS-{TODAY.year}-0001"))

    lead = f"lead-XS-{TODAY.year}-0001"
    opened(analyst, lead).step("交办核查").pick(承办单位="民政办").write(承办人="李四")
    analyst.date(核查期限=TODAY + timedelta(14)).do("交办核查")
    assert "核查中" in analyst.answer()
    opened(clerk, lead).write(**{"核查（复查）情况": "确有其事，涉及十二人"}).do("核查属实")
    assert "已核实" in clerk.answer()

    analyst.open("rectification", work=words.TAB_NEW["rectification"])
    analyst.write(单位名称="某理疗馆", 责任人="李四", 存在问题="许诺返利", 整改措施="停止并退款")
    analyst.pick(整改责任单位="民政办").date(交办日期=ago(20), 整改时限=ago(10))
    analyst.pick_from(words.VILLAGE, "曙光村")
    analyst.press(words.SUBMIT).sees(words.CREATED.format(no=f"ZG-{TODAY.year}-0001"))
    task = f"rectification-ZG-{TODAY.year}-0001"

    opened(clerk, task).write(备注="已进场").do("开始整改")
    clerk.step("申请延期").date(申请延期至=ago(5)).write(延期理由="等退款到账").do("申请延期")
    opened(leader, task).step("批准延期").write(理由="同意").do("批准延期")
    assert f"{ago(5):%d}".lstrip("0") + "日" in leader.answer()

    opened(clerk, task).step("报告整改完成").date(完成日期=ago(3)).write(办理情况="已停止")
    clerk.do("报告整改完成")
    opened(checker, task).step("复查不通过").date(复查日期=ago(2))
    checker.write(**{"核查（复查）情况": "仍有两人未退"}).do("复查不通过")
    assert "整改中" in checker.answer()
    opened(clerk, task).step("报告整改完成").date(完成日期=ago(1)).write(办理情况="全部退清")
    clerk.do("报告整改完成")

    opened(clerk, task)
    assert not clerk.is_offered("复查通过并销号")
    opened(checker, task).step("复查通过并销号").date(复查日期=ago(0))
    checker.write(**{"核查（复查）情况": "票据齐全"}).do("复查通过并销号")
    assert "已销号" in checker.answer()

    checker.open("rectification", work=words.TAB_LOOK)
    checker.sees(words.LOOK.format(period=f"{TODAY.year}年{TODAY.month}月"))
    assert "共 1 行" in checker.words()
    opened(checker, task).step("回头看").pick(回头看结果="反弹")
    checker.write(**{"核查（复查）情况": "又在返利"}).do("回头看")
    opened(leader, task).step("问题反弹重新整改").write(理由="回头看发现反弹")
    leader.date(整改时限=TODAY + timedelta(10)).do("问题反弹重新整改")
    assert "整改中" in leader.answer() and words.REOPENED.format(n=1) in leader.answer()
