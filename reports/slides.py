"""The report as slides for a meeting: one question each, charts editable in PowerPoint."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Cm, Pt

from reports import numbers
from reports.document import Chart, Document, Figure, Paragraph, Section, Table
from reports.words import say, word

FONT = "微软雅黑"
RED, INK = RGBColor(0xC0, 0, 0), RGBColor(0x1B, 0x27, 0x33)
GREY, PALE = RGBColor(0x5B, 0x68, 0x75), RGBColor(0xE8, 0xEE, 0xF4)
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
WIDTH, HEIGHT, EDGE = Cm(33.87), Cm(19.05), Cm(1.6)
INSIDE = WIDTH - 2 * EDGE
TOP, BOTTOM = Cm(3.2), Cm(17.6)
ROWS_A_SLIDE = 11
FIGURES_A_ROW = 5
LINES_A_SLIDE = 17
LINES_OVER_A_CHART = 7.5
LETTERS_A_LINE = 41
NUMBERED = "（"
CENTRED_KINDS = ("level", "flag", "date")
RIGHT_KINDS = ("count", "wan", "percent", "score", "delta", "days", "plain")
TYPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "columns": XL_CHART_TYPE.COLUMN_STACKED,
    "lines": XL_CHART_TYPE.LINE_MARKERS,
}


def render(document: Document) -> bytes:
    """The .pptx of a document."""
    deck = Deck(document)
    deck.cover()
    if document.figures:
        deck.figures(document.figures)
    for section in document.sections:
        deck.section(section)
    out = io.BytesIO()
    deck.file.core_properties.title = document.title
    deck.file.core_properties.author = document.office
    deck.file.save(out)
    return out.getvalue()


class Deck:
    """Slides of one document in one look."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = WIDTH, HEIGHT

    def slide(self, title: str = ""):
        slide = self.file.slides.add_slide(self.file.slide_layouts[5 if title else 6])
        if title:
            dress_title(slide.shapes.title, title)
            rule(slide, Cm(2.7))
        self.marks(slide)
        return slide

    def marks(self, slide) -> None:
        """演示数据 and the stamp on every slide."""
        number = len(self.file.slides)
        write(slide, EDGE, Cm(17.95), INSIDE, Cm(0.8), self.document.footer, 10, GREY)
        page = write(slide, EDGE, Cm(17.95), INSIDE, Cm(0.8), str(number), 10, GREY)
        page.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        if self.document.is_sample:
            mark = write(
                slide, WIDTH - Cm(5.2), Cm(0.5), Cm(3.6), Cm(0.9), word("frame.sample"), 14, RED
            )
            mark.line.color.rgb = RED
            mark.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER

    def cover(self) -> None:
        slide = self.slide()
        document = self.document
        for top, words, size, colour, bold in (
            (4.2, document.banner, 44, RED, True),
            (8.0, document.heading, 30, INK, True),
            (12.6, document.office, 18, INK, False),
            (13.8, document.day, 18, INK, False),
            (15.4, "　".join(document.notes), 14, RED, False),
        ):
            box = write(slide, EDGE, Cm(top), INSIDE, Cm(2.6), words, size, colour, bold)
            for paragraph in box.text_frame.paragraphs:
                paragraph.alignment = PP_ALIGN.CENTER
        rule(slide, Cm(7.4))

    def figures(self, figures: tuple[Figure, ...]) -> None:
        slide = self.slide(word("frame.key_figures"))
        width, height = int(INSIDE / FIGURES_A_ROW), Cm(4.6)
        for number, one in enumerate(figures):
            row, column = divmod(number, FIGURES_A_ROW)
            left, top = EDGE + column * width, TOP + row * height
            write(slide, left, top, width, Cm(1), one.name, 15, GREY)
            write(slide, left, top + Cm(1), width, Cm(1.8), one.shown, 26, INK, True)

    def section(self, section: Section) -> None:
        """Sentences over the first chart where both fit one slide, then what is left."""
        words = points([one.text for one in section.blocks if isinstance(one, Paragraph)])
        charts = [one for one in section.blocks if isinstance(one, Chart) and one.categories]
        if charts and sum(map(lines_of, words)) <= LINES_OVER_A_CHART:
            slide, top = self.sentences(section.title, words)
            self.chart(slide, top, charts.pop(0))
        else:
            for title, some in continued(section.title, paged(words)):
                self.sentences(title, some)
        for chart in charts:
            self.chart(self.slide(section.title), TOP - Cm(0.3), chart)
        for block in section.blocks:
            if isinstance(block, Table) and block.rows:
                self.tables(f"{section.title} · {block.title}", block)

    def tables(self, title: str, block: Table) -> None:
        """Every row, on as many slides as it takes."""
        starts = range(0, len(block.rows), ROWS_A_SLIDE)
        pages = [list(block.rows[start : start + ROWS_A_SLIDE]) for start in starts]
        for name, rows in continued(title, pages):
            self.table(name, block, rows)

    def sentences(self, title: str, words: list[str]):
        """The slide and the height below its sentences."""
        slide = self.slide(title)
        frame = slide.shapes.add_textbox(EDGE, TOP, INSIDE, Cm(1)).text_frame
        frame.word_wrap = True
        for number, text in enumerate(words):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.line_spacing, paragraph.space_after = 1.2, Pt(8)
            if not text.startswith(NUMBERED):
                hang(paragraph)
            add_run(paragraph, text, 20, INK)
        return slide, TOP + int(Cm(1.05) * sum(map(lines_of, words)))

    def chart(self, slide, top: int, chart: Chart) -> None:
        caption = f"{chart.title}　{say('frame.chart_unit', unit=chart.unit)}"
        write(slide, EDGE, top, INSIDE, Cm(0.9), caption, 14, GREY)
        data = CategoryChartData()
        data.categories = chart.categories
        for series in chart.series:
            data.add_series(series.name, series.values)
        top += Cm(0.8)
        shape = slide.shapes.add_chart(native_type(chart), EDGE, top, INSIDE, BOTTOM - top, data)
        dress_chart(shape.chart, chart)

    def table(self, title: str, block: Table, rows: list[tuple[str, ...]]) -> None:
        slide = self.slide(title)
        size = (EDGE, TOP, INSIDE, Cm(1.1) * (len(rows) + 1))
        grid = slide.shapes.add_table(len(rows) + 1, len(block.headings), *size).table
        for column, share in zip(grid.columns, block.shares, strict=True):
            column.width = int(INSIDE * share / sum(block.shares))
        for number, cells in enumerate((block.headings, *rows)):
            for cell, text, kind in zip(grid.rows[number].cells, cells, block.kinds, strict=True):
                fill_cell(cell, text, kind, is_head=number == 0)
        write(slide, EDGE, BOTTOM - Cm(0.3), INSIDE, Cm(0.7), block.note, 11, GREY)


