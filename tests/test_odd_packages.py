"""Books of other writers than Excel: what Excel opens is read, cell for cell, or told."""

import re
import zipfile

import pytest

from pipelines.guard import Unreadable, inspect
from pipelines.reading.files import read_sheets
from pipelines.reading.redact import write_redacted
from tests.books import forms, write_book

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData>'
)
FOOT = "</sheetData></worksheet>"
ROWS = [["单位名称", "人数", "回报"], ["甲院", 30, 0.08], ["乙院", 12, 0.125]]
PERCENTS = {"Sheet1": ["C2", "C3"]}
SEEN = [["单位名称", "人数", "回报"], ["甲院", 30, "8%"], ["乙院", 12, "12.5%"]]


def changed(path, change, rename=lambda name: name):
    """A usual book whose parts went through `change(name, content)` and got other names."""
    base = write_book(path.with_name("base.xlsx"), {"Sheet1": ROWS}, percents=PERCENTS)
    with zipfile.ZipFile(base) as usual, zipfile.ZipFile(path, "w") as odd:
        for name in usual.namelist():
            odd.writestr(rename(name), change(name, usual.read(name)))
    base.unlink()
    return path


def with_cells(path, cells, rows=ROWS):
    """A book whose first sheet has these rows of XML behind its own."""
    base = write_book(path.with_name("base.xlsx"), {"Sheet1": rows})
    with zipfile.ZipFile(base) as usual, zipfile.ZipFile(path, "w") as odd:
        for name in usual.namelist():
            content = usual.read(name)
            if name == SHEET:
                content = content.replace(b"</sheetData>", cells.encode() + b"</sheetData>")
            odd.writestr(name, content)
    base.unlink()
    return path


def read(path):
    inspected = inspect(path)
    return read_sheets(path, inspected.kind)[0]


def cells_of(sheet):
    return [sheet.row(row) for row in range(sheet.n_rows)]


def prefixed(name, xml):
    if name not in (SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"):
        return xml
    xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml)
    return xml.replace(b'xmlns="', b'xmlns:x="', 1)


def single_quotes(name, xml):
    return re.sub(rb"(<c )([^>]*)", lambda f: f[1] + f[2].replace(b'"', b"'"), xml)


def turned(name, xml):
    """The attributes of a cell in the opposite order."""
    return re.sub(rb"<c ([^>/]*)", lambda f: b"<c " + b" ".join(reversed(f[1].split())), xml)


def without_places(name, xml):
    return re.sub(rb'(<(?:c|row)) r="\w+"', rb"\1", xml)


def row_zero(name, xml):
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A0:C3"', xml)


def wide(name, xml):
    if name not in (SHEET, STRINGS):
        return xml
    return xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


def in_gbk(name, xml):
    if name not in (SHEET, STRINGS):
        return xml
    return xml.decode().replace('encoding="UTF-8"', 'encoding="GB2312"').encode("gbk")


