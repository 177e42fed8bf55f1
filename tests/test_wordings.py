"""What people write, through the public import: stored as meant, or told (forms.md §2b, law 1-3)."""

import pytest

from tests.wordings import by_hand, generated
from tests.wordings_judge import (
    INVERTED,
    KEPT,
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


def test_three_hundred_wordings_by_hand_are_right_or_told(verdicts_by_hand):
    assert len(verdicts_by_hand) >= 300
    assert told_of(verdicts_by_hand, SILENT, KEPT, INVERTED) == ""
    assert read_share(verdicts_by_hand) >= 0.97, told_of(verdicts_by_hand, UNREAD)
