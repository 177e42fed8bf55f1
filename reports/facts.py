"""Everything a report tells, asked once: the same questions as the screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from ledger.months import Month
from models.catalog import Catalog, load_catalog
from pipelines.queries import (
    closing,
    inventory,
    leads,
    monthly,
    overview,
    rectification,
    reporting,
    riskmap,
    scope,
    sectors,
)
from pipelines.queries.scope import Filters, Person
from pipelines.settings import CATALOG, home
from reports import numbers
from reports.bridging import bridges
from reports.words import join, say, word

URGENT = ("红", "橙")


@dataclass(frozen=True)
class Facts:
    """Answers about one month of one build, within what the person may see."""

    build: Path
    month: str
    person: Person

    @property
    def where(self) -> tuple:
        return self.build, Filters(period=self.month), self.person

    @cached_property
    def run(self) -> dict:
        return scope.run_info(self.build)

    @property
    def as_of(self) -> date:
        return self.run["as_of"]

    @property
    def is_sample(self) -> bool:
        return bool(self.run["is_sample"])

    @cached_property
    def closed(self) -> Month | None:
        """The closing of the month, where this is the build it was closed with."""
        month = closing.months(home()).get(self.month)
        return month if month and month.reported.build == self.build.stem else None

    @cached_property
    def catalog(self) -> Catalog:
        return load_catalog(CATALOG)

    @cached_property
    def totals(self) -> dict:
        return inventory.totals(*self.where)

    @cached_property
    def inventory(self) -> pd.DataFrame:
        return inventory.inventory(*self.where)

    @cached_property
    def key(self) -> pd.DataFrame:
        return inventory.key_ledger(*self.where)

    @cached_property
    def key_totals(self) -> dict:
        return inventory.key_totals(*self.where)

    @cached_property
    def months(self) -> pd.DataFrame:
        return overview.months(*self.where)

    @cached_property
    def villages(self) -> pd.DataFrame:
        rows = riskmap.villages(*self.where)
        return rows.assign(urgent=rows["red"] + rows["orange"])

    @cached_property
    def sectors(self) -> pd.DataFrame:
        return sectors.by_sector(*self.where)

    @cached_property
    def lead_totals(self) -> dict:
        return leads.totals(*self.where)

    @cached_property
    def leads(self) -> pd.DataFrame:
        return leads.leads(*self.where)

    @cached_property
    def task_totals(self) -> dict:
        return rectification.totals(*self.where)

    @cached_property
    def tasks(self) -> pd.DataFrame:
        return rectification.tasks(*self.where)

    @cached_property
    def overdue(self) -> pd.DataFrame:
        return overview.overdue(*self.where)

    @cached_property
    def burn_down(self) -> pd.DataFrame:
        return rectification.burn_down(*self.where)

    @cached_property
    def report_totals(self) -> dict:
        return monthly.totals(*self.where)

    @cached_property
    def reports(self) -> pd.DataFrame:
        return monthly.month(*self.where)

    @cached_property
    def publicity(self) -> dict:
        return monthly.publicity_totals(*self.where)

    @cached_property
    def publicity_months(self) -> pd.DataFrame:
        return monthly.by_month(*self.where)

    @cached_property
    def gaps(self) -> pd.DataFrame:
        return monthly.gaps(*self.where)

    @cached_property
    def activities(self) -> pd.DataFrame:
        return monthly.activities(*self.where)

    @cached_property
    def visits(self) -> pd.DataFrame:
        return reporting.visits(*self.where)

    @cached_property
    def causes(self) -> pd.DataFrame:
        return reporting.causes(*self.where)

    @cached_property
    def modes(self) -> pd.DataFrame:
        return reporting.modes(*self.where)

    @property
    def is_empty(self) -> bool:
        """Nothing to report: no subject, lead, task, activity or report of the month."""
        nothing = self.inventory.empty and self.leads.empty and self.tasks.empty
        return nothing and self.activities.empty and not self.report_totals.get("reported")

    @cached_property
    def area(self) -> str:
        """Whose figures these are: the whole town's or a clerk's own."""
        if self.person.sees_all or not (self.person.villages or self.person.departments):
            return word("areas.all")
        if self.person.villages:
            known = scope.villages(self.build, self.person)["village"]
            return say("areas.villages", names=join(known))
        return say("areas.departments", names=join(self.person.departments))

    @property
    def period(self) -> str:
        return numbers.period(self.month)

    @property
    def day(self) -> str:
        return numbers.day(self.as_of)

    @cached_property
    def bridges(self) -> dict[str, pd.DataFrame]:
        """leads, tasks → the month's bridge per village (reports/bridging.py)."""
        return bridges(self.leads, self.tasks, self.month, self.as_of)

    def urgent_by_month(self) -> pd.Series:
        """Red and orange subjects per month, oldest first; only months with a subject."""
        rows = self.months
        urgent = rows[rows["level"].isin(URGENT)].groupby("period")["facilities"].sum()
        return urgent.reindex(sorted(rows["period"].unique()), fill_value=0).astype(int)

    def amount_by_month(self) -> pd.Series:
        """万元 per month over the subjects that state an amount; NaN where none does."""
        return self.months.groupby("period")["amount_involved_wan"].sum(min_count=1).sort_index()
