"""Write what the assessment found into the draft: one function per table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from ledger.weights import WeightVersion
from models.catalog.scoring import Indicator, Levels
from models.score import Scored
from pipelines import casetables, overriding
from pipelines.panel import Panel, display
from pipelines.transform import store
from pipelines.warehouse import names_of, sql_text

FLOOR_COLUMNS = (
    "period varchar, facility_id varchar, rule varchar, name varchar, level varchar, "
    "is_statutory boolean, basis varchar, evidence varchar, is_pending boolean"
)
CHANGE_COLUMNS = (
    "period varchar, facility_id varchar, previous_score double, delta double, "
    "delta_data double, delta_weights double, delta_peers double, delta_catalogue double, "
    "previous_rank bigint, previous_level varchar"
)
DIMENSION_COLUMNS = (
    "period varchar, facility_id varchar, dimension varchar, points double, "
    "risk_0_100 double, coverage_pct double"
)

WEIGHT_COLUMNS = (
    "period varchar, indicator varchar, dimension varchar, weight double, version varchar, "
    "version_name varchar"
)


FLOOR_NAMES = names_of(FLOOR_COLUMNS)
CHANGE_NAMES = names_of(CHANGE_COLUMNS)


def store_values(
    draft: duckdb.DuckDBPyConnection,
    panel: Panel,
    risks: np.ndarray,
    known: np.ndarray,
    scored: Scored,
) -> None:
    """mart_indicator and mart_contribution_month, both read off one long table of cells."""
    draft.register("cells", long_cells(panel, risks, known, scored))
    draft.execute("create table mart_indicator as " + sql_text("scores/mart_indicator"))
    draft.execute(
        "create table mart_contribution_month as " + sql_text("scores/mart_contribution_month")
    )
    draft.unregister("cells")


def long_cells(panel: Panel, risks: np.ndarray, known: np.ndarray, scored: Scored) -> pa.Table:
    """One row per month, subject and indicator, in this order; words as dictionaries, which keeps
    millions of rows small."""
    count, width = risks.shape
    order = np.argsort([one.code for one in panel.indicators])
    shown = [display(panel, number) for number in order]
    indicators = [panel.indicators[number] for number in order]
    return pa.table(
        {
            "period": words_of(np.repeat(panel.rows["period"].to_numpy(dtype=object), width)),
            "facility_id": words_of(
                np.repeat(panel.rows["facility_id"].to_numpy(dtype=object), width)
            ),
            "indicator": repeated([one.code for one in indicators], count),
            "dimension": repeated([one.dimension for one in indicators], count),
            "source_column": repeated(["、".join(one.columns) for one in indicators], count),
            "value": pa.array(np.column_stack([n for n, _ in shown]).ravel(), from_pandas=True),
            "value_text": words_of(np.column_stack([text for _, text in shown]).ravel()),
            "risk_0_100": pa.array(risks[:, order].ravel(), from_pandas=True),
            "weight": scored.weights[:, order].ravel(),
            "points": scored.points[:, order].ravel(),
            "is_known": known[:, order].ravel(),
            "is_applicable": panel.applies[:, order].ravel(),
        }
    )


def words_of(values: np.ndarray) -> pa.DictionaryArray:
    """Words (None = none) as a dictionary and places in it."""
    places, words = pd.factorize(values)
    return pa.DictionaryArray.from_arrays(
        pa.array(places, mask=places < 0, type=pa.int32()), pa.array(words, type=pa.string())
    )


def repeated(words: list[str], times: int) -> pa.DictionaryArray:
    """The list of words over and over."""
    return words_of(np.tile(np.array(words, dtype=object), times))


def store_results(draft: duckdb.DuckDBPyConnection, results: pd.DataFrame) -> None:
    draft.register("results", results)
    draft.execute("create table mart_score_month as " + sql_text("scores/mart_score_month"))
    draft.unregister("results")


def store_weights(
    draft: duckdb.DuckDBPyConnection,
    indicators: Sequence[Indicator],
    weights: Mapping[str, np.ndarray],
    versions: Mapping[str, WeightVersion],
) -> None:
    """mart_weight: month × indicator, the weight in force and the version that set it (null: the
    catalogue's own)."""
    rows = []
    for period, values in weights.items():
        version = versions.get(period)
        told = (version.number, version.name) if version else (None, None)
        for one, weight in zip(indicators, values, strict=True):
            rows.append((period, one.code, one.dimension, float(weight), *told))
    store(
        draft, "mart_weight", WEIGHT_COLUMNS, pd.DataFrame(rows, columns=names_of(WEIGHT_COLUMNS))
    )


def store_overrides(
    draft: duckdb.DuckDBPyConnection,
    rows: pd.DataFrame,
    chosen: overriding.Chosen,
    results: pd.DataFrame,
) -> None:
    """mart_override: month × subject whose level a person set."""
    by_rule, level = results["level_by_rule"].to_numpy(), results["level"].to_numpy()
    found = overriding.override_rows(rows, chosen, by_rule, level)
    store(draft, "mart_override", overriding.COLUMNS, found)


def store_floors(draft: duckdb.DuckDBPyConnection, hits: pd.DataFrame) -> None:
    store(draft, "mart_floor", FLOOR_COLUMNS, hits)


def store_dimensions(draft: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    store(draft, "mart_dimension", DIMENSION_COLUMNS, frame)


def store_changes(draft: duckdb.DuckDBPyConnection, frame: pd.DataFrame) -> None:
    store(draft, "mart_score_change", CHANGE_COLUMNS, frame)


def store_key_ledger(
    draft: duckdb.DuckDBPyConnection,
    chosen: pd.DataFrame,
    levels: Levels,
    results: pd.DataFrame | None = None,
) -> None:
    """mart_key_ledger: the chosen subjects with what people set, else their most urgent open task.
    results (facility_id, level) holds those whom people may add."""
    chosen = casetables.with_key_decisions(draft, chosen, results, levels)
    steps = {level.name: level.action for level in levels.colours}
    chosen = chosen.assign(next_step=chosen["level"].map(steps).fillna(levels.unknown_action))
    store(
        draft,
        "stg_key_reason",
        "facility_id varchar, reasons varchar, level varchar, next_step varchar",
        chosen,
    )
    draft.execute("create table mart_key_ledger as " + sql_text("scores/mart_key_ledger"))
