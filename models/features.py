"""What was known beforehand: features of a record, its place and its history at a knowledge date.

Two kinds of columns come back. *Facts* are the record's own values. *History* looks back: past
outcomes of the same place, kind or subject, counted only from records dated strictly before the
knowledge date of the row. Outcomes of the period to be ranked are never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.columns import Roles
from models.steady import Seen, steady_effects

FINE_DEGREES, COARSE_DEGREES = 0.02, 0.06  # about 2 km and 6 km north to south
PLACE_SHRINK = 10.0  # earlier records that weigh as much as "like everyone"
MOST_LEVELS = 30


@dataclass(frozen=True)
class Cutoff:
    """When the ranking starts, how long it lasts, and how long before it the last outcome was
    known (all in days)."""

    start: float
    length: float
    gap: float = 0.0

    @property
    def known_until(self) -> float:
        return self.start - self.gap


def days_of(dates: pd.Series) -> np.ndarray:
    """Whole days since 1970-01-01 as floats; unknown dates are nan."""
    days = (pd.to_datetime(dates) - pd.Timestamp(0)) / pd.Timedelta(days=1)
    return np.floor(days.to_numpy(float))


def knowledge_days(days: np.ndarray, cutoff: Cutoff) -> np.ndarray:
    """For each training day the date up to which outcomes may be used. Training rows are treated
    in blocks as long as the ranked period and with the same gap before them, so that what the
    model learns from is as old as what it will be given."""
    length = max(cutoff.length, 1.0)
    blocks_back = np.floor((cutoff.known_until - days) / length - 1e-9)
    block_start = cutoff.known_until - (np.maximum(blocks_back, 0) + 1) * length
    return block_start - cutoff.gap


def facts(frame: pd.DataFrame, roles: Roles, levels: dict[str, list]) -> pd.DataFrame:
    """The record's own values: numbers as they are, dates as days before the record, words as
    one column per frequent level."""
    columns = {name: pd.to_numeric(frame[name]).to_numpy(float) for name in roles.numbers}
    own_day = days_of(frame[roles.date])
    for name in roles.moments:
        columns[f"{name}.days_before"] = own_day - days_of(frame[name])
    for name in roles.words:
        values = frame[name].astype("string")
        for level in levels.get(name, []):
            columns[f"{name}={level}"] = (values == level).fillna(False).to_numpy(float)
    return pd.DataFrame(columns, index=frame.index, dtype="float32")


def frequent_levels(frame: pd.DataFrame, roles: Roles) -> dict[str, list]:
    """Per word column the levels worth a column of their own (half a percent of the rows)."""
    least = max(20, 0.005 * len(frame))
    found = {}
    for name in roles.words:
        counts = frame[name].astype("string").value_counts()
        found[name] = sorted(counts[counts >= least].index[:MOST_LEVELS])
    return found


def history(
    frame: pd.DataFrame,
    known_at: np.ndarray,
    past: pd.DataFrame,
    outcomes: np.ndarray,
    roles: Roles,
) -> pd.DataFrame:
    """Past outcomes of the same place, kind and subject for each row of `frame` (log odds beyond
    everyone's), from rows of `past` dated strictly before `known_at` (days)."""
    past_days, keys = days_of(past[roles.date]), history_keys(frame, past, roles)
    columns = {
        f"{name}.past_odds": steady_effects(
            rows_key, known_at, Seen(past_key, past_days, outcomes), name != roles.subject
        )
        for name, (rows_key, past_key) in keys.items()
    }
    if roles.subject:
        columns |= _subject_clock(*keys[roles.subject], known_at, past_days, outcomes, roles)
    return pd.DataFrame(columns, index=frame.index, dtype="float32")


def excess_rates(
    rows_key: np.ndarray, known_at: np.ndarray, seen: Seen, memories: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How much more often than everyone a key had the outcome (memories x rows), old records
    fading with each half-life in `memories` (days); and the base rate then (middle memory).
    Works forward through the knowledge dates, each record read once, none from the date on."""
    key, day, hit = seen.known_in_order()
    size = int(max(rows_key.max(initial=-1), key.max(initial=-1))) + 2
    weights, hits = np.zeros((len(memories), size)), np.zeros((len(memories), size))
    rates, base = np.zeros((len(memories), len(rows_key))), np.zeros(len(rows_key))
    read, last = 0, None
    for moment, rows in _rows_by_moment(known_at):
        fade = 0.5 ** ((moment - (moment if last is None else last)) / memories)[:, None]
        until = int(np.searchsorted(day, moment, side="left"))
        weights, hits = weights * fade, hits * fade
        for at, memory in enumerate(memories):
            weight = 0.5 ** ((moment - day[read:until]) / memory)
            weights[at] += np.bincount(key[read:until], weight, size)
            hits[at] += np.bincount(key[read:until], weight * hit[read:until], size)
        usual = hits.sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-12)
        excess = (hits - usual[:, None] * weights) / np.maximum(weights + seen.shrink, 1e-12)
        rates[:, rows] = excess[:, rows_key[rows]]
        base[rows] = usual[len(memories) // 2]
        read, last = until, moment
    return rates, base


def days_since(
    rows_key: np.ndarray, known_at: np.ndarray, past_key: np.ndarray, past_days: np.ndarray
) -> np.ndarray:
    """Days from the key's latest earlier record to the knowledge date; nan when it has none."""
    by_day = np.argsort(past_days, kind="stable")
    day, key = past_days[by_day], past_key[by_day]
    latest = np.full(int(max(rows_key.max(initial=-1), key.max(initial=-1))) + 2, -np.inf)
    read = 0
    waited = np.full(len(rows_key), np.nan)
    for moment, rows in _rows_by_moment(known_at):
        until = int(np.searchsorted(day, moment, side="left"))
        np.maximum.at(latest, key[read:until], day[read:until])
        latest[-1] = -np.inf  # key -1 is unknown
        found = latest[rows_key[rows]]
        waited[rows] = np.where(np.isfinite(found), moment - found, np.nan)
        read = until
    return waited


def visits_known(
    rows_key: np.ndarray, known_at: np.ndarray, past_key: np.ndarray, past_days: np.ndarray
) -> np.ndarray:
    """How many earlier records the key has at the knowledge date."""
    by_day = np.argsort(past_days, kind="stable")
    day, key = past_days[by_day], past_key[by_day]
    size = int(max(rows_key.max(initial=-1), key.max(initial=-1))) + 2
    counts, read, known = np.zeros(size), 0, np.zeros(len(rows_key))
    for moment, rows in _rows_by_moment(known_at):
        until = int(np.searchsorted(day, moment, side="left"))
        fresh = key[read:until]
        counts += np.bincount(fresh[fresh >= 0], minlength=size)
        known[rows] = counts[rows_key[rows]]
        read = until
    return known


def _subject_clock(rows_key, past_key, known_at, past_days, outcomes, roles: Roles) -> dict:
    events = outcomes > 0
    visits = visits_known(rows_key, known_at, past_key, past_days)
    waited = days_since(rows_key, known_at, past_key[events], past_days[events])
    return {
        f"{roles.subject}.visits_known": np.log1p(visits),
        f"{roles.subject}.days_since_outcome": waited,
    }


def _rows_by_moment(known_at: np.ndarray):
    """Each knowledge date, oldest first, with the rows that have it."""
    by_moment = np.argsort(known_at, kind="stable")
    moments, starts = np.unique(known_at[by_moment], return_index=True)
    return zip(moments, np.split(by_moment, starts[1:]), strict=True)


def history_keys(frame, past, roles: Roles) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    keys = {name: _codes(frame[name], past[name]) for name in roles.keys}
    if roles.coordinates:
        for label, size in (("cell_fine", FINE_DEGREES), ("cell_coarse", COARSE_DEGREES)):
            keys[label] = _codes(_cell(frame, roles, size), _cell(past, roles, size))
    return keys


def _cell(frame: pd.DataFrame, roles: Roles, degrees: float) -> pd.Series:
    """The square of a fixed grid a record lies in (fixed, so that no later record moves it)."""
    latitude, longitude = (pd.to_numeric(frame[name]) for name in roles.coordinates)
    across = np.cos(np.radians(40.0))  # keeps squares square enough between 20 and 50 degrees
    row, column = np.floor(latitude / degrees), np.floor(longitude * across / degrees)
    return row * 1_000_000 + column


def _codes(rows: pd.Series, past: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    codes, _ = pd.factorize(pd.concat([rows, past], ignore_index=True))
    return codes[: len(rows)], codes[len(rows) :]
