"""Days, ranges of days and months as clerks write them, in every column of dates."""

# ruff: noqa: E501 (a kind of wording is one line of data, however long)

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

import cn2an

from tests.wordings_core import Right, Wording, either, either_told, read, read_told, told, unknown

DATES = [
    ("screening", "screened_date"), ("facility", "opened_date"), ("lead", "received_date"),
    ("lead", "verify_due_date"), ("lead", "transferred_date"), ("lead", "closed_date"),
    ("rectification", "assigned_date"), ("rectification", "due_date"),
    ("rectification", "completed_date"), ("rectification", "verified_date"),
    ("rectification", "extended_to_date"), ("publicity", "activity_date"),
    ("submission", "submitted_date"), ("population", "as_of_date"),
]  # fmt: skip
DEADLINES = {"verify_due_date", "due_date", "extended_to_date"}
OPTIONAL = {"opened_date", "verify_due_date", "transferred_date", "closed_date", "completed_date",
            "verified_date", "extended_to_date"}  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
WEEKDAYS = "一二三四五六日"
HAN = "〇一二三四五六七八九"
HAN_MONTHS = [*"一二三四五六七八九十", "十一", "十二"]

# {Y} {m} {d} as numbers, {mm} {dd} with zeros, {yy} two digits; {hY} {hm} {hd} in Chinese, {w} weekday.
DAY_READ = """{Y}年{m}月{d}日|{Y}.{m}.{d}|{Y}/{m}/{d}|{Y}-{mm}-{dd}|{Y}{mm}{dd}|{m}月{d}日|{m}月{d}号|{hY}年{hm}月{hd}日
{hm}月{hd}日|{Y}年{mm}月{dd}日|{Y} 年 {m} 月 {d} 日|{Y}-{m}-{d}|{Y}.{mm}.{dd}|{Y}年{m}月{d}日（星期{w}）|{Y}-{mm}-{dd} 星期{w}
{Y}-{mm}-{dd} 09:30|{Y}年{m}月{d}日 16：30|{Y}-{mm}-{dd}T08:00:00|{Y}-{mm}-{dd} 09:30:00|{Y}年{m}月{d}号|{Y}年{m}月{d}日上午
{wY}．{wm}．{wd}|{Y}年{m}月{d}日下午3时|{Y}/{mm}/{dd}|{Y}。{m}。{d}|{Y}、{m}、{d}|{hO}年{hm}月{hd}日|{Y}年{m}月{d}日。
{Y}年{m}月{d}|{m}月{d}| {Y}-{mm}-{dd} |{yy}.{m}.{d}|{h0}年{hm}月{hd}日""".replace("\n", "|")
DAY_EITHER = """{yy}年{m}月{d}日|{m}-{d}|{m}.{dd}|{m}/{d}|{Y}\\{m}\\{d}|{Y},{m},{d}|{Y}_{mm}_{dd}|{Y}年{m}.{d}|周{w}（{m}月{d}日）
{Y}年{m}月{d}日（当天）|{dd}/{mm}/{Y}|{Y}{mm}{dd}上午|{Y}—{mm}—{dd}|{Y}-{mm}-{dd}Z|于{Y}年{m}月{d}日|{m}月{d}日晚""".replace(
    "\n", "|"
)
DAY_EXPLAINED = "{Y}年{m}月{d}日（已复查）|{m}月{d}日（补填）|{Y}-{mm}-{dd}①|{Y}.{m}.{d}，已公示|{Y}-{mm}-{dd}（预计）"
DAY_SECOND = (
    """{Y}-{mm}-{dd}\n复查{Y}-10-20|{Y}年{m}月{d}日，10月20日复查|{Y}-{mm}-{dd}（第2次）|{m}月{d}日，3人参加
{Y}年{m}月{d}日（10月20日补查）""".replace("\n复", "@复")
    .replace("\n", "|")
    .replace("@", "\n")
)
DAY_NO = """13月2日|2026-02-30|2月29日|9月31日|2026-06-31|2026.13.1|2026年9月32日|2026/0/5|2026年9月0日|2026-9-31|20260931
农历七月廿四|农历八月十五|阴历九月初九|九月初五|8月15日（农历）|农历2026年8月15日|八月十五（农历）|立行立改|长期|长期坚持|已排查|每月5日
年底前|30个工作日内|上周五|昨天|每周一|近期|2026年第三季度|2026095|节后|随时|见附件|9月31号|三十日内
0000-00-00|2026年2月30日|二月三十日|腊月二十三|9月40日""".replace("\n", "|")
FAR = "2062-09-05|2206年9月5日|2032-06-01|1026-09-05|1949-09-30|2099.1.1|1905-07-14|2040年9月5日"
# {1} and {2} two days: first and last.
RANGES = """{1}至{2}|{1}~{2}|{1}-{2}|{1} — {2}|{1}—{2}|{1}到{2}|{1}～{2}|{1} 至 {2}|{1}－{2}|自{1}至{2}""".replace(
    "\n", "|"
)
RANGE_DAYS = (
    "{Y}-{mm}-{dd}|{Y}年{m}月{d}日|{Y}.{m}.{d}|{Y}/{m}/{d}|{Y}{mm}{dd}|{m}月{d}日|{Y}.{mm}.{dd}"
)
SHORT_RANGES = """{Y}年{m}月{d}日-{e}日|{m}月{d}日至{e}日|{m}月{d}-{e}日|{Y}.{m}.{d}-{m}.{e}|{Y}-{mm}-{dd}到{ee}|{Y}-{mm}-{dd},{ee}
{m}月{d}日、{e}日|{Y}年{m}月{d}日、{e}日|{Y}-{mm}-{dd}、{Y}-{mm}-{ee}|{Y}/{m}/{d}、{m}/{e}|{Y}-{mm}-{dd}及{Y}-{mm}-{ee}
{Y}年{m}月{d}日至{m}月{e}日|{Y}.{mm}.{dd}、{mm}.{ee}|{m}月{d}日—{m}月{e}日|{m}.{d}-{m}.{e}|{Y}-{mm}-{dd}/{Y}-{mm}-{ee}""".replace(
    "\n", "|"
)
DAY_FORMATS = ["yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"', "yyyy.mm.dd", "m/d/yyyy", "yyyy-mm-dd hh:mm",
               'm"月"d"日"', "[$-804]yyyy\\-mm\\-dd;@", "mm-dd-yy", "d-mmm-yy", "yyyymmdd"]  # fmt: skip


