"""Two people and a change of weights: drafted, tried, approved, in force from next month on."""

from datetime import date

import pytest

from data.sample.town import make_town
from ledger.events import Ledger
from ledger.imports import IMPORT, SUBJECT
from ledger.months import following
from models.catalog import load_catalog
from pipelines.run import build
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import Build, newest_build
from tests.e2e.people import People, Worker, add_people
from tests.e2e.serving import serving
from tests.staging import stage
from ui import numbers
from ui.text import tuning as words

TODAY = date.today()
NOW = f"{TODAY:%Y-%m}"
NEXT = following(NOW)
IN_NEXT = date.fromisoformat(f"{NEXT}-20")
LIST = (
    "select facility_id, rank, level, score from mart_score_month where period = $p order by rank"
)
NAME = "突出合规经营"


def fill(home: Home) -> None:
    """The invented town of today, imported without workbooks, and built."""
    batch = stage(home, 1, make_town(TODAY).rows, load_catalog(CATALOG), is_sample=True)
    payload = {
        "batch": "B0001",
        "sha256": batch.sha256,
        "contract": batch.contract,
        "file": batch.file,
        "status": "accepted",
        "counts": batch.counts,
        "is_sample": True,
    }
    Ledger(home.ledger_url).append(
        subject=SUBJECT, subject_id="B0001", action=IMPORT, payload=payload, actor="系统",
        role="系统", at=f"{TODAY}T08:00:00",
    )  # fmt: skip
    build(home, TODAY)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("weights") / "home").prepare()
    fill(home)
    add_people(home.ledger_url)
    return home


@pytest.fixture
def people(desk, town):
    """Signs people in, once per name, at one window on one running app."""
    with serving(town.root) as url:
        desk.clear(1366, 900)
        yield People(desk, url)
        assert desk.outside == []


def listed(home: Home, period: str) -> list[tuple]:
    return Build(newest_build(home)).rows(LIST, {"p": period})


def drag(person: Worker, name: str, presses: int) -> None:
    """Move a weight with the arrow keys and wait until the list has followed."""
    person.page.get_by_role("slider", name=name).focus()
    for _ in range(presses):
        person.page.keyboard.press("ArrowRight")
    person.page.wait_for_timeout(1500)
    person.settle()


def test_a_change_of_weights_goes_through_two_people_and_leaves_past_months_alone(people, town):
    build(town, IN_NEXT)  # as the months to come would look without any change
    before = {period: listed(town, period) for period in (NOW, NEXT)}
    build(town, TODAY)

    analyst = people("张三")
    analyst.open("tuning")
    assert words.SCHEME_CATALOGUE in analyst.answer()
    drag(analyst, "合规经营", 40)
    assert "名次上升" in analyst.page.locator(".st-key-live").inner_text()
    analyst.page.get_by_text(words.DRAFT, exact=True).click()
    analyst.page.get_by_label(words.NAME).fill(NAME)
    analyst.page.get_by_label(words.REASON).fill("预收资金未存管的单位增多，见会议纪要")
    analyst.press(words.DRAFT_BUTTON)
    number = f"QZ-{TODAY.year}-0001"
    assert words.DRAFTED.format(number=number) in analyst.words()
    analyst.tab(words.TAB_GOVERN).press(words.TRY)
    assert words.NEEDS_LEADER in analyst.sees("家名次变化").words()
    assert analyst.page.get_by_role("button", name=words.APPROVE).count() == 0

    leader = people("王镇长")
    leader.open("tuning", view=words.TAB_GOVERN)
    assert NAME in leader.words() and "等级变化" in leader.words()
    leader.press(words.APPROVE)
    assert words.APPROVED.format(period=numbers.period(NEXT)) in leader.words()

    build(town, TODAY)
    leader.open("tuning")
    assert words.SCHEME_CATALOGUE in leader.answer()

    build(town, IN_NEXT)
    leader.open("tuning")
    assert f"“{NAME}”（{number}）" in leader.answer()
    leader.open("tuning", month=numbers.period(NOW))
    assert words.SCHEME_CATALOGUE in leader.answer()
    assert listed(town, NOW) == before[NOW]
    assert listed(town, NEXT) != before[NEXT]
