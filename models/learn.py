"""Learning a visiting order from confirmed outcomes: scores of every candidate, temporal folds, a
choice made on the past alone, and the baselines every candidate has to beat."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from scipy.stats import t as student_t

from models import dating, evaluate, fading, features
from models.columns import Roles
from models.features import Cutoff
from models.rankers import MOST_ROWS_TO_FIT, RANKERS, fit_predict
from models.ties import settled

MOST_FOLDS = 6
FOLDS_OF_MANY_ROWS, MANY_ROWS = 3, 200_000
MOST_ROWS_TO_JUDGE = 20_000
MOST_ROWS_TO_CHOOSE = 40_000
MOST_BLOCKS, FEWEST_BLOCKS = 40, 8
FEWEST_POSITIVES = 10
FEWEST_KNOWN = 30
FACTS = "logistic_facts"  # the only one that knows neither place nor past by more than a line
SHARE_OF_THE_PLACE = 0.85
LEAST_SHARE = 0.1
BLEND = (FACTS, "logistic", "extra_trees", "hist_gradient_boosting")


@dataclass(frozen=True)
class Past:
    """A training period: rows in order of date, their outcomes (0/1), what the columns are."""

    frame: pd.DataFrame
    outcomes: np.ndarray
    roles: Roles

    @property
    def days(self) -> np.ndarray:
        return features.days_of(self.frame[self.roles.date])

    def until(self, day: float) -> Past:
        """The part dated strictly before `day`."""
        keep = self.days < day
        return Past(self.frame[keep], self.outcomes[keep], self.roles)


@dataclass(frozen=True)
class Choice:
    """The chosen candidate and, per fold and candidate, the figures it was chosen on."""

    name: str
    folds: list[dict] = field(default_factory=list)
    warnings: tuple[str, ...] = ()


NAMES = (  # steadiest and simplest first: equals are settled in this order
    "ensemble",
    "logistic",
    "logistic_facts",
    "extra_trees",
    "random_forest",
    "hist_gradient_boosting",
    "deep_boosting",
)
BASELINES = ("single", "rule", "random")


def scores_of(
    past: Past,
    rows: pd.DataFrame,
    cutoff: Cutoff,
    seed: int = 0,
    most_rows: int = MOST_ROWS_TO_FIT,
) -> dict:
    """Scores of every candidate and baseline for `rows`, learned from `past` before the cutoff.
    Higher is more urgent; candidates give chances, the blend and the baselines give ranks."""
    known = past.until(cutoff.known_until)
    cutoff = believed(known, rows, cutoff)
    trained = replace(cutoff, gap=fading.trained_gap(cutoff.gap, _span(known)))
    known_at = knowledge_dates(known, trained, cutoff.known_until)
    drawn = _rows_to_fit(known, known_at, most_rows, seed)
    x, y = design(known, known.frame.iloc[drawn], known_at[drawn]), known.outcomes[drawn]
    every = np.random.default_rng(seed).permutation(len(known.frame))[:most_rows]
    plain, all_y = own_facts(known, known.frame.iloc[every]), known.outcomes[every]
    target = design(known, rows, np.full(len(rows), cutoff.known_until))
    target = faded(target, known, cutoff.gap - trained.gap)
    seen = known_columns(x)
    own = [name for name in seen if name not in x.attrs["history"]]
    scores = {}
    for candidate in RANKERS:
        few = slice(candidate.most_rows)
        columns, rows, hits = (seen, x, y) if candidate.sees_history else (own, plain, all_y)
        learned = rows[columns].iloc[few], hits[few]
        scores[candidate.name] = fit_predict(candidate, *learned, target[columns], seed)
    scores["ensemble"] = blended(scores, fading.trust_in_place(cutoff.gap, _span(known)))
    return scores | baseline_scores(x[own], y, target[own], seed)


def believed(known: Past, rows: pd.DataFrame, cutoff: Cutoff) -> Cutoff:
    """The cutoff with the gap that the rows themselves bear out (models/dating.py)."""
    of_record = replace(known.roles, moments=())
    own, new = (features.facts(one, of_record, {}).to_numpy(float) for one in (known.frame, rows))
    gap = dating.looks_old(own, known.days, new, cutoff.gap)
    return Cutoff(cutoff.known_until + gap, cutoff.length, gap)


def blended(scores: dict, trust: float) -> np.ndarray:
    """The weighted mean of ranks: the more the place counts the less its bare facts do. The bet
    falls with the cube of the trust (ours, set on the public file: a world that changes takes
    place, kind and subject with it), never to nothing."""
    ranks = {name: rankdata(settled(scores[name])) / len(scores[name]) for name in BLEND}
    facts = ranks.pop(FACTS)
    share = max(SHARE_OF_THE_PLACE * trust**3, LEAST_SHARE)
    return (1 - share) * facts + share * sum(ranks.values()) / len(ranks)


def known_columns(x: pd.DataFrame) -> list[str]:
    """Columns with enough known values to learn from (boosting fails on a part without any)."""
    return [name for name in x.columns if x[name].notna().sum() >= FEWEST_KNOWN]


def knowledge_dates(known: Past, cutoff: Cutoff, known_until: float) -> np.ndarray:
    """The knowledge date of every known row (days), blocks counted back from `known_until`. A
    ranked period of a day or two would mean a thousand of them: about forty are enough; one as
    long as the past would leave the rows nothing: an eighth of it is enough."""
    days, span = known.days, _span(known)
    length = max(min(cutoff.length, span / FEWEST_BLOCKS), span / MOST_BLOCKS)
    blocks = Cutoff(known_until + cutoff.gap, length, cutoff.gap)
    return features.knowledge_days(days, blocks)


def faded(target: pd.DataFrame, known: Past, older: float) -> pd.DataFrame:
    """The rows to rank with effects of the past shrunk by what they lose while growing `older`."""
    if older <= 0:
        return target
    keys = features.history_keys(known.frame, known.frame, known.roles)
    left = {
        f"{name}.past_odds": fading.share_left(key, known.days, known.outcomes, older)
        for name, (key, _) in keys.items()
    }
    shrunk = target.assign(**{name: target[name] * share for name, share in left.items()})
    shrunk.attrs = target.attrs
    return shrunk


def _span(known: Past) -> float:
    return float(np.ptp(known.days)) if len(known.frame) else 0.0


def design(known: Past, rows: pd.DataFrame, known_at: np.ndarray) -> pd.DataFrame:
    """Features of `rows` at their knowledge dates; `attrs["history"]` names the columns that look
    back."""
    back = features.history(rows, known_at, known.frame, known.outcomes, known.roles)
    table = pd.concat([own_facts(known, rows), back], axis=1)
    table.attrs["history"] = list(back.columns)
    return table


def own_facts(known: Past, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows' own values; those who need no history learn from every row of the past."""
    levels = features.frequent_levels(known.frame, known.roles)
    return features.facts(rows, known.roles, levels)


