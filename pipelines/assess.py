"""From scores to judgement: levels, floors, ranks and reasons, by the pure models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import duckdb
import numpy as np
import pandas as pd

from models import explain, floors, normalise, rank
from models.catalog import Catalog
from models.catalog.forms import Forms
from models.catalog.scoring import KeyRule, Levels, Scoring
from models.score import floor_level, levels
from pipelines import holding, overriding, pending, related, remembering, scores
from pipelines.panel import Panel, read_facts
from pipelines.pending import Sure, read_sure
from pipelines.rating import Rating, changes, dimensions, rate, score_by_month
from pipelines.rulings import Rulings


@dataclass(frozen=True)
class Assessment(Rating):
    """Everything known about M rows of month and subject, K indicators, F floors."""

    facts: Mapping[str, floors.Known]
    hit: np.ndarray  # M × F
    lacks: list[tuple[str, ...]]  # M: in words, what is missing without which nothing is green
    waiting: list[int]  # M: rows of the subject that wait for correction
    pending: np.ndarray  # M × F: statutory floors that only unconfirmed facts would meet
    sure: Sure
    forms: Forms
    related: related.Related

    @cached_property
    def spoken(self) -> list[tuple[int, frozenset[str]]]:
        """The floors in the order in which reasons name them, and the facts each speaks of."""
        listed = self.scoring.floors
        return [(n, floors.speaks_of(listed[n])) for n in floor_order(self.scoring)]

    @cached_property
    def severity(self) -> np.ndarray:
        """How high each floor lifts: 0 is the lowest colour."""
        return floors.lifts(self.scoring)


def assess(
    draft: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    rulings: Rulings | None = None,
    listed: Mapping[str, pd.DataFrame] | None = None,
) -> None:
    """Make mart_indicator, mart_contribution_month, mart_score_month, mart_dimension, mart_floor,
    mart_score_change, mart_line, mart_correction, mart_key_ledger, mart_weight and mart_override.

    rulings: the weights in force per month (a month without has the catalogue's), the levels set by
    people and what they settled. listed: what the lists of earlier months said when they were new
    (known_then.py), for the changes since.
    """
    rulings = rulings or Rulings()
    found = examine(draft, catalog, rulings)
    memory = remembering.remember(
        draft, found.panel, found.scoring, found.sure.facts, found.hit, rulings
    )
    chosen = overriding.chosen_overrides(found.panel.rows, rulings.overrides)
    results = judge(found, memory, chosen)
    scores.store_weights(draft, found.panel.indicators, found.weights, rulings.versions)
    scores.store_overrides(draft, found.panel.rows, chosen, results)
    scores.store_values(draft, found.panel, found.whole, found.known, found.scored)
    scores.store_results(draft, results)
    scores.store_floors(draft, floor_hits(found))
    related.store_groups(draft, found.related)
    remembering.store_memory(draft, memory)
    scores.store_dimensions(draft, dimensions(found))
    scores.store_changes(draft, changes(found, results, listed or {}))
    key = key_reasons(found, results), catalog.scoring.levels, results.iloc[current(found.panel)]
    scores.store_key_ledger(draft, *key)


def examine(draft: duckdb.DuckDBPyConnection, catalog: Catalog, rulings: Rulings) -> Assessment:
    scoring = catalog.scoring
    rating = rate(draft, scoring, rulings.weight_sets)
    facts = read_facts(draft, rating.panel, scoring)
    sure = read_sure(draft, rating.panel, catalog, facts)
    groups = related.read_related(draft, rating.panel, scoring, sure.facts, rulings.dissolutions)
    facts, sure = facts | groups.facts, replace(sure, facts={**sure.facts, **groups.facts})
    hit, waiting = pending.judge(scoring.floors, facts, sure)
    lacks, queued = read_lacks(draft, scoring.levels)
    return Assessment(**vars(rating), facts=facts, hit=hit, lacks=lacks, waiting=queued,
                      pending=waiting, sure=sure, forms=catalog.forms, related=groups)  # fmt: skip


# ---------------------------------------------------------------- judgement


def judge(found: Assessment, memory: remembering.Memory, chosen: overriding.Chosen) -> pd.DataFrame:
    """Level, statutory flag, rank and reason per row; `chosen` are the levels set by people."""
    rules, scored = found.scoring.levels, found.scored
    computed, by_facts, by_rule = level_names(found, memory, chosen)
    is_held = by_rule != by_facts
    held = [holding.words(rules, *pair) for pair in zip(by_facts, by_rule, strict=True)]
    final = overriding.set_levels(by_rule, chosen, lifted_to(found), rules)
    names = np.array([floor.name for floor in found.scoring.floors], dtype=object)
    standing, remembered = remembering.standing(memory)
    results = found.panel.rows.assign(
        score=scored.score,
        level=final,
        level_computed=computed,
        level_by_facts=by_facts,
        level_by_rule=by_rule,
        level_floor_rule=[
            rules.reason_joiner.join([*names[met], *([rules.pending.name] if waits else [])])
            or None
            for met, waits in zip(found.hit, found.pending.any(axis=1), strict=True)
        ],
        is_pending_statutory=found.pending.any(axis=1),
        pending_reason=[
            rules.reason_joiner.join(pending_sentences(found, row)[0]) if waits else None
            for row, waits in enumerate(found.pending.any(axis=1))
        ],
        **standing,
        level_held=is_held,
        held_reason=held,
        coverage_pct=scored.coverage_pct,
        score_low=scored.low,
        score_high=scored.high,
        amount_involved_wan=found.facts["amount_involved_wan"].values.astype(float),
        people_involved=found.facts["people_involved"].values.astype(float),
        lacks=[rules.reason_joiner.join(one) or None for one in found.lacks],
        waiting_rows=found.waiting,
        rank_rule=rules.rank_rule,
        reason=[
            overriding.with_override(*one)
            for one in zip(reasons(found, remembered, held), chosen, by_rule, final, strict=True)
        ],
    )
    order = np.zeros(len(results), dtype=int)
    for here in found.panel.places.values():
        order[here] = rank.ranks(results.iloc[here], rules.places)
    return results.assign(rank=order)


def level_names(
    found: Assessment, memory: remembering.Memory, chosen: overriding.Chosen
) -> tuple[np.ndarray, ...]:
    """Level by score and knowledge alone, level after the floors, and the level held up where it
    would fall too fast. The lowest colour, and only that one, needs enough known (laws of truth,
    7)."""
    rules = found.scoring.levels
    by_severity = np.array([level.name for level in rules.colours][::-1], dtype=object)
    own = levels(found.scored.score, [level.at_least for level in rules.colours])
    barred = is_thin(found) | np.array([bool(one) for one in found.lacks], dtype=bool)

    def named(severity: np.ndarray) -> np.ndarray:
        return np.where(barred & (severity == 0), rules.unknown_name, by_severity[severity])

    by_facts = np.maximum(own, lifted_to(found))
    history = severities_by_month(found, by_facts)
    held = holding.held_levels(found.panel, found.scoring, memory.moments, history, chosen)
    return named(own), named(by_facts), named(held)


def severities_by_month(found: Assessment, by_facts: np.ndarray) -> dict[str, np.ndarray]:
    """Month → severity of every row under the weights of that month."""
    sets = {weights.tobytes(): weights for weights in found.weights.values()}
    if len(sets) < 2:
        return dict.fromkeys(found.panel.periods, by_facts)
    lines, lifted = [one.at_least for one in found.scoring.levels.colours], lifted_to(found)
    under = {}
    for key, weights in sets.items():
        same = dict.fromkeys(found.panel.periods, weights)
        rated = score_by_month(found.panel, found.whole, found.known, same)
        under[key] = np.maximum(levels(rated.score, lines), lifted)
    return {period: under[weights.tobytes()] for period, weights in found.weights.items()}


def is_thin(found: Assessment) -> np.ndarray:
    """Too little of the weight is known."""
    return found.scored.coverage_pct < found.scoring.levels.coverage_below_pct


def lifted_to(found: Assessment) -> np.ndarray:
    """Severity of the highest floor each row meets, or may meet; -1 where none."""
    rules = found.scoring.levels
    waiting = np.where(found.pending, rules.severity(rules.pending.level), -1)
    return floor_level(np.where(found.hit, found.severity, waiting))


def floor_hits(found: Assessment) -> pd.DataFrame:
    """One row per row and floor met, with its evidence in words; then those that may be met, which
    lift to the level of what waits and are not statutory yet."""
    periods = found.panel.rows["period"].to_numpy(dtype=object)
    subjects = found.panel.rows["facility_id"].to_numpy(dtype=object)
    rows = [
        (
            periods[row],
            subjects[row],
            floor.code,
            floor.name,
            floor.level,
            floor.is_statutory,
            floor.basis,
            evidence_of(found, number, row),
            False,
        )
        for number, floor in enumerate(found.scoring.floors)
        for row in np.flatnonzero(found.hit[:, number])
    ]
    waiting = found.scoring.levels.pending
    rows += [
        (
            periods[row],
            subjects[row],
            floor.code,
            floor.name,
            waiting.level,
            False,
            floor.basis,
            pending_sentence(found, number, row),
            True,
        )
        for number, floor in enumerate(found.scoring.floors)
        for row in np.flatnonzero(found.pending[:, number])
    ]
    return pd.DataFrame(rows, columns=scores.FLOOR_NAMES)


def evidence_of(found: Assessment, number: int, row: int) -> str:
    """A floor's sentence; a statutory one speaks of confirmed facts only."""
    floor = found.scoring.floors[number]
    return floors.evidence(floor, found.sure.facts if floor.is_statutory else found.facts, row)


def pending_sentence(found: Assessment, number: int, row: int) -> str:
    floor = found.scoring.floors[number]
    return pending.sentence(floor, row, found.facts, found.sure, found.scoring, found.forms)


# ---------------------------------------------------------------- reasons


def reasons(found: Assessment, *more: Sequence[str | None]) -> list[str]:
    """A plain sentence per row: floors first, then `more` that decided its place (what is only
    remembered, what is held up), then the heaviest causes the floors did not name."""
    rules, scored, thin = found.scoring.levels, found.scored, is_thin(found)
    heavy = np.argsort(-scored.points, axis=1, kind="stable")
    by_weight = sorted(range(len(found.panel.indicators)), key=lambda k: -weight_of(found, k))
    sentences = []
    for row in range(len(found.panel.rows)):
        floors_met, named = floor_sentences(found, row)
        floors_met += [said[row] for said in more if said[row]]
        causes = cause_sentences(found, row, heavy[row], named)
        unknown = [k for k in by_weight if np.isnan(found.risks[row, k])] if thin[row] else []
        missing = [found.panel.indicators[k].name for k in unknown[: rules.reason_top]]
        coverage = scored.coverage_pct[row]
        lacks = found.lacks[row]
        sentences.append(explain.reason(floors_met, causes, lacks, missing, coverage, rules))
    return sentences


LACKS = "select lacks_money, lacks_people, waiting from stg_lack order by panel_no"


def read_lacks(
    draft: duckdb.DuckDBPyConnection, rules: Levels
) -> tuple[list[tuple[str, ...]], list[int]]:
    """In the panel's order what is missing, in words, and how many rows wait for correction."""
    rows = draft.execute(LACKS).fetchall()
    lacks = [
        tuple(
            text
            for text, holds in (
                (rules.lacks_money, money),
                (rules.lacks_people, people),
                (explain.fill(rules.waiting, {"n": waiting}), waiting),
            )
            if holds
        )
        for money, people, waiting in rows
    ]
    return lacks, [waiting for *_, waiting in rows]


def weight_of(found: Assessment, number: int) -> float:
    return found.panel.indicators[number].weight


def floor_sentences(found: Assessment, row: int) -> tuple[list[str], set[str]]:
    """Evidence of the floors that say something new, and the facts they named. All that decide the
    level are told; of the others only a few, and what is left untold is counted."""
    rules, sentences, named, told = found.scoring.levels, [], set(), 0
    met = [(number, spoken) for number, spoken in found.spoken if found.hit[row, number]]
    highest = max((found.severity[number] for number, _ in met), default=0)
    for number, spoken in met:
        decides = found.severity[number] == highest
        if not spoken <= named and (decides or told < rules.reason_top):
            named |= spoken
            told += 1
            sentences.append(evidence_of(found, number, row))
    if told < len(met):
        sentences.append(explain.fill(rules.reason_more, {"n": len(met)}))
    waiting, asked = pending_sentences(found, row)
    return [*sentences, *waiting], named | asked


def pending_sentences(found: Assessment, row: int) -> tuple[list[str], set[str]]:
    """What may be met, the weightiest line first; a lesser line on the same facts is left out."""
    sentences, named = [], set()
    waiting = found.pending[row].any()
    for number, spoken in found.spoken if waiting else ():
        if found.pending[row, number] and not spoken <= named:
            named |= spoken
            sentences.append(pending_sentence(found, number, row))
    return sentences, named


def floor_order(scoring: Scoring) -> list[int]:
    """Floors from the highest level down, statutory ones first, weightier lines before lesser."""
    rank_of = [
        (-scoring.levels.severity(floor.level), not floor.is_statutory, number)
        for number, floor in enumerate(scoring.floors)
    ]
    return [number for *_, number in sorted(rank_of)]


def cause_sentences(found: Assessment, row: int, heavy: np.ndarray, named: set[str]) -> list[str]:
    rules, points = found.scoring.levels, found.scored.points[row]
    sentences: list[str] = []
    for number in heavy:
        indicator = found.panel.indicators[number]
        columns = {column.split(".")[1] for column in indicator.columns}
        if points[number] <= 0 or len(sentences) == rules.reason_top:
            break
        is_known = not np.isnan(found.risks[row, number])
        if is_known and indicator.code not in named and not columns <= named:
            sentences.append(sentence_of(found.panel, number, row))
    return sentences


def sentence_of(panel: Panel, number: int, row: int) -> str:
    indicator = panel.indicators[number]
    value = panel.raw[indicator.code][row]
    if indicator.is_text:
        shown = normalise.heaviest_words(str(value), indicator.params.get("scale", {}))
        return explain.sentence(indicator, 0, shown)
    return explain.sentence(indicator, float(value))


# ---------------------------------------------------------------- key ledger


def key_reasons(found: Assessment, results: pd.DataFrame) -> pd.DataFrame:
    """Subjects of the current month that a rule of levels.yml puts on the key ledger, and why."""
    rules = found.scoring.levels
    here = current(found.panel)
    natures = found.panel.raw["lead_nature"]
    rows = []
    names = ["facility_id", "level", "statutory_now", "is_statutory"]
    stated = results.iloc[here][names].to_dict("records")
    for row, one in zip(here, stated, strict=True):
        is_met, is_on_record = bool(one["statutory_now"]), bool(one["is_statutory"])
        met = [
            explain.fill(rule.name, key_words(rule, one["level"], natures[row]))
            for rule in rules.key_rules
            if rule.holds(one["level"], is_met, is_on_record and not is_met, natures[row])
        ]
        if met:
            rows.append((one["facility_id"], rules.reason_joiner.join(met), one["level"]))
    return pd.DataFrame(rows, columns=["facility_id", "reasons", "level"], dtype=object)


def current(panel: Panel) -> np.ndarray | list:
    """Places of the newest month's rows."""
    return panel.places[panel.periods[-1]] if panel.periods else []


def key_words(rule: KeyRule, level: str, nature: str | None) -> dict[str, str]:
    return {"level": level, "value": floors.common(nature or "", rule.values)}
