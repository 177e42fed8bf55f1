"""月报与宣传: who reported by the 22nd, and whether publicity reaches the places with the risk."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask, ask_one
from pipelines.queries.scope import Filters, Person, scope

# A clerk sees the own village or department only; the village filter leaves departments out.
STATUS = """
with status as (
    select m.*, v.village
    from mart_submission_status m left join mart_village v using (village_code)
    where ($all_villages or list_contains($villages, m.village_code))
        and ($all_departments or list_contains($departments, m.unit))
)
"""

MATRIX = (
    STATUS
    + """
select unit, unit_kind, village_code, period, due_date, submitted_date, status, days_late
from status where period <= $period order by unit_kind desc, village_code, unit, period
"""
)

MONTH = (
    STATUS
    + """
select s.unit, s.unit_kind, s.village_code, s.status, s.due_date, s.submitted_date, s.days_late,
    m.submitter, m.screened_count, m.lead_count, m.progress, m.remarks,
    m.source_file, m.source_sheet, m.source_row
from status s
left join mart_submission m on m.unit = s.unit and m.period = s.period
where s.period = $period
order by case s.status when '未报' then 1 when '逾期' then 2 when '未到期' then 3
    when '零报告' then 4 else 5 end, s.unit_kind desc, s.village_code, s.unit
"""
)

TOTALS = (
    STATUS
    + """
select count(*) as units, max(due_date) as due_date,
    count(*) filter (where status = '按时') as in_time,
    count(*) filter (where status = '零报告') as zero,
    count(*) filter (where status = '逾期') as late,
    count(*) filter (where status = '未报') as missing,
    count(*) filter (where status = '未到期') as waiting,
    count(*) filter (where status in ('按时', '零报告', '逾期')) as reported,
    string_agg(unit, '、' order by unit_kind desc, village_code, unit)
        filter (where status = '未报') as missing_units,
    date_diff('day', (select as_of from run_info), max(due_date)) as days_left
from status where period = $period
"""
)

RECORD = (
    STATUS
    + """
select unit, unit_kind, count(*) filter (where status <> '未到期') as owed,
    count(*) filter (where status in ('按时', '零报告')) as in_time,
    count(*) filter (where status = '逾期') as late,
    count(*) filter (where status = '未报') as missing,
    count(*) filter (where status = '零报告') as zero,
    avg(days_late) filter (where status = '逾期') as mean_days_late
from status where period <= $period group by unit, unit_kind
order by missing desc, late desc, unit
"""
)

# Activities of the months up to the chosen one, at most twelve.
ACTIVITIES = """
with activities as (
    select a.activity_date, strftime(a.activity_date, '%Y-%m') as period,
        coalesce(a.village, '') as unit, a.unit_kind, a.village_code, a.channel,
        coalesce(a.sessions, 1) as sessions, a.participants, a.elderly_participants,
        a.materials, a.cases_publicised, a.remarks, a.source_file, a.source_sheet, a.source_row
    from mart_publicity a
    where ($all_villages or list_contains($villages, a.village_code))
        and ($all_departments or list_contains($departments, a.village))
        and a.activity_date between (select min(period_start) from mart_period)
            and (select max(period_end) from mart_period where period = $period)
)
"""

ACTIVITY_ROWS = ACTIVITIES + "select * from activities order by activity_date desc, unit, channel"

PUBLICITY_TOTALS = (
    ACTIVITIES
    + """
select count(*) as activities, sum(sessions) as sessions, sum(participants) as participants,
    sum(elderly_participants) as elderly_participants, sum(materials) as materials,
    sum(cases_publicised) as cases_publicised, count(distinct channel) as channels,
    sum(sessions) filter (where period = $period) as sessions_month,
    sum(participants) filter (where period = $period) as participants_month,
    count(participants) as participants_known
from activities
"""
)

BY_CHANNEL = (
    ACTIVITIES
    + """
select unit, channel, sum(sessions) as sessions, sum(participants) as participants,
    sum(materials) as materials
from activities group by unit_kind, village_code, unit, channel
order by unit_kind desc, village_code, unit, channel
"""
)

BY_MONTH = (
    ACTIVITIES
    + """
select p.period, coalesce(sum(a.sessions), 0) as sessions, sum(a.participants) as participants,
    sum(a.materials) as materials
from mart_period p left join activities a using (period)
where p.period <= $period group by p.period order by p.period
"""
)

# Does publicity go where the risk is: red and orange subjects of the month beside the sessions of
# the last three months. No reach is known when no village stated its elderly.
GAPS = """
with risk as (
    select village_code, count(*) as facilities,
        count(*) filter (where level in ('红', '橙')) as high_risk
    from mart_score_month where period = $period group by village_code
),
recent as (
    select village_code, sum(coalesce(sessions, 1)) as sessions, sum(participants) as participants,
        sum(elderly_participants) as elderly_participants, max(activity_date) as last_date
    from mart_publicity
    where activity_date > (select max(period_end) from mart_period where period = $period)
            - interval 3 month
        and activity_date <= (select max(period_end) from mart_period where period = $period)
    group by village_code
)
select v.village, v.village_code, v.elderly_60, coalesce(r.facilities, 0) as facilities,
    coalesce(r.high_risk, 0) as high_risk, coalesce(p.sessions, 0) as sessions,
    p.participants, p.elderly_participants, p.last_date,
    100.0 * p.elderly_participants / nullif(v.elderly_60, 0) as reach_pct,
    coalesce(r.high_risk, 0) > 0 and (coalesce(p.sessions, 0) = 0
        or p.sessions < (select median(coalesce(q.sessions, 0))
            from mart_village w left join recent q using (village_code))) as is_gap
from mart_village v
left join risk r using (village_code) left join recent p using (village_code)
where ($all_villages or list_contains($villages, v.village_code))
order by is_gap desc, high_risk desc, sessions, v.village_code
"""


def matrix(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """unit × period with status 按时 逾期 零报告 未报 未到期, villages first."""
    return ask(build, MATRIX, **scope(build, filters, person))


def month(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """The chosen month: every unit that should report, those that did not first."""
    return ask(build, MONTH, **scope(build, filters, person))


def totals(build: Path, filters: Filters, person: Person) -> dict:
    """Counts by status for the month, its due date, days_left and the names still missing."""
    return ask_one(build, TOTALS, **scope(build, filters, person))


def record(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Per unit over the months shown: owed, in_time, late, missing, zero, mean_days_late."""
    return ask(build, RECORD, **scope(build, filters, person))


def activities(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Publicity activities, newest first. A row without sessions counts as one."""
    return ask(build, ACTIVITY_ROWS, **scope(build, filters, person))


def publicity_totals(build: Path, filters: Filters, person: Person) -> dict:
    """Sums over the months shown and for the chosen month (_month)."""
    return ask_one(build, PUBLICITY_TOTALS, **scope(build, filters, person))


def by_channel(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """unit, channel, sessions, participants, materials; villages first."""
    return ask(build, BY_CHANNEL, **scope(build, filters, person))


def by_month(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """period, sessions, participants, materials."""
    return ask(build, BY_MONTH, **scope(build, filters, person))


def gaps(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Villages beside their publicity of three months; is_gap: red or orange subjects, and no
    sessions or fewer than the middle village."""
    return ask(build, GAPS, **scope(build, filters, person))
