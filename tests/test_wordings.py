"""What people write, through the public import: stored as meant, or told (forms.md §2b)."""

from datetime import date

import duckdb
import pytest

from pipelines.run import build
from pipelines.settings import Home
from pipelines.warehouse import newest_build
from tests.wordings import by_hand, generated
from tests.wordings_core import Wording, told, unknown
from tests.wordings_judge import (
    INVERTED,
    KEPT,
    RIGHT,
    SILENT,
    UNREAD,
    judge,
    read_share,
    told_of,
)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    return judge(generated(), tmp_path_factory.mktemp("generated"))


@pytest.fixture(scope="module")
def verdicts_by_hand(tmp_path_factory):
    return judge(by_hand(), tmp_path_factory.mktemp("by_hand"))


def test_at_least_three_thousand_wordings_are_judged(verdicts):
    assert len(verdicts) >= 3000


def test_law_01_no_wording_is_silently_stored_as_something_else(verdicts):
    assert told_of(verdicts, SILENT) == ""


def test_law_02_no_warning_excuses_a_value_that_is_not_in_the_cell(verdicts):
    assert told_of(verdicts, KEPT) == ""


def test_law_03_no_negation_is_inverted(verdicts):
    assert told_of(verdicts, INVERTED) == ""


def test_of_the_readable_wordings_97_percent_are_read(verdicts):
    assert read_share(verdicts) >= 0.97, told_of(verdicts, UNREAD)


def test_law_01_a_range_keeps_both_ends(verdicts):
    ranges = [one for one in verdicts if one.wording.low is not None and one.outcome == RIGHT]
    lost = [str(one) for one in ranges if one.ends != (one.wording.low, one.stored)]
    assert len(ranges) > 50
    assert lost == []


PROMISES = [
    "高于银行利率",
    "高息",
    "保本",
    "保本高息",
    "高额返利",
    "稳赚不赔",
    "保本保息",
    "高收益",
]
NO_PROMISES = ["8%", "/", "无", "不详", "送鸡蛋"]


def test_a_promise_in_words_is_marked_in_the_build(tmp_path):
    column = ("screening", "promised_return_pct")
    wordings = [Wording(*column, text, told(), "promise in words") for text in PROMISES]
    wordings += [Wording(*column, text, unknown(), "no promise") for text in NO_PROMISES]
    judge(wordings, tmp_path)
    build(Home(tmp_path / "home"), date(2026, 11, 23))
    marked = "select promise_without_figure from mart_screening order by source_row"
    with duckdb.connect(str(newest_build(Home(tmp_path / "home"))), read_only=True) as con:
        found = [bool(row[0]) for row in con.execute(marked).fetchall()]
    assert found == [True] * len(PROMISES) + [False] * len(NO_PROMISES)


def test_three_hundred_wordings_by_hand_are_right_or_told(verdicts_by_hand):
    assert len(verdicts_by_hand) >= 300
    assert told_of(verdicts_by_hand, SILENT, KEPT, INVERTED) == ""
    assert read_share(verdicts_by_hand) >= 0.97, told_of(verdicts_by_hand, UNREAD)
