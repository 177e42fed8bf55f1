"""How a cell is spelled before its grammar reads it: half width, without spaces, marks kept apart.

`plain` alone would glue what only stands beside a figure: ① and ² become digits, 30 20 becomes
3020. Here they stay signs of their own, so that a grammar must account for them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from models.catalog.wording import plain

FOOTNOTE, FRACTION, GAP, BREAK = "\ue000", "\ue001", "\ue002", "\ue003"
# Circled, raised and lowered figures (Unicode class No), 〇 and Chinese fractions left out.
_MARKS = re.compile(
    "[\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u249b\u24ea-\u24ff\u2776-\u2793"
    "\u3220-\u3229\u3248-\u324f\u3251-\u325f\u3280-\u3289\u32b1-\u32bf]+"
)
_FRACTIONS = re.compile("[\u00bc-\u00be\u2150-\u215f\u2189]")
_BREAK = re.compile(r"\s*[\r\n\v\f\u2028]+\s*")
_GAP = re.compile(r"(?<=\d)[ \t\u3000\xa0\u2000-\u200a]+(?=\d)")
_STOP = re.compile(r"(?<=[\d零〇○一二三四五六七八九十])。(?=[\d零〇○一二三四五六七八九十])")
_MINUS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "–", "ー": "-"})


@lru_cache(maxsize=100_000)
def spelled(text: str) -> str:
    """The text as `plain` gives it, with private signs for footnotes, fractions, gaps, breaks."""
    text = text.strip()
    if not text.isascii():
        text = _FRACTIONS.sub(FRACTION, _MARKS.sub(FOOTNOTE, text))
    text = _GAP.sub(GAP, _BREAK.sub(BREAK, text))
    return _STOP.sub(".", plain(text).translate(_MINUS))


# ---------------------------------------------------------------- what stands beside a value

_HAN = "零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
# Figures that say when or how old, not how much.
_NO_VALUE = re.compile(
    r"(?:19|20)\d{2}年(?:度|底|初)?|\d{1,2}月(?:份|底|初|末)?|\d{1,2}[日号]|\d{1,3}(?:周)?岁"
    r"|第\d{1,3}|第[一二三四五六七八九十]|一次性|一般|统一|一致|一定|一直|一并|一起|一些|唯一"
    r"|三无|五保|万一|千万别|百分百"
)
_VALUE = re.compile(
    rf"\d|[{FRACTION}]|[几半数]|若干|[{_HAN}]*[十百千万亿拾佰仟][{_HAN}]*"
    rf"|[{_HAN}](?=[人名位个户家件次场份条批元块笔年月天日岁%倍成])"
)


def holds_value(text: str) -> bool:
    """Whether an explanation names a second amount, number or share."""
    return _VALUE.search(_NO_VALUE.sub("", text)) is not None
