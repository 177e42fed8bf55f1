"""Numbers as people say them: 1.2亿元 · 356万元 · 1,204人. Unknown is a word, never zero.

Screens use the same functions (ui/numbers.py), so that a figure reads alike everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from reports.words import word

UNKNOWN = word("units.unknown")


def is_unknown(value) -> bool:
    """None, NaN, NaT and NA alike."""
    return value is None or bool(pd.isna(value))


def count(value, unit: str = "") -> str:
    """1204 → 1,204; unknown → 未知."""
    return UNKNOWN if is_unknown(value) else f"{whole(value):,}{unit}"


def whole(value) -> int:
    """Rounded as people do, halves away from zero: a sum must not read 6,070 here and 6,071 there
    because of its last binary digit."""
    size = math.floor(round(abs(value), 6) + 0.5)
    return size if value >= 0 else -size


def people(value, low=None) -> str:
    return between(partial(count, unit=word("units.people")), value, low)


def between(shown: Callable[[Any], str], value, low) -> str:
    """Both ends of a range, the unit once where it is the same: 30–40人, 9,000元–1.2万元."""
    if is_unknown(low) or is_unknown(value):
        return shown(value)
    top, bottom = shown(value), shown(low)
    unit = top.lstrip("0123456789.,-−")
    return f"{bottom.removesuffix(unit) if unit else bottom}–{top}"


def money(wan, low=None) -> str:
    return between(amount, wan, low)


def amount(wan) -> str:
    """Amounts come in 万元: 12000 → 1.2亿元, 356.4 → 356万元, 12.5 → 12.5万元, 0.32 → 3,200元."""
    if is_unknown(wan):
        return UNKNOWN
    size = abs(wan)
    if size >= 99_999_950:
        return trimmed(wan / 100_000_000, 2) + word("units.wan_yi_yuan")
    if size >= 9999.5:
        return trimmed(wan / 10000, 2 if size < 1_000_000 else 0) + word("units.yi_yuan")
    if size >= 100:
        return f"{whole(wan):,}{word('units.wan_yuan')}"
    if size >= 1 or size == 0:
        return trimmed(wan, 1) + word("units.wan_yuan")
    return f"{whole(wan * 10000):,}{word('units.yuan')}"


def percent(value) -> str:
    """37.5 → 37.5%; 40.0 → 40%."""
    return UNKNOWN if is_unknown(value) else trimmed(value, 1) + "%"


def score(value) -> str:
    return UNKNOWN if is_unknown(value) else f"{value:.1f}"


def trimmed(value: float, decimals: int) -> str:
    shown = f"{value:,.{decimals}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def signed(value, shown: str) -> str:
    """+3家 / −3家 / 持平, the sign set before what a formatter made of the size."""
    if is_unknown(value):
        return UNKNOWN
    return word("units.same") if value == 0 else ("+" if value > 0 else "−") + shown.lstrip("-−")


def period(code: str) -> str:
    """2026-09 → 2026年9月."""
    year, month = code.split("-")
    return word("units.period").format(year=year, month=int(month))


def day(value) -> str:
    """2026年9月5日 of a date or timestamp; unknown stays a word."""
    if is_unknown(value):
        return UNKNOWN
    d = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return word("units.date").format(d=d)


def level(name) -> str:
    """● 红: never by colour alone."""
    looks = word("levels")
    return f"{looks[name]['mark']} {name}" if name in looks else word("units.none")


def look_of(shown: str) -> dict | None:
    """Colours of a level as level() wrote it; None for anything else."""
    return word("levels").get(shown.split()[-1]) if shown.split() else None


def cell(value, kind: str, low=None) -> str:
    """A table's cell in words. Unknown figures say so; words and dates nobody gave are a dash."""
    if is_unknown(value):
        return UNKNOWN if kind in ("count", "wan", "percent", "score") else word("units.none")
    return between(CELLS[kind], value, low)


CELLS = {
    "text": str,
    "plain": lambda value: str(int(value)),
    "count": count,
    "days": count,
    "wan": lambda value: trimmed(value, 2),
    "percent": lambda value: trimmed(value, 1),
    "score": score,
    "delta": lambda value: signed(value, trimmed(abs(value), 1)),
    "date": lambda value: str(value)[:10],
    "level": level,
    "flag": lambda value: word("units.affirmed" if value else "units.denied"),
}
