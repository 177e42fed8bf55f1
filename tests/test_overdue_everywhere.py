"""Overdue is one number: on every screen, in every mart, document and export of the same day."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from ledger.cases import RECTIFICATION
from pipelines.queries import casebook, facility, leads, overview, projection, rectification
from pipelines.queries.scope import Filters, Person
from pipelines.warehouse import open_build
from reports import workbook
from reports.making import gather, write_document
from tests.casework_town import HOME, LEAD_ROW, TASK, Town, imported
from tests.ledger_people import CLERK, LEADER, VILLAGE, open_task
from ui import export
from ui.story import case as story
from ui.text import rectification as words

EVERYONE = Person(is_local=True)
NAMES = {"task_no": "整改编号", "days_overdue": "逾期天数"}
LATE = {"ZG-1": 9, "ZG-4": 2, "ZG-9": 3}  # days on 2026-09-23, worked by hand


def task(number, due, **more):
    return TASK | {"task_no": number, "due_date": due, **more}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Late by workbook; not late (extended in the app); waiting for its check; late by workbook;
    paused; late and born in the app."""
    town = Town(tmp_path_factory.mktemp("late") / "home")
    rows = [
        task("ZG-1", date(2026, 9, 14)),
        task("ZG-2", date(2026, 9, 14)),
        task("ZG-3", date(2026, 9, 14)),
        task("ZG-4", date(2026, 9, 21)),
        task("ZG-5", date(2026, 9, 21)),
    ]
    town.takes(facility=[HOME], rectification=rows, lead=[LEAD_ROW])
    asked = {"extension_to_date": "2026-09-30", "extension_reason": "等款"}
    town.acts(RECTIFICATION, "ZG-2", "extension_requested", CLERK, imported(rows[1]), **asked)
    town.acts(RECTIFICATION, "ZG-2", "extension_granted", LEADER, reason="同意")
    done = {"completed_date": "2026-09-09", "outcome": "已退"}
    town.acts(RECTIFICATION, "ZG-3", "finished", CLERK, imported(rows[2]), **done)
    monday = datetime(2026, 9, 21, 9)
    town.acts(RECTIFICATION, "ZG-5", "paused", LEADER, imported(rows[4]), reason="鉴定", at=monday)
    known = open_build(town.builds()).rows("select facility_id from mart_facility")[0][0]
    open_task(town.ledger, "ZG-9", due="2026-09-20", facility_id=known)
    return town, town.builds()


def test_overdue_is_the_same_on_every_screen_and_in_every_document(town):
    office, build = town
    found = {}
    where = (build, Filters(), EVERYONE)
    mart = "select task_no, days_overdue from mart_rectification where is_overdue"
    found["mart"] = dict(open_build(build).rows(mart))
    found["总览"] = days(overview.overdue(*where))
    rows = rectification.tasks(*where)
    found["整改进度"] = days(rows[rows["is_overdue"]])
    month, subject = "2026-09", facility.choices(*where)["facility_id"].iloc[0]
    own = facility.tasks(build, month, EVERYONE, subject)
    found["单位画像"] = days(own[own["is_overdue"]])
    book = casebook.casebook(build, office.home, EVERYONE)
    clocks = {case.number: book.clock(case) for case in book.of(RECTIFICATION)}
    found["队列"] = {n: clock.days_overdue for n, clock in clocks.items() if clock.is_overdue}
    queue = story.queue(book.of(RECTIFICATION), book)
    found["看板"] = days(queue[queue["days_overdue"] > 0].rename(columns={"case_id": "task_no"}))
    found["导出"] = exported(export.workbook(rows, words.COLUMNS | NAMES, ""))
    facts = gather(build, month, EVERYONE)
    found["月报"] = days(facts.overdue)
    printed = workbook.render(write_document(facts, "monthly", "7-0a1b2c3d"), facts)
    found["台账"] = exported(printed)
    assert found == dict.fromkeys(found, LATE)


def test_the_totals_of_the_screens_count_those_rows(town):
    _, build = town
    where = (build, Filters(), EVERYONE)
    totals = rectification.totals(*where)
    assert (totals["overdue"], totals["longest_overdue"]) == (3, 9)
    assert projection.tasks(*where)["overdue"].sum() == 3
    units = rectification.by_unit(*where, village=True)
    assert units["overdue"].sum() == 3


def test_a_late_lead_is_late_alike_in_the_mart_on_screen_and_in_the_casebook(town):
    office, build = town
    assert open_build(build).rows("select lead_no, days_overdue from mart_lead") == [("XS-1", 9)]
    assert leads.totals(build, Filters(), EVERYONE)["longest_late"] == 9
    book = casebook.casebook(build, office.home, EVERYONE)
    assert [book.clock(case).days_overdue for case in book.of("lead")] == [9]


def test_a_step_counts_on_screen_at_once_and_in_the_marts_after_the_next_build(town):
    office, build = town
    person = Person(name="李四", role="填报员", villages=(VILLAGE,))
    before = casebook.casebook(build, office.home, person)
    assert before.clock(before.find(RECTIFICATION, "ZG-4")).is_overdue
    done = {"completed_date": "2026-09-09", "outcome": "已退"}
    row = before.rows[RECTIFICATION, before.find(RECTIFICATION, "ZG-4").case_id]
    office.acts(RECTIFICATION, "ZG-4", "finished", CLERK, row, at=datetime(2026, 9, 24, 9), **done)
    after = casebook.casebook(build, office.home, person)
    assert after.find(RECTIFICATION, "ZG-4").status == "待复查"
    assert (before.since_build, after.since_build) == (0, 1)
    assert rectification.totals(build, Filters(), EVERYONE)["overdue"] == 3
    later = office.builds(date(2026, 9, 24))
    late = rectification.tasks(later, Filters(), EVERYONE)
    assert set(late[late["is_overdue"]]["task_no"]) == {"ZG-1", "ZG-9"}


def days(rows) -> dict:
    return dict(zip(rows["task_no"], rows["days_overdue"].astype(int), strict=True))


def exported(data: bytes) -> dict:
    """Number → days out of the sheet that has both headings."""
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        rows = list(sheet.values)
        head = next((n for n, row in enumerate(rows) if set(NAMES.values()) <= set(row)), None)
        if head is not None:
            places = [rows[head].index(name) for name in NAMES.values()]
            told = [[row[place] for place in places] for row in rows[head + 1 :]]
            return {number: int(late) for number, late in told if number and late}
    raise AssertionError("no sheet lists tasks with their delay")
