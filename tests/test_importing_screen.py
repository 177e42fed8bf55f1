"""The import screen: look first, then commit; take back; a clerk only the own village."""

import io
from datetime import datetime

import pytest
import xlsxwriter
from streamlit.testing.v1 import AppTest

from ledger.events import Ledger
from pipelines import previewing
from pipelines.queries import imports as ask
from pipelines.queries.scope import Person
from pipelines.settings import home
from pipelines.warehouse import newest_build
from ui import importing_work as work
from ui.story import importing as story

AT = datetime(2026, 11, 23, 9, 0)
LOCAL = Person(is_local=True)
CLERK = Person(name="甲", role="填报员", villages=("500111119200",))
HEADINGS = ["单位名称", "机构类型", "登记状态", "行业领域", "行业主管部门", "所在村（社区）",
            "统一社会信用代码"]  # fmt: skip


class Sent:
    """A file as a browser sends it."""

    def __init__(self, name: str, content: bytes):
        self.name, self.content = name, content

    def getvalue(self) -> bytes:
        return self.content


def book(*rows: list, name: str = "单位基础信息表.xlsx") -> Sent:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("基础信息")
        sheet.write_row(0, 0, HEADINGS)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
    return Sent(name, out.getvalue())


def subject(name: str, village: str) -> list:
    return [name, "养老机构", "已登记已备案", "养老服务", "民政", village]


SHUGUANG = book(subject("甲养老院", "曙光村"))
LONGTANG = book(subject("乙养老院", "龙塘村"), name="龙塘.xlsx")
MIXED = book(subject("丙养老院", "曙光村"), subject("丁养老院", "不存在的村"), name="混合.xlsx")


def look(uploads, person=LOCAL) -> dict:
    return work.look_at(uploads, person, lambda *_: None)


def commit(uploads, person=LOCAL) -> dict:
    return work.commit(uploads, person, lambda *_: None)


@pytest.fixture
def built(monkeypatch) -> list:
    """Builds asked for; none is made, which spares a second each."""
    asked = []

    def build(at) -> str:
        asked.append(at)
        return f"risk-{len(asked)}"

    monkeypatch.setattr(work, "build", build)
    return asked


def test_looking_stores_nothing_and_promises_what_the_import_then_does():
    seen = look([MIXED])
    assert list(home().raw.iterdir()) == list(home().staged.iterdir()) == []
    assert Ledger(home().ledger_url).events() == []
    done = commit([MIXED])
    assert story.counts(seen) == story.counts(done)
    assert story.counts(done)["accepted"] == story.counts(done)["rejected"] == 1
    assert done["build"] == newest_build(home()).stem


def test_the_same_file_again_is_named_a_duplicate_before_and_after():
    commit([SHUGUANG])
    assert look([SHUGUANG])["files"][0]["status"] == "duplicate"
    again = commit([SHUGUANG])
    assert again["files"][0]["status"] == "duplicate"
    assert "build" not in again


def test_a_file_that_is_no_table_gets_its_sentence():
    entry = look([Sent("照片.xlsx", b"not a workbook at all")])["files"][0]
    assert entry["status"] == "unreadable"
    assert entry["message"]


def test_a_folder_in_a_file_name_is_dropped():
    seen = look([Sent("../../秘密/曙光.xlsx", SHUGUANG.content)])
    assert seen["files"][0]["file"] == "曙光.xlsx"


def test_a_clerk_gets_in_the_own_village_and_nothing_else(built):
    seen = look([SHUGUANG, LONGTANG], CLERK)["files"]
    assert [entry["status"] for entry in seen] == ["accepted", "foreign"]
    assert "龙塘村" in seen[1]["message"]
    commit([SHUGUANG, LONGTANG], CLERK)
    assert [one.file for one in ask.imports(home())] == ["单位基础信息表.xlsx"]


def tasks(*rows: list) -> Sent:
    names = ["整改编号", "单位名称", "所在村（社区）", "存在问题", "整改责任单位", "责任人",
             "整改措施", "交办日期", "整改时限"]  # fmt: skip
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("整改台账")
        for number, row in enumerate([names, *rows]):
            sheet.write_row(number, 0, row)
    return Sent("整改台账.xlsx", out.getvalue())


def task(number: str, name: str, village: str) -> list:
    return [number, name, village, "超收押金", "民政办", "李某", "退还", "2026-11-01", "2026-11-20"]


def test_a_clerk_overwrites_nothing_of_another_village_even_without_naming_it():
    code = "52500111Q722WJ3A8Q"
    known = book([*subject("乙养老院", "龙塘村"), code], name="龙塘.xlsx")
    commit([known, tasks(task("ZG-1", "乙养老院", "龙塘村"))])
    moved = book([*subject("乙院", "曙光村"), code], name="改名.xlsx")
    sent = [
        moved,  # the other village's subject, by its code
        tasks(task("ZG-2", "乙养老院", "")),  # by its name, no village said
        tasks(task("ZG-1", "甲养老院", "曙光村")),  # one number, another matter
        tasks(task("ZG-3", "甲养老院", "曙光村")),
    ]
    seen = look(sent, CLERK)["files"]
    assert [entry["foreign"] for entry in seen] == [["龙塘村"], ["龙塘村"], [], []]
    assert "请删去这些行后再导入" in seen[0]["message"]


