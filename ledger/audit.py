"""Acts that change nothing and must still be on record: seeing what is masked, taking data out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ledger.events import Event, Ledger
from ledger.roles import may
from ledger.steps import Person, acting_role

AUDIT = "audit"
UNMASKED, EXPORTED = "unmasked", "exported"


class NotAllowed(Exception):
    """The person's role may not do this; nothing was shown and nothing written."""


def unmask(ledger: Ledger, person: Person, facility_id: str, reason: str, at: datetime) -> Event:
    """Record that a person asks to see personal data of a subject; show them only after this."""
    return _record(ledger, person, "unmask", UNMASKED, facility_id, {"reason": reason}, at)


def export(
    ledger: Ledger, person: Person, what: str, rows: int, filters: dict, at: datetime
) -> Event:
    """Record that a person took `rows` rows of `what` (a table or document) out of the system."""
    payload = {"rows": rows, "filters": filters}
    return _record(ledger, person, "export", EXPORTED, what, payload, at)


def trail(
    events: Iterable[Event], *, actor: str | None = None, about: str | None = None
) -> list[Event]:
    """The record for reading, newest first: all events, of one person or about one subject."""
    found = [
        event
        for event in events
        if (actor is None or event.actor == actor) and (about is None or event.subject_id == about)
    ]
    return found[::-1]


def _record(
    ledger: Ledger,
    person: Person,
    right: str,
    action: str,
    about: str,
    payload: dict,
    at: datetime,
) -> Event:
    role = acting_role(person)
    if not may(role, right):
        raise NotAllowed(right)
    return ledger.append(
        subject=AUDIT,
        subject_id=about,
        action=action,
        payload=payload,
        actor=person.name,
        role=role,
        at=at,
    )
