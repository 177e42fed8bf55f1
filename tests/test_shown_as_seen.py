"""What a cell shows is what is stored: formats crossed with values, pictures, marks."""

import struct
from decimal import ROUND_HALF_UP, Decimal

import pytest
import xlsxwriter
import xlwt

from pipelines.guard import Unreadable, inspect
from tests.books import stage, write_csv
from tests.hostile import _compound

YUAN = {"元": 1, "千元": 1_000, "万": 10_000, "万元": 10_000, "亿元": 100_000_000}
# (format, power of ten between the stored number and the shown one, decimals, unit shown)
FORMATS = [
    ('0!.0,"万"', 4, 1, "万"),
    ('0!.00,,"万元"', 8, 2, "万元"),
    (r'0\.0,"万元"', 4, 1, "万元"),
    ('0"."0,"万元"', 4, 1, "万元"),
    ('0.00,,"万元"\n%', 4, 2, "万元"),
    ('[>=10000]0!.0,"万";0"元"', 4, 1, "万"),
    ('[<100]0"元";0!.0,"万"', 4, 1, "万"),
    ('General"万元"', 0, None, "万元"),
    ('0.0"万元"', 0, 1, "万元"),
    ('#,##0.00"万元"', 0, 2, "万元"),
    ('0"万"', 0, 0, "万"),
    ('#,##0"元"', 0, 0, "元"),
    ('#,##0.00"元"', 0, 2, "元"),
    ('0"千元"', 0, 0, "千元"),
    ('0.0000"亿元"', 0, 4, "亿元"),
    ("#,##0.00元", 0, 2, "元"),
]
VALUES = [12.5, 4, 888.88, 125000, 40000, 200000, 1234567, 99950, 300000.5, 86420000]
HEADINGS = ["涉及金额（万元）", "涉及金额（元）", "涉及金额"]
MOST = 1_000_000  # 万元: more makes the row wait


def seen_wan(power, decimals, unit, value):
    """The number on the screen in 万元, by decimal arithmetic alone."""
    number = Decimal(str(value)).scaleb(-power)
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return float(number * YUAN[unit] / 10_000)


CASES = [
    (code, *shown, value)
    for code, *shown in FORMATS
    for value in VALUES
    if 0 < seen_wan(*shown, value) <= MOST and (value >= 10_000 or not code.startswith("["))
]


def screening(heading):
    return ["单位名称", "所在村（社区）", "排查日期", "排查人", heading]


def row(i, value):
    return [f"甲{i}养老院", "曙光村", "2026-09-05", "李强", value]


def write_xlsx(path, heading, cases):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, screening(heading))
    for i, (code, *_, value) in enumerate(cases):
        sheet.write_row(i + 1, 0, row(i, None))
        sheet.write_number(i + 1, 4, value, book.add_format({"num_format": code}))
    book.close()
    return path


def write_xls(path, heading, cases):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    styles = {code: xlwt.easyxf(num_format_str=code) for code, *_ in cases}
    for j, word in enumerate(screening(heading)):
        sheet.write(0, j, word)
    for i, (code, *_, value) in enumerate(cases):
        for j, cell in enumerate(row(i, None)[:4]):
            sheet.write(i + 1, j, cell)
        sheet.write(i + 1, 4, value, styles[code])
    book.save(str(path))
    return path


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(("name", "write"), [("表.xlsx", write_xlsx), ("表.xls", write_xls)])
def test_law_03_money_is_what_the_screen_shows_under_every_format(tmp_path, name, write, heading):
    result = stage(write(tmp_path / name, heading, CASES))
    read = {r["source_row"]: r["amount_involved_wan"] for r in result.rows("screening")}
    wrong = [
        (case, read.get(i))
        for i, case in enumerate(CASES, 2)
        if abs(read.get(i, -1.0) - seen_wan(*case[1:])) > 1e-6
    ]
    assert wrong == []


def test_a_number_seen_with_another_unit_than_its_heading_s_is_told(tmp_path):
    cases = [('0!.0,"万"', 125000), ('0.0"万元"', 12.5), ('#,##0"元"', 125000), ("0!.0,", 125000)]
    result = stage(write_xlsx(tmp_path / "表.xlsx", "涉及金额（万元）", cases))
    assert [r["amount_involved_wan"] for r in result.rows("screening")] == [12.5] * 4
    told = [result.codes(i).count("shown_by_format") for i in (2, 3, 4, 5)]
    assert told == [1, 0, 1, 1]


