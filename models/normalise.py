"""Methods that turn an indicator's value into a risk of 0 to 100; unknown (NaN, None) stays so.

Every method takes values and its params from indicators.yml; none compares subjects with each
other, so that no risk moves because somebody else's does.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

Values = np.ndarray


def tiers(values: Values, points: Sequence[Sequence[float]]) -> Values:
    """Piecewise-linear through [value, risk] points, flat outside them."""
    at, risk = np.asarray(points, dtype=float).T
    return np.where(np.isnan(values), np.nan, np.interp(values, at, risk))


def goalposts(values: Values, best: float, worst: float) -> Values:
    """0 at `best`, 100 at `worst`, a straight line between them, flat outside."""
    return np.clip((values - best) / (worst - best), 0, 1) * 100


def share(values: Values) -> Values:
    """A share of 0 to 1 read as a risk of 0 to 100."""
    return np.clip(values, 0, 1) * 100


def flag(values: Values, risky: str) -> Values:
    """100 where the word is the risky one, 0 where it is another."""
    return categories(values, {risky: 100}, other=0)


def categories(values: Values, scale: Mapping[str, float], other: float | None = None) -> Values:
    """The risk listed for a word; of several words (joined by 、) the heaviest counts."""
    where, words = pd.factorize(np.asarray(values, dtype=object))
    risks = np.array([*(_heaviest(str(word), scale, other) for word in words), np.nan], dtype=float)
    return risks[where]  # -1, the unknown, is the last


def _heaviest(word: str, scale: Mapping[str, float], other: float | None) -> float:
    if not word:
        return np.nan
    found = [scale.get(part, other) for part in word.split("、")]
    known = [risk for risk in found if risk is not None]
    return max(known) if known else np.nan


def heaviest_words(words: str, scale: Mapping[str, float]) -> str:
    """Those of several words (joined by 、) that carry the greatest risk."""
    parts = words.split("、")
    top = max(scale.get(part, 0) for part in parts)
    return "、".join(part for part in parts if scale.get(part, 0) == top)


METHODS: dict[str, Callable[..., Values]] = {
    "tiers": tiers,
    "goalposts": goalposts,
    "share": share,
    "flag": flag,
    "categories": categories,
}
TEXT_METHODS = frozenset({"flag", "categories"})


def risk(method: str, values: Values, params: Mapping[str, Any]) -> Values:
    """Risk of 0 to 100 per value by the named method."""
    return METHODS[method](values, **params)


# ---------------------------------------------------------------- the contract with the catalogue


def wrong_params(method: str, params: Mapping[str, Any], direction: str) -> list[str]:
    """Sentences about a method that does not exist or params that do not fit it."""
    if method not in METHODS:
        return [f"unknown method '{method}'"]
    signature = inspect.signature(METHODS[method]).parameters
    allowed = set(signature) - {"values"}
    needed = {name for name in allowed if signature[name].default is inspect.Parameter.empty}
    wrong = [f"unknown parameter '{name}' of {method}" for name in sorted(set(params) - allowed)]
    wrong += [f"parameter '{name}' of {method} is missing" for name in sorted(needed - set(params))]
    return wrong or WRONG.get(method, lambda *_: [])(params, direction)


def _wrong_tiers(params: Mapping[str, Any], direction: str) -> list[str]:
    at, risk = np.asarray(params["points"], dtype=float).T
    steps = np.diff(risk) if direction == "higher" else -np.diff(risk)
    wrong = []
    if (np.diff(at) <= 0).any():
        wrong.append("the values of points do not rise")
    if (steps < 0).any():
        wrong.append(f"the risks of points go against the direction '{direction}'")
    if risk.min() < 0 or risk.max() > 100:
        wrong.append("a risk of points is outside 0 to 100")
    return wrong


def _wrong_goalposts(params: Mapping[str, Any], direction: str) -> list[str]:
    rises = params["worst"] > params["best"]
    if params["worst"] == params["best"]:
        return ["best and worst are the same"]
    if rises != (direction == "higher"):
        return [f"best and worst go against the direction '{direction}'"]
    return []


def _wrong_scale(params: Mapping[str, Any], direction: str) -> list[str]:
    outside = [word for word, risk in params["scale"].items() if not 0 <= risk <= 100]
    return [f"the risk of '{word}' is outside 0 to 100" for word in outside]


WRONG = {"tiers": _wrong_tiers, "goalposts": _wrong_goalposts, "categories": _wrong_scale}
