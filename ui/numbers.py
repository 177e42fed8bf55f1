"""Numbers as people say them: 1.2亿元 · 356万元 · 1,204人. Unknown is a word, never zero."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ui import text


def is_unknown(value) -> bool:
    """None, NaN, NaT and NA alike."""
    return value is None or bool(pd.isna(value))


def count(value, unit: str = "") -> str:
    """1204 → 1,204; unknown → 未知."""
    return text.UNKNOWN if is_unknown(value) else f"{round(value):,}{unit}"


def people(value) -> str:
    return count(value, text.PEOPLE)


def money(wan) -> str:
    """Amounts come in 万元: 12000 → 1.2亿元, 356.4 → 356万元, 12.5 → 12.5万元, 0.32 → 3,200元."""
    if is_unknown(wan):
        return text.UNKNOWN
    size = abs(wan)
    if size >= 9999.5:
        return trimmed(wan / 10000, 2 if size < 1_000_000 else 0) + text.YI_YUAN
    if size >= 100:
        return f"{round(wan):,}{text.WAN_YUAN}"
    if size >= 1 or size == 0:
        return trimmed(wan, 1) + text.WAN_YUAN
    return f"{round(wan * 10000):,}{text.YUAN}"


def percent(value) -> str:
    """37.5 → 37.5%; 40.0 → 40%."""
    return text.UNKNOWN if is_unknown(value) else trimmed(value, 1) + "%"


def score(value) -> str:
    return text.UNKNOWN if is_unknown(value) else f"{value:.1f}"


def trimmed(value: float, decimals: int) -> str:
    shown = f"{value:,.{decimals}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def signed(value, shown: str) -> str:
    """+3家 / −3家 / 持平, the sign set before what a formatter made of the size."""
    if is_unknown(value):
        return text.UNKNOWN
    return text.SAME if value == 0 else ("+" if value > 0 else "−") + shown.lstrip("-−")


def period(code: str) -> str:
    """2026-09 → 2026年9月."""
    year, month = code.split("-")
    return text.PERIOD.format(year=year, month=int(month))


def day(value) -> str:
    """2026年9月5日 of a date or timestamp; unknown stays a word."""
    if is_unknown(value):
        return text.UNKNOWN
    d = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return text.DATE.format(d=d)
