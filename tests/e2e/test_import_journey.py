"""The whole way of a village's workbooks: looked at, a heading corrected, sent back, put right."""

import io

import openpyxl

from tests.e2e.test_working_journeys import page_words, pick_row, put_away
from ui.text import importing as words
from ui.text import papers, preview

VILLAGES = ("曙光村", "龙塘村", "新水村")
HEADINGS = ["单位名称", "所在村（社区）", "排查日期", "排查人", "牵连多少"]


def book(village: str, *rows: list) -> dict:
    made = openpyxl.Workbook()
    made.active.title = "风险排查表"
    made.active.append(HEADINGS)
    for row in rows:
        made.active.append(row)
    return {"name": f"{village}补充排查.xlsx", "mimeType": "application/octet-stream",
            "buffer": saved(made)}  # fmt: skip


def saved(made) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def three_books() -> list[dict]:
    return [
        book(
            village,
            [f"{village}小店", village, "2026-11-19", "张某", 7],
            [f"{village}小铺", village, "13月2日", "张某", 3],
        )
        for village in VILLAGES
    ]


def upload(board, books: list[dict]) -> None:
    board.page.locator("input[type=file]").set_input_files(books)
    board.press(words.START)
    board.page.get_by_role("button", name=words.COMMIT).wait_for(timeout=90_000)
    board.settle()


def commit(board) -> None:
    board.press(words.COMMIT)
    board.page.get_by_role("button", name=words.CLOSE).wait_for(timeout=120_000)
    put_away(board)


def correct(board, meaning: str) -> None:
    """The first heading offered is one that nobody understood."""
    board.page.get_by_role("combobox", name=preview.MEANS).click()
    board.page.keyboard.type(meaning)  # the list is long: only what is near is drawn
    board.page.get_by_role("option", name=meaning, exact=True).click()
    board.settle()
    board.press(preview.CORRECT)
    board.page.get_by_text("待确认的更正").wait_for(timeout=90_000)
    board.settle()


def open_rows(board) -> str:
    """The sentence about them; what is below it depends on the workbook chosen last."""
    return board.page.locator(".st-key-open-returns").inner_text().split("\n")[0]


def put_right(content: bytes) -> dict:
    made = openpyxl.load_workbook(io.BytesIO(content))
    wrong = [cell for row in made.active.iter_rows() for cell in row if cell.value == "13月2日"]
    assert len(wrong) == 1
    wrong[0].value = "2026-11-20"
    return {"name": "改正.xlsx", "mimeType": "application/octet-stream", "buffer": saved(made)}


def take_back(board, times: int) -> None:
    """The newest import that still counts, again and again."""
    for done in range(times):
        pick_row(board, "history", done)
        board.press(words.UNDO)
        dialog = board.page.get_by_role("dialog")
        dialog.get_by_role("button", name=words.CONFIRM).click()
        board.page.get_by_text("已撤回").first.wait_for(timeout=120_000)
        board.settle()
        put_away(board)


def test_three_villages_a_corrected_heading_a_return_put_right_and_all_undone(board, tmp_path):
    board.open("importing")
    before, rows_before = board.answer().split("最近一次")[0], open_rows(board)

    upload(board, three_books())
    assert "没认出" in page_words(board)
    correct(board, "涉及人数")
    assert "新增 3 行" in page_words(board)
    commit(board)
    assert preview.SYNONYMS in page_words(board)
    after_import = open_rows(board)
    assert after_import != rows_before

    with board.page.expect_download() as waiting:
        board.page.get_by_role("button", name=papers.DOWNLOAD).click()
    path = tmp_path / "return.xlsx"
    waiting.value.save_as(path)
    upload(board, [put_right(path.read_bytes())])
    commit(board)
    assert number(open_rows(board)) == number(after_import) - 1

    take_back(board, 4)
    assert board.answer().startswith(before)
    assert open_rows(board) == rows_before
    board.press(preview.WITHDRAW)
    board.page.get_by_text(preview.SYNONYMS, exact=True).first.wait_for(
        state="detached", timeout=30_000
    )


def number(words_about_rows: str) -> int:
    """待改正 12 行 → 12."""
    return int(words_about_rows.split("待改正 ")[1].split(" ")[0].replace(",", ""))
