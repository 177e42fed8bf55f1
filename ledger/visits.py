"""A visit that the office confirms: it then counts as a second person's (laws of truth, 8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from ledger.events import Event, Ledger
from ledger.governance import load_governance, refuse, role_problems, said_by, write
from ledger.settlements import verifier_problems
from ledger.steps import Person

VISIT, CONFIRMED = "visit", "confirmed"


class Confirmed(NamedTuple):
    facility_id: str
    day: str  # of the visit, ISO
    confirmed_by: str
    verifier: str
    at: str


def fold_confirmed(events: Iterable[Event]) -> list[Confirmed]:
    return [
        Confirmed(
            event.payload["facility_id"],
            event.payload["day"],
            event.actor,
            event.payload["verifier"],
            event.at,
        )
        for event in events
        if event.subject == VISIT
    ]


def confirm_visit(
    ledger: Ledger,
    facility_id: str,
    day: date,
    makers: Iterable[str],
    person: Person,
    at: datetime,
    verifier: str = "",
) -> Event:
    """Say that a visit was as reported. makers: who visited and who brought the report."""
    first = tuple(one for one in makers if one)
    problems = role_problems(person, "agree_settlement", "confirm_visit")
    problems += verifier_problems(first, person, verifier)
    if not person.is_local and person.name in first:
        problems.append(load_governance().problem("not_visitor", person=person.name))
    refuse(problems)
    payload = {"facility_id": facility_id, "day": f"{day:%Y-%m-%d}"}
    payload["verifier"] = said_by(person, verifier)
    number = f"{facility_id}@{payload['day']}"
    return write(ledger, VISIT, number, CONFIRMED, payload, person, at, 0)
