"""Two villages, one number: said to be one matter, taken back, said to be two."""

import pytest

from pipelines.settings import Home
from pipelines.warehouse import newest_build, open_build
from tests.e2e.board import Board
from tests.e2e.serving import serving
from tests.e2e.test_working_journeys import pick_row
from tests.test_matters_town import HEADS, Town, lead
from ui.text import matters as words
from ui.text import quality

WAITS = "还没有计入结果"


@pytest.fixture
def office(tmp_path, desk):
    """The window on a town in which two villages numbered a lead 1."""
    town = Town(tmp_path)
    town.takes("演示数据-曙光村", 线索台账=[HEADS, lead("1", "甲养老院")])
    town.takes("演示数据-龙塘村", 线索台账=[HEADS, lead("1", "甲养老苑", "龙塘村")])
    town.made()
    with serving(town.home.root) as url:
        yield Board(desk.clear(1366, 768), url), town.home
    assert desk.outside == []


def leads(home: Home) -> int:
    return open_build(newest_build(home)).rows("select count(*) from mart_lead")[0][0]


def decide(board: Board, name: str) -> None:
    pick_row(board, "clashes", 0)
    board.page.get_by_text(words.EVIDENCE).wait_for(timeout=30_000)
    board.press(name)
    rebuild(board)


def rebuild(board: Board) -> None:
    board.page.get_by_text(WAITS).first.wait_for(timeout=30_000)
    board.press(words.REBUILD)
    gone = f"() => !document.body.innerText.includes('{WAITS}')"
    board.page.wait_for_function(gone, timeout=120_000)
    board.settle()


def take_back(board: Board) -> None:
    board.press(words.REVERSE)
    rebuild(board)


def test_a_clash_of_two_leads_is_decided_both_ways_and_taken_back(office, tmp_path):
    board, home = office
    board.open("quality", part=quality.TAB_CLASH).settle()
    pick_row(board, "clashes", 0)
    board.page.get_by_text(words.EVIDENCE).wait_for(timeout=30_000)
    board.shot(tmp_path / "clash.png")
    board.open("quality", part=quality.TAB_CLASH).settle()
    for name, left in ((words.SAME, 1), (words.DIFFERENT, 2)):
        assert leads(home) == 2
        decide(board, name)
        assert leads(home) == left
        board.page.get_by_text(words.NONE).wait_for(timeout=30_000)
        take_back(board)
    assert leads(home) == 2
    board.page.get_by_text(words.NOTE).wait_for(timeout=30_000)
