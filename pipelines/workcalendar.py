"""The one calendar of a build: calendar.yml with the days people set, kept as a table of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb

from ledger.workcalendar import Day
from models.catalog import Catalog
from models.workdays import Workdays
from pipelines.queries.asking import ask

LISTED = "select day, is_workday from stg_listed_day order by day"


def amended(catalog: Catalog, days: Iterable[Day]) -> Catalog:
    """The catalogue with what people set; their word stands above calendar.yml."""
    days = list(days)
    worked = frozenset(one.day for one in days if one.is_workday)
    off = frozenset(one.day for one in days if not one.is_workday)
    calendar = catalog.scoring.calendar
    own = replace(
        calendar,
        holidays=(calendar.holidays - worked) | off,
        workdays=(calendar.workdays - off) | worked,
    )
    return replace(catalog, scoring=replace(catalog.scoring, calendar=own))


def insert_days(draft: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """stg_listed_day: every day that differs from the published calendar."""
    calendar = catalog.scoring.calendar
    rows = [(day, False) for day in calendar.holidays] + [(day, True) for day in calendar.workdays]
    draft.execute("create table stg_listed_day (day date, is_workday boolean)")
    if rows:
        draft.executemany("insert into stg_listed_day values (?, ?)", sorted(rows))


def calendar_of_build(build: Path) -> Workdays:
    """The calendar a build was made with: screens count by it, so that they say the same number."""
    rows = ask(build, LISTED)
    listed = [(row.day.date(), bool(row.is_workday)) for row in rows.itertuples()]
    return Workdays(
        frozenset(day for day, is_workday in listed if not is_workday),
        frozenset(day for day, is_workday in listed if is_workday),
    )
