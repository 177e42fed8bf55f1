"""Leads and tasks as they stand this minute: the build's workbook rows and every event since.

Scope is applied here: a clerk's casebook holds the own village's or department's matters only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from ledger.cases import KINDS, RECTIFICATION, Case, apply, events_of, fold_ledger
from ledger.clock import Rung, Todo, clock_of, rung_of, todo
from ledger.events import Event, Ledger
from ledger.evidence import Evidence, fold_evidence
from ledger.merging import Conflict
from ledger.rectification import LookBack, look_back_sample
from ledger.steps import in_scope
from models.clock import Clock
from models.workdays import Workdays
from pipelines.casework import BOOKS, MATTER, VERSIONS, book_case, book_status, by_matter, settle
from pipelines.matters import Register
from pipelines.queries.asking import ask
from pipelines.queries.scope import Filters, Person, run_info
from pipelines.settings import Home
from pipelines.warehouse import open_build
from pipelines.workcalendar import calendar_of_build

Key = tuple[str, str]  # kind, matter

PLACES = "select facility_id, village_code, village, sector, department from mart_facility"
SUBJECTS = """
select f.facility_id, f.facility_name, f.credit_code, f.village_code, f.village, s.level
from mart_facility f
left join mart_score s using (facility_id)
where ($all_villages or list_contains($villages, f.village_code))
    and ($all_departments or list_contains($departments, f.department))
order by f.facility_name
"""
CONTACTS = """
select facility_id, facility_name, legal_person, phone, address from mart_facility
where facility_id = $facility_id
"""
UNITS = """
select village as unit from mart_village
union all select unit from stg_department
"""


@dataclass(frozen=True)
class Casebook:
    """What one person may see: cases by (kind, matter), workbook rows, conflicts, and the day."""

    cases: dict[Key, Case]
    rows: dict[Key, dict]
    conflicts: dict[Key, list[Conflict]]
    as_of: date
    workdays: Workdays
    since_build: int  # cases in which a step was taken since the build was made
    aliases: dict[Key, str] = field(default_factory=dict)  # an id, or the number, → the matter
    _todos: dict = field(default_factory=dict, repr=False, compare=False)  # found once, then kept
    _deadlines: dict = field(default_factory=dict, repr=False, compare=False)  # likewise

    def find(self, kind: str, name: str) -> Case | None:
        """The case of an id it has or had, or of its number alone (of several, the one in the
        ledger under it, else the oldest)."""
        for key in ((kind, name), (kind, self.aliases.get((kind, name), name))):
            if key in self.cases:
                return self.cases[key]
        return next((case for case in self.of(kind) if case.number == name), None)

    def of(self, kind: str) -> list[Case]:
        return [case for (known, _), case in self.cases.items() if known == kind]

    def clock(self, case: Case) -> Clock:
        return clock_of(case, self.as_of, self.workdays)

    def rung(self, case: Case) -> Rung | None:
        return rung_of(case, self.as_of, self.workdays)

    def todos(self, person: Person, kind: str | None = None) -> list[Todo]:
        """What waits for this person, most urgent first."""
        if (person, kind) not in self._todos:
            cases = self.cases.values() if kind is None else self.of(kind)
            self._todos[person, kind] = todo(cases, person, self.as_of, self.workdays)
        return list(self._todos[person, kind])

    def deadlines(self, kind: str) -> list[Todo]:
        """Every running matter with a deadline, for the calendar."""
        if kind not in self._deadlines:
            found = [(case, self.clock(case)) for case in self.of(kind) if case.is_running]
            self._deadlines[kind] = [
                Todo(case, clock, "own", (), self.rung(case))
                for case, clock in found
                if clock.deadline
            ]
        return list(self._deadlines[kind])

    def unknown_years(self) -> list[int]:
        """Years a running deadline reaches into whose holidays nobody has published or entered."""
        ends = [one.clock.deadline for kind in KINDS for one in self.deadlines(kind)]
        return self.workdays.unknown_years(self.as_of, max([self.as_of, *ends]))

    def look_back(self) -> list[LookBack]:
        """This month's tasks to visit again."""
        return look_back_sample(self.of(RECTIFICATION), f"{self.as_of:%Y-%m}")


