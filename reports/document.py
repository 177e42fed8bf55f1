"""What a document is, whatever file it becomes: sections of sentences, tables and charts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import repeat

import pandas as pd

from reports import numbers
from reports.words import column


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Table:
    """Cells are words already; shares are parts of the page's width; note says shown/total."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    kinds: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Series:
    name: str
    values: tuple[float | None, ...]
    colour: str


@dataclass(frozen=True)
class Chart:
    """kind: bar (lying, one series) · stacked (lying) · columns (stacked, upright) · lines."""

    kind: str
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


Block = Paragraph | Table | Chart


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Figure:
    """One number of the report and the rows it was read from.

    rows: subject, value, source_file, source_sheet, source_row, cell.
    """

    code: str
    name: str
    shown: str
    rows: pd.DataFrame = field(compare=False)


@dataclass(frozen=True)
class Document:
    """A line break in heading is where a title too long for one line breaks by its meaning."""

    heading: str
    short: str
    banner: str
    office: str
    day: str
    footer: str
    sections: tuple[Section, ...]
    attachments: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    sources_note: str = ""  # where paper versions send a reader who asks "which rows?"
    is_sample: bool = False
    is_public: bool = False

    @property
    def title(self) -> str:
        return self.heading.replace("\n", "")


def ends(frame: pd.DataFrame, name: str) -> Iterable[tuple]:
    """Each value of a column with the lower end of its range, where the frame knows one."""
    lows = frame[f"{name}_low"] if f"{name}_low" in frame else repeat(None)
    return zip(frame[name], lows, strict=False)


def table(title: str, frame: pd.DataFrame, columns: list[str], note: str = "") -> Table:
    """A table of a frame's columns, in words; heading, kind and width from columns.yml."""
    looks = [column(name) for name in columns]
    cells = [
        [numbers.cell(value, look["kind"], low) for value, low in ends(frame, name)]
        for name, look in zip(columns, looks, strict=True)
    ]
    return Table(
        title,
        tuple(look["name"] for look in looks),
        tuple(zip(*cells, strict=True)) if len(frame) else (),
        tuple(float(look["share"]) for look in looks),
        tuple(look["kind"] for look in looks),
        note,
    )
