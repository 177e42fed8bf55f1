"""Law 15 for workbooks: the stored row and the incoming one must both lie in the person's scope.

A place that the clerk wrote is named; what only the stored side says is not, for the clerk may not
see it: OTHERS stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from ledger.workflow import load_workflow
from pipelines.differences import NUMBERED, STORED, _facility_ids, _subjects, matter_ids
from pipelines.queries.asking import ask
from pipelines.queries.imports import imports, own_units
from pipelines.queries.scope import Person
from pipelines.settings import Home

OTHERS = "其他单位"
REPORTS = ("submission", "publicity")  # forms whose rows belong to a unit, not to a subject
POPULATION = "population"  # told by villages and the office, never by a department
SUBJECTS = "select facility_id, village_code, department from mart_facility"
WAITING = """
select r.of_batch, q.cells from read_parquet($replays) r
join mart_quarantine q
    on q.batch_id = r.of_batch and q.sheet = r.of_sheet and q."row" = r.of_row
"""


def outside(folder: Path, build: Path | None, home: Home, person: Person) -> list[str]:
    """What of a staged folder the person may not change; [] when all of it lies in the scope."""
    if person.sees_all or person.is_local:
        return []
    found = set(_incoming(folder, person))
    if build and _takes_waiting(folder, build, home, person):
        found |= {OTHERS}
    if build and _takes_rows(folder, build, person):
        found |= {OTHERS}
    return sorted(found)


# ---------------------------------------------------------------- what the workbook says


def _incoming(folder: Path, person: Person) -> Iterator[str]:
    for path in sorted(folder.glob("*.parquet")):
        schema = pq.read_schema(path).names
        if "village_code" in schema:
            yield from _foreign_rows(path, schema, person)


def _foreign_rows(path: Path, schema: list[str], person: Person) -> set[str]:
    """A village's clerk sends rows of the village only. A department's clerk sends its own reports
    and its own facilities; visits, leads and tasks may lie in any village (行业归口)."""
    place = "unit" if "unit" in schema else "village"
    wanted = [c for c in (place, "village_code", "department") if c in schema]
    rows = pq.read_table(path, columns=wanted).to_pylist()
    own = set(person.villages) | set(person.departments)
    if path.stem == "facility" and person.departments:
        return {r["department"] or r[place] for r in rows if r["department"] not in own}
    if person.departments and path.stem not in (*REPORTS, POPULATION):
        return set()
    strange = (r for r in rows if (r["village_code"] or r[place]) not in own)
    return {r[place] for r in strange if r[place]}


# ---------------------------------------------------------------- what is stored


def _takes_rows(folder: Path, build: Path, person: Person) -> bool:
    """Whether a row speaks of a stored subject or matter that the person may not see."""
    subjects = ask(build, SUBJECTS).set_index("facility_id")
    for form in ("facility", "screening", *NUMBERED):
        path = folder / f"{form}.parquet"
        if not path.is_file():
            continue
        rows = pq.read_table(path).to_pandas()
        if _hidden_subjects(form, rows, subjects, build, person):
            return True
        if form in NUMBERED and _hidden_matters(form, rows, path.parent, subjects, build, person):
            return True
    return False


def _hidden_subjects(form, rows, subjects, build: Path, person: Person) -> bool:
    """A matter given to the clerk's own department may concern any subject."""
    about = [_subjects(rows, build).tolist()]
    if form == "facility":
        about.append(_facility_ids(rows, build))
    given = _given_to_own(form, rows, person)
    return any(
        one in subjects.index and not _sees_subject(subjects.loc[one], person)
        for ids in about
        for one, is_own in zip(ids, given, strict=True)
        if isinstance(one, str) and not is_own
    )


def _given_to_own(form: str, rows: pd.DataFrame, person: Person) -> list[bool]:
    units = load_workflow().machines[form].scope_units if form in NUMBERED else ()
    named = [rows[name].isin(person.departments) for name in units if name in rows]
    return pd.concat(named, axis=1).any(axis=1).tolist() if named else [False] * len(rows)


def _sees_subject(subject: pd.Series, person: Person) -> bool:
    if person.departments:
        return subject["department"] in person.departments
    return subject["village_code"] in person.villages


def _hidden_matters(form, rows, folder, subjects, build: Path, person: Person) -> bool:
    stored = ask(build, STORED[form].sql)
    known = stored[stored["matter_id"].isin(matter_ids(form, rows, folder, build))]
    given = _given_to_own(form, known, person)
    return any(
        not is_own and not _sees_matter(row, subjects, person)
        for is_own, (_, row) in zip(given, known.iterrows(), strict=True)
    )


def _sees_matter(row: pd.Series, subjects: pd.DataFrame, person: Person) -> bool:
    subject = row["facility_id"]
    if isinstance(subject, str) and subject in subjects.index:
        return _sees_subject(subjects.loc[subject], person)
    return row["village_code"] in person.villages


# ---------------------------------------------------------------- rows that wait


def _takes_waiting(folder: Path, build: Path, home: Home, person: Person) -> bool:
    """Whether a 退回件 answers a waiting row that is neither of an own import nor names the own
    unit in one of its cells."""
    path = folder / "replays.parquet"
    if not path.is_file():
        return False
    rows = ask(build, WAITING, replays=str(path))
    units = own_units(build, person) or set()
    mine = {one.batch for one in imports(home) if one.actor == person.name}
    return any(
        row.of_batch not in mine and not any(unit in (row.cells or "") for unit in units)
        for row in rows.itertuples()
    )
