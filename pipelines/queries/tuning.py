"""权重调优: the list under other weights, how sure it is, what it depends on, what a change does.

The matrices of a month are read once per build; every answer below is arithmetic on them. The list
here is the one by rule: levels set by people stand whatever the weights are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from models import compare, placing, sensitivity, uncertainty
from models.catalog.scoring import Scoring
from models.mcdm import aggregate
from models.placing import Case
from models.weights import (
    NoInformation,
    WeightSet,
    bounds_around,
    combine_game,
    critic_weights,
    entropy_weights,
    equal_set,
    set_from_flat,
)
from pipelines.queries import drawing, knowledge
from pipelines.queries.asking import ask
from pipelines.queries.scope import SUBJECT_SCOPE, Filters, Person, scope
from pipelines.rulings import catalogue_set

TOP_K = 10
WATCHED = ("红", "橙")  # levels whose entries and exits a dry run counts
MOST_MOVES = 200  # subjects named in the event of a dry run; the counts are always whole
# Cells of draws × subjects that keep an answer under about a second on one core.
DRAW_CELLS = 5_000_000
SOBOL_CELLS = 50_000_000

SUBJECTS = """
select s.facility_id, s.facility_name, s.village_code, s.village, s.sector, s.score, s.rank,
    s.level, s.level_by_rule, s.is_statutory, s.is_pending_statutory, s.coverage_pct, s.lacks,
    s.amount_involved_wan, s.people_involved, f.ownership
from mart_score_month s left join mart_facility f using (facility_id)
where s.period = $period order by s.rank
"""
SEEN = (
    """
select s.facility_id from mart_score_month s left join mart_facility f using (facility_id)
where s.period = $period and """
    + SUBJECT_SCOPE
)
CONTRIBUTIONS = """
select facility_id, indicator::varchar as indicator, risk_0_100, is_known
from mart_contribution_month where period = $period
"""
FLOORS = "select facility_id, level from mart_floor where period = $period"
WEIGHTS = """
select indicator, weight, version, version_name from mart_weight where period = $period
"""
OVERRIDDEN = "select count(*) as n from mart_override where period = $period"

# Open matters of every subject: what a change of level would touch.
OPEN_CASES = """
select f.facility_id,
    (select count(*) from mart_rectification t
        where t.facility_id = f.facility_id and not t.is_closed) as open_tasks,
    (select count(*) from mart_lead l
        where l.facility_id = f.facility_id and l.closed_date is null
            and l.status not in ('不属实', '已办结')) as open_leads
from mart_facility f
"""


@dataclass(frozen=True)
class Base:
    """One month's list with everything needed to make it again under other weights."""

    build: str
    period: str
    case: Case
    ids: tuple[str, ...]
    subjects: pd.DataFrame  # in the order of the case
    weights: WeightSet  # those in force in the month
    effective: Mapping[str, float]  # the same, exactly as the build used them
    version: str | None  # number of the governed version; None = the catalogue's own
    version_name: str | None
    overrides: int

    @property
    def level_names(self) -> tuple[str, ...]:
        return level_names()

    @cached_property
    def names(self) -> pd.DataFrame:
        """facility_name, village, sector by facility_id."""
        return self.subjects.set_index("facility_id")[["facility_name", "village", "sector"]]

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with name, village, sector of its facility_id."""
        found = self.names.reindex(frame["facility_id"])
        return frame.assign(**{name: found[name].to_numpy() for name in found})


def level_names() -> tuple[str, ...]:
    """The colours, highest first, then the word for too little knowledge."""
    levels = knowledge.scoring().levels
    return (*(level.name for level in levels.colours), levels.unknown_name)


def base(build: Path, filters: Filters, person: Person) -> Base | None:
    """The month's list for re-ranking, always of the whole town; None when it is empty or this
    person's role has no business with it."""
    if not person.may("see_models"):
        return None
    period = scope(build, filters, person)["period"]
    return _base(str(build), period)


@lru_cache(maxsize=4)
def _base(build: str, period: str) -> Base | None:
    path = Path(build)
    subjects = ask(path, SUBJECTS, period=period)
    if subjects.empty:
        return None
    scoring = knowledge.scoring()
    found = ask(path, WEIGHTS, period=period).set_index("indicator")
    effective = {one.code: float(found["weight"][one.code]) for one in scoring.indicators}
    contributions, floors = (ask(path, sql, period=period) for sql in (CONTRIBUTIONS, FLOORS))
    case, ids = placing.case_of(subjects, contributions, floors, effective, scoring.levels)
    version, name = found["version"].iloc[0], found["version_name"].iloc[0]
    governed = isinstance(version, str)
    return Base(
        build,
        period,
        case,
        tuple(ids),
        subjects,
        set_from_flat(name if governed else "", effective, catalogue_set(scoring).parents),
        effective,
        version if governed else None,
        name if governed else None,
        int(ask(path, OVERRIDDEN, period=period)["n"].iloc[0]),
    )


