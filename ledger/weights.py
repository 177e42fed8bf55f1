"""Weight sets as decisions: draft, dry run, approval by a second person, month of effect.

A version is never edited: another draft replaces it. Months that have begun keep their weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ledger.events import Event, Ledger, StaleState
from ledger.governance import (
    folded,
    load_governance,
    matter,
    next_number,
    refuse,
    role_problems,
    second_person_problems,
    state_problems,
    write,
)
from ledger.rules import without_identity
from ledger.steps import Person, Problem
from models.weights import WeightSet, from_payload, weight_problems

WEIGHTS = "weights"
DRAFTED, TRIED, APPROVED = "drafted", "tried", "approved"
RETURNED, WITHDRAWN, CANCELLED = "returned", "withdrawn", "cancelled"
OPEN = (DRAFTED, TRIED)
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
ATTEMPTS = 5


class WeightVersion(NamedTuple):
    """One version and what became of it. `trial` is the last dry run: build, period, impact."""

    number: str
    state: str
    weights: WeightSet
    reason: str
    drafted_by: str
    drafted_at: str
    trial: dict | None
    tried_at: str
    decided_by: str
    decided_at: str
    note: str
    effective_from: str | None
    seq: int

    @property
    def name(self) -> str:
        return self.weights.name


def fold_weights(events: Iterable[Event]) -> dict[str, WeightVersion]:
    """Every version by number, in the order of drafting."""
    return folded(events, WEIGHTS, _after)


def effective(events: Iterable[Event], period: str) -> WeightVersion | None:
    """The version in force in a month (2026-12); None: the catalogue's own weights.

    The approved one that took effect last; of two for the same month the later approval.
    """
    return effective_among(fold_weights(events).values(), period)


def effective_among(versions: Iterable[WeightVersion], period: str) -> WeightVersion | None:
    due = [v for v in versions if v.state == APPROVED and v.effective_from <= period]
    return max(due, key=lambda v: (v.effective_from, v.decided_at, v.seq), default=None)


def weights_by_period(events: Iterable[Event], periods: Sequence[str]) -> dict[str, WeightVersion]:
    """The version in force in each month; months under the catalogue's own weights are left out."""
    versions = tuple(fold_weights(events).values())
    found = {period: effective_among(versions, period) for period in periods}
    return {period: version for period, version in found.items() if version}


# ---------------------------------------------------------------- steps


def draft_weights(
    ledger: Ledger, weights: WeightSet, reason: str, person: Person, at: datetime
) -> Event:
    """Put a set of weights forward. Refused lists everything missing or contradictory."""
    problems = role_problems(person, "draft_weights", "draft")
    given = {"name": weights.name, "reason": reason}
    problems += load_governance().missing(given, "name", "reason")
    problems += _weight_problems(weights)
    refuse(problems)
    stored = weights.payload()  # read back, so that sums run in the order they will always run in
    payload = {"set": stored, "fingerprint": from_payload(stored).fingerprint()}
    payload["reason"] = without_identity(reason.strip())
    for attempt in range(ATTEMPTS):  # two people may draft at the same moment
        number = next_number(ledger.events(WEIGHTS), "QZ", at.year)
        try:
            return write(ledger, WEIGHTS, number, DRAFTED, payload, person, at, 0)
        except StaleState:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def record_trial(
    ledger: Ledger,
    number: str,
    build: str,
    period: str,
    impact: Mapping,
    person: Person,
    at: datetime,
    seen_seq: int,
) -> Event:
    """Keep what a dry run found: on which build and month, and who would move."""
    version = _known(ledger, number)
    problems = role_problems(person, "draft_weights", "try")
    problems += state_problems(version.state, OPEN, WEIGHTS, "try")
    refuse(problems)
    payload = {"build": build, "period": period, "impact": dict(impact)}
    payload["fingerprint"] = version.weights.fingerprint()
    return write(ledger, WEIGHTS, number, TRIED, payload, person, at, seen_seq)


