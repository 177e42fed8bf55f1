"""What documents ask beyond the screens: visits of a month, causes, and the rows behind figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, masked, scope

SUBJECTS = (
    """
with subject as (
    select s.facility_id, s.facility_name, s.level, s.score, s.is_statutory, s.rank,
        f.source_file, f.source_sheet, f.source_row
    from mart_score_month s left join mart_facility f using (facility_id)
    where s.period = $period and """
    + SUBJECT_SCOPE
    + ")"
)

# A visit counts in the month of its date; received after the month's end it is 补录 (laws of truth,
# 9). Visits of unknown subjects count for their village.
VISITS = """
select v.facility_id, v.facility_name as subject, v.screened_date, v.village, v.screener,
    v.source_file, v.source_sheet, v.source_row,
    b.imported_at::timestamp::date > last_day(v.screened_date) as is_late_entry
from mart_screening v
left join mart_facility f using (facility_id)
left join mart_batch b on b.batch_id = v.batch_id
where strftime(v.screened_date, '%Y-%m') = $period
    and ($all_villages or list_contains($villages, v.village_code))
    and ($all_departments or list_contains($departments, f.department))
order by v.screened_date, subject
"""

# Where the score of the red and orange subjects comes from.
CAUSES = (
    SUBJECTS
    + """
select c.indicator, c.dimension, count(*) filter (where c.points > 0) as facilities,
    sum(c.points) as points,
    100.0 * sum(c.points) / nullif(sum(sum(c.points)) over (), 0) as share_pct
from mart_contribution_month c join subject s using (facility_id)
where c.period = $period and s.level in ('红', '橙') and c.is_known
group by c.indicator, c.dimension
order by points desc, c.indicator
"""
)

MODES = (
    SUBJECTS
    + """
, stated as (
    select facility_id, unnest(string_split(value_text, '、')) as name
    from mart_observation
    where period = $period and "column" = 'business_modes'
)
select name, count(distinct facility_id) as facilities
from stated join subject using (facility_id)
where name <> '无' group by name order by facilities desc, name
"""
)

SUBJECT_ROWS = (
    SUBJECTS
    + """
select facility_id, facility_name as subject, level, is_statutory,
    source_file, source_sheet, source_row
from subject order by rank
"""
)

OBSERVED = (
    SUBJECTS
    + """
select s.facility_name as subject, o."column", o.value_num as value,
    o.source_file, o.source_sheet, o.source_row, o.cell
from mart_observation o join subject s using (facility_id)
where o.period = $period and o.value_num is not null
    and o."column" in ('people_involved', 'amount_involved_wan', 'unpaid_wan')
order by o."column", s.rank
"""
)


def visits(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Visits of the month: facility_id (null when unknown), subject, date, source row."""
    return masked(ask(build, VISITS, **scope(build, filters, person)), person)


def causes(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Indicators by their points over the red and orange subjects: facilities, share_pct."""
    return ask(build, CAUSES, **scope(build, filters, person))


def modes(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Business modes stated by the month's end: name, facilities."""
    return ask(build, MODES, **scope(build, filters, person))


def subject_rows(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """The register row of every subject of the month."""
    return ask(build, SUBJECT_ROWS, **scope(build, filters, person))


def observed(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """The cell behind every subject's people, amount and unpaid amount of the month."""
    return ask(build, OBSERVED, **scope(build, filters, person))
