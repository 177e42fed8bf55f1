"""单位画像: everything the town knows about one subject, each value with the cell it came from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.queries.asking import ask
from pipelines.queries.scope import (
    PERSONAL_COLUMNS,
    SUBJECT_SCOPE,
    Filters,
    Person,
    mask,
    masked,
    mine,
    scope,
)

# Every question starts from what the person may see: a foreign id in the address finds nothing.
MINE = mine("s.facility_id = $facility_id and")

CHOICES = (
    """
select s.facility_id, s.rank, s.level, s.facility_name, s.village
from mart_score_month s left join mart_facility f using (facility_id)
where s.period = $period and """
    + SUBJECT_SCOPE
    + " order by s.rank"
)

PROFILE = (
    MINE
    + """
select f.* exclude (village, village_code, sector, facility_name),
    s.*, c.previous_score, c.delta, c.delta_data, c.delta_weights, c.delta_peers,
    c.previous_rank, c.previous_level, k.facility_id is not null as is_key,
    (select count(*) from mart_score_month n where n.period = $period) as of_total
from mart_score_month s
join mine using (facility_id)
left join mart_facility f using (facility_id)
left join mart_score_change c on c.facility_id = s.facility_id and c.period = s.period
left join (select distinct facility_id from mart_key_ledger) k on k.facility_id = s.facility_id
where s.period = $period
"""
)

CONTRIBUTIONS = (
    MINE
    + """
select c.* from mart_contribution_month c join mine using (facility_id)
where c.period = $period order by c.is_known desc, c.points desc, c.indicator
"""
)

DIMENSIONS = (
    MINE
    + """
select d.dimension, d.points, d.risk_0_100, d.coverage_pct
from mart_dimension d join mine using (facility_id)
where d.period = $period order by d.points desc nulls last
"""
)

FLOORS = (
    MINE
    + """
select fl.* exclude (period, facility_id, name)
from mart_floor fl join mine using (facility_id)
where fl.period = $period order by fl.is_statutory desc, fl.rule
"""
)

LINES = (
    MINE
    + """
select l.* from mart_line l join mine using (facility_id)
order by l.is_now desc, l.since, l.rule
"""
)
NEWEST_VISIT = (
    MINE
    + """
select v.screened_date, v.screener, b.actor
from mart_screening v join mine using (facility_id) join mart_batch b using (batch_id)
order by v.screened_date desc limit 1
"""
)
CORRECTIONS = MINE + "select c.* from mart_correction c join mine using (facility_id)"

HISTORY = (
    MINE
    + """
select s.period, s.score, s.score_low, s.score_high, s.level, s.rank, s.coverage_pct,
    c.delta, c.delta_data, c.delta_weights, c.delta_peers
from mart_listed_month s
join mine using (facility_id)
left join mart_score_change c on c.facility_id = s.facility_id and c.period = s.period
where s.period <= $period
order by s.period
"""
)

SCREENINGS = (
    MINE + "select v.* from mart_screening v join mine using (facility_id) "
    "order by v.screened_date desc"
)
SCREENING_VERSIONS = (
    MINE + "select v.* from mart_screening_version v join mine using (facility_id) "
    "order by v.screened_date desc, v.is_current desc"
)
LEADS = (
    MINE + "select l.* from mart_lead l join mine using (facility_id) order by l.received_date desc"
)
TASKS = (
    MINE + "select t.* from mart_rectification t join mine using (facility_id) "
    "order by t.is_overdue desc, t.deadline_date"
)
KEY_ENTRY = MINE + "select k.* from mart_key_ledger k join mine using (facility_id)"

# The subject's own links, and the links of those it is linked to.
RELATIONS = (
    MINE
    + """,
links as (
    select facility_id, related_facility_id, kind, evidence from mart_relation
    union
    select related_facility_id, facility_id, kind, evidence from mart_relation
),
near as (
    select related_facility_id as facility_id from links join mine using (facility_id)
    union
    select facility_id from mine
)
select l.facility_id, a.facility_name, a.level, l.related_facility_id,
    b.facility_name as related_name, b.level as related_level, b.rank as related_rank,
    b.village as related_village, l.kind, l.evidence
from links l
join near on near.facility_id = l.facility_id
join mart_score_month a on a.facility_id = l.facility_id and a.period = $period
join mart_score_month b on b.facility_id = l.related_facility_id and b.period = $period
order by l.facility_id, l.related_facility_id, l.kind
"""
)

# Those it is judged together with, itself included; dissolved groups, too.
GROUP = (
    MINE
    + """
select g.group_id, g.is_dissolved, g.kinds, g.amount_wan, g.people, g.unpaid_wan,
    g.facility_id, s.facility_name, s.village, s.level, s.rank
