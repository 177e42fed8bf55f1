"""What a cell shows under its number format: scale, unit and words, as Excel displays them.

A format is read once per style. Where it only rounds or groups, the stored number stays as it
is; where it scales (`0!.0,"万"`), carries a unit (`0"元"`), pads (`000`, 9.1 under `0.00`) or puts
words in place of the number, the cell is `Shown`: the text on the screen, with what is stored.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

from pipelines.reading.shown import Shown, general, shown_number

DIGIT, POINT, COMMA, PERCENT, LITERAL, TEXT, GENERAL, OTHER, DATE = range(9)
GENERAL_WORDS = ("general", "g/通用格式")
# Built-in formats that matter here (ECMA-376 part 1, 18.8.30; 5 to 8 and 41 to 44 as in China).
_YUAN = '_ "¥"* #,##0{0}_ ;_ "¥"* \\-#,##0{0}_ ;_ "¥"* "-"{1}_ ;_ @_ '
BUILT_IN = {
    **{0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"},
    **{5: '"¥"#,##0;"¥"\\-#,##0', 6: '"¥"#,##0;[Red]"¥"\\-#,##0'},
    **{7: '"¥"#,##0.00;"¥"\\-#,##0.00', 8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00'},
    **{42: _YUAN.format("", ""), 44: _YUAN.format(".00", "??")},
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|_(?P<space>.)|\*(?P<fill>.)'
    r"|(?P<general>general|g/通用格式)|(?P<date>am/pm|a/p|上午/下午|[ymdhsgb]+|a{3,4}|e(?![+-])e*)"
    r"|(?P<exponent>e[+-])|(?P<char>.)",
    re.I | re.S,
)
_CONDITION = re.compile(r"^\s*(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*$")
_ELAPSED = re.compile(r"^(?:h+|m+|s+)$", re.I)
_COMPARE: dict[str, Callable] = {
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
    "<=": operator.le,
    ">=": operator.ge,
    "<>": operator.ne,
}
_HARMLESS = re.compile(r"[\s()（）+\-]*")
_TRICK = re.compile(r"(?<=[万亿千百元])\s*%$")
_FRAME = re.compile(r"([l%]*)(d[d,]*(?:pd*)?,*)([l%]*)")  # kinds of tokens, a letter each
_USUAL = re.compile(r"[#,]*0,*(?:\.0*)?,*")


class Token(NamedTuple):
    kind: int
    text: str


@dataclass(frozen=True)
class Section:
    """One of the parts of a format that `;` divides."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None

    @cached_property
    def kinds(self) -> frozenset[int]:
        return frozenset(token.kind for token in self.tokens)

    @cached_property
    def words(self) -> str:
        """The literal text without what is harmless around a number."""
        return _HARMLESS.sub("", "".join(t.text for t in self.tokens if t.kind == LITERAL))

    @cached_property
    def point(self) -> int:
        """Where the decimal point stands among the tokens; their number when there is none."""
        kinds = [token.kind for token in self.tokens]
        return kinds.index(POINT) if POINT in kinds else len(kinds)

    @cached_property
    def thousands(self) -> int:
        """How many commas scale: those behind the last digit of the whole or the decimal part."""
        whole, decimals = self.tokens[: self.point], self.tokens[self.point :]
        return _commas_behind(whole) + _commas_behind(decimals)

    @cached_property
    def is_grouped(self) -> bool:
        commas = sum(token.kind == COMMA for token in self.tokens)
        return commas > self.thousands

    @cached_property
    def percents(self) -> int:
        return sum(token.kind == PERCENT for token in self.tokens)

    @cached_property
    def decimals(self) -> int:
        return sum(t.kind == DIGIT for t in self.tokens[self.point :])

    @cached_property
    def is_date(self) -> bool:
        return DATE in self.kinds

    @cached_property
    def is_plain(self) -> bool:
        """It rounds, groups or pads, and shows nothing else than the number."""
        if OTHER in self.kinds:  # fractions and powers of ten
            return not self.words
        shows_zero = GENERAL in self.kinds or any(t == (DIGIT, "0") for t in self.tokens)
        return shows_zero and not (self.words or self.thousands or self.percents)

    @cached_property
    def is_bare(self) -> bool:
        """Digits alone, none of them for a zero: # shows 0 as nothing."""
        return DIGIT in self.kinds and not (self.words or self.thousands or self.percents)

    @cached_property
    def is_percent(self) -> bool:
        return self.percents == 1 and not (self.words or self.thousands)

    @cached_property
    def frame(self) -> tuple[str, str, str] | None:
        """(before, after, format of Python) where all digits stand together, as they mostly do."""
        shape = "".join("dp,%lt"[token.kind] if token.kind < TEXT else "?" for token in self.tokens)
        found = _FRAME.fullmatch(shape)
        if found is None or not _USUAL.fullmatch(
            "".join(t.text for t in self.tokens[found.start(2) : found.end(2)])
        ):
            return None
        texts = ["" if t.kind == COMMA else t.text for t in self.tokens]
        before, after = "".join(texts[: found.end(1)]), "".join(texts[found.start(3) :])
        return before, after, ",f" if self.is_grouped else "f"

    def show(self, number: float) -> str:
        """The text of a number without its sign."""
        if GENERAL in self.kinds or OTHER in self.kinds:
            written = general(number)
            return "".join(
                written if t.kind in (GENERAL, OTHER) else t.text if t.kind == LITERAL else ""
                for t in self.tokens
            )
        exact = Decimal(repr(float(number))).scaleb(2 * self.percents - 3 * self.thousands)
        rounded = exact.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        if self.frame is not None:
            before, after, spec = self.frame
            return f"{before}{rounded:{spec}}{after}"
        whole, _, rest = f"{rounded:f}".partition(".")
        return self._whole(whole.lstrip("0")) + self._rest(rest)

    def _whole(self, digits: str) -> str:
        """Digits go into their places from the right; the first place takes all that are left."""
        tokens = self.tokens[: self.point]
        places = sum(t.kind == DIGIT for t in tokens)
        out, used, seen = [], 0, 0
        for token in reversed(tokens):
            if token.kind != DIGIT:
                out.append(token.text if token.kind in (LITERAL, PERCENT) else "")
                continue
            seen += 1
            take = len(digits) - used if seen == places else 1
            piece = digits[max(len(digits) - used - take, 0) : len(digits) - used]
            piece = piece or {"0": "0", "?": " "}.get(token.text, "")
            out.append(_grouped(piece, used) if self.is_grouped else piece)
            used += len(piece)
        return "".join(reversed(out))

    def _rest(self, digits: str) -> str:
        kept = len(digits.rstrip("0"))
        out, used = [], 0
        for token in self.tokens[self.point :]:
            if token.kind == DIGIT:
                is_shown = token.text == "0" or used < kept
                out.append(digits[used] if is_shown else "")
                used += 1
            elif token.kind in (POINT, LITERAL, PERCENT):
                out.append(token.text)
        return "".join(out)


