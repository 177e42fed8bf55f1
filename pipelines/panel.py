"""What the assessment looks at: every month × subject in one order, indicators in columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
import pandas as pd

from models import normalise, unknowns
from models.catalog.scoring import Indicator, Scoring
from models.floors import Known
from pipelines.warehouse import sql_text

PANEL_SQL = """
select period, facility_id, facility_type, until
from stg_panel
order by panel_no
"""

VALUE_SQL = """
select
    v.value,
    date_diff('day', v.observed_date, p.until) as age_days
from stg_panel p
left join ({}) v using (period, facility_id)
order by p.panel_no
"""

# Indicators and facts of other moments than months: the tables to read in the place of the months'.
Instead = Mapping[str, str]

FACT_SQL = """
select
    p.panel_no,
    columns(c -> c in ('column', 'value_num', 'value_text', 'value_low')),
    date_diff('day', o.observed_date, p.until) as age_days
from {} o
join stg_panel p using (period, facility_id)
where list_contains($columns, o."column")
order by o."column", p.panel_no
"""
OBSERVED, CONFIRMED = "mart_observation", "mart_confirmed"


@dataclass(frozen=True)
class Panel:
    """M rows of month and subject, K indicators.

    raw: per indicator M numbers (NaN = unknown) or words (None = unknown). ages: days since the
    observation. applies: M × K, false where the indicator does not concern the type of subject.
    """

    rows: pd.DataFrame
    indicators: tuple[Indicator, ...]
    raw: Mapping[str, np.ndarray]
    ages: Mapping[str, np.ndarray]
    applies: np.ndarray

    @cached_property
    def places(self) -> dict[str, np.ndarray]:
        """Row numbers per month, oldest first."""
        periods = self.rows["period"].to_numpy(dtype=str)
        return {period: np.flatnonzero(periods == period) for period in np.unique(periods)}

    @cached_property
    def kinds(self) -> np.ndarray:
        return self.rows["facility_type"].fillna("").to_numpy(dtype=str)

    @property
    def periods(self) -> list[str]:
        return list(self.places)


def read_panel(draft: duckdb.DuckDBPyConnection, scoring: Scoring) -> Panel:
    rows = draft.execute(PANEL_SQL).df()
    read = {one.code: read_values(draft, one, scoring) for one in scoring.indicators}
    types = rows["facility_type"].to_numpy(dtype=object)
    applies = [
        np.isin(types, one.applies_to) if one.applies_to else np.ones(len(rows), dtype=bool)
        for one in scoring.indicators
    ]
    return Panel(
        rows=rows,
        indicators=scoring.indicators,
        raw={code: values for code, (values, _) in read.items()},
        ages={code: ages for code, (_, ages) in read.items()},
        applies=np.column_stack(applies),
    )


def read_values(
    draft: duckdb.DuckDBPyConnection,
    indicator: Indicator,
    scoring: Scoring,
    instead: Instead | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The indicator's value and its age per panel row: the last known one, however old (laws of
    truth, 7: silence heals nothing). `instead`: tables to read in the place of others."""
    sql = sql_text(f"indicators/{indicator.code}")
    params = {name: list(scoring.words[name]) for name in set(re.findall(r"\$(\w+)", sql))}
    query = in_place(VALUE_SQL.replace("{}", sql), instead)
    got = draft.execute(query, params).fetchnumpy()
    ages = numbers(got["age_days"])
    if indicator.is_text:
        said = got["value"]
        return np.where(np.ma.getmaskarray(said), None, np.ma.getdata(said)), ages
    return numbers(got["value"]), ages


def in_place(sql: str, instead: Instead | None) -> str:
    """The query with other tables in the place of some."""
    for table, other in (instead or {}).items():
        sql = re.sub(rf"\b{table}\b", other, sql)
    return sql


def numbers(column: np.ndarray) -> np.ndarray:
    """A column of DuckDB's as floats; what it masks as null is NaN."""
    return np.ma.filled(column.astype(float), np.nan)


def read_facts(
    draft: duckdb.DuckDBPyConnection, panel: Panel, scoring: Scoring
) -> dict[str, Known]:
    """What floors and reasons look at: indicators by code, observations by column, however old."""
    facts = {code: Known(panel.raw[code], panel.ages[code]) for code in panel.raw}
    columns = frozenset().union(*(floor.columns for floor in scoring.floors))
    wanted = sorted(columns | {"amount_involved_wan", "people_involved"})
    observed = observations(draft, OBSERVED, wanted)
    return facts | {name: fact(observed.get(name), len(panel.rows)) for name in wanted}


def observations(
    draft: duckdb.DuckDBPyConnection,
    table: str,
    columns: list[str],
    instead: Instead | None = None,
) -> dict[str, pd.DataFrame]:
    """Rows of a table shaped like mart_observation by column, each with its place in the panel."""
    sql = in_place(FACT_SQL.replace("{}", table), instead)
    got = draft.execute(sql, {"columns": columns}).df()
    return dict(list(got.groupby("column")))


def fact(observed: pd.DataFrame | None, size: int) -> Known:
    """One column's observations, each at its row of the panel; unknown in all other rows."""
    if observed is None:
        return Known(np.full(size, np.nan), np.full(size, np.nan))
    text = observed["value_text"]
    is_text = text.notna().any()
    values = words(text) if is_text else observed["value_num"].to_numpy(dtype=float)
    at, ages = observed["panel_no"].to_numpy(), observed["age_days"].to_numpy(dtype=float)
    low = None if is_text else lower_end(observed, values)
    return Known(
        spread(values, at, size),
        spread(ages, at, size),
        None if low is None else spread(low, at, size),
    )


def lower_end(observed: pd.DataFrame, values: np.ndarray) -> np.ndarray | None:
    """The lower end of what was written as a range, the value itself elsewhere; None: no range."""
    low = observed.get("value_low")
    if low is None or low.isna().all():
        return None
    return np.where(low.isna(), values, low.to_numpy(dtype=float))


def spread(values: np.ndarray, at: np.ndarray, size: int) -> np.ndarray:
    """The values at their rows of the panel; None or NaN, as their kind has it, in all others."""
    whole = np.full(size, None if values.dtype == object else np.nan, dtype=values.dtype)
    whole[at] = values
    return whole


def words(column: pd.Series) -> np.ndarray:
    return np.where(column.isna(), None, column.astype(object).to_numpy())


def risk_matrix(panel: Panel) -> np.ndarray:
    """M × K risks, NaN where unknown; what does not apply is no risk."""
    columns = [
        normalise.risk(one.method, panel.raw[one.code], one.params) for one in panel.indicators
    ]
    return np.where(panel.applies, np.column_stack(columns), 0.0)


def typical_by_month(panel: Panel, risks: np.ndarray) -> dict[str, unknowns.Typical]:
    """What an unknown fact counts as in each month, by type of subject."""
    return {
        period: unknowns.typical(risks[here], panel.kinds[here], panel.applies[here])
        for period, here in panel.places.items()
    }


def display(panel: Panel, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Number and word per row to show for an indicator; a word's number is its risk."""
    one = panel.indicators[number]
    raw, applies = panel.raw[one.code], panel.applies[:, number]
    if one.is_text:
        numbers, text = normalise.risk(one.method, raw, one.params), raw
    else:
        numbers, text = raw, np.full(len(raw), None, dtype=object)
    return np.where(applies, numbers, np.nan), np.where(applies, text, None)
