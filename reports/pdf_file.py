"""The report as PDF, set by Typst from reports/templates/report.typ; no browser, no network."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from pipelines.settings import PROJECT
from reports import drawing
from reports.document import Block, Chart, Document, Paragraph, Section
from reports.words import word

TEMPLATES = PROJECT / "reports" / "templates"
FAMILIES = ("SimSun", "FangSong", "STFangsong", "SimHei", "Noto Serif CJK SC", "Noto Sans CJK SC")


def render(document: Document) -> bytes:
    """The .pdf of a document."""
    numbered = [
        f"{word('next.numerals')[n]}、{one.title}" for n, one in enumerate(document.sections)
    ]
    return typeset(
        "report.typ",
        {
            "title": document.title,
            "lines": document.heading.split("\n"),
            "levels": word("levels"),
            "banner": document.banner,
            "office": document.office,
            "day": document.day,
            "footer": document.footer,
            "notes": document.notes,
            "sources_note": document.sources_note,
            "sample": word("frame.sample") if document.is_sample else None,
            "sections": [
                as_data(section, title)
                for section, title in zip(document.sections, numbered, strict=True)
            ],
            "attachments": [as_data(section, section.title) for section in document.attachments],
        },
    )


class NoChineseFont(RuntimeError):
    """This machine could print nothing but empty boxes; the message says what to install."""


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """A template of reports/templates filled with data. Raises NoChineseFont."""
    import typst

    if not chinese_fonts():
        raise NoChineseFont(word("command.no_font"))
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.compile(str(TEMPLATES / template), sys_inputs=inputs)


@lru_cache(maxsize=1)
def chinese_fonts() -> tuple[str, ...]:
    """Which of the families that the templates ask for are on this machine."""
    import typst

    known = set(typst.Fonts().families())
    return tuple(name for name in FAMILIES if name in known)


def as_data(section: Section, title: str) -> dict:
    return {"title": title, "blocks": [block_data(block) for block in section.blocks]}


def block_data(block: Block) -> dict:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Chart):
        return {"kind": "chart", "title": block.title, "svg": drawing.svg(block)}
    return {
        "kind": "table",
        "title": block.title,
        "headings": block.headings,
        "rows": block.rows,
        "shares": block.shares,
        "kinds": block.kinds,
        "note": block.note,
    }
