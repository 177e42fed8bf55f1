"""The report as a Word file, laid out like an official document (GB/T 9704-2012)."""

from __future__ import annotations

import io

from docx import Document as open_word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

from reports import drawing, numbers
from reports.document import Block, Chart, Document, Paragraph, Section, Table
from reports.words import word

RED = RGBColor(0xC0, 0x00, 0x00)
GREY = RGBColor(0x5B, 0x68, 0x75)
SONG, FANG, HEI, KAI = "宋体", "仿宋", "黑体", "楷体"
BODY, SMALL, TINY = Pt(16), Pt(10.5), Pt(9)
PAGE_WIDTH = Mm(210 - 28 - 26)
CENTRED_KINDS = ("level", "flag", "date")
RIGHT_KINDS = ("count", "wan", "percent", "score", "delta", "days", "plain")


def render(document: Document) -> bytes:
    """The .docx of a document."""
    word_file = open_word()
    set_page(word_file)
    set_styles(word_file)
    head(word_file, document)
    for number, section in enumerate(document.sections):
        write_section(word_file, f"{word('next.numerals')[number]}、{section.title}", section)
    sign(word_file, document)
    point_to_sources(word_file, document)
    for number, section in enumerate(document.attachments):
        if number:
            word_file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        else:
            lay_down(word_file)
        write_section(word_file, section.title, section)
    out = io.BytesIO()
    word_file.core_properties.title = document.title
    word_file.core_properties.author = document.office
    word_file.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- page, fonts


def set_page(word_file) -> None:
    page = word_file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(37), Mm(35)
    page.left_margin, page.right_margin = Mm(28), Mm(26)
    page.header_distance, page.footer_distance = Mm(20), Mm(22)


def lay_down(word_file) -> None:
    """Attachments stand on lying pages: their tables are wide."""
    page = word_file.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.top_margin, page.bottom_margin = Mm(28), Mm(26)
    page.left_margin, page.right_margin = Mm(20), Mm(20)


def text_width(word_file) -> int:
    page = word_file.sections[-1]
    return page.page_width - page.left_margin - page.right_margin


def set_styles(word_file) -> None:
    normal = word_file.styles["Normal"]
    set_font(normal, FANG, BODY)
    normal.paragraph_format.line_spacing = Pt(28)
    normal.paragraph_format.space_after = Pt(0)
    for level, name in ((1, HEI), (2, KAI)):
        style = word_file.styles[f"Heading {level}"]
        set_font(style, name, BODY)
        style.font.bold, style.font.color.rgb = False, RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(8), Pt(0)
        style.paragraph_format.keep_with_next = True


def set_font(holder, name: str, size=None) -> None:
    """A font for Latin and Chinese letters alike (Word keeps them apart)."""
    holder.font.name = name
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), name)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    if size is not None:
        holder.font.size = size


def add_run(paragraph, text: str, name: str, size=None, colour=None, bold: bool = False):
    run = paragraph.add_run(text)
    set_font(run, name, size)
    run.font.bold = bold
    if colour is not None:
        run.font.color.rgb = colour
    return run


# ---------------------------------------------------------------- head and foot


def head(word_file, document: Document) -> None:
    """Red banner, office and date over a red line, the title; marks and footer on every page."""
    banner = centred(word_file, document.banner, SONG, Pt(36), RED, bold=True)
    banner.paragraph_format.line_spacing = Pt(52)
    line = word_file.add_paragraph()
    add_run(line, f"{document.office}\t{document.day}", FANG, Pt(12))
    line.paragraph_format.tab_stops.add_tab_stop(PAGE_WIDTH, alignment=2)
    border(line, "bottom", "C00000", 18)
    title = centred(word_file, document.heading, SONG, Pt(22), bold=True)
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(24), Pt(16)
    title.paragraph_format.line_spacing = Pt(34)
    for note in document.notes:
        centred(word_file, note, KAI, Pt(12), RED)
    page_marks(word_file.sections[0], document)


def page_marks(section, document: Document) -> None:
    top = section.header.paragraphs[0]
    top.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if document.is_sample:
        add_run(top, word("frame.sample"), HEI, Pt(12), RED)
    bottom = section.footer.paragraphs[0]
    bottom.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, after = word("frame.page").split("{n}")
    add_run(bottom, before, SONG, Pt(14))
    page_number(bottom)
    add_run(bottom, after, SONG, Pt(14))
    stamp = section.footer.add_paragraph()
    stamp.alignment = WD_ALIGN_PARAGRAPH.CENTER
    stamp.paragraph_format.line_spacing = 1
    sample = f"{word('frame.sample')}　" if document.is_sample else ""
    add_run(stamp, sample + document.footer, SONG, TINY, GREY)


