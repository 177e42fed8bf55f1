"""Cells of date and month columns, with everything a person should be told about them."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any, Protocol

from models.catalog.forms import Column
from pipelines.reading.dates import Found, parse_date, parse_period
from pipelines.reading.lexicon import Lexicon
from pipelines.reading.notes import UNKNOWN, Note, Reading, note
from pipelines.reading.setting import Setting

OLDEST_LIKELY, YEARS_AHEAD = 1950, 5


class Words(Protocol):
    """What a reader of dates needs of the catalogue (pipelines.values.Tools)."""

    @property
    def lexicon(self) -> Lexicon: ...


def day(raw: Any, column: Column, setting: Setting, words: Words) -> Reading:
    if isinstance(raw, str) and (words.lexicon.is_unknown(raw) or words.lexicon.is_none(raw)):
        return UNKNOWN
    if isinstance(raw, (time, timedelta, bool)):
        return Reading(None, (note("bad_date", "error"),))
    found = parse_date(
        raw,
        setting.years,
        is_1904=setting.is_1904,
        month_end=column.bare_month == "last",
        late=column.range_end,
    )
    return _judged(found, raw, column, setting)


def _judged(found: Found | None, raw: Any, column: Column, setting: Setting) -> Reading:
    """A day with its notes, or why there is none. Words in an optional column do not stop a row."""
    if found is None:
        is_wording = not any(c.isdigit() for c in str(raw)) and not column.required
        return Reading(None, (note("bad_date", "warning" if is_wording else "error"),))
    waits = "error" if column.required else "warning"
    if found.is_lunar:
        return Reading(None, (note("lunar_date", waits),))
    if found.day is None:
        return Reading(None, (note("bad_date", "error"),))
    if found.part_missing and column.bare_month is None:
        return Reading(
            None, (note("bad_date" if column.required else "partial_date", waits, used="不详"),)
        )
    return Reading(found.day, _notes(found, column, setting))


def _notes(found: Found, column: Column, setting: Setting) -> tuple[Note, ...]:
    used, notes = found.day.isoformat(), ()
    told = {
        "partial_date": found.part_missing,
        "date_range": found.is_range,
        "date_explained": found.aside or (found.loose and not column.range_end),
        "odd_year": _is_odd(found.day.year, setting),
    }
    notes += tuple(note(code, used=used) for code, is_so in told.items() if is_so)
    if found.other is not None:
        notes += (note("ambiguous_date", used=used, other=found.other.isoformat()),)
    if found.year_missing:
        place = setting.years.place
        code = "year_assumed" if place == "today" else "year_from_context"
        notes += (note(code, other=place, used=found.day.year),)
    return notes


def _is_odd(year: int, setting: Setting) -> bool:
    """Before 1950, or more than five years after the year the workbook speaks of."""
    own = setting.years.own or setting.years.today.year
    return year < OLDEST_LIKELY or (own > OLDEST_LIKELY and year > own + YEARS_AHEAD)


def month(raw: Any, column: Column, setting: Setting, words: Words) -> Reading:
    if isinstance(raw, str) and words.lexicon.is_unknown(raw):
        return UNKNOWN
    found = None if isinstance(raw, (bool, time)) else parse_period(raw, setting.years)
    if found is None:
        return Reading(None, (note("bad_date", "error"),))
    is_odd = _is_odd(found[0], setting)
    text = f"{found[0]:04d}-{found[1]:02d}"
    return Reading(text, (note("odd_year", used=text),) if is_odd else ())
