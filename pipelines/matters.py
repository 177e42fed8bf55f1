"""The matters of a build: which rows make one, its other ids, and which wait for a person.

A case in the ledger is found again by content, not only by its id: its number may be all it had
when it was opened (before matters had ids of their own), and its subject may have become known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import duckdb
import pandas as pd

from ledger.cases import LEAD, RECTIFICATION, Case, together
from ledger.matters import DIFFERENT, SAME, Decision, pair_id
from models.catalog import Catalog
from models.matching import normalise_name
from models.matters import Item, Row, joined, matters, number_key, number_of, read_rows
from pipelines.warehouse import insert

Key = tuple[str, str]  # kind, matter
DECISION_COLUMNS = "kind varchar, one varchar, other varchar, decision varchar"
COLUMNS = (
    "kind varchar, row_id bigint, matter_id varchar, own_id varchar, also_id varchar, "
    "number varchar, sheet varchar, facility_id varchar, is_known boolean, credit_code varchar, "
    "name varchar, village_code varchar, day varchar, text varchar"
)
CLASH_COLUMNS = (
    "clash_id varchar, kind varchar, number varchar, matter_id varchar, other_id varchar, "
    "likeness double"
)

# A corrected row stands where the waiting row stood that it answers. A subject that became known
# only after the row came joins it with no other: that is for a person to say.
ROWS = """
select r.row_id, r.{number} as number, m.facility_id,
    coalesce(m.method = 'person' or k.batch_no <= r.batch_no, false) as is_known,
    r.facility_name as name, r.credit_code,
    r.village_code, {day} as day, r.{text} as text,
    coalesce(a.of_batch || '|' || a.of_sheet, r.batch_id || '|' || r.source_sheet) as sheet
from raw_{form} r
left join stg_match m on m.form = '{form}' and m.row_id = r.row_id
left join (select facility_id, min(batch_no) as batch_no from stg_facility group by 1) k
    on k.facility_id = m.facility_id
left join raw_replay a
    on a.batch_id = r.batch_id and a.source_sheet = r.source_sheet
    and a.source_row = r.source_row and a.block = r.block
