"""会议投屏: what the slides need beyond the questions of the other screens. Always masked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, scope

TASKS = (
    """
select coalesce(r.status, '待整改') as status, count(*) as tasks,
    count(*) filter (where r.is_overdue) as overdue
from mart_rectification r
join mart_score_month s on s.facility_id = r.facility_id and s.period = $period
left join mart_facility f on f.facility_id = r.facility_id
where """
    + SUBJECT_SCOPE
    + " group by all order by status"
)

SUBMISSIONS = """
select unit, unit_kind, status, due_date, submitted_date, days_late
from mart_submission_status
where period = $period
    and ($all_units or list_contains($own_units, coalesce(village_code, unit)))
order by unit_kind desc, unit
"""

STATUTORY = (
    """
select s.facility_id, s.facility_name, s.village, s.level, s.level_floor_rule, s.reason
from mart_score_month s left join mart_facility f using (facility_id)
where s.period = $period and s.is_statutory and """
    + SUBJECT_SCOPE
    + " order by s.rank"
)


def tasks(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Rectification by status: tasks, overdue."""
    return ask(build, TASKS, **scope(build, filters, person))


def submissions(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Every unit that should report in the month, with its status."""
    return ask(build, SUBMISSIONS, **scope(build, filters, person))


def statutory(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Subjects that crossed a legal line in the month, in rank order."""
    return ask(build, STATUTORY, **scope(build, filters, person))
