"""Law 9: a closed month, one of the program before this issue too, opens on every screen and paper
and does not move when late rows arrive."""

import io
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages import PAGES
from pipelines.importing import import_paths
from pipelines.keeping import restore
from pipelines.queries import closing
from pipelines.queries.scope import Person
from pipelines.run import build
from pipelines.settings import Home
from pipelines.warehouse import newest_build, open_build
from reports import command
from tests.books import write_book
from ui.text import whatif as whatif_words

# September closed by the program before lines were remembered; invented data (演示数据).
OLD = Path(__file__).parent / "golden" / "home-closed-before-memory.zip"
PERIOD = "2026-09"
ANALYST = Person(name="李分析", role="分析员")
READ = [one.url_path for one in PAGES if not one.is_current and one.url_path != "profile"]
VIEWS = ["走势", "排查与处置", "关联关系", "数值来源", "待问清", whatif_words.TAB,
         whatif_words.TAB_OVERRIDE]  # fmt: skip
VISIT = [
    "单位名称",
    "所在村（社区）",
    "排查日期",
    "排查人",
    "涉及人数",
    "涉及金额（万元）",
    "未兑付金额（万元）",
]
LATE = [
    ["甲养老院", "曙光村", "2026-09-20", "张某", 600, 4000, 300],  # a visit of September
    ["丙养老服务公司", "曙光村", "2026-09-07", "李某", 1, 1, 0],  # a correction of one
    ["丁公司", "龙塘村", "2026-09-11", "王某", 500, 900, 80],  # a place nobody knew
]
NEW = ["单位名称", "机构类型", "登记状态", "行业领域", "所在村（社区）"]
TASKS = ["整改编号", "单位名称", "所在村（社区）", "存在问题", "整改责任单位", "责任人", "整改措施",
         "交办日期", "整改时限", "整改状态"]  # fmt: skip


# What is learned later stands beside (月度工作); only the newest month is acted on.
BESIDE = ("现在", ",figure,reported,now", "只能调整最新", "须写明理由和依据", "**提请调整等级")


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    folder = tmp_path_factory.mktemp("old")
    home = Home(folder / "home").prepare()
    restore(OLD, home, force=True)
    return home


