"""走访计划: which subjects to visit with the person-days there are, a tenth of them by lot.

必须上报 comes first (met now before met once), then 红; the rest of the days covers most expected
exposure: money or people times how likely the matter is: the score as a share of 100, or the
learned chance once the gate is open (模型验证). An amount nobody stated counts as the town's
median of stated ones: unknown is not zero. A fact past its validity asks for a visit: the place
counts as no less likely than three quarters of the town (as an unknown fact does). All costs and
shares are 参考口径.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from models import unknowns
from models.planning import RANDOM_SHARE, TRIP_DAYS, Terms, VisitPlan, plan_visits
from models.town import LearnedModel
from pipelines.queries import knowledge, validation
from pipelines.queries.asking import ask
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, scope

MEASURES = {"amount": "amount_involved_wan", "elderly": "elderly_involved", "score": None}
TOP_LEVEL = "红"
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
), valid as (
    select unnest($aging) as "column", unnest($months) as months
), aged as (
    select o.facility_id, list(o."column" order by o."column") as old_facts
    from mart_observation o join valid v using ("column")
    where o.period = $period and o.observed_date + v.months * interval 1 month
        < least((select as_of from run_info), last_day(($period || '-01')::date))
    group by all
), lines as (
    select facility_id, columns(c -> c in ('is_statutory', 'statutory_now'))
    from mart_score_month where period = $period
)
select s.facility_id, s.facility_name, s.village, s.sector, s.level, s.rank, s.score,
    s.amount_involved_wan, known.elderly_involved, visited.last_visit, aged.old_facts,
    lines.* exclude (facility_id),
    date_diff('day', visited.last_visit, (select as_of from run_info)) as days_since
from mart_score_month s
left join mart_facility f using (facility_id)
left join known using (facility_id)
left join visited using (facility_id)
left join aged using (facility_id)
left join lines using (facility_id)
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
    ages = validity()
    aging, months = list(ages), list(ages.values())
    return ask(build, SUBJECTS, aging=aging, months=months, **scope(build, filters, person))


def validity() -> dict[str, int]:
    """Column of a visit → months after which what it says is old."""
    found: dict[str, int] = {}
    for one in knowledge.scoring().indicators:
        for form, column in (name.split(".") for name in one.columns):
            if form == "screening":
                found[column] = min(found.get(column, one.validity), one.validity)
    return found


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
        self.bytes = tuple(
            map(tuple, rows[["facility_id", "exposure", "tier"]].astype(str).to_numpy())
        )

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
    """Subjects that may be visited, with `tier`, `chance` and `exposure` (万元, people, points).
    Who comes first is seen however lately somebody was there."""
    rows = rows.assign(tier=tiers(rows), chance=chances(rows, model))
    rested = rows["days_since"].isna() | (rows["days_since"] >= wishes.rested_days)
    rows = rows[rested | rows["tier"].notna()].reset_index(drop=True)
    size = sizes(rows, MEASURES[wishes.measure])
    return rows.assign(exposure=rows["chance"] * size)


def tiers(rows: pd.DataFrame) -> pd.Series:
    """Who comes first: 0 a statutory line met now, 1 one met once and not settled, 2 红."""
    remembered = rows["is_statutory"].astype(bool)
    now = rows["statutory_now"].astype(bool) if "statutory_now" in rows else remembered
    chosen = [now.to_numpy(), remembered.to_numpy(), (rows["level"] == TOP_LEVEL).to_numpy()]
    return pd.Series(np.select(chosen, [0.0, 1.0, 2.0], np.nan), index=rows.index)


def chances(rows: pd.DataFrame, model: LearnedModel | None) -> pd.Series:
    """0 to 1: the learned chance where there is one, else the score as a share of 100; of a place
    with an old fact at least what an unknown one would count as (models/unknowns.py)."""
    plain = rows["score"] / 100
    if model is not None:
        learned: Mapping[str, float] = model.scores.set_index("facility_id")["chance"].to_dict()
        plain = rows["facility_id"].map(learned).astype(float).fillna(plain)
    quarter = unknowns.no_safer(plain.to_numpy(float)[:, None], fewest=1)[0]
    is_old = rows["old_facts"].notna()
    return plain.where(~is_old, plain.clip(lower=quarter))


def sizes(rows: pd.DataFrame, column: str | None) -> pd.Series:
    """What is at stake in each place; of unknown size: the median of the known ones."""
    if column is None:
        return pd.Series(100.0, index=rows.index)
    values = rows[column].astype(float)
    middle = values.median()
    return values.fillna(0.0 if pd.isna(middle) else middle).clip(lower=0)
