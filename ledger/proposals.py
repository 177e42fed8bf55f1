"""What one person proposes and a second decides: the steps that every such matter has alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from ledger.events import Event, Ledger, StaleState
from ledger.governance import (
    load_governance,
    next_number,
    refuse,
    role_problems,
    state_problems,
    write,
)
from ledger.rules import without_identity
from ledger.steps import Person

PROPOSED, APPROVED, RETURNED = "proposed", "approved", "returned"
WITHDRAWN, ENDED = "withdrawn", "ended"
ATTEMPTS = 5


class Kind(NamedTuple):
    """A kind of proposal: its subject in the ledger, how its numbers begin, who may do what."""

    subject: str
    prefix: str
    proposing: str  # actions of roles.yml
    approving: str


def propose(ledger: Ledger, kind: Kind, payload: Mapping, person: Person, at: datetime) -> Event:
    """Write it under the next free number of the year."""
    for attempt in range(ATTEMPTS):  # two people may propose at the same moment
        number = next_number(ledger.events(kind.subject), kind.prefix, at.year)
        try:
            return write(ledger, kind.subject, number, PROPOSED, payload, person, at, 0)
        except StaleState:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def send_back(
    ledger: Ledger, kind: Kind, known, note: str, person: Person, at: datetime, seen_seq: int
) -> Event:
    """The second person's no, with a reason. known: the proposal (number, state)."""
    problems = role_problems(person, kind.approving, "return")
    problems += state_problems(known.state, (PROPOSED,), kind.subject, "return")
    problems += load_governance().missing({"reason": note}, "reason")
    refuse(problems)
    payload = {"note": without_identity(note.strip())}
    return write(ledger, kind.subject, known.number, RETURNED, payload, person, at, seen_seq)


def withdraw(
    ledger: Ledger, kind: Kind, known, person: Person, at: datetime, seen_seq: int
) -> Event:
    problems = role_problems(person, kind.proposing, "withdraw")
    problems += state_problems(known.state, (PROPOSED,), kind.subject, "withdraw")
    refuse(problems)
    return write(ledger, kind.subject, known.number, WITHDRAWN, {}, person, at, seen_seq)
