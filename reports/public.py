"""A document for everybody: names of subjects and people leave every sentence, table and row."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.queries.scope import PERSONAL_COLUMNS, mask
from reports.document import Block, Chart, Document, Paragraph, Section, Table
from reports.facts import Facts


def hide_names(document: Document, facts: Facts) -> Document:
    """The document with every known name masked, and without the rows behind its figures (their
    workbook names and subjects point at places)."""
    names = known_names(facts)
    return replace(
        document,
        sections=tuple(hidden_section(one, names) for one in document.sections),
        attachments=tuple(hidden_section(one, names) for one in document.attachments),
        figures=tuple(replace(one, rows=one.rows.iloc[:0]) for one in document.figures),
    )


def known_names(facts: Facts) -> dict[str, str]:
    """name → masked, longest first, so that no name is cut inside a longer one."""
    found: set[str] = set()
    unmasked = replace(facts, person=replace(facts.person, is_public=False))
    for frame in (unmasked.inventory, unmasked.leads, unmasked.tasks, unmasked.key):
        for column in ("facility_name", *PERSONAL_COLUMNS):
            if column in frame.columns:
                found |= {str(name) for name in frame[column].dropna() if len(str(name)) > 1}
    return {name: mask(name) for name in sorted(found, key=len, reverse=True)}


def hidden(text: str, names: dict[str, str]) -> str:
    for name, starred in names.items():
        text = text.replace(name, starred)
    return text


def hidden_section(section: Section, names: dict[str, str]) -> Section:
    return replace(section, blocks=tuple(hidden_block(one, names) for one in section.blocks))


def hidden_block(block: Block, names: dict[str, str]) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(hidden(block.text, names))
    if isinstance(block, Table):
        rows = tuple(tuple(hidden(cell, names) for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    assert isinstance(block, Chart)  # charts name villages, sectors and months only
    return block


def hidden_frame(frame: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """The same for a frame's text columns (workbooks)."""
    texts = [c for c in frame.columns if frame[c].map(lambda v: isinstance(v, str)).any()]
    return frame.assign(
        **{c: frame[c].map(lambda v: hidden(v, names) if isinstance(v, str) else v) for c in texts}
    )
