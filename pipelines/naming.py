"""What people decided about names, joined with the workbooks' names in a build.

Same: every row of that name speaks of the subject. Different: it stays nobody's and is not asked
again. New: the row that names it first also states a subject, older than any register.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import duckdb
import pandas as pd

from ledger.identities import DIFFERENT, NEW, SAME, Decision, name_id

PERSON = "person"  # the method of a match that a person decided
DECISION_COLUMNS = (
    "name_id varchar, decision varchar, facility_id varchar, facts varchar, seq bigint"
)
NAMED_FACTS = ("facility_type", "registration_status", "sector")


def decision_rows(decisions: Sequence[Decision]) -> list[tuple]:
    """Rows of raw_identity: decisions that count, in the order of their ids."""
    return [
        (
            one.id,
            one.decision,
            one.facility_id,
            json.dumps(dict(one.facts), sort_keys=True),
            one.seq,
        )
        for one in sorted(decisions, key=lambda d: d.id)
        if one.counts
    ]


def store_named(draft: duckdb.DuckDBPyConnection, names: pd.DataFrame) -> None:
    """stg_named: statements for subjects that people called new, with the columns of raw_facility
    (row_id below 0: any register is newer) and name_id.

    Each takes village and source from the first of `names` that it was decided on; without any
    (its import was withdrawn) there is no statement.
    """
    draft.execute(
        "create table stg_named as select *, null::varchar as name_id from raw_facility limit 0"
    )
    new = draft.execute(
        "select name_id, facts from raw_identity where decision = $new order by name_id",
        {"new": NEW},
    ).fetchall()
    if not new:
        return
    firsts = names.assign(id=ids_of(names)).drop_duplicates("id").set_index("id")
    villages = dict(draft.execute("select village_code, village from stg_village").fetchall())
    rows = [
        statement(-number, firsts.loc[one], json.loads(facts), villages) | {"name_id": one}
        for number, (one, facts) in enumerate(new, start=1)
        if one in firsts.index
    ]
    if rows:
        frame = pd.DataFrame(rows).astype(object)  # noqa: F841 (read by DuckDB)
        draft.execute("insert into stg_named by name select * from frame")


def statement(row_id: int, first: pd.Series, facts: dict, villages: dict[str, str]) -> dict:
    code = first["village_code"] if isinstance(first["village_code"], str) else None
    code = code or facts.get("village_code")
    said = {name: facts.get(name) for name in NAMED_FACTS}
    source = {name: first[name] for name in ("batch_id", "batch_no", "source_file", "source_sheet",
                                             "source_row", "block")}  # fmt: skip
    place = {"village_code": code, "village": villages.get(code)}
    own = {"row_id": row_id, "facility_name": first["name"]}
    if isinstance(first["credit_code"], str):
        own["credit_code"] = first["credit_code"]
    return {**own, **place, **said, **source}


def settle(draft: duckdb.DuckDBPyConnection, found: pd.DataFrame) -> pd.DataFrame:
    """Matches after people's decisions: `found` has name, credit_code, village_code and the columns
    of models.matching.match; the result also `decision` (null: nobody decided, or it no longer
    applies because its subject is gone or another proposal came up)."""
    found = found.assign(decision=None)
    targets = settled_names(draft)
    if not targets:
        return found
    ids = ids_of(found)
    for place, one in zip(found.index, ids, strict=True):
        if one not in targets:
            continue
        decision, subject = targets[one]
        if decision == DIFFERENT:
            rejects = subject is None or subject == found.at[place, "proposal_facility_id"]
            if rejects and not isinstance(found.at[place, "facility_id"], str):
                found.at[place, "decision"] = decision
        else:
            found.loc[place, ["facility_id", "method", "decision"]] = [subject, PERSON, decision]
            found.loc[place, ["proposal_facility_id", "similarity"]] = [None, 1.0]
    return found


def settled_names(draft: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str | None]]:
    """name id → decision and today's id of its subject; without those whose subject is gone."""
    decided = draft.execute("select name_id, decision, facility_id from raw_identity").fetchall()
    if not decided:
        return {}
    pairs = draft.execute("select alias_id, facility_id from stg_identity order by row_id desc")
    now = {alias: subject for alias, subject in pairs.fetchall()}
    now |= {subject: subject for subject in list(now.values())}
    named = dict(draft.execute(NAMED_SUBJECTS).fetchall())
    targets = {}
    for one, decision, subject in decided:
        if decision == SAME and subject in now:
            targets[one] = (decision, now[subject])
        elif decision == NEW and one in named:
            targets[one] = (decision, named[one])
        elif decision == DIFFERENT:
            targets[one] = (decision, now.get(subject, subject))
    return targets


NAMED_SUBJECTS = """
select n.name_id, i.facility_id from stg_named n join stg_identity i using (row_id)
"""


def ids_of(names: pd.DataFrame) -> list[str]:
    """name_id of every row, each wording worked out once."""
    triples = list(zip(names["name"], names["credit_code"], names["village_code"], strict=True))
    known = {triple: name_id(*triple) for triple in dict.fromkeys(triples)}
    return [known[triple] for triple in triples]
