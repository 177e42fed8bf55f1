"""The candidates for a visiting order: how each is built from a seed, and how it is fitted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

MOST_ROWS_TO_FIT = 200_000
MOST_ROWS_PER_TREE = 10_000
ROWS_TO_STOP_EARLY = 20_000
ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class Candidate:
    """A way to rank: whether it sees the history of place and subject, and how it is built."""

    name: str
    sees_history: bool
    build: Callable[[int, int], object]
    most_rows: int = 60_000


def plain_logistic(seed: int, rows: int):
    """Shrunken logistic regression on values held within three deviations: a straight line drawn
    through few strange amounts would turn with them, and one through ranks bends with a period."""
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    return make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        StandardScaler(),
        FunctionTransformer(np.clip, kw_args={"a_min": -3.0, "a_max": 3.0}),
        LogisticRegression(C=0.01, max_iter=500),
    )


def logistic(seed: int, rows: int):
    """Shrunken logistic regression on values and on their ranks (skewed amounts need both)."""
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.preprocessing import QuantileTransformer, StandardScaler

    ranks = QuantileTransformer(n_quantiles=min(64, rows), subsample=20_000, random_state=seed)
    return make_pipeline(
        SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True),
        make_union(StandardScaler(), make_pipeline(ranks, StandardScaler())),
        LogisticRegression(C=0.01, max_iter=500),
    )


def forest(seed: int, rows: int):
    """Random forest of cautious trees; each tree sees at most MOST_ROWS_PER_TREE rows."""
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(
        n_estimators=200,
        min_samples_leaf=min(25, max(5, rows // 100)),
        max_features=0.3,
        max_samples=min(1.0, MOST_ROWS_PER_TREE / rows),
        random_state=seed,
        n_jobs=1,
    )


def extra_trees(seed: int, rows: int):
    """Very random trees: cuts are drawn, so that no tree chases one period's accidents (Geurts et
    al. 2006)."""
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline

    trees = ExtraTreesClassifier(
        n_estimators=200,
        min_samples_leaf=min(25, max(5, rows // 100)),
        max_features=0.3,
        bootstrap=True,
        max_samples=min(1.0, MOST_ROWS_PER_TREE / rows),
        random_state=seed,
        n_jobs=1,
    )
    return make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), trees)


def boosting(seed: int, rows: int):
    """Histogram gradient boosting; trees grow with the table, from 6 leaves to 31."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=80,
        learning_rate=0.05,
        max_leaf_nodes=int(np.clip(np.sqrt(rows) / 16, 6, 31)),
        min_samples_leaf=int(np.clip(rows // 150, 10, 80)),
        l2_regularization=10.0,
        early_stopping=False,
        random_state=seed,
    )


def deep_boosting(seed: int, rows: int):
    """Boosting for strong signals in many rows: large trees, as many as still help held-out rows
    (a tenth of the table, when that is enough to tell)."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=100 if rows < ROWS_TO_STOP_EARLY else 300,
        learning_rate=0.1,
        max_leaf_nodes=31,
        early_stopping=rows >= ROWS_TO_STOP_EARLY,
        n_iter_no_change=10,
        random_state=seed,
    )


def calibrated(seed: int, rows: int):
    """Boosting whose chances are put right by a sigmoid on held-out thirds (Platt 1999)."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.model_selection import StratifiedKFold

    thirds = StratifiedKFold(3, shuffle=True, random_state=seed)
    return CalibratedClassifierCV(boosting(seed, rows), method="sigmoid", cv=thirds)


CANDIDATES = (
    Candidate("logistic_facts", False, plain_logistic),
    Candidate("logistic", True, logistic),
    Candidate("random_forest", True, forest),
    Candidate("hist_gradient_boosting", True, boosting),
    Candidate("calibrated", True, calibrated),
)
RANKERS = (  # for histories of any kind; calibration changes no order and is left out
    *(candidate for candidate in CANDIDATES if candidate.name != "calibrated"),
    Candidate("extra_trees", True, extra_trees),
    Candidate("deep_boosting", True, deep_boosting, most_rows=MOST_ROWS_TO_FIT),
)


def fit_predict(candidate: Candidate, x, y, target, seed: int) -> np.ndarray:
    """Chances of the outcome for `target`; the base rate for all when there is nothing to learn
    from."""
    if not x.shape[1]:
        return np.full(len(target), y.mean())
    model = candidate.build(seed, len(x))
    # On a busy machine threads wait for each other far longer than they work: seen, 20 minutes
    # for one fit of 60,000 rows that takes seconds alone.
    with threadpool_limits(1):
        model.fit(x.to_numpy(np.float64), y)
        parts = [
            model.predict_proba(target.iloc[at : at + ROWS_AT_ONCE].to_numpy(np.float64))[:, 1]
            for at in range(0, len(target), ROWS_AT_ONCE)
        ]
    return np.concatenate(parts) if parts else np.empty(0)
