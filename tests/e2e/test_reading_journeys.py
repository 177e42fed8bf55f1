"""Journeys on the reading screens, each aspect once, in a real browser."""

import io
import re

import openpyxl
import pytest

from pages import PAGES
from tests.e2e.board import standing
from ui import text
from ui.text import projection as wall

FRAMED = [entry.url_path for entry in PAGES if entry.has_frame]


def test_a_cold_deep_link_opens_its_page_inside_the_frame(board):
    board.open("riskmap", month="2026年10月")
    assert board.title() == "风险地图"
    assert board.page.get_by_test_id("stSidebarNav").is_visible()
    assert "2026年10月" in board.answer()


def test_the_first_screen_has_an_address_of_its_own_too(board):
    board.open("overview", village="龙塘村")
    assert board.title() == "总览" and board.page.get_by_role("dialog").count() == 0
    assert board.address()[1]["village"] == ["龙塘村"]


def test_menu_and_filters_need_no_scrolling_on_the_smallest_desk(board):
    board.open("")
    box = board.page.get_by_test_id("stSidebar").get_by_role("combobox", name=text.LEVEL)
    box.wait_for(timeout=30_000)
    assert box.bounding_box()["y"] + box.bounding_box()["height"] <= 768


def test_the_courses_of_the_key_figures_are_drawn(board):
    board.open("")
    drawn = board.page.locator("img.sparkline").evaluate_all("all => all.map(one => one.width)")
    assert len(drawn) == 6 and min(drawn) > 100


def test_a_filter_stays_when_the_page_changes_and_goes_when_cleared(board):
    board.open("").choose(text.VILLAGE, "龙塘村")
    assert board.address()[1] == {"village": ["龙塘村"]}
    board.go("行业分布")
    assert board.address() == ("sectors", {"village": ["龙塘村"]})
    assert "已筛选：龙塘村" in board.page.inner_text("[data-testid=stMain]")
    board.press(text.CLEAR_FILTERS)
    assert board.address()[1] == {}


def test_a_click_on_a_village_filters_the_map_s_page_and_a_second_lifts_it(board):
    board.open("riskmap").click_tile("map", 3)
    assert board.address()[1] == {"village": ["花桥村"]}
    assert board.answer().startswith("花桥村：")
    board.click_tile("map", 3)
    assert board.address()[1] == {}


def test_a_cell_of_the_matrix_filters_by_village_and_sector(board):
    board.open("sectors").click_tile("matrix", 0)
    chosen = board.address()[1]
    assert chosen["village"] == ["东风街社区"]
    assert len(chosen["sector"]) == 1


def test_a_row_of_the_top_ten_leads_to_its_portrait(board):
    board.open("")
    row = board.page.locator(".st-key-ranked-top tbody tr").first
    name = row.locator(".name span").inner_text()
    row.click()
    board.page.get_by_role("heading", level=1, name="单位画像").wait_for(timeout=30_000)
    board.settle()
    assert board.address()[0] == "profile"
    assert name in board.page.inner_text("[data-testid=stMain]")


def test_the_whole_table_is_exported_under_chinese_headings(board, tmp_path):
    board.open("riskmap")
    download = board.download("导出全部")
    total = int(re.search(r"导出全部 (\d+) 行", board.page.inner_text("[data-testid=stMain]"))[1])
    path = tmp_path / download.suggested_filename
    download.save_as(path)
    rows = list(openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active.values)
    assert rows[1][:3] == ("名次", "等级", "单位名称")
    assert len(rows) == total + 2
    assert "数据截至" in rows[0][0]


def test_search_narrows_the_rows_and_says_how_many_of_all(board):
    board.open("riskmap")
    box = board.page.get_by_placeholder(text.SEARCH_PLACEHOLDER)
    box.fill("花桥")
    box.press("Enter")
    board.settle()
    shown = board.page.inner_text("[data-testid=stMain]")
    assert re.search(r"共 \d+ 行，符合搜索的 [1-9]\d* 行", shown)


