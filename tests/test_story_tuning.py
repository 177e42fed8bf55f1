"""Sentences of the weight screens: judgements, moves, contested, impact."""

import numpy as np
import pandas as pd
import pytest

from ledger.weights import WeightVersion
from models.ahp import ahp, upper_triangle
from models.compare import compare
from models.weights import WeightSet
from ui import slopegraph
from ui.story import tuning as story
from ui.text import tuning as words

LEVELS = ("红", "橙", "黄", "绿", "信息不足")


def listed(*rows):
    return pd.DataFrame(rows, columns=["facility_id", "score", "rank", "level"]).assign(
        facility_name=lambda f: "单位" + f["facility_id"], village="曙光村", sector="养老服务"
    )


def two_lists():
    """甲 falls out of red, 乙 enters it, 丙 stays."""
    before = listed(("甲", 70.0, 1, "红"), ("乙", 50.0, 2, "橙"), ("丙", 30.0, 3, "黄"))
    after = listed(("乙", 65.0, 1, "红"), ("甲", 55.0, 2, "橙"), ("丙", 30.0, 3, "黄"))
    return compare(before, after, LEVELS, top_k=2)


def test_what_the_sliders_did_is_said_in_figures():
    said = story.live(two_lists(), "现行权重")
    assert "**1家**名次上升、**1家**下降，**2家**等级变化" in said
    assert "（进入红1家、退出红1家、进入橙1家、退出橙1家）" in said
    assert "前2名重合**100%**" in said and "τ＝**0.33**" in said


def test_two_equal_lists_are_said_to_be_equal():
    one = listed(("甲", 70.0, 1, "红"))
    assert story.live(compare(one, one, LEVELS), "现行") == words.SAME_LIST


def test_who_did_not_move_shows_a_dash_instead_of_plus_zero():
    rows = story.moves_in_view(two_lists(), frozenset("甲乙丙"))
    assert rows["rank_change"].fillna(0).tolist() == [1, -1, 0]
    assert rows["rank_change"].isna().tolist() == [False, False, True]


def test_only_those_in_view_are_listed():
    assert story.moves_in_view(two_lists(), frozenset("丙"))["facility_id"].tolist() == ["丙"]


@pytest.mark.parametrize(("position", "ratio"), [(-8, 9), (-2, 3), (0, 1), (2, 1 / 3), (8, 1 / 9)])
def test_a_slider_to_the_left_speaks_for_the_first(position, ratio):
    assert story.judged(position) == pytest.approx(ratio)


def test_positions_read_as_people_say_them():
    said = [story.position_words(p, "人数", "金额") for p in (-2, 0, 1, 8)]
    assert said == [
        "人数 稍重要（3倍）",
        "同等重要",
        "金额 介于同等与稍重要之间（2倍）",
        "金额 极端重要（9倍）",
    ]


@pytest.mark.parametrize(("ratio", "said"), [(3.0, "3倍"), (1 / 3, "1/3倍"), (2.4, "2.4倍")])
def test_ratios_are_said_as_times(ratio, said):
    assert story.times(ratio) == said


def test_judgements_that_agree_may_be_taken():
    """a = 2b, b = 2c, so a = 4c: consistent."""
    result = ahp(upper_triangle([2, 4, 2], 3), ["a", "b", "c"])
    assert "可以采用" in story.ahp_sentence(result, {"a": "甲", "b": "乙", "c": "丙"})


def test_the_judgement_that_fits_worst_is_named_with_its_third():
    """a = 3b and b = 3c ask for a = 9c, but a = c was said."""
    result = ahp(upper_triangle([3, 1, 3], 3), ["a", "b", "c"])
    said = story.ahp_sentence(result, {"a": "甲", "b": "乙", "c": "丙"})
    assert "自相矛盾" in said and "“甲比丙”" in said and "与乙一起看" in said


def certain(*rows):
    columns = ["facility_id", "facility_name", "village", "rank", "p_level_kept", "is_stable"]
    return pd.DataFrame(rows, columns=columns)


