"""What may not be opened: one clear sentence each, quickly, and nothing changed."""

import time
import zipfile

import pytest

from pipelines.guard import MAX_LINE, Unreadable, inspect
from pipelines.reading.files import MAX_COLUMNS, TooWide, read_csv
from tests.books import forms, write_book, write_csv
from tests.hostile import FILES


@pytest.mark.parametrize("make", FILES, ids=lambda make: make.__name__)
def test_a_hostile_file_is_refused_before_any_reader_sees_it(tmp_path, make):
    path = make(tmp_path / "坏.xlsx")
    started = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        inspect(path)
    assert refused.value.reason == FILES[make]
    assert time.monotonic() - started < 10
    sentence = forms().texts["unreadable"][refused.value.reason]
    words = {"suffix": path.suffix, **refused.value.words}
    assert "坏" in sentence.format(file=path.name, **words)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("表.docx", b"PK\x03\x04rest", "wrong_type"),
        ("表.xlsx", b"", "empty"),
        ("表.xlsx", b"just some text", "not_workbook"),
        ("表.csv", b"PK\x03\x04rest", "not_workbook"),
        ("表.csv", b"\x00\x01\x02binary", "not_workbook"),
        ("表.xlsx", b"PK\x03\x04rest", "damaged"),
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1short", "damaged"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        inspect(path)
    assert refused.value.reason == reason


def test_another_office_file_under_a_sheet_s_name_is_no_damaged_sheet(tmp_path):
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<document/>")
    with pytest.raises(Unreadable) as refused:
        inspect(path)
    assert refused.value.reason == "wrong_type"


@pytest.mark.parametrize("line", [b"a" * (MAX_LINE + 1), b"," * (MAX_LINE + 1)])
def test_a_line_no_table_has_is_refused_before_it_is_taken_apart(tmp_path, line):
    path = tmp_path / "表.csv"
    path.write_bytes("单位名称,村\n甲院,曙光村\n".encode() * 9 + line)
    with pytest.raises(Unreadable) as refused:
        inspect(path)
    assert refused.value.reason == "long_line"


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_many_short_lines_are_no_long_one(tmp_path, ending):
    path = tmp_path / "表.csv"
    path.write_bytes((b"name,village" + ending) * (MAX_LINE // 4))
    assert inspect(path).kind == "csv"


def test_more_columns_than_excel_has_are_refused(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text("单位名称" + "," * MAX_COLUMNS + "\n", encoding="utf-8")
    with pytest.raises(TooWide):
        read_csv(path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(Unreadable) as refused:
        inspect(tmp_path / "没有.xlsx")
    assert refused.value.reason == "missing"


def test_the_content_decides_not_the_extension(tmp_path):
    book = write_book(tmp_path / "表.xlsx", {"Sheet1": [["单位名称"]]})
    renamed = book.rename(tmp_path / "表.et")
    assert inspect(renamed).kind == "xlsx"
    assert inspect(write_csv(tmp_path / "表.csv", [["单位名称"]], "gb18030")).kind == "csv"


def test_a_long_honest_sheet_passes(tmp_path):
    rows = [["单位名称", "涉及人数"]] + [[f"{i}号院", i] for i in range(20_000)]
    assert inspect(write_book(tmp_path / "表.xlsx", {"Sheet1": rows})).kind == "xlsx"


def test_formats_far_below_the_data_are_no_reason_to_refuse(tmp_path):
    import zipfile

    from tests.hostile import FOOT, HEAD, SHEET, _clone

    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="Y1048576" s="0"/></row>'
    path = _clone(tmp_path / "表.xlsx", SHEET, f"{HEAD}{rows}{FOOT}")
    assert zipfile.is_zipfile(path) and inspect(path).kind == "xlsx"