def _commas_behind(tokens: tuple[Token, ...]) -> int:
    """Commas after the last digit, with nothing but words between."""
    count = 0
    for token in reversed(tokens):
        if token.kind == DIGIT:
            return count
        count += token.kind == COMMA
    return 0


def _grouped(digits: str, behind: int) -> str:
    """Digits with a comma wherever a multiple of three digits stands to the right."""
    out = ""
    for number, digit in enumerate(reversed(digits), behind):
        out = digit + ("," if number and number % 3 == 0 else "") + out
    return out


@dataclass(frozen=True)
class Format:
    """A number format, read once."""

    sections: tuple[Section, ...]
    words: Section | None = None  # what a text shows
    known: dict = field(default_factory=dict, compare=False)

    @cached_property
    def is_date(self) -> bool:
        return any(section.is_date for section in self.sections[:2])

    @cached_property
    def is_plain(self) -> bool:
        """Cells of this format are what is stored."""
        if self.words is not None and self.words.words:
            return False
        return self.is_date or all(s.is_plain or _is_zero_dash(self, s) for s in self.sections)

    @cached_property
    def is_silent(self) -> bool:
        """No cell of this format is anything else than what is stored."""
        return self.is_plain and self.pads < 2 and self.width < 2

    @cached_property
    def is_percent(self) -> bool:
        return not self.is_date and all(s.is_percent or s.is_plain for s in self.sections)

    @cached_property
    def pads(self) -> int:
        """Decimals that are always shown, of a format that shows nothing else: 9.1 is 9.10."""
        first = self.sections[0]
        zeros = first.decimals and all(
            t.text == "0" for t in first.tokens[first.point :] if t.kind == DIGIT
        )
        is_tidy = first.is_plain and not (first.is_grouped or self.is_date)
        return first.decimals if zeros and is_tidy else 0

    @cached_property
    def width(self) -> int:
        """Whole digits that are always shown: 5 is 005."""
        first = self.sections[0]
        if not first.is_plain or self.is_date or first.is_grouped:
            return 0
        return sum(t == (DIGIT, "0") for t in first.tokens[: first.point])

    def pick(self, number: float) -> tuple[Section, bool]:
        """(section, whether a minus is put before a negative number)."""
        first, *others = self.sections
        conditions = [s.condition for s in self.sections[:2]]
        if any(conditions):
            for section in self.sections[:2]:
                if section.condition and _COMPARE[section.condition[0]](
                    number, section.condition[1]
                ):
                    return section, True
            last = 2 if all(conditions) and len(self.sections) > 1 else 1
            return (self.sections[last], True) if len(self.sections) > last else (first, True)
        if number < 0 and others:
            return others[0], False
        if number == 0 and len(others) > 1:
            return others[1], False
        return first, True

    def text(self, number: float) -> str:
        """What the cell shows; a percent sign behind a unit or a line feed is a trick to scale, out
        of sight (the line feed is a space after an XML reader)."""
        section, is_signed = self.pick(number)
        shown = _TRICK.sub("", section.show(abs(number)).split("\n")[0].strip())
        return f"-{shown}" if number < 0 and is_signed else shown

    def cell(self, value):
        """The cell as the reader gets it: as stored, or as shown."""
        try:
            return self.known[value]
        except KeyError:
            self.known[value] = made = self._cell(value)
            return made

    def _cell(self, value):
        if isinstance(value, str):
            return self._text_cell(value)
        section, _ = self.pick(value)
        if section.is_percent:
            return f"{general(value * 100 if abs(value) > 1e9 else round(value * 100, 10))}%"
        if section.is_plain:
            return self._padded(value)
        if section.is_bare and value:
            return value
        return shown_number(self.text(value), value)

    def _text_cell(self, value: str):
        if self.words is None or not self.words.words or not value.strip():
            return value
        parts = (value if t.kind == TEXT else t.text for t in self.words.tokens)
        return Shown("".join(parts).strip())

    def _padded(self, value: float):
        """9.1 under 0.00 is 9.10, 5 under 000 is 005: the same number, another date or name."""
        shown = self.text(value)
        is_padded = shown.startswith("0") and shown[1:2].isdigit() and self.width > 1
        is_padded |= "." in shown and shown.endswith("0") and not float(value).is_integer()
        if not is_padded or "," in shown or float(shown) != value:
            return value
        return Shown(shown, value)


