"""Builds of earlier versions of the program, closed months above all, read like today's."""

from __future__ import annotations

import duckdb

SCORE = {
    "lacks": "null::varchar",
    "waiting_rows": "0::bigint",
    "is_pending_statutory": "false",
    "pending_reason": "null::varchar",
    "statutory_now": "is_statutory",
    "statutory_since": "null::date",
    "level_by_facts": "level_by_rule",
    "level_held": "false",
    "held_reason": "null::varchar",
}
# Columns that a table did not have once, and what they would have said.
COLUMNS = {
    "mart_score": SCORE,
    "mart_score_month": SCORE,
    "mart_listed_month": SCORE,
    "mart_floor": {"is_pending": "false"},
    "mart_rectification": {
        "state": "if(is_closed and status is distinct from '已移送', '已销号', status)"
    },
    "mart_observation": {"is_confirmed": "true", "value_low": "null::double"},
}
# Tables that there were not: what an empty one is made of, or the table that says the same.
TABLES = {
    "mart_line": (
        "select null::varchar as facility_id, null::varchar as rule, null::varchar as name, "
        "null::varchar as level, null::date as since, null::date as last_met, "
        "null::varchar as figures, false as is_now, null::varchar as state, "
        "null::varchar as ended_by, null::date as ended_at limit 0"
    ),
    "mart_correction": (
        "select null::varchar as facility_id, null::varchar as rule, null::date as day, "
        "null::varchar as figures, null::varchar as corrected_by, null::varchar as batch_id, "
        "null::varchar as source_sheet, null::bigint as source_row limit 0"
    ),
    "mart_group": (
        "select null::varchar as period, null::varchar as group_id, null::varchar as facility_id, "
        "null::varchar as kinds, false as is_dissolved, null::double as amount_wan, "
        "null::double as people, null::double as unpaid_wan limit 0"
    ),
    "mart_listed_month": "from mart_score_month",
    "stg_meeting": (
        "select null::varchar as facility_id, null::varchar as rule, null::date as day, "
        "null::varchar as batch_id limit 0"
    ),
}
HAS = """
select table_name, column_name from information_schema.columns
where table_catalog = current_database() and table_schema = 'main'
"""


def views(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Statements that give a cursor of an older build what it lacks; none for one of today's."""
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(HAS).fetchall():
        found.setdefault(table, set()).add(column)
    if "mart_score_month" not in found:
        return ()
    (name,) = connection.execute("select current_database()").fetchone()
    wider = [
        widened(name, table, added)
        for table, wanted in COLUMNS.items()
        if table in found
        and (added := {c: said for c, said in wanted.items() if c not in found[table]})
    ]
    empty = [
        f"create or replace temp view {table} as {sql}"
        for table, sql in TABLES.items()
        if table not in found
    ]
    return (*wider, *empty)


def widened(database: str, table: str, added: dict[str, str]) -> str:
    more = ", ".join(f"{said} as {column}" for column, said in added.items())
    return f'create or replace temp view {table} as select *, {more} from "{database}".main.{table}'
