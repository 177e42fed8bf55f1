"""The staged folder: what a file holds, as Parquet, for good (docs/architecture.md).

A pure function of the file, its name and the contract. Written beside and renamed into place, so
that a folder is there completely or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from models.catalog.corrections import heading_key
from models.catalog.forms import Column, Form, Forms
from models.catalog.wording import bare
from pipelines.columns import BESIDE, Typed, staged_columns, type_of
from pipelines.extract import Field, SheetReading
from pipelines.problems import Problem, shown_value
from pipelines.reading.lexicon import mask_ids, text_of
from pipelines.reading.notes import Note
from pipelines.reading.tables import Table
from pipelines.validate import Judged, Verdict

_ARROW = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
}


def schema_of(columns: Typed) -> pa.Schema:
    return pa.schema([(name, _ARROW[kind]) for name, kind in columns])


BLOCK_SCHEMA = schema_of(BESIDE["blocks"])
PROBLEM_SCHEMA = schema_of(BESIDE["problems"])
REJECTED_SCHEMA = schema_of(BESIDE["rejected"])
SKIPPED_SCHEMA = schema_of(BESIDE["skipped"])
REPLAY_SCHEMA = schema_of(BESIDE["replays"])
RANGE_SCHEMA = schema_of(BESIDE["ranges"])
EXTRA_SCHEMA = schema_of(BESIDE["extra"])
INFERRED_SCHEMA = schema_of(BESIDE["inferred"])


def write_staged(
    folder: Path,
    verdicts: list[Verdict],
    problems: list[Problem],
    sheets: list[dict[str, Any]],
    forms: Forms,
) -> None:
    """Write every file of a staged folder into `folder` (which must not be in place yet)."""
    folder.mkdir(parents=True)
    for form in forms.forms:
        of_form = [v for v in verdicts if v.block.form.code == form.code]
        if of_form:
            tables = [accepted_table(form, verdict) for verdict in of_form]
            _write(folder / f"{form.code}.parquet", pa.concat_tables(tables))
    _write(folder / "blocks.parquet", _rows_table(BLOCK_SCHEMA, _block_rows(verdicts)))
    inferred = [row for verdict in verdicts for row in _inferred_rows(verdict, forms)]
    _write(folder / "inferred.parquet", _rows_table(INFERRED_SCHEMA, inferred))
    _write(folder / "problems.parquet", problem_table(problems))
    _write(folder / "rejected.parquet", _rows_table(REJECTED_SCHEMA, _rejected_rows(verdicts)))
    _write(folder / "skipped.parquet", _concat(SKIPPED_SCHEMA, map(_skipped_table, verdicts)))
    _write(folder / "replays.parquet", _rows_table(REPLAY_SCHEMA, _replay_rows(verdicts)))
    _write(folder / "ranges.parquet", _rows_table(RANGE_SCHEMA, _range_rows(verdicts)))
    extra = [_extra_table(v, f) for v in verdicts for f in v.block.extra]
    _write(folder / "extra.parquet", _concat(EXTRA_SCHEMA, extra))
    text = json.dumps(list(map(_stored_entry, sheets)), ensure_ascii=False, indent=1)
    (folder / "sheets.json").write_text(text, encoding="utf-8")
    for path in folder.iterdir():
        _sync(path)


def _stored_entry(sheet: dict[str, Any]) -> dict[str, Any]:
    """Of a sheet that is no form only its heading row is kept: other rows may name people."""
    rows = sheet["heading_rows"] if sheet["form"] else sheet["heading_rows"][:1]
    return {**sheet, "heading_rows": rows}


def _write(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, compression="zstd")


def _sync(path: Path) -> None:
    with path.open("rb+") as opened:
        os.fsync(opened.fileno())


def place_folder(temporary: Path, final: Path) -> bool:
    """Rename a complete folder into place. One that is there already and says the same stays;
    False when it says something else: then nothing was moved."""
    try:
        os.rename(temporary, final)
    except OSError:
        if not final.is_dir():
            raise
        if not says_the_same(temporary, final):
            return False
        shutil.rmtree(temporary, ignore_errors=True)
    sync_folder(final.parent)
    return True


def says_the_same(one: Path, other: Path) -> bool:
    """Whether two staged folders hold the same files with the same rows, however they are packed
    (another version of the library packs otherwise)."""
    names = {path.name for path in one.iterdir()}
    return names == {path.name for path in other.iterdir()} and all(
        _is_same(one / name, other / name) for name in names
    )


def _is_same(one: Path, other: Path) -> bool:
    if one.read_bytes() == other.read_bytes():
        return True
    try:
        return one.suffix == ".parquet" and pq.read_table(one).equals(pq.read_table(other))
    except (pa.ArrowException, OSError):  # damaged
        return False


def sync_folder(folder: Path) -> None:
    """Make a rename durable (a no-op where folders cannot be opened, as on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---------------------------------------------------------------- accepted rows


def accepted_table(form: Form, verdict: Verdict) -> pa.Table:
    """The accepted rows of a block, every column present."""
    keep = np.flatnonzero(verdict.status == "accepted")
    arrays: list[pa.Array] = []
    for column in form.columns:
        arrays += _column_arrays(column, verdict.columns.get(column.name), keep)
    for derived in form.derived:
        values = verdict.derived.get(derived.name, [None] * len(verdict.status))
        arrays.append(pa.array([values[i] for i in keep.tolist()], _ARROW[type_of(derived)]))
    arrays += [
        _constant(verdict.block.sheet, len(keep)),
        pa.array(verdict.block.rows[keep], pa.int64()),
        pa.array(np.full(len(keep), verdict.block.number), pa.int64()),
    ]
    return pa.Table.from_arrays(arrays, schema=schema_of(staged_columns(form)))


def _constant(text: str, size: int) -> pa.Array:
    return pa.array([text] * size, pa.string())


def _column_arrays(column: Column, judged: Judged | None, keep: np.ndarray) -> list[pa.Array]:
    """The column itself; for a place also its code, and its kind where departments may stand."""
    values = [None] if judged is None else judged.values
    codes = np.zeros(len(keep), np.int32) if judged is None else judged.codes[keep]
    if column.type not in ("village", "unit"):
        return [_taken(values, codes, _ARROW[type_of(column)])]
    parts = [[getattr(p, name, None) for p in values] for name in ("name", "code", "kind")]
    wanted = parts if column.type == "unit" else parts[:2]
    return [_taken(part, codes, pa.string()) for part in wanted]


def _taken(values: list, codes: np.ndarray, kind: pa.DataType) -> pa.Array:
    return pa.array(values, kind).take(pa.array(codes, pa.int32()))


# ---------------------------------------------------------------- everything else


def _rows_table(schema: pa.Schema, rows: Iterable[tuple]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _concat(schema: pa.Schema, tables: Iterable[pa.Table]) -> pa.Table:
    return pa.concat_tables([schema.empty_table(), *tables])


def _block_rows(verdicts: list[Verdict]) -> list[tuple]:
    rows = []
    for verdict in verdicts:
        block, unit = verdict.block, verdict.block.context.unit
        for judged in verdict.columns.values():
            item = judged.item
            rows.append(
                (
                    block.sheet,
                    block.number,
                    block.form.code,
                    block.header_row,
                    verdict.period,
                    unit.name if unit else None,
                    item.column.name,
                    mask_ids(item.heading),
                    item.letter,
                    item.cell,
                    _is_guessed(item, block.form),
                )
            )
    return rows


def _is_guessed(item: Field, form: Form) -> bool:
    """Whether the catalogue alone would not be sure of the heading: a guess, or what a person said
    of a heading that nobody listed. The word of that person may be taken back."""
    if item.is_guess:
        return True
    own = bare(item.path[-1]) if item.path else ""
    is_listed = own == bare(item.column.heading) or own in item.column.bare_synonyms
    return not is_listed and form.corrected.get(heading_key(item.heading)) == item.column.name


def _inferred_rows(verdict: Verdict, forms: Forms) -> Iterable[tuple]:
    """Accepted cells whose option was only inferred, in columns that a statutory line reads."""
    block = verdict.block
    accepted = verdict.status == "accepted"
    for name, judged in verdict.columns.items():
        if (block.form.code, name) not in forms.statutory:
            continue
        codes = [c for c, notes in judged.notes.items() if _is_inferred(judged, c, notes, forms)]
        for i in np.flatnonzero(accepted & np.isin(judged.codes, codes)).tolist():
            code = judged.codes[i]
            said, value = shown_value(judged.item.values[code]), judged.values[code]
            yield block.sheet, int(block.rows[i]), block.number, block.form.code, name, said, value


def _is_inferred(judged: Judged, code: int, notes: Iterable[Note], forms: Forms) -> bool:
    """Inferred, and one of the options that a line asks for: 无 meets none and asks nothing."""
    is_told = any(note.code in forms.inferring for note in notes)
    return is_told and forms.meets_a_line(judged.column.name, judged.values[code])


def problem_table(problems: list[Problem]) -> pa.Table:
    rows = [
        (
            p.sheet,
            p.row,
            p.cell,
            p.column or p.heading,
            p.heading,
            p.value,
            p.code,
            p.severity,
            p.message,
        )
        for p in problems
    ]
    return _rows_table(PROBLEM_SCHEMA, rows)


def _rejected_rows(verdicts: list[Verdict]) -> list[tuple]:
    rows = []
    for verdict in verdicts:
        block = verdict.block
        for i in np.flatnonzero(verdict.status == "rejected").tolist():
            cells = json.dumps(_cells(block.fields + block.extra, i), ensure_ascii=False)
            row = int(block.rows[i])
            rows.append((block.sheet, row, block.number, block.form.code, cells))
    return rows


def _cells(fields: list[Field], i: int) -> dict[str, str]:
    """Heading → text as written, blanks left out, personal ID numbers masked."""
    shown = ((f.heading, shown_value(f.values[f.codes[i]])) for f in fields if f.constant is None)
    return {heading: text for heading, text in shown if text is not None}


def _skipped_table(verdict: Verdict) -> pa.Table:
    rows = np.flatnonzero(~np.isin(verdict.status, ["accepted", "rejected"]))
    return pa.Table.from_arrays(
        [
            _constant(verdict.block.sheet, len(rows)),
            pa.array(verdict.block.rows[rows], pa.int64()),
            pa.array(np.full(len(rows), verdict.block.number), pa.int64()),
            pa.array(verdict.status[rows].tolist(), pa.string()),
        ],
        schema=SKIPPED_SCHEMA,
    )


def _replay_rows(verdicts: list[Verdict]) -> list[tuple]:
    """Which waiting rows of earlier imports the rows of a 退回件 answer."""
    rows = []
    for verdict in verdicts:
        block, item = verdict.block, verdict.block.references
        if item is None:
            continue
        judged = np.isin(verdict.status, ["accepted", "rejected", "duplicate_row"])
        for i in np.flatnonzero(judged & (item.codes != 0)).tolist():
            batch, _, rest = str(item.values[item.codes[i]]).partition("/")
            row, _, sheet = rest.partition("/")
            if row.isdigit():
                place = (block.sheet, int(block.rows[i]), block.number)
                rows.append((*place, batch, sheet, int(row)))
    return rows


def _range_rows(verdicts: list[Verdict]) -> list[tuple]:
    """The cells of accepted rows that state a range: both ends in the unit of the column."""
    rows = []
    for verdict in verdicts:
        for name, judged in verdict.columns.items():
            if not judged.lows:
                continue
            flags = np.isin(judged.codes, list(judged.lows)) & (verdict.status == "accepted")
            for i in np.flatnonzero(flags).tolist():
                ends = (float(judged.lows[judged.codes[i]]), float(judged.at(i)))
                place = (verdict.block.sheet, int(verdict.block.rows[i]), verdict.block.number)
                rows.append((*place, name, *ends))
    return rows


def _extra_table(verdict: Verdict, item: Field) -> pa.Table:
    """An unknown column as it was written, for the rows that are data."""
    is_data = np.isin(verdict.status, ["accepted", "rejected"])
    rows = np.flatnonzero(is_data & (item.codes != 0))
    values = [mask_ids(text_of(v)) for v in item.values]
    return pa.Table.from_arrays(
        [
            _constant(verdict.block.sheet, len(rows)),
            pa.array(verdict.block.rows[rows], pa.int64()),
            pa.array(np.full(len(rows), verdict.block.number), pa.int64()),
            _constant(mask_ids(item.heading), len(rows)),
            _constant(item.letter or "", len(rows)),
            _taken(values, item.codes[rows], pa.string()),
        ],
        schema=EXTRA_SCHEMA,
    )


def sheet_entries(readings: list[SheetReading], verdicts: list[Verdict]) -> list[dict[str, Any]]:
    """The `sheets` list of `import --json`, problems left out."""
    entries = []
    by_sheet: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_sheet.setdefault(verdict.block.sheet, []).append(verdict)
    for reading in readings:
        of_sheet = by_sheet.get(reading.name, [])
        entries += [_entry(verdict) for verdict in of_sheet] or [_empty_entry(reading)]
        if of_sheet:
            entries += [_strange_entry(reading.name, table) for table in reading.strange]
    return entries


def _strange_entry(sheet: str, table: Table) -> dict[str, Any]:
    """A table that is no form, beside one that is: counted, not kept."""
    rows = table.last - table.first
    counts = {"rows_seen": rows, "skipped": rows, "skipped_reasons": {"unknown_form": rows}}
    entry = _empty_entry(SheetReading(sheet)) | counts
    return entry | {"block": table.number, "header_row": table.header_row + 1}


def _entry(verdict: Verdict) -> dict[str, Any]:
    block, unit = verdict.block, verdict.block.context.unit
    return {
        "sheet": block.sheet,
        "block": block.number,
        "form": block.form.code,
        "header_row": block.header_row,
        "period": verdict.period,
        "unit": unit.name if unit else None,
        "rows_seen": len(block.rows),
        "accepted": verdict.accepted,
        "rejected": verdict.rejected,
        "skipped": len(block.rows) - verdict.accepted - verdict.rejected,
        "skipped_reasons": verdict.skipped,
        "heading_rows": block.heading_rows,
    }


def _empty_entry(reading: SheetReading) -> dict[str, Any]:
    return {
        "sheet": reading.name,
        "block": 1,
        "form": None,
        "header_row": None,
        "period": None,
        "unit": None,
        "rows_seen": reading.n_rows,
        "accepted": 0,
        "rejected": 0,
        "skipped": reading.n_rows,
        "skipped_reasons": {"unknown_form": reading.n_rows} if reading.n_rows else {},
        "heading_rows": reading.heading_rows,
    }
