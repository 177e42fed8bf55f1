"""Indicators worked out from the facts of one day, for facts that a draw supplied.

The files pipelines/sql/indicators/*.sql define what an indicator is; tests/test_derived.py holds
these few lines to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from models.catalog.scoring import Indicator

# What no single day's facts tell: these are facts of their own.
OF_MORE_THAN_A_DAY = frozenset({"people_growth", "amount_growth", "name_keywords", "screening_age"})
PREPAID = ("prepaid_service_wan", "deposit_wan", "membership_wan")
NO_ASSETS = 3.0  # what prepaid money without any assets counts as (prepaid_to_assets.sql)

Values = Mapping[str, np.ndarray]


def plain_column(indicator: Indicator) -> str | None:
    """The observed column whose value the indicator is, where it is that simple."""
    forms = [column.split(".") for column in indicator.columns]
    if indicator.code in DERIVED or indicator.code in OF_MORE_THAN_A_DAY or len(forms) != 1:
        return None
    form, column = forms[0]
    return column if form in ("screening", "facility") else None


def facts_of(indicator: Indicator) -> tuple[str, ...]:
    """The facts the indicator is made of: observed columns, or itself."""
    if indicator.code in DERIVED:
        return tuple(column.split(".")[1] for column in indicator.columns)
    return (plain_column(indicator) or indicator.code,)


def value_of(indicator: Indicator, values: Values, words: Mapping[str, Sequence[str]]):
    """The indicator's value per row, from arrays of numbers (NaN = unknown) or words (None)."""
    if indicator.code in DERIVED:
        return DERIVED[indicator.code](values, words)
    return values[facts_of(indicator)[0]]


def prepaid_total(values: Values, words=None) -> np.ndarray:
    """The known ones of the three kinds of fee together."""
    parts = np.array([values[name] for name in PREPAID])
    known = ~np.isnan(parts)
    return np.where(known.any(axis=0), np.where(known, parts, 0.0).sum(axis=0), np.nan)


def prepaid_to_assets(values: Values, words=None) -> np.ndarray:
    prepaid, assets = prepaid_total(values), values["fixed_assets_net_wan"]
    found = np.where(assets == 0, NO_ASSETS, _ratio(prepaid, assets))
    return np.where(prepaid == 0, 0.0, np.where(np.isnan(prepaid), np.nan, found))


def outsiders(values: Values, words=None) -> np.ndarray:
    return np.maximum(values["people_involved"] - values["local_people"], 0.0)


def per_bed(column: str) -> Callable[..., np.ndarray]:
    def ratio(values: Values, words=None) -> np.ndarray:
        top, beds = values[column], values["beds_registered"]
        return np.where((top == 0) & ~np.isnan(beds), 0.0, _ratio(top, beds))

    return ratio


def custody(values: Values, words=None) -> np.ndarray:
    """What the last visit saw, else what the register says."""
    seen, registered = values["in_custody"], values["custody_account"]
    found = np.array(registered, dtype=object)
    found[seen == "yes"], found[seen == "no"] = "有", "无"
    return found


def risky_modes(values: Values, words: Mapping[str, Sequence[str]]) -> np.ndarray:
    wanted = set(words["risky_modes"])
    return np.array(
        [
            np.nan if one is None else float(len(wanted.intersection(str(one).split("、"))))
            for one in values["business_modes"]
        ],
        dtype=float,
    )


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """NaN where there is nothing to divide by."""
    size = np.broadcast(top, bottom).shape
    return np.divide(top, bottom, out=np.full(size, np.nan), where=(bottom != 0))


DERIVED: dict[str, Callable[..., np.ndarray]] = {
    "prepaid_total": prepaid_total,
    "prepaid_to_assets": prepaid_to_assets,
    "outsiders": outsiders,
    "oversell_ratio": per_bed("people_involved"),
    "occupancy": per_bed("residents"),
    "custody": custody,
    "risky_modes": risky_modes,
}
