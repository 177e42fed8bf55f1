"""The reading screens and the frame around every screen: full, empty, filtered, for each role."""

import json
import os
import time
from datetime import date
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from data.sample.town import make_town
from models.catalog import load_catalog
from pages import PAGES
from pages import projection as projection_page
from pipelines.queries.scope import Filters, Person
from pipelines.settings import CATALOG, Home
from tests.staging import build_rows, stage
from ui import numbers
from ui import text as common
from ui.context import Context
from ui.text import overview as overview_words
from ui.text import projection as projection_words
from ui.text.checks import PROMISES

AS_OF = date(2026, 11, 23)
SHUGUANG = "500111119200"
READING = ("overview", "riskmap", "sectors")
SHELL = Path(__file__).resolve().parent.parent / "ui" / "shell.py"
ENTRIES = {entry.url_path: entry for entry in PAGES}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    home, catalog = Home(tmp_path_factory.mktemp("reading-town")), load_catalog(CATALOG)
    batch = stage(home, 1, make_town(AS_OF).rows, catalog, is_sample=True)
    return build_rows(home, AS_OF, batch)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    return build_rows(Home(tmp_path_factory.mktemp("reading-none")), AS_OF)


def one_page(entry, build, filters, person):
    from functools import partial
    from pathlib import Path

    import streamlit as st

    from ui import frame
    from ui.context import Context

    ctx = Context(Path(build) if build else None, filters, person)
    st.navigation([st.Page(partial(frame.draw, entry, ctx), title=entry.url_path)]).run()


def draw(url_path, build, filters=None, person=None, **query) -> AppTest:
    values = (ENTRIES[url_path], str(build) if build else None, filters or Filters(),
              person or Person(is_local=True))  # fmt: skip
    at = AppTest.from_function(one_page, args=values, default_timeout=30)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception
    return at


def words(at: AppTest) -> str:
    kinds = (at.title, at.markdown, at.caption, at.metric, at.info, at.warning)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


@pytest.mark.parametrize("url_path", [*READING, "catalogue"])
def test_a_screen_has_its_title_and_answers_in_one_bold_sentence(url_path, town):
    at = draw(url_path, town)
    assert [title.value for title in at.title] == [common.PAGES[url_path][0]]
    assert "**" in at.markdown[2].value or any("家**" in m.value for m in at.markdown)


@pytest.mark.parametrize("url_path", READING)
def test_a_screen_without_data_says_what_to_do_next(url_path, nothing):
    assert common.NO_BUILD in words(draw(url_path, nothing))


def test_the_map_keeps_its_villages_when_the_filters_leave_no_subject(town):
    at = draw("riskmap", town, Filters(sectors=("以房养老",), levels=("红",)))
    assert "均为零或未知" in words(at)


@pytest.mark.parametrize("url_path", ["overview", "sectors"])
def test_filters_that_leave_nothing_are_said(url_path, town):
    at = draw(url_path, town, Filters(sectors=("以房养老",), levels=("红",)))
    assert common.NOTHING_MATCHES in words(at)
    assert len(at.metric) == 0


@pytest.mark.parametrize("url_path", READING)
@pytest.mark.parametrize(
    "filters",
    [Filters(period="2026-05"), Filters(villages=(SHUGUANG,)), Filters(sectors=("养老项目",)),
     Filters(levels=("红", "橙"))],
    ids=["month", "village", "sector", "level"],
)  # fmt: skip
def test_each_filter_changes_the_answer(url_path, filters, town):
    assert words(draw(url_path, town)) != words(draw(url_path, town, filters))


CHARTED = ("overview", "riskmap", "sectors", "inventory", "profile", "leads", "rectification",
           "visits", "monthly", "catalogue")  # fmt: skip


@pytest.mark.parametrize("url_path", CHARTED)
def test_every_chart_is_a_valid_one(url_path, town):
    """Charts are built without plotly's own validation, which would cost most of a page."""
    charts = draw(url_path, town).get("plotly_chart")
    assert charts
    for chart in charts:
        go.Figure(json.loads(chart.proto.spec))


def test_key_figures_say_their_change_and_lead_to_their_rows(town):
    at = draw("overview", town)
    assert [metric.label for metric in at.metric] == [
        overview_words.FACILITIES, overview_words.URGENT, overview_words.PEOPLE,
        overview_words.AMOUNT, overview_words.OVERDUE, overview_words.UNREPORTED,
    ]  # fmt: skip
    assert at.metric[0].value == "45家"
    assert "较上月" in at.metric[0].delta


