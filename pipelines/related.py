"""Related subjects of every month, judged together for the legal lines (floors.yml, groups)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from ledger.groups import Dissolution, dissolved
from models.catalog.grouping import Grouping
from models.catalog.scoring import Scoring
from models.floors import Facts, Known
from models.groups import connected, gathered, group_id
from models.matching import normalise_name
from pipelines.panel import Panel
from pipelines.transform import store
from pipelines.warehouse import names_of, sql_text

CONTACTS = ("legal_person", "phone")
COLUMNS = (
    "period varchar, group_id varchar, facility_id varchar, kinds varchar, is_dissolved boolean, "
    "amount_wan double, people double, unpaid_wan double"
)
SUMS = {
    "amount_wan": "group_amount_wan",
    "people": "group_people",
    "unpaid_wan": "group_unpaid_wan",
}
NAMES = "select facility_id, facility_name from mart_facility"


@dataclass(frozen=True)
class Group:
    """Members of one month by id, and their rows in the panel. kinds: what ties each of them."""

    period: str
    members: tuple[str, ...]
    rows: np.ndarray
    kinds: tuple[str, ...]
    is_dissolved: bool


@dataclass(frozen=True)
class Related:
    groups: tuple[Group, ...]
    facts: Facts


def read_related(
    draft: duckdb.DuckDBPyConnection,
    panel: Panel,
    scoring: Scoring,
    sure: Facts,
    said: Sequence[Dissolution] = (),
) -> Related:
    """The groups of every month and the facts they come to, from confirmed facts alone."""
    if not scoring.groups.facts:
        return Related((), {})
    groups = tuple(groups_of(panel, read_ties(draft, scoring.groups), said))
    called = dict(draft.execute(NAMES).fetchall())
    names = [called.get(one, one) for one in panel.rows["facility_id"]]
    judged = [one.rows for one in groups if not one.is_dissolved]
    return Related(groups, gathered(scoring.groups.facts, judged, sure, names))


def read_ties(draft: duckdb.DuckDBPyConnection, rules: Grouping) -> pd.DataFrame:
    """period, facility_id, kind, key: what may tie a subject to others. A contact that a committee
    or a public place has, too, or that many share, is no tie."""
    params = {"committee": "|".join(rules.committees), "public": list(rules.public)}
    rows = draft.execute(sql_text("scores/stg_tie"), params).df()
    rows["key"] = rows["kind"] + ":" + rows["said"].map(normalise_name)
    shared = rows.groupby(["period", "key"])
    is_owned = shared["is_apart"].transform("any").astype(bool)
    many = shared["facility_id"].transform("nunique") > rules.shared_by_at_most
    is_contact = rows["kind"].isin(CONTACTS)
    return rows[~is_owned & ~(is_contact & many)]


def groups_of(panel: Panel, ties: pd.DataFrame, said: Sequence[Dissolution]) -> Iterator[Group]:
    """Every group of every month; a dissolved one is kept, but not judged as one."""
    until = panel.rows.groupby("period")["until"].first()
    for period, mine in ties.groupby("period"):
        here = panel.places[period]
        row_of = dict(zip(panel.rows["facility_id"].iloc[here], here, strict=True))
        shared = mine[mine.groupby("key")["facility_id"].transform("nunique") > 1]
        kinds = shared.groupby("facility_id")["kind"].agg(lambda k: "、".join(sorted(set(k))))
        apart = dissolved(said, pd.Timestamp(until[period]).date())
        for members in connected(zip(shared["facility_id"], shared["key"], strict=True)):
            yield Group(
                period,
                members,
                np.array([row_of[one] for one in members]),
                tuple(kinds[one] for one in members),
                any(set(members) <= one for one in apart),
            )


def store_groups(draft: duckdb.DuckDBPyConnection, related: Related) -> None:
    """mart_group: month × member of a group, with what the group comes to."""
    rows = [
        (one.period, group_id(one.members), member, kinds, one.is_dissolved, *_sums(related, row))
        for one in related.groups
        for member, row, kinds in zip(one.members, one.rows, one.kinds, strict=True)
    ]
    store(draft, "mart_group", COLUMNS, pd.DataFrame(sorted(rows), columns=names_of(COLUMNS)))


def _sums(related: Related, row: int) -> list[float]:
    unknown = Known(np.full(row + 1, np.nan))
    return [float(related.facts.get(name, unknown).values[row]) for name in SUMS.values()]
