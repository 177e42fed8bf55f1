"""Dates and months as clerks write them; what is missing (a year, a day) is said, never hidden."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from models.catalog.wording import plain
from pipelines.reading.numbers import numeral

EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
OLDEST, NEWEST = 1900, 2100
TURN_OF_YEAR = 10  # months apart: December's sheet speaks of next January, not of last

_CN = "〇零○一二三四五六七八九十廿卅两"
_N = rf"(?:\d{{1,2}}|[{_CN}]{{1,3}})"
_Y = rf"(?:\d{{4}}|[{_CN}]{{4}})"
_SEP = r"[-/.年\\、,_·—–]"
_SEP2 = r"[-/.月\\、,_·—–]"
_CLOCK = re.compile(
    r"(?:T|上午|下午|AM|PM)?(?:\d{1,2}(?::\d{1,2}){1,2}(?:\.\d+)?|\d{1,2}[时点]\d{0,2}分?)(?:Z|[+]\d\d:?\d\d|AM|PM|(?:--?|~|–|—|至)\d{1,2}(?::\d{1,2}){1,2})?$"
)
_TAIL = re.compile(
    r"(?:\((?:周|星期|礼拜)[^)]*\)|(?:周|星期|礼拜)[一二三四五六日天]|上午|下午|晚上?|前完成|以前|之前|前|止|为止|起|左右|完成|整改完成)$"
)
_HEAD = re.compile(r"^(?:约|于|截至|截止|公元|暂定|至|到)+")
_FULL = re.compile(rf"({_Y}){_SEP}({_N}){_SEP2}({_N})[日号]?")
_SHORT_YEAR = re.compile(rf"(\d{{2}}){_SEP}({_N}){_SEP2}({_N})[日号]?$")
_US = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_MONTH_DAY = re.compile(rf"({_N})[-/.月]({_N})[日号]?")
_DAY = re.compile(rf"({_N})[日号]$")
_YEAR_MONTH = re.compile(rf"({_Y}(?=[-/.年])|\d{{2}}年)[-/.年]?({_N})月?(份)?$")
_COMPACT_MONTH = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])$")
_YEAR = re.compile(r"((?:19|20)\d{2}|[二一][〇零○九一二三四五六七八]{3})年?$")
_PART = re.compile(rf"(?:({_Y})年)?({_N})月份?(底|末|初|上旬|中旬|下旬|中)$")
_RANGE_SPLIT = re.compile(r"(?<=[日号\d])(?:--?|~|—+|–|至|到|、|和|及|;|,)(?=[\d〇一二])")


class Found(NamedTuple):
    """What a text says about a day: the day, and in which respects it was incomplete."""

    day: date | None
    year_missing: bool = False
    part_missing: bool = False  # no day (or no month) was written
    is_range: bool = False


@dataclass(frozen=True)
class Years:
    """How a missing year is found: the month the sheet speaks of, else a year, else today's."""

    period: tuple[int, int] | None = None  # (year, month) of the sheet
    year: int | None = None
    place: str = "today"  # where it was found: a key of problems.yml `places`
    today: date = date(2000, 1, 1)

    def of(self, month: int) -> int:
        """The year of a date in `month`: the sheet's own, except across a turn of the year."""
        if self.period is None:
            return self.year if self.year else self.today.year - (month > self.today.month + 6)
        year, own = self.period
        return year + (month - own <= -TURN_OF_YEAR) - (month - own >= TURN_OF_YEAR)


def parse_date(
    raw: object, years: Years, *, is_1904: bool = False, month_end: bool = False, late: bool = False
) -> Found | None:
    """The day a cell names. None when it is no date at all; a Found without day when it is an
    impossible one. `month_end` decides the day of a bare month, `late` the end of a range.
    """
    if isinstance(raw, datetime):
        return Found(_sane(raw.date()))
    if isinstance(raw, date):
        return Found(_sane(raw))
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _from_number(float(raw), years, is_1904)
    text = _trimmed(str(raw))
    for reader in _READERS:
        found = reader(text, years, month_end)
        if found is not None:
            return found
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _from_number(float(text), years, is_1904)
    return _from_range(text, years, month_end, late)


