"""Speed and memory of the Monte Carlo ranking and Sobol shares: `bench uncertainty`."""

from __future__ import annotations

import tracemalloc

import numpy as np

from benchmarks.score import row, seconds

LIMITS = (60, 40, 20, 0)
# (draws, subjects, indicators) of the two targets.
TOWN, DISTRICT = (10_000, 500, 26), (1_000, 10_000, 12)
# DuckDB needs 16 s for all draws of the district; it is linear in draws.
DUCKDB_DRAWS = 50


def run(arguments: list[str]) -> list[dict]:
    """The two targets with their peers, harder cases, and Sobol shares of 12 weights; with --cases
    FOLDER the measured coverage and width of the rank ranges instead (benchmarks.coverage)."""
    if "--cases" in arguments:
        from benchmarks import coverage

        return coverage.run(arguments)
    rows = []
    for size in (TOWN, DISTRICT):
        rows += target_rows(size)
    return rows + harder_rows() + [sobol_row(), slider_row()]


def make_case(size: tuple[int, int, int], unknown: float = 0.0, floors: bool = False):
    from models.placing import Case

    rng = np.random.default_rng(0)
    _, subjects, indicators = size
    risk = rng.uniform(0, 100, (subjects, indicators))
    risk[rng.random(risk.shape) < unknown] = np.nan
    lifted = rng.integers(0, 4, subjects) if floors else None
    first = rng.random(subjects) < 0.05 if floors else None
    return Case(risk, rng.dirichlet(np.full(indicators, 5)), LIMITS, lifted, first)


def target_rows(size: tuple[int, int, int]) -> list[dict]:
    from models.uncertainty import Doubt, certainty

    case, doubt = make_case(size), Doubt(draws=size[0])
    ours = seconds(lambda: certainty(case, doubt), 5)
    name = " x ".join(f"{n:,}" for n in size)
    rows = [row(f"P(level), P(top), ranks: {name}", ours, "s", "<= 0.3")]
    rows.append(row(f"memory above the data: {name}", peak_mb(case, doubt), "MB", "<= 100"))
    plain = seconds(lambda: plain_ranks(case, doubt), 1)
    rows.append(row(f"ranks alone: {name}", ours, "s", "", "scipy rankdata", plain / ours))
    if size == DISTRICT:
        few = seconds(lambda: duckdb_ranks(case, doubt), 1) * doubt.draws / DUCKDB_DRAWS
        rows.append(row(f"ranks alone: {name}", ours, "s", "", "DuckDB rank()", few / ours))
    return rows


def harder_rows() -> list[dict]:
    from models.mcdm import METHODS
    from models.uncertainty import Doubt, certainty

    name = " x ".join(f"{n:,}" for n in TOWN)
    with_floors, with_gaps = make_case(TOWN, floors=True), drawn_case()
    all_methods = Doubt(methods=tuple(METHODS))
    guessed = Doubt(methods=tuple(METHODS), unknown="drawn")
    return [
        row(f"with floors: {name}", seconds(lambda: certainty(with_floors)), "s"),
        row(
            f"and three methods: {name}", seconds(lambda: certainty(with_floors, all_methods)), "s"
        ),
        row(f"and a fifth unknown: {name}", seconds(lambda: certainty(with_gaps, guessed)), "s"),
    ]


def drawn_case():
    """A case a fifth of whose risks are drawn, as models/worlds.py leaves them."""
    from dataclasses import replace

    from models.donors import Facts
    from models.worlds import FEWEST, Worlds

    case, rng = make_case(TOWN, floors=True), np.random.default_rng(1)
    rows, columns = case.risk.shape
    gaps = rng.random(case.risk.shape) < 0.2
    risk = np.repeat(case.risk[:, None], FEWEST, axis=1)
    risk = np.where(gaps[:, None], rng.uniform(0, 100, risk.shape), risk).astype(np.float32)
    names, kinds = tuple(f"x{i}" for i in range(columns)), np.full(rows, "")
    stated = np.where(gaps, np.nan, case.risk)
    facts = Facts(names, stated, {}, kinds, np.ones(columns, bool))
    floors = np.repeat(case.floors[:, None], FEWEST, axis=1)
    first = np.repeat(case.statutory[:, None], FEWEST, axis=1)
    return replace(case, known=~gaps, worlds=Worlds(risk, floors, first, risk.astype(float), facts))


def sobol_row() -> dict:
    from models.sensitivity import sobol_of_weights

    case = make_case((0, 100, 12))
    taken = seconds(lambda: sobol_of_weights(case), 2)
    return row("Sobol shares with intervals, 12 weights, N = 1024", taken, "s", "< 1")


def slider_row() -> dict:
    from models.compare import compare
    from models.placing import listed

    case, names = make_case((0, 5_000, 30)), ["a", "b", "c", "d"]
    ids = [f"F{i}" for i in range(5_000)]
    before = listed(case, ids, names)
    taken = seconds(lambda: compare(before, listed(case, ids, names), names), 5)
    return row("new list and comparison after a slider: 5,000 x 30", taken, "s", "< 0.1")


def peak_mb(case, doubt) -> float:
    from models.uncertainty import certainty

    tracemalloc.start()
    certainty(case, doubt)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def plain_ranks(case, doubt) -> np.ndarray:
    """The same places the plain way: all scores, scipy's ranks, numpy's quantiles."""
    from scipy.stats import rankdata

    scores = doubt.weights(case.weights) @ case.risk.T
    ranks = rankdata(-scores, method="ordinal", axis=1)
    return np.quantile(ranks, [0.05, 0.5, 0.95], axis=0)


def duckdb_ranks(case, doubt):
    """The same places in SQL, for a few draws."""
    import duckdb
    import pandas as pd

    width = range(case.risk.shape[1])
    subjects = pd.DataFrame(case.risk, columns=[f"x{i}" for i in width]).reset_index(names="id")
    drawn = doubt.weights(case.weights)[:DUCKDB_DRAWS]
    draws = pd.DataFrame(drawn, columns=[f"w{i}" for i in width]).reset_index(names="draw")
    total = " + ".join(f"x{i} * w{i}" for i in width)
    with duckdb.connect() as connection:
        connection.register("subjects", subjects)
        connection.register("draws", draws)
        query = RANKS.replace("{total}", total)
        return connection.execute(query).fetchnumpy()


RANKS = """
with ranked as (
    select id, rank() over (partition by draw order by {total} desc) as place
    from subjects, draws
)
select id, quantile_disc(place, [0.05, 0.5, 0.95]) from ranked group by id
"""
