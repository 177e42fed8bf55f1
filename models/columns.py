"""What the columns of an unknown table are: numbers, words, dates, places, subjects, or nothing
a ranking may use. Judged from the training period alone, by content rather than by name."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

FEWEST_CODES = 15  # whole numbers with fewer values are counts, not codes of places
MOST_LEVELS_KEPT = 400
SAME_SUBJECT_AGREEMENT = 0.9
COUNTED_FROM = {  # numbers in this range count days, seconds or milliseconds from a day
    (20_000, 80_000): ("1899-12-30", "D"),
    (5e8, 5e9): ("1970-01-01", "s"),
    (5e11, 5e12): ("1970-01-01", "ms"),
}
A_DATE = r"^\s*\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}"


@dataclass(frozen=True)
class Roles:
    """Which column plays which part; `unused` says per dropped column why (a code)."""

    date: str
    label: str
    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    subject: str | None = None
    coordinates: tuple[str, str] | None = None
    unused: dict[str, str] = field(default_factory=dict)


def recognise(train: pd.DataFrame, date: str, label: str, hints: dict, ignore=()) -> Roles:
    """The parts of all columns but the date, the label and the ignored ones. `hints` holds the
    words by which `latitude` and `longitude` columns are known (data/catalog/learning.yml)."""
    kinds = {
        name: "ignored" if name in ignore else kind_of(train[name])
        for name in train.columns
        if name not in (date, label)
    }
    subject = find_subject(train, kinds)
    coordinates = _coordinates(train, kinds, hints)
    chosen = {kind: tuple(n for n, k in kinds.items() if k == kind) for kind in set(kinds.values())}
    coded = chosen.get("code", ())
    words = chosen.get("word", ())
    # Levels above a hundredth of the rows are facts, too many levels only ever history.
    keys = (*coded, *(n for n in words if train[n].nunique() > 2), *chosen.get("many", ()))
    dull = {n: k for n, k in kinds.items() if k in ("ignored", "constant", "unique", "many")}
    return Roles(
        date=date,
        label=label,
        numbers=tuple(n for n in (*chosen.get("number", ()), *coded) if n != subject),
        words=words,
        moments=chosen.get("moment", ()),
        keys=(*(n for n in keys if n != subject), *((subject,) if subject else ())),
        subject=subject,
        coordinates=coordinates,
        unused={n: k for n, k in dull.items() if n != subject and n not in keys},
    )


def tidy(frame: pd.DataFrame, roles: Roles, like: pd.DataFrame | None = None) -> pd.DataFrame:
    """The columns that play a part, each in one type: numbers float, words string, moments dates.
    `like` is the training table, whose types a later table has to follow."""
    like = frame if like is None else like
    columns = {roles.date: frame[roles.date]}
    for name in roles.numbers:
        columns[name] = as_numbers(frame[name])
    for name in (*roles.words, *roles.keys):
        if name not in columns:
            named = pd.api.types.is_numeric_dtype(like[name])
            columns[name] = as_numbers(frame[name]) if named else frame[name].astype("string")
    for name in roles.moments:
        columns[name] = as_dates(frame[name])
    return pd.DataFrame(columns)


def as_numbers(values: pd.Series) -> pd.Series:
    """Floats; words that are no number and infinities become unknown; True is 1."""
    if values.dtype == object:
        values = values.replace({True: 1, False: 0, "True": 1, "False": 0})
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    return numbers.where(np.isfinite(numbers))


def as_dates(values: pd.Series) -> pd.Series:
    """Dates from datetimes, `2026-09-05`, `2026/9/5`, `2026.9.5`, `2026年9月5日`, 20260905, Excel
    day numbers or Unix seconds; what cannot be read becomes unknown. Time zones are dropped.
    Of `05/09/2026` the day stands first as soon as one value of the column leaves no choice."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.tz_localize(None) if values.dt.tz is not None else values
    distinct = pd.Series(values.dropna().unique())
    read = dict(zip(distinct, _read_dates(distinct), strict=True))
    return pd.to_datetime(values.map(read))


