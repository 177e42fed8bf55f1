"""数据导入: what was imported, what each sheet was recognised as, and which cells need a cure."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask, ask_one
from pipelines.queries.scope import Filters, Person, scope

# A clerk sees the imports that brought sheets of the own village or department.
BATCHES = """
with mine as (
    select distinct batch_id from mart_sheet s left join mart_village v on v.village = s.unit
    where $all_units or list_contains($own_units, s.unit)
        or list_contains($own_units, v.village_code)
)
select b.batch_id, b.batch_no, b.file, b.status, b.imported_at, b.actor, b.rows_seen, b.accepted,
    b.rejected, b.skipped, b.is_live, b.is_sample,
    string_agg(distinct s.form, '、' order by s.form) as forms,
    string_agg(distinct s.unit, '、' order by s.unit) as units,
    string_agg(distinct s.period, '、' order by s.period) as periods,
    count(s.sheet) as sheets
from mart_batch b left join mart_sheet s using (batch_id)
where $all_units or b.batch_id in (select batch_id from mine)
group by all order by b.batch_no desc
"""

SHEETS = """
select file, sheet, block, form, period, unit, rows_seen, accepted, rejected, skipped
from mart_sheet where batch_id = $batch_id order by sheet, block
"""

PROBLEMS = """
select severity, file, sheet, cell, "column", value, message, code, row
from mart_problem where batch_id = $batch_id
order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, sheet, row
"""

TOTALS = """
select count(*) as batches, count(*) filter (where is_live) as live,
    count(*) filter (where is_sample and is_live) as sample,
    sum(rows_seen) filter (where is_live) as rows_seen,
    sum(accepted) filter (where is_live) as accepted,
    sum(rejected) filter (where is_live) as rejected,
    sum(skipped) filter (where is_live) as skipped,
    max(imported_at) as last_import
from mart_batch
"""

# What a withdrawal takes away: accepted rows by form, and subjects that no other import states.
EFFECT = """
with lost as (
    select distinct facility_id from mart_observation o where o.batch_id = $batch_id
),
left_over as (
    select distinct o.facility_id from mart_observation o join lost using (facility_id)
    where o.batch_id <> $batch_id
)
select s.form, sum(s.accepted) as accepted,
    (select count(*) from lost) as touched,
    (select count(*) from lost where facility_id not in (select facility_id from left_over))
        as gone
from mart_sheet s where s.batch_id = $batch_id group by s.form order by s.form
"""


def batches(build: Path, person: Person) -> pd.DataFrame:
    """Every import, newest first, with what it brought; withdrawn ones have is_live false."""
    return ask(build, BATCHES, **scope(build, Filters(), person))


def sheets(build: Path, batch_id: str) -> pd.DataFrame:
    """What each sheet of an import was recognised as; rows_seen = accepted + rejected + skipped."""
    return ask(build, SHEETS, batch_id=batch_id)


def problems(build: Path, batch_id: str) -> pd.DataFrame:
    """All problems of an import, errors first, each with its cell and its cure."""
    return ask(build, PROBLEMS, batch_id=batch_id)


def totals(build: Path) -> dict:
    """Imports that count and the sums of their rows."""
    return ask_one(build, TOTALS)


def effect_of_undo(build: Path, batch_id: str) -> pd.DataFrame:
    """Per form the accepted rows a withdrawal takes away; subjects touched and gone altogether."""
    return ask(build, EFFECT, batch_id=batch_id)
