"""From marts to scores: indicators by SQL, risks, levels, ranks and reasons by the pure models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import duckdb
import numpy as np
import pandas as pd

from models import change, explain, floors, normalise, rank
from models.catalog import Catalog
from models.catalog.scoring import Indicator, Scoring
from models.score import Scored, floor_level, levels, score
from pipelines.transform import store
from pipelines.warehouse import sql_text

WeightSets = Mapping[str, Mapping[str, float]]  # period → indicator → effective weight

VALUE_SQL = """
select
    case when v.observed_date >= p.until - to_months($validity) then v.value end as value,
    date_diff('day', v.observed_date, p.until) as age_days
from stg_panel p
left join ({}) v using (period, facility_id)
order by p.panel_no
"""

FACT_SQL = """
select o.value_num, o.value_text, date_diff('day', o.observed_date, p.until) as age_days
from stg_panel p
left join mart_observation o
    on o.period = p.period and o.facility_id = p.facility_id and o."column" = $column
order by p.panel_no
"""

PANEL_SQL = """
select p.panel_no, p.period, p.facility_id, p.facility_type
from stg_panel p
order by p.panel_no
"""


@dataclass(frozen=True)
class Panel:
    """Every month × subject in one order, with the indicators' values in columns (M × K)."""

    rows: pd.DataFrame
    indicators: tuple[Indicator, ...]
    raw: dict[str, np.ndarray]  # code → numbers (NaN = unknown) or words (None)
    ages: dict[str, np.ndarray]  # code → days since the observation
    applies: np.ndarray  # M × K

    def rows_of(self, period: str) -> np.ndarray:
        return np.flatnonzero(self.rows["period"].to_numpy() == period)

    @property
    def periods(self) -> list[str]:
        return sorted(self.rows["period"].unique())


def assess(
    draft: duckdb.DuckDBPyConnection, catalog: Catalog, weight_sets: WeightSets | None = None
) -> None:
    """Make mart_indicator, mart_score_month, mart_contribution_month, mart_dimension, mart_floor,
    mart_score_change and mart_key_ledger.

    weight_sets: the weights in force per period; a period without a set has the catalogue's.
    """
    scoring = catalog.scoring
    panel = read_panel(draft, scoring)
    weights = weights_of(panel, scoring, weight_sets or {})
    risks = risk_matrix(panel)
    scored = score_by_period(panel, risks, weights)
    facts = read_facts(draft, panel, scoring)
    hit = np.column_stack([floors.hits(floor, facts) for floor in scoring.floors])
    store_values(draft, panel, risks, scored)
    store_floors(draft, panel, scoring, facts, hit)
    results = judge(panel, scoring, scored, hit, facts)
    results["reason"] = reasons(panel, scoring, scored, hit, facts, results)
    store_scores(draft, results)
    store_dimensions(draft, panel, scoring, risks, scored, weights)
    store_changes(draft, panel, results, risks, weights)
    store_key_ledger(draft, scoring, results)


# ---------------------------------------------------------------- reading


def read_panel(draft: duckdb.DuckDBPyConnection, scoring: Scoring) -> Panel:
    rows = draft.execute(PANEL_SQL).df()
    raw, ages = {}, {}
    for indicator in scoring.indicators:
        raw[indicator.code], ages[indicator.code] = read_values(draft, indicator, scoring)
    types = rows["facility_type"].to_numpy(dtype=object)
    applies = np.column_stack(
        [
            np.isin(types, one.applies_to) if one.applies_to else np.ones(len(rows), dtype=bool)
            for one in scoring.indicators
        ]
    )
    return Panel(rows, scoring.indicators, raw, ages, applies)


def read_values(
    draft: duckdb.DuckDBPyConnection, indicator: Indicator, scoring: Scoring
) -> tuple[np.ndarray, np.ndarray]:
    """The indicator's value and its age per panel row; outdated values are unknown."""
    sql = sql_text(f"indicators/{indicator.code}")
    asked = set(re.findall(r"\$(\w+)", sql))
    params = {name: list(scoring.words[name]) for name in asked}
    query = VALUE_SQL.replace("{}", sql)
    got = draft.execute(query, params | {"validity": indicator.validity}).df()
    ages = got["age_days"].to_numpy(dtype=float)
    if indicator.is_text:
        return words(got["value"]), ages
    return got["value"].to_numpy(dtype=float, na_value=np.nan), ages