def seen(build: Path, filters: Filters, person: Person) -> frozenset[str]:
    """Subjects that the filters and the person's scope leave in view."""
    return frozenset(ask(build, SEEN, **scope(build, filters, person))["facility_id"])


# ---------------------------------------------------------------- schemes


def schemes(base: Base) -> dict[str, WeightSet]:
    """Ready-made sets by code: current, catalogue, equal, entropy, critic, combined. Those that
    the data cannot give (nothing varies) are left out."""
    return dict(_schemes(base.build, base.period))


@lru_cache(maxsize=4)
def _schemes(build: str, period: str) -> dict[str, WeightSet]:
    base = _base(build, period)
    scoring = knowledge.scoring()
    own = catalogue_set(scoring)
    found = {"current": base.weights, "catalogue": own}
    found["equal"] = equal_set("", own.parents)
    return found | from_data(base, own.parents)


def from_data(base: Base, parents: Mapping[str, str]) -> dict[str, WeightSet]:
    risk = base.case.risk.astype(float)
    codes, sets = list(base.effective), {}
    try:
        entropy, critic = entropy_weights(risk), critic_weights(risk)
        combined, shares = combine_game([base.case.weights, entropy, critic])
    except NoInformation:
        return {}
    details = {"shares": [round(float(s), 4) for s in shares]}
    made = {"entropy": (entropy, {}), "critic": (critic, {}), "combined": (combined, details)}
    for name, (weights, more) in made.items():
        flat = dict(zip(codes, weights.tolist(), strict=True))
        sets[name] = set_from_flat("", flat, parents, method=name, details=more)
    return sets


# ---------------------------------------------------------------- the list again


def relisted(base: Base, weights: WeightSet, method: str = "additive") -> pd.DataFrame:
    """facility_id, score, rank, level under these weights, most urgent first."""
    return _relisted(base.build, base.period, key_of(weights), method)


def key_of(weights: WeightSet) -> tuple[float, ...]:
    """Effective weights in the catalogue's order: what alone can change a list."""
    effective = weights.effective()
    return tuple(effective[one.code] for one in knowledge.scoring().indicators)


@lru_cache(maxsize=64)
def _relisted(build: str, period: str, key: tuple[float, ...], method: str) -> pd.DataFrame:
    base = _base(build, period)
    return placing.listed(case_under(base, key), base.ids, base.level_names, method)


def case_under(base: Base, key: tuple[float, ...]) -> Case:
    weights = dict(zip(base.effective, key, strict=True))
    return placing.reweighted(base.case, weights)


def compared(
    base: Base,
    before: WeightSet,
    after: WeightSet,
    method: str = "additive",
    top_k: int = TOP_K,
) -> compare.Comparison:
    """The list under one set beside that under another; names, village and sector included. The
    set before is always taken by the published, additive method."""
    old, new = relisted(base, before), relisted(base, after, method)
    found = compare.compare(old, new, base.level_names, top_k)
    return replace(found, moves=base.named(found.moves))


def impact(base: Base, before: WeightSet, after: WeightSet) -> dict:
    """What a change of weights would do to the month's list, as plain values for the ledger."""
    found = compared(base, before, after)
    moved = found.moves[found.moves["level_change"] != 0]
    cases = ask(Path(base.build), OPEN_CASES).set_index("facility_id").reindex(moved["facility_id"])
    counts = {by: crossing_rows(found, by) for by in ("village", "sector")}
    return {
        "subjects": len(found.moves),
        "kendall_tau": _plain(found.kendall_tau),
        "top_k": found.top_k,
        "top_k_overlap": _plain(found.top_k_overlap),
        "rank_changes": int((found.moves["rank_change"] != 0).sum()),
        "level_changes": len(moved),
        "open_tasks": int(cases["open_tasks"].fillna(0).sum()),
        "open_leads": int(cases["open_leads"].fillna(0).sum()),
        **{f"by_{by}": rows for by, rows in counts.items()},
        "moves": [_move(row) for row in moved.head(MOST_MOVES).to_dict("records")],
    }


def crossing_rows(found: compare.Comparison, by: str) -> list[dict]:
    """Villages or sectors where anyone enters or leaves a watched level, with before and after."""
    counts = compare.crossing_counts(found, list(WATCHED), by)
    touched = counts[(counts["entered"] > 0) | (counts["left"] > 0)]
    return [
        {"group": row[by], "level": row["level"]}
        | {name: int(row[name]) for name in ("before", "after", "entered", "left")}
        for row in touched.to_dict("records")
    ]


def _move(row: dict) -> dict:
    names = ("facility_id", "facility_name", "village", "level_before", "level_after")
    numbers = ("rank_before", "rank_after")
    return {name: row[name] for name in names} | {name: int(row[name]) for name in numbers}


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)


# ---------------------------------------------------------------- certainty


