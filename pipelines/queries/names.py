"""名称核对: names that match no subject for certain, the evidence on both sides, the decisions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ledger.events import Ledger
from ledger.identities import IDENTITY, LATER, Decision, fold_identities
from pipelines.naming import decision_rows, ids_of
from pipelines.queries.asking import ask, ask_one
from pipelines.queries.scope import Filters, Person, mask, masked, scope
from pipelines.settings import Home

OPEN = """
select m.name, m.credit_code, m.village_code, v.village, m.proposal_facility_id,
    f.facility_name as proposal_name, m.similarity, m.method, m.form,
    m.batch_id, m.source_file as file, m.source_sheet as sheet, m.source_row as "row"
from stg_match m
left join mart_village v using (village_code)
left join mart_facility f on f.facility_id = m.proposal_facility_id
where m.facility_id is null and m.decision is null and m.name is not null
    and ($all_villages or list_contains($villages, m.village_code))
order by m.similarity desc nulls last, m.name, m.form, m.row_id
"""

SUBJECT = """
select facility_id, facility_name as name, credit_code, village, legal_person, phone, address,
    facility_type, registration_status, sector
from mart_facility where facility_id = $facility_id
"""

SUBJECTS = """
select facility_id, facility_name, village from mart_facility order by village, facility_name
"""


def open_names(build: Path, home: Home, filters: Filters, person: Person) -> pd.DataFrame:
    """One row per wording of a name, code and village that waits for a person: id, name,
    credit_code, village_code, village, proposal_facility_id, proposal_name, similarity, method,
    forms, rows, file, sheet, row, is_later. Names decided since the build are left out."""
    rows = ask(build, OPEN, **scope(build, filters, person))
    if rows.empty:
        return rows
    rows = rows.assign(id=ids_of(rows))
    counted = rows.groupby("id").agg(forms=("form", lambda f: tuple(dict.fromkeys(f))),
                                     rows=("form", "size"))  # fmt: skip
    decided = decisions(home)
    found = rows.drop_duplicates("id").drop(columns="form").merge(counted, on="id")
    is_open = [one not in decided or not decided[one].counts for one in found["id"]]
    later = [one in decided and decided[one].decision == LATER for one in found["id"]]
    found = found.assign(is_later=later)[is_open]
    return found.sort_values("is_later", kind="stable", ignore_index=True)


def decisions(home: Home) -> dict[str, Decision]:
    """Decisions in force by name id."""
    return fold_identities(Ledger(home.ledger_url).events(IDENTITY))


def waiting_for_a_build(build: Path, home: Home) -> int:
    """Decisions made or taken back since the build."""
    made = {row[:-1] for row in decision_rows(tuple(decisions(home).values()))}
    known = ask(build, "select name_id, decision, facility_id, facts from raw_identity")
    known = known.astype(object).where(known.notna(), None)
    return len(made ^ set(known.itertuples(index=False, name=None)))


def subject(build: Path, facility_id: str, person: Person) -> dict:
    """What the register says of a subject; the phone always starred, the rest as the role needs."""
    found = ask_one(build, SUBJECT, facility_id=facility_id)
    if not found:
        return {}
    found = masked(pd.DataFrame([found]), person).iloc[0].to_dict()
    phone = found["phone"]
    return found | {"phone": mask(phone) if isinstance(phone, str) else None}


def subjects(build: Path) -> pd.DataFrame:
    """facility_id, facility_name, village of every subject, to choose from."""
    return ask(build, SUBJECTS)
