"""Learning in a town: which facility will have a confirmed lead or case within the next months.

Everything is judged the way it would be used: standing at the end of a month, knowing only what
was known then, choosing the `capacity` facilities to visit next. The model that is stored is its
recipe (candidate, seed, horizon, hash of the data): learning again from the same data gives the
same scores to the bit, and no pickle ever has to be trusted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

from models import evaluate, features, gate, learn
from models.features import Seen
from models.ties import settled

UNKNOWN_GROUP = "?"
NAMED = ("facility_id", "period", "village", "ownership", "size", "score", "confirmed")
TREND_MONTHS = 3
MEMORIES = np.array([3.0, 6.0, 12.0])
DAYS_PER_MONTH = 365.25 / 12
CANDIDATES = tuple(candidate for candidate in learn.CANDIDATES if candidate.sees_history)


@dataclass(frozen=True)
class LearnedModel:
    """A recipe with its proof. `evaluation` has figures per order, reliability, groups and the
    folds; `gate` is the decision; `scores` ranks the newest month (facility_id, chance, rank)."""

    candidate: str
    horizon_months: int
    capacity: int
    seed: int
    data_hash: str
    code_version: str
    periods: tuple[str, str]
    rows: int
    positives: int
    columns: tuple[str, ...]
    evaluation: dict = field(default_factory=dict)
    gate: gate.Gate | None = None
    scores: pd.DataFrame | None = None

    def recipe(self) -> dict:
        """What is stored: everything but the scores, which the recipe reproduces."""
        return {k: v for k, v in asdict(self).items() if k != "scores"}

    def to_json(self) -> str:
        """The recipe as text, the same bytes for the same model; undefined figures are null."""
        return json.dumps(_plain(self.recipe()), ensure_ascii=False, sort_keys=True, indent=1)


def train_town(
    history: pd.DataFrame,
    horizon_months: int,
    capacity: int,
    rules: Mapping,
    candidates: tuple = CANDIDATES,
    code_version: str = "",
    seed: int = 0,
) -> LearnedModel:
    """Learn from `history`: one row per facility and month with the columns NAMED (`score` is the
    weighted ranking's, `confirmed` 1 when a lead or case was confirmed in that month, `size` beds
    or residents) and any indicator columns (numbers, unknown = nan). `rules` is learning.yml.
    Too short a history gives a model without folds, whose gate is off and says why."""
    judged = judge(history, horizon_months, capacity, rules, candidates, seed)
    table, later = judged.table, judged.later
    name = judged.picks[-1] if judged.picks else candidates[0].name
    known = table[table["label"].notna()]
    return LearnedModel(
        candidate=name,
        horizon_months=horizon_months,
        capacity=capacity,
        seed=seed,
        data_hash=data_hash(history),
        code_version=code_version,
        periods=(str(history["period"].min()), str(history["period"].max())),
        rows=len(known),
        positives=int(known["label"].sum()),
        columns=tuple(feature_columns(table)),
        evaluation=evaluation(later, capacity, horizon_months, rules, seed),
        gate=judged.gate,
        scores=_newest_scores(table, _named(candidates, name), seed),
    )


@dataclass(frozen=True)
class Judged:
    """How learning would have done: the table of facility-months, the `later` months that were
    ranked before their outcomes were known, the candidate picked at each, and the gate."""

    table: pd.DataFrame
    later: pd.DataFrame
    picks: list[str]
    gate: gate.Gate


def judge(
    history: pd.DataFrame,
    horizon_months: int,
    capacity: int,
    rules: Mapping,
    candidates: tuple = CANDIDATES,
    seed: int = 0,
) -> Judged:
    """Whether learning from `history` (as in `train_town`) beats the weighted ranking."""
    table = town_table(history, horizon_months)
    later, picks = _judge_months(table, horizon_months, candidates, rules, seed)
    return Judged(table, later, picks, gate.decide(later, capacity, rules["gate"], seed=seed))


def relearn(history: pd.DataFrame, recipe: Mapping, candidates: tuple = CANDIDATES) -> pd.DataFrame:
    """The newest month's scores again, from the same data; raises ValueError on other data."""
    if data_hash(history) != recipe["data_hash"]:
        raise ValueError("history differs from the one this model was learned from")
    table = town_table(history, recipe["horizon_months"])
    return _newest_scores(table, _named(candidates, recipe["candidate"]), recipe["seed"])


def data_hash(history: pd.DataFrame) -> str:
    """SHA-256 over the history in a fixed order of rows and columns."""
    fixed = history.sort_values(["period", "facility_id"])[sorted(history.columns)]
    return hashlib.sha256(fixed.to_csv(index=False).encode()).hexdigest()


