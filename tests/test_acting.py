"""Taking steps from the screens: scope, stale views, bulk, intake with duplicates, evidence."""

from datetime import datetime

import pytest

from ledger.audit import NotAllowed
from ledger.cases import LEAD, RECTIFICATION
from models.matters import number_of
from pipelines import acting
from pipelines.keeping import KeepingError
from pipelines.queries import audit, casebook
from pipelines.queries.scope import Person
from pipelines.warehouse import newest_build
from tests.casework_town import HOME, LEAD_ROW, OTHER, TASK, Town
from tests.ledger_people import VILLAGE
from ui.story import audit as audit_story
from ui.story import case as story

AT = datetime(2026, 9, 22, 10, 0)
ANALYST = Person(name="张三", role="分析员")
LEADER = Person(name="王镇长", role="领导")
CLERK = Person(name="李四", role="填报员", villages=(VILLAGE,))
STRANGER = Person(name="钱五", role="填报员", villages=("500111119204",))
ADMIN = Person(name="管理", role="管理员")
KEY = (RECTIFICATION, "ZG-1")


@pytest.fixture(scope="module")
def first_office(tmp_path_factory):
    town = Town(tmp_path_factory.mktemp("office") / "home")
    town.takes(facility=[HOME | {"phone": "19900001234"}], rectification=[TASK, OTHER],
               lead=[LEAD_ROW])  # fmt: skip
    town.builds()
    return town


@pytest.fixture
def office(first_office, tmp_path):
    return first_office.copied(tmp_path / "home")


@pytest.fixture
def desk(office):
    build = newest_build(office.home)
    return lambda person: acting.Desk(build, office.home, person, AT)


def test_a_step_adopts_the_workbook_s_row_and_shows_at_once(desk):
    outcome = acting.take(desk(CLERK), KEY, "noted", {"note": "去过"}, 0)
    assert (outcome.case.status, outcome.problems) == ("整改中", ())
    case = desk(CLERK).book().find(*KEY)
    assert case.fields["measures"] == "退还" and case.seq == outcome.case.seq
    assert [event.action for event in casebook.history(desk(CLERK).home, case)] == [
        "noted",
        "adopted",
    ]


def test_a_clerk_neither_sees_nor_moves_another_village_s_task(desk):
    assert desk(STRANGER).book().cases == {}
    outcome = acting.take(desk(STRANGER), KEY, "noted", {"note": "?"}, 0)
    assert outcome.case is None and outcome.problems == ("不是本单位的事项，不能办理。",)
    assert desk(ANALYST).book().find(*KEY).seq == 0


@pytest.mark.parametrize("person", [ADMIN, Person(name="大屏", role="投屏")])
def test_roles_without_the_right_have_an_empty_casebook(person, desk):
    assert desk(person).book().cases == {}


def test_the_second_editor_is_told_what_the_first_did(desk):
    first = acting.take(desk(ANALYST), KEY, "noted", {"note": "甲"}, 0)
    second = acting.take(desk(CLERK), KEY, "noted", {"note": "乙"}, 0)
    assert second.case is None
    assert [(e.actor, e.action) for e in second.changed_by] == [
        ("张三", "adopted"),
        ("张三", "noted"),
    ]
    again = acting.take(desk(CLERK), KEY, "noted", {"note": "乙"}, first.case.seq)
    assert again.case is not None


def test_bulk_steps_stand_or_fall_one_by_one(desk):
    asked = {"extension_to_date": "2026-10-15", "extension_reason": "等款"}
    acting.take(desk(CLERK), KEY, "extension_requested", asked, 0)
    keys = [KEY, (RECTIFICATION, "ZG-2")]
    good, bad = acting.take_all(desk(LEADER), keys, "extension_granted", {"reason": "同意"})
    assert good.case.fields["extended_to_date"] == "2026-10-15"
    assert bad.case is None and "申请延期至" in bad.problems[0]


NEW = {"received_date": "2026-09-20", "source": "信访", "description": "许诺返利 20%",
       "facility_name": "康乐养老院", "village_code": VILLAGE, "village": "曙光村"}  # fmt: skip


