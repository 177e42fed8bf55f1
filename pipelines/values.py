"""From a clerk's cell to a typed value: one reader per column type, each a small pure function."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np

from models.catalog.forms import Column, Forms
from models.catalog.wording import bare
from models.matching import credit_code_ok
from pipelines.reading import choices, days
from pipelines.reading.amounts import Grammars, from_number, from_text, plain_factor
from pipelines.reading.dates import looks_like_day
from pipelines.reading.lexicon import Lexicon, has_id, mask_ids, text_of
from pipelines.reading.notes import UNKNOWN, Note, Reading, note
from pipelines.reading.places import Gazetteer
from pipelines.reading.setting import Setting
from pipelines.reading.shown import Shown

SHORTEST_ID = 18
_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_FULL_WIDTH = str.maketrans(
    {
        c: c - 0xFEE0
        for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    }
)
_PLAIN_WORD = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]*[\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff]*")

_PICTURE = re.compile(r"=(?:_xlfn\.)?(?:DISPIMG|IMAGE)\(", re.I)  # WPS keeps a picture as a text


@dataclass(frozen=True)
class Tools:
    """What every reader needs from the catalogue."""

    forms: Forms
    lexicon: Lexicon = field(init=False)
    places: Gazetteer = field(init=False)
    grammars: Grammars = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lexicon", Lexicon(self.forms.words))
        object.__setattr__(self, "places", Gazetteer(self.forms.region))
        object.__setattr__(self, "grammars", Grammars(self.forms.words))

    def units(self, kind: str) -> dict[str, float]:
        return self.forms.words["units"][kind]


class Converted(NamedTuple):
    """The distinct values of a column after reading; findings only where there are any."""

    values: list[Any]
    notes: dict[int, tuple[Note, ...]]
    default_unit: np.ndarray  # a number that names no unit of its own
    lows: dict[int, float]  # the lower ends, where a cell states a range
    marked: set[int]  # words in place of a figure that promise a return


def convert(values: Sequence[Any], column: Column, setting: Setting, tools: Tools) -> Converted:
    """Read each distinct raw value once, into the canonical unit of the column."""
    reader = _READERS[column.type]
    factor = plain_factor(column, setting) if column.is_number else 0.0
    is_words = reader in (_name, _text, _person)
    is_person = column.type == "person"
    is_money = column.type in ("money_wan", "money_yuan")
    is_simple = column.is_number and column.type not in ("percent", "count")
    most = tools.grammars.limit(column) / factor if is_simple else 0.0
    converted = Converted([], {}, np.full(len(values), is_money, bool), {}, set())
    for i, raw in enumerate(values):
        if column.is_number and type(raw) is str and _is_digits(raw):
            raw = float(raw)
        if is_words and type(raw) is str and _is_plain_word(raw, tools.lexicon, is_person):
            converted.values.append(raw)
            continue
        if is_simple and type(raw) is float and 0 <= raw <= most:
            converted.values.append(round(raw * factor, 8))
            continue
        reading = _read(raw, reader, column, setting, tools)
        converted.values.append(reading.value)
        converted.default_unit[i] = reading.bare_unit
        if reading.notes:
            converted.notes[i] = reading.notes
        if reading.low is not None:
            converted.lows[i] = reading.low
        if reading.is_promise:
            converted.marked.add(i)
    return converted


def _is_plain_word(text: str, lexicon: Lexicon, is_person: bool) -> bool:
    """Nothing to tidy, to mask or to understand: most names and remarks of a long table."""
    if is_person and not text.isalpha():
        return False
    if len(text) >= SHORTEST_ID or _PLAIN_WORD.fullmatch(text) is None:
        return False
    return not lexicon.may_be_mark(text)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def _read(raw: Any, reader: Callable, column: Column, setting: Setting, tools: Tools) -> Reading:
    if raw is None or raw == "":
        return UNKNOWN
    if isinstance(raw, str) and tools.lexicon.is_error(raw):
        severity = "error" if column.required else "warning"
        return Reading(None, (note("excel_error", severity),))
    if isinstance(raw, str) and _PICTURE.match(raw):
        severity = "error" if column.required else "warning"
        return Reading(None, (note("picture", severity),))
    if isinstance(raw, Shown):
        return _read_shown(raw, reader, column, setting, tools)
    if column.is_number and type(raw) is not str:
        return from_number(raw, column, setting, tools)
    return reader(raw, column, setting, tools)


def _read_shown(
    raw: Shown, reader: Callable, column: Column, setting: Setting, tools: Tools
) -> Reading:
    """What a number format shows, read as if it were typed; told where the stored number says
    another thing.

    A currency sign alone names no unit: the column's own counts, and the cell is told.
    """
    is_money = column.type in ("money_wan", "money_yuan")
    stored = UNKNOWN
    if column.is_number and raw.stored is not None:
        stored = from_number(raw.stored, column, setting, tools)
    if raw.is_currency and is_money and raw.stored is not None:
        is_yuan = setting.money_factor == (None if column.type == "money_yuan" else 1.0)
        unit = "万元" if column.type == "money_wan" else "元"
        notes = () if is_yuan else (note("currency_format", used=unit, value=raw.seen),)
        return _added(stored, notes)
    reading = reader(str(raw), column, setting, tools)
    is_stated = not is_money or setting.money_factor is not None
    severity = "warning" if is_stated and _clash(reading.value, stored.value) else raw.severity
    if not severity:
        return reading
    words = {"used": f"{raw.stored:.15g}", "value": raw.seen or "（空白）"}
    return _added(reading, (note("shown_by_format", severity, **words),))


def _clash(shown: Any, stored: Any) -> bool:
    """Whether two readings of one number are further apart than rounding: units are tens apart."""
    if not isinstance(shown, (int, float)) or not isinstance(stored, (int, float)):
        return False
    return shown != stored and not 0.5 * abs(stored) <= abs(shown) <= 2 * abs(stored)


def _added(reading: Reading, notes: tuple[Note, ...]) -> Reading:
    return reading._replace(notes=(*reading.notes, *notes)) if notes else reading


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


def _person(raw: Any, column: Column, setting: Setting, tools: Tools) -> Reading:
    """A person's name; what is a day was typed in the wrong column, or made a day by Excel."""
    is_typed = isinstance(raw, (date, time, timedelta))
    if is_typed or (isinstance(raw, str) and looks_like_day(raw)):
        return Reading(None, (note("date_as_name"),))
    return _name(raw, column, setting, tools)


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
    "person": _person,
    "text": _text,
    "phone": _name,
    "code": _code,
    "code_text": _code_text,
    "enum": choices.one_of,
    "multi": choices.several_of,
    "yesno": choices.yes_no,
    "village": _place,
    "unit": _place,
    "date": days.day,
    "period": days.month,
    "count": from_text,
    "number": from_text,
    "money_wan": from_text,
    "money_yuan": from_text,
    "percent": from_text,
    "months": from_text,
    "multiple": from_text,
}
