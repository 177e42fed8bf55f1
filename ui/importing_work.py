"""Carries out what the import screen asks: preview, commit, withdraw; each ends with a build."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from ledger.events import Ledger
from ledger.roles import load_roles
from ledger.synonyms import record, withdraw
from models.catalog import CatalogError
from models.catalog.corrections import Correction
from pipelines.importing import ImportRefused, import_paths, needs_build, redo, undo
from pipelines.previewing import preview
from pipelines.publish import BuildRefused
from pipelines.queries.scope import Person
from pipelines.run import build
from pipelines.settings import home, now
from ui.text import FILTER_JOIN
from ui.text import importing as words

Progress = Callable[[int, int, str], None]
STORED = ("accepted", "partly", "rejected")


class Upload(Protocol):
    """A file as the browser sent it."""

    name: str

    def getvalue(self) -> bytes: ...


@contextmanager
def on_disk(uploads: Sequence[Upload]):
    """Paths and names of temporary copies; names as given, without any folder in them."""
    home().prepare()
    with tempfile.TemporaryDirectory(dir=home().tmp, prefix=f"upload-{os.getpid()}-") as folder:
        paths, names = [], []
        for number, upload in enumerate(uploads):
            name = Path(upload.name.replace("\\", "/")).name
            path = Path(folder) / f"{number}{Path(name).suffix}"
            path.write_bytes(upload.getvalue())
            paths.append(path)
            names.append(name)
        yield paths, names


def look_at(
    uploads: Sequence[Upload],
    person: Person,
    tell: Progress,
    corrections: Sequence[Correction] = (),
) -> dict:
    """What an import would do; nothing is stored. Same shape as commit's answer, with headings and
    differences (pipelines/previewing.py). Corrections of headings are tried, not recorded."""
    tried = corrections if person.may("correct_heading") else ()
    with on_disk(uploads) as (paths, names):
        found = preview(paths, names, home(), person, at=now(), progress=tell, corrections=tried)
    for entry in found["files"]:
        if entry["foreign"]:
            units = FILTER_JOIN.join(entry["foreign"])
            entry |= {"status": "foreign", "message": words.FOREIGN.format(units=units)}
    return found


def commit(
    uploads: Sequence[Upload],
    person: Person,
    tell: Progress,
    corrections: Sequence[Correction] = (),
) -> dict:
    """Import and build; corrections of headings are recorded first and hold from now on. A clerk's
    workbooks are looked at again: nothing of others gets in."""
    if corrections and person.may("correct_heading"):
        record(Ledger(home().ledger_url), corrections, **signature(person), at=now())
    allowed = list(uploads)
    if not (person.sees_all or person.is_local):
        seen = look_at(uploads, person, lambda *_: None)["files"]
        pairs = zip(uploads, seen, strict=True)
        allowed = [upload for upload, entry in pairs if entry["status"] != "foreign"]
    with on_disk(allowed) as (paths, names):
        answer = import_paths(
            paths, home(), **signature(person), at=now(), progress=tell, names=names
        )
    return answer | (rebuild() if needs_build(answer, home()) else {})


def withdraw_correction(correction: Correction, person: Person) -> None:
    """A town's own wording means from now on what the catalogue says."""
    if person.may("correct_heading"):
        withdraw(Ledger(home().ledger_url), correction, **signature(person), at=now())


def switch(batches: Sequence[str], person: Person, *, back_in: bool = False) -> dict:
    """Take imports back, or bring withdrawn ones back in, and build; {"build"} or {"refused"}."""
    act = redo if back_in else undo
    for batch in batches:
        try:
            act(home(), batch, **signature(person), at=now())
        except ImportRefused as refused:
            return {"refused": str(refused)}
    return rebuild()


def signature(person: Person) -> dict[str, str]:
    """Who stands in the ledger for it."""
    return {"actor": person.name, "role": load_roles().local if person.is_local else person.role}


def rebuild() -> dict:
    """{"build": name}, or {"refused": why} when the newest build stays as it was."""
    try:
        return {"build": build(home())}
    except BuildRefused as refused:
        return {"refused": words.REASON_JOIN.join(one.promise for one in refused.findings)}
    except CatalogError as wrong:
        return {"refused": words.REASON_JOIN.join(wrong.contradictions)}
