"""线索: how far every lead has come on the way from discovery to disposal, and which are late."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from models.catalog.files import read_yaml
from pipelines.queries.asking import ask, ask_one
from pipelines.queries.scope import Filters, Person, masked, scope
from pipelines.settings import CATALOG

# Leads received up to the end of the chosen month, as they stand on the day of the data.
# A lead without a known subject keeps its own village and sector.
LEADS = """
with days as (
    select (select as_of from run_info) as as_of,
        (select max(period_end) from mart_period where period = $period) as period_end
),
leads as (
    select l.lead_no, l.matter_id, l.received_date,
        strftime(l.received_date, '%Y-%m') as received_period,
        l.source, l.facility_id, coalesce(f.facility_name, l.facility_name) as facility_name,
        coalesce(l.village_code, f.village_code) as village_code,
        coalesce(l.village, f.village) as village, coalesce(l.sector, f.sector) as sector,
        s.level, s.rank, f.department, l.description, l.business_modes,
        l.people_involved, l.amount_involved_wan, l.handling_unit, l.handler, l.verify_due_date,
        coalesce(l.status, $unknown_status) as status, l.nature, l.action,
        l.transferred_to, l.transferred_date, l.closed_date, l.remarks,
        l.batch_id, l.source_file, l.source_sheet, l.source_row,
        l.is_overdue as is_late, if(l.is_overdue, l.days_overdue, null) as days_late,
        l.deadline_date, l.workdays_overdue,
        list_position($statuses, coalesce(l.status, $unknown_status)) as place
    from mart_lead l
    left join mart_facility f using (facility_id)
    left join mart_score_month s on s.facility_id = l.facility_id and s.period = $period
    where l.received_date <= (select period_end from days)
),
judged as (
    select *,
        greatest(coalesce($status_steps[place], 1),
            case when nature <> $undetermined then $judged_step else 1 end) as step_no,
        coalesce(list_contains($open, status), true) as is_open,
        list_contains($verifying, status) as is_verifying
    from leads
    where ($all_villages or list_contains($villages, village_code))
        and ($all_sectors or list_contains($sectors, sector))
        and ($all_levels or list_contains($levels, level))
        and ($all_departments or list_contains($departments, department)
            or list_contains($departments, handling_unit))
),
seen as (
    select * exclude (place) from judged
)
"""

ROWS = (
    LEADS
    + "select * from seen order by days_late desc nulls last, is_open desc, received_date desc, "
    "lead_no, matter_id"
)

TOTALS = (
    LEADS
    + """
select count(*) as leads, count(*) filter (where received_period = $period) as new_leads,
    count(*) filter (where is_open) as open_leads,
    count(*) filter (where is_late) as late,
    max(days_late) filter (where is_late) as longest_late,
    count(*) filter (where is_verifying and verify_due_date is null) as no_due_date,
    count(*) filter (where is_verifying and handler is null) as no_handler,
    count(*) filter (where list_contains($grave, nature)) as grave,
    count(*) filter (where transferred_date is not null) as transferred,
    count(*) filter (where facility_id is null) as unknown_subject,
    sum(people_involved) filter (where is_open) as people_open,
    sum(amount_involved_wan) filter (where is_open) as amount_open_wan
from seen
"""
)

# Reached: the lead stands on this step or has passed it. Here: it stands on it now.
FUNNEL = (
    LEADS
    + """
select step.step_no, count(*) filter (where s.step_no >= step.step_no) as reached,
    count(*) filter (where s.step_no = step.step_no and s.is_open) as open_here,
    count(*) filter (where s.step_no = step.step_no and not s.is_open) as closed_here,
    count(*) filter (where s.step_no = step.step_no and s.is_late) as late_here
from (select unnest(range(1, $step_count + 1)) as step_no) step
left join seen s on true
group by step.step_no order by step.step_no
"""
)

BY_SOURCE = (
    LEADS
    + """
select source, count(*) as leads, count(*) filter (where is_open) as open_leads,
    count(*) filter (where list_contains($grave, nature)) as grave,
    count(*) filter (where is_late) as late
from seen group by source order by leads desc, source
"""
)

BY_VILLAGE = (
    LEADS
    + """
select village, step_no, count(*) as leads, count(*) filter (where is_late) as late
from seen group by all order by village, step_no
"""
)

BY_MONTH = (
    LEADS
    + """
select p.period, count(s.matter_id) as received,
    (select count(*) from seen c where strftime(c.closed_date, '%Y-%m') = p.period) as closed
from mart_period p left join seen s on s.received_period = p.period
where p.period <= $period group by p.period order by p.period
"""
)


@lru_cache(maxsize=4)
def lead_steps(path: Path = CATALOG / "lead_steps.yml") -> dict:
    """The four steps and what each status has reached, as data/catalog/lead_steps.yml says."""
    return read_yaml(path)


def step_names() -> list[str]:
    return [step["name"] for step in lead_steps()["steps"]]


def steps_bound() -> dict:
    """Values that bind the step mapping in the questions above."""
    known = lead_steps()
    place = {step["code"]: number for number, step in enumerate(known["steps"], 1)}
    statuses = known["statuses"]
    return {
        "statuses": tuple(statuses),
        "status_steps": tuple(place[s["step"]] for s in statuses.values()),
        "open": tuple(name for name, s in statuses.items() if s["open"]),
        "verifying": tuple(name for name, s in statuses.items() if s.get("verifying")),
        "undetermined": known["undetermined"],
        "unknown_status": known["unknown_status"],
        "judged_step": place["judged"],
        "step_count": len(place),
        "grave": tuple(known["grave"]),
    }


def bound(build: Path, filters: Filters, person: Person) -> dict:
    return scope(build, filters, person) | steps_bound()


def leads(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """Every lead with step_no (from 1), step, is_open, is_late and days_late; late ones first."""
    rows = masked(ask(build, ROWS, **bound(build, filters, person)), person)
    names = dict(enumerate(step_names(), 1))
    return rows.assign(step=rows["step_no"].map(names))


def totals(build: Path, filters: Filters, person: Person) -> dict:
    """Counts: leads, new, open, late, grave (suspected crimes), transferred, without subject."""
    return ask_one(build, TOTALS, **bound(build, filters, person))


def funnel(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """step, reached (on it or past it), open_here, closed_here, late_here; one row per step."""
    rows = ask(build, FUNNEL, **bound(build, filters, person))
    return rows.assign(step=step_names())


def by_source(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """source, leads, open_leads, grave, late; the most frequent source first."""
    return ask(build, BY_SOURCE, **bound(build, filters, person))


def by_village(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """village, step_no, step, leads, late; a lead of no known village has village null."""
    rows = ask(build, BY_VILLAGE, **bound(build, filters, person))
    return rows.assign(step=rows["step_no"].map(dict(enumerate(step_names(), 1))))


def by_month(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """period, received, closed for the months up to the chosen one."""
    return ask(build, BY_MONTH, **bound(build, filters, person))
