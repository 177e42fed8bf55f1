"""总览: how much risk, where first, what is overdue, who has not reported."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries import monthly, rectification
from pipelines.queries.asking import ask
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, scope

OWING = ("未报", "未到期")

# One row per subject and month the person may see, with the people and money known at month's end.
SUBJECTS = (
    """
with subject as (
    select s.period, s.facility_id, s.facility_name, s.village_code, s.village, s.sector,
        s.level, s.score, s.rank, s.is_statutory, s.coverage_pct, s.reason,
        s.people_involved, s.amount_involved_wan
    from mart_score_month s
    left join mart_facility f using (facility_id)
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
select rank, s.facility_id, facility_name, village, sector, level, score, c.delta, reason,
    is_statutory, people_involved, amount_involved_wan,
    people.value_low as people_involved_low, amount.value_low as amount_involved_wan_low
from subject s left join mart_score_change c using (period, facility_id)
left join mart_observation people
    on people.period = s.period and people.facility_id = s.facility_id
    and people."column" = 'people_involved'
left join mart_observation amount
    on amount.period = s.period and amount.facility_id = s.facility_id
    and amount."column" = 'amount_involved_wan'
where s.period = $period order by rank limit $few
"""
)


def months(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """period × level up to the chosen month: facilities, people_involved, amount_involved_wan.
    Sums are over subjects that state them; null when none does."""
    return ask(build, MONTHS, **scope(build, filters, person))


def top(build: Path, filters: Filters, person: Person, few: int = 10) -> pd.DataFrame:
    """The most urgent subjects of the month with the plain reason and the change of the score."""
    return ask(build, TOP, few=few, **scope(build, filters, person))


def overdue(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Rectification tasks past their deadline: the rows that 整改进度 counts as overdue."""
    tasks = rectification.tasks(build, filters, person)
    return tasks[tasks["is_overdue"]]


def unreported(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Units that owe the month's report: 未报 (past the due date) or 未到期 (not due yet)."""
    units = monthly.month(build, filters, person)
    return units[units["status"].isin(OWING)]


def reported(build: Path, filters: Filters, person: Person) -> dict:
    """reported, expected, due_date, is_past_due of the month."""
    sums = monthly.totals(build, filters, person)
    return {
        "reported": int(sums["reported"]),
        "expected": int(sums["units"]),
        "due_date": sums["due_date"],
        "is_past_due": bool(sums["missing"]),
    }


def courses(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """period, overdue (tasks late at the month's end), owing (units without a report; null in
    months in which nobody was expected to report)."""
    late = rectification.burn_down(build, filters, person)[["period", "overdue"]]
    units = monthly.matrix(build, filters, person)
    owing = units["status"].isin(OWING).groupby(units["period"]).sum()
    return late.assign(owing=late["period"].map(owing))
