"""Evidence added to cases: what there is, and which photo turns up a second time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ledger.cases import KINDS
from ledger.events import Event
from ledger.workflow import load_workflow

ADDED = "evidence_added"


class Evidence(NamedTuple):
    """One file of one case. `look` is the photo's fingerprint (pipelines/evidence.py), or empty."""

    kind: str
    case_id: str
    sha256: str
    name: str
    stage: str  # before, after or other, in the words of workflow.yml
    size_bytes: int
    look: str
    actor: str
    at: str
    seq: int


def fold_evidence(events: Iterable[Event]) -> list[Evidence]:
    """Every file ever added to a lead or a task, oldest first."""
    return [_evidence(e) for e in events if e.subject in KINDS and e.action == ADDED]


def seen_before(sha256: str, look: str, known: Iterable[Evidence]) -> list[Evidence]:
    """Evidence that is the same file, or a photo that looks the same (cropped, saved again)."""
    bits = load_workflow().parameters["alike_bits"]
    return [e for e in known if e.sha256 == sha256 or _alike(look, e.look, bits)]


def _alike(one: str, other: str, bits: int) -> bool:
    if not (one and other):
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= bits


def _evidence(event: Event) -> Evidence:
    given = event.payload["fields"]
    return Evidence(
        event.subject,
        event.subject_id,
        given["evidence_sha256"],
        given["evidence_name"],
        given["evidence_kind"],
        given["evidence_bytes"],
        given.get("evidence_look") or "",
        event.actor,
        event.at,
        event.seq,
    )
