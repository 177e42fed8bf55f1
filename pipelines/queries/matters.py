"""编号核对: two matters under one number from two workbooks, and what people decided."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ledger.events import Ledger
from ledger.matters import MATTER, Decision, fold_matters
from pipelines.matters import decision_rows
from pipelines.queries.asking import ask
from pipelines.queries.scope import Filters, Person, masked, scope
from pipelines.settings import Home

# What is shown of a matter; one that states no village lies where its subject does.
SIDES = """
with sides as (
    select 'lead' as kind, l.matter_id, l.lead_no as number,
        coalesce(f.facility_name, l.facility_name) as facility_name, l.credit_code,
        coalesce(l.village_code, f.village_code) as village_code,
        coalesce(l.village, f.village) as village, l.received_date as day,
        l.description as text, l.amount_involved_wan, l.people_involved,
        l.handling_unit as unit, l.handler as person, l.deadline_date, l.status,
        l.source_file, l.source_sheet, l.source_row
    from mart_lead l left join mart_facility f using (facility_id)
    union all
    select 'rectification', t.matter_id, t.task_no,
        coalesce(f.facility_name, t.facility_name), t.credit_code,
        coalesce(t.village_code, f.village_code), coalesce(t.village, f.village),
        t.assigned_date, t.issue, null, null, t.responsible_unit, t.responsible_person,
        t.deadline_date, t.status, t.source_file, t.source_sheet, t.source_row
    from mart_rectification t left join mart_facility f using (facility_id)
),
mine as (
    select * from sides where $all_villages or list_contains($villages, village_code)
)
"""
OPEN = (
    SIDES
    + """
select c.clash_id, c.kind, c.number, c.matter_id, c.other_id, c.likeness,
    a.facility_name as name, b.facility_name as other_name,
    a.village, b.village as other_village, a.source_file as file, b.source_file as other_file
from mart_clash c
join mine a on a.kind = c.kind and a.matter_id = c.matter_id
join mine b on b.kind = c.kind and b.matter_id = c.other_id
order by c.likeness desc, c.kind, c.number, c.matter_id
"""
)
ONE = SIDES + "select * from mine where kind = $kind and matter_id = $matter_id"
KNOWN = "select kind, one, other, decision from raw_matter"


def open_clashes(build: Path, home: Home, filters: Filters, person: Person) -> pd.DataFrame:
    """One row per question that waits: clash_id, kind, number, matter_id and other_id with name,
    village and file of both, likeness; the most alike first. Decided since the build: left out."""
    rows = ask(build, OPEN, **scope(build, filters, person))
    decided = decisions(home)
    return rows[[one not in decided for one in rows["clash_id"]]].reset_index(drop=True)


def side(build: Path, kind: str, matter_id: str, person: Person) -> dict:
    """What a matter says, {} when the person may not see it."""
    bound = scope(build, Filters(), person)
    found = masked(ask(build, ONE, kind=kind, matter_id=matter_id, **bound), person)
    return {} if found.empty else found.iloc[0].to_dict()


def decisions(home: Home) -> dict[str, Decision]:
    """Decisions in force by pair."""
    return fold_matters(Ledger(home.ledger_url).events(MATTER))


def waiting_for_a_build(build: Path, home: Home) -> int:
    """Decisions made or taken back since the build."""
    made = set(decision_rows(decisions(home).values()))
    return len(made ^ set(ask(build, KNOWN).itertuples(index=False, name=None)))
