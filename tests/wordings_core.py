"""A wording: what a clerk types into one cell of one column, and what is right to make of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Right:
    """What may be stored, and whether a warning or an error must or may stand on the cell."""

    values: tuple[Any, ...] = ()
    must_tell: bool = False  # silence is a mistake, whatever is stored
    may_tell: bool = False  # unknown is right too, if told
    may_be_unknown: bool = False  # unknown is right without a word

    @property
    def is_readable(self) -> bool:
        """The contract asks for a value: told and unknown is a reading missed."""
        return bool(self.values) and not self.may_tell and not self.may_be_unknown


def read(*values: Any) -> Right:
    """The value, told or not."""
    return Right(values)


def read_told(*values: Any) -> Right:
    """The value beside a warning."""
    return Right(values, must_tell=True)


def either(*values: Any) -> Right:
    """The value, or unknown with a warning."""
    return Right(values, may_tell=True)


def either_told(*values: Any) -> Right:
    """A warning in any case; beside it the value or unknown."""
    return Right(values, must_tell=True, may_tell=True)


def told() -> Right:
    """Unknown with a warning, or the row waits with an error on this cell."""
    return Right((), must_tell=True, may_tell=True)


def unknown() -> Right:
    return Right((), may_tell=True, may_be_unknown=True)


def none_or_unknown(value: Any) -> Right:
    return Right((value,), may_tell=True, may_be_unknown=True)


@dataclass(frozen=True)
class Formula:
    """A formula with the result that the file holds."""

    text: str
    result: Any


@dataclass(frozen=True)
class Wording:
    form: str
    column: str
    typed: Any
    right: Right
    kind: str
    shown_by: str | None = None  # the cell's number format
    never: frozenset[Any] = field(default_factory=frozenset)  # negated: storing it inverts the cell
    low: float | None = None  # the lower end of a range
    context: str = "plain"  # which headings, title and kind of file it stands under
    why: str = ""


def each(
    columns: Iterable[tuple[str, str]], typed: Any, right: Right, kind: str, **facts: Any
) -> list[Wording]:
    """The same wording in each of these columns."""
    return [Wording(form, column, typed, right, kind, **facts) for form, column in columns]


def under(context: str, wordings: Iterable[Wording]) -> list[Wording]:
    return [replace(one, context=context) for one in wordings]
