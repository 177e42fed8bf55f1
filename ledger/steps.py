"""Taking a step with a lead or a task: who may, what is missing, and writing it down."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from ledger.cases import ADOPTED, LEAD, Case, adopted, apply, fold, iso_day, plain
from ledger.events import Draft, Event, Ledger, StaleState
from ledger.roles import load_roles
from ledger.rules import RULES, without_identity
from ledger.workflow import Field, Machine, Transition, Workflow, load_workflow


class Person(Protocol):
    """Who acts: pipelines.queries.scope.Person fits."""

    name: str
    role: str
    villages: tuple[str, ...]
    departments: tuple[str, ...]
    is_local: bool


class Problem(NamedTuple):
    """Why a step cannot be done: a message code of workflow.yml, the field, the sentence."""

    code: str
    field: str | None
    message: str


class Refused(Exception):
    """A step that cannot be done; `problems` lists every reason."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__(" ".join(problem.message for problem in problems))


# ---------------------------------------------------------------- what may be done


def allowed(case: Case, person: Person) -> list[Transition]:
    """The lawful steps this person can take now: state, role, scope and four eyes considered."""
    if not in_scope(case.fields, case.machine, person):
        return []
    return [
        step
        for step in case.machine.leaving(case.state)
        if acting_role(person) in step.roles | {load_roles().local}
        and all(case.fields.get(name) for name in step.needs)
        and not any(case.fields.get(name) for name in step.lacks)
        and (person.is_local or not _same_person(case, step, person.name))
    ]


def may_open(kind: str, person: Person) -> bool:
    roles = load_workflow().machines[kind].opening.roles
    return acting_role(person) in roles | {load_roles().local}


def in_scope(fields: Mapping, machine: Machine, person: Person) -> bool:
    """A clerk acts only on matters of the own villages or departments."""
    role = load_roles().find(person.role)
    if person.is_local or role is None or not role.scoped:
        return True
    own_unit = any(fields.get(name) in person.departments for name in machine.scope_units)
    return fields.get("village_code") in person.villages or own_unit


def acting_role(person: Person) -> str:
    return load_roles().local if person.is_local else person.role


def check(
    case: Case | None, step: Transition, given: Mapping, person: Person, at: datetime, kind: str
) -> list[Problem]:
    """Every reason why a step with these fields cannot be done; empty when it can."""
    workflow = load_workflow()
    machine = workflow.machines[kind]
    before = case.fields if case else {}
    cleared = {name: None for name, value in step.sets.items() if value is None}
    after = {**before, **cleared, **given}
    found = _door(case, step, after, machine, person, workflow)
    for name in step.required:
        if given.get(name) in (None, "", []):
            found.append(_problem(workflow, "missing", name, field=workflow.fields[name].name))
    for name, value in given.items():
        if name not in step.takes:
            known = workflow.fields.get(name)
            shown = known.name if known else name
            found.append(_problem(workflow, "unknown_field", name, name=step.name, field=shown))
        elif value not in (None, "", []):
            found += _value_problems(workflow, workflow.fields[name], value, at)
    found += _needs(workflow, step, before)
    found += _order(workflow, given, after)
    found += _four_eyes(workflow, case, step, given, person)
    deadline = case.deadline if case else None
    for rule in step.rules:
        broken = RULES[rule](after, deadline, workflow)
        if broken is not None:
            found.append(_problem(workflow, rule, None, **broken))
    return found


def _door(
    case: Case | None,
    step: Transition,
    fields: Mapping,
    machine: Machine,
    person: Person,
    workflow: Workflow,
) -> list[Problem]:
    found = []
    if (case is None) != step.opens or (case and case.state not in step.sources):
        status = case.status if case else "—"
        found.append(_problem(workflow, "wrong_state", None, name=step.name, status=status))
    role = acting_role(person)
    if role not in step.roles | {load_roles().local}:
        found.append(_problem(workflow, "wrong_role", None, name=step.name, role=role))
    if not in_scope(fields, machine, person):
        found.append(_problem(workflow, "out_of_scope", None))
    return found


