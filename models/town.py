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

import numpy as np
import pandas as pd

from models import evaluate, features, gate, learn, rankers
from models.features import Seen
from models.ties import settled
from models.townproof import ORDERS, evaluation

NAMED = ("facility_id", "period", "village", "ownership", "size", "score", "confirmed")
TREND_MONTHS = 3
MEMORIES = np.array([3.0, 6.0, 12.0])
CANDIDATES = tuple(candidate for candidate in rankers.CANDIDATES if candidate.sees_history)


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
    used at a month is the one that did best at the months whose outcomes were known by then, the
    first of them while there are none."""
    records, picks, results = [], [], {}
    for month in _decision_months(table, horizon, rules):
        learned, target = _at_month(table, month, horizon)
        known = [found for at, found in results.items() if at <= month - horizon]
        picks.append(_best_of(known, candidates))
        results[month] = {}
        for candidate in candidates:
            chances = _chances(candidate, learned, target, seed)
            order = evaluate.order_rows(target["label"], chances, seed=seed)
            results[month][candidate.name] = evaluate.average_precision(order)
            if candidate.name == picks[-1]:
                records.append(_record(learned, target, chances, seed))
    return (pd.concat(records, ignore_index=True) if records else _no_records()), picks


def _best_of(known: list[dict], candidates: tuple) -> str:
    """The candidate with the best mean over what is known; the first where nothing is."""
    names = [candidate.name for candidate in candidates]
    if not known:
        return names[0]
    return max(names, key=lambda name: np.mean([found[name] for found in known]))


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
    chances = rankers.fit_predict(candidate, learned[columns], outcomes, target[columns], seed)
    return settled(chances)  # the proof is the same under every kernel of the numeric library


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


def _no_records() -> pd.DataFrame:
    return pd.DataFrame(columns=[*_KEPT, "confirmed", *ORDERS])


def _newest_scores(table: pd.DataFrame, candidate, seed: int) -> pd.DataFrame | None:
    """Chances for the newest month, learned from every label known by now."""
    learned = table[table["label"].notna()]
    if learned["label"].nunique() < 2:
        return None
    newest = table[table["month"] == table["month"].max()]
    chance = _chances(candidate, learned, newest, seed)
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


def _plain(value):
    """Numbers, words, lists and dicts only; nan becomes None."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and np.isnan(value) else value
