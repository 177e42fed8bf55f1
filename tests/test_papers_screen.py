"""Corrected headings, rows sent back for correction, forms to fill in, stopping: on screen."""

import io
import zipfile

import openpyxl
import pytest

from ledger.events import Ledger
from ledger.synonyms import SYNONYM, in_force
from models.catalog.corrections import Correction
from pipelines.queries import imports as ask
from pipelines.queries.scope import Person
from pipelines.returns import NothingToReturn
from pipelines.settings import home
from pipelines.warehouse import newest_build
from tests.test_importing_screen import CLERK, LOCAL, LONGTANG, SHUGUANG, Sent, opened, words
from ui import importing_work as work
from ui import papers_work
from ui.story import preview as story
from ui.story.importing import undo_lines

ODD = Correction("screening", "牵连多少", "people_involved")


def visits(*rows, name="曙光村11月.xlsx") -> Sent:
    book = openpyxl.Workbook()
    book.active.title = "风险排查表"
    book.active.append(["单位名称", "所在村（社区）", "排查日期", "排查人", "牵连多少"])
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return Sent(name, out.getvalue())


ONE_WRONG = visits(
    ["甲店", "曙光村", "2026-11-05", "李某", 12], ["乙店", "曙光村", "13月2日", "李某", 3]
)

TWO_WRONG = visits(["丙店", "龙塘村", "13月3日", "李某", 3], name="龙塘村11月.xlsx")


def commit(uploads, person=LOCAL, corrections=()):
    return work.commit(uploads, person, lambda *_: None, corrections)


def waiting():
    rows = ask.open_returns(home(), newest_build(home()), LOCAL)
    return dict(zip(rows["batch_id"], rows["rows"].tolist(), strict=True))


