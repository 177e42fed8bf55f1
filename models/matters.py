"""Which rows speak of one matter: a number names it only together with its subject (forms.md §2b).

Rows are taken in the order in which they came, and each joins a matter there already is or begins
one: no later import ever makes two matters one. Several rows of one subject in one sheet are
several items; a later sheet's rows meet them by equal text, then by order.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

import pandas as pd

from models.matching import credit_code_ok, normalise_name

_MADE = re.compile(r"(.*)~[0-9a-f]{8}", re.DOTALL)


class Row(NamedTuple):
    """A row of a workbook as far as it says which matter it speaks of; '' where it does not."""

    row_id: int  # a greater one is newer
    sheet: str  # which sheet of which import
    number: str
    facility: str  # the known subject's id, as of today
    is_known: bool  # it was known when the row came, or a person said so
    code: str  # valid credit code
    name: str  # normalised
    village: str
    day: str  # of a lead: when it was received
    text: str  # the problem, normalised

    @property
    def own_id(self) -> str:
        """The id that this row alone gives; it does not change when its subject becomes known."""
        if self.name:
            return made_id(self.number, "name", self.name, self.village)
        if self.code:
            return made_id(self.number, "code", self.code)
        return made_id(self.number, "place", self.village, self.day)

    @property
    def is_nobodys(self) -> bool:
        return not (self.name or self.code or (self.facility and self.is_known))


@dataclass
class Item:
    """The rows of one matter, oldest first."""

    rows: list[Row] = field(default_factory=list)
    id: str = ""
    also: list[str] = field(default_factory=list)  # ids of matters people joined to it

    @property
    def texts(self) -> set[str]:
        return {row.text for row in self.rows}


def made_id(number: str, *parts: str) -> str:
    digest = hashlib.sha256("|".join((number_key(number), *parts)).encode()).hexdigest()
    return f"{number.strip()}~{digest[:8]}"


def number_of(matter_id: str) -> str:
    """The number as a workbook has it; an id from before matters had ids of their own is one."""
    found = _MADE.fullmatch(matter_id)
    return found[1] if found else matter_id


def number_key(number: object) -> str:
    """A number without width, case and spaces: equal keys are the same number."""
    return "".join(unicodedata.normalize("NFKC", str(number)).split()).upper()


# ---------------------------------------------------------------- rows


def read_rows(frame: pd.DataFrame) -> list[Row]:
    """Rows of a frame with row_id, sheet, number, facility_id, is_known, name, credit_code,
    village_code, day and text."""
    frame = frame.astype(object).where(frame.notna(), None)
    return [
        Row(
            int(one.row_id),
            one.sheet,
            str(one.number),
            one.facility_id or "",
            bool(one.is_known),
            one.credit_code if credit_code_ok(one.credit_code) else "",
            normalise_name(one.name),
            one.village_code or "",
            str(one.day or "")[:10],
            normalise_name(one.text),
        )
        for one in frame.itertuples(index=False)
    ]


def matters(rows: Iterable[Row]) -> list[Item]:
    """Every matter with its rows and its id, in the order in which they came."""
    by_number: dict[str, list[Row]] = {}
    for row in sorted(rows):
        by_number.setdefault(number_key(row.number), []).append(row)
    found = [item for own in by_number.values() for item in _of_number(own)]
    return sorted(found, key=lambda item: item.rows[0].row_id)


def _of_number(rows: list[Row]) -> list[Item]:
    found = [item for own in by_subject(rows) for item in items(own)]
    found.sort(key=lambda item: item.rows[0].row_id)
    used: set[str] = set()
    for item in found:
        item.id = next(one for one in _ids(item) if one not in used)
        used.add(item.id)
    return found


def _ids(item: Item) -> Iterator[str]:
    """Ids for a matter, the simplest first: only what shares number and subject needs more."""
    first = item.rows[0]
    yield first.own_id
    yield made_id(first.number, first.name, first.village, first.code)
    for number in count(1):
        yield made_id(first.number, first.own_id, first.code, first.text, str(number))


# ---------------------------------------------------------------- subjects


@dataclass
class Subject:
    """The rows of one number that speak of one subject, and all by which it was named."""

    rows: list[Row] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)  # with the village
    facilities: set[str] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)  # village and day

    def take(self, row: Row) -> None:
        self.rows.append(row)
        self.places.add((row.village, row.day))
        if row.code:
            self.codes.add(row.code)
        if row.name:
            self.names.add((row.name, row.village))
        if row.facility and row.is_known:
            self.facilities.add(row.facility)

    def contradicts(self, row: Row) -> bool:
        return bool(row.code and self.codes and row.code not in self.codes)

    @property
    def is_nobody(self) -> bool:
        return not (self.codes or self.names or self.facilities)


# What makes a row speak of a subject, the surest first.
FITS: tuple[Callable[[Subject, Row], bool], ...] = (
    lambda own, row: row.code in own.codes,
    lambda own, row: (row.name, row.village) in own.names and not own.contradicts(row),
    lambda own, row: row.is_known and row.facility in own.facilities,
    lambda own, row: _leaves_village_open(own, row) and not own.contradicts(row),
    lambda own, row: row.is_nobodys and own.is_nobody and (row.village, row.day) in own.places,
    lambda own, row: (row.is_nobodys or own.is_nobody) and (row.village, row.day) in own.places,
)


def _leaves_village_open(own: Subject, row: Row) -> bool:
    """Whether one of the two names no village and both have the name."""
    if not row.name:
        return False
    villages = {village for name, village in own.names if name == row.name}
    return bool(villages) and (not row.village or villages == {""})


def by_subject(rows: list[Row]) -> list[list[Row]]:
    """The rows of one number, told apart by subject, each as it came."""
    found: list[Subject] = []
    for row in rows:
        fitting = (own for fits in FITS for own in found if fits(own, row))
        own = next(fitting, None)
        if own is None:
            own = Subject()
            found.append(own)
        own.take(row)
    return [own.rows for own in found]


# ---------------------------------------------------------------- items


def items(rows: list[Row]) -> list[Item]:
    """The items of one number and subject: each sheet's rows meet those known by equal text, then
    by order; only what is left over is new."""
    found: list[Item] = []
    sheets: dict[str, list[Row]] = {}
    for row in rows:
        sheets.setdefault(row.sheet, []).append(row)
    for own in sheets.values():
        _meet(found, own)
    return found


def _meet(found: list[Item], rows: list[Row]) -> None:
    waiting, left = list(found), []
    for row in rows:
        equal = next((item for item in waiting if row.text in item.texts), None)
        if equal is None:
            left.append(row)
        else:
            waiting.remove(equal)
            equal.rows.append(row)
    for row in left:
        if waiting:
            waiting.pop(0).rows.append(row)
        else:
            found.append(Item([row]))


# ---------------------------------------------------------------- what people decided


def joined(found: list[Item], pairs: Iterable[tuple[str, str]]) -> list[Item]:
    """The matters after people said of pairs of ids that they are one; the older one's id stays."""
    found = list(found)
    for pair in pairs:
        one, other = (_named(found, own) for own in pair)
        if one is None or other is None or one is other:
            continue
        older, newer = sorted((one, other), key=lambda item: item.rows[0].row_id)
        older.rows = sorted([*older.rows, *newer.rows])
        older.also = [*older.also, newer.id, *newer.also]
        found.remove(newer)
    return found


def _named(found: Iterable[Item], own: str) -> Item | None:
    """The matter of an id: its own, one joined to it, or what one of its rows alone would give."""
    found = list(found)
    return next(
        (item for item in found if own == item.id or own in item.also),
        next((item for item in found if any(row.own_id == own for row in item.rows)), None),
    )
