"""The sentence, the key figures and the frames in words of 月报与宣传."""

from __future__ import annotations

import pandas as pd

from pipelines.queries.scope import newest_period
from ui import numbers, text
from ui.context import Context
from ui.parts import Figure, escape
from ui.text import monthly as words

MONTH_COLUMNS = ["unit", "unit_kind", "status", "due_date", "submitted_date", "days_late",
                 "submitter", "screened_count", "lead_count", "progress", "remarks",
                 "source_file", "source_sheet", "source_row"]  # fmt: skip
RECORD_COLUMNS = ["unit", "unit_kind", "owed", "in_time", "zero", "late", "missing",
                  "mean_days_late"]  # fmt: skip
GAP_COLUMNS = ["village", "is_gap", "high_risk", "facilities", "sessions", "participants",
               "elderly_participants", "reach_pct", "elderly_60", "last_date"]  # fmt: skip
ACTIVITY_COLUMNS = ["activity_date", "unit", "channel", "sessions", "participants",
                    "elderly_participants", "materials", "cases_publicised", "remarks",
                    "source_file", "source_sheet", "source_row"]  # fmt: skip


def period(ctx: Context) -> str:
    return numbers.period(ctx.filters.period or newest_period(ctx.build))


def sentence(ctx: Context, totals: dict, publicity: dict, gaps: pd.DataFrame) -> str:
    reports = words.ANSWER.format(
        period=period(ctx),
        units=numbers.count(totals["units"]),
        reported=numbers.count(totals["reported"]),
        in_time=numbers.count(totals["in_time"]),
        zero=numbers.count(totals["zero"]),
        late=numbers.count(totals["late"]),
        missing=missing_words(totals),
    )
    return reports + publicity_words(publicity, gaps)


def missing_words(totals: dict) -> str:
    due = numbers.day(totals["due_date"])
    if totals["missing"]:
        names = escape(totals["missing_units"])
        return words.MISSING.format(n=int(totals["missing"]), names=names, due=due)
    if totals["waiting"]:
        return words.WAITING.format(n=int(totals["waiting"]), due=due, left=days_left(totals))
    return words.ALL_IN


def days_left(totals: dict) -> str:
    left = int(totals["days_left"])
    return words.LEFT.format(days=left) if left else words.TODAY


def publicity_words(publicity: dict, gaps: pd.DataFrame) -> str:
    sessions = known(publicity["sessions_month"])
    held = publicity["participants_month"]
    reached = "" if numbers.is_unknown(held) else words.PARTICIPANTS.format(n=numbers.count(held))
    lacking = int(gaps["is_gap"].fillna(False).sum())
    tail = words.GAPS.format(n=lacking) if lacking else words.NO_GAPS
    return words.PUBLICITY.format(sessions=numbers.count(sessions), gaps=reached + tail)


def known(n) -> float:
    """A sum over no rows is zero: no activity was reported."""
    return 0 if numbers.is_unknown(n) else n


def key_figures(totals: dict, publicity: dict, gaps: pd.DataFrame, months) -> list[Figure]:
    owing = words.MISSING_FIGURE if totals["missing"] or not totals["waiting"] else None
    still = totals["missing"] if owing else totals["waiting"]
    span = words.SINCE.format(n=len(months), total=numbers.count(known(publicity["sessions"])))
    return [
        counted(words.REPORTED, totals["reported"], change=words.OF.format(n=int(totals["units"]))),
        counted(
            owing or words.WAITING_FIGURE,
            still,
            change=words.DUE.format(due=numbers.day(totals["due_date"])),
            is_worse=True if totals["missing"] else None,
        ),
        counted(words.ZERO, totals["zero"], help=words.ZERO_HELP),
        Figure(
            words.SESSIONS,
            numbers.count(known(publicity["sessions_month"]), words.SESSION_UNIT),
            change=span,
            page="monthly",
            query={"part": words.TAB_PUBLICITY},
            trend=months["sessions"].tolist(),
        ),
        Figure(
            words.PARTICIPANTS_FIGURE,
            numbers.count(publicity["participants_month"], words.PERSON_TIMES),
            help=words.NOT_COUNTED,
            trend=[known(n) for n in months["participants"]],
        ),
        counted(words.GAP_FIGURE, int(gaps["is_gap"].fillna(False).sum()), help=words.GAP_NOTE),
    ]


def counted(label: str, n, **more) -> Figure:
    return Figure(label, numbers.count(n, words.UNITS), **more)


def kinds_in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """village/department as people say it, the status with its mark."""
    named = {"village": words.VILLAGE, "department": words.DEPARTMENT}
    shown = rows.assign(unit_kind=rows["unit_kind"].map(lambda kind: named.get(kind, kind)))
    if "status" not in shown:
        return shown
    marks = dict(zip(words.STATES, words.STATE_MARKS, strict=True))
    return shown.assign(status=[f"{marks.get(s, '')} {s}".strip() for s in shown["status"]])


def gap_rows(gaps: pd.DataFrame) -> pd.DataFrame:
    return gaps.assign(is_gap=gaps["is_gap"].fillna(False).astype(bool))


def unknown(value) -> str:
    return text.UNKNOWN if numbers.is_unknown(value) else str(value)
