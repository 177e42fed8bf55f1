"""整改进度: how far the putting right has come. Overdue figures are mart_rectification's own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask, ask_one
from pipelines.queries.scope import Filters, Person, masked, scope

# Tasks handed out up to the end of the chosen month, as they stand on the day of the data.
# Done is mart_rectification's is_closed: 已销号, 已移送 or a check that was passed.
TASKS = """
with days as (
    select (select as_of from run_info) as as_of,
        (select max(period_end) from mart_period where period = $period) as period_end
),
tasks as (
    select t.task_no, t.matter_id, t.facility_id,
        coalesce(f.facility_name, t.facility_name) as facility_name,
        coalesce(t.village_code, f.village_code) as village_code,
        coalesce(t.village, f.village) as village, s.sector, s.level, s.rank, f.department,
        t.issue, t.severity, t.responsible_unit, t.responsible_person, t.measures,
        t.assigned_date, t.due_date, t.extended_to_date, t.deadline_date, t.state as status,
        t.completed_date, t.verified_date, t.verifier, t.verify_result,
        t.is_overdue, t.days_overdue, t.workdays_overdue, t.days_to_close, t.remarks,
        t.batch_id, t.source_file, t.source_sheet, t.source_row,
        t.is_closed as is_done,
        coalesce(t.verified_date, t.completed_date) as done_date,
        date_diff('day', (select as_of from days), t.deadline_date) as days_left
    from mart_rectification t
    left join mart_facility f using (facility_id)
    left join mart_score_month s on s.facility_id = t.facility_id and s.period = $period
    where t.assigned_date <= (select period_end from days)
),
seen as (
    select * from tasks
    where ($all_villages or list_contains($villages, village_code))
        and ($all_sectors or list_contains($sectors, sector))
        and ($all_levels or list_contains($levels, level))
        and ($all_departments or list_contains($departments, department)
            or list_contains($departments, responsible_unit))
)
"""

ROWS = (
    TASKS + "select * from seen order by is_done, days_overdue desc nulls last, deadline_date, "
    "task_no, matter_id"
)

SUMS = """
    count(*) as tasks, count(*) filter (where not is_done) as open_tasks,
    count(*) filter (where is_done) as done,
    count(*) filter (where is_overdue) as overdue,
    max(days_overdue) filter (where is_overdue) as longest_overdue,
    count(*) filter (where not is_done and not is_overdue and days_left between 0 and 7)
        as due_soon,
    count(*) filter (where status = '待复查') as to_verify,
    count(*) filter (where extended_to_date is not null) as extended,
    median(days_to_close) as median_days,
    quantile_cont(days_to_close, 0.9) as slow_days,
    100.0 * count(*) filter (where is_done and done_date <= deadline_date)
        / nullif(count(*) filter (where is_done and done_date is not null), 0) as in_time_pct,
    100.0 * count(*) filter (where is_done) / nullif(count(*), 0) as done_pct
from seen
"""

TOTALS = TASKS + "select " + SUMS
BY_UNIT = TASKS + (
    "select case when $by_village then village else responsible_unit end as grouped,"
    + SUMS
    + "group by grouped order by overdue desc, open_tasks desc, grouped"
)

STATES = (
    TASKS
    + """
select case when $by_village then village else responsible_unit end as grouped,
    case when is_overdue then $overdue_word else status end as state, count(*) as tasks
from seen group by all order by grouped, state
"""
)

# Open at a month's end: handed out by then and not done by then. Overdue then: past the deadline
# and not reported finished; on the day of the data it is mart_rectification's own is_overdue.
BURN_DOWN = (
    TASKS
    + """,
months as (
    select period, least(period_end, (select as_of from days)) as day
    from mart_period where period <= $period
)
select m.period, m.day,
    count(s.matter_id) filter (where s.assigned_date <= m.day
        and not (s.is_done and coalesce(s.done_date, s.assigned_date) <= m.day)) as open_tasks,
    count(s.matter_id) filter (where case
        when m.day = (select as_of from days) then s.is_overdue
        else s.deadline_date < m.day and s.assigned_date <= m.day
            and coalesce(s.completed_date > m.day, s.done_date > m.day, true)
        end) as overdue,
    count(s.matter_id) filter (where strftime(s.assigned_date, '%Y-%m') = m.period) as assigned,
    count(s.matter_id) filter (
        where s.is_done and strftime(s.done_date, '%Y-%m') = m.period) as done
from months m left join seen s on true
group by m.period, m.day order by m.period
"""
)

TIMELINE = (
    TASKS
    + """
select task_no, matter_id, facility_id, facility_name, village, issue,
    responsible_unit, status, severity,
    assigned_date, due_date, deadline_date, is_overdue, days_overdue, workdays_overdue,
    greatest(deadline_date, (select as_of from days)) as shown_until,
    (select as_of from days) as as_of
from seen where not is_done
order by is_overdue desc, days_overdue desc nulls last, deadline_date, task_no, matter_id
"""
)


def tasks(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Every task, open and most overdue first; is_overdue and days are mart_rectification's."""
    return masked(ask(build, ROWS, **scope(build, filters, person)), person)


def totals(build: Path, filters: Filters, person: Person) -> dict:
    """tasks, open_tasks, done, overdue, longest_overdue (days), due_soon (7 days), median_days,
    slow_days (9th decile), in_time_pct, done_pct."""
    return ask_one(build, TOTALS, **scope(build, filters, person))


def by_unit(build: Path, filters: Filters, person: Person, *, village: bool) -> pd.DataFrame:
    """The same sums by village, else by responsible unit, as column `grouped`."""
    return ask(build, BY_UNIT, by_village=village, **scope(build, filters, person))


def states(
    build: Path, filters: Filters, person: Person, *, village: bool, overdue_word: str
) -> pd.DataFrame:
    """grouped, state, tasks; an overdue task counts under overdue_word instead of its status."""
    more = {"by_village": village, "overdue_word": overdue_word}
    return ask(build, STATES, **more, **scope(build, filters, person))


def burn_down(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """period, day, open_tasks and overdue at the month's end, assigned and done in it."""
    return ask(build, BURN_DOWN, **scope(build, filters, person))


def timeline(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Open tasks with their days from hand-out to deadline and until today when overdue."""
    return ask(build, TIMELINE, **scope(build, filters, person))
