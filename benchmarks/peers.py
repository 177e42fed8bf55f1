"""Four ways to rank that everybody would try first, to be measured beside ours on equal columns.

LightGBM and CatBoost are no part of the project; where they are not installed the tables say so.
"""

from __future__ import annotations

import importlib.util

import numpy as np
import pandas as pd

from models.features import days_of

SEED = 20260922
LIBRARIES = ("lightgbm", "catboost")
FEWEST_ROWS = 20


def missing() -> list[str]:
    """Peers whose library is not installed here."""
    return [name for name in LIBRARIES if not importlib.util.find_spec(name)]


def scores(known: pd.DataFrame, later: pd.DataFrame, outcomes: np.ndarray, roles) -> dict:
    """Chances of the later rows by every peer that is installed, from the record's own columns
    (numbers, dates as days before the record, words as levels), the ones ours may use."""
    table, target = columns(known, roles), columns(later, roles)
    words = list(roles.words)
    absent = missing()
    fits = {
        "logistic regression": _logistic,
        "random forest": _forest,
        "lightgbm": _lightgbm,
        "catboost": _catboost,
    }
    return {
        name: fit(table, outcomes, target, words)
        for name, fit in fits.items()
        if name not in absent
    }


def columns(frame: pd.DataFrame, roles) -> pd.DataFrame:
    found = {name: pd.to_numeric(frame[name]).to_numpy(float) for name in roles.numbers}
    own_day = days_of(frame[roles.date])
    found |= {name: own_day - days_of(frame[name]) for name in roles.moments}
    found |= {name: frame[name].astype("string").fillna("?") for name in roles.words}
    return pd.DataFrame(found)


def _levels(table: pd.DataFrame, target: pd.DataFrame, words: list[str]):
    """Words as one column per level of the training rows."""
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = [name for name in table if name not in words]
    turned = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore", min_frequency=FEWEST_ROWS), words),
        sparse_threshold=0,
    )
    return turned.fit_transform(table), turned.transform(target)


def _logistic(table, outcomes, target, words):
    from sklearn.linear_model import LogisticRegression

    x, rows = _levels(table, target, words)
    return LogisticRegression(max_iter=1000).fit(x, outcomes).predict_proba(rows)[:, 1]


def _forest(table, outcomes, target, words):
    from sklearn.ensemble import RandomForestClassifier

    x, rows = _levels(table, target, words)
    model = RandomForestClassifier(300, min_samples_leaf=5, random_state=SEED, n_jobs=1)
    return model.fit(x, outcomes).predict_proba(rows)[:, 1]


def _lightgbm(table, outcomes, target, words):
    from lightgbm import LGBMClassifier

    kinds = {name: pd.CategoricalDtype(sorted(table[name].unique())) for name in words}
    x, rows = (part.astype({n: "object" for n in words}).astype(kinds) for part in (table, target))
    model = LGBMClassifier(
        n_estimators=200, learning_rate=0.03, num_leaves=15, random_state=SEED, n_jobs=1, verbose=-1
    )
    return model.fit(x, outcomes).predict_proba(rows)[:, 1]


def _catboost(table, outcomes, target, words):
    from catboost import CatBoostClassifier

    x, rows = (part.astype({n: "object" for n in words}) for part in (table, target))
    model = CatBoostClassifier(
        iterations=300, learning_rate=0.05, depth=6, random_seed=SEED, thread_count=1, verbose=0,
        allow_writing_files=False,
    )  # fmt: skip
    return model.fit(x, outcomes, cat_features=words).predict_proba(rows)[:, 1]