def test_the_same_overdue_is_counted_on_the_overview_and_on_its_own_screen(town):
    overview = draw("overview", town).metric[4].value
    own = [metric.value for metric in draw("rectification", town).metric]
    assert overview in own


def test_the_month_slider_of_the_map_follows_the_sidebar(town):
    at = draw("riskmap", town, Filters(period="2026-03"))
    assert at.select_slider(key="month-slider").value == "2026-03"


def test_the_measure_changes_what_the_map_says(town):
    at = draw("riskmap", town)
    before = words(at)
    at.segmented_control(key="measure").set_value("per_1000_people").run()
    assert words(at) != before
    assert "参考口径" in words(at)


@pytest.mark.parametrize("tab", ["红线", "等级", "怎样读分数"])
def test_each_tab_of_the_catalogue_draws(tab, town):
    at = draw("catalogue", town)
    at.session_state["tab"] = tab
    at.run()
    assert not at.exception


def test_the_catalogue_opens_before_any_data_has_arrived():
    at = draw("catalogue", None)
    assert len(at.dataframe) >= 1
    assert len(at.dataframe[0].value) >= 26


def test_every_indicator_on_screen_has_a_basis_and_a_standing(town):
    table = draw("catalogue", town).dataframe[0].value
    assert table["basis"].str.len().min() > 0
    assert set(table["standing"]) <= {"法定", "参考口径", "待核"}


def test_without_a_build_a_screen_points_to_the_import():
    shown = words(draw("overview", None))
    assert common.NO_BUILD in shown


# ---------------------------------------------------------------- the frame


def test_invented_data_and_the_single_person_are_announced_on_every_screen(town):
    shown = words(draw("sectors", town))
    assert "演示数据" in shown
    assert "单人本机模式" in shown
    signed_in = words(draw("sectors", town, person=Person(name="甲", role="领导")))
    assert "单人本机模式" not in signed_in


def test_real_data_carries_no_sample_banner(nothing):
    assert "演示数据" not in words(draw("riskmap", nothing))


def test_the_footer_names_day_and_build(town):
    shown = words(draw("overview", town))
    assert "数据截至 2026年11月23日" in shown
    assert town.stem in shown


def test_a_refused_build_newer_than_the_shown_one_is_announced(town, monkeypatch, tmp_path):
    builds = tmp_path / "builds"
    builds.mkdir()
    monkeypatch.setenv("RISK_HOME", str(tmp_path))
    refusal = builds / "last_refusal.json"
    finding = {"check": "points_sum_to_score", "promise": "…", "rows": ["…"]}
    refusal.write_text(json.dumps({"at": "…", "findings": [finding]}), "utf-8")
    soon = time.time() + 60
    os.utime(refusal, (soon, soon))
    assert "各项得分相加等于总分" in words(draw("overview", town))
    os.utime(refusal, (0, 0))
    assert "各项得分相加等于总分" not in words(draw("overview", town))


def test_every_check_of_a_build_has_its_promise_in_chinese():
    folder = SHELL.parent.parent / "pipelines" / "sql" / "checks"
    assert {path.stem for path in folder.glob("*.sql")} == set(PROMISES)


def test_a_screen_says_which_chosen_filters_it_does_not_obey(town):
    narrow = Filters(villages=(SHUGUANG,), levels=("红",))
    assert "本页内容不按风险等级筛选" in words(draw("monthly", town, narrow))
    assert "本页内容不按" not in words(draw("overview", town, narrow))


def test_what_is_filtered_is_said_under_the_title(town):
    at = draw("overview", town, Filters(villages=(SHUGUANG,), levels=("绿",)))
    assert "已筛选：曙光村 · ○ 绿" in words(at)


def whole_app(home, **query) -> AppTest:
    at = AppTest.from_file(str(SHELL), default_timeout=30)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


@pytest.fixture
def at_home(town, monkeypatch):
    monkeypatch.setenv("RISK_HOME", str(town.parent.parent))
    return town


def test_filters_come_from_the_address(at_home):
    at = whole_app(at_home, village="曙光村", level="绿", month="2026年10月")
    assert not at.exception
    assert at.selectbox(key="month").value == "2026年10月"
    assert at.multiselect(key="village").value == ["曙光村"]
    assert "已筛选：曙光村 · ○ 绿" in words(at)