def test_contested_are_colours_that_do_not_hold_least_certain_first():
    frame = certain(
        ("1", "甲", "曙光村", 1, 1.0, True),
        ("2", "乙", "曙光村", 2, 0.7, False),
        ("3", "丙", "梯子村", 3, 0.5, False),
        ("4", "丁", "梯子村", 4, np.nan, False),
    )
    assert story.contested_rows(frame)["facility_name"].tolist() == ["丙", "乙"]
    counts = story.contested_by_village(frame).set_index("village")
    assert counts.loc["曙光村", ["contested", "stable"]].tolist() == [1, 1]
    assert counts.loc["梯子村", ["contested", "stable"]].tolist() == [1, 0]


def test_a_village_without_subjects_is_drawn_empty():
    row = {"tile_col": 1, "tile_row": 2, "village": "石桥村", "total": np.nan,
           "contested": np.nan, "stable": np.nan}  # fmt: skip
    tile = story.sure_tile(row)
    assert tile.share == 0.0 and "0家有争议" in tile.words


def version(state, number="QZ-2026-0001", effective_from=None):
    weights = WeightSet("名", {"x": 1.0}, {"a": 1.0}, {"a": "x"})
    return WeightVersion(number, state, weights, "理由", "张三", "2026-11-20T09:00:00", None, "",
                         "", "", "", effective_from, 1)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (version("approved", effective_from="2026-10"), words.IN_FORCE),
        (version("approved", "QZ-2026-0002", "2026-12"), "2026年12月起执行"),
        (version("approved", "QZ-2026-0003", "2026-01"), words.PAST),
        (version("tried", "QZ-2026-0004"), words.NOT_IN_FORCE),
    ],
)
def test_what_a_version_means_today(one, said):
    now = version("approved", effective_from="2026-10")
    assert story.standing(one, now, "2026-11") == said


def test_the_months_to_choose_from_have_not_begun():
    assert story.next_months("2026-11", 3) == ["2026-12", "2027-01", "2027-02"]


def test_free_text_of_a_version_is_shown_as_written():
    one = version("drafted")._replace(reason="**重** [链接](x)")
    assert r"\*\*重\*\* \[链接\](x)" in story.about(one)[1]


# ---------------------------------------------------------------- slope graph


def slope(*rows):
    return pd.DataFrame(
        rows,
        columns=["facility_id", "facility_name", "side", "rank", "level", "score", "direction"],
    )


def test_places_beyond_the_list_stand_below_it_in_their_order():
    frame = slope(
        ("1", "甲", "before", 1, "红", 70.0, "falls"),
        ("1", "甲", "after", 40, "黄", 20.0, "falls"),
        ("2", "乙", "before", 99, "绿", 5.0, "rises"),
        ("2", "乙", "after", 1, "红", 80.0, "rises"),
        ("3", "丙", "before", 50, "绿", 8.0, "rises"),
        ("3", "丙", "after", 2, "红", 75.0, "rises"),
    )
    found = slopegraph.rows(frame, most=2)
    slots = {row["id"]: (row["before"]["slot"], row["after"]["slot"]) for row in found}
    assert slots == {"1": (1, 3), "2": (4, 1), "3": (3, 2)}
    assert {row["id"]: row["before"]["rank"] for row in found} == {"1": 1, "2": 99, "3": 50}


def test_rising_lines_are_drawn_above_the_others():
    frame = slope(
        ("1", "甲", "before", 2, "红", 70.0, "rises"),
        ("1", "甲", "after", 1, "红", 70.0, "rises"),
        ("2", "乙", "before", 3, "红", 70.0, "stays"),
        ("2", "乙", "after", 3, "红", 70.0, "stays"),
    )
    assert [row["id"] for row in slopegraph.rows(frame, 5)] == ["2", "1"]
    assert slopegraph.legend(frame) == [("rises", words.RISES), ("stays", words.STAYS)]
