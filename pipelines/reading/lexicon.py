"""The small words of a workbook (unknown, none, ditto, totals …), from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from models.catalog.forms import Column, Options
from models.catalog.wording import bare, plain
from pipelines.reading.phrases import Vocabulary
from pipelines.reading.ticks import Ticks

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
LONGEST_TOTAL = 16
# 共3家, 以上合计3家, 全村共有12户: a sum word and a number, at most behind what it sums up.
_COUNTED = re.compile(
    r"^(?:以上|上述|上列|[本全各](?:表|页|月|次|期|季|年|村|镇|社区|部|乡|街道))?(?:合计|总计|小计|累计|总共|合共|一共|共计|共有|总数|共|计)"
    r"(?:约|有|为|是)?(?:\d+|[一二两三四五六七八九十百零〇]+)\D{0,6}$"
)
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
            if len(w) > 1
        }
        listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        return re.compile(
            rf"^\s*[（(【\[0-9一二三四五六七八九十]|[:：]|^[总计∑Σ]$|共[有约]?[\d一二两三四五六七八九十百]|{listed}"
        )

    def is_error(self, value: object) -> bool:
        return isinstance(value, str) and value[:1] == "#" and plain(value) in EXCEL_ERRORS

    def is_check(self, value: object) -> bool:
        """Whether a cell of an option column selects its option."""
        if isinstance(value, bool):
            return value
        text = plain(_text(value))
        return text in self._sets["checks"] or text[:1] in self._box_on

    def yes_no(self, text: str) -> str | None:
        """The answer of a word that is one by itself: 是, 无, √, Y."""
        key = plain(text).strip("。.,;")
        if key in self._sets["yes"]:
            return "yes"
        return "no" if key in self._sets["no"] else None

    @cached_property
    def _box_on(self) -> frozenset[str]:
        return self.ticks.on

    @cached_property
    def ticks(self) -> Ticks:
        return Ticks(self.words["ticks"])

    @cached_property
    def choice_words(self) -> Mapping[str, list[str]]:
        return {kind: list(map(str, words)) for kind, words in self.words["choices"].items()}

    @cached_property
    def topics(self) -> Mapping[str, frozenset[str]]:
        """What the yes/no columns ask, in the words a cell may repeat."""
        return {name: frozenset(map(bare, words)) for name, words in self.words["topics"].items()}

    @cached_property
    def _vocabularies(self) -> dict[str, Vocabulary]:
        return {}

    def vocabulary(self, column: Column) -> Vocabulary:
        """The words of a column of choices, prepared once."""
        known = self._vocabularies.get(column.name)
        if known is None or (column.options and known.options is not column.options):
            known = self._vocabularies[column.name] = self._prepared(column)
        return known

    def _prepared(self, column: Column) -> Vocabulary:
        if column.options is None:
            pairs = [(word, column.name) for word in sorted(self.topics.get(column.name, ()))]
            topic = Options((column.name,), dict(pairs), tuple(pairs))
            return Vocabulary(topic, self.choice_words, ())
        strict = self._sets["yes"] | self._sets["no"] | self._sets["none"]
        return Vocabulary(column.options, self.choice_words, strict, column.type == "multi")

    def is_total(self, text: str) -> bool:
        """合计, 曙光村小计."""
        key = bare(text)
        if key in self._sets["totals"]:
            return True
        if not 2 <= len(key) <= LONGEST_TOTAL:
            return False
        return key.endswith(self._sums)

    @cached_property
    def _sums(self) -> tuple[str, ...]:
        return tuple(t for t in self._sets["totals"] if t.endswith("计") and len(t) == 2)

    def is_sum_up(self, text: str) -> bool:
        """合计（万元）, 以上共3家, 其中：民办: a total only in a row without other words."""
        key = bare(text)
        if 2 <= len(key) <= LONGEST_TOTAL and key.startswith(self._sums) and "人" not in key:
            return True
        is_counted = len(key) <= LONGEST_TOTAL and _COUNTED.match(key) is not None
        return is_counted or plain(text).startswith("其中:")

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
