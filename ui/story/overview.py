"""The sentence and the key figures of 总览."""

from __future__ import annotations

import pandas as pd

from pipelines.queries.scope import newest_period
from ui import numbers, text, theme
from ui.context import Context
from ui.parts import Figure, escape
from ui.text import overview as words

RED, ORANGE = theme.LEVEL_ORDER[:2]
URGENT = (RED, ORANGE)
OVERDUE_COLUMNS = ["days_overdue", "facility_name", "issue", "responsible_unit", "deadline_date"]


def this_month(months: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The rows of the chosen month, or none when the filters leave nothing."""
    period = ctx.filters.period or newest_period(ctx.build)
    return months[months["period"] == period]


def total(rows: pd.DataFrame, column: str) -> float | None:
    """Sum of what is known; None when nothing is."""
    return float(rows[column].sum()) if rows[column].notna().any() else None


def at_levels(rows: pd.DataFrame, levels) -> int:
    return int(rows.loc[rows["level"].isin(levels), "facilities"].sum())


def sentence(ctx: Context, now, top, overdue, missing, reported: dict) -> str:
    period = now["period"].iloc[0]
    return words.ANSWER.format(
        period=numbers.period(period),
        facilities=numbers.count(now["facilities"].sum()),
        red=at_levels(now, [RED]),
        orange=at_levels(now, [ORANGE]),
        people=numbers.people(total(now, "people_involved")),
        amount=numbers.money(total(now, "amount_involved_wan")),
        first=first(top),
        overdue=len(overdue),
        reports=report_words(missing, reported),
    )


def first(top: pd.DataFrame) -> str:
    if top.empty:
        return ""
    row = top.iloc[0]
    return words.FIRST.format(
        name=escape(row["facility_name"]),
        village=escape(row["village"]),
        level=theme.level_label(row["level"]).replace(" ", "\u00a0"),  # never broken apart
    )


def report_words(missing: pd.DataFrame, reported: dict) -> str:
    if missing.empty:
        return words.REPORTS_DONE if reported.get("expected") else ""
    pattern = words.REPORTS_MISSING if reported["is_past_due"] else words.REPORTS_PENDING
    return pattern.format(n=len(missing), due=numbers.day(reported["due_date"]))


def key_figures(months, overdue, missing, reported: dict, courses) -> list[Figure]:
    """Six figures, each with its change since last month and twelve months' course."""
    course = [rows for _, rows in months.groupby("period", sort=True)]
    return [
        counted(words.FACILITIES, course, lambda r: int(r["facilities"].sum()), None),
        counted(words.URGENT, course, lambda r: at_levels(r, URGENT), list(URGENT)),
        summed(words.PEOPLE, course, "people_involved", numbers.people),
        summed(words.AMOUNT, course, "amount_involved_wan", numbers.money),
        overdue_figure(overdue, courses["overdue"]),
        unreported_figure(missing, reported, courses["owing"]),
    ]


def counted(label: str, course: list, measure, levels: list | None) -> Figure:
    values = [measure(rows) for rows in course]
    change = values[-1] - values[-2] if len(values) > 1 else None
    return Figure(
        label,
        numbers.count(values[-1], text.HOUSEHOLDS),
        change=change_words(change, numbers.count(change, text.HOUSEHOLDS)),
        is_worse=None if levels is None or not change else change > 0,
        trend=values,
        page="inventory",
        query={"level": levels} if levels else {},
    )


def summed(label: str, course: list, column: str, shown) -> Figure:
    values = [total(rows, column) for rows in course]
    known = len(values) > 1 and None not in (values[-1], values[-2])
    change = values[-1] - values[-2] if known else None
    return Figure(
        label,
        shown(values[-1]),
        change=change_words(change, shown(change) if known else ""),
        is_worse=change > 0 if change else None,
        trend=values,
        page="riskmap",
        help=words.KNOWN_HELP,
    )


def change_words(change, shown: str) -> str | None:
    if change is None:
        return None
    return words.CHANGE.format(change=numbers.signed(change, shown))


def overdue_figure(overdue: pd.DataFrame, course: pd.Series) -> Figure:
    worst = None if overdue.empty else int(overdue["days_overdue"].max())
    said = words.OVERDUE_WORST.format(days=worst) if worst else None
    return followed(words.OVERDUE, len(overdue), course, text.ITEMS, "rectification", said)


def unreported_figure(missing: pd.DataFrame, reported: dict, course: pd.Series) -> Figure:
    if not reported.get("expected"):
        return Figure(words.UNREPORTED, text.UNKNOWN, page="monthly")
    said = words.REPORTED_OF.format(**reported)
    return followed(words.UNREPORTED, len(missing), course, text.UNITS, "monthly", said)


def followed(label: str, n: int, course: pd.Series, unit: str, page: str, said) -> Figure:
    """A count with its course, where the course ends in the count: a task's lateness is judged on
    the day of the build, so an earlier month has none to compare with."""
    values = [int(v) for v in course.dropna()]
    change = n - values[-2] if len(values) > 1 and values[-1] == n else None
    return Figure(
        label,
        numbers.count(n, unit),
        change=change_words(change, numbers.count(change, unit)),
        is_worse=change > 0 if change else None,
        trend=() if change is None else values,
        page=page,
        help=said,
    )
