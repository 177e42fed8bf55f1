"""What people decided that a build must follow: weights by month, levels set by hand, what became
of statutory lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ledger.groups import Dissolution, fold_groups
from ledger.months import following
from ledger.overrides import Override, fold_overrides
from ledger.proposals import APPROVED
from ledger.settlements import Correction, fold_corrections, fold_settlements
from ledger.visits import Confirmed, fold_confirmed
from ledger.weights import WeightVersion, fold_weights, weights_by_period
from models.catalog.scoring import Scoring
from models.fitting import fitted
from models.lines import Settlement
from models.weights import WeightSet


@dataclass(frozen=True)
class Rulings:
    """weight_sets: month → indicator → effective weight, for months with a governed version;
    versions: the same months → the version; overrides: every level ever set by hand; dissolutions:
    groups that people said are none; settlements and corrections: how statutory lines that were met
    came to their end."""

    weight_sets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    versions: Mapping[str, WeightVersion] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    dissolutions: tuple[Dissolution, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    corrections: tuple[Correction, ...] = ()
    visits: tuple[Confirmed, ...] = ()  # that the office confirmed

    def signature(self) -> list:
        """Everything here that can change a build, as plain values."""
        return [
            {month: dict(weights) for month, weights in self.weight_sets.items()},
            {month: version.number for month, version in self.versions.items()},
            [list(one) for one in self.overrides],
            [[one.group_id, one.at, one.ended_at] for one in self.dissolutions],
            *([list(one) for one in self.settlements + self.corrections + self.visits]),
        ]


def read_rulings(events: list, scoring: Scoring, as_of: date) -> Rulings:
    """The rulings of a ledger's events for a build on a day."""
    versions = weights_by_period(events, governed_months(events, f"{as_of:%Y-%m}"))
    own = catalogue_set(scoring)
    return Rulings(
        {month: fitted(version.weights, own).effective() for month, version in versions.items()},
        versions,
        tuple(fold_overrides(events).values()),
        tuple(fold_groups(events)),
        agreed(events),
        tuple(fold_corrections(events)),
        tuple(fold_confirmed(events)),
    )


def agreed(events: list) -> tuple[Settlement, ...]:
    """The settlements that a second person agreed to."""
    return tuple(
        Settlement(one.facility_id, one.number, one.decided_at)
        for one in fold_settlements(events).values()
        if one.state == APPROVED
    )


def governed_months(events: list, last: str) -> list[str]:
    """Months from the first effective version to `last`."""
    starts = [v.effective_from for v in fold_weights(events).values() if v.effective_from]
    months, month = [], min(starts, default=following(last))
    while month <= last:
        months.append(month)
        month = following(month)
    return months


def catalogue_set(scoring: Scoring, name: str = "") -> WeightSet:
    """The weights that indicators.yml states, as a set."""
    return WeightSet(
        name,
        {one.code: float(one.weight) for one in scoring.dimensions},
        {one.code: float(one.weight) for one in scoring.indicators},
        {one.code: one.dimension for one in scoring.indicators},
        method="catalogue",
    )