def test_a_new_lead_is_compared_registered_and_merged(desk):
    assert [one.lead.number for one in acting.alike(desk(CLERK), NEW)] == ["XS-1"]
    made = acting.open_case(desk(CLERK), LEAD, NEW)
    assert made.key == (LEAD, "XS-2026-0001")
    assert acting.open_case(desk(CLERK), LEAD, NEW).key == (LEAD, "XS-2026-0002")
    merged = acting.merge(desk(ANALYST), made.key, "XS-1", "同一件事")
    assert merged.case.status == "已并案"
    assert desk(ANALYST).book().find(LEAD, "XS-1").fields["absorbed"] == "XS-2026-0001"
    assert acting.merge(desk(ANALYST), made.key, "XS-404", "?").case is None


def test_a_registration_that_lacks_a_field_says_which(desk):
    outcome = acting.open_case(desk(CLERK), LEAD, {"village_code": VILLAGE, "source": "信访"})
    assert outcome.problems == ("请填写“接收日期”。", "请填写“线索内容”。")


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def test_the_same_evidence_twice_is_kept_and_pointed_out(desk):
    outcome, before = acting.add_evidence(desk(CLERK), KEY, "前.png", PNG, "整改前", 0)
    assert outcome.case is not None and before == []
    other = (RECTIFICATION, "ZG-2")
    _, before = acting.add_evidence(desk(CLERK), other, "后.png", PNG, "整改后", 0)
    assert [(number_of(one.case_id), one.name) for one in before] == [("ZG-1", "前.png")]
    with pytest.raises(KeepingError):
        acting.add_evidence(desk(CLERK), KEY, "后.exe", b"MZ", "其他", outcome.case.seq)


def test_personal_data_is_shown_only_after_the_look_is_on_record(desk):
    subject = casebook.subjects(desk(ANALYST).build, ANALYST)[0]["facility_id"]
    with pytest.raises(NotAllowed):
        acting.show_contacts(desk(CLERK), subject, "想看")
    shown = acting.show_contacts(desk(ANALYST), subject, "约谈前核对")
    assert shown["phone"] == "19900001234"
    newest = audit.record(desk(ANALYST).home)[0]
    assert (newest.actor, newest.action, newest.subject_id) == ("张三", "unmasked", subject)


def test_a_clerk_may_name_only_subjects_of_the_own_village(desk):
    build = desk(CLERK).build
    assert [one["facility_name"] for one in casebook.subjects(build, CLERK)] == ["康乐养老院"]
    assert casebook.subjects(build, STRANGER) == []


def test_the_record_tells_an_administrator_who_acted_but_not_what_was_written(desk):
    acting.take(desk(CLERK), KEY, "noted", {"note": "内情"}, 0)
    events = audit.record(desk(ADMIN).home)
    told, hidden = audit_story.rows(events, True), audit_story.rows(events, False)
    assert told["said"].iloc[0] == "备注：内情"
    assert hidden["said"].isna().iloc[0] and hidden["action_name"].iloc[0] == "备注"
    assert audit.actors(desk(ADMIN).home) == ["张三", "李四"]
    assert audit.record(desk(ADMIN).home, actor="李四")[0].action == "noted"


def test_a_damaged_record_is_named_and_a_printed_code_is_recognised(desk):
    home = desk(ANALYST).home
    head = audit.head(home)
    assert audit.knows(home, head["code"]) and not audit.knows(home, "1-00000000")
    assert "**1**" in audit_story.sentence(head, None)
    assert "**2** 处" in audit_story.sentence(head, ("", ["甲", "乙"]))


def test_the_sentence_of_a_case_says_owner_deadline_and_delay(desk):
    book = desk(ANALYST).book()
    said = story.sentence(book.find(*KEY), book)
    assert "曙光村 李四" in said and "2026年9月14日" in said
    # The 15th to the 18th, Sunday the 20th (worked for National Day), the 21st to the 23rd.
    assert "逾期 9 天（8 个工作日）" in said
    own = book.find(*KEY)
    assert story.key_of(story.ref(own)) == (own.kind, own.case_id)
    assert story.key_of(None) == ("", "")


def test_a_calendar_month_is_whole_weeks_with_every_day_once(desk):
    weeks = story.weeks(AT.date().replace(day=1))  # 2026-09-01 is a Tuesday
    assert [len(week) for week in weeks] == [7] * 5
    assert weeks[0][0] is None and weeks[0][1].day == 1
    assert [day.day for week in weeks for day in week if day] == list(range(1, 31))
