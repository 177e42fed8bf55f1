"""Stable and contested apart, on 风险清单 and 风险地图 as on 权重调优."""

import pandas as pd
import pytest

from pipelines.queries import tuning as ask
from pipelines.queries.scope import Filters, Person
from tests.test_pages import draw, words
from ui.story import standing as story
from ui.text import riskmap as map_words
from ui.text import standing as text

ANALYST = Person(name="张三", role="分析员")
CLERK = Person(name="李四", role="填报员", villages=("500111114201",))
FOUND = pd.DataFrame(
    {
        "facility_id": ["a", "b", "c"],
        "village_code": ["1", "1", "2"],
        "p_level_kept": [0.95, 0.6, None],
        "is_stable": [True, False, False],
        "rank_low": [1, 1, 3],
        "rank_high": [1, 2, 3],
    }
)
VILLAGES = pd.DataFrame({"village_code": ["2", "1", "3"], "village": ["乙村", "甲村", "丙村"]})


@pytest.fixture(scope="module")
def town(sample_build):
    return sample_build


def test_a_colour_that_holds_in_nine_draws_of_ten_is_stable_and_none_shown_is_neither():
    rows = story.with_standing(pd.DataFrame({"facility_id": ["c", "a", "b"]}), FOUND)
    assert list(rows["standing"]) == [text.THIN, text.STABLE, text.CONTESTED]
    assert list(rows["rank_span"]) == ["3–3", "1–1", "1–2"]


def test_each_kind_is_offered_with_its_number_and_shown_alone():
    rows = story.with_standing(pd.DataFrame({"facility_id": ["a", "b"]}), FOUND)
    assert list(story.options(rows).values()) == ["全部 2", "稳定 1", "有争议 1"]
    assert list(story.chosen_rows(rows, text.CONTESTED)["facility_id"]) == ["b"]


def test_a_village_counts_its_contested_subjects_and_one_without_any_counts_none():
    found = story.with_counts(VILLAGES, FOUND)
    assert list(found["contested"]) == [0, 1, 0]
    assert list(found["stable"]) == [0, 1, 0]


def test_the_list_is_as_it_was_for_whom_models_are_not_shown(town):
    assert ask.standing(town, Filters(), CLERK) is None
    rows = pd.DataFrame({"facility_id": ["a"]})
    assert list(story.with_standing(rows, None)) == ["facility_id"]
    assert "contested" not in story.with_counts(VILLAGES, None)


def test_the_list_shows_how_sure_each_level_is_and_only_what_is_chosen(town):
    at = draw("inventory", town)
    rows = at.dataframe[0].value
    thin = int((rows["standing"] == text.THIN).sum())
    assert thin and (rows["standing"] == text.STABLE).any()
    at.segmented_control(key="sure").set_value(text.THIN).run()
    assert set(at.dataframe[0].value["standing"]) == {text.THIN}
    assert len(at.dataframe[0].value) == thin


def test_the_map_can_colour_villages_by_their_contested_subjects(town):
    at = draw("riskmap", town)
    at.segmented_control(key="measure").set_value("contested").run()
    assert not at.exception
    assert map_words.MEASURES["contested"] in words(at)


def test_what_is_sure_keeps_to_the_filters(town):
    whole = ask.standing(town, Filters(), ANALYST)
    village = whole["village_code"].iloc[0]
    assert set(ask.standing(town, Filters(villages=(village,)), ANALYST)["village_code"]) == {
        village
    }
