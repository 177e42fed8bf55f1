"""走访计划: which subjects to visit with the person-days there are, a tenth of them by lot.

Expected exposure is money or people times how likely the matter is: the score as a share of 100, or
the learned chance once the gate is open (模型验证). An amount nobody stated counts as the town's
median of stated ones: unknown is not zero. All costs and shares are 参考口径.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from models.planning import RANDOM_SHARE, TRIP_DAYS, Terms, VisitPlan, plan_visits
from models.town import LearnedModel
from pipelines.queries import validation
from pipelines.queries.asking import ask
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, scope

MEASURES = {"amount": "amount_involved_wan", "elderly": "elderly_involved", "score": None}
VISIT_DAYS, TRAVEL_DAYS = 0.25, 0.25  # person-days of one visit and of one trip: 参考口径

# One row per subject in view, in list order, with what is known of it at the month's end.
SUBJECTS = (
    """
with known as (
    select facility_id,
        max(value_num) filter (where "column" = 'elderly_involved') as elderly_involved
    from mart_observation
    where period = $period and "column" = 'elderly_involved'
    group by all
), visited as (
    select facility_id, max(screened_date) as last_visit
    from mart_screening
    where screened_date <= (select as_of from run_info)
    group by all
)
select s.facility_id, s.facility_name, s.village, s.sector, s.level, s.rank, s.score,
    s.amount_involved_wan, known.elderly_involved, visited.last_visit,
    date_diff('day', visited.last_visit, (select as_of from run_info)) as days_since
from mart_score_month s
left join mart_facility f using (facility_id)
left join known using (facility_id)
left join visited using (facility_id)
where s.period = $period and s.village is not null and """
    + SUBJECT_SCOPE
    + " order by s.rank"
)


@dataclass(frozen=True)
class Wishes:
    """What a planner asks for. travel: (village, person-days of a trip) for those that differ."""

    days: float = 5.0
    measure: str = "amount"
    random_share: float = RANDOM_SHARE
    rested_days: int = 0  # subjects visited less than so many days ago are left out
    visit_days: float = VISIT_DAYS
    travel_days: float = TRAVEL_DAYS
    travel: tuple[tuple[str, float], ...] = ()


def subjects(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """The subjects that could be visited, most urgent first."""
    return ask(build, SUBJECTS, **scope(build, filters, person))


def plan(build: Path, filters: Filters, person: Person, wishes: Wishes) -> VisitPlan | None:
    """The plan, None when nobody is left to visit. The same month and wishes draw the same lot."""
    rows = candidates(subjects(build, filters, person), wishes, model_in_force(build))
    if rows.empty:
        return None
    return _plan(Frame(rows), wishes, seed_of(build, filters, person))


def seed_of(build: Path, filters: Filters, person: Person) -> int:
    """The month as a number: every month draws anew, within a month the lot stays."""
    return int(scope(build, filters, person)["period"].replace("-", ""))


class Frame:
    """A frame that may be a key of the cache: equal when its bytes are."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        self.bytes = tuple(map(tuple, rows[["facility_id", "exposure"]].to_numpy()))

    def __hash__(self) -> int:
        return hash(self.bytes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frame) and self.bytes == other.bytes


@lru_cache(maxsize=32)
def _plan(frame: Frame, wishes: Wishes, seed: int) -> VisitPlan:
    rows = frame.rows
    travel = dict.fromkeys(rows["village"], wishes.travel_days) | dict(wishes.travel)
    trip = max(TRIP_DAYS, wishes.visit_days)
    terms = Terms(wishes.days, trip, wishes.random_share, seed)
    return plan_visits(rows.assign(visit_days=wishes.visit_days), travel, terms)


def model_in_force(build: Path) -> LearnedModel | None:
    """The learned order, only while the gate is open."""
    found = validation.model(build)
    return found if found and found.gate.is_on and found.scores is not None else None


def candidates(rows: pd.DataFrame, wishes: Wishes, model: LearnedModel | None) -> pd.DataFrame:
    """Subjects that may be visited, with `chance` and `exposure` (万元, people or points)."""
    rested = rows["days_since"].isna() | (rows["days_since"] >= wishes.rested_days)
    rows = rows[rested].reset_index(drop=True)
    chance = chances(rows, model)
    return rows.assign(chance=chance, exposure=chance * sizes(rows, MEASURES[wishes.measure]))


def chances(rows: pd.DataFrame, model: LearnedModel | None) -> pd.Series:
    """0 to 1: the learned chance where there is one, else the score as a share of 100."""
    plain = rows["score"] / 100
    if model is None:
        return plain
    learned: Mapping[str, float] = model.scores.set_index("facility_id")["chance"].to_dict()
    return rows["facility_id"].map(learned).astype(float).fillna(plain)


def sizes(rows: pd.DataFrame, column: str | None) -> pd.Series:
    """What is at stake in each place; of unknown size: the median of the known ones."""
    if column is None:
        return pd.Series(100.0, index=rows.index)
    values = rows[column].astype(float)
    middle = values.median()
    return values.fillna(0.0 if pd.isna(middle) else middle).clip(lower=0)
