"""What learning is worth: `manage.py bench learn [--data PUBLIC_FILE]`.

Without a file: on how many invented towns the gate opens. With the public file of Chicago food
inspections (Parquet, not part of this project): four windows beside four peers (peers.py), the last
four months as `manage.py backtest` would rank them, and the mean of ranks from every rolling
origin, two months ranked after a gap as long as the one to the judged period (and without one, in
the last year), beside a logistic regression on the city's own inputs without the inspector.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd
import yaml

from benchmarks import peers
from models import evaluate, learn
from pipelines.settings import CATALOG

SEED = 20260922
MONTHS_4, MONTHS_2, GAP_DAYS = 121, 60, 138
STEP_DAYS, LEAST_DAYS = 30, 196
YEAR = pd.Timedelta(days=365)
TOWNS = tuple((size, months) for size in (45, 120, 200) for months in (6, 9, 12, 18, 24))
WINDOWS = (  # outcomes known until; ranked from, to
    ("2012-11-01", "2012-11-01", "2013-01-01"),
    ("2013-07-01", "2013-07-01", "2013-09-01"),
    ("2014-02-15", "2014-02-15", "2014-05-01"),
    ("2012-09-01", "2014-01-15", "2014-05-01"),
)
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


def gate_rows(seeds: int = 20) -> list[dict]:
    """On how many of `seeds` invented towns the gate opens, by size and months of history, with
    schemes and with noise alone, and what one town costs."""
    from models import town

    rules = yaml.safe_load((CATALOG / "learning.yml").read_text(encoding="utf-8"))
    capacity = rules["town"]["capacity"]
    quick = tuple(one for one in town.CANDIDATES if one.name == "logistic")
    rows = []
    for facilities, months in TOWNS:
        for has_schemes in (True, False):
            start, opened = time.perf_counter(), 0
            for seed in range(seeds):
                history = invented_history(seed, has_schemes, facilities, months)
                opened += town.judge(history, 3, capacity, rules, quick).gate.is_on
            spent = (time.perf_counter() - start) / seeds
            name = f"{'schemes' if has_schemes else 'noise'}, {facilities} x {months} months"
            target = "" if has_schemes else "0"
            rows.append(row(f"{name}: gates open", opened, f"of {seeds}", target=target))
            rows.append(row(f"{name}: one town, logistic alone", spent, "s"))
    return rows


def invented_history(seed: int, has_schemes: bool, facilities: int, months: int) -> pd.DataFrame:
    """With schemes a growing balance and membership selling precede confirmed cases, which the
    weighted score only half sees; without, cases fall at random."""
    rng, shape = np.random.default_rng(seed), (facilities, months)
    prepaid = np.clip(rng.normal(0, 1, shape).cumsum(axis=1) / 3, -2, 3)
    membership = (rng.random(facilities) > 0.8).astype(float)
    chance = 1 / (1 + np.exp(4.2 - 1.6 * prepaid - 1.5 * membership[:, None]))
    if not has_schemes:
        chance = np.full(shape, 0.03)
    periods = [f"{2024 + month // 12}-{month % 12 + 1:02d}" for month in range(months)]
    return pd.DataFrame(
        {
            "facility_id": np.repeat(np.arange(facilities), months),
            "period": np.tile(periods, facilities),
            "village": np.repeat(rng.integers(0, 8, facilities), months),
            "ownership": np.repeat(rng.choice(["公办", "民办"], facilities), months),
            "size": np.repeat(rng.integers(5, 120, facilities), months),
            "confirmed": (rng.random(shape) < chance).astype(int).ravel(),
            "score": (rng.normal(size=shape) + 0.5 * has_schemes * prepaid).ravel(),
            "prepaid_wan": (prepaid + 0.3 * rng.normal(size=shape)).ravel(),
            "membership": np.repeat(membership, months),
            "media_mentions": rng.normal(size=shape).ravel(),
        }
    )


def window_rows(table: pd.DataFrame) -> list[dict]:
    """Four windows, the last after a long gap: AUC of the blend beside the best peer, the paired
    difference with its 95 % bootstrap, and the mean rank of everybody."""
    rows, ranks = [], []
    for name in peers.missing():
        rows.append(row(f"peer {name}: not installed here, not compared", None, ""))
    for known_until, start, end in WINDOWS:
        found, labels = window_scores(table, known_until, start, end)
        aucs = {name: evaluate.auc(evaluate.order_rows(labels, s)) for name, s in found.items()}
        best = max((name for name in aucs if name != "ours"), key=aucs.get)
        difference = paired_difference(labels, found["ours"], found[best])
        title = f"known to {known_until}, {start} to {end}"
        rows.append(row(f"{title}: AUC (peer: {best})", aucs["ours"], "", aucs[best]))
        rows.append(row(f"{title}: minus best peer", difference, "", target="high >= 0"))
        ranks.append(pd.Series(aucs).rank(ascending=False))
    mean = pd.concat(ranks, axis=1).mean(axis=1).sort_values()
    return rows + [row(f"mean rank: {name}", float(value), "") for name, value in mean.items()]


def window_scores(table: pd.DataFrame, known_until: str, start: str, end: str):
    """Scores of the chosen order and of every peer for the rows of a window, and its outcomes."""
    gap = (pd.Timestamp(start) - pd.Timestamp(known_until)).days
    length = (pd.Timestamp(end) - pd.Timestamp(start)).days
    past, rows, cutoff, _, later = split(table, pd.Timestamp(start), gap, length)
    chosen = learn.choose(past, cutoff, SEED).name
    ours = learn.scores_of(past, rows, cutoff, SEED)[chosen]
    others = peers.scores(past.frame, rows, past.outcomes, past.roles)
    return {"ours": ours, **others}, later[LABEL].to_numpy(float)


def paired_difference(labels, ours, theirs, draws: int = 500) -> list[float]:
    """AUC of ours minus theirs, with the 95 % interval of both judged on the same drawn rows."""
    orders = [evaluate.order_rows(labels, score, seed=SEED) for score in (ours, theirs)]
    rng, size = np.random.default_rng(SEED), len(labels)
    drawn = []
    for _ in range(draws):
        counts = np.bincount(rng.integers(0, size, size), minlength=size).astype(float)
        drawn.append(np.subtract(*(evaluate.auc(one, counts[one.index]) for one in orders)))
    value = float(np.subtract(*map(evaluate.auc, orders)))
    return [value, *(float(q) for q in np.quantile(drawn, [0.025, 0.975]))]


def public_rows(file: str) -> list[dict]:
    """The last four months in full, then the mean and the worst over rolling origins."""
    table = pd.read_parquet(file).sort_values(DATE, kind="stable").reset_index(drop=True)
    first, end = table[DATE].min(), table[DATE].max() + pd.Timedelta(days=1)
    rows = window_rows(table) + last_months(table, end - pd.Timedelta(days=MONTHS_4))
    for gap, reach in ((GAP_DAYS, end - first - pd.Timedelta(days=LEAST_DAYS)), (0, YEAR)):
        ends = pd.date_range(end, end - reach, freq=f"-{STEP_DAYS}D")
        starts = [day - pd.Timedelta(days=MONTHS_2) for day in ends]
        starts = [day for day in starts if day - pd.Timedelta(days=gap + LEAST_DAYS) >= first]
        found = [origin_figures(table, start, gap) for start in starts]
        rows += [*(line for lines in found for line in lines), *summary(found, gap)]
    return rows


def last_months(table: pd.DataFrame, start: pd.Timestamp) -> list[dict]:
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
