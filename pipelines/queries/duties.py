"""必须上报 duties as they stand now: lines on record, since when known, what people said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from ledger.duties import DUTY, Duty, Line, duty, fold_duties
from pipelines.matters import SUBJECTS
from pipelines.queries.asking import ask
from pipelines.queries.decisions import ledger
from pipelines.queries.facility import MINE, about
from pipelines.queries.scope import Filters, Person, mine, run_info, scope
from pipelines.workcalendar import calendar_of_build

# Known since the first import that brought a meeting which counts; what only a month's end met
# (facts of several imports) since the first import on or after that day, else since that day.
KNOWN = """,
stated as (
    select l.facility_id, l.rule, min(b.imported_at) as known_at
    from mart_line l
    join stg_meeting m on m.facility_id = l.facility_id and m.rule = l.rule and m.day >= l.since
    join mart_batch b using (batch_id)
    group by all
)
select l.facility_id, s.facility_name, s.village, s.village_code, s.level, s.rank, l.rule, l.name,
    coalesce(
        k.known_at,
        (select min(imported_at) from mart_batch where is_live and imported_at >= l.since),
        l.since
    ) as known_at
from mart_line l
join mine using (facility_id)
join mart_score_month s on s.facility_id = l.facility_id and s.period = $period
left join stated k on k.facility_id = l.facility_id and k.rule = l.rule
where l.ended_by is null
order by s.rank, known_at, l.rule
"""
ALL, ONE = mine() + KNOWN, MINE + KNOWN
COLUMNS = ["facility_id", "facility_name", "village", "level", "duty"]


def duties(build: Path, filters: Filters, person: Person) -> pd.DataFrame:
    """facility_id, facility_name, village, level, duty: those not reported yet, unseen first."""
    if not person.may("see_cases"):
        return pd.DataFrame(columns=COLUMNS)
    wanted = replace(filters, period=None)
    found = _folded(build, ask(build, ALL, **scope(build, wanted, person)))
    waiting = [one for one in found if not one["duty"].is_reported]
    return pd.DataFrame(sorted(waiting, key=lambda one: one["duty"].rank), columns=COLUMNS)


def of_subject(build: Path, person: Person, facility_id: str) -> Duty | None:
    """The duty of one subject, reported or not; None without a line on record."""
    if not person.may("see_cases"):
        return None
    rows = _folded(build, ask(build, ONE, **about(build, None, person, facility_id)))
    return rows[0]["duty"] if rows else None


def _folded(build: Path, rows: pd.DataFrame) -> list[dict]:
    if rows.empty:
        return []
    words, calendar = _words(build), calendar_of_build(build)
    as_of = run_info(build)["as_of"].date()
    found = []
    for subject, own in rows.groupby("facility_id", sort=False):
        lines = [
            Line(row.rule, row.name_text, row.known_at.to_pydatetime())
            for row in own.rename(columns={"name": "name_text"}).itertuples()
        ]
        first = own.iloc[0][["facility_id", "facility_name", "village", "level"]].to_dict()
        made = duty(subject, lines, words.get(subject, ()), as_of, calendar)
        found.append(first | {"duty": made})
    return found


def _words(build: Path) -> dict[str, list]:
    """What was said, by the ids of this build."""
    said = fold_duties(ledger().events(DUTY))
    now = dict(ask(build, SUBJECTS).itertuples(index=False)) if said else {}
    found: dict[str, list] = {}
    for word in said:
        found.setdefault(now.get(word.facility_id, word.facility_id), []).append(word)
    return found
