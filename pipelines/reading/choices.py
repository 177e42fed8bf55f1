"""Choices as people write them: yes or no, one of a list, several of a list."""

from __future__ import annotations

import re
from typing import Protocol

from models.catalog.forms import Column
from pipelines.reading.lexicon import Lexicon, text_of
from pipelines.reading.notes import UNKNOWN, Note, Reading, note

_SEPARATORS = re.compile(r"[、，,;；/／\\|｜+＋&＆\s\u3000]+")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_SOFT_SEPARATORS = re.compile(r"[和及与]")
_ENUMERATION = re.compile(r"[①-⑳]|[(（]\d{1,2}[)）]|(?<!\d)\d{1,2}[.．、)）]")


class Words(Protocol):
    """What a reader of choices needs of the catalogue (pipelines.values.Tools)."""

    @property
    def lexicon(self) -> Lexicon: ...


def yes_no(raw, column: Column, setting: object, tools: Words) -> Reading:
    text = _said(raw)
    if tools.lexicon.is_unknown(text):
        return UNKNOWN
    ticked = tools.lexicon.ticked(text)
    if ticked == []:
        return UNKNOWN
    answer = tools.lexicon.yes_no("".join(ticked) if ticked is not None else text)
    if answer is None:
        return Reading(None, (_bad_choice(column, text, "是、否"),))
    return Reading(answer)


def one_of(raw, column: Column, setting: object, tools: Words) -> Reading:
    text = _said(raw)
    options = column.options
    value, inferred = options.find(text)
    if value is not None and not inferred:
        return Reading(value)
    if tools.lexicon.is_unknown(text) or tools.lexicon.is_none(text):
        return UNKNOWN
    parts = tools.lexicon.ticked(text)
    parts = _SEPARATORS.split(_BRACKETED.sub("", text).strip()) if parts is None else parts
    found = dict.fromkeys(v for v in (options.find(p)[0] for p in parts if p) if v)
    if len(found) > 1:
        first = next(iter(found))
        return Reading(first, (note("several_values", used=first),))
    if len(parts) > 1 and found:
        return Reading(next(iter(found)), (note("enum_inferred", used=next(iter(found))),))
    if found:
        value = next(iter(found))
    if value is None:
        return Reading(None, (_bad_choice(column, text, "、".join(options.values)),))
    return Reading(value, (note("enum_inferred", used=value),))


def _bad_choice(column: Column, text: str, options: str) -> Note:
    return note("bad_enum", "error" if column.required else "warning", options=options)


def several_of(raw, column: Column, setting: object, tools: Words) -> Reading:
    text = _said(raw)
    parts = tools.lexicon.ticked(text)
    if parts is None:
        whole, inferred = column.options.find(text)
        listed = _ENUMERATION.sub("、", text).strip()
        parts = [text] if whole and not inferred else _SEPARATORS.split(listed)
    found: dict[str, None] = {}
    notes: list[Note] = []
    for part in parts:
        _take_option(part, column, tools, found, notes)
    values = [v for v in column.options.values if v in found]
    if len(values) > 1:
        values = [v for v in values if not tools.lexicon.is_none(v)]
    return Reading("、".join(values) or None, tuple(notes))


def _take_option(part: str, column: Column, tools: Words, found: dict, notes: list) -> None:
    value, inferred = column.options.find(part)
    if value is not None and not inferred:
        found[value] = None
        return
    if tools.lexicon.is_unknown(part):
        return
    pieces = [p for p in _SOFT_SEPARATORS.split(part) if p]
    values = [column.options.find(p)[0] for p in pieces]
    if len(pieces) > 1 and all(values):
        found.update(dict.fromkeys(values))
    elif value is not None:
        found[value] = None
        notes.append(note("enum_inferred", used=value))
    else:
        notes.append(
            note("bad_enum", "warning", value=part, options="、".join(column.options.values))
        )


def _said(raw) -> str:
    return text_of(raw) if not isinstance(raw, bool) else ("是" if raw else "否")