from mart_group own
join mine using (facility_id)
join mart_group g on g.period = own.period and g.group_id = own.group_id
join mart_score_month s on s.period = g.period and s.facility_id = g.facility_id
where own.period = $period
order by s.rank
"""
)

OBSERVATIONS = (
    MINE
    + """
select o."column", o.value_num, o.value_low, o.value_text, o.observed_date,
    o.batch_id, o.source_file, o.source_sheet, o.source_row, o.cell
from mart_observation o join mine using (facility_id)
where o.period = $period order by o."column"
"""
)


def choices(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """facility_id, rank, level, facility_name, village of the subjects to choose from."""
    return ask(build, CHOICES, **scope(build, filters, person))


def about(build: Path, period: str | None, person: Person, facility_id: str) -> dict:
    """Values that bind every question about one subject; its own filters are the person's scope."""
    bound = scope(build, Filters(period=period), person)
    return bound | {"facility_id": facility_id}


def profile(build: Path, period: str | None, person: Person, facility_id: str) -> dict:
    """The subject's statements, score and change of the month; {} when it may not be seen."""
    rows = ask(build, PROFILE, **about(build, period, person, facility_id))
    return {} if rows.empty else masked(rows, person).iloc[0].to_dict()


def rows_about(sql: str, build: Path, period: str | None, person: Person, facility_id: str):
    return masked(ask(build, sql, **about(build, period, person, facility_id)), person)


def contributions(*where) -> pd.DataFrame:
    """indicator, dimension, value, risk_0_100, weight, points (they sum to the score), is_known."""
    return rows_about(CONTRIBUTIONS, *where)


def dimensions(*where) -> pd.DataFrame:
    """dimension, points, risk_0_100, coverage_pct."""
    return rows_about(DIMENSIONS, *where)


def floors(*where) -> pd.DataFrame:
    """Floor rules hit, or pending: rule, level, is_statutory, basis, evidence, is_pending."""
    return rows_about(FLOORS, *where)


def lines(*where) -> pd.DataFrame:
    """Statutory lines it ever met: rule, name, since, last_met, figures, state, how they ended."""
    return rows_about(LINES, *where)


def newest_visit(*where) -> dict:
    """The newest visit: screened_date, screener, actor (who brought it); empty without one."""
    rows = rows_about(NEWEST_VISIT, *where)
    return {} if rows.empty else rows.iloc[0].to_dict()


def corrections(*where) -> pd.DataFrame:
    """Replaced figures that met a line, until a second person says they were mistakes."""
    return rows_about(CORRECTIONS, *where)


def history(*where) -> pd.DataFrame:
    """Score, interval, level, rank and the split of the change, up to the chosen month."""
    return rows_about(HISTORY, *where)


def screenings(*where) -> pd.DataFrame:
    """The subject's visits, newest first, with their source rows."""
    return rows_about(SCREENINGS, *where)


def screening_versions(*where) -> pd.DataFrame:
    """Every accepted version of its visits; is_current marks the one that counts."""
    return rows_about(SCREENING_VERSIONS, *where)


def leads(*where) -> pd.DataFrame:
    """The subject's leads, newest first."""
    return rows_about(LEADS, *where)


def tasks(*where) -> pd.DataFrame:
    """The subject's rectification tasks, overdue ones first."""
    return rows_about(TASKS, *where)


def key_entry(*where) -> dict:
    """Its line of the key ledger, {} when it is not on it."""
    rows = rows_about(KEY_ENTRY, *where)
    return {} if rows.empty else rows.iloc[0].to_dict()


def relations(build: Path, period, person: Person, facility_id: str) -> pd.DataFrame:
    """Links of the subject and of its neighbours (both directions): kind and evidence."""
    rows = rows_about(RELATIONS, build, period, person, facility_id)
    return hide(rows, "evidence", rows["kind"].isin(PERSONAL_COLUMNS), person)


def group(*where) -> pd.DataFrame:
    """The members of its group in the month, the most urgent first; empty when it stands alone."""
    return rows_about(GROUP, *where)


def observations(build: Path, period, person: Person, facility_id: str) -> pd.DataFrame:
    """The newest known value of every column in the month, with file, sheet, row and cell."""
    rows = rows_about(OBSERVATIONS, build, period, person, facility_id)
    return hide(rows, "value_text", rows["column"].isin(PERSONAL_COLUMNS), person)


def hide(rows: pd.DataFrame, column: str, where: pd.Series, person: Person) -> pd.DataFrame:
    """Mask a column in some rows, for those whose role does not need the names and phones."""
    if not person.is_masked:
        return rows
    starred = rows[column].map(mask, na_action="ignore")
    return rows.assign(**{column: rows[column].where(~where, starred)})
