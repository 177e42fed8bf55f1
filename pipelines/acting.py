"""Taking steps from a screen: one case, several at once, evidence, a new lead; in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ledger.audit import unmask
from ledger.cases import LEAD, Case
from ledger.duplicates import Proposal, duplicates
from ledger.events import StaleState
from ledger.evidence import Evidence, seen_before
from ledger.steps import Refused, act, current, merge_leads, new_number
from ledger.workflow import load_workflow
from pipelines.evidence import keep_evidence
from pipelines.queries.casebook import Casebook, casebook, contacts, evidence, ledger_of
from pipelines.queries.scope import Person
from pipelines.settings import Home

Key = tuple[str, str]


class Outcome(NamedTuple):
    """What became of a step: the case after it, or the reasons against it in Chinese."""

    key: Key
    case: Case | None
    problems: tuple[str, ...] = ()
    changed_by: tuple = ()  # events somebody else wrote in between


class Desk(NamedTuple):
    """Who acts where: the build on screen, the state, the person, the time."""

    build: Path
    home: Home
    person: Person
    at: datetime

    def book(self) -> Casebook:
        return casebook(self.build, self.home, self.person)


def take(desk: Desk, key: Key, action: str, given: Mapping, seen_seq: int) -> Outcome:
    """One step with one case. The workbooks' row is adopted with it; nothing is written when the
    step is refused or somebody was faster."""
    book = desk.book()
    if key not in book.cases:
        return Outcome(key, None, (load_workflow().say("out_of_scope"),))
    row = book.rows.get(key)
    imported = row and {name: value for name, value in row.items() if name != "columns"}
    ledger = ledger_of(desk.home.ledger_url)
    return attempt(
        key, lambda: act(ledger, *key, action, given, desk.person, desk.at, seen_seq, imported)
    )


def attempt(key: Key, step: Callable[[], Case]) -> Outcome:
    try:
        return Outcome(key, step())
    except Refused as refused:
        return Outcome(key, None, tuple(problem.message for problem in refused.problems))
    except StaleState as stale:
        return Outcome(key, None, (), tuple(stale.events))


def take_all(desk: Desk, keys: Iterable[Key], action: str, given: Mapping) -> list[Outcome]:
    """The same step with several cases; each stands or falls by itself."""
    cases = desk.book().cases
    return [take(desk, k, action, given, cases[k].seq if k in cases else 0) for k in keys]


def open_case(desk: Desk, kind: str, given: Mapping) -> Outcome:
    """A new lead or task under the next free number of the year."""
    ledger = ledger_of(desk.home.ledger_url)
    everyone = Person(is_local=True)
    taken = [n for k, n in casebook(desk.build, desk.home, everyone).cases if k == kind]
    number = new_number(kind, desk.at, taken)
    action = load_workflow().machines[kind].opening.action
    return attempt(
        (kind, number), lambda: act(ledger, kind, number, action, given, desk.person, desk.at, 0)
    )


def alike(desk: Desk, given: Mapping) -> list[Proposal]:
    """Leads of the person's own casebook that may tell of the same matter as a new one."""
    new = Case(LEAD, "", "received", dict(given), 0, "", "", {})
    return duplicates(new, desk.book().of(LEAD))


def merge(desk: Desk, lead: Key, into: str, reason: str) -> Outcome:
    """Many reports, one case: both are adopted first, then written together."""
    ledger, workflow = ledger_of(desk.home.ledger_url), load_workflow()
    book = desk.book()
    target = (LEAD, into)
    if target not in book.cases:
        return Outcome(lead, None, (workflow.say("out_of_scope"),))
    for key in (lead, target):
        if not book.cases[key].seq:
            note = {"note": workflow.say("merge_note", lead=lead[1], into=into)}
            noted = take(desk, key, "noted", note, 0)
            if noted.case is None:
                return noted
    pair = [current(ledger, *key) for key in (lead, target)]
    return attempt(lead, lambda: merge_leads(ledger, *pair, reason, desk.person, desk.at)[0])


def add_evidence(
    desk: Desk, key: Key, name: str, data: bytes, stage: str, seen_seq: int
) -> tuple[Outcome, list[Evidence]]:
    """Store a file and write it down; with the earlier evidence that looks the same. Raises
    KeepingError with the sentence for the person."""
    fields = keep_evidence(desk.home, name, data)
    look = fields.get("evidence_look", "")
    before = seen_before(fields["evidence_sha256"], look, evidence(desk.home))
    given = {**fields, "evidence_kind": stage}
    return take(desk, key, "evidence_added", given, seen_seq), before


def show_contacts(desk: Desk, facility_id: str, reason: str) -> dict:
    """A subject's personal data, after the look was written down. Raises ledger.audit.NotAllowed
    for a role that may not see it."""
    unmask(ledger_of(desk.home.ledger_url), desk.person, facility_id, reason, desk.at)
    return contacts(desk.build, facility_id)
