"""Leads and rectification as folds over events: what a case is and how an event changes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from ledger.events import Event
from ledger.rules import without_identity
from ledger.workflow import Machine, load_workflow

LEAD, RECTIFICATION = "lead", "rectification"
KINDS = (LEAD, RECTIFICATION)
ADOPTED = "adopted"


class Done(NamedTuple):
    """Who did an action last."""

    actor: str
    at: str
    seq: int


class Case(NamedTuple):
    """A lead or a task as it stands after its events. Dates in `fields` are ISO text."""

    kind: str
    case_id: str
    state: str
    fields: dict
    seq: int  # number of its last event: pass it back as `seen_seq`
    opened_at: str
    changed_at: str
    done: dict[str, Done]
    pauses: tuple[tuple[str, str], ...] = ()  # ended pauses: first day, last day
    reopened: int = 0
    decided: dict[str, int] = {}  # noqa: RUF012  field -> number of the event in which a person set it
    moved: int = 0  # number of the last event in which a person changed the state; 0: none yet

    @property
    def machine(self) -> Machine:
        return load_workflow().machines[self.kind]

    @property
    def status(self) -> str:
        return self.machine.states[self.state].status

    @property
    def is_open(self) -> bool:
        return self.machine.states[self.state].is_open

    @property
    def is_running(self) -> bool:
        return self.machine.states[self.state].is_running

    @property
    def deadline(self) -> str | None:
        """The day agreed on (an extension counts, pauses do not: models/clock.py adds them)."""
        return first_known(self.fields, self.machine.deadline_fields)

    @property
    def owner(self) -> str | None:
        return first_known(self.fields, self.machine.owner_fields)


def apply(case: Case | None, event: Event) -> Case:
    """The case after one more event. Events carry what they changed, so that an old history reads
    the same whatever workflow.yml says today."""
    payload = event.payload
    fields = payload["fields"]
    to, is_human = payload.get("to"), event.action != ADOPTED
    decided = {} if case is None else case.decided
    if payload.get("keeps"):
        decided = dict.fromkeys(decided, event.seq)
    if is_human:
        decided = {**decided, **dict.fromkeys(fields, event.seq)}
    done = Done(event.actor, event.at, event.seq)
    changes = {
        "fields": _merged(case.fields if case else {}, fields),
        "seq": event.seq,
        "changed_at": event.at,
        "done": {**(case.done if case else {}), event.action: done},
        "decided": decided,
    }
    if case is None:
        moved = event.seq if is_human else 0
        key = (event.subject, event.subject_id)
        return Case(*key, state=to, opened_at=event.at, moved=moved, **changes)
    if "paused_since" in fields and fields["paused_since"] is None:
        since = case.fields.get("paused_since", event.at[:10])
        changes["pauses"] = (*case.pauses, (since, event.at[:10]))
    if to:
        changes["state"] = to
    if is_human and (to or (payload.get("keeps") and case.moved)):
        changes["moved"] = event.seq
    return case._replace(reopened=case.reopened + bool(payload.get("reopens")), **changes)


def _merged(before: dict, fields: dict) -> dict:
    """The fields with the new ones in place; a field set to None is gone."""
    merged = {**before, **fields}
    for name, value in fields.items():
        if value is None:
            del merged[name]
    return merged


def fold(events: Iterable[Event]) -> dict[tuple[str, str], Case]:
    """Every lead and task that people touched, by (kind, number)."""
    cases: dict[tuple[str, str], Case] = {}
    for event in events:
        if event.subject in KINDS:
            key = (event.subject, event.subject_id)
            cases[key] = apply(cases.get(key), event)
    return cases


def adopted(kind: str, row: Mapping) -> dict:
    """Payload of the event by which a person takes over what the workbooks say of a case.

    `row` holds the imported fields (canonical names) and, where known, batch_id and batch_no.
    """
    workflow = load_workflow()
    machine = workflow.machines[kind]
    fields = {}
    for name, value in row.items():
        value = plain(value)
        if name in machine.fields and value not in (None, ""):
            is_text = workflow.fields[name].kind == "text"
            fields[name] = without_identity(str(value)) if is_text else value
    rule = machine.adopt.get(plain(row.get("status")), next(iter(machine.adopt.values())))
    complete = all(fields.get(name) for name in rule.needs)
    return {
        "to": rule.state if complete else rule.otherwise,
        "fields": fields,
        "batch_id": row.get("batch_id"),
        "batch_no": plain(row.get("batch_no")),
    }


def first_known(fields: Mapping, names: Iterable[str]) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


def plain(value: object) -> object:
    """A value as an event stores it: ISO days, plain numbers, no NaN or NaT."""
    if value is None or type(value).__name__ == "NAType" or value != value:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def iso_day(value: object) -> str | None:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None