@pytest.fixture(scope="module")
def told(old):
    """What every screen and paper says before and after late rows arrive and a build is made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RISK_HOME", str(old.root))
        before = everything(old)
        late_rows(old)
        return before, everything(old), newest_build(old)


def late_rows(home):
    path = write_book(
        home.root / "补报9月.xlsx",
        {
            "单位基础信息表": [NEW, ["丁公司", "其他", "未登记实际运营", "其他", "龙塘村"]],
            "风险排查表": [VISIT, *LATE],
            "整改台账": [TASKS, ["ZG-9", "丁公司", "龙塘村", "无照", "龙塘村", "赵六", "取缔",
                               "2026-09-15", "2026-09-18", "整改中"]],
        },
    )  # fmt: skip
    found = import_paths([path], home, actor="张某", role="分析员", at=datetime(2026, 10, 9, 9))
    assert [sheet["rejected"] for sheet in found["files"][0]["sheets"]] == [0, 0, 0]
    build(home, date(2026, 10, 20))


def everything(home) -> dict[str, object]:
    sql = "select facility_id from mart_score_month where period = $p order by rank"
    names = [one for (one,) in open_build(frozen(home)).rows(sql, {"p": PERIOD})]
    found = {page: said(page) for page in READ}
    for name in names:
        found[f"profile {name}"] = said("profile", facility=name)
    for view in VIEWS:
        found[f"profile {view}"] = said("profile", facility=names[0], view=view)
    for style in command.FORMATS:
        for more in ([], ["--public"], ["--kind", "final"]):
            found[" ".join([style, *more])] = paper(home, style, more)
    return found


def frozen(home) -> Path:
    return home.builds / f"{closing.months(home)[PERIOD].reported.build}.duckdb"


def paper(home, style, more) -> bytes:
    path = home.root / f"paper.{style}"
    asked = ["--period", PERIOD, "--format", style, "-o", str(path), *more]
    assert command.main(asked) == 0, (style, more)
    return content(path.read_bytes())


def content(data: bytes):
    """A file as it says itself: of a PDF its words, of an office file its parts, without the time
    of writing."""
    if data.startswith(b"%PDF"):
        return subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True).stdout
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = [name for name in parts.namelist() if name != "docProps/core.xml"]
        return {name: content(parts.read(name)) for name in names}


def one_page(url_path, period, person):
    from functools import partial

    import streamlit as st

    from pages import PAGES
    from pipelines.queries.scope import Filters
    from pipelines.settings import home
    from pipelines.warehouse import newest_build
    from ui import frame
    from ui.context import Context

    newest, chosen = newest_build(home()), Filters(period=period)
    ctx = Context(frame.own_build(newest, chosen), chosen, person, newest)
    shown = [
        st.Page(partial(frame.draw, entry, ctx), title=entry.url_path, url_path=entry.url_path,
                default=entry.url_path == url_path)
        for entry in PAGES
    ]  # fmt: skip
    st.navigation(shown).run()


def said(url_path, **query) -> list[str]:
    """Everything a screen shows, in order: words, figures, tables, charts."""
    at = AppTest.from_function(one_page, args=(url_path, PERIOD, ANALYST), default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, (url_path, query, at.exception)
    plain = ("title", "markdown", "caption", "info", "warning", "error")
    found = [str(one.value) for kind in plain for one in at.get(kind)]
    found += [f"{one.label} {one.value} {one.delta}" for one in at.metric]
    found += [one.value.to_csv() for kind in ("dataframe", "table") for one in at.get(kind)]
    found = [one for one in found if not one.startswith(BESIDE)]
    return found + [one.proto.spec for one in at.get("plotly_chart")]


def test_law_09_a_month_closed_by_the_program_before_opens_on_every_screen_and_paper(told):
    before, _, _ = told
    stage = "projection"  # draws the whole window itself
    assert all(what for name, what in before.items() if name != stage)
    assert any("乙健康公司" in one for one in before["inventory"])
    assert any("已锁定" in one for one in before["overview"])


def test_law_09_late_rows_move_no_screen_and_no_paper_of_a_closed_month(told):
    before, after, newest = told
    assert {name for name in before if before[name] != after[name]} == set()
    assert open_build(newest).rows("select count(*) from mart_score") == [(4,)]


def test_law_09_what_came_late_stands_beside_the_closed_month(old, told):
    first = closing.months(old)[PERIOD].reported.figures
    now = closing.figures(told[2], PERIOD)
    assert (first["facilities"], now["facilities"]) == (3, 4)


def test_law_09_octobers_list_built_later_is_that_of_its_last_day_to_the_byte(tmp_path):
    """The home closed September by the program before; October is then built by this one, twice."""
    home = Home(tmp_path / "home").prepare()
    restore(OLD, home, force=True)
    rows = [["甲养老院", "曙光村", "2026-10-12", "张某", 45, 13, 0],
            ["丙养老服务公司", "曙光村", "2026-10-13", "李某", 15, 61, 0]]  # fmt: skip
    path = write_book(home.root / "季家镇10月.xlsx", {"风险排查表": [VISIT, *rows]})
    import_paths([path], home, actor="张某", role="分析员", at=datetime(2026, 10, 14, 9))
    build(home, date(2026, 10, 31))
    then = october(home)
    late = [["甲养老院", "曙光村", "2026-10-20", "张某", 700, 5000, 60], *LATE]
    path = write_book(home.root / "补报.xlsx", {"风险排查表": [VISIT, *late]})
    import_paths([path], home, actor="张某", role="分析员", at=datetime(2026, 11, 9, 9))
    build(home, date(2026, 11, 20))
    assert october(home) == then
    newest = open_build(newest_build(home))
    sql = "select statutory_since from mart_score where facility_name = '甲养老院'"
    assert newest.rows(sql) == [(datetime(2026, 9, 20).date(),)]  # November knows all of it


def october(home) -> list[str]:
    found = open_build(newest_build(home))
    asked = (
        "select * from mart_score_month where period = '2026-10' order by rank",
        "select * from mart_contribution_month where period = '2026-10' order by all",
        "select * from mart_floor where period = '2026-10' order by all",
    )
    return [found.frame(sql).to_csv() for sql in asked]
