"""Dates as clerks write them; what is missing (a year, a day) is said, never hidden.

A text is a day, or days, and nothing else: weekday, clock time and 前 are known words, an aside in
brackets or behind a comma is told, and what no rule takes makes the whole text no date.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pipelines.reading.numerals import numeral
from pipelines.reading.spelling import BREAK, FOOTNOTE, GAP, spelled

EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
OLDEST, NEWEST = 1900, 2100
TURN_OF_YEAR = 10  # months apart: December's sheet speaks of next January, not of last

HAN_DIGITS = "〇零○一二三四五六七八九十廿卅两"
DAY_OR_MONTH = rf"(?:\d{{1,2}}|[{HAN_DIGITS}]{{1,3}})"
YEAR = rf"(?:\d{{4}}|[\d{HAN_DIGITS}]{{4}})"
_SEP = r"[-/.年\\、,_·—–]"
_SEP2 = r"[-/.月\\、,_·—–]"
_CLOCK = re.compile(
    r"(?:T|上午|下午|早上|晚上|AM|PM)?(?:\d{1,2}(?::\d{1,2}){1,2}(?:\.\d+)?"
    r"|\d{1,2}[时点](?:\d{1,2}分?|半|整)?)"
    r"(?:Z|[+]\d\d:?\d\d|AM|PM|(?:--?|~|–|—|至)\d{1,2}(?::\d{1,2}){1,2})?$"
)
_WEEKDAY = re.compile(
    r"(?:\((?:周|星期|礼拜)[一二三四五六日天]\)|(?:周|星期|礼拜)[一二三四五六日天]"
    r"|\(?(?:上午|下午|晚上|晚|早上|全天)\)?)$"
)
_LOOSE = re.compile(r"(?:前完成|整改完成|完成|以前|之前|前|止|为止|起|左右|后|以后|之后|至|到)$")
_HEAD = re.compile(r"^(?:约|于|截至|截止|公元|暂定|至|到)+")
_ASIDE = re.compile(r"\(([^()]*)\)$|\[([^\[\]]*)\]$|【([^【】]*)】$")
_MARK = re.compile(rf"(?:{FOOTNOTE}|[*※†‡]|注\d{{0,2}})+$")
_BEHIND = re.compile(rf"^([^,;。{BREAK}]+)[,;。{BREAK}](.*)$")
_LUNAR = re.compile(
    r"农历|阴历|旧历|初[一二三四五六七八九十]|月廿|[正腊冬]月|闰.{1,2}月|除夕|春节|元宵|端午|中秋|重阳"
)
_QUICK = re.compile(r"(\d{4})(?:([-/.])|年)(\d{1,2})(?:(?(2)\2|月))(\d{1,2})(?(2)|日)")
_FULL = re.compile(rf"({YEAR}){_SEP}({DAY_OR_MONTH}){_SEP2}({DAY_OR_MONTH})[日号]?")
_SHORT_YEAR = re.compile(rf"(\d{{2}}){_SEP}({DAY_OR_MONTH}){_SEP2}({DAY_OR_MONTH})[日号]?$")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})$")
# 5-7日 is two days, 9.5日 is one.
_MONTH_DAY = re.compile(rf"({DAY_OR_MONTH})(?:[/.月]({DAY_OR_MONTH})[日号]?|[-、]({DAY_OR_MONTH}))")
_DAY = re.compile(rf"({DAY_OR_MONTH})[日号]$")
_YEAR_MONTH = re.compile(rf"({YEAR}(?=[-/.年])|\d{{2}}年)[-/.年]?({DAY_OR_MONTH})月?(份)?$")
_COMPACT_MONTH = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])$")
_YEAR_ONLY = re.compile(r"((?:19|20)\d{2}|[二一][〇零○九一二三四五六七八]{3})年?$")
_PART = re.compile(rf"(?:({YEAR})年)?({DAY_OR_MONTH})月份?(底|末|初|上旬|中旬|下旬|中)$")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_ENGLISH = re.compile(
    rf"(\d{{1,2}})[-,.]?({'|'.join(_MONTHS)})[A-Z]*[-,.]?(\d{{4}}|\d{{2}})"
    rf"|({'|'.join(_MONTHS)})[A-Z]*\.?[-]?(\d{{1,2}})[-,](\d{{4}})"
)
_BETWEEN = re.compile(rf"(--|~|—+|–|至|到|、|和|及|与|;|,|{BREAK})")
_IN_ORDER = frozenset("-~—–至到")
_MONTH_ONLY = re.compile(rf"({DAY_OR_MONTH})月(份)?$")


class Found(NamedTuple):
    """What a text says about a day: the day, and in which respects it was incomplete."""

    day: date | None
    year_missing: bool = False
    part_missing: bool = False  # no day (or no month) was written
    is_range: bool = False
    other: date | None = None  # what the text may mean as well
    is_lunar: bool = False
    aside: bool = False  # words or a footnote stand beside the day
    loose: bool = False  # 前, 起, 左右: about that day


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

    @property
    def own(self) -> int | None:
        """The year the workbook speaks of, None when only the day of the import is known."""
        return self.period[0] if self.period else self.year


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
        return _from_number(float(raw), years, is_1904, month_end)
    text = str(raw)
    quick = _QUICK.fullmatch(text)
    if quick is not None:
        return Found(_day(int(quick[1]), int(quick[3]), int(quick[4])))
    written = _written(text)
    if _LUNAR.search(written):
        return Found(None, is_lunar=True)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", written):
        return _from_number(float(written), years, is_1904, month_end)
    return _with_asides(written, years, month_end, late)


def looks_like_day(text: str) -> bool:
    """Whether a text is written as a day is, and as no number (3月5日, 2026-03-05, 5-Mar)."""
    written = _written(text)
    if re.fullmatch(rf"\d{{1,2}}-({'|'.join(_MONTHS)})", written):
        return True
    if not re.search(r"[年月日号]|\d[-/.]\d+[-/.]\d", written):
        return False
    found = parse_date(text, Years())
    return found is not None and found.day is not None


def _written(text: str) -> str:
    """Spelled for dates: a clock behind a gap, other gaps as hyphens, breaks inside words gone."""
    text = spelled(text)
    text = re.sub(rf"{GAP}(?=\d{{1,2}}[:时点])", "T", text).replace(GAP, "-")
    return re.sub(rf"(?<=[年月]){BREAK}|{BREAK}(?=[年月日号(]|周|星期)", "", text)


def _with_asides(text: str, years: Years, month_end: bool, late: bool) -> Found | None:
    """The day, or days, of a text; what stands beside them holds no second day."""
    core, has_mark, asides = _core(text)
    found = _whole(core, years, month_end, late)
    behind = _BEHIND.match(text) if found is None else None
    if behind is not None:
        core, has_mark, more = _core(behind[1])
        found, asides = _whole(core, years, month_end, late), [*more, behind[2]]
    if found is None or any(map(_holds_day, asides)):
        return None
    return found._replace(aside=found.aside or has_mark or any(asides))


def _holds_day(aside: str) -> bool:
    """Whether words beside a day hold a figure that may be of another day."""
    return re.search(rf"\d|[{HAN_DIGITS}][月日号]", re.sub(r"第\d{1,2}", "", aside)) is not None


def _core(text: str) -> tuple[str, bool, list[str]]:
    """Without footnotes and brackets at the end: (rest, whether there was a mark, the asides)."""
    asides, has_mark = [], False
    for _ in range(4):
        text = text.rstrip("。.;,")
        bare = _WEEKDAY.sub("", text)
        mark, aside = _MARK.search(bare), _ASIDE.search(bare)
        if mark is not None:
            text, has_mark = bare[: mark.start()], True
        elif aside is not None:
            inner = aside[1] or aside[2] or aside[3] or ""
            text = bare[: aside.start()]
            if not _CLOCK.fullmatch(inner):
                asides.append(inner)
        else:
            text = bare
    return text, has_mark, asides


def _whole(text: str, years: Years, month_end: bool, late: bool) -> Found | None:
    found = _single(text, years, month_end)
    return found if found is not None else _ranged(text, years, month_end, late)


def _single(text: str, years: Years, month_end: bool) -> Found | None:
    """One day, with the words that may stand around it."""
    trimmed, is_loose = _trimmed(text)
    for reader in _READERS:
        found = reader(trimmed, years, month_end)
        if found is not None:
            return found._replace(loose=is_loose)
    return None


def _trimmed(text: str) -> tuple[str, bool]:
    """Without 约, weekday, clock time, 前 and the like; whether a word made the day less exact."""
    text, is_loose = _HEAD.sub("", text), False
    for _ in range(4):
        text = _WEEKDAY.sub("", text)
        if ":" in text or "时" in text or "点" in text:
            text = _CLOCK.sub("", text)
        shorter = _LOOSE.sub("", text)
        is_loose |= shorter != text
        text = shorter.rstrip("。.;,")
    return text, is_loose


# ---------------------------------------------------------------- numbers in date columns


def _from_number(value: float, years: Years, is_1904: bool, month_end: bool) -> Found | None:
    whole = int(value)
    if value == whole:
        return _from_whole(whole, is_1904)
    if 20000 <= value < 73050:
        return _serial(whole, is_1904)
    if 1 <= value < 13:  # 9.5 typed for 9月5日
        return _with_zero(_month_day(f"{value:g}", years, False), value)
    if OLDEST <= whole <= NEWEST:  # 2019.6 typed for June 2019
        return _month_with_zero(f"{value:.10g}", years, month_end)
    return Found(None)


def _from_whole(whole: int, is_1904: bool) -> Found | None:
    if 19000101 <= whole <= 21001231:
        return _digits(str(whole), Years(), False)
    if OLDEST <= whole <= NEWEST:
        return Found(date(whole, 1, 1), part_missing=True)
    if 190001 <= whole <= 210012:
        return _compact_month(str(whole), Years(), False)
    return _serial(whole, is_1904) if 20000 <= whole < 73050 else Found(None)


def _serial(whole: int, is_1904: bool) -> Found:
    return Found(_sane((EPOCH_1904 if is_1904 else EPOCH_1900) + timedelta(days=whole)))


def _month_with_zero(text: str, years: Years, month_end: bool) -> Found:
    """2019.1 in General may be October, whose zero Excel does not show."""
    found = _year_month(text, years, month_end) or Found(None)
    october = _year_month(f"{text}0", years, month_end) if text.endswith(".1") else None
    return found if october is None else found._replace(other=october.day)


def _with_zero(found: Found | None, value: float) -> Found | None:
    """9.1 in General may be 9.10: Excel does not show the zero."""
    if found is None or found.day is None or f"{value:g}"[-2] != ".":
        return found
    return found._replace(other=_day(found.day.year, found.day.month, found.day.day * 10))


# ---------------------------------------------------------------- several days


def _ranged(text: str, years: Years, month_end: bool, late: bool) -> Found | None:
    """Days joined by 至, 、 and the like, else by a hyphen, stroke or dot behind a whole day."""
    pieces = _BETWEEN.split(text)
    if len(pieces) > 1:
        return _several(pieces[::2], pieces[1::2], years, month_end, late)
    for sign in re.finditer(r"[-/.]", text):
        left, right = text[: sign.start()], text[sign.end() :]
        if _may_end(left, right, sign[0], years):
            found = _several([left, right], ["-"], years, month_end, late)
            if found is not None and found.day is not None:
                return found
    return None


def _may_end(left: str, right: str, sign: str, years: Years) -> bool:
    """Whether a hyphen stands between two days and not inside one: 9.5-7, but not 9-5-7."""
    first = _single(left, years, False)
    if first is None or first.day is None or first.part_missing:
        return re.fullmatch(rf"{DAY_OR_MONTH}", left) is not None and right.endswith(("日", "号"))
    is_bare = re.fullmatch(r"\d{1,2}", right) is not None
    return not is_bare or not first.year_missing or sign not in left


def _several(
    parts: Sequence[str], signs: Sequence[str], years: Years, month_end: bool, late: bool
) -> Found | None:
    """The first of several days, or the last; each part takes what it lacks from the one before."""
    first = parts[0] + "日" if re.fullmatch(r"\d{1,2}", parts[0]) else parts[0]
    found = [_single(first, years, month_end)]
    for part in parts[1:]:
        before = found[-1]
        if before is None or before.day is None:
            return before
        inside = Years((before.day.year, before.day.month), place=years.place)
        later = _single(part, inside, month_end)
        if later is None and re.fullmatch(DAY_OR_MONTH, part):
            later = _single(f"{part}日", inside, month_end)
        found.append(later)
    if any(one is None or one.day is None for one in found):
        return None
    days = [one.day for one in found]
    if any(s[0] in _IN_ORDER and a >= b for s, a, b in zip(signs, days, days[1:], strict=False)):
        return None
    chosen = max(found, key=_its_day) if late else min(found, key=_its_day)
    return chosen._replace(is_range=True, year_missing=found[0].year_missing)


def _its_day(found: Found) -> date:
    return found.day or date.max


# ---------------------------------------------------------------- one day


def _full(text: str, years: Years, month_end: bool) -> Found | None:
    found = _FULL.fullmatch(text)
    return Found(_day(*map(as_number, found.groups()))) if found else None


def _short_year(text: str, years: Years, month_end: bool) -> Found | None:
    found = _SHORT_YEAR.fullmatch(text)
    if not found:
        return None
    year, month, day = map(as_number, found.groups())
    if 10 <= year <= 40 and ("年" in text or not (month <= 31 and 10 <= day <= 40 and year <= 12)):
        return Found(_day(2000 + year, month, day))
    return None


def _slashed(text: str, years: Years, month_end: bool) -> Found | None:
    """5/9/2026: month first, unless only the other reading is possible or fits the sheet."""
    found = _SLASHED.fullmatch(text)
    if not found:
        return None
    a, b, year = (int(part) for part in found.groups())
    year += 2000 if year < 100 else 0
    readings = [day for day in (_day(year, a, b), _day(year, b, a)) if day is not None]
    if years.period is not None:
        readings.sort(key=lambda day: day.month != years.period[1])
    if len(set(readings)) < 2:
        return Found(readings[0] if readings else None)
    return Found(readings[0], other=readings[1])


def _english(text: str, years: Years, month_end: bool) -> Found | None:
    """05-Sep-26 and Sep 5, 2026."""
    found = _ENGLISH.fullmatch(text)
    if not found:
        return None
    day, month, year = (
        (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    )
    number = int(year) + (2000 if len(year) == 2 else 0)
    return Found(_day(number, _MONTHS.index(month) + 1, int(day)))


def _digits(text: str, years: Years, month_end: bool) -> Found | None:
    found = _DIGITS.fullmatch(text)
    return Found(_day(*(int(part) for part in found.groups()))) if found else None


def _month_day(text: str, years: Years, month_end: bool) -> Found | None:
    found = _MONTH_DAY.fullmatch(text)
    if not found:
        return None
    month, day = as_number(found[1]), as_number(found[2] or found[3])
    year = years.of(month)
    if (month, day) == (2, 29) and not calendar.isleap(year):
        return Found(None)
    return Found(_day(year, month, day), year_missing=True)


def _only_day(text: str, years: Years, month_end: bool) -> Found | None:
    found = _DAY.fullmatch(text)
    if not found or years.period is None:
        return None
    return Found(_day(*years.period, as_number(found[1])), year_missing=True)


def _year_month(text: str, years: Years, month_end: bool) -> Found | None:
    found = _YEAR_MONTH.fullmatch(text)
    if not found:
        return None
    year, month = as_number(found[1].rstrip("年")), as_number(found[2])
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
    found = _YEAR_ONLY.fullmatch(text)
    if not found:
        return None
    year = as_number(found[1])
    return Found(date(year, 12, 31) if month_end else date(year, 1, 1), part_missing=True)


def _part_of_month(text: str, years: Years, month_end: bool) -> Found | None:
    found = _PART.fullmatch(text)
    if not found:
        return None
    month = as_number(found[2])
    if not 1 <= month <= 12:
        return Found(None)
    year = as_number(found[1]) if found[1] else years.of(month)
    last = calendar.monthrange(year, month)[1]
    day = {"初": 1, "上旬": 10, "中旬": 20, "中": 15}.get(found[3], last)
    return Found(date(year, month, day), year_missing=not found[1], part_missing=True)


_READERS: tuple[Callable[[str, Years, bool], Found | None], ...] = (
    _full,
    _digits,
    _short_year,
    _slashed,
    _english,
    _month_day,
    _compact_month,
    _year_month,
    _year_only,
    _part_of_month,
    _only_day,
)


def as_number(text: str) -> int:
    """A year, month or day in figures, Chinese numerals or both (二0二六)."""
    if text.isdigit() and text.isascii():
        return int(text)
    if len(text) == 4 and "十" not in text:
        text = "".join(str(int(numeral(c) or 0)) for c in text)
    return int(numeral(text) or 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return _sane(date(year, month, day))
    except ValueError:
        return None


def _sane(day: date) -> date | None:
    return day if OLDEST <= day.year <= NEWEST else None


def parse_period(raw: object, years: Years) -> tuple[int, int] | None:
    """The month a 月份 cell names, as (year, month)."""
    if isinstance(raw, float) and f"{raw:.10g}"[4:] == ".1":  # 2026.1 may be 2026.10
        return None
    found = parse_date(raw, years)
    if found is not None and found.day is not None:
        is_one = not found.is_range and found.other is None and not found.aside
        return (found.day.year, found.day.month) if is_one else None
    text = spelled(str(raw)).replace("第", "")
    lone = _MONTH_ONLY.fullmatch(text) or re.fullmatch(r"(\d{1,2})(\.0)?", text)
    month = as_number(lone[1]) if lone else 0
    return (years.of(month), month) if 1 <= month <= 12 else None