def _value_problems(workflow: Workflow, field: Field, value: object, at: datetime) -> list[Problem]:
    def wrong(code: str, /, **values: object) -> list[Problem]:
        return [_problem(workflow, code, field.code, field=field.name, **values)]

    if field.kind == "date":
        day = iso_day(value)
        if day is None:
            return wrong("bad_date")
        return wrong("in_future") if field.past and day > at.date().isoformat() else []
    if field.kind == "number":
        good = isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
        return [] if good else wrong("bad_number")
    if field.kind in ("choice", "choices"):
        chosen = value if isinstance(value, (list, tuple)) else [value]
        if not set(chosen) <= set(field.values) or (field.kind == "choice" and len(chosen) > 1):
            return wrong("bad_choice", values="、".join(field.values))
    return []


def _needs(workflow: Workflow, step: Transition, before: Mapping) -> list[Problem]:
    found = []
    for code, names in (("needs", step.needs), ("lacks", step.lacks)):
        for name in names:
            if bool(before.get(name)) != (code == "needs"):
                shown = workflow.fields[name].name
                found.append(_problem(workflow, code, name, name=step.name, field=shown))
    return found


def _order(workflow: Workflow, given: Mapping, after: Mapping) -> list[Problem]:
    found = []
    for earlier, later in workflow.order:
        if earlier not in given and later not in given:
            continue
        first, second = iso_day(after.get(earlier)), iso_day(after.get(later))
        if first and second and second < first:
            names = {
                "earlier": workflow.fields[earlier].name,
                "later": workflow.fields[later].name,
            }
            found.append(_problem(workflow, "wrong_order", later, **names))
    return found


def _four_eyes(
    workflow: Workflow, case: Case | None, step: Transition, given: Mapping, person: Person
) -> list[Problem]:
    """The one who verifies is the one signed in, and never the one who did the work. The local
    single person writes down who verified; it must still be somebody else."""
    verifier = given.get("verifier") if "verifier" in step.required else None
    if verifier and not person.is_local and _name(verifier) != _name(person.name):
        return [_problem(workflow, "verifier_is_actor", "verifier", person=person.name)]
    if case is None or (person.is_local and verifier is None):
        return []
    same = _same_person(case, step, verifier or person.name)
    return [_problem(workflow, "same_person", "verifier", person=same)] if same else []


def _same_person(case: Case, step: Transition, name: str) -> str | None:
    named = [case.fields.get(field) for field in step.not_by_fields]
    named += [case.done[action].actor for action in step.not_by_actions if action in case.done]
    return next((other for other in named if other and _name(other) == _name(name)), None)


# ---------------------------------------------------------------- doing it


def act(
    ledger: Ledger,
    kind: str,
    case_id: str,
    action: str,
    given: Mapping,
    person: Person,
    at: datetime,
    seen_seq: int,
    imported: Mapping | None = None,
) -> Case:
    """Take one step and return the case after it.

    `seen_seq` is `Case.seq` of the case the person was looking at (0: none in the ledger yet).
    `imported` is what workbooks say of the case (a row with canonical names and batch_id); news in
    it are adopted into the ledger in the same transaction. Raises Refused with every reason, or
    StaleState with what somebody else did in between; then nothing was written.
    """
    workflow = load_workflow()
    machine = workflow.machines[kind]
    case = current(ledger, kind, case_id, seen_seq)
    drafts = []
    news = _news(kind, case, imported)
    if news:
        drafts.append(_draft(kind, case_id, ADOPTED, news, person, at, seen_seq))
        known, case = case, _preview(case, drafts[0])
    step = machine.transitions.get(action)
    if step is None:
        raise Refused([_problem(workflow, "unknown_action", None, action=action)])
    given = _completed(workflow, machine, step, given, person)
    problems = check(case, step, given, person, at, kind)
    if problems:
        raise Refused(problems)
    payload = _payload(case, step, given, person, at)
    expected = None if drafts else seen_seq
    drafts.append(_draft(kind, case_id, action, payload, person, at, expected))
    case = known if news else case
    for event in ledger.append_many(drafts):
        case = apply(case, event)
    return case


