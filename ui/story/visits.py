"""Sentences and figures of 走访计划."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from models.planning import VisitPlan
from pipelines.queries import knowledge
from pipelines.queries.visits import Wishes
from ui import numbers, text
from ui.parts import Figure
from ui.text import visits as words

VISIT_COLUMNS = ["village", "first", "lot", "rank", "level", "facility_name", "sector", "score",
                 "exposure", "last_visit", "old"]  # fmt: skip
TRIP_COLUMNS = ["village", "visits", "trips", "visit_days", "travel_days", "exposure"]
SHOWN: dict[str, Callable[[float], str]] = {
    "amount": numbers.money,
    "elderly": numbers.people,
    "score": lambda value: numbers.count(value, words.POINTS),
}


def answer(plan: VisitPlan, wishes: Wishes, total: float) -> str:
    """How many can be visited, what that covers, and what the lot costs."""
    if plan.visits.empty:
        return words.NO_VISITS.format(days=amount(wishes.days))
    return words.ANSWER.format(
        days=amount(wishes.days),
        visits=len(plan.visits),
        villages=len(plan.trips),
        random=int(plan.visits["is_random"].sum()),
        measure=words.MEASURES[wishes.measure],
        covered=SHOWN[wishes.measure](plan.exposure),
        share=of_total(plan.exposure, total),
        regret=regret(plan),
    )


def regret(plan: VisitPlan) -> str:
    along = share(plan.list_regret)
    if plan.regret < 0.0005:
        return words.NOTHING_LOST.format(list=along)
    return words.REGRET.format(own=share(plan.regret), list=along)


def share(value: float) -> str:
    return numbers.percent(round(100 * value, 1))


def of_total(part: float, total: float) -> str:
    return numbers.percent(round(100 * part / total, 1)) if total > 0 else text.UNKNOWN


def amount(days: float) -> str:
    return numbers.trimmed(days, 2)


def key_figures(plan: VisitPlan, wishes: Wishes, total: float, first: int) -> list[Figure]:
    """first: how many of those who could be visited come first."""
    lot = int(plan.visits["is_random"].sum())
    return [
        Figure(
            words.FIGURE_VISITS,
            numbers.count(len(plan.visits), text.HOUSEHOLDS),
            change=words.BY_LOT.format(n=lot),
            help=words.LOT_CHANCE.format(p=share(plan.p_random)),
        ),
        Figure(
            words.FIRST_FIGURE,
            words.FIRST_VALUE.format(n=int(plan.visits["tier"].notna().sum()), total=first),
            help=words.FIRST_HELP,
        ),
        Figure(words.FIGURE_DAYS, words.DAYS_VALUE.format(n=amount(plan.days))),
        Figure(words.FIGURE_TRIPS, numbers.count(int(plan.trips["trips"].sum()), words.TRIPS_UNIT)),
        Figure(
            words.FIGURE_COVERED,
            SHOWN[wishes.measure](plan.exposure),
            change=words.OF_TOTAL.format(share=of_total(plan.exposure, total)),
        ),
    ]


def ways(plan: VisitPlan) -> pd.DataFrame:
    """way, exposure of the plan, the plan without a lot, and the list from the top."""
    return pd.DataFrame(
        {
            "way": [words.PLAN, words.BEST, words.LIST],
            "exposure": [plan.exposure, plan.best_exposure, plan.list_exposure],
        }
    )


def ways_in_words(rows: pd.DataFrame, measure: str) -> str:
    shown = SHOWN[measure]
    return words.JOIN.join(f"{row.way}{shown(row.exposure)}" for row in rows.itertuples())


def trip_rows(plan: VisitPlan) -> pd.DataFrame:
    return plan.trips.assign(exposure=plan.trips["exposure"].round(1))


def visit_rows(plan: VisitPlan) -> pd.DataFrame:
    """Village by village, the most urgent first in each."""
    drawn = [words.DRAWN if lot else None for lot in plan.visits["is_random"]]
    rows = plan.visits.assign(
        lot=drawn,
        exposure=plan.visits["exposure"].round(1),
        first=plan.visits["tier"].map(words.FIRST),
        old=[old_in_words(facts) for facts in plan.visits["old_facts"]],
    )
    return rows.sort_values(["village", "rank"], ignore_index=True)


def old_in_words(facts) -> str | None:
    """What a visit has to ask anew: the first fact by name, the rest counted."""
    if not pd.api.types.is_list_like(facts):
        return None
    template = words.OLD_FACT if len(facts) == 1 else words.OLD_FACTS
    return template.format(first=knowledge.label(facts[0], "screening"), n=len(facts))


def headings(measure: str) -> dict[str, str]:
    """Headings of the tables, exposure with its unit."""
    return words.COLUMNS | {"exposure": words.EXPOSURE.format(unit=words.UNITS[measure])}
