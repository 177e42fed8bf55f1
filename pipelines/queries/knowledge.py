"""What the catalogue says, as frames and names that screens can join to a build's rows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from models import floors
from models.catalog import Catalog, load_catalog
from models.catalog.files import read_yaml
from models.catalog.forms import load_forms
from models.catalog.region import Region
from models.catalog.scoring import Scoring, load_scoring
from pipelines.settings import CATALOG


@lru_cache(maxsize=2)
def scoring(folder: Path = CATALOG) -> Scoring:
    return load_scoring(folder)[0]


@lru_cache(maxsize=2)
def region(folder: Path = CATALOG) -> Region:
    """Where this board stands; read once per process (a change needs a restart)."""
    return load_forms(folder)[0].region


@lru_cache(maxsize=2)
def catalogue(folder: Path = CATALOG) -> Catalog:
    """Forms and scoring as one; read once per process (a change needs a restart)."""
    return load_catalog(folder)


@lru_cache(maxsize=2)
def forms(folder: Path = CATALOG) -> dict[str, dict]:
    """form → {name, columns: {canonical: 中文}} of sources.yml."""
    content = read_yaml(folder / "sources.yml")
    shared = content["columns"]
    return {
        form["code"]: {"name": form["name"], "columns": headings(form["columns"], shared)}
        for form in content["forms"]
    }


def headings(columns: list[dict], shared: dict[str, dict]) -> dict[str, str]:
    """canonical → 中文 for the columns of a form, its own or shared by several forms."""
    named = {}
    for column in columns:
        name = column.get("name") or column["use"]
        base = shared.get(column.get("use"), {})
        named[name] = column.get("heading") or base.get("heading") or name
    return named


@lru_cache(maxsize=2)
def question_texts(folder: Path = CATALOG) -> dict[str, str]:
    """How a guess is asked about (problems.yml)."""
    return read_yaml(folder / "problems.yml")["questions"]


def form_names() -> dict[str, str]:
    """form → 中文, as 风险排查表."""
    return {form: entry["name"] for form, entry in forms().items()}


def label(column: str, *wanted: str) -> str:
    """The Chinese name of a canonical column, looked up in the wanted forms first."""
    known = forms()
    for form in (*wanted, *known):
        if column in known.get(form, {}).get("columns", {}):
            return known[form]["columns"][column]
    return column


@lru_cache(maxsize=2)
def indicators(folder: Path = CATALOG) -> pd.DataFrame:
    """indicator, indicator_name, dimension, dimension_name, unit, standing, basis, source,
    columns, weight_full (share of all weights, sums to 1); one row per indicator."""
    known = scoring(folder)
    dimension_names = {d.code: d.name for d in known.dimensions}
    weights = known.weights()
    rows = [
        {
            "indicator": one.code,
            "indicator_name": one.name,
            "dimension": one.dimension,
            "dimension_name": dimension_names[one.dimension],
            "unit": one.unit,
            "standing": one.standing,
            "basis": one.basis,
            "source": one.source,
            "columns": one.columns,
            "weight_full": weights[one.code],
        }
        for one in known.indicators
    ]
    return pd.DataFrame(rows)


@lru_cache(maxsize=2)
def every_indicator(folder: Path = CATALOG) -> pd.DataFrame:
    """The same with the indicators that the catalogue had once (without weight): builds of closed
    months name them."""
    names = dimension_names(folder)
    retired = [
        {
            "indicator": one["code"],
            "indicator_name": one["name"],
            "dimension_name": names[one["dimension"]],
            "columns": tuple(one["columns"]),
            "weight_full": 0.0,
            **{name: one[name] for name in ("dimension", "unit", "standing", "basis", "source")},
        }
        for one in read_yaml(folder / "retired.yml")["indicators"]
    ]
    return pd.concat([indicators(folder), pd.DataFrame(retired)], ignore_index=True)


def dimension_names(folder: Path = CATALOG) -> dict[str, str]:
    """code → name, in the catalogue's order."""
    return {d.code: d.name for d in scoring(folder).dimensions}


@lru_cache(maxsize=2)
def floor_names(folder: Path = CATALOG) -> dict[str, str]:
    retired = read_yaml(folder / "retired.yml")["floors"]
    return retired | {floor.code: floor.name for floor in scoring(folder).floors}


@lru_cache(maxsize=2)
def contained_floors(folder: Path = CATALOG) -> dict[str, frozenset[str]]:
    """Rule → the lesser rules that always hold with it."""
    return floors.contained(scoring(folder).floors)


def level_actions(folder: Path = CATALOG) -> dict[str, str]:
    """level → what has to be done at it (levels.yml)."""
    levels = scoring(folder).levels
    actions = {level.name: level.action for level in levels.colours}
    return actions | {levels.unknown_name: levels.unknown_action}


@lru_cache(maxsize=2)
def problem_labels(folder: Path = CATALOG) -> dict[str, str]:
    """code of a problem → its short Chinese name (problems.yml)."""
    content = read_yaml(folder / "problems.yml")
    return {entry["code"]: entry["label"] for entry in content["problems"]}


@lru_cache(maxsize=2)
def skip_labels(folder: Path = CATALOG) -> dict[str, str]:
    """Why a row is skipped → its Chinese words (problems.yml)."""
    return read_yaml(folder / "problems.yml")["skipped"]


def coverage_limit() -> float:
    """Below this share of known weight a level reads 信息不足 (levels.yml)."""
    return scoring().levels.coverage_below_pct


def calendar_notice(year: int) -> str:
    """What to say of a year whose holidays are neither published nor entered (calendar.yml)."""
    return scoring().calendar.notice.format(year=year)
