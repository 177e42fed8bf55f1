"""The grammar of quantities: every sign of a cell is a token, every token is part of what is read.

`read_quantity` gives the number, the lower end of a range, what a person should be told, or, where
the cell says more than one thing, no number and the part that could not be placed (laws 1 to 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipelines.reading.numerals import DIGITS, HAN, LARGE, SCALES, SMALL, figure, numeral
from pipelines.reading.spelling import BREAK, FOOTNOTE, FRACTION, GAP, holds_value, spelled

_QUOTES = re.compile(r"^['‘’`]+|(?<=.)[。.;,、]+$")
_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?E[+-]?\d{1,2}")
_SHORTCUT = re.compile(
    r"(\d{1,9}(?:\.\d{1,6})?|[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,2})?)([^\d.,()+*/\-=~]{0,4})"
)
_ROUND = re.compile(rf"(?:[\d.,{GAP}]+|[{''.join(DIGITS)}])([百千佰仟]?)[万萬亿億]?")
_YUAN = ("¥", "人民币", "RMB", "CNY")
_HAN_DIGIT = "".join(DIGITS)


class Quantity(NamedTuple):
    """What a text says about a quantity, in the base unit if it names one.

    `told` holds codes of problems.yml; without a value `remainder` is what could not be placed.
    """

    value: float | None
    low: float | None = None
    has_unit: bool = False
    told: tuple[str, ...] = ()
    remainder: str = ""


class _Remainder(Exception):
    """A token that no rule of the grammar takes."""


@dataclass(frozen=True, eq=False)
class Grammar:
    """The words one kind of quantity is written with."""

    units: Mapping[str, float]
    estimates: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()  # words before a number that change nothing
    neutral: tuple[str, ...] = ()  # words anywhere that change nothing (/月 of a monthly fee)
    turns: tuple[str, ...] = ()  # words of an explanation that make the number another one
    chain: tuple[tuple[str, ...], ...] = ()  # units that follow one another: 元 角 分

    @cached_property
    def lexer(self) -> re.Pattern[str]:
        units, numeric = _listed(self.units), rf"\d{HAN}"
        return re.compile(
            rf"(?P<F>{FOOTNOTE}+|[\[【〔]\d{{1,2}}[\]】〕]|[※†‡]+|注\d{{0,2}}(?!\d)"
            rf"|^\*+|\*+(?![{numeric}]))"
            rf"|(?P<P>\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕)"
            rf"|(?P<R>{_listed(self.neutral)})"
            rf"|(?P<B>上(?=[百千万亿]))"
            rf"|(?P<L>(?:{_listed(self.labels)})[:是为]?)"
            rf"|(?P<E>{_listed(self.estimates)}|^~)"
            rf"|(?P<V>几|好几|若干|数(?=[十百千万亿]))"
            rf"|(?P<N>(?:[{numeric}]|\.(?=\d))(?:[{numeric}]|(?<=\d)[.,{GAP}](?=\d)|(?<=\d)W"
            rf"|(?<=[{HAN}])点(?=[{_HAN_DIGIT}]))*)"
            rf"|(?P<U>{units})|(?P<H>半)|(?P<C>人民币|RMB|CNY|¥|整|正)"
            rf"|(?P<A>\+|加上?)|(?P<D>--?|~|—+|–|至|到)|(?P<G>负)|(?P<Q>=|等于)"
            rf"|(?P<J>{BREAK}(?={units}|\())"
            rf"|(?P<T>(?<=.)[,;。{BREAK}].*$)"
            rf"|(?P<X>.)"
        )

    def tokens(self, text: str) -> list[tuple[str, str]]:
        """(kind, word) of the whole text; a numeral of scales alone (万) is an S."""
        found = [(str(m.lastgroup), m[0]) for m in self.lexer.finditer(text)]
        return [
            ("S" if kind == "N" and all(c in SCALES for c in word) else kind, word)
            for kind, word in found
            if kind not in "RJ"
        ]


def _listed(words: Iterable[str]) -> str:
    """Any of the words, the longest first; nothing at all where there are none."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)"


def read_quantity(text: str, grammar: Grammar) -> Quantity:
    """The quantity a cell states, or why it states none."""
    short = _SHORTCUT.fullmatch(text)
    if short is not None and (not short[2] or short[2] in grammar.units):
        factor = grammar.units.get(short[2], 1.0)
        return Quantity(float(short[1].replace(",", "")) * factor, None, bool(short[2]))
    written = _QUOTES.sub("", spelled(text))
    if _SCIENTIFIC.fullmatch(written):
        return Quantity(float(written))
    try:
        return _Reader(grammar, written).quantity()
    except _Remainder as left:
        return Quantity(None, remainder=_shown(str(left)))


