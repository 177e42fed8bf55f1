"""Canonical rows straight into staged folders and a build, without workbooks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from models.catalog import Catalog, load_catalog
from pipelines.columns import declared, staged_files
from pipelines.load import Batch, Inputs
from pipelines.publish import publish, reserve_name
from pipelines.rulings import Rulings
from pipelines.run import make
from pipelines.settings import CATALOG, Home, now

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
CONTRACT = "test"
COUNTER = count(1)  # no two staged sets of rows share a folder
NOT_A_HEADING = ("village_code", "unit_kind", "source_sheet", "source_row", "block")


def stage(home: Home, number: int, rows: Rows, catalog: Catalog, **facts: Any) -> Batch:
    """A staged folder that holds these rows, one sheet per form, headings in row 1; its batch.

    Columns that no row of a form mentions are absent from its block.
    """
    home.prepare()
    sha = hashlib.sha256(f"{next(COUNTER)} {facts}".encode()).hexdigest()
    folder = home.staged / f"{sha}-{CONTRACT}"
    folder.mkdir(parents=True, exist_ok=True)
    codes = {v.name: v.code for v in catalog.region.villages}
    with duckdb.connect() as con:
        for stem, columns in staged_files(catalog.forms).items():
            con.execute(f"create temp table schema_{stem} ({declared(columns)})")
        for form in [one.code for one in catalog.forms.forms if rows.get(one.code)]:
            write_form(con, folder, form, [complete(form, row, codes) for row in rows[form]])
        write_blocks(con, folder, rows, facts.get("period"))
        for stem in ("problems", "rejected"):
            con.table(f"schema_{stem}").write_parquet(str(folder / f"{stem}.parquet"))
    write_sheets(folder, rows, facts.get("period"))
    total = sum(len(some) for some in rows.values())
    return Batch(
        number=number,
        batch_id=facts.get("batch_id", f"B{number:03}"),
        sha256=sha,
        contract=CONTRACT,
        file=facts.get("file", f"book-{number}.xlsx"),
        status="accepted",
        imported_at=facts.get("imported_at", "2026-11-23T08:00:00"),
        actor="tester",
        counts={"rows_seen": total, "accepted": total, "rejected": 0, "skipped": 0},
        is_sample=facts.get("is_sample", False),
        is_live=facts.get("is_live", True),
    )


def stage_with_facts(home: Home, number: int, rows: Rows, catalog: Catalog) -> Batch:
    forms = {form: some for form, some in rows.items() if form != "facts"}
    return stage(home, number, forms, catalog, **rows.get("facts", {}))


def complete(form: str, row: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, Any]:
    place = row.get("unit") if form == "submission" else row.get("village")
    code = row.get("village_code") or codes.get(place or "")
    return {**row, "village_code": code, "unit_kind": "village" if code else "department"}


def write_form(con: duckdb.DuckDBPyConnection, folder: Path, form: str, rows: list[dict]) -> None:
    table = con.table(f"schema_{form}")
    frame = pd.DataFrame(rows).reindex(columns=table.columns).astype(object)
    frame["source_sheet"], frame["block"] = form, 1
    frame["source_row"] = range(2, len(frame) + 2)
    frame = frame.where(frame.notna(), None)
    con.from_df(frame).insert_into(table.alias)
    table.write_parquet(str(folder / f"{form}.parquet"))


def write_blocks(
    con: duckdb.DuckDBPyConnection, folder: Path, rows: Rows, period: str | None
) -> None:
    lines = []
    for form, some in rows.items():
        names = list(dict.fromkeys(name for row in some for name in row))
        headings = [name for name in names if name not in NOT_A_HEADING]
        for number, name in enumerate(headings):
            letter = letter_of(number)
            lines.append((form, 1, form, 1, period, None, name, name, letter, None, False))
    if lines:
        con.executemany("insert into schema_blocks values (?,?,?,?,?,?,?,?,?,?,?)", lines)
    con.table("schema_blocks").write_parquet(str(folder / "blocks.parquet"))


def letter_of(number: int) -> str:
    high, low = divmod(number, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)


def write_sheets(folder: Path, rows: Rows, period: str | None) -> None:
    sheets = [
        {
            "sheet": form,
            "block": 1,
            "form": form,
            "header_row": 1,
            "period": period,
            "unit": None,
            "rows_seen": len(some),
            "accepted": len(some),
            "rejected": 0,
            "skipped": 0,
        }
        for form, some in rows.items()
    ]
    (folder / "sheets.json").write_text(json.dumps(sheets, ensure_ascii=False), "utf-8")


def build_rows(
    home: Home, as_of: date, *batches: Rows | Batch, rulings: Rulings | None = None
) -> Path:
    """Stage each set of rows as one import, in order, and build; the path of the build.

    A set may bring facts of its import under the key "facts" (period, file, is_sample …).
    """
    catalog = load_catalog(CATALOG)
    staged = tuple(
        one if isinstance(one, Batch) else stage_with_facts(home, number, one, catalog)
        for number, one in enumerate(batches, start=1)
    )
    home.prepare()
    name = reserve_name(home, now())
    inputs = Inputs(home, catalog, as_of, staged, rulings or Rulings())
    make(inputs, name, lambda step: None)
    return publish(home, name)