@pytest.mark.parametrize(
    ("rows", "outside"),
    [
        ([subject("甲", "曙光村")], ["民政"]),
        ([[*subject("甲", "曙光村")[:4], "文旅", "曙光村"]], []),
    ],
)
def test_a_department_s_clerk_registers_only_its_own_facilities(rows, outside):
    clerk = Person(name="乙", role="填报员", departments=("文旅",))
    seen = look([book(*rows)], clerk)["files"]
    assert seen[0]["foreign"] == outside


def test_taking_back_and_bringing_back_is_in_the_history(built):
    batch = commit([SHUGUANG])["files"][0]["batch"]
    commit([LONGTANG])
    gone = work.switch([batch], LOCAL)
    history = ask.history(home(), None, LOCAL).set_index("batch_id")
    assert history["is_live"].tolist() == [True, False]
    assert gone == {"build": "risk-3"}
    assert ask.totals(home())["accepted"] == 1
    work.switch([batch], LOCAL, back_in=True)
    assert ask.totals(home())["accepted"] == 2
    assert "refused" in work.switch(["B9999"], LOCAL)


def test_a_clerk_s_history_is_the_own_village_s():
    commit([SHUGUANG, LONGTANG])
    rows = ask.history(home(), newest_build(home()), CLERK)
    assert len(rows) <= 1
    assert "龙塘.xlsx" not in set(rows["file"])


def test_who_imported_stands_in_the_ledger_with_the_role(built):
    commit([SHUGUANG], Person(name="张某", role="分析员"))
    event = Ledger(home().ledger_url).events()[0]
    assert (event.actor, event.role) == ("张某", "分析员")


def test_skipped_rows_say_why():
    assert story.skipped({"blank": 2, "total": 1}) == "空行 2、合计、小计行 1"
    assert story.skipped({}) is None


def test_preview_reads_each_file_once_and_tells_which():
    told = []
    previewing.preview([], [], home(), LOCAL, at=AT, progress=lambda *one: told.append(one))
    assert told == []
    work.look_at([SHUGUANG, LONGTANG], LOCAL, lambda *one: told.append(one))
    assert list(dict.fromkeys(name for _, _, name in told)) == ["单位基础信息表.xlsx", "龙塘.xlsx"]


# the page


def one_page(person):
    from functools import partial

    import streamlit as st

    from pages import PAGES
    from pipelines.queries.scope import Filters
    from pipelines.settings import home
    from pipelines.warehouse import newest_build
    from ui import frame
    from ui.context import Context

    ctx = Context(newest_build(home()), Filters(), person)
    shown = [
        st.Page(
            partial(frame.draw, entry, ctx),
            title=entry.url_path,
            url_path=entry.url_path,
            default=entry.url_path == "importing",
        )
        for entry in PAGES
    ]
    st.navigation(shown).run()


def opened(person=LOCAL) -> AppTest:
    at = AppTest.from_function(one_page, args=(person,), default_timeout=60).run()
    assert not at.exception, at.exception
    return at


def words(at: AppTest) -> str:
    return "\n".join(str(one.value) for kind in (at.markdown, at.caption) for one in kind)


def test_upload_look_commit_and_put_the_result_away():
    at = opened()
    assert "还没有导入数据" in words(at)
    at.file_uploader[0].upload(MIXED.name, MIXED.content).run()
    at.button(key="look").click().run()
    assert "将采用**1行**，待改正**1行**" in words(at)
    assert newest_build(home()) is None
    at.button(key="commit").click().run()
    assert not at.exception
    assert "本次采用**1行**，待改正**1行**" in words(at)
    assert "已导入**1个**工作簿" in words(at)
    at.button(key="close").click().run()
    assert "本次采用" not in words(at)


def test_cancel_forgets_the_preview():
    at = opened()
    at.file_uploader[0].upload(SHUGUANG.name, SHUGUANG.content).run()
    at.button(key="look").click().run()
    at.button(key="cancel").click().run()
    assert not at.exception
    assert "识别结果" not in words(at)
    assert ask.imports(home()) == []


def test_a_role_without_the_right_is_told_so():
    at = opened(Person(name="大屏", role="投屏"))
    assert "您的角色不能导入" in words(at)
    assert len(at.file_uploader) == 0


def test_a_clerk_sees_no_way_to_withdraw_a_batch(built):
    commit([SHUGUANG])
    at = opened(CLERK)
    at.session_state["history"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    at.run()
    assert not at.exception
    assert [b.label for b in at.button if "撤回" in b.label] == []
