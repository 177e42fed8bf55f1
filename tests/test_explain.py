"""Sentences: the words come from the catalogue, the figures as people write them."""

import pytest

from models.catalog import load_catalog
from models.explain import fill, number_text, reason, sentence
from pipelines.settings import CATALOG

SCORING = load_catalog(CATALOG).scoring


@pytest.mark.parametrize(
    ("value", "text"),
    [(1360.0, "1,360"), (12.5, "12.5"), (0.333, "0.33"), (3.0, "3"), (1204.56, "1,204.56")],
)
def test_numbers_are_written_as_people_write_them(value, text):
    assert number_text(value) == text


def test_a_share_is_written_in_percent():
    assert fill("老年人占 {value:%}", {"value": 0.375}) == "老年人占 37.5%"


def test_an_unknown_value_leaves_no_word_behind():
    assert fill("舆情级别：{value}", {"value": None}) == "舆情级别："


def test_the_sentence_follows_the_line_that_was_crossed():
    unpaid = SCORING.by_code["unpaid"]
    assert sentence(unpaid, 49) == "未兑付 49 万元"
    assert (
        sentence(unpaid, 1360) == "未兑付 1,360 万元，已超过“数额巨大”一档的直接经济损失 250 万元"
    )


def test_a_word_is_shown_instead_of_its_risk():
    assert sentence(SCORING.by_code["media_level"], 0, "较大") == "舆情级别为较大"


def test_floors_come_first_and_nothing_is_said_twice():
    line = reason(["甲", "乙"], ["乙", "丙"], [], [], 100, SCORING.levels)
    assert line == "甲；乙；丙"


def test_a_subject_without_signals_says_so():
    assert reason([], [], [], [], 100, SCORING.levels) == SCORING.levels.reason_none


def test_too_little_knowledge_says_what_to_ask_for():
    line = reason([], [], [], ["涉及人数", "涉及金额"], 41.6, SCORING.levels)
    assert line.endswith("已知信息仅 42%，请补报：涉及人数、涉及金额")


def test_what_keeps_a_place_from_green_is_said_after_its_causes():
    line = reason([], ["甲"], ["涉及人数未报"], [], 100, SCORING.levels)
    assert line == "甲；涉及人数未报"


@pytest.mark.parametrize("code", sorted(SCORING.by_code))
def test_every_indicator_can_speak_at_any_value(code):
    one = SCORING.by_code[code]
    for value in (0, 0.01, 1, 12.01, 6000):
        spoken = sentence(one, value, "某词" if one.is_text else None)
        assert spoken and "{" not in spoken
