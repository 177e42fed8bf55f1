"""Rows of one workbook under one key: a number used twice, a subject visited twice a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from models.catalog.forms import Forms
from models.identity import identify
from models.matching import normalise_name
from models.matters import number_key
from pipelines.problems import ProblemWriter, shown_value
from pipelines.validate import DUPLICATE, Judged, Verdict

NUMBERS = {"lead": ("lead_no", "description"), "rectification": ("task_no", "issue")}
WHO = ("facility_name", "credit_code", "village", "screened_date")
WORDS = frozenset({"screener", "remarks"})  # of a visit: not its figures
DAYS = 4_000_000  # more than the ordinal of any day


class Place(NamedTuple):
    """A row of a block."""

    verdict: Verdict
    i: int

    @property
    def sheet(self) -> str:
        return self.verdict.block.sheet

    def said(self, name: str) -> Any:
        judged = self.verdict.columns.get(name)
        return judged.at(self.i) if judged else None

    def cell(self, name: str) -> str:
        row = int(self.verdict.block.rows[self.i])
        judged = self.verdict.columns.get(name)
        return judged.item.address(row) if judged else f"A{row}"

    def tell(self, writer: ProblemWriter, code: str, name: str, words: dict) -> None:
        judged = self.verdict.columns[name]
        self.verdict.problems.append(
            writer.write(
                code,
                self.sheet,
                row=int(self.verdict.block.rows[self.i]),
                cell=self.cell(name),
                column=judged.column.heading,
                heading=judged.item.heading,
                value=judged.item.values[judged.codes[self.i]],
                words=words,
            )
        )


def check_twice(verdicts: list[Verdict], forms: Forms) -> list[Verdict]:
    """The verdicts of one workbook after its rows were held against each other."""
    writer = ProblemWriter(forms)
    for form, (number, text) in NUMBERS.items():
        own = [v for v in verdicts if v.block.form.code == form and number in v.columns]
        for sheet in dict.fromkeys(v.block.sheet for v in own):
            here = [v for v in own if v.block.sheet == sheet]
            for rows in repeated(
                here, lambda v, seen, n=number: ids(v.columns[n], number_key, seen)
            ):
                _tell_numbers(rows, number, text, writer)
    visits = [v for v in verdicts if v.block.form.code == "screening"]
    visits = [v for v in visits if {"facility_name", "screened_date"} <= set(v.columns)]
    done: set[tuple[int, int]] = set()
    for name in ("facility_name", "credit_code"):
        for rows in repeated(visits, lambda v, seen, n=name: _visit_ids(v, n, seen)):
            rows = [row for row in rows if (id(row.verdict), row.i) not in done]
            for own in _by_subject(rows):
                done |= {(id(row.verdict), row.i) for row in own}
                _judge_visits(own, writer)
    return verdicts


# ---------------------------------------------------------------- rows with one key


def ids(judged: Judged, key: Callable[[Any], str], seen: dict[str, int]) -> np.ndarray:
    """A number for what each row says, equal for equal keys; -1 where it says nothing."""
    found = [-1 if v in (None, "") else seen.setdefault(key(v), len(seen)) for v in judged.values]
    return np.array(found, np.int64)[judged.codes]


def _visit_ids(verdict: Verdict, name: str, seen: dict[str, int]) -> np.ndarray:
    judged = verdict.columns.get(name)
    if judged is None:
        return np.full(len(verdict.status), -1)
    subject = ids(judged, normalise_name, seen)
    day = np.nan_to_num(verdict.columns["screened_date"].numbers(), nan=-1).astype(np.int64)
    return np.where((subject < 0) | (day < 0), -1, subject * DAYS + day)


def repeated(
    verdicts: list[Verdict], keys: Callable[[Verdict, dict], np.ndarray]
) -> Iterator[list[Place]]:
    """The rows that share a key with another one, key by key, in the order of the workbook."""
    seen: dict[str, int] = {}
    found = [np.where(_counts(v), keys(v, seen), -1) for v in verdicts]
    if not found:
        return
    together = np.concatenate(found)
    values, times = np.unique(together[together >= 0], return_counts=True)
    twice = values[times > 1]
    groups: dict[int, list[Place]] = {}
    for verdict, own in zip(verdicts, found, strict=True):
        for i in np.flatnonzero(np.isin(own, twice)).tolist():
            groups.setdefault(int(own[i]), []).append(Place(verdict, i))
    yield from groups.values()


def _counts(verdict: Verdict) -> np.ndarray:
    return (verdict.status == "accepted") | (verdict.status == "rejected")


def _by_subject(rows: list[Place]) -> list[list[Place]]:
    """Rows of one name (or code) and day, told apart by village and credit code."""
    if len(rows) < 2:
        return []
    found: dict[str, list[Place]] = {}
    for row, subject in zip(rows, _subjects(rows), strict=True):
        found.setdefault(subject, []).append(row)
    return [own for own in found.values() if len(own) > 1]


def _subjects(rows: list[Place]) -> list[str]:
    asked = [
        (
            row.said("facility_name"),
            row.said("credit_code"),
            getattr(row.said("village"), "code", None),
        )
        for row in rows
    ]
    frame = pd.DataFrame(asked, columns=["facility_name", "credit_code", "village_code"])
    frame = frame.astype(object).where(frame.notna(), None)
    named = zip(identify(frame)["facility_id"], frame["facility_name"], strict=True)
    return [subject if name else "" for subject, name in named]


# ---------------------------------------------------------------- numbers


def _tell_numbers(rows: list[Place], number: str, text: str, writer: ProblemWriter) -> None:
    """Every later row under a number of this sheet is a matter of its own, and says so; under a
    merged number the writer said it himself."""
    subjects = _subjects(rows)
    first = rows[0]
    for row, subject in zip(rows[1:], subjects[1:], strict=True):
        if subject == subjects[0] and _is_merged(first, row, number):
            continue
        words = {
            "used": first.cell(number),
            "other": row.cell(number),
            "other_value": _about(first, text),
            "unit": _about(row, text),
        }
        row.tell(writer, "number_twice", number, words)


def _is_merged(one: Place, other: Place, name: str) -> bool:
    """Whether one cell holds the number of both rows."""
    spans = one.verdict.columns[name].item.merged
    return one.verdict is other.verdict and any(
        start <= one.i < stop and start <= other.i < stop for start, stop in spans
    )


def _about(row: Place, text: str) -> str:
    words = (row.said("facility_name"), row.said(text))
    return "：".join(str(word) for word in words if word)[:40]


# ---------------------------------------------------------------- visits


def _judge_visits(rows: list[Place], writer: ProblemWriter) -> None:
    sheets: dict[str, list[Place]] = {}
    for row in rows:
        sheets.setdefault(row.sheet, []).append(row)
    older: list[Place] = []
    for own in sheets.values():
        kept = _without_repeats(own)
        if len(kept) > 1 and _differing(kept):
            _reject(kept, writer)
        elif older and _differing([*older, *kept]):
            words = {"used": f"{older[-1].sheet}!{older[-1].cell('facility_name')}",
                     "other": kept[-1].cell("facility_name")}  # fmt: skip
            kept[-1].tell(writer, "subject_restated", "facility_name", words)
        older += kept


def figures(row: Place) -> dict[str, Any]:
    """What a visit says besides whom, when and by whom."""
    names = (column.name for column in row.verdict.block.form.columns)
    return {name: row.said(name) for name in names if name not in WORDS and name not in WHO}


def _without_repeats(rows: list[Place]) -> list[Place]:
    """The rows that say something of their own; the others are repeated rows."""
    kept: list[Place] = []
    for row in rows:
        if row.verdict.status[row.i] == "accepted" and any(_repeats(row, one) for one in kept):
            row.verdict.status[row.i] = DUPLICATE
        else:
            kept.append(row)
    return kept


def _repeats(row: Place, one: Place) -> bool:
    said = [(row.said(name), one.said(name)) for name in WORDS]
    return figures(row) == figures(one) and all(new in (None, old) for new, old in said)


def _differing(rows: list[Place]) -> str | None:
    """The first column in which the rows say different things, None when they agree."""
    told = [figures(row) for row in rows]
    return next((n for n in told[0] if any(one[n] != told[0][n] for one in told)), None)


def _reject(rows: list[Place], writer: ProblemWriter) -> None:
    name = _differing(rows)
    form = rows[0].verdict.block.form
    words = {
        "used": shown_value(rows[0].said("screened_date")),
        "other": "、".join(row.cell("facility_name") for row in rows),
        "unit": form.column(name).heading,
        "other_value": "、".join(shown_value(row.said(name)) or "空" for row in rows),
    }
    for row in rows:
        row.tell(writer, "subject_twice", "facility_name", words)
        row.verdict.status[row.i] = "rejected"
