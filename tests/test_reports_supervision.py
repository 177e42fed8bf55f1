"""督办单: one rectification task on one printable page."""

import io
from datetime import date

import pytest
from docx import Document as open_word

from pipelines.queries.scope import Person, for_the_wall
from pipelines.settings import Home
from reports.supervision import UnknownTask, supervision_note
from tests.staging import build_rows

TASK = {
    "task_no": "ZG-1", "facility_name": "曙光安康养老院", "village": "曙光村",
    "issue": "未公示收费",
    "responsible_unit": "民政办", "responsible_person": "刘责任", "measures": "公示收费标准",
    "assigned_date": date(2026, 8, 20), "due_date": date(2026, 9, 13), "status": "整改中",
}  # fmt: skip
LATER = {**TASK, "task_no": "ZG-2", "due_date": date(2026, 9, 30)}
LEADER = Person(name="周", role="领导")


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("note") / "home")
    rows = {"rectification": [TASK, LATER], "facts": {"file": "整改.xlsx", "is_sample": True}}
    return build_rows(home, date(2026, 9, 23), rows)


def text_of(data: bytes) -> str:
    opened = open_word(io.BytesIO(data))
    cells = [c.text for t in opened.tables for row in t.rows for c in row.cells]
    marks = [p.text for p in opened.sections[0].header.paragraphs]
    return "\n".join([*(p.text for p in opened.paragraphs), *cells, *marks])


def test_the_note_says_what_is_late_and_by_how_much(build):
    text = text_of(supervision_note(build, "ZG-1", LEADER))
    assert "民政办：" in text and "公示收费标准" in text
    assert "时限为2026年9月13日，目前状态为整改中，已逾期10天（" in text
    assert "整改.xlsx，工作表“rectification”第2行" in text and "演示数据" in text


def test_a_task_in_time_says_how_many_days_are_left(build):
    assert "距时限还有7天" in text_of(supervision_note(build, "ZG-2", LEADER))


def test_the_note_can_be_a_pdf_that_names_the_ledger_code(build):
    data = supervision_note(build, "ZG-1", LEADER, style="pdf", code="7-0a1b2c3d")
    assert data.startswith(b"%PDF-")


def test_before_an_audience_the_responsible_person_is_masked(build):
    text = text_of(supervision_note(build, "ZG-1", for_the_wall(LEADER)))
    assert "刘＊＊" in text and "刘责任" not in text


def test_a_task_of_another_village_is_not_found(build):
    clerk = Person(role="填报员", villages=("500111119201",))
    with pytest.raises(UnknownTask, match="ZG-1"):
        supervision_note(build, "ZG-1", clerk)
