"""Floors judged at every statement, not only at month ends: the same files, confirmed facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from models import floors
from models.catalog.scoring import Floor, Scoring
from models.floors import Known
from models.lines import MEETING
from pipelines import panel as facts_of
from pipelines.warehouse import sql_text

INSTEAD = {
    "stg_panel": "stg_moment",
    "mart_observation": "stg_moment_observation",
    "mart_lead": "stg_sure_lead",
}
MOMENTS = """
select facility_id, until, known_at, is_current, corrected_by, nature, kind, screener, is_complete,
    batch_id, source_sheet, source_row
from stg_moment order by panel_no
"""
SOURCE = ["batch_id", "source_sheet", "source_row"]


@dataclass(frozen=True)
class Moments:
    """rows: one per statement, in order; facts: what was known at each; hit: statement × floor."""

    rows: pd.DataFrame
    facts: floors.Facts
    floors: Sequence[Floor]
    hit: np.ndarray
    confirmed: frozenset[tuple[str, str]] = frozenset()  # facility_id, day of a visit


def read_moments(draft: duckdb.DuckDBPyConnection, scoring: Scoring) -> Moments:
    asked = {c.indicator for floor in scoring.floors for c in floor.conditions if c.indicator}
    indicators = [one for one in scoring.indicators if one.code in asked]
    behind = {name.split(".")[1] for one in indicators for name in one.columns}
    columns = sorted(frozenset().union(*(floor.columns for floor in scoring.floors)))
    make_observations(draft, sorted({*columns, *behind}))
    rows = draft.execute(MOMENTS).df()
    facts = {one.code: value_of(draft, one, scoring) for one in indicators}
    observed = facts_of.observations(draft, facts_of.OBSERVED, columns, INSTEAD)
    facts |= {name: facts_of.fact(observed.get(name), len(rows)) for name in columns}
    facts = with_natures(facts, rows)
    hit = np.column_stack([floors.hits(floor, facts) for floor in scoring.floors])
    return Moments(rows, facts, scoring.floors, hit)


def make_observations(draft: duckdb.DuckDBPyConnection, columns: list[str]) -> None:
    sql = sql_text("scores/stg_moment_observation")
    draft.execute("create temp table stg_moment_observation as " + sql, {"columns": columns})


def value_of(draft, indicator, scoring: Scoring) -> Known:
    return Known(*facts_of.read_values(draft, indicator, scoring, INSTEAD))


def with_natures(facts: floors.Facts, rows: pd.DataFrame) -> floors.Facts:
    """At a lead's own statement the nature is what it says, whatever the lead says today."""
    said = rows["nature"].to_numpy(dtype=object)
    if "lead_nature" not in facts or not len(rows):
        return facts
    known = facts["lead_nature"]
    values = np.where(rows["nature"].notna(), said, known.values)
    return {**facts, "lead_nature": Known(values, known.age_days)}


def meetings(moments: Moments) -> pd.DataFrame:
    """One row per moment and statutory floor met; `place` says where its figures are."""
    parts = [
        met(moments.rows, floor.code, np.flatnonzero(moments.hit[:, number]))
        for number, floor in enumerate(moments.floors)
        if floor.is_statutory and len(moments.rows)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=MEETING)


def met(rows: pd.DataFrame, rule: str, places: np.ndarray) -> pd.DataFrame:
    """The rows at these places as meetings of a rule."""
    here = rows.iloc[places]
    return here[["facility_id", "known_at", "corrected_by", *SOURCE]].assign(
        rule=rule, day=here["until"], is_replaced=~here["is_current"].astype(bool), place=places
    )
