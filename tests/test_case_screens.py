"""The workplaces, the page of a case and the record, drawn one by one for different people."""

from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from ledger.cases import LEAD, RECTIFICATION
from pipelines.queries.casebook import casebook
from pipelines.queries.scope import Filters, Person
from pipelines.warehouse import newest_build
from tests.casework_town import HOME, LEAD_ROW, OTHER, TASK, Town, imported
from tests.ledger_people import CHECKER, VILLAGE
from tests.ledger_people import CLERK as ACTING_CLERK
from ui import slip, workplace
from ui.context import Context
from ui.story import case as story
from ui.text import audit as audit_words
from ui.text import case as words

ANALYST = Person(name="张三", role="分析员")
LEADER = Person(name="王镇长", role="领导")
CLERK = Person(name="李四", role="填报员", villages=(VILLAGE,))
TABS = [words.TAB_MINE, words.TAB_QUEUE, words.TAB_BOARD, words.TAB_CALENDAR]
LATER = datetime(2026, 9, 22, 9)


@pytest.fixture(scope="module")
def first_office(tmp_path_factory):
    town = Town(tmp_path_factory.mktemp("office") / "home")
    town.takes(facility=[HOME], rectification=[TASK, OTHER], lead=[LEAD_ROW]).builds()
    return town


@pytest.fixture
def office(first_office, tmp_path, monkeypatch):
    town = first_office.copied(tmp_path / "home")
    town.build = newest_build(town.home)
    monkeypatch.setenv("RISK_HOME", str(town.home.root))
    return town


def one_page(url_path, build, person):
    from functools import partial
    from pathlib import Path

    import streamlit as st

    from pages import PAGES
    from pipelines.queries.scope import Filters
    from ui import frame
    from ui.context import Context

    ctx = Context(Path(build), Filters(), person)
    shown = [
        st.Page(
            partial(frame.draw, entry, ctx),
            title=entry.url_path,
            url_path=entry.url_path,
            default=entry.url_path == url_path,
        )
        for entry in PAGES
    ]
    st.navigation(shown).run()


def draw(office, url_path, person=ANALYST, **query) -> AppTest:
    values = (url_path, str(office.build), person)
    at = AppTest.from_function(one_page, args=values, default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    return good(at.run())


def good(at: AppTest) -> AppTest:
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.success, at.error, at.warning)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def button(at: AppTest, label: str):
    return next(one for one in at.button if one.label == label)


@pytest.mark.parametrize("page", ["leads", "rectification"])
@pytest.mark.parametrize("tab", TABS)
def test_each_tab_of_a_workplace_draws_for_a_clerk_and_a_leader(page, tab, office):
    for person in (CLERK, LEADER):
        at = draw(office, page, person, work=tab)
        assert said(at)


def test_signed_in_people_begin_with_their_to_do_list(office):
    assert words.MINE_FIGURE.format(n=2, late=2) in said(draw(office, "rectification", CLERK))


def test_only_those_who_may_open_a_task_find_the_form_for_it(office):
    def tabs(person):
        return [tab.label for tab in draw(office, "rectification", person).tabs]

    assert words.TAB_NEW[RECTIFICATION] in tabs(LEADER)
    assert words.TAB_NEW[RECTIFICATION] not in tabs(CLERK)


def test_a_step_is_taken_on_the_page_and_told(office):
    at = draw(office, "case", CLERK, case="rectification-ZG-1")
    at.text_area[0].set_value("全部退清")
    good(button(at, "办理：报告整改完成").click().run())
    assert words.DONE.format(name="报告整改完成", status="待复查") in said(at)
    assert words.NO_STEP not in said(at)


def test_who_has_nothing_to_do_is_told_whose_turn_it_is(office):
    done = {"completed_date": "2026-09-09", "outcome": "已退"}
    office.acts(RECTIFICATION, "ZG-1", "finished", ACTING_CLERK, imported(TASK), **done)
    ref = "rectification-ZG-1"
    shown = said(draw(office, "case", CLERK, case=ref))
    assert "现在等**领导、分析员**办理：复查通过并销号、复查不通过、移送。" in shown
    assert "清除" not in shown
    assert "现在等" not in said(draw(office, "case", ANALYST, case=ref))


def test_missing_fields_are_all_named_under_the_form(office):
    at = draw(office, "case", CLERK, case="rectification-ZG-1")
    good(button(at, "办理：报告整改完成").click().run())
    assert [one.value for one in at.error] == ["请填写“办理情况”。"]


def test_the_second_editor_is_told_what_changed_and_overwrites_nothing(office):
    at = draw(office, "case", CLERK, case="rectification-ZG-1")
    at.text_area[0].set_value("退清")
    row = imported(TASK)
    office.acts(RECTIFICATION, "ZG-1", "noted", CHECKER, row, at=LATER, note="有新情况")
    good(button(at, "办理：报告整改完成").click().run())
    assert "赵六" in said(at) and "有新情况" in said(at)
    assert casebook(office.build, office.home, ANALYST).find(RECTIFICATION, "ZG-1").is_running
    good(button(at, words.TAKE_NEWEST).click().run())
    assert words.CHANGED not in said(at)
    at.text_area[0].set_value("退清")
    good(button(at, "办理：报告整改完成").click().run())
    assert words.DONE.format(name="报告整改完成", status="待复查") in said(at)


