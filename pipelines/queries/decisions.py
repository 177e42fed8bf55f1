"""What people decided about weights, levels and statutory lines, read from the ledger."""

from __future__ import annotations

from functools import lru_cache

from ledger.events import Ledger
from ledger.groups import GROUP, Dissolution, fold_groups
from ledger.imports import SUBJECT, Undone, undone_lines
from ledger.overrides import OVERRIDE, Override, fold_overrides
from ledger.settlements import (
    CORRECTION,
    SETTLEMENT,
    Correction,
    Settlement,
    fold_corrections,
    fold_settlements,
)
from ledger.visits import VISIT, Confirmed, fold_confirmed
from ledger.weights import WEIGHTS, WeightVersion, effective_among, fold_weights
from pipelines.settings import home


def ledger() -> Ledger:
    """The ledger of this state."""
    return _ledger(home().prepare().ledger_url)


@lru_cache(maxsize=4)
def _ledger(url: str) -> Ledger:
    return Ledger(url)


def weight_versions() -> list[WeightVersion]:
    """Every weight version, oldest first."""
    return list(fold_weights(ledger().events(WEIGHTS)).values())


def weights_in_force(period: str) -> WeightVersion | None:
    """The version for a month (None: the catalogue's own weights)."""
    return effective_among(weight_versions(), period)


def dissolutions() -> list[Dissolution]:
    """Every group that people said is none, oldest first."""
    return fold_groups(ledger().events(GROUP))


def overrides(facility_id: str | None = None) -> list[Override]:
    """Every override ever proposed, of one subject or of all, oldest first."""
    found = fold_overrides(ledger().events(OVERRIDE)).values()
    return [one for one in found if facility_id in (None, one.facility_id)]


def settlements(facility_id: str | None = None) -> list[Settlement]:
    """Every settlement ever proposed, of one subject or of all, oldest first."""
    found = fold_settlements(ledger().events(SETTLEMENT)).values()
    return [one for one in found if facility_id in (None, one.facility_id)]


def corrections() -> list[Correction]:
    """Every correction that a second person confirmed, oldest first."""
    return fold_corrections(ledger().events(CORRECTION))


def confirmed_visits() -> list[Confirmed]:
    """Every visit that the office confirmed, oldest first."""
    return fold_confirmed(ledger().events(VISIT))


def undone() -> list[Undone]:
    """Every undo that took records of statutory lines with it, oldest first."""
    return undone_lines(ledger().events(SUBJECT))
