"""From a file to what an import would count: read once, staged beside the state, then judged by
what the town knows. A preview and an import take the same steps and so tell the same problems."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ledger.events import Event, Ledger
from ledger.identities import settled
from ledger.imports import live_imports
from models.catalog.forms import Forms
from pipelines import seen
from pipelines.contract import contract_of
from pipelines.guard import Unreadable, inspect
from pipelines.settings import Home
from pipelines.worker import Staged, Worker


@dataclass
class Prepared:
    """A file that was read and staged, or could not be; not yet in the ledger."""

    path: Path
    name: str
    sha256: str = ""
    contract: str = ""
    staged: Staged | None = None
    folder: Path | None = None  # where it is staged
    judged: list[dict[str, Any]] = field(default_factory=list)  # problems that the town's data tell
    failure: Unreadable | None = None
    duplicate_of: str | None = None  # a batch; "" when the same call brings the file twice

    @property
    def problems(self) -> list[dict[str, Any]]:
        return [*self.staged.problems, *self.judged]

    @property
    def is_foreign(self) -> bool:
        """No sheet is a form: nothing of it is kept but its heading row and its counts."""
        return not any(sheet["form"] for sheet in self.staged.sheets)


class Known:
    """The imports so far, and those that count by the hash of their file."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events, self.batches = list(events), {event.subject_id for event in events}
        self.last_seq = max((event.seq for event in events), default=0)
        self.live = live_imports(self.events)
        self._kept = {one.sha256: one.batch for one in self.live if one.is_kept}
        self._foreign = {
            one.sha256: (one.batch, one.contract) for one in self.live if not one.is_kept
        }

    def with_news(self, events: Sequence[Event]) -> Known:
        """The same after events of imports that others wrote meanwhile."""
        return Known([*self.events, *events])

    def add(self, event: Event) -> None:
        """Learn of an import written here."""
        self.events.append(event)
        self.last_seq, said = event.seq, event.payload
        self.batches.add(event.subject_id)
        if said["stored_sha256"] is None:
            self._foreign[said["sha256"]] = (event.subject_id, said["contract"])
        else:
            self._kept[said["sha256"]] = event.subject_id

    def next_batch(self) -> str:
        """A batch number that no import has."""
        number = len(self.batches) + 1
        while f"B{number:04d}" in self.batches:
            number += 1
        return f"B{number:04d}"

    def before_reading(self, sha256: str, contract: str) -> str | None:
        """The batch that a file repeats. One in which no form was found is read again under
        another contract: somebody may have said meanwhile what its headings mean."""
        batch, known = self._foreign.get(sha256, (None, None))
        return self._kept.get(sha256) or (batch if known == contract else None)

    def after_reading(self, one: Prepared) -> str | None:
        batch, _ = self._foreign.get(one.sha256, (None, None))
        return self._kept.get(one.sha256) or (batch if one.is_foreign else None)


class Reader:
    """Reads files into a scratch folder, one after another, each content once."""

    def __init__(self, home: Home, forms: Forms, known: Known, scratch: Path, at: datetime) -> None:
        self.home, self.forms, self.known, self.at = home, forms, known, at
        self.scratch, self.read_here = scratch, set()

    def prepare(self, path: Path, name: str, worker: Worker) -> Prepared:
        """Read and stage one file; nothing counts yet."""
        one = Prepared(path, name)
        try:
            kind = inspect(path, name).kind
            one.sha256 = sha256_of(path)
            one.contract = contract_of(self.forms, name, self.at)
            one.duplicate_of = self._duplicate(one)
            if one.duplicate_of is None:
                self._stage(one, kind, worker)
                self.read_here.add(one.sha256)
        except Unreadable as failure:
            one.failure = failure
        return one

    def _duplicate(self, one: Prepared) -> str | None:
        known = self.known.before_reading(one.sha256, one.contract)
        return "" if known is None and one.sha256 in self.read_here else known

    def _stage(self, one: Prepared, kind: str, worker: Worker) -> None:
        folder = self.scratch / f"staged-{len(self.read_here)}"
        one.staged = seen.take(self.home, one.sha256, one.contract, folder)
        if one.staged is None:
            one.staged = worker.stage(one.path, kind, one.name, self.at.date(), folder)
        one.folder = folder


def judge(prepared: Sequence[Prepared], home: Home, ledger: Ledger, forms: Forms, known: Known):
    """Add to each file the problems that its rows have with what the town knows: the roster, which
    all these files widen, and the newest build."""
    fresh = [one for one in prepared if one.staged is not None]
    if not fresh:
        return
    from pipelines.plausibility import Plausibility
    from pipelines.subjects import SubjectCheck

    check = SubjectCheck(forms, settled(ledger))
    for folder in [*(home.staged / one.folder for one in known.live), *(x.folder for x in fresh)]:
        check.learn(folder)
    plausible = Plausibility(home, forms)
    for one in fresh:
        one.judged = [*check.problems(one.folder), *plausible.problems(one.folder)]


def sha256_of(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
