"""Which levels a build holds up: red and orange fall by clean visits, not by one report."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from models.catalog.scoring import Levels, Scoring
from models.descent import DAYS_APART, HELD_FROM, Visit, held, may_fall
from models.explain import fill
from models.floors import lifts
from models.score import floor_level
from pipelines.moments import Moments
from pipelines.overriding import Chosen
from pipelines.panel import Panel


def held_levels(
    panel: Panel,
    scoring: Scoring,
    moments: Moments,
    own: Mapping[str, np.ndarray],
    chosen: Chosen,
) -> np.ndarray:
    """Severity shown per row of the panel. own: month → severities of all rows under that month's
    weights, so that a change of weights moves the months before it, too, and is never held up."""
    shown = np.full(len(panel.rows), -1)
    visits = visits_of(moments, scoring)
    peaks = peaks_of(moments, scoring)
    decided = [None if one is None else scoring.levels.severity(one.level) for one in chosen]
    history = rows_by_subject(panel)
    sets: dict[bytes, np.ndarray] = {}
    for period, here in panel.places.items():
        under = own[period]
        shown[here] = under[here]
        key = under.tobytes()
        if key not in sets:
            sets[key] = folded(panel, history, under, visits, peaks, decided)
        shown[here] = np.maximum(shown[here], sets[key][here])
    return shown


def rows_by_subject(panel: Panel) -> dict[str, np.ndarray]:
    """Rows of the panel per subject, months oldest first."""
    return panel.rows.groupby("facility_id", sort=False).indices


def folded(panel: Panel, history, own: np.ndarray, visits, peaks, decided) -> np.ndarray:
    shown = own.copy()
    periods = panel.rows["period"].to_numpy(dtype=object)
    until = panel.rows["until"].to_numpy(dtype="datetime64[D]").astype(int)
    for name, rows in history.items():
        tops = [peaks.get((name, periods[row]), -1) for row in rows]
        if max(own[rows].max(), *tops) < HELD_FROM:
            continue
        seen = visits.get(name, [])
        falls = [may_fall(one for one in seen if one.day <= until[row]) for row in rows]
        shown[rows] = held(own[rows], tops, falls, [decided[row] for row in rows])
    return shown


def visits_of(moments: Moments, scoring: Scoring) -> dict[str, list[Visit]]:
    """The visits of each subject as they count, clean or not. A floor of a lower colour than those
    that are held up is a question, and where the level falls to: it spoils no visit, unless it
    tells of a sign of distress."""
    rows = moments.rows
    counts = ((rows["kind"] == "visit") & rows["is_current"].astype(bool)).to_numpy(bool)
    grave = lifts(scoring) >= HELD_FROM
    clean = rows["is_complete"].fillna(False).to_numpy(bool) & ~moments.hit[:, grave].any(axis=1)
    days = rows["until"].to_numpy(dtype="datetime64[D]").astype(int)
    told = rows["until"].dt.strftime("%Y-%m-%d").to_numpy() if len(rows) else []
    screeners = rows["screener"].astype(object).where(rows["screener"].notna(), None).to_numpy()
    found: dict[str, list[Visit]] = {}
    for row in np.flatnonzero(counts):
        name = rows["facility_id"].iat[row]
        is_confirmed = (name, told[row]) in moments.confirmed
        visit = Visit(int(days[row]), screeners[row], bool(clean[row]), is_confirmed)
        found.setdefault(name, []).append(visit)
    return found


def peaks_of(moments: Moments, scoring: Scoring) -> dict[tuple[str, str], int]:
    """The highest floor that a visit of a month met, by subject and month."""
    rows = moments.rows
    if rows.empty:
        return {}
    top = pd.DataFrame(
        {
            "facility_id": rows["facility_id"],
            "period": rows["until"].dt.strftime("%Y-%m"),
            "top": floor_level(np.where(moments.hit, lifts(scoring), -1)),
        }
    )[rows["is_current"].astype(bool)]
    return top.groupby(["facility_id", "period"])["top"].max().to_dict()


def words(rules: Levels, by_facts: str, level: str) -> str | None:
    """Why the level stands above what the facts say; None where it does not."""
    if by_facts == level:
        return None
    return fill(rules.memory.held, {"level": level, "by_facts": by_facts, "days": DAYS_APART})
