"""The tables of a build that people's handling goes into: cases, conflicts, clocks, key ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from ledger.cases import KINDS, LEAD, RECTIFICATION, Case
from ledger.clock import clock_of
from ledger.merging import Conflict
from ledger.rectification import look_back_sample
from ledger.workflow import load_workflow
from models.catalog import Catalog
from models.catalog.scoring import Levels
from models.clock import Clock, read_frame
from models.workdays import Workdays
from pipelines.casework import (
    BOOKS,
    MATTER,
    NUMBER,
    VERSIONS,
    Handling,
    Settled,
    book_case,
    by_matter,
    packed,
    said,
    settle,
    touched,
    unpacked,
)
from pipelines.matters import Register
from pipelines.warehouse import insert, names_of

Draft = duckdb.DuckDBPyConnection
CASE_COLUMNS = "kind varchar, case_id varchar, packed varchar"
NATURE_COLUMNS = "lead_no varchar, nature varchar, decided_at timestamp, seq bigint"
SEQ_COLUMNS = "batch_id varchar, seq bigint"
KEY_COLUMNS = (
    "facility_id varchar, number varchar, is_key boolean, reason varchar, decided_by varchar, "
    "decided_date date, expires_date date, responsible_unit varchar, responsible_person varchar, "
    "measures varchar, deadline_date date"
)
CONFLICT_COLUMNS = (
    "kind varchar, case_id varchar, field varchar, decided varchar, decided_by varchar, "
    "decided_at varchar, imported varchar, batch_id varchar, seq bigint"
)
CLOCK_COLUMNS = (
    "deadline_date date, is_overdue boolean, days_overdue bigint, workdays_overdue bigint, "
    "days_left bigint, workdays_left bigint"
)
CLOCK_NAMES = names_of(CLOCK_COLUMNS)
LOOK_COLUMNS = (
    "period varchar, matter_id varchar, task_no varchar, outcome varchar, must_reopen boolean"
)
SCHEDULE = ("responsible_unit", "responsible_person", "measures", "deadline_date")


def insert_handling(draft: Draft, handling: Handling) -> None:
    """raw_case, raw_case_seq, raw_nature and raw_key: what the ledger says, for the makers."""
    cases = [(case.kind, case.case_id, packed(case)) for case in handling.cases]
    insert(draft, "raw_case", CASE_COLUMNS, cases)
    insert(draft, "raw_case_seq", SEQ_COLUMNS, sorted(handling.seqs.items()))
    insert(draft, "raw_nature", NATURE_COLUMNS, list(handling.natures))
    keys = [
        (
            one.facility_id,
            one.number,
            one.is_key,
            one.reason or None,
            one.decided_by or None,
            one.decided_at[:10] or None,
            one.expires,
            *(one.schedule.get(name) for name in SCHEDULE),
        )
        for one in handling.keys
    ]
    insert(draft, "raw_key", KEY_COLUMNS, keys)


def records(draft: Draft, sql: str, values: dict | None = None) -> list[dict[str, Any]]:
    """Rows as dictionaries of plain Python values."""
    found = draft.execute(sql, values or {})
    names = [one[0] for one in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


# ---------------------------------------------------------------- workbooks and people


def settled_cases(draft: Draft, cases: list[Case]) -> Iterator[Settled]:
    """Every given case merged with what the workbooks of this build say of it."""
    seqs = dict(draft.execute("select batch_id, seq from raw_case_seq").fetchall())
    for kind in KINDS:
        own = touched(cases, kind)
        if not own:
            continue
        rows = rows_of(draft, kind, [case.case_id for case in own])
        versions = by_matter(version_rows(draft, kind, list(rows)), seqs)
        for case in own:
            yield settle(case, rows.get(case.case_id), versions.get(case.case_id, ()))


def rows_of(draft: Draft, kind: str, matters: list[str] | None = None) -> dict[str, dict]:
    """The newest workbook row of each case (of the given matters), by matter."""
    sql = "select * from " + BOOKS[kind]
    if matters is not None:
        sql += " where list_contains($matters, matter_id)"
    values = {} if matters is None else {"matters": matters}
    return {row[MATTER]: row for row in records(draft, sql, values)}


def version_rows(draft: Draft, kind: str, matters: list[str]) -> list[dict]:
    sql = "select * from " + VERSIONS[kind] + " where list_contains($matters, matter_id)"
    return records(draft, sql + " order by row_id", {"matters": matters})


def make_conflicts(draft: Draft, catalog: Catalog) -> None:
    """mart_conflict, and stg_case: every case people touched as it stands after the merge."""
    cases = [unpacked(text) for (text,) in draft.execute("select packed from raw_case").fetchall()]
    register = Register.read(lambda sql: draft.execute(sql).fetchall())
    settled = list(settled_cases(draft, register.cases(cases)))
    rows = [(one.case.kind, one.case.case_id, packed(one.case)) for one in settled]
    insert(draft, "stg_case", CASE_COLUMNS, rows)
    found = [conflict_row(conflict) for one in settled for conflict in one.conflicts]
    insert(draft, "mart_conflict", CONFLICT_COLUMNS, found)


def conflict_row(conflict: Conflict) -> tuple:
    shown = {
        name: None if value is None else str(value)
        for name, value in (("decided", conflict.decided), ("imported", conflict.imported))
    }
    return tuple(conflict._replace(**shown))


def stored_cases(draft: Draft, kind: str) -> list[Case]:
    sql = "select packed from stg_case where kind = $kind order by case_id"
    return [unpacked(text) for (text,) in draft.execute(sql, {"kind": kind}).fetchall()]


def make_leads(draft: Draft, catalog: Catalog) -> None:
    """stg_lead_now: workbook rows, those of touched leads replaced by the merge."""
    replace_touched(draft, LEAD, "stg_lead_now", {})


def make_tasks(draft: Draft, catalog: Catalog) -> None:
    """stg_task: the same for rectification, with what the state says of being done."""
    workdays, as_of = calendar_of(catalog), day_of(draft)
    extra = {
        case.case_id: task_facts(case, clock_of(case, as_of, workdays))
        for case in stored_cases(draft, RECTIFICATION)
    }
    replace_touched(draft, RECTIFICATION, "stg_task", extra)


def task_facts(case: Case, clock: Clock) -> dict:
    """The columns of stg_task that follow from a case's state and clock."""
    finished = not case.is_running
    days = (case.fields.get("completed_date"), case.fields.get("verified_date"))
    return {
        "deadline_date": clock.deadline,
        "is_closed": not case.is_open,
        "is_finished": finished,
        "finished_date": next(filter(None, days), None) if finished else None,
    }


