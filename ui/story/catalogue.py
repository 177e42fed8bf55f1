"""The catalogue in words: how a value becomes points, from which form it comes."""

from __future__ import annotations

import pandas as pd

from ui import numbers
from ui.text import catalogue as words

INDICATOR_COLUMNS = ["dimension", "name", "weight_pct", "standing", "steps", "unit_of_value",
                     "basis", "source", "smoke_index", "columns_words", "validity"]  # fmt: skip
FLOOR_COLUMNS = ["level", "name", "is_statutory", "standing", "basis", "source"]
LEVEL_COLUMNS = ["level", "at_least", "meaning", "action", "verify_workdays"]


def sentence(indicators: pd.DataFrame, floors: pd.DataFrame) -> str:
    return words.ANSWER.format(
        dimensions=indicators["dimension"].nunique(),
        indicators=len(indicators),
        floors=len(floors),
        legal=int((indicators["standing"] == standings()[0]).sum()),
    )


def standings() -> tuple[str, ...]:
    from models.catalog.scoring import STANDINGS

    return STANDINGS


def in_words(indicators: pd.DataFrame, known: pd.DataFrame | None) -> pd.DataFrame:
    """The indicators with scoring steps and source columns as sentences."""
    rows = indicators.assign(
        steps=[steps(r["method"], r["params"]) for r in indicators.to_dict("records")],
        columns_words=indicators["columns"].map(taken_from),
    )
    if known is None:
        return rows
    shares = known.rename(columns={"indicator": "code"})
    return rows.merge(shares, on="code", how="left")


def steps(method: str, params: dict) -> str:
    pattern = words.METHODS.get(method, method)
    if method == "tiers":
        return pattern.format(points=words.JOIN.join(point(*p) for p in params["points"]))
    if method == "categories":
        return pattern.format(scale=words.JOIN.join(point(*p) for p in params["scale"].items()))
    if method == "flag":
        return pattern.format(risky=words.YES_NO.get(params["risky"], params["risky"]))
    if method == "goalposts":
        return pattern.format(**{name: shown(value) for name, value in params.items()})
    return pattern


def point(at, score) -> str:
    return words.POINT.format(at=words.YES_NO.get(at, shown(at)), score=shown(score))


def shown(value) -> str:
    return numbers.trimmed(value, 2) if isinstance(value, (int, float)) else str(value)


def taken_from(columns: list[str]) -> str:
    """screening.people_involved → 排查表·涉及人数; each once."""
    from ui import text

    named = []
    for column in columns:
        form, _, name = column.partition(".")
        form_word = words.FORMS.get(form, form)
        named.append(f"{form_word}·{text.COLUMNS[name]}" if name in text.COLUMNS else form_word)
    return words.JOIN.join(dict.fromkeys(named))


def by_dimension(indicators: pd.DataFrame) -> pd.DataFrame:
    sums = indicators.groupby("dimension", sort=False)["weight_pct"].sum().reset_index()
    return sums.rename(columns={"weight_pct": "share"})
