"""The key ledger on screen: put on, given an owner, taken off, printed; only by those who may."""

import pytest
from streamlit.testing.v1 import AppTest

from ledger.keyledger import KEY
from pipelines.queries import facility
from pipelines.queries.scope import Filters, Person
from pipelines.settings import now
from pipelines.warehouse import newest_build
from tests.casework_town import HOME, Town
from ui import slip
from ui.context import Context
from ui.story import key as story
from ui.text import key as text
from ui.text import profile as profile_text

LEADER = Person(name="王镇长", role="领导")
CLERK = Person(name="李四", role="填报员", villages=("500111119200",))
OWNER = {"responsible_person": "李四", "measures": "停止返利并逐户退款"}


@pytest.fixture(scope="module")
def first_office(tmp_path_factory):
    town = Town(tmp_path_factory.mktemp("office") / "home")
    town.takes(facility=[HOME]).builds()
    return town


@pytest.fixture
def office(first_office, tmp_path, monkeypatch):
    town = first_office.copied(tmp_path / "home")
    monkeypatch.setenv("RISK_HOME", str(town.home.root))
    return town


def card(build, person, facility_id):
    from pathlib import Path

    from pipelines.queries.scope import Filters
    from ui import key_parts
    from ui.context import Context

    key_parts.draw(Context(Path(build), Filters(), person), facility_id)


def subject(office) -> str:
    rows = facility.choices(newest_build(office.home), Filters(), Person(is_local=True))
    return rows["facility_id"].iloc[0]


def drawn(office, person=LEADER) -> AppTest:
    values = (str(newest_build(office.home)), person, subject(office))
    at = AppTest.from_function(card, args=values, default_timeout=60).run()
    assert not at.exception, at.exception
    return at


def said(at) -> str:
    kinds = (at.markdown, at.caption, at.success, at.error, at.warning)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def put_on(office) -> AppTest:
    at = drawn(office)
    at.text_area[0].set_value("群众反映集中")
    at.selectbox[0].set_value("曙光村")
    at.text_input[0].set_value(OWNER["responsible_person"])
    at.text_area[1].set_value(OWNER["measures"])
    at.date_input[1].set_value(now().date())
    return at.button[0].click().run()


def entry(office) -> dict:
    return facility.key_entry(newest_build(office.home), None, LEADER, subject(office))


def test_a_subject_is_put_on_with_its_whole_schedule_and_one_number(office):
    at = put_on(office)
    number = f"ZD-{now().year}-0001"
    assert text.DONE.format(name="列入重点", number=number) in said(at)
    known = entry(office)
    assert known["number"] == number and known["responsible_person"] == "李四"
    assert "群众反映集中" in known["reasons"]


def test_without_reason_or_schedule_nothing_is_written_and_all_is_named(office):
    at = drawn(office).button[0].click().run()
    for name in ("理由", "整改责任单位", "责任人", "整改措施", "完成时限"):
        assert name in said(at), name
    assert office.ledger.events(KEY) == []


def test_an_entry_is_taken_off_with_a_reason_and_keeps_its_number(office):
    put_on(office)
    at = drawn(office)
    at.button_group[0].set_value("remove").run()
    at.text_area[0].set_value("已退清，群众无异议")
    at.button[0].click().run()
    assert entry(office) == {}
    shown = said(drawn(office))
    assert "移出" in shown and "已退清" in shown
    assert [event.action for event in office.ledger.events(KEY)] == ["added", "removed"]


def test_a_clerk_reads_the_entry_and_is_offered_no_decision(office):
    put_on(office)
    at = drawn(office, CLERK)
    assert "ZD-" in said(at) and not at.button and not at.text_area


def test_the_slip_of_a_key_subject_names_number_owner_measures_and_schedule(office):
    put_on(office)
    ctx = Context(newest_build(office.home), Filters(), LEADER)
    facts = facility.profile(ctx.build, None, LEADER, subject(office))
    told = story.slip(facts, entry(office), now().date())
    page = slip.of_key(ctx, told, entry(office)["number"]).decode()
    for words in ("ZD-", "曙光村", "李四", OWNER["measures"], text.STATE["today"]):
        assert words in page
    assert profile_text.TAB_WORK not in page
