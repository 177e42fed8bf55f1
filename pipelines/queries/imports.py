"""数据导入: what was imported, what each sheet was recognised as, and which cells need a cure.

History comes from the ledger and the staged folders, so it is there even when no build is.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import pandas as pd

from ledger.events import Ledger
from ledger.imports import SUBJECT, Import, all_imports
from pipelines.queries.asking import ask, ask_one
from pipelines.queries.scope import Person, villages
from pipelines.settings import Home
from pipelines.warehouse import newest_build

COUNTS = ("rows_seen", "accepted", "rejected", "skipped")
JOIN = "、"
PROBLEM_COLUMNS = ["source_sheet", "source_row", "cell", "column", "heading", "value", "code",
                   "severity", "message"]  # fmt: skip

# What a withdrawal takes away: accepted rows by form, and subjects that no other import states.
EFFECT = """
with lost as (
    select distinct facility_id from mart_observation o where o.batch_id = $batch_id
),
left_over as (
    select distinct o.facility_id from mart_observation o join lost using (facility_id)
    where o.batch_id <> $batch_id
)
select s.form, sum(s.accepted) as accepted,
    (select count(*) from lost) as touched,
    (select count(*) from lost where facility_id not in (select facility_id from left_over))
        as gone
from mart_sheet s where s.batch_id = $batch_id group by s.form order by s.form
"""


# Every subject of which the import states something, gone ones first.
TOUCHED = """
with lost as (
    select distinct facility_id from mart_observation o where o.batch_id = $batch_id
),
left_over as (
    select distinct o.facility_id from mart_observation o join lost using (facility_id)
    where o.batch_id <> $batch_id
)
select s.facility_id, s.facility_name, s.village, s.level,
    s.facility_id not in (select facility_id from left_over) as is_gone
from mart_score s join lost using (facility_id) order by is_gone desc, s.rank
"""

# Rows of the import that wait, and rows of others that it answered.
RETURNS = """
select (select count(*) from mart_quarantine where batch_id = $batch_id) as waiting,
    (select count(*) from raw_replay where batch_id = $batch_id) as answered
"""

WAITING = """
select batch_id, file, count(*) as rows from mart_quarantine group by batch_id, file
order by batch_id desc
"""


def open_returns(home: Home, build: Path, person: Person) -> pd.DataFrame:
    """Imports with rows that still wait for correction: batch_id, file, rows; newest first. A row
    answered by a corrected workbook no longer waits."""
    rows = ask(build, WAITING)
    seen = set(history(home, build, person)["batch_id"])
    return rows[rows["batch_id"].isin(seen)]


def history(home: Home, build: Path | None, person: Person) -> pd.DataFrame:
    """Every import, newest first, withdrawn ones with is_live false; so is one whose file counts
    already under another batch (repeats). A clerk sees the own ones and
    those of the own village or department."""
    mine = own_units(build, person)
    rows = [
        as_row(home, one)
        for one in reversed(imports(home))
        if mine is None or one.actor == person.name or one.unit in mine
    ]
    columns = ["batch_id", "batch_no", "file", "status", "imported_at", "actor", *COUNTS,
               "is_live", "repeats", "is_sample", "folder", "forms", "units",
               "periods"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def imports(home: Home) -> list[Import]:
    return all_imports(Ledger(home.ledger_url).events(subject=SUBJECT))


def own_units(build: Path | None, person: Person) -> set[str] | None:
    """Names of a clerk's village or department; None for those who see all."""
    if person.sees_all:
        return None
    names = set(villages(build, person)["village"]) if build and person.villages else set()
    return names | set(person.departments)


def as_row(home: Home, one: Import) -> dict:
    found = sheet_list(home.staged / one.folder)
    return {
        "batch_id": one.batch,
        "batch_no": one.number,
        "file": one.file,
        "status": one.status,
        "imported_at": pd.Timestamp(one.at),
        "actor": one.actor,
        "is_live": one.is_live,
        "repeats": one.repeats or "",
        "is_sample": one.is_sample,
        "folder": one.folder,
        "forms": several(found, "form"),
        "units": several(found, "unit"),
        "periods": several(found, "period"),
    } | {name: one.counts.get(name) for name in COUNTS}