@dataclass(frozen=True)
class Doubts:
    """What a person holds to be uncertain: the share weights may move, methods, unknown values."""

    share: float = uncertainty.DEFAULT_SHARE
    methods: tuple[str, ...] = ("additive",)
    unknown: str = "drawn"
    top_k: int = TOP_K


def draws_for(subjects: int) -> int:
    """As many draws as time allows, 1,000 to 10,000; the error is stated with the result."""
    return int(np.clip(DRAW_CELLS // max(subjects, 1), 1_000, 10_000))


def certainty(base: Base, weights: WeightSet, doubts: Doubts) -> uncertainty.Certainty:
    """P(level), P(first k), 5–95 % rank of every subject; row order of the case."""
    return _certainty(base.build, base.period, key_of(weights), doubts)


@lru_cache(maxsize=16)
def _certainty(build: str, period: str, key: tuple, doubts: Doubts) -> uncertainty.Certainty:
    base = _base(build, period)
    case = doubted(base, key)
    return uncertainty.certainty(case, doubt_of(case, doubts, draws_for(len(base.ids))))


def doubted(base: Base, key: tuple[float, ...]) -> Case:
    """The case under these weights with its unknown facts drawn."""
    case = case_under(base, key)
    pending = base.subjects["is_pending_statutory"].to_numpy(dtype=bool)
    return drawing.with_worlds(case, drawing.drawn(base.build, base.period, base.ids), pending)


def standing(build: Path, filters: Filters, person: Person) -> pd.DataFrame | None:
    """How sure the published list of the month is, one row per subject in view (certainty_frame
    with village_code); None for whom models are not shown."""
    listed = base(build, filters, person)
    if listed is None:
        return None
    frame = certainty_frame(listed, certainty(listed, listed.weights, Doubts()))
    codes = listed.subjects.set_index("facility_id")["village_code"]
    frame = frame.assign(village_code=codes.reindex(frame["facility_id"]).to_numpy())
    visible = seen(build, filters, person)
    return frame[[one in visible for one in frame["facility_id"].tolist()]]  # isin: ten times that


def doubt_of(case: Case, doubts: Doubts, draws: int) -> uncertainty.Doubt:
    return uncertainty.Doubt(
        bounds=bounds_around(case.weights, doubts.share),
        methods=doubts.methods,
        unknown=doubts.unknown,
        draws=draws,
        top_k=doubts.top_k,
    )


def certainty_frame(base: Base, found: uncertainty.Certainty) -> pd.DataFrame:
    """One row per subject: rank, level, p_top, p_<level>, rank_low … with name and village."""
    frame = base.named(found.frame(base.ids, base.level_names))
    return frame.sort_values("rank", ignore_index=True)


@lru_cache(maxsize=16)
def duels(build: str, period: str, key: tuple, doubts: Doubts, chosen: tuple[int, ...]):
    """(k, k): how often the row stands before the column, for rows of the case."""
    base = _base(build, period)
    case = doubted(base, key)
    return uncertainty.duels(case, chosen, doubt_of(case, doubts, 4_000))


# ---------------------------------------------------------------- what the list depends on


def sobol_size(subjects: int, indicators: int) -> int:
    """The largest power of two up to 1,024 whose rankings stay within the time of an answer."""
    most = SOBOL_CELLS / max(subjects * (indicators + 2), 1)
    return int(2 ** np.clip(np.floor(np.log2(max(most, 1))), 5, 10))


def drivers(base: Base, weights: WeightSet, share: float) -> pd.DataFrame:
    """Per indicator, heaviest first: Sobol shares with 95 % half widths, the list without it."""
    return _drivers(base.build, base.period, key_of(weights), share)


@lru_cache(maxsize=8)
def _drivers(build: str, period: str, key: tuple, share: float) -> pd.DataFrame:
    base = _base(build, period)
    case = case_under(base, key)
    size = sobol_size(*case.risk.shape)
    shares = sensitivity.sobol_of_weights(case, share=share, n=size, top_k=TOP_K)
    without = sensitivity.leave_one_out(case, top_k=TOP_K)
    found = pd.concat([shares, without], axis=1).assign(
        indicator=list(base.effective), weight=case.weights, n=size
    )
    return found.sort_values("total", ascending=False, ignore_index=True)


@lru_cache(maxsize=8)
def reversals(build: str, period: str, key: tuple, method: str, most: int = 60) -> pd.DataFrame:
    """Rank-reversal check on the first `most` subjects: does the order of the rest hold when one
    of them goes? removed, reversed_pairs, first_changed, facility_id."""
    base = _base(build, period)
    case = case_under(base, key).rows(range(min(most, len(base.ids))))
    found = sensitivity.rank_reversal(
        case.risk.astype(float),
        lambda risk: np.nan_to_num(aggregate(method, risk, case.weights)),
    )
    return found.assign(facility_id=[base.ids[i] for i in found["removed"]])


def rules() -> Scoring:
    return knowledge.scoring()
