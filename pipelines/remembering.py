"""What a build remembers of statutory lines: since when, with which figures, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd

from models import explain, floors, lines
from models.catalog.scoring import Floor, Scoring
from pipelines import moments as at_moments
from pipelines.matters import SUBJECTS
from pipelines.moments import SOURCE, Moments
from pipelines.panel import Panel
from pipelines.rulings import Rulings
from pipelines.transform import store
from pipelines.warehouse import names_of

LINE_COLUMNS = (
    "facility_id varchar, rule varchar, name varchar, level varchar, since date, last_met date, "
    "figures varchar, is_now boolean, state varchar, ended_by varchar, ended_at date"
)
CORRECTION_COLUMNS = (
    "facility_id varchar, rule varchar, day date, figures varchar, corrected_by varchar, "
    "batch_id varchar, source_sheet varchar, source_row bigint"
)
MEETING_COLUMNS = "facility_id varchar, rule varchar, day date, batch_id varchar"
DAY_END = pd.Timedelta(days=1) - pd.Timedelta(seconds=1)


@dataclass(frozen=True)
class Memory:
    """Every meeting of a statutory line up to the build's day, and what people settled."""

    panel: Panel
    scoring: Scoring
    facts: floors.Facts
    now: np.ndarray  # M × F: statutory floors met at the months' ends
    moments: Moments
    meetings: pd.DataFrame
    settlements: tuple[lines.Settlement, ...]

    @property
    def by_rule(self) -> dict[str, Floor]:
        return {floor.code: floor for floor in self.scoring.floors}


def remember(
    draft: duckdb.DuckDBPyConnection,
    panel: Panel,
    scoring: Scoring,
    facts: floors.Facts,
    hit: np.ndarray,
    rulings: Rulings,
) -> Memory:
    """hit: M × F, which floors are met at the months' ends."""
    moments = replace(
        at_moments.read_moments(draft, scoring), confirmed=confirmed_visits(draft, rulings)
    )
    statutory = np.array([floor.is_statutory for floor in scoring.floors], dtype=bool)
    now = hit & statutory
    stated = at_moments.meetings(moments).assign(is_month=False)
    known = pd.concat([without_mistakes(stated, rulings), month_meetings(panel, scoring, now)])
    known = known.reset_index(drop=True)
    return Memory(panel, scoring, facts, now, moments, known, settled(draft, rulings))


def without_mistakes(stated: pd.DataFrame, rulings: Rulings) -> pd.DataFrame:
    """Replaced statements that a second person knows as mistakes are as if they had not been."""
    known = {one for correction in rulings.corrections for one in correction.statements}
    if not known or stated.empty:
        return stated
    sources = pd.Series(list(stated[SOURCE].itertuples(index=False, name=None)), stated.index)
    return stated[~(stated["is_replaced"].astype(bool) & sources.isin(known))]


def month_meetings(panel: Panel, scoring: Scoring, now: np.ndarray) -> pd.DataFrame:
    """What the ends of the months met."""
    rows, numbers = np.nonzero(now)
    codes = np.array([floor.code for floor in scoring.floors], dtype=object)
    days = pd.to_datetime(panel.rows["until"].to_numpy()[rows])
    return pd.DataFrame(
        {
            "facility_id": panel.rows["facility_id"].to_numpy(dtype=object)[rows],
            "rule": codes[numbers],
            "day": days,
            "known_at": days + DAY_END,
            "is_replaced": False,
            "is_month": True,
            "place": rows,
        }
    )