def several(sheets: tuple[dict, ...], key: str) -> str | None:
    """The different values of the sheets, joined in their order."""
    return JOIN.join(dict.fromkeys(s[key] for s in sheets if s[key])) or None


@lru_cache(maxsize=4096)
def sheet_list(folder: Path) -> tuple[dict, ...]:
    """The sheets of a staged folder, which never changes; () when it is gone."""
    path = folder / "sheets.json"
    return tuple(json.loads(path.read_text("utf-8"))) if path.exists() else ()


def sheets(home: Home, folder: str) -> pd.DataFrame:
    """What each sheet of an import was recognised as; rows_seen = accepted + rejected + skipped."""
    return pd.DataFrame(sheet_list(home.staged / folder))


def problems(home: Home, batch: str) -> pd.DataFrame:
    """The problems of an import, each with its cell and its cure: those its file gave, then those
    that its rows had with what the town knew."""
    one = next((one for one in imports(home) if one.batch == batch), None)
    path = home.staged / one.folder / "problems.parquet" if one else None
    told = [
        {**found, "source_sheet": found["sheet"], "source_row": found["row"]}
        for found in (one.payload.get("problems", ()) if one else ())
    ]
    staged = pd.read_parquet(path) if path and path.exists() else pd.DataFrame()
    rows = pd.concat([staged, pd.DataFrame(told)], ignore_index=True) if told else staged
    rows = rows.reindex(columns=PROBLEM_COLUMNS)
    return rows.rename(columns={"source_sheet": "sheet", "source_row": "row"})


def totals(home: Home) -> dict:
    """Over the imports that count: live, sample, accepted, rejected, last_import (None: none)."""
    live = [one for one in imports(home) if one.is_live]
    sums = {name: sum(one.counts.get(name, 0) for one in live) for name in COUNTS}
    return sums | {
        "live": len(live),
        "sample": sum(one.is_sample for one in live),
        "last_import": max((one.at for one in live), default=None),
    }


def sample_batches(home: Home) -> list[Import]:
    """Imports of invented data that still count, oldest first."""
    return [one for one in imports(home) if one.is_live and one.is_sample]


def effect_of_undo(build: Path, batch_id: str) -> pd.DataFrame:
    """Per form the accepted rows a withdrawal takes away; subjects touched and gone altogether."""
    return ask(build, EFFECT, batch_id=batch_id)


def subjects_of_undo(build: Path, batch_id: str) -> pd.DataFrame:
    """facility_id, facility_name, village, level, is_gone of every subject the import touches."""
    return ask(build, TOUCHED, batch_id=batch_id)


def returns_of_undo(build: Path, batch_id: str) -> dict:
    """waiting: rows of the import that then wait no longer; answered: rows that wait again."""
    return ask_one(build, RETURNS, batch_id=batch_id)


def may_see(home: Home, build: Path | None, person: Person, batch_id: str) -> bool:
    """Whether an import is among those the person may open."""
    return batch_id in set(history(home, build, person)["batch_id"])


LINES_OF_UNDO = """
select distinct l.name, l.figures, f.facility_name, l.since
from stg_meeting m
join mart_line l on l.facility_id = m.facility_id and l.rule = m.rule
join mart_facility f on f.facility_id = m.facility_id
where m.batch_id = $batch and l.ended_at is null
order by f.facility_name, l.since, l.name
"""


def lines_of_undo(build: Path, batch: str) -> list[str]:
    """Records of statutory lines that rest on the import, at least in part."""
    rows = ask(build, LINES_OF_UNDO, batch=batch)
    return [f"{row.facility_name}：{row.figures}" for row in rows.itertuples()]


def lines_at_stake(home: Home, batch: str) -> list[str]:
    """The same by the newest build; nothing before the first."""
    build = newest_build(home)
    return lines_of_undo(build, batch) if build else []