def read_facts(
    draft: duckdb.DuckDBPyConnection, panel: Panel, scoring: Scoring
) -> dict[str, floors.Known]:
    """What the floors look at: observations by column, indicators by code."""
    facts = {code: floors.Known(panel.raw[code], panel.ages[code]) for code in panel.raw}
    columns = {c.column for floor in scoring.floors for c in floor.conditions if c.column}
    for column in sorted(columns):
        got = draft.execute(FACT_SQL, {"column": column}).df()
        text = got["value_text"]
        values = words(text) if text.notna().any() else got["value_num"].to_numpy(dtype=float)
        facts[column] = floors.Known(values, got["age_days"].to_numpy(dtype=float))
    return facts


def words(column: pd.Series) -> np.ndarray:
    return np.where(column.isna(), None, column.astype(object).to_numpy())


# ---------------------------------------------------------------- scoring


def weights_of(panel: Panel, scoring: Scoring, sets: WeightSets) -> dict[str, np.ndarray]:
    """Per period the weight of each indicator (K), in the catalogue's order."""
    default = scoring.weights()
    chosen = {period: sets.get(period, default) for period in panel.periods}
    return {
        period: np.array([one_set.get(i.code, 0.0) for i in panel.indicators])
        for period, one_set in chosen.items()
    }


def risk_matrix(panel: Panel) -> np.ndarray:
    """M × K risks, each month compared with its own peers; what does not apply is no risk."""
    risks = np.full((len(panel.rows), len(panel.indicators)), np.nan)
    for column, one in enumerate(panel.indicators):
        if one.method in normalise.PEER_METHODS:
            for period in panel.periods:
                here = panel.rows_of(period)
                risks[here, column] = normalise.risk(
                    one.method, panel.raw[one.code][here], one.params
                )
        else:
            risks[:, column] = normalise.risk(one.method, panel.raw[one.code], one.params)
    return np.where(panel.applies, risks, 0.0)


def score_by_period(panel: Panel, risks: np.ndarray, weights: Mapping[str, np.ndarray]) -> Scored:
    """All months scored, each with its own weights, put together in the panel's order."""
    parts = [score(risks[panel.rows_of(p)], weights[p]) for p in panel.periods]
    names = Scored.__dataclass_fields__
    if not parts:
        parts = [score(risks, np.ones(risks.shape[1]))]
    return Scored(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in names})


def judge(
    panel: Panel,
    scoring: Scoring,
    scored: Scored,
    hit: np.ndarray,
    facts: Mapping[str, floors.Known],
) -> pd.DataFrame:
    """Levels, statutory flag and ranks per panel row."""
    rules = scoring.levels
    by_severity = [level.name for level in rules.colours][::-1]
    severity = np.array([rules.severity(floor.level) for floor in scoring.floors], dtype=int)
    lifted = floor_level(np.where(hit, severity, -1))
    own = levels(scored.score, [level.at_least for level in rules.colours])
    is_thin = scored.coverage_pct < rules.coverage_below_pct
    name_of = np.array(by_severity, dtype=object)
    computed = np.where(is_thin, rules.unknown_name, name_of[own])
    final = np.where(
        is_thin & (lifted <= 0),
        rules.unknown_name,
        name_of[np.maximum(np.where(is_thin, 0, own), lifted)],
    )
    statutory = np.array([floor.is_statutory for floor in scoring.floors])
    names = np.array([floor.name for floor in scoring.floors], dtype=object)
    result = panel.rows.assign(
        score=scored.score,
        level=final,
        level_computed=computed,
        level_floor_rule=["；".join(names[row]) or None for row in hit],
        is_statutory=(hit & statutory).any(axis=1),
        coverage_pct=scored.coverage_pct,
        score_low=scored.low,
        score_high=scored.high,
        amount_involved_wan=facts["amount_involved_wan"].values.astype(float),
        people_involved=facts["people_involved"].values.astype(float),
        rank_rule=rules.rank_rule,
    )
    result["rank"] = 0
    for period in panel.periods:
        here = panel.rows_of(period)
        result.loc[here, "rank"] = rank.ranks(result.iloc[here], rules.names)
    return result


def reasons(
    panel: Panel,
    scoring: Scoring,
    scored: Scored,
    hit: np.ndarray,
    facts: Mapping[str, floors.Known],
    results: pd.DataFrame,
) -> list[str]:
    """A plain sentence per panel row."""
    rules = scoring.levels
    top = np.argsort(-scored.points, axis=1, kind="stable")[:, : rules.reason_top]
    severity = [-rules.severity(floor.level) for floor in scoring.floors]
    order = np.argsort(severity, kind="stable")
    thin = (results["level_computed"] == rules.unknown_name).to_numpy()
    missing_of = missing_names(panel, scored, thin, rules.reason_top)
    sentences = []
    for row in range(len(panel.rows)):
        met = [floors.evidence(scoring.floors[f], facts, row) for f in order if hit[row, f]]
        causes = [
            sentence_of(panel, column, row) for column in top[row] if scored.points[row, column] > 0
        ]
        sentences.append(
            explain.reason(met, causes, missing_of[row], scored.coverage_pct[row], rules)
        )
    return sentences


