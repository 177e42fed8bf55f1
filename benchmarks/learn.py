"""What learning is worth: `manage.py bench learn [--data PUBLIC_FILE]`.

Without a file: gates on invented towns and the time a history takes. With the public file of
Chicago food inspections (Parquet, not part of this project): figures on its last four months and
on rolling four-month periods, with and without a gap as long as the one to the judged period,
beside a logistic regression on the city's own inputs without the inspector, in the same run.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd
import yaml

from pipelines.settings import CATALOG

SEED = 20260922
MONTHS_4, GAP_DAYS = 121, 138
WINDOWS = 6
LABEL, DATE, IGNORED = "criticalFound", "Inspection_Date", ["sanitarian"]


def run(arguments: list[str]) -> list[dict]:
    """One row per figure: name, value, low, high, unit, peer (the baseline's value), target."""
    parser = argparse.ArgumentParser(prog="manage.py bench learn")
    parser.add_argument("--data", default="")
    data = parser.parse_args(arguments).data
    return [*gate_rows(), *(public_rows(data) if data else [])]


def row(name: str, triple, unit: str, peer=None, target: str = "") -> dict:
    value, low, high = triple if isinstance(triple, (list, tuple)) else (triple, None, None)
    return {
        "name": name,
        "value": value,
        "low": low,
        "high": high,
        "unit": unit,
        "peer": peer,
        "target": target,
    }


def gate_rows(seeds: int = 5) -> list[dict]:
    """How often the gate opens on invented towns with and without schemes, and what one costs."""
    from models import town

    rules = yaml.safe_load((CATALOG / "learning.yml").read_text(encoding="utf-8"))
    rows = []
    for has_schemes, target in ((True, "1"), (False, "0")):
        start, opened = time.perf_counter(), []
        for seed in range(seeds):
            history = invented_history(seed, has_schemes)
            opened.append(town.train_town(history, 3, 30, rules).gate.is_on)
        name = "town with schemes" if has_schemes else "town of noise"
        rows.append(row(f"{name}: gate open", float(np.mean(opened)), "share", target=target))
        spent = (time.perf_counter() - start) / seeds
        rows.append(row(f"{name}: 400 x 24, all candidates", spent, "s"))
    return rows


def invented_history(seed: int, has_schemes: bool) -> pd.DataFrame:
    """400 facilities x 24 months; with schemes a growing balance precedes confirmed cases."""
    rng, shape = np.random.default_rng(seed), (400, 24)
    prepaid = np.clip(rng.normal(0, 1, shape).cumsum(axis=1) / 3, -2, 3)
    chance = 1 / (1 + np.exp(4.0 - 1.8 * prepaid)) if has_schemes else np.full(shape, 0.03)
    periods = [f"{2024 + month // 12}-{month % 12 + 1:02d}" for month in range(24)]
    return pd.DataFrame(
        {
            "facility_id": np.repeat(np.arange(400), 24),
            "period": np.tile(periods, 400),
            "village": np.repeat(rng.integers(0, 8, 400), 24),
            "ownership": np.repeat(rng.choice(["公办", "民办"], 400), 24),
            "size": np.repeat(rng.integers(5, 120, 400), 24),
            "confirmed": (rng.random(shape) < chance).astype(int).ravel(),
            "score": (rng.normal(size=shape) + 0.5 * has_schemes * prepaid).ravel(),
            "prepaid_wan": (prepaid + 0.3 * rng.normal(size=shape)).ravel(),
            "media_mentions": rng.normal(size=shape).ravel(),
        }
    )


def public_rows(file: str) -> list[dict]:
    """The last four months in full, then every rolling period: the chosen model beside the peer."""
    table = pd.read_parquet(file).sort_values(DATE, kind="stable").reset_index(drop=True)
    end = table[DATE].max() + pd.Timedelta(days=1)
    rows = []
    for gap in (0, GAP_DAYS):
        for back in range(WINDOWS):
            start = end - pd.Timedelta(days=MONTHS_4 * (back + 1) - MONTHS_4 * back // 2)
            rows += window_rows(table, start, gap)
    return rows


def window_rows(table: pd.DataFrame, start: pd.Timestamp, gap: int) -> list[dict]:
    from models import evaluate

    known = table[table[DATE] < start - pd.Timedelta(days=gap)]
    later = table[(table[DATE] >= start) & (table[DATE] < start + pd.Timedelta(days=MONTHS_4))]
    if len(known) < 3000:
        return []
    begun = time.perf_counter()
    chosen, ours = learned_scores(known, later)
    spent = time.perf_counter() - begun
    days = (later[DATE] - pd.Timestamp(0)).dt.days
    mine = evaluate.report(later[LABEL], ours, days, 500, SEED)
    peer = evaluate.report(later[LABEL], city_logistic(known, later), days, 10, SEED)
    name = f"{start.date()} +4 months, gap {gap} d"
    return [
        row(f"{name}: AUC ({chosen})", mine["auc"], "", peer["auc"][0]),
        row(f"{name}: earlier", mine["days_earlier"], "days", peer["days_earlier"][0]),
        row(f"{name}: found later", mine["found_later_share"], "", peer["found_later_share"][0]),
        row(f"{name}: time", spent, "s"),
    ]


def learned_scores(known: pd.DataFrame, later: pd.DataFrame) -> tuple[str, np.ndarray]:
    """What `manage.py backtest` would choose and say, leaks found and left out by itself."""
    from models import leaks, learn
    from models.columns import recognise, tidy
    from models.features import Cutoff, days_of

    hints = yaml.safe_load((CATALOG / "learning.yml").read_text(encoding="utf-8"))["hints"]
    known = known.reset_index(drop=True)
    outcomes = known[LABEL].to_numpy(float)
    roles = recognise(known, DATE, LABEL, hints, IGNORED)
    found = leaks.find_leaks(tidy(known, roles), outcomes, roles)
    unfit = [*IGNORED, *(leak.column for leak in found)]
    roles = recognise(known, DATE, LABEL, hints, unfit)
    past = learn.Past(tidy(known, roles), outcomes, roles)
    rows, day = tidy(later, roles, like=known), days_of(later[DATE])
    start = past.days.max() + 1
    cutoff = Cutoff(day.min(), float(np.ptp(day)) + 1, day.min() - start)
    choice = learn.choose(past, cutoff, SEED)
    return choice.name, learn.scores_of(past, rows, cutoff, SEED)[choice.name]


def city_logistic(known: pd.DataFrame, later: pd.DataFrame) -> np.ndarray:
    """Logistic regression on the city's published inputs without the inspector (its README)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    model.fit(_city_inputs(known), known[LABEL])
    return model.predict_proba(_city_inputs(later))[:, 1]


def _city_inputs(table: pd.DataFrame) -> pd.DataFrame:
    heat = {f"heat_{kind}": table[f"heat_{kind}"].clip(upper=70) for kind in _HEATS}
    return pd.DataFrame(
        {
            "past_serious": table["pastSerious"].clip(upper=1),
            "past_critical": table["pastCritical"].clip(upper=1),
            "time_since_last": table["timeSinceLast"],
            "is_old": table["ageAtInspection"] > 4,
            "on_premises": table["consumption_on_premises_incidental_activity"],
            "tobacco": table["tobacco"],
            "temperature": table["temperatureMax"],
            **heat,
        }
    ).astype(float)


_HEATS = ("burglary", "sanitation", "garbage")
