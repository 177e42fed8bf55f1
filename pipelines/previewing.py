"""What an import would do, before anything is stored: read, judged, and forgotten again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ledger.events import Ledger
from ledger.imports import SUBJECT, live_imports
from ledger.synonyms import in_force
from ledger.wordings import Wording
from models.catalog.corrections import Correction, corrected
from models.catalog.forms import Forms
from pipelines.differences import differences, touched_villages
from pipelines.guard import Unreadable, inspect
from pipelines.guesses import Answers, answers_now, headline, questions, told
from pipelines.importing import (
    COUNTS,
    Prepared,
    file_entry,
    sha256_of,
    sheets_with_problems,
    sound_forms,
    status_of,
)
from pipelines.mapping import mapping
from pipelines.queries.scope import Person
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import newest_build
from pipelines.worker import Worker

Progress = Callable[[int, int, str], None]
REPORTS = ("submission", "publicity")  # forms whose rows belong to a unit, not to a subject


def preview(
    paths: Sequence[Path],
    names: Sequence[str],
    home: Home,
    person: Person,
    *,
    at: datetime,
    progress: Progress | None = None,
    corrections: Sequence[Correction] = (),
    wordings: Sequence[Wording] = (),
) -> dict[str, Any]:
    """The object of forms.md §3 as an import would answer it, without batches and without a trace.

    Each file also has `foreign`: places outside a clerk's own ([] for everyone else); and, when it
    can be read and is new, `headings` (pipelines/mapping.py) and `difference`
    (pipelines/differences.py). `corrections` and `wordings` are judged as if recorded.
    """
    home.prepare()
    tell = progress or (lambda *_: None)
    forms, live = forms_with(home, corrections), live_hashes(home)
    build = newest_build(home)
    said = answers_now(Ledger(home.ledger_url), corrections, wordings)
    scratch = tempfile.TemporaryDirectory(dir=home.tmp, prefix="preview-")
    entries = []
    reading = Worker(CATALOG, forms.digest, corrections=forms.corrections)
    with scratch as folder, reading.warm() as worker:
        for number, (path, name) in enumerate(zip(paths, names, strict=True)):
            worker.tick = partial(tell, number, len(paths), name)
            worker.tick()
            staged = Path(folder) / str(number)
            one = read(path, name, worker, staged, at)
            entry = answer(one, forms, live, said) | {"foreign": foreign(staged, person, build)}
            if one.staged is not None and not entry["foreign"]:
                entry["headings"] = mapping(staged, forms, person)
            if one.staged is not None and not entry["foreign"] and entry["status"] != "duplicate":
                entry["difference"] = differences(staged, build, forms, person)
            entries.append(entry)
            live.setdefault(one.sha256, "")
    return {"files": entries}


def forms_with(home: Home, corrections: Sequence[Correction]) -> Forms:
    """The catalogue with the corrections in force and those still under trial."""
    known = in_force(Ledger(home.ledger_url))
    return corrected(sound_forms(), [*known, *corrections])


def live_hashes(home: Home) -> dict[str, str]:
    """sha256 → batch of every import that counts."""
    events = Ledger(home.ledger_url).events(subject=SUBJECT)
    return {one.sha256: one.batch for one in live_imports(events)}


def read(path: Path, name: str, worker: Worker, folder: Path, at: datetime) -> Prepared:
    """One file read and staged into `folder`, or the reason why it cannot be."""
    one = Prepared(path, name)
    try:
        kind = inspect(path, name).kind
        one.sha256 = sha256_of(path)
        one.staged, one.folder = worker.stage(path, kind, name, at.date(), folder), folder
    except Unreadable as failure:
        one.failure = failure
    return one


def answer(one: Prepared, forms: Forms, live: dict[str, str], said: Answers) -> dict[str, Any]:
    """The entry of one file, in the words an import would use."""
    texts = forms.texts
    if one.failure is not None:
        words = {"suffix": Path(one.name).suffix, **one.failure.words}
        message = texts["unreadable"][one.failure.reason].format(file=one.name, **words)
        return file_entry(one, "unreadable", None, message, [])
    sheets = sheets_with_problems(one.staged)
    if one.sha256 in live:
        message = texts["status"]["duplicate"].format(batch=live[one.sha256])
        return file_entry(one, "duplicate", None, message, sheets)
    counts = {name: sum(sheet[name] for sheet in sheets) for name in COUNTS}
    notes = "；".join(s["message"] for s in sheets if s.get("message"))
    asked = told(questions(one.folder, forms, said), forms)
    if asked:
        line = headline(texts["status"], status_of(counts, sheets), counts, len(asked))
        notes = "；".join(filter(None, [line, notes]))
    entry = file_entry(one, status_of(counts, sheets), None, notes, sheets)
    return entry | {"questions": asked}


def foreign(folder: Path, person: Person, build: Path | None = None) -> list[str]:
    """Places named by accepted rows, or of what those rows would overwrite, that are not the
    clerk's own; [] for roles without limits."""
    if person.sees_all or person.is_local or not folder.is_dir():
        return []
    found: set[str] = set()
    if build and not person.departments:
        known = touched_villages(folder, build)
        found |= {name for code, name in known.items() if code not in person.villages}
    for path in sorted(folder.glob("*.parquet")):
        schema = pq.read_schema(path).names
        if "village_code" in schema:
            found |= foreign_rows(path, schema, person)
    return sorted(found)


def foreign_rows(path: Path, schema: list[str], person: Person) -> set[str]:
    """A village's clerk sends rows of the village only. A department's clerk sends its own reports
    and its own facilities; visits, leads and tasks may lie in any village (行业归口)."""
    place = "unit" if "unit" in schema else "village"
    wanted = [c for c in (place, "village_code", "department") if c in schema]
    rows = pq.read_table(path, columns=wanted).to_pylist()
    own = set(person.villages) | set(person.departments)
    if path.stem == "facility" and person.departments:
        return {r["department"] or r[place] for r in rows if r["department"] not in own}
    if person.departments and path.stem not in REPORTS:
        return set()
    outside = (r for r in rows if (r["village_code"] or r[place]) not in own)
    return {r[place] for r in outside if r[place]}