def corrected(content: bytes) -> Sent:
    """The 退回件 with its impossible date put right, as a clerk sends it back."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "13月2日":
                cell.value = "2026-11-02"
    out = io.BytesIO()
    book.save(out)
    return Sent("退回件.xlsx", out.getvalue())


def test_a_heading_is_corrected_on_the_page_tried_at_once_and_recorded_on_commit():
    at = opened()
    at.file_uploader[0].upload(ONE_WRONG.name, ONE_WRONG.content).run()
    at.button(key="look").click().run()
    assert at.selectbox(key="heading-0").options[0].startswith("牵连多少（风险排查表 E")
    assert at.button(key="correct").disabled  # until somebody says what it means
    at.selectbox(key="means-screening-0").set_value("people_involved").run()
    at.button(key="correct").click().run()
    assert not at.exception
    assert "待确认的更正：风险排查表“牵连多少”→涉及人数" in words(at)
    assert Ledger(home().ledger_url).events() == []
    at.button(key="commit").click().run()
    assert not at.exception
    assert in_force(Ledger(home().ledger_url)) == (ODD,)
    at.button(key="withdraw-synonym").click().run()
    assert in_force(Ledger(home().ledger_url)) == ()


OWN_FORM = visits(["甲店", "曙光村", "2026-11-05", "李某", 12], name="清册.xlsx")


def test_a_sheet_nobody_knows_is_given_a_form_on_screen_and_read_by_it():
    book = openpyxl.load_workbook(io.BytesIO(OWN_FORM.content))
    for at, word in enumerate(("场所", "在哪", "哪天去的", "谁去看的", "多少"), start=1):
        book.active.cell(1, at).value = word
    book.active.title = "点位"
    out = io.BytesIO()
    book.save(out)
    at = opened()
    at.file_uploader[0].upload("清册.xlsx", out.getvalue()).run()
    at.button(key="look").click().run()
    assert "**1张**工作表没认出是哪种表" in words(at)
    at.selectbox(key="form-is").set_value("screening").run()
    at.button(key="give-form").click().run()
    assert not at.exception
    assert "表头为“场所、在哪、哪天去的、谁去看的、多少”的表→风险排查表" in words(at)
    assert "没认出是哪种表" not in words(at)
    at.button(key="commit").click().run()
    assert [one.form for one in in_force(Ledger(home().ledger_url))] == ["screening"]


def test_all_returns_come_in_one_zip_with_a_workbook_each():
    batches = [commit([one])["files"][0] for one in (ONE_WRONG, TWO_WRONG)]
    files = {one["batch"]: one["file"] for one in batches}
    packed = papers_work.returns_of(newest_build(home()), LOCAL, files)
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert names == [f"退回件-{batch}-{file[:-5]}.xlsx" for batch, file in files.items()]


def test_a_withdrawal_says_first_which_rows_and_subjects_it_touches():
    first, second = (commit([one])["files"][0]["batch"] for one in (SHUGUANG, ONE_WRONG))
    build = newest_build(home())
    assert ask.returns_of_undo(build, second) == {"waiting": 1, "answered": 0}
    assert ask.subjects_of_undo(build, first)["is_gone"].tolist() == [True]
    content = papers_work.return_of(build, LOCAL, second)
    third = commit([corrected(content)])["files"][0]["batch"]
    assert ask.returns_of_undo(newest_build(home()), third) == {"waiting": 0, "answered": 1}
    lines = undo_lines(
        ask.effect_of_undo(newest_build(home()), third), {"waiting": 0, "answered": 1}
    )
    assert (
        lines[0] == "将去掉：风险排查表 1 行" and lines[-1] == "它改正的 **1行** 将重新列为待改正。"
    )


def test_dropping_corrections_goes_back_to_the_catalogue():
    at = opened()
    at.file_uploader[0].upload(ONE_WRONG.name, ONE_WRONG.content).run()
    at.button(key="look").click().run()
    at.selectbox(key="means-screening-0").set_value("people_involved").run()
    at.button(key="correct").click().run()
    at.button(key="drop-corrections").click().run()
    assert not at.exception
    assert "待确认的更正" not in words(at)


def test_a_clerk_corrects_no_heading():
    commit([ONE_WRONG], CLERK, [ODD])
    assert Ledger(home().ledger_url).events(SYNONYM) == []


def test_the_preview_counts_what_is_new_and_what_stays():
    commit([SHUGUANG])
    found = work.look_at([SHUGUANG, LONGTANG], LOCAL, lambda *_: None)
    assert story.difference_lines(found) == ["单位基础信息表：新增 **1** 行"]  # the other is known
    assert story.difference_rows(found)["name"].tolist() == ["乙养老院"]


def test_a_corrected_return_takes_its_row_off_the_list_and_undoing_it_puts_it_back():
    batch = commit([ONE_WRONG])["files"][0]["batch"]
    assert waiting() == {batch: 1}
    content = papers_work.return_of(newest_build(home()), LOCAL, batch)
    answer = commit([corrected(content)])["files"][0]
    assert answer["status"] == "accepted"
    assert waiting() == {}
    work.switch([answer["batch"]], LOCAL)
    assert waiting() == {batch: 1}


def test_nobody_fetches_the_return_of_another_village():
    batch = commit([ONE_WRONG])["files"][0]["batch"]
    stranger = Person(name="丙", role="填报员", villages=("500111119201",))
    with pytest.raises(PermissionError):
        papers_work.return_of(newest_build(home()), stranger, batch)


def test_an_import_without_waiting_rows_has_no_return():
    batch = commit([SHUGUANG])["files"][0]["batch"]
    with pytest.raises(NothingToReturn):
        papers_work.return_of(newest_build(home()), LOCAL, batch)


def test_the_page_counts_open_returns_and_offers_them():
    commit([ONE_WRONG])
    at = opened()
    assert "待改正 **1** 行，涉及 **1** 个工作簿。" in words(at)
    assert [b.label for b in at.get("download_button") if "退回件" in b.label] == ["下载退回件"]


def test_blank_forms_come_one_by_one_and_a_village_s_in_one_workbook():
    def names(*wish):
        return zipfile.ZipFile(io.BytesIO(papers_work.templates_of(*wish, None))).namelist()

    assert names("lead", None) == ["线索台账.xlsx"]
    assert len(names(None, None)) == 7
    assert names(None, "500111119200") == ["曙光村.xlsx"]
    assert len(names("screening", "all")) == 8


def test_a_clerk_gets_the_forms_of_the_own_village_only():
    assert list(papers_work.villages_for(CLERK).values()) == ["曙光村"]
    assert len(papers_work.villages_for(LOCAL)) == 8


class Stopped(Exception):
    """What a stopped run raises out of a progress message."""


@pytest.mark.parametrize("act", [work.look_at, work.commit])
def test_stopping_between_two_files_leaves_nothing_that_counts(act):
    def stop(number, total, name):
        if number == 1:
            raise Stopped

    with pytest.raises(Stopped):
        act([SHUGUANG, LONGTANG], LOCAL, stop)
    assert ask.imports(home()) == []
    assert list(home().tmp.iterdir()) == []
    assert newest_build(home()) is None
