"""The grammar of promised returns: percent a year, whatever the period and the words."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.reading.numbers import Grammar, Quantity, read_quantity
from pipelines.reading.numerals import HAN, figure
from pipelines.reading.spelling import spelled

_GAIN = r"(?:利率|利息|利|息|回报率?|收益率?|返利|返息|返还?|付息|分红|化)"
_MONTHLY = re.compile(rf"^(?:每个?月|按月|月){_GAIN}?[:为]?|[(/每]每?个?月\)?$|/月(?=左右|以上|$)")
_YEARLY = re.compile(
    rf"^(?:每年|一年|按年|年度?){_GAIN}?{_GAIN}?[:为]?|[(/每]每?年\)?$|/年(?=左右|以上|$)"
)
_LABEL = re.compile(
    rf"^(?:承诺|许诺|约定|预期|宣称|保底|固定|最终|综合)*(?:年化?|月)?(?:{_GAIN})*[:为达给付]?"
)
_PROMISE = re.compile(r"^(?:承诺|许诺|约定|预期|宣称|口头|保底|固定|综合)+")
_OF = re.compile(rf"(百|千|万)分之([\d.]+|[{HAN}点]+)")
_SIGN = {"百": "%", "千": "‰", "万": "‱"}
_NUMERAL = rf"([\d.]+|[{HAN}]+)"
_FEN = re.compile(rf"{_NUMERAL}分(?:{_NUMERAL}厘?|(半))?(?:利息?|息)?")
_LI = re.compile(rf"{_NUMERAL}厘(?:利息?|息)?")


class Rate(NamedTuple):
    """Percent a year; whether it was worked out from another period."""

    quantity: Quantity
    is_converted: bool = False


def read_rate(text: str, grammar: Grammar) -> Rate:
    """The yearly return a cell states. 分 and 厘 have a fixed meaning only by the month."""
    written = _PROMISE.sub("", spelled(text))
    body, by_month = _MONTHLY.subn("", written, count=1)
    if not by_month:
        body = _YEARLY.sub("", body, count=1)
    elif "年" in body:
        return Rate(Quantity(None, remainder=written))
    body = _LABEL.sub("", body) or body
    body = _OF.sub(lambda m: m[2] + _SIGN[m[1]], body)
    in_fen = _fen(body) if by_month else None
    found = Quantity(in_fen, has_unit=True) if in_fen is not None else read_quantity(body, grammar)
    if found.value is None or not by_month:
        return Rate(found)
    low = None if found.low is None else found.low * 12
    return Rate(found._replace(value=found.value * 12, low=low, has_unit=True), True)


def _fen(text: str) -> float | None:
    """月息1分5厘 is 1.5 percent, 月息8厘 0.8."""
    fen, li = _FEN.fullmatch(text), _LI.fullmatch(text)
    if fen is None and li is None:
        return None
    if li is not None:
        value = figure(li[1])
        return None if value is None else value.value / 10
    parts = [figure(part).value if part and figure(part) else 0.0 for part in (fen[1], fen[2])]
    return parts[0] + parts[1] / 10 + (0.5 if fen[3] else 0.0)
