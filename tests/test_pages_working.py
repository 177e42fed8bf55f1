"""The working screens drawn one by one: full, empty, filtered to nothing, and for a clerk."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from data.sample.town import make_town
from models.catalog import load_catalog
from pipelines.queries import facility
from pipelines.queries.scope import Filters, Person
from pipelines.settings import CATALOG, Home
from tests.staging import build_rows, stage
from ui.text import PAGES

AS_OF = date(2026, 11, 23)
SHUGUANG = "500111119200"
NEEDS_BUILD = ("inventory", "profile", "leads", "rectification", "monthly", "quality")
PARTS = {
    "inventory": ("list", ["重点台账"]),
    "profile": ("view", ["走势", "排查与处置", "关联关系", "数值来源", "待问清"]),
    "monthly": ("part", ["宣传活动", "线索整改增减"]),
    "quality": ("part", ["待改正的行", "待核对名称", "还缺什么", "填报质量"]),
    "rectification": ("by", ["村（社区）"]),
}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A build of the invented town, staged without workbooks."""
    home, catalog = Home(tmp_path_factory.mktemp("town")), load_catalog(CATALOG)
    batch = stage(home, 1, make_town(AS_OF).rows, catalog, is_sample=True)
    return build_rows(home, AS_OF, batch)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    return build_rows(Home(tmp_path_factory.mktemp("nothing")), AS_OF)


def one_page(url_path, build, filters, person):
    from functools import partial
    from pathlib import Path

    import streamlit as st

    from pages import PAGES
    from ui import frame
    from ui.context import Context

    ctx = Context(Path(build) if build else None, filters, person)
    shown = [
        st.Page(
            partial(frame.draw, entry, ctx),
            title=entry.url_path,
            url_path=entry.url_path,
            default=entry.url_path == url_path,
        )
        for entry in PAGES
    ]
    st.navigation(shown).run()


def draw(url_path, build, filters=None, person=None, **query) -> AppTest:
    values = (url_path, str(build) if build else None, filters or Filters(),
              person or Person(is_local=True))  # fmt: skip
    at = AppTest.from_function(one_page, args=values, default_timeout=30)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception
    assert [title.value for title in at.title] == [PAGES[url_path][0]]
    return at


def words(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.metric, at.info, at.warning)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


@pytest.mark.parametrize("url_path", NEEDS_BUILD)
def test_a_page_answers_with_figures_before_it_shows_anything(url_path, town):
    at = draw(url_path, town)
    assert len(at.metric) >= 6
    assert "**" in words(at)


CASES = [(page, key, part) for page, (key, parts) in PARTS.items() for part in parts]


@pytest.mark.parametrize(("url_path", "key", "part"), CASES)
def test_every_view_of_a_page_draws(url_path, key, part, town):
    first, other = draw(url_path, town), draw(url_path, town, **{key: part})
    assert words(first) != words(other)


@pytest.mark.parametrize("url_path", NEEDS_BUILD)
def test_a_page_without_data_says_what_to_do(url_path, nothing):
    at = draw(url_path, nothing)
    if url_path != "monthly":  # who owes a report is known before anything arrives
        assert len(at.metric) == 0
        assert "请到“数据导入”上传" in words(at)


@pytest.mark.parametrize("url_path", ["inventory", "leads", "rectification", "profile"])
def test_filters_that_leave_nothing_are_said(url_path, town):
    at = draw(url_path, town, Filters(sectors=("以房养老",), levels=("红",)))
    assert len(at.metric) == 0
    assert ":material/inbox:" in words(at)


NOBODY = Filters(sectors=("以房养老",), levels=("红",))


def test_quality_says_that_nobody_matches_instead_of_an_unknown_average(town):
    said = " ".join(str(m.value) for m in draw("quality", town, NOBODY).markdown)
    assert "当前筛选下没有符合的单位，不计信息完整度" in said
    assert "0家单位" not in said


def test_the_month_s_bridge_stands_per_village_and_adds_up(town):
    chosen = Filters(villages=(SHUGUANG,), sectors=("养老保险",))  # the page obeys villages alone
    leads, tasks = (t.value for t in draw("monthly", town, chosen, part="线索整改增减").dataframe)
    for rows in (leads, tasks):
        assert rows["village"].tolist() == ["曙光村", "合计"]
        assert set(rows["adds_up"]) == {"相符"}
    assert tasks["closing"].sum() > 0


@pytest.mark.parametrize("url_path", ["inventory", "leads", "rectification"])
def test_a_village_filter_changes_the_answer(url_path, town):
    assert words(draw(url_path, town)) != words(draw(url_path, town, Filters(villages=(SHUGUANG,))))


def test_the_portrait_opens_the_subject_of_the_address(town):
    rows = facility.choices(town, Filters(), Person())
    last = rows.iloc[-1]
    at = draw("profile", town, facility=last["facility_id"])
    assert last["facility_name"] in at.markdown[-1].value or last["facility_name"] in words(at)
    assert at.selectbox[0].value == last["facility_id"]


def test_choosing_another_subject_changes_the_address(town):
    at = draw("profile", town)
    wanted = facility.choices(town, Filters(), Person())["facility_id"].iloc[5]
    at.selectbox[0].set_value(wanted).run()
    assert not at.exception
    assert at.query_params["facility"] == wanted


def test_a_clerk_who_types_a_foreign_subject_is_told_that_it_is_not_theirs(town):
    rows = facility.choices(town, Filters(), Person())
    foreign = rows.loc[rows["village"] != "曙光村", "facility_id"].iloc[0]
    clerk = Person(name="甲", role="填报员", villages=(SHUGUANG,))
    at = draw("profile", town, person=clerk, facility=foreign)
    assert rows.loc[rows["facility_id"] == foreign, "facility_name"].iloc[0] not in words(at)


def test_a_name_with_markup_is_shown_as_it_is_written(town):
    from ui.story import profile as story

    facts = {"facility_name": "**粗体**[链接](x)", "village": None, "sector": None,
             "period": "2026-11", "level": "绿", "score": 1.0, "score_low": 1.0, "score_high": 1.0,
             "level_by_rule": "绿", "rank": 1, "of_total": 1, "delta": None,
             "waiting_rows": 0}  # fmt: skip
    floors = facility.floors(town, None, Person(), "nobody")
    assert r"\*\*粗体\*\*\[链接\]" in story.sentence(facts, floors)


def test_a_partly_unknown_whole_number_is_exported_as_a_blank_cell():
    import io

    import openpyxl
    import pandas as pd

    from ui.export import workbook

    frame = pd.DataFrame({"days_left": pd.array([None, 7], dtype="Int64")})
    rows = openpyxl.load_workbook(io.BytesIO(workbook(frame, {}, "注"))).active.values
    assert [row[0] for row in rows] == ["注", "days_left", None, 7]