def _is_zero_dash(format: Format, section: Section) -> bool:
    """The third section of an accounting format: a zero is a dash."""
    if len(format.sections) < 3 or section is not format.sections[2]:
        return False
    literal = "".join(t.text for t in section.tokens if t.kind == LITERAL)
    return "-" in literal and not section.words


# ---------------------------------------------------------------- reading a format


def parse_format(code: str) -> Format:
    """A format from its code; sections without any token show nothing."""
    sections = [_section(part) for part in _split(code)]
    words = None
    if len(sections) > 3 or (len(sections) > 1 and TEXT in sections[-1].kinds):
        words = sections[3] if len(sections) > 3 else sections[-1]
        sections = sections[: min(len(sections) - 1, 3)]
    elif len(sections) == 1 and TEXT in sections[0].kinds:
        words = sections[0]
        sections = [Section((Token(GENERAL, ""),))]
    return Format(tuple(sections), words)


def _split(code: str) -> list[str]:
    """The sections, divided by every `;` outside quotes."""
    parts, start = [], 0
    for found in _TOKEN.finditer(code):
        if found["char"] == ";":
            parts.append(code[start : found.start()])
            start = found.end()
    return [*parts, code[start:]]


def _section(code: str) -> Section:
    tokens: list[Token] = []
    condition = None
    for found in _TOKEN.finditer(code):
        if found["bracket"] is not None:
            asked = _CONDITION.match(found["bracket"])
            condition = (asked[1], float(asked[2])) if asked else condition
            tokens += _bracket(found["bracket"])
        else:
            tokens += _tokens(found)
    return Section(tuple(tokens), condition)


def _bracket(text: str) -> list[Token]:
    """[$¥-804] is a currency sign, [h] hours beyond a day; a colour shows nothing."""
    if text.startswith("$"):
        sign = text[1:].split("-")[0]
        return [Token(LITERAL, sign)] if sign else []
    return [Token(DATE, text)] if _ELAPSED.match(text) else []


def _tokens(found: re.Match[str]) -> list[Token]:
    literal = found["quoted"] if found["quoted"] is not None else found["escaped"]
    if literal is not None:
        return [Token(LITERAL, literal)] if literal else []
    if found["space"] or found["fill"]:
        return [Token(LITERAL, " ")] if found["space"] else []
    if found["general"]:
        return [Token(GENERAL, "")]
    if found["date"]:
        return [Token(DATE, found["date"].lower())]
    if found["exponent"]:
        return [Token(OTHER, "")]
    return [_char(found["char"])] if found["char"] else []


def _char(char: str) -> Token:
    if char in "0#?":
        return Token(DIGIT, char)
    kind = {".": POINT, ",": COMMA, "%": PERCENT, "％": PERCENT, "@": TEXT, "/": OTHER}.get(char)
    return Token(LITERAL if kind is None else kind, char)
