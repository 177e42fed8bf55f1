"""Laws 1 to 3 for numbers, money, months, percent and dates, on cells made by chance."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.reading.dates import Years, parse_date
from pipelines.values import Setting, Tools, convert
from tests.books import forms
from tests.scribe import FINANCIAL, HAN, han

TOOLS = Tools(forms())
YEARS = Years((2026, 9), 2026, "title", date(2026, 11, 23))
COLUMNS = {
    "people": ("screening", "people_involved"),
    "amount": ("screening", "amount_involved_wan"),
    "return": ("screening", "promised_return_pct"),
    "months": ("screening", "prepay_months_max"),
    "fee": ("facility", "monthly_bed_fee_yuan"),
    "visit": ("screening", "screened_date"),
    "deadline": ("rectification", "due_date"),
}
SOME = settings(max_examples=300, deadline=None)


def read(kind, raw):
    """(value, lower end, codes of warnings and errors) of one cell."""
    form, name = COLUMNS[kind]
    done = convert(["", raw], forms().form(form).column(name), Setting(years=YEARS), TOOLS)
    found = done.notes.get(1, ())
    kinds = forms().problems
    told = [n.code for n in found if (n.severity or kinds[n.code].severity) != "info"]
    return done.values[1], done.lows.get(1), told


def unread(kind, raw):
    """Whether the cell is unknown and says so."""
    value, low, told = read(kind, raw)
    return value is None and low is None and bool(told)


# What people put beside a number that is not part of it.
FOREIGN = [
    "，利息2万", "×20人", "，其中外地5人", "（含2名儿童）", "美元", "港币", "/20", "笔", "已退",
    "、20",
    "；另5",
    "=6万元", "（已退一半）", "/人", "每月", "人均", "倍多", "？", "或40", "－", "½",
]  # fmt: skip
BESIDE = ["①", "②", "*", "※", "[1]", "注1", "（注1）", "³"]
EXPLAINED = ["（含预收）", "，已立案", "；待退", "（截至9月）", "（60岁以上）", "（一次性缴纳）"]
NUMERALS = "一二三四五十百千万亿半几"
numbers = st.integers(2, 9_000)


@SOME
@given(numbers, st.sampled_from(FOREIGN), st.sampled_from(["", "人", "名"]))
def test_law_01_a_remainder_makes_a_count_unknown_and_is_told(number, rest, unit):
    assert unread("people", f"{number}{unit}{rest}")


@SOME
@given(numbers, st.sampled_from(FOREIGN), st.sampled_from(["万", "万元", "元"]))
def test_law_01_a_remainder_makes_an_amount_unknown_and_is_told(number, rest, unit):
    assert unread("amount", f"{number}{unit}{rest}")


@SOME
@given(numbers, st.sampled_from(BESIDE + EXPLAINED), st.sampled_from(["", "人"]))
def test_law_01_a_mark_or_an_explanation_stays_beside_the_value_and_is_told(number, mark, unit):
    value, _, told = read("people", f"{number}{unit}{mark}")
    assert (value, bool(told)) == (number, True)


@SOME
@given(
    st.text(
        "0123456789.,，、+-~～至×*/%‰一二三四五十百千万亿半几多余约人户元角年月日个（）()[]①²½ \n",
        max_size=9,
    )
)
def test_law_02_a_silent_count_uses_every_figure_of_its_cell(text):
    value, low, told = read("people", text)
    if value is None or told:
        return
    runs = [float(run.replace(",", "")) for run in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]
    if not set(text) & set(NUMERALS):
        assert [low, value][-len(runs) :] == runs and len(runs) <= 2, text


@SOME
@given(numbers, numbers)
def test_law_02_two_numbers_are_never_glued_into_a_third(a, b):
    assume(a != b)
    signs = [" 、 ", "/", "×", "；", " 和 ", "\n", "（", "元", "①", "=", "或", " ", "，", "?"]
    for sign in signs:
        value, _, told = read("people", f"{a}{sign}{b}")
        for text in (f"{a}万{sign}{b}万", f"{han(a)}{sign}{han(b)}"):
            is_one = sign in ("=", " ")  # 二 十 is 20, a space counts for nothing
            assert read("amount", text)[0] in (None, a, a / 10000) or is_one, text
        grouped = sign in " ，" and len(str(b)) in (3, 4)
        assert value in (None, a) or (grouped and value == int(f"{a}{b}")), (sign, value)
        assert told or grouped


@SOME
@given(numbers, numbers)
def test_law_02_a_sum_is_the_arithmetic_written_there_and_told(a, b):
    assert read("people", f"{a}+{b}") == (a + b, None, ["summed"])
    assert read("amount", f"{a}万+{b}万")[0] == a + b
    assert unread("people", f"{a}+{b}={a + b + 1}")


@SOME
@given(numbers, numbers, st.sampled_from(["-", "~", "—", "至", "到", "～", "–"]))
def test_law_02_a_range_has_the_ends_that_are_written(a, b, sign):
    assume(a < b)
    assert read("people", f"{a}{sign}{b}人") == (b, a, [])
    assert read("amount", f"{a}{sign}{b}万元") == (b, a, [])
    assert unread("people", f"{b}{sign}{a}人")


@SOME
@given(numbers)
def test_law_03_one_amount_in_every_dress_is_that_amount(number):
    dresses = [
        f"{number}万", f"{number}万元", f"{number} 万 元", f"{number * 10000:,}元", 
        f"¥{number * 10000}",
        f"{han(number)}万元", f"{han(number, FINANCIAL, '拾佰仟')}万元整", f"人民币{number}万元",
        f"共计{number}万元", f"{number}万元人民币", f"{number}（万元）", f"{number}W",
        f"{number}万元（{han(number)}万元）", f"{number * 10}千元",
    ]  # fmt: skip
    assert {dress: read("amount", dress) for dress in dresses} == {
        dress: (number, None, []) for dress in dresses
    }


@SOME
@given(st.integers(1, 99), st.integers(1, 11))
def test_law_03_months_are_counted_however_they_are_said(years, months):
    assert read("months", f"{years}年{months}个月")[0] == 12 * years + months
    assert read("months", f"{years}年半")[0] == 12 * years + 6
    assert read("months", f"{han(months)}个半月")[0] == months + 0.5
    assert unread("months", f"{years}天")


@SOME
@given(st.integers(1, 60))
def test_law_03_a_return_is_percent_a_year_whatever_its_period(percent):
    for text in (f"{percent}%", f"百分之{han(percent)}", f"年化{percent}%", f"{percent}个点"):
        assert read("return", text) == (percent, None, []), text
    if percent <= 8:
        for text in (f"月息{percent}分", f"{percent}%/月", f"每月返利{percent}%"):
            assert read("return", text)[0] == 12 * percent, text
    for text in (f"日息{percent}%", f"{percent}分", f"年息{percent}厘", f"每周{percent}%"):
        assert unread("return", text), text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("people", "1001万人"),
        ("amount", "101亿"),
        ("amount", 1_000_001.0),
        ("return", "101%"),
        ("return", "月息9分"),
    ],
)
def test_beyond_every_likelihood_the_row_waits(kind, text):
    assert read(kind, text)[::2] == (None, ["beyond_limit"])


# ---------------------------------------------------------------- days

days = st.dates(date(2026, 1, 1), date(2026, 11, 30))
spans = st.integers(1, 60)
WAYS = [
    lambda d: d.isoformat(),
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year}年{d.month}月{d.day}日（星期六）上午9时",
    lambda d: "".join(HAN[int(c)] for c in str(d.year)) + f"年{han(d.month)}月{han(d.day)}日",
]
JOINS = ["至", " 至 ", "~", "～", "—", " — ", "到", "、", "及", "和"]


@SOME
@given(days, spans, st.sampled_from(WAYS), st.sampled_from(JOINS))
def test_law_02_a_visit_takes_the_first_day_of_a_range_a_deadline_the_last(first, span, way, join):
    last = first + timedelta(span)
    text = f"{way(first)}{join}{way(last)}"
    assert read("visit", text)[::2] == (first, ["date_range"])
    assert read("deadline", text)[::2] == (last, ["date_range"])


@SOME
@given(
    days,
    days,
    st.sampled_from(WAYS),
    st.sampled_from(["（复查{}）", "，复查{}", "\n复查{}", " 复查 {}"]),
)
def test_law_01_a_second_day_in_an_aside_makes_the_row_wait(day, other, way, aside):
    assert unread("visit", way(day) + aside.format(way(other)))


@SOME
@given(days, st.sampled_from(WAYS), st.sampled_from(["①", "*", "（补录）", "，已排查", "²"]))
def test_law_01_a_mark_beside_a_day_is_told_and_changes_no_figure(day, way, mark):
    assert read("visit", way(day) + mark) == (day, None, ["date_explained"])


PIECES = st.one_of(
    st.integers(1, 31),
    st.sampled_from([2026, 26, 9, 10, 20260905]),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


@SOME
@given(
    st.lists(
        st.tuples(
            PIECES,
            st.sampled_from(["-", ".", "/", "年", "月", "日", "至", " ", "、", "~", ",", "日至"]),
        ),
        min_size=2,
        max_size=5,
    ),
    st.booleans(),
)
def test_law_02_no_day_is_stored_whose_figures_are_not_in_the_cell(pieces, late):
    text = "".join(f"{piece}{sign}" for piece, sign in pieces)
    found = parse_date(text, YEARS, late=late)
    if found is None or found.day is None or found.part_missing:
        return
    figures = {int(part) for part in "".join(c if c.isdigit() else " " for c in text).split()}
    is_compact = any(f"{found.day:{form}}" in text for form in ("%Y%m%d", "%m%d"))
    assert is_compact or {found.day.month, found.day.day} <= figures | {YEARS.period[1]}, text


@pytest.mark.parametrize(
    "text", ["农历七月廿四", "九月初五", "7月24日（农历）", "阴历八月十五", "腊月二十"]
)
def test_law_03_a_lunar_day_is_no_day_of_the_calendar(text):
    assert read("visit", text) == (None, None, ["lunar_date"])


@pytest.mark.parametrize("raw", [9.1, 9.2, 9.3, "5/9/2026", "2062-09-05", "1949-09-05"])
def test_a_doubtful_day_is_told(raw):
    assert read("visit", raw)[2]


@pytest.mark.parametrize("raw", [9.4, 9.15, "9.10", "9/13/2026", "2026-09-05"])
def test_a_day_with_one_reading_is_not_doubted(raw):
    assert read("visit", raw)[2] == []
