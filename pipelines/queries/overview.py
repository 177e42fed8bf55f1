"""总览: how much risk, where first, what is overdue, who has not reported."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask, ask_one
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, masked, scope

# One row per subject and month the person may see, with the people and money known at month's end.
SUBJECTS = (
    """
with known as (
    select period, facility_id,
        max(value_num) filter (where "column" = 'people_involved') as people_involved,
        max(value_num) filter (where "column" = 'amount_involved_wan') as amount_involved_wan
    from mart_observation
    where "column" in ('people_involved', 'amount_involved_wan')
    group by all
), subject as (
    select s.period, s.facility_id, s.facility_name, s.village_code, s.village, s.sector,
        s.level, s.score, s.rank, s.is_statutory, s.coverage_pct, s.reason,
        known.people_involved, known.amount_involved_wan
    from mart_score_month s
    left join mart_facility f using (facility_id)
    left join known using (period, facility_id)
    where """
    + SUBJECT_SCOPE
    + ")"
)

MONTHS = (
    SUBJECTS
    + """
select period, level, count(*) as facilities,
    sum(people_involved) as people_involved, sum(amount_involved_wan) as amount_involved_wan
from subject where period <= $period
group by all order by period, level
"""
)

TOP = (
    SUBJECTS
    + """
select rank, facility_id, facility_name, village, sector, level, score, c.delta, reason,
    is_statutory, people_involved, amount_involved_wan
from subject left join mart_score_change c using (period, facility_id)
where period = $period order by rank limit $few
"""
)

OVERDUE = (
    """
select r.task_no, r.facility_id, f.facility_name, f.village, r.issue, r.severity,
    r.responsible_unit, r.responsible_person, r.deadline_date, r.days_overdue, r.status
from mart_rectification r
join mart_score_month s on s.facility_id = r.facility_id and s.period = $period
left join mart_facility f on f.facility_id = r.facility_id
where r.is_overdue and """
    + SUBJECT_SCOPE
    + " order by r.days_overdue desc, r.task_no"
)

UNREPORTED = """
select unit, unit_kind, village_code, period, due_date, status
from mart_submission_status
where period = $period and status in ('未报', '未到期')
    and ($all_units or list_contains($own_units, coalesce(village_code, unit)))
    and ($all_villages or list_contains($villages, village_code))
order by unit_kind desc, unit
"""

REPORTED = """
select count(*) filter (where status not in ('未报', '未到期')) as reported, count(*) as expected,
    max(due_date) as due_date, bool_or(status = '未报') as is_past_due
from mart_submission_status
where period = $period
    and ($all_units or list_contains($own_units, coalesce(village_code, unit)))
    and ($all_villages or list_contains($villages, village_code))
"""


def months(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """period × level up to the chosen month: facilities, people_involved, amount_involved_wan.
    Sums are over subjects that state them; null when none does."""
    return ask(build, MONTHS, **scope(build, filters, person))


def top(build: Path, filters: Filters, person: Person, few: int = 10) -> pd.DataFrame:
    """The most urgent subjects of the month with the plain reason and the change of the score."""
    return ask(build, TOP, few=few, **scope(build, filters, person))


def overdue(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Rectification tasks past their deadline (extensions counted) as of the build."""
    return masked(ask(build, OVERDUE, **scope(build, filters, person)), person)


def unreported(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Units that owe the month's report: 未报 (past the due date) or 未到期 (not due yet)."""
    return ask(build, UNREPORTED, **scope(build, filters, person))


def reported(build: Path, filters: Filters, person: Person) -> dict:
    """reported, expected, due_date, is_past_due of the month."""
    return ask_one(build, REPORTED, **scope(build, filters, person))
