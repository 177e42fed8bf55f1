"""风险地图: villages by subjects, people, money and per head of the elderly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask
from pipelines.queries.overview import SUBJECTS
from pipelines.queries.scope import Filters, Person, scope, shows_towns

# Every village the person may see stays on the map, those without a subject too.
VILLAGES = (
    SUBJECTS
    + """
, shown as (
    select village_code,
        case when $by_town then town_code else village_code end as place_code,
        case when $by_town then town else village end as place,
        case when $by_town then town_col else tile_col end as tile_col,
        case when $by_town then town_row else tile_row end as tile_row,
        elderly_60, population_date
    from mart_village where $all_seen or list_contains($seen, village_code)
), place as (
    select place_code, place, tile_col, tile_row, max(population_date) as population_date,
        case when count(elderly_60) = count(*) then sum(elderly_60) end::bigint as elderly_60
    from shown group by place_code, place, tile_col, tile_row
), counted as (
    select place_code, count(*) as facilities,
        count(*) filter (where level = '红') as red,
        count(*) filter (where level = '橙') as orange,
        count(*) filter (where level = '黄') as yellow,
        count(*) filter (where level = '绿') as green,
        count(*) filter (where level = '信息不足') as unrated,
        sum(people_involved) as people_involved,
        sum(amount_involved_wan) as amount_involved_wan
    from subject join shown using (village_code) where period = $period group by place_code
)
select v.place_code as village_code, v.place as village, v.tile_col, v.tile_row,
    v.elderly_60, v.population_date,
    coalesce(c.facilities, 0) as facilities,
    coalesce(c.red, 0) as red, coalesce(c.orange, 0) as orange, coalesce(c.yellow, 0) as yellow,
    coalesce(c.green, 0) as green, coalesce(c.unrated, 0) as unrated,
    case when c.facilities is null then 0 else c.people_involved end as people_involved,
    case when c.facilities is null then 0 else c.amount_involved_wan end as amount_involved_wan,
    1000.0 * people_involved / nullif(v.elderly_60, 0) as per_1000_people,
    1000.0 * amount_involved_wan / nullif(v.elderly_60, 0) as per_1000_amount_wan
from place v left join counted c using (place_code)
order by v.place_code
"""
)

SUBJECT_ROWS = (
    SUBJECTS
    + """
select rank, facility_id, facility_name, village_code, village, sector, level, score,
    people_involved, amount_involved_wan, reason
from subject where period = $period order by rank
"""
)


def villages(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """One row per village (in a district per town): place of its tile, subjects by level, people,
    万元, per 1,000 of the population aged 60 and over (null where the population is unknown)."""
    everywhere = scope(build, replace(filters, villages=()), person)
    seen = {"all_seen": everywhere["all_villages"], "seen": everywhere["villages"]}
    by_town = {"by_town": shows_towns(build, filters)}
    return ask(build, VILLAGES, **seen, **everywhere | by_town)


def subjects(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """The month's subjects in rank order, with people and 万元."""
    return ask(build, SUBJECT_ROWS, **scope(build, filters, person))
