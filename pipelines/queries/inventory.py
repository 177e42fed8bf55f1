"""风险清单: the total inventory of a month and the key ledger drawn from it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask, ask_one
from pipelines.queries.scope import PLACES, SUBJECT_SCOPE, Filters, Person, masked, scope

# One row per subject of the month: score, level, the figures the plan asks for, why.
SUBJECTS = (
    """
with figures as (
    select facility_id,
        max(value_num) filter (where "column" = 'people_involved') as people_involved,
        max(value_num) filter (where "column" = 'elderly_involved') as elderly_involved,
        max(value_num) filter (where "column" = 'amount_involved_wan') as amount_involved_wan,
        max(value_num) filter (where "column" = 'unpaid_wan') as unpaid_wan,
        max(value_low) filter (where "column" = 'people_involved') as people_involved_low,
        max(value_low) filter (where "column" = 'amount_involved_wan') as amount_involved_wan_low,
        max(value_low) filter (where "column" = 'unpaid_wan') as unpaid_wan_low,
        max(observed_date) filter (where "column" = 'people_involved') as screened_date
    from mart_observation where period = $period group by facility_id
),
inventory as (
    select s.facility_id, s.rank, s.level, s.facility_name, s.village, s.village_code, s.sector,
        f.facility_type, f.registration_status, f.department,
        s.score, s.score_low, s.score_high, s.coverage_pct,
        g.people_involved, g.elderly_involved, g.amount_involved_wan, g.unpaid_wan,
        g.people_involved_low, g.amount_involved_wan_low, g.unpaid_wan_low,
        c.delta, c.previous_rank, c.previous_level,
        s.level_floor_rule, s.is_statutory, k.facility_id is not null as is_key,
        s.reason, s.waiting_rows, g.screened_date
    from mart_score_month s
    left join mart_facility f using (facility_id)
    left join figures g using (facility_id)
    left join mart_score_change c on c.facility_id = s.facility_id and c.period = s.period
    left join (select distinct facility_id from mart_key_ledger) k
        on k.facility_id = s.facility_id
    where s.period = $period and """
    + SUBJECT_SCOPE
    + """
)
"""
)

INVENTORY = SUBJECTS + "select * from inventory order by rank"

TOTALS = (
    SUBJECTS
    + """
select count(*) as facilities,
    count(*) filter (where level = '红') as red,
    count(*) filter (where level = '橙') as orange,
    count(*) filter (where level = '黄') as yellow,
    count(*) filter (where level = '绿') as green,
    count(*) filter (where level not in ('红', '橙', '黄', '绿')) as unclear,
    count(*) filter (where is_statutory) as statutory,
    count(*) filter (where registration_status = '未登记实际运营') as unregistered,
    count(*) filter (where previous_level is null) as newly_listed,
    count(*) filter (where is_key) as key_facilities,
    sum(people_involved) as people_involved,
    sum(amount_involved_wan) as amount_involved_wan,
    sum(unpaid_wan) as unpaid_wan,
    count(people_involved) as people_known,
    count(amount_involved_wan) as amount_known
from inventory
"""
)

BY_GROUP = (
    SUBJECTS
    + ", place as ("
    + PLACES
    + """)
select coalesce(case when $by_village then place else sector end, '') as grouped,
    level, count(*) as facilities, sum(people_involved) as people_involved,
    sum(amount_involved_wan) as amount_involved_wan
from inventory left join place using (village_code) group by all order by grouped, level
"""
)

KEY_LEDGER = (
    SUBJECTS
    + """
select i.facility_id, i.rank, i.level, i.facility_name, i.village, i.sector,
    i.people_involved, i.amount_involved_wan, i.people_involved_low, i.amount_involved_wan_low,
    k.number, k.reasons, k.responsible_unit,
    k.responsible_person, k.measures, k.deadline_date, k.next_step,
    k.deadline_date < (select as_of from run_info) as is_past_deadline,
    date_diff('day', (select as_of from run_info), k.deadline_date) as days_left
from mart_key_ledger k join inventory i using (facility_id)
order by i.rank
"""
)

KEY_TOTALS = (
    SUBJECTS
    + """
select count(*) as facilities,
    count(*) filter (where k.responsible_unit is null or k.responsible_person is null) as no_owner,
    count(*) filter (where k.measures is null) as no_measures,
    count(*) filter (where k.deadline_date is null) as no_deadline,
    count(*) filter (where k.deadline_date < (select as_of from run_info)) as past_deadline,
    sum(i.people_involved) as people_involved, sum(i.amount_involved_wan) as amount_involved_wan
from mart_key_ledger k join inventory i using (facility_id)
"""
)


def inventory(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Every subject of the month, most urgent first. Unknown figures are null, never zero."""
    return masked(ask(build, INVENTORY, **scope(build, filters, person)), person)


def totals(build: Path, filters: Filters, person: Person) -> dict:
    """Counts by level; sums of people and 万元 over the subjects that state them (…_known many)."""
    return ask_one(build, TOTALS, **scope(build, filters, person))


def by_group(build: Path, filters: Filters, person: Person, *, village: bool) -> pd.DataFrame:
    """grouped (village, in a district town; else sector), level, facilities, people_involved,
    amount_involved_wan."""
    return ask(build, BY_GROUP, by_village=village, **scope(build, filters, person))


def key_ledger(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """The subjects on the key ledger with why, who, what, until when and what comes next."""
    return masked(ask(build, KEY_LEDGER, **scope(build, filters, person)), person)


def key_totals(build: Path, filters: Filters, person: Person) -> dict:
    """How many key subjects, and how many of them lack an owner, measures or a deadline."""
    return ask_one(build, KEY_TOTALS, **scope(build, filters, person))