def baseline_scores(x: pd.DataFrame, y: np.ndarray, target: pd.DataFrame, seed: int) -> dict:
    """`single`: the strongest fact alone; `rule`: the mean rank of the three strongest, unit
    weights (Dawes 1979, The robust beauty of improper linear models); `random`: a drawn order."""
    strongest = strongest_facts(x, y, 3)
    ranks = [_signed_rank(x[name], target[name], sign) for name, sign in strongest]
    nothing = np.zeros(len(target))
    return {
        "single": ranks[0] if ranks else nothing,
        "rule": np.mean(ranks, axis=0) if ranks else nothing,
        "random": np.random.default_rng(seed).permutation(len(target)) / max(len(target), 1),
    }


def strongest_facts(x: pd.DataFrame, y: np.ndarray, count: int) -> list[tuple[str, int]]:
    """The facts that separate best alone on the training period, with the sign of each."""
    found = []
    for name in x.columns:
        values = x[name].to_numpy(float)
        known = ~np.isnan(values)
        if known.mean() > 0.5 and 0 < y[known].sum() < known.sum():
            strength = evaluate.auc(evaluate.order_rows(y[known], values[known])) - 0.5
            found.append((abs(strength), name, 1 if strength >= 0 else -1))
    return [(name, sign) for _, name, sign in sorted(found, key=lambda f: (-f[0], f[1]))[:count]]


def choose(past: Past, cutoff: Cutoff, seed: int = 0) -> Choice:
    """The steadiest candidate that is as good as the best on later parts of the training period,
    each with the gap and (about) the length of the period to come. Nothing later is looked at."""
    folds = []
    for window in fold_cutoffs(past, cutoff):
        days = past.days
        inside = np.flatnonzero((days >= window.start) & (days < window.start + window.length))
        inside = _drawn(inside, MOST_ROWS_TO_JUDGE, seed)
        rows, outcomes = past.frame.iloc[inside], past.outcomes[inside]
        folds += [
            {"start": window.start, "rows": len(rows), "candidate": name} | fold_figures
            for name, fold_figures in _fold_figures(past, rows, outcomes, window, seed).items()
        ]
    if not folds:
        return Choice("ensemble", warnings=("no_folds",))
    if cutoff.gap > fading.trained_gap(cutoff.gap, _span(past)):
        return Choice("ensemble", folds, ("gap_untested",))
    by_fold = pd.DataFrame(folds).pivot(index="start", columns="candidate", values="auc")
    name = simplest_of_the_best(by_fold)
    return Choice(name, folds, () if is_skilled(by_fold[name]) else ("no_skill",))


