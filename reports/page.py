"""The report as one HTML file that needs nothing else: styles and charts are inside."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from pipelines.settings import PROJECT
from reports import drawing, numbers
from reports.document import Chart, Document, Figure, Paragraph, Table, table
from reports.words import say, word
from reports.workbook import COLUMNS


@lru_cache(maxsize=1)
def templates() -> Environment:
    folder = PROJECT / "reports" / "templates"
    return Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


def render(document: Document) -> bytes:
    """The .html of a document, as UTF-8."""
    page = templates().get_template("report.html.j2")
    return page.render(
        document=document,
        sources=list(sources(document)),
        kind_of=kind_of,
        tint=tint,
        svg=drawing.svg,
        word=word,
        say=say,
        numerals=word("next.numerals"),
    ).encode("utf-8")


def sources(document: Document) -> Iterator[tuple[Figure, Table]]:
    """Each key figure with the workbook rows it was read from."""
    for one in document.figures:
        if len(one.rows):
            note = say("frame.shown", total=numbers.count(len(one.rows)))
            yield one, table("", one.rows, COLUMNS["sources"][1:], note)


def tint(shown: str) -> Markup:
    """The level's own colours, as on the screens; the mark and the word say it, too."""
    look = numbers.look_of(shown)
    style = Markup(' style="background:{colour};color:{ink}"')
    return style.format(**look) if look else Markup("")


def kind_of(block) -> str:
    return {Paragraph: "paragraph", Chart: "chart"}.get(type(block), "table")
