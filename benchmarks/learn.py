"""What learning is worth: `manage.py bench learn [--data PUBLIC_FILE]`.

Without a file: gates on invented towns and the time a history takes. With the public file of
Chicago food inspections (Parquet, not part of this project): its last four months as `manage.py
backtest` would rank them, and the mean of ranks from every rolling origin, two months ranked after
a gap as long as the one to the judged period (and without one, in the last year), beside a
logistic regression on the city's own inputs without the inspector, in the same run.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd
import yaml

from pipelines.settings import CATALOG

SEED = 20260922
MONTHS_4, MONTHS_2, GAP_DAYS = 121, 60, 138
STEP_DAYS, LEAST_DAYS = 30, 196
YEAR = pd.Timedelta(days=365)
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
    """The last four months in full, then the mean and the worst over rolling origins."""
    table = pd.read_parquet(file).sort_values(DATE, kind="stable").reset_index(drop=True)
    first, end = table[DATE].min(), table[DATE].max() + pd.Timedelta(days=1)
    rows = last_months(table, end - pd.Timedelta(days=MONTHS_4))
    for gap, reach in ((GAP_DAYS, end - first - pd.Timedelta(days=LEAST_DAYS)), (0, YEAR)):
        ends = pd.date_range(end, end - reach, freq=f"-{STEP_DAYS}D")
        starts = [day - pd.Timedelta(days=MONTHS_2) for day in ends]
        starts = [day for day in starts if day - pd.Timedelta(days=gap + LEAST_DAYS) >= first]
        found = [origin_figures(table, start, gap) for start in starts]
        rows += [*(line for lines in found for line in lines), *summary(found, gap)]
    return rows


def last_months(table: pd.DataFrame, start: pd.Timestamp) -> list[dict]:
    from models import evaluate, learn

    past, rows, cutoff, known, later = split(table, start, 0, MONTHS_4)
    begun = time.perf_counter()
    name = learn.choose(past, cutoff, SEED).name
    ours = learn.scores_of(past, rows, cutoff, SEED)[name]
    spent = time.perf_counter() - begun
    days = (later[DATE] - pd.Timestamp(0)).dt.days
    mine = evaluate.report(later[LABEL], ours, days, 500, SEED)
    peer = evaluate.report(later[LABEL], city_logistic(known, later), days, 10, SEED)
    return [
        row(f"last 4 months: AUC ({name})", mine["auc"], "", peer["auc"][0]),
        row("last 4 months: earlier", mine["days_earlier"], "days", peer["days_earlier"][0]),
        row("last 4 months: found later", mine["found_later_share"], ""),
        row("last 4 months: time", spent, "s", target="60"),
    ]


def origin_figures(table: pd.DataFrame, start: pd.Timestamp, gap: int) -> list[dict]:
    """AUC and days earlier of two months from `start`, known until `gap` days before."""
    from models import evaluate, learn

    past, rows, cutoff, known, later = split(table, start, gap, MONTHS_2)
    days, labels = (later[DATE] - pd.Timestamp(0)).dt.days, later[LABEL]
    ours = learn.scores_of(past, rows, cutoff, SEED)["ensemble"]
    mine, peer = (
        evaluate.figures(evaluate.order_rows(labels, score, days, SEED))
        for score in (ours, city_logistic(known, later))
    )
    at = evaluate.METRICS.index("days_earlier")
    name = f"{start.date()} +2 months, gap {gap} d"
    return [
        row(f"{name}: AUC", mine[0], "", peer[0]),
        row(f"{name}: earlier", mine[at], "days", peer[at]),
    ]


def summary(found: list[list[dict]], gap: int) -> list[dict]:
    rows = []
    for at, (what, unit, target) in enumerate((("AUC", "", "0.60"), ("earlier", "days", "3"))):
        lines = [lines[at] for lines in found]
        mine, peer = (np.array([line[key] for line in lines]) for key in ("value", "peer"))
        for word, of in (("mean", np.mean), ("worst", np.min)):
            name = f"{len(lines)} origins, gap {gap} d: {word} {what}"
            rows.append(row(name, float(of(mine)), unit, float(of(peer)), target))
    return rows


def split(table: pd.DataFrame, start: pd.Timestamp, gap: int, length: int):
    """What `manage.py backtest` would learn from and rank, leaks found and left out by itself."""
    from models import leaks, learn
    from models.columns import recognise, tidy
    from models.features import Cutoff, days_of

    hints = yaml.safe_load((CATALOG / "learning.yml").read_text(encoding="utf-8"))["hints"]
    known = table[table[DATE] < start - pd.Timedelta(days=gap)].reset_index(drop=True)
    inside = (table[DATE] >= start) & (table[DATE] < start + pd.Timedelta(days=length))
    later, outcomes = table[inside].reset_index(drop=True), known[LABEL].to_numpy(float)
    roles = recognise(known, DATE, LABEL, hints, IGNORED)
    found = leaks.find_leaks(tidy(known, roles), outcomes, roles)
    unfit = [*IGNORED, *(leak.column for leak in found)]
    roles = recognise(known, DATE, LABEL, hints, unfit)
    past = learn.Past(tidy(known, roles), outcomes, roles)
    rows, day, until = (
        tidy(later, roles, like=known),
        days_of(later[DATE]),
        past.days.max() + 1,
    )
    cutoff = Cutoff(day.min(), float(np.ptp(day)) + 1, day.min() - until)
    return past, rows, cutoff, known, later


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
