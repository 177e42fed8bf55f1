"""A person's word on a level: with reason, evidence, an end and a second person; never for ever.

The level by rule stays beside it, and no override can go below a red line that was met.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ledger import proposals
from ledger.events import Event, Ledger
from ledger.governance import (
    as_day,
    folded,
    load_governance,
    matter,
    refuse,
    role_problems,
    second_person_problems,
    state_problems,
    write,
)
from ledger.proposals import APPROVED, ENDED, PROPOSED
from ledger.rules import without_identity
from ledger.steps import Person, Problem

OVERRIDE = "override"
KIND = proposals.Kind(OVERRIDE, "TZ", "propose_override", "approve_override")


class Override(NamedTuple):
    """A level set by people. In force from the day of approval through `expires`."""

    number: str
    facility_id: str
    facility_name: str
    state: str
    level_by_rule: str
    level: str
    reason: str
    evidence: str
    expires: str
    proposed_by: str
    proposed_at: str
    decided_by: str
    decided_at: str
    ended_at: str
    note: str
    seq: int

    def is_in_force(self, day: date) -> bool:
        """Whether it counts on a day: approved by then, not yet expired, not ended."""
        if self.state not in (APPROVED, ENDED):
            return False
        text = day.isoformat()
        ended = self.ended_at[:10] if self.ended_at else "9999"
        return self.decided_at[:10] <= text <= self.expires and text < ended


class Proposal(NamedTuple):
    """What is asked for. `floor` is (name, level) of the highest red line met, if any."""

    facility_id: str
    facility_name: str
    level_by_rule: str
    level: str
    reason: str
    evidence: str
    expires: str | date
    floor: tuple[str, str] | None = None


def fold_overrides(events: Iterable[Event]) -> dict[str, Override]:
    """Every override by number, in the order of proposal."""
    return folded(events, OVERRIDE, _after)


def in_force(overrides: Iterable[Override], day: date) -> dict[str, Override]:
    """The override that counts on a day, by subject; the latest approval wins."""
    due = [one for one in overrides if one.is_in_force(day)]
    return {one.facility_id: one for one in sorted(due, key=lambda o: (o.decided_at, o.seq))}


# ---------------------------------------------------------------- steps


def propose_override(
    ledger: Ledger, asked: Proposal, colours: Sequence[str], person: Person, at: datetime
) -> Event:
    """Ask for a level. colours: the levels, highest first. Refused lists every reason."""
    problems = role_problems(person, "propose_override", "propose")
    problems += load_governance().missing(asked._asdict(), "reason", "evidence")
    problems += _level_problems(asked, tuple(colours))
    problems += _expiry_problems(asked.expires, at)
    problems += _pending_problems(ledger, asked.facility_id, at)
    refuse(problems)
    payload = {
        "facility_id": asked.facility_id,
        "facility_name": asked.facility_name,
        "level_by_rule": asked.level_by_rule,
        "level": asked.level,
        "reason": without_identity(asked.reason.strip()),
        "evidence": without_identity(asked.evidence.strip()),
        "expires": as_day(asked.expires).isoformat(),
    }
    return proposals.propose(ledger, KIND, payload, person, at)


def approve_override(
    ledger: Ledger, number: str, note: str, person: Person, at: datetime, seen_seq: int
) -> Event:
    """A second person's word; it counts from that day on."""
    known = _known(ledger, number)
    problems = role_problems(person, "approve_override", "approve")
    problems += second_person_problems(known.proposed_by, person, OVERRIDE)
    problems += state_problems(known.state, (PROPOSED,), OVERRIDE, "approve")
    problems += _expiry_problems(known.expires, at)
    refuse(problems)
    payload = {"note": without_identity(note.strip())}
    return write(ledger, OVERRIDE, number, APPROVED, payload, person, at, seen_seq)


def return_override(
    ledger: Ledger, number: str, note: str, person: Person, at: datetime, seen_seq: int
) -> Event:
    known = _known(ledger, number)
    return proposals.send_back(ledger, KIND, known, note, person, at, seen_seq)


def withdraw_override(
    ledger: Ledger, number: str, person: Person, at: datetime, seen_seq: int
) -> Event:
    return proposals.withdraw(ledger, KIND, _known(ledger, number), person, at, seen_seq)


def end_override(
    ledger: Ledger, number: str, note: str, person: Person, at: datetime, seen_seq: int
) -> Event:
    """Go back to the level by rule before the override expires."""
    known = _known(ledger, number)
    problems = role_problems(person, "approve_override", "end")
    problems += state_problems(known.state, (APPROVED,), OVERRIDE, "end")
    problems += load_governance().missing({"reason": note}, "reason")
    refuse(problems)
    payload = {"note": without_identity(note.strip())}
    return write(ledger, OVERRIDE, number, ENDED, payload, person, at, seen_seq)


# ---------------------------------------------------------------- helpers


def _after(known: Override | None, event: Event) -> Override:
    given = event.payload
    if event.action == PROPOSED:
        nobody = {"decided_by": "", "decided_at": "", "ended_at": "", "note": ""}
        who = {"proposed_by": event.actor, "proposed_at": event.at}
        return Override(event.subject_id, state=PROPOSED, seq=event.seq, **given, **who, **nobody)
    changes = {"state": event.action, "seq": event.seq, "note": given.get("note", "")}
    if event.action == ENDED:
        return known._replace(ended_at=event.at, **changes)
    return known._replace(decided_by=event.actor, decided_at=event.at, **changes)


def _known(ledger: Ledger, number: str) -> Override:
    return matter(ledger, OVERRIDE, number, _after)


def _level_problems(asked: Proposal, colours: tuple[str, ...]) -> list[Problem]:
    rules = load_governance()
    if asked.level not in colours:
        values = {"field": rules.fields["level"], "values": "、".join(colours)}
        return [rules.problem("bad_level", "level", **values)]
    if asked.level == asked.level_by_rule:
        return [rules.problem("same_level", "level", level=asked.level)]
    if asked.floor and colours.index(asked.level) > colours.index(asked.floor[1]):
        name, level = asked.floor
        return [rules.problem("below_floor", "level", floor=name, level=level)]
    return []


def _expiry_problems(expires: str | date, at: datetime) -> list[Problem]:
    rules, day = load_governance(), as_day(expires)
    shown = rules.fields["expires"]
    if day is None:
        return [rules.problem("bad_date", "expires", field=shown)]
    if day <= at.date():
        return [rules.problem("not_future", "expires", field=shown)]
    latest = at.date() + timedelta(days=rules.override_longest_days)
    if day > latest:
        words = {"field": shown, "latest": latest, "days": rules.override_longest_days}
        return [rules.problem("too_long", "expires", **words)]
    return []


def _pending_problems(ledger: Ledger, facility_id: str, at: datetime) -> list[Problem]:
    rules = load_governance()
    return [
        rules.problem("pending", state=rules.override_states[one.state], number=one.number)
        for one in fold_overrides(ledger.events(OVERRIDE)).values()
        if one.facility_id == facility_id and (one.state == PROPOSED or one.is_in_force(at.date()))
    ]
