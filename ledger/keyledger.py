"""The key ledger (重点台账): what people add to it or take off it, why and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from ledger.events import Event, Ledger
from ledger.governance import folded
from ledger.roles import may
from ledger.steps import Person, Problem, Refused, acting_role, iso_day
from ledger.workflow import load_workflow

KEY = "key"
ADDED, REMOVED, ASSIGNED = "added", "removed", "assigned"
# 行动方案：明确整改责任、整改措施和时间安排: all four or none.
SCHEDULE = ("responsible_unit", "responsible_person", "measures", "deadline_date")


class KeyMatter(NamedTuple):
    """What people decided about a subject. `is_key` None: no decision stands, the rules decide."""

    facility_id: str
    number: str | None
    is_key: bool | None
    reason: str
    decided_by: str
    decided_at: str
    expires: str | None
    schedule: dict
    seq: int

    @property
    def is_scheduled(self) -> bool:
        return all(self.schedule.get(name) for name in SCHEDULE)


NOTHING_DECIDED = KeyMatter("", None, None, "", "", "", None, {}, 0)


def fold_key(events: Iterable[Event], as_of: date) -> dict[str, KeyMatter]:
    """Decisions in force on a day, by subject. An expired one binds no more; its schedule stays."""
    matters = folded(events, KEY, _after)
    today = as_of.isoformat()
    return {
        name: matter if not matter.expires or matter.expires >= today else _expired(matter)
        for name, matter in matters.items()
    }


def decide_key(
    ledger: Ledger,
    facility_id: str,
    include: bool,
    reason: str,
    expires: date,
    person: Person,
    at: datetime,
    seen_seq: int,
    schedule: Mapping | None = None,
) -> Event:
    """Put a subject on the key ledger, or take it off against the rules, until a day.

    Adding demands the whole schedule. Refused names all that is missing; StaleState when somebody
    decided about the subject in between.
    """
    given = {"reason": reason.strip(), "expires": expires.isoformat()}
    problems = _problems(person, given, at, schedule if include else None, include)
    if problems:
        raise Refused(problems)
    payload = {**given, **({"schedule": _schedule(schedule)} if include else {})}
    if include:
        payload["number"] = _number(ledger, facility_id, at)
    action = ADDED if include else REMOVED
    return _write(ledger, facility_id, action, payload, person, at, seen_seq)


def assign_key(
    ledger: Ledger,
    facility_id: str,
    schedule: Mapping,
    person: Person,
    at: datetime,
    seen_seq: int,
) -> Event:
    """Responsibility, measures and deadline for a subject that the rules put on the key ledger."""
    problems = _problems(person, {"reason": "-"}, at, schedule, True)
    if problems:
        raise Refused(problems)
    payload = {"schedule": _schedule(schedule), "number": _number(ledger, facility_id, at)}
    return _write(ledger, facility_id, ASSIGNED, payload, person, at, seen_seq)


def _after(known: KeyMatter | None, event: Event) -> KeyMatter:
    given = event.payload
    known = known or NOTHING_DECIDED._replace(facility_id=event.subject_id)
    changes = {"seq": event.seq, "number": given.get("number") or known.number}
    changes["schedule"] = given.get("schedule", known.schedule)
    if event.action in (ADDED, REMOVED):
        changes |= {"is_key": event.action == ADDED, "reason": given["reason"]}
        changes |= {"decided_by": event.actor, "decided_at": event.at, "expires": given["expires"]}
    return known._replace(**changes)


def _expired(matter: KeyMatter) -> KeyMatter:
    return matter._replace(is_key=None)


def _problems(
    person: Person, given: Mapping, at: datetime, schedule: Mapping | None, needs_schedule: bool
) -> list[Problem]:
    workflow = load_workflow()
    found = []
    if not may(acting_role(person), "decide_key"):
        words = {"name": workflow.say("key_name"), "role": person.role}
        found.append(Problem("wrong_role", None, workflow.say("wrong_role", **words)))
    missing = [name for name in ("reason",) if not given.get(name)]
    if needs_schedule:
        missing += [name for name in SCHEDULE if not (schedule or {}).get(name)]
    found += [
        Problem("missing", name, workflow.say("missing", field=workflow.fields[name].name))
        for name in missing
    ]
    if given.get("expires", "9999") <= at.date().isoformat():
        found.append(Problem("expired", "expires", workflow.say("expired")))
    day = (schedule or {}).get("deadline_date")
    if day and iso_day(day) is None:
        shown = workflow.fields["deadline_date"].name
        found.append(Problem("bad_date", "deadline_date", workflow.say("bad_date", field=shown)))
    return found


def _schedule(schedule: Mapping) -> dict:
    plain = {name: schedule[name] for name in SCHEDULE}
    return {**plain, "deadline_date": iso_day(plain["deadline_date"])}


def _number(ledger: Ledger, facility_id: str, at: datetime) -> str:
    """One number per matter, kept for as long as the subject is known."""
    matters = fold_key(ledger.events(KEY), at.date())
    known = matters.get(facility_id)
    if known and known.number:
        return known.number
    start = f"ZD-{at.year}-"
    used = [m.number[len(start) :] for m in matters.values() if (m.number or "").startswith(start)]
    return f"{start}{max(map(int, used), default=0) + 1:04d}"


def _write(
    ledger: Ledger,
    facility_id: str,
    action: str,
    payload: dict,
    person: Person,
    at: datetime,
    seen_seq: int,
) -> Event:
    return ledger.append(
        subject=KEY,
        subject_id=facility_id,
        action=action,
        payload=payload,
        actor=person.name,
        role=acting_role(person),
        at=at,
        expected_seq=seen_seq,
    )