def parts_of(day: date) -> dict[str, Any]:
    year, month, number = str(day.year), f"{day.month}", f"{day.day}"
    han = "".join(HAN[int(one)] for one in year)
    return {"Y": year, "m": month, "d": number, "mm": f"{day:%m}", "dd": f"{day:%d}", "yy": year[2:],
            "hY": han, "hO": han.replace("〇", "○"), "h0": han.replace("〇", "0"),
            "hm": cn2an.an2cn(month), "hd": cn2an.an2cn(number), "w": WEEKDAYS[day.weekday()],
            "wY": year.translate(FULL_WIDTH), "wm": month.translate(FULL_WIDTH),
            "wd": number.translate(FULL_WIDTH)}  # fmt: skip


def days() -> Iterator[date]:
    """Days of the workbook's own months, the later half of a month so that no day is a month too."""
    rng = random.Random("days")
    while True:
        yield date(2026, rng.choice((6, 7, 8, 9)), rng.choice(range(13, 29)))


def dates(times: int = 3) -> Iterator[Wording]:
    columns, day = cycle(DATES), days()
    for kind, text, right_of in DAY_KINDS:
        for style in text.split("|"):
            for _ in range(times):
                (form, column), one = next(columns), next(day)
                typed = style.format(**parts_of(one))
                yield Wording(form, column, typed, right_of(one), kind)
    yield from ranges()
    yield from short_ranges()
    yield from days_in_cells()
    yield from months()
    yield from periods()


