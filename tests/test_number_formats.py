"""A number as its format shows it: each line is a format, a stored value, what Excel shows."""

import pytest

from pipelines.reading.formats import parse_format
from pipelines.reading.shown import Shown

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '
SHOWN = [
    ('0!.0,"万"', 125000, "12.5万"),
    ('0!.0,"万"', 40000, "4.0万"),
    ('0!.0,"万"', 9_999_500, "1000.0万"),
    ('0!.0,"万"', -125000, "-12.5万"),
    (r'0\.0,"万"', 125000, "12.5万"),
    ("0!.0,", 40000, "4.0"),
    ('0"."0,"万元"', 200000, "20.0万元"),
    ('0.00,,"百万"', 12_500_000, "12.50百万"),
    ('0.00,,"万元"\n%', 125000, "12.50万元"),
    ('0.00,,"万元" %', 125000, "12.50万元"),
    ('[>=10000]0!.0,"万";0"元"', 40000, "4.0万"),
    ('[>=10000]0!.0,"万";0"元"', 4000, "4000元"),
    ('[<10000]0"元";[<100000000]0!.0,"万";0!.00,,"亿"', 125000, "12.5万"),
    ('[<10000]0"元";[<100000000]0!.0,"万";0!.00,,"亿"', 1_250_000_000, "12.50亿"),
    ('[<10000]0"元";[<100000000]0!.0,"万";0!.00,,"亿"', 999, "999元"),
    ('General"万元"', 12.5, "12.5万元"),
    ('G/通用格式"万元"', 20, "20万元"),
    ('0.0"万元"', 12.46, "12.5万元"),
    ('0"万"', 4, "4万"),
    ('#,##0"元"', 200000, "200,000元"),
    ('#,##0.00"元"', 1234567.5, "1,234,567.50元"),
    ('0"千元"', 125, "125千元"),
    ('0.0000"亿元"', 0.0125, "0.0125亿元"),
    ('0"人"', 30, "30人"),
    ('"约"0"人"', 30, "约30人"),
    ("0.0万元", 12.5, "12.5万元"),
    ('"¥"#,##0', 200000, "¥200,000"),
    ("[$¥-804]#,##0.00", 12.5, "¥12.50"),
    ('"是";;"否"', 1, "是"),
    ('"是";;"否"', 0, "否"),
    ('"XS-"000', 7, "XS-007"),
    ("000", 5, "005"),
    ("0.00", 9.1, "9.10"),
    ('"年化"0%', 0.08, "年化8%"),
    ('@"养老院"', "甲", "甲养老院"),
]
STORED = [
    ("General", 12.5),
    ("0", 30),
    ("0", 30.4),
    ("0.00", 12.456),
    ("0.00", 12),
    ("#,##0.00", 1234.5),
    ("#,##0_);[Red](#,##0)", -5),
    (ACCOUNTING, 0),
    (ACCOUNTING, 1234.5),
    ("[Red]0;[Blue]-0", 3),
    ("# ?/?", 0.5),
    ("0.00E+00", 12345),
    ('[>=10000]0!.0,"万";0', 400),
    ("#", 5),
    ("@", "甲"),
]


@pytest.mark.parametrize(("code", "stored", "seen"), SHOWN)
def test_a_format_that_scales_names_or_pads_gives_what_stands_on_the_screen(code, stored, seen):
    cell = parse_format(code).cell(stored)
    assert isinstance(cell, Shown)
    assert str(cell) == seen
    assert isinstance(stored, str) or cell.stored == stored


@pytest.mark.parametrize(("code", "stored"), STORED)
def test_a_format_that_only_rounds_or_groups_leaves_the_stored_number(code, stored):
    cell = parse_format(code).cell(stored)
    assert cell == stored
    assert type(cell) is type(stored)


@pytest.mark.parametrize(("code", "stored"), [(";;;", 30), ("#", 0), ("#,###", 0), ("0;-0;;@", 0)])
def test_a_number_that_is_not_seen_stays_and_is_told(code, stored):
    cell = parse_format(code).cell(stored)
    assert (str(cell), cell.seen, cell.severity) == (str(stored), "", "warning")


@pytest.mark.parametrize(
    ("code", "stored", "text"),
    [("0%", 0.08, "8%"), ("0.00%", 0.08555, "8.555%"), ("0.0%;[Red]-0.0%", -0.1, "-10%")],
)
def test_a_percentage_keeps_every_digit_of_the_stored_number(code, stored, text):
    assert parse_format(code).cell(stored) == text