def approve_weights(
    ledger: Ledger,
    number: str,
    effective_from: str,
    note: str,
    person: Person,
    at: datetime,
    seen_seq: int,
) -> Event:
    """Let a tried version take effect from a month that has not begun; never by its drafter."""
    version = _known(ledger, number)
    problems = role_problems(person, "approve_weights", "approve")
    problems += second_person_problems(version.drafted_by, person, WEIGHTS)
    if version.state == DRAFTED:
        problems.append(load_governance().problem("not_tried"))
    else:
        problems += state_problems(version.state, (TRIED,), WEIGHTS, "approve")
    problems += _month_problems(effective_from, at)
    refuse(problems)
    payload = {"effective_from": effective_from, "note": without_identity(note.strip())}
    payload["fingerprint"] = version.weights.fingerprint()
    return write(ledger, WEIGHTS, number, APPROVED, payload, person, at, seen_seq)


def return_weights(
    ledger: Ledger, number: str, note: str, person: Person, at: datetime, seen_seq: int
) -> Event:
    """Send a version back with the reason; it is not approved any more."""
    version = _known(ledger, number)
    problems = role_problems(person, "approve_weights", "return")
    problems += state_problems(version.state, OPEN, WEIGHTS, "return")
    problems += load_governance().missing({"reason": note}, "reason")
    refuse(problems)
    payload = {"note": without_identity(note.strip())}
    return write(ledger, WEIGHTS, number, RETURNED, payload, person, at, seen_seq)


def withdraw_weights(
    ledger: Ledger, number: str, person: Person, at: datetime, seen_seq: int
) -> Event:
    """Take a draft back before it is approved."""
    version = _known(ledger, number)
    problems = role_problems(person, "draft_weights", "withdraw")
    problems += state_problems(version.state, OPEN, WEIGHTS, "withdraw")
    refuse(problems)
    return write(ledger, WEIGHTS, number, WITHDRAWN, {}, person, at, seen_seq)


def cancel_weights(
    ledger: Ledger, number: str, note: str, person: Person, at: datetime, seen_seq: int
) -> Event:
    """Stop an approved version before its month begins; afterwards only a new one can follow."""
    version, rules = _known(ledger, number), load_governance()
    problems = role_problems(person, "approve_weights", "cancel")
    problems += state_problems(version.state, (APPROVED,), WEIGHTS, "cancel")
    problems += rules.missing({"reason": note}, "reason")
    if version.state == APPROVED and version.effective_from <= f"{at:%Y-%m}":
        problems.append(rules.problem("in_effect", period=version.effective_from))
    refuse(problems)
    payload = {"note": without_identity(note.strip())}
    return write(ledger, WEIGHTS, number, CANCELLED, payload, person, at, seen_seq)


# ---------------------------------------------------------------- helpers


def _after(known: WeightVersion | None, event: Event) -> WeightVersion:
    given = event.payload
    if event.action == DRAFTED:
        return WeightVersion(
            number=event.subject_id,
            state=DRAFTED,
            weights=from_payload(given["set"]),
            reason=given["reason"],
            drafted_by=event.actor,
            drafted_at=event.at,
            trial=None,
            tried_at="",
            decided_by="",
            decided_at="",
            note="",
            effective_from=None,
            seq=event.seq,
        )
    changes: dict = {"state": event.action, "seq": event.seq}
    if event.action == TRIED:
        changes |= {"trial": given, "tried_at": event.at}
    else:
        changes |= {"decided_by": event.actor, "decided_at": event.at}
        changes |= {"note": given.get("note", "")}
        changes["effective_from"] = given.get("effective_from", known.effective_from)
    return known._replace(**changes)


def _known(ledger: Ledger, number: str) -> WeightVersion:
    return matter(ledger, WEIGHTS, number, _after)


def _weight_problems(weights: WeightSet) -> list[Problem]:
    rules = load_governance()
    found = [
        rules.weight_problems[p.code].format(name=p.name, value=p.value)
        for p in weight_problems(weights)
    ]
    return [rules.problem("bad_weights", "weights", problems="；".join(found))] if found else []


def _month_problems(effective_from: str, at: datetime) -> list[Problem]:
    rules = load_governance()
    if not MONTH.fullmatch(effective_from or ""):
        shown = rules.fields["effective_from"]
        return [rules.problem("bad_month", "effective_from", field=shown)]
    if effective_from <= f"{at:%Y-%m}":
        return [rules.problem("not_later", "effective_from", period=f"{at:%Y-%m}")]
    return []