# The subject a person linked may have got another id since (its code became known).
REPLACE = """
insert into {table} by name
select f.* replace (a.facility_id as facility_id)
from frame f left join mart_facility_alias a on a.alias_id = f.facility_id
"""


def replace_touched(draft: Draft, kind: str, table: str, extra: dict[str, dict]) -> None:
    """A copy of the workbooks' table in which the cases people touched stand as merged."""
    cases = stored_cases(draft, kind)
    draft.execute("create table " + table + " as from " + BOOKS[kind])
    if not cases:
        return
    books = rows_of(draft, kind, [case.case_id for case in cases])
    keep = "delete from " + table + " where list_contains($matters, matter_id)"
    draft.execute(keep, {"matters": list(books)})
    names = [one[0] for one in draft.execute("describe " + table).fetchall()]
    rows = [case_row(c, books.get(c.case_id), extra.get(c.case_id, {})) for c in cases]
    frame = pd.DataFrame(rows).reindex(columns=names).astype(object)
    frame = frame.where(frame.notna(), None)
    draft.register("frame", frame)
    draft.execute(REPLACE.format(table=table))
    draft.unregister("frame")


def case_row(case: Case, book: dict | None, extra: dict) -> dict:
    """A case as a row of its mart; where the workbook's row stands is kept."""
    about = {n: v for n, v in (book or {}).items() if n not in said(book or {})}
    status = book["status"] if book and not case.moved else case.status
    words = {n: "、".join(v) if isinstance(v, list) else v for n, v in case.fields.items()}
    about["versions"] = about.get("versions", 0)
    ids = {
        MATTER: case.case_id,
        NUMBER[case.kind]: (book or {}).get(NUMBER[case.kind], case.number),
    }
    return {**about, **words, "status": status, **ids, **extra}


# ---------------------------------------------------------------- the clock


def calendar_of(catalog: Catalog) -> Workdays:
    calendar = catalog.scoring.calendar
    return Workdays(calendar.holidays, calendar.workdays)


def day_of(draft: Draft) -> date:
    return draft.execute("select as_of from run_info").fetchone()[0]


