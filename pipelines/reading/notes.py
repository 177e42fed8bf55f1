"""What reading one cell gives: a value and what a person should know about it."""

from __future__ import annotations

from typing import Any, NamedTuple


class Note(NamedTuple):
    """One finding on a cell: a code of problems.yml, a severity if not the usual one, words."""

    code: str
    severity: str | None = None
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> dict[str, str]:
        return dict(self.fields)


class Reading(NamedTuple):
    """The value of a cell (None: unknown) and the findings on it."""

    value: Any = None
    notes: tuple[Note, ...] = ()
    low: Any = None  # the lower end, where the cell states a range
    is_promise: bool = False  # a return promised in words, without a figure that can be read
    bare_unit: bool = False  # an amount that names no unit of its own


UNKNOWN = Reading()


def note(code: str, severity: str | None = None, **words: object) -> Note:
    return Note(code, severity, tuple((k, str(v)) for k, v in words.items()))
