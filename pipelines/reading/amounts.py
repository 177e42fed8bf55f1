"""Cells of number columns: counts, money, months, multiples and yearly returns, in the unit of
their column, with everything a person should be told about them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Protocol

from models.catalog.forms import Column
from pipelines.reading.dates import EPOCH_1900, looks_like_day
from pipelines.reading.lexicon import Lexicon
from pipelines.reading.notes import UNKNOWN, Note, Reading, note
from pipelines.reading.numbers import Grammar, Quantity, read_quantity
from pipelines.reading.rates import read_rate
from pipelines.reading.setting import Setting

YUAN_PER_WAN = 10_000
OLDEST_SERIAL = 20_000  # of a day in 1954: what Excel shows as an older day was typed as a number
_KINDS = {"money_wan": "money", "money_yuan": "money", "number": "count"}
_CHAINS = {
    "money": (("元", "块", "圆"), ("角", "毛", "毛钱"), ("分", "分钱")),
    "months": (("年", "周年"), ("个月", "月")),
}
_WITH_VALUE = ("vague_number", "summed", "explained", "footnote", "spaced_number", "estimate")


class Words(Protocol):
    """What a reader of numbers needs of the catalogue (pipelines.values.Tools)."""

    @property
    def lexicon(self) -> Lexicon: ...

    @property
    def grammars(self) -> Grammars: ...


@dataclass(frozen=True)
class Grammars:
    """The grammar of each number column, from sources.yml `words`."""

    words: Mapping[str, Any]
    _made: dict[tuple[str, str | None], Grammar] = field(default_factory=dict)

    def of(self, column: Column) -> Grammar:
        key = column.type, column.unit
        if key not in self._made:
            self._made[key] = self._make(column)
        return self._made[key]

    def _make(self, column: Column) -> Grammar:
        kind = _KINDS.get(column.type, column.type)
        estimates = self._list("estimates") + (("起",) if kind == "money" else ())
        return Grammar(
            units=self._units(kind, column.unit),
            estimates=estimates,
            labels=self._list("labels") + self._list(f"{kind}_labels"),
            neutral=self._list("monthly") if column.type == "money_yuan" else (),
            turns=self._list("turns") + self._list(f"{kind}_turns"),
            chain=_CHAINS.get(kind, ()),
        )

    @cached_property
    def promises(self) -> tuple[str, ...]:
        return self._list("promises")

    def _list(self, name: str) -> tuple[str, ...]:
        return tuple(map(str, self.words.get(name, ())))

    def _units(self, kind: str, counted: str | None) -> dict[str, float]:
        """Of a count only the words that count the same thing: 2户 are no number of people."""
        units = self.words["units"][kind]
        allowed = self.words["counted"].get(counted) if kind == "count" else None
        return {u: float(f) for u, f in units.items() if allowed is None or u in (*allowed, "万")}

    def limit(self, column: Column) -> float:
        """Beyond it a figure is taken for a slip and the row waits."""
        limits = self.words["limits"]
        return float(limits.get(column.type) or limits.get(column.unit) or 1e13)


def plain_factor(column: Column, setting: Setting) -> float:
    """What a number that names no unit is multiplied by."""
    if column.type == "money_wan":
        return (setting.money_factor or YUAN_PER_WAN) / YUAN_PER_WAN
    if column.type == "money_yuan":
        return setting.money_factor or 1.0
    return setting.factor if column.type in ("count", "months", "number") else 1.0


# ---------------------------------------------------------------- cells that Excel holds as numbers


def from_number(raw: Any, column: Column, setting: Setting, words: Words) -> Reading:
    """A number, or what a wrong format or Excel's zeal made a date of."""
    notes: tuple[Note, ...] = ()
    if isinstance(raw, (datetime, date)):
        day = raw.date() if isinstance(raw, datetime) else raw
        raw = (day - EPOCH_1900).days
        if raw > OLDEST_SERIAL:
            return Reading(None, (note("number_became_date", used="不详"),))
        notes = (note("number_became_date", used=f"{raw:g}"),)
    elif isinstance(raw, (time, timedelta, bool)):
        code = "bad_number" if isinstance(raw, bool) else "number_became_date"
        return Reading(None, (note(code, used="不详"),))
    is_money = column.type in ("money_wan", "money_yuan")
    if column.type == "percent":
        notes += _percent_note(float(raw))
    value = float(raw) * plain_factor(column, setting)
    return _finished(value, None, column, words, notes)._replace(bare_unit=is_money)


