"""The facts of a month as draws need them, and the drawn towns of a build (models/worlds.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from models import derived, worlds
from models.catalog.files import read_yaml
from models.donors import Bases, Facts, coded
from models.placing import Case
from models.worlds import Worlds, draw_worlds
from pipelines.queries import knowledge
from pipelines.queries.asking import ask
from pipelines.settings import CATALOG

OBSERVED = """
select facility_id, columns(c -> c in ('column', 'value_num', 'value_text', 'value_low'))
from mart_observation where period = $period and list_contains($columns, "column")
"""
INDICATORS = """
select facility_id, indicator::varchar as "column",
    if(value_text is null, value, null) as value_num, value_text::varchar as value_text
from mart_indicator where period = $period and list_contains($columns, indicator::varchar)
"""
APPLIES = """
select facility_id, indicator::varchar as indicator, is_applicable
from mart_contribution_month where period = $period
"""
KINDS = """
select facility_id, value_text as kind
from mart_observation where period = $period and "column" = 'facility_type'
"""


@lru_cache(maxsize=2)
def bases(folder: Path = CATALOG) -> Bases:
    """What grows with what (drawing.yml)."""
    found = read_yaml(folder / "drawing.yml")["bases"]
    return {fact: tuple(tuple(base) for base in several) for fact, several in found.items()}


def facts(build: Path, period: str, ids: Sequence[str]) -> Facts:
    """What is known of these subjects in the month."""
    names = worlds.fact_names(knowledge.scoring())
    of_indicators = {one.code for one in knowledge.scoring().indicators}
    rows = pd.concat(
        [
            ask(
                build, OBSERVED, period=period, columns=[n for n in names if n not in of_indicators]
            ),
            ask(build, INDICATORS, period=period, columns=of_more(names)),
        ]
    )
    kinds = ask(build, KINDS, period=period).set_index("facility_id")["kind"].reindex(list(ids))
    parts = dict(list(rows.groupby("column")))
    columns = {name: column(parts.get(name), ids) for name in names}
    visited = knowledge.forms()["screening"]["columns"]
    found = coded(columns, kinds.fillna("").to_numpy(dtype=str), visited)
    return replace(found, low={n: lower_ends(rows, ids) for n, rows in ranges(parts)})


def ranges(parts: dict[str, pd.DataFrame]) -> list[tuple[str, pd.DataFrame]]:
    """The facts some of which were stated as a range (a build of before has none)."""
    return [
        (name, rows)
        for name, rows in parts.items()
        if "value_low" in rows and rows["value_low"].notna().any()
    ]


def lower_ends(rows: pd.DataFrame, ids: Sequence[str]) -> np.ndarray:
    found = rows.set_index("facility_id").reindex(list(ids))
    return found["value_low"].fillna(found["value_num"]).to_numpy(dtype=float)


def of_more(names: Sequence[str]) -> list[str]:
    """Indicators that are facts of their own."""
    return [
        one.code for one in knowledge.scoring().indicators if derived.facts_of(one) == (one.code,)
    ]


def column(rows: pd.DataFrame | None, ids: Sequence[str]) -> np.ndarray:
    """One fact of every subject: numbers (NaN) or words (None)."""
    if rows is None:
        return np.full(len(ids), np.nan)
    found = rows.set_index("facility_id").reindex(list(ids))
    text = found["value_text"]
    if text.notna().any():
        return np.where(text.isna(), None, text.astype(object))
    return found["value_num"].to_numpy(dtype=float)


def applies(build: Path, period: str, ids: Sequence[str]) -> np.ndarray:
    """Subjects × indicators, in the catalogue's order."""
    found = ask(build, APPLIES, period=period)
    wide = found.pivot(index="facility_id", columns="indicator", values="is_applicable")
    codes = [one.code for one in knowledge.scoring().indicators]
    return wide.reindex(index=list(ids), columns=codes).fillna(True).to_numpy(dtype=bool)


@lru_cache(maxsize=4)
def drawn(build: str, period: str, ids: tuple[str, ...]) -> Worlds:
    """The drawn towns of a month; subjects in the order of `ids`."""
    path = Path(build)
    known, concerns = facts(path, period, ids), applies(path, period, ids)
    return draw_worlds(known, concerns, knowledge.scoring(), bases())


def with_worlds(case: Case, found: Worlds, pending: np.ndarray) -> Case:
    """The case with its drawn towns. A statutory line on record though today's facts do not meet
    it stays met in all of them (laws of truth, 8); one that only a guess would meet (`pending`) is
    met in none before a person confirms it (4)."""
    met = worlds.lines_now(found.known, knowledge.scoring())
    remembered = case.statutory & ~met
    statutory = (found.statutory & ~pending[:, None]) | remembered[:, None]
    return replace(case, worlds=replace(found, statutory=statutory))
