"""From a file to blocks: every table and card found, its headings understood, its rows sorted.

Nothing is judged here: values stay as written, every body row is kept with the reason if it is
not data. The result is a pure function of (file, file name, catalogue, day of import).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from models.catalog.forms import Column, Form
from pipelines.foreign import is_form
from pipelines.merged import Spans, merged_spans
from pipelines.reading.cards import Card, find_cards
from pipelines.reading.context import Context, Source, constant_for, read_context
from pipelines.reading.files import read_sheets
from pipelines.reading.grid import Cell, Sheet, address, letter
from pipelines.reading.headings import Headings, Match, count_scale, money_unit
from pipelines.reading.headings import Path as HeadingPath
from pipelines.reading.lexicon import has_id
from pipelines.reading.rescue import rescue
from pipelines.reading.rows import Rows, classify
from pipelines.reading.tables import Matrix, Table, find_tables
from pipelines.reading.unknown import HeadingRow, heading_of_unknown, heading_row, nearest_forms
from pipelines.values import Tools

SHEET_EVIDENCE, FILE_EVIDENCE = 0.6, 0.5  # a title counts 1


@dataclass
class Field:
    """One column of a block: distinct raw values and a code for each body row."""

    heading: str
    values: list[Any]
    codes: np.ndarray
    column: Column | None = None  # None: kept raw
    letter: str | None = None
    cell: str | None = None  # the full address, on a card
    heading_cell: str | None = None
    is_guess: bool = False
    how: str = "listed"  # how the heading was understood (a key of problems.yml `read_by`)
    path: HeadingPath = ()
    constant: str | None = None  # the words around the table it was read from
    merged: Spans = ()  # body rows that share one cell

    def address(self, excel_row: int) -> str:
        return self.cell or f"{self.letter or 'A'}{excel_row}"


@dataclass
class Dropped:
    """A column that is not read: whose it is and why."""

    heading: str
    cell: str
    why: str  # reporter, previous, unknown
    cells: frozenset[Cell] = frozenset()  # of a reporter's values: they are kept nowhere


@dataclass
class Block:
    """A table or a card of a known form."""

    sheet: str
    number: int
    form: Form
    header_row: int  # Excel row of the last heading row
    rows: np.ndarray  # Excel rows of the body
    reason: np.ndarray  # '' for data, else why the row is skipped
    fields: list[Field]
    context: Context
    extra: list[Field] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()  # Excel rows
    empty_formulas: frozenset[str] = frozenset()  # addresses
    references: Field | None = None  # which waiting rows a 退回件 answers
    villages: list[tuple[int, Any]] = field(default_factory=list)  # body row → village below
    is_1904: bool = False
    heading_rows: list[HeadingRow] = field(default_factory=list)  # the row a form can be given to

    def field_of(self, name: str) -> Field | None:
        return next((f for f in self.fields if f.column and f.column.name == name), None)


@dataclass
class SheetReading:
    """A sheet: its blocks, or why there are none (hidden, empty, unknown)."""

    name: str
    blocks: list[Block] = field(default_factory=list)
    why: str = ""
    n_rows: int = 0
    nearest: list[tuple[Form, list[Column]]] = field(default_factory=list)
    holds_id: bool = False  # a personal ID number stands in some cell
    heading_rows: list[HeadingRow] = field(default_factory=list)  # of an unknown sheet: its own
    strange: list[Table] = field(default_factory=list)  # tables beside blocks that are no form


def extract(
    path: Path, kind: str, file_name: str, tools: Tools, headings: Headings, today: date
) -> list[SheetReading]:
    """Read every sheet. `kind` is xlsx, xls or csv; `file_name` as the person named it."""
    stem = Path(file_name).stem
    sheets = read_sheets(path, kind)
    if kind == "csv":
        sheets[0].name = stem
    return [_read_sheet(sheet, stem, tools, headings, today) for sheet in sheets]


def _read_sheet(
    sheet: Sheet, stem: str, tools: Tools, headings: Headings, today: date
) -> SheetReading:
    if not sheet.is_visible:
        return SheetReading(sheet.name, why="hidden_sheet")
    used = np.flatnonzero(sheet.filled())
    if not len(used):
        return SheetReading(sheet.name, why="empty_sheet")
    names = [(sheet.name, SHEET_EVIDENCE), (stem, FILE_EVIDENCE)]
    tables = find_tables(sheet, headings, names)
    is_said = any(table.is_said for table in tables)
    cards = [] if is_said else find_cards(sheet, headings, names, tables)
    reading = SheetReading(sheet.name, n_rows=int(used[-1]) + 1)
    reading.holds_id = any(has_id(text) for text in sheet.texts())
    if cards:
        blocks = [_card_of_a_form(c, stem, tools, headings, today) for c in cards]
    else:
        first = tables[0].wide_titles if tables else []
        blocks = [_block_of_a_form(t, first, stem, tools, headings, today) for t in tables]
        reading.strange = [t for t, b in zip(tables, blocks, strict=True) if b is None]
    reading.blocks = [b for b in blocks if b is not None]
    if not reading.blocks:
        reading.why = "unknown_form"
        reading.heading_rows = heading_of_unknown(sheet, headings)
    if not reading.blocks or reading.strange:
        reading.nearest = nearest_forms(sheet, headings)
    return reading


def _block_of_a_form(
    table: Table, first_titles: list[str], stem: str, tools: Tools, headings: Headings, today: date
) -> Block | None:
    """The table under the likeliest form whose identifying columns it has; None: a foreign book."""
    around = [*table.wide_titles, *first_titles, table.sheet.name, stem]
    for one in (table, *table.rivals):
        block = _table_block(one, first_titles, stem, tools, headings, today)
        if table.is_said or is_form(block, around, tools):
            return block
    return None


def _card_of_a_form(
    card: Card, stem: str, tools: Tools, headings: Headings, today: date
) -> Block | None:
    block = _card_block(card, stem, tools, headings, today)
    return block if is_form(block, [*card.titles, card.sheet.name, stem], tools) else None


# ---------------------------------------------------------------- tables


def _table_block(
    table: Table, first_titles: list[str], stem: str, tools: Tools, headings: Headings, today: date
) -> Block:
    rescue(table, tools.lexicon, tools.places)
    rows = classify(table, tools.lexicon, tools.places)
    sources = _sources(table.titles, first_titles, table.sheet.name, stem)
    context = read_context(sources, rows.footers, tools.places, today)
    span = slice(table.first, table.last)
    merged = merged_spans(table.sheet, table.first, table.last)
    fields = [_table_field(table, m.index, span, m) for m in table.matches]
    for item, match in zip(fields, table.matches, strict=True):
        item.merged = merged.get(match.index, ())
    fields += [_matrix_field(table, matrix, span, tools) for matrix in table.matrices]
    resolve_dittos(fields, rows, tools)
    block = Block(
        sheet=table.sheet.name,
        number=table.number,
        form=table.form,
        header_row=table.header_row + 1,
        rows=np.arange(table.first + 1, table.last + 1),
        reason=rows.reason,
        fields=fields,
        context=context,
        extra=[
            _table_field(table, i, span) for i, why in table.dropped.items() if why == "unknown"
        ],
        dropped=_dropped(table),
        hidden=frozenset(r + 1 for r in table.sheet.hidden_rows),
        empty_formulas=frozenset(address(*cell) for cell in table.sheet.empty_formulas),
        villages=[(i, place) for i, place in rows.sections],
        references=_references(table, span, tools),
        is_1904=table.sheet.is_1904,
        heading_rows=[heading_row(table.sheet, table.header_row)],
    )
    add_constants(block, headings)
    return block


def _references(table: Table, span: slice, tools: Tools) -> Field | None:
    """The column of references on a 退回件, if the table has one."""
    words = tools.forms.texts["paper"]["reference"]
    found = [i for i, path in table.paths.items() if path[-1] == words]
    return _table_field(table, found[0], span) if found else None


def _sources(titles: list[str], first_titles: list[str], sheet: str, stem: str) -> list[Source]:
    own = [Source("title", text) for text in reversed(titles)]
    above = [Source("title", text) for text in first_titles if text not in titles]
    return [*own, *above, Source("sheet", sheet), Source("file", stem)]


def _table_field(table: Table, index: int, span: slice, match: Match | None = None) -> Field:
    source = table.sheet.columns[index]
    return Field(
        heading=table.heading(index),
        values=source.values,
        codes=source.codes[span].copy(),
        column=match.column if match else None,
        letter=letter(index),
        heading_cell=address(table.header_row, index),
        is_guess=match is not None and match.is_guess,
        how=match.how if match else "",
        path=table.paths[index],
    )


def _matrix_field(table: Table, matrix: Matrix, span: slice, tools: Tools) -> Field:
    """√ columns as one column of joined options; the address is that of the first option."""
    size = table.last - table.first
    weights = 1 << np.arange(len(matrix.options), dtype=np.int64)
    bits = np.zeros(size, np.int64)
    for weight, (index, _) in zip(weights, matrix.options, strict=True):
        column = table.sheet.columns[index]
        ticks = np.array(
            [c != 0 and tools.lexicon.is_check(v) for c, v in enumerate(column.values)]
        )
        bits += weight * ticks[column.codes[span]]
    distinct, codes = np.unique(np.concatenate([[0], bits]), return_inverse=True)
    values = [
        "、".join(v for w, (_, v) in zip(weights, matrix.options, strict=True) if combination & w)
        for combination in distinct
    ]
    first = matrix.options[0][0]
    return Field(
        heading=matrix.heading,
        values=values,
        codes=codes[1:].astype(np.int32),
        column=matrix.column,
        letter=letter(first),
        heading_cell=address(table.header_row, first),
        path=(matrix.heading,),
    )


def _dropped(table: Table) -> list[Dropped]:
    return [
        Dropped(
            table.heading(i),
            address(table.header_row, i),
            why,
            frozenset((row, i) for row in range(table.first, table.last))
            if why == "reporter"
            else frozenset(),
        )
        for i, why in table.dropped.items()
        if why != "ignored"
    ]


def resolve_dittos(fields: list[Field], rows: Rows, tools: Tools) -> None:
    """同上 and 〃 take the value of the data row above."""
    is_data = rows.reason == ""
    for item in fields:
        marks = np.array([tools.lexicon.is_ditto(v) for v in item.values])
        is_ditto = marks[item.codes] & is_data
        if not is_ditto.any():
            continue
        own = np.where(is_data & ~is_ditto, np.arange(len(item.codes)), -1)
        source = np.maximum.accumulate(own)
        filled = np.where(source >= 0, item.codes[np.maximum(source, 0)], 0)
        item.codes = np.where(is_ditto, filled, item.codes).astype(np.int32)


# ---------------------------------------------------------------- cards


def _card_block(card: Card, stem: str, tools: Tools, headings: Headings, today: date) -> Block:
    sources = _sources(card.titles, [], card.sheet.name, stem)
    context = read_context(sources, [], tools.places, today)
    fields = [_card_field(card, name, headings) for name in card.labels]
    block = Block(
        sheet=card.sheet.name,
        number=card.number,
        form=card.form,
        header_row=card.top + 1,
        rows=np.array([card.top + 1]),
        reason=np.array([""], dtype=object),
        fields=fields,
        context=context,
        dropped=[
            Dropped("/".join(x.path), address(*x.at), "reporter", frozenset({x.value_at}))
            for x in card.dropped
        ],
        is_1904=card.sheet.is_1904,
        empty_formulas=frozenset(address(*cell) for cell in card.sheet.empty_formulas),
    )
    add_constants(block, headings)
    return block


def _card_field(card: Card, name: str, headings: Headings) -> Field:
    label = card.labels[name]
    meant = [c for c in headings.candidates(card.form, label.path) if c.column == name]
    value = card.value(name)
    is_blank = value is None or (isinstance(value, str) and not value.strip())
    return Field(
        heading="/".join(label.path),
        values=["", value],
        codes=np.array([0 if is_blank else 1], np.int32),
        column=card.form.column(name),
        cell=address(*label.value_at),
        heading_cell=address(*label.at),
        is_guess=bool(meant) and meant[0].is_guess,
        how=meant[0].how if meant else "listed",
        path=label.path,
    )


# ---------------------------------------------------------------- what the surroundings say


def add_constants(block: Block, headings: Headings) -> None:
    """Columns that the table lacks but its title or footer states, the same for every row."""
    for column in block.form.columns:
        if block.field_of(column.name) or column.type in ("village", "unit", "period"):
            continue
        found = constant_for(column, block.form, block.context, headings)
        if found:
            value, words = found
            codes = np.ones(len(block.rows), np.int32)
            block.fields.append(Field(column.heading, ["", value], codes, column, constant=words))


def heading_money_unit(item: Field) -> tuple[str, str] | None:
    """(unit, place) from the column's own heading, else from its groups."""
    own = money_unit(item.path[-1]) if item.path else None
    if own:
        return own, "heading"
    for part in reversed(item.path[:-1]):
        unit = money_unit(part)
        if unit:
            return unit, "group"
    return None


def heading_scale(item: Field) -> str | None:
    return next((s for s in map(count_scale, reversed(item.path)) if s), None)