DAY_KINDS = [
    ("day", DAY_READ, read),
    ("day", DAY_EITHER, either),
    ("explanation", DAY_EXPLAINED, read_told),
    ("second value", DAY_SECOND, either_told),
    ("no day", DAY_NO, lambda _: told()),
]


def ranges() -> Iterator[Wording]:
    """The last day of a deadline, the first of anything else; a warning in any case."""
    columns, day = cycle(DATES), days()
    for style in RANGES.split("|"):
        for writing in RANGE_DAYS.split("|"):
            if writing[-3:] == "{d}" and style == "{1}-{2}" and "-" in writing:
                continue
            (form, column), first = next(columns), next(day)
            last = first + timedelta(days=random.Random(str((style, writing))).choice((2, 20, 45)))
            typed = style.replace("{1}", writing.format(**parts_of(first)))
            typed = typed.replace("{2}", writing.format(**parts_of(last)))
            yield Wording(form, column, typed, of_range(column, first, last), "date range")


def short_ranges() -> Iterator[Wording]:
    columns, day = cycle(DATES), days()
    for style in SHORT_RANGES.split("|"):
        for _ in range(3):
            (form, column), first = next(columns), next(day)
            last = first.replace(day=random.Random(style).choice((29, 30)))
            found = {**parts_of(first), "e": last.day, "ee": f"{last.day:02}"}
            right = of_range(column, first, last)
            yield Wording(form, column, style.format(**found), right, "date range")


def of_range(column: str, first: date, last: date) -> Right:
    return read_told(last if column in DEADLINES else first)


def days_in_cells() -> Iterator[Wording]:
    """Dates in every dress of Excel, serial numbers, far years, unknown."""
    day = days()
    for turn, (form, column) in enumerate(DATES):
        for step in range(3):
            one = next(day)
            shape = DAY_FORMATS[(turn + 4 * step) % len(DAY_FORMATS)]
            yield Wording(form, column, one, read(one), "day", shown_by=shape)
        one = next(day)
        serial = (one - date(1899, 12, 30)).days
        yield Wording(form, column, serial, read(one), "day")
        yield Wording(form, column, str(serial), read(one), "day")
        yield Wording(form, column, int(f"{one:%Y%m%d}"), read(one), "day")
        yield Wording(form, column, datetime(2026, 9, 17, 9, 30), read(date(2026, 9, 17)), "day",
                      shown_by="yyyy-mm-dd hh:mm")  # fmt: skip
        if column != "assigned_date":  # the deadline of such a row would lie before it
            for typed in FAR.split("|")[turn % 2 :: 2]:
                yield Wording(form, column, typed, far(typed), "far year")
            later = date(2062, 9, 5)
            yield Wording(form, column, later, either_told(later), "far year")
        if column in DEADLINES:  # five years after the workbook's own are no plan too far
            yield Wording(form, column, "2031-12-31", read(date(2031, 12, 31)), "day")
            yield Wording(form, column, "2032-01-01", either_told(date(2032, 1, 1)), "far year")
        for typed in ("/", "不详", "待核实"):
            right = unknown() if column in OPTIONAL else told()
            yield Wording(form, column, typed, right, "unknown")
        yield Wording(form, column, 9.1, nine_one(), "month as number")
        yield Wording(
            form, column, "5/9/2026", either_told(date(2026, 9, 5), date(2026, 5, 9)), "day"
        )
        yield Wording(form, column, 2.5, either(date(2026, 2, 5)), "day")
        for odd in (True, 30, "是"):
            yield Wording(form, column, odd, told(), "no day")


def nine_one() -> Right:
    return either_told(date(2026, 9, 1), date(2026, 9, 10))


def far(typed: str) -> Right:
    digits = typed.replace("年", "-").replace("月", "-").replace(".", "-").rstrip("日")
    return either_told(date(*map(int, digits.split("-"))))