def _trimmed(text: str) -> str:
    text = re.sub(r"(?<=\d)\s+(?=\d{1,2}:)", "T", text.strip())
    text = re.sub(r"(?<=\d)[ \u3000]+(?=\d)", "-", text)
    text = _HEAD.sub("", plain(text))
    for _ in range(3):
        text = _TAIL.sub("", text)
    text = text.rstrip("。.;,")
    return _CLOCK.sub("", text) if ":" in text or "时" in text or "点" in text else text


def _from_number(value: float, years: Years, is_1904: bool) -> Found | None:
    whole = int(value)
    if value == whole and 19000101 <= whole <= 21001231:
        return _digits(str(whole), years, False)
    if value == whole and OLDEST <= whole <= NEWEST:
        return Found(date(whole, 1, 1), part_missing=True)
    if value == whole and 190001 <= whole <= 210012:
        return _compact_month(str(whole), years, False)
    if 20000 <= value < 73050:
        epoch = EPOCH_1904 if is_1904 else EPOCH_1900
        return Found(_sane(epoch + timedelta(days=whole)))
    if 1 <= value < 13 and value != whole:  # 9.5 typed for 9月5日
        return _month_day(f"{value:g}", years, False)
    return Found(None)


def _from_range(text: str, years: Years, month_end: bool, late: bool) -> Found | None:
    parts = _RANGE_SPLIT.split(text)
    if len(parts) < 2:
        return None
    first = parse_date(parts[0], years, month_end=month_end)
    if first is None or first.day is None:
        return first
    if not late:
        return first._replace(is_range=True)
    inside = Years((first.day.year, first.day.month), place=years.place)
    last = parse_date(parts[-1], inside, month_end=month_end)
    if last is None or last.day is None:
        last = parse_date(f"{parts[-1]}日", inside) or first
    return last._replace(is_range=True, year_missing=first.year_missing)


def _full(text: str, years: Years, month_end: bool) -> Found | None:
    found = _FULL.fullmatch(text)
    return Found(_day(*map(_number, found.groups()))) if found else None


def _short_year(text: str, years: Years, month_end: bool) -> Found | None:
    found = _SHORT_YEAR.fullmatch(text)
    if not found:
        return None
    year, month, day = map(_number, found.groups())
    if 10 <= year <= 40 and ("年" in text or not (month <= 31 and 10 <= day <= 40 and year <= 12)):
        return Found(_day(2000 + year, month, day))
    return None


def _american(text: str, years: Years, month_end: bool) -> Found | None:
    found = _US.fullmatch(text)
    if not found:
        return None
    month, day, year = (int(part) for part in found.groups())
    return Found(_day(year + 2000 if year < 100 else year, month, day))


def _digits(text: str, years: Years, month_end: bool) -> Found | None:
    found = _DIGITS.fullmatch(text)
    return Found(_day(*(int(part) for part in found.groups()))) if found else None


def _month_day(text: str, years: Years, month_end: bool) -> Found | None:
    found = _MONTH_DAY.fullmatch(text)
    if not found:
        return None
    month, day = map(_number, found.groups())
    year = years.of(month)
    if (month, day) == (2, 29) and not calendar.isleap(year):
        return Found(None)
    return Found(_day(year, month, day), year_missing=True)


def _only_day(text: str, years: Years, month_end: bool) -> Found | None:
    found = _DAY.fullmatch(text)
    if not found or years.period is None:
        return None
    return Found(_day(*years.period, _number(found[1])), year_missing=True)


def _year_month(text: str, years: Years, month_end: bool) -> Found | None:
    found = _YEAR_MONTH.fullmatch(text)
    if not found:
        return None
    year, month = _number(found[1].rstrip("年")), _number(found[2])
    return _bare_month(year + 2000 if year < 100 else year, month, month_end)


def _compact_month(text: str, years: Years, month_end: bool) -> Found | None:
    found = _COMPACT_MONTH.fullmatch(text)
    return _bare_month(int(found[1]), int(found[2]), month_end) if found else None


def _bare_month(year: int, month: int, month_end: bool) -> Found:
    if not 1 <= month <= 12 or not OLDEST <= year <= NEWEST:
        return Found(None)
    day = calendar.monthrange(year, month)[1] if month_end else 1
    return Found(date(year, month, day), part_missing=True)


