"""Two matters with one number: what people said of them, one matter or two; always reversible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ledger.events import Event, Ledger

MATTER = "matter"
SAME, DIFFERENT, REVERSED = "joined", "kept_apart", "reversed"
DECISIONS = (SAME, DIFFERENT)


@dataclass(frozen=True)
class Decision:
    """A decision in force about the matters `pair` of a kind (lead, rectification). `facts` is what
    stood side by side when it was made."""

    kind: str
    pair: tuple[str, str]
    decision: str
    facts: Mapping = field(default_factory=dict)
    note: str = ""
    actor: str = ""
    at: str = ""
    seq: int = 0

    @property
    def id(self) -> str:
        return pair_id(self.kind, *self.pair)


def pair_id(kind: str, one: str, other: str) -> str:
    return "|".join((kind, *sorted((one, other))))


def fold_matters(events: Iterable[Event]) -> dict[str, Decision]:
    """Decisions in force by pair, in the order of their ids; the last one on a pair counts."""
    found: dict[str, Decision] = {}
    for event in sorted((e for e in events if e.subject == MATTER), key=lambda e: e.seq):
        if event.action == REVERSED:
            found.pop(event.subject_id, None)
        elif event.action in DECISIONS:
            said = event.payload
            found[event.subject_id] = Decision(
                said["kind"], tuple(said["pair"]), event.action, said.get("facts", {}),
                said.get("note", ""), event.actor, event.at, event.seq)  # fmt: skip
    return dict(sorted(found.items()))


def decide(
    ledger: Ledger, said: Decision, *, actor: str, role: str, at: datetime, seen_seq: int
) -> Event:
    """Write a decision. `seen_seq`: the last event on this pair that the person saw (0: none);
    StaleState when somebody decided in between, ValueError for what is no decision."""
    if said.decision not in DECISIONS or said.pair[0] == said.pair[1]:
        raise ValueError(f"no such decision: {said.decision} {said.pair}")
    payload = {"kind": said.kind, "pair": sorted(said.pair), "facts": dict(said.facts),
               "note": said.note}  # fmt: skip
    return ledger.append(
        subject=MATTER,
        subject_id=said.id,
        action=said.decision,
        payload=payload,
        actor=actor,
        role=role,
        at=at,
        expected_seq=seen_seq,
    )


def reverse(ledger: Ledger, known: Decision, *, actor: str, role: str, at: datetime) -> Event:
    """Take a decision back: the next build is as if it had not been."""
    return ledger.append(
        subject=MATTER,
        subject_id=known.id,
        action=REVERSED,
        payload={"kind": known.kind, "pair": sorted(known.pair), "decision": known.decision},
        actor=actor,
        role=role,
        at=at,
        expected_seq=known.seq,
    )


def last_seq(ledger: Ledger, pair: str) -> int:
    """Number of the newest event on a pair, 0 when there is none."""
    events = ledger.events(MATTER, pair)
    return events[-1].seq if events else 0