MONTH_STYLES = [
    "2026年9月",
    "2026.09",
    "202609",
    "2026-09",
    "2026年9月份",
    "2026/9",
    "九月",
    2026.9,
    "2026.9",
]
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)


def months() -> Iterator[Wording]:
    """A month is no day: told; where the form knows which day it means, that day."""
    first_columns = {"opened_date"}
    last_columns = DEADLINES | {"as_of_date"}
    for form, column in DATES:
        for typed in MONTH_STYLES:
            right = told()
            if column in first_columns:
                right = either_told(FIRST)
            elif column in last_columns:
                right = either_told(LAST)
            yield Wording(form, column, typed, right, "month")
    for form, column in DATES:
        last = column in last_columns
        tenth, year = (date(2026, 9, 10), date(2026, 12, 31)) if last else (FIRST, date(2026, 1, 1))
        for typed, day in (("2026年9月上旬", tenth), ("2026", year), ("2026年", year)):
            is_known = last or column in first_columns
            yield Wording(form, column, typed, either_told(day) if is_known else told(), "month")
    yield Wording("facility", "opened_date", "1950-01-01", read(date(1950, 1, 1)), "day")
    late = either_told(date(1949, 12, 31))
    yield Wording("facility", "opened_date", "1949-12-31", late, "far year")
    yield Wording("facility", "opened_date", 2019.6, read_told(date(2019, 6, 1)), "month as number")
    yield Wording("facility", "opened_date", "2019年6月", read_told(date(2019, 6, 1)), "month")


PERIOD_READ = ["2026-09", "2026年9月", "9月", "9月份", "九月", "2026.9", 2026.9, 202609, "202609", "2026/9", "2026年9月份",
               "二〇二六年九月", "2026 年 9 月", "2026-9", "2026.09", "2026年09月", "九月份", "２０２６年９月"]  # fmt: skip
PERIOD_EITHER = [
    9,
    "9",
    "2026年度9月",
    "26年9月",
    "2026-09-01",
    "2026年9月1日-30日",
    "2026年9月（补报）",
    "9月①",
]
PERIOD_NO = ["2026年", "第三季度", "13月", "2026-13", "上半年", "2026年0月", "全年", "7-9月", "2026年7月至9月", "每月", "是",
             "7月、8月", "2026", "三季度", "2026年13月", -9, True]  # fmt: skip


def periods() -> Iterator[Wording]:
    september = "2026-09"
    for typed in PERIOD_READ:
        yield Wording("submission", "period", typed, read(september), "period")
    for month, han in zip(range(1, 13), HAN_MONTHS, strict=True):
        for typed in (
            f"{month}月",
            f"2026年{month}月",
            f"{han}月份",
            f"2026-{month:02}",
            202600 + month,
        ):
            yield Wording("submission", "period", typed, read(f"2026-{month:02}"), "period")
        if month not in (1, 10):
            typed = float(f"2026.{month:02}") if month > 10 else float(f"2026.{month}")
            yield Wording(
                "submission", "period", typed, read(f"2026-{month:02}"), "month as number"
            )
    yield Wording("submission", "period", 2026.1, either("2026-01", "2026-10"), "month as number")
    shown = {"shown_by": "0.00"}
    yield Wording("submission", "period", 2026.1, either("2026-10"), "month as number", **shown)
    yield Wording("submission", "period", "2026.10", read("2026-10"), "period")
    yield Wording("submission", "period", date(2026, 9, 1), read(september), "period")
    yield Wording("submission", "period", date(2026, 9, 1), read(september), "period",
                  shown_by='yyyy"年"m"月"')  # fmt: skip
    for typed in PERIOD_EITHER:
        yield Wording("submission", "period", typed, either(september), "period")
    for typed in PERIOD_NO:
        right = (
            either_told("2026-07", september)
            if "至" in str(typed) or "-9" in str(typed)
            else told()
        )
        yield Wording("submission", "period", typed, right, "no period")
