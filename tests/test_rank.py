"""Rank 1 is the most urgent: statutory, level, score, exposure, people, id."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rank import ranks

PLACES = {"红": 0, "橙": 1, "黄": 2, "信息不足": 2, "绿": 3}


def subject(facility_id, **facts):
    usual = {
        "is_statutory": False,
        "level": "绿",
        "score": 10.0,
        "amount_involved_wan": 0.0,
        "people_involved": 0.0,
    }
    return {"facility_id": facility_id, **usual, **facts}


def order_of(*subjects):
    frame = pd.DataFrame(subjects)
    placed = dict(zip(ranks(frame, PLACES), frame["facility_id"], strict=True))
    return "".join(placed[number] for number in range(1, len(frame) + 1))


def test_a_crossed_legal_line_comes_before_every_colour():
    assert order_of(subject("A", level="红", score=90), subject("B", is_statutory=True)) == "BA"


def test_then_the_level_decides_with_too_little_known_beside_yellow():
    assert (
        order_of(
            subject("A", level="绿", score=19),
            subject("B", level="信息不足", score=1),
            subject("C", level="黄", score=2),
            subject("F", level="信息不足", score=3),
            subject("D", level="红", score=1),
            subject("E", level="橙", score=50),
        )
        == "DEFCBA"
    )


def test_inside_a_level_score_then_money_then_people_then_id_decide():
    assert (
        order_of(
            subject("E"),
            subject("D"),
            subject("C", people_involved=5),
            subject("B", amount_involved_wan=1),
            subject("A", score=11),
        )
        == "ABCDE"
    )


def test_unknown_money_counts_as_none():
    assert order_of(subject("A", amount_involved_wan=None), subject("B", people_involved=1)) == "BA"


SUBJECTS = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from(PLACES),
        st.integers(0, 3),
        st.sampled_from([None, 0.0, 1.0]),
        st.sampled_from([None, 0.0, 1.0]),
    ),
    min_size=1,
    max_size=12,
)


def frame_of(rows):
    names = ["is_statutory", "level", "score", "amount_involved_wan", "people_involved"]
    frame = pd.DataFrame(rows, columns=names).astype({"is_statutory": bool})
    for name in names[2:]:
        frame[name] = frame[name].astype(float)
    return frame.assign(facility_id=[f"F{number:02}" for number in range(len(frame))])


@given(SUBJECTS)
@settings(max_examples=100)
def test_every_rank_is_given_once(rows):
    assert sorted(ranks(frame_of(rows), PLACES)) == list(range(1, len(rows) + 1))


@given(SUBJECTS, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_the_order_of_the_rows_does_not_matter(rows, random):
    frame = frame_of(rows)
    placed = dict(zip(frame["facility_id"], ranks(frame, PLACES), strict=True))
    shuffled = frame.sample(frac=1, random_state=random.randint(0, 2**31)).reset_index(drop=True)
    again = dict(zip(shuffled["facility_id"], ranks(shuffled, PLACES), strict=True))
    assert placed == again