def test_the_one_who_did_the_work_is_not_offered_the_check(office):
    done = {"completed_date": "2026-09-09", "outcome": "已退"}
    office.acts(RECTIFICATION, "ZG-1", "finished", CHECKER, imported(TASK), **done)
    checker = Person(name="赵六", role="分析员")
    ref = "rectification-ZG-1"
    assert "复查通过并销号" in options(draw(office, "case", ANALYST, case=ref))
    assert "复查通过并销号" not in options(draw(office, "case", checker, case=ref))


def options(at: AppTest) -> list[str]:
    return [str(option) for group in at.button_group for option in group.options]


def test_an_unknown_or_foreign_number_is_answered_without_a_hint(office):
    stranger = Person(name="钱五", role="填报员", villages=("500111119204",))
    for ref in ("rectification-ZG-1", "rectification-ZG-404", "nonsense"):
        at = draw(office, "case", stranger, case=ref)
        assert words.NOT_FOUND in said(at) and "康乐" not in said(at)


def test_a_register_s_subject_brings_its_name_and_village_into_a_new_lead(office):
    at = draw(office, "leads", CLERK, work=words.TAB_NEW[LEAD])
    subject = next(box for box in at.selectbox if "facility_id" in str(box.key))
    subject.set_value(subject.options and subject_id(office))
    source = next(box for box in at.selectbox if box.label == "线索来源 *")
    source.set_value("信访")
    text = next(area for area in at.text_area if area.label == "线索内容 *")
    text.set_value("许诺返利，13900001234 反映")
    good(button(at, words.SUBMIT).click().run())
    assert words.SIMILAR in said(at)
    good(button(at, words.REGISTER_ANYWAY).click().run())
    number = f"XS-{date.today().year}-0001"
    assert words.CREATED.format(no=number) in said(at)
    case = casebook(office.build, office.home, CLERK).find(LEAD, number)
    assert (case.fields["facility_name"], case.fields["village"]) == ("康乐养老院", "曙光村")
    assert "13900001234" not in case.fields["description"]


def subject_id(office) -> str:
    from pipelines.queries.casebook import subjects

    return subjects(office.build, ANALYST)[0]["facility_id"]


def test_the_slip_names_the_case_its_delay_and_the_code_of_the_record(office):
    ctx = Context(office.build, Filters(), ANALYST)
    book = casebook(office.build, office.home, ANALYST)
    page = slip.make(ctx, book, book.find(RECTIFICATION, "ZG-1")).decode()
    assert "ZG-1" in page and "超过时限 9 天" in page and office.ledger.code() in page
    assert "@media print" in page and "<script" not in page


def test_markup_in_a_case_stays_text_on_the_slip_and_in_the_calendar(office):
    bad = TASK | {"issue": "<b>重</b>", "facility_name": "<i>康</i>"}
    given = {"note": "<script>x</script>"}
    case = office.acts(RECTIFICATION, "ZG-8", "noted", ACTING_CLERK, imported(bad), **given)
    book = casebook(office.build, office.home, ANALYST)
    ctx = Context(office.build, Filters(), ANALYST)
    assert "<b>" not in slip.make(ctx, book, case).decode()
    link = workplace.day_link(next(one for one in book.deadlines(RECTIFICATION)))
    assert 'href="case?case=rectification-' in link and "<i>" not in link


def test_the_record_is_checked_and_codes_are_recognised(office):
    at = draw(office, "audit", Person(name="管理", role="管理员"))
    assert audit_words.NOT_CHECKED in said(at)
    good(button(at, audit_words.CHECK).click().run())
    shown = said(at)
    assert audit_words.WHOLE in shown or "处问题" in shown
    box = next(one for one in at.text_input if one.label == audit_words.CODE_LABEL)
    good(box.set_value(office.ledger.code()).run())
    assert "出自本链" in said(at)


def test_the_record_is_shut_for_a_clerk(office):
    assert audit_words.NOT_ALLOWED in said(draw(office, "audit", CLERK))


def test_a_case_without_a_deadline_says_so(office):
    book = casebook(office.build, office.home, ANALYST)
    case = book.find(RECTIFICATION, "ZG-1")._replace(fields={})
    assert words.NO_DEADLINE in story.sentence(case, book) and words.NO_OWNER in story.sentence(
        case, book
    )


def links_on(at: AppTest) -> list[str]:
    return [one.proto.label for one in at.get("page_link")]


def test_every_screen_tells_a_person_what_waits_and_how_much_of_it_is_late(office):
    notice = words.NOTICE[RECTIFICATION].format(n=2) + " · " + words.NOTICE_LATE.format(n=2)
    assert notice in links_on(draw(office, "monthly", CLERK))
    alone = draw(office, "monthly", Person(is_local=True))
    assert not any("待办" in one for one in links_on(alone))
    climbed = words.NOTICE_CLIMBED.format(n=1)
    assert any(climbed in one for one in links_on(draw(office, "monthly", LEADER)))


def test_what_a_meeting_decided_is_handed_out_from_the_case_with_subject_and_lead_filled_in(office):
    book = casebook(office.build, office.home, ANALYST)
    lead = next(case for case in book.of(LEAD))
    about = {"facility": lead.fields["facility_id"], "lead_no": lead.case_id}
    ref = f"lead-{lead.case_id}"
    assert words.HAND_OUT in links_on(draw(office, "case", LEADER, case=ref))
    assert words.HAND_OUT not in links_on(draw(office, "case", CLERK, case=ref))
    at = draw(office, "rectification", LEADER, work=words.TAB_NEW[RECTIFICATION], **about)
    assert "康乐养老院" in [box.value and str(box.format_func(box.value)) for box in at.selectbox]
    assert lead.case_id in [box.value for box in at.text_input]