def _percent_note(value: float) -> tuple[Note, ...]:
    return (note("percent_assumed", used=f"{value:g}"),) if 0 < value < 1 else ()


# ---------------------------------------------------------------- cells of text


def from_text(raw: str, column: Column, setting: Setting, words: Words) -> Reading:
    """Words for unknown and none, else what the grammar of the column reads."""
    if words.lexicon.is_unknown(raw):
        return UNKNOWN
    if words.lexicon.is_none(raw):
        return Reading(0 if column.type == "count" else 0.0)
    grammar = words.grammars.of(column)
    if column.type == "percent":
        return _percent(raw, column, words, grammar)
    if column.type == "months":
        raw = _MONTHS_AND_HALF.sub("个月半", "1季度" if raw.strip() == "季度" else raw)
    return _measured(raw, column, setting, words, grammar)


_MONTHS_AND_HALF = re.compile(r"个半\s*月")


def _measured(
    raw: str, column: Column, setting: Setting, words: Words, grammar: Grammar
) -> Reading:
    read = read_quantity(raw, grammar)
    if read.value is None:
        return _unread(raw, read)
    factor = plain_factor(column, setting)
    if read.has_unit:
        factor = 1 / YUAN_PER_WAN if column.type == "money_wan" else 1.0
    low = None if read.low is None else round(read.low * factor, 8)
    value = read.value * factor
    found = _finished(value, low, column, words, told_notes(read, value))
    is_bare = column.type in ("money_wan", "money_yuan") and not read.has_unit
    return found._replace(bare_unit=is_bare)


def told_notes(read: Quantity, value: float) -> tuple[Note, ...]:
    """The notes of a quantity that was read, the most telling first."""
    codes = [code for code in _WITH_VALUE if code in read.told]
    if "vague_number" in codes and "estimate" in codes:
        codes.remove("estimate")
    return tuple(note(code, used=f"{round(value, 6):g}") for code in codes)


def _unread(raw: str, read: Quantity) -> Reading:
    """Why there is no number: a day in place of it, words, or more than one number."""
    if looks_like_day(raw):
        return Reading(None, (note("number_became_date", used="不详"),))
    has_figure = any(c.isdigit() or c in "十百千万亿几" for c in raw)
    if has_figure and read.remainder:
        return Reading(None, (note("left_over", used=read.remainder),))
    return Reading(None, (note("bad_number"),))


def _percent(raw: str, column: Column, words: Words, grammar: Grammar) -> Reading:
    rate = read_rate(raw, grammar)
    if rate.quantity.value is None:
        unread = _unread(raw, rate.quantity)
        if not any(word in raw for word in words.grammars.promises):
            return unread
        if unread.notes[0].code == "bad_number":
            unread = Reading(None, (note("promise_in_words"),))
        return unread._replace(is_promise=True)
    value, low = rate.quantity.value, rate.quantity.low
    notes = told_notes(rate.quantity, value)
    if rate.is_converted:
        notes += (note("unit_converted", used=f"{value:g}%"),)
    elif not rate.quantity.has_unit:
        notes += _percent_note(value)
    return _finished(value, low, column, words, notes)


def _finished(
    value: float, low: float | None, column: Column, words: Words, notes: tuple[Note, ...]
) -> Reading:
    """The last checks on a number: sign, size, wholeness."""
    if value < 0 or (low is not None and low < 0):
        return Reading(None, (*notes, note("negative_number", "error")))
    if value > (limit := words.grammars.limit(column)):
        return Reading(None, (*notes, note("beyond_limit", "error", used=f"{limit:,.0f}")))
    value = round(value, 8)
    if column.type != "count":
        return Reading(value, notes, low)
    if abs(value - round(value)) > 1e-6:
        return Reading(None, (*notes, note("not_whole")))
    return Reading(round(value), notes, None if low is None else round(low))
