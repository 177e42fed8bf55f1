"""The working calendar people keep: days off and days worked that no published notice names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ledger.events import Draft, Event, Ledger
from ledger.roles import may
from ledger.steps import Person, Problem, Refused, acting_role
from ledger.workflow import load_workflow

CALENDAR = "calendar"
LISTED, WITHDRAWN = "listed", "withdrawn"
LONGEST = 60  # days at once; a longer span is a slip of the pen


class Day(NamedTuple):
    """A day somebody set: worked or off, why, by whom. `seq` is the number of its event."""

    day: date
    is_workday: bool
    reason: str
    by: str
    at: str
    seq: int


def fold_days(events: Iterable[Event]) -> dict[date, Day]:
    """The days in force, in order; the newest word about a day counts."""
    known: dict[date, Day] = {}
    for event in events:
        if event.subject != CALENDAR:
            continue
        day, said = date.fromisoformat(event.subject_id), event.payload
        if event.action == WITHDRAWN:
            known.pop(day, None)
        else:
            who = (event.actor, event.at, event.seq)
            known[day] = Day(day, said["is_workday"], said["reason"], *who)
    return dict(sorted(known.items()))


def set_days(
    ledger: Ledger,
    first: date,
    last: date,
    is_workday: bool,
    reason: str,
    person: Person,
    at: datetime,
) -> list[Event]:
    """Every day of a span is worked, or off, from now on: all of them or none. Refused names all
    that is wrong; StaleState when somebody set one of them in between."""
    problems = _problems(person, first, last, reason)
    if problems:
        raise Refused(problems)
    known = fold_days(ledger.events(CALENDAR))
    name = load_workflow().say("day_worked" if is_workday else "day_off")
    payload = {"is_workday": is_workday, "name": name, "reason": reason.strip()}
    span = [first + timedelta(n) for n in range((last - first).days + 1)]
    return ledger.append_many(_draft(day, LISTED, payload, person, at, known) for day in span)


def withdraw_day(ledger: Ledger, day: date, reason: str, person: Person, at: datetime) -> Event:
    """A day is again what the published notice, or else the week, says."""
    problems = _problems(person, day, day, reason)
    if problems:
        raise Refused(problems)
    known = fold_days(ledger.events(CALENDAR))
    draft = _draft(day, WITHDRAWN, {"reason": reason.strip()}, person, at, known)
    return ledger.append_many([draft])[0]


def _problems(person: Person, first: date, last: date, reason: str) -> list[Problem]:
    workflow, found = load_workflow(), []
    if not may(acting_role(person), "edit_calendar"):
        words = {"name": workflow.say("calendar_name"), "role": person.role}
        found.append(Problem("wrong_role", None, workflow.say("wrong_role", **words)))
    if not 0 <= (last - first).days < LONGEST:
        found.append(Problem("bad_span", "last", workflow.say("bad_span", days=LONGEST)))
    if not reason.strip():
        shown = workflow.fields["reason"].name
        found.append(Problem("missing", "reason", workflow.say("missing", field=shown)))
    return found


def _draft(
    day: date, action: str, payload: dict, person: Person, at: datetime, known: dict[date, Day]
) -> Draft:
    seen = known[day].seq if day in known else None
    who = (person.name, acting_role(person))
    return Draft(CALENDAR, day.isoformat(), action, payload, *who, at, seen)
