"""A statutory line that was met is remembered until the matter is settled (laws of truth, 8).

A meeting is one statement, or one month's end, at which a subject met a rule: facility_id, rule,
day (of which it speaks), known_at (when it was received), is_replaced (a newer version of the same
visit has taken its place), and where its figures are. A settlement covers what was known when it
was agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import pandas as pd

MET, REMEMBERED, CORRECTED, SETTLED = STATES = ("met", "remembered", "corrected", "settled")
COLUMNS = ["facility_id", "rule", "since", "last_met", "is_month", "place", "is_now", "state",
           "ended_by", "ended_at"]  # fmt: skip
# is_month and place: the row of the months' or the moments' facts that the figures are read from.
MEETING = ["facility_id", "rule", "day", "known_at", "is_replaced", "is_month", "place"]


class Settlement(NamedTuple):
    """A matter two people agreed is settled: everything known of the subject by then."""

    facility_id: str
    number: str
    agreed_at: str  # ISO

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.agreed_at).replace(tzinfo=None)

    @property
    def day(self) -> pd.Timestamp:
        return pd.Timestamp(self.agreed_at[:10])


def open_meetings(
    meetings: pd.DataFrame, settlements: Iterable[Settlement], until: pd.Timestamp
) -> pd.DataFrame:
    """Those of days up to `until` that no settlement agreed by then covers."""
    seen = meetings[meetings["day"] <= until]
    ends = {name: one.moment for name, one in endings(settlements, until).items()}
    if not ends or seen.empty:
        return seen
    ended = seen["facility_id"].map(ends)
    return seen[ended.isna() | (seen["known_at"] > ended)]


def endings(settlements: Iterable[Settlement], until: pd.Timestamp) -> dict[str, Settlement]:
    """The last settlement of each subject that was agreed by then."""
    agreed = sorted(settlements, key=lambda s: s.agreed_at)
    return {one.facility_id: one for one in agreed if one.day <= until}


def first_days(meetings: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Since when each subject has met a line, by the meetings that count."""
    return meetings.groupby("facility_id")["day"].min().to_dict()


def lines(
    meetings: pd.DataFrame,
    settlements: Sequence[Settlement],
    now: set[tuple[str, str]],
    until: pd.Timestamp,
) -> pd.DataFrame:
    """One row per subject and rule ever met by `until`; `now`: the pairs met at the end."""
    seen = meetings[meetings["day"] <= until].sort_values(["day", "known_at"], kind="stable")
    counts = set(open_meetings(seen, settlements, until).index)
    ends = endings(settlements, until)
    rows = [
        line(pair, own, counts, pair in now, ends.get(pair[0]))
        for pair, own in seen.groupby(["facility_id", "rule"], sort=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def line(pair, own: pd.DataFrame, counts: set, is_now: bool, end: Settlement | None) -> tuple:
    """One line: the meetings that count, or, when all are settled, all of them."""
    standing = own[own.index.isin(counts)]
    shown = own if standing.empty else standing
    first, days = shown.iloc[0], shown["day"]
    if standing.empty:
        how = (SETTLED, end.number, end.agreed_at[:10])
    else:
        is_corrected = not is_now and bool(standing["is_replaced"].all())
        how = (MET if is_now else CORRECTED if is_corrected else REMEMBERED, None, None)
    where = (bool(first["is_month"]), int(first["place"]))
    return (*pair, first["day"], days.max(), *where, is_now, *how)
