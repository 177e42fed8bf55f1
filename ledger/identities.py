"""Who is who, as people decided it: same, different, new, later; every decision can be reversed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ledger.events import Event, Ledger
from models.matching import normalise_name

IDENTITY = "identity"
SAME, DIFFERENT, NEW, LATER, REVERSED = "same", "different", "new", "later", "reversed"
DECISIONS = (SAME, DIFFERENT, NEW, LATER)
ASKED_AGAIN = (LATER,)  # decided, but the question stays


@dataclass(frozen=True)
class Asked:
    """A name as workbooks write it, with the code and the village that stand beside it."""

    name: str
    credit_code: str | None = None
    village_code: str | None = None

    @property
    def id(self) -> str:
        return name_id(self.name, self.credit_code, self.village_code)


@dataclass(frozen=True)
class Decision:
    """A decision in force. `facility_id`: the subject it names (same), the proposal it rejects
    (different; None: every one). `facts`: a new subject's required columns."""

    asked: Asked
    decision: str
    facility_id: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    actor: str = ""
    at: str = ""
    seq: int = 0

    @property
    def id(self) -> str:
        return self.asked.id

    @property
    def counts(self) -> bool:
        """Whether a build heeds it."""
        return self.decision not in ASKED_AGAIN


def name_id(name: Any, credit_code: Any, village_code: Any) -> str:
    """One id for a wording of a name in a village, in whatever form it stands."""
    parts = (normalise_name(name), _text(credit_code), _text(village_code))
    return "N-" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:10]


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def fold_identities(events: Iterable[Event]) -> dict[str, Decision]:
    """Decisions in force by name id, in the order of their ids; the last one on a name counts."""
    found: dict[str, Decision] = {}
    for event in sorted((e for e in events if e.subject == IDENTITY), key=lambda e: e.seq):
        if event.action == REVERSED:
            found.pop(event.subject_id, None)
        elif event.action in DECISIONS:
            found[event.subject_id] = _decision(event)
    return dict(sorted(found.items()))


def _decision(event: Event) -> Decision:
    said = event.payload
    return Decision(
        Asked(said["name"], said.get("credit_code"), said.get("village_code")),
        event.action,
        said.get("facility_id"),
        said.get("facts", {}),
        said.get("evidence", {}),
        said.get("note", ""),
        event.actor,
        event.at,
        event.seq,
    )


def decide(
    ledger: Ledger, decision: Decision, *, actor: str, role: str, at: datetime, seen_seq: int
) -> Event:
    """Write a decision. `seen_seq`: number of the last event on this name that the person saw
    (0: none); StaleState when somebody decided in between, ValueError for what cannot be decided.
    """
    if decision.decision not in DECISIONS:
        raise ValueError(f"no such decision: {decision.decision}")
    if decision.decision == SAME and not decision.facility_id:
        raise ValueError("same needs a subject")
    payload = {
        "name": decision.asked.name,
        "credit_code": decision.asked.credit_code,
        "village_code": decision.asked.village_code,
        "facility_id": decision.facility_id,
        "facts": dict(decision.facts),
        "evidence": dict(decision.evidence),
        "note": decision.note,
    }
    return ledger.append(
        subject=IDENTITY,
        subject_id=decision.id,
        action=decision.decision,
        payload=payload,
        actor=actor,
        role=role,
        at=at,
        expected_seq=seen_seq,
    )


def reverse(
    ledger: Ledger, known: Decision, *, actor: str, role: str, at: datetime, note: str = ""
) -> Event:
    """Take a decision back: the next build is as if it had not been."""
    return ledger.append(
        subject=IDENTITY,
        subject_id=known.id,
        action=REVERSED,
        payload={"name": known.asked.name, "decision": known.decision, "note": note},
        actor=actor,
        role=role,
        at=at,
        expected_seq=known.seq,
    )


def settled(ledger: Ledger) -> frozenset[str]:
    """Ids of the names that a build heeds a decision on."""
    known = fold_identities(ledger.events(IDENTITY))
    return frozenset(name for name, one in known.items() if one.counts)


def last_seq(ledger: Ledger, name: str) -> int:
    """Number of the newest event on a name id, 0 when there is none."""
    events = ledger.events(IDENTITY, name)
    return events[-1].seq if events else 0
