"""Journeys on the working screens, each aspect once, in a real browser."""

import io

import openpyxl
import pytest
import xlsxwriter
from playwright.sync_api import expect

from tests.e2e.board import standing
from tests.e2e.test_reading_journeys import VISIBLE_WORDS, english
from ui.text import importing as importing_words
from ui.text import inventory as inventory_words
from ui.text import profile as profile_words
from ui.text import quality as quality_words
from ui.text import rectification as rectification_words
from ui.text import sources as source_words

HEADINGS = ["被排查单位", "所在村（社区）", "排查日期", "排查人", "涉及人数", "其中老年人"]


def pick_row(board, key: str, number: int) -> None:
    """Tick a row of a table drawn on canvas, counted from 0."""
    canvas = board.page.locator(f".st-key-{key} canvas").first
    canvas.scroll_into_view_if_needed()
    box = standing(canvas)
    row = box["height"] / (round(box["height"] / 31) or 1)
    board.page.mouse.click(box["x"] + 15, box["y"] + row * (number + 1.5))
    board.page.wait_for_timeout(400)


def page_words(board) -> str:
    return board.page.inner_text("[data-testid=stMain]")


def visits(*rows: list) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("11月")
        sheet.write(0, 0, "季家镇曙光村2026年11月风险排查表")
        sheet.write_row(1, 0, HEADINGS)
        for number, row in enumerate(rows, start=2):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def test_from_the_inventory_to_the_text_in_a_workbook_cell(board):
    board.open("inventory")
    pick_row(board, "inventory", 0)
    board.page.get_by_role("heading", level=1, name="单位画像").wait_for(timeout=30_000)
    board.settle()
    chosen = board.address()[1]["facility"][0]
    board.page.get_by_role("tab", name=profile_words.TAB_CELLS).click()
    board.settle()
    pick_row(board, f"cells-{chosen}", 0)
    board.page.get_by_text(source_words.ORIGINAL, exact=True).wait_for(timeout=30_000)
    board.settle()
    shown = page_words(board)
    assert "单元格 " in shown and "原文：" in shown
    assert source_words.GONE not in shown


def test_a_workbook_is_looked_at_imported_and_taken_back(board):
    board.open("importing")
    before = board.answer()
    book = visits(
        ["不在名录的店", "曙光村", "2026-11-20", "张某", 12, 8],
        ["不在名录的店", "曙光村", "13月2日", "张某", 5, 3],
    )
    upload = {"name": "曙光村补报.xlsx", "mimeType": "application/octet-stream", "buffer": book}
    board.page.locator("input[type=file]").set_input_files([upload])
    board.press(importing_words.START)
    board.page.get_by_role("button", name=importing_words.COMMIT).wait_for(timeout=60_000)
    assert "将采用1行，待改正1行" in page_words(board)
    assert board.answer() == before
    board.press(importing_words.COMMIT)
    board.page.get_by_role("button", name=importing_words.CLOSE).wait_for(timeout=90_000)
    assert "结果已更新为 risk-" in page_words(board)
    assert board.answer() != before
    put_away(board)
    take_back_newest(board)
    counted = before.split("最近一次")[0]
    assert board.answer().startswith(counted)


def put_away(board) -> None:
    """Close the told result and wait until the screen stands without it."""
    board.press(importing_words.CLOSE)
    told = board.page.get_by_role("button", name=importing_words.CLOSE)
    expect(told).to_have_count(0, timeout=30_000)
    board.settle()


def take_back_newest(board) -> None:
    pick_row(board, "history", 0)
    board.page.get_by_role("button", name=importing_words.UNDO).wait_for(timeout=30_000)
    board.press(importing_words.UNDO)
    dialog = board.page.get_by_role("dialog")
    dialog.get_by_text("将去掉").wait_for(timeout=30_000)
    dialog.get_by_role("button", name=importing_words.CONFIRM).click()
    board.page.get_by_text("已撤回 曙光村补报.xlsx").wait_for(timeout=90_000)
    board.settle()


def test_a_key_figure_leads_to_its_rows_and_they_are_exported_in_full(board, tmp_path):
    board.open("inventory")
    board.page.locator(".st-key-figures-inventory").get_by_role("link").first.click()
    board.page.get_by_text(inventory_words.KEY_RULE).wait_for(timeout=30_000)
    board.settle()
    download = board.download("导出全部")
    path = tmp_path / download.suggested_filename
    download.save_as(path)
    rows = list(openpyxl.load_workbook(path).active.values)
    heading = rows[1]
    for wanted in ("责任单位", "责任人", "整改措施", "时限", "入选理由"):
        assert wanted in heading
    assert all(row[heading.index("入选理由")] for row in rows[2:])


def test_progress_by_village_can_be_sent_as_a_link(board):
    board.open("rectification", by=rectification_words.BY_VILLAGE)
    assert rectification_words.STATES_VILLAGE in page_words(board)


def test_a_related_company_opens_by_a_click_on_the_network(board):
    board.open("profile", view=profile_words.TAB_LINKS)
    marks = board.page.locator(".scatterlayer .points path")
    marks.nth(marks.count() - 1).click(force=True)
    board.page.wait_for_url("**facility=*", timeout=30_000)
    assert board.settle().address()[1]["view"] == [profile_words.TAB_LINKS]


VIEWS = [
    ("profile", "view", view)
    for view in (
        profile_words.TAB_COURSE,
        profile_words.TAB_WORK,
        profile_words.TAB_LINKS,
        profile_words.TAB_CELLS,
        profile_words.TAB_ASK,
    )
] + [
    ("quality", "part", quality_words.TAB_WAITING),
    ("quality", "part", quality_words.TAB_COVERAGE),
    ("quality", "part", quality_words.TAB_LEAGUE),
    ("monthly", "part", "宣传活动"),
    ("inventory", "list", inventory_words.TAB_KEY),
]


def test_every_view_inside_a_screen_is_chinese_throughout(board):
    wrong, on = {}, None
    for url_path, key, view in VIEWS:
        if url_path == on:
            board.page.get_by_role("tab", name=view).click()
            board.settle()
        else:
            board.open(url_path, **{key: view})
        on = url_path
        assert view in board.address()[1][key]
        if found := english(board.page.evaluate(VISIBLE_WORDS)):
            wrong[f"{url_path} {view}"] = found
    assert wrong == {}


@pytest.mark.parametrize("url_path", ["inventory", "leads", "rectification"])
def test_a_filter_that_leaves_nothing_says_so(board, url_path):
    board.open(url_path, sector="以房养老", level="红")
    assert "当前筛选条件下没有符合的单位" in page_words(board)
