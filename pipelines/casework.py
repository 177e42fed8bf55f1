"""What people did with leads, tasks and key subjects, joined with the workbooks for a build.

A case nobody touched keeps its row exactly as the workbooks have it; one that people worked on
becomes the merge of ledger/merging.py. The screens use the same functions on a newer ledger.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from ledger.cases import ADOPTED, KINDS, LEAD, RECTIFICATION, Case, Done, adopted, fold, plain
from ledger.imports import all_imports
from ledger.keyledger import KeyMatter, fold_key
from ledger.merging import STATUS, Conflict, Merged, Statement, merge, state_of
from ledger.workflow import load_workflow

Row = Mapping[str, Any]
NUMBER = {LEAD: "lead_no", RECTIFICATION: "task_no"}
BOOKS = {LEAD: "stg_lead_book", RECTIFICATION: "stg_task_book"}
MATTER = "matter_id"
VERSIONS = {LEAD: "stg_lead", RECTIFICATION: "stg_rectification"}
# Columns of a workbook's row that say where it stands, not what it says.
ABOUT_THE_ROW = frozenset(
    {"row_id", "batch_id", "batch_no", "source_file", "source_sheet", "source_row", "block",
     "columns", "versions", "deadline_date", "is_closed", "is_finished", "finished_date",
     "lead_no", "task_no", "matter_id"}
)  # fmt: skip


class Nature(NamedTuple):
    """What a person once found a lead to be; a later finding does not undo that it was said."""

    lead_no: str
    nature: str
    decided_at: str
    seq: int


@dataclass(frozen=True)
class Handling:
    """The part of the ledger a build joins with the workbooks, as of its day."""

    cases: tuple[Case, ...] = ()
    keys: tuple[KeyMatter, ...] = ()
    seqs: Mapping[str, int] = field(default_factory=dict)  # batch → number of its import event
    natures: tuple[Nature, ...] = ()

    def signature(self) -> list:
        """What here can change a build; empty as long as nobody did anything."""
        return [list(one) for one in (*self.cases, *self.keys)]


def read_handling(events: Sequence, as_of: date) -> Handling:
    """Cases, key decisions and import numbers out of a ledger's events up to a day."""
    today = as_of.isoformat()
    known = [event for event in events if event.at[:10] <= today]
    return Handling(
        tuple(fold(known).values()),
        tuple(fold_key(known, as_of).values()),
        import_seqs(events),
        tuple(found_natures(known)),
    )


def found_natures(events: Iterable) -> Iterable[Nature]:
    """Every nature that people gave a lead, taken over from workbooks or not, in order."""
    for event in events:
        nature = event.subject == LEAD and event.payload.get("fields", {}).get("nature")
        if nature and event.action != ADOPTED:
            yield Nature(event.subject_id, nature, event.at, event.seq)


def import_seqs(events: Iterable) -> dict[str, int]:
    """Number of the event that brought each batch."""
    made = {one.batch for one in all_imports(events)}
    firsts: dict[str, int] = {}
    for event in events:
        if event.subject == "batch" and event.subject_id in made:
            firsts.setdefault(event.subject_id, event.seq)
    return firsts


# ---------------------------------------------------------------- one case


class Settled(NamedTuple):
    """A case as workbooks and people together have it, and what they disagree about."""

    case: Case
    conflicts: list[Conflict]


def book_case(kind: str, row: Row) -> Case:
    """A case that only workbooks speak of, as a person would take it over."""
    payload = adopted(kind, {**row, STATUS: book_status(kind, row)})
    return Case(kind, row[MATTER], payload["to"], payload["fields"], 0, "", "", {})


def settle(case: Case, row: Row | None, statements: Iterable[Statement]) -> Settled:
    """The merge of a case people touched with its workbook rows; `row` is the newest statement per
    column (blank included), None when no live workbook names the case."""
    merged = merge(case.kind, case.case_id, statements, case)
    if row is None:
        return Settled(case._replace(fields=dict(case.fields)), merged.conflicts)
    fields = dict(merged.fields)
    for name, value in said(row).items():
        if name not in case.decided and name != STATUS:
            fields[name] = value
    fields = {name: value for name, value in fields.items() if value not in (None, "")}
    status = book_status(case.kind, row) if not case.moved else merged.status
    state = state_of(case.kind, Merged(fields, status, {}, []), case)
    return Settled(case._replace(state=state, fields=fields), merged.conflicts)


def book_status(kind: str, row: Row) -> str | None:
    """The status a workbook's row amounts to, dates and results read together (stg_task)."""
    status = plain(row.get(STATUS))
    if kind == LEAD:
        return status
    states = load_workflow().machines[kind].states
    done, waits = states["closed"].status, states["checking"].status
    if plain(row.get("is_closed")):
        return status if status in (done, states["transferred"].status) else done
    return waits if plain(row.get("is_finished")) else status


def said(row: Row) -> dict:
    """What a row says of the case itself, as plain values."""
    return {name: plain(value) for name, value in row.items() if name not in ABOUT_THE_ROW}


def statement(row: Row, seqs: Mapping[str, int]) -> Statement:
    """One version of a row as a statement of its import. The subject is our own match, not a
    word of the workbook."""
    words = {name: value for name, value in said(row).items() if name != "facility_id"}
    return Statement(seqs.get(row["batch_id"], 0), row["batch_id"], words)


def by_matter(rows: Iterable[Row], seqs: Mapping[str, int]) -> dict[str, list]:
    """The statements of each case."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for row in rows:
        found[row[MATTER]].append(statement(row, seqs))
    return found


# ---------------------------------------------------------------- a case as text


def packed(case: Case) -> str:
    """A case as JSON text, to stand in a build."""
    return json.dumps(case._asdict(), ensure_ascii=False, sort_keys=True, default=plain)


def unpacked(text: str) -> Case:
    known = json.loads(text)
    done = {action: Done(*by) for action, by in known.pop("done").items()}
    pauses = tuple(tuple(pause) for pause in known.pop("pauses"))
    chains = tuple(known.pop("chains"))
    return Case(**known, done=done, pauses=pauses, chains=chains)


def touched(cases: Iterable[Case], kind: str) -> list[Case]:
    assert kind in KINDS
    return [case for case in cases if case.kind == kind]
