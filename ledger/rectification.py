"""After the closing: the monthly random 回头看 sample, recurrence, and what became of both."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ledger.cases import RECTIFICATION, Case
from ledger.workflow import load_workflow


class LookBack(NamedTuple):
    """A closed task drawn for another look. `outcome` is None while nobody has been there."""

    case: Case
    period: str
    outcome: str | None
    must_reopen: bool  # relapsed and still closed


def look_back_sample(cases: Iterable[Case], period: str, seed: str = "") -> list[LookBack]:
    """The closed tasks to visit again in a month (text such as 2026-09), drawn at random.

    Every task closed within the last months (workflow.yml) has the same chance; the draw depends on
    the month, the seed and the task's number alone, so anybody can repeat it. Share and minimum are
    parameters without a published source (参考口径).
    """
    known = load_workflow().parameters
    first = _months_before(period, known["look_back_months"])
    pool = [case for case in cases if _was_closed(case, first, period)]
    size = max(known["look_back_min"], math.ceil(known["look_back_share"] * len(pool)))
    drawn = sorted(pool, key=lambda case: _lot(case, period, seed))[:size]
    return [_look(case, period) for case in sorted(drawn, key=lambda case: case.case_id)]


def relapsed(case: Case) -> bool:
    """Whether the last look found the problem again."""
    return case.fields.get("look_outcome") == load_workflow().relapse


def _was_closed(case: Case, first: str, period: str) -> bool:
    """Closed after verification in the months before this one; a reopened one left the pool only
    if it was open when the month began."""
    day = case.fields.get("verified_date") or ""
    looked = (case.fields.get("looked_date") or "")[:7] == period
    is_closed = not case.is_open and bool(case.fields.get("verifier"))
    return case.kind == RECTIFICATION and (is_closed or looked) and first <= day[:7] < period


def _look(case: Case, period: str) -> LookBack:
    here = (case.fields.get("looked_date") or "")[:7] == period
    outcome = case.fields.get("look_outcome") if here else None
    return LookBack(case, period, outcome, here and relapsed(case) and not case.is_open)


def _lot(case: Case, period: str, seed: str) -> str:
    return hashlib.sha256(f"{period}|{seed}|{case.case_id}".encode()).hexdigest()


def _months_before(period: str, number: int) -> str:
    year, month = map(int, period.split("-"))
    whole = year * 12 + month - 1 - number
    return date(whole // 12, whole % 12 + 1, 1).isoformat()[:7]
