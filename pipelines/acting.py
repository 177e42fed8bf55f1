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
from models.matters import number_key
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
    """One step with one case, named by any id it has or had. The workbooks' row is adopted with it;
    nothing is written when the step is refused or somebody was faster."""
    book = desk.book()
    case, ledger = book.find(*key), ledger_of(desk.home.ledger_url)
    if case is None:
        return Outcome(key, None, (load_workflow().say("out_of_scope"),))
    key = case.kind, case.case_id
    chain, imported = case.ids[0], _imported(case, book.rows.get(key))

    def step() -> Case:
        after = act(ledger, key[0], chain, action, given, desk.person, desk.at, seen_seq, imported)
        return after._replace(case_id=key[1], chains=case.chains)

    return attempt(key, step)


def _imported(case: Case, row: dict | None) -> dict | None:
    """What the workbooks say of a case; where several histories became one, what the others say,
    too: the one that goes on takes it over."""
    said = row and {name: value for name, value in row.items() if name != "columns"}
    return {**case.fields, **(said or {})} if len(case.ids) > 1 else said


def attempt(key: Key, step: Callable[[], Case]) -> Outcome:
    try:
        return Outcome(key, step())
    except Refused as refused:
        return Outcome(key, None, tuple(problem.message for problem in refused.problems))
    except StaleState as stale:
        return Outcome(key, None, (), tuple(stale.events))


def take_all(desk: Desk, keys: Iterable[Key], action: str, given: Mapping) -> list[Outcome]:
    """The same step with several cases; each stands or falls by itself."""
    book = desk.book()
    found = [(key, book.find(*key)) for key in keys]
    return [take(desk, key, action, given, case.seq if case else 0) for key, case in found]


def open_case(desk: Desk, kind: str, given: Mapping) -> Outcome:
    """A new lead or task under the next free number of the year."""
    ledger = ledger_of(desk.home.ledger_url)
    everyone = Person(is_local=True)
    taken = [case.number for case in casebook(desk.build, desk.home, everyone).of(kind)]
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
    """Many reports, one case: both are adopted first, then written together. `into` is an id or a
    number as a person writes it."""
    ledger, workflow = ledger_of(desk.home.ledger_url), load_workflow()
    book = desk.book()
    own = book.find(*lead)
    found = _meant(book, own, into) if own else []
    if len(found) != 1:
        which = "、".join(
            f"{one.case_id}（{one.fields.get('facility_name') or '—'}）" for one in found
        )
        code = "merge_which" if found else "out_of_scope"
        return Outcome(lead, None, (workflow.say(code, number=into, which=which),))
    pair = [own, found[0]]
    for place, case in enumerate(pair):
        if not case.seq:
            words = {"lead": pair[0].number, "into": pair[1].number}
            note = {"note": workflow.say("merge_note", **words)}
            noted = take(desk, (LEAD, case.case_id), "noted", note, 0)
            if noted.case is None:
                return noted
            pair[place] = noted.case
    told = [
        current(ledger, LEAD, case.ids[0])._replace(case_id=case.case_id, chains=case.chains)
        for case in pair
    ]
    return attempt(lead, lambda: merge_leads(ledger, *told, reason, desk.person, desk.at)[0])


def _meant(book: Casebook, lead: Case, name: str) -> list[Case]:
    """The leads a person may mean by an id or a number, the lead itself aside."""
    name = name.strip()
    others = [one for one in book.of(LEAD) if one.case_id != lead.case_id]
    exact = [one for one in others if one.case_id == name]
    return exact or [one for one in others if number_key(one.number) == number_key(name)]


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
