"""Red and orange fall step by step, after two clean visits by different people."""

import pytest

from models.descent import Visit, held, may_fall

GREEN, YELLOW, ORANGE, RED = range(4)
NONE = -1


def fold(own, falls, peaks=None, decided=None):
    size = len(own)
    return list(held(own, peaks or [NONE] * size, falls, decided or [None] * size))


@pytest.mark.parametrize(
    ("own", "falls", "shown"),
    [
        ([RED, GREEN, GREEN], [False, False, False], [RED, RED, RED]),
        ([RED, GREEN, GREEN, GREEN], [False, False, True, True], [RED, RED, ORANGE, YELLOW]),
        ([RED, ORANGE, GREEN], [False, True, True], [RED, ORANGE, YELLOW]),
        ([ORANGE, RED, GREEN], [False, False, False], [ORANGE, RED, RED]),
        ([YELLOW, GREEN, YELLOW], [False, False, False], [YELLOW, GREEN, YELLOW]),
        ([RED, GREEN, GREEN, GREEN, GREEN], [False] + [True] * 4,
         [RED, ORANGE, YELLOW, GREEN, GREEN]),
    ],
)  # fmt: skip
def test_a_level_rises_at_once_and_falls_by_steps(own, falls, shown):
    assert fold(own, falls) == shown


def test_what_a_visit_met_within_the_month_counts_as_well():
    assert fold([GREEN, GREEN], [False, False], peaks=[RED, NONE]) == [RED, RED]


def test_a_decision_by_people_ends_the_holding():
    assert fold([RED, GREEN, GREEN], [False] * 3, decided=[None, YELLOW, None])[2] == GREEN


@pytest.mark.parametrize(
    ("visits", "may"),
    [
        ([(0, "甲", True), (30, "乙", True)], True),
        ([(0, "甲", True), (29, "乙", True)], False),
        ([(0, "甲", True), (30, "甲", True)], False),
        ([(0, "甲", True), (30, None, True)], False),
        ([(0, "甲", True), (15, "乙", False), (30, "乙", True)], False),
        ([(0, "甲", True), (30, "乙", True), (31, "乙", False)], False),
        ([(0, "甲", True), (20, "乙", True), (50, "乙", True)], True),
        ([], False),
    ],
)
def test_two_clean_visits_a_month_apart_by_different_people_let_it_fall(visits, may):
    assert may_fall(Visit(*one) for one in visits) == may


def test_the_office_may_confirm_the_later_visit_of_one_screener():
    first, later = Visit(0, "甲", True), Visit(30, "甲", True, is_confirmed=True)
    assert may_fall([first, later])
    assert not may_fall([first._replace(is_confirmed=True), later._replace(is_confirmed=False)])
