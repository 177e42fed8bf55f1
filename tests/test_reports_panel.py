"""The download panel: it offers what the role may take, and taking is on record."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from ledger.audit import AUDIT, EXPORTED, NotAllowed
from pipelines.queries.decisions import ledger
from pipelines.queries.scope import Filters, Person
from pipelines.settings import Home
from tests.staging import build_rows
from ui.context import Context
from ui.report_parts import file_name, made, note

TASK = {"task_no": "ZG-1", "facility_name": "曙光安康养老院", "village": "曙光村",
        "issue": "未公示收费",
        "responsible_unit": "民政办", "responsible_person": "刘责任", "measures": "公示",
        "assigned_date": date(2026, 9, 1), "due_date": date(2026, 9, 30),
        "status": "整改中"}  # fmt: skip


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("panel") / "home")
    return build_rows(home, date(2026, 9, 23), {"rectification": [TASK]})


def panel(build, role):
    from pathlib import Path

    from pipelines.queries.scope import Filters, Person
    from ui.context import Context
    from ui.report_parts import report_downloads

    report_downloads(Context(Path(build), Filters(), Person(role=role)))


@pytest.mark.parametrize(("role", "buttons"), [("分析员", 1), ("填报员", 1), ("投屏", 0)])
def test_only_roles_that_may_export_see_the_panel(build, role, buttons):
    page = AppTest.from_function(panel, args=(str(build), role), default_timeout=30).run()
    assert not page.exception
    assert len(page.get("download_button")) == buttons


def test_taking_a_report_is_on_record_and_its_code_is_in_the_file(build):
    ctx = Context(build, Filters(), Person(name="张", role="分析员"))
    page = made(ctx, "2026-09", "monthly", "html", False).decode()
    (event,) = ledger().events(subject=AUDIT)
    assert (event.action, event.subject_id, event.actor) == (EXPORTED, "report-monthly", "张")
    assert f"留痕 {ledger().code()}" in page


def test_a_role_that_may_not_export_gets_neither_report_nor_note(build):
    ctx = Context(build, Filters(), Person(name="屏", role="投屏"))
    with pytest.raises(NotAllowed):
        made(ctx, "2026-09", "monthly", "html", False)
    with pytest.raises(NotAllowed):
        note(ctx, {"task_no": "ZG-1", "matter_id": "ZG-1~a"}, "docx")


def test_the_file_says_town_month_and_kind():
    assert file_name("2026-09", "final", "pdf", True) == "季家镇2026年9月总结报告（公开版）.pdf"