def page_number(paragraph) -> None:
    run = add_run(paragraph, "", SONG, Pt(14))
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def sign(word_file, document: Document) -> None:
    """Office and date at the end, never alone on a page."""
    last = word_file.element.body.findall(qn("w:p"))
    if last:
        last[-1].get_or_add_pPr().get_or_add_keepNext()
    for text in ("", document.office, document.day):
        paragraph = word_file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(32)
        paragraph.paragraph_format.keep_with_next = text != document.day
        add_run(paragraph, text, FANG, word_file.styles["Normal"].font.size)


def point_to_sources(word_file, document: Document) -> None:
    if document.sources_note:
        note = word_file.add_paragraph()
        note.paragraph_format.space_before = Pt(12)
        add_run(note, document.sources_note, FANG, SMALL, GREY)


def centred(word_file, text: str, name: str, size, colour=None, bold: bool = False):
    paragraph = word_file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_run(paragraph, text, name, size, colour, bold)
    return paragraph


def border(paragraph, side: str, colour: str, eighths: int) -> None:
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "6"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().append(borders)


# ---------------------------------------------------------------- body


def write_section(word_file, title: str, section: Section) -> None:
    word_file.add_heading(title, 1).paragraph_format.first_line_indent = Pt(32)
    for block in section.blocks:
        WRITERS[type(block)](word_file, block)


def write_paragraph(word_file, block: Paragraph) -> None:
    paragraph = word_file.add_paragraph(block.text)
    paragraph.paragraph_format.first_line_indent = Pt(32)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def caption(word_file, text: str) -> None:
    paragraph = centred(word_file, text, HEI, Pt(12))
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.2


def write_chart(word_file, block: Chart) -> None:
    caption(word_file, block.title)
    paragraph = word_file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = 1
    paragraph.add_run().add_picture(io.BytesIO(drawing.png(block)), width=Cm(15))


def write_table(word_file, block: Table) -> None:
    """Title and count stand above, so that neither is ever alone on the next page."""
    if block.title:
        caption(word_file, block.title)
    note = word_file.add_paragraph()
    note.paragraph_format.line_spacing, note.paragraph_format.keep_with_next = 1.2, True
    add_run(note, block.note, FANG, SMALL, GREY)
    grid = word_file.add_table(rows=1 + len(block.rows), cols=len(block.headings))
    grid.style, grid.alignment, grid.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    whole = text_width(word_file)
    widths = [int(whole * share / sum(block.shares)) for share in block.shares]
    set_padding(grid)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for number, (row, cells) in enumerate(
        zip(grid.rows, (block.headings, *block.rows), strict=True)
    ):
        fill_row(row, cells, block.kinds, widths, is_head=number == 0)
    repeat_heading(grid.rows[0])
    word_file.add_paragraph().paragraph_format.line_spacing = Pt(10)


def set_padding(grid) -> None:
    """Air in the cells, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 50), ("left", 60), ("bottom", 50), ("right", 60)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    grid._tbl.tblPr.append(margins)


def fill_row(row, cells, kinds, widths, is_head: bool) -> None:
    whole_row(row)
    for cell, text, kind, width in zip(row.cells, cells, kinds, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = 1.1
        number = kind in RIGHT_KINDS and not is_head
        centre = is_head or kind in CENTRED_KINDS
        paragraph.alignment = (
            WD_ALIGN_PARAGRAPH.RIGHT if number else WD_ALIGN_PARAGRAPH.CENTER if centre
            else WD_ALIGN_PARAGRAPH.LEFT
        )  # fmt: skip
        look = numbers.look_of(text) if kind == "level" and not is_head else None
        ink = RGBColor.from_string(look["ink"][1:]) if look else None
        add_run(paragraph, text, HEI if is_head else FANG, SMALL if is_head else TINY, ink)
        if is_head or look:
            shade(cell, look["colour"][1:] if look else "E8EEF4")
        if is_head:
            paragraph.paragraph_format.keep_with_next = True


def whole_row(row) -> None:
    """A row is never torn across two pages."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeat_heading(row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def shade(cell, colour: str) -> None:
    fill = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        fill.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(fill)


WRITERS: dict[type[Block], object] = {
    Paragraph: write_paragraph,
    Chart: write_chart,
    Table: write_table,
}
