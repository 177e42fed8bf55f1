"""A guessed 预收金额: the level waits for a person, moves with the 是, and nobody asks again."""

import shutil
from datetime import date, timedelta

import pytest

from tests.books import write_book
from tests.e2e.board import Board
from tests.e2e.serving import serving
from tests.e2e.test_import_journey import commit, upload
from tests.e2e.test_working_journeys import page_words
from ui.text import asked as words
from ui.text import importing

HOUSE = "演示晚晴养老院"
REGISTER = ["单位名称", "机构类型", "登记状态", "行业领域", "所在村（社区）"]
VISIT = ["单位名称", "所在村（社区）", "排查日期", "排查人", "涉及人数", "预收金额（万元）"]


@pytest.fixture
def own_board(new_board, empty_home, tmp_path) -> Board:
    home = tmp_path / "home"
    shutil.copytree(empty_home.root, home)
    with serving(home) as url:
        yield new_board(url=url)


def books(folder, day: date, *, with_register: bool) -> list[str]:
    row = [HOUSE, "曙光村", day.isoformat(), "李某", 20, 160]
    made = [write_book(folder / f"曙光村{day:%m月}排查表.xlsx", {"排查": [VISIT, row]})]
    if with_register:
        subject = [HOUSE, "养老机构", "已登记已备案", "养老服务", "曙光村"]
        made += [write_book(folder / "单位基础信息表.xlsx", {"单位": [REGISTER, subject]})]
    return [str(path) for path in made]


def say_yes(board) -> None:
    board.page.get_by_role("button", name=words.YES, exact=True).first.click()
    board.page.get_by_text("已确认").first.wait_for(timeout=120_000)
    board.settle()


def test_a_guessed_heading_is_confirmed_once_and_the_level_moves_only_then(own_board, tmp_path):
    board, today = own_board, date.today()
    board.open("importing")
    upload(board, books(tmp_path, today - timedelta(days=40), with_register=True))
    preview = page_words(board)
    assert "栏目“预收金额（万元）”按“涉及金额”读取，对吗？" in preview
    assert "可采用，有待确认" in preview
    commit(board)

    board.go("总览")
    assert words.PENDING in page_words(board)

    board.go("单位画像")
    waiting = page_words(board)
    assert "必须上报" not in board.answer() and words.PENDING in waiting
    say_yes(board)
    confirmed = page_words(board)
    assert words.PENDING not in confirmed
    assert "达到立案标准 100 万元" in confirmed
    assert "橙" in board.answer()

    board.go("数据导入")
    upload(board, books(tmp_path, today, with_register=False))
    assert "对吗？" not in page_words(board)
    commit(board)
    assert importing.HISTORY in page_words(board)
