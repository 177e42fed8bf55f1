"""会议投屏: what the slides need beyond the questions of the other screens. Always masked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries import rectification
from pipelines.queries.asking import ask
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, scope

STATUTORY = (
    """
select s.facility_id, s.facility_name, s.village, s.level, s.level_floor_rule, s.reason
from mart_score_month s left join mart_facility f using (facility_id)
where s.period = $period and s.is_statutory and """
    + SUBJECT_SCOPE
    + " order by s.rank"
)


def tasks(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Rectification by status: tasks, overdue, done; the tasks of 整改进度."""
    rows = rectification.tasks(build, filters, person)
    groups = rows.groupby("status", as_index=False)
    return groups.agg(
        tasks=("task_no", "size"), overdue=("is_overdue", "sum"), done=("is_done", "sum")
    )


def statutory(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Subjects that crossed a legal line in the month, in rank order."""
    return ask(build, STATUTORY, **scope(build, filters, person))