def is_skilled(aucs: pd.Series) -> bool:
    """Whether the folds stand above chance: the 95 % t interval of their mean excludes 0.5."""
    if len(aucs) < 2:
        return False
    error = aucs.std(ddof=1) / np.sqrt(len(aucs))
    return bool(aucs.mean() - student_t.ppf(0.975, len(aucs) - 1) * error > 0.5)


def simplest_of_the_best(by_fold: pd.DataFrame) -> str:
    """The first of NAMES whose mean shortfall against the best mean is within one standard error
    of that shortfall (the one-standard-error rule of Breiman et al. 1984, paired by fold)."""
    best = max(NAMES, key=lambda name: by_fold[name].mean())
    for name in NAMES:
        shortfall = by_fold[best] - by_fold[name]
        error = shortfall.std(ddof=1) / np.sqrt(len(shortfall)) if len(shortfall) > 1 else 0.0
        if shortfall.mean() <= error:
            return name
    return best


def fold_cutoffs(past: Past, cutoff: Cutoff) -> list[Cutoff]:
    """Later parts of the training period, newest first, that leave enough to learn from."""
    days, span = past.days, float(np.ptp(past.days))
    if not span:
        return []
    length = float(np.clip(cutoff.length, span / 20, span / 5))
    gap = min(cutoff.gap, span / 3)
    end = days.max() + 1
    count = MOST_FOLDS if len(days) <= MANY_ROWS else FOLDS_OF_MANY_ROWS
    windows = [Cutoff(end - (k + 1) * length, length, gap) for k in range(count)]
    return [window for window in windows if _is_fair(past, days, window)]


def _is_fair(past: Past, days: np.ndarray, window: Cutoff) -> bool:
    before = past.outcomes[days < window.known_until]
    during = past.outcomes[(days >= window.start) & (days < window.start + window.length)]
    enough = len(before) >= max(200, 0.1 * len(days))
    return (
        enough
        and min(before.sum(), (1 - before).sum()) >= FEWEST_POSITIVES
        and min(during.sum(), (1 - during).sum()) >= FEWEST_POSITIVES
    )


def _fold_figures(past, rows, outcomes, window: Cutoff, seed: int) -> dict[str, dict]:
    days = features.days_of(rows[past.roles.date])
    figures = {}
    for name, score in scores_of(past, rows, window, seed, MOST_ROWS_TO_CHOOSE).items():
        order = evaluate.order_rows(outcomes, score, days, seed)
        values = evaluate.figures(order)
        figures[name] = dict(zip(evaluate.METRICS, values.tolist(), strict=True))
    return figures


def _rows_to_fit(known: Past, known_at: np.ndarray, most: int, seed: int) -> np.ndarray:
    """Rows with some history behind them when there are enough, in a drawn order when they are
    more than a candidate takes, so that the first are a fair sample of all."""
    first = known.days.min() if len(known.frame) else 0.0
    with_past = np.flatnonzero(known_at > first + 0.05 * np.ptp(known.days))
    y = known.outcomes[with_past]
    usable = len(with_past) >= 0.5 * len(known_at) and min(y.sum(), (1 - y).sum()) >= 10
    rows = with_past if usable else np.arange(len(known_at))
    if len(rows) <= min(most, *(c.most_rows for c in RANKERS)):
        return rows
    return np.random.default_rng(seed).permutation(rows)[:most]


def _drawn(rows: np.ndarray, most: int, seed: int) -> np.ndarray:
    """At most so many of the rows, in their order."""
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


def _signed_rank(x: pd.Series, target: pd.Series, sign: int) -> np.ndarray:
    """Share of the training values below, turned so that higher is more urgent; unknown = half."""
    known = np.sort(x.dropna().to_numpy(float))
    values = target.to_numpy(float)
    below = (np.searchsorted(known, values, "left") + np.searchsorted(known, values, "right")) / (
        2 * max(len(known), 1)
    )
    return np.where(np.isnan(values), 0.5, below if sign > 0 else 1 - below)