def test_the_projection_is_driven_by_keys_and_remembers_its_slide(board):
    board.open("projection")
    heading = board.page.locator(".slide h1")
    heading.wait_for(timeout=30_000)
    assert heading.inner_text() == wall.OVERALL
    board.page.keyboard.press("ArrowRight")
    assert heading.inner_text() == wall.MAP
    assert board.address()[1]["slide"] == ["2"]
    board.page.keyboard.press("End")
    assert heading.inner_text() == wall.DECIDE
    board.page.reload()
    heading.wait_for(timeout=30_000)
    assert heading.inner_text() == wall.DECIDE
    board.page.keyboard.press("ArrowRight")
    assert heading.inner_text() == wall.OVERALL
    board.page.keyboard.press("v")
    board.page.wait_for_url("**play=villages*")
    heading.wait_for(timeout=30_000)
    assert heading.inner_text() == "东风街社区"
    board.page.keyboard.press("Escape")
    board.page.get_by_role("heading", level=1, name="总览").wait_for(timeout=30_000)


def test_a_slide_gives_way_to_the_next_by_itself_unless_paused(board_apart):
    board = board_apart
    board.page.clock.install()
    board.open("projection")
    heading = board.page.locator(".slide h1")
    heading.wait_for(timeout=30_000)
    board.page.clock.fast_forward(21_000)
    assert heading.inner_text() == wall.MAP
    board.page.keyboard.press("p")
    board.page.clock.fast_forward(60_000)
    assert heading.inner_text() == wall.MAP


@pytest.mark.parametrize("play", ["", "villages"])
@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768)], ids=["1080p", "4:3"])
def test_no_slide_overflows_the_screen(new_board, size, play):
    board = new_board(*size).open("projection", play=play)
    board.page.locator(".slide h1").wait_for(timeout=30_000)
    last = int(board.page.locator(".page").inner_text().split("/")[1])
    for number in range(last):
        assert board.page.evaluate(OVERFLOW) == [], f"slide {number + 1}"
        board.page.keyboard.press("ArrowRight")
        board.page.wait_for_timeout(100)


# Elements of the slide that reach into the footer or past the right edge.
OVERFLOW = """() => {
  const find = (root) => [root, ...[...root.querySelectorAll('*')].filter(e => e.shadowRoot)
    .flatMap(e => find(e.shadowRoot))];
  const root = find(document).find(r => r.querySelector('.stage'));
  const foot = root.querySelector('footer').getBoundingClientRect().top;
  return [...root.querySelectorAll('.slide *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.height && (box.bottom > foot + 1 || box.right > innerWidth + 1);
  }).map(e => e.className + ' ' + e.textContent.slice(0, 30));
}"""

# Latin words a person may meet: formats, units, names of things. Addresses of sources are data.
ALLOWED = re.compile(
    r"(?:Excel|CSV|PDF|Word|PPT|MB|KB|GB|URL|https?|xlsx?|xlsm|docx|csv|et|risk|WPS|LED|"
    r"GitHub|github|AUC|AHP|Saaty|Sobol|Brier|Markdown|TOPSIS|CRITIC|P|F|Esc|ID|N|UTF|ZG|XS|BOM|GB18030|XLSX|XLSM|XLS|ET)"
)
VISIBLE_WORDS = """() => {
  const found = [];
  const walk = (node) => {
    if (node.nodeType === 3) { if (node.nodeValue.trim()) found.push(node.nodeValue); return; }
    if (node.nodeType !== 1) return;
    if (node.matches('script,style,canvas,noscript,[data-testid=stIconMaterial]')) return;
    if (node.matches('[role=img]')) { found.push(node.getAttribute('aria-label')); return; }
    const style = getComputedStyle(node);
    if (style.display === 'none' || style.visibility === 'hidden') return;
    if (style.fontFamily.includes('Material')) return;
    for (const name of ['placeholder', 'aria-label', 'title', 'alt'])
      if (node.getAttribute(name)) found.push(node.getAttribute(name));
    node.childNodes.forEach(walk);
    if (node.shadowRoot) node.shadowRoot.childNodes.forEach(walk);
  };
  walk(document.body);
  return found;
}"""


