"""One server and one browser for all browser tests; every page is watched for outside requests."""

import shutil

import pytest

from tests.e2e.board import Board
from tests.e2e.desk import Desk
from tests.e2e.serving import ONE_THREAD, running_browser, serving


def pytest_collection_modifyitems(items):
    """The browser's tests come first: one worker takes them all (tests/scheduling.py)."""
    for item in items:
        if "/e2e/" in str(item.path).replace("\\", "/"):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def served(sample_home, tmp_path_factory):
    """Address of the app on a copy of the invented town's state (journeys may change it)."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(sample_home.root, home)
    with serving(home) as url:
        yield url


@pytest.fixture(scope="session")
def served_empty(empty_home, tmp_path_factory):
    """Address of the app on a state into which nothing was imported."""
    home = tmp_path_factory.mktemp("served-empty") / "home"
    shutil.copytree(empty_home.root, home)
    with serving(home) as url:
        yield url


@pytest.fixture(scope="session")
def chromium():
    with running_browser(ONE_THREAD) as browser:
        yield browser


@pytest.fixture(scope="session")
def desk(chromium):
    """The window that the tests share."""
    shared = Desk(chromium)
    yield shared
    shared.close()


@pytest.fixture
def new_board(desk, served):
    """Sits down at the cleared window: new_board(width=…, height=…, color_scheme=…). Fails the test
    when the page asked another machine for anything."""

    def make(
        width: int = 1366, height: int = 768, color_scheme: str = "light", url: str = served
    ) -> Board:
        return Board(desk.clear(width, height, color_scheme), url)

    yield make
    assert desk.outside == []


@pytest.fixture
def board(new_board) -> Board:
    return new_board()


@pytest.fixture
def board_apart(chromium, served):
    """A window of its own, for a test that changes the window itself, its clock for one."""
    apart = Desk(chromium)
    yield Board(apart.clear(1366, 768), served)
    apart.close()
    assert apart.outside == []