def _read_dates(distinct: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(distinct, errors="coerce")
    for (least, most), (origin, unit) in COUNTED_FROM.items():
        if len(distinct) and numbers.between(least, most).all():
            return pd.Timestamp(origin) + pd.to_timedelta(numbers, unit=unit)
    words = distinct.astype("string").str.strip().str.replace(r"\.0$", "", regex=True)
    words = words.str.replace(r"[年月./]", "-", regex=True).str.replace("[日号]", "", regex=True)
    first = pd.to_numeric(words.str.extract(r"^(\d{1,2})-\d{1,2}-\d{4}")[0], errors="coerce")
    read = pd.to_datetime(
        words, format="mixed", errors="coerce", utc=True, dayfirst=bool((first > 12).any())
    )
    return read.dt.tz_localize(None)


def kind_of(values: pd.Series) -> str:
    """constant, number, code (whole numbers naming a place or a kind), word, many (words with
    very many levels), unique (names one row), moment (dates) or subject candidates among them."""
    known = values.dropna()
    distinct = known.nunique()
    if distinct <= 1:
        return "number" if distinct == 1 and len(known) < len(values) else "constant"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "moment"
    if pd.api.types.is_bool_dtype(known.infer_objects()):
        return "number"
    if pd.api.types.is_numeric_dtype(values):
        return _kind_of_numbers(known.to_numpy(float), distinct)
    return _kind_of_words(known.astype("string"), distinct)


def _kind_of_numbers(known: np.ndarray, distinct: int) -> str:
    whole = bool(np.all(known == np.floor(known)))
    if whole and distinct > 0.95 * len(known) and distinct > 200:
        return "unique"
    if whole and FEWEST_CODES <= distinct <= most_codes(len(known)):
        return "code"
    return "number"


def _kind_of_words(known: pd.Series, distinct: int) -> str:
    sample = known.head(2000)
    if sample.str.match(A_DATE).mean() > 0.9:
        return "moment"
    if pd.to_numeric(sample, errors="coerce").notna().mean() > 0.95:
        return _kind_of_numbers(pd.to_numeric(known, errors="coerce").dropna().to_numpy(), distinct)
    if distinct > 0.95 * len(known) and distinct > 200:
        return "unique"
    return "word" if distinct <= most_codes(len(known)) else "many"


def most_codes(rows: int) -> int:
    """More values than this are measures or names, not a list of places or kinds."""
    return int(np.clip(rows / 40, 60, MOST_LEVELS_KEPT))


def find_subject(train: pd.DataFrame, kinds: dict[str, str]) -> str | None:
    """The column that names the thing visited again and again: its repeats agree on the other
    words and codes, which repeats of a measure do not."""
    traits = [n for n, k in kinds.items() if k in ("word", "code") and train[n].nunique() > 2]
    best, most_repeats = None, 0
    for name, kind in kinds.items():
        if kind not in ("number", "many", "code", "word"):
            continue
        repeats = _repeats(train, name)
        if len(repeats) < max(50, most_repeats + 1):
            continue
        if _agree(train, repeats, traits, name):
            best, most_repeats = name, len(repeats)
    return best


def _repeats(train: pd.DataFrame, name: str) -> np.ndarray:
    """Pairs of neighbouring rows with the same value: rows x 2 positions, at most 20,000. Only
    columns of names can pass: whole numbers or words with at least a twentieth as many values."""
    values = train[name]
    known = np.flatnonzero(values.notna().to_numpy())
    if values.nunique() < max(30, len(known) / 50):
        return np.empty((0, 2), int)
    if pd.api.types.is_numeric_dtype(values) and not _whole(values):
        return np.empty((0, 2), int)
    codes = pd.factorize(values)[0][known]
    by_value = np.argsort(codes, kind="stable")
    same = np.flatnonzero(codes[by_value][1:] == codes[by_value][:-1])[:20_000]
    return np.c_[known[by_value[same]], known[by_value[same + 1]]]


def _whole(values: pd.Series) -> bool:
    known = values.dropna().to_numpy(float)
    return bool(np.all(known == np.floor(known)))


def _agree(train: pd.DataFrame, repeats: np.ndarray, traits: list[str], name: str) -> bool:
    """Whether rows that share a value of `name` share the other traits too, most of the time."""
    agreements = []
    for trait in (t for t in traits if t != name):
        codes = pd.factorize(train[trait])[0]
        shares = np.bincount(codes + 1) / len(codes)
        if shares @ shares < SAME_SUBJECT_AGREEMENT:  # else any two rows agree
            agreements.append((codes[repeats[:, 0]] == codes[repeats[:, 1]]).mean())
    return bool(agreements) and float(np.median(agreements)) >= SAME_SUBJECT_AGREEMENT


def _coordinates(train: pd.DataFrame, kinds: dict, hints: dict) -> tuple[str, str] | None:
    found = []
    for axis, limit in (("latitude", 90), ("longitude", 180)):
        names = {word.lower() for word in hints.get(axis, ())}
        usable = [
            name
            for name, kind in kinds.items()
            if kind == "number" and str(name).lower() in names and _within(train[name], limit)
        ]
        found += usable[:1]
    return tuple(found) if len(found) == 2 else None


def _within(values: pd.Series, limit: float) -> bool:
    known = pd.to_numeric(values, errors="coerce").dropna()
    return bool(len(known)) and bool((known.abs() <= limit).all())