RAW = re.compile(r"\b(?:None|NaN|nan|NaT|True|False|undefined|null|\w+_(?:id|wan|pct|date))\b")


def words_amiss(board) -> list[str]:
    """English words and raw codes of the program on the page as it stands."""
    words = [w for w in board.page.evaluate(VISIBLE_WORDS) if w]
    return english(words) + [w for w in words if RAW.search(w)]


def english(words: list[str]) -> list[str]:
    """Latin words of three letters and more that no person in the town hall asked for (addresses,
    names of files and of settings are typed as they stand)."""
    left = []
    for sentence in words:
        plain = re.sub(
            r"https?://\S+|[\w./-]*\.(?:xlsx?|csv|yml|txt|md|docx|url)|RISK_[A-Z_]+|risk-\w+|\b[a-f\d]{8,}\b",
            "",
            sentence,
        )
        for word in re.findall(r"[A-Za-z]{3,}", plain):
            if not ALLOWED.fullmatch(word) and not re.fullmatch(r"[a-f\d]{6,}", word):
                left.append(f"{word} in {sentence[:60]!r}")
    return left


TOO_WIDE = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return main.scrollWidth - main.clientWidth;
}"""


def wrong_on(board) -> dict[str, list[str]]:
    """Page by page through the menu: English words, raw codes, and what sticks out sideways."""
    wrong = {}
    for url_path in FRAMED:
        board.go(text.PAGES[url_path][0])
        board.page.mouse.wheel(0, 3000)
        found = words_amiss(board)
        if (over := board.page.evaluate(TOO_WIDE)) > 0:
            found.append(f"{over} px too wide")
        if found:
            wrong[url_path] = found
    return wrong


NOTHING_LEFT = {"sector": "以房养老", "level": "红"}


@pytest.mark.parametrize(
    ("color_scheme", "query"), [("light", {}), ("dark", NOTHING_LEFT)], ids=["full", "filtered"]
)
def test_every_screen_is_chinese_throughout_and_fits_the_smallest_desk(
    new_board, color_scheme, query
):
    assert wrong_on(new_board(color_scheme=color_scheme).open("", **query)) == {}


def test_every_screen_is_chinese_before_any_data_has_arrived(new_board, served_empty):
    assert wrong_on(new_board(url=served_empty, color_scheme="dark").open("")) == {}


def test_what_opens_on_demand_is_chinese_too(board):
    """Menus, announcements and hints that Streamlit's frontend writes by itself."""
    board.open("riskmap")
    grid = board.page.locator(".st-key-map-rows canvas").first
    grid.scroll_into_view_if_needed()
    corner = standing(grid)
    board.page.mouse.move(corner["x"] + 306, corner["y"] + 15)  # the name's heading: its ⋮ shows
    board.page.mouse.click(corner["x"] + 306, corner["y"] + 15)
    board.page.get_by_role("menuitem", name="升序").wait_for()
    found = words_amiss(board)
    board.page.keyboard.press("Escape")
    board.page.get_by_test_id("stElementToolbarButton").last.hover()
    village = board.page.get_by_test_id("stSidebar").get_by_role("combobox", name=text.VILLAGE)
    village.fill("没有的村")
    board.page.get_by_text("没有结果").first.wait_for()
    assert found + words_amiss(board) == []


def test_the_settings_menu_is_chinese(board):
    board.open("")
    board.page.get_by_test_id("stMainMenu").click()
    board.page.wait_for_timeout(300)
    assert words_amiss(board) == []
