"""What this town's headings mean, as people explained them: set, changed, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ledger.events import Event, Ledger
from models.catalog.corrections import WHOLE, Correction

SYNONYM = "synonym"
SET, WITHDRAWN = "set", "withdrawn"


@dataclass(frozen=True)
class Synonym:
    """A correction in force, and who made it when."""

    correction: Correction
    actor: str
    at: str
    seq: int


def subject_id(correction: Correction) -> str:
    """A row of headings has one form, whichever was said first; else each form its own wording."""
    return f"{WHOLE if correction.is_whole else correction.form}:{correction.key}"


def fold_synonyms(events: Iterable[Event]) -> dict[str, Synonym]:
    """Corrections in force by subject id, in the order of their ids."""
    found: dict[str, Synonym] = {}
    for event in sorted((e for e in events if e.subject == SYNONYM), key=lambda e: e.seq):
        if event.action == WITHDRAWN:
            found.pop(event.subject_id, None)
        else:
            said = event.payload
            one = Correction(said["form"], said["heading"], said["column"] or "")
            found[event.subject_id] = Synonym(one, event.actor, event.at, event.seq)
    return dict(sorted(found.items()))


def in_force(ledger: Ledger) -> tuple[Correction, ...]:
    """The corrections an import reads with."""
    return tuple(one.correction for one in fold_synonyms(ledger.events(SYNONYM)).values())


def record(
    ledger: Ledger, corrections: Iterable[Correction], *, actor: str, role: str, at: datetime
) -> int:
    """Write corrections that are not yet in force; how many were written."""
    known = fold_synonyms(ledger.events(SYNONYM))
    written = 0
    for one in corrections:
        before = known.get(subject_id(one))
        if before and (before.correction.form, before.correction.column) == (one.form, one.column):
            continue
        said = {"form": one.form, "heading": one.heading, "key": one.key}
        _write(ledger, one, SET, said | {"column": one.column or None}, actor, role, at)
        written += 1
    return written


def withdraw(
    ledger: Ledger, correction: Correction, *, actor: str, role: str, at: datetime
) -> Event:
    """From now on the catalogue alone says what the heading means; past imports stay."""
    said = {"form": correction.form, "heading": correction.heading}
    return _write(ledger, correction, WITHDRAWN, said, actor, role, at)


def _write(ledger, one: Correction, action: str, payload: dict, actor: str, role: str, at) -> Event:
    return ledger.append(
        subject=SYNONYM,
        subject_id=subject_id(one),
        action=action,
        payload=payload,
        actor=actor,
        role=role,
        at=at,
    )
