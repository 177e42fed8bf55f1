"""Sentences and frames in words of 模型验证."""

from __future__ import annotations

import pandas as pd

from models.town import LearnedModel
from pipelines.queries import validation as ask
from ui import numbers, text
from ui.parts import Figure, escape
from ui.text import validation as words

ORDERS = ("model", "weighted", "single", "random")
SHARES = ("average_precision", "precision_at_capacity", "recall_at_capacity", "found_later_share")
ORDER_COLUMNS = ["order", "precision_at_capacity", "recall_at_capacity", "average_precision",
                 "days_earlier", "found_later_share"]  # fmt: skip
GROUP_COLUMNS = ["kind", "group", "rows", "positives", "recall", "overstated"]
APART_COLUMNS = ["only_by", "model_rank", "weighted_rank", "chance_pct", "level", "facility_name",
                 "village", "sector", "reason"]  # fmt: skip
ANOMALY_COLUMNS = ["anomaly_rank", "rank", "level", "facility_name", "village", "sector", "why"]


def answer(model: LearnedModel | None) -> str:
    """Is it on, and why, in figures; the gate's own sentence without its first word."""
    if model is None:
        return words.ANSWER_NOT_YET
    template = words.ANSWER_ON if model.gate.is_on else words.ANSWER_OFF
    reason = model.gate.reason.partition("：")[2]
    return template.format(reason=escape(reason))


def key_figures(model: LearnedModel) -> list[Figure]:
    found, least = model.gate.figures, ask.rules()["gate"]
    capacity = words.CAPACITY.format(n=model.capacity)
    return [
        Figure(
            words.PERIODS,
            numbers.count(len(found["periods"]), words.PERIODS_UNIT),
            change=words.NEEDS.format(n=least["least_periods"]),
        ),
        Figure(
            words.POSITIVES,
            numbers.count(found["positives"], words.POSITIVES_UNIT),
            change=words.NEEDS.format(n=least["least_positives"]),
        ),
        Figure(words.MODEL, share(found["precision_model"]), change=capacity),
        Figure(words.WEIGHTED, share(found["precision_weighted"]), change=capacity),
        Figure(
            words.GAP,
            points(found["difference_low"]),
            change=words.ABOVE_ZERO,
            help=words.GAP_HELP,
        ),
    ]


def share(value) -> str:
    return text.UNKNOWN if numbers.is_unknown(value) else numbers.percent(100 * value)


def points(value) -> str:
    """Percentage points with their sign."""
    if numbers.is_unknown(value):
        return text.UNKNOWN
    return numbers.signed(value, f"{abs(100 * value):.1f}")


def order_rows(model: LearnedModel, figure: str, scale: float = 1.0) -> pd.DataFrame:
    """order, value, low, high of one figure, the model first."""
    names = ask.rules()["order_names"]
    orders = model.evaluation["orders"]
    rows = [(names[name], *(scaled(v, scale) for v in orders[name][figure])) for name in ORDERS]
    return pd.DataFrame(rows, columns=["order", "value", "low", "high"])


def scaled(value, scale: float) -> float:
    return float("nan") if value is None else float(value) * scale


def orders_in_words(model: LearnedModel) -> pd.DataFrame:
    """Every order with every figure and its interval."""
    names, orders = ask.rules()["order_names"], model.evaluation["orders"]
    return pd.DataFrame(
        [
            {"order": names[name]}
            | {
                figure: interval(triple, figure in SHARES)
                for figure, triple in orders[name].items()
            }
            for name in ORDERS
        ]
    )


def interval(triple, is_share: bool = True) -> str:
    """37.5%（30.1至44.0）, or days with one decimal."""
    if triple is None or any(numbers.is_unknown(v) for v in triple):
        return text.UNKNOWN
    value, low, high = ((100 if is_share else 1) * v for v in triple)
    unit = text.PERCENT if is_share else ""
    return words.INTERVAL.format(value=plain(value), unit=unit, low=plain(low), high=plain(high))


def plain(value: float) -> str:
    """One decimal, a minus that cannot be taken for a dash."""
    return f"{value:.1f}".replace("-", "−")


def listed(rows: pd.DataFrame, unit: str) -> str:
    return words.JOIN.join(
        row.order
        + words.INTERVAL.format(
            value=plain(row.value), unit=unit, low=plain(row.low), high=plain(row.high)
        )
        for row in rows.itertuples()
    )


def reliability(model: LearnedModel) -> pd.DataFrame:
    """stated, came_true (percent), rows per fifth."""
    found = pd.DataFrame(model.evaluation["reliability"])
    return found.assign(stated=100 * found["stated_mean"], came_true=100 * found["came_true_share"])


def pairs(rows: pd.DataFrame) -> str:
    return words.JOIN.join(f"{r.stated:.0f}%→{r.came_true:.0f}%" for r in rows.itertuples())


def groups(model: LearnedModel) -> pd.DataFrame:
    """Per group the figures, or 样本不足."""
    kinds = ask.rules()["group_names"]
    return pd.DataFrame(
        [
            {
                "kind": kinds[row["kind"]],
                "group": text.UNKNOWN if row["group"] == "?" else row["group"],
                "rows": row["rows"],
                "positives": row["positives"],
                "recall": interval(row["recall"]) if row["is_enough"] else words.TOO_FEW,
                "overstated": interval(row["overstated"]) if row["is_enough"] else words.TOO_FEW,
            }
            for row in model.evaluation["groups"]
        ],
        columns=GROUP_COLUMNS,
    )


def apart_in_words(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(only_by=rows["only_by"].map(words.ONLY_BY), chance_pct=100 * rows["chance"])


def anomalies_in_words(rows: pd.DataFrame) -> pd.DataFrame:
    sides = ask.rules()["anomaly"]["side"]
    why = [
        words.JOIN.join(words.WHY.format(name=name, side=sides[side]) for name, side in told)
        for told in rows["why"]
    ]
    return rows.assign(why=why)


def recipe(model: LearnedModel) -> str:
    return words.RECIPE.format(
        method=ask.rules()["model_names"][model.candidate],
        first=numbers.period(model.periods[0]),
        last=numbers.period(model.periods[1]),
        rows=numbers.count(model.rows),
        positives=numbers.count(model.positives),
        data=model.data_hash[:8],
        code=model.code_version[:8],
        seed=model.seed,
    )