# A lead's clock runs while it waits to be checked; workbooks know no later one.
RUNNING_LEADS = """
select matter_id, verify_due_date as deadline_date,
    coalesce(list_contains($running, coalesce(status, $first)), false) as is_running
from stg_lead_now order by matter_id
"""


def make_lead_clock(draft: Draft, catalog: Catalog) -> None:
    """stg_lead_clock: where every lead stands on the day of the build, by the one clock."""
    machine = load_workflow().machines[LEAD]
    running = [s for s, rule in machine.adopt.items() if machine.states[rule.state].is_running]
    values = {"running": running, "first": next(iter(machine.adopt))}
    leads = draft.execute(RUNNING_LEADS, values).df()
    store_clock(draft, catalog, LEAD, "stg_lead_clock", leads)


def store_clock(draft: Draft, catalog: Catalog, kind: str, table: str, rows: pd.DataFrame) -> None:
    """Clocks of the rows (matter_id, deadline_date, is_running); a touched case's own clock knows
    of pauses, too."""
    workdays, as_of = calendar_of(catalog), day_of(draft)
    clocks = read_frame(rows, as_of, workdays)
    frame = pd.concat([rows[[MATTER, "deadline_date"]], clocks], axis=1).astype(object)
    frame = frame.where(frame.notna(), None).set_index(MATTER, drop=False)
    for case in stored_cases(draft, kind):
        own = clock_of(case, as_of, workdays)
        frame.loc[case.case_id, CLOCK_NAMES] = [getattr(own, n) for n in clock_fields()]
    columns = "matter_id varchar, " + CLOCK_COLUMNS
    insert(draft, table, columns, list(frame.itertuples(index=False, name=None)))


def clock_fields() -> list[str]:
    """CLOCK_NAMES as models/clock.py names them."""
    return ["deadline", *CLOCK_NAMES[1:]]


# ---------------------------------------------------------------- 回头看


def make_look_back(draft: Draft, catalog: Catalog) -> None:
    """mart_look_back: the closed tasks to visit again, drawn for every month of the build."""
    periods = [p for (p,) in draft.execute("select period from mart_period order by 1").fetchall()]
    cases = all_tasks(draft)
    rows = [
        (look.period, look.case.case_id, look.case.number, look.outcome, look.must_reopen)
        for period in periods
        for look in look_back_sample(cases, period)
    ]
    insert(draft, "mart_look_back", LOOK_COLUMNS, rows)


def all_tasks(draft: Draft) -> list[Case]:
    own = {case.case_id: case for case in stored_cases(draft, RECTIFICATION)}
    books = rows_of(draft, RECTIFICATION)
    return [*own.values(), *(book_case(RECTIFICATION, r) for n, r in books.items() if n not in own)]


# ---------------------------------------------------------------- the key ledger

# Decisions name the subject as it was known then; the build may know it by another id.
DECISIONS = """
select k.* replace (a.facility_id as facility_id)
from raw_key k join mart_facility_alias a on a.alias_id = k.facility_id
"""


def with_key_decisions(
    draft: Draft, chosen: pd.DataFrame, results: pd.DataFrame | None, levels: Levels
) -> pd.DataFrame:
    """The rules' key subjects without those people took off (nobody takes off one with a statutory
    line: that ends by settling it), with those people put on; makes stg_key_decision for the
    schedule people set."""
    found = records(draft, DECISIONS)
    insert(draft, "stg_key_decision", KEY_COLUMNS, [tuple(one.values()) for one in found])
    bound = set() if results is None else set(results.loc[results["is_statutory"], "facility_id"])
    taken_off = {one["facility_id"] for one in found if one["is_key"] is False} - bound
    known = {} if results is None else results.set_index("facility_id")["level"].to_dict()
    rows = {row.facility_id: row for row in chosen.itertuples(index=False)}
    kept = [tuple(row) for name, row in rows.items() if name not in taken_off]
    for one in (one for one in found if one["is_key"] and one["facility_id"] in known):
        name = one["facility_id"]
        words = load_workflow().say(
            "key_added", reason=one["reason"], expires=one["expires_date"].isoformat()
        )
        by_rule = [rows[name].reasons] if name in rows else []
        kept = [row for row in kept if row[0] != name]
        kept.append((name, levels.reason_joiner.join([*by_rule, words]), known[name]))
    return pd.DataFrame(kept, columns=["facility_id", "reasons", "level"], dtype=object)
