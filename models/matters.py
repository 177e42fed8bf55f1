"""Which rows speak of one matter: a number names it only together with its subject (forms.md §2b).

Rows of one number are told apart by their subject; without one, by village and day. Several rows of
one subject in one sheet are several items; a later sheet's rows meet them by equal text, then by
order. Nothing here ever makes two sheets' rows fewer matters than the fuller of them has.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from models.identity import identify, short_id
from models.matching import normalise_name

_MADE = re.compile(r"(.*)~[0-9a-f]{8}", re.DOTALL)


class Row(NamedTuple):
    """A row of a workbook as far as it says which matter it speaks of."""

    row_id: int  # a greater one is newer
    sheet: str  # which sheet of which import
    number: str
    subject: str  # the known subject's id, else what stands for it; '' without any
    name: str  # normalised
    village: str
    day: str  # of a lead: when it was received
    text: str  # the problem, normalised

    @property
    def own_id(self) -> str:
        """The id that this row alone gives; it does not change when its subject becomes known."""
        written = ("name", self.name, self.village) if self.name else (
            "place", self.village, self.day) if not self.subject else ("code", self.subject)  # fmt: skip
        return made_id(self.number, *written)


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
    """Rows of a frame with row_id, sheet, number, facility_id, name, credit_code, village_code, day
    and text. Who is known by no register is told by credit code, else by name and village."""
    frame = frame.astype(object).where(frame.notna(), None)
    named = frame.rename(columns={"name": "facility_name"})
    stands_for = identify(named)["facility_id"]
    return [
        Row(
            int(one.row_id),
            one.sheet,
            str(one.number),
            one.facility_id or (other if one.name or one.credit_code else ""),
            normalise_name(one.name),
            one.village_code or "",
            str(one.day or "")[:10],
            normalise_name(one.text),
        )
        for one, other in zip(frame.itertuples(index=False), stands_for, strict=True)
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


def _ids(item: Item) -> Iterable[str]:
    """Ids for a matter, the simplest first: only what shares number and subject needs more."""
    first = item.rows[0]
    yield first.own_id
    yield made_id(first.number, first.name, first.village, first.subject)
    number = 1
    while True:
        yield made_id(first.number, first.subject or first.own_id, first.text, str(number))
        number += 1


# ---------------------------------------------------------------- subjects


def by_subject(rows: list[Row]) -> list[list[Row]]:
    """The rows of one number, told apart by subject. A row that leaves the subject or its village
    open joins the oldest subject that it fits; no subject takes two such."""
    whole: dict[str, list[Row]] = {}
    no_village: dict[str, list[Row]] = {}
    no_subject: dict[tuple, list[Row]] = {}
    for row in rows:
        if not row.subject:
            no_subject.setdefault((row.village, row.day), []).append(row)
        elif row.subject == short_id(f"{row.name}|"):
            no_village.setdefault(row.name, []).append(row)
        else:
            whole.setdefault(row.subject, []).append(row)
    groups = _joined(list(whole.values()), no_village, lambda row: row.name)
    return _joined(groups, no_subject, lambda row: (row.village, row.day))


def _joined(groups: list[list[Row]], loose: Mapping, key: Callable) -> list[list[Row]]:
    """Each loose group with the oldest group that has its key and no loose one yet, else alone."""
    found = sorted(groups)
    fits = [set(map(key, own)) for own in found]
    for name, rows in loose.items():
        place = next((i for i, keys in enumerate(fits) if name in keys), None)
        if place is None:
            found.append(rows)
        else:
            fits[place] = set()
            found[place] = sorted([*found[place], *rows])
    return found


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
