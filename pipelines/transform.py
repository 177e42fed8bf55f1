"""From raw rows to marts: every table is one SQL file or one small maker, in dependency order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from graphlib import TopologicalSorter

import duckdb
import pandas as pd

from models.catalog import Catalog
from models.catalog.forms import Forms
from models.identity import identify
from models.matching import match
from pipelines import casetables, matters, naming
from pipelines.columns import filled
from pipelines.warehouse import SQL, sql_text

Maker = Callable[[duckdb.DuckDBPyConnection, Catalog], None]
Made = tuple[Callable[[], None], set[str]]  # what makes a table, and the tables it reads

AFTER_SCORING = (
    "mart_score",
    "mart_contribution",
    "mart_smoke",
    "mart_risk_matrix_month",
    "mart_risk_matrix",
)
WORD = re.compile(r"\b(?:raw|stg|mart)_\w+")


def transform(draft: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Make every stg_* and mart_* table that does not wait for the scores."""
    draft.execute(sql_text("staging/_macros"))
    files = sql_files(catalog.forms)
    early = {name: sql for name, sql in files.items() if name not in AFTER_SCORING}
    makers = {
        name: (partial(maker, draft, catalog), needs) for name, (maker, needs) in MAKERS.items()
    }
    run(draft, early, makers)


