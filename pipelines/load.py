"""Bring in what a build is made from: staged folders of live imports, the region, the calendar."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from ledger.identities import Decision
from ledger.matters import Decision as MatterDecision
from ledger.workcalendar import Day
from models.catalog import Catalog
from pipelines import matters
from pipelines.casetables import insert_handling
from pipelines.casework import Handling
from pipelines.columns import declared, staged_files
from pipelines.guesses import NO_ANSWERS, Answers
from pipelines.known_then import Past
from pipelines.naming import DECISION_COLUMNS, decision_rows
from pipelines.rulings import Rulings
from pipelines.settings import Home
from pipelines.warehouse import insert, sql_text
from pipelines.workcalendar import insert_days

TABLES = {  # table of the build: stem of the staged file; a form's rows are in raw_<form>
    "raw_block_column": "blocks",
    "raw_problem": "problems",
    "raw_rejected": "rejected",
    "raw_replay": "replays",
    "raw_inferred": "inferred",
    "raw_range": "ranges",
}
COUNTS = ("rows_seen", "accepted", "rejected", "skipped")


@dataclass(frozen=True)
class Batch:
    """One import of one file, as its event in the ledger tells it."""

    number: int
    batch_id: str
    sha256: str
    contract: str
    file: str
    status: str
    imported_at: str
    actor: str
    counts: dict[str, int]
    is_sample: bool
    is_live: bool
    problems: tuple[dict[str, Any], ...] = ()  # found against what the town knew at the import

    @property
    def folder(self) -> str:
        return f"{self.sha256}-{self.contract}"


@dataclass(frozen=True)
class Inputs:
    """Everything a build depends on besides the code."""

    home: Home
    catalog: Catalog
    as_of: date
    batches: tuple[Batch, ...]
    rulings: Rulings = field(default_factory=Rulings)
    handling: Handling = field(default_factory=Handling)
    identities: tuple[Decision, ...] = ()
    matters: tuple[MatterDecision, ...] = ()
    days: tuple[Day, ...] = ()  # of the working calendar, already in the catalogue's own
    answers: Answers = NO_ANSWERS  # what guessed headings and inferred options mean
    past: tuple[Past, ...] = ()  # earlier months as they were known then

    @property
    def live(self) -> list[Batch]:
        return [batch for batch in self.batches if batch.is_live]

    @property
    def accepted(self) -> int:
        """Rows of all live imports together."""
        return sum(batch.counts.get("accepted", 0) for batch in self.live)

    @property
    def is_sample(self) -> bool:
        """Whether what is shown is invented: any live batch is."""
        return any(batch.is_sample for batch in self.live)

    @property
    def hash(self) -> str:
        """SHA-256 over the live workbooks in their order, their contracts, the rulings, the
        handling of cases, who is who, which matters are one, what people confirmed and the days of
        the calendar."""
        lines = [f"{batch.sha256} {batch.contract} {batch.file}" for batch in self.live]
        if told := [told_row(batch, one)[2:] for batch in self.live for one in shown(batch)]:
            lines.append(json.dumps(told, ensure_ascii=False))
        lines.append(json.dumps(self.rulings.signature(), sort_keys=True))
        if handled := self.handling.signature():
            lines.append(json.dumps(handled, sort_keys=True, default=str))
        if named := decision_rows(self.identities):
            lines.append(json.dumps([row[:-1] for row in named]))
        if self.matters:
            lines.append(json.dumps(matters.decision_rows(self.matters)))
        if any(self.answers):
            lines.append(json.dumps(self.answers.signature()))
        if self.days:
            lines.append(json.dumps([[day.day.isoformat(), day.is_workday] for day in self.days]))
        return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def load(draft: duckdb.DuckDBPyConnection, inputs: Inputs, build: str, code_version: str) -> None:
    """Make run_info, the settings tables and every raw_* table in the draft."""
    insert_run_info(draft, inputs, build, code_version)
    insert_settings(draft, inputs)
    insert_days(draft, inputs.catalog)
    insert_batches(draft, inputs)
    insert_handling(draft, inputs.handling)
    insert(draft, "raw_identity", DECISION_COLUMNS, decision_rows(inputs.identities))
    insert(draft, "raw_matter", matters.DECISION_COLUMNS, matters.decision_rows(inputs.matters))
    for form in inputs.catalog.forms.forms:
        load_staged(draft, inputs, f"raw_{form.code}", form.code, sql_text("staging/_raw_form"))
    for table, stem in TABLES.items():
        load_staged(draft, inputs, table, stem, sql_text(f"staging/{table}"))
    add_told(draft, inputs)
    insert_answers(draft, inputs)


GUESSED = """
select distinct 'heading' as kind, form, "column", heading as wording, null as reading
from raw_block_column
union all
select distinct 'option', form, "column", wording, reading from raw_inferred
"""


def insert_answers(draft: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """raw_answer: every reading that a person agreed to; keys of headings need Python."""
    rows = draft.execute(GUESSED).fetchall()
    agreed = sorted({row for row in rows if inputs.answers.confirms(*row)}, key=str)
    columns = 'kind varchar, form varchar, "column" varchar, wording varchar, reading varchar'
    insert(draft, "raw_answer", columns, agreed)


def insert_run_info(
    draft: duckdb.DuckDBPyConnection, inputs: Inputs, build: str, code_version: str
) -> None:
    row = {
        "build": build,
        "as_of": inputs.as_of,
        "period": f"{inputs.as_of:%Y-%m}",
        "catalogue_hash": inputs.catalog.hash,
        "input_hash": inputs.hash,
        "code_version": code_version,
        "is_sample": inputs.is_sample,
    }
    insert(
        draft,
        "run_info",
        "build varchar, as_of date, period varchar, catalogue_hash varchar, input_hash varchar, "
        "code_version varchar, is_sample boolean",
        [tuple(row.values())],
    )


def insert_settings(draft: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """stg_setting, stg_village, stg_town, stg_department, stg_smoke: the catalogue as tables."""
    scoring, region = inputs.catalog.scoring, inputs.catalog.region
    insert(draft, "stg_setting", "report_day integer", [(scoring.calendar.report_day,)])
    places = sorted(inputs.catalog.forms.statutory)
    insert(draft, "stg_statutory_column", 'form varchar, "column" varchar', places)
    insert(
        draft,
        "stg_village",
        "village_code varchar, village varchar, full_name varchar, kind varchar, "
        "tile_col integer, tile_row integer, town_code varchar",
        [
            (v.code, v.name, v.full_name, v.kind, v.tile_col, v.tile_row, v.town_code)
            for v in region.villages
        ],
    )
    insert(
        draft,
        "stg_town",
        "town_code varchar, town varchar, town_col integer, town_row integer",
        [(one.code, one.name, one.tile_col, one.tile_row) for one in region.towns],
    )
    insert(
        draft,
        "stg_smoke",
        "indicator varchar, smoke varchar",
        [(one.code, one.smoke) for one in scoring.indicators if one.smoke],
    )
    insert(
        draft,
        "stg_department",
        "unit varchar",
        [(name,) for name in scoring.calendar.reporting_departments],
    )


def insert_batches(draft: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """raw_batch (every import), raw_file (live ones) and raw_sheet (their sheets)."""
    insert(
        draft,
        "raw_batch",
        "batch_id varchar, batch_no integer, file varchar, sha256 varchar, status varchar, "
        "imported_at timestamp, actor varchar, rows_seen bigint, accepted bigint, "
        "rejected bigint, skipped bigint, is_live boolean, is_sample boolean",
        [batch_row(batch) for batch in inputs.batches],
    )
    insert(
        draft,
        "raw_file",
        "batch_id varchar, batch_no integer, file varchar, folder varchar, imported_on date",
        [
            (
                b.batch_id,
                b.number,
                b.file,
                (inputs.home.staged / b.folder).as_posix(),
                b.imported_at[:10],
            )
            for b in inputs.live
        ],
    )
    insert(
        draft,
        "raw_sheet",
        "batch_id varchar, sheet_no integer, sheet varchar, block bigint, form varchar, "
        "period varchar, unit varchar, rows_seen bigint, accepted bigint, rejected bigint, "
        "skipped bigint",
        [row for batch in inputs.live for row in sheet_rows(inputs.home, batch)],
    )


def batch_row(batch: Batch) -> tuple:
    return (
        batch.batch_id,
        batch.number,
        batch.file,
        batch.sha256,
        batch.status,
        batch.imported_at,
        batch.actor,
        *(batch.counts.get(name) for name in COUNTS),
        batch.is_live,
        batch.is_sample,
    )


def sheet_rows(home: Home, batch: Batch) -> list[tuple]:
    path = home.staged / batch.folder / "sheets.json"
    sheets: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return [
        (
            batch.batch_id,
            number,
            sheet["sheet"],
            sheet.get("block") or 1,
            sheet.get("form"),
            sheet.get("period"),
            sheet.get("unit"),
            *(sheet.get(name, 0) for name in COUNTS),
        )
        for number, sheet in enumerate(sheets, start=1)
    ]


def load_staged(
    draft: duckdb.DuckDBPyConnection, inputs: Inputs, table: str, stem: str, sql: str
) -> None:
    """Create a raw table from every live folder that has the file; typed and empty without any."""
    empty = inputs.home.tmp / f"empty-{stem}.parquet"
    columns = declared(staged_files(inputs.catalog.forms)[stem])
    draft.execute("create or replace temp table schema (" + columns + ")")
    draft.table("schema").write_parquet(str(empty))
    paths = [inputs.home.staged / batch.folder / f"{stem}.parquet" for batch in inputs.live]
    files = [path.as_posix() for path in [empty, *paths] if path.is_file()]
    draft.execute("create table " + table + " as " + sql, {"files": files})


def add_told(draft: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """Add to raw_problem what an import's event tells beside its file. Names that the roster does
    not know stand in mart_review instead, where a decision ends them."""
    rows = [told_row(batch, one) for batch in inputs.live for one in shown(batch)]
    columns = ", ".join(f"{name} {kind}" for name, kind in TOLD.items())
    insert(draft, "raw_told", columns, rows)
    draft.execute("insert into raw_problem by name from raw_told")
    draft.execute("drop table raw_told")


TOLD = {
    "batch_id": "varchar",
    "batch_no": "integer",
    "source_file": "varchar",
    "source_sheet": "varchar",
    "source_row": "bigint",
    "cell": "varchar",
    '"column"': "varchar",
    "heading": "varchar",
    "value": "varchar",
    "code": "varchar",
    "severity": "varchar",
    "message": "varchar",
}
OF_NAMES = frozenset({"unknown_subject", "near_subject"})


def shown(batch: Batch) -> list[dict[str, Any]]:
    return [problem for problem in batch.problems if problem["code"] not in OF_NAMES]


def told_row(batch: Batch, one: dict[str, Any]) -> tuple:
    place = (batch.batch_id, batch.number, batch.file, one["sheet"], one["row"], one["cell"])
    what = (one["column"], one["column"], one["value"])
    return (*place, *what, one["code"], one["severity"], one["message"])
