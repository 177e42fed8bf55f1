"""The one clock: deadlines with extensions and pauses, overdue in calendar and in working days.

Every screen, mart and document that says "overdue" asks here. The day of the deadline itself is
not overdue; the clock stands while a matter waits for its check, is paused or is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pandas as pd

from models.workdays import Workdays

Pause = tuple[date, date]  # first day without the clock, the day it runs again


class Clock(NamedTuple):
    """Where a matter stands on a day. `deadline` has the pauses added; days are calendar days."""

    deadline: date | None
    is_overdue: bool
    days_overdue: int
    workdays_overdue: int
    days_left: int | None  # None without a deadline or while the clock stands
    workdays_left: int | None
    is_paused: bool = False


def read(
    deadline: date | None,
    as_of: date,
    workdays: Workdays,
    *,
    is_running: bool = True,
    pauses: Sequence[Pause] = (),
    paused_since: date | None = None,
) -> Clock:
    """The clock of one matter on `as_of`. `deadline` is the day agreed on (an extension counts)."""
    if deadline is None:
        return Clock(None, False, 0, 0, None, None, paused_since is not None)
    every = [*pauses, *([(paused_since, max(paused_since, as_of))] if paused_since else [])]
    due = with_pauses(deadline, every, workdays)
    stop = min(as_of, paused_since) if paused_since else as_of
    if not is_running:
        return Clock(due, False, 0, 0, None, None, paused_since is not None)
    if stop > due:
        late = (stop - due).days
        return Clock(due, True, late, workdays.count(due, stop), 0, 0, paused_since is not None)
    left = (due - as_of).days
    return Clock(due, False, 0, 0, left, workdays.count(as_of, due), paused_since is not None)


def with_pauses(deadline: date, pauses: Iterable[Pause], workdays: Workdays) -> date:
    """The deadline moved on by the working days lost in pauses that began on or before it."""
    for start, again in sorted(pauses):
        if start <= deadline:
            lost = workdays.count(start - timedelta(1), again - timedelta(1))
            deadline = workdays.add(deadline, lost)
    return deadline


def read_frame(rows: pd.DataFrame, as_of: date, workdays: Workdays) -> pd.DataFrame:
    """The clock of many matters without pauses: columns deadline_date and is_running in, columns
    is_overdue, days_overdue, workdays_overdue, days_left, workdays_left out, same index."""

    @cache
    def one(deadline: date | None, is_running: bool) -> Clock:
        return read(deadline, as_of, workdays, is_running=is_running)

    days = [None if pd.isna(day) else pd.Timestamp(day).date() for day in rows["deadline_date"]]
    clocks = [one(*pair) for pair in zip(days, map(bool, rows["is_running"]), strict=True)]
    columns = ["is_overdue", "days_overdue", "workdays_overdue", "days_left", "workdays_left"]
    read_out = {name: [getattr(clock, name) for clock in clocks] for name in columns}
    frame = pd.DataFrame(read_out, index=rows.index, columns=columns)
    whole = {name: "Int64" for name in columns[1:]}
    return frame.astype({"is_overdue": bool, **whole})
