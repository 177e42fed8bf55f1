"""Saying from a screen whether two matters with one number are one: the right to it, the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ledger.events import Ledger, StaleState
from ledger.matters import Decision, decide, last_seq, reverse
from ledger.rules import without_identity
from ledger.steps import acting_role
from pipelines.queries.matters import decisions, side
from pipelines.queries.scope import Person
from pipelines.settings import Home

# What can stand in the way; the words are in ui/text/matters.py.
NOT_ALLOWED, GONE, STALE = "not_allowed", "gone", "stale"
SHOWN = ("facility_name", "village", "day", "text", "source_file", "source_sheet", "source_row")


def decide_matter(
    build: Path, home: Home, person: Person, said: Decision, at: datetime
) -> str | None:
    """Record a decision with what stood side by side; None when it stands, else what is in the
    way (nothing was written)."""
    if not person.may("match"):
        return NOT_ALLOWED
    sides = [side(build, said.kind, one, person) for one in said.pair]
    if not all(sides):
        return GONE
    facts = {one: {name: shown(told[name]) for name in SHOWN}
             for one, told in zip(said.pair, sides, strict=True)}  # fmt: skip
    ledger = Ledger(home.ledger_url)
    said = replace(said, facts=facts, note=without_identity(said.note.strip()))
    seen = said.seq or last_seq(ledger, said.id)
    try:
        decide(ledger, said, actor=person.name, role=acting_role(person), at=at, seen_seq=seen)
    except StaleState:
        return STALE
    return None


def shown(value: object) -> str | None:
    return None if value is None or value != value else str(value)[:80]


def decide_all(
    build: Path, home: Home, person: Person, said: Iterable[Decision], at: datetime
) -> str | None:
    """The same for several pairs; the first thing in the way, if any (the others stand)."""
    found = [decide_matter(build, home, person, one, at) for one in said]
    return next(filter(None, found), None)


def reverse_matter(home: Home, person: Person, pair: str, at: datetime) -> str | None:
    """Take a decision back; None when done, else what is in the way."""
    if not person.may("match"):
        return NOT_ALLOWED
    known = decisions(home).get(pair)
    if known is None:
        return STALE
    who = {"actor": person.name, "role": acting_role(person), "at": at}
    try:
        reverse(Ledger(home.ledger_url), known, **who)
    except StaleState:
        return STALE
    return None