def town_table(history: pd.DataFrame, horizon_months: int) -> pd.DataFrame:
    """Features and label per facility and month. Label: confirmed in one of the next
    `horizon_months` months; nan while those are not over, or when the facility was already
    confirmed within the last `horizon_months` (nobody needs a ranking to visit it)."""
    table = history.sort_values(["period", "facility_id"], kind="stable").reset_index(drop=True)
    month = month_number(table["period"])
    indicators = [name for name in table.columns if name not in NAMED]
    own = table[["score", "size", *indicators]].astype(float)
    built = {f"x.{name}": own[name] for name in own}
    before = _months_before(table, month, own, TREND_MONTHS)
    built |= {f"x.{name}.change": own[name] - before[name] for name in own}
    built |= _past_outcomes(table, month)
    wait = _months_to_next(table, month)
    labels = _labels(wait, month, built["x.months_since"], horizon_months)
    frame = table[["facility_id", "period", "village", "ownership", "size", "score"]]
    return frame.assign(month=month, wait=wait, label=labels, **built)


def feature_columns(table: pd.DataFrame) -> list[str]:
    return [name for name in table.columns if name.startswith("x.")]


def month_number(periods: pd.Series) -> np.ndarray:
    """`2026-09` as months since year 0."""
    years = periods.astype(str).str.slice(0, 4).astype(int)
    return (years * 12 + periods.astype(str).str.slice(5, 7).astype(int) - 1).to_numpy()


def _months_before(table, month, own, back: int) -> pd.DataFrame:
    """The same facility's values `back` months earlier, nan when there are none."""
    key = pd.MultiIndex.from_arrays([table["facility_id"], month])
    wanted = pd.MultiIndex.from_arrays([table["facility_id"], month - back])
    return own.set_axis(key).reindex(wanted).set_axis(own.index)


def _past_outcomes(table: pd.DataFrame, month: np.ndarray) -> dict:
    """Confirmed outcomes up to and including the month: by village, ownership and facility."""
    hit = table["confirmed"].to_numpy(float)
    known_at = month + 1.0  # strictly before the next month
    built = {}
    for name in ("village", "ownership"):
        key = pd.factorize(table[name])[0]
        seen = Seen(key, month.astype(float), hit, features.PLACE_SHRINK)
        rates, _ = features.excess_rates(key, known_at, seen, MEMORIES[-1:])
        built[f"x.{name}.past_rate"] = rates[0]
    key = pd.factorize(table["facility_id"])[0]
    events = hit > 0
    built["x.months_since"] = features.days_since(
        key, known_at, key[events], month[events].astype(float)
    )
    return built


def _months_to_next(table: pd.DataFrame, month: np.ndarray) -> np.ndarray:
    """Months until the facility's next confirmation after this month; inf when none is known."""
    waits = np.full(len(table), np.inf)
    hit = table["confirmed"].to_numpy(float) > 0
    for rows in table.groupby("facility_id", sort=False).indices.values():
        own, events = month[rows], np.sort(month[rows][hit[rows]])
        at = np.searchsorted(events, own, side="right")
        found = at < len(events)
        waits[rows[found]] = events[at[found]] - own[found]
    return waits


def _labels(wait, month, months_since, horizon: int) -> np.ndarray:
    labels = (wait <= horizon).astype(float)
    labels[month + horizon > month.max()] = np.nan
    labels[np.asarray(months_since) <= horizon] = np.nan
    return labels


def _judge_months(table, horizon, candidates, rules, seed) -> tuple[pd.DataFrame, list[str]]:
    """At each month to judge at: learn from labels known by then, rank that month. The candidate
    used at a month is the one that did best at the months whose outcomes were known by then; the
    first months only serve to choose."""
    records, picks, results = [], [], {}
    for month in _decision_months(table, horizon, rules):
        learned, target = _at_month(table, month, horizon)
        known = [found for at, found in results.items() if at <= month - horizon]
        if known:
            picks.append(max(known[0], key=lambda name: np.mean([found[name] for found in known])))
        results[month] = {}
        for candidate in candidates:
            chances = _chances(candidate, learned, target, seed)
            order = evaluate.order_rows(target["label"], chances, seed=seed)
            results[month][candidate.name] = evaluate.average_precision(order)
            if known and candidate.name == picks[-1]:
                records.append(_record(learned, target, chances, seed))
    return (pd.concat(records, ignore_index=True) if records else _no_records()), picks


