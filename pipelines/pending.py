"""Statutory lines are judged on confirmed facts; what only a guess or the upper end of a range
would meet is pending until somebody answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pandas as pd

from models import floors
from models.catalog import Catalog
from models.catalog.forms import Forms
from models.catalog.scoring import Floor, Scoring
from models.catalog.statutory import OBSERVED
from models.explain import fill, number_text
from pipelines import panel as facts_of
from pipelines.guesses import YES_NO
from pipelines.panel import Panel

CAUSE_JOINER = "；"
DOUBTS = """
select p.panel_no, d."column", d.kind, d.form, d.wording, d.reading
from mart_doubt d
join stg_panel p using (period, facility_id)
order by p.panel_no, d."column", d.kind, d.wording
"""
INSTEAD = {"mart_lead": "stg_sure_lead"}
Doubts = Mapping[tuple[int, str], list[dict]]


@dataclass(frozen=True)
class Sure:
    """What is confirmed (`facts`), and what waits: questions by panel row and column."""

    facts: floors.Facts
    doubts: Doubts = field(default_factory=dict)


def read_sure(
    draft: duckdb.DuckDBPyConnection, panel: Panel, catalog: Catalog, facts: floors.Facts
) -> Sure:
    """The facts with everything unconfirmed replaced by the newest confirmed value before it."""
    rows = draft.execute(DOUBTS).df()
    if rows.empty:
        return Sure(facts)
    doubts: dict[tuple[int, str], list[dict]] = {}
    for one in rows.to_dict("records"):
        doubts.setdefault((one["panel_no"], one["column"]), []).append(one)
    columns = sorted(set(rows["column"]) & set(facts))
    confirmed = facts_of.observations(draft, facts_of.CONFIRMED, columns)
    sure = {name: _overlaid(facts[name], confirmed[name]) for name in confirmed}
    return Sure({**facts, **sure, **_sure_indicators(draft, panel, catalog.scoring)}, doubts)


def _overlaid(known: floors.Known, confirmed: pd.DataFrame) -> floors.Known:
    """The observations with the confirmed ones in the place of those that wait."""
    at = confirmed["panel_no"].to_numpy()
    is_text = known.values.dtype == object
    values, ages = known.values.copy(), known.age_days.copy()
    text = facts_of.words(confirmed["value_text"])
    values[at] = text if is_text else confirmed["value_num"].to_numpy(dtype=float)
    ages[at] = confirmed["age_days"].to_numpy(dtype=float)
    low = None if known.low is None else known.low.copy()
    found = None if is_text else facts_of.lower_end(confirmed, values[at])
    if found is not None or low is not None:
        low = known.values.copy() if low is None else low
        low[at] = values[at] if found is None else found
    return replace(known, values=values, age_days=ages, low=low)


def _sure_indicators(draft, panel: Panel, scoring: Scoring) -> dict[str, floors.Known]:
    """Indicators that a statutory floor asks for, from confirmed rows alone."""
    asked = {c.indicator for f in scoring.floors if f.is_statutory for c in f.conditions}
    found = {
        one.code: facts_of.read_values(draft, one, scoring, INSTEAD)
        for one in panel.indicators
        if one.code in asked
    }
    return {code: floors.Known(values, ages) for code, (values, ages) in found.items()}


def judge(
    listed: Sequence[Floor], facts: floors.Facts, sure: Sure
) -> tuple[np.ndarray, np.ndarray]:
    """M × F: floors that are met, and statutory ones that only unconfirmed facts would meet."""
    upper = {name: replace(known, low=None) for name, known in facts.items()}
    whole = np.column_stack([floors.hits(floor, upper) for floor in listed])
    met = whole.copy()
    for number, floor in enumerate(listed):
        if floor.is_statutory:
            met[:, number] = floors.hits(floor, sure.facts)
    return met, whole & ~met


def sentence(
    floor: Floor, row: int, facts: floors.Facts, sure: Sure, scoring: Scoring, forms: Forms
) -> str:
    """可能达到法定标准（待确认）: the line, and what to confirm."""
    words = scoring.levels.pending
    causes = dict.fromkeys(_causes(floor, row, facts, sure, scoring, forms))
    told = {"name": words.name, "evidence": floors.evidence(floor, facts, row)}
    return fill(words.reason, told | {"causes": CAUSE_JOINER.join(causes)})


def _causes(floor, row: int, facts, sure: Sure, scoring: Scoring, forms: Forms) -> Iterator[str]:
    """Questions about the facts that speak for the floor, then about those of its exception."""
    behind = {one.code: [c.split(".")[1] for c in one.columns] for one in scoring.indicators}
    for condition in dict.fromkeys((*floor.said, *floor.conditions)):
        columns = condition.columns if condition.column else behind[condition.indicator]
        for name in sorted(columns):
            for one in sure.doubts.get((row, name), ()):
                meaning = forms.form(one["form"]).column(name).heading
                template = getattr(scoring.levels.pending, one["kind"])
                reading = YES_NO.get(one["reading"], one["reading"])
                yield fill(template, {**one, "meaning": meaning, "reading": reading})
        yield from _range(condition, row, facts, scoring, forms)


def _range(condition, row: int, facts, scoring: Scoring, forms: Forms) -> Iterator[str]:
    known = facts[condition.subject]
    if known.low is None or not known.low[row] < known.values[row]:
        return
    words = {
        "meaning": _heading(condition.subject, forms),
        "low": number_text(known.low[row]),
        "high": number_text(known.values[row]),
    }
    yield fill(scoring.levels.pending.range, words)


def _heading(column: str, forms: Forms) -> str:
    return next(
        one.heading for form in OBSERVED for one in forms.form(form).columns if one.name == column
    )
