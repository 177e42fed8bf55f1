"""How a statutory line that was met comes to its end: settled with evidence and agreed by a second
person, or known as a mistake when a second person confirms a correction (laws of truth, 8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from ledger import proposals
from ledger.events import Event, Ledger
from ledger.governance import (
    folded,
    load_governance,
    matter,
    next_number,
    refuse,
    role_problems,
    said_by,
    second_person_problems,
    state_problems,
    write,
)
from ledger.proposals import APPROVED, PROPOSED
from ledger.rules import without_identity
from ledger.steps import Person, Problem

SETTLEMENT, CORRECTION, CONFIRMED = "settlement", "correction", "confirmed"
KIND = proposals.Kind(SETTLEMENT, "LJ", "propose_settlement", "agree_settlement")
Statement = tuple[str, str, int]  # batch, sheet, row of a workbook: the same in every build


class Settlement(NamedTuple):
    """A matter with a statutory line, proposed as settled; it counts from the second word on."""

    number: str
    facility_id: str
    facility_name: str
    state: str
    lines: list[str]
    owed: str
    reason: str
    evidence: str
    proposed_by: str
    proposed_at: str
    decided_by: str
    decided_at: str
    verifier: str
    note: str
    seq: int


class Asked(NamedTuple):
    """What is asked for. lines: those remembered, in words; now_met: names of those still met;
    owed: in words, what is not yet paid back."""

    facility_id: str
    facility_name: str
    lines: Sequence[str]
    now_met: Sequence[str]
    owed: str
    reason: str
    evidence: str


class Correction(NamedTuple):
    """Replaced statements that a second person knows as mistakes."""

    number: str
    facility_id: str
    statements: tuple[Statement, ...]
    lines: tuple[str, ...]
    confirmed_by: str
    verifier: str
    confirmed_at: str
    seq: int


def fold_settlements(events: Iterable[Event]) -> dict[str, Settlement]:
    """Every settlement by number, in the order of proposal."""
    return folded(events, SETTLEMENT, _after)


def fold_corrections(events: Iterable[Event]) -> list[Correction]:
    return [
        Correction(
            event.subject_id,
            event.payload["facility_id"],
            tuple(tuple(one) for one in event.payload["statements"]),
            tuple(event.payload["lines"]),
            event.actor,
            event.payload["verifier"],
            event.at,
            event.seq,
        )
        for event in events
        if event.subject == CORRECTION
    ]


# ---------------------------------------------------------------- settling


def propose_settlement(ledger: Ledger, asked: Asked, person: Person, at: datetime) -> Event:
    """Say that the matter is settled, with the evidence. Refused lists every reason."""
    rules = load_governance()
    problems = role_problems(person, KIND.proposing, "settle")
    problems += rules.missing(asked._asdict(), "reason", "evidence")
    problems += _still_met(asked.now_met)
    if not asked.lines and not asked.now_met:
        problems.append(rules.problem("nothing_to_settle"))
    problems += [
        rules.problem("settling", number=one.number)
        for one in fold_settlements(ledger.events(SETTLEMENT)).values()
        if one.facility_id == asked.facility_id and one.state == PROPOSED
    ]
    refuse(problems)
    payload = asked._asdict() | {
        "lines": list(asked.lines),
        "reason": without_identity(asked.reason.strip()),
        "evidence": without_identity(asked.evidence.strip()),
    }
    del payload["now_met"]
    return proposals.propose(ledger, KIND, payload, person, at)


def agree_settlement(
    ledger: Ledger,
    number: str,
    now_met: Sequence[str],
    person: Person,
    at: datetime,
    seen_seq: int,
    verifier: str = "",
) -> Event:
    """The second person's word. Without accounts the verifier is written down (decision 16)."""
    known = _known(ledger, number)
    problems = role_problems(person, KIND.approving, "agree")
    problems += second_word_problems((known.proposed_by,), person, verifier, SETTLEMENT)
    problems += state_problems(known.state, (PROPOSED,), SETTLEMENT, "agree")
    problems += _still_met(now_met)
    refuse(problems)
    payload = {"verifier": said_by(person, verifier)}
    return write(ledger, SETTLEMENT, number, APPROVED, payload, person, at, seen_seq)


def return_settlement(
    ledger: Ledger, number: str, note: str, person: Person, at: datetime, seen_seq: int
) -> Event:
    return proposals.send_back(ledger, KIND, _known(ledger, number), note, person, at, seen_seq)


def withdraw_settlement(
    ledger: Ledger, number: str, person: Person, at: datetime, seen_seq: int
) -> Event:
    return proposals.withdraw(ledger, KIND, _known(ledger, number), person, at, seen_seq)


# ---------------------------------------------------------------- mistakes


def confirm_correction(
    ledger: Ledger,
    facility_id: str,
    statements: Sequence[Statement],
    lines: Sequence[str],
    importers: Sequence[str],
    person: Person,
    at: datetime,
    verifier: str = "",
) -> Event:
    """A second person says that the corrected figures were mistakes; importers: who corrected."""
    problems = role_problems(person, KIND.approving, "confirm")
    problems += second_word_problems(importers, person, verifier, CORRECTION)
    if not statements:
        problems.append(load_governance().problem("nothing_to_confirm"))
    refuse(problems)
    payload = {
        "facility_id": facility_id,
        "statements": [list(one) for one in statements],
        "lines": list(lines),
        "verifier": said_by(person, verifier),
    }
    number = next_number(ledger.events(CORRECTION), "GZ", at.year)
    return write(ledger, CORRECTION, number, CONFIRMED, payload, person, at, 0)


# ---------------------------------------------------------------- helpers


def second_word_problems(
    first: Sequence[str], person: Person, verifier: str, subject: str
) -> list[Problem]:
    """Whether the second word comes from somebody else; the local person names who gave it."""
    if person.is_local:
        return verifier_problems(first, person, verifier)
    if subject == CORRECTION:
        own = load_governance().problem("not_importer", person=person.name)
        return [own] if person.name in first else []
    return [one for name in first for one in second_person_problems(name, person, subject)]


def verifier_problems(first: Sequence[str], person: Person, verifier: str) -> list[Problem]:
    """Whether the single local person names somebody else (decision 16)."""
    rules, named = load_governance(), verifier.strip()
    if not person.is_local or (named and named not in (*first, person.name)):
        return []
    words = {"field": rules.fields["verifier"], "person": "、".join(first) or person.name}
    return [rules.problem("verifier_named", "verifier", **words)]


def _still_met(names: Sequence[str]) -> list[Problem]:
    return [load_governance().problem("still_met", lines="、".join(names))] if names else []


def _after(known: Settlement | None, event: Event) -> Settlement:
    given = event.payload
    if event.action == PROPOSED:
        nobody = {"decided_by": "", "decided_at": "", "verifier": "", "note": ""}
        who = {"proposed_by": event.actor, "proposed_at": event.at}
        return Settlement(event.subject_id, state=PROPOSED, seq=event.seq, **given, **who, **nobody)
    return known._replace(
        state=event.action,
        decided_by=event.actor,
        decided_at=event.at,
        verifier=given.get("verifier", ""),
        note=given.get("note", ""),
        seq=event.seq,
    )


def _known(ledger: Ledger, number: str) -> Settlement:
    return matter(ledger, SETTLEMENT, number, _after)
