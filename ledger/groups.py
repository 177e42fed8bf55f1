"""A person's word that related subjects are no one scheme: with reason, can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ledger.events import Event, Ledger
from ledger.governance import load_governance, refuse, role_problems, write
from ledger.rules import without_identity
from ledger.steps import Person
from models.groups import group_id

GROUP = "group"
DISSOLVED, RESTORED = "dissolved", "restored"


@dataclass(frozen=True)
class Dissolution:
    """Subjects judged each for itself, from the day it was said to the day it was taken back."""

    group_id: str
    members: frozenset[str]
    reason: str
    actor: str
    at: str
    seq: int
    ended_at: str = ""

    def is_in_force(self, day: date) -> bool:
        text = day.isoformat()
        return self.at[:10] <= text and not (self.ended_at and self.ended_at[:10] <= text)


def fold_groups(events: Iterable[Event]) -> list[Dissolution]:
    """Every dissolution ever said, in their order; one taken back has an end."""
    found: list[Dissolution] = []
    for event in sorted((e for e in events if e.subject == GROUP), key=lambda e: e.seq):
        last = next((n for n, o in enumerate(found) if _is_open(o, event)), None)
        if event.action == DISSOLVED and last is None:
            said = event.payload
            found.append(
                Dissolution(event.subject_id, frozenset(said["members"]), said["reason"],
                            event.actor, event.at, event.seq)
            )  # fmt: skip
        elif event.action == RESTORED and last is not None:
            one = found[last]
            found[last] = Dissolution(**{**vars(one), "ended_at": event.at, "seq": event.seq})
    return found


def _is_open(one: Dissolution, event: Event) -> bool:
    return one.group_id == event.subject_id and not one.ended_at


def dissolved(said: Iterable[Dissolution], day: date) -> list[frozenset[str]]:
    """Sets of subjects that are not judged together on a day, nor any part of them. A subject that
    joins them later makes a group nobody has looked at."""
    return [one.members for one in said if one.is_in_force(day)]


def dissolve(
    ledger: Ledger, members: Sequence[str], reason: str, person: Person, at: datetime
) -> Event:
    """Judge these subjects each for itself from now on. Refused lists every reason."""
    number = group_id(members)
    problems = role_problems(person, "dissolve_group", "dissolve")
    refuse(problems + load_governance().missing({"reason": reason}, "reason"))
    payload = {"members": sorted(members), "reason": without_identity(reason.strip())}
    return write(ledger, GROUP, number, DISSOLVED, payload, person, at, last_seq(ledger, number))


def restore(ledger: Ledger, number: str, reason: str, person: Person, at: datetime) -> Event:
    """Take a dissolution back: they are judged together again."""
    problems = role_problems(person, "dissolve_group", "restore")
    refuse(problems + load_governance().missing({"reason": reason}, "reason"))
    payload = {"reason": without_identity(reason.strip())}
    return write(ledger, GROUP, number, RESTORED, payload, person, at, last_seq(ledger, number))


def last_seq(ledger: Ledger, number: str) -> int:
    events = ledger.events(GROUP, number)
    return events[-1].seq if events else 0
