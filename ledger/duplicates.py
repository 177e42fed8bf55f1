"""Many reports, one case: which open leads may tell of the same matter, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ledger.cases import LEAD, Case
from ledger.workflow import load_workflow
from models.matching import core_name, normalise_name


class Proposal(NamedTuple):
    """A lead that may be the same matter. `reasons` are codes: same_code, same_subject, same_name,
    same_village, like_text; `likeness` of the texts is 0 to 1."""

    lead: Case
    reasons: tuple[str, ...]
    likeness: float


def duplicates(lead: Case, others: Iterable[Case]) -> list[Proposal]:
    """Leads to propose for merging with this one, the likeliest first. A person decides."""
    found = []
    for other in others:
        if (
            other.kind == LEAD
            and other.case_id != lead.case_id
            and "merged_into" not in other.fields
        ):
            proposal = _proposal(lead, other)
            if proposal:
                found.append(proposal)
    return sorted(found, key=lambda p: (-len(p.reasons), -p.likeness, p.lead.case_id))


def _proposal(lead: Case, other: Case) -> Proposal | None:
    known = load_workflow().parameters
    if not _near_in_time(lead, other, known["duplicate_days"]):
        return None
    likeness = _likeness(lead.fields.get("description"), other.fields.get("description"))
    same = {
        "same_code": _equal(lead, other, "credit_code"),
        "same_subject": _equal(lead, other, "facility_id"),
        "same_name": _same_name(lead, other),
        "like_text": likeness >= known["duplicate_likeness"],
    }
    reasons = [code for code, holds in same.items() if holds]
    if not reasons:
        return None
    if _equal(lead, other, "village_code"):
        reasons.append("same_village")
    elif reasons == ["like_text"]:
        return None  # the same words about another village are another matter
    return Proposal(other, tuple(reasons), round(likeness, 3))


def _near_in_time(lead: Case, other: Case, days: int) -> bool:
    one, two = lead.fields.get("received_date"), other.fields.get("received_date")
    if not (one and two):
        return True
    return abs((date.fromisoformat(one) - date.fromisoformat(two)).days) <= days


def _equal(lead: Case, other: Case, name: str) -> bool:
    return bool(lead.fields.get(name)) and lead.fields[name] == other.fields.get(name)


def _same_name(lead: Case, other: Case) -> bool:
    names = [normalise_name(case.fields.get("facility_name")) for case in (lead, other)]
    return all(names) and core_name(names[0]) == core_name(names[1])


def _likeness(one: str | None, other: str | None) -> float:
    from rapidfuzz.fuzz import token_set_ratio

    if not (one and other):
        return 0.0
    pairs = [" ".join(text[i : i + 2] for i in range(len(text) - 1)) for text in (one, other)]
    return token_set_ratio(*pairs) / 100
