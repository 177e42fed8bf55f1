"""Levels that people set: in place of the level by rule, never below a red line that was met."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ledger.governance import load_governance
from ledger.overrides import Override, in_force
from models.catalog.scoring import Levels
from pipelines.warehouse import names_of

COLUMNS = (
    "period varchar, facility_id varchar, number varchar, level_by_rule varchar, level varchar, "
    "reason varchar, evidence varchar, proposed_by varchar, approved_by varchar, "
    "approved_date date, expires_date date"
)

Chosen = list[Override | None]  # per row of the panel


def chosen_overrides(rows: pd.DataFrame, overrides: Sequence[Override]) -> Chosen:
    """The override in force for every row (facility_id, until), on the day it is judged."""
    due = {day: in_force(overrides, pd.Timestamp(day).date()) for day in rows["until"].unique()}
    return [
        due[day].get(facility_id)
        for day, facility_id in zip(rows["until"], rows["facility_id"], strict=True)
    ]


def set_levels(
    by_rule: np.ndarray, chosen: Chosen, floor_severity: np.ndarray, levels: Levels
) -> np.ndarray:
    """The level shown: the person's word where there is one, lifted to the highest floor met."""
    rising = [level.name for level in levels.colours][::-1]
    shown = by_rule.copy()
    for row, override in enumerate(chosen):
        if override is not None:
            wanted = levels.severity(override.level)
            shown[row] = rising[max(wanted, int(floor_severity[row]))]
    return shown


def with_override(reason: str, override: Override | None, by_rule: str, level: str) -> str:
    """The reasons, after the sentence that a person set the level (no names: slides show it)."""
    if override is None:
        return reason
    template = load_governance().override_reason
    words = {"level": level, "level_by_rule": by_rule, "expires": override.expires}
    return template.format(reason=override.reason, **words) + "；" + reason


def override_rows(rows: pd.DataFrame, chosen: Chosen, by_rule, level) -> pd.DataFrame:
    """mart_override: month × subject whose level a person set, beside the level by rule."""
    found = [
        (
            rows["period"].iat[row],
            one.facility_id,
            one.number,
            by_rule[row],
            level[row],
            one.reason,
            one.evidence,
            one.proposed_by,
            one.decided_by,
            one.decided_at[:10],
            one.expires,
        )
        for row, one in enumerate(chosen)
        if one is not None
    ]
    return pd.DataFrame(found, columns=names_of(COLUMNS))
