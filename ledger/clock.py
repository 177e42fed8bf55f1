"""What the clock means for people: escalation up the ladder, to-do lists, a calendar file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from ledger.cases import Case
from ledger.roles import may
from ledger.steps import Person, acting_role, allowed
from ledger.workflow import Transition, Workflow, load_workflow
from models.clock import Clock, read
from models.workdays import Workdays


class Rung(NamedTuple):
    """How far an overdue matter has climbed: owner, deputy, head of the campaign."""

    code: str
    name: str
    since: date | None  # day on which it reached this rung
    acknowledged: bool


class Todo(NamedTuple):
    """One matter that waits for this person; `why`: own, verify, decide, assign or climb."""

    case: Case
    clock: Clock
    why: str
    actions: tuple[str, ...]  # the steps this person can take now
    rung: Rung | None


def clock_of(case: Case, as_of: date, workdays: Workdays) -> Clock:
    """The clock of a case: deadline, extension and pauses; stopped while others are at it."""
    since = _day(case.fields.get("paused_since"))
    return read(
        _day(case.deadline),
        as_of,
        workdays,
        is_running=case.is_running,
        pauses=[(_day(start), _day(again)) for start, again in case.pauses],
        paused_since=since if since and since <= as_of else None,
    )


def rung_of(case: Case, as_of: date, workdays: Workdays) -> Rung | None:
    """The rung of an overdue matter. An acknowledgement holds it where it is for some working days;
    then it climbs on to where the delay puts it."""
    workflow = load_workflow()
    clock = clock_of(case, as_of, workdays)
    if not clock.is_overdue:
        return None
    heard = _day(case.done["acknowledged"].at[:10]) if "acknowledged" in case.done else None
    if heard is None or heard <= clock.deadline or heard > as_of:
        return _rung(workflow, clock.deadline, clock.workdays_overdue, workdays, False)
    patience = workflow.escalation["again_after_workdays"]
    if workdays.count(heard, as_of) > patience:
        return _rung(workflow, clock.deadline, clock.workdays_overdue, workdays, False)
    reached = workdays.count(clock.deadline, heard)
    return _rung(workflow, clock.deadline, reached, workdays, True)


def _rung(
    workflow: Workflow, deadline: date, late: int, workdays: Workdays, acknowledged: bool
) -> Rung | None:
    ladder = [step for step in workflow.escalation["ladder"] if step["after_workdays"] <= late]
    if not ladder:
        return None
    top = ladder[-1]
    since = workdays.add(deadline, top["after_workdays"])
    return Rung(top["code"], top["name"], since, acknowledged)


def todo(cases: Iterable[Case], person: Person, as_of: date, workdays: Workdays) -> list[Todo]:
    """What waits for this person, most urgent first: length of delay, deadline, number."""
    found = []
    for case in cases:
        if not case.is_open:
            continue
        steps = allowed(case, person)
        if not steps:
            continue
        clock, rung = clock_of(case, as_of, workdays), rung_of(case, as_of, workdays)
        why = _why(case, steps, person, rung)
        if why:
            actions = tuple(step.action for step in steps)
            found.append(Todo(case, clock, why, actions, rung))
    return sorted(found, key=_urgency)


def _why(case: Case, steps: list[Transition], person: Person, rung: Rung | None) -> str | None:
    """Matters above the first rung climb to those who decide in meetings."""
    actions = {step.action for step in steps}
    climbed = rung is not None and rung.code != "owner" and not rung.acknowledged
    if "extension_granted" in actions:
        return "decide"
    if any(step.verifies for step in steps):
        return "verify"
    if climbed and may(acting_role(person), "decide_meeting"):
        return "climb"
    if case.owner == person.name and any(step.target for step in steps):
        return "own"
    first = case.state == case.machine.opening.target
    if first and case.owner is None and any(step.target for step in steps):
        return "assign"
    return "own" if person.villages and case.is_running else None


def _urgency(entry: Todo) -> tuple:
    clock = entry.clock
    deadline = clock.deadline or date.max
    return (-clock.days_overdue, deadline, entry.case.case_id)


# ---------------------------------------------------------------- a calendar for other programs


def ics(entries: Iterable[Todo], at: datetime) -> str:
    """The deadlines as an iCalendar file (RFC 5545), one all-day event for each matter."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//elder-care-risk-board//ledger//ZH"]
    for entry in entries:
        day = entry.clock.deadline
        if day is None:
            continue
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.case.kind}-{_escaped(entry.case.case_id)}@risk-board",
            f"DTSTAMP:{at:%Y%m%dT%H%M%S}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            "SUMMARY:" + _escaped(_headline(entry.case)),
            "DESCRIPTION:" + _escaped(_details(entry.case)),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


def _headline(case: Case) -> str:
    about = case.fields.get("facility_name") or case.fields.get("village") or ""
    return " ".join(filter(None, (case.machine.name, case.number, about, case.status)))


def _details(case: Case) -> str:
    names = ("issue", "description", "measures", "action")
    return "\n".join(case.fields[name] for name in names if case.fields.get(name))


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a character."""
    parts, part, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 74:
            parts.append(part)
            part, size = "", 0
        part += letter
        size += width
    return "\r\n ".join([*parts, part])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