def points(paragraphs: list[str]) -> list[str]:
    """One sentence a line: a meeting reads points, not paragraphs. Numbered ones stay whole."""
    lines = []
    for text in paragraphs:
        lines += (
            [text] if text.startswith(NUMBERED) else [one + "。" for one in text.split("。") if one]
        )
    return lines


def hang(paragraph) -> None:
    """A mark before the line; what wraps stands under the words."""
    about = paragraph._p.get_or_add_pPr()
    about.set("marL", str(Cm(0.8)))
    about.set("indent", str(-Cm(0.8)))
    mark = about.makeelement(qn("a:buChar"), {"char": "•"})
    about.append(mark)


def continued(title: str, pages: list) -> list[tuple[str, list]]:
    """Pages with their titles: (续 2/3) where one slide does not hold them all."""
    if len(pages) < 2:
        return [(title, page) for page in pages]
    return [
        (title if n == 1 else say("frame.continued", title=title, n=n, of=len(pages)), page)
        for n, page in enumerate(pages, 1)
    ]


def lines_of(text: str) -> float:
    """Lines a sentence takes, with the air below it."""
    return -(-len(text) // LETTERS_A_LINE) + 0.5


def native_type(chart: Chart):
    """One series needs no stack, and its labels can then stand at the end of the bars."""
    alone = chart.kind == "columns" and len(chart.series) == 1
    return XL_CHART_TYPE.COLUMN_CLUSTERED if alone else TYPES[chart.kind]


def paged(words: list[str]) -> list[list[str]]:
    """Sentences dealt onto as few slides as hold them, about as many lines on each."""
    pages: list[list[str]] = []
    whole = sum(map(lines_of, words))
    room = min(LINES_A_SLIDE, whole / max(1, -(-whole // LINES_A_SLIDE)) + 1.5)
    used = LINES_A_SLIDE
    for text in words:
        lines = lines_of(text)
        if used + lines > room:
            pages.append([])
            used = 0
        pages[-1].append(text)
        used += lines
    return pages


def dress_title(shape, words: str) -> None:
    shape.left, shape.top, shape.width, shape.height = EDGE, Cm(1.1), INSIDE - Cm(4), Cm(1.6)
    frame = shape.text_frame
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.clear()
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    add_run(paragraph, words, 26, INK, True)


def rule(slide, top) -> None:
    line = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, EDGE, top, INSIDE, Cm(0.08))
    line.fill.solid()
    line.fill.fore_color.rgb = RED
    line.line.fill.background()


def write(slide, left, top, width, height, words: str, size: int, colour, bold: bool = False):
    box = slide.shapes.add_textbox(left, top, width, height)
    frame = box.text_frame
    frame.word_wrap = True
    for number, line in enumerate(words.split("\n")):
        paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
        add_run(paragraph, line, size, colour, bold)
    return box


def add_run(paragraph, words: str, size: int, colour, bold: bool = False):
    run = paragraph.add_run()
    run.text = words
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = colour
    east = run._r.get_or_add_rPr().makeelement(qn("a:ea"), {"typeface": FONT})
    run._r.get_or_add_rPr().append(east)
    return run


def fill_cell(cell, text: str, kind: str, is_head: bool) -> None:
    cell.margin_left = cell.margin_right = Cm(0.15)
    cell.margin_top = cell.margin_bottom = Cm(0.08)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    look = numbers.look_of(text) if kind == "level" and not is_head else None
    tinted = RGBColor.from_string(look["colour"][1:]) if look else WHITE
    cell.fill.fore_color.rgb = PALE if is_head else tinted
    underline(cell)
    paragraph = cell.text_frame.paragraphs[0]
    if kind in CENTRED_KINDS:
        paragraph.alignment = PP_ALIGN.CENTER
    else:
        paragraph.alignment = PP_ALIGN.RIGHT if kind in RIGHT_KINDS else PP_ALIGN.LEFT
    ink = RGBColor.from_string(look["ink"][1:]) if look else INK
    add_run(paragraph, text, 12 if is_head else 14, ink, is_head)


def underline(cell) -> None:
    """A thin rule below the cell leads the eye along its row."""
    about = cell._tc.get_or_add_tcPr()
    edge = about.makeelement(qn("a:lnB"), {"w": "6350"})
    fill = edge.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": "C9D3DD"}))
    edge.append(fill)
    about.insert(0, edge)  # the schema wants borders before the fill


def dress_chart(native, chart: Chart) -> None:
    """Colours of the house, one quiet grid, a legend only for more than one series."""
    native.font.size, native.font.name = Pt(13), FONT
    native.has_title = False
    native.has_legend = len(chart.series) > 1
    if native.has_legend:
        native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    native.value_axis.major_gridlines.format.line.color.rgb = PALE
    if chart.kind in ("bar", "stacked"):  # the first category on top, the scale below
        native.category_axis.reverse_order = True
        native.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    plot = native.plots[0]
    if chart.kind != "lines":
        plot.gap_width = 60
    for drawn, series in zip(plot.series, chart.series, strict=True):
        colour = RGBColor.from_string(series.colour.lstrip("#"))
        if chart.kind == "lines":
            drawn.format.line.color.rgb = colour
            drawn.marker.format.fill.solid()
            drawn.marker.format.fill.fore_color.rgb = colour
            drawn.smooth = False
        else:
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = colour
    if len(chart.series) == 1:
        plot.has_data_labels = True
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "#,##0", False