def _year_only(text: str, years: Years, month_end: bool) -> Found | None:
    found = _YEAR.fullmatch(text)
    if not found:
        return None
    year = _number(found[1])
    return Found(date(year, 12, 31) if month_end else date(year, 1, 1), part_missing=True)


def _part_of_month(text: str, years: Years, month_end: bool) -> Found | None:
    found = _PART.fullmatch(text)
    if not found:
        return None
    month = _number(found[2])
    if not 1 <= month <= 12:
        return Found(None)
    year = _number(found[1]) if found[1] else years.of(month)
    last = calendar.monthrange(year, month)[1]
    day = {"初": 1, "上旬": 10, "中旬": 20, "中": 15}.get(found[3], last)
    return Found(date(year, month, day), year_missing=not found[1], part_missing=True)


_READERS: tuple[Callable[[str, Years, bool], Found | None], ...] = (
    _full,
    _digits,
    _short_year,
    _american,
    _month_day,
    _compact_month,
    _year_month,
    _year_only,
    _part_of_month,
    _only_day,
)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if len(text) == 4:  # 二〇二六
        return int(numeral(text) or 0)
    return int(numeral(text) or 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return _sane(date(year, month, day))
    except ValueError:
        return None


def _sane(day: date) -> date | None:
    return day if OLDEST <= day.year <= NEWEST else None


_MONTH_ONLY = re.compile(rf"({_N})月(份)?$")
_MONTH_IN_TEXT = re.compile(
    rf"({_Y})\s*年\s*({_N})\s*月(?!\s*{_N}\s*[日号])|(?<!\d)(20\d{{2}})[-.](\d{{1,2}})(?![-.\d])|(?<!\d)(20\d{{2}})(0[1-9]|1[0-2])(?!\d)"
)
_MONTHS_SPAN = re.compile(rf"{_N}\s*月?\s*(?:份)?\s*[-—–~至到、和及]+\s*(?:{_Y}\s*年)?\s*{_N}\s*月")
_LONE_MONTH = re.compile(rf"(?<![\d{_CN}年])({_N})\s*月(?:份|度)?(?!\s*{_N}\s*[日号])")
_YEAR_IN_TEXT = re.compile(
    rf"(?<!\d)({_Y})\s*年|(?<!\d)(20\d{{2}})(?=[-./]\d)|(?<!\d)(20\d{{2}})(?=(?:0[1-9]|1[0-2])(?:\d\d)?(?!\d))"
)


def month_in(text: str, year: int | None = None) -> tuple[int, int] | None:
    """The one month a title speaks of, as (year, month); None for none, several or a quarter."""
    spans = _MONTHS_SPAN.search(text)
    if spans:
        return None
    months = {_pair(found) for found in _MONTH_IN_TEXT.finditer(text)}
    if len(months) == 1:
        return months.pop()
    if months or year is None:
        return None
    lone = {_number(found[1]) for found in _LONE_MONTH.finditer(text)}
    month = lone.pop() if len(lone) == 1 else 0
    return (year, month) if 1 <= month <= 12 else None


def _pair(found: re.Match[str]) -> tuple[int, int]:
    year, month = [part for part in found.groups() if part]
    return _number(year), _number(month)


def lone_month_in(text: str) -> int | None:
    """The one month named without a year (8月)."""
    if _MONTHS_SPAN.search(text):
        return None
    lone = {_number(found[1]) for found in _LONE_MONTH.finditer(text)}
    month = lone.pop() if len(lone) == 1 else 0
    return month if 1 <= month <= 12 else None


def year_in(text: str) -> int | None:
    """The one year a text names, or None."""
    years = {_number(next(p for p in f.groups() if p)) for f in _YEAR_IN_TEXT.finditer(text)}
    years = {y for y in years if 1990 <= y <= NEWEST}
    return years.pop() if len(years) == 1 else None


def parse_period(raw: object, years: Years) -> tuple[int, int] | None:
    """The month a 月份 cell names, as (year, month)."""
    found = parse_date(raw, years)
    if found is not None and found.day is not None:
        return found.day.year, found.day.month
    text = plain(str(raw)).replace("第", "")
    lone = _MONTH_ONLY.fullmatch(text) or re.fullmatch(r"(\d{1,2})(\.0)?", text)
    month = _number(lone[1]) if lone else 0
    return (years.of(month), month) if 1 <= month <= 12 else None