def test_an_address_that_names_no_village_of_the_town_is_ignored(at_home):
    at = whole_app(at_home, village="天上村", month="1999年1月")
    assert not at.exception
    assert at.multiselect(key="village").value == []
    assert at.selectbox(key="month").value == "2026年11月"


def test_clearing_the_filters_shows_the_town_again(at_home):
    at = whole_app(at_home, village="曙光村")
    next(b for b in at.button if b.label == common.CLEAR_FILTERS).click().run()
    assert at.multiselect(key="village").value == []
    assert "**45家**" in words(at)


def test_with_accounts_and_no_session_nothing_of_the_town_is_shown(at_home, monkeypatch):
    from ui import session

    monkeypatch.setattr(session, "person_from_cookie", lambda cookies: None)
    at = whole_app(at_home)
    assert common.SESSION_ENDED in words(at)
    assert len(at.metric) == 0
    assert len(at.multiselect) == 0


# ---------------------------------------------------------------- the projection


def slides(build, filters=None) -> list[dict]:
    person = Person(is_local=True, is_public=True)
    return projection_page.make_slides(Context(build, filters or Filters(), person))


def test_one_slide_for_each_question_of_the_meeting(town):
    assert [slide["title"] for slide in slides(town)] == [
        projection_words.OVERALL, projection_words.MAP, projection_words.SECTORS,
        projection_words.TOP, projection_words.TASKS, projection_words.REPORTS,
        projection_words.DECIDE,
    ]  # fmt: skip


def test_slides_are_plain_words_without_markup(town):
    text = json.dumps(slides(town), ensure_ascii=False)
    assert "**" not in text
    assert "<br>" not in text


def test_the_ten_on_the_wall_are_the_ten_of_the_overview(town):
    from pipelines.queries import overview

    table = slides(town)[3]["blocks"][0]
    top = overview.top(town, Filters(), Person(is_local=True))
    assert [row[2] for row in table["rows"]] == top["facility_name"].tolist()
    assert [row[4] for row in table["rows"]] == [numbers.score(s) for s in top["score"]]


def test_the_wall_shows_no_person_s_name(town):
    from pipelines.queries import overview

    people = overview.overdue(town, Filters(), Person(is_local=True))["responsible_person"]
    text = json.dumps(slides(town), ensure_ascii=False)
    assert not [name for name in people.dropna().unique() if name in text]


def test_a_town_without_data_has_no_slides_and_one_without_tasks_says_so(nothing, town):
    assert slides(nothing) == []
    quiet = slides(town, Filters(sectors=("以房养老",)))
    assert projection_words.TASKS_NONE in [slide["sentence"] for slide in quiet]


def test_a_slide_for_each_village_with_the_most_urgent_first(town):
    from pipelines.queries import riskmap

    found = villages_on_the_wall(town)
    rows = riskmap.villages(town, Filters(), Person(is_local=True)).set_index("village")
    assert sorted(one["title"] for one in found) == sorted(rows.index)
    reds = [int(rows.loc[one["title"], "red"]) for one in found]
    assert reds == sorted(reds, reverse=True)
    assert json.dumps(found, ensure_ascii=False).count("**") == 0


def test_a_filtered_village_has_the_only_slide_and_its_figures_are_the_map_s(town):
    from pipelines.queries import riskmap

    (slide,) = villages_on_the_wall(town, Filters(villages=(SHUGUANG,)))
    row = riskmap.villages(town, Filters(), Person()).set_index("village_code").loc[SHUGUANG]
    shown = {item["label"]: item["value"] for item in slide["blocks"][0]["items"]}
    assert shown[projection_words.VILLAGE_FACILITIES] == numbers.count(row["facilities"], "家")
    assert shown[projection_words.VILLAGE_AMOUNT] == numbers.money(row["amount_involved_wan"])


def test_in_the_first_month_a_village_s_slide_compares_with_nothing(town):
    for slide in villages_on_the_wall(town, Filters(period="2025-12")):
        notes = {item["label"]: item["note"] for item in slide["blocks"][0]["items"]}
        assert notes[projection_words.VILLAGE_URGENT] == ""


def test_a_town_without_data_has_no_village_slides(nothing):
    assert villages_on_the_wall(nothing) == []


def villages_on_the_wall(build, filters=None) -> list[dict]:
    person = Person(is_local=True, is_public=True)
    return projection_page.village_slides(Context(build, filters or Filters(), person))


def test_the_projection_hides_the_frame(town):
    at = draw("projection", town)
    assert len(at.title) == 0
