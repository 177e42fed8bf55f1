"""Which imports are live: a fold over the events of subject `batch` (import, undo, redo)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

SUBJECT = "batch"
IMPORT, UNDO, REDO = "import", "undo", "redo"


@dataclass(frozen=True)
class Import:
    """One import of one file, in the order of its event; `number` counts from 1."""

    number: int
    batch: str
    sha256: str
    contract: str
    file: str
    status: str
    at: str
    actor: str
    role: str
    counts: dict[str, int] = field(default_factory=dict)
    period: str | None = None
    unit: str | None = None
    is_sample: bool = False
    is_live: bool = True
    repeats: str | None = None  # the batch that counts instead: the same file, imported before
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def is_withdrawn(self) -> bool:
        return not self.is_live and self.repeats is None

    @property
    def is_kept(self) -> bool:
        """Whether the file was kept: one of which no sheet is a form is not."""
        return self.payload.get("stored_sha256", self.sha256) is not None

    @property
    def folder(self) -> str:
        """Name of the staged folder."""
        return f"{self.sha256}-{self.contract}"

    @property
    def stored(self) -> str | None:
        """Name of the kept file in raw/: the original, or its copy without personal data; None
        when it was not kept."""
        return (self.payload.get("stored_sha256") or self.sha256) if self.is_kept else None


class Undone(NamedTuple):
    """An undo that took records of statutory lines with it (laws of truth, 8)."""

    batch: str
    file: str
    lines: tuple[str, ...]
    reason: str
    actor: str
    at: str
    seq: int


def undone_lines(events: Iterable) -> list[Undone]:
    """Every undo that touched such records, oldest first."""
    files = {e.subject_id: e.payload.get("file", "") for e in events if e.action == IMPORT}
    return [
        Undone(
            event.subject_id,
            files.get(event.subject_id, ""),
            tuple(event.payload["lines"]),
            event.payload.get("reason", ""),
            event.actor,
            event.at,
            event.seq,
        )
        for event in events
        if event.subject == SUBJECT and event.action == UNDO and event.payload.get("lines")
    ]


def all_imports(events: Iterable) -> list[Import]:
    """Every import ever made, undone ones too, oldest first."""
    ordered = sorted((e for e in events if e.subject == SUBJECT), key=lambda e: e.seq)
    live: dict[str, bool] = {}
    made = []
    for event in ordered:
        if event.action == IMPORT and event.subject_id not in live:
            made.append(event)
            live[event.subject_id] = True
        elif event.action in (UNDO, REDO) and event.subject_id in live:
            live[event.subject_id] = event.action == REDO
    said = [_import(i, e, live[e.subject_id]) for i, e in enumerate(made, start=1)]
    return _counted_once(said)


def _counted_once(said: list[Import]) -> list[Import]:
    """Of live imports of one file the first counts: two that came at once left two in ledgers of
    earlier versions, and every row would stand there twice."""
    first: dict[str, str] = {}
    counted = []
    for one in said:
        batch = first.setdefault(one.sha256, one.batch) if one.is_live and one.is_kept else None
        is_repeat = batch not in (None, one.batch)
        counted.append(replace(one, is_live=False, repeats=batch) if is_repeat else one)
    return counted


def live_imports(events: Iterable) -> list[Import]:
    """Imports that count: made and not undone (or redone since), each file once, oldest first."""
    return [made for made in all_imports(events) if made.is_live]


def stored_name(events: Iterable, batch: str) -> str | None:
    """Name in raw/ of the file a batch was read from; None for an unknown batch."""
    return next((made.stored for made in all_imports(events) if made.batch == batch), None)


def _import(number: int, event, is_live: bool) -> Import:
    said = event.payload
    return Import(
        number=number,
        batch=event.subject_id,
        sha256=said["sha256"],
        contract=said["contract"],
        file=said["file"],
        status=said["status"],
        at=str(event.at),
        actor=event.actor,
        role=event.role,
        counts=said.get("counts", {}),
        period=said.get("period"),
        unit=said.get("unit"),
        is_sample=bool(said.get("is_sample", False)),
        is_live=is_live,
        payload=said,
    )