def ids_now(draft: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What people's words call a subject → its id in this build."""
    return dict(draft.execute(SUBJECTS).fetchall())


def confirmed_visits(
    draft: duckdb.DuckDBPyConnection, rulings: Rulings
) -> frozenset[tuple[str, str]]:
    """Visits that the office confirmed, by the ids of this build."""
    if not rulings.visits:
        return frozenset()
    now = ids_now(draft)
    return frozenset((now.get(one.facility_id, one.facility_id), one.day) for one in rulings.visits)


def settled(draft: duckdb.DuckDBPyConnection, rulings: Rulings) -> tuple[lines.Settlement, ...]:
    """Settlements name the subject as it was known then; the build may know it by another id."""
    if not rulings.settlements:
        return ()
    now = ids_now(draft)
    return tuple(
        one._replace(facility_id=now.get(one.facility_id, one.facility_id))
        for one in rulings.settlements
    )


# ---------------------------------------------------------------- months


def standing(memory: Memory) -> tuple[pd.DataFrame, np.ndarray]:
    """Per row of the panel: statutory_now, is_statutory, statutory_since; and the sentence of what
    is only remembered (None where nothing is)."""
    rows = memory.panel.rows
    now = memory.now.any(axis=1)
    since = np.full(len(rows), np.datetime64("NaT"), dtype="datetime64[us]")
    words = np.full(len(rows), None, dtype=object)
    subjects = rows["facility_id"].to_numpy(dtype=object)
    for here in memory.panel.places.values():
        until = pd.Timestamp(rows["until"].iloc[here[0]])
        counted = lines.open_meetings(memory.meetings, memory.settlements, until)
        firsts = lines.first_days(counted)
        since[here] = [firsts.get(name, np.datetime64("NaT")) for name in subjects[here]]
        told = dict(list(counted.groupby("facility_id")))
        for row in here[~now[here] & ~np.isnat(since[here])]:
            words[row] = sentence(memory, told[subjects[row]])
    flags = {"statutory_now": now, "is_statutory": ~np.isnat(since), "statutory_since": since}
    return pd.DataFrame(flags, index=rows.index), words


def sentence(memory: Memory, own: pd.DataFrame) -> str:
    """曾达到法定标准: since when, the weightiest line with its figures, and how many there are."""
    words = memory.scoring.levels.memory
    lesser = floors.contained([memory.by_rule[rule] for rule in own["rule"].unique()])
    apart = set(lesser) - frozenset().union(*lesser.values())
    order = [floor.code for floor in weightiest(memory.scoring) if floor.code in apart]
    first = own[own["rule"] == order[0]].sort_values(["day", "known_at"], kind="stable").iloc[0]
    template = words.corrected if own["is_replaced"].all() else words.reason
    more = explain.fill(words.more, {"n": len(order)}) if len(order) > 1 else ""
    since = f"{own['day'].min():%Y-%m-%d}"
    return template.format(since=since, figures=figures(memory, first), more=more)


def weightiest(scoring: Scoring) -> list[Floor]:
    """Statutory floors from the highest level down, in the catalogue's order."""
    statutory = [floor for floor in scoring.floors if floor.is_statutory]
    return sorted(statutory, key=lambda floor: -scoring.levels.severity(floor.level))


def figures(memory: Memory, meeting: pd.Series) -> str:
    """The evidence as it stood when the line was met."""
    facts = memory.facts if meeting["is_month"] else memory.moments.facts
    return floors.evidence(memory.by_rule[meeting["rule"]], facts, int(meeting["place"]))


# ---------------------------------------------------------------- tables


def store_memory(draft: duckdb.DuckDBPyConnection, memory: Memory) -> None:
    """mart_line: every statutory line a subject ever met, and how it stands; mart_correction: the
    replaced statements that met one and wait for a second person's word; stg_meeting: the import
    each meeting came with."""
    store(draft, "mart_line", LINE_COLUMNS, line_rows(memory))
    store(draft, "mart_correction", CORRECTION_COLUMNS, correction_rows(memory))
    store(draft, "stg_meeting", MEETING_COLUMNS, meeting_rows(memory))


def line_rows(memory: Memory) -> pd.DataFrame:
    panel, words = memory.panel, memory.scoring.levels.memory.states
    names = names_of(LINE_COLUMNS)
    if not panel.periods or memory.meetings.empty:
        return pd.DataFrame(columns=names)
    here = panel.places[panel.periods[-1]]
    until = pd.Timestamp(panel.rows["until"].iloc[here[0]])
    subjects = panel.rows["facility_id"].to_numpy(dtype=object)
    codes = [floor.code for floor in memory.scoring.floors]
    met = zip(*np.nonzero(memory.now[here]), strict=True)
    now = {(subjects[here[row]], codes[number]) for row, number in met}
    found = lines.lines(memory.meetings, memory.settlements, now, until)
    by_rule = memory.by_rule
    told = found.assign(
        name=[by_rule[rule].name for rule in found["rule"]],
        level=[by_rule[rule].level for rule in found["rule"]],
        figures=[figures(memory, row) for _, row in found.iterrows()],
        state=found["state"].map(words),
    )
    return told[names]


def correction_rows(memory: Memory) -> pd.DataFrame:
    names = names_of(CORRECTION_COLUMNS)
    waiting = memory.meetings[memory.meetings["is_replaced"].astype(bool)]
    if waiting.empty:
        return pd.DataFrame(columns=names)
    until = pd.Timestamp(memory.panel.rows["until"].max())
    counted = lines.open_meetings(waiting, memory.settlements, until)
    told = [figures(memory, row) for _, row in counted.iterrows()]
    ordered = counted.assign(figures=told)[names]
    return ordered.sort_values(["facility_id", "day", "rule", "source_row"], kind="stable")


def meeting_rows(memory: Memory) -> pd.DataFrame:
    names = names_of(MEETING_COLUMNS)
    return memory.meetings.reindex(columns=names).dropna(subset="batch_id").drop_duplicates()