def sentence_of(panel: Panel, column: int, row: int) -> str:
    indicator = panel.indicators[column]
    value = panel.raw[indicator.code][row]
    if indicator.is_text:
        return explain.sentence(indicator, 0, str(value))
    return explain.sentence(indicator, float(value))


def missing_names(panel: Panel, scored: Scored, thin: np.ndarray, top: int) -> list[list[str]]:
    """For the rows known too little, the heaviest unknown indicators by name."""
    weight = np.array([one.weight for one in panel.indicators])
    order = np.argsort(-weight, kind="stable")
    unknown = scored.weights == 0
    names = [one.name for one in panel.indicators]
    return [
        [names[k] for k in order if unknown[row, k]][:top] if thin[row] else []
        for row in range(len(thin))
    ]


# ---------------------------------------------------------------- storing


def store_values(
    draft: duckdb.DuckDBPyConnection, panel: Panel, risks: np.ndarray, scored: Scored
) -> None:
    """mart_indicator and mart_contribution_month, both read off one long table of cells."""
    count, width = risks.shape
    shown = [display(panel, column) for column in range(width)]
    cells = pd.DataFrame(
        {
            "panel_no": np.tile(np.arange(count), width),
            "indicator_no": np.repeat(np.arange(width), count),
            "value": np.concatenate([numbers for numbers, _ in shown]),
            "value_text": np.concatenate([text for _, text in shown]),
            "risk_0_100": risks.T.ravel(),
            "weight": scored.weights.T.ravel(),
            "points": scored.points.T.ravel(),
            "is_applicable": panel.applies.T.ravel(),
        }
    )
    cells["is_known"] = cells["risk_0_100"].notna()
    names = pd.DataFrame(
        {
            "indicator_no": np.arange(width),
            "indicator": [one.code for one in panel.indicators],
            "dimension": [one.dimension for one in panel.indicators],
            "source_column": ["、".join(one.columns) for one in panel.indicators],
        }
    )
    draft.register("cells", cells)
    draft.register("names", names)
    draft.execute(sql_text("scores/mart_indicator"))
    draft.execute(sql_text("scores/mart_contribution_month"))
    draft.unregister("cells")
    draft.unregister("names")


def display(panel: Panel, column: int) -> tuple[np.ndarray, np.ndarray]:
    """Number and word of an indicator per row: a word's number is its place on the risk scale."""
    one = panel.indicators[column]
    raw, applies = panel.raw[one.code], panel.applies[:, column]
    if one.is_text:
        numbers = normalise.risk(one.method, raw, one.params)
        text = raw
    else:
        numbers, text = raw, np.full(len(raw), None, dtype=object)
    return np.where(applies, numbers, np.nan), np.where(applies, text, None)


def store_scores(draft: duckdb.DuckDBPyConnection, results: pd.DataFrame) -> None:
    draft.register("results", results)
    draft.execute(sql_text("scores/mart_score_month"))
    draft.unregister("results")


def store_floors(
    draft: duckdb.DuckDBPyConnection,
    panel: Panel,
    scoring: Scoring,
    facts: Mapping[str, floors.Known],
    hit: np.ndarray,
) -> None:
    rows = [
        (
            panel.rows["period"].iat[row],
            panel.rows["facility_id"].iat[row],
            floor.code,
            floor.name,
            floor.level,
            floor.is_statutory,
            floor.basis,
            floors.evidence(floor, facts, row),
        )
        for number, floor in enumerate(scoring.floors)
        for row in np.flatnonzero(hit[:, number])
    ]
    names = ["period", "facility_id", "rule", "name", "level", "is_statutory", "basis", "evidence"]
    store(
        draft,
        "mart_floor",
        "period varchar, facility_id varchar, rule varchar, name varchar, level varchar, "
        "is_statutory boolean, basis varchar, evidence varchar",
        pd.DataFrame(rows, columns=names),
    )