def _decision_months(table: pd.DataFrame, horizon: int, rules: Mapping) -> list[int]:
    """Months to judge at, oldest first, evenly spaced, with enough outcomes known before. What
    they look ahead to may overlap: the gate draws whole facilities, so that one confirmation seen
    from three months does not count as three."""
    known = table[table["label"].notna()]
    if known.empty:
        return []
    newest, oldest = int(known["month"].max()), int(known["month"].min())
    limits = rules["limits"]
    by_month = known.groupby("month")["label"].sum()
    judged = known.groupby("month")["label"].agg(["sum", "size"])
    fair = [
        month
        for month in range(newest, oldest, -1)
        if by_month[by_month.index <= month - horizon].sum() >= limits["positives_to_learn"]
        and month in judged.index
        and 0 < judged.loc[month, "sum"] < judged.loc[month, "size"]
    ]
    step = -(-len(fair) // limits["months_to_judge"])
    return sorted(fair[:: max(step, 1)])


def _at_month(table, month, horizon) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows whose label was known at the end of `month`, and that month's rows to rank."""
    known = table[table["label"].notna()]
    return known[known["month"] <= month - horizon], known[known["month"] == month]


def _chances(candidate, learned: pd.DataFrame, target: pd.DataFrame, seed: int) -> np.ndarray:
    columns = learn.known_columns(learned[feature_columns(learned)])
    outcomes = learned["label"].to_numpy(float)
    return learn.fit_predict(candidate, learned[columns], outcomes, target[columns], seed)


def _record(learned, target, chances: np.ndarray, seed: int) -> pd.DataFrame:
    """One judged month: the model's chances beside the orders it has to beat."""
    columns, outcomes = feature_columns(learned), learned["label"].to_numpy(float)
    plain = learn.baseline_scores(learned[columns], outcomes, target[columns], seed)
    return target[list(_KEPT)].assign(
        confirmed=target["label"],
        model=chances,
        weighted=target["score"],
        single=plain["single"],
        random=plain["random"],
    )


_KEPT = ("period", "facility_id", "village", "ownership", "size", "wait")
_ORDERS = ("model", "weighted", "single", "random")


def _no_records() -> pd.DataFrame:
    return pd.DataFrame(columns=[*_KEPT, "confirmed", *_ORDERS])


def _newest_scores(table: pd.DataFrame, candidate, seed: int) -> pd.DataFrame | None:
    """Chances for the newest month, learned from every label known by now."""
    learned = table[table["label"].notna()]
    if learned["label"].nunique() < 2:
        return None
    newest = table[table["month"] == table["month"].max()]
    chance = settled(_chances(candidate, learned, newest, seed))
    scores = newest[["facility_id", "period"]].assign(chance=chance)
    scores = scores.sort_values(["chance", "facility_id"], ascending=[False, True])
    return scores.assign(rank=np.arange(1, len(scores) + 1)).reset_index(drop=True)


def disagreements(scores: pd.DataFrame, weighted_rank: pd.Series, capacity: int) -> pd.DataFrame:
    """Facilities that only one of the two orders would have visited, for a person to judge:
    facility_id, rank by model, weighted_rank, only_by (model or weighted), widest gap first."""
    both = scores[["facility_id", "rank", "chance"]].copy()
    both["weighted_rank"] = both["facility_id"].map(weighted_rank)
    both = both.dropna(subset=["weighted_rank"])
    by_model, by_weights = both["rank"] <= capacity, both["weighted_rank"] <= capacity
    both["only_by"] = np.where(by_model, "model", "weighted")
    gap = (both["rank"] - both["weighted_rank"]).abs()
    apart = both[by_model != by_weights].assign(gap=gap)
    return apart.sort_values(["gap", "facility_id"], ascending=[False, True], ignore_index=True)


def _named(candidates: tuple, name: str):
    return next(candidate for candidate in candidates if candidate.name == name)


def evaluation(later, capacity, horizon, rules, seed) -> dict:
    """Figures of the model and the weighted ranking on the judged months, each [value, low, high];
    reliability of the stated chances; the same by group where there are enough rows."""
    if later.empty:
        return {}
    orders = {name: _order_figures(later, name, capacity, horizon, seed) for name in _ORDERS}
    return {
        "orders": orders,
        "brier": evaluate.brier(later["confirmed"], later["model"]),
        "reliability": evaluate.reliability(later["confirmed"], later["model"]).to_dict("records"),
        "groups": group_figures(later, capacity, rules, seed),
        "periods": sorted(later["period"].astype(str).unique()),
    }


_FIGURES = (
    "average_precision",
    "precision_at_capacity",
    "recall_at_capacity",
    "days_earlier",
    "found_later_share",
)


def _order_figures(later, name, capacity, horizon, seed, draws: int = 300) -> dict:
    chosen = gate.visited(later, name, capacity, seed)
    hit = later["confirmed"].to_numpy(float)
    gained = days_gained(later, name, capacity, horizon, seed)
    order = evaluate.order_rows(hit, later[name], seed=seed)

    def figures(weights):
        hits = weights * hit
        return [
            evaluate.average_precision(order, weights[order.index]),
            _ratio((hits * chosen).sum(), (weights * chosen).sum()),
            _ratio((hits * chosen).sum(), hits.sum()),
            _ratio((hits * gained).sum(), hits.sum()),
            _ratio((hits * (gained < 0)).sum(), hits.sum()),
        ]

    counts = evaluate.group_draws(later["facility_id"], draws, seed)
    low, high = evaluate.interval(np.array([figures(weights) for weights in counts]))
    values = zip(_FIGURES, figures(np.ones(len(later))), low, high, strict=True)
    return {figure: [float(v) for v in triple] for figure, *triple in values}


def days_gained(later, name, capacity, horizon, seed) -> np.ndarray:
    """Days between the visit the order would have led to (`capacity` visits a month, the list
    starting over after the horizon) and the confirmation as it was; negative = later. A facility
    the order does not reach within the horizon counts as found one month after it."""
    gained = np.zeros(len(later))
    scores, wait = later[name].to_numpy(float), later["wait"].to_numpy(float)
    for rows in later.reset_index(drop=True).groupby("period", sort=True).indices.values():
        place = np.empty(len(rows))
        place[evaluate.visiting_order(scores[rows], seed)] = np.arange(len(rows))
        visit = np.minimum(place // max(capacity, 1) + 1, horizon + 1)
        actual = np.minimum(wait[rows], horizon + 1)
        gained[rows] = (actual - visit) * DAYS_PER_MONTH
    return gained


def group_figures(later: pd.DataFrame, capacity: int, rules: Mapping, seed: int) -> list[dict]:
    """Per village, ownership and size band: rows, positives, stated chance against what came true
    and recall within capacity with 95 % interval; only the counts where they are too few."""
    least = rules["groups"]
    later = later.reset_index(drop=True).assign(chosen=gate.visited(later, "model", capacity, seed))
    bands = {"village": later["village"], "ownership": later["ownership"]}
    bands["size"] = size_band(later["size"], rules["groups"]["size_limits"])
    found = []
    for kind, names in bands.items():
        for name, rows in later.groupby(filled(names), sort=True, observed=True):
            row = {"kind": kind, "group": str(name), "rows": len(rows)}
            row["positives"] = int(rows["confirmed"].sum())
            row["is_enough"] = (
                len(rows) >= least["least_rows"] and row["positives"] >= least["least_positives"]
            )
            found.append(row | (_group_row(rows, seed) if row["is_enough"] else {}))
    return found


def size_band(sizes: pd.Series, limits) -> pd.Series:
    """`<10`, `10-49`, … by the limits of learning.yml, in this order; unknown sizes are nan."""
    edges = [-np.inf, *limits, np.inf]
    inner = [f"{a}-{b - 1}" for a, b in pairwise(limits)]
    labels = [f"<{limits[0]}", *inner, f"≥{limits[-1]}"]
    return pd.cut(sizes.astype(float), edges, right=False, labels=labels)


def filled(names: pd.Series) -> pd.Series:
    """Names of groups with UNKNOWN_GROUP for none; ordered ones keep their order, it comes last."""
    if isinstance(names.dtype, pd.CategoricalDtype):
        return names.cat.add_categories([UNKNOWN_GROUP]).fillna(UNKNOWN_GROUP)
    return names.fillna(UNKNOWN_GROUP).astype(str)


def _group_row(rows: pd.DataFrame, seed: int, draws: int = 200) -> dict:
    hit = rows["confirmed"].to_numpy(float)
    chosen, stated = rows["chosen"].to_numpy(float), rows["model"].to_numpy(float)

    def figures(weights):
        return [
            _ratio((weights * hit * chosen).sum(), (weights * hit).sum()),
            _ratio((weights * (stated - hit)).sum(), weights.sum()),
        ]

    drawn = [figures(weights) for weights in evaluate.group_draws(rows["facility_id"], draws, seed)]
    low, high = evaluate.interval(np.array(drawn))
    values = zip(("recall", "overstated"), figures(np.ones(len(rows))), low, high, strict=True)
    return {name: [float(v) for v in triple] for name, *triple in values}


def _plain(value):
    """Numbers, words, lists and dicts only; nan becomes None."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and np.isnan(value) else value


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else np.nan