def test_a_currency_sign_alone_does_not_say_whether_yuan_or_wan_are_meant(tmp_path):
    cases = [('"¥"#,##0', 200000), ("[$¥-804]#,##0.00", 12.5)]
    result = stage(write_xlsx(tmp_path / "表.xlsx", "涉及金额（万元）", cases))
    assert [r["amount_involved_wan"] for r in result.rows("screening")] == [200000, 12.5]
    assert [result.codes(i).count("currency_format") for i in (2, 3)] == [1, 1]
    plain = stage(write_xlsx(tmp_path / "元.xlsx", "涉及金额（元）", cases))
    assert "currency_format" not in plain.codes()


def test_a_picture_is_no_text(tmp_path):
    picture = '=DISPIMG("ID_0A1B2C3D4E5F60718293A4B5C6D7E8FF",1)'
    rows = [
        ["单位名称", "所在村（社区）", "排查日期", "排查人", "备注"],
        ["甲养老院", "曙光村", "2026-09-05", "李强", picture],
        ["乙养老院", "曙光村", "2026-09-05", picture, "无"],
    ]
    path = write_csv(tmp_path / "表.csv", rows)
    result = stage(path)
    assert [(r["facility_name"], r["remarks"]) for r in result.rows("screening")] == [
        ("甲养老院", None)
    ]
    assert [result.codes(i) for i in (2, 3)] == [["picture"], ["picture"]]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('="甲养老院"', "甲养老院"),
        ("'甲养老院", "甲养老院"),
        ("甲养老院\t", "甲养老院"),
        ("\t甲养老院", "甲养老院"),
        ('="甲""养老院"', '甲"养老院'),
        ("'甲'养老院", "'甲'养老院"),
    ],
)
def test_excel_s_marks_of_a_text_are_not_part_of_it(tmp_path, written, meant):
    rows = [screening("涉及人数"), ["乙养老院", *row(0, 1)[1:]], [written, *row(0, '="30"')[1:]]]
    result = stage(write_csv(tmp_path / "表.csv", rows))
    found = result.rows("screening")[1]
    assert (found["facility_name"], found["people_involved"]) == (meant, 30)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8", "gb18030"])
@pytest.mark.parametrize("end", ["", "\x1a"])
def test_a_csv_reads_the_same_in_every_encoding_and_with_the_end_mark_of_dos(
    tmp_path, encoding, end
):
    path = write_csv(tmp_path / "表.csv", [screening("涉及人数"), *(row(i, i) for i in range(9))])
    path.write_bytes((path.read_text("utf-8") + end).encode(encoding))
    result = stage(path)
    assert [r["people_involved"] for r in result.rows("screening")] == list(range(9))
    assert result.sheet["rejected"] == 0


def test_an_unsaved_formula_of_an_xls_is_told(tmp_path):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for j, word in enumerate(screening("涉及人数")):
        sheet.write(0, j, word)
    for j, value in enumerate(row(1, None)[:4]):
        sheet.write(1, j, value)
    sheet.write(1, 4, xlwt.Formula("10+20"))
    book.save(str(tmp_path / "表.xls"))
    result = stage(tmp_path / "表.xls")
    assert result.problem("formula_without_value")["cell"] == "E2"


def _biff5(path):
    """A compound file whose Book stream begins with a BOF of Excel 5.0/95."""
    stream = struct.pack("<HHHHHH", 0x809, 8, 0x0500, 5, 0, 0) + struct.pack("<HH", 0x0A, 0)
    raw = bytearray(_compound(["Book"]))
    entry = raw.find("Book".encode("utf-16-le"))
    raw[entry + 116 : entry + 124] = struct.pack("<II", 2, 4096)
    table = 512
    for i in range(2, 10):
        raw[table + 4 * i : table + 4 * i + 4] = struct.pack("<I", i + 1 if i < 9 else 0xFFFFFFFE)
    path.write_bytes(bytes(raw) + stream.ljust(4096, b"\0"))
    return path


def _raw(path, content):
    path.write_bytes(content)
    return path


OTHERS = {
    "old_excel": lambda p: _biff5(p / "表.xls"),
    "xml2003": lambda p: _raw(
        p / "表.xls",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ),
    "mht": lambda p: _raw(p / "表.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related"),
    "text_table": lambda p: _raw(p / "表.xls", "单位名称\t村\r\n甲院\t曙光村".encode("gbk")),
    "nul": lambda p: _raw(p / "表.csv", "单位名称,村\r\n甲\0院,曙光村\r\n".encode("gbk") * 9),
    "wrong_type": lambda p: _raw(p / "表.ods", b"PK\x03\x04"),
}


@pytest.mark.parametrize("reason", OTHERS)
def test_a_table_of_another_format_is_named_and_not_called_broken(tmp_path, reason):
    with pytest.raises(Unreadable) as refused:
        inspect(OTHERS[reason](tmp_path))
    assert refused.value.reason == reason
