"""Cells as clerks write them: numbers, dates, choices, places."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading.dates import Years, parse_date, parse_period
from pipelines.reading.lexicon import mask_ids
from pipelines.reading.months import month_in, year_in
from pipelines.reading.numbers import read_quantity
from pipelines.reading.numerals import numeral
from pipelines.values import Setting, Tools, convert
from tests.books import forms
from tests.scribe import FINANCIAL, HAN, han

TOOLS = Tools(forms())
SEPTEMBER = Years((2026, 9), place="title")


def read(form, column, raw, **setting):
    """(value, codes of the findings) of one cell."""
    setting = {"years": SEPTEMBER, **setting}
    done = convert([raw], forms().form(form).column(column), Setting(**setting), TOOLS)
    return done.values[0], [n.code for n in done.notes.get(0, ())]


def yuan(text):
    money = forms().form("facility").column("monthly_bed_fee_yuan")
    return read_quantity(text, TOOLS.grammars.of(money)).value


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5万", 125_000),
        ("3,200元", 3_200),
        ("1.2亿", 120_000_000),
        ("壹拾贰万元", 120_000),
        ("３０．５", 30.5),
        ("三千五", 3_500),
        ("1亿2000万元", 120_000_000),
        ("¥3,200.50", 3_200.5),
        ("三十万元整", 300_000),
        ("1200元/月", 1_200),
    ],
)
def test_money_is_read_in_yuan(text, value):
    assert yuan(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["若干", "几十", "一批", "20人/30人", "元", ""])
def test_words_are_no_numbers(text):
    assert yuan(text) is None


@pytest.mark.parametrize("text", ["约30人", "30余人", "近30人", "30人左右", "30多人", "20-30人"])
def test_an_estimate_keeps_the_number_and_says_so(text):
    assert read("screening", "people_involved", text) == (30, ["estimate"])


@pytest.mark.parametrize("mark", ["/", "-", "—", "", "不详", "待核实", " ／ "])
def test_unknown_is_null_and_silent(mark):
    assert read("screening", "people_involved", mark) == (None, [])


@pytest.mark.parametrize("word", ["无", "0", "零", "０", 0, 0.0])
def test_none_is_zero_in_counts_and_money(word):
    assert read("screening", "people_involved", word) == (0, [])
    assert read("screening", "unpaid_wan", word) == (0, [])


def test_the_unit_comes_from_the_cell_before_the_heading():
    assert read("screening", "amount_involved_wan", "850万", money_factor=1.0)[0] == 850
    assert read("screening", "amount_involved_wan", 385_000.0, money_factor=1.0)[0] == 38.5
    assert read("screening", "amount_involved_wan", 30.5)[0] == 30.5


def test_bad_numbers_are_flagged_and_unknown():
    assert read("screening", "people_involved", "很多") == (None, ["bad_number"])
    assert read("screening", "people_involved", 2.5) == (None, ["not_whole"])
    assert read("screening", "people_involved", "-3") == (None, ["negative_number"])
    assert read("screening", "amount_involved_wan", "#N/A") == (None, ["excel_error"])


@pytest.mark.parametrize(
    ("text", "value"),
    [("8%", 8), ("８", 8), ("百分之八", 8), ("月息2分", 24), ("8%-12%", 12), ("无", 0), (12.0, 12)],
)
def test_returns_are_percent_a_year(text, value):
    assert read("screening", "promised_return_pct", text)[0] == pytest.approx(value)


def test_a_fraction_that_may_mean_percent_is_flagged():
    assert read("screening", "promised_return_pct", 0.12) == (0.12, ["percent_assumed"])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 99_999_999))
def test_chinese_numerals_come_back(number):
    assert numeral(han(number)) == number
    assert numeral(han(number, FINANCIAL, "拾佰仟")) == number


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**10))
def test_separators_and_full_width_change_no_number(fen):
    amount = fen / 100
    text = f"{amount:,.2f}"
    full = text.translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，"))
    assert yuan(f"{text}元") == pytest.approx(amount)
    assert yuan(full) == pytest.approx(amount)


# ---------------------------------------------------------------- dates


def ways(day: date) -> list[object]:
    year = "".join(HAN[int(c)] for c in str(day.year)).replace("零", "〇")
    return [
        day,
        datetime(day.year, day.month, day.day, 15, 30),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        float(f"{day:%Y%m%d}"),
        f"{day:%Y/%m/%d} 10:30",
        f"{day.year}年{day.month}月{day.day}号",
        f"{year}年{han(day.month)}月{han(day.day)}日",
        float((day - date(1899, 12, 30)).days),
        f"{day:%Y-%m-%d}（周三）",
    ]


@settings(max_examples=80, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_every_notation_of_a_day_is_that_day(day):
    assert {parse_date(raw, Years()).day for raw in ways(day)} == {day}


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_day_without_year_takes_the_year_of_its_sheet(day):
    years = Years((2026, day.month))
    for text in (f"{day.month}月{day.day}日", f"{han(day.month)}月{han(day.day)}日"):
        assert parse_date(text, years)[:2] == (day, True)


def test_across_the_new_year_the_nearest_year_counts():
    assert parse_date("12月30日", Years((2026, 1))).day == date(2025, 12, 30)
    assert parse_date("1月5日", Years((2025, 12))).day == date(2026, 1, 5)


@pytest.mark.parametrize("text", ["13月2日", "9月31日", "2026-08-45", "2026年13月2日", "20261301"])
def test_impossible_days_are_errors(text):
    assert read("screening", "screened_date", text) == (None, ["bad_date"])
    assert read("lead", "closed_date", text) == (None, ["bad_date"])


def test_dates_of_1904_workbooks_count_from_1904():
    assert parse_date(44_807.0, Years(), is_1904=True).day == date(2026, 9, 4)


def test_a_deadline_may_be_a_month_or_a_range_and_means_its_end():
    assert read("rectification", "due_date", "2026年9月")[0] == date(2026, 9, 30)
    assert read("rectification", "due_date", "9月底前")[0] == date(2026, 9, 30)
    assert read("rectification", "due_date", "9月1日-9月20日")[0] == date(2026, 9, 20)


def test_a_visit_without_day_is_asked_for():
    assert read("screening", "screened_date", "2026年9月") == (None, ["bad_date"])


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("曙光村2026年9月风险排查表", (2026, 9)),
        ("填报日期：2026年9月25日", None),
        ("（2026年7月—9月）", None),
        ("报表202608", (2026, 8)),
        ("二〇二六年九月", (2026, 9)),
        ("2026年三季度", None),
    ],
)
def test_the_month_of_a_title(title, month):
    assert month_in(title) == month


def test_the_year_of_a_title():
    assert year_in("2026年三季度走访记录") == 2026
    assert year_in("2025年和2026年对比") is None


@pytest.mark.parametrize("raw", ["9月", "2026年9月", "202609", "九月份", 9.0, date(2026, 9, 1)])
def test_a_month_cell(raw):
    assert parse_period(raw, SEPTEMBER) == (2026, 9)


# ---------------------------------------------------------------- choices


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        *((raw, "yes") for raw in ("是", "√", "有", 1.0, "Y", "☑", "☑是 □否", True)),
        *((raw, "no") for raw in ("否", "×", "无", 0, "N", "未存管", "□是 ☑否", False)),
        *((raw, None) for raw in ("/", "不详", "")),
    ],
)
def test_yes_no_and_unknown(raw, answer):
    assert read("screening", "in_custody", raw)[0] == answer


def test_several_values_in_any_separation_come_in_catalogue_order():
    for text in ("旅居候鸟、会员制", "旅居候鸟 会员制", "旅居候鸟/会员制", "旅居候鸟；会员制"):
        assert read("screening", "business_modes", text) == ("会员制、旅居候鸟", [])
    assert read("screening", "business_modes", "☑会员制 □预付卡 ☑旅居候鸟")[0] == "会员制、旅居候鸟"


def test_none_of_the_modes_stays_none_and_unknown_stays_null():
    assert read("screening", "business_modes", "无") == ("无", [])
    assert read("screening", "business_modes", "/") == (None, [])


def test_a_foreign_option_is_flagged_and_the_others_kept():
    assert read("screening", "business_modes", "会员制、卖酒") == ("会员制", ["bad_enum"])


def test_a_closed_list_knows_variants_and_refuses_strangers():
    assert read("facility", "facility_type", "敬老院") == ("养老机构", [])
    assert read("facility", "facility_type", "农家乐") == (None, ["bad_enum"])
    assert read("screening", "level_reported", "橙色预警") == ("橙", [])


# ---------------------------------------------------------------- places, names, identity


@pytest.mark.parametrize(
    "text",
    ["东塘村", "天宝村", "曙光", "曙光村民委员会", "季家镇曙光村", "曙光村委会", "曙光村3组"],
)
def test_every_name_of_a_village_is_that_village(text):
    assert TOOLS.places.find(text).name == "曙光村"


def test_a_village_of_another_town_is_unknown():
    assert read("screening", "village", "红岩村") == (None, ["unknown_village"])


def test_departments_report_but_are_no_villages():
    assert TOOLS.places.find("季家镇民政办") is None
    assert TOOLS.places.find("季家镇民政办", departments=True).name == "民政办"


def test_a_title_with_two_villages_names_none():
    assert TOOLS.places.only_village("柏杨、花桥两村排查（8月）") is None
    assert TOOLS.places.only_village("花桥村8月排查").name == "花桥村"


def test_inner_spaces_and_breaks_are_no_part_of_a_name():
    assert (
        read("screening", "facility_name", "重庆栖禾\n康养 产业有限公司")[0]
        == "重庆栖禾康养产业有限公司"
    )


def test_credit_codes_are_upper_case_and_kept_when_the_check_fails():
    assert read("facility", "credit_code", "91500111cmnc1b5h7x") == ("91500111CMNC1B5H7X", [])
    kept = read("facility", "credit_code", "92500111F9E2DU8X3H")
    assert kept == ("92500111F9E2DU8X3H", ["bad_check_digit"])
    assert read("facility", "credit_code", "无") == (None, [])


@pytest.mark.parametrize(
    "text",
    [
        "证号500225194803120001，已记",
        "50022519480312000X",
        "５００２２５１９４８０３１２０００１",
        "500225 19480312 0001",
    ],
)
def test_personal_id_numbers_are_masked(text):
    masked = mask_ids(text)
    assert "19480312" not in masked and "１９４８" not in masked
    assert "500225************" in masked


def test_credit_codes_and_long_numbers_are_no_personal_ids():
    for text in ("91500111CMNC1B5H7X", "622202199913450000123", "20260905000000000001"):
        assert mask_ids(text) == text
