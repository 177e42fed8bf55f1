"""The month or the year that a title speaks of."""

from __future__ import annotations

import re

from pipelines.reading.dates import DAY_OR_MONTH, HAN_DIGITS, NEWEST, YEAR, as_number

_MONTH_IN_TEXT = re.compile(
    rf"({YEAR})\s*年\s*({DAY_OR_MONTH})\s*月(?!\s*{DAY_OR_MONTH}\s*[日号])|(?<!\d)(20\d{{2}})[-.](\d{{1,2}})(?![-.\d])|(?<!\d)(20\d{{2}})(0[1-9]|1[0-2])(?!\d)"
)
_MONTHS_SPAN = re.compile(
    rf"{DAY_OR_MONTH}\s*月?\s*(?:份)?\s*[-—–~至到、和及]+\s*(?:{YEAR}\s*年)?\s*{DAY_OR_MONTH}\s*月"
)
_LONE_MONTH = re.compile(
    rf"(?<![\d{HAN_DIGITS}年])({DAY_OR_MONTH})\s*月(?:份|度)?(?!\s*{DAY_OR_MONTH}\s*[日号])"
)
_YEAR_IN_TEXT = re.compile(
    rf"(?<!\d)({YEAR})\s*年|(?<!\d)(20\d{{2}})(?=[-./]\d)|(?<!\d)(20\d{{2}})(?=(?:0[1-9]|1[0-2])(?:\d\d)?(?!\d))"
)


def month_in(text: str, year: int | None = None) -> tuple[int, int] | None:
    """The one month a title speaks of, as (year, month); None for none, several or a quarter."""
    spans = _MONTHS_SPAN.search(text)
    if spans:
        return None
    months = {_pair(found) for found in _MONTH_IN_TEXT.finditer(text)}
    if len(months) == 1:
        return months.pop()
    if months or year is None:
        return None
    lone = {as_number(found[1]) for found in _LONE_MONTH.finditer(text)}
    month = lone.pop() if len(lone) == 1 else 0
    return (year, month) if 1 <= month <= 12 else None


def _pair(found: re.Match[str]) -> tuple[int, int]:
    year, month = [part for part in found.groups() if part]
    return as_number(year), as_number(month)


def lone_month_in(text: str) -> int | None:
    """The one month named without a year (8月)."""
    if _MONTHS_SPAN.search(text):
        return None
    lone = {as_number(found[1]) for found in _LONE_MONTH.finditer(text)}
    month = lone.pop() if len(lone) == 1 else 0
    return month if 1 <= month <= 12 else None


def year_in(text: str) -> int | None:
    """The one year a text names, or None."""
    years = {as_number(next(p for p in f.groups() if p)) for f in _YEAR_IN_TEXT.finditer(text)}
    years = {y for y in years if 1990 <= y <= NEWEST}
    return years.pop() if len(years) == 1 else None
