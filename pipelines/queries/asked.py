"""请确认: what was read by a guess and waits for a person, by import, by subject, for the town."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ledger.events import Ledger
from pipelines.guesses import Question, answers_now
from pipelines.queries import imports, knowledge
from pipelines.queries.asking import ask
from pipelines.queries.facility import MINE, about
from pipelines.queries.overview import SUBJECTS
from pipelines.queries.scope import Filters, Person, scope
from pipelines.settings import Home

OPEN = """
select g.kind, g.form, g."column", g.wording, g.reading, g.batch_id, b.file, b.actor,
    count(*) as cells
from stg_guess g join mart_batch b using (batch_id)
where not g.is_confirmed
group by all order by min(b.batch_no), g."column", g.wording
"""
OF_SUBJECT = (
    MINE
    + """
select distinct d.kind, d.form, d."column", d.wording, d.reading, d.batch_id,
    b.file, b.actor, 1 as cells
from mart_doubt d join mine using (facility_id) join mart_batch b using (batch_id)
where d.period = $period order by d."column", d.wording
"""
)
# Subjects that may have reached a legal line, and the sentence that says what to confirm.
PENDING = (
    SUBJECTS
    + """
select rank, facility_id, facility_name, village, level, m.pending_reason as evidence
from subject join (
    select period, facility_id, pending_reason from mart_score_month
) m using (period, facility_id)
where period = $period and m.pending_reason is not null order by rank
"""
)
KNOWN = "select count(*) as n from information_schema.tables where table_name = 'mart_doubt'"


@dataclass(frozen=True)
class Asked:
    """A question and the import it comes from."""

    question: Question
    batch_id: str
    file: str
    uploader: str


def open_questions(home: Home, build: Path, person: Person) -> list[Asked]:
    """Every open question about imports that the person may see."""
    seen = set(imports.history(home, build, person)["batch_id"])
    return [one for one in _asked(home, build, OPEN) if one.batch_id in seen]


def of_import(home: Home, build: Path, person: Person, batch_id: str) -> list[Asked]:
    return [one for one in open_questions(home, build, person) if one.batch_id == batch_id]


def of_subject(
    home: Home, build: Path, period: str | None, person: Person, facility_id: str
) -> list[Asked]:
    """What was guessed of the facts that count for this subject in the month."""
    return _asked(home, build, OF_SUBJECT, **about(build, period, person, facility_id))


def pending(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """rank, facility_id, facility_name, village, level, evidence of every subject that may have
    reached a legal line."""
    columns = ["rank", "facility_id", "facility_name", "village", "level", "evidence"]
    if not _marks_guesses(build):
        return pd.DataFrame(columns=columns)
    return ask(build, PENDING, **scope(build, filters, person))


def may_answer(person: Person, one: Asked) -> bool:
    """An analyst may answer all; a clerk what the clerk brought in."""
    is_own = person.sees_all or person.is_local or one.uploader == person.name
    return person.may("confirm_guess") and is_own


def _marks_guesses(build: Path) -> bool:
    """Builds of before guesses were marked have nothing to ask."""
    return bool(ask(build, KNOWN)["n"].iloc[0])


def _asked(home: Home, build: Path, sql: str, **values) -> list[Asked]:
    """The rows as questions, without those answered since the build."""
    if not _marks_guesses(build):
        return []
    forms, said = knowledge.forms(), answers_now(Ledger(home.ledger_url))
    rows = ask(build, sql, **values).to_dict("records")
    found = []
    for row in rows:
        reading = row["reading"] if isinstance(row["reading"], str) else None
        meaning = forms[row["form"]]["columns"][row["column"]]
        one = Question(row["kind"], row["form"], row["column"], meaning, row["wording"], reading,
                       int(row["cells"]))  # fmt: skip
        if not said.confirms(one.kind, one.form, one.column, one.wording, one.reading):
            found.append(Asked(one, row["batch_id"], row["file"], row["actor"]))
    return found
