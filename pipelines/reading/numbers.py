"""Numbers as clerks write them: 12.5万, 约30余人, 壹拾贰万元, 30-40人, 三十, １,２００."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from models.catalog.wording import plain

DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **{"两": 2, "貳": 2, "參": 3, "叄": 3, "陸": 6, "俩": 2, "仨": 3, "○": 0, "Ｏ": 0},
}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_NUMERAL = "0-9." + "".join(DIGITS) + "".join(SMALL) + "".join(LARGE) + "廿卅"
_SHAPE = re.compile(rf"^([+-]|负)?([{_NUMERAL}]+)(.*)$")
_ARABIC = re.compile(r"^\d+(?:\.\d*)?$|^\.\d+$")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_MONEY_SIGN = re.compile(r"^(?:人民币|RMB|CNY|[¥￥])|(?:人民币|RMB)$")
_PER = re.compile(r"(?:(?<=[元块万千亿])(?:/|每|一)|(?<=\d)/)(?:[人月床张位·]|个月|每)+$")
_RATE = re.compile(r"[元万千亿\d](?:/|每)(?:人|户|月|年|床|天|日|张)")
_LEADING = re.compile(
    r"^(?:['‘’`]|共计?|合计|总计|总共|一共|累计|本金|每月|月均|老人|老年人)+(?=.)"
)
_TRAILING = re.compile(r"(?<=.)[。.;,]+$")
_ADJACENT = re.compile(
    r"(?<![一二三四五六七八九])[一二三四五六七八](?=[二三四五六七八九](?:[十百千万]|[人名个户]))"
)
_BARE_SCALE = re.compile(r"^(?=[百千万亿佰仟])")
_UPWARDS = re.compile(r"^上(?=[百千万亿])")
_VAGUE = re.compile(r"^(?:约|近)?(?:几|数|好几)[十百千万亿个]")
_SCIENTIFIC = re.compile(r"^-?\d+(?:\.\d+)?E[+-]?\d{1,2}$")
_NOTE = re.compile(r"\([^()]*\)")
_RANGE = re.compile(r"^(.*?\d.*?|[^\d]*[一二两三四五六七八九十百千]+.*?)(?:--?|~|—+|–|至|到)(.+)$")
_TENS_MORE = re.compile(r"(?<=[十百千万亿拾])(?:几|多|余|来)")


class Quantity(NamedTuple):
    """A number read from text, in the base unit if the text names one."""

    value: float
    has_unit: bool
    is_estimate: bool


def parse_quantity(
    text: str, units: Mapping[str, float], estimate: re.Pattern[str]
) -> Quantity | None:
    """The quantity in `text`, or None when it is no number.

    `units` gives the factor of each unit word; 万 and 亿 scale the number and count as a unit.
    A range gives its larger end. Estimate words are removed and reported.
    """
    written = _PER.sub("", _COMMA.sub("", _LEADING.sub("", _TRAILING.sub("", plain(text)))))
    cleaned = _MONEY_SIGN.sub("", written)
    if _SCIENTIFIC.match(cleaned):
        return Quantity(float(cleaned), False, False)
    if not cleaned or _VAGUE.match(cleaned):
        return None
    bounds = _bounds(cleaned, units, estimate)
    if bounds:
        return max(bounds, key=lambda q: q.value)._replace(is_estimate=True)
    more = _ADJACENT.sub("", _TENS_MORE.sub("", _UPWARDS.sub("", cleaned)))
    stripped = estimate.sub("", more)
    if stripped != cleaned:
        stripped = _BARE_SCALE.sub("一", stripped)
    found = _single(stripped, units) or _single(_NOTE.sub("", stripped), units)
    if found is None:
        return None
    return found._replace(
        has_unit=found.has_unit or written != cleaned, is_estimate=stripped != cleaned
    )


def is_rate(text: str) -> bool:
    """Whether the text says how much for each person, bed or day: that is no total."""
    return _RATE.search(plain(text)) is not None


def _bounds(text: str, units: Mapping, estimate: re.Pattern[str]) -> list[Quantity] | None:
    found = _RANGE.match(text)
    if not found:
        return None
    left, right = (estimate.sub("", part) for part in found.groups())
    upper = _single(right, units)
    if upper is None:
        return None
    unit = _SHAPE.match(right)[3] if _SHAPE.match(right) else ""
    scale = _trailing_scale(right)
    lower = _single(left, units)
    if lower is not None and not lower.has_unit:
        lower = _single(left + scale + unit, units) or lower
    return None if lower is None else [lower, upper]


def _trailing_scale(text: str) -> str:
    found = re.search(r"\d([十百千万亿]+)", text)
    return found[1] if found else ""


def _single(text: str, units: Mapping[str, float]) -> Quantity | None:
    found = _SHAPE.match(text)
    if not found:
        return None
    sign, digits, unit = found.groups()
    if unit and unit not in units:
        whole = next((u for u in units if u and text.endswith(u) and u[0] in LARGE), None)
        if whole is None:
            return None
        unit = ""
    value = None if digits in SMALL and digits not in "十拾" else numeral(digits)
    if value is None:
        return None
    factor = units.get(unit, 1.0) if unit else 1.0
    has_scale = bool(set(digits) & set(LARGE)) or (_has_arabic(digits) and digits[-1] in SMALL)
    value = -value if sign in ("-", "负") else value
    return Quantity(value * factor, bool(unit) or has_scale, False)


def _has_arabic(text: str) -> bool:
    return any(c.isdigit() and c.isascii() for c in text)


def numeral(text: str) -> float | None:
    """The value of Arabic, Chinese or mixed numerals: 1205.6, 二〇二六, 三千五, 1亿2000万."""
    if _ARABIC.match(text):
        return float(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    for scales in (("亿", "億"), ("万", "萬")):
        at = max(text.rfind(s) for s in scales)
        if at >= 0:
            return _scaled(text[:at], LARGE[text[at]], text[at + 1 :])
    return _below_ten_thousand(text)


def _scaled(left: str, scale: int, right: str) -> float | None:
    high = numeral(left) if left else 1.0
    if high is None:
        return None
    if not right:
        return high * scale
    low = numeral(right)
    if low is None or low >= scale:
        return None
    if len(right) == 1 and right not in "零〇○":  # 一万二 is 12,000
        low *= scale / 10
    return high * scale + low


def _below_ten_thousand(text: str) -> float | None:
    if _ARABIC.match(text):
        return float(text)
    if all(c in DIGITS for c in text):  # 二〇二六: digit by digit
        return float("".join(str(DIGITS[c]) for c in text))
    total, current, last_scale, after_zero = 0.0, None, 0, False
    for token in re.findall(r"\d+(?:\.\d+)?|.", text):
        if token in SMALL:
            total += (1.0 if current is None else current) * SMALL[token]
            current, last_scale, after_zero = None, SMALL[token], False
        elif current is not None and current != 0:
            return None
        else:
            value = DIGITS.get(token, float(token) if _ARABIC.match(token) else None)
            if value is None:
                return None
            after_zero = after_zero or value == 0
            current = float(value)
    if current:
        tail_is_scaled = last_scale >= 100 and not after_zero and current < 10
        total += current * (last_scale / 10 if tail_is_scaled else 1)
    return total
