"""What an import would do, before anything is stored: read, judged, and forgotten again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from ledger.events import Ledger
from ledger.imports import SUBJECT
from ledger.synonyms import in_force
from ledger.wordings import Wording
from models.catalog.corrections import Correction, corrected
from models.catalog.forms import Forms
from pipelines import answers, seen
from pipelines.differences import differences
from pipelines.guesses import Answers, answers_now
from pipelines.importing import sound_forms
from pipelines.leftovers import sweep
from pipelines.mapping import mapping
from pipelines.preparing import Known, Prepared, Reader, judge
from pipelines.queries.scope import Person
from pipelines.rights import outside as foreign
from pipelines.settings import CATALOG, Home
from pipelines.warehouse import newest_build
from pipelines.worker import Worker

Progress = Callable[[int, int, str], None]


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
    """The object of forms.md §3 as an import would answer it, without batches and without a trace
    but what waits in tmp/ for that import (pipelines/seen.py).

    Each file also has `foreign`: places outside a clerk's own ([] for everyone else); and, when it
    can be read and is new, `headings` (pipelines/mapping.py) and `difference`
    (pipelines/differences.py). `corrections` and `wordings` are judged as if recorded.
    """
    home.prepare()
    sweep(home)
    tell = progress or (lambda *_: None)
    ledger = Ledger(home.ledger_url)
    forms, known = forms_with(ledger, corrections), Known(ledger.events(subject=SUBJECT))
    build, said = newest_build(home), answers_now(ledger, corrections, wordings)
    prefix = f"preview-{os.getpid()}-"
    with (
        tempfile.TemporaryDirectory(dir=home.tmp, prefix=prefix) as scratch,
        Worker(CATALOG, forms.digest, corrections=forms.corrections) as worker,
    ):
        reader, prepared = Reader(home, forms, known, Path(scratch), at), []
        for number, (path, name) in enumerate(zip(paths, names, strict=True)):
            worker.tick = partial(tell, number, len(paths), name)
            worker.tick()
            prepared.append(reader.prepare(path, name, worker))
        outside = [
            foreign(one.folder, build, home, person) if one.folder else [] for one in prepared
        ]
        own = [one for one, places in zip(prepared, outside, strict=True) if not places]
        judge(own, home, ledger, forms, known)
        entries = [
            answer(one, forms, said)
            | {"foreign": places}
            | details(one, places, build, forms, person)
            for one, places in zip(prepared, outside, strict=True)
        ]
        for one in own:
            if one.staged is not None and not one.is_foreign:
                seen.keep(home, one.sha256, one.contract, one.staged, one.folder)
    return {"files": entries}


def forms_with(ledger: Ledger, corrections: Sequence[Correction]) -> Forms:
    """The catalogue with the corrections in force and those still under trial."""
    return corrected(sound_forms(), [*in_force(ledger), *corrections])


def answer(one: Prepared, forms: Forms, said: Answers) -> dict[str, Any]:
    """The entry of one file, as an import would answer it."""
    if one.failure is not None:
        return answers.unreadable(one, forms)
    if one.staged is None:
        return answers.duplicate(one, forms, one.duplicate_of) | {"batch": None}
    return answers.read(one, forms, said)


def details(one: Prepared, places: list[str], build: Path | None, forms: Forms, person: Person):
    """What the screen shows of a file that can be imported: its headings and what it changes."""
    if one.staged is None or places:
        return {}
    return {
        "headings": mapping(one.folder, forms, person),
        "difference": differences(one.folder, build, forms, person),
    }
