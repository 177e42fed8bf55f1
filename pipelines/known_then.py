"""The past stands (laws of truth, 9): from a home's first closed month on, a row counts from the
day it was received, and a month's list is what was known then."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd

from ledger.months import CLOSED, MONTH, Month, fold_months
from pipelines.settings import Home

# What a build says of each month; a past month's rows are those of its own day.
TABLES = (
    "mart_observation", "mart_indicator", "mart_contribution_month", "mart_score_month",
    "mart_dimension", "mart_floor", "mart_score_change", "mart_weight", "mart_override",
    "mart_smoke", "mart_risk_matrix_month",
)  # fmt: skip
PUT = "insert into {table} by name select {names} from past.{source} where period = $period"
MONTHS = 12  # of a build, the newest included (marts/mart_period.sql)


@dataclass(frozen=True)
class Past:
    """A month before the build's own and the build that says what was known then. A closed month
    keeps its recomputed rows beside (they are the restatement): it is read from its own build."""

    period: str
    path: Path
    is_closed: bool


def known_by(events: Sequence, as_of: date) -> list:
    """The events that count for a build on a day. Until a month was closed all of them do: a row
    counts from the date it states."""
    closes = [event.at for event in events if event.subject == MONTH and event.action == CLOSED]
    if not closes:
        return list(events)
    end = max(f"{as_of.isoformat()}T23:59:59", min(closes))
    return [event for event in events if event.at <= end]


def past_months(
    home: Home, as_of: date, events: Sequence, then: Callable[[date], Path]
) -> tuple[Past, ...]:
    """The months before the build's own, once one was closed. then: the build as of a day."""
    months = fold_months(events)
    if not months:
        return ()
    first = date.fromisoformat(min(one.reported.at for one in months.values())[:10])
    found = []
    for period in earlier(as_of):
        if period in months:
            own = home.builds / f"{months[period].reported.build}.duckdb"
            found += [Past(period, own, True)] if own.is_file() else []
        elif min(max(last_day(period), first), as_of) < as_of:
            found.append(Past(period, then(max(last_day(period), first)), False))
    return tuple(found)


def earlier(as_of: date) -> list[str]:
    """The months of a build before its own, oldest first."""
    months, day = [], as_of.replace(day=1)
    for _ in range(MONTHS - 1):
        day = (day - timedelta(days=1)).replace(day=1)
        months.append(f"{day:%Y-%m}")
    return months[::-1]


def last_day(period: str) -> date:
    first = date.fromisoformat(f"{period}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def kept_as(home: Home, day: date, *parts: str) -> Path:
    """Where the build as of a day is kept; its name changes with the program and the facts."""
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
    return home.builds / f"then-{day.isoformat()}-{key}.duckdb"


def keep(draft: Path, path: Path) -> None:
    """Put a finished draft in its place; an older one of the same day goes."""
    for old in path.parent.glob(f"{path.name[:15]}-*.duckdb"):
        old.unlink(missing_ok=True)
    os.replace(draft, path)


# ---------------------------------------------------------------- in the draft


def listed(draft: duckdb.DuckDBPyConnection, past: Sequence[Past]) -> dict[str, pd.DataFrame]:
    """What the lists of earlier months said: period → facility_id, score, rank, level."""
    sql = "select facility_id, score, rank, level from past.mart_score_month where period = $period"
    found = {}
    for one in past:
        with attached(draft, one.path):
            found[one.period] = draft.execute(sql, {"period": one.period}).df()
    return found


def put_back(draft: duckdb.DuckDBPyConnection, past: Sequence[Past]) -> None:
    """Past months that are not closed say what they said then; mart_listed_month is the course of
    every subject as it was listed, month by month."""
    for one in past:
        with attached(draft, one.path):
            for table in () if one.is_closed else TABLES:
                replace(draft, table, table, one.period)
    draft.execute("create table mart_listed_month as from mart_score_month")
    for one in past:
        with attached(draft, one.path):
            replace(draft, "mart_listed_month", "mart_score_month", one.period)


def replace(draft: duckdb.DuckDBPyConnection, table: str, source: str, period: str) -> None:
    """One month of a table from the attached build, in the columns both have."""
    theirs = columns(draft, "past." + source)
    names = ", ".join(f'"{name}"' for name in columns(draft, table) if name in theirs)
    draft.execute("delete from " + table + " where period = $period", {"period": period})
    draft.execute(PUT.format(table=table, names=names, source=source), {"period": period})


def columns(draft: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [row[0] for row in draft.execute("describe " + table).fetchall()]


@contextmanager
def attached(draft: duckdb.DuckDBPyConnection, path: Path):
    quoted = path.as_posix().replace("'", "''")
    draft.execute("attach '" + quoted + "' as past (read_only)")
    try:
        yield
    finally:
        draft.execute("detach past")


def frozen(home: Home, months: dict[str, Month], period: str | None) -> Path | None:
    """The build a closed month is read from; None for an open one, or where the file is gone."""
    month = months.get(period or "")
    path = home.builds / f"{month.reported.build}.duckdb" if month else None
    return path if path and path.is_file() else None
