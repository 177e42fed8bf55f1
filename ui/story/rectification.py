"""The sentence, the key figures and the table columns of 整改进度."""

from __future__ import annotations

import pandas as pd

from pipelines.queries.scope import run_info
from ui import numbers, text
from ui.context import Context
from ui.parts import Figure, escape
from ui.text import rectification as words

COLUMNS = ["days_overdue", "workdays_overdue", "task_no", "facility_name", "village", "issue",
           "severity", "status", "deadline_date", "days_left", "responsible_unit",
           "responsible_person", "measures", "assigned_date", "due_date", "extended_to_date",
           "completed_date", "verified_date", "verifier", "verify_result", "days_to_close",
           "remarks"]  # fmt: skip
UNIT_COLUMNS = ["grouped", "tasks", "done", "done_pct", "open_tasks", "overdue",
                "longest_overdue", "due_soon", "to_verify", "median_days",
                "in_time_pct"]  # fmt: skip


def sentence(ctx: Context, totals: dict) -> str:
    return words.ANSWER.format(
        as_of=numbers.day(run_info(ctx.build)["as_of"]),
        tasks=numbers.count(totals["tasks"]),
        done=numbers.count(totals["done"]),
        done_pct=numbers.percent(totals["done_pct"]),
        open=numbers.count(totals["open_tasks"]),
        overdue=overdue(totals),
        speed=speed(totals),
    )


def overdue(totals: dict) -> str:
    if not totals["overdue"]:
        return words.NOT_OVERDUE
    return words.OVERDUE.format(n=int(totals["overdue"]), days=int(totals["longest_overdue"]))


def speed(totals: dict) -> str:
    if numbers.is_unknown(totals["median_days"]):
        return ""
    median = numbers.count(totals["median_days"])
    return words.SPEED.format(median=median, in_time=numbers.percent(totals["in_time_pct"]))


def key_figures(totals: dict, months: pd.DataFrame) -> list[Figure]:
    late, soon = int(totals["overdue"]), int(totals["due_soon"])
    return [
        Figure(
            words.TASKS,
            numbers.count(totals["tasks"], words.UNIT),
            change=words.DONE_SHARE.format(share=numbers.percent(totals["done_pct"])),
        ),
        Figure(
            words.OPEN,
            numbers.count(totals["open_tasks"], words.UNIT),
            change=words.SOON.format(n=soon) if soon else None,
            trend=months["open_tasks"].tolist(),
        ),
        Figure(
            words.OVERDUE_FIGURE,
            numbers.count(late, words.UNIT),
            change=words.LONGEST.format(days=int(totals["longest_overdue"])) if late else None,
            is_worse=True if late else None,
            trend=months["overdue"].tolist(),
        ),
        Figure(
            words.TO_VERIFY,
            numbers.count(totals["to_verify"], words.UNIT),
            help=words.TO_VERIFY_HELP,
        ),
        Figure(words.MEDIAN, days(totals["median_days"]), change=slow(totals)),
        Figure(
            words.IN_TIME,
            numbers.percent(totals["in_time_pct"]),
            change=words.EXTENDED.format(n=int(totals["extended"])) if totals["extended"] else None,
            help=words.IN_TIME_HELP,
        ),
    ]


def days(n) -> str:
    return text.UNKNOWN if numbers.is_unknown(n) else words.DAYS.format(n=numbers.count(n))


def slow(totals: dict) -> str | None:
    n = totals["slow_days"]
    return None if numbers.is_unknown(n) else words.SLOW.format(days=numbers.count(n))


def detail(task: dict) -> list[str]:
    """A task in a few lines of Markdown."""
    said = {name: say(value) for name, value in task.items()}
    is_extended = not pd.isna(task["extended_to_date"])
    extended = words.DETAIL_EXTENDED.format(due=date(task["due_date"])) if is_extended else ""
    return [
        words.DETAIL.format(no=said["task_no"], status=said["status"], severity=said["severity"]),
        words.DETAIL_ISSUE.format(issue=said["issue"]),
        words.DETAIL_WHO.format(
            name=said["facility_name"],
            unit=said["responsible_unit"],
            person=said["responsible_person"],
        ),
        words.DETAIL_MEASURES.format(measures=said["measures"]),
        words.DETAIL_DATES.format(
            assigned=date(task["assigned_date"]),
            deadline=date(task["deadline_date"]),
            extended=extended,
            completed=date(task["completed_date"]),
            verified=date(task["verified_date"]),
            result="" if numbers.is_unknown(task["verify_result"]) else said["verify_result"],
        ),
    ]


def date(value) -> str:
    return words.NOT_YET if pd.isna(value) else numbers.day(value)


def say(value) -> str:
    return text.UNKNOWN if numbers.is_unknown(value) else escape(value)
