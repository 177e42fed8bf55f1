"""A picture of every screen per state, size and theme, for people to look at (no test).

python -m tests.e2e.shots OUT [--state full] [--size 1366x768] [--theme light] [--page visits]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import product
from pathlib import Path

from pages import PAGES
from pipelines.settings import Home
from pipelines.warehouse import newest_build, open_build
from tests.conftest import fill_with_nothing, fill_with_sample
from tests.e2e.board import WATCH, Board
from tests.e2e.serving import running_browser, serving

STATES, SIZES, THEMES = ("full", "empty", "filtered"), ("1366x768", "1920x1080"), ("light", "dark")
WHOLE = 6000  # pixels: high enough that the longest page needs no scrolling
DRAWN = "() => !document.querySelector('[data-testid=stSkeleton]')"
NOBODY = """
    with subject as (
        select distinct f.village, f.sector, s.level
        from mart_score_month s join mart_facility f using (facility_id)
    )
    select v.village, k.sector, l.level
    from (select distinct village from subject) v, (select distinct sector from subject) k,
        (select distinct level from subject) l
    except select village, sector, level from subject
    order by all limit 1
"""


def main(arguments: list[str]) -> int:
    asked = parse(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    for state in asked.state or STATES:
        with tempfile.TemporaryDirectory() as folder:
            take(state, Path(folder) / "home", asked)
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.shots", description=__doc__)
    parser.add_argument("out", type=Path, help="folder of the pictures")
    parser.add_argument("--state", action="append", choices=STATES)
    parser.add_argument("--size", action="append", choices=SIZES)
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--page", action="append", choices=[entry.url_path for entry in PAGES])
    parser.add_argument("--whole", action="store_true", help="the whole page, not the window alone")
    return parser.parse_args(arguments)


def take(state: str, home: Path, asked: argparse.Namespace) -> None:
    """All pictures of one state, from a server of its own."""
    (fill_with_nothing if state == "empty" else fill_with_sample)(home)
    query = nobody(home) if state == "filtered" else {}
    with serving(home) as url, running_browser() as browser:
        for size, theme in product(asked.size or SIZES, asked.theme or THEMES):
            board = Board(open_window(browser, size, theme), url)
            for name in asked.page or [entry.url_path for entry in PAGES]:
                board.open(name, **query)
                shoot(board, asked.out / f"{name}-{size}-{theme}-{state}.png", asked.whole)
            board.page.context.close()


def nobody(home: Path) -> dict[str, str]:
    """Filters that are all in use and together leave no subject."""
    build = open_build(newest_build(Home(home)))
    return dict(zip(("village", "sector", "level"), build.rows(NOBODY)[0], strict=True))


def open_window(browser, size: str, theme: str):
    width, height = map(int, size.split("x"))
    viewport = {"width": width, "height": height}
    page = browser.new_page(viewport=viewport, color_scheme=theme, locale="zh-CN")
    page.add_init_script(WATCH)
    return page


def shoot(board: Board, path: Path, whole: bool) -> None:
    board.page.wait_for_function(DRAWN, timeout=30_000)
    size = board.page.viewport_size
    if whole:  # the page scrolls inside the window: make the window as high as what it holds
        board.page.set_viewport_size({**size, "height": WHOLE})
        board.settle()
        bottom = "() => document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
        height = max(size["height"], board.page.evaluate(bottom))
        board.page.set_viewport_size({**size, "height": min(height, WHOLE)})
        board.settle()
    board.shot(path)
    board.page.set_viewport_size(size)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