def casebook(build: Path, home: Home, person: Person, filters: Filters | None = None) -> Casebook:
    """The casebook of a person, narrowed by the chosen villages and sectors."""
    head = ledger_of(home.ledger_url).code()
    return _narrowed(str(build), home.ledger_url, head, person, filters or Filters())


@lru_cache(maxsize=64)  # a screen asks again at every click, mostly for what it has just seen
def _narrowed(build: str, url: str, head: str, person: Person, wanted: Filters) -> Casebook:
    found = _everything(build, url, head)
    keys = [
        key
        for key, case in found.cases.items()
        if may_see(case, person) and _chosen(case, wanted, found.rows.get(key))
    ]
    return Casebook(
        {key: found.cases[key] for key in keys},
        {key: found.rows[key] for key in keys if key in found.rows},
        {key: found.conflicts[key] for key in keys if key in found.conflicts},
        found.as_of,
        found.workdays,
        found.since_build,
        found.aliases,
    )


def may_see(case: Case, person: Person) -> bool:
    """Roles that see cases at all, and of a clerk's only the own ones."""
    return person.may("see_cases") and in_scope(case.fields, case.machine, person)


def _chosen(case: Case, filters: Filters, row: dict | None) -> bool:
    sector = case.fields.get("sector") or (row or {}).get("sector")
    village = case.fields.get("village_code") or ""
    in_town = not filters.towns or village.startswith(filters.towns)
    in_village = not filters.villages or village in filters.villages
    return in_town and in_village and (not filters.sectors or sector in filters.sectors)


@lru_cache(maxsize=8)
def ledger_of(url: str) -> Ledger:
    """One ledger object per address and process."""
    return Ledger(url)


# ---------------------------------------------------------------- all cases, remembered


@lru_cache(maxsize=4)
def _everything(build: str, url: str, head: str) -> Casebook:
    """Every case; remembered until the build or the ledger's head changes."""
    rows, untouched = _books(build)
    register = _register(build)
    told = _touched(url, head)
    touched = {(case.kind, case.case_id): case for case in register.cases(told.values())}
    cases, conflicts = dict(untouched), {}
    versions = _versions(build, touched)
    places = _places(build)
    for key, case in touched.items():
        row = rows.get(key)
        one = settle(case, row, versions.get(key, ()))
        cases[key] = _placed(one.case, places)
        if one.conflicts:
            conflicts[key] = one.conflicts
    calendar = calendar_of_build(Path(build))
    seen = _seen_by(build)
    since = sum(case.seq > seen for case in touched.values())
    as_of = run_info(Path(build))["as_of"]
    day = as_of.date() if hasattr(as_of, "date") else as_of
    chains = {
        (case.kind, chain): case.case_id for case in touched.values() for chain in case.chains
    }
    aliases = {**register.aliases, **chains}
    return Casebook(cases, rows, conflicts, day, calendar, since, aliases)


def _seen_by(build: str) -> int:
    """Number of the last case event that went into a build."""
    sql = "select coalesce(max((packed::json->>'seq')::bigint), 0) from raw_case"
    return open_build(Path(build)).rows(sql)[0][0]


@lru_cache(maxsize=4)
def _books(build: str) -> tuple[dict[Key, dict], dict[Key, Case]]:
    """The workbook rows of a build as a person would adopt them, and the cases they make."""
    places, rows, cases = _places(build), {}, {}
    for kind in KINDS:
        for row in _dicts(build, "select * from " + BOOKS[kind]):
            row |= {"status": book_status(kind, row)}
            place = places.get(row["facility_id"], {})
            row |= {n: row[n] or place.get(n) for n in ("village_code", "village")}
            key = (kind, row[MATTER])
            rows[key], cases[key] = row, book_case(kind, row)
    return rows, cases