def _news(kind: str, case: Case | None, imported: Mapping | None) -> dict | None:
    """What the workbooks say that the ledger has not taken over yet: fields nobody decided, and
    the state as long as nobody moved it. Decisions stand; ledger/merging.py lists conflicts."""
    if imported is None:
        return None
    payload = adopted(kind, imported)
    if case is None:
        return payload
    fresh = {n: v for n, v in payload["fields"].items() if n not in case.decided}
    to = case.state if case.moved else payload["to"]
    known = {name: case.fields.get(name) for name in fresh}
    return None if (fresh, to) == (known, case.state) else {**payload, "fields": fresh, "to": to}


def current(ledger: Ledger, kind: str, case_id: str, seen_seq: int | None = None) -> Case | None:
    """The case as the ledger has it; StaleState when it moved on after `seen_seq`."""
    events = ledger.events(kind, case_id)
    newer = [event for event in events if seen_seq is not None and event.seq > seen_seq]
    if newer:
        raise StaleState(newer)
    return fold(events).get((kind, case_id))


def merge_leads(
    ledger: Ledger, lead: Case, into: Case, reason: str, person: Person, at: datetime
) -> tuple[Case, Case]:
    """Many reports, one case: `lead` ends as part of `into`. Both are written or neither."""
    drafts, after = [], []
    steps = (
        (lead, "merged", {"merged_into": into.case_id, "reason": reason}),
        (into, "absorbed", {"absorbed": lead.case_id}),
    )
    for case, action, given in steps:
        step = case.machine.transitions[action]
        problems = check(case, step, given, person, at, LEAD)
        if problems:
            raise Refused(problems)
        payload = _payload(case, step, given, person, at)
        drafts.append(_draft(LEAD, case.ids[0], action, payload, person, at, case.seq))
    for case, event in zip((lead, into), ledger.append_many(drafts), strict=True):
        after.append(apply(case, event)._replace(case_id=case.case_id, chains=case.chains))
    return after[0], after[1]


def new_number(kind: str, at: datetime, taken: Iterable[str]) -> str:
    """The next free number of the year, e.g. XS-2026-0007."""
    start = f"{load_workflow().machines[kind].prefix}-{at.year}-"
    used = [name[len(start) :] for name in taken if name.startswith(start)]
    return f"{start}{max((int(n) for n in used if n.isdigit()), default=0) + 1:04d}"


def _completed(
    workflow: Workflow, machine: Machine, step: Transition, given: Mapping, person: Person
) -> dict:
    """Fields as they will be stored: texts without identity numbers, what is evident filled in."""
    clean = {}
    for name, value in given.items():
        value = plain(value)
        field = workflow.fields.get(name)
        if field and field.kind == "text" and isinstance(value, str):
            value = without_identity(value.strip())
        clean[name] = value
    if "verifier" in step.required and not clean.get("verifier") and not person.is_local:
        clean["verifier"] = person.name
    own = person.villages
    if step.opens and len(own) == 1 and not person.is_local and "village_code" in step.takes:
        clean.setdefault("village_code", own[0])
    return clean


def _payload(
    case: Case | None, step: Transition, given: Mapping, person: Person, at: datetime
) -> dict:
    known = {
        **(case.fields if case else {}),
        **given,
        "actor": person.name,
        "date": at.date().isoformat(),
    }
    sets = {
        name: known.get(value[1:]) if isinstance(value, str) and value.startswith("$") else value
        for name, value in step.sets.items()
    }
    payload = {"fields": {**given, **sets}}
    if step.target:
        payload["to"] = step.target
    for mark in ("reopens", "keeps"):
        if getattr(step, mark):
            payload[mark] = True
    return payload


def _draft(
    kind: str,
    case_id: str,
    action: str,
    payload: dict,
    person: Person,
    at: datetime,
    expected_seq: int | None,
) -> Draft:
    return Draft(kind, case_id, action, payload, person.name, acting_role(person), at, expected_seq)


def _preview(case: Case | None, draft: Draft) -> Case:
    at = draft.at if isinstance(draft.at, str) else draft.at.isoformat(timespec="seconds")
    who = (draft.actor, draft.role, draft.subject, draft.subject_id, draft.action)
    return apply(case, Event(0, at, *who, draft.payload, "", ""))


def _problem(workflow: Workflow, code: str, where: str | None, /, **values: object) -> Problem:
    return Problem(code, where, workflow.say(code, **values))


def _name(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
