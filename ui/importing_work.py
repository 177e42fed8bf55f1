"""Carries out what the import screen asks: preview, commit, withdraw; each ends with a build."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

from ledger.events import Ledger
from ledger.synonyms import record, withdraw
from ledger.wordings import Wording, record_wordings
from models.catalog import CatalogError
from models.catalog.corrections import Correction
from pipelines import confirming
from pipelines.confirming import signature
from pipelines.guesses import Question
from pipelines.importing import ImportRefused, import_paths, needs_build, redo, undo
from pipelines.previewing import preview
from pipelines.publish import BuildRefused
from pipelines.queries.asked import Asked
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
    said: Sequence[Correction | Wording] = (),
) -> dict:
    """What an import would do; nothing is stored. Same shape as commit's answer, with headings and
    differences (pipelines/previewing.py). What was said of headings is tried, not recorded."""
    corrections, wordings = apart(said if person.may("confirm_guess") else ())
    with on_disk(uploads) as (paths, names):
        found = preview(
            paths,
            names,
            home(),
            person,
            at=now(),
            progress=tell,
            corrections=corrections,
            wordings=wordings,
        )
    for entry in found["files"]:
        if entry["foreign"]:
            units = FILTER_JOIN.join(entry["foreign"])
            entry |= {"status": "foreign", "message": words.FOREIGN.format(units=units)}
    return found


def commit(
    uploads: Sequence[Upload],
    person: Person,
    tell: Progress,
    said: Sequence[Correction | Wording] = (),
) -> dict:
    """Import and build; what was said of headings is recorded first and holds from now on. A
    clerk's workbooks are looked at again: nothing of others gets in, and nothing is said but the
    answers to what these workbooks ask."""
    allowed = list(uploads)
    if not (person.sees_all or person.is_local):
        seen = look_at(uploads, person, lambda *_: None)["files"]
        pairs = zip(uploads, seen, strict=True)
        allowed = [upload for upload, entry in pairs if entry["status"] != "foreign"]
        said = [one for one in said if one in answers_to(seen)]
    remember(said, person)
    with on_disk(allowed) as (paths, names):
        answer = import_paths(
            paths, home(), **signature(person), at=now(), progress=tell, names=names
        )
    return answer | (rebuild() if needs_build(answer, home()) else {})


def apart(
    said: Sequence[Correction | Wording],
) -> tuple[list[Correction], list[Wording]]:
    """What headings mean, and what words of a closed list mean."""
    return (
        [one for one in said if isinstance(one, Correction)],
        [one for one in said if isinstance(one, Wording)],
    )


def answers_to(files: Sequence[dict]) -> list[Correction | Wording]:
    """What a 是 to every question of these workbooks would say."""
    asked = [Question(**question_of(one)) for f in files for one in f.get("questions", ())]
    return [one.answer for one in asked]


def question_of(told: dict) -> dict:
    return {name: value for name, value in told.items() if name != "message"}


def remember(said: Sequence[Correction | Wording], person: Person) -> None:
    """Put into the ledger what people said of headings and words."""
    if said and person.may("confirm_guess"):
        corrections, wordings = apart(said)
        ledger, who = Ledger(home().ledger_url), signature(person)
        record(ledger, corrections, **who, at=now())
        record_wordings(ledger, wordings, **who, at=now())


def confirm(asked: Sequence[Asked], person: Person) -> dict:
    """Answer 是 to questions about workbooks that are in, and build."""
    return rebuild() if confirming.confirm(home(), asked, person, at=now()) else {}


def correct(question: Question, column: str, person: Person) -> None:
    """Answer 否: the heading means another column, in workbooks to come."""
    confirming.correct(home(), question, column, person, at=now())


def withdraw_wording(wording: Wording, person: Person) -> dict:
    """The words of a closed list are a guess again."""
    confirming.take_back(home(), wording, person, at=now())
    return rebuild()


def withdraw_correction(correction: Correction, person: Person) -> None:
    """A town's own wording means from now on what the catalogue says; where that is a guess, legal
    lines wait again."""
    if person.may("correct_heading"):
        withdraw(Ledger(home().ledger_url), correction, **signature(person), at=now())
        rebuild()


def switch(batches: Sequence[str], person: Person, *, back_in: bool = False, **why) -> dict:
    """Take imports back (why: reason, lines), or bring withdrawn ones back in, and build; {"build"}
    or {"refused"}."""
    act = redo if back_in else partial(undo, **why)
    for batch in batches:
        try:
            act(home(), batch, **signature(person), at=now())
        except ImportRefused as refused:
            return {"refused": str(refused)}
    return rebuild()


def rebuild() -> dict:
    """{"build": name}, or {"refused": why} when the newest build stays as it was."""
    try:
        return {"build": build(home())}
    except BuildRefused as refused:
        return {"refused": words.REASON_JOIN.join(one.promise for one in refused.findings)}
    except CatalogError as wrong:
        return {"refused": words.REASON_JOIN.join(wrong.contradictions)}