@lru_cache(maxsize=4)
def _register(build: str) -> Register:
    return Register.read(open_build(Path(build)).rows)


@lru_cache(maxsize=4)
def _places(build: str) -> dict[str, dict]:
    return {row["facility_id"]: row for row in _dicts(build, PLACES)}


def _placed(case: Case, places: dict[str, dict]) -> Case:
    """A case whose village nobody stated lies where its subject lies."""
    place = places.get(case.fields.get("facility_id"))
    if case.fields.get("village_code") or not place:
        return case
    own = {name: place[name] for name in ("village_code", "village")}
    return case._replace(fields={**case.fields, **own})


def _versions(build: str, touched: Iterable[Key]) -> dict[Key, list]:
    """What each workbook said of the touched cases."""
    seqs = {r["batch_id"]: r["seq"] for r in _dicts(build, "select * from raw_case_seq")}
    found = {}
    for kind in KINDS:
        matters = [matter for known, matter in touched if known == kind]
        if matters:
            sql = "select * from " + VERSIONS[kind] + " where list_contains($matters, matter_id)"
            rows = _dicts(build, sql + " order by row_id", matters=matters)
            found |= {(kind, one): made for one, made in by_matter(rows, seqs).items()}
    return found


def _dicts(build: str, sql: str, **values) -> list[dict]:
    with open_build(Path(build)).cursor() as cursor:
        found = cursor.execute(sql, values)
        names = [one[0] for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


_folded: dict[str, tuple[str, dict[Key, Case]]] = {}


def _touched(url: str, head: str) -> dict[Key, Case]:
    """The fold up to the head (a short code): read whole once, then only what came since; whole
    again when another chain stands in its place (a restored backup)."""
    ledger = ledger_of(url)
    known, cases = _folded.get(url, ("", {}))
    if not ledger.knows(known):
        cases = fold_ledger(ledger)
        if ledger.code() == head:  # nobody wrote meanwhile: remember it
            _folded[url] = (head, cases)
        return cases
    new, cases = ledger.events(after=int(known.partition("-")[0])), dict(cases)
    for event in new:
        if event.subject in KINDS:
            key = (event.subject, event.subject_id)
            cases[key] = apply(cases.get(key), event)
    if new:
        _folded[url] = (f"{new[-1].seq}-{new[-1].hash[:8]}", cases)
    return cases


# ---------------------------------------------------------------- one case


def history(home: Home, case: Case) -> list[Event]:
    """Every event of a case, newest first."""
    return events_of(ledger_of(home.ledger_url), case)[::-1]


def statements(build: Path, case: Case) -> list[dict]:
    """The workbook rows that ever spoke of a case: batch_id, source_file, source_sheet,
    source_row, status; newest first."""
    sql = "select * from " + VERSIONS[case.kind] + " where matter_id = $matter"
    return _dicts(str(build), sql + " order by row_id desc", matter=case.case_id)


def evidence(home: Home) -> list[Evidence]:
    """Every file added to any case."""
    ledger = ledger_of(home.ledger_url)
    return fold_evidence([event for kind in KINDS for event in ledger.events(kind)])


def subjects(build: Path, person: Person) -> list[dict]:
    """The subjects a person may name: facility_id, name, code, village, level."""
    from pipelines.queries.scope import scope

    return ask(build, SUBJECTS, **scope(build, Filters(), person)).to_dict("records")


def contacts(build: Path, facility_id: str) -> dict:
    """A subject's personal data; ask only for a person who may see it (ledger.audit.unmask)."""
    found = ask(build, CONTACTS, facility_id=facility_id).to_dict("records")
    return found[0] if found else {}


def units(build: Path) -> list[str]:
    """Villages and offices that can be responsible."""
    return ask(build, UNITS)["unit"].tolist()
