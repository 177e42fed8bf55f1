"""Deciding who is who from a screen: the right to do it, what a decision needs, the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from ledger.events import Ledger, StaleState
from ledger.identities import NEW, SAME, Decision, decide, last_seq, reverse
from ledger.rules import without_identity
from ledger.steps import acting_role
from models.catalog.forms import load_forms
from pipelines.naming import NAMED_FACTS
from pipelines.queries.names import decisions, subjects
from pipelines.queries.scope import Person
from pipelines.settings import CATALOG, Home

# What can stand in the way; the words are in ui/text/names.py.
NOT_ALLOWED, NO_SUBJECT, NO_FACTS, NO_VILLAGE, STALE = (
    "not_allowed", "no_subject", "no_facts", "no_village", "stale",
)  # fmt: skip


def decide_name(
    build: Path, home: Home, person: Person, said: Decision, at: datetime
) -> str | None:
    """Record a decision; None when it stands, else what is in the way (nothing was written)."""
    problem = problem_of(build, person, said)
    if problem:
        return problem
    ledger, said = Ledger(home.ledger_url), replace(said, note=without_identity(said.note.strip()))
    seen = said.seq or last_seq(ledger, said.id)
    try:
        decide(ledger, said, actor=person.name, role=acting_role(person), at=at, seen_seq=seen)
    except StaleState:
        return STALE
    return None


def problem_of(build: Path, person: Person, said: Decision) -> str | None:
    if not person.may("match"):
        return NOT_ALLOWED
    known = set(subjects(build)["facility_id"])
    if said.decision == SAME and said.facility_id not in known:
        return NO_SUBJECT
    if said.decision != NEW:
        return None
    allowed = facts_to_choose()
    if any(said.facts.get(name) not in allowed[name] for name in NAMED_FACTS):
        return NO_FACTS
    village = said.asked.village_code or said.facts.get("village_code")
    return None if village in villages() else NO_VILLAGE


def reverse_name(home: Home, person: Person, name: str, at: datetime) -> str | None:
    """Take a decision back; None when done, else what is in the way."""
    if not person.may("match"):
        return NOT_ALLOWED
    known = decisions(home).get(name)
    if known is None:
        return STALE
    who = {"actor": person.name, "role": acting_role(person), "at": at}
    try:
        reverse(Ledger(home.ledger_url), known, **who)
    except StaleState:
        return STALE
    return None


@cache
def facts_to_choose() -> Mapping[str, tuple[str, ...]]:
    """What a new subject must state, and the values allowed for each."""
    form = load_forms(CATALOG)[0].form("facility")
    return {name: form.column(name).options.values for name in NAMED_FACTS}


@cache
def villages() -> Mapping[str, str]:
    """Code → name of the region's villages."""
    return {one.code: one.name for one in load_forms(CATALOG)[0].region.villages}
