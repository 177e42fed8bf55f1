"""Workbooks and people in one history: the newest statement per field wins, decisions are kept.

A workbook that repeats what the person already saw when deciding is no news. One that says
something new against a decision is a conflict: the decision stands and a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ledger.cases import Case, adopted, plain

STATUS = "status"


class Statement(NamedTuple):
    """What one workbook row says of a case. `seq` is the number of its import event; a column that
    the workbook lacks, or an unknown value, is left out of `fields`."""

    seq: int
    batch_id: str
    fields: Mapping


class Conflict(NamedTuple):
    """A newer workbook contradicts a decision; step `conflict_kept` or `corrected` settles it."""

    kind: str
    case_id: str
    field: str
    decided: object
    decided_by: str
    decided_at: str
    imported: object
    batch_id: str
    seq: int


class Merged(NamedTuple):
    """A case as workbooks and people together have it. `sources` names the event behind a field."""

    fields: dict
    status: str
    sources: dict[str, int]
    conflicts: list[Conflict]


def merge(
    kind: str, case_id: str, statements: Iterable[Statement], case: Case | None = None
) -> Merged:
    """One history out of the workbooks' statements and the case people worked on, if any."""
    ordered = sorted(statements, key=lambda statement: statement.seq)
    fields: dict = {}
    sources: dict[str, int] = {}
    for statement in ordered:
        for name, value in _known(statement).items():
            fields[name], sources[name] = value, statement.seq
    status = fields.pop(STATUS, None)
    if case is None:
        return Merged(fields, status, sources, [])
    conflicts = []
    for name, seq in case.decided.items():
        decided = case.fields.get(name)
        conflicts += _conflicts(case, name, decided, seq, ordered)
        fields[name], sources[name] = decided, seq
    if case.moved:
        conflicts += _conflicts(case, STATUS, case.status, case.moved, ordered)
        status, sources[STATUS] = case.status, case.moved
    elif status is None:
        status = case.status
    for name, value in case.fields.items():
        fields.setdefault(name, value)
    return Merged(
        {name: value for name, value in fields.items() if value is not None},
        status,
        sources,
        conflicts,
    )


def merge_all(
    kind: str, statements: Mapping[str, list[Statement]], cases: Mapping[tuple[str, str], Case]
) -> dict[str, Merged]:
    """Every case of a kind, by number, whether it came by workbook, through the screens or both."""
    numbers = dict.fromkeys(statements)
    numbers |= dict.fromkeys(number for known, number in cases if known == kind)
    return {
        number: merge(kind, number, statements.get(number, ()), cases.get((kind, number)))
        for number in numbers
    }


def state_of(kind: str, merged: Merged, case: Case | None) -> str:
    """The state a case stands in: where people moved it, else what the workbooks' status means."""
    if case is not None and case.moved:
        return case.state
    return adopted(kind, {**merged.fields, STATUS: merged.status})["to"]


def _known(statement: Statement) -> dict:
    values = {name: plain(value) for name, value in statement.fields.items()}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _conflicts(
    case: Case, name: str, decided: object, seq: int, statements: list[Statement]
) -> list[Conflict]:
    """The newest workbook after a decision, if it says something that was not known then."""
    said = [(s, _known(s)[name]) for s in statements if name in _known(s)]
    seen = [value for statement, value in said if statement.seq < seq]
    later = [(statement, value) for statement, value in said if statement.seq > seq]
    if not later:
        return []
    statement, value = later[-1]
    if value == decided or (seen and value == seen[-1]):
        return []
    by = next((done for done in case.done.values() if done.seq == seq), None)
    actor, at = (by.actor, by.at) if by else ("", "")
    source = (statement.batch_id, statement.seq)
    return [Conflict(case.kind, case.case_id, name, decided, actor, at, value, *source)]
