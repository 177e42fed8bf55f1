"""数据质量: how well the forms are filled in, what waits, and what to ask of whom."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask, ask_one
from pipelines.queries.knowledge import coverage_limit
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, scope

# Sheets of the months up to the chosen one; a sheet without a month (a register) always counts.
SHEETS = """
with sheets as (
    select s.batch_id, s.file, s.sheet, s.form, s.period, s.unit, v.village_code,
        s.rows_seen, s.accepted, s.rejected, s.skipped
    from mart_sheet s
    left join mart_village v on v.village = s.unit
    where ($all_villages or list_contains($villages, v.village_code))
        and ($all_departments or list_contains($departments, s.unit))
        and (s.period is null or s.period <= $period)
),
keys as (
    select batch_id, file, sheet, min(unit) as unit, min(form) as form,
        min(period) as period from sheets group by batch_id, file, sheet
),
problems as (
    select k.unit, k.form, k.period, p.* from mart_problem p
    join keys k on k.batch_id = p.batch_id and k.sheet = p.sheet
)
"""

TOTALS = (
    SHEETS
    + """
select (select sum(rows_seen) from sheets) as rows_seen,
    (select sum(accepted) from sheets) as accepted,
    (select sum(rejected) from sheets) as rejected,
    (select sum(skipped) from sheets) as skipped,
    count(*) filter (where severity = 'error') as errors,
    count(*) filter (where severity = 'warning') as warnings,
    count(*) filter (where severity = 'info') as notices,
    count(distinct unit) filter (where severity = 'error') as units_with_errors
from problems
"""
)

PROBLEM_ROWS = (
    SHEETS
    + """
select unit, form, period, severity, code, file, sheet, cell, "column", value, message, batch_id
from problems
order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, unit, file, sheet, row
"""
)

BY_CODE = (
    SHEETS
    + """
select code, severity, count(*) as problems, count(distinct unit) as units,
    min(message) as example
from problems group by code, severity
order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, problems desc, code
"""
)

BY_UNIT = (
    SHEETS
    + """
select s.unit, sum(s.rows_seen) as rows_seen, sum(s.accepted) as accepted,
    sum(s.rejected) as rejected,
    coalesce(max(p.errors), 0) as errors, coalesce(max(p.warnings), 0) as warnings,
    100.0 * sum(s.rejected) / nullif(sum(s.rejected) + sum(s.accepted), 0) as rejected_pct
from sheets s left join (
    select unit, count(*) filter (where severity = 'error') as errors,
        count(*) filter (where severity = 'warning') as warnings from problems group by unit
) p using (unit)
group by s.unit order by errors desc, warnings desc, s.unit
"""
)

BY_MONTH = (
    SHEETS
    + """
select p.period, count(q.code) filter (where q.severity = 'error') as errors,
    count(q.code) filter (where q.severity = 'warning') as warnings
from mart_period p left join problems q using (period)
where p.period <= $period group by p.period order by p.period
"""
)

WAITING = (
    SHEETS
    + """
select k.unit, k.period, w.form, w.file, w.sheet, w.row, w.cells, w.batch_id,
    (select string_agg(p.message, '；' order by p.cell) from problems p
        where p.batch_id = w.batch_id and p.sheet = w.sheet and p.row = w.row
            and p.severity = 'error') as why
from mart_quarantine w
join keys k on k.batch_id = w.batch_id and k.sheet = w.sheet
order by k.unit, w.file, w.sheet, w.row
"""
)

REVIEW = """
select r.review_id, r.kind, r.name, r.village, r.form, r.proposal_name, r.proposal_facility_id,
    r.similarity, r.credit_code, r.file, r.sheet, r.row
from mart_review r left join mart_village v on v.village = r.village
where $all_villages or list_contains($villages, v.village_code)
order by r.similarity desc nulls last, r.name, r.file, r.sheet, r.row
"""

# Which indicators are unknown most, over the subjects of the month.
UNKNOWN = (
    """
select c.indicator, min(c.dimension) as dimension, count(*) as facilities,
    count(*) filter (where not c.is_known) as unknown,
    100.0 * count(*) filter (where not c.is_known) / nullif(count(*), 0) as unknown_pct
