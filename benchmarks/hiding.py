"""A town judged with all it knows and again with facts hidden: does the stated range hold?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models import placing, unknowns
from models.catalog.scoring import Scoring
from models.donors import Facts
from models.placing import Case
from models.score import score
from models.uncertainty import Certainty, Doubt, certainty
from models.weights import bounds_around
from models.worlds import Table, draw_worlds, lines_met, risks, table_of

MONEY = ("prepaid_service_wan", "deposit_wan", "membership_wan")
DRAWS = 1_000


@dataclass(frozen=True)
class Town:
    """A month's subjects with all that is known of them; hideable: the facts a visit states."""

    facts: Facts
    applies: np.ndarray
    scoring: Scoring
    bases: dict
    hideable: tuple[str, ...]


def town_of(build: Path) -> Town:
    from pipelines.queries import drawing, knowledge
    from pipelines.queries.asking import ask

    period = str(ask(build, "select period from run_info")["period"].iloc[0])
    ids = ask(build, "select facility_id from mart_score order by facility_id")["facility_id"]
    names = tuple(ids)
    return Town(
        drawing.facts(build, period, names),
        drawing.applies(build, period, names),
        knowledge.scoring(),
        dict(drawing.bases()),
        tuple(knowledge.forms()["screening"]["columns"]),
    )


def hidden(town: Town, share: float, seed: int) -> Facts:
    """The facts with this share of what visits stated blanked; growth goes with what grows."""
    facts, rng = town.facts, np.random.default_rng([seed, 4])
    blank = rng.random(facts.values.shape) < share
    blank &= np.isin(facts.names, town.hideable)[None, :]
    for grown, fact in (
        ("people_growth", "people_involved"),
        ("amount_growth", "amount_involved_wan"),
    ):
        if grown in facts.names:
            blank[:, facts.names.index(grown)] = blank[:, facts.names.index(fact)]
    return facts.without(blank)


def case_of(town: Town, facts: Facts) -> Case:
    """The list as it stands on these facts, the unknown placed as the score places it."""
    scoring = town.scoring
    table = table_of(facts, facts.values, scoring)
    found = risks(table, scoring.indicators, town.applies).astype(float)
    known = ~np.isnan(found)
    typical = unknowns.typical(found, facts.kinds, town.applies)
    whole = unknowns.filled(found, facts.kinds, typical)
    weights = np.array(list(scoring.weights().values()))
    scored = score(whole, weights, known)
    lifted, statutory = lines_met(table, scoring)
    levels = scoring.levels
    names = [level.name for level in levels.colours]
    return Case(
        whole,
        weights,
        tuple(level.at_least for level in levels.colours),
        lifted,
        statutory,
        (scored.coverage_pct < levels.coverage_below_pct) | lacks(table),
        names.index(levels.unknown_rank_after),
        known,
    )


def lacks(table: Table) -> np.ndarray:
    money = ~np.isnan(table.column("amount_involved_wan"))
    money |= np.all([~np.isnan(table.column(name)) for name in MONEY], axis=0)
    return ~money | np.isnan(table.column("people_involved"))


def judged(town: Town, facts: Facts, seed: int = 0, share: float = 0.3) -> Certainty:
    case = case_of(town, facts)
    drawn = draw_worlds(facts, town.applies, town.scoring, town.bases, seed)
    bounds = bounds_around(case.weights, share)
    doubt = Doubt(bounds=bounds, unknown="drawn", draws=DRAWS, seed=seed)
    return certainty(replace(case, worlds=drawn), doubt)


@dataclass(frozen=True)
class Measured:
    """Of all subjects: the share whose true place lies in the range, and the range's width; of the
    truly red (or statutory) ones: how many are told to be red in less than one draw of twenty."""

    covered: float
    width: float
    red: int
    unseen: int
    told_red: float


def measure(town: Town, share: float, seed: int, weight_share: float = 0.3) -> Measured:
    rank, level = placing.published(case_of(town, town.facts))
    sure = judged(town, hidden(town, share, seed), seed, weight_share)
    inside = (sure.rank_low <= rank) & (rank <= sure.rank_high)
    red, p_red = level == 0, sure.p_level[:, 0]
    return Measured(
        float(inside.mean()),
        float((sure.rank_high - sure.rank_low + 1).mean()),
        int(red.sum()),
        int((p_red[red] < 0.05).sum()),
        float(p_red.sum()),
    )