def transform_scores(draft: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """Make the marts that are read off the scores."""
    files = sql_files(catalog.forms)
    run(draft, {name: files[name] for name in AFTER_SCORING}, {})


def sql_files(forms: Forms) -> dict[str, str]:
    """Table name → query, for every table that is made after loading."""
    found = [*(SQL / "staging").glob("stg_*.sql"), *(SQL / "marts").glob("*.sql")]
    return {path.stem: filled(path.read_text("utf-8"), forms) for path in sorted(found)}


def run(
    draft: duckdb.DuckDBPyConnection, files: Mapping[str, str], makers: Mapping[str, Made]
) -> None:
    """Make the tables in the order in which they mention each other."""
    for name in in_order(files, makers):
        if name in makers:
            makers[name][0]()
        else:
            draft.execute("create table " + name + " as " + files[name])


def in_order(files: Mapping[str, str], makers: Mapping[str, Made]) -> Iterator[str]:
    """Names so that each comes after every table it reads. Raises graphlib.CycleError."""
    needs = {name: mentioned(sql) for name, sql in files.items()}
    needs |= {name: inputs for name, (_, inputs) in makers.items()}
    known = set(needs)
    order = TopologicalSorter(
        {name: sorted(needs[name] & known - {name}) for name in sorted(known)}
    )
    return iter(tuple(order.static_order()))


def mentioned(sql: str) -> set[str]:
    """Tables that the text of a query names, comments aside."""
    return set(WORD.findall(re.sub(r"--.*", "", sql)))


# ---------------------------------------------------------------- who is who


STATEMENTS = """
select row_id, facility_name, credit_code, village_code from raw_facility
union all
select row_id, facility_name, credit_code, village_code from stg_named
order by row_id
"""


def make_named(draft: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """stg_named: subjects that no register states and people called new."""
    naming.store_named(draft, draft.execute(NAMES).df())


def make_identity(draft: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """stg_identity: the subject of every statement, and the id its name alone would give."""
    statements = draft.execute(STATEMENTS).df()
    found = pd.concat([statements[["row_id"]], identify(statements)], axis=1)
    store(draft, "stg_identity", "row_id bigint, facility_id varchar, alias_id varchar", found)


NAMES = """
select form, row_id, name, credit_code, village_code,
    batch_id, source_file, source_sheet, source_row, batch_no, block
from (
    select 'screening' as form, row_id, facility_name as name, credit_code, village_code,
        batch_id, source_file, source_sheet, source_row, batch_no, block
    from raw_screening
    union all
    select 'lead', row_id, facility_name, credit_code, village_code,
        batch_id, source_file, source_sheet, source_row, batch_no, block
    from raw_lead
    union all
    select 'rectification', row_id, facility_name, credit_code, village_code,
        batch_id, source_file, source_sheet, source_row, batch_no, block
    from raw_rectification
)
where name is not null or credit_code is not null
order by form, row_id
"""

ROSTER = """
select distinct facility_id, facility_name, credit_code, village_code
from stg_facility
order by all
"""


def make_match(draft: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """stg_match: the subject of every screening, lead and task row, or a proposal; what people
    decided (pipelines/naming.py) stands above what the names say."""
    names = draft.execute(NAMES).df().drop(columns=["batch_no", "block"])
    asked = names[["name", "credit_code", "village_code"]]
    roster, renamed = draft.execute(ROSTER).df(), catalog.forms.region.renamed
    found = pd.concat([names, match(asked, roster, renamed)], axis=1)
    found = naming.settle(draft, found)
    store(
        draft,
        "stg_match",
        "form varchar, row_id bigint, name varchar, credit_code varchar, village_code varchar, "
        "batch_id varchar, source_file varchar, source_sheet varchar, source_row bigint, "
        "facility_id varchar, method varchar, proposal_facility_id varchar, similarity double, "
        "decision varchar",
        found,
    )


WAITING = """
with
said as (
    select w.batch_id, w.sheet, w."row", w.block, w.form, b."column" as name,
        json_extract_string(w.cells, '$."' || b.heading || '"') as value
    from mart_quarantine w
    join raw_block_column b
        on b.batch_id = w.batch_id and b.source_sheet = w.sheet and b.block = w.block
    where b."column" in ('facility_name', 'credit_code')
)
select
    s.batch_id, s.sheet, s."row", s.form, min(h.period) as period,
    max(s.value) filter (where s.name = 'facility_name') as name,
    max(s.value) filter (where s.name = 'credit_code') as credit_code,
    min(v.village_code) as village_code
from said s
left join stg_sheet h on h.batch_id = s.batch_id and h.sheet = s.sheet and h.block = s.block
left join stg_village v on v.village = h.unit
group by s.batch_id, s.sheet, s."row", s.form
order by all
"""


def make_waiting(draft: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """stg_waiting: the subject of every row that waits for correction, where its name says."""
    waiting = draft.execute(WAITING).df()
    roster, renamed = draft.execute(ROSTER).df(), catalog.forms.region.renamed
    found = match(waiting[["name", "credit_code", "village_code"]], roster, renamed)
    columns = ["batch_id", "sheet", "row", "form", "period"]
    rows = waiting[columns].assign(facility_id=found["facility_id"].to_numpy())
    store(
        draft,
        "stg_waiting",
        'batch_id varchar, sheet varchar, "row" bigint, form varchar, period varchar, '
        "facility_id varchar",
        rows[rows["facility_id"].notna()],
    )


AFFILIATES = """
select facility_id, affiliated_to
from stg_subject
where affiliated_to is not null
order by facility_id
"""


def make_affiliation(draft: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """stg_affiliation: the institution behind a company, named by its name or its credit code."""
    companies = draft.execute(AFFILIATES).df()
    asked = pd.DataFrame(
        {
            "name": companies["affiliated_to"],
            "credit_code": companies["affiliated_to"],
            "village_code": None,
        }
    )
    found = match(asked, draft.execute(ROSTER).df())
    pairs = pd.DataFrame(
        {"company_id": companies["facility_id"], "facility_id": found["facility_id"]}
    )
    pairs = pairs[pairs["facility_id"].notna() & (pairs["facility_id"] != pairs["company_id"])]
    store(draft, "stg_affiliation", "company_id varchar, facility_id varchar", pairs)


# ---------------------------------------------------------------- the clock


TASKS = """
select matter_id, deadline_date, not is_finished as is_running
from stg_task
order by matter_id
"""


def make_clock(draft: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """stg_clock: overdue or days left per task, by the one clock of the house."""
    casetables.store_clock(draft, catalog, "rectification", "stg_clock", draft.execute(TASKS).df())


def store(draft: duckdb.DuckDBPyConnection, table: str, columns: str, frame: pd.DataFrame) -> None:
    """Create a table of typed columns from a frame that has them in this order."""
    draft.execute("create table " + table + " (" + columns + ")")
    if len(frame):
        draft.execute("insert into " + table + " select * from frame")


MAKERS: dict[str, tuple[Maker, set[str]]] = {
    "stg_named": (make_named, set()),
    "stg_identity": (make_identity, {"stg_named"}),
    "stg_match": (make_match, {"stg_facility", "stg_identity", "stg_named"}),
    "stg_waiting": (make_waiting, {"stg_facility", "stg_sheet", "mart_quarantine"}),
    "stg_affiliation": (make_affiliation, {"stg_facility", "stg_subject"}),
    "stg_matter": (matters.make_matters, {"stg_match", "stg_facility"}),
    "stg_clock": (make_clock, {"stg_task"}),
    "mart_conflict": (
        casetables.make_conflicts,
        {
            "stg_lead_book",
            "stg_task_book",
            "stg_lead",
            "stg_rectification",
            "stg_matter",
            "mart_matter_alias",
            "mart_facility_alias",
        },
    ),
    "stg_lead_now": (casetables.make_leads, {"mart_conflict", "mart_facility_alias"}),
    "stg_task": (casetables.make_tasks, {"mart_conflict", "mart_facility_alias"}),
    "stg_lead_clock": (casetables.make_lead_clock, {"stg_lead_now"}),
    "mart_look_back": (casetables.make_look_back, {"mart_conflict", "mart_period"}),
}