from mart_contribution_month c
join mart_score_month s on s.facility_id = c.facility_id and s.period = c.period
left join mart_facility f on f.facility_id = c.facility_id
where c.period = $period and """
    + SUBJECT_SCOPE
    + " group by c.indicator having count(*) filter (where not c.is_known) > 0"
    " order by unknown desc, c.indicator"
)

# Whom to ask for what: per village the subjects and their unknown indicators.
TO_ASK = (
    """
select s.village, s.facility_id, s.facility_name, s.level, s.rank, s.coverage_pct,
    round(s.score_high - s.score_low, 1) as interval_width,
    list(c.indicator order by c.indicator) as indicators, count(*) as unknown
from mart_contribution_month c
join mart_score_month s on s.facility_id = c.facility_id and s.period = c.period
left join mart_facility f on f.facility_id = c.facility_id
where c.period = $period and not c.is_known and """
    + SUBJECT_SCOPE
    + " group by all order by s.village, interval_width desc"
)

# error_change: against the same unit's and form's month before that had rows.
LEAGUE = """
select q.unit, q.form, q.period, q.rows, 100 * q.blank_share as blank_pct,
    100 * q.error_share as error_pct, 100 * q.warning_share as warning_pct,
    100 * (q.error_share - lag(q.error_share)
        over (partition by q.unit, q.form order by q.period)) as error_change,
    q.waiting, q.cells_corrected, q.identical_to_last_month, q.is_late, q.zero_report_incomplete
from mart_quality q left join mart_village v on v.village = q.unit
where ($all_villages or list_contains($villages, v.village_code))
    and ($all_departments or list_contains($departments, q.unit))
    and (q.period is null or q.period <= $period)
order by q.period desc, q.unit, q.form
"""

# Columns that no form has; their values are kept raw.
EXTRA = (
    SHEETS
    + """
select unit, form, value as heading, count(*) as sheets, count(distinct file) as files,
    any_value(file) as file, any_value(sheet) as sheet, any_value(cell) as cell
from problems where code = 'unknown_column'
group by unit, form, value order by files desc, heading, unit
"""
)

COVERAGE = (
    """
select count(*) as facilities, avg(s.coverage_pct) as coverage_pct,
    count(*) filter (where s.coverage_pct < $limit) as thin
from mart_score_month s left join mart_facility f using (facility_id)
where s.period = $period and """
    + SUBJECT_SCOPE
)


def totals(build: Path, filters: Filters, person: Person) -> dict:
    """Rows seen, accepted, rejected, skipped; problems by severity."""
    return ask_one(build, TOTALS, **scope(build, filters, person))


def coverage(build: Path, filters: Filters, person: Person) -> dict:
    """facilities, mean coverage_pct and how many lie under the limit of levels.yml (thin)."""
    return ask_one(build, COVERAGE, limit=coverage_limit(), **scope(build, filters, person))


def problems(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Every problem with unit, form, month, cell and cure; errors first."""
    return ask(build, PROBLEM_ROWS, **scope(build, filters, person))


def by_code(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """code, severity, problems, units, example."""
    return ask(build, BY_CODE, **scope(build, filters, person))


def by_unit(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """unit, rows_seen, accepted, rejected, errors, warnings, rejected_pct."""
    return ask(build, BY_UNIT, **scope(build, filters, person))


def by_month(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """period, errors, warnings."""
    return ask(build, BY_MONTH, **scope(build, filters, person))


def waiting(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Rows in quarantine with the reasons (why) and their cells as JSON."""
    return ask(build, WAITING, **scope(build, filters, person))


def review(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Names that match no subject for certain, with the nearest one and its similarity."""
    return ask(build, REVIEW, **scope(build, filters, person))


def unknown(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """indicator, dimension, facilities, unknown, unknown_pct; what is known least first."""
    return ask(build, UNKNOWN, **scope(build, filters, person))


def to_ask(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Per subject the indicators nobody knows, widest score interval first inside a village."""
    return ask(build, TO_ASK, **scope(build, filters, person))


def league(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """unit × form × month: rows, blank_pct, error_pct, error_change, warning_pct, waiting,
    cells_corrected, identical_…, is_late, zero_report_incomplete."""
    return ask(build, LEAGUE, **scope(build, filters, person))


def extra_columns(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """unit, form, heading, sheets, files and one place of every column that no form has."""
    return ask(build, EXTRA, **scope(build, filters, person))