def _shown(text: str) -> str:
    """Private signs as a person wrote them."""
    for sign, shown in ((GAP, " "), (BREAK, " "), (FOOTNOTE, "①"), (FRACTION, "½")):
        text = text.replace(sign, shown)
    return text


class _Term(NamedTuple):
    """A number with its unit, before it is known what it belongs to."""

    value: float
    low: float | None
    word: str  # its numeral
    unit: str = ""
    factor: float = 1.0

    @property
    def has_unit(self) -> bool:
        """Whether the text says the unit: a unit word, 万 and 亿, or 5千 in figures."""
        in_figures = self.word[:1].isdigit() and self.word[-1:] in SMALL
        return bool(self.unit) or self.has_large or in_figures

    @property
    def has_large(self) -> bool:
        return any(c in LARGE for c in self.word)

    @property
    def is_scaled(self) -> bool:
        return self.factor != 1 or any(c in SCALES for c in self.word)


class _Reader:
    """One pass over the tokens of a cell: asides are put aside, the rest must be one quantity."""

    def __init__(self, grammar: Grammar, written: str) -> None:
        self.grammar, self.written, self.at = grammar, written, 0
        self.told: dict[str, None] = {}
        self.asides: list[str] = []
        self.tokens = self._without_asides(grammar.tokens(written))

    def quantity(self) -> Quantity:
        found = self._equation()
        if self.at < len(self.tokens):
            raise _Remainder(self._rest())
        for aside in self.asides:
            self._judge_aside(aside, found)
        return found._replace(told=tuple(self.told))

    # ------------------------------------------------------------ beside the number

    def _without_asides(self, tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
        kept: list[tuple[str, str]] = []
        for kind, word in tokens:
            if kind == "F":
                self.told["footnote"] = None
            elif kind == "P":
                kept += self._bracket(word[1:-1], kept)
            elif kind == "T":
                self.asides.append(word[1:])
            else:
                kept.append((kind, word))
        return kept

    def _bracket(self, inner: str, before: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The tokens of a bracket that only names the unit or says 约; else an aside."""
        tokens = self.grammar.tokens(inner)
        kinds = "".join(kind for kind, _ in tokens)
        units = [word for kind, word in before if kind == "U"]
        is_amount = "S" in kinds and (bool(units) or inner[:1] in "十拾")  # 10万元（十万元）
        if is_amount or not re.fullmatch(r"[ECL]*(?:S?U)?[ECL]*", kinds):
            self.asides.append(inner)
            return []
        if "U" not in kinds or not units:
            return [("K" if kind == "S" else kind, word) for kind, word in tokens]
        inside = [word for kind, word in tokens if kind == "U"]
        if len({self.grammar.units[word] for word in units + inside}) > 1:
            raise _Remainder(f"({inner})")
        return [token for token in tokens if token[0] != "U"]

    def _judge_aside(self, text: str, found: Quantity) -> None:
        """A note, the same amount once more, or words without a second value may stand beside."""
        if re.fullmatch(r"见?注\d{0,2}|", text):
            self.told["footnote"] = None
            return
        again = read_quantity(text, self.grammar)
        is_same = again.has_unit == found.has_unit and _is_same(again.value, found.value)
        if is_same:
            return
        turns = any(word in text for word in self.grammar.turns)
        if again.value is not None or turns or holds_value(text):
            raise _Remainder(text)
        self.told["explained"] = None

    # ------------------------------------------------------------ tokens

    def _kind(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place][0] if place < len(self.tokens) else ""

    def _word(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def _rest(self) -> str:
        return "".join(word for _, word in self.tokens[self.at :]) or self.written

    # ------------------------------------------------------------ sums, ranges, equations

    def _equation(self) -> Quantity:
        """One side, or a = b where both sides are the same."""
        first = self._side()
        while self._kind() == "Q":
            self._take()
            other = self._side()
            if not _is_same(first.value, other.value):
                raise _Remainder(self.written)
            first = first._replace(has_unit=first.has_unit or other.has_unit)
            self.told["explained"] = None
        return first

    def _side(self) -> Quantity:
        """A number, a range or a sum."""
        term = self._term()
        if self._kind() == "D":
            self._take()
            return self._range(term, self._term())
        terms = [term]
        while self._kind() == "A":
            self._take()
            if not self._kind():  # 30+ is 30 and more
                self.told["estimate"] = None
                break
            terms.append(self._term())
        return self._sum(terms) if len(terms) > 1 else Quantity(term.value, term.low, term.has_unit)

    def _range(self, low: _Term, high: _Term) -> Quantity:
        """Both ends; in 3-5万 the lower end takes the unit of the upper one."""
        bottom = _lower_end(low, high)
        is_doubtful = low.is_scaled and low.has_unit and not high.has_unit
        is_nested = low.low is not None or high.low is not None
        if is_doubtful or is_nested or not 0 <= bottom < high.value:
            raise _Remainder(self.written)
        self.told["estimate"] = None
        return Quantity(high.value, bottom, high.has_unit or low.has_unit)

    def _sum(self, terms: list[_Term]) -> Quantity:
        """One unit for all, or a unit for each: 12+3万 may mean two things."""
        named = [t for t in terms if t.has_unit]
        is_mixed = len(named) not in (0, len(terms)) and any(t.is_scaled for t in named)
        if is_mixed or any(t.low is not None for t in terms):
            raise _Remainder(self.written)
        self.told["summed"] = None
        return Quantity(sum(t.value for t in terms), None, bool(named))

    # ------------------------------------------------------------ one number

    def _term(self) -> _Term:
        start = self.at
        self._skip("LECB")
        is_negative = self._word() in ("-", "负") and bool(self._take())
        self._skip("C")
        term = self._number()
        self._skip("EC")
        in_yuan = any(word in _YUAN for _, word in self.tokens[start : self.at])
        if in_yuan and not term.has_unit:
            term = term._replace(unit="元")
        return term._replace(value=-term.value) if is_negative else term

    def _skip(self, kinds: str) -> None:
        """Words that change nothing, or say 约 or 上百."""
        while self._kind() and (self._kind() in kinds or ("L" in kinds and self._is_label())):
            code = {"E": "estimate", "B": "vague_number"}.get(self._kind())
            if code:
                self.told[code] = None
            self._take()

    def _is_label(self) -> bool:
        return self._kind() == "U" and self._word() in self.grammar.labels

    def _number(self) -> _Term:
        if self._kind() == "H" and self._kind(1) == "U":
            self._take()
            return self._with_unit(_Term(0.5, None, ""))
        if self._kind() not in ("N", "S"):
            raise _Remainder(self._rest())
        word = self._take().replace("W", "万")
        read = figure(word)
        if read is None:
            raise _Remainder(_shown(word))
        if read.low is not None:  # 三四十; 三五 alone may be 35
            self.told["estimate"] = None
            if len(word) == 2 and self._kind() not in ("U", "S"):
                raise _Remainder(word)
        if read.is_spaced:
            self.told["spaced_number"] = None
        return self._with_unit(self._with_more(_Term(read.value, read.low, word)))

    def _with_more(self, term: _Term) -> _Term:
        """余, 多 or 来 inside the number (30余万); 几 leaves it open, 十几万 by 100,000."""
        kind = self._kind()
        if kind not in ("E", "V", "K") or (kind == "V" and self._word() != "几"):
            return term
        if kind != "K":  # the 万 of 12.5（万元） stands behind the number at once
            self._take()
            self.told["estimate" if kind == "E" else "vague_number"] = None
        if self._kind() not in ("S", "K"):
            return term
        if kind == "V":
            raise _Remainder(self.written)
        word = self._take()
        scale = numeral(word) or 1.0
        low = None if term.low is None else term.low * scale
        return term._replace(value=term.value * scale, low=low, word=term.word + word)

    def _with_unit(self, term: _Term) -> _Term:
        if self._kind() != "U":
            return term
        unit = self._take()
        factor, value = self.grammar.units[unit], term.value
        if self._kind() == "H":  # 一年半
            self._take()
            value += 0.5
        low = None if term.low is None else term.low * factor
        value = value * factor + self._smaller(unit)
        return term._replace(value=value, low=low, unit=unit, factor=factor)

    def _smaller(self, unit: str) -> float:
        """3元5角, 1年零6个月: the smaller units that may follow."""
        total, place = 0.0, self._place(unit)
        while place is not None and self._kind() == "N" and self._kind(1) == "U":
            read = figure(self._word().removeprefix("零"))
            smaller = self._place(self.tokens[self.at + 1][1])
            if smaller is None or smaller <= place or read is None:
                break
            self._take()
            total += read.value * self.grammar.units[self._take()]
            place = smaller
        return total

    def _place(self, unit: str) -> int | None:
        return next((i for i, names in enumerate(self.grammar.chain) if unit in names), None)


def _lower_end(low: _Term, high: _Term) -> float:
    """In the unit of the upper end, unless the lower has one, or a scale that fits as it is."""
    if low.unit or not high.has_unit:
        return low.value
    lifted = _lifted(low, high)
    return low.value * high.factor if lifted >= high.value and low.is_scaled else lifted


def _lifted(low: _Term, high: _Term) -> float:
    """The lower end in the unit of the upper: 3-5万 is 30,000 to 50,000, 三至五百 300 to 500."""
    value, last = low.value * high.factor, high.word[-1:]
    if not low.has_large:
        value *= LARGE.get(last, 1)
    small = _ROUND.fullmatch(high.word)
    if small is not None and small[1] and not low.is_scaled:
        value *= SMALL[small[1]]
    return value


def _is_same(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(a - b) <= 1e-6 * max(1.0, abs(a))