def store_dimensions(
    draft: duckdb.DuckDBPyConnection,
    panel: Panel,
    scoring: Scoring,
    risks: np.ndarray,
    scored: Scored,
    weights: Mapping[str, np.ndarray],
) -> None:
    parts = [dimension_frame(panel, one.code, risks, scored, weights) for one in scoring.dimensions]
    store(
        draft,
        "mart_dimension",
        "period varchar, facility_id varchar, dimension varchar, points double, "
        "risk_0_100 double, coverage_pct double",
        pd.concat(parts).sort_values(["period", "facility_id"], kind="stable"),
    )


def dimension_frame(
    panel: Panel,
    dimension: str,
    risks: np.ndarray,
    scored: Scored,
    weights: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """One dimension's points, own risk (weighted mean over what is known) and coverage per row."""
    inside = np.array([one.dimension == dimension for one in panel.indicators])
    points = scored.points[:, inside].sum(axis=1)
    share = scored.weights[:, inside].sum(axis=1)
    full = np.empty(len(panel.rows))
    known = np.empty(len(panel.rows))
    for period in panel.periods:
        here = panel.rows_of(period)
        own = weights[period][inside]
        full[here] = own.sum()
        known[here] = (~np.isnan(risks[np.ix_(here, inside)])) @ own
    risk = np.divide(points, share, out=np.full(len(points), np.nan), where=share > 0)
    return panel.rows[["period", "facility_id"]].assign(
        dimension=dimension,
        points=points,
        risk_0_100=np.round(risk, 9),
        coverage_pct=np.round(100 * known / full, 9),
    )


def store_changes(
    draft: duckdb.DuckDBPyConnection,
    panel: Panel,
    results: pd.DataFrame,
    risks: np.ndarray,
    weights: Mapping[str, np.ndarray],
) -> None:
    periods = panel.periods
    parts = [first_month(results, panel.rows_of(periods[0]))] if periods else []
    parts += [
        month_change(panel, results, risks, weights, before, now)
        for before, now in pairwise(periods)
    ]
    columns = (
        "period varchar, facility_id varchar, previous_score double, delta double, "
        "delta_data double, delta_weights double, delta_peers double, delta_catalogue double, "
        "previous_rank bigint, previous_level varchar"
    )
    names = [column.split()[0] for column in columns.split(", ")]
    frame = pd.concat(parts)[names] if parts else pd.DataFrame(columns=names)
    store(draft, "mart_score_change", columns, frame)


def first_month(results: pd.DataFrame, here: np.ndarray) -> pd.DataFrame:
    return results.iloc[here][["period", "facility_id"]].reindex(
        columns=[
            "period",
            "facility_id",
            "previous_score",
            "delta",
            "delta_data",
            "delta_weights",
            "delta_peers",
            "delta_catalogue",
            "previous_rank",
            "previous_level",
        ]
    )


def month_change(
    panel: Panel,
    results: pd.DataFrame,
    risks: np.ndarray,
    weights: Mapping[str, np.ndarray],
    before: str,
    now: str,
) -> pd.DataFrame:
    """The change of every subject of `now` against `before`, unknown for one that is new."""
    was, here = panel.rows_of(before), panel.rows_of(now)
    with_old_peers = risks[here].copy()
    for column, one in enumerate(panel.indicators):
        if one.method in normalise.PEER_METHODS:
            values = panel.raw[one.code]
            old = normalise.risk(one.method, values[here], one.params, values[was])
            with_old_peers[:, column] = np.where(panel.applies[here, column], old, 0.0)
    previous = results.iloc[was].set_index("facility_id")
    subjects = results["facility_id"].iloc[here]
    steps = {
        "data": score(with_old_peers, weights[before]).score,
        "peers": score(risks[here], weights[before]).score,
        "weights": score(risks[here], weights[now]).score,
    }
    parts = change.split(previous["score"].reindex(subjects).to_numpy(), steps)
    return pd.DataFrame(
        {
            "period": now,
            "facility_id": subjects.to_numpy(),
            "previous_score": previous["score"].reindex(subjects).to_numpy(),
            "delta": parts.pop("delta"),
            **{f"delta_{cause}": part for cause, part in parts.items()},
            "previous_rank": previous["rank"].reindex(subjects).to_numpy(),
            "previous_level": previous["level"].reindex(subjects).to_numpy(),
        }
    )


def store_key_ledger(
    draft: duckdb.DuckDBPyConnection, scoring: Scoring, results: pd.DataFrame
) -> None:
    draft.execute(
        "create table mart_key_ledger as " + sql_text("scores/mart_key_ledger"),
        {
            "levels": [name for rule in scoring.levels.key_rules for name in rule.levels],
            "colours": [level.name for level in scoring.levels.colours],
            "actions": [level.action for level in scoring.levels.colours],
        },
    )
