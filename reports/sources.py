"""Key figures and, for each, the workbook rows it was read from."""

from __future__ import annotations

import pandas as pd

from pipelines.queries import reporting
from reports import numbers
from reports.document import Figure
from reports.facts import URGENT, Facts
from reports.words import word
from reports.writing import known, unit

ROW = ["subject", "value", "source_file", "source_sheet", "source_row", "cell"]
SUMMED = (
    ("people", "people_involved", numbers.people),
    ("amount", "amount_involved_wan", numbers.money),
    ("unpaid", "unpaid_wan", numbers.money),
)
REPORTED = ("按时", "零报告", "逾期")


def key_figures(facts: Facts) -> tuple[Figure, ...]:
    """The numbers a reader will check, in the order of the report."""
    return (*subject_figures(facts), *case_figures(facts), *report_figures(facts))


def subject_figures(facts: Facts) -> list[Figure]:
    rows = reporting.subject_rows(*facts.where).assign(value=None, cell=None)
    rows["value"] = rows["level"].map(numbers.level)
    observed = reporting.observed(*facts.where)
    on_ledger = rows["facility_id"].isin(facts.key["facility_id"])
    counted = [
        ("facilities", rows),
        ("urgent", rows[rows["level"].isin(URGENT)]),
        ("statutory", rows[rows["is_statutory"].astype(bool)]),
        ("key", rows[on_ledger]),
    ]
    summed = [
        figure(code, shown(facts.totals[column]), plain(observed, column))
        for code, column, shown in SUMMED
    ]
    first, *rest = [figure(code, unit(len(some), "households"), some) for code, some in counted]
    return [first, *rest, *summed]


def plain(observed: pd.DataFrame, column: str) -> pd.DataFrame:
    rows = observed[observed["column"] == column]
    return rows.assign(value=[numbers.trimmed(value, 2) for value in rows["value"]])


def case_figures(facts: Facts) -> list[Figure]:
    leads, tasks = facts.leads, facts.tasks
    leads = leads.assign(subject=leads["lead_no"], value=leads["status"], cell=None)
    tasks = tasks.assign(subject=tasks["task_no"], value=tasks["status"], cell=None)
    visits = facts.visits.assign(value=None, cell=None)
    visits["value"] = [str(day)[:10] for day in visits["screened_date"]]
    new = leads[leads["received_period"] == facts.month]
    return [
        figure("visits", unit(len(visits), "visits"), visits),
        figure("new_leads", unit(len(new), "pieces"), new),
        figure("open_leads", unit(leads["is_open"].sum(), "pieces"), leads[leads["is_open"]]),
        figure("tasks", unit(len(tasks), "items"), tasks),
        figure("overdue", unit(tasks["is_overdue"].sum(), "items"), tasks[tasks["is_overdue"]]),
    ]


def report_figures(facts: Facts) -> list[Figure]:
    reports, activities = facts.reports, facts.activities
    reports = reports.assign(subject=reports["unit"], value=reports["status"], cell=None)
    month = activities[activities["period"] == facts.month]
    sessions = [numbers.count(count) for count in month["sessions"]]
    month = month.assign(subject=month["unit"] + " " + month["channel"], value=sessions, cell=None)
    reported = reports[reports["status"].isin(REPORTED)]
    total = known(facts.publicity["sessions_month"])
    return [
        figure("reported", unit(len(reported), "units"), reported),
        figure("sessions", unit(total, "sessions"), month),
    ]


def figure(code: str, shown: str, rows: pd.DataFrame) -> Figure:
    return Figure(code, word(f"figures.{code}"), shown, rows[ROW].reset_index(drop=True))


def all_rows(figures: tuple[Figure, ...]) -> pd.DataFrame:
    """Every row reference of every figure, with the figure's name as column `figure`."""
    parts = [one.rows.astype(object).assign(figure=one.name) for one in figures if len(one.rows)]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=ROW)
    return rows.reindex(columns=["figure", *ROW])
