"""Which facilities to visit with N person-days: who must be seen first, then the best plan.

Tiers come in their order: of the first as many as the days reach for, of the next as many as then
still can be, and so on; among all such plans the one that covers most exposure (an exact optimum,
lexicographic). A part is drawn by lot, never at the cost of a tier that comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

# Share of visits drawn by lot, so that what is found says something about those not on the list
# (features.md 42); 10 % is our convention, no published source.
RANDOM_SHARE = 0.1
# Person-days of visiting one trip to a village has room for.
TRIP_DAYS = 1.0
SLACK = 1e-9
Quotas = tuple[tuple[float, int], ...]  # tier, how many of it
# A plan found by then is shown, with the word that it is not proved to be the best.
TIME_LIMIT_S = 20.0


@dataclass(frozen=True)
class Terms:
    """What a visit costs. Each trip to a village costs its travel and has room for `trip_days`
    of visits; visit_days by facility, travel_days by village, all in person-days."""

    budget_days: float
    trip_days: float = TRIP_DAYS
    random_share: float = RANDOM_SHARE
    seed: int = 0

    def __post_init__(self):
        if self.budget_days < 0 or self.trip_days <= 0 or not 0 <= self.random_share <= 1:
            raise ValueError("budget >= 0, trip_days > 0, random_share from 0 to 1")


@dataclass(frozen=True)
class VisitPlan:
    """visits: one row per chosen facility; trips: one row per village; exposures add up visits.

    best is the plan without a random part, list_order takes the list from the top as far as the
    days reach. p_random: chance of any facility to be drawn by lot; is_proved: the solver proved
    that no better plan exists.
    """

    visits: pd.DataFrame
    trips: pd.DataFrame
    exposure: float
    days: float
    best_exposure: float
    list_exposure: float
    p_random: float
    is_proved: bool

    @property
    def regret(self) -> float:
        """Share of the best possible exposure that the random part gives up."""
        return _share_lost(self.exposure, self.best_exposure)

    @property
    def list_regret(self) -> float:
        """Share of the best possible exposure that following the list would give up."""
        return _share_lost(self.list_exposure, self.best_exposure)


def plan_visits(facilities: pd.DataFrame, travel_days: dict[str, float], terms: Terms) -> VisitPlan:
    """The plan that covers most exposure with the days there are.

    facilities, in list order: facility_id, village, exposure (>= 0, any unit: e.g. P(red) times
    the amount), visit_days (> 0) and, if some come first, tier (0 first; NaN: when all tiers are
    served). Facilities drawn by lot are chosen next, without regard to exposure; the rest of the
    days is used as well as possible.
    """
    case = _Case.of(facilities, travel_days, terms)
    quotas, quotas_proved = case.quotas()
    best, best_proved = case.solve((), quotas)
    lot = case.lot(len(best), quotas)
    chosen, is_proved = case.solve(lot, quotas) if lot else (best, best_proved)
    return VisitPlan(
        case.visits(chosen, lot),
        case.trips(chosen),
        float(case.exposure[list(chosen)].sum()),
        case.days(chosen),
        float(case.exposure[list(best)].sum()),
        float(case.exposure[list(case.from_the_top())].sum()),
        len(lot) / len(facilities) if len(facilities) else 0.0,
        is_proved and best_proved and quotas_proved,
    )


@dataclass(frozen=True)
class _Case:
    frame: pd.DataFrame
    exposure: np.ndarray
    visit: np.ndarray
    tier: np.ndarray
    village: np.ndarray
    names: tuple[str, ...]
    travel: np.ndarray
    terms: Terms

    @classmethod
    def of(cls, facilities: pd.DataFrame, travel_days: dict[str, float], terms: Terms) -> _Case:
        exposure = facilities["exposure"].to_numpy(float)
        visit = facilities["visit_days"].to_numpy(float)
        if not (exposure >= 0).all() or not (visit > 0).all():
            raise ValueError("every facility needs an exposure >= 0 and visit_days > 0")
        if (visit > terms.trip_days + SLACK).any():
            raise ValueError("a visit longer than a trip has room for: raise trip_days")
        names = tuple(sorted(facilities["village"].unique()))
        missing = [name for name in names if name not in travel_days]
        if missing:
            raise ValueError(f"no travel days for {', '.join(missing)}")
        place = {name: i for i, name in enumerate(names)}
        village = facilities["village"].map(place).to_numpy(int)
        travel = np.array([travel_days[name] for name in names], float)
        tier = facilities["tier"].to_numpy(float) if "tier" in facilities else visit * np.nan
        return cls(facilities, exposure, visit, tier, village, names, travel, terms)

    def trip_counts(self, chosen: Sequence[int]) -> np.ndarray:
        """Trips per village that the chosen visits need."""
        load = np.bincount(
            self.village[list(chosen)], self.visit[list(chosen)], minlength=len(self.names)
        )
        return np.ceil(load / self.terms.trip_days - SLACK).astype(int)

    def days(self, chosen: Sequence[int]) -> float:
        chosen = list(chosen)
        travel = float((self.trip_counts(chosen) * self.travel).sum())
        return round(float(self.visit[chosen].sum()) + travel, 9)

    def fits(self, chosen: Sequence[int]) -> bool:
        return self.days(chosen) <= self.terms.budget_days + SLACK

    def quotas(self) -> tuple[Quotas, bool]:
        """How many of each tier can be seen when the tiers before it are served, and whether that
        is proved."""
        quotas: Quotas = ()
        is_proved = True
        for tier in np.unique(self.tier[~np.isnan(self.tier)]):
            members = (self.tier == tier).astype(float)
            everyone = np.flatnonzero(self.tier <= tier)
            if self.fits(everyone):
                count = int(members.sum())
            else:
                chosen, proved = self.solve((), quotas, members)
                count, is_proved = int(members[list(chosen)].sum()), is_proved and proved
            quotas = (*quotas, (float(tier), count))
        return quotas, is_proved

    def serves(self, forced: Sequence[int], quotas: Quotas) -> bool:
        """Whether a plan with all these serves the tiers as fully as one without them."""
        needed = {*forced, *np.flatnonzero(~np.isnan(self.tier)).tolist()}
        if self.fits(sorted(needed)):
            return True
        return bool(quotas) and _optimum(self, forced, quotas, self.exposure).x is not None

    def lot(self, visits: int, quotas: Quotas = ()) -> tuple[int, ...]:
        """A simple random sample: share of the visits, at least one if any share is wanted.

        Fewer when the days do not reach for all of them beside the tiers that come first.
        """
        wanted = max(round(self.terms.random_share * visits), 1) if visits else 0
        if self.terms.random_share == 0:
            return ()
        order = np.random.default_rng(self.terms.seed).permutation(len(self.frame))
        drawn = tuple(int(i) for i in order[:wanted])
        while drawn and not self.serves(drawn, quotas):
            drawn = drawn[:-1]
        return drawn

    def from_the_top(self, forced: Sequence[int] = ()) -> tuple[int, ...]:
        """The list from the first to the last place, leaving out what no longer fits."""
        chosen = tuple(forced)
        for index in range(len(self.frame)):
            if index not in forced and self.fits((*chosen, index)):
                chosen = (*chosen, index)
        return chosen

    def solve(
        self, forced: Sequence[int], quotas: Quotas = (), gain: np.ndarray | None = None
    ) -> tuple[tuple[int, ...], bool]:
        """Chosen rows of greatest gain (exposure), `forced` and the quotas among them, and whether
        that is proved."""
        if not len(self.frame):
            return (), True
        found = _optimum(self, forced, quotas, self.exposure if gain is None else gain)
        if found.x is None:  # out of time without any plan
            return self.from_the_top(forced), False
        chosen = np.flatnonzero(found.x[: len(self.frame)] > 0.5)
        return tuple(int(i) for i in chosen), found.status == 0

    def visits(self, chosen: Sequence[int], lot: Sequence[int]) -> pd.DataFrame:
        picked = self.frame.iloc[sorted(chosen)]
        return picked.assign(is_random=[i in set(lot) for i in sorted(chosen)])

    def trips(self, chosen: Sequence[int]) -> pd.DataFrame:
        counts = self.trip_counts(chosen)
        chosen = list(chosen)
        size = len(self.names)
        frame = pd.DataFrame(
            {
                "village": self.names,
                "visits": np.bincount(self.village[chosen], minlength=size),
                "trips": counts,
                "visit_days": np.bincount(self.village[chosen], self.visit[chosen], minlength=size),
                "travel_days": counts * self.travel,
                "exposure": np.bincount(
                    self.village[chosen], self.exposure[chosen], minlength=size
                ),
            }
        )
        return frame[frame["visits"] > 0].reset_index(drop=True)


def _optimum(case: _Case, forced: Sequence[int], quotas: Quotas, gain: np.ndarray):
    """Mixed-integer programme: visit or not, and whole trips per village (HiGHS through scipy)."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    rows, places = len(case.frame), len(case.names)
    room = csr_array(
        (
            np.r_[case.visit, np.full(places, -case.terms.trip_days)],
            (np.r_[case.village, np.arange(places)], np.arange(rows + places)),
        )
    )
    days = csr_array(np.r_[case.visit, case.travel][None, :])
    low = np.zeros(rows + places)
    low[list(forced)] = 1
    high = np.r_[np.ones(rows), np.full(places, rows)]
    served = [
        LinearConstraint(csr_array(np.r_[case.tier == tier, np.zeros(places)][None, :]), lb=count)
        for tier, count in quotas
    ]
    return milp(
        -np.r_[gain, np.zeros(places)],
        integrality=np.ones(rows + places),
        bounds=Bounds(low, high),
        constraints=[
            LinearConstraint(room, ub=np.full(places, SLACK)),
            LinearConstraint(days, ub=case.terms.budget_days + SLACK),
            *served,
        ],
        options={"mip_rel_gap": 0.0, "time_limit": TIME_LIMIT_S},
    )


def _share_lost(reached: float, best: float) -> float:
    return max(best - reached, 0.0) / best if best > 0 else 0.0
