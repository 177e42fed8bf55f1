"""Who may see and do what, tried at the real doors: addresses, queries, exports, the websocket."""

import http.client
import io
import shutil

import openpyxl
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from ledger.roles import load_roles
from pages import PAGES
from pipelines.queries import facility, rectification
from pipelines.queries.scope import Filters, Person
from tests.e2e.people import PEOPLE, VILLAGE, People, Worker, add_people
from tests.e2e.serving import serving
from ui.guard import COOKIE
from ui.text import PAGES as TITLES
from ui.text import case as words
from ui.text import documents
from ui.text import profile as profile_words

EVERYONE = Person(is_local=True)
NEEDS = (Filters(), EVERYONE)


@pytest.fixture(scope="module")
def town_hall(sample_home, tmp_path_factory):
    """Address of the app on the invented town, with accounts."""
    home = tmp_path_factory.mktemp("town-hall") / "home"
    shutil.copytree(sample_home.root, home)
    add_people(f"sqlite:///{home / 'ledger.sqlite'}")
    with serving(home) as url:
        yield url


@pytest.fixture(scope="module")
def everybody(desk, town_hall):
    return People(desk, town_hall)


@pytest.fixture
def signed_in(everybody):
    """Somebody by name, signed in; nobody sits at the window yet."""
    everybody.desk.clear(1280, 720)
    yield everybody
    assert everybody.desk.outside == []


@pytest.fixture(scope="module")
def foreign(sample_build):
    """Tasks and subjects of other villages that a clerk of 曙光村 must never read."""
    tasks = rectification.tasks(sample_build, *NEEDS)
    mine = tasks["village_code"] == VILLAGE
    return tasks[~mine & tasks["village_code"].notna() & tasks["facility_id"].notna()]


def names_on(page: Worker, foreign) -> list[str]:
    shown = page.words()
    return [n for n in {*foreign["facility_name"], *foreign["task_no"]} if n in shown]


def test_a_clerk_gets_no_other_village_s_row_by_typing_an_address(signed_in, foreign):
    clerk, other = signed_in("李四"), foreign.iloc[0]
    clerk.open("case", case=f"rectification-{other['task_no']}").sees(words.NOT_FOUND)
    assert names_on(clerk, foreign) == []
    clerk.open("profile", facility=other["facility_id"])
    clerk.page.get_by_role("tab", name=profile_words.TAB_WORK).wait_for(timeout=30_000)
    assert other["facility_name"] not in clerk.words()
    for page in ("", "inventory", "riskmap", "rectification", "leads"):
        clerk.open(page, village=other["village"])
        assert clerk.page.get_by_role("heading", level=1).first.is_visible()
        assert names_on(clerk, foreign) == [], page


def test_a_clerk_s_queue_board_search_and_export_hold_the_own_village_only(
    signed_in, foreign, tmp_path
):
    clerk = signed_in("李四").open("rectification", work=words.TAB_QUEUE)
    download = clerk.download("导出全部")
    path = tmp_path / "queue.xlsx"
    download.save_as(path)
    rows = list(openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active.values)
    numbers = {row[0] for row in rows[2:]}
    assert numbers and not numbers & set(foreign["task_no"])
    search = clerk.page.get_by_placeholder("输入任意字词，如单位名、村名")
    if search.count():
        search.first.fill(foreign.iloc[0]["task_no"])
        search.first.press("Enter")
        clerk.sees("没有符合")
    for tab in (words.TAB_BOARD, words.TAB_CALENDAR, words.TAB_LOOK):
        clerk.open("rectification", work=tab)
        assert names_on(clerk, foreign) == [], tab


@pytest.mark.parametrize("name", PEOPLE)
def test_the_menu_holds_the_screens_of_the_role_and_no_other_opens(name, signed_in):
    person, role = signed_in(name).at_home(), PEOPLE[name][0]
    menu = person.page.get_by_test_id("stSidebarNav").inner_text()
    for entry in PAGES:
        title = TITLES[entry.url_path][0]
        may = load_roles().may(role, entry.action)
        assert (title in menu.split("\n")) == may, (title, role)
    shut = [entry.url_path for entry in PAGES if not load_roles().may(role, entry.action)]
    for page in shut[:2]:
        person.open(page)
        assert person.title() != TITLES[page][0]


STEPS = {  # what the page of a task that waits to be put right offers, by role
    "李四": {"开始整改", "申请延期", "备注", "确认督办提醒"},
    "张三": {"开始整改", "申请延期", "移送", "关联单位", "备注", "确认督办提醒", "更正"},
    "王镇长": {"批准暂停计时", "移送", "备注", "确认督办提醒"},
}


@pytest.mark.parametrize("name", STEPS)
def test_each_role_is_offered_its_own_steps(name, signed_in, sample_build):
    tasks = rectification.tasks(sample_build, *NEEDS)
    task = tasks[(tasks["status"] == "待整改") & (tasks["village_code"] == VILLAGE)].iloc[0]
    person = signed_in(name).open("case", case=f"rectification-{task['task_no']}")
    offered = person.page.get_by_role("radiogroup", name=words.STEP).get_by_role("radio")
    offered.first.wait_for(timeout=30_000)
    assert set(offered.all_inner_texts()) == STEPS[name]


def test_a_stranger_is_stopped_at_http_and_at_the_websocket(town_hall, signed_in):
    host = town_hall.removeprefix("http://")
    line = http.client.HTTPConnection(host, timeout=10)
    line.request("GET", "/case?case=rectification-ZG2026-002", headers={"accept": "text/html"})
    answer = line.getresponse()
    assert (answer.status, "/auth/login" in answer.headers["location"]) == (303, True)
    with pytest.raises(InvalidStatus):
        connect(f"ws://{host}/_stcore/stream")
    with pytest.raises(InvalidStatus):
        forged = {"Cookie": f"{COOKIE}=forged"}
        connect(f"ws://{host}/_stcore/stream", additional_headers=forged)
    good = next(one["value"] for one in signed_in("李四").cookies if one["name"] == COOKIE)
    with connect(f"ws://{host}/_stcore/stream", additional_headers={"Cookie": f"{COOKIE}={good}"}):
        pass


def test_a_leader_s_export_opens_for_no_clerk(signed_in, tmp_path):
    clerk, leader = signed_in("李四"), signed_in("王镇长")
    leader.open("rectification", work=words.TAB_QUEUE)
    address = leader.download("导出全部").url
    assert "/media/" in address
    assert leader.status_of(address) == 200
    assert clerk.status_of(address) == 404


def test_a_clerk_s_monthly_report_holds_the_own_village_only(signed_in, foreign, tmp_path):
    clerk = signed_in("李四").open("monthly")
    clerk.step(documents.FORMATS["html"])
    path = tmp_path / "report.html"
    clerk.download(documents.DOWNLOAD.format(kind="工作月报", format="网页")).save_as(path)
    told = path.read_text("utf-8")
    assert "曙光村" in told
    assert [n for n in {*foreign["facility_name"], *foreign["task_no"]} if n in told] == []


def test_a_clerk_has_the_same_subjects_by_query_as_on_screen(sample_build):
    clerk = Person(name="李四", role="填报员", villages=(VILLAGE,))
    rows = facility.choices(sample_build, Filters(), clerk)
    assert set(rows["village"]) == {"曙光村"}
