"""How written words are compared: width, spaces, brackets, numbering and units do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"[\s\u200b-\u200f\ufeff\u00ad]+")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|《[^《》]*》")
_PUNCTUATION = re.compile(r"[:*★☆#、，,;。.!\-—–_/\\\"'“”‘’`·|()\[\]{}<>《》【】〔〕「」]+")
_NUMBERING = re.compile(r"^(?:\(?[一二三四五六七八九十]{1,3}[)、.．]|\(?\d{1,2}[)、.．])(?!\d)")
_LEADING = re.compile(
    r"^(?:其中|其中的|请填写|填写|本次|(?:截至|截止)?(?:目前|本月底?|本期末?|当前|现)|当月|本季度?|这个月)"
)
_TRAILING_UNIT = re.compile(
    r"(?:[亿万千]元|元月|元每月|每月元|元人月|元人|元|人次|人|张|份|场|个月|个|次|件|家|条|批|倍|户|岁|%|必填|选填|打√|可多选|多选|单选|是否|是或否|有无)$"
)


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """The text in half width, upper case, without any white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).upper()


def bare(text: str) -> str:
    """Letters and digits only: what is left when punctuation and brackets' signs are removed."""
    return _PUNCTUATION.sub("", plain(text))


@lru_cache(maxsize=50_000)
def heading_keys(text: str) -> tuple[str, ...]:
    """The ways to read one heading, the most literal first; empty for a blank."""
    whole = _NUMBERING.sub("", plain(text))
    short = _BRACKETED.sub("", whole)
    keys: list[str] = []
    for form in (whole, short):
        key = _PUNCTUATION.sub("", form)
        keys += [key, _LEADING.sub("", key)]
    keys += [key.removesuffix("年月日") + "日期" for key in keys if key.endswith("年月日")]
    for key in list(keys):
        stem = _TRAILING_UNIT.sub("", key)
        if len(stem) >= 2:
            keys.append(stem)
    return tuple(dict.fromkeys(k for k in keys if k))


def brackets(text: str) -> tuple[str, ...]:
    """What stands in brackets in a heading, without the brackets: units and hints."""
    return tuple(found[1:-1] for found in _BRACKETED.findall(plain(text)))
