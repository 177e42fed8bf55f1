"""Thousands of wordings of every kind in forms.md §2b, each with what is right to make of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from tests.wordings_choices import (
    one_of_ticks,
    one_of_words,
    several_ticks,
    several_words,
    yes_no_ticks,
    yes_no_words,
)
from tests.wordings_core import Right, Wording
from tests.wordings_dates import dates
from tests.wordings_formats import number_formats
from tests.wordings_numbers import counts, fees, in_other_files, money, shares

BY_HAND = Path(__file__).with_name("wordings_by_hand.yml")


@cache
def generated() -> tuple[Wording, ...]:
    """Every wording once; the same in every run."""
    kinds = [counts(), money(), fees(), shares(), dates(), yes_no_words(), yes_no_ticks()]
    kinds += [one_of_words(), one_of_ticks(), several_words(), several_ticks()]
    written = [one for kind in kinds for one in kind]
    return tuple(once([*written, *in_other_files(written), *number_formats()]))


def once(wordings: list[Wording]) -> list[Wording]:
    """No wording twice in a column and context: the first stands."""
    found: dict[tuple, Wording] = {}
    for one in wordings:
        key = (one.form, one.column, repr(one.typed), one.shown_by, one.context)
        found.setdefault(key, one)
    return list(found.values())


@cache
def by_hand() -> tuple[Wording, ...]:
    """What somebody who did not write the reader expects clerks to write."""
    return tuple(
        of_entry(form, column, entry)
        for form, columns in yaml.safe_load(BY_HAND.read_text("utf-8")).items()
        for column, entries in columns.items()
        for entry in entries
    )


def of_entry(form: str, column: str, entry: dict) -> Wording:
    """{typed, read | read_told | either | either_told | told | unknown, never, by, shown_by}."""
    never = entry.get("never", ())
    return Wording(
        form,
        column,
        entry["typed"],
        right_of(entry),
        f"by hand, {entry['by']}",
        shown_by=entry.get("shown_by"),
        never=frozenset([never] if isinstance(never, str) else never),
        context=entry.get("under", "plain"),
    )


RIGHTS = {  # must_tell, may_tell, may_be_unknown
    "read": (False, False, False), "read_told": (True, False, False),
    "either": (False, True, False), "either_told": (True, True, False),
    "told": (True, True, False), "unknown": (False, True, True),
    "read_or_unknown": (False, True, True),
}  # fmt: skip


def right_of(entry: dict) -> Right:
    (word,) = [one for one in RIGHTS if one in entry]
    said = entry[word]
    values = () if word in ("told", "unknown") else said if isinstance(said, list) else [said]
    return Right(tuple(values), *RIGHTS[word])
