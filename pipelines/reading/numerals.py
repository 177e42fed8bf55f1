"""Numerals alone, without units: 1205.6, １,２００, 二〇二六, 三千五, 1亿2000万, 三四十."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.reading.spelling import GAP

DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **{"两": 2, "貳": 2, "參": 3, "叄": 3, "陸": 6, "俩": 2, "仨": 3, "○": 0},
}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
SCALES = "".join(SMALL) + "".join(LARGE)
HAN = "".join(DIGITS) + SCALES + "廿卅"
_ARABIC = re.compile(r"^\d+(?:\.\d*)?$|^\.\d+$")
_RUN = re.compile(rf"\d[\d,{GAP}]*")
_GROUPED = re.compile(
    rf"(?!0)\d{{1,3}}(?:([,{GAP}])\d{{3}}(?:\1\d{{3}})*|([,{GAP}])\d{{4}}(?:\2\d{{4}})*)"
)
_POINT = re.compile(rf"^([{HAN}]+)点([{''.join(DIGITS)}]+)([万萬亿億千百]*)$")
_NEIGHBOURS = re.compile(
    r"^(.*?)([一二两三四五六七八])([两二三四五六七八九])([十拾百佰千仟万萬亿億]*)$"
)
_LEADING_SCALE = re.compile(rf"^[百千万亿佰仟萬億](?=[{''.join(DIGITS)}十拾])")


class Figure(NamedTuple):
    """A numeral's value; `low` below it where two neighbouring digits name a range (三四十)."""

    value: float
    low: float | None = None
    is_spaced: bool = False


def figure(text: str) -> Figure | None:
    """The value of one numeral, or None when it is written as no numeral is."""
    written = _ungrouped(text)
    if written is None:
        return None
    point = _POINT.match(written)
    if point is not None:
        value = _with_point(*point.groups())
        return None if value is None else Figure(value)
    pair = _NEIGHBOURS.match(written)
    if pair is not None:
        return _between(*pair.groups())
    if _LEADING_SCALE.match(written) or _is_doubtful_row(written):
        return None
    value = numeral(written)
    return None if value is None else Figure(value, None, GAP in text)


def _ungrouped(text: str) -> str | None:
    """Without thousands' separators; None where the groups are no groups (12,5)."""
    if "," not in text and GAP not in text:
        return text
    for run in _RUN.findall(text):
        if ("," in run or GAP in run) and _GROUPED.fullmatch(run) is None:
            return None
    return text.replace(",", "").replace(GAP, "")


def _is_doubtful_row(text: str) -> bool:
    """Digits in a row without a zero: 三八 may be 38 or 三 and 八."""
    return 2 <= len(text) <= 3 and all(c in DIGITS and DIGITS[c] for c in text)


def _with_point(whole: str, digits: str, scale: str) -> float | None:
    high = numeral(whole)
    if high is None:
        return None
    value = high + float("0." + "".join(str(DIGITS[c]) for c in digits))
    return value * (numeral(scale) or 1.0) if scale else value


def _between(prefix: str, low: str, high: str, scale: str) -> Figure | None:
    """三四十 is from 30 to 40, 十七八 from 17 to 18; other pairs of digits name no number."""
    if prefix and prefix[-1] not in SCALES:
        return None
    a, b = DIGITS[low], DIGITS[high]
    if b != a + 1 and (a, b) != (3, 5):
        return None
    values = [numeral(prefix + digit + scale) for digit in (low, high)]
    return None if None in values else Figure(values[1], values[0])


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
    if high is None or any(LARGE.get(c) == scale for c in left):  # 12万3万 are two numbers
        return None
    if not right:
        return high * scale
    low = numeral(right)
    if low is None or low >= scale or "." in left:
        return None
    if len(right) == 1 and right not in "零〇○":  # 一万二 is 12,000
        low *= scale / 10
    return high * scale + low


def _below_ten_thousand(text: str) -> float | None:
    if not text:
        return None
    if _ARABIC.match(text):
        return float(text)
    if all(c in DIGITS for c in text):  # 二〇二六: digit by digit
        return float("".join(str(DIGITS[c]) for c in text))
    total, current, last_scale, after_zero = 0.0, None, 0, False
    for token in re.findall(r"\d+(?:\.\d+)?|.", text):
        if token in SMALL:
            if last_scale and SMALL[token] >= last_scale:  # 三十二十 are two numbers
                return None
            total += (current or 1.0) * SMALL[token]
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
