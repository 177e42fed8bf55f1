"""The small words of a workbook (unknown, none, ditto, totals …), from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from models.catalog.wording import bare, plain

LONGEST_MARK = 12  # no word for unknown or none is longer, spaces included
EXCEL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
# 18 digits of a resident identity number: area, birth date, serial, check (GB 11643-1999).
PERSONAL_ID = re.compile(
    r"(?<![0-9A-Za-z])([1-8]\d{5})[ -]?"
    r"((?:18|19|20)\d{2}[ -]?(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12]\d|3[01])"
    r"[ -]?\d{3}[\dXx])(?![0-9A-Za-z])"
)
_FULL_WIDTH = str.maketrans({0xFF10 + i: str(i) for i in range(10)} | {"Ｘ": "X", "ｘ": "x"})
_LEADING_NUMBER = re.compile(r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]\d{1,2}[)）])")
_NUMBERED_NOTE = re.compile(r"^[（(]?\d{1,2}[)）]?[、.．]\s*\D")
_COLUMN_NUMBER = re.compile(r"^[（(\[]?(\d{1,2}|[A-Z])[)）\]]?(?:[=＝].*)?$")
_CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)}


def mask_ids(text: str) -> str:
    """The text with every 18-digit personal ID number reduced to its area code."""
    if len(text) < 18:
        return text
    return PERSONAL_ID.sub(r"\1************", text.translate(_FULL_WIDTH)) if has_id(text) else text


def has_id(text: str) -> bool:
    return len(text) >= 18 and PERSONAL_ID.search(text.translate(_FULL_WIDTH)) is not None


@dataclass(frozen=True)
class Lexicon:
    """Questions about words; every answer comes from sources.yml `words`."""

    words: Mapping[str, object]

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        return {
            name: frozenset(plain(str(word)) for word in entry)
            for name, entry in self.words.items()
            if isinstance(entry, list)
        }

    def is_unknown(self, text: str) -> bool:
        return self._is_mark(text, "unknown")

    def is_none(self, text: str) -> bool:
        return self._is_mark(text, "none")

    def may_be_mark(self, text: str) -> bool:
        """Whether a word begins as one for unknown or none does (a quick look)."""
        return text[:1] in self._mark_letters

    @cached_property
    def _mark_letters(self) -> frozenset[str]:
        return self._first_letters["unknown"] | self._first_letters["none"]

    def _is_mark(self, text: str, name: str) -> bool:
        if len(text) > LONGEST_MARK or text.lstrip()[:1] not in self._first_letters[name]:
            return False
        return plain(text) in self._sets[name]

    @cached_property
    def _first_letters(self) -> dict[str, frozenset[str]]:
        """What a mark may begin with, in half and full width: most cells fail here, cheaply."""
        half = {name: {word[:1] for word in self._sets[name]} for name in ("unknown", "none")}
        return {
            name: frozenset(letters)
            | {chr(ord(c) + 0xFEE0) for c in letters if "!" <= c <= "~"}
            | {c.lower() for c in letters}
            | {"﹣", "ー", "﹘"}
            for name, letters in half.items()
        }

    def is_ditto(self, value: object) -> bool:
        return isinstance(value, str) and len(value) < 8 and plain(value) in self._sets["ditto"]

    @cached_property
    def telling(self) -> re.Pattern[str]:
        """Quick look, white space removed: may the text be a total, note, example, signature?"""
        words = {
            w
            for name in ("totals", "samples", "notes", "stamps", "signs")
            for w in self._sets[name]
        }
        listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        return re.compile(rf"^\s*[（(【\[0-9一二三四五六七八九十]|[:：]|{listed}")

    def is_error(self, value: object) -> bool:
        return isinstance(value, str) and value[:1] == "#" and plain(value) in EXCEL_ERRORS

    def is_check(self, value: object) -> bool:
        """Whether a cell of an option column selects its option."""
        if isinstance(value, bool):
            return value
        text = plain(_text(value))
        return text in self._sets["checks"] or text[:1] in self._box_on

    def yes_no(self, text: str) -> str | None:
        key = plain(text)
        if key in self._sets["yes"]:
            return "yes"
        if key in self._sets["no"]:
            return "no"
        if any(key.startswith(w) for w in self._starts["no_starts"]):
            return "no"
        return "yes" if any(key.startswith(w) for w in self._starts["yes_starts"]) else None

    @cached_property
    def _starts(self) -> dict[str, tuple[str, ...]]:
        return {name: tuple(map(str, self.words[name])) for name in ("yes_starts", "no_starts")}

    @cached_property
    def _box_on(self) -> frozenset[str]:
        return frozenset(map(str, self.words["boxes_on"]))

    @cached_property
    def _box_off(self) -> frozenset[str]:
        return frozenset(map(str, self.words["boxes_off"]))

    def ticked(self, text: str) -> list[str] | None:
        """The options behind a ticked box in '☑会员制 □预付卡'; None when there are no boxes."""
        if not (self._box_off | self._box_on) & set(text) or not self._box_off & set(text):
            return None
        signs = "".join(map(re.escape, sorted(self._box_on | self._box_off)))
        boxes = self._box_on | self._box_off
        is_behind = text.strip()[0] not in boxes and text.strip()[-1] in boxes  # 是☑ 否□
        found = re.findall(
            rf"([^{signs}]*)([{signs}])" if is_behind else rf"([{signs}])\s*([^{signs}]*)", text
        )
        parts = [pair[::-1] for pair in found] if is_behind else found
        return [rest.strip(" 、,，;；/") for sign, rest in parts if sign in self._box_on]

    def is_total(self, text: str) -> bool:
        key = bare(text)
        if not 2 <= len(key) <= 12:
            return False
        if key in self._sets["totals"]:
            return True
        sums = tuple(t for t in self._sets["totals"] if t.endswith("计") and len(t) == 2)
        return key.endswith(sums) or re.match(f"^({'|'.join(sums)})[^人]*$", key) is not None

    def is_sample(self, text: str) -> bool:
        key = plain(text)
        inner = bare(text)
        if inner in self._sets["samples"]:
            return True
        return any(
            key.startswith((f"({w})", f"{w}:", f"【{w}】", f"[{w}]")) for w in self._sets["samples"]
        )

    def is_hint(self, text: str) -> bool:
        key = plain(text)
        return any(word in key for word in self._sets["hints"])

    def is_footer(self, text: str) -> bool:
        """A signature line, a note, a remark under the table."""
        key = plain(text)
        if _NUMBERED_NOTE.match(text.strip()) and len(key) > 8:
            return True
        head = re.split(r"[:：]", key, maxsplit=1)
        if len(head) == 2 and (self._is_sign(head[0]) or head[0] in self._sets["notes"]):
            return True
        if any(key.startswith(w) for w in self._sets["notes"]) and len(key) > 4:
            return bool(
                re.match(r"^(注|备注|说明|附注?|提示)?[\d一二三:、.\s(]|^本表|^此表|^注", key)
            )
        return bool(re.match(r"^\(.*\)$", key)) and len(key) > 6

    def is_stamp(self, text: str) -> bool:
        """A place for a stamp or a signature."""
        return any(word in plain(text) for word in self._sets["stamps"])

    def _is_sign(self, label: str) -> bool:
        label = re.sub(r"\(.*?\)", "", label)
        return label in self._sets["signs"] or (
            len(label) <= 10 and label.endswith(tuple(s for s in self._sets["signs"] if len(s) > 1))
        )

    def column_number(self, text: str) -> int | None:
        """The number of a 栏次 cell: 3, (3), ③, 3=1+2; -1 for 甲, 栏次 and the like."""
        key = text.strip()
        if key in _CIRCLED:
            return _CIRCLED[key]
        key = plain(text)
        if key in self._sets["colnums"]:
            return -1
        found = _COLUMN_NUMBER.match(key)
        if not found:
            return None
        return int(found[1]) if found[1].isdigit() else ord(found[1]) - 64

    def is_section(self, text: str) -> bool:
        """A small heading inside a table: 一、养老机构."""
        return bool(_LEADING_NUMBER.match(text.strip())) and len(text) < 40

    def in_list(self, name: str, text: str) -> bool:
        return plain(text) in self._sets[name]

    def listed(self, name: str) -> frozenset[str]:
        return self._sets[name]


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    return "" if value is None else str(value)


text_of = _text
