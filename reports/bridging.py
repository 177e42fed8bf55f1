"""The bridge of a month per village: 期初 + 新增 − 化解 − 移送 = 期末, checked row by row."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ledger.months import bridge
from reports.words import word

COLUMNS = ["village", "opening", "added", "resolved", "transferred", "closing", "adds_up"]
COUNTS = COLUMNS[1:-1]


def bridges(
    leads: pd.DataFrame, tasks: pd.DataFrame, month: str, as_of: date
) -> dict[str, pd.DataFrame]:
    """leads, tasks → the bridge of a month per village, up to the last day that is known."""
    first = pd.Timestamp(f"{month}-01")
    last = min(pd.Timestamp(as_of), first + pd.offsets.MonthEnd())
    known = {"leads": lead_matters(leads), "tasks": task_matters(tasks)}
    return {name: by_village(rows, first, last) for name, rows in known.items()}


def lead_matters(leads: pd.DataFrame) -> pd.DataFrame:
    """matter_id, village, since, until, end of every lead. A lead handed on has left the town's
    hands, though people still wait for an answer."""
    gone = leads["transferred_date"].notna() | leads["status"].isin(word("bridge.handed_on"))
    over = gone | ~leads["is_open"].astype(bool)
    until = leads["transferred_date"].where(gone, leads["closed_date"])
    return matters(leads, "received_date", over, gone, until)


def task_matters(tasks: pd.DataFrame) -> pd.DataFrame:
    """The same of every rectification task."""
    over, gone = tasks["is_done"].astype(bool), tasks["status"].isin(word("bridge.handed_on"))
    return matters(tasks, "assigned_date", over, over & gone, tasks["done_date"])


def matters(rows, since: str, over, gone, until) -> pd.DataFrame:
    """One row per matter; one that ended on no stated day ended on the day it came."""
    ended = pd.to_datetime(until).fillna(pd.to_datetime(rows[since]))
    return pd.DataFrame({
        "matter_id": rows["matter_id"],
        "village": rows["village"].fillna(word("bridge.no_village")),
        "since": pd.to_datetime(rows[since]),
        "until": ended.where(over),
        "end": gone.map({True: "transferred", False: "resolved"}),
    })  # fmt: skip


def by_village(rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """COLUMNS, a village a row and the total last; adds_up is judged, never assumed."""
    lines = [
        {"village": village, **line(some, first, last)} for village, some in rows.groupby("village")
    ]
    if not lines:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.DataFrame(lines)
    total = {name: table[name].sum() for name in COUNTS}
    whole = line(rows, first, last)
    agrees = all(whole[name] == total[name] for name in COUNTS) and table["adds_up"].all()
    table.loc[len(table)] = {"village": word("frame.total"), **total, "adds_up": bool(agrees)}
    return table[COLUMNS]


def line(rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> dict:
    before, after = standings(rows, first - pd.Timedelta(days=1)), standings(rows, last)
    made = bridge(before, after)
    counted = {
        "opening": made.opening,
        "added": made.added + made.reopened,
        "resolved": made.resolved,
        "transferred": made.transferred,
        "closing": made.closing,
    }
    return counted | {"adds_up": made.holds}


def standings(rows: pd.DataFrame, day: pd.Timestamp) -> dict[str, str]:
    """number → open, resolved or transferred, of every matter that had come by the day."""
    come = rows[rows["since"] <= day]
    ended = come["until"] <= day
    return dict(zip(come["matter_id"], come["end"].where(ended, "open"), strict=True))