def other_name(name, content):
    if name in ("_rels/.rels", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        content = content.replace(b"xl/workbook.xml", b"xl/book2.xml")
        content = content.replace(b"sharedStrings.xml", b"texts.xml")
        content = content.replace(b"worksheets/sheet1.xml", b"tables/one.xml")
    return content


def renamed(name):
    names = {"xl/workbook.xml": "xl/book2.xml", STRINGS: "xl/texts.xml", SHEET: "xl/tables/one.xml"}
    return names.get(name, name).replace("workbook.xml.rels", "book2.xml.rels")


@pytest.mark.parametrize(
    "change", [prefixed, single_quotes, turned, without_places, row_zero, wide, in_gbk]
)
def test_xml_written_in_another_way_holds_the_same_cells_and_percentages(tmp_path, change):
    assert cells_of(read(changed(tmp_path / "表.xlsx", change))) == SEEN


@pytest.mark.parametrize("first", [prefixed, wide, row_zero])
@pytest.mark.parametrize("second", [single_quotes, turned, without_places])
def test_two_oddities_at_once_change_nothing(tmp_path, first, second):
    both = changed(tmp_path / "表.xlsx", lambda name, xml: first(name, second(name, xml)))
    assert cells_of(read(both)) == SEEN


def test_parts_are_found_by_their_relations_whatever_they_are_called(tmp_path):
    assert cells_of(read(changed(tmp_path / "表.xlsx", other_name, renamed))) == SEEN


def test_backslashes_in_the_package_are_paths(tmp_path):
    path = changed(tmp_path / "表.xlsx", lambda name, xml: xml, lambda n: n.replace("/", "\\"))
    assert cells_of(read(path)) == SEEN


ODD_CELLS = (
    '<row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B4"><f>SUM(B2:B3)</f></c>'
    '<c r="C4" t="str"><f>IF(B4,"","")</f><v></v></c></row>'
    '<row r="5" hidden="1"><c r="A5"><v>1</v></c></row>'
)


@pytest.mark.parametrize("change", [lambda n, x: x, prefixed, single_quotes, turned])
def test_errors_unsaved_formulas_and_hidden_rows_are_seen_in_any_dress(tmp_path, change):
    base = with_cells(tmp_path / "base2.xlsx", ODD_CELLS)
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(base) as usual, zipfile.ZipFile(path, "w") as odd:
        for name in usual.namelist():
            odd.writestr(name, change(name, usual.read(name)))
    sheet = read(path)
    assert sheet.at(3, 0) == "#DIV/0!"
    assert sheet.empty_formulas == {(3, 1)}  # a result of no length is a plain blank
    assert sheet.hidden_rows == {4}


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t> </t></is></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>　</t></is></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row>',
        '<row r="4"><c r="XFD4" t="inlineStr"><is><t xml:space="preserve">  </t></is></c></row>'
        '<row r="900000"><c r="B900000" t="inlineStr"><is><t>\n</t></is></c></row>',
    ],
)
def test_white_space_far_away_is_nothing(tmp_path, cells):
    sheet = read(with_cells(tmp_path / "表.xlsx", cells))
    assert cells_of(sheet)[:3] == ROWS
    assert sheet.filled(3).sum() == 0
    assert sheet.n_rows * sheet.n_columns < 100_000


def test_a_shared_text_of_white_space_far_away_is_nothing(tmp_path):
    path = with_cells(
        tmp_path / "表.xlsx",
        '<row r="1048576"><c r="XFD1048576" t="s"><v>5</v></c></row>',
        rows=[*ROWS, [" "]],
    )
    assert cells_of(read(path))[:3] == ROWS


def test_a_mark_far_away_is_refused_with_its_place_and_the_cure(tmp_path):
    cells = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>.</t></is></c></row>'
    with pytest.raises(Unreadable) as refused:
        inspect(with_cells(tmp_path / "表.xlsx", cells))
    assert (refused.value.reason, refused.value.words["rows"]) == ("sparse", 1048576)


@pytest.mark.parametrize("change", [lambda n, x: x, prefixed, single_quotes, without_places])
def test_what_must_go_is_gone_from_the_kept_copy_of_any_writer_s_book(tmp_path, change):
    path = changed(tmp_path / "表.xlsx", change)
    copy = tmp_path / "copy"
    write_redacted(path, "xlsx", {"Sheet1": {(1, 0)}}, copy)
    with zipfile.ZipFile(copy) as package:
        assert not any("甲院".encode() in package.read(name) for name in package.namelist())
    assert cells_of(read_sheets(copy, "xlsx")[0])[1:] == [["", 30, "8%"], SEEN[2]]


def test_every_refusal_says_what_to_do():
    said = forms().texts["unreadable"]
    at_rest = {"missing", "no_table"}  # there is no such file, or nothing in it
    for reason, sentence in said.items():
        assert "已损坏" not in sentence
        assert reason in at_rest or ("Excel 或 WPS" in sentence and ".xlsx" in sentence), reason