order by r.row_id
"""
READ = {
    LEAD: ROWS.format(number="lead_no", day="r.received_date", text="description", form=LEAD),
    RECTIFICATION: ROWS.format(number="task_no", day="null", text="issue", form=RECTIFICATION),
}


def decision_rows(decisions: Iterable[Decision]) -> list[tuple]:
    """Rows of raw_matter: what people said of two matters with one number."""
    return [(one.kind, *one.pair, one.decision) for one in decisions]


def make_matters(draft: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """stg_matter (a row of a workbook and its matter) and mart_clash (what waits for a person)."""
    decided = draft.execute("select kind, one, other, decision from raw_matter").fetchall()
    rows, clashes = [], []
    for kind, sql in READ.items():
        own = [(pair, said) for known, *pair, said in decided if known == kind]
        found = matters(read_rows(draft.execute(sql).df()))
        found = joined(found, [pair for pair, said in own if said == SAME])
        rows += [one for item in found for one in _stored(kind, item)]
        different = [pair for pair, said in own if said == DIFFERENT]
        clashes += [(kind, *one) for one in clashes_of(found, different)]
    insert(draft, "stg_matter", COLUMNS, rows)
    named = [(pair_id(kind, *pair), kind, number, *pair, like)
             for kind, number, *pair, like in clashes]  # fmt: skip
    insert(draft, "mart_clash", CLASH_COLUMNS, named)


def _stored(kind: str, item: Item) -> Iterator[tuple]:
    for number, row in enumerate(item.rows):
        also = item.also[number] if number < len(item.also) else None
        yield (kind, row.row_id, item.id, row.own_id, also, row.number, row.sheet, row.facility,
               row.is_known, row.code, row.name, row.village, row.day, row.text)  # fmt: skip


# ---------------------------------------------------------------- rows not yet in a build

STORED = (
    "select row_id, sheet, number, facility_id, is_known, credit_code, name, village_code, day, "
    "text, matter_id from stg_matter where kind = "
)
SAID_SAME = "select one, other from raw_matter where decision = '" + SAME + "' and kind = "
COLUMN = {
    LEAD: ("lead_no", "received_date", "description"),
    RECTIFICATION: ("task_no", None, "issue"),
}


def ids_of_news(
    kind: str, rows: pd.DataFrame, answers: pd.DataFrame | None, ask: Callable[[str], list[tuple]]
) -> list[str]:
    """The matter of each staged row (with facility_id), beside what a build has; `answers`: the
    replays of the same folder."""
    literal = f"'{kind}'"
    stored = {Row(*row[:-1]): row[-1] for row in ask(STORED + literal)}
    first = max((row.row_id for row in stored), default=0) + 1
    news = read_rows(_as_asked(kind, rows, answers, first))
    found = joined(matters([*stored, *news]), ask(SAID_SAME + literal))
    ids = {row.row_id: next((stored[one] for one in item.rows if one in stored), item.id)
           for item in found for row in item.rows}  # fmt: skip
    return [ids[row.row_id] for row in news]


def _as_asked(
    kind: str, rows: pd.DataFrame, answers: pd.DataFrame | None, first: int
) -> pd.DataFrame:
    """Staged rows as read_rows wants them; a corrected row stands where the waiting one stood."""
    number, day, text = COLUMN[kind]
    place = ["source_sheet", "source_row", "block"]
    stood = {} if answers is None else {
        tuple(one[name] for name in place): f"{one['of_batch']}|{one['of_sheet']}"
        for one in answers.to_dict("records")
    }  # fmt: skip
    own = rows[place].itertuples(index=False, name=None)
    return pd.DataFrame({
        "row_id": range(first, first + len(rows)),
        "number": rows[number],
        "facility_id": rows["facility_id"],
        "is_known": True,
        "name": rows["facility_name"],
        "credit_code": rows["credit_code"],
        "village_code": rows["village_code"],
        "day": rows[day] if day else None,
        "text": rows[text],
        "sheet": [stood.get(one, f"·|{one[0]}") for one in own],
    })  # fmt: skip


# ---------------------------------------------------------------- what waits for a person


def clashes_of(
    found: Iterable[Item], different: Iterable[Iterable[str]]
) -> Iterator[tuple[str, str, str, float]]:
    """number, matter, the older one most like it, how like: one question for every matter whose
    number an older one had in another workbook, until a person answered about it."""
    answered = [frozenset(pair) for pair in different]
    by_number: dict[str, list[Item]] = defaultdict(list)
    for item in found:
        by_number[number_key(item.rows[0].number)].append(item)
    for own in (own for own in by_number.values() if len(own) > 1):
        for place, item in enumerate(own):
            older = [one for one in own[:place] if not _stood_together(one, item)]
            if older and not any(_is_about(pair, item, own[:place]) for pair in answered):
                other = max(older, key=lambda one: likeness(one, item))
                yield item.rows[0].number, item.id, other.id, round(likeness(other, item), 3)


def _stood_together(one: Item, other: Item) -> bool:
    """Whether one sheet has both: its writer told them apart."""
    return bool({row.sheet for row in one.rows} & {row.sheet for row in other.rows})


def _is_about(pair: frozenset[str], item: Item, older: Iterable[Item]) -> bool:
    ids = _all_ids(item)
    return bool(pair & ids) and any(pair - ids & _all_ids(one) for one in older)


def _all_ids(item: Item) -> set[str]:
    return {item.id, *item.also, *(row.own_id for row in item.rows)}


def likeness(one: Item, other: Item) -> float:
    """How much two matters look like one, 0 to 1: subject, name, problem, village and day."""
    a, b = one.rows[-1], other.rows[-1]
    if a.facility and a.facility == b.facility:
        return 1.0
    words = (_ratio(a.name, b.name) + _ratio(a.text, b.text)) / 2
    places = (bool(a.village) and a.village == b.village, bool(a.day) and a.day == b.day)
    return 0.6 * words + 0.2 * sum(places)


def _ratio(one: str, other: str) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(one, other) if one and other else 0.0


# ---------------------------------------------------------------- cases of the ledger

REGISTER = (
    "select kind, matter_id, number, facility_id, name, village_code, day, text from stg_matter "
    "order by row_id"
)
ALIASES = "select kind, alias_id, matter_id from mart_matter_alias"
SUBJECTS = "select alias_id, facility_id from mart_facility_alias"
TEXT = {LEAD: "description", RECTIFICATION: "issue"}


class Known(NamedTuple):
    """A row of stg_matter as far as a case can be told by it."""

    kind: str
    matter_id: str
    number: str
    facility: str
    name: str
    village: str
    day: str
    text: str


@dataclass(frozen=True)
class Register:
    """Every matter of a build: finds the one that an id, old or new, or a case speaks of."""

    rows: tuple[Known, ...]
    aliases: Mapping[Key, str]
    subjects: Mapping[str, str] = field(default_factory=dict)  # any id of a subject → today's

    @classmethod
    def read(cls, ask: Callable[[str], list[tuple]]) -> Register:
        aliases = {(kind, alias): matter for kind, alias, matter in ask(ALIASES)}
        return cls(tuple(Known(*row) for row in ask(REGISTER)), aliases, dict(ask(SUBJECTS)))

    @cached_property
    def by_number(self) -> dict[Key, list[Known]]:
        found: dict[Key, list[Known]] = defaultdict(list)
        for row in self.rows:
            found[row.kind, number_key(row.number)].append(row)
        return found

    def cases(self, cases: Iterable[Case]) -> list[Case]:
        """Cases of the ledger under the ids of their matters, those of one matter as one."""
        found: dict[Key, list[Case]] = defaultdict(list)
        for case in cases:
            found[case.kind, self.of_case(case)].append(case)
        return [together(matter, own) for (_, matter), own in found.items()]

    def of_case(self, case: Case) -> str:
        """The matter of a case: by its id, else by what it says of its subject; its own id when no
        workbook speaks of it."""
        number = number_of(case.case_id)
        if number != case.case_id and (case.kind, case.case_id) in self.aliases:
            return self.aliases[case.kind, case.case_id]
        rows = self.by_number.get((case.kind, number_key(number)), [])
        votes = [(self._agreement(case, row), row.matter_id) for row in rows]
        good = [vote for vote in votes if vote[0] > 0]
        if good:
            return max(good, key=lambda vote: vote[0])[1]
        open_ones = {matter for vote, matter in votes if vote == 0}
        is_alone = len({matter for _, matter in votes}) == 1 == len(open_ones)
        return open_ones.pop() if is_alone else case.case_id

    def _agreement(self, case: Case, row: Known) -> int:
        """How well a row fits a case; 0: nothing speaks for or against it, below 0: another one."""
        said = {n: v for n, v in case.fields.items() if n not in case.decided or n not in SUBJECT}
        subject, name = said.get("facility_id"), normalise_name(said.get("facility_name"))
        village = said.get("village_code") or ""
        same_text = row.text == normalise_name(said.get(TEXT[case.kind])) != ""
        same_place = len({village, row.village} - {""}) < 2
        same_name = name == row.name != "" and same_place
        if same_name or (subject and self.subjects.get(subject, subject) == row.facility):
            return 2 + same_text
        if (subject or name) and (row.name or row.facility):
            return -1
        day = str(said.get("received_date") or "")[:10]
        return 1 + same_text if day and (village, day) == (row.village, row.day) else 0


SUBJECT = frozenset({"facility_id", "facility_name"})  # what a person may have put right
