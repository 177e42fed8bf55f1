"""Two lists side by side, with small tables counted by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import compare as c

LEVELS = ("红", "橙", "黄", "绿")


def listed(*rows):
    columns = ["facility_id", "score", "rank", "level", "village", "sector"]
    return pd.DataFrame(rows, columns=columns)


BEFORE = listed(
    ("a", 70, 1, "红", "V1", "S1"),
    ("b", 50, 2, "橙", "V1", "S2"),
    ("c", 30, 3, "黄", "V2", "S1"),
)
AFTER = listed(
    ("b", 65, 1, "红", "V1", "S2"),
    ("a", 55, 2, "橙", "V1", "S1"),
    ("d", 45, 3, "橙", "V2", "S2"),
)


@pytest.fixture
def moved():
    return c.compare(BEFORE, AFTER, LEVELS, top_k=2)


def test_every_subject_of_either_list_has_one_row_in_the_new_order(moved):
    assert moved.moves["facility_id"].tolist() == ["b", "a", "d", "c"]
    assert moved.moves["rank_change"].tolist()[:2] == [1, -1]
    assert moved.moves["level_change"].tolist()[:2] == [1, -1]
    assert moved.moves["score_change"].tolist()[:2] == [15, -15]
    assert moved.moves["rank_change"].isna().tolist() == [False, False, True, True]
    assert moved.moves["village"].tolist() == ["V1", "V1", "V2", "V2"]


def test_agreement_counts_those_in_both_lists(moved):
    # a and b change places: tau -1; the first two are the same two
    assert moved.kendall_tau == -1
    assert moved.top_k_overlap == 1


def test_overlap_is_the_shared_share_of_the_first_k():
    assert c.compare(BEFORE, AFTER, LEVELS, top_k=1).top_k_overlap == 0
    assert c.compare(BEFORE, AFTER, LEVELS, top_k=3).top_k_overlap == pytest.approx(2 / 3)


def test_a_list_against_itself_does_not_move():
    same = c.compare(BEFORE, BEFORE, LEVELS)
    assert (same.kendall_tau, same.top_k_overlap) == (1, 1)
    assert c.crossings(same, LEVELS).empty


def test_who_enters_and_leaves_red_and_orange(moved):
    crossed = c.crossings(moved, ["红", "橙"])
    told = crossed[["crossed", "direction", "facility_id"]].to_numpy().tolist()
    assert sorted(told) == [
        ["橙", "in", "a"],
        ["橙", "in", "d"],
        ["橙", "out", "b"],
        ["红", "in", "b"],
        ["红", "out", "a"],
    ]


def test_counts_by_village_and_by_sector(moved):
    by_village = c.crossing_counts(moved, ["红", "橙"], "village")
    assert by_village.to_numpy().tolist() == [
        ["V1", "红", 1, 1, 1, 1],
        ["V1", "橙", 1, 1, 1, 1],
        ["V2", "红", 0, 0, 0, 0],
        ["V2", "橙", 0, 1, 1, 0],
    ]
    by_sector = c.crossing_counts(moved, ["红"], "sector")
    assert by_sector.to_numpy().tolist() == [["S1", "红", 1, 0, 0, 1], ["S2", "红", 0, 1, 1, 0]]


def test_the_slope_frame_has_both_sides_of_those_near_the_top(moved):
    slope = c.slope_frame(moved, most=1)
    assert slope[["facility_id", "side", "rank", "direction"]].to_numpy().tolist() == [
        ["b", "before", 2, "rises"],
        ["a", "before", 1, "falls"],
        ["b", "after", 1, "rises"],
        ["a", "after", 2, "falls"],
    ]


def test_empty_and_single_lists_have_no_agreement_to_speak_of():
    nothing = c.compare(BEFORE.iloc[:0], AFTER.iloc[:0], LEVELS)
    assert np.isnan(nothing.kendall_tau)
    assert np.isnan(nothing.top_k_overlap)
    assert np.isnan(c.compare(BEFORE.iloc[:1], BEFORE.iloc[:1], LEVELS).kendall_tau)


def test_kendall_of_four_by_hand():
    # 1234 against 1342: of six pairs 2-3 and 2-4 are turned round: (4 - 2) / 6
    assert c.kendall(np.array([1, 2, 3, 4]), np.array([1, 4, 2, 3])) == pytest.approx(1 / 3)


@given(
    st.permutations("abcdef"),
    st.permutations("abcdef"),
    st.lists(st.sampled_from(LEVELS), min_size=12, max_size=12),
)
@settings(max_examples=40, deadline=None)
def test_after_is_before_plus_entered_minus_left(first, second, levels):
    def frame(order, levels):
        rows = [
            (f, 0, i + 1, lv, f"V{ord(f) % 2}", "S")
            for i, (f, lv) in enumerate(zip(order, levels, strict=True))
        ]
        return listed(*rows)

    moved = c.compare(frame(first, levels[:6]), frame(second[:5], levels[6:11]), LEVELS)
    counts = c.crossing_counts(moved, LEVELS, "village")
    assert (counts["before"] + counts["entered"] - counts["left"] == counts["after"]).all()
    assert counts["before"].sum() == 6
    assert counts["after"].sum() == 5
