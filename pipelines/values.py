"""From a clerk's cell to a typed value: one reader per column type, each a small pure function."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np

from models.catalog.forms import Column, Forms
from models.catalog.wording import bare, plain
from models.matching import credit_code_ok
from pipelines.reading import choices
from pipelines.reading.dates import EPOCH_1900, Years, parse_date, parse_period
from pipelines.reading.lexicon import Lexicon, has_id, mask_ids, text_of
from pipelines.reading.notes import UNKNOWN, Note, Reading, note
from pipelines.reading.numbers import is_rate, numeral, parse_quantity
from pipelines.reading.places import Gazetteer

YUAN_PER_WAN = 10_000
SHORTEST_ID = 18
_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_FULL_WIDTH = str.maketrans(
    {
        c: c - 0xFEE0
        for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    }
)
_PLAIN_WORD = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]*[\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff]*")
_MONTHLY_RATE = re.compile(r"^每?月(?:利率|利息|利|息|回报率?|收益率?|化)?")
_RATE_WORDS = re.compile(
    r"^(?:每?年化?|承诺|许诺|约定|预期|宣称)*(?:返利|返|利率|利息|息|回报率?|收益率?)?"
    r"(?=[\d约近不最高百一二三四五六七八九十])"
)
_HALF = {"半": 0.5, "半年": 6.0, "季度": 3.0}
_YEARS_AND = re.compile(
    r"^(\d+|[一二两三四五六七八九十]+)年(?:半|零?(\d+|[一二三四五六七八九十]+)个?月)$"
)
_YEARLY = re.compile(r"(?:/|每)年$|\(年\)$")
_EVERY_MONTH = re.compile(r"(?:/|每)月$")


@dataclass(frozen=True)
class Setting:
    """What surrounds a column: the years, the money unit and the percent sign of its heading."""

    years: Years = field(default_factory=Years)
    is_1904: bool = False
    money_factor: float | None = None  # yuan per unit of a number that names none
    in_percent: bool = False
    factor: float = 1.0  # of counts whose heading says 万人


@dataclass(frozen=True)
class Tools:
    """What every reader needs from the catalogue."""

    forms: Forms
    lexicon: Lexicon = field(init=False)
    places: Gazetteer = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lexicon", Lexicon(self.forms.words))
        object.__setattr__(self, "places", Gazetteer(self.forms.region))

    def units(self, kind: str) -> dict[str, float]:
        return self.forms.words["units"][kind]


class Converted(NamedTuple):
    """The distinct values of a column after reading; findings only where there are any."""

    values: list[Any]
    notes: dict[int, tuple[Note, ...]]
    default_unit: np.ndarray  # a number that names no unit of its own


def convert(values: Sequence[Any], column: Column, setting: Setting, tools: Tools) -> Converted:
    """Read each distinct raw value once, into the canonical unit of the column."""
    reader = _READERS[column.type]
    plain_factor = _default_factor(column, setting) if column.is_number else 0.0
    is_words = reader is _name or reader is _text
    is_money = column.type in ("money_wan", "money_yuan")
    is_simple = column.is_number and column.type not in ("percent", "count")
    converted = Converted([], {}, np.full(len(values), is_money, bool))
    for i, raw in enumerate(values):
        if column.is_number and type(raw) is str and _is_digits(raw):
            raw = float(raw)
        if is_words and type(raw) is str and _is_plain_word(raw, tools.lexicon):
            converted.values.append(raw)
            continue
        if is_simple and type(raw) is float and 0 <= raw < 1e9:
            converted.values.append(round(raw * plain_factor, 8))
            continue
        (value, notes), bare_unit = _read(raw, reader, column, setting, tools)
        converted.values.append(value)
        converted.default_unit[i] = bare_unit
        if notes:
            converted.notes[i] = notes
    return converted


def _is_plain_word(text: str, lexicon: Lexicon) -> bool:
    """Nothing to tidy, to mask or to understand: most names and remarks of a long table."""
    if len(text) >= SHORTEST_ID or _PLAIN_WORD.fullmatch(text) is None:
        return False
    return not lexicon.may_be_mark(text)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def _read(raw, reader: Callable, column: Column, setting: Setting, tools: Tools):
    if raw is None or raw == "":
        return UNKNOWN, False
    if isinstance(raw, str) and tools.lexicon.is_error(raw):
        severity = "error" if column.required else "warning"
        return Reading(None, (note("excel_error", severity),)), False
    if column.is_number and type(raw) is not str:
        reading = _plain_number(raw, column, setting)
        return reading, column.type in ("money_wan", "money_yuan")
    reading = reader(raw, column, setting, tools)
    if isinstance(reading, tuple) and not isinstance(reading, Reading):
        return reading
    return reading, False


# ---------------------------------------------------------------- numbers


def _plain_number(raw, column: Column, setting: Setting) -> Reading:
    """A cell that Excel itself holds as a number (or, by a wrong format, as a date)."""
    if isinstance(raw, (datetime, date)):
        day = raw.date() if isinstance(raw, datetime) else raw
        serial = (day - EPOCH_1900).days
        if serial > 20_000:
            return Reading(None, (note("bad_number"),))
        raw = serial
    elif isinstance(raw, (time, timedelta, bool)):
        return Reading(None, (note("bad_number"),))
    if column.type == "percent" and not setting.in_percent and 0 < raw < 1:
        return _finished(float(raw), column, (note("percent_assumed", used=f"{raw:g}"),))
    return _finished(float(raw) * _default_factor(column, setting), column, ())


def _default_factor(column: Column, setting: Setting) -> float:
    if column.type == "money_wan":
        return (setting.money_factor or YUAN_PER_WAN) / YUAN_PER_WAN
    if column.type == "money_yuan":
        return setting.money_factor or 1.0
    return setting.factor if column.type in ("count", "months", "number") else 1.0


def _finished(value: float, column: Column, notes: tuple[Note, ...]) -> Reading:
    """The last checks on a number: sign, wholeness, size."""
    if value < 0:
        return Reading(None, (*notes, note("negative_number", "error")))
    if value > 1e13:
        return Reading(None, (*notes, note("bad_number")))
    value = round(value, 8)
    if column.type == "count":
        if abs(value - round(value)) > 1e-6:
            return Reading(None, (*notes, note("not_whole")))
        return Reading(round(value), notes)
    return Reading(value, notes)


def _number(raw: str, column: Column, setting: Setting, tools: Tools):
    lexicon = tools.lexicon
    if lexicon.is_unknown(raw):
        return UNKNOWN
    if lexicon.is_none(raw):
        return Reading(0 if column.type == "count" else 0.0)
    if column.type == "percent":
        return _percent(raw, column, setting, tools)
    return _measured(raw, column, setting, tools)


def _measured(raw: str, column: Column, setting: Setting, tools: Tools):
    kind = {"money_wan": "money", "money_yuan": "money", "number": "count"}.get(
        column.type, column.type
    )
    text, share = (
        (raw, 1.0) if not raw.rstrip().endswith(("%", "％")) else (raw.rstrip()[:-1], 0.01)
    )
    span = _span(plain(raw)) if kind == "months" else None
    if span is not None:
        return Reading(span)
    if column.type == "money_wan" and is_rate(raw):
        return Reading(None, (note("bad_number"),))
    quantity = parse_quantity(text, tools.units(kind), tools.lexicon.estimate)
    if quantity is None:
        return Reading(None, (note("bad_number"),))
    value = quantity.value * share
    if kind == "money":
        factor = 1.0 if quantity.has_unit else None
        per = YUAN_PER_WAN if column.type == "money_wan" else 1
        value = value / per if factor else value * _default_factor(column, setting)
    elif not quantity.has_unit:
        value *= _default_factor(column, setting)
    notes = _estimate_note(quantity.is_estimate, value)
    return _finished(value, column, notes), kind == "money" and not quantity.has_unit


def _span(text: str) -> float | None:
    """Months of half a year, of two years and a half, of one year and six months."""
    if text in _HALF:
        return _HALF[text] * (12 if text == "半" else 1)
    found = _YEARS_AND.match(text)
    if found is None:
        return None
    return 12 * numeral(found[1]) + (numeral(found[2]) if found[2] else 6)


def _estimate_note(is_estimate: bool, value: float) -> tuple[Note, ...]:
    return (note("estimate", used=f"{round(value, 6):g}"),) if is_estimate else ()


def _percent(raw: str, column: Column, setting: Setting, tools: Tools) -> Reading:
    text = plain(raw)
    by_month = _MONTHLY_RATE.match(text) or _EVERY_MONTH.search(text)
    text = _EVERY_MONTH.sub("", _YEARLY.sub("", text))
    text = _RATE_WORDS.sub("", _MONTHLY_RATE.sub("", text))
    text = re.sub(r"^百分之", "", text)
    is_fen = bool(by_month) and re.search(r"分(利|息)?$", text) is not None
    text = re.sub(r"分(利|息)?$|厘$", "", text) if by_month else text
    said = "%" in text or "百分" in plain(raw) or "点" in text or by_month is not None
    quantity = parse_quantity(text.replace("%", ""), tools.units("percent"), tools.lexicon.estimate)
    if quantity is None:
        return Reading(None, (note("bad_number"),))
    value = quantity.value * (12 if by_month else 1)
    notes = _estimate_note(quantity.is_estimate, value)
    if by_month or is_fen:
        notes += (note("unit_converted", used=f"{value:g}%"),)
    elif not said and not setting.in_percent and 0 < value < 1:
        notes += (note("percent_assumed", used=f"{value:g}"),)
    return _finished(value, column, notes)


# ---------------------------------------------------------------- days and months


def _date(raw, column: Column, setting: Setting, tools: Tools) -> Reading:
    if isinstance(raw, str) and (tools.lexicon.is_unknown(raw) or tools.lexicon.is_none(raw)):
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
    if found is None:
        is_wording = not any(c.isdigit() for c in str(raw)) and not column.required
        return Reading(None, (note("bad_date", "warning" if is_wording else "error"),))
    if found.day is None:
        return Reading(None, (note("bad_date", "error"),))
    if found.part_missing and column.bare_month is None:
        if column.required:
            return Reading(None, (note("bad_date", "error"),))
        return Reading(None, (note("partial_date", used="不详"),))
    return Reading(found.day, _date_notes(found, setting))


def _date_notes(found, setting: Setting) -> tuple[Note, ...]:
    notes: tuple[Note, ...] = ()
    if found.part_missing:
        notes += (note("partial_date", used=found.day.isoformat()),)
    if found.is_range:
        notes += (note("date_range", used=found.day.isoformat()),)
    if found.year_missing:
        place = setting.years.place
        code = "year_assumed" if place == "today" else "year_from_context"
        notes += (note(code, other=place, used=found.day.year),)
    return notes


def _period(raw, column: Column, setting: Setting, tools: Tools) -> Reading:
    if isinstance(raw, str) and tools.lexicon.is_unknown(raw):
        return UNKNOWN
    found = None if isinstance(raw, (bool, time)) else parse_period(raw, setting.years)
    if found is None:
        return Reading(None, (note("bad_date", "error"),))
    return Reading(f"{found[0]:04d}-{found[1]:02d}")


# ---------------------------------------------------------------- places and words


def _place(raw, column: Column, setting: Setting, tools: Tools) -> Reading:
    text = text_of(raw)
    if tools.lexicon.is_unknown(text) or tools.lexicon.is_none(text):
        return UNKNOWN
    found = tools.places.find(text, departments=column.type == "unit")
    if found is not None:
        return Reading(found)
    looks_like_village = column.type == "village" or bare(text).endswith(("村", "社区", "居委会"))
    code = "unknown_village" if looks_like_village else "unknown_unit"
    severity = "error" if column.required else "warning"
    return Reading(None, (note(code, severity, options=tools.places.village_names()),))


def _name(raw, column: Column, setting: Setting, tools: Tools) -> Reading:
    text = joined(text_of(raw))
    if tools.lexicon.is_unknown(text) or tools.lexicon.is_none(text):
        return UNKNOWN
    return _masked(text)


def joined(text: str) -> str:
    """A name without line breaks and the spaces around Chinese characters."""
    text = text.replace("\xa0", " ").replace("\u200b", "").strip().translate(_FULL_WIDTH)
    return _BETWEEN_HAN.sub("", text)


def _text(raw, column: Column, setting: Setting, tools: Tools) -> Reading:
    text = text_of(raw).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").strip()
    if isinstance(raw, datetime):
        text = f"{raw:%Y-%m-%d}"
    if tools.lexicon.is_unknown(text) or tools.lexicon.is_none(text):
        return UNKNOWN
    return _masked(text)


def _masked(text: str) -> Reading:
    if has_id(text):
        return Reading(mask_ids(text), (note("personal_id"),))
    return Reading(text)


def _code(raw, column: Column, setting: Setting, tools: Tools) -> Reading:
    text = text_of(raw)
    if tools.lexicon.is_unknown(text) or tools.lexicon.is_none(text):
        return UNKNOWN
    code = bare(text)
    if credit_code_ok(code):
        return Reading(code)
    if has_id(code):
        return Reading(None, (note("personal_id"),))
    is_code = bool(re.fullmatch(r"[0-9A-Z]{6,30}", code))
    return Reading(code if is_code else None, (note("bad_check_digit"),))


def _code_text(raw, column: Column, setting: Setting, tools: Tools) -> Reading:
    return _name(raw, column, setting, tools)


_READERS: dict[str, Callable] = {
    "name": _name,
    "person": _name,
    "text": _text,
    "phone": _name,
    "code": _code,
    "code_text": _code_text,
    "enum": choices.one_of,
    "multi": choices.several_of,
    "yesno": choices.yes_no,
    "village": _place,
    "unit": _place,
    "date": _date,
    "period": _period,
    "count": _number,
    "number": _number,
    "money_wan": _number,
    "money_yuan": _number,
    "percent": _number,
    "months": _number,
    "multiple": _number,
}
