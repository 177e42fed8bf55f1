"""行业分布: sector by village, people and money by sector, months."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask
from pipelines.queries.overview import SUBJECTS
from pipelines.queries.scope import PLACES, Filters, Person, scope

MATRIX = (
    SUBJECTS
    + ", place as ("
    + PLACES
    + """)
select place_code as village_code, place as village, sector, count(*) as facilities,
    count(*) filter (where level in ('红', '橙')) as urgent,
    sum(people_involved) as people_involved, sum(amount_involved_wan) as amount_involved_wan
from subject join place using (village_code) where period = $period
group by all order by village_code, sector
"""
)

BY_SECTOR = (
    SUBJECTS
    + """
select sector, count(*) as facilities, count(*) filter (where level in ('红', '橙')) as urgent,
    sum(people_involved) as people_involved, sum(amount_involved_wan) as amount_involved_wan,
    count(people_involved) as with_people, count(amount_involved_wan) as with_amount
from subject where period = $period
group by sector order by amount_involved_wan desc nulls last, sector
"""
)

MONTHS = (
    SUBJECTS
    + """
select period, sector, count(*) as facilities,
    count(*) filter (where level in ('红', '橙')) as urgent,
    sum(people_involved) as people_involved, sum(amount_involved_wan) as amount_involved_wan
from subject where period <= $period
group by all order by period, sector
"""
)


def matrix(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """village (in a district town) × sector of the month: facilities, urgent (red or orange),
    people, 万元."""
    return ask(build, MATRIX, **scope(build, filters, person))


def by_sector(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """One row per sector of the month; with_people/with_amount say how many subjects state them."""
    return ask(build, BY_SECTOR, **scope(build, filters, person))


def months(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """period × sector up to the chosen month."""
    return ask(build, MONTHS, **scope(build, filters, person))
